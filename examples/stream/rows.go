package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/cxmetrics/cx"
)

// months are the cohorts.
var months = cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}

// cohorts builds what no stream can keep: a cohort needs all rows of a customer, and one
// instant up to which they are known. It reads one customer after the other, in the memory
// of a chunk. The order is that of bytes, not that of a locale.
func (s *store) cohorts(ctx context.Context, asOf time.Time) (cx.Cohorts, error) {
	var sum cx.Cohorts
	customer := func(row *cx.Activity) string { return row.Customer }
	for chunk, err := range cx.ChunksBy(s.activities(ctx), customer, 1000) {
		if err != nil {
			return cx.Cohorts{}, fmt.Errorf("read the rows by customer: %w", err)
		}
		part, err := cx.CohortsOf(chunk, months, asOf)
		if err := errors.Join(err, sum.Merge(part)); err != nil {
			return cx.Cohorts{}, fmt.Errorf("build the cohorts: %w", err)
		}
	}
	return sum, nil
}

// activities yields the answers by customer, and an error last.
func (s *store) activities(ctx context.Context) iter.Seq2[cx.Activity, error] {
	return func(yield func(cx.Activity, error) bool) {
		rows, err := s.db.QueryContext(ctx, `SELECT customer, at FROM answers ORDER BY customer COLLATE `+s.bytewise)
		if err != nil {
			yield(cx.Activity{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var row cx.Activity
			var at string
			err := rows.Scan(&row.Customer, &at)
			if err == nil {
				row.At, err = time.Parse(time.RFC3339Nano, at)
			}
			if !yield(row, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(cx.Activity{}, err)
		}
	}
}
