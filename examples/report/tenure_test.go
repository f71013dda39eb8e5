package main

import (
	"strings"
	"testing"
)

// TestTenure counts by hand: of five customers two leave, after 2 and 6 months, and the product over the
// times is 4/5 and 4/5 * 1/2. With nobody at risk when anybody left, team is not compared.
func TestTenure(t *testing.T) {
	const text = "months;left;plan\n2,0;Yes;basic\n3,5;No;basic\n4;No;basic\n6;yes;basic\n1;0;team\n8;no;basic\n-1;no;basic\n4;maybe;basic\n;no;basic\n"
	args := []string{"subscriptions", "-tenure", "months", "-churned", "left", "-by", "plan", "-accept-losses", "1", "-"}
	doc := runStatus(t, 0, text, args...)
	for _, w := range []want{
		figure(6, "customers"), figure(2, "churned"), figure(3, "rows", "rejected"), figure(2, "survival", "curve", "steps", 1, "time"), figure(0.8, "survival", "curve", "steps", 1, "survival"),
		figure(1, "survival", "at", 0, "time"), figure(3, "survival", "at", 1, "time"), figure(0.8, "survival", "at", 1, "share"), figure(0.4, "survival", "at", 2, "share"),
		figure(6, "segments", "basic", "median", "time"), figure(1, "segments", "team", "customers"),
	} {
		doc.near(t, w.value, 1e-8, w.path...)
	}
	dir := t.TempDir()
	page := runReport(t, text, append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir+"/tables", "-tenure-in", "years")...)
	checkPage(t, page)
	for _, out := range []string{page, readDocument(t, dir, "page.html"), readDocument(t, dir, "page.md")} {
		for _, want := range []string{"6 customers, 4 still here", "after 1 year", "100.0%", "after 5 years", "80.0%", "team"} {
			if !strings.Contains(strings.ReplaceAll(out, "How long they stay. ", ""), want) && !strings.Contains(out, strings.ToUpper(want)) {
				t.Errorf("a page lacks %q:\n%s", want, out)
			}
		}
	}
	if table := readDocument(t, dir, "tables", "tenure-segments.csv"); !strings.Contains(table, "basic,5,2,") {
		t.Errorf("the table of segments:\n%s", table)
	}
	for _, c := range []struct{ flags, want string }{
		{"-tenure months", "-tenure needs -churned COLUMN"}, {"-churned left", "-churned, -tenure-in and -by go with -tenure"}, {"-by plan", "-churned, -tenure-in and -by go with -tenure"},
		{"-tenure months -churned left -start months", "-start goes without -tenure"}, {"-tenure months -churned left -as-of 2026-01-01", "-as-of goes without -tenure"},
		{"-tenure months -churned left -tenure-in moons", "-tenure-in: want days, weeks, months or years"}, {"-tenure month -churned left", `-tenure: there is no column "month"`},
	} {
		refusal(t, 2, text, []string{c.want}, append(append([]string{"subscriptions"}, strings.Fields(c.flags)...), "-")...)
	}
	refusal(t, 1, "months,left\nlong,1\n", []string{"not a length of time"}, "subscriptions", "-tenure", "months", "-churned", "left", "-")
	refusal(t, 1, "months,left\n,1\n", []string{"not a length of time"}, "subscriptions", "-tenure", "months", "-churned", "left", "-")
	refusal(t, 1, "months,left\n1000001,1\n", []string{"a length above 1,000,000"}, "subscriptions", "-tenure", "months", "-churned", "left", "-")
	var many strings.Builder
	many.WriteString("m,l,p\n")
	for range 51 {
		many.WriteString("1,1,x" + strings.Repeat("y", strings.Count(many.String(), "\n")) + "\n")
	}
	refusal(t, 1, many.String(), []string{"more than 50 segments", "-by"}, "subscriptions", "-tenure", "m", "-churned", "l", "-by", "p", "-")
}
