package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Types of the caller's own, as Arrow has them.
type (
	codeColumn uint8
	dateColumn int32
)

// ratingSum is a tally of the caller's own.
type ratingSum struct{ N, Sum int }

func (s *ratingSum) Add(rating int) error {
	if rating < 0 || rating > 10 {
		return &cx.RangeError{What: "sum", Got: int64(rating), Min: 0, Max: 10}
	}
	s.N, s.Sum = s.N+1, s.Sum+rating
	return nil
}

func (s *ratingSum) Merge(other ratingSum) error {
	s.N, s.Sum = s.N+other.N, s.Sum+other.Sum
	return nil
}

// sameOutcome checks that two calls return one value, or one error.
func sameOutcome(t *testing.T, what string, got any, gotErr error, want any, wantErr error) {
	t.Helper()
	if (gotErr == nil) != (wantErr == nil) || gotErr != nil && gotErr.Error() != wantErr.Error() {
		t.Fatalf("%s: error %v, want %v", what, gotErr, wantErr)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s = %v, want %v", what, got, want)
	}
}

// checkColumns compares the functions of columns with those of rows: value or error.
func checkColumns[K cx.Key, D ~int32, I cx.Integer, T any, P cx.RatingTally[T]](t *testing.T, keys []K, days []D, scores []I, grain cx.Grain, span cx.Period, empty T) {
	t.Helper()
	type row struct {
		key   K
		day   D
		score int
	}
	rows := make([]row, len(scores))
	for i, score := range scores {
		n := int64(score)
		if score > 0 && n < 0 {
			n = math.MaxInt64
		}
		rows[i] = row{keys[i], days[i], int(min(max(n, math.MinInt), math.MaxInt))}
	}
	keyOf := func(r *row) K { return r.key }
	add := func(tally *T, r *row) error { return P(tally).Add(r.score) }
	midnight := func(r *row) time.Time { return time.Unix(int64(r.day)*86400, 0) }

	wantGroups, wantErr := cx.GroupFunc(rows, keyOf, add, empty)
	groups, err := cx.GroupColumns[K, I, T, P](keys, scores, empty)
	sameOutcome(t, "GroupColumns", groups, err, wantGroups, wantErr)
	wantTrends, wantErr := cx.GroupTrendFunc(rows, keyOf, midnight, add, cx.Calendar{Grain: grain}, span, empty)
	trends, err := cx.GroupTrendColumns[K, D, I, T, P](keys, days, scores, grain, span, empty)
	sameOutcome(t, "GroupTrendColumns", trends, err, wantTrends, wantErr)
}

// randomColumns returns so many rows of kinds of keys, on days around 2024.
func randomColumns[K cx.Key](random *rand.Rand, n, kinds, days int, key func(int) K) ([]K, []dateColumn, []uint8) {
	keys, dates, scores := make([]K, n), make([]dateColumn, n), make([]uint8, n)
	for i := range n {
		keys[i] = key(random.IntN(kinds))
		dates[i] = dateColumn(19723 + random.IntN(days) - days/2)
		scores[i] = uint8(random.IntN(11))
	}
	return keys, dates, scores
}

var columnGrains = []cx.Grain{"", cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year}

var columnSpans = []cx.Period{{}, {Start: date("2023-12-15"), End: date("2024-02-10")}, {Start: date("1950-01-01"), End: date("1950-02-01")}}

// Columns give what rows give, whatever the keys, the types and the periods.
func TestGroupColumns(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 1))
	for _, n := range []int{0, 1, 7, 511, 512, 513, 1500} {
		if testing.Short() && n != 7 && n != 513 {
			continue
		}
		for _, grain := range columnGrains {
			for _, span := range columnSpans {
				texts, dates, scores := randomColumns(random, n, 5, 200, func(i int) string { return fmt.Sprint("segment ", i) })
				checkColumns(t, texts, dates, scores, grain, span, cx.NPS{})
				codes, dates, scores := randomColumns(random, n, 256, 90, func(i int) codeColumn { return codeColumn(i) })
				checkColumns(t, codes, dates, scores, grain, span, cx.NPS{})
				numbers, dates, scores := randomColumns(random, n, 3000, 20, func(i int) int64 { return int64(i-7) << 33 })
				checkColumns(t, numbers, dates, scores, grain, span, ratingSum{})
				checkColumns(t, numbers, dates, scores, grain, span, cx.Ratings{Scale: cx.RecommendScale(11)})
			}
		}
	}
	// Days from the first to the last of the calendar, and of many periods.
	codes, dates, scores := randomColumns(random, 3000, 3, 30_000, func(i int) int8 { return int8(i - 1) })
	for _, grain := range columnGrains {
		checkColumns(t, codes, dates, scores, grain, cx.Period{}, cx.NPS{})
	}
	slices.Sort(dates)
	checkColumns(t, codes, dates, scores, cx.Day, cx.Period{}, cx.NPS{})
	slices.Reverse(dates)
	checkColumns(t, codes, dates, scores, cx.Day, cx.Period{}, cx.NPS{})
	for i := range dates {
		dates[i] = dateColumn(-719161 + random.IntN(719161+2932897))
	}
	checkColumns(t, codes, dates, scores, cx.Quarter, cx.Period{}, cx.NPS{})
}

