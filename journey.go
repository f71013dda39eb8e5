package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// TargetVerdict says how a figure compares with its target.
type TargetVerdict string

// The verdicts. A figure without a target has none.
const (
	// TargetMet: the value reaches the target.
	TargetMet TargetVerdict = "met"
	// TargetMissed: the whole interval is on the wrong side of the target; without
	// an interval, the value is.
	TargetMissed TargetVerdict = "missed"
	// TargetUndecided: the value misses the target, but not the whole interval
	// does, or the base is too small to tell.
	TargetUndecided TargetVerdict = "undecided"
)

// ChangeVerdict says how a figure compares with that of the period before.
type ChangeVerdict string

// The verdicts, by the adjusted p value of the difference. A figure with none before it, or
// for which neither direction is better, has none.
const (
	ChangeBetter  ChangeVerdict = "better"  // AdjustedP is at most 1 - level, and the value is on the better side
	ChangeWorse   ChangeVerdict = "worse"   // it is on the worse side
	ChangeUnclear ChangeVerdict = "unclear" // AdjustedP is larger, or there is no test: one of the two has no interval or too small a base
)

// JourneyFigure is the last Measurement at a place, for a channel and team, with
// its verdict on the target and the measurement before it. Its stage and its unit
// are filled in.
type JourneyFigure struct {
	Measurement Measurement   `json:"measurement"`
	Verdict     TargetVerdict `json:"verdict,omitzero"` // on the target
	// Shortfall is by how much the value falls short of the target in the metric's own
	// direction, as a fraction of the target's size; below 0 the value is beyond it. Where
	// the target is 0 it is a fraction of the range of the unit, or else of the value.
	Shortfall float64 `json:"shortfall,omitzero"`
	// Part says that the figure is part of another at its place, of all channels or all teams,
	// that has a target: it does not count beside that one in Met, Missed and Undecided.
	Part     bool          `json:"part,omitzero"`
	Previous *Measurement  `json:"previous,omitempty"` // the last that had ended when it began
	Change   ChangeVerdict `json:"change,omitzero"`    // from Previous
	// Tested says that Difference and AdjustedP hold a test.
	Tested bool `json:"tested,omitzero"`
	// Difference is the value minus that of Previous. Its P and Interval are those of this one
	// test, unadjusted.
	Difference Comparison `json:"difference,omitzero"`
	// AdjustedP is P after Holm's method over all figures of the journey that have a test: the
	// verdict depends on what else is measured, and of 200 figures the first must have a P under
	// 0.00025.
	AdjustedP float64 `json:"adjusted_p,omitzero"`
	// AdjustedInterval is the interval of the difference to print beside AdjustedP: that at
	// the level 1 - (1 - level)/m for m tests. Holm's method rejects a little more than these
	// intervals, which agree with it for the smallest P alone, so that one may touch 0 beside
	// a change.
	AdjustedInterval Interval `json:"adjusted_interval,omitzero"`
}

// JourneyPlace is a Stage of the map, or a Touchpoint in it. The zero Place is the journey as a
// whole.
type JourneyPlace struct {
	Stage      Stage  `json:"stage,omitzero"`
	Touchpoint string `json:"touchpoint,omitzero"`
}

// JourneyPlaceResult is what was found at a Place: how much of what must be measured
// there was measured (Coverage), how many of its figures with a target Met it,
// Missed it, or are Undecided, and the mean Shortfall of these figures. A stage
// counts those of its touchpoints, and neither counts a Part. Where nothing must be measured,
// Coverage is 0 of 0, whose Rate is [ErrNoData].
type JourneyPlaceResult struct {
	Place     JourneyPlace `json:"place"`
	Coverage  Proportion   `json:"coverage"`
	Met       int64        `json:"met"`
	Missed    int64        `json:"missed"`
	Undecided int64        `json:"undecided"`
	Shortfall float64      `json:"shortfall,omitzero"`
}

// JourneyWeakness is where the journey breaks: the Place that misses the largest share
// of its targets as far as the MissedInterval of that share tells, how many it Missed of all
// with a target, and the figure that misses by the most, Worst, which is the reason. It is
// also called the weakest stage or touchpoint, or the pain point.
type JourneyWeakness struct {
	Place          JourneyPlace  `json:"place"`
	Missed         Proportion    `json:"missed"`
	MissedInterval Interval      `json:"missed_interval"` // [Proportion.Interval] of Missed at 0.95
	Worst          JourneyFigure `json:"worst"`
}

