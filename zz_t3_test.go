package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

func retentionContract(t *testing.T) cxtest.Contract { return cxtest.Contract{} }
func cohortContract(t *testing.T) cxtest.Contract    { return cxtest.Contract{} }
func churnContract(t *testing.T) cxtest.Contract     { return cxtest.Contract{} }
func survivalContract(t *testing.T) cxtest.Contract  { return cxtest.Contract{} }
func revenueContract(t *testing.T) cxtest.Contract   { return cxtest.Contract{} }
