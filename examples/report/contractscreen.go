package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// writeContracts writes what a customer with subscriptions is worth.
func writeContracts(w io.Writer, r *subscriptionReport) {
	s := r.Value
	if s == nil || s.Terms == nil {
		if why := r.because("value"); why != "" {
			writeRule(w, "VALUE  "+why, "")
		}
		return
	}
	head := "VALUE  " + exactIn(s.Value, 9) + " a customer " + r.because("value")
	if s.Interval != (cx.Interval{}) {
		head = fmt.Sprintf("VALUE  %s a customer, %s interval %s to %s", exactIn(s.Value, 9), percent(r.Level),
			inAmount(s.Interval.Low), inAmount(s.Interval.High))
	}
	writeRule(w, strings.TrimSpace(head), s.note())
	writeBeside(w, steadyLines(r), contractLines(r), pageWidth/2+1)
}

// steadyLines writes the value at a churn rate that never changes.
func steadyLines(r *subscriptionReport) []string {
	s := r.Value
	var lines figureLines
	months, err := cx.Month.Between(s.Months.Start, s.Months.End)
	if err != nil {
		return nil
	}
	lines.head("at the churn of " + count(int64(months), "month"))
	lines.add("  revenue a month", exactIn(decimalOf(s.Terms.ARPA), 9), "a customer")
	lines.add("  churn a month", inPercent(s.Churn.Rate), shareInterval(s.Churn.Interval))
	lines.add("  months they stay", money(s.Periods, 1), r.because("value.periods"))
	lines.add("  value", exactIn(s.Value, 9), "first margin now")
	lines.add("", exactIn(s.Later, 9), "after a month")
	lines = append(lines, "five points of yearly retention more")
	p := s.Points
	if p == nil {
		return lines.because("  none", r.reason("value.points"))
	}
	lines.add("  retention a year", fixed(100*p.Before, 1)+"%", "to "+fixed(100*p.After, 1)+"%")
	lines.add("  are worth", exactIn(p.Gain, 9), "a customer")
	lines.add("  of the value", inPercent(p.OfValue), "")
	if p.OfProfit != nil {
		lines.add("  of the profit", inPercent(p.OfProfit), "value - CAC")
	}
	return lines
}

// decimalOf returns a decimal as an exact figure.
func decimalOf(d decimal.Decimal) exact { return d }

// contractLines writes the model of customers who differ.
func contractLines(r *subscriptionReport) []string {
	m := r.Value.Model
	var lines figureLines
	if m == nil {
		return lines.because("no model of customers who differ", r.reason("value.model"))
	}
	if m.Model.Churn > 0 {
		lines.head("customers are all alike, sBG")
	} else {
		lines.head("customers who differ, sBG")
	}
	lines.parameters(m.Parameters, m.Model.Fit.LogLikelihood)
	lines.spread(m.Model.Fit.SpreadP)
	share := func(f float64) string { return fixed(100*f, 1) }
	for _, a := range m.Survival {
		lines.add(fmt.Sprintf("  stay %d months", a.Months), share(a.Value)+"%", a.interval(share))
	}
	for _, a := range m.Payments {
		label := "  payments to come"
		if a.Months > 0 {
			label = fmt.Sprintf("    after %d months", a.Months)
		}
		lines.add(label, fixed(a.Value, 1), a.interval(places(1)))
	}
	if why := r.reason("value.model.payments"); why != "" {
		lines = lines.because("no payments", why)
	}
	if m.Value != nil {
		lines.add("  value, a new one", inAmount(m.Value.Value), m.Value.interval(asLimit))
	}
	return lines
}

// contractPayback writes when a customer has earned back the cost of winning one.
func contractPayback(c *costSection) figureLines {
	if c == nil {
		return nil
	}
	var lines figureLines
	for _, p := range []struct {
		label   string
		payback *cx.Payback
	}{{"payback, simple", c.SimplePayback}, {"payback, with churn", c.Payback}} {
		switch {
		case p.payback == nil:
		case p.payback.Never:
			lines.add(p.label, "never", "")
		case p.payback.Period == 0:
			lines.add(p.label, "at once", "")
		default:
			lines.add(p.label, fixed(p.payback.Periods, 1), "months, month "+thousands(p.payback.Period))
		}
	}
	return lines
}
