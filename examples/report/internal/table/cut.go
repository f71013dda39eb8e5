package table

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// blockBytes is the size of the blocks that a file of text is read in. A row that is longer
// takes a longer one, up to MaxRowBytes and a block.
const blockBytes = 128 << 10

// cutter cuts text into blocks of whole rows.
type cutter struct {
	in    io.Reader
	comma string
	size  int    // of a block
	line  int    // of the next row, from 1
	rest  []byte // what is read of it
	ended error  // why there is no more to read
}

// block is whole rows of a text, the first of which is on a line.
type block struct {
	buffer []byte
	size   int // of the rows in the buffer
	line   int
	err    error // after the rows, nil if others follow
}

func newCutter(in io.Reader, comma rune, line int) *cutter {
	return &cutter{in: in, comma: string(comma), size: blockBytes, line: line}
}

// cut reads the next block.
func (c *cutter) cut(b *block) {
	if len(b.buffer) != c.size {
		b.buffer = make([]byte, c.size)
	}
	for len(c.rest) > len(b.buffer)/2 {
		b.buffer = make([]byte, 2*len(b.buffer))
	}
	b.size, b.err = 0, nil
	n := copy(b.buffer, c.rest)
	for {
		for n < len(b.buffer) && c.ended == nil {
			more, err := c.in.Read(b.buffer[n:])
			n, c.ended = n+more, err
		}
		if b.size = c.whole(b.buffer[:n]); b.size > 0 || c.ended != nil {
			break
		}
		if n > MaxRowBytes {
			c.ended = tooLong(c.line)
			break
		}
		b.buffer = append(b.buffer, make([]byte, len(b.buffer))...)
	}
	c.rest = append(c.rest[:0], b.buffer[b.size:n]...)
	b.line = c.line
	c.line += bytes.Count(b.buffer[:b.size], []byte("\n"))
	b.err = c.ended
}

func tooLong(line int) error {
	return fmt.Errorf("the row on line %d is longer than %d KiB: is a closing quote missing?", line, MaxRowBytes>>10)
}

// whole returns the size of the rows of a text that are whole. It looks at quotes as a
// splitter does; between them it looks at nothing but line ends.
func (c *cutter) whole(text []byte) int {
	if c.ended == io.EOF {
		return len(text) // the last row may have no line end
	}
	row := 0 // from which on there was no quote yet
	for {
		quote := bytes.IndexByte(text[row:], '"')
		if quote < 0 {
			return row + bytes.LastIndexByte(text[row:], '\n') + 1
		}
		before := text[row : row+quote]
		cell := quote == 0 || before[quote-1] == '\n' || bytes.HasSuffix(before, []byte(c.comma))
		size := c.quoted(text[row+quote:], cell)
		if size == 0 {
			return row + bytes.LastIndexByte(before, '\n') + 1
		}
		row += quote + size
	}
}

// quoted returns the size of what is left of a row from its first quote on, which may begin
// a cell, 0 if it is not whole.
func (c *cutter) quoted(text []byte, begins bool) int {
	at := 0
	toLineEnd := func() int {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return 0
		}
		return at + end + 1
	}
	for {
		if !begins {
			return toLineEnd() // it is out of place
		}
		for again := true; again; {
			at++
			quote := bytes.IndexByte(text[at:], '"')
			if at += quote + 1; quote < 0 || len(text)-at < utf8.UTFMax {
				return 0
			}
			again = text[at] == '"'
		}
		if !bytes.HasPrefix(text[at:], []byte(c.comma)) {
			return toLineEnd() // the row is over, or something is out of place
		}
		at += len(c.comma)
		line := toLineEnd()
		if at < len(text) && text[at] == '"' {
			continue
		}
		if line == 0 {
			return 0
		}
		quote := bytes.IndexByte(text[at:line], '"')
		if quote < 0 {
			return line
		}
		begins = bytes.HasSuffix(text[at:at+quote], []byte(c.comma))
		at += quote
	}
}
