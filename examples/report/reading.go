package main

import "strings"

// reading is how a file was read, of all reports.
type reading struct {
	ReadAs []string `json:"read_as,omitzero"`
}

// counted returns what was counted of a file.
func (c *counts) counted() *counts { return c }

// setReading says how the file was read.
func (r *reading) setReading(c *counts) { r.ReadAs = c.notes }

// footLines says at the foot of a page how the file was read, where that was not plain.
func (r *reading) footLines() []string {
	if len(r.ReadAs) == 0 {
		return nil
	}
	return wrap("read as: "+printable(strings.Join(r.ReadAs, "; ")), pageWidth)
}
