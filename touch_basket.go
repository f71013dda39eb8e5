package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
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
