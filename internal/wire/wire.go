// Package wire encodes structs as JSON objects, and decodes them, by the json tags
// of their fields: the tags are all that says which keys there are, so that the
// documentation of a type shows them. It is stricter than encoding/json, which
// honors the same tags:
//
//   - each exported field has a key in lower_snake_case of its own, or "-";
//   - a key is known, has this very spelling, and comes once; one whose tag has
//     omitzero or omitempty may be absent;
//   - an amount ([decimal.Decimal]) is a text within the bounds of package exact,
//     whatever the variables of the decimal package say, and may come as a number,
//     which is read digit by digit; one with the tag sum:"squares" or sum:"cubes" has the
//     wider bounds of a sum of squares or cubes;
//   - a [time.Duration] is seconds in the same forms, and its key says so: it ends in
//     "seconds";
//   - a whole number has no point and no exponent;
//   - a fixed array takes as many elements as it has;
//   - null is the whole, which it leaves alone, or it is refused: no value and no
//     element of a list is null; an empty list is nil;
//   - the same holds for structs within structs, and in lists;
//   - an error names the place, as steps[3].name, and repeats nothing of the input.
//
// A type with methods of its own, as [time.Time] has, is encoded and decoded by
// them: MarshalJSON, MarshalText, UnmarshalJSON and UnmarshalText. What such a
// MarshalJSON returns is taken as it is, so it must be valid and without blanks.
//
// What to do with a type is found out once, and kept. [Encode] and [Decode] return
// an error for a type that has no JSON form here: one with an embedded field, a map,
// an interface, or itself within itself.
package wire

import (
	"bytes"
	"fmt"
	"reflect"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// plans holds what is known of each type: a *plan, or an error.
var plans sync.Map // by reflect.Type

// planOf returns the plan of a struct.
func planOf(t reflect.Type) (*plan, error) {
	known, ok := plans.Load(t)
	if !ok {
		p, err := build(t, nil)
		if err != nil {
			known, _ = plans.LoadOrStore(t, err)
		} else {
			known, _ = plans.LoadOrStore(t, p)
		}
	}
	if err, failed := known.(error); failed {
		return nil, err
	}
	return known.(*plan), nil
}

// target returns the struct that v points to.
func target(v any) (*plan, reflect.Value, error) {
	pointer := reflect.ValueOf(v)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() || pointer.Elem().Kind() != reflect.Struct {
		return nil, reflect.Value{}, fmt.Errorf("wire: %T is not a pointer to a struct", v)
	}
	p, err := planOf(pointer.Type().Elem())
	return p, pointer.Elem(), err
}

// Encode returns the struct that v points to as a JSON object, with the keys in the
// order of the fields. It does not call a MarshalJSON of the struct itself, which
// may be its caller.
func Encode(v any) ([]byte, error) {
	p, s, err := target(v)
	if err != nil {
		return nil, err
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	b, err := p.encode((*buffer)[:0], s)
	if p, ok := err.(*problem); ok {
		return nil, fault.Invalid("%s", p.Error())
	}
	if err != nil {
		return nil, err
	}
	if cap(b) <= maxBuffer {
		*buffer = b
	}
	return bytes.Clone(b), nil
}

// buffers holds what encodings are made in, so that each takes no more memory than
// it is long.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is the largest buffer to keep.
const maxBuffer = 1 << 16

// Keys are the keys of a decoded object.
type Keys struct {
	plan *plan // nil for null
	set  uint64
}

// Null reports whether null was decoded, not an object.
func (k Keys) Null() bool { return k.plan == nil }

// Has reports whether the object has this key.
func (k Keys) Has(key string) bool {
	if k.plan == nil {
		return false
	}
	i, ok := k.plan.index[key]
	return ok && k.set>>i&1 == 1
}

// Amount decodes an amount, which is a number or a text, from valid JSON.
func Amount(data []byte) (decimal.Decimal, error) {
	data = data[skip(data, 0):]
	end, _ := extent(data, 0)
	if end == 0 {
		return decimal.Decimal{}, errKind
	}
	return number(data[:end])
}

// NullElement returns the number of the first element of a list that is null, if the data
// is a list with such an element. The data is valid JSON.
func NullElement(data []byte) (n int, ok bool) {
	i := skip(data, 0)
	if i == len(data) || data[i] != '[' {
		return 0, false
	}
	for i = skip(data, i+1); i < len(data) && data[i] != ']'; n++ {
		end, _ := extent(data, i)
		if string(data[i:end]) == "null" {
			return n, true
		}
		if i = skip(data, end); i < len(data) && data[i] == ',' {
			i = skip(data, i+1)
		}
	}
	return 0, false
}

// Decode decodes a JSON object into the struct that v points to, which is zero. The
// errors call the object what; after one the struct holds anything. Decode does not
// call an UnmarshalJSON of the struct itself, which may be its caller.
func Decode(data []byte, what string, v any) (Keys, error) {
	p, s, err := target(v)
	if err != nil {
		return Keys{}, err
	}
	return p.decode(data, what, s)
}
