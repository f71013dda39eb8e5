package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// allGrains are the grains, with the zero Grain first.
var allGrains = []cx.Grain{"", cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year}

// naiveStart returns the first day of the period of a grain by the rules of the
// standard library.
func naiveStart(g cx.Grain, at time.Time) time.Time {
	year, month, day := at.Date()
	switch g {
	case cx.Week:
		day -= (int(at.Weekday()) + 6) % 7
	case cx.WeekFromSunday:
		day -= int(at.Weekday())
	case cx.Month:
		day = 1
	case cx.Quarter:
		month, day = month-(month-1)%3, 1
	case cx.Year:
		month, day = time.January, 1
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// naiveNext returns the first day of the period that follows the one starting at.
func naiveNext(g cx.Grain, at time.Time) time.Time {
	switch g {
	case cx.Week, cx.WeekFromSunday:
		return at.AddDate(0, 0, 7)
	case cx.Month:
		return at.AddDate(0, 1, 0)
	case cx.Quarter:
		return at.AddDate(0, 3, 0)
	case cx.Year:
		return at.AddDate(1, 0, 0)
	}
	return at.AddDate(0, 0, 1)
}

func naivePeriod(g cx.Grain, at time.Time) cx.Period {
	start := naiveStart(g, at)
	return cx.Period{Start: dateUTC(start), End: dateUTC(naiveNext(g, start))}
}

// naiveText is the text form of a period of a grain.
func naiveText(g cx.Grain, p cx.Period) string {
	at := midnightUTC(p.Start)
	switch g {
	case cx.Year:
		return at.Format("2006")
	case cx.Quarter:
		return fmt.Sprintf("%s-Q%d", at.Format("2006"), 1+int(at.Month()-1)/3)
	case cx.Month:
		return at.Format("2006-01")
	case cx.Week:
		year, week := at.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case cx.WeekFromSunday:
		return p.Start.String() + "/" + p.End.String()
	}
	return p.Start.String()
}

// TestPeriodEveryDay checks the period, its text and the way back for every day
// of 1990 to 2040 and every grain, ISO weeks among them.
func TestPeriodEveryDay(t *testing.T) {
	cxtest.Long(t)
	for at := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= 2040; at = at.AddDate(0, 0, 1) {
		checkPeriodsOf(t, at)
		year, week := at.ISOWeek()
		p, err := cx.Week.PeriodOf(dateUTC(at))
		if want := fmt.Sprintf("%04d-W%02d", year, week); p.String() != want || err != nil {
			t.Fatalf("Week.PeriodOf(%v) = %v, %v, want %s", dateUTC(at), p, err, want)
		}
	}
	for _, d := range oddDates() {
		checkPeriodsOf(t, midnightUTC(d))
	}
}

func checkPeriodsOf(t *testing.T, at time.Time) {
	t.Helper()
	d := dateUTC(at)
	for _, g := range allGrains {
		want := naivePeriod(g, at)
		p, err := g.PeriodOf(d)
		if p != want || err != nil {
			t.Fatalf("%q.PeriodOf(%v) = %v, %v, want %v", g, d, p, err, want)
		}
		if text := naiveText(g, want); p.String() != text {
			t.Fatalf("%q.PeriodOf(%v).String() = %s, want %s", g, d, p, text)
		}
		if back, err := cx.ParsePeriod(p.String()); back != p || err != nil {
			t.Fatalf("ParsePeriod(%s) = %v, %v, want %v", p, back, err, p)
		}
		days := int(midnightUTC(want.End).Sub(midnightUTC(want.Start)) / (24 * time.Hour))
		if p.Days() != days || !p.Contains(d) || !p.Contains(p.Start) || p.Contains(p.End) || p.Validate() != nil {
			t.Fatalf("%v has Days() %d, want %d, and Contains %v, %v, %v, Validate %v",
				p, p.Days(), days, p.Contains(d), p.Contains(p.Start), p.Contains(p.End), p.Validate())
		}
		if before, _ := p.Start.AddDays(-1); p.Contains(before) {
			t.Fatalf("%v contains %v", p, before)
		}
	}
}

func TestPeriodText(t *testing.T) {
	tests := []struct {
		text       string
		start, end cx.Date
	}{
		{"2026", ymd(2026, 1, 1), ymd(2027, 1, 1)},
		{"2026-Q1", ymd(2026, 1, 1), ymd(2026, 4, 1)},
		{"2026-Q4", ymd(2026, 10, 1), ymd(2027, 1, 1)},
		{"2026-11", ymd(2026, 11, 1), ymd(2026, 12, 1)},
		{"2024-02", ymd(2024, 2, 1), ymd(2024, 3, 1)},
		{"2026-11-15", ymd(2026, 11, 15), ymd(2026, 11, 16)},
		{"2026-12-31", ymd(2026, 12, 31), ymd(2027, 1, 1)},
		{"2026-11-15/2026-11-22", ymd(2026, 11, 15), ymd(2026, 11, 22)}, // Sunday to Sunday
		{"2026-11-15/2027-02-01", ymd(2026, 11, 15), ymd(2027, 2, 1)},
		{"2025-01-01/2027-01-01", ymd(2025, 1, 1), ymd(2027, 1, 1)},
		// ISO 8601 years: the last and the first week of one, and the first of January
		// 2027, a Friday.
		{"2015-W53", ymd(2015, 12, 28), ymd(2016, 1, 4)},
		{"2025-W01", ymd(2024, 12, 30), ymd(2025, 1, 6)},
		{"2026-W53", ymd(2026, 12, 28), ymd(2027, 1, 4)},
		{"2027-W01", ymd(2027, 1, 4), ymd(2027, 1, 11)}, // the Friday before is in 2026-W53
		{"2026-W47", ymd(2026, 11, 16), ymd(2026, 11, 23)},
		// The limits of the years.
		{"0001", ymd(1, 1, 1), ymd(2, 1, 1)},
		{"0001-Q1", ymd(1, 1, 1), ymd(1, 4, 1)},
		{"0001-01", ymd(1, 1, 1), ymd(1, 2, 1)},
		{"0001-W01", ymd(1, 1, 1), ymd(1, 1, 8)}, // 0001-01-01 is a Monday
		{"0001-01-01", ymd(1, 1, 1), ymd(1, 1, 2)},
		{"9998", ymd(9998, 1, 1), ymd(9999, 1, 1)},
		{"9999-Q3", ymd(9999, 7, 1), ymd(9999, 10, 1)},
		{"9999-11", ymd(9999, 11, 1), ymd(9999, 12, 1)},
		{"9999-12-30", ymd(9999, 12, 30), ymd(9999, 12, 31)},
		{"9999-12-01/9999-12-31", ymd(9999, 12, 1), ymd(9999, 12, 31)},
		{"0001-01-01/9999-12-31", ymd(1, 1, 1), ymd(9999, 12, 31)},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			want := cx.Period{Start: tt.start, End: tt.end}
			if got := want.String(); got != tt.text {
				t.Errorf("String() = %s, want %s", got, tt.text)
			}
			if got, err := cx.ParsePeriod(tt.text); got != want || err != nil {
				t.Errorf("ParsePeriod(%q) = %v, %v, want %v", tt.text, got, err, want)
			}
			data, err := json.Marshal(want)
			if string(data) != `"`+tt.text+`"` || err != nil {
				t.Errorf("json.Marshal = %s, %v, want %q", data, err, tt.text)
			}
			var back cx.Period
			if err := json.Unmarshal(data, &back); back != want || err != nil {
				t.Errorf("json.Unmarshal(%s) = %v, %v, want %v", data, back, err, want)
			}
		})
	}
}

