package cx_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// Named integer types, as a host may have.
type (
	stars  uint8
	mood   int8
	points int
)

func TestRatingsOfIntegerTypes(t *testing.T) {
	checkIntegerType[int](t)
	checkIntegerType[int8](t)
	checkIntegerType[int16](t)
	checkIntegerType[int32](t)
	checkIntegerType[int64](t)
	checkIntegerType[uint](t)
	checkIntegerType[uint8](t)
	checkIntegerType[uint16](t)
	checkIntegerType[uint32](t)
	checkIntegerType[uint64](t)
	checkIntegerType[uintptr](t)
	checkIntegerType[stars](t)
	checkIntegerType[mood](t)
	checkIntegerType[points](t)
}

// checkIntegerType counts good ratings of a type, and every value of it next to a
// power of 2, which is all that a conversion could take for another.
func checkIntegerType[I cx.Integer](t *testing.T) {
	t.Helper()
	good := []I{5, 4, 2, 3, 3, 5, 5, 1, 2, 5}
	before := slices.Clone(good)
	want := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{1, 2, 2, 1, 4}}
	if got, err := cx.RatingsOf(want.Scale, good); err != nil || got != want {
		t.Errorf("RatingsOf of %T = %v, %v, want %v", good, got, err, want)
	}
	if !slices.Equal(good, before) {
		t.Errorf("RatingsOf modified its argument of %T", good)
	}
	for bit := range 64 {
		for _, v := range []int64{1<<bit - 1, 1 << bit, 1<<bit + 1, 1<<bit + 4, -1 << bit, -1<<bit + 3} {
			bad := I(v)
			if bad >= 1 && bad <= 5 {
				continue
			}
			saturated := int64(bad)
			if bad > 0 && saturated < 0 {
				saturated = math.MaxInt64
			}
			rows := append(slices.Clone(good), bad)
			got, err := cx.RatingsOf(want.Scale, rows)
			wanted := &cx.RowError{Row: 10, Err: &cx.RangeError{What: "rating", Got: saturated, Min: 1, Max: 5}}
			if diff := cmp.Diff(error(wanted), err); diff != "" || got != (cx.Ratings{}) {
				t.Errorf("RatingsOf of %T with %d = %v (-want +got):\n%s", rows, bad, got, diff)
			}
		}
	}
}

func TestRatingsOfUnusualScales(t *testing.T) {
	low := cx.Scale{Min: -1000, Max: -998, BottomMax: -1000, TopMin: -998}
	if got := ratingsOf(t, low, -1000, -998, -998); got.Counts != [11]int64{1, 0, 2} {
		t.Errorf("counts on -1000..-998 = %v", got.Counts)
	}
	// 6..16 runs past the sixteen values that the fast path knows, 5..15 up to them.
	for _, high := range []int{15, 16, 1000} {
		s := cx.Scale{Min: high - 10, Max: high, BottomMax: high - 5, TopMin: high}
		got := ratingsOf(t, s, high-10, high, high, high-9)
		if want := [11]int64{0: 1, 1: 1, 10: 2}; got.Counts != want {
			t.Errorf("counts on %d..%d = %v, want %v", s.Min, s.Max, got.Counts, want)
		}
		for _, bad := range []int{high - 11, high + 1, high - 16, high + 16} {
			_, err := cx.RatingsOf(s, []int{high, bad})
			want := &cx.RowError{Row: 1, Err: &cx.RangeError{What: "rating", Got: int64(bad), Min: int64(s.Min), Max: int64(s.Max)}}
			if diff := cmp.Diff(error(want), err); diff != "" {
				t.Errorf("RatingsOf with %d (-want +got):\n%s", bad, diff)
			}
		}
	}
	for _, s := range []cx.Scale{{}, {Min: 1, Max: 5}, {Min: 0, Max: 100, BottomMax: 60, TopMin: 90}} {
		got, err := cx.RatingsOf(s, []int{1})
		cxtest.Refuses(t, "RatingsOf", err, cx.ErrInvalid)
		if got != (cx.Ratings{}) {
			t.Errorf("RatingsOf(%+v) = %v with an error", s, got)
		}
	}
	// No rows are an empty tally with its scale.
	for _, rows := range [][]int{nil, {}} {
		if got := ratingsOf(t, cx.EaseScale(7), rows...); got != (cx.Ratings{Scale: cx.EaseScale(7)}) {
			t.Errorf("RatingsOf(%v) = %v", rows, got)
		}
	}
}

