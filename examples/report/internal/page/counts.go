package page

import (
	"fmt"
	"io"
	"strconv"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Counts is what was counted of each file.
type Counts []FileCounts

// FileCounts is what was counted of a file.
type FileCounts struct {
	Source   string
	Title    string // how the text screen calls its rows
	Read     int64
	Rows     []Count
	Rejected int64
	Faults   []Fault // the first of the rejected
}

// Count is a number of rows with what they are.
type Count struct {
	Name string
	N    int64
}

// Fault says where and why a row was rejected.
type Fault struct {
	Line           int
	Column, Reason string // no column: the row as a whole
}

// tables returns the counts of all files as a table, and one of the faults of each.
func (c Counts) tables() []Block {
	t := Table{Name: "rows", Caption: "Rows", Table: chart.Table{Columns: []chart.Column{
		chart.Text("file"), chart.Text("rows"), chart.Number("number", chart.Unit{})}}}
	var blocks []Block
	for i, f := range c {
		t.Rows = append(t.Rows, []string{f.Source, "read", strconv.FormatInt(f.Read, 10)})
		for _, row := range f.Rows {
			if row.N != 0 {
				t.Rows = append(t.Rows, []string{f.Source, row.Name, strconv.FormatInt(row.N, 10)})
			}
		}
		t.Rows = append(t.Rows, []string{f.Source, "rejected", strconv.FormatInt(f.Rejected, 10)})
		if f.Rejected > 0 {
			rejected := RejectedTable(f.Faults, f.Rejected)
			if i > 0 {
				rejected.Name += "-" + strconv.Itoa(i+1)
			}
			rejected.Caption += " of " + f.Source
			blocks = append(blocks, rejected)
		}
	}
	return append([]Block{t}, blocks...)
}

// RejectedTable lists the first faults of all.
func RejectedTable(faults []Fault, all int64) Table {
	t := Table{Name: "rejected", Caption: fmt.Sprintf("Rejected: the first %d of %s", len(faults), figure.Thousands(all)),
		Table: chart.Table{Columns: []chart.Column{chart.Number("line", chart.Unit{}), chart.Text("column"), chart.Text("reason")}}}
	for _, f := range faults {
		column := f.Column
		if column == "" {
			column = "the whole row"
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(f.Line), column, f.Reason})
	}
	return t
}

// writeText writes the counts of each file beside its faults.
func (c Counts) writeText(w io.Writer) {
	for _, f := range c {
		lines := []string{figure.Left(f.Title, 24) + figure.Right(figure.Thousands(f.Read), 9)}
		for _, row := range f.Rows {
			if row.N != 0 {
				lines = append(lines, figure.Left(row.Name, 24)+figure.Right(figure.Thousands(row.N), 9))
			}
		}
		lines = append(lines, figure.Left("rejected", 24)+figure.Right(figure.Thousands(f.Rejected), 9))
		var faults []string
		if f.Rejected > 0 {
			faults = FaultLines(f.Faults[:min(len(f.Faults), max(3, len(lines)-1))], f.Rejected)
		}
		fmt.Fprintln(w)
		WriteBeside(w, lines, faults, figure.BarsWidth+3*figure.GapWidth)
	}
}

// FaultLines writes some faults of all.
func FaultLines(shown []Fault, all int64) []string {
	lines := []string{fmt.Sprintf("rejected: first %d of %s", len(shown), figure.Thousands(all))}
	for _, f := range shown {
		column := f.Column
		if column == "" {
			column = "row"
		}
		lines = append(lines, "line "+figure.Left(figure.Thousands(int64(f.Line)), 8)+figure.Left(figure.Printable(column), 12)+" "+f.Reason)
	}
	return lines
}
