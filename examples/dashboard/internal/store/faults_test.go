package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// TestWriters lets 8 writers, of two instances on one database, send batches that overlap:
// every fifth twice, by another writer at the same time. PostgreSQL is what this is about: it
// has many writers at once.
func TestWriters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		instances := []*Store{open(t, dsn), open(t, dsn)}
		all := random(rand.New(rand.NewPCG(3, 4)), "w", 2_000)
		var batches [][]Answer
		for i := 0; i < len(all); i += 20 {
			batches = append(batches, all[i:i+20])
			if i%100 == 0 {
				batches = append(batches, all[i:i+20])
			}
		}
		work := make(chan []Answer)
		var writers sync.WaitGroup
		var added atomic.Int64
		for i := range 8 {
			writers.Go(func() {
				for batch := range work {
					var n int
					if err := again(func() (err error) { n, err = instances[i%2].AddAnswers(t.Context(), batch); return err }); err != nil {
						t.Error(err)
					}
					added.Add(int64(n))
				}
			})
		}
		for _, batch := range batches {
			work <- batch
		}
		close(work)
		writers.Wait()
		if added.Load() != int64(len(all)) {
			t.Errorf("added %d, want %d", added.Load(), len(all))
		}
		check(t, instances[0], all)
		check(t, instances[1], all)
	})
}

// again does as a client does: what the database cannot take now it sends again. Two processes
// that write to one SQLite file take turns by trying, and one may have no luck for long.
func again(send func() error) error {
	err := send()
	for tries := 1; err != nil && Busy(err) && tries < 20; tries++ {
		err = send()
	}
	return err
}

