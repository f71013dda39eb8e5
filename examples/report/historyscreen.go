package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// What the screens of activities and of subscriptions have in common.
const (
	mostPeriods = 12 // lines of a table of periods
	curveWidth  = 56
	curveHeight = 8
)

// inPercent writes a fraction in percent, "-" for none.
func inPercent(e exact) string {
	if e == nil {
		return "-"
	}
	return fixed(100*e.InexactFloat64(), 1) + "%"
}

// shareInterval writes an interval of fractions in percent, "" for none.
func shareInterval(iv cx.Interval) string {
	if iv == (cx.Interval{}) {
		return ""
	}
	return fixed(100*iv.Low, 1) + " to " + fixed(100*iv.High, 1)
}

// daysInterval writes the interval of a number of days.
func daysInterval(iv cx.Interval) string { return fixed(iv.Low, 0) + " to " + fixed(iv.High, 0) }

// money writes an amount with a number of decimals and thousands apart, "-" for none.
func money(e exact, places int32) string {
	if e == nil {
		return "-"
	}
	text := e.StringFixed(places)
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if text[0] == '-' && strings.ContainsAny(text, "123456789") {
		return "-" + whole
	}
	return whole
}

// because writes why a figure does not exist, in brackets.
func (h *head) because(figure string) string {
	if reason := h.reason(figure); reason != "" {
		return "(" + printable(reason) + ")"
	}
	return ""
}

// writeHistoryHead says what the report is about.
func writeHistoryHead(w io.Writer, h *head) {
	title, about := "Customer experience report", clip(printable(h.Source), 40)
	if h.Simulated {
		const warning = "SIMULATED DATA, no real customers"
		title += right(warning, pageWidth-width(title))
	}
	if h.Span != (cx.Period{}) {
		about += ", " + days(h.Span)
	}
	if h.AsOf != (cx.Date{}) {
		about += ", as of " + h.AsOf.String()
	}
	if h.AsOfFromFile {
		about += ", the day after the last"
	}
	fmt.Fprintf(w, "%s\n%s\n", title, about)
}

// writeRule writes the head of a section, and below it a note for which there is no room beside.
func writeRule(w io.Writer, head, note string) {
	if width(head) <= pageWidth && width(head)+width(note)+3 > pageWidth {
		fmt.Fprintf(w, "\n%s\n%s\n", head, right(clip(note, pageWidth), pageWidth))
		return
	}
	rule := strings.Repeat("─", max(1, pageWidth-width(head)-width(note)-2))
	fmt.Fprintf(w, "\n%s\n", strings.TrimRight(clip(head+" "+rule+" "+note, pageWidth), " "))
}

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

// periodName names a period in few columns.
func periodName(p cx.Period) string {
	name := p.String()
	if strings.Contains(name, "/") {
		return p.Start.String() // a period without a name, as a week from Sunday
	}
	return name
}

// writeChurn writes the table of the periods, the last at the bottom.
func writeChurn(w io.Writer, h *head, title string, points []churnPoint) {
	if len(points) == 0 {
		writeRule(w, title, "no whole "+grainName(h.Every)+" yet")
		return
	}
	if last := points[len(points)-1]; last.Retained.Rate != nil {
		title += fmt.Sprintf("  %s retained in %s, %s interval %s", inPercent(last.Retained.Rate), periodName(last.Period),
			percent(h.Level), shareInterval(last.Retained.Interval))
	}
	writeRule(w, title, "by "+grainName(h.Every))
	// Retention is what the standard churn leaves of 100%. All formulas need its room.
	widths := []int{10, 7, 6, 6, 6, 7, 9}
	retained := len(points[0].Rates) < len(churnFormulas)
	line := func(cells ...string) {
		text := left(cells[0], widths[0])
		for i, cell := range cells[1:] {
			text += right(cell, widths[min(i+1, len(widths)-1)])
		}
		fmt.Fprintln(w, text)
	}
	heads, start := []string{grainName(h.Every), "start", "new", "lost", "back", "end"}, 44
	if retained {
		heads, start = append(heads, "retained"), 53
	}
	for _, r := range points[0].Rates {
		heads = append(heads, formulaHeads[r.Formula])
	}
	fmt.Fprintf(w, "%*schurn %s\n", start, "", strings.Repeat("─", 9*len(points[0].Rates)-8))
	line(heads...)
	if hidden := len(points) - mostPeriods; hidden > 0 {
		points = points[hidden:]
		fmt.Fprintf(w, "… %s before, see -json\n", thousands(int64(hidden)))
	}
	for _, p := range points {
		cells := []string{periodName(p.Period)}
		for i, n := range []int64{p.Tally.Start, p.Tally.Acquired, p.Tally.Lost + p.Tally.AcquiredLost, p.Reactivated, p.Customers} {
			cells = append(cells, compact(n, widths[i+1]-1))
		}
		if retained {
			cells = append(cells, inPercent(p.Retained.Rate))
		}
		for _, r := range p.Rates {
			cells = append(cells, inPercent(r.Rate))
		}
		line(cells...)
	}
}

