package tickets

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// logEntry is a row of a log of tickets, and where it is.
type logEntry struct {
	cx.TicketEntry
	line int
}

// readTicketLog reads a log, and makes tickets of it. A ticket whose entries cannot be in
// that order is left out with all of them.
func readTicketLog(in io.Reader, o *Flags, p *topic.Progress) (*tickets, error) {
	t := &tickets{}
	batch, err := topic.ReadBatch(&t.Counts, o.Input(in), &o.Common, p, o.entryFields)
	if err != nil {
		return nil, err
	}
	places := map[string]int{}
	var logs [][]logEntry
	for _, row := range batch.Rows() {
		place, known := places[row.Ticket]
		if !known {
			place = len(logs)
			places[row.Ticket] = place
			logs = append(logs, nil)
		}
		logs[place] = append(logs[place], row)
	}
	asOf, err := endOfLog(&o.Common, logs)
	if err != nil {
		return nil, err
	}
	for _, log := range logs {
		t.addLog(log, o, asOf)
	}
	return t, nil
}

// entryFields returns the fields of a log, and what adds an entry to a batch.
func (o *Flags) entryFields(batch *topic.Batch[logEntry]) ([]topic.Field, func()) {
	ids, names, at := topic.Names{}, topic.Customers{}, o.Clock()
	var row cx.TicketEntry
	name := func(to *string, missing string, known interface{ Name(string) (string, error) }) func(string) error {
		return func(cell string) (err error) {
			if *to = ""; cell == "" {
				if missing != "" {
					return errors.New(missing)
				}
				return nil
			}
			*to, err = known.Name(cell)
			return err
		}
	}
	fields := []topic.Field{
		{Flag: "ticket", Column: o.Ticket, Required: true, Parse: name(&row.Ticket, "no ticket", &ids)},
		{Flag: "event", Column: o.Event, Required: true, Parse: func(cell string) error {
			if err := name(&row.Event, "no event", names)(cell); err != nil {
				return err
			}
			if _, known := o.events[row.Event]; !known {
				return errors.New("an event that no flag names, as -ignored-by")
			}
			return nil
		}},
		{Flag: "at", Column: o.At, Required: true, Clock: at, Parse: func(cell string) error {
			instant, err := at.Parse(cell)
			if err != nil {
				return err
			}
			row.At = instant.UTC()
			return topic.CheckYear(instant.Year())
		}},
		{Flag: "customer", Column: o.Customer, Parse: name(&row.Customer, "", names)},
		{Flag: "by", Column: o.By, Parse: name(&row.Channel, "", names)},
	}
	return fields, func() { batch.Add(logEntry{row, batch.Line}) }
}

// endOfLog returns the instant up to which a log is read: that of -as-of, or after all.
func endOfLog(o *topic.Common, logs [][]logEntry) (time.Time, error) {
	if o.KnownAt != (cx.Date{}) {
		return o.Calendar.StartOf(o.KnownAt)
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
func (t *tickets) addLog(log []logEntry, o *Flags, asOf time.Time) {
	log, twice := cx.Distinct(log, func(e *logEntry) cx.TicketEntry { return e.TicketEntry })
	t.Repeated += int64(twice)
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
	t.Rejected += int64(len(log))
	t.Note(line, o.Event, reason)
}
