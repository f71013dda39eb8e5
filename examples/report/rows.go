package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// counts says how many rows were read, and which were rejected.
type counts struct {
	rows     int64 // below the header
	rejected int64 // of them, as a whole
	faults   []fault
	filtered int64    // rows that were left out before, by -where
	outside  int64    // rows of days that were not chosen
	missing  int64    // rows whose key the joined file lacks
	twice    int64    // and those whose key it has twice
	line     int      // of the row that is taken
	repeated int64    // rows that say what another says
	unreads           // rejected cells of rows
	notes    []string // how the file was read
	warnings []string
	beside   []lostFile // files that were read beside this one
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
	for {
		cells, err := t.Next()
		if err == io.EOF {
			c.notes, c.filtered = t.Notes(), t.Filtered()
			c.missing, c.twice = t.Unjoined()
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
		p.step()
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
func (o *common) input(in io.Reader) input { return input{in, o.source(), o.table} }

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

// clock returns the clock of a column of times.
func (o *common) clock() *table.Clock {
	in := o.TimesIn
	if in == nil {
		in = o.calendar.Location
	}
	return &table.Clock{Dates: o.Dates, In: in, Days: o.calendar.Location}
}

// watch lets a clock read a column.
func (o *common) watch(t *table.Reader, flag string, place int, c *table.Clock) error {
	if place < 0 {
		return nil
	}
	t.Watch(flag, place, c)
	if o.TimesIn != nil {
		return nil
	}
	return t.CheckZone(flag, place, c.In)
}
