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
// From and To are one name, had the same again. RestMax is how many of the Rest may be
// this one, too, at most: 0 unless tallies with a rest were merged.
type Transition struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Count     int64  `json:"count"`     // times
	Customers int64  `json:"customers"` // who did it at least once
	RestMax   int64  `json:"rest_max,omitzero"`
}

// Transitions is the tally of which events of customers follow each other: what
// happens after X. Shards with other customers merge. The zero Transitions is no
// data and the identity of Merge.
//
// Rest is 0 if all transitions are listed. Of more than 100,000 different ones, Rows has
// the commonest: all that are there more than RestMax times.
type Transitions struct {
	AsOf      time.Time    `json:"as_of"`             // up to which events counted
	Customers int64        `json:"customers"`         // with an event
	Rows      []Transition `json:"rows,omitempty"`    // by From, then by To
	Rest      int64        `json:"rest,omitzero"`     // transitions that are in no row
	RestMax   int64        `json:"rest_max,omitzero"` // of the rest that are of one kind, at most
}

// TransitionsOf counts the transitions between neighboring events of each
// customer in order of time, as known at asOf: events at asOf or later are left
// out. They are also called flows: what happens after X. If two events have one
// instant, the later row is the later event. For the transitions among only some
// events, leave the others out. Bytes of a name that are not UTF-8 count as
// U+FFFD, as they are written in JSON. It does not modify events.
//
// Beyond 100,000 different transitions it lists the commonest, counted exactly, and in Rest
// the number of the others, none of which is there more than RestMax times, as [PathsOf] does.
// Coarser names leave less of a rest.
//
// Its memory grows with the different transitions, up to that limit, and, unless the
// events are in ascending order of the customer, with the events.
//
// TransitionsOf returns an error wrapping [ErrInvalid] if asOf is outside the
// years 1900 to 2200, or beyond the limits of [FunnelOf] on events in another order; and a
// [*RowError] at the first row whose customer or name is blank, or whose instant is missing
// or is outside those years.
func TransitionsOf(events []Event, asOf time.Time) (Transitions, error) {
	if err := checkInstant(asOf); err != nil {
		return Transitions{}, err
	}
	c, err := visitCustomers(events, asOf, indexRule{}, func() *transitionCounter {
		return &transitionCounter{rows: len(events), names: count.NewIndex[string](), slots: make(map[[2]int]int)}
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
	if c.many != nil {
		var counts []commonCount
		counts, t.Rest, t.RestMax = c.many.end(c.total)
		for _, n := range counts {
			pair := namesOf(n.key, c.many.names)
			t.Rows = append(t.Rows, Transition{From: pair[0], To: pair[1], Count: n.count, Customers: n.customers})
		}
	}
	slices.SortFunc(t.Rows, compareTransitions)
	return t, nil
}

func compareTransitions(a, b Transition) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// transitionCounter counts the transitions of customers, from 100,001 on only the commonest.
type transitionCounter struct {
	rows      int
	customers int64
	names     *count.Index[string]
	slots     map[[2]int]int
	counts    []transitionCount
	many      *commonest // nil until there are too many
	total     int64      // transitions of the second pass
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
		if c.many != nil {
			if i > 0 {
				c.countCommon(validName(customer.event(i-1)), validName(customer.event(i)))
			}
			continue
		}
		pair[0], pair[1] = pair[1], c.names.Slot(validName(customer.event(i)))
		if i > 0 {
			c.count(pair)
		}
	}
	return nil
}

// count counts a transition, as long as all have a row.
func (c *transitionCounter) count(pair [2]int) {
	slot, ok := c.slots[pair]
	if !ok {
		slot = len(c.counts)
		if slot == maxPaths {
			c.many = newCommonest(c.rows)
			for _, n := range append(c.counts, transitionCount{pair: pair, count: 1}) {
				c.many.see([]string{c.names.Keys[n.pair[0]], c.names.Keys[n.pair[1]]}, n.count)
			}
			c.names, c.slots, c.counts = nil, nil, nil
			return
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

// countCommon counts a transition where only the commonest have a row.
func (c *transitionCounter) countCommon(from, to string) {
	pair := [2]string{from, to}
	if !c.many.second {
		c.many.see(pair[:], 1)
		return
	}
	c.total++
	if n := c.many.find(pair[:]); n != nil {
		n.count++
		if n.last != c.customers {
			n.last = c.customers
			n.customers++
		}
	}
}

// again begins another pass over the customers, if one is needed.
func (c *transitionCounter) again() bool {
	if c.many == nil || !c.many.begin() {
		return false
	}
	c.customers = 0
	return true
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
	if err := checkRest("transitions", t.Rest, t.RestMax); err != nil {
		return err
	}
	if t.Rest > 0 && t.Customers == 0 {
		return invalid("transitions: there is a rest of no customers")
	}
	total := t.Rest
	for i, n := range t.Rows {
		if isBlank(n.From) || isBlank(n.To) || i > 0 && compareTransitions(t.Rows[i-1], n) >= 0 {
			return &RowError{Row: i, Err: invalid("transition has a blank name, or is not in order")}
		}
		if n.Customers < 1 || n.Customers > t.Customers || n.Count < n.Customers {
			return &RowError{Row: i, Err: invalid("transition has counts not in the order 1 <= customers <= count, or more customers than there are")}
		}
		if n.RestMax < 0 || n.RestMax > t.Rest {
			return &RowError{Row: i, Err: invalid("transition: the rest may have more of it than there are, or fewer than none")}
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
	return t.AsOf.IsZero() && t.Customers == 0 && len(t.Rows) == 0 && t.Rest == 0 && t.RestMax == 0
}

// Merge adds the customers of another tally as known at the same instant, who are not
// among those of t: a customer in both would count twice. The zero Transitions adopts the
// instant of other. On error t is unchanged. What is not listed is merged as by [Paths.Merge].
//
// Merge returns an error if:
//   - the instants differ ([ErrMismatch]);
//   - a tally is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
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
	customers, err := addCount("transitions", t.Customers, other.Customers)
	if err != nil {
		return err
	}
	if _, err := addCount("transitions", t.Total(), other.Total()); err != nil {
		return err
	}
	sum := mergeListed(
		listing[Transition]{slices.Clone(t.Rows), t.Rest, t.RestMax}, listing[Transition]{slices.Clone(other.Rows), other.Rest, other.RestMax}, compareTransitions,
		func(n *Transition) (count, rest *int64) { return &n.Count, &n.RestMax },
		func(to *Transition, n Transition) { to.Customers += n.Customers }) // at most Count
	*t = Transitions{AsOf: t.AsOf, Customers: customers, Rows: sum.rows, Rest: sum.rest, RestMax: sum.most}
	return nil
}

// Total returns the number of transitions counted, 0 for counts that are not valid.
func (t Transitions) Total() int64 {
	if t.validate() != nil {
		return 0
	}
	return t.Rest + t.total(func(Transition) bool { return true })
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
// Share returns an error if:
//   - a name is blank or not UTF-8, or the tally is not valid ([ErrInvalid]);
//   - not all transitions are listed ([ErrUndefined]): how many of the rest are from the event
//     is not known.
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
	if t.Rest > 0 {
		return Proportion{}, undefined("share of the transitions from an event: not all transitions are listed")
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
		if v.Customers < 1 || v.Count < v.Customers || v.RestMax < 0 {
			return invalid("transition: the counts are not in the order 1 <= customers <= count, or the most of the rest is negative")
		}
		return nil
	})
}
