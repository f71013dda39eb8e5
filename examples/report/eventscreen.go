package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// writeText writes a report of events for people to read. Whoever flushes w
// learns of its errors.
func (r *eventReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	switch {
	case r.Events == 0:
		writeRule(w, "no events", "")
	case r.Funnel == nil:
		writeNames(w, r)
	default:
		writeFunnel(w, r)
		writeConversion(w, r)
	}
	if r.Events > 0 {
		writeWays(w, r)
		writeHours(w, r.Hours)
	}
	writeCounts(w, &r.head, [][2]string{
		{"counted", thousands(r.Events)},
		{"as of later days", thousands(r.Later)},
	})
	var notes []string
	if f := r.Funnel; f != nil {
		notes = append(notes, "each customer counts once, with the journey that got furthest")
		if f.Tally.Steps[0].Undecided > 0 {
			notes = append(notes, "undecided: their time was not over; of the funnel they are in no other column")
		}
		if r.Conversion != nil {
			notes = append(notes, "time to convert: Kaplan-Meier, with the undecided; who has not converted counts for as long as seen")
		}
		if len(r.Segments) > 0 {
			first := clip(printable(f.Steps[0].Key), 30)
			if f.Did != nil {
				first = "of the steps"
			}
			notes = append(notes, "a customer has the segment of the first "+first+", whatever came later")
		}
	}
	if r.Paths != nil {
		notes = append(notes, "→ …: they went on; (→ …): some of them")
	}
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", percent(r.Level))
	for _, note := range notes {
		fmt.Fprintln(w, clip(note, pageWidth))
	}
}

// writeNames lists the names of events for those who have named no steps.
func writeNames(w io.Writer, r *eventReport) {
	writeRule(w, fmt.Sprintf("EVENTS  %s of %s", plural(r.Events, "event", "events"), count(r.Customers, "customer")),
		"no funnel: name its steps, as in -steps visit,cart,order")
	const nameWidth, barColumns = 30, 44
	fmt.Fprintln(w, left("event", nameWidth)+right("customers", 11)+right("events", 11))
	for _, n := range r.Names {
		fmt.Fprintln(w, strings.TrimRight(left(printable(n.Key), nameWidth)+right(compact(n.Customers, 10), 11)+
			right(compact(n.Events, 10), 11)+"   "+bar(float64(n.Customers)/float64(r.Customers), barColumns), " "))
	}
	if hidden := r.DistinctNames - int64(len(r.Names)); hidden > 0 {
		fmt.Fprintf(w, "… %s more\n", plural(hidden, "name", "names"))
	}
}

// duration writes a time in few columns.
func duration(seconds float64) string {
	switch {
	case seconds < 99.5:
		return fixed(seconds, 0) + " s"
	case seconds < 99.5*60:
		return fixed(seconds/60, 1) + " min"
	case seconds < 48*3600:
		return fixed(seconds/3600, 1) + " h"
	}
	return fixed(seconds/86400, 1) + " days"
}

// wholeTime writes a time that is a whole number of some unit.
func wholeTime(seconds int64) string {
	for _, unit := range []struct {
		seconds int64
		name    string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}} {
		if seconds%unit.seconds == 0 {
			return count(seconds/unit.seconds, unit.name)
		}
	}
	return count(seconds, "second")
}

// orderNames say how steps follow each other.
var orderNames = map[cx.FunnelOrder]string{
	cx.FunnelOrdered: "in order", cx.FunnelStrict: "with nothing between", cx.FunnelAnyOrder: "in any order",
}

// The columns of a funnel.
const (
	stepWidth   = 18
	funnelWidth = 40
)

