package cx

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/buckets"
	"github.com/cxmetrics/cx/internal/exact"
)

// seconds is a duration in the form of JSON: a text with the number of seconds,
// exact to the nanosecond.
type seconds time.Duration

// MarshalText encodes a duration.
func (s seconds) MarshalText() ([]byte, error) {
	return []byte(exact.Text(secondsOf(time.Duration(s)))), nil
}

// UnmarshalText decodes a duration that is not negative, as [ParseMoney] does.
func (s *seconds) UnmarshalText(text []byte) error {
	d, err := ParseMoney(string(text))
	if err != nil {
		return err
	}
	n, err := nanosecondsOf(d)
	if err != nil {
		return err
	}
	if !n.IsInt64() {
		return invalid("duration is 292 years or more")
	}
	*s = seconds(n.Int64())
	return checkDuration(time.Duration(*s))
}

// nanosecondsOf returns a number of seconds of at most 34 digits in nanoseconds.
func nanosecondsOf(d decimal.Decimal) (*big.Int, error) {
	d = d.Shift(9)
	if d.Sign() < 0 || !d.IsInteger() {
		return nil, invalid("duration is negative, or no whole number of nanoseconds")
	}
	return d.BigInt(), nil
}

// durationLimit is a limit of [Durations] in the form of JSON.
type durationLimit struct {
	Seconds seconds `json:"seconds"`
	Within  int64   `json:"within"`
}

// UnmarshalJSON decodes a limit. It refuses unknown and repeated keys.
func (l *durationLimit) UnmarshalJSON(data []byte) error {
	_, err := decodeObject(data, "limit of durations", fields{"seconds": &l.Seconds, "within": &l.Within})
	return err
}

// MarshalJSON encodes a tally: times in seconds as texts, and of the buckets those with
// durations, each as its number and theirs. It returns an error wrapping [ErrInvalid] if
// t is not valid.
func (t Durations) MarshalJSON() ([]byte, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	var limits []durationLimit
	for k, limit := range t.Limits {
		l := durationLimit{Seconds: seconds(limit)}
		if t.Count > 0 {
			l.Within = t.WithinLimits[k]
		}
		limits = append(limits, l)
	}
	var buckets [][2]int64
	for i, n := range t.Buckets {
		if n > 0 {
			buckets = append(buckets, [2]int64{int64(t.FirstBucket + i), n})
		}
	}
	return json.Marshal(struct {
		Count    int64           `json:"count"`
		Sum      amount          `json:"sum_seconds"`
		Shortest seconds         `json:"shortest_seconds"`
		Longest  seconds         `json:"longest_seconds"`
		Limits   []durationLimit `json:"limits,omitempty"`
		Buckets  [][2]int64      `json:"buckets,omitempty"`
	}{t.Count, amount(t.sum()), seconds(t.Shortest), seconds(t.Longest), limits, buckets})
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error t is unchanged.
func (t *Durations) UnmarshalJSON(data []byte) error {
	var (
		v       Durations
		sum     decimal.Decimal
		limits  []durationLimit
		buckets [][]int64
	)
	ok, err := decodeObject(data, "durations", fields{
		"count": &v.Count, "sum_seconds": &sum, "shortest_seconds": (*seconds)(&v.Shortest),
		"longest_seconds": (*seconds)(&v.Longest), "limits": &limits, "buckets": &buckets,
	})
	if !ok {
		return err
	}
	n, err := nanosecondsOf(sum)
	if err != nil {
		return err
	}
	v.SumRest = time.Duration(new(big.Int).And(n, big.NewInt(1<<63-1)).Int64())
	if n.Rsh(n, 63); !n.IsInt64() {
		return checkWraps(maxWraps + 1)
	}
	v.SumWraps = n.Int64()
	for _, l := range limits {
		v.Limits = append(v.Limits, time.Duration(l.Seconds))
		if v.Count != 0 {
			v.WithinLimits = append(v.WithinLimits, l.Within)
		} else if l.Within != 0 {
			return invalid("durations: there are none, but some within a limit")
		}
	}
	if err := v.unpack(buckets); err != nil {
		return err
	}
	if err := v.validate(); err != nil {
		return err
	}
	*t = v
	return nil
}

// unpack sets the buckets of t, whose shortest and longest are known.
func (t *Durations) unpack(pairs [][]int64) error {
	if len(pairs) == 0 {
		return nil
	}
	if t.Longest < t.Shortest {
		return invalid("durations: the longest is shorter than the shortest")
	}
	t.FirstBucket = buckets.Of(t.Shortest)
	t.Buckets = make([]int64, buckets.Of(t.Longest)-t.FirstBucket+1)
	last := int64(-1)
	for _, b := range pairs {
		if len(b) != 2 || b[0] <= last || b[0] < int64(t.FirstBucket) || b[0] >= int64(t.FirstBucket+len(t.Buckets)) || b[1] < 1 {
			return invalid("durations: the buckets are not pairs in ascending order, from the shortest to the longest")
		}
		last = b[0]
		t.Buckets[b[0]-int64(t.FirstBucket)] = b[1]
	}
	return nil
}

// Median returns the duration that half of the durations do not exceed: Quantile
// of 0.5. It is also called the p50.
//
// Median returns an error if there are no durations ([ErrNoData]) or t is not
// valid ([ErrInvalid]).
func (t Durations) Median() (time.Duration, error) { return t.Quantile(0.5) }

// Quantile returns the duration that the share p of the durations does not exceed, by
// the definition of [QuantileOf]. It is also called a percentile: Quantile(0.95)
// is the p95. It is interpolated between two durations, each of which is known to
// 1/128, so the result is within 1 % of QuantileOf the durations themselves,
// except for rounding to the nanosecond. For p 0 and 1, and for one duration, it
// is exact.
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
	bucket := buckets.Of(t.Shortest)
	for _, n := range t.Buckets {
		if k -= n; k < 0 {
			break
		}
		bucket++
	}
	return min(max(buckets.Middle(bucket), t.Shortest), t.Longest)
}

// QuantileOf returns the duration that the share p of the durations does not exceed: 0
// is the shortest, 0.5 the median, 1 the longest. It is also called a percentile:
// 0.95 is the p95. Between two durations it is interpolated (type 7 of Hyndman
// and Fan, the default of R and numpy): with the durations in ascending order,
// counted from 0, it is the one with the number
//
//	h = (n - 1) * p
//
// and between floor(h) and floor(h) + 1 it rises in a straight line. It is rounded to
// the nanosecond, or to 16 digits between durations months apart. It does not
// modify durations, and sorts a copy of them: [Durations] needs no copy and no
// sorting, and is right within 1 %.
//
// QuantileOf returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]), or a duration is negative or 292 years or
//     more ([*RowError]).
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

// quantile returns the quantile of n durations. nth returns the k-th shortest of them.
func quantile(p float64, n int64, nth func(k int64) time.Duration) time.Duration {
	h := float64(n-1) * p
	k := saturate(math.Floor(h))
	if k >= n-1 {
		return nth(n - 1)
	}
	low, high := nth(k), nth(k+1)
	return min(low+time.Duration(math.Round((h-float64(k))*float64(high-low))), high)
}
