package cx

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// The bound on amounts: the coefficient's decimal digits, and the exponent.
const (
	moneyDigits   = 34
	moneyExponent = 34
)

// ParseMoney parses an amount in plain decimal notation: digits with an optional
// sign, decimal point and exponent, as in "1234.50" or "-12e3". The currency is
// the caller's; the amount has none. Equal amounts have one form: "2.5" and
// "2.50" give the same value and the same encoding.
//
// ParseMoney returns an error wrapping [ErrInvalid] if s is longer than 80
// bytes, has any other character (a blank, a comma, a currency sign), has more
// than 34 significant digits, or an exponent outside -34..34. The check comes
// before any arithmetic.
func ParseMoney(s string) (decimal.Decimal, error) {
	if len(s) > 80 {
		return decimal.Decimal{}, invalid("amount is longer than 80 bytes")
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ReplaceAll(s, "E", "e"), "e")
	exp := 0
	if hasExponent {
		v, err := strconv.ParseInt(exponent, 10, 16)
		if err != nil || v < -2*moneyExponent || v > 2*moneyExponent {
			return decimal.Decimal{}, invalid("amount has an exponent that is not a whole number in -%d..%d", 2*moneyExponent, 2*moneyExponent)
		}
		exp = int(v)
	}
	negative := strings.HasPrefix(mantissa, "-")
	if negative || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" {
		return decimal.Decimal{}, invalid("amount has no digits")
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return decimal.Decimal{}, invalid("amount is not a decimal number")
		}
	}
	coefficient, _ := new(big.Int).SetString(digits, 10)
	if negative {
		coefficient.Neg(coefficient)
	}
	d := decimal.NewFromBigInt(coefficient, int32(exp-len(fraction))).Normalize()
	if err := checkMoney("amount", d); err != nil {
		return decimal.Decimal{}, err
	}
	return d, nil
}

// checkMoney refuses an amount on which arithmetic would be slow or would never
// end: one with more than 34 digits or an exponent outside -34..34.
func checkMoney(what string, d decimal.Decimal) error {
	if e := d.Exponent(); e < -moneyExponent || e > moneyExponent {
		return invalid("%s has an exponent outside -%d..%d", what, moneyExponent, moneyExponent)
	}
	// Nearly any amount fits 64 bits, which is seen without an allocation.
	if d.Equal(decimal.New(d.CoefficientInt64(), d.Exponent())) {
		return nil
	}
	// The bit length comes first: it costs nothing, and bounds the cost of the
	// digit count. 10^34 has 113 bits.
	if d.Coefficient().BitLen() > 113 || d.NumDigits() > moneyDigits {
		return invalid("%s has more than %d digits", what, moneyDigits)
	}
	return nil
}

// decimalText returns the one text form of d. It depends on no variable of the
// decimal package.
func decimalText(d decimal.Decimal) string {
	d = d.Normalize()
	return d.StringFixed(max(0, -d.Exponent()))
}

// guardPlaces is the number of decimal places of a quotient that is not the last
// step, so that a sum of very many of them is still right to Places.
const guardPlaces = 4 * Places

// divide returns num / den rounded to Places, half away from zero. It is the
// last step of every exact figure; den is not 0.
func divide(num, den decimal.Decimal) decimal.Decimal {
	return num.DivRound(den, Places).Normalize()
}

// checkAmount refuses an amount that is negative or too long for arithmetic.
func checkAmount(what string, d decimal.Decimal) error {
	if err := checkMoney(what, d); err != nil {
		return err
	}
	if d.Sign() < 0 {
		return invalid("%s is negative", what)
	}
	return nil
}

// checkMargin refuses a margin above 1. Below 0, customers are served at a loss.
func checkMargin(margin decimal.Decimal) error {
	if err := checkMoney("margin", margin); err != nil {
		return err
	}
	if margin.Cmp(one()) > 0 {
		return invalid("margin is above 1: give a fraction, not a percentage")
	}
	return nil
}

func one() decimal.Decimal { return decimal.NewFromInt(1) }

// quotientOfMoney returns num / den, which is not 0, as an amount.
func quotientOfMoney(what string, num, den decimal.Decimal) (decimal.Decimal, error) {
	v := divide(num, den)
	if err := checkMoney(what, v); err != nil {
		return decimal.Decimal{}, err
	}
	return v, nil
}

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
