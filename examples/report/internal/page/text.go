package page

import (
	"cmp"
	"fmt"
	"io"
	"slices"
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

	// All writes the rows of the table and of With, in place of Line.
	All func(rows, with []Cells) []string

	// With is a table whose rows belong to the same: their cells follow. It is written with this
	// table, and so not by itself.
	With *Table
}

// Elsewhere is of a table whose figures the text screen has in another place.
var Elsewhere = &Text{}

// Cells are the cells of a row. Line returns "" for a row that is not shown.
type Cells struct {
	columns []chart.Column
	cells   []string
	share   float64
}

// Text returns a cell as it is in the table.
func (c Cells) Text(i int) string {
	if c.cells[i] == "–" {
		return "-"
	}
	return figure.Printable(c.cells[i])
}

// Name returns the name of a column.
func (c Cells) Name(i int) string { return figure.Printable(c.columns[i].Name) }

// place returns the place of a column by its name, -1 for none.
func (c Cells) place(column string) int {
	return slices.IndexFunc(c.columns, func(other chart.Column) bool { return other.Name == column })
}

// TextOf returns the cell of a column by its name, "" where there is none.
func (c Cells) TextOf(column string) string {
	if i := c.place(column); i >= 0 {
		return c.Text(i)
	}
	return ""
}

// ShowOf returns the cell of a column by its name as pages show it, "-" where there is none.
func (c Cells) ShowOf(column string) string { return c.FitOf(column, figure.PageWidth) }

// FitOf is ShowOf in so many columns, as Fit.
func (c Cells) FitOf(column string, columns int) string {
	if i := c.place(column); i >= 0 {
		return c.Fit(i, columns)
	}
	return "-"
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

// Bar draws the bar of the row, none for a share that is not there.
func (c Cells) Bar(columns int) string {
	if !(c.share > 0) {
		return ""
	}
	return figure.Bar(min(c.share, 1), columns)
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
	switch note := cmp.Or(d.LevelNote, "unadjusted: each for its own figure"); {
	case d.Levels != "":
		fmt.Fprintf(w, "\n* %s, %s\n", d.Levels, note)
	case d.LevelNote != "":
		fmt.Fprintf(w, "\n* %s\n", note)
	}
	for _, note := range d.Notes {
		fmt.Fprintln(w, strings.TrimRight(figure.Clip(figure.Printable(note), figure.PageWidth), " "))
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
	head := strings.ToUpper(figure.Printable(s.Title))
	if len(says) > 0 {
		head += "  " + strings.Join(says, ", ")
	}
	if !s.Headless {
		WriteRule(w, cmp.Or(s.Head, head), s.Aside)
	}
	if s.Body != nil {
		for _, line := range s.Body() {
			fmt.Fprintln(w, strings.TrimRight(line, " "))
		}
		return
	}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case Counts:
			b.writeText(w)
		case Passage:
			fmt.Fprintln(w, strings.Join(b.Lines, "\n"))
		case Note:
			fmt.Fprintln(w, figure.Clip(figure.Printable(string(b)), figure.PageWidth))
		case Table:
			b.writeText(w)
		case Picture:
			switch {
			case b.Lines != nil:
				fmt.Fprintln(w, strings.Join(b.Lines, "\n"))
			case !b.Heading().Bare:
				b.table().writeText(w)
			}
		}
	}
}

// writeText writes a table by its own rules, or else its columns side by side.
func (t Table) writeText(w io.Writer) {
	text := t.Text
	switch text {
	case Elsewhere:
		return
	case nil:
		text = t.plainText()
	}
	if text.All != nil {
		var with []Cells
		if text.With != nil {
			with = text.With.Cells()
		}
		fmt.Fprintln(w, strings.Join(text.All(t.Cells(), with), "\n"))
		return
	}
	var lines []string
	for i, row := range t.Rows {
		c := Cells{columns: t.Columns, cells: row}
		if text.With != nil {
			c.columns, c.cells = slices.Concat(t.Columns, text.With.Columns), slices.Concat(row, text.With.Rows[i])
		}
		if t.Bars != nil {
			c.share = t.Bars[i]
		}
		if line := text.Line(c); line != "" {
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
	if t.Note != "" {
		fmt.Fprintln(w, figure.Clip(figure.Printable(t.Note), figure.PageWidth))
	}
}

// Cells returns the cells of all rows.
func (t Table) Cells() []Cells {
	var rows []Cells
	for _, row := range t.Rows {
		rows = append(rows, Cells{columns: t.Columns, cells: row})
	}
	return rows
}

// plainText is how a table is written that says nothing of it.
func (t Table) plainText() *Text {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = figure.Width(figure.Printable(c.Name))
		for _, row := range t.Rows {
			widths[i] = max(widths[i], figure.Width(Cells{columns: t.Columns, cells: row}.Show(i)))
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
	for _, line := range Beside(first, second, column) {
		fmt.Fprintln(w, line)
	}
}

// Beside returns two columns of lines, the second from a column on.
func Beside(first, second []string, column int) (lines []string) {
	for i := range max(len(first), len(second)) {
		line := ""
		if i < len(first) {
			line = first[i]
		}
		if i < len(second) {
			line = figure.Left(line, column) + figure.Clip(second[i], figure.PageWidth-column)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}
