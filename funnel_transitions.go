package cx

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/wire"
)

// Transition is how often customers went from one event straight to another or, where
// From and To are one name, had the same again.
type Transition struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Count     int64  `json:"count"`     // times
	Customers int64  `json:"customers"` // who did it at least once
}

// Transitions is the tally of which events of customers follow each other: what
// happens after X. Shards with other customers merge. The zero Transitions is no
// data and the identity of Merge.
type Transitions struct {
	AsOf      time.Time    `json:"as_of"`          // up to which events counted
	Customers int64        `json:"customers"`      // with an event
	Rows      []Transition `json:"rows,omitempty"` // by From, then by To
}

// maxPaths is the number of different transitions or paths that a tally may have.
const maxPaths = 100_000

// TransitionsOf counts the transitions between neighboring events of each
// customer in order of time, as known at asOf: events at asOf or later are left
// out. They are also called flows: what happens after X. If two events have one
// instant, the later row is the later event. For the transitions among only some
// events, leave the others out. Bytes of a name that are not UTF-8 count as
// U+FFFD, as they are written in JSON. It does not modify events. Its memory
// grows with the different transitions and, unless the events are in ascending
// order of the customer, with the events.
//
// TransitionsOf returns an error wrapping [ErrInvalid] if asOf is outside the
// years 1900 to 2200, or there are more than 100,000 different transitions: then
// give the events coarser names; and a [*RowError] at the first row whose
// customer or name is blank, or whose instant is missing or is outside those
// years.
func TransitionsOf(events []Event, asOf time.Time) (Transitions, error) {
	if err := checkInstant(asOf); err != nil {
		return Transitions{}, err
	}
	c, err := visitCustomers(events, asOf, func() *transitionCounter {
		return &transitionCounter{names: count.NewIndex[string](), slots: make(map[[2]int]int)}
	})
	if err != nil {
		return Transitions{}, err
	}
	t := Transitions{AsOf: asOf.UTC(), Customers: c.customers}
	for _, n := range c.counts {
		t.Rows = append(t.Rows, Transition{
			From: c.names.Keys[n.pair[0]], To: c.names.Keys[n.pair[1]], Count: n.count, Customers: n.customers,
		})
	}
	slices.SortFunc(t.Rows, compareTransitions)
	return t, nil
}

func compareTransitions(a, b Transition) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// transitionCounter counts the transitions of customers.
type transitionCounter struct {
	customers int64
	names     *count.Index[string]
	slots     map[[2]int]int
	counts    []transitionCount
}

type transitionCount struct {
	pair             [2]int // numbers of the names
	count, customers int64
	last             int64 // the last customer counted
}

func (c *transitionCounter) visit(customer *timeline) error {
	c.customers++
	var pair [2]int
	for i := range customer.len() {
		if customer.len() == 1 {
			break // a name that is in no transition needs no number
		}
		pair[0], pair[1] = pair[1], c.names.Slot(validName(customer.event(i)))
		if i == 0 {
			continue
		}
		slot, ok := c.slots[pair]
		if !ok {
			slot = len(c.counts)
			if slot == maxPaths {
				return errPaths("transitions; give the events coarser names")
			}
			c.slots[pair] = slot
			c.counts = append(c.counts, transitionCount{pair: pair})
		}
		n := &c.counts[slot]
		n.count++
		if n.last != c.customers {
			n.last = c.customers
			n.customers++
		}
	}
	return nil
}

func errPaths(what string) error {
	return invalid("there are more than %d different %s", maxPaths, what)
}

// validName returns the name of an event as it is written in JSON.
func validName(e *Event) string {
	if utf8.ValidString(e.Name) {
		return e.Name
	}
	return strings.ToValidUTF8(e.Name, "\uFFFD")
}

// validate says what is impossible about t.
func (t Transitions) validate() error {
	if err := checkCounted("transitions", t.AsOf, t.Customers, len(t.Rows)); err != nil {
		return err
	}
	var total int64
	for i, n := range t.Rows {
		if isBlank(n.From) || isBlank(n.To) || i > 0 && compareTransitions(t.Rows[i-1], n) >= 0 {
			return &RowError{Row: i, Err: invalid("transition has a blank name, or is not in order")}
		}
		if n.Customers < 1 || n.Customers > t.Customers || n.Count < n.Customers {
			return &RowError{Row: i, Err: invalid("transition has counts not in the order 1 <= customers <= count, or more customers than there are")}
		}
		var err error
		if total, err = addCount("transitions", total, n.Count); err != nil {
			return err
		}
	}
	return nil
}

