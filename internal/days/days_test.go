package days

import (
	"math"
	"testing"
	"time"
)

// Each day of the years 1 to 9999, and of some years around them, is that of the time
// package.
func TestDate(t *testing.T) {
	for n := First - 200_000; n <= Last+200_000; n++ {
		wantYear, wantMonth, wantDay := time.Unix(int64(n)*Seconds, 0).UTC().Date()
		year, month, day := Date(n)
		if year != wantYear || month != wantMonth || day != wantDay {
			t.Fatalf("Date(%d) = %d-%d-%d, want %d-%d-%d", n, year, month, day, wantYear, wantMonth, wantDay)
		}
		if got := Of(year, month, day); got != n {
			t.Fatalf("Of(%d, %d, %d) = %d, want %d", year, month, day, got, n)
		}
		if (n == First) != (year == 1 && month == time.January && day == 1) || (n == Last) != (year == 9999 && month == time.December && day == 31) {
			t.Fatalf("%d-%d-%d is day %d, which is not First, or not Last", year, month, day, n)
		}
	}
}

// The last day of a month is the 0th of the next for the time package.
func TestIn(t *testing.T) {
	for year := -400; year <= 2400; year++ {
		for month := time.January; month <= time.December; month++ {
			want := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
			if got := In(year, month); got != want {
				t.Fatalf("In(%d, %v) = %d, want %d", year, month, got, want)
			}
		}
	}
}

func TestMonthsBetween(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     int
	}{
		{"2025-01-31", "2025-01-31", 0}, {"2025-01-31", "2025-02-27", 0}, {"2025-01-31", "2025-02-28", 1},
		{"2025-01-31", "2025-03-30", 1}, {"2025-01-31", "2025-03-31", 2}, {"2025-01-31", "2025-04-30", 3},
		{"2024-01-30", "2024-02-28", 0}, {"2024-01-30", "2024-02-29", 1}, {"2024-02-29", "2025-02-28", 12},
		{"2024-02-29", "2025-03-28", 12}, {"2024-02-29", "2025-03-29", 13}, {"2025-02-28", "2025-03-27", 0},
		{"2025-02-28", "2025-03-28", 1}, {"2025-12-01", "2026-01-01", 1}, {"2026-01-01", "2025-12-31", -1},
		{"1999-12-15", "2100-12-14", 1211},
	} {
		day := func(text string) int {
			at, err := time.Parse(time.DateOnly, text)
			if err != nil {
				t.Fatal(err)
			}
			return int(at.Unix() / Seconds)
		}
		if got := MonthsBetween(day(test.from), day(test.to)); got != test.want {
			t.Errorf("MonthsBetween(%s, %s) = %d, want %d", test.from, test.to, got, test.want)
		}
	}
}

func TestFloorDiv(t *testing.T) {
	for a := -30; a <= 30; a++ {
		for b := 1; b <= 12; b++ {
			want := int(math.Floor(float64(a) / float64(b)))
			if got := FloorDiv(a, b); got != want {
				t.Errorf("FloorDiv(%d, %d) = %d, want %d", a, b, got, want)
			}
			if got := FloorDiv(int64(a), int64(b)); got != int64(want) {
				t.Errorf("FloorDiv(%d, %d) = %d, want %d", a, b, got, want)
			}
		}
	}
	if got := FloorDiv(int64(math.MinInt64), 86400); got != -106751991167301 {
		t.Errorf("FloorDiv of the least int64 = %d", got)
	}
}
