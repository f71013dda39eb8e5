package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A fault is a patch of one file, which says what a careless author gets wrong.
type fault struct {
	id    string // nps/01-no-passives
	patch string
	file  string // relative to the module
	hunks []hunk
}

// A hunk is whole lines before and after a change, with those around it.
type hunk struct{ before, after string }

// readFaults reads the patches of a folder and the folders in it, in the order of their names.
func readFaults(dir string) ([]*fault, error) {
	var faults []*fault
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		id, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		id, ok := strings.CutSuffix(filepath.ToSlash(id), ".patch")
		if !ok {
			return fmt.Errorf("%s is no patch", name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parseFault(id, string(data))
		faults = append(faults, f)
		return err
	})
	return faults, err
}

// parseFault reads a patch: what is wrong, in words, and a unified diff of one file.
func parseFault(id, patch string) (*fault, error) {
	wrong := func(what string) (*fault, error) { return nil, fmt.Errorf("%s: %s", id, what) }
	words, diff, ok := strings.Cut(patch, "\n--- a/")
	if !ok || strings.TrimSpace(words) == "" || strings.HasPrefix(words, "---") {
		return wrong("want what is wrong in words, then a diff that begins with --- a/")
	}
	parts := strings.Split("\n"+diff, "\n@@ ")
	names := strings.Split(strings.Trim(parts[0], "\n"), "\n")
	if len(parts) == 1 || len(names) != 2 || names[1] != "+++ b/"+names[0] {
		return wrong("want one file, under the same name before and after, and a change of it")
	}
	f := &fault{id: id, patch: patch, file: names[0]}
	for _, part := range parts[1:] {
		where, lines, _ := strings.Cut(strings.TrimSuffix(part, "\n"), "\n")
		var h hunk
		list := strings.Split(lines, "\n")
		if strings.HasPrefix(list[len(list)-1], "-") || strings.HasPrefix(list[len(list)-1], "+") {
			return wrong("a hunk ends with a change: git takes it for the end of the file")
		}
		for _, line := range list {
			text := strings.TrimLeft(line[:min(len(line), 1)], " +-")
			switch {
			case text != "":
				return wrong("a line of the diff begins with none of space, + and -")
			case strings.HasPrefix(line, "-"):
				h.before += line[1:] + "\n"
			case strings.HasPrefix(line, "+"):
				h.after += line[1:] + "\n"
			default:
				h.before += strings.TrimPrefix(line, " ") + "\n"
				h.after += strings.TrimPrefix(line, " ") + "\n"
			}
		}
		var from, to, before, after int
		_, err := fmt.Sscanf(where, "-%d,%d +%d,%d @@", &from, &before, &to, &after)
		if err != nil || before != strings.Count(h.before, "\n") || after != strings.Count(h.after, "\n") {
			return wrong("the numbers of lines in @@ are not those of the lines that follow")
		}
		f.hunks = append(f.hunks, h)
	}
	return f, nil
}

// apply returns a file with the fault. The text that it changes is found wherever it has
// moved, and must be there once.
func (f *fault) apply(data []byte) ([]byte, error) {
	text := "\n" + string(data)
	for _, h := range f.hunks {
		if n := strings.Count(text, "\n"+h.before); n != 1 {
			return nil, fmt.Errorf("%s: the text to change is %d times in %s, want once:\n%s", f.id, n, f.file, h.before)
		}
		text = strings.Replace(text, "\n"+h.before, "\n"+h.after, 1)
	}
	return []byte(text[1:]), nil
}

// functions returns the functions of a file that have a body, and the file without those bodies.
func functions(s *source) (list []*ast.FuncDecl, rest string) {
	at := s.syntax.FileStart
	for _, d := range s.syntax.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			list = append(list, f)
			rest += s.slice(at, f.Body.Pos())
			at = f.Body.End()
		}
	}
	return list, rest + s.slice(at, s.syntax.FileEnd)
}

func parseSource(name string, data []byte) (*source, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, data, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	return newSource(name, data, set, tree), nil
}

