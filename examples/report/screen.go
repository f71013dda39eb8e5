package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// The page is 100 columns wide: bars on the left, the trend (trend.go) and the segments
// (segments.go) on the right.
const (
	pageWidth    = 100
	barsWidth    = 34
	gapWidth     = 3
	mostBlocks   = 26 // periods of a trend
	mostSegments = 12 // lines of a table
)

// writeText writes a report for people to read. Whoever flushes w learns of its
// errors.
func (r *report) writeText(w io.Writer) {
	writeHead(w, r)
	if s := r.NPS; s != nil {
		writeSection(w, r, s, unit{signed: true}, "NPS", scaleText(s.Scale))
	}
	if s := r.CSAT; s != nil {
		note := scaleText(s.Scale)
		if s.Mean != nil {
			note += ", mean " + s.Mean.StringFixed(2)
		}
		writeSection(w, r, s, unit{suffix: "%"}, "CSAT", note)
	}
	if s := r.CES; s != nil {
		note := fmt.Sprintf("ease %d-%d, higher is better", s.Scale.Min, s.Scale.Max)
		if s.Scale.LowerIsBetter {
			note = fmt.Sprintf("effort %d-%d, lower is better", s.Scale.Min, s.Scale.Max)
		}
		writeSection(w, r, s, unit{places: 2}, "CES", note)
	}
	if r.Choices != nil {
		writeChoices(w, r.Choices, r.Level)
	}
	writeRows(w, r)
	writeNotes(w, r)
}

// writeHead says what the report is about.
func writeHead(w io.Writer, r *report) {
	title, about := "Customer experience report", clip(printable(r.Source), 40)
	if r.Simulated {
		const warning = "SIMULATED DATA, no real customers"
		title += right(warning, pageWidth-width(title))
	}
	if r.Span != (cx.Period{}) {
		about += ", " + days(r.Span)
	}
	fmt.Fprintf(w, "%s\n%s\n", title, about)
}

// days writes a period by its first and last day.
func days(p cx.Period) string {
	last, err := p.End.AddDays(-1)
	if err != nil || last == p.Start {
		return p.Start.String()
	}
	return p.Start.String() + " to " + last.String()
}

// writeSection writes one question.
func writeSection[T any](w io.Writer, r *report, s *section[T], u unit, name, note string) {
	head := fmt.Sprintf("%-5s %s", name, "no answers")
	if s.Rejected > 0 {
		head += fmt.Sprintf(" of %s, all rejected", thousands(s.Rejected))
	}
	if s.Answers > 0 {
		head = fmt.Sprintf("%-5s %s", name, u.exact(s.Score))
		if s.Interval != (cx.Interval{}) {
			head += fmt.Sprintf("   %s interval %s", percent(r.Level), u.interval(s.Interval))
		}
		head += "   " + baseText(s.Answers, s.Rejected)
		if s.Repeated > 0 {
			head += fmt.Sprintf(", %s repeated left out", thousands(s.Repeated))
		}
	}
	if room := pageWidth - width(head) - width(note) - 2; room > 0 {
		fmt.Fprintf(w, "\n%s %s %s\n", head, strings.Repeat("─", room), note)
	} else {
		fmt.Fprintf(w, "\n%s\n%s\n", clip(head, pageWidth), right(note, pageWidth))
	}
	if s.Answers == 0 {
		return
	}
	if n := s.Weighted; n != nil {
		line := fmt.Sprintf("      %s   %s interval %s   weighted by %s, effective size ", u.exact(n.Score), percent(r.Level), u.interval(n.Interval), clip(printable(n.Column), 30))
		fmt.Fprintln(w, line+n.EffectiveSize.StringFixed(1))
	}
	for _, line := range againstLines(r, s, u) {
		for _, part := range wrap(line, pageWidth-6) {
			fmt.Fprintln(w, "      "+part)
		}
	}
	side := trendLines(r, s, u)
	for _, g := range s.rankings(r.By) {
		if len(side) > 0 {
			side = append(side, "")
		}
		side = append(side, segmentLines(r, g, s.Scale, u, name)...)
	}
	writeBeside(w, barLines(s), side, barsWidth+gapWidth)
	if s.Weighted != nil {
		writeWeighted(w, r, s.Weighted, u)
	}
}

// baseText says how many answers a figure has, and of how many.
func baseText(answers, rejected int64) string {
	if rejected == 0 {
		return count(answers, "answer")
	}
	all := answers + rejected
	return fmt.Sprintf("%s of %s, %s rejected (%s)", thousands(answers), count(all, "answer"), thousands(rejected), share100(rejected, all))
}

// scaleText says what the ends of a scale mean.
func scaleText(s cx.Scale) string {
	if s.LowerIsBetter {
		return fmt.Sprintf("scale %d-%d, %d is best", s.Min, s.Max, s.Min)
	}
	return fmt.Sprintf("scale %d-%d", s.Min, s.Max)
}

