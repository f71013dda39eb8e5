package journey

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// WriteText writes a report of measurements for people to read. Whoever flushes
// w learns of its errors.
func (r *journeyReport) WriteText(w io.Writer) {
	topic.WriteHead(w, &r.Head)
	if r.Journey == nil {
		page.WriteRule(w, "no measurements", "")
	} else {
		p := newJourneyPage(r)
		p.writeMap(w)
		p.writeWeakest(w)
		p.writePlaces(w)
		p.writeConsistency(w)
	}
	topic.WriteCounts(w, &r.Head, [][2]string{
		{"counted", figure.Thousands(r.Measurements)},
		{"of periods still open", figure.Thousands(r.Later)},
		{"without a value", figure.Thousands(r.Blank)},
	})
	fmt.Fprintf(w, "\n* %s, of the file; ▲ better, ▼ worse than before: Holm-adjusted p of all changes <= %s\n",
		figure.Percent(r.Level), strconv.FormatFloat(1-r.Level, 'g', 3, 64))
	least := r.Map.MinBase
	if least == 0 {
		least = 30
	}
	notes := []string{
		"missed: the whole interval misses the target; undecided: the value alone, or a base under " + figure.Thousands(least),
		"gaps: not measured in the last half year, 182 days; a figure older than that names its period",
		"misplaced: measured where the metric does not belong",
		"of channels and teams the targets count where the figure of all has none",
		"consistency: customers who answer at several places answer alike, and p is then too large",
	}
	if q := r.Map.TouchpointQuestion; q != "" && len(r.Map.Touchpoints) > 0 {
		notes = append(notes, "▪ a touchpoint: "+figure.Printable(q))
	}
	for _, note := range notes {
		fmt.Fprintln(w, strings.TrimRight(figure.Clip(note, figure.PageWidth), " "))
	}
}

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

// The most marks of targets on a line of the map.
const mostTargets = 24

// marks draws each target as a block: met, undecided or missed.
func marks(s cx.JourneyPlaceResult) string {
	var parts []string
	room := int64(mostTargets)
	for _, x := range []struct {
		n    int64
		mark string
	}{{s.Met, "█"}, {s.Undecided, "▒"}, {s.Missed, "░"}} {
		n := min(x.n, room)
		room -= n
		if n > 0 {
			parts = append(parts, strings.Repeat(x.mark, int(n)))
		}
	}
	text := strings.Join(parts, "")
	if s.Met+s.Undecided+s.Missed > mostTargets {
		text += "…"
	}
	return text
}

// writeMap draws the stages in order, with how they stand.
func (p *journeyPage) writeMap(w io.Writer) {
	j := p.Journey
	head := "THE JOURNEY"
	if c := j.Coverage; c.Base > 0 {
		head += fmt.Sprintf("  %s measured in the last half year", measuredOf(c))
	}
	page.WriteRule(w, head, "targets: █ met  ▒ undecided  ░ missed")
	line := func(name, measured, drawn, met, undecided, missed, again string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(name, 18)+figure.Right(measured, 9)+"  "+figure.Left(drawn, mostTargets+2)+
			figure.Right(met, 5)+figure.Right(undecided, 7)+figure.Right(missed, 8)+"  "+again, " "))
	}
	line("", "measured", "", "met", "undec.", "missed", "measure again")
	for i, s := range append([]cx.JourneyPlaceResult{p.whole()}, j.Stages...) {
		again := ""
		if i < len(j.Due) {
			switch due := j.Due[i]; {
			case due.Last == (cx.Date{}):
				again = "now: it never was"
			case due.Overdue:
				again = "overdue, " + due.Date.String()
			default:
				again = "by " + due.Date.String()
			}
		}
		line(p.stageName(s.Place.Stage), measuredOf(s.Coverage), marks(s), figure.Thousands(s.Met), figure.Thousands(s.Undecided), figure.Thousands(s.Missed), again)
	}
}

