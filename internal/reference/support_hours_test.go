package reference

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Against a loop over all minutes, by the clocks that the time package knows.
func TestBusinessHoursEveryMinute(t *testing.T) {
	cxtest.Long(t)
	week := []cx.OpeningHours{
		{Day: time.Sunday, From: 0, To: 24 * time.Hour},
		{Day: time.Monday, From: 0, To: 4 * time.Hour},
		{Day: time.Saturday, From: 22 * time.Hour, To: 24 * time.Hour},
		{Day: time.Monday, From: 9*time.Hour + 30*time.Minute, To: 17 * time.Hour},
		{Day: time.Wednesday, From: time.Minute, To: 2 * time.Minute},
		{Day: time.Friday, From: 8 * time.Hour, To: 12 * time.Hour},
		{Day: time.Friday, From: 12 * time.Hour, To: 20 * time.Hour},
	}
	// Two dates of each fortnight have hours of their own, one of them in two parts.
	datesOf := func(start time.Time) []cx.DateHours {
		on := func(days int, from, to time.Duration) cx.DateHours {
			year, month, day := start.AddDate(0, 0, days).Date()
			return cx.DateHours{Date: cx.Date{Year: year, Month: month, Day: day}, From: from, To: to}
		}
		return []cx.DateHours{on(11, 13*time.Hour, 14*time.Hour), on(3, 0, 24*time.Hour), on(11, time.Second, 13*time.Hour)}
	}
	random := rand.New(rand.NewPCG(3, 0))
	for _, c := range []struct {
		zone, from string
		holidays   []cx.Date
	}{
		{"UTC", "2026-02-20T00:00:00Z", []cx.Date{date("2026-03-01")}},
		{"Europe/Oslo", "2026-03-24T00:00:00Z", []cx.Date{date("2026-04-03")}},  // forward on Sunday the 29th
		{"Europe/Oslo", "2026-10-20T00:00:00Z", nil},                            // back on Sunday the 25th
		{"America/St_Johns", "2009-10-27T00:00:00Z", nil},                       // back on Sunday at 00:01
		{"Australia/Lord_Howe", "2026-03-31T00:00:00Z", nil},                    // by half an hour
		{"Pacific/Apia", "2011-12-25T00:00:00Z", []cx.Date{date("2011-12-30")}}, // that Friday never came
		{"Asia/Kathmandu", "1985-12-25T00:00:00Z", nil},
		{"America/New_York", "2099-10-28T00:00:00Z", nil},
		{"Africa/Monrovia", "1919-02-24T00:00:00Z", nil}, // offsets with seconds
	} {
		location := zone(t, c.zone)
		b, err := cx.BusinessHoursOf(week, c.holidays, datesOf(instant(c.from)), location)
		if err != nil {
			t.Fatal(err)
		}
		start := instant(c.from)
		const minutes = 14 * 24 * 60
		open := make([]time.Duration, minutes+1) // before the minute
		for m := range minutes {
			for s := range 60 {
				local := start.Add(time.Duration(m)*time.Minute + time.Duration(s)*time.Second).In(location)
				hour, minute, second := local.Clock()
				since := time.Duration(hour*3600+minute*60+second) * time.Second
				year, month, day := local.Date()
				today, isOpen := cx.Date{Year: year, Month: month, Day: day}, false
				for _, o := range week {
					isOpen = isOpen || o.Day == local.Weekday() && o.From <= since && since < o.To
				}
				for _, holiday := range c.holidays {
					isOpen = isOpen && holiday != today
				}
				of := slices.DeleteFunc(datesOf(start), func(d cx.DateHours) bool { return d.Date != today })
				if len(of) > 0 {
					isOpen = slices.ContainsFunc(of, func(d cx.DateHours) bool { return d.From <= since && since < d.To })
				}
				if isOpen {
					open[m+1] += time.Second
				}
			}
			open[m+1] += open[m]
		}
		for range 300 {
			from := random.IntN(minutes)
			to := from + random.IntN(minutes-from+1)
			got, err := b.Between(start.Add(time.Duration(from)*time.Minute), start.Add(time.Duration(to)*time.Minute))
			if want := open[to] - open[from]; err != nil || got != want {
				t.Errorf("%s: Between minutes %d and %d = %v, %v, want %v", c.zone, from, to, got, err, want)
				break
			}
			// It is due at the first instant up to which it is as long.
			due, err := b.After(start.Add(time.Duration(from)*time.Minute), got)
			early, _ := b.Between(start.Add(time.Duration(from)*time.Minute), due.Add(-1))
			again, _ := b.Between(start.Add(time.Duration(from)*time.Minute), due)
			if err != nil || again != got || got > 0 && early >= got {
				t.Errorf("%s: After minute %d and %v = %v, %v, with %v until then", c.zone, from, got, due, err, again)
				break
			}
		}
	}
}
