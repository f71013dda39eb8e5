package cx

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// TicketEvent names what happens to a ticket: what ends a wait, in [SLARule], or what an
// entry of a log says, in [TicketsOf].
type TicketEvent string

// The events that end a wait, for [SLARule]. The zero TicketEvent is TicketResolved.
const (
	TicketReplied         TicketEvent = "replied"          // the first reply of a person
	TicketFirstResolved   TicketEvent = "first_resolved"   // the first resolution
	TicketResolved        TicketEvent = "resolved"         // the last resolution, after all reopening
	TicketEveryReply      TicketEvent = "every_reply"      // a reply to each message of the customer
	TicketEveryResolution TicketEvent = "every_resolution" // each resolution, of the opening and of each reopening
)

// SLARule is a service level agreement (SLA): how soon after it is opened a
// ticket must be replied to, or resolved, and each message or reopening after that.
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
	early           bool // and the target had not passed by now, had it not come
	ended           bool // it will not come
	gaveUp          bool // because the ticket was closed unresolved
}

// waits shows the waits of a ticket, none if it is left out.
func (r SLARule) waits(t *Ticket, show func(wait) error) error {
	if err := r.validate(); err != nil {
		return err
	}
	if err := t.validate(); err != nil {
		return err
	}
	if t.Void || !t.Opened.Before(r.AsOf) {
		return nil
	}
	target := r.Target
	if r.TargetOf != nil {
		target = r.TargetOf(t)
	}
	if target <= 0 {
		return invalid("the target is not above 0")
	}
	known := t.asOf(r.AsOf)
	var room [8]clockPoint
	points := ticketClock{r.Hours, r.HoursOf, r.PauseOnHold}.appendPoints(room[:0], &known, r.AsOf)
	// one shows the wait from an instant until an event, which is zero if it has not come.
	// At end, if that is not zero, it is certain that it will not.
	one := func(from, event, end time.Time, gaveUp bool) error {
		w, until := wait{target: target}, r.AsOf
		switch {
		case !event.IsZero():
			until, w.over = event, true
		case !end.IsZero():
			until, w.ended, w.gaveUp = end, true, gaveUp
		}
		var err error
		if w.elapsed, err = elapsed(points, from, until); err != nil {
			return err
		}
		if w.elapsed <= target {
			// Too long for a duration is past any target.
			now, err := elapsed(points, from, r.AsOf)
			w.early = err == nil && now <= target
		}
		return show(w)
	}
	from := known.Opened
	switch r.Until {
	case TicketReplied, TicketEveryReply:
		end, gaveUp := known.Closed, true
		if known.FirstReply.IsZero() && known.Replies > 0 {
			end, gaveUp = known.Opened, false // it came, but nobody knows when
		} else if !known.Resolved.IsZero() {
			end, gaveUp = known.Resolved, false // it is closed later, if at all
		}
		if err := one(from, known.FirstReply, end, gaveUp); err != nil || r.Until == TicketReplied {
			return err
		}
		for _, m := range known.Messages {
			if !m.Reply.Before(r.AsOf) {
				m.Reply = time.Time{}
			}
			end, gaveUp := known.resolvedFrom(m.At), false
			if end.IsZero() {
				end, gaveUp = known.Closed, true
			}
			if err := one(m.At, m.Reply, end, gaveUp); err != nil {
				return err
			}
		}
		return nil
	case TicketFirstResolved:
		return one(from, known.FirstResolved, known.Closed, true)
	case TicketEveryResolution:
		for _, s := range known.Settled {
			if err := one(from, s.From, time.Time{}, false); err != nil {
				return err
			}
			from = s.To
		}
	}
	return one(from, known.Resolved, known.Closed, true)
}

// ticketClock is the clock of a ticket: that of the office that has it.
type ticketClock struct {
	hours   BusinessHours                     // until the first stint
	hoursOf func(office string) BusinessHours // nil for hours, whatever the office
	pause   bool                              // it stops on hold
}

// clockPoint is an instant from which the clock of a ticket runs by these hours, if it is on,
// and how long it has run until then: the longest duration for 292 years or more.
type clockPoint struct {
	at     time.Time
	before time.Duration
	hours  BusinessHours
	on     bool
}

// appendPoints appends the opening of a ticket, and the instants after it and before limit at
// which its clock changes.
func (c ticketClock) appendPoints(to []clockPoint, t *Ticket, limit time.Time) []clockPoint {
	p := clockPoint{at: t.Opened, hours: c.hours, on: true}
	stints, holds := t.Stints, t.Holds
	if c.hoursOf == nil {
		stints = nil
	}
	if !c.pause {
		holds = nil
	}
	to = append(slices.Grow(to, 1+len(stints)+2*len(holds)), p)
	for {
		var next time.Time
		if len(stints) > 0 {
			next = stints[0].From
		}
		isHold := false
		if len(holds) > 0 {
			change := holds[0].From
			if !p.on {
				change = holds[0].To
			}
			if isHold = next.IsZero() || change.Before(next); isHold {
				next = change
			}
		}
		if next.IsZero() || !next.Before(limit) {
			return to
		}
		var err error
		if p.before, err = p.until(next); err != nil {
			p.before = math.MaxInt64
		}
		if p.at = next; !isHold {
			p.hours, stints = c.hoursOf(stints[0].Office), stints[1:]
		} else if p.on = !p.on; p.on {
			holds = holds[1:]
		}
		to = append(to, p)
	}
}