// writeFunnel draws the steps as bars, all to the measure of the first.
func writeFunnel(w io.Writer, r *eventReport) {
	f := r.Funnel
	last := f.Steps[len(f.Steps)-1].FromFirst
	head := "FUNNEL  nobody had the time for it"
	if f.Tally.WindowSeconds == 0 {
		head = "FUNNEL  nobody came to the first step"
	}
	if last.Base > 0 {
		head = fmt.Sprintf("FUNNEL  %s of %s converted, %s interval %s", inPercent(last.Rate), count(last.Base, "customer"),
			percent(r.Level), shareInterval(last.Interval))
	}
	note := orderNames[f.Tally.Order]
	if f.Tally.WindowSeconds > 0 {
		note += ", within " + wholeTime(int64(f.Tally.WindowSeconds))
	}
	writeRule(w, head, note)
	undecided := f.Tally.Steps[0].Undecided > 0
	line := func(name, drawn, customers, share, interval, open string) {
		text := left(name, stepWidth) + " " + left(drawn, funnelWidth) + right(customers, 10) + right(share, 9) + "  " + left(interval, 13)
		if undecided {
			text += right(open, 7)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	line("step", "", "customers", "of first", "interval*", "undec.")
	for k, step := range f.Steps {
		p := step.FromFirst
		drawn, interval := "", ""
		if p.Base > 0 {
			drawn = bar(float64(p.Count)/float64(p.Base), funnelWidth)
		}
		if k > 0 {
			interval = shareInterval(p.Interval)
		}
		line(printable(step.Key), drawn, compact(p.Count, 9), inPercent(p.Rate), interval, compact(f.Tally.Steps[k].Undecided, 6))
	}
	if f.Did != nil {
		fmt.Fprintln(w)
		line("by itself", "", "customers", "of any", "interval*", "")
	}
	for _, step := range f.Did {
		p, drawn := step.Did, ""
		if p.Base > 0 {
			drawn = bar(float64(p.Count)/float64(p.Base), funnelWidth)
		}
		line(printable(step.Key), drawn, compact(p.Count, 9), inPercent(p.Rate), shareInterval(p.Interval), "")
	}
	timed := f.Tally.Order != cx.FunnelAnyOrder
	line2 := func(name, went, interval, lost, drop, mean string) {
		text := left(name, 2*stepWidth+5) + right(went, 10) + "  " + left(interval, 13) + right(lost, 10) + right(drop, 9)
		if timed {
			text += right(mean, 12)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	if len(f.Steps) > 1 {
		fmt.Fprintln(w)
		line2("from step to step", "went on", "interval*", "lost", "drop-off", "mean time")
	}
	for k := 1; k < len(f.Steps); k++ {
		from, to := f.Steps[k-1], f.Steps[k]
		lost, mean := "-", "-"
		if from.DropOff.Base > 0 {
			lost = compact(from.DropOff.Count, 9)
		}
		if to.Seconds != nil {
			mean = duration(to.Seconds.InexactFloat64())
		}
		line2(arrow(stepWidth, from.Key, to.Key), inPercent(to.FromPrevious.Rate), shareInterval(to.FromPrevious.Interval),
			lost, inPercent(from.DropOff.Rate), mean)
	}
	if f.Seconds != nil && f.EventsEach != nil {
		fmt.Fprintf(w, "all the way, of those who got to the end: %s and %s events on average\n",
			duration(f.Seconds.InexactFloat64()), f.EventsEach.StringFixed(1))
	}
}

// arrow writes what follows what, each in so many columns at most.
func arrow(columns int, names ...string) string {
	var parts []string
	for _, name := range names {
		parts = append(parts, clip(printable(name), columns))
	}
	return strings.Join(parts, " → ")
}

// writeConversion writes how soon customers got to the end, by segment.
func writeConversion(w io.Writer, r *eventReport) {
	if r.Conversion == nil && len(r.Segments) == 0 {
		return
	}
	note := ""
	if r.LogRank != nil {
		note = "segments differ: p " + pValue(r.LogRank.P) + ", log-rank"
	}
	title := "BY SEGMENT"
	var marks []convertedAt
	if r.Conversion != nil {
		title, marks = "TIME TO CONVERT", r.Conversion.At
	}
	if r.Conversion != nil {
		title += "  " + medianText(r.Conversion.Median)
	}
	writeRule(w, title, note)
	const nameWidth = 17
	line := func(name, customers, share, interval string, at []string, median string) {
		text := left(name, nameWidth) + right(customers, 9) + right(share, 8) + "  " + left(interval, 13)
		for _, cell := range at {
			text += right(cell, 9)
		}
		fmt.Fprintln(w, strings.TrimRight(text+"  "+left(median, 13), " "))
	}
	var heads []string
	for _, m := range marks {
		heads = append(heads, strings.NewReplacer("minutes", "min", "minute", "min").Replace(wholeTime(m.Seconds)))
	}
	median := "median"
	if r.Conversion == nil {
		median = ""
	}
	name := "segment"
	if r.Segment != "" {
		name = printable(r.Segment)
	}
	line(name, "decided", "to end", "interval*", heads, median)
	row := func(name string, f *funnelSection, c *conversionSection) {
		p := f.Steps[len(f.Steps)-1].FromFirst
		var at []string
		median := ""
		if c != nil {
			for _, m := range c.At {
				cell := "-"
				if m.Share != nil {
					cell = fixed(100**m.Share, 1) + "%"
				}
				at = append(at, cell)
			}
			median = "not reached"
			if c.Median != nil && c.Median.Reached {
				median = duration(c.Median.Time)
			}
		}
		line(name, compact(p.Base, 8), inPercent(p.Rate), shareInterval(p.Interval), at, median)
	}
	row("all", r.Funnel, r.Conversion)
	for i, s := range r.Segments {
		if i == mostSegments {
			fmt.Fprintf(w, "… %s more, see -json\n", thousands(int64(len(r.Segments)-i)))
			break
		}
		name := printable(s.Key)
		if name == "" {
			name = "(blank)"
		}
		row(name, &s.Funnel, s.Conversion)
	}
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
		return duration(t)
	}
	return "half of the customers by " + duration(m.Time) + ", interval* " + limit(m.Low, m.LowReached) + " to " + limit(m.High, m.HighReached)
}

// writeWays lists the most frequent transitions and paths.
func writeWays(w io.Writer, r *eventReport) {
	const nameWidth = 82
	line := func(name string, n, of int64) {
		fmt.Fprintln(w, left(name, nameWidth)+right(compact(n, 8), 9)+right(fixed(100*float64(n)/float64(max(of, 1)), 1)+"%", 9))
	}
	if t := r.Transitions; t != nil {
		writeRule(w, fmt.Sprintf("TRANSITIONS  %s, %s different", thousands(t.Total), thousands(t.Distinct)), "times, of all")
		for _, x := range t.Top {
			name := left(arrow(20, x.From, x.To), 44)
			if t.Top[0].Count > 0 {
				name += bar(float64(x.Count)/float64(t.Top[0].Count), nameWidth-44)
			}
			line(name, x.Count, t.Total)
		}
	} else {
		writeRule(w, "TRANSITIONS", r.reason("transitions"))
	}
	if p := r.Paths; p != nil {
		writeRule(w, fmt.Sprintf("PATHS  the first %s of a customer, %s different", count(int64(p.Length), "event"), thousands(p.Distinct)),
			"customers, of all")
		for _, x := range p.Top {
			line(pathText(x, nameWidth), x.Customers, p.Total)
		}
	} else {
		writeRule(w, "PATHS", r.reason("paths"))
	}
}

// pathText writes a path in so many columns: the longer names give way. Dots say that
// all customers went on.
func pathText(p cx.Path, columns int) string {
	end := ""
	switch {
	case p.Cut == p.Customers:
		end = " → …"
	case p.Cut > 0:
		end = " (→ …)"
	}
	for longest := 30; ; longest-- {
		text := arrow(longest, p.Names...) + end
		if width(text) <= columns || longest == 3 {
			return text
		}
	}
}

// writeHours draws the hours of the day.
func writeHours(w io.Writer, h *cx.HoursOfDay) {
	if h == nil || h.Total() == 0 {
		return
	}
	most := 0
	for hour, n := range h.Counts {
		if n > h.Counts[most] {
			most = hour
		}
	}
	writeRule(w, fmt.Sprintf("HOURS OF THE DAY  most from %02d:00, %s of all events", most,
		fixed(100*float64(h.Counts[most])/float64(h.Total()), 1)+"%"), "clocks of "+clip(printable(h.Zone), 30))
	const each = 4
	for _, line := range area(func(x float64) float64 {
		hour := min(int(x*24), 23)
		return float64(h.Counts[hour]) / float64(h.Counts[most])
	}, 24*each, 3) {
		fmt.Fprintln(w, strings.TrimRight("  "+line, " "))
	}
	labels := "  "
	for hour := range 24 {
		labels += left(strconv.Itoa(hour), each)
	}
	fmt.Fprintln(w, strings.TrimRight(labels, " "))
}
