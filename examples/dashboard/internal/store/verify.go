package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/cxmetrics/cx"
)

// Mismatch is a tally that is not the count of its rows.
type Mismatch struct {
	Question, Segment, Stage string
	Day                      cx.Date
	Stored, Counted          cx.Ratings
}

// verifyChunk is the number of rows that are read at once.
const verifyChunk = 10_000

// Verify counts all answers again, in one snapshot of the database, and returns the tallies
// that are others, in order.
func (s *Store) Verify(ctx context.Context) ([]Mismatch, error) {
	tx, err := s.read.BeginTx(ctx, s.dialect.snapshot)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // it only reads
	counted, err := countAgain(ctx, tx)
	if err != nil {
		return nil, err
	}
	tallies, err := new(decoded).read(ctx, tx, "SELECT "+tallyFields+" FROM tallies")
	if err != nil {
		return nil, err
	}
	stored := make(map[tallyKey]cx.Ratings, len(tallies))
	for _, t := range tallies {
		stored[t.tallyKey] = t.ratings
	}
	var mismatches []Mismatch
	for _, k := range slices.SortedFunc(maps.Keys(union(stored, counted)), tallyKey.compare) {
		if stored[k] != counted[k] {
			mismatches = append(mismatches, Mismatch{k.question, k.segment, k.stage, k.day, stored[k], counted[k]})
		}
	}
	return mismatches, nil
}

func union(a, b map[tallyKey]cx.Ratings) map[tallyKey]cx.Ratings {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// countAgain counts answers one by one, a chunk at a time by the order of their ids.
func countAgain(ctx context.Context, tx *sql.Tx) (map[tallyKey]cx.Ratings, error) {
	counted := make(map[tallyKey]cx.Ratings)
	for last, more := "", true; more; {
		more = false
		for a, err := range stream(ctx, tx, answerSelect+" WHERE id > $1 ORDER BY id LIMIT $2", []any{last, verifyChunk},
			func(rows *sql.Rows) (Answer, error) { return scanAnswer(rows) }) {
			if err != nil {
				return nil, err
			}
			key, err := keyOf(a)
			if err != nil {
				return nil, fmt.Errorf("find the day of an answer: %w", err)
			}
			ratings, found := counted[key]
			if !found {
				ratings.Scale = Scale(a.Question)
			}
			if err := ratings.Add(a.Score); err != nil {
				return nil, fmt.Errorf("count an answer: %w", err)
			}
			counted[key] = ratings
			last, more = a.ID, true
		}
	}
	return counted, nil
}
