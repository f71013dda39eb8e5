package cx

import (
	"cmp"
	"math"
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
// A funnel that a database has counted needs AsOf, and for each step Name and
// Customers, those who got to it or further. Did, Events and Seconds may stay 0.
type Funnel struct {
	Order             FunnelOrder  `json:"order"`
	WindowSeconds     float64      `json:"window_seconds,omitzero"`
	StepWindowSeconds float64      `json:"step_window_seconds,omitzero"`
	AsOf              time.Time    `json:"as_of"`
	Steps             []FunnelStep `json:"steps,omitempty"`
	// Events is the number of events, of the steps and between them, in the journeys that
	// took all steps, summed over customers; 0 if they were not counted, and in any order.
	Events int64 `json:"events"`
	// Seconds is the time from the first step to the last of those journeys, summed; 0 in
	// any order.
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
	// Seconds is the time from the step before to this one, summed over Customers; 0 at the
	// first step, and in any order.
	Seconds decimal.Decimal `json:"seconds"`
}

// validate says what is impossible about f.
func (f Funnel) validate() error {
	if f.isZero() {
		return nil
	}
	for _, window := range []float64{f.WindowSeconds, f.StepWindowSeconds} {
		if !(window >= 0 && window <= math.MaxFloat64) {
			return invalid("funnel: a window is not valid")
		}
	}
	if err := checkFunnelSteps(f.Order, f.StepWindowSeconds > 0, len(f.Steps), func(i int) string { return f.Steps[i].Name }); err != nil {
		return err
	}
	if err := checkInstant(f.AsOf); err != nil {
		return err
	}
	for i, step := range f.Steps {
		if step.Customers < 0 || step.Undecided < 0 || step.Did < 0 || i > 0 &&
			(step.Customers > f.Steps[i-1].Customers || step.Undecided > f.Steps[i-1].Undecided) {
			return invalid("funnel: a count is negative, or higher than that of the step before")
		}
		if err := f.checkTime(step.Seconds, step.Customers, i > 0); err != nil {
			return err
		}
	}
	if _, err := addCount("funnel", f.Steps[0].Customers, f.Steps[0].Undecided); err != nil {
		return err
	}
	if f.Steps[0].Undecided > 0 && f.WindowSeconds == 0 && f.StepWindowSeconds == 0 {
		return invalid("funnel: customers are undecided without a window")
	}
	if err := f.checkEvents(); err != nil {
		return err
	}
	if err := f.checkDid(); err != nil {
		return err
	}
	return f.checkTime(f.Seconds, f.converted(), true)
}

// checkEvents checks the number of events in the journeys that took all steps.
func (f Funnel) checkEvents() error {
	n, last := int64(len(f.Steps)), f.converted()
	switch {
	case f.Events == 0:
		return nil // not counted
	case f.Events < 0 || f.Order == FunnelAnyOrder || last == 0:
		return invalid("funnel: there are events, but no journeys in an order that took all steps; 0 is for not counted")
	case f.Order == FunnelStrict && (f.Events/n != last || f.Events%n != 0):
		return invalid("funnel: the events are not one for each step of the journeys that took all; 0 is for not counted")
	case f.Events/n < last:
		return invalid("funnel: the events are fewer than the steps of the journeys that took all; 0 is for not counted")
	}
	return nil
}

// checkDid checks how many customers did each step.
func (f Funnel) checkDid() error {
	var did, customers countSum
	for _, step := range f.Steps {
		did.add(uint64(step.Did))
		customers.add(uint64(step.Customers))
	}
	if did == (countSum{}) {
		return nil // not counted, or another order
	}
	for _, step := range f.Steps {
		if f.Order != FunnelAnyOrder || step.Did < f.converted() || step.Did > f.Steps[0].Customers {
			return invalid("funnel: those who did a step are not possible; 0 is for not counted, and for other orders")
		}
	}
	if did != customers {
		return invalid("funnel: those who did each step do not add up to those at each number of steps; 0 is for not counted")
	}
	return nil
}

// checkTime checks a sum of times over customers.
func (f Funnel) checkTime(seconds decimal.Decimal, customers int64, possible bool) error {
	if err := exact.Check("seconds", seconds); err != nil {
		return err
	}
	if seconds.Sign() < 0 || seconds.Sign() > 0 && (!possible || customers == 0 || f.Order == FunnelAnyOrder) {
		return invalid("funnel: a time is negative, or that of no step")
	}
	return nil
}

// isZero reports whether f is the zero Funnel.
func (f Funnel) isZero() bool {
	return f.sameRule(Funnel{}) && f.Events == 0 && f.Seconds.IsZero()
}

// sameRule reports whether two funnels can be pooled.
func (f Funnel) sameRule(other Funnel) bool {
	return cmp.Or(f.Order, FunnelOrdered) == cmp.Or(other.Order, FunnelOrdered) && f.WindowSeconds == other.WindowSeconds &&
		f.StepWindowSeconds == other.StepWindowSeconds && f.AsOf.Equal(other.AsOf) &&
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
		other.Steps = slices.Clone(other.Steps)
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
		}{{&s.Customers, step.Customers}, {&s.Undecided, step.Undecided}, {&s.Did, step.Did}} {
			var err error
			if *c.to, err = addCount("funnel", *c.to, c.add); err != nil {
				return err
			}
		}
		s.Seconds = s.Seconds.Add(step.Seconds).Normalize()
	}
	var err error
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
// the base of FromFirst. It is 0 for counts that are not valid.
func (f Funnel) Total() int64 {
	if len(f.Steps) == 0 || f.validate() != nil {
		return 0
	}
	return f.Steps[0].Customers
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
//   - there is no step k ([*RangeError]), or f is not valid ([ErrInvalid]).
func (f Funnel) FromFirst(k int) (Proportion, error) { return f.part(0, k, len(f.Steps)-1) }

// FromPrevious returns the customers who got to step k, counted from 0, out of
// those at the step before
//
//	Steps[k].Customers / Steps[k-1].Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]; at the first step, out of
// themselves. It is also called the step conversion rate. If nobody was at the
// step before, it is 0 of 0, whose Rate is [ErrNoData]. It returns the errors of
// FromFirst.
func (f Funnel) FromPrevious(k int) (Proportion, error) {
	return f.part(max(k, 1)-1, k, len(f.Steps)-1)
}

// DropOff returns the customers who got to step k, counted from 0, and never from
// it to the next, out of those at step k
//
//	(Steps[k].Customers - Steps[k+1].Customers) / Steps[k].Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. For a cart and an order it is also
// called cart abandonment. With a window they had the whole of it; without one,
// they have not gone on so far. If nobody was at step k, it is 0 of 0, whose Rate
// is [ErrNoData]. It returns the errors of FromFirst; the last step has no drop-off.
func (f Funnel) DropOff(k int) (Proportion, error) {
	kept, err := f.part(k, k, len(f.Steps)-2)
	if err != nil {
		return Proportion{}, err
	}
	kept.Count = f.Steps[k+1].Customers
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
	return Proportion{Count: f.Steps[k].Customers, Base: f.Steps[from].Customers}, nil
}

// SecondsToStep returns the mean time from the step before to step k, counted from 0, of
// the customers who got to it
//
//	Steps[k].Seconds / Steps[k].Customers
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
	if k < 1 || k >= len(f.Steps) {
		return decimal.Decimal{}, &RangeError{What: "step", Got: int64(k), Min: 1, Max: int64(max(len(f.Steps)-1, 1))}
	}
	return f.mean("time to the step", f.Steps[k].Seconds, f.Steps[k].Customers)
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
//   - the steps are in any order ([ErrUndefined]);
//   - the funnel is not valid ([ErrInvalid]).
func (f Funnel) SecondsToConvert() (decimal.Decimal, error) {
	return f.mean("time to convert", f.Seconds, f.converted())
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
	if f.uncounted() && f.Order != FunnelAnyOrder && f.validate() == nil {
		return decimal.Decimal{}, undefined("events to convert: the events were not counted")
	}
	return f.mean("events to convert", decimal.NewFromInt(f.Events), f.converted())
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
		if v.Customers < 0 || v.Undecided < 0 || v.Did < 0 || v.Seconds.Sign() < 0 {
			return invalid("funnel step: a count or the time is negative")
		}
		return nil
	})
}
