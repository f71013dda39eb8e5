package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// ticketDay is the instant at which the tickets below begin, supportNow when we look at them.
var ticketDay, supportNow = instant("2026-11-02T09:00:00Z"), instant("2026-12-02T09:00:00Z")

// ticketAt returns the instant so many hours after ticketDay.
func ticketAt(h float64) time.Time { return ticketDay.Add(hours(h)[0]) }

func supportFrom(t *testing.T, tickets []cx.Ticket, rule cx.SupportRule) cx.Support {
	t.Helper()
	s, err := cx.SupportOf(tickets, rule)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sixTickets are five tickets, one open and two answered, and one that is opened only now.
func sixTickets() []cx.Ticket {
	return []cx.Ticket{
		{Opened: ticketDay, FirstReply: ticketAt(1), Resolved: ticketAt(3), Replies: 1, FirstContact: true},
		{Opened: ticketDay, FirstReply: ticketAt(2), FirstResolved: ticketAt(4), Resolved: ticketAt(10), Replies: 1, Reopens: 2, Transfers: 3,
			Holds: []cx.TimeSpan{{From: ticketAt(5), To: ticketAt(9)}}},
		{Opened: ticketDay, Closed: ticketAt(1)},
		{Opened: ticketDay, Resolved: ticketAt(1)},
		{Opened: ticketDay, Escalated: true},
		{Opened: supportNow},
	}
}

// By hand.
func TestSupport(t *testing.T) {
	tickets := sixTickets()
	rule := cx.SupportRule{Recontact: 7 * 24 * time.Hour, Limits: hours(2), AsOf: supportNow}
	s := supportFrom(t, tickets, rule)
	want := cx.Support{
		AsOf: supportNow, RecontactSeconds: 604800, Tickets: 5, Closed: 1,
		Answered:        cx.Attainment{Attained: 2, Missed: 1, Pending: 1, Excluded: 1},
		FirstContact:    cx.Attainment{Attained: 1, Missed: 3, Excluded: 1},
		OneTouch:        cx.Proportion{Count: 1, Base: 3},
		Reopened:        cx.Proportion{Count: 1, Base: 3},
		Escalated:       cx.Proportion{Count: 1, Base: 5},
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
		cxtest.Shards(t, [][]cx.Ticket{tickets[cut:], tickets[:cut]}, tickets, func(tickets []cx.Ticket) (cx.Support, error) {
			return cx.SupportOf(tickets, rule)
		})
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
	tickets := []cx.Ticket{
		{Customer: "bob", Opened: ticketAt(5), Resolved: ticketAt(6)},
		{Customer: "ada", Opened: ticketAt(1), Resolved: ticketAt(4)},
		{Customer: "ada", Opened: ticketAt(9), Resolved: ticketAt(9)}, // resolved as it was opened
		{Customer: "ada", Opened: ticketAt(3)},                        // before the first was resolved
		{Customer: "eve", Opened: ticketAt(1), Resolved: ticketAt(2), Recontact: ticketAt(3)},
		{Customer: "eve", Opened: ticketAt(8)},
		{Customer: "ada", Opened: ticketAt(9), Resolved: ticketAt(9)},
		{Customer: "bob", Opened: ticketAt(1), Resolved: ticketAt(2), Recontact: ticketAt(7)},
	}
	linked, err := cx.LinkRecontacts(tickets)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]time.Time{1: ticketAt(9), 2: ticketAt(9), 4: ticketAt(3), 7: ticketAt(5)} {
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
	checkRowError(t, "blank customer", err, cx.ErrInvalid, 4)
	if linked, err := cx.LinkRecontacts(nil); linked != nil || err != nil {
		t.Errorf("LinkRecontacts(nil) = %v, %v", linked, err)
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
	checkRowError(t, "the second ticket", err, cx.ErrInvalid, len(visits)+1)
}

func TestPromises(t *testing.T) {
	now := ticketAt(10)
	window := cx.Promise{From: ticketAt(4), To: ticketAt(6)}
	kept := func(p cx.Promise, h float64) cx.Promise { p.Kept = ticketAt(h); return p }
	promises := []cx.Promise{
		kept(window, 3.99), kept(window, 4), kept(window, 6), kept(window, 6.01), // early, in, in, late
		window,                                                    // not kept, and over: late
		{From: ticketAt(8), To: ticketAt(12)}, {To: ticketAt(10)}, // pending
		kept(cx.Promise{To: ticketAt(12)}, 11), // later than now: pending
		kept(cx.Promise{To: ticketAt(5)}, 1),   // no earliest time: in the window
		kept(window, 10),                       // only now: late
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
		"no end": {From: ticketAt(1)}, "backwards": {From: ticketAt(2), To: ticketAt(1)}, "another century": {To: ticketAt(1), Kept: time.Unix(1<<55, 0)},
	} {
		_, err := cx.PromisesOf([]cx.Promise{window, bad}, now)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = cx.PromisesOf(promises, time.Time{})
	cxtest.Refuses(t, "no instant", err, cx.ErrInvalid)
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

func TestApdex(t *testing.T) {
	// 40 satisfied, 200 tolerating, 48 frustrated: 140/288; a page of site24x7 prints 0.47.
	a := cx.Apdex{Satisfied: 40, Tolerating: 200, Frustrated: 48}
	score, err := a.Score()
	cxtest.Exactly(t, "Score", score, err, "0.48611111")
	b := cx.Apdex{Target: time.Second}
	for _, d := range []time.Duration{0, time.Second, time.Second + 1, 4 * time.Second, 4*time.Second + 1, math.MaxInt64} {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Apdex{Satisfied: 2, Tolerating: 2, Frustrated: 2, Target: time.Second}); b != want {
		t.Errorf("Add = %+v, want %+v", b, want)
	}
	cxtest.Unchanged(t, "negative", b, func(a *cx.Apdex) error { return a.Add(-1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "no target", a, func(a *cx.Apdex) error { return a.Add(1) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "targets", a, b, cx.ErrMismatch)
	cxtest.Unmerged(t, "full", cx.Apdex{Satisfied: math.MaxInt64}, cx.Apdex{Frustrated: 1}, cx.ErrInvalid)
	_, err = cx.Apdex{Target: 1}.Score()
	cxtest.Refuses(t, "no data", err, cx.ErrNoData)
	for name, bad := range map[string]cx.Apdex{
		"negative": {Satisfied: -1}, "overflow": {Satisfied: math.MaxInt64, Tolerating: 1},
		"negative target": {Satisfied: 1, Target: -1}, "huge target": {Satisfied: 1, Target: math.MaxInt64},
	} {
		cxtest.Impossible(t, name, a, bad, cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", bad.Add(1), cx.ErrInvalid)
	}
	full := cx.Apdex{Satisfied: math.MaxInt64}
	score, err = full.Score()
	cxtest.Exactly(t, "Score of a full tally", score, err, "1")
}

// workedTickets are those of the worked example: resolved after 1, 2, 3, 5, 8 and 30
// hours; open for 4, 10, 26 and 50.
func workedTickets() []cx.Ticket {
	var tickets []cx.Ticket
	for _, h := range hours(1, 2, 3, 5, 8, 30) {
		tickets = append(tickets, cx.Ticket{Opened: ticketDay, Resolved: ticketDay.Add(h)})
	}
	for _, h := range hours(4, 10, 26, 50) {
		tickets = append(tickets, cx.Ticket{Opened: supportNow.Add(-h)})
	}
	return tickets
}

// slaCurve is the curve of the lifespans until the target.
func slaCurve(t *testing.T, rule cx.SLARule, tickets []cx.Ticket) cx.Survival {
	t.Helper()
	lifespans, err := rule.Lifespans(tickets)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	return curve
}

// The worked example, computed by R's survival: of those closed 5/6, decided 5/8, bounds
// 50 and 70 %, Kaplan-Meier 53.33 % (log-log 26.3 to 85.0 %), median 8 h.
func TestSLAOpenTickets(t *testing.T) {
	tickets := workedTickets()
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
	s := supportFrom(t, tickets, cx.SupportRule{Limits: []time.Duration{rule.Target}, AsOf: supportNow})
	closed, err := s.Resolution.Within(rule.Target)
	if want := (cx.Proportion{Count: 5, Base: 6}); err != nil || closed != want {
		t.Errorf("of those closed %v, %v, want %v", closed, err, want)
	}

	curve := slaCurve(t, rule, tickets)
	at, err := curve.At(1)
	cxtest.Near(t, "share to expect", 1-at, 8.0/15, 1e-12)
	if err != nil {
		t.Error(err)
	}
	limits, err := curve.Interval(1, 0.95, cx.LogLogScale)
	if err != nil {
		t.Error(err)
	}
	cxtest.Near(t, "its lower limit", 1-limits.High, 0.263, 5e-4)
	cxtest.Near(t, "its upper limit", 1-limits.Low, 0.850, 5e-4)
	rule.Target = time.Hour
	median, err := slaCurve(t, rule, tickets).Median(0.95, cx.LogLogScale)
	if err != nil || median.Time != 8 {
		t.Errorf("median of all = %+v, %v, want 8 h", median, err)
	}
}

// What becomes of one ticket by each event: attained, missed, pending, excluded.
func TestSLAEvents(t *testing.T) {
	now := ticketAt(10)
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
		{"answered", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(1) }), 4, "amm"},
		{"answered at the target", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(4) }), 4, "amm"},
		{"answered late", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(4.01) }), 4, "mmm"},
		{"answered later than now", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(11) }), 12, "ppp"},
		{"answered now", ticket(func(v *cx.Ticket) { v.FirstReply, v.Replies = ticketAt(10), 1 }), 10, "ppp"},
		{"answered at no known time", ticket(func(v *cx.Ticket) { v.Replies = 2 }), 4, "xmm"},
		{"answered once at no known time", ticket(func(v *cx.Ticket) { v.Replies, v.Resolved = 1, ticketAt(5) }), 4, "xmm"},
		{"answered, and how often", ticket(func(v *cx.Ticket) { v.FirstReply, v.Replies = ticketAt(1), 3 }), 4, "amm"},
		{"answered late, and not how often", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved = ticketAt(5), ticketAt(6) }), 4, "mmm"},
		// dbt_zendesk counted this one as breached: nobody was waiting for a reply any more.
		{"resolved without a reply", ticket(func(v *cx.Ticket) { v.Resolved = ticketAt(2) }), 4, "xaa"},
		{"resolved without a reply, closed late", ticket(func(v *cx.Ticket) { v.Resolved, v.Closed = ticketAt(2), ticketAt(9) }), 4, "xaa"},
		{"resolved late without a reply", ticket(func(v *cx.Ticket) { v.Resolved = ticketAt(5) }), 4, "mmm"},
		{"hung up", ticket(func(v *cx.Ticket) { v.Closed = ticketAt(0.1) }), 4, "xxx"},
		{"hung up late", ticket(func(v *cx.Ticket) { v.Closed = ticketAt(5) }), 4, "mmm"},
		{"reopened, open", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Reopens = ticketAt(1), ticketAt(2), 1 }), 12, "aap"},
		{"resolved twice", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.FirstResolved, v.Resolved, v.Reopens = ticketAt(1), ticketAt(2), ticketAt(5), 1
		}), 4, "aam"},
		{"resolved again later", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Resolved = ticketAt(1), ticketAt(2), ticketAt(50) }), 12, "aap"},
		{"closed after all", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved, v.Closed = ticketAt(1), ticketAt(2), ticketAt(200) }), 4, "aaa"},
		{"at once", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved = ticketAt(0), ticketAt(0) }), 0.001, "aaa"},
		{"opened now", cx.Ticket{Opened: now}, 1, "---"},
		{"opened later", cx.Ticket{Opened: ticketAt(11)}, 1, "---"},
		// Six hours, of which four on hold: two by the clock that stands still.
		{"on hold", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.Resolved = ticketAt(6), ticketAt(6)
			v.Holds = []cx.TimeSpan{{From: ticketAt(0), To: ticketAt(3)}, {From: ticketAt(3), To: ticketAt(4)}, {From: ticketAt(6), To: ticketAt(7)}}
		}), 2, "aaa"},
		{"still on hold", ticket(func(v *cx.Ticket) { v.Holds = []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(1000)}} }), 2, "ppp"},
		{"on hold too late", ticket(func(v *cx.Ticket) { v.Holds = []cx.TimeSpan{{From: ticketAt(3), To: ticketAt(1000)}} }), 2, "mmm"},
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
	tickets := workedTickets()
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
	// A rule is checked where no ticket is.
	for name, rule := range map[string]cx.SLARule{"no instant": {Target: 1}, "no such event": {Until: "closed", Target: 1, AsOf: supportNow}} {
		_, err := cx.SLAOf(nil, rule)
		cxtest.Refuses(t, name+", SLAOf of no tickets", err, cx.ErrInvalid)
		_, err = rule.Lifespans(nil)
		cxtest.Refuses(t, name+", Lifespans of no tickets", err, cx.ErrInvalid)
	}
	rule = cx.SLARule{Target: 1, AsOf: supportNow}
	cxtest.Unchanged(t, "full", cx.Attainment{Missed: math.MaxInt64}, func(a *cx.Attainment) error { return rule.Add(a, &tickets[0]) }, cx.ErrInvalid)
}
