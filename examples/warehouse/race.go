package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// contest is a way of counting two tallies.
type contest struct {
	name    string
	nps     func(context.Context) ([]cx.Group[string, []cx.Point[cx.NPS]], error)
	cohorts func(context.Context) (cx.Cohorts, error)
}

// result is what a contest took.
type result struct {
	name         string
	nps, cohorts time.Duration
}

// runRace makes so many answers and as many orders, gives them to one engine after the other, and
// prints how long each way of counting takes. All ways must give the same tallies.
func runRace(ctx context.Context, rows int, address string, out io.Writer) (err error) {
	a, err := sampleAsked()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "warehouse")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	var r racer
	fmt.Fprintf(out, "%d answers and %d orders, in %s, %s/%s, %d processors.\n", rows, rows, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, dialect := range []string{duckDB, postgreSQL, sqliteDB} {
		if dialect == postgreSQL && address == "" {
			fmt.Fprintln(out, "PostgreSQL is left out: neither -postgres nor CX_POSTGRES names one.")
			continue
		}
		if err := r.engine(ctx, dialect, folder, address, rows, a, out); err != nil {
			return err
		}
	}
	return r.print(out)
}

// racer keeps the results, and the tallies of the first contest.
type racer struct {
	results []result
	first   []byte
}

// engine runs the contests of one engine, and removes its rows.
func (r *racer) engine(ctx context.Context, dialect, folder, address string, rows int, a asked, out io.Writer) (err error) {
	file := filepath.Join(folder, dialect)
	e, drop, err := openRace(ctx, dialect, file, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	var version string
	if err := e.db.QueryRowContext(ctx, versions[dialect]).Scan(&version); err != nil {
		return fmt.Errorf("%s: version: %w", dialect, err)
	}
	start := time.Now()
	if err := e.fillAnswers(ctx, sampleAnswers(rows)); err != nil {
		return err
	}
	if err := e.fillOrders(ctx, sampleOrders(rows)); err != nil {
		return err
	}
	if err := e.addClocks(ctx, a.zone); err != nil {
		return err
	}
	// What a server does by itself soon after, so that its plans know how many rows there are.
	if _, err := e.db.ExecContext(ctx, "ANALYZE"); err != nil {
		return fmt.Errorf("%s: analyze: %w", dialect, err)
	}
	fmt.Fprintf(out, "%s %s holds them after %.1f s.\n", names[dialect], version, time.Since(start).Seconds())

	pushed := contest{
		name: names[dialect] + " counts",
		nps: func(ctx context.Context) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
			return npsByWeek(ctx, e, a.zone)
		},
		cohorts: func(ctx context.Context) (cx.Cohorts, error) { return cohorts(ctx, e, a.zone, a.asOf) },
	}
	if err := r.run(ctx, pushed, out); err != nil {
		return err
	}
	if dialect == sqliteDB {
		return nil
	}
	return r.run(ctx, contest{
		name: "rows of " + names[dialect] + " into Go, loop",
		nps: func(ctx context.Context) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
			return loadNPS(ctx, e, a.zone)
		},
		cohorts: func(ctx context.Context) (cx.Cohorts, error) { return loadCohorts(ctx, e, a.zone, a.asOf) },
	}, out)
}

var (
	names    = map[string]string{duckDB: "DuckDB", postgreSQL: "PostgreSQL", sqliteDB: "SQLite"}
	versions = map[string]string{duckDB: "SELECT version()", postgreSQL: "SHOW server_version", sqliteDB: "SELECT sqlite_version()"}
)

// openRace opens a database that drop removes.
func openRace(ctx context.Context, dialect, file, address string) (e engine, drop func() error, err error) {
	if dialect == postgreSQL {
		if e, drop, err = openScratch(ctx, address); err != nil {
			return engine{}, nil, err
		}
		// The log would need as much disk again, and is of no use to rows that are made up.
		for _, table := range []string{"answers", "orders"} {
			if _, err := e.db.ExecContext(ctx, "ALTER TABLE "+table+" SET UNLOGGED"); err != nil {
				return engine{}, nil, errors.Join(fmt.Errorf("postgres: %w", err), drop())
			}
		}
		return e, drop, nil
	}
	if e, err = open(ctx, dialect, file); err != nil {
		return engine{}, nil, err
	}
	drop = func() error { return errors.Join(e.db.Close(), os.RemoveAll(file)) }
	if dialect == duckDB {
		// Beside it this program holds the rows; without a limit DuckDB takes most of the memory.
		if _, err := e.db.ExecContext(ctx, "SET memory_limit = '4GB'"); err != nil {
			return engine{}, nil, errors.Join(fmt.Errorf("duckdb: %w", err), drop())
		}
	}
	return e, drop, nil
}

// run measures a contest, and compares its tallies with those of the first.
func (r *racer) run(ctx context.Context, c contest, out io.Writer) error {
	one := result{name: c.name}
	nps, err := timed(&one.nps, func() ([]cx.Group[string, []cx.Point[cx.NPS]], error) { return c.nps(ctx) })
	if err != nil {
		return err
	}
	triangle, err := timed(&one.cohorts, func() (cx.Cohorts, error) { return c.cohorts(ctx) })
	if err != nil {
		return err
	}
	tallies, err := json.Marshal([]any{nps, triangle})
	if err != nil {
		return err
	}
	if r.first == nil {
		r.first = tallies
	}
	if string(r.first) != string(tallies) {
		return fmt.Errorf("%s: the tallies are not those of %s", c.name, r.results[0].name)
	}
	r.results = append(r.results, one)
	_, err = fmt.Fprintf(out, "  %s: %.2f s and %.2f s\n", one.name, one.nps.Seconds(), one.cohorts.Seconds())
	return err
}

// timed returns what count counts, and puts the median of three runs into took; of one run where
// that takes long.
func timed[T any](took *time.Duration, count func() (T, error)) (T, error) {
	var runs []time.Duration
	var tally T
	for len(runs) < 3 && (len(runs) == 0 || runs[0] < 20*time.Second) {
		runtime.GC() // what the run before has left is not of this one
		start := time.Now()
		var err error
		if tally, err = count(); err != nil {
			return tally, err
		}
		runs = append(runs, time.Since(start))
	}
	slices.Sort(runs)
	*took = runs[len(runs)/2]
	return tally, nil
}

// print prints the table.
func (r *racer) print(out io.Writer) error {
	fmt.Fprintf(out, "\n| | NPS by segment and week | | cohorts by month, with revenue | |\n|---|---:|---:|---:|---:|\n")
	first := r.results[0]
	for _, one := range r.results {
		fmt.Fprintf(out, "| %s | %.2f s | %.1f | %.2f s | %.1f |\n", one.name,
			one.nps.Seconds(), one.nps.Seconds()/first.nps.Seconds(),
			one.cohorts.Seconds(), one.cohorts.Seconds()/first.cohorts.Seconds())
	}
	_, err := fmt.Fprintf(out, "\nBeside each time: how many times that of the first line. All tallies are equal.\n")
	return err
}