func TestISOWeekOfDate(t *testing.T) {
	tests := []struct {
		d    cx.Date
		want string
	}{
		{ymd(2016, 1, 3), "2015-W53"},
		{ymd(2024, 12, 30), "2025-W01"},
		{ymd(2027, 1, 1), "2026-W53"}, // the comment on Week
		{ymd(2016, 1, 4), "2016-W01"},
		{ymd(2024, 12, 29), "2024-W52"},
		{ymd(2020, 12, 31), "2020-W53"},
		{ymd(2021, 1, 3), "2020-W53"},
	}
	for _, tt := range tests {
		if p, err := cx.Week.PeriodOf(tt.d); p.String() != tt.want || err != nil {
			t.Errorf("Week.PeriodOf(%v) = %v, %v, want %s", tt.d, p, err, tt.want)
		}
	}
}

func TestParsePeriodStrict(t *testing.T) {
	bad := []string{
		"", " ", "26", "202", "0000", "9999", "20261", "+026", "-026", "2O26", " 026",
		"2026-Q0", "2026-Q5", "2026-q1", "2026Q1", "2026-Q", "2026-Q11", "2026/Q1", "0000-Q1", "9999-Q4", "2026+Q1",
		"2026-00", "2026-13", "2026-1", "2026-1 ", "2026-+1", "2026/11", "0000-01", "9999-12", "2026-111",
		"2026-W00", "2026-W54", "2025-W53", "2026-w47", "2026W47", "2026-W7", "2026-W+7", "2026-W-1", "2026-W 7",
		"2026-W1A", "2026-W470", "2026-W47-1", "0000-W01", "9999-W52", "2026/W47", "2026-X47",
		"2026-11-31", "2026-11-15 ", "9999-12-31", "2026-11-15T", "0000-12-31",
		"/", "2026-11-15/", "/2026-11-15", "2026-11-15/2026-11-15", "2026-11-22/2026-11-15", "2026-11-15//2026-11-22",
		"2026-11-15/2026-11-16/2026-11-17", "2026/2027", "2026-11/2026-12", "2026-11-15/2026-11-31",
		"2026-11-31/2026-12-01", "2026-11-15/10000-01-01", "2026-11-15 / 2026-11-22", "2026-11-15--2026-11-22",
		"２０２６", "20é26", "202\xff", "2026-Q\xff", "\xe9026-11", secretText, "2026-" + secretText,
		strings.Repeat("2026-11-15/", 1000), strings.Repeat("x", 100_000),
	}
	for _, s := range bad {
		got, err := cx.ParsePeriod(s)
		if got != (cx.Period{}) {
			t.Errorf("ParsePeriod(%.40q) = %v, %v, want the zero Period", s, got, err)
		}
		cxtest.Refuses(t, fmt.Sprintf("ParsePeriod(%.40q)", s), err, cx.ErrInvalid)
		if err != nil && strings.Contains(err.Error(), secretText) {
			t.Errorf("ParsePeriod(%q): error %q repeats the input", s, err)
		}
	}
	// The long form of a whole period is read as well, and written short.
	if p, err := cx.ParsePeriod("2026-11-01/2026-12-01"); p.String() != "2026-11" || err != nil {
		t.Errorf("ParsePeriod of a month's dates = %v, %v, want 2026-11", p, err)
	}
}

