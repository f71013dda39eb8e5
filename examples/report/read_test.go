package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// gzipped returns text as a gzip file.
func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// readText reads text as the program reads standard input.
func readText(t *testing.T, text string, flags ...string) (*survey, error) {
	t.Helper()
	o := parseKind[*surveyFlags](t, append(flags, "-")...)
	return readSurvey(strings.NewReader(text), o, &progress{})
}

func TestReadSurvey(t *testing.T) {
	const bom = "\xef\xbb\xbf"
	for _, c := range []struct {
		name     string
		text     string
		flags    []string
		scores   []int8 // of the NPS question
		blank    int64
		bad      int64 // cells
		rows     int64
		rejected int64
		faults   []fault
	}{
		{name: "plain", text: "nps,x\n9,a\n0,b\n10,c\n", scores: []int8{9, 0, 10}, rows: 3},
		{name: "no line end at the end", text: "nps\n9\n8", scores: []int8{9, 8}, rows: 2},
		{name: "byte-order mark and CRLF", text: bom + "nps,x\r\n9,a\r\n,b\r\n8,c\r\n", scores: []int8{9, 8}, blank: 1, rows: 3},
		{name: "byte-order mark before a quote", text: bom + "\"nps\",x\n9,a\n", scores: []int8{9}, rows: 1},
		{name: "gzip", text: gzipped(t, bom+"nps\r\n9\r\n"), scores: []int8{9}, rows: 1},
		{name: "blanks around header and cells", text: " nps ,x\n 9 ,a\n   ,b\n\u00a0,c\n", scores: []int8{9}, blank: 2, rows: 3},
		{name: "empty lines", text: "nps\n\n9\n\n\n8\n", scores: []int8{9, 8}, rows: 2},
		{name: "floats without a fraction", text: "nps\n8.0\n9.00\n1e1\n", scores: []int8{8, 9, 10}, rows: 3},
		{name: "bad ratings", text: "nps,x\n8.5,a\n11,a\n-1,a\nNaNs,a\nInf,a\nten,a\n99999999999999999999,a\n7,a\n",
			scores: []int8{7}, bad: 7, rows: 8, faults: []fault{
				{2, "nps", "not a whole number"}, {3, "nps", "outside 0-10"}, {4, "nps", "outside 0-10"},
				{5, "nps", "not a number"}, {6, "nps", "outside 0-10"}, {7, "nps", "not a number"},
				{8, "nps", "outside 0-10"},
			}},
		{name: "other scale", text: "nps\n0\n1\n7\n8\n", flags: []string{"-nps-scale", "1-7"}, scores: []int8{1, 7}, bad: 2, rows: 4,
			faults: []fault{{2, "nps", "outside 1-7"}, {5, "nps", "outside 1-7"}}},
		{name: "lines after a quoted line break", text: "nps,x\r\n9,\"a\r\nb\r\n\r\nc\"\r\n12,d\r\n", scores: []int8{9}, bad: 1, rows: 2,
			faults: []fault{{6, "nps", "outside 0-10"}}},
		{name: "line of a cell within a row", text: "x,nps\n\"a\nb\",12\nc,9\n", scores: []int8{9}, bad: 1, rows: 2, faults: []fault{{3, "nps", "outside 0-10"}}},
		{name: "ragged rows", text: "nps,x\n9\n8,a\n7,a,b\n6,a\n", scores: []int8{8, 6}, rows: 4, rejected: 2,
			faults: []fault{{2, "", "1 cells, the header has 2"}, {4, "", "3 cells, the header has 2"}}},
		{name: "bare quote", text: "nps,x\n9,a\"b\n8,a\n", scores: []int8{8}, rows: 2, rejected: 1,
			faults: []fault{{2, "", "a quote is out of place"}}},
		{name: "quote over lines", text: "nps,x\n9,\"a\nb\"c\n8,a\n", scores: []int8{8}, rows: 2, rejected: 1,
			faults: []fault{{2, "", "a quote is out of place, seen on line 3"}}},
		{name: "quote that is never closed", text: "nps,x\n9,a\n8,\"a\n7,a\n", scores: []int8{9}, rows: 2, rejected: 1,
			faults: []fault{{3, "", "a quote is out of place, seen on line 4"}}},
		{name: "bad times", text: "nps,at\n9,2026-02-30\n8,\n7,yesterday\n6,0001-01-01\n11,2026-13-01\n5,2026-01-31\n",
			flags: []string{"-at", "at"}, scores: []int8{9, 8, 7, 6, 5}, bad: 1, rows: 6, faults: []fault{
				{2, "at", "not a time of a known form"}, {3, "at", "no time"}, {4, "at", "not a time of a known form"},
				{5, "at", "a time outside the years 2 to 9998"}, {6, "at", "not a time of a known form"}, {6, "nps", "outside 0-10"},
			}},
		{name: "long segment", text: "nps,by\n9," + strings.Repeat("x", 257) + "\n8,x\n", flags: []string{"-by", "by"},
			scores: []int8{8}, rows: 2, rejected: 1, faults: []fault{{2, "by", "longer than 256 bytes"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := readText(t, c.text, append(c.flags, "-nps", "nps")...)
			if err != nil {
				t.Fatal(err)
			}
			got := s.answers[npsQuestion]
			var scores []int8
			for _, a := range got.rows {
				scores = append(scores, a.score)
			}
			if !slices.Equal(scores, c.scores) || got.blank != c.blank || got.rejected != c.bad {
				t.Errorf("scores %v, %d blank, %d bad, want %v, %d, %d", scores, got.blank, got.rejected, c.scores, c.blank, c.bad)
			}
			if s.rows != c.rows || s.rejected != c.rejected {
				t.Errorf("%d rows, %d rejected, want %d, %d", s.rows, s.rejected, c.rows, c.rejected)
			}
			if !slices.Equal(s.faults, c.faults) {
				t.Errorf("faults %v, want %v", s.faults, c.faults)
			}
		})
	}
}

func TestReadErrors(t *testing.T) {
	cut := gzipped(t, "nps\n"+strings.Repeat("9\n8\n7\n10\n", 1000))
	damaged := []byte(gzipped(t, "nps\n9\n"))
	damaged[len(damaged)-8] ^= 1 // the checksum
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"byte-order mark alone", "\xef\xbb\xbf", "the file is empty"},
		{"empty gzip", gzipped(t, ""), "the file is empty"},
		{"UTF-16 cut within a character", "\xff\xfen\x00p", "line 1 is not in the encoding UTF-16"},
		{"another encoding", "nps,x\n9,\xf6\n", "name the encoding with -encoding"},
		{"gzip cut short", cut[:len(cut)-12], "the gzip file is cut short"},
		{"gzip cut in the header", cut[:5], "the gzip file is cut short"},
		{"gzip damaged", string(damaged), "the gzip file is damaged"},
		{"header with a bad quote", "nps,\"a\"b\n", "the header cannot be read"},
		{"two columns of one name", "nps,x,nps\n", `two columns are named "nps"`},
		{"closing quote missing", "nps,x\n9,\"" + strings.Repeat("8,a\n", 1<<20), "is a closing quote missing?"},
		{"no line ends", "nps,x\n" + strings.Repeat("8,\"a", 1<<20), "is a closing quote missing?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := readText(t, c.text, "-nps", "nps")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("survey %v, error %v, want %q", s, err, c.want)
			}
		})
	}
}

