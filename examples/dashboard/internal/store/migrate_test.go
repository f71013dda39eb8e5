package store

import (
	"database/sql"
	"io/fs"
	"sync"
	"testing"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
	"github.com/pressly/goose/v3"
)

// TestMigrateOlder opens a database that the first version of the service left, with rows.
func TestMigrateOlder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := &Store{}
		var err error
		kind := goose.DialectSQLite3
		if dsn[:4] == "post" {
			kind, err = goose.DialectPostgres, s.openPostgres(dsn)
		} else {
			err = s.openSQLite(dsn)
		}
		if err != nil {
			t.Fatal(err)
		}
		files, err := fs.Sub(migrations, "migrations/"+s.dialect.name)
		if err != nil {
			t.Fatal(err)
		}
		provider, err := goose.NewProvider(kind, s.write, files)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		_, err = s.write.ExecContext(t.Context(), `INSERT INTO answers (id, customer, segment, question, at, score, channel, stage, comment) VALUES
			('1', 'c', 'Family', 'nps', '2026-09-01T10:30:00.000000Z', 2, '', '', 'It was late.'),
			('2', 'c', 'Family', 'nps', '2026-09-01T10:30:00.000000Z', 9, '', '', 'Good.'),
			('3', 'c', 'Family', 'csat', '2026-09-01T10:30:00.000000Z', 3, '', '', 'Hm.'),
			('4', 'c', 'Family', 'csat', '2026-08-01T10:30:00.000000Z', 2, '', '', 'No.')`)
		if err == nil {
			_, err = s.write.ExecContext(t.Context(), `INSERT INTO tallies (question, segment, day, tally) VALUES ('nps', 'Family', '2026-09-01',
				'{"scale":{"min":0,"max":10,"bottom_max":6,"top_min":9},"counts":[0,0,1,0,0,0,0,0,0,1,0]}')`)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := s.closeDatabase(); err != nil {
			t.Fatal(err)
		}
		now := open(t, dsn)
		callbacks, err := now.Callbacks(t.Context(), Filter{}, 10)
		if err != nil || len(callbacks) != 2 || callbacks[0].Answer.ID != "4" || callbacks[1].Answer.ID != "1" {
			t.Errorf("callbacks %v, %v", callbacks, err)
		}
		if mismatches, err := now.Verify(t.Context()); err != nil || len(mismatches) != 2 {
			t.Errorf("the tallies that are missing: %v, %v", mismatches, err)
		}
	})
}

// TestMigrateTwice opens a new database from four instances at once, and each again.
func TestMigrateTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 2 {
					s, err := Open(t.Context(), dsn)
					if err != nil {
						t.Error(err)
						return
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		s := open(t, dsn)
		var version int
		if err := s.read.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil || version != 3 {
			t.Errorf("version %d, %v", version, err)
		}
	})
}

// TestMigrateDown takes all away, and brings it again.
func TestMigrateDown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		kind := goose.DialectSQLite3
		if s.dialect.name == "postgres" {
			kind = goose.DialectPostgres
		}
		files, err := fs.Sub(migrations, "migrations/"+s.dialect.name)
		if err != nil {
			t.Fatal(err)
		}
		provider, err := goose.NewProvider(kind, s.write, files)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.DownTo(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		var one int
		if err := s.read.QueryRowContext(t.Context(), "SELECT 1 FROM answers").Scan(&one); err == nil || err == sql.ErrNoRows {
			t.Error("the table is still there")
		}
		if _, err := provider.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
		add(t, s, 1, answer("1", 9, day(1)))
		verify(t, s)
	})
}
