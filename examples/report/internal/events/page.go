package events

import (
	"fmt"
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
		p.AddSection("funnel", "Funnel", "", page.Note("There are no events."))
	case r.Funnel == nil:
		addNames(p, r)
	default:
		addFunnel(p, r)
		addConversion(p, r)
	}
	if r.Events > 0 {
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
		if f.Tally.Steps[0].Undecided > 0 {
			notes = append(notes, "undecided: their time was not over; of the funnel they are in no other column")
		}
		if r.Conversion != nil {
			notes = append(notes, "time to convert: Kaplan-Meier, with the undecided; who has not converted counts for as long as seen")
		}
		if len(r.Segments) > 0 {
			first := f.Steps[0].Key
			if f.Did != nil {
				first = "of the steps"
			}
			notes = append(notes, "a customer has the segment of the first "+first+", whatever came later")
		}
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
	}
	if hidden := r.DistinctNames - int64(len(r.Names)); hidden > 0 {
		t.Note = figure.Plural(hidden, "name more", "names more") + "."
	}
	p.AddSection("events", "Events", fmt.Sprintf("%s of %s. There is no funnel: name its steps, as in -steps visit,cart,order.",
		figure.Plural(r.Events, "event", "events"), figure.Count(r.Customers, "customer")), t)
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

// addFunnel draws the steps, and tables what was lost between them.
func addFunnel(p *topic.Page, r *eventReport) {
	f := r.Funnel
	var steps, did []topic.NamedRate
	t := page.Table{Name: "funnel-steps", Caption: "The steps", Table: chart.Table{Columns: append(topic.RateColumns("step"), chart.Number("undecided", figure.Counted))}}
	between := page.Table{Name: "funnel-between", Caption: "From step to step", Table: chart.Table{Columns: []chart.Column{chart.Text("from step to step"),
		chart.Number("went on", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared), chart.Number("lost", figure.Counted), chart.Number("drop-off", figure.Shared),
		chart.Text("mean time")}}}
	for k, step := range f.Steps {
		steps = append(steps, topic.NamedRate{Name: step.Key, Rate: step.FromFirst})
		t.Rows = append(t.Rows, append(append([]string{step.Key}, topic.RateCells(step.FromFirst)...), figure.Whole(f.Tally.Steps[k].Undecided)))
		if k == 0 {
			continue
		}
		from := f.Steps[k-1]
		lost, mean := "", ""
		if from.DropOff.Base > 0 {
			lost = figure.Whole(from.DropOff.Count)
		}
		if step.Seconds != nil {
			mean = figure.Duration(step.Seconds.InexactFloat64())
		}
		cells := topic.RateCells(step.FromPrevious)
		between.Rows = append(between.Rows, []string{from.Key + " → " + step.Key, cells[0], cells[1], cells[2], lost, figure.PercentCell(figure.AsNumber(from.DropOff.Rate)), mean})
	}
	for _, step := range f.Did {
		did = append(did, topic.NamedRate{Name: step.Key, Rate: step.Did})
	}
	if f.Seconds != nil && f.EventsEach != nil {
		between.Note = fmt.Sprintf("All the way, of those who got to the end: %s and %s events on average.",
			figure.Duration(f.Seconds.InexactFloat64()), f.EventsEach.StringFixed(1))
	}
	about := page.Capital(orderNames[f.Tally.Order])
	if f.Tally.WindowSeconds > 0 {
		about += ", within " + figure.WholeTime(int64(f.Tally.WindowSeconds))
	}
	last := f.Steps[len(f.Steps)-1].FromFirst
	blocks := []page.Block{page.Figures{p.RateFigure("Converted", last, figure.Count(last.Base, "customer"))},
		stepBars("funnel-bars", "How far customers got", "The share of the customers of the first step who got to each step.", steps), t, between}
	if len(did) > 0 {
		blocks = append(blocks, stepBars("did-bars", "Each step by itself", "The share of all customers who took each step.", did), topic.RateTable("funnel-did", "Each step by itself", "step", did))
	}
	p.AddSection("funnel", "Funnel", about+".", blocks...)
}

// addConversion tables how soon customers got to the end, by segment.
func addConversion(p *topic.Page, r *eventReport) {
	if r.Conversion == nil && len(r.Segments) == 0 {
		return
	}
	title, about := "By segment", ""
	var marks []convertedAt
	if r.Conversion != nil {
		title, marks = "Time to convert", r.Conversion.At
		if m := medianText(r.Conversion.Median); m != "" {
			about = page.Capital(strings.ReplaceAll(m, "interval*", "interval")) + "."
		}
	}
	if r.LogRank != nil {
		about += " Segments differ: p " + figure.PValue(r.LogRank.P) + ", log-rank."
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
		last := f.Steps[len(f.Steps)-1].FromFirst
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
	p.AddSection("conversion", title, about, p.RateBars("conversion-bars", "Converted, by "+segment, rates), t)
}

// addWays tables the most frequent transitions and paths.
func addWays(p *topic.Page, r *eventReport) {
	table := func(name, caption, what, of string) page.Table {
		return page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text(what), chart.Number(of, figure.Counted), chart.Number("of all", figure.Shared)}}}
	}
	blocks := []page.Block{p.Why("transitions", "Transitions"), p.Why("paths", "Paths")}
	if x := r.Transitions; x != nil {
		t := table("transitions", fmt.Sprintf("Transitions: the most frequent of %s, %s different", figure.Thousands(x.Total), figure.Thousands(x.Distinct)), "transition", "times")
		for _, way := range x.Top {
			t.Rows = append(t.Rows, []string{way.From + " → " + way.To, figure.Whole(way.Count), figure.PercentCell(float64(way.Count) / float64(max(x.Total, 1)))})
		}
		blocks = append(blocks, t)
	}
	if x := r.Paths; x != nil {
		t := table("paths", fmt.Sprintf("Paths: the first %s of a customer, %s different", figure.Count(int64(x.Length), "event"), figure.Thousands(x.Distinct)), "path", "customers")
		for _, path := range x.Top {
			t.Rows = append(t.Rows, []string{pathText(path, 200), figure.Whole(path.Customers), figure.PercentCell(float64(path.Customers) / float64(max(x.Total, 1)))})
		}
		blocks = append(blocks, t)
	}
	p.AddSection("ways", "Ways", "", blocks...)
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
	p.AddSection("hours", "Hours of the day", fmt.Sprintf("Most from %02d:00, %s%% of all events, by the clocks of %s.", most,
		figure.Fixed(100*float64(h.Counts[most])/float64(h.Total()), 1), h.Zone), page.Picture{Chart: c})
}
