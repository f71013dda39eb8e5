package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

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
	if want := (cx.Attainment{Attained: 5, Missed: 3, Pending: 2, Of: "resolved within 24h0m0s"}); err != nil || a != want {
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

// What becomes of one ticket by each event: attained, early or not, missed, pending,
// excluded, given up.
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
		{"hung up", ticket(func(v *cx.Ticket) { v.Closed = ticketAt(0.1) }), 4, "ggg"},
		{"hung up after a reply", ticket(func(v *cx.Ticket) { v.FirstReply, v.Closed = ticketAt(1), ticketAt(2) }), 4, "agg"},
		{"hung up after replies at no known time", ticket(func(v *cx.Ticket) { v.Replies, v.Closed = 2, ticketAt(2) }), 4, "xgg"},
		{"reopened and given up", ticket(func(v *cx.Ticket) { v.FirstResolved, v.Reopens, v.Closed = ticketAt(1), 1, ticketAt(2) }), 4, "gag"},
		{"hung up late", ticket(func(v *cx.Ticket) { v.Closed = ticketAt(5) }), 4, "mmm"},
		{"reopened, open", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Reopens = ticketAt(1), ticketAt(2), 1 }), 12, "eep"},
		{"resolved twice", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.FirstResolved, v.Resolved, v.Reopens = ticketAt(1), ticketAt(2), ticketAt(5), 1
		}), 4, "aam"},
		{"resolved again later", ticket(func(v *cx.Ticket) { v.FirstReply, v.FirstResolved, v.Resolved = ticketAt(1), ticketAt(2), ticketAt(50) }), 12, "eep"},
		{"closed after all", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved, v.Closed = ticketAt(1), ticketAt(2), ticketAt(200) }), 4, "aaa"},
		{"at once", ticket(func(v *cx.Ticket) { v.FirstReply, v.Resolved = ticketAt(0), ticketAt(0) }), 0.001, "aaa"},
		{"opened now", cx.Ticket{Opened: now}, 1, "---"},
		{"opened later", cx.Ticket{Opened: ticketAt(11)}, 1, "---"},
		{"answered, exactly the target ago", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(1) }), 10, "epp"},
		{"answered, a little longer ago", ticket(func(v *cx.Ticket) { v.FirstReply = ticketAt(1) }), 9.99, "amm"},
		// Ten hours, of which six on hold after the reply: the clock is at 4 by now.
		{"answered, then on hold", ticket(func(v *cx.Ticket) {
			v.FirstReply, v.Holds = ticketAt(1), []cx.TimeSpan{{From: ticketAt(2), To: ticketAt(8)}}
		}), 5, "epp"},
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
			letters := map[cx.Attainment]string{{}: "-", {Attained: 1}: "a", {Missed: 1}: "m", {Pending: 1}: "p", {Excluded: 1}: "x", {GaveUp: 1}: "g", {Attained: 1, EarlyAttained: 1}: "e"}
			got += letters[withoutRule(a)]
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

// Calls of a contact center by the five usual formulas, by hand; the formulas are those of
// Cisco (ICR manual, "abandoned ignored, negative, positive"), and of contact centers that
// leave out short calls.
func TestServiceLevel(t *testing.T) {
	call := func(answered bool, seconds int) cx.Ticket {
		v, end := cx.Ticket{Opened: ticketDay}, ticketDay.Add(time.Duration(seconds)*time.Second)
		if v.Closed = end; answered {
			v.FirstReply, v.Resolved = end, end
		}
		return v
	}
	calls := func(answered, hungUp []int) (all []cx.Ticket) {
		for _, s := range answered {
			all = append(all, call(true, s))
		}
		for _, s := range hungUp {
			all = append(all, call(false, s))
		}
		return all
	}
	share := func(count, base int64) cx.Proportion { return cx.Proportion{Count: count, Base: base} }
	for _, c := range []struct {
		name                                                         string
		calls                                                        []cx.Ticket
		answered, negative, ignored, positive, withoutShort, hungUps cx.Proportion
		asa                                                          time.Duration
	}{
		{"seventeen calls", calls([]int{0, 5, 12, 18, 20, 20, 21, 35, 50, 90}, []int{2, 3, 4, 15, 20, 45, 120}),
			share(6, 10), share(6, 17), share(6, 12), share(11, 17), share(6, 14), share(4, 14), 27100 * time.Millisecond},
		// 3 of 4 answered in time; 5 and 6 s hung up in time, the first of them a short call.
		{"six calls", calls([]int{1, 2, 20, 22}, []int{5, 6}),
			share(3, 4), share(3, 6), share(3, 4), share(5, 6), share(3, 5), share(1, 5), 11250 * time.Millisecond},
	} {
		sla := cx.SLARule{Until: cx.TicketReplied, Target: 20 * time.Second, AsOf: supportNow}
		rule := cx.SupportRule{Limits: []time.Duration{sla.Target}, AsOf: supportNow}
		a, err := cx.SLAOf(c.calls, sla)
		s := supportFrom(t, c.calls, rule)
		of, _ := s.FirstReply.Within(sla.Target)
		mean, _ := s.FirstReply.Mean()
		if err != nil || of != c.answered || a.Gross() != c.negative || a.Decided() != c.ignored || a.AttainedOrGaveUp() != c.positive || mean != c.asa {
			t.Errorf("%s: %+v, %v; of those answered %v, after %v", c.name, a, err, of, mean)
		}
		for i := range c.calls {
			v := &c.calls[i]
			v.Void = v.Resolved.IsZero() && v.Closed.Sub(v.Opened) <= 5*time.Second
		}
		a, err = cx.SLAOf(c.calls, sla)
		s = supportFrom(t, c.calls, rule)
		if err != nil || a.Gross() != c.withoutShort || share(s.Closed, s.Tickets) != c.hungUps {
			t.Errorf("%s: without short calls %+v, %v; %d of %d hung up", c.name, a, err, s.Closed, s.Tickets)
		}
	}
}

