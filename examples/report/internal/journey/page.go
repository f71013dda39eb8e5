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
		p.Add(page.Section{ID: "journey", Title: "The journey", Line: "there are no measurements"})
	} else {
		j := newJourneyPage(r)
		stages := page.Section{ID: "journey", Title: "The journey", Aside: "targets: █ met  ▒ undecided  ░ missed", Blocks: []page.Block{j.picture(), j.stageTable()}}
		if c := r.Journey.Coverage; c.Base > 0 {
			stages.Line = measuredOf(c) + " measured in the last half year"
			stages.About = page.Sentence(stages.Line)
		}
		p.Add(stages)
		p.Add(page.Section{ID: "breaks", Title: "Where it breaks", Aside: "the share of targets missed, by its lower limit at 95%", Blocks: j.weakest()})
		figures, gaps := j.figureTable(), j.gapTable()
		figures.Text, gaps.Text = &page.Text{With: &gaps, All: placeLines}, page.Elsewhere
		p.Add(page.Section{ID: "figures", Title: "The figures", Headless: true, Blocks: []page.Block{figures, gaps}})
		if t := j.consistencyTable(); len(t.Rows) > 0 {
			p.Add(page.Section{ID: "consistency", Title: "Consistency", Line: "is the experience the same everywhere?", Aside: "I²*: the spread that is not chance",
				About: "Is the experience the same everywhere? I² is the share of the spread that is not chance, with its interval.", Blocks: []page.Block{t}})
		}
	}
	p.AddCounts(p.Main(page.Count{Name: "counted", N: r.Measurements}, page.Count{Name: "of periods still open", N: r.Later}, page.Count{Name: "without a value", N: r.Blank}))
	least := r.Map.MinBase
	if least == 0 {
		least = 30
	}
	p.LevelNote = "of the file; ▲ better, ▼ worse than before: Holm-adjusted p of all changes <= " + strconv.FormatFloat(1-r.Level, 'g', 3, 64)
	p.AddNotes("missed: the whole interval misses the target; undecided: the value alone, or a base under "+figure.Thousands(least),
		"gaps: not measured in the last half year, 182 days; a figure older than that names its period",
		"misplaced: measured where the metric does not belong",
		"of channels and teams the targets count where the figure of all has none",
		"consistency: customers who answer at several places answer alike, and p is then too large")
	if q := r.Map.TouchpointQuestion; q != "" && len(r.Map.Touchpoints) > 0 {
		p.Notes = append(p.Notes, "▪ a touchpoint: "+q)
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
	line := func(name, measured, drawn, met, undecided, missed, again string) string {
		return figure.Left(name, 18) + figure.Right(measured, 9) + "  " + figure.Left(drawn, mostTargets+2) +
			figure.Right(met, 5) + figure.Right(undecided, 7) + figure.Right(missed, 8) + "  " + again
	}
	t.Text = &page.Text{Head: line("", "measured", "", "met", "undec.", "missed", "measure again"), Line: func(c page.Cells) string {
		return line(c.Text(0), c.Text(1), marks(int(c.Number(2)), int(c.Number(3)), int(c.Number(4))), c.Show(2), c.Show(3), c.Show(4), c.Text(5))
	}}
	return t
}

// The most marks of targets on a line of the map.
const mostTargets = 24

// marks draws each target as a block: met, undecided or missed.
func marks(met, undecided, missed int) string {
	drawn := strings.Repeat("█", min(met, mostTargets))
	drawn += strings.Repeat("▒", min(undecided, mostTargets-min(met, mostTargets)))
	drawn += strings.Repeat("░", min(missed, mostTargets-figure.Width(drawn)))
	if met+undecided+missed > mostTargets {
		drawn += "…"
	}
	return drawn
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
		text := fmt.Sprintf("misses %d of %s, %.0f to %.0f%%; worst: %s, %s, target %s", x.Missed.Count, figure.Count(x.Missed.Base, "target"),
			100*x.MissedInterval.Low, 100*x.MissedInterval.High, p.label(&f), figureText(m.Unit, m.Value), figureText(m.Unit, *m.Target))
		if at := (cx.JourneyPlace{Stage: m.Stage, Touchpoint: m.Touchpoint}); at != x.Place {
			text += ", at " + placeName(at)
		}
		const indent = 28
		var lines []string
		for i, line := range figure.Wrap(text, figure.PageWidth-indent) {
			head := ""
			if i == 0 {
				head = figure.Left(x.what, 12) + figure.Left(placeName(x.Place), indent-13)
			}
			lines = append(lines, figure.Left(head, indent)+line)
		}
		text = "the " + x.what + " " + placeName(x.Place) + " " + text + "."
		if q := p.metrics[m.Metric].Question; q != "" {
			text += " “" + q + "”"
			lines = append(lines, strings.Repeat(" ", indent)+"“"+figure.Clip(figure.Printable(q), figure.PageWidth-indent-2)+"”")
		}
		blocks = append(blocks, page.Passage{Note: page.Note(text), Lines: lines})
	}
	if blocks == nil {
		blocks = []page.Block{page.Note("no figure misses its target")}
	}
	return blocks
}

