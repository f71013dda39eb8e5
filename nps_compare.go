package cx

import (
	"math"
)

// Difference compares the scores of two independent samples, n minus other, in
// points. Difference is that of the raw scores; StandardError, Z, P and Interval
// come from the adjusted counts of [NPS.AdjustedWaldInterval]:
//
//	Z = (S1 - S2) / sqrt(V1/n1 + V2/n2)
//
// It is also called a test of statistical significance, or a hypothesis test. For
// the same customers asked twice use [DifferencePaired]; for accounts with several answers
// each, [Clustered.Difference].
//
// The added counts draw a score toward 0: of a sample of one answer the interval may leave out
// the Difference, and Z speak for the other sample. From two answers on, no difference was
// significant the wrong way, in 74,000 pairs of up to 8 answers against up to 100,000.
//
// It is one test, decided beforehand. Who looks at each of the 11 changes of a year from month
// to month finds one with P below 0.05 in 38.8 % of years in which nothing changed; who looks at
// the last alone, in 4.7 %. Of many groups [RankGroups] keeps what it says, and of any family of
// tests [Holm].
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
// ones, and like it one test of the answers of different customers, decided beforehand. It is for
// the comparison with figures from elsewhere: of 10 against 200 answers without a difference 16
// % have a P below 0.05, and up to 35 % where nearly all are promoters. It returns the errors of
// Difference, and [ErrUndefined] when in each sample one class has all answers.
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

// DifferenceFrom compares the score with a constant, n minus benchmark, in points: a
// target, or a published industry benchmark whose own sample is unknown. The test is
// Tango's at the benchmark
//
//	Z = Difference / StandardError, StandardError = 100·sqrt(V / answers)
//
// where V is the variance at the likeliest shares of the classes whose score is the
// benchmark. The interval is that of Interval less the benchmark, so that test and interval
// agree: it leaves out 0 where P is below 1 - level. The test of the adjusted counts of
// [NPS.AdjustedWaldInterval] finds a true score of 96 off the benchmark 96 in 14.1 % of samples
// of 5, not in 5; this one in 5.3. [Comparison.PGreater] is the one-tailed p value for a score
// above the benchmark. It is for the answers of different customers, and is one test, decided
// beforehand, as [NPS.Difference].
//
// DifferenceFrom returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - benchmark is -100 or 100 and not the score ([ErrUndefined]);
//   - benchmark is not in -100..100, level is not between 0 and 1, or the scale or
//     a count is not valid ([ErrInvalid]).
//
// Source: T. Tango, as for [NPS.Interval].
func (n NPS) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	iv, err := n.Interval(level)
	if err != nil {
		return Comparison{}, err
	}
	if !(benchmark >= -100 && benchmark <= 100) {
		return Comparison{}, invalid("benchmark is not in -100..100 points")
	}
	t := n.trinomial()
	iv.Low -= benchmark
	iv.High -= benchmark
	return Comparison{
		Difference:    float64(100*t.score()) - benchmark,
		StandardError: 100 * math.Sqrt(tangoVariance(t.detractors, t.promoters, t.n, benchmark/100)/t.n),
		Interval:      iv,
	}.tested("NPS")
}

// DifferencePaired compares the NPS that the same customers gave on two
// occasions, a minus b, in points: a[i] and b[i] are the scores of one customer
// on the scale s, where the zero Scale means 0..10 as in [NPS]. Each customer
// moves by -2..2 classes, and the test and the interval are Student's t of the moves
//
//	StandardError = 100 · StandardDeviation of the moves / sqrt(customers)
//
// with Z holding t, the DegreesOfFreedom customers - 1, and the interval cut to -200..200.
// The normal test with the divisor n finds a change in 7.6 to 11.9 % of samples of 5 to 10
// customers without one, not in 5; this one in 1.1 to 4.7 %. The standard error is smaller than
// that of independent samples, since customers differ more than they change.
//
// Few moves are not normal: of six customers five of whom move up by two classes, P is 0.0041,
// and a fair coin falls five times of five on one side in 0.0625. So where fewer than 10
// customers moved, ExactP holds the p value of the exact sign test
//
//	min(1, 2 · sum over i <= min(up, down) of C(up + down, i) / 2^(up + down))
//
// of those who moved up and down, and is the one to read. The pairs are those of different
// customers, and it is one test, decided beforehand, as [NPS.Difference]. It does not
// modify the slices.
//
// DifferencePaired returns an error if:
//   - there are no customers ([ErrNoData]);
//   - the slices differ in length, s or level is not valid ([ErrInvalid]), or s has
//     no such score ([*RowError]);
//   - there is one customer, or all moved alike: t has no spread ([ErrUndefined]).
//
// Source: W. J. Conover, Practical Nonparametric Statistics (1999), 3.4, for the sign test.
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
	return pairedComparison(customers, level)
}

// pairedComparison returns the comparison of customers who moved by -2..2 classes.
func pairedComparison(customers [5]int64, level float64) (Comparison, error) {
	var total, sum int64
	for i, count := range customers {
		total += count
		sum += count * int64(i-2)
	}
	n := float64(total)
	mean, squares := float64(sum)/n, 0.0
	for i, count := range customers {
		if count == total {
			return Comparison{}, undefined("paired difference: all customers moved alike, which leaves t without a spread: " +
				"of those who moved only a sign test can judge")
		}
		distance := float64(i-2) - mean
		squares += float64(float64(count) * distance * distance)
	}
	se := 100 * math.Sqrt(squares/(n*(n-1)))
	c := studentComparison(100*mean, se, n-1, -200, 200, level)
	if up, down := customers[3]+customers[4], customers[0]+customers[1]; up+down < 10 {
		c.ExactP = signTest(up, down)
	}
	return c, nil
}

// signTest returns the two-tailed p value of the exact sign test of fewer than 63 moves.
func signTest(up, down int64) float64 {
	var sum int64
	ways := int64(1) // C(up + down, i)
	for i := range min(up, down) + 1 {
		sum += ways
		ways = ways * (up + down - i) / (i + 1)
	}
	return min(1, math.Ldexp(float64(sum), int(1-up-down)))
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
