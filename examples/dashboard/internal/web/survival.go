package web

import (
	"context"
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

const shownPlans = 4 // in the picture

// survival is the page of how long subscriptions last, by plan.
func (s *server) survival(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Survival",
		About: "How long subscriptions last, by plan, with those that still run counted as far as they are known. A curve needs whole lives: these are of all days."}
	asOf, err := cx.Calendar{}.DateOf(v.AsOf)
	if err != nil {
		return nil, fmt.Errorf("find the day: %w", err)
	}
	built, err := s.store.Plans(ctx, asOf)
	if err != nil {
		return nil, fmt.Errorf("read the subscriptions: %w", err)
	}
	curves, err := curvesSection(built.Value)
	if err != nil {
		return nil, err
	}
	p.Sections = append(p.Sections, curves)
	medians, err := mediansSection(built.Value)
	if err != nil {
		return nil, err
	}
	p.Sections = append(p.Sections, medians)
	p.Notes = []string{"Counted from the rows at " + built.At.UTC().Format("15:04") + " UTC, as known at the start of " + asOf.String() + "."}
	return p, nil
}

// curvesSection is the Kaplan-Meier curves.
func curvesSection(plans []store.Plan) (section, error) {
	percent := chart.Unit{Places: 0, Suffix: "%"}
	c := chart.Line{
		Head: chart.Head{ID: "curves", Title: "Share still subscribed", About: "Kaplan-Meier curves by plan with their intervals, and how many are still observed.", Bare: true},
		X:    chart.Axis{Title: "days since the start", Unit: counted}, Y: chart.Axis{Unit: percent, Low: 0, High: 100},
	}
	left := 0
	for _, plan := range plans {
		if plan.Survival.Customers < minBase || len(c.Series) == shownPlans {
			left++
			continue
		}
		series := chart.Series{Name: planName(plan.Name), Steps: true, Points: []chart.Point{{X: 0, Y: 100, Low: 100, High: 100}},
			AtRisk: func(x float64) int64 {
				n, err := plan.Survival.AtRisk(x)
				if err != nil {
					return 0
				}
				return n
			}}
		// A curve of years has more steps than a picture has pixels.
		every := 1 + len(plan.Survival.Steps)/400
		for i, step := range plan.Survival.Steps {
			if i%every != 0 && i != len(plan.Survival.Steps)-1 {
				continue
			}
			point := chart.Point{X: step.Time, Y: 100 * step.Survival, Low: none, High: none}
			interval, err := plan.Survival.Interval(step.Time, level, cx.LogLogScale)
			if err == nil {
				point.Low, point.High = 100*interval.Low, 100*interval.High
			} else if !undefined(err) {
				return section{}, fmt.Errorf("interval of a curve: %w", err)
			}
			series.Points = append(series.Points, point)
		}
		c.Series = append(c.Series, series)
	}
	one, err := folded(c)
	if left > 0 {
		one.Notes = append(one.Notes, fmt.Sprintf("%d plans are not drawn: they have fewer than %d subscriptions, or are more than %d.", left, minBase, shownPlans))
	}
	return one, err
}

// mediansSection is the medians and the test of the curves.
func mediansSection(plans []store.Plan) (section, error) {
	days, percent := chart.Unit{}, chart.Unit{Places: 1, Suffix: "%"}
	one := section{ID: "medians", Title: "Half of them leave within", Wide: true, Table: &table{Columns: []column{
		text("plan"), num("subscriptions", counted), num("ended", counted), num("median, days", days), num("from", days), num("to", days),
		num("after half a year", percent), num("from", percent), num("to", percent),
	}}}
	var groups [][]cx.Lifespan
	for _, plan := range plans {
		cells := []cell{words(planName(plan.Name)), whole(plan.Survival.Customers), whole(plan.Survival.Churned)}
		if plan.Survival.Customers < minBase {
			one.Table.Rows = append(one.Table.Rows, row{Faint: true, Cells: append(cells, cell{Few: true}, cell{}, cell{}, cell{Few: true}, cell{}, cell{})})
			continue
		}
		groups = append(groups, plan.Lifespans)
		q, err := plan.Survival.Median(level, cx.LogLogScale)
		if err != nil && !undefined(err) {
			return one, fmt.Errorf("median of a curve: %w", err)
		}
		reached := func(is bool, t float64) cell {
			if !is {
				return words("not reached")
			}
			return number(t, days)
		}
		cells = append(cells, reached(q.Reached, q.Time), reached(q.LowReached, q.Low), reached(q.HighReached, q.High))
		at, err := plan.Survival.At(182)
		if undefined(err) {
			at, err = math.NaN(), nil
		}
		if err != nil {
			return one, fmt.Errorf("read a curve: %w", err)
		}
		interval, err := plan.Survival.Interval(182, level, cx.LogLogScale)
		if undefined(err) {
			interval, err = cx.Interval{Low: none, High: none}, nil
		}
		if err != nil {
			return one, fmt.Errorf("interval of a curve: %w", err)
		}
		cells = append(cells, number(100*at, percent), number(100*interval.Low, percent), number(100*interval.High, percent))
		one.Table.Rows = append(one.Table.Rows, row{Cells: cells})
	}
	if len(groups) > 1 && len(groups) <= 50 {
		test, err := cx.LogRank(groups, cx.EqualWeight)
		if err == nil {
			p := pValue(test.P).Text
			if p[0] != '<' {
				p = "= " + p
			}
			verdict := "the plans differ beyond chance"
			if test.P > 1-level {
				verdict = "chance explains how the plans differ"
			}
			one.Notes = append(one.Notes, "Log-rank test of all plans: P "+p+", "+verdict+".")
		} else if !undefined(err) {
			return one, fmt.Errorf("compare the curves: %w", err)
		}
	}
	return one, nil
}

func planName(plan string) string {
	if plan == "" {
		return "(no plan)"
	}
	return plan
}
