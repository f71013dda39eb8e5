package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// FairMean returns Mean drawn to a mean of so many answers more, as few ratings say little
//
//	(weight · of + sum of ratings) / (weight + number of answers)
//
// on the scale, rounded half away from zero to [Places]: to rank products of which some have
// three reviews. Of is the mean of all products, and a usual weight is 10. Without answers it
// is of, and with a weight of 0 it is Mean. It is also called a Bayesian average.
//
// FairMean returns an error if:
//   - r holds no answers and weight is 0 ([ErrNoData]);
//   - of is not on the scale, weight is negative, or the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) FairMean(of decimal.Decimal, weight int64) (decimal.Decimal, error) {
	n, err := r.total()
	if err == nil {
		err = exact.Check("mean of all", of)
	}
	switch least, most := decimal.NewFromInt(int64(r.Scale.Min)), decimal.NewFromInt(int64(r.Scale.Max)); {
	case err != nil:
	case !r.Scale.isZero() && (of.LessThan(least) || of.GreaterThan(most)):
		err = invalid("mean of all is not in %d..%d", r.Scale.Min, r.Scale.Max)
	case weight < 0:
		err = invalid("weight of the mean of all is negative")
	case n == 0 && weight == 0:
		err = noData("fair mean")
	}
	if err != nil {
		return decimal.Decimal{}, err
	}
	sum, _ := r.sums()
	count, w := decimal.NewFromInt(n), decimal.NewFromInt(weight)
	num := decimal.NewFromBigInt(sum, 0).Add(count.Mul(decimal.NewFromInt(int64(r.Scale.Min)))).Add(w.Mul(of))
	return exact.Divide(num, count.Add(w)), nil
}

// MeanInterval returns the confidence interval of Mean on the scale, the score interval of a
// mean of ratings: the means that the test of [Ratings.DifferenceFrom] at this level would not
// reject. It never leaves the scale, always contains Mean, and exists where one has answered or
// all alike: five answers 5 on 1..5 give 3.26..5 at the level 0.95. On two points of a scale it
// is [Proportion.Interval], and on three [NPS.Interval]. The level is a fraction, as in 0.95.
// Half of its width is also called the margin of error, but the limits are not equally far from
// Mean: print "from..to".
//
// Student's t, which is TInterval, is too narrow where most give the same answer: in a
// simulation of 30 answers, 90 % of them 5 on 1..5, it had the true mean in 82 % of the samples at
// the level 0.95, and this one in 95.5 %. It takes the answers for those of different customers;
// where one customer answers several times it is too narrow: take [ClusteredOf].
//
// The interval of one mean and the test of two, [Ratings.Difference], are different methods: two
// intervals may overlap where the difference is significant.
//
// MeanInterval returns an error if:
//   - level is not between 0 and 1, or the scale or a count is not valid ([ErrInvalid]);
//   - r holds no answers ([ErrNoData]).
//
// Source: C. R. Rao, Proceedings of the Cambridge Philosophical Society 44 (1948), 50-57;
// A. B. Owen, Biometrika 75 (1988), 237-249, for the likeliest shares.
func (r Ratings) MeanInterval(level float64) (Interval, error) {
	n, err := r.intervalBase(level)
	if err != nil {
		return Interval{}, err
	}
	return r.scoreInterval(float64(n), level), nil
}

// IntervalOf returns MeanInterval for answers out of a population of so many customers that
// there are to ask, such as all employees: n answers count as
//
//	n · (population - 1) / (population - n)
//
// since the fewer are left, the less is unknown. Where everybody has answered, both limits are
// Mean. For 160 of 200 who answered MeanInterval is more than twice as wide. It takes one
// answer of each.
//
// IntervalOf returns the errors of MeanInterval, and [ErrInvalid] if population is less than the
// number of answers.
//
// Source: W. G. Cochran, Sampling Techniques (1977), 2.6.
func (r Ratings) IntervalOf(population int64, level float64) (Interval, error) {
	n, err := r.intervalBase(level)
	if err != nil {
		return Interval{}, err
	}
	factor, err := populationFactor(n, population)
	if err != nil {
		return Interval{}, err
	}
	return r.scoreInterval(float64(n)*factor, level), nil
}

