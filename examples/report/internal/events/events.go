package events

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// events is what was read of a file of events.
type events struct {
	topic.Counts
	rows []cx.Event
}

// readEvents reads a file of events.
func readEvents(in io.Reader, o *Flags, p *topic.Progress) (*events, error) {
	e := &events{}
	batch, err := topic.ReadBatch(&e.Counts, o.Input(in), &o.Common, p, o.eventFields)
	e.rows = batch.Rows()
	return e, err
}

// eventFields returns the fields of events, and what adds one to a batch.
func (o *Flags) eventFields(batch *topic.Batch[cx.Event]) ([]topic.Field, func()) {
	customers, names, times := topic.Names{}, topic.Customers{}, o.Clock()
	var row cx.Event
	fields := []topic.Field{
		{Flag: "customer", Column: o.Customer, Required: true, Parse: func(cell string) (err error) {
			row.Customer, err = customers.Name(cell)
			return err
		}},
		{Flag: "event", Column: o.Event, Required: true, Parse: func(cell string) (err error) {
			if cell == "" {
				return errors.New("no event")
			}
			row.Name, err = names.Name(cell)
			return err
		}},
		{Flag: "at", Column: o.At, Required: true, Clock: times, Parse: func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.At = t.UTC()
			return topic.CheckYear(t.Year())
		}},
		{Flag: "segment", Column: o.Segment, Parse: func(cell string) (err error) {
			if row.Segment = ""; cell == "" {
				return nil
			}
			row.Segment, err = names.Name(cell)
			return err
		}},
	}
	return fields, func() { batch.Add(row) }
}

// newEventReport measures events.
func newEventReport(read *events, o *Flags) (*eventReport, error) {
	r := &eventReport{Head: topic.NewHead(read.Counts, &o.Common), Segment: o.Segment}
	days := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
	for _, named := range []struct {
		flag  string
		names []string
	}{{"steps", o.rule.Steps}, {"exclude", o.rule.Exclude}, {"started-by", o.StartedBy}, {"active-by", o.ActiveBy}} {
		if err := checkNames(read.rows, named.flag, named.names); err != nil {
			return nil, err
		}
	}
	rows, asOf, err := r.known(read.rows, days)
	if o.StartedBy == nil {
		r.Every = ""
	}
	if err != nil || len(rows) == 0 {
		return r, err
	}
	r.Events = int64(len(rows))
	r.count(rows)
	a := &figure.Asker{Level: o.Level}
	if rule := o.rule; len(rule.Steps) > 0 {
		measureFunnel(a, r, rule, rows, asOf)
	}
	if o.StartedBy != nil {
		measureCohorts(a, r, rows, o, asOf)
	}
	measureWays(a, r, rows, asOf, o.Top)
	r.Hours = figure.Ask[cx.HoursOfDay](a, "")(cx.HoursOfDayOf(rows, func(e *cx.Event) time.Time { return e.At }, days, cx.Period{}))
	r.Undefined = a.Gaps
	return r, a.Err
}

// checkNames refuses names that no event has, as those with a typing error.
func checkNames(rows []cx.Event, flag string, wanted []string) error {
	if len(rows) == 0 || wanted == nil {
		return nil
	}
	names := make(map[string]int64)
	for i := range rows {
		names[rows[i].Name]++
	}
	for _, want := range wanted {
		if names[want] > 0 {
			continue
		}
		var known []string
		for name := range names {
			known = append(known, name)
		}
		slices.SortFunc(known, func(a, b string) int { return cmp.Or(cmp.Compare(names[b], names[a]), cmp.Compare(a, b)) })
		known = known[:min(len(known), 12)]
		for i, name := range known {
			known[i] = figure.Clip(figure.Printable(name), 40)
		}
		return fmt.Errorf("-%s: no event is named %q; the most frequent are: %s", flag, want, strings.Join(known, ", "))
	}
	return nil
}

