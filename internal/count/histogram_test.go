package count_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/internal/count"
)

// rating is a named type, which the loop for bytes does not take.
type rating uint8

// checkHistogram compares with counting one by one.
func checkHistogram[I interface {
	~int | ~int8 | ~int64 | ~uint8 | ~uint64
}](t *testing.T, ratings []I) {
	t.Helper()
	var want [16]int64
	var or uint64
	for _, r := range ratings {
		or |= uint64(r)
		want[uint64(r)&15]++
	}
	counts, all := count.Histogram(ratings)
	if all != or || or <= 15 && counts != want {
		t.Errorf("Histogram of %d %T = %v, %#x, want %v, %#x", len(ratings), ratings, counts, all, want, or)
	}
}

// Every length up to some blocks of each loop, with ratings of one kind alone, which fill
// a counter first, and of all kinds.
func TestHistogram(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	lengths := []int{4095, 4096, 4097, 4096 + 239, 4096 + 240, 4096 + 241, 100_003}
	for n := range 600 {
		lengths = append(lengths, n, 4096+n)
	}
	for _, n := range lengths {
		mixed, same := make([]uint8, n), make([]uint8, n)
		ints, named := make([]int, n), make([]rating, n)
		one := uint8(random.IntN(16))
		for i := range mixed {
			mixed[i], same[i] = uint8(random.IntN(16)), one
			ints[i], named[i] = int(mixed[i]), rating(mixed[i])
		}
		checkHistogram(t, mixed)
		checkHistogram(t, same)
		checkHistogram(t, ints)
		checkHistogram(t, named)
	}
}

// One rating outside shows in the second result, wherever it is.
func TestHistogram_outside(t *testing.T) {
	for _, n := range []int{1, 7, 8, 9, 4096, 4096 + 239, 5000} {
		for _, i := range []int{0, n / 3, n / 2, n - 1} {
			bytes := make([]uint8, n)
			for _, outside := range []uint8{16, 17, 32, 64, 128, 255} {
				bytes[i] = outside
				checkHistogram(t, bytes)
			}
			signed := make([]int8, n)
			signed[i] = -1
			checkHistogram(t, signed)
			long := make([]int64, n)
			long[i] = math.MinInt64
			checkHistogram(t, long)
			wide := make([]uint64, n)
			wide[i] = 1 << 32
			checkHistogram(t, wide)
		}
	}
}
