package house

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
	"testing"
)

// families is the families of files in layers. A file is of the family that its name
// begins with, up to the first underscore or the dot. It names what files of its own
// family and of layers before it declare. Families of one layer do not name each other,
// unless neighbors says why. A family with no file yet has its place all the same.
var families = [][]string{
	{"doc", "cx", "errors", "money", "json"}, // the ground
	{"calendar"},
	{"stats"},
	// The questions of a survey.
	{"scale"},
	{"ratings"},
	{"nps", "csat"},
	{"ces"},
	{"group"},
	{"crosstab"},
	{"question", "sentiment", "word", "phrase", "theme", "agreement", "survey", "benchmark"},
	// Customers over time.
	{"cohort"},
	{"retention", "lifecycle", "rfm", "health", "lifetime", "journey"},
	{"survival"},
	{"churn", "revenue"},
	{"account", "fieldwork", "contact", "driver"},
	{"event"},
	{"funnel", "attribution"},
	{"forecast", "touch", "loyalty"},
	{"support", "case"},
	{"linkage", "referral"},
	{"customer"},
}

// neighbors is the families that name others of their layer, and why.
var neighbors = map[string]map[string]string{
	"case": {
		"support": "a case is waited for by business hours",
	},
	"contact": {
		"fieldwork": "who was asked is an invitation",
	},
	"cx": {
		"errors": "a rating that is not valid is an error",
		"json":   "a response decodes itself",
	},
	"json": {
		"errors": "what is not valid is an error",
		"money":  "amounts are texts",
	},
	"money": {
		"cx":     "an amount has so many Places",
		"errors": "an amount that is not valid is an error",
	},
	"phrase": {
		"word": "phrases are made of words",
	},
	"survey": {
		"question": "a survey is made of questions",
	},
	"revenue": {
		"churn": "the stays of subscribers are spells",
	},
}

// TestFamilies checks that every source file is of a family, and names only what its own
// family and those before it declare, so that a reader may begin with any family and needs
// no later one.
func TestFamilies(t *testing.T) {
	seen := map[string]bool{}
	for _, layer := range families {
		for _, family := range layer {
			if seen[family] {
				t.Errorf("the family %s is there twice", family)
			}
			seen[family] = true
		}
	}
	checkFamiliesPage(t)
	source := Load(t)
	for _, fault := range familyFaults(source.Fset, source.Files, source.Info) {
		t.Error(fault)
	}
}

// TestFamiliesGuard checks that TestFamilies sees what breaks the order, and only that.
func TestFamiliesGuard(t *testing.T) {
	tests := []struct {
		name, file, source string
		fault              string // what it says, blank for nothing
	}{
		{"the own family", "stats_more.go", "var _ = mean()", ""},
		{"a layer before", "group.go", "var _ = mean()", ""},
		{"a neighbor with a reason", "money.go", "const _ = places", ""},
		{"a package", "calendar.go", `import "errors"; var _ = errors.New("")`, ""},
		{"a local of the name", "calendar.go", "func f(mean int) int { return mean }", ""},
		{"a function of a layer above", "calendar.go", "\nvar _ = mean()", "calendar.go:2: mean is declared in stats.go, whose family is above calendar"},
		{"a type", "calendar.go", "var _ tally", "tally is declared in stats.go"},
		{"a field", "calendar.go", "func f(t interface{ get() holder }) { _ = t.get().inner.count }", "count is declared in stats.go"},
		{"a method", "calendar.go", "func f(h holder) { h.inner.add() }", "add is declared in stats.go"},
		{"a method of a generic type", "calendar.go", "func f(h holder) { h.list.push(1) }", "push is declared in stats.go"},
		{"a neighbor without a reason", "csat.go", "var _ score", "score is declared in nps.go, whose family is beside csat"},
		{"a neighbor that may not be named back", "errors.go", "const _ = places", "places is declared in cx.go"},
		{"a family that is unknown", "helpers.go", "", "helpers.go: the family helpers is unknown"},
		{"a family that only begins like one", "statistics.go", "", "statistics.go: the family statistics is unknown"},
	}
	others := map[string]string{
		"cx.go":    "const places = 8",
		"stats.go": "type tally struct { count int }; func (t tally) add() {}; func mean() int { return 0 }; type list[T any] []T; func (l list[T]) push(T) {}",
		"nps.go":   "type score int",
		// This one breaks the order, so that a case can reach what it does not name a type of.
		"special.go": "type holder struct { inner tally; list list[int] }",
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fset, files := token.NewFileSet(), map[string]*ast.File{}
			var list []*ast.File
			for name, source := range others {
				addSource(t, fset, files, name, source)
				list = append(list, files[name])
			}
			addSource(t, fset, files, test.file, test.source)
			list = append(list, files[test.file])
			info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
			config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
			if _, err := config.Check("cx", fset, list, info); err != nil {
				t.Fatal(err)
			}
			var faults []string
			for _, fault := range familyFaults(fset, files, info) {
				if !strings.HasPrefix(fault, "special.go:") {
					faults = append(faults, fault)
				}
			}
			if test.fault == "" && faults != nil || test.fault != "" && !slices.ContainsFunc(faults, func(fault string) bool { return strings.Contains(fault, test.fault) }) {
				t.Errorf("familyFaults = %q, want %q", faults, test.fault)
			}
		})
	}
}

