package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// BillingInterval is the time that one payment of a subscription covers.
type BillingInterval string

// The billing intervals.
const (
	Daily      BillingInterval = "daily"
	Weekly     BillingInterval = "weekly"
	Monthly    BillingInterval = "monthly"
	Quarterly  BillingInterval = "quarterly"
	HalfYearly BillingInterval = "half_yearly"
	Yearly     BillingInterval = "yearly"
)

// MonthlyAmount returns what a payment is worth per month
//
//	yearly / 12, half-yearly / 6, quarterly / 3, weekly · 52/12, daily · 365.25/12
//
// rounded half away from zero to [Places]. It is also called normalized MRR. A
// week is not a quarter of a month: 52 of them are a year.
//
// MonthlyAmount returns an error wrapping [ErrInvalid] if the interval is none of the
// intervals, or the amount or the result has more than 34 digits.
func MonthlyAmount(payment decimal.Decimal, every BillingInterval) (decimal.Decimal, error) {
	if err := exact.Check("amount", payment); err != nil {
		return decimal.Decimal{}, err
	}
	var times, months int64 = 1, 1
	switch every {
	case Daily:
		times, months = 1461, 48 // 365.25 and 12, times 4
	case Weekly:
		times, months = 52, 12
	case Monthly:
	case Quarterly:
		months = 3
	case HalfYearly:
		months = 6
	case Yearly:
		months = 12
	default:
		return decimal.Decimal{}, invalid("billing interval is none of daily, weekly, monthly, quarterly, half_yearly, yearly")
	}
	monthly := exact.Divide(payment.Mul(decimal.NewFromInt(times)), decimal.NewFromInt(months))
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
