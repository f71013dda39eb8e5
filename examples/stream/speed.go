package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// measure prints how many records a second are counted, as a share of a loop in memory that
// reads the same records.
func measure(ctx context.Context, set settings, out io.Writer, log *slog.Logger) error {
	folder, err := os.MkdirTemp("", "stream")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(demoParts, demoTopic))
	if err != nil {
		return fmt.Errorf("start a broker: %w", err)
	}
	defer cluster.Close()
	records, err := sample(1, set.speed, 0)
	if err != nil {
		return err
	}
	if err := produce(ctx, cluster.ListenAddrs(), demoTopic, demoParts, records); err != nil {
		return err
	}
	plain, err := timeToLoop(records)
	if err != nil {
		return err
	}
	rate := func(took time.Duration) float64 { return float64(len(records)) / took.Seconds() }
	fmt.Fprintf(out, "%-32s  %8.0f records a second  1.00\n", "a loop that reads the records", rate(plain))

	src := source{cluster.ListenAddrs(), demoTopic, "", set.batch, time.Minute}
	for _, c := range []struct {
		name, db string
		rows     bool
	}{
		{"SQLite", filepath.Join(folder, "tallies.db"), false},
		{"SQLite with -rows", filepath.Join(folder, "rows.db"), true},
		{"the database of -db", set.db, set.rows},
	} {
		if c.db == defaultDB {
			continue
		}
		st, err := openStore(ctx, c.db, demoTopic, c.rows, log)
		if err != nil {
			return err
		}
		took, err := timeToCount(ctx, src, st, len(records), log)
		st.db.Close()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-32s  %8.0f records a second  %.2f\n", c.name, rate(took), plain.Seconds()/took.Seconds())
	}
	return nil
}

// timeToLoop reads and counts all records in memory, three times, and takes the quickest.
func timeToLoop(records []made) (time.Duration, error) {
	quickest := time.Hour
	for range 3 {
		runtime.GC()
		begin := time.Now()
		sums := tallies{}
		for _, m := range records {
			a, why := answerOf(&kgo.Record{Value: []byte(m.value), Timestamp: written}, true)
			if why != "" {
				return 0, fmt.Errorf("the sample has a record that does not count: %s", why)
			}
			if err := sums.add(a); err != nil {
				return 0, err
			}
		}
		quickest = min(quickest, time.Since(begin))
	}
	return quickest, nil
}

// timeToCount counts all records into an empty database.
func timeToCount(ctx context.Context, src source, st *store, records int, log *slog.Logger) (time.Duration, error) {
	at, err := st.offsets(ctx)
	if err != nil {
		return 0, err
	}
	if len(at) > 0 {
		return 0, fmt.Errorf("the database has counted a topic %q: measure with an empty one", src.topic)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	begin := time.Now()
	go func() { ended <- consume(ctx, src, st, log) }()
	for {
		select {
		case err := <-ended:
			return 0, err
		case <-time.After(10 * time.Millisecond):
		}
		at, err := st.offsets(ctx)
		if err != nil {
			return 0, err
		}
		if total(at) == int64(records) {
			took := time.Since(begin)
			cancel()
			return took, <-ended
		}
	}
}
