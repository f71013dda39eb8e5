package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// What a picture shows, so that it can be read.
const (
	mostTrend = 400 // periods
	mostBars  = 40  // segments
)

// document makes the document of a survey.
func (r *report) document() *page.Document {
	d := &page.Document{Title: "Customer experience report", Notes: surveyNotes(r)}
	about := "Answers of " + r.Source
	if r.Span != (cx.Period{}) {
		about += ", " + days(r.Span)
	}
	d.About = []string{about}
	if r.Simulated {
		d.Warnings = append(d.Warnings, "Simulated data, no real customers.")
	}
	glance := page.Section{ID: "glance", Title: "At a glance"}
	var figures page.Figures
	var sections []page.Section
	if s := r.NPS; s != nil {
		q := questionPage[cx.NPS]{r, s, "nps", "NPS", chart.Unit{Signed: true}, sentence(scaleText(s.Scale))}
		figures, sections = append(figures, q.figure()), append(sections, q.chapter())
	}
	if s := r.CSAT; s != nil {
		q := questionPage[cx.CSAT]{r, s, "csat", "CSAT", chart.Unit{Suffix: "%"}, sentence(scaleText(s.Scale))}
		if s.Mean != nil {
			q.about = sentence(scaleText(s.Scale) + ", mean " + s.Mean.StringFixed(2))
		}
		figures, sections = append(figures, q.figure()), append(sections, q.chapter())
	}
	if s := r.CES; s != nil {
		q := questionPage[cx.CES]{r, s, "ces", "CES", chart.Unit{Places: 2}, fmt.Sprintf("Ease %d-%d, higher is better.", s.Scale.Min, s.Scale.Max)}
		if s.Scale.LowerIsBetter {
			q.about = fmt.Sprintf("Effort %d-%d, lower is better.", s.Scale.Min, s.Scale.Max)
		}
		figures, sections = append(figures, q.figure()), append(sections, q.chapter())
	}
	if len(figures) > 0 {
		glance.Blocks = []page.Block{figures}
		d.Sections = []page.Section{glance}
	}
	d.Sections = append(d.Sections, sections...)
	if r.Choices != nil {
		d.Sections = append(d.Sections, choicesPage(r.Choices))
	}
	d.Sections = append(d.Sections, surveyCounts(r))
	return d
}

// surveyNotes says how to read the figures.
func surveyNotes(r *report) []string {
	notes := []string{"Intervals are unadjusted: each is for its own figure."}
	if r.Span != (cx.Period{}) {
		notes = append(notes, "A change is significant if its interval excludes 0.")
	}
	if r.By != "" {
		notes = append(notes, fmt.Sprintf("Each segment is compared with all other answers pooled; p is adjusted by Holm's method; ▲ is better, ▼ worse, at p <= %s.",
			strconv.FormatFloat(1-r.Level, 'g', 3, 64)),
			"Best to worst is the gap of the segments ranked; by chance alone is what it would be if all were equal.",
			fmt.Sprintf("A segment with under %d answers is shown, but neither ranked nor tested.", r.MinimumBase))
	}
	if r.hasSkewed() {
		notes = append(notes, sentence(skewedNote))
	}
	if r.severalBy() {
		notes = append(notes, sentence(severalNote))
	}
	if r.Against != (cx.Period{}) {
		notes = append(notes, sentence(againstNote))
	}
	return notes
}

// questionPage makes what is shown of one question.
type questionPage[T any] struct {
	*report
	*section[T]
	id, name string
	unit     chart.Unit
	about    string
}

// text returns the unit of the sentences, as in the text screen.
func (q *questionPage[T]) text() unit {
	return unit{places: q.unit.Places, signed: q.unit.Signed, suffix: q.unit.Suffix}
}

// plain writes an exact figure for a table or a picture, "" for none.
func (q *questionPage[T]) plain(e exact) string {
	if e == nil {
		return ""
	}
	return e.StringFixed(int32(q.unit.Places))
}

// limits writes an interval for a table or a picture.
func (q *questionPage[T]) limits(iv cx.Interval) (low, high string) {
	if iv == (cx.Interval{}) {
		return "", ""
	}
	return q.unit.Plain(iv.Low), q.unit.Plain(iv.High)
}

// float returns a figure and its interval as numbers, NaN for none.
func float(f figures) (value, low, high float64) {
	value, low, high = math.NaN(), math.NaN(), math.NaN()
	if f.Score != nil {
		value = f.Score.InexactFloat64()
	}
	if f.Interval != (cx.Interval{}) {
		low, high = f.Interval.Low, f.Interval.High
	}
	return value, low, high
}

