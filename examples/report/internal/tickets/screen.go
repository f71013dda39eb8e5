package tickets

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// WriteText writes a report of tickets for people to read. Whoever flushes w learns
// of its errors.
func (r *ticketReport) WriteText(w io.Writer) {
	topic.WriteHead(w, &r.Head)
	var counted, open int64
	if r.All == nil {
		page.WriteRule(w, "no tickets", "")
	} else {
		counted, open = r.All.Tickets, r.All.Open
		writeService(w, r)
		writeWaits(w, r)
		writeLevels(w, r)
		writeTicketSegments(w, r)
	}
	topic.WriteCounts(w, &r.Head, [][2]string{
		{"counted", figure.Thousands(counted)},
		{"of them still open", figure.Thousands(open)},
		{"as of later days", figure.Thousands(r.Later)},
	})
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", figure.Percent(r.Level))
	if r.All == nil {
		return
	}
	var notes []string
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
	if r.All.FirstReply != nil || r.All.Resolution != nil {
		notes = append(notes, "of all: open tickets count for as long as they have waited; the median if nobody gave up")
	}
	for _, note := range notes {
		fmt.Fprintln(w, figure.Clip(note, figure.PageWidth))
	}
}

// writeService writes the shares of tickets.
func writeService(w io.Writer, r *ticketReport) {
	f := r.All
	head := fmt.Sprintf("SERVICE  %s, %s open", figure.Count(f.Tickets, "ticket"), figure.Thousands(f.Open))
	type line struct {
		name string
		r    *figure.Share
	}
	var lines []line
	if c := f.FirstContact; c != nil {
		if c.Whole.Rate != nil {
			head += fmt.Sprintf(", %s resolved at first contact", figure.InPercent(c.Whole.Rate))
		}
		lines = append(lines, line{"first-contact resolution", &c.Whole}, line{"  of all decided, gross", &c.Gross}, line{"  of all decided, net", &c.Net})
		if c.Tally.Pending > 0 {
			lines = append(lines, line{"  at least, if all pending fail", &c.AtLeast}, line{"  at most, if none of them does", &c.AtMost})
		}
	}
	lines = append(lines, line{"one reply, never reopened", f.OneTouch}, line{"reopened, of those once resolved", f.Reopened},
		line{"escalated", f.Escalated})
	page.WriteRule(w, head, "")
	const nameWidth, drawn = 34, 30
	shown := false
	for _, l := range lines {
		if l.r == nil {
			continue
		}
		if !shown {
			fmt.Fprintln(w, figure.Left("share of tickets", nameWidth)+figure.Right("", 8)+"  "+figure.Left("interval*", 14)+figure.Right("tickets", 10)+figure.Right("of", 10))
			shown = true
		}
		text := figure.Left(l.name, nameWidth) + figure.Right(figure.InPercent(l.r.Rate), 8) + "  " + figure.Left(figure.ShareInterval(l.r.Interval), 14) +
			figure.Right(figure.Compact(l.r.Count, 9), 10) + figure.Right(figure.Compact(l.r.Base, 9), 10)
		if l.r.Rate != nil {
			text += "  " + figure.Bar(l.r.Rate.InexactFloat64(), drawn-10)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	if f.FirstContact == nil {
		fmt.Fprintln(w, "first-contact resolution needs -resolved, and -replies or -first-contact")
	}
}

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

// seconds writes a time, "-" for none.
func seconds(s *float64) string {
	if s == nil {
		return "-"
	}
	return figure.Duration(*s)
}

// medianAndLimits writes the median of all tickets and its interval.
func medianAndLimits(q *cx.SurvivalQuantile) (median, interval string) {
	if q == nil || !q.Reached {
		return "-", ""
	}
	limit := func(t float64, reached bool) string {
		if !reached {
			return "-"
		}
		return figure.Duration(t)
	}
	return figure.Duration(q.Time), limit(q.Low, q.LowReached) + " to " + limit(q.High, q.HighReached)
}

// writeWaits writes how long customers wait.
func writeWaits(w io.Writer, r *ticketReport) {
	waits := r.All.waits()
	if len(waits) == 0 {
		return
	}
	page.WriteRule(w, "WAITS", "from the opening of a ticket")
	line := func(name, n, mean, median, p90, all, interval string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(name, 16)+figure.Right(n, 10)+figure.Right(mean, 12)+figure.Right(median, 12)+figure.Right(p90, 12)+figure.Right(all, 14)+
			"  "+figure.Left(interval, 24), " "))
	}
	line("until", "over", "mean", "median", "90%", "median of all", "interval*")
	for _, n := range waits {
		s := n.wait
		mean := "-"
		if s.Mean != nil {
			mean = figure.Duration(s.Mean.InexactFloat64())
		}
		all, interval := medianAndLimits(s.All)
		line(n.name, figure.Compact(s.Count, 9), mean, seconds(s.Median), seconds(s.P90), all, interval)
	}
}

