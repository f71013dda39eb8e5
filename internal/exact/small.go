package exact

// Amounts whose coefficient fits an int64 need no decimal arithmetic, which allocates.

import (
	"cmp"
	"math"
	"math/bits"

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

// small returns d in units of 10^exponent, at most that of d, if it fits an int64.
func small(d decimal.Decimal, exponent int32) (int64, bool) {
	c, ok := coefficient(d)
	if !ok {
		return 0, false
	}
	unit := scale{exponent, true}
	return unit.fit(c, d.Exponent())
}

// pair returns a and b in units of 10^exponent, the smaller of theirs, if they fit an int64.
func pair(a, b decimal.Decimal) (x, y int64, exponent int32, ok bool) {
	exponent = min(a.Exponent(), b.Exponent())
	x, fits := small(a, exponent)
	y, ok = small(b, exponent)
	return x, y, exponent, ok && fits
}

// quotient returns x / y rounded to [Places], half away from zero, if that many units of the last
// place fit an int64; y is not 0.
func quotient(x, y int64) (decimal.Decimal, bool) {
	num, den := magnitude(x), magnitude(y)
	hi, lo := bits.Mul64(num, tens[Places])
	if hi >= den {
		return decimal.Decimal{}, false
	}
	q, rest := bits.Div64(hi, lo, den)
	if q >= math.MaxInt64 {
		return decimal.Decimal{}, false
	}
	if rest >= den-rest {
		q++
	}
	c := int64(q)
	if x < 0 != (y < 0) {
		c = -c
	}
	return normal(c, -Places), true
}

func magnitude(c int64) uint64 {
	if c < 0 {
		return -uint64(c)
	}
	return uint64(c)
}

// normal returns c·10^exponent without zeros at the end of the coefficient.
func normal(c int64, exponent int32) decimal.Decimal {
	if c == 0 {
		return decimal.Decimal{}
	}
	for c%10 == 0 {
		c /= 10
		exponent++
	}
	return decimal.New(c, exponent)
}

// Compare returns -1, 0 or 1 as a is below, equal to or above b.
func Compare(a, b decimal.Decimal) int {
	if x, y, _, ok := pair(a, b); ok {
		return cmp.Compare(x, y)
	}
	return a.Cmp(b)
}

// CompareInt is Compare for a whole number b.
func CompareInt(a decimal.Decimal, b int64) int { return Compare(a, decimal.NewFromInt(b)) }

// Float returns the float64 nearest to d.
func Float(d decimal.Decimal) float64 {
	if c, ok := coefficient(d); ok {
		if f, ok := float(c, d.Exponent()); ok {
			return f
		}
	}
	return d.InexactFloat64()
}

// Difference returns the float64 nearest to a - b.
func Difference(a, b decimal.Decimal) float64 {
	if x, y, exponent, ok := pair(a, b); ok && !overflows(x, y) {
		if f, ok := float(x-y, exponent); ok {
			return f
		}
	}
	return a.Sub(b).InexactFloat64()
}

// overflows reports whether x - y does not fit an int64.
func overflows(x, y int64) bool { return (x^y)&(x^(x-y)) < 0 }

// float returns the float64 nearest to c·10^exponent, which is exact where both factors are.
func float(c int64, exponent int32) (float64, bool) {
	switch {
	case c < -1<<53 || c > 1<<53 || exponent <= -int32(len(powers)) || exponent >= int32(len(powers)):
		return 0, false
	case exponent < 0:
		return float64(float64(c) / powers[-exponent]), true
	}
	return float64(float64(c) * powers[exponent]), true
}
