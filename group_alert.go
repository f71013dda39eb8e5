package cx

import (
	"errors"
	"math"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// AlertRule says when a change of a figure over time is worth an alert. Every has no default.
// Where the rule is for many series, such as the segments of a survey, Solve it once.
type AlertRule struct {
	// Every is the number of periods in which chance alone may bring one alert, over all
	// Series together: 104 is one false alert in two years of weeks.
	Every float64
	// Series is the number of trends that somebody watches by this rule; 0 is 1.
	Series int
	// Shift is the change to be found soonest, in standard errors of a period, 0.5 to 4; 0
	// is 1.
	Shift float64
	// Learn is the number of periods before the first verdict, at the start and after each
	// alert, 8 or more; 0 is 8.
	Learn int
	// MinBase is the smallest base of a period, 1 or more; 0 is 30. A period with a smaller
	// one is pooled with the next.
	MinBase int64
	// WorseOnly leaves out changes for the better, and finds those for the worse sooner.
	WorseOnly bool
	// Threshold is the limit h that the sums of [AlertsOf] exceed at an alert, above 0. It
	// follows from the fields above if it is 0.
	Threshold float64
}

// minLearn is the smallest number of periods to learn from.
const minLearn = 8

// withDefaults returns r with the values that a 0 means, except Threshold.
func (r AlertRule) withDefaults() (AlertRule, error) {
	if r.Series == 0 {
		r.Series = 1
	}
	if r.Shift == 0 {
		r.Shift = 1
	}
	if r.Learn == 0 {
		r.Learn = minLearn
	}
	if r.MinBase == 0 {
		r.MinBase = 30
	}
	switch {
	case r.Series < 0:
		return r, invalid("alert rule: Series is negative")
	case !(r.Shift >= 0.5 && r.Shift <= 4):
		return r, invalid("alert rule: Shift is not in 0.5..4 standard errors")
	case r.Learn < minLearn:
		return r, &RangeError{What: "alert rule: periods to learn", Got: int64(r.Learn), Min: minLearn, Max: math.MaxInt64}
	case r.MinBase < 0:
		return r, invalid("alert rule: MinBase is negative")
	case !(r.Threshold >= 0 && r.Threshold <= math.MaxFloat64):
		return r, invalid("alert rule: Threshold is not a number above 0")
	case !(r.Every >= 0):
		return r, invalid("alert rule: Every is negative or not a number")
	}
	return r, nil
}

// Solve returns r with its Threshold, and all else as it is: the limit of a sum whose average
// run to a false alert, among independent normal numbers, is Every·Series periods; twice as
// many for each of two sums, whose rates add. It is found to a thousandth, and for runs of up
// to a million periods to half a hundredth. A rule that has a Threshold is returned as it is.
//
//	one false alert in    52     104    520    1040 periods
//	both ways           2.92    3.54   5.11    5.80
//	WorseOnly           2.30    2.89   4.43    5.11
//
// Solve returns an error wrapping [ErrInvalid] if:
//   - Every·Series is above a million, or so small that one period with an extreme figure
//     comes more often by chance: for a Shift of 1, below 1.7, and WorseOnly below 3.3;
//   - Shift is not in 0.5..4, Learn is below 8, or another number is negative or not finite.
//
// Source: D. Brook and D. A. Evans, Biometrika 59 (1972), 539-549.
func (r AlertRule) Solve() (AlertRule, error) {
	full, err := r.withDefaults()
	if err != nil {
		return AlertRule{}, err
	}
	if r.Threshold > 0 {
		return r, nil
	}
	run, k := r.Every*float64(full.Series), full.Shift/2
	if !(run <= 1e6) {
		return AlertRule{}, invalid("alert rule: Every times Series is above 1,000,000 periods")
	}
	if !r.WorseOnly {
		run *= 2
	}
	if run <= special.CusumRunLength(0, k)*1.02 {
		return AlertRule{}, invalid("alert rule: Every times Series is too small for the Shift")
	}
	r.Threshold = special.CusumLimit(run, k)
	return r, nil
}

// Alert is a change of a figure that [AlertsOf] found.
type Alert[T any] struct {
	// Period is the one in which the change was noticed. Where small periods were pooled, it
	// is all of them, as is Since.
	Period Period `json:"period"`
	// Since is the one from which on the figure seems to be another.
	Since Period `json:"since"`
	// Better says that the figure changed for the better, by LowerIsBetter.
	Better bool `json:"better"`
	// Before is all answers before Since, back to the alert before this one.
	Before T `json:"before"`
	// After is those from Since to Period.
	After T `json:"after"`
	// Change is After minus Before, to say how large the change is. It is no test: the data
	// chose the periods, so that its P is too small, and chance adds to the Difference.
	Change Comparison `json:"change"`
}

// AlertsOf returns the changes of a figure over time, such as a score per week from [Trend],
// in order of time: a control chart, also called anomaly detection, drift or spike detection. It
// asks of each period whether its figure is off that of all before it, and adds up what is
// off, so that a small change that lasts is found as well as a large one
//
//	z  = (S - S0) / (E·sqrt(M·(1/n + 1/N)))
//	C+ = max(0, C+ + z - Shift/2), C- = max(0, C- - z - Shift/2)
//
// where S and n are the figure and the base of the period, S0 and N those of all before it
// since the start or the last alert, and E and M the standard error and the base of all of
// them pooled. An alert is where C+ or C- exceeds the Threshold, after the first Learn
// periods, and Since is the first period of that sum above 0. Then all starts afresh with the
// next period. An E of 0 is z 0. It is also called a self-starting CUSUM.
//
// Chance brings one alert in Every periods. In a simulation of NPS by week with the rule {Every:
// 168} 0.5 to 0.6 alerts came in 104 weeks of an unchanged score, at -35, 20 and 60, and for 12
// to 600 answers a week; to call out each fall of 10 points since the week before gave 30 to 81.
// WorseOnly does not keep to it where nearly all answers are the best and few: 1.2 alerts, not
// 0.6, came of a score of 94 with 12 answers a week, 0.9 with 40. A fall from 20 to 5 points after
// 40 weeks was noticed after 2.7 weeks with 150 answers a week, after 7.3 with 40; with 12 a fifth
// of the falls were not within 64 weeks. The interval of Change at 0.95 held those 15 points in 85
// to 95 % of the alerts.
//
// It takes the answers for those of different customers and each period for all that came in it:
// leave out the one that still runs. A figure with a season, or of answers that hang together
// within a period, gives more false alerts.
//
// A proportion does not know whether it counts what is good: of a share that is bad (churned,
// difficult, abandoned), hand in the share of the good outcome, [Proportion.Complement]. The
// level is that of the interval of Change. Where all answers on each side are alike there is no
// such interval; Change then rests on the error of both sides pooled. Points with a base under
// MinBase at the end are without a verdict. No alerts give nil. It does not modify points. Its
// time grows with the points, and to find a Threshold takes it some milliseconds.
//
// AlertsOf returns an error if:
//   - level is not between 0 and 1 ([ErrInvalid]), or the rule is one that Solve refuses;
//   - a period is not valid or does not start where the one before it ends, or a tally is
//     not valid ([*RowError] wrapping [ErrInvalid]);
//   - the scales differ ([*RowError] wrapping [ErrMismatch]).
//
// Source: D. M. Hawkins, The Statistician 36 (1987), 295-299.
func AlertsOf[T any, P Ranked[T]](points []Point[T], rule AlertRule, level float64) ([]Alert[T], error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	rule, err := rule.Solve()
	if err != nil {
		return nil, err
	}
	if rule, err = rule.withDefaults(); err != nil {
		return nil, err
	}
	if err := checkSequence(points); err != nil {
		return nil, err
	}
	var alerts []Alert[T]
	w := watch[T, P]{points: points, rule: rule}
	for i := range points {
		found, err := w.read(i)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if found == nil {
			continue
		}
		alert, err := w.alert(found, level)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		alerts = append(alerts, alert)
		w = watch[T, P]{points: points, rule: rule, start: i + 1, first: i + 1}
	}
	return alerts, nil
}

// watch reads points from one alert to the next.
type watch[T any, P Ranked[T]] struct {
	points      []Point[T]
	rule        AlertRule
	start       int  // the first point since the last alert
	first, last int  // of the periods in hand, which are pooled until their base is large enough
	pending     T    // their answers
	fresh       bool // they have had their verdict
	learned     int  // so many of these are in all
	all         T
	figure      exact.Fraction // of all
	sums        [2]cusum       // of what is above the figure, and below
}

// cusum is a cumulative sum, with the periods at which it rose above 0.
type cusum struct {
	sum         float64
	first, last int
}

// read adds a point, and returns the sum that exceeds the threshold, if one does.
func (w *watch[T, P]) read(i int) (*cusum, error) {
	if w.fresh {
		var none T
		w.pending, w.first, w.fresh = none, i, false
	}
	w.last = i
	if err := P(&w.pending).Merge(w.points[i].Tally); err != nil {
		return nil, err
	}
	r, err := ratioOf(P(&w.pending))
	if err != nil {
		return nil, err
	}
	if !r.base(w.rule.MinBase) {
		return nil, nil
	}
	before := P(&w.all).Total()
	if err := P(&w.all).Merge(w.pending); err != nil {
		return nil, err
	}
	figure, before0 := exact.FractionOf(r.num, r.den), w.figure
	whole, err := ratioOf(P(&w.all))
	if err != nil {
		return nil, err
	}
	w.figure = exact.FractionOf(whole.num, whole.den)
	w.learned++
	var found *cusum
	if w.learned > w.rule.Learn {
		e, err := oneError[T, P](&w.all, r.total, before)
		if err != nil {
			return nil, err
		}
		if e > 0 {
			found = w.add(figure.Minus(before0) / e)
		}
	}
	w.fresh = true
	return found, nil
}

// oneError returns the standard error of the difference of n answers and those before, if the
// figure has not changed; 0 if there is none.
func oneError[T any, P Ranked[T]](all P, n, before int64) (float64, error) {
	se, err := all.StandardError()
	if errors.Is(err, ErrUndefined) {
		return 0, nil
	}
	return se * math.Sqrt(float64(all.Total())*(1/float64(n)+1/float64(before))), err
}

// add adds the z of the periods in hand to the sums, and returns the one that exceeds the
// threshold, if one does.
func (w *watch[T, P]) add(z float64) *cusum {
	lowerIsBetter := P(&w.all).LowerIsBetter()
	for side := range w.sums {
		if w.rule.WorseOnly && (side == 0) != lowerIsBetter {
			continue
		}
		s, step := &w.sums[side], z
		if side == 1 {
			step = -z
		}
		if s.sum == 0 {
			s.first, s.last = w.first, w.last
		}
		s.sum = max(0, s.sum+step-w.rule.Shift/2)
		if s.sum > w.rule.Threshold {
			return s
		}
	}
	return nil
}

// alert returns the alert of a sum that exceeded the threshold at the last point read.
func (w *watch[T, P]) alert(found *cusum, level float64) (Alert[T], error) {
	a := Alert[T]{
		Period: w.pool(w.first, w.last),
		Since:  w.pool(found.first, found.last),
		Better: (found == &w.sums[0]) != P(&w.all).LowerIsBetter(),
	}
	// Tallies are merged, not copied: one of the caller's may hold a map.
	for i := w.start; i <= w.last; i++ {
		side := &a.Before
		if i >= found.first {
			side = &a.After
		}
		if err := P(side).Merge(w.points[i].Tally); err != nil {
			return Alert[T]{}, err
		}
	}
	var err error
	if a.Change, err = P(&a.After).Difference(a.Before, level); errors.Is(err, ErrUndefined) {
		a.Change, err = w.pooledChange(&a, level)
	}
	return a, err
}

// pooledChange compares the sides of an alert of which each has answers that are all alike, by
// the error of both pooled.
func (w *watch[T, P]) pooledChange(a *Alert[T], level float64) (Comparison, error) {
	after, err := ratioOf(P(&a.After))
	if err != nil {
		return Comparison{}, err
	}
	before, err := ratioOf(P(&a.Before))
	if err != nil {
		return Comparison{}, err
	}
	e, err := oneError[T, P](&w.all, after.total, before.total)
	if err != nil {
		return Comparison{}, err
	}
	difference := exact.FractionOf(after.num, after.den).Minus(exact.FractionOf(before.num, before.den))
	return normalComparison(difference, difference, e, math.Inf(-1), math.Inf(1), level), nil
}

// pool returns the period of several points.
func (w *watch[T, P]) pool(first, last int) Period {
	return Period{Start: w.points[first].Period.Start, End: w.points[last].Period.End}
}
