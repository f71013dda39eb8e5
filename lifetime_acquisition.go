package cx

import (
	"cmp"

	"github.com/shopspring/decimal"
)

// Acquisition is the tally of what was spent on winning customers, and of the
// customers won: customer acquisition cost (CAC). Those of paid channels are a
// part of all.
//
// The zero Acquisition is no data, ready for AddSpend and AddCustomer, and the identity
// of Merge.
type Acquisition struct {
	Spend         decimal.Decimal `json:"spend"`                // in one currency: advertising, content, salaries of the sales staff
	PaidSpend     decimal.Decimal `json:"paid_spend"`           // of it, on paid channels
	Customers     int64           `json:"customers"`            // new customers
	PaidCustomers int64           `json:"paid_customers"`       // of them, those who came through paid channels
	LagPeriods    int             `json:"lag_periods,omitzero"` // by which the spending came before the customers ([LagSpend])
}

func (a Acquisition) validate() error {
	if err := cmp.Or(checkAmount("acquisition spend", a.Spend), checkAmount("paid acquisition spend", a.PaidSpend)); err != nil {
		return err
	}
	switch {
	case a.PaidSpend.Cmp(a.Spend) > 0:
		return invalid("acquisition: more was spent on paid channels than in all")
	case a.PaidCustomers < 0 || a.PaidCustomers > a.Customers:
		return invalid("acquisition: customers are not in the order 0 <= paid <= all")
	case a.LagPeriods < 0 || a.LagPeriods > MaxPeriods:
		return &RangeError{What: "lag in periods", Got: int64(a.LagPeriods), Min: 0, Max: MaxPeriods}
	}
	return nil
}

// AddSpend adds spending on acquisition, on a paid channel or not. It returns an error
// wrapping [ErrInvalid], and leaves a unchanged, if the amount is negative, a is not
// valid, or the sum would have more than 34 digits.
func (a *Acquisition) AddSpend(amount decimal.Decimal, paid bool) error {
	other := Acquisition{Spend: amount, LagPeriods: a.LagPeriods}
	if paid {
		other.PaidSpend = amount
	}
	return a.Merge(other)
}

// AddCustomer counts a new customer, who came through a paid channel or not. It returns
// an error wrapping [ErrInvalid], and leaves a unchanged, if its customers are not valid or
// would exceed the largest int64.
func (a *Acquisition) AddCustomer(paid bool) error {
	if a.PaidCustomers < 0 || a.PaidCustomers > a.Customers {
		return a.validate()
	}
	customers, err := addCount("acquisition", a.Customers, 1)
	if err != nil {
		return err
	}
	a.Customers = customers
	if paid {
		a.PaidCustomers++
	}
	return nil
}

