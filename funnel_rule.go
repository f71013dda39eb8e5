package cx

import (
	"cmp"
	"math"
	"time"
	"unicode/utf8"
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

// FunnelRule says what the steps of a funnel are, and when a customer has taken them.
type FunnelRule struct {
	// Steps are the names of 2 to 64 events. A name may be among them more than
	// once, and then each needs an event of its own; in any order it may not.
	Steps []string
	// Order is that of the steps.
	Order FunnelOrder
	// Window, if not 0, is the longest time from the first step to the last, both instants
	// included; in any order, from whichever is done first.
	Window time.Duration
	// StepWindow, if not 0, is the longest time from each step to the next. Steps in any
	// order have none.
	StepWindow time.Duration
}

// maxFunnelSteps is the number of bits in a set of steps.
const maxFunnelSteps = 64

// validate says what is wrong with a rule.
func (r FunnelRule) validate() error {
	if r.Window < 0 || r.StepWindow < 0 {
		return invalid("funnel rule: a window is negative")
	}
	return checkFunnelSteps(r.Order, r.StepWindow > 0, len(r.Steps), func(i int) string { return r.Steps[i] })
}

// checkFunnelSteps checks what a rule and a tally have in common.
func checkFunnelSteps(o FunnelOrder, stepWindow bool, n int, name func(int) string) error {
	if err := o.validate(); err != nil {
		return err
	}
	if stepWindow && o == FunnelAnyOrder {
		return invalid("funnel: steps in any order have no window from step to step")
	}
	if n < 2 || n > maxFunnelSteps {
		return &RangeError{What: "number of steps", Got: int64(n), Min: 2, Max: maxFunnelSteps}
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
// none.
func (r FunnelRule) horizon() (time.Duration, bool) {
	all := time.Duration(math.MaxInt64)
	if steps := time.Duration(len(r.Steps) - 1); r.StepWindow > 0 && r.StepWindow <= all/steps {
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
		AsOf:              asOf.UTC(),
	}
	for _, name := range r.Steps {
		f.Steps = append(f.Steps, FunnelStep{Name: name})
	}
	return f
}
