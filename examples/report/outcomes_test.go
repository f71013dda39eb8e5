package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestOutcomeSample(t *testing.T) {
	compareScreen(t, "outcomes.txt", "sample", "outcomes")
	compareGolden(t, "outcomes.json", "sample", "outcomes", "-json")
}

// outcomeArgs writes outcomes to a file, and returns the flags of both files.
func outcomeArgs(t *testing.T, text string) []string {
	t.Helper()
	name := t.TempDir() + "/later.csv"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return []string{"outcomes", "-nps", "q1", "-ces", "q2", "-ces-scale", "effort5", "-customer", "who", "-at", "at",
		"-outcome", name, "-outcome-at", "when", "-outcome-name", "what", "-outcome-amount", "paid", "-"}
}

// Of the six customers a and b are promoters, c is passive, d and e are detractors, and f
// did not answer. All are followed for 30 days but e, whose answer is too young. b leaves
// on the 20th day and d on the 5th; that a leaves after 40 days is beyond. a pays 30 and
// gets 10 back, d 5, f 7; what c paid on the day before the answer does not count.
const (
	sixAnswers = "who,at,q1,q2\n" +
		"a,2026-01-01,10,1\nb,2026-01-01,9,2\nc,2026-01-01,7,3\nd,2026-01-01,3,5\ne,2026-02-20,0,4\nf,2026-01-01,,\na,2026-01-20,0,5\n"
	sixOutcomes = "who,when,what,paid\n" +
		"a,2026-01-05,order,30\na,2026-01-06,order,-10\na,2026-02-10,leave,\nb,2026-01-21,leave,\nd,2026-01-06,leave,\n" +
		"d,2026-01-03,order,5\nf,2026-01-09,order,7\nc,2025-12-31,order,99\nc,2026-01-09,visit,\n"
)

