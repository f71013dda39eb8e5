package cx

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// SubscriptionPeriod is the days for which a customer pays an Amount per month: a row of a
// table of subscriptions, or of an invoice and the time that it covers. Other amounts than
// those of a month go through [MonthlyAmount].
//
// End is the first day without it, so that a change of plan is a period that ends on the day
// on which the next begins. The zero End is none: it is running; so is one that stands for
// none, as 9999-12-31, made zero. A list of last days goes through [Date.AddDays] of 1:
// read as they are, its customers would be away for a day at each renewal. A period that
// ends on the day on which it starts has no day, and counts nowhere.
type SubscriptionPeriod struct {
	Customer string          `json:"customer"`
	Start    Date            `json:"start"`        // the first day
	End      Date            `json:"end,omitzero"` // the first day without it; without one, it is running
	Amount   decimal.Decimal `json:"amount"`       // per month
}

// validate says what is impossible about p.
func (p *SubscriptionPeriod) validate() error {
	if err := checkCustomer(p.Customer); err != nil {
		return err
	}
	if err := checkSubscriptionDay("start", p.Start); err != nil {
		return err
	}
	if p.End != (Date{}) {
		if err := checkSubscriptionDay("end", p.End); err != nil {
			return err
		}
		if p.End.Compare(p.Start) < 0 {
			return invalid("subscription ends before it starts")
		}
	}
	return checkSubscriptionAmount(p.Amount)
}

// checkSubscriptionDay refuses days on which nobody had a subscription.
func checkSubscriptionDay(what string, d Date) error {
	if !d.IsValid() {
		return invalid("subscription: the %s is missing, or no day of the calendar", what)
	}
	if d.Year < firstActivityYear || d.Year > lastActivityYear {
		return &RangeError{What: "subscription: the year of the " + what, Got: int64(d.Year), Min: firstActivityYear, Max: lastActivityYear}
	}
	return nil
}

// on reports whether somebody pays on a day.
func (p *SubscriptionPeriod) on(day Date) bool {
	return p.Amount.Sign() > 0 && p.Start.Compare(day) <= 0 && (p.End == (Date{}) || day.Compare(p.End) < 0)
}

