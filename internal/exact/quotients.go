package exact

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// Quotients adds quotients of whole numbers, each rounded half away from zero to
// [GuardPlaces], so that the sum of very many is still right to [Places]. It works in memory
// that it uses again. The zero Quotients is 0.
type Quotients struct{ sum, unit, twice, num, den, quotient, rest big.Int }

// Add adds num / den. It changes neither; den is not 0.
func (q *Quotients) Add(num, den *big.Int) {
	if q.unit.Sign() == 0 {
		q.unit.Exp(big.NewInt(10), big.NewInt(GuardPlaces), nil)
	}
	negative := num.Sign()*den.Sign() < 0
	// The whole part of x + 1/2 is that of (2·num + den) / (2·den).
	q.twice.Lsh(q.twice.Abs(num), 1)
	q.num.Mul(&q.twice, &q.unit)
	q.num.Add(&q.num, q.den.Abs(den))
	q.quotient.QuoRem(&q.num, q.den.Lsh(&q.den, 1), &q.rest)
	if negative {
		q.sum.Sub(&q.sum, &q.quotient)
	} else {
		q.sum.Add(&q.sum, &q.quotient)
	}
}

// AddFraction adds f.
func (q *Quotients) AddFraction(f Fraction) {
	if f.wide == nil {
		q.Add(q.num.SetInt64(f.num), q.den.SetInt64(f.den))
		return
	}
	exponent := min(f.wide[0].Exponent(), f.wide[1].Exponent())
	SetUnits(&q.num, f.wide[0], exponent)
	SetUnits(&q.den, f.wide[1], exponent)
	q.Add(&q.num, &q.den)
}

// Value returns the sum.
func (q *Quotients) Value() decimal.Decimal { return decimal.NewFromBigInt(&q.sum, -GuardPlaces) }

// SetUnits sets z to d in units of 10^exponent, at most that of d, in the memory that z has.
func SetUnits(z *big.Int, d decimal.Decimal, exponent int32) {
	if n, ok := small(d, exponent); ok {
		z.SetInt64(n)
		return
	}
	z.Exp(big.NewInt(10), big.NewInt(int64(d.Exponent())-int64(exponent)), nil)
	z.Mul(z, d.Coefficient())
}
