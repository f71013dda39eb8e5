package cx

import (
	"cmp"
	"time"
)

// TicketEvent names what ends a wait.
type TicketEvent string

// The events. The zero TicketEvent is TicketResolved.
const (
	TicketReplied       TicketEvent = "replied"        // the first reply of a person
	TicketFirstResolved TicketEvent = "first_resolved" // the first resolution
	TicketResolved      TicketEvent = "resolved"       // the last resolution, after all reopening
)

// SLARule is a service level agreement (SLA): how soon after it is opened a
// ticket must be replied to, or resolved.
type SLARule struct {
	// Until is the event that ends the wait.
	Until TicketEvent
	// Target is the time within which it must come, by Hours.
	Target time.Duration
	// TargetOf, if not nil, is used instead of Target: the target of a ticket, by
	// its priority or channel at the opening. It must not modify the ticket.
	TargetOf func(*Ticket) time.Duration
	// Hours is the clock. The zero BusinessHours runs always.
	Hours BusinessHours
	// HoursOf, if not nil, is the clock of each office, by which a wait is the sum over
	// the stints of the ticket: a ticket that is handed on runs by the hours of the office
	// that has it. Until its first stint the clock is Hours.
	HoursOf func(office string) BusinessHours
	// PauseOnHold stops the clock while a ticket waits for the customer.
	PauseOnHold bool
	// AsOf is the instant whose state is wanted. Tickets opened then or later are
	// left out, and what happened to others then or later has not happened.
	AsOf time.Time
}

// appendOf appends the rule in words: that by which [Attainment] tells what may be pooled.
// AsOf is not among them: each month may be known as of its own end.
func (r SLARule) appendOf(to []byte) []byte {
	to = append(to, cmp.Or(r.Until, TicketResolved)...)
	if to = append(to, " within "...); r.TargetOf != nil {
		to = append(to, "the target of each"...)
	} else {
		to = append(to, r.Target.String()...)
	}
	if r.Hours.hours != nil || r.HoursOf != nil {
		to = append(to, " of business hours"...)
	}
	if r.PauseOnHold {
		to = append(to, " without holds"...)
	}
	return to
}

// wait is what is known of the wait of one ticket.
type wait struct {
	elapsed, target time.Duration
	over            bool // the event has come, after elapsed
	ended           bool // it will not come
	gaveUp          bool // because the ticket was closed unresolved
}

// wait returns the wait of a ticket, false if it is left out.
func (r SLARule) wait(t *Ticket) (wait, bool, error) {
	if err := r.validate(); err != nil {
		return wait{}, false, err
	}
	if err := t.validate(); err != nil {
		return wait{}, false, err
	}
	if t.Void || !t.Opened.Before(r.AsOf) {
		return wait{}, false, nil
	}
	w := wait{target: r.Target}
	if r.TargetOf != nil {
		w.target = r.TargetOf(t)
	}
	if w.target <= 0 {
		return wait{}, false, invalid("the target is not above 0")
	}
	known := t.asOf(r.AsOf)
	event, end := known.Resolved, known.Closed
	switch r.Until {
	case TicketFirstResolved:
		event = known.FirstResolved
	case TicketReplied:
		if event = known.FirstReply; event.IsZero() && known.Replies > 0 {
			end = known.Opened // it came, but nobody knows when
		} else if !known.Resolved.IsZero() {
			end = known.Resolved // it is closed later, if at all
		}
	}
	until := r.AsOf
	switch {
	case !event.IsZero():
		until, w.over = event, true
	case !end.IsZero():
		until, w.ended = end, true
		w.gaveUp = known.Resolved.IsZero() && (r.Until != TicketReplied || known.Replies == 0)
	}
	var err error
	w.elapsed, err = (ticketClock{r.Hours, r.HoursOf, r.PauseOnHold}).elapsed(&known, until)
	return w, true, err
}

