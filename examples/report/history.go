package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// The years of activities and subscriptions. Others are typing errors or stand for a
// missing value, and would stretch every table of periods.
const firstYear, lastYear = 1901, 2199

// activities is what was read of a file of activities.
type activities struct {
	counts
	rows   []cx.Activity
	unpaid int64 // rows whose amount is blank

	customers int
}

// subscriptions is what was read of a file of subscriptions.
type subscriptions struct {
	counts
	rows []cx.SubscriptionPeriod // with the amount 0 without -mrr
	free int64                   // rows that pay nothing, which are left out
}

// customers gives equal names one memory. Cells are parts of a row's memory.
type customers map[string]string

// name returns the customer that a cell names.
func (c customers) name(cell string) (string, error) {
	cell = strings.TrimSpace(cell)
	if name, ok := c[cell]; ok {
		return name, nil
	}
	if cell == "" {
		return "", errors.New("no customer")
	}
	if len(cell) > maxNameSize {
		return "", fmt.Errorf("longer than %d bytes", maxNameSize)
	}
	name := strings.Clone(cell)
	c[name] = name
	return name, nil
}

// maxAmount and maxPlaces bound an amount, so that no sum of a file is too long for
// package cx.
const maxPlaces = 8

var maxAmount = decimal.New(1, 18)

// parseAmount parses an amount.
func parseAmount(cell string) (decimal.Decimal, error) {
	amount, err := cx.ParseMoney(cell)
	if err != nil || amount.Abs().Cmp(maxAmount) > 0 || amount.Exponent() < -maxPlaces {
		return decimal.Decimal{}, errors.New("not an amount of money")
	}
	return amount, nil
}

// parsePayment parses an amount that is there, and not negative.
func parsePayment(cell string) (decimal.Decimal, error) {
	if cell == "" {
		return decimal.Decimal{}, errors.New("no amount")
	}
	amount, err := parseAmount(cell)
	if err == nil && amount.Sign() < 0 {
		err = errors.New("a negative amount")
	}
	return amount, err
}

// field is a column of a table, and how its cells are parsed.
type field struct {
	flag, column string
	required     bool
	number       bool
	clock        *table.Clock // of times
	place        int          // -1 for none
	parse        func(cell string) error
}

// cell returns the cell of a row. Of numbers and times texts of none are blank.
func (f *field) cell(cells []string, words *table.Words) string {
	cell := strings.TrimSpace(cells[f.place])
	if (f.number || f.clock != nil) && words.None(cell) {
		return ""
	}
	return cell
}

// findFields finds the columns of fields.
func (o *common) findFields(t *table.Reader, fields []field) error {
	for i := range fields {
		f := &fields[i]
		if f.required && f.column == "" {
			return &usageError{text: fmt.Sprintf("name the column with -%s", f.flag)}
		}
		var err error
		if f.place, err = t.Find(f.flag, f.column); err != nil {
			return err
		}
		if f.number && f.place >= 0 {
			t.Numbers(f.flag, f.place)
		}
		if f.clock != nil {
			if err := o.watch(t, f.flag, f.place, f.clock); err != nil {
				return err
			}
		}
	}
	return nil
}

// readFields reads a table, and takes each row all of whose cells can be parsed.
func (c *counts) readFields(in input, o *common, p *progress, fields []field, take func()) error {
	var rows *table.Reader
	find := func(t *table.Reader) error {
		rows = t
		return o.findFields(t, fields)
	}
	return c.readRows(in, p, find, func(cells []string) error {
		for _, f := range fields {
			if f.place < 0 {
				continue
			}
			cell := f.cell(cells, &o.words)
			if err := f.parse(cell); err != nil {
				c.unreads.add(cell, err.Error())
				c.reject(rows.Line(f.place), f.column, err.Error())
				return nil
			}
		}
		c.line = rows.Line(0)
		take()
		return nil
	})
}

// readActivities reads a file of activities.
func readActivities(in io.Reader, o *common, columns activityFlags, p *progress) (*activities, error) {
	a := &activities{}
	names, times := customers{}, o.clock()
	var row cx.Activity
	blank := false
	fields := []field{
		{flag: "customer", column: columns.Customer, required: true, parse: func(cell string) (err error) {
			row.Customer, err = names.name(cell)
			return err
		}},
		{flag: "at", column: columns.At, required: true, clock: times, parse: func(cell string) (err error) {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.At = t.UTC()
			return checkYear(t.Year())
		}},
		{flag: "amount", column: columns.Amount, number: true, parse: func(cell string) (err error) {
			if blank = cell == ""; blank {
				row.Amount = decimal.Decimal{}
				return nil
			}
			row.Amount, err = parseAmount(cell)
			return err
		}},
	}
	err := a.readFields(o.input(in), o, p, fields, func() {
		if blank {
			a.unpaid++
		}
		a.rows = append(a.rows, row)
	})
	a.customers = len(names)
	return a, err
}

// allOnce reports whether no customer of many is in two rows.
func (a *activities) allOnce() bool { return len(a.rows) >= fewestOrders && a.customers == len(a.rows) }

// fewestOrders is the number of activities from which on somebody should have come back.
const fewestOrders = 100

// readSubscriptions reads a file of subscriptions.
func readSubscriptions(in io.Reader, o *subscriptionFlags, p *progress) (*subscriptions, error) {
	if o.Log {
		return readSubscriptionLog(in, o, p)
	}
	s := &subscriptions{}
	names := customers{}
	from, until := o.clock(), o.clock()
	end := "end"
	if o.Last != "" {
		end = "last"
	}
	var row cx.SubscriptionPeriod
	fields := []field{
		{flag: "customer", column: o.Customer, required: true, parse: func(cell string) (err error) {
			row.Customer, err = names.name(cell)
			return err
		}},
		{flag: "start", column: o.Start, required: true, clock: from, parse: func(cell string) (err error) {
			row.Start, err = o.day(from, cell)
			return err
		}},
		{flag: end, column: cmp.Or(o.Last, o.End), required: true, clock: until, parse: func(cell string) (err error) {
			if row.End = (cx.Date{}); cell == "" {
				return nil
			}
			if row.End, err = o.day(until, cell); err == nil && o.Last != "" {
				row.End, err = row.End.AddDays(1)
			}
			if err == nil && row.End.Compare(row.Start) < 0 {
				err = errors.New("ends before it starts")
			}
			return err
		}},
		{flag: "mrr", column: o.MRR, number: true, parse: func(cell string) (err error) {
			row.Amount, err = parsePayment(cell)
			return err
		}},
	}
	return s, s.readFields(o.input(in), &o.common, p, fields, func() {
		if o.MRR != "" && row.Amount.IsZero() {
			s.free++
			return
		}
		s.rows = append(s.rows, row)
	})
}

// day parses a day.
func (o *common) day(c *table.Clock, cell string) (cx.Date, error) {
	t, err := c.Parse(cell)
	if err != nil {
		return cx.Date{}, err
	}
	if err := checkYear(t.Year()); err != nil {
		return cx.Date{}, err
	}
	return o.calendar.DateOf(t)
}

// checkYear refuses the years in which no customer did anything.
func checkYear(year int) error {
	if year < firstYear || year > lastYear {
		return fmt.Errorf("a time outside the years %d to %d", firstYear, lastYear)
	}
	return nil
}