// writeLevels writes whether targets are kept.
func writeLevels(w io.Writer, r *ticketReport) {
	begun := false
	line := func(name, kept, missed, early, waits, share, interval, bounds, expected, limits string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(name, 20)+figure.Right(kept, 6)+figure.Right(missed, 7)+figure.Right(early, 6)+figure.Right(waits, 6)+figure.Right(share, 7)+"  "+
			figure.Left(interval, 13)+figure.Left(bounds, 13)+figure.Right(expected, 7)+" "+figure.Left(limits, 13), " "))
	}
	for _, n := range r.All.waits() {
		l := n.wait.Level
		if l == nil {
			continue
		}
		if !begun {
			page.WriteRule(w, "SERVICE LEVEL", "")
			line("target", "kept", "missed", "early", "wait", "share", "interval*", "bounds", "of all", "interval*")
			begun = true
		}
		bounds, expected := "", "-"
		if l.AtLeast.Rate != nil && l.Tally.Pending > 0 {
			bounds = figure.Fixed(100*l.AtLeast.Rate.InexactFloat64(), 1) + " to " + figure.Fixed(100*l.AtMost.Rate.InexactFloat64(), 1)
		}
		if n.wait.Expected != nil {
			expected = figure.Fixed(100**n.wait.Expected, 1) + "%"
		}
		line(n.within+figure.WholeTime(n.wait.Target), figure.Compact(l.Tally.Attained, 5), figure.Compact(l.Tally.Missed, 6), figure.Compact(l.Tally.EarlyAttained, 5),
			figure.Compact(l.Tally.Pending, 5), figure.InPercent(l.Whole.Rate), figure.ShareInterval(l.Whole.Interval), bounds, expected, figure.ShareInterval(n.wait.Interval))
	}
}

// writeTicketSegments sets the segments side by side.
func writeTicketSegments(w io.Writer, r *ticketReport) {
	if len(r.Segments) == 0 {
		return
	}
	page.WriteRule(w, "BY "+strings.ToUpper(figure.Clip(figure.Printable(r.By), 40)), "medians of the waits that are over")
	line := func(name string, tickets, open, contact, interval, reply, replied, resolution, resolved string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(name, 18)+figure.Right(tickets, 9)+figure.Right(open, 7)+figure.Right(contact, 10)+"  "+figure.Left(interval, 13)+
			figure.Right(reply, 10)+figure.Right(replied, 9)+figure.Right(resolution, 11)+figure.Right(resolved, 9), " "))
	}
	line("segment", "tickets", "open", "1st cont.", "interval*", "reply", "in time", "resolution", "in time")
	row := func(name string, f *ticketFigures) {
		contact, interval := "-", ""
		if f.FirstContact != nil {
			contact, interval = figure.InPercent(f.FirstContact.Whole.Rate), figure.ShareInterval(f.FirstContact.Whole.Interval)
		}
		wait := func(s *waitSection) (median, kept string) {
			median, kept = "-", "-"
			if s != nil {
				median = seconds(s.Median)
				if s.Level != nil {
					kept = figure.InPercent(s.Level.Whole.Rate)
				}
			}
			return median, kept
		}
		reply, replied := wait(f.FirstReply)
		resolution, resolved := wait(f.Resolution)
		line(name, figure.Compact(f.Tickets, 8), figure.Compact(f.Open, 6), contact, interval, reply, replied, resolution, resolved)
	}
	row("all", r.All)
	for i := range r.Segments {
		if i == figure.MostSegments {
			fmt.Fprintf(w, "… %s more, see -json\n", figure.Thousands(int64(len(r.Segments)-i)))
			break
		}
		name := figure.Printable(r.Segments[i].Key)
		if name == "" {
			name = "(blank)"
		}
		row(name, &r.Segments[i].ticketFigures)
	}
}