func TestPeriodInvalid(t *testing.T) {
	tests := []struct {
		name string
		p    cx.Period
		text string
	}{
		{"inverted", cx.Period{Start: ymd(2025, 1, 1), End: ymd(2024, 1, 1)}, "2025-01-01/2024-01-01"},
		{"no days", cx.Period{Start: ymd(2024, 1, 1), End: ymd(2024, 1, 1)}, "2024-01-01/2024-01-01"},
		{"no end", cx.Period{Start: ymd(2024, 1, 1)}, "2024-01-01/0000-00-00"},
		{"no start", cx.Period{End: ymd(2024, 1, 1)}, "0000-00-00/2024-01-01"},
		{"no such day", cx.Period{Start: ymd(2023, 2, 29), End: ymd(2024, 1, 1)}, "2023-02-29/2024-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cxtest.Refuses(t, "Validate", tt.p.Validate(), cx.ErrInvalid)
			if got := tt.p.Days(); got != 0 {
				t.Errorf("Days() = %d, want 0", got)
			}
			if got := tt.p.String(); got != tt.text {
				t.Errorf("String() = %s, want %s", got, tt.text)
			}
			if tt.p.Contains(ymd(2026, 1, 1)) && tt.p.End != (cx.Date{}) {
				t.Errorf("Contains(2026-01-01) = true")
			}
			text, err := tt.p.MarshalText()
			cxtest.Refuses(t, "MarshalText", err, cx.ErrInvalid)
			if text != nil {
				t.Errorf("MarshalText() = %q beside its error", text)
			}
			for _, g := range allGrains {
				ps, err := g.Periods(tt.p)
				cxtest.Refuses(t, "Periods", err, cx.ErrInvalid)
				if ps != nil {
					t.Errorf("%q.Periods = %v beside its error", g, ps)
				}
			}
		})
	}
	// A literal may hold no days at all, and then contains none.
	inverted := cx.Period{Start: ymd(2025, 1, 1), End: ymd(2024, 1, 1)}
	if inverted.Contains(ymd(2024, 6, 1)) {
		t.Errorf("%v contains 2024-06-01", inverted)
	}
	p := cx.Period{Start: ymd(2024, 1, 1), End: ymd(2024, 2, 1)}
	before := p
	cxtest.Refuses(t, "UnmarshalText", p.UnmarshalText([]byte("2024-13")), cx.ErrInvalid)
	if p != before {
		t.Errorf("after an error the receiver is %v, want %v", p, before)
	}
}

