package table

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// maxHeld is the size of the rows that may wait for one that tells the order of day and
// month, in bytes.
const maxHeld = 64 << 20

// held is the rows that wait: of each the cells of the columns that are used, and their
// lines.
type held struct {
	rows []heldRow
	next int
	size int
}

type heldRow struct {
	cells []string
	lines []int
	start int
	err   error
}

// ask keeps the cells of a column.
func (r *Reader) ask(place int) {
	if at, found := slices.BinarySearch(r.asked, place); !found {
		r.asked = slices.Insert(r.asked, at, place)
	}
}

// errWaits is the error of a part with a row that waits.
var errWaits = errors.New("a row waits for another")

// nextTold returns the next row whose dates can be read.
func (r *Reader) nextTold() ([]string, error) {
	if h := &r.hold; h.next < len(h.rows) {
		return r.release()
	}
	cells, err := r.nextRow()
	if err != nil || !r.waits(cells) {
		return cells, err
	}
	if r.part {
		return nil, errWaits
	}
	if err := r.wait(cells); err != nil {
		return nil, err
	}
	return r.release()
}

// waits reports whether a date of a row waits for another row.
func (r *Reader) waits(cells []string) bool {
	for _, c := range r.clocks {
		if c.waits(cells[c.place]) {
			return true
		}
	}
	return false
}

// wait holds a row and those after it, up to the first that tells.
func (r *Reader) wait(cells []string) error {
	h := &r.hold
	*h = held{}
	r.waiting = true
	defer func() { r.waiting = false }()
	waiting := make([]bool, len(r.clocks))
	for {
		h.keep(r, cells)
		undecided := (*Clock)(nil)
		for i, c := range r.clocks {
			if cells != nil {
				waiting[i] = c.waits(cells[c.place]) || waiting[i]
			}
			if waiting[i] && c.order.first == "" {
				undecided = c
			}
		}
		if undecided == nil {
			return nil
		}
		if h.size > maxHeld {
			return flagErrorf("-%s: the first %d rows of dates may all begin with the day or the month: say -dates dmy or -dates mdy",
				undecided.flag, len(h.rows))
		}
		var err error
		cells, err = r.nextRow()
		if _, isRow := err.(*RowError); isRow {
			h.rows = append(h.rows, heldRow{err: err})
			cells = nil
			continue
		}
		if err == io.EOF {
			return flagErrorf("-%s: the dates may all begin with the day or the month: say -dates dmy or -dates mdy", undecided.flag)
		}
		if err != nil {
			return err
		}
	}
}

// keep copies the cells of a row that are used.
func (h *held) keep(r *Reader, cells []string) {
	if cells == nil {
		return
	}
	row := heldRow{cells: make([]string, len(r.asked)), lines: make([]int, len(r.asked)), start: r.line(0)}
	for i, place := range r.asked {
		row.cells[i], row.lines[i] = strings.Clone(cells[place]), r.line(place)
		h.size += len(cells[place])
	}
	h.size += 64 + 32*len(r.asked)
	h.rows = append(h.rows, row)
}

// release returns the next of the rows that waited.
func (r *Reader) release() ([]string, error) {
	h := &r.hold
	row := &h.rows[h.next]
	h.next++
	if row.err != nil {
		return nil, row.err
	}
	if r.current == nil {
		r.current = make([]string, len(r.names))
	}
	for i, place := range r.asked {
		r.current[place] = row.cells[i]
	}
	r.line = func(place int) int {
		if at, found := slices.BinarySearch(r.asked, place); found {
			return row.lines[at]
		}
		return row.start
	}
	if h.next == len(h.rows) {
		h.rows, h.next = nil, 0
	}
	return r.current, nil
}