// Merge adds another tally, of another channel, region or period. On error a is unchanged.
//
// Merge returns an error if:
//   - the lags differ, and neither is the zero Acquisition ([ErrMismatch]);
//   - either is not valid, or a sum is out of bounds ([ErrInvalid]).
func (a *Acquisition) Merge(other Acquisition) error {
	for _, v := range []Acquisition{*a, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	sum := *a
	switch {
	case other.isZero():
		return nil
	case sum.isZero():
		sum.LagPeriods = other.LagPeriods
	case sum.LagPeriods != other.LagPeriods:
		return mismatch("the spending came before the customers by different lags")
	}
	var err error
	if sum.Customers, err = addCount("acquisition", sum.Customers, other.Customers); err != nil {
		return err
	}
	sum.PaidCustomers += other.PaidCustomers
	sum.Spend = sum.Spend.Add(other.Spend).Normalize()
	sum.PaidSpend = sum.PaidSpend.Add(other.PaidSpend).Normalize()
	if err := sum.validate(); err != nil {
		return err
	}
	*a = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Acquisition) PoolsPeriods() {}

// isZero reports whether a is the zero Acquisition.
func (a Acquisition) isZero() bool {
	return a.Spend.IsZero() && a.Customers == 0 && a.LagPeriods == 0
}

// Total returns the number of new customers.
func (a Acquisition) Total() int64 { return max(a.Customers, 0) }

// Cost returns the customer acquisition cost (blended CAC)
//
//	Spend / Customers
//
// in currency, rounded half away from zero to [Places].
//
// Cost returns an error if:
//   - there are no new customers ([ErrNoData]);
//   - an amount is negative, a part exceeds its whole, or the cost has more than 34 digits
//     ([ErrInvalid]).
func (a Acquisition) Cost() (decimal.Decimal, error) {
	if err := a.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if a.Customers == 0 {
		return decimal.Decimal{}, noData("acquisition cost")
	}
	return quotientOfMoney("acquisition cost", a.Spend, decimal.NewFromInt(a.Customers))
}

// PaidCost returns the cost of a customer of the paid channels (paid CAC)
//
//	PaidSpend / PaidCustomers
//
// in currency, rounded half away from zero to [Places]. It says what one more
// customer costs. The blended Cost spreads the spending also over those who came
// by themselves.
//
// PaidCost returns the errors of Cost, and [ErrNoData] if no customers came by paid
// channels.
func (a Acquisition) PaidCost() (decimal.Decimal, error) {
	if err := a.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if a.PaidCustomers == 0 {
		return decimal.Decimal{}, noData("paid acquisition cost")
	}
	return quotientOfMoney("paid acquisition cost", a.PaidSpend, decimal.NewFromInt(a.PaidCustomers))
}

// LagSpend combines the customers of each period with the spending of the period
// so many periods before: where a sale takes a month, spending of October wins
// the customers of November. The first periods, whose spending is not among the
// points, are left out; nil if none remain. The points are those of [TrendFunc],
// in order and without gaps. It does not modify them.
//
// LagSpend returns an error wrapping [ErrInvalid] if periods is not in 1..[MaxPeriods];
// and a [*RowError] wrapping [ErrInvalid] at the first point that is not valid, has a lag
// already, or does not start where the one before it ends.
func LagSpend(points []Point[Acquisition], periods int) ([]Point[Acquisition], error) {
	if periods < 1 || periods > MaxPeriods {
		return nil, &RangeError{What: "lag in periods", Got: int64(periods), Min: 1, Max: MaxPeriods}
	}
	for i, p := range points {
		err := p.Period.Validate()
		if err == nil {
			err = p.Tally.validate()
		}
		if err == nil && p.Tally.LagPeriods != 0 {
			err = invalid("acquisition: the spending has a lag already")
		}
		if err == nil && i > 0 && p.Period.Start != points[i-1].Period.End {
			err = invalid("the period does not start where the one before it ends")
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	if len(points) <= periods {
		return nil, nil
	}
	lagged := make([]Point[Acquisition], len(points)-periods)
	for i := range lagged {
		lagged[i] = points[i+periods]
		lagged[i].Tally.Spend = points[i].Tally.Spend
		lagged[i].Tally.PaidSpend = points[i].Tally.PaidSpend
		lagged[i].Tally.LagPeriods = periods
	}
	return lagged, nil
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid] if
// the tally is not valid.
func (a Acquisition) MarshalJSON() ([]byte, error) { return encode(&a, a.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error a is unchanged.
func (a *Acquisition) UnmarshalJSON(data []byte) error {
	return decode(data, "acquisition", a, (*Acquisition).validate)
}

// RetentionCost is what was spent in a period on keeping customers, and how many were
// kept.
type RetentionCost struct {
	Spend    decimal.Decimal `json:"spend"`    // on service, loyalty, discounts to stay
	Retained int64           `json:"retained"` // customers of the start who were there at the end ([Retention.Retained])
}

func (r RetentionCost) validate() error {
	if r.Retained < 0 {
		return invalid("retention cost: the number of customers is negative")
	}
	return checkAmount("retention spend", r.Spend)
}

// Cost returns the cost of keeping a customer
//
//	Spend / Retained
//
// in currency, rounded half away from zero to [Places].
//
// Cost returns an error if:
//   - no customers were retained ([ErrNoData]);
//   - a number is negative, or Spend or the cost has more than 34 digits ([ErrInvalid]).
func (r RetentionCost) Cost() (decimal.Decimal, error) {
	if err := r.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.Retained == 0 {
		return decimal.Decimal{}, noData("retention cost")
	}
	return quotientOfMoney("retention cost", r.Spend, decimal.NewFromInt(r.Retained))
}

// AcquisitionRatio returns how many times as much it costs to win a customer as
// to keep one
//
//	Cost of a / Cost of r
//
// with the blended [Acquisition.Cost], rounded half away from zero to [Places].
//
// AcquisitionRatio returns an error if:
//   - no customers were retained or won ([ErrNoData]);
//   - nothing was spent on keeping customers ([ErrUndefined]);
//   - a number is not valid, or the ratio has more than 34 digits ([ErrInvalid]).
func (r RetentionCost) AcquisitionRatio(a Acquisition) (decimal.Decimal, error) {
	if _, err := r.Cost(); err != nil {
		return decimal.Decimal{}, err
	}
	if _, err := a.Cost(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.Spend.IsZero() {
		return decimal.Decimal{}, undefined("ratio of costs: nothing was spent on keeping customers")
	}
	num := a.Spend.Mul(decimal.NewFromInt(r.Retained))
	return quotientOfMoney("ratio of costs", num, r.Spend.Mul(decimal.NewFromInt(a.Customers)))
}

// MarshalJSON encodes the spending as a text. It returns an error wrapping [ErrInvalid] if
// a number is not valid.
func (r RetentionCost) MarshalJSON() ([]byte, error) { return encode(&r, r.validate()) }

// UnmarshalJSON decodes a retention cost. It refuses unknown and repeated keys, and
// numbers that are not valid. On error r is unchanged.
func (r *RetentionCost) UnmarshalJSON(data []byte) error {
	return decode(data, "retention cost", r, (*RetentionCost).validate)
}
