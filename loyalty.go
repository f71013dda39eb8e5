package cx

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// LoyaltyRows is the ledger of a loyalty program: who has Joined, without an amount, and the
// points that members have Earned, Redeemed and let become Expired, whose Amounts are points
// above 0. A reversal is no row of its own: lower the Amount of the row that it takes back, or
// leave that row out, so that the points earned and redeemed are those that stand. Of an earning
// whose points are spent already, leave what was spent.
type LoyaltyRows struct {
	Joined   []Activity `json:"joined,omitempty"`
	Earned   []Activity `json:"earned,omitempty"`
	Redeemed []Activity `json:"redeemed,omitempty"`
	Expired  []Activity `json:"expired,omitempty"`
}

// Loyalty is the tally of a loyalty program as known at AsOf: of the Customers, how many are
// Members, and of these how many are Active, who earned or redeemed in the last Days, and how
// many are Redeemers, who ever redeemed; and the points, of which Outstanding are neither
// redeemed nor expired
//
//	Outstanding = Earned - Redeemed - Expired
//
// which is the liability of the program, in points. It is also called the points balance.
//
// The zero Loyalty is no data and the identity of Merge.
type Loyalty struct {
	AsOf        time.Time       `json:"as_of,omitzero"`
	Days        int             `json:"days"`
	Customers   int64           `json:"customers"`
	Members     int64           `json:"members"`
	Active      int64           `json:"active"`
	Redeemers   int64           `json:"redeemers"`
	Earned      decimal.Decimal `json:"earned"`
	Redeemed    decimal.Decimal `json:"redeemed"`
	Expired     decimal.Decimal `json:"expired"`
	Outstanding decimal.Decimal `json:"outstanding"`
}

// The slices of a ledger, in the order in which rows of one instant are booked.
const (
	pointsEarned = iota
	pointsRedeemed
	pointsExpired
)

// slices returns the rows of points, and their names.
func (r *LoyaltyRows) slices() ([3][]Activity, [3]string) {
	return [3][]Activity{r.Earned, r.Redeemed, r.Expired}, [3]string{"earned", "redeemed", "expired"}
}

// LoyaltyOf tallies a loyalty program as known at asOf, of all customers of the company, members
// or not: rows at asOf or later are left out. The last days are those of the calendar's location,
// whose grain does not matter, and today is the last of them. For each member the balance is
// at least 0 at every instant, where points of one instant are earned before they are redeemed and
// expire last. It does not modify its arguments.
//
// LoyaltyOf returns an error wrapping [ErrInvalid] if asOf is missing or outside the years 1900
// to 2200, days is not in 1..36525, a sum has more than 34 digits, or there are more than
// 2,147,483,647 customers; and a [*RowError] at the first row
//   - of "customers" that is blank or there twice;
//   - of "joined" that is no customer, has joined before in another row, or has an amount;
//   - of "earned", "redeemed" or "expired" whose customer is no member, or whose amount is not above
//     0 or has more than 34 digits;
//   - of any of these without a valid instant;
//   - of "redeemed", or else of "expired", that takes more points than the member has.
func LoyaltyOf(customers []string, rows LoyaltyRows, days int, c Calendar, asOf time.Time) (Loyalty, error) {
	l, err := newPointsLedger(customers, days, c, asOf)
	if err != nil {
		return Loyalty{}, err
	}
	if err := l.join(rows.Joined); err != nil {
		return Loyalty{}, err
	}
	if err := l.book(&rows); err != nil {
		return Loyalty{}, err
	}
	if err := l.check(&rows); err != nil {
		return Loyalty{}, err
	}
	t := &l.tally
	t.Earned, t.Redeemed, t.Expired = l.sums[pointsEarned].Value(), l.sums[pointsRedeemed].Value(), l.sums[pointsExpired].Value()
	t.Outstanding = t.Earned.Sub(t.Redeemed).Sub(t.Expired).Normalize()
	return *t, t.validate()
}

// pointsLedger is the books of a program while it is read.
type pointsLedger struct {
	tally   Loyalty
	clock   *days.Clock
	first   int          // the first of the last days
	names   *count.Names // of the customers
	members []member     // by number
	entries []pointsEntry
	sums    [3]exact.Sum
}

// member is what is known of a customer.
type member struct {
	joined, active, redeemed bool
	lower                    bool // points are gone
	entries                  int  // and later the place of the next
}

// pointsEntry is a row of points.
type pointsEntry struct{ customer, kind, row int32 }

// pointsChange is a row of points of one member.
type pointsChange struct {
	at        int64 // nanoseconds
	kind, row int32
}

