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
func (l *laws) checkUnmerge(t testing.TB, a, b any) {
	t.Helper()
	if l.unmerge == nil {
		return
	}
	left, none, before := l.sum(t, a, b), l.sum(t, b), JSON(t, valueOf(b))
	for _, tally := range []any{left, none} {
		if err := l.unmerge(tally, b); err != nil {
			t.Fatalf("Unmerge(%s): %v", before, err)
		}
	}
	Same(t, "Unmerge leaves its argument alone", before, JSON(t, valueOf(b)))
	same(t, "b - b is empty", l.merge(t, l.empty, none), l.empty)
	same(t, "b - b adds nothing to b", b, l.sum(t, none, b))
	same(t, "a + b - b = a", l.sum(t, a, none), left)
	if err := l.unmerge(left, l.zero()); err != nil {
		t.Errorf("Unmerge of the zero value: %v", err)
	}
	same(t, "a - zero = a", l.sum(t, a, none), left)
	if cmp.Equal(valueOf(none), valueOf(b)) {
		return
	}
	for _, tally := range []any{none, a} {
		more := l.sum(t, tally, b)
		l.unchanged(t, "Unmerge of more than there is", tally, func(p any) error { return l.unmerge(p, more) })
	}
}

// checkRemove checks that Remove, of a type that has it, is the inverse of Add in any order,
// and refuses a row where there is none.
func (l *laws) checkRemove(t testing.TB, stay, leave []byte) {
	t.Helper()
	if l.removeRow == nil {
		return
	}
	tally := l.of(t, slices.Concat(leave, stay))
	remove := func(rows []byte) {
		t.Helper()
		for _, row := range rows {
			if err := l.removeRow(tally, row); err != nil {
				t.Fatalf("remove row %d from %v: %v", row, valueOf(tally), err)
			}
		}
	}
	remove(leave)
	same(t, "Remove is the inverse of Add", l.of(t, stay), tally)
	remove(stay)
	same(t, "Remove of all rows", l.empty, tally)
	for _, row := range leave[:min(1, len(leave))] {
		l.unchanged(t, "Remove where there is no row", l.empty, func(p any) error { return l.removeRow(p, row) })
	}
}

// unchanged is [Unchanged] of a copy of a tally.
func (l *laws) unchanged(t testing.TB, what string, tally any, operation func(any) error) {
	t.Helper()
	Unchanged(t, what, l.clone(tally), func(p *any) error { return operation(*p) }, fault.ErrInvalid)
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
