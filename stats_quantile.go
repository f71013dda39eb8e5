package cx

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/buckets"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
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
// durations, each as its number and theirs.
func (t Durations) MarshalJSON() ([]byte, error) {
	c := t.counts()
	form := durationsWire[[2]int64]{Count: c.count, Sum: c.seconds(), Shortest: c.shortest, Longest: c.longest}
	for k, limit := range t.limits {
		form.Limits = append(form.Limits, durationLimit{Limit: limit, Within: c.within[k]})
	}
	for i, n := range c.buckets {
		if n > 0 {
			form.Buckets = append(form.Buckets, [2]int64{int64(c.first + i), n})
		}
	}
	return wire.Encode(&form)
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what no
// durations have. On error t is unchanged.
func (t *Durations) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "durations", t, durationsOfWire)
}

func durationsOfWire(form *durationsWire[[]int64]) (Durations, error) {
	var t Durations
	var within []int64
	for _, l := range form.Limits {
		t.limits, within = append(t.limits, l.Limit), append(within, l.Within)
	}
	if err := checkLimits(t.limits); err != nil {
		return Durations{}, err
	}
	n, err := wire.Nanoseconds(form.Sum)
	if err != nil {
		return Durations{}, err
	}
	f := durationFigures{count: form.Count, shortest: form.Shortest, longest: form.Longest}
	f.sumRest = time.Duration(new(big.Int).And(n, big.NewInt(math.MaxInt64)).Int64())
	if n.Rsh(n, 63); !n.IsInt64() {
		return Durations{}, checkWraps(maxWraps + 1)
	}
	f.sumWraps = n.Int64()
	if f.count == 0 {
		return t, checkNone(f, form.Buckets, within)
	}
	if err := f.validate(); err != nil {
		return Durations{}, err
	}
	if t.earlier, err = f.unpack(form.Buckets); err != nil {
		return Durations{}, err
	}
	t.earlier.within = within
	return t, t.earlier.checkWithin(t.limits)
}

// checkNone says what is impossible about no durations.
func checkNone(f durationFigures, pairs [][]int64, within []int64) error {
	if slices.ContainsFunc(within, func(n int64) bool { return n != 0 }) {
		return invalid("durations: there are none, but some within a limit")
	}
	if f != (durationFigures{}) || len(pairs) > 0 {
		return invalid("durations: there are none, but figures of some")
	}
	return nil
}

// validate says what is impossible about figures of durations.
func (f durationFigures) validate() error {
	if err := checkWraps(f.sumWraps); err != nil {
		return err
	}
	if f.count < 0 || f.shortest < 0 || f.longest < f.shortest || f.longest == math.MaxInt64 || f.sumWraps < 0 {
		return invalid("durations: the figures are not those of durations")
	}
	sum, n := f.seconds(), decimal.NewFromInt(f.count)
	if sum.Cmp(n.Mul(secondsOf(f.shortest))) < 0 || sum.Cmp(n.Mul(secondsOf(f.longest))) > 0 {
		return invalid("durations: the sum is not that of so many from the shortest to the longest")
	}
	return nil
}

// unpack returns the counts of durations with these figures.
func (f durationFigures) unpack(pairs [][]int64) (*durationCounts, error) {
	c := (&Durations{}).countsAs(f)
	before := int64(-1)
	for _, pair := range pairs {
		if len(pair) != 2 || pair[0] <= before || pair[0] < int64(c.first) || pair[0] >= int64(c.first+len(c.buckets)) || pair[1] < 1 {
			return nil, invalid("durations: the buckets are not pairs in ascending order, from the shortest to the longest")
		}
		before = pair[0]
		c.buckets[pair[0]-int64(c.first)] = pair[1]
	}
	if c.buckets[0] == 0 || c.buckets[len(c.buckets)-1] == 0 {
		return nil, invalid("durations: the buckets are not those from the shortest to the longest")
	}
	sum, err := sumCounts("durations", c.buckets...)
	if err == nil && sum != f.count {
		err = invalid("durations: the buckets do not add up to the count")
	}
	return c, err
}

// checkWithin says what is impossible about the numbers within the limits.
func (c *durationCounts) checkWithin(limits []time.Duration) error {
	for k, n := range c.within {
		if n < 0 || n > c.count || k > 0 && n < c.within[k-1] || limits[k] < c.shortest && n > 0 || limits[k] >= c.longest && n < c.count {
			return invalid("durations: the numbers within the limits are not possible")
		}
	}
	return nil
}

