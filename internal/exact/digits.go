package exact

import (
	"math"
	"strconv"
)

// powers are the powers of ten that a float64 holds exactly.
var powers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// TenDigits returns a finite number from 0, rounded to 10 significant decimal digits: the
// nearest float64 to the decimal that [strconv.FormatFloat] gives. What would be infinite
// stays as it is.
func TenDigits(x float64) float64 {
	if x < 1e10 && x == float64(int64(x)) {
		return x
	}
	// The exponent of ten is this, or one more. It is far too small for a denormal number.
	exponent := (int(math.Float64bits(x)>>52) - 1023) * 1233 >> 12
	y, k, ok := scaled(x, 9-exponent)
	if ok && y >= 1e10 {
		y, k, ok = scaled(x, k-1)
	}
	if !ok {
		return slowTenDigits(x)
	}
	n := int64(y)
	switch rest := y - float64(n); {
	case math.Abs(rest-0.5) < 1e-5: // y is not exact
		return slowTenDigits(x)
	case rest > 0.5:
		n++
	}
	if k < 0 {
		return float64(n) * powers[-k]
	}
	return float64(n) / powers[k]
}

// scaled returns x times the power k of ten, and k; false where a power is not exact.
func scaled(x float64, k int) (float64, int, bool) {
	switch {
	case k <= -len(powers) || k >= len(powers):
		return 0, k, false
	case k < 0:
		return float64(x / powers[-k]), k, true
	}
	return float64(x * powers[k]), k, true
}

func slowTenDigits(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 9, 64), 64)
	if err != nil {
		return x
	}
	return rounded
}
