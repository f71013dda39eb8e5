package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// TestGroup counts with three consumers of a group that leave and come back, three lives
// each, while records still come in. None is refused: a partition that changes hands has
// been saved before, and begins where the database says.
func TestGroup(t *testing.T) {
	onDatabases(t, func(t *testing.T, name string) {
		const partitions, consumers, lives = 6, 3, 3
		cluster := broker(t, partitions)
		st := opened(t, name, false)
		records := sampled(t, 16, 60_000, 60)
		produced(t, cluster, partitions, records[:20_000])
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		ended := make(chan error, consumers*lives)
		var group sync.WaitGroup
		for i := range consumers {
			group.Go(func() {
				random := rand.New(rand.NewPCG(17, uint64(i)))
				for life := range lives {
					until, leave := context.WithCancel(ctx)
					if life < lives-1 {
						time.AfterFunc(time.Duration(300+random.IntN(700))*time.Millisecond, leave)
					}
					ended <- consume(until, sourceOf(cluster, "counters", 500), st, st.log)
					leave()
				}
			})
		}
		for begin := 20_000; begin < len(records); begin += 4_000 {
			produced(t, cluster, partitions, records[begin:min(begin+4_000, len(records))])
			time.Sleep(200 * time.Millisecond)
		}
		waitFor(t, st, int64(len(records)))
		cancel()
		group.Wait()
		close(ended)
		for err := range ended {
			if errors.Is(err, errTaken) {
				t.Errorf("a consumer is refused: %v", err)
			} else if err != nil {
				t.Error(err)
			}
		}
		holds(t, st, records)
	})
}
