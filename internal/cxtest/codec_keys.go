package cxtest

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// forms are other forms of a valid state: those that the decoder must take, those that mean
// the same, and those that it must refuse.
type forms struct{ accepted, equal, refused []string }

// wrap appends forms of a part as forms of the whole.
func (f *forms) wrap(part forms, whole func(string) string) {
	for _, list := range []struct {
		to   *[]string
		from []string
	}{{&f.accepted, part.accepted}, {&f.equal, part.equal}, {&f.refused, part.refused}} {
		for _, text := range list.from {
			*list.to = append(*list.to, whole(text))
		}
	}
}

// checkKeys checks what the tags of the type say, at any depth: without a key that has
// neither omitzero nor omitempty there is no value, without another there is; nothing is
// null; and an amount may be a number.
func (c Codec) checkKeys(t testing.TB, invalid error) {
	t.Helper()
	f := c.formsOf(t, c.Of, json.RawMessage(c.State), "")
	for _, text := range f.refused {
		c.Refuses(t, text, invalid)
	}
	for _, text := range slices.Concat(f.accepted, f.equal) {
		v, again := c.fresh(), c.fresh()
		if err := v.UnmarshalJSON([]byte(text)); err != nil {
			t.Errorf("%s refuses %s: %v", c.Type, text, err)
			continue
		}
		state := JSON(t, v)
		if slices.Contains(f.equal, text) && state != c.State {
			t.Errorf("%s of %s is %s, want %s", c.Type, text, state, c.State)
		}
		if err := again.UnmarshalJSON([]byte(state)); err != nil || JSON(t, again) != state {
			t.Errorf("%s of %s is written as %s, and decodes to another value: %v", c.Type, text, state, err)
		}
	}
}

// formsOf returns the forms of a value of a type, which is nil where it is not known. The
// path is that of the keys to it, as "rows.".
func (c Codec) formsOf(t testing.TB, kind reflect.Type, state json.RawMessage, path string) (f forms) {
	t.Helper()
	for kind != nil && kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	switch {
	case state[0] == '"' && (kind == reflect.TypeFor[decimal.Decimal]() || kind == reflect.TypeFor[time.Duration]()):
		f.equal = []string{string(state[1 : len(state)-1])}
	case state[0] == '[':
		var list []json.RawMessage
		if err := json.Unmarshal(state, &list); err != nil {
			t.Fatal(err)
		}
		var element reflect.Type
		if kind != nil && (kind.Kind() == reflect.Slice || kind.Kind() == reflect.Array) {
			element = kind.Elem()
		}
		for i, e := range list {
			part := c.formsOf(t, element, e, path)
			part.refused = append(part.refused, "null")
			f.wrap(part, func(text string) string { return joined(list, i, text) })
		}
	case state[0] == '{':
		list := members(t, string(state))
		for i, m := range list {
			field, known := fieldOf(kind, m.key)
			part := c.formsOf(t, field.Type, m.value, path+m.key+".")
			part.refused = append(part.refused, "null")
			f.wrap(part, func(text string) string {
				changed := slices.Clone(list)
				changed[i].value = json.RawMessage(text)
				return object(changed...)
			})
			without := object(slices.Delete(slices.Clone(list), i, i+1)...)
			switch {
			case !known:
			case strings.Contains(field.Tag.Get("json"), ",") && !slices.Contains(c.Needed, path+m.key):
				f.accepted = append(f.accepted, without)
			default:
				f.refused = append(f.refused, without)
			}
		}
	}
	return f
}

// joined joins the elements of a list, whose i-th is another text.
func joined(list []json.RawMessage, i int, text string) string {
	texts := make([]string, len(list))
	for j, e := range list {
		texts[j] = string(e)
		if j == i {
			texts[j] = text
		}
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// fieldOf returns the field of a struct that has a key.
func fieldOf(kind reflect.Type, key string) (f reflect.StructField, known bool) {
	if kind == nil || kind.Kind() != reflect.Struct {
		return f, false
	}
	for f := range kind.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key {
			return f, true
		}
	}
	return f, false
}

// Completed returns the JSON of an object with the keys that its type requires, at any depth:
// those that it lacks are those of the zero value. So a state that is wrong in one way is not
// refused for another. What is no JSON, or has no keys, is returned as it is.
func Completed(t testing.TB, kind reflect.Type, state string) string {
	t.Helper()
	if !json.Valid([]byte(state)) {
		return state
	}
	return completed(t, kind, json.RawMessage(strings.TrimSpace(state)))
}

func completed(t testing.TB, kind reflect.Type, state json.RawMessage) string {
	t.Helper()
	for kind != nil && kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	switch {
	case kind == nil:
	case state[0] == '[' && (kind.Kind() == reflect.Slice || kind.Kind() == reflect.Array):
		var list []json.RawMessage
		if err := json.Unmarshal(state, &list); err != nil {
			t.Fatal(err)
		}
		for i, e := range list {
			list[i] = json.RawMessage(completed(t, kind.Elem(), e))
		}
		return joined(list, -1, "")
	case state[0] == '{' && kind.Kind() == reflect.Struct:
		list := members(t, string(state))
		for i, m := range list {
			if field, ok := fieldOf(kind, m.key); ok {
				list[i].value = json.RawMessage(completed(t, field.Type, m.value))
			}
		}
		for f := range kind.Fields() {
			key, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if len(list) == 0 || key == "" || key == "-" || option != "" || slices.ContainsFunc(list, func(m member) bool { return m.key == key }) {
				continue
			}
			zero, err := json.Marshal(reflect.New(f.Type).Interface())
			if f.Type.Kind() == reflect.Slice && string(zero) == "null" {
				zero = []byte("[]")
			}
			if err == nil {
				list = append(list, member{key, zero})
			}
		}
		return object(list...)
	}
	return string(state)
}

// checkEncoder checks that what JSON has no form for, a number that is not finite and an
// instant after the year 9999, is refused in every field.
func (c Codec) checkEncoder(t testing.TB, invalid error) {
	t.Helper()
	v := c.decoded(t)
	for _, field := range unwritable(reflect.ValueOf(v).Elem()) {
		before := reflect.New(field.Type()).Elem()
		before.Set(field)
		if field.Kind() == reflect.Float64 {
			field.SetFloat(math.NaN())
		} else {
			field.Set(reflect.ValueOf(time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)))
		}
		if data, err := json.Marshal(v); !errors.Is(err, invalid) {
			t.Errorf("Marshal(%+v) = %s, %v, want an error that wraps %q", v, data, err, invalid)
		}
		field.Set(before)
	}
}

// unwritable returns the fields within a value that can have a value without JSON form.
func unwritable(v reflect.Value) (fields []reflect.Value) {
	switch {
	case v.Kind() == reflect.Float64 || v.Type() == reflect.TypeFor[time.Time]():
		return []reflect.Value{v}
	case v.Type() == reflect.TypeFor[decimal.Decimal]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fields = append(fields, unwritable(v.Field(i))...)
			}
		}
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		for i := range v.Len() {
			fields = append(fields, unwritable(v.Index(i))...)
		}
	}
	return fields
}
