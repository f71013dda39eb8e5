package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"
)

// pageFile is the page that is made of testdata/sql.md.tmpl, the statements and the source.
const pageFile = "../../docs/sql.md"

// TestPage checks that docs/sql.md has the statements and functions of this module.
func TestPage(t *testing.T) {
	functions := template.FuncMap{
		"file":   statement,
		"clocks": func() (string, error) { return afterLine("sqlite", "tables", "CREATE TABLE clocks (") },
		"sql":    sqlOf,
		"go":     declaration,
		"load": func(file, name string) (string, error) {
			source, err := declaration(file, name)
			return "```go\n" + source + "\n```\n", err
		},
	}
	page := want[*template.Template](t)(template.New("sql.md.tmpl").Funcs(functions).ParseFiles("testdata/sql.md.tmpl"))
	var out bytes.Buffer
	if err := page.Execute(&out, nil); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(out.String(), "\n\n\n", "\n\n")
	golden(t, pageFile, text)
	for _, name := range want[[]string](t)(statementNames(postgreSQL)) {
		if !strings.Contains(text, want[string](t)(statement(postgreSQL, name))) {
			t.Errorf("the page does not show %s.sql", name)
		}
	}
}

// sqlOf returns the statement of a tally for PostgreSQL, and for the others where they differ.
func sqlOf(name string) (string, error) {
	text, err := statement(postgreSQL, name)
	if err != nil {
		return "", err
	}
	page := "`postgres/" + name + ".sql`:\n\n```sql\n" + text + "```\n"
	for _, dialect := range []string{duckDB, sqliteDB} {
		other, err := statement(dialect, name)
		if err != nil {
			return "", err
		}
		switch changed, few := changedLines(text, other); {
		case other == text:
			page += "\n" + names[dialect] + ": the same.\n"
		case few:
			page += "\n" + names[dialect] + ", where it differs:\n\n```diff\n" + changed + "```\n"
		default:
			page += "\n<details><summary>" + names[dialect] + "</summary>\n\n```sql\n" + other + "```\n\n</details>\n"
		}
	}
	return page, nil
}

// changedLines returns the lines that differ, if the texts have as many lines, and few that do.
func changedLines(text, other string) (changed string, few bool) {
	a, b := strings.SplitAfter(text, "\n"), strings.SplitAfter(other, "\n")
	if len(a) != len(b) {
		return "", false
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			changed += "-" + a[i] + "+" + b[i]
			n++
		}
	}
	return changed, n <= 4
}

// afterLine returns the lines of a statement after one of them.
func afterLine(dialect, name, line string) (string, error) {
	text, err := statement(dialect, name)
	_, rest, _ := strings.Cut(text, line+"\n")
	return rest, err
}

// declaration returns the source of a function or type of this module, with its comment.
func declaration(file, name string) (string, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, parser.ParseComments)
	if err != nil {
		return "", err
	}
	for _, d := range parsed.Decls {
		var names []string
		var doc *ast.CommentGroup
		switch d := d.(type) {
		case *ast.FuncDecl:
			names, doc = []string{d.Name.Name}, d.Doc
		case *ast.GenDecl:
			doc = d.Doc
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					names = append(names, s.Name.Name)
				}
			}
		}
		if len(names) == 1 && names[0] == name && doc != nil {
			return string(source[set.Position(doc.Pos()).Offset:set.Position(d.End()).Offset]), nil
		}
	}
	return "", os.ErrNotExist
}

// TestReadme checks that the files that the README names are there.
func TestReadme(t *testing.T) {
	readme := string(want[[]byte](t)(os.ReadFile("README.md")))
	for _, match := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(readme, -1) {
		if _, err := os.Stat(filepath.FromSlash(match[1])); err != nil {
			t.Errorf("the README links to %s: %v", match[1], err)
		}
	}
	output := string(want[[]byte](t)(os.ReadFile("testdata/output.txt")))
	if !strings.Contains(readme, "```\n"+output+"```\n") {
		t.Error("the README does not show testdata/output.txt")
	}
}