func TestGrainInvalid(t *testing.T) {
	d, p := ymd(2024, 1, 1), cx.Period{Start: ymd(2024, 1, 1), End: ymd(2024, 2, 1)}
	for _, g := range []cx.Grain{"hour", "Day", "week ", "isoweek", secretText, "month\x00", cx.Grain(strings.Repeat("d", 1000))} {
		_, err := g.PeriodOf(d)
		cxtest.Refuses(t, "PeriodOf", err, cx.ErrInvalid)
		_, err = g.Between(d, d)
		cxtest.Refuses(t, "Between", err, cx.ErrInvalid)
		_, err = g.Periods(p)
		cxtest.Refuses(t, "Periods", err, cx.ErrInvalid)
		_, err = cx.Calendar{Grain: g}.PeriodOf(midnightUTC(d))
		cxtest.Refuses(t, "Calendar.PeriodOf", err, cx.ErrInvalid)
		if strings.Contains(err.Error(), secretText) {
			t.Errorf("error %q repeats the input", err)
		}
	}
}

// TestGrainAtTheLimits checks the periods that run past the years 1 to 9999.
func TestGrainAtTheLimits(t *testing.T) {
	first, last := ymd(1, 1, 1), ymd(9999, 12, 31)
	tests := []struct {
		g    cx.Grain
		d    cx.Date
		want string // blank: refused
	}{
		{cx.Day, first, "0001-01-01"},
		{cx.Week, first, "0001-W01"},
		{cx.WeekFromSunday, first, ""}, // Saturday 0000-12-30 belongs to it
		{cx.WeekFromSunday, ymd(1, 1, 7), "0001-01-07/0001-01-14"},
		{cx.Month, first, "0001-01"},
		{cx.Quarter, first, "0001-Q1"},
		{cx.Year, first, "0001"},
		{cx.Day, last, ""}, // its end would be in the year 10000
		{cx.Week, last, ""},
		{cx.WeekFromSunday, last, ""},
		{cx.Month, last, ""},
		{cx.Quarter, last, ""},
		{cx.Year, last, ""},
		{cx.Day, ymd(9999, 12, 30), "9999-12-30"},
		{cx.Week, ymd(9999, 12, 26), "9999-W51"},
		{cx.Month, ymd(9999, 11, 30), "9999-11"},
		{cx.Quarter, ymd(9999, 9, 30), "9999-Q3"},
		{cx.Year, ymd(9998, 12, 31), "9998"},
	}
	for _, tt := range tests {
		got, err := tt.g.PeriodOf(tt.d)
		if tt.want == "" {
			cxtest.Refuses(t, fmt.Sprintf("%s.PeriodOf(%v)", tt.g, tt.d), err, cx.ErrInvalid)
			if got != (cx.Period{}) {
				t.Errorf("%s.PeriodOf(%v) = %v beside its error", tt.g, tt.d, got)
			}
			continue
		}
		if got.String() != tt.want || err != nil {
			t.Errorf("%s.PeriodOf(%v) = %v, %v, want %s", tt.g, tt.d, got, err, tt.want)
		}
	}
}

