package exact

import "github.com/shopspring/decimal"

// Sum adds amounts exactly. The zero Sum is 0. It counts in int64 as long as the amounts
// share an exponent and their sum fits, which spares the work of a decimal for each; what
// does not fit goes into the decimal beside it.
type Sum struct {
	coefficient int64
	exponent    int32
	rest        decimal.Decimal
}

// Add adds an amount that [Check] lets pass, or a product of two of them.
func (s *Sum) Add(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	if c := d.Coefficient(); c.IsInt64() {
		if s.addSmall(c.Int64(), d.Exponent()) {
			return
		}
	}
	s.rest = s.rest.Add(d)
}

// addSmall adds c·10^exponent if that goes without the decimal.
func (s *Sum) addSmall(c int64, exponent int32) bool {
	if s.coefficient == 0 {
		s.coefficient, s.exponent = c, exponent
		return true
	}
	if exponent != s.exponent {
		return false
	}
	sum := s.coefficient + c
	if (sum > s.coefficient) != (c > 0) {
		return false
	}
	s.coefficient = sum
	return true
}

// Value returns the sum.
func (s *Sum) Value() decimal.Decimal {
	return s.rest.Add(decimal.New(s.coefficient, s.exponent)).Normalize()
}
