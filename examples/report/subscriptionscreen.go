package main

import (
	"fmt"
	"io"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// writeText writes a report of subscriptions for people to read. Whoever
// flushes w learns of its errors.
func (r *subscriptionReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	if r.Subscriptions == 0 {
		writeRule(w, "no subscriptions", "")
	} else {
		writeChurn(w, &r.head, "CHURN", r.Churn)
		if s := r.Survival; s != nil {
			writeRule(w, fmt.Sprintf("HOW LONG THEY STAY  %s, %s running", count(s.Curve.Customers, "stay"),
				thousands(s.Curve.Customers-s.Curve.Churned)), "share still here")
			writeSurvival(w, s)
		}
		writeRevenue(w, r)
		writeContracts(w, r)
		writeCost(w, &r.head, r.Cost, "", contractPayback(r.Cost))
	}
	writeCounts(w, &r.head, [][2]string{
		{"counted", thousands(r.Subscriptions)},
		{"as of later days", thousands(r.Later)},
		{"that pay nothing", thousands(r.Free)},
	})
	writeCostCounts(w, r.Cost)
	notes := []string{"lost: customers without a subscription at the end of a day; back: those who had one again later",
		"a stay: subscriptions of a customer that touch or overlap, so that a change of plan is no end"}
	if r.Value != nil && r.Value.Terms != nil {
		notes = append(notes, "value: what a customer brings until leaving; its interval is that of churn alone")
		if r.Value.Model != nil {
			notes = append(notes, modelNote)
		}
	}
	writeHistoryNotes(w, &r.head, r.Churn, notes...)
}

// writeRevenue draws the last period and the last twelve months as waterfalls.
func writeRevenue(w io.Writer, r *subscriptionReport) {
	if len(r.Revenue) == 0 || r.Trailing == nil {
		return
	}
	last := r.Revenue[len(r.Revenue)-1]
	writeRule(w, fmt.Sprintf("RECURRING REVENUE  %s a month at the end of %s", money(last.Movements.End, 0), periodName(last.Period)), "▓ more  ░ less")
	first := revenueLines(&r.head, last, "revenue.", "in "+periodName(last.Period))
	second := revenueLines(&r.head, *r.Trailing, "trailing.", "in the 12 months "+days(r.Trailing.Period))
	writeBeside(w, first, second, pageWidth/2+1)
	if len(r.Revenue) < 3 {
		return
	}
	fmt.Fprintln(w)
	for _, t := range []struct {
		label string
		of    func(*revenuePoint) exact
	}{
		{"net revenue retained", func(p *revenuePoint) exact { return p.NRR }},
		{"gross revenue retained", func(p *revenuePoint) exact { return p.GRR }},
	} {
		fmt.Fprintln(w, left(t.label, 24)+revenueTrend(r, t.of))
	}
}

// revenueTrend draws a figure of the last periods, of which the first has nothing to
// lose as a rule.
func revenueTrend(r *subscriptionReport, of func(*revenuePoint) exact) string {
	shown := r.Revenue[max(0, len(r.Revenue)-mostBlocks):]
	values := make([]float64, len(shown))
	var low, high exact
	for i := range shown {
		values[i] = math.NaN()
		if e := of(&shown[i]); e != nil {
			values[i] = e.InexactFloat64()
			if low == nil || values[i] < low.InexactFloat64() {
				low = e
			}
			if high == nil || values[i] > high.InexactFloat64() {
				high = e
			}
		}
	}
	return fmt.Sprintf("%s  by %s, %s to %s", blocks(values), grainName(r.Every), inPercent(low), inPercent(high))
}

// revenueLines draws the movements of one period in half a page.
func revenueLines(h *head, p revenuePoint, figures, title string) []string {
	m := p.Movements
	unit, short := amountUnit(m)
	if unit != "" {
		title += ", in " + unit
	}
	write := func(d decimal.Decimal) string { return money(short(d), 0) }
	level := func(label string, d decimal.Decimal) step {
		return step{label: label, amount: write(d), to: d.InexactFloat64(), level: true}
	}
	steps, now := []step{level("start", m.Start)}, m.Start
	for _, change := range []struct {
		label  string
		amount decimal.Decimal
	}{
		{"new", m.New}, {"expansion", m.Expansion}, {"reactivated", m.Reactivated},
		{"contraction", m.Contraction.Neg()}, {"churned", m.Churned.Neg()},
	} {
		sign := ""
		if change.amount.Sign() > 0 {
			sign = "+"
		}
		next := now.Add(change.amount)
		steps = append(steps, step{label: change.label, amount: sign + write(change.amount),
			from: now.InexactFloat64(), to: next.InexactFloat64()})
		now = next
	}
	steps = append(steps, level("end", m.End))
	drawn, start := waterfall(steps, 12, 10, 24)
	if start > 0 {
		title += ", bars from " + write(decimal.NewFromFloat(start))
	}
	lines := append([]string{title}, drawn...)
	lines = append(lines, "")
	for _, f := range []struct{ label, figure, value string }{
		{"net revenue retained", "nrr", inPercent(p.NRR)},
		{"gross revenue retained", "grr", inPercent(p.GRR)},
		{"customers lost", "logo_churn", inPercent(p.LogoChurn.Rate)},
		{"quick ratio", "quick_ratio", money(p.QuickRatio, 2)},
		{"revenue per customer", "arpa", money(p.ARPA, 2)},
	} {
		lines = append(lines, fmt.Sprintf("%s%8s %s", left(f.label, 22), f.value, h.because(figures+f.figure)))
	}
	return lines
}

// amountUnit returns the unit in which the amounts of m have few digits, "" for one,
// and what turns an amount into it.
func amountUnit(m cx.Movements) (string, func(decimal.Decimal) decimal.Decimal) {
	const most = 9_999_999
	largest := decimal.Max(m.Start, m.End, m.New, m.Expansion, m.Reactivated, m.Contraction, m.Churned)
	names := []string{"", "thousands", "millions", "billions", "trillions"}
	shift := 0
	for shift < len(names)-1 && largest.Shift(int32(-3*shift)).Cmp(decimal.NewFromInt(most)) > 0 {
		shift++
	}
	return names[shift], func(d decimal.Decimal) decimal.Decimal { return d.Shift(int32(-3 * shift)) }
}
