package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestConsume_grown counts a partition that the topic gets while it is read, alone and in a group.
func TestConsume_grown(t *testing.T) {
	for _, group := range []string{"", "counters"} {
		t.Run("group "+group, func(t *testing.T) {
			cluster := broker(t, 2)
			st := opened(t, t.TempDir()+"/stream.db", false)
			records := sampled(t, 10, 600, 6)
			produced(t, cluster, 2, records[:300])
			ended := make(chan error, 1)
			go func() { ended <- countTo(t.Context(), sourceOf(cluster, group, 50), st, len(records)) }()
			waitFor(t, st, 300)
			if _, err := kadm.NewClient(client(t, cluster)).UpdatePartitions(t.Context(), 3, topic); err != nil {
				t.Fatal(err)
			}
			produced(t, cluster, 3, records[300:])
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			at, err := st.offsets(t.Context())
			if err != nil || len(at) != 3 {
				t.Errorf("the partitions are %v, %v", at, err)
			}
			holds(t, st, records)
		})
	}
}

func waitFor(t *testing.T, st *store, n int64) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		at, err := st.offsets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if total(at) >= n {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the offsets stop at %v", at)
		}
	}
}

// TestConsume_gaps counts a compacted topic, whose offsets have gaps.
func TestConsume_gaps(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	if err := cluster.CreateTopic(topic, 1, map[string]string{"cleanup.policy": "compact"}); err != nil {
		t.Fatal(err)
	}
	records := sampled(t, 11, 300, 0)
	producer := client(t, cluster)
	for i, m := range records {
		r := &kgo.Record{Topic: topic, Key: fmt.Append(nil, i%100), Timestamp: written, Value: []byte(m.value)}
		if err := producer.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	cluster.Compact()
	var left []made
	reader := client(t, cluster, kgo.ConsumeTopics(topic))
	for last := int64(0); last < 299; {
		for r := range reader.PollFetches(t.Context()).RecordsAll() {
			left, last = append(left, records[r.Offset]), r.Offset
		}
	}
	if len(left) > 150 {
		t.Fatalf("%d of %d records are left", len(left), len(records))
	}
	st := opened(t, t.TempDir()+"/stream.db", false)
	counted(t, sourceOf(cluster, "", 7), st, len(records))
	holds(t, st, left)
}

// TestConsume_transactions does not count what a producer took back.
func TestConsume_transactions(t *testing.T) {
	cluster := broker(t, 1)
	records := sampled(t, 12, 60, 0)
	producer := client(t, cluster, kgo.TransactionalID("producer"), kgo.DefaultProduceTopic(topic))
	for i, m := range records {
		if i%20 == 0 {
			if err := producer.BeginTransaction(); err != nil {
				t.Fatal(err)
			}
		}
		if err := producer.ProduceSync(t.Context(), &kgo.Record{Timestamp: written, Value: []byte(m.value)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
		if i%20 == 19 {
			if err := producer.EndTransaction(t.Context(), kgo.TransactionEndTry(i != 39)); err != nil {
				t.Fatal(err)
			}
		}
	}
	st := opened(t, t.TempDir()+"/stream.db", false)
	counted(t, sourceOf(cluster, "", 7), st, 62) // 60 records and the marks of two transactions
	holds(t, st, append(records[:20:20], records[40:]...))
}

// TestConsume_trimmed stops where the topic has lost records that are not counted yet, at its
// begin or at its end. Going on would leave them out, or count others twice, and nobody would know.
func TestConsume_trimmed(t *testing.T) {
	cluster := broker(t, 1)
	records := sampled(t, 13, 100, 0)
	produced(t, cluster, 1, records[:40])
	st := opened(t, t.TempDir()+"/stream.db", false)
	counted(t, sourceOf(cluster, "", 10), st, 40)
	produced(t, cluster, 1, records[40:])
	if err := cluster.DeleteRecords(topic, 0, 60); err != nil {
		t.Fatal(err)
	}
	for _, group := range []string{"", "counters"} {
		if err := countTo(t.Context(), sourceOf(cluster, group, 10), st, 100); !errors.Is(err, kerr.OffsetOutOfRange) {
			t.Errorf("group %q: the first records are gone: %v", group, err)
		}
	}
	if err := verify(t.Context(), sourceOf(cluster, "", 10), st, &strings.Builder{}); !errors.Is(err, kerr.OffsetOutOfRange) {
		t.Errorf("a recount without the first records: %v", err)
	}
	if _, err := st.db.Exec(`UPDATE offsets SET next = 200`); err != nil {
		t.Fatal(err)
	}
	if err := countTo(t.Context(), sourceOf(cluster, "", 10), st, 300); !errors.Is(err, kerr.OffsetOutOfRange) {
		t.Errorf("the last records are gone: %v", err)
	}
}

func TestConsume_noTopic(t *testing.T) {
	src := sourceOf(broker(t, 1), "", 10)
	src.topic = "questions"
	if err := countTo(t.Context(), src, opened(t, t.TempDir()+"/stream.db", false), 1); !errors.Is(err, kerr.UnknownTopicOrPartition) {
		t.Errorf("a topic that is not there: %v", err)
	}
}

// TestConsume_twoConsumers lets two consumers that know nothing of each other read one
// partition: one of them is refused, and each record counts once.
func TestConsume_twoConsumers(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		cluster := broker(t, 1)
		st := opened(t, name, false)
		records := sampled(t, 14, 10_000, 10)
		src := sourceOf(cluster, "", 100)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error, 2)
		for range 2 {
			go func() { ended <- consume(ctx, src, st, st.log) }()
		}
		sent := 0
		var refused error
		for refused == nil && sent < len(records) {
			produced(t, cluster, 1, records[sent:sent+100])
			sent += 100
			waitFor(t, st, int64(sent))
			select {
			case refused = <-ended:
			case <-time.After(20 * time.Millisecond):
			}
		}
		if !errors.Is(refused, errTaken) {
			t.Fatalf("the second consumer is not refused: %v", refused)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the first consumer: %v", err)
		}
		holds(t, st, records[:sent])
	})
}

// TestConsume_stopped stops a consumer that has polled and waits for the database. If it
// gets the lock in time it counts the batch, and else nothing of it; the next consumer
// counts what is left.
func TestConsume_stopped(t *testing.T) {
	for name, inTime := range map[string]bool{"in time": true, "too late": false} {
		t.Run(name, func(t *testing.T) {
			onDatabases(t, func(t *testing.T, name string) {
				cluster := broker(t, 1)
				st := opened(t, name, true)
				st.patience = 2 * time.Second
				records := sampled(t, 15, 100, 10)
				produced(t, cluster, 1, records[:50])
				counted(t, sourceOf(cluster, "", 60), st, 50)
				produced(t, cluster, 1, records[50:])
				release := locked(t, st)
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- consume(ctx, sourceOf(cluster, "", 60), st, st.log) }()
				time.Sleep(500 * time.Millisecond) // it has polled by then, or at least it is stopped all the same
				cancel()
				if inTime {
					release()
				}
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if !inTime {
					holds(t, st, records[:50])
					release()
				}
				counted(t, sourceOf(cluster, "", 60), st, len(records))
				holds(t, st, records)
			})
		})
	}
}

// locked locks the offsets until the function that it returns is called.
func locked(t *testing.T, st *store) (release func()) {
	t.Helper()
	tx, err := st.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`UPDATE offsets SET next = next`); err != nil {
		t.Fatal(err)
	}
	return func() { tx.Rollback() }
}
