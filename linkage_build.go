package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// LinkageOf follows each customer from just after the landmark until the horizon of the
// rule has passed, as known at asOf: rows at asOf or later are left out. Activities are
// orders, each row one, with what was paid; one with a negative amount is a
// refund, which lowers the revenue and is not an order. Events are whatever else
// the rule names. A customer with an exit at the landmark or before it had left;
// for one who has come back, leave that exit out. The instants are compared as
// they are, so that no calendar is needed: a date without a time should be the
// start of its day in all of the rows, and then what happened on the day of the
// landmark counts as before it.
//
// Without landmarks it has no classes. It does not modify the slices. Its memory
// grows with the landmarks, not with the activities or the events.
//
// LinkageOf returns an error wrapping [ErrInvalid] if the rule is not valid (the horizon
// not above 0, a name blank, or more than 64), asOf is outside the years 1900 to 2200,
// there are more than 100 classes, or a sum of amounts, or of the squares of what
// customers paid, has more than 34 digits. It returns a [*RowError] wrapping ErrInvalid at
// the first row
//   - of landmarks whose customer or class is blank or has a landmark already, or whose
//     instant is missing or outside those years;
//   - of activities whose customer is blank, whose instant is missing or outside those
//     years, or whose amount has more than 34 digits;
//   - of events whose customer or name is blank, or whose instant is missing or outside
//     those years.
//
// A row of a customer without a landmark is not an error; see [LinkedRows].
func LinkageOf(landmarks []Landmark, activities []Activity, events []Event, rule LinkageRule, asOf time.Time) (Linkage, error) {
	f, err := newFollowUp(landmarks, events, rule, asOf)
	if err != nil {
		return Linkage{}, err
	}
	if err := f.pay(activities); err != nil {
		return Linkage{}, err
	}
	if err := f.happen(events); err != nil {
		return Linkage{}, err
	}
	return f.linkage()
}

// followUp follows customers from their landmarks on. It deliberately is no internal
// package, which could not take the landmarks and activities of the caller without a copy.
type followUp struct {
	customers *count.Names   // of the landmarks
	followers []follower     // by landmark
	classes   []string       // ascending
	outcomes  map[string]int // by name: the place among the outcomes
	exits     uint64         // the set of those that are exits
	counts    [][]LinkedOutcome
	asOf      time.Time
	horizon   uint64 // nanoseconds
	result    Linkage
}

// follower is a customer with a landmark.
type follower struct {
	at      int64 // nanoseconds
	class   int32
	phase   phase
	seen    uint64 // the set of outcomes within the horizon
	orders  int64
	revenue exact.Sum
}

// phase says how far a customer is followed.
type phase uint8

const (
	followedPhase phase = iota // for the whole horizon
	youngPhase                 // the horizon ends after asOf
	gonePhase                  // had left before the landmark
	latePhase                  // the landmark is at asOf or later
)

func newFollowUp(landmarks []Landmark, events []Event, rule LinkageRule, asOf time.Time) (*followUp, error) {
	outcomes, exits, err := rule.names()
	if err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	f := &followUp{outcomes: make(map[string]int), asOf: asOf, horizon: uint64(rule.Horizon)}
	f.result = Linkage{HorizonSeconds: rule.Horizon.Seconds(), AsOf: asOf.UTC(), Outcomes: outcomes, Exits: exits}
	for i, name := range outcomes {
		f.outcomes[name] = i
	}
	for _, name := range exits {
		f.exits |= 1 << f.outcomes[name]
	}
	if f.customers, err = landmarkIndex(landmarks); err != nil {
		return nil, err
	}
	if err := f.classify(landmarks); err != nil {
		return nil, err
	}
	// The customers who had left before the landmark must be known before anything
	// is counted. Errors in events are found later.
	if f.exits == 0 {
		return f, nil
	}
	for i := range events {
		e := &events[i]
		if o, ok := f.outcomes[e.Name]; !ok || f.exits>>o&1 == 0 {
			continue
		}
		if n := f.customers.Find(e.Customer); n >= 0 && f.followers[n].phase != latePhase && !e.At.After(landmarks[n].At) {
			f.followers[n].phase = gonePhase
		}
	}
	return f, nil
}

