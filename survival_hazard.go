package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/special"
)

// Hazard is the churn rate within an interval of lifetime (tenure), From one time
// To another.
type Hazard struct {
	From     float64  `json:"from"`
	To       float64  `json:"to"`       // without it
	Churned  int64    `json:"churned"`  // customers who left within
	Exposure float64  `json:"exposure"` // time that customers were observed within
	Rate     float64  `json:"rate"`     // Churned / Exposure, per unit of time
	Interval Interval `json:"interval"` // of Rate
}

// HazardOf returns the churn rates between neighboring edges
//
//	churned in [from, to) / time at risk in [from, to)
//
// per unit of time, with the exact Poisson interval. It is also called the hazard
// rate, or churn by tenure. It does not modify its arguments.
//
// HazardOf returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - the edges are fewer than 2 or more than [MaxPeriods], not ascending, negative
//     or not finite, or level is not between 0 and 1 ([ErrInvalid]);
//   - a lifespan is not valid ([*RowError]);
//   - nobody was observed within an interval ([*RowError] wrapping [ErrUndefined]), or
//     its times are too large or too small for a rate ([*RowError] wrapping [ErrInvalid]).
//
// Source: F. Garwood, Biometrika 28 (1936), 437-442.
func HazardOf(lifespans []Lifespan, edges []float64, level float64) ([]Hazard, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if len(edges) < 2 || len(edges) > MaxPeriods {
		return nil, &RangeError{What: "number of edges", Got: int64(len(edges)), Min: 2, Max: MaxPeriods}
	}
	for i, e := range edges {
		if !(e >= 0 && e <= math.MaxFloat64) || i > 0 && e <= edges[i-1] {
			return nil, invalid("edge %d is not above the one before it, or not a finite number from 0", i)
		}
	}
	if len(lifespans) == 0 {
		return nil, noData("hazard")
	}
	hazards := make([]Hazard, len(edges)-1)
	whole := make([]int64, len(edges)) // changes in the number observed for the whole interval
	for i, l := range lifespans {
		if err := l.validate(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		// The intervals in which the observation begins and ends; between them the
		// customer is there for the whole of each.
		first, last := intervalAt(edges, l.Entry), intervalAt(edges, l.Exit)
		for k := max(first, 0); k < len(hazards) && k <= last; k = max(k+1, last) {
			hazards[k].Exposure += min(l.Exit, edges[k+1]) - max(l.Entry, edges[k])
		}
		if from, to := max(first, 0)+1, min(last, len(hazards)); from < to {
			whole[from]++
			whole[to]--
		}
		if l.Churned && last >= 0 && last < len(hazards) {
			hazards[last].Churned++
		}
	}
	var there int64
	for k := range hazards {
		h := &hazards[k]
		h.From, h.To = edges[k], edges[k+1]
		there += whole[k]
		h.Exposure += float64(float64(there) * (h.To - h.From))
		if h.Exposure == 0 {
			return nil, &RowError{Row: k, Err: undefined("hazard: nobody was observed within the interval")}
		}
		h.Rate = float64(h.Churned) / h.Exposure
		low, high := special.PoissonLimits(float64(h.Churned), level)
		h.Interval = Interval{Low: low / h.Exposure, High: high / h.Exposure, Level: level}
		if h.Exposure > math.MaxFloat64 || h.Interval.High > math.MaxFloat64 {
			return nil, &RowError{Row: k, Err: invalid("hazard: the times are too large or too small for a rate")}
		}
	}
	return hazards, nil
}

// intervalAt returns the index of the interval [edge, next edge) that contains t, -1
// before the first edge, and the number of intervals from the last edge on.
func intervalAt[T cmp.Ordered](edges []T, t T) int {
	i, found := slices.BinarySearch(edges, t)
	if found {
		return i
	}
	return i - 1
}
