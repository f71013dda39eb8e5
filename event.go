package cx

import (
	"cmp"
	"math"
	"slices"
	"strings"
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

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse e, nil if they do not: for [Sift], and for one row at the door of a host.
func (e Event) Validate() error { return e.validate() }

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

// nano returns the instant in nanoseconds.
func (e *Event) nano() int64 { return e.At.UnixNano() }

// timeline is the events of one customer in order of time. If two have one
// instant, the later row is the later event.
type timeline struct {
	events []Event
	order  []uint32 // of events, nil if they are in order themselves
	at     []int64  // in nanoseconds, nil if they are only in the events
	codes  []uint8  // with at: of the names, if they are coded
	coded  bool
	stamps []stamp // room to sort
	number int     // of the customer, in an index
}

func (l *timeline) len() int {
	if l.order != nil {
		return len(l.order)
	}
	return len(l.events)
}

func (l *timeline) event(i int) *Event {
	if l.order != nil {
		return &l.events[l.order[i]]
	}
	return &l.events[i]
}

// nano returns the instant of event i in nanoseconds.
func (l *timeline) nano(i int) int64 {
	if l.at != nil {
		return l.at[i]
	}
	return l.event(i).nano()
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

// sort puts an order, which is by row, into order of time.
func (l *timeline) sort() {
	const few = 32
	switch {
	case l.at == nil:
		compare := func(a, b uint32) int {
			return cmp.Or(l.events[a].At.Compare(l.events[b].At), cmp.Compare(a, b))
		}
		if !slices.IsSortedFunc(l.order, compare) {
			slices.SortFunc(l.order, compare)
		}
	case len(l.at) > few:
		if !slices.IsSorted(l.at) {
			l.sortStamps()
		}
	default:
		for i := 1; i < len(l.at); i++ {
			at, row, code, j := l.at[i], l.order[i], l.codes[i], i
			for ; j > 0 && l.at[j-1] > at; j-- {
				l.at[j], l.order[j], l.codes[j] = l.at[j-1], l.order[j-1], l.codes[j-1]
			}
			l.at[j], l.order[j], l.codes[j] = at, row, code
		}
	}
}

// stamp is an event to sort.
type stamp struct {
	at   int64
	row  uint32
	code uint8
}

func (l *timeline) sortStamps() {
	l.stamps = l.stamps[:0]
	for i, at := range l.at {
		l.stamps = append(l.stamps, stamp{at, l.order[i], l.codes[i]})
	}
	slices.SortFunc(l.stamps, func(a, b stamp) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.row, b.row)) })
	for i, s := range l.stamps {
		l.at[i], l.order[i], l.codes[i] = s.at, s.row, s.code
	}
}

// eventVisitor counts customers, one at a time.
type eventVisitor interface {
	visit(customer *timeline) error
}

// visitCustomers shows a visitor the events of each customer before asOf. Events
// in ascending order of the customer need only the memory of the visitor, and
// some for a customer whose events are not in order of time. Events in another
// order need an index of all events, and a new visitor.
func visitCustomers[V eventVisitor](events []Event, asOf time.Time, rule indexRule, fresh func() V) (V, error) {
	v := fresh()
	sorted, err := visitSorted(events, asOf, v)
	if err == nil && !sorted {
		v = fresh()
		x, err := indexEvents(events, asOf, rule)
		if err == nil {
			err = x.visit(v)
		}
		for err == nil && again(v) {
			err = x.visit(v)
		}
		return v, err
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
	var order []uint32
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
			if uint64(second-firstActivity) >= span || doubtful(e.Name) {
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
			if err := checkIndexed(to - from); err != nil {
				return true, err
			}
			order = order[:0]
			for i := from; i < to; i++ {
				if events[i].At.Before(asOf) {
					order = append(order, uint32(i-from))
				}
			}
			customer = timeline{events: events[from:to], order: order}
			customer.sort()
		}
		if err := v.visit(&customer); err != nil {
			return true, err
		}
	}
	return true, nil
}

// checkIndexed says whether there are too many events to index.
func checkIndexed(n int) error {
	if uint64(n) > math.MaxUint32 {
		return invalid("there are more than %d events in no order of customers and time", uint32(math.MaxUint32))
	}
	return nil
}

// eventIndex is events in another order by customer, who are numbered in the order of their
// first rows, or in that of their names.
type eventIndex struct {
	events  []Event
	names   *count.Names
	number  []int32  // by row: that of the customer, less than 0 for an event that is not in order
	codes   []uint8  // by row: that of the name, if the rule has codes
	order   []uint32 // rows by customer
	ordered []uint8  // codes in order
	ends    []uint32 // by customer, of order
	touched int      // what it is does not matter
}

// indexRule says what is in an index.
type indexRule struct {
	shard     Shard                   // whose customers
	code      func(name string) uint8 // of a step, 0 for other events, which are not in order; nil if all are
	all       bool                    // with code: other events are in order as well
	others    bool                    // the customers of other events have numbers as well
	hashes    bool                    // the number of the row of another event is -1 less a hash of the customer
	ascending bool                    // the customers are in order of their names
}

// noCustomer is the number of the customer of an event that is left out.
const noCustomer = math.MinInt32

// hash30 returns a hash of 30 bits.
func hash30(customer string) int32 { return int32(count.Part(customer, 1<<30)) }

