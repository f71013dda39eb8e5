package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Ticket is one matter that a customer brought to us: a mail, a call, a chat, a complaint.
// Its fields say what is known of it; a zero time says that it has not happened,
// and an empty string says nothing.
type Ticket struct {
	ID       string    `json:"id,omitzero"`       // of the host; no figure needs it
	Customer string    `json:"customer,omitzero"` // who asked; blank is anonymous
	Channel  string    `json:"channel,omitzero"`  // phone, email, chat, web
	Priority string    `json:"priority,omitzero"` // that at the opening, by which targets may differ
	Cause    string    `json:"cause,omitzero"`    // what it was about
	Team     string    `json:"team,omitzero"`     // that has it, or had it last
	Agent    string    `json:"agent,omitzero"`    // who has it, or had it last
	Opened   time.Time `json:"opened"`            // when the customer asked
	// FirstReply is the first answer of a person, not an automatic acknowledgment.
	FirstReply time.Time `json:"first_reply,omitzero"`
	// FirstResolved is when it was first resolved. It may be left zero if that was at the
	// first of Settled or at Resolved, or is not known: then these are used for it.
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
	// Settled are the times from a resolution to the reopening after it, in order: it was
	// thought to be resolved. A host that does not know them leaves them out.
	Settled []TimeSpan `json:"settled,omitempty"`
	// Messages are what the customer wrote after the opening, in order.
	Messages []TicketMessage `json:"messages,omitempty"`
	// Stints are the offices that have had it, in order, where they have hours of their
	// own; see [SLARule].HoursOf. The first may begin later than Opened.
	Stints    []TicketStint `json:"stints,omitempty"`
	Replies   int64         `json:"replies,omitzero"`   // answers of persons, 0 if not known
	Transfers int64         `json:"transfers,omitzero"` // how often it was handed on
	Reopens   int64         `json:"reopens,omitzero"`   // how often it was reopened; 0 where Settled says it
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
	if _, err := t.checkSpans("on hold", t.Holds); err != nil {
		return err
	}
	if err := t.validateSettled(); err != nil {
		return err
	}
	if err := t.validateMessages(); err != nil {
		return err
	}
	return t.validateStints()
}

// checkSpans refuses spans of a ticket that are not in order, and returns the end of the
// last.
func (t *Ticket) checkSpans(what string, spans []TimeSpan) (end time.Time, err error) {
	end = t.Opened
	for _, s := range spans {
		if err := s.validate(); err != nil {
			return end, err
		}
		if s.From.Before(end) {
			return end, invalid("ticket: the times %s are not in order, one after the other", what)
		}
		end = s.To
	}
	return end, nil
}

func (t *Ticket) validateSettled() error {
	if len(t.Settled) == 0 {
		return nil
	}
	end, err := t.checkSpans("settled", t.Settled)
	switch {
	case err != nil:
		return err
	case !t.Resolved.IsZero() && t.Resolved.Before(end) || !t.Closed.IsZero() && t.Closed.Before(end):
		return invalid("ticket: it is resolved or closed before it is reopened")
	case !t.FirstResolved.IsZero() && !t.FirstResolved.Equal(t.Settled[0].From):
		return invalid("ticket: it is first resolved at another time than the first that is settled")
	case t.Reopens != 0 && t.Reopens != int64(len(t.Settled)):
		return invalid("ticket: it is reopened another number of times than it is settled")
	}
	return nil
}

func (t *Ticket) validateMessages() error {
	before := t.Opened
	for _, m := range t.Messages {
		if err := m.validate(); err != nil {
			return err
		}
		switch {
		case m.At.Before(before):
			return invalid("ticket: the messages are not in order, from the opening on")
		case !t.Closed.IsZero() && m.At.After(t.Closed):
			return invalid("ticket: a message comes after it is closed")
		case !m.Reply.IsZero() && (t.FirstReply.IsZero() || m.Reply.Before(t.FirstReply)):
			return invalid("ticket: a message is replied to before the first reply")
		}
		before = m.At
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
	switch {
	case !t.FirstResolved.IsZero():
		return t.FirstResolved
	case len(t.Settled) > 0:
		return t.Settled[0].From
	}
	return t.Resolved
}

// asOf returns the ticket as it was known at an instant: what happened then or later has
// not happened. Its numbers stay, except the replies before the first and the reopenings
// that Settled knows; so do the replies to its messages.
func (t *Ticket) asOf(instant time.Time) Ticket {
	known := *t
	known.FirstResolved = t.firstResolved()
	if n := len(t.Settled); n > 0 {
		for n > 0 && !t.Settled[n-1].From.Before(instant) {
			n--
		}
		if n > 0 && !t.Settled[n-1].To.Before(instant) {
			n--
			known.Resolved = t.Settled[n].From // not yet reopened
		}
		known.Settled, known.Reopens = t.Settled[:n], int64(n)
	}
	for n := len(known.Messages); n > 0 && !known.Messages[n-1].At.Before(instant); n-- {
		known.Messages = known.Messages[:n-1]
	}
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

// resolvedFrom returns the first instant from at on at which the ticket is resolved; zero for
// none.
func (t *Ticket) resolvedFrom(at time.Time) time.Time {
	from := t.Resolved
	// The first span that ends later.
	i, _ := slices.BinarySearchFunc(t.Settled, at, func(s TimeSpan, at time.Time) int {
		if s.To.After(at) {
			return 1
		}
		return -1
	})
	if i < len(t.Settled) {
		from = t.Settled[i].From
	}
	if !from.IsZero() && from.Before(at) {
		return at
	}
	return from
}

// TicketMessage is what a customer wrote about a ticket that was open or resolved already,
// and when a person replied to it, zero if nobody has. One reply may answer several.
type TicketMessage struct {
	At    time.Time `json:"at"`             // when it came
	Reply time.Time `json:"reply,omitzero"` // when it was replied to
}

func (m TicketMessage) validate() error {
	if err := checkInstant(m.At); err != nil || m.Reply.IsZero() {
		return err
	}
	if m.Reply.Before(m.At) {
		return invalid("message is replied to before it comes")
	}
	return checkInstant(m.Reply)
}

// MarshalJSON encodes a message. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (m TicketMessage) MarshalJSON() ([]byte, error) { return wire.Encode(&m) }

// UnmarshalJSON decodes a message. It refuses unknown and repeated keys, and what
// [SupportOf] refuses. On error m is unchanged.
func (m *TicketMessage) UnmarshalJSON(data []byte) error {
	return decode(data, "message", m, func(m *TicketMessage) error { return m.validate() })
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

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse t, nil if they do not: for [Sift], and for one row at the door of a host.
func (t Ticket) Validate() error { return t.validate() }

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
		t := &linked[i]
		t.Holds, t.Settled = slices.Clone(t.Holds), slices.Clone(t.Settled)
		t.Messages, t.Stints = slices.Clone(t.Messages), slices.Clone(t.Stints)
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