// Median returns the duration that half of the durations do not exceed: Quantile
// of 0.5. It is also called the p50.
//
// Median returns [ErrNoData] if there are no durations.
func (t Durations) Median() (time.Duration, error) { return t.Quantile(0.5) }

// Quantile returns the duration that the share p of the durations does not exceed, by
// the definition of [DurationQuantile]. It is also called a percentile: Quantile(0.95)
// is the p95. It is interpolated between two durations, each of which is known to
// 1/128, so the result is within 1 % of DurationQuantile the durations themselves,
// except for rounding to the nanosecond. For p 0 and 1, and for one duration, it
// is exact.
//
// Whether a target is kept, as "95 % within 2.5 seconds", is a question for Within of
// that limit, which is exact: a quantile that is known to 1 % may be on the other
// side. With the target as a limit of the tally it never is, unless the limit lies
// between the two durations.
//
// Quantile returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]).
func (t Durations) Quantile(p float64) (time.Duration, error) {
	if err := checkQuantile(p); err != nil {
		return 0, err
	}
	if t.Total() == 0 {
		return 0, noData("quantile of durations")
	}
	counts := t.counts()
	return quantile(p, counts.count, func(k int64) time.Duration { return counts.nth(k, t.limits) }), nil
}

// nth returns the k-th shortest of the durations, counted from 0, as near as it is known.
func (c *durationCounts) nth(k int64, limits []time.Duration) time.Duration {
	low, high, bucket := c.about(k, limits)
	return min(max(buckets.Middle(bucket), low), high)
}

// about returns where the k-th shortest of the durations is, counted from 0: from low to high, on
// the right side of each of the limits, and in which bucket.
func (c *durationCounts) about(k int64, limits []time.Duration) (low, high time.Duration, bucket int) {
	if k == 0 {
		return c.shortest, c.shortest, c.first
	}
	if k == c.count-1 {
		return c.longest, c.longest, c.first + len(c.buckets) - 1
	}
	low, high = c.shortest, c.longest
	for i, within := range c.within {
		if k < within {
			high = min(high, limits[i])
			break
		}
		low = max(low, limits[i]+1)
	}
	bucket = c.first
	for _, n := range c.buckets {
		if k -= n; k < 0 {
			break
		}
		bucket++
	}
	first, last := buckets.Edges(bucket)
	return max(low, first), min(high, last), bucket
}

