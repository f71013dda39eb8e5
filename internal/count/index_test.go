package count_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx/internal/count"
)

// checkIndex compares the numbers of keys with those of a map: of few keys, which the
// table in front holds, and of very many, which share its places.
func checkIndex[K comparable](t *testing.T, key func(int) K) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for _, kinds := range []int{1, 3, 200, 5000} {
		index := count.NewIndex[K]()
		numbers := make(map[K]int)
		var keys []K
		for range 20_000 {
			k := key(random.IntN(kinds))
			want, ok := numbers[k]
			if !ok {
				want = len(keys)
				numbers[k] = want
				keys = append(keys, k)
			}
			if got := index.Slot(k); got != want {
				t.Fatalf("Slot(%v) = %d of %d keys, want %d", k, got, kinds, want)
			}
		}
		if !slices.Equal(index.Keys, keys) {
			t.Fatalf("the keys are not those in the order of their first use, of %d", kinds)
		}
	}
}

func TestIndex(t *testing.T) {
	checkIndex(t, func(i int) int { return i - 100 })
	checkIndex(t, func(i int) uint8 { return uint8(i) })
	checkIndex(t, strconv.Itoa)
	checkIndex(t, func(i int) string { return strconv.Itoa(i)[1:] }) // the empty text is a key
}
