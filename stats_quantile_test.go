package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// secondsTo returns the durations of 1 to n seconds, in another order.
func secondsTo(n int) []time.Duration {
	durations := make([]time.Duration, n)
	for i := range durations {
		durations[i] = time.Duration(n-i) * time.Second
	}
	return durations
}

// The 90th percentile of 200 is between the 171st and the 189th, with a probability of 0.9669: R's
// qbinom(c(0.025, 0.975), 200, 0.9) is 171 and 188, and the upper rank is one more. The others are
// sums of exact fractions in Python. By hand: all 5 are above the median in 1 of 32 samples, a tail
// of the level 0.9375 and more than that of 0.95; all 20 are below the 90th percentile in 0.12.
func TestDurationQuantileInterval(t *testing.T) {
	for _, tt := range []struct {
		n        int
		p, level float64
		low      float64
		high     float64 // 0 for limits that are not reached
	}{
		{200, 0.9, 0.95, 171, 189},
		{10, 0.5, 0.95, 2, 9},
		{5, 0.5, 0.9375, 1, 5},
		{5, 0.5, 0.95, 0, 0},
		{20, 0.9, 0.95, 15, 0},
		{1, 0.5, 0.95, 0, 0},
		{72, 0.95, 0.95, 64, 72},
		{3, 0, 0.95, 0, 1},
		{3, 1, 0.95, 3, 0},
	} {
		durations := secondsTo(tt.n)
		iv, err := cx.DurationQuantileInterval(durations, tt.p, tt.level)
		want := cx.DurationInterval{
			Low: time.Duration(tt.low) * time.Second, High: time.Duration(tt.high) * time.Second,
			Level: tt.level, LowReached: tt.low > 0, HighReached: tt.high > 0,
		}
		if err != nil || iv != want {
			t.Errorf("%+v: %v, %v", tt, iv, err)
		}
		if durations[0] != time.Duration(tt.n)*time.Second {
			t.Errorf("%+v: the durations were sorted", tt)
		}
		// From the buckets each limit is at most 1/64 further out.
		tally, err := durationsFrom(t, durations).QuantileInterval(tt.p, tt.level)
		if err != nil || tally.LowReached != want.LowReached || tally.HighReached != want.HighReached ||
			tally.Low > want.Low || tally.Low < want.Low-want.Low/64 || tally.High < want.High || tally.High > want.High+want.High/64 {
			t.Errorf("%+v: from the buckets %v, %v", tt, tally, err)
		}
	}
}

