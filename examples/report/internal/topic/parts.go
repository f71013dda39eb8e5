package topic

import (
	"github.com/cxmetrics/cx"
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
	p.Title, p.Sample, p.What, p.File = "Customer experience report", h.Simulated, what, h.Source
	if h.Span != (cx.Period{}) {
		p.When += ", " + figure.Days(h.Span)
	}
	if h.AsOf != (cx.Date{}) {
		p.When += ", as of " + h.AsOf.String()
	}
	if h.AsOfFromFile {
		p.When += ", the day after the last"
	}
	return p
}

// AddSection adds a section, and drops blocks that have nothing to show.
func (p *Page) AddSection(id, title, about string, blocks ...page.Block) {
	p.Add(page.Section{ID: id, Title: title, About: about, Blocks: blocks})
}

// Add adds a section without blocks that have nothing to show.
func (p *Page) Add(s page.Section) {
	blocks := s.Blocks
	s.Blocks = nil
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
	p.Levels = figure.Percent(p.Level)
	p.Notes = append(p.Notes, notes...)
}

// Why is a note that says why a figure does not exist, nil if it does.
func (p *Page) Why(figure, what string) page.Block {
	if reason := p.Reason(figure); reason != "" {
		return page.Note(what + ": " + reason + ".")
	}
	return nil
}

// AddCounts adds the section of the rows that were counted, of one file or more.
func (p *Page) AddCounts(files ...page.FileCounts) {
	p.AddSection("data", "What was counted", "", page.Counts(files))
}

// FileCounts are the counts of a file.
func FileCounts(source, title string, rows RowCounts, rejected []Fault, table ...page.Count) page.FileCounts {
	return page.FileCounts{Source: source, Title: title, Read: rows.Read, Rows: table, Rejected: rows.Rejected, Faults: PageFaults(rejected)}
}

// Main is the counts of the file of the report itself.
func (p *Page) Main(table ...page.Count) page.FileCounts {
	return FileCounts(p.Source, "rows read", p.Rows, p.Rejected, table...)
}

// PageFaults returns faults for a page.
func PageFaults(faults []Fault) []page.Fault {
	var list []page.Fault
	for _, f := range faults {
		list = append(list, page.Fault(f))
	}
	return list
}
