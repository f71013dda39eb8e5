// Package subscriptions reports subscriptions: churn, how long they last, recurring revenue, value.
package subscriptions

import (
	_ "embed"
	"io"

	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

var (
	//go:embed subscriptions.csv
	sampleSubscriptions []byte
	//go:embed subscription_costs.csv
	sampleSubscriptionCosts []byte
)

// Flags are the flags of subscriptions.
type Flags struct {
	spanFlags         `group:"Subscriptions, one row each"`
	topic.AsOfFlags   `group:"Subscriptions, one row each"`
	value.ChurnFlags  `group:"Subscriptions, one row each"`
	topic.PeriodFlags `group:"Subscriptions, one row each"`
	changeFlags       `group:"A log, one row for each change, with -customer and -mrr"`
	tenureFlags       `group:"How long customers stayed, one row each, where there are no days"`
	Value             value.Flags `embed:"" group:"Value and cost, with -mrr"`
	topic.Common
}

// spanFlags name the columns of subscriptions.
type spanFlags struct {
	Customer string `type:"column" placeholder:"COLUMN" help:"whose it is"`
	Start    string `type:"column" placeholder:"COLUMN" help:"its first day"`
	End      string `type:"column" placeholder:"COLUMN" help:"the first day without it; blank while it runs"`
	Last     string `type:"column" placeholder:"COLUMN" help:"its last day, in place of -end"`
	MRR      string `name:"mrr" type:"column" placeholder:"COLUMN" help:"what it pays per month, in one currency; those that pay 0 are left out"`
}

// changeFlags say what a log of subscriptions is.
type changeFlags struct {
	Log     bool     `help:"the rows are a log: from a day on a customer pays -mrr, 0 for the end"`
	At      string   `type:"column" placeholder:"COLUMN" help:"that day"`
	Event   string   `type:"column" placeholder:"COLUMN" help:"what happened, with"`
	EndedBy []string `type:"names" placeholder:"NAMES" help:"the events that end a subscription, with commas between them"`
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("subscriptions.csv", sampleSubscriptions)
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.Start, "start")
	topic.FillIn(&o.End, "end")
	topic.FillIn(&o.MRR, "mrr")
	o.Value.FillSample("0.8", &topic.Sample{File: "subscription_costs.csv", Rows: sampleSubscriptionCosts})
}

// Check implements topic.Kind.
func (o *Flags) Check(given []string) error {
	o.SetDays(o.Every, o.TZ, o.AsOf)
	o.Reads = append(o.Reads, o.Value.Costs)
	if err := o.CheckChurn(); err != nil {
		return err
	}
	wrong := o.checkTenure(given)
	switch {
	case wrong != "":
	case o.Log && (o.Customer == "" || o.At == "" || o.MRR == "" || o.Start != "" || o.End != ""):
		wrong = "a log of subscriptions needs -customer, -at and -mrr, and not -start or -end"
	case o.Log && o.Last != "" || o.End != "" && o.Last != "":
		wrong = "-last is in place of -end, and without -log"
	case o.Log && (o.EndedBy != nil) != (o.Event != ""):
		wrong = "-event and -ended-by go together in a log of subscriptions"
	case !o.Log && (o.At != "" || o.Event != "" || o.EndedBy != nil):
		wrong = "-at, -event and -ended-by of subscriptions go with -log"
	}
	if wrong != "" {
		return &topic.UsageError{Text: wrong}
	}
	return o.Value.Check(given, "mrr", o.MRR)
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	if o.Tenure != "" {
		return topic.Produce(o, in, p, readTenures, newTenureReport)
	}
	costs, err := value.ReadSpending(&o.Common, &o.Value, p)
	if err != nil {
		return nil, err
	}
	read := func(in io.Reader, o *Flags, p *topic.Progress) (*subscriptions, error) {
		s, err := readSubscriptions(in, o, p)
		if err != nil {
			return nil, err
		}
		costs.Beside(&s.Counts)
		return s, nil
	}
	measure := func(s *subscriptions, o *Flags) (*subscriptionReport, error) {
		return newSubscriptionReport(s, costs, o)
	}
	return topic.Produce(o, in, p, read, measure)
}
