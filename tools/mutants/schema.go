package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A source is one file of a package.
type source struct {
	name   string
	data   []byte
	plain  []byte // with spaces in place of comments
	file   *token.File
	syntax *ast.File
}

func newSource(name string, data []byte, set *token.FileSet, tree *ast.File) *source {
	s := &source{name: name, data: data, plain: slices.Clone(data), file: set.File(tree.FileStart), syntax: tree}
	for _, group := range tree.Comments {
		for i := s.file.Offset(group.Pos()); i < s.file.Offset(group.End()); i++ {
			if s.plain[i] != '\n' {
				s.plain[i] = ' '
			}
		}
	}
	return s
}

func (f *source) slice(from, to token.Pos) string {
	return string(f.data[f.file.Offset(from):f.file.Offset(to)])
}

func (f *source) text(n ast.Node) string { return f.slice(n.Pos(), n.End()) }

// change returns the lines around from..to on one line, without comments, before and
// after it is replaced.
func (f *source) change(from, to token.Pos, text string) (before, after string) {
	a, b := f.file.Offset(from), f.file.Offset(to)
	start := bytes.LastIndexByte(f.plain[:a], '\n') + 1
	end := len(f.plain)
	if i := bytes.IndexByte(f.plain[b:], '\n'); i >= 0 {
		end = b + i
	}
	return oneLine(string(f.plain[start:end])), oneLine(string(f.plain[start:a]) + text + string(f.plain[b:end]))
}

// A folder is a package: its files, type-checked.
type folder struct {
	path  string // relative to the module
	name  string
	files []*source
	info  *types.Info
	types *types.Package
}

// goCommand runs the go command in a folder, without a workspace.
func goCommand(dir string, args ...string) (string, error) {
	c := exec.Command("go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOWORK=off")
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}

// load parses and type-checks the package in a folder of a module, without its tests.
func load(module, path string) (*folder, error) { return loadWith(module, path, nil) }

// loadWith loads a package with other files in place of its own, and more, by their names
// relative to the module.
func loadWith(module, path string, changed map[string][]byte) (*folder, error) {
	dir := filepath.Join(module, path)
	list, err := goCommand(dir, "list", "-f", "{{.Name}}{{range .GoFiles}}\n{{.}}{{end}}", ".")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(list), "\n")
	f := &folder{path: path, name: lines[0]}
	set := token.NewFileSet()
	var syntax []*ast.File
	names := lines[1:]
	for name := range changed {
		if base := filepath.Base(name); filepath.Join(path, base) == filepath.FromSlash(name) && !slices.Contains(names, base) {
			names = append(names, base)
		}
	}
	for _, name := range names {
		data, ok := changed[filepath.ToSlash(filepath.Join(path, name))]
		if !ok {
			if data, err = os.ReadFile(filepath.Join(dir, name)); err != nil {
				return nil, err
			}
		}
		tree, err := parser.ParseFile(set, name, data, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return nil, err
		}
		f.files = append(f.files, newSource(name, data, set, tree))
		syntax = append(syntax, tree)
	}

	exports, err := goCommand(dir, "list", "-deps", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", ".")
	if err != nil {
		return nil, err
	}
	export := make(map[string]string)
	for line := range strings.Lines(exports) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		export[path] = file
	}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(export[path])
	})}
	f.info = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue),
		Uses:  make(map[*ast.Ident]types.Object),
		Defs:  make(map[*ast.Ident]types.Object),
	}
	f.types, err = config.Check(f.name, set, syntax, f.info)
	return f, err
}

// mutants returns all mutants of the package.
func (f *folder) mutants() []*mutant {
	var all []*mutant
	for _, file := range f.files {
		all = append(all, mutantsOf(file, f.info, f.types)...)
	}
	return all
}

// A schema is a file with mutants built in. Edits only insert text, or replace a single
// token, so that mutants may lie within one another.
type schema struct {
	source   *source
	opening  map[int]string // before the text at an offset, the outer first
	closing  map[int]string // after the text before an offset, the inner first
	replaced map[int]replacement
}

type replacement struct {
	length int
	text   string
}

func newSchema(s *source) *schema {
	return &schema{source: s, opening: map[int]string{}, closing: map[int]string{}, replaced: map[int]replacement{}}
}

// insert puts text before a position.
func (s *schema) insert(at token.Pos, text string) { s.opening[s.source.file.Offset(at)] += text }

// insertAfterToken puts text after a token.
func (s *schema) insertAfterToken(at token.Pos, length int, text string) {
	offset := s.source.file.Offset(at)
	s.replaced[offset] = replacement{length, string(s.source.data[offset:offset+length]) + text}
}

// wrap puts text around a node. Outer nodes are wrapped before those within them.
func (s *schema) wrap(n ast.Node, before, after string) {
	s.insert(n.Pos(), before)
	end := s.source.file.Offset(n.End())
	s.closing[end] = after + s.closing[end]
}

// flip makes a truth value its opposite in one mutant.
func (s *schema) flip(e ast.Expr, number int) {
	s.wrap(e, "((", fmt.Sprintf(") != mutantIs(%d))", number))
}

