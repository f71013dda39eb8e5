package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestRows counts what a producer without idempotence sends: an answer for which it got no
// receipt comes again, in a later record, also of another partition.
func TestRows(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		cluster := broker(t, 3)
		records := sampled(t, 21, 900, 9)
		want := records
		sent := make([]made, 0, len(records)+300)
		for i, m := range records {
			sent = append(sent, m)
			if i%3 == 0 {
				sent = append(sent, m)
				if m.why == "" {
					m.why = repeated
				}
				want = append(want[:len(want):len(want)], m)
			}
		}
		producer := client(t, cluster, kgo.DisableIdempotentWrite(), kgo.RecordPartitioner(kgo.RoundRobinPartitioner()))
		for _, m := range sent {
			producer.Produce(t.Context(), &kgo.Record{Topic: topic, Timestamp: written, Value: []byte(m.value)}, nil)
		}
		if err := producer.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		st := opened(t, name, true)
		counted(t, sourceOf(cluster, "", 100), st, len(sent))
		holds(t, st, want)

		var activities []cx.Activity
		for _, m := range records {
			if m.why == "" {
				activities = append(activities, cx.Activity{Customer: m.answer.Customer, At: m.answer.At})
			}
		}
		whole, err := cx.CohortsOf(activities, months, written)
		if err != nil {
			t.Fatal(err)
		}
		byChunks, err := st.cohorts(t.Context(), written)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := text(t, byChunks), text(t, whole); got != want {
			t.Errorf("the cohorts are\n%s\nwant\n%s", got, want)
		}

		var out strings.Builder
		if err := verify(t.Context(), source{}, st, &out); err != nil {
			t.Error(err)
		}
		if _, err := st.db.Exec(`DELETE FROM answers WHERE id = 'a-7'`); err != nil {
			t.Fatal(err)
		}
		if err := verify(t.Context(), source{}, st, &out); !errors.Is(err, errDiffers) {
			t.Errorf("a row is missing: %v", err)
		}
	})
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestRows_order reads customers whose order in a locale is not that of their bytes.
func TestRows_order(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		st := opened(t, name, true)
		var records []made
		for _, customer := range []string{"ada", "Bob", "bob", "Éva", "eva", "_x", "x", "X-1", "x1", "Ω"} {
			for range 300 {
				m := sampled(t, 22, 1, 0)[0]
				m.answer.Customer, m.answer.ID = customer, fmt.Sprint(len(records))
				value, err := json.Marshal(message{m.answer.ID, customer, m.answer.Segment, &m.answer.Score, &m.answer.At})
				if err != nil {
					t.Fatal(err)
				}
				m.value = string(value)
				records = append(records, m)
			}
		}
		if err := saveAll(t.Context(), st, polled(records), 1000); err != nil {
			t.Fatal(err)
		}
		holds(t, st, records)
		triangle, err := st.cohorts(t.Context(), written)
		if err != nil || triangle.Total() != 10 {
			t.Errorf("%d customers, %v, want 10", triangle.Total(), err)
		}
	})
}

func TestRows_canceled(t *testing.T) {
	st := opened(t, t.TempDir()+"/stream.db", true)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := st.cohorts(ctx, written); !errors.Is(err, context.Canceled) {
		t.Errorf("cohorts without a database: %v", err)
	}
}