// What a group begins with is counted, or refused, as it is for rows.
func TestGroupColumns_empty(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 2))
	for _, n := range []int{0, 3, 700} {
		keys, dates, scores := randomColumns(random, n, 4, 60, func(i int) uint16 { return uint16(i) })
		low := make([]int8, n) // 0..4
		for i := range low {
			low[i] = int8(scores[i] % 5)
		}
		for _, empty := range []cx.NPS{
			{Scale: cx.RecommendScale(11)}, {Promoters: 3, Detractors: 1}, {Promoters: -1}, {Scale: cx.RecommendScale(7)},
			{Passives: math.MaxInt64 - 2}, {Scale: cx.EffortScale(5)}, {Scale: cx.Scale{Min: 5}},
		} {
			checkColumns(t, keys, dates, scores, cx.Week, cx.Period{}, empty)
			checkColumns(t, keys, dates, low, cx.Week, columnSpans[1], empty)
		}
		shifted := cx.Scale{Min: -3, Max: 4, BottomMax: -1, TopMin: 3}
		var full, beyond cx.Ratings
		full.Scale, beyond.Scale = shifted, shifted
		full.Counts[2], beyond.Counts[10] = math.MaxInt64-1, 1
		for _, empty := range []cx.Ratings{{Scale: shifted}, {}, full, beyond, {Scale: shifted, Counts: [11]int64{5, 0, 2}}} {
			checkColumns(t, keys, dates, low, cx.Month, cx.Period{}, empty)
			checkColumns(t, keys, dates, low, cx.Month, cx.Period{}, cx.CSAT(empty))
			checkColumns(t, keys, dates, low, cx.Month, columnSpans[1], cx.CES(empty))
		}
	}
}

// The scales at both ends of the table of scores, and beyond, count what rows count.
func TestGroupColumns_scales(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 6))
	for _, least := range []int{-1000, -129, -128, -127, -1, 0, 1, 121, 122, 123, 124, 250, math.MaxInt32 - 4} {
		scale := cx.Scale{Min: least, Max: least + 4, BottomMax: least + 1, TopMin: least + 3}
		keys, dates, drawn := randomColumns(random, 600, 3, 60, func(i int) uint8 { return uint8(i) })
		scores, wrapped := make([]int64, len(drawn)), make([]uint64, len(drawn))
		for i, score := range drawn {
			scores[i] = int64(least + int(score)%5)
			wrapped[i] = uint64(max(scores[i], 0))
		}
		checkColumns(t, keys, dates, scores, cx.Week, cx.Period{}, cx.Ratings{Scale: scale})
		for _, off := range []int64{-1, 5, 128, 256, math.MinInt64, math.MaxInt64} {
			scores[555] = int64(least) + off
			checkColumns(t, keys, dates, scores, cx.Week, columnSpans[1], cx.Ratings{Scale: scale})
			wrapped[444] = uint64(scores[555])
			checkColumns(t, keys, dates, wrapped, cx.Week, cx.Period{}, cx.Ratings{Scale: scale})
		}
	}
}

// The first bad row is that of rows, with the same text, at each place of a block.
func TestGroupColumns_refuses(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 3))
	const n = 1100
	keys, dates, scores := randomColumns(random, n, 5, 100, func(i int) string { return fmt.Sprint(i) })
	wide := make([]uint64, n)
	for i, score := range scores {
		wide[i] = uint64(score)
	}
	for bad := range n {
		days, marks, huge := slices.Clone(dates), slices.Clone(scores), slices.Clone(wide)
		marks[bad], huge[bad] = 11, math.MaxUint64
		days[bad] = []dateColumn{-719162, -719163, 2932897, math.MinInt32, math.MaxInt32, 70_000}[bad%6]
		if bad%4 > 0 { // and another row may be bad before or after it, for another reason
			marks[random.IntN(n)] = math.MaxUint8
			days[random.IntN(n)] = -719162
		}
		span := columnSpans[bad%2]
		checkColumns(t, keys, dates, marks, cx.Week, span, cx.NPS{})
		checkColumns(t, keys, days, marks, cx.Day, span, cx.NPS{})
		if bad%8 == 0 {
			checkColumns(t, keys, days, huge, cx.Day, span, cx.Ratings{Scale: cx.Scale{Min: -1, Max: 9, BottomMax: 3, TopMin: 8}})
			checkColumns(t, keys, days, marks, cx.Day, span, ratingSum{})
		}
	}
	// More points than may be, by keys and by periods.
	for _, kinds := range []int{400, 700, 1000} {
		for range 20 {
			keys, dates, scores := randomColumns(random, n, kinds, 400, func(i int) uint32 { return uint32(i) * 1000 })
			for i := range dates {
				dates[i] = 19723 + (dates[i]-19723)*dateColumn(i)/n
			}
			checkColumns(t, keys, dates, scores, cx.Day, cx.Period{}, cx.NPS{})
		}
	}
}

