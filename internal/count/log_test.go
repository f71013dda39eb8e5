package count_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/cxmetrics/cx/internal/count"
)

// total is a tally of numbers as those of package cx are: what is folded is never written to
// again, and the log has the rest.
type total struct {
	folded *[8]int
	log    count.Log[uint8]
}

func (t *total) add(i uint8) {
	if t.log.Append(i) {
		return
	}
	if t.log.Full() {
		counts := t.counts()
		t.folded = &counts
		t.log.Restart()
	} else {
		t.log.Room()
	}
	t.log.Append(i)
}

func (t *total) counts() (counts [8]int) {
	if t.folded != nil {
		counts = *t.folded
	}
	for _, i := range t.log.Entries() {
		counts[i]++
	}
	return counts
}

// Random programs of adds, copies and assignments back, of five tallies each, against a
// plain array. Bursts of adds reach the end of the log, and more so at random.
func TestLog_copies(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 12))
	for program := range 5000 {
		var tallies [5]total
		var model [5][8]int
		burst := []int{1, 3, 40, 2000}[program%4]
		for step := range 60 {
			to, from := random.IntN(5), random.IntN(5)
			if random.IntN(3) == 0 {
				tallies[to], model[to] = tallies[from], model[from]
				continue
			}
			for range 1 + random.IntN(burst) {
				i := uint8(random.IntN(8))
				tallies[to].add(i)
				model[to][i]++
			}
			for k := range tallies {
				if got := tallies[k].counts(); got != model[k] {
					t.Fatalf("program %d, step %d: tally %d is %v, want %v", program, step, k, got, model[k])
				}
			}
		}
	}
}

// A tally that moves, as in a slice that grows or a map that is written back, is its own copy.
func TestLog_moves(t *testing.T) {
	var moving []total
	byKey := map[int]total{}
	for n := range 2000 {
		moving = append(moving, total{})
		for k := range moving[max(0, n-3):] {
			moving[max(0, n-3)+k].add(uint8(n % 8))
		}
		one := byKey[n%3]
		one.add(uint8(n % 8))
		byKey[n%3] = one
	}
	for n, want := range map[int][8]int{0: {1, 1, 1, 1}, 1000: {1, 1, 1, 1}, 1999: {7: 1}} {
		if got := moving[n].counts(); got != want {
			t.Errorf("tally %d is %v, want %v", n, got, want)
		}
	}
	var sum [8]int
	for _, one := range byKey {
		for i, n := range one.counts() {
			sum[i] += n
		}
	}
	if want := [8]int{250, 250, 250, 250, 250, 250, 250, 250}; sum != want {
		t.Errorf("the tallies of the map have %v, want %v", sum, want)
	}
}

// push appends an entry, and returns false if the log is full.
func push(l *count.Log[int], i int) bool {
	if l.Full() {
		return false
	}
	if l.Append(i) {
		return true
	}
	l.Room()
	return l.Append(i)
}

// A log takes LogRoom entries, whether they come one by one or each to a copy of the one
// before.
func TestLog_full(t *testing.T) {
	logs := make([]count.Log[int], count.LogRoom+1)
	var one count.Log[int]
	var want []int
	for i := range count.LogRoom {
		logs[i+1] = logs[i]
		if !push(&one, i) || !push(&logs[i+1], i) {
			t.Fatalf("full at %d", i)
		}
		want = append(want, i)
	}
	for _, l := range []count.Log[int]{one, logs[count.LogRoom]} {
		if push(&l, 0) || !slices.Equal(l.Entries(), want) {
			t.Errorf("%d entries, want %d", len(l.Entries()), count.LogRoom)
		}
	}
	if push(&one, 0) || !slices.Equal(logs[300].Entries(), want[:300]) {
		t.Errorf("a copy of 300 has %d entries", len(logs[300].Entries()))
	}
	if one.Restart(); len(one.Entries()) != 0 || !one.Append(7) || !slices.Equal(one.Entries(), []int{7}) {
		t.Errorf("%d entries after Restart and one more", len(one.Entries()))
	}
}

// Copies are read and written to while the original grows; the race detector watches.
func TestLog_concurrent(t *testing.T) {
	var live total
	var done sync.WaitGroup
	for n := range 2000 {
		live.add(uint8(n % 8))
		if n%10 != 0 {
			continue
		}
		snapshot := live
		done.Go(func() {
			sum := 0
			snapshot.add(0)
			for _, n := range snapshot.counts() {
				sum += n
			}
			if sum != n+2 {
				t.Errorf("a snapshot of %d has %d", n+2, sum)
			}
		})
	}
	done.Wait()
}

func TestLog_allocations(t *testing.T) {
	var l count.Log[int]
	for i := range 600 {
		push(&l, i) // has room for 1024
	}
	if n := testing.AllocsPerRun(100, func() { l.Append(1) }); n != 0 {
		t.Errorf("Append allocates %v times, want 0", n)
	}
	var copied count.Log[int]
	if n := testing.AllocsPerRun(100, func() { copied = l }); n != 0 || len(copied.Entries()) != 701 {
		t.Errorf("a copy of %d allocates %v times, want 0", len(copied.Entries()), n)
	}
}
