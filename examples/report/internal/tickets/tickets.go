package tickets

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// tickets is what was read of a file of tickets. The segment of each is its Channel.
type tickets struct {
	topic.Counts
	rows []cx.Ticket
}

// mostTicketSegments bounds the tallies, of which each takes some memory.
const mostTicketSegments = 500

// readTickets reads a file of tickets.
func readTickets(in io.Reader, o *Flags, p *topic.Progress) (*tickets, error) {
	if o.Log {
		return readTicketLog(in, o, p)
	}
	if o.Waited != "" {
		return readCalls(in, o, p)
	}
	t := &tickets{}
	batch, err := topic.ReadBatch(&t.Counts, o.Input(in), &o.Common, p, o.ticketFields)
	t.rows = batch.Rows()
	return t, err
}

// ticketFields returns the fields of tickets, and what adds one to a batch.
func (o *Flags) ticketFields(batch *topic.Batch[cx.Ticket]) ([]topic.Field, func()) {
	customers, channels := topic.Names{}, topic.Customers{}
	opened, replied, resolved, closed := o.Clock(), o.Clock(), o.Clock(), o.Clock()
	var row cx.Ticket
	instant := func(times *table.Clock, cell string) (time.Time, error) {
		at, err := times.Parse(cell)
		if err != nil {
			return at, err
		}
		return at.UTC(), topic.CheckYear(at.Year())
	}
	// later parses an instant that may be blank and is not before another.
	later := func(times *table.Clock, to, after *time.Time, reason string) func(string) error {
		return func(cell string) (err error) {
			if *to = (time.Time{}); cell == "" {
				return nil
			}
			if *to, err = instant(times, cell); err == nil && to.Before(*after) {
				err = errors.New(reason)
			}
			return err
		}
	}
	fields := []topic.Field{
		{Flag: "opened", Column: o.Opened, Required: true, Clock: opened, Parse: func(cell string) (err error) {
			row.Opened, err = instant(opened, cell)
			return err
		}},
		{Flag: "customer", Column: o.Customer, Parse: func(cell string) (err error) {
			row.Customer, err = customers.Name(cell)
			return err
		}},
		{Flag: "by", Column: o.By, Parse: func(cell string) (err error) {
			if row.Channel = ""; cell != "" {
				row.Channel, err = channels.Name(cell)
			}
			return err
		}},
		{Flag: "replied", Column: o.Replied, Clock: replied, Parse: later(replied, &row.FirstReply, &row.Opened, "replied to before it was opened")},
		{Flag: "resolved", Column: o.Resolved, Clock: resolved, Parse: later(resolved, &row.Resolved, &row.Opened, "resolved before it was opened")},
		{Flag: "closed", Column: o.Closed, Clock: closed, Parse: func(cell string) error {
			after, reason := &row.Opened, "closed before it was opened"
			if row.Resolved.After(row.Opened) {
				after, reason = &row.Resolved, "closed before it was resolved"
			}
			return later(closed, &row.Closed, after, reason)(cell)
		}},
		{Flag: "replies", Column: o.Replies, Number: true, Parse: numberCell(&row.Replies)},
		{Flag: "transfers", Column: o.Transfers, Number: true, Parse: numberCell(&row.Transfers)},
		{Flag: "reopens", Column: o.Reopens, Number: true, Parse: numberCell(&row.Reopens)},
		{Flag: "escalated", Column: o.Escalated, Parse: func(cell string) (err error) {
			row.Escalated, err = topic.ParseYes(cell)
			return err
		}},
		{Flag: "first-contact", Column: o.FirstContact, Parse: func(cell string) (err error) {
			row.FirstContact, err = topic.ParseYes(cell)
			if err == nil && row.FirstContact && row.Resolved.IsZero() {
				err = errors.New("resolved at first contact, but not resolved")
			}
			return err
		}},
	}
	return fields, func() {
		if o.FirstContact == "" && o.Replies != "" {
			row.FirstContact = !row.Resolved.IsZero() && row.Replies == 1 && row.Transfers == 0 && row.Reopens == 0
		}
		batch.Add(row)
	}
}

