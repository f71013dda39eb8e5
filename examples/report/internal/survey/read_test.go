package survey

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

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

func readText(t *testing.T, text string, set func(*Flags)) (*survey, error) {
	t.Helper()
	o := &Flags{}
	o.File, o.NPS, o.NPSScale, o.Every, o.TZ, o.Level = "-", []string{"nps"}, cx.RecommendScale(11), cx.Month, time.UTC, 0.95
	if set != nil {
		set(o)
	}
	if err := o.Check(nil); err != nil {
		t.Fatal(err)
	}
	return readSurvey(strings.NewReader(text), o, &topic.Progress{})
}

func TestReadSurvey(t *testing.T) {
	const bom = "\xef\xbb\xbf"
	for _, c := range []struct {
		name     string
		text     string
		set      func(*Flags)
		scores   []int8 // of the NPS question
		blank    int64
		bad      int64 // cells
		rows     int64
		rejected int64
		faults   []topic.Fault
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
			scores: []int8{7}, bad: 7, rows: 8, faults: []topic.Fault{
				{Line: 2, Column: "nps", Reason: "not a whole number"}, {Line: 3, Column: "nps", Reason: "outside 0-10"}, {Line: 4, Column: "nps", Reason: "outside 0-10"},
				{Line: 5, Column: "nps", Reason: "not a number"}, {Line: 6, Column: "nps", Reason: "outside 0-10"}, {Line: 7, Column: "nps", Reason: "not a number"},
				{Line: 8, Column: "nps", Reason: "outside 0-10"},
			}},
		{name: "other scale", text: "nps\n0\n1\n7\n8\n", set: func(o *Flags) { o.NPSScale = cx.RecommendScale(7) }, scores: []int8{1, 7}, bad: 2, rows: 4,
			faults: []topic.Fault{{Line: 2, Column: "nps", Reason: "outside 1-7"}, {Line: 5, Column: "nps", Reason: "outside 1-7"}}},
		{name: "lines after a quoted line break", text: "nps,x\r\n9,\"a\r\nb\r\n\r\nc\"\r\n12,d\r\n", scores: []int8{9}, bad: 1, rows: 2,
			faults: []topic.Fault{{Line: 6, Column: "nps", Reason: "outside 0-10"}}},
		{name: "line of a cell within a row", text: "x,nps\n\"a\nb\",12\nc,9\n", scores: []int8{9}, bad: 1, rows: 2, faults: []topic.Fault{{Line: 3, Column: "nps", Reason: "outside 0-10"}}},
		{name: "ragged rows", text: "nps,x\n9\n8,a\n7,a,b\n6,a\n", scores: []int8{8, 6}, rows: 4, rejected: 2,
			faults: []topic.Fault{{Line: 2, Column: "", Reason: "1 cells, the header has 2"}, {Line: 4, Column: "", Reason: "3 cells, the header has 2"}}},
		{name: "bare quote", text: "nps,x\n9,a\"b\n8,a\n", scores: []int8{8}, rows: 2, rejected: 1,
			faults: []topic.Fault{{Line: 2, Column: "", Reason: "a quote is out of place"}}},
		{name: "quote over lines", text: "nps,x\n9,\"a\nb\"c\n8,a\n", scores: []int8{8}, rows: 2, rejected: 1,
			faults: []topic.Fault{{Line: 2, Column: "", Reason: "a quote is out of place, seen on line 3"}}},
		{name: "quote that is never closed", text: "nps,x\n9,a\n8,\"a\n7,a\n", scores: []int8{9}, rows: 2, rejected: 1,
			faults: []topic.Fault{{Line: 3, Column: "", Reason: "a quote is out of place, seen on line 4"}}},
		{name: "bad times", text: "nps,at\n9,2026-02-30\n8,\n7,yesterday\n6,0001-01-01\n11,2026-13-01\n5,2026-01-31\n",
			set: func(o *Flags) { o.At = "at" }, scores: []int8{9, 8, 7, 6, 5}, bad: 1, rows: 6, faults: []topic.Fault{
				{Line: 2, Column: "at", Reason: "not a time of a known form"}, {Line: 3, Column: "at", Reason: "no time"}, {Line: 4, Column: "at", Reason: "not a time of a known form"},
				{Line: 5, Column: "at", Reason: "a time outside the years 2 to 9998"}, {Line: 6, Column: "at", Reason: "not a time of a known form"}, {Line: 6, Column: "nps", Reason: "outside 0-10"},
			}},
		{name: "long segment", text: "nps,by\n9," + strings.Repeat("x", 257) + "\n8,x\n", set: func(o *Flags) { o.By = []string{"by"} },
			scores: []int8{8}, rows: 2, rejected: 1, faults: []topic.Fault{{Line: 2, Column: "by", Reason: "longer than 256 bytes"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := readText(t, c.text, c.set)
			if err != nil {
				t.Fatal(err)
			}
			got := s.answers[question.NPS]
			var scores []int8
			for _, a := range got.rows {
				scores = append(scores, a.score)
			}
			if !slices.Equal(scores, c.scores) || got.blank != c.blank || got.rejected != c.bad {
				t.Errorf("scores %v, %d blank, %d bad, want %v, %d, %d", scores, got.blank, got.rejected, c.scores, c.blank, c.bad)
			}
			if s.Rows != c.rows || s.Rejected != c.rejected {
				t.Errorf("%d rows, %d rejected, want %d, %d", s.Rows, s.Rejected, c.rows, c.rejected)
			}
			if !slices.Equal(s.Faults, c.faults) {
				t.Errorf("faults %v, want %v", s.Faults, c.faults)
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
			s, err := readText(t, c.text, nil)
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
	s, err := readText(t, b.String(), func(o *Flags) { o.By = []string{"customer"} })
	if err != nil || len(s.segments[0]) != maxSegments {
		t.Fatalf("error %v, want none for %d segments", err, maxSegments)
	}
	b.WriteString("9,another\n")
	if _, err := readText(t, b.String(), func(o *Flags) { o.By = []string{"customer"} }); err == nil || !strings.HasPrefix(err.Error(), `line 10,002: column "customer" has more than 10,000 segments`) {
		t.Errorf("error %v, want one that names the line and the limit", err)
	}
}

func TestTooManyPeriods(t *testing.T) {
	for _, c := range []struct {
		every    cx.Grain
		trailing int
		ok       bool
	}{{cx.Month, 0, true}, {cx.Day, 0, false}, {cx.Year, 7, false}} {
		var o *Flags
		s, err := readText(t, "nps,at\n9,0201-01-01\n8,2026-01-01\n", func(f *Flags) { f.At, f.Every, f.Trailing, o = "at", c.every, c.trailing, f })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newReport(s, o); (err == nil) != c.ok {
			t.Errorf("%v: error %v", c, err)
		}
	}
}
