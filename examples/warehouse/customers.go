package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// ticketsPerCustomer counts tickets and customers by segment; those without a ticket count too.
func ticketsPerCustomer(ctx context.Context, e engine) ([]cx.Group[string, cx.Incidence], error) {
	var groups []cx.Group[string, cx.Incidence]
	err := e.query(ctx, "incidence", func(rows *sql.Rows) error {
		var g cx.Group[string, cx.Incidence]
		err := rows.Scan(&g.Key, &g.Tally.Events, &g.Tally.Base)
		groups = append(groups, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// churn counts who was a customer at the start of a period, who came in it, and who left.
func churn(ctx context.Context, e engine, period cx.Period) ([]cx.Group[string, cx.Churn], error) {
	var groups []cx.Group[string, cx.Churn]
	err := e.query(ctx, "churn", func(rows *sql.Rows) error {
		var g cx.Group[string, cx.Churn]
		err := rows.Scan(&g.Key, &g.Tally.Start, &g.Tally.Acquired, &g.Tally.Lost, &g.Tally.AcquiredLost)
		groups = append(groups, g)
		return err
	}, period.Start, period.End)
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// survival counts customers by how many days they stayed, or have stayed so far.
func survival(ctx context.Context, e engine, asOf cx.Date) (cx.Survival, error) {
	var lifespans []cx.Lifespan
	err := e.query(ctx, "lifespans", func(rows *sql.Rows) error {
		var l cx.Lifespan
		err := rows.Scan(&l.Exit, &l.Churned, &l.Count)
		lifespans = append(lifespans, l)
		return err
	}, asOf)
	if err != nil || len(lifespans) == 0 {
		return cx.Survival{}, err
	}
	return cx.SurvivalOf(lifespans)
}

// movements compares what customers pay on two days.
func movements(ctx context.Context, e engine, from, to cx.Date) (cx.Movements, error) {
	var m, checked cx.Movements
	err := e.query(ctx, "movements", func(rows *sql.Rows) error {
		return rows.Scan(&m.Start, &m.New, &m.Expansion, &m.Contraction, &m.Churned, &m.Reactivated, &m.End,
			&m.StartCustomers, &m.NewCustomers, &m.ChurnedCustomers, &m.ReactivatedCustomers, &m.EndCustomers)
	}, from, to)
	if err != nil {
		return cx.Movements{}, err
	}
	err = checked.Merge(m)
	return checked, err
}

// engagement counts, for a span of days, how many customers were active on how many of them.
// The day of asOf and those after it are left out.
func engagement(ctx context.Context, e engine, zone *time.Location, span cx.Period, asOf time.Time) (cx.Engagement, error) {
	days := cx.Calendar{Location: zone}
	today, err := days.DateOf(asOf)
	if err != nil {
		return cx.Engagement{}, err
	}
	if span.End.Compare(today) > 0 {
		span.End = today
	}
	engaged := cx.Engagement{First: span.Start, Days: int64(span.Days())}
	if engaged.Days == 0 {
		return engaged, nil
	}
	from, err := days.StartOf(span.Start)
	if err != nil {
		return cx.Engagement{}, err
	}
	to, err := days.StartOf(span.End)
	if err != nil {
		return cx.Engagement{}, err
	}
	err = e.query(ctx, "engagement", func(rows *sql.Rows) error {
		var active, customers int64
		if err := rows.Scan(&active, &customers); err != nil {
			return err
		}
		for int64(len(engaged.Histogram)) < active {
			engaged.Histogram = append(engaged.Histogram, 0)
		}
		engaged.Histogram[active-1] = customers
		engaged.Customers += customers
		engaged.ActiveDays += active * customers
		return nil
	}, zone, from, to)
	if err != nil {
		return cx.Engagement{}, err
	}
	var checked cx.Engagement
	err = checked.Merge(engaged)
	return checked, err
}

// funnel counts how far customers got through three steps in their order, without a window.
func funnel(ctx context.Context, e engine, steps [3]string, asOf time.Time) (cx.Funnel, error) {
	f := cx.Funnel{Order: cx.FunnelOrdered, AsOf: asOf.UTC()}
	var customers [3]int64
	var second, third, all decimal.Decimal // microseconds
	err := e.query(ctx, "funnel", func(rows *sql.Rows) error {
		return rows.Scan(&customers[0], &customers[1], &customers[2], &second, &third, &all, &f.Events)
	}, steps[0], steps[1], steps[2], asOf)
	if err != nil {
		return cx.Funnel{}, err
	}
	const micro = -6
	for i, seconds := range []decimal.Decimal{{}, second.Shift(micro), third.Shift(micro)} {
		f.Steps = append(f.Steps, cx.FunnelStep{Name: steps[i], Customers: customers[i], Seconds: seconds})
	}
	f.Seconds = all.Shift(micro)
	var checked cx.Funnel
	err = checked.Merge(f)
	return checked, err
}
