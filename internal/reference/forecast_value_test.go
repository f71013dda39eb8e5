package reference

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	gocmp "github.com/google/go-cmp/cmp"
)

func spendFit(t testing.TB, rows []cx.PurchaseHistory) cx.GammaGamma {
	t.Helper()
	m, err := cx.FitGammaGamma(rows)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// valueModel fits both models of CDNOW.
func valueModel(t testing.TB, fit func([]cx.PurchaseHistory) (cx.BGNBD, error), rows []cx.PurchaseHistory) cx.CustomerModel {
	t.Helper()
	orders, err := fit(rows)
	if err != nil {
		t.Fatal(err)
	}
	return cx.CustomerModel{Orders: orders, Spend: spendFit(t, spendRows(t))}
}

// The maximum, its log-likelihood and the standard errors of the logarithms, computed
// outside Go; published as 6.25, 3.74, 15.44. So were the correlation and the forecasts.
func TestGammaGammaFit(t *testing.T) {
	rows := spendRows(t)
	m := spendFit(t, rows)
	for _, tt := range []struct {
		name            string
		got, want, seLn float64
		at              int
	}{
		{"P", m.P, 6.248802490, 0.190386, 0},
		{"Q", m.Q, 3.744588453, 0.077489, 1},
		{"Gamma", m.Gamma, 15.447748009, 0.269295, 2},
	} {
		cxtest.Near(t, tt.name, tt.got, tt.want, 1e-8)
		cxtest.Near(t, "SE of ln "+tt.name, math.Sqrt(m.Fit.Covariance[tt.at][tt.at]), tt.seLn, 1e-6)
	}
	if ll := m.Fit.LogLikelihood; math.Abs(ll+4055.923243503) > 1e-6 || m.Fit.Customers != 946 {
		t.Errorf("fit %+v", m.Fit)
	}
	// R 4.2.2: cor(x, m, method = "spearman"), and its interval after Bonett and Wright.
	cxtest.Near(t, "correlation", m.Correlation.Rho, 0.206393955, 5e-9)
	iv, err := m.Correlation.Interval(0.95)
	if err != nil || m.Correlation.N != 946 || m.Correlation.Strong() {
		t.Errorf("correlation %+v, %v", m.Correlation, err)
	}
	cxtest.Near(t, "its low end", iv.Low, 0.143894891, 5e-9)
	cxtest.Near(t, "its high end", iv.High, 0.267253064, 5e-9)

	f, err := m.ExpectedSpendInterval(cx.PurchaseHistory{Frequency: 2, Spend: dec("22.35")}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "E[M|2,22.35]", f.Value, 24.658616, 1e-7)
	cxtest.Near(t, "low", f.Interval.Low, 23.674007, 1e-7)
	cxtest.Near(t, "high", f.Interval.High, 25.684175, 1e-7)
	f, err = m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "mean", f.Value, 35.171002, 1e-7)
	cxtest.Near(t, "low", f.Interval.Low, 33.408079, 1e-7)
	cxtest.Near(t, "high", f.Interval.High, 37.026954, 1e-7)

	// Rows in another order, and rows of customers who never ordered again.
	other := slices.Clone(rows)
	slices.Reverse(other)
	for range 100 {
		other = append(other, cx.PurchaseHistory{})
	}
	again := spendFit(t, other)
	cxtest.Near(t, "P of rows in another order", again.P, m.P, 1e-9)
	cxtest.Near(t, "Gamma of rows in another order", again.Gamma, m.Gamma, 1e-9)
	cxtest.Near(t, "log-likelihood of rows in another order", again.Fit.LogLikelihood, m.Fit.LogLikelihood, 1e-12)
	if again.Fit.Customers != 946 {
		t.Errorf("%d customers, want 946", again.Fit.Customers)
	}
	// In cents, Gamma is a hundred times as large, and so is what is expected.
	for i := range other {
		other[i].Spend = other[i].Spend.Shift(2)
	}
	cents := spendFit(t, other)
	cxtest.Near(t, "P in cents", cents.P, m.P, 1e-8)
	cxtest.Near(t, "Gamma in cents", cents.Gamma, 100*m.Gamma, 1e-8)
	cxtest.Near(t, "log-likelihood in cents", cents.Fit.LogLikelihood, m.Fit.LogLikelihood-946*math.Log(100), 1e-10)
	// Customers who all ordered once more have no correlation, and yet a fit.
	once := slices.Clone(spendRows(t))
	for i := range once {
		once[i].Frequency = 1
	}
	if m := spendFit(t, once); m.Correlation != (cx.Correlation{}) {
		t.Errorf("correlation %+v of equal frequencies", m.Correlation)
	}
}

var (
	valueWeekly   = math.Pow(1.1, 1.0/52) - 1 // 10 % a year
	valueCustomer = cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week, Spend: dec("22.35")}
)

// The value of a customer of CDNOW and its interval, computed outside Go at the maximum of
// the summary rounded to 2 decimals: discounted orders 1.4902740.
func checkValue(t *testing.T, m cx.CustomerModel, tolerance float64) {
	t.Helper()
	f, err := m.ExpectedValueInterval(valueCustomer, 52, cx.Week, valueWeekly, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "value", f.Value, 36.748096, tolerance)
	cxtest.Near(t, "low", f.Interval.Low, 33.576927, tolerance)
	cxtest.Near(t, "high", f.Interval.High, 40.218765, tolerance)
	spend, err := m.Spend.ExpectedSpend(valueCustomer)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "discounted orders", f.Value/spend, 1.4902740, tolerance)
	value, err := m.ExpectedValue(valueCustomer, 52, cx.Week, valueWeekly)
	if err != nil || value != f.Value && math.Abs(value/f.Value-1) > 1e-13 {
		t.Errorf("ExpectedValue = %v, %v, want %v", value, err, f.Value)
	}
}

