package cx_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The roots of Tango's and Wilson's equations with the counts times (N-1)/(N-n), by bisection
// in Python.
func TestIntervalOf(t *testing.T) {
	for _, tt := range []struct {
		n          cx.NPS
		population int64
		low, high  float64
	}{
		{cx.NPS{Promoters: 80, Passives: 50, Detractors: 30}, 200, 25.808427592046684, 36.47028706915542},
		{cx.NPS{Promoters: 5}, 9, 44.49344002742215, 100},
		{cx.NPS{Promoters: 6, Passives: 5, Detractors: 3}, 20, -2.216723575317753, 42.55058563409547},
		{cx.NPS{Promoters: 6, Passives: 5, Detractors: 3}, 14, 300.0 / 14, 300.0 / 14},
		{cx.NPS{Detractors: 1}, 1, -100, -100},
	} {
		iv, err := tt.n.IntervalOf(tt.population, 0.95)
		if err != nil || iv.Level != 0.95 || iv.Clipped {
			t.Errorf("%v of %d: %+v, %v", tt.n, tt.population, iv, err)
		}
		cxtest.Near(t, "Low", iv.Low, tt.low, 1e-12)
		cxtest.Near(t, "High", iv.High, tt.high, 1e-12)
	}
	for _, tt := range []struct {
		p          cx.Proportion
		population int64
		low, high  float64
	}{
		{cx.Proportion{Count: 31, Base: 40}, 50, 0.7115771296324598, 0.8278504778127129},
		{cx.Proportion{Base: 10}, 20, 0, 0.16817922405261626},
		{cx.Proportion{Count: 31, Base: 40}, 40, 0.775, 0.775},
	} {
		iv, err := tt.p.IntervalOf(tt.population, 0.95)
		if err != nil || iv.Level != 0.95 || iv.Clipped {
			t.Errorf("%v of %d: %+v, %v", tt.p, tt.population, iv, err)
		}
		cxtest.Near(t, "Low", iv.Low, tt.low, 1e-14)
		cxtest.Near(t, "High", iv.High, tt.high, 1e-14)
	}
}

