package main

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

// errTaken means that the offset of a partition is not what this consumer left there.
var errTaken = errors.New("another consumer counts the same partition")

// save counts a batch in one transaction, offsets and tallies together: all of it or nothing.
func (s *store) save(ctx context.Context, b batch) error {
	return s.retry(ctx, "count a batch", func(ctx context.Context, again bool) error {
		tx, err := s.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		there, err := s.advance(ctx, tx, b.advances)
		switch {
		case err != nil:
			return err
		case there && again:
			return nil // the transaction before came through, and its answer did not
		case there:
			return errTaken
		}
		if err := s.count(ctx, tx, b); err != nil {
			return err
		}
		return tx.Commit()
	})
}

// advance is the guard: it moves each offset only if it is where this consumer left it. It
// compares with what is stored and not with the offset of a record, since topics have gaps.
// It reports whether the offsets are already where they should go.
func (s *store) advance(ctx context.Context, tx *sql.Tx, advances []advance) (there bool, err error) {
	moved := 0
	for _, a := range advances {
		query, args := `UPDATE offsets SET next = $1 WHERE topic = $2 AND part = $3 AND next = $4`, []any{a.next, s.topic, a.part, a.from}
		if a.from == unread {
			query, args = `INSERT INTO offsets (next, topic, part) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, args[:3]
		}
		result, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return false, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return false, err
		}
		moved += int(n)
	}
	if moved == len(advances) {
		return false, nil
	}
	at, err := offsetsOf(ctx, tx, s.topic)
	if err != nil {
		return false, err
	}
	for _, a := range advances {
		if next, ok := at[a.part]; moved > 0 || !ok || next != a.next {
			return false, errTaken
		}
	}
	return true, nil
}

// count writes what a batch holds.
func (s *store) count(ctx context.Context, tx *sql.Tx, b batch) error {
	answers, rejected := b.answers, b.rejected
	if s.rows {
		var again []rejection
		var err error
		if answers, again, err = keepRows(ctx, tx, answers); err != nil {
			return err
		}
		rejected = slices.Concat(rejected, again)
	}
	for _, r := range rejected {
		if _, err := tx.ExecContext(ctx, `INSERT INTO rejected (topic, part, off, reason) VALUES ($1, $2, $3, $4)`,
			s.topic, r.part, r.off, string(r.reason)); err != nil {
			return err
		}
	}
	sums := tallies{}
	for _, a := range answers {
		if err := sums.add(a.answer); err != nil {
			return err
		}
	}
	// Consumers that lock the same tallies in two orders wait for each other: sorted, they do not.
	for _, where := range slices.SortedFunc(maps.Keys(sums), compareCells) {
		if err := mergeTally(ctx, tx, where, sums[where]); err != nil {
			return err
		}
	}
	return nil
}

// mergeTally locks and reads a tally, or makes an empty one, and writes the sum. It serves
// every type of the library that merges.
func mergeTally(ctx context.Context, tx *sql.Tx, where cell, add cx.NPS) error {
	week := cx.Column[cx.Period]{V: where.week}
	var sum cx.Column[cx.NPS]
	if err := tx.QueryRowContext(ctx, `INSERT INTO tallies (segment, week, tally) VALUES ($1, $2, $3)
		ON CONFLICT (segment, week) DO UPDATE SET tally = tallies.tally RETURNING tally`,
		where.segment, week, cx.Column[cx.NPS]{}).Scan(&sum); err != nil {
		return err
	}
	if err := sum.V.Merge(add); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE tallies SET tally = $1 WHERE segment = $2 AND week = $3`, sum, where.segment, week)
	return err
}

// keepRows keeps the answers whose id is new, and refuses the others: a producer that sends
// again in doubt gives the same answer another offset, so that only the id tells. The order
// of ids is one for all consumers, again so that none waits for another in a circle.
func keepRows(ctx context.Context, tx *sql.Tx, answers []placed) (kept []placed, again []rejection, err error) {
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b placed) int { return strings.Compare(a.ID, b.ID) })
	for _, a := range answers {
		result, err := tx.ExecContext(ctx, `INSERT INTO answers (id, customer, segment, score, at)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`, a.ID, a.Customer, a.Segment, a.Score, a.At.Format(time.RFC3339Nano))
		if err != nil {
			return nil, nil, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			again = append(again, rejection{a.place, repeated})
		} else {
			kept = append(kept, a)
		}
	}
	return kept, again, nil
}
