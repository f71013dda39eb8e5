package survey

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// weightedNPS is the NPS of answers with weights, of all, of each period and of each segment
// of each column of -by.
type weightedNPS struct {
	Column string `json:"column"`
	weightedFigures
	Points   []weightedPoint    `json:"points,omitzero"`
	Segments []weightedSegments `json:"by,omitzero"`
}

type weightedFigures struct {
	Tally         cx.WeightedNPS `json:"tally"`
	Score         figure.Exact   `json:"score,omitzero"`
	Interval      cx.Interval    `json:"interval,omitzero"`
	EffectiveSize figure.Exact   `json:"effective_size,omitzero"`
}

type weightedPoint struct {
	Period cx.Period `json:"period"`
	weightedFigures
}

// weightedSegments are the segments of a column in the order of their names.
type weightedSegments struct {
	By       string            `json:"column"`
	Segments []weightedSegment `json:"segments"`
}

type weightedSegment struct {
	Segment string `json:"key"`
	weightedFigures
}

// weightedRow is an answer with its weight.
type weightedRow struct {
	at      int64
	weight  decimal.Decimal
	segment uint16
	score   int8
}

func (r *weightedRow) when() time.Time { return time.Unix(r.at, 0) }
func (r *weightedRow) group() int32    { return int32(r.segment) }

func addWeighted(w *cx.WeightedNPS, r *weightedRow) error { return w.Add(int(r.score), r.weight) }

// weighted returns the NPS whose answers have weights, nil without them.
func (a *answers) weighted(s *survey, o *Flags, scale cx.Scale, span cx.Period) (*weightedNPS, error) {
	if o.Weight == "" || len(a.rows) == 0 {
		return nil, nil
	}
	rows := make([]weightedRow, len(a.rows))
	none := cx.WeightedNPS{Scale: scale}
	all := none
	for i, row := range a.rows {
		rows[i] = weightedRow{row.at, a.weights[i], row.segment, row.score}
		if err := addWeighted(&all, &rows[i]); err != nil {
			return nil, err
		}
	}
	w := &weightedNPS{Column: o.Weight}
	var err error
	if w.weightedFigures, err = measureWeighted(all, o.Level); err != nil {
		return nil, err
	}
	for i, by := range o.By {
		if i > 0 {
			for j := range rows {
				rows[j].segment = a.also[i-1][j]
			}
		}
		groups, err := cx.GroupFunc(rows, (*weightedRow).group, addWeighted, none)
		if err != nil {
			return nil, err
		}
		segments, err := weightedBy(groups, s.segments[i], none, o)
		if err != nil {
			return nil, err
		}
		w.Segments = append(w.Segments, weightedSegments{by, segments})
	}
	if span == (cx.Period{}) {
		return w, nil
	}
	timed := slices.DeleteFunc(rows, func(r weightedRow) bool { return r.at == noTime })
	points, err := cx.TrendFunc(timed, (*weightedRow).when, addWeighted, o.Calendar, span, none)
	if err != nil {
		return nil, err
	}
	for _, p := range points {
		figures, err := measureWeighted(p.Tally, o.Level)
		if err != nil {
			return nil, err
		}
		w.Points = append(w.Points, weightedPoint{p.Period, figures})
	}
	return w, nil
}

// weightedBy measures segments. Whoever chose several is in several.
func weightedBy(groups []cx.Group[int32, cx.WeightedNPS], names []string, none cx.WeightedNPS, o *Flags) ([]weightedSegment, error) {
	tallies := map[string]cx.WeightedNPS{}
	for _, g := range groups {
		parts := []string{names[g.Key]}
		if o.Split != "" {
			parts = partsOf(names[g.Key], o.Split)
		}
		for _, name := range parts {
			tally, known := tallies[name]
			if !known {
				tally = none
			}
			if err := tally.Merge(g.Tally); err != nil {
				return nil, err
			}
			tallies[name] = tally
		}
	}
	segments := []weightedSegment{}
	for _, name := range slices.Sorted(maps.Keys(tallies)) {
		figures, err := measureWeighted(tallies[name], o.Level)
		if err != nil {
			return nil, err
		}
		segments = append(segments, weightedSegment{name, figures})
	}
	return segments, nil
}

