package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// workbook is a sheet of an .xlsx workbook, which is a .zip file of XML. Cells are as they
// are kept: numbers with a point, dates as the days since 1900 or 1904. What a cell looks
// like may be a date of the United States with two digits of the year.
type workbook struct {
	sheet    sheetReader
	shared   []string
	from1904 bool
	cells    []string
	row      int
	formulas int64 // without their value
	close    func()
	ended    error
}

// The sizes that a workbook may have: packed, of that in memory, and its shared texts.
const maxWorkbook, maxInMemory, maxShared = 1 << 30, 32 << 20, 512 << 20

// maxColumns is the width of a sheet.
const maxColumns = 16_384

var errNoWorkbook = errors.New("the file is no .xlsx workbook, or a damaged one: save it as .xlsx or .csv, and unpack other .zip files")

// newWorkbook opens a sheet, and returns the number of sheets.
func newWorkbook(in io.Reader, sheet string) (*workbook, int, error) {
	file, size, remove, err := randomAccess(in)
	if err != nil {
		return nil, 0, err
	}
	w := &workbook{close: remove}
	sheets, err := w.open(file, size, sheet)
	if err != nil {
		remove()
		return nil, 0, err
	}
	return w, sheets, nil
}

// randomAccess holds a file in memory, or a large one in a temporary file.
func randomAccess(in io.Reader) (io.ReaderAt, int64, func(), error) {
	var start bytes.Buffer
	_, err := io.CopyN(&start, in, maxInMemory)
	if err == io.EOF {
		return bytes.NewReader(start.Bytes()), int64(start.Len()), func() {}, nil
	}
	if err != nil {
		return nil, 0, nil, err
	}
	file, err := os.CreateTemp("", "report-*.xlsx")
	if err != nil {
		return nil, 0, nil, err
	}
	os.Remove(file.Name()) // where an open file has to have a name, close removes it
	remove := func() {
		file.Close()
		os.Remove(file.Name())
	}
	size, err := io.Copy(file, io.MultiReader(&start, io.LimitReader(in, maxWorkbook)))
	if err == nil && size > maxWorkbook {
		err = fmt.Errorf("the workbook is larger than %d MiB: save the sheet as .csv", maxWorkbook>>20)
	}
	if err != nil {
		remove()
		return nil, 0, nil, err
	}
	return file, size, remove, nil
}

