package cx

import (
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/buckets"
	"github.com/cxmetrics/cx/internal/wire"
)

// durationsWire is the JSON form of [Durations]. A bucket is its number and that of the
// durations in it: a [2]int64 to encode, and to decode a list that may be another.
type durationsWire[B [2]int64 | []int64] struct {
	Count    int64           `json:"count"`
	Sum      decimal.Decimal `json:"sum_seconds"`
	Shortest time.Duration   `json:"shortest_seconds"`
	Longest  time.Duration   `json:"longest_seconds"`
	Limits   []durationLimit `json:"limits,omitempty"`
	Buckets  []B             `json:"buckets,omitempty"`
}

// durationLimit is a limit of [Durations] as it is in JSON.
type durationLimit struct {
	Limit  time.Duration `json:"seconds"`
	Within int64         `json:"within"`
}

// UnmarshalJSON decodes a limit. It refuses unknown and repeated keys.
func (l *durationLimit) UnmarshalJSON(data []byte) error {
	return decode(data, "limit of durations", l, nil)
}

// MarshalJSON encodes a tally: times in seconds as texts, and of the buckets those with
// durations, each as its number and theirs. It returns an error wrapping [ErrInvalid] if
// t is not valid.
func (t Durations) MarshalJSON() ([]byte, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	form := durationsWire[[2]int64]{Count: t.Count, Sum: t.sum(), Shortest: t.Shortest, Longest: t.Longest}
	for k, limit := range t.Limits {
		l := durationLimit{Limit: limit}
		if t.Count > 0 {
			l.Within = t.WithinLimits[k]
		}
		form.Limits = append(form.Limits, l)
	}
	for i, n := range t.Buckets {
		if n > 0 {
			form.Buckets = append(form.Buckets, [2]int64{int64(t.FirstBucket + i), n})
		}
	}
	return wire.Encode(&form)
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error t is unchanged.
func (t *Durations) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "durations", t, durationsOfWire)
}

func durationsOfWire(form *durationsWire[[]int64]) (Durations, error) {
	t := Durations{Count: form.Count, Shortest: form.Shortest, Longest: form.Longest}
	n, err := wire.Nanoseconds(form.Sum)
	if err != nil {
		return Durations{}, err
	}
	t.SumRest = time.Duration(new(big.Int).And(n, big.NewInt(1<<63-1)).Int64())
	if n.Rsh(n, 63); !n.IsInt64() {
		return Durations{}, checkWraps(maxWraps + 1)
	}
	t.SumWraps = n.Int64()
	for _, l := range form.Limits {
		t.Limits = append(t.Limits, l.Limit)
		if t.Count != 0 {
			t.WithinLimits = append(t.WithinLimits, l.Within)
		} else if l.Within != 0 {
			return Durations{}, invalid("durations: there are none, but some within a limit")
		}
	}
	if err := t.unpack(form.Buckets); err != nil {
		return Durations{}, err
	}
	return t, t.validate()
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
// the definition of [DurationQuantile]. It is also called a percentile: Quantile(0.95)
// is the p95. It is interpolated between two durations, each of which is known to
// 1/128, so the result is within 1 % of DurationQuantile the durations themselves,
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

// DurationQuantile returns the duration that the share p of the durations does not exceed: 0
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
// DurationQuantile returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]), or a duration is negative or 292 years or
//     more ([*RowError]).
//
// Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365.
func DurationQuantile(durations []time.Duration, p float64) (time.Duration, error) {
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
