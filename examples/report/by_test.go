package main

import (
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/report/internal/question"
)

// TestSeveralBy checks that the ranking of a column is that which it has alone, whatever its
// place, and that of the first column is where it always was.
func TestSeveralBy(t *testing.T) {
	plan := runJSON(t, "", "sample", "survey", "-by", "plan")
	channel := runJSON(t, "", "sample", "survey", "-by", "channel")
	both := runJSON(t, "", "sample", "survey", "-by", "channel", "-by", "plan", "-keep", "latest", "-customer", "customer")
	planKept := runJSON(t, "", "sample", "survey", "-by", "plan", "-keep", "latest", "-customer", "customer")
	compareJSON(t, "kept", both.at(t, "nps", "also_by", 0, "ranking"), planKept.at(t, "nps", "ranking"))
	both = runJSON(t, "", "sample", "survey", "-by", "channel", "-by", "plan")
	if by, also := both.at(t, "by"), both.at(t, "nps", "also_by", 0, "by"); by != "channel" || also != "plan" {
		t.Errorf("by %v and %v", by, also)
	}
	for _, question := range question.Names {
		compareJSON(t, question, both.at(t, question, "ranking"), channel.at(t, question, "ranking"))
		compareJSON(t, question, both.at(t, question, "also_by", 0, "ranking"), plan.at(t, question, "ranking"))
		compareJSON(t, question, both.at(t, question, "also_by", 0, "gap_by_chance"), plan.at(t, question, "gap_by_chance"))
	}
	const several = "each column of segments is a family of tests of its own: p is adjusted within it, not across"
	text := runReport(t, "", "sample", "survey", "-by", "channel", "-by", "plan")
	checkPage(t, text)
	if !strings.Contains(text, several) || strings.Contains(runReport(t, "", "sample", "survey"), several) {
		t.Errorf("the page does not say what several columns are:\n%s", text)
	}
}

// TestSeveralByElsewhere checks ready counts, two periods and the call-back list.
func TestSeveralByElsewhere(t *testing.T) {
	doc := runJSON(t, "p,n,d,a,b\n30,0,10,x,u\n10,0,30,y,u\n1,2,3,x,v\n",
		"-promoters", "p", "-passives", "n", "-detractors", "d", "-by", "a", "-by", "b", "-")
	if got := doc.at(t, "nps", "also_by", 0, "ranking", 0, "score"); got != "0" {
		t.Errorf("the score of u is %v, want 0", got)
	}
	args := []string{"-nps", "nps", "-at", "at", "-by", "plan", "-by", "at", "-since", "2026-01-01", "-against", "2025-01-01..2025-03-31", "-"}
	parts, _ := runJSON(t, chosenRows, args...).at(t, "nps", "against", "parts").([]any)
	if len(parts) != 2 {
		t.Errorf("parts %v, want those of two columns", parts)
	}
	list, _ := readCallback(t, "at,who,nps,a,b\n2026-01-01,ann,0,x,y\n", "-nps", "nps", "-at", "at", "-customer", "who", "-keep", "all", "-by", "b", "-by", "a", "-")
	if want := "customer,date,score,b segment,a segment,comment\r\nann,2026-01-01,0,y,x,\r\n"; list != want {
		t.Errorf("the list is\n%s\nwant\n%s", list, want)
	}
	for want, args := range map[string][]string{
		"the column is named twice":          {"sample", "survey", "-by", "plan", "-by", "plan"},
		"more than 10 columns of segments":   strings.Split("sample,survey,-by,x,-by,a,-by,b,-by,c,-by,d,-by,e,-by,f,-by,g,-by,h,-by,i,-by,j", ","),
		`-by: there is no column "platform"`: {"sample", "survey", "-by", "plan", "-by", "platform"},
	} {
		checkRefused(t, want, args...)
	}
}

// checkRefused runs the program with flags that it refuses.
func checkRefused(t *testing.T, want string, args ...string) {
	t.Helper()
	var out, errs strings.Builder
	if status := run(kindFirst(args), strings.NewReader(""), &out, &errs); status != 2 || !strings.Contains(errs.String(), want) {
		t.Errorf("report %v: status %d, %s", args, status, errs.String())
	}
}
