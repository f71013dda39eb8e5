package main

import (
	"bufio"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
)

// An entry is a line of a list: one mutant, as text, and what became of it.
type entry struct {
	outcome string // killed or survived, or open
	file    string
	id      string
	old     string
	new     string
	how     string // the test that killed it first, or why none did
}

const open = "open"

func (e entry) line() string {
	return strings.Join([]string{e.outcome, e.file, e.id, e.old, e.new, e.how}, "\t")
}

// sampleAll chooses n of all mutants, the same for the same seed. They are in the order of
// the source's files and declarations.
func sampleAll(mutants []*mutant, n int, seed uint64, leaveOut func(decl string) bool) ([]entry, error) {
	candidates := slices.DeleteFunc(slices.Clone(mutants), func(m *mutant) bool { return leaveOut(m.decl) })
	if len(candidates) < n {
		return nil, fmt.Errorf("there are %d mutants, fewer than %d", len(candidates), n)
	}
	byName := func(a, b *mutant) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.decl, b.decl), cmp.Compare(a.ordinal, b.ordinal))
	}
	slices.SortStableFunc(candidates, byName)
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
	chosen := candidates[:n]
	slices.SortStableFunc(chosen, byName)
	list := make([]entry, n)
	for i, m := range chosen {
		list[i] = entry{outcome: open, file: m.file, id: m.id(), old: m.old, new: m.new}
	}
	return list, nil
}

// sample chooses n mutants of each file, the same for the same seed.
func sample(mutants []*mutant, files []string, n int, seed uint64, leaveOut func(decl string) bool) ([]entry, error) {
	var list []entry
	for i, file := range files {
		var candidates []*mutant
		for _, m := range mutants {
			if m.file == file && !leaveOut(m.decl) {
				candidates = append(candidates, m)
			}
		}
		if len(candidates) < n {
			return nil, fmt.Errorf("%s has %d mutants, fewer than %d", file, len(candidates), n)
		}
		byName := func(a, b *mutant) int {
			return cmp.Or(cmp.Compare(a.decl, b.decl), cmp.Compare(a.ordinal, b.ordinal))
		}
		slices.SortFunc(candidates, byName)
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		random.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
		chosen := candidates[:n]
		slices.SortFunc(chosen, byName)
		for _, m := range chosen {
			list = append(list, entry{outcome: open, file: m.file, id: m.id(), old: m.old, new: m.new})
		}
	}
	return list, nil
}

const header = `# Mutants: the outcome, the file at the time of the choice, the mutant (declaration, ordinal within it,
# kind), the source before, the source after, and a test that killed it, or why none did.
`

func writeList(name string, list []entry) error {
	var b strings.Builder
	b.WriteString(header)
	for _, e := range list {
		b.WriteString(e.line() + "\n")
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}

// readList reads a list, or a file of results, which has the same form.
func readList(name string) ([]entry, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var list []entry
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		line := scanner.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			return nil, fmt.Errorf("%s: a line has %d columns, want 6: %s", name, len(f), line)
		}
		list = append(list, entry{f[0], f[1], f[2], f[3], f[4], f[5]})
	}
	return list, scanner.Err()
}

// idParts takes a mutant's name apart.
func idParts(id string) (decl string, ordinal int, kind string, err error) {
	name, kind, ok := strings.Cut(id, " ")
	decl, number, ok2 := strings.Cut(name, "#")
	ordinal, err = strconv.Atoi(number)
	if !ok || !ok2 || err != nil {
		return "", 0, "", fmt.Errorf("%q names no mutant", id)
	}
	return decl, ordinal, kind, nil
}

// resolve finds the mutants of a list in the source. Where its declaration is as it was,
// a mutant is the one with its name and its text; where the declaration has changed
// around it, the one that makes the same change of the same text; where its line has
// changed, the one with its name. The rest, in no declaration any more, is nil.
func resolve(list []entry, mutants []*mutant, renamed map[string]string) ([]*mutant, error) {
	type names struct {
		decl, kind string
		ordinal    int
	}
	wanted := make([]names, len(list))
	for i, e := range list {
		decl, ordinal, kind, err := idParts(e.id)
		if err != nil {
			return nil, err
		}
		if name, ok := renamed[decl]; ok {
			decl = name
		}
		wanted[i] = names{decl, kind, ordinal}
	}
	byDecl := make(map[string][]*mutant)
	for _, m := range mutants {
		byDecl[m.decl] = append(byDecl[m.decl], m)
	}
	found := make([]*mutant, len(list))
	taken := make(map[*mutant]bool)
	for _, rule := range []struct{ byOrdinal, byText bool }{{true, true}, {false, true}, {true, false}} {
		for i, e := range list {
			for _, m := range byDecl[wanted[i].decl] {
				if found[i] == nil && !taken[m] && m.kind == wanted[i].kind &&
					(!rule.byOrdinal || m.ordinal == wanted[i].ordinal) &&
					(!rule.byText || m.old == e.old && m.new == e.new) {
					found[i], taken[m] = m, true
				}
			}
		}
	}
	return found, nil
}
