package cx_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// ticketDay is the day on which the tickets below begin, supportNow when we look at them.
var (
	ticketDay  = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	supportNow = ticketDay.Add(30 * 24 * time.Hour)
)

// oracleTickets are those of the worked example: resolved after 1, 2, 3, 5, 8 and 30
// hours; open for 4, 10, 26 and 50.
func oracleTickets() []cx.Ticket {
	var tickets []cx.Ticket
	for _, h := range hours(1, 2, 3, 5, 8, 30) {
		tickets = append(tickets, cx.Ticket{Opened: ticketDay, Resolved: ticketDay.Add(h)})
	}
	for _, h := range hours(4, 10, 26, 50) {
		tickets = append(tickets, cx.Ticket{Opened: supportNow.Add(-h)})
	}
	return tickets
}

// The worked example, computed by R's survival: of those closed 5/6, decided 5/8, bounds
// 50 and 70 %, Kaplan-Meier 53.33 % (log-log 26.3 to 85.0 %), median 8 h.
func TestSLAOpenTickets(t *testing.T) {
	tickets := oracleTickets()
	rule := cx.SLARule{Target: 24 * time.Hour, AsOf: supportNow}
	a, err := cx.SLAOf(tickets, rule)
	if want := (cx.Attainment{Attained: 5, Missed: 3, Pending: 2}); err != nil || a != want {
		t.Fatalf("SLAOf = %+v, %v, want %+v", a, err, want)
	}
	rate, err := a.Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0.625")
	low, err := a.AtLeast().Rate()
	cxtest.Exactly(t, "AtLeast", low, err, "0.5")
	high, err := a.AtMost().Rate()
	cxtest.Exactly(t, "AtMost", high, err, "0.7")
	s, err := cx.SupportOf(tickets, cx.SupportRule{Limits: []time.Duration{rule.Target}, AsOf: supportNow})
	if err != nil {
		t.Fatal(err)
	}
	closed, err := s.Resolution.Within(rule.Target)
	if want := (cx.Proportion{Count: 5, Total: 6}); err != nil || closed != want {
		t.Errorf("of those closed %v, %v, want %v", closed, err, want)
	}

	lifespans, err := rule.Lifespans(tickets)
	if err != nil {
		t.Fatal(err)
	}
	curve := curveOf(t, lifespans)
	at, err := curve.At(1)
	cxtest.Near(t, "share to expect", 1-at, 8.0/15, 1e-12)
	if err != nil {
		t.Error(err)
	}
	limits, err := curve.Interval(1, 0.95, cx.LogLogInterval)
	if err != nil {
		t.Error(err)
	}
	cxtest.Near(t, "its lower limit", 1-limits.High, 0.263, 5e-4)
	cxtest.Near(t, "its upper limit", 1-limits.Low, 0.850, 5e-4)
	rule.Target = time.Hour
	lifespans, err = rule.Lifespans(tickets)
	if err != nil {
		t.Fatal(err)
	}
	median, err := curveOf(t, lifespans).Median(0.95, cx.LogLogInterval)
	if err != nil || median.Time != 8 {
		t.Errorf("median of all = %+v, %v, want 8 h", median, err)
	}
}

