package cx

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Referrals is the tally of what recommendations brought in a period, as far as
// they were tracked: referral rate, K-factor, virality, word of mouth. It is a
// lower bound: most recommendations are made in a conversation, and somebody who
// follows one without the link or the code counts as not referred. So every
// figure here is at most what recommendations really did, except for those with
// Leads or Referrers as the base.
//
// The zero Referrals is no data and the identity of Merge. A host that has only counts
// makes it by hand, with 0 for what it does not know.
type Referrals struct {
	Customers int64 `json:"customers"` // who could refer others
	Referrers int64 `json:"referrers"` // of Customers, who referred at least one lead
	Leads     int64 `json:"leads"`     // people who were referred, each once
	Acquired  int64 `json:"acquired"`  // new customers
	Referred  int64 `json:"referred"`  // of Acquired, who were leads
	Orders    int64 `json:"orders"`    // of all customers, refunds left out
	// ReferredOrders is the orders of leads, from the referral on.
	ReferredOrders int64           `json:"referred_orders"`
	Revenue        decimal.Decimal `json:"revenue"` // of all customers, refunds taken off
	// ReferredRevenue is the revenue of leads, from the referral on.
	ReferredRevenue decimal.Decimal `json:"referred_revenue"`
	// SelfReferrals is the rows left out whose referee is the referrer.
	SelfReferrals int64 `json:"self_referrals,omitzero"`
	// Duplicates is the rows left out whose referee another row has referred.
	Duplicates int64 `json:"duplicates,omitzero"`
	// Known is the people left out who were referred and had been customers before: no leads.
	Known int64 `json:"known,omitzero"`
	// Cyclic is the rows left out that lead from one to the next back to the first. All rows
	// of a cycle are left out, since one of them must be wrong.
	Cyclic int64 `json:"cyclic,omitzero"`
}

// validate says what is impossible about r.
func (r Referrals) validate() error {
	for _, n := range r.counts() {
		if *n < 0 {
			return invalid("referrals: a count is negative")
		}
	}
	if r.Referrers > min(r.Customers, r.Leads) || r.Referred > min(r.Acquired, r.Leads) || r.ReferredOrders > r.Orders {
		return invalid("referrals: a part is more than its whole")
	}
	if _, err := sumCounts("referrals", r.Leads, r.SelfReferrals, r.Duplicates, r.Known, r.Cyclic); err != nil {
		return err
	}
	if err := exact.Check("revenue", r.Revenue); err != nil {
		return err
	}
	return exact.Check("referred revenue", r.ReferredRevenue)
}

// counts returns the counts of r.
func (r *Referrals) counts() [11]*int64 {
	return [11]*int64{
		&r.Customers, &r.Referrers, &r.Leads, &r.Acquired, &r.Referred, &r.Orders, &r.ReferredOrders,
		&r.SelfReferrals, &r.Duplicates, &r.Known, &r.Cyclic,
	}
}

// Merge adds the referrals of another shard, whose customers and leads are others: of
// another country, say. It returns an error wrapping [ErrInvalid], and leaves r unchanged,
// if either is not valid or a sum is out of bounds.
func (r *Referrals) Merge(other Referrals) error {
	if err := r.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := *r
	from := other.counts()
	for i, to := range sum.counts() {
		var err error
		if *to, err = addCount("referrals", *to, *from[i]); err != nil {
			return err
		}
	}
	sum.Revenue = r.Revenue.Add(other.Revenue).Normalize()
	sum.ReferredRevenue = r.ReferredRevenue.Add(other.ReferredRevenue).Normalize()
	if err := sum.validate(); err != nil {
		return err
	}
	*r = sum
	return nil
}

// Total returns the number of customers.
func (r Referrals) Total() int64 { return max(r.Customers, 0) }

// ByCustomers returns the new customers who were referred, out of all new
// customers: the referral rate by customers, a lower bound
//
//	Referred / Acquired
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without new customers it is 0 of
// 0, whose Rate is [ErrNoData]. A tally that is not valid gives a proportion that
// every query refuses.
func (r Referrals) ByCustomers() Proportion {
	return proportionOf(r.Referred, r.Acquired, r.validate())
}

