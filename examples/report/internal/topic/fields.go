package topic

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// The years of activities and subscriptions. Others are typing errors or stand for a
// missing value, and would stretch every table of periods.
const FirstYear, LastYear = 1901, 2199

// Customers gives equal names one memory. Cells are parts of a row's memory.
type Customers map[string]string

// Name returns the customer that a cell names.
func (c Customers) Name(cell string) (string, error) {
	cell = table.Trim(cell)
	if name, ok := c[cell]; ok {
		return name, nil
	}
	if err := checkName(cell); err != nil {
		return "", err
	}
	name := strings.Clone(cell)
	c[name] = name
	return name, nil
}

func checkName(cell string) error {
	if cell == "" {
		return errors.New("no customer")
	}
	if len(cell) > MaxNameSize {
		return fmt.Errorf("longer than %d bytes", MaxNameSize)
	}
	return nil
}

// Names keeps names side by side, in the order of the rows. Neighbors that are equal have one
// memory. It is for a part of a file, in which few others are equal.
type Names struct {
	room strings.Builder
	last string
}

// Name returns the customer that a cell names.
func (n *Names) Name(cell string) (string, error) {
	cell = table.Trim(cell)
	if cell == n.last && cell != "" {
		return n.last, nil
	}
	if err := checkName(cell); err != nil {
		return "", err
	}
	const room = 32 << 10
	if n.room.Cap()-n.room.Len() < len(cell) {
		n.room = strings.Builder{}
		n.room.Grow(room)
	}
	n.room.WriteString(cell)
	n.last = n.room.String()[n.room.Len()-len(cell):]
	return n.last, nil
}

// maxAmount, of maxDigits zeros, and maxPlaces bound an amount, so that no sum of a file is too long for
// package cx.
const maxPlaces, maxDigits = 8, 18

var maxAmount = decimal.New(1, maxDigits)

// ParseAmount parses an amount.
func ParseAmount(cell string) (decimal.Decimal, error) {
	amount, err := cx.ParseMoney(cell)
	if err != nil || amount.Exponent() < -maxPlaces || int(amount.Exponent())+amount.NumDigits() > maxDigits && amount.Abs().Cmp(maxAmount) > 0 {
		return decimal.Decimal{}, errors.New("not an amount of money")
	}
	return amount, nil
}

// ParsePayment parses an amount that is there, and not negative.
func ParsePayment(cell string) (decimal.Decimal, error) {
	if cell == "" {
		return decimal.Decimal{}, errors.New("no amount")
	}
	amount, err := ParseAmount(cell)
	if err == nil && amount.Sign() < 0 {
		err = errors.New("a negative amount")
	}
	return amount, err
}

// Field is a column of a table, and how its cells are parsed.
type Field struct {
	Flag, Column string
	Required     bool
	Number       bool
	Clock        *table.Clock // of times
	Place        int          // -1 for none
	Parse        func(cell string) error
}

// Cell returns the cell of a row. Of numbers and times texts of none are blank.
func (f *Field) Cell(cells []string, words *table.Words) string {
	cell := table.Trim(cells[f.Place])
	if (f.Number || f.Clock != nil) && words.None(cell) {
		return ""
	}
	return cell
}

// FindFields finds the columns of fields.
func (o *Common) FindFields(t *table.Reader, fields []Field) error {
	for i := range fields {
		f := &fields[i]
		if f.Required && f.Column == "" {
			return &UsageError{Text: fmt.Sprintf("name the column with -%s", f.Flag)}
		}
		var err error
		if f.Place, err = t.Find(f.Flag, f.Column); err != nil {
			return err
		}
		if f.Number && f.Place >= 0 {
			t.Numbers(f.Flag, f.Place)
		}
		if f.Clock != nil {
			if err := o.Watch(t, f.Flag, f.Place, f.Clock); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadFields reads a table, and takes each row all of whose cells can be parsed.
func (c *Counts) ReadFields(in Input, o *Common, p *Progress, fields []Field, take func()) error {
	r := fieldReader{Counts: c, options: o, fields: fields, take: take}
	return c.ReadRows(in, p, r.Find, r.Add)
}

// fieldReader takes rows all of whose cells can be parsed.
type fieldReader struct {
	*Counts
	options *Common
	fields  []Field
	take    func()
	rows    *table.Reader
}

// Find finds the columns of the fields.
func (r *fieldReader) Find(t *table.Reader) error {
	r.rows = t
	return r.options.FindFields(t, r.fields)
}

// Add takes a row.
func (r *fieldReader) Add(cells []string) error {
	for i := range r.fields {
		f := &r.fields[i]
		if f.Place < 0 {
			continue
		}
		cell := f.Cell(cells, &r.options.Words)
		if err := f.Parse(cell); err != nil {
			r.Unreads.Add(cell, err.Error())
			r.Reject(r.rows.Line(f.Place), f.Column, err.Error())
			return nil
		}
	}
	r.Line = r.rows.Line(0)
	r.take()
	return nil
}

// Day parses a day.
func (o *Common) Day(c *table.Clock, cell string) (cx.Date, error) {
	t, err := c.Parse(cell)
	if err != nil {
		return cx.Date{}, err
	}
	if err := CheckYear(t.Year()); err != nil {
		return cx.Date{}, err
	}
	return o.Calendar.DateOf(t)
}

// CheckYear refuses the years in which no customer did anything.
func CheckYear(year int) error {
	if year < FirstYear || year > LastYear {
		return fmt.Errorf("a time outside the years %d to %d", FirstYear, LastYear)
	}
	return nil
}

// ParseYes parses yes or no; blank is no.
func ParseYes(cell string) (bool, error) {
	switch strings.ToLower(cell) {
	case "1", "1.0", "true", "yes", "y":
		return true, nil
	case "", "0", "0.0", "false", "no", "n":
		return false, nil
	}
	return false, errors.New("want 1 or 0, true or false, yes or no")
}