// figure returns the key figure.
func (q *questionPage[T]) figure() page.Figure {
	f := page.Figure{Name: q.name, Unit: q.unit, Base: q.Answers, Of: q.base(), Level: percent(q.report.Level)}
	if q.Answers == 0 {
		return f
	}
	f.Value = q.plain(q.Score)
	f.Low, f.High = q.limits(q.Interval)
	if q.Change != nil {
		f.Note = sentence(changeLine(q.Change, q.text()))
	}
	for _, p := range q.Points[max(0, len(q.Points)-mostBlocks):] {
		value, _, _ := float(p.figures)
		f.Trend = append(f.Trend, value)
	}
	f.TrendLabel = q.name + " by " + grainName(q.Every)
	return f
}

// chapter returns all that is shown of the question.
func (q *questionPage[T]) chapter() page.Section {
	s := page.Section{ID: q.id, Title: q.name, About: q.about}
	if q.Answers == 0 {
		s.Blocks = append(s.Blocks, page.Note("There are "+q.base()+"."))
		return s
	}
	if n := q.Weighted; n != nil {
		low, high := q.limits(n.Interval)
		s.Blocks = append(s.Blocks, page.Figures{{Name: q.name + " weighted by " + n.Column, Unit: q.unit, Value: q.plain(n.Score), Low: low, High: high,
			Level: percent(q.report.Level), Base: q.Answers, Of: "effective size " + n.EffectiveSize.StringFixed(1)}})
		s.Blocks = append(s.Blocks, q.weightedTables()...)
	}
	s.Blocks = append(s.Blocks, q.beside()...)
	s.Blocks = append(s.Blocks, q.spread()...)
	s.Blocks = append(s.Blocks, q.trend()...)
	for i, g := range q.rankings(q.By) {
		ending := ""
		if i > 0 {
			ending = "-" + strconv.Itoa(i+1)
		}
		s.Blocks = append(s.Blocks, q.segments(g, ending)...)
	}
	return s
}

// spread draws the classes and the ratings, the best first.
func (q *questionPage[T]) spread() []page.Block {
	of := chart.Unit{Suffix: "%"}
	classes := chart.Stack{
		Head: chart.Head{ID: q.id + "-classes", Title: "The answers by class", About: "The share of each class of answers."},
		Of:   "answers", Unit: of, Rows: []chart.StackRow{{Name: "all"}},
	}
	ratings := chart.Bars{
		Head: chart.Head{ID: q.id + "-ratings", Title: "The answers by rating", About: "The share of each rating, the best first, with the number of its answers."},
		Of:   "rating", X: chart.Axis{Title: "share", Unit: of}, Aside: "answers",
	}
	shares, err := cx.RoundedShares(answersOf(q.Classes), 0)
	if err != nil {
		return nil // there are no answers
	}
	place := map[string]int{} // of the classes, 1 to 3
	for i, c := range q.Classes {
		classes.Parts = append(classes.Parts, classLabel(c.Class, q.Distribution))
		classes.Rows[0].Values = append(classes.Rows[0].Values, shares[i].InexactFloat64())
		place[c.Class] = i + 1
		if i > 0 && i == len(q.Classes)-1 {
			place[c.Class] = 3
		}
	}
	best := slices.Clone(q.Distribution)
	if !q.Scale.LowerIsBetter {
		slices.Reverse(best)
	}
	if len(best) == 0 { // ready counts of classes do not say the ratings
		return []page.Block{page.Picture{Chart: classes}}
	}
	if shares, err = cx.RoundedShares(answersOf(best), 0); err != nil {
		return nil
	}
	for i, s := range best {
		ratings.Rows = append(ratings.Rows, chart.Bar{Name: strconv.Itoa(*s.Rating), Value: shares[i].InexactFloat64(),
			Aside: strconv.FormatInt(s.Answers, 10), Class: place[s.Class]})
	}
	return []page.Block{page.Picture{Chart: classes}, page.Picture{Chart: ratings}}
}

