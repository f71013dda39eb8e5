package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// voiceFlags ask all of the simulated answers of testdata/voice.csv.
var voiceFlags = []string{"survey", "testdata/voice.csv", "-nps", "nps", "-at", "at", "-customer", "customer", "-keep", "latest", "-comment", "why",
	"-language", "en", "-themes", "themes", "-driver", "price", "-driver", "service", "-driver", "delivery"}

func TestVoiceDocuments(t *testing.T) {
	compareDocuments(t, "voice", voiceFlags...)
	for ending, args := range map[string][]string{".txt": voiceFlags, ".json": append([]string{"-json"}, voiceFlags...)} {
		if args[0] == "-json" {
			args = append(append([]string{}, voiceFlags...), "-json")
		}
		if got := runReport(t, "", args...); got != golden(t, "voice"+ending, got) {
			t.Errorf("voice%s differs: run go test -run Document -update, and look at it", ending)
		}
	}
}

// saidRows writes answers with comments: so many promoters, detractors and passives say each.
func saidRows(said map[string][3]int) string {
	var rows strings.Builder
	rows.WriteString("who,nps,why\n")
	n := 0
	for _, text := range sortedKeys(said) {
		for class, score := range []int{10, 2, 8} {
			for range said[text][class] {
				n++
				fmt.Fprintf(&rows, "c%d,%d,%q\n", n, score, text)
			}
		}
	}
	return rows.String()
}

func sortedKeys(m map[string][3]int) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	for i := range keys { // few
		for j := i; j > 0 && keys[j] < keys[j-1]; j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
	return keys
}

// TestComments counts by hand: 60 promoters and 60 detractors have a comment with a word, 30 of
// each class say one phrase.
func TestComments(t *testing.T) {
	rows := saidRows(map[string][3]int{
		"The staff is friendly": {30, 2, 5}, "It is too slow!": {1, 30, 5}, "ok": {29, 28, 9}, "": {4, 5, 6}, "Only once said": {0, 1, 0},
	})
	args := []string{"-nps", "nps", "-comment", "why", "-language", "en", "-"}
	doc := runJSON(t, rows, args...)
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"comments", "comments"}, 140.0},
		{[]any{"comments", "blank"}, 15.0},
		{[]any{"comments", "classes", "promoters", "comments"}, 60.0},
		{[]any{"comments", "classes", "detractors", "comments"}, 61.0},
		{[]any{"comments", "phrases", 0, "class"}, "promoters"},
		{[]any{"comments", "phrases", 0, "text"}, "staff is friendly"},
		{[]any{"comments", "phrases", 0, "in", "count"}, 30.0},
		{[]any{"comments", "phrases", 0, "in", "base"}, 60.0},
		{[]any{"comments", "phrases", 0, "other", "count"}, 2.0},
		{[]any{"comments", "phrases", 1, "class"}, "detractors"},
		{[]any{"comments", "phrases", 1, "text"}, "slow"},
		{[]any{"comments", "phrases", 1, "in", "count"}, 30.0},
		{[]any{"comments", "phrases", 1, "other", "count"}, 1.0},
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v is %v, want %v", c.path, got, c.want)
		}
	}
	page := runReport(t, rows, args...)
	for _, want := range []string{
		"WHAT CUSTOMERS SAY  140 comments of 155 answers, 15 blank",
		"61 of detractors against 60 of promoters",
		"slow                                                49%             2%          31    <0.001",
		"staff is friendly                                   50%             3%          32    <0.001",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// TestComments_french has phrases that begin and end with words that say something. A negation is one
// of them within a phrase; a sign of the two apostrophes is as good as the other.
func TestComments_french(t *testing.T) {
	rows := saidRows(map[string][3]int{"L’équipe est très aimable": {30, 2, 5}, "Ce n’est pas clair": {1, 30, 5}, "ça va": {29, 28, 9}})
	doc := runJSON(t, rows, "-nps", "nps", "-comment", "why", "-language", "fr", "-")
	for i, want := range []string{"l'équipe est très aimable", "aimable", "pas clair", "clair"} {
		found := ""
		for k := range doc.length(t, "comments", "phrases") {
			if text := doc.at(t, "comments", "phrases", k, "text"); text == want {
				found = want
			}
		}
		if shown := i == 1 || i == 2; shown != (found != "") {
			t.Errorf("%q is among the phrases: %v, want %v", want, found != "", shown)
		}
	}
}

// TestCommentsHide checks that no output has what fewer than 5 people say, or an address.
func TestCommentsHide(t *testing.T) {
	rows := saidRows(map[string][3]int{"fine": {400, 0, 0}, "bad ann@example.org @annsecret https://example.org/annsecret": {0, 300, 0}, "annfour": {0, 4, 0}})
	rows += strings.Repeat("sameperson,2,annsame\n", 20)
	rows += strings.Repeat(",2,this long text of ten words is annlong and repeated\n", 20)
	dir := t.TempDir()
	args := []string{"-nps", "nps", "-comment", "why", "-customer", "who", "-keep", "all", "-"}
	all := runReport(t, rows, append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir+"/tables")...)
	all += runReport(t, rows, append(args, "-json")...) + readDocument(t, dir, "page.html") + readDocument(t, dir, "page.md")
	for _, hidden := range []string{"annsecret", "example", "annfour", "annsame", "annlong"} {
		if strings.Contains(all, hidden) {
			t.Errorf("an output has %q", hidden)
		}
	}
	for _, want := range []string{"bad", "38 repeated"} {
		if !strings.Contains(all, want) {
			t.Errorf("no output has %q:\n%s", want, all)
		}
	}
}

