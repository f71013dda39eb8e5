package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// kindFirst puts what the rows are first, which may be anywhere among the arguments of a test:
// without it they are answers to a survey.
func kindFirst(args []string) []string {
	for i, arg := range args {
		n := 1
		if arg == "sample" {
			n = 2
		}
		if n == 2 || slices.Contains(kindNames, arg) || arg == "columns" {
			return slices.Concat(args[i:min(i+n, len(args))], args[:i], args[min(i+n, len(args)):])
		}
	}
	return append([]string{"survey"}, args...)
}

// parseKind returns the flags of a kind of rows.
func parseKind[F topic.Kind](t *testing.T, args ...string) F {
	t.Helper()
	c, err := parseCommand(kindFirst(args))
	if err != nil {
		t.Fatal(err)
	}
	return c.kind.(F)
}

// runReport runs the program and returns what it prints; it must succeed, whatever is
// lost.
func runReport(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if args = kindFirst(args); args[0] != "sample" {
		args = append(args, "-accept-losses", "1")
	}
	if status := run(args, strings.NewReader(stdin), &out, &errs); status != 0 || errs.Len() > 0 {
		t.Fatalf("report %v: status %d, %s", args, status, errs.String())
	}
	return out.String()
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) (want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSampleScreens(t *testing.T) {
	compareScreen(t, "sample.txt", "sample", "survey")
	compareScreen(t, "orders.txt", "sample", "orders")
	compareScreen(t, "subscriptions.txt", "sample", "subscriptions", "-churn", "all")
}

// compareScreen compares what the program prints with a golden file.
func compareScreen(t *testing.T, name string, args ...string) {
	t.Helper()
	got := runReport(t, "", args...)
	checkPage(t, got)
	want := golden(t, name, got)
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s: line %d:\n%s\nwant\n%s", name, i+1, gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("%s: %d lines, want %d", name, len(gotLines), len(wantLines))
	}
}

// TestSampleJSON compares values rather than bytes: package cx promises estimates to
// 12 digits, not to the last bit of every processor.
func TestSampleJSON(t *testing.T) {
	compareGolden(t, "sample.json", "sample", "survey", "-json", "-every", "quarter", "-trailing", "364")
	compareGolden(t, "orders.json", "sample", "orders", "-json", "-every", "quarter", "-churn", "all")
	compareGolden(t, "subscriptions.json", "sample", "subscriptions", "-json", "-every", "quarter", "-churn", "all")
}

// compareGolden compares JSON that the program prints with a golden file.
func compareGolden(t *testing.T, name string, args ...string) {
	t.Helper()
	got := runReport(t, "", args...)
	want := golden(t, name, got)
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	compareJSON(t, name, a, b)
}

func compareJSON(t *testing.T, at string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for key, value := range want {
			compareJSON(t, at+"."+key, got[key], value)
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s has the new key %s", at, key)
			}
		}
	case []any:
		got, _ := got.([]any)
		if len(got) != len(want) {
			t.Errorf("%s has %d values, want %d", at, len(got), len(want))
			return
		}
		for i, value := range want {
			compareJSON(t, at+"."+strconv.Itoa(i), got[i], value)
		}
	case float64:
		if got, ok := got.(float64); !ok || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
			t.Errorf("%s = %v, want %v", at, got, want)
		}
	default:
		if got != want {
			t.Errorf("%s = %v, want %v", at, got, want)
		}
	}
}

