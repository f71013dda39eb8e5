package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Erase deletes all rows of a customer, with their callbacks, and takes the answers out of the
// tallies. It returns how many rows there were. Their ids are kept as hashes, so that a
// delivery that is repeated does not bring them back; new rows of the customer are new.
func (s *Store) Erase(ctx context.Context, customer string) (rows int, err error) {
	if customer == "" {
		return 0, errors.New("customer is missing")
	}
	err = s.transact(ctx, func(tx transaction) error {
		rows = 0
		// Rows that come in after they were locked are deleted, too: what counts is what the
		// statement deletes.
		if _, err := s.lockAnswers(ctx, tx, customer); err != nil {
			return err
		}
		changes := make(changes)
		var hashes []string
		deleteAnswers := "DELETE FROM answers WHERE customer = $1 RETURNING " + answerFields
		for a, err := range stream(ctx, tx, deleteAnswers, []any{customer}, func(rows *sql.Rows) (Answer, error) { return scanAnswer(rows) }) {
			if err != nil {
				return fmt.Errorf("delete from answers: %w", err)
			}
			rows++
			if err := changes.remove(a); err != nil {
				return err
			}
			hashes = append(hashes, hash("answers", a.ID))
		}
		for _, table := range []string{"activities", "subscriptions", "tickets"} {
			for id, err := range stream(ctx, tx, "DELETE FROM "+table+" WHERE customer = $1 RETURNING id", []any{customer}, scanText) {
				if err != nil {
					return fmt.Errorf("delete from %s: %w", table, err)
				}
				rows++
				hashes = append(hashes, hash(table, id))
			}
		}
		if err := s.keepHashes(ctx, tx, hashes); err != nil {
			return err
		}
		return s.applyChanges(ctx, tx, changes)
	})
	if err != nil {
		return 0, err
	}
	if rows > 0 {
		s.changed()
	}
	return rows, nil
}

// lockAnswers returns the answers of a customer, which stay as they are until the commit.
func (s *Store) lockAnswers(ctx context.Context, tx transaction, customer string) ([]Answer, error) {
	query := answerSelect + " WHERE customer = $1 ORDER BY id" + s.dialect.forUpdate
	var answers []Answer
	for a, err := range stream(ctx, tx, query, []any{customer}, func(rows *sql.Rows) (Answer, error) { return scanAnswer(rows) }) {
		if err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func (s *Store) keepHashes(ctx context.Context, tx transaction, hashes []string) error {
	if len(hashes) == 0 {
		return nil
	}
	argument, err := json.Marshal(hashes)
	if err == nil {
		_, err = tx.ExecContext(ctx, s.dialect.keepHashes, string(argument))
	}
	if err != nil {
		return fmt.Errorf("keep what was erased: %w", err)
	}
	return nil
}

func scanText(rows *sql.Rows) (string, error) {
	var text string
	err := rows.Scan(&text)
	return text, err
}
