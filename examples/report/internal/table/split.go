package table

import (
	"fmt"
	"strings"
)

// splitter splits a block into rows and cells, as encoding/csv does: a cell in quotes may
// have separators, line ends, and quotes written twice; blank lines are no rows; a line
// ends with or without a carriage return. Cells are parts of the text.
type splitter struct {
	comma  string
	width  int    // cells of a row, 0: not known
	places []int  // of the cells that are kept, in ascending order; nil: all
	text   string // the block
	at     int    // in the text, of the next row
	line   int    // of that row, from 1
	quote  int    // in the text, of the first quote that is not before the next row

	scratch []byte // a cell in quotes that is not what is written
	starts  []int  // the lines of the cells of a row of several lines
}

// rows are rows of one block.
type rows struct {
	rows  []row
	cells []string // those that are kept, one row after the other
	lines []int    // of the cells of rows of several lines
	next  int      // of the rows: the one that is to be used
	err   error    // after the rows
}

// row is one row.
type row struct {
	line  int
	width int // cells, without blank ones beyond those of the header
	cells int // the place of its cells
	kept  int // and their number
	lines int // the place of the lines of its cells, -1: they are all on the line of the row
	fault *RowError
}

// take begins with the rows of a block.
func (s *splitter) take(b *block) {
	s.text, s.at, s.line = string(b.buffer[:b.size]), 0, b.line
	s.findQuote()
}

// findQuote finds the next quote.
func (s *splitter) findQuote() {
	quote := strings.IndexByte(s.text[s.at:], '"')
	if s.quote = s.at + quote; quote < 0 {
		s.quote = len(s.text)
	}
}

// reset makes room for other rows.
func (b *rows) reset() {
	b.rows, b.cells, b.lines, b.next, b.err = b.rows[:0], b.cells[:0], b.lines[:0], 0, nil
}

// fill takes so many rows, or all there are.
func (s *splitter) fill(b *rows, most int) {
	b.reset()
	for len(b.rows) < most && s.row(b) {
	}
}

// row takes one row, and reports whether there is one.
func (s *splitter) row(b *rows) bool {
	for s.at < len(s.text) {
		text := s.text[s.at:]
		end := strings.IndexByte(text, '\n')
		next := end + 1
		if end < 0 {
			end, next = len(text), len(text)
		}
		if end > 0 && text[end-1] == '\r' {
			end--
		}
		if end == 0 {
			s.at += next
			s.line++
			continue // a blank line
		}
		if s.quote < s.at+end {
			return s.quoted(b, s.at+end)
		}
		if end > MaxRowBytes {
			return s.refuse(b)
		}
		r := row{line: s.line, cells: len(b.cells), lines: -1}
		s.split(b, &r, text[:end])
		b.rows = append(b.rows, r)
		s.at += next
		s.line++
		return true
	}
	return false
}

// refuse ends the rows before one that is too long.
func (s *splitter) refuse(b *rows) bool {
	b.err = tooLong(s.line)
	s.at = len(s.text)
	return false
}

// split splits a line without quotes.
func (s *splitter) split(b *rows, r *row, line string) {
	for {
		if s.places != nil && r.kept == len(s.places) {
			s.count(r, line)
			return
		}
		cell, more := line, false
		if len(s.comma) == 1 {
			if at := strings.IndexByte(line, s.comma[0]); at >= 0 {
				cell, line, more = line[:at], line[at+1:], true
			}
		} else {
			cell, line, more = strings.Cut(line, s.comma)
		}
		if s.places == nil || r.width == s.places[r.kept] {
			b.cells = append(b.cells, cell)
			r.kept++
		}
		if r.width++; !more {
			return
		}
	}
}

// count counts the cells of the rest of a line, of which none is kept.
func (s *splitter) count(r *row, line string) {
	before := r.width
	for r.width += 1 + strings.Count(line, s.comma); r.width > s.width; r.width-- {
		last := 0
		if r.width > before+1 {
			last = strings.LastIndex(line, s.comma)
		}
		if clean(strings.TrimPrefix(line[last:], s.comma)) != "" {
			return
		}
		line = line[:last]
	}
}

// cellEnd says what is after a cell.
type cellEnd int

const (
	beforeCell cellEnd = iota // another cell is next
	beforeRow                 // the row is over
	outOfPlace                // a quote is out of place
)

// cursor is a place in the text of a splitter.
type cursor struct {
	at, line int
	end      int // of the line, without its line end, if it is not before at
}

