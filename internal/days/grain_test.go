package days

import (
	"math/rand/v2"
	"testing"
	"time"
)

var grains = []Grain{"day", weeks, sundayWeeks, months, quarters, years, "", "decade"}

// isFirst reports by the time package whether a period begins with a day.
func isFirst(g Grain, day time.Time) bool {
	_, month, n := day.Date()
	switch g {
	case weeks:
		return day.Weekday() == time.Monday
	case sundayWeeks:
		return day.Weekday() == time.Sunday
	case months:
		return n == 1
	case quarters:
		return n == 1 && month%3 == 1
	case years:
		return day.YearDay() == 1
	}
	return true
}

// The ordinal rises by 1 with the first day of each period, which is its start.
func TestOrdinal(t *testing.T) {
	spans := [][2]int{{First, First + 1500}, {-3000, 3000}, {Of(1999, time.January, 1), Of(2032, time.January, 1)}, {Last - 1500, Last}}
	for _, g := range grains {
		numbering := g.Numbering()
		for _, span := range spans {
			start, last := 0, 0
			for day := span[0]; day <= span[1]; day++ {
				ordinal := g.Ordinal(day)
				if again := numbering(day); again != ordinal {
					t.Fatalf("%q: the number of day %d is %d, its ordinal %d", g, day, again, ordinal)
				}
				if day == span[0] {
					start, last = g.Start(ordinal), ordinal
				}
				if first := isFirst(g, time.Unix(int64(day)*Seconds, 0).UTC()); first && day > span[0] {
					start, last = day, last+1
				}
				if got := g.Start(ordinal); ordinal != last || got != start {
					t.Fatalf("%q: day %d has the ordinal %d, whose period starts on %d; want %d, %d", g, day, ordinal, got, last, start)
				}
			}
		}
	}
}

// The ordinals of one Monday, by hand.
func TestOrdinal_known(t *testing.T) {
	for _, tt := range []struct {
		grain Grain
		want  int
	}{
		{"day", 20773}, {weeks, 2968}, {sundayWeeks, 2968}, {months, 2026*12 + 10}, {quarters, 2026*4 + 3}, {years, 2026},
	} {
		// 2026-11-16, a Monday, is 20773 days after 1970-01-01, a Thursday.
		if got := tt.grain.Ordinal(Of(2026, time.November, 16)); got != tt.want {
			t.Errorf("%q: ordinal %d, want %d", tt.grain, got, tt.want)
		}
	}
}

// What is remembered is right, also of days that share a place.
func TestRecentNumbering(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, g := range grains {
		number := g.RecentNumbering()
		for range 20_000 {
			day := First + random.IntN(Last-First+1)
			for _, day := range []int{day, max(day-recentDays, First), day, First, Last} {
				if got, want := number(day), g.Ordinal(day); got != want {
					t.Fatalf("%q: day %d is in period %d, want %d", g, day, got, want)
				}
			}
		}
	}
}
