package tickets

import (
	"slices"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Document makes the document of a report of tickets.
func (r *ticketReport) Document() *page.Document {
	what := "Tickets"
	if r.Calls != nil {
		what = "Calls"
	}
	p := topic.NewPage(&r.Head, what)
	var tickets, open int64
	if r.All == nil {
		p.Add(page.Section{ID: "service", Title: "Service", Line: "there are no tickets"})
	} else {
		tickets, open = r.All.Tickets, r.All.Open
		addTickets(p, r)
	}
	short := int64(0)
	if r.Calls != nil {
		short = r.Calls.Short
	}
	p.AddCounts(p.Main(page.Count{Name: "counted", N: tickets}, page.Count{Name: "short calls", N: short}, page.Count{Name: "of them still open", N: open}, page.Count{Name: "as of later days", N: r.Later}))
	p.AddNotes(ticketNotes(r)...)
	return &p.Document
}

// addTickets adds the sections of the figures.
func addTickets(p *topic.Page, r *ticketReport) {
	if r.Calls != nil {
		addCalls(p, r)
		addWaits(p, r)
		return
	}
	open := figure.Thousands(r.All.Open) + " open"
	figures := page.Figures{{Name: "Tickets", Value: figure.Whole(r.All.Tickets), Base: r.All.Tickets, Of: open, Phrase: "%s tickets, " + open}}
	if r.All.Tickets == 1 {
		figures[0].Phrase = "%s ticket, " + open
	}
	var rates []topic.NamedRate
	add := func(name string, r *figure.Share) {
		if r != nil {
			rates = append(rates, topic.NamedRate{Name: name, Rate: *r})
		}
	}
	if c := r.All.FirstContact; c != nil {
		solved := p.RateFigure("Resolved at first contact", c.Whole, figure.Count(c.Whole.Base, "ticket"))
		solved.Phrase = "%s resolved at first contact"
		figures = append(figures, solved)
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
			figures = append(figures, p.RateFigure(page.Capital(n.within+n.wait.target()),
				n.wait.Level.Whole, figure.Count(n.wait.Level.Whole.Base, "ticket")))
		}
	}
	blocks := []page.Block{figures}
	if len(rates) > 0 {
		blocks = append(blocks, p.RateBars("service-bars", "Shares of tickets", rates), shareTable(rates))
	}
	if r.All.FirstContact == nil {
		blocks = append(blocks, page.Note("first-contact resolution needs -resolved, and -replies or -first-contact"))
	}
	p.AddSection("service", "Service", "", blocks...)
	addWaits(p, r)
}

// addWaits adds how long customers wait, and the segments.
func addWaits(p *topic.Page, r *ticketReport) {
	if waits := r.All.waits(); len(waits) > 0 {
		aside := "from the opening of a ticket"
		if r.Calls != nil {
			aside = "until somebody answered"
		}
		if r.Hours != nil {
			aside += ", in hours of work"
		}
		p.Add(page.Section{ID: "waits", Title: "Waits", Aside: aside, Blocks: []page.Block{waitTable(waits)}})
		if levels := levelTables(waits); levels != nil {
			p.AddSection("service-level", "Service level", "", levels...)
		}
	}
	switch {
	case len(r.Segments) == 0:
	case r.Calls != nil:
		p.Add(page.Section{ID: "segments", Title: "By " + r.By, Aside: "medians of the waits of the answered", Blocks: []page.Block{callTable(r)}})
	default:
		p.Add(page.Section{ID: "segments", Title: "By " + r.By, Aside: "medians of the waits that are over", Blocks: []page.Block{ticketBars(p, r), ticketTable(r)}})
	}
}

// shareTable has the shares of tickets.
func shareTable(rates []topic.NamedRate) page.Table {
	const nameWidth = 34
	t := topic.RateTable("service-shares", "Shares of tickets", "share of tickets", rates)
	for _, r := range rates {
		t.Bars = append(t.Bars, figure.AsNumber(r.Rate.Rate))
	}
	t.Text = &page.Text{
		Head: figure.Left("share of tickets", nameWidth+10) + figure.Left("interval*", 14) + figure.Right("tickets", 10) + figure.Right("of", 10),
		Line: func(c page.Cells) string {
			name := c.Text(0)
			if partOfFirstContact[name] {
				name = "  " + name
			}
			return figure.Left(name, nameWidth) + figure.Right(c.Show(1), 8) + "  " + figure.Left(c.Interval(2, 3), 14) +
				figure.Right(c.Fit(4, 9), 10) + figure.Right(c.Fit(5, 9), 10) + "  " + c.Bar(20)
		},
	}
	return t
}

// partOfFirstContact are the shares below that of first-contact resolution.
var partOfFirstContact = map[string]bool{"of all decided, gross": true, "of all decided, net": true,
	"at least, if all pending fail": true, "at most, if none of them does": true}

// waits are the waits of a report, in the order of the page.
func (f *ticketFigures) waits() []namedWait {
	var waits []namedWait
	for _, n := range []namedWait{{"first reply", "reply in ", f.FirstReply}, {"resolution", "resolved in ", f.Resolution}} {
		if n.wait != nil {
			waits = append(waits, n)
		}
	}
	return waits
}

