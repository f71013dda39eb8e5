package main

import (
	_ "embed"
	"errors"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
)

var (
	//go:embed orders.csv
	sampleOrders []byte
	//go:embed order_costs.csv
	sampleOrderCosts []byte
)

// orderFlags are the flags of what customers did, as orders or visits.
type orderFlags struct {
	activityFlags `group:"What customers did"`
	Window        int `type:"days" default:"90" group:"What customers did" placeholder:"DAYS" help:"more than so many days without activity are churn; default 90"`
	asOfFlags     `group:"What customers did"`
	churnFlags    `group:"What customers did"`
	periodFlags   `group:"What customers did"`
	Value         valuation     `embed:"" group:"Value and cost, with -amount"`
	Forecast      forecastFlags `embed:"" group:"Value and cost, with -amount"`
	common
}

// activityFlags name the columns of activities.
type activityFlags struct {
	Customer string `type:"column" placeholder:"COLUMN" help:"who it was"`
	At       string `type:"column" placeholder:"COLUMN" help:"when it was"`
	Amount   string `type:"column" placeholder:"COLUMN" help:"what was paid, in one currency; a refund is negative"`
}

// churnFlags say how churn is counted.
type churnFlags struct {
	Churn []cx.ChurnFormula `type:"churn" default:"standard" placeholder:"FORMULAS" help:"standard (default), counting_returned, counting_acquired, of_active, of_average and daily, with commas between them, or all"`
}

// forecastFlags are the flags of value that only orders have.
type forecastFlags struct {
	Horizon int  `type:"weeks" default:"52" placeholder:"WEEKS" help:"for how many weeks orders are forecast; default 52"`
	Names   bool `default:"true" help:"the lists of customers are without their names"`
}

// maxWindow is the limit of cx.SpellsOf.
const maxWindow = 36_525

// dailyChurn is the formula of cx.DailyChurn, in addition to those of cx.Churn.
const dailyChurn cx.ChurnFormula = "daily"

// churnFormulas are the formulas of -churn, in the order of their columns.
var churnFormulas = []cx.ChurnFormula{cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired,
	cx.ChurnOfActive, cx.ChurnOfAverage, dailyChurn}

var errChurn = errors.New("want standard, counting_returned, counting_acquired, of_active, of_average, daily or all, each once")

// parseChurn parses formulas.
func parseChurn(text string) ([]cx.ChurnFormula, error) {
	if text == "all" {
		return churnFormulas, nil
	}
	var formulas []cx.ChurnFormula
	for name := range strings.SplitSeq(text, ",") {
		formulas = append(formulas, cx.ChurnFormula(name))
	}
	_, err := inOrder(formulas)
	return formulas, err
}

// inOrder returns formulas in the order of their columns, and an error if one is unknown or
// named twice.
func inOrder(formulas []cx.ChurnFormula) ([]cx.ChurnFormula, error) {
	count := map[cx.ChurnFormula]int{}
	for _, f := range formulas {
		count[f]++
	}
	var ordered []cx.ChurnFormula
	for _, f := range churnFormulas {
		if count[f] == 1 {
			ordered = append(ordered, f)
		}
	}
	if len(ordered) != len(formulas) {
		return nil, errChurn
	}
	return ordered, nil
}

// checkChurn puts the formulas in their order.
func (f *churnFlags) checkChurn() (err error) {
	if f.Churn, err = inOrder(f.Churn); err != nil {
		return flagError("churn", err)
	}
	return nil
}

// fillSample implements kindOfRows.
func (o *orderFlags) fillSample() {
	o.useSample("orders.csv", sampleOrders)
	fillIn(&o.Customer, "customer")
	fillIn(&o.At, "ordered")
	fillIn(&o.Amount, "amount")
	o.Value.fillSample("0.4", &sample{"order_costs.csv", sampleOrderCosts})
}

// check implements kindOfRows.
func (o *orderFlags) check(given []string) error {
	o.setDays(o.Every, o.TZ, o.AsOf)
	o.reads = append(o.reads, o.Value.Costs)
	if err := o.checkChurn(); err != nil {
		return err
	}
	return o.Value.check(given, "amount", o.Amount)
}

// report implements kindOfRows.
func (o *orderFlags) report(in io.Reader, p *progress) (documented, error) {
	costs, err := readSpending(&o.common, &o.Value, p)
	if err != nil {
		return nil, err
	}
	read := func(in io.Reader, o *orderFlags, p *progress) (*activities, error) {
		a, err := readActivities(in, &o.common, o.activityFlags, p)
		if err != nil {
			return nil, err
		}
		if o.Amount != "" && a.allOnce() {
			a.warn("no customer is in two rows: is %s the number of an order?", printable(o.Customer))
		}
		a.besides(costs)
		return a, nil
	}
	measure := func(a *activities, o *orderFlags) (*activityReport, error) { return newActivityReport(a, costs, o) }
	return produce(o, in, p, read, measure)
}
