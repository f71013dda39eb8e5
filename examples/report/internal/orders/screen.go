package orders

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// The heat map has room for so many cohorts and intervals.
const (
	mostCohorts   = 18
	mostIntervals = 12
)

// cohortNote says what the lines below the cohorts are not.
const cohortNote = "pooled, simple mean: each column has other cohorts, the later the older: no curve of anybody"

// writeCohorts draws the cohort triangle as a heat map.
func writeCohorts(w io.Writer, r *activityReport) {
	head := fmt.Sprintf("COHORTS  %s, %s", figure.Count(r.Customers, "customer"), figure.Plural(r.Activities, "activity", "activities"))
	if r.Revenue != nil {
		head += ", revenue " + figure.Money(r.Revenue, 2)
	}
	page.WriteRule(w, head, "active again, in %, by "+figure.GrainName(r.Every))
	c := r.Cohorts
	if c == nil || len(c.Rows) == 0 {
		return
	}
	shown := c.Rows[max(0, len(c.Rows)-mostCohorts):]
	intervals := min(mostIntervals, max(0, len(shown[0].Active)-1))
	highest := 0.0
	for _, row := range shown {
		for k := 1; k <= intervals; k++ {
			if rate := cellRate(row, k); rate != nil {
				highest = max(highest, 100*rate.InexactFloat64())
			}
		}
	}
	scale := figure.NewHeat(highest)
	line := figure.Left("first "+figure.GrainName(r.Every), 13) + figure.Right("size", 8) + "  "
	for k := 1; k <= intervals; k++ {
		line += figure.Right("+"+strconv.Itoa(k), 6)
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
	if hidden := len(c.Rows) - len(shown); hidden > 0 {
		fmt.Fprintf(w, "… %s before, see -json\n", figure.Thousands(int64(hidden)))
	}
	for _, row := range shown {
		line := figure.Left(figure.PeriodName(row.Period), 13) + figure.Right(figure.Compact(row.Size, 8), 8) + "  "
		for k := 1; k <= intervals; k++ {
			line += heatCell(scale, cellRate(row, k))
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	if intervals == 0 {
		return
	}
	pooled, simple := figure.Left("all, pooled", 13)+figure.Right(figure.Compact(c.Total(), 8), 8)+"  ", figure.Left("simple mean", 23)
	for _, m := range r.Means[:min(len(r.Means), intervals)] {
		pooled += heatCell(scale, m.Pooled.Rate)
		simple += heatCell(scale, m.Simple)
	}
	fmt.Fprintf(w, "%s\n%s\n", strings.TrimRight(pooled, " "), strings.TrimRight(simple, " "))
	legend := strings.Repeat(" ", 22) + scale.Legend()
	if all := len(r.Means); all > intervals {
		legend += fmt.Sprintf("   +%d on: see -json", intervals+1)
	}
	fmt.Fprintln(w, legend)
}

// cellRate returns the rate of a cell, nil for one that was not observed.
func cellRate(row cx.Cohort, k int) figure.Exact {
	rate, err := row.Rate(k)
	if err != nil {
		return nil
	}
	return rate
}

// heatCell draws a cell in 6 columns, blank for none.
func heatCell(scale figure.Heat, rate figure.Exact) string {
	if rate == nil {
		return strings.Repeat(" ", 6)
	}
	percent := 100 * rate.InexactFloat64()
	return " " + strings.Repeat(string(scale.Shade(percent)), 2) + figure.Right(figure.Fixed(percent, 0), 3)
}

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

// writeEngagement writes the engagement of the last whole month.
func writeEngagement(w io.Writer, r *activityReport) {
	e := r.Engagement
	if e == nil {
		return
	}
	number := func(e figure.Exact, places int32) string {
		if e == nil {
			return "-"
		}
		return e.StringFixed(places)
	}
	page.WriteRule(w, fmt.Sprintf("STICKINESS  %s in %s", figure.InPercent(e.Stickiness), e.Period), "DAU/MAU")
	fmt.Fprintf(w, "%s active in the month, %s on a mean day; %s active days each\n", figure.Count(e.Tally.Customers, "customer"),
		number(e.DailyActive, 1), number(e.DaysPerCustomer, 2))
}