// JourneySpread is how consistent a Metric is Across the touchpoints of the journey, the channels
// of one Place, or the teams of one Channel there: the Heterogeneity of the
// figures, the Worst and the Best of them, and the Gap between the two values. If
// neither direction of the metric is better, Worst is the lowest.
type JourneySpread struct {
	Metric        string        `json:"metric"`
	Across        string        `json:"across"` // "touchpoint", "channel" or "team"
	Place         JourneyPlace  `json:"place,omitzero"`
	Channel       string        `json:"channel,omitzero"`
	Heterogeneity Heterogeneity `json:"heterogeneity"`
	Worst         Measurement   `json:"worst"`
	Best          Measurement   `json:"best"`
	Gap           float64       `json:"gap"`
}

// JourneyDue says when a Stage, or the journey as a whole where it is blank, must be
// measured again: 182 days after the last measurement ended, and at once if there
// was none.
type JourneyDue struct {
	Stage   Stage `json:"stage,omitzero"`
	Last    Date  `json:"last,omitzero"` // the end of the last period measured
	Date    Date  `json:"date"`          // when it must be measured again
	Overdue bool  `json:"overdue"`       // Date has come
}

// halfYear is the number of days after which a measurement is out of date: a
// journey must be measured after each stage, at its end, and at least twice a
// year.
const halfYear = 182

// Journey is the report on a customer journey: what was measured where, compared
// with targets and the time before, what is missing, and where it breaks. It is
// also called a journey map with its metrics: touchpoints, weakest stage,
// consistency.
type Journey struct {
	AsOf Date `json:"as_of"` // the day at whose start all this was known
	// Figures are in the order of the journey: of the whole, then of each stage and its
	// touchpoints; at one place in the order of the catalog and the map's own
	// metrics, of one metric by channel and team.
	Figures     []JourneyFigure      `json:"figures,omitempty"`
	Stages      []JourneyPlaceResult `json:"stages,omitempty"`      // in the map's order
	Touchpoints []JourneyPlaceResult `json:"touchpoints,omitempty"` // in the map's order
	// Coverage is what was measured in the last half year, 182 days, out of what
	// must be measured, and Missing is the rest.
	Coverage Proportion    `json:"coverage"`
	Missing  []JourneyCell `json:"missing,omitempty"`
	// Unmeasured is the stages, then the touchpoints, where nothing was measured
	// in the last half year, whether planned or not.
	Unmeasured []JourneyPlace `json:"unmeasured,omitempty"`
	// Misplaced is what was measured where the metric does not belong, by the
	// catalog, the map or its plan.
	Misplaced []JourneyCell `json:"misplaced,omitempty"`
	// Where the journey breaks: nil if no figure misses its target.
	WeakestStage      *JourneyWeakness `json:"weakest_stage,omitempty"`
	WeakestTouchpoint *JourneyWeakness `json:"weakest_touchpoint,omitempty"` // nil if none misses
	Consistency       []JourneySpread  `json:"consistency,omitempty"`        // in the order of the figures
	Due               []JourneyDue     `json:"due,omitempty"`                // the whole journey, then the stages
}

