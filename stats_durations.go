package cx

import (
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/buckets"
)

// Durations is the tally of durations: waits, handling times, call length, the
// length of visits. Its Mean is the average handle time (AHT), the average talk
// time or the average speed of answer (ASA) of calls; its Quantile is a
// percentile (p95, p99), its Median the p50; Within is a service level such as
// 80/20. It knows the number, sum, shortest and longest exactly, and exactly how
// many were within each of the Limits. It knows quantiles within 1 %, from
// buckets whose width is at most 1/64 of where they begin. It takes at most 30
// KB, whatever the durations.
//
// The zero Durations is no data without limits, ready for Add, and the identity of
// Merge. Durations{Limits: …} is one with limits, in ascending order, none of them
// negative, at most 16.
//
// A copy shares the buckets of the original, as a copy of a slice does: after an Add to
// the one, the other is out of date, and its queries say so. Merge into the zero
// Durations makes a copy of its own.
//
// The JSON form is {"count":…,"sum_seconds":"…","shortest_seconds":"…",
// "longest_seconds":"…","limits":[{"seconds":"…","within":…},…],"buckets":[[…,…],…]},
// with the number of each bucket that has durations, and how many.
type Durations struct {
	Count        int64           // how many
	SumRest      time.Duration   // the sum is SumWraps times 2^63 nanoseconds, and SumRest;
	SumWraps     int64           // SumWraps is 0 up to a sum of 292 years
	Shortest     time.Duration   // 0 for no data
	Longest      time.Duration   // 0 for no data
	Limits       []time.Duration // for Within
	WithinLimits []int64         // the number of durations of at most each limit; nil for no data
	FirstBucket  int             // the number of the bucket of Shortest
	Buckets      []int64         // numbers of durations, from the bucket of Shortest to that of Longest
}

// maxLimits is the largest number of limits, each of which costs time in every Add.
const maxLimits = 16

// DurationsOf tallies durations, with exact numbers of those within each of the limits,
// which it puts into ascending order. It does not modify its arguments.
//
// DurationsOf returns an error wrapping [ErrInvalid] if there are more than 16 limits,
// or one is negative or given twice; and a [*RowError] at the first duration that
// Add refuses.
func DurationsOf(durations []time.Duration, limits ...time.Duration) (Durations, error) {
	t := Durations{Limits: slices.Sorted(slices.Values(limits))}
	if err := checkLimits(t.Limits); err != nil {
		return Durations{}, err
	}
	for i, d := range durations {
		if err := t.Add(d); err != nil {
			return Durations{}, &RowError{Row: i, Err: err}
		}
	}
	return t, nil
}

// checkLimits refuses limits that a tally cannot have.
func checkLimits(limits []time.Duration) error {
	if len(limits) > maxLimits {
		return &RangeError{What: "number of limits", Got: int64(len(limits)), Max: maxLimits}
	}
	for i, l := range limits {
		if l < 0 || i > 0 && l <= limits[i-1] {
			return invalid("limits of durations are not in ascending order from 0")
		}
	}
	return nil
}

// checkDuration refuses what is no length of time. The longest is what a difference of
// two instants becomes that lie further apart.
func checkDuration(d time.Duration) error {
	switch {
	case d < 0:
		return invalid("duration is negative")
	case d == math.MaxInt64:
		return invalid("duration is 292 years or more")
	}
	return nil
}

// maxWraps is the largest number of wraps: the sum in seconds fits int64.
const maxWraps = 1e9 - 1

func checkWraps(n int64) error {
	if n > maxWraps {
		return invalid("durations: the sum in seconds exceeds the largest int64")
	}
	return nil
}