type namedWait struct {
	name, within string
	wait         *waitSection
}

// time writes a time, of hours of work if the waits are.
func (s *waitSection) time(seconds float64) string {
	if s.atWork {
		return figure.WorkTime(seconds)
	}
	return figure.Duration(seconds)
}

// timeOf writes a time, "-" for none.
func (s *waitSection) timeOf(seconds *float64) string {
	if seconds == nil {
		return "-"
	}
	return s.time(*seconds)
}

// target writes the target.
func (s *waitSection) target() string {
	if s.atWork {
		return figure.WholeWorkTime(s.Target)
	}
	return figure.WholeTime(s.Target)
}

// medianAndLimits writes the median of all tickets and its interval.
func (s *waitSection) medianAndLimits() (median, interval string) {
	q := s.All
	if q == nil || !q.Reached {
		return "-", ""
	}
	limit := func(t float64, reached bool) string {
		if !reached {
			return "-"
		}
		return s.time(t)
	}
	return s.time(q.Time), limit(q.Low, q.LowReached) + " to " + limit(q.High, q.HighReached)
}

// waitTable says how long customers wait.
func waitTable(waits []namedWait) page.Table {
	t := page.Table{Name: "wait-times", Caption: "How long customers wait", Table: chart.Table{Columns: []chart.Column{chart.Text("until"),
		chart.Number("over", figure.Counted), chart.Text("mean"), chart.Text("median"), chart.Text("90%"), chart.Text("median of all"), chart.Text("interval")}}}
	for _, n := range waits {
		mean := "–"
		if n.wait.Mean != nil {
			mean = n.wait.time(n.wait.Mean.InexactFloat64())
		}
		all, interval := n.wait.medianAndLimits()
		t.Rows = append(t.Rows, []string{n.name, figure.Whole(n.wait.Count), mean, n.wait.timeOf(n.wait.Median), n.wait.timeOf(n.wait.P90), all, interval})
	}
	line := func(name, n, mean, median, p90, all, interval string) string {
		return figure.Left(name, 16) + figure.Right(n, 10) + figure.Right(mean, 12) + figure.Right(median, 12) + figure.Right(p90, 12) + figure.Right(all, 14) +
			"  " + figure.Left(interval, 24)
	}
	t.Text = &page.Text{Head: line("until", "over", "mean", "median", "90%", "median of all", "interval*"), Line: func(c page.Cells) string {
		return line(c.Text(0), c.Fit(1, 9), c.Text(2), c.Text(3), c.Text(4), c.Text(5), c.Text(6))
	}}
	return t
}

// levelTables are the tables of the targets, nil without any.
func levelTables(waits []namedWait) []page.Block {
	levels, bounds := levelTable(waits), boundTable(waits)
	if len(levels.Rows) == 0 {
		return nil
	}
	line := func(name, kept, missed, early, waits, share, interval, bounds, expected, limits string) string {
		return figure.Left(name, 20) + figure.Right(kept, 6) + figure.Right(missed, 7) + figure.Right(early, 6) + figure.Right(waits, 6) + figure.Right(share, 7) + "  " +
			figure.Left(interval, 13) + figure.Left(bounds, 13) + figure.Right(expected, 7) + " " + figure.Left(limits, 13)
	}
	levels.Text = &page.Text{With: &bounds, Head: line("target", "kept", "missed", "early", "wait", "share", "interval*", "bounds", "of all", "interval*"),
		Line: func(c page.Cells) string {
			const bound = 8 // the first column of the bounds
			return line(c.Text(0), c.Fit(1, 5), c.Fit(2, 6), c.Fit(3, 5), c.Fit(4, 5), c.Show(5), c.Interval(6, 7),
				c.Interval(bound+1, bound+2), c.Show(bound+3), c.Interval(bound+4, bound+5))
		}}
	bounds.Text = page.Elsewhere
	return []page.Block{levels, bounds}
}

// levelTable says whether targets are kept.
func levelTable(waits []namedWait) page.Table {
	t := page.Table{Name: "service-levels", Caption: "Service levels", Table: chart.Table{Columns: []chart.Column{chart.Text("target"),
		chart.Number("kept", figure.Counted), chart.Number("missed", figure.Counted), chart.Number("early", figure.Counted), chart.Number("wait", figure.Counted),
		chart.Number("share", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared)}}}
	for _, n := range waits {
		if l := n.wait.Level; l != nil {
			cells := topic.RateCells(l.Whole)
			t.Rows = append(t.Rows, []string{n.within + n.wait.target(), figure.Whole(l.Tally.Attained), figure.Whole(l.Tally.Missed),
				figure.Whole(l.Tally.EarlyAttained), figure.Whole(l.Tally.Pending), cells[0], cells[1], cells[2]})
		}
	}
	return t
}

