package wire

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// plan is how a struct is encoded and decoded.
type plan struct {
	fields   []field
	index    map[string]int // the field of a key
	required uint64         // the fields without which there is no object
}

// field is a field of a struct that has a key.
type field struct {
	codec
	index int                      // its place in the struct
	key   string                   // its key
	begin string                   // the key as it is written: `"key":`
	omit  func(reflect.Value) bool // whether it is left out; nil for never
}

// codec is how a value is encoded, at the end of a text, and decoded, from valid
// JSON that is not null. A value has an address; the one to decode into is zero.
type codec struct {
	encode func(b []byte, v reflect.Value) ([]byte, error)
	decode func(value []byte, v reflect.Value) error
	wants  string // the kind of value to decode, for the text of an error
}

// maxFields is the number of keys of a struct: the bits of [Keys].
const maxFields = 64

var (
	amountType          = reflect.TypeFor[decimal.Decimal]()
	durationType        = reflect.TypeFor[time.Duration]()
	timeType            = reflect.TypeFor[time.Time]()
	marshalerType       = reflect.TypeFor[json.Marshaler]()
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	zeroerType          = reflect.TypeFor[interface{ IsZero() bool }]()
)

// build makes the plan of a struct within others, which it must not be one of.
func build(t reflect.Type, within []reflect.Type) (*plan, error) {
	if slices.Contains(within, t) {
		return nil, fmt.Errorf("wire: %s is within itself", t)
	}
	within = append(slices.Clip(within), t)
	p := &plan{index: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("json"); f.Anonymous || !f.IsExported() && tag != "" {
			return nil, fmt.Errorf("wire: %s.%s is embedded, or has a key and is not exported", t, f.Name)
		} else if !f.IsExported() || tag == "-" {
			continue
		}
		field, err := buildField(f, within)
		if err != nil {
			return nil, fmt.Errorf("wire: %s.%s: %w", t, f.Name, err)
		}
		if _, twice := p.index[field.key]; twice || len(p.fields) == maxFields {
			return nil, fmt.Errorf("wire: %s.%s has the key of another field, or is one of more than %d", t, f.Name, maxFields)
		}
		p.index[field.key] = len(p.fields)
		if field.omit == nil {
			p.required |= 1 << len(p.fields)
		}
		p.fields = append(p.fields, field)
	}
	return p, nil
}

// buildField makes the plan of a field.
func buildField(f reflect.StructField, within []reflect.Type) (field, error) {
	key, option, _ := strings.Cut(f.Tag.Get("json"), ",")
	if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return field{}, fmt.Errorf("the json tag has no key in lower_snake_case")
	}
	if f.Type == durationType && !strings.HasSuffix(key, "seconds") {
		return field{}, fmt.Errorf("the key of a duration does not end in seconds")
	}
	c, err := codecOf(f.Type, within)
	if err != nil {
		return field{}, err
	}
	switch sum := f.Tag.Get("sum"); {
	case sum == "squares" && f.Type == amountType:
		c.encode, c.decode = appendSum(exact.CheckSquares), decodeSum(exact.ParseSquares)
	case sum == "cubes" && f.Type == amountType:
		c.encode, c.decode = appendSum(exact.CheckCubes), decodeSum(exact.ParseCubes)
	case sum != "":
		return field{}, fmt.Errorf("the sum tag is not that of an amount, squares or cubes")
	}
	result := field{codec: c, index: f.Index[0], key: key, begin: `"` + key + `":`}
	switch option {
	case "":
		if f.Type.Kind() == reflect.Pointer {
			return field{}, fmt.Errorf("a pointer that is not left out would be null")
		}
	case "omitzero":
		result.omit = reflect.Value.IsZero
		if reflect.PointerTo(f.Type).Implements(zeroerType) {
			result.omit = func(v reflect.Value) bool { return v.Addr().Interface().(interface{ IsZero() bool }).IsZero() }
		}
	case "omitempty":
		result.omit = reflect.Value.IsZero
		if slices.Contains([]reflect.Kind{reflect.Slice, reflect.Array, reflect.String}, f.Type.Kind()) {
			result.omit = func(v reflect.Value) bool { return v.Len() == 0 }
		} else if f.Type.Kind() == reflect.Struct {
			return field{}, fmt.Errorf("omitempty omits no struct")
		}
	default:
		return field{}, fmt.Errorf("the json tag has an option that is neither omitzero nor omitempty")
	}
	return result, nil
}

