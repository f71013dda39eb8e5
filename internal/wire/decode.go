package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/bits"
	"reflect"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/fault"
)

// errKind says that a value is of another kind than its variable, which knows the kind
// that it wants.
var errKind = errors.New("wire: a value of another kind")

// errForeign says that a method of another package refused a value, in words that may
// repeat it.
var errForeign = errors.New("wire: refused by another package")

// problem is what is wrong at a place within the whole. It gets its place from the
// inside out, so that nothing is written down before something is wrong.
type problem struct {
	path string // as steps[3].name; empty for the whole
	text string // what is wrong
	own  error  // or the error of a method, which wraps [fault.ErrInvalid]
}

// Error returns the place and the text, without what the whole is called.
func (p *problem) Error() string {
	switch {
	case p.own != nil: // which has a place
		return strconv.Quote(p.path) + ": " + strings.TrimPrefix(p.own.Error(), fault.Prefix)
	case p.path != "":
		return strconv.Quote(p.path) + " " + p.text
	}
	return p.text
}

// wrong returns a problem of the object at hand.
func wrong(text string) error { return &problem{text: text} }

// refusal is the error of a whole.
type refusal struct {
	text string
	err  error // that of a method, or [fault.ErrInvalid]
}

// Error returns the text, after the prefix.
func (r *refusal) Error() string { return fault.Prefix + r.text }

// Unwrap returns the error behind it.
func (r *refusal) Unwrap() error { return r.err }

// refuse returns the error of a whole that is called what, in which there is a problem.
func refuse(what string, err error) error {
	var p *problem
	errors.As(err, &p)
	r := &refusal{text: what + " " + p.text, err: fault.ErrInvalid}
	if p.path != "" {
		r.text = what + ": " + p.Error()
	}
	if p.own != nil {
		r.err = p.own
	}
	return r
}

// at returns an error of a value with the step that leads to it, a key or an index in
// brackets.
func (c codec) at(step string, err error) error {
	if p, ok := err.(*problem); ok {
		switch {
		case p.path == "":
			p.path = step
		case p.path[0] == '[':
			p.path = step + p.path
		default:
			p.path = step + "." + p.path
		}
		return p
	}
	switch {
	case errors.Is(err, fault.ErrInvalid):
		return &problem{path: step, own: err}
	case c.wants == "" || err == errForeign:
		return &problem{path: step, text: "has a value of another kind"}
	}
	return &problem{path: step, text: "wants " + c.wants}
}

// decode decodes a whole.
func (p *plan) decode(data []byte, what string, s reflect.Value) (Keys, error) {
	begin := skip(data, 0)
	if end, _ := extent(data, begin); string(data[begin:end]) == "null" && skip(data, end) == len(data) {
		return Keys{}, nil
	}
	if begin == len(data) || data[begin] != '{' {
		return Keys{}, refuse(what, wrong("is not a JSON object"))
	}
	set, end, err := p.decodeObject(data, begin, s)
	if err != nil {
		return Keys{}, refuse(what, err)
	}
	if skip(data, end) != len(data) {
		return Keys{}, refuse(what, wrong("has text after its end"))
	}
	return Keys{p, set}, nil
}

// decodeInner decodes a struct within another.
func (p *plan) decodeInner(value []byte, s reflect.Value) error {
	if value[0] != '{' {
		return errKind
	}
	_, _, err := p.decodeObject(value, 0, s)
	return err
}

// decodeObject decodes the object that begins at data[i], and returns its keys and
// its end.
func (p *plan) decodeObject(data []byte, i int, s reflect.Value) (set uint64, end int, err error) {
	if i = skip(data, i+1); i < len(data) && data[i] == '}' {
		return 0, i + 1, p.checkKeys(0)
	}
	for {
		f, next, err := p.decodeKey(data, i, set)
		if err != nil {
			return 0, 0, err
		}
		set |= 1 << f
		begin := skip(data, next)
		end, plain := extent(data, begin)
		value := data[begin:end]
		if !plain && !json.Valid(value) {
			return 0, 0, wrong(invalidJSON)
		}
		if err := p.fields[f].decodeValue(value, s); err != nil {
			return 0, 0, err
		}
		i = skip(data, end)
		switch {
		case i < len(data) && data[i] == ',':
			i = skip(data, i+1)
		case i < len(data) && data[i] == '}':
			return set, i + 1, p.checkKeys(set)
		default:
			return 0, 0, wrong(invalidJSON)
		}
	}
}

const (
	invalidJSON = "is not valid JSON"
	isNull      = "is null"
)

// checkKeys refuses an object without a key that it must have.
func (p *plan) checkKeys(set uint64) error {
	if missing := p.required &^ set; missing != 0 {
		return wrong("has no " + strconv.Quote(p.fields[bits.TrailingZeros64(missing)].key))
	}
	return nil
}

