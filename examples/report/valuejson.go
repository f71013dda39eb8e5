package main

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// assumptions are the flags that values depend on.
//
//	margin    the share of the amounts that counts; 1 is revenue
//	discount  the yearly rate by which later money is discounted: 0.1 for 10%
type assumptions struct {
	Margin   decimal.Decimal `json:"margin"`
	Discount float64         `json:"discount"`
}

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
	Period   cx.Period `json:"period"`
	Size     int64     `json:"size"`
	CAC      exact     `json:"cac,omitzero"`
	Values   []valueAt `json:"values,omitzero"`
	PaidBack *int      `json:"paid_back,omitzero"`
}

type valueAt struct {
	Interval int   `json:"interval"`
	Value    exact `json:"value"`
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
	assumptions
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
	Model      cx.BGNBD    `json:"model"`
	Parameters []parameter `json:"parameters"`
}

type spendModel struct {
	Model       cx.GammaGamma `json:"model"`
	Parameters  []parameter   `json:"parameters"`
	Correlation *correlation  `json:"correlation,omitzero"`
}

type parameter struct {
	Name string `json:"name"`
	predicted
}

type correlation struct {
	Rho      float64     `json:"rho"`
	N        int64       `json:"n"`
	Interval cx.Interval `json:"interval,omitzero"`
	Strong   bool        `json:"strong"`
}

// predicted is a figure of a model: value, and where it has one standard_error and
// interval.
type predicted struct {
	Value         float64     `json:"value"`
	StandardError *float64    `json:"standard_error,omitzero"`
	Interval      cx.Interval `json:"interval,omitzero"`
}

type newCustomer struct {
	FirstOrder exact      `json:"first_order"`
	Orders     predicted  `json:"orders"`
	Spend      *predicted `json:"spend,omitzero"`
	LaterValue *predicted `json:"later_value,omitzero"`
	Value      exact      `json:"value,omitzero"`
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

// costSection is what winning a customer costs, and what one is worth beside it.
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
type costSection struct {
	Source        string          `json:"source,omitzero"`
	Rows          *rowCounts      `json:"rows,omitzero"`
	Rejected      []fault         `json:"rejected,omitzero"`
	Later         int64           `json:"later,omitzero"`
	Lag           int             `json:"lag,omitzero"`
	Points        []costPoint     `json:"points,omitzero"`
	Total         *cx.Acquisition `json:"total,omitzero"`
	CAC           exact           `json:"cac,omitzero"`
	Economics     *cx.Economics   `json:"economics,omitzero"`
	Ratio         exact           `json:"ratio,omitzero"`
	Healthy       decimal.Decimal `json:"healthy"`
	Verdict       cx.ValueVerdict `json:"verdict,omitzero"`
	Profit        exact           `json:"profit,omitzero"`
	Allowable     exact           `json:"allowable,omitzero"`
	PaybackWeeks  *int            `json:"payback_weeks,omitzero"`
	SimplePayback *cx.Payback     `json:"simple_payback,omitzero"`
	Payback       *cx.Payback     `json:"payback,omitzero"`
}

type costPoint struct {
	Period  cx.Period      `json:"period"`
	Tally   cx.Acquisition `json:"tally"`
	CAC     exact          `json:"cac,omitzero"`
	covered bool           // by the file
}

// contractSection is what a customer with subscriptions is worth.
//
//	margin, discount
//	months     the last whole months, up to twelve, of which churn is
//	churn      a month: the rate of those lost among the customers of their starts
//	terms      cx.SubscriptionLifetime, with the revenue per customer at their end
//	periods    the months that a customer stays
//	value      with the first margin now, and interval, that of churn alone
//	later      the same with the first margin after a month
//	points     five points of yearly retention more: retention a year before and after,
//	           gain (in money), of_value, and of_profit, the gain over the profit
//	model      the shifted beta-geometric model of customers who differ
type contractSection struct {
	assumptions
	Months   cx.Period                `json:"months"`
	Churn    rate                     `json:"churn"`
	Terms    *cx.SubscriptionLifetime `json:"terms,omitzero"`
	Periods  exact                    `json:"periods,omitzero"`
	Value    exact                    `json:"value,omitzero"`
	Interval cx.Interval              `json:"interval,omitzero"`
	Later    exact                    `json:"later,omitzero"`
	Points   *retentionGain           `json:"points,omitzero"`
	Model    *contractModel           `json:"model,omitzero"`
}

type retentionGain struct {
	Before   float64 `json:"before"`
	After    float64 `json:"after"`
	Gain     exact   `json:"gain,omitzero"`
	OfValue  exact   `json:"of_value,omitzero"`
	OfProfit exact   `json:"of_profit,omitzero"`
}

// contractModel is fitted to how many customers were still there a month, two months
// and so on after their own first day, as far as each was observed.
//
//	model       cx.ShiftedBetaGeometric
//	parameters  alpha, beta; of customers who are all alike churn
//	survival    months, and the share of customers who stay for more
//	payments    months, and the monthly payments to expect, discounted: of a new customer
//	            (0), or just before the payment after so many months
//	value       of a new customer: the payments times revenue per customer and margin
type contractModel struct {
	Model      cx.ShiftedBetaGeometric `json:"model"`
	Parameters []parameter             `json:"parameters"`
	Survival   []monthsAhead           `json:"survival,omitzero"`
	Payments   []monthsAhead           `json:"payments,omitzero"`
	Value      *predicted              `json:"value,omitzero"`
}

type monthsAhead struct {
	Months int `json:"months"`
	predicted
}
