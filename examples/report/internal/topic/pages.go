package topic

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// CheckPages refuses two documents of one name.
func (o *Common) CheckPages() error {
	var given []string
	for _, f := range []struct{ flag, name string }{{"html", o.HTML}, {"md", o.MD}, {"csv", o.CSV}, {"callback", o.CallbackFile}} {
		if f.name == "" {
			continue
		}
		for _, other := range given {
			if filepath.Clean(f.name) == filepath.Clean(other) {
				return &UsageError{Text: fmt.Sprintf("-%s names what another flag names: want a name of its own", f.flag)}
			}
		}
		given = append(given, f.name)
	}
	return nil
}

// writePages writes the files that the flags ask for.
func (o *Common) writePages(r Report) error {
	if o.pageFlags == (pageFlags{}) && o.CallbackFile == "" {
		return nil
	}
	if o.CallbackFile != "" {
		if err := o.checkOutput(o.CallbackFile); err != nil {
			return err
		}
	}
	d := r.Document()
	for _, warning := range r.Lost() {
		d.Warnings = append(d.Warnings, page.Sentence(warning))
	}
	if foot := strings.Join(r.FootLines(), " "); foot != "" {
		d.Notes = append(d.Notes, page.Sentence(foot))
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
		if o.CallbackFile != "" && filepath.Clean(f.Name) == filepath.Clean(o.CallbackFile) {
			return &UsageError{Text: "-callback names a file that another flag writes: want a name of its own"}
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
	if o.CallbackFile != "" {
		return r.WriteCallback(o.CallbackFile)
	}
	return nil
}

// checkOutput refuses to write over a file that is read.
func (o *Common) checkOutput(name string) error {
	there, err := os.Stat(name)
	if err != nil {
		return nil // it is not there, or cannot be written either
	}
	for _, input := range o.Reads {
		if read, err := os.Stat(input); input != "" && err == nil && os.SameFile(there, read) {
			return fmt.Errorf("%s is a file that the report reads: name another for -html, -md, -csv or -callback", filepath.Base(name))
		}
	}
	return nil
}

// What a picture shows, so that it can be read.
const (
	MostTrend = 400 // periods
	MostBars  = 40  // segments
)
