// Package page is the document that a report is, made once, and its writers: HTML,
// Markdown and CSV.
package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cxmetrics/cx/examples/internal/chart"
)

// Document is a report. The text screen says in lines what pages say in sentences: a note is a
// line here, and begins with a capital and ends with a point on a page.
type Document struct {
	Title     string
	Sample    bool     // the data are simulated
	What      string   // what the rows of the file are
	File      string   // its name
	When      string   // the days that it is of, after a comma
	About     []string // further lines below the title
	Warnings  []string // what a reader has to know first
	Sections  []Section
	Levels    string   // of the intervals, as 95%
	LevelNote string   // and what they are of; default each for its own figure
	Notes     []string // how to read the figures
	PageNotes []string // and what the text screen says where it is
}

// Section is a part of a report with its own heading.
type Section struct {
	ID     string // unique: small letters, digits and hyphens
	Title  string
	Line   string // what the text screen says beside the title
	Aside  string // and at the end of that line
	About  string // what pages say below the title; default Aside and Line
	Blocks []Block

	Head     string          // in place of Title, Line and key figures on the text screen
	Headless bool            // the blocks, or Body, write heads of their own there
	Body     func() []string // in place of the blocks there
}

// Block is Figures, a Table, a Picture, a Note, a Passage or Counts.
type Block interface{ Kind() string }

// Kind returns the name of the kind.
func (Figures) Kind() string { return "figures" }

// Kind returns the name of the kind.
func (Table) Kind() string { return "table" }

// Kind returns the name of the kind.
func (Picture) Kind() string { return "picture" }

// Kind returns the name of the kind.
func (Note) Kind() string { return "note" }

// Kind returns the name of the kind.
func (Passage) Kind() string { return "note" }

// Kind returns the name of the kind.
func (Counts) Kind() string { return "counts" }

// Figures are the key figures of a section.
type Figures []Figure

// Figure is a key figure. Numbers are as [chart.Unit.Plain] writes them, "" for none.
type Figure struct {
	Name             string
	Unit             chart.Unit
	Value, Low, High string
	Level            string // of the interval, as 95%
	Base             int64
	Of               string // the base in words, as 1,914 answers
	Note             string // as the last change, or why there is no value
	Phrase           string // the value, as %s, in the head of the section on the text screen; "" where a table has it
	Trend            []float64
	TrendLabel       string // what the trend shows, for those who hear it
}

// Table is a table with a caption. Name is that of its file as CSV.
type Table struct {
	Name, Caption string
	chart.Table
	Note string
	Text *Text     // nil is all columns side by side
	Bars []float64 // of each row, 0 to 1, for Text to draw
}

// Picture is a chart. One that is Bare has its figures in the table that follows it. Lines are how
// the text screen draws it; without them it has the table of the chart.
type Picture struct {
	chart.Chart
	Lines []string
}

// Note is a sentence, or some.
type Note string

// Passage is a note that the text screen writes in lines of its own.
type Passage struct {
	Note
	Lines []string
}

// AboutLines are the lines below the title.
func (d *Document) AboutLines() []string {
	if d.What == "" {
		return d.About
	}
	return append([]string{d.What + " of " + d.File + d.When}, d.About...)
}

// AllWarnings are the warnings, and that the data are simulated.
func (d *Document) AllWarnings() []string {
	if d.Sample {
		return append([]string{"Simulated data, no real customers."}, d.Warnings...)
	}
	return d.Warnings
}

// AllNotes are the notes as sentences.
func (d *Document) AllNotes() []string {
	var notes []string
	switch {
	case d.Levels == "" && d.LevelNote != "":
		notes = append(notes, Sentence("intervals are "+d.LevelNote))
	case d.Levels == "":
	case d.LevelNote != "":
		notes = append(notes, Sentence("intervals are of "+d.Levels+", "+d.LevelNote))
	default:
		notes = append(notes, "Intervals are of "+d.Levels+" and unadjusted: each is for its own figure.")
	}
	for _, note := range slices.Concat(d.Notes, d.PageNotes) {
		notes = append(notes, Sentence(note))
	}
	return notes
}

// AboutLine is what pages say below the title.
func (s Section) AboutLine() string {
	switch {
	case s.About != "":
		return s.About
	case s.Aside != "" && s.Line != "":
		return Sentence(s.Aside + ", " + s.Line)
	}
	return Sentence(s.Aside + s.Line)
}

