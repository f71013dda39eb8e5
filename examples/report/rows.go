package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
)

// counts says how many rows were read, and which were rejected.
type counts struct {
	rows     int64 // below the header
	rejected int64 // of them, as a whole
	faults   []fault
}

// fault says where and why a row or a cell was rejected. It never holds what the
// cell said, which may be anything, and anybody's.
type fault struct {
	Line   int    `json:"line"`            // in the file, from 1
	Column string `json:"column,omitzero"` // none: the row as a whole
	Reason string `json:"reason"`
}

// maxFaults is the number of faults that are kept to be shown.
const maxFaults = 20

// maxNameSize is the longest name of a segment or a customer, in bytes.
const maxNameSize = 256

// readRows reads a table: find looks for its columns, and add takes the cells of each
// row that is well formed.
func (c *counts) readRows(in io.Reader, source string, p *progress, find func(*tableReader) error, add func([]string) error) error {
	table, err := newTableReader(in)
	if err != nil {
		return err
	}
	if err := find(table); err != nil {
		var wrong *usageError
		if errors.As(err, &wrong) {
			wrong.columns = columns{source, table.header}
		}
		return err
	}
	defer p.done()
	for {
		cells, err := table.next()
		if err == io.EOF {
			return nil
		}
		var malformed *csv.ParseError
		if err != nil && !errors.As(err, &malformed) {
			return fmt.Errorf("%w (after %s rows)", readError(err), thousands(c.rows))
		}
		c.rows++
		p.step(c.rows)
		if malformed != nil {
			c.reject(malformed.StartLine, "", malformedReason(malformed, len(cells), len(table.header)))
			continue
		}
		if err := add(cells); err != nil {
			return err
		}
	}
}

// reject counts a row that is rejected as a whole.
func (c *counts) reject(line int, column, reason string) {
	c.rejected++
	c.note(line, column, reason)
}

// note keeps the first faults.
func (c *counts) note(line int, column, reason string) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fault{Line: line, Column: column, Reason: reason})
	}
}

// malformedReason says why a row is no row of the table.
func malformedReason(err *csv.ParseError, cells, want int) string {
	switch {
	case errors.Is(err, csv.ErrFieldCount):
		return fmt.Sprintf("%d cells, the header has %d", cells, want)
	case err.Line > err.StartLine:
		return fmt.Sprintf("a quote is out of place, seen on line %d", err.Line)
	}
	return "a quote is out of place"
}

// timeParser parses times. The rows of a file have one form as a rule, so it tries
// that of the last row first.
type timeParser struct {
	zone   *time.Location // of times that name none
	layout string
}

var layouts = []string{
	time.RFC3339,
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
}

// parse parses one time. The years are those whose periods all lie within the years
// 1 to 9999 of package cx, whatever the zone and the grain.
func (p *timeParser) parse(cell string) (time.Time, error) {
	if cell == "" {
		return time.Time{}, errors.New("no time")
	}
	t, err := time.ParseInLocation(p.layout, cell, p.zone)
	for i := 0; err != nil && i < len(layouts); i++ {
		if t, err = time.ParseInLocation(layouts[i], cell, p.zone); err == nil {
			p.layout = layouts[i]
		}
	}
	if err != nil {
		return time.Time{}, errors.New("not a time of a known form")
	}
	if t.Year() < 2 || t.Year() > 9998 {
		return time.Time{}, errors.New("a time outside the years 2 to 9998")
	}
	// All forms begin with the day. Where clocks skip midnight there is no 00:00, and
	// package time takes the hour before, which lies on another day.
	if day, err := cx.ParseDate(cell[:len("2006-01-02")]); err == nil && day.Day != t.Day() {
		return cx.Calendar{Location: p.zone}.StartOf(day)
	}
	return t, nil
}
