package house

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// foundTasks is how many of the tasks of testdata/finding_tasks.txt a search by the
// first or the second word must find.
const foundTasks = 36

// packageComment returns the lines of the package comment as go doc prints it.
func packageComment(t *testing.T) []string {
	t.Helper()
	source := Load(t)
	parser := comment.Parser{LookupSym: func(receiver, name string) bool {
		return hasCall(source.Package, strings.TrimPrefix(receiver+"."+name, "."))
	}}
	parsed := parser.Parse(source.Files["doc.go"].Doc.Text() + "\n" + source.Files["doc_definitions.go"].Doc.Text())
	return strings.Split(string(new(comment.Printer).Text(parsed)), "\n")
}

// tableRows returns the rows of a file of testdata whose cells are separated by bars,
// without comments and blank lines.
func tableRows(t *testing.T, path string, cells int) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i, line := range strings.Split(cxtest.UnixText(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, " | ")
		if len(row) != cells || slices.Contains(row, "") {
			t.Fatalf("%s:%d has not %d cells", path, i+1, cells)
		}
		rows = append(rows, row)
	}
	return rows
}

// findLine reports whether a line has a word, whatever its case, and a call.
func findLine(lines []string, word, call string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(lines, func(line string) bool {
		return strings.Contains(strings.ToLower(line), word) && namesCall(line, call)
	})
}

