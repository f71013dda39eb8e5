package cx

import (
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// MarshalJSON encodes a group. It returns an error wrapping [ErrInvalid] if the key is a
// text that is not UTF-8, or the tally has no JSON form or is null. Two keys that differ
// only in such bytes would be one in JSON.
func (g Group[K, T]) MarshalJSON() ([]byte, error) {
	return wire.Encode(&groupWire[K, T]{Key: foreign[K]{g.Key}, Tally: foreign[T]{g.Tally}})
}

// UnmarshalJSON decodes a group. It refuses unknown and repeated keys, and a tally
// that its own type refuses. On error g is unchanged.
func (g *Group[K, T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "group", g, func(w *groupWire[K, T]) (Group[K, T], error) {
		return Group[K, T]{Key: w.Key.value, Tally: w.Tally.value}, nil
	})
}

// groupWire is the JSON form of [Group].
type groupWire[K Key, T any] struct {
	Key   foreign[K] `json:"key"`
	Tally foreign[T] `json:"tally"`
}

// MarshalJSON encodes a point. It returns an error wrapping [ErrInvalid] if the period is
// not valid, or the tally has no JSON form or is null.
func (p Point[T]) MarshalJSON() ([]byte, error) {
	return wire.Encode(&pointWire[T]{Period: p.Period, Tally: foreign[T]{p.Tally}})
}

// UnmarshalJSON decodes a point. It refuses unknown and repeated keys, and a tally
// that its own type refuses. On error p is unchanged.
func (p *Point[T]) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "point", p, func(w *pointWire[T]) (Point[T], error) {
		return Point[T]{Period: w.Period, Tally: w.Tally.value}, nil
	})
}

// pointWire is the JSON form of [Point].
type pointWire[T any] struct {
	Period Period     `json:"period"`
	Tally  foreign[T] `json:"tally"`
}

// foreign is a value of a type that a caller may have declared: encoding/json encodes and
// decodes it, by its own rules for the tags of such a type.
type foreign[T any] struct{ value T }

// MarshalJSON encodes the value. An amount is a text, whatever it is part of. A list that
// is nil is empty.
func (f foreign[T]) MarshalJSON() ([]byte, error) {
	if amount, ok := any(f.value).(decimal.Decimal); ok {
		if err := exact.Check("amount", amount); err != nil {
			return nil, err
		}
		return json.Marshal(exact.Text(amount))
	}
	v := reflect.ValueOf(&f.value).Elem()
	if v.Kind() == reflect.String && !writesItself(v) && !utf8.ValidString(v.String()) {
		return nil, invalid("key is not UTF-8")
	}
	if v.Kind() == reflect.Slice && v.IsNil() && !writesItself(v) {
		return []byte("[]"), nil
	}
	data, err := json.Marshal(&f.value)
	if own := new(json.MarshalerError); errors.As(err, &own) {
		err = own.Err // the text of the tally alone
	}
	if err == nil && string(data) == "null" {
		return nil, invalid("tally is null")
	}
	return data, err
}

// writesItself reports whether a value has a JSON form of its own.
func writesItself(v reflect.Value) bool {
	switch v.Addr().Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		return true
	}
	return false
}

// UnmarshalJSON decodes the value. An amount is a text or a number, whatever it is part
// of. Null is in no list, and an empty list is nil.
func (f *foreign[T]) UnmarshalJSON(data []byte) error {
	if amount, ok := any(&f.value).(*decimal.Decimal); ok {
		var err error
		*amount, err = wire.Amount(data)
		return err
	}
	v := reflect.ValueOf(&f.value).Elem()
	if v.Kind() != reflect.Slice {
		return json.Unmarshal(data, &f.value)
	}
	if i, ok := wire.NullElement(data); ok {
		return invalid("element %d is null", i)
	}
	err := json.Unmarshal(data, &f.value)
	if err == nil && v.Len() == 0 {
		v.SetZero()
	}
	return err
}