func newPointsLedger(customers []string, last int, c Calendar, asOf time.Time) (*pointsLedger, error) {
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	if last < 1 || last > maxWindow {
		return nil, &RangeError{What: "number of days", Got: int64(last), Min: 1, Max: maxWindow}
	}
	l := &pointsLedger{
		tally:   Loyalty{AsOf: asOf.UTC(), Days: last, Customers: int64(len(customers))},
		clock:   days.NewClock(c.Location),
		members: make([]member, len(customers)),
	}
	var err error
	if l.names, err = numberNames("customers", customers, "customer is there twice"); err != nil {
		return nil, err
	}
	today, err := dayOf(l.clock, asOf)
	l.first = today - last + 1
	return l, err
}

// join notes who is a member.
func (l *pointsLedger) join(rows []Activity) error {
	return eachNumbered("joined", len(rows), finding(l.names), func(row int) (string, error) {
		return rows[row].Customer, rows[row].validateJoining()
	}, func(row, n int) error {
		switch {
		case n < 0:
			return invalid("member is no customer")
		case !rows[row].At.Before(l.tally.AsOf):
		case l.members[n].joined:
			return invalid("member has joined in another row")
		default:
			l.members[n].joined = true
			l.tally.Members++
		}
		return nil
	})
}

// validateJoining says what is wrong with a row that is a joining.
func (a *Activity) validateJoining() error {
	if err := a.validate(); err != nil {
		return err
	}
	if !a.Amount.IsZero() {
		return invalid("joining has an amount")
	}
	return nil
}

