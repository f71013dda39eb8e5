package cxtest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Call is a call of an exported function that takes slices. The function must neither
// change them nor hand their memory out.
type Call struct {
	// Func is the name of the function.
	Func string
	// Args are the slices, in no order that a function might sort them into, except where
	// the function asks for one and Sorted says so.
	Args   []any
	Sorted bool
	// Do calls the function with Args and returns its results, more than one as a list.
	Do func() (any, error)
}

// check calls the function, and returns its results for the list of types.
func (c Call) check(t testing.TB) any {
	t.Helper()
	if len(c.Args) == 0 {
		t.Errorf("%s shows no arguments", c.Func)
	}
	if !c.Sorted {
		c.checkUnsorted(t)
	}
	before := Clone(c.Args)
	result, err := c.Do()
	if err != nil {
		t.Errorf("%s: %v", c.Func, err)
		return nil
	}
	if diff := Diff(before, c.Args); diff != "" {
		t.Errorf("%s changes its arguments (-before +after):\n%s", c.Func, diff)
	}
	kept := Clone(result)
	spoil(reflect.ValueOf(result))
	if diff := Diff(before, c.Args); diff != "" {
		t.Errorf("%s shares memory with its arguments (-before +after):\n%s", c.Func, diff)
	}
	return kept
}

// checkUnsorted makes sure that the call would show a change.
func (c Call) checkUnsorted(t testing.TB) {
	t.Helper()
	for _, arg := range c.Args {
		v := reflect.ValueOf(arg)
		ascending := v.Len() > 2 // two elements are in some order
		for i := 1; i < v.Len(); i++ {
			a, b := fmt.Sprint(v.Index(i-1).Interface()), fmt.Sprint(v.Index(i).Interface())
			ascending = ascending && strings.Compare(a, b) <= 0
		}
		if ascending {
			t.Errorf("%s: the argument %v is sorted, so that a function that sorts it goes unseen", c.Func, arg)
		}
	}
}

// Clone returns a copy of a value that shares none of the memory that exported fields
// and elements lead to.
func Clone[T any](value T) T {
	v := reflect.ValueOf(&value).Elem()
	v.Set(cloned(v))
	return value
}

func cloned(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return v
		}
		if v.Kind() == reflect.Interface {
			return cloned(v.Elem())
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(cloned(v.Elem()))
		return p
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			list.Index(i).Set(cloned(v.Index(i)))
		}
		return list
	case reflect.Array, reflect.Struct:
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		for i := range elements(v) {
			if e := element(c, i); e.CanSet() {
				e.Set(cloned(element(v, i)))
			}
		}
		return c
	}
	return v
}

// spoil overwrites all that exported fields and elements of a value lead to.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Array, reflect.Struct:
		for i := range elements(v) {
			if e := element(v, i); e.CanInterface() {
				spoil(e)
			}
		}
	}
}

// elements returns how many elements an array or fields a struct has.
func elements(v reflect.Value) int {
	if v.Kind() == reflect.Array {
		return v.Len()
	}
	return v.NumField()
}

// element returns an element of an array or a field of a struct.
func element(v reflect.Value, i int) reflect.Value {
	if v.Kind() == reflect.Array {
		return v.Index(i)
	}
	return v.Field(i)
}
