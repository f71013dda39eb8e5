package cx

import (
	"cmp"

	"github.com/shopspring/decimal"
)

// Program is an effort to keep or win customers, such as a campaign, judged by
// two groups: those it was tried on, and those who were left alone (a control
// group). Its Return is the ROI.
type Program struct {
	Control Proportion      `json:"control"` // kept or won of those left alone
	Treated Proportion      `json:"treated"` // kept or won of those it was tried on
	Base    int64           `json:"base"`    // customers that it reaches in all
	Value   decimal.Decimal `json:"value"`   // what one more customer kept or won is worth
	Cost    decimal.Decimal `json:"cost"`    // of the program
	Periods decimal.Decimal `json:"periods"` // the time over which the gain comes in, for Payback alone
}

func (p Program) validate() error {
	if p.Base < 0 {
		return invalid("program: the base is negative")
	}
	return cmp.Or(
		p.Control.validate(),
		p.Treated.validate(),
		checkAmount("value of a customer", p.Value),
		checkAmount("cost of the program", p.Cost),
		checkAmount("number of periods", p.Periods),
	)
}

// parts returns the gain as numerator and denominator.
func (p Program) parts() (num, den decimal.Decimal, err error) {
	if err := p.validate(); err != nil {
		return num, den, err
	}
	count, total, err := p.Treated.Fraction()
	if err != nil {
		return num, den, err
	}
	controlCount, controlTotal, err := p.Control.Fraction()
	if err != nil {
		return num, den, err
	}
	change := count.Mul(controlTotal).Sub(controlCount.Mul(total))
	return change.Mul(decimal.NewFromInt(p.Base)).Mul(p.Value), total.Mul(controlTotal), nil
}

// Gain returns what the program brings
//
//	(rate of Treated - rate of Control) · Base · Value
//
// in currency, rounded half away from zero to [Places]. It is negative where the
// program does harm.
//
// Gain returns an error if:
//   - a group is empty ([ErrNoData]);
//   - a number is negative, a Count is not in 0..Total, or an amount or the gain has more
//     than 34 digits ([ErrInvalid]).
func (p Program) Gain() (decimal.Decimal, error) {
	num, den, err := p.parts()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotientOfMoney("gain", num, den)
}

// Return returns the return on the program (return on investment, ROI)
//
//	(gain - Cost) / Cost
//
// as a fraction, rounded half away from zero to [Places]: 0 gets the money back, -1 loses
// all of it.
//
// Return returns an error if Cost is 0 ([ErrUndefined]), and the errors of Gain:
// if a group is empty, [ErrNoData].
func (p Program) Return() (decimal.Decimal, error) {
	num, den, err := p.parts()
	if err != nil {
		return decimal.Decimal{}, err
	}
	if p.Cost.IsZero() {
		return decimal.Decimal{}, undefined("return: the program costs nothing")
	}
	cost := p.Cost.Mul(den)
	return quotientOfMoney("return", num.Sub(cost), cost)
}

// Interval returns the confidence interval of Return, as fractions: that of the
// difference of the rates ([Proportion.Difference]), at the same base, value and
// cost, which it takes for certain. It is for different customers, put into the two groups by
// chance, and is one look, decided beforehand.
//
// Interval returns an error if level is not between 0 and 1 ([ErrInvalid]), and
// the errors of Return: if a group is empty, [ErrNoData].
func (p Program) Interval(level float64) (Interval, error) {
	if _, err := p.Return(); err != nil {
		return Interval{}, err
	}
	c, err := p.Treated.Difference(p.Control, level)
	if err != nil {
		return Interval{}, err
	}
	k := float64(p.Base) * p.Value.InexactFloat64() / p.Cost.InexactFloat64()
	iv := c.Interval.times(k)
	iv.Low--
	iv.High--
	return iv, nil
}

// Payback returns the time after which the gain has covered Cost, in the periods of
// Periods, if it comes in evenly over them
//
//	Periods · Cost / gain
//
// It is Never if the gain does not cover the cost. It is also called the
// break-even time.
//
// Payback returns an error if Periods is 0 ([ErrUndefined]), the time has more than 2^53
// periods ([ErrInvalid]), and the errors of Gain: if a group is empty, [ErrNoData].
func (p Program) Payback() (Payback, error) {
	num, den, err := p.parts()
	if err != nil {
		return Payback{}, err
	}
	if p.Periods.IsZero() {
		return Payback{}, undefined("payback: the gain has no time in which it comes in")
	}
	cost := p.Cost.Mul(den)
	switch {
	case num.Cmp(cost) < 0:
		return Payback{Never: true}, nil
	case cost.IsZero():
		return Payback{}, nil
	}
	return paybackAfter(p.Periods.Mul(cost).InexactFloat64() / num.InexactFloat64())
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid] if
// the program is not valid.
func (p Program) MarshalJSON() ([]byte, error) { return encode(&p, p.validate()) }

// UnmarshalJSON decodes a program. It refuses unknown and repeated keys, and a
// program that is not valid. On error p is unchanged.
func (p *Program) UnmarshalJSON(data []byte) error {
	return decode(data, "program", p, (*Program).validate)
}
