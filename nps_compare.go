package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/special"
)

// Difference compares the scores of two independent samples, n minus other, in
// points. Difference is that of the raw scores; StandardError, Z, P and Interval
// come from the adjusted counts of [NPS.AdjustedWaldInterval]:
//
//	Z = (S1 - S2) / sqrt(V1/n1 + V2/n2)
//
// It is also called a test of statistical significance, or a hypothesis test. For
// the same customers asked twice use [DifferencePaired].
//
// Difference returns an error if:
//   - a sample holds no answers ([ErrNoData]);
//   - level is not between 0 and 1, or a scale or a count is not valid ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]).
//
// Source: B. Rocks, as for [NPS.Interval].
func (n NPS) Difference(other NPS, level float64) (Comparison, error) {
	a, b, err := n.samples(other, level)
	if err != nil {
		return Comparison{}, err
	}
	return a.adjusted().difference(b.adjusted(), 100*(a.score()-b.score()), level), nil
}

// DifferenceWald is Difference with the plain counts in place of the adjusted
// ones. It returns the errors of Difference, and [ErrUndefined] when in each
// sample one class has all answers.
func (n NPS) DifferenceWald(other NPS, level float64) (Comparison, error) {
	a, b, err := n.samples(other, level)
	if err != nil {
		return Comparison{}, err
	}
	if a.variance()+b.variance() == 0 {
		return Comparison{}, undefined("NPS difference: all answers of each sample are in one class")
	}
	return a.difference(b, 100*(a.score()-b.score()), level), nil
}

// samples checks what every comparison of two NPS needs.
func (n NPS) samples(other NPS, level float64) (a, b trinomial, err error) {
	if a, err = n.interval(level); err != nil {
		return a, b, err
	}
	if b, err = other.interval(level); err != nil {
		return a, b, err
	}
	if n.scale() != other.scale() {
		return a, b, mismatch("NPS difference: the tallies are on different scales")
	}
	return a, b, nil
}

func (t trinomial) difference(other trinomial, difference, level float64) Comparison {
	se := 100 * math.Sqrt(t.variance()/t.n+other.variance()/other.n)
	return normalComparison(difference, 100*(t.score()-other.score()), se, -200, 200, level)
}

// DifferenceFrom compares the score with a constant, n minus benchmark, in
// points: a target, or a published industry benchmark whose own sample is
// unknown. Difference is that of the raw score; StandardError, Z, P and Interval
// come from the adjusted counts of [NPS.AdjustedWaldInterval].
// [Comparison.PGreater] is the one-tailed p value for a score above the
// benchmark.
//
// DifferenceFrom returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - benchmark is not in -100..100, level is not between 0 and 1, or the scale or
//     a count is not valid ([ErrInvalid]).
func (n NPS) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	t, err := n.interval(level)
	if err != nil {
		return Comparison{}, err
	}
	if !(benchmark >= -100 && benchmark <= 100) {
		return Comparison{}, invalid("benchmark is not in -100..100 points")
	}
	a := t.adjusted()
	return normalComparison(float64(100*t.score())-benchmark, float64(100*a.score())-benchmark, 100*a.standardError(),
		-100-benchmark, 100-benchmark, level), nil
}

// DifferencePaired compares the NPS that the same customers gave on two
// occasions, a minus b, in points: a[i] and b[i] are the scores of one customer
// on the scale s, where the zero Scale means 0..10 as in [NPS]. Each customer
// moves by -2..2 classes, and
//
//	StandardError = 100 * sqrt(variance of the moves / customers)
//
// with the divisor n in the variance. It is smaller than that of independent
// samples, since customers differ more than they change. It does not modify the
// slices.
//
// DifferencePaired returns an error if:
//   - there are no customers ([ErrNoData]);
//   - the slices differ in length, s or level is not valid ([ErrInvalid]), or s has
//     no such score ([*RowError]);
//   - all customers moved alike ([ErrUndefined]).
func DifferencePaired[I Integer](a, b []I, s Scale, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	if len(a) != len(b) {
		return Comparison{}, invalid("paired scores: the slices differ in length")
	}
	scale, err := NPSOn(effectiveScale(s))
	if err != nil {
		return Comparison{}, err
	}
	// Both slices are checked before a score is narrowed to an int.
	if _, err := countRatings("NPS score", scale.scale(), a); err != nil {
		return Comparison{}, ofSlice("a", err)
	}
	if _, err := countRatings("NPS score", scale.scale(), b); err != nil {
		return Comparison{}, ofSlice("b", err)
	}
	if len(a) == 0 {
		return Comparison{}, noData("paired difference")
	}
	var customers [5]int64 // that moved by -2..2 classes
	for i := range a {
		customers[2+scale.classScore(int(a[i]))-scale.classScore(int(b[i]))]++
	}
	n := float64(len(a))
	var sum int64
	for i, count := range customers {
		sum += count * int64(i-2)
	}
	mean, variance := float64(sum)/n, 0.0
	for i, count := range customers {
		if count == int64(len(a)) {
			return Comparison{}, undefined("paired difference: all customers moved alike")
		}
		distance := float64(i-2) - mean
		variance += float64(count) * distance * distance / n
	}
	return normalComparison(100*mean, 100*mean, 100*math.Sqrt(variance/n), -200, 200, level), nil
}

