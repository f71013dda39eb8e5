package cx

import (
	"time"

	"github.com/shopspring/decimal"
)

// Engagement is the tally of the customers who were active within a span of days.
type Engagement struct {
	Days       int64 `json:"days"`        // of the span
	Customers  int64 `json:"customers"`   // active on some day of it (MAU, if it is a month)
	ActiveDays int64 `json:"active_days"` // days of activity, summed over customers
}

// EngagementOf tallies the activities of a span of days by the clocks of the calendar's
// location; its grain is to be [Day]. Activities outside the span are left out. It does
// not modify activities.
//
// EngagementOf returns an error wrapping [ErrInvalid] if the grain is not Day or span is
// not valid; and a [*RowError] at the first row whose customer is blank, whose instant is
// missing or lies outside the years 1900 to 2200, or whose amount has more than 34 digits.
func EngagementOf(activities []Activity, c Calendar, span Period) (Engagement, error) {
	if err := span.Validate(); err != nil {
		return Engagement{}, err
	}
	h, err := historyOf(activities, c, time.Unix(endActivity-1, 999_999_999))
	if err != nil {
		return Engagement{}, err
	}
	e := Engagement{Days: int64(span.Days())}
	from, to := span.Start.days(), span.End.days()
	last := int32(-1)
	for _, day := range h.days {
		if int(day.day) < from || int(day.day) >= to {
			continue
		}
		e.ActiveDays++
		if day.customer != last {
			last = day.customer
			e.Customers++
		}
	}
	return e, nil
}

// validate says what is impossible about e.
func (e Engagement) validate() error {
	if e.Days < 0 || e.Days > maxDays || e.Customers < 0 || e.ActiveDays < e.Customers ||
		decimal.NewFromInt(e.ActiveDays).Cmp(e.most()) > 0 {
		return invalid("engagement: the counts are not in the order customers <= active days <= customers * days")
	}
	return nil
}

// most returns the active days of customers who are active every day.
func (e Engagement) most() decimal.Decimal {
	return decimal.NewFromInt(e.Customers).Mul(decimal.NewFromInt(e.Days))
}

// Merge adds the customers of another shard of the same span. On error e is unchanged.
//
// Merge returns an error if:
//   - the spans have different numbers of days ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (e *Engagement) Merge(other Engagement) error {
	if err := e.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	if e.Days != other.Days && *e != (Engagement{}) && other != (Engagement{}) {
		return mismatch("engagement: the spans have different numbers of days")
	}
	sum := Engagement{Days: max(e.Days, other.Days)}
	var err error
	if sum.Customers, err = addCount("engagement", e.Customers, other.Customers); err != nil {
		return err
	}
	if sum.ActiveDays, err = addCount("engagement", e.ActiveDays, other.ActiveDays); err != nil {
		return err
	}
	*e = sum
	return nil
}

// Total returns the number of customers.
func (e Engagement) Total() int64 { return max(e.Customers, 0) }

// Stickiness returns the mean number of customers active on a day over the number
// active within the span (DAU/MAU, if the span is a month)
//
//	ActiveDays / (Days * Customers)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Stickiness returns an error if:
//   - nobody was active ([ErrNoData]);
//   - the counts are not valid ([ErrInvalid]).
func (e Engagement) Stickiness() (decimal.Decimal, error) {
	return e.quotient("stickiness", e.most())
}

// DaysPerCustomer returns the mean number of active days of those who were active
//
//	ActiveDays / Customers
//
// rounded half away from zero to [Places]. It returns the errors of Stickiness.
func (e Engagement) DaysPerCustomer() (decimal.Decimal, error) {
	return e.quotient("active days", decimal.NewFromInt(e.Customers))
}

// DailyActive returns the mean number of customers active on a day (DAU)
//
//	ActiveDays / Days
//
// rounded half away from zero to [Places]. It returns the errors of Stickiness, but is
// 0 for a span in which nobody was active.
func (e Engagement) DailyActive() (decimal.Decimal, error) {
	return e.quotient("daily active customers", decimal.NewFromInt(e.Days))
}

func (e Engagement) quotient(what string, den decimal.Decimal) (decimal.Decimal, error) {
	if err := e.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if den.IsZero() {
		return decimal.Decimal{}, noData(what)
	}
	return divide(decimal.NewFromInt(e.ActiveDays), den), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that
// are not valid. On error e is unchanged.
func (e *Engagement) UnmarshalJSON(data []byte) error {
	var v Engagement
	ok, err := decodeObject(data, "engagement", fields{
		"days": &v.Days, "customers": &v.Customers, "active_days": &v.ActiveDays,
	})
	if !ok {
		return err
	}
	if err := v.validate(); err != nil {
		return err
	}
	*e = v
	return nil
}