// writeWeakest says where the journey breaks, and why.
func (p *journeyPage) writeWeakest(w io.Writer) {
	j := p.Journey
	page.WriteRule(w, "WHERE IT BREAKS", "the share of targets missed, by its lower limit at 95%")
	if j.WeakestStage == nil && j.WeakestTouchpoint == nil {
		fmt.Fprintln(w, "no figure misses its target")
		return
	}
	for _, x := range []struct {
		what string
		*cx.JourneyWeakness
	}{{"stage", j.WeakestStage}, {"touchpoint", j.WeakestTouchpoint}} {
		if x.JourneyWeakness == nil {
			continue
		}
		f := x.Worst
		m := f.Measurement
		text := fmt.Sprintf("misses %d of %s, %.0f to %.0f%%; worst: %s, %s, target %s", x.Missed.Count, figure.Count(x.Missed.Base, "target"),
			100*x.MissedInterval.Low, 100*x.MissedInterval.High,
			p.label(&f), figureText(m.Unit, m.Value), figureText(m.Unit, *m.Target))
		if at := (cx.JourneyPlace{Stage: m.Stage, Touchpoint: m.Touchpoint}); at != x.Place {
			text += ", at " + placeName(at)
		}
		const indent = 28
		for i, line := range figure.Wrap(text, figure.PageWidth-indent) {
			head := ""
			if i == 0 {
				head = figure.Left(x.what, 12) + figure.Left(placeName(x.Place), indent-13)
			}
			fmt.Fprintln(w, figure.Left(head, indent)+line)
		}
		if q := p.metrics[m.Metric].Question; q != "" {
			fmt.Fprintln(w, strings.Repeat(" ", indent)+"“"+figure.Clip(figure.Printable(q), figure.PageWidth-indent-2)+"”")
		}
	}
}

// A stage shows so many touchpoints, and a place so many figures.
const (
	mostTouchpoints = 12
	mostFigures     = 24
)

// writePlaces writes the figures of each place, in the order of the journey.
func (p *journeyPage) writePlaces(w io.Writer) {
	whole := p.whole()
	p.writeHead(w, "AS A WHOLE", p.Map.Question, whole.Coverage, len(p.figures[cx.JourneyPlace{}]) == 0)
	fmt.Fprintln(w, strings.TrimRight(figureCells("", "value", "interval*", "base", "target", "", "before", ""), " "))
	p.writeFigures(w, cx.JourneyPlace{})
	for i, s := range p.Map.Stages {
		result := p.Journey.Stages[i]
		p.writeHead(w, strings.ToUpper(p.stageName(s.Stage)), s.Question, result.Coverage, p.silent[result.Place])
		p.writeFigures(w, cx.JourneyPlace{Stage: s.Stage})
		shown := 0
		for k, t := range p.Map.Touchpoints {
			if t.Stage != s.Stage {
				continue
			}
			if shown++; shown > mostTouchpoints {
				continue
			}
			name := "▪ " + figure.Printable(t.Name)
			if kind := metricName(string(t.Kind)); kind != "" && kind != figure.Printable(t.Name) {
				name += " (" + kind + ")"
			}
			if c := p.Journey.Touchpoints[k].Coverage; c.Base > 0 {
				name += ", " + measuredOf(c) + " measured"
			} else if p.silent[p.Journey.Touchpoints[k].Place] {
				name += ", nothing measured"
			}
			fmt.Fprintln(w, figure.Clip(name, figure.PageWidth))
			p.writeFigures(w, cx.JourneyPlace{Stage: s.Stage, Touchpoint: t.Name})
		}
		if hidden := shown - mostTouchpoints; hidden > 0 {
			fmt.Fprintf(w, "… %s more, see -json\n", figure.Count(int64(hidden), "touchpoint"))
		}
	}
}

// writeHead writes the head of a stage with its guiding question.
func (p *journeyPage) writeHead(w io.Writer, name, question string, c cx.Proportion, silent bool) {
	note := ""
	switch {
	case c.Base > 0:
		note = measuredOf(c) + " measured"
	case silent:
		note = "nothing measured"
	}
	if question != "" {
		name = figure.Clip(name, 40) + "  " + figure.Clip(figure.Printable(question), figure.PageWidth-figure.Width(figure.Clip(name, 40))-figure.Width(note)-6)
	}
	page.WriteRule(w, name, note)
}

