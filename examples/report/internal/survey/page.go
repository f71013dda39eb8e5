package survey

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Document makes the document of a survey.
func (r *report) Document() *page.Document {
	d := &page.Document{Title: "Customer experience report", Sample: r.Simulated, What: "Answers", File: r.Source}
	if r.Span != (cx.Period{}) {
		d.When = ", " + figure.Days(r.Span)
	}
	r.addNotes(d)
	var figures page.Figures
	var sections []page.Section
	add := func(f page.Figure, s page.Section) { figures, sections = append(figures, f), append(sections, s) }
	if s := r.NPS; s != nil {
		add((&questionPage[cx.NPS]{r, s, "nps", "NPS", chart.Unit{Signed: true}, scaleText(s.Scale)}).chapter())
	}
	if s := r.CSAT; s != nil {
		note := scaleText(s.Scale)
		if s.Mean != nil {
			note += ", mean " + s.Mean.StringFixed(2)
		}
		add((&questionPage[cx.CSAT]{r, s, "csat", "CSAT", chart.Unit{Suffix: "%"}, note}).chapter())
	}
	if s := r.CES; s != nil {
		note := fmt.Sprintf("ease %d-%d, higher is better", s.Scale.Min, s.Scale.Max)
		if s.Scale.LowerIsBetter {
			note = fmt.Sprintf("effort %d-%d, lower is better", s.Scale.Min, s.Scale.Max)
		}
		add((&questionPage[cx.CES]{r, s, "ces", "CES", chart.Unit{Places: 2}, note}).chapter())
	}
	if len(figures) > 0 { // the text screen has them in the heads of the sections
		d.Sections = []page.Section{{ID: "glance", Title: "At a glance", Blocks: []page.Block{figures}, Headless: true}}
	}
	d.Sections = append(d.Sections, sections...)
	if r.Choices != nil {
		d.Sections = append(d.Sections, choicesPage(r.Choices, r.Level))
	}
	d.Sections = append(append(append(d.Sections, r.weeklySections()...), r.voiceSections()...), surveyCounts(r))
	return d
}

// addNotes says how to read the figures.
func (r *report) addNotes(d *page.Document) {
	d.LevelNote = "unadjusted: each for its own figure"
	if r.Span != (cx.Period{}) {
		d.LevelNote += "; a change is significant if its interval excludes 0"
	}
	if r.By != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("vs others: against all other answers pooled; p: Holm-adjusted; ▲ better, ▼ worse at p <= %s",
			strconv.FormatFloat(1-r.Level, 'g', 3, 64)),
			"best to worst: the gap of the segments ranked; by chance alone: what it would be if all were equal")
		d.PageNotes = []string{fmt.Sprintf("a segment with under %d answers is shown, but neither ranked nor tested", r.MinimumBase)}
	}
	if r.hasSkewed() {
		d.Notes = append(d.Notes, skewedNote)
	}
	if r.severalBy() {
		d.Notes = append(d.Notes, severalNote)
	}
	if r.Against != (cx.Period{}) {
		d.Notes = append(d.Notes, againstNote)
	}
	d.Notes = append(d.Notes, r.voiceNotes()...)
}

// questionPage makes what is shown of one question.
type questionPage[T any] struct {
	*report
	*section[T]
	id, name string
	unit     chart.Unit
	note     string // of the scale
}

// text returns the unit of the sentences, as in the text screen.
func (q *questionPage[T]) text() figure.Unit {
	return figure.Unit{Places: q.unit.Places, Signed: q.unit.Signed, Suffix: q.unit.Suffix}
}

// plain writes an exact figure for a table or a picture, "" for none.
func (q *questionPage[T]) plain(e figure.Exact) string {
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
	f := page.Figure{Name: q.name, Unit: q.unit, Base: q.Answers, Of: q.base(), Level: figure.Percent(q.report.Level)}
	if q.Answers == 0 {
		return f
	}
	f.Value = q.plain(q.Score)
	f.Low, f.High = q.limits(q.Interval)
	if q.Change != nil {
		f.Note = page.Sentence(changeLine(q.Change, q.text()))
	}
	for _, p := range q.Points[max(0, len(q.Points)-figure.MostBlocks):] {
		value, _, _ := float(p.figures)
		f.Trend = append(f.Trend, value)
	}
	f.TrendLabel = q.name + " by " + figure.GrainName(q.Every)
	return f
}

