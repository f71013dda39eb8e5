package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"
)

// figures returns the figure of each series.
func (r *reading) figures(measurements []Measurement, all []record) ([]JourneyFigure, error) {
	if len(all) == 0 {
		return nil, nil
	}
	figures := make([]JourneyFigure, len(all))
	r.spots = make([]spot, len(all))
	r.shortfalls = make([]decimal.Decimal, len(all))
	twice := -1
	for i, h := range all {
		period := func(row int) Period { return measurements[row].Period }
		slices.SortFunc(h.rows, func(x, y int) int {
			return cmp.Or(period(x).End.Compare(period(y).End), period(x).Start.Compare(period(y).Start), cmp.Compare(x, y))
		})
		for k := 1; k < len(h.rows); k++ {
			if row := h.rows[k]; period(row) == period(h.rows[k-1]) && (twice < 0 || row < twice) {
				twice = row
			}
		}
		r.spots[i] = h.at
		figures[i] = r.figure(h, measurements)
		if f := &figures[i]; f.Measurement.Target != nil {
			r.shortfalls[i] = shortfall(&r.list[h.at.metric], &f.Measurement)
			f.Shortfall = r.shortfalls[i].InexactFloat64()
		}
	}
	if twice >= 0 {
		return nil, &RowError{Row: twice, Err: invalid("measurement: the same metric, place and period stand there twice")}
	}
	return figures, nil
}

// figure sets the last of a series beside its target and the one before it.
func (r *reading) figure(h record, measurements []Measurement) JourneyFigure {
	last := len(h.rows) - 1
	f := JourneyFigure{Measurement: r.named(h.at, measurements[h.rows[last]])}
	for i := last - 1; i >= 0; i-- {
		if before := measurements[h.rows[i]]; before.Period.End.Compare(f.Measurement.Period.Start) <= 0 {
			before = r.named(h.at, before)
			f.Previous = &before
			break
		}
	}
	metric := &r.list[h.at.metric]
	if f.Measurement.Target != nil {
		f.Verdict = r.verdict(metric, &f.Measurement)
	}
	if f.Previous != nil && metric.Direction != NeitherIsBetter {
		f.Change = r.change(metric, &f.Measurement, f.Previous)
	}
	return f
}

// named fills in the stage and the unit of a measurement, with a target of its own.
func (r *reading) named(at spot, m Measurement) Measurement {
	m.Stage, m.Unit = r.place(at).Stage, r.list[at.metric].Unit
	if m.Target != nil {
		target := *m.Target
		m.Target = &target
	}
	return m
}

// shortfall returns (target - value) / |target| in the direction of the metric.
func shortfall(metric *Metric, m *Measurement) decimal.Decimal {
	short, size := m.Target.Sub(m.Value), m.Target.Abs()
	if metric.Direction == LowerIsBetter {
		short = short.Neg()
	}
	if size.IsZero() {
		size = m.Value.Abs()
		if low, high, hasLow, hasHigh := metric.Unit.bounds(); hasLow && hasHigh {
			size = decimal.NewFromInt(high - low)
		}
	}
	if size.IsZero() {
		return decimal.Decimal{}
	}
	return short.DivRound(size, guardPlaces)
}

func (r *reading) verdict(metric *Metric, m *Measurement) TargetVerdict {
	short := m.Target.Cmp(m.Value)
	target, best := m.Target.InexactFloat64(), m.Interval.High
	if metric.Direction == LowerIsBetter {
		short, target, best = -short, -target, -m.Interval.Low
	}
	switch {
	case m.Base < r.minBase:
		return TargetUndecided
	case short <= 0:
		return TargetMet
	case m.Interval == (Interval{}) || best < target:
		return TargetMissed
	}
	return TargetUndecided
}

// change judges a difference by the interval
//
//	d - sqrt((v1 - l1)² + (u2 - v2)²) .. d + sqrt((u1 - v1)² + (v2 - l2)²)
//
// of two values v with limits l..u at one level.
func (r *reading) change(metric *Metric, now, before *Measurement) ChangeVerdict {
	none := Interval{}
	if now.Interval == none || before.Interval == none || now.Interval.Level != before.Interval.Level ||
		now.Base < r.minBase || before.Base < r.minBase {
		return ChangeUnclear
	}
	v1, v2 := now.Value.InexactFloat64(), before.Value.InexactFloat64()
	difference := now.Value.Sub(before.Value).InexactFloat64()
	low := difference - math.Hypot(v1-now.Interval.Low, before.Interval.High-v2)
	high := difference + math.Hypot(now.Interval.High-v1, v2-before.Interval.Low)
	if metric.Direction == LowerIsBetter {
		low, high = -high, -low
	}
	switch {
	case low > 0:
		return ChangeBetter
	case high < 0:
		return ChangeWorse
	}
	return ChangeUnclear
}
