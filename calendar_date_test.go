package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// ymd is the date of three numbers, which may be no valid date.
func ymd(year, month, day int) cx.Date {
	return cx.Date{Year: year, Month: time.Month(month), Day: day}
}

// dateUTC is the date of t by the standard library.
func dateUTC(t time.Time) cx.Date {
	year, month, day := t.Date()
	return cx.Date{Year: year, Month: month, Day: day}
}

// midnightUTC is the way back: the standard library's instant of a date.
func midnightUTC(d cx.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// oddDates are the dates at which calendars go wrong: month ends, leap days,
// century years, the ends of ISO years.
func oddDates() []cx.Date {
	var dates []cx.Date
	for _, year := range []int{2, 1582, 1600, 1899, 1900, 1969, 1970, 1999, 2000, 2004, 2015, 2016, 2020, 2021, 2023, 2024, 2026, 2100, 9998} {
		for month := 1; month <= 12; month++ {
			last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
			for _, day := range []int{1, 2, 15, 28, 29, 30, 31} {
				if day <= last {
					dates = append(dates, ymd(year, month, day))
				}
			}
		}
	}
	return dates
}

// TestDateEveryDay walks through every day of eight centuries beside the time
// package.
func TestDateEveryDay(t *testing.T) {
	first := ymd(1583, 1, 1)
	at := midnightUTC(first)
	days := 0
	previous := first
	for ; at.Year() < 2401; at = at.AddDate(0, 0, 1) {
		d := dateUTC(at)
		if !d.IsValid() || d.String() != at.Format("2006-01-02") {
			t.Fatalf("%v: IsValid() = %v, String() = %s", at, d.IsValid(), d)
		}
		if got, err := d.DaysSince(first); got != days || err != nil {
			t.Fatalf("%v.DaysSince(%v) = %d, %v, want %d", d, first, got, err, days)
		}
		if got, err := first.AddDays(days); got != d || err != nil {
			t.Fatalf("%v.AddDays(%d) = %v, %v, want %v", first, days, got, err, d)
		}
		if days > 0 {
			if got, err := d.AddDays(-1); got != previous || err != nil {
				t.Fatalf("%v.AddDays(-1) = %v, %v, want %v", d, got, err, previous)
			}
			if d.Compare(previous) != 1 || previous.Compare(d) != -1 || d.Compare(d) != 0 {
				t.Fatalf("%v.Compare(%v) = %d, the other way %d", d, previous, d.Compare(previous), previous.Compare(d))
			}
		}
		previous = d
		days++
	}
	// Python: date(2401,1,1).toordinal() - date(1583,1,1).toordinal().
	if days != 298769 {
		t.Errorf("%d days checked, want 298769", days)
	}
}

// TestDateEveryMonth checks the ends of every month of the years 1 to 9999.
func TestDateEveryMonth(t *testing.T) {
	first := ymd(1, 1, 1)
	origin := midnightUTC(first).Unix() / 86400
	for year := 1; year <= 9999; year++ {
		for month := time.January; month <= time.December; month++ {
			at := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC) // the last day
			d := dateUTC(at)
			want := int(at.Unix()/86400 - origin)
			if at.Unix()%86400 != 0 {
				t.Fatalf("%v is no midnight", at)
			}
			if got, err := d.DaysSince(first); got != want || err != nil {
				t.Fatalf("%v.DaysSince(%v) = %d, %v, want %d", d, first, got, err, want)
			}
			if got, err := first.AddDays(want); got != d || err != nil {
				t.Fatalf("%v.AddDays(%d) = %v, %v, want %v", first, want, got, err, d)
			}
			past := d
			past.Day++
			if !d.IsValid() || past.IsValid() {
				t.Fatalf("IsValid of %v, %v = %v, %v, want true, false", d, past, d.IsValid(), past.IsValid())
			}
		}
	}
}

func TestDateDaysSince(t *testing.T) {
	tests := []struct {
		name     string
		from, to cx.Date
		want     int
	}{
		// A time.Duration ends at 292 years.
		{"five centuries", ymd(1600, 1, 1), ymd(2100, 1, 1), 182622},
		// Python: date(9999,12,31).toordinal() - 1 = 3652058.
		{"all there are", ymd(1, 1, 1), ymd(9999, 12, 31), 3652058},
		{"back", ymd(2024, 3, 1), ymd(2024, 2, 28), -2},
		{"leap day", ymd(2024, 2, 28), ymd(2024, 3, 1), 2},
		{"no leap day", ymd(1900, 2, 28), ymd(1900, 3, 1), 1},
		{"none", ymd(2024, 2, 29), ymd(2024, 2, 29), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.to.DaysSince(tt.from)
			if got != tt.want || err != nil {
				t.Errorf("%v.DaysSince(%v) = %d, %v, want %d", tt.to, tt.from, got, err, tt.want)
			}
			if back, err := tt.from.DaysSince(tt.to); back != -tt.want || err != nil {
				t.Errorf("%v.DaysSince(%v) = %d, %v, want %d", tt.from, tt.to, back, err, -tt.want)
			}
			if to, err := tt.from.AddDays(tt.want); to != tt.to || err != nil {
				t.Errorf("%v.AddDays(%d) = %v, %v, want %v", tt.from, tt.want, to, err, tt.to)
			}
		})
	}
}

