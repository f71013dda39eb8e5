package topic

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Reading is how a file was read, of all reports.
//
//	warnings  what was lost, or may be misread: the exit status is then 3
//	filtered  rows that -where left out
//	outside   rows of days that -since, -until and -against leave out
//	repeated  rows of a log that say what another says
//	joined    the joined file: source, and the rows whose key it has not (missing) or twice
//	read_as   how the file was read where it could have been read in another way
type Reading struct {
	Warnings []string `json:"warnings,omitzero"`
	Filtered int64    `json:"filtered,omitzero"`
	Outside  int64    `json:"outside_days,omitzero"`
	Repeated int64    `json:"repeated,omitzero"` // rows of a log
	Joined   *joined  `json:"joined,omitzero"`
	ReadAs   []string `json:"read_as,omitzero"`
}

// joined is the rows that have no cells of the joined file.
type joined struct {
	Source  string `json:"source"`
	Missing int64  `json:"missing"` // the file lacks their key
	Twice   int64  `json:"twice"`   // the file has their key twice
}

// Counted returns what was counted of a file.
func (c *Counts) Counted() *Counts { return c }

// SetReading says how the file was read.
func (r *Reading) SetReading(c *Counts, o *Common) {
	r.Warnings, r.Filtered, r.Outside, r.Repeated, r.ReadAs = c.warnings, c.filtered, c.Outside, c.Repeated, c.Notes
	if o.Join != "" {
		r.Joined = &joined{filepath.Base(o.Join), c.missing, c.twice}
	}
}

// HeadLines warns at the head of a page.
func (r *Reading) HeadLines() []string {
	var lines []string
	for _, warning := range r.Warnings {
		lines = append(lines, figure.Wrap("WARNING: "+figure.Printable(warning), figure.PageWidth)...)
	}
	if lines != nil {
		lines = append(lines, "")
	}
	return lines
}

// FootLines says at the foot of a page how the file was read, where that was not plain.
func (r *Reading) FootLines() []string {
	var lines []string
	if r.Filtered > 0 {
		lines = append(lines, fmt.Sprintf("-where left out %s", figure.Count(r.Filtered, "row")))
	}
	if r.Outside > 0 {
		lines = append(lines, fmt.Sprintf("%s of days that are not chosen are left out", figure.Count(r.Outside, "row")))
	}
	if r.Repeated > 0 {
		lines = append(lines, fmt.Sprintf("%s of the log say what another says, and count once", figure.Count(r.Repeated, "row")))
	}
	if r.Joined != nil {
		lines = append(lines, figure.Wrap(fmt.Sprintf("%s lacks the key of %s, and has that of %s twice: their cells are blank",
			figure.Printable(r.Joined.Source), figure.Count(r.Joined.Missing, "row"), figure.Thousands(r.Joined.Twice)), figure.PageWidth)...)
	}
	if len(r.ReadAs) > 0 {
		lines = append(lines, figure.Wrap("read as: "+figure.Printable(strings.Join(r.ReadAs, "; ")), figure.PageWidth)...)
	}
	return lines
}
