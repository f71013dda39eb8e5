package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Dispositions is the tally of the final outcomes of a survey, by the Standard Definitions of the
// American Association for Public Opinion Research (AAPOR), with its letters: I Complete and P
// Partial interviews, R Refusal and break-off, NC NonContact, O Other, UH UnknownHousehold
// (nobody knows whether there is anybody to ask), UO Unknown (of other unknown eligibility), and
// those who are Ineligible, who are in no rate. Of invitations it comes from
// [Fieldwork.Dispositions].
//
// The zero Dispositions is no data, and the identity of Merge.
type Dispositions struct {
	Complete         int64 `json:"complete"`
	Partial          int64 `json:"partial"`
	Refusal          int64 `json:"refusal"`
	NonContact       int64 `json:"non_contact"`
	Other            int64 `json:"other"`
	UnknownHousehold int64 `json:"unknown_household"`
	Unknown          int64 `json:"unknown"`
	Ineligible       int64 `json:"ineligible"`
}

// total returns the number of all outcomes.
func (d *Dispositions) total() (int64, error) {
	return sumCounts("dispositions", d.Complete, d.Partial, d.Refusal, d.NonContact, d.Other, d.UnknownHousehold, d.Unknown, d.Ineligible)
}

func (d *Dispositions) validate() error {
	_, err := d.total()
	return err
}

// plus returns the sums of the counts, those of other times sign.
func (d Dispositions) plus(other Dispositions, sign int64) Dispositions {
	return Dispositions{
		Complete:         d.Complete + sign*other.Complete,
		Partial:          d.Partial + sign*other.Partial,
		Refusal:          d.Refusal + sign*other.Refusal,
		NonContact:       d.NonContact + sign*other.NonContact,
		Other:            d.Other + sign*other.Other,
		UnknownHousehold: d.UnknownHousehold + sign*other.UnknownHousehold,
		Unknown:          d.Unknown + sign*other.Unknown,
		Ineligible:       d.Ineligible + sign*other.Ineligible,
	}
}

// Merge adds the outcomes of another tally. It returns an error wrapping [ErrInvalid], and
// leaves d unchanged, if a count is negative or the total would exceed the largest int64.
func (d *Dispositions) Merge(other Dispositions) error {
	mine, err := d.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if _, err := addCount("dispositions", mine, theirs); err != nil {
		return err
	}
	*d = d.plus(other, 1)
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Dispositions) PoolsPeriods() {}

// Unmerge takes away the outcomes of another tally, so that it is the inverse of Merge. It
// returns an error wrapping [ErrInvalid], and leaves d unchanged, if other holds outcomes that
// d does not, or either is not valid.
func (d *Dispositions) Unmerge(other Dispositions) error {
	for _, v := range []*Dispositions{d, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := d.plus(other, -1)
	return leave("dispositions", d, left, left.validate())
}

// Total returns the number of outcomes, including the ineligible; 0 for counts that are not
// valid.
func (d Dispositions) Total() int64 {
	n, _ := d.total()
	return n
}

// ResponseRate returns the response rate of AAPOR by the number of its formula, RR1 to RR6: who
// has answered, of all who could have been asked
//
//	RR1  I / ((I + P) + (R + NC + O) + (UH + UO))
//	RR3  I / ((I + P) + (R + NC + O) + e(UH + UO))
//	RR5  I / ((I + P) + (R + NC + O))
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]; RR2, RR4 and RR6 have I +
// P on top. Here e is eligible, the share of those of unknown eligibility who are taken to be
// eligible; RR3 and RR4 alone read it. RR1 is the lowest that may be, RR5 the
// highest: say which it is.
//
// ResponseRate returns an error if:
//   - formula is not 1 to 6, eligible is not in 0..1 where it is read, or a count is not valid
//     ([ErrInvalid]);
//   - there are none in the base ([ErrNoData]).
//
// Source: AAPOR, Standard Definitions (2023).
func (d Dispositions) ResponseRate(formula int, eligible decimal.Decimal) (decimal.Decimal, error) {
	answered := []int64{d.Complete}
	if formula%2 == 0 {
		answered = append(answered, d.Partial)
	}
	return d.rate(answered, formula, 6, (formula-1)/2, eligible)
}

