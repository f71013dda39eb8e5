package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
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
//     1900 to 2200, a sum has more than 34 digits, or there are more than 2,147,483,647
//     customers ([ErrInvalid]);
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
	names   *count.Names // of those who joined, and then of others with orders
	joined  []int        // by number: the day of joining
	members []int        // the days of joining, in order
	places  []int32      // by number: 1 more than that among the changes
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
	m := &memberChanges{clock: days.NewClock(c.Location), days: n, asOf: asOf, names: count.NewNumbers()}
	var err error
	if m.today, err = dayOf(m.clock, asOf); err != nil {
		return nil, err
	}
	var rows []int // by number
	err = eachNumbered("joined", len(joined), m.names.Number, func(row int) (string, error) {
		a := &joined[row]
		if err := a.validateJoining(); err != nil || !a.At.Before(asOf) {
			return "", err
		}
		return a.Customer, nil
	}, func(row, n int) error {
		if n < len(rows) {
			return invalid("member has joined in another row")
		}
		day, err := dayOf(m.clock, joined[row].At)
		m.joined, rows = append(m.joined, day), append(rows, row)
		return err
	})
	if err != nil {
		return nil, err
	}
	members := make([]int, len(rows)) // the numbers
	for n := range members {
		members[n] = n
	}
	slices.SortFunc(members, func(a, b int) int {
		x, y := &joined[rows[a]], &joined[rows[b]]
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Customer, y.Customer))
	})
	for _, n := range members {
		m.members = append(m.members, m.joined[n])
	}
	return m, nil
}

// order finds the customers, their days j and their first orders.
func (m *memberChanges) order(orders []Activity) error {
	return eachNumbered("orders", len(orders), m.names.Number, func(row int) (string, error) {
		a := &orders[row]
		if err := a.validate(); err != nil || !a.At.Before(m.asOf) {
			return "", err
		}
		return a.Customer, nil
	}, func(row, n int) error {
		a := &orders[row]
		day, err := dayOf(m.clock, a.At)
		if err != nil {
			return err
		}
		for len(m.places) < m.names.Len() {
			m.places = added(m.places, 0)
		}
		if m.places[n] == 0 {
			m.changes = added(m.changes, m.customer(n, a.Customer))
			m.places[n] = int32(len(m.changes))
		}
		if one := &m.changes[m.places[n]-1]; !a.isRefund() && (!one.ordered || day < one.first) {
			one.ordered, one.first = true, day
		}
		return nil
	})
}

// customer returns the change of a customer of whom nothing but the day j is known.
func (m *memberChanges) customer(number int, name string) memberChange {
	if number < len(m.joined) {
		return memberChange{member: true, day: m.joined[number]}
	}
	var one memberChange
	if n := len(m.members); n > 0 {
		one.day = m.members[bucketOf("", name, n)]
	}
	return one
}

// counts reports whether a customer has the days before and after.
func (m *memberChanges) counts(one *memberChange) bool {
	return one.ordered && len(m.members) > 0 && one.first < one.day-m.days && one.day+1+m.days <= m.today
}

// spend sums what customers paid in the days before and after.
func (m *memberChanges) spend(orders []Activity) error {
	refunds := refundsOf(orders, m.asOf)
	var err error
	eachCustomer(m.names, orders, func(row, n int, a *Activity) {
		if err != nil || !a.At.Before(m.asOf) {
			return
		}
		at, ordered := refunds.paidAt(row, a)
		if !ordered {
			return
		}
		day, wrong := dayOf(m.clock, at)
		if err = wrong; err != nil {
			return
		}
		switch one := &m.changes[m.places[n]-1]; {
		case day > one.day && day <= one.day+m.days:
			one.sum.Add(a.Amount)
		case day < one.day && day >= one.day-m.days:
			one.sum.Sub(a.Amount)
		}
	})
	return err
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
