package cx_test

import (
	stdcmp "cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
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

// Who has been sent everything back is left out of the fit, as by BTYD, whose spend.LL takes
// the rows with x > 0 and m.x > 0. What is expected is by hand 6.25·15.44/(6.25·2 + 2.74), and
// nobody else is lost.
func TestGammaGamma_nothing(t *testing.T) {
	rows := repeatSpends()
	want := spendFit(t, rows)
	odd := []cx.PurchaseHistory{
		{Customer: "free", Frequency: 2, Recency: 20, Age: 38, Unit: cx.Week},
		{Customer: "returned", Frequency: 2, Recency: 20, Age: 38, Unit: cx.Week, Spend: dec("-5")},
	}
	cxtest.Same(t, "the fit", want, spendFit(t, append(rows, odd...)))
	m := shopModel()
	for _, p := range odd {
		spend, err := m.Spend.ExpectedSpend(p)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, p.Customer, spend, m.Spend.P*m.Spend.Gamma/(m.Spend.P*2+m.Spend.Q-1), 1e-13)
	}
	best, err := m.MostValuable(append(odd, cx.PurchaseHistory{Customer: "ada", Frequency: 2, Recency: 20, Age: 38, Unit: cx.Week, Spend: dec("40")}), 9, 52, cx.Week, 0)
	if err != nil || len(best) != 3 || best[0].Customer != "ada" || best[1].ExpectedValue != best[2].ExpectedValue || best[2].ExpectedValue <= 0 {
		t.Errorf("MostValuable: %+v, %v", best, err)
	}
	literal := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	spend, err := literal.ExpectedSpend(odd[1])
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "by hand", spend, 6.33202099737533, 1e-13)
}

// The ranking of many is that of what is said of each alone.
func TestRanking_each(t *testing.T) {
	m, r := typedModel(), rand.New(rand.NewPCG(6, 2))
	var rows []cx.PurchaseHistory
	var values, risks []cx.CustomerValue
	for i := range 400 {
		p := cx.PurchaseHistory{Customer: string(rune('a' + r.IntN(9))), Age: float64(1 + r.IntN(20)), Unit: cx.Week}
		if r.IntN(3) > 0 {
			p.Frequency, p.Recency, p.Spend = int64(1+r.IntN(4)), float64(1+r.IntN(int(p.Age))), decimal.New(int64(10+r.IntN(9)), 0)
		}
		rows = append(rows, p)
		value, err := m.MostValuable(rows[i:], 1, 26, cx.Week, 0.01)
		risk, risky := m.MostAtRisk(rows[i:], 1, 26, cx.Week)
		if err != nil || risky != nil {
			t.Fatal(err, risky)
		}
		value[0].Row, risk[0].Row = i, i
		values, risks = append(values, value[0]), append(risks, risk[0])
	}
	by := func(score func(cx.CustomerValue) float64) func(a, b cx.CustomerValue) int {
		return func(a, b cx.CustomerValue) int {
			return stdcmp.Or(stdcmp.Compare(score(b), score(a)), stdcmp.Compare(a.Customer, b.Customer), stdcmp.Compare(a.Row, b.Row))
		}
	}
	slices.SortFunc(values, by(func(v cx.CustomerValue) float64 { return v.ExpectedValue }))
	slices.SortFunc(risks, by(func(v cx.CustomerValue) float64 { return v.ExpectedLoss }))
	for _, k := range []int{1, 2, 10, 399, 400, 500} {
		value, err := m.MostValuable(rows, k, 26, cx.Week, 0.01)
		risk, risky := m.MostAtRisk(rows, k, 26, cx.Week)
		if err != nil || risky != nil || !slices.Equal(value, values[:min(k, 400)]) || !slices.Equal(risk, risks[:min(k, 400)]) {
			t.Errorf("the first %d differ from those of each alone: %v, %v", k, err, risky)
		}
	}
}
