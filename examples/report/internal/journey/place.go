package journey

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// journeyPage is what the parts of the screen look up.
type journeyPage struct {
	*journeyReport
	metrics map[string]cx.Metric
	figures map[cx.JourneyPlace][]cx.JourneyFigure
	missing map[cx.JourneyPlace][]string // metrics
	strange map[cx.JourneyPlace][]string // metrics that do not belong
	silent  map[cx.JourneyPlace]bool     // nothing was measured in the last half year
}

func newJourneyPage(r *journeyReport) *journeyPage {
	p := &journeyPage{
		journeyReport: r, metrics: make(map[string]cx.Metric), figures: make(map[cx.JourneyPlace][]cx.JourneyFigure),
		missing: make(map[cx.JourneyPlace][]string), strange: make(map[cx.JourneyPlace][]string),
		silent: make(map[cx.JourneyPlace]bool),
	}
	for _, at := range r.Journey.Unmeasured {
		p.silent[at] = true
	}
	for _, list := range [][]cx.Metric{cx.Metrics(), r.Map.Metrics} {
		for _, m := range list {
			p.metrics[m.Name] = m
		}
	}
	for _, f := range r.Journey.Figures {
		at := cx.JourneyPlace{Stage: f.Measurement.Stage, Touchpoint: f.Measurement.Touchpoint}
		p.figures[at] = append(p.figures[at], f)
	}
	for _, c := range r.Journey.Missing {
		at := cx.JourneyPlace{Stage: c.Stage, Touchpoint: c.Touchpoint}
		p.missing[at] = append(p.missing[at], c.Metric)
	}
	for _, c := range r.Journey.Misplaced {
		at := cx.JourneyPlace{Stage: c.Stage, Touchpoint: c.Touchpoint}
		p.strange[at] = append(p.strange[at], c.Metric)
	}
	return p
}

// whole returns the result of the journey as a whole, of which package cx counts the
// stages alone: its figures are those without a stage.
func (p *journeyPage) whole() cx.JourneyPlaceResult {
	whole := cx.JourneyPlaceResult{Coverage: p.Journey.Coverage}
	for _, s := range p.Journey.Stages {
		whole.Coverage.Count -= s.Coverage.Count
		whole.Coverage.Base -= s.Coverage.Base
	}
	for _, f := range p.figures[cx.JourneyPlace{}] {
		if f.Part {
			continue
		}
		switch f.Verdict {
		case cx.TargetMet:
			whole.Met++
		case cx.TargetMissed:
			whole.Missed++
		case cx.TargetUndecided:
			whole.Undecided++
		}
	}
	return whole
}

// stageName names a stage with its number, and the journey as a whole without.
func (p *journeyPage) stageName(s cx.Stage) string {
	for i, stage := range p.Map.Stages {
		if stage.Stage == s {
			return strconv.Itoa(i+1) + " " + figure.Printable(string(s))
		}
	}
	return "the whole"
}

// placeName names a place in words.
func placeName(at cx.JourneyPlace) string {
	switch {
	case at.Touchpoint != "":
		return figure.Printable(at.Touchpoint)
	case at.Stage != "":
		return figure.Printable(string(at.Stage))
	}
	return "the whole journey"
}

// measuredOf writes a coverage.
func measuredOf(c cx.Proportion) string {
	if c.Base == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d", c.Count, c.Base)
}

// metricName writes the name of a metric in words.
func metricName(name string) string { return strings.ReplaceAll(figure.Printable(name), "_", " ") }

// label names a figure: its metric, and whose it is alone.
func (p *journeyPage) label(f *cx.JourneyFigure) string {
	m := &f.Measurement
	text := metricName(m.Metric)
	for _, part := range []string{m.Channel, m.Team} {
		if part != "" {
			text += ", " + figure.Printable(part)
		}
	}
	if old, err := p.AsOf.DaysSince(m.Period.End); err == nil && old >= 182 {
		text += ", " + m.Period.String()
	}
	return text
}

// unitOf returns how the values of a unit are written; a share is written in percent.
func unitOf(u cx.MetricUnit) (unit figure.Unit, factor float64) {
	factor = 1
	switch u {
	case cx.UnitPoints:
		unit.Signed = true
	case cx.UnitPercent:
		unit.Suffix, unit.Places = "%", 0
	case cx.UnitShare:
		unit.Suffix, unit.Places, factor = "%", 1, 100
	case cx.UnitChange:
		unit.Suffix, unit.Places, unit.Signed, factor = "%", 1, true, 100
	case cx.UnitMean, cx.UnitRatio, cx.UnitMoney:
		unit.Places = 2
	case cx.UnitPer100, cx.UnitSeconds:
		unit.Places = 1
	}
	return unit, factor
}

// figureText writes a value in its unit. A share close to 1 or to 0, as an uptime, has one
// more decimal, and a large ratio, as of visits a day, has none.
func figureText(u cx.MetricUnit, value figure.Exact) string {
	format, factor := unitOf(u)
	f := value.InexactFloat64()
	switch {
	case u == cx.UnitShare && (f > 0.99 && f < 1 || f > 0 && f < 0.01):
		format.Places = 2
	case u == cx.UnitRatio && f >= 100:
		format.Places = 0
	}
	text := number(format, factor*f) + format.Suffix
	if u == cx.UnitSeconds {
		text += " s"
	}
	return text
}

// intervalText writes an interval, without the unit.
func intervalText(u cx.MetricUnit, iv cx.Interval) string {
	format, factor := unitOf(u)
	return number(format, factor*iv.Low) + " to " + number(format, factor*iv.High)
}

// number writes a number, of thousands or millions if it is large.
func number(u figure.Unit, f float64) string {
	switch size := max(f, -f); {
	case size >= 99_999_500:
		return strconv.FormatFloat(f, 'g', 4, 64)
	case size >= 99_999.5:
		return u.Sign(figure.Thousands(int64(f/1000))) + "k"
	case size >= 1000:
		return u.Sign(figure.Thousands(int64(f)))
	}
	return u.Estimate(f)
}

// notChance writes I² with its interval, where there is one. Where the figures are not told
// apart it says nothing.
func (p *journeyPage) notChance(h cx.Heterogeneity) string {
	if h.P > 1-p.Level {
		return "not told apart"
	}
	text := figure.Fixed(100*h.ISquared, 0) + "%"
	if iv, err := h.ISquaredInterval(p.Level); err == nil {
		text += ", " + figure.Fixed(100*iv.Low, 0) + " to " + figure.Fixed(100*iv.High, 0)
	}
	return text
}

// gapUnit names the unit of a difference.
func gapUnit(u cx.MetricUnit) string {
	switch u {
	case cx.UnitPoints, cx.UnitPercent, cx.UnitShare, cx.UnitChange:
		return "pts"
	case cx.UnitSeconds:
		return "s"
	}
	return ""
}
