package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

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

// meanIntervals is counts of the points 1, 2 and so on, level, mean and limits, computed outside of
// Go by halving the score test on a mean until the bracket is two neighboring floats.
const meanIntervals = `0 0 0 0 5,0.9,5,3.59553399694,5
0 0 0 0 5,0.95,5,3.26207014087,5
0 0 0 0 5,0.99,5,2.71896671589,5
0 0 0 1 9,0.9,4.9,4.06952631667,4.97736509127
0 0 0 1 9,0.95,4.9,3.81762208053,4.9821237869
0 0 0 1 9,0.99,4.9,3.34446903611,4.98814849659
1 0 0 2 27,0.9,4.8,4.39239770364,4.92516820508
1 0 0 2 27,0.95,4.8,4.27365631086,4.93618192524
1 0 0 2 27,0.99,4.8,4.01847886772,4.95224852768
2 3 5 15 25,0.9,4.16,3.86301458833,4.37701785352
2 3 5 15 25,0.95,4.16,3.79478709435,4.41167618828
2 3 5 15 25,0.99,4.16,3.65080225807,4.47400531202
10 20 30 20 20,0.9,3.2,2.99316234919,3.40414522671
10 20 30 20 20,0.95,3.2,2.95316594808,3.44290093531
10 20 30 20 20,0.99,3.2,2.87459220228,3.518172322
3 7,0.9,1.7,1.44169979587,1.8731234161
3 7,0.95,1.7,1.39677814746,1.89220873259
3 7,0.99,1.7,1.3200246792,1.92043368348
1 3 6,0.9,2.5,2.07076353532,2.7613822753
1 3 6,0.95,2.5,1.97997297252,2.79318001484
1 3 6,0.99,2.5,1.81318332673,2.84229356948
0 0 5,0.9,3,2.29776699847,3
0 0 5,0.95,3,2.13103507043,3
0 0 5,0.99,3,1.85948335795,3
1 1 2 3 5 8 10,0.9,5.46666666667,4.89360042779,5.88203781978
1 1 2 3 5 8 10,0.95,5.46666666667,4.76054377315,5.94851776151
1 1 2 3 5 8 10,0.99,5.46666666667,4.48043603745,6.06817503837
300 100 100 100 400,0.9,3.2,3.11014838003,3.28895413938
300 100 100 100 400,0.95,3.2,3.09287668285,3.30585017869
300 100 100 100 400,0.99,3.2,3.05909547988,3.33871043636`

func TestRatings_MeanInterval(t *testing.T) {
	for row := range strings.Lines(meanIntervals) {
		cells := strings.Split(strings.TrimSpace(row), ",")
		var counts []int64
		for _, cell := range strings.Fields(cells[0]) {
			counts = append(counts, int64(number(t, cell)))
		}
		level, mean, low, high := number(t, cells[1]), number(t, cells[2]), number(t, cells[3]), number(t, cells[4])
		r := ratingsOn(false, counts...)
		iv, err := r.MeanInterval(level)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, row+"Low", iv.Low, low, 1e-9)
		cxtest.Near(t, row+"High", iv.High, high, 1e-9)
		if iv.Level != level || iv.Clipped {
			t.Errorf("%s: %+v", row, iv)
		}
		csat, err := cx.CSAT(r).MeanInterval(level)
		if err != nil || csat != iv {
			t.Errorf("%s: CSAT %v, %v", row, csat, err)
		}
		ces, err := cx.CES(r).Interval(level)
		if err != nil || ces != iv {
			t.Errorf("%s: CES %v, %v", row, ces, err)
		}

		// Rescaled has the same limits on 0..100, and from the other end where lower is better.
		top := float64(len(counts) - 1)
		rescaled, err := r.RescaledInterval(level)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, row+"rescaled Low", rescaled.Low, 100*(low-1)/top, 1e-7)
		cxtest.Near(t, row+"rescaled High", rescaled.High, 100*(high-1)/top, 1e-7)
		r.Scale.LowerIsBetter = true
		if same, err := r.MeanInterval(level); err != nil || same != iv {
			t.Errorf("%s: where lower is better %v, %v", row, same, err)
		}
		turned, err := r.RescaledInterval(level)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, row+"turned Low", turned.Low, 100*(1-(high-1)/top), 1e-7)
		cxtest.Near(t, row+"turned High", turned.High, 100*(1-(low-1)/top), 1e-7)

		// The test at a benchmark rejects what the interval leaves out, and its one-tailed P is
		// half of P, or the rest.
		for _, benchmark := range []float64{1.01, low - 1e-7, low + 1e-7, mean + 0.01, high - 1e-7, high + 1e-7, float64(len(counts)) - 0.01} {
			if !(benchmark > 1 && benchmark < float64(len(counts))) {
				continue
			}
			c, err := r.DifferenceFrom(benchmark, level)
			if err != nil {
				t.Fatal(err)
			}
			if reject, outside := c.P < 1-level, benchmark < iv.Low || benchmark > iv.High; reject != outside {
				t.Errorf("%s: at %v P is %v", row, benchmark, c.P)
			}
			if got := c.PGreater(); (got < 0.5) != (c.Difference > 0) || math.Abs(min(got, 1-got)-c.P/2) > 1e-15 {
				t.Errorf("%s: at %v P is %v, one-tailed %v", row, benchmark, c.P, got)
			}
		}
	}
}

