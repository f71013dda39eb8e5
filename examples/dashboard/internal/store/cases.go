package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
)

// Callback is an answer that somebody is to call back about, and how far that is. A zero time
// has not happened.
type Callback struct {
	Answer  Answer    `json:"answer"`
	Owner   string    `json:"owner,omitzero"` // who has claimed it
	Claimed time.Time `json:"claimed,omitzero"`
	Called  time.Time `json:"called,omitzero"`
	Done    time.Time `json:"done,omitzero"`
	Note    string    `json:"note,omitzero"`
}

// Case returns the callback as a row of package cx.
func (c Callback) Case() cx.Case {
	class, _ := Scale(c.Answer.Question).Class(c.Answer.Score) // the score was checked when it came in
	return cx.Case{
		Customer: c.Answer.Customer, At: c.Answer.At, Question: c.Answer.Question, Score: c.Answer.Score, Class: class,
		Owner: c.Owner, Contacted: c.Called, Closed: c.Done,
	}
}

// ErrTaken says that a callback was claimed by another, or is not at that step.
var ErrTaken = errors.New("another has the callback, or it is not at that step")

const callbackSelect = `SELECT a.id, a.customer, a.segment, a.question, a.at, a.score, a.channel, a.stage, a.comment,
	c.owner, c.claimed, c.called, c.done, c.note FROM cases AS c JOIN answers AS a ON a.id = c.id`

func scanCallback(rows *sql.Rows) (Callback, error) {
	var c Callback
	var at, claimed, called, done instant
	a := &c.Answer
	err := rows.Scan(&a.ID, &a.Customer, &a.Segment, &a.Question, &at, &a.Score, &a.Channel, &a.Stage, &a.Comment,
		&c.Owner, &claimed, &called, &done, &c.Note)
	a.At, c.Claimed, c.Called, c.Done = at.t, claimed.t, called.t, done.t
	return c, err
}

// Callbacks returns the first callbacks of a filter that are not done, the oldest first.
func (s *Store) Callbacks(ctx context.Context, f Filter, limit int) ([]Callback, error) {
	return s.callbacks(ctx, f, "c.done IS NULL", "c.at, c.id", limit)
}

// DoneCallbacks returns the callbacks of a filter that were done last, the last first.
func (s *Store) DoneCallbacks(ctx context.Context, f Filter, limit int) ([]Callback, error) {
	return s.callbacks(ctx, f, "c.done IS NOT NULL", "c.done DESC, c.id DESC", limit)
}

func (s *Store) callbacks(ctx context.Context, f Filter, state, order string, limit int) ([]Callback, error) {
	where, args := f.where(s.dialect, "c.at", false)
	query := fmt.Sprintf("%s%s AND %s ORDER BY %s LIMIT $%d", callbackSelect, where, state, order, len(args)+1)
	var all []Callback
	for c, err := range stream(ctx, s.read, query, append(args, max(limit, 0)), scanCallback) {
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Cases are the callbacks of a filter, by the instant of the answer and in that order, for
// figures such as cx.ClosedLoopOf.
func (s *Store) Cases(ctx context.Context, f Filter) func(yield func(Callback, error) bool) {
	where, args := f.where(s.dialect, "c.at", false)
	return stream(ctx, s.read, callbackSelect+where+" ORDER BY c.at, c.id", args, scanCallback)
}

// Claim gives a callback to an owner. It returns ErrTaken if another has it.
func (s *Store) Claim(ctx context.Context, id, owner string, now time.Time) error {
	if err := first(checkPresent("owner", owner), checkName("owner", owner)); err != nil {
		return err
	}
	return s.step(ctx, "owner = $2, claimed = "+fmt.Sprintf(s.dialect.instant, 3), "done IS NULL AND (claimed IS NULL OR owner = $2)",
		id, owner, instantText(now))
}

// Call says that the customer was reached.
func (s *Store) Call(ctx context.Context, id string, now time.Time) error {
	return s.step(ctx, "called = "+fmt.Sprintf(s.dialect.instant, 2), "done IS NULL AND called IS NULL", id, instantText(now))
}

// Done ends a callback with a note of at most 10,000 bytes.
func (s *Store) Done(ctx context.Context, id, note string, now time.Time) error {
	if len(note) > maxComment || !utf8.ValidString(note) || checkComment(note) != nil {
		return errors.New("the note is not UTF-8 of at most 10000 bytes")
	}
	return s.step(ctx, "note = $2, done = "+fmt.Sprintf(s.dialect.instant, 3), "done IS NULL", id, note, instantText(now))
}

// step changes a callback if it is in a state: of two who do so at once, one is told.
func (s *Store) step(ctx context.Context, set, state, id string, args ...any) error {
	err := s.transact(ctx, func(tx transaction) error {
		result, err := tx.ExecContext(ctx, "UPDATE cases SET "+set+" WHERE id = $1 AND "+state, append([]any{id}, args...)...)
		if err != nil {
			return fmt.Errorf("change a callback: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		var one int
		err = tx.QueryRowContext(ctx, "SELECT 1 FROM cases WHERE id = $1", id).Scan(&one)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read a callback: %w", err)
		}
		return ErrTaken
	})
	if err == nil {
		s.changed()
	}
	return err
}