// Add counts one duration. It returns an error wrapping [ErrInvalid], and leaves t
// unchanged, if d is negative or the largest there is (which means any length
// from 292 years on), the limits are not valid, or the count or the sum in
// seconds would exceed the largest int64.
func (t *Durations) Add(d time.Duration) error {
	i := uint(buckets.Of(d) - t.FirstBucket)
	if i >= uint(len(t.Buckets)) || uint64(d) >= math.MaxInt64 || uint64(t.Count) >= math.MaxInt64 || t.SumWraps >= maxWraps {
		return t.addSlowly(d)
	}
	if len(t.Limits) > 0 {
		if len(t.WithinLimits) != len(t.Limits) {
			return t.addSlowly(d)
		}
		within := t.WithinLimits
		for k, limit := range t.Limits {
			within[k] += int64(uint64(d-limit-1) >> 63) // 1 if d <= limit, without a branch
		}
	}
	t.Buckets[i]++
	t.Count++
	sum := uint64(t.SumRest) + uint64(d)
	t.SumRest = time.Duration(sum & math.MaxInt64)
	t.SumWraps += int64(sum >> 63)
	if d < t.Shortest {
		t.Shortest = d
	}
	if d > t.Longest {
		t.Longest = d
	}
	return nil
}

// addSlowly is Add of a duration that has no bucket yet, or is refused.
func (t *Durations) addSlowly(d time.Duration) error {
	if err := checkDuration(d); err != nil {
		return err
	}
	if err := t.validateShape(); err != nil {
		return err
	}
	if _, err := addCount("durations", t.Count, 1); err != nil {
		return err
	}
	if err := checkWraps(t.SumWraps + 1); err != nil {
		return err
	}
	t.widen(d, d)
	return t.Add(d)
}

// Merge adds the durations of another tally. The zero Durations adopts the limits of
// other. On error t is unchanged.
//
// Merge returns an error if:
//   - the limits differ ([ErrMismatch]);
//   - either is not valid, or the count or the sum in seconds would exceed the largest
//     int64 ([ErrInvalid]).
func (t *Durations) Merge(other Durations) error {
	if err := t.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	limits := t.Limits
	switch {
	case other.Count == 0 && len(other.Limits) == 0:
		return nil
	case t.Count == 0 && len(t.Limits) == 0:
		limits = slices.Clone(other.Limits)
	case !slices.Equal(t.Limits, other.Limits):
		return mismatch("durations: the limits differ")
	}
	count, err := addCount("durations", t.Count, other.Count)
	if err != nil {
		return err
	}
	sum := uint64(t.SumRest) + uint64(other.SumRest)
	wraps := t.SumWraps + other.SumWraps + int64(sum>>63)
	if err := checkWraps(wraps); err != nil {
		return err
	}
	if t.Limits = limits; other.Count == 0 {
		return nil
	}
	t.widen(other.Shortest, other.Longest)
	for i, n := range other.Buckets {
		t.Buckets[other.FirstBucket-t.FirstBucket+i] += n
	}
	for k, n := range other.WithinLimits {
		t.WithinLimits[k] += n
	}
	t.Count, t.SumRest, t.SumWraps = count, time.Duration(sum&math.MaxInt64), wraps
	return nil
}

// widen makes room for durations from shortest to longest.
func (t *Durations) widen(shortest, longest time.Duration) {
	if t.Count == 0 {
		t.Shortest, t.Longest, t.FirstBucket = shortest, longest, buckets.Of(shortest)
		t.Buckets, t.WithinLimits = make([]int64, buckets.Of(longest)-t.FirstBucket+1), nil
		if len(t.Limits) > 0 {
			t.WithinLimits = make([]int64, len(t.Limits))
		}
		return
	}
	t.Shortest, t.Longest = min(t.Shortest, shortest), max(t.Longest, longest)
	first, was := buckets.Of(t.Shortest), len(t.Buckets)
	if n := buckets.Of(t.Longest) - first + 1; n > was {
		before := t.FirstBucket - first
		t.Buckets = slices.Grow(t.Buckets, n-was)[:n]
		clear(t.Buckets[was:])
		copy(t.Buckets[before:], t.Buckets[:was])
		clear(t.Buckets[:before])
	}
	t.FirstBucket = first
}

