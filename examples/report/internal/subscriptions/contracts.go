package subscriptions

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// contractMonths are the months at which survival and payments are read.
var contractMonths = []int{12, 24, 36}

// betterRetention is the change of the yearly rate of retention that is valued.
const betterRetention = 0.05

// measureContracts measures what a customer with subscriptions is worth.
func measureContracts(a *figure.Asker, h *topic.Head, rows []cx.SubscriptionPeriod, spells cx.Spells, o *Flags) *contractSection {
	margin := o.Value.MarginOf()
	s := &contractSection{Assumptions: value.Assumptions{Margin: margin, Discount: o.Value.Discount}}
	months, err := (&topic.Head{Every: cx.Month, Span: h.Span, AsOf: h.AsOf}).WholePeriods()
	if !a.Has("value", err) {
		return nil
	}
	if len(months) == 0 {
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "value", Reason: "no whole month yet"})
		return nil
	}
	months = months[max(0, len(months)-12):]
	s.Months = cx.Period{Start: months[0].Start, End: months[len(months)-1].End}
	tallies, err := spells.Trend(cx.Month, s.Months, cx.OnRecognition)
	if !a.Has("value", err) {
		return nil
	}
	var churned cx.Proportion
	for _, t := range tallies {
		p := t.Tally.Churned()
		churned.Count += p.Count
		churned.Base += p.Base
	}
	s.Churn = a.Rate("value", churned)
	_, last, err := lastDays(s.Months)
	if !a.Has("value", err) {
		return nil
	}
	movements, err := cx.MovementsBetween(rows, last, last)
	if !a.Has("value", err) {
		return nil
	}
	arpa, err := movements.ARPA()
	if !a.Has("value", err) || s.Churn.Rate == nil {
		return s
	}
	discount, err := o.Value.DiscountOf(12)
	if !a.Has("", err) {
		return nil
	}
	s.Terms = &cx.SubscriptionLifetime{
		ARPA: arpa, Margin: margin, Churn: s.Churn.Rate.(decimal.Decimal),
		Discount: decimal.NewFromFloat(discount).Round(16), Timing: cx.MarginNow,
	}
	s.Periods = a.Exact("value.periods")(s.Terms.Periods())
	s.Value = a.Exact("value")(s.Terms.Value())
	s.Interval = valueInterval(a, *s.Terms, s.Churn.Interval)
	later := *s.Terms
	later.Timing = cx.MarginLater
	s.Later = a.Exact("")(later.Value())
	s.Model = fitContracts(a, spells, h.AsOf, arpa.Mul(margin).InexactFloat64(), discount)
	return s
}

// valueInterval returns the values at the limits of the churn rate.
func valueInterval(a *figure.Asker, l cx.SubscriptionLifetime, churn cx.Interval) cx.Interval {
	at := func(churn float64) figure.Exact {
		l.Churn = decimal.NewFromFloat(churn).Round(16)
		return a.Exact("")(l.Value())
	}
	low, high := at(churn.High), at(churn.Low)
	if low == nil || high == nil {
		return cx.Interval{}
	}
	return cx.Interval{Low: low.InexactFloat64(), High: high.InexactFloat64(), Level: a.Level}
}

// measureRetention values five points of yearly retention more.
func measureRetention(a *figure.Asker, s *contractSection, cost *value.CostSection) {
	if s.Terms == nil {
		return
	}
	churn := s.Terms.Churn.InexactFloat64()
	before := math.Pow(1-churn, 12)
	after := before + betterRetention
	if after > 1 {
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "value.points", Reason: fmt.Sprintf("%s a year are retained already", figure.Percent(math.Round(1000*before)/1000))})
		return
	}
	points := decimal.NewFromFloat(churn - (1 - math.Pow(after, 1.0/12))).Round(16)
	gain := figure.Ask[cx.RetentionGain](a, "")(s.Terms.RetentionByPoints(points))
	if gain == nil {
		return
	}
	s.Points = &retentionGain{
		Before: before, After: after,
		Gain:    a.Exact("value.points")(gain.Gain()),
		OfValue: a.Exact("")(gain.OfValue()),
	}
	if cost != nil {
		if cac, ok := cost.CAC.(decimal.Decimal); ok {
			s.Points.OfProfit = a.Exact("value.points.of_profit")(gain.OfProfit(cac))
		}
	}
}

