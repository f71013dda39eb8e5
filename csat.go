package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/special"
)

// CSAT (the customer satisfaction score) is the tally of a satisfaction question.
// Its Score is the share of satisfied customers in percent (on 1..5 the
// top-2-box); Mean, NetBox and Rescaled are the other figures that go by the same
// name, and differ: of the answers 5, 4, 2, 3 on 1..5, half are satisfied, the
// mean is 3.5, the net box of 2 is 25 and the rescaled mean 62.5. Say which one
// you print.
//
// A CSAT is a [Ratings] with a headline figure; CSAT(r) and Ratings(c) convert.
// The zero CSAT has no scale: it is the identity of Merge, and Add refuses it.
// Counts that a database already holds go into a literal; every query checks them.
type CSAT Ratings

// CSATOf counts a slice of ratings. It does not modify the slice.
//
// CSATOf returns an error if:
//   - s is not valid ([ErrInvalid]);
//   - s has no such rating ([*RowError] wrapping [*RangeError]).
func CSATOf[I Integer](ratings []I, s Scale) (CSAT, error) {
	r, err := countRatings("CSAT rating", s, ratings)
	return CSAT(r), err
}

// Add counts one rating. It returns an error wrapping [ErrInvalid], and leaves c
// unchanged, if c has no scale, the scale has no such rating, or the total would
// exceed the largest int64.
func (c *CSAT) Add(rating int) error { return (*Ratings)(c).add("CSAT rating", rating) }

// Merge adds the answers of another tally on the same scale. The zero CSAT adopts
// the scale of other. On error c is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - a count is negative, or the total exceeds the largest int64 ([ErrInvalid]).
func (c *CSAT) Merge(other CSAT) error { return (*Ratings)(c).Merge(Ratings(other)) }

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (CSAT) PoolsPeriods() {}

// Remove takes away one rating that was added, so that it is the inverse of Add:
// a customer who changes a 3 to a 5 is a Remove(3) and an Add(5). It returns an
// error wrapping [ErrInvalid], and leaves c unchanged, if c has no scale, the
// scale has no such rating, c holds no such answer, or c is not valid.
func (c *CSAT) Remove(rating int) error { return (*Ratings)(c).remove("CSAT rating", rating) }

// Unmerge takes away the answers of another tally, so that it is the inverse of
// Merge. An empty tally changes nothing, and a scale once adopted stays. On error
// c is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - other holds answers that c does not, or either is not valid ([ErrInvalid]).
func (c *CSAT) Unmerge(other CSAT) error { return (*Ratings)(c).Unmerge(Ratings(other)) }

// Total returns the number of answers. It is 0 for impossible counts (a negative
// one, a total beyond int64), which every other query refuses.
func (c CSAT) Total() int64 { return Ratings(c).Total() }

// Score returns the share of satisfied customers
//
//	100 * answers in the top class of the scale / answers
//
// in percent from 0 to 100, rounded half away from zero to [Places]. It is also
// called the CSAT score, percent satisfied, or top-2-box on 1..5.
//
// Score returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) Score() (decimal.Decimal, error) { return quotient(c.Fraction()) }

// Fraction returns the score as numerator and denominator, not rounded. It returns the
// errors of Score.
func (c CSAT) Fraction() (num, den decimal.Decimal, err error) {
	n, err := Ratings(c).base("CSAT score")
	if err != nil {
		return num, den, err
	}
	return decimal.New(c.Satisfied().Count, 2), decimal.NewFromInt(n), nil
}

// LowerIsBetter returns false.
func (c CSAT) LowerIsBetter() bool { return false }

// String returns the score and the number of answers: CSAT 50 (4 answers).
func (c CSAT) String() string {
	score, err := c.Score()
	return figureText("CSAT", score, err, c.Total(), "answer")
}

// StandardError returns the standard error of Score in percentage points: 100 times
// [Proportion.StandardError] of Satisfied, with its errors.
func (c CSAT) StandardError() (float64, error) {
	se, err := c.Satisfied().StandardError()
	return 100 * se, err
}

// Satisfied returns the share of answers in the better class of the scale: the
// proportion behind Score
//
//	answers in the better class / answers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0,
// whose Rate is [ErrNoData]. A tally that is not valid gives a proportion that
// every query refuses.
func (c CSAT) Satisfied() Proportion {
	top, _, _, err := Ratings(c).classes()
	return proportionOf(top, Ratings(c).Total(), err)
}

// Dissatisfied returns the share of answers in the worse class of the scale. It
// is also called DSAT
//
//	answers in the worse class / answers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0,
// whose Rate is [ErrNoData]. A tally that is not valid gives a proportion that
// every query refuses.
func (c CSAT) Dissatisfied() Proportion {
	_, _, bottom, err := Ratings(c).classes()
	return proportionOf(bottom, Ratings(c).Total(), err)
}

