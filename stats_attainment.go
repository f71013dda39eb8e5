package cx

import (
	"github.com/shopspring/decimal"
)

// Attainment is the tally of aims that may be still open: answers within a target
// time (service level, SLA), contacts that settle the matter (first-contact
// resolution, FCR), visits to the help pages that make a call needless
// (deflection). Each is Attained, Missed, or Pending as long as neither is sure.
// Excluded are those to which the aim does not apply, as the function that counts
// them says. A rate that ignores the pending favors the quick ones: look at the
// bounds, AtLeast and AtMost.
//
// The zero Attainment is no data, ready for counts, and the identity of Merge.
type Attainment struct {
	Attained int64 `json:"attained"`
	Missed   int64 `json:"missed"`
	Pending  int64 `json:"pending"`
	Excluded int64 `json:"excluded"`
}

// total returns the number of aims, including those excluded.
func (a Attainment) total() (int64, error) {
	return sumCounts("attainment", a.Attained, a.Missed, a.Pending, a.Excluded)
}

func (a Attainment) validate() error {
	_, err := a.total()
	return err
}

// Merge adds the aims of another tally. It returns an error wrapping [ErrInvalid], and
// leaves a unchanged, if a count is negative or the total would exceed the largest int64.
func (a *Attainment) Merge(other Attainment) error {
	mine, err := a.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if _, err := addCount("attainment", mine, theirs); err != nil {
		return err
	}
	a.Attained += other.Attained
	a.Missed += other.Missed
	a.Pending += other.Pending
	a.Excluded += other.Excluded
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Attainment) PoolsPeriods() {}

// Unmerge takes away the aims of another tally, so that it is the inverse of Merge: a
// ticket whose state changes is an Unmerge of its old tally and a Merge of its new
// one. It returns an error wrapping [ErrInvalid], and leaves a unchanged, if other
// holds aims that a does not, or either is not valid.
func (a *Attainment) Unmerge(other Attainment) error {
	for _, v := range []*Attainment{a, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Attainment{
		Attained: a.Attained - other.Attained,
		Missed:   a.Missed - other.Missed,
		Pending:  a.Pending - other.Pending,
		Excluded: a.Excluded - other.Excluded,
	}
	return leave("attainment", a, left, left.validate())
}

// Total returns the number of aims, including those excluded; 0 for counts that
// are not valid.
func (a Attainment) Total() int64 {
	n, _ := a.total()
	return n
}

// part returns count out of the sum of counts.
func (a Attainment) part(count int64, of ...int64) Proportion {
	if _, err := a.total(); err != nil {
		return proportionOf(0, 0, err)
	}
	p := Proportion{Count: count}
	for _, n := range of {
		p.Base += n
	}
	return p
}

// Decided returns the aims attained, out of those attained or missed: the
// proportion behind Rate
//
//	Attained / (Attained + Missed)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nothing is decided it is 0 of
// 0, whose Rate is [ErrNoData]. Counts that are not valid give a proportion that
// every query refuses, here and below.
func (a Attainment) Decided() Proportion { return a.part(a.Attained, a.Attained, a.Missed) }

// Gross returns the aims attained, out of those attained, missed or excluded
//
//	Attained / (Attained + Missed + Excluded)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) Gross() Proportion { return a.part(a.Attained, a.Attained, a.Missed, a.Excluded) }

// AtLeast returns what Decided becomes if all pending aims are missed
//
//	Attained / (Attained + Missed + Pending)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) AtLeast() Proportion { return a.part(a.Attained, a.Attained, a.Missed, a.Pending) }

// AtMost returns what Decided becomes if all pending aims are attained
//
//	(Attained + Pending) / (Attained + Missed + Pending)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) AtMost() Proportion {
	p := a.AtLeast()
	if p.Count >= 0 {
		p.Count += a.Pending
	}
	return p
}

// Rate returns the share attained of what is decided
//
//	Attained / (Attained + Missed)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. AtLeast and
// AtMost are its bounds once all is decided. It is also called the service level,
// or SLA attainment.
//
// Rate returns an error if nothing is decided ([ErrNoData]), or a count is negative or the
// total exceeds the largest int64 ([ErrInvalid]).
func (a Attainment) Rate() (decimal.Decimal, error) { return quotient(a.Fraction()) }

// LowerIsBetter returns false.
func (a Attainment) LowerIsBetter() bool { return false }

// Fraction returns the rate as numerator and denominator, not rounded. It returns the
// errors of Rate.
func (a Attainment) Fraction() (num, den decimal.Decimal, err error) {
	if _, err := a.total(); err != nil {
		return num, den, err
	}
	return a.Decided().Fraction()
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that are
// not valid. On error a is unchanged.
func (a *Attainment) UnmarshalJSON(data []byte) error {
	return decode(data, "attainment", a, (*Attainment).validate)
}
