package exact

import (
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Sum adds amounts exactly. The zero Sum is 0. It counts in 128 bits as long as the amounts fit
// an int64 at the smallest exponent so far, which spares the work of a decimal for each; what
// does not fit goes into the decimal beside it.
type Sum struct {
	high, low uint64 // two's complement
	scale     scale
	rest      *decimal.Decimal // nil for 0
}

// Add adds an amount that [Check] lets pass, or a product of two of them.
func (s *Sum) Add(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	c, ok := coefficient(d)
	if !ok || !s.addSmall(c, d.Exponent()) {
		s.addRest(d)
	}
}

// Sub takes such an amount away.
func (s *Sum) Sub(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	c, ok := coefficient(d)
	if !ok || c == math.MinInt64 || !s.addSmall(-c, d.Exponent()) {
		s.addRest(d.Neg())
	}
}

// AddTimes adds an amount that [Check] lets pass times n·10^exponent.
func (s *Sum) AddTimes(d decimal.Decimal, n int64, exponent int32) {
	if d.IsZero() || n == 0 {
		return
	}
	if c, ok := coefficient(d); ok {
		if hi, lo := bits.Mul64(magnitude(c), magnitude(n)); hi == 0 && lo <= math.MaxInt64 {
			product := int64(lo)
			if c < 0 != (n < 0) {
				product = -product
			}
			if s.addSmall(product, d.Exponent()+exponent) {
				return
			}
		}
	}
	s.Add(d.Mul(decimal.New(n, exponent)))
}

// addSmall adds c·10^exponent if that fits.
func (s *Sum) addSmall(c int64, exponent int32) bool {
	if s.scale.below(exponent) {
		s.lower(exponent)
	}
	c, ok := s.scale.fit(c, exponent)
	if ok {
		var carry uint64
		s.low, carry = bits.Add64(s.low, uint64(c), 0)
		s.high += uint64(c>>63) + carry
	}
	return ok
}

// lower makes an exponent the smallest.
func (s *Sum) lower(exponent int32) {
	c := int64(s.low)
	switch steps := s.scale.exponent - exponent; {
	case s.high == 0 && s.low == 0:
	case s.isSmall() && steps < int32(len(tens)):
		s.high, s.low = bits.Mul64(magnitude(c), tens[steps])
		if c < 0 {
			var borrow uint64
			s.low, borrow = bits.Sub64(0, s.low, 0)
			s.high = -s.high - borrow
		}
	default:
		s.spill()
	}
	s.scale = scale{exponent, true}
}

// isSmall reports whether the 128 bits fit an int64.
func (s *Sum) isSmall() bool { return s.high == uint64(int64(s.low)>>63) }

// spill moves the 128 bits into the decimal.
func (s *Sum) spill() {
	s.addRest(s.counted())
	s.high, s.low, s.scale = 0, 0, scale{}
}

// counted returns the 128 bits as a decimal.
func (s *Sum) counted() decimal.Decimal {
	if s.isSmall() {
		return decimal.New(int64(s.low), s.scale.exponent)
	}
	sign := uint64(int64(s.high) >> 63)
	w := wide{s.low, s.high, sign, sign}
	return w.value(s.scale.exponent)
}

func (s *Sum) addRest(d decimal.Decimal) {
	if s.rest != nil {
		d = s.rest.Add(d)
	}
	s.rest = &d
}

// AddSum adds another sum.
func (s *Sum) AddSum(t *Sum) { s.addSum(t, 1) }

// SubSum takes another sum away.
func (s *Sum) SubSum(t *Sum) { s.addSum(t, -1) }

// addSum adds another sum times a sign.
func (s *Sum) addSum(t *Sum, sign int64) {
	if c := int64(t.low); t.rest == nil && t.isSmall() && c != math.MinInt64 {
		if c == 0 || s.addSmall(sign*c, t.scale.exponent) {
			return
		}
	}
	d := t.Value()
	if sign < 0 {
		d = d.Neg()
	}
	s.addRest(d)
}

// Sign returns -1, 0 or 1, as the sum is below, at or above 0.
func (s *Sum) Sign() int {
	switch {
	case s.rest != nil:
		return s.Value().Sign()
	case s.high == 0 && s.low == 0:
		return 0
	}
	return 1 + 2*int(int64(s.high)>>63)
}

// Value returns the sum.
func (s *Sum) Value() decimal.Decimal {
	if s.rest != nil {
		return s.rest.Add(s.counted()).Normalize()
	}
	if !s.isSmall() {
		return s.counted().Normalize()
	}
	return normal(int64(s.low), s.scale.exponent)
}

// Mean returns Divide of the sum by n, above 0, or the error of [Check] of the sum, which is
// called what.
func (s *Sum) Mean(what string, n int64) (decimal.Decimal, error) {
	// Such a sum passes without a look, also with its zeros in the exponent.
	if e := s.scale.exponent; s.rest == nil && s.isSmall() && e <= 0 && -e < int32(len(tens)) {
		if hi, den := bits.Mul64(uint64(n), tens[-e]); hi == 0 && den <= math.MaxInt64 {
			if q, ok := quotient(int64(s.low), int64(den)); ok {
				return q, nil
			}
		}
	}
	sum := s.Value()
	if err := Check(what, sum); err != nil {
		return decimal.Decimal{}, err
	}
	return Divide(sum, decimal.NewFromInt(n)), nil
}
