// Package tickets reports tickets: first-contact resolution, waits, service levels.
package tickets

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

//go:embed tickets.csv
var sampleTickets []byte

// Flags are the flags of tickets.
type Flags struct {
	waitFlags       `group:"Tickets, one row each"`
	topic.AsOfFlags `group:"Tickets, one row each"`
	topic.ZoneFlags `group:"Tickets, one row each"`
	hourFlags       `group:"Tickets, one row each"`
	callFlags       `group:"Calls, one row each, with how long the caller waited"`
	logFlags        `group:"A log, one row for each thing that happened"`
	topic.Common
	events map[string]cx.TicketEvent
}

// waitFlags name the columns of tickets and say what they are to reach.
type waitFlags struct {
	Customer      string        `type:"column" placeholder:"COLUMN" help:"who asked; needed for -recontact"`
	Opened        string        `type:"column" placeholder:"COLUMN" help:"when the customer asked"`
	Replied       string        `type:"column" placeholder:"COLUMN" help:"when a person first replied; blank if nobody has"`
	Resolved      string        `type:"column" placeholder:"COLUMN" help:"when it was last resolved; blank while it waits"`
	Closed        string        `type:"column" placeholder:"COLUMN" help:"when it ended; one that has ended unresolved was given up"`
	Replies       string        `type:"column" placeholder:"COLUMN" help:"the number of replies"`
	Transfers     string        `type:"column" placeholder:"COLUMN" help:"how often it was handed on"`
	Reopens       string        `type:"column" placeholder:"COLUMN" help:"how often it was reopened"`
	Escalated     string        `type:"column" placeholder:"COLUMN" help:"whether it went to another level: 1 or 0, true or false, yes or no"`
	FirstContact  string        `type:"column" placeholder:"COLUMN" help:"whether the first contact resolved it, as 1 or 0 and so on; default: it is resolved with one reply, not handed on and not reopened"`
	By            string        `type:"column" placeholder:"COLUMN" help:"the segments to compare, as channels"`
	Recontact     time.Duration `type:"length" placeholder:"TIME" help:"who asks again so soon after was not helped at first contact: 7d; default none"`
	ReplyWithin   Target        `type:"target" placeholder:"TIME" help:"the target of the first reply: 20s, 30m, 12h, 7d or 2w"`
	ResolveWithin Target        `type:"target" placeholder:"TIME" help:"the target of the resolution"`
}

// logFlags say what the events of a log of tickets do.
type logFlags struct {
	Log           bool     `help:"the rows are a log; -customer and -by are those of the first row that has one"`
	Ticket        string   `type:"column" placeholder:"COLUMN" help:"whose log it is, with"`
	Event         string   `type:"column" placeholder:"COLUMN" help:"what happened, and"`
	At            string   `type:"column" placeholder:"COLUMN" help:"when"`
	OpenedBy      []string `type:"names" placeholder:"NAMES" help:"the events that open a ticket, with commas between them; so are"`
	RepliedBy     []string `type:"names" placeholder:"NAMES" help:"those of a reply"`
	ResolvedBy    []string `type:"names" placeholder:"NAMES" help:"of a resolution"`
	ReopenedBy    []string `type:"names" placeholder:"NAMES" help:"that reopen it"`
	ClosedBy      []string `type:"names" placeholder:"NAMES" help:"that close it"`
	MessagedBy    []string `type:"names" placeholder:"NAMES" help:"of a message of the customer"`
	HeldBy        []string `type:"names" placeholder:"NAMES" help:"that stop the clock"`
	ResumedBy     []string `type:"names" placeholder:"NAMES" help:"and let it run on"`
	TransferredBy []string `type:"names" placeholder:"NAMES" help:"that hand it on"`
	EscalatedBy   []string `type:"names" placeholder:"NAMES" help:"that take it to another level"`
	VoidedBy      []string `type:"names" placeholder:"NAMES" help:"that say it is none"`
	IgnoredBy     []string `type:"names" placeholder:"NAMES" help:"those that say nothing"`
}

