package web

import (
	"errors"
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/shopspring/decimal"
)

const (
	level   = 0.95 // of all intervals and tests
	minBase = 30   // below it a page says "not enough answers" in place of a number
)

// figure is a score with its interval and base. The numbers are NaN where the base is too small
// or the score is not defined, so that no page and no file can show them.
type figure struct {
	Value, Low, High float64
	Base             int64
}

var none = math.NaN() // read only

// known reports whether there is a number to show.
func (f figure) known() bool { return !math.IsNaN(f.Value) }

// question is what the pages know of a question: how its answers become a score, and how
// scores are compared. All is computed by package cx from the histogram of the answers.
type question struct {
	ID, Name, Asked string
	Unit            chart.Unit
	Low, High       float64 // the ends of the score
	Classes         []string

	figure  func(cx.Ratings) (figure, error)
	compare func(a, b cx.Ratings) (cx.Comparison, error)
	rank    func([]cx.Group[string, cx.Ratings]) ([]rankedSegment, error)
	gap     func([]cx.Group[string, cx.Ratings]) (float64, error)
	change  func(before, after []cx.Group[string, cx.Ratings]) (cx.ScoreChange, error)
	shifts  func([]cx.Point[cx.Ratings], cx.AlertRule) ([]shift, error)
	measure func(cx.Ratings) (cx.Measurement, error)
}

// rankedSegment is a segment among the others.
type rankedSegment struct {
	Segment string
	Ratings cx.Ratings
	Rank    int
	Tested  bool
	Against cx.Comparison // with all others pooled
	P       float64       // adjusted for the number of tests
	Low     float64       // of the difference, adjusted in the same way
	High    float64
}

// shift is a lasting change of a score over time.
type shift struct {
	Since         cx.Period
	Before, After figure
	Change        cx.Comparison
}

// scored is a tally whose groups can be ranked and that has an interval.
type scored[T any] interface {
	*T
	cx.Ranked[T]
	Score() (decimal.Decimal, error)
	Interval(level float64) (cx.Interval, error)
}

// questions returns the questions in the order of a page.
func questions() []question {
	return []question{
		withScore[cx.NPS](question{
			ID: store.NPS, Name: "NPS", Asked: "How likely are you to recommend us? 0 to 10", Unit: chart.Unit{Signed: true}, Low: -100, High: 100,
			Classes: []string{"promoters", "passives", "detractors"},
		}, cx.Ratings.NPS),
		withScore[cx.CSAT](question{
			ID: store.CSAT, Name: "CSAT", Asked: "How satisfied are you? 1 to 5", Unit: chart.Unit{Places: 1, Suffix: "%"}, Low: 0, High: 100,
			Classes: []string{"satisfied", "neutral", "dissatisfied"},
		}, func(r cx.Ratings) (cx.CSAT, error) { return cx.CSAT(r), nil }),
		withScore[cx.CES](question{
			ID: store.CES, Name: "CES", Asked: "The company made it easy for me. 1 to 7", Unit: chart.Unit{Places: 2}, Low: 1, High: 7,
			Classes: []string{"easy", "neutral", "difficult"},
		}, func(r cx.Ratings) (cx.CES, error) { return cx.CES(r), nil }),
	}
}

// questionNamed returns a question by its ID.
func questionNamed(id string) (question, bool) {
	for _, q := range questions() {
		if q.ID == id {
			return q, true
		}
	}
	return question{}, false
}

// empty returns a tally of the question without answers.
func (q question) empty() cx.Ratings { return cx.Ratings{Scale: store.Scale(q.ID)} }

