package cx

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
)

// MergeGroups pools the groups of several shards by key, and returns them in
// ascending order of the key; nil if there are none. It does not modify the shards.
//
// MergeGroups returns a [*RowError] of a shard with the error of the tally's Merge
// ([ErrMismatch], [ErrInvalid]).
func MergeGroups[K Key, T any, P Tally[T]](shards ...[]Group[K, T]) ([]Group[K, T], error) {
	return mergeGroups(shards, func(pooled *T, tally T) error { return P(pooled).Merge(tally) })
}

func mergeGroups[K Key, T any](shards [][]Group[K, T], merge func(*T, T) error) ([]Group[K, T], error) {
	var (
		index  = count.NewIndex[K]()
		pooled []T
		none   T
	)
	for n, shard := range shards {
		for i, g := range shard {
			slot := index.Slot(g.Key)
			if slot == len(pooled) {
				pooled = append(pooled, none)
			}
			err := merge(&pooled[slot], g.Tally)
			if point, ok := err.(*RowError); ok { // of a trend
				return nil, &RowError{Of: fmt.Sprintf("%s[%d].tally", shardName(n), i), Row: point.Row, Err: point.Err}
			}
			if err != nil {
				return nil, &RowError{Of: shardName(n), Row: i, Err: err}
			}
		}
	}
	return sortedGroups(index.Keys, func(slot int) T { return pooled[slot] }), nil
}

// shardName returns what errors call a shard.
func shardName(n int) string { return fmt.Sprintf("shards[%d]", n) }

// MergePoints pools the points of several shards period by period. The result has all
// periods from the first of any shard to the last: one that no shard has is there, and
// empty. The shards must be of one calendar, as [Trend] returns them, or have equal periods,
// whatever these are. A shard without points adds nothing. It does not modify the shards.
//
// MergePoints returns an error if:
//   - the periods are of different grains, or not in order ([ErrMismatch]);
//   - there would be more than [MaxPeriods] ([ErrInvalid]);
//   - the tally's Merge has one ([*RowError] of a shard; [ErrMismatch], [ErrInvalid]).
func MergePoints[T any, P Tally[T]](shards ...[]Point[T]) ([]Point[T], error) {
	periods, err := allPeriods(shards)
	if err != nil {
		return nil, err
	}
	var pooled []Point[T]
	for n, shard := range shards {
		if err := mergePoints[T, P](&pooled, shard, periods); err != nil {
			return nil, ofSlice(shardName(n), err)
		}
	}
	return pooled, nil
}

// mergePoints pools a shard into the points of all periods, which are made where there are
// none. Tallies are merged, not copied: one of the caller's may hold a map.
func mergePoints[T any, P Tally[T]](pooled *[]Point[T], shard []Point[T], periods []Period) error {
	if len(shard) == 0 {
		return nil
	}
	if len(*pooled) == 0 {
		*pooled = make([]Point[T], len(periods))
		for i, p := range periods {
			(*pooled)[i].Period = p
		}
	}
	at := 0
	for i, p := range shard {
		for periods[at] != p.Period {
			at++
		}
		if err := P(&(*pooled)[at].Tally).Merge(p.Tally); err != nil {
			return &RowError{Row: i, Err: err}
		}
		at++
	}
	return nil
}

// allPeriods returns the periods of trends: those of each if they are equal, else all from
// the first to the last.
func allPeriods[T any](trends [][]Point[T]) ([]Period, error) {
	var first []Point[T]
	equal := true
	seen := make(map[Period]bool)
	for _, trend := range trends {
		if len(first) == 0 {
			first = trend
		}
		if len(trend) == 0 || samePeriods(first, trend) {
			continue
		}
		equal = false
		if err := collectPeriods(seen, trend); err != nil {
			return nil, err
		}
	}
	if equal {
		periods := make([]Period, len(first))
		for i, p := range first {
			periods[i] = p.Period
		}
		return periods, nil
	}
	if err := collectPeriods(seen, first); err != nil {
		return nil, err
	}
	return fillPeriods(slices.SortedFunc(maps.Keys(seen), func(p, q Period) int {
		return cmp.Or(p.Start.Compare(q.Start), p.End.Compare(q.End))
	}))
}

func samePeriods[T any](a, b []Point[T]) bool {
	return slices.EqualFunc(a, b, func(p, q Point[T]) bool { return p.Period == q.Period })
}

// collectPeriods adds the periods of a trend, which must be in order.
func collectPeriods[T any](seen map[Period]bool, trend []Point[T]) error {
	for i, p := range trend {
		if p.Period.Validate() != nil || i > 0 && p.Period.Start.Compare(trend[i-1].Period.End) < 0 {
			return errPeriods()
		}
		seen[p.Period] = true
	}
	return nil
}

