package cx

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// ActivityLog is activities that were checked and sorted by customer once, for many questions.
// [RepeatOf], [RepeatWithin], [RepeatSpendOf], [SpellsOf], [EngagementOf], [PurchaseHistoriesOf]
// and [HoldoutOf] each make a log, which is most of their work, and ask it one:
//
//	l, err := cx.ActivityLogOf(orders, cx.Calendar{}, asOf)
//	repeat, err := l.Repeat()
//	spells, err := l.Spells(90)
//
// It keeps the instants and the amounts of each customer, and of the rows nothing but the texts
// of the customers: 8 bytes an activity, 16 if any of them has an amount, and 24 a customer.
// Where all rows are more than memory has, the logs of chunks of whole customers, as
// [ChunksBy] cuts them, merge to that of all rows.
//
// The zero ActivityLog is no data, and the identity of Merge. A log is a value: a copy does not
// follow later changes. It has no JSON form: what travels is what it answers.
type ActivityLog struct {
	calendar Calendar
	asOf     time.Time // not the zero time, except in the zero log
	given    int64     // activities, those left out too
	parts    []*logPart
}

// ActivityLogOf checks and sorts activities, as known at asOf: rows at asOf or later are left
// out. The calendar's location says which day it is; its grain must be [Day]. Rows in ascending
// order of the customer take half of the time and of the memory of others. It does not modify
// activities.
//
// ActivityLogOf returns an error wrapping [ErrInvalid] if the grain is not Day, asOf is outside
// the years 1900 to 2200, or there are more than 2,147,483,647 customers; and a [*RowError] at
// the first row whose customer is blank, whose instant is missing or outside those years, or
// whose amount has more than 34 digits.
func ActivityLogOf(activities []Activity, c Calendar, asOf time.Time) (ActivityLog, error) {
	return Shard{}.ActivityLogOf(activities, c, asOf)
}

// ActivityLogOf is the function [ActivityLogOf] for the customers of the part, whose logs
// [ActivityLog.Merge] adds up to that of all customers.
//
// ActivityLogOf returns the errors of the function, and an error wrapping [ErrInvalid] if Of is
// negative, or Part is none of 0, 1, … Of − 1. Every part returns the error of a bad row,
// whoever its customer is.
func (s Shard) ActivityLogOf(activities []Activity, c Calendar, asOf time.Time) (ActivityLog, error) {
	if err := s.validate(); err != nil {
		return ActivityLog{}, err
	}
	return activityLogOf(activities, c, asOf, logRule{shard: s, names: true})
}

// activityLogOf makes a log for what a rule says that it is asked.
func activityLogOf(activities []Activity, c Calendar, asOf time.Time, rule logRule) (ActivityLog, error) {
	if c.Grain != "" && c.Grain != Day {
		return ActivityLog{}, invalid("the grain is not day")
	}
	if err := checkInstant(asOf); err != nil {
		return ActivityLog{}, err
	}
	b := newLogBuilder(activities, c, asOf, rule)
	p, err := b.build()
	if err != nil {
		return ActivityLog{}, err
	}
	l := ActivityLog{calendar: c, asOf: asOf, given: b.given}
	if len(p.ends) > 0 {
		l.parts = []*logPart{p}
	}
	return l, nil
}

// Merge adds the customers of another log, who are not among those of l. On error l is
// unchanged.
//
// Merge returns an error if:
//   - the zones differ by their names, or the instants as of which the logs are, or a
//     customer is in both ([ErrMismatch]);
//   - the activities are more than the largest int64 ([ErrInvalid]).
func (l *ActivityLog) Merge(other ActivityLog) error {
	if other.asOf.IsZero() {
		return nil
	}
	if l.asOf.IsZero() {
		*l = other
		return nil
	}
	if !l.asOf.Equal(other.asOf) || l.calendar.location().String() != other.calendar.location().String() {
		return mismatch("activity log: the zones or the instants as of which they are differ")
	}
	for _, p := range l.parts {
		for _, q := range other.parts {
			if p.shares(q) {
				return mismatch("activity log: a customer is in both")
			}
		}
	}
	given, err := addCount("activity log", l.given, other.given)
	if err != nil {
		return err
	}
	l.given, l.parts = given, joined(slices.Concat(l.parts, other.parts))
	return nil
}

// Equal reports whether two logs have the same activities, as of the same instant and by zones
// of one name.
func (l ActivityLog) Equal(other ActivityLog) bool {
	return l.asOf.Equal(other.asOf) && l.given == other.given && l.calendar.location().String() == other.calendar.location().String() &&
		slices.EqualFunc(l.activities(), other.activities(), func(a, b Activity) bool {
			return a.Customer == b.Customer && a.At.Equal(b.At) && a.Amount.Equal(b.Amount)
		})
}

