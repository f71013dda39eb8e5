package cx_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// ratingsOn returns a tally of ratings 1, 2, and so on.
func ratingsOn(lower bool, counts ...int64) cx.Ratings {
	s := cx.SatisfactionScale(len(counts))
	if lower {
		s = cx.EffortScale(len(counts))
	}
	r := cx.Ratings{Scale: s}
	copy(r.Counts[:], counts)
	return r
}

// The limits were computed in Python with sums of exact fractions and halving, and are those
// of a score test: the interval moved by a benchmark has them wherever the benchmark is.
func TestRatings_DifferenceFrom(t *testing.T) {
	tests := []struct {
		counts    []int64
		level     float64
		mean      float64
		low, high float64
	}{
		{[]int64{1, 2, 3, 4, 20}, 0.95, 13.0 / 3, 3.816584067, 4.631518313},
		{[]int64{0, 1, 2, 3, 10}, 0.95, 4.375, 3.721574078, 4.702229548},
		{[]int64{0, 0, 0, 0, 5}, 0.95, 5, 3.262070141, 5},
		{[]int64{0, 0, 0, 0, 5}, 0.99, 5, 2.718966716, 5},
		{[]int64{0, 0, 0, 1, 9}, 0.9, 4.9, 4.069526317, 4.977365091},
	}
	for _, tt := range tests {
		for _, benchmark := range []float64{2.5, 3, 4.9} {
			c, err := ratingsOn(false, tt.counts...).DifferenceFrom(benchmark, tt.level)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Difference", c.Difference, tt.mean-benchmark, 1e-12)
			cxtest.Near(t, "Low", c.Interval.Low, tt.low-benchmark, 1e-8)
			cxtest.Near(t, "High", c.Interval.High, tt.high-benchmark, 1e-8)
			if reject, outside := c.P < 1-tt.level, c.Interval.Low > 0 || c.Interval.High < 0; reject != outside {
				t.Errorf("%v at %v: P %v, interval %v", tt.counts, benchmark, c.P, c.Interval)
			}
			if c.Difference != 0 {
				cxtest.Near(t, "Z", c.Z, c.Difference/c.StandardError, 1e-12)
				comparisonLaws(t, "benchmark", c)
			}
		}
	}
	// Where the limit is the benchmark, Z is the quantile.
	c, err := ratingsOn(false, 1, 2, 3, 4, 20).DifferenceFrom(3.816584067, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Z at a limit", c.Z, npsZ95, 1e-8)

	// CSAT and CES say the same of their means.
	csat, err := cx.CSAT(ratingsOn(false, 1, 2, 3, 4, 20)).MeanDifferenceFrom(4, 0.95)
	same, _ := ratingsOn(false, 1, 2, 3, 4, 20).DifferenceFrom(4, 0.95)
	if err != nil || csat != same {
		t.Errorf("CSAT.MeanDifferenceFrom = %v, %v, want %v", csat, err, same)
	}
	ces, err := cx.CES(ratingsOn(true, 20, 4, 3, 2, 1)).DifferenceFrom(2, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "the other way round", ces.Z, -same.Z, 1e-12)
	cxtest.Near(t, "the other way round: low", ces.Interval.Low, -same.Interval.High, 1e-12)
}

// On two points it is the test and the interval of a proportion, Wilson's, and on three, -1, 0
// and 1, Tango's interval of an NPS.
func TestRatings_DifferenceFrom_isWilsonAndTango(t *testing.T) {
	two, err := ratingsOn(false, 38, 62).DifferenceFrom(1.5, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	share, err := cx.Proportion{Count: 62, Base: 100}.DifferenceFrom(0.5, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Z", two.Z, share.Z, 1e-12)
	cxtest.Near(t, "Low", two.Interval.Low, share.Interval.Low, 1e-12)
	cxtest.Near(t, "High", two.Interval.High, share.Interval.High, 1e-12)

	// 30 promoters, 12 passives and 8 detractors against 30 points: Z 1.224573331.
	three, err := ratingsOn(false, 8, 12, 30).DifferenceFrom(2.3, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	tango, err := cx.NPS{Promoters: 30, Passives: 12, Detractors: 8}.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Z", three.Z, 1.224573331, 1e-8)
	cxtest.Near(t, "P", three.P, 0.220736021, 1e-8)
	cxtest.Near(t, "StandardError", 100*three.StandardError, 11.432553399, 1e-7)
	cxtest.Near(t, "Low", 100*three.Interval.Low, tango.Low-30, 1e-9)
	cxtest.Near(t, "High", 100*three.Interval.High, tango.High-30, 1e-9)
}

// A benchmark at an end of the scale has no spread, and one that is the mean no difference.
func TestRatings_DifferenceFrom_edges(t *testing.T) {
	for _, r := range []cx.Ratings{ratingsOn(false, 0, 0, 7, 0, 0), ratingsOn(false, 0, 0, 0, 0, 9), ratingsOn(false, 4, 0, 0)} {
		mean, _ := r.Mean()
		c, err := r.DifferenceFrom(mean.InexactFloat64(), 0.95)
		if err != nil || c.Difference != 0 || c.Z != 0 || c.P != 1 || !(c.Interval.Low <= 0 && c.Interval.High >= 0) {
			t.Errorf("against its own mean: %+v, %v", c, err)
		}
	}
	some := ratingsOn(false, 1, 2, 3, 4, 5)
	for _, end := range []float64{1, 5} {
		_, err := some.DifferenceFrom(end, 0.95)
		cxtest.Refuses(t, "end of the scale", err, cx.ErrUndefined)
	}
	_, err := cx.Ratings{Scale: cx.RecommendScale(11), Counts: [11]int64{1, 1}}.DifferenceFrom(5e-324, 0.95)
	cxtest.Refuses(t, "as good as an end of the scale", err, cx.ErrUndefined)
	for _, benchmark := range []float64{0.99, 5.01, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := some.DifferenceFrom(benchmark, 0.95)
		cxtest.Refuses(t, "benchmark", err, cx.ErrInvalid)
	}
	_, err = some.DifferenceFrom(3, 1)
	cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	_, err = cx.Ratings{}.DifferenceFrom(3, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	_, err = cx.Ratings{Scale: some.Scale, Counts: [11]int64{-1}}.DifferenceFrom(3, 0.95)
	cxtest.Refuses(t, "negative", err, cx.ErrInvalid)

	// Counts of the largest size have limits, too.
	for _, counts := range [][]int64{{math.MaxInt64 - 1, 0, 0, 0, 1}, {1, 0, math.MaxInt64 - 1, 0, 0}, {0, 0, 1, 0, math.MaxInt64 - 1}} {
		for _, benchmark := range []float64{1 + 1e-12, 3, 5 - 1e-12} {
			c, err := ratingsOn(false, counts...).DifferenceFrom(benchmark, 0.95)
			if err != nil || math.IsNaN(c.Z) || !(c.Interval.Low <= c.Difference && c.Difference <= c.Interval.High) {
				t.Errorf("%v at %v: %+v, %v", counts, benchmark, c, err)
			}
		}
	}
}

// By hand: (0.62 - 0.5)/sqrt(0.5·0.5/100) = 0.12/0.05 = 2.4; Wilson's interval of 62 of 100
// is 0.5220930..0.7090000.
func TestCSAT_DifferenceFrom(t *testing.T) {
	csat := cx.CSAT(ratingsOn(false, 10, 18, 10, 40, 22)) // 62 of 100 are satisfied
	c, err := csat.DifferenceFrom(50, 0.95)
	iv, _ := csat.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Difference", c.Difference, 12, 1e-12)
	cxtest.Near(t, "StandardError", c.StandardError, 5, 1e-12)
	cxtest.Near(t, "Z", c.Z, 2.4, 1e-12)
	cxtest.Near(t, "P", c.P, 0.016395072, 1e-8) // 2·pnorm(-2.4) in R
	cxtest.Near(t, "Low", c.Interval.Low, iv.Low-50, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, iv.High-50, 1e-12)

	all := cx.CSAT(ratingsOn(false, 0, 0, 0, 0, 8))
	if c, err := all.DifferenceFrom(100, 0.95); err != nil || c.P != 1 || c.Difference != 0 {
		t.Errorf("all against 100: %+v, %v", c, err)
	}
	_, err = all.DifferenceFrom(0, 0.95)
	cxtest.Refuses(t, "against 0", err, cx.ErrUndefined)
	_, err = cx.CSAT{}.DifferenceFrom(50, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	for _, benchmark := range []float64{-1, 100.01, math.NaN()} {
		_, err = csat.DifferenceFrom(benchmark, 0.95)
		cxtest.Refuses(t, "benchmark", err, cx.ErrInvalid)
		_, err = cx.Proportion{Count: 1, Base: 2}.DifferenceFrom(benchmark*2, 0.95)
		cxtest.Refuses(t, "benchmark of a share", err, cx.ErrInvalid)
	}
	_, err = cx.Proportion{}.DifferenceFrom(0.5, 0.95)
	cxtest.Refuses(t, "a share of nothing", err, cx.ErrNoData)
	_, err = cx.Proportion{Count: 1, Base: 2}.DifferenceFrom(0.5, 0)
	cxtest.Refuses(t, "level of a share", err, cx.ErrInvalid)
}

// By a table of Student's t: t(62) = 1.998972 and t(63) = 1.998341 at the level 0.95, so 63
// answers give ±0.2518 and 64 give ±0.2498 where the deviation is 1. The normal
// quantile alone would ask for 62. Of very many, z²/margin² + (z² + 1)/2 are needed: 384145884.5.
func TestMeanSampleSize(t *testing.T) {
	for _, tt := range []struct {
		margin, deviation float64
		want              int64
	}{{0.25, 1, 64}, {0.2518, 1, 64}, {0.252, 1, 63}, {0.5, 2, 64}, {100, 1, 2}, {1e-4, 1, 384_145_885}} {
		if got, err := cx.MeanSampleSize(tt.margin, tt.deviation, 0.95); err != nil || got != tt.want {
			t.Errorf("MeanSampleSize(%v, %v) = %v, %v, want %v", tt.margin, tt.deviation, got, err, tt.want)
		}
	}
	// The interval of so many answers is as narrow as was asked for, and that of one less is not.
	width := func(n int64) float64 {
		r := ratingsOn(false, n/2, 0, 0, 0, n-n/2)
		iv, err := r.MeanInterval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		return (iv.High - iv.Low) / 2
	}
	deviation, _ := ratingsOn(false, 100, 0, 0, 0, 100).StandardDeviation()
	n, err := cx.MeanSampleSize(0.28, deviation, 0.95)
	if err != nil || math.Abs(width(n)-0.28) > 0.001 {
		t.Errorf("%d answers, %v, have the margin %v", n, err, width(n))
	}
	for _, bad := range [][3]float64{{0, 1, 0.95}, {1, 0, 0.95}, {-1, 1, 0.95}, {1, -1, 0.95}, {math.NaN(), 1, 0.95}, {1, math.Inf(1), 0.95}, {1, 1, 1}, {1e-300, 1e300, 0.95}, {1e-12, 1, 0.95}} {
		n, err := cx.MeanSampleSize(bad[0], bad[1], bad[2])
		if !errors.Is(err, cx.ErrInvalid) || n != 0 {
			t.Errorf("MeanSampleSize(%v) = %v, %v, want ErrInvalid", bad, n, err)
		}
	}
}

// R's power.t.test(delta, sd, sig.level, power) gives the n in the comments, each to be rounded up.
// In one of the cases the exact power asks for one answer more.
func TestMeanSampleSizeForDifference(t *testing.T) {
	for _, tt := range []struct {
		difference, deviation1, deviation2, level, power float64
		want                                             int64
	}{
		{1, 1, 1, 0.95, 0.9, 23},       // 22.02110
		{0.5, 1, 1, 0.95, 0.8, 64},     // 63.76576
		{0.8, 1, 1, 0.95, 0.8, 26},     // 25.52458
		{2, 1, 1, 0.95, 0.9, 7},        // 6.386756
		{3, 1, 1, 0.95, 0.9, 4},        // 3.624820
		{0.7, 1.1, 1.1, 0.99, 0.9, 75}, // 75.16343
		{5, 10, 10, 0.95, 0.8, 64},     // as 0.5 and 1
		{100, 1, 1, 0.95, 0.2, 2},      // 2 is the least
	} {
		got, err := cx.MeanSampleSizeForDifference(tt.difference, tt.deviation1, tt.deviation2, tt.level, tt.power)
		if err != nil || got != tt.want {
			t.Errorf("%+v: %v, %v", tt, got, err)
		}
	}
	// A group without spread of its own leaves half the variance, and half the degrees of freedom.
	one, err := cx.MeanSampleSizeForDifference(0.5, 1, 1e-9, 0.95, 0.8)
	both, _ := cx.MeanSampleSizeForDifference(0.5, 1, 1, 0.95, 0.8)
	if err != nil || one < both/2 || one > both/2+3 {
		t.Errorf("one group: %v, %v, both %v", one, err, both)
	}
	for _, bad := range [][5]float64{
		{0, 1, 1, 0.95, 0.8}, {1, 0, 1, 0.95, 0.8}, {1, 1, math.NaN(), 0.95, 0.8}, {math.Inf(1), 1, 1, 0.95, 0.8},
		{1, 1, 1, 0, 0.8}, {1, 1, 1, 0.95, 1}, {1, 1, 1, 0.95, 0}, {1e-308, 1e308, 1e308, 0.95, 0.8}, {1e-11, 1, 1, 0.95, 0.8},
	} {
		n, err := cx.MeanSampleSizeForDifference(bad[0], bad[1], bad[2], bad[3], bad[4])
		if !errors.Is(err, cx.ErrInvalid) || n != 0 {
			t.Errorf("%v: %v, %v, want ErrInvalid", bad, n, err)
		}
	}
}
