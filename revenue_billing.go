package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// BillingCycle is the time that one payment of a subscription covers: Count times the
// Unit. {1, Month} is monthly, {3, Month} quarterly, {2, Year} a contract of two years
// that is paid at once. It is also called a billing interval or a term, and has no
// zero value that means anything.
type BillingCycle struct {
	Count int   `json:"count"`
	Unit  Grain `json:"unit"`
}

// validate says what is impossible about c.
func (c *BillingCycle) validate() error {
	if c.Unit == "" {
		return invalid("billing cycle has no unit")
	}
	if err := c.Unit.validate(); err != nil {
		return err
	}
	if most := int64(maxWindow / c.Unit.length()); c.Count < 1 || int64(c.Count) > most {
		return &RangeError{What: "billing cycle in units of a " + string(c.Unit), Got: int64(c.Count), Min: 1, Max: most}
	}
	return nil
}

// MarshalJSON encodes a cycle. It returns an error wrapping [ErrInvalid] if
// [MonthlyAmount] would.
func (c BillingCycle) MarshalJSON() ([]byte, error) { return encode(&c, c.validate()) }

// UnmarshalJSON decodes a cycle. It refuses unknown and repeated keys, and what
// [MonthlyAmount] refuses. On error c is unchanged.
func (c *BillingCycle) UnmarshalJSON(data []byte) error {
	return decode(data, "billing cycle", c, (*BillingCycle).validate)
}

// MonthlyAmount returns what a payment is worth per month
//
//	payment / Count · payments of one unit in a year / 12
//
// of which there are 1 of a year, 4 of a quarter, 12 of a month, 52 of a week and
// 365.25 of a day, rounded half away from zero to [Places]. It is also called
// normalized MRR. A week is not a quarter of a month: what is paid every 4 weeks is
// paid 13 times a year.
//
// MonthlyAmount returns an error wrapping [ErrInvalid] if the cycle has no unit, or one
// that is none of the grains, is not in 1 unit..100 years, or the amount or the result
// has more than 34 digits.
func MonthlyAmount(payment decimal.Decimal, cycle BillingCycle) (decimal.Decimal, error) {
	if err := exact.Check("amount", payment); err != nil {
		return decimal.Decimal{}, err
	}
	if err := cycle.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	var times, months int64
	switch cycle.Unit {
	case Day:
		times, months = 1461, 48 // 365.25 and 12, times 4
	case Week, WeekFromSunday:
		times, months = 52, 12
	case Month:
		times, months = 1, 1
	case Quarter:
		times, months = 1, 3
	case Year:
		times, months = 1, 12
	}
	monthly := exact.Divide(payment.Mul(decimal.NewFromInt(times)), decimal.NewFromInt(months*int64(cycle.Count)))
	if err := exact.Check("monthly amount", monthly); err != nil {
		return decimal.Decimal{}, err
	}
	return monthly, nil
}

// Allocate splits an amount by weights into parts with the given number of decimal places
// that add up to exactly the amount: the days of a subscription in each month, or the price
// of each product in a bundle. Each part
//
//	total * weights[i] / sum of weights
//
// is rounded toward 0, and the units that are left over go one each to the largest
// remainders, the first of equal ones. Equal parts are weights of 1: 2000 in 12 parts with 2
// places is 166.67 eight times and 166.66 four times. It does not modify weights.
//
// Allocate returns an error if:
//   - there are no weights ([ErrNoData]);
//   - a weight is below 1 ([*RowError] wrapping [*RangeError]);
//   - the sum of weights exceeds the largest int64, places is not in 0..8, the amount has
//     more decimal places than that, or the amount or a part has more than 34 digits
//     ([ErrInvalid]).
func Allocate(total decimal.Decimal, weights []int64, places int) ([]decimal.Decimal, error) {
	if err := exact.Check("amount", total); err != nil {
		return nil, err
	}
	if places < 0 || places > Places {
		return nil, &RangeError{What: "decimal places", Got: int64(places), Max: Places}
	}
	if !total.Equal(total.Truncate(int32(places))) {
		return nil, invalid("amount has more than %d decimal places", places)
	}
	for i, w := range weights {
		if w < 1 {
			return nil, &RowError{Row: i, Err: &RangeError{What: "weight", Got: w, Min: 1, Max: math.MaxInt64}}
		}
	}
	parts, err := allocate("parts", total, weights, places)
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		if err := exact.Check("part", part); err != nil {
			return nil, err
		}
	}
	return parts, nil
}
