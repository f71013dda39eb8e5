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
