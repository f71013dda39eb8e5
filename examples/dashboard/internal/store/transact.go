package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// transaction is a transaction that knows the statements which were prepared.
type transaction struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

// QueryContext runs a query, which is prepared or not.
func (tx transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if statement := tx.prepared[query]; statement != nil {
		return tx.StmtContext(ctx, statement).QueryContext(ctx, args...)
	}
	return tx.Tx.QueryContext(ctx, query, args...)
}

// ExecContext runs a statement, which is prepared or not.
func (tx transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if statement := tx.prepared[query]; statement != nil {
		return tx.StmtContext(ctx, statement).ExecContext(ctx, args...)
	}
	return tx.Tx.ExecContext(ctx, query, args...)
}

// prepare makes the database ready to write after the migrations.
func (s *Store) prepare(ctx context.Context) error {
	if s.dialect.name == "postgres" {
		return nil // its driver prepares by itself
	}
	// What a statement may have to undo is kept in memory, and not in a file. This is said here,
	// since in a migration the rows of a new index would be sorted in memory, too.
	if _, err := s.write.ExecContext(ctx, "PRAGMA temp_store = MEMORY"); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	s.prepared = make(map[string]*sql.Stmt)
	for _, text := range []string{s.dialect.insertAnswers, s.dialect.insertCases, s.dialect.lockTallies, s.dialect.saveTallies, s.dialect.newVersions} {
		statement, err := s.write.PrepareContext(ctx, text)
		if err != nil {
			return fmt.Errorf("prepare a statement: %w", err)
		}
		s.prepared[text] = statement
	}
	return nil
}

// transact runs f in a transaction, and again, twice at most, where the database says that
// another was in its way. f must do nothing but its statements.
func (s *Store) transact(ctx context.Context, f func(transaction) error) error {
	for try := 1; ; try++ {
		err := s.transactOnce(ctx, f)
		if err == nil || try == 3 || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(try) * 20 * time.Millisecond):
		}
	}
}

func (s *Store) transactOnce(ctx context.Context, f func(transaction) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // after a commit it does nothing
	if err := f(transaction{tx, s.prepared}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
