package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/fault"
)

// errKind says that a value is of another kind than its variable. The key is known
// to the caller.
var errKind = errors.New("wire: a value of another kind")

// place is where in the input an object is, for the text of an error.
type place struct {
	what string // what the whole is called
	key  string // the key of the whole under which the object is, if any
}

// fault returns an error about the object.
func (p place) fault(text string) error {
	if p.key == "" {
		return fault.Invalid("%s %s", p.what, text)
	}
	return fault.Invalid("%s: %q %s", p.what, p.key, text)
}

// decode decodes a whole.
func (p *plan) decode(data []byte, what string, s reflect.Value) (Keys, error) {
	at := place{what: what}
	begin := skip(data, 0)
	if end, _ := extent(data, begin); string(data[begin:end]) == "null" && skip(data, end) == len(data) {
		return Keys{}, nil
	}
	if begin == len(data) || data[begin] != '{' {
		return Keys{}, at.fault("is not a JSON object")
	}
	set, end, err := p.decodeObject(data, begin, s, at)
	if err != nil {
		return Keys{}, err
	}
	if skip(data, end) != len(data) {
		return Keys{}, at.fault("has text after its end")
	}
	return Keys{p, set}, nil
}

// decodeInner decodes a struct within another.
func (p *plan) decodeInner(value []byte, s reflect.Value, at place) error {
	if value[0] != '{' {
		return errKind
	}
	_, _, err := p.decodeObject(value, 0, s, at)
	return err
}

// decodeObject decodes the object that begins at data[i], and returns its keys and
// its end.
func (p *plan) decodeObject(data []byte, i int, s reflect.Value, at place) (set uint64, end int, err error) {
	if i = skip(data, i+1); i < len(data) && data[i] == '}' {
		return 0, i + 1, nil
	}
	var seen uint64
	for {
		f, next, err := p.decodeKey(data, i, &seen, at)
		if err != nil {
			return 0, 0, err
		}
		begin := skip(data, next)
		end, plain := extent(data, begin)
		value := data[begin:end]
		if !plain && !json.Valid(value) {
			return 0, 0, at.fault(invalidJSON)
		}
		if string(value) != "null" {
			set |= 1 << f
			if err := p.fields[f].decodeValue(value, s, at); err != nil {
				return 0, 0, err
			}
		}
		i = skip(data, end)
		switch {
		case i < len(data) && data[i] == ',':
			i = skip(data, i+1)
		case i < len(data) && data[i] == '}':
			return set, i + 1, nil
		default:
			return 0, 0, at.fault(invalidJSON)
		}
	}
}

const invalidJSON = "is not valid JSON"

// decodeKey returns the field of the key that begins at data[i], which is not among
// those seen, and the end of the colon behind it.
func (p *plan) decodeKey(data []byte, i int, seen *uint64, at place) (f, end int, err error) {
	if i == len(data) || data[i] != '"' {
		return 0, 0, at.fault(invalidJSON)
	}
	end, plain := extent(data, i)
	var known bool
	if plain {
		f, known = p.index[string(data[i+1:end-1])]
	} else {
		var key string
		if json.Unmarshal(data[i:end], &key) != nil {
			return 0, 0, at.fault(invalidJSON)
		}
		f, known = p.index[key]
	}
	if !known {
		return 0, 0, at.fault("has an unknown key")
	}
	if *seen>>f&1 == 1 {
		return 0, 0, at.fault("has the key " + strconv.Quote(p.fields[f].key) + " twice")
	}
	*seen |= 1 << f
	if end = skip(data, end); end == len(data) || data[end] != ':' {
		return 0, 0, at.fault(invalidJSON)
	}
	return f, end + 1, nil
}

// decodeValue decodes the value of a field.
func (f *field) decodeValue(value []byte, s reflect.Value, at place) error {
	if at.key == "" {
		at.key = f.key
	}
	err := f.decode(value, s.Field(f.index), at)
	if err != nil && !errors.Is(err, fault.ErrInvalid) {
		return at.fault("has a value of another kind")
	}
	return err
}

// decodePointer decodes what a new pointer points to.
func (c codec) decodePointer(value []byte, v reflect.Value, at place) error {
	element := reflect.New(v.Type().Elem())
	if err := c.decode(value, element.Elem(), at); err != nil {
		return err
	}
	v.Set(element)
	return nil
}