// Add counts a ticket into a tally, for [GroupFunc] and [TrendFunc]:
//
//   - attained: the event came within the target, or after exactly the target;
//   - missed: it came later, or had not come when the target had passed, whether
//     the ticket is still open or not;
//   - pending: it has not come, the target has not passed, and it may come;
//   - given up: the ticket was closed unresolved, without the event, before the
//     target had passed: callers who hung up;
//   - excluded: no reply was needed, or it came at a time that is not known. These
//     are the tickets resolved without one before the target had passed, and those
//     with Replies but no FirstReply.
//
// Contact centers print three service levels of one day, which differ in what
// becomes of callers who hung up within the target:
//
//	a.Decided()           they are left out ("abandoned ignored")
//	a.Gross()             they are missed ("abandoned negative", of all offered)
//	a.AttainedOrGaveUp()  they are attained ("abandoned positive")
//
// Of the calls answered alone it is [Durations.Within] of [Support].FirstReply. To
// leave out short calls, as of five seconds or less, mark as void the tickets of
// those who hung up as soon as that; Gross is then the share of the other calls.
//
// A void ticket, and one opened at AsOf or later, is left out and counted nowhere.
//
// Of is the event, the target, and whether the clock stops out of hours or on hold:
// "replied within 1h0m0s of business hours". Which hours, which targets by TargetOf
// and which AsOf are not in it: teams and months may have their own.
//
// Add returns an error, and leaves a unchanged, if:
//   - a was counted by another rule ([ErrMismatch]);
//   - [SLAOf] would refuse the rule or the ticket, or a is not valid ([ErrInvalid]).
func (r SLARule) Add(a *Attainment, t *Ticket) error {
	w, ok, err := r.wait(t)
	if err != nil || !ok {
		return err
	}
	var one Attainment
	switch {
	case w.elapsed > w.target:
		one.Missed = 1
	case w.over:
		one.Attained = 1
	case w.gaveUp:
		one.GaveUp = 1
	case w.ended:
		one.Excluded = 1
	default:
		one.Pending = 1
	}
	var room [96]byte // for the rule, so that it is on the heap once a tally
	if of := r.appendOf(room[:0]); string(of) == a.Of {
		one.Of = a.Of
	} else {
		one.Of = string(of)
	}
	return a.Merge(one)
}

// SLAOf tallies tickets by whether they kept to the rule; see [SLARule.Add]. It
// is also called the service level, or SLA attainment. Open tickets past their
// target have missed it: a figure without them, which is usual, is only the share
// of those closed. For the share to expect of all, use Lifespans. Without tickets
// it is the zero Attainment, whose Rate is [ErrNoData]. It does not modify
// tickets.
//
// SLAOf returns a [*RowError] wrapping [ErrInvalid] at the first row
//   - with an instant that is outside the years 1900 to 2200, or before one that
//     it must follow: a reply before the question, a resolution before the
//     opening;
//   - with a number that is negative, times on hold that overlap, or stints that
//     are not in order or whose office is blank or not UTF-8;
//   - whose target is not above 0.
//
// It returns an error wrapping [ErrInvalid] if AsOf is outside those years or the
// event is none of the events.
func SLAOf(tickets []Ticket, rule SLARule) (Attainment, error) {
	var a Attainment
	if err := rule.validate(); err != nil {
		return a, err
	}
	for i := range tickets {
		if err := rule.Add(&a, &tickets[i]); err != nil {
			return Attainment{}, &RowError{Row: i, Err: err}
		}
	}
	return a, nil
}

// validate says what is wrong with a rule, whatever the tickets.
func (r SLARule) validate() error {
	switch r.Until {
	case "", TicketReplied, TicketFirstResolved, TicketResolved:
	default:
		return invalid("event is none of replied, first_resolved, resolved")
	}
	return checkInstant(r.AsOf)
}

// Lifespans returns the waits of tickets for [SurvivalOf], in units of their
// target: those that are not over last until AsOf, or until the ticket ended
// without the event, and are censored there. With the curve S, 1 - S(1) is the
// share to expect within the target, in which open tickets count for as long as
// they have been seen. With a Target of an hour the curve is in hours, and its
// Median is that of all tickets, while the median of those closed favors the
// quick ones. Without tickets it is nil, for which SurvivalOf returns
// [ErrNoData]. It does not modify tickets.
//
// Lifespans returns the errors of [SLAOf].
func (r SLARule) Lifespans(tickets []Ticket) ([]Lifespan, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	var lifespans []Lifespan
	for i := range tickets {
		w, ok, err := r.wait(&tickets[i])
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if ok {
			lifespans = append(lifespans, Lifespan{Exit: float64(w.elapsed) / float64(w.target), Churned: w.over})
		}
	}
	return lifespans, nil
}
