package exact

import (
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Powers adds amounts, their squares and their cubes exactly. The zero Powers is 0. It counts
// in integers as long as the amounts fit an int64 at the smallest exponent so far, which
// spares the work of decimals for each; what does not fit goes into the decimals beside them.
type Powers struct {
	scale scale
	sums  [3]wide            // of amounts, squares and cubes, whose exponents are 1, 2 and 3 times that of the scale
	rest  [3]decimal.Decimal // of the same
}

// wide is an integer of 256 bits in two's complement, the lowest first: room for the cubes of
// 2^63 int64.
type wide [4]uint64

// Add adds an amount that [Check] lets pass.
func (p *Powers) Add(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	c, ok := coefficient(d)
	if !ok || !p.addSmall(c, d.Exponent()) {
		square := d.Mul(d)
		p.addRest(d, square, square.Mul(d))
	}
}

// AddSum adds a sum as one amount.
func (p *Powers) AddSum(s *Sum) {
	if s.rest != nil || !s.isSmall() || s.low != 0 && !p.addSmall(int64(s.low), s.scale.exponent) {
		p.Add(s.Value())
	}
}

// addSmall adds c·10^exponent if that fits the scale of the integers, which it lowers where it
// has to.
func (p *Powers) addSmall(c int64, exponent int32) bool {
	if p.scale.below(exponent) {
		p.flush()
		p.scale = scale{exponent, true}
	}
	c, ok := p.scale.fit(c, exponent)
	if !ok {
		return false
	}
	u := uint64(c)
	if c < 0 {
		u = -u
	}
	high, low := bits.Mul64(u, u)
	h1, l1 := bits.Mul64(low, u)
	h2, l2 := bits.Mul64(high, u)
	middle, carry := bits.Add64(h1, l2, 0)
	p.sums[1].add(low, high, 0)
	if c > 0 {
		p.sums[0].add(u, 0, 0)
		p.sums[2].add(l1, middle, h2+carry)
	} else {
		p.sums[0].sub(u, 0, 0)
		p.sums[2].sub(l1, middle, h2+carry)
	}
	return true
}

func (w *wide) add(a, b, c uint64) {
	var carry uint64
	w[0], carry = bits.Add64(w[0], a, 0)
	w[1], carry = bits.Add64(w[1], b, carry)
	w[2], carry = bits.Add64(w[2], c, carry)
	w[3] += carry
}

func (w *wide) sub(a, b, c uint64) {
	var borrow uint64
	w[0], borrow = bits.Sub64(w[0], a, 0)
	w[1], borrow = bits.Sub64(w[1], b, borrow)
	w[2], borrow = bits.Sub64(w[2], c, borrow)
	w[3] -= borrow
}

// value returns w times a power of ten.
func (w *wide) value(exponent int32) decimal.Decimal {
	n := big.NewInt(int64(w[3]))
	for i := 2; i >= 0; i-- {
		n.Lsh(n, 64)
		n.Add(n, new(big.Int).SetUint64(w[i]))
	}
	return decimal.NewFromBigInt(n, exponent)
}

// flush moves the integers into the decimals.
func (p *Powers) flush() {
	e := p.scale.exponent
	p.addRest(p.sums[0].value(e), p.sums[1].value(2*e), p.sums[2].value(3*e))
	*p = Powers{rest: p.rest}
}

func (p *Powers) addRest(powers ...decimal.Decimal) {
	for i, d := range powers {
		p.rest[i] = p.rest[i].Add(d)
	}
}

// Values returns the sums of the amounts, of their squares and of their cubes.
func (p *Powers) Values() (sum, squares, cubes decimal.Decimal) {
	all := *p
	all.flush()
	return all.rest[0].Normalize(), all.rest[1].Normalize(), all.rest[2].Normalize()
}
