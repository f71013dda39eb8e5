package cx_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func hoursTime(t *time.Time) time.Time { return *t }

// TestHoursAgainstClock goes through the seconds of some days in zones whose clocks change, by
// half an hour, at midnight, by a whole day, with seconds, and compares both the counts
// and the length of the hours with time.Time itself.
func TestHoursAgainstClock(t *testing.T) {
	for _, tt := range []struct{ zone, span string }{
		{"UTC", "2026-10-24/2026-10-27"},
		{"Europe/Oslo", "2026-10-24/2026-10-27"},         // back at 3
		{"Europe/Oslo", "2026-03-28/2026-03-31"},         // forward at 2
		{"Australia/Lord_Howe", "2026-04-04/2026-04-07"}, // back by half an hour
		{"Australia/Lord_Howe", "2026-10-03/2026-10-06"},
		{"Africa/Cairo", "2023-04-27/2023-04-30"},      // forward at midnight
		{"America/Sao_Paulo", "2018-02-17/2018-02-19"}, // back at midnight: the day before is longer
		{"America/St_Johns", "2010-11-06/2010-11-09"},  // back at 00:01
		{"Pacific/Apia", "2011-12-28/2012-01-02"},      // December 30 was skipped
		{"Asia/Kathmandu", "2026-05-01/2026-05-02"},    // 5:45 ahead
		{"America/New_York", "1883-11-17/1883-11-20"},  // local mean time, with seconds
		{"Asia/Tokyo", "2100-02-27/2100-03-02"},        // beyond every table
		{"Europe/Oslo", "2099-03-01/2099-04-15"},       // by the rule
		{"Europe/Oslo", "2096-12-29/2097-01-03"},       // the end of a leap year
		{"Africa/Casablanca", "2026-02-14/2026-02-17"}, // negative summer time
		{"Antarctica/Troll", "2026-10-24/2026-10-27"},  // back by two hours
		{"America/Caracas", "2007-12-08/2007-12-11"},   // back by half an hour for good
		{"Asia/Pyongyang", "2018-05-03/2018-05-07"},    // forward by half an hour for good
		{"Pacific/Kwajalein", "1993-08-19/1993-08-23"}, // another skipped day
		{"America/Juneau", "1867-10-17/1867-10-20"},    // a day that came twice
		{"Europe/Amsterdam", "1937-06-29/1937-07-03"},  // 0:19:32 became 0:20
		{"Asia/Manila", "1844-12-29/1845-01-03"},       // the first change of a zone
		{"Europe/London", "1968-10-26/1968-10-29"},     // no change that year
		{"America/Argentina/Salta", "2008-10-18/2008-10-21"},
	} {
		t.Run(tt.zone+" "+tt.span, func(t *testing.T) {
			loc := touchLocation(t, tt.zone)
			c := cx.Calendar{Location: loc}
			span := period(tt.span)
			var want [24]int64
			var times []time.Time
			const step = 2 // seconds, which divides the offsets of all zones here
			from := time.Date(span.Start.Year, span.Start.Month, span.Start.Day-2, 0, 0, 0, 0, time.UTC)
			to := time.Date(span.End.Year, span.End.Month, span.End.Day+2, 0, 0, 0, 0, time.UTC)
			inside := func(at time.Time) bool {
				y, m, d := at.Date()
				return span.Contains(cx.Date{Year: y, Month: m, Day: d})
			}
			for at := from; at.Before(to); at = at.Add(step * time.Second) {
				local := at.In(loc)
				if inside(local) {
					want[local.Hour()] += step
				}
				if at.Unix()%600 == 0 {
					times = append(times, at)
				}
			}
			got, err := c.HourSeconds(span)
			if err != nil || got != want {
				t.Errorf("HourSeconds(%v) = %v, %v, want %v", span, got, err, want)
			}
			h, err := cx.HoursOf(times, hoursTime, c, span)
			if err != nil {
				t.Fatal(err)
			}
			wantHours := cx.Hours{Zone: loc.String()}
			for _, at := range times {
				if local := at.In(loc); inside(local) {
					wantHours.Counts[local.Hour()]++
				}
			}
			if h != wantHours {
				t.Errorf("HoursOf = %v, want %v", h, wantHours)
			}
		})
	}
}

// A year in Oslo has 8760 hours, of which one less shows 2 in March and one more in October.
func TestHourSecondsOfYears(t *testing.T) {
	oslo := cx.Calendar{Location: touchLocation(t, "Europe/Oslo")}
	got, err := oslo.HourSeconds(period("2026"))
	if err != nil {
		t.Fatal(err)
	}
	for h, seconds := range got {
		if seconds != 365*3600 {
			t.Errorf("hour %d has %d seconds, want %d", h, seconds, 365*3600)
		}
	}
	march, err := oslo.HourSeconds(period("2026-03"))
	if err != nil || march[2] != 30*3600 || march[3] != 31*3600 {
		t.Errorf("HourSeconds of March = %v, %v, want 30 hours of 2 and 31 of 3", march, err)
	}
	// Eight thousand years, in little time: as many springs as autumns.
	all := cx.Period{Start: date("2000-01-01"), End: date("9999-12-31")}
	for _, c := range []cx.Calendar{{}, oslo} {
		got, err := c.HourSeconds(all)
		var sum int64
		for _, seconds := range got {
			sum += seconds
		}
		if want := int64(all.Days()) * 86400; err != nil || sum != want {
			t.Errorf("HourSeconds of %v: %d seconds, %v, want %d", all, sum, err, want)
		}
	}
}