func number(t testing.TB, cell string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// On two points it is Wilson's interval of a share, and on three Tango's of a net share.
func TestRatings_MeanInterval_isWilsonAndTango(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 7))
	for range 2000 {
		a, b, c := random.Int64N(1<<random.IntN(20)), random.Int64N(1<<random.IntN(20)), 1+random.Int64N(1<<random.IntN(20))
		level := 1 - math.Pow(10, -6*random.Float64())
		two, err := ratingsOn(false, a, c).MeanInterval(level)
		if err != nil {
			t.Fatal(err)
		}
		wilson, err := cx.Proportion{Count: c, Base: a + c}.Interval(level)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Wilson, low", two.Low-1, wilson.Low, 1e-12)
		cxtest.Near(t, "Wilson, high", two.High-1, wilson.High, 1e-12)
		three, err := ratingsOn(false, a, b, c).MeanInterval(level)
		if err != nil {
			t.Fatal(err)
		}
		tango, err := cx.NPS{Promoters: c, Passives: b, Detractors: a}.Interval(level)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Tango, low", 100*(three.Low-2), tango.Low, 1e-8)
		cxtest.Near(t, "Tango, high", 100*(three.High-2), tango.High, 1e-8)
	}
}

// Counts of 1 beside 1e15, levels next to 0 and 1, a scale of 11 points with most of them blank
// and one far from 0: the interval is on the scale, around the mean, and has a width wherever
// a float64 has room for one.
func TestRatings_MeanInterval_edges(t *testing.T) {
	far := cx.Scale{Min: -1000, Max: -990, BottomMax: -999, TopMin: -990}
	for _, counts := range [][11]int64{
		{1}, {10: 1}, {5: 1}, {0: 1, 10: 1}, {0: 1, 10: 1e15}, {0: 1e15, 10: 1}, {4: 1e15, 5: 1}, {0: 1e15},
		{10: math.MaxInt64}, {0: math.MaxInt64 - 1, 10: 1}, {3: 1, 4: 1e15, 9: 1}, {0: 5e14, 10: 5e14}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	} {
		for _, s := range []cx.Scale{cx.RecommendScale(11), far} {
			for _, level := range []float64{math.SmallestNonzeroFloat64, 1e-200, 1e-10, 0.95, 1 - 1e-15, math.Nextafter(1, 0)} {
				r := cx.Ratings{Scale: s, Counts: counts}
				iv, err := r.MeanInterval(level)
				if err != nil {
					t.Fatal(err)
				}
				num, den, _ := r.Fraction()
				mean := num.InexactFloat64() / den.InexactFloat64()
				if !(iv.Low >= float64(s.Min) && iv.Low <= mean+1e-12 && mean-1e-12 <= iv.High && iv.High <= float64(s.Max)) || iv.Clipped {
					t.Errorf("%v at %v: %+v around %v", counts, level, iv, mean)
				}
				if r.Total() < 1000 && level >= 0.95 && !(iv.High-iv.Low > 0.1) {
					t.Errorf("%v at %v: %+v has no width", counts, level, iv)
				}
				rescaled, err := r.RescaledInterval(level)
				if err != nil || !(0 <= rescaled.Low && rescaled.Low <= rescaled.High && rescaled.High <= 100) {
					t.Errorf("%v at %v: rescaled %+v, %v", counts, level, rescaled, err)
				}
				for _, population := range []int64{r.Total(), max(r.Total(), math.MaxInt64-1), math.MaxInt64} {
					of, err := r.IntervalOf(population, level)
					if err != nil || !(iv.Low <= of.Low && of.Low <= of.High && of.High <= iv.High) {
						t.Errorf("%v of %d at %v: %+v, %v, within %+v", counts, population, level, of, err, iv)
					}
				}
			}
		}
	}
}