// numberCell returns the function of a cell that is a number of times; blank is none.
func numberCell(to *int64) func(string) error {
	return func(cell string) (err error) {
		if *to = 0; cell == "" {
			return nil
		}
		n, err := strconv.ParseUint(strings.TrimSuffix(cell, ".0"), 10, 31)
		if err != nil {
			return errors.New("not a number of times")
		}
		*to = int64(n)
		return nil
	}
}

// newTicketReport measures tickets.
func newTicketReport(read *tickets, o *Flags) (*ticketReport, error) {
	r := &ticketReport{Head: topic.NewHead(read.Counts, &o.Common), By: o.By, Recontact: int64(o.Recontact / time.Second)}
	days := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
	rows, asOf, err := r.known(read.rows, days)
	r.Every = ""
	if o.Opened == "" && !o.Log { // calls without a time
		r.Span, r.AsOf, r.AsOfFromFile = cx.Period{}, cx.Date{}, false
		asOf = callTime.Add(2 * longestWait)
	}
	if err != nil || len(rows) == 0 {
		return r, err
	}
	if o.Recontact > 0 {
		if rows, err = cx.LinkRecontacts(rows); err != nil {
			return nil, err
		}
	}
	hours, err := o.clock()
	if err != nil {
		return nil, err
	}
	for _, h := range o.Hours {
		r.Hours = append(r.Hours, h.text)
	}
	r.Holidays = o.Holidays
	a := &figure.Asker{Level: o.Level}
	r.All = measureTickets(a, "all.", rows, o, hours, asOf)
	if o.Waited != "" {
		measureCalls(a, r, o.ReplyWithin.Duration)
	}
	if r.By != "" {
		groups := make(map[string][]cx.Ticket)
		for i := range rows {
			groups[rows[i].Channel] = append(groups[rows[i].Channel], rows[i])
		}
		if len(groups) > mostTicketSegments {
			return nil, fmt.Errorf("column %q has more than %d segments: name one with fewer in -by", r.By, mostTicketSegments)
		}
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			r.Segments = append(r.Segments, ticketSegment{key, *measureTickets(a, "", groups[key], o, hours, asOf)})
		}
	}
	r.Undefined = a.Gaps
	return r, a.Err
}

// known returns the tickets opened before as_of, and the instant at which it began. It sets
// the days of the report, the last of which is the last on which anything happened.
func (r *ticketReport) known(all []cx.Ticket, days cx.Calendar) (rows []cx.Ticket, asOf time.Time, err error) {
	if r.AsOf != (cx.Date{}) {
		if asOf, err = days.StartOf(r.AsOf); err != nil {
			return nil, asOf, err
		}
	}
	var first, last time.Time
	for i := range all {
		t := &all[i]
		if !asOf.IsZero() && !t.Opened.Before(asOf) {
			continue
		}
		rows = append(rows, *t)
		if first.IsZero() || t.Opened.Before(first) {
			first = t.Opened
		}
		for _, at := range []time.Time{t.Opened, t.FirstReply, t.Resolved, t.Closed} {
			if at.After(last) {
				last = at
			}
		}
	}
	if r.Later = int64(len(all) - len(rows)); len(rows) == 0 {
		return nil, asOf, nil
	}
	from, err := days.DateOf(first)
	if err != nil {
		return nil, asOf, err
	}
	to, err := days.DateOf(last)
	if err != nil {
		return nil, asOf, err
	}
	if err := r.SetDays(from, to); err != nil {
		return nil, asOf, err
	}
	asOf, err = days.StartOf(r.AsOf)
	return rows, asOf, err
}