// figureTable has all figures in the order of the journey.
func (p *journeyPage) figureTable() page.Table {
	t := page.Table{Name: "journey-figures", Caption: "Figures against targets", Table: chart.Table{Columns: []chart.Column{chart.Text("stage"), chart.Text("touchpoint"), chart.Text("figure"),
		chart.Text("value"), chart.Text("interval"), chart.Number("base", figure.Counted), chart.Text("target"), chart.Text("verdict"), chart.Text("before")}}}
	p.places(func(at cx.JourneyPlace) {
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
			t.Rows = append(t.Rows, []string{p.stageName(at.Stage), at.Touchpoint, p.label(&f), figureText(m.Unit, m.Value), interval, figure.Whole(m.Base), target, verdict, before})
		}
	})
	return t
}

// places calls f with each place of the map, in order.
func (p *journeyPage) places(f func(at cx.JourneyPlace)) {
	f(cx.JourneyPlace{})
	for _, s := range p.Map.Stages {
		f(cx.JourneyPlace{Stage: s.Stage})
		for _, t := range p.Map.Touchpoints {
			if t.Stage == s.Stage {
				f(cx.JourneyPlace{Stage: s.Stage, Touchpoint: t.Name})
			}
		}
	}
}

// gapTable says of each place its question, and what is not measured there.
func (p *journeyPage) gapTable() page.Table {
	t := page.Table{Name: "gaps", Caption: "Questions and gaps", Table: chart.Table{Columns: []chart.Column{chart.Text("stage"), chart.Text("touchpoint"), chart.Text("kind"), chart.Text("question"),
		chart.Text("measured"), chart.Text("gaps"), chart.Text("misplaced")}}}
	names := func(metrics []string) string {
		var names []string
		for _, m := range metrics {
			names = append(names, metricName(m))
		}
		return strings.Join(names, ", ")
	}
	kinds := map[cx.JourneyPlace]string{}
	coverage, questions := map[cx.JourneyPlace]cx.Proportion{{}: p.whole().Coverage}, map[cx.JourneyPlace]string{{}: p.Map.Question}
	for i, s := range p.Map.Stages {
		at := cx.JourneyPlace{Stage: s.Stage}
		coverage[at], questions[at] = p.Journey.Stages[i].Coverage, s.Question
	}
	for i, touch := range p.Map.Touchpoints {
		at := cx.JourneyPlace{Stage: touch.Stage, Touchpoint: touch.Name}
		coverage[at], questions[at] = p.Journey.Touchpoints[i].Coverage, p.Map.TouchpointQuestion
		kinds[at] = metricName(string(touch.Kind))
	}
	p.places(func(at cx.JourneyPlace) {
		measured := ""
		switch {
		case coverage[at].Base > 0:
			measured = measuredOf(coverage[at])
		case p.silent[at] || at == (cx.JourneyPlace{}) && len(p.figures[at]) == 0:
			measured = "nothing"
		}
		t.Rows = append(t.Rows, []string{p.stageName(at.Stage), at.Touchpoint, kinds[at], questions[at], measured, names(p.missing[at]), names(p.strange[at])})
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
	line := func(what, across, square, chance, worst, best, gap string) string {
		return figure.Left(what, 29) + " " + figure.Left(across, 8) + " " + figure.Left(square, 14) + figure.Right(chance, 7) + "  " +
			figure.Left(worst, 15) + " " + figure.Left(best, 15) + figure.Right(gap, 7)
	}
	t.Text = &page.Text{Most: figure.MostSegments, More: "… %s more, see -json", Head: line("", "across", "I²*", "p", "worst", "best", "gap"),
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Text(1), c.Text(2), c.Show(3), shortName(c.Text(4)), shortName(c.Text(5)), c.Text(6))
		}}
	return t
}

// shortName clips a name so that the value after it stays.
func shortName(text string) string {
	end := max(0, strings.LastIndex(strings.TrimSuffix(text, " s"), " "))
	name, value := text[:end], strings.TrimSpace(text[end:])
	return figure.Clip(name, max(4, 14-figure.Width(value))) + " " + value
}

