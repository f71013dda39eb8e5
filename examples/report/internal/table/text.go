package table

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
)

// text is a file of text whose cells are separated by commas or another character.
type text struct {
	comma    rune
	cutter   *cutter
	block    block // of the header and the rows that are with it
	splitter splitter
	rows     *rows
	parts    *parts   // after that block
	row      *row     // the last that was taken
	cells    []string // its cells
}

// separators are those that a file may have, and what they are called.
var separators = []struct {
	comma rune
	name  string
}{{',', "commas"}, {';', "semicolons"}, {'\t', "tabs"}, {'|', "bars"}}

// ParseSeparator parses the name of a separator, or the separator itself.
func ParseSeparator(text string) (rune, error) {
	for _, s := range separators {
		if text == string(s.comma) || text+"s" == s.name || text == s.name {
			return s.comma, nil
		}
	}
	if text == `\t` {
		return '\t', nil
	}
	return 0, errors.New(`want comma, semicolon, tab or bar, or the character: "," ";" "|"`)
}

func separatorName(comma rune) string {
	for _, s := range separators {
		if s.comma == comma {
			return s.name
		}
	}
	return string(comma)
}

// newText finds out how the cells are separated.
func newText(in *bufio.Reader, o Options) (*text, error) {
	in, err := decode(in, o.Encoding)
	if err != nil {
		return nil, err
	}
	t := &text{comma: o.Comma, rows: &rows{}}
	first := 1
	start, err := in.Peek(in.Size())
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, err
	}
	if line, _, found := bytes.Cut(start, []byte("\n")); bytes.HasPrefix(start, []byte("sep=")) && found {
		named := []rune(strings.TrimSuffix(string(line[len("sep="):]), "\r"))
		if len(named) != 1 || !validComma(named[0]) {
			return nil, errors.New("the line sep= at the top names no separator: take it out, and name one with -sep")
		}
		if t.comma == 0 {
			t.comma = named[0]
		}
		in.Discard(len(line) + 1)
		start = start[len(line)+1:]
		first = 2
	}
	if t.comma == 0 {
		t.comma = sniffComma(start)
	}
	var lines io.Reader = in
	if bytes.Contains(start, []byte("\r")) && !bytes.Contains(start, []byte("\n")) {
		lines = carriageReturns{in}
	}
	t.cutter, t.splitter.comma = newCutter(lines, t.comma, first), string(t.comma)
	return t, nil
}

func validComma(c rune) bool {
	return c != 0 && c != '"' && c != '\r' && c != '\n' && c != '\uFFFD' && c != ' '
}

// sniffComma finds the separator in the first two rows: that of which both have as many,
// and of those, or of all if there is none, the one that the header has most.
func sniffComma(start []byte) rune {
	header, rest := countSeparators(start)
	row, _ := countSeparators(rest)
	comma, most, agrees := ',', 0, false
	for i, s := range separators {
		same := header[i] > 0 && header[i] == row[i]
		if header[i] > 0 && (same && !agrees || same == agrees && header[i] > most) {
			comma, most, agrees = s.comma, header[i], same
		}
	}
	return comma
}

// countSeparators counts the separators of a row outside quotes, and returns what is
// after it.
func countSeparators(text []byte) (counts [4]int, rest []byte) {
	quoted := false
	for i, b := range text {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' {
			return counts, text[i+1:]
		}
		for j, s := range separators {
			if rune(b) == s.comma {
				counts[j]++
			}
		}
	}
	return counts, nil
}

// keep says which cells are kept from the next row on, of rows that have so many, and that
// others follow after the block of the header.
func (t *text) keep(places []int, width, joined int, p *parts) {
	t.splitter.places, t.splitter.width = places, width
	t.cells = make([]string, width, width+joined)
	t.parts = p
	t.splitter.fill(t.rows, math.MaxInt)
	if t.rows.err = cmp.Or(t.rows.err, t.block.err); t.rows.err == nil {
		p.begin()
	}
}

// more gets more rows, or the error after the last.
func (t *text) more() error {
	switch {
	case t.cutter == nil: // a part
		return io.EOF
	case t.rows.err != nil:
		return t.rows.err
	case t.parts != nil:
		t.rows = t.parts.next()
		return nil
	case t.splitter.at == len(t.splitter.text):
		if t.block.err != nil {
			return t.block.err
		}
		t.cutter.cut(&t.block)
		t.splitter.take(&t.block)
	}
	t.splitter.fill(t.rows, 1)
	return nil
}

// rewind gives the first row of the file back.
func (t *text) rewind() { t.splitter.take(&t.block) }

func (t *text) next() ([]string, error) {
	for t.rows.next == len(t.rows.rows) {
		if err := t.more(); err != nil {
			return nil, err
		}
	}
	row := &t.rows.rows[t.rows.next]
	t.rows.next++
	t.row = row
	if row.fault != nil {
		return nil, row.fault
	}
	cells := t.rows.cells[row.cells : row.cells+row.kept : row.cells+row.kept]
	places := t.splitter.places
	if places == nil {
		return cells, nil
	}
	if row.width != len(t.cells) {
		return nil, wrongWidth(row.line, row.width, len(t.cells))
	}
	for i, place := range places {
		t.cells[place] = cells[i]
	}
	return t.cells, nil
}

func (t *text) line(place int) int {
	if t.row.lines < 0 {
		return t.row.line
	}
	at, kept := place, true
	if t.splitter.places != nil {
		at, kept = slices.BinarySearch(t.splitter.places, place)
	}
	if !kept {
		return t.row.line
	}
	return t.rows.lines[t.row.lines+at]
}

// carriageReturns reads the line ends of an old Macintosh.
type carriageReturns struct{ in io.Reader }

func (c carriageReturns) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// rowLimit refuses to read more than left bytes, and from then on anything.
type rowLimit struct {
	in   io.Reader
	left int
	over bool
}

var errLongRow = errors.New("a row is too long")

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
