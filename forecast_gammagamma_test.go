package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// Where the lower end of Q is exactly 1, and the slope is taken there, the mean spend of a customer
// without a repeat purchase is infinite at that end: not a matter of numbers out of range.
func TestGammaGamma_infinite(t *testing.T) {
	m := cx.GammaGamma{P: 3, Q: math.Exp(1e-4), Gamma: 9, Fit: cx.Fit{Customers: 9, Covariance: [][]float64{{1e-30, 0, 0}, {0, 1e-30, 0}, {0, 0, 1e-30}}}}
	if low := m.Q * math.Exp(-1e-4); low != 1 {
		t.Fatalf("the lower end is %v", low)
	}
	_, err := m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
	cxtest.Refuses(t, "the lower end 1", err, cx.ErrUndefined)
	m.Q = math.Nextafter(m.Q, 2)
	if e, err := m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95); err != nil || !(e.Interval.Low > 0) {
		t.Errorf("a lower end just above 1: %+v, %v", e, err)
	}
}

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
