package cxbeam

import (
	"encoding"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/coder"
	"github.com/shopspring/decimal"
)

// Fields registers how the types travel that hide their fields and have a text, wherever
// they are in a struct: a decimal as its digits, an instant as RFC 3339 with its offset, but
// without the name of its zone.
func Fields() {
	field[decimal.Decimal]()
	field[time.Time]()
}

func field[T any, P texter[T]]() {
	beam.RegisterSchemaProvider(reflect.TypeFor[T](), fields[T, P]{})
}

// texter is a pointer to a value that has a text.
type texter[T any] interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// text is what Beam sees in place of such a value: a row of one field.
type text struct{ Text string }

// fields is the schema provider of one type.
type fields[T any, P texter[T]] struct{}

// FromLogicalType says what the values look like to Beam.
func (fields[T, P]) FromLogicalType(t reflect.Type) (reflect.Type, error) {
	if t != reflect.TypeFor[T]() {
		return nil, fmt.Errorf("the provider of %v cannot encode a %v", reflect.TypeFor[T](), t)
	}
	return reflect.TypeFor[text](), nil
}

// BuildEncoder returns the encoder of a value.
func (f fields[T, P]) BuildEncoder(t reflect.Type) (func(any, io.Writer) error, error) {
	if _, err := f.FromLogicalType(t); err != nil {
		return nil, err
	}
	return func(v any, w io.Writer) error {
		value, ok := v.(T)
		if !ok {
			return fmt.Errorf("the provider of %v got a %T", t, v)
		}
		data, err := P(&value).MarshalText()
		if err != nil {
			return fmt.Errorf("encode a %v: %w", t, err)
		}
		// The header of a row: one field, which is not nil.
		if _, err := w.Write([]byte{1, 0}); err != nil {
			return err
		}
		return coder.EncodeStringUTF8(string(data), w)
	}, nil
}

// BuildDecoder returns the decoder of a value.
func (f fields[T, P]) BuildDecoder(t reflect.Type) (func(io.Reader) (any, error), error) {
	if _, err := f.FromLogicalType(t); err != nil {
		return nil, err
	}
	return func(r io.Reader) (any, error) {
		var header [2]byte
		if _, err := io.ReadFull(r, header[:]); err != nil {
			return nil, err
		}
		if header != [2]byte{1, 0} {
			return nil, fmt.Errorf("decode a %v: it is no row of one text", t)
		}
		s, err := coder.DecodeStringUTF8(r)
		if err != nil {
			return nil, err
		}
		var value T
		if err := P(&value).UnmarshalText([]byte(s)); err != nil {
			return nil, fmt.Errorf("decode a %v: it is no text of one", t) // the error may repeat the text
		}
		return value, nil
	}, nil
}
