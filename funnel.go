package cx

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Funnel is the tally of how many customers got how far through the steps of a
// rule: conversion rate, drop-off, cart abandonment, activation.
//
// It counts each customer once, with the journey that got furthest. Shards with
// other customers merge. The zero Funnel is no data and the identity of Merge.
// Order, WindowSeconds and StepWindowSeconds are those of the rule, and AsOf is
// the instant before which events counted.
//
// In any order, the customers at a step are those who did at least so many of the steps,
// whichever: at the first one or more, at the second two or more. So these counts, and
// the shares of them, are the same however the steps are listed; FunnelStep.Did is how
// many did each.
//
// In an open funnel a journey begins at whichever step, and FunnelStep.Entered is how many
// began there: customers at a step are not all from the step before.
//
// A funnel that a database has counted needs AsOf, and for each step Name and
// Customers, those who got to it or further; an open one also Open and Entered. Did,
// Events and Seconds may stay 0.
type Funnel struct {
	Order             FunnelOrder `json:"order"`
	WindowSeconds     float64     `json:"window_seconds,omitzero"`
	StepWindowSeconds float64     `json:"step_window_seconds,omitzero"`
	Open              bool        `json:"open,omitzero"`
	// Exclude is in ascending order, each name once.
	Exclude []string `json:"exclude,omitempty"`
	// Base is whether those whom an excluded event stopped are counted; blank without one.
	Base  FunnelBase   `json:"base,omitzero"`
	AsOf  time.Time    `json:"as_of"`
	Steps []FunnelStep `json:"steps,omitempty"`
	// Stopped is the customers, of those whose windows are over, who would have got further
	// without the excluded events. With FunnelBaseAll they are among the Customers of the
	// steps, with FunnelBaseUnstopped they are not.
	Stopped int64 `json:"stopped,omitzero"`
	// Events is the number of events, of the steps and between them, in the journeys that
	// took all steps, summed over customers; 0 if they were not counted, in any order, and
	// in an open funnel.
	Events int64 `json:"events"`
	// Seconds is the time from the first step to the last of those journeys, summed; 0 in
	// any order and in an open funnel.
	Seconds decimal.Decimal `json:"seconds"`
}

// FunnelStep is a step of a funnel, and who got to it.
type FunnelStep struct {
	// Name is that of the events that take the step.
	Name string `json:"name"`
	// Customers got to the step, among those who had the whole of the windows for it. In any
	// order, they did at least as many of the steps as there are up to this one in the list.
	Customers int64 `json:"customers"`
	// Undecided got to the step as well, but the windows of their journeys had not ended by
	// AsOf: what they may still do is not known. They are in no conversion or drop-off.
	// Without a window nobody is undecided.
	Undecided int64 `json:"undecided"`
	// Did is, in any order, how many of the customers at the first step did this very one,
	// in the window in which they did the most; 0 in another order, or if it was not
	// counted. Over all steps Did and Customers have one sum.
	Did int64 `json:"did,omitzero"`
	// Entered is, in an open funnel, how many of Customers began at this step; the others
	// came from the step before. 0 in a funnel that is not open.
	Entered int64 `json:"entered,omitzero"`
	// Seconds is the time from the step before to this one, summed over the customers who
	// took both; 0 at the first step, and in any order.
	Seconds decimal.Decimal `json:"seconds"`
}

// isZero reports whether f is the zero Funnel.
func (f Funnel) isZero() bool {
	return f.sameRule(Funnel{}) && f.Stopped == 0 && f.Events == 0 && f.Seconds.IsZero()
}

// sameRule reports whether two funnels can be pooled.
func (f Funnel) sameRule(other Funnel) bool {
	return cmp.Or(f.Order, FunnelOrdered) == cmp.Or(other.Order, FunnelOrdered) && f.WindowSeconds == other.WindowSeconds &&
		f.StepWindowSeconds == other.StepWindowSeconds && f.Open == other.Open && f.AsOf.Equal(other.AsOf) &&
		slices.Equal(f.Exclude, other.Exclude) && (f.Base == FunnelBaseUnstopped) == (other.Base == FunnelBaseUnstopped) &&
		slices.EqualFunc(f.Steps, other.Steps, func(a, b FunnelStep) bool { return a.Name == b.Name })
}