// Shown are the blocks as pages show them: counts are tables.
func (s Section) Shown() []Block {
	var blocks []Block
	for _, b := range s.Blocks {
		if c, ok := b.(Counts); ok {
			blocks = append(blocks, c.tables()...)
			continue
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// NoteSentence returns the note as a sentence, "" for none.
func (t Table) NoteSentence() string { return Sentence(t.Note) }

// Sentence returns the note as a sentence.
func (n Note) Sentence() string { return Sentence(string(n)) }

// Capital begins a text with a capital.
func Capital(text string) string {
	if text == "" {
		return ""
	}
	_, first := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:first]) + text[first:]
}

// Sentence makes a line of the text screen a sentence.
func Sentence(line string) string {
	if line == "" {
		return ""
	}
	line = Capital(strings.ReplaceAll(line, "significant*", "significant"))
	if strings.HasSuffix(strings.TrimSuffix(line, "”"), "?") {
		return line
	}
	return strings.TrimSuffix(line, ".") + "."
}

var validName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,59}$`)

// tables returns the tables of a document in order, those of charts and of the key figures
// included, and an error for a name that does not serve as that of a file.
func (d *Document) tables() ([]Table, error) {
	tables := []Table{}
	if figures := d.figures(); len(figures.Rows) > 0 {
		tables = append(tables, figures)
	}
	for _, s := range d.Sections {
		for _, b := range s.Shown() {
			switch b := b.(type) {
			case Table:
				tables = append(tables, b)
			case Picture:
				if !b.Heading().Bare {
					tables = append(tables, b.table())
				}
			}
		}
	}
	seen := map[string]bool{}
	for _, t := range tables {
		if !validName.MatchString(t.Name) || seen[t.Name] {
			return nil, fmt.Errorf("page: %q is no name of a table, or the name of two", t.Name)
		}
		seen[t.Name] = true
		for _, row := range t.Rows {
			if len(row) != len(t.Columns) {
				return nil, fmt.Errorf("page: a row of the table %s has %d cells, want %d", t.Name, len(row), len(t.Columns))
			}
		}
	}
	return tables, nil
}

// table returns the figures of a picture.
func (p Picture) table() Table {
	h := p.Heading()
	return Table{Name: h.ID, Caption: h.Title, Table: p.Table()}
}

// figures returns all key figures as one table.
func (d *Document) figures() Table {
	t := Table{Name: "figures", Caption: "Key figures", Table: chart.Table{Columns: []chart.Column{
		chart.Text("section"), chart.Text("figure"), chart.Number("value", chart.Unit{}), chart.Text("unit"),
		chart.Number("from", chart.Unit{}), chart.Number("to", chart.Unit{}), chart.Text("level"),
		chart.Number("base", chart.Unit{}), chart.Text("note"),
	}}}
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			figures, _ := b.(Figures)
			for _, f := range figures {
				t.Rows = append(t.Rows, []string{s.Title, f.Name, f.Value, f.Unit.Suffix, f.Low, f.High, f.Level,
					fmt.Sprint(f.Base), f.Note})
			}
		}
	}
	return t
}

// Limits are those of the interval without their unit, "" for none.
func (f Figure) Limits() string {
	if f.Low == "" || f.High == "" {
		return ""
	}
	plain := func(limit string) string { return strings.TrimSuffix(f.Unit.Show(limit), f.Unit.Suffix) }
	return plain(f.Low) + " to " + plain(f.High)
}

// interval writes the interval of a figure, "" for none.
func (f Figure) interval() string {
	if f.Low == "" || f.High == "" {
		return ""
	}
	return f.Level + " interval " + f.Unit.Show(f.Low) + " to " + f.Unit.Show(f.High)
}

// mostRows is how many rows of a table a page shows; of a longer one both ends. CSV has all.
const mostRows = 200

// shown returns the rows that a page shows, and how many are left out after the first half.
func (t Table) shown() (first, last [][]string, hidden int) {
	if len(t.Rows) <= mostRows {
		return t.Rows, nil, 0
	}
	const half = mostRows / 2
	return t.Rows[:half], t.Rows[len(t.Rows)-half:], len(t.Rows) - mostRows
}
