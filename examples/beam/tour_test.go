package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/output.txt")

// TestTour holds what the program prints without flags.
func TestTour(t *testing.T) {
	var out strings.Builder
	o := options{rules: Rules{AsOf: testRules().AsOf.AddDate(0, 1, 0), Zone: "Europe/Oslo", Window: quarter()}, coders: "all", shards: 32}
	if err := o.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "output.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || out.String() != string(want) {
		t.Errorf("it prints\n%s\nwant, %v\n%s", out.String(), err, want)
	}
}

// TestOptions has flags that do not go together.
func TestOptions(t *testing.T) {
	for want, o := range map[string]options{
		"-coders is all or none": {coders: "some"},
		"-out is missing":        {coders: "all", in: "answers*"},
		"there is no shard":      {coders: "all", in: "answers*", out: filepath.Join(t.TempDir(), "f.json")},
	} {
		if err := o.run(t.Context(), &strings.Builder{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestReadme holds the output in the README to what the program prints.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	output, err := os.ReadFile(filepath.Join("testdata", "output.txt"))
	if err != nil || !strings.Contains(string(readme), "```\n"+string(output)+"```\n") {
		t.Errorf("the README shows another output: %v", err)
	}
}