// fillPeriods returns periods in order with those that are missing between them.
func fillPeriods(periods []Period) ([]Period, error) {
	all := periods[:1:1]
	for _, p := range periods[1:] {
		last := all[len(all)-1]
		switch last.End.Compare(p.Start) {
		case 1: // overlaps
			return nil, errPeriods()
		case -1:
			missing, err := periodsBetween(last, p)
			if err != nil {
				return nil, err
			}
			all = append(all, missing...)
		}
		if all = append(all, p); len(all) > MaxPeriods {
			return nil, &RangeError{What: "number of periods", Got: int64(len(all)), Min: 1, Max: MaxPeriods}
		}
	}
	return all, nil
}

// periodsBetween returns the periods between two of one grain.
func periodsBetween(before, after Period) ([]Period, error) {
	for _, g := range []Grain{Day, Week, WeekFromSunday, Month, Quarter, Year} {
		if p, err := g.PeriodOf(before.Start); err != nil || p != before {
			continue
		}
		if p, err := g.PeriodOf(after.Start); err == nil && p == after {
			return g.Periods(Period{Start: before.End, End: after.Start})
		}
	}
	return nil, errPeriods()
}

func errPeriods() error {
	return mismatch("the shards have periods of different grains, or not in order")
}

// MergeGroupTrends pools the trends of several shards by key and period, as [MergePoints]
// does: each group with points has all periods from the first of any group to the last. It
// does not modify the shards.
//
// MergeGroupTrends returns the errors of [MergePoints].
func MergeGroupTrends[K Key, T any, P Tally[T]](shards ...[]Group[K, []Point[T]]) ([]Group[K, []Point[T]], error) {
	var trends [][]Point[T]
	for _, shard := range shards {
		for _, g := range shard {
			trends = append(trends, g.Tally)
		}
	}
	periods, err := allPeriods(trends)
	if err != nil {
		return nil, err
	}
	return mergeGroups(shards, func(pooled *[]Point[T], trend []Point[T]) error {
		return mergePoints[T, P](pooled, trend, periods)
	})
}

// Rolling pools each width neighboring points into one, so that a daily trend and
// a width of 90 give the trailing 90 days of each day: the answers of the window
// weigh alike, whatever day they came on. It is also called a moving average. An
// average of the daily scores would not be the score of the window. The first
// result is that of points 0..width-1, and its period runs from the start of the
// first to the end of the last; fewer points than width give nil. It does not
// modify points. Its time grows with the points, whatever the width. What counts
// customers does not pool over periods: see [PeriodTally]. Points less than width apart share
// answers, and a Difference of two takes them for independent: compare points that are width
// apart.
//
// Rolling returns an error wrapping [ErrInvalid] if width is not in
// 1..[MaxPeriods], or a period is not valid or does not start where the one before
// it ends, or the error of the tally's Merge ([ErrMismatch], [ErrInvalid]).
func Rolling[T any, P PeriodTally[T]](points []Point[T], width int) ([]Point[T], error) {
	if width < 1 || width > MaxPeriods {
		return nil, &RangeError{What: "width of the window", Got: int64(width), Min: 1, Max: MaxPeriods}
	}
	if err := checkSequence(points); err != nil {
		return nil, err
	}
	if len(points) < width {
		return nil, nil
	}
	// The points fall into blocks of width. A window is the end of one block and
	// the start of the next, which are pooled once for all windows. Tallies are
	// merged, not copied: one of the caller's may hold a map.
	starts, ends := make([]T, len(points)), make([]T, len(points))
	windows := make([]Point[T], len(points)-width+1)
	for i := range points {
		if i%width > 0 {
			if err := P(&starts[i]).Merge(starts[i-1]); err != nil {
				return nil, err
			}
		}
		if err := P(&starts[i]).Merge(points[i].Tally); err != nil {
			return nil, err
		}
	}
	for i := len(points) - 1; i >= 0; i-- {
		if err := P(&ends[i]).Merge(points[i].Tally); err != nil {
			return nil, err
		}
		if i%width < width-1 && i+1 < len(points) {
			if err := P(&ends[i]).Merge(ends[i+1]); err != nil {
				return nil, err
			}
		}
	}
	for i := range windows {
		last := i + width - 1
		w := &windows[i]
		w.Period = Period{Start: points[i].Period.Start, End: points[last].Period.End}
		if err := P(&w.Tally).Merge(ends[i]); err != nil {
			return nil, err
		}
		if i%width > 0 {
			if err := P(&w.Tally).Merge(starts[last]); err != nil {
				return nil, err
			}
		}
	}
	return windows, nil
}

// checkSequence returns an error if a period is not valid or does not follow the one before it.
func checkSequence[T any](points []Point[T]) error {
	for i := range points {
		if err := points[i].Period.Validate(); err != nil {
			return &RowError{Row: i, Err: err}
		}
		if i > 0 && points[i].Period.Start != points[i-1].Period.End {
			return &RowError{Row: i, Err: invalid("the period does not start where the one before it ends")}
		}
	}
	return nil
}