// trend draws the periods, and says what the last change and the trailing window are.
func (q *questionPage[T]) trend() []page.Block {
	if len(q.Points) == 0 {
		return nil
	}
	grain := grainName(q.Every)
	blocks := q.line(q.id+"-trend", q.name+" by "+grain, "The "+q.name+" of each "+grain+" with its interval.", grain, q.Points)
	if q.Change != nil {
		blocks = append(blocks, page.Note(sentence(changeLine(q.Change, q.text()))))
	}
	if t := q.Trailing; t != nil {
		blocks = append(blocks, page.Note(sentence(trailingLine(t, q.text()))))
		if len(t.Windows) > 0 {
			title := q.name + " of the last " + count(int64(t.Days), "day")
			blocks = append(blocks, q.line(q.id+"-trailing", title, "The answers of the "+count(int64(t.Days), "day")+" up to each day, pooled.", "up to", t.Windows)...)
		}
	}
	return blocks
}

// line draws points as a line. Of many it draws the last, and has a table of all.
func (q *questionPage[T]) line(id, title, about, of string, points []point[T]) []page.Block {
	c := chart.Line{
		Head: chart.Head{ID: id, Title: title, About: about},
		X:    chart.Axis{Title: of}, Y: chart.Axis{Title: q.name, Unit: q.unit}, Aside: "answers",
		Series: []chart.Series{{Name: q.name}},
	}
	shown := points[max(0, len(points)-mostTrend):]
	for i, p := range shown {
		value, low, high := float(p.figures)
		c.X.Labels = append(c.X.Labels, pointName(p.Period))
		c.Series[0].Points = append(c.Series[0].Points,
			chart.Point{X: float64(i), Y: value, Low: low, High: high, Aside: strconv.FormatInt(p.Answers, 10)})
	}
	if len(shown) == len(points) {
		return []page.Block{page.Picture{Chart: c}}
	}
	c.Bare = true
	c.Title += fmt.Sprintf(", the last %s of %s", thousands(int64(len(shown))), thousands(int64(len(points))))
	t := page.Table{Name: id, Caption: title, Table: chart.Table{Columns: []chart.Column{
		chart.Text(of), chart.Number(q.name, q.unit), chart.Number("from", q.unit), chart.Number("to", q.unit), chart.Number("answers", chart.Unit{})}}}
	for _, p := range points {
		low, high := q.limits(p.Interval)
		t.Rows = append(t.Rows, []string{pointName(p.Period), q.plain(p.Score), low, high, strconv.FormatInt(p.Answers, 10)})
	}
	return []page.Block{page.Picture{Chart: c}, t}
}

// pointName names a period, a window of days by its last.
func pointName(p cx.Period) string {
	name := p.String()
	if !strings.Contains(name, "/") {
		return name
	}
	if last, err := p.End.AddDays(-1); err == nil && p.Days() != 7 {
		return last.String()
	}
	return p.Start.String() // as a week from Sunday
}

// segments draws the segments with their intervals, and tables their tests.
func (q *questionPage[T]) segments(of byRanking[T], ending string) []page.Block {
	all := q.text().exact(q.Score)
	c := chart.Bars{
		Head: chart.Head{ID: q.id + "-bars" + ending, Title: q.name + " by " + of.By, Bare: true,
			About: "The " + q.name + " of each segment with its interval, the best first, and that of all answers."},
		Of: of.By, X: chart.Axis{Title: q.name, Unit: q.unit}, Intervals: true, Aside: "answers",
	}
	if q.Score != nil {
		c.Reference = &chart.Reference{Value: q.Score.InexactFloat64(), Label: "all answers " + all}
	}
	difference := q.unit
	difference.Signed, difference.Suffix = true, ""
	t := page.Table{Name: q.id + "-segments" + ending, Caption: q.name + " by " + of.By + ", the best first",
		Table: chart.Table{Columns: []chart.Column{
			chart.Text(of.By), chart.Number("rank", chart.Unit{}), chart.Number("answers", chart.Unit{}), chart.Number(q.name, q.unit),
			chart.Number("from", q.unit), chart.Number("to", q.unit), chart.Number("vs others", difference), chart.Text("better or worse"),
			chart.Number("p", chart.Unit{Places: 3})}}}
	for i, g := range of.Ranking {
		name := g.Key
		if name == "" {
			name = "(blank)"
		}
		bar := chart.Bar{Name: name, Aside: thousands(g.Answers), Faint: g.Rank == 0}
		bar.Value, bar.Low, bar.High = float(g.figures)
		rank, versus, better, p := "", "", fmt.Sprintf("under %d", q.MinimumBase), ""
		if g.Rank > 0 {
			rank, better = strconv.Itoa(g.Rank), ""
		}
		if g.Tested {
			versus, p = difference.Plain(g.Ranking.Difference.Difference), segmentP(g.Ranking)
			if m := mark(g.Ranking, q.report.Level, q.Scale); m != "" {
				bar.Mark = " " + m
				better = map[string]string{"▲": "▲ better", "▼": "▼ worse"}[m]
			}
		}
		low, high := q.limits(g.Interval)
		t.Rows = append(t.Rows, []string{name, rank, strconv.FormatInt(g.Answers, 10), q.plain(g.Score), low, high, versus, better, p})
		if hidden := len(of.Ranking) - mostBars; i < mostBars/2 || i >= mostBars/2+hidden {
			c.Rows = append(c.Rows, bar)
		}
	}
	t.Note = sentence(strings.TrimSpace(chanceLine(q.report, of.ranking, q.text())))
	if hidden := len(of.Ranking) - mostBars; hidden > 0 {
		c.Title += fmt.Sprintf(", both ends of %s", count(int64(len(of.Ranking)), "segment"))
	}
	return []page.Block{page.Picture{Chart: c}, t}
}

