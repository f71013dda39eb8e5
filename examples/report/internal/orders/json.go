package orders

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/cohort"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// activityReport is the report of activities.
//
//	activities  rows before as_of
//	unpaid      of all rows, those whose amount is blank
//	customers   those who were active
//	revenue     the sum of the amounts, with -amount
//	cohorts, means
//	            see cohort.Section
//	repeat      tally (cx.Repeat), rate, days_between, revenue_share, spend (cx.RepeatSpend),
//	            within: days, and the rate of those observed for so long
//	window_days more than so many days without activity are churn
//	churn       each whole period
//	survival    of the times for which customers stayed active, from the first to the last
//	            activity, of those that began window_days before as_of or earlier
//	engagement  of the days of -stickiness, or of the last whole month: period, tally (cx.Engagement), stickiness,
//	            days_per_customer, daily_active
//	value, forecast, holdout, cost
//	            with -amount; see valuejson.go
type activityReport struct {
	topic.Head
	Activities int64        `json:"activities"`
	Unpaid     int64        `json:"unpaid,omitzero"`
	Customers  int64        `json:"customers"`
	Revenue    figure.Exact `json:"revenue,omitzero"`
	cohort.Section
	byCalendar *cx.Cohorts            // what customers have brought; Cohorts without -elapsed
	Repeat     *repeatSection         `json:"repeat,omitzero"`
	Window     int                    `json:"window_days"`
	Churn      []value.ChurnPoint     `json:"churn,omitzero"`
	Survival   *value.SurvivalSection `json:"survival,omitzero"`
	Engagement *engagement            `json:"engagement,omitzero"`
	Value      *valueSection          `json:"value,omitzero"`
	Forecast   *forecastSection       `json:"forecast,omitzero"`
	Holdout    *holdoutSection        `json:"holdout,omitzero"`
	Cost       *value.CostSection     `json:"cost,omitzero"`
}

type repeatSection struct {
	Tally        cx.Repeat       `json:"tally"`
	Rate         figure.Share    `json:"rate"`
	DaysBetween  figure.Exact    `json:"days_between,omitzero"`
	RevenueShare figure.Exact    `json:"revenue_share,omitzero"`
	Spend        *cx.RepeatSpend `json:"spend,omitzero"`
	Within       []repeatWithin  `json:"within"`
}

type repeatWithin struct {
	Days int `json:"days"`
	figure.Share
}
