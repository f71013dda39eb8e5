package topic

import (
	"strconv"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// Page makes the document of a report with a head.
type Page struct {
	*Head
	page.Document
}

// NewPage begins the document. What says what the rows are.
func NewPage(h *Head, what string) *Page {
	p := &Page{Head: h}
	p.Title = "Customer experience report"
	about := what + " of " + h.Source
	if h.Span != (cx.Period{}) {
		about += ", " + figure.Days(h.Span)
	}
	if h.AsOf != (cx.Date{}) {
		about += ", as of " + h.AsOf.String()
	}
	if h.AsOfFromFile {
		about += ", the day after the last"
	}
	p.About = []string{about}
	if h.Simulated {
		p.Warnings = []string{"Simulated data, no real customers."}
	}
	return p
}

// AddSection adds a section, and drops blocks that have nothing to show.
func (p *Page) AddSection(id, title, about string, blocks ...page.Block) {
	s := page.Section{ID: id, Title: title, About: about}
	for _, b := range blocks {
		switch b := b.(type) {
		case nil:
			continue
		case page.Table:
			if len(b.Rows) == 0 {
				continue
			}
		case page.Note:
			if b == "" {
				continue
			}
		}
		s.Blocks = append(s.Blocks, b)
	}
	p.Sections = append(p.Sections, s)
}

// AddNotes adds how to read the figures.
func (p *Page) AddNotes(notes ...string) {
	p.Notes = append(p.Notes, "Intervals are of "+figure.Percent(p.Level)+" and unadjusted: each is for its own figure.")
	for _, note := range notes {
		p.Notes = append(p.Notes, Sentence(note))
	}
}

// Why is a note that says why a figure does not exist, nil if it does.
func (p *Page) Why(figure, what string) page.Block {
	if reason := p.Reason(figure); reason != "" {
		return page.Note(what + ": " + reason + ".")
	}
	return nil
}

// AddCounts adds the section of the rows that were counted, of one file or more.
func (p *Page) AddCounts(files ...FileCounts) {
	t := page.Table{Name: "rows", Caption: "Rows", Table: chart.Table{Columns: []chart.Column{
		chart.Text("file"), chart.Text("rows"), chart.Number("number", figure.Counted)}}}
	var blocks []page.Block
	for i, f := range files {
		t.Rows = append(t.Rows, []string{f.Source, "read", figure.Whole(f.Rows.Read)})
		for _, row := range f.Table {
			if row.N != 0 {
				t.Rows = append(t.Rows, []string{f.Source, row.Name, figure.Whole(row.N)})
			}
		}
		t.Rows = append(t.Rows, []string{f.Source, "rejected", figure.Whole(f.Rows.Rejected)})
		if f.Rows.Rejected > 0 {
			rejected := RejectedTable(f.Rejected, f.Rows.Rejected)
			if i > 0 {
				rejected.Name += "-" + strconv.Itoa(i+1)
			}
			rejected.Caption += " of " + f.Source
			blocks = append(blocks, rejected)
		}
	}
	p.AddSection("data", "What was counted", "", append([]page.Block{t}, blocks...)...)
}

// FileCounts is what was counted of a file.
type FileCounts struct {
	Source   string
	Rows     RowCounts
	Rejected []Fault
	Table    []NamedCount
}

// NamedCount is a number of rows with what they are.
type NamedCount struct {
	Name string
	N    int64
}

// Main is the counts of the file of the report itself.
func (p *Page) Main(table ...NamedCount) FileCounts {
	return FileCounts{p.Source, p.Rows, p.Rejected, table}
}
