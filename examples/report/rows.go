package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// counts says how many rows were read, and which were rejected.
type counts struct {
	rows     int64 // below the header
	rejected int64 // of them, as a whole
	faults   []fault
	notes    []string // how the file was read
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
func (c *counts) readRows(in input, p *progress, find func(*table.Reader) error, add func([]string) error) error {
	t, err := table.Open(in.in, in.table)
	if err == nil {
		err = find(t)
	}
	if err != nil {
		return asUsage(err, in, t)
	}
	defer p.done()
	for {
		cells, err := t.Next()
		if err == io.EOF {
			c.notes = t.Notes()
			return nil
		}
		malformed, isRow := errors.AsType[*table.RowError](err)
		if err != nil && !isRow {
			if question, ok := errors.AsType[*table.FlagError](err); ok {
				return asUsage(question, in, t)
			}
			return fmt.Errorf("%w (after %s rows)", err, thousands(c.rows))
		}
		c.rows++
		p.step(c.rows)
		if isRow {
			c.reject(malformed.Line, "", malformed.Reason)
			continue
		}
		if err := add(cells); err != nil {
			return err
		}
	}
}

// input is a file that is read.
type input struct {
	in     io.Reader
	source string // its name
	table  table.Options
}

// main returns the input of the file that is reported.
func (o *options) input(in io.Reader) input { return input{in, o.source(), o.table} }

// asUsage makes a question that a flag answers an error of usage, with the columns that
// there are.
func asUsage(err error, in input, t *table.Reader) error {
	wrong, ok := errors.AsType[*usageError](err)
	if question, isQuestion := errors.AsType[*table.FlagError](err); isQuestion {
		wrong, ok = &usageError{text: question.Text}, true
	}
	if !ok {
		return err
	}
	if t != nil {
		wrong.columns = columns{in.source, t.Columns()}
	}
	return wrong
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
