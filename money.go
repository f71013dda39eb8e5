package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
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
func ParseMoney(s string) (decimal.Decimal, error) { return exact.Parse(s) }

// checkAmount refuses an amount that is negative or too long for arithmetic.
func checkAmount(what string, d decimal.Decimal) error {
	if err := exact.Check(what, d); err != nil {
		return err
	}
	if d.Sign() < 0 {
		return invalid("%s is negative", what)
	}
	return nil
}

// checkMargin refuses a margin above 1. Below 0, customers are served at a loss.
func checkMargin(margin decimal.Decimal) error {
	if err := exact.Check("margin", margin); err != nil {
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
	v := exact.Divide(num, den)
	if err := exact.Check(what, v); err != nil {
		return decimal.Decimal{}, err
	}
	return v, nil
}
