package cx

import (
	"github.com/shopspring/decimal"
)

// CES is the tally of a customer effort question. Its Score is the mean on the
// scale of the question, and that scale decides which way is better: on
// [EffortScale] (CES 1.0, "how much effort did you have to put forth?") lower is,
// on [EaseScale] (CES 2.0, "the company made it easy") higher is. The two cannot
// be pooled: Merge returns [ErrMismatch].
//
// Vendors who print a share of easy answers, or easy minus difficult, mean Easy
// and NetEase.
//
// A CES is a [Ratings] with a headline figure; CES(r) and Ratings(c) convert, and
// give the boxes and the rescaled mean. The zero CES has no scale: it is the
// identity of Merge, and Add refuses it. Ready counts go into a literal, which
// every query checks.
type CES Ratings

// CESOf counts a slice of ratings. It does not modify the slice.
//
// CESOf returns an error if:
//   - s is not valid ([ErrInvalid]);
//   - s has no such rating ([*RowError] wrapping [*RangeError]).
func CESOf[I Integer](s Scale, ratings []I) (CES, error) {
	r, err := countRatings("CES rating", s, ratings)
	return CES(r), err
}

// Add counts one rating, as [Ratings.Add].
func (c *CES) Add(rating int) error { return (*Ratings)(c).add("CES rating", rating) }

// Merge adds the answers of another tally on the same scale, as [Ratings.Merge].
func (c *CES) Merge(other CES) error { return (*Ratings)(c).Merge(Ratings(other)) }

// Total returns the number of answers, as [Ratings.Total].
func (c CES) Total() int64 { return Ratings(c).Total() }

// Score returns the mean rating on the scale, as [Ratings.Mean]. Whether lower is
// better stands in Scale.LowerIsBetter.
func (c CES) Score() (decimal.Decimal, error) { return quotient(c) }

func (c CES) fraction() (num, den decimal.Decimal, err error) { return Ratings(c).fraction() }

func (c CES) lowerIsBetter() bool { return c.Scale.LowerIsBetter }

// Interval returns the Student t interval of Score, as [Ratings.MeanInterval].
func (c CES) Interval(level float64) (Interval, error) { return Ratings(c).MeanInterval(level) }

// Difference compares the scores of two independent samples, c minus other, in
// points of the scale, as [Ratings.MeanDifference].
func (c CES) Difference(other CES, level float64) (Comparison, error) {
	return Ratings(c).MeanDifference(Ratings(other), level)
}

// Easy returns the share of answers in the better class of the scale. A tally
// that is not valid gives a proportion that every query refuses.
func (c CES) Easy() Proportion { return CSAT(c).Satisfied() }

// Difficult returns the share of answers in the worse class of the scale: its low
// end on a scale of ease, its high end on a scale of effort. A tally that is not
// valid gives a proportion that every query refuses.
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

// NetEaseInterval returns the score interval of NetEase in percentage points, as
// [NPS.Interval].
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

// Median returns the middle rating, as [Ratings.Median].
func (c CES) Median() (decimal.Decimal, error) { return Ratings(c).Median() }

// StandardDeviation returns the sample standard deviation, as
// [Ratings.StandardDeviation].
func (c CES) StandardDeviation() (float64, error) { return Ratings(c).StandardDeviation() }

// MarshalJSON encodes c, as [Ratings.MarshalJSON].
func (c CES) MarshalJSON() ([]byte, error) { return Ratings(c).MarshalJSON() }

// UnmarshalJSON decodes a tally, as [Ratings.UnmarshalJSON].
func (c *CES) UnmarshalJSON(data []byte) error { return (*Ratings)(c).UnmarshalJSON(data) }
