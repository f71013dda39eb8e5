package events

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

// WriteText writes a report of events for people to read. Whoever flushes w
// learns of its errors.
func (r *eventReport) WriteText(w io.Writer) {
	topic.WriteHead(w, &r.Head)
	switch {
	case r.Events == 0:
		page.WriteRule(w, "no events", "")
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
	topic.WriteCounts(w, &r.Head, [][2]string{
		{"counted", figure.Thousands(r.Events)},
		{"as of later days", figure.Thousands(r.Later)},
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
			first := figure.Clip(figure.Printable(f.Steps[0].Key), 30)
			if f.Did != nil {
				first = "of the steps"
			}
			notes = append(notes, "a customer has the segment of the first "+first+", whatever came later")
		}
	}
	if r.Paths != nil {
		notes = append(notes, "→ …: they went on; (→ …): some of them")
	}
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", figure.Percent(r.Level))
	for _, note := range notes {
		fmt.Fprintln(w, figure.Clip(note, figure.PageWidth))
	}
}

// writeNames lists the names of events for those who have named no steps.
func writeNames(w io.Writer, r *eventReport) {
	page.WriteRule(w, fmt.Sprintf("EVENTS  %s of %s", figure.Plural(r.Events, "event", "events"), figure.Count(r.Customers, "customer")),
		"no funnel: name its steps, as in -steps visit,cart,order")
	const nameWidth, barColumns = 30, 44
	fmt.Fprintln(w, figure.Left("event", nameWidth)+figure.Right("customers", 11)+figure.Right("events", 11))
	for _, n := range r.Names {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(figure.Printable(n.Key), nameWidth)+figure.Right(figure.Compact(n.Customers, 10), 11)+
			figure.Right(figure.Compact(n.Events, 10), 11)+"   "+figure.Bar(float64(n.Customers)/float64(r.Customers), barColumns), " "))
	}
	if hidden := r.DistinctNames - int64(len(r.Names)); hidden > 0 {
		fmt.Fprintf(w, "… %s more\n", figure.Plural(hidden, "name", "names"))
	}
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
		head = fmt.Sprintf("FUNNEL  %s of %s converted, %s interval %s", figure.InPercent(last.Rate), figure.Count(last.Base, "customer"),
			figure.Percent(r.Level), figure.ShareInterval(last.Interval))
	}
	note := orderNames[f.Tally.Order]
	if f.Tally.WindowSeconds > 0 {
		note += ", within " + figure.WholeTime(int64(f.Tally.WindowSeconds))
	}
	page.WriteRule(w, head, note)
	undecided := f.Tally.Steps[0].Undecided > 0
	line := func(name, drawn, customers, share, interval, open string) {
		text := figure.Left(name, stepWidth) + " " + figure.Left(drawn, funnelWidth) + figure.Right(customers, 10) + figure.Right(share, 9) + "  " + figure.Left(interval, 13)
		if undecided {
			text += figure.Right(open, 7)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	line("step", "", "customers", "of first", "interval*", "undec.")
	for k, step := range f.Steps {
		p := step.FromFirst
		drawn, interval := "", ""
		if p.Base > 0 {
			drawn = figure.Bar(float64(p.Count)/float64(p.Base), funnelWidth)
		}
		if k > 0 {
			interval = figure.ShareInterval(p.Interval)
		}
		line(figure.Printable(step.Key), drawn, figure.Compact(p.Count, 9), figure.InPercent(p.Rate), interval, figure.Compact(f.Tally.Steps[k].Undecided, 6))
	}
	if f.Did != nil {
		fmt.Fprintln(w)
		line("by itself", "", "customers", "of any", "interval*", "")
	}
	for _, step := range f.Did {
		p, drawn := step.Did, ""
		if p.Base > 0 {
			drawn = figure.Bar(float64(p.Count)/float64(p.Base), funnelWidth)
		}
		line(figure.Printable(step.Key), drawn, figure.Compact(p.Count, 9), figure.InPercent(p.Rate), figure.ShareInterval(p.Interval), "")
	}
	timed := f.Tally.Order != cx.FunnelAnyOrder
	line2 := func(name, went, interval, lost, drop, mean string) {
		text := figure.Left(name, 2*stepWidth+5) + figure.Right(went, 10) + "  " + figure.Left(interval, 13) + figure.Right(lost, 10) + figure.Right(drop, 9)
		if timed {
			text += figure.Right(mean, 12)
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
			lost = figure.Compact(from.DropOff.Count, 9)
		}
		if to.Seconds != nil {
			mean = figure.Duration(to.Seconds.InexactFloat64())
		}
		line2(arrow(stepWidth, from.Key, to.Key), figure.InPercent(to.FromPrevious.Rate), figure.ShareInterval(to.FromPrevious.Interval),
			lost, figure.InPercent(from.DropOff.Rate), mean)
	}
	if f.Seconds != nil && f.EventsEach != nil {
		fmt.Fprintf(w, "all the way, of those who got to the end: %s and %s events on average\n",
			figure.Duration(f.Seconds.InexactFloat64()), f.EventsEach.StringFixed(1))
	}
}

// arrow writes what follows what, each in so many columns at most.
func arrow(columns int, names ...string) string {
	var parts []string
	for _, name := range names {
		parts = append(parts, figure.Clip(figure.Printable(name), columns))
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
		note = "segments differ: p " + figure.PValue(r.LogRank.P) + ", log-rank"
	}
	title := "BY SEGMENT"
	var marks []convertedAt
	if r.Conversion != nil {
		title, marks = "TIME TO CONVERT", r.Conversion.At
	}
	if r.Conversion != nil {
		title += "  " + medianText(r.Conversion.Median)
	}
	page.WriteRule(w, title, note)
	const nameWidth = 17
	line := func(name, customers, share, interval string, at []string, median string) {
		text := figure.Left(name, nameWidth) + figure.Right(customers, 9) + figure.Right(share, 8) + "  " + figure.Left(interval, 13)
		for _, cell := range at {
			text += figure.Right(cell, 9)
		}
		fmt.Fprintln(w, strings.TrimRight(text+"  "+figure.Left(median, 13), " "))
	}
	var heads []string
	for _, m := range marks {
		heads = append(heads, strings.NewReplacer("minutes", "min", "minute", "min").Replace(figure.WholeTime(m.Seconds)))
	}
	median := "median"
	if r.Conversion == nil {
		median = ""
	}
	name := "segment"
	if r.Segment != "" {
		name = figure.Printable(r.Segment)
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
					cell = figure.Fixed(100**m.Share, 1) + "%"
				}
				at = append(at, cell)
			}
			median = "not reached"
			if c.Median != nil && c.Median.Reached {
				median = figure.Duration(c.Median.Time)
			}
		}
		line(name, figure.Compact(p.Base, 8), figure.InPercent(p.Rate), figure.ShareInterval(p.Interval), at, median)
	}
	row("all", r.Funnel, r.Conversion)
	for i, s := range r.Segments {
		if i == figure.MostSegments {
			fmt.Fprintf(w, "… %s more, see -json\n", figure.Thousands(int64(len(r.Segments)-i)))
			break
		}
		name := figure.Printable(s.Key)
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
		return figure.Duration(t)
	}
	return "half of the customers by " + figure.Duration(m.Time) + ", interval* " + limit(m.Low, m.LowReached) + " to " + limit(m.High, m.HighReached)
}