func TestDateAddMonths(t *testing.T) {
	for _, d := range oddDates() {
		for n := -30; n <= 30; n++ {
			// The standard library carries months over years; its day 0 is the last
			// of the month before.
			month := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
			last := time.Date(d.Year, d.Month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC).Day()
			want := cx.Date{Year: month.Year(), Month: month.Month(), Day: min(d.Day, last)}
			got, err := d.AddMonths(n)
			if want.Year < 1 || want.Year > 9999 {
				if got != (cx.Date{}) || !errors.Is(err, cx.ErrInvalid) {
					t.Errorf("%v.AddMonths(%d) = %v, %v, want ErrInvalid", d, n, got, err)
				}
				continue
			}
			if got != want || err != nil {
				t.Errorf("%v.AddMonths(%d) = %v, %v, want %v", d, n, got, err, want)
			}
		}
	}
}

func TestDateLimits(t *testing.T) {
	first, last, mid := ymd(1, 1, 1), ymd(9999, 12, 31), ymd(2024, 2, 29)
	tests := []struct {
		name string
		call func() (cx.Date, error)
		want cx.Date // zero: refused
	}{
		{"day before the first", func() (cx.Date, error) { return first.AddDays(-1) }, cx.Date{}},
		{"day after the last", func() (cx.Date, error) { return last.AddDays(1) }, cx.Date{}},
		{"no day", func() (cx.Date, error) { return first.AddDays(0) }, first},
		{"all days", func() (cx.Date, error) { return first.AddDays(3652058) }, last},
		{"all days back", func() (cx.Date, error) { return last.AddDays(-3652058) }, first},
		{"one day too many", func() (cx.Date, error) { return first.AddDays(3652059) }, cx.Date{}},
		{"one day too many back", func() (cx.Date, error) { return last.AddDays(-3652059) }, cx.Date{}},
		{"largest int of days", func() (cx.Date, error) { return mid.AddDays(math.MaxInt) }, cx.Date{}},
		{"smallest int of days", func() (cx.Date, error) { return mid.AddDays(math.MinInt) }, cx.Date{}},
		{"32 bits of days", func() (cx.Date, error) { return mid.AddDays(math.MaxInt32) }, cx.Date{}},
		{"month before the first", func() (cx.Date, error) { return first.AddMonths(-1) }, cx.Date{}},
		{"month after the last", func() (cx.Date, error) { return last.AddMonths(1) }, cx.Date{}},
		{"all months", func() (cx.Date, error) { return first.AddMonths(9998*12 + 11) }, ymd(9999, 12, 1)},
		{"all months back", func() (cx.Date, error) { return last.AddMonths(-9998*12 - 11) }, ymd(1, 1, 31)},
		{"year before the first", func() (cx.Date, error) { return first.AddMonths(-12) }, cx.Date{}},
		{"to the year 0", func() (cx.Date, error) { return mid.AddMonths(-2024 * 12) }, cx.Date{}},
		{"below the year 0", func() (cx.Date, error) { return mid.AddMonths(-2100 * 12) }, cx.Date{}},
		{"largest int of months", func() (cx.Date, error) { return mid.AddMonths(math.MaxInt) }, cx.Date{}},
		{"smallest int of months", func() (cx.Date, error) { return mid.AddMonths(math.MinInt) }, cx.Date{}},
		{"32 bits of months", func() (cx.Date, error) { return mid.AddMonths(math.MinInt32) }, cx.Date{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.call()
			if got != tt.want {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
			if tt.want == (cx.Date{}) {
				cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
			} else if err != nil {
				t.Errorf("error %v, want none", err)
			}
		})
	}
}

// noDates are values of Date that are no day of the years 1 to 9999.
var noDates = []cx.Date{
	{},
	ymd(0, 12, 31), ymd(10000, 1, 1), ymd(-1, 1, 1), ymd(math.MaxInt, 1, 1), ymd(math.MinInt, 1, 1),
	ymd(2024, 0, 1), ymd(2024, 13, 1), ymd(2024, -1, 1), ymd(2024, math.MaxInt, 1), ymd(2024, math.MinInt, 1),
	ymd(2024, 1, 0), ymd(2024, 1, 32), ymd(2024, 1, -1), ymd(2024, 1, math.MaxInt), ymd(2024, 1, math.MinInt),
	ymd(2024, 2, 30), ymd(2023, 2, 29), ymd(1900, 2, 29), ymd(2100, 2, 29), ymd(2024, 4, 31), ymd(2024, 6, 31),
	ymd(2024, 9, 31), ymd(2024, 11, 31),
}

func TestDateInvalid(t *testing.T) {
	good := ymd(2024, 2, 29)
	for _, d := range noDates {
		if d.IsValid() {
			t.Errorf("%v.IsValid() = true, want false", d)
		}
		calls := map[string]func() (any, error){
			"AddDays":         func() (any, error) { v, err := d.AddDays(0); return v == cx.Date{}, err },
			"AddMonths":       func() (any, error) { v, err := d.AddMonths(0); return v == cx.Date{}, err },
			"DaysSince":       func() (any, error) { v, err := d.DaysSince(good); return v == 0, err },
			"DaysSince other": func() (any, error) { v, err := good.DaysSince(d); return v == 0, err },
			"PeriodOf":        func() (any, error) { v, err := cx.Month.PeriodOf(d); return v == cx.Period{}, err },
			"Between":         func() (any, error) { v, err := cx.Month.Between(d, good); return v == 0, err },
			"Between other":   func() (any, error) { v, err := cx.Month.Between(good, d); return v == 0, err },
			"StartOf":         func() (any, error) { v, err := cx.Calendar{}.StartOf(d); return v.IsZero(), err },
			"Validate start": func() (any, error) {
				p := cx.Period{Start: d, End: good}
				return p.Days() == 0, p.Validate()
			},
			"Validate end": func() (any, error) {
				p := cx.Period{Start: good, End: d}
				return p.Days() == 0, p.Validate()
			},
		}
		if d != (cx.Date{}) {
			calls["MarshalText"] = func() (any, error) { v, err := d.MarshalText(); return v == nil, err }
		}
		for name, call := range calls {
			zero, err := call()
			cxtest.Refuses(t, fmt.Sprintf("%s of %v", name, d), err, cx.ErrInvalid)
			if zero != true {
				t.Errorf("%s of %v returns a value beside its error", name, d)
			}
		}
		_ = d.String() // shows what it holds, and does not panic
	}
}

// secretText is in inputs that no error text may repeat.
const secretText = "hunter2"

func TestParseDateStrict(t *testing.T) {
	bad := []string{
		"", " ", "2024", "2024-02", "2024-2-9", "2024-02-9", "2024-2-09", "24-02-09", "02024-02-09",
		" 2024-02-09", "2024-02-09 ", "2024-02-09\n", "2024-02-09\x00", "2024-02-09T00:00:00Z", "2024-02-09Z",
		"2024/02/09", "2024.02.09", "20240209", "2024-0209", "09-02-2024", "2024-Feb-09", "2024-040",
		"+2024-02-09", "-2024-02-09", "2024--2-09", "2024-+2-09", "2024-02-+9", "2024- 2-09", "2024-02- 9",
		"0000-01-01", "0000-12-31", "10000-01-01", "-001-01-01", "2024-00-10", "2024-13-01", "2024-01-00",
		"2024-01-32", "2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31",
		"２０２４-02-09", "2024‐02‐09", "٢٠٢٤-02-09", "2024-02-09" + secretText, secretText,
		"\xff\xfe24-02-09", strings.Repeat("2", 300), strings.Repeat("2024-02-09", 1000),
	}
	for _, s := range bad {
		got, err := cx.ParseDate(s)
		if got != (cx.Date{}) {
			t.Errorf("ParseDate(%.40q) = %v, %v, want the zero Date", s, got, err)
		}
		cxtest.Refuses(t, fmt.Sprintf("ParseDate(%.40q)", s), err, cx.ErrInvalid)
		if err != nil && strings.Contains(err.Error(), secretText) {
			t.Errorf("ParseDate(%q): error %q repeats the input", s, err)
		}
	}
	good := map[string]cx.Date{
		"0001-01-01": ymd(1, 1, 1), "9999-12-31": ymd(9999, 12, 31), "2024-02-29": ymd(2024, 2, 29),
		"1582-10-10": ymd(1582, 10, 10), // a day that Rome skipped: the calendar is the proleptic one
	}
	for s, want := range good {
		if got, err := cx.ParseDate(s); got != want || err != nil {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func TestDateText(t *testing.T) {
	for _, d := range append(oddDates(), ymd(1, 1, 1), ymd(9999, 12, 31), cx.Date{}) {
		text, err := d.MarshalText()
		if err != nil {
			t.Errorf("%v.MarshalText(): %v", d, err)
		}
		back := ymd(1999, 1, 1)
		if err := back.UnmarshalText(text); back != d || err != nil {
			t.Errorf("UnmarshalText(%q) = %v, %v, want %v", text, back, err, d)
		}
	}
	d := ymd(2024, 2, 29)
	cxtest.Refuses(t, "UnmarshalText", d.UnmarshalText([]byte("2024-02-30")), cx.ErrInvalid)
	if d != ymd(2024, 2, 29) {
		t.Errorf("after an error the receiver is %v, want it unchanged", d)
	}
}

func TestDateCompare(t *testing.T) {
	dates := oddDates() // in ascending order, as their texts are
	for i, a := range dates {
		for _, j := range []int{0, i / 2, i, (i + len(dates)) / 2, len(dates) - 1} {
			b := dates[j]
			if got, want := a.Compare(b), strings.Compare(a.String(), b.String()); got != want {
				t.Errorf("%v.Compare(%v) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestDatesInJSON(t *testing.T) {
	type record struct {
		On     cx.Date           `json:"on"`
		Within cx.Period         `json:"within"`
		Days   map[cx.Date]int   `json:"days"`
		Spans  map[cx.Period]int `json:"spans"`
	}
	want := record{
		On:     ymd(2024, 2, 29),
		Within: cx.Period{Start: ymd(2026, 11, 16), End: ymd(2026, 11, 23)},
		Days:   map[cx.Date]int{ymd(2024, 1, 2): 1, ymd(2023, 1, 2): 2},
		Spans:  map[cx.Period]int{period("2026-Q4"): 3, period("2026-11-15/2026-11-22"): 4},
	}
	data, err := json.Marshal(want)
	const text = `{"on":"2024-02-29","within":"2026-W47",` +
		`"days":{"2023-01-02":2,"2024-01-02":1},"spans":{"2026-11-15/2026-11-22":4,"2026-Q4":3}}`
	if string(data) != text || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, text)
	}
	var got record
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Errorf("json.Unmarshal: %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("json.Unmarshal (-want +got)\n%s", diff)
	}
	// No date is no text, and null leaves a value alone.
	if data, err := json.Marshal(record{}); string(data) != `{"on":"","within":"","days":null,"spans":null}` || err != nil {
		t.Errorf("json.Marshal of zero values = %s, %v", data, err)
	}
	got = want
	if err := json.Unmarshal([]byte(`{"on":null,"within":null}`), &got); err != nil || got.On != want.On || got.Within != want.Within {
		t.Errorf("json.Unmarshal of null = %v, %v, %v", got.On, got.Within, err)
	}
	if err := json.Unmarshal([]byte(`{"on":"","within":""}`), &got); err != nil || got.On != (cx.Date{}) || got.Within != (cx.Period{}) {
		t.Errorf("json.Unmarshal of blanks = %v, %v, %v", got.On, got.Within, err)
	}
	for _, bad := range []string{`{"on":"2024-02-30"}`, `{"within":"2026-W54"}`, `{"days":{"x":1}}`, `{"spans":{"2026-13":1}}`} {
		got := want
		cxtest.Refuses(t, bad, json.Unmarshal([]byte(bad), &got), cx.ErrInvalid)
		if got.On != want.On || got.Within != want.Within {
			t.Errorf("%s changed the receiver to %v, %v", bad, got.On, got.Within)
		}
	}
	for _, bad := range []string{`{"on":20240229}`, `{"within":{}}`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("json.Unmarshal(%s) succeeded", bad)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "0000-01-01", "", "2024-2-9", "2024-02-09T", "+024-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := cx.ParseDate(s)
		var again cx.Date
		if textErr := again.UnmarshalText([]byte(s)); (textErr == nil) != (err == nil || s == "") || again != d {
			t.Errorf("UnmarshalText(%q) = %v, %v, ParseDate gives %v, %v", s, again, textErr, d, err)
		}
		at, timeErr := time.Parse("2006-01-02", s)
		wantOK := timeErr == nil && at.Year() >= 1 && at.Format("2006-01-02") == s
		if (err == nil) != wantOK {
			t.Fatalf("ParseDate(%q) = %v, %v; the time package says %v, %v", s, d, err, at, timeErr)
		}
		if err != nil {
			cxtest.Refuses(t, "ParseDate", err, cx.ErrInvalid)
			if d != (cx.Date{}) {
				t.Errorf("ParseDate(%q) = %v beside its error", s, d)
			}
			return
		}
		if d != dateUTC(at) || d.String() != s || !d.IsValid() {
			t.Errorf("ParseDate(%q) = %v, IsValid %v", s, d, d.IsValid())
		}
	})
}

// calendarContract is what the values of the calendar promise: they are results.
func calendarContract(*testing.T) cxtest.Contract {
	return cxtest.Contract{Values: []any{date("2026-11-16"), period("2026-W47")}}
}

func TestCalendar_Contract(t *testing.T) { calendarContract(t).Run(t) }
