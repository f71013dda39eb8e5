package events

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

// Document makes the document of a report of events.
func (r *eventReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Events")
	switch {
	case r.Events == 0:
		p.Add(page.Section{ID: "funnel", Title: "Funnel", Line: "there are no events"})
	case r.Funnel == nil && r.Cohorts == nil:
		addNames(p, r)
	case r.Funnel == nil:
	default:
		addFunnel(p, r)
		addConversion(p, r)
	}
	if r.Events > 0 {
		addCohorts(p, r)
		addWays(p, r)
		addHours(p, r.Hours)
	}
	p.AddCounts(p.Main(page.Count{Name: "counted", N: r.Events}, page.Count{Name: "as of later days", N: r.Later}))
	p.AddNotes(eventNotes(r)...)
	return &p.Document
}

// eventNotes says how to read the figures.
func eventNotes(r *eventReport) (notes []string) {
	if f := r.Funnel; f != nil {
		notes = append(notes, "each customer counts once, with the journey that got furthest")
		if names := f.Tally.Exclude; len(names) > 0 {
			kept := "they count at the step that they had got to"
			if f.Tally.Base == cx.FunnelBaseUnstopped {
				kept = "they are in no step"
			}
			notes = append(notes, "stopped: would have got further without "+strings.Join(names, " or ")+" on the way; "+kept)
		}
		if f.Tally.Open {
			notes = append(notes, "of all: of the customers who entered, at whichever step; entered: began at this one")
		}
		if f.undecided() {
			notes = append(notes, "undecided: their time was not over; of the funnel they are in no other column")
		}
		if r.Conversion != nil {
			notes = append(notes, "time to convert: Kaplan-Meier, with the undecided; who has not converted counts for as long as seen")
		}
		if len(r.Segments) > 0 {
			first := f.Steps[0].Key
			if f.Did != nil || f.Tally.Open {
				first = "of the steps"
			}
			notes = append(notes, "a customer has the segment of the first "+first+", whatever came later")
		}
	}
	if r.Cohorts != nil {
		notes = append(notes, r.Section.Notes()...)
	}
	if r.Paths != nil {
		notes = append(notes, "→ …: they went on; (→ …): some of them")
	}
	return notes
}

// addNames lists the names of events for those who have named no steps.
func addNames(p *topic.Page, r *eventReport) {
	t := page.Table{Name: "event-names", Caption: "The most frequent events", Table: chart.Table{Columns: []chart.Column{chart.Text("event"),
		chart.Number("customers", figure.Counted), chart.Number("events", figure.Counted)}}}
	for _, n := range r.Names {
		t.Rows = append(t.Rows, []string{n.Key, figure.Whole(n.Customers), figure.Whole(n.Events)})
		t.Bars = append(t.Bars, float64(n.Customers)/float64(r.Customers))
	}
	if hidden := r.DistinctNames - int64(len(r.Names)); hidden > 0 {
		t.Note = "… " + figure.Plural(hidden, "name", "names") + " more"
	}
	const nameWidth, barColumns = 30, 44
	t.Text = &page.Text{Head: figure.Left("event", nameWidth) + figure.Right("customers", 11) + figure.Right("events", 11), Line: func(c page.Cells) string {
		return figure.Left(c.Text(0), nameWidth) + figure.Right(c.Fit(1, 10), 11) + figure.Right(c.Fit(2, 10), 11) + "   " + c.Bar(barColumns)
	}}
	p.Add(page.Section{ID: "events", Title: "Events", Line: figure.Plural(r.Events, "event", "events") + " of " + figure.Count(r.Customers, "customer"),
		Aside: "no funnel: name its steps, as in -steps visit,cart,order", Blocks: []page.Block{t}})
}

// stepBars draws steps as bars, all to the measure of the first.
func stepBars(id, title, about string, steps []topic.NamedRate) page.Block {
	c := chart.Bars{Head: chart.Head{ID: id, Title: title, About: about, Bare: true},
		Of: "step", X: chart.Axis{Title: "share", Unit: figure.Shared, Low: 0, High: 100}, Aside: "customers"}
	for _, s := range steps[:min(len(steps), topic.MostBars)] {
		c.Rows = append(c.Rows, chart.Bar{Name: s.Name, Value: 100 * figure.AsNumber(s.Rate.Rate), Aside: figure.Whole(s.Rate.Count)})
	}
	return page.Picture{Chart: c}
}

