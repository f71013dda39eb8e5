package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestReadme holds the README to the program: its flags are there, and its output is printed.
func TestReadme(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	var help strings.Builder
	if status := start(t.Context(), []string{"-help"}, &help, &help); status != 0 {
		t.Fatal(status)
	}
	printed := strings.Split(read("testdata/output.txt"), "\n")
	flags, lines, block := 0, 0, ""
	for line := range strings.SplitSeq(read("README.md"), "\n") {
		if fence, ok := strings.CutPrefix(line, "```"); ok {
			block = fence
			continue
		}
		if block == "text" {
			lines++
			if !slices.Contains(printed, line) {
				t.Errorf("it does not print %q", line)
			}
		}
		words := strings.Fields(strings.Split(line, "#")[0])
		program := slices.IndexFunc(words, func(w string) bool { return w == "bin/stream" || w == "run" })
		for _, word := range words[program+1:] {
			if name, ok := strings.CutPrefix(word, "-"); ok && program >= 0 && name != "help" {
				flags++
				if !strings.Contains(help.String(), "\n  -"+name) {
					t.Errorf("there is no flag %s", word)
				}
			}
		}
	}
	if flags < 10 || lines < 10 {
		t.Errorf("the README has only %d flags and %d lines of output", flags, lines)
	}
}
