package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// SurvivalStep is a time at which customers churned, or their observation began or ended.
type SurvivalStep struct {
	Time     float64 `json:"time"`
	AtRisk   int64   `json:"at_risk"`           // customers under observation just before
	Churned  int64   `json:"churned"`           // customers who left at this time
	Censored int64   `json:"censored,omitzero"` // customers still here when their observation ended at this time
	Entered  int64   `json:"entered,omitzero"`  // customers whose observation began at this time, at risk after it
	Survival float64 `json:"survival"`          // share still here after it
	// Greenwood is the sum of d/(n(n-d)) up to here, the squared relative standard
	// error of Survival. The step at which the last customer leaves adds nothing.
	Greenwood float64 `json:"greenwood"`
}

// Survival is the Kaplan-Meier curve of lifespans: the share of customers still
// here after each time, with those still here at the end of their observation
// counted as long as they were seen. It is also called a retention curve; Median
// and Mean are the median lifetime and the mean tenure. It answers in the unit of
// the lifespans. It is a tally: curves of shards merge.
//
// A curve of another source has a step for each time at which customers churned, or their
// observation ended or began late, and all fields of it. The queries and the decoder refuse
// a step whose AtRisk, Survival and Greenwood do not follow from the counts and the step
// before: a curve of the times of churn alone lacks those whose observation ended.
type Survival struct {
	Steps     []SurvivalStep `json:"steps,omitempty"` // in order of time
	Customers int64          `json:"customers"`       // customers
	Churned   int64          `json:"churned"`         // customers who left
	Last      float64        `json:"last"`            // the longest exit, the time of the last step
	// Emptied is the first time at which all who were at risk had churned, or nobody was left
	// under observation, although others came later: the curve says nothing beyond it. It is 0
	// if there is none, as always where nobody entered late.
	Emptied float64 `json:"emptied,omitzero"`
}

// step returns the index of the last step at or before t, -1 before the first.
func (s Survival) step(t float64) int {
	i, found := slices.BinarySearchFunc(s.Steps, t, SurvivalStep.compare)
	if found {
		return i
	}
	return i - 1
}

// compare compares the time of a step with t.
func (p SurvivalStep) compare(t float64) int { return cmp.Compare(p.Time, t) }

// emptied returns Emptied, and whether there is such a time, which may be 0.
func (s Survival) emptied() (float64, bool) {
	return s.Emptied, s.Emptied > 0 || len(s.Steps) > 1 && s.Steps[0].Survival == 0
}

func (s Survival) errEmptied(what string) error {
	return undefined("%s: nobody was left under observation at %v, before others came, and the curve says nothing beyond it", what, s.Emptied)
}

// checkTime checks that there is a curve, and a time to ask it of.
func (s Survival) checkTime(what string, t float64) error {
	switch {
	case s.Customers < 0:
		return invalid("%s: the number of customers is negative", what)
	case s.Customers == 0:
		return noData(what)
	case !(t >= 0):
		return invalid("%s: time is not a number from 0", what)
	}
	return nil
}

// curve returns the share still here at t and its squared relative standard error.
func (s Survival) curve(what string, t float64) (survival, greenwood float64, err error) {
	if err := s.checkTime(what, t); err != nil {
		return 0, 0, err
	}
	t = exact.TenDigits(t)
	survival = 1
	if i := s.step(t); i >= 0 {
		if err := s.checkCurve(i); err != nil {
			return 0, 0, err
		}
		survival, greenwood = s.Steps[i].Survival, s.Steps[i].Greenwood
	}
	if at, ok := s.emptied(); ok && t > at {
		return 0, 0, s.errEmptied(what)
	}
	if t > s.Last && survival > 0 {
		return 0, 0, undefined("%s: nobody was observed for that long, and not all had left by then", what)
	}
	return survival, greenwood, nil
}

