package cxtest

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/cxmetrics/cx/internal/fault"
)

// sums are the fields of a tally of bytes.
type sums struct {
	Rows   int64   `json:"rows"`
	Weight int64   `json:"weight"`
	Counts []int64 `json:"counts"` // of rows, by the remainder of the division by 3
}

// merger is how a tally is merged: as it should be, or broken.
type merger interface {
	merge(s *sums, other sums) error
}

// tallyOf is a tally whose Merge is that of a merger.
type tallyOf[M merger] sums

func (s *tallyOf[M]) Merge(other tallyOf[M]) error {
	var m M
	return m.merge((*sums)(s), sums(other))
}

func (s *tallyOf[M]) add(row byte) error {
	s.Rows++
	s.Weight += int64(row)
	s.Counts = plus(s.Counts, make([]int64, 3))
	s.Counts[row%3]++
	return nil
}

// plus returns the sum of counts, in memory of its own.
func plus(a, b []int64) []int64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	sum := slices.Clone(a)
	for i := range b {
		sum[i] += b[i]
	}
	return sum
}

// sum is the merger that does all as it should.
type sum struct{}

func (sum) merge(s *sums, other sums) error {
	s.Rows += other.Rows
	s.Weight += other.Weight
	s.Counts = plus(s.Counts, other.Counts)
	return nil
}

// The mergers that are broken, each in one way.
type (
	keepsLast       struct{} // not commutative
	keepsDifference struct{} // not associative
	changesArgument struct{ sum }
	sharesMemory    struct{ sum }
	countsMerges    struct{ sum } // the zero value is no identity
	resetsByZero    struct{ sum } // nor on the right
	keepsLargest    struct{ sum } // a law of sums, but not of rows
	refusesMerge    struct{}
	spoilsAndFails  struct{}
	keepsAndFails   struct{ sum }
	sharesCounts    struct{ sum } // with the copies of the receiver
)

func (keepsLast) merge(s *sums, other sums) error {
	before := s.Weight
	err := sum{}.merge(s, other)
	if s.Weight = other.Weight; other.Rows == 0 {
		s.Weight = before
	}
	return err
}

func (keepsDifference) merge(s *sums, other sums) error {
	difference := s.Weight - other.Weight
	err := sum{}.merge(s, other)
	s.Weight = max(difference, -difference)
	return err
}

func (m changesArgument) merge(s *sums, other sums) error {
	err := m.sum.merge(s, other)
	if len(other.Counts) > 0 {
		other.Counts[0] = 0
	}
	return err
}

func (m sharesMemory) merge(s *sums, other sums) error {
	first := s.Counts == nil
	err := m.sum.merge(s, other)
	if first {
		s.Counts = other.Counts
	}
	return err
}

func (m sharesCounts) merge(s *sums, other sums) error {
	counts := s.Counts
	err := m.sum.merge(s, other)
	if len(counts) == len(s.Counts) {
		copy(counts, s.Counts)
		s.Counts = counts
	}
	return err
}

func (m countsMerges) merge(s *sums, other sums) error {
	other.Rows++
	return m.sum.merge(s, other)
}

func (m resetsByZero) merge(s *sums, other sums) error {
	if other.Rows == 0 {
		*s = sums{}
	}
	return m.sum.merge(s, other)
}

func (m keepsLargest) merge(s *sums, other sums) error {
	largest := max(s.Weight, other.Weight)
	err := m.sum.merge(s, other)
	s.Weight = largest
	return err
}

func (refusesMerge) merge(*sums, sums) error { return fault.Invalid("merge of two tallies") }

func (spoilsAndFails) merge(_ *sums, other sums) error {
	clear(other.Counts)
	return fault.Invalid("merge of two tallies")
}

func (m keepsAndFails) merge(s *sums, other sums) error {
	return errors.Join(m.sum.merge(s, other), fault.Invalid("merge of two tallies"))
}

// lawsOf returns the laws of the tallies of a merger.
func lawsOf[M merger]() Laws[tallyOf[M], *tallyOf[M]] {
	return Laws[tallyOf[M], *tallyOf[M]]{
		Values: []tallyOf[M]{{1, 1, []int64{1, 0, 0}}, {2, 2, []int64{0, 1, 1}}, {3, 9, []int64{1, 1, 1}}},
		Add:    (*tallyOf[M]).add,
		Total:  func(s tallyOf[M]) int64 { return s.Rows },
	}
}

// rowsOf returns the laws of the tallies of a merger, of rows alone.
func rowsOf[M merger]() Law {
	l := lawsOf[M]()
	l.Values = nil
	return l
}

