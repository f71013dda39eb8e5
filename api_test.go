package cx_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/house"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/exp/apidiff"
)

const (
	apiFile   = "testdata/api.go.txt"
	apiUpdate = "go test -run 'TestAPI$' . -update"
)

// updateFlag says that golden files are to be written, not compared.
var updateFlag = cxtest.Update

// TestAPI compares the exported declarations with those of testdata/api.go.txt. It
// fails on a change that breaks a caller, and on any other until the file says the
// same, so that each new name is a line that somebody has read. Since v0.1.0 a name that goes,
// or changes so that callers break, needs a minor version; from v1.0.0 on a major one.
func TestAPI(t *testing.T) {
	source := house.Load(t)
	got := declarations(t, source.Package)

	recorded, err := os.ReadFile(apiFile)
	if errors.Is(err, fs.ErrNotExist) && *updateFlag {
		recorded = got // a new beginning
	} else if err != nil {
		t.Fatal(err)
	}
	want := cxtest.UnixText(recorded)

	old := checkDeclarations(t, source.Imports, apiFile, []byte(want))
	if broken := incompatibleChanges(old, source.Package); len(broken) > 0 {
		t.Fatalf(`these changes break callers:
  %s
If that is meant, it needs a minor version: say so in CHANGELOG.md under "Behavior changes", delete %s
and run: %s`, strings.Join(broken, "\n  "), apiFile, apiUpdate)
	}
	if *updateFlag {
		if err := os.WriteFile(apiFile, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("the exported declarations are not those of %s (-want +got):\n%s\nIf the new ones are meant, run: %s",
			apiFile, diff, apiUpdate)
	}
}

// TestAPIGuard checks that the guard sees what breaks a caller, and only that.
func TestAPIGuard(t *testing.T) {
	const old = `package cx

type Integer interface{ ~int | ~uint8 }
type figure interface{ fraction() int }
type Tally[T any] interface{ *T; figure; Add(int) error }
type NPS struct {
	Promoters int64 ` + "`json:\"promoters\"`" + `
	hidden    int
}
func (n *NPS) Add(score int) error { return nil }
func (n NPS) Score() (int, error) { return 0, nil }
func (n NPS) fraction() int { return 0 }
func NPSOf[I Integer](scores []I) (NPS, error) { return NPS{}, nil }
func Group[T any, P Tally[T]](rows []int, empty T) []T { return nil }
func Sum(rows []int) int { return 0 }
const Places = 8
const First, Second = "a", Places
var ErrInvalid error
`
	tests := []struct {
		name, from, to string
		breaks         bool
	}{
		{"nothing", "", "", false},
		{"a new function", "const Places", "func Mean() {}\nconst Places", false},
		{"a new method", "const Places", "func (n NPS) Total() int64 { return 0 }\nconst Places", false},
		{"another name of a parameter", "Sum(rows []int)", "Sum(values []int)", false},
		{"another unexported field", "hidden    int", "other string", false},
		{"another body", "return 0, nil", "return 1, nil", false},
		{"a method removed", "func (n NPS) Score() (int, error) { return 0, nil }", "", true},
		{"a function removed", "func Sum(rows []int) int { return 0 }", "", true},
		{"another type of a parameter", "Sum(rows []int)", "Sum(rows []int64)", true},
		{"another result", "Score() (int, error) { return 0, nil }", "Score() int { return 0 }", true},
		{"a value receiver made a pointer", "func (n NPS) Score()", "func (n *NPS) Score()", true},
		{"another type of a field", "Promoters int64", "Promoters int", true},
		{"another key of a field", "json:\"promoters\"", "json:\"Promoters\"", true},
		{"a field that cannot be compared", "hidden    int", "hidden []int", true},
		{"a constraint made narrower", "~int | ~uint8", "~int", true},
		{"another constraint", "NPSOf[I Integer]", "NPSOf[I ~int]", true},
		{"one more type parameter", "Group[T any, P Tally[T]]", "Group[T any, P Tally[T], Q any]", true},
		{"a type that no longer fulfils a constraint", "func (n NPS) fraction() int { return 0 }", "", true},
		{"another value of a constant", "Places = 8", "Places = 6", true},
	}
	imports := house.Load(t).Imports
	before := checkDeclarations(t, imports, "old.go", []byte(old))
	recorded := checkDeclarations(t, imports, "recorded.go", declarations(t, before))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if strings.Count(old, test.from) != 1 && test.from != "" {
				t.Fatalf("%q does not stand once in the source", test.from)
			}
			changed := strings.Replace(old, test.from, test.to, 1)
			after := checkDeclarations(t, imports, "new.go", []byte(changed))
			broken := incompatibleChanges(recorded, after)
			if got := len(broken) > 0; got != test.breaks {
				t.Errorf("incompatibleChanges = %q, want any: %t", broken, test.breaks)
			}
		})
	}
}