// classify makes a follower of each landmark.
func (f *followUp) classify(landmarks []Landmark) error {
	classes := count.NewIndex[string]()
	f.followers = make([]follower, len(landmarks))
	asOf := f.asOf.UnixNano()
	for i := range landmarks {
		l, w := &landmarks[i], &f.followers[i]
		if !l.At.Before(f.asOf) {
			w.phase = latePhase
			f.result.Late++
			continue
		}
		w.at = l.At.UnixNano()
		if uint64(asOf-w.at) < f.horizon {
			w.phase = youngPhase
		}
		w.class = int32(classes.Slot(l.Class))
		if n := len(classes.Keys); n > maxClasses {
			return &RowError{Of: "landmarks", Row: i, Err: errClasses(n)}
		}
	}
	// The classes get new numbers, in ascending order.
	f.classes = slices.Sorted(slices.Values(classes.Keys))
	rank := make([]int32, len(f.classes))
	for i, class := range f.classes {
		rank[classes.Slot(class)] = int32(i)
	}
	for i := range f.followers {
		if w := &f.followers[i]; w.phase != latePhase {
			w.class = rank[w.class]
		}
	}
	f.counts = make([][]LinkedOutcome, len(f.classes))
	for i := range f.counts {
		for _, name := range f.result.Outcomes {
			f.counts[i] = append(f.counts[i], LinkedOutcome{Name: name})
		}
	}
	return nil
}

// find returns the follower of a number if a row at t, before asOf, belongs to it
// and is within the horizon, or nil, and counts the row.
func (f *followUp) find(number int, t time.Time, rows *LinkedRows) *follower {
	if number < 0 {
		rows.Unknown++
		return nil
	}
	w := &f.followers[number]
	at := t.UnixNano()
	switch {
	case w.phase == latePhase:
		rows.Unknown++
	case w.phase == gonePhase:
		rows.Left++
	case at <= w.at:
		rows.Before++
	case w.phase == youngPhase || uint64(at-w.at) >= f.horizon:
		rows.Beyond++
	default:
		rows.Counted++
		return w
	}
	return nil
}

// pay counts activities.
func (f *followUp) pay(activities []Activity) error {
	var m count.Batch
	for from := 0; from < len(activities); from += count.BatchSize {
		rows := activities[from:min(from+count.BatchSize, len(activities))]
		for i := range rows {
			a := &rows[i]
			if err := a.validate(); err != nil {
				return &RowError{Of: "activities", Row: from + i, Err: err}
			}
			m.Names[i] = a.Customer
		}
		f.customers.Look(&m, len(rows))
		for i := range rows {
			a := &rows[i]
			if !a.At.Before(f.asOf) {
				f.result.Activities.Later++
				continue
			}
			w := f.find(int(m.Numbers[i]), a.At, &f.result.Activities)
			if w == nil {
				continue
			}
			w.revenue.Add(a.Amount)
			if a.Amount.Sign() >= 0 {
				w.orders++
			}
		}
	}
	return nil
}

// happen counts events.
func (f *followUp) happen(events []Event) error {
	for i := range events {
		e := &events[i]
		if err := e.validate(); err != nil {
			return &RowError{Of: "events", Row: i, Err: err}
		}
		if !e.At.Before(f.asOf) {
			f.result.Events.Later++
			continue
		}
		o, ok := f.outcomes[e.Name]
		if !ok {
			f.result.Events.Unnamed++
			continue
		}
		w := f.find(f.customers.Find(e.Customer), e.At, &f.result.Events)
		if w == nil {
			continue
		}
		count := &f.counts[w.class][o]
		count.Events++
		if w.seen>>o&1 == 0 {
			count.Customers++
			w.seen |= 1 << o
		}
	}
	return nil
}

// linkage returns the tally of the followers.
func (f *followUp) linkage() (Linkage, error) {
	l := f.result
	revenue := make([]amountsSum, len(f.classes))
	if len(f.classes) > 0 {
		l.Classes = make([]LinkedClass, len(f.classes))
	}
	for i, class := range f.classes {
		l.Classes[i] = LinkedClass{Class: class, Outcomes: f.counts[i]}
	}
	for i := range f.followers {
		w := &f.followers[i]
		if w.phase == latePhase {
			continue
		}
		c := &l.Classes[w.class]
		if w.phase == gonePhase {
			c.Left++
			continue
		}
		c.Customers++
		if w.phase == youngPhase {
			continue
		}
		c.Followed++
		if w.seen&f.exits != 0 {
			c.Exited++
		}
		if w.orders > 0 {
			c.Buyers++
			c.Orders += w.orders
		}
		revenue[w.class].add(w.revenue.Value())
	}
	for i := range l.Classes {
		var err error
		if l.Classes[i].Revenue, err = revenue[i].value(); err != nil {
			return Linkage{}, err
		}
	}
	return l, nil
}

