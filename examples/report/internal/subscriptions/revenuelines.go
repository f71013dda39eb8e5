package subscriptions

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// revenueLines draws the last period and the last twelve months as waterfalls on the text screen, and
// what was retained.
func revenueLines(r *subscriptionReport) []string {
	last := r.Revenue[len(r.Revenue)-1]
	lines := page.Beside(movementLines(&r.Head, last, "revenue.", "in "+figure.PeriodName(last.Period)),
		movementLines(&r.Head, *r.Trailing, "trailing.", "in the 12 months "+figure.Days(r.Trailing.Period)), figure.PageWidth/2+1)
	if len(r.Revenue) < 3 {
		return lines
	}
	return append(lines, "",
		figure.Left("net revenue retained", 24)+revenueTrend(r, func(p *revenuePoint) figure.Exact { return p.NRR }),
		figure.Left("gross revenue retained", 24)+revenueTrend(r, func(p *revenuePoint) figure.Exact { return p.GRR }))
}

// revenueTrend draws a figure of the last periods, of which the first has nothing to
// lose as a rule.
func revenueTrend(r *subscriptionReport, of func(*revenuePoint) figure.Exact) string {
	shown := r.Revenue[max(0, len(r.Revenue)-figure.MostBlocks):]
	values := make([]float64, len(shown))
	var low, high figure.Exact
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
	return fmt.Sprintf("%s  by %s, %s to %s", figure.Blocks(values), figure.GrainName(r.Every), figure.InPercent(low), figure.InPercent(high))
}

// movementLines draws the movements of one period in half a page.
func movementLines(h *topic.Head, p revenuePoint, figures, title string) []string {
	m := p.Movements
	unit, short := amountUnit(m)
	if unit != "" {
		title += ", in " + unit
	}
	write := func(d decimal.Decimal) string { return figure.Money(short(d), 0) }
	level := func(label string, d decimal.Decimal) figure.Step {
		return figure.Step{Label: label, Amount: write(d), To: d.InexactFloat64(), Level: true}
	}
	steps, now := []figure.Step{level("start", m.Start)}, m.Start
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
		steps = append(steps, figure.Step{Label: change.label, Amount: sign + write(change.amount),
			From: now.InexactFloat64(), To: next.InexactFloat64()})
		now = next
	}
	steps = append(steps, level("end", m.End))
	drawn, start := figure.Waterfall(steps, 12, 10, 24)
	if start > 0 {
		title += ", bars from " + write(decimal.NewFromFloat(start))
	}
	lines := append([]string{title}, drawn...)
	lines = append(lines, "")
	for _, f := range []struct{ label, figure, value string }{
		{"net revenue retained", "nrr", figure.InPercent(p.NRR)},
		{"gross revenue retained", "grr", figure.InPercent(p.GRR)},
		{"customers lost", "logo_churn", figure.InPercent(p.LogoChurn.Rate)},
		{"quick ratio", "quick_ratio", figure.Money(p.QuickRatio, 2)},
		{"revenue per customer", "arpa", figure.Money(p.ARPA, 2)},
	} {
		lines = append(lines, fmt.Sprintf("%s%8s %s", figure.Left(f.label, 22), f.value, h.Because(figures+f.figure)))
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
