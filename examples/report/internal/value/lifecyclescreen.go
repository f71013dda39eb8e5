package value

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// What the screens of activities and of subscriptions have in common.
const (
	MostPeriods = 12 // lines of a table of periods
	curveWidth  = 56
	curveHeight = 8
)

// formulaHeads are the heads of the columns of churn.
var formulaHeads = map[cx.ChurnFormula]string{
	cx.StandardChurn: "standard", cx.ChurnCountingReturned: "returned", cx.ChurnCountingAcquired: "acquired",
	cx.ChurnOfActive: "active", cx.ChurnOfAverage: "average", dailyChurn: "daily",
}

// formulaNotes say what the formulas of churn are.
var formulaNotes = map[cx.ChurnFormula]string{
	cx.StandardChurn:         "standard: those of the start who were not there at the end / start",
	cx.ChurnCountingReturned: "counting_returned: those of the start who left, though they came back / start",
	cx.ChurnCountingAcquired: "counting_acquired: as standard, and the new who left again / start",
	cx.ChurnOfActive:         "of_active: all who left / (start + new)",
	cx.ChurnOfAverage:        "of_average: as counting_acquired, but / mean of start and end",
	dailyChurn:               "daily: the sum of the standard churn of each day",
}

// WriteChurn writes the table of the periods, the last at the bottom.
func WriteChurn(w io.Writer, h *topic.Head, title string, points []ChurnPoint) {
	if len(points) == 0 {
		page.WriteRule(w, title, "no whole "+figure.GrainName(h.Every)+" yet")
		return
	}
	if last := points[len(points)-1]; last.Retained.Rate != nil {
		title += fmt.Sprintf("  %s retained in %s, %s interval %s", figure.InPercent(last.Retained.Rate), figure.PeriodName(last.Period),
			figure.Percent(h.Level), figure.ShareInterval(last.Retained.Interval))
	}
	page.WriteRule(w, title, "by "+figure.GrainName(h.Every))
	// Retention is what the standard churn leaves of 100%. All formulas need its room.
	widths := []int{10, 7, 6, 6, 6, 7, 9}
	retained := len(points[0].Rates) < len(churnFormulas)
	line := func(cells ...string) {
		text := figure.Left(cells[0], widths[0])
		for i, cell := range cells[1:] {
			text += figure.Right(cell, widths[min(i+1, len(widths)-1)])
		}
		fmt.Fprintln(w, text)
	}
	heads, start := []string{figure.GrainName(h.Every), "start", "new", "lost", "back", "end"}, 44
	if retained {
		heads, start = append(heads, "retained"), 53
	}
	for _, r := range points[0].Rates {
		heads = append(heads, formulaHeads[r.Formula])
	}
	fmt.Fprintf(w, "%*schurn %s\n", start, "", strings.Repeat("─", 9*len(points[0].Rates)-8))
	line(heads...)
	if hidden := len(points) - MostPeriods; hidden > 0 {
		points = points[hidden:]
		fmt.Fprintf(w, "… %s before, see -json\n", figure.Thousands(int64(hidden)))
	}
	for _, p := range points {
		cells := []string{figure.PeriodName(p.Period)}
		for i, n := range []int64{p.Tally.Start, p.Tally.Acquired, p.Tally.Lost + p.Tally.AcquiredLost, p.Reactivated, p.Customers} {
			cells = append(cells, figure.Compact(n, widths[i+1]-1))
		}
		if retained {
			cells = append(cells, figure.InPercent(p.Retained.Rate))
		}
		for _, r := range p.Rates {
			cells = append(cells, figure.InPercent(r.Rate))
		}
		line(cells...)
	}
}

// WriteSurvival draws a curve, with its figures beside it.
func WriteSurvival(w io.Writer, s *SurvivalSection) {
	last := s.Curve.Last
	if last == 0 {
		fmt.Fprintln(w, "nobody was observed for a day")
		return
	}
	plot := figure.Area(func(x float64) float64 {
		share, err := s.Curve.At(x * last)
		if err != nil {
			return 0
		}
		return share
	}, curveWidth, curveHeight)
	var lines []string
	for i, line := range plot {
		label := ""
		if i%2 == 0 {
			label = strconv.Itoa(100-100*i/curveHeight) + "%"
		}
		lines = append(lines, figure.Right(label, 4)+" "+line)
	}
	bottom, labels := figure.Axis(last, curveWidth, []int{1, 7, 14, 30, 60, 90, 180, 365, 730}, "days")
	lines = append(lines, "  0% "+bottom, "     "+labels)
	page.WriteBeside(w, lines, survivalFigures(s), curveWidth+8)
}

// survivalFigures writes the figures of a curve.
func survivalFigures(s *SurvivalSection) []string {
	var lines []string
	line := func(label, value, interval string) {
		lines = append(lines, figure.Left(label, 15)+figure.Right(value, 7)+" "+interval)
	}
	line("", "", "interval*")
	if m := s.Median; m != nil {
		limit := func(t float64, reached bool) string {
			if !reached {
				return "-"
			}
			return figure.Fixed(t, 0)
		}
		interval := limit(m.Low, m.LowReached) + " to " + limit(m.High, m.HighReached)
		if !m.Reached {
			interval = "not reached"
		}
		line("median, days", limit(m.Time, m.Reached), interval)
	}
	for _, at := range s.At {
		line(fmt.Sprintf("after %d days", at.Days), figure.Fixed(100*at.Share, 1)+"%", figure.ShareInterval(at.Interval))
	}
	switch {
	case s.Expected != nil:
		line("mean, days", figure.Fixed(s.Expected.Value, 1), figure.DaysInterval(s.Expected.Interval))
	case s.Mean != nil:
		line(fmt.Sprintf("mean, %d days", s.Mean.WithinDays), figure.Fixed(s.Mean.Value, 1), figure.DaysInterval(s.Mean.Interval))
	}
	return lines
}

// ChurnNotes say what the formulas of churn are.
func ChurnNotes(churn []ChurnPoint) []string {
	if len(churn) == 0 {
		return nil
	}
	var notes []string
	for _, r := range churn[0].Rates {
		notes = append(notes, "churn, "+formulaNotes[r.Formula])
	}
	if slices.ContainsFunc(churn[max(0, len(churn)-MostPeriods):], func(p ChurnPoint) bool { return p.Retained.Rate == nil }) {
		notes = append(notes, "churn, -: there was nobody to lose")
	}
	return notes
}
