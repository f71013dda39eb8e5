package count

import (
	"hash/maphash"
	"math"
)

// Index numbers keys in the order of their first use: Keys[i] is the one numbered i. In
// front of its map is a small table, which is faster where the keys are few.
type Index[K comparable] struct {
	Keys   []K
	slots  map[K]int
	seed   maphash.Seed
	recent [256]int32 // by the last bits of the hash: a slot, counted from 1
}

// NewIndex returns an index without keys.
func NewIndex[K comparable]() *Index[K] {
	return &Index[K]{slots: make(map[K]int), seed: maphash.MakeSeed()}
}

// Slot returns the number of a key, a new one for a new key.
func (x *Index[K]) Slot(key K) int {
	recent := &x.recent[uint8(maphash.Comparable(x.seed, key))]
	if i := int(*recent) - 1; i >= 0 && x.Keys[i] == key {
		return i
	}
	i, ok := x.slots[key]
	if !ok {
		i = len(x.Keys)
		x.slots[key] = i
		x.Keys = append(x.Keys, key)
	}
	if i < math.MaxInt32 {
		*recent = int32(i) + 1
	}
	return i
}
