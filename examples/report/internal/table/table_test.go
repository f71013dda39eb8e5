package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// rowsOf reads all rows of a file, with | between their cells and the line before them.
func rowsOf(in string, o Options) ([]string, *Reader, error) {
	r, err := Open(strings.NewReader(in), o)
	if err != nil {
		return nil, r, err
	}
	rows := []string{strings.Join(r.Columns(), "|")}
	for {
		cells, err := r.Next()
		if err == io.EOF {
			return rows, r, nil
		}
		if wrong, ok := errors.AsType[*RowError](err); ok {
			rows = append(rows, fmt.Sprintf("%d: %s", wrong.Line, wrong.Reason))
			continue
		}
		if err != nil {
			return rows, r, err
		}
		rows = append(rows, fmt.Sprintf("%d %s", r.Line(0), strings.Join(cells, "|")))
	}
}

func utf16Text(text string, high bool) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		if high {
			b = append(b, byte(unit>>8), byte(unit))
		} else {
			b = append(b, byte(unit), byte(unit>>8))
		}
	}
	return string(b)
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// bookOf returns a workbook with one sheet, or more, of rows.
func bookOf(t testing.TB, change func(*excelize.File), rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func header(rows int) *int { return &rows }

func TestOpen(t *testing.T) {
	book := bookOf(t, func(f *excelize.File) {
		f.NewSheet("Other")
		f.SetSheetRow("Other", "A1", &[]any{"b"})
		f.SetSheetRow("Other", "A2", &[]any{true})
		f.SetCellFormula("Sheet1", "B5", "=1+1")
		f.MergeCell("Sheet1", "A4", "A5")
	}, []any{"a", "n"}, []any{"x"}, nil, []any{"y", 2.5}, []any{"", 7})
	wide := bookOf(t, nil, []any{"a", "b"}, []any{1, 2, 3}, []any{4})
	for _, c := range []struct {
		name string
		in   string
		o    Options
		want string
	}{
		{"commas", "a,b\n1,2\n", Options{}, "a|b\n2 1|2"},
		{"semicolons", "a;b,c\n1;2\n", Options{}, "a|b,c\n2 1|2"},
		{"more commas than semicolons in the header", "a;\"b\";c, d, e, f\n1;2;3\n", Options{}, "a|b|c, d, e, f\n2 1|2|3"},
		{"quoted separators in the header", "\"a;b;c;d\",e\n1,2\n", Options{}, "a;b;c;d|e\n2 1|2"},
		{"tabs", "a\tb\n1\t2\n", Options{}, "a|b\n2 1|2"},
		{"bars", "a|b|c\n1|2|3\n", Options{}, "a|b|c\n2 1|2|3"},
		{"a separator by name", "a;b,c\n1;2,3\n", Options{Comma: ','}, "a;b|c\n2 1;2|3"},
		{"sep=", "sep=|\r\na,b|c\r\n1|2\r\n\"x\ny\"|3\n", Options{}, "a,b|c\n3 1|2\n4 x\ny|3"},
		{"carriage returns", "a,b\r1,2\r3,4", Options{}, "a|b\n2 1|2\n3 3|4"},
		{"mark", "\xef\xbb\xbfa,b\n1,2\n", Options{}, "a|b\n2 1|2"},
		{"UTF-16, low byte first", "\xff\xfe" + utf16Text("a,ö\n1,😀\n", false), Options{}, "a|ö\n2 1|😀"},
		{"UTF-16, high byte first", "\xfe\xff" + utf16Text("a,ö\n1,😀\n", true), Options{}, "a|ö\n2 1|😀"},
		{"UTF-16 without a mark", utf16Text("a,ö\n1,2\n", false), Options{Encoding: "utf-16le"}, "a|ö\n2 1|2"},
		{"windows-1252", "a,\xf6\n1,\x80\n", Options{Encoding: "windows-1252"}, "a|ö\n2 1|€"},
		{"macintosh", "a,\x9a\n1,2\n", Options{Encoding: "macintosh"}, "a|ö\n2 1|2"},
		{"shift_jis", "a,\x93\xfa\n1,2\n", Options{Encoding: "shift_jis"}, "a|日\n2 1|2"},
		{"a mark wins over a name", "\xef\xbb\xbfö\n1\n", Options{Encoding: "windows-1252"}, "ö\n2 1"},
		{"gzip", gzipped("a;b\n1;2\n"), Options{}, "a|b\n2 1|2"},
		{"two rows of a header", "m,,,o\n,x,y,\n1,2,3,4\n", Options{Header: header(2)}, "m|m / x|m / y|o\n3 1|2|3|4"},
		{"no header", "1,2\n3,4\n", Options{Header: header(0)}, "#1|#2\n1 1|2\n2 3|4"},
		{"blank and repeated names", "a,,a,\n1,2,3,4\n", Options{}, "#1 a|#2|#3 a|#4\n2 1|2|3|4"},
		{"workbook", book, Options{}, "a|n\n2 x|\n4 y|2.5\n5 |7"},
		{"workbook, gzipped", gzipped(book), Options{}, "a|n\n2 x|\n4 y|2.5\n5 |7"},
		{"another sheet", book, Options{Sheet: "Other"}, "b\n2 1"},
		{"rows wider and shorter than the header", wide, Options{}, "a|b\n2: 3 cells, the header has 2\n3 4|"},
		{"blank cells past the header", "a,b\n1,2,, \n3,4,5\n", Options{}, "a|b\n2 1|2\n3: 3 cells, the header has 2"},
		{"text that begins as JSON", "[a],b\n1,2\n", Options{Comma: ','}, "[a]|b\n2 1|2"},
		{"JSON lines", "{\"a\":1,\"b\":{\"c\":\"x\"}}\n{\"d\":null,\"a\":2.50}\n", Options{}, "a|b.c|d\n1 1|x|\n2 2.50||"},
		{"JSON array", " [{\"a\":[1,\"x\",[2]]},\n{\"a\":true}]", Options{}, "a\n1 1,x,2\n2 true"},
		{"a key twice", "{\"a\":1,\"a\":2}\n{\"a\":3}", Options{}, "a\n1: an object with two values for one key\n2 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := rowsOf(c.in, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("rows\n%s\nwant\n%s", text, c.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	late := strings.Repeat("Möller,1\n", 70_000)
	xls := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1000)
	bomb := bookOf(t, nil, []any{"a"})
	for _, c := range []struct {
		name string
		in   string
		o    Options
		want []string
	}{
		{"empty", "", Options{}, []string{"the file is empty"}},
		{"an empty array", "[]", Options{}, []string{"the file is empty"}},
		{"an empty sheet", bookOf(t, nil), Options{}, []string{"the file is empty"}},
		{"a sheet that is not there", bomb, Options{Sheet: "None"}, []string{"-sheet", `"Sheet1"`}},
		{"a sheet of text", "a\n1\n", Options{Sheet: "None"}, []string{"-sheet", "no .xlsx"}},
		{"half a workbook", bomb[:len(bomb)/2], Options{}, []string{"no .xlsx workbook, or a damaged one"}},
		{"another archive", "PK\x03\x04 and so on", Options{}, []string{"no .xlsx workbook"}},
		{"old workbook", xls, Options{}, []string{"old .xls", ".csv"}},
		{"password", xls + utf16Text("EncryptedPackage", false), Options{}, []string{"password"}},
		{"parquet", "PAR1\x15\x04", Options{}, []string{".parquet", "go -C examples/report/parquet run . FILE.parquet | report survey -"}},
		{"PDF", "%PDF-1.7", Options{}, []string{"PDF"}},
		{"zstd", "\x28\xb5\x2f\xfd\x04", Options{}, []string{"unzstd"}},
		{"HTML", "<!DOCTYPE html><table>", Options{}, []string{"HTML"}},
		{"gzip twice", gzipped(gzipped("a\n1\n")), Options{}, []string{"gzipped twice"}},
		{"gzip cut short", gzipped(late)[:500], Options{}, []string{"cut short"}},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", Options{}, []string{"UTF-32"}},
		{"UTF-16 without a mark", utf16Text("a,b\n", false), Options{}, []string{"-encoding utf-16le"}},
		{"UTF-16 that is cut", "\xff\xfe" + utf16Text("a,b\n1,2", false) + "x", Options{}, []string{"line 2", "UTF-16"}},
		{"a late byte", "n,v\n" + late + "M\xf6ller,1\n", Options{}, []string{"line 70002", "-encoding", "windows-1252", "windows-1250"}},
		{"a Mac", "M\x9aller,1\n", Options{}, []string{"macintosh"}},
		{"Cyrillic", "\xc8\xec\xff,1\n", Options{}, []string{"windows-1251", "gb18030"}},
		{"a cut character at the end", "a\n\xc3", Options{}, []string{"line 2"}},
		{"another encoding", "a\n\xff\xff\n", Options{Encoding: "shift_jis"}, []string{"line 2", "shift_jis", "-encoding"}},
		{"sep= without a separator", "sep=\na\n", Options{}, []string{"sep=", "-sep"}},
		{"a header with more rows than the file", "a\n1\n", Options{Header: header(3)}, []string{"-header 3", "2 rows"}},
		{"a header of JSON", `{"a":1}`, Options{Header: header(2)}, []string{"-header"}},
		{"numbers in an array", "[1,2]", Options{}, []string{"row 1", "no JSON object", "-sep"}},
		{"broken JSON", "{\"a\":1}\n{\"b\":}", Options{}, []string{"row 2", "no JSON"}},
		{"JSON that ends", "{\"a\":1}\n{\"b\":", Options{}, []string{"row 2"}},
		{"deep JSON", strings.Repeat(`{"a":`, 1000), Options{}, []string{"16 deep"}},
		{"no line ends", "a\n\"" + strings.Repeat("x", 10<<20), Options{}, []string{"the row on line 2 is longer than 1024 KiB"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := rowsOf(c.in, c.o)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
		})
	}
}

func TestFind(t *testing.T) {
	const file = "Score, plan ,Score,score,9\n1,2,3,4,5\n"
	two := Options{Header: header(2)}
	const matrix = "Rate:,,Overall,All\nSpeed,Price,Response,Response\n1,2,3,4\n"
	for _, c := range []struct {
		in     string
		o      Options
		column string
		place  int
		want   string
	}{
		{file, Options{}, "", -1, ""},
		{file, Options{}, " plan", 1, ""},
		{file, Options{}, "PLAN", 1, ""},
		{file, Options{}, "pl an", 1, ""},
		{file, Options{}, "score", 3, ""},
		{file, Options{}, "#4", 3, ""},
		{file, Options{}, "Score", 0, `two columns are named "Score", #1 and #3: name one by its number, as -nps '#1'`},
		{file, Options{}, "SCORE", 0, "3 columns"},
		{file, Options{}, "#6", 0, `no column "#6"`},
		{file, Options{}, "#0", 0, `no column`},
		{file, Options{}, "9", 0, "-header 0, else -header 1"},
		{file, Options{}, "#5", 0, "-header 0"},
		{file, Options{Header: header(1)}, "9", 4, ""},
		{file, Options{Header: header(0)}, "#5", 4, ""},
		{matrix, two, "Rate: / Price", 1, ""},
		{matrix, two, "price", 1, ""},
		{matrix, two, "all", 3, ""},
		{matrix, two, "Response", 0, "#3 and #4"},
		{matrix, two, "Rate:", 0, "#1 and #2"},
		{"#5,#1\n1,2\n", Options{}, "#1", 1, ""},
		{"{\"5\":1}", Options{}, "5", 0, ""},
	} {
		r, err := Open(strings.NewReader(c.in), c.o)
		if err != nil {
			t.Fatal(err)
		}
		place, err := r.Find("nps", c.column)
		if c.want != "" {
			if question, ok := errors.AsType[*FlagError](err); !ok || !strings.Contains(question.Text, c.want) {
				t.Errorf("Find(%q): %v, want %q", c.column, err, c.want)
			}
		} else if err != nil || place != c.place {
			t.Errorf("Find(%q) = %d, %v, want %d", c.column, place, err, c.place)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		sep     rune
		decimal rune
		cells   string // with a blank between them
		want    string
		err     string
	}{
		{',', 0, "9 9.5 -3 x 1,5 1,234.50 1e1 1.234.567", "9 9.5 -3 x 1,5 1,234.50 1e1 1.234.567", ""},
		{',', '.', "1,234.50 1,234,567 12,34 1,23 -1,234 1.5", "1234.50 1234567 12,34 1,23 -1234 1.5", ""},
		{',', ',', "1.234,50 1.234 12,5 1.23 1,234.50", "1234.50 1234 12.5 1.23 1,234.50", ""},
		{',', 0, "€12.50 12.50€ (12.50) -€3 €-3 −4 (€5)", "12.50 12.50 -12.50 -3 -3 -4 -5", ""},
		{',', ',', "1'234,5 1\u00a0234,5 1\u202f234 1'23", "1234.5 1234.5 1234 1'23", ""},
		{';', 0, "9,0 10 8,5", "9.0 10 8.5", ""},
		{';', 0, "9.0 10 8.5", "9.0 10 8.5", ""},
		{';', 0, "1.234,50 2,5", "1234.50 2.5", ""},
		{';', 0, "9,0 8.5", "", "a comma on line 2 and one has a point on line 3"},
		{';', 0, "1.234 2.500", "", "-nps: the numbers, the first on line 2, may have a decimal sign or one between thousands"},
		{';', 0, "7 1,234", "", "the first on line 3"},
		{';', 0, "1.234 2.5", "1.234 2.5", ""},
		{';', '.', "1.234", "1.234", ""},
		{';', ',', "9,0 8.500", "9.0 8500", ""},
		{',', 0, "€5 $5", "", "line 3 has another currency than that on line 2"},
		{',', 0, "€ $ ( () (- 5€€ €€5", "€ $ ( () (- 5€€ €€5", ""},
	} {
		in := "a" + string(c.sep) + "b\n"
		for _, cell := range strings.Split(c.cells, " ") {
			in += fmt.Sprintf("\"%s\"%c1\n", cell, c.sep)
		}
		r, err := Open(strings.NewReader(in), Options{Decimal: c.decimal})
		if err != nil {
			t.Fatal(err)
		}
		r.Numbers("nps", 0)
		var got []string
		for err == nil {
			var cells []string
			if cells, err = r.Next(); err == nil {
				got = append(got, cells[0])
			}
		}
		switch text := strings.Join(got, " "); {
		case c.err != "":
			if !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q: error %v, want %q", c.cells, err, c.err)
			}
		case err != io.EOF || text != c.want:
			t.Errorf("%q: %q, %v, want %q", c.cells, text, err, c.want)
		}
	}
}

// TestMemory reads a file in memory that does not grow with it: one text a row.
func TestMemory(t *testing.T) {
	const rows = 20_000
	in := "a,b,c\n" + strings.Repeat("1,some words,3\n", rows)
	allocations := testing.AllocsPerRun(1, func() {
		if _, err := readAll(in); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 1.01*rows+200 {
		t.Errorf("%.0f allocations for %d rows", allocations, rows)
	}
}

func readAll(in string) (n int, err error) {
	r, err := Open(strings.NewReader(in), Options{})
	if err != nil {
		return 0, err
	}
	for {
		if _, err := r.Next(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

func BenchmarkRead(b *testing.B) {
	in := "id,at,nps,csat,plan,x\n" + strings.Repeat("123456,2026-01-31 09:30:00,9,5,team,1000\n", 100_000)
	for b.Loop() {
		if _, err := readAll(in); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzRead reads anything: it must come to an end, and no error may repeat a cell.
func FuzzRead(f *testing.F) {
	for _, in := range []string{"a,b\n1,2\n", "sep=;\na;b\n1;2\n", "{\"a\":1}\n", "[{\"a\":[1]}]", "\xff\xfea\x00\n\x00", "\"a", "a\rb",
		gzipped("a;b\n1,5;2\n"), "PAR1", "<html>", bookOf(f, nil, []any{"a"}, []any{1}), utf16Text("a,b", false)} {
		f.Add(in, uint8(1), "")
	}
	f.Add("a\n\xf6secretsecret\n", uint8(0), "windows-1252")
	f.Fuzz(func(t *testing.T, in string, rows uint8, encoding string) {
		o := Options{Encoding: encoding, Header: header(int(rows % (MaxHeader + 1)))}
		if CheckEncoding(encoding) != nil {
			o.Encoding = ""
		}
		r, err := Open(strings.NewReader(in), o)
		if err != nil {
			if r != nil && len(err.Error()) > 1000 {
				t.Errorf("a long error: %q", err)
			}
			return
		}
		if place, err := r.Find("nps", "#1"); err == nil {
			r.Numbers("nps", place)
		}
		width := len(r.Columns())
		for range len(in) + 10 {
			cells, err := r.Next()
			if err == nil && len(cells) != width {
				t.Fatalf("%d cells, want %d", len(cells), width)
			}
			if _, ok := errors.AsType[*RowError](err); err != nil && !ok {
				if len(err.Error()) > 300 {
					t.Errorf("a long error: %q", err)
				}
				return
			}
		}
		t.Error("no end")
	})
}
