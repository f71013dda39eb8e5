package cx_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The limits of the models of contracts and of orders in JSON.
const (
	alikeRenewals = `{"alpha":0,"beta":0,"churn":0.1,"fit":{"log_likelihood":-881,"customers":1000,"covariance":[[0.0041]],"spread_p":1}}`
	alikeOrders   = `{"r":1,"alpha":4,"a":0,"b":0,"stop":0.25,"modified":true,"unit":"week",` +
		`"fit":{"log_likelihood":-410,"customers":106,"covariance":[[1,0,0],[0,1,0],[0,0,1]],"spread_p":1}}`
)

// alikeContract is the survivors of 1000 customers whose retention does not rise, by hand:
// 0.9 at each of three renewals.
var alikeContract = []int64{1000, 900, 810, 729}

// Errors name the model that was asked for.
func TestBGNBD_names(t *testing.T) {
	once := []cx.PurchaseHistory{{Age: 3}, {Age: 5}} // no likelihood of these has a maximum
	_, plain := cx.FitBGNBD(once)
	_, modified := cx.FitMBGNBD(once)
	for name, errs := range map[string][]error{
		"cx: BG/NBD: ":  {plain, second(cx.BGNBD{}.ProbabilityAlive(once[0])), second(cx.BGNBD{R: 1, Alpha: 1, A: 1, B: 1}.ProbabilityAlive(cx.PurchaseHistory{Unit: cx.Week}))},
		"cx: MBG/NBD: ": {modified, second(cx.BGNBD{Modified: true}.ProbabilityAlive(once[0])), second(cx.BGNBD{R: 1, Alpha: 1, A: 1, B: 1, Modified: true}.ProbabilityAlive(cx.PurchaseHistory{Unit: cx.Week}))},
	} {
		for i, err := range errs {
			if err == nil || !strings.HasPrefix(err.Error(), name) {
				t.Errorf("error %d: %v, want one that begins with %q", i, err, name)
			}
		}
	}
}

// The test of spread against none, from closed forms and a maximum computed outside Go:
// the log-likelihoods without spread are -1637.092819 and -604.399875, with it -1611.158147
// and -603.730520.
func TestShiftedBetaGeometric_spread(t *testing.T) {
	for _, tt := range []struct {
		survivors        []int64
		alpha, beta      float64
		with, p, without float64
	}{
		{contractHighEnd, 0.668088351, 3.806094964, -1611.158147, 2.966e-13, -1637.092819},
		{[]int64{500, 452, 415, 380, 349, 324}, 1.395906, 13.524052, -603.730520, 0.123630691, -604.399875},
	} {
		m := contractFit(t, tt.survivors)
		cxtest.Near(t, "Alpha", m.Alpha, tt.alpha, 5e-6)
		cxtest.Near(t, "Beta", m.Beta, tt.beta, 5e-6)
		cxtest.Near(t, "log-likelihood", m.Fit.LogLikelihood, tt.with, 1e-9)
		cxtest.Near(t, "SpreadP", m.Fit.SpreadP/tt.p, 1, 5e-4)
		if m.Churn != 0 {
			t.Errorf("Churn = %v of a model with a spread", m.Churn)
		}
		// Without spread, half of the tail of chi square is erfc(sqrt(difference))/2.
		cxtest.Near(t, "SpreadP of the log-likelihoods", m.Fit.SpreadP/(math.Erfc(math.Sqrt(tt.with-tt.without))/2), 1, 2e-5)
	}
	// Where it is far below the smallest number it is still one.
	if m := contractFit(t, []int64{1e9, 5e8, 3.75e8}); m.Fit.SpreadP != 1e-300 {
		t.Errorf("SpreadP of a billion customers = %v", m.Fit.SpreadP)
	}
}

