package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// The events that only an entry of a log says, for [TicketsOf].
const (
	TicketOpened      TicketEvent = "opened"      // the customer asks
	TicketMessaged    TicketEvent = "messaged"    // the customer writes again
	TicketReopened    TicketEvent = "reopened"    // it was resolved, or closed, and waits again
	TicketClosed      TicketEvent = "closed"      // it ends
	TicketHeld        TicketEvent = "held"        // from now on it waits for the customer
	TicketResumed     TicketEvent = "resumed"     // it waits for us again
	TicketTransferred TicketEvent = "transferred" // it is handed on
	TicketEscalated   TicketEvent = "escalated"   // it cannot be resolved at the first level
	TicketVoided      TicketEvent = "voided"      // it was no matter of a customer; see [Ticket].Void
	TicketIgnored     TicketEvent = "ignored"     // nothing that a figure needs
)

// TicketEntry is one line of the log of a help desk: what happened to a ticket, and when. An
// empty string says nothing.
type TicketEntry struct {
	Ticket   string    `json:"ticket"`            // its ID
	Event    string    `json:"event"`             // as the host calls it; see [TicketsOf]
	At       time.Time `json:"at"`                // when it happened
	Customer string    `json:"customer,omitzero"` // who asked
	Channel  string    `json:"channel,omitzero"`  // phone, email, chat, web
	Priority string    `json:"priority,omitzero"` // of the opening alone
	Cause    string    `json:"cause,omitzero"`    // what it was about
	Team     string    `json:"team,omitzero"`     // that has it from now on
	Agent    string    `json:"agent,omitzero"`    // who has it from now on
	Office   string    `json:"office,omitzero"`   // that has it from now on, where hours differ
}

func (e *TicketEntry) validate() error {
	if err := checkName("ticket", e.Ticket); err != nil {
		return err
	}
	if err := checkName("event", e.Event); err != nil {
		return err
	}
	if e.Office != "" {
		if err := checkName("office", e.Office); err != nil {
			return err
		}
	}
	return checkInstant(e.At)
}

// compareText orders entries of one ticket and instant by what they say.
func (e *TicketEntry) compareText(other *TicketEntry) int {
	return cmp.Or(
		cmp.Compare(e.Event, other.Event), cmp.Compare(e.Customer, other.Customer), cmp.Compare(e.Channel, other.Channel),
		cmp.Compare(e.Priority, other.Priority), cmp.Compare(e.Cause, other.Cause), cmp.Compare(e.Team, other.Team),
		cmp.Compare(e.Agent, other.Agent), cmp.Compare(e.Office, other.Office),
	)
}

// MarshalJSON encodes an entry. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (e TicketEntry) MarshalJSON() ([]byte, error) { return wire.Encode(&e) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse e, nil if they do not: for [Sift], and for one row at the door of a host.
func (e TicketEntry) Validate() error { return e.validate() }

// UnmarshalJSON decodes an entry. It refuses unknown and repeated keys, and what
// [TicketsOf] refuses whatever the other entries are. On error e is unchanged.
func (e *TicketEntry) UnmarshalJSON(data []byte) error {
	return decode(data, "entry", e, (*TicketEntry).validate)
}

// isLogged reports whether an entry of a log may say this event.
func (e TicketEvent) isLogged() bool {
	switch e {
	case TicketOpened, TicketMessaged, TicketReplied, TicketResolved, TicketReopened, TicketClosed, TicketHeld, TicketResumed,
		TicketTransferred, TicketEscalated, TicketVoided, TicketIgnored:
		return true
	}
	return false
}

