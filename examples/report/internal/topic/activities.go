package topic

import (
	"io"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// Activities is what was read of a file of activities.
type Activities struct {
	Counts
	Rows   []cx.Activity
	Unpaid int64 // rows whose amount is blank
}

// ReadActivities reads a file of activities.
func ReadActivities(in io.Reader, o *Common, columns ActivityFlags, p *Progress) (*Activities, error) {
	a := &Activities{}
	batch, err := ReadBatch(&a.Counts, o.Input(in), o, p, func(batch *Batch[cx.Activity]) ([]Field, func()) {
		return activityFields(o, columns, batch)
	})
	a.Rows, a.Unpaid = batch.Rows(), batch.Unpaid
	return a, err
}

// activityFields returns the fields of activities, and what adds a row to a batch.
func activityFields(o *Common, columns ActivityFlags, batch *Batch[cx.Activity]) ([]Field, func()) {
	names, times := Names{}, o.Clock()
	var row cx.Activity
	blank := false
	fields := []Field{
		{Flag: "customer", Column: columns.Customer, Required: true, Parse: func(cell string) (err error) {
			row.Customer, err = names.Name(cell)
			return err
		}},
		{Flag: "at", Column: columns.At, Required: true, Clock: times, Parse: func(cell string) (err error) {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.At = t.UTC()
			return CheckYear(t.Year())
		}},
		{Flag: "amount", Column: columns.Amount, Number: true, Parse: func(cell string) (err error) {
			if blank = cell == ""; blank {
				row.Amount = decimal.Decimal{}
				return nil
			}
			row.Amount, err = ParseAmount(cell)
			return err
		}},
	}
	return fields, func() {
		if blank {
			batch.Unpaid++
		}
		batch.Add(row)
	}
}

// AllOnce reports whether no customer of many is in two rows.
func (a *Activities) AllOnce() bool {
	if len(a.Rows) < fewestOrders {
		return false
	}
	seen := make(map[string]bool)
	for i := range a.Rows {
		if seen[a.Rows[i].Customer] {
			return false
		}
		seen[a.Rows[i].Customer] = true
	}
	return true
}

// fewestOrders is the number of activities from which on somebody should have come back.
const fewestOrders = 100

// ActivityFlags name the columns of activities.
type ActivityFlags struct {
	Customer string `type:"column" placeholder:"COLUMN" help:"who it was"`
	At       string `type:"column" placeholder:"COLUMN" help:"when it was"`
	Amount   string `type:"column" placeholder:"COLUMN" help:"what was paid, in one currency; a refund is negative"`
}