// checkCounted checks what tallies of transitions and of paths have in common.
func checkCounted(what string, asOf time.Time, customers int64, n int) error {
	if customers < 0 || n > maxPaths {
		return invalid("%s: the customers are negative, or there are more than %d %s", what, maxPaths, what)
	}
	if asOf.IsZero() && customers == 0 && n == 0 {
		return nil
	}
	return checkInstant(asOf)
}

// isZero reports whether t is the zero Transitions.
func (t Transitions) isZero() bool {
	return t.AsOf.IsZero() && t.Customers == 0 && len(t.Rows) == 0
}

// Merge adds the customers of another tally as known at the same instant, who are not
// among those of t: a customer in both would count twice. The zero Transitions adopts the
// instant of other. On error t is unchanged.
//
// Merge returns an error if:
//   - the instants differ ([ErrMismatch]);
//   - a tally is not valid, a sum would exceed the largest int64, or there are more than
//     100,000 different transitions ([ErrInvalid]).
func (t *Transitions) Merge(other Transitions) error {
	if err := t.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case t.isZero():
		other.Rows = slices.Clone(other.Rows)
		*t = other
		return nil
	case !t.AsOf.Equal(other.AsOf):
		return mismatch("the transitions are those of different instants")
	}
	sum := Transitions{AsOf: t.AsOf}
	var err error
	if sum.Customers, err = addCount("transitions", t.Customers, other.Customers); err != nil {
		return err
	}
	sum.Rows, err = mergeCounted(t.Rows, other.Rows, compareTransitions, func(a *Transition, b Transition) error {
		var err error
		a.Count, err = addCount("transitions", a.Count, b.Count)
		a.Customers += b.Customers // at most Count
		return err
	})
	if err != nil {
		return err
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*t = sum
	return nil
}

// Total returns the number of transitions counted, 0 for counts that are not valid.
func (t Transitions) Total() int64 {
	if t.validate() != nil {
		return 0
	}
	return t.total(func(Transition) bool { return true })
}

func (t Transitions) total(of func(Transition) bool) int64 {
	var total int64
	for _, n := range t.Rows {
		if of(n) {
			total += n.Count
		}
	}
	return total
}

// Top returns the n most frequent transitions, the most frequent first, and equal
// ones in order of From and To; fewer if there are fewer, and nil if n is not
// above 0. Total also counts the other transitions.
func (t Transitions) Top(n int) []Transition {
	return topCounted(t.Rows, n, func(n Transition) int64 { return n.Count }, compareTransitions)
}

// Share returns the transitions from an event to another, out of all from it: the
// share of times that one led straight to the other, among the times when the
// customer went on at all
//
//	transitions from -> to / transitions from -> any
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none from it, it is 0
// of 0, whose Rate is [ErrNoData].
//
// Share returns an error wrapping [ErrInvalid] if a name is blank or not UTF-8, or the tally
// is not valid.
func (t Transitions) Share(from, to string) (Proportion, error) {
	if err := checkName("from", from); err != nil {
		return Proportion{}, err
	}
	if err := checkName("to", to); err != nil {
		return Proportion{}, err
	}
	if err := t.validate(); err != nil {
		return Proportion{}, err
	}
	return Proportion{
		Count: t.total(func(n Transition) bool { return n.From == from && n.To == to }),
		Base:  t.total(func(n Transition) bool { return n.From == from }),
	}, nil
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (t Transitions) MarshalJSON() ([]byte, error) { return wire.Encode(&t) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error t is unchanged.
func (t *Transitions) UnmarshalJSON(data []byte) error {
	return decode(data, "transitions", t, (*Transitions).validate)
}

// UnmarshalJSON decodes a transition. It refuses unknown and repeated keys, and counts
// that are not in the order 1 <= customers <= count. On error t is unchanged.
func (t *Transition) UnmarshalJSON(data []byte) error {
	return decode(data, "transition", t, func(v *Transition) error {
		if v.Customers < 1 || v.Count < v.Customers {
			return invalid("transition: the counts are not in the order 1 <= customers <= count")
		}
		return nil
	})
}
