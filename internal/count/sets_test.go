package count_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/count"
)

// Sets are those of a map, whatever the lengths of the strings and the sizes of the batches.
func TestSets(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, customers := range []int{1, 10, 5000} {
		sets, want := count.NewSets(), make(map[string]uint64)
		sets.Reserve(random.IntN(2000))
		var batch count.Batch
		name := func() string {
			n := random.IntN(customers)
			return strings.Repeat("xy", n%14) + string(rune('a'+n%26)) + string(rune('a'+n/26))
		}
		check := func() {
			n := 1 + random.IntN(count.BatchSize)
			for i := range n {
				batch.Names[i] = name()
			}
			sets.Look(&batch, n)
			for i, name := range batch.Names[:n] {
				if batch.Sets[i] != want[name] {
					t.Fatalf("%d customers: Look for %d bytes = %b, want %b", customers, len(name), batch.Sets[i], want[name])
				}
			}
		}
		for range 200 {
			n := random.IntN(count.BatchSize + 1)
			for i := range n {
				batch.Names[i] = name()
				batch.Sets[i] = 1 << random.IntN(count.ValueBits)
				if random.IntN(50) == 0 {
					batch.Names[i], batch.Sets[i] = "", 0
				}
				want[batch.Names[i]] |= batch.Sets[i]
			}
			if !sets.Mark(&batch, n) {
				t.Fatal("there is no more room")
			}
			check()
		}
		var got, all []uint64
		for set := range sets.All {
			got = append(got, set)
		}
		for _, set := range want {
			all = append(all, set)
		}
		slices.Sort(got)
		slices.Sort(all)
		if !slices.Equal(got, all) || sets.Len() != len(want) {
			t.Errorf("%d customers: there are %d sets, want %d", customers, len(got), len(want))
		}
		for range sets.All { // may end early
			break
		}
	}
}
