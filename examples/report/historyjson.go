package main

import "github.com/cxmetrics/cx"

// head is what the reports of activities and of subscriptions have in common. As in
// report, exact figures are texts, estimates are numbers, rates are fractions, and a
// figure that does not exist has no key; undefined says why. What is named cx.X is the
// JSON of package cx, which reads it back.
//
//	source, simulated, level, every, zone, rows, rejected
//	                as in report
//	span            the days from the first row to the last before as_of
//	as_of           what was known as this day began
//	as_of_from_file true for the day after the last date of the file
//	later           rows of as_of or later, which are left out
//	undefined       figures that do not exist: figure, reason
type head struct {
	reading
	Source       string    `json:"source"`
	Simulated    bool      `json:"simulated,omitzero"`
	Level        float64   `json:"level"`
	Every        cx.Grain  `json:"every,omitzero"`
	Zone         string    `json:"zone,omitzero"`
	Span         cx.Period `json:"span,omitzero"`
	AsOf         cx.Date   `json:"as_of,omitzero"`
	AsOfFromFile bool      `json:"as_of_from_file,omitzero"`
	Rows         rowCounts `json:"rows"`
	Later        int64     `json:"later,omitzero"`
	Rejected     []fault   `json:"rejected,omitzero"`
	Undefined    []gap     `json:"undefined,omitzero"`
}

// gap says why a figure does not exist.
type gap struct {
	Figure string `json:"figure"`
	Reason string `json:"reason"`
}

// reason returns why a figure does not exist, "" for one that does.
func (h *head) reason(figure string) string {
	for _, g := range h.Undefined {
		if g.Figure == figure {
			return g.Reason
		}
	}
	return ""
}

// activityReport is the report of activities.
//
//	activities  rows before as_of
//	unpaid      of all rows, those whose amount is blank
//	customers   those who were active
//	revenue     the sum of the amounts, with -amount
//	cohorts     cx.Cohorts by -every
//	means       by interval from 1: interval, pooled (a rate), simple
//	repeat      tally (cx.Repeat), rate, days_between, revenue_share, spend (cx.RepeatSpend),
//	            within: days, and the rate of those observed for so long
//	window_days more than so many days without activity are churn
//	churn       each whole period
//	survival    of the times for which customers stayed active, from the first to the last
//	            activity, of those that began window_days before as_of or earlier
//	engagement  of the last whole month: period, tally (cx.Engagement), stickiness,
//	            days_per_customer, daily_active
//	value, forecast, holdout, cost
//	            with -amount; see valuejson.go
type activityReport struct {
	head
	Activities int64            `json:"activities"`
	Unpaid     int64            `json:"unpaid,omitzero"`
	Customers  int64            `json:"customers"`
	Revenue    exact            `json:"revenue,omitzero"`
	Cohorts    *cx.Cohorts      `json:"cohorts,omitzero"`
	Means      []columnMean     `json:"means,omitzero"`
	Repeat     *repeatSection   `json:"repeat,omitzero"`
	Window     int              `json:"window_days"`
	Churn      []churnPoint     `json:"churn,omitzero"`
	Survival   *survivalSection `json:"survival,omitzero"`
	Engagement *engagement      `json:"engagement,omitzero"`
	Value      *valueSection    `json:"value,omitzero"`
	Forecast   *forecastSection `json:"forecast,omitzero"`
	Holdout    *holdoutSection  `json:"holdout,omitzero"`
	Cost       *costSection     `json:"cost,omitzero"`
}

// rate is a share of a count: count, base, rate, interval (Wilson).
type rate struct {
	Count    int64       `json:"count"`
	Base     int64       `json:"base"`
	Rate     exact       `json:"rate,omitzero"`
	Interval cx.Interval `json:"interval,omitzero"`
}

type columnMean struct {
	Interval int   `json:"interval"`
	Pooled   rate  `json:"pooled"`
	Simple   exact `json:"simple,omitzero"`
}

type repeatSection struct {
	Tally        cx.Repeat       `json:"tally"`
	Rate         rate            `json:"rate"`
	DaysBetween  exact           `json:"days_between,omitzero"`
	RevenueShare exact           `json:"revenue_share,omitzero"`
	Spend        *cx.RepeatSpend `json:"spend,omitzero"`
	Within       []repeatWithin  `json:"within"`
}

type repeatWithin struct {
	Days int `json:"days"`
	rate
}

