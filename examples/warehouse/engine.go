package main

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// The dialects, which are also the folders of their statements.
const (
	duckDB     = "duckdb"
	postgreSQL = "postgres"
	sqliteDB   = "sqlite"
)

//go:embed duckdb/*.sql postgres/*.sql sqlite/*.sql
var statements embed.FS

// statement returns the SQL of a tally in a dialect.
func statement(dialect, name string) (string, error) {
	text, err := statements.ReadFile(dialect + "/" + name + ".sql")
	if err != nil {
		return "", fmt.Errorf("no statement %s for %s: %w", name, dialect, err)
	}
	return string(text), nil
}

// engine is a database that counts.
type engine struct {
	db      *sql.DB
	dialect string
}

// query runs the statement of a tally, and shows each row that comes back to scan. What is
// asked about (a zone, a question, an instant) goes in as an argument, never into the text.
func (e engine) query(ctx context.Context, name string, scan func(*sql.Rows) error, args ...any) error {
	text, err := statement(e.dialect, name)
	if err != nil {
		return err
	}
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = e.value(arg)
	}
	rows, err := e.db.QueryContext(ctx, text, values...)
	if err != nil {
		return fmt.Errorf("%s: query %s: %w", e.dialect, name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: read %s: %w", e.dialect, name, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: read %s: %w", e.dialect, name, err)
	}
	return nil
}

// value returns an argument as the dialect compares it. Instants go to DuckDB and PostgreSQL as
// texts in UTC, which no driver and no session's time zone can read as another instant.
func (e engine) value(arg any) any {
	switch v := arg.(type) {
	case time.Time:
		if e.dialect == sqliteDB {
			return v.UnixMicro()
		}
		return v.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	case cx.Date:
		return v.String()
	case *time.Location:
		return v.String()
	}
	return arg
}
