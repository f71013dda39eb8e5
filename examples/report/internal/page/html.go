package page

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"

	"github.com/cxmetrics/cx/examples/internal/chart"
)

var (
	//go:embed page.css
	style string
	//go:embed page.html
	layout string
)

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"printable": chart.Printable,
	"style":     func() template.CSS { return chart.Style() + template.CSS(style) },
}).Parse(layout))

// fallback is a table in place of a picture.
var fallback = template.Must(template.Must(page.Clone()).Parse(`{{template "table" .}}`))

// HTML returns the document as one file that loads nothing and runs nothing.
func (d *Document) HTML() ([]byte, error) {
	if _, err := d.tables(); err != nil {
		return nil, err
	}
	ids := map[string]bool{"notes": true} // with those of charts, the anchors of the page
	for _, s := range d.Sections {
		if !validName.MatchString(s.ID) || ids[s.ID] {
			return nil, fmt.Errorf("page: %q is no anchor of a section, or that of two", s.ID)
		}
		ids[s.ID] = true
		for _, b := range s.Shown() {
			if p, ok := b.(Picture); ok {
				id := p.Heading().ID
				if ids[id] {
					return nil, fmt.Errorf("page: two parts have the anchor %q", id)
				}
				ids[id] = true
			}
		}
	}
	var out bytes.Buffer
	err := page.Execute(&out, d)
	return out.Bytes(), err
}

// Drawn draws the picture, or shows its figures where a number is too large for that.
func (p Picture) Drawn() (template.HTML, error) {
	drawn, err := p.Figure()
	if !errors.Is(err, chart.ErrNumber) {
		return drawn, err
	}
	t := p.table()
	t.Note = "There is no picture: a number is too large."
	var out bytes.Buffer
	err = fallback.Execute(&out, t)
	return template.HTML(out.String()), err
}

// Shown writes the value of a figure.
func (f Figure) Shown() string { return f.Unit.Show(f.Value) }

// Interval writes the interval of a figure, "" for none.
func (f Figure) Interval() string { return f.interval() }

// Spark draws the trend of a figure, nothing for one that has none.
func (f Figure) Spark() (template.HTML, error) {
	if len(f.Trend) < 2 {
		return "", nil
	}
	return chart.Spark{Label: f.TrendLabel, Values: f.Trend}.SVG()
}

// Parts are the rows of a table that a page shows: those before and after the ones that
// are left out.
func (t Table) Parts() (parts struct {
	First, Last [][]string
	More        string
}) {
	var hidden int
	if parts.First, parts.Last, hidden = t.shown(); hidden > 0 {
		parts.More = moreRows(hidden)
	}
	return parts
}

// cell is a cell as a page shows it.
type cell struct {
	Number bool
	Text   string
}

// Row returns the cells of a row as a page shows them.
func (t Table) Row(row []string) []cell {
	cells := make([]cell, len(row))
	for i, c := range t.Columns {
		cells[i] = cell{c.Unit != nil, c.Show(row[i])}
	}
	return cells
}