// TestSampleCounts counts the sample by the simplest code there is, in place of the
// program: cells that are whole numbers on the scale, in rows of seven cells.
func TestSampleCounts(t *testing.T) {
	counts := map[string]int{}
	for _, row := range strings.Split(strings.TrimSpace(string(sampleRows("survey"))), "\n")[1:] {
		cells := strings.Split(row, ",")
		if len(cells) != 7 {
			continue
		}
		switch cells[4] {
		case "9", "10", "9.0":
			counts["promoters"]++
		case "7", "8", "8.0":
			counts["passives"]++
		case "0", "1", "2", "3", "4", "5", "6":
			counts["detractors"]++
		}
		switch cells[5] {
		case "4", "5":
			counts["satisfied"]++
			counts["csat"]++
		case "1", "2", "3":
			counts["csat"]++
		}
		if n, err := strconv.Atoi(cells[6]); err == nil {
			counts["ces"]++
			counts["ces sum"] += n
		}
	}
	doc := runJSON(t, "", "sample", "survey")
	nps := counts["promoters"] + counts["passives"] + counts["detractors"]
	for _, c := range []struct {
		want float64
		path []any
	}{
		{float64(counts["promoters"]), []any{"nps", "tally", "promoters"}},
		{float64(counts["passives"]), []any{"nps", "tally", "passives"}},
		{float64(counts["detractors"]), []any{"nps", "tally", "detractors"}},
		{100 * float64(counts["promoters"]-counts["detractors"]) / float64(nps), []any{"nps", "score"}},
		{float64(counts["csat"]), []any{"csat", "answers"}},
		{100 * float64(counts["satisfied"]) / float64(counts["csat"]), []any{"csat", "score"}},
		{float64(counts["ces"]), []any{"ces", "answers"}},
		{float64(counts["ces sum"]) / float64(counts["ces"]), []any{"ces", "score"}},
	} {
		doc.near(t, c.want, 1e-8, c.path...)
	}
}

// document is the JSON of a report.
type document struct{ value any }

// runJSON runs the program with -json.
func runJSON(t *testing.T, stdin string, args ...string) document {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(runReport(t, stdin, append(args, "-json")...)), &d.value); err != nil {
		t.Fatal(err)
	}
	return d
}

// at returns a value by its path: keys, and places in a list, where a string picks
// the element with that key, period or rating.
func (d document) at(t *testing.T, path ...any) any {
	t.Helper()
	value := d.value
	for i, step := range path {
		var next any
		switch at := value.(type) {
		case map[string]any:
			name, _ := step.(string)
			next = at[name]
		case []any:
			for j, element := range at {
				fields, _ := element.(map[string]any)
				for _, key := range []string{"key", "period", "rating", "class", "days", "formula", "figure"} {
					if name, ok := fields[key]; ok && fmt.Sprint(name) == step {
						next = element
						break
					}
				}
				if j == step {
					next = element
				}
			}
		}
		if next == nil {
			t.Fatalf("the report has no %v", path[:i+1])
		}
		value = next
	}
	return value
}