// relations are the parts that a part of a workbook names.
type relations struct {
	Relation []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// open finds the sheet.
func (w *workbook) open(file io.ReaderAt, size int64, sheet string) (int, error) {
	parts, err := zip.NewReader(file, size)
	if err != nil {
		return 0, errNoWorkbook
	}
	var root, of relations
	if err := readPart(parts, "_rels/.rels", &root); err != nil {
		if _, err := parts.Open("content.xml"); err == nil {
			return 0, errors.New("the file is an OpenDocument sheet: save it as .xlsx or .csv")
		}
		return 0, errNoWorkbook
	}
	main := root.target("", "/officeDocument")
	if strings.HasSuffix(main, ".bin") {
		return 0, errors.New("the file is a binary .xlsb workbook: save it as .xlsx or .csv")
	}
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	folder := path.Dir(main)
	if readPart(parts, main, &book) != nil || readPart(parts, path.Join(folder, "_rels", path.Base(main)+".rels"), &of) != nil {
		return 0, errNoWorkbook
	}
	w.from1904 = book.Properties.From1904 == "1" || book.Properties.From1904 == "true"
	if len(book.Sheets) == 0 {
		return 0, errors.New("the workbook has no sheets")
	}
	chosen := book.Sheets[0]
	var names []string
	for _, s := range book.Sheets {
		names = append(names, s.Name)
		if s.Name == sheet {
			chosen = s
		}
	}
	if sheet != "" && !slices.Contains(names, sheet) {
		return 0, flagErrorf("-sheet: the workbook has no sheet %q; it has %q", sheet, names[:min(len(names), 20)])
	}
	for _, r := range of.Relation {
		target := resolve(folder, r.Target)
		switch {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			if err := w.readShared(parts, target); err != nil {
				return 0, err
			}
		case r.ID == chosen.ID:
			part, err := parts.Open(target)
			if err != nil {
				return 0, errNoWorkbook
			}
			w.sheet = newSheetReader(part)
		}
	}
	if w.sheet.xml == nil {
		return 0, errNoWorkbook
	}
	return len(book.Sheets), nil
}

// target returns the part of a type.
func (r *relations) target(folder, suffix string) string {
	for _, relation := range r.Relation {
		if strings.HasSuffix(relation.Type, suffix) {
			return resolve(folder, relation.Target)
		}
	}
	return ""
}

// resolve returns the name of a part in the .zip file.
func resolve(folder, target string) string {
	if rest, ok := strings.CutPrefix(target, "/"); ok {
		return path.Clean(rest)
	}
	return path.Join(folder, target)
}

// readPart decodes a small part.
func readPart(parts *zip.Reader, name string, to any) error {
	const most = 16 << 20
	if name == "" {
		return errNoWorkbook
	}
	part, err := parts.Open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	return xml.NewDecoder(io.LimitReader(part, most)).Decode(to)
}

// readShared reads the texts that cells share.
func (w *workbook) readShared(parts *zip.Reader, name string) error {
	part, err := parts.Open(name)
	if err != nil {
		return errNoWorkbook
	}
	defer part.Close()
	r, size := newSheetReader(part), 0
	for {
		token, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the texts of the workbook cannot be read: %w", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := r.text("si")
			if err != nil {
				return fmt.Errorf("the texts of the workbook cannot be read: %w", err)
			}
			w.shared = append(w.shared, text)
			if size += len(text) + 16; size > maxShared {
				return fmt.Errorf("the workbook has more than %d MiB of texts: save the sheet as .csv", maxShared>>20)
			}
		}
	}
}

// next returns the next row that is not blank.
func (w *workbook) next() ([]string, error) {
	for w.ended == nil {
		cells, err := w.readRow()
		if err != nil {
			if w.ended = err; err != io.EOF {
				w.ended = fmt.Errorf("the sheet cannot be read at row %d: %w", max(1, w.row), err)
			}
			w.close()
			break
		}
		for len(cells) > 0 && clean(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			return cells, nil
		}
	}
	return nil, w.ended
}

func (w *workbook) line(int) int { return w.row }

// readRow reads a row of the sheet. Rows and cells that are blank may be missing.
func (w *workbook) readRow() ([]string, error) {
	for {
		token, err := w.sheet.next()
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		w.row++
		if n, ok := number(attribute(start, "r")); ok {
			w.row = n
		}
		break
	}
	w.cells = w.cells[:0]
	for {
		token, err := w.sheet.next()
		if err != nil {
			return nil, unended(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return w.cells, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			place := len(w.cells)
			if named, ok := columnOf(attribute(t, "r")); ok {
				place = named
			}
			if place < len(w.cells) || place >= maxColumns {
				return nil, errors.New("its cells are out of order")
			}
			for len(w.cells) < place {
				w.cells = append(w.cells, "")
			}
			cell, err := w.readCell(attribute(t, "t"))
			if err != nil {
				return nil, unended(err)
			}
			w.cells = append(w.cells, cell)
		}
	}
}

// readCell reads a cell of a kind, up to its end.
func (w *workbook) readCell(kind string) (string, error) {
	cell, valued, formula := "", false, false
	for {
		token, err := w.sheet.next()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local != "c" {
				continue
			}
			if formula && !valued {
				w.formulas++
			}
			switch n, isNumber := number(cell); {
			case kind == "s" && isNumber && n < len(w.shared):
				return w.shared[n], nil
			case kind == "s" && cell != "":
				return "", errors.New("it has a text that the workbook lacks")
			case kind == "" || kind == "n":
				return roundNumber(cell), nil
			}
			return cell, nil
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "v", "is":
				valued = true
				if cell, err = w.sheet.text(t.Name.Local); err != nil {
					return "", err
				}
			}
		}
	}
}