// setEvents puts the names of the events together.
func (o *Flags) setEvents() error {
	o.events = map[string]cx.TicketEvent{}
	for _, e := range []struct {
		flag  string
		event cx.TicketEvent
		names []string
	}{
		{"opened-by", cx.TicketOpened, o.OpenedBy}, {"replied-by", cx.TicketReplied, o.RepliedBy}, {"resolved-by", cx.TicketResolved, o.ResolvedBy},
		{"reopened-by", cx.TicketReopened, o.ReopenedBy}, {"closed-by", cx.TicketClosed, o.ClosedBy}, {"messaged-by", cx.TicketMessaged, o.MessagedBy},
		{"held-by", cx.TicketHeld, o.HeldBy}, {"resumed-by", cx.TicketResumed, o.ResumedBy}, {"transferred-by", cx.TicketTransferred, o.TransferredBy},
		{"escalated-by", cx.TicketEscalated, o.EscalatedBy}, {"voided-by", cx.TicketVoided, o.VoidedBy}, {"ignored-by", cx.TicketIgnored, o.IgnoredBy},
	} {
		for _, name := range e.names {
			if other, known := o.events[name]; known && other != e.event {
				return &topic.UsageError{Text: fmt.Sprintf("-%s: want names of events with commas between them, each for one flag", e.flag)}
			}
			o.events[name] = e.event
		}
	}
	return nil
}

// says reports whether an event is named that does something.
func (o *Flags) says(event cx.TicketEvent) bool {
	for _, e := range o.events {
		if e == event {
			return true
		}
	}
	return false
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("tickets.csv", sampleTickets)
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.By, "channel")
	topic.FillIn(&o.Opened, "opened")
	topic.FillIn(&o.Replied, "first_reply")
	topic.FillIn(&o.Resolved, "resolved")
	topic.FillIn(&o.Replies, "replies")
	topic.FillIn(&o.Reopens, "reopens")
	topic.FillIn(&o.Escalated, "escalated")
	for _, c := range []struct {
		length *time.Duration
		value  time.Duration
	}{{&o.Recontact, 7 * 24 * time.Hour}, {&o.ReplyWithin.Duration, 4 * time.Hour}, {&o.ResolveWithin.Duration, 24 * time.Hour}} {
		if *c.length == 0 {
			*c.length = c.value
		}
	}
}

// Check implements topic.Kind.
func (o *Flags) Check([]string) error {
	o.SetDays(cx.Month, o.TZ, o.AsOf)
	if err := o.setEvents(); err != nil {
		return err
	}
	if err := o.checkLog(); err != nil {
		return err
	}
	if wrong := o.checkCalls(); wrong != "" {
		return &topic.UsageError{Text: wrong}
	}
	for _, c := range []struct {
		flag, needs, column string
		given               bool
	}{
		{"recontact", "customer", o.Customer, o.Recontact > 0},
		{"reply-within", "replied", o.Replied, o.ReplyWithin.Duration > 0},
		{"resolve-within", "resolved", o.Resolved, o.ResolveWithin.Duration > 0},
		{"first-contact", "resolved", o.Resolved, o.FirstContact != ""},
	} {
		if c.given && c.column == "" {
			return &topic.UsageError{Text: "-" + c.flag + " needs the column of -" + c.needs}
		}
	}
	if wrong := o.checkHours(); wrong != "" {
		return &topic.UsageError{Text: wrong}
	}
	return nil
}

// checkLog checks the flags of a log against each other, and says which figures the log gives.
func (o *Flags) checkLog() error {
	wrong := ""
	switch {
	case !o.Log && (o.Ticket != "" || len(o.events) > 0 || o.Event != "" || o.At != ""):
		wrong = "-ticket, -at, -event and the events of tickets go with -log"
	case !o.Log:
	case o.Ticket == "" || o.Event == "" || o.At == "":
		wrong = "a log of tickets needs -ticket, -event and -at"
	case !o.says(cx.TicketOpened):
		wrong = "a log of tickets needs the names of the events that open one: -opened-by NAMES"
	case slices.ContainsFunc([]string{o.Opened, o.Replied, o.Resolved, o.Closed, o.Replies, o.Transfers, o.Reopens, o.Escalated, o.FirstContact},
		func(column string) bool { return column != "" }):
		wrong = "the columns of tickets, as -opened, do not go with -log: a log has -opened-by and its kin"
	default:
		for event, columns := range map[cx.TicketEvent][]*string{
			cx.TicketReplied: {&o.Replied, &o.Replies}, cx.TicketResolved: {&o.Resolved}, cx.TicketReopened: {&o.Reopens}, cx.TicketEscalated: {&o.Escalated},
		} {
			for _, column := range columns {
				if o.says(event) {
					*column = o.Event
				}
			}
		}
	}
	if wrong != "" {
		return &topic.UsageError{Text: wrong}
	}
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readTickets, newTicketReport)
}