// measureWeighted returns the figures of a tally, of one without answers none.
func measureWeighted(tally cx.WeightedNPS, level float64) (weightedFigures, error) {
	f := weightedFigures{Tally: tally}
	if tally.Total() == 0 {
		return f, nil
	}
	var err error
	if f.Score, err = tally.Score(); err != nil {
		return f, err
	}
	if f.EffectiveSize, err = tally.EffectiveSize(); err != nil {
		return f, err
	}
	f.Interval, err = figure.Defined(tally.Interval(level))
	return f, err
}

// weightedPart is the weighted figures of periods, or of the segments of a column.
type weightedPart struct {
	of      string
	points  bool // the names are periods
	names   []string
	figures []weightedFigures
}

// parts returns the periods, and then the segments of each column.
func (w *weightedNPS) parts(every string) []weightedPart {
	var parts []weightedPart
	if len(w.Points) > 0 {
		p := weightedPart{of: every, points: true}
		for _, point := range w.Points {
			p.names, p.figures = append(p.names, pointName(point.Period)), append(p.figures, point.weightedFigures)
		}
		parts = append(parts, p)
	}
	for _, by := range w.Segments {
		p := weightedPart{of: by.By}
		for _, s := range by.Segments {
			name := s.Segment
			if name == "" {
				name = "(blank)"
			}
			p.names, p.figures = append(p.names, name), append(p.figures, s.weightedFigures)
		}
		parts = append(parts, p)
	}
	return parts
}

// weightedTables tables the weighted figures of periods and of segments, also as lines of the
// text screen.
func (q *questionPage[T]) weightedTables() (blocks []page.Block, lines []string) {
	for i, part := range q.Weighted.parts(figure.GrainName(q.Every)) {
		t := page.Table{Name: q.id + "-weighted-" + strconv.Itoa(i+1), Caption: fmt.Sprintf("%s weighted by %s, by %s", q.name, q.Weighted.Column, part.of),
			Table: chart.Table{Columns: []chart.Column{chart.Text(part.of), chart.Number(q.name, q.unit), chart.Number("from", q.unit), chart.Number("to", q.unit),
				chart.Number("answers", figure.Counted), chart.Number("effective size", chart.Unit{Places: 1})}}}
		for j, f := range part.figures {
			score, size := "", ""
			if f.Score != nil {
				score, size = q.plain(f.Score), f.EffectiveSize.StringFixed(1)
			}
			low, high := q.limits(f.Interval)
			t.Rows = append(t.Rows, []string{part.names[j], score, low, high, strconv.FormatInt(f.Tally.Total(), 10), size})
		}
		blocks, lines = append(blocks, t), append(lines, weightedLines(t, part.points)...)
	}
	return blocks, lines
}

// weightedLines writes the rows of a table, of many the last periods or the first segments.
func weightedLines(t page.Table, points bool) []string {
	const most = 12
	line := func(name, answers, score, interval, size string) string {
		return "      " + figure.Left(figure.Clip(name, 30), 32) + figure.Right(answers, 9) + figure.Right(score, 7) +
			"   " + figure.Left(interval, 14) + figure.Right(size, 14)
	}
	rows := t.Cells()
	hidden := max(0, len(rows)-most)
	shown := rows[:len(rows)-hidden]
	if points {
		shown = rows[hidden:]
	}
	lines := []string{"", line("weighted, by "+figure.Printable(t.Columns[0].Name), "answers", t.Columns[1].Name, "interval*", "effective size")}
	for _, c := range shown {
		score := ""
		if c.Text(1) != "" {
			score = c.Show(1)
		}
		lines = append(lines, line(c.Text(0), c.Show(4), score, c.Interval(2, 3), c.Text(5)))
	}
	if hidden > 0 {
		lines = append(lines, fmt.Sprintf("      … and %d more", hidden))
	}
	return lines
}
