package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
)

// rowsOf writes n rows of a CSV file.
func rowsOf(n int, row string) string { return strings.Repeat(row+"\n", n) }

// TestChange has 50 promoters and then 50 detractors. By hand: with the 3/4, 3/2 and
// 3/4 answers of the adjusted counts each score is 50/53 from 0, their difference
// -188.68 points, its standard error 100·sqrt(2·0.08167/53) = 5.552, and the interval
// -188.68 - 10.88, cut to -200, to -177.80.
func TestChange(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows        string
		significant bool
		undefined   bool
		line        string
	}{
		{"clear", rowsOf(50, "2026-01-10,9") + rowsOf(50, "2026-02-10,0"), true, false, "since 2026-01: -200 (-200 to -178), significant*"},
		{"clear, few answers", rowsOf(8, "2026-01-10,0") + rowsOf(50, "2026-02-10,9"), true, false, ", significant*, n=8"},
		{"unclear", "2026-01-10,9\n2026-01-11,0\n2026-02-10,9\n2026-02-11,9\n", false, false, ", not significant*"},
		{"no answers before", rowsOf(50, "2026-01-10,9") + rowsOf(50, "2026-03-10,0"), false, true, "since 2026-02: too few answers to compare"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := []string{"-nps", "nps", "-at", "at", "-"}
			text := "at,nps\n" + c.rows
			doc := runJSON(t, text, args...)
			change, _ := doc.at(t, "nps", "change").(map[string]any)
			if change["significant_unadjusted"] != c.significant {
				t.Errorf("significant = %v, want %v", change["significant_unadjusted"], c.significant)
			}
			if _, ok := change["difference"]; ok == c.undefined {
				t.Errorf("difference = %v", change["difference"])
			}
			if page := runReport(t, text, args...); !strings.Contains(page, c.line) {
				t.Errorf("the page lacks %q:\n%s", c.line, page)
			}
		})
	}
}

