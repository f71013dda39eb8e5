package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// pageFlags are the flags of documents.
type pageFlags struct {
	HTML string `name:"html" type:"output" placeholder:"FILE" help:"a page that opens, prints and is forwarded as one file"`
	MD   string `name:"md" type:"output" placeholder:"FILE" help:"the same as Markdown, with tables in place of pictures"`
	CSV  string `name:"csv" type:"output" placeholder:"DIR" help:"a folder of tables, one file each, for a spreadsheet"`
}

// checkPages refuses two documents of one name.
func (o *common) checkPages() error {
	var given []string
	for _, f := range []struct{ flag, name string }{{"html", o.HTML}, {"md", o.MD}, {"csv", o.CSV}, {"callback", o.callback}} {
		if f.name == "" {
			continue
		}
		for _, other := range given {
			if filepath.Clean(f.name) == filepath.Clean(other) {
				return &usageError{text: fmt.Sprintf("-%s names what another flag names: want a name of its own", f.flag)}
			}
		}
		given = append(given, f.name)
	}
	return nil
}

// documented is a report that has a document.
type documented interface {
	document() *page.Document
	footLines() []string
	lost() []string
	writeCallback(name string) error
	headLines() []string
	writeText(io.Writer)
}

// lost returns what was lost of a file, or may be misread.
func (r *reading) lost() []string { return r.Warnings }

// writeCallback writes the call-back list, of which most reports have none.
func (r *reading) writeCallback(string) error { return nil }

// writePages writes the files that the flags ask for.
func (o *common) writePages(r documented) error {
	if o.pageFlags == (pageFlags{}) && o.callback == "" {
		return nil
	}
	if o.callback != "" {
		if err := o.checkOutput(o.callback); err != nil {
			return err
		}
	}
	d := r.document()
	for _, warning := range r.lost() {
		d.Warnings = append(d.Warnings, sentence(warning))
	}
	if foot := strings.Join(r.footLines(), " "); foot != "" {
		d.Notes = append(d.Notes, sentence(foot))
	}
	var files []page.File
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{{o.HTML, d.HTML}, {o.MD, d.Markdown}} {
		if f.name == "" {
			continue
		}
		data, err := f.make()
		if err != nil {
			return err
		}
		files = append(files, page.File{Name: f.name, Data: data})
	}
	if o.CSV != "" {
		tables, err := d.CSV()
		if err != nil {
			return err
		}
		for _, t := range tables {
			files = append(files, page.File{Name: filepath.Join(o.CSV, t.Name), Data: t.Data})
		}
	}
	for _, f := range files {
		if err := o.checkOutput(f.Name); err != nil {
			return err
		}
		if o.callback != "" && filepath.Clean(f.Name) == filepath.Clean(o.callback) {
			return &usageError{text: "-callback names a file that another flag writes: want a name of its own"}
		}
	}
	if o.CSV != "" {
		if err := os.MkdirAll(o.CSV, 0o777); err != nil {
			return fmt.Errorf("-csv: %w", err)
		}
	}
	for _, f := range files {
		if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
			return err
		}
	}
	if o.callback != "" {
		return r.writeCallback(o.callback)
	}
	return nil
}

// checkOutput refuses to write over a file that is read.
func (o *common) checkOutput(name string) error {
	there, err := os.Stat(name)
	if err != nil {
		return nil // it is not there, or cannot be written either
	}
	for _, input := range o.reads {
		if read, err := os.Stat(input); input != "" && err == nil && os.SameFile(there, read) {
			return fmt.Errorf("%s is a file that the report reads: name another for -html, -md, -csv or -callback", filepath.Base(name))
		}
	}
	return nil
}

// rejectedTable lists the first faults of all.
func rejectedTable(faults []fault, all int64) page.Table {
	t := page.Table{Name: "rejected", Caption: fmt.Sprintf("Rejected: the first %d of %s", len(faults), thousands(all)),
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

// capital begins a text with a capital.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// sentence makes a line of the text screen a sentence.
func sentence(line string) string {
	if line == "" {
		return ""
	}
	return strings.TrimSuffix(capital(strings.ReplaceAll(line, "significant*", "significant")), ".") + "."
}
