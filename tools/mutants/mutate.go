package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// A mutant is one small change of one declaration, and the edits that build it into
// the source beside the original, to be switched on by its number.
type mutant struct {
	file    string // base name of the file it is in
	decl    string // NPS.Score, without the star of a pointer
	ordinal int    // among all mutants of the declaration, from 1, in source order
	kind    string
	old     string // the source lines that it changes, and what they become
	new     string

	build func(s *schema, number int)
}

// id names a mutant without its file, so that it keeps its name when the declaration
// moves.
func (m *mutant) id() string { return fmt.Sprintf("%s#%d %s", m.decl, m.ordinal, m.kind) }

// A walker finds the mutants of one file.
type walker struct {
	file  *source
	info  *types.Info
	pkg   *types.Package
	found []*mutant

	decl    string
	results []string // of the innermost function, as source text
	stack   []ast.Node
}

// mutantsOf returns the mutants of all functions of a file.
func mutantsOf(file *source, info *types.Info, pkg *types.Package) []*mutant {
	w := &walker{file: file, info: info, pkg: pkg}
	for _, d := range file.syntax.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || f.Name.Name == "init" || f.Name.Name == "_" {
			continue
		}
		w.decl = declName(f)
		first := len(w.found)
		w.results = w.resultTypes(f.Type)
		w.walk(f.Body)
		for i, m := range w.found[first:] {
			m.ordinal = i + 1
		}
	}
	return w.found
}

func declName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// resultTypes returns the result types of a function as source text.
func (w *walker) resultTypes(f *ast.FuncType) []string {
	var results []string
	if f.Results == nil {
		return nil
	}
	for _, field := range f.Results.List {
		for range max(len(field.Names), 1) {
			results = append(results, w.file.text(field.Type))
		}
	}
	return results
}

// walk visits a node after its parents and before its children.
func (w *walker) walk(n ast.Node) {
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok != token.VAR {
			return // constants stay constant, and types have no mutants
		}
	case *ast.ArrayType, *ast.StructType, *ast.InterfaceType, *ast.FuncType:
		return
	case *ast.FuncLit:
		outer := w.results
		w.results = w.resultTypes(n.Type)
		defer func() { w.results = outer }()
	}
	w.visit(n)
	w.stack = append(w.stack, n)
	ast.Inspect(n, func(child ast.Node) bool {
		if child == n {
			return true
		}
		if child != nil {
			w.walk(child)
		}
		return false
	})
	w.stack = w.stack[:len(w.stack)-1]
}

func (w *walker) parent() ast.Node {
	if len(w.stack) == 0 {
		return nil
	}
	return w.stack[len(w.stack)-1]
}

// add records a mutant that replaces the source from..to by text.
func (w *walker) add(kind string, from, to token.Pos, text string, build func(s *schema, number int)) {
	before, after := w.file.change(from, to, text)
	w.found = append(w.found, &mutant{file: w.file.name, decl: w.decl, kind: kind, old: before, new: after, build: build})
}

func (w *walker) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		w.binary(n)
	case *ast.CallExpr:
		w.call(n)
	case *ast.BasicLit:
		w.literal(n)
	case *ast.IfStmt:
		w.condition(n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			w.condition(n.Cond)
		}
	case *ast.CaseClause:
		if s, ok := w.ancestor(1).(*ast.SwitchStmt); ok && s.Tag == nil {
			for _, c := range n.List {
				w.condition(c)
			}
		}
	}
	if s, ok := n.(ast.Stmt); ok {
		switch w.parent().(type) {
		case *ast.BlockStmt, *ast.CaseClause:
			w.statement(s)
		}
	}
}

// ancestor returns the node so many levels above the parent, nil if there is none.
func (w *walker) ancestor(levels int) ast.Node {
	if i := len(w.stack) - 1 - levels; i >= 0 {
		return w.stack[i]
	}
	return nil
}

// boundary maps a comparison to the one that differs from it at equality alone.
var boundary = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
}

// swapped maps an operator to the one that a mutant has in its place.
var swapped = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.LAND: token.LOR, token.LOR: token.LAND, token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.MUL_ASSIGN: token.QUO_ASSIGN, token.QUO_ASSIGN: token.MUL_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

