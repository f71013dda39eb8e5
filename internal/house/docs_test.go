package house

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestDocComments checks that every exported declaration has a comment, and that
// those of functions, methods and types begin with the name.
func TestDocComments(t *testing.T) {
	for _, source := range LoadAll(t) {
		packageComments := 0
		for name, file := range source.Files {
			if file.Doc != nil && name != "doc_definitions.go" { // the package comment goes on there
				packageComments++
			}
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					if decl.Recv == nil || ast.IsExported(receiverName(decl)) {
						checkComment(t, source, decl.Name, decl.Doc)
					}
				case *ast.GenDecl:
					for _, spec := range decl.Specs {
						checkSpecComment(t, source, decl, spec)
					}
				}
			}
		}
		if packageComments != 1 {
			t.Errorf("%s: %d files have a package comment, want 1", source.Package.Path(), packageComments)
		}
	}
}

// checkComment checks the comment of a function, method or type.
func checkComment(t *testing.T, source *Source, name *ast.Ident, comment *ast.CommentGroup) {
	t.Helper()
	if text := comment.Text(); name.IsExported() && !strings.HasPrefix(text, name.Name+" ") {
		t.Errorf("%s: %s has no doc comment that begins with its name", source.Fset.Position(name.Pos()), name)
	}
}

// checkSpecComment checks the comments of a type and its fields, or of constants
// and variables, which may have one for all.
func checkSpecComment(t *testing.T, source *Source, decl *ast.GenDecl, spec ast.Spec) {
	t.Helper()
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		comment := spec.Doc
		if comment == nil {
			comment = decl.Doc
		}
		checkComment(t, source, spec.Name, comment)
		if s, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
			for _, field := range fieldsWithoutComment(s, comment.Text()) {
				t.Errorf("%s: nothing says what %s.%s is", source.Fset.Position(s.Pos()), spec.Name, field)
			}
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() && decl.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				t.Errorf("%s: %s has no comment, nor has its group", source.Fset.Position(name.Pos()), name)
			}
		}
	}
}

// receiverName returns the name of the type that a method belongs to.
func receiverName(f *ast.FuncDecl) string {
	expr := f.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// fieldsWithoutComment returns the exported fields that have no comment, that the
// comment of their type does not speak of, and whose name does not say it all.
func fieldsWithoutComment(s *ast.StructType, comment string) []string {
	obvious := []string{"Year", "Month", "Low", "High", "Key", "Tally", "Err"}
	words := strings.FieldsFunc(strings.ToLower(comment), func(r rune) bool { return r < 'a' || r > 'z' })
	var bare []string
	for _, field := range s.Fields.List {
		for _, name := range field.Names {
			if name.IsExported() && field.Doc == nil && field.Comment == nil &&
				!slices.Contains(words, strings.ToLower(name.Name)) && !slices.Contains(obvious, name.Name) {
				bare = append(bare, name.Name)
			}
		}
	}
	return bare
}

// TestExamples checks that every exported function and type has an Example that
// runs. An Example of a method is one of its type.
func TestExamples(t *testing.T) {
	source := Load(t)
	var examples []*ast.File
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, file)
	}
	runs := map[string]bool{} // by the name of the function or type
	for _, example := range doc.Examples(examples...) {
		name, _, _ := strings.Cut(example.Name, "_")
		if example.Output == "" && !example.EmptyOutput {
			t.Errorf("Example%s has no output, so that it is never run", example.Name)
		}
		runs[name] = true
	}
	for _, name := range source.Package.Scope().Names() {
		switch source.Package.Scope().Lookup(name).(type) {
		case *types.Func, *types.TypeName:
			if ast.IsExported(name) && !runs[name] {
				t.Errorf("%s has no Example", name)
			}
		}
	}
}

// TestSourceRules checks the rules that no compiler knows: what the packages must
// not import, call or keep in variables.
func TestSourceRules(t *testing.T) {
	for _, source := range LoadAll(t) {
		t.Run(source.Package.Path(), func(t *testing.T) { checkSourceRules(t, source) })
	}
}