// TestCommentsOfCSAT compares the top class of CSAT with its bottom class, and says so where one
// of the two says nothing.
func TestCommentsOfCSAT(t *testing.T) {
	rows := "csat,why\n" + rowsOf(40, "5,great") + rowsOf(40, "1,broken") + rowsOf(9, "3,so so")
	page := runReport(t, rows, "-csat", "csat", "-comment", "why", "-")
	for _, want := range []string{"40 of dissatisfied against 40 of satisfied", "more of dissatisfied", "broken                                             100%             0%          40"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	page = runReport(t, "csat,why\n"+rowsOf(40, "5,great"), "-csat", "csat", "-comment", "why", "-")
	if want := "there are no comments of satisfied or of dissatisfied to compare"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

// TestThemes has its figures by hand: 50 speak of price with 10 promoters and 30 detractors, -40;
// 100 others have 50 and 10, +40, so that the gap is -80, a third of the answers have it, and the
// impact is -26.67. Of wait there are 5.
func TestThemes(t *testing.T) {
	rows := "nps,themes,why\n" + rowsOf(10, "10,price,Der PREIS ist hoch") + rowsOf(30, "0, price ;price,preise") + rowsOf(10, "8,price,preise") +
		rowsOf(50, "10,,gut") + rowsOf(10, "0,N/A,") + rowsOf(35, "8,,") + rowsOf(5, "8,wait,")
	words := t.TempDir() + "/words.csv"
	if err := os.WriteFile(words, []byte("theme,word\nprice,Preis\nprice,preise\nprice,cost\nwait,lang\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-themes", "themes"}, {"-themes-words", words, "-comment", "why"}} {
		doc := runJSON(t, rows, append(args, "-nps", "nps", "-")...)
		unthemed := 95.0
		if args[0] == "-themes-words" {
			unthemed = 100
		}
		for _, c := range []struct {
			path []any
			want any
		}{
			{[]any{"themes", "answers"}, 150.0},
			{[]any{"themes", "unthemed"}, unthemed},
			{[]any{"themes", "impacts", 0, "name"}, "price"},
			{[]any{"themes", "impacts", 0, "prevalence", "count"}, 50.0},
			{[]any{"themes", "impacts", 0, "gap", "difference"}, -80.0},
			{[]any{"themes", "impacts", 0, "told_apart"}, true},
		} {
			if got := doc.at(t, c.path...); got != c.want {
				t.Errorf("%v: %v is %v, want %v", args, c.path, got, c.want)
			}
		}
		if got := doc.at(t, "themes", "impacts", 0, "impact", "value").(float64); got < -26.667 || got > -26.666 {
			t.Errorf("%v: the impact is %v, want -80/3", args, got)
		}
	}
	page := runReport(t, rows, "-nps", "nps", "-themes", "themes", "-")
	for _, want := range []string{"WHAT THEY SPEAK OF  150 answers, 95 without a theme", "price                       50    33%    -40        -80   -26.7", "wait                         5     3%"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	// 40 of each class with and without the theme: a gap of 0.
	page = runReport(t, "nps,themes\n"+rowsOf(40, "10,a")+rowsOf(40, "0,a")+rowsOf(40, "10,")+rowsOf(40, "0,"), "-nps", "nps", "-themes", "themes", "-")
	if want := "not told apart"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

// TestDrivers has answers that are 2a + b with all pairs of a and b from 1 to 3 alike often. By hand
// the two are independent, explain all, and their shares are 4 to 1; both are rated 2 of 1..5, which
// is 25 of 100.
func TestDrivers(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("who,nps,a,b\n")
	for i := range 900 {
		a, b := 1+i%3, 1+i/3%3
		fmt.Fprintf(&rows, "c%d,%d,%d,%d\n", i, 2*a+b, a, b)
	}
	rows.WriteString("c1,5,,3\nc2,5,9,3\nc3,5,N/A,3\nc4,,1,3\n")
	args := []string{"-nps", "nps", "-customer", "who", "-keep", "all", "-driver", "a", "-driver", "b", "-"}
	doc := runJSON(t, rows.String(), args...)
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"drivers", "answers"}, 900.0},
		{[]any{"drivers", "incomplete"}, 3.0},
		{[]any{"drivers", "rejected"}, 1.0},
		{[]any{"drivers", "drivers", 0, "name"}, "a"},
		{[]any{"drivers", "drivers", 0, "performance"}, "25"},
		{[]any{"drivers", "drivers", 0, "important"}, true},
		{[]any{"drivers", "drivers", 1, "important"}, false},
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v is %v, want %v", c.path, got, c.want)
		}
	}
	page := runReport(t, rows.String(), args...)
	for _, want := range []string{"WHAT DRIVES NPS  900 answers with all ratings, 3 without", "a                             80%", "b                             20%", "all together explain 100%"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	page = runReport(t, "nps,a\n9,3\n8,4\n", "-nps", "nps", "-driver", "a", "-")
	if want := "no drivers: "; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

// TestVoiceKeep checks that what was said with an answer that does not count is left out: of 40
// customers the second answers count, with other comments, themes and ratings.
func TestVoiceKeep(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("at,who,nps,why,themes,a\n")
	for day, said := range []string{"early,old,1", "late,new,5"} {
		for i := range 80 {
			fmt.Fprintf(&rows, "2026-01-0%d,c%d,%d,%s\n", day+1, i, []int{0, 10}[i%2], said)
		}
	}
	doc := runJSON(t, rows.String(), "-nps", "nps", "-at", "at", "-customer", "who", "-keep", "latest", "-comment", "why", "-themes", "themes", "-driver", "a", "-")
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"comments", "comments"}, 80.0},
		{[]any{"themes", "answers"}, 80.0},
		{[]any{"themes", "impacts", 0, "name"}, "new"},
		{[]any{"drivers", "answers"}, 80.0},
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v is %v, want %v", c.path, got, c.want)
		}
	}
}

