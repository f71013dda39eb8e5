package table

import (
	"errors"
	"slices"
	"strings"
)

// Condition keeps the rows whose cell in a column is a text, or is not.
type Condition struct {
	Column, Text string
	Not          bool
	place        int
}

// ParseCondition parses question=nps or question!=nps.
func ParseCondition(text string) (Condition, error) {
	column, value, ok := strings.Cut(text, "=")
	c := Condition{Text: clean(value)}
	column, c.Not = strings.CutSuffix(column, "!")
	if c.Column = clean(column); !ok || c.Column == "" {
		return c, errors.New("want COLUMN=TEXT or COLUMN!=TEXT, as question=nps")
	}
	return c, nil
}

// keeps reports whether a row is one that the conditions keep: of several texts of one
// column any may be the cell, of columns all must hold.
func (r *Reader) keeps(cells []string) bool {
	for _, c := range r.where {
		same := clean(cells[c.place]) == c.Text
		switch {
		case c.Not && same:
			return false
		case c.Not || same:
			continue
		}
		if !slices.ContainsFunc(r.where, func(other Condition) bool {
			return !other.Not && other.place == c.place && other.Text == clean(cells[c.place])
		}) {
			return false
		}
	}
	return true
}

// Filtered returns the number of rows that the conditions left out.
func (r *Reader) Filtered() int64 { return r.filtered }
