package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
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
		return nil, &RowError{Of: "measurements", Row: twice, Err: invalid("measurement: the same metric, place and period are there twice")}
	}
	return figures, nil
}

// figure compares the last of a series with its target and the one before it.
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
	return short.DivRound(size, exact.GuardPlaces)
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

// standing counts the figures of a place against their targets.
type standing struct {
	met, missed, undecided int64
	shortfall              decimal.Decimal // the sum
	worst                  *JourneyFigure  // of those missed
}

func (s *standing) add(f *JourneyFigure, shortfall decimal.Decimal) {
	switch f.Verdict {
	case TargetMet:
		s.met++
	case TargetUndecided:
		s.undecided++
	case TargetMissed:
		s.missed++
		if s.worst == nil || f.Shortfall > s.worst.Shortfall {
			s.worst = f
		}
	}
	s.shortfall = s.shortfall.Add(shortfall)
}

func (s *standing) total() int64 { return s.met + s.missed + s.undecided }

// mean returns the mean shortfall.
func (s *standing) mean() decimal.Decimal {
	if s.total() == 0 {
		return decimal.Decimal{}
	}
	return exact.Divide(s.shortfall, decimal.NewFromInt(s.total()))
}

// isWeaker reports whether s misses a larger share of its targets than other or, of an
// equal share, has the larger mean shortfall.
func (s *standing) isWeaker(other *standing) bool {
	if mine, theirs := s.missed*other.total(), other.missed*s.total(); mine != theirs {
		return mine > theirs
	}
	return s.mean().Cmp(other.mean()) > 0
}

// judge counts the figures of each stage and touchpoint against their targets, and finds
// the weakest of both.
func (r *reading) judge(j *Journey) {
	stages := make([]standing, len(r.m.Stages))
	touchpoints := make([]standing, len(r.m.Touchpoints))
	for i, s := range r.spots {
		f := &j.Figures[i]
		if f.Verdict == "" {
			continue
		}
		if s.stage >= 0 {
			stages[s.stage].add(f, r.shortfalls[i])
		}
		if s.touchpoint >= 0 {
			touchpoints[s.touchpoint].add(f, r.shortfalls[i])
		}
	}
	j.Stages, j.WeakestStage = results(stages, func(i int) JourneyPlace { return r.place(spot{i, -1, 0}) })
	j.Touchpoints, j.WeakestTouchpoint = results(touchpoints, func(i int) JourneyPlace {
		return JourneyPlace{r.m.Touchpoints[i].Stage, r.m.Touchpoints[i].Name}
	})
}

// results returns the results of the numbered places, and the weakest place: the first
// that is weaker than all others, nil if nothing is missed.
func results(standings []standing, place func(int) JourneyPlace) ([]JourneyPlaceResult, *JourneyWeakness) {
	if len(standings) == 0 {
		return nil, nil
	}
	list := make([]JourneyPlaceResult, len(standings))
	weakest := -1
	for i := range standings {
		s := &standings[i]
		list[i] = JourneyPlaceResult{
			Place: place(i), Met: s.met, Missed: s.missed, Undecided: s.undecided, Shortfall: s.mean().InexactFloat64(),
		}
		if s.missed > 0 && (weakest < 0 || s.isWeaker(&standings[weakest])) {
			weakest = i
		}
	}
	if weakest < 0 {
		return list, nil
	}
	s := &standings[weakest]
	return list, &JourneyWeakness{Place: place(weakest), Missed: Proportion{Count: s.missed, Base: s.total()}, Worst: *s.worst}
}

// cover compares what was measured with what must be measured.
func (r *reading) cover(j *Journey) {
	for _, s := range r.plan {
		end, ok := r.measured[s]
		measured := ok && r.isFresh(end)
		if !measured {
			j.Missing = append(j.Missing, r.cell(s))
		}
		coverages := []*Proportion{&j.Coverage}
		if s.stage >= 0 {
			coverages = append(coverages, &j.Stages[s.stage].Coverage)
		}
		if s.touchpoint >= 0 {
			coverages = append(coverages, &j.Touchpoints[s.touchpoint].Coverage)
		}
		for _, p := range coverages {
			p.Base++
			if measured {
				p.Count++
			}
		}
	}
	stages, touchpoints := make([]bool, len(r.m.Stages)), make([]bool, len(r.m.Touchpoints))
	for s, end := range r.measured {
		if s.stage >= 0 && r.isFresh(end) {
			stages[s.stage] = true
			if s.touchpoint >= 0 {
				touchpoints[s.touchpoint] = true
			}
		}
	}
	for i, measured := range stages {
		if !measured {
			j.Unmeasured = append(j.Unmeasured, j.Stages[i].Place)
		}
	}
	for i, measured := range touchpoints {
		if !measured {
			j.Unmeasured = append(j.Unmeasured, j.Touchpoints[i].Place)
		}
	}
}

