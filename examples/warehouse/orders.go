package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// onTime counts the orders that came by the day that was promised, out of those delivered.
func onTime(ctx context.Context, e engine) ([]cx.Group[string, cx.Proportion], error) {
	var groups []cx.Group[string, cx.Proportion]
	err := e.query(ctx, "proportion", func(rows *sql.Rows) error {
		var g cx.Group[string, cx.Proportion]
		err := rows.Scan(&g.Key, &g.Tally.Count, &g.Tally.Base)
		groups = append(groups, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// amounts sums up the amounts of each segment, refunds included, exactly: a sum is a text on its
// way here, never a float.
func amounts(ctx context.Context, e engine) ([]cx.Group[string, cx.Amounts], error) {
	var groups []cx.Group[string, cx.Amounts]
	err := e.query(ctx, "amounts", func(rows *sql.Rows) error {
		var g cx.Group[string, cx.Amounts]
		defer func() { groups = append(groups, g) }()
		if e.dialect != sqliteDB {
			return rows.Scan(&g.Key, &g.Tally.Count, &g.Tally.Sum, &g.Tally.Squares, &g.Tally.Cubes)
		}
		var amount decimal.Decimal // that so many orders have
		if err := rows.Scan(&g.Key, &g.Tally.Count, &amount); err != nil {
			return err
		}
		g.Tally.Sum = decimal.NewFromInt(g.Tally.Count).Mul(amount)
		g.Tally.Squares = g.Tally.Sum.Mul(amount)
		g.Tally.Cubes = g.Tally.Squares.Mul(amount)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// baskets counts transactions and items, and sums up what was paid.
func baskets(ctx context.Context, e engine) ([]cx.Group[string, cx.Basket], error) {
	var groups []cx.Group[string, cx.Basket]
	err := e.query(ctx, "basket", func(rows *sql.Rows) error {
		var g cx.Group[string, cx.Basket]
		err := rows.Scan(&g.Key, &g.Tally.Transactions, &g.Tally.Items, &g.Tally.Value)
		groups = append(groups, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// hoursOfDay counts orders by the hour that the clocks of a zone show.
func hoursOfDay(ctx context.Context, e engine, zone *time.Location) (cx.HoursOfDay, error) {
	var checked cx.HoursOfDay
	h := cx.HoursOfDay{Zone: zone.String()}
	err := e.query(ctx, "hours_of_day", func(rows *sql.Rows) error {
		var hour int
		var orders int64
		if err := rows.Scan(&hour, &orders); err != nil {
			return err
		}
		if hour < 0 || hour >= len(h.Counts) {
			return errors.New("an hour is not in 0..23")
		}
		h.Counts[hour] = orders
		return nil
	}, zone)
	if err != nil {
		return cx.HoursOfDay{}, err
	}
	err = checked.Merge(h)
	return checked, err
}

// repeat counts who ordered again before asOf, and what they paid.
func repeat(ctx context.Context, e engine, zone *time.Location, asOf time.Time) (cx.Repeat, error) {
	var r, checked cx.Repeat
	err := e.query(ctx, "repeat", func(rows *sql.Rows) error {
		return rows.Scan(&r.Customers, &r.Repeaters, &r.RepeatOrders, &r.GapDays, &r.FirstRevenue, &r.RepeatRevenue, &r.LoneRefunds)
	}, zone, asOf)
	if err != nil {
		return cx.Repeat{}, err
	}
	err = checked.Merge(r)
	return checked, err
}

// lifecycle counts, by month, who is new, returning, resurrected and dormant. Only months that
// were over at asOf are in it.
func lifecycle(ctx context.Context, e engine, zone *time.Location, asOf time.Time) ([]cx.Point[cx.Lifecycle], error) {
	running, err := cx.Calendar{Grain: cx.Month, Location: zone}.PeriodOf(asOf)
	if err != nil {
		return nil, err
	}
	var points []cx.Point[cx.Lifecycle]
	active := 0 // points up to the last with somebody active
	err = e.query(ctx, "lifecycle", func(rows *sql.Rows) error {
		var month string
		var l cx.Lifecycle
		if err := rows.Scan(&month, &l.New, &l.Returning, &l.Resurrected, &l.Dormant); err != nil {
			return err
		}
		period, err := cx.ParsePeriod(month)
		points = append(points, cx.Point[cx.Lifecycle]{Period: period, Tally: l})
		if l.Active() > 0 {
			active = len(points)
		}
		return err
	}, zone, asOf)
	if err != nil {
		return nil, err
	}
	if points, err = withGaps(points[:active]); err != nil {
		return nil, err
	}
	for len(points) > 0 && points[len(points)-1].Period.Start.Compare(running.Start) >= 0 {
		points = points[:len(points)-1]
	}
	if len(points) == 0 {
		return nil, nil
	}
	return points, nil
}
