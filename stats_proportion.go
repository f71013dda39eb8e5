package cx

import (
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// Proportion is a Count out of a Base: customers who recommended us, answers in
// the top box, visitors who bought (conversion rate), calls that were given up
// (abandonment rate), customers who answered (response rate). The zero Proportion
// is no data, ready for Add, and the identity of Merge.
type Proportion struct {
	Count int64 `json:"count"`
	Base  int64 `json:"base"`
}

// proportionOf returns count out of base, or, if err says that the counts are
// impossible, an impossible proportion.
func proportionOf(count, base int64, err error) Proportion {
	if err != nil {
		return Proportion{Count: -1}
	}
	return Proportion{Count: count, Base: base}
}

// Add counts one case, which either has the property or does not. It returns an error
// wrapping [ErrInvalid], and leaves p unchanged, if p is not valid or its base
// would exceed the largest int64.
func (p *Proportion) Add(has bool) error {
	one := Proportion{Base: 1}
	if has {
		one.Count = 1
	}
	return p.Merge(one)
}

// Merge adds the cases of another proportion. It returns an error wrapping
// [ErrInvalid], and leaves p unchanged, if either is not valid or the base would
// exceed the largest int64.
func (p *Proportion) Merge(other Proportion) error {
	if err := p.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	base, err := addCount("proportion", p.Base, other.Base)
	if err != nil {
		return err
	}
	p.Count += other.Count
	p.Base = base
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Proportion) PoolsPeriods() {}

// Remove takes away one case that was added, so that it is the inverse of Add. It
// returns an error wrapping [ErrInvalid], and leaves p unchanged, if p holds no
// such case or is not valid.
func (p *Proportion) Remove(has bool) error {
	var one Proportion
	if err := one.Add(has); err != nil {
		return err
	}
	return p.Unmerge(one)
}

// Unmerge takes away the cases of another proportion, so that it is the inverse of
// Merge. It returns an error wrapping [ErrInvalid], and leaves p unchanged, if
// other holds cases that p does not, or either is not valid.
func (p *Proportion) Unmerge(other Proportion) error {
	for _, v := range []Proportion{*p, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Proportion{Count: p.Count - other.Count, Base: p.Base - other.Base}
	return leave("proportion", p, left, left.validate())
}

func (p Proportion) validate() error {
	if p.Count < 0 || p.Count > p.Base {
		return invalid("proportion: count is not in 0..base")
	}
	return nil
}

// Rate returns
//
//	Count / Base
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Rate returns an error if:
//   - Base is 0 ([ErrNoData]);
//   - Count is not in 0..Base ([ErrInvalid]).
func (p Proportion) Rate() (decimal.Decimal, error) { return quotient(p.Fraction()) }

// Fraction returns the rate as numerator and denominator, not rounded. It returns the
// errors of Rate.
func (p Proportion) Fraction() (num, den decimal.Decimal, err error) {
	if err := p.validate(); err != nil {
		return num, den, err
	}
	if p.Base == 0 {
		return num, den, noData("rate")
	}
	return decimal.NewFromInt(p.Count), decimal.NewFromInt(p.Base), nil
}

// Total returns Base, or 0 for a negative one, which every other query refuses.
func (p Proportion) Total() int64 { return max(p.Base, 0) }

// String returns the counts: 2 of 4.
func (p Proportion) String() string {
	return strconv.FormatInt(p.Count, 10) + " of " + strconv.FormatInt(p.Base, 10)
}

// LowerIsBetter returns false: a proportion does not know whether it counts what is good.
// Hand the share of the good outcome, which may be the Complement, to what compares groups.
func (p Proportion) LowerIsBetter() bool { return false }

// Complement returns the share of those without the property: Base - Count out of Base, such
// as the customers who stayed for those who left. That of 0 of 0 is 0 of 0, and that of a
// proportion that is not valid is not valid.
func (p Proportion) Complement() Proportion {
	return proportionOf(p.Base-p.Count, p.Base, p.validate())
}

// StandardError returns the standard error of Rate
//
//	sqrt(Rate · (1 - Rate) / Base)
//
// as a fraction. It is 0 when all cases have the property, or none. That says nothing about
// the precision of such an extreme rate; Interval does.
//
// StandardError returns an error if:
//   - Base is 0 ([ErrNoData]);
//   - Count is not in 0..Base ([ErrInvalid]).
func (p Proportion) StandardError() (float64, error) {
	if _, _, err := p.Fraction(); err != nil {
		return 0, err
	}
	n := float64(p.Base)
	return math.Sqrt(float64(p.Count) / n * (float64(p.Base-p.Count) / n) / n), nil
}

// Interval returns the confidence interval of Rate, the Wilson score interval
//
//	(p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//
// as fractions within 0..1, without continuity correction. It never collapses to
// a point: 0 of 20 gives 0..0.1611 at the level 0.95. It is for the cases of different
// customers; where one customer or account has several, take [ClusteredOf]: of 60 accounts with
// 3 and 8 cases each it has the true rate in 84.2 and 66.6 % of simulated samples, not in 95.
//
// Interval returns an error if:
//   - Base is 0 ([ErrNoData]);
//   - level is not between 0 and 1, or Count is not in 0..Base ([ErrInvalid]).
//
// Source: E. B. Wilson, JASA 22 (1927), 209-212.
func (p Proportion) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if _, _, err := p.Fraction(); err != nil {
		return Interval{}, err
	}
	low, high := p.wilson(1, level)
	return Interval{Low: low, High: high, Level: level}, nil
}

// IntervalOf returns the confidence interval of Rate where the cases are Base out of a
// population, taken at random: Interval with Base and Count times
//
//	(population - 1) / (population - Base)
//
// as fractions within 0..1. If Base is the population the rate itself is known, and Low and High
// are it. Over all rates of populations of 20 to 1,000 of which half or more answered it has
// the rate, at the level 0.95, in 94.9 to 97.3 % of samples on average, and in 80 % at least:
// where one of 200 has the property. It is for cases of different customers, and says nothing of
// those who did not want to answer: see Bounds.
//
// IntervalOf returns an error if:
//   - Base is 0 ([ErrNoData]);
//   - population is below Base, level is not between 0 and 1, or Count is not in 0..Base
//     ([ErrInvalid]).
//
// Source: W. G. Cochran, Sampling Techniques (1977), 2.6; E. B. Wilson, as for Interval.
func (p Proportion) IntervalOf(population int64, level float64) (Interval, error) {
	iv, err := p.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	factor, err := populationFactor(p.Base, population)
	if err != nil {
		return Interval{}, err
	}
	if math.IsInf(factor, 1) {
		iv.Low = float64(p.Count) / float64(p.Base)
		iv.High = iv.Low
		return iv, nil
	}
	iv.Low, iv.High = p.wilson(factor, level)
	return iv, nil
}

// Bounds returns between which rates that of all who were asked lies, whatever those would have
// answered who did not: the worst and the best case
//
//	Count / (Base + missing) to (Count + missing) / (Base + missing)
//
// as fractions from 0 to 1, rounded half away from zero to [Places]. They are no confidence
// interval, and have no level: see [NPS.Bounds], which has the source.
//
// Bounds returns an error if:
//   - Base and missing are 0 ([ErrNoData]);
//   - missing is negative, the total exceeds the largest int64, or Count is not in 0..Base
//     ([ErrInvalid]).
func (p Proportion) Bounds(missing int64) (low, high decimal.Decimal, err error) {
	if err := p.validate(); err != nil {
		return low, high, err
	}
	all, err := askedOf("bounds of a rate", p.Base, missing)
	if err != nil {
		return low, high, err
	}
	return exact.Divide(decimal.NewFromInt(p.Count), all), exact.Divide(decimal.NewFromInt(p.Count+missing), all), nil
}

// wilson returns the Wilson limits of factor times as many cases.
func (p Proportion) wilson(factor, level float64) (low, high float64) {
	low, high = wilsonLimits(factor*float64(p.Count), factor*float64(p.Base-p.Count), factor*float64(p.Base), level)
	// With very many cases the last digits of the three may cross.
	rate := float64(p.Count) / float64(p.Base)
	return min(low, rate), max(high, rate)
}

// wilsonLimits returns the Wilson limits of a count and the rest, n in all. Each is the form that
// does not cancel: the product of the two is p²/(1+z²/n).
func wilsonLimits(count, rest, n, level float64) (low, high float64) {
	upper := func(count, rest, n, z2 float64) float64 {
		root := math.Sqrt(z2 * (float64(count*rest/n) + z2/4))
		return min((count+z2/2+root)/(n+z2), 1)
	}
	z := special.NormalQuantile(level)
	low, high = 0, 1
	if rest > 0 {
		high = upper(count, rest, n, z*z)
	}
	if count > 0 {
		low = count * count / (n * (n + z*z)) / upper(count, rest, n, z*z)
	}
	return low, high
}

// Difference compares the rates of two independent samples, p minus other, as
// fractions. It is also called an A/B test, or a test of statistical significance
// (two-proportion z test). The interval is Newcombe's hybrid of the two Wilson
// intervals. StandardError, Z and P come from the pooled rate, so P and the
// interval may disagree at the edge; with a pooled rate of 0 or 1, Z is 0 and P
// is 1. It is for the cases of different customers, and is one test, decided beforehand: looked
// at 5, 10 and 20 times while the samples grow, two equal rates differ at some look with P below
// 0.05 in 15, 19 and 25 % of experiments. Of many groups see [RankGroups] and [Holm].
//
// Difference returns an error if:
//   - a Base is 0 ([ErrNoData]);
//   - level is not between 0 and 1, or a Count is not in 0..Base ([ErrInvalid]).
//
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
func (p Proportion) Difference(other Proportion, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	for _, sample := range []Proportion{p, other} {
		if _, _, err := sample.Fraction(); err != nil {
			return Comparison{}, err
		}
	}
	if p.Count > p.Base/2 && other.Count > other.Base/2 {
		// The rests differ as much, in the other direction, and have more digits.
		p, other = Proportion{other.Base - other.Count, other.Base}, Proportion{p.Base - p.Count, p.Base}
	}
	n1, n2 := float64(p.Base), float64(other.Base)
	p1, p2 := float64(p.Count)/n1, float64(other.Count)/n2
	l1, u1 := p.wilson(1, level)
	l2, u2 := other.wilson(1, level)
	d := p1 - p2
	pooled := (float64(p.Count) + float64(other.Count)) / (n1 + n2)
	se := math.Sqrt(pooled * (1 - pooled) * (1/n1 + 1/n2))
	c := Comparison{
		Difference:    d,
		StandardError: se,
		P:             1,
		Interval:      clip(d-math.Hypot(p1-l1, u2-p2), d+math.Hypot(u1-p1, p2-l2), -1, 1, level),
	}
	if se > 0 {
		c.Z, c.P = d/se, special.NormalTwoTailed(d/se)
	}
	return c, nil
}

// DifferenceFrom compares the rate with a constant, p minus benchmark, as fractions: a
// target, or a published benchmark whose own sample is unknown. It is also called a
// one-proportion z test
//
//	Z = (Rate - benchmark) / sqrt(benchmark · (1 - benchmark) / Base)
//
// whose denominator is the StandardError. The interval is that of Interval less the
// benchmark: it leaves out 0 where P is below 1 - level. It is for the cases of different
// customers, and is one test, decided beforehand, as Difference. With 30 to 100 cases at their
// benchmark it finds a difference at 0.05 in 5 % over benchmarks of 0.05 to 0.95, and in 8 % at
// most.
//
// DifferenceFrom returns an error if:
//   - Base is 0 ([ErrNoData]);
//   - benchmark is 0 or 1 and not the rate ([ErrUndefined]);
//   - benchmark is not in 0..1, level is not between 0 and 1, or Count is not in 0..Base
//     ([ErrInvalid]).
func (p Proportion) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	iv, err := p.Interval(level)
	if err != nil {
		return Comparison{}, err
	}
	if !(benchmark >= 0 && benchmark <= 1) {
		return Comparison{}, invalid("benchmark is not in 0..1")
	}
	n := float64(p.Base)
	iv.Low -= benchmark
	iv.High -= benchmark
	return Comparison{
		Difference:    float64(p.Count)/n - benchmark,
		StandardError: math.Sqrt(benchmark * (1 - benchmark) / n),
		Interval:      iv,
	}.tested("rate")
}

