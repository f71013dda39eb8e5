package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// A duck is DuckDB in this process, with its tables in memory.
type duck struct {
	db      *sql.DB
	version string
}

func newDuck() (*duck, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	d := &duck{db: db}
	db.SetMaxOpenConns(1)
	err = d.exec("SET threads = 2")
	if err == nil {
		err = db.QueryRow("SELECT version()").Scan(&d.version)
	}
	return d, err
}

func (d *duck) exec(statement string) error {
	_, err := d.db.Exec(statement)
	return err
}

// load makes a table of n rows anew.
func (d *duck) load(table, columns string, n int, row func(i int) []driver.Value) error {
	if err := d.exec("CREATE OR REPLACE TABLE " + table + " (" + columns + ")"); err != nil {
		return err
	}
	conn, err := d.db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		appender, err := duckdb.NewAppenderFromConn(c.(driver.Conn), "", table)
		if err != nil {
			return err
		}
		for i := range n {
			if err := appender.AppendRow(row(i)...); err != nil {
				return err
			}
		}
		return appender.Close()
	})
}

// numbers returns the rows of a query whose columns are whole numbers.
func (d *duck) numbers(query string) ([][]int64, error) {
	rows, err := d.db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]int64
	for rows.Next() {
		row := make([]int64, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// way is a query whose rows are the result.
func (d *duck) way(name, query string) side {
	return d.wayOf(name, query, func(rows [][]int64) [][]int64 { return rows })
}

// wayOf is a query whose rows are the result after a step that costs no time.
func (d *duck) wayOf(name, query string, show func([][]int64) [][]int64) side {
	return side{name: name, run: timed(
		func() ([][]int64, error) { return d.numbers(query) },
		func(rows [][]int64) result { return result{exact: show(rows)} },
	)}
}

// wayInto is a query whose rows DuckDB keeps in the table "found", as cx keeps them in a slice. The check reads
// a result from it, which costs no time.
func (d *duck) wayInto(name, query, check string) side {
	return side{name: name, run: func() (spent, func() (result, error), error) {
		stop := stopwatch()
		err := d.exec("CREATE OR REPLACE TEMP TABLE found AS " + query)
		return stop(), func() (result, error) {
			rows, err := d.numbers(check)
			return result{exact: rows}, err
		}, err
	}}
}

// fill replaces words in braces.
func fill(query string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(query) }