func TestLinkagePage(t *testing.T) {
	args := append([]string{"-follow", "30", "-exit", "leave", "-as-of", "2026-03-01"}, outcomeArgs(t, sixOutcomes)...)
	doc := runJSON(t, sixAnswers, args...)
	class := func(name string, path ...any) []any { return append([]any{"nps", "classes", name}, path...) }
	for _, c := range []struct {
		want float64
		path []any
	}{
		{7, []any{"answers"}}, {9, []any{"outcomes", "events"}}, {5, []any{"outcomes", "orders"}}, {30, []any{"follow_days"}},
		{1, []any{"nps", "repeated"}},
		{2, class("promoters", "followed")}, {0.5, class("promoters", "retained", "rate")},
		{0.5, class("promoters", "ordered", "rate")}, {10, class("promoters", "revenue")}, // (30 - 10 + 0) / 2
		{1, class("passives", "followed")}, {1, class("passives", "retained", "rate")}, {0, class("passives", "revenue")},
		{1, class("passives", "outcomes", "visit", "rate")},
		{2, class("detractors", "customers")}, {1, class("detractors", "followed")}, {0, class("detractors", "retained", "rate")},
		{1, class("no answer", "followed")}, {7, class("no answer", "revenue")},
		{1, []any{"ces", "classes", "difficult", "followed"}}, // 5 of effort5
		// Of a, b, c and d, b and d left. NPS: of the pairs b-a, b-c, d-a, d-c the one who left
		// scored lower in 1, 0, 1, 1; effort was higher in 1, 0, 1, 1.
		{4, []any{"predictors", "customers"}}, {2, []any{"predictors", "left"}},
		{0.75, []any{"predictors", "predictors", "nps", "auc", "value"}},
		{0.75, []any{"predictors", "predictors", "ces", "auc", "value"}},
	} {
		doc.near(t, c.want, 1e-8, c.path...)
	}
	page := runReport(t, sixAnswers, args...)
	for _, want := range []string{"AFTER THE NPS  30 days later", "AFTER THE CES", "WHO LEAVES  highest AUC: NPS", "2 of 4 customers",
		"no two classes have 30 customers", "rows of outcomes"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestOutcomeUsage(t *testing.T) {
	args := outcomeArgs(t, sixOutcomes)
	for _, c := range []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"no outcomes", []string{"outcomes", "-nps", "q1", "-follow", "9", "-"}, 2, "-outcome FILE"},
		{"outcomes of the sample", []string{"sample", "outcomes", "-outcome", "later.csv"}, 2, "needs the file of the answers"},
		{"no question", []string{"outcomes", "-outcome", "later.csv", "-customer", "who", "-"}, 2, "-nps, -csat or -ces"},
		{"segments", append([]string{"-by", "q2"}, args...), 2, "-by is no flag of outcomes, but of survey, subscriptions, tickets"},
		{"days", append([]string{"-follow", "0"}, args...), 2, "number of days from 1"},
		{"unknown column", append(args, "-outcome-name", "why"), 2, `-outcome-name: there is no column "why"`},
		{"no such file", append(args, "-outcome", t.TempDir()+"/none.csv"), 1, "no such file"},
		{"unknown exit", append([]string{"-exit", "gone"}, args...), 1, `no outcome is named "gone"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader(sixAnswers), &out, &errs); status != c.status || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want %d and none", status, out.Len(), c.status)
			}
			if !strings.Contains(errs.String(), c.want) {
				t.Errorf("message %q lacks %q", errs.String(), c.want)
			}
		})
	}
}

func TestOutcomePages(t *testing.T) {
	var answers, outcomes strings.Builder
	answers.WriteString("who,at,q1,q2\n")
	outcomes.WriteString("who,when,what,paid\n")
	for i := range 600 {
		fmt.Fprintf(&answers, "%d,2026-01-%02d,%d,%d\n", i, 1+i%28, i%11, 1+i%5)
		fmt.Fprintf(&outcomes, "%d,2026-02-%02d,%s %d,%d00000000000.55\n", i, 1+i%28, strings.Repeat("a long name ", 4), i%40, i%11)
	}
	for _, c := range []struct {
		name, answers, outcomes string
		args                    []string
	}{
		{"many", answers.String(), outcomes.String(), []string{"-follow", "20", "-exit", strings.Repeat("a long name ", 4) + " 1"}},
		{"no exits", answers.String(), outcomes.String(), nil},
		{"before all", answers.String(), outcomes.String(), []string{"-as-of", "2020-01-01"}},
		{"no outcomes", sixAnswers, "who,when,what,paid\n", nil},
		{"nobody leaves", "who,at,q1,q2\na,2026-01-01,9,1\n", sixOutcomes, []string{"-exit", "leave", "-follow", "1"}},
		{"controls", "who,at,q1,q2\na,2026-01-01,9,1\n", "who,when,what,paid\na,2026-01-02,x\x1b[31m,1\n", []string{"-follow", "1"}},
		{"long", sixAnswers, sixOutcomes, []string{"-follow", "36525", "-level", "0.999", "-tz", "America/New_York", "-exit", "leave, visit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append(c.args, outcomeArgs(t, c.outcomes)...)
			checkPage(t, runReport(t, c.answers, args...))
			runJSON(t, c.answers, args...)
		})
	}
}

// TestOutcomesStayPrivate looks for customers and bad cells in all that is printed.
func TestOutcomesStayPrivate(t *testing.T) {
	const secret = "4929123412341234"
	text := "who,at,q1,q2\n" + secret + ",2026-01-01,9,1\na,2026-01-01," + secret + ",\n"
	later := "who,when,what,paid\n" + secret + ",2026-01-02,x,1\na,2026-05-01,x," + secret + "\n"
	for _, format := range []string{"-json", "-level=0.9"} {
		args := append([]string{format, "-exit", "x"}, outcomeArgs(t, later)...)
		if page := runReport(t, text, args...); strings.Contains(page, secret) {
			t.Errorf("the report repeats a cell:\n%s", page)
		}
	}
}
