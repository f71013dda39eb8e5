package table

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"
)

// workbook is a sheet of an .xlsx workbook. Cells are as they are kept: numbers with a
// point, dates as the days since 1900 or 1904. What a cell looks like would be a date of
// the United States with two digits of the year.
type workbook struct {
	file     *excelize.File
	rows     *excelize.Rows
	row      int
	from1904 bool
	done     bool
}

// The sizes that a workbook may have, packed and unpacked.
const maxWorkbook, maxUnpacked = 256 << 20, 1 << 30

func newWorkbook(in io.Reader, sheet string) (*workbook, int, error) {
	limited := &io.LimitedReader{R: in, N: maxWorkbook + 1}
	f, err := excelize.OpenReader(limited, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked})
	switch {
	case limited.N <= 0:
		return nil, 0, fmt.Errorf("the workbook is larger than %d MiB: save the sheet as .csv", maxWorkbook>>20)
	case err != nil:
		return nil, 0, errors.New("the file is no .xlsx workbook, or a damaged one: save it as .xlsx or .csv, and unpack other .zip files")
	}
	sheets := f.GetSheetList()
	switch {
	case len(sheets) == 0:
		err = errors.New("the workbook has no sheets")
	case sheet == "":
		sheet = sheets[0]
	case !slices.Contains(sheets, sheet):
		err = flagErrorf("-sheet: the workbook has no sheet %q; it has %q", sheet, sheets[:min(len(sheets), 20)])
	}
	w := &workbook{file: f}
	if err == nil {
		w.rows, err = f.Rows(sheet)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		w.from1904 = *props.Date1904
	}
	return w, len(sheets), nil
}

// next returns the next row that is not blank. A sheet has no blank cells at the end of
// a row, and may have blank rows.
func (w *workbook) next() ([]string, error) {
	for !w.done && w.rows.Next() {
		w.row++
		cells, err := w.rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, w.failed()
		}
		for len(cells) > 0 && clean(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		return cells, nil
	}
	if !w.done {
		if w.done = true; w.rows.Error() != nil {
			return nil, w.failed()
		}
		w.rows.Close()
		w.file.Close()
	}
	return nil, io.EOF
}

func (w *workbook) failed() error {
	return fmt.Errorf("row %d of the sheet cannot be read: save it as .csv", w.row)
}

func (w *workbook) line(int) int { return w.row }