// boundTable says what the service levels of all tickets may become, and are to be expected
// to become.
func boundTable(waits []namedWait) page.Table {
	t := page.Table{Name: "service-bounds", Caption: "Service levels of all tickets", Table: chart.Table{Columns: []chart.Column{chart.Text("target"),
		chart.Number("bounds, from", figure.Shared), chart.Number("bounds, to", figure.Shared), chart.Number("of all", figure.Shared), chart.Number("of all, from", figure.Shared), chart.Number("of all, to", figure.Shared)}}}
	for _, n := range waits {
		l := n.wait.Level
		if l == nil {
			continue
		}
		least, most := "", ""
		if l.AtLeast.Rate != nil && l.Tally.Pending > 0 {
			least, most = figure.PercentCell(figure.AsNumber(l.AtLeast.Rate)), figure.PercentCell(figure.AsNumber(l.AtMost.Rate))
		}
		low, high := figure.Ends(n.wait.Interval)
		t.Rows = append(t.Rows, []string{n.within + n.wait.target(), least, most,
			figure.PercentCell(figure.Pointed(n.wait.Expected)), figure.PercentCell(low), figure.PercentCell(high)})
	}
	return t
}

// ticketBars draws the first-contact resolution of the segments.
func ticketBars(p *topic.Page, r *ticketReport) page.Block {
	if r.All.FirstContact == nil {
		return nil
	}
	var rates []topic.NamedRate
	for _, s := range r.Segments {
		if s.FirstContact != nil {
			rates = append(rates, topic.NamedRate{Name: topic.Named(s.Key), Rate: s.FirstContact.Whole})
		}
	}
	return p.RateBars("segment-bars", "Resolved at first contact by "+r.By, rates)
}

// ticketTable has the segments side by side.
func ticketTable(r *ticketReport) page.Table {
	t := page.Table{Name: "ticket-segments", Caption: "Tickets by " + r.By, Table: chart.Table{Columns: []chart.Column{chart.Text(r.By),
		chart.Number("tickets", figure.Counted), chart.Number("open", figure.Counted), chart.Number("first contact", figure.Shared), chart.Number("from", figure.Shared),
		chart.Number("to", figure.Shared), chart.Text("reply"), chart.Number("in time", figure.Shared), chart.Text("resolution"), chart.Number("resolved in time", figure.Shared)}}}
	row := func(name string, f *ticketFigures) {
		contact := make([]string, 3)
		if f.FirstContact != nil {
			contact = topic.RateCells(f.FirstContact.Whole)[:3]
		}
		wait := func(s *waitSection) (median, kept string) {
			median = "–"
			if s != nil {
				median = s.timeOf(s.Median)
				if s.Level != nil {
					kept = figure.PercentCell(figure.AsNumber(s.Level.Whole.Rate))
				}
			}
			return median, kept
		}
		reply, replied := wait(f.FirstReply)
		resolution, resolved := wait(f.Resolution)
		t.Rows = append(t.Rows, []string{name, figure.Whole(f.Tickets), figure.Whole(f.Open), contact[0], contact[1], contact[2], reply, replied, resolution, resolved})
	}
	row("all", r.All)
	for i := range r.Segments {
		row(topic.Named(r.Segments[i].Key), &r.Segments[i].ticketFigures)
	}
	line := func(name, tickets, open, contact, interval, reply, replied, resolution, resolved string) string {
		return figure.Left(name, 18) + figure.Right(tickets, 9) + figure.Right(open, 7) + figure.Right(contact, 10) + "  " + figure.Left(interval, 13) +
			figure.Right(reply, 10) + figure.Right(replied, 9) + figure.Right(resolution, 11) + figure.Right(resolved, 9)
	}
	t.Text = &page.Text{Most: figure.MostSegments + 1, More: "… %s more, see -json",
		Head: line("segment", "tickets", "open", "1st cont.", "interval*", "reply", "in time", "resolution", "in time"),
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Fit(1, 8), c.Fit(2, 6), c.Show(3), c.Interval(4, 5), c.Text(6), c.Show(7), c.Text(8), c.Show(9))
		}}
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
			window := figure.WholeTime(r.Recontact)
			notes = append(notes, "first-contact resolution: of those whose "+window+" are over, less escalated; below it: of all",
				"pending: open, or not yet "+window+" without another ticket of the customer")
		}
	}
	if slices.ContainsFunc(r.All.waits(), func(n namedWait) bool { return n.wait.Level != nil }) {
		notes = append(notes, "share: of the tickets whose target is over by now, whatever became of them; bounds: of all tickets",
			"early: kept, and the target is not over; wait: open, and it is not over")
	}
	if r.Hours != nil {
		work := "hours of work: " + strings.Join(r.Hours, "; ") + ", clocks of " + r.Zone
		if n := int64(len(r.Holidays)); n > 0 {
			work += ", " + figure.Count(n, "holiday")
		}
		notes = append(notes, work)
	}
	if r.All.FirstReply != nil || r.All.Resolution != nil {
		notes = append(notes, "of all: open tickets count for as long as they have waited; the median if nobody gave up")
	}
	return notes
}