// quoted takes a row that has a quote, and whose first line ends at a place.
func (s *splitter) quoted(b *rows, end int) bool {
	r := row{line: s.line, cells: len(b.cells), lines: -1}
	c := cursor{at: s.at, line: s.line, end: end}
	s.starts = s.starts[:0]
	filled := 0
	for end := beforeCell; end == beforeCell; r.width++ {
		keep := s.places == nil || r.kept < len(s.places) && r.width == s.places[r.kept]
		start := c.line
		var cell string
		if c.at < len(s.text) && s.text[c.at] == '"' {
			cell, end = s.quotedCell(&c, keep || r.width >= s.width)
		} else {
			cell, end = s.plainCell(&c)
		}
		if end == outOfPlace {
			s.skipLine(&c)
			b.cells = b.cells[:r.cells]
			r.fault = &RowError{r.line, "a quote is out of place"}
			if line := c.line - 1; line > r.line {
				r.fault.Reason = fmt.Sprintf("a quote is out of place, seen on line %d", line)
			}
			break
		}
		if keep {
			b.cells, s.starts = append(b.cells, cell), append(s.starts, start)
			r.kept++
		}
		if r.width < s.width || clean(cell) != "" {
			filled = r.width + 1
		}
	}
	if c.at-s.at > MaxRowBytes {
		b.cells = b.cells[:r.cells]
		return s.refuse(b)
	}
	if s.places != nil {
		r.width = min(r.width, max(filled, s.width))
	}
	if r.fault == nil && c.line > r.line+1 {
		r.lines = len(b.lines)
		b.lines = append(b.lines, s.starts...)
	}
	b.rows = append(b.rows, r)
	s.at, s.line = c.at, c.line
	s.findQuote()
	return true
}

// plainCell takes a cell without quotes around it.
func (s *splitter) plainCell(c *cursor) (string, cellEnd) {
	if c.end < c.at {
		end := strings.IndexByte(s.text[c.at:], '\n')
		if c.end = c.at + end; end < 0 {
			c.end = len(s.text)
		}
		if c.end > c.at && s.text[c.end-1] == '\r' {
			c.end--
		}
	}
	cell, _, more := strings.Cut(s.text[c.at:c.end], s.comma)
	if s.quote < c.at+len(cell) && strings.IndexByte(cell, '"') >= 0 {
		return "", outOfPlace
	}
	if c.at += len(cell); more {
		c.at += len(s.comma)
		return cell, beforeCell
	}
	s.skipLine(c)
	return cell, beforeRow
}

// skipLine goes to the next line.
func (s *splitter) skipLine(c *cursor) {
	end := strings.IndexByte(s.text[c.at:], '\n')
	if c.at += end + 1; end < 0 {
		c.at = len(s.text)
	}
	c.line++
}

// quotedCell takes a cell in quotes, of which the text is only made if it is kept.
func (s *splitter) quotedCell(c *cursor, keep bool) (string, cellEnd) {
	from, start := c.at+1, c.line
	s.scratch = s.scratch[:0]
	for c.at++; ; c.at++ {
		at := strings.IndexByte(s.text[c.at:], '"')
		if at < 0 {
			rest := strings.TrimSuffix(strings.TrimSuffix(s.text[c.at:], "\r"), "\n")
			c.line += strings.Count(rest, "\n")
			c.at = len(s.text)
			return "", outOfPlace
		}
		if c.at+at > c.end {
			c.line += strings.Count(s.text[c.at:c.at+at], "\n")
		}
		c.at += at
		after := s.text[c.at+1:]
		end := beforeRow
		switch {
		case strings.HasPrefix(after, `"`):
			c.at++
			if keep {
				s.scratch = append(s.scratch, s.text[from:c.at]...)
			}
			from = c.at + 1
			continue
		case strings.HasPrefix(after, s.comma):
			end = beforeCell
		case after != "" && after != "\r" && after[0] != '\n' && !strings.HasPrefix(after, "\r\n"):
			return "", outOfPlace
		}
		cell := s.text[from:c.at]
		if len(s.scratch) > 0 {
			s.scratch = append(s.scratch, cell...)
			cell = string(s.scratch)
		}
		if keep && c.line > start && strings.Contains(cell, "\r\n") {
			cell = strings.ReplaceAll(cell, "\r\n", "\n")
		}
		if end == beforeRow {
			s.skipLine(c)
			return cell, end
		}
		c.at += 1 + len(s.comma)
		return cell, end
	}
}