// number returns a figure, which is a number or a text.
func (d document) number(t *testing.T, path ...any) float64 {
	t.Helper()
	switch v := d.at(t, path...).(type) {
	case float64:
		return v
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	t.Fatalf("%v is no number", path)
	return 0
}

// near checks a figure.
func (d document) near(t *testing.T, want, tolerance float64, path ...any) {
	t.Helper()
	if got := d.number(t, path...); math.Abs(got-want) > tolerance {
		t.Errorf("%v = %v, want %v", path, got, want)
	}
}

func TestUsage(t *testing.T) {
	file := t.TempDir() + "/answers.csv"
	if err := os.WriteFile(file, []byte("score,plan\n9,a\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const sampleColumns = "The columns of sample.csv are: at, customer, plan, channel, nps, csat, ces.\n"
	const fileColumns = "The columns of answers.csv are: score, plan.\n"
	const orderColumns = "The columns of orders.csv are: order, customer, ordered, amount.\n"
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"unknown flag", []string{"sample", "survey", "-npz", "nps"}, []string{"-npz", sampleColumns}},
		{"unknown flag, file", []string{"-npz", "score", file}, []string{"-npz", fileColumns}},
		{"unknown column", []string{"sample", "survey", "-nps", "scroe"}, []string{`no column "scroe"`, sampleColumns}},
		{"unknown column of a file", []string{file, "-nps", "scroe"}, []string{`no column "scroe"`, fileColumns}},
		{"unknown time column", []string{file, "-nps", "score", "-at", "when"}, []string{`-at: there is no column "when"`, fileColumns}},
		{"unknown segment column", []string{file, "-nps", "score", "-by", "team"}, []string{`-by: there is no column "team"`, fileColumns}},
		{"no question", []string{file}, []string{"-nps, -csat or -ces", fileColumns}},
		{"no value", []string{file, "-nps"}, []string{"-nps needs a value: COLUMN", fileColumns}},
		{"two files", []string{file, file}, []string{"2 files", fileColumns}},
		{"a file of tickets", []string{"tickets", file}, []string{"name the column with -opened", fileColumns}},
		{"no file", []string{"orders", "-customer", "plan"}, []string{"name the FILE, or - for standard input; report sample orders shows a simulated one"}},
		{"trailing without times", []string{file, "-nps", "score", "-trailing", "7"}, []string{"-at COLUMN", fileColumns}},
		{"NPS scale", []string{"sample", "survey", "-nps-scale", "0-9"}, []string{"1-10", sampleColumns}},
		{"CSAT points", []string{"sample", "survey", "-csat-points", "8"}, []string{"2, 3, 4, 5, 6, 7 or 10", sampleColumns}},
		{"CES scale", []string{"sample", "survey", "-ces-scale", "ease"}, []string{"ease7 or effort5", sampleColumns}},
		{"CES scale too long", []string{"sample", "survey", "-ces-scale", "effort12"}, []string{"2 to 11", sampleColumns}},
		{"grain", []string{"sample", "survey", "-every", "fortnight"}, []string{"week_from_sunday", sampleColumns}},
		{"zone", []string{"sample", "survey", "-tz", "Mars/Olympus"}, []string{"IANA", sampleColumns}},
		{"zone of the machine", []string{"sample", "survey", "-tz", "Local"}, []string{"IANA", sampleColumns}},
		{"level in percent", []string{"sample", "survey", "-level", "95"}, []string{"0.95", sampleColumns}},
		{"level NaN", []string{"sample", "survey", "-level", "NaN"}, []string{"0.95", sampleColumns}},
		{"another topic's flag", []string{"-nps", "score", "-window", "9", file}, []string{"-window is no flag of survey, but of orders", fileColumns}},
		{"a customer without which answers", []string{"-nps", "score", "-customer", "plan", file}, []string{"-keep", fileColumns}},
		{"the latest without times", []string{"-nps", "score", "-customer", "plan", "-keep", "latest", file}, []string{"-at COLUMN", fileColumns}},
		{"which answers", []string{"sample", "survey", "-nps", "score", "-keep", "last"}, []string{"latest, first or all", sampleColumns}},
		{"weights of CSAT", []string{"-nps", "score", "-csat", "plan", "-weight", "plan", file}, []string{"-nps alone", fileColumns}},
		{"weights without NPS", []string{"-csat", "score", "-weight", "plan", file}, []string{"-weight goes with -nps", fileColumns}},
		{"weights and counts", []string{"-nps", "score", "-weight", "plan", "-count", "plan", file}, []string{"-weight and -count", fileColumns}},
		{"counts of customers", []string{"-nps", "score", "-count", "plan", "-customer", "plan", "-keep", "all", file}, []string{"not with counts", fileColumns}},
		{"promoters alone", []string{"-promoters", "score", file}, []string{"go together", fileColumns}},
		{"ready counts and scores", []string{"-promoters", "a", "-passives", "b", "-detractors", "c", "-nps", "score", file}, []string{"without -nps", fileColumns}},
		{"choices without what is between", []string{"-choices", "plan", file}, []string{"-split", fileColumns}},
		{"nothing to split", []string{"-nps", "score", "-split", ",", file}, []string{"-choices, -by or -themes", fileColumns}},
		{"a condition", []string{"sample", "survey", "-where", "plan"}, []string{"COLUMN=TEXT", sampleColumns}},
		{"a join without a key", []string{"-nps", "score", "-join", file, file}, []string{"-on KEY", fileColumns}},
		{"a key without a join", []string{"-nps", "score", "-on", "plan", file}, []string{"-join FILE", fileColumns}},
		{"dates", []string{"sample", "survey", "-dates", "european"}, []string{"dmy", sampleColumns}},
		{"encoding", []string{"sample", "survey", "-encoding", "latin"}, []string{"windows-1252", sampleColumns}},
		{"separator", []string{"sample", "survey", "-sep", "::"}, []string{"semicolon", sampleColumns}},
		{"header", []string{"sample", "survey", "-header", "10"}, []string{"from 0 to 9", sampleColumns}},
		{"decimal", []string{"sample", "survey", "-decimal", "comma"}, []string{"want . or ,", sampleColumns}},
		{"labels", []string{"sample", "survey", "-labels", file}, []string{"label and rating", sampleColumns}},
		{"losses", []string{"sample", "survey", "-accept-losses", "5%"}, []string{"as in 0.1", sampleColumns}},
		{"segments of orders", []string{"sample", "orders", "-by", "plan"}, []string{"-by is no flag of orders, but of survey, subscriptions, tickets", orderColumns}},
		{"window of subscriptions", []string{"subscriptions", "-start", "plan", "-window", "9", file}, []string{"-window is no flag", fileColumns}},
		{"orders without times", []string{"orders", "-customer", "plan", file}, []string{"name the column with -at", fileColumns}},
		{"subscriptions without ends", []string{"subscriptions", "-customer", "plan", "-start", "score", file}, []string{"name the column with -end", fileColumns}},
		{"unknown customer", []string{"orders", "-customer", "who", "-at", "score", file}, []string{`-customer: there is no column "who"`, fileColumns}},
		{"unknown column of a sample", []string{"sample", "subscriptions", "-mrr", "price"}, []string{`no column "price"`, "The columns of subscriptions.csv are:"}},
		{"sample", []string{"sample", "answers"}, []string{"survey, orders, subscriptions, events, journey, tickets, outcomes, referrals"}},
		{"sample and file", []string{"sample", "orders", file}, []string{"without a file"}},
		{"churn", []string{"sample", "orders", "-churn", "monthly"}, []string{"counting_returned", orderColumns}},
		{"churn twice", []string{"sample", "orders", "-churn", "daily,daily"}, []string{"each once", orderColumns}},
		{"window", []string{"sample", "orders", "-window", "0"}, []string{"from 1 to 36,525", orderColumns}},
		{"as of", []string{"sample", "orders", "-as-of", "2026-02-30"}, []string{"1901 to 2199", orderColumns}},
		{"days", []string{"sample", "survey", "-trailing", "0"}, []string{"from 1 to 40,000", sampleColumns}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader(""), &out, &errs); status != 2 || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want 2 and none", status, out.Len())
			}
			for _, want := range c.want {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("message %q lacks %q", errs.String(), want)
				}
			}
		})
	}
}

