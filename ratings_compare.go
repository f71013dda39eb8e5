package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/special"
)

// DifferenceFrom compares the mean with a constant, r minus benchmark, in points of the
// scale: a target, or a published benchmark whose own sample is unknown. The test is the
// score test of a mean of ratings
//
//	Z = (Mean - benchmark) / sqrt(V / n)
//
// where V is the variance of the likeliest shares of the points of the scale whose mean
// is the benchmark. StandardError is sqrt(V / n). Interval has the benchmarks that the test
// would not reject, less this one. It is not that of MeanInterval, and exists where one
// has answered, or all alike. [Comparison.PGreater] is the one-tailed p value for a mean
// above the benchmark.
//
// DifferenceFrom returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - benchmark is an end of the scale and not the mean: no answers but those at that end
//     have it ([ErrUndefined]);
//   - benchmark is not in Min..Max, level is not between 0 and 1, or the scale or a count is
//     not valid ([ErrInvalid]).
//
// Source: C. R. Rao, Proceedings of the Cambridge Philosophical Society 44 (1948), 50-57;
// A. B. Owen, Biometrika 75 (1988), 237-249, for the likeliest shares.
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
	t := meanTest{counts: r.Counts[:r.Scale.Points()], mean: r.mean() - least, n: n}
	low, high := t.limits(special.NormalQuantile(level))
	c := Comparison{
		Difference:    r.mean() - benchmark,
		StandardError: math.Sqrt(t.variance(benchmark-least) / n),
		Interval:      Interval{Low: low + least - benchmark, High: high + least - benchmark, Level: level},
	}
	return c.tested("mean difference")
}

// meanTest is the score test of the mean of ratings, which are counted from 0.
type meanTest struct {
	counts  []int64
	mean, n float64
}

// limits returns the supposed means that lie z standard errors from the mean.
func (t meanTest) limits(z float64) (low, high float64) {
	root := func(low, high, z float64) float64 {
		// Halving ends when no float64 is between the two.
		for {
			mid := low + (high-low)/2
			if mid <= low || mid >= high {
				return mid
			}
			if t.mean-mid > z*math.Sqrt(t.variance(mid)/t.n) {
				low = mid
			} else {
				high = mid
			}
		}
	}
	top := float64(len(t.counts) - 1)
	low, high = 0, top
	if t.mean > 0 {
		low = root(0, t.mean, z)
	}
	if t.mean < top {
		high = root(t.mean, top, -z)
	}
	return low, high
}

// variance returns that of the likeliest shares of the ratings i whose mean is mu
//
//	counts[i] / (n·(1 + L·(i - mu)))
//
// with the L that gives this mean. Where the sample has nothing on one side of mu, no L does: at
// its limit there the shares do not add up to 1, and the rest is at the end of the scale.
// The parentheses, a line that is above 0 between both ends, are those of u from 0 to 1
//
//	u·(top - i)/(top - mu) + (1 - u)·i/mu
func (t meanTest) variance(mu float64) float64 {
	top := float64(len(t.counts) - 1)
	if mu < 1e-300 || mu >= top { // 1/mu is finite
		return 0
	}
	weigh := func(u float64) (slope, share, variance float64) {
		for i, count := range t.counts {
			if count == 0 {
				continue
			}
			x := float64(i)
			p := float64(count) / t.n / (u*((top-x)/(top-mu)) + (1-u)*(x/mu))
			slope += p * (x - mu)
			share += p
			variance += p * (x - mu) * (x - mu)
		}
		return slope, share, variance
	}
	if t.counts[len(t.counts)-1] == 0 {
		if slope, share, variance := weigh(1); slope <= 0 {
			return variance + max(1-share, 0)*(top-mu)*(top-mu)
		}
	}
	if t.counts[0] == 0 {
		if slope, share, variance := weigh(0); slope >= 0 {
			return variance + max(1-share, 0)*mu*mu
		}
	}
	low, high := 0.0, 1.0
	for range 200 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if slope, _, _ := weigh(mid); slope > 0 {
			high = mid
		} else {
			low = mid
		}
	}
	if low == 0 {
		low = high
	}
	_, _, variance := weigh(low)
	return variance
}

// MeanSampleSize returns the number of answers for which the interval of a mean by Student's
// t, such as [Ratings.MeanInterval], is mean ± margin: the smallest n of 2 or more with
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
	if !(n < 1<<53) {
		return wholeSize(n)
	}
	low, step := n-1, 1.0
	for root(n) > math.Sqrt(n) {
		low, n = n, n+step
		step *= 2
	}
	for n-low > 1 {
		mid := math.Floor(low + (n-low)/2)
		if root(mid) > math.Sqrt(mid) {
			low = mid
		} else {
			n = mid
		}
	}
	return int64(n), nil
}
