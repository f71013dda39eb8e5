package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Ticket is one matter that a customer brought to us: a mail, a call, a chat, a complaint.
// Its fields say what is known of it; a zero time says that it has not happened,
// and an empty string says nothing.
type Ticket struct {
	Customer string    `json:"customer,omitzero"` // who asked; blank is anonymous
	Channel  string    `json:"channel,omitzero"`  // phone, email, chat, web
	Priority string    `json:"priority,omitzero"` // that at the opening, by which targets may differ
	Cause    string    `json:"cause,omitzero"`    // what it was about
	Opened   time.Time `json:"opened"`            // when the customer asked
	// FirstReply is the first answer of a person, not an automatic acknowledgment.
	FirstReply time.Time `json:"first_reply,omitzero"`
	// FirstResolved is when it was first resolved. It may be left zero if that was at
	// Resolved, or is not known: then Resolved is used for it.
	FirstResolved time.Time `json:"first_resolved,omitzero"`
	// Resolved is when it was resolved for the last time. It is zero for one that was
	// never resolved, and for one that has been reopened and waits again.
	Resolved time.Time `json:"resolved,omitzero"`
	// Closed is when it ended, after which nothing more happens. One that is closed and
	// not resolved was given up: a caller hung up. For spam see Void.
	Closed time.Time `json:"closed,omitzero"`
	// Recontact is when the customer came back after Resolved; see [LinkRecontacts].
	Recontact time.Time `json:"recontact,omitzero"`
	// Holds are the times on hold, in which it waits for the customer and not for us, in
	// order. One that still lasts ends at the instant whose state is wanted, or later.
	Holds []TimeSpan `json:"holds,omitempty"`
	// Stints are the offices that have had it, in order, where they have hours of their
	// own; see [SLARule].HoursOf. The first may begin later than Opened.
	Stints    []TicketStint `json:"stints,omitempty"`
	Replies   int64         `json:"replies,omitzero"`   // answers of persons, 0 if not known
	Transfers int64         `json:"transfers,omitzero"` // how often it was handed on
	Reopens   int64         `json:"reopens,omitzero"`   // how often it was reopened
	// Escalated says that it could not be resolved at the first level.
	Escalated bool `json:"escalated,omitzero"`
	// FirstContact says that the first contact resolved it, by the rule of the host: one
	// call, one reply, no transfer. See [SupportRule] for those who come back.
	FirstContact bool `json:"first_contact,omitzero"`
	// Void says that it was no matter of a customer after all, whenever that was found: it
	// was merged into another, or was spam, or a test. It is in [Support].Void and in no
	// other figure, and nobody has asked or come back by it. A caller who hung up is not
	// void, except for calls so short that the host leaves them out.
	Void bool `json:"void,omitzero"`
}

// validate says what is impossible about a ticket.
func (t *Ticket) validate() error {
	if err := checkInstant(t.Opened); err != nil {
		return err
	}
	for _, event := range []struct {
		what      string
		at, after time.Time
	}{
		{"the first reply comes before the question", t.FirstReply, t.Opened},
		{"it is resolved before it is opened", t.FirstResolved, t.Opened},
		{"it is resolved before it is opened", t.Resolved, t.Opened},
		{"it is resolved before it is first resolved", t.Resolved, t.FirstResolved},
		{"it is closed before it is opened", t.Closed, t.Opened},
		{"it is closed before it is resolved", t.Closed, t.FirstResolved},
		{"it is closed before it is resolved", t.Closed, t.Resolved},
		{"the customer comes back before it is resolved", t.Recontact, t.Resolved},
	} {
		if event.at.IsZero() {
			continue
		}
		if err := checkInstant(event.at); err != nil {
			return err
		}
		if event.at.Before(event.after) {
			return invalid("ticket: %s", event.what)
		}
	}
	switch {
	case t.Replies < 0 || t.Transfers < 0 || t.Reopens < 0:
		return invalid("ticket: a number is negative")
	case t.FirstContact && t.firstResolved().IsZero():
		return invalid("ticket: the first contact has resolved it, but it is not resolved")
	case !t.Recontact.IsZero() && t.Resolved.IsZero():
		return invalid("ticket: the customer comes back, but it is not resolved")
	}
	if err := t.validateHolds(); err != nil {
		return err
	}
	return t.validateStints()
}

func (t *Ticket) validateHolds() error {
	before := t.Opened
	for _, h := range t.Holds {
		if err := h.validate(); err != nil {
			return err
		}
		if h.From.Before(before) {
			return invalid("ticket: the times on hold are not in order, one after the other")
		}
		before = h.To
	}
	return nil
}

func (t *Ticket) validateStints() error {
	before := t.Opened
	for _, s := range t.Stints {
		if err := s.validate(); err != nil {
			return err
		}
		if s.From.Before(before) {
			return invalid("ticket: the stints are not in order, from the opening on")
		}
		before = s.From
	}
	return nil
}

// firstResolved returns when the ticket was first resolved.
func (t *Ticket) firstResolved() time.Time {
	if t.FirstResolved.IsZero() {
		return t.Resolved
	}
	return t.FirstResolved
}