// helpers are the functions of the generated file that hold both operators.
var helpers = map[token.Token]string{
	token.LSS: "mutantLess", token.LEQ: "mutantLessEqual", token.GTR: "mutantGreater", token.GEQ: "mutantGreaterEqual",
	token.ADD: "mutantPlus", token.SUB: "mutantMinus", token.MUL: "mutantTimes", token.QUO: "mutantQuotient", token.REM: "mutantRemainder",
}

func (w *walker) binary(b *ast.BinaryExpr) {
	if w.constant(b) {
		return
	}
	operator := func(to token.Token, build func(s *schema, number int)) {
		w.add(b.Op.String()+" -> "+to.String(), b.OpPos, b.OpPos+token.Pos(len(b.Op.String())), to.String(), build)
	}
	helper := func(s *schema, number int) {
		s.wrap(b, fmt.Sprintf("%s(%d, ", helpers[b.Op], number), ")")
		s.replace(b.OpPos, len(b.Op.String()), ",")
	}
	switch b.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		if isShift(b.X) || isShift(b.Y) {
			return
		}
		w.negate(b) // around the other
		operator(boundary[b.Op], helper)
	case token.EQL, token.NEQ:
		operator(swapped[b.Op], func(s *schema, number int) { s.flip(b, number) })
	case token.LAND, token.LOR:
		// By De Morgan's law: a || b is !(!a && !b). The operands stay in order, and
		// the second is evaluated only where it would be.
		operator(swapped[b.Op], func(s *schema, number int) {
			s.flip(b, number)
			s.flip(b.X, number)
			s.flip(b.Y, number)
		})
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM:
		if w.number(b) && !isShift(b.X) && !isShift(b.Y) {
			operator(swapped[b.Op], helper)
		}
	}
}

// isShift reports whether an operand is a shift, whose untyped left side takes its type
// from around it.
func isShift(e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && (b.Op == token.SHL || b.Op == token.SHR)
}

// negate adds the mutant that has the opposite of a truth value.
func (w *walker) negate(e ast.Expr) {
	text := "!(" + w.file.text(e) + ")"
	w.add("negate", e.Pos(), e.End(), text, func(s *schema, number int) { s.flip(e, number) })
}

// condition negates a condition that is no comparison: those are negated where they are.
func (w *walker) condition(e ast.Expr) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && b.Op != token.LAND && b.Op != token.LOR {
		return
	}
	if w.constant(e) || !types.Identical(types.Default(w.info.TypeOf(e)), types.Typ[types.Bool]) {
		return
	}
	w.negate(e)
}

func (w *walker) constant(e ast.Expr) bool { return w.info.Types[e].Value != nil }

// number reports whether an expression is an integer or a float, or of a type parameter
// of such types.
func (w *walker) number(e ast.Expr) bool { return isNumber(w.info.TypeOf(e)) }

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		u, ok := p.Constraint().Underlying().(*types.Interface)
		if !ok || u.IsMethodSet() || u.IsComparable() && u.NumEmbeddeds() == 0 {
			return false
		}
		for e := range u.EmbeddedTypes() {
			if !termsAreNumbers(e) {
				return false
			}
		}
		return u.NumEmbeddeds() > 0
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsFloat) != 0
}

func termsAreNumbers(t types.Type) bool {
	switch t := t.(type) {
	case *types.Union:
		for term := range t.Terms() {
			if !termsAreNumbers(term.Type()) {
				return false
			}
		}
		return true
	case *types.Named:
		if u, ok := t.Underlying().(*types.Interface); ok {
			for e := range u.EmbeddedTypes() {
				if !termsAreNumbers(e) {
					return false
				}
			}
			return u.NumEmbeddeds() > 0
		}
	}
	return isNumber(t)
}

// typeText returns the name of a number's type, empty if the source could not name it
// everywhere.
func (w *walker) typeText(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Info()&types.IsUntyped == 0 && isNumber(t) {
			return t.Name()
		}
	case *types.TypeParam:
		if isNumber(t) {
			return t.Obj().Name()
		}
	}
	return ""
}

