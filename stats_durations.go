package cx

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/buckets"
	"github.com/cxmetrics/cx/internal/count"
)

// Durations is the tally of durations: waits, handling times, call length, the
// length of visits. Its Mean is the average handle time (AHT), the average talk
// time or the average speed of answer (ASA) of calls; its Quantile is a
// percentile (p95, p99), its Median the p50; Within is a service level such as
// 80/20. It knows the number, sum, shortest and longest exactly, and exactly how
// many were within each of its limits. It knows quantiles within 1 %, from
// buckets whose width is at most 1/64 of where they begin. It takes at most 35
// KB, whatever the durations.
//
// The zero Durations is no data without limits, ready for Add, and the identity of
// Merge. [DurationsOf] without durations is one with limits. A copy is a value of
// its own, as a copy of a number is, and costs nothing until one of the two is
// added to. Two tallies with the same content may look different in memory: compare
// them by Equal, as go-cmp does.
//
// The JSON form is {"count":…,"sum_seconds":"…","shortest_seconds":"…",
// "longest_seconds":"…","limits":[{"seconds":"…","within":…},…],"buckets":[[…,…],…]},
// with the number of each bucket that has durations, and how many.
type Durations struct {
	limits  []time.Duration // for Within; never written to, so that copies share it
	earlier *durationCounts // of all durations but the recent ones; nil for none
	recent  count.Log[time.Duration]
}

// durationCounts is what is known of durations. Nobody writes to it once it is part of a
// tally, so that copies share it.
type durationCounts struct {
	durationFigures
	first   int     // the number of the first bucket, that of the shortest
	buckets []int64 // numbers of durations, up to the bucket of the longest
	within  []int64 // the number of durations of at most each limit
}

// durationFigures is the figures of durations that are exact.
type durationFigures struct {
	count    int64
	sumRest  time.Duration // the sum is sumWraps times 2^63 nanoseconds, and sumRest;
	sumWraps int64         // sumWraps is 0 up to a sum of 292 years
	shortest time.Duration // 0 for no data
	longest  time.Duration // 0 for no data
}

// maxLimits is the largest number of limits, each of which costs time in every Add.
const maxLimits = 16