// JourneyOf puts measurements, in any order, on the map of a journey, as known at
// the start of the day asOf: those of periods that had not ended by then are left
// out. The figure of each series of measurements (one metric at one place, for
// one channel and team) is the last to end; if two end together, the shorter. It
// is also called journey mapping. It does not modify measurements. Its time and
// memory grow with the measurements.
//
// A figure with a base under the map's MinBase decides nothing. The weakest stage is the
// one with the highest lower limit of the share of its targets missed, by [Proportion.Interval]
// at 0.95, so that 1 of 1 is no weaker than 9 of 10; of equal ones that with the largest mean
// shortfall, rounded to [Places], then the earlier. Of two stages that miss the same share the
// one with more targets is named, of which more is known. A figure counts there however old it
// is: it is the last that is known. Figures of channels and teams count where there is none of
// all with a target.
//
// A change is judged by the difference and the intervals of the two values, at one level.
// All changes together are one family of tests, adjusted by [Holm]: in a simulation of 20
// unchanged figures, of 30 and of 100 answers each, 5 % of the journeys show any change, and 65 %
// do without the adjustment. It takes the answers of the two periods for those of different customers.
//
// Consistency compares two or more figures of the last half year, with a base large enough and
// a StandardError, or an interval whose width gives one, as [HeterogeneityOfGroups] compares
// tallies: one variance for all, and the bases as numbers of answers. From widths of intervals,
// P is at or below 0.05 in 1 to 8 % of the runs of a simulation of 5 to 20 equal figures of 30
// to 100 answers. The figures are taken for independent: where the same customers answer at
// several touchpoints, they are alike, and P is too large.
//
// JourneyOf returns an error if:
//   - the map has no stages, more than 10,000 stages, touchpoints or metrics of its own, no
//     plan and more than 100,000 metrics at its touchpoints, or a negative MinBase
//     ([ErrInvalid]);
//   - a name on the map is blank, unknown or there twice, or a metric on it has a unit or a
//     direction that does not exist ([*RowError] of its slice, wrapping [ErrInvalid]);
//   - a measurement has an unknown metric, stage or touchpoint, another unit than its
//     metric, a value or target outside the range of the unit, a target where neither
//     direction is better, an interval without its value, or a period, interval, standard
//     error or base that is not valid ([*RowError] wrapping [ErrInvalid]);
//   - two that count have the same metric, place, channel, team and period (the same
//     error);
//   - asOf is not a date, or less than 182 days before 9999-12-31 ([ErrInvalid]).
//
// Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693-1702, for the
// interval of a difference; [HeterogeneityOfGroups] for the consistency.
func JourneyOf(measurements []Measurement, m JourneyMap, asOf Date) (Journey, error) {
	if _, err := asOf.AddDays(halfYear); err != nil {
		return Journey{}, err
	}
	a, err := newAtlas(m)
	if err != nil {
		return Journey{}, err
	}
	r := reading{atlas: a, asOf: asOf.days(), measured: make(map[spot]int)}
	all, err := r.gather(measurements)
	if err != nil {
		return Journey{}, err
	}
	j := Journey{AsOf: asOf}
	if j.Figures, err = r.figures(measurements, all); err != nil {
		return Journey{}, err
	}
	r.judge(&j)
	r.cover(&j)
	r.misplace(&j)
	r.due(&j)
	r.spread(&j)
	return j, nil
}

// reading is the measurements of an atlas, by numbers.
type reading struct {
	*atlas
	asOf     int          // days since 1970-01-01, as all dates here
	measured map[spot]int // the last end of a measurement with a base
	// Of each figure: where it is, and its shortfall.
	spots      []spot
	shortfalls []exact.Fraction
	targets    []decimal.Decimal // room for those of figures
}

// series names measurements of one thing at different times.
type series struct {
	at            spot
	channel, team string
}

func (s *series) compare(other *series) int {
	return cmp.Or(s.at.compare(other.at), cmp.Compare(s.channel, other.channel), cmp.Compare(s.team, other.team))
}

// record is the rows of a series.
type record struct {
	series
	rows []int
}

// gather checks the measurements and sorts them into series, in the order of the journey.
func (r *reading) gather(measurements []Measurement) ([]record, error) {
	slots := make(map[series]int)
	numbers := make([]int, len(measurements)) // of the series, -1 for a row to leave out
	var all []record
	var counts []int // of rows, by series
	for i := range measurements {
		numbers[i] = -1
		m := &measurements[i]
		at, err := r.locate("measurement", m.cell())
		if err == nil {
			err = m.checkAs(&r.list[at.metric])
		}
		if err != nil {
			return nil, &RowError{Of: "measurements", Row: i, Err: err}
		}
		end := m.Period.End.days()
		if end > r.asOf {
			continue
		}
		if last, ok := r.measured[at]; m.Base > 0 && (!ok || end > last) {
			r.measured[at] = end
		}
		s := series{at, m.Channel, m.Team}
		slot, ok := slots[s]
		if !ok {
			slot = len(all)
			slots[s] = slot
			all, counts = append(all, record{series: s}), append(counts, 0)
		}
		numbers[i] = slot
		counts[slot]++
	}
	rows := make([]int, len(measurements))
	for slot, n := range counts {
		all[slot].rows, rows = rows[:0:n], rows[n:]
	}
	for i, slot := range numbers {
		if slot >= 0 {
			all[slot].rows = append(all[slot].rows, i)
		}
	}
	slices.SortFunc(all, func(x, y record) int { return x.compare(&y.series) })
	return all, nil
}

