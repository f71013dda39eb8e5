package subscriptions

import (
	"io"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// readSubscriptionLog reads a log of what customers pay from a day on.
func readSubscriptionLog(in io.Reader, o *Flags, p *topic.Progress) (*subscriptions, error) {
	s := &subscriptions{}
	batch, err := topic.ReadBatch(&s.Counts, o.Input(in), &o.Common, p, o.changeFields)
	if err != nil {
		return nil, err
	}
	s.rows, err = cx.SubscriptionPeriodsOf(batch.Rows())
	return s, err
}

// changeFields returns the fields of changes, and what adds one to a batch.
func (o *Flags) changeFields(batch *topic.Batch[cx.SubscriptionChange]) ([]topic.Field, func()) {
	names, at := topic.Names{}, o.Clock()
	var row cx.SubscriptionChange
	ends := false
	fields := []topic.Field{
		{Flag: "customer", Column: o.Customer, Required: true, Parse: func(cell string) (err error) {
			row.Customer, err = names.Name(cell)
			return err
		}},
		{Flag: "at", Column: o.At, Required: true, Clock: at, Parse: func(cell string) (err error) {
			row.Day, err = o.Day(at, cell)
			return err
		}},
		{Flag: "event", Column: o.Event, Parse: func(cell string) error {
			ends = slices.Contains(o.EndedBy, cell)
			return nil
		}},
		{Flag: "mrr", Column: o.MRR, Required: true, Number: true, Parse: func(cell string) (err error) {
			if row.Amount = (decimal.Decimal{}); ends {
				return nil
			}
			row.Amount, err = topic.ParsePayment(cell)
			return err
		}},
	}
	return fields, func() { batch.Add(row) }
}
