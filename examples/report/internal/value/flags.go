// Package value has what the reports of orders and of subscriptions share: churn, survival, value
// and cost.
package value

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Flags is the flags of value and cost.
type Flags struct {
	Margin     *decimal.Decimal `type:"margin" placeholder:"SHARE" help:"fraction of the amounts that is left after costs; default 1, which is revenue"`
	Discount   float64          `type:"discount" default:"0.1" placeholder:"RATE" help:"yearly rate by which later money is discounted, as a fraction; default 0.1"`
	CAC        *decimal.Decimal `name:"cac" type:"cost" placeholder:"AMOUNT" help:"what it costs to win a customer; or"`
	Costs      string           `type:"text" placeholder:"FILE" help:"what was spent on winning customers: a .csv or .csv.gz of days and amounts"`
	CostAt     string           `type:"column" placeholder:"COLUMN" help:"the day"`
	CostAmount string           `type:"column" placeholder:"COLUMN" help:"the amount, in the currency of the others"`
	Lag        int              `type:"periods" placeholder:"PERIODS" help:"it was spent so many periods of -every before the customers came; default 0"`
	Healthy    decimal.Decimal  `type:"ratio" default:"3" placeholder:"RATIO" help:"value to cost from which on a customer is healthy business; default 3"`

	sample *topic.Sample `kong:"-"` // of the costs
}

// valueFlags are the flags of value and cost, costFlags those of them that need a cost
// and spendingFlags those that need a file of costs.
var (
	spendingFlags = []string{"cost-at", "cost-amount", "lag"}
	costFlags     = slices.Concat([]string{"healthy"}, spendingFlags)
	valueFlags    = slices.Concat([]string{"margin", "discount", "cac", "costs", "horizon", "names"}, costFlags)
)

// MaxLag is as many periods as a spending may come before its customers.
const MaxLag = 1000

// MaxHorizon is the limit of package cx on the periods of a discounted value.
const MaxHorizon = 3660

// ParseMargin parses a margin.
func ParseMargin(text string) (decimal.Decimal, error) {
	margin, err := topic.ParseAmount(text)
	if err != nil || margin.Sign() <= 0 || margin.Cmp(decimal.NewFromInt(1)) > 0 {
		return margin, errors.New("want a fraction above 0 and up to 1, as in 0.4")
	}
	return margin, nil
}

// ParseDiscount parses a yearly rate.
func ParseDiscount(text string) (float64, error) {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate == 0 || rate >= 1e-6 && rate <= 10) {
		return 0, errors.New("want a fraction a year from 0 to 10, as in 0.1")
	}
	return rate, nil
}

// ParseCost parses the cost of a customer.
func ParseCost(text string) (decimal.Decimal, error) {
	cost, err := topic.ParseAmount(text)
	if err != nil || cost.Sign() < 0 {
		return cost, errors.New("want an amount from 0, as in 24.50")
	}
	return cost, nil
}

// ParseRatio parses a ratio of value to cost.
func ParseRatio(text string) (decimal.Decimal, error) {
	ratio, err := topic.ParseAmount(text)
	if err != nil || ratio.Cmp(decimal.NewFromInt(1)) < 0 {
		return ratio, errors.New("want a ratio from 1, as in 3")
	}
	return ratio, nil
}

// FillSample takes the margin and the costs of a sample where the flags say no others.
func (v *Flags) FillSample(margin string, costs *topic.Sample) {
	if m, err := cx.ParseMoney(margin); err == nil && v.Margin == nil {
		v.Margin = &m
	}
	if v.Costs == "" {
		topic.FillIn(&v.CostAt, "date")
		topic.FillIn(&v.CostAmount, "amount")
		v.sample = costs
	}
}

// Check checks the flags of value and cost against each other and the column of the amounts,
// which another flag names. The sample has costs of its own.
func (v *Flags) Check(given []string, flag, column string) error {
	first := func(names []string) (string, bool) {
		i := slices.IndexFunc(given, func(name string) bool { return slices.Contains(names, name) })
		return append(given, "")[max(i, 0)], i >= 0
	}
	if name, ok := first(valueFlags); ok && column == "" {
		return &topic.UsageError{Text: fmt.Sprintf("-%s needs the column of the amounts: -%s COLUMN", name, flag)}
	}
	if v.CAC != nil && v.Costs != "" {
		return &topic.UsageError{Text: "-cac goes without -costs"}
	}
	if name, ok := first(spendingFlags); ok && v.Costs == "" && (v.sample == nil || v.CAC != nil) {
		return &topic.UsageError{Text: fmt.Sprintf("-%s needs the file of the costs: -costs FILE", name)}
	}
	if name, ok := first(costFlags); ok && v.Costs == "" && v.CAC == nil && v.sample == nil {
		return &topic.UsageError{Text: fmt.Sprintf("-%s needs a cost: -cac AMOUNT or -costs FILE", name)}
	}
	return nil
}

// MarginOf returns the margin, 1 unless a flag or the sample says another.
func (v *Flags) MarginOf() decimal.Decimal {
	if v.Margin == nil {
		return decimal.NewFromInt(1)
	}
	return *v.Margin
}

// DiscountOf returns the rate of discount of a period of which a year has so many.
func (v *Flags) DiscountOf(periods float64) (float64, error) {
	if v.Discount == 0 {
		return 0, nil
	}
	return cx.CompoundRate(v.Discount, 1/periods)
}