// ByOrders returns the orders of referred customers, out of all orders: the
// referral rate by purchases, a lower bound
//
//	ReferredOrders / Orders
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without orders it is 0 of 0, whose
// Rate is [ErrNoData]. It refuses as ByCustomers does.
func (r Referrals) ByOrders() Proportion {
	return proportionOf(r.ReferredOrders, r.Orders, r.validate())
}

// Participation returns the customers who referred somebody, out of all customers
//
//	Referrers / Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Some programs call this the
// referral rate. Without customers it is 0 of 0, whose Rate is [ErrNoData]. It
// refuses as ByCustomers does.
func (r Referrals) Participation() Proportion {
	return proportionOf(r.Referrers, r.Customers, r.validate())
}

// Conversion returns the leads who became customers, out of all leads
//
//	Referred / Leads
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without leads it is 0 of 0, whose
// Rate is [ErrNoData]. It refuses as ByCustomers does.
func (r Referrals) Conversion() Proportion { return proportionOf(r.Referred, r.Leads, r.validate()) }

// LeadsPerCustomer returns the leads per customer, whether or not that customer
// took part: the invites of the K-factor
//
//	Leads / Customers
//
// at least 0 by [Incidence.Rate]. Without customers it is 0 per 0, whose Rate is
// [ErrNoData]. A tally that is not valid gives an incidence that every query
// refuses.
func (r Referrals) LeadsPerCustomer() Incidence { return r.leadsPer(r.Customers) }

// LeadsPerReferrer returns the leads per customer who took part
//
//	Leads / Referrers
//
// at least 0 by [Incidence.Rate]. It is not a lower bound: the leads of referrers
// who are not among the customers count, and those referrers do not. Without
// referrers it is 0 per 0, whose Rate is [ErrNoData]. It refuses as
// LeadsPerCustomer does.
func (r Referrals) LeadsPerReferrer() Incidence { return r.leadsPer(r.Referrers) }

func (r Referrals) leadsPer(base int64) Incidence {
	err := r.validate()
	if err == nil && base == 0 {
		return Incidence{} // leads may come from others
	}
	return incidenceOf(r.Leads, base, err)
}

// RevenueShare returns the share of revenue that came from referred customers
//
//	ReferredRevenue / Revenue
//
// as a fraction, a lower bound, rounded half away from zero to [Places]. It is
// within 0..1 unless refunds exceed what a side paid.
//
// RevenueShare returns an error if:
//   - there are no orders ([ErrNoData]);
//   - the revenue is not above 0 ([ErrUndefined]);
//   - the tally is not valid ([ErrInvalid]).
func (r Referrals) RevenueShare() (decimal.Decimal, error) {
	if err := r.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.Orders == 0 && r.Revenue.IsZero() {
		return decimal.Decimal{}, noData("referred revenue share")
	}
	if r.Revenue.Sign() <= 0 {
		return decimal.Decimal{}, undefined("referred revenue share: the revenue is not above 0")
	}
	return exact.Divide(r.ReferredRevenue, r.Revenue), nil
}

// KFactor returns the new customers that each customer brings
//
//	(Leads / Customers) · (Referred / Leads) = Referred / Customers
//
// that is invites per customer times their conversion, at least 0, rounded half
// away from zero to [Places], and a lower bound: 3 invites with 15 % converted
// give 0.45. It is also called virality, or the viral coefficient. It is about
// one round: the time in which a customer invites others, which is the period's.
//
// KFactor returns an error if:
//   - there are no customers ([ErrNoData]);
//   - the tally is not valid ([ErrInvalid]).
func (r Referrals) KFactor() (decimal.Decimal, error) {
	if err := r.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.Customers == 0 {
		return decimal.Decimal{}, noData("K-factor")
	}
	return exact.Divide(decimal.NewFromInt(r.Referred), decimal.NewFromInt(r.Customers)), nil
}

