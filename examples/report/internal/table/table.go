// Package table reads files of rows as people have them: .csv with any separator and
// encoding, .xlsx and JSON, gzipped or not, and what is written in their cells: times,
// numbers, and words of scales. Where a file can be read in two ways it guesses neither:
// the error names the flag that says which. No error repeats what a cell says.
package table

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Options say what a file does not say of itself. The zero Options read a file that
// says it all.
type Options struct {
	Encoding string // of text, by its name on the web; "" is UTF-8, or what a byte-order mark says
	Comma    rune   // that separates the cells of text; 0 is the one that the header has most
	Decimal  rune   // of numbers, a point or a comma; 0 is the one that the cells have
	Sheet    string // of a workbook; "" is the first
	Header   *int   // rows of the header; nil is one
	Where    []Condition
	Join     *Join
}

// Reader reads the rows of a table, one by one.
type Reader struct {
	in                 source
	text               *text // in, nil if it is of another kind
	options            Options
	names              []name
	columns            []string // how a message names them
	comma              rune     // 0: the file is no text
	sheets             int      // of a workbook
	keyed              bool     // JSON
	workbook, from1904 bool

	asked    []int // the columns whose cells are used, in ascending order
	clocks   []*Clock
	numbers  []*numbers
	where    []Condition
	join     *join
	filtered int64
	hold     held
	current  []string
	formulas *int64 // of a workbook, without their value
	line     func(place int) int
	ownLine  func(place int) int // fileLine

	begun   bool
	waiting bool // for a row that tells
	part    bool // the rows are those of a part
	fork    func(*Reader) (count, merge func() bool)
}

// source is a file of one kind.
type source interface {
	// next returns the cells of the next row, valid until the call after, or a
	// [*RowError], after which reading can go on.
	next() ([]string, error)
	line(place int) int // of a cell of the row
}

// A RowError says why a row is no row of the table.
type RowError struct {
	Line   int
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// A FlagError is a question that a flag answers.
type FlagError struct{ Text string }

func (e *FlagError) Error() string { return e.Text }

func flagErrorf(format string, args ...any) error { return &FlagError{fmt.Sprintf(format, args...)} }

// MaxRowBytes is the size from which on a row is taken for one whose closing quote
// is missing: to look for it further would read the rest of the file into memory.
const MaxRowBytes = 1 << 20

// Open reads the header of a file.
func Open(in io.Reader, o Options) (*Reader, error) {
	r, err := open(in, o)
	return r, readError(err)
}

func open(in io.Reader, o Options) (*Reader, error) {
	buffered, k, err := unpack(in)
	if err != nil {
		return nil, err
	}
	r := &Reader{options: o}
	if k == jsonFile && o.Comma != 0 {
		k = textFile
	}
	switch k {
	case workbookFile:
		var w *workbook
		if w, r.sheets, err = newWorkbook(buffered, o.Sheet); err == nil {
			r.in, r.workbook, r.from1904, r.formulas = w, true, w.from1904, &w.formulas
		}
	case jsonFile:
		r.in, err = newJSON(buffered, o)
		r.keyed = true
	default:
		var t *text
		if t, err = newText(buffered, o); err == nil {
			r.in, r.text, r.comma = t, t, t.comma
		}
	}
	if err != nil {
		return nil, err
	}
	if o.Sheet != "" && k != workbookFile {
		return nil, flagErrorf("-sheet: the file is no .xlsx workbook")
	}
	if err := r.readHeader(); err != nil {
		return nil, err
	}
	if o.Join != nil {
		if err := r.openJoin(*o.Join); err != nil {
			return r, err
		}
	}
	for _, c := range o.Where {
		if c.place, err = r.Find("where", c.Column); err != nil {
			return r, err
		}
		r.where = append(r.where, c)
	}
	return r, nil
}

// unpack unpacks gzip, and tells the kind of what is in it.
func unpack(in io.Reader) (*bufio.Reader, kind, error) {
	const size = 64 << 10
	buffered := bufio.NewReaderSize(in, size)
	k, err := sniff(buffered)
	if err != nil || k != gzipFile {
		return buffered, k, err
	}
	unpacked, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, 0, err
	}
	buffered = bufio.NewReaderSize(unpacked, size)
	if k, err = sniff(buffered); err == nil && k == gzipFile {
		err = errors.New("the file is gzipped twice: unpack it once")
	}
	return buffered, k, err
}

