package cx

import (
	"github.com/shopspring/decimal"
)

// CES (the customer effort score) is the tally of a customer effort question.
// Its Score is the mean on the scale of the question, and that scale decides
// which way is better: on [EffortScale] (CES 1.0, "how much effort did you have
// to put forth?") lower is, on [EaseScale] (CES 2.0, "the company made it easy")
// higher is. The two cannot be pooled: Merge returns [ErrMismatch].
//
// Vendors who print a share of easy answers, or easy minus difficult, mean Easy
// and NetEase.
//
// A CES is a [Ratings] with a headline figure; CES(r) and Ratings(c) convert, and
// give the boxes and the rescaled mean. The zero CES has no scale: it is the
// identity of Merge, and Add refuses it. Counts that a database already holds go
// into a literal; every query checks them.
type CES Ratings

// CESOf counts a slice of ratings. It does not modify the slice.
//
// CESOf returns an error if:
//   - s is not valid ([ErrInvalid]);
//   - s has no such rating ([*RowError] wrapping [*RangeError]).
func CESOf[I Integer](ratings []I, s Scale) (CES, error) {
	r, err := countRatings("CES rating", s, ratings)
	return CES(r), err
}

// Add counts one rating. It returns an error wrapping [ErrInvalid], and leaves c
// unchanged, if c has no scale, the scale has no such rating, or the total would
// exceed the largest int64.
func (c *CES) Add(rating int) error { return (*Ratings)(c).add("CES rating", rating) }

// Merge adds the answers of another tally on the same scale. The zero CES adopts
// the scale of other. On error c is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]), as those of effort and of ease do;
//   - a count is negative, or the total exceeds the largest int64 ([ErrInvalid]).
func (c *CES) Merge(other CES) error { return (*Ratings)(c).Merge(Ratings(other)) }

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (CES) PoolsPeriods() {}

// Remove takes away one rating that was added, so that it is the inverse of Add:
// a customer who changes a 3 to a 5 is a Remove(3) and an Add(5). It returns an
// error wrapping [ErrInvalid], and leaves c unchanged, if c has no scale, the
// scale has no such rating, c holds no such answer, or c is not valid.
func (c *CES) Remove(rating int) error { return (*Ratings)(c).remove("CES rating", rating) }

// Unmerge takes away the answers of another tally, so that it is the inverse of
// Merge. An empty tally changes nothing, and a scale once adopted stays. On error
// c is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - other holds answers that c does not, or either is not valid ([ErrInvalid]).
func (c *CES) Unmerge(other CES) error { return (*Ratings)(c).Unmerge(Ratings(other)) }

// Total returns the number of answers. It is 0 for impossible counts (a negative
// one, a total beyond int64), which every other query refuses.
func (c CES) Total() int64 { return Ratings(c).Total() }

// Score returns the mean rating
//
//	sum of ratings / number of answers
//
// on the scale, from Min to Max, rounded half away from zero to [Places].
// Scale.LowerIsBetter says whether lower is better. It is also called the effort
// score, or the ease score.
//
// Score returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CES) Score() (decimal.Decimal, error) { return quotient(c.Fraction()) }

// Fraction returns the score as numerator and denominator, not rounded. It returns the
// errors of Score.
func (c CES) Fraction() (num, den decimal.Decimal, err error) { return Ratings(c).Fraction() }

// LowerIsBetter reports whether a lower score is the better one, as the scale says.
func (c CES) LowerIsBetter() bool { return c.Scale.LowerIsBetter }

// String returns the score and the number of answers: CES 5.5 (2 answers).
func (c CES) String() string {
	score, err := c.Score()
	return figureText("CES", score, err, c.Total(), "answer")
}

// StandardError returns the standard error of Score in points of the scale:
// [Ratings.StandardError], with its errors.
func (c CES) StandardError() (float64, error) { return Ratings(c).StandardError() }

// Interval returns the confidence interval of Score on the scale, the score interval of
// [Ratings.MeanInterval], which says why it is not Student's t and has the source. It never
// leaves the scale, and exists where one has answered or all alike. It takes the answers for
// those of different customers; where one customer answers several times it is too narrow,
// and the error to take is the clustered one. The level is a fraction, as in 0.95.
//
// Interval returns an error if:
//   - level is not between 0 and 1, or the scale or a count is not valid
//     ([ErrInvalid]);
//   - c holds no answers ([ErrNoData]).
func (c CES) Interval(level float64) (Interval, error) { return Ratings(c).MeanInterval(level) }

