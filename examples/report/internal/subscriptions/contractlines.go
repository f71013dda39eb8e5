package subscriptions

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// steadyLines writes the value at a churn rate that never changes.
func steadyLines(r *subscriptionReport) []string {
	s := r.Value
	var lines value.FigureLines
	months, err := cx.Month.Between(s.Months.Start, s.Months.End)
	if err != nil {
		return nil
	}
	lines.Head("at the churn of " + figure.Count(int64(months), "month"))
	lines.Add("  revenue a month", figure.ExactIn(decimalOf(s.Terms.ARPA), 9), "a customer")
	lines.Add("  churn a month", figure.InPercent(s.Churn.Rate), figure.ShareInterval(s.Churn.Interval))
	lines.Add("  months they stay", figure.Money(s.Periods, 1), r.Because("value.periods"))
	lines.Add("  value", figure.ExactIn(s.Value, 9), "first margin now")
	lines.Add("", figure.ExactIn(s.Later, 9), "after a month")
	lines = append(lines, "five points of yearly retention more")
	p := s.Points
	if p == nil {
		return lines.Because("  none", r.Reason("value.points"))
	}
	lines.Add("  retention a year", figure.Fixed(100*p.Before, 1)+"%", "to "+figure.Fixed(100*p.After, 1)+"%")
	lines.Add("  are worth", figure.ExactIn(p.Gain, 9), "a customer")
	lines.Add("  of the value", figure.InPercent(p.OfValue), "")
	if p.OfProfit != nil {
		lines.Add("  of the profit", figure.InPercent(p.OfProfit), "value - CAC")
	}
	return lines
}

// decimalOf returns a decimal as an exact figure.
func decimalOf(d decimal.Decimal) figure.Exact { return d }

// contractLines writes the model of customers who differ.
func contractLines(r *subscriptionReport) []string {
	m := r.Value.Model
	var lines value.FigureLines
	if m == nil {
		return lines.Because("no model of customers who differ", r.Reason("value.model"))
	}
	if m.Model.Churn > 0 {
		lines.Head("customers are all alike, sBG")
	} else {
		lines.Head("customers who differ, sBG")
	}
	lines.Parameters(m.Parameters, m.Model.Fit.LogLikelihood)
	lines.Spread(m.Model.Fit.SpreadP)
	share := func(f float64) string { return figure.Fixed(100*f, 1) }
	for _, a := range m.Survival {
		lines.Add(fmt.Sprintf("  stay %d months", a.Months), share(a.Value)+"%", a.IntervalText(share))
	}
	for _, a := range m.Payments {
		label := "  payments to come"
		if a.Months > 0 {
			label = fmt.Sprintf("    after %d months", a.Months)
		}
		lines.Add(label, figure.Fixed(a.Value, 1), a.IntervalText(value.Places(1)))
	}
	if why := r.Reason("value.model.payments"); why != "" {
		lines = lines.Because("no payments", why)
	}
	if m.Value != nil {
		lines.Add("  value, a new one", value.InAmount(m.Value.Value), m.Value.IntervalText(value.AsLimit))
	}
	return lines
}
