package orders

import (
	"fmt"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// writeRepeat writes what customers did after their first order.
func writeRepeat(w io.Writer, r *activityReport) {
	s := r.Repeat
	if s == nil {
		return
	}
	page.WriteRule(w, fmt.Sprintf("REPEAT  %s ordered again, %s interval %s", figure.InPercent(s.Rate.Rate), figure.Percent(r.Level),
		figure.ShareInterval(s.Rate.Interval)), "the orders of a day are one")
	lines := []string{figure.Left("again within", 21) + "  " + figure.Left("interval*", 14) + figure.Right("of", 9)}
	for _, p := range s.Within {
		label := figure.Right(figure.Count(int64(p.Days), "day"), 8)
		if p.Rate == nil {
			lines = append(lines, figure.Left(label, 13)+figure.Right("-", 8)+"  (nobody seen so long yet)")
			continue
		}
		lines = append(lines, figure.Left(label, 13)+figure.Right(figure.InPercent(p.Rate), 8)+"  "+
			figure.Left(figure.ShareInterval(p.Interval), 14)+figure.Right(figure.Compact(p.Base, 9), 9))
	}
	side := []string{figure.Left("", 36) + "interval*"}
	line := func(label, value, interval string) {
		side = append(side, figure.Left(label, 27)+figure.Right(value, 7)+"  "+interval)
	}
	between := "-"
	if s.DaysBetween != nil {
		between = s.DaysBetween.StringFixed(1)
	}
	line("days between orders, mean", between, r.Because("repeat.days_between"))
	if r.Revenue != nil {
		line("revenue after first orders", figure.InPercent(s.RevenueShare), r.Because("repeat.revenue_share"))
	}
	if r.Revenue != nil && s.Spend == nil {
		line("repeat order / first order", "-", r.Because("repeat.spend"))
	}
	if s.Spend != nil {
		ratio := func(label string, x cx.Estimate) {
			line(label, figure.Fixed(x.Value, 2), figure.Fixed(x.Interval.Low, 2)+" to "+figure.Fixed(x.Interval.High, 2))
		}
		ratio("repeat order / first order", s.Spend.PerOrder)
		ratio("all repeats / first orders", s.Spend.PerCustomer)
	}
	page.WriteBeside(w, lines, side, 51)
}
