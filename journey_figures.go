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
	r.shortfalls = make([]exact.Fraction, len(all))
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
			f.Shortfall = r.shortfalls[i].Float()
		}
	}
	if twice >= 0 {
		return nil, &RowError{Of: "measurements", Row: twice, Err: invalid("measurement: the same metric, place and period are there twice")}
	}
	r.part(figures)
	return figures, r.change(figures)
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
		f.Change = ChangeUnclear
		f.Difference, f.Tested = r.compare(&f.Measurement, f.Previous)
	}
	return f
}

// named fills in the stage and the unit of a measurement, with a target of its own.
func (r *reading) named(at spot, m Measurement) Measurement {
	m.Stage, m.Unit = r.place(at).Stage, r.list[at.metric].Unit
	if m.Target != nil {
		if len(r.targets) == cap(r.targets) {
			r.targets = make([]decimal.Decimal, 0, min(2*cap(r.targets)+4, 1024))
		}
		r.targets = append(r.targets, *m.Target)
		m.Target = &r.targets[len(r.targets)-1]
	}
	return m
}

// shortfall returns (target - value) / |target| in the direction of the metric.
func shortfall(metric *Metric, m *Measurement) exact.Fraction {
	var short exact.Fraction
	if m.Target.IsZero() {
		size := m.Value.Abs()
		if low, high, hasLow, hasHigh := metric.Unit.bounds(); hasLow && hasHigh {
			size = decimal.NewFromInt(high - low)
		}
		if size.IsZero() {
			size = decimal.NewFromInt(1)
		}
		short = exact.FractionOf(m.Value.Neg(), size)
	} else {
		short = exact.RelativeDifference(*m.Target, m.Value)
	}
	if metric.Direction == LowerIsBetter {
		return short.Neg()
	}
	return short
}

