package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/wire"
)

// Tally is the constraint of a tally whose shards can be merged, on the pointer
// to its type. The zero T is the identity of Merge. Every tally of the package
// satisfies it, and a type of the caller's own may.
type Tally[T any] interface {
	*T
	Merge(T) error
}

// PeriodTally is the constraint of a tally of what is in one period alone, as an answer,
// an event or a duration is: the tallies of neighboring periods pool into that of both,
// and [Rolling] does it. It is on the pointer to the type of the tally.
//
// A customer is in many periods. Those of a week are not the sum of its days, and twelve
// months that each lose 5 % of their customers lose 46 % together, not 5 %. So tallies
// of customers do not satisfy it: [Engagement], [Retention], [Churn], [Movements],
// [Repeat], [Cohorts], [Funnel] and the others that doc.go says to split by whole
// customers. Tally the longer period from its rows instead. A [Proportion] of customers,
// as [Churn.Churned], does satisfy it, and must not be pooled over periods either.
//
// These satisfy it: *NPS, *Ratings, *CSAT, *CES, *WeightedNPS, *WeightedRatings, *Recommendations,
// *Proportion, *Incidence, *Amounts, *Basket, *CrossTab, *Durations, *Choices, *Drivers,
// *Fieldwork, *ClosedLoop, *Dispositions, *Sentiment, *Themes, *Attainment, *Apdex, *Support,
// *Promises, *Uptime, *HoursOfDay, *Phrases, *Promotion, *Trials and *Acquisition. A type
// of the caller's own does by the method.
type PeriodTally[T any] interface {
	Tally[T]
	// PoolsPeriods does nothing. A tally has it to say that whatever it counts is in one
	// period alone.
	PoolsPeriods()
}

// RatingTally is the constraint of a tally of ratings, on the pointer to its type: *NPS,
// *Ratings, *CSAT and *CES satisfy it, and a type of the caller's own may.
type RatingTally[T any] interface {
	Tally[T]
	Add(rating int) error
}

// Key is the constraint of the names of groups: strings and integers.
type Key interface{ ~string | Integer }

// Group is the tally of the rows that share a key.
type Group[K Key, T any] struct {
	Key   K `json:"key"`
	Tally T `json:"tally"`
}

// Point is the tally of the rows of one period.
type Point[T any] struct {
	Period Period `json:"period"`
	Tally  T      `json:"tally"`
}

// MarshalJSON encodes a group. It returns an error wrapping [ErrInvalid] if the key is a
// text that is not UTF-8, or the tally has no JSON form or is null. Two keys that differ
// only in such bytes would be one in JSON.
func (g Group[K, T]) MarshalJSON() ([]byte, error) {
	return wire.Encode(&groupWire[K, T]{Key: foreign[K]{g.Key}, Tally: foreign[T]{g.Tally}})
}

// UnmarshalJSON decodes a group. It refuses unknown and repeated keys, and a tally
// that its own type refuses. On error g is unchanged.
func (g *Group[K, T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "group", g, func(w *groupWire[K, T]) (Group[K, T], error) {
		return Group[K, T]{Key: w.Key.value, Tally: w.Tally.value}, nil
	})
}

// groupWire is the JSON form of [Group].
type groupWire[K Key, T any] struct {
	Key   foreign[K] `json:"key"`
	Tally foreign[T] `json:"tally"`
}

// MarshalJSON encodes a point. It returns an error wrapping [ErrInvalid] if the period is
// not valid, or the tally has no JSON form or is null.
func (p Point[T]) MarshalJSON() ([]byte, error) {
	return wire.Encode(&pointWire[T]{Period: p.Period, Tally: foreign[T]{p.Tally}})
}

// UnmarshalJSON decodes a point. It refuses unknown and repeated keys, and a tally
// that its own type refuses. On error p is unchanged.
func (p *Point[T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "point", p, func(w *pointWire[T]) (Point[T], error) {
		return Point[T]{Period: w.Period, Tally: w.Tally.value}, nil
	})
}

// pointWire is the JSON form of [Point].
type pointWire[T any] struct {
	Period Period     `json:"period"`
	Tally  foreign[T] `json:"tally"`
}

