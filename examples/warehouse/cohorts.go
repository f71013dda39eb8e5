package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// cohorts counts the customers by the month of their first order, and by each month since, with
// what they paid in it. The database has the cells; this puts them in their places, and 0 where
// nobody was active.
func cohorts(ctx context.Context, e engine, zone *time.Location, asOf time.Time) (cx.Cohorts, error) {
	c := cx.Cohorts{Grain: cx.Month, Zone: zone.String(), AsOf: asOf.UTC()}
	running, err := cx.Calendar{Grain: cx.Month, Location: zone}.PeriodOf(asOf)
	if err != nil {
		return cx.Cohorts{}, err
	}
	paid := false
	err = e.query(ctx, "cohorts", func(rows *sql.Rows) error {
		var cohort, month string
		var customers, payments int64
		var revenue decimal.Decimal
		if err := rows.Scan(&cohort, &month, &customers, &revenue, &payments); err != nil {
			return err
		}
		paid = paid || payments > 0
		began, err := cx.ParsePeriod(cohort)
		if err != nil {
			return err
		}
		if c.Rows, err = upTo(c.Rows, began, running); err != nil {
			return err
		}
		active, err := cx.ParsePeriod(month)
		if err != nil {
			return err
		}
		k, err := cx.Month.Between(began.Start, active.Start)
		if err != nil {
			return err
		}
		row := &c.Rows[len(c.Rows)-1]
		if k == 0 {
			row.Size = customers // all are active in the month in which they begin
		}
		if k < len(row.Active) { // the month that still runs has no cell
			row.Active[k], row.Revenue[k] = customers, revenue
		}
		return nil
	}, zone, asOf)
	if err != nil {
		return cx.Cohorts{}, err
	}
	for i := range c.Rows {
		row := &c.Rows[i]
		if row.Size == 0 { // a month in which nobody began
			row.Active, row.Eligible = nil, nil
		}
		if !paid || row.Size == 0 {
			row.Revenue = nil
		}
		for k := range row.Eligible {
			row.Eligible[k] = row.Size
		}
	}
	var checked cx.Cohorts
	err = checked.Merge(c)
	return checked, err
}

// upTo adds the rows up to that of a period, each with a cell for each month that is over.
func upTo(rows []cx.Cohort, began, running cx.Period) ([]cx.Cohort, error) {
	span := began
	if n := len(rows); n > 0 {
		if rows[n-1].Period == began {
			return rows, nil
		}
		span.Start = rows[n-1].Period.End
	}
	periods, err := cx.Month.Periods(span)
	if err != nil {
		return nil, err
	}
	for _, p := range periods {
		over, err := cx.Month.Between(p.Start, running.Start)
		if err != nil {
			return nil, err
		}
		over = max(over, 0)
		rows = append(rows, cx.Cohort{Period: p, Active: make([]int64, over), Eligible: make([]int64, over), Revenue: make([]decimal.Decimal, over)})
	}
	return rows, nil
}