// indexEvents checks and indexes the events before asOf.
func indexEvents(events []Event, asOf time.Time, rule indexRule) (*eventIndex, error) {
	if err := checkIndexed(len(events)); err != nil {
		return nil, err
	}
	x := &eventIndex{events: events, names: count.NewNumbers(), number: make([]int32, len(events))}
	if rule.ascending {
		x.names = count.NewNames()
	}
	if likely := len(events) / 16; likely > count.BatchSize {
		x.names.Reserve(likely)
	}
	if rule.code != nil {
		x.codes = make([]uint8, len(events))
	}
	batch := new(count.Batch)
	for from := 0; from < len(events); from += count.BatchSize {
		if err := x.indexBatch(from, min(from+count.BatchSize, len(events)), asOf, &rule, batch); err != nil {
			return nil, err
		}
	}
	if rule.ascending {
		x.renumber(x.names.Keys)
	}
	x.arrange(x.names.Len())
	return x, nil
}

// indexBatch checks events, and sets the numbers of their customers.
func (x *eventIndex) indexBatch(from, to int, asOf time.Time, rule *indexRule, batch *count.Batch) error {
	for i := from; i < to; i++ { // the processor fetches them side by side
		if c := x.events[i].Customer; c != "" {
			x.touched += int(c[0])
		}
	}
	var rows [count.BatchSize]int32 // of the batch
	var kept [count.BatchSize]bool
	n, span := 0, uint64(asOf.Unix()-firstActivity) // of seconds that need no second look
	for i := from; i < to; i++ {
		e := &x.events[i]
		x.number[i] = noCustomer
		if uint64(e.At.Unix()-firstActivity) >= span || doubtful(e.Name) || doubtful(e.Customer) {
			if err := e.validate(); err != nil {
				return &RowError{Row: i, Err: err}
			}
			if !e.At.Before(asOf) {
				continue
			}
		}
		if !rule.shard.has(e.Customer) {
			continue
		}
		if rule.code != nil {
			code := rule.code(e.Name)
			x.codes[i] = code
			if code == 0 && !rule.all {
				if rule.hashes {
					x.number[i] = -1 - hash30(e.Customer)
				}
				if rule.others {
					batch.Names[n], rows[n], kept[n] = e.Customer, int32(i-from), false
					n++
				}
				continue
			}
		}
		batch.Names[n], rows[n], kept[n] = e.Customer, int32(i-from), true
		n++
	}
	if !x.names.Number(batch, n) {
		return errCustomers()
	}
	for i, c := range batch.Numbers[:n] {
		if kept[i] {
			x.number[from+int(rows[i])] = c
		}
	}
	return nil
}

// arrange puts the rows that have the number of a customer in order.
func (x *eventIndex) arrange(customers int) {
	x.ends = make([]uint32, customers)
	for _, c := range x.number {
		if c >= 0 {
			x.ends[c]++
		}
	}
	total := uint32(0)
	for c, n := range x.ends {
		x.ends[c] = total // for now, where they begin
		total += n
	}
	x.order = make([]uint32, total)
	if x.codes != nil {
		x.ordered = make([]uint8, total)
	}
	for i, c := range x.number {
		if c >= 0 {
			at := x.ends[c]
			x.order[at] = uint32(i)
			if x.codes != nil {
				x.ordered[at] = x.codes[i]
			}
			x.ends[c] = at + 1
		}
	}
	x.codes = nil
}

// of returns the rows of a customer.
func (x *eventIndex) of(customer int) []uint32 {
	from := uint32(0)
	if customer > 0 {
		from = x.ends[customer-1]
	}
	return x.order[from:x.ends[customer]]
}

// renumber numbers the customers, all of whom have rows in order, in order of their names.
func (x *eventIndex) renumber(names []string) {
	type customer struct {
		name   string
		number int32
	}
	customers := make([]customer, len(names))
	for i, name := range names {
		customers[i] = customer{name, int32(i)}
	}
	slices.SortFunc(customers, func(a, b customer) int { return strings.Compare(a.name, b.name) })
	rank := make([]int32, len(names))
	for i, c := range customers {
		rank[c.number] = int32(i)
	}
	for i, c := range x.number {
		if c >= 0 {
			x.number[i] = rank[c]
		}
	}
}

// visit visits the customers of whom there are events, in the order of their numbers.
func (x *eventIndex) visit(v eventVisitor) error {
	// The processor fetches the rows of a block side by side.
	const block = 1024
	at, codes := make([]int64, block), make([]uint8, block)
	from := uint32(0)
	var customer timeline // one allocation
	for c := 0; c < len(x.ends); {
		last := c + 1
		for last < len(x.ends) && x.ends[last]-from <= block {
			last++
		}
		fits := x.ends[last-1]-from <= block
		if fits {
			for i, row := range x.order[from:x.ends[last-1]] {
				at[i] = x.events[row].nano()
			}
		}
		for begin := from; c < last; c++ {
			to := x.ends[c]
			if to == from {
				continue
			}
			customer = timeline{events: x.events, order: x.order[from:to], number: c, stamps: customer.stamps}
			if fits {
				customer.at, customer.codes = at[from-begin:to-begin], codes[from-begin:to-begin]
				if x.ordered != nil {
					customer.codes, customer.coded = x.ordered[from:to], true
				}
			}
			customer.sort()
			if err := v.visit(&customer); err != nil {
				return err
			}
			from = to
		}
	}
	return nil
}
