package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// beta draws from the beta distribution.
func beta(r *rand.Rand, a, b float64) float64 {
	x, y := gamma(r, a), gamma(r, b)
	return x / (x + y)
}

// drawOrders draws n customers of a model of orders, observed for 39 units of time.
func drawOrders(r *rand.Rand, m cx.BGNBD, n int) []cx.PurchaseHistory {
	const age = 39.0
	rows := make([]cx.PurchaseHistory, n)
	for i := range rows {
		rate, stop := gamma(r, m.R)/m.Alpha, beta(r, m.A, m.B)
		row := cx.PurchaseHistory{Age: age, Unit: cx.Week}
		if !m.Modified || r.Float64() >= stop {
			for t := r.ExpFloat64() / rate; t <= age; t += r.ExpFloat64() / rate {
				row.Frequency++
				row.Recency = t
				if r.Float64() < stop {
					break
				}
			}
		}
		if row.Frequency > 0 {
			row.Spend = decimal.New(10, 0)
		}
		rows[i] = row
	}
	return rows
}

// orderModels are that of the CDNOW customers and one in which customers order more.
var orderModels = []cx.BGNBD{
	{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week},
	{R: 1, Alpha: 10, A: 0.8, B: 2.5, Unit: cx.Week},
}

// asked is the customer about whom models are asked.
var asked = cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week, Spend: decimal.New(35, 0)}

// orderTruths fits a model to customers drawn from it, and tries an interval of it.
func orderTruths(modified bool, value func(cx.BGNBD) (float64, error), estimate func(cx.BGNBD) (cx.Estimate, error)) []truth {
	fit := cx.FitBGNBD
	if modified {
		fit = cx.FitMBGNBD
	}
	var truths []truth
	for _, m := range orderModels {
		m.Modified = modified
		truths = append(truths, truth{fmt.Sprintf("r %g, alpha %g, a %g, b %g", m.R, m.Alpha, m.A, m.B), func(s size) func(*rand.Rand) (bool, error) {
			want, err := value(m)
			return func(r *rand.Rand) (bool, error) {
				if err != nil {
					return false, err
				}
				fitted, err := fit(drawOrders(r, m, s.n))
				if err != nil {
					return false, err
				}
				e, err := estimate(fitted)
				return holds(e.Interval, err, want)
			}
		}})
	}
	return truths
}

// contractTruths fits a model to the renewals of a cohort drawn from it: 5 of them.
func contractTruths(estimate func(cx.ShiftedBetaGeometric) (cx.Estimate, error), value func(cx.ShiftedBetaGeometric) (float64, error)) []truth {
	var truths []truth
	for _, m := range []cx.ShiftedBetaGeometric{{Alpha: 0.7, Beta: 1.2}, {Alpha: 1.2, Beta: 6}} {
		truths = append(truths, truth{fmt.Sprintf("alpha %g, beta %g", m.Alpha, m.Beta), func(s size) func(*rand.Rand) (bool, error) {
			want, err := value(m)
			return func(r *rand.Rand) (bool, error) {
				if err != nil {
					return false, err
				}
				fitted, err := cx.FitShiftedBetaGeometric(drawContracts(r, m, s.n))
				if err != nil {
					return false, err
				}
				if fitted.Churn > 0 { // no spread is seen: P says so
					return false, cx.ErrUndefined
				}
				e, err := estimate(fitted)
				return holds(e.Interval, err, want)
			}
		}})
	}
	return truths
}

// drawContracts draws a cohort of n and five renewals.
func drawContracts(r *rand.Rand, m cx.ShiftedBetaGeometric, n int) []int64 {
	left := make([]int64, 6)
	for range n {
		churn := beta(r, m.Alpha, m.Beta)
		left[0]++
		for k := 1; k < len(left) && r.Float64() >= churn; k++ {
			left[k]++
		}
	}
	return left
}

// cdnowSpend is the model of what the CDNOW customers spend.
var cdnowSpend = cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}

// drawSpend draws the mean spend of a customer with so many repeat orders.
func drawSpend(r *rand.Rand, m cx.GammaGamma, frequency int64) decimal.Decimal {
	mean := gamma(r, m.P*float64(frequency)) / (gamma(r, m.Q) / m.Gamma) / float64(frequency)
	return decimal.New(int64(math.Round(1e6*mean)), -6)
}