// What becomes of one ticket by each event: attained, missed, pending, excluded.
func TestSLAEvents(t *testing.T) {
	after := func(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }
	now := after(10)
	day := cx.Ticket{Opened: ticketDay}
	ticket := func(change func(*cx.Ticket)) cx.Ticket {
		v := day
		change(&v)
		return v
	}
	for _, c := range []struct {
		name   string
		ticket cx.Ticket
		target float64 // hours
		want   string  // by the first reply, the first resolution, the last
	}{
		{"open and young", day, 12, "ppp"},
		{"open for exactly the target", day, 10, "ppp"},
		{"open and late", day, 9.99, "mmm"},
		{"answered", ticket(func(v *cx.Ticket) { v.FirstReply = after(1) }), 4, "amm"},
		{"answered at the target", ticket(func(v *cx.Ticket) { v.FirstReply = after(4) }), 4, "amm"},
		{"answered late", ticket(func(v *cx.Ticket) { v.FirstReply = after(4.01) }), 4, "mmm"},
		{"answered later than now", ticket(func(v *cx.Ticket) { v.FirstReply = after(11) }), 12, "ppp"},
		{"answered now", ticket(func(v *cx.Ticket) { v.FirstReply, v.Replies = after(10), 1 }), 10, "ppp"},
		{"answered at no known time", ticket(func(v *cx.Ticket) { v.Replies = 2 }), 4, "xmm"},
		// dbt_zendesk counted this one as breached: nobody was waiting for a reply any more.
		{"resolved without a reply", ticket(func(v *cx.Ticket) { v.Resolved = after(2) }), 4, "xaa"},
		{"resolved without a reply, closed late", ticket(func(v *cx.Ticket) { v.Resolved, v.Closed = after(2), after(9) }), 4, "xaa"},
		{"resolved late without a reply", ticket(func(v *cx.Ticket) { v.Resolved = after(5) }), 4, "mmm"},
		{"hung up", ticket(func(v *cx.Ticket) { v.Closed = after(0.1) }), 4, "xxx"},
		{"hung up late", ticket(func(v *cx.Ticket) { v.Closed = after(5) }), 4, "mmm"},
		{"reopened, open", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Reopens = after(1), after(2), 1 }), 12, "aap"},
		{"resolved twice", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.FirstResolved, v.Resolved, v.Reopens = after(1), after(2), after(5), 1
		}), 4, "aam"},
		{"resolved again later", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Resolved = after(1), after(2), after(50) }), 12, "aap"},
		{"closed after all", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved, v.Closed = after(1), after(2), after(200) }), 4, "aaa"},
		{"at once", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved = after(0), after(0) }), 0.001, "aaa"},
		{"opened now", cx.Ticket{Opened: now}, 1, "---"},
		{"opened later", cx.Ticket{Opened: after(11)}, 1, "---"},
		// Six hours, of which four on hold: two by the clock that stands still.
		{"on hold", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.Resolved = after(6), after(6)
			v.Holds = []cx.Span{{From: after(0), To: after(3)}, {From: after(3), To: after(4)}, {From: after(6), To: after(7)}}
		}), 2, "aaa"},
		{"still on hold", ticket(func(v *cx.Ticket) { v.Holds = []cx.Span{{From: after(1), To: after(1000)}} }), 2, "ppp"},
		{"on hold too late", ticket(func(v *cx.Ticket) { v.Holds = []cx.Span{{From: after(3), To: after(1000)}} }), 2, "mmm"},
	} {
		got := ""
		for _, until := range []cx.TicketEvent{cx.TicketReplied, cx.TicketFirstResolved, cx.TicketResolved} {
			rule := cx.SLARule{Until: until, Target: hours(c.target)[0], PauseOnHold: true, AsOf: now}
			a, err := cx.SLAOf([]cx.Ticket{c.ticket}, rule)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			letters := map[cx.Attainment]string{{}: "-", {Attained: 1}: "a", {Missed: 1}: "m", {Pending: 1}: "p", {Excluded: 1}: "x"}
			got += letters[a]
			// The curve tells the same: an event by 1, or seen for longer than 1.
			lifespans, err := rule.Lifespans([]cx.Ticket{c.ticket})
			if err != nil || len(lifespans) != int(a.Total()) {
				t.Fatalf("%s: Lifespans = %v, %v", c.name, lifespans, err)
			}
			for _, l := range lifespans {
				if (l.Churned && l.Exit <= 1) != (a.Attained == 1) || (l.Exit > 1) != (a.Missed == 1) {
					t.Errorf("%s: lifespan %+v, but %+v", c.name, l, a)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSLATargets(t *testing.T) {
	tickets := oracleTickets()
	for i := range tickets {
		tickets[i].Channel = []string{"chat", "mail"}[i%2]
	}
	// Chat: 1, 3 and 8 h, open for 4 and 26; mail: 2, 5 and 30 h, open for 10 and 50.
	rule := cx.SLARule{Target: time.Hour, AsOf: supportNow, TargetOf: func(t *cx.Ticket) time.Duration {
		if t.Channel == "chat" {
			return 4 * time.Hour
		}
		return 24 * time.Hour
	}}
	groups, err := cx.GroupFunc(tickets, func(t *cx.Ticket) string { return t.Channel }, rule.Add, cx.Attainment{})
	want := []cx.Group[string, cx.Attainment]{
		{Key: "chat", Tally: cx.Attainment{Attained: 2, Missed: 2, Pending: 1}},
		{Key: "mail", Tally: cx.Attainment{Attained: 2, Missed: 2, Pending: 1}},
	}
	if diff := cmp.Diff(want, groups); err != nil || diff != "" {
		t.Errorf("by channel: %v (-want +got):\n%s", err, diff)
	}
	// Eight working hours: opened on a Friday at 16:00, resolved on Monday at 15:59:59.
	friday := instant("2026-11-20T16:00:00Z")
	rule = cx.SLARule{Target: 8 * time.Hour, Hours: businessHours(t, officeHours(), nil, nil), AsOf: supportNow}
	weekend := []cx.Ticket{
		{Opened: friday, Resolved: instant("2026-11-23T16:00:00Z")}, {Opened: friday, Resolved: instant("2026-11-23T16:00:01Z")},
	}
	a, err := cx.SLAOf(weekend, rule)
	if want := (cx.Attainment{Attained: 1, Missed: 1}); err != nil || a != want {
		t.Errorf("in business hours %+v, %v, want %+v", a, err, want)
	}

	for name, rule := range map[string]cx.SLARule{
		"no target":     {AsOf: supportNow},
		"no instant":    {Target: time.Hour},
		"no such event": {Until: "closed", Target: time.Hour, AsOf: supportNow},
		"bad target":    {TargetOf: func(*cx.Ticket) time.Duration { return -1 }, AsOf: supportNow},
	} {
		_, err := cx.SLAOf(tickets, rule)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		_, err = rule.Lifespans(tickets)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		cxtest.Unchanged(t, name, cx.Attainment{Missed: 3}, func(a *cx.Attainment) error { return rule.Add(a, &tickets[0]) }, cx.ErrInvalid)
	}
	rule = cx.SLARule{Target: 1, AsOf: supportNow}
	cxtest.Unchanged(t, "full", cx.Attainment{Missed: math.MaxInt64}, func(a *cx.Attainment) error { return rule.Add(a, &tickets[0]) }, cx.ErrInvalid)
}

// First-contact resolution, case by case, with a window of a week, after 30 days.
func TestFirstContact(t *testing.T) {
	const day = 24 * time.Hour
	resolved := cx.Ticket{Opened: ticketDay, FirstReply: ticketDay, Resolved: ticketDay.Add(day), FirstContact: true}
	at := func(d time.Duration) time.Time { return resolved.Resolved.Add(d) }
	young := cx.Ticket{Opened: supportNow.Add(-3 * day), Resolved: supportNow.Add(-2 * day), FirstContact: true}
	change := func(v cx.Ticket, change func(*cx.Ticket)) cx.Ticket { change(&v); return v }
	for _, c := range []struct {
		name         string
		ticket       cx.Ticket
		week, always cx.Attainment // with the window and without
	}{
		{"for good", resolved, cx.Attainment{Attained: 1}, cx.Attainment{Attained: 1}},
		{"back on day 7", change(resolved, func(v *cx.Ticket) { v.Recontact = at(7 * day) }), cx.Attainment{Missed: 1}, cx.Attainment{Attained: 1}},
		{"back later", change(resolved, func(v *cx.Ticket) { v.Recontact = at(7*day + 1) }), cx.Attainment{Attained: 1}, cx.Attainment{Attained: 1}},
		{"young", young, cx.Attainment{Pending: 1}, cx.Attainment{Attained: 1}},
		{"a week old to the instant", change(young, func(v *cx.Ticket) { v.Opened, v.Resolved = supportNow.Add(-8*day), supportNow.Add(-7*day) }), cx.Attainment{Pending: 1}, cx.Attainment{Attained: 1}},
		{"a week old", change(young, func(v *cx.Ticket) { v.Opened, v.Resolved = supportNow.Add(-8*day), supportNow.Add(-7*day-1) }), cx.Attainment{Attained: 1}, cx.Attainment{Attained: 1}},
		{"young and back", change(young, func(v *cx.Ticket) { v.Recontact = v.Resolved }), cx.Attainment{Missed: 1}, cx.Attainment{Attained: 1}},
		{"young and back tomorrow", change(young, func(v *cx.Ticket) { v.Recontact = supportNow.Add(day) }), cx.Attainment{Pending: 1}, cx.Attainment{Attained: 1}},
		{"not at first", change(resolved, func(v *cx.Ticket) { v.FirstContact = false }), cx.Attainment{Missed: 1}, cx.Attainment{Missed: 1}},
		{"escalated", change(resolved, func(v *cx.Ticket) { v.FirstContact, v.Escalated = false, true }), cx.Attainment{Excluded: 1}, cx.Attainment{Excluded: 1}},
		{"escalated, and at first", change(resolved, func(v *cx.Ticket) { v.Escalated = true }), cx.Attainment{Attained: 1}, cx.Attainment{Attained: 1}},
		{"open", cx.Ticket{Opened: ticketDay}, cx.Attainment{Pending: 1}, cx.Attainment{Pending: 1}},
		{"open, one reply", cx.Ticket{Opened: ticketDay, Replies: 1}, cx.Attainment{Pending: 1}, cx.Attainment{Pending: 1}},
		{"open, two replies", cx.Ticket{Opened: ticketDay, Replies: 2}, cx.Attainment{Missed: 1}, cx.Attainment{Missed: 1}},
		{"open, handed on", cx.Ticket{Opened: ticketDay, Transfers: 1}, cx.Attainment{Missed: 1}, cx.Attainment{Missed: 1}},
		{"open, reopened", cx.Ticket{Opened: ticketDay, FirstResolved: ticketDay, FirstContact: true}, cx.Attainment{Missed: 1}, cx.Attainment{Missed: 1}},
		{"given up", cx.Ticket{Opened: ticketDay, Closed: ticketDay}, cx.Attainment{Missed: 1}, cx.Attainment{Missed: 1}},
		{"resolved later", cx.Ticket{Opened: ticketDay, Resolved: supportNow, FirstContact: true}, cx.Attainment{Pending: 1}, cx.Attainment{Pending: 1}},
	} {
		for window, want := range map[time.Duration]cx.Attainment{7 * day: c.week, 0: c.always} {
			s, err := cx.SupportOf([]cx.Ticket{c.ticket}, cx.SupportRule{Recontact: window, AsOf: supportNow})
			if err != nil || s.FirstContact != want {
				t.Errorf("%s, window %v: %+v, %v, want %+v", c.name, window, s.FirstContact, err, want)
			}
		}
	}
}

func TestLinkRecontacts(t *testing.T) {
	at := func(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }
	tickets := []cx.Ticket{
		{Customer: "bob", Opened: at(5), Resolved: at(6)},
		{Customer: "ada", Opened: at(1), Resolved: at(4)},
		{Customer: "ada", Opened: at(9), Resolved: at(9)}, // resolved as it was opened
		{Customer: "ada", Opened: at(3)},                  // before the first was resolved
		{Customer: "eve", Opened: at(1), Resolved: at(2), Recontact: at(3)},
		{Customer: "eve", Opened: at(8)},
		{Customer: "ada", Opened: at(9), Resolved: at(9)},
		{Customer: "bob", Opened: at(1), Resolved: at(2), Recontact: at(7)},
	}
	linked, err := cx.LinkRecontacts(tickets)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]time.Time{1: at(9), 2: at(9), 4: at(3), 7: at(5)} {
		if !linked[i].Recontact.Equal(want) {
			t.Errorf("row %d: back at %v, want %v", i, linked[i].Recontact, want)
		}
		linked[i].Recontact = tickets[i].Recontact
	}
	if diff := cmp.Diff(tickets, linked); diff != "" {
		t.Errorf("something else changed (-want +got):\n%s", diff)
	}
	tickets[4].Customer = " "
	_, err = cx.LinkRecontacts(tickets)
	var row *cx.RowError
	if !errors.As(err, &row) || row.Row != 4 {
		t.Errorf("blank customer: error %v, want row 4", err)
	}
	if linked, err := cx.LinkRecontacts(nil); linked != nil || err != nil {
		t.Errorf("LinkRecontacts(nil) = %v, %v", linked, err)
	}
}

// By hand: of five tickets, one open and two answered.
func TestSupport(t *testing.T) {
	at := func(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }
	tickets := []cx.Ticket{
		{Opened: ticketDay, FirstReply: at(1), Resolved: at(3), Replies: 1, FirstContact: true},
		{Opened: ticketDay, FirstReply: at(2), FirstResolved: at(4), Resolved: at(10), Replies: 1, Reopens: 2, Transfers: 3,
			Holds: []cx.Span{{From: at(5), To: at(9)}}},
		{Opened: ticketDay, Closed: at(1)},
		{Opened: ticketDay, Resolved: at(1)},
		{Opened: ticketDay, Escalated: true},
		{Opened: supportNow},
	}
	rule := cx.SupportRule{Recontact: 7 * 24 * time.Hour, Limits: hours(2), AsOf: supportNow}
	s, err := cx.SupportOf(tickets, rule)
	if err != nil {
		t.Fatal(err)
	}
	want := cx.Support{
		AsOf: supportNow, RecontactSeconds: 604800, Tickets: 5, Closed: 1,
		Answered:        cx.Attainment{Attained: 2, Missed: 1, Pending: 1, Excluded: 1},
		FirstContact:    cx.Attainment{Attained: 1, Missed: 3, Excluded: 1},
		OneTouch:        cx.Proportion{Count: 1, Total: 3},
		Reopened:        cx.Proportion{Count: 1, Total: 3},
		Escalated:       cx.Proportion{Count: 1, Total: 5},
		Transfers:       cx.Incidence{Events: 3, Base: 5},
		FirstReply:      durationsFrom(t, hours(1, 2), hours(2)...),
		FirstResolution: durationsFrom(t, hours(3, 4, 1), hours(2)...),
		Resolution:      durationsFrom(t, hours(3, 10, 1), hours(2)...),
		Waiting:         durationsFrom(t, hours(3, 6, 1), hours(2)...),
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("SupportOf (-want +got):\n%s", diff)
	}
	// By halves, and by groups, it is the same.
	for cut := range len(tickets) + 1 {
		var sum cx.Support
		for _, half := range [][]cx.Ticket{tickets[cut:], tickets[:cut]} {
			part, err := cx.SupportOf(half, rule)
			if err != nil {
				t.Fatal(err)
			}
			if err := sum.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, sum); diff != "" {
			t.Errorf("cut at %d (-want +got):\n%s", cut, diff)
		}
	}
	groups, err := cx.GroupFunc(tickets, func(t *cx.Ticket) int { return int(t.Replies) }, rule.Add, cx.Support{})
	if err != nil || len(groups) != 2 {
		t.Fatalf("GroupFunc = %v, %v", groups, err)
	}
	var sum cx.Support
	for _, g := range groups {
		if err := sum.Merge(g.Tally); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	checkMergeLaws[cx.Support](t, []cx.Support{want, groups[0].Tally, groups[1].Tally})
}

func TestSupportRefuse(t *testing.T) {
	at := func(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }
	rule := cx.SupportRule{AsOf: supportNow}
	valid := func() cx.Support {
		s, err := cx.SupportOf([]cx.Ticket{{Opened: ticketDay, FirstReply: at(1), Resolved: at(2)}}, rule)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, bad := range map[string]cx.Ticket{
		"never opened":           {Resolved: at(1)},
		"reply before":           {Opened: at(1), FirstReply: at(0)},
		"resolved before":        {Opened: at(1), Resolved: at(0)},
		"first resolved before":  {Opened: at(1), FirstResolved: at(0)},
		"resolved before first":  {Opened: at(0), FirstResolved: at(2), Resolved: at(1)},
		"closed before":          {Opened: at(1), Closed: at(0)},
		"closed before resolved": {Opened: at(0), Resolved: at(2), Closed: at(1)},
		"closed before first":    {Opened: at(0), FirstResolved: at(2), Closed: at(1)},
		"back before resolved":   {Opened: at(0), Resolved: at(2), Recontact: at(1)},
		"back, not resolved":     {Opened: at(0), Recontact: at(1)},
		"first contact, open":    {Opened: at(0), FirstContact: true},
		"negative replies":       {Opened: at(0), Replies: -1},
		"negative transfers":     {Opened: at(0), Transfers: -1},
		"negative reopens":       {Opened: at(0), Reopens: math.MinInt64},
		"another century":        {Opened: time.Unix(1<<60, 0)},
		"reply in another":       {Opened: at(0), FirstReply: time.Unix(math.MaxInt64, 0)},
		"hold before":            {Opened: at(1), Holds: []cx.Span{{From: at(0), To: at(2)}}},
		"hold backwards":         {Opened: at(0), Holds: []cx.Span{{From: at(2), To: at(1)}}},
		"hold without an end":    {Opened: at(0), Holds: []cx.Span{{From: at(2)}}},
		"holds overlap":          {Opened: at(0), Holds: []cx.Span{{From: at(1), To: at(3)}, {From: at(2), To: at(4)}}},
	} {
		tickets := []cx.Ticket{{Opened: ticketDay}, bad}
		var row *cx.RowError
		_, err := cx.SupportOf(tickets, rule)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if !errors.As(err, &row) || row.Row != 1 {
			t.Errorf("%s: error %v, want row 1", name, err)
		}
		_, err = cx.SLAOf(tickets, cx.SLARule{Target: 1, AsOf: supportNow})
		cxtest.Refuses(t, name+": SLAOf", err, cx.ErrInvalid)
		s := valid()
		before := cxtest.JSON(t, s)
		cxtest.Refuses(t, name+": Add", rule.Add(&s, &bad), cx.ErrInvalid)
		if after := cxtest.JSON(t, s); after != before {
			t.Errorf("%s: changed to %s", name, after)
		}
	}
	for name, rule := range map[string]cx.SupportRule{
		"no instant":        {},
		"negative window":   {Recontact: -time.Second, AsOf: supportNow},
		"half a second":     {Recontact: time.Second / 2, AsOf: supportNow},
		"limits not sorted": {Limits: hours(2, 1), AsOf: supportNow},
	} {
		_, err := cx.SupportOf(nil, rule)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", rule.Add(new(cx.Support), &cx.Ticket{Opened: ticketDay}), cx.ErrInvalid)
	}
	office := businessHours(t, officeHours(), nil, nil)
	for name, other := range map[string]cx.SupportRule{
		"instant": {AsOf: supportNow.Add(1)}, "window": {AsOf: supportNow, Recontact: time.Second},
		"hours": {AsOf: supportNow, Hours: office}, "limits": {AsOf: supportNow, Limits: hours(1)},
	} {
		s := valid()
		cxtest.Refuses(t, name, other.Add(&s, &cx.Ticket{Opened: ticketDay}), cx.ErrMismatch)
		theirs, err := cx.SupportOf([]cx.Ticket{{Opened: ticketDay}}, other)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Refuses(t, name+": Merge", s.Merge(theirs), cx.ErrMismatch)
		if diff := cmp.Diff(valid(), s); diff != "" {
			t.Errorf("%s: changed (-want +got):\n%s", name, diff)
		}
	}
	for name, change := range map[string]func(*cx.Support){
		"no instant":                func(s *cx.Support) { s.AsOf = time.Time{} },
		"negative window":           func(s *cx.Support) { s.RecontactSeconds = -1 },
		"other tickets":             func(s *cx.Support) { s.Tickets++ },
		"negative tickets":          func(s *cx.Support) { s.Tickets = -1 },
		"more closed than open":     func(s *cx.Support) { s.Closed = 1 },
		"negative closed":           func(s *cx.Support) { s.Closed = -1 },
		"other answers":             func(s *cx.Support) { s.Answered.Missed++ },
		"negative answers":          func(s *cx.Support) { s.Answered = cx.Attainment{Attained: -1, Missed: 2} },
		"other first contacts":      func(s *cx.Support) { s.FirstContact = cx.Attainment{} },
		"impossible touches":        func(s *cx.Support) { s.OneTouch.Count = 2 },
		"more resolved":             func(s *cx.Support) { s.OneTouch.Total = 2; s.Reopened.Total = 2 },
		"more resolved than ever":   func(s *cx.Support) { s.Reopened.Total = 0 },
		"other escalated":           func(s *cx.Support) { s.Escalated.Total = 0 },
		"other transfers":           func(s *cx.Support) { s.Transfers.Base = 2 },
		"negative transfers":        func(s *cx.Support) { s.Transfers.Events = -2 },
		"more replies than answers": func(s *cx.Support) { s.FirstReply = durationsFrom(t, hours(1, 2)) },
		"more resolutions":          func(s *cx.Support) { s.Resolution = durationsFrom(t, hours(1, 2)) },
		"no waits":                  func(s *cx.Support) { s.Waiting = cx.Durations{} },
		"more first resolutions":    func(s *cx.Support) { s.FirstResolution = durationsFrom(t, hours(1, 2)) },
		"other limits":              func(s *cx.Support) { s.Waiting = durationsFrom(t, hours(1), hours(1)...) },
		"impossible durations":      func(s *cx.Support) { s.Waiting.SumRest = -5 },
	} {
		s := valid()
		change(&s)
		cxtest.Refuses(t, name+": Merge", s.Merge(valid()), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Merge into", new(cx.Support).Merge(s), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", rule.Add(&s, &cx.Ticket{Opened: ticketDay}), cx.ErrInvalid)
	}
}

// What no slice of tickets can bring, a literal can: counts and sums at their limits.
func TestSupportFull(t *testing.T) {
	const most = math.MaxInt64
	asOf := ticketDay.Add(290 * 365 * 24 * time.Hour / 2)
	full := func(n int64) cx.Support {
		return cx.Support{
			AsOf: asOf, Tickets: n, Answered: cx.Attainment{Pending: n}, FirstContact: cx.Attainment{Pending: n},
			Escalated: cx.Proportion{Total: n}, Transfers: cx.Incidence{Base: n},
		}
	}
	transferred := full(2)
	transferred.Transfers.Events = most
	closed := full(3)
	closed.Closed = 3
	// A billion durations of 2^63-2 nanoseconds: 2^63 a billion times, less 2 billion.
	const n = 1_000_000_000
	long := cx.Durations{
		Count: n, SumWraps: n - 1, SumRest: most - 2*n + 1, Shortest: longestDuration, Longest: longestDuration,
		FirstBucket: 3711, Buckets: []int64{n},
	}
	slow := full(n)
	slow.Answered = cx.Attainment{Attained: n}
	slow.FirstReply = long
	rule := cx.SupportRule{AsOf: asOf}
	answered := cx.Ticket{Opened: ticketDay, FirstReply: ticketDay.Add(time.Hour), Transfers: 1}
	for name, s := range map[string]cx.Support{"tickets": full(most), "transfers": transferred, "a sum": slow} {
		one, err := cx.SupportOf([]cx.Ticket{answered}, rule)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Unmerged(t, name, s, one, cx.ErrInvalid)
		before := cxtest.JSON(t, s)
		cxtest.Refuses(t, name+": Add", rule.Add(&s, &answered), cx.ErrInvalid)
		if after := cxtest.JSON(t, s); after != before {
			t.Errorf("%s: changed from %s to %s", name, before, after)
		}
	}
	if err := closed.Merge(full(1)); err != nil || closed.Tickets != 4 || closed.Closed != 3 {
		t.Errorf("Merge = %v, %d tickets, %d closed", err, closed.Tickets, closed.Closed)
	}
	// A sum that is full does not keep out what has no duration.
	if err := rule.Add(&slow, &cx.Ticket{Opened: ticketDay}); err != nil || slow.Tickets != n+1 {
		t.Errorf("Add = %v, %d tickets", err, slow.Tickets)
	}
}

func TestSelfService(t *testing.T) {
	const day = 24 * time.Hour
	at := func(d time.Duration) time.Time { return supportNow.Add(-d) }
	visit := func(customer string, d time.Duration) cx.Activity { return cx.Activity{Customer: customer, At: at(d)} }
	visits := []cx.Activity{
		visit("ada", 20*day),    // asked on the last instant of the window: missed
		visit("ada", 19*day),    // and again
		visit("ada", 12*day),    // asked in the same instant
		visit("ada", 11*day),    // attained
		visit("bob", 7*day),     // the window ends now: pending
		visit("bob", 7*day+1),   // attained
		visit("eve", 2*day),     // asked yesterday: missed, young as it is
		visit("eve", 1),         // pending
		visit("eve", 0),         // not yet
		visit("nobody", 30*day), // attained
	}
	tickets := []cx.Ticket{
		{Customer: "eve", Opened: at(day)}, {Customer: "ada", Opened: at(13 * day)}, {Customer: "ada", Opened: at(12 * day)},
		{Customer: "ada", Opened: at(400 * day)}, {Customer: "bob", Opened: at(0)}, {Customer: "new", Opened: at(0)},
	}
	a, err := cx.SelfServiceOf(visits, tickets, 7*day, supportNow)
	if want := (cx.Attainment{Attained: 3, Missed: 4, Pending: 2}); err != nil || a != want {
		t.Errorf("SelfServiceOf = %+v, %v, want %+v", a, err, want)
	}
	a, err = cx.SelfServiceOf(nil, tickets, day, supportNow)
	if err != nil || a != (cx.Attainment{}) {
		t.Errorf("no visits: %+v, %v", a, err)
	}
	for name, call := range map[string]func() (cx.Attainment, error){
		"no window":   func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, 0, supportNow) },
		"long window": func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, math.MaxInt64, supportNow) },
		"no instant":  func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, day, time.Time{}) },
		"blank visitor": func() (cx.Attainment, error) {
			return cx.SelfServiceOf([]cx.Activity{{At: at(1)}}, nil, day, supportNow)
		},
		"visit, no time": func() (cx.Attainment, error) {
			return cx.SelfServiceOf([]cx.Activity{{Customer: "a"}}, nil, day, supportNow)
		},
		"blank customer": func() (cx.Attainment, error) {
			return cx.SelfServiceOf(visits, []cx.Ticket{{Opened: at(1)}}, day, supportNow)
		},
		"ticket, no time": func() (cx.Attainment, error) {
			return cx.SelfServiceOf(nil, []cx.Ticket{{Customer: "a"}}, day, supportNow)
		},
	} {
		_, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = cx.SelfServiceOf(visits, []cx.Ticket{{Customer: "a", Opened: at(1)}, {}}, day, supportNow)
	var row *cx.RowError
	if !errors.As(err, &row) || row.Row != len(visits)+1 {
		t.Errorf("error %v, want row %d", err, len(visits)+1)
	}
}