// known returns the events before as_of, by customer and time, and the instant at which
// as_of began. It sets the days of the report.
func (r *eventReport) known(all []cx.Event, days cx.Calendar) (rows []cx.Event, asOf time.Time, err error) {
	if r.AsOf != (cx.Date{}) {
		if asOf, err = days.StartOf(r.AsOf); err != nil {
			return nil, asOf, err
		}
	}
	for _, e := range all {
		if asOf.IsZero() || e.At.Before(asOf) {
			rows = append(rows, e)
		}
	}
	r.Later = int64(len(all) - len(rows))
	if len(rows) == 0 {
		return nil, asOf, nil
	}
	byTime := func(a, b cx.Event) int { return a.At.Compare(b.At) }
	first, err := days.DateOf(slices.MinFunc(rows, byTime).At)
	if err != nil {
		return nil, asOf, err
	}
	last, err := days.DateOf(slices.MaxFunc(rows, byTime).At)
	if err != nil {
		return nil, asOf, err
	}
	if err := r.SetDays(first, last); err != nil {
		return nil, asOf, err
	}
	slices.SortStableFunc(rows, func(a, b cx.Event) int {
		return cmp.Or(strings.Compare(a.Customer, b.Customer), byTime(a, b))
	})
	asOf, err = days.StartOf(r.AsOf)
	return rows, asOf, err
}

// mostNames is how many names of events a report has.
const mostNames = 20

// count counts the customers and the names of events, which are sorted by customer.
func (r *eventReport) count(rows []cx.Event) {
	type counted struct {
		eventName
		last int64 // the number of the last customer
	}
	names := make(map[string]*counted)
	for i, e := range rows {
		if i == 0 || e.Customer != rows[i-1].Customer {
			r.Customers++
		}
		n := names[e.Name]
		if n == nil {
			n = &counted{eventName: eventName{Key: e.Name}}
			names[e.Name] = n
		}
		n.Events++
		if n.last != r.Customers {
			n.last = r.Customers
			n.Customers++
		}
	}
	for _, n := range names {
		r.Names = append(r.Names, n.eventName)
	}
	slices.SortFunc(r.Names, func(a, b eventName) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(b.Events, a.Events), cmp.Compare(a.Key, b.Key))
	})
	r.DistinctNames = int64(len(r.Names))
	r.Names = slices.Clip(r.Names[:min(len(r.Names), mostNames)])
}

// measureFunnel measures how far customers got, and how soon, by segment too.
func measureFunnel(a *figure.Asker, r *eventReport, rule cx.FunnelRule, rows []cx.Event, asOf time.Time) {
	tally := figure.Ask[cx.Funnel](a, "")(cx.FunnelOf(rows, rule, asOf))
	if tally == nil {
		return
	}
	f := funnelOf(a, "funnel", *tally)
	r.Funnel = &f
	var marks []float64
	if times := figure.Ask[[]cx.Lifespan](a, "conversion")(cx.ConversionLifespans(rows, rule, asOf)); times != nil {
		r.Conversion, marks = measureConversion(a, "conversion", *times, nil)
	}
	if r.Segment == "" {
		return
	}
	funnels, err := cx.FunnelsBySegment(rows, rule, asOf)
	if !a.Has("segments", err) {
		return
	}
	for _, g := range funnels {
		r.Segments = append(r.Segments, funnelSegment{Key: g.Key, Funnel: funnelOf(a, "", g.Tally)})
	}
	if r.Conversion == nil {
		return
	}
	groups, err := cx.ConversionLifespansBySegment(rows, rule, asOf)
	if !a.Has("", err) {
		return
	}
	// Every customer at the first step has a segment, in both, even where all of one are
	// undecided: the groups are the same.
	var times [][]cx.Lifespan
	for i, g := range groups {
		times = append(times, g.Tally)
		if i < len(r.Segments) && r.Segments[i].Key == g.Key {
			r.Segments[i].Conversion, _ = measureConversion(a, "", g.Tally, marks)
		}
	}
	const mostGroups = 50 // of cx.LogRank
	switch {
	case len(times) < 2:
	case len(times) > mostGroups:
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "log_rank", Reason: "there are more than 50 segments"})
	default:
		r.LogRank = figure.Ask[cx.LogRankTest](a, "log_rank")(cx.LogRank(times, cx.EqualWeight))
	}
}

// measureCohorts measures who came back, of those who began by one event, by another.
func measureCohorts(a *figure.Asker, r *eventReport, rows []cx.Event, o *Flags, asOf time.Time) {
	if a.Err = cmp.Or(a.Err, o.CheckElapsed(&r.Head)); a.Err != nil {
		return
	}
	r.StartedBy, r.ActiveBy = o.StartedBy, o.ActiveBy
	var starts, activities []cx.Activity
	for i := range rows {
		row := cx.Activity{Customer: rows[i].Customer, At: rows[i].At}
		if slices.Contains(o.StartedBy, rows[i].Name) {
			starts = append(starts, row)
		}
		if slices.Contains(o.ActiveBy, rows[i].Name) {
			activities = append(activities, row)
		}
	}
	r.Section.Measure(a, 0)(cx.CohortsFrom(starts, activities, o.Rule(o.Calendar), asOf))
}

