package cxtest

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx/internal/fault"
)

// unmerger is how a tally is unmerged: as it should be, or broken.
type unmerger interface {
	unmerge(s *sums, other sums) error
}

// inverseOf is a tally whose Unmerge is that of an unmerger.
type inverseOf[M unmerger] sums

func (s *inverseOf[M]) Merge(other inverseOf[M]) error { return sum{}.merge((*sums)(s), sums(other)) }
func (s *inverseOf[M]) add(row byte) error             { return (*tallyOf[sum])(s).add(row) }
func (s *inverseOf[M]) Remove(row byte) error {
	var one inverseOf[M]
	if err := one.add(row); err != nil {
		return err
	}
	return s.Unmerge(one)
}

func (s *inverseOf[M]) Unmerge(other inverseOf[M]) error {
	var m M
	return m.unmerge((*sums)(s), sums(other))
}

// less is the unmerger that does all as it should.
type less struct{}

func (less) unmerge(s *sums, other sums) error {
	if s.Rows < other.Rows {
		return fault.Invalid("fewer rows")
	}
	s.Rows -= other.Rows
	s.Weight -= other.Weight
	negative := make([]int64, len(other.Counts))
	for i, n := range other.Counts {
		negative[i] = -n
	}
	if s.Counts = plus(s.Counts, negative); s.Rows == 0 {
		s.Counts = nil
	}
	return nil
}

// The unmergers that are broken, each in one way.
type (
	forgetsWeight  struct{ less }
	leavesRest     struct{ less } // of a tally less itself
	goesBelow      struct{ less }
	changesAndErrs struct{ less }
	mismatches     struct{ less }
	spoilsOther    struct{ less }
	refusesZero    struct{ less }
	hasNoWayBack   struct{}
)

func (m forgetsWeight) unmerge(s *sums, other sums) error {
	before := s.Weight
	err := m.less.unmerge(s, other)
	if s.Rows > 0 {
		s.Weight = before
	}
	return err
}

func (m leavesRest) unmerge(s *sums, other sums) error {
	err := m.less.unmerge(s, other)
	if s.Rows == 0 && other.Rows > 0 && err == nil {
		s.Weight = 1
	}
	return err
}

func (m goesBelow) unmerge(s *sums, other sums) error {
	if err := m.less.unmerge(s, other); err != nil {
		s.Rows = 0
	}
	return nil
}

func (m changesAndErrs) unmerge(s *sums, other sums) error {
	err := m.less.unmerge(s, other)
	if err != nil {
		s.Rows--
	}
	return err
}

func (m mismatches) unmerge(s *sums, other sums) error {
	if err := m.less.unmerge(s, other); err != nil {
		return fault.Mismatch("fewer rows")
	}
	return nil
}

func (m spoilsOther) unmerge(s *sums, other sums) error {
	err := m.less.unmerge(s, other)
	clear(other.Counts)
	return err
}

func (m refusesZero) unmerge(s *sums, other sums) error {
	if other.Rows == 0 && s.Rows > 1 {
		return fault.Invalid("no rows")
	}
	return m.less.unmerge(s, other)
}

func (hasNoWayBack) unmerge(*sums, sums) error { return fault.Invalid("no way back") }

// inversesOf returns the laws of the tallies of an unmerger.
func inversesOf[M unmerger]() Laws[inverseOf[M], *inverseOf[M]] {
	return Laws[inverseOf[M], *inverseOf[M]]{
		Values: []inverseOf[M]{{1, 1, []int64{1, 0, 0}}, {2, 2, []int64{0, 1, 1}}, {3, 9, []int64{1, 1, 1}}},
		Add:    (*inverseOf[M]).add, Remove: (*inverseOf[M]).Remove,
		Total: func(s inverseOf[M]) int64 { return s.Rows },
	}
}

// inverseRowsOf returns the laws of rows alone.
func inverseRowsOf[M unmerger]() Law {
	l := inversesOf[M]()
	l.Values = nil
	return l
}

func TestLaws_inverses(t *testing.T) {
	const back, below = "a + b - b = a (-want +got)", "Unmerge of more than there is: "
	with := func(change func(*Laws[inverseOf[less], *inverseOf[less]])) func(testing.TB) {
		laws := inversesOf[less]()
		change(&laws)
		return laws.Check
	}
	try(t,
		trial{"right", "", inversesOf[less]().Check},
		trial{"right, of rows alone", "", inverseRowsOf[less]().Check},
		trial{"a part stays", back, inversesOf[forgetsWeight]().Check},
		trial{"a part stays, of rows", back, inverseRowsOf[forgetsWeight]().Check},
		trial{"a rest", "b - b is empty (-want +got)", inversesOf[leavesRest]().Check},
		trial{"a rest, of rows", "b - b is empty (-want +got)", inverseRowsOf[leavesRest]().Check},
		trial{"below 0", below + "error <nil>", inversesOf[goesBelow]().Check},
		trial{"below 0, of rows", below + "error <nil>", inverseRowsOf[goesBelow]().Check},
		trial{"an error that changes", below + "an error changed the receiver", inversesOf[changesAndErrs]().Check},
		trial{"another error", below + "error cx: fewer rows", inversesOf[mismatches]().Check},
		trial{"the argument changes", "Unmerge leaves its argument alone", inversesOf[spoilsOther]().Check},
		trial{"zero is refused", "cx: no rows", inverseRowsOf[refusesZero]().Check},
		trial{"all is refused", "cx: no way back", inversesOf[hasNoWayBack]().Check},
		trial{"Remove is not in the laws", "the method Remove: true, and in the laws: false", with(func(l *Laws[inverseOf[less], *inverseOf[less]]) { l.Remove = nil })},
		trial{"Remove of another row", "Remove is the inverse of Add (-want +got)", with(func(l *Laws[inverseOf[less], *inverseOf[less]]) {
			l.Remove = func(s *inverseOf[less], row byte) error { return s.Remove(row ^ 1) }
		})},
		trial{"Remove of nothing", "Remove where there is no row: error <nil>", with(func(l *Laws[inverseOf[less], *inverseOf[less]]) {
			l.Remove = func(s *inverseOf[less], row byte) error {
				if s.Rows == 0 {
					return nil
				}
				return s.Remove(row)
			}
		})},
		trial{"Remove is refused", "remove row ", with(func(l *Laws[inverseOf[less], *inverseOf[less]]) {
			l.Remove = func(*inverseOf[less], byte) error { return errors.New("no row") }
		})},
		trial{"no method Remove", "the method Remove: false, and in the laws: true", func(t testing.TB) {
			laws := lawsOf[sum]()
			laws.Remove = laws.Add
			laws.Check(t)
		}},
	)
}

func TestBecomes(t *testing.T) {
	becomes := func(operation func(*tallyOf[sum]) error) func(testing.TB) {
		return func(t testing.TB) {
			Becomes(t, "Add", tallyOf[sum]{1, 1, nil}, operation, tallyOf[sum]{2, 1, nil})
		}
	}
	try(t,
		trial{"right", "", becomes(func(s *tallyOf[sum]) error { s.Rows++; return nil })},
		trial{"an error", "Add: no row", becomes(func(s *tallyOf[sum]) error { s.Rows++; return errors.New("no row") })},
		trial{"another tally", "Add (-want +got)", becomes(func(s *tallyOf[sum]) error { s.Rows--; return nil })},
	)
}
