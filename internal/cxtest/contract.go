package cxtest

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Contract is what the types and functions of one family promise.
type Contract struct {
	// Invalid is the error of bad input.
	Invalid error
	// Codecs are the types with a JSON form of their own.
	Codecs []Codec
	// Laws are the tallies.
	Laws []Law
	// Calls are calls of the functions that take slices.
	Calls []Call
	// Values are results that neither a codec nor a call brings.
	Values []any
}

// Run checks the contract.
func (c Contract) Run(t *testing.T) {
	for _, codec := range c.Codecs {
		t.Run(codec.Type+" JSON", func(t *testing.T) { codec.check(t, c.Invalid) })
	}
	for _, law := range c.Laws {
		t.Run(law.typeName()+" laws", func(t *testing.T) { law.Check(t) })
	}
	results := slices.Clone(c.Values)
	for _, call := range c.Calls {
		t.Run(call.Func+" arguments", func(t *testing.T) { results = append(results, call.check(t)) })
	}
	checkEqual(t, results)
}

// checkEqual checks that go-cmp compares results without options.
func checkEqual(t testing.TB, results []any) {
	t.Helper()
	for _, v := range results {
		if v == nil {
			continue // the call has failed
		}
		if diff := cmp.Diff(v, v); diff != "" {
			t.Errorf("%T differs from itself:\n%s", v, diff)
		}
	}
}

// Coverage is what contracts cover, by name.
type Coverage struct{ Decoded, Merged, Added, Called, Shown map[string]bool }

// Covered returns what contracts cover: the types decoded, merged, added to, and shown by a
// value that is not zero, and the functions called.
func Covered(t testing.TB, contracts ...Contract) Coverage {
	t.Helper()
	c := Coverage{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, contract := range contracts {
		for _, codec := range contract.Codecs {
			c.Decoded[codec.Type] = true
			show(c.Shown, reflect.ValueOf(value(codec.decoded(t))))
		}
		for _, law := range contract.Laws {
			c.Merged[law.typeName()] = true
			c.Added[law.typeName()] = c.Added[law.typeName()] || law.adds()
		}
		for _, call := range contract.Calls {
			c.Called[call.Func] = true
			result, err := call.Do()
			if err != nil {
				t.Errorf("%s: %v", call.Func, err)
			}
			show(c.Shown, reflect.ValueOf(call.Args))
			show(c.Shown, reflect.ValueOf(result))
		}
		for _, v := range contract.Values {
			show(c.Shown, reflect.ValueOf(v))
		}
	}
	return c
}

// show notes the structs within a value that are not zero.
func show(shown map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			show(shown, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			show(shown, v.Index(i))
		}
	case reflect.Array, reflect.Struct:
		if v.Kind() == reflect.Struct && !v.IsZero() {
			shown[typeName(v.Type())] = true
		}
		for i := range elements(v) {
			if e := element(v, i); e.CanInterface() {
				show(shown, e)
			}
		}
	}
}