// classScore returns 1, 0 or -1 for a promoter, a passive or a detractor.
func (n NPS) classScore(score int) int {
	switch n.scale().class(score) {
	case TopClass:
		return 1
	case BottomClass:
		return -1
	}
	return 0
}

// NPSSampleSize returns the number of answers for which the adjusted Wald interval
// of an NPS is at most score ± margin points
//
//	z²·V/margin² - 3
//
// rounded up once, at the end, and at least 1. It is also called the sample size:
// how many people must answer. For invitations divide it by the response rate.
// The variance V is [NPS.Variance] of an earlier survey, or 1, the worst case. A
// population that is not 0 is the number of customers there are to ask: the first
// term n0 becomes n0/(1+(n0-1)/population), and the result is at most the
// population.
//
// NPSSampleSize returns an error wrapping [ErrInvalid] if margin is not above 0 and
// at most 100, variance is not above 0 and at most 1, level is not between 0 and
// 1, population is negative, or the size exceeds the largest int64.
func NPSSampleSize(margin, variance, level float64, population int64) (int64, error) {
	if err := checkSample(margin, 100, level, variance); err != nil {
		return 0, err
	}
	if population < 0 {
		return 0, invalid("population is negative")
	}
	ratio := special.NormalQuantile(level) / (margin / 100)
	size := max(float64(ratio*ratio*variance), 1)
	if population > 0 && !math.IsInf(size, 1) {
		size /= 1 + (size-1)/float64(population)
	}
	n, err := wholeSize(size - 3)
	if population > 0 && (err != nil || n > population) {
		return population, nil
	}
	return n, err
}

// NPSSampleSizeForDifference returns the number of answers that each of two groups
// needs so that a difference of their NPS is found at this two-tailed level with
// this power (the probability of finding a difference that is there)
//
//	(z + z_power)²·(V1 + V2)/difference² - 3
//
// rounded up once, at the end, and at least 1. The variances V1 and V2 are
// [NPS.Variance] of earlier surveys, or 1, the worst case; with only one of them
// the result would be half of what is needed.
//
// NPSSampleSizeForDifference returns an error wrapping [ErrInvalid] if difference is
// not above 0 and at most 200, a variance is not above 0 and at most 1, level or
// power is not between 0 and 1, or the size exceeds the largest int64.
func NPSSampleSizeForDifference(difference, variance1, variance2, level, power float64) (int64, error) {
	if err := checkSample(difference, 200, level, variance1, variance2); err != nil {
		return 0, err
	}
	if err := checkFraction("power", power); err != nil {
		return 0, err
	}
	// The quantile of one tail: a level of 2·power - 1 has power below +z.
	z := max(special.NormalQuantile(level)+special.NormalQuantile(2*power-1), 0)
	ratio := z / (difference / 100)
	return wholeSize(float64(ratio*ratio*(variance1+variance2)) - 3)
}

func checkSample(points, most, level float64, variances ...float64) error {
	if err := checkLevel(level); err != nil {
		return err
	}
	if !(points > 0 && points <= most) {
		return invalid("difference or margin is not above 0 and at most %v points", most)
	}
	for _, v := range variances {
		if !(v > 0 && v <= 1) {
			return invalid("variance is not above 0 and at most 1")
		}
	}
	return nil
}
