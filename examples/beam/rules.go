package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

// Rules are what the figures depend on besides the rows. Put your own here.
type Rules struct {
	AsOf   time.Time // rows at this instant or later are not known yet
	Zone   string    // whose clocks say which day, week and month it is
	Window cx.Period // in which an answer makes a landmark
}

// calendar returns the weeks or the months of the zone.
func (r Rules) calendar(grain cx.Grain) (cx.Calendar, error) {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return cx.Calendar{}, fmt.Errorf("the zone: %w", err)
	}
	return cx.Calendar{Grain: grain, Location: zone}, nil
}

// funnel is from the first visit to the purchase, within two weeks.
func (Rules) funnel() cx.FunnelRule {
	return cx.FunnelRule{Steps: []string{"visit", "signup", "purchase"}, Window: 14 * 24 * time.Hour}
}

// linkage follows customers for a quarter after their answer.
func (Rules) linkage() cx.LinkageRule {
	return cx.LinkageRule{Horizon: 91 * 24 * time.Hour, Outcomes: []string{"renewal"}, Exits: []string{"cancel"}}
}

// trend is the NPS of each week of a segment, and sales the amounts of a segment.
type (
	trend = cx.Group[string, []cx.Point[cx.NPS]]
	sales = cx.Group[string, cx.Amounts]
)

// empty is the figures of no rows.
func (r Rules) empty() (Figures, error) {
	figures := Figures{AsOf: r.AsOf}
	var err error
	figures.Cohorts, figures.Funnel, figures.Linkage, err = r.customerTallies(nil)
	return figures, err
}

// rowTallies counts what needs no two rows of a customer: any rows will do, in any order.
func (r Rules) rowTallies(rows []Row) ([]trend, []sales, error) {
	weeks, err := r.calendar(cx.Week)
	if err != nil {
		return nil, nil, err
	}
	given, ordered, _ := byKind(rows)
	trends, err := cx.GroupTrend(given, func(a *cx.Response) string { return a.Segment }, weeks, cx.Period{}, cx.NPS{})
	if err != nil {
		return nil, nil, fmt.Errorf("NPS by segment and week: %w", err)
	}
	amounts, err := cx.GroupFunc(ordered, func(o *order) string { return o.Segment },
		func(a *cx.Amounts, o *order) error { return a.Add(o.Amount) }, cx.Amounts{})
	if err != nil {
		return nil, nil, fmt.Errorf("amounts by segment: %w", err)
	}
	return trends, amounts, nil
}

// customerTallies counts what needs all rows of each of the customers.
func (r Rules) customerTallies(rows []Row) (cohorts cx.Cohorts, funnel cx.Funnel, linkage cx.Linkage, err error) {
	months, err := r.calendar(cx.Month)
	if err != nil {
		return cohorts, funnel, linkage, err
	}
	given, ordered, done := byKind(rows)
	r.sort(given, done)
	activities := make([]cx.Activity, len(ordered))
	for i := range ordered {
		activities[i] = ordered[i].Activity
	}
	if cohorts, err = cx.CohortsOf(activities, cx.CohortRule{Calendar: months}, r.AsOf); err != nil {
		return cohorts, funnel, linkage, fmt.Errorf("cohorts: %w", err)
	}
	if funnel, err = cx.FunnelOf(done, r.funnel(), r.AsOf); err != nil {
		return cohorts, funnel, linkage, fmt.Errorf("funnel: %w", err)
	}
	landmarks, err := cx.LandmarksOf(given, classOf, nil, r.Window, months)
	if err != nil {
		return cohorts, funnel, linkage, fmt.Errorf("landmarks: %w", err)
	}
	if linkage, err = cx.LinkageOf(landmarks.Rows, activities, done, r.linkage(), r.AsOf); err != nil {
		return cohorts, funnel, linkage, fmt.Errorf("linkage: %w", err)
	}
	return cohorts, funnel, linkage, nil
}

// classOf is promoter, passive or detractor.
func classOf(a *cx.Response) string {
	class, err := cx.RecommendScale(11).Class(a.Score)
	if err != nil {
		return "" // which LandmarksOf refuses
	}
	return string(class)
}

// order is an activity with its segment.
type order struct {
	cx.Activity
	Segment string
}

// byKind parts rows by their kind.
func byKind(rows []Row) (given []cx.Response, ordered []order, done []cx.Event) {
	for i := range rows {
		switch row := &rows[i]; row.Kind {
		case answers:
			given = append(given, cx.Response{Customer: row.Customer, Segment: row.Segment, At: row.At, Score: row.Score})
		case orders:
			ordered = append(ordered, order{cx.Activity{Customer: row.Customer, At: row.At, Amount: row.Amount}, row.Segment})
		case events:
			done = append(done, cx.Event{Customer: row.Customer, At: row.At, Name: row.Name})
		}
	}
	return given, ordered, done
}

// sort puts answers and events into one order, whatever that in which they came: Beam has
// none, and of two rows of a customer at one instant the first decides. Of answers it is the
// lowest score, and events go by the steps of the funnel.
func (r Rules) sort(given []cx.Response, done []cx.Event) {
	slices.SortFunc(given, func(a, b cx.Response) int {
		if c := strings.Compare(a.Customer, b.Customer); c != 0 {
			return c
		}
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Score, b.Score))
	})
	steps := r.funnel().Steps
	slices.SortFunc(done, func(a, b cx.Event) int {
		if c := strings.Compare(a.Customer, b.Customer); c != 0 {
			return c
		}
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(slices.Index(steps, a.Name), slices.Index(steps, b.Name)), strings.Compare(a.Name, b.Name))
	})
}
