package survey

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// What bounds themes.
const (
	maxThemes      = 1000   // that are told apart
	maxThemesOfRow = 100    // that cx takes
	maxThemeWords  = 10_000 // of the file of -themes-words
)

// themes is the themes of each answer.
type themes struct {
	rows    [][]uint16
	names   []string
	numbers map[string]uint16
	others  int64 // mentions past the limits
}

func (t *themes) add(names []string) {
	if t.numbers == nil {
		t.numbers = map[string]uint16{}
	}
	var row []uint16
	for _, name := range names {
		n, known := t.numbers[name]
		if !known && (len(t.names) == maxThemes || len(name) > topic.MaxNameSize) || len(row) == maxThemesOfRow {
			t.others++
			continue
		}
		if !known {
			name = strings.Clone(name)
			n = uint16(len(t.names))
			t.numbers[name], t.names = n, append(t.names, name)
		}
		row = append(row, n)
	}
	t.rows = append(t.rows, row)
}

// themesOf returns the themes of a cell, each once, and one more than cx takes if there are more.
func themesOf(cell, split string) []string {
	if table.IsNotApplicable(strings.TrimSpace(cell)) {
		return nil
	}
	var names []string
	for part := range strings.SplitSeq(strings.ToValidUTF8(cell, "\uFFFD"), split) {
		if part = strings.TrimSpace(part); part == "" || slices.Contains(names, part) {
			continue
		}
		if names = append(names, part); len(names) > maxThemesOfRow {
			break
		}
	}
	return names
}

// spokenThemes returns the themes whose words a comment has, each once.
func (o *Flags) spokenThemes(comment string) []string {
	var found []string
	for _, word := range cx.Words(comment) {
		for _, theme := range o.themeWords[word] {
			if !slices.Contains(found, theme) {
				found = append(found, theme)
			}
		}
	}
	return found
}

