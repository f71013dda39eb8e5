package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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
	b, err := cx.BusinessHoursOf(week, holidays, nil, location)
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

// weekdays are hours from Monday to Friday.
func weekdays(from, to int) []cx.OpeningHours {
	week := officeHours()
	for i := range week {
		week[i].From, week[i].To = time.Duration(from)*time.Hour, time.Duration(to)*time.Hour
	}
	return week
}

// everyDay are hours on all days.
func everyDay(from, to time.Duration) (week []cx.OpeningHours) {
	for day := range time.Weekday(7) {
		week = append(week, cx.OpeningHours{Day: day, From: from, To: to})
	}
	return week
}

// When it is due. The first five are what help desks got wrong (glpi PR 22678, zammad #390,
// osTicket #6739), counted by hand; the others are counted by hand.
func TestBusinessHoursAfter(t *testing.T) {
	berlin, york := zoneAt(t, "Europe/Berlin"), zoneAt(t, "America/New_York")
	nineToNine := everyDay(9*time.Hour, 21*time.Hour)
	night := []cx.OpeningHours{{Day: time.Sunday, To: 8 * time.Hour}}
	for _, c := range []struct {
		name     string
		zone     *time.Location
		week     []cx.OpeningHours
		holidays []cx.Date
		from     string
		d        time.Duration
		want     string
	}{
		{"over a night", berlin, weekdays(8, 18), nil, "2026-01-12 17:00:00", 4 * time.Hour, "2026-01-13 11:00:00"},
		{"over a night, 3", berlin, weekdays(8, 18), nil, "2026-01-12 17:00:00", 3 * time.Hour, "2026-01-13 10:00:00"},
		{"over holidays", berlin, nineToNine, []cx.Date{date("2026-11-11"), date("2026-11-13")}, "2026-11-09 23:00:00", 48 * time.Hour, "2026-11-15 21:00:00"},
		{"Tuesdays only", berlin, []cx.OpeningHours{{Day: time.Tuesday, From: 8 * time.Hour, To: 17 * time.Hour}}, nil, "2026-08-05 10:00:00", 12 * time.Hour, "2026-08-18 11:00:00"},
		{"over a weekend, forward", york, weekdays(9, 17), nil, "2026-03-06 16:30:00", time.Hour, "2026-03-09 09:30:00"},

		{"a day ends", berlin, weekdays(8, 18), nil, "2026-01-12 17:00:00", time.Hour, "2026-01-12 18:00:00"},
		{"a nanosecond more", berlin, weekdays(8, 18), nil, "2026-01-12 17:00:00", time.Hour + 1, "2026-01-13 08:00:00.000000001"},
		{"a nanosecond less", berlin, weekdays(8, 18), nil, "2026-01-12 17:00:00", time.Hour - 1, "2026-01-12 17:59:59.999999999"},
		{"parts of seconds", berlin, weekdays(8, 18), nil, "2026-01-12 17:59:59.75", 500 * time.Millisecond, "2026-01-13 08:00:00.25"},
		{"from a closed second", berlin, weekdays(8, 18), nil, "2026-01-12 18:00:00.75", 500 * time.Millisecond, "2026-01-13 08:00:00.5"},
		{"nothing, closed", berlin, weekdays(8, 18), nil, "2026-01-11 12:00:00.5", 0, "2026-01-11 12:00:00.5"},
		// The Sunday has no hour from 2 to 3, and seven hours until 8.
		{"forward", berlin, night, nil, "2026-03-28 12:00:00", 6 * time.Hour, "2026-03-29 07:00:00"},
		{"ten years", berlin, weekdays(8, 18), nil, "2026-01-05 08:00:00", 522 * 50 * time.Hour, "2036-01-04 18:00:00"},
	} {
		const layout = "2006-01-02 15:04:05"
		local := func(s string) time.Time {
			at, err := time.ParseInLocation(layout, s, c.zone)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		b := businessHours(t, c.week, c.holidays, c.zone)
		got, err := b.After(local(c.from), c.d)
		if want := local(c.want); err != nil || !got.Equal(want) || got.Location() != c.zone {
			t.Errorf("%s: After = %v, %v, want %v", c.name, got, err, want)
		}
		ran, err := b.Between(local(c.from), got)
		if err != nil || ran != c.d {
			t.Errorf("%s: until then %v, %v, want %v", c.name, ran, err, c.d)
		}
	}
	always, err := cx.BusinessHours{}.After(instant("2026-11-20T10:00:00Z"), 48*time.Hour)
	if err != nil || !always.Equal(instant("2026-11-22T10:00:00Z")) {
		t.Errorf("the zero BusinessHours: After = %v, %v", always, err)
	}
	for name, b := range map[string]cx.BusinessHours{"always": {}, "office": businessHours(t, officeHours(), nil, nil)} {
		for _, c := range []struct {
			from time.Time
			d    time.Duration
		}{
			{instant("2026-11-20"), -1}, {instant("2026-11-20"), math.MaxInt64}, {instant("2026-11-20"), math.MaxInt64 - 1},
			{time.Time{}, 1}, {time.Time{}, 0}, {time.Unix(math.MaxInt64, 0), 1}, {instant("2200-12-31T23:59:59Z"), time.Second},
		} {
			_, err := b.After(c.from, c.d)
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
		}
	}
}

// Tickets of the evening, the weekend and the lunch break are answered within the hour, as
// desks that counted round the clock did not see (frappe/helpdesk #2075, #2212; osTicket
// #1168). By hand.
func TestBusinessHoursTickets(t *testing.T) {
	berlin := zoneAt(t, "Europe/Berlin")
	b := businessHours(t, append(weekdays(9, 12), weekdays(13, 17)...), nil, berlin)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tickets := []cx.Ticket{
		{Customer: "a", Opened: at("2026-03-06 16:30"), FirstReply: at("2026-03-09 09:20"), Resolved: at("2026-03-09 11:00")},
		{Customer: "b", Opened: at("2026-03-07 11:00"), FirstReply: at("2026-03-09 09:10")},
		{Customer: "c", Opened: at("2026-03-09 12:15"), FirstReply: at("2026-03-09 13:20"), Resolved: at("2026-03-09 16:00")},
	}
	now := at("2026-03-10 09:00")
	s := supportFrom(t, tickets, cx.SupportRule{Hours: b, Limits: hours(1), AsOf: now})
	if want := durationsFrom(t, []time.Duration{50 * time.Minute, 10 * time.Minute, 20 * time.Minute}, time.Hour); !s.FirstReply.Equal(want) {
		t.Errorf("waits %v, want %v", s.FirstReply, want)
	}
	rule := cx.SLARule{Until: cx.TicketReplied, Target: time.Hour, Hours: b, AsOf: now}
	if a, err := cx.SLAOf(tickets, rule); err != nil || a.Decided() != (cx.Proportion{Count: 3, Base: 3}) {
		t.Errorf("SLAOf = %+v, %v, want 3 of 3", a, err)
	}
	for i, want := range []string{"2026-03-09 09:30", "2026-03-09 10:00", "2026-03-09 14:00"} {
		if due, err := b.After(tickets[i].Opened, time.Hour); err != nil || !due.Equal(at(want)) {
			t.Errorf("ticket %d is due at %v, %v, want %s", i, due, err, want)
		}
	}
}

// Dates with hours of their own, by hand. 2026-12-24 is a Thursday.
func TestBusinessHoursDates(t *testing.T) {
	on := func(d string, from, to int) cx.DateHours {
		return cx.DateHours{Date: date(d), From: time.Duration(from) * time.Hour, To: time.Duration(to) * time.Hour}
	}
	holidays := []cx.Date{date("2026-12-25"), date("2027-01-01")}
	dates := []cx.DateHours{
		on("2026-12-31", 14, 16), on("2026-12-24", 9, 13), on("2026-12-31", 9, 12),
		on("2026-12-27", 0, 24), // a Sunday
	}
	b, err := cx.BusinessHoursOf(officeHours(), holidays, dates, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-12-24T12:30:00Z", "2026-12-28T10:00:00Z", 25*time.Hour + 30*time.Minute}, // 30 min, all of Sunday, 1 h
		{"2026-12-23T16:00:00Z", "2026-12-24T20:00:00Z", 5 * time.Hour},
		{"2026-12-31T11:00:00Z", "2027-01-04T10:00:00Z", 4 * time.Hour}, // 1 h, 2 h, and 1 h on Monday
		{"2026-12-31T12:00:00Z", "2026-12-31T14:00:00Z", 0},
		// The week without these would have 5 days of 8 hours.
		{"2026-12-21T00:00:00Z", "2026-12-28T00:00:00Z", 24*time.Hour + 4*time.Hour + 24*time.Hour},
		{"2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z", 24*time.Hour + 5*time.Hour},
		{"2027-01-04T00:00:00Z", "2027-01-11T00:00:00Z", 40 * time.Hour},
	} {
		got, err := b.Between(instant(c.from), instant(c.to))
		if err != nil || got != c.want {
			t.Errorf("Between %s and %s = %v, %v, want %v", c.from, c.to, got, err, c.want)
		}
	}
	for name, bad := range map[string]cx.DateHours{
		"a holiday":       on("2026-12-25", 9, 10),
		"overlap":         on("2026-12-24", 12, 14),
		"overlap, before": on("2026-12-24", 8, 10),
		"twice":           dates[0],
		"no hours":        on("2026-12-28", 9, 9),
		"backwards":       on("2026-12-28", 9, 8),
		"past midnight":   on("2026-12-28", 9, 25),
		"no such date":    {Date: cx.Date{Year: 2026, Month: 2, Day: 30}, To: time.Hour},
		"half a second":   {Date: date("2026-12-28"), To: time.Second / 2},
	} {
		_, err := cx.BusinessHoursOf(officeHours(), holidays, append(dates[:4:4], bad), nil)
		checkRowAt(t, name, err, cx.ErrInvalid, "dates[4]")
	}
	var many []cx.DateHours
	for i := range 100_000 {
		from := time.Duration(86_399-i%86_400) * time.Second
		many = append(many, cx.DateHours{Date: date("2026-12-28"), From: from, To: from + time.Second})
	}
	_, err = cx.BusinessHoursOf(officeHours(), nil, many, nil)
	checkRowAt(t, "very many", err, cx.ErrInvalid, "dates[1000]")
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
		_, err := cx.BusinessHoursOf(week, nil, nil, nil)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err := cx.BusinessHoursOf(officeHours(), []cx.Date{date("2026-01-01"), cx.Date{Year: 2026, Month: 2, Day: 30}}, nil, nil)
	checkRowAt(t, "a holiday that does not exist", err, cx.ErrInvalid, "holidays[1]")
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
	_, err = businessHours(t, everyDay(0, 24*time.Hour), nil, nil).Between(first, last)
	cxtest.Refuses(t, "all time, always open", err, cx.ErrInvalid)
	most, err := businessHours(t, officeHours(), nil, zoneAt(t, "Europe/Oslo")).Between(first, last)
	if err != nil || most < 70*365*24*time.Hour || most > 73*365*24*time.Hour { // 40 of 168 hours of 301 years
		t.Errorf("office hours of all time = %v, %v", most, err)
	}
}

// The longest target is the longest duration whose four times are one.
func TestApdex_longestTarget(t *testing.T) {
	a := cx.Apdex{Target: math.MaxInt64 / 4, Satisfied: 1}
	score, err := a.Score()
	cxtest.Exactly(t, "at the longest target", score, err, "1")
	for _, target := range []time.Duration{math.MaxInt64/4 + 1, -1} {
		a.Target = target
		_, err := a.Score()
		cxtest.Refuses(t, target.String(), err, cx.ErrInvalid)
		if a.Total() != 0 {
			t.Errorf("%v: Total = %d, want 0", target, a.Total())
		}
	}
}
