package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Each patch of the library can be applied, and makes a fault in a function, which compiles.
func TestFaults_apply(t *testing.T) {
	all, err := readFaults("testdata/faults")
	if err != nil {
		t.Fatal(err)
	}
	files, err := buildFaults("../..", all)
	if err != nil {
		t.Fatal(err)
	}
	packages := make(map[string]bool)
	for name := range files {
		packages[path.Dir(name)] = true
	}
	for of := range packages {
		if _, err := loadWith("../..", of, files); err != nil {
			t.Error(err)
		}
	}
	name := regexp.MustCompile(`^[a-z]+/[0-9]{2}-[a-z0-9-]+$`)
	for _, f := range all {
		if !name.MatchString(f.id) {
			t.Errorf("%s is not named family/NN-what-it-is", f.id)
		}
	}
}

// The tests notice two faults of three: of a generic type, with and without results.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	r := &runner{
		module: tiny, scratch: filepath.Join(dir, "scratch"), result: filepath.Join(dir, "results.txt"),
		jobs: 2, least: 10 * time.Second, out: &out,
	}
	if err := faults(r, "testdata/tinyfaults"); err == nil || err.Error() != "1 faults survive" {
		t.Error(err)
	}
	got, err := readList(r.result)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make(map[string]string)
	for _, e := range got {
		outcomes[e.id] = e.outcome + " " + e.how
	}
	for id, want := range map[string]string{
		"stack/01-first-out":    "killed TestStack",
		"stack/02-one-item":     "killed TestStack",
		"sum/01-limit-is-large": "survived all tests pass",
	} {
		if outcomes[id] != want {
			t.Errorf("%s: %s, want %s", id, outcomes[id], want)
		}
	}
	for _, want := range []string{"\nstack: 2 of 2 caught\nsum: 0 of 1 caught\n", "\nWhat is at the limit counts as large.\n", "\n2 of 3 faults are caught\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
}

// An error names the patch, and says what is wrong with it.
func TestFaults_errors(t *testing.T) {
	const (
		head = "Words.\n--- a/tiny.go\n+++ b/tiny.go\n"
		sign = "@@ -1,2 +1,2 @@\n-func (m Money) Add(other Money) Money { return Money{m.cents + other.cents} }\n"
		end  = "\n \n"
	)
	for _, test := range []struct{ patch, want string }{
		{"", "in words"},
		{"Words.\n", "a diff that begins"},
		{strings.TrimPrefix(head, "Words.\n") + sign + "+func" + end, "in words"},
		{head, "a change of it"},
		{strings.Replace(head, "b/tiny.go", "b/other.go", 1) + sign + "+func" + end, "one file"},
		{head + "@@ -1,2 +1,3 @@\n-a\n+b" + end, "numbers of lines"},
		{head + "@@ nothing @@\n-a\n+b" + end, "numbers of lines"},
		{head + "@@ -1,1 +1,1 @@\n-a\n+b\n", "ends with a change"},
		{head + "@@ -1,2 +1,2 @@\n-a\n+b" + end + "\\ No newline\n", "begins with none"},
		{strings.Replace(head+sign, "tiny", "none", 2) + "+func" + end, "none.go"},
		{head + "@@ -1,2 +1,2 @@\n-missing\n+b" + end, "0 times"},
		{head + "@@ -1,2 +1,2 @@\n-}\n+b" + end, "times in tiny.go, want once"},
		{head + sign + "+func (m Money) Add(other Money) Money { return Money{ }" + end, "missing ','"},
		{head + sign + "+func (m Money) Add(other Money) any { return Money{m.cents + other.cents} }" + end, "more than the bodies"},
		{head + sign + "+func (m Money) Add(other Money) Money {  return Money{m.cents + other.cents} /* same */ }" + end, "no body"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "01-x.patch"), []byte(test.patch), 0o600); err != nil {
			t.Fatal(err)
		}
		all, err := readFaults(dir)
		if err == nil {
			_, err = buildFaults(tiny, all)
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "01-x: ") {
			t.Errorf("%q: %v, want 01-x: … %s", test.patch, err, test.want)
		}
	}
}
