package table

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/xuri/excelize/v2"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestClock(t *testing.T) {
	oslo, manila := zone(t, "Europe/Oslo"), zone(t, "Asia/Manila")
	for _, c := range []struct {
		dates Dates
		cell  string
		want  string // in UTC; Oslo is an hour ahead in winter, two in summer, Manila eight
	}{
		{"", "2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"},
		{"", "2026-07-01T10:00:00.25-05:00", "2026-07-01T15:00:00.25Z"},
		{"", "2026-07-01 10:00:00", "2026-07-01T08:00:00Z"},
		{"", "2026-01-01T10:00:00", "2026-01-01T09:00:00Z"},
		{"", "2026-01-01 10:00", "2026-01-01T09:00:00Z"},
		{"", "2026-01-01", "2025-12-31T16:00:00Z"}, // a day in Manila
		{"", "2026-1-2 9:05", "2026-01-02T08:05:00Z"},
		{"", "2026/01/31 8:30:00 AM GMT+0", "2026-01-31T08:30:00Z"},
		{"", "2026.01.31 12:30 AM", "2026-01-30T23:30:00Z"},
		{"", "2026-01-31 12:30pm UTC", "2026-01-31T12:30:00Z"},
		{"", "2026-01-31 08:30:00 UTC", "2026-01-31T08:30:00Z"},
		{"", "2026-01-31 09:30:00+01", "2026-01-31T08:30:00Z"},
		{"", "2026-01-31 09:30:00 +0100", "2026-01-31T08:30:00Z"},
		{"", "2026-01-31T09:30:00,5+01:00", "2026-01-31T08:30:00.5Z"},
		{"", "2026-01-31T083000Z", "2026-01-31T08:30:00Z"},
		{"", "20260131T083000Z", "2026-01-31T08:30:00Z"},
		{"", "20260131", "2026-01-30T16:00:00Z"},
		{"", "31 Jan 2026 08:30 GMT", "2026-01-31T08:30:00Z"},
		{"", "31-JAN-2026", "2026-01-30T16:00:00Z"},
		{"", "Jan 31, 2026 8 PM UTC", "2026-01-31T20:00:00Z"},
		{"", "January 31, 2026, 8:30 PM GMT-0500", "2026-02-01T01:30:00Z"},
		{"", "Sat, 31 Jan 2026 08:30:00 GMT", "2026-01-31T08:30:00Z"},
		{"", "Sat Jan 31 08:30:00 UTC 2026", "2026-01-31T08:30:00Z"},
		{"", "31/01/2026", "2026-01-30T16:00:00Z"},
		{"", "05.05.2026 10:00", "2026-05-05T08:00:00Z"}, // both readings are one
		{DayFirst, "03/04/2026 10:00", "2026-04-03T08:00:00Z"},
		{DayFirst, "3.4.26", "2026-04-02T16:00:00Z"},
		{DayFirst, "2026-04-03", "2026-04-02T16:00:00Z"},
		{MonthHead, "03/04/2026 10:00", "2026-03-04T09:00:00Z"},
		{MonthHead, "3/4/69", "1969-03-03T16:00:00Z"},
		{YearFirst, "26-04-03", "2026-04-02T16:00:00Z"},
		{Serial, "46053", "2026-01-30T16:00:00Z"},
		{Serial, "46053.354166666664", "2026-01-31T07:30:00Z"},
		{Unix, "1769848200", "2026-01-31T08:30:00Z"},
		{Unix, "1769848200.5", "2026-01-31T08:30:00.5Z"},
		{UnixMilli, "1769848200250", "2026-01-31T08:30:00.25Z"},
		{UnixMilli, "-1", "1969-12-31T23:59:59.999Z"},
	} {
		clock := Clock{Dates: c.dates, In: oslo, Days: manila}
		got, err := clock.Parse(c.cell)
		if err != nil || got.UTC().Round(time.Millisecond).Format(time.RFC3339Nano) != c.want {
			t.Errorf("%s %q = %v, %v, want %s", c.dates, c.cell, got, err, c.want)
		}
	}
	for cell, want := range map[string]string{
		"": "no time", "2026-02-29": "not a time", "1767225600": "not a time", "2026-01-01 24:00": "not a time",
		"2026-01-01 10:00 CET": "a zone that is neither", "2026-01-01 10:00 PST8PDT": "a zone that is neither", "2026-01-01 10:00+15": "a zone",
		"2026-01": "a month without a day", "2026-01-01T": "not a time", "2026-01-01 x": "not a time", "yesterday": "not a time", "31/31/2026": "not a time", "99/99/9999": "not a time",
		"03/04/2026": "-dates dmy or -dates mdy", "3/14/26": "-dates dmy, mdy or ymd", "13 Foo 2026": "not a time", "2026-13-01": "not a time",
		"0001-01-01": "outside the years", "9999-01-01": "outside the years", "2026-01-01 1:2": "not a time", "2026-01-01 13:00 PM": "not a time",
		"2026-01-31 08:30:60": "not a time", "1/2-2026": "not a time", "31 1 2026": "not a time", "0x1p3": "not a time", "46053": "not a time",
		"Foo 31, 2026": "not a time", "Sat Jan 31 08:30:00 CET 2026": "not a time", "2026-01-31 08:30 +1:0": "a zone",
	} {
		if got, err := (&Clock{In: oslo, Days: oslo}).Parse(cell); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q = %v, %v, want %q", cell, got, err, want)
		}
	}
	for _, c := range []Clock{{Dates: Serial}, {Dates: Unix}, {Dates: UnixMilli}} {
		for _, cell := range []string{"x", "NaN", "Inf", "1e300", "-1e300", "0x1p3", "2026-01-01", "1_0"} {
			c.In, c.Days = oslo, oslo
			if got, err := c.Parse(cell); err == nil {
				t.Errorf("%s %q = %v, want an error", c.Dates, cell, got)
			}
		}
	}
}

