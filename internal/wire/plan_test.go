package wire_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/wire"
)

// tagged returns a field with the key n. go vet would not have such a struct written.
func tagged(name, path string) reflect.StructField {
	return reflect.StructField{Name: name, PkgPath: path, Type: reflect.TypeFor[int](), Tag: `json:"n"`}
}

func TestTypes(t *testing.T) {
	type (
		list  []list
		cycle struct {
			Next *cycle `json:"next"`
		}
		around struct {
			Rows []around `json:"rows"`
		}
		nested struct {
			Inner struct {
				Bad any `json:"bad"`
			} `json:"inner"`
		}
		large struct {
			Array [3]Every `json:"array"`
		}
	)
	tests := []struct {
		name string
		v    any
		text string // "" for a type that has a form
	}{
		{"all kinds", Every{}, ""},
		{"arrays of structs", large{}, ""},
		{"sum of squares", struct {
			S decimal.Decimal `json:"s" sum:"squares"`
		}{}, ""},
		{"sum of cubes", struct {
			S decimal.Decimal `json:"s" sum:"cubes"`
		}{}, ""},
		{"sum of something", struct {
			S decimal.Decimal `json:"s" sum:"fourths"`
		}{}, "the sum tag"},
		{"sum of squares that is no amount", struct {
			S int `json:"s" sum:"squares"`
		}{}, "the sum tag"},
		{"map", struct {
			M map[string]int `json:"m"`
		}{}, "map[string]int has no JSON form"},
		{"interface", struct {
			V any `json:"v"`
		}{}, "interface {} has no JSON form"},
		{"channel", struct {
			C chan int `json:"c"`
		}{}, "chan int has no JSON form"},
		{"function", struct {
			F func() `json:"f"`
		}{}, "func() has no JSON form"},
		{"complex", struct {
			C []complex128 `json:"c"`
		}{}, "complex128 has no JSON form"},
		{"float32", struct {
			F float32 `json:"f"`
		}{}, "float32 has no JSON form"},
		{"uintptr", struct {
			U uintptr `json:"u"`
		}{}, "uintptr has no JSON form"},
		{"bytes", struct {
			B []byte `json:"b"`
		}{}, "base64"},
		{"pointer to a pointer", struct {
			P **int `json:"p"`
		}{}, "holds pointers"},
		{"pointer that may be null", struct {
			P *int `json:"p"`
		}{}, "would be null"},
		{"list of pointers", struct {
			P []*int `json:"p"`
		}{}, "holds pointers"},
		{"list of itself", struct {
			L list `json:"l"`
		}{}, "within itself"},
		{"struct within itself", cycle{}, "within itself"},
		{"rows within themselves", around{}, "within itself"},
		{"deep inside", nested{}, "interface {} has no JSON form"},
		{"no tag", struct{ N int }{}, "no key"},
		{"no key", struct {
			N int `json:",omitzero"`
		}{}, "no key"},
		{"capital", struct {
			N int `json:"userName"`
		}{}, "no key in lower_snake_case"},
		{"blank", struct {
			N int `json:"a b"`
		}{}, "no key in lower_snake_case"},
		{"option", struct {
			N int `json:"n,string"`
		}{}, "option"},
		{"options", struct {
			N int `json:"n,omitzero,omitempty"`
		}{}, "option"},
		{"omitempty of a struct", struct {
			I Inner `json:"i,omitempty"`
		}{}, "omits no struct"},
		{"one key twice", reflect.Zero(reflect.StructOf([]reflect.StructField{tagged("A", ""), tagged("B", "")})).Interface(), "key of another field"},
		{"duration", struct {
			Wait time.Duration `json:"wait"`
		}{}, "does not end in seconds"},
		{"embedded", struct{ Inner }{}, "embedded"},
		{"embedded with a key", struct {
			Inner `json:"inner"`
		}{}, "embedded"},
		{"not exported", reflect.Zero(reflect.StructOf([]reflect.StructField{tagged("n", "wire_test")})).Interface(), "not exported"},
		{"only to encode", struct {
			V onlyWritten `json:"v"`
		}{}, "has no JSON form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := reflect.New(reflect.TypeOf(tt.v)).Interface()
			for range 2 { // the second time it is known
				text, err := wire.Encode(p)
				if (err == nil) != (tt.text == "") || err != nil && (text != nil || !strings.Contains(err.Error(), tt.text)) {
					t.Fatalf("Encode = %s, %v, want the error %q", text, err, tt.text)
				}
			}
			if tt.text == "" {
				return
			}
			if _, err := wire.Decode([]byte(`{}`), "it", p); err == nil {
				t.Error("Decode: no error")
			}
		})
	}
}

// onlyWritten can be encoded, and not decoded.
type onlyWritten func()

func (onlyWritten) MarshalJSON() ([]byte, error) { return []byte(`0`), nil }

func TestMaxFields(t *testing.T) {
	for _, n := range []int{64, 65} {
		var fields []reflect.StructField
		for i := range n {
			fields = append(fields, reflect.StructField{
				Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf(`json:"f%d,omitzero"`, i)),
			})
		}
		v := reflect.New(reflect.StructOf(fields)).Interface()
		keys, err := wire.Decode([]byte(`{"f63":1}`), "it", v)
		if (err == nil) != (n == 64) || keys.Has("f63") != (n == 64) || keys.Has("f62") {
			t.Errorf("%d fields: %t, %v", n, keys.Has("f63"), err)
		}
	}
}

// What is no pointer to a struct is an error, not a panic.
func TestTarget(t *testing.T) {
	for _, v := range []any{nil, 5, Every{}, ptr(5), ptr([]int{}), (*Every)(nil), ptr(&Every{})} {
		if text, err := wire.Encode(v); err == nil || text != nil {
			t.Errorf("Encode(%T) = %s, %v, want an error", v, text, err)
		}
		if _, err := wire.Decode([]byte(`{}`), "it", v); err == nil {
			t.Errorf("Decode into a %T: no error", v)
		}
	}
}
