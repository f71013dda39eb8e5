package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
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

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse p, nil if they do not: for [Sift], and for one row at the door of a host.
func (p Promise) Validate() error { return p.validate() }

// UnmarshalJSON decodes a promise. It refuses unknown and repeated keys, and what
// [PromisesOf] refuses. On error p is unchanged.
func (p *Promise) UnmarshalJSON(data []byte) error {
	return decode(data, "promise", p, (*Promise).validate)
}

// Promises is the tally of promises. OnTime attains those kept before the end of
// their window, Kept those kept within it: of these the early are missed, too, for
// nobody is at home. Both miss what has not happened when the time is over, and are
// pending as long as it may still happen in time; nothing is excluded. What was kept before
// the window was over by asOf is EarlyAttained, or EarlyMissed in Kept if it was kept before
// the window began: the Rate of both is of promises that are due. It is also called delivery
// on time, or on-time delivery.
//
// Early, of another kind, is how long before the window those came that were early, and Late how long
// after it those that were late and have come.
//
// The zero Promises is no data and the identity of Merge. One of counts from SQL may
// leave Early and Late empty.
type Promises struct {
	OnTime Attainment `json:"on_time"`
	Kept   Attainment `json:"kept"`
	Early  Durations  `json:"early"`
	Late   Durations  `json:"late"`
}

// PromisesOf tallies promises as known at asOf: what happened then or later has not
// happened. Both ends of a promise belong to its window. It does not modify promises. The
// share on time, its bounds, and how late the late ones are:
//
//	p.OnTime.Rate()
//	p.OnTime.AtLeast(), p.OnTime.AtMost()
//	p.Late.Median()
//
// PromisesOf returns an error wrapping [ErrInvalid] if asOf is outside the years
// 1900 to 2200, and a [*RowError] at the first row with an instant outside them,
// without To, whose From comes after To, or that is early or late by 292 years or
// more.
func PromisesOf(promises []Promise, asOf time.Time) (Promises, error) {
	if err := checkInstant(asOf); err != nil {
		return Promises{}, err
	}
	if len(promises) == 0 {
		return Promises{}, nil
	}
	p := Promises{OnTime: Attainment{Of: "on time"}, Kept: Attainment{Of: "within the window"}}
	for i, promise := range promises {
		err := promise.validate()
		if err == nil {
			err = p.add(promise, asOf)
		}
		if err != nil {
			return Promises{}, &RowError{Row: i, Err: err}
		}
	}
	return p, nil
}

// add counts a valid promise. On error p may be changed.
func (p *Promises) add(promise Promise, asOf time.Time) error {
	kept := !promise.Kept.IsZero() && promise.Kept.Before(asOf)
	var notDue int64
	if !asOf.After(promise.To) {
		notDue = 1
	}
	switch {
	case kept && promise.Kept.After(promise.To):
		p.OnTime.Missed++
		p.Kept.Missed++
		return p.Late.Add(promise.Kept.Sub(promise.To))
	case !kept && asOf.After(promise.To):
		p.OnTime.Missed++
		p.Kept.Missed++
	case !kept:
		p.OnTime.Pending++
		p.Kept.Pending++
	case promise.Kept.Before(promise.From):
		p.OnTime.Attained++
		p.Kept.Missed++
		p.OnTime.EarlyAttained += notDue
		p.Kept.EarlyMissed += notDue
		return p.Early.Add(promise.From.Sub(promise.Kept))
	default:
		p.OnTime.Attained++
		p.Kept.Attained++
		p.OnTime.EarlyAttained += notDue
		p.Kept.EarlyAttained += notDue
	}
	return nil
}

func (p *Promises) validate() error {
	onTime, err := p.OnTime.total()
	if err != nil {
		return err
	}
	kept, err := p.Kept.total()
	if err != nil {
		return err
	}
	early := p.OnTime.Attained - p.Kept.Attained
	switch {
	case onTime != kept || p.OnTime.Pending != p.Kept.Pending || early < 0 || p.OnTime.Excluded > 0 || p.Kept.Excluded > 0:
		return invalid("promises: those on time and those kept are not of the same promises")
	case p.OnTime.EarlyMissed > 0 || p.Kept.EarlyMissed > early || p.OnTime.EarlyAttained-p.Kept.EarlyAttained != p.Kept.EarlyMissed:
		return invalid("promises: those kept before they were due are not the same on time and kept")
	case p.Early.Total() > early || p.Late.Total() > p.OnTime.Missed:
		return invalid("promises: there are more durations than promises early or late")
	}
	return nil
}

