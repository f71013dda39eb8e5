package count_test

import (
	"math/rand/v2"
	"reflect"
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
		var keys, all []K
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
			all = append(all, k)
		}
		if !slices.Equal(index.Keys, keys) {
			t.Fatalf("the keys are not those in the order of their first use, of %d", kinds)
		}
		blocks := count.NewIndex[K]()
		for block := range slices.Chunk(all, count.Block-1) {
			var slots [count.Block]int
			blocks.Slots(block, &slots)
			bytes, isByte := blocks.Bytes(block)
			for i, k := range block {
				if slots[i] != numbers[k] {
					t.Fatalf("Slots(%v) = %d of %d keys, want %d", k, slots[i], kinds, numbers[k])
				}
				if isByte && int8(bytes[i]) != int8(reflect.ValueOf(k).Convert(reflect.TypeFor[int]()).Int()) {
					t.Fatalf("Bytes(%v) = %d", k, bytes[i])
				}
			}
			if isByte != (reflect.TypeFor[K]().Size() == 1) {
				t.Fatalf("%T in bytes: %t", block, isByte)
			}
		}
		if !slices.Equal(blocks.Keys, keys) {
			t.Fatalf("the keys of blocks are not those in the order of their first use, of %d", kinds)
		}
	}
}

// Types of the caller's own, of which a type switch knows nothing.
type (
	text   string
	number int64
	code   uint8
	level  int8
)

func TestIndex(t *testing.T) {
	checkIndex(t, func(i int) int { return i - 100 })
	checkIndex(t, func(i int) int16 { return int16(i - 100) })
	checkIndex(t, func(i int) int32 { return int32(i) << 16 })
	checkIndex(t, func(i int) int64 { return int64(i) << 40 })
	checkIndex(t, func(i int) number { return number(i) * 1000 })
	checkIndex(t, func(i int) int8 { return int8(i) })
	checkIndex(t, func(i int) level { return level(i) })
	checkIndex(t, func(i int) uint { return uint(i) })
	checkIndex(t, func(i int) uint8 { return uint8(i) })
	checkIndex(t, func(i int) code { return code(i) })
	checkIndex(t, func(i int) uint16 { return uint16(i) })
	checkIndex(t, func(i int) uint32 { return uint32(i) })
	checkIndex(t, func(i int) uint64 { return uint64(i) << 56 }) // which all have one hash
	checkIndex(t, func(i int) uintptr { return uintptr(i) })
	checkIndex(t, strconv.Itoa)
	checkIndex(t, func(i int) string { return strconv.Itoa(i)[1:] }) // the empty text is a key
	checkIndex(t, func(i int) text { return text("a long name, and its number is " + strconv.Itoa(i)) })
	checkIndex(t, func(i int) text { return text(strconv.Itoa(1_000_000+i) + " and much that is equal") })
	checkIndex(t, func(i int) [2]int { return [2]int{i, -i} })
}