// checkDeclarations type-checks the source of a package without its bodies.
func checkDeclarations(t *testing.T, imports types.Importer, name string, src []byte) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		// A generic function needs a body, be it none.
		if f, ok := decl.(*ast.FuncDecl); ok {
			f.Body = &ast.BlockStmt{}
		}
	}
	config := types.Config{
		Importer:         imports,
		IgnoreFuncBodies: true,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
	}
	pkg, err := config.Check(house.ModulePath, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// incompatibleChanges returns what a caller of the package old would trip over in
// the package now: what apidiff reports, and what it does not look at, which are
// type parameters, type sets and the tags of fields.
func incompatibleChanges(old, now *types.Package) []string {
	var broken []string
	for _, change := range apidiff.Changes(old, now).Changes {
		if !change.Compatible {
			broken = append(broken, change.Message)
		}
	}
	for _, name := range old.Scope().Names() {
		before, after := old.Scope().Lookup(name), now.Scope().Lookup(name)
		if !token.IsExported(name) || after == nil {
			continue
		}
		if b, a := typeConstraints(before), typeConstraints(after); b != a {
			broken = append(broken, fmt.Sprintf("%s: constraint changed from %s to %s", name, b, a))
		}
		b, a := fieldTags(before), fieldTags(after)
		for _, field := range slices.Sorted(maps.Keys(b)) {
			if now, ok := a[field]; ok && now != b[field] {
				broken = append(broken, fmt.Sprintf("%s.%s: tag changed from %s to %s", name, field, b[field], now))
			}
		}
		// A generic function takes a type by its unexported methods, too.
		for _, method := range unexportedMethods(before) {
			if !slices.Contains(unexportedMethods(after), method) {
				broken = append(broken, fmt.Sprintf("%s: no longer has %s, which a constraint asks for", name, method))
			}
		}
	}
	return broken
}

// typeConstraints returns the type parameters of a function, or the type set of an
// interface, as Go source.
func typeConstraints(obj types.Object) string {
	relative := types.RelativeTo(obj.Pkg())
	switch typ := obj.Type().(type) {
	case *types.Signature:
		var list []string
		for p := range typ.TypeParams().TypeParams() {
			list = append(list, types.TypeString(p.Constraint(), relative))
		}
		return "[" + strings.Join(list, ", ") + "]"
	case *types.Named:
		if set, ok := typ.Underlying().(*types.Interface); ok && !set.IsMethodSet() {
			return types.TypeString(set, relative)
		}
	}
	return ""
}

// fieldTags returns the tags of a struct's exported fields.
func fieldTags(obj types.Object) map[string]string {
	tags := map[string]string{}
	if s, ok := obj.Type().Underlying().(*types.Struct); ok {
		for i := range s.NumFields() {
			if s.Field(i).Exported() {
				tags[s.Field(i).Name()] = s.Tag(i)
			}
		}
	}
	return tags
}

// unexportedMethods returns the methods of a type that are not exported.
func unexportedMethods(obj types.Object) []string {
	var list []string
	if named, ok := obj.Type().(*types.Named); ok {
		for m := range named.Methods() {
			if !m.Exported() {
				list = append(list, types.ObjectString(m, types.RelativeTo(obj.Pkg())))
			}
		}
	}
	return list
}

// declarations returns the exported declarations of a package as Go source without
// bodies, and those unexported ones without which it could not be type-checked: an
// interface that an exported constraint embeds, and the methods it asks for.
func declarations(t *testing.T, pkg *types.Package) []byte {
	t.Helper()
	kept := map[string]bool{}
	for _, name := range pkg.Scope().Names() {
		kept[name] = token.IsExported(name)
	}
	for {
		src, err := format.Source([]byte(printDeclarations(pkg, kept)))
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), apiFile, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		complete := true
		for _, missing := range file.Unresolved {
			if pkg.Scope().Lookup(missing.Name) != nil {
				kept[missing.Name] = true
				complete = false
			}
		}
		if complete {
			return src
		}
	}
}

