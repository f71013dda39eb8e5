package cx_test

import (
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"
)

// TestExamplesAlone checks that each Example can be read and run by itself: go/doc makes a
// whole program of it, as it does where all that the Example uses is in its file. The
// snippets of README.md are checked by TestReadme.
func TestExamplesAlone(t *testing.T) {
	names, err := filepath.Glob("example_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, name := range names {
		if name == "example_readme_test.go" {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if lines := fset.File(file.Pos()).LineCount(); lines > 500 {
			t.Errorf("%s has %d lines, want at most 500", name, lines)
		}
		for _, example := range doc.Examples(file) {
			examples++
			if example.Play == nil {
				t.Errorf("%s: Example%s uses what is in another file", name, example.Name)
			}
		}
	}
	if examples == 0 {
		t.Error("there are no Examples")
	}
}
