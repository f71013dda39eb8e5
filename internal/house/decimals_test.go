package house

import (
	"go/types"
	"os"
	"strings"
	"testing"
)

// TestHostileDecimals checks that the hostile settings have every variable of the decimal package.
func TestHostileDecimals(t *testing.T) {
	text, err := os.ReadFile("internal/cxtest/decimals.go")
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := Load(t).Imports.Import("github.com/shopspring/decimal")
	if err != nil {
		t.Fatal(err)
	}
	variables := 0
	for _, name := range pkg.Scope().Names() {
		if v, ok := pkg.Scope().Lookup(name).(*types.Var); ok && v.Exported() {
			variables++
			if !strings.Contains(string(text), "= s."+name) && !strings.Contains(string(text), ", s."+name) {
				t.Errorf("%s is a variable of the decimal package, and no setting sets it", name)
			}
		}
	}
	if variables == 0 {
		t.Error("the decimal package has no variables")
	}
}