// UnmarshalJSON decodes a proportion. It refuses unknown and repeated keys, and a
// count outside 0..total. On error p is unchanged.
func (p *Proportion) UnmarshalJSON(data []byte) error {
	return decode(data, "proportion", p, (*Proportion).validate)
}

// Shares returns each count's share of their sum
//
//	100 * count / sum of counts
//
// in percent, each rounded half away from zero to [Places]. It does not modify
// counts.
//
// Shares returns an error if:
//   - the counts are all 0 or there are none ([ErrNoData]);
//   - a count is negative, or their sum exceeds the largest int64 ([ErrInvalid]).
func Shares(counts []int64) ([]decimal.Decimal, error) {
	total, err := shareBase("shares", counts)
	if err != nil {
		return nil, err
	}
	shares := make([]decimal.Decimal, len(counts))
	for i, n := range counts {
		shares[i] = exact.Divide(decimal.New(n, 2), total)
	}
	return shares, nil
}

// RoundedShares returns the shares of counts in percent with the given number of
// decimal places, so that they add up to exactly 100: each is rounded down, and
// the units that are missing go to the largest remainders, the first of equal
// ones. They are for display; compute from [Shares] or the counts. With 0 places,
// 1, 1, 1 gives 34, 33, 33. It does not modify counts.
//
// RoundedShares returns an error if:
//   - the counts are all 0 or there are none ([ErrNoData]);
//   - a count is negative, their sum exceeds the largest int64, or places is not
//     in 0..8 ([ErrInvalid]).
func RoundedShares(counts []int64, places int) ([]decimal.Decimal, error) {
	if places < 0 || places > Places {
		return nil, &RangeError{What: "decimal places", Got: int64(places), Max: Places}
	}
	return allocate("shares", decimal.NewFromInt(100), counts, places)
}

