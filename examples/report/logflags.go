package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
)

const logUsage = `
Logs, one row for each thing that happened
  -log                of tickets with -ticket, else of subscriptions
  -ticket COLUMN      whose log it is, with
  -event COLUMN       what happened, and
  -at COLUMN          when; -customer and -by are those of the first row that has one
  -opened-by NAMES    the events that open a ticket, with commas between them; so are
                      -replied-by, -resolved-by, -reopened-by, -closed-by, -messaged-by (by the
                      customer), -held-by, -resumed-by, -transferred-by, -escalated-by,
                      -voided-by, and -ignored-by for those that say nothing
  -customer, -at, -mrr   of a subscription: from that day on it pays so much, 0 for its end, or
  -ended-by NAMES     the events of -event that end it
`

// ticketEvents are the flags that say which events of a log do what.
var ticketEvents = []struct {
	flag  string
	event cx.TicketEvent
}{
	{"opened-by", cx.TicketOpened}, {"replied-by", cx.TicketReplied}, {"resolved-by", cx.TicketResolved}, {"reopened-by", cx.TicketReopened},
	{"closed-by", cx.TicketClosed}, {"messaged-by", cx.TicketMessaged}, {"held-by", cx.TicketHeld}, {"resumed-by", cx.TicketResumed},
	{"transferred-by", cx.TicketTransferred}, {"escalated-by", cx.TicketEscalated}, {"voided-by", cx.TicketVoided}, {"ignored-by", cx.TicketIgnored},
}

// ticketLogFlags are those of a log of tickets alone.
var ticketLogFlags = func() []string {
	flags := []string{"ticket"}
	for _, e := range ticketEvents {
		flags = append(flags, e.flag)
	}
	return flags
}()

// logOptions is what the flags say of a log.
type logOptions struct {
	given  bool
	ticket string
	events map[string]cx.TicketEvent
	ended  []string
}

func (l *logOptions) addTo(set *flag.FlagSet) {
	l.events = map[string]cx.TicketEvent{}
	set.BoolVar(&l.given, "log", false, "")
	set.StringVar(&l.ticket, "ticket", "", "")
	for _, e := range ticketEvents {
		set.Func(e.flag, "", func(names string) error {
			for name := range strings.SplitSeq(names, ",") {
				name = strings.TrimSpace(name)
				if other, known := l.events[name]; name == "" || known && other != e.event {
					return fmt.Errorf("want names of events with commas between them, each for one flag")
				}
				l.events[name] = e.event
			}
			return nil
		})
	}
	set.Func("ended-by", "", func(names string) error {
		for name := range strings.SplitSeq(names, ",") {
			l.ended = append(l.ended, strings.TrimSpace(name))
		}
		return nil
	})
}

// says reports whether an event is named that does something.
func (l *logOptions) says(event cx.TicketEvent) bool {
	for _, e := range l.events {
		if e == event {
			return true
		}
	}
	return false
}

// checkLog checks the flags against each other, and says which figures the log gives.
func (o *options) checkLog() error {
	l, t := &o.log, &o.tickets
	wrong := ""
	switch {
	case o.topic == ticketsTopic && l.given:
		switch {
		case l.ticket == "" || o.journey.event == "" || o.at == "":
			wrong = "a log of tickets needs -ticket, -event and -at"
		case !l.says(cx.TicketOpened):
			wrong = "a log of tickets needs the names of the events that open one: -opened-by NAMES"
		case slices.ContainsFunc([]string{t.opened, t.replied, t.resolved, t.closed, t.replies, t.transfers, t.reopens, t.escalated, t.firstContact},
			func(column string) bool { return column != "" }):
			wrong = "the columns of tickets, as -opened, do not go with -log: a log has -opened-by and its kin"
		}
		for event, columns := range map[cx.TicketEvent][]*string{
			cx.TicketReplied: {&t.replied, &t.replies}, cx.TicketResolved: {&t.resolved}, cx.TicketReopened: {&t.reopens}, cx.TicketEscalated: {&t.escalated},
		} {
			for _, column := range columns {
				if l.says(event) && wrong == "" {
					*column = o.journey.event
				}
			}
		}
	case o.topic == ticketsTopic && (l.ticket != "" || len(l.events) > 0 || o.journey.event != "" || o.at != ""):
		wrong = "-ticket, -at, -event and the events of tickets go with -log"
	case o.topic == subscriptionsTopic && l.given && (o.customer == "" || o.at == "" || o.mrr == "" || o.start != "" || o.end != ""):
		wrong = "a log of subscriptions needs -customer, -at and -mrr, and not -start or -end"
	case o.topic == subscriptionsTopic && l.given && (len(l.ended) > 0) != (o.journey.event != ""):
		wrong = "-event and -ended-by go together in a log of subscriptions"
	case o.topic == subscriptionsTopic && !l.given && (o.at != "" || o.journey.event != "" || len(l.ended) > 0):
		wrong = "-at, -event and -ended-by of subscriptions go with -log"
	}
	if wrong != "" {
		return &usageError{text: wrong}
	}
	return nil
}
