package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Promise is what we told a customer: that something (a delivery, a visit, a call
// back) happens between From and To. A zero From means no earliest time, as in
// "by Friday". Kept is when it happened, zero if it has not.
type Promise struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to"`
	Kept time.Time `json:"kept,omitzero"`
}

func (p Promise) validate() error {
	if err := checkInstant(p.To); err != nil {
		return err
	}
	for _, at := range []time.Time{p.From, p.Kept} {
		if at.IsZero() {
			continue
		}
		if err := checkInstant(at); err != nil {
			return err
		}
	}
	if p.From.After(p.To) {
		return invalid("promise ends before it begins")
	}
	return nil
}

// MarshalJSON encodes a promise. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (p Promise) MarshalJSON() ([]byte, error) { return wire.Encode(&p) }

// UnmarshalJSON decodes a promise. It refuses unknown and repeated keys, and what
// [PromisesOf] refuses. On error p is unchanged.
func (p *Promise) UnmarshalJSON(data []byte) error {
	return decode(data, "promise", p, (*Promise).validate)
}

// Promises is the tally of promises: kept Early, InWindow or Late, and Pending as
// long as they may still be kept in time. Late also counts what has not happened
// when the time is over. It is also called delivery on time, or on-time delivery.
//
// The zero Promises is no data and the identity of Merge.
type Promises struct {
	Early    int64 `json:"early"`
	InWindow int64 `json:"in_window"`
	Late     int64 `json:"late"`
	Pending  int64 `json:"pending"`
}

// PromisesOf tallies promises as known at asOf: what happened then or later has not
// happened. Both ends of a promise belong to its window. It does not modify promises. The
// share kept, and its bounds:
//
//	p.Kept().Rate()
//	p.Kept().AtLeast(), p.Kept().AtMost()
//
// PromisesOf returns an error wrapping [ErrInvalid] if asOf is outside the years
// 1900 to 2200, and a [*RowError] at the first row with an instant outside them,
// without To, or whose From comes after To.
func PromisesOf(promises []Promise, asOf time.Time) (Promises, error) {
	if err := checkInstant(asOf); err != nil {
		return Promises{}, err
	}
	var p Promises
	for i, promise := range promises {
		if err := promise.validate(); err != nil {
			return Promises{}, &RowError{Row: i, Err: err}
		}
		kept := !promise.Kept.IsZero() && promise.Kept.Before(asOf)
		switch {
		case !kept && asOf.After(promise.To), kept && promise.Kept.After(promise.To):
			p.Late++
		case !kept:
			p.Pending++
		case promise.Kept.Before(promise.From):
			p.Early++
		default:
			p.InWindow++
		}
	}
	return p, nil
}

// total returns the number of promises.
func (p Promises) total() (int64, error) {
	return sumCounts("promises", p.Early, p.InWindow, p.Late, p.Pending)
}

func (p Promises) validate() error {
	_, err := p.total()
	return err
}

// Merge adds the promises of another tally. It returns an error wrapping [ErrInvalid], and
// leaves p unchanged, if a count is negative or the total would exceed the largest int64.
func (p *Promises) Merge(other Promises) error {
	mine, err := p.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if _, err := addCount("promises", mine, theirs); err != nil {
		return err
	}
	p.Early += other.Early
	p.InWindow += other.InWindow
	p.Late += other.Late
	p.Pending += other.Pending
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Promises) PoolsPeriods() {}

// Total returns the number of promises, 0 for counts that are not valid.
func (p Promises) Total() int64 {
	n, _ := p.total()
	return n
}

// Kept returns the promises kept within their window as attained, and those early
// or late as missed: early, too, nobody is at home. Without promises it is the
// zero Attainment, whose Rate is [ErrNoData]. Counts that are not valid give a
// tally that every query refuses.
func (p Promises) Kept() Attainment {
	if _, err := p.total(); err != nil {
		return Attainment{Attained: -1}
	}
	return Attainment{Attained: p.InWindow, Missed: p.Early + p.Late, Pending: p.Pending}
}

// OnTime is Kept with those early as attained. It is also called on-time
// delivery. Without promises it is the zero Attainment, whose Rate is
// [ErrNoData]. Counts that are not valid give a tally that every query refuses.
func (p Promises) OnTime() Attainment {
	if _, err := p.total(); err != nil {
		return Attainment{Attained: -1}
	}
	return Attainment{Attained: p.Early + p.InWindow, Missed: p.Late, Pending: p.Pending}
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that are
// not valid. On error p is unchanged.
func (p *Promises) UnmarshalJSON(data []byte) error {
	return decode(data, "promises", p, (*Promises).validate)
}

// maxHelpWindow is the longest window of SelfServiceOf, about a century.
const maxHelpWindow = maxWindow * 24 * time.Hour

// SelfServiceOf tallies visits to the help pages by whether the customer asked us
// after all (deflection, the self-service rate):
//
//   - attained: no ticket of the customer was opened from the visit until window later, and
//     all of that time has passed by asOf;
//   - missed: one was opened, at the last instant of the window at the latest;
//   - pending: none so far.
//
// Nothing is excluded. It uses only Customer and Opened of the tickets, and only
// Customer and At of the visits; both are in any order. Visits and tickets at
// asOf or later are left out. Two visits before one ticket have both missed.
// Without visits it is the zero Attainment, whose Rate is [ErrNoData]. It does
// not modify its arguments.
//
// SelfServiceOf returns an error wrapping [ErrInvalid] if window is not above 0 or longer
// than 36,525 days, or asOf is outside the years 1900 to 2200; and a [*RowError]
// at the first row whose customer is blank, whose instant is missing or is
// outside those years, or whose amount has more than 34 digits; its Row counts on
// from the first slice.
func SelfServiceOf(visits []Activity, tickets []Ticket, window time.Duration, asOf time.Time) (Attainment, error) {
	if window <= 0 || window > maxHelpWindow {
		return Attainment{}, invalid("the window is not above 0, or longer than 36,525 days")
	}
	if err := checkInstant(asOf); err != nil {
		return Attainment{}, err
	}
	opened := make(map[string][]time.Time)
	for i := range visits {
		if err := visits[i].validate(); err != nil {
			return Attainment{}, &RowError{Row: i, Err: err}
		}
		if visits[i].At.Before(asOf) {
			opened[visits[i].Customer] = nil
		}
	}
	for i := range tickets {
		t := &tickets[i]
		err := checkCustomer(t.Customer)
		if err == nil {
			err = checkInstant(t.Opened)
		}
		if err != nil {
			return Attainment{}, &RowError{Row: len(visits) + i, Err: err}
		}
		if times, ok := opened[t.Customer]; ok && t.Opened.Before(asOf) {
			opened[t.Customer] = append(times, t.Opened)
		}
	}
	for _, times := range opened {
		slices.SortFunc(times, time.Time.Compare)
	}
	var a Attainment
	for i := range visits {
		at := visits[i].At
		if !at.Before(asOf) {
			continue
		}
		times, end := opened[visits[i].Customer], at.Add(window)
		next, _ := slices.BinarySearchFunc(times, at, time.Time.Compare)
		switch {
		case next < len(times) && !times[next].After(end):
			a.Missed++
		case end.Before(asOf):
			a.Attained++
		default:
			a.Pending++
		}
	}
	return a, nil
}