// spendTruth fits a model of spend to customers drawn from it.
func spendTruth(value func(cx.GammaGamma) (float64, error), estimate func(cx.GammaGamma) (cx.Estimate, error)) truth {
	m := cdnowSpend
	return truth{"CDNOW", func(s size) func(*rand.Rand) (bool, error) {
		want, err := value(m)
		return func(r *rand.Rand) (bool, error) {
			if err != nil {
				return false, err
			}
			rows := make([]cx.PurchaseHistory, s.n)
			for i := range rows {
				frequency := int64(1 + r.IntN(5))
				rows[i] = cx.PurchaseHistory{
					Frequency: frequency, Recency: 20, Age: 39, Unit: cx.Week, Spend: drawSpend(r, m, frequency),
				}
			}
			fitted, err := cx.FitGammaGamma(rows)
			if err != nil {
				return false, err
			}
			e, err := estimate(fitted)
			return holds(e.Interval, err, want)
		}
	}}
}

var customerSizes = []size{{n: 200}, {n: 500}, {n: 2000}}

var forecasts = []method{
	{
		name: "BGNBD.ExpectedPurchasesInterval", of: []string{"BGNBD.ExpectedPurchasesInterval"}, note: "BG/NBD.", sizes: customerSizes, band: fitted, slow: 20,
		truths: orderTruths(false,
			func(m cx.BGNBD) (float64, error) { return m.ExpectedPurchases(asked, 39, cx.Week) },
			func(m cx.BGNBD) (cx.Estimate, error) { return m.ExpectedPurchasesInterval(asked, 39, cx.Week, level) }),
	},
	{
		name: "the same, MBG/NBD", of: []string{"BGNBD.ExpectedPurchasesInterval"}, sizes: customerSizes, band: fitted, slow: 20,
		truths: orderTruths(true,
			func(m cx.BGNBD) (float64, error) { return m.ExpectedPurchases(asked, 39, cx.Week) },
			func(m cx.BGNBD) (cx.Estimate, error) { return m.ExpectedPurchasesInterval(asked, 39, cx.Week, level) }),
	},
	{
		name: "BGNBD.ProbabilityAliveInterval", of: []string{"BGNBD.ProbabilityAliveInterval"}, note: "BG/NBD.", sizes: customerSizes, band: fitted, slow: 20,
		truths: orderTruths(false,
			func(m cx.BGNBD) (float64, error) { return m.ProbabilityAlive(asked) },
			func(m cx.BGNBD) (cx.Estimate, error) { return m.ProbabilityAliveInterval(asked, level) }),
	},
	{
		name: "BGNBD.ProbabilityNoneInterval", of: []string{"BGNBD.ProbabilityNoneInterval"}, note: "MBG/NBD.", sizes: customerSizes, band: fitted, slow: 20,
		truths: orderTruths(true,
			func(m cx.BGNBD) (float64, error) { return m.ProbabilityNone(asked, 13, cx.Week) },
			func(m cx.BGNBD) (cx.Estimate, error) { return m.ProbabilityNoneInterval(asked, 13, cx.Week, level) }),
	},
	{
		name: "BGNBD.Parameters, r", of: []string{"BGNBD.Parameters"}, note: "BG/NBD. That of MBG/NBD has no interval below 1,000 customers.", sizes: customerSizes, band: fitted, slow: 20,
		truths: orderTruths(false,
			func(m cx.BGNBD) (float64, error) { return m.R, nil },
			func(m cx.BGNBD) (cx.Estimate, error) {
				e, err := m.Parameters(level)
				if err != nil {
					return cx.Estimate{}, err
				}
				return e[0], nil
			}),
	},
	{
		name: "GammaGamma.ExpectedSpendInterval", of: []string{"GammaGamma.ExpectedSpendInterval"}, sizes: customerSizes, band: fitted, slow: 20,
		truths: []truth{spendTruth(
			func(m cx.GammaGamma) (float64, error) { return m.ExpectedSpend(asked) },
			func(m cx.GammaGamma) (cx.Estimate, error) { return m.ExpectedSpendInterval(asked, level) })},
	},
	{
		name: "GammaGamma.Parameters, q", of: []string{"GammaGamma.Parameters"}, sizes: customerSizes, band: fitted, slow: 20,
		truths: []truth{spendTruth(
			func(m cx.GammaGamma) (float64, error) { return m.Q, nil },
			func(m cx.GammaGamma) (cx.Estimate, error) {
				e, err := m.Parameters(level)
				if err != nil {
					return cx.Estimate{}, err
				}
				return e[1], nil
			})},
	},
	{
		name: "ShiftedBetaGeometric.SurvivalInterval", of: []string{"ShiftedBetaGeometric.SurvivalInterval"}, note: "After 15 renewals, of which 5 are seen. Without the fits that see no spread (SpreadP 1).",
		sizes: []size{{n: 100}, {n: 500}, {n: 2000}}, band: fitted, slow: 10,
		truths: contractTruths(
			func(m cx.ShiftedBetaGeometric) (cx.Estimate, error) { return m.SurvivalInterval(15, level) },
			func(m cx.ShiftedBetaGeometric) (float64, error) { return m.Survival(15) }),
	},
	{
		name:  "ShiftedBetaGeometric.DiscountedExpectedLifetimeInterval",
		of:    []string{"ShiftedBetaGeometric.DiscountedExpectedLifetimeInterval", "ShiftedBetaGeometric.DiscountedExpectedResidualLifetimeInterval"},
		sizes: []size{{n: 100}, {n: 500}, {n: 2000}}, band: fitted, slow: 10,
		truths: contractTruths(
			func(m cx.ShiftedBetaGeometric) (cx.Estimate, error) {
				return m.DiscountedExpectedLifetimeInterval(0.1, level)
			},
			func(m cx.ShiftedBetaGeometric) (float64, error) { return m.DiscountedExpectedLifetime(0.1) }),
	},
	{
		name: "ShiftedBetaGeometric.Parameters, alpha", of: []string{"ShiftedBetaGeometric.Parameters"}, sizes: []size{{n: 100}, {n: 500}, {n: 2000}}, band: fitted, slow: 10,
		truths: contractTruths(
			func(m cx.ShiftedBetaGeometric) (cx.Estimate, error) {
				e, err := m.Parameters(level)
				if err != nil {
					return cx.Estimate{}, err
				}
				return e[0], nil
			},
			func(m cx.ShiftedBetaGeometric) (float64, error) { return m.Alpha, nil }),
	},
	{
		name: "CustomerModel.ExpectedValueInterval", of: []string{"CustomerModel.ExpectedValueInterval"}, sizes: customerSizes, band: fitted, slow: 40,
		truths: []truth{valueTruth()},
	},
	{
		name: "Holdout.Total", of: []string{"Holdout.Total"}, note: "The orders that come, not the expected ones.", sizes: customerSizes, band: fitted, slow: 40,
		truths: []truth{holdoutTruth(false), holdoutTruth(true)},
	},
}

