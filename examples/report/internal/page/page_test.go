package page

import (
	"encoding/csv"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/internal/chart"
)

var percent = chart.Unit{Suffix: "%"}

// sample is a document with one block of each kind, and names that strangers chose.
func sample(name string) *Document {
	table := Table{Name: "segments", Caption: "By " + name, Note: name, Table: chart.Table{
		Columns: []chart.Column{chart.Text(name), chart.Number("share", percent), chart.Number("p", chart.Unit{})},
		Rows:    [][]string{{name, "-1234", "<0.001"}, {"=1+1", "5", ""}},
	}}
	bars := chart.Bars{Head: chart.Head{ID: "ratings", Title: name, About: name}, Of: "rating",
		X: chart.Axis{Title: "share", Unit: percent}, Rows: []chart.Bar{{Name: name, Value: 41}, {Name: "+9", Value: 59}}}
	bare := bars
	bare.ID, bare.Bare = "bars", true
	return &Document{
		Title: "Report " + name, About: []string{name}, Warnings: []string{name}, Notes: []string{name},
		Sections: []Section{
			{ID: "glance", Title: "At a glance", Blocks: []Block{Figures{
				{Name: name, Unit: percent, Value: "68", Low: "66", High: "70", Level: "95%", Base: 1650, Of: "1,650 answers", Note: name,
					Trend: []float64{1, math.NaN(), 3}, TrendLabel: name},
				{Name: "NPS", Of: "no answers"},
			}}},
			{ID: "more", Title: name, About: name, Blocks: []Block{Picture{Chart: bars}, Note(name), Picture{Chart: bare}, table}},
		},
	}
}

var strangeNames = []string{
	"plain", `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "=cmd|' /C calc'!A0", "+1", "-1", "@sum(1)", "＝1",
	"שלום", "\u202Egnitset", "a|b`c`*d*_e_[f](http://g)#h\n- i", "\x00\xff", "", " \t=2", "1. one", "# head", "&lt;b&gt;",
}

// html renders a document, which must succeed.
func html(t *testing.T, d *Document) string {
	t.Helper()
	out, err := d.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var (
	ids        = regexp.MustCompile(` id="([^"]*)"`)
	references = regexp.MustCompile(` (?:aria-labelledby="|href="#)([^"]*)"`)
	elements   = regexp.MustCompile(`<([a-z0-9]+)`)
	addresses  = regexp.MustCompile(`(?i)(src|srcset|data|action|poster)=|url\(|@import|https?:`)
)

// TestHTML checks what a file that is handed on needs: it loads and runs nothing, and a
// reader of screens finds its way.
func TestHTML(t *testing.T) {
	got := html(t, sample("plain"))
	if again := html(t, sample("plain")); again != got {
		t.Error("the same document is another page")
	}
	count := map[string]int{}
	for _, m := range elements.FindAllStringSubmatch(got, -1) {
		count[m[1]]++
	}
	for name, want := range map[string]int{"main": 1, "h1": 1, "h2": 3, "header": 1, "footer": 1, "nav": 1, "figure": 2,
		"figcaption": 2, "details": 1, "table": 2, "caption": 1, "script": 0, "link": 0, "img": 0, "iframe": 0, "form": 0} {
		if count[name] != want {
			t.Errorf("the page has %d of <%s>, want %d", count[name], name, want)
		}
	}
	for _, want := range []string{`<html lang="en">`, `default-src 'none'; style-src 'unsafe-inline'`, "prefers-color-scheme: dark",
		"@media print", "95% interval 66% to 70%", "1,650 answers", "-1,234%", "&lt;0.001", "–"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if found := addresses.FindAllString(got, -1); found != nil {
		t.Errorf("the page loads something: %q", found)
	}
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(got, -1) {
		if seen[m[1]] {
			t.Errorf("two elements have the id %q", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range references.FindAllStringSubmatch(got, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !seen[id] {
				t.Errorf("nothing has the id %q", id)
			}
		}
	}
}

// parts returns the elements of a page. A text that is cut has its whole text as a title.
func parts(page string) []string {
	found := elements.FindAllString(page, -1)
	return slices.DeleteFunc(found, func(name string) bool { return name == "<title" })
}

// TestStrangeHTML checks that no name becomes an element of the page.
func TestStrangeHTML(t *testing.T) {
	want := parts(html(t, sample("plain")))
	for _, name := range strangeNames {
		got := html(t, sample(name))
		if found := parts(got); name != "" && !slices.Equal(found, want) {
			t.Errorf("%q changes the elements of the page to %q", name, found)
		}
		for _, bad := range []string{"\x00", "\u202E", "<script", "ZgotmplZ"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q puts %q into the page", name, bad)
			}
		}
	}
}

// TestMarkdown checks the whole text of a plain document.
func TestMarkdown(t *testing.T) {
	got, err := sample("plain").Markdown()
	if err != nil {
		t.Fatal(err)
	}
	const want = `# Report plain

plain

> **plain**

## At a glance

- **plain 68%**, 95% interval 66% to 70%, 1,650 answers, plain
- **NPS –**, no answers

## plain

plain

**plain**

| rating | share |
| --- | ---: |
| plain | 41% |
| +9 | 59% |

Plain.

**By plain**

| plain | share | p |
| --- | ---: | ---: |
| plain | -1,234% | \<0.001 |
| \=1+1 | 5% | – |

Plain.

## How to read it

- Plain.
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestStrangeMarkdown checks that names stay on their line and in their cell.
func TestStrangeMarkdown(t *testing.T) {
	bars := regexp.MustCompile(`(^|[^\\])\|`)
	for _, name := range strangeNames {
		got, err := sample(name).Markdown()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(got), "\n") {
			if n := len(bars.FindAllString(line, -1)); strings.HasPrefix(line, "|") && n != 3 && n != 4 {
				t.Errorf("%q makes a row of %d bars: %s", name, n, line)
			}
			if regexp.MustCompile("(^|[^\\\\])[`<*_]").MatchString(strings.ReplaceAll(line, "**", "")) {
				t.Errorf("%q is markup in %s", name, line)
			}
		}
	}
}