// MarshalJSON encodes a period, its amount as a text. It returns an error wrapping
// [ErrInvalid] if [SubscriptionsAt] would.
func (p SubscriptionPeriod) MarshalJSON() ([]byte, error) { return encode(&p, p.validate()) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse p, nil if they do not: for [Sift], and for one row at the door of a host.
func (p SubscriptionPeriod) Validate() error { return p.validate() }

// UnmarshalJSON decodes a period. It refuses unknown and repeated keys, and what
// [SubscriptionsAt] refuses. On error p is unchanged.
func (p *SubscriptionPeriod) UnmarshalJSON(data []byte) error {
	return decode(data, "subscription period", p, (*SubscriptionPeriod).validate)
}

// SubscriptionsAt returns what each customer pays on a day, for [MovementsOf] and
// [RevenueByClass]: one subscription a customer, in the order of their first rows. The
// amounts of periods that overlap are added up. Customers who pay nothing on the day are
// left out; if nobody pays, it is nil. It does not modify periods.
//
// SubscriptionsAt returns an error wrapping [ErrInvalid] if day is not valid or a sum has
// more than 34 digits; and a [*RowError] at the first row whose customer is blank, whose
// start is missing, whose dates are outside the years 1900 to 2200 or end before they
// start, or whose amount is negative or has more than 34 digits.
func SubscriptionsAt(periods []SubscriptionPeriod, day Date) ([]Subscription, error) {
	if err := day.validate(); err != nil {
		return nil, err
	}
	customers := count.NewIndex[string]()
	var sums []exact.Sum
	for i := range periods {
		p := &periods[i]
		if err := p.validate(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if !p.on(day) {
			continue
		}
		n := customers.Slot(p.Customer)
		if n == len(sums) {
			sums = append(sums, exact.Sum{})
		}
		sums[n].Add(p.Amount)
	}
	if len(sums) == 0 {
		return nil, nil
	}
	paying := make([]Subscription, len(sums))
	for n := range sums {
		paying[n] = Subscription{Customer: customers.Keys[n], Amount: sums[n].Value()}
		if err := exact.Check("sum of the subscriptions of a customer", paying[n].Amount); err != nil {
			return nil, err
		}
	}
	return paying, nil
}

// MovementsBetween compares what customers pay on two days: it is [MovementsOf] of
// [SubscriptionsAt] on each. For March give the last day of February and that of March: what
// starts on March 1 is then a movement of March. Who paid before from, but not on it, and
// pays on to, is reactivated, not new. What happens in between and is over by to moves
// nothing. Without periods it is the zero Movements, whose rates are [ErrNoData]. It does not
// modify periods.
//
// MovementsBetween returns the errors of SubscriptionsAt, and one wrapping [ErrInvalid] if
// from is after to.
func MovementsBetween(periods []SubscriptionPeriod, from, to Date) (Movements, error) {
	for _, d := range []Date{from, to} {
		if err := d.validate(); err != nil {
			return Movements{}, err
		}
	}
	if from.Compare(to) > 0 {
		return Movements{}, invalid("movements: the first day is after the second")
	}
	l := ledger{customers: count.NewNumbers()}
	for i := range periods {
		p := &periods[i]
		if err := p.validate(); err != nil {
			return Movements{}, &RowError{Row: i, Err: err}
		}
		before, after := p.on(from), p.on(to)
		former := p.Start.Compare(from) < 0 && p.on(p.Start)
		if !before && !after && !former {
			continue
		}
		n := l.customers.Slot(p.Customer)
		if n < 0 {
			return Movements{}, errCustomers()
		}
		of := l.payer(n)
		if before {
			of.before.Add(p.Amount)
		}
		if after {
			of.after.Add(p.Amount)
		}
		of.former = of.former || former
	}
	m := l.movements()
	if err := m.validate(); err != nil {
		return Movements{}, err
	}
	return m, nil
}

// SubscriptionSpells finds the times for which customers had a subscription, for churn and
// retention of a period ([Spells.Churn], [Spells.Trend]), returns ([Spells.Reactivations])
// and how long customers stay ([Spells.Lifespans], [SurvivalOf]). Periods of a customer that
// touch or overlap are one spell, so that nobody leaves by a change of plan; and so are
// periods with at most graceDays days without any between them: a renewal that comes late is
// no departure. Periods of the amount 0 count as all others: leave out free plans if those
// who have one are no customers.
//
// The window of the spells is graceDays. By [OnLastActivity] a customer churns on End, the
// first day without; by [OnRecognition] on the day after the days of grace, so many days
// later. AsOf is the last day that is known: periods that start after it are left out, and
// those that end after it are running. A spell that is running has lasted from its first day to
// asOf: one of January 1 for 364 days on December 31, since an End on the day after, which makes
// it 365, is not known yet. Without periods it has no Rows, and the rates of its
// Churn are [ErrNoData]. It does not modify periods.
//
// SubscriptionSpells returns an error wrapping [ErrInvalid] if graceDays is not in
// 0..36,525 or asOf is not valid; and the [*RowError] of [SubscriptionsAt].
func SubscriptionSpells(periods []SubscriptionPeriod, graceDays int, asOf Date) (Spells, error) {
	if graceDays < 0 || graceDays > maxWindow {
		return Spells{}, &RangeError{What: "grace in days", Got: int64(graceDays), Max: maxWindow}
	}
	if err := asOf.validate(); err != nil {
		return Spells{}, err
	}
	type stay struct {
		customer   string
		start, end int // the first day, and the first without
	}
	stays := make([]stay, 0, len(periods))
	for i := range periods {
		p := &periods[i]
		if err := p.validate(); err != nil {
			return Spells{}, &RowError{Row: i, Err: err}
		}
		if p.Start == p.End || p.Start.Compare(asOf) > 0 {
			continue
		}
		end := asOf.days() + 1
		if p.End != (Date{}) {
			end = min(end, p.End.days())
		}
		stays = append(stays, stay{p.Customer, p.Start.days(), end})
	}
	slices.SortFunc(stays, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.start, b.start))
	})
	s := Spells{WindowDays: graceDays, AsOf: asOf}
	for i := 0; i < len(stays); {
		one := stays[i]
		for i++; i < len(stays) && stays[i].customer == one.customer && stays[i].start-one.end <= graceDays; i++ {
			one.end = max(one.end, stays[i].end)
		}
		spell := Spell{Customer: one.customer}
		var err error
		if spell.First, err = dateAt(one.start); err != nil {
			return Spells{}, err
		}
		if spell.Last, err = dateAt(one.end - 1); err != nil {
			return Spells{}, err
		}
		if recognized := one.end + graceDays; recognized <= asOf.days() {
			spell.Recognized = dateOfDay(recognized)
		}
		n := len(s.Rows)
		spell.Reactivation = n > 0 && s.Rows[n-1].Customer == one.customer
		s.Rows = append(s.Rows, spell)
	}
	return s, nil
}

