// Package cohort has what the reports of orders and of events share: cohorts of customers, and who of
// them was active again.
package cohort

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// IntervalFlags say what the intervals of cohorts are.
type IntervalFlags struct {
	Elapsed cx.Grain `type:"grain" placeholder:"PERIOD" help:"the intervals of cohorts run from each customer's own first time on: a day (24 hours), week, month (to the same day of the next), quarter or year; default the periods of -every by the calendar"`
}

// Rule returns how customers are grouped into cohorts.
func (f IntervalFlags) Rule(c cx.Calendar) cx.CohortRule {
	const day = 24 * time.Hour
	r := cx.CohortRule{Calendar: c}
	switch f.Elapsed {
	case cx.Day:
		r.Elapsed = day
	case cx.Week, cx.WeekFromSunday:
		r.Elapsed = 7 * day
	case cx.Month:
		r.ElapsedMonths = 1
	case cx.Quarter:
		r.ElapsedMonths = 3
	case cx.Year:
		r.ElapsedMonths = 12
	}
	return r
}

// Section is the cohorts of a report.
//
//	cohorts  cx.Cohorts by -every
//	means    by interval, from 1 where all are active in interval 0: interval, pooled (a rate), simple
type Section struct {
	Cohorts *cx.Cohorts `json:"cohorts,omitzero"`
	Means   []Mean      `json:"means,omitzero"`
	first   int         // the first interval of the means
}

// Mean is the means of a column.
type Mean struct {
	Interval int          `json:"interval"`
	Pooled   figure.Share `json:"pooled"`
	Simple   figure.Exact `json:"simple,omitzero"`
}

// Measure takes cohorts, and measures the means of their columns from the first interval on.
func (s *Section) Measure(a *figure.Asker, first int) func(cx.Cohorts, error) {
	return func(cohorts cx.Cohorts, err error) {
		s.first = first
		s.Cohorts = figure.Ask[cx.Cohorts](a, "")(cohorts, err)
		if s.Cohorts == nil || len(s.Cohorts.Rows) == 0 {
			return
		}
		intervals := len(s.Cohorts.Rows[0].Active)
		if err := value.CheckWork(len(s.Cohorts.Rows), intervals); err != nil {
			a.Err = err
			return
		}
		for k := first; k < intervals; k++ {
			pooled := figure.Ask[cx.Proportion](a, "")(s.Cohorts.Pooled(k))
			if pooled == nil {
				return
			}
			s.Means = append(s.Means, Mean{k, a.Rate("", *pooled), a.Exact("")(s.Cohorts.SimpleMean(k))})
		}
	}
}

// CheckElapsed refuses intervals from each customer's own first time of which there would be too many.
func (f IntervalFlags) CheckElapsed(h *topic.Head) error {
	if f.Elapsed == "" {
		return nil
	}
	if err := topic.CheckPeriods(f.Elapsed, h.Span.Start, h.AsOf); err != nil {
		return fmt.Errorf("-elapsed: %w", err)
	}
	return nil
}
