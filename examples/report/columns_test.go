package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/report/internal/survey"
)

// TestProposedCommands checks that the command that it proposes for each sample reads it.
func TestProposedCommands(t *testing.T) {
	for _, name := range kindNames {
		file := t.TempDir() + "/my file.csv"
		if err := os.WriteFile(file, sampleRows(name), 0o666); err != nil {
			t.Fatal(err)
		}
		text := runColumns(t, "", file)
		lines := strings.Split(strings.TrimSpace(text), "\n")
		command := strings.Fields(lines[len(lines)-1])
		want := name
		switch name {
		case "outcomes": // they are answers
			want = "survey"
		case "referrals": // they are orders
			want = "orders"
		}
		if command[1] != want || !strings.HasSuffix(lines[len(lines)-1], " '"+file+"'") {
			t.Errorf("of the sample %s it proposes %q", name, command)
		}
		runReport(t, "", append(command[1:len(command)-2], file)...)
	}
}

// runColumns shows the columns of a file.
func runColumns(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if status := run(append([]string{"columns"}, args...), strings.NewReader(stdin), &out, &errs); status != 0 || errs.Len() > 0 {
		t.Fatalf("columns %v: status %d, %s", args, status, errs.String())
	}
	return out.String()
}

func TestColumnsText(t *testing.T) {
	const rows = "Angelegt;Gelöst am;Note;Note;\n02.01.2026;\"a\x1bb\";4,5;N/A;\n15.01.2026;;1;;\n15.01.2026;x;11;;x\n1;2\n"
	got := runColumns(t, rows, "-")
	checkPage(t, got)
	want := `standard input   4 rows, 5 columns

      column                          cells look like
#1    Angelegt                        99.99.9999
#2    Gelöst am                       a?a  a
#3    Note                            9,9  9  99
#4    Note                            (blank)
#5                                    a

9 is a digit, a is a letter: no cell is shown.
The names do not say what the rows are: report -h lists the kinds.
`
	if got != want {
		t.Errorf("the columns are\n%s\nwant\n%s", got, want)
	}
	got = runColumns(t, "id,created at,Created At,closed,score,score\n1,31/01/2026,,2026-02-01,9,1\n", "-")
	if want := "\n  report tickets -opened 'created at' -resolved closed -\n"; !strings.HasSuffix(got, want) {
		t.Errorf("the columns are\n%s\nwant\n%s", got, want)
	}
	got = runColumns(t, "when,score,score\n2026-01-01,10,5\n2026-01-02,9,4\n", "-")
	if want := "\n  report survey -nps '#2' -at when -\n"; !strings.HasSuffix(got, want) {
		t.Errorf("the columns are\n%s\nwant\n%s", got, want)
	}
	got = runColumns(t, "at;nps\n2026-01-01;9,0\n", "-decimal", ",", "--sep=;", "-")
	if want := "\n  report survey -nps nps -at at -decimal , -sep ';' -\n"; !strings.HasSuffix(got, want) {
		t.Errorf("the columns are\n%s\nwant\n%s", got, want)
	}
	got = runColumns(t, "mail,came from,came to\na,2026-01-01,\n", "-where", "mail=b", "-")
	if !strings.Contains(got, "standard input   0 rows, 3 columns") {
		t.Errorf("the columns are\n%s", got)
	}
	var many strings.Builder
	many.WriteString("x" + strings.Repeat(",y", 300) + "\n")
	for range mostRead + 5 {
		many.WriteString("1" + strings.Repeat(",", 300) + "\n")
	}
	got = runColumns(t, many.String(), "-")
	if !strings.Contains(got, "10,000 rows, 301 columns, and maybe more rows") || !strings.Contains(got, "\n… and 101 more\n") {
		t.Errorf("the columns are\n%s", got)
	}
	checkPage(t, got)
}

func TestColumnsErrors(t *testing.T) {
	refusal(t, 2, "", []string{"name one FILE"}, "columns")
	refusal(t, 2, "", []string{"name one FILE"}, "columns", "a", "b")
	refusal(t, 2, "", []string{"-nps is no flag of columns, but of survey, outcomes"}, "columns", "-nps", "x", "-")
	refusal(t, 1, "", []string{"no such file"}, "columns", t.TempDir()+"/none.csv")
	refusal(t, 1, "", []string{"standard input: "}, "columns", "-")
	refusal(t, 2, "a\n1\n", []string{`-where: there is no column "b"`}, "columns", "-where", "b=1", "-")
}

// TestCommandLine checks that a dash and two are alike, that values may begin with a dash, and
// what is said where no command is named.
func TestCommandLine(t *testing.T) {
	o := parseKind[*survey.Flags](t, "survey", "--nps=-a", "-nps", "b, c", "-na", "-1", "--na", "-", "-at", "--x", "-json=false", "--", "-file")
	if !slices.Equal(o.NPS, []string{"-a", "b, c"}) || !slices.Equal(o.NA, []string{"-1", "-"}) || o.At != "--x" || o.JSON || o.File != "-file" {
		t.Errorf("the flags are %+v", o)
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{`unknown flag -npss, did you mean "-nps"?`, []string{"survey", "-npss", "x", "-"}},
		{"unknown flag -commnt, did you mean \"-comment\"?\n", []string{"survey", "-commnt", "x", "-"}},
		{"unknown flag -sample\n", []string{"survey", "--sample", "orders"}},
		{"begin with what the rows are, as report survey [flags] FILE: survey, orders,", []string{"-nps", "x"}},
		{"report columns FILE shows what is in a file", []string{"answers.csv"}},
		{`there is no command "order", did you mean orders?`, []string{"order"}},
		{"name a sample: survey, orders,", []string{"sample"}},
		{"-nps needs a value: COLUMN", []string{"survey", "-", "--nps"}},
		{"report sample orders -h lists the flags.", []string{"sample", "orders", "-window", "0"}},
		{"-keep: want latest, first or all", []string{"survey", "-keep=none", "-"}},
		{"-json", []string{"survey", "-json=maybe", "-nps", "x", "-"}},
	} {
		var out, errs strings.Builder
		if status := run(c.args, strings.NewReader(""), &out, &errs); status != 2 || !strings.Contains(errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("report %v: status %d, %s, want %q", c.args, status, errs.String(), c.want)
		}
		if lines := strings.Count(errs.String(), "\n"); lines > 3 {
			t.Errorf("report %v prints %d lines", c.args, lines)
		}
	}
}