// orderNames say how steps follow each other.
var orderNames = map[cx.FunnelOrder]string{
	cx.FunnelOrdered: "in order", cx.FunnelStrict: "with nothing between", cx.FunnelAnyOrder: "in any order",
}

// The columns of a funnel on the text screen.
const (
	stepWidth    = 18
	funnelWidth  = 40
	enteredWidth = 8
)

// stepText is how the text screen writes steps, of which some may be undecided, or be those at
// which customers entered.
func stepText(head, of string, undecided, open bool) *page.Text {
	width := funnelWidth
	if open {
		width -= enteredWidth
	}
	line := func(name, drawn, customers, entered, share, interval, waits string) string {
		text := figure.Left(name, stepWidth) + " " + figure.Left(drawn, width) + figure.Right(customers, 10)
		if open {
			text += figure.Right(entered, enteredWidth)
		}
		text += figure.Right(share, 9) + "  " + figure.Left(interval, 13)
		if undecided {
			text += figure.Right(waits, 7)
		}
		return text
	}
	return &page.Text{Head: line(head, "", "customers", "entered", of, "interval*", "undec."), Line: func(c page.Cells) string {
		return line(c.Text(0), c.Bar(width), c.Fit(4, 9), c.FitOf("entered", enteredWidth-1), c.Show(1), c.Interval(2, 3), c.FitOf("undecided", 6))
	}}
}

// betweenText is how the text screen writes what was lost between steps.
func betweenText(timed bool) *page.Text {
	line := func(name, went, interval, lost, drop, mean string) string {
		text := figure.Left(name, 2*stepWidth+5) + figure.Right(went, 10) + "  " + figure.Left(interval, 13) + figure.Right(lost, 10) + figure.Right(drop, 9)
		if timed {
			text += figure.Right(mean, 12)
		}
		return text
	}
	return &page.Text{Gap: true, Head: line("from step to step", "went on", "interval*", "lost", "drop-off", "mean time"), Line: func(c page.Cells) string {
		return line(shortArrow(c.Text(0), stepWidth), c.Show(1), c.Interval(2, 3), c.Fit(4, 9), c.Show(5), c.Text(6))
	}}
}

