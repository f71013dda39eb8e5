package page

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Text is how the text screen writes a table. It sees the cells of a row and nothing else, so
// that it has no figure that other pages lack.
type Text struct {
	Caption string // a line above the table, after a blank one
	Gap     bool   // a blank line before the table
	Head    string // the line above the rows; none without one
	Line    func(Cells) string
	Most    int    // rows that are shown; 0 is all
	More    string // how many more there are, as "… %d more"
	None    string // in place of a table of which no row is shown
}

// Cells are the cells of a row. Line returns "" for a row that is not shown.
type Cells struct {
	columns []chart.Column
	cells   []string
}

// Text returns a cell as it is in the table.
func (c Cells) Text(i int) string { return figure.Printable(c.cells[i]) }

// TextOf returns the cell of a column by its name, "" where there is none.
func (c Cells) TextOf(column string) string {
	for i := range c.columns {
		if c.columns[i].Name == column {
			return c.Text(i)
		}
	}
	return ""
}

// Show returns a cell as pages show it, "-" for a number that is not there.
func (c Cells) Show(i int) string {
	if c.columns[i].Unit != nil && c.cells[i] == "" {
		return "-"
	}
	return c.columns[i].Show(c.cells[i])
}

// Fit returns a number in so many columns, in thousands or millions if it must.
func (c Cells) Fit(i, columns int) string {
	text := c.Show(i)
	if len(text) <= columns {
		return text
	}
	if c.columns[i].Unit != nil && c.columns[i].Unit.Places == 0 && !strings.Contains(c.cells[i], ".") {
		if n, err := strconv.ParseInt(c.cells[i], 10, 64); err == nil {
			return figure.Compact(n, columns)
		}
	}
	if amount, err := strconv.ParseFloat(c.cells[i], 64); err == nil {
		return figure.AmountIn(amount, columns)
	}
	return text
}

// Number returns the number of a cell, 0 for none.
func (c Cells) Number(i int) float64 {
	f, _ := strconv.ParseFloat(c.cells[i], 64)
	return f
}

// Interval returns the limits in two cells without their unit, "" for none.
func (c Cells) Interval(low, high int) string {
	if c.cells[low] == "" || c.cells[high] == "" {
		return ""
	}
	plain := func(i int) string { return strings.TrimSuffix(c.Show(i), c.columns[i].Unit.Suffix) }
	return plain(low) + " to " + plain(high)
}

// WriteText writes the document for a terminal. Whoever flushes w learns of its errors.
func (d *Document) WriteText(w io.Writer) {
	title := d.Title
	if d.Sample {
		title += figure.Right("SIMULATED DATA, no real customers", figure.PageWidth-figure.Width(title))
	}
	fmt.Fprintf(w, "%s\n%s%s\n", title, figure.Clip(figure.Printable(d.File), 40), d.When)
	for _, s := range d.Sections {
		s.writeText(w)
	}
	if d.Levels != "" {
		fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", d.Levels)
	}
	for _, note := range d.Notes {
		fmt.Fprintln(w, figure.Clip(figure.Printable(note), figure.PageWidth))
	}
}

// writeText writes a section: its key figures are its head.
func (s Section) writeText(w io.Writer) {
	if len(s.Blocks) == 1 && s.Blocks[0].Kind() == "counts" { // they need no head
		s.Blocks[0].(Counts).writeText(w)
		return
	}
	says := []string{}
	if s.Line != "" {
		says = append(says, s.Line)
	}
	for _, b := range s.Blocks {
		figures, _ := b.(Figures)
		for _, f := range figures {
			if f.Phrase != "" && f.Value != "" {
				says = append(says, fmt.Sprintf(f.Phrase, f.Shown()))
			}
		}
	}
	head := strings.ToUpper(s.Title)
	if len(says) > 0 {
		head += "  " + strings.Join(says, ", ")
	}
	WriteRule(w, head, s.Aside)
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case Counts:
			b.writeText(w)
		case Note:
			fmt.Fprintln(w, figure.Clip(figure.Printable(string(b)), figure.PageWidth))
		case Table:
			b.writeText(w)
		case Picture:
			if !b.Heading().Bare {
				b.table().writeText(w)
			}
		}
	}
}

// writeText writes a table by its own rules, or else its columns side by side.
func (t Table) writeText(w io.Writer) {
	text := t.Text
	if text == nil {
		text = t.plainText()
	}
	var lines []string
	for _, row := range t.Rows {
		if line := text.Line(Cells{t.Columns, row}); line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
		}
	}
	if len(lines) == 0 {
		if text.None != "" {
			fmt.Fprintf(w, "\n%s\n", text.None)
		}
		return
	}
	if text.Gap || text.Caption != "" {
		fmt.Fprintln(w)
	}
	for _, line := range []string{text.Caption, text.Head} {
		if line != "" {
			fmt.Fprintln(w, strings.TrimRight(line, " "))
		}
	}
	shown := len(lines)
	if text.Most > 0 {
		shown = min(shown, text.Most)
	}
	fmt.Fprintln(w, strings.Join(lines[:shown], "\n"))
	if hidden := len(lines) - shown; hidden > 0 {
		fmt.Fprintf(w, text.More+"\n", figure.Thousands(int64(hidden)))
	}
}

// plainText is how a table is written that says nothing of it.
func (t Table) plainText() *Text {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = figure.Width(figure.Printable(c.Name))
		for _, row := range t.Rows {
			widths[i] = max(widths[i], figure.Width(Cells{t.Columns, row}.Show(i)))
		}
	}
	line := func(cell func(i int) string) string {
		text := ""
		for i, c := range t.Columns {
			if c.Unit == nil {
				text += figure.Left(cell(i), widths[i])
			} else {
				text += figure.Right(cell(i), widths[i])
			}
			text += "  "
		}
		return figure.Clip(text, figure.PageWidth)
	}
	return &Text{Caption: figure.Clip(figure.Printable(t.Caption), figure.PageWidth), Most: figure.MostSegments, More: "… %s more, see -csv",
		Head: line(func(i int) string { return figure.Printable(t.Columns[i].Name) }),
		Line: func(c Cells) string { return line(c.Show) }}
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