// readThemeWords reads a file with the columns theme and word.
func readThemeWords(file, encoding string) (map[string][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := table.Open(f, table.Options{Encoding: encoding})
	if err != nil {
		return nil, err
	}
	var places [2]int
	for i, column := range []string{"theme", "word"} {
		if places[i], err = r.Find("themes-words", column); err != nil {
			return nil, fmt.Errorf("want the columns theme and word: %w", err)
		}
	}
	of := map[string][]string{}
	for rows := 0; ; rows++ {
		cells, err := r.Next()
		if err == io.EOF && rows == 0 {
			return nil, errors.New("there are no words")
		}
		if err == io.EOF {
			return of, nil
		}
		if err != nil {
			return nil, err
		}
		theme, words := strings.TrimSpace(cells[places[0]]), cx.Words(cells[places[1]])
		switch {
		case theme == "" || len(theme) > topic.MaxNameSize:
			return nil, fmt.Errorf("line %d: the theme is blank, or longer than %d bytes", r.Line(places[0]), topic.MaxNameSize)
		case len(words) != 1:
			return nil, fmt.Errorf("line %d: want one word", r.Line(places[1]))
		case rows == maxThemeWords:
			return nil, fmt.Errorf("more than %s words", figure.Thousands(maxThemeWords))
		}
		if word := strings.Clone(words[0]); !slices.Contains(of[word], theme) {
			of[word] = append(of[word], strings.Clone(theme))
		}
	}
}

// themeSection is what customers speak of, and what each theme does to the first question.
//
//	column, words  the column of -themes, or that of the comments with -themes-words
//	question       the name of the column of the question
//	answers        to it
//	unthemed       of those, without a theme
//	other_mentions  of themes past the first thousand, or with a name of more than 256 bytes, and answers
//	               with more than a hundred
//	impacts        those of cx.Impact, the worst first: name, prevalence, with, without, tested, gap,
//	               impact, adjusted_p; and told_apart, where adjusted_p is below 1 - level
type themeSection struct {
	Column   string `json:"column,omitzero"`
	Words    string `json:"words,omitzero"`
	Question string `json:"question"`
	Answers  int64  `json:"answers"`
	Unthemed int64  `json:"unthemed"`
	Others   int64  `json:"other_mentions,omitzero"`
	Impacts  any    `json:"impacts"` // of the tally of the question

	lines []themeLine
	id    int
	scale cx.Scale
}

// themeImpact is an impact of a tally.
type themeImpact[T any] struct {
	cx.Impact[T]
	ToldApart bool `json:"told_apart"`
}

// themeLine is what is shown of an impact.
type themeLine struct {
	name          string
	prevalence    cx.Proportion
	share         cx.Interval
	tested, apart bool
	gap           float64
	impact        cx.Estimate
	p             float64
	score         figure.Exact // of those who speak of it
}

// measureThemes measures what each theme does to the first question, nil if it was not asked.
func measureThemes[T cx.Figure, P cx.Ranked[T]](k kind[T], s *survey, o *Flags) (*themeSection, error) {
	if o.Themes == "" && o.ThemesWords == "" {
		return nil, nil
	}
	v, q := s.voice, o.Questions[s.voice.question]
	a := &s.answers[v.question]
	t := &themeSection{Column: o.Themes, Question: q.Column, Others: v.themes.others, id: v.question, scale: q.Scale}
	if o.ThemesWords != "" {
		t.Words = o.Comment
	}
	type themed struct {
		answer int
		themes []uint16
	}
	rows := make([]themed, len(v.themes.rows))
	for i, row := range v.themes.rows {
		rows[i] = themed{i, row}
	}
	names := make([]string, 0, maxThemesOfRow)
	counted, err := cx.ThemesFunc(rows, func(r *themed) []string {
		names = names[:0]
		for _, n := range r.themes {
			names = append(names, v.themes.names[n])
		}
		return names
	}, func(to *cx.Ratings, r *themed) error { return a.add(to, &a.rows[r.answer]) }, cx.Ratings{Scale: q.Scale})
	if err != nil {
		return nil, err
	}
	t.Answers, t.Unthemed = counted.Responses, counted.Unthemed
	tallies := cx.Themes[T]{Responses: counted.Responses, Unthemed: counted.Unthemed}
	if tallies.All, err = k.tally(counted.All); err != nil {
		return nil, err
	}
	var of []cx.Theme[T]
	for _, row := range counted.Rows() {
		theme := cx.Theme[T]{Name: row.Name, Responses: row.Responses}
		if theme.With, err = k.tally(row.With); err != nil {
			return nil, err
		}
		of = append(of, theme)
	}
	if tallies, err = tallies.WithRows(of); err != nil {
		return nil, err
	}
	impacts, err := cx.ImpactsOf[T, P](tallies, minimumBase, o.Level)
	if err != nil {
		return nil, err
	}
	list := []themeImpact[T]{}
	for _, i := range impacts {
		one := themeImpact[T]{i, i.Tested && i.AdjustedP < 1-o.Level && !i.Gap.Skewed}
		list = append(list, one)
		line := themeLine{name: i.Name, prevalence: i.Prevalence, tested: i.Tested, apart: one.ToldApart, gap: i.Gap.Difference, impact: i.Impact, p: i.AdjustedP}
		if line.share, err = i.Prevalence.Interval(o.Level); err != nil {
			return nil, err
		}
		num, den, err := i.With.Fraction()
		if err != nil {
			return nil, err
		}
		line.score = num.DivRound(den, 8)
		t.lines = append(t.lines, line)
	}
	t.Impacts = list
	return t, nil
}

// unit returns the name of the question and the unit of its score.
func (t *themeSection) unit() (string, chart.Unit) {
	return strings.ToUpper(question.Names[t.id]), [question.Count]chart.Unit{{Signed: true}, {Suffix: "%"}, {Places: 2}}[t.id]
}

// section shows the themes, the one that costs most first.
func (t *themeSection) section(level float64) page.Section {
	name, u := t.unit()
	points := chart.Unit{Places: max(u.Places, 1), Signed: true}
	s := page.Section{ID: "themes", Title: "What they speak of", Aside: figure.Percent(level) + " intervals",
		Line: fmt.Sprintf("%s, %s without a theme", figure.Count(t.Answers, "answer"), figure.Thousands(t.Unthemed))}
	if len(t.lines) == 0 {
		s.Blocks = []page.Block{page.Note("no answer has a theme")}
		return s
	}
	share := chart.Unit{Suffix: "%"}
	c := chart.Bars{Head: chart.Head{ID: "themes-bars", Title: "What each theme does to the " + name, About: "How far the score would move without each theme, with its interval.", Bare: true},
		Of: "theme", X: chart.Axis{Title: "impact", Unit: points}, Intervals: true, Aside: "answers", Reference: &chart.Reference{Value: 0, Label: "no impact"}}
	tab := page.Table{Name: "themes", Caption: "Themes, the one that costs most first", Table: chart.Table{Columns: []chart.Column{chart.Text("theme"),
		chart.Number("answers", figure.Counted), chart.Number("share", share), chart.Number(name, u), chart.Number("vs others", chart.Unit{Places: u.Places, Signed: true}),
		chart.Number("impact", points), chart.Number("from", points), chart.Number("to", points), chart.Number("p", chart.Unit{Places: 3}), chart.Text("note")}}}
	for _, l := range t.lines {
		row := []string{l.name, figure.Whole(l.prevalence.Count), sharePlain(l.prevalence, share), l.score.StringFixed(int32(u.Places)), "", "", "", "", "", fmt.Sprintf("under %d", minimumBase)}
		if l.prevalence.Count >= minimumBase {
			row[9] = "not tested"
		}
		if l.tested {
			low, high := figure.Ends(l.impact.Interval)
			row[4], row[5], row[6], row[7], row[8] = points.Plain(l.gap), points.Plain(l.impact.Value), points.Plain(low), points.Plain(high), figure.PValue(l.p)
			row[4] = chart.Unit{Places: u.Places}.Plain(l.gap)
			row[9] = ""
			if !l.apart {
				row[9] = "not told apart"
			}
			if len(c.Rows) < topic.MostBars {
				c.Rows = append(c.Rows, chart.Bar{Name: l.name, Value: l.impact.Value, Low: low, High: high, Aside: figure.Whole(l.prevalence.Count), Faint: !l.apart})
			}
		}
		tab.Rows = append(tab.Rows, row)
	}
	line := func(name, n, share, score, gap, impact, interval, p, note string) string {
		return figure.Left(name, 22) + figure.Right(n, 8) + figure.Right(share, 7) + figure.Right(score, 7) + figure.Right(gap, 11) + figure.Right(impact, 8) + "  " +
			figure.Left(interval, 14) + figure.Right(p, 7) + "  " + note
	}
	tab.Text = &page.Text{Head: line("", "answers", "share", name, "vs others", "impact", "interval", "p", ""), Most: 2 * figure.MostSegments, More: "… %s more, see -csv",
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Show(1), c.Show(2), c.Show(3), c.Show(4), c.Show(5), c.Interval(6, 7), c.Text(8), c.Text(9))
		}}
	if len(c.Rows) > 0 {
		s.Blocks = append(s.Blocks, page.Picture{Chart: c})
	}
	s.Blocks = append(s.Blocks, tab)
	return s
}