// TestEmptyPeriod has a month without answers between two with answers.
func TestEmptyPeriod(t *testing.T) {
	page := runReport(t, "at,nps\n2026-01-01,0\n2026-03-01,10\n", "-nps", "nps", "-at", "at", "-")
	if want := "▁·█  by month, -100 to +100"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

// TestDirection ranks two teams by effort, where lower is better, and by ease. The limits
// of the score test on a mean, halved with 60 digits in mpmath, are 1.3774 and 1.8309.
func TestDirection(t *testing.T) {
	text := "team,ces\n" + rowsOf(30, "low,1") + rowsOf(30, "low,2") + rowsOf(30, "high,6") + rowsOf(30, "high,7")
	for _, c := range []struct{ scale, first, line string }{
		{"effort7", "low", " 1 low                 60   1.50  1.38 to 1.83  -5.00▲  <0.001"},
		{"ease7", "high", " 1 high                60   6.50  6.17 to 6.62  +5.00▲  <0.001"},
	} {
		args := []string{"-ces", "ces", "-ces-scale", c.scale, "-by", "team", "-"}
		if got := runJSON(t, text, args...).at(t, "ces", "ranking", 0, "key"); got != c.first {
			t.Errorf("%s: the first is %v, want %s", c.scale, got, c.first)
		}
		page := runReport(t, text, args...)
		if !strings.Contains(page, c.line) || strings.Count(page, "▼") != 2 { // one in the note
			t.Errorf("%s: the page lacks %q:\n%s", c.scale, c.line, page)
		}
	}
}

// TestSmallBase has a team of 29 and one of 30.
func TestSmallBase(t *testing.T) {
	text := "team,nps\n" + rowsOf(29, "small,10") + rowsOf(15, "enough,5") + rowsOf(15, "enough,7") + rowsOf(30, "good,9") + rowsOf(5, ",9")
	args := []string{"-nps", "nps", "-by", "team", "-"}
	doc := runJSON(t, text, args...)
	for key, want := range map[string]any{"small": nil, "": nil, "enough": 2.0, "good": 1.0} {
		fields, _ := doc.at(t, "nps", "ranking", key).(map[string]any)
		if fields["rank"] != want || fields["tested"] != (want != nil) || (fields["difference_wald"] != nil) != (want != nil) {
			t.Errorf("%q: rank %v, tested %v, want %v", key, fields["rank"], fields["tested"], want)
		}
	}
	page := runReport(t, text, args...)
	for _, want := range []string{" - small ", " - (blank) ", "under 30"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// The verdict on the gap is whole, also with two decimals. By hand: sqrt(0.2499/50) times 1.128.
func TestChanceLineFits(t *testing.T) {
	text := "team,ces\n" + rowsOf(25, "a,5") + rowsOf(25, "a,6") + rowsOf(26, "b,5") + rowsOf(24, "b,6")
	page := runReport(t, text, "-ces", "ces", "-by", "team", "-")
	if want := "   best to worst 0.02, by chance alone 0.08, not told apart\n"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

// Of 30 against 300 answers that are nearly all the best, the test of means does not hold: there
// is no p and no arrow, and the page says why. Groups of a size have one.
func TestSkewedSegments(t *testing.T) {
	const note = "skewed: few answers far from all others"
	text := func(large int) string {
		return "team,ces\n" + rowsOf(28, "a,7") + rowsOf(2, "a,1") + rowsOf(large-2, "b,7") + rowsOf(2, "b,1")
	}
	for large, want := range map[int]bool{300: true, 30: false} {
		page := runReport(t, text(large), "-ces", "ces", "-by", "team", "-")
		if strings.Contains(page, note) != want || strings.Contains(page, "  skewed\n") != want {
			t.Errorf("of 30 and %d answers: skewed %t, want %t:\n%s", large, !want, want, page)
		}
	}
}

// TestManySegments has more segments than the page shows.
func TestManySegments(t *testing.T) {
	text := "team,nps\n"
	for i := range 40 {
		text += rowsOf(30, fmt.Sprintf("team %02d,%d", i, 6+i%4))
	}
	text += rowsOf(3, "small,9")
	page := runReport(t, text, "-nps", "nps", "-by", "team", "-")
	for _, want := range []string{"\n", "   … 28 more, see -json\n", " - 1 segment under 30 answers, not ranked\n"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if n := strings.Count(page, " team "); n != 1+fig.MostSegments { // and the head of the table
		t.Errorf("%d segments are shown, want %d", n-1, fig.MostSegments)
	}
}

// TestGapByChance has two teams of 40: 20 promoters and 20 passives, and one promoter more or
// less. Of the error 100·sqrt(1/4/40) each, two numbers are 2/sqrt(pi) apart: 8.9. With 39 and 1
// promoters it is 39/40 less 1/40, 95 points.
func TestGapByChance(t *testing.T) {
	page := func(first, second int) string {
		return runReport(t, "team,nps\n"+rowsOf(first, "a,9")+rowsOf(40-first, "a,7")+rowsOf(second, "b,9")+rowsOf(40-second, "b,7"), "-nps", "nps", "-by", "team", "-")
	}
	for _, test := range []struct{ page, want string }{
		{page(21, 19), "   best to worst 5, by chance alone 9, not told apart\n"},
		{page(39, 1), "   best to worst 95, by chance alone 9\n"},
	} {
		checkPage(t, test.page)
		if !strings.Contains(test.page, test.want) {
			t.Errorf("the page lacks %q:\n%s", test.want, test.page)
		}
	}
}

// TestRankingIsCX decodes the ranking of the JSON into the type of package cx.
func TestRankingIsCX(t *testing.T) {
	var doc struct {
		NPS struct {
			Tally   cx.NPS
			Ranking []cx.Ranking[string, cx.NPS]
			Points  []struct {
				Period cx.Period
				Tally  cx.NPS
			}
		}
	}
	if err := json.Unmarshal([]byte(runReport(t, "", "sample", "survey", "-json")), &doc); err != nil {
		t.Fatal(err)
	}
	groups := make([]cx.Group[string, cx.NPS], len(doc.NPS.Ranking))
	var all, year cx.NPS
	untimed := cx.NPS{Promoters: 1} // whose day is 32
	for i, r := range doc.NPS.Ranking {
		groups[i] = cx.Group[string, cx.NPS]{Key: r.Key, Tally: r.Tally}
		if err := all.Merge(r.Tally); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range doc.NPS.Points {
		if err := year.Merge(p.Tally); err != nil {
			t.Fatal(err)
		}
	}
	if err := year.Merge(untimed); err != nil {
		t.Fatal(err)
	}
	if all != doc.NPS.Tally || year != all {
		t.Errorf("segments add up to %v and periods to %v, want %v", all, year, doc.NPS.Tally)
	}
	want, err := cx.RankGroups(groups, 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if doc.NPS.Ranking[i] != want[i] {
			t.Errorf("ranking %d = %+v, want %+v", i, doc.NPS.Ranking[i], want[i])
		}
	}
}

// TestRowsAddUp checks that every row of the sample is accounted for.
func TestRowsAddUp(t *testing.T) {
	doc := runJSON(t, "", "sample", "survey")
	kept := doc.number(t, "rows", "read") - doc.number(t, "rows", "rejected")
	for _, q := range question.Names {
		got := doc.number(t, q, "answers") + doc.number(t, q, "blank") + doc.number(t, q, "rejected")
		if section, _ := doc.at(t, q).(map[string]any); section["not_applicable"] != nil {
			got += doc.number(t, q, "not_applicable")
		}
		if got != kept {
			t.Errorf("%s: answers, blank, not applicable and rejected are %v, want %v", q, got, kept)
		}
		var shares float64
		classes, _ := doc.at(t, q, "classes").([]any)
		for i := range classes {
			shares += doc.number(t, q, "classes", i, "percent")
		}
		if shares < 99.9999999 || shares > 100.0000001 {
			t.Errorf("%s: the classes add up to %v", q, shares)
		}
	}
}
