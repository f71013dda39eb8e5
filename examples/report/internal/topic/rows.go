package topic

import (
	"errors"
	"fmt"
	"io"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// Counts says how many rows were read, and which were rejected.
type Counts struct {
	Rows     int64 // below the header
	Rejected int64 // of them, as a whole
	Faults   []Fault
	filtered int64    // rows that were left out before, by -where
	Outside  int64    // rows of days that were not chosen
	missing  int64    // rows whose key the joined file lacks
	twice    int64    // and those whose key it has twice
	Line     int      // of the row that is taken
	Repeated int64    // rows that say what another says
	Unreads           // rejected cells of rows
	Notes    []string // how the file was read
	warnings []string
	beside   []lostFile // files that were read beside this one
}

// Fault says where and why a row or a cell was rejected. It never holds what the
// cell said, which may be anything, and anybody's.
type Fault struct {
	Line   int    `json:"line"`            // in the file, from 1
	Column string `json:"column,omitzero"` // none: the row as a whole
	Reason string `json:"reason"`
}

// maxFaults is the number of faults that are kept to be shown.
const maxFaults = 20

// MaxNameSize is the longest name of a segment or a customer, in bytes.
const MaxNameSize = 256

// ReadRows reads a table: find looks for its columns, and add takes the cells of each
// row that is well formed.
func (c *Counts) ReadRows(in Input, p *Progress, find func(*table.Reader) error, add func([]string) error) error {
	return c.read(in, p, find, add, nil)
}

// read does the same, and lets rows be counted in parts.
func (c *Counts) read(in Input, p *Progress, find func(*table.Reader) error, add func([]string) error, fork func(*table.Reader) (count, merge func() bool)) error {
	t, err := table.Open(in.In, in.Table)
	if err == nil {
		err = find(t)
	}
	if err != nil {
		return AsUsage(err, in, t)
	}
	t.InParts(fork)
	if err = c.add(t, in, p, add); err == io.EOF {
		c.Notes, c.filtered = t.Notes(), t.Filtered()
		c.missing, c.twice = t.Unjoined()
		return nil
	}
	return err
}

// add takes the rows of a table, and returns [io.EOF] after the last.
func (c *Counts) add(t *table.Reader, in Input, p *Progress, add func([]string) error) error {
	for {
		cells, err := t.Next()
		if err == io.EOF {
			return err
		}
		malformed, isRow := errors.AsType[*table.RowError](err)
		if err != nil && !isRow {
			if question, ok := errors.AsType[*table.FlagError](err); ok {
				return AsUsage(question, in, t)
			}
			return fmt.Errorf("%w (after %s rows)", err, figure.Thousands(c.Rows))
		}
		c.Rows++
		p.step()
		if isRow {
			c.Reject(malformed.Line, "", malformed.Reason)
			continue
		}
		if err := add(cells); err != nil {
			return err
		}
	}
}

// Input is a file that is read.
type Input struct {
	In     io.Reader
	Source string // its name
	Table  table.Options
}

// main returns the input of the file that is reported.
func (o *Common) Input(in io.Reader) Input { return Input{in, o.Source(), o.Table} }

// AsUsage makes a question that a flag answers an error of usage, with the columns that
// there are.
func AsUsage(err error, in Input, t *table.Reader) error {
	wrong, ok := errors.AsType[*UsageError](err)
	if question, isQuestion := errors.AsType[*table.FlagError](err); isQuestion {
		wrong, ok = &UsageError{Text: question.Text}, true
	}
	if !ok {
		return err
	}
	if t != nil {
		wrong.Columns = Columns{in.Source, t.Columns()}
	}
	return wrong
}

// Reject counts a row that is rejected as a whole.
func (c *Counts) Reject(line int, column, reason string) {
	c.Rejected++
	c.Note(line, column, reason)
}

// Note keeps the first faults.
func (c *Counts) Note(line int, column, reason string) {
	if len(c.Faults) < maxFaults {
		c.Faults = append(c.Faults, Fault{Line: line, Column: column, Reason: reason})
	}
}

// Clock returns the clock of a column of times.
func (o *Common) Clock() *table.Clock {
	in := o.TimesIn
	if in == nil {
		in = o.Calendar.Location
	}
	return &table.Clock{Dates: o.Dates, In: in, Days: o.Calendar.Location}
}

// Watch lets a clock read a column.
func (o *Common) Watch(t *table.Reader, flag string, place int, c *table.Clock) error {
	if place < 0 {
		return nil
	}
	t.Watch(flag, place, c)
	if o.TimesIn != nil {
		return nil
	}
	return t.CheckZone(flag, place, c.In)
}
