package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// openSource opens a file, standard input for "-", or the sample of the topic for "".
func openSource(o *options, stdin io.Reader) (io.ReadCloser, error) {
	switch o.file {
	case "":
		return io.NopCloser(bytes.NewReader(topics[o.topic].rows)), nil
	case "-":
		return io.NopCloser(stdin), nil
	}
	return os.Open(o.file)
}

// maxRowBytes is the size from which on a row is taken for one whose closing quote
// is missing: to look for it further would read the rest of the file into memory.
const maxRowBytes = 1 << 20

// tableReader reads a CSV file, plain or gzipped, row by row.
type tableReader struct {
	csv    *csv.Reader
	limit  *rowLimit
	header []string // without the blanks around the names
}

// newTableReader reads the header.
func newTableReader(in io.Reader) (*tableReader, error) {
	text, err := decode(in)
	if err != nil {
		return nil, readError(err)
	}
	limit := &rowLimit{in: text, left: maxRowBytes}
	r := &tableReader{csv: csv.NewReader(limit), limit: limit}
	r.csv.ReuseRecord = true
	header, err := r.csv.Read()
	if err == io.EOF {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("the header cannot be read: %w", readError(err))
	}
	r.header = slices.Clone(header)
	for i, name := range r.header {
		r.header[i] = strings.TrimSpace(name)
	}
	return r, nil
}

// decode unpacks gzip, by its first bytes rather than a file name, and skips a
// byte-order mark.
func decode(in io.Reader) (io.Reader, error) {
	const size = 64 << 10
	buffered := bufio.NewReaderSize(in, size)
	if start, _ := buffered.Peek(2); string(start) == "\x1f\x8b" {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, err
		}
		buffered = bufio.NewReaderSize(unpacked, size)
	}
	start, err := buffered.Peek(3)
	switch {
	case err != nil && err != io.EOF:
		return nil, err
	case string(start) == "\xef\xbb\xbf":
		buffered.Discard(3)
	case bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, errors.New("the file is UTF-16: save it as UTF-8")
	}
	return buffered, nil
}

// next returns the cells of the next row, valid until the call after. A row that is
// not well formed is a [*csv.ParseError], after which reading can go on.
func (r *tableReader) next() ([]string, error) {
	r.limit.left = maxRowBytes
	return r.csv.Read()
}

// line returns the line of the file on which a cell of the current row begins.
func (r *tableReader) line(place int) int {
	line, _ := r.csv.FieldPos(place)
	return line
}

// rowLimit refuses to read more than left bytes, and from then on anything.
type rowLimit struct {
	in   io.Reader
	left int
	over bool
}

var errLongRow = fmt.Errorf("a row is longer than %d KiB: is a closing quote missing?", maxRowBytes>>10)

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.over = true
	}
	if l.over {
		return 0, errLongRow
	}
	n, err := l.in.Read(p)
	l.left -= n
	return n, err
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

// find returns the place of the column that a flag names, -1 if it names none.
func (r *tableReader) find(flag, column string) (int, error) {
	if column == "" {
		return -1, nil
	}
	place := slices.Index(r.header, column)
	if place < 0 {
		return 0, &usageError{text: fmt.Sprintf("-%s: there is no column %q", flag, column)}
	}
	if slices.Contains(r.header[place+1:], column) {
		return 0, &usageError{text: fmt.Sprintf("-%s: two columns are named %q", flag, column)}
	}
	return place, nil
}

// columns is the columns of a source, for a message that says what there are.
type columns struct {
	source string
	names  []string
}

// columnsOf returns the columns of the file among the arguments of the program, or
// of a sample.
func columnsOf(args []string) columns {
	var o options
	for i, arg := range args {
		if t, ok := sampleTopic(strings.TrimPrefix(strings.TrimLeft(arg, "-"), "sample=")); ok {
			o.topic = t
		}
		beside := i > 0 && slices.Contains([]string{"costs", "map", "outcome", "referrals"}, strings.TrimLeft(args[i-1], "-"))
		if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && !beside {
			o.file = arg
		}
	}
	in, err := openSource(&o, nil)
	if err != nil {
		return columns{}
	}
	defer in.Close()
	r, err := newTableReader(in)
	if err != nil {
		return columns{}
	}
	return columns{o.source(), r.header}
}

// String lists the names.
func (c columns) String() string {
	const most = 60
	names := make([]string, 0, most)
	for _, name := range c.names[:min(len(c.names), most)] {
		names = append(names, clip(printable(name), 40))
	}
	text := "The columns of " + printable(c.source) + " are: " + strings.Join(names, ", ")
	if len(c.names) > most {
		text += fmt.Sprintf(" and %d more", len(c.names)-most)
	}
	return text + "."
}
