package main

import "strings"

// reading is how a file was read, of all reports.
type reading struct {
	Warnings []string `json:"warnings,omitzero"`
	ReadAs   []string `json:"read_as,omitzero"`
}

// counted returns what was counted of a file.
func (c *counts) counted() *counts { return c }

// setReading says how the file was read.
func (r *reading) setReading(c *counts) { r.Warnings, r.ReadAs = c.warnings, c.notes }

// headLines warns at the head of a page.
func (r *reading) headLines() []string {
	var lines []string
	for _, warning := range r.Warnings {
		lines = append(lines, wrap("WARNING: "+printable(warning), pageWidth)...)
	}
	if lines != nil {
		lines = append(lines, "")
	}
	return lines
}

// footLines says at the foot of a page how the file was read, where that was not plain.
func (r *reading) footLines() []string {
	if len(r.ReadAs) == 0 {
		return nil
	}
	return wrap("read as: "+printable(strings.Join(r.ReadAs, "; ")), pageWidth)
}
