package exact

import (
	"cmp"
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
	exponent := min(num.Exponent(), den.Exponent())
	n, ok1 := small(num, exponent)
	d, ok2 := small(den, exponent)
	if ok1 && ok2 {
		return Fraction{num: n, den: d}
	}
	return Fraction{wide: &[2]decimal.Decimal{num, den}}
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

func (f Fraction) decimals() (num, den decimal.Decimal) {
	if f.wide != nil {
		return f.wide[0], f.wide[1]
	}
	return decimal.NewFromInt(f.num), decimal.NewFromInt(f.den)
}

func sign(n int64) int { return cmp.Compare(n, 0) }

// small returns d in units of 10^exponent, at most that of d, if it fits an int64.
func small(d decimal.Decimal, exponent int32) (int64, bool) {
	c := d.CoefficientInt64()
	if !d.Equal(decimal.New(c, d.Exponent())) {
		return 0, false
	}
	for e := d.Exponent(); e > exponent && c != 0; e-- {
		hi, lo := bits.Mul64(uint64(max(c, -c)), 10)
		if hi != 0 || lo > 1<<63-1 {
			return 0, false
		}
		c *= 10
	}
	return c, true
}
