package cxtest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nested is a value that leads to memory in every way.
type nested struct {
	List  []int
	Lists [][]int
	Array [2][]int
	Any   any
	To    *nested
	None  []int
	Empty []int
}

func nest() nested {
	return nested{
		List: []int{3, 1, 2}, Lists: [][]int{{3, 1}, nil}, Array: [2][]int{{5}, {6}}, Any: []int{7, 8},
		To: &nested{List: []int{9}}, Empty: []int{},
	}
}

func TestCall(t *testing.T) {
	// calling is the check of a call whose function gets its arguments.
	calling := func(do func(list []int, rows []nested) (any, error)) func(testing.TB) {
		return func(t testing.TB) {
			list, rows := []int{3, 1, 2}, []nested{nest(), {List: []int{1}}}
			Call{Func: "RankOf", Args: []any{list, rows}, Do: func() (any, error) { return do(list, rows) }}.check(t)
		}
	}
	const (
		changes = "RankOf changes its arguments"
		shares  = "RankOf shares memory with its arguments"
	)
	try(t,
		trial{"right", "", calling(func(list []int, _ []nested) (any, error) { return slices.Sorted(slices.Values(list)), nil })},
		trial{"right, with results in two lists", "", calling(func(list []int, rows []nested) (any, error) {
			return []any{slices.Clone(list), Clone(rows)}, nil
		})},
		trial{"an error", "RankOf: no data", calling(func([]int, []nested) (any, error) { return nil, errors.New("no data") })},
		trial{"sorts its argument", changes, calling(func(list []int, _ []nested) (any, error) { slices.Sort(list); return len(list), nil })},
		trial{"changes a row", changes, calling(func(_ []int, rows []nested) (any, error) { rows[0].None = []int{1}; return 1, nil })},
		trial{"changes within a row", changes, calling(func(_ []int, rows []nested) (any, error) { rows[0].Lists[0][1] = 0; return 1, nil })},
		trial{"changes behind a pointer", changes, calling(func(_ []int, rows []nested) (any, error) { rows[0].To.List[0] = 0; return 1, nil })},
		trial{"returns its argument", shares, calling(func(list []int, _ []nested) (any, error) { return list, nil })},
		trial{"returns a part of it", shares, calling(func(list []int, _ []nested) (any, error) { return list[1:2], nil })},
		trial{"returns it in a second list", shares, calling(func(list []int, _ []nested) (any, error) { return []any{1, list}, nil })},
		trial{"returns copies of rows", shares, calling(func(_ []int, rows []nested) (any, error) { return slices.Clone(rows), nil })},
		trial{"returns what a row has", shares, calling(func(_ []int, rows []nested) (any, error) { return nested{Array: rows[0].Array}, nil })},
		trial{"returns what a row points to", shares, calling(func(_ []int, rows []nested) (any, error) { return rows[0].To, nil })},
	)
}

// What a contract itself may have wrong.
func TestCall_arguments(t *testing.T) {
	with := func(sorted bool, args ...any) func(testing.TB) {
		return func(t testing.TB) {
			Call{Func: "RankOf", Args: args, Sorted: sorted, Do: func() (any, error) { return 1, nil }}.check(t)
		}
	}
	try(t,
		trial{"none", "RankOf shows no arguments", with(false)},
		trial{"sorted", "the argument [1 2 3] is sorted", with(false, []int{1, 2, 3})},
		trial{"all equal", "is sorted", with(false, []int{2, 2, 2})},
		trial{"the second is sorted", "the argument [a b c] is sorted", with(false, []int{3, 1, 2}, []string{"a", "b", "c"})},
		trial{"sorted, as is said", "", with(true, []int{1, 2, 3})},
		trial{"two elements", "", with(false, []int{1, 2})},
		trial{"not sorted", "", with(false, []int{1, 3, 2})},
	)
}

func TestClone(t *testing.T) {
	value := nest()
	copied := Clone(value)
	if diff := cmp.Diff(nest(), copied); diff != "" {
		t.Errorf("the copy (-want +got):\n%s", diff)
	}
	spoil(reflect.ValueOf(&copied))
	if diff := cmp.Diff(nest(), value); diff != "" {
		t.Errorf("after a change of the copy (-want +got):\n%s", diff)
	}
	if copied.List[0] != 0 || copied.Lists[0] != nil || copied.Array[1][0] != 0 || copied.Any.([]int)[1] != 0 || copied.To.List[0] != 0 {
		t.Errorf("not all of the copy is changed: %+v", copied)
	}
	at := time.Date(2026, time.November, 16, 0, 0, 0, 0, time.UTC) // all of it is unexported
	same := Clone(at)
	spoil(reflect.ValueOf(&same))
	if !same.Equal(at) {
		t.Errorf("the copy of %v is %v", at, same)
	}
	var none any
	if Clone(none) != nil || Clone[*nested](nil) != nil || Clone[[]int](nil) != nil || Clone(5) != 5 {
		t.Error("a copy of nothing is something")
	}
}