// SubscriptionChange is what a customer pays per month in all from a Day on: a row of a
// ledger of changes. The Amount is the new one, not the difference. 0 ends it.
type SubscriptionChange struct {
	Customer string          `json:"customer"`
	Day      Date            `json:"day"`    // the first day of the new amount
	Amount   decimal.Decimal `json:"amount"` // per month
}

// validate says what is impossible about c.
func (c *SubscriptionChange) validate() error {
	if err := checkCustomer(c.Customer); err != nil {
		return err
	}
	if err := checkSubscriptionDay("day", c.Day); err != nil {
		return err
	}
	return checkSubscriptionAmount(c.Amount)
}

// MarshalJSON encodes a change, its amount as a text. It returns an error wrapping
// [ErrInvalid] if [SubscriptionPeriodsOf] would.
func (c SubscriptionChange) MarshalJSON() ([]byte, error) { return encode(&c, c.validate()) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse c, nil if they do not: for [Sift], and for one row at the door of a host.
func (c SubscriptionChange) Validate() error { return c.validate() }

// UnmarshalJSON decodes a change. It refuses unknown and repeated keys, and what
// [SubscriptionPeriodsOf] refuses. On error c is unchanged.
func (c *SubscriptionChange) UnmarshalJSON(data []byte) error {
	return decode(data, "subscription change", c, (*SubscriptionChange).validate)
}

// SubscriptionPeriodsOf returns the periods between the changes of a ledger, by customer,
// then in order of time. Changes may come in any order, except that of several of a customer
// on one day the last row counts: the end of one plan must come before the start of the next.
// A change to the amount that is paid already changes nothing, and so does an end of nothing.
// No changes give nil. It does not modify changes.
//
// For a ledger of each subscription of a customer, let its ID be the Customer of the
// changes, and put the customer into the periods that come back.
//
// SubscriptionPeriodsOf returns a [*RowError] wrapping [ErrInvalid] at the first row whose
// customer is blank, whose day is missing or outside the years 1900 to 2200, or whose amount
// is negative or has more than 34 digits.
func SubscriptionPeriodsOf(changes []SubscriptionChange) ([]SubscriptionPeriod, error) {
	order := make([]int, len(changes))
	for i := range changes {
		if err := changes[i].validate(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &changes[i], &changes[j]
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), a.Day.Compare(b.Day), cmp.Compare(i, j))
	})
	var periods []SubscriptionPeriod
	var last *SubscriptionPeriod // what the customer pays now; nil for nothing
	for i, row := range order {
		c := &changes[row]
		if last != nil && last.Customer != c.Customer {
			last = nil
		}
		if i+1 < len(order) {
			if next := &changes[order[i+1]]; next.Customer == c.Customer && next.Day == c.Day {
				continue
			}
		}
		if last != nil {
			if last.Amount.Equal(c.Amount) {
				continue
			}
			last.End, last = c.Day, nil
		}
		if !c.Amount.IsZero() {
			periods = append(periods, SubscriptionPeriod{Customer: c.Customer, Start: c.Day, Amount: c.Amount})
			last = &periods[len(periods)-1]
		}
	}
	return periods, nil
}
