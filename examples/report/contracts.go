package main

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// contractMonths are the months at which survival and payments are read.
var contractMonths = []int{12, 24, 36}

// betterRetention is the change of the yearly rate of retention that is valued.
const betterRetention = 0.05

// measureContracts measures what a customer with subscriptions is worth.
func (a *asker) measureContracts(h *head, rows []cx.SubscriptionPeriod, spells cx.Spells, o *subscriptionFlags) *contractSection {
	margin := o.Value.marginOf()
	s := &contractSection{assumptions: assumptions{margin, o.Value.Discount}}
	months, err := (&head{Every: cx.Month, Span: h.Span, AsOf: h.AsOf}).wholePeriods()
	if !a.has("value", err) {
		return nil
	}
	if len(months) == 0 {
		a.gaps = append(a.gaps, gap{"value", "no whole month yet"})
		return nil
	}
	months = months[max(0, len(months)-12):]
	s.Months = cx.Period{Start: months[0].Start, End: months[len(months)-1].End}
	tallies, err := spells.Trend(cx.Month, s.Months, cx.OnRecognition)
	if !a.has("value", err) {
		return nil
	}
	var churned cx.Proportion
	for _, t := range tallies {
		p := t.Tally.Churned()
		churned.Count += p.Count
		churned.Base += p.Base
	}
	s.Churn = a.rate("value", churned)
	_, last, err := lastDays(s.Months)
	if !a.has("value", err) {
		return nil
	}
	movements, err := cx.MovementsBetween(rows, last, last)
	if !a.has("value", err) {
		return nil
	}
	arpa, err := movements.ARPA()
	if !a.has("value", err) || s.Churn.Rate == nil {
		return s
	}
	discount, err := o.Value.discountOf(12)
	if !a.has("", err) {
		return nil
	}
	s.Terms = &cx.SubscriptionLifetime{
		ARPA: arpa, Margin: margin, Churn: s.Churn.Rate.(decimal.Decimal),
		Discount: decimal.NewFromFloat(discount).Round(16), Timing: cx.MarginNow,
	}
	s.Periods = a.exact("value.periods")(s.Terms.Periods())
	s.Value = a.exact("value")(s.Terms.Value())
	s.Interval = a.valueInterval(*s.Terms, s.Churn.Interval)
	later := *s.Terms
	later.Timing = cx.MarginLater
	s.Later = a.exact("")(later.Value())
	s.Model = a.fitContracts(spells, h.AsOf, arpa.Mul(margin).InexactFloat64(), discount)
	return s
}

// valueInterval returns the values at the limits of the churn rate.
func (a *asker) valueInterval(l cx.SubscriptionLifetime, churn cx.Interval) cx.Interval {
	at := func(churn float64) exact {
		l.Churn = decimal.NewFromFloat(churn).Round(16)
		return a.exact("")(l.Value())
	}
	low, high := at(churn.High), at(churn.Low)
	if low == nil || high == nil {
		return cx.Interval{}
	}
	return cx.Interval{Low: low.InexactFloat64(), High: high.InexactFloat64(), Level: a.level}
}

// measureRetention values five points of yearly retention more.
func (a *asker) measureRetention(s *contractSection, cost *costSection) {
	if s.Terms == nil {
		return
	}
	churn := s.Terms.Churn.InexactFloat64()
	before := math.Pow(1-churn, 12)
	after := before + betterRetention
	if after > 1 {
		a.gaps = append(a.gaps, gap{"value.points", fmt.Sprintf("%s a year are retained already", percent(math.Round(1000*before)/1000))})
		return
	}
	points := decimal.NewFromFloat(churn - (1 - math.Pow(after, 1.0/12))).Round(16)
	gain := ask[cx.RetentionGain](a, "")(s.Terms.RetentionByPoints(points))
	if gain == nil {
		return
	}
	s.Points = &retentionGain{
		Before: before, After: after,
		Gain:    a.exact("value.points")(gain.Gain()),
		OfValue: a.exact("")(gain.OfValue()),
	}
	if cost != nil {
		if cac, ok := cost.CAC.(decimal.Decimal); ok {
			s.Points.OfProfit = a.exact("value.points.of_profit")(gain.OfProfit(cac))
		}
	}
}

// measurePayback measures when a customer has earned back the cost of winning one.
func (a *asker) measurePayback(s *contractSection, cost *costSection) {
	if value, ok := s.Value.(decimal.Decimal); ok {
		cost.judge(a, value)
	}
	if cac, ok := cost.CAC.(decimal.Decimal); ok && s.Terms != nil {
		if p, err := s.Terms.SimplePayback(cac); a.fitted("cost.simple_payback", err) {
			cost.SimplePayback = &p
		}
		if p, err := s.Terms.Payback(cac); a.fitted("cost.payback", err) {
			cost.Payback = &p
		}
	}
}

// fitContracts fits the model of customers who differ in how easily they leave, each
// payment of whom is margin.
func (a *asker) fitContracts(spells cx.Spells, asOf cx.Date, margin, discount float64) *contractModel {
	cohorts, err := renewalsOf(spells.Rows, asOf)
	if !a.has("", err) {
		return nil
	}
	m, err := cx.FitShiftedBetaGeometric(cohorts...)
	if !a.fitted("value.model", err) {
		return nil
	}
	parameters, err := m.Parameters(a.level)
	names, values := []string{"alpha", "beta"}, []float64{m.Alpha, m.Beta}
	if m.Churn > 0 {
		names, values = []string{"churn"}, []float64{m.Churn}
	}
	c := &contractModel{Model: m, Parameters: parametersOf(names, values, parameters, err)}
	for _, n := range contractMonths {
		share, err := m.Survival(n)
		if !a.fitted("value.model", err) {
			return c
		}
		interval, err := m.SurvivalInterval(n, a.level)
		c.Survival = append(c.Survival, monthsAhead{n, *predictedOf(share, 1, interval, err)})
	}
	payments, err := m.DiscountedExpectedLifetime(discount)
	if !a.fitted("value.model.payments", err) {
		return c
	}
	interval, err := m.DiscountedExpectedLifetimeInterval(discount, a.level)
	c.Payments = append(c.Payments, monthsAhead{0, *predictedOf(payments, 1, interval, err)})
	c.Value = predictedOf(payments, margin, interval, err)
	for _, n := range contractMonths {
		payments, err := m.DiscountedExpectedResidualLifetime(n, discount)
		if !a.fitted("value.model.payments", err) {
			return c
		}
		interval, err := m.DiscountedExpectedResidualLifetimeInterval(n, discount, a.level)
		c.Payments = append(c.Payments, monthsAhead{n, *predictedOf(payments, 1, interval, err)})
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
func customersWon(spells []cx.Spell, every cx.Grain, periods []cx.Period) ([]newCustomers, error) {
	won := make([]newCustomers, len(periods))
	for i, p := range periods {
		won[i].period = p
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
			won[i].count++
		}
	}
	return won, nil
}
