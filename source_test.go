package cx_test

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

// modulePath is the path of the package, and the beginning of those below it.
const modulePath = "github.com/cxmetrics/cx"

// packageSource is a package as its files have it, without the tests.
type packageSource struct {
	fset    *token.FileSet
	files   map[string]*ast.File // by path
	imports types.Importer
	pkg     *types.Package
	info    *types.Info
}

// loadSource returns the package as its files have it.
func loadSource(t *testing.T) *packageSource { return loadSources(t)[0] }

// loadSources returns the package, and then those below internal that are part of it in a
// program: not those that help its tests.
func loadSources(t *testing.T) []*packageSource {
	t.Helper()
	sources, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// loadOnce parses and type-checks the files of the packages, once.
var loadOnce = sync.OnceValues(func() ([]*packageSource, error) {
	dirs := []string{"."}
	err := filepath.WalkDir("internal", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case slices.Contains([]string{"cxtest", "reference", "testdata"}, entry.Name()):
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
	var sources []*packageSource
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
func loadDir(dir string, fset *token.FileSet, imports types.Importer) (*packageSource, error) {
	found, err := build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	s := &packageSource{
		fset:    fset,
		files:   map[string]*ast.File{},
		imports: imports,
		info: &types.Info{
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
		s.files[name] = file
		files = append(files, file)
	}
	config := types.Config{Importer: imports, Sizes: types.SizesFor("gc", runtime.GOARCH)}
	s.pkg, err = config.Check(path.Join(modulePath, filepath.ToSlash(dir)), fset, files, s.info)
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
