package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

const valueUsage = `
Value and cost, of orders with -amount and of subscriptions with -mrr
  -margin SHARE       fraction of the amounts that is left after costs; default 1, which is revenue
  -discount RATE      yearly rate by which later money is discounted, as a fraction; default 0.1
  -horizon WEEKS      orders: for how many weeks they are forecast; default 52
  -names=false        orders: the lists of customers are without their names
  -cac AMOUNT         what it costs to win a customer; or
  -costs FILE         what was spent on winning customers: a .csv or .csv.gz of days and amounts
  -cost-at COLUMN     the day
  -cost-amount COLUMN the amount, in the currency of the others
  -lag PERIODS        it was spent so many periods of -every before the customers came; default 0
  -healthy RATIO      value to cost from which on a customer is healthy business; default 3
`

// valueFlags are the flags of value and cost, costFlags those of them that need a cost
// and spendingFlags those that need a file of costs.
var (
	spendingFlags = []string{"cost-at", "cost-amount", "lag"}
	costFlags     = slices.Concat([]string{"healthy"}, spendingFlags)
	valueFlags    = slices.Concat([]string{"margin", "discount", "cac", "costs"}, costFlags)
	forecastFlags = []string{"horizon", "names"}
)

// valuation is what the flags say of value and cost.
type valuation struct {
	margin             *decimal.Decimal // nil is the default
	discount           float64          // a year
	horizon            int              // weeks
	names              bool
	cac                *decimal.Decimal // nil for none
	costs              string           // the file; "" is none, or that of the sample
	costAt, costAmount string
	lag                int // periods
	healthy            decimal.Decimal
}

// maxLag is as many periods as a spending may come before its customers.
const maxLag = 1000

// maxHorizon is the limit of package cx on the periods of a discounted value.
const maxHorizon = 3660

// addTo adds the flags to a set.
func (v *valuation) addTo(set *flag.FlagSet) {
	*v = valuation{discount: 0.1, horizon: 52, names: true, healthy: decimal.NewFromInt(3)}
	set.Func("margin", "", func(text string) error {
		margin, err := parseAmount(text)
		if err != nil || margin.Sign() <= 0 || margin.Cmp(decimal.NewFromInt(1)) > 0 {
			return errors.New("want a fraction above 0 and up to 1, as in 0.4")
		}
		v.margin = &margin
		return nil
	})
	set.Func("discount", "", func(text string) error {
		rate, err := strconv.ParseFloat(text, 64)
		if err != nil || !(rate == 0 || rate >= 1e-6 && rate <= 10) {
			return errors.New("want a fraction a year from 0 to 10, as in 0.1")
		}
		v.discount = rate
		return nil
	})
	set.Func("horizon", "", wholeFlag(&v.horizon, 1, maxHorizon, "weeks"))
	set.BoolVar(&v.names, "names", v.names, "")
	set.Func("cac", "", func(text string) error {
		cost, err := parseAmount(text)
		if err != nil || cost.Sign() < 0 {
			return errors.New("want an amount from 0, as in 24.50")
		}
		v.cac = &cost
		return nil
	})
	set.StringVar(&v.costs, "costs", "", "")
	set.StringVar(&v.costAt, "cost-at", "", "")
	set.StringVar(&v.costAmount, "cost-amount", "", "")
	set.Func("lag", "", wholeFlag(&v.lag, 0, maxLag, "periods"))
	set.Func("healthy", "", func(text string) error {
		ratio, err := parseAmount(text)
		if err != nil || ratio.Cmp(decimal.NewFromInt(1)) < 0 {
			return errors.New("want a ratio from 1, as in 3")
		}
		v.healthy = ratio
		return nil
	})
}

// checkValue checks the flags of value and cost against each other. The sample has
// costs of its own.
func (o *options) checkValue(set *flag.FlagSet) error {
	var given []string
	set.Visit(func(f *flag.Flag) { given = append(given, f.Name) })
	first := func(names ...string) (string, bool) {
		for _, name := range given {
			if slices.Contains(names, name) {
				return name, true
			}
		}
		return "", false
	}
	v := &o.value
	v.costAt, v.costAmount = strings.TrimSpace(v.costAt), strings.TrimSpace(v.costAmount)
	amounts, column := "-amount", o.amount
	if o.topic == subscriptionsTopic {
		amounts, column = "-mrr", o.mrr
	}
	if name, ok := first(slices.Concat(valueFlags, forecastFlags)...); ok && column == "" {
		return &usageError{text: fmt.Sprintf("-%s needs the column of the amounts: %s COLUMN", name, amounts)}
	}
	if v.cac != nil && v.costs != "" {
		return &usageError{text: "-cac goes without -costs"}
	}
	if name, ok := first(spendingFlags...); ok && v.costs == "" && (o.file != "" || v.cac != nil) {
		return &usageError{text: fmt.Sprintf("-%s needs the file of the costs: -costs FILE", name)}
	}
	if name, ok := first(costFlags...); ok && v.costs == "" && v.cac == nil && o.file != "" {
		return &usageError{text: fmt.Sprintf("-%s needs a cost: -cac AMOUNT or -costs FILE", name)}
	}
	return nil
}

// marginOf returns the margin, 1 unless a flag or the sample says another.
func (v *valuation) marginOf() decimal.Decimal {
	if v.margin == nil {
		return decimal.NewFromInt(1)
	}
	return *v.margin
}

// discountOf returns the rate of discount of a period of which a year has so many.
func (v *valuation) discountOf(periods float64) (float64, error) {
	if v.discount == 0 {
		return 0, nil
	}
	return cx.CompoundRate(v.discount, 1/periods)
}
