package cxtest

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// Tally is a pointer to a tally.
type Merger[T any] interface {
	*T
	Merge(other T) error
}

// Law is the laws of one type, as [Laws] states them.
type Law interface {
	typeName() string
	adds() bool
	Check(t testing.TB)
}

// Laws is a tally, of which merging must be a sum: the zero value is its identity, it is
// commutative and associative, and it leaves its argument alone. Where the tally has rows,
// any split of the rows merges to the tally of all of them. And a tally is a value: what is
// added to a copy is in no other. A tally with Unmerge is back where it was after a Merge,
// and so is one with Remove after an Add.
type Laws[T any, P Merger[T]] struct {
	// Name tells two tallies of one type apart. It may be empty.
	Name string
	// Values are tallies that can be merged with each other, beside those of rows.
	Values []T
	// Empty is the tally of no rows, on the scale or with the limits of the rows.
	Empty T
	// Add adds the row that a byte stands for. It is nil for a type that takes no rows.
	Add func(P, byte) error
	// Remove takes that row away again. It is nil for a type without Remove.
	Remove func(P, byte) error
	// Total returns how many rows a tally holds. It is nil where a row may add none.
	Total func(T) int64
}

// Check checks the laws on the values, and on random rows, many and few, split in many
// places.
func (l Laws[T, P]) Check(t testing.TB) {
	t.Helper()
	if _, removes := reflect.TypeFor[P]().MethodByName("Remove"); removes != (l.Remove != nil) {
		t.Errorf("the method Remove: %v, and in the laws: %v", removes, l.Remove != nil)
	}
	l.plain().check(t)
}

// Fuzz checks the laws on the fuzzer's rows.
func (l Laws[T, P]) Fuzz(f *testing.F) {
	plain := l.plain()
	f.Add([]byte(nil), uint(0), uint(0))
	f.Add([]byte{10}, uint(0), uint(1))
	f.Add([]byte("\x00\x01\x02\x7f\x80\xffany split equals the whole"), uint(3), uint(9))
	f.Fuzz(func(t *testing.T, rows []byte, i, j uint) {
		if len(rows) > 1000 {
			rows = rows[:1000]
		}
		n := uint(len(rows)) + 1
		i, j = i%n, j%n
		plain.checkRows(t, rows, int(min(i, j)), int(max(i, j)))
	})
}

func (l Laws[T, P]) typeName() string { return typeName(reflect.TypeFor[T]()) }

// adds reports whether the laws are checked on rows.
func (l Laws[T, P]) adds() bool { return l.Add != nil }

// plain returns the laws without type parameters: the compiler would make all of the checks
// anew for each type.
func (l Laws[T, P]) plain() *laws {
	plain := &laws{
		empty: &l.Empty,
		zero:  func() any { return new(T) },
		clone: func(tally any) any { v := *tally.(*T); return &v },
		add:   func(to, from any) error { return P(to.(*T)).Merge(*from.(*T)) },
	}
	for i := range l.Values {
		plain.values = append(plain.values, &l.Values[i])
	}
	if l.Add != nil {
		plain.addRow = func(tally any, row byte) error { return l.Add(tally.(*T), row) }
	}
	if l.Remove != nil {
		plain.removeRow = func(tally any, row byte) error { return l.Remove(tally.(*T), row) }
	}
	if l.Total != nil {
		plain.total = func(tally any) int64 { return l.Total(*tally.(*T)) }
	}
	if _, ok := any(new(T)).(interface{ Unmerge(other T) error }); ok {
		plain.unmerge = func(from, tally any) error {
			return from.(interface{ Unmerge(other T) error }).Unmerge(*tally.(*T))
		}
	}
	return plain
}

// laws is [Laws] of a type that is not known, whose tallies are pointers.
type laws struct {
	values    []any
	empty     any
	zero      func() any
	clone     func(tally any) any // as an assignment does
	add       func(to, tally any) error
	unmerge   func(from, tally any) error     // nil for a type without Unmerge
	addRow    func(tally any, row byte) error // nil for a type that takes no rows
	removeRow func(tally any, row byte) error // nil for a type without Remove
	total     func(tally any) int64           // may be nil
}

// valueOf returns what a pointer points to.
func valueOf(tally any) any { return reflect.ValueOf(tally).Elem().Interface() }

// same is [Same] of what pointers point to.
func same(t testing.TB, what string, want, got any) {
	t.Helper()
	Same(t, what, valueOf(want), valueOf(got))
}

// merge returns the sum of tallies from left to right.
func (l *laws) merge(t testing.TB, first any, list ...any) any {
	t.Helper()
	sum := l.clone(first)
	for _, v := range list {
		before := JSON(t, valueOf(v))
		if err := l.add(sum, v); err != nil {
			t.Fatalf("Merge(%s): %v", before, err)
		}
		if after := JSON(t, valueOf(v)); after != before {
			t.Fatalf("Merge has changed its argument from %s to %s", before, after)
		}
	}
	return sum
}