// addFunnel draws the steps, and tables what was lost between them.
func addFunnel(p *topic.Page, r *eventReport) {
	f := r.Funnel
	of, base := "of first", "the customers of the first step"
	if f.Tally.Open {
		of, base = "of all", "all customers who entered, at whichever step,"
	}
	var steps, did []topic.NamedRate
	t := page.Table{Name: "funnel-steps", Caption: "The steps", Table: chart.Table{Columns: append(topic.RateColumns("step"), chart.Number("undecided", figure.Counted))},
		Text: stepText("step", of, f.undecided(), f.Tally.Open)}
	if f.Tally.Open {
		t.Columns = append(t.Columns, chart.Number("entered", figure.Counted))
	}
	between := page.Table{Name: "funnel-between", Caption: "From step to step", Table: chart.Table{Columns: []chart.Column{chart.Text("from step to step"),
		chart.Number("went on", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared), chart.Number("lost", figure.Counted), chart.Number("drop-off", figure.Shared),
		chart.Text("mean time")}}, Text: betweenText(f.Tally.Order != cx.FunnelAnyOrder)}
	for k, step := range f.Steps {
		reached := f.reached(k)
		steps = append(steps, topic.NamedRate{Name: step.Key, Rate: reached})
		cells := topic.RateCells(reached)
		t.Bars = append(t.Bars, figure.AsNumber(reached.Rate))
		if k == 0 && !f.Tally.Open { // all of them, which is no estimate
			cells[1], cells[2] = "", ""
		}
		row := append(append([]string{step.Key}, cells...), figure.Whole(f.Tally.Steps[k].Undecided))
		if f.Tally.Open {
			row = append(row, figure.Whole(step.Entered))
		}
		t.Rows = append(t.Rows, row)
		if k == 0 {
			continue
		}
		from := f.Steps[k-1]
		lost, mean := "", "–"
		if from.DropOff.Base > 0 {
			lost = figure.Whole(from.DropOff.Count)
		}
		if step.Seconds != nil {
			mean = figure.Duration(step.Seconds.InexactFloat64())
		}
		cells = topic.RateCells(step.FromPrevious)
		between.Rows = append(between.Rows, []string{arrow(maxName, from.Key, step.Key), cells[0], cells[1], cells[2], lost, figure.PercentCell(figure.AsNumber(from.DropOff.Rate)), mean})
	}
	for _, step := range f.Did {
		did = append(did, topic.NamedRate{Name: step.Key, Rate: step.Did})
	}
	if f.Seconds != nil && f.EventsEach != nil {
		between.Note = fmt.Sprintf("all the way, of those who got to the end: %s and %s events on average",
			figure.Duration(f.Seconds.InexactFloat64()), f.EventsEach.StringFixed(1))
	}
	section := page.Section{ID: "funnel", Title: "Funnel", Aside: orderNames[f.Tally.Order]}
	if f.Tally.Open {
		section.Aside += ", from any step on"
	}
	if f.Tally.WindowSeconds > 0 {
		section.Aside += ", within " + figure.WholeTime(int64(f.Tally.WindowSeconds))
	}
	last := f.last()
	converted := p.RateFigure("Converted", last, figure.Count(last.Base, "customer"))
	converted.Phrase = fmt.Sprintf("%%s of %s converted, %s%% interval %s", figure.Count(last.Base, "customer"), figure.Percent(r.Level), figure.ShareInterval(last.Interval))
	switch {
	case last.Base > 0:
	case f.Tally.WindowSeconds == 0 && f.Tally.Open:
		section.Line = "nobody came to any step"
	case f.Tally.WindowSeconds == 0:
		section.Line = "nobody came to the first step"
	default:
		section.Line = "nobody had the time for it"
	}
	figures := page.Figures{converted}
	if len(f.Tally.Exclude) > 0 {
		figures = append(figures, page.Figure{Name: "Stopped", Value: figure.Whole(f.Tally.Stopped), Of: "by " + strings.Join(f.Tally.Exclude, ", "), Phrase: "%s stopped"})
	}
	section.Blocks = []page.Block{figures, stepBars("funnel-bars", "How far customers got", "The share of "+base+" who got to each step.", steps), t}
	if len(did) > 0 {
		alone := topic.RateTable("funnel-did", "Each step by itself", "step", did)
		for _, d := range did {
			alone.Bars = append(alone.Bars, figure.AsNumber(d.Rate.Rate))
		}
		alone.Text = stepText("by itself", "of any", false, false)
		alone.Text.Gap = true
		section.Blocks = append(section.Blocks, stepBars("did-bars", "Each step by itself", "The share of all customers who took each step.", did), alone)
	}
	section.Blocks = append(section.Blocks, between)
	p.Add(section)
}

// addCohorts draws who came back.
func addCohorts(p *topic.Page, r *eventReport) {
	if r.Cohorts == nil {
		return
	}
	line := fmt.Sprintf("%s began by %s, active by %s", figure.Count(r.Cohorts.Total(), "customer"), oneOf(r.StartedBy), oneOf(r.ActiveBy))
	if len(r.Cohorts.Rows) == 0 {
		p.Add(page.Section{ID: "cohorts", Title: "Cohorts", Line: line})
	}
	r.Section.Add(p, line, "active")
}

// oneOf names events of which one is enough.
func oneOf(names []string) string {
	return figure.Clip(figure.Printable(strings.Join(names, " or ")), 40)
}

// maxName is the most columns of the name of an event in an arrow: what a file may have.
const maxName = topic.MaxNameSize

// arrow writes what follows what, each in so many columns at most.
func arrow(columns int, names ...string) string {
	var parts []string
	for _, name := range names {
		parts = append(parts, figure.Clip(figure.Printable(name), columns))
	}
	return strings.Join(parts, " → ")
}

// shortArrow writes an arrow with each name in so many columns at most.
func shortArrow(text string, columns int) string {
	return arrow(columns, strings.Split(text, " → ")...)
}

