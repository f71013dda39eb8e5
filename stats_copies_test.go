package cx_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// A copy is a value of its own: whatever is added to the one, the other does not have.
func TestDurationsCopy(t *testing.T) {
	check := func(name string, d cx.Durations, want ...float64) {
		t.Helper()
		cxtest.Same(t, name, durationsFrom(t, hours(want...), time.Hour), d)
	}
	add := func(d *cx.Durations, h ...float64) {
		t.Helper()
		for _, h := range hours(h...) {
			if err := d.Add(h); err != nil {
				t.Fatal(err)
			}
		}
	}
	base := durationsFrom(t, hours(1, 2), time.Hour)
	a, b := base, base
	add(&a, 1, 3)
	add(&b, 0.5)
	check("base", base, 1, 2)
	check("a", a, 1, 2, 1, 3)
	check("b", b, 1, 2, 0.5)
	// A service takes a snapshot under a lock, and goes on.
	snap := a
	add(&a, 9)
	check("snap", snap, 1, 2, 1, 3)
	check("a, after the snapshot", a, 1, 2, 1, 3, 9)
	// Back to the snapshot, and on again.
	rejected := a
	a = snap
	add(&a, 4)
	check("a, taken back", a, 1, 2, 1, 3, 4)
	check("a, rejected", rejected, 1, 2, 1, 3, 9)
	check("snap, twice", snap, 1, 2, 1, 3)
	// Merging is the same.
	merged := snap
	if err := merged.Merge(b); err != nil {
		t.Fatal(err)
	}
	add(&b, 7)
	add(&merged, 8)
	check("merged", merged, 1, 2, 1, 3, 1, 2, 0.5, 8)
	check("snap, merged into another", snap, 1, 2, 1, 3)
}

// Random programs of copies, assignments back, merges and so many adds that they are folded,
// each tally against one built alone.
func TestDurationsPrograms(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1536))
	for range 150 {
		tallies := slices.Repeat([]cx.Durations{durationsFrom(t, nil, time.Second, time.Hour)}, 3)
		rows := make([][]time.Duration, 3)
		spread := 1 + random.IntN(40)
		for range 20 {
			to, from := random.IntN(3), random.IntN(3)
			switch random.IntN(8) {
			case 0:
				if err := tallies[to].Merge(tallies[from]); err != nil {
					t.Fatal(err)
				}
				rows[to] = slices.Concat(rows[to], rows[from])
			case 1, 2:
				tallies[to], rows[to] = tallies[from], slices.Clone(rows[from])
			case 3: // back to before a duration, which another keeps
				before := tallies[to]
				if err := tallies[to].Add(time.Hour); err != nil {
					t.Fatal(err)
				}
				tallies[from], rows[from] = tallies[to], append(slices.Clone(rows[to]), time.Hour)
				if from != to {
					tallies[to] = before
				}
			}
			for range random.IntN(1 << random.IntN(12)) {
				d := time.Duration(random.IntN(1<<20)) << random.IntN(spread)
				if err := tallies[to].Add(d); err != nil {
					t.Fatal(err)
				}
				rows[to] = append(rows[to], d)
			}
		}
		for i := range tallies {
			cxtest.Same(t, "a copy", durationsFrom(t, rows[i], time.Second, time.Hour), tallies[i])
		}
	}
}

// A copy costs nothing, however many durations there are.
func TestDurationsCopyAllocations(t *testing.T) {
	d := durationsFrom(t, slices.Repeat(hours(1, 2, 30), 1000), time.Hour)
	var snap cx.Durations
	if n := testing.AllocsPerRun(100, func() { snap = d }); n != 0 || snap.Total() != 3000 {
		t.Errorf("a copy of %d durations allocates %v times, want 0", snap.Total(), n)
	}
}

// Groups and periods begin with copies of one tally, and share nothing.
func TestDurationsGroups(t *testing.T) {
	base := durationsFrom(t, hours(5), time.Hour)
	rows := hours(1, 2, 1)
	groups, err := cx.GroupFunc(rows, func(d *time.Duration) int { return int(*d / time.Hour) },
		func(t *cx.Durations, d *time.Duration) error { return t.Add(*d) }, base)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "groups", []cx.Group[int, cx.Durations]{
		{Key: 1, Tally: durationsFrom(t, hours(5, 1, 1), time.Hour)},
		{Key: 2, Tally: durationsFrom(t, hours(5, 2), time.Hour)},
	}, groups)
	cxtest.Same(t, "base", durationsFrom(t, hours(5), time.Hour), base)
}
