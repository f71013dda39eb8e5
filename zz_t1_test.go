package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

func ratingsContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
func npsContract(t *testing.T) cxtest.Contract   { return cxtest.Contract{} }
