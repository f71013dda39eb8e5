package subscriptions

import (
	"cmp"
	"errors"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// subscriptions is what was read of a file of subscriptions.
type subscriptions struct {
	topic.Counts
	rows []cx.SubscriptionPeriod // with the amount 0 without -mrr
	free int64                   // rows that pay nothing, which are left out
}

// readSubscriptions reads a file of subscriptions.
func readSubscriptions(in io.Reader, o *Flags, p *topic.Progress) (*subscriptions, error) {
	if o.Log {
		return readSubscriptionLog(in, o, p)
	}
	s := &subscriptions{}
	batch, err := topic.ReadBatch(&s.Counts, o.Input(in), &o.Common, p, o.periodFields)
	s.rows, s.free = batch.Rows(), batch.Unpaid
	return s, err
}

// periodFields returns the fields of subscriptions, and what adds a row to a batch.
func (o *Flags) periodFields(batch *topic.Batch[cx.SubscriptionPeriod]) ([]topic.Field, func()) {
	names, from, until := topic.Names{}, o.Clock(), o.Clock()
	end := "end"
	if o.Last != "" {
		end = "last"
	}
	var row cx.SubscriptionPeriod
	fields := []topic.Field{
		{Flag: "customer", Column: o.Customer, Required: true, Parse: func(cell string) (err error) {
			row.Customer, err = names.Name(cell)
			return err
		}},
		{Flag: "start", Column: o.Start, Required: true, Clock: from, Parse: func(cell string) (err error) {
			row.Start, err = o.Day(from, cell)
			return err
		}},
		{Flag: end, Column: cmp.Or(o.Last, o.End), Required: true, Clock: until, Parse: func(cell string) (err error) {
			if row.End = (cx.Date{}); cell == "" {
				return nil
			}
			if row.End, err = o.Day(until, cell); err == nil && o.Last != "" {
				row.End, err = row.End.AddDays(1)
			}
			if err == nil && row.End.Compare(row.Start) < 0 {
				err = errors.New("ends before it starts")
			}
			return err
		}},
		{Flag: "mrr", Column: o.MRR, Number: true, Parse: func(cell string) (err error) {
			row.Amount, err = topic.ParsePayment(cell)
			return err
		}},
	}
	return fields, func() {
		if o.MRR != "" && row.Amount.IsZero() {
			batch.Unpaid++
			return
		}
		batch.Add(row)
	}
}
