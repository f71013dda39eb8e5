package main

import (
	"fmt"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// document makes the document of a report of events.
func (r *eventReport) document() *page.Document {
	p := newHistoryPage(&r.head, "Events")
	switch {
	case r.Events == 0:
		p.section("funnel", "Funnel", "", page.Note("There are no events."))
	case r.Funnel == nil:
		p.eventNames(r)
	default:
		p.funnel(r)
		p.conversion(r)
	}
	if r.Events > 0 {
		p.ways(r)
		p.hours(r.Hours)
	}
	p.counts(p.main(namedCount{"counted", r.Events}, namedCount{"as of later days", r.Later}))
	p.notes(eventNotes(r)...)
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

// eventNames lists the names of events for those who have named no steps.
func (p *historyPage) eventNames(r *eventReport) {
	t := page.Table{Name: "event-names", Caption: "The most frequent events", Table: chart.Table{Columns: []chart.Column{chart.Text("event"),
		chart.Number("customers", counted), chart.Number("events", counted)}}}
	for _, n := range r.Names {
		t.Rows = append(t.Rows, []string{n.Key, whole(n.Customers), whole(n.Events)})
	}
	if hidden := r.DistinctNames - int64(len(r.Names)); hidden > 0 {
		t.Note = plural(hidden, "name more", "names more") + "."
	}
	p.section("events", "Events", fmt.Sprintf("%s of %s. There is no funnel: name its steps, as in -steps visit,cart,order.",
		plural(r.Events, "event", "events"), count(r.Customers, "customer")), t)
}

// stepBars draws steps as bars, all to the measure of the first.
func stepBars(id, title, about string, steps []namedRate) page.Block {
	c := chart.Bars{Head: chart.Head{ID: id, Title: title, About: about, Bare: true},
		Of: "step", X: chart.Axis{Title: "share", Unit: shared, Low: 0, High: 100}, Aside: "customers"}
	for _, s := range steps[:min(len(steps), mostBars)] {
		c.Rows = append(c.Rows, chart.Bar{Name: s.name, Value: 100 * asNumber(s.rate.Rate), Aside: whole(s.rate.Count)})
	}
	return page.Picture{Chart: c}
}

// funnel draws the steps, and tables what was lost between them.
func (p *historyPage) funnel(r *eventReport) {
	f := r.Funnel
	var steps, did []namedRate
	t := page.Table{Name: "funnel-steps", Caption: "The steps", Table: chart.Table{Columns: append(rateColumns("step"), chart.Number("undecided", counted))}}
	between := page.Table{Name: "funnel-between", Caption: "From step to step", Table: chart.Table{Columns: []chart.Column{chart.Text("from step to step"),
		chart.Number("went on", shared), chart.Number("from", shared), chart.Number("to", shared), chart.Number("lost", counted), chart.Number("drop-off", shared),
		chart.Text("mean time")}}}
	for k, step := range f.Steps {
		steps = append(steps, namedRate{step.Key, step.FromFirst})
		t.Rows = append(t.Rows, append(append([]string{step.Key}, rateCells(step.FromFirst)...), whole(f.Tally.Steps[k].Undecided)))
		if k == 0 {
			continue
		}
		from := f.Steps[k-1]
		lost, mean := "", ""
		if from.DropOff.Base > 0 {
			lost = whole(from.DropOff.Count)
		}
		if step.Seconds != nil {
			mean = duration(step.Seconds.InexactFloat64())
		}
		cells := rateCells(step.FromPrevious)
		between.Rows = append(between.Rows, []string{from.Key + " → " + step.Key, cells[0], cells[1], cells[2], lost, percentCell(asNumber(from.DropOff.Rate)), mean})
	}
	for _, step := range f.Did {
		did = append(did, namedRate{step.Key, step.Did})
	}
	if f.Seconds != nil && f.EventsEach != nil {
		between.Note = fmt.Sprintf("All the way, of those who got to the end: %s and %s events on average.",
			duration(f.Seconds.InexactFloat64()), f.EventsEach.StringFixed(1))
	}
	about := capital(orderNames[f.Tally.Order])
	if f.Tally.WindowSeconds > 0 {
		about += ", within " + wholeTime(int64(f.Tally.WindowSeconds))
	}
	last := f.Steps[len(f.Steps)-1].FromFirst
	blocks := []page.Block{page.Figures{p.rateFigure("Converted", last, count(last.Base, "customer"))},
		stepBars("funnel-bars", "How far customers got", "The share of the customers of the first step who got to each step.", steps), t, between}
	if len(did) > 0 {
		blocks = append(blocks, stepBars("did-bars", "Each step by itself", "The share of all customers who took each step.", did), rateTable("funnel-did", "Each step by itself", "step", did))
	}
	p.section("funnel", "Funnel", about+".", blocks...)
}

// conversion tables how soon customers got to the end, by segment.
func (p *historyPage) conversion(r *eventReport) {
	if r.Conversion == nil && len(r.Segments) == 0 {
		return
	}
	title, about := "By segment", ""
	var marks []convertedAt
	if r.Conversion != nil {
		title, marks = "Time to convert", r.Conversion.At
		if m := medianText(r.Conversion.Median); m != "" {
			about = capital(strings.ReplaceAll(m, "interval*", "interval")) + "."
		}
	}
	if r.LogRank != nil {
		about += " Segments differ: p " + pValue(r.LogRank.P) + ", log-rank."
	}
	segment := r.Segment
	if segment == "" {
		segment = "segment"
	}
	t := page.Table{Name: "conversion-segments", Caption: "Converted, by " + segment, Table: chart.Table{Columns: []chart.Column{chart.Text(segment),
		chart.Number("decided", counted), chart.Number("to end", shared), chart.Number("from", shared), chart.Number("to", shared)}}}
	for _, m := range marks {
		t.Columns = append(t.Columns, chart.Number("by "+wholeTime(m.Seconds), shared))
	}
	if r.Conversion != nil {
		t.Columns = append(t.Columns, chart.Text("median"))
	}
	var rates []namedRate
	row := func(name string, f *funnelSection, c *conversionSection) {
		last := f.Steps[len(f.Steps)-1].FromFirst
		rates = append(rates, namedRate{name, last})
		cells := rateCells(last)
		line := []string{name, whole(last.Base), cells[0], cells[1], cells[2]}
		for i := range marks {
			cell := ""
			if c != nil && i < len(c.At) {
				cell = percentCell(pointed(c.At[i].Share))
			}
			line = append(line, cell)
		}
		if r.Conversion != nil {
			median := "not reached"
			switch {
			case c == nil:
				median = ""
			case c.Median != nil && c.Median.Reached:
				median = duration(c.Median.Time)
			}
			line = append(line, median)
		}
		t.Rows = append(t.Rows, line)
	}
	row("all", r.Funnel, r.Conversion)
	for _, s := range r.Segments {
		row(named(s.Key), &s.Funnel, s.Conversion)
	}
	p.section("conversion", title, about, p.rateBars("conversion-bars", "Converted, by "+segment, rates), t)
}

// ways tables the most frequent transitions and paths.
func (p *historyPage) ways(r *eventReport) {
	table := func(name, caption, what, of string) page.Table {
		return page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text(what), chart.Number(of, counted), chart.Number("of all", shared)}}}
	}
	blocks := []page.Block{p.why("transitions", "Transitions"), p.why("paths", "Paths")}
	if x := r.Transitions; x != nil {
		t := table("transitions", fmt.Sprintf("Transitions: the most frequent of %s, %s different", thousands(x.Total), thousands(x.Distinct)), "transition", "times")
		for _, way := range x.Top {
			t.Rows = append(t.Rows, []string{way.From + " → " + way.To, whole(way.Count), percentCell(float64(way.Count) / float64(max(x.Total, 1)))})
		}
		blocks = append(blocks, t)
	}
	if x := r.Paths; x != nil {
		t := table("paths", fmt.Sprintf("Paths: the first %s of a customer, %s different", count(int64(x.Length), "event"), thousands(x.Distinct)), "path", "customers")
		for _, path := range x.Top {
			t.Rows = append(t.Rows, []string{pathText(path, 200), whole(path.Customers), percentCell(float64(path.Customers) / float64(max(x.Total, 1)))})
		}
		blocks = append(blocks, t)
	}
	p.section("ways", "Ways", "", blocks...)
}

// hours draws the hours of the day.
func (p *historyPage) hours(h *cx.HoursOfDay) {
	if h == nil || h.Total() == 0 {
		return
	}
	c := chart.Bars{Head: chart.Head{ID: "hours-bars", Title: "Events by hour", About: "The share of the events that came in each hour of the day."},
		Of: "hour", X: chart.Axis{Title: "share", Unit: shared}, Aside: "events"}
	most := 0
	for hour, n := range h.Counts {
		if n > h.Counts[most] {
			most = hour
		}
		c.Rows = append(c.Rows, chart.Bar{Name: fmt.Sprintf("%02d:00", hour), Value: 100 * float64(n) / float64(h.Total()), Aside: whole(n)})
	}
	p.section("hours", "Hours of the day", fmt.Sprintf("Most from %02d:00, %s%% of all events, by the clocks of %s.", most,
		fixed(100*float64(h.Counts[most])/float64(h.Total()), 1), h.Zone), page.Picture{Chart: c})
}
