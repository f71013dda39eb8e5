package cx

import "time"

// Referral says that a customer, the Referrer, recommended us to somebody, the Referee, At
// an instant: an invitation sent, a code given, a link followed. A zero At is not known.
type Referral struct {
	Referrer string    `json:"referrer"`
	Referee  string    `json:"referee"`
	At       time.Time `json:"at,omitzero"`
}

// check checks a row.
func (r *Referral) check() error {
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

// UnmarshalJSON decodes a referral. It refuses unknown and repeated keys, and what
// [ReferralsOf] refuses. On error r is unchanged.
func (r *Referral) UnmarshalJSON(data []byte) error {
	var v Referral
	ok, err := decodeObject(data, "referral", fields{"referrer": &v.Referrer, "referee": &v.Referee, "at": &v.At})
	if !ok {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	*r = v
	return nil
}

// ReferralsOf tallies the referrals of a period: customers are those who could refer
// others, acquired the new customers, and orders what all of them bought. Lists may be nil
// where the host does not know them. A name that stands in a list more than once counts
// once. An activity with a negative amount is a refund, which lowers the revenue and is no
// order.
//
// The referee of a referral is a lead, once: of several referrals the first counts, by
// instant, or by row where instants are equal or not known, and the others are duplicates.
// A referral of oneself is none, and neither are those that go round in a circle: they are
// left out and counted. A referrer need not be among the customers: leads may come from
// somebody who has left. For referrals per promoter, give the referrals to [LinkageOf] as
// events of their referrers, and ask [LinkedClass.Per].
//
// It does not modify the slices. Time and memory grow with the rows.
//
// ReferralsOf returns a [*RowError] wrapping [ErrInvalid] at the first row
//   - of referrals whose referrer or referee is blank, or whose instant is outside the
//     years 1900 to 2200;
//   - of customers, or of acquired, that is blank;
//   - of orders whose customer is blank, whose instant is missing or outside those years,
//     or whose amount has more than 34 digits;
//
// whose Row counts on from each slice to the next. It returns an error wrapping ErrInvalid
// if a sum has more than 34 digits.
func ReferralsOf(referrals []Referral, customers, acquired []string, orders []Activity) (Referrals, error) {
	var r Referrals
	first, err := r.leads(referrals)
	if err != nil {
		return Referrals{}, err
	}
	before := len(referrals)
	known, err := nameSet(customers, before)
	if err != nil {
		return Referrals{}, err
	}
	r.Customers = int64(len(known))
	referrers := make(map[string]bool)
	for _, i := range first {
		if name := referrals[i].Referrer; known[name] && !referrers[name] {
			referrers[name] = true
			r.Referrers++
		}
	}
	before += len(customers)
	came, err := nameSet(acquired, before)
	if err != nil {
		return Referrals{}, err
	}
	r.Acquired = int64(len(came))
	for name := range came {
		if _, ok := first[name]; ok {
			r.Referred++
		}
	}
	before += len(acquired)
	var all, referred moneySum
	for i := range orders {
		a := &orders[i]
		if err := checkActivity(a); err != nil {
			return Referrals{}, &RowError{Row: before + i, Err: err}
		}
		refund := a.Amount.Sign() < 0
		all.add(a.Amount)
		if !refund {
			r.Orders++
		}
		if row, ok := first[a.Customer]; ok && !a.At.Before(referrals[row].At) {
			referred.add(a.Amount)
			if !refund {
				r.ReferredOrders++
			}
		}
	}
	r.Revenue, r.ReferredRevenue = all.value(), referred.value()
	if err := r.validate(); err != nil {
		return Referrals{}, err
	}
	return r, nil
}

// nameSet returns the set of names. The rows before them are those of other slices.
func nameSet(names []string, before int) (map[string]bool, error) {
	set := make(map[string]bool, len(names))
	for i, name := range names {
		if err := checkCustomer(name); err != nil {
			return nil, &RowError{Row: before + i, Err: err}
		}
		set[name] = true
	}
	return set, nil
}

// leads counts the leads and the rows left out, and returns the row of each lead by referee.
func (r *Referrals) leads(referrals []Referral) (map[string]int, error) {
	first := make(map[string]int)
	for i := range referrals {
		v := &referrals[i]
		if err := v.check(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if v.Referrer == v.Referee {
			r.SelfReferrals++
			continue
		}
		row, ok := first[v.Referee]
		if !ok {
			first[v.Referee] = i
			continue
		}
		r.Duplicates++
		if at := referrals[row].At; !v.At.IsZero() && !at.IsZero() && v.At.Before(at) {
			first[v.Referee] = i
		}
	}
	cyclic := cycles(referrals, first)
	for _, name := range cyclic {
		delete(first, name)
	}
	r.Cyclic = int64(len(cyclic))
	r.Leads = int64(len(first))
	return first, nil
}

// cycles returns the referees whose referrers lead back to themselves. Everybody has at
// most one referrer: a walk from referee to referrer ends at somebody nobody referred, at
// one whom an earlier walk came by, or at one of its own, who closes a cycle.
func cycles(referrals []Referral, first map[string]int) []string {
	walks := make(map[string]int, len(first)) // the number of the walk that came by, from 1
	var found []string
	for i := range referrals {
		name := referrals[i].Referee
		for walks[name] == 0 {
			row, led := first[name]
			if !led {
				break
			}
			walks[name] = i + 1
			name = referrals[row].Referrer
		}
		if walks[name] != i+1 {
			continue
		}
		for end := name; ; {
			found = append(found, name)
			if name = referrals[first[name]].Referrer; name == end {
				break
			}
		}
	}
	return found
}
