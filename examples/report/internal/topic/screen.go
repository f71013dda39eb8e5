package topic

import (
	"fmt"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// WriteHead says what the report is about.
func WriteHead(w io.Writer, h *Head) {
	title, about := "Customer experience report", figure.Clip(figure.Printable(h.Source), 40)
	if h.Simulated {
		const warning = "SIMULATED DATA, no real customers"
		title += figure.Right(warning, figure.PageWidth-figure.Width(title))
	}
	if h.Span != (cx.Period{}) {
		about += ", " + figure.Days(h.Span)
	}
	if h.AsOf != (cx.Date{}) {
		about += ", as of " + h.AsOf.String()
	}
	if h.AsOfFromFile {
		about += ", the day after the last"
	}
	fmt.Fprintf(w, "%s\n%s\n", title, about)
}

// WriteCounts says how many rows were counted, and why the first others were not.
func WriteCounts(w io.Writer, h *Head, table [][2]string) {
	WriteRowCounts(w, "rows read", h.Rows, h.Rejected, table)
}

// WriteRowCounts is WriteCounts of any file.
func WriteRowCounts(w io.Writer, title string, rows RowCounts, rejected []Fault, table [][2]string) {
	lines := []string{figure.Left(title, 24) + figure.Right(figure.Thousands(rows.Read), 9)}
	for _, row := range table {
		if row[1] != "0" {
			lines = append(lines, figure.Left(row[0], 24)+figure.Right(row[1], 9))
		}
	}
	lines = append(lines, figure.Left("rejected", 24)+figure.Right(figure.Thousands(rows.Rejected), 9))
	var faults []string
	if rows.Rejected > 0 {
		faults = page.FaultLines(PageFaults(rejected)[:min(len(rejected), max(3, len(lines)-1))], rows.Rejected)
	}
	fmt.Fprintln(w)
	page.WriteBeside(w, lines, faults, figure.BarsWidth+3*figure.GapWidth)
}
