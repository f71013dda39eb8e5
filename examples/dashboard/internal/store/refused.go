package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Refusal is a row that was refused. Row is its place in the request, from 0, or -1 if it is
// the request as a whole. Reason repeats nothing of the input.
type Refusal struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"` // answers, activities, subscriptions, tickets, or the source of a webhook
	Row    int       `json:"row"`
	Reason string    `json:"reason"`
}

// RefusalCount is how often something was refused for a reason.
type RefusalCount struct {
	Kind   string    `json:"kind"`
	Reason string    `json:"reason"`
	Count  int64     `json:"count"`
	Last   time.Time `json:"last"`
}

// Refusals are what was refused and why, the most frequent reasons and the last rows first.
type Refusals struct {
	Counts []RefusalCount `json:"counts"`
	Last   []Refusal      `json:"last"`
}

// The table of refusals is bounded: what has a reason too many counts as another.
const (
	maxReasons  = 500
	keptRefused = 100
)

// Refuse keeps refusals: it counts all, and keeps the last.
func (s *Store) Refuse(ctx context.Context, refusals []Refusal) error {
	if len(refusals) == 0 {
		return nil
	}
	type key struct{ kind, reason string }
	counts, order := make(map[key]int), []key(nil)
	for _, r := range refusals {
		k := key{r.Kind, r.Reason}
		if counts[k] == 0 {
			order = append(order, k)
		}
		counts[k]++
	}
	last := refusals[max(0, len(refusals)-keptRefused):]
	now := instantText(last[len(last)-1].At)
	return s.transact(ctx, func(tx transaction) error {
		var reasons int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM refusals").Scan(&reasons); err != nil {
			return fmt.Errorf("count refusals: %w", err)
		}
		for _, k := range order {
			count := counts[k]
			if reasons >= maxReasons {
				k = key{"other", "other"}
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO refusals (kind, reason, count, last) VALUES ($1, $2, $3, `+s.dialect.instant+`)
				ON CONFLICT (kind, reason) DO UPDATE SET count = refusals.count + excluded.count, last = excluded.last`, 4),
				k.kind, k.reason, count, now)
			if err != nil {
				return fmt.Errorf("count a refusal: %w", err)
			}
		}
		for _, r := range last {
			_, err := tx.ExecContext(ctx, fmt.Sprintf("INSERT INTO refused_rows (at, kind, place, reason) VALUES ("+s.dialect.instant+", $2, $3, $4)", 1),
				instantText(r.At), r.Kind, r.Row, r.Reason)
			if err != nil {
				return fmt.Errorf("keep a refusal: %w", err)
			}
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM refused_rows WHERE number <= (SELECT max(number) FROM refused_rows) - $1", keptRefused)
		if err != nil {
			return fmt.Errorf("forget old refusals: %w", err)
		}
		return nil
	})
}

// Refused returns what was refused.
func (s *Store) Refused(ctx context.Context) (Refusals, error) {
	var all Refusals
	for c, err := range stream(ctx, s.read, "SELECT kind, reason, count, last FROM refusals ORDER BY count DESC, kind, reason", nil,
		func(rows *sql.Rows) (RefusalCount, error) {
			var c RefusalCount
			var last instant
			err := rows.Scan(&c.Kind, &c.Reason, &c.Count, &last)
			c.Last = last.t
			return c, err
		}) {
		if err != nil {
			return Refusals{}, err
		}
		all.Counts = append(all.Counts, c)
	}
	for r, err := range stream(ctx, s.read, "SELECT at, kind, place, reason FROM refused_rows ORDER BY number DESC LIMIT $1", []any{keptRefused},
		func(rows *sql.Rows) (Refusal, error) {
			var r Refusal
			var at instant
			err := rows.Scan(&at, &r.Kind, &r.Row, &r.Reason)
			r.At = at.t
			return r, err
		}) {
		if err != nil {
			return Refusals{}, err
		}
		all.Last = append(all.Last, r)
	}
	return all, nil
}
