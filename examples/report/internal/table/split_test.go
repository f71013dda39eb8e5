package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// told writes rows: the line, the number and the text of their cells, and the lines of those
// in some places.
func told(line, width int, cells []string, lines []int) string {
	return fmt.Sprintf("%d: %d cells %q on %d", line, width, cells, lines)
}

// standardRows reads text with encoding/csv, and tells the cells in some places, nil is all,
// of rows that have so many.
func standardRows(text string, comma rune, places []int, width int) (rows []string) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = comma, -1
	for {
		cells, err := in.Read()
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			reason := "a quote is out of place"
			if wrong.Line > wrong.StartLine {
				reason = fmt.Sprintf("a quote is out of place, seen on line %d", wrong.Line)
			}
			rows = append(rows, fmt.Sprintf("%d: %s", wrong.StartLine, reason))
			continue
		}
		if err != nil {
			return append(rows, err.Error())
		}
		n := len(cells)
		for places != nil && n > width && clean(cells[n-1]) == "" {
			n--
		}
		var kept []string
		var lines []int
		for place := range cells {
			if places == nil || slices.Contains(places, place) {
				line, _ := in.FieldPos(place)
				kept, lines = append(kept, cells[place]), append(lines, line)
			}
		}
		line, _ := in.FieldPos(0)
		rows = append(rows, told(line, n, kept, lines))
	}
}

// splitRows does the same with blocks of so many bytes, at most so many rows at a time.
func splitRows(in io.Reader, comma rune, places []int, width, size, most int) (all []string) {
	c, s := newCutter(in, comma, 1), splitter{comma: string(comma), places: places, width: width}
	c.size = size
	var b rows
	for cut := (block{}); cut.err == nil; {
		c.cut(&cut)
		if text := cut.buffer[:cut.size]; cut.err == nil && !bytes.HasSuffix(text, []byte("\n")) {
			all = append(all, "a block without a line end")
		}
		for s.take(&cut); s.at < len(s.text); {
			s.fill(&b, most)
			for _, r := range b.rows {
				if r.fault != nil {
					all = append(all, r.fault.Error()[len("line "):])
					continue
				}
				cells := b.cells[r.cells : r.cells+r.kept]
				var lines []int
				for i := range cells {
					line := r.line
					if r.lines >= 0 {
						line = b.lines[r.lines+i]
					}
					lines = append(lines, line)
				}
				all = append(all, told(r.line, r.width, cells, lines))
			}
			if b.err != nil {
				return append(all, b.err.Error())
			}
		}
		if cut.err != nil {
			all = append(all, cut.err.Error())
		}
	}
	return all
}

// checkSplit checks that text is split as by encoding/csv.
func checkSplit(t *testing.T, text string, comma rune, blocks ...int) {
	t.Helper()
	for _, c := range []struct {
		places []int
		width  int
	}{{nil, 0}, {[]int{}, 2}, {[]int{0}, 1}, {[]int{1}, 2}, {[]int{0, 2}, 4}, {[]int{3}, 5}} {
		want := standardRows(text, comma, c.places, c.width)
		for _, block := range blocks {
			for _, most := range []int{1, math.MaxInt} {
				got := splitRows(strings.NewReader(text), comma, c.places, c.width, block, most)
				if !slices.Equal(got, want) {
					for i := range max(len(got), len(want)) {
						if i >= len(got) || i >= len(want) || got[i] != want[i] {
							t.Fatalf("places %v of %d, blocks of %d bytes, row %d of %d and %d:\ngot  %.300q\nwant %.300q", c.places, c.width, block, i,
								len(got), len(want), got[min(i, len(got)-1):min(i+1, len(got))], want[min(i, len(want)-1):min(i+1, len(want))])
						}
					}
				}
			}
		}
	}
}

