// Command warehouse counts where the data are: a statement of SQL makes each tally, in DuckDB,
// PostgreSQL or SQLite, and cx the figures. Nothing loops over the rows, except here, to show that
// both ways give the same tally.
//
// Copy the statements of your database, and the function that loads what you want. The tables,
// in tables.sql, and the rows, in sample.go, are made up.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/cxmetrics/cx"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "warehouse:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("warehouse", flag.ContinueOnError)
	rows := flags.Int("rows", 0, "rows of each table (default 20000, with -race 1000000)")
	race := flags.Bool("race", false, "race the counting in databases against loading the rows into Go")
	address := flags.String("postgres", "", "for -race, the address of a PostgreSQL where it may make and drop a database (default $CX_POSTGRES)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *rows < 0 || flags.NArg() > 0 {
		return errors.New("-rows must not be negative, and there are no arguments beside the flags")
	}
	if *race {
		if *rows == 0 {
			*rows = 1_000_000
		}
		if *address == "" {
			*address = os.Getenv("CX_POSTGRES") // no default of the flag: the help would print a password
		}
		return runRace(ctx, *rows, *address, out)
	}
	if *rows == 0 {
		*rows = 20_000
	}
	return show(ctx, *rows, out)
}

// sampleAsked is what is asked about the made-up rows.
func sampleAsked() (asked, error) {
	zone, err := time.LoadLocation(sampleZone)
	if err != nil {
		return asked{}, err
	}
	month, err := cx.ParsePeriod("2026-03")
	return asked{zone: zone, asOf: sampleAsOf, month: month}, err
}

// show counts made-up rows in DuckDB, and compares each tally with a loop over the same rows.
func show(ctx context.Context, rows int, out io.Writer) error {
	a, err := sampleAsked()
	if err != nil {
		return err
	}
	e, err := open(ctx, duckDB, "")
	if err != nil {
		return err
	}
	defer e.db.Close()
	t := sample(rows)
	if err := e.fill(ctx, t); err != nil {
		return err
	}
	fmt.Fprintf(out, "DuckDB counts %d rows in each table, and a loop over the same rows:\n\n", rows)
	for _, tally := range tallies() {
		pushed, err := tally.pushed(ctx, e, a)
		if err != nil {
			return err
		}
		verdict, err := tally.compare(pushed, &t, a, e.dialect)
		if err != nil {
			return err
		}
		figure, err := tally.figure(pushed)
		if err != nil {
			return fmt.Errorf("%s: %w", tally.name, err)
		}
		fmt.Fprintf(out, "  %-13s %-8s %s\n", tally.name, verdict, figure)
	}
	_, err = fmt.Fprintln(out, "\nequal: byte for byte, as JSON, what the loop has counted.")
	return err
}

// compare returns "equal" if the tally of a database is that of a loop over the rows, and what
// differs as an error.
func (t tally) compare(pushed any, rows *tables, a asked, dialect string) (string, error) {
	looped, err := t.looped(rows, a)
	if err != nil {
		return "", fmt.Errorf("%s: loop: %w", t.name, err)
	}
	got, err := json.Marshal(pushed)
	if err != nil {
		return "", fmt.Errorf("%s: encode: %w", t.name, err)
	}
	want, err := json.Marshal(withoutUncounted(looped, dialect))
	if err != nil {
		return "", fmt.Errorf("%s: encode: %w", t.name, err)
	}
	if !bytes.Equal(got, want) {
		return "", fmt.Errorf("%s: %s counts\n%s\nthe loop\n%s", t.name, dialect, got, want)
	}
	return "equal", nil
}

// withoutUncounted takes out of the tally of a loop what a dialect does not count: the cubes of
// amounts, for which DuckDB has no numbers.
func withoutUncounted(looped any, dialect string) any {
	groups, ok := looped.([]cx.Group[string, cx.Amounts])
	if !ok || dialect != duckDB {
		return looped
	}
	for i := range groups {
		groups[i].Tally.Cubes = groups[i].Tally.Cubes.Sub(groups[i].Tally.Cubes)
	}
	return groups
}
