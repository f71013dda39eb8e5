package cx

import "github.com/cxmetrics/cx/internal/wire"

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