// measureTickets measures tickets. Gaps in the figures of a group without a name are not
// noted.
func measureTickets(a *figure.Asker, name string, rows []cx.Ticket, o *Flags, hours cx.BusinessHours, asOf time.Time) *ticketFigures {
	f := &ticketFigures{}
	tally, err := cx.SupportOf(rows, cx.SupportRule{Recontact: o.Recontact, Hours: hours, AsOf: asOf})
	if !a.Has("", err) {
		return f
	}
	named := func(of string) string {
		if name == "" {
			return ""
		}
		return name + of
	}
	f.Tally, f.Tickets = tally, tally.Tickets
	if o.Waited == "" { // a call is over when it is known
		f.Open = tally.Tickets - tally.OneTouch.Base - tally.Closed
	}
	share := func(of string, p cx.Proportion) *figure.Share {
		r := a.Rate(named(of), p)
		return &r
	}
	if o.Waited != "" {
		f.GaveUp = share("gave_up", cx.Proportion{Count: tally.Closed, Base: tally.Tickets})
	}
	if o.Resolved != "" && (o.Replies != "" || o.FirstContact != "") {
		f.FirstContact = measureAttainment(a, named("first_contact"), tally.FirstContact)
	}
	if o.Resolved != "" && o.Replies != "" {
		f.OneTouch = share("one_touch", tally.OneTouch)
	}
	if o.Reopens != "" {
		f.Reopened = share("reopened", tally.Reopened)
	}
	if o.Escalated != "" {
		f.Escalated = share("escalated", tally.Escalated)
	}
	if o.Replied != "" {
		f.FirstReply = measureWait(a, named("first_reply"), rows, tally.FirstReply,
			cx.SLARule{Until: cx.TicketReplied, Target: o.ReplyWithin.Duration, Hours: hours, AsOf: asOf}, func(t *cx.Ticket) time.Time { return t.FirstReply })
	}
	if o.Resolved != "" {
		f.Resolution = measureWait(a, named("resolution"), rows, tally.Resolution,
			cx.SLARule{Until: cx.TicketResolved, Target: o.ResolveWithin.Duration, Hours: hours, AsOf: asOf}, func(t *cx.Ticket) time.Time { return t.Resolved })
	}
	return f
}

// measureAttainment returns the rates of an attainment.
func measureAttainment(a *figure.Asker, figure string, t cx.Attainment) *attainment {
	return &attainment{Tally: t, Whole: a.Rate(figure, t.Whole()), Gross: a.Rate("", t.Gross()), Net: a.Rate("", t.Decided()),
		AtLeast: a.Rate("", t.AtLeast()), AtMost: a.Rate("", t.AtMost())}
}

// measureWait measures how long customers wait, and whether a target is kept, if the rule
// has one.
func measureWait(a *figure.Asker, named string, rows []cx.Ticket, d cx.Durations, rule cx.SLARule, end func(*cx.Ticket) time.Time) *waitSection {
	mean, err := d.Mean()
	s := &waitSection{atWork: rule.Hours != cx.BusinessHours{}, Count: d.Total(), Mean: a.Exact(named)(decimal.New(int64(mean), -9).Round(cx.Places), err)}
	var waits []time.Duration
	for i := range rows {
		if at := end(&rows[i]); !at.IsZero() && at.Before(rule.AsOf) {
			wait, err := rule.Hours.Between(rows[i].Opened, at)
			if a.Has("", err) {
				waits = append(waits, wait)
			}
		}
	}
	quantile := func(p float64) *float64 {
		length := figure.Ask[time.Duration](a, "")(cx.DurationQuantile(waits, p))
		if length == nil {
			return nil
		}
		seconds := length.Seconds()
		return &seconds
	}
	s.Median, s.P90 = quantile(0.5), quantile(0.9)
	target := rule.Target
	rule.Target = time.Second // the unit of the curve
	lifespans, err := rule.Lifespans(rows)
	if !a.Has("", err) {
		return s
	}
	curve := figure.Ask[cx.Survival](a, "")(cx.SurvivalOf(lifespans))
	if curve != nil {
		s.All = a.Median("", curve)
	}
	if target == 0 {
		return s
	}
	rule.Target, s.Target = target, int64(target/time.Second)
	kept, err := cx.SLAOf(rows, rule)
	if !a.Has("", err) {
		return s
	}
	s.Level = measureAttainment(a, "", kept)
	if curve == nil {
		return s
	}
	gap := named + ".expected"
	if left := figure.Ask[float64](a, "")(curve.At(target.Seconds())); left != nil {
		without := 1 - *left
		s.IfNobodyGaveUp = &without
		if !slices.ContainsFunc(lifespans, func(l cx.Lifespan) bool { return l.Other }) {
			s.Expected, gap = &without, "" // the same share, which may be 0 or 1
		}
	}
	risks := figure.Ask[cx.CompetingRisks](a, "")(cx.CompetingRisksOf(lifespans))
	if risks == nil {
		return s
	}
	if e := figure.Ask[cx.Estimate](a, gap)(risks.At(target.Seconds(), a.Level)); e != nil {
		s.Expected, s.Interval = &e.Value, e.Interval
	}
	return s
}