// sum is merge that begins with the zero value, with which its result shares no memory.
func (l *laws) sum(t testing.TB, list ...any) any {
	t.Helper()
	return l.merge(t, l.zero(), list...)
}

// of tallies rows.
func (l *laws) of(t testing.TB, rows []byte) any {
	t.Helper()
	tally := l.clone(l.empty)
	for _, row := range rows {
		if err := l.addRow(tally, row); err != nil {
			t.Fatalf("add row %d to %v: %v", row, valueOf(tally), err)
		}
	}
	return tally
}

func (l *laws) check(t testing.TB) {
	t.Helper()
	l.checkValues(t)
	l.checkMergedCopies(t)
	if l.addRow == nil {
		return
	}
	random := rand.New(rand.NewPCG(2, 2003))
	rounds := 5
	if testing.Short() {
		rounds = 1
	}
	for _, n := range []int{0, 1, 2, 3, 10, 100, 500} {
		rows := make([]byte, n)
		for range rounds {
			for i := range rows {
				rows[i] = byte(random.UintN(256))
			}
			i := random.IntN(n + 1)
			j := i + random.IntN(n-i+1)
			l.checkRows(t, rows, i, j)
		}
		l.checkRows(t, rows, 0, 0)
		l.checkRows(t, rows, 0, n)
		l.checkRows(t, rows, n, n)
	}
	for seed := range uint64(8) {
		l.checkCopies(t, seed, 30)
	}
	l.checkCopies(t, 8, 300)
}

// checkValues checks the laws on all pairs and triples of the values and the zero value.
func (l *laws) checkValues(t testing.TB) {
	t.Helper()
	values := append([]any{l.zero()}, l.values...)
	for _, a := range values {
		same(t, "zero + a = a", a, l.sum(t, a))
		same(t, "a + zero = a", a, l.sum(t, a, l.zero()))
		for _, b := range values {
			ab := l.sum(t, a, b)
			same(t, "a + b = b + a", ab, l.sum(t, b, a))
			l.checkMemory(t, a, b)
			l.checkUnmerge(t, a, b)
			for _, c := range values {
				same(t, "(a + b) + c = a + (b + c)", l.sum(t, ab, c), l.sum(t, a, l.sum(t, b, c)))
			}
		}
	}
}

// checkMemory checks that the sum of two tallies shares no memory with the one that was
// merged, so that neither follows later changes of the other.
func (l *laws) checkMemory(t testing.TB, a, b any) {
	t.Helper()
	part := Clone(b)
	sum := l.sum(t, a, part)
	spoil(reflect.ValueOf(part))
	same(t, "a + b, when b has changed since", l.sum(t, a, b), sum)
}

// checkCopies runs a random program on a tally of rows and two copies of it: rows are added
// to each, one is assigned to another, one is taken back to before a row, which another
// keeps, and one is merged into another. Each must be what it is when it is built alone.
func (l *laws) checkCopies(t testing.TB, seed uint64, steps int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 512))
	var tallies [3]any
	var rows [3][]byte
	for i := range tallies {
		tallies[i] = l.clone(l.empty)
	}
	add := func(to int) {
		t.Helper()
		row := byte(random.UintN(256))
		if err := l.addRow(tallies[to], row); err != nil {
			t.Fatalf("add row %d to a copy: %v", row, err)
		}
		rows[to] = append(rows[to], row)
	}
	for step := range steps {
		to, from := random.IntN(3), random.IntN(3)
		switch choice := random.IntN(20); {
		case choice == 0 && len(rows[to])+len(rows[from]) < 3*steps:
			if err := l.add(tallies[to], l.clone(tallies[from])); err != nil {
				t.Fatalf("Merge of a copy: %v", err)
			}
			rows[to] = slices.Concat(rows[to], rows[from])
		case choice < 5:
			tallies[to], rows[to] = l.clone(tallies[from]), slices.Clone(rows[from])
		case choice < 8:
			before := l.clone(tallies[to])
			add(to)
			tallies[from], rows[from] = l.clone(tallies[to]), slices.Clone(rows[to])
			tallies[to], rows[to] = before, slices.Clone(rows[to][:len(rows[to])-1])
			add(to)
		default:
			add(to)
		}
		if (step+1)%(steps/5) != 0 {
			continue
		}
		for i := range tallies {
			same(t, "a tally is a value", l.of(t, rows[i]), tallies[i])
		}
	}
}

