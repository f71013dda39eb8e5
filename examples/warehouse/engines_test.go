package main

import (
	"os"
	"path/filepath"
	"testing"
)

// eachEngine runs a test on an empty database of each dialect.
func eachEngine(t *testing.T, test func(t *testing.T, e engine)) {
	for _, dialect := range []string{duckDB, postgreSQL, sqliteDB} {
		t.Run(dialect, func(t *testing.T) { test(t, openTest(t, dialect)) })
	}
}

// openTest opens a database that is gone after the test.
func openTest(t *testing.T, dialect string) engine {
	t.Helper()
	if dialect == postgreSQL {
		return openPostgres(t, "")
	}
	e, err := open(t.Context(), dialect, filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// openPostgres opens a database of PostgreSQL, with parameters of the session.
func openPostgres(t *testing.T, parameters string) engine {
	t.Helper()
	address := os.Getenv("CX_POSTGRES")
	if address == "" {
		if os.Getenv("CX_REQUIRE_POSTGRES") != "" {
			t.Fatal("CX_REQUIRE_POSTGRES is set, and CX_POSTGRES is not")
		}
		t.Skip("CX_POSTGRES is not set: PostgreSQL is not tested")
	}
	e, drop, err := openScratch(t.Context(), address+parameters)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// fillTest writes rows, and the clocks of the zone that is asked about.
func fillTest(t *testing.T, e engine, rows tables, a asked) {
	t.Helper()
	if err := e.fill(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	if err := e.addClocks(t.Context(), a.zone); err != nil {
		t.Fatal(err)
	}
}

// compareAll compares all tallies of an engine with the loops.
func compareAll(t *testing.T, e engine, rows tables, a asked) {
	t.Helper()
	for _, tally := range tallies() {
		pushed, err := tally.pushed(t.Context(), e, a)
		if err != nil {
			t.Errorf("%s: %v", tally.name, err)
			continue
		}
		if _, err := tally.compare(pushed, &rows, a, e.dialect); err != nil {
			t.Error(shortened(err.Error()))
		}
	}
}

func shortened(text string) string {
	const most = 4000
	if len(text) > most {
		return text[:most] + " ..."
	}
	return text
}