// book enters the rows of points.
func (l *pointsLedger) book(rows *LoyaltyRows) error {
	lists, names := rows.slices()
	for kind, list := range lists {
		l.entries = slices.Grow(l.entries, len(list))
		err := eachNumbered(names[kind], len(list), finding(l.names), func(row int) (string, error) {
			a := &list[row]
			switch err := a.validate(); {
			case err != nil:
				return "", err
			case a.Amount.Sign() <= 0:
				return "", invalid("points are not above 0")
			case !a.At.Before(l.tally.AsOf):
				return "", nil
			}
			return a.Customer, nil
		}, func(row, n int) error {
			a := &list[row]
			if n < 0 || !l.members[n].joined {
				return invalid("customer is no member")
			}
			day, err := dayOf(l.clock, a.At)
			if err != nil {
				return err
			}
			l.sums[kind].Add(a.Amount)
			l.enter(pointsEntry{int32(n), int32(kind), int32(row)}, day >= l.first && kind != pointsExpired)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// enter notes a row of points of a member.
func (l *pointsLedger) enter(e pointsEntry, active bool) {
	l.entries = append(l.entries, e)
	m := &l.members[e.customer]
	m.entries++
	m.lower = m.lower || e.kind != pointsEarned
	if active && !m.active {
		m.active = true
		l.tally.Active++
	}
	if e.kind == pointsRedeemed && !m.redeemed {
		m.redeemed = true
		l.tally.Redeemers++
	}
}

// check checks that no balance is ever below 0.
func (l *pointsLedger) check(rows *LoyaltyRows) error {
	lists, names := rows.slices()
	first := [3]int32{math.MaxInt32, math.MaxInt32, math.MaxInt32}
	for changes := range l.byMember(lists) {
		var balance exact.Sum
		for _, c := range changes {
			amount := lists[c.kind][c.row].Amount
			if c.kind == pointsEarned {
				balance.Add(amount)
				continue
			}
			if balance.Sub(amount); balance.Sign() < 0 {
				first[c.kind] = min(first[c.kind], c.row)
			}
		}
	}
	for kind, row := range first {
		if row < math.MaxInt32 {
			return &RowError{Of: names[kind], Row: int(row), Err: invalid("member has fewer points")}
		}
	}
	return nil
}

// byMember yields the rows of each member whose points are ever fewer than before, in order of
// time.
func (l *pointsLedger) byMember(lists [3][]Activity) iter.Seq[[]pointsChange] {
	return func(yield func([]pointsChange) bool) {
		total := 0
		for i := range l.members {
			if m := &l.members[i]; m.lower {
				m.entries, total = total, total+m.entries
			}
		}
		sorted := make([]pointsChange, total)
		for _, e := range l.entries {
			if m := &l.members[e.customer]; m.lower {
				sorted[m.entries] = pointsChange{lists[e.kind][e.row].At.UnixNano(), e.kind, e.row}
				m.entries++
			}
		}
		from := 0
		for _, m := range l.members {
			if !m.lower {
				continue
			}
			own := sorted[from:m.entries]
			slices.SortFunc(own, func(a, b pointsChange) int {
				return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind), cmp.Compare(a.row, b.row))
			})
			if !yield(own) {
				return
			}
			from = m.entries
		}
	}
}

// validate says what is impossible about l.
func (l *Loyalty) validate() error {
	for _, d := range []decimal.Decimal{l.Earned, l.Redeemed, l.Expired, l.Outstanding} {
		if err := checkAmount("number of points", d); err != nil {
			return err
		}
	}
	switch {
	case l.Customers < 0 || l.Members < 0 || l.Members > l.Customers || l.Active < 0 || l.Active > l.Members || l.Redeemers < 0 || l.Redeemers > l.Members:
		return invalid("loyalty: the active and the redeemers are not 0 to the members, or these not to the customers")
	case !l.Earned.Sub(l.Redeemed).Sub(l.Expired).Equal(l.Outstanding):
		return invalid("loyalty: the points do not add up")
	case (l.Redeemers == 0) != l.Redeemed.IsZero() || l.Active > 0 && l.Earned.IsZero():
		return invalid("loyalty: nobody has earned or redeemed the points, or no points were")
	case l.Members == 0 && !l.Earned.IsZero():
		return invalid("loyalty: there are points, and no members")
	case l.Days < 0 || l.Days > maxWindow || l.AsOf.IsZero() != (l.Days == 0) || l.AsOf.IsZero() && l.Customers > 0:
		return invalid("loyalty: the number of days is not in 1..%d, or without an instant", maxWindow)
	}
	return nil
}

// Merge adds the customers of another tally, none of whom is in both. The zero Loyalty adopts the
// AsOf and Days of other. On error l is unchanged.
//
// Merge returns an error if:
//   - AsOf or Days differ ([ErrMismatch]);
//   - either is not valid, or a sum is out of bounds ([ErrInvalid]).
func (l *Loyalty) Merge(other Loyalty) error {
	for _, v := range []*Loyalty{l, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	switch {
	case other.Days == 0:
		return nil
	case l.Days == 0:
		*l = other
		return nil
	case l.Days != other.Days || !l.AsOf.Equal(other.AsOf):
		return mismatch("loyalty: the instants or the numbers of days differ")
	}
	customers, err := addCount("loyalty", l.Customers, other.Customers)
	if err != nil {
		return err
	}
	sum := Loyalty{
		AsOf: l.AsOf, Days: l.Days, Customers: customers,
		Members: l.Members + other.Members, Active: l.Active + other.Active, Redeemers: l.Redeemers + other.Redeemers,
		Earned: l.Earned.Add(other.Earned).Normalize(), Redeemed: l.Redeemed.Add(other.Redeemed).Normalize(),
		Expired: l.Expired.Add(other.Expired).Normalize(), Outstanding: l.Outstanding.Add(other.Outstanding).Normalize(),
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*l = sum
	return nil
}

// Total returns the number of customers. It is 0 for a negative number, which every other
// query refuses.
func (l Loyalty) Total() int64 { return max(l.Customers, 0) }

// Enrolled returns the members, out of all customers
//
//	Members / Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. It is also called the participation rate, or
// penetration. Without customers it is 0 of 0, whose Rate is [ErrNoData]. Counts that are not
// valid give a proportion that every query refuses, here and below.
func (l Loyalty) Enrolled() Proportion { return proportionOf(l.Members, l.Customers, l.validate()) }

// ActiveMembers returns the members who earned or redeemed in the last Days, out of all members
//
//	Active / Members
//
// a fraction from 0 to 1 by [Proportion.Rate]. It is also called the active rate. Without
// members it is 0 of 0, whose Rate is [ErrNoData].
func (l Loyalty) ActiveMembers() Proportion { return proportionOf(l.Active, l.Members, l.validate()) }

// Redeeming returns the members who have ever redeemed, out of all members
//
//	Redeemers / Members
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without members it is 0 of 0, whose Rate is
// [ErrNoData].
func (l Loyalty) Redeeming() Proportion { return proportionOf(l.Redeemers, l.Members, l.validate()) }

// RedemptionRate returns the points redeemed, of all points earned
//
//	Redeemed / Earned
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. It rises as the points
// earned lately are spent: of a young program it is low.
//
// RedemptionRate returns an error if:
//   - no points were earned ([ErrNoData]);
//   - the counts or points are not valid ([ErrInvalid]).
func (l Loyalty) RedemptionRate() (decimal.Decimal, error) {
	return l.points("redemption rate", l.Redeemed, l.Earned)
}

// Breakage returns the points expired, of those that are gone
//
//	Expired / (Redeemed + Expired)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]: what members let go. Points
// outstanding are in neither.
//
// Breakage returns an error if:
//   - no points were redeemed or have expired ([ErrNoData]);
//   - the counts or points are not valid ([ErrInvalid]).
func (l Loyalty) Breakage() (decimal.Decimal, error) {
	return l.points("breakage", l.Expired, l.Redeemed.Add(l.Expired))
}

// points returns a share of points.
func (l *Loyalty) points(what string, part, of decimal.Decimal) (decimal.Decimal, error) {
	if err := l.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if of.IsZero() {
		return decimal.Decimal{}, noData(what)
	}
	return exact.Divide(part, of), nil
}

// MarshalJSON encodes a tally, points as texts. It returns an error wrapping [ErrInvalid] if it
// is not valid.
func (l Loyalty) MarshalJSON() ([]byte, error) { return encode(&l, l.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error l is unchanged.
func (l *Loyalty) UnmarshalJSON(data []byte) error {
	return decode(data, "loyalty", l, (*Loyalty).validate)
}