// Interval returns the confidence interval of Score in percent, within 0..100:
// the Wilson score interval, 100 times [Proportion.Interval] of Satisfied. The
// level is a fraction, as in 0.95. Half of its width is also called the margin of
// error. It takes the answers for those of different customers; where one customer
// answers several times it is too narrow, and the error to take is the clustered one.
//
// Interval returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - level is not between 0 and 1, or the scale or a count is not valid
//     ([ErrInvalid]).
func (c CSAT) Interval(level float64) (Interval, error) {
	iv, err := c.Satisfied().Interval(level)
	return iv.times(100), err
}

// IntervalOf returns Interval for answers out of a population of so many customers that there
// are to ask, such as all buyers of a product: n answers count as
//
//	n · (population - 1) / (population - n)
//
// as in [Ratings.IntervalOf], which is that of the mean. Where everybody has answered, both
// limits are Score. It takes one answer of each.
//
// IntervalOf returns the errors of Interval, and [ErrInvalid] if population is less than the
// number of answers.
func (c CSAT) IntervalOf(population int64, level float64) (Interval, error) {
	satisfied := c.Satisfied()
	if _, err := satisfied.Interval(level); err != nil {
		return Interval{}, err
	}
	factor, err := populationFactor(satisfied.Base, population)
	if err != nil {
		return Interval{}, err
	}
	// On two points, 0 and 1, the interval of a mean is Wilson's.
	counts := []int64{satisfied.Base - satisfied.Count, satisfied.Count}
	low, high := special.MeanLimits(counts, float64(satisfied.Base)*factor, special.NormalQuantile(level))
	return Interval{Low: 100 * low, High: 100 * high, Level: level}, nil
}

// Difference compares the scores of two independent samples, c minus other, in
// percentage points: 100 times [Proportion.Difference] of Satisfied. It is also
// called a test of statistical significance. It takes the answers for those of different
// customers, and its level is that of one test, decided beforehand.
//
// Difference returns an error if:
//   - a sample holds no answers ([ErrNoData]);
//   - level is not between 0 and 1, or a scale or a count is not valid
//     ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]).
func (c CSAT) Difference(other CSAT, level float64) (Comparison, error) {
	d, err := c.Satisfied().Difference(other.Satisfied(), level)
	if err == nil {
		err = Ratings(c).comparable(Ratings(other))
	}
	if err != nil {
		return Comparison{}, err
	}
	return d.times(100), nil
}

// DifferenceFrom compares the score with a constant, c minus benchmark, in percentage points: a
// target in percent, or a published benchmark whose own sample is unknown. It is 100 times
// [Proportion.DifferenceFrom] of Satisfied. Its level is that of one test, decided beforehand.
//
// DifferenceFrom returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - benchmark is 0 or 100 and not the score ([ErrUndefined]);
//   - benchmark is not in 0..100, level is not between 0 and 1, or the scale or a count
//     is not valid ([ErrInvalid]).
func (c CSAT) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	if !(benchmark >= 0 && benchmark <= 100) {
		return Comparison{}, invalid("benchmark is not in 0..100 percent")
	}
	d, err := c.Satisfied().DifferenceFrom(benchmark/100, level)
	return d.times(100), err
}

// Mean returns the mean rating
//
//	sum of ratings / number of answers
//
// on the scale, from Min to Max, rounded half away from zero to [Places]. It is
// also called the average rating, and is another number than Score.
//
// Mean returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) Mean() (decimal.Decimal, error) { return Ratings(c).Mean() }

// MeanInterval returns the confidence interval of the mean on the scale, the score interval
// of [Ratings.MeanInterval], which says why it is not Student's t and has the source. It never
// leaves the scale, and exists where one has answered or all alike. It takes the answers for
// those of different customers; where one customer answers several times it is too narrow,
// and the error to take is the clustered one. The level is a fraction, as in 0.95.
//
// MeanInterval returns an error if:
//   - level is not between 0 and 1, or the scale or a count is not valid
//     ([ErrInvalid]);
//   - c holds no answers ([ErrNoData]).
func (c CSAT) MeanInterval(level float64) (Interval, error) { return Ratings(c).MeanInterval(level) }

// TInterval returns the confidence interval of the mean, not of Score, by Student's t:
// [Ratings.TInterval], with its errors. It is too narrow where most give the same answer.
func (c CSAT) TInterval(level float64) (Interval, error) { return Ratings(c).TInterval(level) }