// Merge adds the customers of another funnel by the same rule and asOf, who are not among
// those of f: a customer in both would count twice. The zero Funnel adopts the rule of
// other. If the events of either were not counted, those of the sum are not, and so with
// Did. Steps in any order must be listed alike. On error f is unchanged.
//
// Merge returns an error if:
//   - the rules or the instants differ ([ErrMismatch]);
//   - a funnel is not valid, or a sum is out of bounds ([ErrInvalid]).
func (f *Funnel) Merge(other Funnel) error {
	if err := f.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case f.isZero():
		other.Steps, other.Exclude = slices.Clone(other.Steps), slices.Clone(other.Exclude)
		*f = other
		return nil
	case !f.sameRule(other):
		return mismatch("the funnels have different rules or instants")
	}
	sum := *f
	sum.Order = cmp.Or(f.Order, FunnelOrdered)
	sum.Steps = slices.Clone(f.Steps)
	for i, step := range other.Steps {
		s := &sum.Steps[i]
		for _, c := range []struct {
			to  *int64
			add int64
		}{{&s.Customers, step.Customers}, {&s.Undecided, step.Undecided}, {&s.Did, step.Did}, {&s.Entered, step.Entered}} {
			var err error
			if *c.to, err = addCount("funnel", *c.to, c.add); err != nil {
				return err
			}
		}
		s.Seconds = s.Seconds.Add(step.Seconds).Normalize()
	}
	var err error
	if sum.Stopped, err = addCount("funnel", f.Stopped, other.Stopped); err != nil {
		return err
	}
	if sum.Events, err = addCount("funnel", f.Events, other.Events); err != nil {
		return err
	}
	if f.uncounted() || other.uncounted() {
		sum.Events = 0
	}
	if f.undone() || other.undone() {
		for i := range sum.Steps {
			sum.Steps[i].Did = 0
		}
	}
	sum.Seconds = f.Seconds.Add(other.Seconds).Normalize()
	if err := sum.validate(); err != nil {
		return err
	}
	*f = sum
	return nil
}

// String returns the customers at each step: visit 3, cart 2, order 1; in any order by the
// number of steps: any 1: 3, any 2: 2, any 3: 1.
func (f Funnel) String() string {
	steps := make([]string, len(f.Steps))
	for i, step := range f.Steps {
		if f.Order == FunnelAnyOrder {
			step.Name = "any " + strconv.Itoa(i+1) + ":"
		}
		steps[i] = step.Name + " " + strconv.FormatInt(step.Customers, 10)
	}
	return strings.Join(steps, ", ")
}

// Total returns the number of customers at the first step, without the undecided:
// the base of FromFirst. In an open funnel it is that of all who entered, at whichever
// step. It is 0 for counts that are not valid.
func (f Funnel) Total() int64 {
	if len(f.Steps) == 0 || f.validate() != nil {
		return 0
	}
	total, _ := f.entered() // valid
	return total
}

// FromFirst returns the customers who got to step k, counted from 0, out of those
// at the first
//
//	Steps[k].Customers / Steps[0].Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. For the last step it is also
// called the conversion rate of the funnel. In any order they did at least k+1 of the
// steps, out of those who did any. If nobody took the first step, it is 0 of 0, whose
// Rate is [ErrNoData].
//
// FromFirst returns an error if:
//   - f has no steps, as the zero Funnel ([ErrNoData]);
//   - f is open ([ErrUndefined]): not all customers at step k were at the first;
//   - there is no step k ([*RangeError]), or f is not valid ([ErrInvalid]).
func (f Funnel) FromFirst(k int) (Proportion, error) {
	p, err := f.part(0, k, len(f.Steps)-1)
	if err == nil && f.Open {
		return Proportion{}, undefined("share of the first step: in an open funnel not all were there")
	}
	return p, err
}

// FromPrevious returns the customers who got to step k, counted from 0, out of
// those at the step before
//
//	(Steps[k].Customers - Steps[k].Entered) / Steps[k-1].Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]; at the first step, out of
// themselves. It is also called the step conversion rate. If nobody was at the
// step before, it is 0 of 0, whose Rate is [ErrNoData]. It returns the errors of
// FromFirst, except for an open funnel.
func (f Funnel) FromPrevious(k int) (Proportion, error) {
	return f.part(max(k, 1)-1, k, len(f.Steps)-1)
}

// DropOff returns the customers who got to step k, counted from 0, and never from
// it to the next, out of those at step k
//
//	(Steps[k].Customers - (Steps[k+1].Customers - Steps[k+1].Entered)) / Steps[k].Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. For a cart and an order it is also
// called cart abandonment. With a window they had the whole of it; without one,
// they have not gone on so far. If nobody was at step k, it is 0 of 0, whose Rate
// is [ErrNoData]. It returns the errors of FromPrevious; the last step has no drop-off.
func (f Funnel) DropOff(k int) (Proportion, error) {
	kept, err := f.part(k, k, len(f.Steps)-2)
	if err != nil {
		return Proportion{}, err
	}
	kept.Count = f.Steps[k+1].moved()
	return kept.Complement(), nil
}

// part returns the customers of step k out of those of step from, for a k from 0 to last.
func (f Funnel) part(from, k, last int) (Proportion, error) {
	if err := f.validate(); err != nil {
		return Proportion{}, err
	}
	if len(f.Steps) == 0 {
		return Proportion{}, noData("funnel")
	}
	if k < 0 || k > last {
		return Proportion{}, &RangeError{What: "step", Got: int64(k), Min: 0, Max: int64(last)}
	}
	p := Proportion{Count: f.Steps[k].Customers, Base: f.Steps[from].Customers}
	if k > from {
		p.Count = f.Steps[k].moved()
	}
	return p, nil
}