// writeBeside writes two columns of lines, the second from a column on.
func writeBeside(w io.Writer, first, second []string, column int) {
	for i := range max(len(first), len(second)) {
		line := ""
		if i < len(first) {
			line = first[i]
		}
		if i < len(second) {
			line = left(line, column) + clip(second[i], pageWidth-column)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// barLines draws the classes and the ratings, the best first, all to one measure.
func barLines[T any](s *section[T]) []string {
	ratings := slices.Clone(s.Distribution)
	if !s.Scale.LowerIsBetter {
		slices.Reverse(ratings)
	}
	longest := slices.Max(slices.Concat(answersOf(s.Classes), answersOf(ratings)))
	var lines []string
	for _, shares := range [][]share{s.Classes, ratings} {
		counts := answersOf(shares)
		if len(counts) == 0 {
			continue // ready counts of classes do not say the ratings
		}
		percents, err := cx.RoundedShares(counts, 0)
		if err != nil {
			return nil // there are no answers
		}
		for i, share := range shares {
			label := classLabel(share.Class, s.Distribution)
			if share.Rating != nil {
				label = strconv.Itoa(*share.Rating)
			}
			const labelWidth, percentWidth = 16, 4
			drawn := bar(float64(counts[i])/float64(longest), barsWidth-labelWidth-percentWidth-2)
			lines = append(lines, right(label, labelWidth)+" "+
				left(drawn, barsWidth-labelWidth-percentWidth-2)+" "+right(percents[i].StringFixed(0)+"%", percentWidth))
		}
	}
	return lines
}

// classLabel names a class and its ratings.
func classLabel(class string, ratings []share) string {
	var of []int
	for _, r := range ratings {
		if r.Class == class {
			of = append(of, *r.Rating)
		}
	}
	switch len(of) {
	case 0:
		return class
	case 1:
		return fmt.Sprintf("%s %d", class, of[0])
	}
	return fmt.Sprintf("%s %d-%d", class, of[0], of[len(of)-1])
}

// writeRows says how many rows and cells were counted, and why the first others were
// not.
func writeRows(w io.Writer, r *report) {
	none := notApplicable(r.NPS) + notApplicable(r.CSAT) + notApplicable(r.CES)
	line := func(what, counted, blank, none, rejected string) string {
		return left(what, 16) + right(counted, 8) + right(blank, 7) + none + right(rejected, 9)
	}
	noneCell := func(text string) string {
		if none == 0 {
			return ""
		}
		return right(text, 5)
	}
	table := []string{
		line("", "counted", "blank", noneCell("n/a"), "rejected"),
		line("all rows", thousands(r.Rows.Read-r.Rows.Rejected), "", noneCell(""), thousands(r.Rows.Rejected)),
	}
	all := r.Rows.Rejected
	if r.Untimed > 0 {
		table = append(table, line("without a time", thousands(r.Untimed), "", noneCell(""), ""))
		all += r.Untimed
	}
	add := func(column string, answers, blank, none, rejected int64) {
		table = append(table, line(printable(column), thousands(answers), thousands(blank), noneCell(thousands(none)), thousands(rejected)))
		all += rejected
	}
	if s := r.NPS; s != nil {
		add(s.Column, s.Answers, s.Blank, s.NotApplicable, s.Rejected)
	}
	if s := r.CSAT; s != nil {
		add(s.Column, s.Answers, s.Blank, s.NotApplicable, s.Rejected)
	}
	if s := r.CES; s != nil {
		add(s.Column, s.Answers, s.Blank, s.NotApplicable, s.Rejected)
	}
	var faults []string
	if all > 0 {
		faults = faultLines(r.Rejected[:min(len(r.Rejected), len(table)-1)], all)
	}
	fmt.Fprintln(w)
	column := barsWidth + 3*gapWidth
	if none > 0 {
		column += len("  n/a")
	}
	writeBeside(w, table, faults, column)
}

// notApplicable returns the cells of a question that say that there is no answer.
func notApplicable[T any](s *section[T]) int64 {
	if s == nil {
		return 0
	}
	return s.NotApplicable
}

// faultLines writes some faults of all.
func faultLines(shown []fault, all int64) []string {
	lines := []string{fmt.Sprintf("rejected: first %d of %s", len(shown), thousands(all))}
	for _, f := range shown {
		column := f.Column
		if column == "" {
			column = "row"
		}
		lines = append(lines, "line "+left(thousands(int64(f.Line)), 8)+left(printable(column), 12)+" "+f.Reason)
	}
	return lines
}

// writeNotes says how to read the figures.
func writeNotes(w io.Writer, r *report) {
	notes := []string{"* unadjusted: each for its own figure"}
	if r.Span != (cx.Period{}) {
		notes[0] += "; a change is significant if its interval excludes 0"
	}
	if r.By != "" {
		notes = append(notes, fmt.Sprintf("vs others: against all other answers pooled; p: Holm-adjusted; ▲ better, ▼ worse at p <= %s",
			strconv.FormatFloat(1-r.Level, 'g', 3, 64)),
			"best to worst: the gap of the segments ranked; by chance alone: what it would be if all were equal")
	}
	if r.hasSkewed() {
		notes = append(notes, skewedNote)
	}
	if r.severalBy() {
		notes = append(notes, severalNote)
	}
	if r.Against != (cx.Period{}) {
		notes = append(notes, againstNote)
	}
	fmt.Fprintf(w, "\n%s\n", strings.Join(notes, "\n"))
}
