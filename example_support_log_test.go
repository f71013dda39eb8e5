package cx_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

// Tickets of the log of a help desk, which has names of its own for what happens.
func ExampleTicketsOf() {
	at := func(hour, minute int) time.Time {
		return time.Date(2026, time.November, 2, hour, minute, 0, 0, time.UTC)
	}
	entries := []cx.TicketEntry{
		{Ticket: "71", Event: "created", At: at(9, 0), Customer: "ada", Priority: "high", Team: "first"},
		{Ticket: "72", Event: "created", At: at(9, 5), Customer: "bob"},
		{Ticket: "71", Event: "tag_added", At: at(9, 10)},
		{Ticket: "71", Event: "public_comment", At: at(9, 30), Agent: "cy"},
		{Ticket: "71", Event: "solved", At: at(9, 30)},
		{Ticket: "71", Event: "reopened", At: at(11, 0), Team: "second"},
		{Ticket: "71", Event: "solved", At: at(15, 0), Agent: "dee"},
	}
	events := map[string]cx.TicketEvent{
		"created": cx.TicketOpened, "public_comment": cx.TicketReplied, "solved": cx.TicketResolved,
		"reopened": cx.TicketReopened, "tag_added": cx.TicketIgnored,
	}
	tickets, err := cx.TicketsOf(entries, events, at(17, 0))
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range tickets {
		fmt.Printf("%s of %s: %q, %d replies, reopened %d times\n", t.ID, t.Customer, t.Agent, t.Replies, t.Reopens)
	}
	s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: at(17, 0)})
	fmt.Println(s.FirstReply, err)
	// Output:
	// 71 of ada: "dee", 1 replies, reopened 1 times
	// 72 of bob: "", 0 replies, reopened 0 times
	// mean 30m0s (1 duration) <nil>
}

// An entry is to be one of the table of events.
func ExampleTicketEntry() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	entries := []cx.TicketEntry{
		{Ticket: "71", Event: "created", At: opened},
		{Ticket: "71", Event: "assigned", At: opened.Add(time.Minute)},
	}
	_, err := cx.TicketsOf(entries, map[string]cx.TicketEvent{"created": cx.TicketOpened}, opened.AddDate(0, 0, 1))
	fmt.Println(err)
	// Output:
	// cx: row 1: event is not in the table of events
}

// All correspondence is to be answered within 24 hours: the opening, after one hour, a
// message that waits for 26, and one that came an hour ago.
func ExampleTicketMessage() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	after := func(hours int) time.Time { return opened.Add(time.Duration(hours) * time.Hour) }
	ticket := cx.Ticket{
		Opened:     opened,
		FirstReply: after(1),
		Messages:   []cx.TicketMessage{{At: after(10), Reply: after(36)}, {At: after(47)}},
	}
	rule := cx.SLARule{Until: cx.TicketEveryReply, Target: 24 * time.Hour, AsOf: after(48)}
	a, err := cx.SLAOf([]cx.Ticket{ticket}, rule)
	fmt.Println(a.Decided(), "pending", a.Pending, err)
	// Output: 1 of 2 pending 1 <nil>
}

// The tickets open at the end of each day, and how many of them are a day old at most.
func ExampleBacklogTrend() {
	at := func(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }
	tickets := []cx.Ticket{
		{Opened: at(1, 8), Resolved: at(3, 10)},
		{Opened: at(2, 9), Resolved: at(2, 17)},
		{Opened: at(3, 9)},
	}
	span := cx.Period{Start: cx.Date{Year: 2026, Month: time.November, Day: 2}, End: cx.Date{Year: 2026, Month: time.November, Day: 4}}
	const day = 24 * time.Hour
	points, err := cx.BacklogTrend(tickets, cx.Calendar{}, span, day)
	for _, p := range points {
		b := p.Tally
		young, err := b.Ages.Within(day)
		fmt.Println(p.Period, "opened", b.Opened, "resolved", b.Resolved, "open", b.Open, "of a day", young.Count, err)
	}
	fmt.Println(err)
	// Output:
	// 2026-11-02 opened 1 resolved 1 open 1 of a day 0 <nil>
	// 2026-11-03 opened 1 resolved 1 open 1 of a day 1 <nil>
	// <nil>
}

// The backlogs of two teams at the end of one day.
func ExampleBacklog() {
	end := time.Date(2026, time.November, 3, 0, 0, 0, 0, time.UTC)
	first, second := cx.Backlog{AsOf: end, Opened: 9, Resolved: 7, Open: 12}, cx.Backlog{AsOf: end, Opened: 2, Resolved: 4, Open: 3}
	fmt.Println(first.Merge(second))
	fmt.Println("open", first.Open, "before", first.Open-first.Opened-first.Reopened+first.Resolved+first.Closed)
	fmt.Println(first.Merge(cx.Backlog{AsOf: end.AddDate(0, 0, 1), Open: 15}))
	// Output:
	// <nil>
	// open 15 before 15
	// cx: backlog: the periods differ
}
