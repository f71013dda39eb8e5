package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// writeSample writes the documents of a sample and returns the folder.
func writeSample(t *testing.T, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	text := runReport(t, "", append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir+"/tables")...)
	if alone := runReport(t, "", args...); text != alone {
		t.Error("the text is another where documents are written beside it")
	}
	return dir
}

// readDocument reads a file of a folder.
func readDocument(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// allTables returns the tables of a folder.
func allTables(t *testing.T, dir string) string {
	t.Helper()
	tables, err := filepath.Glob(dir + "/tables/*.csv")
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	var all strings.Builder
	for _, table := range tables {
		all.WriteString("== " + filepath.Base(table) + "\n" + readDocument(t, table))
	}
	return all.String()
}

// compareDocuments compares the documents of a sample with golden files.
func compareDocuments(t *testing.T, name string, args ...string) {
	t.Helper()
	dir := writeSample(t, args...)
	for ending, got := range map[string]string{".html": readDocument(t, dir, "page.html"), ".md": readDocument(t, dir, "page.md"), ".tables": allTables(t, dir)} {
		if want := golden(t, name+ending, got); got != want {
			t.Errorf("%s%s differs: run go test -run Document -update, and look at it", name, ending)
		}
		if len(got) > 200_000 {
			t.Errorf("%s%s has %d bytes", name, ending, len(got))
		}
	}
}

func TestSampleDocuments(t *testing.T) {
	compareDocuments(t, "sample", "sample", "survey")
	for _, name := range kindNames[1:] {
		compareDocuments(t, name, "sample", name)
	}
}

// TestDocumentFigures checks that the documents have all figures that the text screens
// have.
func TestDocumentFigures(t *testing.T) {
	places := []string{"60", "120", "180", "240", "300", "360", "540", "720", "39,000", "33,000"} // of axes
	figure := regexp.MustCompile(`[+-]?[0-9][0-9,.]*[0-9]`)
	for _, args := range [][]string{{"sample", "survey"}, {"sample", "survey", "-trailing", "28"}, {"sample", "survey", "-csat", "csat"}, {"sample", "survey", "-ces", "ces", "-every", "week_from_sunday"},
		{"sample", "survey", "-since", "2025-07-01", "-until", "2025-12-31", "-against", "2025-01-01..2025-06-30", "-by", "plan", "-by", "channel"},
		voiceFlags, {"sample", "tickets"}, {"sample", "tickets", "-recontact", "3d"}, workHours, {"sample", "referrals"},
		{"sample", "events"}, {"sample", "events", "-order", "any", "-top", "20"}, openFunnel, stoppedFunnel, comingBack, {"sample", "journey"}, {"sample", "outcomes"}, {"sample", "outcomes", "-follow", "30"},
		{"sample", "orders"}, ownWeeks, {"sample", "orders", "-every", "quarter", "-churn", "daily", "-margin", "1"},
		{"sample", "subscriptions"}, {"sample", "subscriptions", "-churn", "all", "-every", "quarter"}} {
		text, dir := runReport(t, "", args...), writeSample(t, args...)
		page, markdown := readDocument(t, dir, "page.html"), readDocument(t, dir, "page.md")
		page = strings.NewReplacer("&#43;", "+", "&lt;", "<").Replace(page)
		figures := figure.FindAllString(text, -1)
		if len(figures) < 40 {
			t.Fatalf("the text of %v has %d figures", args, len(figures))
		}
		for _, figure := range figures {
			figure = strings.TrimPrefix(figure, "+")
			if slices.Contains(places, figure) {
				continue
			}
			if !strings.Contains(page, figure) || !strings.Contains(markdown, figure) {
				t.Errorf("%v: %s of the text is not in the documents", args, figure)
			}
		}
	}
}

// TestDocumentOfNothing checks that nothing is written of a file of which nothing counts, and
// that a page says which question has no answers.
func TestDocumentOfNothing(t *testing.T) {
	path := t.TempDir() + "/page.html"
	var out, errs bytes.Buffer
	if status := run(kindFirst([]string{"-nps", "nps", "-html", path, "-"}), strings.NewReader("nps\nx\n"), &out, &errs); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a page of nothing was written")
	}
	if status := run(kindFirst([]string{"-nps", "nps", "-html", path, "-"}), strings.NewReader("nps\n9\nx\n"), &out, &errs); status != 3 {
		t.Errorf("status %d, want 3", status)
	}
	if page := readDocument(t, path); !strings.Contains(page, `<p class="warning"`) || !strings.Contains(page, "1 of 2 answers, 1 rejected (50%)") {
		t.Errorf("the page does not say what was lost:\n%s", page)
	}
	runReport(t, "nps,csat,ces\n9,,x\n", "-nps", "nps", "-csat", "csat", "-ces", "ces", "-html", path, "-")
	page := readDocument(t, path)
	for _, want := range []string{"There are no answers.", "There are no answers of 1, all rejected."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
}

// sampleRows returns the rows of a sample.
func sampleRows(name string) []byte {
	kind := new(commands).kinds()[name]
	kind.FillSample()
	return kind.SharedFlags().Sample.Rows
}

// TestDocumentsOfNothing checks documents of all kinds with one row and with few.
func TestDocumentsOfNothing(t *testing.T) {
	for _, name := range kindNames {
		var args []string
		switch name {
		case "survey":
			args = []string{"-nps", "nps", "-csat", "csat", "-ces", "ces", "-at", "at", "-by", "plan", "-trailing", "3"}
		case "orders":
			args = []string{"orders", "-customer", "customer", "-at", "ordered", "-amount", "amount", "-cac", "5"}
		case "subscriptions":
			args = []string{"subscriptions", "-customer", "customer", "-start", "start", "-end", "end", "-mrr", "mrr", "-cac", "5"}
		case "events":
			args = []string{"events", "-customer", "customer", "-event", "event", "-at", "at"}
		case "journey":
			args = []string{"journey", "-metric", "metric", "-stage", "stage", "-period", "period", "-value", "value", "-base", "base", "-target", "target"}
		case "tickets":
			args = []string{"tickets", "-customer", "customer", "-opened", "opened", "-resolved", "resolved", "-resolve-within", "1h"}
		default:
			continue // they have a second file
		}
		lines := strings.SplitAfter(string(sampleRows(name)), "\n")
		for _, n := range []int{2, 3, 5, 30} {
			dir := t.TempDir()
			runReport(t, strings.Join(lines[:n], ""), append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir, "-")...)
			if page := readDocument(t, dir, "page.html"); !strings.Contains(page, "</html>") || strings.Contains(page, "NaN") {
				t.Errorf("the page of %d lines of %s is\n%s", n, name, page)
			}
		}
	}
}

