package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The functions of this file do what a program does without the statements: they take the rows out
// of the database, and count them in Go.

const (
	selectAnswers = `SELECT coalesce(segment, 'unknown'), answered_at, score FROM answers
WHERE question = 'nps' AND score BETWEEN 0 AND 10`
	selectOrders = `SELECT customer, ordered_at, coalesce(amount, 0)::text FROM orders WHERE ordered_at < $1::timestamptz`
)

// scoredRow is an answer, as far as the NPS needs it.
type scoredRow struct {
	segment string
	at      time.Time
	score   int
}

func loadNPS(ctx context.Context, e engine, zone *time.Location) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
	var loaded []scoredRow
	err := e.load(ctx, selectAnswers, func(rows *sql.Rows) error {
		var r scoredRow
		err := rows.Scan(&r.segment, &r.at, &r.score)
		loaded = append(loaded, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cx.GroupTrendFunc(loaded, func(r *scoredRow) string { return r.segment }, func(r *scoredRow) time.Time { return r.at },
		func(n *cx.NPS, r *scoredRow) error { return n.Add(r.score) },
		cx.Calendar{Grain: cx.Week, Location: zone}, cx.Period{}, cx.NPS{})
}

func loadCohorts(ctx context.Context, e engine, zone *time.Location, asOf time.Time) (cx.Cohorts, error) {
	var loaded []cx.Activity
	err := e.load(ctx, selectOrders, func(rows *sql.Rows) error {
		var a cx.Activity
		var amount string
		if err := rows.Scan(&a.Customer, &a.At, &amount); err != nil {
			return err
		}
		var err error
		a.Amount, err = decimal.NewFromString(amount)
		loaded = append(loaded, a)
		return err
	}, asOf)
	if err != nil {
		return cx.Cohorts{}, err
	}
	return cx.CohortsOf(loaded, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month, Location: zone}}, asOf)
}

// load shows each row of a statement to scan.
func (e engine) load(ctx context.Context, statement string, scan func(*sql.Rows) error, args ...any) error {
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = e.value(arg)
	}
	rows, err := e.db.QueryContext(ctx, statement, values...)
	if err != nil {
		return fmt.Errorf("%s: load: %w", e.dialect, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: load: %w", e.dialect, err)
		}
	}
	return rows.Err()
}
