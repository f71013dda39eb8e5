package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// polled are records as a poll gives them, in turn from two partitions.
func polled(records []made) []*kgo.Record {
	all := make([]*kgo.Record, len(records))
	for i, m := range records {
		all[i] = &kgo.Record{Topic: topic, Partition: int32(i % 2), Offset: int64(i / 2), Timestamp: written, Value: []byte(m.value)}
	}
	return all
}

// saveAll counts the records that the database does not have yet, batch by batch.
func saveAll(ctx context.Context, st *store, records []*kgo.Record, size int) error {
	at := map[int32]int64{0: unread, 1: unread}
	stored, err := st.offsets(ctx)
	if err != nil {
		return err
	}
	for part, next := range stored {
		at[part] = next
	}
	left := slices.DeleteFunc(slices.Clone(records), func(r *kgo.Record) bool { return r.Offset < at[r.Partition] })
	for part := range slices.Chunk(left, size) {
		b, err := batchOf(part, at, st.rows)
		if err != nil {
			return err
		}
		if err := st.save(ctx, b); err != nil {
			return err
		}
		for _, a := range b.advances {
			at[a.part] = a.next
		}
	}
	return nil
}

func TestSave(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		st := opened(t, name, false)
		records := sampled(t, 2, 500, 20)
		if err := saveAll(t.Context(), st, polled(records), 100); err != nil {
			t.Fatal(err)
		}
		holds(t, st, records)
	})
}

// TestSave_hostile counts segments that would do harm in a statement or a page.
func TestSave_hostile(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		st := opened(t, name, true)
		var records []made
		for i, segment := range []string{"'); DROP TABLE tallies; --", "<script>alert(1)</script>", "$1", "%s", "pro", "Pro", "pró", "pro\u0301"} {
			m := sampled(t, 3, 1, 0)[0]
			m.answer.Segment, m.answer.ID = segment, fmt.Sprint(segment, i)
			m.answer.Customer = segment
			m.value = fmt.Sprintf(`{"id":%q,"customer":%q,"segment":%q,"score":%d,"at":%q}`,
				m.answer.ID, segment, segment, m.answer.Score, m.answer.At.Format("2006-01-02T15:04:05Z"))
			records = append(records, m)
		}
		if err := saveAll(t.Context(), st, polled(records), 100); err != nil {
			t.Fatal(err)
		}
		holds(t, st, records)
	})
}

// TestSave_taken refuses the second of two consumers that are at the same offset, and counts
// nothing of its batch.
func TestSave_taken(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		st := opened(t, name, false)
		records := sampled(t, 4, 40, 4)
		poll := polled(records)
		for _, c := range []struct {
			name    string
			records []*kgo.Record
			at      map[int32]int64
			want    error
		}{
			{"the first", poll[:20], map[int32]int64{0: unread, 1: unread}, nil},
			{"the same again", poll[:20], map[int32]int64{0: unread, 1: unread}, errTaken},
			{"behind", poll[10:30], map[int32]int64{0: 5, 1: 5}, errTaken},
			{"one partition of two", poll[19:30], map[int32]int64{0: 10, 1: 9}, errTaken},
			{"ahead", poll[30:], map[int32]int64{0: 15, 1: 15}, errTaken},
			{"the next", poll[20:], map[int32]int64{0: 10, 1: 10}, nil},
		} {
			b, err := batchOf(c.records, c.at, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := st.save(t.Context(), b); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		holds(t, st, records)
	})
}

// TestSave_lostOffsets refuses to begin again where the offsets were deleted and the tallies not.
func TestSave_lostOffsets(t *testing.T) {
	st := opened(t, t.TempDir()+"/stream.db", false)
	poll := polled(sampled(t, 5, 40, 0))
	if err := saveAll(t.Context(), st, poll[:20], 20); err != nil {
		t.Fatal(err)
	}
	if _, err := st.db.Exec(`DELETE FROM offsets`); err != nil {
		t.Fatal(err)
	}
	b, err := batchOf(poll[20:], map[int32]int64{0: 10, 1: 10}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.save(t.Context(), b); !errors.Is(err, errTaken) {
		t.Errorf("counted without an offset: %v", err)
	}
}

func TestBatchOf_refused(t *testing.T) {
	poll := polled(sampled(t, 6, 20, 0))
	for name, at := range map[string]map[int32]int64{
		"a partition that was not asked for": {0: 0},
		"a record that is counted":           {0: 1, 1: 0},
	} {
		if _, err := batchOf(poll, at, false); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := batchOf(slices.Concat(poll, poll), map[int32]int64{0: unread, 1: unread}, false); err == nil {
		t.Error("records twice in one poll: no error")
	}
}