// asOf returns the ticket as it was known at an instant: what happened then or later has
// not happened. Its numbers stay, except the replies before the first.
func (t *Ticket) asOf(instant time.Time) Ticket {
	known := *t
	known.FirstResolved = t.firstResolved()
	if !t.FirstReply.Before(instant) {
		known.Replies = 0
	}
	for _, at := range []*time.Time{&known.FirstReply, &known.FirstResolved, &known.Resolved, &known.Closed, &known.Recontact} {
		if !at.Before(instant) {
			*at = time.Time{}
		}
	}
	return known
}

// answered reports whether a person has replied, at a known time or not.
func (t *Ticket) answered() bool { return !t.FirstReply.IsZero() || t.Replies > 0 }

// ticketClock is the clock of a ticket: that of the office that has it.
type ticketClock struct {
	hours   BusinessHours                     // until the first stint
	hoursOf func(office string) BusinessHours // nil for hours, whatever the office
	pause   bool                              // it stops on hold
}

// elapsed returns the time from Opened to an instant. It walks once over the stints and
// the holds.
func (c ticketClock) elapsed(t *Ticket, until time.Time) (time.Duration, error) {
	stints := t.Stints
	if c.hoursOf == nil {
		stints = nil
	}
	sum, hours, at := time.Duration(0), c.hours, t.Opened
	// run lets the clock run to an instant, at which it is in any case then.
	run := func(to time.Time, on bool) error {
		for {
			end := to
			if len(stints) > 0 && stints[0].From.Before(to) {
				end = stints[0].From
			}
			if on {
				d, err := hours.Between(at, end)
				if err == nil && d >= math.MaxInt64-sum {
					err = checkDuration(math.MaxInt64)
				}
				if err != nil {
					return err
				}
				sum += d
			}
			if at = end; len(stints) == 0 || !stints[0].From.Before(to) {
				return nil
			}
			hours, stints = c.hoursOf(stints[0].Office), stints[1:]
		}
	}
	if c.pause {
		for _, h := range t.Holds {
			if !h.From.Before(until) {
				break
			}
			if err := run(h.From, true); err != nil {
				return 0, err
			}
			end := h.To
			if end.After(until) {
				end = until
			}
			if err := run(end, false); err != nil {
				return 0, err
			}
		}
	}
	err := run(until, true)
	return sum, err
}

// TicketStint is the time in which an office has a ticket: From an instant until that of the
// next stint.
type TicketStint struct {
	From   time.Time `json:"from"`
	Office string    `json:"office"`
}

func (s TicketStint) validate() error {
	if err := checkInstant(s.From); err != nil {
		return err
	}
	return checkName("office", s.Office)
}

// MarshalJSON encodes a stint. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (s TicketStint) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a stint. It refuses unknown and repeated keys, and what
// [SupportOf] refuses. On error s is unchanged.
func (s *TicketStint) UnmarshalJSON(data []byte) error {
	return decode(data, "stint", s, func(s *TicketStint) error { return s.validate() })
}

// MarshalJSON encodes a ticket. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (t Ticket) MarshalJSON() ([]byte, error) { return wire.Encode(&t) }

// UnmarshalJSON decodes a ticket. It refuses unknown and repeated keys, and what
// [SupportOf] refuses. On error t is unchanged.
func (t *Ticket) UnmarshalJSON(data []byte) error {
	return decode(data, "ticket", t, (*Ticket).validate)
}

// LinkRecontacts returns a copy of tickets in which Recontact is set: the instant at which
// the same customer opened the next ticket at or after Resolved, whatever it was
// about, or the Recontact that is already set if that is earlier. Void tickets are
// no next ones, and stay as they are. They are also
// called repeat contacts. A host that knows which tickets belong together sets
// Recontact itself. Tickets are in any order. Give those of all channels:
// otherwise a customer who calls after a mail has not come back. It does not
// modify tickets.
//
// LinkRecontacts returns a [*RowError] wrapping [ErrInvalid] at the first row whose
// customer is blank, or which [SupportOf] refuses.
func LinkRecontacts(tickets []Ticket) ([]Ticket, error) {
	if len(tickets) == 0 {
		return nil, nil
	}
	linked := slices.Clone(tickets)
	order := make([]int, 0, len(tickets))
	for i := range linked {
		if err := checkCustomer(linked[i].Customer); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if err := linked[i].validate(); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		linked[i].Holds, linked[i].Stints = slices.Clone(linked[i].Holds), slices.Clone(linked[i].Stints)
		if !tickets[i].Void {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(tickets[a].Customer, tickets[b].Customer), tickets[a].Opened.Compare(tickets[b].Opened), a-b)
	})
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && tickets[order[to]].Customer == tickets[order[from]].Customer {
			to++
		}
		for place, i := range order[from:to] {
			t := &linked[i]
			if t.Resolved.IsZero() {
				continue
			}
			// Those after it in order, so that no ticket is its own next one.
			later := order[from+place+1 : to]
			next, _ := slices.BinarySearchFunc(later, t.Resolved, func(i int, at time.Time) int { return tickets[i].Opened.Compare(at) })
			if next < len(later) {
				if at := tickets[later[next]].Opened; t.Recontact.IsZero() || at.Before(t.Recontact) {
					t.Recontact = at
				}
			}
		}
		from = to
	}
	return linked, nil
}
