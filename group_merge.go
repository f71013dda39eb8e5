package cx

import (
	"slices"

	"github.com/cxmetrics/cx/internal/count"
)

// MergeGroups pools the groups of several shards by key, and returns them in
// ascending order of the key; nil if there are none. It does not modify the shards.
//
// MergeGroups returns the error of the tally's Merge ([ErrMismatch], [ErrInvalid]).
func MergeGroups[K Key, T any, P Tally[T]](shards ...[]Group[K, T]) ([]Group[K, T], error) {
	return mergeGroups(shards, func(pooled *T, tally T) error { return P(pooled).Merge(tally) })
}

func mergeGroups[K Key, T any](shards [][]Group[K, T], merge func(*T, T) error) ([]Group[K, T], error) {
	var (
		index  = count.NewIndex[K]()
		pooled []T
		none   T
	)
	for _, shard := range shards {
		for _, g := range shard {
			slot := index.Slot(g.Key)
			if slot == len(pooled) {
				pooled = append(pooled, none)
			}
			if err := merge(&pooled[slot], g.Tally); err != nil {
				return nil, err
			}
		}
	}
	return sortedGroups(index.Keys, func(slot int) T { return pooled[slot] }), nil
}

// MergePoints pools the points of several shards period by period. The shards must
// have equal periods: give [Trend] the same span for each. A shard without points
// adds nothing. It does not modify the shards.
//
// MergePoints returns an error wrapping [ErrMismatch] if the periods differ, or the
// error of the tally's Merge ([ErrMismatch], [ErrInvalid]).
func MergePoints[T any, P Tally[T]](shards ...[]Point[T]) ([]Point[T], error) {
	var pooled []Point[T]
	for _, shard := range shards {
		if err := mergePoints[T, P](&pooled, shard); err != nil {
			return nil, err
		}
	}
	return pooled, nil
}

// mergePoints pools a shard into points of its own.
func mergePoints[T any, P Tally[T]](pooled *[]Point[T], shard []Point[T]) error {
	if len(shard) == 0 {
		return nil
	}
	if len(*pooled) == 0 {
		// Tallies are merged, not copied: one of the caller's may hold a map.
		*pooled = make([]Point[T], len(shard))
		for i, p := range shard {
			(*pooled)[i].Period = p.Period
		}
	}
	if !samePeriods(*pooled, shard) {
		return errPeriods()
	}
	for i, p := range shard {
		if err := P(&(*pooled)[i].Tally).Merge(p.Tally); err != nil {
			return err
		}
	}
	return nil
}

func samePeriods[T any](a, b []Point[T]) bool {
	return slices.EqualFunc(a, b, func(p, q Point[T]) bool { return p.Period == q.Period })
}

func errPeriods() error { return mismatch("the shards have different periods") }

// MergeGroupTrends pools the trends of several shards by key and period. All trends
// must have equal periods: give [GroupTrend] the same span for each shard. It does
// not modify the shards.
//
// MergeGroupTrends returns the errors of [MergePoints].
func MergeGroupTrends[K Key, T any, P Tally[T]](shards ...[]Group[K, []Point[T]]) ([]Group[K, []Point[T]], error) {
	var first []Point[T]
	return mergeGroups(shards, func(pooled *[]Point[T], trend []Point[T]) error {
		if len(first) == 0 {
			first = trend
		}
		if len(trend) > 0 && !samePeriods(first, trend) {
			return errPeriods()
		}
		return mergePoints[T, P](pooled, trend)
	})
}

// Rolling pools each width neighboring points into one, so that a daily trend and
// a width of 90 give the trailing 90 days of each day: the answers of the window
// weigh alike, whatever day they came on. It is also called a moving average. An
// average of the daily scores would not be the score of the window. The first
// result is that of points 0..width-1, and its period runs from the start of the
// first to the end of the last; fewer points than width give nil. It does not
// modify points. Its time grows with the points, whatever the width.
//
// Rolling returns an error wrapping [ErrInvalid] if width is not in
// 1..[MaxPeriods], or a period is not valid or does not start where the one before
// it ends, or the error of the tally's Merge ([ErrMismatch], [ErrInvalid]).
func Rolling[T any, P Tally[T]](points []Point[T], width int) ([]Point[T], error) {
	if width < 1 || width > MaxPeriods {
		return nil, &RangeError{What: "width of the window", Got: int64(width), Min: 1, Max: MaxPeriods}
	}
	for i := range points {
		if err := points[i].Period.Validate(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if i > 0 && points[i].Period.Start != points[i-1].Period.End {
			return nil, &RowError{Row: i, Err: invalid("the period does not start where the one before it ends")}
		}
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
