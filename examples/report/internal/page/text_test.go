package page

import (
	"strings"
	"testing"
)

func TestWriteRule(t *testing.T) {
	for _, test := range []struct{ head, note, want string }{
		{"HEAD", "note", "\nHEAD " + strings.Repeat("─", 90) + " note\n"},
		{strings.Repeat("h", 90), "eight in", "\n" + strings.Repeat("h", 90) + "\n" + strings.Repeat(" ", 92) + "eight in\n"},
		{strings.Repeat("h", 90), "7 signs", "\n" + strings.Repeat("h", 90) + " ─ 7 signs\n"},
	} {
		var got strings.Builder
		if WriteRule(&got, test.head, test.note); got.String() != test.want {
			t.Errorf("%q beside %q:\n%q, want\n%q", test.head, test.note, got.String(), test.want)
		}
	}
}

// TestText checks what the text screen makes of a document with a block of each kind.
func TestText(t *testing.T) {
	d := sample("plain")
	d.Sample, d.What, d.File, d.When, d.Levels, d.About = true, "Answers", "a.csv", ", 2026", "95%", nil
	d.Sections[0].Line, d.Sections[0].Aside = "of all", "by month"
	d.Sections[0].Blocks[0].(Figures)[0].Phrase = "at most %s of them"
	d.Sections = append(d.Sections, Section{ID: "data", Title: "Data", Blocks: []Block{Counts{{Source: "a.csv", Title: "rows read", Read: 1200,
		Rows: []Count{{"counted", 1199}, {"of later days", 0}}, Rejected: 1, Faults: []Fault{{7, "", "2 cells, the header has 3"}}}}}})
	var got strings.Builder
	d.WriteText(&got)
	want := "Report plain" + strings.Repeat(" ", 55) + "SIMULATED DATA, no real customers\n" + `a.csv, 2026

AT A GLANCE  of all, at most 68% of them ────────────────────────────────────────────────── by month

PLAIN ─────────────────────────────────────────────────────────────────────────────────────────────

plain
rating  share
plain     41%
+9        59%
plain

By plain
plain    share       p
plain  -1,234%  <0.001
=1+1        5%       -
plain

rows read                   1,200          rejected: first 1 of 1
counted                     1,199          line 7       row          2 cells, the header has 3
rejected                        1

* 95%, unadjusted: each for its own figure
plain
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	page := html(t, d)
	for _, want := range []string{"Answers of a.csv, 2026", "Simulated data, no real customers.", "By month, of all.", "1,200", "the whole row", "Plain."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// TestTextTable checks the rules of a table: rows that are left out, and more than are shown.
func TestTextTable(t *testing.T) {
	table := sample("a").Sections[1].Blocks[3].(Table)
	table.Text = &Text{Gap: true, Head: "name   share ", Most: 1, More: "… %s more", None: "none",
		Line: func(c Cells) string { return c.Text(0) + c.Fit(1, 5) + c.Interval(1, 2) + c.TextOf("nothing") }}
	write := func() string {
		var got strings.Builder
		table.writeText(&got)
		return got.String()
	}
	if got, want := write(), "\nname   share\na-1k-1,234 to <0.001\n… 1 more\na\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	table.Text.Line = func(Cells) string { return "" }
	if got, want := write(), "\nnone\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSentence(t *testing.T) {
	for line, want := range map[string]string{"": "", "▲ better": "▲ better.", "élan.": "Élan.", "a “b?”": "A “b?”", "x significant*": "X significant."} {
		if got := Sentence(line); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", line, got, want)
		}
	}
}
