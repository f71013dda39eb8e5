package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// zipped returns a .zip file of parts, by name and text.
func zipped(t testing.TB, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The parts that a workbook of one sheet has, in the way of programs that are not Excel.
func partsOf(sheet string, more ...string) []string {
	return append([]string{
		"_rels/.rels", `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="/book/main.xml"/></Relationships>`,
		"book/main.xml", `<x:workbook xmlns:x="m" xmlns:r="n"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="Data" sheetId="7" r:id="s1"/></x:sheets></x:workbook>`,
		"book/_rels/main.xml.rels", `<Relationships><Relationship Id="s1" Type="x/worksheet" Target="one.xml"/>` +
			`<Relationship Id="s2" Type="x/sharedStrings" Target="texts.xml"/></Relationships>`,
		"book/one.xml", sheet,
		"book/texts.xml", "<sst>\n <si>\n  <t>name</t>\n <rPh><t>spoken</t></rPh></si><si><r><t>two </t></r><r><t xml:space=\"preserve\">runs &amp; more</t></r></si></sst>",
	}, more...)
}

func TestWorkbook(t *testing.T) {
	const rows = `<worksheet><cols><col min="1"/></cols><sheetData>` +
		`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is> <t>n</t> </is></c></row>` +
		`<row><c t="s"><v>1</v></c><c/><c><v>0.30000000000000004</v></c></row><row r="9"></row>` +
		"<row r=\"11\">\n<c r=\"C11\"><f>A1</f></c>\n<c r=\"D11\" t=\"str\"><f>B1</f><v> </v></c></row>" +
		`<row r="12"><c r="A12" t="e"><v>#N/A</v></c><c r="B12" t="b"><v>1</v></c><c r="C12" t="d"><v>2026-01-31</v></c></row>` +
		`</sheetData></worksheet>`
	got, r, err := rowsOf(zipped(t, partsOf(rows)...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "name|#2|n\n3 two runs & more||0.3\n12 #N/A|1|2026-01-31"
	if text := strings.Join(got, "\n"); text != want || !r.from1904 {
		t.Errorf("rows\n%s\nwant\n%s", text, want)
	}
	if notes := strings.Join(r.Notes(), "; "); !strings.Contains(notes, "1 formulas without their value are blank") {
		t.Errorf("notes %q", notes)
	}
}

func TestWorkbookRefused(t *testing.T) {
	long := `<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c t="str"><v>` + strings.Repeat("x", 3<<20) + `</v></c></row></sheetData>`
	head := `<row><c t="inlineStr"><is><t>a</t></is></c></row>`
	noSheet := partsOf("")
	noSheet[3] = strings.Replace(noSheet[3], "s1", "s9", 1)
	empty := partsOf("")
	empty[3] = `<workbook><sheets></sheets></workbook>`
	for _, c := range []struct{ name, in, want string }{
		{"a zip file", zipped(t, "a.csv", "a\n1\n"), "unpack other .zip files"},
		{"an OpenDocument sheet", zipped(t, "mimetype", "x", "content.xml", "<a/>"), "OpenDocument"},
		{"a binary workbook", zipped(t, "_rels/.rels", `<R><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></R>`), ".xlsb"},
		{"no main part", zipped(t, "_rels/.rels", `<R></R>`), "no .xlsx workbook"},
		{"no sheets", zipped(t, empty...), "no sheets"},
		{"a sheet that is not there", zipped(t, noSheet...), "no .xlsx workbook"},
		{"a long row", zipped(t, partsOf(long)...), "the sheet cannot be read at row 2: it is longer than 1024 KiB"},
		{"a row that ends", zipped(t, partsOf(head+`<row r="7"><c><v>1</v>`)...), "at row 7: it is damaged"},
		{"no XML", zipped(t, partsOf(head+`<row r="7"><c><v>1</w x>`)...), "it is damaged"},
		{"cells out of order", zipped(t, partsOf(head+`<row><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`)...), "out of order"},
		{"a far column", zipped(t, partsOf(head+`<row><c r="ZZZZZZZZZZZZZZ2"><v>1</v></c></row>`)...), "out of order"},
		{"a text that is not there", zipped(t, partsOf(head+`<row><c t="s"><v>99</v></c></row>`)...), "a text that the workbook lacks"},
	} {
		if _, _, err := rowsOf(c.in, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestLargeWorkbook has a picture that does not fit into the memory that is for it.
func TestLargeWorkbook(t *testing.T) {
	picture := make([]byte, maxInMemory+1)
	random := rand.NewChaCha8([32]byte{})
	random.Read(picture)
	in := zipped(t, partsOf(`<row><c t="s"><v>0</v></c></row><row><c><v>7</v></c></row>`, "media/picture", string(picture))...)
	got, _, err := rowsOf(in, Options{})
	if text := strings.Join(got, "\n"); err != nil || text != "name\n2 7" {
		t.Errorf("rows %q, %v", text, err)
	}
}

// TestStreamedWorkbook reads what a program writes that keeps texts in the cells.
func TestStreamedWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"a", "b"}, {"x & <y>", 12.5}} {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, _, err := rowsOf(b.String(), Options{})
	if text := strings.Join(got, "\n"); err != nil || text != "a|b\n2 x & <y>|12.5" {
		t.Errorf("rows %q, %v", text, err)
	}
}

// FuzzSheet reads any sheet: it comes to an end.
func FuzzSheet(f *testing.F) {
	for _, sheet := range []string{`<row><c t="s"><v>0</v></c></row>`, `<row r="5"><c r="ZZ5"><f/></c></row>`, `<row><c t="inlineStr"><is><t>a`, "<row></row>"} {
		f.Add(sheet)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		rows, _, err := rowsOf(zipped(t, partsOf(sheet)...), Options{})
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("a long error after %d rows: %v", len(rows), err)
		}
	})
}