// literal adds n+1 in place of a number, where no constant is required.
func (w *walker) literal(l *ast.BasicLit) {
	if l.Kind != token.INT && l.Kind != token.FLOAT {
		return
	}
	switch p := w.parent().(type) {
	case ast.Expr:
		if w.constant(p) {
			return // part of a constant expression, or of a conversion
		}
		switch p := p.(type) {
		case *ast.BinaryExpr:
			if p.Op == token.SHL || p.Op == token.SHR {
				return
			}
		case *ast.KeyValueExpr:
			if p.Key == ast.Expr(l) {
				return // an index of an array, maybe
			}
		}
	}
	name := w.typeText(w.info.TypeOf(l))
	if name == "" {
		return
	}
	value := constant.BinaryOp(w.info.Types[l].Value, token.ADD, constant.MakeInt64(1))
	w.add("n+1", l.Pos(), l.End(), value.String(), func(s *schema, number int) {
		s.wrap(l, fmt.Sprintf("mutantNext[%s](%d, ", name, number), ")")
	})
}

// methodSwaps maps a method of a decimal to the one that a mutant calls.
var methodSwaps = map[string]string{"Add": "Sub", "Sub": "Add", "Mul": "Add"}

func (w *walker) call(c *ast.CallExpr) {
	if f, ok := ast.Unparen(c.Fun).(*ast.Ident); ok {
		if b, ok := w.info.Uses[f].(*types.Builtin); ok {
			if (b.Name() == "max" || b.Name() == "min") && len(c.Args) == 2 && !w.constant(c) && w.number(c) {
				other := map[string]string{"max": "min", "min": "max"}[b.Name()]
				w.add(b.Name()+" -> "+other, f.Pos(), f.End(), other, func(s *schema, number int) {
					s.replace(f.Pos(), len(f.Name), fmt.Sprintf("mutant%s", map[string]string{"max": "Max", "min": "Min"}[f.Name]))
					s.insertAfterToken(c.Lparen, 1, fmt.Sprintf("%d, ", number))
				})
			}
			return
		}
	}
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	function, ok := w.info.Uses[f.Sel].(*types.Func)
	if !ok {
		return
	}
	signature := function.Signature()
	name := f.Sel.Name
	if signature.Recv() == nil {
		if name == "Compare" && (function.Pkg().Path() == "cmp" || function.Pkg().Path() == "strings") {
			w.sign(c)
		}
		return
	}
	if (name == "Cmp" || name == "Sign" || name == "Compare") && signature.Results().Len() == 1 &&
		types.Identical(signature.Results().At(0).Type(), types.Typ[types.Int]) {
		w.sign(c)
		return
	}
	other, ok := methodSwaps[name]
	if !ok || len(c.Args) != 1 {
		return
	}
	// Both methods take and return the type of their receiver, by value.
	t, ok := types.Unalias(w.info.TypeOf(f.X)).(*types.Named)
	if !ok || !w.sameKind(t, name) || !w.sameKind(t, other) {
		return
	}
	w.add(name+" -> "+other, f.Sel.Pos(), f.Sel.End(), other, func(s *schema, number int) {
		s.wrap(c, fmt.Sprintf("mutant%s(%d, ", name, number), "")
		// From the dot before the name to the parenthesis after it.
		s.replace(f.X.End(), int(c.Lparen-f.X.End())+1, ", ")
	})
}

// sameKind reports whether a type has a method that takes and returns one of it.
func (w *walker) sameKind(t *types.Named, method string) bool {
	object, _, _ := types.LookupFieldOrMethod(t, false, w.pkg, method)
	f, ok := object.(*types.Func)
	if !ok {
		return false
	}
	s := f.Signature()
	return s.Params().Len() == 1 && s.Results().Len() == 1 && !s.Variadic() &&
		types.Identical(s.Params().At(0).Type(), t) && types.Identical(s.Results().At(0).Type(), t)
}

// sign adds the mutant that has a comparison the other way around.
func (w *walker) sign(c *ast.CallExpr) {
	w.add("sign", c.Pos(), c.End(), "-"+w.file.text(c), func(s *schema, number int) {
		s.wrap(c, fmt.Sprintf("mutantSign(%d, ", number), ")")
	})
}

// oneLine joins the lines of a text by single spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
