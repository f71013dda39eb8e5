package main

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/report/internal/orders"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/survey"
)

// writeConfig writes a config file and returns its name.
func writeConfig(t *testing.T, text string) string {
	t.Helper()
	name := t.TempDir() + "/report.toml"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

const configRows = "at,n1,n2,plan,channel\n2026-01-01,9,,a,web\n2026-01-02,,Very good,b,web\n2026-02-01,0,,a,app\n2026-02-02,99,,b,app\n"

// TestConfig checks that a file gives the report that its flags give.
func TestConfig(t *testing.T) {
	words := t.TempDir() + "/words.csv"
	if err := os.WriteFile(words, []byte("label,rating\nVery good,10\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	config := writeConfig(t, `# the survey of each month
nps = ["n1", "n2"]
by = ["plan", "channel"]
at = "at"
level = 0.9
trailing = 30
since = 2026-01-01
where = "plan!=c"
not_applicable = [99]
json = false

[labels]
"Very good" = 10
`)
	flags := []string{"-nps", "n1", "-nps", "n2", "-by", "plan", "-by", "channel", "-at", "at", "-level", "0.9", "-trailing", "30",
		"-since", "2026-01-01", "-where", "plan!=c", "-na", "99", "-labels", words, "-"}
	for _, more := range [][]string{nil, {"-json"}, {"-by", "channel"}, {"-nps", "n2"}, {"-na", "0"}, {"-level", "0.99"}} {
		want := flags
		if len(more) == 2 { // in place of all that the file has
			want = nil
			for i := 0; i < len(flags)-1; i += 2 {
				if flags[i] != more[0] {
					want = append(want, flags[i], flags[i+1])
				}
			}
			want = append(want, "-")
		}
		got := runReport(t, configRows, append(more, "-config", config, "-")...)
		if want := runReport(t, configRows, append(more, want...)...); got != want {
			t.Errorf("with %v the report is\n%s\nwant\n%s", more, got, want)
		}
	}
}

// TestConfigOptions checks lists of names, switches and alternative names.
func TestConfigOptions(t *testing.T) {
	checkRefused(t, `"names" is no flag of tickets`, "tickets", "-config",
		writeConfig(t, "log = true\nticket = \"id\"\nopened-by = [\"created\", \"made\"]\nnames = false\n"), "-at", "at", "-event", "what", "-customer", "c", "-")
	o := parseKind[*orders.Flags](t, "orders", "-config", writeConfig(t, "churn = [\"daily\", \"standard\"]\nnames = false\ncustomer = \"c\"\nat = 'at'\namount = 'a'\ncac = 24.50\n"), "-")
	if o.Forecast.Names || len(o.Churn) != 2 || o.Value.CAC.String() != "24.5" {
		t.Errorf("names %v, churn %v, cac %v", o.Forecast.Names, o.Churn, o.Value.CAC)
	}
	s := parseKind[*survey.Flags](t, "-config", writeConfig(t, "csat-scale = 7\ncsat = \"c\"\n"), "-csat-points", "10", "-")
	if s.Questions[question.CSAT].Scale.Max != 10 {
		t.Errorf("scale %v", s.Questions[question.CSAT].Scale)
	}
	plain, empty := parseKind[*survey.Flags](t, "sample", "survey"), parseKind[*survey.Flags](t, "sample", "survey", "-config", writeConfig(t, "\n"))
	if !slices.Equal(plain.By, empty.By) || !reflect.DeepEqual(plain.Questions, empty.Questions) {
		t.Errorf("an empty file gives %v, want %v", empty, plain)
	}
}

// TestConfigKinds checks that a table of a kind is of that kind, and its keys win over those of
// all.
func TestConfigKinds(t *testing.T) {
	config := writeConfig(t, "level = 0.9\ntz = 'Europe/Oslo'\n\n[survey]\nnps = ['a', 'b']\nlevel = 0.8\n\n[orders]\ncustomer = 'who'\nat = 'day'\n\n[labels]\n'x' = 3\n")
	s := parseKind[*survey.Flags](t, "-config", config, "-")
	if !slices.Equal(s.NPS, []string{"a", "b"}) || s.Level != 0.8 || s.TZ.String() != "Europe/Oslo" {
		t.Errorf("the flags of a survey are %+v", s)
	}
	o := parseKind[*orders.Flags](t, "orders", "-config", config, "-at", "when", "-")
	if o.Customer != "who" || o.At != "when" || o.Level != 0.9 {
		t.Errorf("the flags of orders are %+v", o)
	}
	checkRefused(t, `line 4: "npz" is no flag of survey`, "orders", "-config", writeConfig(t, "level = 0.9\n\n[survey]\nnpz = 'a'\n"), "-")
	checkRefused(t, "line 2: level: want a fraction", "orders", "-config", writeConfig(t, "[survey]\nlevel = 2\n"), "-")
	checkRefused(t, `"answers" is no flag of orders, and not`, "orders", "-config", writeConfig(t, "[answers]\nnps = 'a'\n"), "-")
}

// TestConfigOfREADME checks that the file that README shows is one.
func TestConfigOfREADME(t *testing.T) {
	_, text, _ := strings.Cut(readDocument(t, "README.md"), "```toml\n")
	text, _, ok := strings.Cut(text, "```")
	o := parseKind[*survey.Flags](t, "-config", writeConfig(t, text), "-")
	if !ok || len(o.By) != 2 || o.By[0] != "plan" || o.Since.Year != 2026 || o.Level != 0.9 {
		t.Fatalf("flags %+v", o)
	}
	for label, want := range map[string]string{"very likely": "10", "Hard to say": "", "No idea": "", "99": ""} {
		if got, _ := o.Words.Read(label); got != want {
			t.Errorf("%q is %q, want %q", label, got, want)
		}
	}
}

func TestConfigErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"nps = 'n'\n\nscore = 'x'\n", `report.toml: line 3: "score" is no flag of survey`},
		{"config = 'x'\n", `line 1: "config" is no flag`},
		{"at = ['a', 'b']\n", "line 1: at: want a text or a number, not a list"},
		{"\nat = true\n", "line 2: at: want a text or a number"},
		{"at = 2026-01-01T00:00:00Z\n", "line 1: at: want a text or a number"},
		{"nps = [['a']]\n", "line 1: nps: want a list of texts"},
		{"nps = [true]\n", "line 1: nps: want a list of texts"},
		{"json = 'yes'\n", "line 1: json: want true or false"},
		{"where = ['daily,standard']\n", "line 1: where: want COLUMN"},
		{"at = 'a'\nlevel = 2\n", "line 2: level: want a fraction"},
		{"every = 'fortnight'\n", "line 1: every: want day, week"},
		{"[at]\nx = 1\n", "line 1: at: want a text or a number"},
		{"[labels]\n[[labels.x]]\ny = 1\n", `labels: "x": want a whole number`},
		{"[[labels]]\ny = 1\n", "labels"},
		{"at.x = 1\n", "line 1: at: want a value, not a table"},
		{"[labels]\ngood = 1\nbad = 'no'\n", `line 3: labels: "bad": want a whole number`},
		{"[labels]\ngood = 1\nGood = 2\n", `line 3: labels: "Good": the label has another rating`},
		{"[labels.deep]\nx = 1\n", `labels: "deep": want a whole number`},
		{"not_applicable = true\n", "line 1: not_applicable: want a text"},
		{"not_applicable = ['']\n", "line 1: not_applicable: want a text"},
		{"at = 'a\n", "line 1: "},
		{"at = 'a'\nat = 'b'\n", "line 2: "},
		{strings.Repeat("#", maxConfig+1), "has more than 1,048,576 bytes"},
	} {
		checkRefused(t, c.want, "-config", writeConfig(t, c.text), "-")
	}
	var out, errs bytes.Buffer
	if status := run(kindFirst([]string{"-config", t.TempDir() + "/none.toml"}), strings.NewReader(""), &out, &errs); status != 1 || !strings.Contains(errs.String(), "-config: open") {
		t.Errorf("status %d, %s", status, errs.String())
	}
	config := writeConfig(t, "nps = 'n1'\n")
	errs.Reset()
	if status := run(kindFirst([]string{"-config", config, "-md", config, "-"}), strings.NewReader(configRows), &out, &errs); status != 1 || !strings.Contains(errs.String(), "is a file that the report reads") {
		t.Errorf("status %d, %s", status, errs.String())
	}
}
