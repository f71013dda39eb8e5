package main

import (
	"slices"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// document makes the document of a report of tickets.
func (r *ticketReport) document() *page.Document {
	p := newHistoryPage(&r.head, "Tickets")
	var tickets, open int64
	if r.All == nil {
		p.section("service", "Service", "", page.Note("There are no tickets."))
	} else {
		tickets, open = r.All.Tickets, r.All.Open
		p.tickets(r)
	}
	p.counts(p.main(namedCount{"counted", tickets}, namedCount{"of them still open", open}, namedCount{"as of later days", r.Later}))
	p.notes(ticketNotes(r)...)
	return &p.Document
}

// tickets adds the sections of the figures.
func (p *historyPage) tickets(r *ticketReport) {
	figures := page.Figures{{Name: "Tickets", Value: whole(r.All.Tickets), Base: r.All.Tickets, Of: thousands(r.All.Open) + " open"}}
	var rates []namedRate
	add := func(name string, r *rate) {
		if r != nil {
			rates = append(rates, namedRate{name, *r})
		}
	}
	if c := r.All.FirstContact; c != nil {
		figures = append(figures, p.rateFigure("Resolved at first contact", c.Whole, count(c.Whole.Base, "ticket")))
		add("first-contact resolution", &c.Whole)
		add("of all decided, gross", &c.Gross)
		add("of all decided, net", &c.Net)
		if c.Tally.Pending > 0 {
			add("at least, if all pending fail", &c.AtLeast)
			add("at most, if none of them does", &c.AtMost)
		}
	}
	add("one reply, never reopened", r.All.OneTouch)
	add("reopened, of those once resolved", r.All.Reopened)
	add("escalated", r.All.Escalated)
	for _, n := range r.All.waits() {
		if n.wait.Level != nil {
			figures = append(figures, p.rateFigure(capital(n.within+wholeTime(n.wait.Target)),
				n.wait.Level.Whole, count(n.wait.Level.Whole.Base, "ticket")))
		}
	}
	blocks := []page.Block{figures}
	if len(rates) > 0 {
		blocks = append(blocks, p.rateBars("service-bars", "Shares of tickets", rates), rateTable("service-shares", "Shares of tickets", "share of tickets", rates))
	}
	if r.All.FirstContact == nil {
		blocks = append(blocks, page.Note("First-contact resolution needs -resolved, and -replies or -first-contact."))
	}
	p.section("service", "Service", "", blocks...)
	if waits := r.All.waits(); len(waits) > 0 {
		p.section("waits", "Waits", "From the opening of a ticket.", waitTable(waits), levelTable(waits), boundTable(waits))
	}
	if len(r.Segments) > 0 {
		p.section("segments", "By "+r.By, "Medians are of the waits that are over.", p.ticketBars(r), ticketTable(r))
	}
}

// rateBars draws rates with their intervals, beside a table that has them.
func (p *historyPage) rateBars(id, title string, rates []namedRate) page.Block {
	c := chart.Bars{Head: chart.Head{ID: id, Title: title, About: "Each share with its interval.", Bare: true},
		Of: "share", X: chart.Axis{Title: "share", Unit: shared}, Intervals: true, Aside: "of"}
	for _, r := range rates[:min(len(rates), mostBars)] {
		low, high := ends(r.rate.Interval)
		c.Rows = append(c.Rows, chart.Bar{Name: r.name, Value: 100 * asNumber(r.rate.Rate), Low: 100 * low, High: 100 * high, Aside: whole(r.rate.Base)})
	}
	return page.Picture{Chart: c}
}

// waitTable says how long customers wait.
func waitTable(waits []namedWait) page.Table {
	t := page.Table{Name: "wait-times", Caption: "How long customers wait", Table: chart.Table{Columns: []chart.Column{chart.Text("until"),
		chart.Number("over", counted), chart.Text("mean"), chart.Text("median"), chart.Text("90%"), chart.Text("median of all"), chart.Text("interval")}}}
	for _, n := range waits {
		mean := "–"
		if n.wait.Mean != nil {
			mean = duration(n.wait.Mean.InexactFloat64())
		}
		all, interval := medianAndLimits(n.wait.All)
		t.Rows = append(t.Rows, []string{n.name, whole(n.wait.Count), mean, seconds(n.wait.Median), seconds(n.wait.P90), all, interval})
	}
	return t
}

// levelTable says whether targets are kept.
func levelTable(waits []namedWait) page.Table {
	t := page.Table{Name: "service-levels", Caption: "Service levels", Table: chart.Table{Columns: []chart.Column{chart.Text("target"),
		chart.Number("kept", counted), chart.Number("missed", counted), chart.Number("early", counted), chart.Number("wait", counted),
		chart.Number("share", shared), chart.Number("from", shared), chart.Number("to", shared)}}}
	for _, n := range waits {
		if l := n.wait.Level; l != nil {
			cells := rateCells(l.Whole)
			t.Rows = append(t.Rows, []string{n.within + wholeTime(n.wait.Target), whole(l.Tally.Attained), whole(l.Tally.Missed),
				whole(l.Tally.EarlyAttained), whole(l.Tally.Pending), cells[0], cells[1], cells[2]})
		}
	}
	return t
}

// boundTable says what the service levels of all tickets may become, and are to be expected
// to become.
func boundTable(waits []namedWait) page.Table {
	t := page.Table{Name: "service-bounds", Caption: "Service levels of all tickets", Table: chart.Table{Columns: []chart.Column{chart.Text("target"),
		chart.Number("at least", shared), chart.Number("at most", shared), chart.Number("to be expected", shared), chart.Number("from", shared), chart.Number("to", shared)}}}
	for _, n := range waits {
		l := n.wait.Level
		if l == nil {
			continue
		}
		least, most := "", ""
		if l.AtLeast.Rate != nil && l.Tally.Pending > 0 {
			least, most = percentCell(asNumber(l.AtLeast.Rate)), percentCell(asNumber(l.AtMost.Rate))
		}
		low, high := ends(n.wait.Interval)
		t.Rows = append(t.Rows, []string{n.within + wholeTime(n.wait.Target), least, most,
			percentCell(pointed(n.wait.Expected)), percentCell(low), percentCell(high)})
	}
	return t
}

// ticketBars draws the first-contact resolution of the segments.
func (p *historyPage) ticketBars(r *ticketReport) page.Block {
	if r.All.FirstContact == nil {
		return nil
	}
	var rates []namedRate
	for _, s := range r.Segments {
		if s.FirstContact != nil {
			rates = append(rates, namedRate{named(s.Key), s.FirstContact.Whole})
		}
	}
	return p.rateBars("segment-bars", "Resolved at first contact by "+r.By, rates)
}

// named is the name of a segment.
func named(key string) string {
	if key == "" {
		return "(blank)"
	}
	return key
}

// ticketTable has the segments side by side.
func ticketTable(r *ticketReport) page.Table {
	t := page.Table{Name: "ticket-segments", Caption: "Tickets by " + r.By, Table: chart.Table{Columns: []chart.Column{chart.Text(r.By),
		chart.Number("tickets", counted), chart.Number("open", counted), chart.Number("first contact", shared), chart.Number("from", shared),
		chart.Number("to", shared), chart.Text("reply"), chart.Number("in time", shared), chart.Text("resolution"), chart.Number("resolved in time", shared)}}}
	row := func(name string, f *ticketFigures) {
		contact := make([]string, 3)
		if f.FirstContact != nil {
			contact = rateCells(f.FirstContact.Whole)[:3]
		}
		wait := func(s *waitSection) (median, kept string) {
			median = "–"
			if s != nil {
				median = seconds(s.Median)
				if s.Level != nil {
					kept = percentCell(asNumber(s.Level.Whole.Rate))
				}
			}
			return median, kept
		}
		reply, replied := wait(f.FirstReply)
		resolution, resolved := wait(f.Resolution)
		t.Rows = append(t.Rows, []string{name, whole(f.Tickets), whole(f.Open), contact[0], contact[1], contact[2], reply, replied, resolution, resolved})
	}
	row("all", r.All)
	for i := range r.Segments {
		row(named(r.Segments[i].Key), &r.Segments[i].ticketFigures)
	}
	return t
}

// ticketNotes says how to read the figures.
func ticketNotes(r *ticketReport) (notes []string) {
	if r.All == nil {
		return nil
	}
	if r.All.FirstContact != nil {
		notes = append(notes, "gross: of all that are decided; net: without those that were escalated")
		if r.Recontact > 0 {
			window := wholeTime(r.Recontact)
			notes = append(notes, "first-contact resolution: of those whose "+window+" are over, less escalated; below it: of all",
				"pending: open, or not yet "+window+" without another ticket of the customer")
		}
	}
	if slices.ContainsFunc(r.All.waits(), func(n namedWait) bool { return n.wait.Level != nil }) {
		notes = append(notes, "share: of the tickets whose target is over by now, whatever became of them; bounds, at least and at most: of all tickets",
			"early: kept, and the target is not over; wait: open, and it is not over")
	}
	if r.All.FirstReply != nil || r.All.Resolution != nil {
		notes = append(notes, "of all and to be expected: open tickets count for as long as they have waited; the median if nobody gave up")
	}
	return notes
}
