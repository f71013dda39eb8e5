package cx

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cxmetrics/cx/internal/count"
)

// CrossTab is the tally of rows by two names of each: the class of an answer and the age of the
// customer, the cause of a case and what was done. It is also called a contingency table, a
// crosstab, a pivot table or a profile. A blank name is a name: what is not known.
//
// Rows and Columns are the names that have counts, in ascending order, at most 1,000 a side, and
// Counts what was counted of each pair. They are not to be changed: a table whose names are not
// those of its counts is refused. Names with ready-made counts, from SQL say, go in by
// WithCounts.
//
// The zero CrossTab is no data, ready for Add, and the identity of Merge. A copy is a value of
// its own, as a copy of a number is, and costs nothing until one of the two is added to. Two
// tables with the same content may look different in memory: compare them by Equal, as go-cmp
// does; reflect.DeepEqual does not. A table takes 8 bytes for each pair of a row and a column,
// and 6 KB at most for the latest rows.
//
// The JSON form is {"rows":[…],"columns":[…],"counts":[[…],…]}, where counts has a list for each
// row of the table, in the order of the columns; it is {} for no data.
type CrossTab struct {
	Rows    []string    `json:"rows"`
	Columns []string    `json:"columns"`
	earlier *crossTable // of all but the recent ones; nil for none
	recent  count.Log[crossPair]
}

// crossPair is what is counted, by the places of its names among the Rows and Columns.
type crossPair struct{ row, column uint16 }

// maxCrossNames is the largest number of rows, and of columns, of a table.
const maxCrossNames = 1000

// CrossTabOf tallies rows by the names that the two functions tell of each. Both get a pointer
// into rows, and must not modify it. Its time grows with the rows, its memory with the pairs of a
// row and a column of the table.
//
// CrossTabOf returns a [*RowError] at the first row that Add refuses, and an error wrapping
// [ErrInvalid] if row or column is nil.
func CrossTabOf[R any](rows []R, row, column func(*R) string) (CrossTab, error) {
	if row == nil || column == nil {
		return CrossTab{}, errNilFunc()
	}
	rowNames, columnNames := count.NewIndex[string](), count.NewIndex[string]()
	var counts [][]int64
	for i := range rows {
		r, err := crossSlot(rowNames, "rows", row(&rows[i]))
		if err != nil {
			return CrossTab{}, &RowError{Row: i, Err: err}
		}
		c, err := crossSlot(columnNames, "columns", column(&rows[i]))
		if err != nil {
			return CrossTab{}, &RowError{Row: i, Err: err}
		}
		if r == len(counts) {
			counts = append(counts, nil)
		}
		if more := c + 1 - len(counts[r]); more > 0 {
			counts[r] = append(counts[r], make([]int64, more)...)
		}
		counts[r][c]++
	}
	return crossTabOf(rowNames.Keys, columnNames.Keys, counts)
}

// crossSlot numbers a name of one side, and refuses what Add does.
func crossSlot(names *count.Index[string], side, name string) (int, error) {
	known := len(names.Keys)
	slot := names.Slot(name)
	if slot < known {
		return slot, nil
	}
	return slot, checkCrossName(side, name, slot+1)
}

// checkCrossName checks one of n names of a side.
func checkCrossName(side, name string, n int) error {
	if n > maxCrossNames {
		return &RangeError{What: "number of " + side + " of a cross table", Got: int64(n), Max: maxCrossNames}
	}
	if !utf8.ValidString(name) {
		return invalid("cross table: a name of the %s is not UTF-8", side)
	}
	return nil
}

// Add counts one row with these two names. On error t is unchanged.
//
// Add returns an error wrapping [ErrInvalid] if a name is not UTF-8 or would be one of more than
// 1,000 of its side, the total would exceed the largest int64, or t has names without counts.
func (t *CrossTab) Add(row, column string) error {
	i, isRow := slices.BinarySearch(t.Rows, row)
	j, isColumn := slices.BinarySearch(t.Columns, column)
	if isRow && isColumn && t.recent.Append(crossPair{uint16(i), uint16(j)}) {
		return nil
	}
	return t.addSlowly(row, column)
}

