package cx

import (
	"encoding/json"

	"github.com/shopspring/decimal"

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

// foreign is a value of a type that a caller may have declared: encoding/json
// decodes it, by its own rules for the tags of such a type.
type foreign[T any] struct{ value T }

// UnmarshalJSON decodes the value. A T that is itself an amount is a text; inside a
// caller's own type its own rules hold.
func (f *foreign[T]) UnmarshalJSON(data []byte) error {
	amount, ok := any(&f.value).(*decimal.Decimal)
	if !ok {
		return json.Unmarshal(data, &f.value)
	}
	var text string
	err := json.Unmarshal(data, &text)
	if err == nil {
		*amount, err = ParseMoney(text)
	}
	return err
}