func TestGroupColumns_arguments(t *testing.T) {
	keys, days, scores := []string{"a", "b"}, []int32{0, 1}, []int{3, 4}
	tests := []struct {
		name string
		call func() (any, error)
		text string
	}{
		{"keys", func() (any, error) { return anyOf(cx.GroupColumns(keys[:1], scores, cx.NPS{})) }, "cx: the keys are not as many as the scores"},
		{"keys and days", func() (any, error) {
			return anyOf(cx.GroupTrendColumns(keys[:1], days, scores, cx.Day, cx.Period{}, cx.NPS{}))
		}, "cx: the keys are not as many as the scores"},
		{"days", func() (any, error) {
			return anyOf(cx.GroupTrendColumns(keys, days[:1], scores, cx.Day, cx.Period{}, cx.NPS{}))
		}, "cx: the days are not as many as the scores"},
		{"grain", func() (any, error) {
			return anyOf(cx.GroupTrendColumns(keys, days, scores, "hour", cx.Period{}, cx.NPS{}))
		}, "cx: grain is none of day, week, week_from_sunday, month, quarter, year"},
		{"grain, and a tally of the caller's", func() (any, error) {
			return anyOf(cx.GroupTrendColumns(keys, days, scores, "hour", cx.Period{}, ratingSum{}))
		}, "cx: grain is none of day, week, week_from_sunday, month, quarter, year"},
		{"unit", func() (any, error) { return anyOf(cx.EpochDays([]int64{1}, time.Minute, nil)) }, "cx: unit of the instants is none of second, millisecond, microsecond, nanosecond"},
	}
	for _, tt := range tests {
		value, err := tt.call()
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if err == nil || err.Error() != tt.text || !reflect.ValueOf(value).IsNil() {
			t.Errorf("%s: %v, %v, want %q", tt.name, value, err, tt.text)
		}
	}
}

// The days are those of Calendar.DateOf, in each unit.
func TestEpochDays(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 4))
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for _, location := range []*time.Location{nil, time.UTC, oslo} {
		for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond} {
			perSecond := int64(time.Second / unit)
			column := make([]int64, 1000)
			for i := range column {
				column[i] = (random.Int64N(4_000_000_000)-2_000_000_000)*perSecond + random.Int64N(perSecond)
			}
			days, err := cx.EpochDays(column, unit, location)
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range column {
				second := n / perSecond
				at := time.Unix(second, (n-second*perSecond)*int64(unit))
				want, err := cx.Calendar{Location: location}.DateOf(at)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := date("1970-01-01").AddDays(int(days[i])); got != want || err != nil {
					t.Fatalf("%v, %v: %v is on %v, want %v", location, unit, at, got, want)
				}
			}
			column[700] = -62_135_596_800 * perSecond // the zero time
			if unit == time.Nanosecond {
				continue // which has no such year
			}
			days, err = cx.EpochDays(column, unit, location)
			var bad *cx.RowError
			if !errors.As(err, &bad) || bad.Row != 700 || err.Error() != "cx: row 700: time is missing" || days != nil {
				t.Errorf("%v: the zero time: %v, %v", unit, days, err)
			}
			column[20] = math.MaxInt64
			if _, err = cx.EpochDays(column, unit, location); err == nil || err.Error() != "cx: row 20: time is outside the years 1 to 9999" {
				t.Errorf("%v: the last time: %v", unit, err)
			}
		}
	}
	if days, err := cx.EpochDays([]int64(nil), time.Second, nil); days != nil || err != nil {
		t.Errorf("no instants: %v, %v", days, err)
	}
}

// BenchmarkColumns measures the trend of 5 segments by week over CX_BENCH_ROWS rows in columns.
func BenchmarkColumns(b *testing.B) {
	keys, days, scores := randomColumns(rand.New(rand.NewPCG(17, 5)), benchRows(b), 5, 730, func(i int) uint8 { return uint8(i) })
	b.Run("loop=by hand", func(b *testing.B) {
		for b.Loop() {
			var counts [5][120][3]int64
			class := [11]uint8{7: 1, 8: 1, 9: 2, 10: 2}
			for i, score := range scores {
				counts[keys[i]][(days[i]+3)/7-2765][class[score]]++
			}
			sinkInt += counts[1][50][1]
		}
	})
	b.Run("GroupTrendColumns", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupTrendColumns(keys, days, scores, cx.Week, cx.Period{}, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GroupColumns", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupColumns(keys, scores, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
