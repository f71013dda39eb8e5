package main

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The kinds of rows. A file has one: its name, or that of its folder, begins with it.
const (
	answers = "answers"
	orders  = "orders"
	events  = "events"
)

// columnsOf are the columns that a file of a kind must have. It may have others.
var columnsOf = map[string][]string{
	answers: {"customer", "segment", "at", "score"},
	orders:  {"customer", "segment", "at", "amount"},
	events:  {"customer", "at", "name"},
}

// Row is an answer, an order or an event. Beam encodes it field by field: see cxbeam.
type Row struct {
	Kind     string
	Customer string // of an answer it may be blank
	Segment  string
	At       time.Time
	Score    int             // of an answer
	Amount   decimal.Decimal // of an order; below 0 is a refund
	Name     string          // of an event
}

// cells is a row as it is in a file.
type cells struct {
	customer, segment, at, score, amount, name string
}

// set puts a text into the cell of a column, if it is one that is read.
func (c *cells) set(column, text string) {
	switch column {
	case "customer":
		c.customer = text
	case "segment":
		c.segment = text
	case "at":
		c.at = text
	case "score":
		c.score = text
	case "amount":
		c.amount = text
	case "name":
		c.name = text
	}
}

// Why a row is refused. A reason holds nothing of the row.
const (
	badCells    = "not as many cells as columns"
	badQuotes   = "quotes that do not match"
	badJSON     = "no JSON object with the columns"
	badLength   = "line of more than 1 MiB"
	badCell     = "cell that cannot be read"
	badText     = "text that is not UTF-8"
	badCustomer = "customer missing"
	badInstant  = "instant that is not RFC 3339, or outside the years 1900 to 2200"
	badScore    = "score that is not 0 to 10"
	badAmount   = "amount that is no decimal of up to 34 digits"
	badName     = "name of the event missing"
)

// row returns the row, or why there is none.
func (c *cells) row(kind string) (row Row, refused string) {
	row = Row{Kind: kind, Customer: c.customer, Segment: c.segment}
	if !utf8.ValidString(c.customer) || !utf8.ValidString(c.segment) || !utf8.ValidString(c.name) {
		return row, badText
	}
	if c.customer == "" && kind != answers {
		return row, badCustomer
	}
	var err error
	if row.At, err = time.Parse(time.RFC3339, c.at); err != nil {
		return row, badInstant
	}
	row.At = row.At.UTC()
	if year := row.At.Year(); year < 1900 || year > 2200 { // beyond which cx refuses all rows
		return row, badInstant
	}
	switch kind {
	case answers:
		if row.Score, err = strconv.Atoi(c.score); err != nil || new(cx.NPS).Add(row.Score) != nil {
			return row, badScore
		}
	case orders:
		var amount cx.Column[decimal.Decimal] // which bounds the digits before it makes a number of them
		if amount.Scan(c.amount) != nil || new(cx.Amounts).Add(amount.V) != nil {
			return row, badAmount
		}
		row.Amount = amount.V
	case events:
		if row.Name = c.name; c.name == "" {
			return row, badName
		}
	}
	return row, ""
}
