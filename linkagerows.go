package cx

import "time"

// LinkedCustomer is a Customer who was followed for the whole horizon, the Class in which
// the customer then was, and whether the customer Had the outcome within it.
type LinkedCustomer struct {
	Customer string `json:"customer"`
	Class    string `json:"class"`
	Had      bool   `json:"had"`
}

// LinkedCustomers returns the customers whom [LinkageOf] counts as Followed, in the order of
// their landmarks, and who of them had the outcome: for what no class tells, such as
// [AUCOf] of the scores that they gave. A blank outcome is any exit. It does not modify the
// slices.
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
	if err := f.happen(events, len(landmarks)); err != nil {
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
// [SurvivalOf] and [LogRank], which need no horizon, and so use all customers. Whoever had
// no such event is censored at asOf, or at the exit by which the customer left before it.
// A blank outcome is any exit. Customers who had left before their landmark, and landmarks
// at asOf or later, are left out, as [LinkageOf] counts them. It does not modify the slices.
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
		if err := e.check(); err != nil {
			return nil, &RowError{Row: len(landmarks) + i, Err: err}
		}
		o, named := f.outcomes[e.Name]
		if !named || ends>>o&1 == 0 || !e.At.Before(asOf) {
			continue
		}
		n, ok := f.index[e.Customer]
		if !ok {
			continue
		}
		at, v := e.At.UnixNano(), &first[n]
		if w := &f.followers[n]; w.phase > youngPhase || at <= w.at || v.ended && at > v.at {
			continue
		}
		// Of two at one instant the wanted one counts: it came in time.
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
		days := float64(uint64(to-w.at)) / (secondsPerDay * 1e9)
		spans[w.class] = append(spans[w.class], Lifespan{Exit: days, Churned: first[i].wanted})
	}
	var groups []Group[string, []Lifespan]
	for i, class := range f.classes {
		if len(spans[i]) > 0 {
			groups = append(groups, Group[string, []Lifespan]{Key: class, Tally: spans[i]})
		}
	}
	return groups, nil
}
