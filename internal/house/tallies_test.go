package house

import (
	"go/ast"
	"go/types"
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
		if !has("Merge") {
			continue
		}
		want := !slices.Contains(customerTallies, name)
		if got := has("PoolsPeriods"); got != want {
			t.Errorf("%s has PoolsPeriods: %v, want %v", name, got, want)
		}
		if got := slices.Contains(named, "*"+name); got != want {
			t.Errorf("the comment of PeriodTally names *%s: %v, want %v", name, got, want)
		}
	}
}