// SecondsToStep returns the mean time from the step before to step k, counted from 0, of
// the customers who took both
//
//	Steps[k].Seconds / (Steps[k].Customers - Steps[k].Entered)
//
// in seconds, rounded half away from zero to [Places]. Those who have not gone on are not
// in it: the longer a step takes, the fewer of its times are known. [ConversionLifespans]
// counts them with the time that they had.
//
// SecondsToStep returns an error if:
//   - nobody got to the step ([ErrNoData]);
//   - the steps are in any order ([ErrUndefined]): they have no step before;
//   - there is no step k, it is the first, or the funnel is not valid ([ErrInvalid]).
func (f Funnel) SecondsToStep(k int) (decimal.Decimal, error) {
	if len(f.Steps) == 1 {
		return decimal.Decimal{}, invalid("time to the step: a funnel of one step has none before it")
	}
	if k < 1 || k >= len(f.Steps) {
		return decimal.Decimal{}, &RangeError{What: "step", Got: int64(k), Min: 1, Max: int64(max(len(f.Steps)-1, 1))}
	}
	return f.mean("time to the step", f.Steps[k].Seconds, f.Steps[k].moved())
}

// SecondsToConvert returns the mean time from the first step to the last of the journeys
// that took all steps
//
//	Seconds / customers at the last step
//
// in seconds, rounded half away from zero to [Places]. It knows only those
// journeys, as SecondsToStep does, so it is too short. It is also called time to
// convert, or time to value.
//
// SecondsToConvert returns an error if:
//   - nobody took all steps ([ErrNoData]);
//   - the steps are in any order, or the funnel is open ([ErrUndefined]);
//   - the funnel is not valid ([ErrInvalid]).
func (f Funnel) SecondsToConvert() (decimal.Decimal, error) {
	return f.meanOfAll("time to convert", f.Seconds)
}

// EventsToConvert returns the mean number of events in the journeys that took all
// steps, including those between the steps
//
//	Events / customers at the last step
//
// rounded half away from zero to [Places]: at least the number of steps. It
// returns the errors of SecondsToConvert, as [ErrNoData] if nobody took all steps, and
// [ErrUndefined] if the events were not counted.
func (f Funnel) EventsToConvert() (decimal.Decimal, error) {
	if f.uncounted() && f.Order != FunnelAnyOrder && !f.Open && f.validate() == nil {
		return decimal.Decimal{}, undefined("events to convert: the events were not counted")
	}
	return f.meanOfAll("events to convert", decimal.NewFromInt(f.Events))
}

// meanOfAll returns a mean over the journeys that took all steps.
func (f Funnel) meanOfAll(what string, sum decimal.Decimal) (decimal.Decimal, error) {
	if f.Open && f.validate() == nil {
		return decimal.Decimal{}, undefined("%s: in an open funnel not all begin at the first step", what)
	}
	return f.mean(what, sum, f.converted())
}

// uncounted reports whether the events of journeys that took all steps were not counted.
func (f Funnel) uncounted() bool { return f.Events == 0 && f.converted() > 0 }

// undone reports whether it was not counted who did each of the steps in any order.
func (f Funnel) undone() bool {
	return f.Order == FunnelAnyOrder && f.Steps[0].Customers > 0 &&
		!slices.ContainsFunc(f.Steps, func(s FunnelStep) bool { return s.Did > 0 })
}

// converted returns the number of customers at the last step.
func (f Funnel) converted() int64 {
	if len(f.Steps) == 0 {
		return 0
	}
	return f.Steps[len(f.Steps)-1].Customers
}

func (f Funnel) mean(what string, sum decimal.Decimal, customers int64) (decimal.Decimal, error) {
	if err := f.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if f.Order == FunnelAnyOrder {
		return decimal.Decimal{}, undefined("%s: steps in any order have no time from one to the next", what)
	}
	if customers == 0 {
		return decimal.Decimal{}, noData(what)
	}
	return exact.Divide(sum, decimal.NewFromInt(customers)), nil
}

// MarshalJSON encodes a funnel, its times as texts. It returns an error wrapping
// [ErrInvalid] if a time has more than 34 digits.
func (f Funnel) MarshalJSON() ([]byte, error) { return encode(&f, nil) }

// UnmarshalJSON decodes a funnel. It refuses unknown and repeated keys, and what Merge
// would refuse. On error f is unchanged.
func (f *Funnel) UnmarshalJSON(data []byte) error {
	return decode(data, "funnel", f, (*Funnel).validate)
}

// MarshalJSON encodes a step, its time as a text. It returns an error wrapping
// [ErrInvalid] if the time has more than 34 digits.
func (s FunnelStep) MarshalJSON() ([]byte, error) { return encode(&s, nil) }

// UnmarshalJSON decodes a step. It refuses unknown and repeated keys, and negative counts
// and times. On error s is unchanged.
func (s *FunnelStep) UnmarshalJSON(data []byte) error {
	return decode(data, "funnel step", s, func(v *FunnelStep) error {
		if v.Customers < 0 || v.Undecided < 0 || v.Did < 0 || v.Entered < 0 || v.moved() < 0 || v.Seconds.Sign() < 0 {
			return invalid("funnel step: a count or the time is negative")
		}
		return nil
	})
}
