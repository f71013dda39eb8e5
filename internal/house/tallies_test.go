package house

import (
	"go/ast"
	"go/types"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// customerTallies count customers or their accounts, or open tickets, who are in many periods: they must not
// satisfy PeriodTally, so that Rolling of them does not compile.
var customerTallies = []string{
	"ActivityLog", "Backlog", "Churn", "Clustered", "Cohorts", "CompetingRisks", "Engagement", "Funnel", "Lifecycle", "Linkage", "Loyalty", "Movements", "Paths", "PeakEnd",
	"Referrals", "Repeat",
	"Retention", "Survival", "Transitions",
}

// TestPeriodTallies checks that every tally satisfies PeriodTally, except those of customers,
// and that the comment of PeriodTally names those that do.
func TestPeriodTallies(t *testing.T) {
	source := Load(t)
	comment := ""
	for _, decl := range source.Files["group.go"].Decls {
		if d, ok := decl.(*ast.GenDecl); ok && strings.HasPrefix(d.Doc.Text(), "PeriodTally ") {
			comment = d.Doc.Text()
		}
	}
	_, list, ok := strings.Cut(comment, "These satisfy it:")
	if !ok {
		t.Fatal("the comment of PeriodTally has no list of those that satisfy it")
	}
	named := regexp.MustCompile(`\*\w+`).FindAllString(list, -1)
	for name, has := range mergeable(source) {
		want := !slices.Contains(customerTallies, name)
		if got := has("PoolsPeriods"); got != want {
			t.Errorf("%s has PoolsPeriods: %v, want %v", name, got, want)
		}
		if got := slices.Contains(named, "*"+name); got != want {
			t.Errorf("the comment of PeriodTally names *%s: %v, want %v", name, got, want)
		}
	}
}

// mergeable yields the exported types with a Merge, and what tells of each whether it has a method.
func mergeable(source *Source) iter.Seq2[string, func(method string) bool] {
	return func(yield func(string, func(string) bool) bool) {
		scope := source.Package.Scope()
		for _, name := range scope.Names() {
			object, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || !object.Exported() || types.IsInterface(object.Type()) {
				continue
			}
			has := func(method string) bool {
				m, _, _ := types.LookupFieldOrMethod(types.NewPointer(object.Type()), false, source.Package, method)
				return m != nil
			}
			if has("Merge") && !yield(name, has) {
				return
			}
		}
	}
}

// TestMerging checks that the table of the package comment has every type with a Merge, by what
// its rows may be split, and whether it has an Unmerge.
func TestMerging(t *testing.T) {
	source := Load(t)
	_, table, _ := strings.Cut(source.Files["doc.go"].Doc.Text(), "what bounds the size of the tally:\n\n")
	table, _, ok := strings.Cut(table, "\n\n")
	if !ok {
		t.Fatal("the package comment has no table of what merges")
	}
	type entry struct{ split, size string }
	entries := make(map[string]entry)
	var last entry
	for line := range strings.Lines(table) {
		cells := regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(line), -1)
		if len(cells) == 3 {
			last = entry{cells[1], cells[2]}
		}
		for name := range strings.SplitSeq(strings.TrimSuffix(cells[0], ","), ", ") {
			entries[name] = last
		}
	}
	for name, has := range mergeable(source) {
		e, ok := entries[name]
		switch {
		case !ok:
			t.Errorf("the table of what merges has no %s", name)
		case (e.split == "any rows" || e.split == "any, of one AsOf") != has("PoolsPeriods"):
			t.Errorf("%s is split by %q, and has PoolsPeriods: %v", name, e.split, has("PoolsPeriods"))
		}
		if strings.HasSuffix(e.size, "with Unmerge") != has("Unmerge") {
			t.Errorf("%s: the table has %q, and there is an Unmerge: %v", name, e.size, has("Unmerge"))
		}
	}
}