// decodeSlice decodes a list.
func (c codec) decodeSlice(value []byte, v reflect.Value, at place) error {
	if value[0] != '[' {
		return errKind
	}
	for i := skip(value, 1); value[i] != ']'; {
		n := v.Len()
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		end, err := c.decodeElement(value, i, v.Index(n), at)
		if err != nil {
			return err
		}
		i = end
	}
	return nil
}

// decodeArray decodes a list of as many elements as an array has.
func (c codec) decodeArray(value []byte, v reflect.Value, at place) error {
	if value[0] != '[' {
		return errKind
	}
	n := 0
	for i := skip(value, 1); value[i] != ']'; n++ {
		if n == v.Len() {
			return at.fault("has too many elements")
		}
		end, err := c.decodeElement(value, i, v.Index(n), at)
		if err != nil {
			return err
		}
		i = end
	}
	if n < v.Len() {
		return at.fault("has too few elements")
	}
	return nil
}

// decodeElement decodes the element that begins at list[i], and returns where the
// next one begins, or the list ends. Null is the zero value.
func (c codec) decodeElement(list []byte, i int, v reflect.Value, at place) (next int, err error) {
	end, _ := extent(list, i)
	if value := list[i:end]; string(value) != "null" {
		if err := c.decode(value, v, at); err != nil {
			return 0, err
		}
	}
	if next = skip(list, end); list[next] == ',' {
		next = skip(list, next+1)
	}
	return next, nil
}

func decodeBool(value []byte, v reflect.Value, _ place) error {
	switch string(value) {
	case "true":
		v.SetBool(true)
	case "false":
		v.SetBool(false)
	default:
		return errKind
	}
	return nil
}

func decodeInt(value []byte, v reflect.Value, _ place) error {
	n, err := strconv.ParseInt(string(value), 10, v.Type().Bits())
	v.SetInt(n)
	return err
}

func decodeUint(value []byte, v reflect.Value, _ place) error {
	n, err := strconv.ParseUint(string(value), 10, v.Type().Bits())
	v.SetUint(n)
	return err
}

func decodeFloat(value []byte, v reflect.Value, _ place) error {
	f, err := strconv.ParseFloat(string(value), 64)
	v.SetFloat(f)
	return err
}

// text returns the text that a value is.
func text(value []byte) (s string, err error) {
	if value[0] != '"' {
		return "", errKind
	}
	if _, plain := extent(value, 0); plain {
		return string(value[1 : len(value)-1]), nil
	}
	err = json.Unmarshal(value, &s)
	return s, err
}

func decodeString(value []byte, v reflect.Value, _ place) error {
	s, err := text(value)
	v.SetString(s)
	return err
}

func decodeAmount(value []byte, v reflect.Value, _ place) error {
	s, err := text(value)
	if err != nil {
		return err
	}
	d, err := exact.Parse(s)
	*v.Addr().Interface().(*decimal.Decimal) = d
	return err
}

// decodeSeconds decodes a duration that is not negative.
func decodeSeconds(value []byte, v reflect.Value, _ place) error {
	s, err := text(value)
	if err != nil {
		return err
	}
	d, err := exact.Parse(s)
	if err != nil {
		return err
	}
	n, err := Nanoseconds(d)
	if err != nil {
		return err
	}
	if !n.IsInt64() || n.Int64() == math.MaxInt64 {
		return fault.Invalid("duration is 292 years or more")
	}
	v.SetInt(n.Int64())
	return nil
}

// Nanoseconds returns an amount of seconds within the bounds in nanoseconds.
func Nanoseconds(seconds decimal.Decimal) (*big.Int, error) {
	n := seconds.Shift(9)
	if n.Sign() < 0 || !n.IsInteger() {
		return nil, fault.Invalid("duration is negative, or no whole number of nanoseconds")
	}
	return n.BigInt(), nil
}

func decodeUnmarshaler(value []byte, v reflect.Value, _ place) error {
	return v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(value)
}

func decodeTextUnmarshaler(value []byte, v reflect.Value, _ place) error {
	s, err := text(value)
	if err != nil {
		return err
	}
	return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s))
}