// misplace finds what was measured where it does not belong.
func (r *reading) misplace(j *Journey) {
	for i, s := range r.spots {
		// Channels and teams of one spot follow each other.
		if (i == 0 || s != r.spots[i-1]) && !r.belongs(s) {
			j.Misplaced = append(j.Misplaced, r.cell(s))
		}
	}
}

// due says when the journey and each stage must be measured again.
func (r *reading) due(j *Journey) {
	const never = math.MinInt
	last := make([]int, 1+len(r.m.Stages)) // of the whole journey, then of the stages
	for i := range last {
		last[i] = never
	}
	for s, end := range r.measured {
		last[1+s.stage] = max(last[1+s.stage], end)
	}
	for i, end := range last {
		d := JourneyDue{Date: j.AsOf, Overdue: end == never || !r.isFresh(end)}
		if i > 0 {
			d.Stage = r.m.Stages[i-1].Stage
		}
		if end != never {
			// Neither leaves the years 1 to 9999: the end is that of a period, and
			// asOf is at least half a year before the last day.
			d.Last, _ = dateAt(end)
			d.Date, _ = dateAt(end + halfYear)
		}
		j.Due = append(j.Due, d)
	}
}

// spreadKey says which figures are compared.
type spreadKey struct {
	metric  int
	across  string
	at      spot // of the place
	channel string
}

// compared is the figures of a key.
type compared struct {
	spreadKey
	figures      []Estimate
	measurements []*Measurement
}

// spread finds how consistent each metric is across touchpoints, channels and teams.
func (r *reading) spread(j *Journey) {
	slots := make(map[spreadKey]int)
	var all []compared // in the order of the figures
	for i, s := range r.spots {
		m := &j.Figures[i].Measurement
		se := standardError(m)
		if !(se > 0 && se <= math.MaxFloat64) || m.Base < r.minBase || !r.isFresh(m.Period.End.days()) {
			continue
		}
		key := spreadKey{metric: s.metric, across: "touchpoint", at: spot{-1, -1, 0}}
		switch {
		case m.Team != "":
			key.across, key.at, key.channel = "team", s, m.Channel
		case m.Channel != "":
			key.across, key.at = "channel", s
		case m.Touchpoint == "":
			continue
		}
		slot, ok := slots[key]
		if !ok {
			slot = len(all)
			slots[key] = slot
			all = append(all, compared{spreadKey: key})
		}
		c := &all[slot]
		c.figures = append(c.figures, Estimate{Value: m.Value.InexactFloat64(), StandardError: se})
		c.measurements = append(c.measurements, m)
	}
	for _, c := range all {
		h, err := HeterogeneityOf(c.figures)
		if err != nil {
			continue // a single figure, or figures that no float64 compares
		}
		low, high := c.measurements[0], c.measurements[0]
		for _, m := range c.measurements {
			if m.Value.Cmp(low.Value) < 0 {
				low = m
			}
			if m.Value.Cmp(high.Value) > 0 {
				high = m
			}
		}
		spread := JourneySpread{
			Metric: r.list[c.metric].Name, Across: c.across, Place: r.place(c.at), Channel: c.channel,
			Heterogeneity: h, Worst: *low, Best: *high, Gap: high.Value.Sub(low.Value).InexactFloat64(),
		}
		if r.list[c.metric].Direction == LowerIsBetter {
			spread.Worst, spread.Best = spread.Best, spread.Worst
		}
		j.Consistency = append(j.Consistency, spread)
	}
}

// standardError returns the standard error that follows from the width of an
// interval, 0 without one. If the interval was cut back on one side, it follows
// from the other.
func standardError(m *Measurement) float64 {
	if m.Interval == (Interval{}) {
		return 0
	}
	half := m.Interval.High/2 - m.Interval.Low/2
	if m.Interval.Clipped {
		value := m.Value.InexactFloat64()
		half = max(m.Interval.High-value, value-m.Interval.Low)
	}
	return half / special.NormalQuantile(m.Interval.Level)
}
