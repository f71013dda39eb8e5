package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
)

// writeText writes a report of tickets for people to read. Whoever flushes w learns
// of its errors.
func (r *ticketReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	var counted, open int64
	if r.All == nil {
		writeRule(w, "no tickets", "")
	} else {
		counted, open = r.All.Tickets, r.All.Open
		writeService(w, r)
		writeWaits(w, r)
		writeLevels(w, r)
		writeTicketSegments(w, r)
	}
	writeCounts(w, &r.head, [][2]string{
		{"counted", thousands(counted)},
		{"of them still open", thousands(open)},
		{"as of later days", thousands(r.Later)},
	})
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", percent(r.Level))
	if r.All == nil {
		return
	}
	var notes []string
	if r.All.FirstContact != nil {
		notes = append(notes, "gross: of all that are decided; net: without those that were escalated")
		if r.Recontact > 0 {
			window := wholeTime(r.Recontact)
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
		fmt.Fprintln(w, clip(note, pageWidth))
	}
}

// writeService writes the shares of tickets.
func writeService(w io.Writer, r *ticketReport) {
	f := r.All
	head := fmt.Sprintf("SERVICE  %s, %s open", count(f.Tickets, "ticket"), thousands(f.Open))
	type line struct {
		name string
		r    *rate
	}
	var lines []line
	if c := f.FirstContact; c != nil {
		if c.Whole.Rate != nil {
			head += fmt.Sprintf(", %s resolved at first contact", inPercent(c.Whole.Rate))
		}
		lines = append(lines, line{"first-contact resolution", &c.Whole}, line{"  of all decided, gross", &c.Gross}, line{"  of all decided, net", &c.Net})
		if c.Tally.Pending > 0 {
			lines = append(lines, line{"  at least, if all pending fail", &c.AtLeast}, line{"  at most, if none of them does", &c.AtMost})
		}
	}
	lines = append(lines, line{"one reply, never reopened", f.OneTouch}, line{"reopened, of those once resolved", f.Reopened},
		line{"escalated", f.Escalated})
	writeRule(w, head, "")
	const nameWidth, drawn = 34, 30
	shown := false
	for _, l := range lines {
		if l.r == nil {
			continue
		}
		if !shown {
			fmt.Fprintln(w, left("share of tickets", nameWidth)+right("", 8)+"  "+left("interval*", 14)+right("tickets", 10)+right("of", 10))
			shown = true
		}
		text := left(l.name, nameWidth) + right(inPercent(l.r.Rate), 8) + "  " + left(shareInterval(l.r.Interval), 14) +
			right(compact(l.r.Count, 9), 10) + right(compact(l.r.Base, 9), 10)
		if l.r.Rate != nil {
			text += "  " + bar(l.r.Rate.InexactFloat64(), drawn-10)
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
	return duration(*s)
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
		return duration(t)
	}
	return duration(q.Time), limit(q.Low, q.LowReached) + " to " + limit(q.High, q.HighReached)
}

// writeWaits writes how long customers wait.
func writeWaits(w io.Writer, r *ticketReport) {
	waits := r.All.waits()
	if len(waits) == 0 {
		return
	}
	writeRule(w, "WAITS", "from the opening of a ticket")
	line := func(name, n, mean, median, p90, all, interval string) {
		fmt.Fprintln(w, strings.TrimRight(left(name, 16)+right(n, 10)+right(mean, 12)+right(median, 12)+right(p90, 12)+right(all, 14)+
			"  "+left(interval, 24), " "))
	}
	line("until", "over", "mean", "median", "90%", "median of all", "interval*")
	for _, n := range waits {
		s := n.wait
		mean := "-"
		if s.Mean != nil {
			mean = duration(s.Mean.InexactFloat64())
		}
		all, interval := medianAndLimits(s.All)
		line(n.name, compact(s.Count, 9), mean, seconds(s.Median), seconds(s.P90), all, interval)
	}
}

// writeLevels writes whether targets are kept.
func writeLevels(w io.Writer, r *ticketReport) {
	begun := false
	line := func(name, kept, missed, early, waits, share, interval, bounds, expected, limits string) {
		fmt.Fprintln(w, strings.TrimRight(left(name, 20)+right(kept, 6)+right(missed, 7)+right(early, 6)+right(waits, 6)+right(share, 7)+"  "+
			left(interval, 13)+left(bounds, 13)+right(expected, 7)+" "+left(limits, 13), " "))
	}
	for _, n := range r.All.waits() {
		l := n.wait.Level
		if l == nil {
			continue
		}
		if !begun {
			writeRule(w, "SERVICE LEVEL", "")
			line("target", "kept", "missed", "early", "wait", "share", "interval*", "bounds", "of all", "interval*")
			begun = true
		}
		bounds, expected := "", "-"
		if l.AtLeast.Rate != nil && l.Tally.Pending > 0 {
			bounds = fixed(100*l.AtLeast.Rate.InexactFloat64(), 1) + " to " + fixed(100*l.AtMost.Rate.InexactFloat64(), 1)
		}
		if n.wait.Expected != nil {
			expected = fixed(100**n.wait.Expected, 1) + "%"
		}
		line(n.within+wholeTime(n.wait.Target), compact(l.Tally.Attained, 5), compact(l.Tally.Missed, 6), compact(l.Tally.EarlyAttained, 5),
			compact(l.Tally.Pending, 5), inPercent(l.Whole.Rate), shareInterval(l.Whole.Interval), bounds, expected, shareInterval(n.wait.Interval))
	}
}

// writeTicketSegments sets the segments side by side.
func writeTicketSegments(w io.Writer, r *ticketReport) {
	if len(r.Segments) == 0 {
		return
	}
	writeRule(w, "BY "+strings.ToUpper(clip(printable(r.By), 40)), "medians of the waits that are over")
	line := func(name string, tickets, open, contact, interval, reply, replied, resolution, resolved string) {
		fmt.Fprintln(w, strings.TrimRight(left(name, 18)+right(tickets, 9)+right(open, 7)+right(contact, 10)+"  "+left(interval, 13)+
			right(reply, 10)+right(replied, 9)+right(resolution, 11)+right(resolved, 9), " "))
	}
	line("segment", "tickets", "open", "1st cont.", "interval*", "reply", "in time", "resolution", "in time")
	row := func(name string, f *ticketFigures) {
		contact, interval := "-", ""
		if f.FirstContact != nil {
			contact, interval = inPercent(f.FirstContact.Whole.Rate), shareInterval(f.FirstContact.Whole.Interval)
		}
		wait := func(s *waitSection) (median, kept string) {
			median, kept = "-", "-"
			if s != nil {
				median = seconds(s.Median)
				if s.Level != nil {
					kept = inPercent(s.Level.Whole.Rate)
				}
			}
			return median, kept
		}
		reply, replied := wait(f.FirstReply)
		resolution, resolved := wait(f.Resolution)
		line(name, compact(f.Tickets, 8), compact(f.Open, 6), contact, interval, reply, replied, resolution, resolved)
	}
	row("all", r.All)
	for i := range r.Segments {
		if i == mostSegments {
			fmt.Fprintf(w, "… %s more, see -json\n", thousands(int64(len(r.Segments)-i)))
			break
		}
		name := printable(r.Segments[i].Key)
		if name == "" {
			name = "(blank)"
		}
		row(name, &r.Segments[i].ticketFigures)
	}
}