// 160 answers of 200 employees count as 160·199/40 = 796; halved with 60 digits in mpmath.
func TestRatings_IntervalOf(t *testing.T) {
	r := ratingsOn(false, 4, 8, 20, 60, 68)
	for _, tt := range []struct {
		interval func(int64, float64) (cx.Interval, error)
	}{{r.IntervalOf}, {cx.CES(r).IntervalOf}} {
		iv, err := tt.interval(200, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Low", iv.Low, 4.05390621522948, 1e-12)
		cxtest.Near(t, "High", iv.High, 4.19035062731442, 1e-12)
		all, err := tt.interval(160, 0.95)
		if want := (cx.Interval{Low: 4.125, High: 4.125, Level: 0.95}); err != nil || all != want {
			t.Errorf("where all have answered: %v, %v", all, err)
		}
		for _, population := range []int64{159, 1, 0, -1, math.MinInt64} {
			_, err := tt.interval(population, 0.95)
			cxtest.Refuses(t, "fewer than have answered", err, cx.ErrInvalid)
		}
		// Of very many it is the interval of an endless number.
		many, err := tt.interval(math.MaxInt64, 0.95)
		endless, _ := r.MeanInterval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Low of many", many.Low, endless.Low, 1e-12)
		cxtest.Near(t, "High of many", many.High, endless.High, 1e-12)
	}
	// The share of satisfied answers, 128 of 160, by Wilson's formula with an n of 796 and z² 3.841459.
	csat := cx.CSAT(r)
	iv, err := csat.IntervalOf(200, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	z2, root := 3.841458820694124, math.Sqrt(3.841458820694124*(0.16/796+3.841458820694124/4/796/796))
	cxtest.Near(t, "CSAT, low", iv.Low, 100*(0.8+z2/2/796-root)/(1+z2/796), 1e-10)
	cxtest.Near(t, "CSAT, high", iv.High, 100*(0.8+z2/2/796+root)/(1+z2/796), 1e-10)
	all, err := csat.IntervalOf(160, 0.95)
	if err != nil || all.Low != all.High || math.Abs(all.Low-80) > 1e-12 {
		t.Errorf("where all have answered: %v, %v", all, err)
	}
	_, err = csat.IntervalOf(159, 0.95)
	cxtest.Refuses(t, "fewer than have answered", err, cx.ErrInvalid)
	_, err = csat.IntervalOf(200, 1)
	cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	_, err = cx.CSAT{}.IntervalOf(200, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)

	_, err = cx.Ratings{Scale: r.Scale}.IntervalOf(9, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	_, err = cx.Ratings{Scale: r.Scale}.RescaledInterval(0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	_, err = cx.Ratings{Scale: r.Scale, Counts: [11]int64{-1}}.IntervalOf(9, 0.95)
	cxtest.Refuses(t, "negative", err, cx.ErrInvalid)
}

// The metric is how many times as long as Student's t it takes.
func BenchmarkMeanInterval(b *testing.B) {
	for _, points := range []int{2, 5, 11} {
		r := cx.Ratings{Scale: cx.EaseScale(points)}
		for i := range points {
			r.Counts[i] = int64(10 + 7*i)
		}
		b.Run(strconv.Itoa(points)+"points", func(b *testing.B) {
			var score, student time.Duration
			for b.Loop() {
				start := time.Now()
				_, err1 := r.MeanInterval(0.95)
				middle := time.Now()
				_, err2 := r.TInterval(0.95)
				score += middle.Sub(start)
				student += time.Since(middle)
				if err1 != nil || err2 != nil {
					b.Fatal(err1, err2)
				}
			}
			b.ReportMetric(float64(score)/float64(student), "score/t")
		})
	}
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
		iv, err := r.TInterval(0.95)
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
