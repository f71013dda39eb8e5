package topic

import (
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
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

// WriteRule writes the head of a section, and below it a note for which there is no room beside.
func WriteRule(w io.Writer, head, note string) {
	if figure.Width(head) <= figure.PageWidth && figure.Width(head)+figure.Width(note)+3 > figure.PageWidth {
		fmt.Fprintf(w, "\n%s\n%s\n", head, figure.Right(figure.Clip(note, figure.PageWidth), figure.PageWidth))
		return
	}
	rule := strings.Repeat("─", max(1, figure.PageWidth-figure.Width(head)-figure.Width(note)-2))
	fmt.Fprintf(w, "\n%s\n", strings.TrimRight(figure.Clip(head+" "+rule+" "+note, figure.PageWidth), " "))
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
		faults = FaultLines(rejected[:min(len(rejected), max(3, len(lines)-1))], rows.Rejected)
	}
	fmt.Fprintln(w)
	WriteBeside(w, lines, faults, figure.BarsWidth+3*figure.GapWidth)
}

// WriteBeside writes two columns of lines, the second from a column on.
func WriteBeside(w io.Writer, first, second []string, column int) {
	for i := range max(len(first), len(second)) {
		line := ""
		if i < len(first) {
			line = first[i]
		}
		if i < len(second) {
			line = figure.Left(line, column) + figure.Clip(second[i], figure.PageWidth-column)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
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