func TestGrainBetween(t *testing.T) {
	tests := []struct {
		g        cx.Grain
		from, to cx.Date
		want     int
	}{
		{cx.Month, ymd(2023, 3, 31), ymd(2023, 4, 30), 1},
		{cx.WeekFromSunday, ymd(2024, 3, 9), ymd(2024, 3, 10), 1}, // Saturday, Sunday
		{cx.Week, ymd(2024, 3, 9), ymd(2024, 3, 10), 0},           // the same ISO week
		{cx.Week, ymd(2024, 3, 10), ymd(2024, 3, 11), 1},          // Sunday, Monday
		{cx.Month, ymd(2023, 4, 1), ymd(2023, 4, 30), 0},
		{cx.Quarter, ymd(2023, 3, 31), ymd(2023, 4, 1), 1},
		{cx.Quarter, ymd(2023, 1, 1), ymd(2024, 12, 31), 7}, // 2023-Q1 to 2024-Q4
		{cx.Year, ymd(2023, 12, 31), ymd(2024, 1, 1), 1},
		{cx.Day, ymd(1600, 1, 1), ymd(2100, 1, 1), 182622}, // more than a time.Duration holds
		{"", ymd(2024, 2, 28), ymd(2024, 3, 1), 2},         // the zero grain is a day
		{cx.Year, ymd(1, 1, 1), ymd(9999, 12, 31), 9998},
		{cx.Month, ymd(1, 1, 1), ymd(9999, 12, 31), 12*9999 - 1},
		{cx.Quarter, ymd(1, 1, 1), ymd(9999, 12, 31), 4*9999 - 1},
		{cx.Week, ymd(1, 1, 1), ymd(9999, 12, 31), 3652058 / 7},      // the first is a Monday
		{cx.WeekFromSunday, ymd(1, 1, 1), ymd(1, 1, 7), 1},           // Monday to Sunday
		{cx.WeekFromSunday, ymd(1969, 12, 27), ymd(1969, 12, 28), 1}, // before 1970
	}
	for _, tt := range tests {
		got, err := tt.g.Between(tt.from, tt.to)
		if got != tt.want || err != nil {
			t.Errorf("%q.Between(%v, %v) = %d, %v, want %d", tt.g, tt.from, tt.to, got, err, tt.want)
		}
		if back, err := tt.g.Between(tt.to, tt.from); back != -tt.want || err != nil {
			t.Errorf("%q.Between(%v, %v) = %d, %v, want %d", tt.g, tt.to, tt.from, back, err, -tt.want)
		}
	}
}

// TestGrainPeriods checks the list of periods against steps by the time package.
func TestGrainPeriods(t *testing.T) {
	spans := []cx.Period{
		{Start: ymd(2023, 12, 29), End: ymd(2025, 1, 2)},
		{Start: ymd(2024, 2, 29), End: ymd(2024, 3, 1)},
		{Start: ymd(2015, 12, 31), End: ymd(2016, 1, 4)},
		{Start: ymd(1969, 11, 15), End: ymd(1970, 2, 15)},
		{Start: ymd(1, 1, 7), End: ymd(3, 1, 1)},
		{Start: ymd(9997, 1, 1), End: ymd(9999, 1, 1)},
		{Start: ymd(2026, 1, 1), End: ymd(2027, 1, 1)},
	}
	for _, span := range spans {
		for _, g := range allGrains {
			var want []cx.Period
			for at := naiveStart(g, midnightUTC(span.Start)); dateUTC(at).Compare(span.End) < 0; at = naiveNext(g, at) {
				want = append(want, naivePeriod(g, at))
			}
			got, err := g.Periods(span)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%q.Periods(%v): %v (-want +got)\n%s", g, span, err, diff)
			}
			first, last := got[0], got[len(got)-1]
			if n, err := g.Between(first.Start, last.Start); n != len(got)-1 || err != nil {
				t.Errorf("%q.Between of the first and last of %d periods = %d, %v", g, len(got), n, err)
			}
			if !first.Contains(span.Start) || last.End.Compare(span.End) < 0 {
				t.Errorf("%q.Periods(%v) runs from %v to %v", g, span, first, last)
			}
		}
	}
}