// TestDocumentOfMany checks that a page of many segments and periods stays small, and that
// no name of a segment becomes markup or a formula.
func TestDocumentOfMany(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("nps,at,plan\n")
	for i := range 6000 {
		day := []string{"2020", "2021", "2022", "2023"}[i%4] + "-" + []string{"01", "05", "09"}[i%3] + "-" + []string{"01", "11", "21"}[i/7%3]
		rows.WriteString([]string{"0", "5", "9", "10"}[i%4] + "," + day + ",=<script>" + strings.Repeat("x", i%300) + "\n")
	}
	dir := t.TempDir()
	runReport(t, rows.String(), "-nps", "nps", "-at", "at", "-by", "plan", "-every", "day", "-html", dir+"/page.html", "-csv", dir, "-")
	page := readDocument(t, dir, "page.html")
	if len(page) > 600_000 || strings.Contains(page, "<script") || !strings.Contains(page, "the last 400 of ") {
		t.Errorf("the page has %d bytes", len(page))
	}
	if table := readDocument(t, dir, "nps-segments.csv"); !strings.Contains(table, "\n'=<script>") || strings.Contains(table, "\n=") {
		t.Errorf("the table of the segments has formulas:\n%.500s", table)
	}
	if lines := strings.Count(readDocument(t, dir, "nps-trend.csv"), "\n"); lines < 1300 {
		t.Errorf("the table of the days has %d lines", lines)
	}
}

func TestDocumentErrors(t *testing.T) {
	dir := t.TempDir()
	input := dir + "/rows.csv"
	if err := os.WriteFile(input, []byte("nps\n9\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"sample", "survey", "-html", ""}, 2, "want the name"},
		{[]string{"sample", "survey", "-csv", "-"}, 2, "want the name"},
		{[]string{"sample", "survey", "-html", dir + "/x", "-md", dir + "/./x"}, 2, "-md names what another flag names"},
		{[]string{"-nps", "nps", "-html", input, input}, 1, "rows.csv is a file that the report reads"},
		{[]string{"-nps", "nps", "-csv", dir, input}, 1, "rows.csv is a file that the report reads"},
		{[]string{"sample", "survey", "-html", dir + "/none/x.html"}, 1, "no such file"},
		{[]string{"sample", "survey", "-csv", input}, 1, "not a directory"},
	} {
		var out, errs bytes.Buffer
		if status := run(kindFirst(test.args), strings.NewReader(""), &out, &errs); status != test.status || !strings.Contains(errs.String(), test.want) {
			t.Errorf("report %v: status %d, %s", test.args, status, errs.String())
		}
	}
	if text := readDocument(t, input); text != "nps\n9\n" {
		t.Errorf("the input is now %q", text)
	}
	if _, err := os.Stat(dir + "/x"); err == nil {
		t.Error("a file was written that was refused")
	}
}

// TestTextFigures checks that the text screens have all key figures of the documents.
func TestTextFigures(t *testing.T) {
	for _, name := range kindNames {
		c, err := parseCommand([]string{"sample", name})
		if err != nil {
			t.Fatal(err)
		}
		in, err := c.kind.SharedFlags().Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.kind.Report(in, &topic.Progress{})
		if err != nil {
			t.Fatal(err)
		}
		text, figures := runReport(t, "", "sample", name), 0
		for _, s := range r.Document().Sections {
			for _, b := range s.Blocks {
				list, _ := b.(page.Figures)
				for _, f := range list {
					figures++
					if f.Value != "" && !strings.Contains(text, strings.TrimSuffix(f.Shown(), f.Unit.Suffix)) {
						t.Errorf("%s: %s of %s is not on the text screen", f.Shown(), f.Name, name)
					}
				}
			}
		}
		if figures == 0 && name != "outcomes" && name != "journey" {
			t.Errorf("%s has no key figures", name)
		}
	}
}
