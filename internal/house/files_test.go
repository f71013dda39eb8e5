package house

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// How many files the root may have, so that it is a folder that can be read as a table of
// contents. To raise a limit, look first for two files of one concept that are one file, and
// for what is no metric and belongs below internal. If there is neither, raise it to the
// number that is needed, in the commit that adds the file, whose message says why the
// concept needs a file of its own.
const (
	maxSourceFiles  = 158
	maxTestFiles    = 128
	maxExampleFiles = 48
)

// maxLines is how many lines a file may have. A file with more has two concepts.
const maxLines = 500

// noFamily is the files of the root that are of no family, and why.
var noFamily = map[string]string{
	"api_test.go":            "it guards the names of all families",
	"contract_test.go":       "it has what all contracts of the families share",
	"example_readme_test.go": "it has the Examples that the README shows",
}

// TestFileNames checks that the files of the root, tests and Examples too, are named after
// families, and that there are not too many of them.
func TestFileNames(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range fileFaults(names) {
		t.Error(fault)
	}
	for name := range noFamily {
		if !slices.Contains(names, name) {
			t.Errorf("%s is of no family, and is not there", name)
		}
	}
}

// fileFaults returns which files are named after no family, and of which kind there are too
// many.
func fileFaults(names []string) []string {
	var faults []string
	source, tests, examples := 0, 0, 0
	for _, name := range names {
		switch {
		case !strings.HasSuffix(name, "_test.go"):
			source++
		case strings.HasPrefix(name, "example_"):
			examples++
		default:
			tests++
		}
		family := familyOf(name)
		if strings.HasSuffix(name, "_test.go") {
			family = familyOf(strings.TrimPrefix(name, "example_"))
		}
		if layerOf(family) < 0 && noFamily[name] == "" {
			faults = append(faults, fmt.Sprintf("%s: the family %s is unknown; give the file another name, or the family a layer", name, family))
		}
	}
	for _, kind := range []struct {
		what   string
		n, max int
	}{{"source", source, maxSourceFiles}, {"test", tests, maxTestFiles}, {"example", examples, maxExampleFiles}} {
		if kind.n > kind.max {
			faults = append(faults, fmt.Sprintf("the root has %d %s files, want at most %d", kind.n, kind.what, kind.max))
		}
	}
	return faults
}

// TestFileNamesGuard checks that TestFileNames sees what breaks its rules, and only that.
func TestFileNamesGuard(t *testing.T) {
	many := func(n int, pattern string) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprintf(pattern, i))
		}
		return names
	}
	tests := []struct {
		name  string
		files []string
		fault string // what it says, blank for nothing
	}{
		{"files of families", []string{"nps.go", "nps_test.go", "nps_compare_test.go", "example_nps_test.go", "cx_internal_test.go"}, ""},
		{"files of none, with a reason", []string{"api_test.go", "contract_test.go", "example_readme_test.go"}, ""},
		{"a source file", []string{"helpers.go"}, "helpers.go: the family helpers is unknown"},
		{"a test file", []string{"hostile_test.go"}, "hostile_test.go: the family hostile is unknown"},
		{"an example file", []string{"example_story_test.go"}, "example_story_test.go: the family story is unknown"},
		{"the file of all Examples", []string{"example_test.go"}, "the family test is unknown"},
		{"a source file like an example file", []string{"example_nps.go"}, "the family example is unknown"},
		{"a test file like a source file", []string{"api.go"}, "the family api is unknown"},
		{"full", slices.Concat(many(maxSourceFiles, "nps_%d.go"), many(maxTestFiles, "nps_%d_test.go"), many(maxExampleFiles, "example_nps_%d_test.go")), ""},
		{"too many source files", many(maxSourceFiles+1, "nps_%d.go"), fmt.Sprintf("%d source files, want at most %d", maxSourceFiles+1, maxSourceFiles)},
		{"too many test files", many(maxTestFiles+1, "nps_%d_test.go"), fmt.Sprintf("%d test files, want at most %d", maxTestFiles+1, maxTestFiles)},
		{"too many example files", many(maxExampleFiles+1, "example_nps_%d_test.go"), fmt.Sprintf("%d example files, want at most %d", maxExampleFiles+1, maxExampleFiles)},
	}
	for _, test := range tests {
		faults := fileFaults(test.files)
		if test.fault == "" && faults != nil || test.fault != "" && (len(faults) != 1 || !strings.Contains(faults[0], test.fault)) {
			t.Errorf("%s: fileFaults = %q, want %q", test.name, faults, test.fault)
		}
	}
}

// TestFileLengths checks that no file of Go is longer than one concept needs: sources and
// tests, of the root and of every folder below it.
func TestFileLengths(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		name := filepath.Base(path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "testdata" || name != "." && strings.HasPrefix(name, ".")):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(path)
		if lines := bytes.Count(text, []byte("\n")); lines > maxLines {
			t.Errorf("%s has %d lines, want at most %d", path, lines, maxLines)
		}
		files++
		return err
	})
	if err != nil || files < maxSourceFiles {
		t.Errorf("%d files, %v", files, err)
	}
}
