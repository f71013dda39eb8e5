package cx

import (
	"math"
	"time"
)

// ClosedLoop is the tally of what came of cases. Contacted and Closed are the cases contacted,
// or closed, within the time of the rule; Closed is empty without such a time. ToContact and
// ToClose are how long those took that were, by the hours of the rule: a mean of them leaves out
// the cases that still wait, which [CaseRule.Lifespans] has.
//
// Recovered, RecoveredAlone and TurnedAround are of the cases of the bottom class that have a
// later answer. Of those contacted before it, Recovered are out of the bottom class then, and
// TurnedAround are in the top class. RecoveredAlone are those out of the bottom class of all
// others. Cases without a later answer are in no base. Recovered is no success of the program:
// in a simulation in which nobody is called, 37 % of detractors are none the next time. Look at
// Effect.
//
// Scale is that of the rule, which says who is in which class. The zero ClosedLoop is no data and
// the identity of Merge. One of counts from SQL may leave ToContact and ToClose empty, and Scale,
// and then merges with any.
type ClosedLoop struct {
	Scale          Scale      `json:"scale,omitzero"`
	Contacted      Attainment `json:"contacted"`
	Closed         Attainment `json:"closed"`
	ToContact      Durations  `json:"to_contact"`
	ToClose        Durations  `json:"to_close"`
	Recovered      Proportion `json:"recovered"`
	RecoveredAlone Proportion `json:"recovered_alone"`
	TurnedAround   Proportion `json:"turned_around"`
}

// ClosedLoopOf tallies cases as known at asOf: what happened then or later has not happened,
// and cases then or later are left out. For the contact, and for the closing, a case is
//
//	attained  it came within the time, or after exactly that; early, if the time is not over by asOf
//	missed    it came later, or the time is over and it has not come
//	pending   it has not come, and the time is not over
//
// To close a case without a contact does not end the wait for one. The class of a case is that of
// its Score on the scale of the rule. The cases of an owner, a cause or an action are a ClosedLoop
// of their own. Without cases it is the zero ClosedLoop. It does not modify cases.
//
//	l.Contacted.Rate()  of the cases whose time to contact is over
//	l.Effect(0.95)      what the contact goes along with
//
// ClosedLoopOf returns the errors of [MostUrgent] for a rule, an instant and a case, and a
// [*RowError] if a score, or a later one, is not on the scale.
func ClosedLoopOf(cases []Case, rule CaseRule, asOf time.Time) (ClosedLoop, error) {
	if err := rule.validate(asOf); err != nil {
		return ClosedLoop{}, err
	}
	l := ClosedLoop{Scale: rule.Scale}
	for i := range cases {
		if err := l.add(&cases[i], &rule, asOf); err != nil {
			return ClosedLoop{}, &RowError{Row: i, Err: err}
		}
	}
	if l.Contacted == (Attainment{}) {
		return ClosedLoop{}, nil
	}
	l.Contacted.Of = rule.within("contacted", rule.Contact)
	if rule.Close > 0 {
		l.Closed.Of = rule.within("closed", rule.Close)
	}
	return l, nil
}

// within is a part of the rule in words: that by which [Attainment] tells what may be pooled.
func (r *CaseRule) within(event string, target time.Duration) string {
	of := event + " within " + target.String()
	if r.Hours.hours != nil {
		of += " of business hours"
	}
	return of
}

// add counts a case by a valid rule. On error l may be changed.
func (l *ClosedLoop) add(c *Case, rule *CaseRule, asOf time.Time) error {
	contact, closing, known, err := rule.waits(c, asOf)
	if err == nil {
		err = rule.Scale.checkRating("score", c.Score)
	}
	if err == nil && c.Later != nil {
		err = rule.Scale.checkRating("later score", *c.Later)
	}
	if err != nil || !known {
		return err
	}
	// Too long for a duration is past any target.
	now, err := rule.Hours.Between(c.At, asOf)
	if err != nil {
		now = math.MaxInt64
	}
	if err := contact.count(&l.Contacted, &l.ToContact, rule.Contact, now); err != nil {
		return err
	}
	if err := closing.count(&l.Closed, &l.ToClose, rule.Close, now); err != nil {
		return err
	}
	if rule.Scale.class(c.Score) != BottomClass || !happenedBefore(c.LaterAt, asOf) {
		return nil
	}
	later := rule.Scale.class(*c.Later)
	if !happenedBefore(c.Contacted, c.LaterAt) {
		return l.RecoveredAlone.Add(later != BottomClass)
	}
	if err := l.Recovered.Add(later != BottomClass); err != nil {
		return err
	}
	return l.TurnedAround.Add(later == TopClass)
}

