package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

// chosenRows has before 50 promoters of Pro and 50 detractors of Basic, and then 30 promoters
// and 30 passives of Pro and 20 detractors of Basic, and a few that belong to neither.
var chosenRows = "at,nps,plan\n" +
	rowsOf(50, "2025-01-01,9,Pro") + rowsOf(50, "2025-03-31T23:59:59Z,0,Basic") +
	rowsOf(30, "2026-01-01,9,Pro") + rowsOf(30, "2026-02-10,8,Pro") + rowsOf(20, "2026-03-31T23:59:59Z,0,Basic") +
	"2025-04-01,0,Pro\n2025-12-31T23:59:59Z,0,Pro\n2026-04-01,0,Pro\n"

// TestAgainst has figures by hand: 0 points of 100 answers and 12.5 of 80, mix
// 0.25·(100 + 50)/2 + 0.25·100 = 43.75, rate 0.625·(50 - 100) = -31.25.
func TestAgainst(t *testing.T) {
	args := []string{"-nps", "nps", "-at", "at", "-by", "plan", "-since", "2026-01-01", "-until", "2026-03-31", "-against", "2025-01-01..2025-03-31", "-"}
	doc := runJSON(t, chosenRows, args...)
	for _, c := range []struct {
		want any
		at   []any
	}{
		{"12.5", []any{"nps", "score"}}, {80.0, []any{"nps", "answers"}},
		{"0", []any{"nps", "against", "score"}}, {100.0, []any{"nps", "against", "answers"}},
		{12.5, []any{"nps", "against", "difference", "difference"}},
		{"plan", []any{"nps", "against", "parts", 0, "by"}},
		{"12.5", []any{"nps", "against", "parts", 0, "change", "total"}},
		{"43.75", []any{"nps", "against", "parts", 0, "change", "mix"}},
		{"-31.25", []any{"nps", "against", "parts", 0, "change", "rate"}},
		{3.0, []any{"outside_days"}}, {80.0, []any{"rows", "read"}},
		{"2026-Q1", []any{"chosen"}}, {"2025-Q1", []any{"against"}},
		{"2026-Q1", []any{"span"}},
	} {
		if got := doc.at(t, c.at...); got != c.want {
			t.Errorf("%v = %v, want %v", c.at, got, c.want)
		}
	}
	now, before := cx.NPS{Promoters: 30, Passives: 30, Detractors: 20}, cx.NPS{Promoters: 50, Detractors: 50}
	d, err := now.Difference(before, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.at(t, "nps", "against", "difference", "p"); got != d.P {
		t.Errorf("p = %v, want %v", got, d.P)
	}
	text := runReport(t, chosenRows, args...)
	checkPage(t, text)
	for _, want := range []string{
		"      2026-01-01 to 2026-03-31: +13 (", ", 80 answers\n",
		"      against 2025-01-01 to 2025-03-31: 0 (", ", 100 answers\n",
		"      change +13 (", ", p 0.3", ", not told apart\n",
		"      change by plan: mix +44, rate -31\n",
		"3 rows of days that are not chosen are left out",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
}

// TestChosenDays checks that the days are those of -tz, and that open ends are open.
func TestChosenDays(t *testing.T) {
	rows := "at,nps\n2026-01-01T02:00:00Z,9\n2026-01-02,9\n2026-01-03,0\nnever,0\n"
	for _, c := range []struct {
		args              []string
		answers, left, no float64
	}{
		{nil, 4, 0, 0},
		{[]string{"-since", "2026-01-01"}, 3, 0, 1},
		{[]string{"-since", "2026-01-01", "-tz", "America/New_York"}, 2, 1, 1},
		{[]string{"-until", "2026-01-02"}, 2, 1, 1},
		{[]string{"-since", "2026-01-02", "-until", "2026-01-02"}, 1, 2, 1},
	} {
		doc := runJSON(t, rows, append(c.args, "-nps", "nps", "-at", "at", "-")...)
		left := 0.0
		if c.left > 0 {
			left = doc.at(t, "outside_days").(float64)
		}
		if a, no := doc.at(t, "nps", "answers"), doc.at(t, "rows", "rejected"); a != c.answers || left != c.left || no != c.no {
			t.Errorf("%v: %v answers, %v left out, %v rejected, want %v, %v, %v", c.args, a, left, no, c.answers, c.left, c.no)
		}
	}
}

// TestAgainstKeep checks that -keep acts on each side alone: ann counts on both.
func TestAgainstKeep(t *testing.T) {
	doc := runJSON(t, "at,nps,who\n2025-01-01,0,ann\n2025-01-02,9,ann\n2026-01-01,9,ann\n2026-01-02,8,ann\n",
		"-nps", "nps", "-at", "at", "-customer", "who", "-keep", "latest", "-since", "2026-01-01", "-against", "2025-01-01..2025-12-31", "-")
	if own, other := doc.at(t, "nps", "score"), doc.at(t, "nps", "against", "score"); own != "0" || other != "100" {
		t.Errorf("scores %v and %v, want 0 and 100", own, other)
	}
}

// TestAgainstToldApart has 50 promoters against 50 detractors: the figures of TestChange.
func TestAgainstToldApart(t *testing.T) {
	rows := "at,nps\n" + rowsOf(50, "2026-01-10,0") + rowsOf(50, "2026-02-10,9")
	text := runReport(t, rows, "-nps", "nps", "-at", "at", "-since", "2026-02-01", "-against", "2026-01-01..2026-01-31", "-")
	if want := "change +200 (+178 to +200), p <0.001\n"; !strings.Contains(text, want) {
		t.Errorf("the page lacks %q:\n%s", want, text)
	}
}

func TestChosenErrors(t *testing.T) {
	named := []string{"-nps", "nps", "-at", "at", "-"}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-nps", "nps", "-since", "2026-01-01", "-"}, 2, "-since, -until and -against need the column of the times: -at COLUMN"},
		{append(named, "-since", "01/02/2026"), 2, "want a day of the years 1901 to 2199"},
		{append(named, "-since", "2026-02-01", "-until", "2026-01-31"), 2, "-until is before -since"},
		{append(named, "-against", "2026-01-01..2026-01-31"), 2, "needs the days that it is put beside"},
		{append(named, "-since", "2026-01-01", "-against", "2026-01-01"), 2, "as in 2025-01-01..2025-03-31"},
		{append(named, "-since", "2026-01-01", "-against", "2025-02-01..2025-01-01"), 2, "the last day is before the first"},
		{append(named, "-since", "2026-01-01", "-against", "2025-12-01..2026-01-01"), 2, "overlap"},
		{append(named, "-until", "2026-01-01", "-against", "2026-01-01..2026-02-01"), 2, "overlap"},
		{append(named, "-since", "2027-01-01"), 1, "183 rows could be counted; 183 of days that -since"},
		{append(named, "-since", "2026-01-01", "-against", "2024-01-01..2024-01-31"), 3, ""},
		{append(named, "-since", "2026-01-01", "-against", "2025-01-01..2025-12-31"), 0, ""},
		{[]string{"sample", "orders", "-until", "2026-01-01"}, 2, "-until is no flag of orders, but of survey"},
	} {
		var out, errs bytes.Buffer
		if status := run(kindFirst(c.args), strings.NewReader(chosenRows), &out, &errs); status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("report %v: status %d, %s", c.args, status, errs.String())
		}
	}
}
