package page

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
)

// File is a file of a report.
type File struct {
	Name string
	Data []byte
}

// CSV returns each table as a file, as [Table.WriteCSV] writes it.
func (d *Document) CSV() ([]File, error) {
	tables, err := d.tables()
	if err != nil {
		return nil, err
	}
	var files []File
	for _, t := range tables {
		var out bytes.Buffer
		if err := t.WriteCSV(&out); err != nil {
			return nil, err
		}
		files = append(files, File{t.Name + ".csv", out.Bytes()})
	}
	return files, nil
}

// WriteCSV writes the table: UTF-8, by RFC 4180. Numbers are plain, as 1234.5, with their
// unit in the header. A text that a spreadsheet would take for a formula begins with a quote.
func (t Table) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = text(c.Name)
		if c.Unit != nil && strings.TrimSpace(c.Unit.Suffix) != "" {
			head[i] += " (" + strings.TrimSpace(chart.Printable(c.Unit.Suffix)) + ")"
		}
	}
	w.Write(head)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			if t.Columns[i].Unit == nil || !plainNumber.MatchString(cell) {
				cell = text(cell)
			}
			cells[i] = cell
		}
		w.Write(cells)
	}
	w.Flush()
	return w.Error()
}

var plainNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// text returns a cell of text that no spreadsheet takes for a formula, also not one that
// reads the wide forms of the signs.
func text(cell string) string {
	cell = strings.TrimSpace(chart.Printable(cell))
	if cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
