package cx

import (
	"cmp"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Economics compares the Value of a customer ([Lifetime.Value],
// [SubscriptionLifetime.Value]) with the Cost of winning one
// ([Acquisition.Cost]): LTV:CAC and the allowable bid.
type Economics struct {
	Value decimal.Decimal `json:"value"`
	Cost  decimal.Decimal `json:"cost"`
}

func (e Economics) validate() error {
	return cmp.Or(exact.Check("value", e.Value), checkAmount("cost", e.Cost))
}

// Ratio returns the value of a customer over the cost of winning one (CLV:CAC)
//
//	Value / Cost
//
// a Ratio to 1, rounded half away from zero to [Places]. It is negative where
// customers are served at a loss. It is also called LTV:CAC.
//
// Ratio returns an error if:
//   - Cost is 0, as in the zero Economics: customers who cost nothing have no
//     ratio ([ErrUndefined]);
//   - Cost is negative, or a number or the ratio has more than 34 digits ([ErrInvalid]).
func (e Economics) Ratio() (decimal.Decimal, error) {
	if err := e.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if e.Cost.IsZero() {
		return decimal.Decimal{}, undefined("value to cost: the cost is 0")
	}
	return quotientOfMoney("value to cost", e.Value, e.Cost)
}

// Profit returns what a customer is worth beyond the cost of winning one
//
//	Value - Cost
//
// in currency, rounded half away from zero to [Places]. The zero Economics has
// the profit 0.
//
// Profit returns an error wrapping [ErrInvalid] if Cost is negative, or a number
// or the profit has more than 34 digits.
func (e Economics) Profit() (decimal.Decimal, error) {
	if err := e.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	return quotientOfMoney("profit", e.Value.Sub(e.Cost), one())
}

// ValueVerdict says what a ratio of value to cost means.
type ValueVerdict string

// The verdicts.
const (
	// LosesMoney: each new customer costs more than the value of one.
	LosesMoney ValueVerdict = "loses_money"
	// PaysBack: the ratio is 1 or more, but below the threshold.
	PaysBack ValueVerdict = "pays_back"
	// Healthy: the ratio is at the threshold or above.
	Healthy ValueVerdict = "healthy"
)

// Verdict says whether each new customer loses money, pays back the cost, or has
// a ratio at the threshold healthy, for which 3 is usual. It compares the exact
// ratio.
//
// Verdict returns an error if healthy is below 1 or has more than 34 digits
// ([ErrInvalid]), and the errors of Ratio.
func (e Economics) Verdict(healthy decimal.Decimal) (ValueVerdict, error) {
	if _, err := e.Ratio(); err != nil {
		return "", err
	}
	if err := exact.Check("threshold", healthy); err != nil {
		return "", err
	}
	switch {
	case healthy.Cmp(one()) < 0:
		return "", invalid("threshold is below 1, where customers lose money")
	case e.Value.Cmp(e.Cost) < 0:
		return LosesMoney, nil
	case e.Value.Cmp(e.Cost.Mul(healthy)) < 0:
		return PaysBack, nil
	}
	return Healthy, nil
}

// AllowableCost returns what winning a customer may cost for a target ratio of
// value to cost
//
//	Value / ratio
//
// in currency, rounded half away from zero to [Places]. It does not look at Cost.
// It is also called the allowable CAC.
//
// AllowableCost returns an error if:
//   - Value is not above 0, as in the zero Economics: no cost is allowable
//     ([ErrUndefined]);
//   - ratio is not above 0, Cost is negative, or a number or the result has more
//     than 34 digits ([ErrInvalid]).
func (e Economics) AllowableCost(ratio decimal.Decimal) (decimal.Decimal, error) {
	return e.MaxBid(ratio, Proportion{Count: 1, Base: 1})
}

// MaxBid returns what one click may cost for a target ratio of value to cost, where the
// conversion says how many clicks become customers
//
//	Value / ratio · customers / clicks
//
// in currency, rounded half away from zero to [Places]. It is 0 while no click has become
// a customer. Few clicks say little: [Proportion.Interval] says how little. It is
// also called the maximum cost per click (CPC).
//
// MaxBid returns the errors of AllowableCost, and those of [Proportion.Rate]:
// without clicks, [ErrNoData].
func (e Economics) MaxBid(ratio decimal.Decimal, conversion Proportion) (decimal.Decimal, error) {
	if err := cmp.Or(e.validate(), exact.Check("ratio", ratio)); err != nil {
		return decimal.Decimal{}, err
	}
	if ratio.Sign() <= 0 {
		return decimal.Decimal{}, invalid("ratio of value to cost is not above 0")
	}
	customers, clicks, err := conversion.Fraction()
	if err != nil {
		return decimal.Decimal{}, err
	}
	if e.Value.Sign() <= 0 {
		return decimal.Decimal{}, undefined("allowable cost: a customer is worth nothing")
	}
	return quotientOfMoney("allowable cost", e.Value.Mul(customers), ratio.Mul(clicks))
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid] if
// one of them is not valid.
func (e Economics) MarshalJSON() ([]byte, error) { return encode(&e, e.validate()) }

// UnmarshalJSON decodes the amounts. It refuses unknown and repeated keys, and amounts
// that are not valid. On error e is unchanged.
func (e *Economics) UnmarshalJSON(data []byte) error {
	return decode(data, "economics", e, (*Economics).validate)
}
