package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

func supportContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