// compact writes a number in a few columns, of thousands or millions if it must.
func compact(n int64, columns int) string {
	text := thousands(n)
	if len(text) > columns {
		text = fixed(float64(n)/1e3, 0) + "k"
	}
	if len(text) > columns {
		text = fixed(float64(n)/1e6, 0) + "M"
	}
	return text
}

// writeSurvival draws a curve, with its figures beside it.
func writeSurvival(w io.Writer, s *survivalSection) {
	last := s.Curve.Last
	if last == 0 {
		fmt.Fprintln(w, "nobody was observed for a day")
		return
	}
	plot := area(func(x float64) float64 {
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
		lines = append(lines, right(label, 4)+" "+line)
	}
	bottom, labels := axis(last, curveWidth, []int{1, 7, 14, 30, 60, 90, 180, 365, 730}, "days")
	lines = append(lines, "  0% "+bottom, "     "+labels)
	writeBeside(w, lines, survivalFigures(s), curveWidth+8)
}

// survivalFigures writes the figures of a curve.
func survivalFigures(s *survivalSection) []string {
	var lines []string
	line := func(label, value, interval string) {
		lines = append(lines, left(label, 15)+right(value, 7)+" "+interval)
	}
	line("", "", "interval*")
	if m := s.Median; m != nil {
		limit := func(t float64, reached bool) string {
			if !reached {
				return "-"
			}
			return fixed(t, 0)
		}
		interval := limit(m.Low, m.LowReached) + " to " + limit(m.High, m.HighReached)
		if !m.Reached {
			interval = "not reached"
		}
		line("median, days", limit(m.Time, m.Reached), interval)
	}
	for _, at := range s.At {
		line(fmt.Sprintf("after %d days", at.Days), fixed(100*at.Share, 1)+"%", shareInterval(at.Interval))
	}
	switch {
	case s.Expected != nil:
		line("mean, days", fixed(s.Expected.Value, 1), daysInterval(s.Expected.Interval))
	case s.Mean != nil:
		line(fmt.Sprintf("mean, %d days", s.Mean.WithinDays), fixed(s.Mean.Value, 1), daysInterval(s.Mean.Interval))
	}
	return lines
}

// writeCounts says how many rows were counted, and why the first others were not.
func writeCounts(w io.Writer, h *head, table [][2]string) {
	writeRowCounts(w, "rows read", h.Rows, h.Rejected, table)
}

// writeRowCounts is writeCounts of any file.
func writeRowCounts(w io.Writer, title string, rows rowCounts, rejected []fault, table [][2]string) {
	lines := []string{left(title, 24) + right(thousands(rows.Read), 9)}
	for _, row := range table {
		if row[1] != "0" {
			lines = append(lines, left(row[0], 24)+right(row[1], 9))
		}
	}
	lines = append(lines, left("rejected", 24)+right(thousands(rows.Rejected), 9))
	var faults []string
	if rows.Rejected > 0 {
		faults = faultLines(rejected[:min(len(rejected), max(3, len(lines)-1))], rows.Rejected)
	}
	fmt.Fprintln(w)
	writeBeside(w, lines, faults, barsWidth+3*gapWidth)
}

// writeHistoryNotes says how to read the figures.
func writeHistoryNotes(w io.Writer, h *head, churn []churnPoint, notes ...string) {
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", percent(h.Level))
	fmt.Fprintln(w, strings.Join(notes, "\n"))
	if len(churn) == 0 {
		return
	}
	for _, r := range churn[0].Rates {
		fmt.Fprintf(w, "churn, %s\n", formulaNotes[r.Formula])
	}
	for _, p := range churn[max(0, len(churn)-mostPeriods):] {
		if p.Retained.Rate == nil {
			fmt.Fprintln(w, "churn, -: there was nobody to lose")
			return
		}
	}
}

// grainName names a period in a word.
func grainName(g cx.Grain) string {
	name, _, _ := strings.Cut(string(g), "_")
	return name
}
