package cx

import (
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Session is a visit: the events of one customer, none of which is further than a gap from
// the one before. Segment is that of the first event, such as the source that the visit came
// from. Running says that it may go on after the instant at which it was looked at, so that
// its end is not known.
type Session struct {
	Customer string    `json:"customer"`
	Segment  string    `json:"segment,omitzero"`
	Start    time.Time `json:"start"` // of the first event
	End      time.Time `json:"end"`   // of the last event
	Events   int64     `json:"events"`
	Running  bool      `json:"running,omitzero"`
}

// SessionsOf divides the events of each customer before asOf into sessions, also called
// visits: an event more than gap after the one before begins the next. 30 minutes are usual.
// A session whose last event is at most gap before asOf is Running. They come in ascending
// order of the customer and then of time; nil if there are no events. It does not modify
// events. Its time grows with the events, and like that of sorting the customers.
//
// Where the host has sessions of its own, give their identifiers as the Customer of
// events, and ask [FunnelOf] and its kin by session instead of by customer.
//
// SessionsOf returns an error wrapping [ErrInvalid] if gap is not above 0 or asOf is outside
// the years 1900 to 2200; and the [*RowError] of FunnelOf, whose limits on events in another
// order hold.
func SessionsOf(events []Event, gap time.Duration, asOf time.Time) ([]Session, error) {
	if gap <= 0 {
		return nil, invalid("sessions: the gap is not above 0")
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	b, err := visitCustomers(events, asOf, indexRule{ascending: true}, func() *sessionBuilder { return &sessionBuilder{gap: gap, asOf: asOf} })
	if err != nil {
		return nil, err
	}
	return b.sessions, nil
}

// sessionBuilder collects the sessions of customers.
type sessionBuilder struct {
	gap      time.Duration
	asOf     time.Time
	sessions []Session
}

// visit adds the sessions of a customer.
func (b *sessionBuilder) visit(customer *timeline) error {
	first := len(b.sessions)
	for i := range customer.len() {
		e := customer.event(i)
		at := e.At.UTC()
		if last := len(b.sessions) - 1; last >= first && at.Sub(b.sessions[last].End) <= b.gap {
			b.sessions[last].End = at
			b.sessions[last].Events++
			continue
		}
		b.sessions = append(b.sessions, Session{Customer: e.Customer, Segment: e.Segment, Start: at, End: at, Events: 1})
	}
	last := &b.sessions[len(b.sessions)-1]
	last.Running = b.asOf.Sub(last.End) <= b.gap
	return nil
}

// Length returns the time from the first event to the last, 0 for a single one: how long the
// customer stayed after the last event is known to nobody. [DurationsOf] has the median of
// lengths.
func (s Session) Length() time.Duration { return s.End.Sub(s.Start) }

// Bounced reports whether the session has ended with its first event. The share of
// sessions that bounced, of those that are not Running, is also called the bounce rate.
func (s Session) Bounced() bool { return s.Events == 1 && !s.Running }

// validate says what is impossible about s.
func (s *Session) validate() error {
	if err := checkCustomer(s.Customer); err != nil {
		return err
	}
	for _, at := range []time.Time{s.Start, s.End} {
		if err := checkInstant(at); err != nil {
			return err
		}
	}
	if s.End.Before(s.Start) || s.Events < 1 || s.Events == 1 && s.End.After(s.Start) {
		return invalid("session: it has no events, or its end is not that of the last")
	}
	return nil
}

// MarshalJSON encodes a session. It returns an error wrapping [ErrInvalid] if an instant is
// outside the years 0 to 9999.
func (s Session) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a session. It refuses unknown and repeated keys, and what no events
// have. On error s is unchanged.
func (s *Session) UnmarshalJSON(data []byte) error {
	return decode(data, "session", s, (*Session).validate)
}
