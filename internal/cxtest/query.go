package cxtest

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// argument returns an argument of a type that is fit for a query, and whether there is one.
// It is a level, a number, a share, a text or an instant, and of any other type the zero
// value, which the package documents.
func argument(kind reflect.Type) (reflect.Value, bool) {
	switch kind {
	case reflect.TypeFor[decimal.Decimal]():
		return reflect.ValueOf(decimal.New(5, -1)), true
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(time.Date(2026, time.November, 16, 0, 0, 0, 0, time.UTC)), true
	}
	v := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.Float64:
		v.SetFloat(0.95)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint8:
		if v.CanInt() {
			v.SetInt(1)
		}
	case reflect.Func, reflect.Interface, reflect.Chan:
		return v, false
	}
	return v, true
}

// Query asks a value all that it answers: it calls every method that takes no function,
// with fit arguments, with none of use and with ones out of range, and fails if a figure is
// not a number, or is not zero beside an error. It asks an answer of the same package the same,
// as the interval of a share. What panics fails by itself.
func Query(t testing.TB, value any) {
	t.Helper()
	for _, answer := range query(t, value) {
		query(t, answer)
	}
}

// query calls the methods of one value, and returns those answers to fit arguments that
// answer queries themselves.
func query(t testing.TB, value any) (answers []any) {
	t.Helper()
	v := reflect.ValueOf(value)
	for i := range v.NumMethod() {
		method := v.Type().Method(i)
		var fit, zero, beyond []reflect.Value
		possible := true
		for j := 1; j < method.Type.NumIn(); j++ {
			kind := method.Type.In(j)
			a, ok := argument(kind)
			if kind == v.Type() {
				a = v
			}
			if method.Type.IsVariadic() && j == method.Type.NumIn()-1 {
				continue // no further arguments
			}
			possible = possible && ok
			fit, zero, beyond = append(fit, a), append(zero, reflect.Zero(kind)), append(beyond, outside(kind))
		}
		if !possible {
			continue
		}
		for n, in := range [][]reflect.Value{fit, zero, beyond} {
			results := v.Method(i).Call(in)
			zeroBesideError(t, v.Type().String()+"."+method.Name, results)
			for _, out := range results {
				finite(t, v.Type().String()+"."+method.Name, out)
				kind := out.Type()
				if n == 0 && kind.Kind() == reflect.Struct && kind != v.Type() && kind.PkgPath() == v.Type().PkgPath() {
					answers = append(answers, out.Interface())
				}
			}
		}
	}
	return answers
}

// Answers asks a value all that it answers to fit arguments, and returns the answers, errors as
// their texts.
func Answers(value any) (answers []any) {
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		return nil
	}
	for i := range v.NumMethod() {
		kind, possible := v.Method(i).Type(), true
		var in []reflect.Value
		for j := range kind.NumIn() {
			if kind.IsVariadic() && j == kind.NumIn()-1 {
				break // no further arguments
			}
			a, ok := argument(kind.In(j))
			if kind.In(j) == v.Type() {
				a = v
			}
			in, possible = append(in, a), possible && ok
		}
		if !possible {
			continue
		}
		for _, out := range v.Method(i).Call(in) {
			switch answer := out.Interface().(type) {
			case error:
				answers = append(answers, answer.Error())
			default:
				if out.Kind() != reflect.Func { // no function equals another
					answers = append(answers, answer)
				}
			}
		}
	}
	return answers
}

// zeroBesideError checks that where the last result is an error, the others are zero. The one
// exception that package cx documents is a quantile of a curve that does not reach it.
func zeroBesideError(t testing.TB, what string, results []reflect.Value) {
	t.Helper()
	if len(results) == 0 {
		return
	}
	last := len(results) - 1
	if err, _ := results[last].Interface().(error); err == nil {
		return
	}
	for _, value := range results[:last] {
		if value.Type().Name() == "SurvivalQuantile" && !value.FieldByName("Reached").Bool() {
			continue
		}
		if !value.IsZero() {
			t.Errorf("%s = %v with an error, want zero", what, value)
		}
	}
}

// outside returns a value of a type that no query expects.
func outside(kind reflect.Type) reflect.Value {
	v := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.Float64:
		v.SetFloat(math.NaN())
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(-1)
	case reflect.String:
		v.SetString("no such word")
	}
	return v
}

// finite checks that a figure is a number, neither NaN nor infinite, and that an error has
// the form of all errors of the package.
func finite(t testing.TB, what string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Interface:
		if err, isError := v.Interface().(error); isError {
			ErrorText(t, what, err)
		}
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			t.Errorf("%s returns %v", what, f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				finite(t, what, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range min(v.Len(), 100) {
			finite(t, what, v.Index(i))
		}
	}
}

// Impossible calls every query of a tally that no data can have, with a valid tally as the
// other where a query takes two: each must refuse it with an error that wraps want and the
// zero value, or give a proportion that refuses. The queries are found by reflection, so
// that a new one cannot be forgotten. The methods of except answer all the same.
func Impossible[T any](t testing.TB, what string, valid, tally T, want error, except ...string) {
	t.Helper()
	v := reflect.ValueOf(tally)
	free := map[string]bool{"Total": true, "String": true, "LowerIsBetter": true}
	for _, name := range except {
		free[name] = true
	}
	for i := range v.NumMethod() {
		method := v.Type().Method(i)
		if method.Type.NumOut() == 0 {
			continue // it says something of the type, as PoolsPeriods
		}
		name := what + ": " + v.Type().Name() + "." + method.Name
		in := []reflect.Value{v}
		pairs := false
		for j := 1; j < method.Type.NumIn(); j++ {
			a, ok := argument(method.Type.In(j))
			if !ok {
				t.Fatalf("%s: no argument of type %v", name, method.Type.In(j))
			}
			if method.Type.In(j) == v.Type() {
				a, pairs = v, true
			}
			in = append(in, a)
		}
		refusesAll(t, name, method.Func.Call(in), v.Type(), free[method.Name], want)
		if !pairs {
			continue
		}
		for swap := range 2 {
			mixed := append([]reflect.Value(nil), in...)
			for j := range mixed {
				if mixed[j].Type() == v.Type() && (j == 0) == (swap == 0) {
					mixed[j] = reflect.ValueOf(valid)
				}
			}
			refusesAll(t, name, method.Func.Call(mixed), v.Type(), free[method.Name], want)
		}
	}
}

// refusesAll checks the results of one query of [Impossible].
func refusesAll(t testing.TB, name string, out []reflect.Value, tally reflect.Type, free bool, want error) {
	t.Helper()
	if len(out) == 0 { // the method says something by being there
		return
	}
	last := out[len(out)-1]
	switch rate := last.MethodByName("Rate"); {
	case free:
	case last.Type() == reflect.TypeFor[error]():
		err, _ := last.Interface().(error)
		Refuses(t, name, err, want)
		zeroBesideError(t, name, out)
	case rate.IsValid() && last.Type() != tally && rate.Type().NumIn() == 0:
		results := rate.Call(nil)
		err, _ := results[len(results)-1].Interface().(error)
		Refuses(t, name+"().Rate", err, want)
	default:
		t.Errorf("%s cannot refuse", name)
	}
}
