package exact

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Powers adds amounts, their squares and their cubes exactly. The zero Powers is 0. It counts
// in integers as long as the amounts fit an int64 at the smallest exponent so far, which
// spares the work of decimals for each; what does not fit goes into the decimals beside them.
type Powers struct {
	exponent int32 // of the integers, which are 0 where empty
	filled   bool
	sums     [3]wide            // of amounts, squares and cubes, whose exponents are 1, 2 and 3 times that
	rest     [3]decimal.Decimal // of the same
}

// wide is an integer of 256 bits in two's complement, the lowest first: room for the cubes of
// 2^63 int64.
type wide [4]uint64

// Add adds an amount that [Check] lets pass.
func (p *Powers) Add(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	c, ok := p.small(d)
	if !ok {
		square := d.Mul(d)
		p.addRest(d, square, square.Mul(d))
		return
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

// small returns the coefficient of an amount at the exponent of the integers, false if it does
// not fit. It lowers the exponent where it has to.
func (p *Powers) small(d decimal.Decimal) (int64, bool) {
	c, exponent := d.CoefficientInt64(), d.Exponent()
	if !d.Equal(decimal.New(c, exponent)) {
		return 0, false
	}
	if !p.filled {
		p.exponent, p.filled = exponent, true
	}
	for ; exponent > p.exponent; exponent-- {
		if c > math.MaxInt64/10 || c < math.MinInt64/10 {
			return 0, false
		}
		c *= 10
	}
	if exponent < p.exponent {
		p.flush()
		p.exponent, p.filled = exponent, true
	}
	return c, true
}

// flush moves the integers into the decimals.
func (p *Powers) flush() {
	e := p.exponent
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