func TestExpectedValue(t *testing.T) {
	// The days of testdata are not rounded: the maximum is another in the 6th digit.
	m := valueModel(t, cx.FitBGNBD, valueRows(t))
	checkValue(t, m, 2e-5)

	// The sum of the definition.
	spend, err := m.Spend.ExpectedSpend(valueCustomer)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []cx.Grain{cx.Day, cx.Week, cx.Month} {
		for _, discount := range []float64{0, 1e-100, 1e-6, 0.01, 0.5, 40} {
			sum, before := 0.0, 0.0
			for k := 1; k <= 30; k++ {
				orders, err := m.Orders.ExpectedPurchases(valueCustomer, float64(k), unit)
				if err != nil {
					t.Fatal(err)
				}
				sum += (orders - before) / math.Pow(1+discount, float64(k))
				before = orders
			}
			got, err := m.ExpectedValue(valueCustomer, 30, unit, discount)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "ExpectedValue per "+string(unit), got/(spend*sum), 1, 1e-10)
		}
	}
}

func TestExpectedValueOfCDNOW(t *testing.T) {
	var rows []cx.PurchaseHistory
	for _, r := range records(t, "cdnow/cdnow_customers_summary.csv") {
		rows = append(rows, cx.PurchaseHistory{
			Frequency: int64(number(t, r["frequency"])), Recency: number(t, r["recency"]), Age: number(t, r["T"]), Unit: cx.Week,
		})
	}
	checkValue(t, valueModel(t, cx.FitBGNBD, rows), 2e-7)
}

// Ranked against sorting the figures of all customers, each from the methods for one.
func TestMostValuable(t *testing.T) {
	rows := valueRows(t)
	m := valueModel(t, cx.FitBGNBD, rows)
	for _, discount := range []float64{0, valueWeekly, 0.2, 30} {
		all := make([]cx.CustomerValue, len(rows))
		for i, row := range rows {
			v := cx.CustomerValue{Customer: row.Customer, Row: i}
			var errs [4]error
			v.ProbabilityAlive, errs[0] = m.Orders.ProbabilityAlive(row)
			v.ExpectedPurchases, errs[1] = m.Orders.ExpectedPurchases(row, 26, cx.Week)
			v.ExpectedSpend, errs[2] = m.Spend.ExpectedSpend(row)
			v.ExpectedValue, errs[3] = m.ExpectedValue(row, 26, cx.Week, discount)
			if err := errors.Join(errs[:]...); err != nil {
				t.Fatal(err)
			}
			all[i] = v
		}
		slices.SortStableFunc(all, func(a, b cx.CustomerValue) int {
			return cmp.Or(cmp.Compare(b.ExpectedValue, a.ExpectedValue), cmp.Compare(a.Customer, b.Customer))
		})
		for _, k := range []int{1, 10, 300, len(rows), math.MaxInt} {
			got, err := m.MostValuable(rows, k, 26, cx.Week, discount)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(all[:min(k, len(all))], got); diff != "" {
				t.Fatalf("MostValuable of %d at %v (-want +got):\n%.2000s", k, discount, diff)
			}
		}
	}
}

func TestMostAtRisk(t *testing.T) {
	rows := valueRows(t)
	m := valueModel(t, cx.FitMBGNBD, rows)
	all := make([]cx.CustomerValue, len(rows))
	for i, row := range rows {
		r := cx.CustomerValue{Customer: row.Customer, Row: i}
		alive, err := m.Orders.ProbabilityAlive(row)
		if err != nil {
			t.Fatal(err)
		}
		orders, err := m.Orders.ExpectedPurchases(row, 26, cx.Week)
		if err != nil {
			t.Fatal(err)
		}
		spend, err := m.Spend.ExpectedSpend(row)
		if err != nil {
			t.Fatal(err)
		}
		r.ProbabilityAlive, r.PurchasesIfAlive, r.ExpectedSpend = alive, orders/alive, spend
		r.ExpectedLoss = (1 - alive) * r.PurchasesIfAlive * spend
		all[i] = r
	}
	slices.SortStableFunc(all, func(a, b cx.CustomerValue) int { return cmp.Compare(b.ExpectedLoss, a.ExpectedLoss) })
	got, err := m.MostAtRisk(rows, 25, 26, cx.Week)
	if err != nil || len(got) != 25 {
		t.Fatal(len(got), err)
	}
	once := 0
	for i, r := range got {
		if r.Row != all[i].Row || r.Customer != all[i].Customer {
			t.Errorf("%d. is row %d, want %d", i+1, r.Row, all[i].Row)
		}
		cxtest.Near(t, "ExpectedLoss", r.ExpectedLoss, all[i].ExpectedLoss, 1e-9)
		cxtest.Near(t, "PurchasesIfAlive", r.PurchasesIfAlive, all[i].PurchasesIfAlive, 1e-9)
		cxtest.Near(t, "ProbabilityAlive", r.ProbabilityAlive, all[i].ProbabilityAlive, 1e-12)
		if r.ExpectedPurchases != 0 || r.ExpectedValue != 0 {
			t.Errorf("MostAtRisk has %+v", r)
		}
	}
	got, err = m.MostAtRisk(rows, len(rows), 26, cx.Week)
	for _, r := range got {
		if rows[r.Row].Frequency == 0 && r.ExpectedLoss > 0 {
			once++
		}
	}
	if once != 1411 || err != nil {
		t.Errorf("%d customers of one order are at risk, %v, want 1411", once, err)
	}
}
