package cx_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// logNames is a table of events: most hosts have names of their own.
func logNames() map[string]cx.TicketEvent {
	return map[string]cx.TicketEvent{
		"created": cx.TicketOpened, "customer": cx.TicketMessaged, "public": cx.TicketReplied, "solved": cx.TicketResolved,
		"reopened": cx.TicketReopened, "closed": cx.TicketClosed, "pending": cx.TicketHeld, "active": cx.TicketResumed,
		"assigned": cx.TicketTransferred, "level2": cx.TicketEscalated, "merged": cx.TicketVoided, "tagged": cx.TicketIgnored,
	}
}

// entry is one line of a log, so many hours after ticketDay.
func entry(ticket, event string, h float64) cx.TicketEntry {
	return cx.TicketEntry{Ticket: ticket, Event: event, At: ticketAt(h)}
}

// ticketLog is the log of five tickets, and what they are, by hand.
func ticketLog() ([]cx.TicketEntry, []cx.Ticket) {
	opened := entry("7", "created", 0)
	opened.Customer, opened.Channel, opened.Priority, opened.Team, opened.Office = "ada", "mail", "low", "first", "oslo"
	handed := entry("7", "assigned", 2)
	handed.Customer, handed.Priority, handed.Cause, handed.Team, handed.Agent, handed.Office = "eve", "high", "invoice", "second", "bob", "lima"
	replied := entry("7", "public", 3)
	replied.Agent, replied.Office = "cy", "lima"
	log := []cx.TicketEntry{
		opened, entry("7", "customer", 1), handed, replied, entry("7", "pending", 4), entry("7", "tagged", 4.5), entry("7", "pending", 5),
		entry("7", "customer", 6), entry("7", "customer", 7), entry("7", "public", 8), entry("7", "solved", 9), entry("7", "solved", 9.5),
		entry("7", "pending", 9.7), entry("7", "reopened", 10), entry("7", "reopened", 10.5), entry("7", "level2", 11), entry("7", "pending", 12),
		entry("7", "active", 13), entry("7", "active", 13.5), entry("7", "customer", 14), entry("7", "solved", 15), entry("7", "closed", 20),
		entry("7", "closed", 21), entry("7", "public", 90),
		entry("8", "created", 1), entry("8", "public", 1), entry("8", "solved", 2),
		entry("9", "created", 3), entry("9", "merged", 4), entry("9", "closed", 4),
		entry("6", "created", 5), entry("6", "pending", 6),
		entry("5", "created", 1), entry("5", "closed", 2), entry("5", "reopened", 3), entry("5", "public", 4), entry("5", "public", 5),
		entry("4", "created", 60), entry("3", "tagged", 0),
	}
	return log, []cx.Ticket{
		{
			ID: "7", Customer: "ada", Channel: "mail", Priority: "low", Cause: "invoice", Team: "second", Agent: "cy",
			Opened: ticketAt(0), FirstReply: ticketAt(3), FirstResolved: ticketAt(9), Resolved: ticketAt(15), Closed: ticketAt(20),
			Holds:   []cx.TimeSpan{{From: ticketAt(4), To: ticketAt(6)}, {From: ticketAt(12), To: ticketAt(13)}},
			Settled: []cx.TimeSpan{{From: ticketAt(9), To: ticketAt(10)}},
			Messages: []cx.TicketMessage{
				{At: ticketAt(1), Reply: ticketAt(3)}, {At: ticketAt(6), Reply: ticketAt(8)}, {At: ticketAt(7), Reply: ticketAt(8)}, {At: ticketAt(14)},
			},
			Stints:  []cx.TicketStint{{From: ticketAt(0), Office: "oslo"}, {From: ticketAt(2), Office: "lima"}},
			Replies: 2, Transfers: 1, Reopens: 1, Escalated: true,
		},
		{ID: "8", Opened: ticketAt(1), FirstReply: ticketAt(1), FirstResolved: ticketAt(2), Resolved: ticketAt(2), Replies: 1, FirstContact: true},
		{ID: "9", Opened: ticketAt(3), Closed: ticketAt(4), Void: true},
		{ID: "6", Opened: ticketAt(5), Holds: []cx.TimeSpan{{From: ticketAt(6), To: ticketAt(50)}}},
		{ID: "5", Opened: ticketAt(1), FirstReply: ticketAt(4), Replies: 2},
	}
}

