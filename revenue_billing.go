package cx

import (
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

// Allocate splits an amount into equal parts with the given number of decimal places,
// such as the twelve months of a yearly payment in cents, so that they add up to
// exactly the amount: the units that are left over go one each to the first parts.
// 2000 in 12 parts with 2 places is 166.67 eight times and 166.66 four times.
//
// Allocate returns an error wrapping [ErrInvalid] if parts is not in 1..[MaxPeriods],
// places is not in 0..8, the amount has more decimal places than that, or the amount or
// a part has more than 34 digits.
func Allocate(total decimal.Decimal, parts, places int) ([]decimal.Decimal, error) {
	if err := exact.Check("amount", total); err != nil {
		return nil, err
	}
	if parts < 1 || parts > MaxPeriods {
		return nil, &RangeError{What: "number of parts", Got: int64(parts), Min: 1, Max: MaxPeriods}
	}
	if places < 0 || places > Places {
		return nil, &RangeError{What: "decimal places", Got: int64(places), Max: Places}
	}
	if !total.Equal(total.Truncate(int32(places))) {
		return nil, invalid("amount has more than %d decimal places", places)
	}
	part, rest := total.QuoRem(decimal.NewFromInt(int64(parts)), int32(places))
	unit := decimal.New(int64(rest.Sign()), int32(-places))
	allocated := make([]decimal.Decimal, parts)
	for i := range allocated {
		allocated[i] = part
		if !rest.IsZero() {
			allocated[i] = part.Add(unit)
			rest = rest.Sub(unit)
		}
		allocated[i] = allocated[i].Normalize()
		if err := exact.Check("part", allocated[i]); err != nil {
			return nil, err
		}
	}
	return allocated, nil
}