// until returns how long the clock has run until an instant, if it changes no more.
func (p clockPoint) until(at time.Time) (d time.Duration, err error) {
	if p.on {
		d, err = p.hours.Between(p.at, at)
	}
	if err == nil && d >= math.MaxInt64-p.before {
		err = checkDuration(math.MaxInt64)
	}
	return p.before + d, err
}

// elapsed returns how long a clock runs from one instant to another.
func elapsed(points []clockPoint, from, until time.Time) (time.Duration, error) {
	ran := func(at time.Time) (time.Duration, error) {
		// The last point that is not later.
		i, _ := slices.BinarySearchFunc(points, at, func(p clockPoint, at time.Time) int {
			if p.at.After(at) {
				return 1
			}
			return -1
		})
		return points[i-1].until(at)
	}
	start, err := ran(from)
	if err != nil {
		return 0, err
	}
	end, err := ran(until)
	return end - start, err
}

// Add counts a ticket into a tally, for [GroupFunc] and [TrendFunc]:
//
//   - attained: the event came within the target, or after exactly the target;
//     early, if the target would not have passed by AsOf had the event not come, on the
//     clock of the rule;
//   - missed: it came later, or had not come when the target had passed, whether
//     the ticket is still open or not;
//   - pending: it has not come, the target has not passed, and it may come;
//   - given up: the ticket was closed unresolved, without the event, before the
//     target had passed: callers who hung up;
//   - excluded: no reply was needed, or it came at a time that is not known. These
//     are the tickets resolved without one before the target had passed, and those
//     with Replies but no FirstReply.
//
// With TicketEveryReply the opening and each of Ticket.Messages is counted, by the
// reply that answers it: to answer all correspondence within 24 hours. A message
// that nobody replies to is excluded if the ticket is resolved after it or already,
// as after "thank you". With TicketEveryResolution the opening and each reopening
// in Ticket.Settled is counted: the clock starts again when a ticket is reopened.
// So there may be more of these aims than tickets.
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
	var one Attainment
	err := r.waits(t, func(w wait) error {
		switch {
		case w.elapsed > w.target:
			one.Missed++
		case w.over:
			one.Attained++
			if w.early {
				one.EarlyAttained++
			}
		case w.gaveUp:
			one.GaveUp++
		case w.ended:
			one.Excluded++
		default:
			one.Pending++
		}
		return nil
	})
	if err != nil || one == (Attainment{}) {
		return err
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
// of those closed. The Rate is of the tickets whose target would have passed by AsOf,
// whatever became of them: misses are only known then, and the share of all that is
// decided is 77 % after a week with a target of 72 hours that 70 % keep. To use the younger
// ones, too, see Lifespans. Without tickets it is the zero Attainment, whose Rate is
// [ErrNoData]. It does not modify tickets.
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
	case "", TicketReplied, TicketFirstResolved, TicketResolved, TicketEveryReply, TicketEveryResolution:
	default:
		return invalid("event is none of replied, first_resolved, resolved, every_reply, every_resolution")
	}
	return checkInstant(r.AsOf)
}

// Lifespans returns the waits of tickets, in units of their target: those that are not over
// last until AsOf, or until the ticket ended without the event. Who gave up, in a ticket that
// was closed unresolved, has Other; one that needed no reply is censored.
//
// With [CompetingRisksOf] the share at 1 is that of all who get it within the target, in which
// open tickets count for as long as they have been seen. With [SurvivalOf] and its curve S,
// 1 - S(1) is that share if nobody gave up, which is larger: where replies and hang-ups both
// come after 8 minutes in the mean, .46 of all have a reply within 10 minutes, and .71 would if
// nobody could hang up. With a Target of an hour the curve is in hours, and its Median is that
// of all tickets if nobody gave up, while the median of those closed favors the quick ones. Without
// tickets it is nil, for which both return [ErrNoData]. It does not modify tickets.
//
// Lifespans returns the errors of [SLAOf].
func (r SLARule) Lifespans(tickets []Ticket) ([]Lifespan, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	var lifespans []Lifespan
	for i := range tickets {
		err := r.waits(&tickets[i], func(w wait) error {
			lifespans = append(lifespans, Lifespan{Exit: float64(w.elapsed) / float64(w.target), Churned: w.over, Other: w.gaveUp})
			return nil
		})
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return lifespans, nil
}