// QuantileInterval returns the confidence interval of Quantile: that of [DurationQuantileInterval],
// from the shorter end of the bucket of the one duration to the longer end of that of the other,
// so that it is at most 1/64 wider at either end. It takes the durations for those of different
// customers, as waits of calls; where one customer has several it is too narrow.
//
// QuantileInterval returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1, or level is not between 0 and 1 ([ErrInvalid]).
func (t Durations) QuantileInterval(p, level float64) (DurationInterval, error) {
	if err := checkQuantileInterval(p, level); err != nil {
		return DurationInterval{}, err
	}
	if t.Total() == 0 {
		return DurationInterval{}, noData("quantile interval of durations")
	}
	counts := t.counts()
	middle := quantile(p, counts.count, func(k int64) time.Duration { return counts.nth(k, t.limits) })
	return quantileInterval(p, level, counts.count, middle, func(k int64) (low, high time.Duration) {
		low, high, _ = counts.about(k, t.limits)
		return low, high
	}), nil
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
// the nanosecond, or to 16 digits between durations months apart. Durations may be
// negative, as that of a visit 44 minutes early. It does not modify durations, and
// sorts a copy of them: [Durations], which takes none below 0, needs no copy and no
// sorting, and is right within 1 %.
//
// DurationQuantile returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]), or a duration is 292 years or more, either
//     way ([*RowError]).
//
// Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365.
func DurationQuantile(durations []time.Duration, p float64) (time.Duration, error) {
	if err := checkQuantile(p); err != nil {
		return 0, err
	}
	sorted, err := sortedDurations("quantile of durations", durations)
	if err != nil {
		return 0, err
	}
	return quantile(p, int64(len(sorted)), func(k int64) time.Duration { return sorted[k] }), nil
}

// DurationQuantileInterval returns the confidence interval of [DurationQuantile], from one of the
// durations to another, by order statistics: whatever the distribution of durations is, their
// quantile p lies there with at least this probability. Of n in ascending order, counted from
// 1, and a binomial number X of n with the probability p they are those with the numbers
//
//	low:  the greatest with P(X < low) <= (1 - level)/2
//	high: the least with P(X >= high) <= (1 - level)/2
//
// Few durations may have none so short or so long: then LowReached or HighReached is false. Of
// the p95 at the level 0.95 High is reached from 72 on. A quantile near an end, such as the p99.9
// of 10, may lie between the last two, and below the duration number low: then Low is
// the quantile, as High may be at the other end. It takes the durations for those of
// different customers, as waits of calls; where one customer has several it is too narrow.
// It does not modify durations.
//
// DurationQuantileInterval returns an error if:
//   - there are no durations ([ErrNoData]);
//   - p is not in 0..1, or level is not between 0 and 1 ([ErrInvalid]), or a duration is 292 years
//     or more, either way ([*RowError]).
//
// Source: W. J. Conover, Practical Nonparametric Statistics (1999), 3.2.
func DurationQuantileInterval(durations []time.Duration, p, level float64) (DurationInterval, error) {
	if err := checkQuantileInterval(p, level); err != nil {
		return DurationInterval{}, err
	}
	sorted, err := sortedDurations("quantile interval of durations", durations)
	if err != nil {
		return DurationInterval{}, err
	}
	middle := quantile(p, int64(len(sorted)), func(k int64) time.Duration { return sorted[k] })
	return quantileInterval(p, level, int64(len(sorted)), middle, func(k int64) (low, high time.Duration) {
		return sorted[k], sorted[k]
	}), nil
}

// sortedDurations returns a sorted copy of durations, of which there are some.
func sortedDurations(what string, durations []time.Duration) ([]time.Duration, error) {
	for i, d := range durations {
		// What differences of two instants become that are further apart.
		if d == math.MaxInt64 || d == math.MinInt64 {
			return nil, &RowError{Row: i, Err: checkDuration(math.MaxInt64)}
		}
	}
	if len(durations) == 0 {
		return nil, noData(what)
	}
	sorted := slices.Clone(durations)
	slices.Sort(sorted)
	return sorted, nil
}

// DurationInterval is the confidence interval of a quantile of durations, at the confidence
// Level. Few durations may leave a limit open: then LowReached or HighReached is false, and the
// number is 0.
//
// The JSON form is {"low_seconds":"…","high_seconds":"…","level":…,"low_reached":…,"high_reached":…}.
type DurationInterval struct {
	Low         time.Duration `json:"low_seconds"`
	High        time.Duration `json:"high_seconds"`
	Level       float64       `json:"level"`
	LowReached  bool          `json:"low_reached"`
	HighReached bool          `json:"high_reached"`
}

// String returns the limits and the level, with a question mark for one that is not reached:
// 1m40s..? at 0.95.
func (iv DurationInterval) String() string {
	low, high := "?", "?"
	if iv.LowReached {
		low = iv.Low.String()
	}
	if iv.HighReached {
		high = iv.High.String()
	}
	return low + ".." + high + " at " + strconv.FormatFloat(iv.Level, 'g', -1, 64)
}

// validate says what is impossible about iv. The zero DurationInterval is that of no interval.
func (iv *DurationInterval) validate() error {
	switch {
	case *iv == DurationInterval{}:
		return nil
	case !iv.LowReached && iv.Low != 0 || !iv.HighReached && iv.High != 0:
		return invalid("interval of durations: a limit that is not reached is not 0")
	case iv.LowReached && iv.HighReached && iv.Low > iv.High:
		return invalid("interval of durations is not in the order low <= high")
	}
	return checkLevel(iv.Level)
}

// MarshalJSON encodes an interval, with the limits in seconds as texts. It returns an error
// wrapping [ErrInvalid] if UnmarshalJSON would refuse it.
func (iv DurationInterval) MarshalJSON() ([]byte, error) { return encode(&iv, iv.validate()) }

// UnmarshalJSON decodes an interval. It refuses unknown and repeated keys, limits that are not in
// the order low <= high, one that is not reached and not 0, and a level that is not between 0 and
// 1; the zero DurationInterval is that of no interval. On error iv is unchanged.
func (iv *DurationInterval) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "interval of durations", iv, durationIntervalOfWire)
}