// printDeclarations returns the source of the names kept: constants, variables,
// types with their methods, and functions, each in the order of their names.
func printDeclarations(pkg *types.Package, kept map[string]bool) string {
	var consts, vars, typs, funcs strings.Builder
	imports := map[string]bool{}
	qualify := func(p *types.Package) string {
		if p == pkg {
			return ""
		}
		imports[p.Path()] = true
		return p.Name()
	}
	required := map[string]bool{} // methods that a kept interface asks for
	for name := range kept {
		if set, ok := pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok && kept[name] {
			for m := range set.Methods() {
				required[m.Name()] = true
			}
		}
	}
	for _, name := range pkg.Scope().Names() {
		if !kept[name] {
			continue
		}
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Const:
			typ := types.TypeString(obj.Type(), qualify)
			if strings.HasPrefix(typ, "untyped ") {
				typ = ""
			}
			fmt.Fprintf(&consts, "const %s %s = %s\n", name, typ, obj.Val().ExactString())
		case *types.Var:
			fmt.Fprintf(&vars, "var %s %s\n", name, types.TypeString(obj.Type(), qualify))
		case *types.Func:
			fmt.Fprintf(&funcs, "\n%s\n", types.ObjectString(obj, qualify))
		case *types.TypeName:
			printType(&typs, obj, qualify, required)
		}
	}
	var head strings.Builder
	fmt.Fprintf(&head, "// The exported declarations of package %s. To update: %s\n\npackage %s\n\nimport (\n", pkg.Name(), apiUpdate, pkg.Name())
	for _, path := range slices.SortedFunc(maps.Keys(imports), importOrder) {
		fmt.Fprintf(&head, "%q\n", path)
	}
	return head.String() + ")\n\n" + consts.String() + "\n" + vars.String() + typs.String() + funcs.String()
}

// importOrder puts the standard library first.
func importOrder(a, b string) int {
	if std := strings.Contains(a, "."); std != strings.Contains(b, ".") {
		if std {
			return 1
		}
		return -1
	}
	return strings.Compare(a, b)
}