// At returns the share of customers still here after t, the retention rate at t
//
//	S(t) = product over times t' <= t of (1 - churned at t' / at risk at t')
//
// as a fraction from 0 to 1, not rounded.
//
// At returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - t is negative or not a number ([ErrInvalid]);
//   - t is beyond the longest exit, and customers are still here then, or beyond Emptied
//     ([ErrUndefined]).
func (s Survival) At(t float64) (float64, error) {
	survival, _, err := s.curve("survival", t)
	return survival, err
}

// AtRisk returns the number of customers under observation just before t, entry < t <= exit,
// or those observed from the start if t is 0. Beyond the longest exit it is 0. Below a plot of
// the curve, it says how many customers each part of the curve is of.
//
// AtRisk returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - t is negative or not a number ([ErrInvalid]).
func (s Survival) AtRisk(t float64) (int64, error) {
	if err := s.checkTime("at risk", t); err != nil {
		return 0, err
	}
	t = exact.TenDigits(t)
	// Nothing happens between two steps.
	i, _ := slices.BinarySearchFunc(s.Steps, t, SurvivalStep.compare)
	if i == len(s.Steps) {
		return 0, nil
	}
	if err := s.checkStep(i); err != nil {
		return 0, err
	}
	return s.Steps[i].AtRisk, nil
}

// ChurnBetween returns the probability that a customer who is still here at from has
// left before to
//
//	1 - S(to-) / S(from-)
//
// where S(t-) is the share just before t: churn at from itself counts, churn at to does
// not. It is a fraction.
//
// ChurnBetween returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - the times are not in the order 0 <= from < to ([ErrInvalid]);
//   - all customers had left before from, or to is beyond the longest exit while
//     not all had left by then, or beyond Emptied ([ErrUndefined]).
func (s Survival) ChurnBetween(from, to float64) (float64, error) {
	from, to = exact.TenDigits(from), exact.TenDigits(to)
	if !(from >= 0 && to > from) {
		return 0, invalid("churn between: the times are not in the order 0 <= from < to")
	}
	if _, _, err := s.curve("churn between", to); err != nil {
		return 0, err
	}
	before := func(t float64) (float64, error) {
		i := s.step(t)
		if i >= 0 && s.Steps[i].Time == t {
			i--
		}
		if i < 0 {
			return 1, nil
		}
		return s.Steps[i].Survival, s.checkCurve(i)
	}
	start, err := before(from)
	if err != nil {
		return 0, err
	}
	end, err := before(to)
	switch {
	case err != nil:
		return 0, err
	case end > start:
		return 0, invalid("churn between: the curve rises")
	case start == 0:
		return 0, undefined("churn between: all customers had left before")
	}
	return 1 - end/start, nil
}

// StandardError returns the standard error of At
//
//	S(t) * sqrt(sum over t' <= t of d/(n(n-d)))
//
// by Greenwood's formula, as a fraction. It returns the errors of At, as
// [ErrNoData] without lifespans, and [ErrUndefined] where S(t) is 0.
//
// Source: M. Greenwood, Reports on Public Health 33 (1926).
func (s Survival) StandardError(t float64) (float64, error) {
	survival, greenwood, err := s.curve("standard error of survival", t)
	if err != nil {
		return 0, err
	}
	if survival == 0 {
		return 0, undefined("standard error of survival: all customers have left")
	}
	return survival * math.Sqrt(greenwood), nil
}

// SurvivalScale names the scale on which an interval around a survival curve is
// symmetric. The choice moves the limits, and even those of the median.
type SurvivalScale string

// The scales, with h the square root of [SurvivalStep].Greenwood. The zero
// SurvivalScale is LogLogScale.
const (
	PlainScale   SurvivalScale = "plain"   // S ± z·S·h
	LogScale     SurvivalScale = "log"     // S·exp(±z·h), the default of R
	LogLogScale  SurvivalScale = "log_log" // exp(-exp(ln(-ln S) ± z·h/ln S))
	LogitScale   SurvivalScale = "logit"   // expit(logit S ± z·h/(1-S))
	ArcsineScale SurvivalScale = "arcsine" // sin²(asin(sqrt S) ± z·h·sqrt(S/(1-S))/2)
)