// measurePayback measures when a customer has earned back the cost of winning one.
func measurePayback(a *figure.Asker, s *contractSection, cost *value.CostSection) {
	if value, ok := s.Value.(decimal.Decimal); ok {
		cost.Judge(a, value)
	}
	if cac, ok := cost.CAC.(decimal.Decimal); ok && s.Terms != nil {
		if p, err := s.Terms.SimplePayback(cac); a.Fitted("cost.simple_payback", err) {
			cost.SimplePayback = &p
		}
		if p, err := s.Terms.Payback(cac); a.Fitted("cost.payback", err) {
			cost.Payback = &p
		}
	}
}

// fitContracts fits the model of customers who differ in how easily they leave, each
// payment of whom is margin.
func fitContracts(a *figure.Asker, spells cx.Spells, asOf cx.Date, margin, discount float64) *contractModel {
	cohorts, err := renewalsOf(spells.Rows, asOf)
	if !a.Has("", err) {
		return nil
	}
	m, err := cx.FitShiftedBetaGeometric(cohorts...)
	if !a.Fitted("value.model", err) {
		return nil
	}
	parameters, err := m.Parameters(a.Level)
	names, values := []string{"alpha", "beta"}, []float64{m.Alpha, m.Beta}
	if m.Churn > 0 {
		names, values = []string{"churn"}, []float64{m.Churn}
	}
	c := &contractModel{Model: m, Parameters: value.ParametersOf(names, values, parameters, err)}
	for _, n := range contractMonths {
		share, err := m.Survival(n)
		if !a.Fitted("value.model", err) {
			return c
		}
		interval, err := m.SurvivalInterval(n, a.Level)
		c.Survival = append(c.Survival, monthsAhead{n, *value.PredictedOf(share, 1, interval, err)})
	}
	payments, err := m.DiscountedExpectedLifetime(discount)
	if !a.Fitted("value.model.payments", err) {
		return c
	}
	interval, err := m.DiscountedExpectedLifetimeInterval(discount, a.Level)
	c.Payments = append(c.Payments, monthsAhead{0, *value.PredictedOf(payments, 1, interval, err)})
	c.Value = value.PredictedOf(payments, margin, interval, err)
	for _, n := range contractMonths {
		payments, err := m.DiscountedExpectedResidualLifetime(n, discount)
		if !a.Fitted("value.model.payments", err) {
			return c
		}
		interval, err := m.DiscountedExpectedResidualLifetimeInterval(n, discount, a.Level)
		c.Payments = append(c.Payments, monthsAhead{n, *value.PredictedOf(payments, 1, interval, err)})
	}
	return c
}

// renewalsOf returns the customers who were still there after one month, two months and
// so on from their own first day, those who were observed for equally many months
// together. Customers who left and came back have left.
func renewalsOf(spells []cx.Spell, asOf cx.Date) ([][]int64, error) {
	var cohorts [][]int64 // by the number of months
	for _, s := range spells {
		if s.Reactivation {
			continue
		}
		observed, err := monthsBetween(s.First, asOf)
		if err != nil {
			return nil, err
		}
		stayed := observed
		if s.Recognized != (cx.Date{}) {
			if stayed, err = monthsBetween(s.First, s.Recognized); err != nil {
				return nil, err
			}
		}
		for len(cohorts) <= observed {
			cohorts = append(cohorts, nil)
		}
		if cohorts[observed] == nil {
			cohorts[observed] = make([]int64, observed+1)
		}
		for n := range min(stayed, observed) + 1 {
			cohorts[observed][n]++
		}
	}
	var there [][]int64
	for _, cohort := range cohorts {
		if cohort != nil {
			there = append(there, cohort)
		}
	}
	return there, nil
}

// monthsBetween returns how many whole months after a day have begun before another: one
// who leaves on the day of a renewal has not renewed.
func monthsBetween(from, to cx.Date) (int, error) {
	months := 12*(to.Year-from.Year) + int(to.Month-from.Month)
	day, err := from.AddMonths(months)
	if err == nil && day.Compare(to) >= 0 {
		months--
	}
	return max(months, 0), err
}

// customersWon returns the customers whose first subscription began in each period.
func customersWon(spells []cx.Spell, every cx.Grain, periods []cx.Period) ([]value.NewCustomers, error) {
	won := make([]value.NewCustomers, len(periods))
	for i, p := range periods {
		won[i].Period = p
	}
	for _, s := range spells {
		if s.Reactivation || len(periods) == 0 {
			continue
		}
		i, err := every.Between(periods[0].Start, s.First)
		if err != nil {
			return nil, err
		}
		if i < len(won) {
			won[i].Count++
		}
	}
	return won, nil
}