// addSource parses a file of package cx.
func addSource(t *testing.T, fset *token.FileSet, files map[string]*ast.File, name, source string) {
	t.Helper()
	file, err := parser.ParseFile(fset, name, "package cx; "+source, 0)
	if err != nil {
		t.Fatal(err)
	}
	files[name] = file
}

// familyFaults returns the files of unknown families, and the names that a file uses and
// may not, in the order of the files.
func familyFaults(fset *token.FileSet, files map[string]*ast.File, info *types.Info) []string {
	var faults []string
	for name := range files {
		if family := familyOf(name); layerOf(family) < 0 {
			faults = append(faults, fmt.Sprintf("%s: the family %s is unknown; give the file another name, or the family a layer", name, family))
		}
	}
	fileOf := func(pos token.Pos) string { return fset.Position(pos).Filename } // of another package, with its folder
	for ident, obj := range info.Uses {
		user, declared := fileOf(ident.Pos()), ""
		if obj.Pkg() != nil && obj.Pos().IsValid() {
			declared = fileOf(obj.Pos())
		}
		if files[declared] == nil {
			continue
		}
		if what := familyFault(familyOf(user), familyOf(declared)); what != "" {
			faults = append(faults, fmt.Sprintf("%s:%d: %s is declared in %s, %s",
				user, fset.Position(ident.Pos()).Line, ident.Name, declared, what))
		}
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

// familyFault says why files of one family may not name what another declares.
func familyFault(user, declared string) string {
	from, to := layerOf(user), layerOf(declared)
	switch {
	case user == declared, to < from, from < 0, to < 0, neighbors[user][declared] != "":
		return ""
	case to == from:
		return "whose family is beside " + user
	}
	return "whose family is above " + user
}

// familyOf returns the family of a file.
func familyOf(name string) string {
	family, _, _ := strings.Cut(strings.TrimSuffix(name, ".go"), "_")
	return family
}

// layerOf returns the number of a family's layer, -1 for an unknown family.
func layerOf(family string) int {
	return slices.IndexFunc(families, func(layer []string) bool { return slices.Contains(layer, family) })
}

// checkFamiliesPage checks that CONTRIBUTING.md shows the order of the families that have
// files: those of a layer with commas, and arrows between the layers.
func checkFamiliesPage(t *testing.T) {
	t.Helper()
	has := map[string]bool{}
	for name := range Load(t).Files {
		has[familyOf(name)] = true
	}
	var layers []string
	for _, layer := range families {
		layer = slices.DeleteFunc(slices.Clone(layer), func(family string) bool { return !has[family] })
		if len(layer) > 0 {
			layers = append(layers, strings.Join(layer, ", "))
		}
	}
	page, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	order := strings.Join(layers, " → ")
	if !strings.Contains(strings.Join(strings.Fields(string(page)), " "), order) {
		t.Errorf("CONTRIBUTING.md does not show the order of the families: %s", order)
	}
}
