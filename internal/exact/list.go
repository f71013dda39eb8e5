package exact

import "github.com/shopspring/decimal"

// List is amounts that [Check] lets pass, in 8 bytes each if they have at most 16 digits. The
// zero List has no amounts.
type List struct {
	packed []Packed
	large  []decimal.Decimal
}

// Packed is a coefficient times 128, plus 64 and the exponent of ten; 0 for the amount 0. With
// largeExponent the coefficient is a place among the large amounts of a list, counted from 1,
// with the sign of the amount. The sign of an amount is that of its Packed.
type Packed int64

const (
	largeExponent = 63
	packedMost    = 1e16 - 1 // times 128 it is below 2^63
)

// Pack returns what a list has of an amount. ok says that it is the amount: that this has at
// most 16 digits, and that [Check] lets it pass. Otherwise it has the sign alone.
func Pack(d decimal.Decimal) (p Packed, ok bool) {
	c, e := d.CoefficientInt64(), d.Exponent()
	ok = c >= -packedMost && c <= packedMost && e >= -maxExponent && e <= maxExponent && d.Equal(decimal.New(c, e))
	switch {
	case !ok && !d.IsZero():
		return packLarge(d, 1), false
	case c == 0:
		return 0, ok
	}
	return Packed(c<<7 | int64(e+64)), ok
}

// packLarge returns the place of a large amount.
func packLarge(d decimal.Decimal, place int) Packed {
	return Packed(int64(place*d.Sign())<<7 | (largeExponent + 64))
}

// parts returns the coefficient and the exponent.
func (p Packed) parts() (coefficient int64, exponent int32) {
	return int64(p) >> 7, int32(p&127) - 64
}

// isLarge reports whether the amount is elsewhere.
func (p Packed) isLarge() bool { return p&127 == largeExponent+64 }

// NewList returns a list of n amounts of 0.
func NewList(n int) List { return List{packed: make([]Packed, n)} }

// Len returns the number of amounts.
func (l *List) Len() int { return len(l.packed) }

// Put sets amount i, which is 0, to an amount that was packed.
func (l *List) Put(i int, p Packed, d decimal.Decimal) {
	if p.isLarge() {
		l.large = append(l.large, d.Copy())
		p = packLarge(d, len(l.large))
	}
	l.packed[i] = p
}

// Keep leaves out all amounts except the first n.
func (l *List) Keep(n int) { l.packed = l.packed[:n] }

// Copy sets amount i, which is 0, to amount j of another list.
func (l *List) Copy(i int, other *List, j int) {
	if p := other.packed[j]; other.large == nil {
		l.packed[i] = p
	} else if !p.isLarge() {
		l.packed[i] = p
	} else {
		l.Put(i, p, other.Value(j))
	}
}

// Swap swaps two amounts.
func (l *List) Swap(i, j int) { l.packed[i], l.packed[j] = l.packed[j], l.packed[i] }

// Move moves amount i to place j, which is not behind it, and those from there on by one.
func (l *List) Move(i, j int) {
	p := l.packed[i]
	for ; i > j; i-- {
		l.packed[i] = l.packed[i-1]
	}
	l.packed[j] = p
}

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
