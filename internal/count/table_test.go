package count

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// check compares a table with a map.
func checkTable(t *testing.T, what string, table *Table[int], want map[string]int) {
	t.Helper()
	keys, values := table.Rows()
	got := map[string]int{}
	for i, key := range keys {
		got[key] = values[i]
	}
	if len(keys) != len(got) || !maps.Equal(got, want) {
		t.Fatalf("%s: %d keys, %v, want %v", what, len(keys), got, want)
	}
	for key, value := range want {
		if v, ok := table.Get(key); !ok || v != value {
			t.Fatalf("%s: Get(%q) = %v, %v, want %v", what, key, v, ok, value)
		}
	}
	if v, ok := table.Get("no such key"); ok || v != 0 {
		t.Fatalf("%s: Get of no key = %v, %v", what, v, ok)
	}
}

// A random program on four tables, which are changed, copied, assigned back and spoiled by
// changes that fail: each is what it is when it is alone.
func TestTable_isAValue(t *testing.T) {
	fails := errors.New("fails")
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 7))
		var tables [4]Table[int]
		want := [4]map[string]int{{}, {}, {}, {}}
		names := 1 + random.IntN(40)
		for step := range 6000 {
			to, from := random.IntN(4), random.IntN(4)
			if random.IntN(50) == 0 {
				tables[to], want[to] = tables[from], maps.Clone(want[from])
				continue
			}
			var keys []string
			for range random.IntN(4) {
				keys = append(keys, strconv.Itoa(random.IntN(names)))
			}
			failing := random.IntN(10) == 0
			calls := 0
			err := tables[to].Stage(keys, func(v *int) error {
				calls++
				if failing && calls == len(keys) {
					return fails
				}
				*v += step
				return nil
			})
			different := slices.Compact(slices.Sorted(slices.Values(keys)))
			if err == nil && random.IntN(10) == 0 {
				tables[to].Drop()
				err = fails
			}
			if err == nil {
				tables[to].Commit()
				for _, key := range different {
					want[to][key] += step
				}
				if got := tables[to].Len(); got != len(want[to]) {
					t.Fatalf("Len = %d, want %d", got, len(want[to]))
				}
			}
			if step%500 == 0 {
				for i := range tables {
					checkTable(t, "seed "+strconv.FormatUint(seed, 10), &tables[i], want[i])
				}
			}
		}
		for i := range tables {
			checkTable(t, "at the end", &tables[i], want[i])
		}
	}
}

// What Stage says before Commit is not in the table, and in no copy.
func TestTable_staged(t *testing.T) {
	table := TableOf([]string{"b", "a"}, []int{2, 1})
	snap := table
	set := func(v *int) error { *v += 10; return nil }
	if err := table.Stage([]string{"a", "c", "c"}, set); err != nil || table.Len() != 3 {
		t.Fatal(err, table.Len())
	}
	checkTable(t, "before Commit", &table, map[string]int{"a": 1, "b": 2})
	table.Commit()
	checkTable(t, "after Commit", &table, map[string]int{"a": 11, "b": 2, "c": 10})
	checkTable(t, "a copy", &snap, map[string]int{"a": 1, "b": 2})
	table = snap
	if err := table.Stage([]string{"d"}, set); err != nil {
		t.Fatal(err)
	}
	table.Commit()
	checkTable(t, "taken back", &table, map[string]int{"a": 1, "b": 2, "d": 10})
	if keys, values := new(Table[int]).Rows(); keys != nil || values != nil {
		t.Errorf("the zero table has %v, %v", keys, values)
	}
	none := TableOf[int](nil, nil)
	checkTable(t, "of nothing", &none, map[string]int{})
}

// A change costs the keys that it changes: the log is made once in so many.
func TestTable_allocations(t *testing.T) {
	var table Table[int]
	keys := []string{"a", "b", "c"}
	set := func(v *int) error { *v++; return nil }
	allocations := testing.AllocsPerRun(10, func() {
		for range 5120 {
			if err := table.Stage(keys, set); err != nil {
				t.Fatal(err)
			}
			table.Commit()
		}
	})
	if allocations > 100 {
		t.Errorf("5,120 changes allocate %v times, want at most 100", allocations)
	}
}