// MeanDifference compares the means of two independent samples on one scale, c
// minus other, by Welch's t test, in points of the scale:
// [Ratings.Difference], which has the source. It takes the answers for those of different
// customers, and its level is that of one test, decided beforehand.
//
// MeanDifference returns an error if:
//   - level is not between 0 and 1, or a scale or count is not valid
//     ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]);
//   - a sample holds no answers ([ErrNoData]) or one, or in both all answers are
//     equal ([ErrUndefined]).
func (c CSAT) MeanDifference(other CSAT, level float64) (Comparison, error) {
	return Ratings(c).Difference(Ratings(other), level)
}

// MeanDifferenceFrom compares the mean with a constant, c minus benchmark, in points of the
// scale: [Ratings.DifferenceFrom], which has the test and the source. Its interval is
// MeanInterval less the benchmark, and its level that of one test, decided beforehand.
//
// MeanDifferenceFrom returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - benchmark is an end of the scale and not the mean ([ErrUndefined]);
//   - benchmark is not in Min..Max, level is not between 0 and 1, or the scale or a count is
//     not valid ([ErrInvalid]).
func (c CSAT) MeanDifferenceFrom(benchmark, level float64) (Comparison, error) {
	return Ratings(c).DifferenceFrom(benchmark, level)
}

// Median returns the middle rating in order of size, or the mean of the two
// middle ones when their number is even: a point of the scale or halfway between
// two.
//
// Median returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) Median() (decimal.Decimal, error) { return Ratings(c).Median() }

// StandardDeviation returns the sample standard deviation of the ratings
//
//	sqrt(sum of (x - mean)^2 / (n - 1))
//
// in points of the scale. It is computed from exact sums.
//
// StandardDeviation returns an error if:
//   - c holds no answers ([ErrNoData]) or one ([ErrUndefined]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) StandardDeviation() (float64, error) { return Ratings(c).StandardDeviation() }

// TopBox returns the share of answers in the k best points of the scale. It is
// also called top-2-box (T2B), for k = 2
//
//	answers in the k best points / answers
//
// and [Proportion.Rate] is its fraction. Without answers it is 0 of 0, whose Rate
// is [ErrNoData].
//
// TopBox returns an error wrapping [ErrInvalid] if k is not in 1..points, or the
// scale or a count is not valid.
func (c CSAT) TopBox(k int) (Proportion, error) { return Ratings(c).TopBox(k) }

// BottomBox returns the share of answers in the k worst points of the scale. It
// is also called bottom-2-box, for k = 2
//
//	answers in the k worst points / answers
//
// and [Proportion.Rate] is its fraction. Without answers it is 0 of 0, whose Rate
// is [ErrNoData].
//
// BottomBox returns an error wrapping [ErrInvalid] if k is not in 1..points, or
// the scale or a count is not valid.
func (c CSAT) BottomBox(k int) (Proportion, error) { return Ratings(c).BottomBox(k) }

// NetBox returns the net share of the k best points
//
//	100 * (TopBox(k) - BottomBox(k))
//
// in percentage points from -100 to 100, rounded half away from zero to [Places].
// It is also called the net satisfaction score.
//
// NetBox returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - k is not in 1..points/2, or the scale or a count is not valid
//     ([ErrInvalid]).
func (c CSAT) NetBox(k int) (decimal.Decimal, error) { return Ratings(c).NetBox(k) }

// NetBoxInterval returns the confidence interval of NetBox(k) in percentage
// points from -100 to 100. It is the score interval of [NPS.Interval], with the
// boxes for the classes, and takes the answers for those of different customers.
//
// NetBoxInterval returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - k is not in 1..points/2, level is not between 0 and 1, or the scale or a
//     count is not valid ([ErrInvalid]).
func (c CSAT) NetBoxInterval(k int, level float64) (Interval, error) {
	return Ratings(c).NetBoxInterval(k, level)
}

// Rescaled returns the mean on 0..100, where 100 is the better end
//
//	100 * (mean - Min) / (Max - Min)
//
// (percent of the maximum possible), rounded half away from zero to [Places].
//
// Rescaled returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) Rescaled() (decimal.Decimal, error) { return Ratings(c).Rescaled() }

// RescaledInterval returns the confidence interval of Rescaled within 0..100:
// [Ratings.RescaledInterval], with its errors.
func (c CSAT) RescaledInterval(level float64) (Interval, error) {
	return Ratings(c).RescaledInterval(level)
}

// MarshalJSON encodes c, as [Ratings.MarshalJSON].
func (c CSAT) MarshalJSON() ([]byte, error) { return Ratings(c).MarshalJSON() }

// UnmarshalJSON decodes a tally, as [Ratings.UnmarshalJSON].
func (c *CSAT) UnmarshalJSON(data []byte) error { return (*Ratings)(c).UnmarshalJSON(data) }
