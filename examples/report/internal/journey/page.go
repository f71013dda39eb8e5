package journey

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Document makes the document of a report of measurements.
func (r *journeyReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Measurements")
	if r.Journey == nil {
		p.AddSection("journey", "The journey", "", page.Note("There are no measurements."))
	} else {
		j := newJourneyPage(r)
		about := ""
		if c := r.Journey.Coverage; c.Base > 0 {
			about = measuredOf(c) + " measured in the last half year."
		}
		p.AddSection("journey", "The journey", about, j.picture(), j.stageTable())
		p.AddSection("breaks", "Where it breaks", "The share of targets missed, by its lower limit at 95%.", j.weakest()...)
		p.AddSection("figures", "The figures", "", j.figureTable(), j.gapTable())
		if t := j.consistencyTable(); len(t.Rows) > 0 {
			p.AddSection("consistency", "Consistency", "Is the experience the same everywhere?", t)
		}
	}
	p.AddCounts(p.Main(page.Count{Name: "counted", N: r.Measurements}, page.Count{Name: "of periods still open", N: r.Later}, page.Count{Name: "without a value", N: r.Blank}))
	p.AddNotes("▲ better, ▼ worse than before: Holm-adjusted p of all changes <= " + strconv.FormatFloat(1-r.Level, 'g', 3, 64))
	least := r.Map.MinBase
	if least == 0 {
		least = 30
	}
	for _, note := range []string{
		"missed: the whole interval misses the target; undecided: the value alone, or a base under " + figure.Thousands(least),
		"gaps: not measured in the last half year, 182 days; a figure older than that names its period",
		"misplaced: measured where the metric does not belong",
		"of channels and teams the targets count where the figure of all has none",
		"consistency: customers who answer at several places answer alike, and p is then too large",
		"I²: the share of the spread that is not chance, with its interval",
	} {
		p.Notes = append(p.Notes, page.Sentence(note))
	}
	return &p.Document
}

// states are the verdicts as a chart draws them.
var states = map[cx.TargetVerdict]chart.State{cx.TargetMet: chart.Met, cx.TargetMissed: chart.Missed, cx.TargetUndecided: chart.Undecided}

// The map of a page has room for so many stages and figures of one.
const (
	pageStages  = 8
	pageFigures = 12
)

// picture draws the stages with the figures that have a target, the missed first.
func (p *journeyPage) picture() page.Block {
	c := chart.Map{Head: chart.Head{ID: "journey-map", Title: "The stages, and their figures against targets", Bare: true,
		About: "The stages of the journey in order, each with its figures: ✓ meets its target, ✗ misses it, ? is undecided."}}
	for i, s := range p.Map.Stages[:min(len(p.Map.Stages), pageStages)] {
		stage := chart.Stage{Name: string(s.Stage), Aside: measuredOf(p.Journey.Stages[i].Coverage) + " measured"}
		for _, state := range []chart.State{chart.Missed, chart.Undecided, chart.Met} {
			for _, f := range p.Journey.Figures {
				m := &f.Measurement
				if m.Stage == s.Stage && m.Target != nil && states[f.Verdict] == state && len(stage.Figures) < pageFigures {
					stage.Figures = append(stage.Figures, chart.StageFigure{Name: p.label(&f), Value: figureText(m.Unit, m.Value),
						Aside: "of " + figureText(m.Unit, *m.Target), State: state})
				}
			}
		}
		c.Stages = append(c.Stages, stage)
	}
	return page.Picture{Chart: c}
}

// stageTable counts the targets of the stages.
func (p *journeyPage) stageTable() page.Table {
	t := page.Table{Name: "stages", Caption: "Targets by stage", Table: chart.Table{Columns: []chart.Column{chart.Text("stage"), chart.Text("measured"),
		chart.Number("met", figure.Counted), chart.Number("undecided", figure.Counted), chart.Number("missed", figure.Counted), chart.Text("measure again")}}}
	for i, s := range append([]cx.JourneyPlaceResult{p.whole()}, p.Journey.Stages...) {
		again := ""
		if i < len(p.Journey.Due) {
			switch due := p.Journey.Due[i]; {
			case due.Last == (cx.Date{}):
				again = "now: it never was"
			case due.Overdue:
				again = "overdue, " + due.Date.String()
			default:
				again = "by " + due.Date.String()
			}
		}
		t.Rows = append(t.Rows, []string{p.stageName(s.Place.Stage), measuredOf(s.Coverage), figure.Whole(s.Met), figure.Whole(s.Undecided), figure.Whole(s.Missed), again})
	}
	return t
}

// weakest says where the journey breaks, and why.
func (p *journeyPage) weakest() (blocks []page.Block) {
	for _, x := range []struct {
		what string
		*cx.JourneyWeakness
	}{{"stage", p.Journey.WeakestStage}, {"touchpoint", p.Journey.WeakestTouchpoint}} {
		if x.JourneyWeakness == nil {
			continue
		}
		f := x.Worst
		m := f.Measurement
		text := fmt.Sprintf("The %s %s misses %d of %s, %.0f to %.0f%%; worst: %s, %s, target %s", x.what, placeName(x.Place), x.Missed.Count,
			figure.Count(x.Missed.Base, "target"), 100*x.MissedInterval.Low, 100*x.MissedInterval.High, p.label(&f), figureText(m.Unit, m.Value), figureText(m.Unit, *m.Target))
		if at := (cx.JourneyPlace{Stage: m.Stage, Touchpoint: m.Touchpoint}); at != x.Place {
			text += ", at " + placeName(at)
		}
		text += "."
		if q := p.metrics[m.Metric].Question; q != "" {
			text += " “" + q + "”"
		}
		blocks = append(blocks, page.Note(text))
	}
	if blocks == nil {
		blocks = []page.Block{page.Note("No figure misses its target.")}
	}
	return blocks
}

