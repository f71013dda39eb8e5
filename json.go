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

// encode encodes *v by the tags of its fields. Its caller has validated it, and
// says what is wrong.
func encode[T any](v *T, wrong error) ([]byte, error) {
	if wrong != nil {
		return nil, wrong
	}
	return wire.Encode(v)
}

// decode decodes a JSON object, which errors call what, into *v, by the tags of its
// fields. It leaves *v as it was after an error, and for null. The validation of the new
// value may also give it its one form; it may be nil.
func decode[T any](data []byte, what string, v *T, validate func(*T) error) error {
	return decodeKeys(data, what, v, func(decoded *T, _ wire.Keys) error {
		if validate == nil {
			return nil
		}
		return validate(decoded)
	})
}

// decodeKeys is decode for a value whose validation must know the keys that it had.
func decodeKeys[T any](data []byte, what string, v *T, validate func(*T, wire.Keys) error) error {
	var decoded T
	keys, err := wire.Decode(data, what, &decoded)
	if err != nil || keys.Null() {
		return err
	}
	if err := validate(&decoded, keys); err != nil {
		return err
	}
	*v = decoded
	return nil
}

// decodeAs is decode for a value whose JSON form, a W, is not that of its fields.
func decodeAs[W, T any](data []byte, what string, v *T, of func(*W) (T, error)) error {
	var form W
	keys, err := wire.Decode(data, what, &form)
	if err != nil || keys.Null() {
		return err
	}
	decoded, err := of(&form)
	if err != nil {
		return err
	}
	*v = decoded
	return nil
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
