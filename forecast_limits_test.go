package cx_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// alikeContract is the survivors of 500 customers whose retention does not rise, by hand:
// 0.9 at each of three renewals.
var alikeContract = []int64{1000, 900, 810, 729}

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
