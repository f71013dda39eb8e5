package value

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// ChurnPoint is what customers did in one period.
//
//	tally        cx.Churn
//	reactivated  returns of customers who had left before, in the period or earlier
//	customers    those at the end
//	retained     the rate of cx.RetentionOf
//	rates        churn by each formula of -churn: formula, rate
type ChurnPoint struct {
	Period      cx.Period     `json:"period"`
	Tally       cx.Churn      `json:"tally"`
	Reactivated int64         `json:"reactivated"`
	Customers   int64         `json:"customers"`
	Retained    figure.Share  `json:"retained"`
	Rates       []formulaRate `json:"rates"`
}

type formulaRate struct {
	Formula cx.ChurnFormula `json:"formula"`
	Rate    figure.Exact    `json:"rate,omitzero"`
}

// SurvivalSection is a Kaplan-Meier curve in days.
//
//	curve     cx.Survival
//	median    cx.SurvivalQuantile
//	at        days, share, standard_error, interval (log-log) where it was observed
//	mean      within_days, and the mean time that a customer stays within them
//	expected  the mean time that a customer stays
type SurvivalSection struct {
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
