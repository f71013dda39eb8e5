package main

import (
	"database/sql"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// tables are the rows of each table. A field that may be NULL is a sql.Null.
type tables struct {
	Answers       []answer
	Orders        []order
	Customers     []customer
	Tickets       []ticket
	Subscriptions []cx.SubscriptionPeriod
	Events        []event
	Selections    []selection
}

type answer struct {
	ID       int64
	Customer string // blank is anonymous
	At       time.Time
	Segment  sql.Null[string]
	Question string
	Score    sql.Null[int64]
	Reason   sql.Null[string]
}

type order struct {
	Customer  string
	At        time.Time
	Segment   sql.Null[string]
	Cents     sql.Null[int64] // below 0 is a refund
	Items     sql.Null[int64]
	Promised  sql.Null[cx.Date]
	Delivered sql.Null[cx.Date]
}

type customer struct {
	Name     string
	Segment  sql.Null[string]
	SignedUp cx.Date
	Canceled sql.Null[cx.Date]
}

type ticket struct {
	Customer string
	At       time.Time
}

type event struct {
	ID       int64
	Customer string
	Name     string
	At       time.Time
}

type selection struct {
	Respondent string
	Option     sql.Null[string]
}

// some returns a value that is not NULL.
func some[T any](v T) sql.Null[T] { return sql.Null[T]{V: v, Valid: true} }

// or returns a value, or what stands for NULL.
func or[T any](v sql.Null[T], null T) T {
	if v.Valid {
		return v.V
	}
	return null
}

// amount returns what was paid, exactly; 0 for NULL.
func (o *order) amount() decimal.Decimal { return decimal.New(o.Cents.V, -2) }

// segmentOf returns the segment as the statements name it.
func segmentOf(segment sql.Null[string]) string { return or(segment, "unknown") }
