// Package orders reports what customers did, as orders or visits: cohorts, repeat purchases, churn
// by inactivity, value.
package orders

import (
	_ "embed"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/cohort"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

var (
	//go:embed orders.csv
	sampleOrders []byte
	//go:embed order_costs.csv
	sampleOrderCosts []byte
)

// Flags are the flags of what customers did, as orders or visits.
type Flags struct {
	topic.ActivityFlags  `group:"What customers did"`
	Window               int       `type:"days" default:"90" group:"What customers did" placeholder:"DAYS" help:"more than so many days without activity are churn; default 90"`
	Stickiness           cx.Period `type:"span" group:"What customers did" placeholder:"DAYS" help:"of which stickiness is: 2026-03, 2026-W10, 2026 or 2026-03-01..2026-03-07; default the last whole month. Days that are not over do not count"`
	topic.AsOfFlags      `group:"What customers did"`
	value.ChurnFlags     `group:"What customers did"`
	topic.PeriodFlags    `group:"What customers did"`
	cohort.IntervalFlags `group:"What customers did"`
	Value                value.Flags   `embed:"" group:"Value and cost, with -amount"`
	Forecast             forecastFlags `embed:"" group:"Value and cost, with -amount"`
	topic.Common
}

// forecastFlags are the flags of value that only orders have.
type forecastFlags struct {
	Horizon int  `type:"weeks" default:"52" placeholder:"WEEKS" help:"for how many weeks orders are forecast; default 52"`
	Names   bool `default:"true" help:"the lists of customers are without their names"`
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("orders.csv", sampleOrders)
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.At, "ordered")
	topic.FillIn(&o.Amount, "amount")
	o.Value.FillSample("0.4", &topic.Sample{File: "order_costs.csv", Rows: sampleOrderCosts})
}

// Check implements topic.Kind.
func (o *Flags) Check(given []string) error {
	o.SetDays(o.Every, o.TZ, o.AsOf)
	o.Reads = append(o.Reads, o.Value.Costs)
	if err := o.CheckChurn(); err != nil {
		return err
	}
	return o.Value.Check(given, "amount", o.Amount)
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	costs, err := value.ReadSpending(&o.Common, &o.Value, p)
	if err != nil {
		return nil, err
	}
	read := func(in io.Reader, o *Flags, p *topic.Progress) (*topic.Activities, error) {
		a, err := topic.ReadActivities(in, &o.Common, o.ActivityFlags, p)
		if err != nil {
			return nil, err
		}
		if o.Amount != "" && a.AllOnce() {
			a.Warn("no customer is in two rows: is %s the number of an order?", figure.Printable(o.Customer))
		}
		costs.Beside(&a.Counts)
		return a, nil
	}
	measure := func(a *topic.Activities, o *Flags) (*activityReport, error) { return newActivityReport(a, costs, o) }
	return topic.Produce(o, in, p, read, measure)
}
