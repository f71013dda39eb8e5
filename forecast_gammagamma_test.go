package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// A row that counts for several customers is as many rows: orders to the last digit.
func TestPurchaseHistory_count(t *testing.T) {
	single, rows := smallShop(), counted(smallShop())
	orders, err := cx.FitMBGNBD(single)
	if err != nil {
		t.Fatal(err)
	}
	joined, err := cx.FitMBGNBD(rows)
	if diff := cmp.Diff(orders, joined); err != nil || diff != "" {
		t.Errorf("FitMBGNBD: %v (-single +counted):\n%s", err, diff)
	}
	for _, rows[3].Count = range []int64{-1, math.MaxInt64} {
		_, err = cx.FitBGNBD(rows)
		checkRowError(t, "FitBGNBD", err, cx.ErrInvalid, 3)
	}
	want, got := spendFit(t, repeatSpends()), spendFit(t, counted(repeatSpends()))
	if got.Fit.Customers != want.Fit.Customers || got.Correlation.N != want.Correlation.N {
		t.Errorf("FitGammaGamma of %+v, want %+v", got, want)
	}
	cxtest.Near(t, "P", got.P/want.P, 1, 1e-9)
	cxtest.Near(t, "Gamma", got.Gamma/want.Gamma, 1, 1e-9)
	cxtest.Near(t, "LogLikelihood", got.Fit.LogLikelihood/want.Fit.LogLikelihood, 1, 1e-12)
	cxtest.Near(t, "Correlation", got.Correlation.Rho, want.Correlation.Rho, 1e-12)
}
