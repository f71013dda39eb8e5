package cx

import "slices"

// crossTable is the counts of a [CrossTab]. Nobody writes to it once it is part of one, so that
// copies share it.
type crossTable struct {
	rows, columns []string // ascending
	cells         []int64  // row by row
	total         int64
}

// table returns the counts of all pairs, which may be part of t. It refuses names that are not
// those of the counts.
func (t *CrossTab) table() (*crossTable, error) {
	recent := t.recent.Entries()
	if e := t.earlier; e != nil && len(recent) == 0 {
		if !slices.Equal(e.rows, t.Rows) || !slices.Equal(e.columns, t.Columns) {
			return nil, errCrossNames()
		}
		return e, nil
	}
	for _, names := range [][]string{t.Rows, t.Columns} {
		for i := range names {
			if i > 0 && names[i] <= names[i-1] || checkCrossName("", names[i], len(names)) != nil {
				return nil, errCrossNames()
			}
		}
	}
	c := newCrossTable(slices.Clone(t.Rows), slices.Clone(t.Columns))
	if t.earlier != nil && !c.add(t.earlier, 1) {
		return nil, errCrossNames()
	}
	for _, pair := range recent {
		if int(pair.row) >= len(c.rows) || int(pair.column) >= len(c.columns) {
			return nil, errCrossNames()
		}
		c.cells[int(pair.row)*len(c.columns)+int(pair.column)]++
	}
	c.total += int64(len(recent))
	for _, sums := range [][]int64{c.rowSums(), c.columnSums()} {
		if slices.Contains(sums, 0) {
			return nil, errCrossNames()
		}
	}
	return c, nil
}

func newCrossTable(rows, columns []string) *crossTable {
	return &crossTable{rows: rows, columns: columns, cells: make([]int64, len(rows)*len(columns))}
}

// add counts those of another table so many times, 1 or -1. It returns false, with counts that
// mean nothing, if a name of the other is not one of c.
func (c *crossTable) add(other *crossTable, times int64) bool {
	columns := make([]int, len(other.columns))
	for j, name := range other.columns {
		var found bool
		if columns[j], found = slices.BinarySearch(c.columns, name); !found {
			return false
		}
	}
	for i, name := range other.rows {
		row, found := slices.BinarySearch(c.rows, name)
		if !found {
			return false
		}
		for j, n := range other.row(i) {
			c.cells[row*len(c.columns)+columns[j]] += times * n
		}
	}
	c.total += times * other.total
	return true
}

// row returns the counts of a row.
func (c *crossTable) row(i int) []int64 { return c.cells[i*len(c.columns):][:len(c.columns)] }

// rowSums returns how many were counted in each row.
func (c *crossTable) rowSums() []int64 {
	sums := make([]int64, len(c.rows))
	for i := range sums {
		for _, n := range c.row(i) {
			sums[i] += n
		}
	}
	return sums
}

// columnSums returns how many were counted in each column.
func (c *crossTable) columnSums() []int64 {
	sums := make([]int64, len(c.columns))
	for i := range c.rows {
		for j, n := range c.row(i) {
			sums[j] += n
		}
	}
	return sums
}

// withCounts returns the table without the rows and columns that have no counts.
func (c *crossTable) withCounts() *crossTable {
	rows, columns := placesWithCounts(c.rowSums()), placesWithCounts(c.columnSums())
	if len(rows) == len(c.rows) && len(columns) == len(c.columns) {
		return c
	}
	left := newCrossTable(make([]string, len(rows)), make([]string, len(columns)))
	left.total = c.total
	for j, place := range columns {
		left.columns[j] = c.columns[place]
	}
	for i, place := range rows {
		left.rows[i] = c.rows[place]
		from, to := c.row(place), left.row(i)
		for j, place := range columns {
			to[j] = from[place]
		}
	}
	return left
}

// placesWithCounts returns the places of the sums above 0.
func placesWithCounts(sums []int64) (places []int) {
	for i, n := range sums {
		if n > 0 {
			places = append(places, i)
		}
	}
	return places
}

// crossTabWith returns a tally with these counts, each of whose names has some.
func crossTabWith(c *crossTable) CrossTab {
	if c.total == 0 {
		return CrossTab{}
	}
	return CrossTab{Rows: slices.Clone(c.rows), Columns: slices.Clone(c.columns), earlier: c}
}

// crossTabOf returns the tally of counts by row and column, whose names are in any order. Rows
// may be short of columns without counts.
func crossTabOf(rows, columns []string, counts [][]int64) (CrossTab, error) {
	c := newCrossTable(slices.Sorted(slices.Values(rows)), slices.Sorted(slices.Values(columns)))
	places := make([]int, len(columns))
	for j, name := range columns {
		places[j], _ = slices.BinarySearch(c.columns, name)
	}
	for i, name := range rows {
		row, _ := slices.BinarySearch(c.rows, name)
		n, err := sumCounts("cross table", counts[i]...)
		if err == nil {
			c.total, err = addCount("cross table", c.total, n)
		}
		if err != nil {
			return CrossTab{}, err
		}
		for j, n := range counts[i] {
			c.cells[row*len(c.columns)+places[j]] = n
		}
	}
	return crossTabWith(c.withCounts()), nil
}

// checkCrossNames checks the names of a side, which are in any order.
func checkCrossNames(side string, names []string) error {
	seen := make(map[string]bool, min(len(names), maxCrossNames))
	for i, name := range names {
		if err := checkCrossName(side, name, i+1); err != nil {
			return err
		}
		if seen[name] {
			return invalid("cross table: a name of the %s is there twice", side)
		}
		seen[name] = true
	}
	return nil
}

// mergedNames returns the names of both, in ascending order.
func mergedNames(a, b []string) []string {
	names := slices.Concat(a, b)
	slices.Sort(names)
	return slices.Compact(names)
}
