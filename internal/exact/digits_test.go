package exact

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestTenDigits compares with strconv, digit by digit, over all exponents, near ties of the
// eleventh digit, and near powers of ten.
func TestTenDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 0))
	numbers := []float64{
		0, 1, 9999999999, 1e10, 12345678901, 0.1 + 0.2, 1 - 0.9, 0.12345678905, 123456.78905, 1e22, 1e23, 9.9999999995, 99999999995, math.MaxFloat64 / 2, math.SmallestNonzeroFloat64,
	}
	for range 200_000 {
		numbers = append(numbers, math.Float64frombits(r.Uint64()>>1), r.Float64(), 1000*r.Float64(), math.Exp(100*r.Float64()-50),
			float64(r.IntN(1e9))+0.5, float64(2*r.Int64N(1e11)+1)/2e3, math.Pow(10, float64(r.IntN(40)-20)))
	}
	for _, x := range numbers {
		for _, x := range []float64{x, math.Nextafter(x, 0), math.Nextafter(x, math.Inf(1))} {
			if !(x >= 0 && x <= math.MaxFloat64) {
				continue
			}
			want, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 9, 64), 64)
			if err != nil {
				want = x
			}
			got := TenDigits(x)
			if got != want {
				t.Fatalf("TenDigits(%v) = %v, want %v", x, got, want)
			}
			if again := TenDigits(got); again != got {
				t.Fatalf("TenDigits(%v) = %v, and of that %v", x, got, again)
			}
		}
	}
	// 0.1 + 0.2, 0.7 - 0.4 and 0.3, in float64.
	for _, x := range []float64{0.30000000000000004, 0.29999999999999993, 0.3} {
		if got := TenDigits(x); got != 0.3 {
			t.Errorf("TenDigits(%v) = %v, want 0.3", x, got)
		}
	}
	if got := TenDigits(math.MaxFloat64); got != math.MaxFloat64 {
		t.Errorf("TenDigits of the largest number = %v", got)
	}
}