// printType prints the declaration of a type, and its methods.
func printType(w io.Writer, obj *types.TypeName, qualify types.Qualifier, required map[string]bool) {
	named, ok := obj.Type().(*types.Named)
	if !ok { // an alias
		fmt.Fprintf(w, "\n%s\n", types.ObjectString(obj, qualify))
		return
	}
	fmt.Fprintf(w, "\ntype %s", obj.Name())
	var params []string
	for p := range named.TypeParams().TypeParams() {
		params = append(params, p.Obj().Name()+" "+types.TypeString(p.Constraint(), qualify))
	}
	if params != nil {
		fmt.Fprintf(w, "[%s]", strings.Join(params, ", "))
	}
	switch under := named.Underlying().(type) {
	case *types.Struct:
		printFields(w, under, qualify)
	case *types.Interface:
		fmt.Fprint(w, " interface {\n")
		for e := range under.EmbeddedTypes() {
			fmt.Fprintln(w, types.TypeString(e, qualify))
		}
		for m := range under.ExplicitMethods() {
			fmt.Fprintf(w, "%s%s\n", m.Name(), strings.TrimPrefix(types.TypeString(m.Type(), qualify), "func"))
		}
		fmt.Fprint(w, "}\n")
	default:
		fmt.Fprintln(w, "", types.TypeString(under, qualify))
	}
	var methods []string
	for m := range named.Methods() {
		if m.Exported() || required[m.Name()] {
			signature := m.Signature()
			receiver := types.TypeString(signature.Recv().Type(), qualify)
			methods = append(methods, fmt.Sprintf("func (%s) %s%s", receiver, m.Name(),
				strings.TrimPrefix(types.TypeString(signature, qualify), "func")))
		}
	}
	slices.Sort(methods)
	fmt.Fprintln(w, strings.Join(methods, "\n"))
}

// printFields prints the exported fields of a struct. The others make one blank
// field, which can be compared if they can.
func printFields(w io.Writer, s *types.Struct, qualify types.Qualifier) {
	blank := ""
	fmt.Fprint(w, " struct {\n")
	for i := range s.NumFields() {
		field := s.Field(i)
		switch {
		case field.Embedded():
			fmt.Fprint(w, types.TypeString(field.Type(), qualify))
		case field.Exported():
			fmt.Fprint(w, field.Name(), " ", types.TypeString(field.Type(), qualify))
		default:
			if blank == "" {
				blank = "_ struct{}\n"
			}
			if !types.Comparable(field.Type()) {
				blank = "_ [0]func()\n"
			}
			continue
		}
		if tag := s.Tag(i); tag != "" {
			fmt.Fprintf(w, " `%s`", tag)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprint(w, blank, "}\n")
}

// TestInverses checks which tallies have an inverse: those that are a sum of exact counts,
// Unmerge wherever it is said, with the argument of Merge, and Remove beside Add, with its
// arguments. TestContracts_complete holds each of them to the laws.
func TestInverses(t *testing.T) {
	tallies := []string{
		"Amounts",
		"Attainment",
		"Basket",
		"CES",
		"CSAT",
		"Choices",
		"Churn",
		"Clustered",
		"CrossTab",
		"Dispositions",
		"Incidence",
		"Lifecycle",
		"NPS",
		"Proportion",
		"Ratings",
		"Recommendations",
		"Retention",
		"Sentiment",
		"Themes",
		"WeightedNPS",
		"WeightedRatings",
	}
	var found []string
	scope := house.Load(t).Package.Scope()
	for _, name := range scope.Names() {
		object, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !object.Exported() || types.IsInterface(object.Type()) {
			continue
		}
		named, ok := object.Type().(*types.Named)
		if !ok {
			continue
		}
		signatures := map[string]string{}
		for method := range named.Methods() {
			signature := method.Signature()
			_, onPointer := signature.Recv().Type().(*types.Pointer)
			unnamed := types.NewSignatureType(nil, nil, nil, signature.Params(), signature.Results(), signature.Variadic())
			signatures[method.Name()] = fmt.Sprint(onPointer, " ", unnamed)
		}
		unmerge, remove := signatures["Unmerge"], signatures["Remove"]
		if unmerge != "" {
			found = append(found, name)
		}
		if unmerge != "" && unmerge != signatures["Merge"] {
			t.Errorf("%s.Unmerge is %q, and Merge %q", name, unmerge, signatures["Merge"])
		}
		if unmerge != "" && remove != signatures["Add"] || unmerge == "" && remove != "" {
			t.Errorf("%s.Remove is %q, and Add %q", name, remove, signatures["Add"])
		}
	}
	if diff := cmp.Diff(tallies, found); diff != "" {
		t.Errorf("the tallies with Unmerge (-want +got):\n%s", diff)
	}
}