func checkSourceRules(t *testing.T, source *Source) {
	t.Helper()
	at := func(n ast.Node) token.Position { return source.Fset.Position(n.Pos()) }
	const (
		decimalPath  = "github.com/shopspring/decimal"
		internalPath = ModulePath + "/internal/"
	)
	imports := []string{"log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec", "syscall", "unsafe"}
	uses := []string{
		"builtin.panic", "builtin.print", "builtin.println",
		"fmt.Print", "fmt.Printf", "fmt.Println", "fmt.Scan", "fmt.Scanf", "fmt.Scanln",
		// What reads a clock.
		"time.Now", "time.Since", "time.Until", "time.After", "time.AfterFunc", "time.Sleep", "time.Tick",
		"time.NewTicker", "time.NewTimer",
		// What reads a variable of the decimal package, or panics.
		decimalPath + ".Avg", decimalPath + ".NewFromFloat", decimalPath + ".NewFromFloat32",
		decimalPath + ".NewFromFloatWithExponent", decimalPath + ".NewFromString", decimalPath + ".RequireFromString",
		"(" + decimalPath + ".Decimal).Div", "(" + decimalPath + ".Decimal).Pow",
		"(" + decimalPath + ".Decimal).PowBigInt", "(" + decimalPath + ".Decimal).Sqrt",
		"(" + decimalPath + ".Decimal).Root", "(" + decimalPath + ".Decimal).ExpHullAbrham",
		"(" + decimalPath + ".Decimal).String", "(" + decimalPath + ".Decimal).Value",
		"(" + decimalPath + ".Decimal).MarshalJSON", "(" + decimalPath + ".Decimal).MarshalText",
	}
	for _, file := range source.Files {
		for _, spec := range file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if strings.Contains(path, ".") && path != decimalPath && !strings.HasPrefix(path, internalPath) || slices.Contains(imports, path) {
				t.Errorf("%s imports %s", at(spec), path)
			}
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: func init", at(f))
			}
		}
	}
	for ident, obj := range source.Info.Uses {
		name := obj.Name()
		switch obj := obj.(type) {
		case *types.Builtin:
			name = "builtin." + name
		case *types.Func:
			name = obj.FullName()
		case *types.Var:
			if obj.Pkg() != nil && obj.Pkg().Path() == decimalPath && !obj.IsField() {
				t.Errorf("%s: %s is a variable that a program may change", at(ident), name)
			}
			continue
		}
		if slices.Contains(uses, name) {
			t.Errorf("%s: %s is not to be used", at(ident), name)
		}
	}
	for expr := range source.Info.Types {
		if call, ok := expr.(*ast.CallExpr); ok && takesAmountAsAny(source.Info, call) {
			t.Errorf("%s: an amount goes to %s, which may print it with String", at(call), types.ExprString(call.Fun))
		}
	}
	scope := source.Package.Scope()
	for _, name := range scope.Names() {
		if v, ok := scope.Lookup(name).(*types.Var); ok && v.Exported() && !strings.HasPrefix(name, "Err") {
			t.Errorf("%s: %s is a variable that a program may change", source.Fset.Position(v.Pos()), name)
		}
	}
}

// TestInternalNames checks that the packages below internal export nothing that neither
// the package nor another of them uses.
func TestInternalNames(t *testing.T) {
	sources := LoadAll(t)
	used := map[string]bool{}
	for _, source := range sources {
		for _, obj := range source.Info.Uses {
			if obj.Pkg() != source.Package {
				used[fullName(obj)] = true
			}
		}
	}
	// Those that a package other than these may call by an interface.
	called := []string{"Error", "Unwrap", "String", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "IsZero"}
	for _, source := range sources[1:] {
		for _, obj := range source.Info.Defs {
			method, ok := obj.(*types.Func)
			ok = ok && method.Signature().Recv() != nil && !slices.Contains(called, method.Name())
			if obj == nil || !obj.Exported() || !ok && obj.Parent() != source.Package.Scope() {
				continue
			}
			if _, ok := obj.(*types.TypeName); ok {
				continue // which may be that of a result
			}
			if !used[fullName(obj)] {
				t.Errorf("%s: %s is used nowhere else", source.Fset.Position(obj.Pos()), obj.Name())
			}
		}
	}
}

// fullName returns the name of an object, and those of its type and its package.
func fullName(obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		return f.Origin().FullName()
	}
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// takesAmountAsAny reports whether an argument is an amount that a function takes as
// an interface, as those of fmt do.
func takesAmountAsAny(info *types.Info, call *ast.CallExpr) bool {
	signature, ok := info.TypeOf(call.Fun).(*types.Signature)
	if !ok {
		return false // a conversion, or a builtin
	}
	last := signature.Params().Len() - 1
	for i, arg := range call.Args {
		param := signature.Params().At(min(i, last)).Type()
		if slice, ok := param.(*types.Slice); ok && signature.Variadic() && i >= last {
			param = slice.Elem()
		}
		named, ok := info.TypeOf(arg).(*types.Named)
		if ok && named.Obj().Name() == "Decimal" && types.IsInterface(param) {
			return true
		}
	}
	return false
}

