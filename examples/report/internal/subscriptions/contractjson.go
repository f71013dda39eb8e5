package subscriptions

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

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
	value.Assumptions
	Months   cx.Period                `json:"months"`
	Churn    figure.Share             `json:"churn"`
	Terms    *cx.SubscriptionLifetime `json:"terms,omitzero"`
	Periods  figure.Exact             `json:"periods,omitzero"`
	Value    figure.Exact             `json:"value,omitzero"`
	Interval cx.Interval              `json:"interval,omitzero"`
	Later    figure.Exact             `json:"later,omitzero"`
	Points   *retentionGain           `json:"points,omitzero"`
	Model    *contractModel           `json:"model,omitzero"`
}

type retentionGain struct {
	Before   float64      `json:"before"`
	After    float64      `json:"after"`
	Gain     figure.Exact `json:"gain,omitzero"`
	OfValue  figure.Exact `json:"of_value,omitzero"`
	OfProfit figure.Exact `json:"of_profit,omitzero"`
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
	Parameters []value.Parameter       `json:"parameters"`
	Survival   []monthsAhead           `json:"survival,omitzero"`
	Payments   []monthsAhead           `json:"payments,omitzero"`
	Value      *value.Predicted        `json:"value,omitzero"`
}

type monthsAhead struct {
	Months int `json:"months"`
	value.Predicted
}
