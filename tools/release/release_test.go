package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The parts of a small module that can be released.
const (
	tinyReadme = "# tiny\n\nTo use it: `go get example.com/tiny`.\n\n```go\n" + tinyProgram + "```\n\n```text\n42\n```\n"

	tinyProgram = `package main

import (
	"fmt"

	"example.com/tiny"
)

func main() { fmt.Println(tiny.Answer()) }
`
	tinyVectors = `// Package vectors has data.
package vectors

type Family struct {
	Name  string
	Cases []struct{ ID, Input, Want string }
}

func All() ([]Family, error) {
	return []Family{{"one", []struct{ ID, Input, Want string }{{"one-0001", "{}", "{}"}}}}, nil
}
`
	tinyChangelog = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-29\n\n[0.1.0]: https://example.com/\n"

	tinyPage = "# Licenses\n\n" + beginMark + `
## The library

A program that imports the package has, besides it:

None.

## Its tests

They need, besides that:

None.

## Examples and tools

Each is a module of its own, which no user of the library downloads:

None.

` + endMark + "\n"
)

func tinyFiles() map[string]string {
	return map[string]string{
		"go.mod":               "module example.com/tiny\n\ngo 1.26.0\n",
		"tiny.go":              "// Package tiny has the answer.\npackage tiny\n\n// Answer is the answer.\nfunc Answer() int { return 42 }\n",
		"doc.go":               "package tiny\n\n// Read it with go doc -all example.com/tiny.\n",
		"vectors/vectors.go":   tinyVectors,
		"LICENSE":              "MIT\n",
		"CHANGELOG.md":         tinyChangelog,
		"README.md":            tinyReadme,
		licensesPage:           tinyPage,
		"examples/host/go.mod": "module example.com/tiny/examples/host\n\ngo 1.26.0\n\nrequire example.com/tiny v0.0.0\n\nreplace example.com/tiny => ../..\n",
		"examples/host/host.go": `package main

import "example.com/tiny"

func main() { println(tiny.Answer()) }
`,
	}
}

