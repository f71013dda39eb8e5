package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// MemberDifference compares how the spend of members changed when they joined a program with how
// that of other customers changed at the same time: a difference in differences
//
//	change = spend in the days after day j - spend in as many days before it
//
// in the unit of the amounts, the mean change of members minus that of others, by Welch's t
// test ([Amounts.Difference], with its Skewed). A member's day j is that of joining. Another
// customer's is that of the member number [CustomerBucket]("", customer, members), in the order
// of joining and then of name, so that the season is the same in both groups. In both only
// customers count whose first order is before j - days, and whose days after j are over by asOf.
//
// Day j itself counts in neither, since people join at the till: who has joined has just bought. In
// a simulation of 300 customers and a program without effect, a difference of the spend of
// members and others is found in 98 % of samples at 5 %, and this one in 4.6 %; with the order
// of joining counted, in 58 %. It assumes that customers are independent, and that who joins on
// a day has bought before as after. It does not hold its level where it is Skewed, nor where those
// who join had bought less before: where one order in ten brings a customer to join it finds an
// effect in 14 % of samples without one, and in 38 % where customers decide on some day and
// join at their next order, since the days between are without orders. It is an association: who
// joins because of a plan to buy more would have done so anyway.
//
// Rows at asOf or later are left out. A refund counts on the day of its order (see [Activity]).
// Days are those of the calendar's location, whose grain does not matter. It does not modify
// its arguments.
//
// MemberDifference returns an error if:
//   - level is not between 0 and 1, days is not in 1..36525, asOf is missing or outside the years
//     1900 to 2200, or a sum has more than 34 digits ([ErrInvalid]);
//   - a row of "orders" or "joined" has a blank customer or no valid instant or amount, a joining
//     has an amount, or a member has joined twice ([*RowError]);
//   - a group has fewer than two customers that count, or in both groups all changes are alike
//     ([ErrUndefined]).
//
// Source: B. L. Welch, Biometrika 34 (1947), 28-35.
func MemberDifference(orders, joined []Activity, days int, c Calendar, asOf time.Time, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	m, err := newMemberChanges(joined, days, c, asOf)
	if err != nil {
		return Comparison{}, err
	}
	if err := m.order(orders); err != nil {
		return Comparison{}, err
	}
	if err := m.spend(orders); err != nil {
		return Comparison{}, err
	}
	members, others, err := m.amounts()
	if err != nil {
		return Comparison{}, err
	}
	if members.Count < 2 || others.Count < 2 {
		return Comparison{}, undefined("member difference: fewer than two customers of a group count")
	}
	return members.Difference(others, level)
}

// memberChanges is how the spend of customers changed.
type memberChanges struct {
	clock   *days.Clock
	days    int
	asOf    time.Time
	today   int
	joined  map[string]int // the day of joining
	members []int          // the days of joining, in order
	number  map[string]int32
	changes []memberChange
}

// memberChange is that of one customer.
type memberChange struct {
	member     bool
	ordered    bool
	day, first int // j, and the day of the first order
	sum        exact.Sum
}

func newMemberChanges(joined []Activity, n int, c Calendar, asOf time.Time) (*memberChanges, error) {
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	if n < 1 || n > maxWindow {
		return nil, &RangeError{What: "number of days", Got: int64(n), Min: 1, Max: maxWindow}
	}
	m := &memberChanges{clock: days.NewClock(c.Location), days: n, asOf: asOf, joined: map[string]int{}, number: map[string]int32{}}
	var err error
	if m.today, err = dayOf(m.clock, asOf); err != nil {
		return nil, err
	}
	var rows []*Activity
	for i := range joined {
		a := &joined[i]
		err := a.validateJoining()
		if err == nil && !a.At.Before(asOf) {
			continue
		}
		if _, twice := m.joined[a.Customer]; err == nil && twice {
			err = invalid("member has joined in another row")
		}
		if err == nil {
			m.joined[a.Customer], err = dayOf(m.clock, a.At)
		}
		if err != nil {
			return nil, &RowError{Of: "joined", Row: i, Err: err}
		}
		rows = append(rows, a)
	}
	slices.SortFunc(rows, func(a, b *Activity) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Customer, b.Customer))
	})
	for _, a := range rows {
		m.members = append(m.members, m.joined[a.Customer])
	}
	return m, nil
}

// order finds the customers, their days j and their first orders.
func (m *memberChanges) order(orders []Activity) error {
	for i := range orders {
		a := &orders[i]
		err := a.validate()
		if err == nil && !a.At.Before(m.asOf) {
			continue
		}
		var day int
		if err == nil {
			day, err = dayOf(m.clock, a.At)
		}
		if err != nil {
			return &RowError{Of: "orders", Row: i, Err: err}
		}
		n, known := m.number[a.Customer]
		if !known {
			n = int32(len(m.changes))
			m.number[a.Customer] = n
			m.changes = append(m.changes, m.customer(a.Customer))
		}
		if one := &m.changes[n]; !a.isRefund() && (!one.ordered || day < one.first) {
			one.ordered, one.first = true, day
		}
	}
	return nil
}

// customer returns the change of a customer of whom nothing but the day j is known.
func (m *memberChanges) customer(name string) memberChange {
	day, member := m.joined[name]
	if !member && len(m.members) > 0 {
		day = m.members[bucketOf("", name, len(m.members))]
	}
	return memberChange{member: member, day: day}
}

// counts reports whether a customer has the days before and after.
func (m *memberChanges) counts(one *memberChange) bool {
	return one.ordered && len(m.members) > 0 && one.first < one.day-m.days && one.day+1+m.days <= m.today
}

// spend sums what customers paid in the days before and after.
func (m *memberChanges) spend(orders []Activity) error {
	refunds := refundsOf(orders, m.asOf)
	for i := range orders {
		a := &orders[i]
		if !a.At.Before(m.asOf) {
			continue
		}
		at, ordered := refunds.paidAt(i, a)
		if !ordered {
			continue
		}
		day, err := dayOf(m.clock, at)
		if err != nil {
			return err
		}
		switch one := &m.changes[m.number[a.Customer]]; {
		case day > one.day && day <= one.day+m.days:
			one.sum.Add(a.Amount)
		case day < one.day && day >= one.day-m.days:
			one.sum.Add(a.Amount.Neg())
		}
	}
	return nil
}

// amounts returns the changes of members and of others.
func (m *memberChanges) amounts() (members, others Amounts, err error) {
	for i := range m.changes {
		one := &m.changes[i]
		if !m.counts(one) {
			continue
		}
		to := &others
		if one.member {
			to = &members
		}
		if err := to.Add(one.sum.Value()); err != nil {
			return Amounts{}, Amounts{}, err
		}
	}
	return members, others, nil
}