func TestTicketsOf(t *testing.T) {
	log, want := ticketLog()
	tickets, err := cx.TicketsOf(log, logNames(), ticketAt(50))
	if diff := cmp.Diff(want, tickets); err != nil || diff != "" {
		t.Fatalf("TicketsOf: %v (-want +got):\n%s", err, diff)
	}
	if _, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: ticketAt(50)}); err != nil {
		t.Error(err)
	}
	// In any order they are the same tickets.
	byID := func(a, b cx.Ticket) int { return int(a.ID[0]) - int(b.ID[0]) }
	slices.SortFunc(want, byID)
	random := rand.New(rand.NewPCG(7, 0))
	for range 20 {
		random.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
		// Ticket 9 is merged and closed at one instant, which is one thing either way.
		shuffled, err := cx.TicketsOf(log, logNames(), ticketAt(50))
		slices.SortFunc(shuffled, byID)
		if diff := cmp.Diff(want, shuffled); err != nil || diff != "" {
			t.Fatalf("shuffled: %v (-want +got):\n%s", err, diff)
		}
	}
	for _, none := range [][]cx.TicketEntry{nil, {entry("1", "tagged", 0)}, {entry("1", "solved", 50)}} {
		if tickets, err := cx.TicketsOf(none, logNames(), ticketAt(50)); tickets != nil || err != nil {
			t.Errorf("TicketsOf(%v) = %v, %v", none, tickets, err)
		}
	}
}