func TestTooManySegments(t *testing.T) {
	var b strings.Builder
	b.WriteString("nps,customer\n")
	for i := range maxSegments {
		fmt.Fprintf(&b, "9,%d\n", i)
	}
	s, err := readText(t, b.String(), "-nps", "nps", "-by", "customer")
	if err != nil || len(s.segments[0]) != maxSegments {
		t.Fatalf("error %v, want none for %d segments", err, maxSegments)
	}
	b.WriteString("9,another\n")
	if _, err := readText(t, b.String(), "-nps", "nps", "-by", "customer"); err == nil || !strings.Contains(err.Error(), "10,000") {
		t.Errorf("error %v, want one that names the limit", err)
	}
}

func TestTooManyPeriods(t *testing.T) {
	s, err := readText(t, "nps,at\n9,0201-01-01\n8,2026-01-01\n", "-nps", "nps", "-at", "at")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flags []string
		ok    bool
	}{
		{[]string{"-every", "month"}, true},
		{[]string{"-every", "day"}, false},
		{[]string{"-every", "year", "-trailing", "7"}, false},
	} {
		o := parseKind[*surveyFlags](t, append(c.flags, "-nps", "nps", "-at", "at", "-")...)
		if _, err := newReport(s, o); (err == nil) != c.ok {
			t.Errorf("%v: error %v", c.flags, err)
		}
	}
}