// A ticket runs by the clock of the office that has it. By hand; Friday is 2026-11-20.
func TestSLAStints(t *testing.T) {
	office := businessHours(t, officeHours(), nil, nil)                         // 9 to 17
	york := businessHours(t, officeHours(), nil, zoneAt(t, "America/New_York")) // 14 to 22 in UTC
	clocks := map[string]cx.BusinessHours{"office": office, "york": york, "weekend": {}}
	hoursOf := func(office string) cx.BusinessHours { return clocks[office] }
	stint := func(from, office string) cx.TicketStint { return cx.TicketStint{From: instant(from), Office: office} }
	friday := instant("2026-11-20T15:00:00Z")
	handed := cx.Ticket{Opened: friday, FirstReply: instant("2026-11-22T01:30:00Z"), Stints: []cx.TicketStint{stint("2026-11-22T00:00:00Z", "weekend")}}
	around := cx.Ticket{Opened: friday, FirstReply: instant("2026-11-24T10:00:00Z"), Stints: []cx.TicketStint{
		stint("2026-11-20T15:00:00Z", "york"),   // Friday 15 to 20: 5 h
		stint("2026-11-20T20:00:00Z", "office"), // until Monday 20:00: 8 h
		stint("2026-11-23T20:00:00Z", "york"),   // until 22:00: 2 h
		stint("2026-11-23T20:00:00Z", "york"),   // handed on twice in one second
		stint("2026-11-24T02:00:00Z", "office"), // Tuesday 9 to 10: 1 h
		stint("2026-11-25T00:00:00Z", "weekend"),
	}}
	held := around
	held.Holds = []cx.TimeSpan{
		{From: instant("2026-11-20T18:00:00Z"), To: instant("2026-11-23T10:00:00Z")}, // 2 h of york, 1 h of the office
		{From: instant("2026-11-23T21:00:00Z"), To: instant("2026-11-24T09:15:00Z")}, // 1 h of york, 15 min of the office
		{From: instant("2026-11-24T09:45:00Z"), To: instant("2026-11-25T00:00:00Z")}, // 15 min until the reply
	}
	for _, c := range []struct {
		name   string
		ticket cx.Ticket
		rule   cx.SLARule
		want   time.Duration
	}{
		{"by the clocks in force", handed, cx.SLARule{Hours: office, HoursOf: hoursOf}, 3*time.Hour + 30*time.Minute},
		{"by the zero clock", handed, cx.SLARule{}, 34*time.Hour + 30*time.Minute},
		{"by the first clock", handed, cx.SLARule{Hours: office}, 2 * time.Hour},
		{"around", around, cx.SLARule{HoursOf: hoursOf}, 16 * time.Hour},
		{"held", held, cx.SLARule{HoursOf: hoursOf, PauseOnHold: true}, 11*time.Hour + 30*time.Minute},
		{"held, by one clock", held, cx.SLARule{Hours: office, PauseOnHold: true}, 9*time.Hour + 30*time.Minute},
	} {
		c.rule.Until, c.rule.Target, c.rule.AsOf = cx.TicketReplied, time.Hour, supportNow
		l, err := c.rule.Lifespans([]cx.Ticket{c.ticket})
		if err != nil || len(l) != 1 || l[0].Exit != c.want.Hours() {
			t.Errorf("%s: %v, %v, want %v", c.name, l, err, c.want)
		}
		if c.rule.PauseOnHold {
			continue
		}
		s := supportFrom(t, []cx.Ticket{c.ticket}, cx.SupportRule{Hours: c.rule.Hours, HoursOf: c.rule.HoursOf, AsOf: supportNow})
		checkEnds(t, c.name, s.FirstReply, c.want, c.want)
		if want := c.rule.HoursOf != nil || c.rule.Hours != (cx.BusinessHours{}); s.Business != want {
			t.Errorf("%s: Business = %v", c.name, s.Business)
		}
	}
	// Three centuries, of which no office has 292 years.
	first, last := instant("1900-01-01"), instant("2200-12-31")
	long := cx.Ticket{Opened: first, FirstReply: last, Stints: []cx.TicketStint{stint("2050-01-01T00:00:00Z", "weekend")}}
	_, err := cx.SLAOf([]cx.Ticket{long}, cx.SLARule{Until: cx.TicketReplied, Target: 1, HoursOf: hoursOf, AsOf: last.Add(1)})
	checkRowError(t, "three centuries", err, cx.ErrInvalid, 0)
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
		{Key: "chat", Tally: cx.Attainment{Attained: 2, Missed: 2, Pending: 1, Of: "resolved within the target of each"}},
		{Key: "mail", Tally: cx.Attainment{Attained: 2, Missed: 2, Pending: 1, Of: "resolved within the target of each"}},
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
	if want := (cx.Attainment{Attained: 1, Missed: 1, Of: "resolved within 8h0m0s of business hours"}); err != nil || a != want {
		t.Errorf("in business hours %+v, %v, want %+v", a, err, want)
	}

	// Tallies of two rules are not pooled, whether merged or counted into.
	month := []cx.Ticket{{Opened: friday, FirstReply: friday.Add(time.Hour), Resolved: friday.Add(5 * time.Hour)}}
	replied, err := cx.SLAOf(month, cx.SLARule{Until: cx.TicketReplied, Target: time.Hour, AsOf: supportNow})
	if want := (cx.Attainment{Attained: 1, Of: "replied within 1h0m0s"}); err != nil || replied != want {
		t.Fatalf("SLAOf = %+v, %v, want %+v", replied, err, want)
	}
	four := 4 * time.Hour
	for name, other := range map[string]cx.SLARule{
		"resolved within 4h0m0s":                         {Target: four},
		"first_resolved within 4h0m0s":                   {Until: cx.TicketFirstResolved, Target: four},
		"resolved within 4h0m0s without holds":           {Until: cx.TicketResolved, Target: four, PauseOnHold: true},
		"replied within 4h0m0s":                          {Until: cx.TicketReplied, Target: four},
		"replied within 1h0m0s of business hours":        {Until: cx.TicketReplied, Target: time.Hour, Hours: rule.Hours},
		"first_resolved within 1h0m0s of business hours": {Until: cx.TicketFirstResolved, Target: time.Hour, HoursOf: func(string) cx.BusinessHours { return rule.Hours }},
		"replied within 1h0m0s without holds":            {Until: cx.TicketReplied, Target: time.Hour, PauseOnHold: true},
		"replied within the target of each":              {Until: cx.TicketReplied, TargetOf: func(*cx.Ticket) time.Duration { return time.Hour }},
	} {
		other.AsOf = supportNow
		a, err := cx.SLAOf(month, other)
		if err != nil || a.Of != name {
			t.Errorf("SLAOf = %+v, %v, want of %s", a, err, name)
		}
		cxtest.Unmerged(t, name, replied, a, cx.ErrMismatch)
		cxtest.Unchanged(t, name, replied, func(a *cx.Attainment) error { return other.Add(a, &month[0]) }, cx.ErrMismatch)
	}
	later := cx.SLARule{Until: cx.TicketReplied, Target: time.Hour, AsOf: supportNow.AddDate(0, 1, 0)}
	if err := later.Add(&replied, &month[0]); err != nil || replied.Attained != 2 {
		t.Errorf("the month after: %+v, %v", replied, err)
	}
	allocations := testing.AllocsPerRun(100, func() {
		if err := later.Add(&replied, &month[0]); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("Add allocates %v times a ticket", allocations)
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
