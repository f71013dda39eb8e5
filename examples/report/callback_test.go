package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
)

// readCallback runs the program and returns the call-back list and what is printed.
func readCallback(t *testing.T, stdin string, args ...string) (list, out string) {
	t.Helper()
	file := t.TempDir() + "/callback.csv"
	out = runReport(t, stdin, append(args, "-callback", file)...)
	return readDocument(t, file), out
}

const callbackRows = `at,who,nps,csat,plan,said
2026-01-02,ann,3,4,Pro,"slow, and ""late"""
2026-01-05,bob,9,2,Basic,=1+1
2026-01-03,=cy,6,,Pro,"two
lines"
2026-01-04,dan,7,3,Basic,fine
2026-01-06,ann,10,5,Pro,better
never,eve,0,1,,no
`

// The lists are made by hand: detractors are 0 to 6, dissatisfied 1 and 2.
func TestCallback(t *testing.T) {
	base := []string{"-nps", "nps", "-at", "at", "-customer", "who", "-by", "plan", "-comment", "said", "-"}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"all", []string{"-keep", "all"}, "customer,date,score,segment,comment\r\n" +
			"'=cy,2026-01-03,6,Pro,two lines\r\n" +
			"ann,2026-01-02,3,Pro,\"slow, and \"\"late\"\"\"\r\n" +
			"eve,,0,,no\r\n"},
		{"latest", []string{"-keep", "latest"}, "customer,date,score,segment,comment\r\n" +
			"'=cy,2026-01-03,6,Pro,two lines\r\n" +
			"eve,,0,,no\r\n"},
		{"two questions", []string{"-keep", "first", "-csat", "csat"}, "customer,date,nps score,csat score,segment,comment\r\n" +
			"bob,2026-01-05,9,2,Basic,'=1+1\r\n" +
			"'=cy,2026-01-03,6,,Pro,two lines\r\n" +
			"ann,2026-01-02,3,4,Pro,\"slow, and \"\"late\"\"\"\r\n" +
			"eve,,0,1,,no\r\n"},
	} {
		got, out := readCallback(t, callbackRows, append(c.args, base...)...)
		if got != c.want {
			t.Errorf("%s: the list is\n%s\nwant\n%s", c.name, got, c.want)
		}
		if want := "-callback lists " + fig.Count(int64(strings.Count(c.want, "\r\n")-1), "row"); !strings.Contains(out, want) {
			t.Errorf("%s: the page lacks %q:\n%s", c.name, want, out)
		}
	}
}

// TestCallbackEffort checks that the worst answers of a CES 1.0 are its highest.
func TestCallbackEffort(t *testing.T) {
	got, _ := readCallback(t, "at,who,ces\n2026-01-01,ann,5\n2026-01-02,bob,1\n",
		"-ces", "ces", "-ces-scale", "effort5", "-at", "at", "-customer", "who", "-keep", "all", "-")
	if want := "customer,date,score,segment,comment\r\nann,2026-01-01,5,,\r\n"; got != want {
		t.Errorf("the list is\n%s\nwant\n%s", got, want)
	}
}

// TestCallbackAlone checks that no other output names a customer or has a comment.
func TestCallbackAlone(t *testing.T) {
	args := []string{"-nps", "nps", "-csat", "csat", "-at", "at", "-customer", "who", "-keep", "all", "-comment", "said", "-"}
	dir := t.TempDir()
	_, out := readCallback(t, callbackRows, append(args, "-html", dir+"/page.html", "-md", dir+"/page.md", "-csv", dir)...)
	_, figures := readCallback(t, callbackRows, append(args, "-json")...)
	all := out + figures
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		all += readDocument(t, dir, f.Name())
	}
	for _, secret := range []string{"bob", "=cy", "slow, and", "two lines", "1+1", "better\n"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in another output", secret)
		}
	}
	if !strings.Contains(figures, `"call_back": {`) || !strings.Contains(figures, `"listed": 4`) {
		t.Errorf("-json does not say how long the list is:\n%s", figures)
	}
}

// TestCallbackCut checks that names and comments are cut.
func TestCallbackCut(t *testing.T) {
	long := strings.Repeat("ø", 5000)
	list, out := readCallback(t, "at,who,nps,said\n2026-01-01,"+long+",0,"+long+"\n",
		"-nps", "nps", "-at", "at", "-customer", "who", "-keep", "all", "-comment", "said", "-")
	if len(list) > 1400 || !strings.Contains(list, "ø…\r\n") || !strings.Contains(out, "1 comment cut at 1,000 bytes") {
		t.Errorf("a list of %d bytes, and\n%s", len(list), out)
	}
}

func TestCallbackErrors(t *testing.T) {
	dir := t.TempDir()
	input := dir + "/rows.csv"
	if err := os.WriteFile(input, []byte(callbackRows), 0o666); err != nil {
		t.Fatal(err)
	}
	named := []string{"-nps", "nps", "-at", "at", "-customer", "who", "-keep", "all", input}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-nps", "nps", "-callback", dir + "/x", input}, 2, "-customer COLUMN, -keep and -at COLUMN"},
		{append(named, "-callback", "-"), 2, "want the name"},
		{append(named, "-callback", input), 1, "rows.csv is a file that the report reads"},
		{append(named, "-callback", dir+"/x", "-md", dir+"/x"), 2, "-callback names what another flag names"},
		{append(named, "-callback", dir+"/figures.csv", "-csv", dir), 2, "want a name of its own"},
		{append(named, "-callback", dir+"/none/x"), 1, "no such file"},
		{append(named, "-callback", dir+"/x", "-comment", "text"), 2, `-comment: there is no column "text"`},
		{[]string{"sample", "orders", "-callback", dir + "/x"}, 2, "-callback is no flag of orders, but of survey"},
	} {
		var out, errs bytes.Buffer
		if status := run(kindFirst(c.args), strings.NewReader(""), &out, &errs); status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("report %v: status %d, %s", c.args, status, errs.String())
		}
	}
	if text := readDocument(t, input); text != callbackRows {
		t.Errorf("the input is now %q", text)
	}
}
