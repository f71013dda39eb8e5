package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// statement adds the mutants of a statement of a block.
func (w *walker) statement(stmt ast.Stmt) {
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if stmt.Tok == token.DEFINE || allBlank(stmt.Lhs) {
			return
		}
		if to, ok := swapped[stmt.Tok]; ok && w.number(stmt.Lhs[0]) {
			w.operator(stmt, stmt.TokPos, stmt.Tok, to)
		}
		w.remove(stmt)
	case *ast.IncDecStmt:
		w.operator(stmt, stmt.TokPos, stmt.Tok, swapped[stmt.Tok])
		w.remove(stmt)
	case *ast.ExprStmt:
		if c, ok := stmt.X.(*ast.CallExpr); ok {
			if f, ok := c.Fun.(*ast.Ident); ok && f.Name == "panic" {
				return // it ends its function
			}
			w.remove(stmt)
		}
	case *ast.ReturnStmt:
		w.zero(stmt)
	}
}

func allBlank(list []ast.Expr) bool {
	for _, e := range list {
		if name, ok := e.(*ast.Ident); !ok || name.Name != "_" {
			return false
		}
	}
	return true
}

// operator swaps the operator of a statement.
func (w *walker) operator(stmt ast.Stmt, at token.Pos, from, to token.Token) {
	length := token.Pos(len(from.String()))
	w.add(from.String()+" -> "+to.String(), at, at+length, to.String(), func(s *schema, number int) {
		text := w.file.slice(stmt.Pos(), at) + to.String() + w.file.slice(at+length, stmt.End())
		s.wrap(stmt, fmt.Sprintf("if mutantIs(%d) { %s } else { ", number, text), " }")
	})
}

func (w *walker) remove(stmt ast.Stmt) {
	w.add("remove", stmt.Pos(), stmt.End(), "", func(s *schema, number int) {
		s.wrap(stmt, fmt.Sprintf("if !mutantIs(%d) { ", number), " }")
	})
}

// zero returns the zero value in place of each result that is not zero as it is.
func (w *walker) zero(r *ast.ReturnStmt) {
	if len(r.Results) != len(w.results) {
		return
	}
	for i, e := range r.Results {
		if w.isZero(e) {
			continue
		}
		zero := "*new(" + w.results[i] + ")"
		if types.Identical(w.info.TypeOf(e), types.Universe.Lookup("error").Type()) {
			zero = "nil"
		}
		kind := "zero"
		if len(r.Results) > 1 {
			kind = fmt.Sprintf("zero %d", i+1)
		}
		w.add(kind, e.Pos(), e.End(), zero, func(s *schema, number int) {
			text := w.file.slice(r.Pos(), e.Pos()) + zero + w.file.slice(e.End(), r.End())
			s.insert(r.Pos(), fmt.Sprintf("if mutantIs(%d) { %s }; ", number, text))
		})
	}
}

func (w *walker) isZero(e ast.Expr) bool {
	if t := w.info.Types[e]; t.IsNil() {
		return true
	} else if v := t.Value; v != nil {
		switch v.Kind() {
		case constant.Bool:
			return !constant.BoolVal(v)
		case constant.String:
			return constant.StringVal(v) == ""
		case constant.Int, constant.Float:
			return constant.Sign(v) == 0
		}
		return false
	}
	c, ok := e.(*ast.CompositeLit)
	if ok && len(c.Elts) == 0 {
		_, isStruct := w.info.TypeOf(e).Underlying().(*types.Struct)
		return isStruct
	}
	return false
}