// writeFigures writes the figures of one place, and its gaps.
func (p *journeyPage) writeFigures(w io.Writer, at cx.JourneyPlace) {
	for i := range p.figures[at] {
		if i == mostFigures {
			fmt.Fprintf(w, "  … %s more, see -json\n", figure.Count(int64(len(p.figures[at])-i), "figure"))
			break
		}
		fmt.Fprintln(w, strings.TrimRight(p.figureLine(&p.figures[at][i]), " "))
	}
	note := func(title string, metrics []string) {
		if len(metrics) == 0 {
			return
		}
		var names []string
		for _, m := range metrics {
			names = append(names, metricName(m))
		}
		const indent = 13
		if hidden := len(names) - mostFigures; hidden > 0 {
			names = append(names[:mostFigures], figure.Thousands(int64(hidden))+" more")
		}
		for i, line := range figure.Wrap(strings.Join(names, ", "), figure.PageWidth-indent) {
			if i > 0 {
				title = ""
			}
			fmt.Fprintln(w, "  "+figure.Left(title, indent-2)+line)
		}
	}
	note("gaps", p.missing[at])
	note("misplaced", p.strange[at])
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

// figureLine writes a figure beside its target and the one before it.
func (p *journeyPage) figureLine(f *cx.JourneyFigure) string {
	m := &f.Measurement
	interval, target, verdict, before, change := "", "", "", "", ""
	if m.Interval != (cx.Interval{}) {
		interval = intervalText(m.Unit, m.Interval)
	}
	if m.Target != nil {
		target = figureText(m.Unit, *m.Target)
		verdict = map[cx.TargetVerdict]string{cx.TargetMet: "█ met", cx.TargetMissed: "░ missed", cx.TargetUndecided: "▒ undecided"}[f.Verdict]
	}
	if f.Previous != nil {
		before = figureText(m.Unit, f.Previous.Value)
		change = map[cx.ChangeVerdict]string{cx.ChangeBetter: "▲", cx.ChangeWorse: "▼"}[f.Change]
	}
	return figureCells(p.label(f), figureText(m.Unit, m.Value), interval, figure.Compact(m.Base, 6), target, verdict, before, change)
}

// figureCells puts the cells of a figure into their columns.
func figureCells(label, value, interval, base, target, verdict, before, change string) string {
	return "  " + figure.Left(label, 31) + figure.Right(value, 9) + "  " + figure.Left(interval, 16) + figure.Right(base, 7) + figure.Right(target, 9) + "  " +
		figure.Left(verdict, 12) + figure.Right(before, 8) + figure.Right(change, 2)
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

// writeConsistency writes how far the figures of one metric lie apart.
func (p *journeyPage) writeConsistency(w io.Writer) {
	if len(p.Journey.Consistency) == 0 {
		return
	}
	page.WriteRule(w, "CONSISTENCY  is the experience the same everywhere?", "I²*: the spread that is not chance")
	line := func(what, across, square, chance, worst, best, gap string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(what, 29)+" "+figure.Left(across, 8)+" "+figure.Left(square, 14)+figure.Right(chance, 7)+"  "+
			figure.Left(worst, 15)+" "+figure.Left(best, 15)+figure.Right(gap, 7), " "))
	}
	line("", "across", "I²*", "p", "worst", "best", "gap")
	for i, s := range p.Journey.Consistency {
		if i == figure.MostSegments {
			fmt.Fprintf(w, "… %s more, see -json\n", figure.Thousands(int64(len(p.Journey.Consistency)-i)))
			break
		}
		what := metricName(s.Metric)
		if s.Across != "touchpoint" {
			what += ", " + placeName(s.Place)
		}
		if s.Channel != "" {
			what += ", " + figure.Printable(s.Channel)
		}
		name := func(m cx.Measurement) string {
			of := map[string]string{"touchpoint": m.Touchpoint, "channel": m.Channel, "team": m.Team}[s.Across]
			value := figureText(m.Unit, m.Value)
			return figure.Clip(figure.Printable(of), max(4, 14-figure.Width(value))) + " " + value
		}
		format, factor := unitOf(s.Worst.Unit)
		format.Signed = false
		across := map[string]string{"touchpoint": "places", "channel": "channels", "team": "teams"}[s.Across]
		line(what, across, p.notChance(s.Heterogeneity), figure.PValue(s.Heterogeneity.P), name(s.Worst), name(s.Best),
			strings.TrimRight(number(format, factor*s.Gap)+" "+gapUnit(s.Worst.Unit), " "))
	}
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
