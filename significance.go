package cx

import (
	"cmp"
	"math"
	"slices"
)

// Comparison is the difference of two figures, the first minus the second, in
// their unit, with what is needed to judge it. StandardError, Z and P belong to
// the test that the method names, and Interval to its interval: where those rest
// on adjusted counts, Z is not Difference / StandardError.
type Comparison struct {
	Difference    float64 `json:"difference"`
	StandardError float64 `json:"standard_error"`
	// Z is the test statistic: normal, or Student's t with DegreesOfFreedom.
	Z float64 `json:"z"`
	// P is the two-tailed p value: how often chance alone would bring a
	// difference as large as this one, in either direction.
	P float64 `json:"p"`
	// DegreesOfFreedom is 0 for a normal test statistic.
	DegreesOfFreedom float64  `json:"degrees_of_freedom,omitzero"`
	Interval         Interval `json:"interval"`
}

// PGreater returns the one-tailed p value for the claim that the first figure is
// the greater one. Twice the smaller of it and its complement is P.
func (c Comparison) PGreater() float64 {
	if c.Z < 0 {
		return 1 - c.P/2
	}
	return c.P / 2
}

// times returns the comparison in a unit k times smaller.
func (c Comparison) times(k float64) Comparison {
	c.Difference *= k
	c.StandardError *= k
	c.Interval = c.Interval.times(k)
	return c
}

// normalComparison returns the comparison of a difference whose test and interval
// rest on a normal estimate, in the same unit, and which lies within least..most.
func normalComparison(difference, estimate, se, least, most, level float64) Comparison {
	margin := float64(normalQuantile(level) * se)
	return Comparison{
		Difference:    difference,
		StandardError: se,
		Z:             estimate / se,
		P:             normalTwoTailed(estimate / se),
		Interval:      clip(estimate-margin, estimate+margin, least, most, level),
	}
}

// Difference compares the scores of two independent samples, n minus other, in
// points. Difference is that of the raw scores; StandardError, Z, P and Interval
// come from the adjusted counts of [NPS.AdjustedWaldInterval]:
//
//	Z = (S1 - S2) / sqrt(V1/n1 + V2/n2)
//
// For the same customers asked twice use [DifferencePaired].
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
// points: a target, or a published score whose own sample is unknown. Difference
// is that of the raw score; StandardError, Z, P and Interval come from the
// adjusted counts of [NPS.AdjustedWaldInterval]. [Comparison.PGreater] is the
// one-tailed p value for a score above the benchmark.
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
// on the scale s, the zero Scale standing for 0..10 as in [NPS]. Each customer moves
// by -2..2 classes, and
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
func DifferencePaired[I Integer](s Scale, a, b []I, level float64) (Comparison, error) {
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
	for _, scores := range [][]I{a, b} {
		if _, err := countRatings("NPS score", scale.scale(), scores); err != nil {
			return Comparison{}, err
		}
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
// rounded up once, at the end, and at least 1. The variance V is [NPS.Variance]
// of an earlier survey, or 1, the worst case. A population that is not 0 is the
// number of customers there are to ask: the first term n0 becomes
// n0/(1+(n0-1)/population), and the result is at most the population.
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
	ratio := normalQuantile(level) / (margin / 100)
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
// needs for a difference of their NPS to be found at this two-tailed level with
// this power (the probability of finding a difference that is there)
//
//	(z + z_power)²·(V1 + V2)/difference² - 3
//
// rounded up once, at the end, and at least 1. The variances V1 and V2 are
// [NPS.Variance] of earlier surveys, or 1, the worst case; with one of them alone
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
	z := max(normalQuantile(level)+normalQuantile(2*power-1), 0)
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

// wholeSize rounds a sample size up.
func wholeSize(size float64) (int64, error) {
	size = max(math.Ceil(size), 1)
	if !(size < math.MaxInt64) {
		return 0, invalid("sample size exceeds the largest int64")
	}
	return int64(size), nil
}

// Holm returns the p values of a family of tests adjusted by Holm's step-down
// method, in the order given: reject those at or below the level alpha, and the
// chance that any of them is a false alarm is at most alpha. It does not modify p.
//
//	the k-th smallest of m: max over j <= k of min(1, (m - j + 1)·p(j))
//
// Holm returns an error wrapping [ErrInvalid] if a value is not in 0..1. Of no
// values it returns nil.
//
// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
func Holm(p []float64) ([]float64, error) {
	order, adjusted, err := sortedTests(p)
	if err != nil {
		return nil, err
	}
	largest := 0.0
	for j, i := range order {
		largest = max(largest, min(1, float64(len(p)-j)*p[i]))
		adjusted[i] = largest
	}
	return adjusted, nil
}

// BenjaminiHochberg returns the p values of a family of tests adjusted by the
// method of Benjamini and Hochberg, in the order given: reject those at or below
// the level alpha, and the expected share of false alarms among them is at most
// alpha. It does not modify p.
//
//	the k-th smallest of m: min over j >= k of min(1, m/j·p(j))
//
// BenjaminiHochberg returns an error wrapping [ErrInvalid] if a value is not in
// 0..1. Of no values it returns nil.
//
// Source: Y. Benjamini and Y. Hochberg, J. R. Statist. Soc. B 57 (1995), 289-300.
func BenjaminiHochberg(p []float64) ([]float64, error) {
	order, adjusted, err := sortedTests(p)
	if err != nil {
		return nil, err
	}
	smallest := 1.0
	for j := len(order); j > 0; j-- {
		i := order[j-1]
		smallest = min(smallest, float64(len(p))/float64(j)*p[i])
		adjusted[i] = smallest
	}
	return adjusted, nil
}

// sortedTests returns the indices of p in ascending order of its values, and
// room for as many adjusted values.
func sortedTests(p []float64) (order []int, adjusted []float64, err error) {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, nil, &RowError{Row: i, Err: invalid("p value is not in 0..1")}
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	if len(p) > 0 {
		adjusted = make([]float64, len(p))
	}
	return order, adjusted, nil
}
