package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
)

// screen prints a journey for people to read.
type screen struct {
	out   io.Writer
	lower map[string]bool // by metric: a lower value is the better one
}

func newScreen(out io.Writer, m cx.JourneyMap) screen {
	s := screen{out: out, lower: make(map[string]bool)}
	for _, metrics := range [][]cx.Metric{cx.Metrics(), m.Metrics} {
		for _, metric := range metrics {
			s.lower[metric.Name] = metric.Direction == cx.LowerIsBetter
		}
	}
	return s
}

// printMap prints the journey as a whole, then each stage with its touchpoints.
func (s screen) printMap(m cx.JourneyMap, journey cx.Journey) {
	fmt.Fprintf(s.out, "The customer journey as known on %v, the last figure of each metric\n\n", journey.AsOf)
	fmt.Fprintf(s.out, "%38s%6s  %-14s %7s  %-14s  %s\n", "", "value", "95% interval", "base", "target", "verdict")
	s.printStage(journey, cx.JourneyStage{})
	for _, stage := range m.Stages {
		s.printStage(journey, stage)
	}
}

// printStage prints what was measured in a stage and what was not; the zero stage is the
// journey as a whole.
func (s screen) printStage(journey cx.Journey, stage cx.JourneyStage) {
	line := fmt.Sprintf("%-15s%s", strings.ToUpper(placeName(stage.Stage, "")), stage.Question)
	fmt.Fprintln(s.out, strings.TrimRight(line, " "))
	for _, f := range journey.Figures {
		if f.Measurement.Stage == stage.Stage {
			s.printFigure(f)
		}
	}
	for _, c := range journey.Missing {
		if c.Stage == stage.Stage {
			fmt.Fprintf(s.out, "  %-13s%-23s%6s  not measured\n", c.Touchpoint, words(c.Metric), "-")
		}
	}
	fmt.Fprintln(s.out)
}

func (s screen) printFigure(f cx.JourneyFigure) {
	m := f.Measurement
	value, interval, target := s.texts(m)
	line := fmt.Sprintf("  %-13s%-23s%6s  %-14s %7d  %-14s  %-9s",
		m.Touchpoint, words(m.Metric), value, interval, m.Base, target, f.Verdict)
	if f.Previous != nil {
		before, _, _ := s.texts(*f.Previous)
		line += fmt.Sprintf("  after %s in %v, %s", before, f.Previous.Period, f.Change)
	}
	fmt.Fprintln(s.out, strings.TrimRight(line, " "))
}

// texts returns a value, its interval and its target to one decimal, a share in percent.
func (s screen) texts(m cx.Measurement) (value, interval, target string) {
	places, factor, sign := int32(0), 1.0, ""
	switch m.Unit {
	case cx.UnitShare:
		places, factor, sign = 2, 100, "%"
	case cx.UnitPercent:
		sign = "%"
	}
	value = m.Value.Shift(places).StringFixed(1) + sign
	if m.Interval != (cx.Interval{}) {
		interval = fmt.Sprintf("%.1f to %.1f", factor*m.Interval.Low, factor*m.Interval.High)
	}
	if m.Target != nil {
		target = "at least "
		if s.lower[m.Metric] {
			target = "at most "
		}
		target += m.Target.Shift(places).StringFixed(1) + sign
	}
	return value, interval, target
}

// printFindings says where the journey breaks, what is missing, and how to read it all.
func (s screen) printFindings(journey cx.Journey) {
	if w := journey.WeakestStage; w != nil {
		worst := w.Worst.Measurement
		value, _, target := s.texts(worst)
		fmt.Fprintf(s.out, "Weakest stage:  %s misses %d of its %d targets, worst of all %s, %s, which is to be %s\n",
			placeName(w.Place.Stage, ""), w.Missed.Count, w.Missed.Base, words(worst.Metric), value, target)
	}
	for _, c := range journey.Missing {
		fmt.Fprintf(s.out, "Missing:        %s, %s\n", words(c.Metric), placeName(c.Stage, c.Touchpoint))
	}
	for _, p := range journey.Unmeasured {
		fmt.Fprintf(s.out, "Nothing known:  %s\n", placeName(p.Stage, p.Touchpoint))
	}
	fmt.Fprintf(s.out, "\nBased on %d of the %d figures planned. A target is missed if the whole interval misses it,\n",
		journey.Coverage.Count, journey.Coverage.Base)
	fmt.Fprintln(s.out, "and undecided if the value alone does; a change is unclear if it may be chance, all changes taken together.")
}

func placeName(stage cx.Stage, touchpoint string) string {
	switch {
	case touchpoint != "":
		return touchpoint
	case stage != "":
		return string(stage)
	}
	return "as a whole"
}

// words turns the name of a metric into words.
func words(metric string) string { return strings.ReplaceAll(metric, "_", " ") }