// By hand, with the share lost of those who could renew: 271 of 2710 or 0.1, whatever the
// renewal. The standard error of the logit is sqrt(1/271 + 1/2439).
func TestShiftedBetaGeometric_alike(t *testing.T) {
	m := contractFit(t, alikeContract)
	se := math.Sqrt(1/271. + 1/2439.)
	if m.Alpha != 0 || m.Beta != 0 || m.Fit.SpreadP != 1 || m.Fit.Customers != 1000 || len(m.Fit.Covariance) != 1 {
		t.Fatalf("FitShiftedBetaGeometric = %+v", m)
	}
	cxtest.Near(t, "Churn", m.Churn, 0.1, 1e-15)
	cxtest.Near(t, "log-likelihood", m.Fit.LogLikelihood, 271*math.Log(0.1)+2439*math.Log(0.9), 1e-13)
	cxtest.Near(t, "variance of the logit", m.Fit.Covariance[0][0], se*se, 1e-13)
	near := func(what string, want float64) func(got float64, err error) {
		return func(got float64, err error) {
			t.Helper()
			if err != nil {
				t.Error(what, err)
			}
			cxtest.Near(t, what, got, want, 1e-12)
		}
	}
	for _, n := range []int{1, 2, 50, cx.MaxPeriods} {
		near("Retention", 0.9)(m.Retention(n))
		near("DERL at 10 %", 0.9*1.1/0.2)(m.DiscountedExpectedResidualLifetime(n, 0.1))
	}
	near("Survival(0)", 1)(m.Survival(0))
	near("Survival(20)", math.Pow(0.9, 20))(m.Survival(20))
	near("ExpectedLifetime", 10)(m.ExpectedLifetime())
	near("DEL at 10 %", 1.1/0.2)(m.DiscountedExpectedLifetime(0.1))
	near("DEL at a discount without end", 1)(m.DiscountedExpectedLifetime(math.MaxFloat64))

	// The limits of Churn on the logistic scale, and what follows from each.
	low := 1 / (1 + 9*math.Exp(1.959963984540054*se))
	high := 1 / (1 + 9*math.Exp(-1.959963984540054*se))
	for _, tt := range []struct {
		name             string
		of               func() (cx.Estimate, error)
		value, low, high float64
	}{
		{"Churn", func() (cx.Estimate, error) {
			all, err := m.Parameters(0.95)
			return append(all, cx.Estimate{})[0], err
		}, 0.1, low, high},
		{"Survival(20)", func() (cx.Estimate, error) { return m.SurvivalInterval(20, 0.95) }, math.Pow(0.9, 20), math.Pow(1-high, 20), math.Pow(1-low, 20)},
		{"lifetime", func() (cx.Estimate, error) { return m.DiscountedExpectedLifetimeInterval(0, 0.95) }, 10, 1 / high, 1 / low},
		{"DERL", func() (cx.Estimate, error) { return m.DiscountedExpectedResidualLifetimeInterval(7, 0.1, 0.95) }, 4.95,
			1.1 * (1 - high) / (0.1 + high), 1.1 * (1 - low) / (0.1 + low)},
	} {
		e, err := tt.of()
		if err != nil {
			t.Error(tt.name, err)
		}
		cxtest.Near(t, tt.name, e.Value, tt.value, 1e-12)
		cxtest.Near(t, "low "+tt.name, e.Interval.Low, tt.low, 1e-12)
		cxtest.Near(t, "high "+tt.name, e.Interval.High, tt.high, 1e-12)
		// The delta method: the slope by the logit of Churn, c (1 - c) d/dc.
		slope := map[string]float64{"Churn": 0.09, "Survival(20)": 0.09 * 20 * math.Pow(0.9, 19), "lifetime": 0.09 * 100, "DERL": 0.09 * 1.1 * 1.1 / 0.04}
		cxtest.Near(t, "standard error of "+tt.name, e.StandardError, slope[tt.name]*se, 1e-7)
	}
	text, err := json.Marshal(m)
	var back cx.ShiftedBetaGeometric
	if err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(m, back) {
		t.Errorf("%s, %v decodes to %v", text, err, back)
	}
}

