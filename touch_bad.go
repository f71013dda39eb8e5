package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
)

// BadTouchRule says which events are bad experiences, and which are exits.
type BadTouchRule struct {
	Bad   []string // names: a late delivery, a repeated contact, a low rating
	Exits []string // names of the events by which a customer leaves
}

func (r BadTouchRule) validate() error {
	if len(r.Bad) == 0 {
		return invalid("bad touch rule: no event is a bad experience")
	}
	for _, name := range slices.Concat(r.Bad, r.Exits) {
		if err := checkName("name of an event", name); err != nil {
			return err
		}
	}
	for _, name := range r.Bad {
		if slices.Contains(r.Exits, name) {
			return invalid("bad touch rule: an event is both a bad experience and an exit")
		}
	}
	return nil
}

// set returns the kinds of events by name.
func (r BadTouchRule) set() map[string]touchKind {
	kinds := make(map[string]touchKind, len(r.Bad)+len(r.Exits))
	for _, name := range r.Bad {
		kinds[name] = badTouch
	}
	for _, name := range r.Exits {
		kinds[name] = exitTouch
	}
	return kinds
}

type touchKind uint8

const (
	otherTouch touchKind = iota
	badTouch
	exitTouch
)

// BadTouchLifespans returns a lifespan for each customer with a bad experience before asOf,
// in which time is the number of bad experiences: Exit is how many the customer
// had, and Churned says that the customer left after them, by the first exit;
// those still here are censored, since the next may be the one too many. In
// [SurvivalOf] these, At(k) is the share who are still here after k bad
// experiences, if all have that many, and [Survival.ChurnBetween] of k and k+1 is
// the share that leaves after the k-th and before the next. Bad experiences at
// the instant of the exit count, and what comes after it does not.
//
// Customers without a bad experience say nothing about what follows one: those of
// them who left are counted as untouched. Events with other names are left out.
// Without bad experiences lifespans is nil, for which SurvivalOf returns
// [ErrNoData]. It does not modify events. Events in ascending order of the
// customer need memory only for the result.
//
// BadTouchLifespans returns an error wrapping [ErrInvalid] if the rule is not valid (no bad
// experiences, a blank name, or a name of both kinds) or asOf is outside the
// years 1900 to 2200; and a [*RowError] at the first row whose customer or name
// is blank, or whose instant is missing or outside those years.
func BadTouchLifespans(events []Event, rule BadTouchRule, asOf time.Time) (lifespans []Lifespan, untouched int64, err error) {
	if err := rule.validate(); err != nil {
		return nil, 0, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, 0, err
	}
	kinds := rule.set()
	w, err := visitCustomers(events, asOf, indexRule{}, func() *badTouchWalk { return &badTouchWalk{kinds: kinds} })
	if err != nil {
		return nil, 0, err
	}
	return w.lifespans, w.untouched, nil
}

// badTouchWalk counts the bad experiences of each customer.
type badTouchWalk struct {
	kinds     map[string]touchKind
	lifespans []Lifespan
	untouched int64
}

func (w *badTouchWalk) visit(customer *timeline) error {
	bad, left := 0, false
	var exit time.Time
	for i := range customer.len() {
		e := customer.event(i)
		if left && e.At.After(exit) {
			break
		}
		switch w.kinds[e.Name] {
		case badTouch:
			bad++
		case exitTouch:
			left, exit = true, e.At
		}
	}
	switch {
	case bad > 0:
		w.lifespans = append(w.lifespans, Lifespan{Exit: float64(bad), Churned: left})
	case left:
		w.untouched++
	}
	return nil
}

// BadTouchCount is a Customer with Count bad experiences in a window, from the First to the
// Last.
type BadTouchCount struct {
	Customer string    `json:"customer"`
	Count    int64     `json:"count"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
}

// BadTouchCountsOf returns the customers who had least bad experiences or more in the
// window of time before asOf, including the instant asOf - window: those to call
// (closed loop). Those with the most come first, those of equal count by
// customer; nil if there are none. A customer who has left, by an exit at or
// after the last of them, is not listed. It does not modify events.
//
// BadTouchCountsOf returns the errors of [BadTouchLifespans], and an error wrapping
// [ErrInvalid] if least is below 1, or window is not above 0.
func BadTouchCountsOf(events []Event, rule BadTouchRule, least int64, window time.Duration, asOf time.Time) ([]BadTouchCount, error) {
	if err := rule.validate(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	if least < 1 || window <= 0 {
		return nil, invalid("bad touches: the least number is below 1, or the window is not above 0")
	}
	kinds := rule.set()
	l, err := visitCustomers(events, asOf, indexRule{}, func() *badTouchList {
		return &badTouchList{kinds: kinds, least: least, from: asOf.Add(-window)}
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(l.list, func(a, b BadTouchCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Customer, b.Customer))
	})
	return l.list, nil
}

// badTouchList lists the customers with many bad experiences from an instant on.
type badTouchList struct {
	kinds map[string]touchKind
	least int64
	from  time.Time
	list  []BadTouchCount
}

func (l *badTouchList) visit(customer *timeline) error {
	var (
		b    BadTouchCount
		exit time.Time
	)
	for i := range customer.len() {
		e := customer.event(i)
		switch l.kinds[e.Name] {
		case badTouch:
			if e.At.Before(l.from) {
				continue
			}
			if b.Count == 0 {
				b.Customer, b.First = e.Customer, e.At.UTC()
			}
			b.Count++
			b.Last = e.At.UTC()
		case exitTouch:
			exit = e.At
		}
	}
	if b.Count >= l.least && exit.Before(b.Last) {
		l.list = append(l.list, b)
	}
	return nil
}

// NoBadTouch returns the customers without a single bad answer, out of all who
// answered: one bad moment can spoil a journey whose mean is good. Without answers it is
// 0 of 0, whose Rate is [ErrNoData].
//
//	customers of whose answers none is bad / customers who answered
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0, whose Rate is
// [ErrNoData]. It is also called the share of flawless journeys. It does not modify responses.
//
// NoBadTouch returns an error wrapping [ErrInvalid] if bad is nil, or there are more than
// 2,147,483,647 customers, and a [*RowError] wrapping it at the first row whose customer is blank.
func NoBadTouch(responses []Response, bad func(*Response) bool) (Proportion, error) {
	if bad == nil {
		return Proportion{}, errNilFunc()
	}
	var p Proportion
	var spoilt []bool // by customer: had a bad touch
	err := eachNumbered("", len(responses), count.NewNumbers().Number, func(row int) (string, error) {
		customer := responses[row].Customer
		return customer, checkCustomer(customer)
	}, func(row, number int) error {
		if number == len(spoilt) {
			spoilt = added(spoilt, false)
			p.Count++
			p.Base++
		}
		if bad(&responses[row]) && !spoilt[number] {
			spoilt[number] = true
			p.Count--
		}
		return nil
	})
	if err != nil {
		return Proportion{}, err
	}
	return p, nil
}
