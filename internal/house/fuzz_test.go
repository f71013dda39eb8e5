package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// textFuzz is the fuzz targets of the types that decode texts.
var textFuzz = map[string]string{"Date": "FuzzParseDate", "Period": "FuzzParsePeriod"}

// declarations returns what the tests of a folder declare, by name, methods left out.
func declarations(t *testing.T, folder string) map[string]ast.Node {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]ast.Node{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					found[d.Name.Name] = d
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok {
						for _, name := range v.Names {
							found[name.Name] = v
						}
					}
				}
			}
		}
	}
	return found
}

// fuzzed returns the types whose codecs the fuzz targets name, or what they call names.
func fuzzed(found map[string]ast.Node) map[string]bool {
	codecs, seen := map[string]bool{}, map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] || found[name] == nil {
			return
		}
		seen[name] = true
		ast.Inspect(found[name], func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				visit(n.Name)
			case *ast.IndexExpr:
				if of, ok := n.X.(*ast.SelectorExpr); ok && of.Sel.Name == "CodecOf" {
					kind := n.Index
					if generic, ok := kind.(*ast.IndexExpr); ok {
						kind = generic.X
					}
					if generic, ok := kind.(*ast.IndexListExpr); ok {
						kind = generic.X
					}
					codecs[kind.(*ast.SelectorExpr).Sel.Name] = true
				}
			}
			return true
		})
	}
	for name := range found {
		if strings.HasPrefix(name, "Fuzz") {
			visit(name)
		}
	}
	return codecs
}

// names reports whether a declaration names something.
func names(node ast.Node, what string) (found bool) {
	if node == nil {
		return false
	}
	ast.Inspect(node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == what
		return true
	})
	return found
}

// rowFunctions returns the keys of the table of FuzzRows.
func rowFunctions(t *testing.T) (keys []string) {
	t.Helper()
	found := declarations(t, "internal/reference")
	if !names(found["FuzzRows"], "rowFunctions") {
		t.Fatal("FuzzRows does not read rowFunctions")
	}
	for _, e := range found["rowFunctions"].(*ast.ValueSpec).Values[0].(*ast.CompositeLit).Elts {
		key, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

// TestFuzzed checks that a fuzz target reaches every exported decoder, and that FuzzRows calls
// every exported function that takes a slice.
func TestFuzzed(t *testing.T) {
	found := declarations(t, ".")
	codecs, rows := fuzzed(found), rowFunctions(t)
	scope := Load(t).Package.Scope()
	for _, key := range rows {
		if f, ok := scope.Lookup(key).(*types.Func); !ok || !f.Exported() {
			t.Errorf("rowFunctions has %s, which the package has not", key)
		}
	}
	for _, name := range scope.Names() {
		switch object := scope.Lookup(name).(type) {
		case *types.Func:
			for v := range object.Signature().Params().Variables() {
				if _, isSlice := v.Type().Underlying().(*types.Slice); isSlice && object.Exported() && !slices.Contains(rows, name) {
					t.Errorf("%s takes a slice, and rowFunctions has not got it: FuzzRows is to call it", name)
				}
			}
		case *types.TypeName:
			named, ok := object.Type().(*types.Named)
			if !ok || !object.Exported() {
				continue
			}
			for method := range named.Methods() {
				if method.Name() == "UnmarshalJSON" && !codecs[name] {
					t.Errorf("%s decodes JSON, and no fuzz target tries its codec", name)
				}
				if method.Name() == "UnmarshalText" && !names(found[textFuzz[name]], "UnmarshalText") {
					t.Errorf("%s decodes texts, and textFuzz has no target that tries it", name)
				}
			}
		}
	}
}

// TestFuzzedGuard checks that TestFuzzed follows the calls of fuzz targets, and no others.
func TestFuzzedGuard(t *testing.T) {
	// Indented, since a line that begins with a fuzz target is one for tools/fuzz.
	const source = `package p
	func FuzzA(f *F) { fuzz(f, aCodecs(), bContract(nil).Codecs) }
	func TestC(t *T) { use(cxtest.CodecOf[cx.C]("")) }
	func aCodecs() any { return cxtest.CodecOf[cx.A]("") }
	func bContract(t *T) any { return []any{cxtest.CodecOf[cx.B[cx.A]](""), inner} }
	var inner = cxtest.CodecOf[cx.D[int, string]]("")
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]ast.Node{}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			found[d.Name.Name] = d
		case *ast.GenDecl:
			found["inner"] = d
		}
	}
	codecs := fuzzed(found)
	if len(codecs) != 3 || !codecs["A"] || !codecs["B"] || !codecs["D"] {
		t.Errorf("fuzzed = %v, want A, B and D", codecs)
	}
	if !names(found["TestC"], "CodecOf") || names(found["TestC"], "A") || names(nil, "A") {
		t.Error("names sees what is not there, or not what is")
	}
}
