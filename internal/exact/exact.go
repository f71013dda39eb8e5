// Package exact does the decimal arithmetic of amounts and exact figures: it parses
// and prints them, bounds them, divides them, and adds very many of them fast.
//
// It exists because decimal arithmetic has two traps. The cost of an operation grows
// with the exponents: adding 1 to 1e10000000 takes seconds, so that every amount from
// outside goes through [Parse] or [Check] before anything is done with it. And some
// methods of the decimal package, as Div and String, read variables that any program
// may set; this package uses none of them, so that a figure is the same in every
// program.
package exact

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// Places is the number of decimal places to which [Divide] rounds.
const Places = 8

// GuardPlaces is the number of decimal places of a quotient that is not the last
// step, so that a sum of very many of them is still right to [Places].
const GuardPlaces = 4 * Places

// maxLength is the length of the longest text that [Parse] reads.
const maxLength = 80

// MaxSumLength is the length of the longest text that [ParseSquares] and [ParseCubes] read.
const MaxSumLength = 384

// The bound on amounts: the coefficient's decimal digits, and the exponent.
const (
	maxDigits   = 34
	maxExponent = 34
)

// The bound on a sum of squares of at most 2^63 amounts: such a sum is below 10^155 and
// has no more than 68 decimal places.
const (
	maxSquaresExponent = 2*(maxDigits+maxExponent) + 19
	maxSquaresPlaces   = 2 * maxExponent
	maxSquaresDigits   = maxSquaresExponent + maxSquaresPlaces
)

// The bound on a sum of their cubes, which is below 10^223 and has no more than 102 decimal
// places.
const (
	maxCubesExponent = 3*(maxDigits+maxExponent) + 19
	maxCubesPlaces   = 3 * maxExponent
	maxCubesDigits   = maxCubesExponent + maxCubesPlaces
)

// Parse parses an amount in plain decimal notation: digits with an optional sign,
// decimal point and exponent. It returns an error wrapping [fault.ErrInvalid], which
// speaks of an "amount", if s is longer than 80 bytes, is anything else, or is an
// amount that [Check] refuses. Nothing is computed before the length and the exponent
// are known to be small.
func Parse(s string) (decimal.Decimal, error) {
	return parse(s, maxLength, 2*maxExponent, Check)
}

// ParseSquares is Parse of a sum of squares, which [CheckSquares] lets pass.
func ParseSquares(s string) (decimal.Decimal, error) {
	return parse(s, MaxSumLength, 2*maxSquaresExponent, CheckSquares)
}

// ParseCubes is Parse of a sum of cubes, which [CheckCubes] lets pass.
func ParseCubes(s string) (decimal.Decimal, error) {
	return parse(s, MaxSumLength, 2*maxCubesExponent, CheckCubes)
}

// parse parses an amount in a text of at most so many bytes, with an exponent of at most so
// much.
func parse(s string, length, most int, check func(what string, d decimal.Decimal) error) (decimal.Decimal, error) {
	if d, ok := parseShort(s); ok {
		return d, nil
	}
	if len(s) > length {
		return decimal.Decimal{}, fault.Invalid("amount is longer than %d bytes", length)
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ReplaceAll(s, "E", "e"), "e")
	exp := 0
	if hasExponent {
		v, err := strconv.ParseInt(exponent, 10, 16)
		if err != nil || int(v) < -most || int(v) > most {
			return decimal.Decimal{}, fault.Invalid("amount has an exponent that is not a whole number in -%d..%d", most, most)
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
		return decimal.Decimal{}, fault.Invalid("amount has no digits")
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return decimal.Decimal{}, fault.Invalid("amount is not a decimal number")
		}
	}
	coefficient, _ := new(big.Int).SetString(digits, 10)
	if negative {
		coefficient.Neg(coefficient)
	}
	d := decimal.NewFromBigInt(coefficient, int32(exp-len(fraction))).Normalize()
	if err := check("amount", d); err != nil {
		return decimal.Decimal{}, err
	}
	return d, nil
}

// parseShort parses the text that nearly any amount has: at most 18 digits, without an exponent.
func parseShort(s string) (decimal.Decimal, bool) {
	negative := len(s) > 0 && s[0] == '-'
	if negative || len(s) > 0 && s[0] == '+' {
		s = s[1:]
	}
	if len(s) > 18 {
		return decimal.Decimal{}, false
	}
	var c int64
	digits, point := 0, -1 // digits before the point
	for i := range len(s) {
		switch b := s[i]; {
		case b >= '0' && b <= '9':
			c = 10*c + int64(b-'0')
			digits++
		case b == '.' && point < 0:
			point = digits
		default:
			return decimal.Decimal{}, false
		}
	}
	if digits == 0 || c == 0 {
		return decimal.Decimal{}, digits > 0
	}
	var exponent int32
	if point >= 0 {
		exponent = int32(point - digits)
	}
	for c%10 == 0 {
		c /= 10
		exponent++
	}
	if negative {
		c = -c
	}
	return decimal.New(c, exponent), true
}

// Check refuses an amount on which arithmetic would be slow or would never end: one
// with more than 34 digits or an exponent outside -34..34. The error wraps
// [fault.ErrInvalid] and calls the amount what.
func Check(what string, d decimal.Decimal) error {
	return checkBounds(what, d, maxExponent, maxExponent, maxDigits, 113)
}

// CheckSquares refuses a sum of squares that no amounts have which [Check] lets pass.
func CheckSquares(what string, d decimal.Decimal) error {
	return checkBounds(what, d, maxSquaresPlaces, maxSquaresExponent, maxSquaresDigits, 741)
}

// CheckCubes refuses a sum of cubes that no amounts have which [Check] lets pass.
func CheckCubes(what string, d decimal.Decimal) error {
	return checkBounds(what, d, maxCubesPlaces, maxCubesExponent, maxCubesDigits, 1080)
}

// checkBounds refuses an amount with an exponent outside -places..exponent, or with more
// digits, which do not fit the bits.
func checkBounds(what string, d decimal.Decimal, places, exponent int32, digits, bits int) error {
	if e := d.Exponent(); e < -places || e > exponent {
		return fault.Invalid("%s has an exponent outside -%d..%d", what, places, exponent)
	}
	// Nearly any amount fits 64 bits, which is seen without an allocation.
	if d.Equal(decimal.New(d.CoefficientInt64(), d.Exponent())) {
		return nil
	}
	// The bit length comes first: it costs nothing, and bounds the cost of the
	// digit count. 10^34 has 113 bits, 10^223 has 741, and 10^325 has 1080.
	if d.Coefficient().BitLen() > bits || d.NumDigits() > digits {
		return fault.Invalid("%s has more than %d digits", what, digits)
	}
	return nil
}

// Text returns the one text form of d, which has no exponent and no zeros at its end.
func Text(d decimal.Decimal) string {
	d = d.Normalize()
	return d.StringFixed(max(0, -d.Exponent()))
}

// Divide returns num / den rounded to [Places], half away from zero. It is the last
// step of every exact figure; den is not 0.
func Divide(num, den decimal.Decimal) decimal.Decimal {
	if x, y, _, ok := pair(num, den); ok {
		if q, ok := quotient(x, y); ok {
			return q
		}
	}
	return num.DivRound(den, Places).Normalize()
}

// Ratio returns the float64 nearest to num / den, which is not 0.
func Ratio(num, den decimal.Decimal) float64 {
	f, _ := new(big.Rat).Quo(num.Rat(), den.Rat()).Float64()
	return f
}