// durationIntervalWire is the JSON form of [DurationInterval], whose limits may be below 0.
type durationIntervalWire struct {
	Low         decimal.Decimal `json:"low_seconds"`
	High        decimal.Decimal `json:"high_seconds"`
	Level       float64         `json:"level"`
	LowReached  bool            `json:"low_reached"`
	HighReached bool            `json:"high_reached"`
}

func durationIntervalOfWire(w *durationIntervalWire) (DurationInterval, error) {
	iv := DurationInterval{Level: w.Level, LowReached: w.LowReached, HighReached: w.HighReached}
	for _, limit := range []struct {
		seconds decimal.Decimal
		to      *time.Duration
	}{{w.Low, &iv.Low}, {w.High, &iv.High}} {
		n, err := wire.Nanoseconds(limit.seconds.Abs())
		if err != nil {
			return DurationInterval{}, err
		}
		if !n.IsInt64() || n.Int64() == math.MaxInt64 {
			return DurationInterval{}, checkDuration(math.MaxInt64)
		}
		*limit.to = time.Duration(n.Int64() * int64(limit.seconds.Sign()))
	}
	return iv, iv.validate()
}

func checkQuantileInterval(p, level float64) error {
	if err := checkQuantile(p); err != nil {
		return err
	}
	return checkLevel(level)
}

// quantileInterval returns the interval of the quantile p of n durations, which is middle. nth
// returns where the k-th shortest of them is, counted from 0.
func quantileInterval(p, level float64, n int64, middle time.Duration, nth func(k int64) (low, high time.Duration)) DurationInterval {
	iv := DurationInterval{Level: level}
	low, high := special.BinomialRanks(n, p, level)
	if low >= 0 {
		iv.Low, _ = nth(low)
		iv.Low, iv.LowReached = min(iv.Low, middle), true
	}
	if high < n {
		_, iv.High = nth(high)
		iv.High, iv.HighReached = max(iv.High, middle), true
	}
	return iv
}

// AmountQuantile returns the amount that the share p of the amounts does not exceed: 0 is
// the smallest (minimum), 0.5 the median, 1 the largest (maximum). Of order values the
// median is that of the usual order, which a few large ones do not move as they move
// the mean. Amounts may be negative; they may be numbers of any unit, such as minutes
// early and late. Between two amounts it is interpolated as in [DurationQuantile], and
// rounded half away from zero to [Places]; one of the amounts is as it was given. p is
// the decimal that it is written as: 0.1 is a tenth. It does not modify amounts, and
// sorts a copy of them.
//
// AmountQuantile returns an error if:
//   - there are no amounts ([ErrNoData]);
//   - p is not in 0..1 ([ErrInvalid]), or an amount has more than 34 digits
//     ([*RowError]).
//
// Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365.
func AmountQuantile(amounts []decimal.Decimal, p float64) (decimal.Decimal, error) {
	if err := checkQuantile(p); err != nil {
		return decimal.Decimal{}, err
	}
	for i, d := range amounts {
		if err := exact.Check("amount", d); err != nil {
			return decimal.Decimal{}, &RowError{Row: i, Err: err}
		}
	}
	if len(amounts) == 0 {
		return decimal.Decimal{}, noData("quantile of amounts")
	}
	sorted := slices.Clone(amounts)
	slices.SortFunc(sorted, decimal.Decimal.Cmp)
	h := writtenOut(p).Mul(decimal.NewFromInt(int64(len(sorted) - 1)))
	k := h.IntPart()
	rest := h.Sub(decimal.NewFromInt(k))
	if rest.IsZero() {
		return sorted[k].Normalize(), nil
	}
	low, high := sorted[k], sorted[k+1]
	return low.Add(high.Sub(low).Mul(rest)).Round(exact.Places).Normalize(), nil
}

// writtenOut returns the fraction that p is written as: 1/10 for 0.1.
func writtenOut(p float64) decimal.Decimal {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(p, 'e', -1, 64), "e")
	whole, places, _ := strings.Cut(mantissa, ".")
	digits, _ := strconv.ParseInt(whole+places, 10, 64) // 17 at most
	shift, _ := strconv.Atoi(exponent)
	return decimal.New(digits, int32(shift-len(places)))
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
	// The difference is up to 584 years, and the part of it up to 2^64.
	part := uint64(math.Round((h - float64(k)) * float64(uint64(high)-uint64(low))))
	return min(low+time.Duration(part), high)
}
