package cx

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Places is the number of decimal places to which every exact figure (a score,
// a rate, an amount) is rounded, once, at the end, half away from zero.
const Places = 8

// Integer is the constraint of a slice of ratings: any integer type.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Stage names a stage of the customer journey. The zero Stage is no stage.
type Stage string

// Response is one answer that a customer gave to one rating question.
//
// A question that the customer left unanswered has no Response. A slice of
// responses holds one Question: [GroupBy] and [Trend] refuse two, and
// [GroupByQuestion] takes several. All fields but Score are optional: an empty
// string says nothing, and the zero At is no time.
type Response struct {
	Question   string    `json:"question,omitzero"`   // the question's name
	Customer   string    `json:"customer,omitzero"`   // who answered; blank is anonymous
	At         time.Time `json:"at,omitzero"`         // the instant of the answer
	Score      int       `json:"score"`               // the rating, on the question's scale
	Segment    string    `json:"segment,omitzero"`    // a plan, a country, an age group
	Channel    string    `json:"channel,omitzero"`    // phone, email, SMS, web, app, chat, social, store
	Team       string    `json:"team,omitzero"`       // who served the customer
	Stage      Stage     `json:"stage,omitzero"`      // stage of the journey
	Touchpoint string    `json:"touchpoint,omitzero"` // where in that stage
	Account    string    `json:"account,omitzero"`    // the company that the customer works for
	Language   string    `json:"language,omitzero"`   // language of the comment
	Comment    string    `json:"comment,omitzero"`    // the open text
	Themes     []string  `json:"themes,omitempty"`    // what the comment speaks of
}

// UnmarshalJSON decodes a response. It refuses unknown and repeated keys, and a
// response without a score: that is a question nobody answered, not a 0. A null
// field is an absent one. On error r is unchanged.
func (r *Response) UnmarshalJSON(data []byte) error {
	var (
		v     Response
		score *int
	)
	ok, err := decodeObject(data, "response", fields{
		"question": &v.Question, "customer": &v.Customer, "at": &v.At, "score": &score,
		"segment": &v.Segment, "channel": &v.Channel, "team": &v.Team,
		"stage": &v.Stage, "touchpoint": &v.Touchpoint, "account": &v.Account,
		"language": &v.Language, "comment": &v.Comment, "themes": &v.Themes,
	})
	if !ok {
		return err
	}
	if score == nil {
		return invalid("response has no score: an unanswered question is no response")
	}
	v.Score = *score
	if len(v.Themes) == 0 {
		v.Themes = nil
	}
	*r = v
	return nil
}

// The errors that every function of the package wraps. Test for them with
// [errors.Is].
var (
	// ErrInvalid says that an argument or a decoded value is outside what the
	// function accepts. The text names the place and the range, never the input.
	ErrInvalid = errors.New("cx: invalid")
	// ErrMismatch says that two values cannot be pooled or compared: another
	// scale, question or period.
	ErrMismatch = errors.New("cx: mismatch")
	// ErrUndefined says that the figure does not exist for these data. The text
	// gives the reason.
	ErrUndefined = errors.New("cx: undefined")
	// ErrNoData is the ErrUndefined of an empty base: errors.Is(ErrNoData,
	// ErrUndefined) is true.
	ErrNoData error = &fault{kind: ErrUndefined, text: "no data"}
)

// fault is an error of one of the kinds above. The prefix "cx: " is part of its
// text alone, so that a wrapped text never repeats it.
type fault struct {
	kind error
	text string
}

func (f *fault) Error() string { return prefix + f.text }
func (f *fault) Unwrap() error { return f.kind }

const prefix = "cx: "

func invalid(format string, args ...any) error {
	return &fault{ErrInvalid, fmt.Sprintf(format, args...)}
}

func mismatch(format string, args ...any) error {
	return &fault{ErrMismatch, fmt.Sprintf(format, args...)}
}

func undefined(format string, args ...any) error {
	return &fault{ErrUndefined, fmt.Sprintf(format, args...)}
}

func noData(what string) error {
	return &fault{ErrNoData, what + ": no data"}
}

// RangeError reports a whole number outside the range that the function accepts.
// It wraps [ErrInvalid].
type RangeError struct {
	What     string // the name of the argument
	Got      int64  // the value, or the nearest int64 to it
	Min, Max int64  // the range, both ends included
}

// Error names the argument, its value and the range.
func (e *RangeError) Error() string {
	return fmt.Sprintf(prefix+"%s %d is outside %d..%d", e.What, e.Got, e.Min, e.Max)
}

// Unwrap returns [ErrInvalid].
func (e *RangeError) Unwrap() error { return ErrInvalid }

// RowError reports the first bad row of a slice. Row is its index, counted from 0.
type RowError struct {
	Row int
	Err error
}

// Error names the row and what is wrong with it.
func (e *RowError) Error() string {
	if e.Err == nil {
		return prefix + "row " + strconv.Itoa(e.Row)
	}
	return prefix + "row " + strconv.Itoa(e.Row) + ": " + strings.TrimPrefix(e.Err.Error(), prefix)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// ParseRating parses a whole number in plain decimal digits with an optional
// minus sign, as it stands in a form or a file. Whether a scale has such a
// rating is the business of the tally it is added to.
//
// ParseRating returns an error wrapping [ErrInvalid] if s has any other
// character (a blank, a sign plus, a point, an exponent), is empty, or does not
// fit 32 bits.
func ParseRating(s string) (int, error) {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) == 0 || len(digits) > 10 {
		return 0, invalid("rating is not a whole number of 1 to 10 digits")
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, invalid("rating is not a whole number in decimal digits")
		}
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < math.MinInt32 || v > math.MaxInt32 {
		return 0, &RangeError{What: "rating", Got: v, Min: math.MinInt32, Max: math.MaxInt32}
	}
	return int(v), nil
}

// RatingFromFloat converts a rating that a decoder handed over as a float64. It
// never rounds: 8.5 belongs to no class of a scale.
//
// RatingFromFloat returns an error wrapping [ErrInvalid] if f is not a number,
// not whole, or does not fit 32 bits.
func RatingFromFloat(f float64) (int, error) {
	switch {
	case math.IsNaN(f):
		return 0, invalid("rating is not a number")
	case f != math.Trunc(f):
		return 0, invalid("rating is not a whole number")
	case f < math.MinInt32 || f > math.MaxInt32:
		return 0, &RangeError{What: "rating", Got: saturate(f), Min: math.MinInt32, Max: math.MaxInt32}
	}
	return int(f), nil
}

// saturate returns the int64 nearest to f.
func saturate(f float64) int64 {
	switch {
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}

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

// addCount returns a + b, both at least 0.
func addCount(what string, a, b int64) (int64, error) {
	if a > math.MaxInt64-b {
		return 0, invalid("%s: total exceeds the largest int64", what)
	}
	return a + b, nil
}

// sumCounts returns the sum of counts.
func sumCounts(what string, counts ...int64) (int64, error) {
	var total int64
	for _, c := range counts {
		if c < 0 {
			return 0, invalid("%s: a count is negative", what)
		}
		var err error
		if total, err = addCount(what, total, c); err != nil {
			return 0, err
		}
	}
	return total, nil
}
