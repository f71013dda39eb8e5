package cx

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// Repeat is what customers did after their first order: the repeat purchase rate,
// and the time between orders. The purchases of one day by one customer are one
// order.
type Repeat struct {
	Customers     int64           `json:"customers"`
	Repeaters     int64           `json:"repeaters"`      // customers with two orders or more
	RepeatOrders  int64           `json:"repeat_orders"`  // orders after the first of each customer
	GapDays       int64           `json:"gap_days"`       // days between the neighboring orders of each customer
	FirstRevenue  decimal.Decimal `json:"first_revenue"`  // of the first orders
	RepeatRevenue decimal.Decimal `json:"repeat_revenue"` // of the orders after them
	// LoneRefunds is the refunds of those who have no order, 0 or below. They lower neither
	// revenue: the three add up to all amounts.
	LoneRefunds decimal.Decimal `json:"lone_refunds,omitzero"`
}

// RepeatOf tallies activities that are purchases, as known at asOf: rows at asOf or
// later are left out. A refund is no purchase, and lowers the revenue of its order (see
// [Activity]). The calendar's location says which day it is; its grain must be [Day].
// It does not modify activities.
//
// RepeatOf returns an error wrapping [ErrInvalid] if the grain is not Day, asOf
// is outside the years 1900 to 2200, or a sum has more than 34 digits; and a
// [*RowError] at the first row whose customer is blank, whose instant is missing
// or outside those years, or whose amount has more than 34 digits.
func RepeatOf(activities []Activity, c Calendar, asOf time.Time) (Repeat, error) {
	l, err := activityLogOf(activities, c, asOf, logRule{})
	if err != nil {
		return Repeat{}, err
	}
	return l.Repeat()
}

// Repeat is [RepeatOf] the activities of the log. The zero log has the zero Repeat. It returns
// an error wrapping [ErrInvalid] if a sum has more than 34 digits.
func (l ActivityLog) Repeat() (Repeat, error) { return l.repeat(nil) }

// spend is that of one customer.
type spend struct {
	first, repeat exact.Sum
	orders        int64
}

// repeat shows each customer with an order, if that is asked for.
func (l *ActivityLog) repeat(visit func(*spend)) (Repeat, error) {
	var r Repeat
	var first, repeat, lone exact.Sum
	var s spend
	err := l.visit(allTime, func(c *loggedCustomer) error {
		p, order := c.part, c.first
		if order == c.to {
			for i := c.from; i < c.to; i++ {
				p.amounts.AddTo(&lone, i)
			}
			return nil
		}
		r.Customers++
		s = spend{orders: int64(len(c.active))}
		if s.orders > 1 {
			r.Repeaters++
			r.RepeatOrders += s.orders - 1
			r.GapDays += int64(c.active[s.orders-1] - c.active[0])
		}
		for i := c.from; i < c.to && p.amounts.Len() > 0; i++ {
			if !p.isRefund(i) {
				order = i
			}
			all, own := &first, &s.first
			if c.days[order-c.from] != c.active[0] {
				all, own = &repeat, &s.repeat
			}
			p.amounts.AddTo(all, i)
			if visit != nil {
				p.amounts.AddTo(own, i)
			}
		}
		if visit != nil {
			visit(&s)
		}
		return nil
	})
	if err != nil {
		return Repeat{}, err
	}
	r.FirstRevenue, r.RepeatRevenue, r.LoneRefunds = first.Value(), repeat.Value(), lone.Value()
	if err := r.validate(); err != nil {
		return Repeat{}, err
	}
	return r, nil
}

// validate says what is impossible about r.
func (r Repeat) validate() error {
	if r.Customers < 0 || r.Repeaters < 0 || r.Repeaters > r.Customers || r.RepeatOrders < r.Repeaters ||
		r.GapDays < r.RepeatOrders || r.Repeaters == 0 && r.RepeatOrders > 0 {
		return invalid("repeat: the counts are not in the order customers >= repeaters <= repeat orders <= days")
	}
	if r.LoneRefunds.Sign() > 0 {
		return invalid("repeat: the refunds without an order are above 0")
	}
	if err := exact.Check("first revenue", r.FirstRevenue); err != nil {
		return err
	}
	if err := exact.Check("repeat revenue", r.RepeatRevenue); err != nil {
		return err
	}
	return exact.Check("lone refunds", r.LoneRefunds)
}

