package exact

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Fraction is a numerator over a denominator above 0, kept for many groups at once: as two
// int64 where they fit, which spares the memory and the work of decimals.
type Fraction struct {
	num, den int64
	wide     *[2]decimal.Decimal // where they do not fit
}

// FractionOf returns num / den.
func FractionOf(num, den decimal.Decimal) Fraction {
	if n, d, _, ok := pair(num, den); ok {
		return Fraction{num: n, den: d}
	}
	return Fraction{wide: &[2]decimal.Decimal{num, den}}
}

// RelativeDifference returns (a - b) / |a|, a not 0.
func RelativeDifference(a, b decimal.Decimal) Fraction {
	if x, y, _, ok := pair(a, b); ok && !overflows(x, y) && x != math.MinInt64 {
		return Fraction{num: x - y, den: max(x, -x)}
	}
	return FractionOf(a.Sub(b), a.Abs())
}

// Neg returns -f.
func (f Fraction) Neg() Fraction {
	if f.wide != nil {
		return Fraction{wide: &[2]decimal.Decimal{f.wide[0].Neg(), f.wide[1]}}
	}
	if f.num == math.MinInt64 {
		num, den := f.decimals()
		return Fraction{wide: &[2]decimal.Decimal{num.Neg(), den}}
	}
	f.num = -f.num
	return f
}

// Compare returns -1, 0 or 1 as f is below, equal to or above g.
func (f Fraction) Compare(g Fraction) int {
	if f.wide != nil || g.wide != nil {
		fNum, fDen := f.decimals()
		gNum, gDen := g.decimals()
		return fNum.Mul(gDen).Cmp(gNum.Mul(fDen))
	}
	if c := cmp.Compare(sign(f.num), sign(g.num)); c != 0 || f.num == 0 {
		return c
	}
	a, b := uint64(f.num), uint64(g.num)
	if f.num < 0 {
		a, b = -b, -a // the greater of two negative numbers is the smaller without the sign
		f.den, g.den = g.den, f.den
	}
	hi, lo := bits.Mul64(a, uint64(g.den))
	hi2, lo2 := bits.Mul64(b, uint64(f.den))
	return cmp.Or(cmp.Compare(hi, hi2), cmp.Compare(lo, lo2))
}

// Minus returns f - g, from an exact numerator, so that the difference of two large numbers
// has all its digits.
func (f Fraction) Minus(g Fraction) float64 {
	if f.wide != nil || g.wide != nil {
		fNum, fDen := f.decimals()
		gNum, gDen := g.decimals()
		return Ratio(fNum.Mul(gDen).Sub(gNum.Mul(fDen)), fDen.Mul(gDen))
	}
	return CrossDifference(f.num, g.den, g.num, f.den) / float64(f.den) / float64(g.den)
}

// CrossDifference returns a·b - c·d, b and d at least 0, from the exact difference.
func CrossDifference(a, b, c, d int64) float64 {
	hi, lo := product(a, b)
	hi2, lo2 := product(c, d)
	lo, borrow := bits.Sub64(lo, lo2, 0)
	hi, _ = bits.Sub64(hi, hi2, borrow)
	sign := 1.0
	if int64(hi) < 0 {
		sign = -1
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	return sign * (float64(hi)*0x1p64 + float64(lo))
}

// Float returns f.
func (f Fraction) Float() float64 { return f.Minus(Fraction{den: 1}) }

// product returns a·b, b at least 0, as a number of 128 bits in two's complement.
func product(a, b int64) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	return hi, lo
}

func (f Fraction) decimals() (num, den decimal.Decimal) {
	if f.wide != nil {
		return f.wide[0], f.wide[1]
	}
	return decimal.NewFromInt(f.num), decimal.NewFromInt(f.den)
}

func sign(n int64) int { return cmp.Compare(n, 0) }
