package special

import (
	"math"
	"testing"
)

// The run lengths of two-sided sums, whose rates add, and of a sum to which each value adds one
// more, by R 4.2.2 from a chain of more states; D. C. Montgomery, Introduction to Statistical
// Quality Control (2009), table 9.3, has 168, 465 and 8.38, 10.4.
func TestCusumRunLength(t *testing.T) {
	tests := []struct{ h, two, shifted float64 }{{3, 58.7976, 6.40309}, {4, 167.681, 8.38315}, {5, 465.426, 10.3760}}
	for _, tt := range tests {
		near(t, "CusumRunLength", CusumRunLength(tt.h, 0.5)/2, tt.two, 1e-3, tt.h)
		near(t, "CusumRunLength of a shift", CusumRunLength(tt.h, -0.5), tt.shifted, 2e-4, tt.h)
	}
	// With the limit 0 each value above k ends the run.
	for _, k := range []float64{0.25, 0.5, 1, 2} {
		near(t, "CusumRunLength", CusumRunLength(0, k), 2/math.Erfc(k/math.Sqrt2), 1e-12, 0, k)
	}
}

// The limits of two-sided sums are those of one with twice the run length. From R 4.2.2, of a
// chain of more states.
func TestCusumLimit(t *testing.T) {
	tests := []struct{ run, k, want float64 }{
		{2 * 104, 0.5, 3.53956}, {2 * 168, 0.5, 4.00186}, {2 * 520, 0.5, 5.10952}, {2 * 1040, 0.5, 5.79642},
		{104, 0.5, 2.88572}, {520, 0.5, 4.42755}, {2 * 104, 0.25, 5.66671},
	}
	for _, tt := range tests {
		if h := CusumLimit(tt.run, tt.k); !(math.Abs(h-tt.want) < 1e-3) {
			t.Errorf("CusumLimit(%v, %v) = %v, want %v", tt.run, tt.k, h, tt.want)
		}
	}
	for _, k := range []float64{0.25, 0.3, 0.5, 1, 2} {
		for _, run := range []float64{CusumRunLength(0, k) * 1.000001, 44.1, 104, 1e4, 2e6} {
			near(t, "the run length of CusumLimit", CusumRunLength(CusumLimit(run, k), k), run, 2e-9, run, k)
		}
	}
}