// activities returns the activities by customer, then in order of time and of the amounts.
func (l *ActivityLog) activities() []Activity {
	var rows []Activity
	_ = l.visit(allTime, func(c *loggedCustomer) error {
		from := len(rows)
		for i := c.from; i < c.to; i++ {
			a := Activity{Customer: c.name, At: time.Unix(0, c.part.at[i])}
			if c.part.amounts.Len() > 0 {
				a.Amount = c.part.amounts.Value(i)
			}
			rows = append(rows, a)
		}
		slices.SortFunc(rows[from:], func(a, b Activity) int { return cmp.Or(a.At.Compare(b.At), a.Amount.Cmp(b.Amount)) })
		return nil
	})
	return rows
}

// Total returns the number of customers with an activity that is no refund.
func (l ActivityLog) Total() int64 {
	var n int64
	for _, p := range l.parts {
		n += p.buyers
	}
	return n
}

// MarshalJSON returns an error wrapping [ErrInvalid]: a log has no JSON form.
func (l ActivityLog) MarshalJSON() ([]byte, error) {
	return nil, invalid("activity log: it has no JSON form; encode what it answers")
}

// Cohorts builds the triangle of the activities, which is that of [CohortsOfSorted]: days and
// intervals are by the calendar of the rule, of any grain and zone. The zero log has the zero
// Cohorts.
//
// Cohorts returns the errors of CohortsOf that are not of a row. It refuses no number of
// customers.
func (l ActivityLog) Cohorts(rule CohortRule) (Cohorts, error) {
	if l.asOf.IsZero() {
		return Cohorts{}, rule.validate()
	}
	b, err := startCohorts(int(min(l.given, math.MaxInt/8)), rule, l.asOf)
	if err != nil {
		return Cohorts{}, err
	}
	from, to, paid := l.extent()
	if from > to {
		return rule.empty(l.asOf), nil
	}
	b.revenue = paid && !rule.Recurring
	if err := b.measure(secondOf(from), secondOf(to)); err != nil {
		return Cohorts{}, err
	}
	set := make([]uint64, b.words)
	err = l.visit(allTime, func(c *loggedCustomer) error {
		if c.first == c.to {
			return nil
		}
		clear(set)
		first := b.markLogged(set, c)
		if err := b.add(first, set); err != nil {
			return err
		}
		b.payLogged(first, c)
		return nil
	})
	if err != nil {
		return Cohorts{}, err
	}
	return b.cohorts()
}

// extent returns the first and the last instant of those that are no refunds, in nanoseconds,
// and whether anything was paid for them.
func (l *ActivityLog) extent() (from, to int64, paid bool) {
	from, to = math.MaxInt64, math.MinInt64
	for _, p := range l.parts {
		begin := 0
		for _, end := range p.ends {
			first := p.firstOrder(begin, end)
			for i := begin; i < end && first < end; i++ {
				if !p.isRefund(i) {
					from, to = min(from, p.at[i]), max(to, p.at[i])
				}
				paid = paid || p.amounts.Len() > 0 && p.amounts.Sign(i) != 0
			}
			begin = end
		}
	}
	return from, to, paid
}

// markLogged marks, in an empty set, the rows or intervals of a customer, and returns the first
// row or moment.
func (b *cohortBuilder) markLogged(set []uint64, c *loggedCustomer) (first int64) {
	first = math.MaxInt64
	for i := c.first; i < c.to && b.own; i++ {
		if !c.part.isRefund(i) {
			first = min(first, b.moment(time.Unix(0, c.part.at[i])))
		}
	}
	for i := c.first; i < c.to; i++ {
		if c.part.isRefund(i) {
			continue
		}
		bit := 0
		if b.own {
			bit = b.intervalOf(time.Unix(0, c.part.at[i]), first)
		} else {
			bit = b.row(secondOf(c.part.at[i]))
		}
		set[bit>>6] |= 1 << (bit & 63)
	}
	if !b.own {
		first = int64(firstBit(set))
	}
	return first
}

// payLogged adds the amounts of a customer to their cells.
func (b *cohortBuilder) payLogged(first int64, c *loggedCustomer) {
	if !b.revenue || c.part.amounts.Len() == 0 {
		return
	}
	order := c.first
	for i := c.from; i < c.to; i++ {
		if !c.part.isRefund(i) {
			order = i
		}
		if c.part.amounts.Sign(i) == 0 {
			continue
		}
		if cell := b.cellOf(first, b.bitAt(first, time.Unix(0, c.part.at[order]))); cell != nil {
			c.part.amounts.AddTo(cell, i)
		}
	}
}