// figureTable has all figures in the order of the journey.
func (p *journeyPage) figureTable() page.Table {
	t := page.Table{Name: "journey-figures", Caption: "Figures against targets", Table: chart.Table{Columns: []chart.Column{chart.Text("place"), chart.Text("figure"),
		chart.Text("value"), chart.Text("interval"), chart.Number("base", figure.Counted), chart.Text("target"), chart.Text("verdict"), chart.Text("before")}}}
	p.places(func(at cx.JourneyPlace, name string) {
		for _, f := range p.figures[at] {
			m := &f.Measurement
			interval, target, verdict, before := "", "", "", ""
			if m.Interval != (cx.Interval{}) {
				interval = intervalText(m.Unit, m.Interval)
			}
			if m.Target != nil {
				target, verdict = figureText(m.Unit, *m.Target), states[f.Verdict].String()
			}
			if f.Previous != nil {
				before = strings.TrimSpace(figureText(m.Unit, f.Previous.Value) + " " + map[cx.ChangeVerdict]string{cx.ChangeBetter: "▲", cx.ChangeWorse: "▼"}[f.Change])
			}
			t.Rows = append(t.Rows, []string{name, p.label(&f), figureText(m.Unit, m.Value), interval, figure.Whole(m.Base), target, verdict, before})
		}
	})
	return t
}

// places calls f with each place of the map and its name.
func (p *journeyPage) places(f func(at cx.JourneyPlace, name string)) {
	f(cx.JourneyPlace{}, "the whole")
	for _, s := range p.Map.Stages {
		f(cx.JourneyPlace{Stage: s.Stage}, p.stageName(s.Stage))
		for _, t := range p.Map.Touchpoints {
			if t.Stage == s.Stage {
				f(cx.JourneyPlace{Stage: s.Stage, Touchpoint: t.Name}, p.stageName(s.Stage)+", "+t.Name)
			}
		}
	}
}

// gapTable says of each place its question, and what is not measured there.
func (p *journeyPage) gapTable() page.Table {
	t := page.Table{Name: "gaps", Caption: "Questions and gaps", Table: chart.Table{Columns: []chart.Column{chart.Text("place"), chart.Text("question"),
		chart.Text("measured"), chart.Text("gaps"), chart.Text("misplaced")}}}
	names := func(metrics []string) string {
		var names []string
		for _, m := range metrics {
			names = append(names, metricName(m))
		}
		return strings.Join(names, ", ")
	}
	coverage, questions := map[cx.JourneyPlace]cx.Proportion{{}: p.whole().Coverage}, map[cx.JourneyPlace]string{{}: p.Map.Question}
	for i, s := range p.Map.Stages {
		at := cx.JourneyPlace{Stage: s.Stage}
		coverage[at], questions[at] = p.Journey.Stages[i].Coverage, s.Question
	}
	for i, touch := range p.Map.Touchpoints {
		at := cx.JourneyPlace{Stage: touch.Stage, Touchpoint: touch.Name}
		coverage[at], questions[at] = p.Journey.Touchpoints[i].Coverage, p.Map.TouchpointQuestion
	}
	p.places(func(at cx.JourneyPlace, name string) {
		t.Rows = append(t.Rows, []string{name, questions[at], strings.ReplaceAll(measuredOf(coverage[at]), "-", ""), names(p.missing[at]), names(p.strange[at])})
	})
	return t
}

// consistencyTable says how far the figures of one metric lie apart.
func (p *journeyPage) consistencyTable() page.Table {
	t := page.Table{Name: "consistency-figures", Caption: "How far the figures of one metric lie apart", Table: chart.Table{Columns: []chart.Column{chart.Text("metric"),
		chart.Text("across"), chart.Text("I²"), chart.Number("p", chart.Unit{Places: 3}), chart.Text("worst"), chart.Text("best"), chart.Text("gap")}}}
	for _, s := range p.Journey.Consistency {
		what := metricName(s.Metric)
		if s.Across != "touchpoint" {
			what += ", " + placeName(s.Place)
		}
		if s.Channel != "" {
			what += ", " + s.Channel
		}
		name := func(m cx.Measurement) string {
			of := map[string]string{"touchpoint": m.Touchpoint, "channel": m.Channel, "team": m.Team}[s.Across]
			return of + " " + figureText(m.Unit, m.Value)
		}
		format, factor := unitOf(s.Worst.Unit)
		format.Signed = false
		across := map[string]string{"touchpoint": "places", "channel": "channels", "team": "teams"}[s.Across]
		t.Rows = append(t.Rows, []string{what, across, p.notChance(s.Heterogeneity), figure.PValue(s.Heterogeneity.P), name(s.Worst), name(s.Best),
			strings.TrimSpace(number(format, factor*s.Gap) + " " + gapUnit(s.Worst.Unit))})
	}
	return t
}