// The calls of the csat_callcentre data by hour, counted in Python from the text of the
// times.
func TestHoursOfCalls(t *testing.T) {
	columns, rows := sharedRows(t, "csat_callcentre", "call_centre.csv.gz")
	h, err := cx.HoursOf(rows, func(row *[]string) time.Time {
		at, err := time.Parse("2006-01-02 15:04:05", (*row)[columns["Date"]]+" "+(*row)[columns["Time"]])
		if err != nil {
			t.Fatal(err)
		}
		return at
	}, cx.Calendar{}, period("2021-Q1"))
	want := cx.Hours{Zone: "UTC", Counts: [24]int64{9: 547, 10: 529, 11: 590, 12: 547, 13: 594, 14: 499, 15: 531, 16: 566, 17: 583, 18: 14}}
	if err != nil || h != want {
		t.Errorf("HoursOf the calls = %v, %v, want %v", h, err, want)
	}
}

func TestHoursShare(t *testing.T) {
	h := cx.Hours{Zone: "UTC", Counts: [24]int64{0: 1, 23: 3}}
	for hour, want := range map[int]cx.Proportion{0: {Count: 1, Total: 4}, 9: {Total: 4}, 23: {Count: 3, Total: 4}} {
		if got := h.Share(hour); got != want {
			t.Errorf("Share(%d) = %v, want %v", hour, got, want)
		}
	}
	for _, hour := range []int{-1, 24, math.MaxInt, math.MinInt} {
		_, err := h.Share(hour).Rate()
		cxtest.Refuses(t, "Share", err, cx.ErrInvalid)
	}
	if got := h.Total(); got != 4 {
		t.Errorf("Total() = %d, want 4", got)
	}
	_, err := cx.Hours{}.Share(3).Rate()
	cxtest.Refuses(t, "Share of none", err, cx.ErrNoData)
}

func TestHoursRefuses(t *testing.T) {
	good := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	month := period("2026-05")
	_, err := cx.HoursOf[time.Time](nil, nil, cx.Calendar{}, cx.Period{})
	cxtest.Refuses(t, "nil function", err, cx.ErrInvalid)
	for _, c := range []cx.Calendar{{Grain: cx.Week}, {Grain: "hour"}} {
		_, err = cx.HoursOf([]time.Time{good}, hoursTime, c, cx.Period{})
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
		_, err = c.HourSeconds(month)
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
	}
	for _, span := range []cx.Period{{Start: date("2026-05-01"), End: date("2026-05-01")}, {Start: cx.Date{Year: 2026, Month: 2, Day: 30}, End: date("2026-05-01")}} {
		_, err = cx.HoursOf([]time.Time{good}, hoursTime, cx.Calendar{}, span)
		cxtest.Refuses(t, "span", err, cx.ErrInvalid)
		_, err = cx.Calendar{}.HourSeconds(span)
		cxtest.Refuses(t, "span", err, cx.ErrInvalid)
	}
	_, err = cx.Calendar{}.HourSeconds(cx.Period{})
	cxtest.Refuses(t, "zero span", err, cx.ErrInvalid)
	for _, bad := range []time.Time{{}, time.Unix(1<<40, 0), time.Unix(-1<<40, 0)} {
		_, err = cx.HoursOf([]time.Time{good, bad}, hoursTime, cx.Calendar{}, cx.Period{})
		cxtest.Refuses(t, "time", err, cx.ErrInvalid)
		if row := new(cx.RowError); !errors.As(err, &row) || row.Row != 1 {
			t.Errorf("error %v, want one of row 1", err)
		}
	}
	// Clocks that no place has are refused, or answered, at once.
	for _, offset := range []int{2 * 86400, 2*86400 + 1, -3 * 86400, math.MaxInt32, math.MinInt32} {
		c := cx.Calendar{Location: time.FixedZone("odd", offset)}
		seconds, err := c.HourSeconds(month)
		if offset == 2*86400 {
			if err != nil || seconds[5] != 31*3600 {
				t.Errorf("HourSeconds two days ahead = %v, %v", seconds, err)
			}
			continue
		}
		cxtest.Refuses(t, "odd clocks", err, cx.ErrInvalid)
		if seconds != [24]int64{} {
			t.Errorf("seconds %v with an error", seconds)
		}
		_, _ = cx.HoursOf([]time.Time{good}, hoursTime, c, month)
	}
	h, err := cx.HoursOf(nil, hoursTime, cx.Calendar{}, cx.Period{})
	if err != nil || h != (cx.Hours{Zone: "UTC"}) {
		t.Errorf("HoursOf no rows = %v, %v", h, err)
	}
}
