package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// text is a file of text whose cells are separated by commas or another character.
type text struct {
	csv   *csv.Reader
	limit *rowLimit
	comma rune
	above int // lines before the header
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
	t := &text{comma: o.Comma}
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
		t.above = 1
	}
	if t.comma == 0 {
		t.comma = sniffComma(start)
	}
	t.limit = &rowLimit{in: in, left: MaxRowBytes}
	if bytes.Contains(start, []byte("\r")) && !bytes.Contains(start, []byte("\n")) {
		t.limit.in = carriageReturns{in}
	}
	t.csv = csv.NewReader(t.limit)
	t.csv.Comma = t.comma
	t.csv.FieldsPerRecord = -1
	t.csv.ReuseRecord = true
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

func (t *text) next() ([]string, error) {
	t.limit.left = MaxRowBytes
	cells, err := t.csv.Read()
	if malformed, ok := errors.AsType[*csv.ParseError](err); ok {
		reason := "a quote is out of place"
		if malformed.Line > malformed.StartLine {
			reason = fmt.Sprintf("a quote is out of place, seen on line %d", malformed.Line+t.above)
		}
		return nil, &RowError{malformed.StartLine + t.above, reason}
	}
	return cells, err
}

func (t *text) line(place int) int {
	line, _ := t.csv.FieldPos(place)
	return line + t.above
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

var errLongRow = fmt.Errorf("a row is longer than %d KiB: is a closing quote missing?", MaxRowBytes>>10)

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