// A stage shows so many touchpoints, and a place so many figures.
const (
	mostTouchpoints = 12
	mostFigures     = 24
)

// The columns of the tables of figures and of gaps.
const (
	stageColumn, touchpointColumn                                           = 0, 1
	figureColumn, valueColumn, intervalColumn, baseColumn                   = 2, 3, 4, 5
	targetColumn, verdictColumn, beforeColumn                               = 6, 7, 8
	kindColumn, questionColumn, measuredColumn, gapsColumn, misplacedColumn = 2, 3, 4, 5, 6
)

// placeLines writes the figures of each place, in the order of the journey.
func placeLines(rows, places []page.Cells) []string {
	var out strings.Builder
	shown, stage := 0, ""
	hidden := func() {
		if more := shown - mostTouchpoints; more > 0 {
			fmt.Fprintf(&out, "… %s more, see -json\n", figure.Count(int64(more), "touchpoint"))
		}
		shown = 0
	}
	for i, place := range places {
		measured := place.Text(measuredColumn)
		if measured != "" {
			measured += " measured"
		}
		if touchpoint := place.Text(touchpointColumn); touchpoint == "" {
			hidden()
			stage = place.Text(stageColumn)
			name := strings.ToUpper(stage)
			if i == 0 {
				name = "AS A WHOLE"
			}
			if question := place.Text(questionColumn); question != "" {
				name = figure.Clip(name, 40)
				name += "  " + figure.Clip(question, figure.PageWidth-figure.Width(name)-figure.Width(measured)-6)
			}
			page.WriteRule(&out, name, measured)
			if i == 0 {
				fmt.Fprintln(&out, strings.TrimRight(figureCells("", "value", "interval*", "base", "target", "", "before", ""), " "))
			}
		} else {
			if shown++; shown > mostTouchpoints {
				continue
			}
			name := "▪ " + touchpoint
			if kind := place.Text(kindColumn); kind != "" && kind != touchpoint {
				name += " (" + kind + ")"
			}
			if measured != "" {
				name += ", " + measured
			}
			fmt.Fprintln(&out, figure.Clip(name, figure.PageWidth))
		}
		writeFigures(&out, rows, place)
	}
	hidden()
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

// writeFigures writes the figures of one place, and its gaps.
func writeFigures(out *strings.Builder, rows []page.Cells, place page.Cells) {
	n := 0
	for _, row := range rows {
		if row.Text(stageColumn) != place.Text(stageColumn) || row.Text(touchpointColumn) != place.Text(touchpointColumn) {
			continue
		}
		if n++; n <= mostFigures {
			fmt.Fprintln(out, strings.TrimRight(figureLine(row), " "))
		}
	}
	if n > mostFigures {
		fmt.Fprintf(out, "  … %s more, see -json\n", figure.Count(int64(n-mostFigures), "figure"))
	}
	for _, note := range []struct {
		title  string
		column int
	}{{"gaps", gapsColumn}, {"misplaced", misplacedColumn}} {
		if place.Text(note.column) == "" {
			continue
		}
		const indent = 13
		names := strings.Split(place.Text(note.column), ", ")
		if hidden := len(names) - mostFigures; hidden > 0 {
			names = append(names[:mostFigures], figure.Thousands(int64(hidden))+" more")
		}
		title := note.title
		for _, line := range figure.Wrap(strings.Join(names, ", "), figure.PageWidth-indent) {
			fmt.Fprintln(out, "  "+figure.Left(title, indent-2)+line)
			title = ""
		}
	}
}

// figureLine writes a figure beside its target and the one before it.
func figureLine(c page.Cells) string {
	verdict := map[string]string{"met": "█ met", "missed": "░ missed", "undecided": "▒ undecided"}[c.Text(verdictColumn)]
	before, change, _ := strings.Cut(c.Text(beforeColumn), " ")
	if unit, rest, seconds := strings.Cut(change+" ", "s "); seconds && unit == "" {
		before, change = before+" s", strings.TrimSpace(rest)
	}
	return figureCells(c.Text(figureColumn), c.Text(valueColumn), c.Text(intervalColumn), c.Fit(baseColumn, 6), c.Text(targetColumn), verdict, before, change)
}

// figureCells puts the cells of a figure into their columns.
func figureCells(label, value, interval, base, target, verdict, before, change string) string {
	return "  " + figure.Left(label, 31) + figure.Right(value, 9) + "  " + figure.Left(interval, 16) + figure.Right(base, 7) + figure.Right(target, 9) + "  " +
		figure.Left(verdict, 12) + figure.Right(before, 8) + figure.Right(change, 2)
}
