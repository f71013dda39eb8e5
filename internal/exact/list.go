package exact

import "github.com/shopspring/decimal"

// List is amounts that [Check] lets pass, in 8 bytes each if they have at most 16 digits. The
// zero List has no amounts.
type List struct {
	packed []packed
	large  []decimal.Decimal
}

// packed is a coefficient times 128, plus 64 and the exponent of ten; 0 for the amount 0. With
// largeExponent the coefficient is a place among the large amounts, counted from 1, with the
// sign of the amount.
type packed int64

const (
	largeExponent = 63
	packedDigits  = 16 // 10^16 * 128 < 2^63
)

// parts returns the coefficient and the exponent.
func (p packed) parts() (coefficient int64, exponent int32) {
	return int64(p) >> 7, int32(p&127) - 64
}

// NewList returns a list of n amounts of 0.
func NewList(n int) List { return List{packed: make([]packed, n)} }

// Len returns the number of amounts.
func (l *List) Len() int { return len(l.packed) }

// Set sets amount i, which is 0.
func (l *List) Set(i int, d decimal.Decimal) {
	switch {
	case d.IsZero():
	case d.NumDigits() <= packedDigits:
		l.packed[i] = packed(d.CoefficientInt64()<<7 | int64(d.Exponent()+64))
	default:
		l.large = append(l.large, d.Copy())
		l.packed[i] = packed(int64(len(l.large)*d.Sign())<<7 | (largeExponent + 64))
	}
}

// Copy sets amount i, which is 0, to amount j of another list.
func (l *List) Copy(i int, other *List, j int) {
	if p := other.packed[j]; other.large == nil {
		l.packed[i] = p
	} else if _, exponent := p.parts(); exponent != largeExponent {
		l.packed[i] = p
	} else {
		l.Set(i, other.Value(j))
	}
}

// Swap swaps two amounts.
func (l *List) Swap(i, j int) { l.packed[i], l.packed[j] = l.packed[j], l.packed[i] }

// Sign returns -1, 0 or 1, the sign of amount i.
func (l *List) Sign(i int) int {
	switch p := l.packed[i]; {
	case p < 0:
		return -1
	case p > 0:
		return 1
	}
	return 0
}

// Value returns amount i.
func (l *List) Value(i int) decimal.Decimal {
	coefficient, exponent := l.packed[i].parts()
	switch {
	case l.packed[i] == 0:
		return decimal.Decimal{}
	case exponent == largeExponent:
		return l.large[max(coefficient, -coefficient)-1]
	}
	return decimal.New(coefficient, exponent)
}

// AddTo adds amount i to a sum.
func (l *List) AddTo(s *Sum, i int) {
	if l.packed[i] == 0 {
		return
	}
	if coefficient, exponent := l.packed[i].parts(); exponent == largeExponent || !s.addSmall(coefficient, exponent) {
		s.Add(l.Value(i))
	}
}
