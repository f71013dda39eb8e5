package house

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// notLimits are the constants named max that no caller meets as a limit of what is given.
var notLimits = map[string]bool{
	"maxCounted": true, "maxDayOffsets": true, "maxDays": true, "maxDriverAnswers": true, "maxHelpWindow": true,
	"maxSkewness": true, "maxTarget": true, "maxWraps": true,
}

// docs/limits.md has every limit of the package with its number.
func TestLimitsPage(t *testing.T) {
	page, err := os.ReadFile("docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([mM]ax[A-Za-z]+)` \\| ([0-9,]+) \\|").FindAllStringSubmatch(string(page), -1) {
		told[row[1]] = strings.ReplaceAll(row[2], ",", "")
	}
	limits := limitsOfSource(t)
	if len(limits) < 30 {
		t.Fatalf("only %d limits in the source", len(limits))
	}
	for name, value := range limits {
		switch got, ok := told[name]; {
		case ok == notLimits[name]:
			t.Errorf("%s: on the page %v, want that or an entry in notLimits", name, ok)
		case ok && got != value:
			t.Errorf("%s: %s on the page, %s in the source", name, got, value)
		}
	}
	for name := range told {
		if limits[name] == "" {
			t.Errorf("%s is on the page, and no constant of the source", name)
		}
	}
}

// limitsOfSource returns the constants of the root whose names begin with max.
func limitsOfSource(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	limits := map[string]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			constants, ok := decl.(*ast.GenDecl)
			if !ok || constants.Tok != token.CONST {
				continue
			}
			for _, spec := range constants.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if strings.HasPrefix(strings.ToLower(name.Name), "max") && i < len(v.Values) {
						limits[name.Name] = number(v.Values[i])
					}
				}
			}
		}
	}
	return limits
}

// number returns the value of a literal, or of a literal shifted by another, in digits; of
// any other expression it returns a word that is no number.
func number(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0).ExactString()
	case *ast.BinaryExpr:
		x, ok1 := e.X.(*ast.BasicLit)
		y, ok2 := e.Y.(*ast.BasicLit)
		if ok1 && ok2 && e.Op == token.SHL {
			shift, _ := constant.Uint64Val(constant.MakeFromLiteral(y.Value, y.Kind, 0))
			return constant.Shift(constant.MakeFromLiteral(x.Value, x.Kind, 0), token.SHL, uint(shift)).ExactString()
		}
	}
	return "computed"
}
