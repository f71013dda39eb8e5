package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Basket is what customers bought, by transaction: how many Transactions there were, the
// Items in them, at least one in each, and their Value, the total sales.
// ValuePerBasket is the average order value (AOV). A return is not a basket:
// leave it out, and subtract it from the sales elsewhere. Goods sold by weight
// are one item a line.
//
// The zero Basket is no data, ready for Add, and the identity of Merge.
type Basket struct {
	Transactions int64           `json:"transactions"`
	Items        int64           `json:"items"`
	Value        decimal.Decimal `json:"value"`
}

// Add counts one transaction with so many items and the amount paid, in one currency. It
// returns an error wrapping [ErrInvalid], and leaves b unchanged, if items is below 1,
// value is negative, or a sum is out of bounds.
func (b *Basket) Add(items int64, value decimal.Decimal) error {
	if items < 1 {
		return &RangeError{What: "items of a basket", Got: items, Min: 1, Max: math.MaxInt64}
	}
	return b.Merge(Basket{Transactions: 1, Items: items, Value: value})
}

// Merge adds the transactions of another tally. It returns an error wrapping
// [ErrInvalid], and leaves b unchanged, if either is not valid or a sum is out of bounds.
func (b *Basket) Merge(other Basket) error {
	if err := b.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := Basket{Value: b.Value.Add(other.Value).Normalize()}
	var err error
	if sum.Transactions, err = addCount("basket", b.Transactions, other.Transactions); err != nil {
		return err
	}
	if sum.Items, err = addCount("basket", b.Items, other.Items); err != nil {
		return err
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*b = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Basket) PoolsPeriods() {}

// Remove takes away one transaction that was added, so that it is the inverse of Add.
// Only sums are held: that the transaction was never added is seen only where the
// sums left are those of no transactions. It returns an error wrapping
// [ErrInvalid], and leaves b unchanged, if they are, items is below 1, value is
// negative, b is not valid, or a sum is out of bounds.
func (b *Basket) Remove(items int64, value decimal.Decimal) error {
	var one Basket
	if err := one.Add(items, value); err != nil {
		return err
	}
	return b.Unmerge(one)
}

// Unmerge takes away the transactions of another tally, so that it is the inverse of
// Merge. It returns an error wrapping [ErrInvalid], and leaves b unchanged, if the
// sums left are those of no transactions, either is not valid, or a sum is out of
// bounds.
func (b *Basket) Unmerge(other Basket) error {
	for _, v := range []*Basket{b, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Basket{
		Transactions: b.Transactions - other.Transactions,
		Items:        b.Items - other.Items,
		Value:        b.Value.Sub(other.Value).Normalize(),
	}
	return leave("basket", b, left, left.validate())
}

// validate says what is impossible about b.
func (b Basket) validate() error {
	if err := exact.Check("basket value", b.Value); err != nil {
		return err
	}
	if b.Transactions < 0 || b.Items < b.Transactions || b.Value.Sign() < 0 ||
		b.Transactions == 0 && (b.Items > 0 || b.Value.Sign() > 0) {
		return invalid("basket: no transactions have these sums")
	}
	return nil
}

// Total returns the number of transactions.
func (b Basket) Total() int64 { return max(b.Transactions, 0) }

// ItemsPerBasket returns the basket size
//
//	Items / Transactions
//
// at least 1, rounded half away from zero to [Places]. It is also called items
// per order, or units per transaction (UPT).
//
// ItemsPerBasket returns an error if:
//   - there are no transactions ([ErrNoData]);
//   - the sums are not valid ([ErrInvalid]).
func (b Basket) ItemsPerBasket() (decimal.Decimal, error) {
	return b.perBasket("items per basket", decimal.NewFromInt(b.Items))
}

// ValuePerBasket returns the mean basket value, also called average order value
// (AOV)
//
//	Value / Transactions
//
// in the currency of Value, rounded half away from zero to [Places]. For its
// interval tally the values themselves as [Amounts].
//
// ValuePerBasket returns an error if:
//   - there are no transactions ([ErrNoData]);
//   - the sums are not valid ([ErrInvalid]).
func (b Basket) ValuePerBasket() (decimal.Decimal, error) {
	return b.perBasket("value per basket", b.Value)
}

func (b Basket) perBasket(what string, num decimal.Decimal) (decimal.Decimal, error) {
	if err := b.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if b.Transactions == 0 {
		return decimal.Decimal{}, noData(what)
	}
	return exact.Divide(num, decimal.NewFromInt(b.Transactions)), nil
}

// MarshalJSON encodes the value as a text. It returns an error wrapping [ErrInvalid] if
// the sums are not valid.
func (b Basket) MarshalJSON() ([]byte, error) { return encode(&b, b.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error b is unchanged.
func (b *Basket) UnmarshalJSON(data []byte) error {
	return decode(data, "basket", b, (*Basket).validate)
}

// TimeSpan is the time From an instant up To another, which is not part of it.
type TimeSpan struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// validate returns an error if s is no stretch of time.
func (s TimeSpan) validate() error {
	if err := checkInstant(s.From); err != nil {
		return err
	}
	if err := checkInstant(s.To); err != nil {
		return err
	}
	if s.To.Before(s.From) {
		return invalid("span ends before it starts")
	}
	return nil
}

// MarshalJSON encodes a span. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (s TimeSpan) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a span. It refuses unknown and repeated keys, and what
// [UptimeOf] refuses. On error s is unchanged.
func (s *TimeSpan) UnmarshalJSON(data []byte) error {
	return decode(data, "span", s, (*TimeSpan).validate)
}

// Uptime is the time that a service was down, out of the time that it should be
// up: DownSeconds of ServiceSeconds, which is the period without excluded
// maintenance. Both are exact, to the nanosecond.
//
// It is a tally: periods and servers merge, each weighing by its time. The zero Uptime is
// no data and the identity of Merge.
type Uptime struct {
	ServiceSeconds decimal.Decimal `json:"service_seconds"`
	DownSeconds    decimal.Decimal `json:"down_seconds"`
}

// UptimeOf tallies one service over a span of time from its outages and from the
// maintenance that is excluded, which is neither uptime nor downtime. What
// overlaps counts once: two outages at one time are one, and during maintenance
// there is none. What is beyond the span is cut off; an outage that is not over
// ends with the span. It does not modify the slices.
//
// UptimeOf returns an error wrapping [ErrInvalid] if over ends before it starts, or has an
// instant that is missing or outside the years 1900 to 2200; and a [*RowError] at
// the first of outages or maintenance like that.
func UptimeOf(outages, maintenance []TimeSpan, over TimeSpan) (Uptime, error) {
	if err := over.validate(); err != nil {
		return Uptime{}, err
	}
	for i, list := range [][]TimeSpan{outages, maintenance} {
		for row, s := range list {
			if err := s.validate(); err != nil {
				return Uptime{}, &RowError{Of: []string{"outages", "maintenance"}[i], Row: row, Err: err}
			}
		}
	}
	excluded := covered(over, maintenance)
	return Uptime{
		ServiceSeconds: inSeconds(covered(over, []TimeSpan{over}) - excluded),
		DownSeconds:    inSeconds(covered(over, outages, maintenance) - excluded),
	}, nil
}

// covered returns the nanoseconds of a span that are within any of the others.
func covered(over TimeSpan, lists ...[]TimeSpan) (sum uint64) {
	spans := slices.Concat(lists...)
	slices.SortFunc(spans, func(a, b TimeSpan) int { return cmp.Compare(a.From.UnixNano(), b.From.UnixNano()) })
	reached, end := over.From.UnixNano(), over.To.UnixNano()
	for _, s := range spans {
		from := max(reached, s.From.UnixNano())
		reached = max(from, min(s.To.UnixNano(), end))
		sum += uint64(reached) - uint64(from) // more than an int64 from 1900 to 2200
	}
	return sum
}

// inSeconds returns nanoseconds in seconds.
func inSeconds(nanoseconds uint64) decimal.Decimal {
	return decimal.NewFromUint64(nanoseconds).Shift(-9).Normalize()
}

// Merge adds the time of another period or another server. It returns an error wrapping
// [ErrInvalid], and leaves u unchanged, if either is not valid or a sum has more than 34
// digits.
func (u *Uptime) Merge(other Uptime) error {
	if err := u.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := Uptime{
		ServiceSeconds: u.ServiceSeconds.Add(other.ServiceSeconds).Normalize(),
		DownSeconds:    u.DownSeconds.Add(other.DownSeconds).Normalize(),
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*u = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Uptime) PoolsPeriods() {}

// validate says what is impossible about u.
func (u Uptime) validate() error {
	if err := exact.Check("service time", u.ServiceSeconds); err != nil {
		return err
	}
	if err := exact.Check("downtime", u.DownSeconds); err != nil {
		return err
	}
	if u.DownSeconds.Sign() < 0 || u.DownSeconds.Cmp(u.ServiceSeconds) > 0 {
		return invalid("uptime: the downtime is not in 0..service time")
	}
	return nil
}

// Total returns the service time in whole seconds, rounded down. It is 0 for times that are
// not valid.
func (u Uptime) Total() int64 {
	if u.validate() != nil || u.ServiceSeconds.Cmp(decimal.NewFromInt(math.MaxInt64)) > 0 {
		return 0
	}
	return u.ServiceSeconds.IntPart()
}

// Rate returns the uptime, also called availability
//
//	1 - DownSeconds / ServiceSeconds
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Rate returns an error if:
//   - there is no service time ([ErrNoData]);
//   - the downtime is not in 0..service time, or one has more than 34 digits
//     ([ErrInvalid]).
func (u Uptime) Rate() (decimal.Decimal, error) { return quotient(u.Fraction()) }

// LowerIsBetter returns false.
func (u Uptime) LowerIsBetter() bool { return false }

// Fraction returns the rate as numerator and denominator, not rounded. It returns the
// errors of Rate.
func (u Uptime) Fraction() (num, den decimal.Decimal, err error) {
	if err := u.validate(); err != nil {
		return num, den, err
	}
	if u.ServiceSeconds.IsZero() {
		return num, den, noData("uptime")
	}
	return u.ServiceSeconds.Sub(u.DownSeconds), u.ServiceSeconds, nil
}

// AllowedSeconds returns the downtime that a target rate allows
//
//	(1 - target) * ServiceSeconds
//
// in seconds, rounded half away from zero to [Places]: 2592, or 43.2 minutes, for
// 0.999 of 30 days. It is also called the error budget; what is left of it is the
// result minus DownSeconds.
//
// AllowedSeconds returns an error if:
//   - there is no service time ([ErrNoData]);
//   - target is not in 0..1 or has more than 34 digits, or the times are not
//     valid ([ErrInvalid]).
func (u Uptime) AllowedSeconds(target decimal.Decimal) (decimal.Decimal, error) {
	if err := exact.Check("target", target); err != nil {
		return decimal.Decimal{}, err
	}
	one := decimal.NewFromInt(1)
	if target.Sign() < 0 || target.Cmp(one) > 0 {
		return decimal.Decimal{}, invalid("target is not a fraction in 0..1")
	}
	_, service, err := u.Fraction()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Divide(one.Sub(target).Mul(service), one), nil
}

// MarshalJSON encodes the seconds as texts. It returns an error wrapping [ErrInvalid] if
// they are not valid.
func (u Uptime) MarshalJSON() ([]byte, error) { return encode(&u, u.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error u is unchanged.
func (u *Uptime) UnmarshalJSON(data []byte) error {
	return decode(data, "uptime", u, (*Uptime).validate)
}
