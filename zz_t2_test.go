package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

func calendarContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
func groupContract(t *testing.T) cxtest.Contract    { return cxtest.Contract{} }
