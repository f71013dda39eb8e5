package exact

import (
	"math"

	"github.com/shopspring/decimal"
)

// scale is the smallest exponent of the amounts so far, at which they are counted in integers.
type scale struct {
	exponent int32
	filled   bool
}

// tens are the powers of ten that fit an int64.
var tens = [...]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// below reports whether an exponent is below the scale, or the first.
func (s *scale) below(exponent int32) bool { return !s.filled || exponent < s.exponent }

// fit returns c·10^exponent, which is not below the scale, as so many units of it, false if
// these do not fit an int64.
func (s *scale) fit(c int64, exponent int32) (int64, bool) {
	if exponent == s.exponent {
		return c, true
	}
	steps := exponent - s.exponent
	if steps >= int32(len(tens)) {
		return 0, c == 0
	}
	unit := int64(tens[steps])
	if c > math.MaxInt64/unit || c < math.MinInt64/unit {
		return 0, false
	}
	return c * unit, true
}

// coefficient returns the coefficient of an amount, false if it does not fit an int64. It
// compares where a look would copy the coefficient.
func coefficient(d decimal.Decimal) (int64, bool) {
	c := d.CoefficientInt64()
	return c, d.Equal(decimal.New(c, d.Exponent()))
}