// chapter returns the key figure, and all else that is shown of the question.
func (q *questionPage[T]) chapter() (page.Figure, page.Section) {
	f := q.figure()
	s := page.Section{ID: q.id, Title: q.name, Aside: q.note, Head: fmt.Sprintf("%-5s %s", q.name, q.base())}
	if q.Answers == 0 {
		s.Blocks = append(s.Blocks, page.Note("There are "+q.base()+"."))
		s.Body = func() []string { return nil } // the head says so
		return f, s
	}
	s.Head = fmt.Sprintf("%-5s %s", q.name, f.Shown())
	if limits := f.Limits(); limits != "" {
		s.Head += fmt.Sprintf("   %s interval %s", f.Level, limits)
	}
	s.Head += "   " + f.Of
	var lines, weighted []string
	if n := q.Weighted; n != nil {
		low, high := q.limits(n.Interval)
		w := page.Figure{Name: q.name + " weighted by " + n.Column, Unit: q.unit, Value: q.plain(n.Score), Low: low, High: high,
			Level: f.Level, Base: q.Answers, Of: "effective size " + n.EffectiveSize.StringFixed(1)}
		var tables []page.Block
		tables, weighted = q.weightedTables()
		s.Blocks = append(append(s.Blocks, page.Figures{w}), tables...)
		lines = append(lines, fmt.Sprintf("      %s   %s interval %s   weighted by %s, %s", w.Shown(), w.Level, w.Limits(), figure.Clip(figure.Printable(n.Column), 30), w.Of))
	}
	s.Blocks = append(s.Blocks, q.beside()...)
	for _, line := range againstLines(q.report, q.section, q.text()) {
		for _, part := range figure.Wrap(line, figure.PageWidth-6) {
			lines = append(lines, "      "+part)
		}
	}
	spread, bars := q.spread()
	trend, side := q.trend()
	s.Blocks = append(append(s.Blocks, spread...), trend...)
	for i, g := range q.rankings(q.By) {
		ending := ""
		if i > 0 {
			ending = "-" + strconv.Itoa(i+1)
		}
		picture, t := q.segments(g, ending)
		s.Blocks = append(s.Blocks, picture, t)
		if len(side) > 0 {
			side = append(side, "")
		}
		side = append(side, q.segmentLines(t, g.By)...)
	}
	lines = append(append(lines, page.Beside(bars, side, figure.BarsWidth+figure.GapWidth)...), weighted...)
	s.Body = func() []string { return lines }
	return f, s
}

// spread draws the classes and the ratings, the best first, and as lines of the text screen.
func (q *questionPage[T]) spread() (blocks []page.Block, lines []string) {
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
		return nil, nil // there are no answers
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
		return []page.Block{page.Picture{Chart: classes}}, spreadLines(classes, ratings, answersOf(q.Classes))
	}
	if shares, err = cx.RoundedShares(answersOf(best), 0); err != nil {
		return nil, nil
	}
	for i, s := range best {
		ratings.Rows = append(ratings.Rows, chart.Bar{Name: strconv.Itoa(*s.Rating), Value: shares[i].InexactFloat64(),
			Aside: strconv.FormatInt(s.Answers, 10), Class: place[s.Class]})
	}
	return []page.Block{page.Picture{Chart: classes}, page.Picture{Chart: ratings}},
		spreadLines(classes, ratings, slices.Concat(answersOf(q.Classes), answersOf(best)))
}

// spreadLines draws the classes and the ratings, all to one measure: that of their answers.
func spreadLines(classes chart.Stack, ratings chart.Bars, answers []int64) []string {
	const labelWidth, percentWidth = 16, 4
	const drawnWidth = figure.BarsWidth - labelWidth - percentWidth - 2
	longest := slices.Max(answers)
	var lines []string
	add := func(label string, percent float64) {
		drawn := figure.Bar(float64(answers[len(lines)])/float64(longest), drawnWidth)
		lines = append(lines, figure.Right(label, labelWidth)+" "+figure.Left(drawn, drawnWidth)+" "+figure.Right(figure.Fixed(percent, 0)+"%", percentWidth))
	}
	for i, name := range classes.Parts {
		add(name, classes.Rows[0].Values[i])
	}
	for _, r := range ratings.Rows {
		add(r.Name, r.Value)
	}
	return lines
}

