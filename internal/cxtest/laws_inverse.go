package cxtest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx/internal/fault"
)

// checkUnmerge checks that Unmerge, of a type that has it, is the inverse of Merge: what was
// merged into a is taken away again, and b less itself is the empty tally. What a lacks is
// refused. A tally without a scale adopts that of b, and keeps it.
func (l Laws[T, P]) checkUnmerge(t testing.TB, a, b T) {
	t.Helper()
	unmerge := func(tally *T, other T) error {
		return any(tally).(interface{ Unmerge(other T) error }).Unmerge(other)
	}
	if _, ok := any(&a).(interface{ Unmerge(other T) error }); !ok {
		return
	}
	var zero T
	sum, none, before := l.merge(t, zero, a, b), l.merge(t, zero, b), JSON(t, b)
	left := sum
	for _, tally := range []*T{&left, &none} {
		if err := unmerge(tally, b); err != nil {
			t.Fatalf("Unmerge(%s): %v", before, err)
		}
	}
	Same(t, "Unmerge leaves its argument alone", before, JSON(t, b))
	Same(t, "b - b is empty", l.merge(t, l.Empty, none), l.Empty)
	Same(t, "b - b adds nothing to b", b, l.merge(t, zero, none, b))
	Same(t, "a + b - b = a", l.merge(t, zero, a, none), left)
	if err := unmerge(&left, zero); err != nil {
		t.Errorf("Unmerge of the zero value: %v", err)
	}
	Same(t, "a - zero = a", l.merge(t, zero, a, none), left)
	if cmp.Equal(none, b) {
		return
	}
	for _, tally := range []T{none, a} {
		more := l.merge(t, zero, tally, b)
		Unchanged(t, "Unmerge of more than there is", tally, func(p *T) error { return unmerge(p, more) }, fault.ErrInvalid)
	}
}

// checkRemove checks that Remove, of a type that has it, is the inverse of Add in any order,
// and refuses a row where there is none.
func (l Laws[T, P]) checkRemove(t testing.TB, stay, leave []byte) {
	t.Helper()
	if l.Remove == nil {
		return
	}
	tally := l.of(t, slices.Concat(leave, stay))
	remove := func(rows []byte) {
		t.Helper()
		for _, row := range rows {
			if err := l.Remove(&tally, row); err != nil {
				t.Fatalf("remove row %d from %v: %v", row, tally, err)
			}
		}
	}
	remove(leave)
	Same(t, "Remove is the inverse of Add", l.of(t, stay), tally)
	remove(stay)
	Same(t, "Remove of all rows", l.Empty, tally)
	for _, row := range leave[:min(1, len(leave))] {
		Unchanged(t, "Remove where there is no row", l.Empty, func(p *T) error { return l.Remove(p, row) }, fault.ErrInvalid)
	}
}

// Becomes checks that an operation on a tally, which is a copy, makes it another.
func Becomes[T any](t testing.TB, what string, tally T, operation func(*T) error, want T) {
	t.Helper()
	if err := operation(&tally); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	Same(t, what, want, tally)
}
