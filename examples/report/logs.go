package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// logEntry is a row of a log of tickets, and where it is.
type logEntry struct {
	cx.TicketEntry
	line int
}

// readTicketLog reads a log, and makes tickets of it. A ticket whose entries cannot be in
// that order is left out with all of them.
func readTicketLog(in io.Reader, o *ticketFlags, p *progress) (*tickets, error) {
	t, names, at := &tickets{}, customers{}, o.clock()
	places := map[string]int{}
	var logs [][]logEntry
	var row cx.TicketEntry
	name := func(to *string, missing string) func(string) error {
		return func(cell string) (err error) {
			if *to = ""; cell == "" {
				if missing != "" {
					return errors.New(missing)
				}
				return nil
			}
			*to, err = names.name(cell)
			return err
		}
	}
	fields := []field{
		{flag: "ticket", column: o.Ticket, required: true, parse: name(&row.Ticket, "no ticket")},
		{flag: "event", column: o.Event, required: true, parse: func(cell string) error {
			if err := name(&row.Event, "no event")(cell); err != nil {
				return err
			}
			if _, known := o.events[row.Event]; !known {
				return errors.New("an event that no flag names, as -ignored-by")
			}
			return nil
		}},
		{flag: "at", column: o.At, required: true, clock: at, parse: func(cell string) error {
			instant, err := at.Parse(cell)
			if err != nil {
				return err
			}
			row.At = instant.UTC()
			return checkYear(instant.Year())
		}},
		{flag: "customer", column: o.Customer, parse: name(&row.Customer, "")},
		{flag: "by", column: o.By, parse: name(&row.Channel, "")},
	}
	err := t.readFields(o.input(in), &o.common, p, fields, func() {
		place, known := places[row.Ticket]
		if !known {
			place = len(logs)
			places[row.Ticket] = place
			logs = append(logs, nil)
		}
		logs[place] = append(logs[place], logEntry{row, t.line})
	})
	if err != nil {
		return nil, err
	}
	asOf, err := o.endOfLog(logs)
	if err != nil {
		return nil, err
	}
	for _, log := range logs {
		t.addLog(log, o, asOf)
	}
	return t, nil
}

// endOfLog returns the instant up to which a log is read: that of -as-of, or after all.
func (o *common) endOfLog(logs [][]logEntry) (time.Time, error) {
	if o.asOf != (cx.Date{}) {
		return o.calendar.StartOf(o.asOf)
	}
	var last time.Time
	for _, log := range logs {
		for _, e := range log {
			if e.At.After(last) {
				last = e.At
			}
		}
	}
	return last.Add(time.Second), nil
}

// addLog makes a ticket of its log. An entry that is there twice counts once.
func (t *tickets) addLog(log []logEntry, o *ticketFlags, asOf time.Time) {
	log, twice := cx.Distinct(log, func(e *logEntry) cx.TicketEntry { return e.TicketEntry })
	t.repeated += int64(twice)
	entries := make([]cx.TicketEntry, len(log))
	for i := range log {
		entries[i] = log[i].TicketEntry
	}
	made, err := cx.TicketsOf(entries, o.events, asOf)
	if err == nil {
		t.rows = append(t.rows, made...)
		return
	}
	line, reason := log[0].line, "a ticket whose entries do not fit together"
	if wrong, ok := errors.AsType[*cx.RowError](err); ok && wrong.Row < len(log) {
		line = log[wrong.Row].line
		reason = strings.TrimPrefix(strings.TrimPrefix(wrong.Err.Error(), "cx: "), "entry ")
	}
	t.rejected += int64(len(log))
	t.note(line, o.Event, reason)
}

// readSubscriptionLog reads a log of what customers pay from a day on.
func readSubscriptionLog(in io.Reader, o *subscriptionFlags, p *progress) (*subscriptions, error) {
	s, names, at := &subscriptions{}, customers{}, o.clock()
	var row cx.SubscriptionChange
	ends := false
	var changes []cx.SubscriptionChange
	fields := []field{
		{flag: "customer", column: o.Customer, required: true, parse: func(cell string) (err error) {
			row.Customer, err = names.name(cell)
			return err
		}},
		{flag: "at", column: o.At, required: true, clock: at, parse: func(cell string) (err error) {
			row.Day, err = o.day(at, cell)
			return err
		}},
		{flag: "event", column: o.Event, parse: func(cell string) error {
			ends = slices.Contains(o.EndedBy, cell)
			return nil
		}},
		{flag: "mrr", column: o.MRR, required: true, number: true, parse: func(cell string) (err error) {
			if row.Amount = (decimal.Decimal{}); ends {
				return nil
			}
			row.Amount, err = parsePayment(cell)
			return err
		}},
	}
	err := s.readFields(o.input(in), &o.common, p, fields, func() { changes = append(changes, row) })
	if err != nil {
		return nil, err
	}
	s.rows, err = cx.SubscriptionPeriodsOf(changes)
	return s, err
}
