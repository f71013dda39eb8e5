package cx

import (
	"github.com/shopspring/decimal"
)

// CSAT is the tally of a satisfaction question. Its Score is the share of
// satisfied customers in percent; Mean, NetBox and Rescaled are the other figures
// that go by the same name, and differ: of the answers 5, 4, 2, 3 on 1..5, half
// are satisfied, the mean is 3.5, the net box of 2 is 25 and the rescaled mean
// 62.5. Say which one you print.
//
// A CSAT is a [Ratings] with a headline figure; CSAT(r) and Ratings(c) convert.
// The zero CSAT has no scale: it is the identity of Merge, and Add refuses it.
// Ready counts go into a literal, which every query checks.
type CSAT Ratings

// CSATOf counts a slice of ratings. It does not modify the slice.
//
// CSATOf returns an error if:
//   - s is not valid ([ErrInvalid]);
//   - s has no such rating ([*RowError] wrapping [*RangeError]).
func CSATOf[I Integer](s Scale, ratings []I) (CSAT, error) {
	r, err := countRatings("CSAT rating", s, ratings)
	return CSAT(r), err
}

// Add counts one rating, as [Ratings.Add].
func (c *CSAT) Add(rating int) error { return (*Ratings)(c).add("CSAT rating", rating) }

// Merge adds the answers of another tally on the same scale, as [Ratings.Merge].
func (c *CSAT) Merge(other CSAT) error { return (*Ratings)(c).Merge(Ratings(other)) }

// Total returns the number of answers, as [Ratings.Total].
func (c CSAT) Total() int64 { return Ratings(c).Total() }

// Score returns the share of satisfied customers
//
//	100 * answers in the top class of the scale / answers
//
// in percent from 0 to 100, rounded half away from zero to [Places].
//
// Score returns an error if:
//   - c holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (c CSAT) Score() (decimal.Decimal, error) { return quotient(c) }

func (c CSAT) fraction() (num, den decimal.Decimal, err error) {
	n, err := Ratings(c).base("CSAT score")
	if err != nil {
		return num, den, err
	}
	return decimal.New(c.Satisfied().Count, 2), decimal.NewFromInt(n), nil
}

func (c CSAT) lowerIsBetter() bool { return false }

// Satisfied returns the share of answers in the better class of the scale. A
// tally that is not valid gives a proportion that every query refuses.
func (c CSAT) Satisfied() Proportion {
	top, _, _, err := Ratings(c).classes()
	return proportionOf(top, Ratings(c).Total(), err)
}

// Dissatisfied returns the share of answers in the worse class of the scale. A
// tally that is not valid gives a proportion that every query refuses.
func (c CSAT) Dissatisfied() Proportion {
	_, _, bottom, err := Ratings(c).classes()
	return proportionOf(bottom, Ratings(c).Total(), err)
}

// Interval returns the Wilson score interval of Score in percent, as
// [Proportion.Interval] of Satisfied.
func (c CSAT) Interval(level float64) (Interval, error) {
	iv, err := c.Satisfied().Interval(level)
	return iv.times(100), err
}

// Difference compares the scores of two independent samples, c minus other, in
// percentage points, as [Proportion.Difference] of Satisfied. It returns
// [ErrMismatch] if the scales differ.
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

// Mean returns the mean rating on the scale, as [Ratings.Mean].
func (c CSAT) Mean() (decimal.Decimal, error) { return Ratings(c).Mean() }

// MeanInterval returns the Student t interval of the mean, as [Ratings.MeanInterval].
func (c CSAT) MeanInterval(level float64) (Interval, error) { return Ratings(c).MeanInterval(level) }

// MeanDifference compares two means by Welch's t test, as [Ratings.MeanDifference].
func (c CSAT) MeanDifference(other CSAT, level float64) (Comparison, error) {
	return Ratings(c).MeanDifference(Ratings(other), level)
}

// Median returns the middle rating, as [Ratings.Median].
func (c CSAT) Median() (decimal.Decimal, error) { return Ratings(c).Median() }

// StandardDeviation returns the sample standard deviation, as
// [Ratings.StandardDeviation].
func (c CSAT) StandardDeviation() (float64, error) { return Ratings(c).StandardDeviation() }

// TopBox returns the share of the k best points, as [Ratings.TopBox].
func (c CSAT) TopBox(k int) (Proportion, error) { return Ratings(c).TopBox(k) }

// BottomBox returns the share of the k worst points, as [Ratings.BottomBox].
func (c CSAT) BottomBox(k int) (Proportion, error) { return Ratings(c).BottomBox(k) }

// NetBox returns the k best minus the k worst points in percentage points, as
// [Ratings.NetBox].
func (c CSAT) NetBox(k int) (decimal.Decimal, error) { return Ratings(c).NetBox(k) }

// NetBoxInterval returns the score interval of NetBox, as [Ratings.NetBoxInterval].
func (c CSAT) NetBoxInterval(k int, level float64) (Interval, error) {
	return Ratings(c).NetBoxInterval(k, level)
}

// Rescaled returns the mean on 0..100, as [Ratings.Rescaled].
func (c CSAT) Rescaled() (decimal.Decimal, error) { return Ratings(c).Rescaled() }

// MarshalJSON encodes c, as [Ratings.MarshalJSON].
func (c CSAT) MarshalJSON() ([]byte, error) { return Ratings(c).MarshalJSON() }

// UnmarshalJSON decodes a tally, as [Ratings.UnmarshalJSON].
func (c *CSAT) UnmarshalJSON(data []byte) error { return (*Ratings)(c).UnmarshalJSON(data) }
