package value

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Assumptions are the flags that values depend on.
//
//	margin    the share of the amounts that counts; 1 is revenue
//	discount  the yearly rate by which later money is discounted: 0.1 for 10%
type Assumptions struct {
	Margin   decimal.Decimal `json:"margin"`
	Discount float64         `json:"discount"`
}

// Parameter is a parameter of a model.
type Parameter struct {
	Name string `json:"name"`
	Predicted
}

// Predicted is a figure of a model: value, and where it has one standard_error and
// interval.
type Predicted struct {
	Value         float64     `json:"value"`
	StandardError *float64    `json:"standard_error,omitzero"`
	Interval      cx.Interval `json:"interval,omitzero"`
}

// CostSection is what winning a customer costs, and what one is worth beside it.
//
//	source, rows, rejected, later
//	           of the file of -costs, as those of the report
//	lag        periods by which it was spent before
//	points     each whole period: tally (cx.Acquisition), cac. Those before the first cost
//	           of the file or after the last have none
//	total      of the points with a cac
//	cac        that of total, or of -cac
//	economics  cx.Economics: that cost, and the value of a new customer, of which orders
//	           take forecast.new_customer.value and subscriptions value.value
//	ratio      value / cost
//	verdict    loses_money, pays_back or healthy, from the ratio healthy on
//	profit     value - cost
//	allowable  the cost at which the ratio is healthy
//	payback_weeks
//	           of orders: the weeks in which the forecast comes to the cost, if it does
//	           within the horizon
//	simple_payback, payback
//	           of subscriptions, in months: without churn and discount, and with them
//	           (cx.Payback)
type CostSection struct {
	Source        string           `json:"source,omitzero"`
	Rows          *topic.RowCounts `json:"rows,omitzero"`
	Rejected      []topic.Fault    `json:"rejected,omitzero"`
	Later         int64            `json:"later,omitzero"`
	Lag           int              `json:"lag,omitzero"`
	Points        []costPoint      `json:"points,omitzero"`
	Total         *cx.Acquisition  `json:"total,omitzero"`
	CAC           figure.Exact     `json:"cac,omitzero"`
	Economics     *cx.Economics    `json:"economics,omitzero"`
	Ratio         figure.Exact     `json:"ratio,omitzero"`
	Healthy       decimal.Decimal  `json:"healthy"`
	Verdict       cx.ValueVerdict  `json:"verdict,omitzero"`
	Profit        figure.Exact     `json:"profit,omitzero"`
	Allowable     figure.Exact     `json:"allowable,omitzero"`
	PaybackWeeks  *int             `json:"payback_weeks,omitzero"`
	SimplePayback *cx.Payback      `json:"simple_payback,omitzero"`
	Payback       *cx.Payback      `json:"payback,omitzero"`
}

type costPoint struct {
	Period  cx.Period      `json:"period"`
	Tally   cx.Acquisition `json:"tally"`
	CAC     figure.Exact   `json:"cac,omitzero"`
	covered bool           // by the file
}
