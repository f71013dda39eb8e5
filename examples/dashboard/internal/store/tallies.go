package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cxmetrics/cx"
)

// Tally is the histogram of the answers to a question of a segment on a day (UTC). Ratings has
// every figure: Ratings.NPS() of nps, cx.CSAT(Ratings) of csat, cx.CES(Ratings) of ces. Days
// and segments are added up by Merge.
type Tally struct {
	Question string     `json:"question"`
	Segment  string     `json:"segment"`
	Day      cx.Date    `json:"day"`
	Ratings  cx.Ratings `json:"ratings"`
}

// tallyKey is what a tally is of.
type tallyKey struct {
	question, segment string
	day               cx.Date
}

func (k tallyKey) compare(other tallyKey) int {
	return cmp.Or(cmp.Compare(k.question, other.question), cmp.Compare(k.segment, other.segment), k.day.Compare(other.day))
}

// keyOf returns the tally in which an answer counts.
func keyOf(a Answer) (tallyKey, error) {
	day, err := cx.Calendar{}.DateOf(a.At)
	return tallyKey{a.Question, a.Segment, day}, err
}

// change is what a transaction adds to a tally and takes away.
type change struct{ plus, minus cx.Ratings }

type changes map[tallyKey]*change

func (c changes) of(a Answer) (*change, error) {
	key, err := keyOf(a)
	if err != nil {
		return nil, fmt.Errorf("find the day of an answer: %w", err)
	}
	if c[key] == nil {
		empty := cx.Ratings{Scale: Scale(a.Question)}
		c[key] = &change{empty, empty}
	}
	return c[key], nil
}

// add counts an answer that was inserted.
func (c changes) add(a Answer) error {
	change, err := c.of(a)
	if err != nil {
		return err
	}
	return change.plus.Add(a.Score)
}

// remove counts an answer that was deleted.
func (c changes) remove(a Answer) error {
	change, err := c.of(a)
	if err != nil {
		return err
	}
	return change.minus.Add(a.Score)
}

// applyChanges reads, changes and writes each tally once. All transactions lock them in the
// same order: in any other PostgreSQL finds deadlocks, and ends most of the transactions.
func (s *Store) applyChanges(ctx context.Context, tx *sql.Tx, changes changes) error {
	if len(changes) == 0 {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(changes), tallyKey.compare)
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.question, k.segment, k.day.String(), cx.Ratings{}}
	}
	argument, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode tallies: %w", err)
	}
	if s.dialect.makeTallies != "" {
		if _, err := tx.ExecContext(ctx, s.dialect.makeTallies, string(argument)); err != nil {
			return fmt.Errorf("make tallies: %w", err)
		}
	}
	found, err := s.decoded.read(ctx, tx, s.dialect.lockTallies, string(argument))
	if err != nil {
		return err
	}
	stored := make(map[tallyKey]cx.Ratings, len(found))
	for _, t := range found {
		stored[tallyKey{t.Question, t.Segment, t.Day}] = t.Ratings
	}
	for i, k := range keys {
		ratings := stored[k]
		if err := ratings.Merge(changes[k].plus); err != nil {
			return fmt.Errorf("add to a tally: %w", err)
		}
		if err := ratings.Unmerge(changes[k].minus); err != nil {
			return fmt.Errorf("take from a tally: %w", err)
		}
		text, err := json.Marshal(ratings)
		if err != nil {
			return fmt.Errorf("encode a tally: %w", err)
		}
		s.decoded.keep(k, string(text), ratings) // which is right also if this is rolled back
		rows[i][3] = json.RawMessage(text)
	}
	if argument, err = json.Marshal(rows); err != nil {
		return fmt.Errorf("encode tallies: %w", err)
	}
	if _, err := tx.ExecContext(ctx, s.dialect.saveTallies, string(argument)); err != nil {
		return fmt.Errorf("save tallies: %w", err)
	}
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}