// isFresh reports whether a measurement that ended on a day is not out of date.
func (r *reading) isFresh(end int) bool { return r.asOf-end < halfYear }

// Measurement is the value of a metric in a period, at a place of the journey: a
// Metric of the catalog or of the [JourneyMap], at a Stage or a Touchpoint of the map,
// or of the journey as a whole where both are blank. It may be that of one
// Channel or Team.
type Measurement struct {
	Metric     string `json:"metric"`
	Stage      Stage  `json:"stage,omitzero"` // blank, or that of the touchpoint, where there is a touchpoint
	Touchpoint string `json:"touchpoint,omitzero"`
	Channel    string `json:"channel,omitzero"`
	Team       string `json:"team,omitzero"`
	Period     Period `json:"period"`
	// Unit is that of Value and Target. A blank Unit is the metric's own; another is
	// refused.
	Unit  MetricUnit      `json:"unit,omitzero"`
	Value decimal.Decimal `json:"value"`
	// Interval is the confidence interval of Value in the same unit, the zero Interval for
	// none. The interval of a share is not one of a percentage.
	Interval Interval `json:"interval,omitzero"`
	// StandardError is that of Value in the same unit, 0 for none: that of the tally, by which
	// consistency is compared. Without it the width of Interval tells one, of small bases
	// not so well.
	StandardError float64 `json:"standard_error,omitzero"`
	// Base is the answers, customers, visits or days behind the value. With a base of 0
	// nothing was measured, and with one under the map's MinBase nothing is decided.
	Base   int64            `json:"base"`
	Target *decimal.Decimal `json:"target,omitempty"` // nil for none
}

// cell returns the place and the metric of m.
func (m *Measurement) cell() JourneyCell {
	return JourneyCell{Stage: m.Stage, Touchpoint: m.Touchpoint, Metric: m.Metric}
}

// validate refuses what is not valid for any metric.
func (m *Measurement) validate() error {
	if err := m.Period.Validate(); err != nil {
		return err
	}
	if err := exact.Check("measurement value", m.Value); err != nil {
		return err
	}
	if m.Target != nil {
		if err := exact.Check("measurement target", *m.Target); err != nil {
			return err
		}
	}
	if m.Base < 0 {
		return invalid("measurement: the base is negative")
	}
	if !(m.StandardError >= 0 && m.StandardError <= math.MaxFloat64) {
		return invalid("measurement: the standard error is negative, or not finite")
	}
	if m.Interval == (Interval{}) {
		return nil
	}
	if err := checkLevel(m.Interval.Level); err != nil {
		return err
	}
	value := exact.Float(m.Value)
	// The value may have been rounded to Places.
	slack := 1e-8 * max(1, math.Abs(value))
	if !(m.Interval.Low <= value+slack && value-slack <= m.Interval.High &&
		m.Interval.Low >= -math.MaxFloat64 && m.Interval.High <= math.MaxFloat64) {
		return invalid("measurement: the interval does not hold the value, or is not finite")
	}
	return nil
}

// checkAs refuses what is not a measurement of the metric.
func (m *Measurement) checkAs(metric *Metric) error {
	if err := m.validate(); err != nil {
		return err
	}
	if m.Unit != "" && m.Unit != metric.Unit {
		return invalid("measurement: the unit is not the %s of the metric", metric.Unit)
	}
	if err := metric.Unit.checkValue("measurement value", m.Value); err != nil {
		return err
	}
	if m.Target == nil {
		return nil
	}
	if metric.Direction == NeitherIsBetter {
		return invalid("measurement: the metric has no better direction, and takes no target")
	}
	return metric.Unit.checkValue("measurement target", *m.Target)
}

// MarshalJSON encodes the value and the target as texts. It returns an error wrapping
// [ErrInvalid] if the period, the interval, the base or an amount is not valid.
func (m Measurement) MarshalJSON() ([]byte, error) { return encode(&m, m.validate()) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse m, nil if they do not: for [Sift], and for one row at the door of a host.
func (m Measurement) Validate() error { return m.validate() }

// UnmarshalJSON decodes a measurement. It refuses unknown and repeated keys, a measurement
// without a value, and what is valid for no metric. On error m is unchanged.
func (m *Measurement) UnmarshalJSON(data []byte) error {
	return decode(data, "measurement", m, (*Measurement).validate)
}