// RefusalRate returns the refusal rate of AAPOR by the number of its formula: who has said no,
// or broken off, of the base of RR1 (REF1), of RR3 (REF2) or of RR5 (REF3)
//
//	R / base
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. Only REF2 reads eligible.
//
// RefusalRate returns the errors of ResponseRate, where formula is 1 to 3.
func (d Dispositions) RefusalRate(formula int, eligible decimal.Decimal) (decimal.Decimal, error) {
	return d.rate([]int64{d.Refusal}, formula, 3, formula-1, eligible)
}

// ContactRate returns the contact rate of AAPOR by the number of its formula: with whom there
// was any contact, of the base of RR1 (CON1), of RR3 (CON2) or of RR5 (CON3)
//
//	((I + P) + R + O) / base
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. Only CON2 reads eligible.
//
// ContactRate returns the errors of ResponseRate, where formula is 1 to 3.
func (d Dispositions) ContactRate(formula int, eligible decimal.Decimal) (decimal.Decimal, error) {
	return d.rate([]int64{d.Complete, d.Partial, d.Refusal, d.Other}, formula, 3, formula-1, eligible)
}

// CooperationRate returns the cooperation rate of AAPOR by the number of its formula: who has
// answered, of those with whom there was contact
//
//	COOP1  I / ((I + P) + R + O)
//	COOP3  I / ((I + P) + R)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]; COOP2 and COOP4 have I + P
// on top.
//
// CooperationRate returns an error if:
//   - formula is not 1 to 4, or a count is not valid ([ErrInvalid]);
//   - there are none in the base ([ErrNoData]).
//
// Source: AAPOR, Standard Definitions (2023).
func (d Dispositions) CooperationRate(formula int) (decimal.Decimal, error) {
	if err := checkFormula(formula, 4); err != nil {
		return decimal.Decimal{}, err
	}
	if err := d.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	answered, base := d.Complete, d.Complete+d.Partial+d.Refusal
	if formula%2 == 0 {
		answered += d.Partial
	}
	if formula < 3 {
		base += d.Other
	}
	return Proportion{Count: answered, Base: base}.Rate()
}

// The bases of the rates: with all of unknown eligibility, with a share of them, and with none.
const (
	baseOfAll = iota
	baseOfShare
	baseOfKnown
)

// rate returns the sum of counts out of a base.
func (d *Dispositions) rate(counts []int64, formula, formulas, base int, eligible decimal.Decimal) (decimal.Decimal, error) {
	if err := checkFormula(formula, formulas); err != nil {
		return decimal.Decimal{}, err
	}
	if err := d.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	one := decimal.NewFromInt(1)
	switch base {
	case baseOfAll:
		eligible = one
	case baseOfKnown:
		eligible = decimal.Decimal{}
	default:
		if err := exact.Check("share of the eligible", eligible); err != nil {
			return decimal.Decimal{}, err
		}
		if eligible.IsNegative() || eligible.Cmp(one) > 0 {
			return decimal.Decimal{}, invalid("share of the eligible is not in 0..1")
		}
	}
	count, err := sumCounts("dispositions", counts...)
	if err != nil {
		return decimal.Decimal{}, err
	}
	known := d.Complete + d.Partial + d.Refusal + d.NonContact + d.Other
	all := decimal.NewFromInt(d.UnknownHousehold + d.Unknown).Mul(eligible).Add(decimal.NewFromInt(known))
	if all.IsZero() {
		return decimal.Decimal{}, noData("rate of dispositions")
	}
	return exact.Divide(decimal.NewFromInt(count), all), nil
}

// checkFormula checks the number of a formula.
func checkFormula(formula, formulas int) error {
	if formula < 1 || formula > formulas {
		return &RangeError{What: "formula", Got: int64(formula), Min: 1, Max: int64(formulas)}
	}
	return nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that are not
// valid. On error d is unchanged.
func (d *Dispositions) UnmarshalJSON(data []byte) error {
	return decode(data, "dispositions", d, (*Dispositions).validate)
}
