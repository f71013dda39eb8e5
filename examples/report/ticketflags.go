package main

import (
	"flag"
	"strings"
	"time"
)

const ticketUsage = `
Tickets, as mails, calls or complaints: first-contact resolution, waits, service levels
  -tickets FILE       the FILE, and that its rows are tickets
  -customer COLUMN    who asked; needed for -recontact
  -opened COLUMN      when the customer asked
  -replied COLUMN     when a person first replied; blank if nobody has
  -resolved COLUMN    when it was last resolved; blank while it waits
  -closed COLUMN      when it ended; one that has ended unresolved was given up
  -replies COLUMN     the number of replies
  -transfers COLUMN   how often it was handed on
  -reopens COLUMN     how often it was reopened
  -escalated COLUMN   whether it went to another level: 1 or 0, true or false, yes or no
  -first-contact COLUMN  whether the first contact resolved it, as 1 or 0 and so on; default: it
                      is resolved with one reply, not handed on and not reopened
  -by COLUMN          the segments to compare, as channels
  -recontact TIME     who asks again so soon after was not helped at first contact: 7d; default none
  -reply-within TIME  the target of the first reply: 30m, 12h, 7d or 2w
  -resolve-within TIME  the target of the resolution
`

// ticketFlags are the flags of tickets that no other rows have.
var ticketFlags = []string{"tickets", "opened", "replied", "resolved", "closed", "replies", "transfers", "reopens", "escalated",
	"first-contact", "recontact", "reply-within", "resolve-within"}

// ticketOptions is what the flags say of tickets.
type ticketOptions struct {
	opened, replied, resolved, closed, replies, transfers, reopens, escalated, firstContact string

	recontact, replyWithin, resolveWithin time.Duration // 0 for none
}

// columns returns the columns by the names of their flags.
func (t *ticketOptions) columns() map[string]*string {
	return map[string]*string{
		"opened": &t.opened, "replied": &t.replied, "resolved": &t.resolved, "closed": &t.closed, "replies": &t.replies,
		"transfers": &t.transfers, "reopens": &t.reopens, "escalated": &t.escalated, "first-contact": &t.firstContact,
	}
}

// addTo adds the flags to a set.
func (t *ticketOptions) addTo(set *flag.FlagSet) {
	for name, column := range t.columns() {
		set.StringVar(column, name, "", "")
	}
	for name, length := range map[string]*time.Duration{
		"recontact": &t.recontact, "reply-within": &t.replyWithin, "resolve-within": &t.resolveWithin,
	} {
		set.Func(name, "", func(text string) (err error) {
			*length, err = parseLength(text)
			return err
		})
	}
}

// checkTickets checks the flags against each other.
func (o *options) checkTickets() error {
	t := &o.tickets
	for _, column := range t.columns() {
		*column = strings.TrimSpace(*column)
	}
	for _, c := range []struct {
		flag, needs, column string
		given               bool
	}{
		{"recontact", "customer", o.customer, t.recontact > 0},
		{"reply-within", "replied", t.replied, t.replyWithin > 0},
		{"resolve-within", "resolved", t.resolved, t.resolveWithin > 0},
		{"first-contact", "resolved", t.resolved, t.firstContact != ""},
	} {
		if c.given && c.column == "" {
			return &usageError{text: "-" + c.flag + " needs the column of -" + c.needs}
		}
	}
	return nil
}

// fillTickets names the columns of the sample where the flags name none.
func (o *options) fillTickets() {
	t := &o.tickets
	fillIn(&o.customer, "customer")
	fillIn(&o.by, "channel")
	fillIn(&t.opened, "opened")
	fillIn(&t.replied, "first_reply")
	fillIn(&t.resolved, "resolved")
	fillIn(&t.replies, "replies")
	fillIn(&t.reopens, "reopens")
	fillIn(&t.escalated, "escalated")
	for _, c := range []struct {
		length *time.Duration
		value  time.Duration
	}{{&t.recontact, 7 * 24 * time.Hour}, {&t.replyWithin, 4 * time.Hour}, {&t.resolveWithin, 24 * time.Hour}} {
		if *c.length == 0 {
			*c.length = c.value
		}
	}
}
