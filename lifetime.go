package cx

import (
	"cmp"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Lifetime is the value of a customer from four means. It is also called LTV,
// CLV, CLTV, or customer lifetime value. None of the means has a default: a
// Margin that was forgotten makes the value 0.
type Lifetime struct {
	OrderValue      decimal.Decimal `json:"order_value"`       // value of an order
	OrdersPerPeriod decimal.Decimal `json:"orders_per_period"` // orders of a customer per period
	Periods         decimal.Decimal `json:"periods"`           // periods that a customer stays
	Margin          decimal.Decimal `json:"margin"`            // share of the value that is left after costs, a fraction; 1 counts revenue
}

func (l Lifetime) validate() error {
	return cmp.Or(
		checkAmount("order value", l.OrderValue),
		checkAmount("orders per period", l.OrdersPerPeriod),
		checkAmount("number of periods", l.Periods),
		checkMargin(l.Margin),
	)
}

// Value returns the customer lifetime value
//
//	OrderValue · OrdersPerPeriod · Periods · Margin
//
// in the currency of OrderValue, rounded half away from zero to [Places]. It
// discounts nothing, and assumes that the means are independent. With a Margin of
// 1 it is revenue. It is also called LTV, CLV or CLTV. The zero Lifetime has the
// value 0.
//
// Value returns an error wrapping [ErrInvalid] if one of the first three is negative,
// the margin is above 1, or a number or the value has more than 34 digits.
func (l Lifetime) Value() (decimal.Decimal, error) {
	if err := l.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	return quotientOfMoney("lifetime value", l.OrderValue.Mul(l.OrdersPerPeriod).Mul(l.Periods).Mul(l.Margin), one())
}

// MarshalJSON encodes the numbers as texts. It returns an error wrapping [ErrInvalid] if
// one of them is not valid.
func (l Lifetime) MarshalJSON() ([]byte, error) { return encode(&l, l.validate()) }

// UnmarshalJSON decodes the numbers. It refuses unknown and repeated keys, and numbers
// that are not valid. On error l is unchanged.
func (l *Lifetime) UnmarshalJSON(data []byte) error {
	return decode(data, "lifetime", l, (*Lifetime).validate)
}

// CompoundRate converts a rate of growth or discount to a period of another length
//
//	(1 + rate)^periods - 1
//
// where periods is the length of the new period in old ones: 1.0/12 from a year to a
// month. 10 % a year is 0.797 % a month, not 0.833 %. Both rates are fractions
// above -1.
//
// CompoundRate returns an error wrapping [ErrInvalid] if rate is not above -1, periods
// is not above 0, or one of them or the result is not finite.
func CompoundRate(rate, periods float64) (float64, error) {
	if err := checkDiscountRate(rate); err != nil {
		return 0, err
	}
	if !(periods > 0 && periods <= math.MaxFloat64) {
		return 0, invalid("number of periods is not above 0")
	}
	r := math.Expm1(periods * math.Log1p(rate))
	if !(r > -1 && r <= math.MaxFloat64) {
		return 0, invalid("the rate of so many periods is not above -1 and finite")
	}
	return r, nil
}

func checkDiscountRate(rate float64) error {
	if !(rate > -1 && rate <= math.MaxFloat64) {
		return invalid("the rate per period is not above -1 and finite")
	}
	return nil
}

// ExpectedLifetimeValue returns the value over a finite horizon of a customer who
// brings margins[t] at the start of period t if still here
//
//	sum of margins[t] · S(t) / (1 + discount)^t over t = 0, 1, … len(margins)-1
//
// in the currency of the margins: the convention [MarginNow]; for [MarginLater]
// put a margin of 0 in front. It is also called LTV, CLV or CLTV. Survival is any
// curve S from 1 down to 0, in the periods of the margins: the At of a
// [Survival], a fitted model, or [SteadySurvival]. Discount is the rate per
// period, as a fraction. It does not modify margins.
//
// ExpectedLifetimeValue returns an error if:
//   - there are no margins ([ErrNoData]), or more than [MaxPeriods] ([ErrInvalid]);
//   - survival returns one, such as [ErrUndefined] past the end of the data ([*RowError],
//     whose Row is t);
//   - survival leaves 0..1 or rises, or a margin has more than 34 digits ([*RowError]
//     wrapping [ErrInvalid]);
//   - discount is not above -1 and finite, survival is nil, or the value is not finite
//     ([ErrInvalid]).
func ExpectedLifetimeValue(margins []decimal.Decimal, survival func(t float64) (float64, error), discount float64) (float64, error) {
	if survival == nil {
		return 0, errNilFunc()
	}
	if err := checkDiscountRate(discount); err != nil {
		return 0, err
	}
	if len(margins) == 0 {
		return 0, noData("lifetime value")
	}
	if len(margins) > MaxPeriods {
		return 0, &RangeError{What: "number of periods", Got: int64(len(margins)), Min: 1, Max: MaxPeriods}
	}
	var value float64
	last, growth := 1.0, math.Log1p(discount)
	for t, margin := range margins {
		s, err := survival(float64(t))
		if err == nil && !(s >= 0 && s <= last+1e-12) { // a fitted curve may rise by its last digit
			err = invalid("survival is not between 0 and that of the period before")
		}
		if err = cmp.Or(err, exact.Check("margin", margin)); err != nil {
			return 0, &RowError{Row: t, Err: err}
		}
		if last = s; s > 0 { // where nobody is left, a negative discount may have no bounds
			value += float64(margin.InexactFloat64() * s * math.Exp(-growth*float64(t)))
		}
	}
	if !(math.Abs(value) <= math.MaxFloat64) {
		return 0, invalid("lifetime value is not finite")
	}
	return value, nil
}

// SteadySurvival returns the survival curve of a constant churn rate per period
//
//	S(t) = (1 - churn)^t
//
// which refuses a t below 0. Churn and S are fractions from 0 to 1.
//
// SteadySurvival returns an error wrapping [ErrInvalid] if churn is not in 0..1.
func SteadySurvival(churn float64) (func(t float64) (float64, error), error) {
	if !(churn >= 0 && churn <= 1) {
		return nil, invalid("churn rate is not in 0..1")
	}
	return func(t float64) (float64, error) {
		if !(t >= 0 && t <= math.MaxFloat64) {
			return 0, invalid("time is not at least 0 and finite")
		}
		if t == 0 {
			return 1, nil
		}
		return math.Exp(t * math.Log1p(-churn)), nil
	}, nil
}