// namesCall reports whether a line has the call as a whole: NPS.Interval does not name
// Interval, nor Interval NPS.Interval.
func namesCall(line, call string) bool {
	names := strings.FieldsFunc(line, func(r rune) bool {
		return r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	return slices.ContainsFunc(names, func(name string) bool { return strings.Trim(name, ".") == call })
}

// hasCall reports whether the package exports a function, a type or a constant of this
// name, or a method or field of a type.
func hasCall(pkg *types.Package, call string) bool {
	name, member, ok := strings.Cut(call, ".")
	object := pkg.Scope().Lookup(name)
	if object == nil || !object.Exported() || !ok {
		return object != nil && object.Exported()
	}
	found, _, _ := types.LookupFieldOrMethod(types.NewPointer(object.Type()), true, pkg, member)
	return found != nil && found.Exported()
}

// TestFinding checks that the words people bring lead to the call that they want: that a
// line of the package comment has both, as a search of it shows lines, and that the call
// exists.
func TestFinding(t *testing.T) {
	source, lines := Load(t), packageComment(t)
	rows := tableRows(t, "testdata/finding.txt", 2)
	seen := map[string]bool{}
	for _, row := range rows {
		word, call := row[0], row[1]
		if key := strings.ToLower(word) + "|" + call; seen[key] {
			t.Errorf("testdata/finding.txt has %q twice", word)
		} else {
			seen[key] = true
		}
		if !hasCall(source.Package, call) {
			t.Errorf("%q leads to %s, which the package does not have", word, call)
		} else if !findLine(lines, word, call) {
			t.Errorf("no line of the package comment has both %q and %s", word, call)
		}
	}
	if len(rows) < 200 {
		t.Errorf("testdata/finding.txt has %d words, want at least 200", len(rows))
	}
}

// TestFindingTasks counts the tasks that the first or the second word finds in the
// package comment.
func TestFindingTasks(t *testing.T) {
	source, lines := Load(t), packageComment(t)
	tasks := tableRows(t, "testdata/finding_tasks.txt", 4)
	first, found := 0, 0
	for _, row := range tasks {
		task, call := row[0], row[3]
		switch {
		case call == "-":
			t.Logf("not in the package: %s", task)
		case !hasCall(source.Package, call):
			t.Errorf("%s: the package does not have %s", task, call)
		case findLine(lines, row[1], call):
			first++
			found++
		case findLine(lines, row[2], call):
			found++
		default:
			t.Logf("not found: %s", task)
		}
	}
	t.Logf("%d of %d tasks are found, %d by the first word", found, len(tasks), first)
	if len(tasks) != 40 || found < foundTasks {
		t.Errorf("%d of %d tasks are found, want at least %d of 40", found, len(tasks), foundTasks)
	}
}

// TestFindingLines checks that each line of "What to call" is one line as go doc prints
// it: a phrase that breaks over two is found by no search.
func TestFindingLines(t *testing.T) {
	lines := packageComment(t)
	begin := slices.Index(lines, "# What to call")
	end := slices.Index(lines, "# Printing")
	if begin < 0 || end < begin {
		t.Fatal("the package comment has no heading What to call before Printing")
	}
	items := 0
	for _, line := range lines[begin:end] {
		switch {
		case strings.HasPrefix(line, "  - "):
			items++
			if !strings.HasSuffix(line, ".") || !strings.Contains(line, ": ") {
				t.Errorf("not words, a colon and a call on one line: %s", line)
			}
		case strings.HasPrefix(line, " "):
			t.Errorf("a line goes on where a search shows half of it: %s", line)
		}
	}
	if items < 100 {
		t.Errorf("What to call has %d lines, want at least 100", items)
	}
}

// catalogPage is the document that lists the metrics of the catalog.
const catalogPage = "docs/which-number.md"

// catalogBegin and catalogEnd enclose the list in it.
const (
	catalogBegin = "<!-- The list of metrics begins. To update: go test -run TestCatalogPage ./internal/house -update -->\n"
	catalogEnd   = "<!-- The list of metrics ends. -->\n"
)

// TestCatalogPage compares the list of metrics in the document with [cx.Metrics].
func TestCatalogPage(t *testing.T) {
	source := Load(t)
	var list strings.Builder
	list.WriteString("\n| metric | also called | question | formula | unit | call |\n|---|---|---|---|---|---|\n")
	for _, m := range cx.Metrics() {
		fmt.Fprintf(&list, "| `%s` | %s | %s | %s | %s | `%s` |\n",
			m.Name, strings.Join(m.Synonyms, ", "), m.Question, m.Formula, m.Unit, m.Calculator)
		if !hasCall(source.Package, m.Calculator) {
			t.Errorf("the catalog names %s, which the package does not have", m.Calculator)
		}
	}
	list.WriteString("\n")

	text, err := os.ReadFile(catalogPage)
	if err != nil {
		t.Fatal(err)
	}
	page := cxtest.UnixText(text)
	before, rest, ok := strings.Cut(page, catalogBegin)
	inside, after, closed := strings.Cut(rest, catalogEnd)
	if !ok || !closed {
		t.Fatalf("%s has no place for the list of metrics", catalogPage)
	}
	if *cxtest.Update {
		page = before + catalogBegin + list.String() + catalogEnd + after
		if err := os.WriteFile(catalogPage, []byte(page), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(list.String(), inside); diff != "" {
		t.Errorf("the list of metrics in %s is not that of the package (-want +got):\n%s", catalogPage, diff)
	}
}

// TestCatalogPageCalls checks that the calls that the document names in code exist.
func TestCatalogPageCalls(t *testing.T) {
	source := Load(t)
	text, err := os.ReadFile(catalogPage)
	if err != nil {
		t.Fatal(err)
	}
	for i, span := range strings.Split(cxtest.UnixText(text), "`") {
		if i%2 == 0 || !ast.IsExported(span) || strings.ContainsAny(span, " ={}\"*/\n") {
			continue
		}
		name, _, _ := strings.Cut(span, "(")
		if !hasCall(source.Package, name) {
			t.Errorf("%s names %s, which the package does not have", catalogPage, name)
		}
	}
}

// TestFiguresNameErrors checks that the comment of each figure, a number, a length of time or a
// share, says when there is none: which error comes then, or that the share is 0 of 0.
func TestFiguresNameErrors(t *testing.T) {
	source := Load(t)
	named := regexp.MustCompile(`\bErr[A-Z]|\b(?:Row|Range)Error\b|\berrors of\b|\bits errors\b`)
	figures := 0
	for _, file := range source.Files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() {
				continue
			}
			results := source.Info.Defs[f.Name].(*types.Func).Signature().Results()
			if results.Len() == 0 {
				continue
			}
			what := types.TypeString(results.At(0).Type(), func(p *types.Package) string { return p.Name() })
			if !slices.Contains([]string{"decimal.Decimal", "float64", "time.Duration", "cx.Proportion", "cx.Incidence"}, what) {
				continue
			}
			figures++
			comment := strings.Join(strings.Fields(f.Doc.Text()), " ")
			if results.At(results.Len()-1).Type().String() == "error" && !named.MatchString(comment) {
				t.Errorf("%s: the comment of %s names no error", source.Fset.Position(f.Pos()), f.Name)
			}
			if what == "cx.Proportion" && !strings.Contains(comment, "0 of 0") || what == "cx.Incidence" && !strings.Contains(comment, "0 per 0") {
				t.Errorf("%s: the comment of %s does not say what the share of nothing is", source.Fset.Position(f.Pos()), f.Name)
			}
		}
	}
	if figures < 150 {
		t.Errorf("%d figures, want at least 150", figures)
	}
}

// plainWords is what comments and documents do not say, and what they say instead: they
// are in the American English of today, which most of their readers have learned.
var plainWords = []struct{ pattern, instead string }{
	{`(?:stands?|stood) in`, "is in"},
	{`but for`, "except"},
	{`save for`, "except"},
	{`mend(?:s|ed|ing)?`, "fix"},
	{`(?:metric|numbers|scale|question) of which`, "whose"},
	{`whilst`, "while"},
	{`catalogues?`, "catalog"},
	{`programmes?`, "program"},
	{`behaviours?`, "behavior"},
	{`licences?`, "license"},
	{`colour\w*`, "color"},
	{`recognis\w+`, "recognize"},
	{`organis\w+`, "organize"},
	{`analys(?:e|ed|ing)`, "analyze"},
	{`centre[ds]?`, "center"},
	{`favour\w*`, "favor"},
	{`lest`, "so that ... not"},
	{`thus`, "so"},
	{`hence`, "so"},
	{`thereof`, "of it"},
	{`herein`, "here"},
	{`upon`, "on"},
	{`ere`, "before"},
	{`nor has`, "and has no"},
	{`cannibalis\w+`, "cannibalize"},
	{`neighbour\w*`, "neighbor"},
	{`for ever`, "forever"},
	{`towards`, "toward"},
	{`likewise`, "so, too"},
	{`stands? (?:on|beside|apart|there)`, "is"},
}

// notProse matches what the words are not looked for in: code and names in a document or a
// comment, as programGain and [Program], and what stands in order.
var notProse = regexp.MustCompile("`[^`\n]*`|\\[[A-Z][\\w.]*\\]|[a-z]\\w*[A-Z]\\w*|\\b[A-Z]\\w*[.(]\\w*|in (?:any )?order")

// firstWord matches the name that the comment of a declaration begins with.
var firstWord = regexp.MustCompile(`^\w+`)

// documented returns the names that each comment of a declaration is about.
func documented(file *ast.File) map[*ast.CommentGroup][]*ast.Ident {
	names := map[*ast.CommentGroup][]*ast.Ident{}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			names[node.Doc] = []*ast.Ident{node.Name}
		case *ast.GenDecl: // its comment is often that of its only name
			for _, spec := range node.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names[node.Doc] = append(names[node.Doc], spec.Name)
				case *ast.ValueSpec:
					names[node.Doc] = append(names[node.Doc], spec.Names...)
				}
			}
		case *ast.TypeSpec:
			names[node.Doc] = []*ast.Ident{node.Name}
		case *ast.ValueSpec:
			names[node.Doc] = node.Names
		case *ast.Field:
			names[node.Doc] = node.Names
		}
		return true
	})
	return names
}

