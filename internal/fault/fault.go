// Package fault makes the errors of the module: a text for people, and behind it
// one of four errors for programs, to be found with [errors.Is]. Package cx
// publishes the four under the same names, as os does with those of
// internal/oserror, so that the packages below cx can return them, too.
//
// A text says what is wrong where, and which range is right. It repeats no input:
// that may be long, or private. "cx: " comes before the text once, however often
// the error is wrapped.
package fault

import (
	"errors"
	"fmt"
)

// The errors that every other one wraps.
var (
	// ErrInvalid says that an argument or a decoded value is out of bounds.
	ErrInvalid = errors.New(Prefix + "invalid")
	// ErrMismatch says that two values cannot be pooled or compared.
	ErrMismatch = errors.New(Prefix + "mismatch")
	// ErrUndefined says that a figure does not exist.
	ErrUndefined = errors.New(Prefix + "undefined")
	// ErrNoData is the ErrUndefined of an empty base.
	ErrNoData error = &fault{kind: ErrUndefined, text: "no data"}
)

// Prefix is what the text of every error begins with. It is no part of the text
// that an error is made of, so that a wrapped text need not lose it.
const Prefix = "cx: "

// fault is an error of one of the kinds above.
type fault struct {
	kind error
	text string
}

// Error returns the text, after the prefix.
func (f *fault) Error() string { return Prefix + f.text }

// Unwrap returns the kind.
func (f *fault) Unwrap() error { return f.kind }

// Invalid returns an error that wraps [ErrInvalid], with the text of [fmt.Sprintf].
func Invalid(format string, args ...any) error {
	return &fault{ErrInvalid, fmt.Sprintf(format, args...)}
}

// Mismatch returns an error that wraps [ErrMismatch], with the text of [fmt.Sprintf].
func Mismatch(format string, args ...any) error {
	return &fault{ErrMismatch, fmt.Sprintf(format, args...)}
}

// Undefined returns an error that wraps [ErrUndefined], with the text of [fmt.Sprintf].
func Undefined(format string, args ...any) error {
	return &fault{ErrUndefined, fmt.Sprintf(format, args...)}
}

// NoData returns an error that wraps [ErrNoData], and names the figure that has none.
func NoData(figure string) error {
	return &fault{ErrNoData, figure + ": no data"}
}