func (k SurvivalScale) validate() error {
	switch k {
	case "", PlainScale, LogScale, LogLogScale, LogitScale, ArcsineScale:
		return nil
	}
	return invalid("interval is none of plain, log, log_log, logit, arcsine")
}

// limit returns the upper limit above s, with the relative standard error h, not yet cut to
// 0..1, or the lower limit below it if z is negative; false where s is 0 or 1.
func (k SurvivalScale) limit(s, h, z float64) (float64, bool) {
	if s == 0 || s == 1 {
		return 0, false
	}
	switch k {
	case PlainScale:
		return s + float64(z*s*h), true
	case LogScale:
		return s * math.Exp(z*h), true
	case LogitScale:
		return 1 / (1 + math.Exp(-z*h/(1-s)-math.Log(s/(1-s)))), true
	case ArcsineScale:
		angle, d := math.Asin(math.Sqrt(s)), z*h*math.Sqrt(s/(1-s))/2
		sine := math.Sin(min(max(angle+d, 0), math.Pi/2))
		return float64(sine * sine), true
	}
	// S to the power of a real number, an estimate and no money: float64 it is.
	return math.Pow(s, math.Exp(z*h/math.Log(s))), true
}

// Interval returns the confidence interval of At on the scale of kind, as
// fractions within 0..1. As long as nobody has left, where no scale has a width, it is for
// each of them
//
//	((1 - level)/2)^(1/n) to 1
//
// by Clopper and Pearson, n being the customers at risk at t, or fewer where more entered late:
// the least that there were since the first. Where S(t) is .5 or less the log-log interval of 0.95
// covers 95 to 96 % from 10 customers on; where S(t) is .9, 91 % with 10 and 95 to 97 % from 30
// on. It assumes that customers leave independently, and not sooner or later for being censored.
//
// Interval returns the errors of At (without lifespans, [ErrNoData]), and:
//   - [ErrInvalid] if level is not between 0 and 1 or kind is none of the scales;
//   - [ErrUndefined] where S(t) is 0, and where nobody has been under observation yet.
//
// Source: M. P. Fay, E. H. Brittain and M. A. Proschan, Biostatistics 14 (2013), 723-736.
func (s Survival) Interval(t, level float64, kind SurvivalScale) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if err := kind.validate(); err != nil {
		return Interval{}, err
	}
	survival, greenwood, err := s.curve("interval of survival", t)
	if err != nil {
		return Interval{}, err
	}
	if survival == 1 {
		return s.allHere(t, level)
	}
	h, z := math.Sqrt(greenwood), special.NormalQuantile(level)
	low, ok := kind.limit(survival, h, -z)
	high, _ := kind.limit(survival, h, z)
	if !ok {
		return Interval{}, undefined("interval of survival: all customers have left")
	}
	// At a level of nearly 0 the last digits of the three may cross.
	return clip(min(low, survival), max(high, survival), 0, 1, level), nil
}

// allHere returns the interval at a time up to which nobody has left: that of no event among
// the least number at risk since the first came under observation.
func (s Survival) allHere(t, level float64) (Interval, error) {
	n, err := s.AtRisk(t)
	if err != nil {
		return Interval{}, err
	}
	for _, step := range s.Steps[:s.step(exact.TenDigits(t))+1] {
		if step.Time > 0 && step.AtRisk > 0 {
			n = min(n, step.AtRisk)
		}
	}
	if n == 0 {
		return Interval{}, undefined("interval of survival: nobody has been under observation yet")
	}
	// The n-th root of a probability: an estimate, and no money.
	low := math.Pow((1-level)/2, 1/float64(n))
	return Interval{Low: min(low, math.Nextafter(1, 0)), High: 1, Level: level}, nil
}