// trend draws the periods, and says what the last change and the trailing window are, also as
// lines of the text screen.
func (q *questionPage[T]) trend() (blocks []page.Block, lines []string) {
	if len(q.Points) == 0 {
		return nil, nil
	}
	note := func(line string) {
		blocks, lines = append(blocks, page.Note(line)), append(lines, line)
	}
	grain := figure.GrainName(q.Every)
	lines = []string{trendLine(q.report, q.section, q.text())}
	blocks = q.line(q.id+"-trend", q.name+" by "+grain, "The "+q.name+" of each "+grain+" with its interval.", grain, q.Points)
	if q.Change != nil {
		note(changeLine(q.Change, q.text()))
	}
	if t := q.Trailing; t != nil {
		note(trailingLine(t, q.text()))
		if len(t.Windows) > 0 {
			title := q.name + " of the last " + figure.Count(int64(t.Days), "day")
			blocks = append(blocks, q.line(q.id+"-trailing", title, "The answers of the "+figure.Count(int64(t.Days), "day")+" up to each day, pooled.", "up to", t.Windows)...)
		}
	}
	return blocks, lines
}

// line draws points as a line. Of many it draws the last, and has a table of all.
func (q *questionPage[T]) line(id, title, about, of string, points []point[T]) []page.Block {
	c := chart.Line{
		Head: chart.Head{ID: id, Title: title, About: about},
		X:    chart.Axis{Title: of}, Y: chart.Axis{Title: q.name, Unit: q.unit}, Aside: "answers",
		Series: []chart.Series{{Name: q.name}},
	}
	shown := points[max(0, len(points)-topic.MostTrend):]
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
	c.Title += fmt.Sprintf(", the last %s of %s", figure.Thousands(int64(len(shown))), figure.Thousands(int64(len(points))))
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
func (q *questionPage[T]) segments(of byRanking[T], ending string) (page.Block, page.Table) {
	all := q.text().Exact(q.Score)
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
		bar := chart.Bar{Name: name, Aside: figure.Thousands(g.Answers), Faint: g.Rank == 0}
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
		if hidden := len(of.Ranking) - topic.MostBars; i < topic.MostBars/2 || i >= topic.MostBars/2+hidden {
			c.Rows = append(c.Rows, bar)
		}
	}
	t.Note = chanceLine(q.report, of.ranking, q.text())
	if hidden := len(of.Ranking) - topic.MostBars; hidden > 0 {
		c.Title += fmt.Sprintf(", both ends of %s", figure.Count(int64(len(of.Ranking)), "segment"))
	}
	return page.Picture{Chart: c}, t
}

// base says how many answers there are, of how many.
func (q *questionPage[T]) base() string {
	text := "no answers"
	switch {
	case q.Answers > 0:
		text = baseText(q.Answers, q.section.Rejected)
	case q.section.Rejected > 0:
		text += fmt.Sprintf(" of %s, all rejected", figure.Thousands(q.section.Rejected))
	}
	if q.Answers > 0 && q.Repeated > 0 {
		text += fmt.Sprintf(", %s repeated left out", figure.Thousands(q.Repeated))
	}
	return text
}