// valueTruth fits both models to customers drawn from them.
func valueTruth() truth {
	m := cx.CustomerModel{Orders: orderModels[0], Spend: cdnowSpend}
	return truth{"CDNOW", func(s size) func(*rand.Rand) (bool, error) {
		want, err := m.ExpectedValue(asked, 39, cx.Week, 0)
		return func(r *rand.Rand) (bool, error) {
			if err != nil {
				return false, err
			}
			rows := drawOrders(r, m.Orders, s.n)
			var again []cx.PurchaseHistory
			for i := range rows {
				if row := &rows[i]; row.Frequency > 0 {
					row.Spend = drawSpend(r, m.Spend, row.Frequency)
					again = append(again, *row)
				}
			}
			orders, err := cx.FitBGNBD(rows)
			if err != nil {
				return false, err
			}
			spend, err := cx.FitGammaGamma(again)
			if err != nil {
				return false, err
			}
			e, err := cx.CustomerModel{Orders: orders, Spend: spend}.ExpectedValueInterval(asked, 39, cx.Week, 0, level)
			return holds(e.Interval, err, want)
		}
	}}
}

// holdoutTruth draws the orders of customers over 39 weeks, and of the 39 weeks after, and asks
// whether the number of the latter is in the interval of the forecast.
func holdoutTruth(modified bool) truth {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	split, asOf := start.AddDate(0, 0, 39*7), start.AddDate(0, 0, 78*7)
	m := orderModels[0]
	m.Modified = modified
	fit := cx.FitBGNBD
	if modified {
		fit = cx.FitMBGNBD
	}
	return truth{fmt.Sprintf("modified: %t", modified), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var rows []cx.Activity
			for i := range s.n {
				rate, stop := gamma(r, m.R)/m.Alpha, beta(r, m.A, m.B)
				order := func(week float64) {
					rows = append(rows, cx.Activity{Customer: strconv.Itoa(i), At: start.Add(time.Duration(week * 7 * 24 * float64(time.Hour)))})
				}
				order(0)
				if m.Modified && r.Float64() < stop {
					continue
				}
				for t := r.ExpFloat64() / rate; t < 78; t += r.ExpFloat64() / rate {
					order(t)
					if r.Float64() < stop {
						break
					}
				}
			}
			h, err := cx.HoldoutOf(rows, cx.Week, cx.Calendar{}, split, asOf, fit)
			if err != nil {
				return false, err
			}
			e, err := h.Total(level)
			return holds(e.Interval, err, float64(h.Purchases()))
		}
	}}
}
