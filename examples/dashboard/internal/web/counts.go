package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// counts are the tallies of days that a page needs: those of its period and of the one beside
// it, by question. Every sum on a page is made of them.
type counts map[string][]store.Tally

// counts reads the tallies of a view, of one segment or of all.
func (s *server) counts(ctx context.Context, v view, segment string) (counts, error) {
	f := store.Filter{Segment: segment, Since: v.Period.Start, Until: v.Period.End}
	beside := v.Against != (cx.Period{})
	if beside && v.Against.Start.Compare(f.Since) < 0 {
		f.Since = v.Against.Start
	}
	if beside && v.Against.End.Compare(f.Until) > 0 {
		f.Until = v.Against.End
	}
	all, err := s.store.Tallies(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read the tallies of a page: %w", err)
	}
	c := make(counts)
	for _, t := range all {
		c[t.Question] = append(c[t.Question], t)
	}
	return c, nil
}

// of returns the tallies of a segment, or all if it is blank.
func (c counts) of(segment string) counts {
	if segment == "" {
		return c
	}
	some := make(counts)
	for question, all := range c {
		for _, t := range all {
			if t.Segment == segment {
				some[question] = append(some[question], t)
			}
		}
	}
	return some
}

// sum adds up the tallies of a question in a period.
func (c counts) sum(q question, p cx.Period) (cx.Ratings, error) {
	sum := q.empty()
	for _, t := range c[q.ID] {
		if p.Contains(t.Day) {
			if err := sum.Merge(t.Ratings); err != nil {
				return sum, fmt.Errorf("add up tallies: %w", err)
			}
		}
	}
	return sum, nil
}

// bySegment adds up the tallies of a question in a period for each segment, in order.
func (c counts) bySegment(q question, p cx.Period) ([]cx.Group[string, cx.Ratings], error) {
	sums := make(map[string]*cx.Ratings)
	for _, t := range c[q.ID] {
		if !p.Contains(t.Day) {
			continue
		}
		if sums[t.Segment] == nil {
			empty := q.empty()
			sums[t.Segment] = &empty
		}
		if err := sums[t.Segment].Merge(t.Ratings); err != nil {
			return nil, fmt.Errorf("add up tallies: %w", err)
		}
	}
	groups := make([]cx.Group[string, cx.Ratings], 0, len(sums))
	for segment, sum := range sums {
		groups = append(groups, cx.Group[string, cx.Ratings]{Key: segment, Tally: *sum})
	}
	slices.SortFunc(groups, func(a, b cx.Group[string, cx.Ratings]) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	return groups, nil
}

// points adds up the tallies of a question for each part of a period, also those without
// answers. The first and the last part keep within the period.
func (c counts) points(q question, p cx.Period, grain cx.Grain) ([]cx.Point[cx.Ratings], error) {
	parts, err := grain.Periods(p)
	if err != nil {
		return nil, fmt.Errorf("divide the days: %w", err)
	}
	points := make([]cx.Point[cx.Ratings], len(parts))
	for i, part := range parts {
		if part.Start.Compare(p.Start) < 0 {
			part.Start = p.Start
		}
		if part.End.Compare(p.End) > 0 {
			part.End = p.End
		}
		points[i] = cx.Point[cx.Ratings]{Period: part, Tally: q.empty()}
	}
	for _, t := range c[q.ID] {
		if !p.Contains(t.Day) {
			continue
		}
		i, _ := slices.BinarySearchFunc(points, t.Day, func(p cx.Point[cx.Ratings], d cx.Date) int {
			if p.Period.End.Compare(d) <= 0 {
				return -1
			}
			if p.Period.Start.Compare(d) > 0 {
				return 1
			}
			return 0
		})
		if err := points[i].Tally.Merge(t.Ratings); err != nil {
			return nil, fmt.Errorf("add up tallies: %w", err)
		}
	}
	return points, nil
}

// grainOf returns the parts into which a period is divided: those that have enough answers and
// are not too many to be looked at.
func grainOf(p cx.Period) cx.Grain {
	switch n := p.Days(); {
	case n <= 14:
		return cx.Day
	case n <= 200:
		return cx.Week
	case n <= 3*366:
		return cx.Month
	}
	return cx.Quarter
}

// figures returns the figure of each point.
func (q question) figures(points []cx.Point[cx.Ratings]) ([]figure, error) {
	all := make([]figure, 0, len(points))
	for _, p := range points {
		f, err := q.figure(p.Tally)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}
