package cx

import (
	"cmp"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// FunnelOrder says how the events of a customer must follow each other to count as the steps of
// a funnel.
type FunnelOrder string

// The orders. The zero Order is FunnelOrdered.
const (
	// FunnelOrdered takes the steps in their order, whatever events are between them.
	FunnelOrdered FunnelOrder = "ordered"
	// FunnelStrict takes a step only if it is the very next event of the
	// customer: any other event, even the same step again, ends the journey.
	FunnelStrict FunnelOrder = "strict"
	// FunnelAnyOrder takes the steps as they come: a customer who has done any three of
	// them within the window has reached the third, whatever the order of the steps in
	// the rule. The base is those who have done at least one.
	FunnelAnyOrder FunnelOrder = "any"
)

func (o FunnelOrder) validate() error {
	switch o {
	case "", FunnelOrdered, FunnelStrict, FunnelAnyOrder:
		return nil
	}
	return invalid("order is none of ordered, strict, any")
}

// FunnelBase says whether customers whom an excluded event has stopped are in the base of a
// funnel: those whose journey would have got further without it.
type FunnelBase string

// The bases. The zero Base is FunnelBaseAll.
const (
	// FunnelBaseAll keeps them, at the step that they had reached.
	FunnelBaseAll FunnelBase = "all"
	// FunnelBaseUnstopped leaves them out of every step.
	FunnelBaseUnstopped FunnelBase = "unstopped"
)

// FunnelRule says what the steps of a funnel are, and when a customer has taken them.
type FunnelRule struct {
	// Steps are the names of 1 to 64 events. One event never takes two steps: a name may
	// be among them more than once, and then each needs an event of its own; in any order
	// it may not.
	Steps []string
	// Order is that of the steps.
	Order FunnelOrder
	// Window, if not 0, is the longest time from the first step to the last, both instants
	// included; in any order, from whichever is done first.
	Window time.Duration
	// StepWindow, if not 0, is the longest time from each step to the next. Steps in any
	// order have none.
	StepWindow time.Duration
	// Open lets a journey begin at whichever step: a customer has one, from the first event
	// of any step on, and from there the steps must be taken as without Open. Steps in any
	// order begin anywhere, and are not open.
	Open bool
	// Exclude are the names of up to 64 events, none of a step, that must not come between
	// the steps: such an event ends a journey, and what comes after it is of another.
	Exclude []string
	// Base says what becomes of customers whom such an event has stopped.
	Base FunnelBase
}

// maxFunnelSteps is the number of bits in a set of steps.
const maxFunnelSteps = 64

// validate says what is wrong with a rule.
func (r FunnelRule) validate() error {
	if r.Window < 0 || r.StepWindow < 0 {
		return invalid("funnel rule: a window is negative")
	}
	if err := checkFunnelSteps(r.Order, r.StepWindow > 0, len(r.Steps), func(i int) string { return r.Steps[i] }); err != nil {
		return err
	}
	return checkFunnelKind(r.Order, r.Open, r.Exclude, r.Base, func(name string) bool { return slices.Contains(r.Steps, name) })
}

// checkFunnelKind checks what else a rule and a tally have in common.
func checkFunnelKind(o FunnelOrder, open bool, exclude []string, base FunnelBase, isStep func(string) bool) error {
	if open && o == FunnelAnyOrder {
		return invalid("funnel: steps in any order are not open, since they begin anywhere")
	}
	if len(exclude) > maxFunnelSteps {
		return &RangeError{What: "number of excluded events", Got: int64(len(exclude)), Min: 0, Max: maxFunnelSteps}
	}
	for i, name := range exclude {
		if isBlank(name) || !utf8.ValidString(name) || isStep(name) {
			return invalid("funnel: the name of excluded event %d of %d is blank, is not UTF-8, or is that of a step", i+1, len(exclude))
		}
	}
	switch {
	case base == "":
		return nil
	case base != FunnelBaseAll && base != FunnelBaseUnstopped:
		return invalid("funnel: base is none of all, unstopped")
	case len(exclude) == 0:
		return invalid("funnel: there is a base, and no excluded event that it is about")
	}
	return nil
}

// checkFunnelSteps checks what a rule and a tally have in common.
func checkFunnelSteps(o FunnelOrder, stepWindow bool, n int, name func(int) string) error {
	if err := o.validate(); err != nil {
		return err
	}
	if stepWindow && o == FunnelAnyOrder {
		return invalid("funnel: steps in any order have no window from step to step")
	}
	if n < 1 || n > maxFunnelSteps {
		return &RangeError{What: "number of steps", Got: int64(n), Min: 1, Max: maxFunnelSteps}
	}
	for i := range n {
		if isBlank(name(i)) || !utf8.ValidString(name(i)) {
			return invalid("funnel: the name of step %d of %d is blank, or is not UTF-8", i+1, n)
		}
		for j := 0; j < i && o == FunnelAnyOrder; j++ {
			if name(i) == name(j) {
				return invalid("funnel: steps %d and %d, which may come in any order, have one name", j+1, i+1)
			}
		}
	}
	return nil
}

// horizon returns the time after which a journey cannot get any further, false if there is
// none. One step is over at once.
func (r FunnelRule) horizon() (time.Duration, bool) {
	all := time.Duration(math.MaxInt64)
	steps := time.Duration(len(r.Steps) - 1)
	if steps == 0 {
		return 0, true
	}
	if r.StepWindow > 0 && r.StepWindow <= all/steps {
		all = r.StepWindow * steps
	}
	if r.Window > 0 {
		all = min(all, r.Window)
	}
	return all, r.Window > 0 || r.StepWindow > 0
}

// empty returns the funnel of no customers.
func (r FunnelRule) empty(asOf time.Time) Funnel {
	f := Funnel{
		Order:             cmp.Or(r.Order, FunnelOrdered),
		WindowSeconds:     r.Window.Seconds(),
		StepWindowSeconds: r.StepWindow.Seconds(),
		Open:              r.Open,
		AsOf:              asOf.UTC(),
	}
	if len(r.Exclude) > 0 {
		f.Exclude = slices.Compact(slices.Sorted(slices.Values(r.Exclude)))
		f.Base = cmp.Or(r.Base, FunnelBaseAll)
	}
	for _, name := range r.Steps {
		f.Steps = append(f.Steps, FunnelStep{Name: name})
	}
	return f
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
	isStep := func(name string) bool {
		return slices.ContainsFunc(f.Steps, func(s FunnelStep) bool { return s.Name == name })
	}
	if err := checkFunnelKind(f.Order, f.Open, f.Exclude, f.Base, isStep); err != nil {
		return err
	}
	if err := checkInstant(f.AsOf); err != nil {
		return err
	}
	if err := f.checkSteps(); err != nil {
		return err
	}
	if err := f.checkEvents(); err != nil {
		return err
	}
	if err := f.checkDid(); err != nil {
		return err
	}
	return f.checkTime(f.Seconds, f.converted(), !f.Open)
}

// checkSteps checks the counts and times of the steps.
func (f Funnel) checkSteps() error {
	total, err := f.entered()
	if err != nil {
		return err
	}
	for i, step := range f.Steps {
		switch {
		case step.Customers < 0 || step.Undecided < 0 || step.Did < 0 || step.Entered < 0:
			return invalid("funnel: a count is negative")
		case step.moved() < 0 || !f.Open && step.Entered > 0 || f.Open && i == 0 && step.moved() > 0:
			return invalid("funnel: those who entered at a step are not possible")
		case i > 0 && (step.moved() > f.Steps[i-1].Customers || !f.Open && step.Undecided > f.Steps[i-1].Undecided):
			return invalid("funnel: a count is higher than that of the step before")
		case step.Undecided > 0 && f.WindowSeconds == 0 && f.StepWindowSeconds == 0:
			return invalid("funnel: customers are undecided without a window")
		}
		if err := f.checkTime(step.Seconds, step.moved(), i > 0); err != nil {
			return err
		}
		if _, err := addCount("funnel", total, step.Undecided); err != nil {
			return err
		}
	}
	most := total
	if len(f.Exclude) == 0 {
		most = 0
	} else if f.Base == FunnelBaseUnstopped {
		most = math.MaxInt64
	}
	if f.Stopped < 0 || f.Stopped > most {
		return invalid("funnel: those whom an excluded event has stopped are not possible")
	}
	return nil
}

// moved returns the customers who came to a step from the one before; at the first step of a
// funnel that is not open, all.
func (s FunnelStep) moved() int64 { return s.Customers - s.Entered }

// entered returns the customers of all journeys whose windows are over.
func (f Funnel) entered() (int64, error) {
	if !f.Open {
		return f.Steps[0].Customers, nil
	}
	var total int64
	var err error
	for _, step := range f.Steps {
		if total, err = addCount("funnel", total, step.Entered); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// checkEvents checks the number of events in the journeys that took all steps.
func (f Funnel) checkEvents() error {
	n, last := int64(len(f.Steps)), f.converted()
	switch {
	case f.Events == 0:
		return nil // not counted
	case f.Events < 0 || f.Order == FunnelAnyOrder || f.Open || last == 0:
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
