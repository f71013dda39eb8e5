package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// Event is a step of a customer at an instant: a page seen, a button pressed, an order.
// Name says what it was. Segment, if not blank, is a plan, a country or a channel, by
// which [FunnelsBySegment] groups. If each session must count by itself, give its
// identifier as the Customer. An ID, if not blank, is that of the event itself, by which
// [Distinct] finds one that was delivered twice.
type Event struct {
	ID       string    `json:"id,omitzero"`
	Customer string    `json:"customer"`
	Name     string    `json:"name"`
	Segment  string    `json:"segment,omitzero"`
	At       time.Time `json:"at"`
}

// MarshalJSON encodes an event. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (e Event) MarshalJSON() ([]byte, error) { return wire.Encode(&e) }

// UnmarshalJSON decodes an event. It refuses unknown and repeated keys, and what
// [FunnelOf] refuses. On error e is unchanged.
func (e *Event) UnmarshalJSON(data []byte) error {
	return decode(data, "event", e, (*Event).validate)
}

// validate says what is wrong with a row.
func (e *Event) validate() error {
	if err := checkCustomer(e.Customer); err != nil {
		return err
	}
	if isBlank(e.Name) {
		return invalid("name is blank")
	}
	return checkInstant(e.At)
}

// doubtful reports whether the name may be blank.
func (e *Event) doubtful() bool {
	return e.Name == "" || e.Name[0] <= ' ' || e.Name[0] >= 0x80
}

// timeline is the events of one customer in order of time. If two have one
// instant, the later row is the later event.
type timeline struct {
	events []Event
	order  []int // of events, nil if they are in order themselves
}

func (l *timeline) len() int {
	if l.order != nil {
		return len(l.order)
	}
	return len(l.events)
}

func (l *timeline) event(i int) *Event {
	if l.order != nil {
		i = l.order[i]
	}
	return &l.events[i]
}

// part returns the events from one up to, and not with, another.
func (l *timeline) part(from, to int) timeline {
	if l.order != nil {
		return timeline{events: l.events, order: l.order[from:to]}
	}
	return timeline{events: l.events[from:to]}
}

// next returns the first event with a name from event i on, or the number of events.
func (l *timeline) next(name string, i int) int {
	if l.order == nil {
		for i < len(l.events) && l.events[i].Name != name {
			i++
		}
		return i
	}
	for i < len(l.order) && l.events[l.order[i]].Name != name {
		i++
	}
	return i
}

// nano returns the instant of event i in nanoseconds.
func (l *timeline) nano(i int) int64 { return l.event(i).At.UnixNano() }

// eventVisitor counts customers, one at a time.
type eventVisitor interface {
	visit(customer *timeline) error
}

// visitCustomers shows a visitor the events of each customer before asOf. Events
// in ascending order of the customer need only the memory of the visitor, and
// some for a customer whose events are not in order of time. Events in another
// order need an index of all events, and a new visitor.
func visitCustomers[V eventVisitor](events []Event, asOf time.Time, fresh func() V) (V, error) {
	v := fresh()
	sorted, err := visitSorted(events, asOf, v)
	if err == nil && !sorted {
		v = fresh()
		return v, visitIndexed(events, asOf, v)
	}
	for err == nil && again(v) {
		_, err = visitSorted(events, asOf, v)
	}
	return v, err
}

// passVisitor is a visitor that may need more than one pass over the customers.
type passVisitor interface {
	eventVisitor
	again() bool
}

// again begins another pass if a visitor needs one.
func again(v eventVisitor) bool {
	p, ok := v.(passVisitor)
	return ok && p.again()
}

// visitSorted gives up, and says so, where a customer comes before that of the row above.
func visitSorted[V eventVisitor](events []Event, asOf time.Time, v V) (sorted bool, err error) {
	var customer timeline
	var order []int
	span := uint64(asOf.Unix() - firstActivity) // of seconds that need no second look
	for from, to := 0, 0; from < len(events); from = to {
		name := events[from].Customer
		if err := checkCustomer(name); err != nil {
			return true, &RowError{Row: from, Err: err}
		}
		if from > 0 && name < events[from-1].Customer {
			return false, nil
		}
		late, ordered, last := 0, true, int64(math.MinInt64)
		for ; to < len(events) && events[to].Customer == name; to++ {
			e := &events[to]
			second := e.At.Unix()
			at := second*1e9 + int64(e.At.Nanosecond())
			if uint64(second-firstActivity) >= span || e.doubtful() {
				if err := e.validate(); err != nil {
					return true, &RowError{Row: to, Err: err}
				}
				if !e.At.Before(asOf) {
					late++
				}
			}
			if at < last {
				ordered = false
			}
			last = at
		}
		if late == to-from {
			continue
		}
		customer = timeline{events: events[from : to-late]}
		if !ordered {
			order = order[:0]
			for i := from; i < to; i++ {
				if events[i].At.Before(asOf) {
					order = append(order, i)
				}
			}
			customer = timeline{events: events, order: order}
			customer.sort()
		}
		if err := v.visit(&customer); err != nil {
			return true, err
		}
	}
	return true, nil
}

// visitIndexed visits the customers in the order of their first rows.
func visitIndexed(events []Event, asOf time.Time, v eventVisitor) error {
	index := count.NewIndex[string]()
	number := make([]int32, len(events)) // of the customer, -1 for an event to leave out
	var ends []int                       // by customer: events, and then where they end
	for i := range events {
		e := &events[i]
		if err := e.validate(); err != nil {
			return &RowError{Row: i, Err: err}
		}
		number[i] = -1
		if !e.At.Before(asOf) {
			continue
		}
		c := index.Slot(e.Customer)
		if c == len(ends) {
			ends = append(ends, 0)
		}
		number[i] = int32(c)
		ends[c]++
	}
	total := 0
	for c, n := range ends {
		ends[c] = total // for now, where they begin
		total += n
	}
	order := make([]int, total)
	for i, c := range number {
		if c >= 0 {
			order[ends[c]] = i
			ends[c]++
		}
	}
	for pass := 0; pass == 0 || again(v); pass++ {
		from := 0
		for _, to := range ends {
			customer := timeline{events: events, order: order[from:to]}
			if pass == 0 {
				customer.sort()
			}
			if err := v.visit(&customer); err != nil {
				return err
			}
			from = to
		}
	}
	return nil
}

// sort puts an order, which is by row, into order of time.
func (l *timeline) sort() {
	compare := func(a, b int) int {
		return cmp.Or(l.events[a].At.Compare(l.events[b].At), cmp.Compare(a, b))
	}
	if !slices.IsSortedFunc(l.order, compare) {
		slices.SortFunc(l.order, compare)
	}
}