// readError says what is wrong with a damaged gzip file; other errors say so
// themselves.
func readError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the gzip file is cut short")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return errors.New("the gzip file is damaged")
	}
	return err
}

// Next returns the cells of the next row, valid until the call after; only those of
// the columns that Find found before the first row are there for certain, and all if it
// found none. At the end it returns [io.EOF]. After a [*RowError] reading can go on.
func (r *Reader) Next() ([]string, error) {
	cells, err := r.nextTold()
	for _, c := range r.clocks {
		if c.order.against != 0 {
			return nil, c.conflict()
		}
	}
	if err == io.EOF {
		err = cmp.Or(r.unclear(), io.EOF)
	}
	if err != nil {
		return nil, readError(err)
	}
	for _, n := range r.numbers {
		cells[n.place] = n.plain(cells[n.place], r.line)
	}
	return cells, nil
}

// nextRow returns the next row of the file that the conditions keep.
func (r *Reader) nextRow() ([]string, error) {
	if r.ownLine == nil {
		r.ownLine = r.fileLine
	}
	r.line = r.ownLine
	for {
		cells, err := r.fileRow()
		if err != nil || r.keeps(cells) {
			return cells, err
		}
		r.filtered++
	}
}

// fileRow returns the next row of the file, with what is joined.
func (r *Reader) fileRow() ([]string, error) {
	own := len(r.names)
	if r.join != nil {
		own = r.join.width
	}
	if !r.begun {
		if err := r.begin(own); err != nil {
			return nil, err
		}
	}
	cells, err := r.in.next()
	if err != nil {
		return nil, err
	}
	for r.workbook && len(cells) < own {
		cells = append(cells, "")
	}
	for len(cells) > own && clean(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != own {
		return nil, wrongWidth(r.in.line(0), len(cells), own)
	}
	if r.join != nil {
		cells = r.join.add(cells)
	}
	return cells, nil
}

// begin reads the file to join, and says which cells are kept: those of the columns that
// are asked for, all if none is.
func (r *Reader) begin(own int) error {
	r.begun = true
	if r.join != nil {
		if err := r.join.load(r.asked); err != nil {
			return err
		}
	}
	if r.text == nil {
		return nil
	}
	places := r.asked
	for len(places) > 0 && places[len(places)-1] >= own { // of a joined file
		places = places[:len(places)-1]
	}
	r.text.keep(slices.Clone(places), own, len(r.names)-own, &parts{reader: r})
	return nil
}

func wrongWidth(line, cells, header int) *RowError {
	return &RowError{line, fmt.Sprintf("%d cells, the header has %d", cells, header)}
}

// fileLine returns the line of a cell of the row that was read last.
func (r *Reader) fileLine(place int) int {
	if r.join != nil && place >= r.join.width {
		place = r.join.key
	}
	return r.in.line(place)
}

// Line returns the line of the file on which a cell of the current row begins, or the
// row of a workbook, or the number of an object.
func (r *Reader) Line(place int) int { return r.line(place) }

// Notes say how the file was read, where it could have been read in another way.
func (r *Reader) Notes() []string {
	var notes []string
	if r.comma != 0 && r.comma != ',' && r.options.Comma == 0 {
		notes = append(notes, "cells are separated by "+separatorName(r.comma))
	}
	for _, n := range r.numbers {
		if n.comma > 0 && r.options.Decimal == 0 {
			notes = append(notes, "numbers have a decimal comma")
			break
		}
	}
	if r.formulas != nil && *r.formulas > 0 {
		notes = append(notes, fmt.Sprintf("%d formulas without their value are blank: open the workbook in a spreadsheet, and save it", *r.formulas))
	}
	for _, c := range r.clocks {
		if note := c.note(r.columns[c.place]); note != "" {
			notes = append(notes, note)
		}
	}
	if r.sheets > 1 && r.options.Sheet == "" {
		notes = append(notes, fmt.Sprintf("the first of %d sheets is read, -sheet reads another", r.sheets))
	}
	return notes
}

// Trim takes the blanks around a cell away, which most do not have.
func Trim(cell string) string {
	if n := len(cell) - 1; n >= 0 && (cell[0]-'!' > '~'-'!' || cell[n]-'!' > '~'-'!') {
		return strings.TrimSpace(cell)
	}
	return cell
}

// clean takes the blanks around a cell or a name away.
func clean(cell string) string { return Trim(cell) }