func TestLaws(t *testing.T) {
	try(t,
		trial{"right", "", lawsOf[sum]().Check},
		trial{"right, of rows alone", "", rowsOf[sum]().Check},
		trial{"not commutative", "a + b = b + a (-want +got)", lawsOf[keepsLast]().Check},
		trial{"not commutative, of rows", "merging commutes (-want +got)", rowsOf[keepsLast]().Check},
		trial{"not associative", "(a + b) + c = a + (b + c) (-want +got)", lawsOf[keepsDifference]().Check},
		trial{"not associative, of rows", "merging is associative (-want +got)", rowsOf[keepsDifference]().Check},
		trial{"changes its argument", `Merge has changed its argument from {"rows":1,"weight":1,"counts":[1,0,0]} to {"rows":1,"weight":1,"counts":[0,0,0]}`, lawsOf[changesArgument]().Check},
		trial{"changes its argument, of rows", "Merge has changed its argument", rowsOf[changesArgument]().Check},
		trial{"shares memory", "a + b, when b has changed since (-want +got)", lawsOf[sharesMemory]().Check},
		trial{"shares memory with copies", "a tally is a value: the original of copies (-want +got)", lawsOf[sharesCounts]().Check},
		trial{"the zero value adds", "zero + a = a (-want +got)", lawsOf[countsMerges]().Check},
		trial{"the zero value adds, to rows", "the zero value is the identity on the left (-want +got)", rowsOf[countsMerges]().Check},
		trial{"zeros add", "zero and zero are zero (-want +got)", rowsOf[countsMerges]().Check},
		trial{"the zero value on the right", "a + zero = a (-want +got)", lawsOf[resetsByZero]().Check},
		trial{"the zero value on the right of rows", "the zero value is the identity on the right (-want +got)", rowsOf[resetsByZero]().Check},
		trial{"no sum of rows", "any split equals the whole (-want +got)", rowsOf[keepsLargest]().Check},
		trial{"refused", "cx: merge of two tallies", lawsOf[refusesMerge]().Check},
	)
}

// The laws of values alone see less, but no row is needed.
func TestLaws_values(t *testing.T) {
	laws := lawsOf[sum]()
	laws.Add, laws.Total = nil, nil
	largest := lawsOf[keepsLargest]()
	largest.Add = nil
	try(t, trial{"right", "", laws.Check}, trial{"no sum of rows", "", largest.Check})
}

// What the laws say of Add, of the empty tally, and of the number of rows.
func TestLaws_rows(t *testing.T) {
	with := func(change func(*Laws[tallyOf[sum], *tallyOf[sum]])) func(testing.TB) {
		laws := lawsOf[sum]()
		change(&laws)
		return laws.Check
	}
	// The tally that was last added to, whose count is kept outside of it.
	var rows int64
	count := func(s *tallyOf[sum], row byte) error {
		if s.Rows == 0 {
			rows = 0
		}
		if err := s.add(row); err != nil {
			return err
		}
		rows++
		s.Rows = rows
		return nil
	}
	own := func(s *tallyOf[sum], row byte) error {
		if s.Rows > 0 && s.Rows != rows {
			return errors.New("another tally")
		}
		return count(s, row)
	}
	try(t,
		trial{"Add in the memory of copies", "a tally is a value (-want +got)", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) {
			l.Add = func(s *tallyOf[sum], row byte) error {
				counts := s.Counts
				if err := s.add(row); err != nil || counts == nil {
					return err
				}
				copy(counts, s.Counts)
				s.Counts = counts
				return nil
			}
		})},
		trial{"without a total", "", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) { l.Total = nil })},
		trial{"Add after Merge", "Add after Merge (-want +got)", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) { l.Add = count })},
		trial{"Add after Merge is refused", "after a merge: another tally", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) { l.Add = own })},
		trial{"Add is refused", " to {0 0 []}: no row", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) {
			l.Add = func(*tallyOf[sum], byte) error { return errors.New("no row") }
		})},
		trial{"an empty tally that is not", "the empty tally adds nothing (-want +got)", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) { l.Empty.Weight = 5 })},
		trial{"a total of something else", "totals ", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) {
			l.Total = func(s tallyOf[sum]) int64 { return s.Weight }
		})},
		trial{"a total that does not add up", "totals ", with(func(l *Laws[tallyOf[sum], *tallyOf[sum]]) {
			l.Total = func(s tallyOf[sum]) int64 { return s.Rows - s.Rows/300 }
		})},
	)
}

// forgetful is a tally whose decoder leaves what its encoder leaves out.
type forgetful struct {
	Rows int64 `json:"rows,omitzero"`
}

func (f *forgetful) Merge(other forgetful) error { f.Rows += other.Rows; return nil }

// unread is a tally whose decoder refuses what its encoder writes.
type unread struct {
	Rows int64 `json:"rows"`
}