// Amplification returns how many customers come from one who was acquired in
// another way: that one, those whom that one refers, those whom they refer, and
// so on without end
//
//	1 / (1 - K) = Customers / (Customers - Referred)
//
// at least 1, rounded half away from zero to [Places].
//
// Amplification returns the errors of KFactor (without customers, [ErrNoData]),
// and [ErrUndefined] if K is 1 or more: the sum would have no end.
func (r Referrals) Amplification() (decimal.Decimal, error) {
	if _, err := r.KFactor(); err != nil {
		return decimal.Decimal{}, err
	}
	if r.Referred >= r.Customers {
		return decimal.Decimal{}, undefined("amplification: the K-factor is 1 or more")
	}
	return exact.Divide(decimal.NewFromInt(r.Customers), decimal.NewFromInt(r.Customers-r.Referred)), nil
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid] if
// the tally is not valid.
func (r Referrals) MarshalJSON() ([]byte, error) { return encode(&r, r.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error r is unchanged.
func (r *Referrals) UnmarshalJSON(data []byte) error {
	return decode(data, "referrals", r, (*Referrals).validate)
}

// Referral says that a customer, the Referrer, recommended us to somebody, the
// Referee, At an instant: an invitation sent, a code given, a link followed. A
// zero At means that the instant is not known.
type Referral struct {
	Referrer string    `json:"referrer"`
	Referee  string    `json:"referee"`
	At       time.Time `json:"at,omitzero"`
}

// validate says what is wrong with a row.
func (r *Referral) validate() error {
	for _, name := range []string{r.Referrer, r.Referee} {
		if err := checkCustomer(name); err != nil {
			return err
		}
	}
	if r.At.IsZero() {
		return nil
	}
	return checkInstant(r.At)
}

// MarshalJSON encodes a referral. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (r Referral) MarshalJSON() ([]byte, error) { return wire.Encode(&r) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse r, nil if they do not: for [Sift], and for one row at the door of a host.
func (r Referral) Validate() error { return r.validate() }

// UnmarshalJSON decodes a referral. It refuses unknown and repeated keys, and what
// [ReferralsOf] refuses. On error r is unchanged.
func (r *Referral) UnmarshalJSON(data []byte) error {
	return decode(data, "referral", r, (*Referral).validate)
}

// ReferralsOf tallies the referrals of a period: customers are those who could refer
// others, acquired the new customers, and orders what all of them bought. Lists may be nil
// where the host does not know them. A name that is in a list more than once
// counts once. An activity with a negative amount is a refund, which lowers the
// revenue and is not an order. It is also called word of mouth, or a
// refer-a-friend program.
//
// The referee of a referral is a lead, once: if there are several referrals, the
// first counts, by instant, or by row where instants are equal or not known, and
// the others are duplicates. A referral of oneself does not count, and neither do
// those that go around in a circle: they are left out and counted. Who is in customers and
// not in acquired has been a customer before, and is no lead either, but Known, and what
// they buy is not referred; if acquired is nil, which means that the new customers are not
// known, nobody is. A referrer need not be among the customers: leads may come from somebody who has left. For
// referrals per promoter, give the referrals to [LinkageOf] as events of their
// referrers, and ask [LinkedClass.Per].
//
// It does not modify the slices. Its time and memory grow with the rows.
//
// ReferralsOf returns a [*RowError] wrapping [ErrInvalid] at the first row
//   - of referrals whose referrer or referee is blank, or whose instant is outside the
//     years 1900 to 2200;
//   - of customers, or of acquired, that is blank;
//   - of orders whose customer is blank, whose instant is missing or outside those years,
//     or whose amount has more than 34 digits.
//
// It returns an error wrapping ErrInvalid if a sum has more than 34 digits, or there are more than
// 2,147,483,647 names.
func ReferralsOf(referrals []Referral, customers, acquired []string, orders []Activity) (Referrals, error) {
	var r Referrals
	g := referralGraph{names: count.NewNumbers()}
	if err := g.refer(referrals, &r); err != nil {
		return Referrals{}, err
	}
	known, n, err := g.set("customers", customers)
	if err != nil {
		return Referrals{}, err
	}
	r.Customers = n
	came, n, err := g.set("acquired", acquired)
	if err != nil {
		return Referrals{}, err
	}
	r.Acquired = n
	for c := range g.first {
		if g.first[c] != 0 && acquired != nil && known.has(c) && !came.has(c) {
			g.first[c] = 0
			r.Known++
		}
	}
	r.Cyclic = g.cut()
	referrers := make(customerSet, len(g.first))
	for c, row := range g.first {
		if row == 0 {
			continue
		}
		r.Leads++
		if came.has(c) {
			r.Referred++
		}
		if by := int(g.referrers[row-1]); known.has(by) && !referrers.has(by) {
			referrers[by] = true
			r.Referrers++
		}
	}
	var all, referred exact.Sum
	err = eachNumbered("orders", len(orders), finding(g.names), func(row int) (string, error) {
		return orders[row].Customer, orders[row].validate()
	}, func(row, c int) error {
		a := &orders[row]
		refund := a.isRefund()
		all.Add(a.Amount)
		if !refund {
			r.Orders++
		}
		if c < 0 || c >= len(g.first) || g.first[c] == 0 || a.At.Before(referrals[g.first[c]-1].At) {
			return nil
		}
		referred.Add(a.Amount)
		if !refund {
			r.ReferredOrders++
		}
		return nil
	})
	if err != nil {
		return Referrals{}, err
	}
	r.Revenue, r.ReferredRevenue = all.Value(), referred.Value()
	if err := r.validate(); err != nil {
		return Referrals{}, err
	}
	return r, nil
}

// referralGraph is who referred whom, by the numbers of the names.
type referralGraph struct {
	names     *count.Names
	referrers []int32 // by row
	referees  []int32 // by row
	first     []int   // by name: 1 more than the row that counts of a referee, 0 for none
}

// refer finds the row that counts of each referee, and counts the rows that are of oneself or
// come after it.
func (g *referralGraph) refer(referrals []Referral, r *Referrals) error {
	g.referrers, g.referees = make([]int32, len(referrals)), make([]int32, len(referrals))
	number := func(to []int32, name func(row int) (string, error)) error {
		return eachNumbered("referrals", len(referrals), g.names.Number, name, func(row, c int) error {
			to[row] = int32(c)
			return nil
		})
	}
	if err := number(g.referees, func(row int) (string, error) { return referrals[row].Referee, referrals[row].validate() }); err != nil {
		return err
	}
	if err := number(g.referrers, func(row int) (string, error) { return referrals[row].Referrer, nil }); err != nil {
		return err
	}
	g.first = make([]int, g.names.Len())
	for i, c := range g.referees {
		if g.referrers[i] == c {
			r.SelfReferrals++
			continue
		}
		row := g.first[c]
		if row == 0 {
			g.first[c] = i + 1
			continue
		}
		r.Duplicates++
		if v, at := &referrals[i], referrals[row-1].At; !v.At.IsZero() && !at.IsZero() && v.At.Before(at) {
			g.first[c] = i + 1
		}
	}
	return nil
}

// customerSet is a set of customers by their numbers. It may lack the last of them.
type customerSet []bool

func (s customerSet) has(number int) bool { return number < len(s) && s[number] }

// set returns the set of the names that an argument lists, and how many they are.
func (g *referralGraph) set(of string, names []string) (s customerSet, n int64, err error) {
	err = eachNumbered(of, len(names), g.names.Number, func(row int) (string, error) {
		return names[row], checkCustomer(names[row])
	}, func(_, c int) error {
		for len(s) <= c {
			s = append(s, make(customerSet, max(g.names.Len(), 2*len(s))-len(s))...)
		}
		if !s[c] {
			s[c] = true
			n++
		}
		return nil
	})
	return s, n, err
}

// cut leaves out the referees whose referrers lead back to themselves, and returns how many there
// are. Everybody has at most one referrer: a walk from referee to referrer ends at somebody whom
// nobody referred, at one whom an earlier walk has passed, or at one of its own, who closes a
// cycle.
func (g *referralGraph) cut() int64 {
	walks := make([]int, len(g.first)) // by name: the number of the walk that came by, from 1
	by := func(c int) int { return int(g.referrers[g.first[c]-1]) }
	var found []int
	for c := range g.first {
		start := c
		for walks[c] == 0 && g.first[c] != 0 {
			walks[c] = start + 1
			c = by(c)
		}
		if walks[c] != start+1 {
			continue
		}
		for end := c; ; {
			found = append(found, c)
			if c = by(c); c == end {
				break
			}
		}
	}
	for _, c := range found {
		g.first[c] = 0
	}
	return int64(len(found))
}
