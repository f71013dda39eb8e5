package main

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestKilled counts 100,000 answers and 100 bad records with consumers that are processes,
// each killed at a random moment, until one comes to the
// end and is asked to stop.
func TestKilled(t *testing.T) {
	t.Setenv(childVariable, "1")
	const lives, batch = 9, 1000
	records := sampled(t, 8, 100_000, 100)
	cluster := broker(t, demoParts)
	produced(t, cluster, demoParts, records)
	onDatabases(t, func(t *testing.T, name string) {
		random := rand.New(rand.NewPCG(9, 0))
		st := opened(t, name, false)
		args := []string{"-brokers", strings.Join(cluster.ListenAddrs(), ","), "-topic", topic, "-db", name, "-batch", strconv.Itoa(batch), "-debug"}
		for range lives {
			batches := 1 + random.IntN(10)
			moment := time.Duration(random.IntN(20_000)) * time.Microsecond
			if err := live(t.Context(), args, func() (os.Signal, error) {
				if batches--; batches > 0 {
					return nil, nil
				}
				time.Sleep(moment)
				return os.Kill, nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		at, err := st.offsets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := total(at); n < lives*batch/2 || n == int64(len(records)) {
			t.Fatalf("%d of %d records are counted after %d lives", n, len(records), lives)
		}
		if err := live(t.Context(), args, func() (os.Signal, error) {
			at, err := st.offsets(t.Context())
			if total(at) == int64(len(records)) {
				return syscall.SIGTERM, err
			}
			return nil, err
		}); err != nil {
			t.Fatal(err)
		}
		holds(t, st, records)
		var out strings.Builder
		if err := verify(t.Context(), sourceOf(cluster, "", batch), st, &out); err != nil || !strings.Contains(out.String(), "100000 answers in 24 tallies, 100 records rejected") {
			t.Errorf("the recount: %v, %s", err, &out)
		}
	})
}