func TestTicketsOfRefuse(t *testing.T) {
	good := []cx.TicketEntry{entry("1", "created", 0), entry("1", "public", 1), entry("1", "closed", 2)}
	for name, bad := range map[string]cx.TicketEntry{
		"an unknown event":          entry("1", "escalated", 1),
		"no event":                  entry("1", "", 1),
		"a blank ticket":            entry(" ", "created", 1),
		"a ticket that is no text":  entry("\xff", "created", 1),
		"no instant":                {Ticket: "1", Event: "public"},
		"another century":           {Ticket: "1", Event: "public", At: time.Unix(1<<60, 0)},
		"a blank office":            {Ticket: "1", Event: "public", At: ticketAt(1), Office: " "},
		"a reply before its ticket": entry("1", "public", -1),
		"a reply to no ticket":      entry("2", "public", 1),
		"opened twice":              entry("1", "created", 1),
		"opened twice at once":      entry("1", "created", 0),
		"after it is closed":        entry("1", "customer", 3),
		"the same line":             entry("1", "public", 1),
	} {
		_, err := cx.TicketsOf(append(good[:3:3], bad), logNames(), ticketAt(50))
		checkRowError(t, name, err, cx.ErrInvalid, 3)
	}
	// The first bad row, whatever the order of the tickets.
	_, err := cx.TicketsOf([]cx.TicketEntry{good[0], entry("2", "created", 0), entry("2", "created", 1), entry("1", "created", 1)}, logNames(), ticketAt(50))
	checkRowError(t, "two bad rows", err, cx.ErrInvalid, 2)
	// Two replies of one second are one line if nothing tells them apart.
	other := good[1]
	other.Agent = "bob"
	if tickets, err := cx.TicketsOf(append(good[:3:3], other), logNames(), ticketAt(50)); err != nil || tickets[0].Replies != 2 {
		t.Errorf("two agents: %v, %v", tickets, err)
	}
	for name, call := range map[string]func() ([]cx.Ticket, error){
		"no such instant": func() ([]cx.Ticket, error) { return cx.TicketsOf(good, logNames(), time.Time{}) },
		"a table of no event": func() ([]cx.Ticket, error) {
			return cx.TicketsOf(good, map[string]cx.TicketEvent{"created": ""}, ticketAt(50))
		},
		"a table of another event": func() ([]cx.Ticket, error) {
			return cx.TicketsOf(nil, map[string]cx.TicketEvent{"created": cx.TicketEveryReply}, ticketAt(50))
		},
		"no table": func() ([]cx.Ticket, error) { return cx.TicketsOf(good, nil, ticketAt(50)) },
	} {
		_, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// Whatever a log says, its tickets are valid, and need an allocation each at most.
func TestTicketsOfRandom(t *testing.T) {
	names := logNames()
	random := rand.New(rand.NewPCG(11, 0))
	var all []string
	for name, event := range names {
		if event != cx.TicketOpened && event != cx.TicketClosed {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	const tickets = 1000
	var log []cx.TicketEntry
	for id := range tickets {
		log = append(log, entry(strconv.Itoa(id), "created", 0))
	}
	for i := range 20 * tickets {
		e := entry(strconv.Itoa(random.IntN(tickets)), all[random.IntN(len(all))], float64(random.IntN(100)))
		e.Agent, e.Office = strconv.Itoa(i), []string{"", "oslo", "lima"}[random.IntN(3)]
		log = append(log, e)
	}
	for id := range tickets / 2 {
		log = append(log, entry(strconv.Itoa(id), "closed", 100), entry(strconv.Itoa(id), "reopened", 100))
	}
	made, err := cx.TicketsOf(log, names, ticketAt(200))
	if err != nil {
		t.Fatal(err)
	}
	for _, asOf := range []float64{0.5, 30, 99, 100.5, 200} {
		// As known then: the log up to that instant, seen later, says the same.
		early, err := cx.TicketsOf(log, names, ticketAt(asOf))
		if err != nil {
			t.Fatal(err)
		}
		for i := range early {
			early[i].Void, made[i].Void = false, false // no instant of it is known
			early[i].FirstContact, made[i].FirstContact = false, false
			made[i].Transfers, early[i].Transfers, made[i].Escalated, early[i].Escalated = 0, 0, false, false
			made[i].Replies, early[i].Replies = 0, 0
		}
		s := supportFrom(t, made, cx.SupportRule{AsOf: ticketAt(asOf)})
		if diff := cmp.Diff(supportFrom(t, early, cx.SupportRule{AsOf: ticketAt(asOf)}), s); diff != "" {
			t.Errorf("as of hour %v (-of the log until then +of all):\n%s", asOf, diff)
		}
		for _, until := range []cx.TicketEvent{cx.TicketEveryReply, cx.TicketEveryResolution} {
			rule := cx.SLARule{Until: until, Target: 10 * time.Hour, PauseOnHold: true, AsOf: ticketAt(asOf)}
			later, err := cx.SLAOf(made, rule)
			then, thenErr := cx.SLAOf(early, rule)
			if err != nil || thenErr != nil || later != then {
				t.Errorf("%s as of hour %v: %+v, %v, of the log until then %+v, %v", until, asOf, later, err, then, thenErr)
			}
		}
	}
	allocations := testing.AllocsPerRun(5, func() {
		if _, err := cx.TicketsOf(log, names, ticketAt(200)); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > tickets {
		t.Errorf("TicketsOf allocates %v times for %d tickets", allocations, tickets)
	}
}

// "Answer all correspondence within 24 hours", by hand.
func TestSLAEveryReply(t *testing.T) {
	message := func(at, reply float64) cx.TicketMessage {
		m := cx.TicketMessage{At: ticketAt(at)}
		if reply > 0 {
			m.Reply = ticketAt(reply)
		}
		return m
	}
	mail := cx.Ticket{
		Opened: ticketAt(0), FirstReply: ticketAt(2), FirstResolved: ticketAt(40), // the opening: in time
		Settled: []cx.TimeSpan{{From: ticketAt(40), To: ticketAt(60)}},
		Messages: []cx.TicketMessage{
			message(1, 2),     // answered with the opening: in time
			message(10, 36),   // after 26 hours: missed
			message(30, 36),   // in time
			message(50, 0),    // thank you, in vain: it is resolved already, so that none is needed: excluded
			message(60, 0),    // reopens it, and nobody replies in 90 hours: missed
			message(149, 160), // and one hour ago, replied to only later: pending
			message(155, 0),   // later than now
		},
	}
	resolved := cx.Ticket{Opened: ticketAt(0), FirstReply: ticketAt(30), Resolved: ticketAt(35), Messages: []cx.TicketMessage{
		message(31, 0), // it is resolved four hours later without another reply: excluded
		message(36, 0), // thank you: excluded
	}}
	slow := cx.Ticket{Opened: ticketAt(0), FirstReply: ticketAt(1), Resolved: ticketAt(35), Messages: []cx.TicketMessage{message(2, 0)}}
	given := cx.Ticket{Opened: ticketAt(0), Closed: ticketAt(20), Messages: []cx.TicketMessage{message(19, 0), message(20, 0)}}
	held := cx.Ticket{
		Opened: ticketAt(0), FirstReply: ticketAt(1), Messages: []cx.TicketMessage{message(40, 80), message(41, 80)},
		Holds: []cx.TimeSpan{{From: ticketAt(2), To: ticketAt(40)}, {From: ticketAt(50), To: ticketAt(66)}}, // 24 h and 23 h of those
	}
	for _, c := range []struct {
		name   string
		ticket cx.Ticket
		want   cx.Attainment
	}{
		{"a mail", mail, cx.Attainment{Attained: 3, Missed: 2, Pending: 1, Excluded: 1}},
		{"resolved", resolved, cx.Attainment{Missed: 1, Excluded: 2}},
		{"resolved late", slow, cx.Attainment{Attained: 1, Missed: 1}},
		{"given up", given, cx.Attainment{GaveUp: 3}},
		{"held", held, cx.Attainment{Attained: 3}},
	} {
		rule := cx.SLARule{Until: cx.TicketEveryReply, Target: 24 * time.Hour, PauseOnHold: true, AsOf: ticketAt(150)}
		c.want.Of = "every_reply within 24h0m0s without holds"
		a, err := cx.SLAOf([]cx.Ticket{c.ticket}, rule)
		if err != nil || a != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.name, a, err, c.want)
		}
		lifespans, err := rule.Lifespans([]cx.Ticket{c.ticket})
		if err != nil || int64(len(lifespans)) != a.Total() {
			t.Errorf("%s: Lifespans = %v, %v", c.name, lifespans, err)
		}
	}
}

// A clock that starts again when a ticket is reopened, by hand.
func TestSLAEveryResolution(t *testing.T) {
	twice := cx.Ticket{
		Opened: ticketAt(0), Resolved: ticketAt(30),
		Settled: []cx.TimeSpan{{From: ticketAt(3), To: ticketAt(10)}, {From: ticketAt(16), To: ticketAt(28)}},
	}
	for _, c := range []struct {
		name   string
		ticket cx.Ticket
		asOf   float64
		want   string // attained, missed, pending, given up; and of the last resolution alone
		last   cx.Attainment
	}{
		// After 3, 6 and 2 hours, and in all after 30.
		{"resolved three times", twice, 100, "2 1 0 0", cx.Attainment{Missed: 1}},
		// What was known then: first resolved, reopened and open, resolved again.
		{"at hour 5", twice, 5, "1 0 0 0", cx.Attainment{Attained: 1}},
		{"at hour 12", twice, 12, "1 0 1 0", cx.Attainment{Missed: 1}},
		{"at hour 15", twice, 15, "1 1 0 0", cx.Attainment{Missed: 1}},
		{"at hour 20", twice, 20, "1 1 0 0", cx.Attainment{Missed: 1}},
		{"closed", cx.Ticket{Opened: ticketAt(0), Closed: ticketAt(12), Settled: twice.Settled[:1]}, 100, "1 0 0 1", cx.Attainment{Missed: 1}},
		{"never reopened", cx.Ticket{Opened: ticketAt(0), Resolved: ticketAt(4)}, 100, "1 0 0 0", cx.Attainment{Attained: 1}},
	} {
		rule := cx.SLARule{Until: cx.TicketEveryResolution, Target: 4 * time.Hour, AsOf: ticketAt(c.asOf)}
		a, err := cx.SLAOf([]cx.Ticket{c.ticket}, rule)
		got := ""
		for i, n := range []int64{a.Attained, a.Missed, a.Pending, a.GaveUp} {
			got += []string{"", " "}[min(i, 1)] + strconv.FormatInt(n, 10)
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %s", c.name, a, err, c.want)
		}
		rule.Until = cx.TicketResolved
		if a, err := cx.SLAOf([]cx.Ticket{c.ticket}, rule); err != nil || withoutRule(a) != c.last {
			t.Errorf("%s: the last %+v, %v, want %+v", c.name, a, err, c.last)
		}
	}
}
