package web

import (
	"context"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// overview is the first page: the three scores, what is waiting, and how the answers split.
func (s *server) overview(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Overview", About: "The three scores with their 95% intervals, and what waits for somebody.", BySegment: true, ByDays: true}
	whole, err := s.counts(ctx, v, "")
	if err != nil {
		return nil, err
	}
	all := whole.of(v.Segment)
	for _, q := range questions() {
		c, err := scoreCard(all, q, v)
		if err != nil {
			return nil, err
		}
		p.Cards = append(p.Cards, c)
	}
	calls, err := s.callCard(ctx, v)
	if err != nil {
		return nil, err
	}
	p.Cards = append(p.Cards, calls)
	nps := questions()[0]
	trend, err := trendSection(all, nps, v, "trend")
	if err != nil {
		return nil, err
	}
	split, err := splitSection(all, v)
	if err != nil {
		return nil, err
	}
	segments, err := whole.bySegment(nps, v.Period)
	if err != nil {
		return nil, err
	}
	before, err := whole.bySegment(nps, v.Against)
	if err != nil {
		return nil, err
	}
	ranking, err := rankingSection(nps, v, segments, before)
	if err != nil {
		return nil, err
	}
	ranking.Folded, ranking.Wide, ranking.Notes = true, false, nil
	shifts, err := s.shiftsSection(all, v)
	if err != nil {
		return nil, err
	}
	p.Sections = []section{trend, ranking, split, shifts}
	return p, nil
}

// scoreCard is the score of a question with its change and its course.
func scoreCard(all counts, q question, v view) (card, error) {
	c := card{ID: q.ID, Name: q.Name, About: q.Asked, Unit: q.Unit, Of: "answers", Definition: q.ID}
	c.Rows = v.with(func(v *view) { v.Path, v.Question = "/data", q.ID }).Address()
	now, err := all.sum(q, v.Period)
	if err != nil {
		return c, err
	}
	if c.Figure, err = q.figure(now); err != nil {
		return c, err
	}
	if c.Beside, c.Change, err = besides(all, q, v, now); err != nil {
		return c, err
	}
	points, err := all.points(q, v.Period, grainOf(v.Period))
	if err != nil {
		return c, err
	}
	figures, err := q.figures(points)
	if err != nil {
		return c, err
	}
	values, drawn := make([]float64, len(figures)), 0
	for i, f := range figures {
		if values[i] = f.Value; f.known() {
			drawn++
		}
	}
	if drawn > 1 {
		c.Spark, err = chart.Spark{Label: fmt.Sprintf("%s by %s, on the page Trend as a table", q.Name, grainOf(v.Period)), Values: values}.SVG()
	}
	return c, err
}

// besides returns the figure of the period with which a view is compared, and the change since.
func besides(all counts, q question, v view, now cx.Ratings) (*figure, *change, error) {
	if v.Against == (cx.Period{}) {
		return nil, nil, nil
	}
	before, err := all.sum(q, v.Against)
	if err != nil {
		return nil, nil, err
	}
	f, err := q.figure(before)
	if err != nil || !f.known() || now.Total() < minBase {
		return &f, nil, err
	}
	c, err := q.compare(now, before)
	if undefined(err) {
		return &f, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("compare two periods: %w", err)
	}
	return &f, changeOf(c, q.Unit), nil
}

// splitSection is how the answers of each question split into classes.
func splitSection(all counts, v view) (section, error) {
	percent := chart.Unit{Places: 1, Suffix: "%"}
	c := chart.Stack{
		Head: chart.Head{ID: "split", Title: "How the answers split", About: "The shares of good, middling and bad answers to each question.", Bare: true},
		Of:   "question", Parts: []string{"good", "middling", "bad"}, Unit: percent,
	}
	t := &table{Columns: []column{text("question"), text("classes"), num("good", percent), num("middling", percent), num("bad", percent), num("answers", counted)}}
	for _, q := range questions() {
		sum, err := all.sum(q, v.Period)
		if err != nil {
			return section{}, err
		}
		classes := q.Classes[0] + ", " + q.Classes[1] + ", " + q.Classes[2]
		if sum.Total() < minBase {
			t.Rows = append(t.Rows, row{Faint: true, Cells: []cell{words(q.Name), words(classes), {Few: true}, {}, {}, whole(sum.Total())}})
			continue
		}
		shares, err := q.split(sum)
		if err != nil {
			return section{}, err
		}
		c.Rows = append(c.Rows, chart.StackRow{Name: q.Name, Values: shares[:]})
		t.Rows = append(t.Rows, row{Cells: []cell{words(q.Name), words(classes), number(shares[0], percent), number(shares[1], percent), number(shares[2], percent), whole(sum.Total())}})
	}
	s := section{ID: "split", Title: c.Title, Table: t, Folded: true}
	s.Notes = []string{"Good are promoters (9 and 10), the satisfied (4 and 5) and those who found it easy (5 to 7); bad are detractors (0 to 6), the dissatisfied (1 and 2) and those who found it difficult (1 to 3)."}
	var err error
	s.Picture, err = c.Figure()
	return s, err
}

// split returns the shares of the classes of a question in percent: the good, the middling and the bad.
func (q question) split(r cx.Ratings) (shares [3]float64, err error) {
	var counts [3]int64
	for i, n := range r.Counts {
		if n == 0 {
			continue
		}
		class, err := r.Scale.Class(r.Scale.Min + i)
		if err != nil {
			return shares, fmt.Errorf("class of a rating: %w", err)
		}
		switch class {
		case cx.TopClass:
			counts[0] += n
		case cx.BottomClass:
			counts[2] += n
		default:
			counts[1] += n
		}
	}
	rounded, err := cx.RoundedShares(counts[:], 1)
	if err != nil {
		return shares, fmt.Errorf("shares of the classes: %w", err)
	}
	for i, share := range rounded {
		shares[i] = share.InexactFloat64()
	}
	return shares, nil
}
