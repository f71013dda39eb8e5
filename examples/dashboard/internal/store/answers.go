package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cxmetrics/cx"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("there is no such row")

// encodedAnswer is an answer with its row as a statement takes it.
type encodedAnswer struct {
	Answer
	row []byte
}

func encodeAnswer(a Answer) (encodedAnswer, error) {
	row, err := json.Marshal([]any{a.ID, a.Customer, a.Segment, a.Question, instantText(a.At), a.Score, a.Channel, a.Stage, a.Comment,
		hash("answers", a.ID)})
	if err != nil {
		return encodedAnswer{}, fmt.Errorf("encode an answer: %w", err)
	}
	return encodedAnswer{a, row}, nil
}

// insertAnswers inserts the answers that are not there yet, and counts those in the tallies. It
// returns their ids.
func (s *Store) insertAnswers(ctx context.Context, tx transaction, answers []encodedAnswer) (map[string]bool, error) {
	byID := make(map[string]Answer, len(answers))
	rows := make(map[string][]byte, len(answers))
	for _, a := range answers {
		if _, again := byID[a.ID]; !again {
			byID[a.ID], rows[a.ID] = a.Answer, a.row
		}
	}
	inserted, err := insertRows(ctx, tx, s.dialect.insertAnswers, rows)
	if err != nil {
		return nil, err
	}
	changes := make(changes)
	var cases [][]any
	for id := range inserted {
		a := byID[id]
		if err := changes.add(a); err != nil {
			return nil, err
		}
		if needsCall(a) {
			cases = append(cases, []any{a.ID, instantText(a.At)})
		}
	}
	if err := s.saveCases(ctx, tx, cases); err != nil {
		return nil, err
	}
	return inserted, s.applyChanges(ctx, tx, changes)
}

// insertRows runs a statement on encoded rows, in the order of their ids so that two transactions
// never wait for each other, and returns the ids that it returns.
func insertRows(ctx context.Context, tx transaction, statement string, rows map[string][]byte) (map[string]bool, error) {
	argument := []byte("[")
	for i, id := range slices.Sorted(maps.Keys(rows)) {
		if i > 0 {
			argument = append(argument, ',')
		}
		argument = append(argument, rows[id]...)
	}
	found, err := tx.QueryContext(ctx, statement, string(append(argument, ']')))
	if err != nil {
		return nil, fmt.Errorf("insert rows: %w", err)
	}
	defer found.Close()
	ids := make(map[string]bool)
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			return nil, fmt.Errorf("insert rows: %w", err)
		}
		ids[id] = true
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("insert rows: %w", err)
	}
	return ids, nil
}

// Correct replaces the answer of the same ID, and moves it in the tallies. It returns
// ErrNotFound where there is none.
func (s *Store) Correct(ctx context.Context, a Answer) error {
	if err := a.Check(); err != nil {
		return err
	}
	err := s.transact(ctx, func(tx transaction) error {
		old, err := scanAnswer(tx.QueryRowContext(ctx, answerSelect+" WHERE id = $1"+s.dialect.forUpdate, a.ID))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		changes := make(changes)
		if err := errors.Join(changes.remove(old), changes.add(a)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE answers SET customer = $2, segment = $3, question = $4, at = `+
			fmt.Sprintf(s.dialect.instant, 5)+`, score = $6, channel = $7, stage = $8, comment = $9 WHERE id = $1`,
			a.ID, a.Customer, a.Segment, a.Question, instantText(a.At), a.Score, a.Channel, a.Stage, a.Comment)
		if err != nil {
			return fmt.Errorf("replace the answer: %w", err)
		}
		if needsCall(a) {
			err = s.saveCases(ctx, tx, [][]any{{a.ID, instantText(a.At)}})
		} else {
			_, err = tx.ExecContext(ctx, "DELETE FROM cases WHERE id = $1 AND claimed IS NULL AND called IS NULL AND done IS NULL", a.ID)
		}
		if err != nil {
			return fmt.Errorf("replace the case: %w", err)
		}
		return s.applyChanges(ctx, tx, changes)
	})
	if err == nil {
		s.changed()
	}
	return err
}

// needsCall reports whether somebody is to call back about an answer: a detractor, or one who
// is not satisfied, who left a comment.
func needsCall(a Answer) bool {
	if a.Comment == "" || a.Question != NPS && a.Question != CSAT {
		return false
	}
	class, err := Scale(a.Question).Class(a.Score)
	return err == nil && class == cx.BottomClass
}

func (s *Store) saveCases(ctx context.Context, tx transaction, cases [][]any) error {
	if len(cases) == 0 {
		return nil
	}
	slices.SortFunc(cases, func(a, b []any) int { return cmp.Compare(a[0].(string), b[0].(string)) })
	argument, err := json.Marshal(cases)
	if err == nil {
		_, err = tx.ExecContext(ctx, s.dialect.insertCases, string(argument))
	}
	if err != nil {
		return fmt.Errorf("insert cases: %w", err)
	}
	return nil
}

const (
	answerFields = "id, customer, segment, question, at, score, channel, stage, comment"
	answerSelect = "SELECT " + answerFields + " FROM answers"
)

func scanAnswer(row interface{ Scan(...any) error }) (Answer, error) {
	var a Answer
	var at instant
	err := row.Scan(&a.ID, &a.Customer, &a.Segment, &a.Question, &at, &a.Score, &a.Channel, &a.Stage, &a.Comment)
	a.At = at.t
	return a, err
}
