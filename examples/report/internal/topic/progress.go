package topic

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Progress shows on a terminal, once a second, how much has been read, and nothing
// elsewhere. Reading a workbook gives no rows at first, so it shows bytes as well.
type Progress struct {
	out   io.Writer // nil: show nothing
	size  int64     // of the file, 0 where it is not known
	bytes atomic.Int64
	rows  atomic.Int64
	read  atomic.Bool // all of it

	stop    chan struct{}
	stopped sync.WaitGroup
	width   int // of the line that is shown
}

// NewProgress returns the progress for standard error.
func NewProgress(stderr io.Writer) *Progress {
	if f, ok := stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &Progress{out: stderr}
		}
	}
	return &Progress{}
}

// Start shows the progress of a file every second, until done.
func (p *Progress) Start(in io.Reader, every time.Duration) io.Reader {
	if p.out == nil {
		return in
	}
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			p.size = info.Size()
		}
	}
	p.stop = make(chan struct{})
	p.stopped.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				p.show()
			case <-p.stop:
				p.clear()
				return
			}
		}
	})
	return &countedReader{in, &p.bytes}
}

// show writes the line.
func (p *Progress) show() {
	const mega = 1 << 20
	text := fmt.Sprintf("%s MB", figure.Thousands(p.bytes.Load()/mega))
	if p.size > 0 {
		text = fmt.Sprintf("%s of %s MB", figure.Thousands(p.bytes.Load()/mega), figure.Thousands((p.size+mega-1)/mega))
	}
	text += fmt.Sprintf(" and %s read", figure.Count(p.rows.Load(), "row"))
	if p.read.Load() {
		text = figure.Count(p.rows.Load(), "row") + " read, measuring"
	}
	fmt.Fprintf(p.out, "\r%-*s", p.width, text)
	p.width = max(p.width, len(text))
}

// clear takes the line away.
func (p *Progress) clear() {
	if p.width > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}

// step counts a row.
func (p *Progress) step() {
	if p.out != nil {
		p.rows.Add(1)
	}
}

// Done ends the progress, before anything else is written.
func (p *Progress) Done() {
	if p.stop != nil {
		close(p.stop)
		p.stopped.Wait()
		p.stop = nil
	}
}

// countedReader counts the bytes that are read.
type countedReader struct {
	in    io.Reader
	bytes *atomic.Int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}