// Where retention does not rise there was no fit. Rates that fall, and cohorts that leave
// all, have the pooled rate; a few customers have wide limits, but within the range.
func TestShiftedBetaGeometric_alikeEdges(t *testing.T) {
	for _, tt := range []struct {
		survivors []int64
		churn     float64
	}{
		{[]int64{1000, 800, 640, 512}, 0.2},
		{[]int64{1000, 900, 700, 300}, 700. / 2600},
		{[]int64{1000, 500, 0}, 1000. / 1500},
		{[]int64{9, 1, 0}, 0.9},
		{[]int64{3, 3, 2}, 1. / 6},
		{[]int64{1 << 62, 1 << 61, 1 << 60}, 0.5},
	} {
		m := contractFit(t, tt.survivors)
		cxtest.Near(t, "Churn", m.Churn, tt.churn, 1e-15)
		for _, level := range []float64{1e-10, 0.95, 1 - 1e-16} {
			for name, err := range contractQueries(m, 3, 0.01, level) {
				if err != nil {
					t.Errorf("%s of %v at %v: %v", name, tt.survivors, level, err)
				}
			}
			del, err := m.DiscountedExpectedLifetimeInterval(0.01, level)
			iv := del.Interval
			if err != nil || !(1 <= iv.Low && iv.Low <= del.Value && del.Value <= iv.High && iv.High <= 101) || del.StandardError == 0 {
				t.Errorf("lifetime of %v at %v: %+v, %v", tt.survivors, level, del, err)
			}
		}
	}
	typed := cx.ShiftedBetaGeometric{Churn: 0.1}
	for name, err := range contractQueries(typed, 3, 0.1, 0.95) {
		switch name {
		case "SurvivalInterval", "DiscountedExpectedLifetimeInterval", "DiscountedExpectedResidualLifetimeInterval", "Parameters":
			cxtest.Refuses(t, name+" without a fit", err, cx.ErrUndefined)
		default:
			if err != nil {
				t.Errorf("%s of a literal: %v", name, err)
			}
		}
	}
	typed.Fit.Covariance = [][]float64{{1e300}}
	_, err := typed.DiscountedExpectedLifetimeInterval(0, 0.95)
	cxtest.Refuses(t, "an interval without end", err, cx.ErrUndefined)
	for _, m := range []cx.ShiftedBetaGeometric{
		{Alpha: 1, Beta: 2, Churn: 0.1}, {Beta: 2, Churn: 0.1}, {Churn: 1}, {Churn: -0.1}, {Churn: math.NaN()}, {Churn: 1e-101},
	} {
		_, err := m.Survival(1)
		cxtest.Refuses(t, "no limit", err, cx.ErrInvalid)
	}
}

// alikeShop is 106 customers of a year, whose likelihood by either model has no maximum.
func alikeShop() (rows []cx.PurchaseHistory) {
	for _, group := range []struct {
		customers, frequency int64
		recency              float64
	}{{40, 0, 0}, {20, 1, 2}, {10, 1, 8}, {12, 2, 4}, {9, 2, 9}, {7, 3, 5}, {5, 4, 11}, {3, 6, 7}} {
		rows = append(rows, cx.PurchaseHistory{
			Count: group.customers, Frequency: group.frequency, Recency: group.recency, Age: 12, Unit: cx.Month,
			Spend: decimal.NewFromInt(10 * min(group.frequency, 1) * (2 + group.customers%3)),
		})
	}
	return rows
}

// The maxima of a simplex search in Python, over
//
//	Γ(r+x)/Γ(r) · alpha^r · ((1-p)^n/(alpha+T)^(r+x) + p (1-p)^(n-1)/(alpha+t)^(r+x))
//
// with n = x, or x + 1 for MBG/NBD, and without the second term if n is 0.
func TestFitBGNBD_limit(t *testing.T) {
	for _, tt := range []struct {
		name                          string
		fit                           func([]cx.PurchaseHistory) (cx.BGNBD, error)
		rows                          []cx.PurchaseHistory
		r, alpha, stop, logLikelihood float64
		customers                     int64
	}{
		{"BG/NBD", cx.FitBGNBD, smallShop(), 0.28001279, 2.60884487, 0.10664096, -297.2123069167297, 97},
		{"BG/NBD of counts", cx.FitBGNBD, alikeShop(), 0.8041324, 4.6319476, 0.31564303, -413.3090360444812, 106},
		{"MBG/NBD of counts", cx.FitMBGNBD, alikeShop(), 8.054678, 28.68816, 0.35706337, -410.717390993533, 106},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := tt.fit(tt.rows)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "R", m.R, tt.r, 1e-6)
			cxtest.Near(t, "Alpha", m.Alpha, tt.alpha, 1e-6)
			cxtest.Near(t, "Stop", m.Stop, tt.stop, 1e-8)
			cxtest.Near(t, "log-likelihood", m.Fit.LogLikelihood, tt.logLikelihood, 1e-12)
			if m.A != 0 || m.B != 0 || m.Fit.SpreadP != 1 || m.Fit.Customers != tt.customers || len(m.Fit.Covariance) != 3 {
				t.Errorf("model %+v", m)
			}
			parameters, err := m.Parameters(0.95)
			if err != nil || len(parameters) != 3 {
				t.Fatal(parameters, err)
			}
			cxtest.Near(t, "parameter Stop", parameters[2].Value, m.Stop, 1e-15)
			se := math.Sqrt(m.Fit.Covariance[2][2])
			cxtest.Near(t, "its standard error", parameters[2].StandardError, m.Stop*(1-m.Stop)*se, 1e-9)
			if m.Modified != (parameters[2].Interval == cx.Interval{}) {
				t.Errorf("Parameters = %v of MBG/NBD: %t", parameters, m.Modified)
			}
			if !m.Modified {
				odds := m.Stop / (1 - m.Stop) * math.Exp(1.959963984540054*se)
				cxtest.Near(t, "high Stop", parameters[2].Interval.High, odds/(1+odds), 1e-12)
			}
			if tt.name == "BG/NBD" { // of one customer a row
				checkFitted(t, m, tt.rows)
			}
		})
	}
}