// funnelOf asks a funnel for its figures; those without a name are not noted.
func funnelOf(a *figure.Asker, name string, f cx.Funnel) funnelSection {
	figure := func(of string) string {
		if name == "" {
			return ""
		}
		return name + "." + of
	}
	s := funnelSection{Tally: f}
	for k, step := range f.Steps {
		line := funnelStep{Key: step.Name, Entered: step.Entered}
		if f.Open {
			line.OfAll = a.Share(cx.Proportion{Count: step.Customers, Base: f.Total()}, nil)
		} else {
			line.FromFirst = a.Share(f.FromFirst(k))
		}
		if f.Order == cx.FunnelAnyOrder {
			line.Key = fmt.Sprintf("any %d", k+1)
			s.Did = append(s.Did, didStep{Key: step.Name, Did: a.Share(cx.Proportion{Count: step.Did, Base: f.Total()}, nil)})
		}
		if k > 0 {
			line.FromPrevious = a.Share(f.FromPrevious(k))
			line.Seconds = a.Exact("")(f.SecondsToStep(k))
		}
		if k+1 < len(f.Steps) {
			line.DropOff = a.Share(f.DropOff(k))
		}
		s.Steps = append(s.Steps, line)
	}
	s.Seconds = a.Exact(figure("seconds_to_convert"))(f.SecondsToConvert())
	s.EventsEach = a.Exact(figure("events_to_convert"))(f.EventsToConvert())
	return s
}

// conversionMarks are the times, in seconds, at which conversion may be read.
var conversionMarks = []float64{60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 3 * 86400, 7 * 86400,
	14 * 86400, 30 * 86400, 60 * 86400, 90 * 86400, 180 * 86400, 365 * 86400, 730 * 86400}

const mostMarks = 4

// measureConversion measures the time to convert at some marks; without any it chooses
// them by the last conversion.
func measureConversion(a *figure.Asker, name string, times []cx.Lifespan, marks []float64) (*conversionSection, []float64) {
	curve := figure.Ask[cx.Survival](a, name)(cx.SurvivalOf(times))
	if curve == nil {
		return nil, marks
	}
	last := len(curve.Steps) - 1 // the last conversion
	for last >= 0 && curve.Steps[last].Churned == 0 {
		last--
	}
	if marks == nil && last >= 0 {
		end, _ := slices.BinarySearch(conversionMarks, curve.Steps[last].Time)
		end = min(end+1, len(conversionMarks))
		for end > 0 && conversionMarks[end-1] > curve.Last {
			end--
		}
		marks = conversionMarks[max(0, end-mostMarks):end]
	}
	s := &conversionSection{Customers: curve.Customers, Converted: curve.Churned}
	if name != "" {
		name += ".median"
	}
	s.Median = a.Median(name, curve)
	for _, mark := range marks {
		at := convertedAt{Seconds: int64(mark)}
		if share := figure.Ask[float64](a, "")(curve.At(mark)); share != nil {
			converted := 1 - *share
			at.Share = &converted
			if iv := figure.Ask[cx.Interval](a, "")(curve.Interval(mark, a.Level, cx.LogLogScale)); iv != nil {
				at.Interval = cx.Interval{Low: 1 - iv.High, High: 1 - iv.Low, Level: iv.Level, Clipped: iv.Clipped}
			}
		}
		s.At = append(s.At, at)
	}
	return s, marks
}

// longestPath is how many events of a customer a path has at most.
const longestPath = 5

// measureWays measures which events follow each other.
func measureWays(a *figure.Asker, r *eventReport, rows []cx.Event, asOf time.Time, top int) {
	if t, err := cx.TransitionsOf(rows, asOf); err != nil {
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "transitions", Reason: strings.TrimPrefix(err.Error(), "cx: ")})
	} else {
		r.Transitions = &transitionSection{Total: t.Total(), Distinct: int64(len(t.Rows)), Rest: t.Rest, Top: t.Top(top)}
	}
	if p, err := cx.PathsOf(rows, longestPath, asOf); err != nil {
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "paths", Reason: strings.TrimPrefix(err.Error(), "cx: ")})
	} else {
		r.Paths = &pathSection{Length: longestPath, Total: p.Total(), Distinct: int64(len(p.Rows)), Rest: p.Rest, Top: p.Top(top)}
	}
}
