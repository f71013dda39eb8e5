package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

const pageUsage = `
To hand on, beside what is printed
  -html FILE          a page that opens, prints and is forwarded as one file
  -md FILE            the same as Markdown, with tables in place of pictures
  -csv DIR            a folder of tables, one file each, for a spreadsheet
  -callback FILE      of a survey: whom to call back, as .csv: detractors and those who were not
                      satisfied, or found it difficult, the newest first; with -customer and -at
  -comment COLUMN     what they said, for -callback alone
`

// pageOptions is what the flags say of documents.
type pageOptions struct {
	html, md, csv string

	callback string // a list of customers
}

func (p *pageOptions) addTo(set *flag.FlagSet) {
	set.Func("html", "", nameFlag(&p.html))
	set.Func("md", "", nameFlag(&p.md))
	set.Func("csv", "", nameFlag(&p.csv))
	set.Func("callback", "", nameFlag(&p.callback))
}

// nameFlag returns the function of a flag that names a file or a folder to write.
func nameFlag(name *string) func(string) error {
	return func(text string) error {
		if text == "" || text == "-" {
			return errors.New("want the name of what is to be written")
		}
		*name = text
		return nil
	}
}

// checkPages refuses two documents of one name.
func (o *options) checkPages() error {
	var given []string
	for _, f := range []struct{ flag, name string }{{"html", o.pages.html}, {"md", o.pages.md}, {"csv", o.pages.csv}, {"callback", o.pages.callback}} {
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

// inputs returns the names of all files that are read.
func (o *options) inputs() []string {
	return []string{o.file, o.joinFile, o.labels, o.configFile, o.value.costs, o.journey.mapFile, o.outcome.file, o.referral.file}
}

// documented is a report that has a document.
type documented interface {
	document() *page.Document
	footLines() []string
	lost() []string
	list() *callbackList
}

// lost returns what was lost of a file, or may be misread.
func (r *reading) lost() []string { return r.Warnings }

// list returns the call-back list, nil if there is none.
func (r *reading) list() *callbackList { return nil }

// writePages writes the files that the flags ask for.
func (o *options) writePages(r documented) error {
	if o.pages == (pageOptions{}) {
		return nil
	}
	if o.pages.callback != "" {
		if err := o.checkOutput(o.pages.callback); err != nil {
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
	}{{o.pages.html, d.HTML}, {o.pages.md, d.Markdown}} {
		if f.name == "" {
			continue
		}
		data, err := f.make()
		if err != nil {
			return err
		}
		files = append(files, page.File{Name: f.name, Data: data})
	}
	if o.pages.csv != "" {
		tables, err := d.CSV()
		if err != nil {
			return err
		}
		for _, t := range tables {
			files = append(files, page.File{Name: filepath.Join(o.pages.csv, t.Name), Data: t.Data})
		}
	}
	for _, f := range files {
		if err := o.checkOutput(f.Name); err != nil {
			return err
		}
		if o.pages.callback != "" && filepath.Clean(f.Name) == filepath.Clean(o.pages.callback) {
			return &usageError{text: "-callback names a file that another flag writes: want a name of its own"}
		}
	}
	if o.pages.csv != "" {
		if err := os.MkdirAll(o.pages.csv, 0o777); err != nil {
			return fmt.Errorf("-csv: %w", err)
		}
	}
	for _, f := range files {
		if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
			return err
		}
	}
	if o.pages.callback != "" {
		return r.list().writeFile(o.pages.callback)
	}
	return nil
}

// checkOutput refuses to write over a file that is read.
func (o *options) checkOutput(name string) error {
	there, err := os.Stat(name)
	if err != nil {
		return nil // it is not there, or cannot be written either
	}
	for _, input := range o.inputs() {
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
