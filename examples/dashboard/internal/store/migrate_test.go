package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
	"github.com/pressly/goose/v3"
)

// TestMigrateOlder opens a database that an earlier version of the service left, with rows, from
// two instances at once.
func TestMigrateOlder(t *testing.T) {
	at := time.Date(2026, 9, 1, 10, 30, 0, 0, time.UTC)
	late := time.Date(2026, 8, 31, 23, 59, 59, 0, time.UTC)
	answers := []Answer{
		{ID: "1", Customer: "c", Segment: "Family", Question: NPS, At: at, Score: 2, Comment: "It was late."},
		{ID: "2", Customer: "c", Segment: "Family", Question: NPS, At: at, Score: 10, Stage: "purchase", Comment: "Good."},
		{ID: "3", Customer: "c", Segment: "Family", Question: CSAT, At: at, Score: 3, Comment: "Hm."},
		{ID: "4", Customer: "c", Segment: "Family", Question: CSAT, At: late, Score: 2, Stage: "purchase", Comment: "No."},
		{ID: "5", Customer: "c", Question: CES, At: late, Score: 7},
		{ID: "6", Customer: "c", Segment: "Family", Question: NPS, At: at, Score: 0, Stage: "purchase"},
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		older(t, dsn, 1, answers)
		var instances [2]*Store
		var both sync.WaitGroup
		for i := range instances {
			both.Go(func() {
				var err error
				if instances[i], err = Open(t.Context(), dsn); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if t.Failed() {
			return
		}
		now := instances[1]
		if err := instances[0].Close(); err != nil {
			t.Error(err)
		}
		defer now.Close()
		callbacks, err := now.Callbacks(t.Context(), Filter{}, 10)
		if err != nil || len(callbacks) != 2 || callbacks[0].Answer.ID != "4" || callbacks[1].Answer.ID != "1" {
			t.Errorf("callbacks %v, %v", callbacks, err)
		}
		check(t, now, answers) // the tallies were not there, and are counted
		more := answer("7", 9, at)
		add(t, now, 1, more)
		check(t, now, append(answers, more))
	})
}

// older makes a database of an earlier version, with answers.
func older(t *testing.T, dsn string, version int64, answers []Answer) {
	t.Helper()
	s := &Store{}
	var err error
	if strings.HasPrefix(dsn, "postgres") {
		err = s.openPostgres(dsn)
	} else {
		err = s.openSQLite(dsn)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.provider(t).UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		_, err = s.write.ExecContext(t.Context(), `INSERT INTO answers (id, customer, segment, question, at, score, channel, stage, comment)
			VALUES ($1, $2, $3, $4, `+fmt.Sprintf(s.dialect.instant, 5)+`, $6, '', $7, $8)`,
			a.ID, a.Customer, a.Segment, a.Question, instantText(a.At), a.Score, a.Stage, a.Comment)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.closeDatabase(); err != nil {
		t.Fatal(err)
	}
}

// provider returns the migrations of a store.
func (s *Store) provider(t *testing.T) *goose.Provider {
	t.Helper()
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
	return provider
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
		if err := s.read.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil || version != 4 {
			t.Errorf("version %d, %v", version, err)
		}
	})
}

// TestMigrateDown takes away the stages, which leaves the tallies of the version before, then
// all, and brings it again.
func TestMigrateDown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		staged := answer("2", 3, day(1))
		staged.Stage = "purchase"
		add(t, s, 3, answer("1", 9, day(1)), staged, Answer{ID: "3", Question: CES, At: day(2), Score: 1})
		provider := s.provider(t)
		if _, err := provider.DownTo(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
		var found []string
		for text, err := range stream(t.Context(), s.read, "SELECT question || ' ' || segment || ' ' || tally FROM tallies ORDER BY question DESC", nil, scanText) {
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, strings.ReplaceAll(text, " ", ""))
		}
		if want := []string{
			`npsFamily{"scale":{"min":0,"max":10,"bottom_max":6,"top_min":9},"counts":[0,0,0,1,0,0,0,0,0,1,0]}`,
			`ces{"scale":{"min":1,"max":7,"bottom_max":3,"top_min":5},"counts":[1,0,0,0,0,0,0]}`,
		}; !slices.Equal(found, want) {
			t.Errorf("the tallies of the version before are %q, want %q", found, want)
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
