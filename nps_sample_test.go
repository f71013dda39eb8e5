package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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
		_, err := cx.NPSSampleSize(5, 1, 0.95, population)
		cxtest.Refuses(t, "NPSSampleSize with a negative population", err, cx.ErrInvalid)
	}
	_, err := cx.NPSSampleSize(1e-8, 1, 0.95, 0)
	cxtest.Refuses(t, "NPSSampleSize beyond int64", err, cx.ErrInvalid)
}
