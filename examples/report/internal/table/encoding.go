package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	textunicode "golang.org/x/text/encoding/unicode"
)

const utf8Mark = "\xef\xbb\xbf"

// CheckEncoding refuses a name that no encoding has.
func CheckEncoding(name string) error {
	if _, err := htmlindex.Get(name); err != nil {
		return errors.New("want the name of an encoding, as windows-1252, iso-8859-2, macintosh, utf-16le or shift_jis")
	}
	return nil
}

// decode returns the text of a file as UTF-8, all of which is checked: a decoder that
// meets a byte that is not of its encoding writes U+FFFD and goes on.
func decode(in *bufio.Reader, encoding string) (*bufio.Reader, error) {
	start, err := in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	c := &checked{in: in, line: 1}
	switch {
	case bytes.HasPrefix(start, []byte(utf8Mark)):
		in.Discard(len(utf8Mark))
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		c.in, c.encoding = textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM).NewDecoder().Reader(in), "UTF-16"
	case encoding != "":
		e, err := htmlindex.Get(encoding)
		if err != nil {
			return nil, flagErrorf("-encoding: %v", CheckEncoding(encoding))
		}
		if c.encoding, err = htmlindex.Name(e); err != nil {
			return nil, err
		}
		if c.encoding != "utf-8" {
			c.in = e.NewDecoder().Reader(in)
		}
	case len(start) > 1 && start[1] == 0:
		return nil, errors.New("the file is no UTF-8 text: is it UTF-16? -encoding utf-16le")
	case len(start) > 0 && start[0] == 0:
		return nil, errors.New("the file is no UTF-8 text: is it UTF-16? -encoding utf-16be")
	}
	return bufio.NewReaderSize(c, 64<<10), nil
}

// checked refuses what is not UTF-8, and from a decoder also U+FFFD.
type checked struct {
	in       io.Reader
	encoding string // "" is UTF-8 by default
	line     int
	rest     [utf8.UTFMax]byte // the beginning of a character
	kept     int
	last     byte // before the rest
	err      error
}

func (c *checked) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if len(p) <= utf8.UTFMax {
		return 0, io.ErrShortBuffer
	}
	n := copy(p, c.rest[:c.kept])
	c.kept = 0
	more, err := c.in.Read(p[n:])
	n += more
	text := p[:n]
	if err == nil {
		text = whole(text)
		c.kept = copy(c.rest[:], p[len(text):n])
	}
	if !utf8.Valid(text) || c.encoding != "" && bytes.ContainsRune(text, utf8.RuneError) {
		c.err = c.refuse(text)
		return 0, c.err
	}
	c.line += bytes.Count(text, []byte("\n"))
	if len(text) > 0 {
		c.last = text[len(text)-1]
	}
	return len(text), err
}

// whole cuts the beginning of a character off at the end of text.
func whole(text []byte) []byte {
	for i := len(text) - 1; i >= 0 && i > len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return text[:i]
			}
			break
		}
	}
	return text
}

// refuse names the line of the first byte that is not text, and two encodings that may
// be meant. Bytes that stand alone between letters are those of an alphabet of the west;
// those in rows are another alphabet, or two bytes to a character.
func (c *checked) refuse(text []byte) error {
	at := 0
	for at < len(text) {
		char, size := utf8.DecodeRune(text[at:])
		if char == utf8.RuneError && (size == 1 || c.encoding != "") {
			break
		}
		at += size
	}
	line := c.line + bytes.Count(text[:at], []byte("\n"))
	if c.encoding != "" {
		return fmt.Errorf("line %d is not in the encoding %s: name another with -encoding", line, c.encoding)
	}
	single, rows, low := 0, 0, 0
	for i := at; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		begin := i
		for i < len(text) && text[i] >= utf8.RuneSelf {
			if text[i] < 0xa0 {
				low++
			}
			i++
		}
		if i-begin > 1 {
			rows++
		} else {
			single++
		}
	}
	candidates := "windows-1252 (Western Europe) or windows-1250 (Central Europe)"
	switch {
	case rows > single:
		candidates = "windows-1251 (Cyrillic) or gb18030 (Chinese)"
	case low > single/2 && c.before(text, at):
		candidates = "macintosh (Excel for Mac) or windows-1252 (Western Europe)"
	}
	return fmt.Errorf("line %d is not UTF-8: name the encoding with -encoding, as %s", line, candidates)
}

// before reports whether a letter is before a byte.
func (c *checked) before(text []byte, at int) bool {
	if at > 0 {
		c.last = text[at-1]
	}
	return unicode.IsLetter(rune(c.last))
}
