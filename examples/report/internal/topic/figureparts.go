package topic

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// FigureTable is a table of figures in different units.
type FigureTable struct{ page.Table }

// NewFigureTable returns a table without rows.
func NewFigureTable(name, caption string) *FigureTable {
	return &FigureTable{page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text("figure"),
		chart.Number("value", figure.Counted), chart.Number("from", figure.Counted), chart.Number("to", figure.Counted), chart.Text("unit"), chart.Text("note")}}}}
}

// Add adds a figure with so many decimals. What is NaN is a blank.
func (t *FigureTable) Add(name string, places int, unit string, value, low, high float64, note string) {
	u := chart.Unit{Places: places}
	t.Rows = append(t.Rows, []string{name, u.Plain(value), u.Plain(low), u.Plain(high), unit, note})
}

// Alone adds a figure without an interval.
func (t *FigureTable) Alone(name string, places int, unit string, value float64, note string) {
	t.Add(name, places, unit, value, math.NaN(), math.NaN(), note)
}

// Build returns the table without the columns that have nothing.
func (t *FigureTable) Build() page.Table {
	short := t.Table
	short.Columns, short.Rows = nil, make([][]string, len(t.Rows))
	for i, column := range t.Columns {
		if i > 0 && !slices.ContainsFunc(t.Rows, func(row []string) bool { return row[i] != "" }) {
			continue
		}
		short.Columns = append(short.Columns, column)
		for k, row := range t.Rows {
			short.Rows[k] = append(short.Rows[k], row[i])
		}
	}
	return short
}