// intervalBase checks what every interval of a mean needs, and returns the number of answers.
func (r Ratings) intervalBase(level float64) (int64, error) {
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	return r.base("mean interval")
}

// scoreInterval returns the score interval of the mean of answers that tell as much as n.
func (r Ratings) scoreInterval(n, level float64) Interval {
	mean := r.mean()
	if math.IsInf(n, 1) {
		return Interval{Low: mean, High: mean, Level: level}
	}
	low, high := special.MeanLimits(r.Counts[:r.Scale.Points()], n, special.NormalQuantile(level))
	least := float64(r.Scale.Min)
	return Interval{Low: min(least+low, mean), High: max(least+high, mean), Level: level}
}

// TInterval returns the confidence interval of Mean by Student's t
//
//	Mean ± t(n-1) · StandardDeviation / sqrt(n)
//
// on the scale, clipped to it; Clipped says so. It is what most programs print, and is too narrow
// where most give the same answer: see MeanInterval.
//
// TInterval returns an error if:
//   - level is not between 0 and 1, or the scale or a count is not valid ([ErrInvalid]);
//   - r holds no answers ([ErrNoData]), or one, or all are equal ([ErrUndefined]).
func (r Ratings) TInterval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	n, variance, err := r.moments("mean interval")
	if err != nil {
		return Interval{}, err
	}
	if variance == 0 {
		return Interval{}, undefined("mean interval: all answers are equal")
	}
	mean, margin := r.mean(), float64(special.StudentQuantile(level, n-1)*math.Sqrt(variance/n))
	return clip(mean-margin, mean+margin, float64(r.Scale.Min), float64(r.Scale.Max), level), nil
}

// RescaledInterval returns the confidence interval of Rescaled within 0..100: MeanInterval on
// that scale, turned round where lower ratings are the better ones. It takes the answers for
// those of different customers.
//
// RescaledInterval returns the errors of MeanInterval.
func (r Ratings) RescaledInterval(level float64) (Interval, error) {
	n, err := r.intervalBase(level)
	if err != nil {
		return Interval{}, err
	}
	if r.Scale.LowerIsBetter {
		r = r.Reversed()
	}
	low, high := special.MeanLimits(r.Counts[:r.Scale.Points()], float64(n), special.NormalQuantile(level))
	top := float64(r.Scale.Points() - 1)
	return Interval{Low: 100 * low / top, High: 100 * high / top, Level: level}, nil
}

// DifferenceFrom compares the mean with a constant, r minus benchmark, in points of the
// scale: a target, or a published benchmark whose own sample is unknown. The test is the
// score test of a mean of ratings
//
//	Z = (Mean - benchmark) / sqrt(V / n)
//
// where V is the variance of the likeliest shares of the points of the scale whose mean
// is the benchmark. StandardError is sqrt(V / n). Interval is MeanInterval less the benchmark:
// it leaves out 0 where P is below 1 - level. [Comparison.PGreater] is the one-tailed p value for
// a mean above the benchmark. It takes the answers for those of different customers, and its
// level is that of one test, decided beforehand.
//
// DifferenceFrom returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - benchmark is an end of the scale and not the mean: no answers but those at that end
//     have it ([ErrUndefined]);
//   - benchmark is not in Min..Max, level is not between 0 and 1, or the scale or a count is
//     not valid ([ErrInvalid]).
//
// Source: as for MeanInterval.
func (r Ratings) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	total, err := r.base("mean difference")
	if err != nil {
		return Comparison{}, err
	}
	least, most := float64(r.Scale.Min), float64(r.Scale.Max)
	if !(benchmark >= least && benchmark <= most) {
		return Comparison{}, invalid("benchmark is not in %d..%d points", r.Scale.Min, r.Scale.Max)
	}
	n := float64(total)
	variance := special.MeanVariance(r.Counts[:r.Scale.Points()], benchmark-least)
	iv := r.scoreInterval(n, level)
	iv.Low -= benchmark
	iv.High -= benchmark
	return Comparison{
		Difference:    r.mean() - benchmark,
		StandardError: math.Sqrt(variance / n),
		Interval:      iv,
	}.tested("mean difference")
}