// GroupBy tallies responses by a key of each, such as its segment, and returns
// the groups in ascending order of the key; nil if there are no rows. It is also
// called a breakdown per segment. The empty tally goes last: it carries the
// scale, and is copied into every group, in every function that takes one. Whatever it
// has counted would be counted in every group again: give one that has no answers. It
// does not modify rows.
// Its time grows with the rows, its memory with the groups.
//
// GroupBy returns a [*RowError] at the first row
//   - whose score the tally refuses ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]).
//
// It returns an error wrapping [ErrInvalid] if key is nil.
func GroupBy[K Key, T any, P RatingTally[T]](rows []Response, key func(*Response) K, empty T) ([]Group[K, T], error) {
	return GroupFunc(rows, key, addScore[T, P](rows), empty)
}

// GroupByQuestion tallies the responses of a survey with several questions: it is
// [GroupBy] with the question as the key, and the one function that takes more than one
// question. Each question has a scale, so empty is asked once for each: it returns the
// empty tally of a question, with its scale, or an error for one that it does not know.
// A score of 5 out of 5 on the scale of another question would be a detractor. No rows
// give nil. It does not modify rows.
//
// GroupByQuestion returns a [*RowError] at the first row
//   - for whose question empty returns an error, which it wraps;
//   - whose score the tally refuses ([ErrInvalid]).
//
// It returns an error wrapping [ErrInvalid] if empty is nil.
func GroupByQuestion[T any, P RatingTally[T]](rows []Response, empty func(question string) (T, error)) ([]Group[string, T], error) {
	if empty == nil {
		return nil, errNilFunc()
	}
	index := count.NewIndex[string]()
	var tallies []T
	for i := range rows {
		row := &rows[i]
		slot := index.Slot(row.Question)
		if slot == len(tallies) {
			tally, err := empty(row.Question)
			if err != nil {
				return nil, &RowError{Row: i, Err: err}
			}
			tallies = append(tallies, tally)
		}
		if err := P(&tallies[slot]).Add(row.Score); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return sortedGroups(index.Keys, func(slot int) T { return tallies[slot] }), nil
}

// Trend tallies responses by the period of their instant, by the calendar c, and
// returns the points in order of time, including those without answers: a score
// per month or per week, over time. A span that is not zero names the periods,
// widened to whole ones, and leaves out the rows outside them; with the zero span
// they run from the first row to the last, and no rows give nil. To test each point against
// the one before it finds changes that are none: of the 11 monthly changes of a year with an
// unchanged NPS, one or more has a P of at most 0.05 in 39 % of the runs of a simulation.
// Adjust them with [Holm]. The empty tally goes last, as in [GroupBy]. It does not modify rows. Its time grows with the
// rows, its memory with the periods.
//
// Trend returns a [*RowError] at the first row
//   - whose time is missing or is outside the years 1 to 9999 ([ErrInvalid]);
//   - that makes the periods more than [MaxPeriods] ([ErrInvalid]);
//   - whose score the tally refuses ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]).
//
// It returns an error wrapping [ErrInvalid] if the grain is none of the grains, or
// span is not valid or has more than [MaxPeriods].
func Trend[T any, P RatingTally[T]](rows []Response, c Calendar, span Period, empty T) ([]Point[T], error) {
	return TrendFunc(rows, responseTime, addScore[T, P](rows), c, span, empty)
}

// GroupTrend is [GroupBy] and [Trend] at once: a trend for each key, all with the
// same periods. It returns their errors; there may be at most four times as many
// points, groups times periods, as there are rows, or 100,000 if that is more.
func GroupTrend[K Key, T any, P RatingTally[T]](rows []Response, key func(*Response) K, c Calendar, span Period, empty T) ([]Group[K, []Point[T]], error) {
	return GroupTrendFunc(rows, key, responseTime, addScore[T, P](rows), c, span, empty)
}

func responseTime(r *Response) time.Time { return r.At }

// addScore returns the function that adds a response to a tally, and refuses a
// question other than that of the first row.
func addScore[T any, P RatingTally[T]](rows []Response) func(*T, *Response) error {
	question := ""
	if len(rows) > 0 {
		question = rows[0].Question
	}
	return func(t *T, r *Response) error {
		if r.Question != question {
			return mismatch("the question is not that of the first row")
		}
		return P(t).Add(r.Score)
	}
}

// GroupFunc is the general form of [GroupBy], for rows and tallies of any type: key
// names the group of a row, and add counts the row. Both get a pointer into rows
// and must not modify it. To count rows alone, take a [Proportion], whose Total they are.
//
// GroupFunc returns a [*RowError] at the first row for which add returns an error,
// and an error wrapping [ErrInvalid] if key or add is nil.
func GroupFunc[R any, K Key, T any](rows []R, key func(*R) K, add func(*T, *R) error, empty T) ([]Group[K, T], error) {
	if key == nil || add == nil {
		return nil, errNilFunc()
	}
	index := count.NewIndex[K]()
	var tallies []T
	for i := range rows {
		row := &rows[i]
		slot := index.Slot(key(row))
		if slot == len(tallies) {
			tallies = append(tallies, empty)
		}
		if err := add(&tallies[slot], row); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return sortedGroups(index.Keys, func(slot int) T { return tallies[slot] }), nil
}

// TrendFunc is the general form of [Trend], for rows and tallies of any type: at
// tells the instant of a row, and add counts the row. Both get a pointer into rows
// and must not modify it.
//
// TrendFunc returns the errors of [Trend] about times and periods, a [*RowError] at
// the first row for which add returns an error, and an error wrapping [ErrInvalid]
// if at or add is nil.
func TrendFunc[R, T any](rows []R, at func(*R) time.Time, add func(*T, *R) error, c Calendar, span Period, empty T) ([]Point[T], error) {
	g, err := newGrid[string](len(rows), c, span, empty)
	if err != nil {
		return nil, err
	}
	if span != (Period{}) {
		g.index.Slot("") // the periods of the span, rows or no rows
	}
	one := func(*R) string { return "" }
	if err := fill(g, rows, one, at, add); err != nil {
		return nil, err
	}
	if len(g.index.Keys) == 0 {
		return nil, nil
	}
	periods, err := g.grain.between(g.first, g.last)
	if err != nil {
		return nil, err
	}
	return pointsAt(g.first, periods, 0, g.at), nil
}

// GroupTrendFunc is the general form of [GroupTrend], for rows and tallies of any
// type, as [GroupFunc] and [TrendFunc]. It returns their errors.
func GroupTrendFunc[R any, K Key, T any](rows []R, key func(*R) K, at func(*R) time.Time, add func(*T, *R) error, c Calendar, span Period, empty T) ([]Group[K, []Point[T]], error) {
	g, err := newGrid[K](len(rows), c, span, empty)
	if err != nil {
		return nil, err
	}
	if err := fill(g, rows, key, at, add); err != nil {
		return nil, err
	}
	return groupTrends(g, g.index.Keys, g.at)
}

// groupTrends returns the trends of keys, where at returns the tally of a numbered key in a
// period.
func groupTrends[K Key, C, T any](g *grid[K, C], keys []K, at func(slot, ordinal int) T) ([]Group[K, []Point[T]], error) {
	if len(keys) == 0 {
		return nil, nil
	}
	periods, err := g.grain.between(g.first, g.last)
	if err != nil {
		return nil, err
	}
	return sortedGroups(keys, func(slot int) []Point[T] { return pointsAt(g.first, periods, slot, at) }), nil
}

// sortedGroups returns the tallies of numbered keys in ascending order of the keys.
func sortedGroups[K Key, T any](keys []K, tally func(slot int) T) []Group[K, T] {
	if len(keys) == 0 {
		return nil
	}
	groups := make([]Group[K, T], len(keys))
	for i, k := range keys {
		groups[i] = Group[K, T]{Key: k, Tally: tally(i)}
	}
	slices.SortFunc(groups, func(a, b Group[K, T]) int { return cmp.Compare(a.Key, b.Key) })
	return groups
}

// grid holds a tally for each key and each period that has rows, and the ordinals
// of the first and last period.
type grid[K Key, T any] struct {
	index       *count.Index[K]
	rows        []window[T] // by the number of the key
	grain       Grain
	clock       *days.Clock
	fixed       bool // the periods are those of a span, not of the rows
	first, last int
	most        int // points
	empty       T
}

// window is the tallies of the periods from an ordinal on.
type window[T any] struct {
	first   int
	tallies []T
}

// maxGridPoints is the number of points that a grid may have whatever its rows.
const maxGridPoints = 100_000

func newGrid[K Key, T any](rows int, c Calendar, span Period, empty T) (*grid[K, T], error) {
	if err := c.Grain.validate(); err != nil {
		return nil, err
	}
	g := &grid[K, T]{index: count.NewIndex[K](), grain: c.Grain, clock: days.NewClock(c.Location), last: -1, most: max(4*rows, maxGridPoints), empty: empty}
	if span == (Period{}) {
		return g, nil
	}
	var err error
	g.fixed = true
	g.first, g.last, err = c.Grain.ordinals(span)
	return g, err
}

// fill adds the rows to a grid.
func fill[R any, K Key, T any](g *grid[K, T], rows []R, key func(*R) K, at func(*R) time.Time, add func(*T, *R) error) error {
	if key == nil || at == nil || add == nil {
		return errNilFunc()
	}
	ordinalOf := days.Grain(g.grain).RecentNumbering()
	for i := range rows {
		row := &rows[i]
		t := at(row)
		day, ok := g.clock.Day(t)
		if !ok {
			return &RowError{Row: i, Err: errTime(t)}
		}
		ordinal := ordinalOf(day)
		if g.fixed && (ordinal < g.first || ordinal > g.last) {
			continue
		}
		tally, err := g.tally(g.index.Slot(key(row)), ordinal)
		if err == nil {
			err = add(tally, row)
		}
		if err != nil {
			return &RowError{Row: i, Err: err}
		}
	}
	return nil
}

// tally returns the tally of a numbered key in a period.
func (g *grid[K, T]) tally(slot, ordinal int) (*T, error) {
	if slot < len(g.rows) && ordinal >= g.first && ordinal <= g.last {
		w := &g.rows[slot]
		if i := ordinal - w.first; i >= 0 && i < len(w.tallies) {
			return &w.tallies[i], nil
		}
	}
	return g.grow(slot, ordinal)
}

// grow makes room for a tally.
func (g *grid[K, T]) grow(slot, ordinal int) (*T, error) {
	if err := g.admit(len(g.index.Keys), ordinal); err != nil {
		return nil, err
	}
	for len(g.rows) <= slot {
		g.rows = append(g.rows, window[T]{})
	}
	g.rows[slot].include(ordinal, g.empty)
	return &g.rows[slot].tallies[ordinal-g.rows[slot].first], nil
}

// admit extends the periods of so many keys to an ordinal. The limits are those of the result,
// so they are checked before room is made.
func (g *grid[K, T]) admit(keys, ordinal int) error {
	if g.last < g.first {
		g.first, g.last = ordinal, ordinal
	}
	g.first, g.last = min(g.first, ordinal), max(g.last, ordinal)
	periods := g.last - g.first + 1
	if err := checkPeriods(periods); err != nil {
		return err
	}
	if points := int64(keys) * int64(periods); points > int64(g.most) {
		return &RangeError{What: "number of groups times periods", Got: points, Min: 1, Max: int64(g.most)}
	}
	_, err := g.grain.period(ordinal)
	return err
}

// include extends a window to an ordinal, and by half its length beyond, so that
// the room made grows in proportion to its use.
func (w *window[T]) include(ordinal int, empty T) {
	if len(w.tallies) == 0 {
		w.first = ordinal
	}
	if i := ordinal - w.first; i >= 0 && i < len(w.tallies) {
		return
	}
	slack := len(w.tallies) / 2
	if before := w.first - ordinal; before > 0 {
		before += slack
		w.tallies = append(slices.Repeat([]T{empty}, before), w.tallies...)
		w.first -= before
		return
	}
	after := ordinal - w.first + 1 - len(w.tallies) + slack
	w.tallies = append(w.tallies, slices.Repeat([]T{empty}, after)...)
}

// at returns the tally of a numbered key in a period, the empty one if it has none.
func (g *grid[K, T]) at(slot, ordinal int) T {
	if slot < len(g.rows) {
		w := &g.rows[slot]
		if i := ordinal - w.first; i >= 0 && i < len(w.tallies) {
			return w.tallies[i]
		}
	}
	return g.empty
}

// pointsAt returns the points of a numbered key in periods, whose ordinals begin with first.
func pointsAt[T any](first int, periods []Period, slot int, at func(slot, ordinal int) T) []Point[T] {
	points := make([]Point[T], len(periods))
	for i, p := range periods {
		points[i] = Point[T]{Period: p, Tally: at(slot, first+i)}
	}
	return points
}