func (r *reading) verdict(metric *Metric, m *Measurement) TargetVerdict {
	short := exact.Compare(*m.Target, m.Value)
	target, best := exact.Float(*m.Target), m.Interval.High
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

// compare tests the difference d of two values v with limits l..u at one level, whose interval
// is
//
//	d - sqrt((v1 - l1)² + (u2 - v2)²) .. d + sqrt((u1 - v1)² + (v2 - l2)²)
//
// by the side of it that is nearer to 0. It reports whether there is a test.
func (r *reading) compare(now, before *Measurement) (Comparison, bool) {
	none := Interval{}
	if now.Interval == none || now.Interval.Level != before.Interval.Level ||
		now.Base < r.minBase || before.Base < r.minBase {
		return Comparison{}, false
	}
	v1, v2 := exact.Float(now.Value), exact.Float(before.Value)
	d := exact.Difference(now.Value, before.Value)
	down := math.Hypot(v1-now.Interval.Low, before.Interval.High-v2)
	up := math.Hypot(now.Interval.High-v1, v2-before.Interval.Low)
	side := max(down, up)
	switch {
	case d > 0:
		side = down
	case d < 0:
		side = up
	}
	z := special.NormalQuantile(now.Interval.Level)
	se := side / z
	// No interval has the width 0 where anything is unknown, and none is wider than a number.
	if !(se > 0 && max(down, up)/z < math.MaxFloat64/100) || math.IsInf(d/se, 0) {
		return Comparison{}, false
	}
	return Comparison{
		Difference: d, StandardError: se, Z: d / se, P: special.NormalTwoTailed(d / se),
		Interval: Interval{Low: d - down, High: d + up, Level: now.Interval.Level},
	}, true
}

// change judges the differences of all figures as one family.
func (r *reading) change(figures []JourneyFigure) error {
	var p []float64
	for i := range figures {
		if figures[i].Tested {
			p = append(p, figures[i].Difference.P)
		}
	}
	adjusted, err := Holm(p)
	if err != nil {
		return err
	}
	for i := range figures {
		f := &figures[i]
		if !f.Tested {
			continue
		}
		f.AdjustedP, adjusted = adjusted[0], adjusted[1:]
		metric := &r.list[r.spots[i].metric]
		f.AdjustedInterval = f.Difference.widened(len(p))
		if low, high, hasLow, hasHigh := metric.Unit.bounds(); hasLow && hasHigh {
			most := float64(high - low)
			f.AdjustedInterval = clip(f.AdjustedInterval.Low, f.AdjustedInterval.High, -most, most, f.AdjustedInterval.Level)
		}
		if f.AdjustedP > 1-f.Difference.Interval.Level || f.Difference.Difference == 0 {
			continue
		}
		f.Change = ChangeBetter
		if (f.Difference.Difference < 0) == (metric.Direction == HigherIsBetter) {
			f.Change = ChangeWorse
		}
	}
	return nil
}

// widened returns the interval of a difference at the level of one of m tests.
func (c *Comparison) widened(m int) Interval {
	iv := c.Interval
	level := adjustedLevel(iv.Level, m)
	if level == iv.Level {
		return iv
	}
	z, wide := special.NormalQuantile(iv.Level), special.NormalQuantile(level)
	return Interval{
		Low:   c.Difference - (c.Difference-iv.Low)/z*wide,
		High:  c.Difference + (iv.High-c.Difference)/z*wide,
		Level: level,
	}
}

// standing counts the figures of a place against their targets.
type standing struct {
	met, missed, undecided int64
	shortfall              exact.Quotients // the sum
	worst                  *JourneyFigure  // of those missed
}

func (s *standing) add(f *JourneyFigure, shortfall exact.Fraction) {
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
	s.shortfall.AddFraction(shortfall)
}

func (s *standing) total() int64 { return s.met + s.missed + s.undecided }

// mean returns the mean shortfall.
func (s *standing) mean() decimal.Decimal {
	if s.total() == 0 {
		return decimal.Decimal{}
	}
	return exact.Divide(s.shortfall.Value(), decimal.NewFromInt(s.total()))
}

// weakestLevel is the level of the interval by whose lower limit places are compared.
const weakestLevel = 0.95

// share returns the share of targets missed, with its interval.
func (s *standing) share() (Proportion, Interval) {
	p := Proportion{Count: s.missed, Base: s.total()}
	low, high := p.wilson(1, weakestLevel)
	return p, Interval{Low: low, High: high, Level: weakestLevel}
}

// isWeaker reports whether s, which misses a target, misses a larger share than other as far
// as the lower limit tells or, of an equal one, has the larger mean shortfall.
func (s *standing) isWeaker(other *standing) bool {
	_, mine := s.share()
	if _, theirs := other.share(); mine.Low != theirs.Low {
		return mine.Low > theirs.Low
	}
	return s.mean().Cmp(other.mean()) > 0
}

// part marks the figures that are part of another with a target at their spot: of the one of
// all, of that of their channel, or of that of their team. Figures of a spot follow each other,
// that of all before those of teams, and these before those of channels.
func (r *reading) part(figures []JourneyFigure) {
	var all bool
	var channel string        // the last with a target, blank for none
	var teams map[string]bool // with a target in all channels
	for i, s := range r.spots {
		if i == 0 || s != r.spots[i-1] {
			all, channel, teams = false, "", nil
		}
		f := &figures[i]
		m := &f.Measurement
		f.Part = all || m.Team != "" && m.Channel != "" && (m.Channel == channel || teams[m.Team])
		if f.Verdict == "" {
			continue
		}
		switch {
		case m.Channel == "" && m.Team == "":
			all = true
		case m.Channel == "":
			if teams == nil {
				teams = make(map[string]bool)
			}
			teams[m.Team] = true
		case m.Team == "":
			channel = m.Channel
		}
	}
}

// judge counts the figures of each stage and touchpoint against their targets, and finds
// the weakest of both.
func (r *reading) judge(j *Journey) {
	stages := make([]standing, len(r.m.Stages))
	touchpoints := make([]standing, len(r.m.Touchpoints))
	for i, s := range r.spots {
		f := &j.Figures[i]
		if f.Verdict == "" || f.Part {
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
			Place: place(i), Met: s.met, Missed: s.missed, Undecided: s.undecided, Shortfall: exact.Float(s.mean()),
		}
		if s.missed > 0 && (weakest < 0 || s.isWeaker(&standings[weakest])) {
			weakest = i
		}
	}
	if weakest < 0 {
		return list, nil
	}
	s := &standings[weakest]
	missed, interval := s.share()
	return list, &JourneyWeakness{Place: place(weakest), Missed: missed, MissedInterval: interval, Worst: *s.worst}
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
