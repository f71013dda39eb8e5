package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/shopspring/decimal"
)

// tickets is what was read of a file of tickets. The segment of each is its Channel.
type tickets struct {
	counts
	rows []cx.Ticket
}

// mostTicketSegments bounds the tallies, of which each takes some memory.
const mostTicketSegments = 500

// readTickets reads a file of tickets.
func readTickets(in io.Reader, o *ticketFlags, p *progress) (*tickets, error) {
	if o.Log {
		return readTicketLog(in, o, p)
	}
	t := &tickets{}
	names := customers{}
	opened, replied, resolved, closed := o.clock(), o.clock(), o.clock(), o.clock()
	var row cx.Ticket
	instant := func(times *table.Clock, cell string) (time.Time, error) {
		at, err := times.Parse(cell)
		if err != nil {
			return at, err
		}
		return at.UTC(), checkYear(at.Year())
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
	fields := []field{
		{flag: "opened", column: o.Opened, required: true, clock: opened, parse: func(cell string) (err error) {
			row.Opened, err = instant(opened, cell)
			return err
		}},
		{flag: "customer", column: o.Customer, parse: func(cell string) (err error) {
			row.Customer, err = names.name(cell)
			return err
		}},
		{flag: "by", column: o.By, parse: func(cell string) (err error) {
			if row.Channel = ""; cell != "" {
				row.Channel, err = names.name(cell)
			}
			return err
		}},
		{flag: "replied", column: o.Replied, clock: replied, parse: later(replied, &row.FirstReply, &row.Opened, "replied to before it was opened")},
		{flag: "resolved", column: o.Resolved, clock: resolved, parse: later(resolved, &row.Resolved, &row.Opened, "resolved before it was opened")},
		{flag: "closed", column: o.Closed, clock: closed, parse: func(cell string) error {
			after, reason := &row.Opened, "closed before it was opened"
			if row.Resolved.After(row.Opened) {
				after, reason = &row.Resolved, "closed before it was resolved"
			}
			return later(closed, &row.Closed, after, reason)(cell)
		}},
		{flag: "replies", column: o.Replies, number: true, parse: numberCell(&row.Replies)},
		{flag: "transfers", column: o.Transfers, number: true, parse: numberCell(&row.Transfers)},
		{flag: "reopens", column: o.Reopens, number: true, parse: numberCell(&row.Reopens)},
		{flag: "escalated", column: o.Escalated, parse: func(cell string) (err error) {
			row.Escalated, err = parseYes(cell)
			return err
		}},
		{flag: "first-contact", column: o.FirstContact, parse: func(cell string) (err error) {
			row.FirstContact, err = parseYes(cell)
			if err == nil && row.FirstContact && row.Resolved.IsZero() {
				err = errors.New("resolved at first contact, but not resolved")
			}
			return err
		}},
	}
	return t, t.readFields(o.input(in), &o.common, p, fields, func() {
		if o.FirstContact == "" && o.Replies != "" {
			row.FirstContact = !row.Resolved.IsZero() && row.Replies == 1 && row.Transfers == 0 && row.Reopens == 0
		}
		t.rows = append(t.rows, row)
	})
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

// parseYes parses yes or no; blank is no.
func parseYes(cell string) (bool, error) {
	switch strings.ToLower(cell) {
	case "1", "1.0", "true", "yes", "y":
		return true, nil
	case "", "0", "0.0", "false", "no", "n":
		return false, nil
	}
	return false, errors.New("want 1 or 0, true or false, yes or no")
}

// newTicketReport measures tickets.
func newTicketReport(read *tickets, o *ticketFlags) (*ticketReport, error) {
	r := &ticketReport{head: newHead(read.counts, &o.common), By: o.By, Recontact: int64(o.Recontact / time.Second)}
	days := cx.Calendar{Grain: cx.Day, Location: o.calendar.Location}
	rows, asOf, err := r.known(read.rows, days)
	r.Every = ""
	if err != nil || len(rows) == 0 {
		return r, err
	}
	if o.Recontact > 0 {
		if rows, err = cx.LinkRecontacts(rows); err != nil {
			return nil, err
		}
	}
	a := &asker{level: o.Level}
	r.All = a.measureTickets("all.", rows, o, asOf)
	if r.By != "" {
		groups := make(map[string][]cx.Ticket)
		for i := range rows {
			groups[rows[i].Channel] = append(groups[rows[i].Channel], rows[i])
		}
		if len(groups) > mostTicketSegments {
			return nil, fmt.Errorf("column %q has more than %d segments: name one with fewer in -by", r.By, mostTicketSegments)
		}
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			r.Segments = append(r.Segments, ticketSegment{key, *a.measureTickets("", groups[key], o, asOf)})
		}
	}
	r.Undefined = a.gaps
	return r, a.err
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
	if err := r.setDays(from, to); err != nil {
		return nil, asOf, err
	}
	asOf, err = days.StartOf(r.AsOf)
	return rows, asOf, err
}

// measureTickets measures tickets. Gaps in the figures of a group without a name are not
// noted.
func (a *asker) measureTickets(name string, rows []cx.Ticket, o *ticketFlags, asOf time.Time) *ticketFigures {
	f := &ticketFigures{}
	tally, err := cx.SupportOf(rows, cx.SupportRule{Recontact: o.Recontact, AsOf: asOf})
	if !a.has("", err) {
		return f
	}
	figure := func(of string) string {
		if name == "" {
			return ""
		}
		return name + of
	}
	f.Tally, f.Tickets = tally, tally.Tickets
	f.Open = tally.Tickets - tally.OneTouch.Base - tally.Closed
	share := func(of string, p cx.Proportion) *rate {
		r := a.rate(figure(of), p)
		return &r
	}
	if o.Resolved != "" && (o.Replies != "" || o.FirstContact != "") {
		f.FirstContact = a.attainment(figure("first_contact"), tally.FirstContact)
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
		f.FirstReply = a.measureWait(figure("first_reply"), rows, tally.FirstReply,
			cx.SLARule{Until: cx.TicketReplied, Target: o.ReplyWithin, AsOf: asOf}, func(t *cx.Ticket) time.Time { return t.FirstReply })
	}
	if o.Resolved != "" {
		f.Resolution = a.measureWait(figure("resolution"), rows, tally.Resolution,
			cx.SLARule{Until: cx.TicketResolved, Target: o.ResolveWithin, AsOf: asOf}, func(t *cx.Ticket) time.Time { return t.Resolved })
	}
	return f
}

// attainment returns the rates of an attainment.
func (a *asker) attainment(figure string, t cx.Attainment) *attainment {
	return &attainment{Tally: t, Whole: a.rate(figure, t.Whole()), Gross: a.rate("", t.Gross()), Net: a.rate("", t.Decided()),
		AtLeast: a.rate("", t.AtLeast()), AtMost: a.rate("", t.AtMost())}
}

// measureWait measures how long customers wait, and whether a target is kept, if the rule
// has one.
func (a *asker) measureWait(figure string, rows []cx.Ticket, d cx.Durations, rule cx.SLARule, end func(*cx.Ticket) time.Time) *waitSection {
	mean, err := d.Mean()
	s := &waitSection{Count: d.Total(), Mean: a.exact(figure)(decimal.New(int64(mean), -9).Round(cx.Places), err)}
	var waits []time.Duration
	for i := range rows {
		if at := end(&rows[i]); !at.IsZero() && at.Before(rule.AsOf) {
			waits = append(waits, at.Sub(rows[i].Opened))
		}
	}
	quantile := func(p float64) *float64 {
		length := ask[time.Duration](a, "")(cx.DurationQuantile(waits, p))
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
	if !a.has("", err) {
		return s
	}
	curve := ask[cx.Survival](a, "")(cx.SurvivalOf(lifespans))
	if curve != nil {
		s.All = a.median("", curve)
	}
	if target == 0 {
		return s
	}
	rule.Target, s.Target = target, int64(target/time.Second)
	kept, err := cx.SLAOf(rows, rule)
	if !a.has("", err) {
		return s
	}
	s.Level = a.attainment("", kept)
	if curve == nil {
		return s
	}
	gap := figure + ".expected"
	if left := ask[float64](a, "")(curve.At(target.Seconds())); left != nil {
		without := 1 - *left
		s.IfNobodyGaveUp = &without
		if !slices.ContainsFunc(lifespans, func(l cx.Lifespan) bool { return l.Other }) {
			s.Expected, gap = &without, "" // the same share, which may be 0 or 1
		}
	}
	risks := ask[cx.CompetingRisks](a, "")(cx.CompetingRisksOf(lifespans))
	if risks == nil {
		return s
	}
	if e := ask[cx.Estimate](a, gap)(risks.At(target.Seconds(), a.level)); e != nil {
		s.Expected, s.Interval = &e.Value, e.Interval
	}
	return s
}