// TestCSV reads the files back.
func TestCSV(t *testing.T) {
	for _, name := range strangeNames {
		files, err := sample(name).CSV()
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, f := range files {
			names = append(names, f.Name)
			if strings.Contains(strings.ReplaceAll(string(f.Data), "\r\n", ""), "\n") {
				t.Errorf("%s has a line that does not end by RFC 4180", f.Name)
			}
			rows, err := csv.NewReader(strings.NewReader(string(f.Data))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range slices.Concat(rows...) {
				if cell != "" && strings.ContainsRune("=+-@＝＋－＠\t\r", []rune(cell)[0]) && !plainNumber.MatchString(cell) {
					t.Errorf("%q puts the cell %q into %s", name, cell, f.Name)
				}
			}
			switch f.Name {
			case "segments.csv":
				if got := fmt.Sprint(rows[0][1:], rows[1][1:], rows[2]); got != "[share (%) p] [-1234 <0.001] ['=1+1 5 ]" {
					t.Errorf("%s is %s", f.Name, got)
				}
			case "figures.csv":
				if got := fmt.Sprint(rows[1][2:8]); got != "[68 % 66 70 95% 1650]" {
					t.Errorf("%s is %s", f.Name, got)
				}
			}
		}
		if got := fmt.Sprint(names); got != "[figures.csv ratings.csv segments.csv]" {
			t.Errorf("the files are %s", got)
		}
	}
}

// TestLongTable checks that pages show both ends of a long table, and CSV all of it.
func TestLongTable(t *testing.T) {
	table := Table{Name: "long", Caption: "Long", Table: chart.Table{Columns: []chart.Column{chart.Number("line", chart.Unit{}), chart.Text("x")}}}
	for i := range 5000 {
		table.Rows = append(table.Rows, []string{fmt.Sprint(i), "x"})
	}
	d := &Document{Title: "T", Sections: []Section{{ID: "s", Title: "S", Blocks: []Block{table}}}}
	page := html(t, d)
	if !strings.Contains(page, "… 4,800 more rows, see -csv") || strings.Count(page, "<tr>") != 202 || !strings.Contains(page, ">4,999<") {
		t.Errorf("the page has %d rows", strings.Count(page, "<tr>"))
	}
	text, err := d.Markdown()
	if err != nil || !strings.Contains(string(text), "\n| … 4,800 more rows, see -csv | |\n") {
		t.Errorf("Markdown has no line of what is left out, %v", err)
	}
	files, err := d.CSV()
	if err != nil || strings.Count(string(files[0].Data), "\n") != 5001 {
		t.Errorf("CSV has not all rows, %v", err)
	}
}

// TestLarge checks that a picture with a number that is too large gives way to its table.
func TestLarge(t *testing.T) {
	bars := chart.Bars{Head: chart.Head{ID: "bars", Title: "Bars"}, Rows: []chart.Bar{{Name: "a", Value: 1e18}}}
	page := html(t, &Document{Sections: []Section{{ID: "s", Blocks: []Block{Picture{Chart: bars}}}}})
	if !strings.Contains(page, "1,000,000,000,000,000,000") || !strings.Contains(page, "There is no picture") || strings.Contains(page, "<svg") {
		t.Errorf("the page is\n%s", page)
	}
}

// TestRefused checks that a document that is wrong is not written.
func TestRefused(t *testing.T) {
	columns := []chart.Column{chart.Text("a")}
	table := func(name string, row ...string) Table {
		return Table{Name: name, Table: chart.Table{Columns: columns, Rows: [][]string{row}}}
	}
	for what, blocks := range map[string][]Block{
		"no name":           {table("", "x")},
		"a path":            {table("../x", "x")},
		"two of a name":     {table("x", "x"), table("x", "x")},
		"a row of no cells": {table("x")},
		"a row of two":      {table("x", "x", "y")},
	} {
		d := &Document{Sections: []Section{{ID: "s", Blocks: blocks}}}
		_, errPage := d.HTML()
		_, errText := d.Markdown()
		_, errFiles := d.CSV()
		if errPage == nil || errText == nil || errFiles == nil {
			t.Errorf("%s: %v, %v, %v", what, errPage, errText, errFiles)
		}
	}
	bars := chart.Bars{Head: chart.Head{ID: "s", Bare: true}}
	for what, sections := range map[string][]Section{
		"a section without an anchor": {{}},
		"two of an anchor":            {{ID: "s"}, {ID: "s"}},
		"a chart and its section":     {{ID: "s", Blocks: []Block{Picture{Chart: bars}}}},
		"the anchor of the notes":     {{ID: "notes"}},
		"a chart of many rows":        {{ID: "x", Blocks: []Block{Picture{Chart: chart.Bars{Head: bars.Head, Rows: make([]chart.Bar, 1e6)}}}}},
	} {
		if _, err := (&Document{Sections: sections}).HTML(); err == nil {
			t.Errorf("%s is no error", what)
		}
	}
}
