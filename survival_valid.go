package cx

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/wire"
)

func (l Lifespan) validate() error {
	if !(l.Entry >= 0 && (l.Exit > l.Entry || l.Exit == 0 && l.Entry == 0) && l.Exit <= math.MaxFloat64) {
		return invalid("lifespan is not in the order 0 <= entry < exit, finite")
	}
	return nil
}

// MarshalJSON encodes a lifespan. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (l Lifespan) MarshalJSON() ([]byte, error) { return wire.Encode(&l) }

// UnmarshalJSON decodes a lifespan. It refuses unknown and repeated keys, and what
// [SurvivalOf] refuses. On error l is unchanged.
func (l *Lifespan) UnmarshalJSON(data []byte) error {
	return decode(data, "lifespan", l, func(v *Lifespan) error { return v.validate() })
}

// validate refuses a step of a literal that no lifespans have.
func (p SurvivalStep) validate() error {
	if !(p.Time >= 0 && p.Survival >= 0 && p.Survival <= 1 && p.Greenwood >= 0) ||
		p.Churned < 1 || p.AtRisk < p.Churned || p.Time > math.MaxFloat64 || p.Greenwood > math.MaxFloat64 {
		return invalid("survival: a step of the curve is not valid")
	}
	return nil
}

// MarshalJSON encodes a step. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (p SurvivalStep) MarshalJSON() ([]byte, error) { return wire.Encode(&p) }

// UnmarshalJSON decodes a step. It refuses unknown and repeated keys, and figures that no
// curve has. On error p is unchanged.
func (p *SurvivalStep) UnmarshalJSON(data []byte) error {
	return decode(data, "survival step", p, func(v *SurvivalStep) error { return v.validate() })
}

// derivedTolerance is the relative difference within which a figure of a step is the one
// that follows from its counts: that of a curve printed with seven digits.
const derivedTolerance = 1e-6

// checkStep refuses a step that does not follow from the one before.
func (s Survival) checkStep(i int) error {
	step, before := s.Steps[i], SurvivalStep{Time: -1, Survival: 1}
	if i > 0 {
		before = s.Steps[i-1]
	}
	if err := step.validate(); err != nil {
		return err
	}
	if !(step.Time > before.Time && step.Time <= s.Last) || step.AtRisk > s.Customers {
		return invalid("survival: a step of the curve is out of order, or after the last exit, or of more customers than there are")
	}
	n, d := float64(step.AtRisk), float64(step.Churned)
	survival, greenwood := before.Survival*((n-d)/n), before.Greenwood
	if n > d {
		greenwood += d / (n * (n - d))
	}
	if !(math.Abs(step.Survival-survival) <= derivedTolerance*survival && math.Abs(step.Greenwood-greenwood) <= derivedTolerance*greenwood) {
		return invalid("survival: the figures of a step do not follow from its counts and the step before")
	}
	return nil
}

// checkCurve refuses a step that does not follow from the one before, and one of 0 that
// was left out: the curve is 0 from a step on at which all who were at risk churned.
func (s Survival) checkCurve(i int) error {
	if err := s.checkStep(i); err != nil || s.Steps[i].Survival > 0 {
		return err
	}
	first, _ := slices.BinarySearchFunc(s.Steps[:i], 0, func(step SurvivalStep, _ int) int {
		if step.Survival > 0 {
			return -1
		}
		return 1
	})
	return s.checkStep(first)
}

// validate says what is impossible about s.
func (s Survival) validate() error {
	if s.Customers < 0 || !(s.Last >= 0 && s.Last <= math.MaxFloat64) || s.Customers == 0 && (len(s.Steps) > 0 || s.Last > 0) {
		return invalid("survival: the number of customers or the last exit is not valid")
	}
	var churned int64
	for i, step := range s.Steps {
		if err := s.checkStep(i); err != nil {
			return &RowError{Row: i, Err: err}
		}
		if churned += step.Churned; churned > s.Customers || churned < 0 {
			return invalid("survival: more customers left than there are")
		}
	}
	if churned != s.Churned {
		return invalid("survival: the number of those who left is not that of the steps")
	}
	return nil
}

// MarshalJSON encodes a curve. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (s Survival) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a curve. It refuses unknown and repeated keys, steps that are not
// in order of time, and figures that no curve has. On error s is unchanged.
func (s *Survival) UnmarshalJSON(data []byte) error {
	return decode(data, "survival", s, func(v *Survival) error { return v.validate() })
}