// Durations below 0 have an interval, too, and the shortest and longest that there are.
func TestDurationQuantileInterval_edges(t *testing.T) {
	early := []time.Duration{-5 * time.Minute, -time.Minute, 0, time.Minute, -2 * time.Minute, 3 * time.Minute}
	iv, err := cx.DurationQuantileInterval(early, 0.5, 0.95)
	want := cx.DurationInterval{Low: -5 * time.Minute, High: 3 * time.Minute, Level: 0.95, LowReached: true, HighReached: true}
	if err != nil || iv != want {
		t.Errorf("of 6: %v, %v", iv, err)
	}
	alike := durationsFrom(t, slices.Repeat(hours(2), 50))
	if iv, err := alike.QuantileInterval(0.5, 0.95); err != nil || iv.Low != 2*time.Hour || iv.High != 2*time.Hour {
		t.Errorf("all alike: %v, %v", iv, err)
	}
	for _, level := range []float64{0, 1, -1, 95, math.NaN(), math.Inf(1)} {
		_, err := cx.DurationQuantileInterval(early, 0.5, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
		_, err = alike.QuantileInterval(0.5, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		_, err := cx.DurationQuantileInterval(early, p, 0.95)
		cxtest.Refuses(t, "quantile", err, cx.ErrInvalid)
		_, err = alike.QuantileInterval(p, 0.95)
		cxtest.Refuses(t, "quantile", err, cx.ErrInvalid)
	}
	_, err = cx.DurationQuantileInterval(nil, 0.5, 0.95)
	cxtest.Refuses(t, "none", err, cx.ErrNoData)
	_, err = cx.Durations{}.QuantileInterval(0.5, 0.95)
	cxtest.Refuses(t, "none", err, cx.ErrNoData)
	for _, d := range []time.Duration{math.MaxInt64, math.MinInt64} {
		_, err = cx.DurationQuantileInterval([]time.Duration{1, d}, 0.5, 0.95)
		cxtest.Refuses(t, "too long", err, cx.ErrInvalid)
	}

	// A tally of 2^60 durations, merged with itself.
	many := durationsFrom(t, secondsTo(4), 2*time.Second)
	for range 58 {
		if err := many.Merge(many); err != nil {
			t.Fatal(err)
		}
	}
	for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
		iv, err := many.QuantileInterval(0.3, level)
		if err != nil || !iv.LowReached || !iv.HighReached || iv.Low > 2*time.Second || iv.High != 2*time.Second || iv.Low < 2*time.Second*63/64 {
			t.Errorf("of very many at %v: %v, %v", level, iv, err)
		}
	}
}

// The interval of either kind has the quantile, and the true one as often as it says: of 40
// exponential durations the true p75 is ln 4.
func TestDurationQuantileInterval_covers(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	truth, exact, tallied := time.Duration(math.Log(4)*float64(time.Minute)), 0, 0
	const runs = 3000
	for range runs {
		durations := make([]time.Duration, 40)
		for i := range durations {
			durations[i] = time.Duration(random.ExpFloat64() * float64(time.Minute))
		}
		iv, err := cx.DurationQuantileInterval(durations, 0.75, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		within := durationsFrom(t, durations, time.Minute)
		wide, err := within.QuantileInterval(0.75, 0.95)
		if err != nil || wide.Low > iv.Low || wide.High < iv.High {
			t.Fatalf("%v within %v, %v", iv, wide, err)
		}
		middle, _ := cx.DurationQuantile(durations, 0.75)
		if middle < iv.Low || middle > iv.High {
			t.Fatalf("%v is not in %v", middle, iv)
		}
		if iv.Low <= truth && truth <= iv.High {
			exact++
		}
		if wide.Low <= truth && truth <= wide.High {
			tallied++
		}
	}
	// The limits are the 24th and the 36th; by sums of the binomial probabilities from 24 to 35 in
	// Python the probability is 0.9724. The error of the simulation is 0.003.
	if share := float64(exact) / runs; math.Abs(share-0.9724) > 0.014 || tallied < exact {
		t.Errorf("the true quantile is in %v of the intervals, and in %d of %d from buckets", share, tallied, runs)
	}
}

// badDurationIntervals is what no interval of durations is.
var badDurationIntervals = []string{
	`{"low_seconds":"2","high_seconds":"1","level":0.95,"low_reached":true,"high_reached":true}`,
	`{"low_seconds":"2","high_seconds":"1","level":0.95,"low_reached":true,"high_reached":false}`,
	`{"low_seconds":"1","high_seconds":"2","level":0.95,"low_reached":false,"high_reached":true}`,
	`{"low_seconds":"1","high_seconds":"2","level":1,"low_reached":true,"high_reached":true}`,
	`{"low_seconds":"0.0000000001","high_seconds":"2","level":0.95,"low_reached":true,"high_reached":true}`,
	`{"low_seconds":"-9223372036.854775808","high_seconds":"2","level":0.95,"low_reached":true,"high_reached":true}`,
	`{"low_seconds":"1","high_seconds":"9223372036.854775807","level":0.95,"low_reached":true,"high_reached":true}`,
	`{"low_seconds":"1","high_seconds":"2","level":0.95,"low_reached":true}`,
}

func TestDurationInterval_String(t *testing.T) {
	for _, tt := range []struct {
		iv   cx.DurationInterval
		want string
	}{
		{cx.DurationInterval{Low: 100 * time.Second, High: time.Hour, Level: 0.95, LowReached: true, HighReached: true}, "1m40s..1h0m0s at 0.95"},
		{cx.DurationInterval{Low: 100 * time.Second, Level: 0.9, LowReached: true}, "1m40s..? at 0.9"},
		{cx.DurationInterval{Level: 0.9}, "?..? at 0.9"},
	} {
		if got := tt.iv.String(); got != tt.want {
			t.Errorf("String() = %q, want %q", got, tt.want)
		}
	}
}

// Limits below 0 come back as well.
func TestDurationInterval_JSON(t *testing.T) {
	iv := cx.DurationInterval{Low: -90*time.Second - 1, High: -time.Second, Level: 0.95, LowReached: true, HighReached: true}
	text, err := json.Marshal(iv)
	if want := `{"low_seconds":"-90.000000001","high_seconds":"-1","level":0.95,"low_reached":true,"high_reached":true}`; err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
	var back cx.DurationInterval
	if err := json.Unmarshal(text, &back); err != nil || back != iv {
		t.Errorf("%v, %v", back, err)
	}
}

// A quantile near an end lies between the last two durations, and may be beyond the duration that
// is the limit: P(X < 10) of ten is 1 - 0.999^10 = 0.00996 for the p99.9, so that the limit is the
// tenth, 10s, and the quantile 9.991s.
func TestQuantileInterval_nearAnEnd(t *testing.T) {
	durations := secondsTo(10)
	tally, err := cx.DurationsOf(durations)
	if err != nil {
		t.Fatal(err)
	}
	high, err := cx.DurationQuantileInterval(durations, 0.999, 0.95)
	if want := (cx.DurationInterval{Low: 9991 * time.Millisecond, Level: 0.95, LowReached: true}); err != nil || high != want {
		t.Errorf("p99.9: %v, %v, want %v", high, err, want)
	}
	low, err := cx.DurationQuantileInterval(durations, 0.001, 0.95)
	if want := (cx.DurationInterval{High: 1009 * time.Millisecond, Level: 0.95, HighReached: true}); err != nil || low != want {
		t.Errorf("p0.1: %v, %v, want %v", low, err, want)
	}
	quantile, err := tally.Quantile(0.999)
	if iv, ivErr := tally.QuantileInterval(0.999, 0.95); err != nil || ivErr != nil || iv.Low != quantile {
		t.Errorf("p99.9 of the tally: %v, %v, %v, want the low limit %v", iv, err, ivErr, quantile)
	}
}

func TestQuantileInterval_edges(t *testing.T) {
	const longest = time.Duration(math.MaxInt64 - 1)
	sets := [][]time.Duration{nil, {0}, {longest}, {0, longest}, secondsTo(3), secondsTo(72), secondsTo(50_000)}
	for _, durations := range sets {
		tally, err := cx.DurationsOf(durations)
		if err != nil {
			t.Fatal(err)
		}
		many := tally
		for many.Total() > 0 && many.Merge(many) == nil { // up to the largest sum
		}
		for _, p := range []float64{0, 5e-324, 1e-10, 1.0 / 3, 0.999, 1 - 1e-16, 1, math.NaN(), -1} {
			for _, level := range edgeLevels {
				what := fmt.Sprintf("quantile %v of %v at %v", p, tally, level)
				check := func(iv cx.DurationInterval, quantile time.Duration, err error) {
					t.Helper()
					if err != nil {
						if !errors.Is(err, cx.ErrNoData) && !errors.Is(err, cx.ErrInvalid) || iv != (cx.DurationInterval{}) {
							t.Errorf("%s: %v, %v", what, iv, err)
						}
					} else if iv.LowReached && iv.Low > quantile || iv.HighReached && iv.High < quantile {
						t.Errorf("%s: %v around %v", what, iv, quantile)
					}
				}
				iv, err := cx.DurationQuantileInterval(durations, p, level)
				quantile, _ := cx.DurationQuantile(durations, p)
				check(iv, quantile, err)
				for _, d := range []cx.Durations{tally, many} {
					iv, err = d.QuantileInterval(p, level)
					quantile, _ = d.Quantile(p)
					check(iv, quantile, err)
				}
			}
		}
	}
}

// Numbers within limits that no durations have: more within the shorter limit, and some of none.
func TestDurations_impossibleWithin(t *testing.T) {
	const three = `"count":3,"sum_seconds":"3602.5","shortest_seconds":"1","longest_seconds":"3600","buckets":[[1591,1],[1625,1],[2344,1]]`
	const none = `"count":0,"sum_seconds":"0","shortest_seconds":"0","longest_seconds":"0"`
	for _, tt := range []struct {
		figures       string
		first, second int
		ok            bool
	}{{three, 1, 2, true}, {three, 2, 2, true}, {three, 2, 1, false}, {three, 2, 4, false}, {none, 0, 0, true}, {none, 1, 1, false}, {none, 0, 1, false}} {
		var d cx.Durations
		state := fmt.Sprintf(`{%s,"limits":[{"seconds":"1.5","within":%d},{"seconds":"60","within":%d}]}`, tt.figures, tt.first, tt.second)
		if err := json.Unmarshal([]byte(state), &d); tt.ok != (err == nil) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