func TestVoiceErrors(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"latin.txt": "\xe5r", "big.txt": strings.Repeat("a ", 600_000), "words.csv": "theme,word\nprice,two words\n", "other.csv": "a,b\n1,2\n"} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	base := []string{"-nps", "nps", "-"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-stop", "words.txt"}, "-stop goes with -comment"},
		{[]string{"-comment", "why", "-language", "de"}, "-language: want en, fr, nb, ru or sv; -stop FILE"},
		{[]string{"-comment", "why", "-stop", dir + "/latin.txt"}, "latin.txt is not UTF-8"},
		{[]string{"-comment", "why", "-stop", dir + "/big.txt"}, "big.txt is larger than 1 MiB"},
		{[]string{"-comment", "why", "-stop", dir + "/none.txt"}, "-stop: "},
		{[]string{"-themes-words", dir + "/words.csv"}, "it goes with -comment"},
		{[]string{"-comment", "why", "-themes-words", dir + "/words.csv"}, "-themes-words: words.csv: line 2: want one word"},
		{[]string{"-comment", "why", "-themes-words", dir + "/other.csv"}, "want the columns theme and word"},
		{[]string{"-driver", "nps"}, "it cannot drive itself"},
		{[]string{"-driver", "a", "-driver", "a"}, "-driver: the column is named twice"},
		{[]string{"-driver", "x"}, `-driver: there is no column "x"`},
		{[]string{"-themes", "x"}, `-themes: there is no column "x"`},
		{[]string{"-driver", "a", "-count", "n"}, "not with counts"},
		{[]string{"-split", ","}, "-split goes with -choices, -by or -themes"},
	} {
		var out, errs bytes.Buffer
		status := run(kindFirst(append(c.args, base...)), strings.NewReader("nps,why,a,n\n9,fine,3,1\n"), &out, &errs)
		if status != 2 || !strings.Contains(errs.String(), c.want) {
			t.Errorf("report %v: status %d, %s, want %q", c.args, status, errs.String(), c.want)
		}
	}
}

// TestLanguage counts by hand: in Swedish the best two of five answers are satisfied, in Norwegian a
// little effort is 2 of 5, and the ends of the recommendation are 0 and 10.
func TestLanguage(t *testing.T) {
	rows := "nps,csat,ces\nMycket sannolikt,Mycket nöjd,Svært lite\nInte alls sannolikt,nöjd,Lite\n9,Missnöjd,Noe\n10,5,Mye\n"
	args := []string{"-nps", "nps", "-csat", "csat", "-ces", "ces", "-ces-scale", "effort5", "-language", "sv", "-language", "nb", "-"}
	doc := runJSON(t, rows, args...)
	doc.near(t, 3, 0, "nps", "tally", "promoters")
	doc.near(t, 1, 0, "nps", "tally", "detractors")
	doc.near(t, 75, 1e-9, "csat", "score")
	doc.near(t, 2.5, 1e-9, "ces", "score")
}

// TestLanguage_unknown has words of another language and scale: they are rejected, and none of them
// is printed.
func TestLanguage_unknown(t *testing.T) {
	for _, args := range [][]string{
		{"-csat", "csat", "-language", "en", "-"},
		{"-csat", "csat", "-csat-scale", "7", "-language", "sv", "-"},
		{"-csat", "csat", "-"},
	} {
		out := runReport(t, "csat\nMycket nöjd\n5\n5\n", append([]string{"-accept-losses", "1"}, args...)...)
		if !strings.Contains(out, "2 of 3 answers, 1 rejected") || strings.Contains(out, "Mycket") {
			t.Errorf("report %q prints\n%s", args, out)
		}
	}
}
