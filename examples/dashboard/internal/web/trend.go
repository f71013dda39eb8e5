package web

import (
	"context"
	"errors"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// undefined reports whether an error only says that there is no such figure for the data.
func undefined(err error) bool { return errors.Is(err, cx.ErrUndefined) }

// trend is the page of the scores over time.
func (s *server) trend(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Trend", About: "Each score over time, with its 95% interval and, dashed, the time that it is compared with.", BySegment: true, ByDays: true}
	all, err := s.counts(ctx, v, v.Segment)
	if err != nil {
		return nil, err
	}
	for _, q := range questions() {
		one, err := trendSection(all, q, v, "trend-"+q.ID)
		if err != nil {
			return nil, err
		}
		p.Sections = append(p.Sections, one)
	}
	shifts, err := s.shiftsSection(all, v)
	if err != nil {
		return nil, err
	}
	p.Sections = append(p.Sections, shifts)
	return p, nil
}

// trendSection is the score of a question by day, week, month or quarter.
func trendSection(all counts, q question, v view, id string) (section, error) {
	grain := grainOf(v.Period)
	points, err := all.points(q, v.Period, grain)
	if err != nil {
		return section{}, err
	}
	figures, err := q.figures(points)
	if err != nil {
		return section{}, err
	}
	title := fmt.Sprintf("%s by %s", q.Name, grain)
	c := chart.Line{
		Head: chart.Head{ID: id, Title: title, About: title + ", " + v.Shown() + ", with intervals.", Bare: true},
		X:    chart.Axis{}, Y: chart.Axis{Unit: q.Unit}, Aside: "answers",
		Series: []chart.Series{{Name: v.Shown()}},
	}
	for i, f := range figures {
		c.X.Labels = append(c.X.Labels, labelOf(points[i].Period, grain))
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(i), Y: f.Value, Low: f.Low, High: f.High, Aside: fmt.Sprint(f.Base)})
	}
	t := &table{Columns: append([]column{text(string(grain))}, scoredColumns(q.Name, q.Unit, "answers")...)}
	var before []figure
	var beside []cx.Point[cx.Ratings]
	if v.Against != (cx.Period{}) {
		if beside, err = all.points(q, v.Against, grain); err != nil {
			return section{}, err
		}
		if before, err = q.figures(beside); err != nil {
			return section{}, err
		}
		old := chart.Series{Name: v.Beside()}
		for i, f := range before {
			if i < len(points) && f.known() {
				old.Points = append(old.Points, chart.Point{X: float64(i), Y: f.Value, Low: none, High: none, Aside: fmt.Sprint(f.Base)})
			}
		}
		if len(old.Points) > 0 {
			c.Series = append(c.Series, old)
		}
		t.Columns = append(t.Columns, text("compared with"), num("then", q.Unit), num("answers then", counted))
	}
	few := 0
	for i, f := range figures {
		r := row{Cells: append([]cell{words(labelOf(points[i].Period, grain))}, scoredCells(f, q.Unit)...), Faint: !f.known()}
		if !f.known() {
			few++
		}
		switch {
		case i < len(before) && before[i].known():
			r.Cells = append(r.Cells, words(labelOf(beside[i].Period, grain)), number(before[i].Value, q.Unit), whole(before[i].Base))
		case i < len(before):
			r.Cells = append(r.Cells, words(labelOf(beside[i].Period, grain)), cell{Few: true}, whole(before[i].Base))
		case v.Against != (cx.Period{}):
			r.Cells = append(r.Cells, words(""), cell{}, cell{})
		}
		t.Rows = append(t.Rows, r)
	}
	one := section{ID: id, Title: title, Table: t, Folded: true}
	if few > 0 {
		one.Notes = append(one.Notes, fmt.Sprintf("%d of %d have fewer than %d answers: they leave a gap.", few, len(figures), minBase))
	}
	one.Picture, err = c.Figure()
	return one, err
}

// labelOf names a part of a period, by its own name or, where it was cut, by its days.
func labelOf(p cx.Period, grain cx.Grain) string {
	if grain == cx.Week {
		return p.Start.String() // a week is easier to find by its first day than by its number
	}
	return p.String()
}

// shiftsSection is the lasting changes of the scores, week by week.
func (s *server) shiftsSection(all counts, v view) (section, error) {
	one := section{ID: "shifts", Title: "Lasting changes", About: "What a control chart finds in the weeks: a change that lasts, not a single bad week. Of a score that never changes, chance brings one in about three years."}
	t := &table{Columns: []column{text("score"), text("since the week of"), text("before"), text("after"), text("change"), text("95% interval")}}
	for _, q := range questions() {
		points, err := all.points(q, v.Period, cx.Week)
		if err != nil {
			return one, err
		}
		for len(points) > 0 && points[len(points)-1].Period.Days() < 7 { // a week that still runs
			points = points[:len(points)-1]
		}
		shifts, err := q.shifts(points, s.rule)
		if err != nil {
			return one, err
		}
		for _, found := range shifts {
			c := changeOf(found.Change, q.Unit)
			t.Rows = append(t.Rows, row{Cells: []cell{
				words(q.Name), words(found.Since.Start.String()),
				words(q.show(found.Before)), words(q.show(found.After)), {Text: c.Mark() + " " + c.Text(), Tone: c.Tone()},
				words(c.Interval()),
			}})
		}
	}
	if len(t.Rows) == 0 {
		one.Notes = []string{"There is none in these days. It takes eight weeks to learn what is usual."}
		return one, nil
	}
	one.Table = t
	return one, nil
}

// show writes a figure with its base for a cell of text.
func (q question) show(f figure) string {
	if !f.known() {
		return "not enough answers"
	}
	return fmt.Sprintf("%s of %s", q.Unit.Text(f.Value), counted.Text(float64(f.Base)))
}
