package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestOutage_locked keeps SQLite locked for longer than a statement waits.
func TestOutage_locked(t *testing.T) {
	cluster := broker(t, 2)
	st := opened(t, t.TempDir()+"/stream.db", false)
	records := sampled(t, 18, 300, 10)
	produced(t, cluster, 2, records)
	release := locked(t, st)
	time.AfterFunc(1500*time.Millisecond, release)
	counted(t, sourceOf(cluster, "", 50), st, len(records))
	holds(t, st, records)
}

// TestOutage_restarted ends all connections to PostgreSQL, as its restart does, again and
// again while records are counted. It may strike within a transaction or at its end.
func TestOutage_restarted(t *testing.T) {
	name := postgres(t)
	cluster := broker(t, 4)
	st := opened(t, name, true)
	records := sampled(t, 19, 6000, 10)
	produced(t, cluster, 4, records)
	admin := opened(t, name, false)
	random := rand.New(rand.NewPCG(19, 0))
	var ended int64
	strikes := make(chan error, 1)
	go func() {
		for range 25 {
			time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
			result, err := admin.db.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`)
			if err == nil {
				var n int64
				n, err = result.RowsAffected()
				ended += n
			}
			if err != nil {
				strikes <- err
				return
			}
		}
		strikes <- nil
	}()
	counted(t, sourceOf(cluster, "", 100), st, len(records))
	if err := <-strikes; err != nil {
		t.Fatal(err)
	}
	if ended < 3 {
		t.Errorf("only %d transactions were ended", ended)
	}
	holds(t, st, records)
}

// TestOutage_long gives up in the end, with the error of the database and none of its data.
func TestOutage_long(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		st := opened(t, name, false)
		st.patience = 300 * time.Millisecond
		if _, err := st.db.Exec(`DROP TABLE tallies`); err != nil {
			t.Fatal(err)
		}
		records := sampled(t, 20, 20, 0)
		err := saveAll(t.Context(), st, polled(records), 20)
		if err == nil || !strings.Contains(err.Error(), "tallies") || strings.Contains(err.Error(), records[0].answer.ID) {
			t.Errorf("a database without a table: %v", err)
		}
		at, err := st.offsets(t.Context())
		if err != nil || len(at) != 0 {
			t.Errorf("the offsets moved to %v, %v", at, err)
		}
	})
}
