package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// loader writes rows into the table of an engine, by the way that is quick there.
type loader func(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) error

// createTables makes the tables of the dialect.
func (e engine) createTables(ctx context.Context) error {
	text, err := statement(e.dialect, "tables")
	if err != nil {
		return err
	}
	if _, err := e.db.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("%s: create the tables: %w", e.dialect, err)
	}
	return nil
}

// fill writes all rows.
func (e engine) fill(ctx context.Context, t tables) error {
	for _, fill := range []func() error{
		func() error { return e.fillAnswers(ctx, slices.Values(t.Answers)) },
		func() error { return e.fillOrders(ctx, slices.Values(t.Orders)) },
		func() error {
			return fillTable(ctx, e, "customers", []string{"customer", "segment", "signed_up_on", "canceled_on"},
				slices.Values(t.Customers), func(c customer) []any {
					return []any{c.Name, c.Segment, c.SignedUp, c.Canceled}
				})
		},
		func() error {
			return fillTable(ctx, e, "tickets", []string{"customer", "opened_at"},
				slices.Values(t.Tickets), func(t ticket) []any { return []any{t.Customer, t.At} })
		},
		func() error {
			return fillTable(ctx, e, "subscriptions", []string{"customer", "starts_on", "ends_on", "amount"},
				slices.Values(t.Subscriptions), func(s cx.SubscriptionPeriod) []any {
					end := sql.Null[cx.Date]{V: s.End, Valid: s.End != cx.Date{}}
					return []any{s.Customer, s.Start, end, cents(s.Amount.Shift(2).IntPart())}
				})
		},
		func() error {
			return fillTable(ctx, e, "events", []string{"id", "customer", "name", "happened_at"},
				slices.Values(t.Events), func(v event) []any { return []any{v.ID, v.Customer, v.Name, v.At} })
		},
		func() error {
			return fillTable(ctx, e, "selections", []string{"respondent", "option"},
				slices.Values(t.Selections), func(s selection) []any { return []any{s.Respondent, s.Option} })
		},
	} {
		if err := fill(); err != nil {
			return err
		}
	}
	return nil
}

func (e engine) fillAnswers(ctx context.Context, rows iter.Seq[answer]) error {
	return fillTable(ctx, e, "answers",
		[]string{"id", "customer", "answered_at", "segment", "question", "score", "reason"},
		rows, func(a answer) []any {
			return []any{a.ID, a.Customer, a.At, a.Segment, a.Question, a.Score, a.Reason}
		})
}

func (e engine) fillOrders(ctx context.Context, rows iter.Seq[order]) error {
	return fillTable(ctx, e, "orders",
		[]string{"customer", "ordered_at", "segment", "amount", "items", "promised_on", "delivered_on"},
		rows, func(o order) []any {
			amount := sql.Null[cents]{V: cents(o.Cents.V), Valid: o.Cents.Valid}
			return []any{o.Customer, o.At, o.Segment, amount, o.Items, o.Promised, o.Delivered}
		})
}

// cents are an amount: an integer in SQLite, a decimal elsewhere.
type cents int64

// fillTable writes rows into a table, one by one, so that they need not fit into memory.
func fillTable[R any](ctx context.Context, e engine, table string, columns []string, rows iter.Seq[R], values func(R) []any) error {
	load := map[string]loader{duckDB: e.appendDuckDB, postgreSQL: e.copyPostgreSQL, sqliteDB: e.insertSQLite}[e.dialect]
	err := load(ctx, table, columns, func(yield func([]any) bool) {
		for r := range rows {
			row := values(r)
			for i, v := range row {
				row[i] = e.stored(v)
			}
			if !yield(row) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("%s: fill %s: %w", e.dialect, table, err)
	}
	return nil
}

// stored returns a value as the dialect keeps it, nil for NULL.
func (e engine) stored(v any) any {
	switch v := v.(type) {
	case sql.Null[string]:
		return stored(e, v)
	case sql.Null[int64]:
		return stored(e, v)
	case sql.Null[cents]:
		return stored(e, v)
	case sql.Null[cx.Date]:
		return stored(e, v)
	case time.Time:
		if e.dialect == sqliteDB {
			return v.UnixMicro()
		}
		return v.UTC()
	case cx.Date:
		if e.dialect == sqliteDB {
			return v.String()
		}
		return time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC)
	case cents:
		return e.money(v)
	}
	return v
}

func stored[T any](e engine, v sql.Null[T]) any {
	if !v.Valid {
		return nil
	}
	return e.stored(v.V)
}

// addClocks writes the clocks of a zone into the table where SQLite looks them up: the
// seconds ahead of UTC at the beginning, and from each change on. Other engines know zones.
func (e engine) addClocks(ctx context.Context, zone *time.Location) error {
	if e.dialect != sqliteDB {
		return nil
	}
	clocks := func(yield func([]any) bool) {
		for from, t := int64(math.MinInt64), time.Date(1970, 1, 1, 0, 0, 0, 0, zone); t.Year() < 2100; {
			_, ahead := t.Zone()
			if !yield([]any{zone.String(), from, int64(ahead)}) {
				return
			}
			_, end := t.ZoneBounds()
			if end.IsZero() {
				return
			}
			if !end.After(t) {
				end = t.Add(24 * time.Hour) // at the end of a leap year after 2037 the bound is t itself
			}
			from, t = end.UnixMicro(), end
		}
	}
	return e.insertSQLite(ctx, "clocks", []string{"zone", "starts_at", "ahead"}, clocks)
}
