package special

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The right values are those of the definition, by halving with 60 digits in mpmath 1.3: the
// supposed means whose distance from the mean is z standard errors. The variance is that at 1.5.
func TestMeanLimits(t *testing.T) {
	for _, tt := range []struct {
		counts              []int64
		level               float64
		low, below          float64 // below is how far the upper limit is below the last point
		variance, tolerance float64
	}{
		{[]int64{1, 2, 3, 4, 20}, 0.95, 2.81658406722583, 0.368481687384032, 2.94767864375398, 1e-13},
		{[]int64{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e15}, 0.95, 9.99999999999994, 1.76524554935153e-15, 12.75, 1e-13},
		{[]int64{1e15, 0, 1, 0, 0}, 0.95, 3.53049109870306e-16, 4 - 1.73658352827764e-14, 3.74999999999999, 1e-13},
		{[]int64{1e15, 0, 1, 0, 0}, 1e-10, 1.99999999974934e-15, 4, 3.74999999999999, 1e-13},
		{[]int64{0, 0, 0, 1, 0, 0, 0, 0, 1e15, 0, 1}, 0.95, 7.99999999999997, 1.99999999999999, 9.75, 1e-13},
		{[]int64{0, 0, 7, 0, 0}, 0.95, 1.29133912986663, 1.29133912986663, 0.75, 1e-13},
		{[]int64{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 1 - 0x1p-53, 0.0711645828714881, 0.0711645828714881, 12.75, 1e-13},
		{[]int64{0, 1, 0, 0}, 0.5, 0.687315255917417, 1.37463051183483, 0.75, 1e-13},
		{[]int64{3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 0.99, 0.300655955489531, 2.18125722039318, 12.75, 1e-13},
	} {
		n := 0.0
		for _, count := range tt.counts {
			n += float64(count)
		}
		low, high := MeanLimits(tt.counts, n, NormalQuantile(tt.level))
		nearMean(t, "low", low, tt.low, tt.tolerance)
		nearMean(t, "below the end", float64(len(tt.counts)-1)-high, tt.below, 2e-14)
		nearMean(t, "variance", MeanVariance(tt.counts, 1.5), tt.variance, tt.tolerance)
	}
}

func nearMean(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

// Of whatever counts, the limits are around the mean and on the scale, the upper one is that of
// the scale turned round, and at each the mean is z standard errors away.
func TestMeanLimits_laws(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 5))
	for range 20_000 {
		counts := make([]int64, 2+random.IntN(10))
		turned := make([]int64, len(counts))
		n, sum := 0.0, 0.0
		for i := range counts {
			if random.IntN(3) > 0 {
				counts[i] = random.Int64() >> random.IntN(63) / int64(len(counts))
			}
			n += float64(counts[i])
			sum += float64(counts[i]) * float64(i)
			turned[len(counts)-1-i] = counts[i]
		}
		if n == 0 {
			continue
		}
		top, mean := float64(len(counts)-1), sum/n
		level := []float64{1e-300, 1e-10, 0.1, 0.5, 0.9, 0.95, 0.99, 1 - 1e-9, 1 - 0x1p-53}[random.IntN(9)]
		z := NormalQuantile(level)
		low, high := MeanLimits(counts, n, z)
		if !(low >= 0 && low <= mean+1e-14 && high >= mean-1e-14 && high <= top) {
			t.Fatalf("%v at %v: %v..%v around %v", counts, level, low, high, mean)
		}
		down, up := MeanLimits(turned, n, z)
		if top-down != high && math.Abs(top-down-high) > 1e-14 || math.Abs(top-up-low) > 1e-14 {
			t.Fatalf("%v at %v: %v..%v, turned round %v..%v", counts, level, low, high, down, up)
		}
		if mean-low > 1e-5 {
			if v := MeanVariance(counts, low); math.Abs((mean-low)/math.Sqrt(v/n)-z) > 1e-7*z {
				t.Fatalf("%v at %v: the mean is %v standard errors above %v", counts, level, (mean-low)/math.Sqrt(v/n), low)
			}
		}
	}
}

// As much as all answers that there are, or far more than there were, they say the mean itself.
func TestMeanLimits_all(t *testing.T) {
	for _, n := range []float64{math.Inf(1), 1e300} {
		if low, high := MeanLimits([]int64{1, 2, 3, 4, 20}, n, 1.96); math.Abs(low-10.0/3) > 1e-14 || math.Abs(high-10.0/3) > 1e-14 {
			t.Errorf("of %v: %v..%v", n, low, high)
		}
	}
}

// Near the mean the variance is that of the sample, and at the ends 0.
func TestMeanVariance_ends(t *testing.T) {
	counts := []int64{1, 2, 3, 4, 20}
	mean := 10.0 / 3
	for _, mu := range []float64{mean, math.Nextafter(mean, 0), math.Nextafter(mean, 4), mean - 1e-12, mean + 1e-12} {
		nearMean(t, "at the mean", MeanVariance(counts, mu), 370.0/30-mean*mean, 1e-11)
	}
	for _, mu := range []float64{0, 4, 5e-324} {
		if v := MeanVariance(counts, mu); v != 0 {
			t.Errorf("variance at %v: %v", mu, v)
		}
	}
	// By hand: the shares of 1 to 4 go down alike, from 29 of 30 to next to nothing, where their
	// mean is 100 of 29, and the variance is that mean times mu.
	for _, mu := range []float64{1e-200, 1e-290} {
		nearMean(t, "near an end", MeanVariance(counts, mu)/mu, 100.0/29, 1e-12)
	}
}