// SurvivalQuantile is the Time by which a share of the customers has left, with the
// limits Low and High of its interval at the confidence Level. A curve may end before it
// falls that far, or its limits may: then Reached, LowReached or HighReached is false, and
// the number is 0. A Time that is not reached is an error, beside which are the limits.
type SurvivalQuantile struct {
	Time        float64 `json:"time"`
	Low         float64 `json:"low"`
	High        float64 `json:"high"`
	Level       float64 `json:"level"`
	Reached     bool    `json:"reached"`
	LowReached  bool    `json:"low_reached"`
	HighReached bool    `json:"high_reached"`
}

// Median returns the time by which half of the customers have left, in the unit
// of the lifespans: Quantile of 0.5, also called the median lifetime. If more than half are
// still here at the last exit, it is [ErrUndefined], and the limits that exist are beside the
// error. It returns the errors of Quantile: without lifespans, [ErrNoData].
func (s Survival) Median(level float64, kind SurvivalScale) (SurvivalQuantile, error) {
	return s.Quantile(0.5, level, kind)
}

// Quantile returns the time by which the share p of the customers has left: the
// first time at which S(t) <= 1 - p, or, where S(t) is 1 - p for a while, the middle
// of that while. A while in which the curve ends has no middle: it is its first time, as R
// prints it. The limits are those times of the lower and the upper limits of Interval.
//
// Quantile returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - p or level is not between 0 and 1, or kind is none of the scales ([ErrInvalid]);
//   - more than the share 1 - p is still here at the last exit, or at Emptied
//     ([ErrUndefined]). Only this error has a value beside it, with Reached false: the limits
//     that exist, as "not before Low".
func (s Survival) Quantile(p, level float64, kind SurvivalScale) (SurvivalQuantile, error) {
	if err := checkFraction("quantile", p); err != nil {
		return SurvivalQuantile{}, err
	}
	if err := checkLevel(level); err != nil {
		return SurvivalQuantile{}, err
	}
	if err := kind.validate(); err != nil {
		return SurvivalQuantile{}, err
	}
	if err := s.validate(); err != nil {
		return SurvivalQuantile{}, err
	}
	if s.Customers == 0 {
		return SurvivalQuantile{}, noData("quantile of survival")
	}
	q, z := SurvivalQuantile{Level: level}, special.NormalQuantile(level)
	share := 1 - p
	steps := s.Steps
	if at, ok := s.emptied(); ok {
		steps = steps[:s.step(at)+1]
	}
	q.Time, q.Reached = reaches(steps, share, func(step *SurvivalStep) (float64, bool) { return step.Survival, true })
	q.Low, q.LowReached = reaches(steps, share, func(step *SurvivalStep) (float64, bool) {
		return kind.limit(step.Survival, math.Sqrt(step.Greenwood), -z)
	})
	// The upper limit is not below the curve, rounding apart: where that is high, it is not asked for.
	above := 0
	for above < len(steps) && steps[above].Survival > share+2*quantileTolerance {
		above++
	}
	q.High, q.HighReached = reaches(steps[above:], share, func(step *SurvivalStep) (float64, bool) {
		return kind.limit(step.Survival, math.Sqrt(step.Greenwood), z)
	})
	_, emptied := s.emptied()
	switch {
	case q.Reached:
		return q, nil
	case emptied:
		return q, s.errEmptied("quantile of survival")
	case p == 0.5:
		return q, undefined("median of survival: more than half are still here at the last exit")
	}
	return q, undefined("quantile of survival: more than the share 1 - p is still here at the last exit")
}

// quantileTolerance is the difference below which R takes two shares for equal.
const quantileTolerance = 1.5e-8

