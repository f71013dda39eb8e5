// Package house reads the source of the module, for the tests that hold the rules of the
// house: the API guard, the order of the families, what no file may import or call, and
// that the documents and Examples are true.
package house

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// ModulePath is the path of the package, and the beginning of those below it.
const ModulePath = "github.com/cxmetrics/cx"

// Source is a package as its files have it, without the tests.
type Source struct {
	Fset    *token.FileSet
	Files   map[string]*ast.File // by path
	Imports types.Importer
	Package *types.Package
	Info    *types.Info
}

// Load returns the package, from the root of the module, where a test must run.
func Load(t testing.TB) *Source {
	t.Helper()
	return LoadAll(t)[0]
}

// LoadAll returns the package, and then those below internal that are part of it in a
// program: not those that help its tests.
func LoadAll(t testing.TB) []*Source {
	t.Helper()
	sources, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// loadOnce parses and type-checks the files of the packages, once.
var loadOnce = sync.OnceValues(func() ([]*Source, error) {
	dirs := []string{"."}
	err := filepath.WalkDir("internal", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case slices.Contains([]string{"cxtest", "house", "reference", "testdata"}, entry.Name()):
			return fs.SkipDir
		}
		dirs = append(dirs, path)
		return nil
	})
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	imports, err := exportData(fset)
	if err != nil {
		return nil, err
	}
	var sources []*Source
	for _, dir := range dirs {
		source, err := loadDir(dir, fset, imports)
		if none := new(build.NoGoError); errors.As(err, &none) && dir != "." {
			continue
		}
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	return sources, nil
})

// loadDir parses and type-checks the files of one folder.
func loadDir(dir string, fset *token.FileSet, imports types.Importer) (*Source, error) {
	found, err := build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	s := &Source{
		Fset:    fset,
		Files:   map[string]*ast.File{},
		Imports: imports,
		Info: &types.Info{
			Defs:  map[*ast.Ident]types.Object{},
			Uses:  map[*ast.Ident]types.Object{},
			Types: map[ast.Expr]types.TypeAndValue{},
		},
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		name = filepath.Join(dir, name)
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		s.Files[name] = file
		files = append(files, file)
	}
	config := types.Config{Importer: imports, Sizes: types.SizesFor("gc", runtime.GOARCH)}
	s.Package, err = config.Check(path.Join(ModulePath, filepath.ToSlash(dir)), fset, files, s.Info)
	return s, err
}

// exportData returns an importer that reads what the compiler wrote about the
// packages that those of the module import.
func exportData(fset *token.FileSet) (types.Importer, error) {
	list := exec.Command("go", "list", "-deps", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", ".", "./internal/...")
	list.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	list.Stderr = new(strings.Builder)
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, list.Stderr)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = file
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	}), nil
}

// AddedTo returns the name of the tally that a method adds a row to: its receiver, or the
// first argument of the Add of a rule. It is empty for all other methods.
func AddedTo(method *types.Func) string {
	signature := method.Signature()
	if method.Name() != "Add" {
		return ""
	}
	tally, isPointer := signature.Recv().Type().(*types.Pointer)
	if !isPointer {
		tally, isPointer = signature.Params().At(0).Type().(*types.Pointer)
	}
	if !isPointer {
		return ""
	}
	return tally.Elem().(*types.Named).Obj().Name()
}