// TestCellsAreNotEchoed looks for what bad cells say in everything that is printed.
func TestCellsAreNotEchoed(t *testing.T) {
	const secret = "4929123412341234"
	text := "nps,at,by\n" + secret + ",2026-01-01,a\n9," + secret + ",a\n\"" + secret + "\"x,2026-01-01,a\n9," + secret + "\n8,2026-01-01,a\n"
	for _, format := range []string{"-json", "-level=0.9"} {
		if page := runReport(t, text, "-nps", "nps", "-at", "at", "-by", "by", format, "-"); strings.Contains(page, secret) {
			t.Errorf("the report repeats a bad cell:\n%s", page)
		}
	}
}

// TestSegmentNamesAreHarmless puts escape sequences where the program prints text of
// the file.
func TestSegmentNamesAreHarmless(t *testing.T) {
	const red = "\x1b[31mred\u202e\u009b"
	text := "nps," + red + "\n9," + red + "\n\"8\",\"two\nlines\"\n7,\x00\x07\n"
	page := runReport(t, text, "-nps", "nps", "-by", red, "-")
	checkPage(t, page)
	if !strings.Contains(page, "\ufffd[31mred") {
		t.Errorf("the page lacks the name without its escape:\n%s", page)
	}
	var out, errs bytes.Buffer
	if status := run(kindFirst([]string{"-nps", "none", "-"}), strings.NewReader(text), &out, &errs); status != 2 {
		t.Errorf("status %d, want 2", status)
	}
	checkPage(t, errs.String())
}

// TestZone has one instant on two days.
func TestZone(t *testing.T) {
	const text = "nps,at\n9,2026-01-31T23:30:00Z\n"
	for zone, want := range map[string]string{"UTC": "2026-01", "Europe/Oslo": "2026-02"} {
		doc := runJSON(t, text, "-nps", "nps", "-at", "at", "-tz", zone, "-")
		doc.near(t, 1, 0, "nps", "points", want, "answers")
	}
}

func TestFlagsAfterFile(t *testing.T) {
	o := parseKind[*surveyFlags](t, "-nps", "a", "file.csv", "--csat", " b ", "-csat-points=10", "-ces-scale", "effort5")
	if o.File != "file.csv" || o.questions[npsQuestion].column != "a" || o.questions[csatQuestion].column != "b" ||
		o.questions[csatQuestion].scale != cx.SatisfactionScale(10) || o.questions[cesQuestion].scale != cx.EffortScale(5) {
		t.Errorf("the flags are %+v", o)
	}
}

func TestFileByName(t *testing.T) {
	file := t.TempDir() + "/answers.csv.gz"
	if err := os.WriteFile(file, []byte(gzipped(t, "nps\n9\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	doc := runJSON(t, "", file, "-nps", "nps")
	doc.near(t, 100, 0, "nps", "score")
	if got := doc.at(t, "source"); got != "answers.csv.gz" {
		t.Errorf("source = %v, want the name without its folder", got)
	}
}

func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	p := &progress{out: &terminal}
	in := p.start(strings.NewReader(strings.Repeat("x", 3<<20)), time.Hour)
	if _, err := io.Copy(io.Discard, in); err != nil {
		t.Fatal(err)
	}
	for range 250_000 {
		p.step()
	}
	p.show()
	p.read.Store(true)
	p.show()
	p.done()
	want := "\r3 MB and 250,000 rows read\r250,000 rows read, measuring\r" + strings.Repeat(" ", 28) + "\r"
	if terminal.String() != want {
		t.Errorf("progress %q, want %q", terminal.String(), want)
	}
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range []*progress{newProgress(&terminal), newProgress(file)} {
		if p.start(file, time.Hour); p.stop != nil {
			t.Error("progress is shown where there is no terminal")
		}
		p.done()
	}
}

// TestProgressOfTime shows the progress of a file that comes slowly.
func TestProgressOfTime(t *testing.T) {
	shown, terminal := io.Pipe()
	p := &progress{out: terminal}
	p.start(strings.NewReader(""), time.Millisecond)
	line := make([]byte, 5)
	if _, err := io.ReadFull(shown, line); err != nil || string(line) != "\r0 MB" {
		t.Errorf("progress %q, %v", line, err)
	}
	go io.Copy(io.Discard, shown)
	p.done()
}
