package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

func touchContract(t *testing.T) cxtest.Contract   { return cxtest.Contract{} }
func supportContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
func linkageContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