func TestPromises(t *testing.T) {
	at := func(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }
	now := at(10)
	window := cx.Promise{From: at(4), To: at(6)}
	kept := func(p cx.Promise, h float64) cx.Promise { p.Kept = at(h); return p }
	promises := []cx.Promise{
		kept(window, 3.99), kept(window, 4), kept(window, 6), kept(window, 6.01), // early, in, in, late
		window,                                  // not kept, and over: late
		{From: at(8), To: at(12)}, {To: at(10)}, // pending
		kept(cx.Promise{To: at(12)}, 11), // later than now: pending
		kept(cx.Promise{To: at(5)}, 1),   // no earliest time: in the window
		kept(window, 10),                 // only now: late
	}
	p, err := cx.PromisesOf(promises, now)
	if want := (cx.Promises{Early: 1, InWindow: 3, Late: 3, Pending: 3}); err != nil || p != want {
		t.Fatalf("PromisesOf = %+v, %v, want %+v", p, err, want)
	}
	if want := (cx.Attainment{Attained: 3, Missed: 4, Pending: 3}); p.Kept() != want {
		t.Errorf("Kept = %+v, want %+v", p.Kept(), want)
	}
	if want := (cx.Attainment{Attained: 4, Missed: 3, Pending: 3}); p.OnTime() != want {
		t.Errorf("OnTime = %+v, want %+v", p.OnTime(), want)
	}
	for name, bad := range map[string]cx.Promise{
		"no end": {From: at(1)}, "backwards": {From: at(2), To: at(1)}, "another century": {To: at(1), Kept: time.Unix(1<<55, 0)},
	} {
		_, err := cx.PromisesOf([]cx.Promise{window, bad}, now)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = cx.PromisesOf(promises, time.Time{})
	cxtest.Refuses(t, "no instant", err, cx.ErrInvalid)
	checkMergeLaws[cx.Promises](t, []cx.Promises{p, {Early: 1}, {Late: math.MaxInt64 / 4}})
	cxtest.Unmerged(t, "full", cx.Promises{Late: math.MaxInt64}, cx.Promises{Early: 1}, cx.ErrInvalid)
	for name, bad := range map[string]cx.Promises{"negative": {Late: -1, Early: 3}, "overflow": {Late: math.MaxInt64, Early: 1}} {
		cxtest.Refuses(t, name, bad.Merge(cx.Promises{}), cx.ErrInvalid)
		for _, a := range []cx.Attainment{bad.Kept(), bad.OnTime()} {
			_, err := a.Rate()
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
		}
		if bad.Total() != 0 {
			t.Errorf("%s: Total = %d", name, bad.Total())
		}
	}
}

// A hundred thousand tickets of one customer, and as many holds of one ticket, take the
// time of sorting them.
func TestSupportHostile(t *testing.T) {
	const n = 100_000
	tickets := make([]cx.Ticket, n)
	visits := make([]cx.Activity, n)
	holds := make([]cx.Span, n)
	for i := range tickets {
		at := ticketDay.Add(time.Duration(i) * time.Second)
		tickets[i] = cx.Ticket{Customer: "ada", Opened: at, Resolved: at.Add(time.Hour), Cause: strconv.Itoa(i)}
		visits[i] = cx.Activity{Customer: "ada", At: at}
		holds[i] = cx.Span{From: at, To: at.Add(time.Second)}
	}
	lifeWithin(t, 5*time.Second, func() {
		linked, err := cx.LinkRecontacts(tickets)
		if err != nil || !linked[0].Recontact.Equal(tickets[3600].Opened) {
			t.Errorf("LinkRecontacts: %v, %v", linked[0].Recontact, err)
		}
		a, err := cx.SelfServiceOf(visits, tickets, time.Second, supportNow)
		if err != nil || a.Missed != n {
			t.Errorf("SelfServiceOf = %v, %v", a, err)
		}
		held := []cx.Ticket{{Opened: ticketDay, Resolved: supportNow, Holds: holds}}
		s, err := cx.SupportOf(held, cx.SupportRule{AsOf: supportNow.Add(1)})
		if want := 30*24*time.Hour - n*time.Second; err != nil || s.Waiting.Longest != want {
			t.Errorf("waited %v, %v, want %v", s.Waiting.Longest, err, want)
		}
	})
}