// addConversion tables how soon customers got to the end, by segment.
func addConversion(p *topic.Page, r *eventReport) {
	if r.Conversion == nil && len(r.Segments) == 0 {
		return
	}
	section := page.Section{ID: "conversion", Title: "By segment"}
	var marks []convertedAt
	if r.Conversion != nil {
		section.Title, marks = "Time to convert", r.Conversion.At
		section.Line = medianText(r.Conversion.Median)
		section.About = page.Sentence(strings.ReplaceAll(section.Line, "interval*", "interval"))
	}
	if r.LogRank != nil {
		section.Aside = "segments differ: p " + figure.PValue(r.LogRank.P) + ", log-rank"
		section.About = strings.TrimSpace(section.About + " " + page.Sentence(section.Aside))
	}
	segment := r.Segment
	if segment == "" {
		segment = "segment"
	}
	t := page.Table{Name: "conversion-segments", Caption: "Converted, by " + segment, Table: chart.Table{Columns: []chart.Column{chart.Text(segment),
		chart.Number("decided", figure.Counted), chart.Number("to end", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared)}}}
	for _, m := range marks {
		t.Columns = append(t.Columns, chart.Number("by "+figure.WholeTime(m.Seconds), figure.Shared))
	}
	if r.Conversion != nil {
		t.Columns = append(t.Columns, chart.Text("median"))
	}
	var rates []topic.NamedRate
	row := func(name string, f *funnelSection, c *conversionSection) {
		last := f.last()
		rates = append(rates, topic.NamedRate{Name: name, Rate: last})
		cells := topic.RateCells(last)
		line := []string{name, figure.Whole(last.Base), cells[0], cells[1], cells[2]}
		for i := range marks {
			cell := ""
			if c != nil && i < len(c.At) {
				cell = figure.PercentCell(figure.Pointed(c.At[i].Share))
			}
			line = append(line, cell)
		}
		if r.Conversion != nil {
			median := "not reached"
			switch {
			case c == nil:
				median = ""
			case c.Median != nil && c.Median.Reached:
				median = figure.Duration(c.Median.Time)
			}
			line = append(line, median)
		}
		t.Rows = append(t.Rows, line)
	}
	row("all", r.Funnel, r.Conversion)
	for _, s := range r.Segments {
		row(topic.Named(s.Key), &s.Funnel, s.Conversion)
	}
	t.Text = conversionText(segment, marks, r.Conversion != nil)
	section.Blocks = []page.Block{p.RateBars("conversion-bars", "Converted, by "+segment, rates), t}
	p.Add(section)
}

// conversionText is how the text screen writes how soon customers got to the end.
func conversionText(segment string, marks []convertedAt, timed bool) *page.Text {
	const nameWidth = 17
	line := func(name, customers, share, interval string, at func(i int) string, median string) string {
		text := figure.Left(name, nameWidth) + figure.Right(customers, 9) + figure.Right(share, 8) + "  " + figure.Left(interval, 13)
		for i := range marks {
			text += figure.Right(at(i), 9)
		}
		if timed {
			text += "  " + figure.Left(median, 13)
		}
		return text
	}
	return &page.Text{Most: figure.MostSegments + 1, More: "… %s more, see -json",
		Head: line(figure.Printable(segment), "decided", "to end", "interval*", func(i int) string {
			return strings.NewReplacer("minutes", "min", "minute", "min").Replace(figure.WholeTime(marks[i].Seconds))
		}, "median"),
		Line: func(c page.Cells) string {
			const at = 5
			return line(c.Text(0), c.Fit(1, 8), c.Show(2), c.Interval(3, 4), func(i int) string { return c.Show(at + i) }, c.TextOf("median"))
		}}
}

// medianText writes the median of the time to convert.
func medianText(m *cx.SurvivalQuantile) string {
	if m == nil {
		return ""
	}
	if !m.Reached {
		return "half of the customers: not reached"
	}
	limit := func(t float64, reached bool) string {
		if !reached {
			return "-"
		}
		return figure.Duration(t)
	}
	return "half of the customers by " + figure.Duration(m.Time) + ", interval* " + limit(m.Low, m.LowReached) + " to " + limit(m.High, m.HighReached)
}

// different says how many different ways there are.
func different(listed, rest int64) string {
	if rest > 0 {
		return "more than 100,000 different"
	}
	return figure.Thousands(listed) + " different"
}