// validateShape says what is impossible about t without a look into each bucket.
func (t Durations) validateShape() error {
	if err := checkLimits(t.Limits); err != nil {
		return err
	}
	if t.Count == 0 {
		if t.SumRest != 0 || t.SumWraps != 0 || t.Shortest != 0 || t.Longest != 0 || t.FirstBucket != 0 ||
			len(t.Buckets) > 0 || len(t.WithinLimits) > 0 {
			return invalid("durations: there are none, but figures of some")
		}
		return nil
	}
	if err := checkWraps(t.SumWraps); err != nil {
		return err
	}
	if t.Count < 0 || t.Shortest < 0 || t.Longest < t.Shortest || t.Longest == math.MaxInt64 || t.SumRest < 0 || t.SumWraps < 0 ||
		len(t.WithinLimits) != len(t.Limits) {
		return invalid("durations: the figures are not those of durations")
	}
	last := len(t.Buckets) - 1
	if t.FirstBucket != buckets.Of(t.Shortest) || t.FirstBucket+last != buckets.Of(t.Longest) || t.Buckets[0] < 1 || t.Buckets[last] < 1 {
		return invalid("durations: the buckets are not those from the shortest to the longest")
	}
	return nil
}

// validate says what is impossible about t.
func (t Durations) validate() error {
	if err := t.validateShape(); err != nil || t.Count == 0 {
		return err
	}
	sum, err := sumCounts("durations", t.Buckets...)
	if err != nil {
		return err
	}
	if sum != t.Count {
		return invalid("durations: the buckets do not add up to the count; durations were added to a copy")
	}
	return t.validateSums()
}

// validateSums says what is impossible about the sum and the numbers within limits.
func (t Durations) validateSums() error {
	sum, count := t.sum(), decimal.NewFromInt(t.Count)
	if sum.Cmp(count.Mul(secondsOf(t.Shortest))) < 0 || sum.Cmp(count.Mul(secondsOf(t.Longest))) > 0 {
		return invalid("durations: the sum is not that of so many from the shortest to the longest")
	}
	for k, n := range t.WithinLimits {
		limit := t.Limits[k]
		if n < 0 || n > t.Count || k > 0 && n < t.WithinLimits[k-1] ||
			limit < t.Shortest && n > 0 || limit >= t.Longest && n < t.Count {
			return invalid("durations: the numbers within the limits are not possible")
		}
	}
	return nil
}

// sum returns the sum in seconds.
func (t Durations) sum() decimal.Decimal {
	wrap := decimal.NewFromUint64(1 << 63)
	return decimal.NewFromInt(t.SumWraps).Mul(wrap).Add(decimal.NewFromInt(int64(t.SumRest))).Shift(-9).Normalize()
}

// secondsOf returns a duration in seconds.
func secondsOf(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -9).Normalize() }

// Total returns the number of durations. It is 0 for a negative Count, which
// every other query refuses.
func (t Durations) Total() int64 { return max(t.Count, 0) }

// Sum returns the sum of the durations in seconds, exactly; 0 if there are none.
// It returns an error wrapping [ErrInvalid] if t is not valid.
func (t Durations) Sum() (decimal.Decimal, error) {
	if err := t.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	return t.sum(), nil
}

// Mean returns the mean duration
//
//	sum of durations / Count
//
// in seconds, rounded half away from zero to [Places]. For handling times it is
// also called average handle time (AHT), for waits the average speed of answer
// (ASA). A few very long durations move it far; see Median.
//
// Mean returns an error if there are no durations ([ErrNoData]) or t is not valid
// ([ErrInvalid]).
func (t Durations) Mean() (decimal.Decimal, error) { return quotient(t) }

func (t Durations) fraction() (num, den decimal.Decimal, err error) {
	if err := t.validate(); err != nil {
		return num, den, err
	}
	if t.Count == 0 {
		return num, den, noData("mean duration")
	}
	return t.sum(), decimal.NewFromInt(t.Count), nil
}

// Within returns the durations of at most limit, out of all. It is exact, and so
// it works only for one of the Limits. It is also called the service level:
// Within(20 s) is the 80 of 80/20. Without durations it is 0 of 0, whose Rate is
// [ErrNoData].
//
// Within returns an error if limit is none of the Limits ([ErrUndefined]) or t is not
// valid ([ErrInvalid]).
func (t Durations) Within(limit time.Duration) (Proportion, error) {
	if err := t.validate(); err != nil {
		return Proportion{}, err
	}
	k, found := slices.BinarySearch(t.Limits, limit)
	switch {
	case !found:
		return Proportion{}, undefined("durations within a limit: it is none of the limits of the tally")
	case t.Count == 0:
		return Proportion{}, nil
	}
	return Proportion{Count: t.WithinLimits[k], Total: t.Count}, nil
}