// choicesPage has the shares of a question with several choices in a cell.
func choicesPage(s *choicesSection, level float64) page.Section {
	u := chart.Unit{Suffix: "%"}
	c := chart.Bars{Head: chart.Head{ID: "choices-bars", Title: "Answers with each choice", About: "The share of the answers that have each choice, with its interval.", Bare: true},
		Of: "choice", X: chart.Axis{Title: "of answers", Unit: u}, Intervals: true, Aside: "answers"}
	t := page.Table{Name: "choices", Caption: "Choices of " + s.Column, Table: chart.Table{Columns: []chart.Column{chart.Text("choice"), chart.Number("answers", figure.Counted),
		chart.Number("of answers", u), chart.Number("from", u), chart.Number("to", u), chart.Number("of choices", u)}}}
	for _, choice := range s.Choices {
		low, high := figure.Ends(choice.Interval)
		if len(c.Rows) < topic.MostBars {
			c.Rows = append(c.Rows, chart.Bar{Name: choice.Choice, Value: figure.AsNumber(choice.Percent), Low: 100 * low, High: 100 * high, Aside: figure.Whole(choice.Answers)})
		}
		t.Rows = append(t.Rows, []string{choice.Choice, figure.Whole(choice.Answers), choice.Percent.StringFixed(0), u.Plain(100 * low), u.Plain(100 * high),
			choice.PercentOfSelections.StringFixed(0)})
	}
	const nameWidth = 30
	line := func(name, answers, share, interval, of string) string {
		return figure.Right(name, nameWidth) + figure.Right(answers, 9) + figure.Right(share, 12) + "  " + figure.Left(interval, 12) + figure.Right(of, 12)
	}
	t.Text = &page.Text{Head: line("", "answers", "of answers", "interval", "of choices"), Most: 2 * figure.MostSegments,
		More: figure.Right("…", nameWidth) + "  %s more, see -json",
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Show(1), c.Show(2), c.Interval(3, 4), c.Show(5))
		}}
	t.Note = figure.Count(s.Blank, "cell") + " are blank; whoever chose several is in several shares, which add up to more than 100%"
	of := figure.Count(s.Selections, "choice") + " of " + figure.Count(s.Answered, "answer")
	return page.Section{ID: "choices", Title: "Choices of " + s.Column, Head: "CHOICES of " + figure.Clip(figure.Printable(s.Column), 30) + "   " + of,
		Aside: figure.Percent(level) + " intervals", About: of + ".", Blocks: []page.Block{page.Picture{Chart: c}, t}}
}

// surveyCounts says how many rows and cells were counted, and why the first others were not.
func surveyCounts(r *report) page.Section {
	t := page.Table{Name: "rows", Caption: "Rows and cells", Table: chart.Table{Columns: []chart.Column{chart.Text("column"),
		chart.Number("counted", figure.Counted), chart.Number("blank", figure.Counted), chart.Number("not applicable", figure.Counted), chart.Number("rejected", figure.Counted)}}}
	all := r.Rows.Rejected
	t.Rows = append(t.Rows, []string{"all rows", figure.Whole(r.Rows.Read - r.Rows.Rejected), "", "", figure.Whole(r.Rows.Rejected)})
	if r.Untimed > 0 {
		t.Rows = append(t.Rows, []string{"without a time", figure.Whole(r.Untimed), "", "", ""})
		all += r.Untimed
	}
	add := func(column string, answers, blank, none, rejected int64) {
		t.Rows = append(t.Rows, []string{column, figure.Whole(answers), figure.Whole(blank), figure.Whole(none), figure.Whole(rejected)})
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
	s := page.Section{ID: "data", Title: "What was counted", Blocks: []page.Block{t}, Headless: true}
	if all > 0 {
		s.Blocks = append(s.Blocks, page.RejectedTable(topic.PageFaults(r.Rejected), all))
	}
	s.Body = func() []string { return countLines(t, topic.PageFaults(r.Rejected), all) }
	return s
}

// countLines writes the counts beside the first faults of all.
func countLines(t page.Table, faults []page.Fault, all int64) []string {
	const none = 3 // the column of what is not applicable, which is there if there is any
	rows := t.Cells()
	some := slices.ContainsFunc(rows, func(c page.Cells) bool { return c.Number(none) > 0 })
	line := func(what string, cell func(i int) string) string {
		text := figure.Left(what, 16) + figure.Right(cell(1), 8) + figure.Right(cell(2), 7)
		if some {
			text += figure.Right(cell(none), 5)
		}
		return text + figure.Right(cell(4), 9)
	}
	lines := []string{line("", func(i int) string { return []string{"", "counted", "blank", "n/a", "rejected"}[i] })}
	for _, c := range rows {
		lines = append(lines, line(c.Text(0), func(i int) string { return strings.TrimPrefix(c.Show(i), "-") }))
	}
	column := figure.BarsWidth + 3*figure.GapWidth
	if some {
		column += len("  n/a")
	}
	if all > 0 {
		return append([]string{""}, page.Beside(lines, page.FaultLines(faults[:min(len(faults), len(lines)-1)], all), column)...)
	}
	return append([]string{""}, lines...)
}
