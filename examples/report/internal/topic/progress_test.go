package topic

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	p := &Progress{out: &terminal}
	in := p.Start(strings.NewReader(strings.Repeat("x", 3<<20)), time.Hour)
	if _, err := io.Copy(io.Discard, in); err != nil {
		t.Fatal(err)
	}
	for range 250_000 {
		p.step()
	}
	p.show()
	p.read.Store(true)
	p.show()
	p.Done()
	want := "\r3 MB and 250,000 rows read\r250,000 rows read, measuring\r" + strings.Repeat(" ", 28) + "\r"
	if terminal.String() != want {
		t.Errorf("progress %q, want %q", terminal.String(), want)
	}
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range []*Progress{NewProgress(&terminal), NewProgress(file)} {
		if p.Start(file, time.Hour); p.stop != nil {
			t.Error("progress is shown where there is no terminal")
		}
		p.Done()
	}
}

func TestProgressOfTime(t *testing.T) {
	shown, terminal := io.Pipe()
	p := &Progress{out: terminal}
	p.Start(strings.NewReader(""), time.Millisecond)
	line := make([]byte, 5)
	if _, err := io.ReadFull(shown, line); err != nil || string(line) != "\r0 MB" {
		t.Errorf("progress %q, %v", line, err)
	}
	go io.Copy(io.Discard, shown)
	p.Done()
}
