package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// money returns an amount as the dialect keeps it, exactly.
func (e engine) money(c cents) any {
	switch e.dialect {
	case duckDB:
		return duckdb.Decimal{Width: 18, Scale: 2, Value: big.NewInt(int64(c))}
	case postgreSQL:
		return pgtype.Numeric{Int: big.NewInt(int64(c)), Exp: -2, Valid: true}
	}
	return int64(c)
}

// raw hands out the driver's own connection.
func (e engine) raw(ctx context.Context, use func(driverConn any) error) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	return conn.Raw(use)
}

// appendDuckDB writes by the Appender: INSERT plans a statement for each row. The columns are all
// of the table, in its order.
func (e engine) appendDuckDB(ctx context.Context, table string, _ []string, rows iter.Seq[[]any]) error {
	return e.raw(ctx, func(driverConn any) (err error) {
		conn, ok := driverConn.(driver.Conn)
		if !ok {
			return errors.New("the driver has no connection for the Appender")
		}
		appender, err := duckdb.NewAppenderFromConn(conn, "", table)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, appender.Close()) }()
		values := make([]driver.Value, 0, 8)
		for row := range rows {
			values = values[:0]
			for _, v := range row {
				values = append(values, v)
			}
			if err := appender.AppendRow(values...); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
}

// copyPostgreSQL writes by COPY.
func (e engine) copyPostgreSQL(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error {
	return e.raw(ctx, func(driverConn any) error {
		conn, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return errors.New("the driver has no connection for COPY")
		}
		next, stop := iter.Pull(rows)
		defer stop()
		source := pgx.CopyFromFunc(func() ([]any, error) {
			row, ok := next()
			if !ok {
				return nil, nil
			}
			return row, nil
		})
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, source)
		return err
	})
}

// insertSQLite writes by one statement, prepared once, in one transaction.
func (e engine) insertSQLite(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (err error) {
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if rollback := tx.Rollback(); !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
	}()
	// The names are those of this program, not of its input.
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+
		") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