// mixedRows returns n ratings 1..5 in no simple pattern.
func mixedRows[I cx.Integer](n int) []I {
	list := make([]I, n)
	for i := range list {
		list[i] = I(1 + (i*i+i/7)%5)
	}
	return list
}

// Every length is counted rightly, by the path for bytes (from 4096 on) and by the
// general one.
func TestRatingsOfEveryLength(t *testing.T) {
	t.Run("bytes", checkEveryLength[uint8])
	t.Run("named bytes", checkEveryLength[stars])
}

func checkEveryLength[I cx.Integer](t *testing.T) {
	list := mixedRows[I](9000)
	want := cx.Ratings{Scale: cx.SatisfactionScale(5)}
	for n := 0; n <= len(list); n++ {
		if got, err := cx.RatingsOf(want.Scale, list[:n]); err != nil || got != want {
			t.Fatalf("RatingsOf of %d rows = %v, %v, want %v", n, got, err, want)
		}
		if n < len(list) {
			want.Counts[list[n]-1]++
		}
	}
	// The fast path adds up small counters, which equal ratings fill the most.
	for rating := range 5 {
		list := slices.Repeat([]I{I(rating + 1)}, 9000)
		want := cx.Ratings{Scale: cx.SatisfactionScale(5)}
		want.Counts[rating] = 9000
		if got, err := cx.RatingsOf(want.Scale, list); err != nil || got != want {
			t.Errorf("RatingsOf of 9000 times %d = %v, %v, want %v", rating+1, got, err, want)
		}
	}
}

// The first bad row is found wherever it stands, whatever stands behind it.
func TestRatingsOfFirstBadRow(t *testing.T) {
	cxtest.Long(t)
	t.Run("bytes", checkFirstBadRow[uint8])
	t.Run("int16", checkFirstBadRow[int16])
}

func checkFirstBadRow[I cx.Integer](t *testing.T) {
	list := mixedRows[I](9000)
	check := func(row, length int, value I) {
		t.Helper()
		good := list[row]
		list[row] = value
		got, err := cx.RatingsOf(cx.SatisfactionScale(5), list[:length])
		list[row] = good
		var at *cx.RowError
		var outside *cx.RangeError
		if !errors.As(err, &at) || at.Row != row || !errors.As(err, &outside) ||
			*outside != (cx.RangeError{What: "rating", Got: int64(value), Min: 1, Max: 5}) || got != (cx.Ratings{}) {
			t.Fatalf("RatingsOf of %d rows with %d in row %d = %v, %v", length, value, row, got, err)
		}
	}
	// A value with the last four bits of a good rating looks like one if its other
	// bits are lost; any other one is missing from the counts.
	checkBoth := func(row, length int) {
		t.Helper()
		check(row, length, I(16<<(row%3)+1+length%5))
		last := list[length-1]
		list[length-1] = 7
		check(row, length, []I{0, 6, 10, 15, 16, 127}[(row+length)%6])
		list[length-1] = last
	}
	for length := 1; length <= len(list); length++ {
		checkBoth(length*length/7%length, length)
	}
	for _, length := range []int{1, 2, 8, 9, 240, 4096} {
		for row := range length {
			checkBoth(row, length)
		}
	}
	// 7 has no factor in common with the blocks of 8, 24 and 240.
	for row := 0; row < len(list); row += 7 {
		checkBoth(row, len(list))
	}
	for row := len(list) - 240; row < len(list); row++ {
		checkBoth(row, len(list))
	}
}

// Every byte but the good ones is refused, in every place of a block of the path
// for bytes.
func TestRatingsOfEveryByte(t *testing.T) {
	list := mixedRows[uint8](4800)
	for row := 240; row < 264; row++ {
		good := list[row]
		for v := range 256 {
			list[row] = uint8(v)
			_, err := cx.RatingsOf(cx.SatisfactionScale(5), list)
			if ok := v >= 1 && v <= 5; ok != (err == nil) {
				t.Fatalf("RatingsOf with %d in row %d: %v", v, row, err)
			}
		}
		list[row] = good
	}
}

// anyOf makes the results of all queries alike.
func anyOf[T any](v T, err error) (any, error) { return v, err }
