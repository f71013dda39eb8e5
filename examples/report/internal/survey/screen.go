package survey

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

// WriteText writes a report for people to read. Whoever flushes w learns of its
// errors.
func (r *report) WriteText(w io.Writer) {
	writeHead(w, r)
	if s := r.NPS; s != nil {
		writeSection(w, r, s, figure.Unit{Signed: true}, "NPS", scaleText(s.Scale))
	}
	if s := r.CSAT; s != nil {
		note := scaleText(s.Scale)
		if s.Mean != nil {
			note += ", mean " + s.Mean.StringFixed(2)
		}
		writeSection(w, r, s, figure.Unit{Suffix: "%"}, "CSAT", note)
	}
	if s := r.CES; s != nil {
		note := fmt.Sprintf("ease %d-%d, higher is better", s.Scale.Min, s.Scale.Max)
		if s.Scale.LowerIsBetter {
			note = fmt.Sprintf("effort %d-%d, lower is better", s.Scale.Min, s.Scale.Max)
		}
		writeSection(w, r, s, figure.Unit{Places: 2}, "CES", note)
	}
	if r.Choices != nil {
		writeChoices(w, r.Choices, r.Level)
	}
	writeRows(w, r)
	writeNotes(w, r)
}

// writeHead says what the report is about.
func writeHead(w io.Writer, r *report) {
	title, about := "Customer experience report", figure.Clip(figure.Printable(r.Source), 40)
	if r.Simulated {
		const warning = "SIMULATED DATA, no real customers"
		title += figure.Right(warning, figure.PageWidth-figure.Width(title))
	}
	if r.Span != (cx.Period{}) {
		about += ", " + figure.Days(r.Span)
	}
	fmt.Fprintf(w, "%s\n%s\n", title, about)
}

// writeSection writes one question.
func writeSection[T any](w io.Writer, r *report, s *section[T], u figure.Unit, name, note string) {
	head := fmt.Sprintf("%-5s %s", name, "no answers")
	if s.Rejected > 0 {
		head += fmt.Sprintf(" of %s, all rejected", figure.Thousands(s.Rejected))
	}
	if s.Answers > 0 {
		head = fmt.Sprintf("%-5s %s", name, u.Exact(s.Score))
		if s.Interval != (cx.Interval{}) {
			head += fmt.Sprintf("   %s interval %s", figure.Percent(r.Level), u.Interval(s.Interval))
		}
		head += "   " + baseText(s.Answers, s.Rejected)
		if s.Repeated > 0 {
			head += fmt.Sprintf(", %s repeated left out", figure.Thousands(s.Repeated))
		}
	}
	if room := figure.PageWidth - figure.Width(head) - figure.Width(note) - 2; room > 0 {
		fmt.Fprintf(w, "\n%s %s %s\n", head, strings.Repeat("─", room), note)
	} else {
		fmt.Fprintf(w, "\n%s\n%s\n", figure.Clip(head, figure.PageWidth), figure.Right(note, figure.PageWidth))
	}
	if s.Answers == 0 {
		return
	}
	if n := s.Weighted; n != nil {
		line := fmt.Sprintf("      %s   %s interval %s   weighted by %s, effective size ", u.Exact(n.Score), figure.Percent(r.Level), u.Interval(n.Interval), figure.Clip(figure.Printable(n.Column), 30))
		fmt.Fprintln(w, line+n.EffectiveSize.StringFixed(1))
	}
	for _, line := range againstLines(r, s, u) {
		for _, part := range figure.Wrap(line, figure.PageWidth-6) {
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
	page.WriteBeside(w, barLines(s), side, figure.BarsWidth+figure.GapWidth)
}

// baseText says how many answers a figure has, and of how many.
func baseText(answers, rejected int64) string {
	if rejected == 0 {
		return figure.Count(answers, "answer")
	}
	all := answers + rejected
	return fmt.Sprintf("%s of %s, %s rejected (%s)", figure.Thousands(answers), figure.Count(all, "answer"), figure.Thousands(rejected), figure.Share100(rejected, all))
}

// scaleText says what the ends of a scale mean.
func scaleText(s cx.Scale) string {
	if s.LowerIsBetter {
		return fmt.Sprintf("scale %d-%d, %d is best", s.Min, s.Max, s.Min)
	}
	return fmt.Sprintf("scale %d-%d", s.Min, s.Max)
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
			drawn := figure.Bar(float64(counts[i])/float64(longest), figure.BarsWidth-labelWidth-percentWidth-2)
			lines = append(lines, figure.Right(label, labelWidth)+" "+
				figure.Left(drawn, figure.BarsWidth-labelWidth-percentWidth-2)+" "+figure.Right(percents[i].StringFixed(0)+"%", percentWidth))
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
		return figure.Left(what, 16) + figure.Right(counted, 8) + figure.Right(blank, 7) + none + figure.Right(rejected, 9)
	}
	noneCell := func(text string) string {
		if none == 0 {
			return ""
		}
		return figure.Right(text, 5)
	}
	table := []string{
		line("", "counted", "blank", noneCell("n/a"), "rejected"),
		line("all rows", figure.Thousands(r.Rows.Read-r.Rows.Rejected), "", noneCell(""), figure.Thousands(r.Rows.Rejected)),
	}
	all := r.Rows.Rejected
	if r.Untimed > 0 {
		table = append(table, line("without a time", figure.Thousands(r.Untimed), "", noneCell(""), ""))
		all += r.Untimed
	}
	add := func(column string, answers, blank, none, rejected int64) {
		table = append(table, line(figure.Printable(column), figure.Thousands(answers), figure.Thousands(blank), noneCell(figure.Thousands(none)), figure.Thousands(rejected)))
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
		faults = page.FaultLines(topic.PageFaults(r.Rejected[:min(len(r.Rejected), len(table)-1)]), all)
	}
	fmt.Fprintln(w)
	column := figure.BarsWidth + 3*figure.GapWidth
	if none > 0 {
		column += len("  n/a")
	}
	page.WriteBeside(w, table, faults, column)
}

// notApplicable returns the cells of a question that say that there is no answer.
func notApplicable[T any](s *section[T]) int64 {
	if s == nil {
		return 0
	}
	return s.NotApplicable
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