// TestHelp checks that the help of each kind has its flags, with a line of what they are.
func TestHelp(t *testing.T) {
	text := runHelp(t, "-h")
	for _, name := range append(kindNames, "columns", "sample") {
		if !strings.Contains(text, "\n  "+name+" ") {
			t.Errorf("the help lacks %s", name)
		}
	}
	for name, flags := range map[string][]string{
		"survey": {"nps", "nps-scale", "csat", "csat-scale", "csat-points", "ces", "ces-scale", "at", "tz", "every", "trailing", "by", "customer",
			"keep", "weight", "count", "promoters", "passives", "detractors", "choices", "split", "callback", "comment", "language", "stop", "themes", "themes-words", "driver", "driver-scale", "invitations", "invited-customer", "invited-at", "invited-outcome", "patience", "since", "until", "against"},
		"orders": {"customer", "at", "amount", "window", "as-of", "churn", "every", "tz", "margin", "discount", "horizon", "names=false",
			"cac", "costs", "cost-at", "cost-amount", "lag", "healthy"},
		"subscriptions": {"customer", "start", "end", "last", "mrr", "as-of", "churn", "every", "tz", "log", "at", "event", "ended-by", "margin", "cac"},
		"events":        {"customer", "event", "at", "segment", "steps", "order", "within", "top", "as-of", "tz"},
		"journey":       {"metric", "stage", "touchpoint", "channel", "team", "period", "value", "low", "high", "base", "target", "map", "as-of"},
		"tickets": {"opened", "replied", "resolved", "closed", "replies", "transfers", "reopens", "escalated", "first-contact", "recontact",
			"reply-within", "resolve-within", "by", "log", "ticket", "event", "opened-by", "ignored-by"},
		"outcomes":  {"nps", "outcome", "outcome-customer", "outcome-at", "outcome-name", "outcome-amount", "exit", "follow"},
		"referrals": {"referrals", "referrer", "referee", "referred-at", "since"},
	} {
		text := runHelp(t, name, "--help")
		for _, flag := range append(flags, "encoding", "sep", "header", "decimal", "sheet", "dates", "times-in", "labels", "na",
			"accept-losses", "where", "join", "on", "html", "md", "csv", "config", "level", "json", "h") {
			if !strings.Contains(text, "\n  -"+flag) {
				t.Errorf("the help of %s lacks -%s", name, flag)
			}
		}
	}
	for line := range strings.Lines(runHelp(t, "columns", "-h")) {
		if strings.Contains(line, "-nps") {
			t.Errorf("the help of columns has %s", line)
		}
	}
}