// prose returns the comments of a file of Go, without the name that the comment of a
// declaration begins with, and, if it is no test, the texts in it.
func prose(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var texts []string
	names := documented(file)
	for _, group := range file.Comments {
		text := group.Text()
		first := firstWord.FindString(text)
		if slices.ContainsFunc(names[group], func(name *ast.Ident) bool { return name.Name == first }) {
			text = text[len(first):]
		}
		texts = append(texts, text)
	}
	if strings.HasSuffix(path, "_test.go") {
		return texts, nil
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			var text string
			if text, err = strconv.Unquote(literal.Value); err == nil {
				texts = append(texts, text)
			}
		}
		return err == nil
	})
	return texts, err
}

// goFiles calls visit with the path of each file of Go.
func goFiles(t *testing.T, visit func(path string) error) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		return visit(path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlainWords looks for old and British turns in the comments of all Go files and what
// they print, in the documents, and in the gate.
func TestPlainWords(t *testing.T) {
	var patterns []string
	for _, word := range plainWords {
		patterns = append(patterns, "(\\b(?:"+word.pattern+")\\b)")
	}
	words := regexp.MustCompile("(?i)" + strings.Join(patterns, "|"))
	check := func(path, text string) {
		text = strings.Join(strings.Fields(notProse.ReplaceAllString(text, "")), " ")
		for _, match := range words.FindAllStringSubmatchIndex(text, -1) {
			begin, end := match[0], match[1]
			for i, word := range plainWords {
				if match[2*i+2] >= 0 {
					t.Errorf("%s: say %q: %s", path, word.instead, text[max(0, begin-40):min(len(text), end+40)])
				}
			}
		}
	}
	for path, text := range documents(t) {
		check(path, fencedBlocks.ReplaceAllString(text, ""))
	}
	goFiles(t, func(path string) error {
		texts, err := prose(path)
		for _, text := range texts {
			check(path, text)
		}
		return err
	})
	gate, err := os.ReadFile(filepath.Join(".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	check(".ci/run", string(gate))
}

// elsewhere matches sources that readers do not have: pages and data beside the repository.
var elsewhere = regexp.MustCompile(`\b(?:decisions|oracles|definitions-\w+|statistics\w*)\.md|design\s+(?://\s+)?notes|of\s+(?://\s+)?the\s+(?://\s+)?design\b|shared/(?:data|hostile)`)

// readsElsewhere is the files that read the optional data.
var readsElsewhere = []string{"internal/reference/data_test.go", "examples/report/reference_test.go"}

// TestSourcesNamed checks that files of Go and documents name a source that a reader can
// look up: a paper, a page of a vendor, a program, or a calculation by hand.
func TestSourcesNamed(t *testing.T) {
	check := func(path, text string) {
		for _, found := range elsewhere.FindAllString(text, -1) {
			t.Errorf("%s: say what the source is, not %q", path, found)
		}
	}
	for path, text := range documents(t) {
		check(path, text)
	}
	goFiles(t, func(path string) error {
		if slices.Contains(readsElsewhere, filepath.ToSlash(path)) {
			return nil
		}
		text, err := os.ReadFile(path)
		check(path, string(text))
		return err
	})
}

// TestExamplesAlone checks that each Example can be read and run by itself: go/doc makes a
// whole program of it, as it does where all that the Example uses is in its file.
func TestExamplesAlone(t *testing.T) {
	names, err := filepath.Glob("example_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, name := range names {
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
