package cx

import (
	"math"
	"slices"
	"time"
)

// Median returns the duration that half of the durations do not exceed: Quantile of
// 0.5, with its errors.
func (t Durations) Median() (time.Duration, error) { return t.Quantile(0.5) }

// Quantile returns the duration that the share p of the durations does not exceed, by
// the definition of [QuantileOf]. Each of the two durations between which it lies is
// known to 1/128, so that the result is within 1 % of QuantileOf the durations
// themselves, but for rounding to the nanosecond. Of 0 and 1, and of one duration, it is
// exact.
//
// Quantile returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1, or t is not valid ([ErrInvalid]).
func (t Durations) Quantile(p float64) (time.Duration, error) {
	if err := checkQuantile(p); err != nil {
		return 0, err
	}
	if err := t.validate(); err != nil {
		return 0, err
	}
	if t.Count == 0 {
		return 0, noData("quantile of durations")
	}
	return quantile(p, t.Count, t.nth), nil
}

// nth returns the k-th shortest duration, counted from 0.
func (t Durations) nth(k int64) time.Duration {
	if k == 0 {
		return t.Shortest
	}
	if k == t.Count-1 {
		return t.Longest
	}
	bucket := bucketOf(t.Shortest)
	for _, n := range t.Buckets {
		if k -= n; k < 0 {
			break
		}
		bucket++
	}
	return min(max(bucketMiddle(bucket), t.Shortest), t.Longest)
}

// QuantileOf returns the duration that the share p of the durations does not exceed: 0
// is the shortest, 0.5 the median, 1 the longest. Between two durations it is
// interpolated (type 7 of Hyndman and Fan, the default of R and numpy): with the
// durations in ascending order, counted from 0, it is the one with the number
//
//	h = (n - 1) * p
//
// and between floor(h) and floor(h) + 1 it rises in a straight line. It is rounded to
// the nanosecond, or to 16 digits between durations months apart. It does not modify durations, and sorts a copy of them: [Durations]
// needs neither, and is right within 1 %.
//
// QuantileOf returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]), or a duration is negative or 292 years and more
//     ([*RowError]).
//
// Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365.
func QuantileOf(durations []time.Duration, p float64) (time.Duration, error) {
	if err := checkQuantile(p); err != nil {
		return 0, err
	}
	for i, d := range durations {
		if err := checkDuration(d); err != nil {
			return 0, &RowError{Row: i, Err: err}
		}
	}
	if len(durations) == 0 {
		return 0, noData("quantile of durations")
	}
	sorted := slices.Clone(durations)
	slices.Sort(sorted)
	return quantile(p, int64(len(sorted)), func(k int64) time.Duration { return sorted[k] }), nil
}

func checkQuantile(p float64) error {
	if !(p >= 0 && p <= 1) {
		return invalid("quantile is not a fraction from 0 to 1")
	}
	return nil
}

// quantile returns the quantile of n durations, of which nth returns the k-th shortest.
func quantile(p float64, n int64, nth func(k int64) time.Duration) time.Duration {
	h := float64(n-1) * p
	k := saturate(math.Floor(h))
	if k >= n-1 {
		return nth(n - 1)
	}
	low, high := nth(k), nth(k+1)
	return min(low+time.Duration(math.Round((h-float64(k))*float64(high-low))), high)
}