// reaches returns the time at which a curve falls to a share, by the rule of R.
func reaches(steps []SurvivalStep, share float64, curve func(*SurvivalStep) (float64, bool)) (float64, bool) {
	for i := range steps {
		step := &steps[i]
		v, ok := curve(step)
		if !ok || v > share+quantileTolerance {
			continue
		}
		if math.Abs(v-share) < quantileTolerance {
			for j := i + 1; j < len(steps); j++ {
				if w, ok := curve(&steps[j]); ok && w < share-quantileTolerance {
					return step.Time + (steps[j].Time-step.Time)/2, true
				}
			}
		}
		return step.Time, true
	}
	return 0, false
}

// Mean returns the restricted mean lifetime: the mean time that a customer stays
// within the first tau
//
//	area under S(t) from 0 to tau
//
// in the unit of the lifespans, with its standard error
//
//	sqrt(sum of (area under S from t to tau)² · d/(n(n-d)))
//
// and its interval, the mean ± z times that error, cut to 0..tau. For few customers it
// is too narrow, since the longest stays are the least known: 0.95 are in truth 0.82 with 5 of
// them, 0.89 with 10, 0.925 with 30, 0.941 with 100 and 0.945 with 1,000. Where nobody left
// before tau, or all who did left at one time and nobody remained, there is no spread to tell
// how well the mean is known, and so neither an error nor an interval.
//
// Mean returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - tau is not above 0, or infinite, or level is not between 0 and 1 ([ErrInvalid]);
//   - tau is beyond the longest exit, and customers are still here then, or beyond Emptied
//     ([ErrUndefined]).
func (s Survival) Mean(tau, level float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	tau = exact.TenDigits(tau)
	if !(tau > 0 && tau <= math.MaxFloat64) {
		return Estimate{}, invalid("restricted mean: tau is not a number above 0")
	}
	if err := s.validate(); err != nil {
		return Estimate{}, err
	}
	if _, _, err := s.curve("restricted mean", tau); err != nil {
		return Estimate{}, err
	}
	// From the last step back, the area that remains under the curve.
	area, variance, until := 0.0, 0.0, tau
	for i := s.step(tau); i >= 0; i-- {
		step := s.Steps[i]
		if step.Churned == 0 {
			continue // the curve is flat
		}
		area += float64(step.Survival * (until - step.Time))
		until = step.Time
		if n, d := float64(step.AtRisk), float64(step.Churned); n > d {
			variance += float64(area / tau * (area / tau) * d / (n * (n - d))) // area² may overflow
		}
	}
	mean, se := min(area+until, tau), tau*math.Sqrt(variance)
	if se == 0 {
		return Estimate{Value: mean}, nil
	}
	margin := float64(special.NormalQuantile(level) * se)
	return Estimate{Value: mean, StandardError: se, Interval: clip(mean-margin, mean+margin, 0, tau, level)}, nil
}

// ExpectedLifetime returns the mean time that a customer stays, the mean tenure:
// Mean up to the longest exit, provided that all had left by then.
//
// ExpectedLifetime returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - level is not between 0 and 1 ([ErrInvalid]);
//   - customers are still here at the end ([ErrUndefined]): the mean then depends on
//     what nobody has seen, and only Mean of a tau up to Last exists;
//   - nobody was observed for any time, or nobody was left at Emptied ([ErrUndefined]).
func (s Survival) ExpectedLifetime(level float64) (Estimate, error) {
	if err := cmp.Or(checkLevel(level), s.validate()); err != nil {
		return Estimate{}, err
	}
	if s.Customers == 0 {
		return Estimate{}, noData("expected lifetime")
	}
	if _, ok := s.emptied(); ok {
		return Estimate{}, s.errEmptied("expected lifetime")
	}
	if s.Steps[len(s.Steps)-1].Survival > 0 {
		return Estimate{}, undefined("expected lifetime: customers are still here at the end; take the restricted mean up to %g", s.Last)
	}
	if s.Last == 0 {
		return Estimate{}, undefined("expected lifetime: nobody was observed for any time")
	}
	return s.Mean(s.Last, level)
}