// checkMergedCopies merges the values into copies of one tally, which must stay as it is, as
// must each of the others.
func (l *laws) checkMergedCopies(t testing.TB) {
	t.Helper()
	for _, a := range l.values {
		for _, b := range l.values {
			base := l.sum(t, a)
			sums := make([]any, len(l.values))
			for i, c := range l.values {
				sums[i] = l.clone(base)
				for _, v := range []any{b, c} {
					if err := l.add(sums[i], v); err != nil {
						t.Fatalf("Merge into a copy: %v", err)
					}
				}
			}
			same(t, "a tally is a value: the original of copies", a, base)
			for i, c := range l.values {
				same(t, "a tally is a value: a copy with its own sum", l.sum(t, a, b, c), sums[i])
			}
		}
	}
}

// checkRows checks every law on rows split into three shards at i <= j.
func (l *laws) checkRows(t testing.TB, rows []byte, i, j int) {
	t.Helper()
	zero := l.zero()
	whole := l.of(t, rows)
	a, b, c := l.of(t, rows[:i]), l.of(t, rows[i:j]), l.of(t, rows[j:])
	same(t, "the zero value is the identity on the left", whole, l.sum(t, whole))
	same(t, "the zero value is the identity on the right", whole, l.sum(t, whole, zero))
	same(t, "the empty tally adds nothing", whole, l.sum(t, whole, l.empty))
	same(t, "zero and zero are zero", zero, l.sum(t, zero))
	same(t, "any split equals the whole", whole, l.sum(t, a, b, c))
	same(t, "merging commutes", l.sum(t, a, b), l.sum(t, b, a))
	same(t, "merging is associative", l.sum(t, l.sum(t, a, b), c), l.sum(t, a, l.sum(t, b, c)))

	l.checkUnmerge(t, whole, a)
	l.checkUnmerge(t, b, c)
	l.checkUnmerge(t, zero, whole)
	l.checkRemove(t, rows[:i], rows[i:j])

	// Rows added to a merged tally count like any others.
	pooled := l.merge(t, l.empty, a, b)
	for _, row := range rows[j:] {
		if err := l.addRow(pooled, row); err != nil {
			t.Fatalf("add row %d after a merge: %v", row, err)
		}
	}
	same(t, "Add after Merge", whole, pooled)

	l.checkJSON(t, whole, l.sum(t, c, a))
	l.checkJSON(t, a, l.sum(t, whole))
	if l.total == nil {
		return
	}
	if got := l.total(whole); got != int64(len(rows)) || l.total(a)+l.total(b)+l.total(c) != got {
		t.Errorf("totals %d = %d + %d + %d, want %d", got, l.total(a), l.total(b), l.total(c), len(rows))
	}
}

// checkJSON checks that a tally decodes from its encoding, and overwrites another one.
func (l *laws) checkJSON(t testing.TB, tally, other any) {
	t.Helper()
	state := JSON(t, valueOf(tally))
	if err := json.Unmarshal([]byte(state), other); err != nil {
		t.Fatalf("Unmarshal(%s): %v", state, err)
	}
	same(t, "decoding is the inverse of encoding", tally, other)
}

// Unchanged checks that an operation on a tally fails with an error that wraps want, and
// leaves the tally as it was.
func Unchanged[T any](t testing.TB, what string, tally T, operation func(*T) error, want error) {
	t.Helper()
	before := Clone(tally)
	Refuses(t, what, operation(&tally), want)
	if diff := Diff(before, tally); diff != "" {
		t.Errorf("%s: an error changed the receiver (-before +after):\n%s", what, diff)
	}
}

// Unmerged checks that two tallies do not merge, in either order, and that both are
// left as they were.
func Unmerged[T any, P Merger[T]](t testing.TB, what string, a, b T, want error) {
	t.Helper()
	beforeA, beforeB := Clone(a), Clone(b)
	Unchanged(t, what, a, func(p *T) error { return P(p).Merge(b) }, want)
	Unchanged(t, what+", the other way", b, func(p *T) error { return P(p).Merge(a) }, want)
	if diff := Diff([]T{beforeA, beforeB}, []T{a, b}); diff != "" {
		t.Errorf("%s: an error changed an argument (-before +after):\n%s", what, diff)
	}
}

// Shards checks that tallies of parts of the rows merge to the tally of all of them.
func Shards[T any, P Merger[T], R any](t testing.TB, shards [][]R, rows []R, tally func([]R) (T, error)) {
	t.Helper()
	want, err := tally(rows)
	if err != nil {
		t.Fatal(err)
	}
	var got T
	for _, shard := range shards {
		part, err := tally(shard)
		if err != nil {
			t.Fatal(err)
		}
		if err := P(&got).Merge(part); err != nil {
			t.Fatal(err)
		}
	}
	Same(t, "shards merged", want, got)
}