// IntervalOf returns Interval for answers out of a population of so many customers that there
// are to ask: [Ratings.IntervalOf], with its errors.
func (c CES) IntervalOf(population int64, level float64) (Interval, error) {
	return Ratings(c).IntervalOf(population, level)
}

// TInterval returns the confidence interval of Score by Student's t: [Ratings.TInterval], with
// its errors. It is too narrow where most give the same answer.
func (c CES) TInterval(level float64) (Interval, error) { return Ratings(c).TInterval(level) }

// Difference compares the scores of two independent samples, c minus other, by
// Welch's t test, in points of the scale: [Ratings.Difference], which has the
// source. It is also called a test of statistical significance. It takes the answers for
// those of different customers, and its level is that of one test, decided beforehand.
//
// Difference returns an error if:
//   - level is not between 0 and 1, or a scale or count is not valid
//     ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]);
//   - a sample holds no answers ([ErrNoData]) or one, or in both all answers are
//     equal ([ErrUndefined]).
func (c CES) Difference(other CES, level float64) (Comparison, error) {
	return Ratings(c).Difference(Ratings(other), level)
}

// DifferenceFrom compares the score with a constant, c minus benchmark, in points of the
// scale: a target, or a published benchmark whose own sample is unknown. It is
// [Ratings.DifferenceFrom], which has the test and the source. On a scale of effort a
// negative difference speaks for c. Its interval is Interval less the benchmark, and its level
// that of one test, decided beforehand.
//
// DifferenceFrom returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - benchmark is an end of the scale and not the score ([ErrUndefined]);
//   - benchmark is not in Min..Max, level is not between 0 and 1, or the scale or a count is
//     not valid ([ErrInvalid]).
func (c CES) DifferenceFrom(benchmark, level float64) (Comparison, error) {
	return Ratings(c).DifferenceFrom(benchmark, level)
}

// Easy returns the share of answers in the better class of the scale: of those
// who agree that it was easy, say
//
//	answers in the better class / answers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0,
// whose Rate is [ErrNoData]. A tally that is not valid gives a proportion that
// every query refuses.
func (c CES) Easy() Proportion { return CSAT(c).Satisfied() }

// Difficult returns the share of answers in the worse class of the scale: its low
// end on a scale of ease, its high end on a scale of effort
//
//	answers in the worse class / answers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0,
// whose Rate is [ErrNoData]. A tally that is not valid gives a proportion that
// every query refuses.
func (c CES) Difficult() Proportion { return CSAT(c).Dissatisfied() }

// NetEase returns the net share of easy answers
//
//	100 * (easy - difficult) / answers
//
// in percentage points from -100 to 100, rounded half away from zero to [Places].
//
// NetEase returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CES) NetEase() (decimal.Decimal, error) {
	n, err := c.net()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return n.Score()
}

// NetEaseInterval returns the confidence interval of NetEase in percentage points
// from -100 to 100. It is the score interval of [NPS.Interval], with easy answers
// for promoters and difficult ones for detractors, and takes the answers for those of
// different customers.
//
// NetEaseInterval returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - level is not between 0 and 1, or the scale or a count is not valid
//     ([ErrInvalid]).
func (c CES) NetEaseInterval(level float64) (Interval, error) {
	n, err := c.net()
	if err != nil {
		return Interval{}, err
	}
	return n.Interval(level)
}

// net returns the classes as those of an NPS, which is a net share as well.
func (c CES) net() (NPS, error) {
	easy, neutral, difficult, err := Ratings(c).classes()
	if err == nil && easy+neutral+difficult == 0 {
		err = noData("net ease")
	}
	return NPS{Promoters: easy, Passives: neutral, Detractors: difficult}, err
}

// Median returns the middle rating in order of size, or the mean of the two
// middle ones when their number is even: a point of the scale or halfway between
// two.
//
// Median returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CES) Median() (decimal.Decimal, error) { return Ratings(c).Median() }

// StandardDeviation returns the sample standard deviation of the ratings
//
//	sqrt(sum of (x - mean)^2 / (n - 1))
//
// in points of the scale. It is computed from exact sums.
//
// StandardDeviation returns an error if:
//   - c holds no answers ([ErrNoData]) or one ([ErrUndefined]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CES) StandardDeviation() (float64, error) { return Ratings(c).StandardDeviation() }

// MarshalJSON encodes c, as [Ratings.MarshalJSON].
func (c CES) MarshalJSON() ([]byte, error) { return Ratings(c).MarshalJSON() }

// UnmarshalJSON decodes a tally, as [Ratings.UnmarshalJSON].
func (c *CES) UnmarshalJSON(data []byte) error { return (*Ratings)(c).UnmarshalJSON(data) }
