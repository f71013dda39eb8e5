package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// valuation is the flags of value and cost.
type valuation struct {
	Margin     *decimal.Decimal `type:"margin" placeholder:"SHARE" help:"fraction of the amounts that is left after costs; default 1, which is revenue"`
	Discount   float64          `type:"discount" default:"0.1" placeholder:"RATE" help:"yearly rate by which later money is discounted, as a fraction; default 0.1"`
	CAC        *decimal.Decimal `name:"cac" type:"cost" placeholder:"AMOUNT" help:"what it costs to win a customer; or"`
	Costs      string           `type:"text" placeholder:"FILE" help:"what was spent on winning customers: a .csv or .csv.gz of days and amounts"`
	CostAt     string           `type:"column" placeholder:"COLUMN" help:"the day"`
	CostAmount string           `type:"column" placeholder:"COLUMN" help:"the amount, in the currency of the others"`
	Lag        int              `type:"periods" placeholder:"PERIODS" help:"it was spent so many periods of -every before the customers came; default 0"`
	Healthy    decimal.Decimal  `type:"ratio" default:"3" placeholder:"RATIO" help:"value to cost from which on a customer is healthy business; default 3"`

	sample *sample // of the costs
}

// valueFlags are the flags of value and cost, costFlags those of them that need a cost
// and spendingFlags those that need a file of costs.
var (
	spendingFlags = []string{"cost-at", "cost-amount", "lag"}
	costFlags     = slices.Concat([]string{"healthy"}, spendingFlags)
	valueFlags    = slices.Concat([]string{"margin", "discount", "cac", "costs", "horizon", "names"}, costFlags)
)

// maxLag is as many periods as a spending may come before its customers.
const maxLag = 1000

// maxHorizon is the limit of package cx on the periods of a discounted value.
const maxHorizon = 3660

func parseMargin(text string) (decimal.Decimal, error) {
	margin, err := parseAmount(text)
	if err != nil || margin.Sign() <= 0 || margin.Cmp(decimal.NewFromInt(1)) > 0 {
		return margin, errors.New("want a fraction above 0 and up to 1, as in 0.4")
	}
	return margin, nil
}

func parseDiscount(text string) (float64, error) {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate == 0 || rate >= 1e-6 && rate <= 10) {
		return 0, errors.New("want a fraction a year from 0 to 10, as in 0.1")
	}
	return rate, nil
}

func parseCost(text string) (decimal.Decimal, error) {
	cost, err := parseAmount(text)
	if err != nil || cost.Sign() < 0 {
		return cost, errors.New("want an amount from 0, as in 24.50")
	}
	return cost, nil
}

func parseRatio(text string) (decimal.Decimal, error) {
	ratio, err := parseAmount(text)
	if err != nil || ratio.Cmp(decimal.NewFromInt(1)) < 0 {
		return ratio, errors.New("want a ratio from 1, as in 3")
	}
	return ratio, nil
}

// fillSample takes the margin and the costs of a sample where the flags say no others.
func (v *valuation) fillSample(margin string, costs *sample) {
	if m, err := cx.ParseMoney(margin); err == nil && v.Margin == nil {
		v.Margin = &m
	}
	if v.Costs == "" {
		fillIn(&v.CostAt, "date")
		fillIn(&v.CostAmount, "amount")
		v.sample = costs
	}
}

// check checks the flags of value and cost against each other and the column of the amounts,
// which another flag names. The sample has costs of its own.
func (v *valuation) check(given []string, flag, column string) error {
	first := func(names []string) (string, bool) {
		i := slices.IndexFunc(given, func(name string) bool { return slices.Contains(names, name) })
		return append(given, "")[max(i, 0)], i >= 0
	}
	if name, ok := first(valueFlags); ok && column == "" {
		return &usageError{text: fmt.Sprintf("-%s needs the column of the amounts: -%s COLUMN", name, flag)}
	}
	if v.CAC != nil && v.Costs != "" {
		return &usageError{text: "-cac goes without -costs"}
	}
	if name, ok := first(spendingFlags); ok && v.Costs == "" && (v.sample == nil || v.CAC != nil) {
		return &usageError{text: fmt.Sprintf("-%s needs the file of the costs: -costs FILE", name)}
	}
	if name, ok := first(costFlags); ok && v.Costs == "" && v.CAC == nil && v.sample == nil {
		return &usageError{text: fmt.Sprintf("-%s needs a cost: -cac AMOUNT or -costs FILE", name)}
	}
	return nil
}

// marginOf returns the margin, 1 unless a flag or the sample says another.
func (v *valuation) marginOf() decimal.Decimal {
	if v.Margin == nil {
		return decimal.NewFromInt(1)
	}
	return *v.Margin
}

// discountOf returns the rate of discount of a period of which a year has so many.
func (v *valuation) discountOf(periods float64) (float64, error) {
	if v.Discount == 0 {
		return 0, nil
	}
	return cx.CompoundRate(v.Discount, 1/periods)
}
