package main

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"syscall"
	"time"
)

// A result is what a side found.
type result struct {
	exact [][]int64 // counts, in any order
	near  []float64 // estimates
}

// differs says how r differs from what cx found; "" if it does not. Estimates are as near as
// tolerance, which is a share of them.
func (r result) differs(from result, tolerance float64) string {
	a, b := slices.SortedFunc(slices.Values(r.exact), slices.Compare), slices.SortedFunc(slices.Values(from.exact), slices.Compare)
	if len(a) != len(b) || len(r.near) != len(from.near) {
		return fmt.Sprintf("%d counts and %d estimates, not %d and %d", len(a), len(r.near), len(b), len(from.near))
	}
	for i := range a {
		if !slices.Equal(a[i], b[i]) {
			return fmt.Sprintf("%d, not %d", a[i], b[i])
		}
	}
	for i, x := range r.near {
		if y := from.near[i]; math.Abs(x-y) > tolerance*max(math.Abs(x), math.Abs(y)) {
			return fmt.Sprintf("estimate %d is %v, not %v", i+1, x, y)
		}
	}
	return ""
}

// spent is the time of a job: by the clock, and of processors.
type spent struct {
	clock, processor time.Duration
}

// stopwatch starts, and returns what stops it.
func stopwatch() func() spent {
	used, start := processorTime(), time.Now()
	return func() spent { return spent{time.Since(start), processorTime() - used} }
}

// processorTime is that of this process.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A run does the job once. It returns the time of the job itself, and what makes a result of
// what the job returned, which costs no time.
type run func() (spent, func() (result, error), error)

// timed is a run that takes the time of do.
func timed[T any](do func() (T, error), show func(T) result) run {
	return func() (spent, func() (result, error), error) {
		stop := stopwatch()
		v, err := do()
		return stop(), func() (result, error) { return show(v), nil }, err
	}
}

// A side is one way to do a job.
type side struct {
	name  string
	procs int // GOMAXPROCS; 2 if it is 0
	goals []goal
	run   run
}

// A goal is how many times as fast as a peer a side of cx is to be. Without a number it is only
// compared; the text is in place of one.
type goal struct {
	peer  string
	times float64
	text  string
}

// A peer is who else does the job, in some ways, the fastest of which counts.
type peer struct {
	name string
	ways []side
	loop bool // only passes through the rows: it has no result
}

// A heat is a job, done by all on the same rows.
type heat struct {
	job       string
	rows      int
	customers int // if above 0, the memory for each is measured
	tolerance float64
	cx        []side
	peers     []peer
}

// medians are those of the sides of a heat, by their place in it; a way that was far behind is
// measured once.
type medians struct {
	cx    []time.Duration
	peers [][]time.Duration
	once  map[[2]int]bool
}

// fastest returns the way of a peer that counts.
func (m medians) fastest(peer int) int {
	best := -1
	for i, d := range m.peers[peer] {
		if best < 0 || d < m.peers[peer][best] {
			best = i
		}
	}
	return best
}

// race compares the results of all sides, and then takes their times by turns. Without turns the
// times are those of the comparison. On a busy machine they are of processors, divided by two where
// a side uses two.
func (h heat) race(turns int, busy bool) (medians, error) {
	m := medians{cx: make([]time.Duration, len(h.cx)), once: make(map[[2]int]bool)}
	var want result
	for i, s := range h.cx {
		d, show, err := s.once(busy)
		if err != nil {
			return m, fmt.Errorf("%s, %s: %w", h.job, s.name, err)
		}
		m.cx[i] = d
		got, err := show()
		if err != nil {
			return m, fmt.Errorf("%s, %s: %w", h.job, s.name, err)
		}
		if i == 0 {
			want = got
		} else if d := got.differs(want, h.tolerance); d != "" {
			return m, fmt.Errorf("%s, %s finds another result than %s: %s", h.job, s.name, h.cx[0].name, d)
		}
	}
	for p, peer := range h.peers {
		first := make([]time.Duration, len(peer.ways))
		for i, s := range peer.ways {
			d, show, err := s.once(busy)
			if err != nil {
				return m, fmt.Errorf("%s, %s, %s: %w", h.job, peer.name, s.name, err)
			}
			first[i] = d
			if peer.loop {
				continue
			}
			got, err := show()
			if err != nil {
				return m, fmt.Errorf("%s, %s, %s: %w", h.job, peer.name, s.name, err)
			}
			if d := got.differs(want, h.tolerance); d != "" {
				return m, fmt.Errorf("%s, %s, %s finds another result than cx: %s", h.job, peer.name, s.name, d)
			}
		}
		for i, d := range first {
			m.once[[2]int{p, i}] = d > 2*slices.Min(first)
		}
		m.peers = append(m.peers, first)
	}

	cx := make([][]time.Duration, len(h.cx))
	ways := make(map[[2]int][]time.Duration)
	for range turns {
		for i, s := range h.cx {
			d, _, err := s.once(busy)
			if err != nil {
				return m, err
			}
			cx[i] = append(cx[i], d)
		}
		for p, peer := range h.peers {
			for i, s := range peer.ways {
				if way := [2]int{p, i}; !m.once[way] {
					d, _, err := s.once(busy)
					if err != nil {
						return m, err
					}
					ways[way] = append(ways[way], d)
				}
			}
		}
	}
	for i := range cx {
		if turns > 0 {
			m.cx[i] = median(cx[i])
		}
	}
	for way, d := range ways {
		m.peers[way[0]][way[1]] = median(d)
	}
	return m, nil
}

// once runs the side, with its processors and without garbage of another.
func (s side) once(busy bool) (time.Duration, func() (result, error), error) {
	procs := cmp.Or(s.procs, 2)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	runtime.GC()
	took, show, err := s.run()
	if busy {
		return took.processor / time.Duration(procs), show, err
	}
	return took.clock, show, err
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2
}

// memory is what a run takes beside its rows.
type memory struct {
	allocated, peak uint64 // bytes
	allocations     uint64
}

// memory runs the side once more. The peak holds a tenth of garbage at most.
func (s side) memory() (memory, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	live := func() uint64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	start, peak, done := live(), uint64(0), make(chan struct{})
	var sampler sync.WaitGroup
	sampler.Go(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				peak = max(peak, live())
			}
		}
	})
	_, _, err := s.run()
	runtime.ReadMemStats(&after)
	close(done)
	sampler.Wait()
	return memory{after.TotalAlloc - before.TotalAlloc, max(peak, start) - start, after.Mallocs - before.Mallocs}, err
}

// split calls work with each half of n at the same time.
func split(n int, work func(half, from, to int) error) error {
	var halves sync.WaitGroup
	var errs [2]error
	for half := range 2 {
		halves.Go(func() { errs[half] = work(half, n*half/2, n*(half+1)/2) })
	}
	halves.Wait()
	return cmp.Or(errs[0], errs[1])
}
