package main

import (
	"fmt"
	"io"
	"os"
)

// progress shows the number of rows read on a terminal, and nothing elsewhere.
type progress struct {
	out   io.Writer // nil: show nothing
	shown bool
}

// newProgress returns the progress for standard error.
func newProgress(stderr io.Writer) *progress {
	if f, ok := stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{out: stderr}
		}
	}
	return &progress{}
}

// step shows every 100,000th row.
func (p *progress) step(rows int64) {
	if p.out != nil && rows%100_000 == 0 {
		fmt.Fprintf(p.out, "\r%s rows read ", thousands(rows))
		p.shown = true
	}
}

// done clears the line.
func (p *progress) done() {
	if p.shown {
		fmt.Fprintf(p.out, "\r%40s\r", "")
	}
}