// commit makes a repository of files.
func commit(t *testing.T, files map[string]string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not there")
	}
	dir := t.TempDir()
	write(t, dir, files)
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "-A"},
		{"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a"},
	} {
		if _, err := command(dir, nil, "git", args...); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Setenv("GOPROXY", "off") // nothing of this is out
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	t.Setenv("TMP", scratch)
	dir := commit(t, tinyFiles())
	write(t, dir, map[string]string{"tiny.go": "package tiny // not committed"})
	var out strings.Builder
	if err := check(&out, dir, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		" M tiny.go\n",
		"- has 10 files",
		"with 8 files",
		"- go get example.com/tiny\n- go doc -all example.com/tiny\n",
		"- program 1 of README.md prints what it says: 42\n",
		"finds 1 families of 1 cases\n",
		"- examples/host compiles and vets\n",
		"example.com/tiny v0.1.0 can be tagged.\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	left, err := os.ReadDir(scratch)
	if err != nil || len(left) > 0 {
		t.Errorf("%d files are left behind, %v", len(left), err)
	}
}

func TestCheckFails(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	noise := make([]byte, maxZip+1<<16)
	for random, i := rand.NewChaCha8([32]byte{}), 0; i < len(noise); i++ {
		noise[i] = byte(random.Uint64())
	}
	tests := []struct {
		name, file, text string // "" is no such file
		want             string
	}{
		{"the program prints something else", "README.md", strings.Replace(tinyReadme, "\n42\n", "\n43\n", 1), "prints\n42\n\nand README.md says\n43\n"},
		{"the program does not build", "README.md", strings.Replace(tinyReadme, "Answer()", "Question()", 1), "undefined: tiny.Question"},
		{"nothing says what the program prints", "README.md", strings.Replace(tinyReadme, "```text", "```sh", 1), "does not say what"},
		{"no program", "README.md", "`go get example.com/tiny`", "has no program"},
		{"nothing says how to get it", "README.md", "tiny", "no document says go get"},
		{"a command that fails", "docs/use.md", "`go run example.com/tiny/no@v0.1.0`", "go run example.com/tiny/no@v0.1.0"},
		{"another version", "docs/use.md", "`go get example.com/tiny@v0.2.0`", "go get example.com/tiny@v0.2.0"},
		{"a file that is in the tree alone", "tiny.go", "package tiny\n\nimport _ \"example.com/tiny/examples/host/inner\"\n", "examples/host/inner"},
		{"a test that does not build", "tiny_test.go", "package tiny\n\nvar _ = missing\n", "undefined: missing"},
		{"another version than that of the changelog", "CHANGELOG.md", strings.ReplaceAll(tinyChangelog, "0.1.0", "0.2.0"), "is v0.2.0, want v0.1.0"},
		{"a version without a date", "CHANGELOG.md", strings.Replace(tinyChangelog, " - 2026-11-29", "", 1), "no version with a date"},
		{"a version without a link", "CHANGELOG.md", strings.Replace(tinyChangelog, "[0.1.0]: ", "[0.1]: ", 1), "has no link for [0.1.0]"},
		{"no license", "LICENSE", "", "lacks LICENSE"},
		{"no vectors", "vectors/vectors.go", "", "example.com/tiny/vectors"},
		{"a replaced module", "go.mod", "module example.com/tiny\n\ngo 1.26.0\n\nreplace example.com/a => ../a\n", "which users do not get"},
		{"a nested module that does not build", "examples/host/host.go", "package main\n\nfunc main() { missing() }\n", "undefined: missing"},
		{"no nested module", "examples/host/go.mod", "", "no nested module"},
		{"a stale page", licensesPage, strings.Replace(tinyPage, "None.", "Some.", 1), "not up to date"},
		{"a page without a place", licensesPage, "# Licenses\n", "has no place"},
		{"a path of this machine", "docs/use.md", "See `/home/ada/tiny`.", "of this machine"},
		{"a name that no system takes", "docs/aux.md", "a", "docs/aux.md"},
		{"a large file", "testdata/noise.bin", string(noise), "want at most"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := tinyFiles()
			files[test.file] = test.text
			if test.text == "" {
				delete(files, test.file)
			}
			var out strings.Builder
			err := check(&out, commit(t, files), "v0.1.0")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestCheckNames(t *testing.T) {
	for _, files := range [][]string{{"Docs/a.md", "docs/b.md"}, {"a.md", "A.md"}} {
		r := &release{files: files}
		if err := r.checkNames(); err == nil || !strings.Contains(err.Error(), "one file where case does not count") {
			t.Errorf("%v: got the error %v", files, err)
		}
	}
}

func TestCheckOutsideGit(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	write(t, dir, tinyFiles())
	var out strings.Builder
	if err := check(&out, dir, ""); err == nil || !strings.Contains(err.Error(), "git finds none here") {
		t.Errorf("got the error %v", err)
	}
	inside := filepath.Join(commit(t, tinyFiles()), "docs")
	if err := check(&out, inside, ""); err == nil || !strings.Contains(err.Error(), "is not the root") {
		t.Errorf("got the error %v", err)
	}
}

// TestLicenses holds docs/licenses.md to the dependencies.
func TestLicenses(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	page, made, err := licenses(root)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(page, "\r\n", "\n") != made {
		t.Error("docs/licenses.md is not up to date: run go -C tools/release run . licenses, and read what has changed")
	}
}

func TestLicenseOf(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"README.md": "MIT"})
	if got, err := licenseOf(dir); err == nil {
		t.Errorf("a module without a license has %q", got)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"License.txt": string(text)})
	if got, err := licenseOf(dir); got != "MIT" || err != nil {
		t.Errorf("got %q, %v, want MIT", got, err)
	}
}
