package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// The heat map has room for so many cohorts and intervals.
const (
	mostCohorts   = 18
	mostIntervals = 12
)

// writeText writes a report of activities for people to read. Whoever
// flushes w learns of its errors.
func (r *activityReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	if r.Activities == 0 {
		writeRule(w, "no activities", "")
	} else {
		writeCohorts(w, r)
		writeRepeat(w, r)
		writeChurn(w, &r.head, "CHURN", r.Churn)
		if s := r.Survival; s != nil {
			writeRule(w, fmt.Sprintf("STAYING ACTIVE  %s of activity, %s over", count(s.Curve.Customers, "spell"),
				thousands(s.Curve.Churned)), "share still active")
			writeSurvival(w, s)
		}
		writeEngagement(w, r)
	}
	if r.Forecast != nil {
		writeValue(w, r)
		writeForecast(w, r)
		writeHoldout(w, r)
		writeRanking(w, r.Forecast)
		writeCost(w, &r.head, r.Cost, "in "+count(int64(r.Forecast.HorizonWeeks), "week"), activityPayback(r))
	}
	writeCounts(w, &r.head, [][2]string{
		{"counted", thousands(r.Activities)},
		{"as of later days", thousands(r.Later)},
		{"without an amount", thousands(r.Unpaid)},
	})
	writeCostCounts(w, r.Cost)
	window := count(int64(r.Window), "day")
	notes := []string{cohortNote, fmt.Sprintf("lost: more than %s without activity, on the day after them; back: active again later", window)}
	if r.Survival != nil {
		notes = append(notes, fmt.Sprintf("staying active: up to the last activity, of spells that began %s ago or earlier", window))
	}
	if r.Forecast != nil {
		notes = append(notes, "value so far: of all customers of a cohort, those who never came back included")
	}
	if r.Forecast != nil && r.Forecast.Orders != nil {
		notes = append(notes, "at risk: what a customer who has not left would bring, times the probability of having left", modelNote)
	}
	writeHistoryNotes(w, &r.head, r.Churn, notes...)
}

// cohortNote says what the lines below the cohorts are not.
const cohortNote = "pooled, simple mean: each column has other cohorts, the later the older: no curve of anybody"

// modelNote says what the intervals of models leave out.
const modelNote = "intervals of models: how well their parameters are known; a single customer strays further"

// activityPayback writes when a new customer has earned back the cost of one.
func activityPayback(r *activityReport) figureLines {
	c := r.Cost
	if c == nil || c.CAC == nil {
		return nil
	}
	var lines figureLines
	if c.Economics != nil {
		switch weeks := c.PaybackWeeks; {
		case weeks == nil:
			lines.add("paid back, forecast", "never", "within "+count(int64(r.Forecast.HorizonWeeks), "week"))
		case *weeks == 0:
			lines.add("paid back, forecast", "at once", "by the first order")
		default:
			lines.add("paid back, forecast", "week "+thousands(int64(*weeks)), "")
		}
	}
	if r.Value != nil && r.Value.All != nil {
		lines.add("paid back, so far", paidBackIn(r.Value.PaidBack, c.CAC), "by cohorts so old")
	}
	return lines
}