// Merge adds the customers of another shard. It returns an error wrapping [ErrInvalid],
// and leaves r unchanged, if either is not valid or a sum is out of bounds.
func (r *Repeat) Merge(other Repeat) error {
	if err := r.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := Repeat{
		FirstRevenue:  r.FirstRevenue.Add(other.FirstRevenue).Normalize(),
		RepeatRevenue: r.RepeatRevenue.Add(other.RepeatRevenue).Normalize(),
		LoneRefunds:   r.LoneRefunds.Add(other.LoneRefunds).Normalize(),
	}
	for _, c := range []struct {
		to   *int64
		a, b int64
	}{
		{&sum.Customers, r.Customers, other.Customers},
		{&sum.Repeaters, r.Repeaters, other.Repeaters},
		{&sum.RepeatOrders, r.RepeatOrders, other.RepeatOrders},
		{&sum.GapDays, r.GapDays, other.GapDays},
	} {
		var err error
		if *c.to, err = addCount("repeat", c.a, c.b); err != nil {
			return err
		}
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*r = sum
	return nil
}

// Total returns the number of customers.
func (r Repeat) Total() int64 { return max(r.Customers, 0) }

// Repeated returns the customers who ordered again, out of all: the proportion behind
// Rate, for its interval and for the difference of two groups. A tally that is not valid
// gives a proportion that every query refuses. Without customers it is 0 of 0,
// whose Rate is [ErrNoData].
func (r Repeat) Repeated() Proportion {
	return proportionOf(r.Repeaters, r.Customers, r.validate())
}

// Rate returns the repeat purchase rate
//
//	Repeaters / Customers
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]: of all customers,
// whatever time they had for a second order. [RepeatWithin] gives all the same
// time. It is also called the reorder rate, or repurchase rate.
//
// Rate returns an error if:
//   - there are no customers ([ErrNoData]);
//   - the counts or amounts are not valid ([ErrInvalid]).
func (r Repeat) Rate() (decimal.Decimal, error) { return r.Repeated().Rate() }

// DaysBetween returns the mean time between neighboring orders of a customer
//
//	GapDays / RepeatOrders
//
// in days, rounded half away from zero to [Places]. It knows only the orders that
// came: of customers who order rarely, fewer gaps have ended.
//
// DaysBetween returns an error if:
//   - nobody ordered again ([ErrNoData]);
//   - the counts are not valid ([ErrInvalid]).
func (r Repeat) DaysBetween() (decimal.Decimal, error) {
	if err := r.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.RepeatOrders == 0 {
		return decimal.Decimal{}, noData("time between orders")
	}
	return exact.Divide(decimal.NewFromInt(r.GapDays), decimal.NewFromInt(r.RepeatOrders)), nil
}

