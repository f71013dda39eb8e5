package main

import (
	_ "embed"
	"io"
)

var (
	//go:embed subscriptions.csv
	sampleSubscriptions []byte
	//go:embed subscription_costs.csv
	sampleSubscriptionCosts []byte
)

// subscriptionFlags are the flags of subscriptions.
type subscriptionFlags struct {
	spanFlags   `group:"Subscriptions, one row each"`
	asOfFlags   `group:"Subscriptions, one row each"`
	churnFlags  `group:"Subscriptions, one row each"`
	periodFlags `group:"Subscriptions, one row each"`
	changeFlags `group:"A log, one row for each change, with -customer and -mrr"`
	Value       valuation `embed:"" group:"Value and cost, with -mrr"`
	common
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

// fillSample implements kindOfRows.
func (o *subscriptionFlags) fillSample() {
	o.useSample("subscriptions.csv", sampleSubscriptions)
	fillIn(&o.Customer, "customer")
	fillIn(&o.Start, "start")
	fillIn(&o.End, "end")
	fillIn(&o.MRR, "mrr")
	o.Value.fillSample("0.8", &sample{"subscription_costs.csv", sampleSubscriptionCosts})
}

// check implements kindOfRows.
func (o *subscriptionFlags) check(given []string) error {
	o.setDays(o.Every, o.TZ, o.AsOf)
	o.reads = append(o.reads, o.Value.Costs)
	if err := o.checkChurn(); err != nil {
		return err
	}
	wrong := ""
	switch {
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
		return &usageError{text: wrong}
	}
	return o.Value.check(given, "mrr", o.MRR)
}

// report implements kindOfRows.
func (o *subscriptionFlags) report(in io.Reader, p *progress) (documented, error) {
	costs, err := readSpending(&o.common, &o.Value, p)
	if err != nil {
		return nil, err
	}
	read := func(in io.Reader, o *subscriptionFlags, p *progress) (*subscriptions, error) {
		s, err := readSubscriptions(in, o, p)
		if err != nil {
			return nil, err
		}
		s.besides(costs)
		return s, nil
	}
	measure := func(s *subscriptions, o *subscriptionFlags) (*subscriptionReport, error) {
		return newSubscriptionReport(s, costs, o)
	}
	return produce(o, in, p, read, measure)
}