// TicketsOf makes tickets of the log of a help desk, as known at asOf, in the order of
// their first entries. The table events says what each name of an event means:
//
//	events := map[string]cx.TicketEvent{
//		"created": cx.TicketOpened, "public_comment": cx.TicketReplied, "tag_added": cx.TicketIgnored,
//	}
//
// Entries are in any order; of one ticket and instant, in that in which they
// happened, the opening first. Entries at asOf or later are left out, and those
// whose event is [TicketIgnored]. An entry that says what a ticket already is (it is
// resolved, and is resolved again) changes nothing.
//
// Replies are those of persons. A reply answers the opening and all messages before
// it. A time on hold ends when it is resumed, when the customer writes, and when the
// ticket is resolved or closed; one that lasts ends at asOf. A ticket that is closed
// unresolved, and reopened, was open in between. Customer, Channel and
// Cause are the first that an entry of the ticket has, Priority is that of the
// opening, Team and Agent are the last; another office begins a stint. FirstContact
// is set if the ticket is resolved after at most one reply, with no message,
// transfer, escalation or reopening: where the rule of the host is another, set it
// anew. No entries give nil. TicketsOf does not modify its arguments; its time grows
// with the entries.
//
// TicketsOf returns a [*RowError] wrapping [ErrInvalid] at the first entry
//   - whose ticket, event or office is blank or not UTF-8, or whose instant is
//     missing or is outside the years 1900 to 2200;
//   - whose event the table does not have;
//
// and, if there is none of these, at the first
//   - that comes before the opening of its ticket, as a reply to what nobody asked;
//   - that opens a ticket again, or comes after it is closed and does not reopen it;
//   - that is the same as an earlier one: leave those out by [Distinct].
//
// It returns an error wrapping [ErrInvalid] if the table has an event that no entry
// can say, or asOf is outside those years.
func TicketsOf(entries []TicketEntry, events map[string]TicketEvent, asOf time.Time) ([]Ticket, error) {
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	for _, e := range events {
		if !e.isLogged() {
			return nil, invalid("table of events: one means none of the events of a log")
		}
	}
	l := ticketLog{entries: entries, events: make([]TicketEvent, len(entries)), asOf: asOf}
	index := count.NewIndex[string]()
	slots := make([]int, len(entries))
	var ends []int // the numbers of entries of the tickets, then the ends of their rows
	for i := range entries {
		e := &entries[i]
		err := e.validate()
		if err == nil && events[e.Event] == "" {
			err = invalid("event is not in the table of events")
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		slots[i] = -1
		if l.events[i] = events[e.Event]; l.events[i] != TicketIgnored && e.At.Before(asOf) {
			if slots[i] = index.Slot(e.Ticket); slots[i] == len(ends) {
				ends = append(ends, 0)
			}
			ends[slots[i]]++
		}
	}
	if len(ends) == 0 {
		return nil, nil
	}
	rows := make([]int, len(entries)) // by ticket
	next := 0
	for s, n := range ends {
		ends[s], next = next, next+n
	}
	for i, s := range slots {
		if s >= 0 {
			rows[ends[s]] = i
			ends[s]++
		}
	}
	tickets := make([]Ticket, len(ends))
	var first *RowError
	start := 0
	for s, end := range ends {
		if bad := l.ticket(&tickets[s], rows[start:end]); bad != nil && (first == nil || bad.Row < first.Row) {
			first = bad
		}
		tickets[s].ID = index.Keys[s]
		start = end
	}
	if first != nil {
		return nil, first
	}
	return tickets, nil
}

// ticketLog makes the tickets of a log, whose lists share its memory.
type ticketLog struct {
	entries  []TicketEntry
	events   []TicketEvent // of the entries
	asOf     time.Time
	scratch  []int
	holds    []TimeSpan
	settled  []TimeSpan
	messages []TicketMessage
	stints   []TicketStint
}

// since returns the elements that a list got since it had n, nil if there are none, with no
// room for more.
func since[T any](list []T, n int) []T {
	if n == len(list) {
		return nil
	}
	return list[n:len(list):len(list)]
}

// ticket makes one ticket of its rows, which it brings into the order of time.
func (l *ticketLog) ticket(t *Ticket, rows []int) *RowError {
	compare := func(a, b int) int {
		if order := l.entries[a].At.Compare(l.entries[b].At); order != 0 {
			return order
		}
		isOpening := func(i int) int {
			if l.events[i] == TicketOpened {
				return 0
			}
			return 1
		}
		return cmp.Or(isOpening(a)-isOpening(b), a-b)
	}
	if !slices.IsSortedFunc(rows, compare) {
		slices.SortFunc(rows, compare)
	}
	if bad := l.repeated(rows); bad != nil {
		return bad
	}
	holds, settled, messages, stints := len(l.holds), len(l.settled), len(l.messages), len(l.stints)
	unanswered := messages // the first message without a reply
	var held time.Time     // since when it is on hold; zero if it is not
	resume := func(at time.Time) {
		if !held.IsZero() {
			l.holds = append(l.holds, TimeSpan{From: held, To: at})
		}
		held = time.Time{}
	}
	office := ""
	for k, i := range rows {
		e, event := &l.entries[i], l.events[i]
		switch {
		case k == 0 && event != TicketOpened:
			return &RowError{Row: i, Err: invalid("entry comes before its ticket is opened")}
		case k > 0 && event == TicketOpened:
			return &RowError{Row: i, Err: invalid("ticket is opened twice")}
		case !t.Closed.IsZero() && event != TicketReopened && event != TicketClosed && event != TicketVoided:
			return &RowError{Row: i, Err: invalid("entry comes after its ticket is closed")}
		}
		t.Customer, t.Channel, t.Cause = cmp.Or(t.Customer, e.Customer), cmp.Or(t.Channel, e.Channel), cmp.Or(t.Cause, e.Cause)
		t.Team, t.Agent = cmp.Or(e.Team, t.Team), cmp.Or(e.Agent, t.Agent)
		if e.Office != "" && e.Office != office {
			office = e.Office
			l.stints = append(l.stints, TicketStint{From: e.At, Office: office})
		}
		isOpen := t.Resolved.IsZero() && t.Closed.IsZero()
		switch event {
		case TicketOpened:
			t.Opened, t.Priority = e.At, e.Priority
		case TicketMessaged:
			resume(e.At)
			l.messages = append(l.messages, TicketMessage{At: e.At})
		case TicketReplied:
			if t.Replies++; t.Replies == 1 {
				t.FirstReply = e.At
			}
			for ; unanswered < len(l.messages); unanswered++ {
				l.messages[unanswered].Reply = e.At
			}
		case TicketResolved:
			if isOpen {
				resume(e.At)
				t.Resolved = e.At
				if t.FirstResolved.IsZero() {
					t.FirstResolved = e.At
				}
			}
		case TicketReopened:
			if !t.Resolved.IsZero() {
				l.settled = append(l.settled, TimeSpan{From: t.Resolved, To: e.At})
			}
			t.Resolved, t.Closed = time.Time{}, time.Time{}
		case TicketClosed:
			if t.Closed.IsZero() {
				resume(e.At)
				t.Closed = e.At
			}
		case TicketHeld:
			if isOpen && held.IsZero() {
				held = e.At
			}
		case TicketResumed:
			resume(e.At)
		case TicketTransferred:
			t.Transfers++
		case TicketEscalated:
			t.Escalated = true
		case TicketVoided:
			t.Void = true
		}
	}
	resume(l.asOf)
	t.Holds, t.Settled = since(l.holds, holds), since(l.settled, settled)
	t.Messages, t.Stints = since(l.messages, messages), since(l.stints, stints)
	t.Reopens = int64(len(t.Settled))
	t.FirstContact = !t.Resolved.IsZero() && t.Replies <= 1 && t.Transfers == 0 && !t.Escalated && len(t.Messages) == 0 && len(t.Settled) == 0
	return nil
}

// repeated returns an error at the first of the rows, which are in the order of time, that is
// the same as an earlier one.
func (l *ticketLog) repeated(rows []int) *RowError {
	first := -1
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && l.entries[rows[to]].At.Equal(l.entries[rows[from]].At) {
			to++
		}
		if to-from > 1 {
			l.scratch = append(l.scratch[:0], rows[from:to]...)
			slices.SortFunc(l.scratch, func(a, b int) int {
				return cmp.Or(l.entries[a].compareText(&l.entries[b]), a-b)
			})
			for k := 1; k < len(l.scratch); k++ {
				i := l.scratch[k]
				if l.entries[i].compareText(&l.entries[l.scratch[k-1]]) == 0 && (first < 0 || i < first) {
					first = i
				}
			}
		}
		from = to
	}
	if first < 0 {
		return nil
	}
	return &RowError{Row: first, Err: invalid("entry is the same as an earlier one")}
}
