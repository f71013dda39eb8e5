package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	_ "github.com/duckdb/duckdb-go/v2"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// open opens a database of a dialect and makes the tables in it. DuckDB and SQLite take the
// name of a file, or "" for memory; PostgreSQL takes an address.
func open(ctx context.Context, dialect, source string) (engine, error) {
	name := map[string]string{duckDB: "duckdb", postgreSQL: "pgx", sqliteDB: "sqlite"}[dialect]
	if dialect == sqliteDB && source == "" {
		source = ":memory:"
	}
	db, err := sql.Open(name, source)
	if err != nil {
		return engine{}, fmt.Errorf("%s: open: %w", dialect, err)
	}
	if dialect == sqliteDB {
		db.SetMaxOpenConns(1) // each connection to :memory: would be a database of its own
	}
	e := engine{db: db, dialect: dialect}
	if err := e.createTables(ctx); err != nil {
		_ = db.Close()
		return engine{}, err
	}
	return e, nil
}

// openScratch opens a PostgreSQL database of its own, which drop closes and drops.
func openScratch(ctx context.Context, address string) (e engine, drop func() error, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return engine{}, nil, errors.New("postgres: the address is no URL") // it may hold a password
	}
	server, err := sql.Open("pgx", address)
	if err != nil {
		return engine{}, nil, fmt.Errorf("postgres: open: %w", err)
	}
	defer func() {
		if err != nil {
			_ = server.Close()
		}
	}()
	name := "cx_warehouse_" + rand.Text()
	if _, err := server.ExecContext(ctx, `CREATE DATABASE "`+name+`"`); err != nil {
		return engine{}, nil, fmt.Errorf("postgres: create a database: %w", err)
	}
	dropDatabase := func() error {
		// Also where ctx is canceled already.
		_, err := server.ExecContext(context.WithoutCancel(ctx), `DROP DATABASE "`+name+`" WITH (FORCE)`)
		return errors.Join(err, server.Close())
	}
	u.Path = "/" + name
	e, err = open(ctx, postgreSQL, u.String())
	if err != nil {
		return engine{}, nil, errors.Join(err, dropDatabase())
	}
	return e, func() error { return errors.Join(e.db.Close(), dropDatabase()) }, nil
}
