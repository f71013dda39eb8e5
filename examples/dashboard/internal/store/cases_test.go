package store

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// TestCallbacks walks a callback through its steps. Of eight who claim it at once, on two
// instances, one has it.
func TestCallbacks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		instances := []*Store{open(t, dsn), open(t, dsn)}
		s := instances[0]
		unhappy := answer("1", 2, day(2))
		unhappy.Comment = "<b>late</b>"
		older := answer("2", 6, day(1))
		older.Comment = "No."
		happy, silent := answer("3", 9, day(1)), answer("4", 0, day(1))
		happy.Comment = "Good."
		add(t, s, 4, unhappy, older, happy, silent)
		open, err := s.Callbacks(t.Context(), Filter{}, 10)
		if err != nil || len(open) != 2 || open[0].Answer != older || open[1].Answer != unhappy {
			t.Fatalf("open %v, %v", open, err)
		}
		var claimed atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				err := again(func() error { return instances[i%2].Claim(t.Context(), "1", string(rune('a'+i)), day(3)) })
				if err == nil {
					claimed.Add(1)
				} else if !errors.Is(err, ErrTaken) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if claimed.Load() != 1 {
			t.Errorf("%d have it", claimed.Load())
		}
		for _, step := range []struct {
			name string
			err  error
			want error
		}{
			{"claim what is not there", s.Claim(t.Context(), "3", "a", day(3)), ErrNotFound},
			{"call", s.Call(t.Context(), "1", day(4)), nil},
			{"call again", s.Call(t.Context(), "1", day(4)), ErrTaken},
			{"done", s.Done(t.Context(), "1", "'; DROP TABLE cases; --", day(5)), nil},
			{"done again", s.Done(t.Context(), "1", "x", day(5)), ErrTaken},
			{"call when done", s.Call(t.Context(), "1", day(5)), ErrTaken},
		} {
			if !errors.Is(step.err, step.want) {
				t.Errorf("%s: %v, want %v", step.name, step.err, step.want)
			}
		}
		if s.Claim(t.Context(), "2", "", day(3)) == nil || s.Done(t.Context(), "2", strings.Repeat("x", maxComment+1), day(3)) == nil {
			t.Error("a blank owner or a long note is not refused")
		}
		done, err := s.DoneCallbacks(t.Context(), Filter{}, 10)
		if err != nil || len(done) != 1 || done[0].Note != "'; DROP TABLE cases; --" || !done[0].Called.Equal(day(4)) || !done[0].Done.Equal(day(5)) {
			t.Errorf("done %v, %v", done, err)
		}
		older.Score = 9 // corrected: nobody needs to call
		if err := s.Correct(t.Context(), older); err != nil {
			t.Fatal(err)
		}
		if open, err := s.Callbacks(t.Context(), Filter{}, 10); err != nil || len(open) != 0 {
			t.Errorf("open %v, %v", open, err)
		}
	})
}