// TestEverything adds, corrects and erases at once, on two instances, and recounts.
func TestEverything(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		instances := []*Store{open(t, dsn), open(t, dsn)}
		all := random(rand.New(rand.NewPCG(5, 6)), "e", 1_000)
		var writers sync.WaitGroup
		for i := range 4 {
			s := instances[i%2]
			writers.Go(func() {
				rng := rand.New(rand.NewPCG(7, uint64(i)))
				for range 40 {
					from := rng.IntN(len(all) - 20)
					if err := again(func() error { _, err := s.AddAnswers(t.Context(), all[from:from+20]); return err }); err != nil {
						t.Error(err)
					}
					edited := all[from]
					edited.Segment, edited.Score = fmt.Sprintf("s%d", rng.IntN(4)), Scale(edited.Question).Min+rng.IntN(5)
					if err := again(func() error { return s.Correct(t.Context(), edited) }); err != nil && !errors.Is(err, ErrNotFound) {
						t.Error(err)
					}
					customer := fmt.Sprintf("c%d", rng.IntN(300))
					if err := again(func() error { _, err := s.Erase(t.Context(), customer); return err }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		verify(t, instances[0])
	})
}

// TestKilled kills a process that has written the rows of a batch and not the tallies.
func TestKilled(t *testing.T) {
	batch := random(rand.New(rand.NewPCG(8, 9)), "k", 200)
	if dsn := os.Getenv("DASHBOARD_TEST_KILLED"); dsn != "" {
		s, err := Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		_ = s.transact(t.Context(), func(tx transaction) error {
			rows := make(map[string][]byte)
			for _, a := range batch {
				encoded, err := encodeAnswer(a)
				if err != nil {
					t.Fatal(err)
				}
				rows[a.ID] = encoded.row
			}
			inserted, err := insertRows(t.Context(), tx, s.dialect.insertAnswers, rows)
			fmt.Println("inserted", len(inserted), err)
			select {} // until it is killed
		})
	}
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		first := answer("1", 9, day(1))
		add(t, s, 1, first)
		process := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestKilled$")
		process.Env = append(os.Environ(), "DASHBOARD_TEST_KILLED="+dsn)
		out, err := process.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || line != "inserted 200 <nil>\n" {
			t.Errorf("the process says %q, %v", line, err)
		}
		if err := process.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = process.Wait() // that it was killed
		check(t, s, []Answer{first})
		add(t, s, len(batch), batch...) // the client sends again
		check(t, s, append(batch, first))
	})
}

// TestLocked holds the lock of the database in another process's place: a writer is told so,
// and its batch is not half there.
func TestLocked(t *testing.T) {
	s := open(t, storetest.SQLite(t))
	exec1(t, s, "PRAGMA busy_timeout = 50")
	other, err := sql.Open("sqlite", s.file(t)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := answer("1", 9, day(1))
	if _, err := s.AddAnswers(t.Context(), []Answer{a}); err == nil || !Busy(err) {
		t.Errorf("locked: %v", err)
	}
	if err := s.Correct(t.Context(), a); err == nil || !Busy(err) {
		t.Errorf("locked: %v", err)
	}
	check(t, s, nil) // readers are not in the way of a writer
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	add(t, s, 1, a)
	check(t, s, []Answer{a})
}

// TestFull fills the file up.
func TestFull(t *testing.T) {
	s := open(t, storetest.SQLite(t))
	var pages int
	if err := s.write.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	exec1(t, s, fmt.Sprintf("PRAGMA max_page_count = %d", pages+12))
	all := random(rand.New(rand.NewPCG(10, 11)), "f", 1_500)
	var kept []Answer
	var full error
	for i := 0; i < len(all) && full == nil; i += 100 {
		if _, full = s.AddAnswers(t.Context(), all[i:i+100]); full == nil {
			kept = all[:i+100]
		}
	}
	if full == nil || !Busy(full) || len(kept) == 0 {
		t.Fatalf("full after %d: %v", len(kept), full)
	}
	check(t, s, kept)
	exec1(t, s, "PRAGMA max_page_count = 100000")
	add(t, s, len(all)-len(kept), all...)
	check(t, s, all)
}

// TestRestarted ends all sessions of PostgreSQL again and again while writers write, as a
// restart does. They send again what got an error, as clients do.
func TestRestarted(t *testing.T) {
	dsn := storetest.Postgres(t)
	s := open(t, dsn)
	killer, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer killer.Close()
	killer.SetMaxOpenConns(1)
	all := random(rand.New(rand.NewPCG(12, 13)), "r", 3_000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ended int64
	var killing, writers sync.WaitGroup
	killing.Go(func() {
		for ctx.Err() == nil && ended < 20 { // with no end to it nothing would ever be written
			var n int64
			err := killer.QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`).Scan(&n)
			if err != nil {
				t.Error(err)
			}
			ended += n
			time.Sleep(time.Millisecond)
		}
	})
	var failed atomic.Int64
	for w := range 4 {
		writers.Go(func() {
			for i := w * 10; i < len(all); i += 40 {
				for {
					_, err := s.AddAnswers(t.Context(), all[i:i+10])
					if err == nil {
						break
					}
					if failed.Add(1); !Busy(err) || failed.Load() > 10_000 {
						t.Errorf("restarted: %v", err)
						return
					}
				}
			}
		})
	}
	writers.Wait()
	cancel()
	killing.Wait()
	if ended == 0 {
		t.Error("no session was ended in a transaction")
	}
	t.Logf("%d sessions ended, %d batches failed", ended, failed.Load())
	check(t, s, all)
}

// TestCanceled checks that a caller who goes away leaves all of a batch or nothing.
func TestCanceled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		all := random(rand.New(rand.NewPCG(14, 15)), "c", 1_000)
		for i := 0; i < len(all); i += 20 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*time.Microsecond)
			if _, err := s.AddAnswers(ctx, all[i:i+20]); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			cancel()
		}
		verify(t, s)
		if _, err := s.AddAnswers(t.Context(), all); err != nil {
			t.Error(err)
		}
		check(t, s, all)
	})
}

func TestClose(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, err := Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		all := random(rand.New(rand.NewPCG(16, 17)), "x", 1_000)
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() {
				for i := w * 20; i < len(all); i += 80 {
					if _, err := s.AddAnswers(t.Context(), all[i:i+20]); err != nil && !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
		writers.Wait()
		if err := s.Ping(t.Context()); err == nil {
			t.Error("a closed store answers")
		}
		again := open(t, dsn)
		verify(t, again)
		if _, err := again.AddAnswers(t.Context(), all); err != nil {
			t.Error(err)
		}
		check(t, again, all)
	})
}

// exec1 runs a statement on the connection that writes to SQLite.
func exec1(t *testing.T, s *Store, statement string) {
	t.Helper()
	var ignored any
	if err := s.write.QueryRowContext(t.Context(), statement).Scan(&ignored); err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
}

// file returns the name of the database as a URI.
func (s *Store) file(t *testing.T) string {
	t.Helper()
	var number int
	var name, file string
	if err := s.read.QueryRowContext(t.Context(), "PRAGMA database_list").Scan(&number, &name, &file); err != nil {
		t.Fatal(err)
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", " ", "%20").Replace(filepath.ToSlash(file))
}
