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

// tallyKey is what a tally is of: the answers of a day (UTC) to a question, of a segment, at a
// stage. The tallies of a day stand together, so that a commit changes few pages of the disk.
type tallyKey struct {
	day                      cx.Date
	question, segment, stage string
}

func (k tallyKey) compare(other tallyKey) int {
	return cmp.Or(k.day.Compare(other.day), cmp.Compare(k.question, other.question), cmp.Compare(k.segment, other.segment),
		cmp.Compare(k.stage, other.stage))
}

// keyOf returns the tally in which an answer counts.
func keyOf(a Answer) (tallyKey, error) {
	day, err := cx.Calendar{}.DateOf(a.At)
	return tallyKey{day, a.Question, a.Segment, a.Stage}, err
}

// tally is the histogram of the answers that a key is of.
type tally struct {
	tallyKey
	ratings cx.Ratings
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

// applyChanges reads, changes and writes each tally once, and gives its month a new version. All
// transactions lock them in the same order: in any other PostgreSQL finds deadlocks, and ends
// most of the transactions.
func (s *Store) applyChanges(ctx context.Context, tx transaction, changes changes) error {
	if len(changes) == 0 {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(changes), tallyKey.compare)
	rows, months := make([][]any, len(keys)), []cx.Date(nil)
	for i, k := range keys {
		rows[i] = []any{k.day.String(), k.question, k.segment, k.stage, "{}"}
		months = append(months, monthOf(k.day))
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
		stored[t.tallyKey] = t.ratings
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
		rows[i][4] = string(text)
	}
	if argument, err = json.Marshal(rows); err != nil {
		return fmt.Errorf("encode tallies: %w", err)
	}
	if _, err := tx.ExecContext(ctx, s.dialect.saveTallies, string(argument)); err != nil {
		return fmt.Errorf("save tallies: %w", err)
	}
	return s.newVersions(ctx, tx, slices.Compact(months))
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}