// replace puts text in place of a token.
func (s *schema) replace(at token.Pos, length int, text string) {
	s.replaced[s.source.file.Offset(at)] = replacement{length, text}
}

// bytes returns the file with all edits.
func (s *schema) bytes() []byte {
	var out bytes.Buffer
	data := s.source.data
	for i := 0; i <= len(data); i++ {
		out.WriteString(s.closing[i])
		out.WriteString(s.opening[i])
		if r, ok := s.replaced[i]; ok {
			out.WriteString(r.text)
			// Edits within the replaced text are those at its ends.
			for j := i + 1; j < i+r.length; j++ {
				out.WriteString(s.closing[j])
				out.WriteString(s.opening[j])
			}
			i += r.length - 1
			continue
		}
		if i < len(data) {
			out.WriteByte(data[i])
		}
	}
	return out.Bytes()
}

// generated is the file that every mutated package gets. Only one mutant is on, by its
// number; with a trace, the numbers of all mutants that a run comes to are written down.
const generated = `package %s

import (
	"cmp"
	"os"
	"strconv"
	"sync/atomic"
)

var mutantNumber, mutantTrace = mutantStart()

var mutantSeen [%d]atomic.Bool

func mutantStart() (int, *os.File) {
	number, _ := strconv.Atoi(os.Getenv("MUTANT"))
	name := os.Getenv("MUTANT_TRACE")
	if name == "" {
		return number, nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		os.Exit(3)
	}
	return number, file
}

func mutantIs(n int) bool {
	if mutantTrace != nil {
		mutantReached(n)
	}
	return n == mutantNumber
}

func mutantReached(n int) {
	if !mutantSeen[n].Swap(true) {
		mutantTrace.WriteString(strconv.Itoa(n) + "\n")
	}
}

type mutantReal interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

func mutantLess[T cmp.Ordered](n int, a, b T) bool         { if mutantIs(n) { return a <= b }; return a < b }
func mutantLessEqual[T cmp.Ordered](n int, a, b T) bool    { if mutantIs(n) { return a < b }; return a <= b }
func mutantGreater[T cmp.Ordered](n int, a, b T) bool      { if mutantIs(n) { return a >= b }; return a > b }
func mutantGreaterEqual[T cmp.Ordered](n int, a, b T) bool { if mutantIs(n) { return a > b }; return a >= b }

func mutantPlus[T mutantReal](n int, a, b T) T     { if mutantIs(n) { return a - b }; return a + b }
func mutantMinus[T mutantReal](n int, a, b T) T    { if mutantIs(n) { return a + b }; return a - b }
func mutantTimes[T mutantReal](n int, a, b T) T    { if mutantIs(n) { return a / b }; return a * b }
func mutantQuotient[T mutantReal](n int, a, b T) T { if mutantIs(n) { return a * b }; return a / b }
func mutantNext[T mutantReal](n int, a T) T        { if mutantIs(n) { return a + 1 }; return a }
func mutantMax[T mutantReal](n int, a, b T) T      { if mutantIs(n) { return min(a, b) }; return max(a, b) }
func mutantMin[T mutantReal](n int, a, b T) T      { if mutantIs(n) { return max(a, b) }; return min(a, b) }

func mutantRemainder[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr](n int, a, b T) T {
	if mutantIs(n) { return a * b }
	return a %% b
}

func mutantSign(n int, c int) int { if mutantIs(n) { return -c }; return c }

type mutantSum[T any] interface { Add(T) T; Sub(T) T }
type mutantProduct[T any] interface { Add(T) T; Mul(T) T }

func mutantAdd[T mutantSum[T]](n int, a, b T) T     { if mutantIs(n) { return a.Sub(b) }; return a.Add(b) }
func mutantSub[T mutantSum[T]](n int, a, b T) T     { if mutantIs(n) { return a.Add(b) }; return a.Sub(b) }
func mutantMul[T mutantProduct[T]](n int, a, b T) T { if mutantIs(n) { return a.Add(b) }; return a.Mul(b) }
`

// generatedName is the name of that file.
const generatedName = "zz_mutants.go"

// write builds numbered mutants of a package into a copy of its module. The number of a
// mutant is its index in the list, plus 1.
func (f *folder) write(copied string, numbers map[*mutant]int) error {
	dir := filepath.Join(copied, f.path)
	schemas := make(map[string]*schema)
	for _, file := range f.files {
		schemas[file.name] = newSchema(file)
	}
	// In the order in which they were found: the outer before the inner.
	chosen := make([]*mutant, 0, len(numbers))
	most := 0
	for m, number := range numbers {
		chosen = append(chosen, m)
		most = max(most, number)
	}
	slices.SortFunc(chosen, func(a, b *mutant) int {
		return cmp.Or(cmp.Compare(a.decl, b.decl), cmp.Compare(a.ordinal, b.ordinal))
	})
	for _, m := range chosen {
		m.build(schemas[m.file], numbers[m])
	}
	for name, s := range schemas {
		if err := os.WriteFile(filepath.Join(dir, name), s.bytes(), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, generatedName), fmt.Appendf(nil, generated, f.name, most+1), 0o644)
}

// copyModule copies a module to a new folder, without what begins with a dot.
func copyModule(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if relative != "." && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		target := filepath.Join(to, relative)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}
