package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// MaxHeader is the largest number of rows of a header.
const MaxHeader = 9

// name is the name of a column: the cells of the header above it, without those that
// repeat the one before, and blank ones.
type name []string

func (n name) String() string { return strings.Join(n, " / ") }

// readHeader reads the rows of the header. Without any, the names are #1, #2 and so on.
func (r *Reader) readHeader() error {
	rows := 1
	if r.options.Header != nil {
		rows = *r.options.Header
	}
	if _, ok := r.in.(*jsonRows); ok {
		if r.options.Header != nil {
			return flagErrorf("-header: the names of a JSON file are its keys")
		}
		rows = 1
	}
	if rows == 0 {
		return r.numberColumns()
	}
	var header [][]string
	for range rows {
		cells, err := r.in.next()
		malformed, isRow := errors.AsType[*RowError](err)
		switch {
		case err == io.EOF && len(header) == 0:
			return errors.New("the file is empty")
		case err == io.EOF:
			return flagErrorf("-header %d: the file has %d rows", rows, len(header))
		case isRow:
			return fmt.Errorf("the header cannot be read: %s on line %d", malformed.Reason, malformed.Line)
		case err != nil:
			return err
		}
		header = append(header, slices.Clone(cells))
	}
	width := 0
	for _, row := range header {
		width = max(width, len(row))
	}
	r.names = make([]name, width)
	for i, row := range header {
		left := ""
		for place := range width {
			cell := ""
			if place < len(row) {
				cell = clean(row[place])
			}
			if cell == "" && i < len(header)-1 {
				cell = left
			}
			left = cell
			if n := r.names[place]; cell != "" && (len(n) == 0 || n[len(n)-1] != cell) {
				r.names[place] = append(n, strings.Clone(cell))
			}
		}
	}
	r.nameColumns()
	return nil
}

// numberColumns takes the number of columns from the first row, which is given back.
func (r *Reader) numberColumns() error {
	first, err := r.in.next()
	if err == io.EOF {
		return errors.New("the file is empty")
	}
	if malformed, ok := errors.AsType[*RowError](err); ok {
		return fmt.Errorf("the first row cannot be read: %s on line %d", malformed.Reason, malformed.Line)
	}
	if err != nil {
		return err
	}
	r.names = make([]name, len(first))
	if r.text != nil {
		r.text.rewind()
		r.nameColumns()
		return nil
	}
	lines := make([]int, len(first))
	for place := range lines {
		lines[place] = r.in.line(place)
	}
	r.in = &givenBack{source: r.in, cells: slices.Clone(first), lines: lines}
	r.nameColumns()
	return nil
}

// givenBack is a source whose first row has been read.
type givenBack struct {
	source
	cells []string
	lines []int
}

func (g *givenBack) next() ([]string, error) {
	if cells := g.cells; cells != nil {
		g.cells = nil
		return cells, nil
	}
	g.lines = nil
	return g.source.next()
}

func (g *givenBack) line(place int) int {
	if g.lines != nil {
		return g.lines[place]
	}
	return g.source.line(place)
}

// nameColumns finds out how messages name the columns: a name that is no other's, or a
// number.
func (r *Reader) nameColumns() {
	seen := map[string]int{}
	for _, n := range r.names {
		seen[n.String()]++
	}
	r.columns = make([]string, len(r.names))
	for place, n := range r.names {
		switch text := n.String(); {
		case text == "":
			r.columns[place] = numbered(place)
		case seen[text] > 1:
			r.columns[place] = numbered(place) + " " + text
		default:
			r.columns[place] = text
		}
	}
}

func numbered(place int) string { return "#" + strconv.Itoa(place+1) }

// Columns returns how the columns are named, in their order: by their name, and those
// without one of their own by their number, as #5.
func (r *Reader) Columns() []string { return r.columns }

// Find returns the place of the column that a flag names, -1 if it names none. The name
// is that of the header, or of one of its rows; case and blanks do not count where no
// name is the same otherwise; #5 is the fifth column.
func (r *Reader) Find(flag, column string) (int, error) {
	if clean(column) == "" {
		return -1, nil
	}
	place, err := r.find(flag, clean(column))
	if err != nil {
		return 0, err
	}
	if _, err := strconv.ParseFloat(r.names[place].String(), 64); err == nil && r.options.Header == nil && !r.keyed {
		return 0, flagErrorf("-%s: column %s has a number for a name: if the file has no header, say -header 0, else -header 1",
			flag, numbered(place))
	}
	r.ask(place)
	return place, nil
}

func (r *Reader) find(flag, column string) (int, error) {
	plain := plainName(column)
	for _, same := range []func(name) bool{
		func(n name) bool { return n.String() == column },
		func(n name) bool { return slices.Contains(n, column) },
		func(n name) bool { return plainName(n.String()) == plain },
		func(n name) bool {
			return slices.ContainsFunc(n, func(part string) bool { return plainName(part) == plain })
		},
	} {
		var places []string
		found := -1
		for place, n := range r.names {
			if same(n) {
				found = place
				places = append(places, numbered(place))
			}
		}
		if len(places) == 1 {
			return found, nil
		}
		if len(places) > 1 {
			return 0, flagErrorf("-%s: %s columns are named %q, %s: name one by its number, as -%s '%s'", flag,
				inWords(len(places)), column, listed(places), flag, places[0])
		}
	}
	if digits, ok := strings.CutPrefix(column, "#"); ok {
		if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= len(r.names) {
			return n - 1, nil
		}
	}
	return 0, flagErrorf("-%s: there is no column %q", flag, column)
}

// plainName is a name without case and blanks.
func plainName(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

func inWords(n int) string {
	if n == 2 {
		return "two"
	}
	return strconv.Itoa(n)
}

// listed lists the first places.
func listed(places []string) string {
	const most = 8
	if len(places) > most {
		return strings.Join(places[:most], ", ") + fmt.Sprintf(" and %d more", len(places)-most)
	}
	return strings.Join(places[:len(places)-1], ", ") + " and " + places[len(places)-1]
}