// fencedBlocks matches the code in a document: its language and its text.
var fencedBlocks = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// TestReadme checks that the Go in the README is that of Examples, which run, or a whole
// program of the folder examples, and that the text below a program is what it prints.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, name := range tests {
		bodies = append(bodies, exampleBodies(t, name)...)
	}
	blocks := fencedBlocks.FindAllStringSubmatch(cxtest.UnixText(readme), -1)
	programs := 0
	for i, block := range blocks {
		if block[1] != "go" {
			continue
		}
		if strings.HasPrefix(block[2], "package main\n") {
			programs++
			printed := ""
			if i+1 < len(blocks) && blocks[i+1][1] == "text" {
				printed = blocks[i+1][2]
			}
			checkProgram(t, block[2], printed)
			continue
		}
		code := codeLines(block[2])
		if !slices.ContainsFunc(bodies, func(body string) bool { return strings.Contains(body, code) }) {
			t.Errorf("README.md: no Example has this code:\n%s", block[2])
		}
	}
	if programs == 0 {
		t.Error("README.md shows no program")
	}
}

// exampleBodies returns the code of the Examples of a file.
func exampleBodies(t *testing.T, name string) []string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") {
			body := src[fset.Position(f.Body.Lbrace).Offset+1 : fset.Position(f.Body.Rbrace).Offset]
			bodies = append(bodies, codeLines(string(body)))
		}
	}
	return bodies
}

// checkProgram checks that a program of the README is that of a folder of examples, and
// that an Example beside it, which runs its main, prints what the README says.
func checkProgram(t *testing.T, program, printed string) {
	t.Helper()
	names, err := filepath.Glob("examples/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source := cxtest.UnixText(text)
		if begin := strings.Index(source, "package main\n"); begin < 0 || source[begin:] != program {
			continue
		}
		test := filepath.Join(filepath.Dir(name), "main_test.go")
		file, err := parser.ParseFile(token.NewFileSet(), test, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range doc.Examples(file) {
			if printed != "" && example.Output == printed {
				return
			}
		}
		t.Errorf("README.md: no Example in %s prints:\n%s", test, printed)
		return
	}
	t.Errorf("README.md: no folder of examples has this program:\n%s", program)
}

// codeLines returns the lines of code without their indentation, blank lines and
// the output, so that what is the same code is the same text.
func codeLines(code string) string {
	var b strings.Builder
	b.WriteString("\n")
	for line := range strings.Lines(code) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "// Output:") || strings.HasPrefix(line, "// Unordered output:") {
			break
		}
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// TestLinks checks that the relative links of the documents lead to files, and those to
// headings to such headings.
func TestLinks(t *testing.T) {
	links := regexp.MustCompile(`\]\(([^)\s]+)[^)]*\)|(?m:^\[[^\]]+\]:\s+(\S+))`)
	pages := documents(t)
	for path, text := range pages {
		for _, link := range links.FindAllStringSubmatch(fencedBlocks.ReplaceAllString(text, ""), -1) {
			target, heading, _ := strings.Cut(link[1]+link[2], "#")
			if strings.Contains(target, ":") {
				continue
			}
			to := path
			if target != "" {
				to = filepath.Join(filepath.Dir(path), target)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: the link %s leads nowhere", path, link[1]+link[2])
			} else if heading != "" && !slices.Contains(anchors(pages[to]), heading) {
				t.Errorf("%s: the link %s leads to no heading", path, link[1]+link[2])
			}
		}
	}
}

// documents returns the texts of the documents by their paths.
func documents(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		pages[path] = cxtest.UnixText(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Fatal("there are no documents")
	}
	return pages
}

// anchors returns the names by which links lead to the headings of a document.
func anchors(page string) []string {
	var names []string
	for line := range strings.Lines(page) {
		if !strings.HasPrefix(line, "#") {
			continue
		}
		name := strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#")))
		names = append(names, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
				return r
			default:
				return -1
			}
		}, name))
	}
	return names
}