func TestGrainPeriodsLimit(t *testing.T) {
	start := ymd(2000, 1, 1)
	after := func(days int) cx.Period {
		end, err := start.AddDays(days)
		if err != nil {
			t.Fatal(err)
		}
		return cx.Period{Start: start, End: end}
	}
	if cx.MaxPeriods != 40_000 {
		t.Errorf("MaxPeriods = %d, want 40,000", cx.MaxPeriods)
	}
	if ps, err := cx.Day.Periods(after(40_000)); len(ps) != 40_000 || err != nil {
		t.Errorf("Periods of 40,000 days: %d, %v", len(ps), err)
	}
	ps, err := cx.Day.Periods(after(40_001))
	cxtest.Refuses(t, "Periods of 40,001 days", err, cx.ErrInvalid)
	var outside *cx.RangeError
	if !errors.As(err, &outside) || outside.Got != 40_001 || outside.Max != 40_000 || ps != nil {
		t.Errorf("Periods of 40,001 days = %d periods, %#v, want a RangeError of 40001", len(ps), err)
	}
	// A refusal costs nothing, however far apart the dates are.
	all := cx.Period{Start: ymd(1, 1, 1), End: ymd(9999, 12, 31)}
	var before, done runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = cx.Day.Periods(all)
	runtime.ReadMemStats(&done)
	cxtest.Refuses(t, "Periods of all days", err, cx.ErrInvalid)
	if bytes := done.TotalAlloc - before.TotalAlloc; bytes > 64<<10 {
		t.Errorf("the refusal allocated %d bytes", bytes)
	}
	// Periods that run past the years are refused as well.
	_, err = cx.Year.Periods(all)
	cxtest.Refuses(t, "Periods up to the last year", err, cx.ErrInvalid)
	_, err = cx.WeekFromSunday.Periods(cx.Period{Start: ymd(1, 1, 1), End: ymd(1, 2, 1)})
	cxtest.Refuses(t, "Periods from the first week", err, cx.ErrInvalid)
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{
		"2026", "2026-Q4", "2026-11", "2026-W47", "2026-W53", "2025-W53", "2026-11-15", "2026-11-15/2026-11-22",
		"2026-11-01/2026-12-01", "0001-W01", "9999", "9999-12", "", "/", "2026-Q5", "2026-W+7",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := cx.ParsePeriod(s)
		var again cx.Period
		if textErr := again.UnmarshalText([]byte(s)); (textErr == nil) != (err == nil || s == "") || again != p {
			t.Errorf("UnmarshalText(%q) = %v, %v, ParsePeriod gives %v, %v", s, again, textErr, p, err)
		}
		if err != nil {
			cxtest.Refuses(t, "ParsePeriod", err, cx.ErrInvalid)
			if p != (cx.Period{}) {
				t.Errorf("ParsePeriod(%q) = %v beside its error", s, p)
			}
			return
		}
		if p.Validate() != nil || p.Days() < 1 {
			t.Fatalf("ParsePeriod(%q) = %v, which is not valid", s, p)
		}
		short := p.String()
		if !strings.Contains(s, "/") && short != s {
			t.Errorf("ParsePeriod(%q).String() = %s", s, short)
		}
		if strings.Contains(s, "/") && s != p.Start.String()+"/"+p.End.String() {
			t.Errorf("ParsePeriod(%q) = %v to %v", s, p.Start, p.End)
		}
		if back, err := cx.ParsePeriod(short); back != p || err != nil {
			t.Errorf("ParsePeriod(%q) = %v, %v, want %v", short, back, err, p)
		}
	})
}
