package topic

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// Kind is a report by its flags.
type Kind interface {
	SharedFlags() *Common
	// FillSample reads the sample, and names its columns where the flags name none.
	FillSample()
	// Check checks the flags against each other; given are the names of those that were given.
	Check(given []string) error
	// Report reads rows and measures them.
	Report(in io.Reader, p *Progress) (Report, error)
}

// writeJSON writes a report as JSON.
func writeJSON(w io.Writer, r any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// ErrWarned is the end of a run whose report begins with a warning.
var ErrWarned = errors.New("the report begins with a warning")

// Produce reads rows D, and measures a report R.
func Produce[F Kind, D, R any, PD interface {
	*D
	Counted() *Counts
}, PR interface {
	*R
	SetReading(*Counts, *Common)
	Report
}](o F, in io.Reader, p *Progress, read func(io.Reader, F, *Progress) (*D, error), measure func(*D, F) (*R, error)) (Report, error) {
	data, err := read(in, o, p)
	if err == nil {
		err = PD(data).Counted().judgeRows(o.SharedFlags())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", figure.Printable(o.SharedFlags().Source()), err)
	}
	counted := PD(data).Counted()
	p.read.Store(true)
	r, err := measure(data, o)
	if err != nil {
		return nil, err
	}
	PR(r).SetReading(counted, o.SharedFlags())
	return PR(r), nil
}

// Write writes a report and its documents.
func (o *Common) Write(out io.Writer, r Report) error {
	var warned error
	if len(r.Lost()) > 0 {
		warned = ErrWarned
	}
	if err := o.writePages(r); err != nil {
		return err
	}
	if o.JSON {
		return cmp.Or(writeJSON(out, r), warned)
	}
	for _, line := range r.HeadLines() {
		fmt.Fprintln(out, line)
	}
	r.Document().WriteText(out)
	for _, line := range r.FootLines() {
		fmt.Fprintln(out, line)
	}
	return warned
}

// Report is a report that has a document.
type Report interface {
	Document() *page.Document
	FootLines() []string
	Lost() []string
	WriteCallback(name string) error
	HeadLines() []string
}

// Lost returns what was lost of a file, or may be misread.
func (r *Reading) Lost() []string { return r.Warnings }

// WriteCallback writes the call-back list, of which most reports have none.
func (r *Reading) WriteCallback(string) error { return nil }
