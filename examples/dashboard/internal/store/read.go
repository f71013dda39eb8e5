package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"github.com/cxmetrics/cx"
)

// Filter chooses rows and tallies: those of one Segment, if it is not blank, from the day Since
// up to, but not including, the day Until. A zero day is no bound.
type Filter struct {
	Segment      string
	Since, Until cx.Date
}

// where returns the condition of a filter on a column of instants or, where day is set, of
// days. A blank column leaves the days out.
func (f Filter) where(d dialect, column string, day bool) (condition string, args []any) {
	conditions := []string{"1 = 1"}
	bound := func(operator string, date cx.Date) {
		if date == (cx.Date{}) || column == "" {
			return
		}
		text, kind := date.String(), "date"
		if !day {
			text, kind = text+"T00:00:00.000000Z", "timestamptz"
		}
		parameter := fmt.Sprintf("$%d", len(args)+1)
		if d.name == "postgres" {
			parameter += "::" + kind
		}
		conditions, args = append(conditions, column+operator+parameter), append(args, text)
	}
	if f.Segment != "" {
		conditions, args = append(conditions, "segment = $1"), append(args, f.Segment)
	}
	bound(" >= ", f.Since)
	bound(" < ", f.Until)
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// Segments returns the names of the segments that have answers, in order, 1,000 at most. It looks
// for each the next one in an index: there are many more tallies than segments.
func (s *Store) Segments(ctx context.Context) ([]string, error) {
	const query = `WITH RECURSIVE names (name) AS (
		SELECT min(segment) FROM tallies
		UNION ALL SELECT (SELECT min(segment) FROM tallies WHERE segment > name) FROM names WHERE name IS NOT NULL
	) SELECT name FROM names WHERE name IS NOT NULL LIMIT 1000`
	var segments []string
	for segment, err := range stream(ctx, s.read, query, nil, scanText) {
		if err != nil {
			return nil, err
		}
		segments = append(segments, segment)
	}
	return segments, nil
}

// Answers are the answers of a filter in order of their customers, as cx.ChunksBy wants them.
// The loop holds a connection until it ends.
func (s *Store) Answers(ctx context.Context, f Filter) iter.Seq2[Answer, error] {
	where, args := f.where(s.dialect, "at", false)
	return stream(ctx, s.read, answerSelect+where+" ORDER BY customer, at, id", args, func(rows *sql.Rows) (Answer, error) { return scanAnswer(rows) })
}

// Activities are the orders of a filter in order of their customers.
func (s *Store) Activities(ctx context.Context, f Filter) iter.Seq2[Activity, error] {
	where, args := f.where(s.dialect, "at", false)
	return stream(ctx, s.read, "SELECT id, customer, segment, at, amount FROM activities"+where+" ORDER BY customer, at, id", args,
		func(rows *sql.Rows) (Activity, error) {
			var a Activity
			var at instant
			err := rows.Scan(&a.ID, &a.Customer, &a.Segment, &at, &a.Amount)
			a.At = at.t
			return a, err
		})
}

// Subscriptions are all subscriptions in order of their customers.
func (s *Store) Subscriptions(ctx context.Context) iter.Seq2[Subscription, error] {
	return stream(ctx, s.read, "SELECT id, customer, plan, start_day, end_day, amount, updated FROM subscriptions ORDER BY customer, start_day, id", nil,
		func(rows *sql.Rows) (Subscription, error) {
			var sub Subscription
			var start, end cx.Column[cx.Date]
			var updated instant
			err := rows.Scan(&sub.ID, &sub.Customer, &sub.Plan, &start, &end, &sub.Amount, &updated)
			sub.Start, sub.End, sub.Updated = start.V, end.V, updated.t
			return sub, err
		})
}

// Tickets are the tickets of a filter, by the day on which they were opened, in that order.
func (s *Store) Tickets(ctx context.Context, f Filter) iter.Seq2[Ticket, error] {
	where, args := f.where(s.dialect, "opened", false)
	return stream(ctx, s.read, "SELECT id, customer, segment, opened, first_reply, resolved, reopened, updated FROM tickets"+where+" ORDER BY opened, id", args,
		func(rows *sql.Rows) (Ticket, error) {
			var t Ticket
			var opened, reply, resolved, updated instant
			err := rows.Scan(&t.ID, &t.Customer, &t.Segment, &opened, &reply, &resolved, &t.Reopened, &updated)
			t.Opened, t.FirstReply, t.Resolved, t.Updated = opened.t, reply.t, resolved.t, updated.t
			return t, err
		})
}

// stream yields the rows of a query, and an error as the last of all.
func stream[T any](ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(zero, fmt.Errorf("read rows: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			row, err := scan(rows)
			if err != nil {
				yield(zero, fmt.Errorf("read rows: %w", err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, fmt.Errorf("read rows: %w", err))
		}
	}
}