// count counts a wait by its target, if that is not 0, and how long it took. Now is how long
// it takes by now if it is not over.
func (w caseWait) count(a *Attainment, took *Durations, target, now time.Duration) error {
	switch {
	case target == 0:
	case w.elapsed > target:
		a.Missed++
	case !w.over:
		a.Pending++
	default:
		a.Attained++
		if now <= target {
			a.EarlyAttained++
		}
	}
	if !w.over {
		return nil
	}
	return took.Add(w.elapsed)
}

// total returns the number of cases.
func (l *ClosedLoop) total() (int64, error) {
	if !l.Scale.isZero() {
		if err := l.Scale.Validate(); err != nil {
			return 0, err
		}
	}
	n, err := l.Contacted.total()
	if err != nil {
		return 0, err
	}
	closed, err := l.Closed.total()
	if err != nil {
		return 0, err
	}
	for _, p := range []Proportion{l.Recovered, l.RecoveredAlone, l.TurnedAround} {
		if err := p.validate(); err != nil {
			return 0, err
		}
	}
	switch {
	case closed > n || l.ToContact.Total() > n || l.ToClose.Total() > n:
		err = invalid("closed loop: more cases are closed, or have a duration, than there are")
	case l.Recovered.Base > n || l.RecoveredAlone.Base > n-l.Recovered.Base:
		err = invalid("closed loop: more cases have a later answer than there are")
	case l.TurnedAround.Base != l.Recovered.Base || l.TurnedAround.Count > l.Recovered.Count:
		err = invalid("closed loop: turned around and recovered differ in their base, or more are turned around")
	}
	return n, err
}

func (l *ClosedLoop) validate() error {
	_, err := l.total()
	return err
}

// Merge adds the cases of another tally. On error l is unchanged.
//
// Merge returns an error if:
//   - the scales or the times of the rules, or the limits of the durations, differ
//     ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (l *ClosedLoop) Merge(other ClosedLoop) error {
	if err := l.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	scale, err := l.Scale.adopt(other.Scale)
	if err != nil {
		return err
	}
	sum := *l
	sum.Scale = scale
	for _, err := range []error{
		sum.Contacted.Merge(other.Contacted), sum.Closed.Merge(other.Closed),
		sum.ToContact.Merge(other.ToContact), sum.ToClose.Merge(other.ToClose),
		sum.Recovered.Merge(other.Recovered), sum.RecoveredAlone.Merge(other.RecoveredAlone), sum.TurnedAround.Merge(other.TurnedAround),
	} {
		if err != nil {
			return err
		}
	}
	*l = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]). A case is in the period of its answer.
func (ClosedLoop) PoolsPeriods() {}

// Total returns the number of cases; 0 for counts that are not valid.
func (l ClosedLoop) Total() int64 {
	n, err := l.total()
	if err != nil {
		return 0
	}
	return n
}

// Effect compares the customers contacted with the others, Recovered minus RecoveredAlone as
// fractions, by [Proportion.Difference], which never has a width of 0. This, and not Recovered, is
// the figure to report, and it is an association: whoever is easy to reach may recover anyway. Only a
// contact by chance, as of the arms of [CustomerBucket], makes it the effect of the contact. Of a
// program of customers [Program] turns such a difference into money. It takes the cases for
// those of different customers, and is one test, decided beforehand.
//
// Effect returns an error if:
//   - nobody contacted, or nobody else, has a later answer ([ErrNoData]);
//   - level is not between 0 and 1, or l is not valid ([ErrInvalid]).
//
// Source: that of [Proportion.Difference].
func (l ClosedLoop) Effect(level float64) (Comparison, error) {
	if err := l.validate(); err != nil {
		return Comparison{}, err
	}
	return l.Recovered.Difference(l.RecoveredAlone, level)
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error l is unchanged.
func (l *ClosedLoop) UnmarshalJSON(data []byte) error {
	return decode(data, "closed loop", l, (*ClosedLoop).validate)
}