// writeCohorts draws the cohort triangle as a heat map.
func writeCohorts(w io.Writer, r *activityReport) {
	head := fmt.Sprintf("COHORTS  %s, %s", count(r.Customers, "customer"), plural(r.Activities, "activity", "activities"))
	if r.Revenue != nil {
		head += ", revenue " + money(r.Revenue, 2)
	}
	writeRule(w, head, "active again, in %, by "+grainName(r.Every))
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
	scale := newHeat(highest)
	line := left("first "+grainName(r.Every), 13) + right("size", 8) + "  "
	for k := 1; k <= intervals; k++ {
		line += right("+"+strconv.Itoa(k), 6)
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
	if hidden := len(c.Rows) - len(shown); hidden > 0 {
		fmt.Fprintf(w, "… %s before, see -json\n", thousands(int64(hidden)))
	}
	for _, row := range shown {
		line := left(periodName(row.Period), 13) + right(compact(row.Size, 8), 8) + "  "
		for k := 1; k <= intervals; k++ {
			line += heatCell(scale, cellRate(row, k))
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	if intervals == 0 {
		return
	}
	pooled, simple := left("all, pooled", 13)+right(compact(c.Total(), 8), 8)+"  ", left("simple mean", 23)
	for _, m := range r.Means[:min(len(r.Means), intervals)] {
		pooled += heatCell(scale, m.Pooled.Rate)
		simple += heatCell(scale, m.Simple)
	}
	fmt.Fprintf(w, "%s\n%s\n", strings.TrimRight(pooled, " "), strings.TrimRight(simple, " "))
	legend := strings.Repeat(" ", 22) + scale.legend()
	if all := len(r.Means); all > intervals {
		legend += fmt.Sprintf("   +%d on: see -json", intervals+1)
	}
	fmt.Fprintln(w, legend)
}

// cellRate returns the rate of a cell, nil for one that was not observed.
func cellRate(row cx.Cohort, k int) exact {
	rate, err := row.Rate(k)
	if err != nil {
		return nil
	}
	return rate
}

// heatCell draws a cell in 6 columns, blank for none.
func heatCell(scale heat, rate exact) string {
	if rate == nil {
		return strings.Repeat(" ", 6)
	}
	percent := 100 * rate.InexactFloat64()
	return " " + strings.Repeat(string(scale.shade(percent)), 2) + right(fixed(percent, 0), 3)
}

// writeRepeat writes what customers did after their first order.
func writeRepeat(w io.Writer, r *activityReport) {
	s := r.Repeat
	if s == nil {
		return
	}
	writeRule(w, fmt.Sprintf("REPEAT  %s ordered again, %s interval %s", inPercent(s.Rate.Rate), percent(r.Level),
		shareInterval(s.Rate.Interval)), "the orders of a day are one")
	lines := []string{left("again within", 21) + "  " + left("interval*", 14) + right("of", 9)}
	for _, p := range s.Within {
		label := right(count(int64(p.Days), "day"), 8)
		if p.Rate == nil {
			lines = append(lines, left(label, 13)+right("-", 8)+"  (nobody seen so long yet)")
			continue
		}
		lines = append(lines, left(label, 13)+right(inPercent(p.Rate), 8)+"  "+
			left(shareInterval(p.Interval), 14)+right(compact(p.Base, 9), 9))
	}
	side := []string{left("", 36) + "interval*"}
	line := func(label, value, interval string) {
		side = append(side, left(label, 27)+right(value, 7)+"  "+interval)
	}
	between := "-"
	if s.DaysBetween != nil {
		between = s.DaysBetween.StringFixed(1)
	}
	line("days between orders, mean", between, r.because("repeat.days_between"))
	if r.Revenue != nil {
		line("revenue after first orders", inPercent(s.RevenueShare), r.because("repeat.revenue_share"))
	}
	if r.Revenue != nil && s.Spend == nil {
		line("repeat order / first order", "-", r.because("repeat.spend"))
	}
	if s.Spend != nil {
		ratio := func(label string, x cx.Estimate) {
			line(label, fixed(x.Value, 2), fixed(x.Interval.Low, 2)+" to "+fixed(x.Interval.High, 2))
		}
		ratio("repeat order / first order", s.Spend.PerOrder)
		ratio("all repeats / first orders", s.Spend.PerCustomer)
	}
	writeBeside(w, lines, side, 51)
}

// writeEngagement writes the engagement of the last whole month.
func writeEngagement(w io.Writer, r *activityReport) {
	e := r.Engagement
	if e == nil {
		return
	}
	number := func(e exact, places int32) string {
		if e == nil {
			return "-"
		}
		return e.StringFixed(places)
	}
	writeRule(w, fmt.Sprintf("STICKINESS  %s in %s", inPercent(e.Stickiness), e.Period), "DAU/MAU")
	fmt.Fprintf(w, "%s active in the month, %s on a mean day; %s active days each\n", count(e.Tally.Customers, "customer"),
		number(e.DailyActive, 1), number(e.DaysPerCustomer, 2))
}

// plural writes a number of things whose plural is irregular.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}
