package cx

import (
	"cmp"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// MarginTiming says when a customer brings the margin of a period. The two conventions
// differ in value by exactly one margin. Neither is wrong, but do not mix them.
type MarginTiming string

// The conventions. The zero MarginTiming is MarginNow.
const (
	// MarginNow has the first margin at once, before any customer can leave.
	MarginNow MarginTiming = "now"
	// MarginLater has the first margin after the first renewal, one period from now.
	MarginLater MarginTiming = "later"
)

func (t MarginTiming) validate() error {
	switch t {
	case "", MarginNow, MarginLater:
		return nil
	}
	return invalid("margin timing is none of now, later")
}

// SubscriptionLifetime is the value of a customer who pays the same amount each
// period, and leaves at the same rate after every one. It is also called LTV, CLV
// or CLTV of a subscription. The rates are fractions, and are those of one
// period: [CompoundChurn] and [CompoundRate] convert them.
//
// Customers who leave at unlike rates are worth more on average than one who leaves at their
// mean rate: where the rates are spread, the value at the mean churn is 5 to 66 % below the
// mean value, and 4 to 34 % with a discount of 1 % (computed, of beta distributed rates; 66 % of beta
// 1.5 and 28.5). [FitShiftedBetaGeometric] fits the spread.
type SubscriptionLifetime struct {
	ARPA     decimal.Decimal `json:"arpa"`            // average revenue per account and period, as of [Movements.ARPA]
	Margin   decimal.Decimal `json:"margin"`          // share of it that is left after costs, a fraction; 1 counts revenue
	Churn    decimal.Decimal `json:"churn"`           // churn rate
	Discount decimal.Decimal `json:"discount"`        // discount rate; 0 discounts nothing
	Timing   MarginTiming    `json:"timing,omitzero"` // when a margin comes in
}

func (l SubscriptionLifetime) validate() error {
	if err := cmp.Or(
		checkAmount("ARPA", l.ARPA),
		checkMargin(l.Margin),
		checkAmount("churn rate", l.Churn),
		exact.Check("discount rate", l.Discount),
		l.Timing.validate(),
	); err != nil {
		return err
	}
	switch {
	case l.Churn.Cmp(one()) > 0:
		return invalid("churn rate is above 1: give a fraction, not a percentage")
	case l.Discount.Cmp(one().Neg()) <= 0:
		return invalid("discount rate is not above -1")
	}
	return nil
}

// first returns the numerator of Value, which is the first margin, discounted, times
// 1 + Discount.
func (l SubscriptionLifetime) first() decimal.Decimal {
	m := l.ARPA.Mul(l.Margin)
	if l.Timing == MarginLater {
		return m.Mul(one().Sub(l.Churn))
	}
	return m.Mul(one().Add(l.Discount))
}

// Value returns the customer lifetime value
//
//	m · (1 + d) / (1 + d - r) for MarginNow, m · r / (1 + d - r) for MarginLater
//
// with m = ARPA · Margin, r = 1 - Churn, d = Discount; without a discount, MarginNow is
// the ARPA · Margin / Churn of subscription businesses. It is in the currency of
// ARPA, rounded half away from zero to [Places]. It is also called LTV, CLV or
// CLTV.
//
// Value returns an error if:
//   - Churn + Discount is not above 0, as with a churn of 0 and no discount, or
//     in the zero SubscriptionLifetime: the sum has no end ([ErrUndefined]);
//   - ARPA is negative, Margin above 1, Churn not in 0..1, Discount not above -1, Timing
//     none of the conventions, or a number or the value has more than 34 digits
//     ([ErrInvalid]).
//
// Source: S. Gupta and D. R. Lehmann, Journal of Interactive Marketing 17 (2003), 9-24.
func (l SubscriptionLifetime) Value() (decimal.Decimal, error) {
	num, den, err := l.parts()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotientOfMoney("lifetime value", num, den)
}

// parts returns the value as numerator and denominator.
func (l SubscriptionLifetime) parts() (num, den decimal.Decimal, err error) {
	if err := l.validate(); err != nil {
		return num, den, err
	}
	loss := l.Churn.Add(l.Discount)
	if loss.Sign() <= 0 {
		return num, den, undefined("lifetime value: churn and discount are not above 0, and the sum has no end")
	}
	return l.first(), loss, nil
}

// Periods returns the expected number of periods that a customer stays
//
//	1 / Churn
//
// rounded half away from zero to [Places]. It is also called the expected
// lifetime, or tenure.
//
// Periods returns an error if Churn is 0 ([ErrUndefined]), or for what Value
// calls invalid ([ErrInvalid]).
func (l SubscriptionLifetime) Periods() (decimal.Decimal, error) {
	if err := l.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if l.Churn.IsZero() {
		return decimal.Decimal{}, undefined("expected lifetime: nobody churns")
	}
	return quotientOfMoney("expected lifetime", one(), l.Churn)
}

// Payback is the time after which margins have earned back a cost. It is also
// called the time to break even.
type Payback struct {
	Periods float64 `json:"periods"` // the time with its fraction, in periods
	Period  int64   `json:"period"`  // the period that it is in, 1 for the first; 0 if there is no cost
	Never   bool    `json:"never"`   // the margins of all time are not enough; the others are 0
}

// paybackAfter returns the payback after so many periods. A number that differs
// from a whole one in the last digits is taken as the whole one.
func paybackAfter(periods float64) (Payback, error) {
	if !(periods >= 0 && periods < 1<<53) {
		return Payback{}, invalid("payback: more periods than can be counted")
	}
	whole := math.Round(periods)
	if math.Abs(periods-whole) <= 1e-12*whole {
		periods = whole
	}
	return Payback{Periods: periods, Period: max(int64(math.Ceil(periods)), 1)}, nil
}

// SimplePayback returns the time after which a customer who never leaves has earned back
// a cost, without a discount
//
//	cost / (ARPA · Margin)
//
// It is Never if there is no margin, and 0 periods if cost is 0. It is also
// called the CAC payback period. It returns the errors of Payback.
func (l SubscriptionLifetime) SimplePayback(cost decimal.Decimal) (Payback, error) {
	if err := l.validate(); err != nil {
		return Payback{}, err
	}
	l.Churn, l.Discount = decimal.Decimal{}, decimal.Decimal{}
	return l.Payback(cost)
}

// Payback returns the time after which the margins of those who are still here,
// discounted, have earned back the cost of a customer: the n at which
//
//	sum of m · q^k over k < n = cost, with m = ARPA · Margin, q = (1 - Churn) / (1 + Discount)
//
// (m · q^(k+1) for [MarginLater]), with the closed form of the sum between whole
// n. It is Never if the value of a customer does not exceed the cost, and 0
// periods if cost is 0. It says when a customer pays back, or breaks even.
//
// Payback returns an error wrapping [ErrInvalid] if cost is negative or has more than 34
// digits, the time has more than 2^53 periods, or for what Value calls invalid.
func (l SubscriptionLifetime) Payback(cost decimal.Decimal) (Payback, error) {
	if err := cmp.Or(l.validate(), checkAmount("cost", cost)); err != nil {
		return Payback{}, err
	}
	// The sum of n margins is first/loss · (1 - q^n), so that q^n = rest/first.
	first, loss := l.first(), l.Churn.Add(l.Discount)
	rest := first.Sub(loss.Mul(cost))
	switch {
	case cost.IsZero():
		return Payback{}, nil
	case first.Sign() <= 0 || rest.Sign() <= 0:
		return Payback{Never: true}, nil
	case loss.IsZero(): // q = 1
		return paybackAfter(cost.InexactFloat64() / l.ARPA.Mul(l.Margin).InexactFloat64())
	}
	return paybackAfter(logQuotient(rest, first) / logQuotient(one().Sub(l.Churn), one().Add(l.Discount)))
}

// logQuotient returns ln(num / den) of amounts above 0, without the cancellation where
// they are nearly equal; -Inf if num is 0.
func logQuotient(num, den decimal.Decimal) float64 {
	if x := num.Sub(den).InexactFloat64() / den.InexactFloat64(); math.Abs(x) < 0.5 {
		return math.Log1p(x)
	}
	return math.Log(num.InexactFloat64() / den.InexactFloat64())
}

// RetentionGain is what a change of the retention rate does to the value of a customer.
// "5 % better retention" is two questions: from 0.80 to 0.85, which is five points
// ([SubscriptionLifetime.RetentionByPoints]), or to 0.84, which is relative
// ([SubscriptionLifetime.RetentionByFactor]).
type RetentionGain struct {
	Before SubscriptionLifetime `json:"before"` // before the change
	After  SubscriptionLifetime `json:"after"`  // after it
}

// RetentionByPoints returns the values before and after a change of the retention
// rate 1 - Churn by points, a fraction: 0.05 for five points more, -0.05 for five
// less.
//
// RetentionByPoints returns an error wrapping [ErrInvalid] if the new rate is not in
// 0..1, or for what Value calls invalid.
func (l SubscriptionLifetime) RetentionByPoints(points decimal.Decimal) (RetentionGain, error) {
	if err := cmp.Or(l.validate(), exact.Check("points", points)); err != nil {
		return RetentionGain{}, err
	}
	return l.withChurn(l.Churn.Sub(points))
}

// RetentionByFactor returns the values before and after the retention rate 1 -
// Churn is multiplied by a factor: 1.05 for a relative 5 %.
//
// RetentionByFactor returns an error wrapping [ErrInvalid] if the new rate is not in
// 0..1, or for what Value calls invalid.
func (l SubscriptionLifetime) RetentionByFactor(factor decimal.Decimal) (RetentionGain, error) {
	if err := cmp.Or(l.validate(), exact.Check("factor", factor)); err != nil {
		return RetentionGain{}, err
	}
	return l.withChurn(one().Sub(one().Sub(l.Churn).Mul(factor)))
}

// withChurn returns the change of a valid l to another churn rate.
func (l SubscriptionLifetime) withChurn(churn decimal.Decimal) (RetentionGain, error) {
	if churn.Sign() < 0 || churn.Cmp(one()) > 0 {
		return RetentionGain{}, invalid("the new retention rate is not in 0..1")
	}
	churn = churn.Normalize()
	if err := exact.Check("new churn rate", churn); err != nil {
		return RetentionGain{}, err
	}
	g := RetentionGain{Before: l, After: l}
	g.After.Churn = churn
	return g, nil
}

// Gain returns the value after the change less that before, in currency, rounded
// half away from zero to [Places]. The profit, which is the value less the cost
// of acquiring the customer, gains as much. It returns the errors of
// [SubscriptionLifetime.Value]: for the zero RetentionGain, [ErrUndefined].
func (g RetentionGain) Gain() (decimal.Decimal, error) {
	num, loss, _, err := g.parts()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotientOfMoney("gain", num, loss)
}

// parts returns the gain as numerator and denominator, and the value before as a
// numerator over Churn + Discount before.
func (g RetentionGain) parts() (num, den, before decimal.Decimal, err error) {
	before, loss, err := g.Before.parts()
	if err != nil {
		return num, den, before, err
	}
	after, newLoss, err := g.After.parts()
	if err != nil {
		return num, den, before, err
	}
	return after.Mul(loss).Sub(before.Mul(newLoss)), loss.Mul(newLoss), before, nil
}

// OfValue returns the gain as a fraction of the value before, rounded half away from
// zero to [Places].
//
// OfValue returns an error if the value before is not above 0 ([ErrUndefined]),
// and the errors of Gain.
func (g RetentionGain) OfValue() (decimal.Decimal, error) { return g.OfProfit(decimal.Decimal{}) }

// OfProfit returns the gain as a fraction of the profit before, which is the value less
// the cost of acquiring the customer
//
//	(value after - value before) / (value before - cost)
//
// rounded half away from zero to [Places]. The same gain is a larger part of the profit
// than of the value: say which of the two you mean.
//
// OfProfit returns an error if the value before does not exceed cost ([ErrUndefined]),
// cost is negative ([ErrInvalid]), and the errors of Gain.
func (g RetentionGain) OfProfit(cost decimal.Decimal) (decimal.Decimal, error) {
	if err := checkAmount("cost", cost); err != nil {
		return decimal.Decimal{}, err
	}
	num, _, before, err := g.parts()
	if err != nil {
		return decimal.Decimal{}, err
	}
	// With the value f/l before and F/L after: (Fl - fL)/(lL) / (f/l - cost).
	profit := before.Sub(cost.Mul(g.Before.Churn.Add(g.Before.Discount)))
	if profit.Sign() <= 0 {
		return decimal.Decimal{}, undefined("relative gain: the value before does not exceed the cost")
	}
	return quotientOfMoney("relative gain", num, profit.Mul(g.After.Churn.Add(g.After.Discount)))
}

// UnmarshalJSON decodes the two. It refuses unknown and repeated keys, and what is not
// valid. On error g is unchanged.
func (g *RetentionGain) UnmarshalJSON(data []byte) error {
	return decode(data, "retention gain", g, nil)
}

// MarshalJSON encodes the numbers as texts. It returns an error wrapping [ErrInvalid] if
// one of them or the timing is not valid.
func (l SubscriptionLifetime) MarshalJSON() ([]byte, error) { return encode(&l, l.validate()) }

// UnmarshalJSON decodes the numbers. It refuses unknown and repeated keys, and what is
// not valid. On error l is unchanged.
func (l *SubscriptionLifetime) UnmarshalJSON(data []byte) error {
	return decode(data, "subscription lifetime", l, (*SubscriptionLifetime).validate)
}