func TestMonths(t *testing.T) {
	c := Clock{In: time.UTC, Days: time.UTC, Months: true}
	if got, err := c.Parse("2026-02"); err != nil || got.Format(time.DateOnly) != "2026-02-01" {
		t.Errorf("%v, %v", got, err)
	}
	for _, cell := range []string{"2026-13", "2026-2", "2026/02", "02-2026", "2026-"} {
		if got, err := c.Parse(cell); err == nil {
			t.Errorf("%q = %v, want an error", cell, got)
		}
	}
}

// TestNoMidnight has a day that begins at 01:00, since clocks are put forward at midnight.
func TestNoMidnight(t *testing.T) {
	beirut := zone(t, "Asia/Beirut")
	got, err := (&Clock{In: beirut, Days: beirut}).Parse("2026-03-29")
	if err != nil || got.Format(time.RFC3339) != "2026-03-29T01:00:00+03:00" {
		t.Errorf("the day begins at %v, %v", got, err)
	}
}

// days reads a column of dates and returns them, or the error.
func days(in string, o Options) ([]string, *Reader, error) {
	r, err := Open(strings.NewReader(in), o)
	if err != nil {
		return nil, nil, err
	}
	place, err := r.Find("at", "#1")
	if err != nil {
		return nil, nil, err
	}
	clock := &Clock{In: time.UTC, Days: time.UTC}
	r.Watch("at", place, clock)
	var got []string
	for {
		cells, err := r.Next()
		if err == io.EOF {
			return got, r, nil
		}
		if wrong, ok := errors.AsType[*RowError](err); ok {
			got = append(got, fmt.Sprintf("%d: %s", wrong.Line, wrong.Reason))
			continue
		}
		if err != nil {
			return got, r, err
		}
		at, err := clock.Parse(strings.TrimSpace(cells[place]))
		if err != nil {
			got = append(got, fmt.Sprintf("%d: %v", r.Line(place), err))
		} else {
			got = append(got, at.Format(time.DateOnly))
		}
	}
}

