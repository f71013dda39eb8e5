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

// SurvivalSection is a Kaplan-Meier curve, in days if its report has no other unit.
//
//	curve     cx.Survival
//	median    cx.SurvivalQuantile
//	at        days, or time in another unit, share, standard_error, interval (log-log) where it was observed
//	mean      within_days (in that unit), and the mean time that a customer stays within them
//	expected  the mean time that a customer stays
type SurvivalSection struct {
	Curve    cx.Survival          `json:"curve"`
	Median   *cx.SurvivalQuantile `json:"median,omitzero"`
	At       []survivalAt         `json:"at,omitzero"`
	Mean     *restrictedMean      `json:"mean,omitzero"`
	Expected *cx.Estimate         `json:"expected,omitzero"`
	unit     string
}

type survivalAt struct {
	survivalTime
	Share         float64     `json:"share"`
	StandardError *float64    `json:"standard_error,omitzero"`
	Interval      cx.Interval `json:"interval,omitzero"`
}

type survivalTime struct {
	Days int `json:"days,omitzero"`
	Time int `json:"time,omitzero"`
}

// timeIn returns a time in a unit.
func timeIn(unit string, n int) survivalTime {
	if unit == "days" {
		return survivalTime{Days: n}
	}
	return survivalTime{Time: n}
}

type restrictedMean struct {
	WithinDays    int         `json:"within_days"`
	Value         float64     `json:"value"`
	StandardError float64     `json:"standard_error"`
	Interval      cx.Interval `json:"interval"`
}