// runHelp asks for a help, in which each flag has its own line of words.
func runHelp(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(args, nil, &out, &errs); status != 0 || errs.Len() > 0 {
		t.Fatalf("report %v: status %d, %s", args, status, errs.String())
	}
	checkPage(t, out.String())
	return out.String()
}

func TestNoFile(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(kindFirst([]string{"-nps", "x", t.TempDir() + "/none.csv"}), nil, &out, &errs); status != 1 || errs.Len() == 0 {
		t.Errorf("status %d, message %q, want 1 and a message", status, errs.String())
	}
}

// checkPage checks that a page fits a terminal and holds no control character.
func checkPage(t *testing.T, page string) {
	t.Helper()
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > fig.PageWidth {
			t.Errorf("%d columns, want at most %d: %s", n, fig.PageWidth, line)
		}
		if line != fig.Printable(line) {
			t.Errorf("control characters in %q", line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end of %q", line)
		}
	}
}

func TestPages(t *testing.T) {
	long := strings.Repeat("A segment with a long name ", 9)
	extremes := "at,nps,ces,\"" + long + "\"\n"
	for i := range 120 {
		extremes += fmt.Sprintf("2026-%02d-%02d,%d,%d,%s%d\n", 1+i/28, 1+i%28, 10*(i%2), 1+6*(i%2), long, i%40)
	}
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
	}{
		{"sample by day", "", []string{"sample", "survey", "-every", "day", "-trailing", "7"}},
		{"sample by Sunday week", "", []string{"sample", "survey", "-every", "week_from_sunday", "-by", "channel"}},
		{"sample by quarter", "", []string{"sample", "survey", "-every", "quarter", "-trailing", "4000", "-level", "0.999"}},
		{"sample by year", "", []string{"sample", "survey", "-every", "year", "-tz", "Pacific/Auckland"}},
		{"sample by customer", "", []string{"sample", "survey", "-by", "customer"}},
		{"extremes by day", extremes, []string{"-", "-nps", "nps", "-ces", "ces", "-at", "at", "-every", "day", "-trailing", "30", "-by", long}},
		{"extremes by Sunday week", extremes, []string{"-", "-ces", "ces", "-at", "at", "-every", "week_from_sunday", "-ces-scale", "effort10"}},
		{"no answers to one question", "at,nps,csat,plan\n2026-01-01,,5,a\n2026-02-01,,4,b\n",
			[]string{"-", "-nps", "nps", "-csat", "csat", "-at", "at", "-by", "plan", "-trailing", "5"}},
		{"one answer", "at,nps,plan\n2026-01-01,3,a\n", []string{"-", "-nps", "nps", "-at", "at", "-by", "plan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkPage(t, runReport(t, c.stdin, c.args...))
			runJSON(t, c.stdin, c.args...)
		})
	}
}