// Merge adds the promises of another tally. On error p is unchanged.
//
// Merge returns an error if:
//   - the rules or the limits of the two differ ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (p *Promises) Merge(other Promises) error {
	if err := p.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := *p
	if err := sum.OnTime.Merge(other.OnTime); err != nil {
		return err
	}
	if err := sum.Kept.Merge(other.Kept); err != nil {
		return err
	}
	if err := sum.Early.Merge(other.Early); err != nil {
		return err
	}
	if err := sum.Late.Merge(other.Late); err != nil {
		return err
	}
	*p = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Promises) PoolsPeriods() {}

// Total returns the number of promises, 0 for counts that are not valid.
func (p Promises) Total() int64 {
	if p.validate() != nil {
		return 0
	}
	return p.OnTime.Total()
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error p is unchanged.
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
//   - missed: one was opened, at the last instant of the window at the latest; early, if
//     the window is not over by asOf;
//   - pending: none so far.
//
// Nothing is excluded. The Rate is of the visits whose window is over: tickets are known at
// once, their absence only then. It uses only Customer, Opened and Void of the tickets, and
// only Customer and At of the visits; both are in any order. Tickets that are void,
// and visits and tickets at asOf or later, are left out. Two visits before one ticket have both missed.
// Of is "no ticket within" the window.
// Without visits it is the zero Attainment, whose Rate is [ErrNoData]. It does
// not modify its arguments.
//
// SelfServiceOf returns an error wrapping [ErrInvalid] if window is not above 0 or longer
// than 36,525 days, asOf is outside the years 1900 to 2200, or there are more than 2,147,483,647
// customers; and a [*RowError]
// at the first of visits or tickets whose customer is blank, whose instant is missing or is
// outside those years, or whose amount has more than 34 digits.
func SelfServiceOf(visits []Activity, tickets []Ticket, window time.Duration, asOf time.Time) (Attainment, error) {
	if window <= 0 || window > maxHelpWindow {
		return Attainment{}, invalid("the window is not above 0, or longer than 36,525 days")
	}
	if err := checkInstant(asOf); err != nil {
		return Attainment{}, err
	}
	names, visitors := count.NewNumbers(), make([]int32, len(visits))
	err := eachNumbered("visits", len(visits), names.Number, func(row int) (string, error) {
		v := &visits[row]
		visitors[row] = -1
		if err := v.validate(); err != nil || !v.At.Before(asOf) {
			return "", err
		}
		return v.Customer, nil
	}, func(row, number int) error {
		visitors[row] = int32(number)
		return nil
	})
	if err != nil {
		return Attainment{}, err
	}
	opened, err := openedBy(names, tickets, asOf)
	if err != nil {
		return Attainment{}, err
	}
	of := "no ticket within " + window.String()
	var a Attainment
	for i, n := range visitors {
		if n < 0 {
			continue
		}
		a.Of = of
		at, times := visits[i].At.UnixNano(), opened[n]
		next, _ := slices.BinarySearch(times, at)
		over := visits[i].At.Add(window).Before(asOf)
		switch {
		case next < len(times) && uint64(times[next]-at) <= uint64(window):
			a.Missed++
			if !over {
				a.EarlyMissed++
			}
		case over:
			a.Attained++
		default:
			a.Pending++
		}
	}
	return a, nil
}

// openedBy returns the instants at which customers opened tickets, in order, by the numbers of
// the customers.
func openedBy(names *count.Names, tickets []Ticket, asOf time.Time) ([][]int64, error) {
	type opening struct {
		customer int32
		at       int64
	}
	var openings []opening
	counts := make([]int, names.Len())
	err := eachNumbered("tickets", len(tickets), finding(names), func(row int) (string, error) {
		t := &tickets[row]
		if err := checkCustomer(t.Customer); err != nil {
			return "", err
		}
		if err := checkInstant(t.Opened); err != nil || t.Void || !t.Opened.Before(asOf) {
			return "", err
		}
		return t.Customer, nil
	}, func(row, n int) error {
		if n >= 0 {
			openings = added(openings, opening{int32(n), tickets[row].Opened.UnixNano()})
			counts[n]++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	opened, all, from := make([][]int64, names.Len()), make([]int64, len(openings)), 0
	for n := range opened {
		opened[n] = all[from : from : from+counts[n]]
		from += counts[n]
	}
	for _, o := range openings {
		opened[o.customer] = append(opened[o.customer], o.at)
	}
	for _, times := range opened {
		slices.Sort(times)
	}
	return opened, nil
}