// By hand: s = 2, the odds of having stopped are 1/3 · (12/8)², and so on. A model of
// customers who hardly differ says nearly the same.
func TestBGNBD_limit(t *testing.T) {
	m := cx.BGNBD{R: 1, Alpha: 4, Stop: 0.25, Modified: true, Unit: cx.Month}
	near := cx.BGNBD{R: 1, Alpha: 4, A: 2.5e9, B: 7.5e9, Modified: true, Unit: cx.Month}
	plain, nearPlain := m, near
	plain.Modified, nearPlain.Modified = false, false
	row := cx.PurchaseHistory{Frequency: 1, Recency: 4, Age: 8, Unit: cx.Month}
	once := cx.PurchaseHistory{Age: 8, Unit: cx.Month}
	for _, tt := range []struct {
		name                  string
		m, near               cx.BGNBD
		p                     cx.PurchaseHistory
		alive, expected, none float64
	}{
		{"MBG/NBD", m, near, row, 4. / 7, 400. / 1183, 3. / 4},
		{"BG/NBD", plain, nearPlain, row, 4. / 7, 400. / 1183, 3. / 4},
		{"MBG/NBD, one order", m, near, once, 0.5, 0.5 * 4 / 13., 1 - 0.5/4},
		{"BG/NBD, one order", plain, nearPlain, once, 1, 4 / 13., 1 - 1/4.},
	} {
		for _, model := range []cx.BGNBD{tt.m, tt.near} {
			tolerance := 1e-14
			if model.Stop == 0 {
				tolerance = 1e-8
			}
			alive, err := model.ProbabilityAlive(tt.p)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, tt.name+" P(alive)", alive, tt.alive, tolerance)
			expected, err := model.ExpectedPurchases(tt.p, 4, cx.Month)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, tt.name+" expected", expected, tt.expected, tolerance)
			none, err := model.ProbabilityNone(tt.p, 4, cx.Month)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, tt.name+" P(none)", none, tt.none, tolerance)
		}
	}
	// Everybody orders the last time now and then, and nobody forever.
	all, err := m.ExpectedPurchases(row, 1e300, cx.Month)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "E without end", all, 4./7/0.25, 1e-14)
	_, err = m.Parameters(0.95)
	cxtest.Refuses(t, "Parameters of a literal", err, cx.ErrUndefined)
}

// The models of value forecast at the limit as anywhere.
func TestCustomerModel_limit(t *testing.T) {
	rows := alikeShop()
	orders, err := cx.FitMBGNBD(rows)
	if err != nil {
		t.Fatal(err)
	}
	m := cx.CustomerModel{Orders: orders, Spend: spendFit(t, repeatSpends())}
	best, err := m.MostValuable(rows, 3, 12, cx.Month, 0.01)
	if err != nil || len(best) != 3 {
		t.Fatal(best, err)
	}
	for _, b := range best {
		e, err := m.ExpectedValueInterval(rows[b.Row], 12, cx.Month, 0.01, 0.95)
		if err != nil || !(0 < e.Interval.Low && e.Interval.Low < e.Value && e.Value < e.Interval.High) {
			t.Errorf("value of row %d: %+v, %v", b.Row, e, err)
		}
		cxtest.Near(t, "ExpectedValue", b.ExpectedValue, e.Value, 1e-12)
		orders, err := m.Orders.ExpectedPurchases(rows[b.Row], 12, cx.Month)
		if err != nil || b.ExpectedPurchases != orders || !(b.ExpectedValue < orders*b.ExpectedSpend) {
			t.Errorf("%+v, want %v orders, %v", b, orders, err)
		}
	}
	if risks, err := m.MostAtRisk(rows, 3, 12, cx.Month); err != nil || len(risks) != 3 || !(risks[2].ExpectedLoss > 0) {
		t.Errorf("MostAtRisk = %v, %v", risks, err)
	}
	text, err := json.Marshal(m)
	var back cx.CustomerModel
	if err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(m, back) {
		t.Errorf("%s, %v decodes to %v", text, err, back)
	}
}