// MeanSampleSize returns the number of answers for which the interval of a mean by Student's
// t, such as [Ratings.TInterval], is mean ± margin: the smallest n of 2 or more with
//
//	t(n-1) · deviation / sqrt(n) <= margin
//
// For invitations divide it by the response rate. Margin and deviation are in one unit,
// points of the scale or currency; the deviation is the StandardDeviation of an earlier survey. On a
// scale of ratings it is at most half of Max - Min, the worst case.
//
// MeanSampleSize returns an error wrapping [ErrInvalid] if margin or deviation is not above
// 0 and finite, level is not between 0 and 1, or the size exceeds the largest int64.
func MeanSampleSize(margin, deviation, level float64) (int64, error) {
	if err := checkMeanSample(level, margin, deviation); err != nil {
		return 0, err
	}
	ratio := deviation / margin
	return meanSize(special.NormalQuantile(level)*ratio, func(n float64) float64 {
		return special.StudentQuantile(level, n-1) * ratio
	})
}

// MeanSampleSizeForDifference returns the number of answers that each of two groups needs so
// that a difference of their means, in the unit of the deviations, is found at this two-tailed
// level with this power (the probability of finding a difference that is there), by Welch's t
// test as in [Ratings.Difference]: the smallest n of 2 or more with
//
//	(t + t_power)² · (deviation1² + deviation2²)/difference² <= n
//
// where both quantiles of Student's t have the degrees of freedom of Welch and Satterthwaite. The
// power of R's power.t.test is exact, and asks for one answer more in some cases.
//
// MeanSampleSizeForDifference returns an error wrapping [ErrInvalid] if difference or a
// deviation is not above 0 and finite, level or power is not between 0 and 1, or the size exceeds
// the largest int64.
func MeanSampleSizeForDifference(difference, deviation1, deviation2, level, power float64) (int64, error) {
	if err := checkMeanSample(level, difference, deviation1, deviation2); err != nil {
		return 0, err
	}
	if err := checkFraction("power", power); err != nil {
		return 0, err
	}
	larger := max(deviation1, deviation2)
	v1, v2 := deviation1/larger*(deviation1/larger), deviation2/larger*(deviation2/larger)
	ratio := math.Hypot(deviation1/larger, deviation2/larger) * (larger / difference)
	groups := (v1 + v2) * (v1 + v2) / (v1*v1 + v2*v2) // 2 of equal deviations
	z := special.NormalQuantile(level) + special.NormalQuantile(2*power-1)
	return meanSize(max(z, 0)*ratio, func(n float64) float64 {
		df := groups * (n - 1)
		t := special.StudentQuantile(level, df)
		switch {
		case power > 0.5:
			t += special.StudentQuantile(2*power-1, df)
		case power < 0.5:
			t -= special.StudentQuantile(1-2*power, df)
		}
		return max(t, 0) * ratio
	})
}

func checkMeanSample(level float64, amounts ...float64) error {
	for _, a := range amounts {
		if !(a > 0 && a <= math.MaxFloat64) {
			return invalid("difference, margin or deviation is not above 0 and finite")
		}
	}
	return checkLevel(level)
}

// meanSize returns the smallest n from 2 whose root is at least root(n), which falls to
// normal.
func meanSize(normal float64, root func(n float64) float64) (int64, error) {
	n := max(math.Ceil(normal*normal), 2)
	if !(n < 1<<52) { // one more or less is rounding
		return wholeSize(n)
	}
	for root(n) > math.Sqrt(n) { // a few dozen times at most, at the highest levels
		n++
	}
	return int64(n), nil
}