// base says how many answers there are, of how many.
func (q *questionPage[T]) base() string {
	text := "no answers"
	switch {
	case q.Answers > 0:
		text = baseText(q.Answers, q.section.Rejected)
	case q.section.Rejected > 0:
		text += fmt.Sprintf(" of %s, all rejected", thousands(q.section.Rejected))
	}
	if q.Answers > 0 && q.Repeated > 0 {
		text += fmt.Sprintf(", %s repeated left out", thousands(q.Repeated))
	}
	return text
}

// choicesPage has the shares of a question with several choices in a cell.
func choicesPage(s *choicesSection) page.Section {
	u := chart.Unit{Suffix: "%"}
	c := chart.Bars{Head: chart.Head{ID: "choices-bars", Title: "Answers with each choice", About: "The share of the answers that have each choice, with its interval.", Bare: true},
		Of: "choice", X: chart.Axis{Title: "of answers", Unit: u}, Intervals: true, Aside: "answers"}
	t := page.Table{Name: "choices", Caption: "Choices of " + s.Column, Table: chart.Table{Columns: []chart.Column{chart.Text("choice"), chart.Number("answers", counted),
		chart.Number("of answers", u), chart.Number("from", u), chart.Number("to", u), chart.Number("of choices", u)}}}
	for _, choice := range s.Choices {
		low, high := ends(choice.Interval)
		if len(c.Rows) < mostBars {
			c.Rows = append(c.Rows, chart.Bar{Name: choice.Choice, Value: asNumber(choice.Percent), Low: 100 * low, High: 100 * high, Aside: whole(choice.Answers)})
		}
		t.Rows = append(t.Rows, []string{choice.Choice, whole(choice.Answers), choice.Percent.StringFixed(0), u.Plain(100 * low), u.Plain(100 * high),
			choice.PercentOfSelections.StringFixed(0)})
	}
	t.Note = count(s.Blank, "cell") + " are blank. Whoever chose several is in several shares, which add up to more than 100%."
	return page.Section{ID: "choices", Title: "Choices of " + s.Column, About: fmt.Sprintf("%s of %s.", count(s.Selections, "choice"), count(s.Answered, "answer")),
		Blocks: []page.Block{page.Picture{Chart: c}, t}}
}

// surveyCounts says how many rows and cells were counted, and why the first others were not.
func surveyCounts(r *report) page.Section {
	t := page.Table{Name: "rows", Caption: "Rows and cells", Table: chart.Table{Columns: []chart.Column{chart.Text("column"),
		chart.Number("counted", counted), chart.Number("blank", counted), chart.Number("not applicable", counted), chart.Number("rejected", counted)}}}
	all := r.Rows.Rejected
	t.Rows = append(t.Rows, []string{"all rows", whole(r.Rows.Read - r.Rows.Rejected), "", "", whole(r.Rows.Rejected)})
	if r.Untimed > 0 {
		t.Rows = append(t.Rows, []string{"without a time", whole(r.Untimed), "", "", ""})
		all += r.Untimed
	}
	add := func(column string, answers, blank, none, rejected int64) {
		t.Rows = append(t.Rows, []string{column, whole(answers), whole(blank), whole(none), whole(rejected)})
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
	s := page.Section{ID: "data", Title: "What was counted", Blocks: []page.Block{t}}
	if all > 0 {
		s.Blocks = append(s.Blocks, rejectedTable(r.Rejected, all))
	}
	return s
}