// addWays tables the most frequent transitions and paths.
func addWays(p *topic.Page, r *eventReport) {
	const nameWidth = 82
	table := func(name, caption, what, of string, text func(c page.Cells) string) page.Table {
		return page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text(what), chart.Number(of, figure.Counted), chart.Number("of all", figure.Shared)}},
			Text: &page.Text{Line: func(c page.Cells) string {
				return figure.Left(text(c), nameWidth) + figure.Right(c.Fit(1, 8), 9) + figure.Right(c.Show(2), 9)
			}}}
	}
	transitions := page.Section{ID: "transitions", Title: "Transitions", Aside: r.Reason("transitions")}
	if x := r.Transitions; x != nil {
		transitions.Line, transitions.Aside = figure.Thousands(x.Total)+", "+different(x.Distinct, x.Rest), "times, of all"
		transitions.About = page.Sentence(transitions.Line)
		t := table("transitions", "The most frequent transitions", "transition", "times", func(c page.Cells) string {
			return figure.Left(shortArrow(c.Text(0), 20), 44) + c.Bar(nameWidth-44)
		})
		for _, way := range x.Top {
			t.Rows = append(t.Rows, []string{arrow(maxName, way.From, way.To), figure.Whole(way.Count), figure.PercentCell(float64(way.Count) / float64(max(x.Total, 1)))})
			t.Bars = append(t.Bars, float64(way.Count)/float64(max(x.Top[0].Count, 1)))
		}
		transitions.Blocks = []page.Block{t}
	}
	p.Add(transitions)
	paths := page.Section{ID: "paths", Title: "Paths", Aside: r.Reason("paths")}
	if x := r.Paths; x != nil {
		paths.Line, paths.Aside = fmt.Sprintf("the first %s of a customer, %s", figure.Count(int64(x.Length), "event"), different(x.Distinct, x.Rest)), "customers, of all"
		paths.About = page.Sentence(paths.Line)
		t := table("paths", "The most frequent paths", "path", "customers", func(c page.Cells) string { return shortPath(c.Text(0), nameWidth) })
		for _, path := range x.Top {
			t.Rows = append(t.Rows, []string{pathText(path), figure.Whole(path.Customers), figure.PercentCell(float64(path.Customers) / float64(max(x.Total, 1)))})
		}
		paths.Blocks = []page.Block{t}
	}
	p.Add(paths)
}

// The ends of paths of which all customers, or some, went on.
const (
	allWentOn  = " → …"
	someWentOn = " (→ …)"
)

// pathText writes a path. Dots say that customers went on.
func pathText(p cx.Path) string {
	text := arrow(maxName, p.Names...)
	switch {
	case p.Cut == p.Customers:
		text += allWentOn
	case p.Cut > 0:
		text += someWentOn
	}
	return text
}

// shortPath writes a path in so many columns: the longer names give way.
func shortPath(path string, columns int) string {
	end := ""
	for _, e := range []string{allWentOn, someWentOn} {
		if names, ok := strings.CutSuffix(path, e); ok {
			path, end = names, e
		}
	}
	for longest := 30; ; longest-- {
		text := shortArrow(path, longest) + end
		if figure.Width(text) <= columns || longest == 3 {
			return text
		}
	}
}

// addHours draws the hours of the day.
func addHours(p *topic.Page, h *cx.HoursOfDay) {
	if h == nil || h.Total() == 0 {
		return
	}
	c := chart.Bars{Head: chart.Head{ID: "hours-bars", Title: "Events by hour", About: "The share of the events that came in each hour of the day."},
		Of: "hour", X: chart.Axis{Title: "share", Unit: figure.Shared}, Aside: "events"}
	most := 0
	for hour, n := range h.Counts {
		if n > h.Counts[most] {
			most = hour
		}
		c.Rows = append(c.Rows, chart.Bar{Name: fmt.Sprintf("%02d:00", hour), Value: 100 * float64(n) / float64(h.Total()), Aside: figure.Whole(n)})
	}
	share := figure.Fixed(100*float64(h.Counts[most])/float64(h.Total()), 1) + "%"
	p.Add(page.Section{ID: "hours", Title: "Hours of the day", Line: fmt.Sprintf("most from %02d:00, %s of all events", most, share),
		Aside:  "clocks of " + figure.Clip(figure.Printable(h.Zone), 30),
		About:  fmt.Sprintf("Most from %02d:00, %s of all events, by the clocks of %s.", most, share, h.Zone),
		Blocks: []page.Block{page.Picture{Chart: c, Lines: hourLines(h, most)}}})
}

// hourLines draws the hours of the day.
func hourLines(h *cx.HoursOfDay, most int) []string {
	const each = 4
	var lines []string
	for _, line := range figure.Area(func(x float64) float64 {
		hour := min(int(x*24), 23)
		return float64(h.Counts[hour]) / float64(h.Counts[most])
	}, 24*each, 3) {
		lines = append(lines, strings.TrimRight("  "+line, " "))
	}
	labels := "  "
	for hour := range 24 {
		labels += figure.Left(strconv.Itoa(hour), each)
	}
	return append(lines, strings.TrimRight(labels, " "))
}
