package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// segments is the page that ranks the segments, each tested against all others.
func (s *server) segments(ctx context.Context, v view) (*page, error) {
	q := v.question()
	p := &page{Title: "Segments", Questions: true, BySegment: true, ByDays: true,
		About: "The segments by score. Each is tested against the answers of all others, and the tests are adjusted for their number."}
	all, err := s.counts(ctx, v, "") // a segment is ranked among all
	if err != nil {
		return nil, err
	}
	now, err := all.bySegment(q, v.Period)
	if err != nil {
		return nil, err
	}
	before, err := all.bySegment(q, v.Against)
	if err != nil {
		return nil, err
	}
	ranking, err := rankingSection(q, v, now, before)
	if err != nil {
		return nil, err
	}
	p.Sections = append(p.Sections, ranking)
	why, err := whySection(q, v, now, before)
	if err != nil {
		return nil, err
	}
	if why.Table != nil {
		p.Sections = append(p.Sections, why)
	}
	return p, nil
}

// question returns the question of a page that shows one.
func (v view) question() question {
	if q, ok := questionNamed(v.Question); ok {
		return q
	}
	return questions()[0]
}

// segmentName names the answers without a segment.
func segmentName(segment string) string {
	if segment == "" {
		return "(no segment)"
	}
	return segment
}

const shownSegments = 50 // in the picture: the table has all

// rankingSection is the segments by rank with the tests.
func rankingSection(q question, v view, now, before []cx.Group[string, cx.Ratings]) (section, error) {
	title := q.Name + " by segment"
	one := section{ID: "ranking", Title: title, Wide: true}
	ranked, err := q.rank(now)
	if err != nil {
		return one, err
	}
	whole95 := q.empty()
	for _, g := range now {
		if err := whole95.Merge(g.Tally); err != nil {
			return one, fmt.Errorf("add up segments: %w", err)
		}
	}
	overall, err := q.figure(whole95)
	if err != nil {
		return one, err
	}
	c := chart.Bars{
		Head: chart.Head{ID: "ranking", Title: title, About: title + ", the best first, each with its 95% interval, and the score of all.", Bare: true},
		Of:   "segment", X: chart.Axis{Title: q.Name, Unit: q.Unit}, Aside: "answers", Intervals: true,
	}
	if overall.known() {
		c.Reference = &chart.Reference{Value: overall.Value, Label: "all " + q.Unit.Text(overall.Value)}
	}
	points := q.Unit
	points.Suffix, points.Signed = "", true
	t := &table{Columns: append([]column{num("rank", counted), text("segment")}, scoredColumns(q.Name, q.Unit, "answers")...)}
	t.Columns = append(t.Columns, num("against the others", points), num("lowest", points), num("highest", points), num("adjusted P", chart.Unit{Places: 3}), text("verdict"))
	beside := v.Against != (cx.Period{})
	if beside {
		t.Columns = append(t.Columns, num("then", q.Unit), num("answers then", counted))
	}
	old := make(map[string]cx.Ratings, len(before))
	for _, g := range before {
		old[g.Key] = g.Tally
	}
	for _, r := range ranked {
		f, err := q.figure(r.Ratings)
		if err != nil {
			return one, err
		}
		verdict, mark, tone := verdictOf(r, f)
		line := row{Faint: !f.known()}
		rank := cell{}
		if r.Rank > 0 {
			rank = whole(int64(r.Rank))
		}
		link := cell{Text: segmentName(r.Segment)}
		if r.Segment != "" {
			link.Href = v.Of(r.Segment)
		}
		line.Cells = append([]cell{rank, link}, scoredCells(f, q.Unit)...)
		if r.Tested {
			line.Cells = append(line.Cells, number(r.Against.Difference, points), number(r.Low, points), number(r.High, points), pValue(r.P), cell{Text: verdict, Tone: tone})
		} else {
			line.Cells = append(line.Cells, cell{}, cell{}, cell{}, cell{}, cell{Text: verdict, Tone: tone})
		}
		if beside {
			then := figure{Value: none}
			if tally, ok := old[r.Segment]; ok {
				if then, err = q.figure(tally); err != nil {
					return one, err
				}
			}
			if then.known() {
				line.Cells = append(line.Cells, number(then.Value, q.Unit), whole(then.Base))
			} else {
				line.Cells = append(line.Cells, cell{Few: true}, whole(then.Base))
			}
		}
		t.Rows = append(t.Rows, line)
		if len(c.Rows) < shownSegments {
			bar := chart.Bar{Name: segmentName(r.Segment), Value: f.Value, Low: f.Low, High: f.High, Aside: fmt.Sprint(f.Base), Mark: mark, Class: 2, Faint: !f.known()}
			switch mark {
			case "▲":
				bar.Class = 1
			case "▼":
				bar.Class = 3
			}
			c.Rows = append(c.Rows, bar)
		}
	}
	one.Table = t
	one.Notes = append(one.Notes, "A segment is above or below the others where its adjusted P is at most 0.05. Lowest and highest are the ends of the interval of the difference, adjusted in the same way. Segments with fewer than 30 answers are neither ranked nor tested.")
	enough := slices.DeleteFunc(slices.Clone(now), func(g cx.Group[string, cx.Ratings]) bool { return g.Tally.Total() < minBase })
	if len(enough) > 1 {
		gap, err := q.gap(enough)
		if err == nil {
			one.Notes = append(one.Notes, fmt.Sprintf("If all were equal, chance alone would set the first and the last about %s apart.", chart.Unit{Places: q.Unit.Places}.Text(gap)))
		} else if !undefined(err) {
			return one, fmt.Errorf("gap by chance: %w", err)
		}
	}
	one.Picture, err = c.Figure()
	return one, err
}

