package cxtest

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"
)

// The first setting changes every variable, and each has two values beside the usual one, if it is no bool.
func TestHostileDecimals(t *testing.T) {
	usual := decimalsNow()
	settings := hostileDecimals()
	if len(settings) != 10 {
		t.Errorf("%d settings, want 10", len(settings))
	}
	for i := range reflect.TypeFor[decimals]().NumField() {
		field := reflect.TypeFor[decimals]().Field(i)
		other := map[any]bool{}
		for n, s := range settings {
			v, now := reflect.ValueOf(s).Field(i), reflect.ValueOf(usual).Field(i)
			if d, ok := v.Interface().(decimal.Decimal); ok && !d.IsZero() {
				other[d.Exponent()] = true
			} else if !ok && !v.Equal(now) {
				other[v.Interface()] = true
			}
			if n == 0 && len(other) == 0 {
				t.Errorf("the first setting leaves %s as it is", field.Name)
			}
		}
		if want := map[bool]int{true: 1, false: 2}[field.Type.Kind() == reflect.Bool]; len(other) < want {
			t.Errorf("%s is never anything but %v", field.Name, other)
		}
	}
}

// The variables are as they were afterwards, and set within.
func TestUnderHostileDecimals(t *testing.T) {
	before, runs := decimalsNow(), 0
	UnderHostileDecimals(t, func(t *testing.T) {
		if want := hostileDecimals()[runs]; !reflect.DeepEqual(decimalsNow(), want) {
			t.Errorf("run %d is under %+v, want %+v", runs, decimalsNow(), want)
		}
		runs++
	})
	if want := map[bool]int{true: 2, false: 10}[testing.Short()]; runs != want || !reflect.DeepEqual(decimalsNow(), before) {
		t.Errorf("%d runs, want %d; then %+v, want %+v", runs, want, decimalsNow(), before)
	}
}
