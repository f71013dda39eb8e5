package page

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
)

// Markdown returns the document as Markdown, with the figures of charts as tables.
func (d *Document) Markdown() ([]byte, error) {
	if _, err := d.tables(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("# %s", escape(d.Title))
	for _, about := range d.AboutLines() {
		line("\n%s", escape(about))
	}
	for _, warning := range d.AllWarnings() {
		line("\n> **%s**", escape(warning))
	}
	for _, s := range d.Sections {
		line("\n## %s", escape(s.Title))
		if about := s.AboutLine(); about != "" {
			line("\n%s", escape(about))
		}
		for _, b := range s.Shown() {
			switch b := b.(type) {
			case Note:
				line("\n%s", escape(b.Sentence()))
			case Passage:
				line("\n%s", escape(b.Sentence()))
			case Figures:
				line("")
				for _, f := range b {
					line("- %s", f.markdown())
				}
			case Table:
				b.markdown(line)
			case Picture:
				if !b.Heading().Bare {
					b.table().markdown(line)
				}
			}
		}
	}
	if notes := d.AllNotes(); len(notes) > 0 {
		line("\n## How to read it\n")
		for _, note := range notes {
			line("- %s", escape(note))
		}
	}
	return out.Bytes(), nil
}

// markdown writes a figure as a line.
func (f Figure) markdown() string {
	parts := []string{"**" + escape(f.Name) + " " + escape(f.Unit.Show(f.Value)) + "**"}
	for _, part := range []string{f.interval(), f.Of, f.Note} {
		if part != "" {
			parts = append(parts, escape(part))
		}
	}
	return strings.Join(parts, ", ")
}

// markdown writes a table.
func (t Table) markdown(line func(string, ...any)) {
	line("\n**%s**\n", escape(t.Caption))
	head, rule := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i], rule[i] = escape(c.Name), "---"
		if c.Unit != nil {
			rule[i] = "---:"
		}
	}
	row := func(cells []string) {
		shown := make([]string, len(cells))
		for i, cell := range cells {
			shown[i] = escape(t.Columns[i].Show(cell))
		}
		line("| %s |", strings.Join(shown, " | "))
	}
	line("| %s |", strings.Join(head, " | "))
	line("| %s |", strings.Join(rule, " | "))
	first, last, hidden := t.shown()
	for _, cells := range first {
		row(cells)
	}
	if hidden > 0 {
		line("| … %s |%s", moreRows(hidden), strings.Repeat(" |", len(t.Columns)-1))
	}
	for _, cells := range last {
		row(cells)
	}
	if t.Note != "" {
		line("\n%s", escape(t.NoteSentence()))
	}
}

// moreRows says how many rows are not shown.
func moreRows(n int) string { return chart.Unit{}.Show(fmt.Sprint(n)) + " more rows, see -csv" }

var escapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
	"<", `\<`, ">", `\>`, "|", `\|`, "~", `\~`, "&", `\&`, "#", `\#`, "!", `\!`)

// escape returns a text that Markdown takes as it is, on one line.
func escape(text string) string {
	text = escapes.Replace(strings.TrimSpace(chart.Printable(text)))
	// A line that begins with these is a list or a heading.
	if strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "+ ") || strings.HasPrefix(text, "=") || strings.HasPrefix(text, "--") {
		return `\` + text
	}
	if digits := strings.TrimLeft(text, "0123456789"); len(digits) < len(text) && (strings.HasPrefix(digits, ". ") || strings.HasPrefix(digits, ") ")) {
		return text[:len(text)-len(digits)] + `\` + digits
	}
	return text
}
