package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestHostileFiles reads what is larger or stranger than a file of rows should be: a message
// that names the line and what to do, in bounded memory.
func TestHostileFiles(t *testing.T) {
	wide := strings.Repeat("a,", 100_000) + "nps\n"
	var segments strings.Builder
	segments.WriteString("nps,by\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&segments, "9,s%d\n", i)
	}
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for _, c := range []struct {
		name, in string
		args     []string
		status   int
		want     string
	}{
		{"10 MB in one cell", "nps\n9\n" + strings.Repeat("x", 10<<20) + "\n8\n", []string{"-nps", "nps"}, 1, "the row on line 3 is longer than 1024 KiB: is a closing quote missing?"},
		{"10 MB in quotes", "nps,why\n9,\"" + strings.Repeat("x\n", 5<<20) + "\"\n", []string{"-nps", "nps"}, 1, "the row on line 2 is longer than 1024 KiB"},
		{"10 MB in one text of JSON", `{"nps":9}` + "\n" + `{"nps":"` + strings.Repeat("x", 10<<20) + `"}`, []string{"-nps", "nps"}, 1, "row 2 is longer than 1024 KiB"},
		{"a million segments", segments.String(), []string{"-nps", "nps", "-by", "by"}, 1, `column "by" has more than 10,000 segments: name one with fewer in -by`},
		{"an unknown column of 100,000", wide + wide, []string{"-nps", "score"}, 2, "and 99941 more"},
		{"noise", string(noise), []string{"-nps", "nps"}, 1, "is not UTF-8"},
		{"zeros", strings.Repeat("\x00", 1<<20), []string{"-nps", "nps"}, 1, "UTF-16"},
		{"commas", strings.Repeat(",", 8<<20), []string{"-nps", "nps"}, 1, "longer than 1024 KiB"},
		{"blank lines", strings.Repeat("\r\n", 4<<20), []string{"-nps", "nps"}, 1, "the file is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			refusal(t, c.status, c.in, []string{c.want}, append(c.args, "-")...)
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 300<<20 {
				t.Errorf("%d MB were allocated", used>>20)
			}
		})
	}
	doc := runStatus(t, 0, wide+strings.Repeat("1,", 100_000)+"9\n"+strings.Repeat(",", 100_000)+"10\n", "-nps", "nps", "-")
	doc.near(t, 100, 0, "nps", "score")
}

// TestEmptySheet reads a workbook without a row, and one with names alone.
func TestEmptySheet(t *testing.T) {
	for _, header := range []bool{false, true} {
		f := excelize.NewFile()
		if header {
			f.SetSheetRow("Sheet1", "A1", &[]any{"nps"})
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		f.Close()
		want := "the file is empty"
		if header {
			want = "no answer of 0 rows could be counted"
		}
		refusal(t, 1, b.String(), []string{want}, "-nps", "nps", "-")
	}
}

// growing is a file to which another program writes while it is read.
type growing struct {
	*os.File
	reads int
}

func (g *growing) Read(p []byte) (int, error) {
	if g.reads++; g.reads <= 3 {
		out, err := os.OpenFile(g.Name(), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return 0, err
		}
		if _, err := out.WriteString("0\n"); err != nil {
			return 0, err
		}
		if err := out.Close(); err != nil {
			return 0, err
		}
	}
	return g.File.Read(p[:min(len(p), 16)])
}

// TestGrowingFile reads a file that grows meanwhile up to its end.
func TestGrowingFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "answers.csv")
	if err := os.WriteFile(name, []byte("nps\n"+strings.Repeat("9\n", 5)), 0o666); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out, errs bytes.Buffer
	if status := run([]string{"survey", "-nps", "nps", "-json", "-"}, &growing{File: in}, &out, &errs); status != 0 {
		t.Fatalf("status %d, %s", status, &errs)
	}
	if !strings.Contains(out.String(), `"read": 8`) {
		t.Errorf("not the 5 rows that were there and the 3 that came:\n%.600s", &out)
	}
}

// closed is standard output that nobody reads.
type closed struct{ after int }

var errClosed = errors.New("write: broken pipe")

func (c *closed) Write(p []byte) (int, error) {
	if c.after -= len(p); c.after < 0 {
		return 0, errClosed
	}
	return len(p), nil
}

// TestBrokenPipe writes to a pipe that is closed: the status says that the page is not whole.
func TestBrokenPipe(t *testing.T) {
	for _, kind := range []string{"survey", "orders", "tickets"} {
		for _, form := range [][]string{nil, {"-json"}} {
			for _, after := range []int{0, 100} {
				var errs bytes.Buffer
				args := append([]string{"sample", kind}, form...)
				if status := run(args, nil, &closed{after}, &errs); status != 1 || !strings.Contains(errs.String(), "broken pipe") {
					t.Errorf("report %q: status %d, %q", args, status, errs.String())
				}
			}
		}
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	if status := run([]string{"sample", "orders"}, nil, writer, io.Discard); status != 1 {
		t.Errorf("status %d of a closed pipe", status)
	}
}