// codecOf returns the codec of a type, which is that of its methods where it has
// any.
func codecOf(t reflect.Type, within []reflect.Type) (codec, error) {
	if t == amountType {
		return codec{appendAmount, decodeAmount, `a number, or a text such as "12.50"`}, nil
	}
	if t == durationType {
		return codec{appendSeconds, decodeSeconds, `seconds, as a number or as a text such as "90.5"`}, nil
	}
	if t == timeType {
		return codec{appendTime, decodeUnmarshaler, `a time of RFC 3339 such as "2026-11-16T09:30:00Z"`}, nil
	}
	own := ownCodec(t)
	if own.encode != nil && own.decode != nil {
		return own, nil
	}
	c, err := codecOfKind(t, within)
	if err != nil {
		return codec{}, err
	}
	if own.encode != nil {
		c.encode = own.encode
	}
	if own.decode != nil {
		c.decode, c.wants = own.decode, own.wants
	}
	return c, nil
}

// ownCodec returns what the methods of a type do.
func ownCodec(t reflect.Type) (c codec) {
	if t.Kind() == reflect.Pointer {
		return c // its element's methods are those of an address
	}
	pointer := reflect.PointerTo(t)
	if pointer.Implements(marshalerType) {
		c.encode = appendMarshaler
	} else if pointer.Implements(textMarshalerType) {
		c.encode = appendTextMarshaler
	}
	if pointer.Implements(unmarshalerType) {
		c.decode = decodeUnmarshaler
	} else if pointer.Implements(textUnmarshalerType) {
		c.decode, c.wants = decodeTextUnmarshaler, "a text"
	}
	return c
}

// codecOfKind returns the codec of a type that has no methods.
func codecOfKind(t reflect.Type, within []reflect.Type) (codec, error) {
	switch t.Kind() {
	case reflect.Bool:
		return codec{appendBool, decodeBool, "true or false"}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return codec{appendInt, decodeInt, "a whole number"}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return codec{appendUint, decodeUint, "a whole number from 0"}, nil
	case reflect.Float64:
		return codec{appendFloat, decodeFloat, "a number"}, nil
	case reflect.String:
		return codec{appendStringValue, decodeString, "a text"}, nil
	case reflect.Struct:
		p, err := build(t, within)
		if err != nil {
			return codec{}, err
		}
		return codec{p.encode, p.decodeInner, "an object"}, nil
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return codecOfElements(t, within)
	}
	return codec{}, fmt.Errorf("wire: %s has no JSON form", t)
}

// codecOfElements returns the codec of a type that is made of another.
func codecOfElements(t reflect.Type, within []reflect.Type) (codec, error) {
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		return codec{}, fmt.Errorf("wire: %s would be a text in base64", t)
	}
	if slices.Contains(within, t) || t.Elem().Kind() == reflect.Pointer {
		return codec{}, fmt.Errorf("wire: %s is within itself, or holds pointers", t)
	}
	c, err := codecOf(t.Elem(), append(slices.Clip(within), t))
	if err != nil {
		return codec{}, err
	}
	switch t.Kind() {
	case reflect.Pointer:
		return codec{c.encodePointer, c.decodePointer, c.wants}, nil
	case reflect.Slice:
		return codec{c.encodeArray, c.decodeSlice, "a list"}, nil
	}
	return codec{c.encodeArray, c.decodeArray, "a list"}, nil
}