// RevenueShare returns the share of revenue that came after the customers' first orders
//
//	RepeatRevenue / (FirstRevenue + RepeatRevenue)
//
// as a fraction, rounded half away from zero to [Places].
//
// RevenueShare returns an error if:
//   - there are no customers ([ErrNoData]);
//   - the revenue is not above 0 ([ErrUndefined]);
//   - the counts or amounts are not valid ([ErrInvalid]).
func (r Repeat) RevenueShare() (decimal.Decimal, error) {
	if err := r.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	all := r.FirstRevenue.Add(r.RepeatRevenue)
	if r.Customers == 0 && all.IsZero() {
		return decimal.Decimal{}, noData("repeat revenue share")
	}
	if all.Sign() <= 0 {
		return decimal.Decimal{}, undefined("repeat revenue share: the revenue is not above 0")
	}
	return exact.Divide(r.RepeatRevenue, all), nil
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid]
// if the counts or amounts are not valid.
func (r Repeat) MarshalJSON() ([]byte, error) { return encode(&r, r.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error r is unchanged.
func (r *Repeat) UnmarshalJSON(data []byte) error {
	return decode(data, "repeat", r, (*Repeat).validate)
}

// RepeatWithin returns the customers who ordered again on a later day, at most so
// many days after the day of their first order, out of those whose first order
// was more than so many days before the day of asOf: a customer who has had less
// time does not count as lost
//
//	customers who ordered again within days / customers who had days to do so
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody has had the time, it is
// 0 of 0, whose Rate is [ErrNoData].
//
// RepeatWithin returns the errors of [RepeatOf], and [ErrInvalid] if days is not
// in 1..36,525.
func RepeatWithin(activities []Activity, days int, c Calendar, asOf time.Time) (Proportion, error) {
	if err := checkRepeatDays(days); err != nil {
		return Proportion{}, err
	}
	l, err := activityLogOf(activities, c, asOf, logRule{days: true})
	if err != nil {
		return Proportion{}, err
	}
	return l.RepeatWithin(days)
}

func checkRepeatDays(days int) error {
	if days < 1 || days > maxWindow {
		return &RangeError{What: "days", Got: int64(days), Min: 1, Max: maxWindow}
	}
	return nil
}

// RepeatWithin is the function [RepeatWithin] of the activities of the log. The zero log has 0
// of 0. It returns an error wrapping [ErrInvalid] if days is not in 1..36,525.
func (l ActivityLog) RepeatWithin(days int) (Proportion, error) {
	if err := checkRepeatDays(days); err != nil || l.asOf.IsZero() {
		return Proportion{}, err
	}
	today, err := l.calendar.DateOf(l.asOf)
	if err != nil {
		return Proportion{}, err
	}
	var p Proportion
	err = l.visit(allTime, func(c *loggedCustomer) error {
		// Day asOf itself may not be over.
		if len(c.active) == 0 || int(c.active[0])+days >= today.days() {
			return nil
		}
		p.Base++
		if len(c.active) > 1 && int(c.active[1]-c.active[0]) <= days {
			p.Count++
		}
		return nil
	})
	return p, err
}

// RepeatSpend compares what customers spend after their first order with what they
// spend on it.
type RepeatSpend struct {
	// PerOrder is the mean repeat order over the mean first order.
	PerOrder Estimate `json:"per_order"`
	// PerCustomer is the repeat revenue over the first revenue of the same customers.
	PerCustomer Estimate `json:"per_customer"`
}

// RepeatSpendOf compares the spend of activities that are purchases, as known at asOf. A
// refund is no purchase, and lowers the spend on its order (see [Activity]).
// Both ratios have the interval of Student's t for their logarithm, with Customers - 1 degrees
// of freedom. Its standard error treats each customer, with all orders, as one observation,
// since the orders of one customer are alike.
//
//	PerOrder    = (RepeatRevenue / RepeatOrders) / (FirstRevenue / Customers)
//	PerCustomer = RepeatRevenue / FirstRevenue
//
// Have 100 customers at least, and better 1,000: where big spenders order more, the normal
// interval of 95 % covers 79.5 % with 10 customers, 84.1 with 30, 89.0 with 100 and 94.0 with
// 1,000 (simulated), and Student's t widens it by 15, 4, 1 and 0 %. Customers who are all
// alike have no spread, and so no interval.
//
// RepeatSpendOf returns the errors of [RepeatOf], and:
//   - [ErrInvalid] if level is not between 0 and 1;
//   - [ErrNoData] if there are no repeat orders;
//   - [ErrUndefined] if there is one customer, a revenue is not above 0, or the spread is
//     too wide for the means.
//
// Source: the ratio estimator; W. G. Cochran, Sampling Techniques (1977), section 6.3.
func RepeatSpendOf(activities []Activity, c Calendar, asOf time.Time, level float64) (RepeatSpend, error) {
	if err := checkLevel(level); err != nil {
		return RepeatSpend{}, err
	}
	l, err := ActivityLogOf(activities, c, asOf)
	if err != nil {
		return RepeatSpend{}, err
	}
	return l.RepeatSpend(level)
}

// RepeatSpend is [RepeatSpendOf] the activities of the log. It returns the errors of
// RepeatSpendOf that are not of a row.
func (l ActivityLog) RepeatSpend(level float64) (RepeatSpend, error) {
	if err := checkLevel(level); err != nil {
		return RepeatSpend{}, err
	}
	type means struct{ first, repeat, orders float64 }
	customers := make([]means, 0, l.Total())
	r, err := l.repeat(func(s *spend) {
		customers = append(customers, means{s.first.Value().InexactFloat64(), s.repeat.Value().InexactFloat64(), float64(s.orders - 1)})
	})
	if err != nil {
		return RepeatSpend{}, err
	}
	switch {
	case r.RepeatOrders == 0:
		return RepeatSpend{}, noData("repeat spend")
	case r.FirstRevenue.Sign() <= 0 || r.RepeatRevenue.Sign() <= 0:
		return RepeatSpend{}, undefined("repeat spend: a revenue is not above 0")
	case r.Customers == 1:
		return RepeatSpend{}, undefined("repeat spend: one customer has no spread")
	}
	n := float64(r.Customers)
	meanFirst, meanRepeat := r.FirstRevenue.InexactFloat64()/n, r.RepeatRevenue.InexactFloat64()/n
	meanOrders := float64(r.RepeatOrders) / n
	var perOrder, perCustomer float64 // variances of the logarithms
	for _, c := range customers {
		first, repeat, orders := c.first/meanFirst, c.repeat/meanRepeat, c.orders/meanOrders
		perCustomer += (repeat - first) * (repeat - first)
		u := repeat - orders - first + 1
		perOrder += u * u
	}
	t := special.StudentQuantile(level, n-1)
	ratio := func(value, squares float64) Estimate {
		if !(squares > 1e-24*n) { // all alike, to rounding
			return Estimate{Value: value}
		}
		factor := math.Exp(t * math.Sqrt(squares/(n*(n-1))))
		return Estimate{Value: value, Interval: Interval{Low: value / factor, High: value * factor, Level: level}}
	}
	s := RepeatSpend{
		PerOrder:    ratio(meanRepeat/meanOrders/meanFirst, perOrder),
		PerCustomer: ratio(meanRepeat/meanFirst, perCustomer),
	}
	if !(max(s.PerOrder.Interval.High, s.PerCustomer.Interval.High) <= math.MaxFloat64) {
		return RepeatSpend{}, undefined("repeat spend: the spread is too wide for the means")
	}
	return s, nil
}