// LinkedCustomer is a Customer who was followed for the whole horizon, the Class in which
// the customer then was, and whether the customer Had the outcome within it.
type LinkedCustomer struct {
	Customer string `json:"customer"`
	Class    string `json:"class"`
	Had      bool   `json:"had"`
}

// LinkedCustomers returns the customers whom [LinkageOf] counts as Followed, in the order of
// their landmarks, and which of them had the outcome: for what classes do not
// tell, such as [AUCOf] of the scores that they gave. A blank outcome is any
// exit. It is nil if nobody was followed. It does not modify the slices.
//
// LinkedCustomers returns the errors of LinkageOf about landmarks, events, the rule and
// asOf, and [ErrInvalid] if outcome is no name of the rule, or is blank and the rule has no
// exits.
func LinkedCustomers(landmarks []Landmark, events []Event, rule LinkageRule, outcome string, asOf time.Time) ([]LinkedCustomer, error) {
	f, err := newFollowUp(landmarks, events, rule, asOf)
	if err != nil {
		return nil, err
	}
	wanted, err := f.set(outcome)
	if err != nil {
		return nil, err
	}
	if err := f.happen(events); err != nil {
		return nil, err
	}
	var rows []LinkedCustomer
	for i, w := range f.followers {
		if w.phase == followedPhase {
			rows = append(rows, LinkedCustomer{Customer: landmarks[i].Customer, Class: landmarks[i].Class, Had: w.seen&wanted != 0})
		}
	}
	return rows, nil
}

// set returns the set of one outcome, or of the exits if it is blank.
func (f *followUp) set(outcome string) (uint64, error) {
	if outcome == "" {
		if f.exits == 0 {
			return 0, invalid("the rule has no exits")
		}
		return f.exits, nil
	}
	o, ok := f.outcomes[outcome]
	if !ok {
		return 0, invalid("outcome is no name of the rule")
	}
	return 1 << o, nil
}

// LinkedLifespans returns the time from the landmark of each customer to the first event
// with the name of an outcome, in days of 24 hours, by class in ascending order: for
// [SurvivalOf] and [LogRank], which need no horizon, and so use all customers. A
// customer without such an event is censored at asOf, or at the exit by which the
// customer left before it. A blank outcome is any exit. Customers who had left
// before their landmark, and landmarks at asOf or later, are left out, as
// [LinkageOf] counts them. It does not modify the slices.
//
// LinkedLifespans returns the errors of LinkageOf about landmarks, events, the rule and
// asOf, and [ErrInvalid] if outcome is no name of the rule, or is blank and the rule has no
// exits.
func LinkedLifespans(landmarks []Landmark, events []Event, rule LinkageRule, outcome string, asOf time.Time) ([]Group[string, []Lifespan], error) {
	f, err := newFollowUp(landmarks, events, rule, asOf)
	if err != nil {
		return nil, err
	}
	wanted, err := f.set(outcome)
	if err != nil {
		return nil, err
	}
	ends := wanted | f.exits
	// The first instant that ends a lifespan, and whether it is wanted.
	type end struct {
		at     int64
		ended  bool
		wanted bool
	}
	first := make([]end, len(f.followers))
	for i := range events {
		e := &events[i]
		if err := e.validate(); err != nil {
			return nil, &RowError{Of: "events", Row: i, Err: err}
		}
		o, named := f.outcomes[e.Name]
		if !named || ends>>o&1 == 0 || !e.At.Before(asOf) {
			continue
		}
		n := f.customers.Find(e.Customer)
		if n < 0 {
			continue
		}
		at, v := e.At.UnixNano(), &first[n]
		if w := &f.followers[n]; w.phase > youngPhase || at <= w.at || v.ended && at > v.at {
			continue
		}
		// If two have one instant, the wanted one counts: it came in time.
		v.wanted = wanted>>o&1 == 1 || v.wanted && v.ended && at == v.at
		v.at, v.ended = at, true
	}
	spans := make([][]Lifespan, len(f.classes))
	asOfNano := asOf.UnixNano()
	for i, w := range f.followers {
		if w.phase > youngPhase {
			continue
		}
		to := asOfNano
		if first[i].ended {
			to = first[i].at
		}
		length := float64(uint64(to-w.at)) / (days.Seconds * 1e9)
		spans[w.class] = append(spans[w.class], Lifespan{Exit: length, Churned: first[i].wanted})
	}
	var groups []Group[string, []Lifespan]
	for i, class := range f.classes {
		if len(spans[i]) > 0 {
			groups = append(groups, Group[string, []Lifespan]{Key: class, Tally: spans[i]})
		}
	}
	return groups, nil
}
