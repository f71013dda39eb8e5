package table

import (
	"os"
	"strings"
	"testing"
)

func labels(t *testing.T, text string) (*Words, error) {
	t.Helper()
	file := t.TempDir() + "/labels.csv"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	w := &Words{}
	return w, w.ReadLabels(file, "")
}

func TestWords(t *testing.T) {
	w, err := labels(t, "label;rating\nSehr zufrieden;5\n\"Bad; never again\";-1\n3;30\nnone of it;NA\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.AddNotApplicable("99"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cell, text string
		answer     Answer
	}{
		{"", "", Blank}, {"7", "7", Given}, {"-7", "-7", Given}, {"99", "", NotApplicable}, {"3", "30", Labeled},
		{"SEHR  zufrieden", "5", Labeled}, {"bad; never again", "-1", Labeled}, {"None of it", "", NotApplicable},
		{"N/A", "", NotApplicable}, {"-", "", NotApplicable}, {"Don’t know", "", NotApplicable}, {"NaN", "", NotApplicable},
		{"10 - Extremely likely", "10", Leading}, {"0 – Not at all", "0", Leading}, {"5 (best)", "5", Leading}, {"1: nie", "1", Leading},
		{"4 stars", "4", Leading}, {"1 to 2 times", "1 to 2 times", Given}, {"10%", "10%", Given}, {"3rd", "3rd", Given}, {"9 -", "9 -", Given},
		{"9.5", "9.5", Given}, {"12345 - x", "12345 - x", Given}, {"great", "great", Given},
	} {
		if text, answer := w.Read(c.cell); text != c.text || answer != c.answer {
			t.Errorf("Read(%q) = %q, %d, want %q, %d", c.cell, text, answer, c.text, c.answer)
		}
	}
	for cell, none := range map[string]bool{"": false, "99": true, "n/a": true, "9": false, "great": false, "none of it": false} {
		if w.None(cell) != none {
			t.Errorf("None(%q) is not %t", cell, none)
		}
	}
	if w.AddNotApplicable(" ") == nil {
		t.Error("a blank is a text of no answer")
	}
}

func TestBadLabels(t *testing.T) {
	for text, want := range map[string]string{
		"label,points\na,1\n":           "want the columns label and rating",
		"label,rating\n,1\n":            "line 2 has no label",
		"label,rating\na,1\nb,high\n":   "line 3: the rating is no whole number",
		"label,rating\na,1\nA ,2\n":     "line 3: a label that has another rating above",
		"label,rating\na,1,2\n":         "3 cells",
		"label,rating\n" + "\xf6,1\n":   "-encoding",
		"":                              "empty",
		"label,rating\n" + manyLabels(): "more than 10000 labels",
	} {
		if _, err := labels(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %q", text, err, want)
		}
	}
}

func manyLabels() string {
	var b strings.Builder
	for i := range maxLabels + 1 {
		b.WriteString(strings.Repeat("x", 1+i%100) + string(rune('a'+i/100%26)) + string(rune('a'+i/2600)) + ",1\n")
	}
	return b.String()
}

func TestShape(t *testing.T) {
	for cell, want := range map[string]string{
		"2026-01-31 09:30": "9999-99-99 99:99", "Möller, 12": "aaaaaa, 99", "😀": "?", "a\tb\x00": "a?a?",
		strings.Repeat("x", 100): strings.Repeat("a", 24) + "…", "": "",
	} {
		if got := Shape(cell); got != want {
			t.Errorf("Shape(%q) = %q, want %q", cell, got, want)
		}
	}
}