// addSlowly is Add where there is no room for another recent pair, or a name is new.
func (t *CrossTab) addSlowly(row, column string) error {
	if t.isEmpty() && len(t.Rows)+len(t.Columns) > 0 {
		return errCrossNames()
	}
	rows, i, err := withCrossName(t.Rows, "rows", row)
	if err != nil {
		return err
	}
	columns, j, err := withCrossName(t.Columns, "columns", column)
	if err != nil {
		return err
	}
	full := t.recent.Full()
	if full || t.nearlyFull() {
		c, err := t.table()
		if err == nil {
			_, err = addCount("cross table", c.total, 1)
		}
		if err != nil {
			return err
		}
		t.earlier, t.recent = c, count.Log[crossPair]{}
	}
	if len(rows) > len(t.Rows) || len(columns) > len(t.Columns) {
		t.renumber(i, len(rows)-len(t.Rows), j, len(columns)-len(t.Columns))
		t.Rows, t.Columns = rows, columns
	}
	if pair := (crossPair{uint16(i), uint16(j)}); !t.recent.Append(pair) {
		if full {
			t.recent.Restart()
		} else {
			t.recent.Room()
		}
		t.recent.Append(pair)
	}
	if t.nearlyFull() { // leave no room, so that the next is checked
		t.earlier, err = t.table()
		t.recent = count.Log[crossPair]{}
	}
	return err
}

// renumber makes place among the recent pairs for so many new names, 0 or 1, at row i and at
// column j.
func (t *CrossTab) renumber(i, rows, j, columns int) {
	recent := t.recent.Entries()
	t.recent = count.Log[crossPair]{}
	for _, pair := range recent {
		if int(pair.row) >= i {
			pair.row += uint16(rows)
		}
		if int(pair.column) >= j {
			pair.column += uint16(columns)
		}
		if !t.recent.Append(pair) {
			t.recent.Room()
			t.recent.Append(pair)
		}
	}
}

// nearlyFull reports whether the recent pairs and one more could bring the total beyond the
// largest that there is. Then there are no recent ones.
func (t *CrossTab) nearlyFull() bool {
	return t.earlier != nil && t.earlier.total > math.MaxInt64-2*count.LogRoom
}

// withCrossName returns the names with another one, in a slice of their own if it is new, and
// its place.
func withCrossName(names []string, side, name string) ([]string, int, error) {
	i, found := slices.BinarySearch(names, name)
	if found {
		return names, i, nil
	}
	return slices.Insert(slices.Clip(names), i, name), i, checkCrossName(side, name, len(names)+1)
}

// isEmpty reports whether nothing is counted.
func (t *CrossTab) isEmpty() bool { return t.earlier == nil && len(t.recent.Entries()) == 0 }

func errCrossNames() error { return invalid("cross table: the names are not those of its counts") }

// WithCounts returns the tally of ready-made counts, by row and then by column, in the order of
// the Rows and Columns of t, which need no order. What t has counted plays no part. Names
// without counts are left out. It does not modify counts.
//
// WithCounts returns an error wrapping [ErrInvalid] if:
//   - there are names of one side alone, or not one list for each row, or not one count in it
//     for each column;
//   - a count is negative, or the total exceeds the largest int64;
//   - a name is there twice or is not UTF-8, or a side has more than 1,000.
func (t CrossTab) WithCounts(counts [][]int64) (CrossTab, error) {
	if err := checkCrossNames("rows", t.Rows); err != nil {
		return CrossTab{}, err
	}
	if err := checkCrossNames("columns", t.Columns); err != nil {
		return CrossTab{}, err
	}
	if (len(t.Rows) == 0) != (len(t.Columns) == 0) {
		return CrossTab{}, invalid("cross table: rows without columns, or columns without rows")
	}
	if len(counts) != len(t.Rows) {
		return CrossTab{}, invalid("cross table: not one list of counts for each row")
	}
	for _, row := range counts {
		if len(row) != len(t.Columns) {
			return CrossTab{}, invalid("cross table: not one count for each column")
		}
	}
	return crossTabOf(t.Rows, t.Columns, counts)
}

// Merge adds what another table has counted. Names that only one of them has are in both then. On
// error t is unchanged.
//
// Merge returns an error wrapping [ErrInvalid] if a side would have more than 1,000 names, the
// total would exceed the largest int64, or either table has names that are not those of its
// counts.
func (t *CrossTab) Merge(other CrossTab) error {
	mine, theirs, err := crossTables(t, &other)
	if err != nil {
		return err
	}
	if _, err := addCount("cross table", mine.total, theirs.total); err != nil {
		return err
	}
	rows, columns := mergedNames(mine.rows, theirs.rows), mergedNames(mine.columns, theirs.columns)
	if err := checkCrossNames("rows", rows); err != nil {
		return err
	}
	if err := checkCrossNames("columns", columns); err != nil {
		return err
	}
	sum := newCrossTable(rows, columns)
	sum.add(mine, 1)
	sum.add(theirs, 1)
	*t = crossTabWith(sum)
	return nil
}

