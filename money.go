package cx

import (
	"github.com/shopspring/decimal"
)

// moneySum adds amounts exactly. It counts in int64 as long as the amounts share an
// exponent and their sum fits, which spares the work of a decimal for each; what does
// not fit goes into the decimal beside it.
type moneySum struct {
	coefficient int64
	exponent    int32
	rest        decimal.Decimal
}

// add adds an amount of at most 34 digits.
func (s *moneySum) add(d decimal.Decimal) {
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

func (s *moneySum) addSmall(c int64, exponent int32) bool {
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

// value returns the sum.
func (s *moneySum) value() decimal.Decimal {
	return s.rest.Add(decimal.New(s.coefficient, s.exponent)).Normalize()
}
