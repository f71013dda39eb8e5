package special

import (
	"math"
	"testing"
	"time"
)

// The first is that of the 90th percentile of 200 in many books: the 171st and the 189th. The
// others are sums of exact fractions in Python, of the values that the float64 have; those of a
// spread just below 1000, where the expansion is one off, are by R 4.2.2,
//
//	qbinom((1 - level) / 2, n, p) - 1; qbinom((1 - level) / 2, n, p, lower.tail = FALSE)
func TestBinomialRanks(t *testing.T) {
	for _, tt := range []struct {
		n         int64
		p, level  float64
		low, high int64
	}{
		{200, 0.9, 0.95, 170, 188},
		{1, 0.5, 0.95, -1, 1},
		{5, 0.5, 0.9375, 0, 4}, // both tails are exactly 1/32
		{10, 0.5, 0.95, 1, 8},
		{100, 0.5, 0.95, 39, 60},
		{72, 0.95, 0.95, 63, 71},
		{71, 0.95, 0.95, 62, 71},
		{500, 0.99, 0.99, 487, 500},
		{300, 0.01, 0.9, 0, 6},
		{40, 0.25, 1e-10, 9, 10},
		{60, 0.3, 1 - 0x1p-53, -1, 49},
		{900, 0.75, 0.999, 630, 717},
		{3999936, 0.5, 0.999, 1996677, 2003258},
		{11106105, 0.1, 0.99, 1108035, 1113186},
		// By definition: the quantiles 0 and 1 are the ends, and nobody is beyond them.
		{7, 0, 0.95, -1, 0},
		{7, 1, 0.95, 6, 7},
		{math.MaxInt64, 0, 0.95, -1, 0},
		{math.MaxInt64, 1, 0.95, math.MaxInt64 - 1, math.MaxInt64},
	} {
		if low, high := BinomialRanks(tt.n, tt.p, tt.level); low != tt.low || high != tt.high {
			t.Errorf("BinomialRanks(%d, %v, %v) = %d, %d, want %d, %d", tt.n, tt.p, tt.level, low, high, tt.low, tt.high)
		}
	}
}

// Where the expansion takes over, the sums say the same within one rank.
func TestBinomialRanks_large(t *testing.T) {
	for _, p := range []float64{0.5, 0.1, 0.01} {
		n := int64(1.1e6 / (p * (1 - p)))
		for _, level := range []float64{1e-10, 0.5, 0.95, 1 - 1e-9, 1 - 0x1p-53} {
			low, high := BinomialRanks(n, p, level)
			tail := (1 - level) / 2
			if level > 0.1 && !(binomialLower(n, low-1, p) <= tail && binomialLower(n, low+2, p) > tail) {
				t.Errorf("%d, %v, %v: low %d: %v..%v, tail %v", n, p, level, low, binomialLower(n, low-1, p), binomialLower(n, low+2, p), tail)
			}
			if level > 0.1 && !(binomialUpper(n, high+2, p) <= tail && binomialUpper(n, high-1, p) > tail) {
				t.Errorf("%d, %v, %v: high %d", n, p, level, high)
			}
			if math.Abs(float64(low+high)/2+0.5-float64(n)*p) > 0.05*float64(high-low)+2 {
				t.Errorf("%d, %v, %v: %d, %d are not around %v", n, p, level, low, high, float64(n)*p)
			}
		}
	}
}

// Whatever the arguments are, the ranks are in order and within the observations, mirrored for
// the other end, and quickly there.
func TestBinomialRanks_laws(t *testing.T) {
	start := time.Now()
	for _, n := range []int64{1, 2, 3, 10, 1000, 1e6, 4e6, 1e15, math.MaxInt64} {
		for _, p := range []float64{0, 5e-324, 1e-300, 1e-18, 1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 0x1p-53, 1} {
			for _, level := range []float64{5e-324, 1e-10, 0.5, 0.95, 1 - 1e-15, 1 - 0x1p-53} {
				low, high := BinomialRanks(n, p, level)
				if !(low >= -1 && low <= high && high <= n && low < n && high >= 0) {
					t.Errorf("%d, %v, %v: %d, %d", n, p, level, low, high)
				}
				if l, h := BinomialRanks(n, 1-p, level); 1-(1-p) == p && p != 0.5 && (l != n-1-high || h != n-1-low) {
					t.Errorf("%d, %v, %v: %d, %d, and of the other end %d, %d", n, p, level, low, high, l, h)
				}
			}
		}
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("the ranks took %v", d)
	}
}