// DurationsOf tallies durations, with exact numbers of those within each of the limits,
// which it puts into ascending order. Without durations it is the empty tally with these
// limits. It does not modify its arguments.
//
// DurationsOf returns an error wrapping [ErrInvalid] if there are more than 16 limits,
// or one is negative or given twice; and a [*RowError] at the first duration that
// Add refuses.
func DurationsOf(durations []time.Duration, limits ...time.Duration) (Durations, error) {
	t := Durations{limits: slices.Sorted(slices.Values(limits))}
	if err := checkLimits(t.limits); err != nil {
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
// from 292 years on), or the count or the sum in seconds would exceed the largest
// int64.
func (t *Durations) Add(d time.Duration) error {
	if uint64(d) < math.MaxInt64 && t.recent.Append(d) {
		return nil
	}
	return t.addSlowly(d)
}

// addSlowly is Add where there is no room for another recent duration, or d is refused.
func (t *Durations) addSlowly(d time.Duration) error {
	full := t.recent.Full()
	if full {
		t.fold()
	}
	if err := t.check(d); err != nil {
		return err
	}
	if full {
		t.recent.Restart()
	} else {
		t.recent.Room()
	}
	t.recent.Append(d)
	if t.nearlyFull() {
		t.fold() // leaves no room, so that the next is checked
	}
	return nil
}

// fold counts the recent durations among the earlier ones.
func (t *Durations) fold() { t.earlier, t.recent = t.counts(), count.Log[time.Duration]{} }

// nearlyFull reports whether the recent durations and one more could bring the count or the
// sum beyond the largest that there are. Then there are no recent ones.
func (t *Durations) nearlyFull() bool {
	const margin = 2 * count.LogRoom
	return t.earlier != nil && (t.earlier.count > math.MaxInt64-margin || t.earlier.sumWraps > maxWraps-margin)
}

// check says why Add would refuse a duration.
func (t *Durations) check(d time.Duration) error {
	if err := checkDuration(d); err != nil || !t.nearlyFull() {
		return err
	}
	_, err := t.earlier.plus(durationFigures{count: 1, sumRest: d, shortest: d, longest: d})
	return err
}

// plus returns the figures of the durations of both, neither of which is empty.
func (f durationFigures) plus(other durationFigures) (durationFigures, error) {
	n, err := addCount("durations", f.count, other.count)
	if err != nil {
		return durationFigures{}, err
	}
	sum := uint64(f.sumRest) + uint64(other.sumRest)
	wraps := f.sumWraps + other.sumWraps + int64(sum>>63)
	return durationFigures{
		count: n, sumRest: time.Duration(sum & math.MaxInt64), sumWraps: wraps,
		shortest: min(f.shortest, other.shortest), longest: max(f.longest, other.longest),
	}, checkWraps(wraps)
}

// figures returns the figures of all durations.
func (t *Durations) figures() (f durationFigures) {
	if t.earlier != nil {
		f = t.earlier.durationFigures
	}
	recent := t.recent.Entries()
	if len(recent) == 0 {
		return f
	}
	sum, wraps, shortest, longest := uint64(f.sumRest), uint64(f.sumWraps), f.shortest, f.longest
	if f.count == 0 {
		shortest = recent[0]
	}
	for _, d := range recent {
		sum += uint64(d)
		wraps += sum >> 63
		sum &= math.MaxInt64
		shortest, longest = min(shortest, d), max(longest, d)
	}
	return durationFigures{f.count + int64(len(recent)), time.Duration(sum), int64(wraps), shortest, longest}
}

// counts returns what is known of all durations, which may be part of t.
func (t *Durations) counts() *durationCounts {
	switch {
	case len(t.recent.Entries()) > 0:
		return t.countsAs(t.figures())
	case t.earlier != nil:
		return t.earlier
	}
	return &durationCounts{within: make([]int64, len(t.limits))}
}

// countsAs counts the durations of t, with room for all from the shortest to the longest
// of the figures.
func (t *Durations) countsAs(f durationFigures) *durationCounts {
	first := buckets.Of(f.shortest)
	c := &durationCounts{f, first, make([]int64, buckets.Of(f.longest)-first+1), make([]int64, len(t.limits))}
	if t.earlier != nil {
		copy(c.buckets[t.earlier.first-first:], t.earlier.buckets)
		copy(c.within, t.earlier.within)
	}
	numbers, recent := c.buckets, t.recent.Entries()
	for _, d := range recent {
		numbers[buckets.Of(d)-first]++
	}
	for k, limit := range t.limits {
		var within uint64
		for _, d := range recent {
			within += uint64(d-limit-1) >> 63 // 1 if d <= limit, without a branch
		}
		c.within[k] += int64(within)
	}
	return c
}

// Merge adds the durations of another tally. The zero Durations adopts the limits of
// other. On error t is unchanged.
//
// Merge returns an error if:
//   - the limits differ ([ErrMismatch]);
//   - the count or the sum in seconds would exceed the largest int64 ([ErrInvalid]).
func (t *Durations) Merge(other Durations) error {
	mine, theirs := t.figures(), other.figures()
	switch {
	case theirs.count == 0 && len(other.limits) == 0:
		return nil
	case mine.count == 0 && len(t.limits) == 0:
		*t = other
		return nil
	case !slices.Equal(t.limits, other.limits):
		return mismatch("durations: the limits differ")
	case theirs.count == 0:
		return nil
	case mine.count == 0:
		*t = other
		return nil
	}
	sum, err := mine.plus(theirs)
	if err != nil {
		return err
	}
	c, more := t.countsAs(sum), other.counts()
	for i, n := range more.buckets {
		c.buckets[more.first-c.first+i] += n
	}
	for k, n := range more.within {
		c.within[k] += n
	}
	t.earlier, t.recent = c, count.Log[time.Duration]{}
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Durations) PoolsPeriods() {}

// Equal reports whether t and other have the same limits and count the same durations.
func (t Durations) Equal(other Durations) bool {
	if t.figures() != other.figures() || !slices.Equal(t.limits, other.limits) {
		return false
	}
	mine, theirs := t.counts(), other.counts()
	return slices.Equal(mine.buckets, theirs.buckets) && slices.Equal(mine.within, theirs.within)
}

// String returns the mean and the number of durations: mean 56.6s (5 durations).
func (t Durations) String() string {
	n, mean := t.Total(), "undefined"
	if d, err := t.Mean(); err == nil {
		mean = d.String()
	}
	if n == 1 {
		return "mean " + mean + " (1 duration)"
	}
	return "mean " + mean + " (" + strconv.FormatInt(n, 10) + " durations)"
}

// secondsOf returns a duration in seconds.
func secondsOf(d time.Duration) decimal.Decimal { return decimal.New(int64(d), -9).Normalize() }

// Total returns the number of durations.
func (t Durations) Total() int64 {
	n := int64(len(t.recent.Entries()))
	if t.earlier != nil {
		n += t.earlier.count
	}
	return n
}

// Limits returns the limits that Within takes, in ascending order; nil if there are none.
func (t Durations) Limits() []time.Duration { return append([]time.Duration(nil), t.limits...) }

// Shortest returns the shortest duration. It returns [ErrNoData] if there are none.
func (t Durations) Shortest() (time.Duration, error) {
	f := t.figures()
	if f.count == 0 {
		return 0, noData("shortest duration")
	}
	return f.shortest, nil
}

// Longest returns the longest duration. It returns [ErrNoData] if there are none.
func (t Durations) Longest() (time.Duration, error) {
	f := t.figures()
	if f.count == 0 {
		return 0, noData("longest duration")
	}
	return f.longest, nil
}

// Seconds returns the sum of the durations in seconds, exactly; 0 if there are none.
func (t Durations) Seconds() decimal.Decimal { return t.figures().seconds() }

// seconds returns the sum in seconds.
func (f durationFigures) seconds() decimal.Decimal {
	wrap := decimal.NewFromUint64(1 << 63)
	return decimal.NewFromInt(f.sumWraps).Mul(wrap).Add(decimal.NewFromInt(int64(f.sumRest))).Shift(-9).Normalize()
}

// Mean returns the mean duration
//
//	sum of durations / Total
//
// rounded half up to the nanosecond. For handling times it is also called average
// handle time (AHT), for waits the average speed of answer (ASA). A few very long
// durations move it far; see Median. With more digits it is Seconds / Total.
//
// Mean returns [ErrNoData] if there are no durations.
func (t Durations) Mean() (time.Duration, error) {
	f := t.figures()
	if f.count == 0 {
		return 0, noData("mean duration")
	}
	// The mean is at most the longest, so that the quotient fits.
	high, low := uint64(f.sumWraps)>>1, uint64(f.sumWraps)<<63|uint64(f.sumRest)
	mean, rest := bits.Div64(high, low, uint64(f.count))
	if rest >= uint64(f.count)-rest {
		mean++
	}
	return time.Duration(mean), nil
}

// LowerIsBetter returns true: of waits, the shorter is the better. Of visits it is the
// caller's to say.
func (t Durations) LowerIsBetter() bool { return true }

// Fraction returns the mean in seconds as numerator and denominator, not rounded. It returns the
// errors of Seconds.
func (t Durations) Fraction() (num, den decimal.Decimal, err error) {
	f := t.figures()
	if f.count == 0 {
		return num, den, noData("mean duration")
	}
	return f.seconds(), decimal.NewFromInt(f.count), nil
}

// Within returns the durations of at most limit, out of all. It is exact, and so
// it works only for one of the limits of the tally. It is also called the service
// level: Within(20 s) is the 80 of 80/20. Without durations it is 0 of 0, whose
// Rate is [ErrNoData].
//
// Within returns an error wrapping [ErrUndefined] if limit is none of the limits.
func (t Durations) Within(limit time.Duration) (Proportion, error) {
	k, found := slices.BinarySearch(t.limits, limit)
	if !found {
		return Proportion{}, undefined("durations within a limit: it is none of the limits of the tally")
	}
	counts := t.counts()
	return Proportion{Count: counts.within[k], Base: counts.count}, nil
}