// withScore fills in how a histogram becomes a tally with a score.
func withScore[T cx.Figure, P scored[T]](q question, of func(cx.Ratings) (T, error)) question {
	groupsOf := func(groups []cx.Group[string, cx.Ratings]) ([]cx.Group[string, T], error) {
		all := make([]cx.Group[string, T], 0, len(groups))
		for _, g := range groups {
			tally, err := of(g.Tally)
			if err != nil {
				return nil, err
			}
			all = append(all, cx.Group[string, T]{Key: g.Key, Tally: tally})
		}
		return all, nil
	}
	figureOf := func(tally T) (figure, error) {
		f := figure{Value: none, Low: none, High: none, Base: P(&tally).Total()}
		if f.Base < minBase {
			return f, nil
		}
		m, err := measurementOf(P(&tally))
		if errors.Is(err, cx.ErrUndefined) {
			return f, nil
		}
		f.Value, f.Low, f.High = m.Value.InexactFloat64(), m.Interval.Low, m.Interval.High
		return f, err
	}
	q.figure = func(r cx.Ratings) (figure, error) {
		tally, err := of(r)
		if err != nil {
			return figure{}, fmt.Errorf("score of %s: %w", q.ID, err)
		}
		return figureOf(tally)
	}
	q.measure = func(r cx.Ratings) (cx.Measurement, error) {
		tally, err := of(r)
		if err != nil {
			return cx.Measurement{}, fmt.Errorf("score of %s: %w", q.ID, err)
		}
		m, err := measurementOf(P(&tally))
		m.Metric = q.ID
		return m, err
	}
	q.compare = func(a, b cx.Ratings) (cx.Comparison, error) {
		one, err := of(a)
		if err != nil {
			return cx.Comparison{}, err
		}
		other, err := of(b)
		if err != nil {
			return cx.Comparison{}, err
		}
		return P(&one).Difference(other, level)
	}
	q.rank = func(groups []cx.Group[string, cx.Ratings]) ([]rankedSegment, error) {
		all, err := groupsOf(groups)
		if err != nil {
			return nil, err
		}
		rankings, err := cx.RankGroups[string, T, P](all, minBase, level)
		if err != nil {
			return nil, fmt.Errorf("rank segments: %w", err)
		}
		ratings := make(map[string]cx.Ratings, len(groups))
		for _, g := range groups {
			ratings[g.Key] = g.Tally
		}
		ranked := make([]rankedSegment, 0, len(rankings))
		for _, r := range rankings {
			ranked = append(ranked, rankedSegment{Segment: r.Key, Ratings: ratings[r.Key], Rank: r.Rank, Tested: r.Tested, Against: r.Difference,
				P: r.AdjustedP, Low: r.AdjustedInterval.Low, High: r.AdjustedInterval.High})
		}
		return ranked, nil
	}
	q.gap = func(groups []cx.Group[string, cx.Ratings]) (float64, error) {
		all, err := groupsOf(groups)
		if err != nil {
			return 0, err
		}
		return cx.GapByChance[string, T, P](all)
	}
	q.change = func(before, after []cx.Group[string, cx.Ratings]) (cx.ScoreChange, error) {
		old, err := groupsOf(before)
		if err != nil {
			return cx.ScoreChange{}, err
		}
		now, err := groupsOf(after)
		if err != nil {
			return cx.ScoreChange{}, err
		}
		return cx.ScoreChangeOf[string, T, P](old, now)
	}
	q.shifts = func(points []cx.Point[cx.Ratings], rule cx.AlertRule) ([]shift, error) {
		all := make([]cx.Point[T], 0, len(points))
		for _, p := range points {
			tally, err := of(p.Tally)
			if err != nil {
				return nil, err
			}
			all = append(all, cx.Point[T]{Period: p.Period, Tally: tally})
		}
		alerts, err := cx.AlertsOf[T, P](all, rule, level)
		if err != nil {
			return nil, fmt.Errorf("look for shifts: %w", err)
		}
		shifts := make([]shift, 0, len(alerts))
		for _, a := range alerts {
			s := shift{Since: a.Since, Change: a.Change}
			if s.Before, err = figureOf(a.Before); err == nil {
				s.After, err = figureOf(a.After)
			}
			if err != nil {
				return nil, err
			}
			shifts = append(shifts, s)
		}
		return shifts, nil
	}
	return q
}

// measurementOf returns the score of a tally with its interval, standard error and base.
func measurementOf[T any, P scored[T]](tally P) (m cx.Measurement, err error) {
	m.Base = tally.Total()
	if m.Value, err = tally.Score(); err != nil {
		return m, err
	}
	if m.Interval, err = tally.Interval(level); err != nil {
		return m, err
	}
	m.StandardError, err = tally.StandardError()
	return m, err
}