// decodeKey returns the field of the key that begins at data[i], which is not among
// those seen, and the end of the colon behind it.
func (p *plan) decodeKey(data []byte, i int, seen uint64) (f, end int, err error) {
	if i == len(data) || data[i] != '"' {
		return 0, 0, wrong(invalidJSON)
	}
	end, plain := extent(data, i)
	var known bool
	if plain {
		f, known = p.index[string(data[i+1:end-1])]
	} else {
		var key string
		if json.Unmarshal(data[i:end], &key) != nil {
			return 0, 0, wrong(invalidJSON)
		}
		f, known = p.index[key]
	}
	if !known {
		return 0, 0, wrong("has an unknown key")
	}
	if seen>>f&1 == 1 {
		return 0, 0, wrong("has the key " + strconv.Quote(p.fields[f].key) + " twice")
	}
	if end = skip(data, end); end == len(data) || data[end] != ':' {
		return 0, 0, wrong(invalidJSON)
	}
	return f, end + 1, nil
}

// decodeValue decodes the value of a field.
func (f *field) decodeValue(value []byte, s reflect.Value) error {
	if string(value) == "null" {
		return &problem{path: f.key, text: isNull}
	}
	if err := f.decode(value, s.Field(f.index)); err != nil {
		return f.at(f.key, err)
	}
	return nil
}

// decodePointer decodes what a new pointer points to.
func (c codec) decodePointer(value []byte, v reflect.Value) error {
	element := reflect.New(v.Type().Elem())
	if err := c.decode(value, element.Elem()); err != nil {
		return err
	}
	v.Set(element)
	return nil
}

// decodeSlice decodes a list.
func (c codec) decodeSlice(value []byte, v reflect.Value) error {
	if value[0] != '[' {
		return errKind
	}
	for i := skip(value, 1); value[i] != ']'; {
		n := v.Len()
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		end, err := c.decodeElement(value, i, v, n)
		if err != nil {
			return err
		}
		i = end
	}
	return nil
}

// decodeArray decodes a list of as many elements as an array has.
func (c codec) decodeArray(value []byte, v reflect.Value) error {
	if value[0] != '[' {
		return errKind
	}
	n := 0
	for i := skip(value, 1); value[i] != ']'; n++ {
		if n == v.Len() {
			return wrong("has too many elements")
		}
		end, err := c.decodeElement(value, i, v, n)
		if err != nil {
			return err
		}
		i = end
	}
	if n < v.Len() {
		return wrong("has too few elements")
	}
	return nil
}

// decodeElement decodes the element that begins at value[i], the n-th of the list, and
// returns where the next one begins, or the list ends.
func (c codec) decodeElement(value []byte, i int, list reflect.Value, n int) (next int, err error) {
	end, _ := extent(value, i)
	if element := value[i:end]; string(element) == "null" {
		err = wrong(isNull)
	} else {
		err = c.decode(element, list.Index(n))
	}
	if err != nil {
		return 0, c.at("["+strconv.Itoa(n)+"]", err)
	}
	return skipComma(value, end), nil
}

// skipComma returns the place of the next element, or the end of the list, behind an
// element that ends at list[end].
func skipComma(list []byte, end int) int {
	next := skip(list, end)
	if list[next] == ',' {
		next = skip(list, next+1)
	}
	return next
}

func decodeBool(value []byte, v reflect.Value) error {
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

func decodeInt(value []byte, v reflect.Value) error {
	n, err := strconv.ParseInt(string(value), 10, v.Type().Bits())
	v.SetInt(n)
	return inRange(err)
}

func decodeUint(value []byte, v reflect.Value) error {
	n, err := strconv.ParseUint(string(value), 10, v.Type().Bits())
	v.SetUint(n)
	return inRange(err)
}

func decodeFloat(value []byte, v reflect.Value) error {
	f, err := strconv.ParseFloat(string(value), 64)
	v.SetFloat(f)
	return inRange(err)
}

// inRange returns the error of a number that was parsed.
func inRange(err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return wrong("is too large, or too small")
	}
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

func decodeString(value []byte, v reflect.Value) error {
	s, err := text(value)
	v.SetString(s)
	return err
}

// number returns an amount that is a text or a number, which is read as it is written.
func number(value []byte) (decimal.Decimal, error) { return parsed(value, exact.Parse) }

// parsed is number with the bounds of a parser.
func parsed(value []byte, parse func(string) (decimal.Decimal, error)) (decimal.Decimal, error) {
	if c := value[0]; c == '-' || c >= '0' && c <= '9' {
		return parse(string(value[:min(len(value), exact.MaxSumLength+1)]))
	}
	s, err := text(value)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return parse(s)
}

// decodeAmount decodes an amount.
var decodeAmount = decodeSum(exact.Parse)

// decodeSum returns a function that decodes a sum by a parser.
func decodeSum(parse func(string) (decimal.Decimal, error)) func([]byte, reflect.Value) error {
	return func(value []byte, v reflect.Value) error {
		d, err := parsed(value, parse)
		*v.Addr().Interface().(*decimal.Decimal) = d
		return err
	}
}

// decodeSeconds decodes a duration that is not negative.
func decodeSeconds(value []byte, v reflect.Value) error {
	d, err := number(value)
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

func decodeUnmarshaler(value []byte, v reflect.Value) error {
	return v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(value)
}

func decodeTextUnmarshaler(value []byte, v reflect.Value) error {
	s, err := text(value)
	if err != nil {
		return err
	}
	err = v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s))
	if err != nil && !errors.Is(err, fault.ErrInvalid) {
		return errForeign
	}
	return err
}
