package cx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/fault"
)

// The errors that every function of the package wraps. Test for them with
// [errors.Is].
var (
	// ErrInvalid says that an argument or a decoded value is outside what the
	// function accepts. The text names the place and the range, never the input.
	ErrInvalid = fault.ErrInvalid
	// ErrMismatch says that two values cannot be pooled or compared: another
	// scale, question or period.
	ErrMismatch = fault.ErrMismatch
	// ErrUndefined says that the figure does not exist for these data. The text
	// gives the reason.
	ErrUndefined = fault.ErrUndefined
	// ErrNoData is the ErrUndefined of an empty base: errors.Is(ErrNoData,
	// ErrUndefined) is true.
	ErrNoData = fault.ErrNoData
)

// The errors of the package are made in few words: so many functions make them.

func invalid(format string, args ...any) error { return fault.Invalid(format, args...) }

func mismatch(format string, args ...any) error { return fault.Mismatch(format, args...) }

func undefined(format string, args ...any) error { return fault.Undefined(format, args...) }

func noData(what string) error { return fault.NoData(what) }

// RangeError reports a whole number outside the range that the function accepts.
// It wraps [ErrInvalid].
type RangeError struct {
	What     string // the name of the argument
	Got      int64  // the value, or the nearest int64 to it
	Min, Max int64  // the range, both ends included
}

// Error names the argument, its value and the range.
func (e *RangeError) Error() string {
	return fmt.Sprintf(fault.Prefix+"%s %d is outside %d..%d", e.What, e.Got, e.Min, e.Max)
}

// Unwrap returns [ErrInvalid].
func (e *RangeError) Unwrap() error { return ErrInvalid }

// RowError reports the first bad row of a slice. Row is its index, counted from 0. Of says
// of which slice, where a function takes several or one lies within another: the name of the
// argument and the way to the slice, such as "after", "groups[1]" or "map.touchpoints". It is
// empty where there is only one.
type RowError struct {
	Of  string
	Row int
	Err error
}

// Error names the row, as in "row 1" or "after[1]", and what is wrong with it.
func (e *RowError) Error() string {
	at := "row " + strconv.Itoa(e.Row)
	if e.Of != "" {
		at = e.Of + "[" + strconv.Itoa(e.Row) + "]"
	}
	if e.Err == nil {
		return fault.Prefix + at
	}
	return fault.Prefix + at + ": " + strings.TrimPrefix(e.Err.Error(), fault.Prefix)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// ofSlice says of an error of a row that it is one of a slice, and returns any other as it is.
func ofSlice(of string, err error) error {
	at, ok := err.(*RowError)
	if !ok {
		return err
	}
	return &RowError{Of: of + at.Of, Row: at.Row, Err: at.Err}
}

func errNilFunc() error { return invalid("a function argument is nil") }

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// errCustomers says that there are more customers than numbers.
func errCustomers() error { return invalid("there are more than %d customers", math.MaxInt32) }

// doubtful reports whether a text may be blank.
func doubtful(s string) bool { return s == "" || s[0] <= ' ' || s[0] >= 0x80 }

// checkName checks a name that is in results.
func checkName(what, name string) error {
	if strings.TrimSpace(name) == "" || !utf8.ValidString(name) {
		return invalid("%s is blank, or is not UTF-8", what)
	}
	return nil
}

// checkTexts returns the place of the first text that is blank or there twice.
func checkTexts(what string, texts []string) (int, error) {
	seen := make(map[string]bool, len(texts))
	for i, text := range texts {
		if err := checkName(what, text); err != nil {
			return i, err
		}
		if seen[text] {
			return i, invalid("%s is there twice", what)
		}
		seen[text] = true
	}
	return 0, nil
}

// checkCustomer refuses an identifier under which different people would be pooled.
func checkCustomer(customer string) error {
	if customer == "" || (customer[0] <= ' ' || customer[0] >= 0x80) && strings.TrimSpace(customer) == "" {
		return invalid("customer is blank")
	}
	return nil
}
