package orders

import (
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// addRepeat says what customers did after their first order.
func addRepeat(p *topic.Page, r *activityReport) {
	s := r.Repeat
	if s == nil {
		return
	}
	var rates []topic.NamedRate
	for _, w := range s.Within {
		rates = append(rates, topic.NamedRate{Name: figure.Count(int64(w.Days), "day"), Rate: w.Share})
	}
	t := topic.NewFigureTable("repeat-figures", "After the first order")
	low, high := figure.Ends(s.Rate.Interval)
	t.Add("ordered again", 1, "%", 100*figure.AsNumber(s.Rate.Rate), 100*low, 100*high, "")
	t.Alone("days between orders, mean", 1, "days", figure.AsNumber(s.DaysBetween), p.Because("repeat.days_between"))
	if r.Revenue != nil {
		t.Alone("revenue after first orders", 1, "%", 100*figure.AsNumber(s.RevenueShare), p.Because("repeat.revenue_share"))
	}
	if r.Revenue != nil && s.Spend == nil {
		t.Alone("repeat order / first order", 2, "", math.NaN(), p.Because("repeat.spend"))
	}
	if s.Spend != nil {
		ratio := func(name string, x cx.Estimate) {
			low, high := figure.Ends(x.Interval)
			t.Add(name, 2, "", x.Value, low, high, "")
		}
		ratio("repeat order / first order", s.Spend.PerOrder)
		ratio("all repeats / first orders", s.Spend.PerCustomer)
	}
	within, figures := topic.RateTable("repeat-within", "Ordered again within", "within", rates), t.Build()
	within.Text, figures.Text = &page.Text{With: &figures, All: repeatLines}, page.Elsewhere
	p.Add(page.Section{ID: "repeat", Title: "Repeat", Line: fmt.Sprintf("%s ordered again, %s interval %s", figure.InPercent(s.Rate.Rate), figure.Percent(r.Level),
		figure.ShareInterval(s.Rate.Interval)), Aside: "the orders of a day are one", About: "The orders of a day are one.",
		Blocks: []page.Block{p.RateBars("repeat-bars", "Ordered again within", rates), within, figures}})
}

// repeatLines writes the shares that ordered again, beside the figures but the first, which is in the
// head.
func repeatLines(rates, figures []page.Cells) []string {
	lines := []string{figure.Left("again within", 21) + "  " + figure.Left("interval*", 14) + figure.Right("of", 9)}
	for _, c := range rates {
		line := figure.Left(figure.Right(c.Text(0), 8), 13) + figure.Right(c.Show(1), 8) + "  "
		if c.Text(1) == "" {
			lines = append(lines, line+"(nobody seen so long yet)")
			continue
		}
		lines = append(lines, line+figure.Left(c.Interval(2, 3), 14)+figure.Right(c.Fit(5, 9), 9))
	}
	beside := []string{figure.Left("", 36) + "interval*"}
	for _, c := range figures[1:] {
		value, interval := c.ShowOf("value"), c.TextOf("note")
		if value != "-" && c.TextOf("unit") == "%" {
			value += "%"
		}
		if c.TextOf("from") != "" {
			interval = c.ShowOf("from") + " to " + c.ShowOf("to")
		}
		beside = append(beside, figure.Left(c.TextOf("figure"), 27)+figure.Right(value, 7)+"  "+interval)
	}
	return page.Beside(lines, beside, 51)
}
