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
