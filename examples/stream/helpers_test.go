package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

const topic = "answers"

// onDatabases runs a test on an empty database of each kind.
func onDatabases(t *testing.T, test func(t *testing.T, name string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "a stream?.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgres(t)) })
}

// postgres makes a database that the test drops at its end.
func postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("CX_POSTGRES")
	if server == "" {
		if os.Getenv("CX_REQUIRE_POSTGRES") != "" {
			t.Fatal("CX_REQUIRE_POSTGRES is set, and CX_POSTGRES is not")
		}
		t.Skip("CX_POSTGRES names no server")
	}
	name := fmt.Sprintf("cx_stream_%d_%d", os.Getpid(), time.Now().UnixNano())
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	// In the order of a locale, as most are: it puts ada before Bob.
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	before, after, ok := strings.Cut(server, "/postgres?")
	if !ok {
		t.Fatal("CX_POSTGRES does not end with /postgres? and its settings")
	}
	return before + "/" + name + "?" + after
}

func opened(t *testing.T, name string, rows bool) *store {
	t.Helper()
	st, err := openStore(t.Context(), name, topic, rows, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.db.Close() })
	return st
}

func sampled(t *testing.T, seed uint64, answers, bad int) []made {
	t.Helper()
	records, err := sample(seed, answers, bad)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// broker is a Kafka in the process, with the topic.
func broker(t *testing.T, partitions int32) *kfake.Cluster {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(partitions, topic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster
}

func client(t *testing.T, cluster *kfake.Cluster, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	c, err := kgo.NewClient(append(options, kgo.SeedBrokers(cluster.ListenAddrs()...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func produced(t *testing.T, cluster *kfake.Cluster, partitions int, records []made) {
	t.Helper()
	if err := produce(t.Context(), cluster.ListenAddrs(), topic, partitions, records); err != nil {
		t.Fatal(err)
	}
}

func sourceOf(cluster *kfake.Cluster, group string, batch int) source {
	return source{cluster.ListenAddrs(), topic, group, batch, 300 * time.Millisecond}
}

// counted runs a consumer until the offsets add up to n.
func counted(t *testing.T, src source, st *store, n int) {
	t.Helper()
	if err := countTo(t.Context(), src, st, n); err != nil {
		t.Fatal(err)
	}
}

func countTo(ctx context.Context, src source, st *store, n int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- consume(ctx, src, st, st.log) }()
	for {
		at, err := st.offsets(ctx)
		if err != nil {
			return fmt.Errorf("the offsets stop at %v of %d: %w", at, n, err)
		}
		if total(at) >= int64(n) {
			cancel()
			return <-ended
		}
		select {
		case err := <-ended:
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// byHand counts what was made with three counters and no library.
func byHand(records []made) (map[cell]cx.NPS, map[reason]int64) {
	sums, rejected := map[cell]cx.NPS{}, map[reason]int64{}
	for _, m := range records {
		if m.why != "" {
			rejected[m.why]++
			continue
		}
		where := cell{m.answer.Segment, m.answer.Week}
		sum := sums[where]
		switch score := m.answer.Score; {
		case score >= 9:
			sum.Promoters++
		case score >= 7:
			sum.Passives++
		default:
			sum.Detractors++
		}
		sums[where] = sum
	}
	return sums, rejected
}

// holds compares a database with a count by hand.
func holds(t *testing.T, st *store, records []made) {
	t.Helper()
	sums, rejected := byHand(records)
	kept, err := ledgerIn(t.Context(), st.db, topic)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(kept.tallies, sums) {
		t.Errorf("the tallies are\n%v\nwant\n%v", kept.tallies, sums)
	}
	if !maps.Equal(kept.rejected, rejected) {
		t.Errorf("rejected are\n%v\nwant\n%v", kept.rejected, rejected)
	}
}