// writeWays lists the most frequent transitions and paths.
func writeWays(w io.Writer, r *eventReport) {
	const nameWidth = 82
	line := func(name string, n, of int64) {
		fmt.Fprintln(w, figure.Left(name, nameWidth)+figure.Right(figure.Compact(n, 8), 9)+figure.Right(figure.Fixed(100*float64(n)/float64(max(of, 1)), 1)+"%", 9))
	}
	if t := r.Transitions; t != nil {
		page.WriteRule(w, fmt.Sprintf("TRANSITIONS  %s, %s different", figure.Thousands(t.Total), figure.Thousands(t.Distinct)), "times, of all")
		for _, x := range t.Top {
			name := figure.Left(arrow(20, x.From, x.To), 44)
			if t.Top[0].Count > 0 {
				name += figure.Bar(float64(x.Count)/float64(t.Top[0].Count), nameWidth-44)
			}
			line(name, x.Count, t.Total)
		}
	} else {
		page.WriteRule(w, "TRANSITIONS", r.Reason("transitions"))
	}
	if p := r.Paths; p != nil {
		page.WriteRule(w, fmt.Sprintf("PATHS  the first %s of a customer, %s different", figure.Count(int64(p.Length), "event"), figure.Thousands(p.Distinct)),
			"customers, of all")
		for _, x := range p.Top {
			line(pathText(x, nameWidth), x.Customers, p.Total)
		}
	} else {
		page.WriteRule(w, "PATHS", r.Reason("paths"))
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
		if figure.Width(text) <= columns || longest == 3 {
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
	page.WriteRule(w, fmt.Sprintf("HOURS OF THE DAY  most from %02d:00, %s of all events", most,
		figure.Fixed(100*float64(h.Counts[most])/float64(h.Total()), 1)+"%"), "clocks of "+figure.Clip(figure.Printable(h.Zone), 30))
	const each = 4
	for _, line := range figure.Area(func(x float64) float64 {
		hour := min(int(x*24), 23)
		return float64(h.Counts[hour]) / float64(h.Counts[most])
	}, 24*each, 3) {
		fmt.Fprintln(w, strings.TrimRight("  "+line, " "))
	}
	labels := "  "
	for hour := range 24 {
		labels += figure.Left(strconv.Itoa(hour), each)
	}
	fmt.Fprintln(w, strings.TrimRight(labels, " "))
}
