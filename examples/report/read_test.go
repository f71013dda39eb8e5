package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/survey"
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
	o := parseKind[*survey.Flags](t, "-nps", "a", "file.csv", "--csat", " b ", "-csat-points=10", "-ces-scale", "effort5")
	if o.File != "file.csv" || o.Questions[question.NPS].Column != "a" || o.Questions[question.CSAT].Column != "b" ||
		o.Questions[question.CSAT].Scale != cx.SatisfactionScale(10) || o.Questions[question.CES].Scale != cx.EffortScale(5) {
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

// TestProgressOfTime shows the progress of a file that comes slowly.
