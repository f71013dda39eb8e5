package cx_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

const longestDuration = time.Duration(math.MaxInt64 - 1)

// hours returns durations of so many hours.
func hours(h ...float64) []time.Duration {
	var durations []time.Duration
	for _, h := range h {
		durations = append(durations, time.Duration(h*float64(time.Hour)))
	}
	return durations
}

// durationsFrom tallies durations that are fine.
func durationsFrom(t testing.TB, durations []time.Duration, limits ...time.Duration) cx.Durations {
	t.Helper()
	tally, err := cx.DurationsOf(durations, limits...)
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

// Type 7 by hand: (n-1)p is the place among the durations in order, from 0.
func TestQuantileOf(t *testing.T) {
	for _, c := range []struct {
		name string
		of   []time.Duration
		p    float64
		want time.Duration
	}{
		{"one", []time.Duration{7}, 0.3, 7},
		{"shortest", []time.Duration{9, 4, 6}, 0, 4},
		{"longest", []time.Duration{9, 4, 6}, 1, 9},
		{"odd median", []time.Duration{9, 4, 6}, 0.5, 6},
		{"even median", []time.Duration{40, 10, 30, 20}, 0.5, 25},
		{"quarter of 4", []time.Duration{40, 10, 30, 20}, 0.25, 18}, // 17.5, half away from zero
		{"p90 of 1..10 s", seconds10(), 0.9, 9100 * time.Millisecond},
		{"p95 of 1..10 s", seconds10(), 0.95, 9550 * time.Millisecond},
		{"p90 of 1 2 3 5 8 30 h", hours(30, 1, 3, 2, 8, 5), 0.9, 19 * time.Hour}, // 8 + 0.5*(30-8)
		{"early and late", []time.Duration{-44 * time.Minute, 12 * time.Minute, -3 * time.Minute, 0}, 0.5, -90 * time.Second},
		{"earliest", []time.Duration{-3, -44, 12}, 0, -44},
		{"apart by 292 years", []time.Duration{1 << 62, -1 << 62}, 0.75, 1 << 61},
		{"the ends of time", []time.Duration{longestDuration, 0}, 0.5, 1 << 62},
	} {
		got, err := cx.DurationQuantile(c.of, c.p)
		if err != nil || got != c.want {
			t.Errorf("%s: DurationQuantile(%v) = %v, %v, want %v", c.name, c.p, int64(got), err, int64(c.want))
		}
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		_, err := cx.DurationQuantile(seconds10(), p)
		cxtest.Refuses(t, "DurationQuantile of a p", err, cx.ErrInvalid)
		_, err = durationsFrom(t, seconds10()).Quantile(p)
		cxtest.Refuses(t, "Quantile of a p", err, cx.ErrInvalid)
	}
	_, err := cx.DurationQuantile(nil, 0.5)
	cxtest.Refuses(t, "DurationQuantile nothing", err, cx.ErrNoData)
	for _, saturated := range []time.Duration{math.MaxInt64, math.MinInt64} {
		_, err = cx.DurationQuantile([]time.Duration{1, saturated}, 0.5)
		checkRowError(t, "DurationQuantile a saturated duration", err, cx.ErrInvalid, 1)
	}
}

func seconds10() []time.Duration {
	var d []time.Duration
	for i := range 10 {
		d = append(d, time.Duration(10-i)*time.Second)
	}
	return d
}

func TestDurations(t *testing.T) {
	// Six resolved tickets, in hours, by hand: sum 49, mean 8.1666…, median 4.
	d := durationsFrom(t, hours(1, 2, 3, 5, 8, 30), 24*time.Hour, time.Hour)
	mean, err := d.Mean()
	if err != nil || mean != 8*time.Hour+10*time.Minute {
		t.Errorf("Mean = %v, %v, want 8h10m", mean, err)
	}
	cxtest.Exactly(t, "Seconds", d.Seconds(), nil, "176400")
	if limits := d.Limits(); d.Total() != 6 || !slices.Equal(limits, hours(1, 24)) {
		t.Errorf("%d durations, limits %v, want 6, and 1h and 24h", d.Total(), limits)
	}
	checkEnds(t, "hours", d, time.Hour, 30*time.Hour)
	if text := d.String(); text != "mean 8h10m0s (6 durations)" {
		t.Errorf("String = %q", text)
	}
	within, err := d.Within(24 * time.Hour)
	if err != nil || within != (cx.Proportion{Count: 5, Base: 6}) {
		t.Errorf("Within(24h) = %v, %v, want 5 of 6", within, err)
	}
	// A limit belongs to what is within it.
	if within, err = d.Within(time.Hour); err != nil || within.Count != 1 {
		t.Errorf("Within(1h) = %v, %v, want 1 of 6", within, err)
	}
	_, err = d.Within(2 * time.Hour)
	cxtest.Refuses(t, "Within of a limit not declared", err, cx.ErrUndefined)

	var none cx.Durations
	_, err = none.Mean()
	cxtest.Refuses(t, "Mean of none", err, cx.ErrNoData)
	_, err = none.Median()
	cxtest.Refuses(t, "Median of none", err, cx.ErrNoData)
	_, err = none.Shortest()
	cxtest.Refuses(t, "Shortest of none", err, cx.ErrNoData)
	_, err = none.Longest()
	cxtest.Refuses(t, "Longest of none", err, cx.ErrNoData)
	cxtest.Exactly(t, "Seconds of none", none.Seconds(), nil, "0")
	if none.String() != "mean undefined (0 durations)" || none.Limits() != nil {
		t.Errorf("none is %q, with limits %v", none, none.Limits())
	}
	_, err = none.Within(time.Second)
	cxtest.Refuses(t, "Within of none", err, cx.ErrUndefined)
	within, err = durationsFrom(t, nil, time.Second).Within(time.Second)
	if err != nil || within != (cx.Proportion{}) {
		t.Errorf("Within of no data = %v, %v, want none of none", within, err)
	}
	if text := durationsFrom(t, hours(2)).String(); text != "mean 2h0m0s (1 duration)" {
		t.Errorf("String = %q", text)
	}
}

// checkEnds checks the shortest and the longest duration.
func checkEnds(t testing.TB, what string, d cx.Durations, wantShortest, wantLongest time.Duration) {
	t.Helper()
	shortest, err := d.Shortest()
	if err != nil || shortest != wantShortest {
		t.Errorf("%s: Shortest = %v, %v, want %v", what, shortest, err, wantShortest)
	}
	longest, err := d.Longest()
	if err != nil || longest != wantLongest {
		t.Errorf("%s: Longest = %v, %v, want %v", what, longest, err, wantLongest)
	}
}

// The mean is rounded to the nanosecond, half away from zero.
func TestDurations_Mean(t *testing.T) {
	for _, c := range []struct {
		of   []time.Duration
		want time.Duration
	}{
		{[]time.Duration{0}, 0},
		{[]time.Duration{0, 1}, 1}, // 0.5
		{[]time.Duration{0, 0, 1}, 0},
		{[]time.Duration{0, 1, 1}, 1},
		{[]time.Duration{1, 2, 2, 5}, 3}, // 2.5
		{[]time.Duration{time.Second, time.Second, 0}, 666666667},
		{[]time.Duration{longestDuration, longestDuration, longestDuration}, longestDuration},
		{[]time.Duration{longestDuration, longestDuration - 1}, longestDuration}, // less a half
	} {
		if got, err := durationsFrom(t, c.of).Mean(); err != nil || got != c.want {
			t.Errorf("Mean of %v = %d, %v, want %d", c.of, got, err, c.want)
		}
	}
}

// Whatever the durations, quantiles are within 1 % of those of DurationQuantile, and half a
// nanosecond from rounding each; all other figures are those of a plain loop.
func TestDurationsError(t *testing.T) {
	g := generator(11)
	span := map[string]func() time.Duration{
		"nanoseconds": func() time.Duration { return time.Duration(g.next(300)) },
		"seconds":     func() time.Duration { return time.Duration(g.next(400)) * time.Second },
		"all lengths": func() time.Duration { return longestDuration >> g.next(63) },
		"mixed": func() time.Duration {
			return time.Duration(g.next(1<<30)) * time.Duration(1+g.next(1<<30)) >> g.next(40)
		},
		"one": func() time.Duration { return 12345678 },
	}
	limits := []time.Duration{0, 64, 3 * time.Second, time.Hour}
	for name, next := range span {
		for _, n := range []int{1, 2, 3, 10, 777, 5000} {
			var rows []time.Duration
			counts := make([]int64, len(limits))
			for range n {
				d := next()
				rows = append(rows, d)
				for k, limit := range limits {
					if d <= limit {
						counts[k]++
					}
				}
			}
			tally := durationsFrom(t, rows, limits...)
			for k, limit := range limits {
				if p, err := tally.Within(limit); err != nil || p.Count != counts[k] || p.Base != int64(n) {
					t.Errorf("%s, %d: Within(%v) = %v, %v, want %d", name, n, limit, p, err, counts[k])
				}
			}
			checkEnds(t, name, tally, slices.Min(rows), slices.Max(rows))
			for _, p := range []float64{0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1} {
				want, err := cx.DurationQuantile(rows, p)
				if err != nil {
					t.Fatal(err)
				}
				got, err := tally.Quantile(p)
				if diff := math.Abs(float64(got - want)); err != nil || diff > 0.01*float64(want)+1 {
					t.Errorf("%s, %d: Quantile(%v) = %v, %v, want %v within 1 %%", name, n, p, got, err, want)
				}
				// Both durations that it lies between are on one side of a limit, or it is open.
				h := p * float64(n-1)
				for k, limit := range limits {
					if counts[k] >= int64(math.Ceil(h))+1 && got > limit || counts[k] <= int64(math.Floor(h)) && got <= limit {
						t.Errorf("%s, %d: Quantile(%v) = %v, but %d are within %v", name, n, p, got, counts[k], limit)
					}
				}
				if (p == 0 || p == 1 || n == 1) && got != want {
					t.Errorf("%s, %d: Quantile(%v) = %v, want exactly %v", name, n, p, got, want)
				}
			}
		}
	}
}

// The sum passes 2^63 nanoseconds, 292 years, without a wrong digit: 1000 times
// 9223372036.854775806 s by hand.
func TestDurationsLongSum(t *testing.T) {
	d := durationsFrom(t, slices.Repeat([]time.Duration{longestDuration}, 1000))
	cxtest.Exactly(t, "Seconds", d.Seconds(), nil, "9223372036854.775806")
	if mean, err := d.Mean(); err != nil || mean != longestDuration {
		t.Errorf("Mean = %v, %v, want %v", mean, err, longestDuration)
	}
	var back cx.Durations
	if err := json.Unmarshal([]byte(cxtest.JSON(t, d)), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, back); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
	// A billion of these, which is where the sum in seconds ends.
	for range 6 {
		if err := d.Merge(d); err != nil {
			t.Fatal(err)
		}
	}
	full := cx.Durations{}
	for range 15_624 { // 999,936,000 of them
		if err := full.Merge(d); err != nil {
			t.Fatal(err)
		}
	}
	before := full
	var err error
	for range 70_000 {
		if err = full.Add(longestDuration); err != nil {
			break
		}
	}
	cxtest.Refuses(t, "Add beyond the largest sum", err, cx.ErrInvalid)
	// The sum is below 10^9 times 2^63 nanoseconds: a billion of 2^63-2, and no more.
	if full.Total() != 1_000_000_000 || before.Total() != 999_936_000 {
		t.Errorf("the sum is full at %d, and a copy from before has %d", full.Total(), before.Total())
	}
	cxtest.Exactly(t, "Seconds of a copy from before", before.Seconds(), nil, "9222781741044417100.348416")
	cxtest.Refuses(t, "Merge beyond the largest sum", full.Merge(durationsFrom(t, []time.Duration{longestDuration, longestDuration})), cx.ErrInvalid)
	cxtest.Same(t, "what is full, with copies", full, full)
	if err := full.Add(0); err != nil {
		t.Errorf("Add of 0 to a full sum: %v", err)
	}
}

func TestDurationsRefuse(t *testing.T) {
	for name, d := range map[string]time.Duration{"negative": -1, "most negative": math.MinInt64, "saturated": math.MaxInt64} {
		for _, rows := range [][]time.Duration{nil, hours(1, 2), {0}, {longestDuration}, {0, longestDuration}} {
			tally := durationsFrom(t, rows, time.Hour)
			before := cxtest.JSON(t, tally)
			cxtest.Refuses(t, name, tally.Add(d), cx.ErrInvalid)
			if after := cxtest.JSON(t, tally); after != before {
				t.Errorf("%s: changed from %s to %s", name, before, after)
			}
		}
		_, err := cx.DurationsOf([]time.Duration{time.Second, d})
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if _, ok := err.(*cx.RowError); !ok {
			t.Errorf("%s: error %v names no row", name, err)
		}
	}
	for name, limits := range map[string][]time.Duration{
		"negative": {-1}, "twice": {time.Hour, time.Hour}, "17": slices.Repeat([]time.Duration{1}, 17),
	} {
		_, err := cx.DurationsOf(nil, limits...)
		cxtest.Refuses(t, name+" limits", err, cx.ErrInvalid)
	}
	a, b := durationsFrom(t, hours(1), time.Hour), durationsFrom(t, hours(1), time.Minute)
	cxtest.Unmerged(t, "limits", a, b, cx.ErrMismatch)
	cxtest.Unmerged(t, "limits and none", a, durationsFrom(t, hours(1)), cx.ErrMismatch)
	cxtest.Unmerged(t, "limits of no data", durationsFrom(t, nil, time.Hour), durationsFrom(t, hours(1)), cx.ErrMismatch)
}

// No tally has more durations than there are numbers.
func TestDurationsFull(t *testing.T) {
	var full cx.Durations
	// 5 times the largest int64, in seconds.
	const state = `{"count":9223372036854775807,"sum_seconds":"46116860184.273879035","shortest_seconds":"0.000000005",` +
		`"longest_seconds":"0.000000005","buckets":[[5,9223372036854775807]]}`
	if err := full.UnmarshalJSON([]byte(state)); err != nil {
		t.Fatal(err)
	}
	if mean, err := full.Mean(); err != nil || mean != 5 {
		t.Errorf("Mean of a full tally = %v, %v, want 5ns", mean, err)
	}
	cxtest.Unchanged(t, "full", full, func(d *cx.Durations) error { return d.Add(5) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "full: Merge", full, func(d *cx.Durations) error { return d.Merge(durationsFrom(t, hours(1))) }, cx.ErrInvalid)
}

// Limits hands out a list of its own.
func TestDurations_Limits(t *testing.T) {
	d := durationsFrom(t, hours(1), hours(2, 1)...)
	d.Limits()[0] = 0
	if got := d.Limits(); !slices.Equal(got, hours(1, 2)) {
		t.Errorf("Limits = %v, want 1h and 2h", got)
	}
}

// Equal looks at what was counted, not at how it came about.
func TestDurations_Equal(t *testing.T) {
	whole := durationsFrom(t, hours(1, 2, 3, 4), time.Hour)
	parts := durationsFrom(t, hours(4, 3), time.Hour)
	if err := parts.Merge(durationsFrom(t, hours(2, 1), time.Hour)); err != nil {
		t.Fatal(err)
	}
	if !whole.Equal(parts) || !parts.Equal(whole) {
		t.Error("the same durations are not equal")
	}
	for name, other := range map[string]cx.Durations{
		"no limits":    durationsFrom(t, hours(1, 2, 3, 4)),
		"other limits": durationsFrom(t, hours(1, 2, 3, 4), 2*time.Hour),
		"one less":     durationsFrom(t, hours(1, 3, 4), time.Hour),
		"other sum":    durationsFrom(t, hours(1, 2.5, 3, 4), time.Hour),
		"same sum":     durationsFrom(t, hours(1, 2.5, 2.5, 4), time.Hour),
		"none":         {},
	} {
		if whole.Equal(other) || other.Equal(whole) || cmp.Equal(whole, other) {
			t.Errorf("%s is equal", name)
		}
	}
}

func TestDurationsAllocations(t *testing.T) {
	d := durationsFrom(t, []time.Duration{0, longestDuration}, time.Second, time.Hour)
	g := generator(1)
	if n := testing.AllocsPerRun(1000, func() {
		if err := d.Add(time.Duration(g.next(1 << 30))); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("Add allocates %v times, want 0", n)
	}
}

// badDurations are states that no durations have.
func badDurations() []string {
	return []string{
		`{"count":1}`, `{"count":-1}`, `{"count":0,"sum_seconds":"1"}`, `{"sum_seconds":1}`, `{"limits":[{"seconds":"-1","within":0}]}`,
		`{"limits":[{"seconds":"1","within":1}]}`, `{"limits":[{"seconds":"2"},{"seconds":"1"}]}`, `{"limits":[{"seconds":"1","seconds":"2"}]}`,
		`{"limits":[{"minutes":"1"}]}`, `{"buckets":[[1,1]]}`, `{"buckets":{}}`,
		`{"count":1,"sum_seconds":"1","shortest_seconds":"1","longest_seconds":"1","buckets":[[1591,1],[1591,1]]}`,
		`{"count":1,"sum_seconds":"1","shortest_seconds":"1","longest_seconds":"1","buckets":[[1591]]}`,
		`{"count":1,"sum_seconds":"1","shortest_seconds":"1","longest_seconds":"1","buckets":[[9223372036854775807,1]]}`,
		`{"count":1,"sum_seconds":"1","shortest_seconds":"1","longest_seconds":"1","buckets":[[-9223372036854775808,1]]}`,
		`{"count":1,"sum_seconds":"1.0000000001","shortest_seconds":"1","longest_seconds":"1"}`,
		`{"count":1,"sum_seconds":"1","shortest_seconds":"1e30","longest_seconds":"1e30"}`,
		`{"count":1,"sum_seconds":"1e34","shortest_seconds":"1","longest_seconds":"1"}`,
		`{"count":1,"sum_seconds":"-1","shortest_seconds":"1","longest_seconds":"1"}`,
		`{"shortest_seconds":"9223372036.854775807"}`, `{"longest_seconds":"NaN"}`, `{"longest_seconds":"` + strings.Repeat("9", 1000) + `"}`,
		`{"count":1,"shortest_seconds":"2","longest_seconds":"1","buckets":[[1,1]]}`, `{"color":1}`,
	}
}

func FuzzDurations(f *testing.F) {
	f.Add([]byte(`{"count":2,"sum_seconds":"3","shortest_seconds":"1","longest_seconds":"2","limits":[{"seconds":"1.5","within":1}],"buckets":[[1463,1],[1527,1]]}`), int64(5))
	f.Fuzz(func(t *testing.T, data []byte, more int64) {
		var d cx.Durations
		if err := d.UnmarshalJSON(data); err != nil {
			cxtest.Refuses(t, "UnmarshalJSON", err, cx.ErrInvalid)
			return
		}
		n := d.Total()
		if err := d.Add(time.Duration(more)); err == nil {
			n++
		}
		var back cx.Durations
		if err := json.Unmarshal([]byte(cxtest.JSON(t, d)), &back); err != nil || back.Total() != n {
			t.Fatalf("decoded %d, %v, want %d", back.Total(), err, n)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Fatalf("decoded (-want +got):\n%s", diff)
		}
		shortest, _ := d.Shortest()
		longest, _ := d.Longest()
		if q, err := d.Quantile(0.5); n > 0 && (err != nil || q < shortest || q > longest) {
			t.Fatalf("Median = %v, %v, want %v..%v", q, err, shortest, longest)
		}
	})
}

// goldenDurations is 1 s, 1.5 s and an hour. The buckets by hand: n seconds are n·10^9
// nanoseconds, of which the first 7 bits with the bit length less 7 make the bucket.
// 10^9 has 30 bits and begins with 119 (10^9/2^23 = 119.2): 23·64 + 119 = 1591.
// 1.5·10^9 has 31 bits and begins with 89: 24·64 + 89 = 1625. 3.6·10^12 has 42 bits and
// begins with 104 (3.6·10^12/2^35 = 104.8): 35·64 + 104 = 2344.
const goldenDurations = `{"count":3,"sum_seconds":"3602.5","shortest_seconds":"1","longest_seconds":"3600",` +
	`"limits":[{"seconds":"1.5","within":2}],"buckets":[[1591,1],[1625,1],[2344,1]]}`

// benchDurations are lengths from microseconds to weeks, all equally likely by their
// order of magnitude.
func benchDurations(n int) []time.Duration {
	random := rand.New(rand.NewPCG(9, 0))
	durations := make([]time.Duration, n)
	for i := range durations {
		durations[i] = time.Duration(1<<30+random.IntN(1<<30)) << random.IntN(20) >> 9
	}
	return durations
}

// BenchmarkDurations measures 10 million durations against a plain sum of them: read the
// ratio of Add to loop=sum, at most 10. A tally with limits does the work of the loop
// with limits, and is to be read against that.
func BenchmarkDurations(b *testing.B) {
	rows := benchDurations(10_000_000)
	limits := []time.Duration{3 * time.Second, time.Hour, 24 * time.Hour}
	b.Run("loop=sum", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			for _, d := range rows {
				sum += d
			}
			sinkInt += int64(sum)
		}
	})
	b.Run("loop=sum and three limits", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			var within [3]int64
			for _, d := range rows {
				sum += d
				for k, limit := range limits {
					if d <= limit {
						within[k]++
					}
				}
			}
			sinkInt += int64(sum) + within[2]
		}
	})
	for _, c := range []struct {
		name   string
		limits []time.Duration
	}{{"Add", nil}, {"Add with three limits", limits}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			tally := durationsFrom(b, nil, c.limits...)
			for b.Loop() {
				for _, d := range rows {
					if err := tally.Add(d); err != nil {
						b.Fatal(err)
					}
				}
			}
			sinkInt += tally.Total()
		})
	}
}