func TestOrderOfDates(t *testing.T) {
	for _, c := range []struct{ in, want, note, err string }{
		{"at\n2026-01-02\n", "2026-01-02", "", ""},
		{"at\n2026-01-02\n06/01/2026\n\n\"x\"y\n11/01/2026\n2026-01-03\n16/01/2026\n03/02/2026\n",
			"2026-01-02, 2026-01-06, 5: a quote is out of place, 2026-01-11, 2026-01-03, 2026-01-16, 2026-02-03", "begin with the day, as line 8 tells", ""},
		{"at\n01/02/2026\n01/31/2026\n", "2026-01-02, 2026-01-31", "begin with the month, as line 3 tells", ""},
		{"at\n02/02/2026\n", "2026-02-02", "", ""},
		{"at\n01/02/2026\n03/02/2026\n", "", "", "-at: the dates may all begin with the day or the month: say -dates dmy or -dates mdy"},
		{"at\n13/02/2026\n03/02/2026\n03/13/2026\n", "", "", "on line 2 begins with the day, and that on line 4 with the month"},
		{"at\n1/2/2026\nx\n3/13/2026\n13/3/2026\n", "", "", "on line 4 begins with the month, and that on line 5 with the day"},
		{"at\n" + strings.Repeat("01/02/2026\n", 900_000), "", "", "rows of dates may all begin with the day or the month"},
	} {
		got, r, err := days(c.in, Options{})
		if c.err != "" {
			if question, ok := errors.AsType[*FlagError](err); !ok || !strings.Contains(question.Text, c.err) {
				t.Errorf("%.40q: error %v, want %q", c.in, err, c.err)
			}
			continue
		}
		if text := strings.Join(got, ", "); err != nil || text != c.want {
			t.Errorf("%.40q: %s, %v, want %s", c.in, text, err, c.want)
			continue
		}
		if notes := strings.Join(r.Notes(), "; "); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
			t.Errorf("%.40q: notes %q, want %q", c.in, notes, c.note)
		}
	}
}

func TestWorkbookDates(t *testing.T) {
	day := time.Date(2026, 1, 31, 8, 30, 0, 0, time.UTC)
	for name, change := range map[string]func(*excelize.File){
		"1900": nil,
		"1904": func(f *excelize.File) {
			yes := true
			f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			f.SetCellValue("Sheet1", "A2", 46053-1462)
		},
	} {
		book := bookOf(t, change, []any{"at"}, []any{day}, []any{"2026-02-01"}, []any{0.5})
		got, _, err := days(book, Options{})
		if err != nil || len(got) != 3 || got[0] != "2026-01-31" || got[1] != "2026-02-01" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestCheckZone(t *testing.T) {
	r, err := Open(strings.NewReader("Submit Date (UTC),created_utc,at\n1,2,3\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	manila := zone(t, "Asia/Manila")
	for place, asks := range []bool{true, true, false} {
		if err := r.CheckZone("at", place, manila); (err != nil) != asks {
			t.Errorf("column %d: %v", place, err)
		}
		if err := r.CheckZone("at", place, time.UTC); err != nil {
			t.Errorf("column %d: %v", place, err)
		}
	}
}

// FuzzClock reads any text as a time: no panic, no time outside the years, and no error
// that repeats it.
func FuzzClock(f *testing.F) {
	for _, cell := range []string{"2026-01-31T08:30:00Z", "31/01/2026", "Jan 31, 2026 8 PM", "Sat Jan 31 08:30:00 UTC 2026", "46053.5", "20260131",
		"1.2.2026 10:00 +01:00", "", "-", "31-", "Sat,"} {
		f.Add(cell, uint8(0))
	}
	oslo := zone(f, "Europe/Oslo")
	forms := []Dates{AutoDates, DayFirst, MonthHead, YearFirst, Serial, Unix, UnixMilli}
	f.Fuzz(func(t *testing.T, cell string, form uint8) {
		c := Clock{Dates: forms[int(form)%len(forms)], In: oslo, Days: oslo}
		c.waits(cell)
		at, err := c.Parse(cell)
		if err == nil && (at.Year() < 1 || at.Year() > 9999) {
			t.Errorf("%q = %v", cell, at)
		}
		if err != nil && len(cell) > 60 && strings.Contains(err.Error(), cell) {
			t.Errorf("the error repeats the cell: %v", err)
		}
	})
}

func BenchmarkClock(b *testing.B) {
	c := Clock{In: time.UTC, Days: time.UTC}
	for b.Loop() {
		if _, err := c.Parse("2026-01-31 08:30:00"); err != nil {
			b.Fatal(err)
		}
	}
}