type engagement struct {
	Period          cx.Period     `json:"period"`
	Tally           cx.Engagement `json:"tally"`
	Stickiness      exact         `json:"stickiness,omitzero"`
	DaysPerCustomer exact         `json:"days_per_customer,omitzero"`
	DailyActive     exact         `json:"daily_active,omitzero"`
}

// churnPoint is what customers did in one period.
//
//	tally        cx.Churn
//	reactivated  returns of customers who had left before, in the period or earlier
//	customers    those at the end
//	retained     the rate of cx.RetentionOf
//	rates        churn by each formula of -churn: formula, rate
type churnPoint struct {
	Period      cx.Period     `json:"period"`
	Tally       cx.Churn      `json:"tally"`
	Reactivated int64         `json:"reactivated"`
	Customers   int64         `json:"customers"`
	Retained    rate          `json:"retained"`
	Rates       []formulaRate `json:"rates"`
}

type formulaRate struct {
	Formula cx.ChurnFormula `json:"formula"`
	Rate    exact           `json:"rate,omitzero"`
}

// survivalSection is a Kaplan-Meier curve in days.
//
//	curve     cx.Survival
//	median    cx.SurvivalQuantile
//	at        days, share, standard_error, interval (log-log) where it was observed
//	mean      within_days, and the mean time that a customer stays within them
//	expected  the mean time that a customer stays
type survivalSection struct {
	Curve    cx.Survival          `json:"curve"`
	Median   *cx.SurvivalQuantile `json:"median,omitzero"`
	At       []survivalAt         `json:"at,omitzero"`
	Mean     *restrictedMean      `json:"mean,omitzero"`
	Expected *cx.Estimate         `json:"expected,omitzero"`
}

type survivalAt struct {
	Days          int         `json:"days"`
	Share         float64     `json:"share"`
	StandardError *float64    `json:"standard_error,omitzero"`
	Interval      cx.Interval `json:"interval,omitzero"`
}

type restrictedMean struct {
	WithinDays    int         `json:"within_days"`
	Value         float64     `json:"value"`
	StandardError float64     `json:"standard_error"`
	Interval      cx.Interval `json:"interval"`
}

// subscriptionReport is the report of subscriptions.
//
//	free           rows that pay nothing, which are left out
//	subscriptions  rows that started before as_of, running those that had not ended
//	customers      whose they are, active those with a running one
//	churn          of customers, each whole period
//	survival       of the times for which customers had a subscription: periods that touch
//	               or overlap are one, so that a change of plan is no end
//	revenue        with -mrr, each whole period: the monthly recurring revenue before it
//	               and at its end
//	trailing       the same of the twelve months up to the end of the last whole period
//	value, cost    with -mrr; see valuejson.go
type subscriptionReport struct {
	head
	Free          int64            `json:"free,omitzero"`
	Subscriptions int64            `json:"subscriptions"`
	Running       int64            `json:"running"`
	Customers     int64            `json:"customers"`
	Active        int64            `json:"active"`
	Churn         []churnPoint     `json:"churn,omitzero"`
	Survival      *survivalSection `json:"survival,omitzero"`
	Revenue       []revenuePoint   `json:"revenue,omitzero"`
	Trailing      *revenuePoint    `json:"trailing,omitzero"`
	Value         *contractSection `json:"value,omitzero"`
	Cost          *costSection     `json:"cost,omitzero"`
}

// revenuePoint is what became of recurring revenue.
//
//	movements  cx.Movements
//	nrr, grr, gross_churn, net_churn, net_churn_after_reactivation
//	           of the revenue at the start
//	quick_ratio
//	arpa       revenue per customer at the end
//	logo_churn of the customers at the start
type revenuePoint struct {
	Period                    cx.Period    `json:"period"`
	Movements                 cx.Movements `json:"movements"`
	NRR                       exact        `json:"nrr,omitzero"`
	GRR                       exact        `json:"grr,omitzero"`
	GrossChurn                exact        `json:"gross_churn,omitzero"`
	NetChurn                  exact        `json:"net_churn,omitzero"`
	NetChurnAfterReactivation exact        `json:"net_churn_after_reactivation,omitzero"`
	QuickRatio                exact        `json:"quick_ratio,omitzero"`
	ARPA                      exact        `json:"arpa,omitzero"`
	LogoChurn                 rate         `json:"logo_churn"`
}
