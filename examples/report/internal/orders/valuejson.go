package orders

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// valueSection is what customers have brought so far, each counted per customer of the
// cohort, up to the end of an interval, times the margin.
//
//	margin
//	cohorts    those of each whole period: period, size, cac, values (interval, value),
//	           paid_back, the interval within which the value came to cac
//	all        the values of all cohorts that have come to an interval (cx.Cohorts.Value)
//	paid_back  the first interval in which the value of all is not below cost.cac
type valueSection struct {
	Margin   decimal.Decimal `json:"margin"`
	Cohorts  []cohortValue   `json:"cohorts"`
	All      []valueAt       `json:"all,omitzero"`
	PaidBack *int            `json:"paid_back,omitzero"`
}

type cohortValue struct {
	Period   cx.Period    `json:"period"`
	Size     int64        `json:"size"`
	CAC      figure.Exact `json:"cac,omitzero"`
	Values   []valueAt    `json:"values,omitzero"`
	PaidBack *int         `json:"paid_back,omitzero"`
}

type valueAt struct {
	Interval int          `json:"interval"`
	Value    figure.Exact `json:"value"`
}

// forecastSection is what models expect of the customers in the weeks from as_of on. All
// time is in weeks.
//
//	margin, discount, horizon_weeks
//	orders         the MBG/NBD model (cx.BGNBD), and its parameters r, alpha, a, b, or r,
//	               alpha, stop: name, value, standard_error, interval, which those of fewer
//	               than 1,000 customers do not have
//	spend          the Gamma-Gamma model (cx.GammaGamma), its parameters p, q, gamma;
//	               correlation: the rank correlation of how often customers order with
//	               what they spend, its interval, and strong, if the model should not assume that there is none
//	unpaid         customers whose later orders come to 0 or less, of whom the model of
//	               spend knows nothing
//	new_customer   of one who orders for the first time: first_order, orders after it and
//	               spend on each of them, later_value of these, value of all
//	base           the customers there are: customers, active (the probabilities of being
//	               so added up), orders, and value of those who are not unpaid
//	most_valuable  the ten largest expected_value
//	most_at_risk   the ten largest expected_loss: what a customer who has not left would
//	               bring, times the probability of having left
//
// All amounts but those of the models are times the margin. Values are discounted, an
// expected loss is not.
type forecastSection struct {
	value.Assumptions
	HorizonWeeks int              `json:"horizon_weeks"`
	Orders       *orderModel      `json:"orders,omitzero"`
	Spend        *spendModel      `json:"spend,omitzero"`
	Unpaid       int64            `json:"unpaid,omitzero"`
	New          *newCustomer     `json:"new_customer,omitzero"`
	Base         *customerBase    `json:"base,omitzero"`
	MostValuable []rankedCustomer `json:"most_valuable,omitzero"`
	MostAtRisk   []rankedCustomer `json:"most_at_risk,omitzero"`
}

type orderModel struct {
	Model      cx.BGNBD          `json:"model"`
	Parameters []value.Parameter `json:"parameters"`
}

type spendModel struct {
	Model       cx.GammaGamma     `json:"model"`
	Parameters  []value.Parameter `json:"parameters"`
	Correlation *correlation      `json:"correlation,omitzero"`
}

type correlation struct {
	Rho      float64     `json:"rho"`
	N        int64       `json:"n"`
	Interval cx.Interval `json:"interval,omitzero"`
	Strong   bool        `json:"strong"`
}

type newCustomer struct {
	FirstOrder figure.Exact     `json:"first_order"`
	Orders     value.Predicted  `json:"orders"`
	Spend      *value.Predicted `json:"spend,omitzero"`
	LaterValue *value.Predicted `json:"later_value,omitzero"`
	Value      figure.Exact     `json:"value,omitzero"`
}

type customerBase struct {
	Customers int64    `json:"customers"`
	Active    float64  `json:"active"`
	Orders    float64  `json:"orders"`
	Value     *float64 `json:"value,omitzero"`
}

// rankedCustomer is a customer of a list.
//
//	customer           none with -names=false
//	orders             all, those of a day as one
//	weeks_silent       since the last of them
//	probability_alive  that the customer has not left
//	expected_orders    within the horizon; in most_at_risk of one who has not left
//	expected_spend     on each
type rankedCustomer struct {
	Customer         string  `json:"customer,omitzero"`
	Orders           int64   `json:"orders"`
	WeeksSilent      float64 `json:"weeks_silent"`
	ProbabilityAlive float64 `json:"probability_alive"`
	ExpectedOrders   float64 `json:"expected_orders"`
	ExpectedSpend    float64 `json:"expected_spend"`
	ExpectedValue    float64 `json:"expected_value,omitzero"`
	ExpectedLoss     float64 `json:"expected_loss,omitzero"`
}

// holdoutSection is the model of orders put to the test: fitted to those before split,
// half of the time, its forecasts are set against those from then on. The keys are those
// of cx.Holdout.
type holdoutSection struct {
	Split cx.Date `json:"split"`
	cx.Holdout
}