// splits are texts that are easy to split wrongly.
var splits = []string{
	"", "\n", "\r\n", "\r", "\r\r", "\n\n\na\n\n\r\n\rb\n", "a,b\n1,2", "a,b\r\n1,2\r\n", "a\r,b\r\r\n1,2\r\r", ",\n,,\n,,,", "a,b,c,d,e, ,\n1,2,\n1,2,,,,3,,\n",
	`"a","b"` + "\n", `"a""b",""` + "\n" + `"""",""""""`, "\"a\nb\",\"c\r\nd\r\n\",e\nf,\"g\rh\"\n", "\"a\n\n\n\",\"\n\",c\nd", "\"a\r\",b", "\"a\"\r\n\"b\"\r",
	"a\"b,c\nd,e", "a,b\"c\nd", "\"a\"b,c\nd", "\"a\nb\"c,d\ne,f", "x\n\"a", "\"", "\"\n", "\"\n\r", "\"a\n\nb\n", "\"a\nb\r", "\"a\n\r\n\n\r", "a,\"b\n,c\n\"d\",e\n",
	"\"a\"\"\"\"\n\",b\n", "\"a\" ,b\n \"c\",d\n", "ö,\"ü\"\n\"ä\nö\",ß", "a;\"b;\";c\n", "a€b€\"c€d\"€\n", "a,b,c,\" \",\"\n\",x\n", strings.Repeat("\"a\n\",", 100) + "\n" + strings.Repeat("b,", 100),
}

func TestSplit(t *testing.T) {
	for _, text := range splits {
		for _, comma := range ",;€" {
			checkSplit(t, text, comma, 8, 16, blockBytes)
		}
	}
}

// TestSplitFiles checks that the files of samples, and those of ../shared where it is, are
// split as by encoding/csv.
func TestSplitFiles(t *testing.T) {
	const shared = "../../../../../shared"
	folders := []string{"../.."}
	for _, folder := range []string{shared + "/cases", shared + "/data"} {
		if _, err := os.Stat(folder); err != nil {
			t.Log("the files of ../shared are not checked: they are not here")
			continue
		}
		folders = append(folders, folder)
	}
	files := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".csv" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			const most = 4 << 20
			comma := sniffComma(text)
			text = text[:min(len(text), most)]
			files++
			t.Run(filepath.Base(name), func(t *testing.T) { checkSplit(t, string(text), comma, 1<<10, blockBytes) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 5 {
		t.Errorf("%d files were checked", files)
	}
}

// TestSplitLongRows checks where a row is too long, and that the rows before it are read.
func TestSplitLongRows(t *testing.T) {
	long := strings.Repeat("x", MaxRowBytes-3)
	for _, c := range []struct {
		text string
		want string // the end
	}{
		{"a\n" + long + ",1\n2\n", "EOF"},
		{"a\n\"" + long[:len(long)-2] + "\",1\n2\n", "EOF"},
		{"a\n\n\"b\nc\"\n" + long + ",1,2\n3\n", "the row on line 5 is longer than 1024 KiB: is a closing quote missing?"},
		{"a\n\n\"b\nc\"\n\"" + long + ",1,2\"\n3\n", "the row on line 5 is longer than 1024 KiB: is a closing quote missing?"},
		{"a\n\"b\n" + strings.Repeat("c\n", 5<<20), "the row on line 2 is longer than 1024 KiB: is a closing quote missing?"},
		{"a\n" + strings.Repeat(long, 10), "the row on line 2 is longer than 1024 KiB: is a closing quote missing?"},
	} {
		rows := splitRows(strings.NewReader(c.text), ',', []int{0}, 1, blockBytes, math.MaxInt)
		if end := rows[len(rows)-1]; end != c.want || !strings.HasPrefix(rows[0], "1: 1 cells") {
			t.Errorf("rows %.60q, want %q at the end", rows, c.want)
		}
	}
}

// TestSplitBrokenFile checks that the rows before an error are read, and that what is cut
// off by it is none.
func TestSplitBrokenFile(t *testing.T) {
	in := io.MultiReader(iotest.OneByteReader(strings.NewReader("a,b\n1,2\n3,")), iotest.ErrReader(io.ErrUnexpectedEOF))
	want := []string{`1: 2 cells ["a"] on [1]`, `2: 2 cells ["1"] on [2]`, "unexpected EOF"}
	if got := splitRows(in, ',', []int{0}, 2, 8, math.MaxInt); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzSplit(f *testing.F) {
	for _, text := range splits {
		f.Add(text, byte(0))
	}
	f.Fuzz(func(t *testing.T, text string, comma byte) {
		if strings.ContainsRune(text, '\uFFFD') || strings.ToValidUTF8(text, "") != text || len(text) > 1<<12 {
			return
		}
		checkSplit(t, text, []rune{',', ';', '\t', '€'}[comma%4], 8, 64)
	})
}
