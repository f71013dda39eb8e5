package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/fault"
)

// encode appends a struct.
func (p *plan) encode(b []byte, s reflect.Value) ([]byte, error) {
	begin := byte('{')
	for i := range p.fields {
		f := &p.fields[i]
		v := s.Field(f.index)
		if f.omit != nil && f.omit(v) {
			continue
		}
		b = append(append(b, begin), f.begin...)
		begin = ','
		var err error
		if b, err = f.encode(b, v); err != nil {
			return nil, unwritten(f.key, err)
		}
	}
	if begin == '{' {
		b = append(b, begin)
	}
	return append(b, '}'), nil
}

// unwritten returns an error of a value with the step that leads to it. That of a method
// of this module is whole already.
func unwritten(step string, err error) error {
	if errors.Is(err, fault.ErrInvalid) {
		return err
	}
	if _, ok := err.(*problem); !ok { // that of another package
		err = wrong("has no JSON form")
	}
	return codec{}.at(step, err)
}

// encodePointer appends what a pointer points to. One that is nil is left out before.
func (c codec) encodePointer(b []byte, v reflect.Value) ([]byte, error) {
	return c.encode(b, v.Elem())
}

// encodeArray appends a list. One that is nil is empty: nothing is null here.
func (c codec) encodeArray(b []byte, v reflect.Value) ([]byte, error) {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = c.encode(b, v.Index(i)); err != nil {
			return nil, unwritten("["+strconv.Itoa(i)+"]", err)
		}
	}
	return append(b, ']'), nil
}

func appendBool(b []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendBool(b, v.Bool()), nil
}

func appendInt(b []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendInt(b, v.Int(), 10), nil
}

func appendUint(b []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendUint(b, v.Uint(), 10), nil
}

// appendFloat appends a number in the form of encoding/json, that of ECMAScript.
func appendFloat(b []byte, v reflect.Value) ([]byte, error) {
	f := v.Float()
	size := math.Abs(f)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, wrong("is not finite")
	}
	if size == 0 || size >= 1e-6 && size < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64), nil
	}
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	// The exponent has two digits at least: 1e-09 becomes 1e-9.
	if n := len(b); b[n-4] == 'e' && b[n-2] == '0' {
		b = append(b[:n-2], b[n-1])
	}
	return b, nil
}

func appendStringValue(b []byte, v reflect.Value) ([]byte, error) { return appendString(b, v.String()) }

// appendString appends a text as encoding/json does, which escapes what HTML would
// not take for a text.
func appendString(b []byte, s string) ([]byte, error) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, err := json.Marshal(s)
			return append(b, text...), err
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"'), nil
}

// appendAmount appends an amount within the bounds.
var appendAmount = appendSum(exact.Check)

// appendSum returns a function that appends a sum that check lets pass.
func appendSum(check func(what string, d decimal.Decimal) error) func([]byte, reflect.Value) ([]byte, error) {
	return func(b []byte, v reflect.Value) ([]byte, error) {
		d := v.Addr().Interface().(*decimal.Decimal)
		if err := check("amount", *d); err != nil {
			return nil, err
		}
		return appendString(b, exact.Text(*d))
	}
}

// appendSeconds appends a duration in seconds, exact to the nanosecond.
func appendSeconds(b []byte, v reflect.Value) ([]byte, error) {
	d := v.Addr().Interface().(*time.Duration)
	return appendString(b, exact.Text(decimal.New(int64(*d), -9)))
}

func appendTime(b []byte, v reflect.Value) ([]byte, error) {
	text, err := v.Addr().Interface().(*time.Time).MarshalJSON()
	if err != nil {
		return nil, wrong("is outside the years 0 to 9999, or in a zone that is a day off")
	}
	return append(b, text...), nil
}

func appendMarshaler(b []byte, v reflect.Value) ([]byte, error) {
	text, err := v.Addr().Interface().(json.Marshaler).MarshalJSON()
	return append(b, text...), err
}

func appendTextMarshaler(b []byte, v reflect.Value) ([]byte, error) {
	text, err := v.Addr().Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return nil, err
	}
	return appendString(b, string(text))
}