// verdictOf says what the test of a segment found, with a mark and a tone.
func verdictOf(r rankedSegment, f figure) (verdict, mark, tone string) {
	switch {
	case !f.known():
		return "not tested", "", "quiet"
	case !r.Tested:
		return "nothing to compare with", "", "quiet"
	case r.P > 1-level:
		return "within chance", "", "quiet"
	case r.Against.Skewed:
		return "too uneven to test", "", "quiet"
	case r.Against.Difference > 0:
		return "▲ above the others", "▲", "good"
	}
	return "▼ below the others", "▼", "bad"
}

// pValue writes a P: none is 0.
func pValue(p float64) cell {
	if p < 0.001 {
		return cell{Text: "<0.001"}
	}
	return number(p, chart.Unit{Places: 3})
}

// whySection splits the change of the score into what segments did and who answered.
func whySection(q question, v view, now, before []cx.Group[string, cx.Ratings]) (section, error) {
	one := section{ID: "why", Wide: true, Title: "Why the score changed",
		About: "The change since " + v.Beside() + " in two parts: other segments answered more or less than then, or the segments themselves scored otherwise."}
	if total(now) < minBase || total(before) < minBase {
		return one, nil
	}
	change, err := q.change(before, now)
	if undefined(err) {
		return one, nil
	}
	if err != nil {
		return one, fmt.Errorf("why the score changed: %w", err)
	}
	u := q.Unit
	u.Signed, u.Suffix, u.Places = true, "", max(u.Places, 1)
	one.Table = &table{
		Columns: []column{text("part"), num("points", u)},
		Rows: []row{
			{Cells: []cell{words("the mix of segments"), number(change.Mix.InexactFloat64(), u)}},
			{Cells: []cell{words("the scores of segments"), number(change.Rate.InexactFloat64(), u)}},
			{Cells: []cell{words("together"), number(change.Total.InexactFloat64(), u)}},
		},
	}
	return one, nil
}

func total(groups []cx.Group[string, cx.Ratings]) (n int64) {
	for _, g := range groups {
		n += g.Tally.Total()
	}
	return n
}