// allocate splits an amount, which has no more decimal places than the parts, by weights that
// are not negative: the method of largest remainders.
func allocate(what string, total decimal.Decimal, weights []int64, places int) ([]decimal.Decimal, error) {
	sum, err := shareBase(what, weights)
	if err != nil {
		return nil, err
	}
	parts := make([]decimal.Decimal, len(weights))
	remainders := make([]decimal.Decimal, len(weights))
	order := make([]int, len(weights))
	left := total
	for i, w := range weights {
		parts[i], remainders[i] = total.Mul(decimal.NewFromInt(w)).QuoRem(sum, int32(places))
		left = left.Sub(parts[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Abs().Cmp(remainders[a].Abs()) })
	unit := decimal.New(int64(left.Sign()), int32(-places))
	for _, i := range order {
		if left.IsZero() {
			break
		}
		parts[i] = parts[i].Add(unit)
		left = left.Sub(unit)
	}
	for i := range parts {
		parts[i] = parts[i].Normalize()
	}
	return parts, nil
}

// shareBase returns the sum of counts, which is not 0.
func shareBase(what string, counts []int64) (decimal.Decimal, error) {
	total, err := sumCounts(what, counts...)
	if err == nil && total == 0 {
		err = noData(what)
	}
	return decimal.NewFromInt(total), err
}