// The more of the population answered, the narrower; of an endless one it is Interval; and
// the figure is always inside, from a count of 1 to 1e15 and levels next to 0 and 1.
func TestIntervalOf_properties(t *testing.T) {
	for _, n := range []cx.NPS{
		{Promoters: 1}, {Passives: 3}, {Promoters: 3, Passives: 2, Detractors: 4}, {Promoters: 1e15}, {Promoters: 1e15, Detractors: 1}, {Detractors: 7e17, Passives: 1},
	} {
		share := n.PromoterShare()
		for _, level := range []float64{1e-10, 0.95, 1 - 1e-15, math.Nextafter(1, 0)} {
			last, lastShare := cxtest.Must(n.Interval(level)), cxtest.Must(share.Interval(level))
			score := 100 * float64(n.Promoters-n.Detractors) / float64(n.Total())
			for _, population := range []int64{math.MaxInt64, 10 * n.Total(), n.Total() + 2, n.Total() + 1, n.Total()} {
				iv, err := n.IntervalOf(population, level)
				if err != nil || !(last.Low <= iv.Low+1e-9 && iv.Low <= score && score <= iv.High && iv.High <= last.High+1e-9) {
					t.Errorf("%v.IntervalOf(%d, %v) = %+v, %v, within %+v", n, population, level, iv, err, last)
				}
				of, err := share.IntervalOf(population, level)
				if err != nil || !(lastShare.Low <= of.Low+1e-12 && of.Low <= of.High && of.High <= lastShare.High+1e-12) {
					t.Errorf("%v.IntervalOf(%d, %v) = %+v, %v, within %+v", share, population, level, of, err, lastShare)
				}
				if known := population == n.Total(); known && (iv.Low != iv.High || of.Low != of.High) {
					t.Errorf("all of %v answered: %+v, %+v, want the figure itself", n, iv, of)
				} else if !known && n.Total() < 100 && level > 0.9 && (iv.Low == iv.High || of.Low == of.High) {
					t.Errorf("%v of %d: %+v, %+v, want a width", n, population, iv, of)
				}
				last, lastShare = iv, of
			}
		}
	}
	n := cx.NPS{Promoters: 2, Detractors: 1}
	for _, population := range []int64{2, 0, -1, math.MinInt64} {
		_, err := n.IntervalOf(population, 0.95)
		cxtest.Refuses(t, "NPS of too few", err, cx.ErrInvalid)
		_, err = n.PromoterShare().IntervalOf(population, 0.95)
		cxtest.Refuses(t, "a share of too few", err, cx.ErrInvalid)
	}
	_, err := n.IntervalOf(5, 1)
	cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	_, err = n.PromoterShare().IntervalOf(5, 1)
	cxtest.Refuses(t, "level of a share", err, cx.ErrInvalid)
	_, err = cx.NPS{}.IntervalOf(5, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	_, err = cx.Proportion{}.IntervalOf(5, 0.95)
	cxtest.Refuses(t, "no cases", err, cx.ErrNoData)
}

// The bounds are the figures of the two tallies in which all who are missing are alike.
func TestBounds(t *testing.T) {
	n := cx.NPS{Promoters: 5, Passives: 3, Detractors: 2}
	low, high, err := n.Bounds(5) // 100·(3-5)/15, 100·(3+5)/15
	cxtest.Exactly(t, "low", low, err, "-13.33333333")
	cxtest.Exactly(t, "high", high, err, "53.33333333")
	low, high, err = n.PromoterShare().Bounds(5) // 5/15, 10/15
	cxtest.Exactly(t, "low share", low, err, "0.33333333")
	cxtest.Exactly(t, "high share", high, err, "0.66666667")
	for _, tt := range []struct {
		n       cx.NPS
		missing int64
	}{{n, 0}, {n, 1}, {n, 1e18}, {cx.NPS{}, 7}, {cx.NPS{Promoters: 1e18, Detractors: 3}, 8e18}, {cx.NPS{Detractors: 1}, math.MaxInt64 - 1}} {
		least, most := tt.n, tt.n
		least.Detractors += tt.missing
		most.Promoters += tt.missing
		low, high, err := tt.n.Bounds(tt.missing)
		cxtest.Exactly(t, "low", low, err, cxtest.Must(least.Score()).String())
		cxtest.Exactly(t, "high", high, err, cxtest.Must(most.Score()).String())
		low, high, err = tt.n.PromoterShare().Bounds(tt.missing)
		cxtest.Exactly(t, "low share", low, err, cxtest.Must(least.PromoterShare().Rate()).String())
		cxtest.Exactly(t, "high share", high, err, cxtest.Must(most.PromoterShare().Rate()).String())
	}
	for _, missing := range []int64{-1, math.MinInt64, math.MaxInt64} {
		_, _, err := n.Bounds(missing)
		cxtest.Refuses(t, "NPS", err, cx.ErrInvalid)
		_, _, err = n.PromoterShare().Bounds(missing)
		cxtest.Refuses(t, "a share", err, cx.ErrInvalid)
	}
	_, _, err = cx.NPS{}.Bounds(0)
	cxtest.Refuses(t, "nobody was asked", err, cx.ErrNoData)
	_, _, err = cx.Proportion{}.Bounds(0)
	cxtest.Refuses(t, "nobody was asked", err, cx.ErrNoData)
	_, _, err = cx.NPS{Promoters: -1}.Bounds(1)
	cxtest.Refuses(t, "not valid", err, cx.ErrInvalid)
	_, _, err = cx.Proportion{Count: 2, Base: 1}.Bounds(1)
	cxtest.Refuses(t, "not valid", err, cx.ErrInvalid)
}

func TestNPSSampleSize(t *testing.T) {
	tests := []struct {
		margin, variance float64
		population       int64
		want             int64
	}{
		// z²V/d² - 3 at 95 %, computed outside Go.
		{5, 1, 0, 1534}, {10, 1, 0, 382}, {15, 1, 0, 168}, {20, 1, 0, 94},
		{5, 0.5, 0, 766}, {10, 0.5, 0, 190}, {15, 0.5, 0, 83}, {20, 0.5, 0, 46},
		// With n0/(1+(n0-1)/N) in place of n0 = z²V/d².
		{5, 1, 500, 375}, {5, 1, 2000, 867}, {5, 1, 10000, 1330},
		// Nobody is asked twice, and somebody is asked.
		{5, 1, 1, 1}, {5, 1, 3, 1}, {0.001, 1, 10, 7}, {100, 0.01, 0, 1}, {100, 1, 5, 1},
		{5, 1, math.MaxInt64, 1534},
	}
	for _, tt := range tests {
		got, err := cx.NPSSampleSize(tt.margin, tt.variance, 0.95, tt.population)
		if got != tt.want || err != nil {
			t.Errorf("NPSSampleSize(%v, %v, 0.95, %d) = %d, %v, want %d", tt.margin, tt.variance, tt.population, got, err, tt.want)
		}
	}
	// z² = 2.7055434540954 at 90 %: 10 points need 270.55 - 3.
	if got, err := cx.NPSSampleSize(10, 1, 0.90, 0); got != 268 || err != nil {
		t.Errorf("NPSSampleSize(10, 1, 0.90, 0) = %d, %v, want 268", got, err)
	}
	// The size does what it says: the adjusted interval of so many answers, half of
	// them promoters and half detractors, has the margin, and that of two fewer has not.
	for _, margin := range []float64{3, 5, 10, 20} {
		n, err := cx.NPSSampleSize(margin, 1, 0.95, 0)
		if err != nil {
			t.Fatal(err)
		}
		// The adjusted variance is 1 - 1.5/(n+3), as near to 1 as makes no difference here.
		width := func(n int64) float64 { return 100 * npsZ95 / math.Sqrt(float64(n)+3) }
		if width(n) > margin || width(n-1) <= margin {
			t.Errorf("NPSSampleSize(%v, 1, 0.95, 0) = %d: margins %v, and %v with one answer less", margin, n, width(n), width(n-1))
		}
	}
}

func TestNPSSampleSizeForDifference(t *testing.T) {
	tests := []struct {
		difference, v1, v2, level, power float64
		want                             int64
	}{
		// (z + z_power)²·(V1+V2)/d² - 3 at 95 % and 80 % power, computed outside Go.
		{5, 1, 1, 0.95, 0.8, 6277}, {10, 1, 1, 0.95, 0.8, 1567}, {15, 1, 1, 0.95, 0.8, 695},
		{20, 1, 1, 0.95, 0.8, 390}, {30, 1, 1, 0.95, 0.8, 172},
		// Half the variance of one: three quarters of n + 3 = 1569.8.
		{10, 1, 0.5, 0.95, 0.8, 1175}, {10, 0.5, 1, 0.95, 0.8, 1175},
		// A power of a half needs no second quantile: 2·z²/0.01 - 3 = 765.29.
		{10, 1, 1, 0.95, 0.5, 766},
		{200, 0.01, 0.01, 0.95, 0.8, 1},
		// Less power than a false alarm has needs nothing.
		{10, 1, 1, 0.95, 0.01, 1}, {10, 1, 1, 0.95, 1e-300, 1}, {10, 1, 1, 1e-300, 1e-17, 1},
	}
	for _, tt := range tests {
		got, err := cx.NPSSampleSizeForDifference(tt.difference, tt.v1, tt.v2, tt.level, tt.power)
		if got != tt.want || err != nil {
			t.Errorf("NPSSampleSizeForDifference(%v, %v, %v, %v, %v) = %d, %v, want %d",
				tt.difference, tt.v1, tt.v2, tt.level, tt.power, got, err, tt.want)
		}
	}
}

// No float64, however small or strange, gives anything but a size within 1..N or an
// error.
func TestNPSSampleSize_anyFloat(t *testing.T) {
	values := []float64{
		0, math.Copysign(0, -1), 5e-324, 1e-300, 1e-160, 1e-17, 0.01, 0.5, 0.8, 0.95, 1 - 0x1p-53, 1, 1 + 0x1p-52, 5, 100, 100.5,
		200, 201, 1e300, math.MaxFloat64, -5e-324, -0.5, -1, -1e300, math.NaN(), math.Inf(1), math.Inf(-1),
	}
	fraction := func(f float64) bool { return f > 0 && f < 1 }
	variance := func(f float64) bool { return f > 0 && f <= 1 }
	check := func(what string, args []float64, population, got int64, err error, valid bool) {
		t.Helper()
		switch {
		case err != nil:
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
			if got != 0 {
				t.Errorf("%s(%v, %d) = %d with an error", what, args, population, got)
			}
			if valid && population > 0 {
				t.Errorf("%s(%v, %d): %v, want a size within the population", what, args, population, err)
			}
		case !valid:
			t.Errorf("%s(%v, %d) = %d, want an error", what, args, population, got)
		case got < 1 || population > 0 && got > population:
			t.Errorf("%s(%v, %d) = %d, want a size of 1 or more within the population", what, args, population, got)
		}
	}
	for _, a := range values {
		for _, b := range values {
			for _, c := range values {
				valid := a > 0 && a <= 100 && variance(b) && fraction(c)
				for _, population := range []int64{0, 1, 3, 1000, math.MaxInt64} {
					got, err := cx.NPSSampleSize(a, b, c, population)
					check("NPSSampleSize", []float64{a, b, c}, population, got, err, valid)
				}
				valid = a > 0 && a <= 200 && variance(b) && fraction(c)
				got, err := cx.NPSSampleSizeForDifference(a, b, 1, c, 0.8)
				check("NPSSampleSizeForDifference", []float64{a, b, 1, c, 0.8}, 0, got, err, valid)
				got, err = cx.NPSSampleSizeForDifference(a, 1, b, 0.95, c)
				check("NPSSampleSizeForDifference", []float64{a, 1, b, 0.95, c}, 0, got, err, valid)
				got, err = cx.NPSSampleSizeForDifference(a, 1, 1, b, c)
				check("NPSSampleSizeForDifference", []float64{a, 1, 1, b, c}, 0, got, err, a > 0 && a <= 200 && fraction(b) && fraction(c))
			}
		}
	}
	for _, population := range []int64{-1, math.MinInt64} {
		n, err := cx.NPSSampleSize(5, 1, 0.95, population)
		check("NPSSampleSize", []float64{5, 1, 0.95}, population, n, err, false)
	}
	n, err := cx.NPSSampleSize(1e-8, 1, 0.95, 0)
	check("NPSSampleSize", []float64{1e-8, 1, 0.95}, 0, n, err, false)
}

func TestNPS_edges(t *testing.T) {
	counts := []int64{0, 1, 30, 1e15, math.MaxInt64 / 2}
	for i := range 125 {
		n := cx.NPS{Detractors: counts[i%5], Passives: counts[i/5%5], Promoters: counts[i/25]}
		score := 100 * (float64(n.Promoters) - float64(n.Detractors)) / float64(n.Total())
		for _, level := range edgeLevels {
			what := fmt.Sprintf("%+v at %v", n, level)
			iv, err := n.Interval(level)
			surrounds(t, "Interval of "+what, iv, score, -100, 100, err)
			for _, population := range []int64{-1, n.Total() - 1, n.Total(), n.Total() + 1, math.MaxInt64} {
				iv, err := n.IntervalOf(population, level)
				surrounds(t, fmt.Sprintf("IntervalOf(%d) of %s", population, what), iv, score, -100, 100, err)
			}
			for _, benchmark := range []float64{-100, 5e-324, 30, score, 100, math.NaN(), -101, math.Inf(1)} {
				c, err := n.DifferenceFrom(benchmark, level)
				sound(t, fmt.Sprintf("DifferenceFrom(%v) of %s", benchmark, what), c, -100-benchmark, 100-benchmark, err)
			}
		}
	}
}