func (u *unread) Merge(other unread) error   { u.Rows += other.Rows; return nil }
func (u *unread) UnmarshalJSON([]byte) error { return errors.New("no decoder") }

// unwritten is a tally without an encoding.
type unwritten struct{ Rows chan int64 }

func (*unwritten) Merge(unwritten) error { return nil }

func TestLaws_JSON(t *testing.T) {
	try(t,
		trial{"forgetful", "decoding is the inverse of encoding (-want +got)", Laws[forgetful, *forgetful]{
			Add: func(f *forgetful, row byte) error { f.Rows += int64(row % 2); return nil },
		}.Check},
		trial{"no decoding", "Unmarshal({\"rows\":0}): no decoder", Laws[unread, *unread]{Add: func(*unread, byte) error { return nil }}.Check},
		trial{"no encoding", "unsupported type", Laws[unwritten, *unwritten]{}.Check},
	)
}

func FuzzLaws(f *testing.F) {
	f.Add(slices.Repeat([]byte("rows"), 300), uint(1200), uint(700)) // more rows than are needed
	if os.Getenv(broken) == "fuzzed law" {
		lawsOf[keepsLargest]().Fuzz(f)
		return
	}
	lawsOf[sum]().Fuzz(f)
}

func TestUnchanged(t *testing.T) {
	unchanged := func(operation func(*tallyOf[sum]) error) func(testing.TB) {
		return func(t testing.TB) {
			Unchanged(t, "Add", tallyOf[sum]{1, 1, []int64{1, 0, 0}}, operation, fault.ErrInvalid)
		}
	}
	refusal := fault.Invalid("row is impossible")
	try(t,
		trial{"right", "", unchanged(func(*tallyOf[sum]) error { return refusal })},
		trial{"no error", "Add: error <nil>", unchanged(func(*tallyOf[sum]) error { return nil })},
		trial{"another error", "want one wrapping", unchanged(func(*tallyOf[sum]) error { return fault.ErrMismatch })},
		trial{"changed", "Add: an error changed the receiver", unchanged(func(s *tallyOf[sum]) error { s.Rows++; return refusal })},
		trial{"changed within", "Add: an error changed the receiver", unchanged(func(s *tallyOf[sum]) error { s.Counts[2]++; return refusal })},
	)
}

// unmerged is the check that two tallies do not merge.
func unmerged[M merger](want error) func(testing.TB) {
	return func(t testing.TB) {
		Unmerged(t, "sum", tallyOf[M]{1, 1, []int64{1, 0, 0}}, tallyOf[M]{2, 2, []int64{0, 1, 1}}, want)
	}
}

func TestUnmerged(t *testing.T) {
	try(t,
		trial{"right", "", unmerged[refusesMerge](fault.ErrInvalid)},
		trial{"another error", "sum, the other way: error", unmerged[refusesMerge](fault.ErrMismatch)},
		trial{"they merge", "sum: error <nil>", unmerged[sum](fault.ErrInvalid)},
		trial{"they merge the other way", "sum, the other way: error <nil>", unmerged[sum](fault.ErrInvalid)},
		trial{"the receiver changes", "sum: an error changed the receiver", unmerged[keepsAndFails](fault.ErrInvalid)},
		trial{"the argument changes", "sum: an error changed an argument", unmerged[spoilsAndFails](fault.ErrInvalid)},
	)
}

func TestShards(t *testing.T) {
	rows := []byte{1, 2, 3, 4, 5, 6, 7}
	shards := [][]byte{rows[:2], nil, rows[2:3], rows[3:]}
	try(t,
		trial{"right", "", func(t testing.TB) { Shards(t, shards, rows, tallied[sum]) }},
		trial{"a shard is missing", "shards merged (-want +got)", func(t testing.TB) { Shards(t, shards[1:], rows, tallied[sum]) }},
		trial{"no sum", "shards merged (-want +got)", func(t testing.TB) { Shards(t, shards, rows, tallied[keepsLargest]) }},
		trial{"the rows are refused", "byte 0", func(t testing.TB) { Shards(t, shards, []byte{0}, tallied[sum]) }},
		trial{"a shard is refused", "byte 0", func(t testing.TB) { Shards(t, [][]byte{{0}}, rows, tallied[sum]) }},
		trial{"no merge", "merge of two tallies", func(t testing.TB) { Shards(t, shards, rows, tallied[refusesMerge]) }},
	)
}

// tallied returns the tally of rows other than 0.
func tallied[M merger](rows []byte) (s tallyOf[M], err error) {
	if slices.Contains(rows, 0) {
		return s, errors.New("byte 0")
	}
	for _, row := range rows {
		if err := s.add(row); err != nil {
			return s, err
		}
	}
	return s, nil
}
