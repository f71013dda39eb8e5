package cx

import (
	"encoding/json"
	"math/big"
	"time"

	"github.com/shopspring/decimal"
)

// seconds is a duration as it stands in JSON: a text with the number of seconds, exact
// to the nanosecond.
type seconds time.Duration

// MarshalText encodes a duration.
func (s seconds) MarshalText() ([]byte, error) {
	return []byte(decimalText(secondsOf(time.Duration(s)))), nil
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

// durationLimit is a limit of [Durations] as it stands in JSON.
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
func (t *Durations) unpack(buckets [][]int64) error {
	if len(buckets) == 0 {
		return nil
	}
	if t.Longest < t.Shortest {
		return invalid("durations: the longest is shorter than the shortest")
	}
	t.FirstBucket = bucketOf(t.Shortest)
	t.Buckets = make([]int64, bucketOf(t.Longest)-t.FirstBucket+1)
	last := int64(-1)
	for _, b := range buckets {
		if len(b) != 2 || b[0] <= last || b[0] < int64(t.FirstBucket) || b[0] >= int64(t.FirstBucket+len(t.Buckets)) || b[1] < 1 {
			return invalid("durations: the buckets are not pairs in ascending order, from the shortest to the longest")
		}
		last = b[0]
		t.Buckets[b[0]-int64(t.FirstBucket)] = b[1]
	}
	return nil
}