// crossTables returns the counts of two tallies.
func crossTables(a, b *CrossTab) (x, y *crossTable, err error) {
	if x, err = a.table(); err != nil {
		return nil, nil, err
	}
	y, err = b.table()
	return x, y, err
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (CrossTab) PoolsPeriods() {}

// Remove takes away one row that was added, so that it is the inverse of Add. A name whose last
// count it was leaves. It takes time in proportion to the table. It returns an error wrapping
// [ErrInvalid], and leaves t unchanged, if t has no such row or has names that are not those of
// its counts.
func (t *CrossTab) Remove(row, column string) error {
	return t.Unmerge(crossTabWith(&crossTable{rows: []string{row}, columns: []string{column}, cells: []int64{1}, total: 1}))
}

// Unmerge takes away what another table has counted, so that it is the inverse of Merge. Names
// whose last counts they were leave. It returns an error wrapping [ErrInvalid], and leaves t
// unchanged, if other has counts that t has not, or either has names that are not those of its
// counts.
func (t *CrossTab) Unmerge(other CrossTab) error {
	mine, theirs, err := crossTables(t, &other)
	if err != nil {
		return err
	}
	rest := newCrossTable(mine.rows, mine.columns)
	rest.add(mine, 1)
	if !rest.add(theirs, -1) || slices.ContainsFunc(rest.cells, func(n int64) bool { return n < 0 }) {
		return leave("cross table", t, CrossTab{}, errCrossNames())
	}
	return leave("cross table", t, crossTabWith(rest.withCounts()), nil)
}

// Equal reports whether t and other have the same names and the same counts.
func (t CrossTab) Equal(other CrossTab) bool {
	if !slices.Equal(t.Rows, other.Rows) || !slices.Equal(t.Columns, other.Columns) {
		return false
	}
	mine, err := t.table()
	theirs, otherErr := other.table()
	if err != nil || otherErr != nil {
		return err != nil && otherErr != nil
	}
	return slices.Equal(mine.cells, theirs.cells)
}

// String returns the size and the number of rows counted: cross table of 2 x 3 (200 rows).
func (t CrossTab) String() string {
	text := "cross table of " + strconv.Itoa(len(t.Rows)) + " x " + strconv.Itoa(len(t.Columns))
	return text + " (" + strconv.FormatInt(t.Total(), 10) + " rows)"
}

// Total returns the number of rows counted.
func (t CrossTab) Total() int64 {
	n := int64(len(t.recent.Entries()))
	if t.earlier != nil {
		n += t.earlier.total
	}
	return n
}

// Counts returns what was counted, by row and then by column, in the order of Rows and Columns,
// in slices of the caller's own. It is nil for no data, and for a table whose names are not
// those of its counts, which every other query refuses.
func (t CrossTab) Counts() [][]int64 {
	c, err := t.table()
	if err != nil || c.total == 0 {
		return nil
	}
	counts := make([][]int64, len(c.rows))
	for i := range counts {
		counts[i] = slices.Clone(c.row(i))
	}
	return counts
}

// crossTabWire is the JSON form of [CrossTab].
type crossTabWire struct {
	Rows    []string  `json:"rows,omitempty"`
	Columns []string  `json:"columns,omitempty"`
	Counts  [][]int64 `json:"counts,omitempty"`
}

// MarshalJSON encodes the names and the counts. It returns an error wrapping [ErrInvalid] if t
// has names that are not those of its counts.
func (t CrossTab) MarshalJSON() ([]byte, error) {
	_, err := t.table()
	return encode(&crossTabWire{t.Rows, t.Columns, t.Counts()}, err)
}

// UnmarshalJSON decodes a table. It refuses unknown and repeated keys, and what WithCounts
// refuses. On error t is unchanged.
func (t *CrossTab) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "cross table", t, func(w *crossTabWire) (CrossTab, error) {
		return CrossTab{Rows: w.Rows, Columns: w.Columns}.WithCounts(w.Counts)
	})
}
