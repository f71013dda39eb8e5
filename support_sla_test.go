package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
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
	s := supportFrom(t, tickets, cx.SupportRule{Limits: []time.Duration{rule.Target}, AsOf: supportNow})
	closed, err := s.Resolution.Within(rule.Target)
	if want := (cx.Proportion{Count: 5, Total: 6}); err != nil || closed != want {
		t.Errorf("of those closed %v, %v, want %v", closed, err, want)
	}

	curve := slaCurve(t, rule, tickets)
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
	median, err := slaCurve(t, rule, tickets).Median(0.95, cx.LogLogInterval)
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
			v.Holds = []cx.Span{{From: ticketAt(0), To: ticketAt(3)}, {From: ticketAt(3), To: ticketAt(4)}, {From: ticketAt(6), To: ticketAt(7)}}
		}), 2, "aaa"},
		{"still on hold", ticket(func(v *cx.Ticket) { v.Holds = []cx.Span{{From: ticketAt(1), To: ticketAt(1000)}} }), 2, "ppp"},
		{"on hold too late", ticket(func(v *cx.Ticket) { v.Holds = []cx.Span{{From: ticketAt(3), To: ticketAt(1000)}} }), 2, "mmm"},
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

// officeHours are 9 to 17 from Monday to Friday.
func officeHours() []cx.OpeningHours {
	var week []cx.OpeningHours
	for day := time.Friday; day >= time.Monday; day-- {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	return week
}

func businessHours(t testing.TB, week []cx.OpeningHours, holidays []cx.Date, location *time.Location) cx.BusinessHours {
	t.Helper()
	b, err := cx.BusinessHoursOf(week, holidays, location)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Counted by hand: 2026-11-20 is a Friday.
func TestBusinessHours(t *testing.T) {
	b := businessHours(t, officeHours(), []cx.Date{date("2026-11-24"), date("2026-11-24"), date("2026-11-22")}, nil)
	for _, c := range []struct {
		name, from, to string
		want           time.Duration
	}{
		{"within a day", "2026-11-20T10:00:00Z", "2026-11-20T12:30:00Z", 150 * time.Minute},
		{"over a weekend", "2026-11-20T16:00:00Z", "2026-11-23T10:00:00Z", 2 * time.Hour},
		{"over a holiday", "2026-11-23T16:00:00Z", "2026-11-25T10:00:00Z", 2 * time.Hour},
		{"a holiday", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", 0},
		{"within a holiday", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", 0},
		{"a night", "2026-11-19T17:00:00Z", "2026-11-20T09:00:00Z", 0},
		{"before opening", "2026-11-19T08:00:00Z", "2026-11-19T09:00:00.5Z", 500 * time.Millisecond},
		{"after closing", "2026-11-19T16:59:59.25Z", "2026-11-19T18:00:00.75Z", 750 * time.Millisecond},
		{"less than a second", "2026-11-19T12:00:00.25Z", "2026-11-19T12:00:00.75Z", 500 * time.Millisecond},
		{"an instant", "2026-11-19T12:00:00Z", "2026-11-19T12:00:00Z", 0},
		{"a week", "2026-11-12T13:00:00Z", "2026-11-19T13:00:00Z", 40 * time.Hour},
		// 2025 had 261 weekdays, and began and ended on Wednesdays.
		{"a year", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 261 * 8 * time.Hour},
		// 1900-01-01 was a Monday. 1900 to 1969 had 70 years, 17 leap days, 25567 days:
		// 3652 weeks and Monday to Wednesday.
		{"before 1970", "1900-01-01T00:00:00Z", "1970-01-01T00:00:00Z", (3652*5 + 3) * 8 * time.Hour},
	} {
		got, err := b.Between(instant(c.from), instant(c.to))
		if err != nil || got != c.want {
			t.Errorf("%s: Between = %v, %v, want %v", c.name, got, err, c.want)
		}
	}
	always, err := cx.BusinessHours{}.Between(instant("2026-11-20T10:00:00Z"), instant("2026-11-22T10:00:00Z"))
	if err != nil || always != 48*time.Hour {
		t.Errorf("the zero BusinessHours: Between = %v, %v, want 48h", always, err)
	}
}

func TestBusinessHoursRefuse(t *testing.T) {
	nine, five := 9*time.Hour, 17*time.Hour
	for name, week := range map[string][]cx.OpeningHours{
		"none":             {},
		"no such day":      {{Day: 7, From: nine, To: five}},
		"negative day":     {{Day: -1, From: nine, To: five}},
		"backwards":        {{Day: 1, From: five, To: nine}},
		"empty":            {{Day: 1, From: nine, To: nine}},
		"negative":         {{Day: 1, From: -1, To: nine}},
		"past midnight":    {{Day: 1, From: nine, To: 25 * time.Hour}},
		"part of a second": {{Day: 1, From: nine, To: five + 1}},
		"overlap":          {{Day: 1, From: nine, To: five}, {Day: 1, From: 16 * time.Hour, To: 18 * time.Hour}},
		"overlap before":   {{Day: 1, From: nine, To: five}, {Day: 1, From: 8 * time.Hour, To: nine + 1e9}},
		"twice":            {{Day: 1, From: nine, To: five}, {Day: 1, From: nine, To: five}},
		"very many":        make([]cx.OpeningHours, 1_000_000),
	} {
		_, err := cx.BusinessHoursOf(week, nil, nil)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err := cx.BusinessHoursOf(officeHours(), []cx.Date{date("2026-01-01"), cx.Date{Year: 2026, Month: 2, Day: 30}}, nil)
	if row, ok := err.(*cx.RowError); !ok || row.Row != 6 {
		t.Errorf("a holiday that does not exist: error %v, want row 6", err)
	}
	for name, b := range map[string]cx.BusinessHours{"always": {}, "office": businessHours(t, officeHours(), nil, nil)} {
		for _, c := range []struct{ from, to time.Time }{
			{instant("2026-11-20"), instant("2026-11-19")},
			{time.Time{}, instant("2026-11-19")},
			{instant("2026-11-19"), time.Time{}},
			{time.Unix(math.MinInt64, 0), instant("2026-11-19")},
			{instant("2026-11-19"), time.Unix(math.MaxInt64, 0)},
			{instant("2026-11-19"), instant("2201-01-01")},
			{instant("1899-12-31T23:59:59Z"), instant("2026-11-19")},
		} {
			_, err := b.Between(c.from, c.to)
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
		}
	}
	// 301 years are longer than a duration.
	first, last := instant("1900-01-01"), instant("2200-12-31T23:59:59Z")
	_, err = cx.BusinessHours{}.Between(first, last)
	cxtest.Refuses(t, "all time", err, cx.ErrInvalid)
	var week []cx.OpeningHours
	for day := range time.Weekday(7) {
		week = append(week, cx.OpeningHours{Day: day, To: 24 * time.Hour})
	}
	_, err = businessHours(t, week, nil, nil).Between(first, last)
	cxtest.Refuses(t, "all time, always open", err, cx.ErrInvalid)
	most, err := businessHours(t, officeHours(), nil, zoneAt(t, "Europe/Oslo")).Between(first, last)
	if err != nil || most < 70*365*24*time.Hour || most > 73*365*24*time.Hour { // 40 of 168 hours of 301 years
		t.Errorf("office hours of all time = %v, %v", most, err)
	}
}
