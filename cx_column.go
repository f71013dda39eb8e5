package cx

import (
	"bytes"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/fault"
)

// Column carries a value to and from a column of a database: it is a
// [database/sql.Scanner] and a [driver.Valuer], for any tally, row or result, a date or
// a period.
//
//	var tally cx.Column[cx.NPS]
//	err := rows.Scan(&plan, &tally)                                // tally.V
//	_, err = db.Exec(insert, plan, cx.Column[cx.NPS]{V: tally.V}) // and back
//
// The column holds the text of a type that has one (MarshalText and UnmarshalText), such
// as 2026-11-22 of a Date and 2026-W47 of a Period, and otherwise the JSON of V; a
// decimal is its digits. It may have the type TEXT, DATE, NUMERIC, JSON or JSONB. The zero
// Date and Period, which have no text, are written as NULL, and so is what has the JSON
// null; NULL is read as the zero value.
type Column[T any] struct {
	V T // the value
}

// Scan reads V from a text or from bytes, of which it keeps none, and the zero value
// from NULL. A Date also comes from a [time.Time] that is midnight in UTC, which is what
// drivers make of a column of type DATE. It is called by database/sql.
//
// Scan returns an error wrapping [ErrInvalid], and leaves V as it was, if
//   - the column holds a number, a boolean or any other time;
//   - the text or JSON is not one of T, by the decoder of T.
func (c *Column[T]) Scan(src any) error {
	var v T
	var err error
	switch src := src.(type) {
	case nil:
	case string:
		err = scanText([]byte(src), &v)
	case []byte:
		err = scanText(bytes.Clone(src), &v) // which the driver will use again
	case time.Time:
		day, ok := any(&v).(dayScanner)
		if !ok {
			return invalid("column is a time, where a text is wanted")
		}
		err = day.scanDay(src)
	default:
		return invalid("column is a number or a boolean, where a text is wanted")
	}
	if err != nil {
		return columnError(err)
	}
	c.V = v
	return nil
}

// Value returns the text or the JSON of V as a string, or nil for NULL. It is called by
// database/sql.
//
// Value returns the error of the encoder of T, which refuses what is not valid, as a Date
// that is no day ([ErrInvalid]).
func (c Column[T]) Value() (driver.Value, error) {
	if amount, ok := any(&c.V).(*decimal.Decimal); ok {
		if err := exact.Check("amount", *amount); err != nil {
			return nil, err
		}
		return exact.Text(*amount), nil
	}
	if v, ok := any(&c.V).(texter); ok {
		text, err := v.MarshalText()
		if err != nil || len(text) == 0 {
			return nil, err
		}
		return string(text), nil
	}
	data, err := columnJSON(&c.V)
	if err != nil || isNull(data) {
		return nil, err
	}
	return string(data), nil
}

// MarshalJSON encodes V: nothing in JSON tells that it is in a Column. It returns the
// error of the encoder of T.
func (c Column[T]) MarshalJSON() ([]byte, error) { return columnJSON(&c.V) }

// UnmarshalJSON decodes V. It refuses what the decoder of T refuses; null changes
// nothing. On error c is unchanged.
func (c *Column[T]) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	var v foreign[T]
	if err := json.Unmarshal(data, &v); err != nil {
		return columnError(err)
	}
	c.V = v.value
	return nil
}

// dayScanner is a value that a midnight in UTC stands for.
type dayScanner interface {
	scanDay(midnight time.Time) error
}

// columnJSON encodes what v points to.
func columnJSON(v any) ([]byte, error) {
	switch v := v.(type) {
	case *decimal.Decimal:
		if err := exact.Check("amount", *v); err != nil {
			return nil, err
		}
		return json.Marshal(exact.Text(*v))
	case json.Marshaler:
		return v.MarshalJSON()
	}
	return json.Marshal(v)
}

// texter is a pointer to a value whose type has a text form, both ways.
type texter interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// scanText decodes what a column holds, which is not NULL, into *v, which is zero.
func scanText(data []byte, v any) error {
	if amount, ok := v.(*decimal.Decimal); ok {
		var err error
		*amount, err = exact.Parse(string(data))
		return err
	}
	if v, ok := v.(texter); ok {
		return v.UnmarshalText(data)
	}
	return json.Unmarshal(data, v)
}

// isNull reports whether JSON is null.
func isNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }

// columnError returns an error of a decoder as one of the package. That of package json,
// or of a type of the caller's, may repeat what the column holds: it is wrapped, but not
// shown.
func columnError(err error) error {
	if errors.Is(err, ErrInvalid) || errors.Is(err, ErrMismatch) || errors.Is(err, ErrUndefined) {
		return err
	}
	return &contentError{err}
}

// contentError says that a column does not hold the text or the JSON of its type.
type contentError struct{ err error }

// Error does not say why: the text of the reason is not that of the package.
func (e *contentError) Error() string {
	return fault.Prefix + "column does not hold the text or the JSON of its type"
}

// Unwrap returns [ErrInvalid] and the reason.
func (e *contentError) Unwrap() []error { return []error{ErrInvalid, e.err} }
