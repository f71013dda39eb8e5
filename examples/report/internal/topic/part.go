package topic

import (
	"io"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// Part counts the rows of parts of a file by themselves.
type Part interface {
	Counted() *Counts
	Find(*table.Reader) error // its columns
	Begin()                   // a part, with nothing counted
	Add(cells []string) error
}

// ReadParts does what ReadRows does, and has several parts of a file counted at once if the
// file allows it. fork returns what counts one part after the other. merge adds what a part
// has counted, in the order of the file, or reports that it cannot. Then, and if Add returned
// an error, add takes the rows of the part.
func ReadParts[P Part](c *Counts, in Input, p *Progress, find func(*table.Reader) error, add func([]string) error, fork func() P, merge func(P) bool) error {
	return c.read(in, p, find, add, func(rows *table.Reader) (func() bool, func() bool) {
		part, shown := fork(), &Progress{out: p.out}
		found := part.Find(rows)
		count := func() bool {
			shown.rows.Store(0)
			counted := part.Counted()
			*counted = Counts{Faults: counted.Faults[:0]}
			part.Begin()
			return found == nil && counted.add(rows, in, shown, part.Add) == io.EOF
		}
		return count, func() bool {
			counted := part.Counted()
			if !c.Unreads.Fits(counted.Unreads) || !merge(part) {
				return false
			}
			c.merge(counted)
			p.rows.Add(shown.rows.Load())
			return true
		}
	})
}

// merge adds the rows of a part.
func (c *Counts) merge(part *Counts) {
	c.Rows += part.Rows
	c.Rejected += part.Rejected
	c.Outside += part.Outside
	for _, f := range part.Faults {
		c.Note(f.Line, f.Column, f.Reason)
	}
	c.Unreads.Merge(part.Unreads)
}

// Fits reports whether the rejected cells of a part can be added: beyond the kinds that are
// told apart it is their order that counts.
func (u Unreads) Fits(part Unreads) bool {
	kinds := len(u)
	for kind := range part {
		if _, known := u[kind]; !known {
			kinds++
		}
	}
	return kinds <= maxUnread && len(part) < maxUnread
}

// Merge adds the rejected cells of a part.
func (u *Unreads) Merge(part Unreads) {
	for kind, n := range part {
		if *u == nil {
			*u = Unreads{}
		}
		(*u)[kind] += n
	}
}