// build puts the fault into the file of a schema: each function that the patch changes
// runs the body that the patch gives it, where the number is on.
func (f *fault) build(s *schema, number int) error {
	data, err := f.apply(s.source.data)
	if err != nil {
		return err
	}
	faulty, err := parseSource(f.file, data)
	if err != nil {
		return fmt.Errorf("%s: %w", f.id, err)
	}
	was, rest := functions(s.source)
	is, restNow := functions(faulty)
	if rest != restNow {
		return fmt.Errorf("%s: it changes more than the bodies of functions", f.id)
	}
	changed := false
	for i, before := range was {
		after := is[i]
		if s.source.code(before.Body) == faulty.code(after.Body) {
			continue
		}
		changed = true
		// An error of the compiler then names the patch.
		body := fmt.Sprintf("/*line %s.patch:1*/%s()", f.id, faulty.text(after.Body))
		if results := before.Type.Results; results != nil {
			s.insert(before.Body.Lbrace+1, fmt.Sprintf("if mutantIs(%d) { return func() %s %s };", number, s.source.text(results), body))
		} else {
			s.insert(before.Body.Lbrace+1, fmt.Sprintf("if mutantIs(%d) { func() %s; return };", number, body))
		}
	}
	if !changed {
		return fmt.Errorf("%s: it changes no body of a function", f.id)
	}
	return nil
}

// code is the text of a node without comments, on one line.
func (f *source) code(n ast.Node) string {
	return oneLine(string(f.plain[f.file.Offset(n.Pos()):f.file.Offset(n.End())]))
}

// buildFaults returns the files of a module that have faults, with all of them built in,
// and the file that each of their packages needs besides. The number of a fault is its
// place in the list, from 1.
func buildFaults(module string, faults []*fault) (map[string][]byte, error) {
	schemas := make(map[string]*schema)
	files := make(map[string][]byte)
	var all error
	for i, f := range faults {
		s := schemas[f.file]
		if s == nil {
			data, err := os.ReadFile(filepath.Join(module, filepath.FromSlash(f.file)))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.id, err)
			}
			source, err := parseSource(f.file, data)
			if err != nil {
				return nil, err
			}
			s = newSchema(source)
			schemas[f.file] = s
			name := path.Join(path.Dir(f.file), generatedName)
			files[name] = fmt.Appendf(nil, generated, source.syntax.Name.Name, len(faults)+1)
		}
		all = errors.Join(all, f.build(s, i+1))
	}
	for name, s := range schemas {
		files[name] = s.bytes()
	}
	return files, all
}

// faults tests all patches of a folder. It is an error if one survives.
func faults(r *runner, dir string) error {
	all, err := readFaults(dir)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("there are no patches")
	}
	list := make([]entry, len(all))
	for i, f := range all {
		list[i] = entry{outcome: open, file: f.file, id: f.id, old: oneLine(f.hunks[0].before), new: oneLine(f.hunks[0].after)}
	}
	outcomes, err := r.run(list, func(copied string) error {
		files, err := buildFaults(copied, all)
		for name, data := range files {
			err = cmp.Or(err, os.WriteFile(filepath.Join(copied, filepath.FromSlash(name)), data, 0o644))
		}
		return err
	})
	if err != nil {
		return err
	}
	return reportFaults(r, all, outcomes)
}

// reportFaults prints how many faults of each family are caught, and the patches of the rest.
func reportFaults(r *runner, all []*fault, outcomes []entry) error {
	var families []string
	caught, total := make(map[string]int), make(map[string]int)
	survived := 0
	var b bytes.Buffer
	for i, e := range outcomes {
		family := path.Dir(e.id)
		if total[family]++; total[family] == 1 {
			families = append(families, family)
		}
		if e.outcome == "killed" {
			caught[family]++
			continue
		}
		survived++
		fmt.Fprintf(&b, "\n%s survives: %s\n%s", e.id, e.how, all[i].patch)
	}
	slices.Sort(families)
	fmt.Fprintln(r.out)
	for _, family := range families {
		fmt.Fprintf(r.out, "%s: %d of %d caught\n", family, caught[family], total[family])
	}
	r.out.Write(b.Bytes())
	fmt.Fprintf(r.out, "\n%d of %d faults are caught\n", len(all)-survived, len(all))
	if survived > 0 {
		return fmt.Errorf("%d faults survive", survived)
	}
	return nil
}
