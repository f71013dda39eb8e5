package survey

import (
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// checkChosen says what is wrong with the days of a survey, "" for nothing.
func (o *Flags) checkChosen() string {
	open := cx.Date{}
	given := o.Since != open || o.Until != open
	switch {
	case (given || o.Against != cx.Period{}) && o.At == "":
		return "-since, -until and -against need the column of the times: -at COLUMN"
	case o.Since != open && o.Until != open && o.Until.Compare(o.Since) < 0:
		return "-until is before -since"
	case o.Against == cx.Period{}:
		return ""
	case !given:
		return "-against needs the days that it is put beside: -since DATE, -until DATE or both"
	case (o.Since == open || o.Since.Compare(o.Against.End) < 0) && (o.Until == open || o.Until.Compare(o.Against.Start) >= 0):
		return "the days of -against overlap those of -since and -until: an answer cannot be on both sides"
	case o.Weight != "":
		return "-against goes without -weight"
	}
	return ""
}

// chosenTimes is the chosen days in seconds since 1970, each from its first up to, and not
// with, its last.
type chosenTimes struct{ own, against [2]int64 }

// chosenTimes returns the chosen days, nil for all.
func (o *Flags) chosenTimes() (*chosenTimes, error) {
	if o.Since == (cx.Date{}) && o.Until == (cx.Date{}) && o.Against == (cx.Period{}) {
		return nil, nil
	}
	c := &chosenTimes{own: [2]int64{math.MinInt64, math.MaxInt64}}
	after := cx.Date{}
	if o.Until != after {
		after = topic.DaysFrom(o.Until, o.Until).End
	}
	for _, limit := range []struct {
		day cx.Date
		to  *int64
	}{{o.Since, &c.own[0]}, {after, &c.own[1]}, {o.Against.Start, &c.against[0]}, {o.Against.End, &c.against[1]}} {
		if limit.day == (cx.Date{}) {
			continue
		}
		start, err := o.Calendar.StartOf(limit.day)
		if err != nil {
			return nil, err
		}
		*limit.to = start.Unix()
	}
	return c, nil
}

// choose reports whether a row of a time counts, and on which side.
func (r *surveyReader) choose(at int64) bool {
	within := func(days [2]int64) bool { return at >= days[0] && at < days[1] }
	switch {
	case within(r.days.own):
		r.counting = &r.answers
		return true
	case within(r.days.against):
		r.counting = &r.before
		return true
	}
	r.Rows--
	r.Outside++
	return false
}

// addBefore counts the rest of a row of -against, which is not one of the page.
func (r *surveyReader) addBefore(cells []string, a answer) error {
	r.Rows--
	if r.options.readyCounts() {
		return r.addClasses(cells, a)
	}
	return nil
}

// judgeBefore warns of what was lost of the days of -against.
func (s *survey) judgeBefore(o *Flags) {
	for i, q := range o.Questions {
		if q.Column == "" {
			continue
		}
		a := &s.before[i]
		given := a.given + a.rejected
		switch {
		case a.total() == 0:
			s.Warn("no answer to %s is of the days of -against", figure.Printable(q.Column))
		case o.LostTooMany(a.rejected, given):
			s.Warn("of the days of -against %s of %s cells of %s (%s) are rejected, most as %s",
				figure.Thousands(a.rejected), figure.Thousands(given), figure.Printable(q.Column), figure.Share100(a.rejected, given), a.UnreadText())
		}
	}
}

// setChosen says which days were chosen. Where one end is open it is that of the rows.
func (r *report) setChosen(o *Flags) {
	r.Against = o.Against
	if o.Since == (cx.Date{}) && o.Until == (cx.Date{}) {
		return
	}
	r.Chosen = r.Span
	if o.Since != (cx.Date{}) {
		r.Chosen.Start = o.Since
	}
	if o.Until != (cx.Date{}) {
		r.Chosen.End = topic.DaysFrom(o.Until, o.Until).End
	}
}

// against is the answers to a question of the days of -against, with the keys of figures.
//
//	blank, not_applicable, rejected, repeated  as those of the question
//	tally        all answers
//	difference   the score of the page less this one; none without answers on both sides
//	told_apart   its p is at most 1 - level
//	parts        of each column of -by: by, and change, the difference as mix (the shares of
//	             the segments changed) and rate (their scores changed)
type against[T any] struct {
	Blank         int64 `json:"blank"`
	NotApplicable int64 `json:"not_applicable,omitzero"`
	Rejected      int64 `json:"rejected"`
	Repeated      int64 `json:"repeated,omitzero"`
	Tally         T     `json:"tally"`
	figures
	Difference *cx.Comparison `json:"difference,omitzero"`
	ToldApart  bool           `json:"told_apart"`
	Parts      []changePart   `json:"parts,omitzero"`
}

// changePart splits a difference by the segments of a column.
type changePart struct {
	By     string         `json:"by"`
	Change cx.ScoreChange `json:"change"`
}

// measureAgainst measures the answers of -against to a question, and compares.
func measureAgainst[T cx.Figure, P cx.Ranked[T]](k kind[T], s *survey, o *Flags, sec *section[T]) (*against[T], error) {
	a := &s.before[k.question]
	all := cx.Ratings{Scale: sec.Scale}
	for i := range a.rows {
		if err := a.add(&all, &a.rows[i]); err != nil {
			return nil, err
		}
	}
	b := &against[T]{Blank: a.blank, NotApplicable: a.none, Rejected: a.rejected, Repeated: a.repeated}
	var err error
	if b.Tally, b.figures, err = k.measure(all, o.Level); err != nil || b.Answers == 0 || sec.Answers == 0 {
		return b, err
	}
	d, err := P(&sec.Tally).Difference(b.Tally, o.Level)
	if err == nil {
		b.Difference, b.ToldApart = &d, d.P <= 1-o.Level
	}
	if _, err = figure.Defined(d, err); err != nil {
		return nil, err
	}
	if o.Split != "" { // whoever is in several segments is in no share
		return b, nil
	}
	for i, by := range o.By {
		var sides [2][]cx.Group[string, T]
		for side, a := range []*answers{a, &s.answers[k.question]} {
			a.swap(i)
			counted, err := cx.GroupFunc(a.rows, segmentOf, a.add, cx.Ratings{Scale: sec.Scale})
			a.swap(i)
			if err != nil {
				return nil, err
			}
			if sides[side], err = k.groups(counted, s.segments[i]); err != nil {
				return nil, err
			}
		}
		change, err := cx.ScoreChangeOf[string, T, P](sides[0], sides[1])
		if err != nil {
			return nil, err
		}
		b.Parts = append(b.Parts, changePart{by, change})
	}
	return b, nil
}

// againstNote says how to read the comparison.
const againstNote = "chosen days: as if each answer were of another customer; mix: the shares of the segments changed"

// againstLines writes the two chosen periods.
func againstLines[T any](r *report, s *section[T], u figure.Unit) []string {
	b := s.Against
	if b == nil {
		return nil
	}
	side := func(p cx.Period, f figures, rejected int64) string {
		if f.Answers == 0 {
			return figure.Days(p) + ": no answers"
		}
		text := figure.Days(p) + ": " + u.Exact(f.Score)
		if f.Interval != (cx.Interval{}) {
			text += " (" + u.Interval(f.Interval) + ")"
		}
		return text + ", " + baseText(f.Answers, rejected)
	}
	return append([]string{
		side(r.Chosen, s.figures, s.Rejected),
		"against " + side(r.Against, b.figures, b.Rejected),
	}, differenceLines(r, b, u)...)
}

// differenceLines says what the difference of two chosen periods is, and what it comes from.
func differenceLines[T any](r *report, b *against[T], u figure.Unit) []string {
	d := b.Difference
	if d == nil {
		return []string{"change: too few answers to compare"}
	}
	text := fmt.Sprintf("change %s (%s to %s), p %s", u.Difference(d.Difference), u.Difference(d.Interval.Low), u.Difference(d.Interval.High), figure.PValue(d.P))
	if !b.ToldApart {
		text += ", not told apart"
	}
	if d.Skewed {
		text += "; few answers far from the others: p and interval are not to be trusted"
	}
	lines := []string{text}
	u.Signed, u.Suffix = true, ""
	for _, p := range b.Parts {
		lines = append(lines, fmt.Sprintf("change by %s: mix %s, rate %s", figure.Clip(figure.Printable(p.By), 40), u.Exact(p.Change.Mix), u.Exact(p.Change.Rate)))
	}
	return lines
}

// beside has the two chosen periods of a question.
func (q *questionPage[T]) beside() []page.Block {
	b := q.section.Against
	if b == nil {
		return nil
	}
	t := page.Table{Name: q.id + "-against", Caption: q.name + " of the chosen days", Table: chart.Table{Columns: []chart.Column{
		chart.Text("days"), chart.Number(q.name, q.unit), chart.Number("from", q.unit), chart.Number("to", q.unit),
		chart.Number("answers", figure.Counted), chart.Text("of")}}}
	add := func(p cx.Period, f figures, rejected int64) {
		low, high := q.limits(f.Interval)
		base := "no answers"
		if f.Answers > 0 {
			base = baseText(f.Answers, rejected)
		}
		t.Rows = append(t.Rows, []string{figure.Days(p), q.plain(f.Score), low, high, figure.Whole(f.Answers), base})
	}
	add(q.Chosen, q.figures, q.section.Rejected)
	add(q.report.Against, b.figures, b.Rejected)
	u := q.unit // of differences
	u.Signed, u.Suffix = true, ""
	changes := page.Table{Name: q.id + "-change", Caption: "Change of the " + q.name + " from the one to the other", Table: chart.Table{Columns: []chart.Column{
		chart.Text("part"), chart.Number("change", u), chart.Number("from", u), chart.Number("to", u), chart.Number("p", chart.Unit{Places: 3})}}}
	if d := b.Difference; d != nil {
		low, high := q.limits(d.Interval)
		changes.Rows = append(changes.Rows, []string{"all", u.Plain(d.Difference), low, high, figure.PValue(d.P)})
	}
	for _, p := range b.Parts {
		changes.Rows = append(changes.Rows,
			[]string{"mix of " + p.By, q.plain(p.Change.Mix), "", "", ""},
			[]string{"rate of " + p.By, q.plain(p.Change.Rate), "", "", ""})
	}
	blocks := []page.Block{t}
	if len(changes.Rows) > 0 {
		blocks = append(blocks, changes)
	}
	for _, line := range differenceLines(q.report, b, q.text()) {
		blocks = append(blocks, page.Note(page.Sentence(line)))
	}
	return blocks
}
