package count

import (
	"hash/maphash"
	"math"
	"reflect"
)

// Index numbers keys in the order of their first use: Keys[i] is the one numbered i. In
// front of its map is a small table, which is faster where the keys are few.
type Index[K comparable] struct {
	Keys   []K
	slots  map[K]int
	hash   hasher[K]
	recent [256]int32 // by the hash: a slot, counted from 1
	exact  bool       // no two keys have one hash
	hashes [Block]uint8
}

// NewIndex returns an index without keys.
func NewIndex[K comparable]() *Index[K] {
	kind := reflect.TypeFor[K]().Kind()
	return &Index[K]{
		slots: make(map[K]int), hash: newHasher[K](kind),
		exact: kind == reflect.Uint8 || kind == reflect.Int8,
	}
}

// Slot returns the number of a key, a new one for a new key.
func (x *Index[K]) Slot(key K) int {
	hash := x.hash.one(key)
	if i := int(x.recent[hash]) - 1; i >= 0 && x.Keys[i] == key {
		return i
	}
	return x.find(key, hash)
}

// Block is the most keys that Slots and Bytes take.
const Block = 512

// Slots is Slot for each of at most [Block] keys.
func (x *Index[K]) Slots(keys []K, slots *[Block]int) {
	x.hash.all(keys, &x.hashes)
	for i, key := range keys[:min(len(keys), Block)] {
		slot := int(x.recent[x.hashes[i]]) - 1
		if slot < 0 || x.Keys[slot] != key {
			slot = x.find(key, x.hashes[i])
		}
		slots[i] = slot
	}
}

// Bytes returns at most [Block] keys of 8 bits as they are, and false if those of x have more.
// The result holds until the next call.
func (x *Index[K]) Bytes(keys []K) ([]uint8, bool) {
	if !x.exact {
		return nil, false
	}
	if same, ok := any(keys).([]uint8); ok {
		return same, true
	}
	x.hash.all(keys, &x.hashes)
	return x.hashes[:min(len(keys), Block)], true
}

// find is Slot for a key that is not in the small table, and puts it there.
func (x *Index[K]) find(key K, hash uint8) int {
	i, ok := x.slots[key]
	if !ok {
		i = len(x.Keys)
		x.slots[key] = i
		x.Keys = append(x.Keys, key)
	}
	if i < math.MaxInt32 {
		x.recent[hash] = int32(i) + 1
	}
	return i
}

// hasher tells most keys apart, in little time. Keys may be made to have one hash: then each
// is looked for in the map.
type hasher[K comparable] interface {
	one(key K) uint8
	all(keys []K, hashes *[Block]uint8)
}

func newHasher[K comparable](kind reflect.Kind) hasher[K] {
	switch kind {
	case reflect.String:
		return newTexts[K]()
	case reflect.Uint8:
		return bytes[K, uint8]{newView[K, uint8]()}
	case reflect.Int8:
		return bytes[K, int8]{newView[K, int8]()}
	case reflect.Uint16:
		return newNumbers[K, uint16]()
	case reflect.Uint32:
		return newNumbers[K, uint32]()
	case reflect.Uint64:
		return newNumbers[K, uint64]()
	case reflect.Uint:
		return newNumbers[K, uint]()
	case reflect.Uintptr:
		return newNumbers[K, uintptr]()
	case reflect.Int16:
		return newNumbers[K, int16]()
	case reflect.Int32:
		return newNumbers[K, int32]()
	case reflect.Int64:
		return newNumbers[K, int64]()
	case reflect.Int:
		return newNumbers[K, int]()
	}
	return seeded[K]{maphash.MakeSeed()}
}

// view is a place for a key, and the same place as the basic type V that its own is made of:
// what package reflect is asked for once, and not for each key.
type view[K comparable, V any] struct {
	key   *K
	basic *V
}

func newView[K comparable, V any]() view[K, V] {
	key := new(K)
	return view[K, V]{key, reflect.ValueOf(key).Convert(reflect.TypeFor[*V]()).Interface().(*V)}
}

// bytes hashes integers of 8 bits, each of which is its own hash.
type bytes[K comparable, N int8 | uint8] struct{ view[K, N] }

func (h bytes[K, N]) one(key K) uint8 {
	*h.key = key
	return uint8(*h.basic)
}

func (h bytes[K, N]) all(keys []K, hashes *[Block]uint8) {
	for i, key := range keys[:min(len(keys), Block)] {
		*h.key = key
		hashes[i] = uint8(*h.basic)
	}
}

// numbers hashes integers. Those that differ only in their last 8 bits have different hashes.
type numbers[K comparable, N integer] struct{ view[K, N] }

func newNumbers[K comparable, N integer]() numbers[K, N] { return numbers[K, N]{newView[K, N]()} }

func (h numbers[K, N]) one(key K) uint8 {
	*h.key = key
	return hashNumber(uint64(*h.basic))
}

func (h numbers[K, N]) all(keys []K, hashes *[Block]uint8) {
	for i, key := range keys[:min(len(keys), Block)] {
		*h.key = key
		hashes[i] = hashNumber(uint64(*h.basic))
	}
}

func hashNumber(n uint64) uint8 { return uint8(n) ^ uint8(n>>8*golden>>56) }

// golden is 2^64 divided by the golden ratio: its multiples spread evenly.
const golden = 0x9E3779B97F4A7C15

// texts hashes texts by their length and five of their bytes, without a branch that depends on
// the length.
type texts[K comparable] struct{ view[K, string] }

func newTexts[K comparable]() texts[K] { return texts[K]{newView[K, string]()} }

func (h texts[K]) one(key K) uint8 {
	*h.key = key
	return hashText(*h.basic)
}

func (h texts[K]) all(keys []K, hashes *[Block]uint8) {
	for i, key := range keys[:min(len(keys), Block)] {
		*h.key = key
		hashes[i] = hashText(*h.basic)
	}
}

func hashText(s string) uint8 {
	n := len(s)
	if n == 0 {
		return 0
	}
	x := uint64(n) | uint64(s[0])<<8 | uint64(s[n/2])<<16 |
		uint64(s[max(n-4, 0)])<<24 | uint64(s[max(n-2, 0)])<<32 | uint64(s[n-1])<<40
	return uint8(x * golden >> 56)
}

// seeded hashes keys of any other type.
type seeded[K comparable] struct{ seed maphash.Seed }

func (h seeded[K]) one(key K) uint8 { return uint8(maphash.Comparable(h.seed, key)) }

func (h seeded[K]) all(keys []K, hashes *[Block]uint8) {
	for i, key := range keys[:min(len(keys), Block)] {
		hashes[i] = h.one(key)
	}
}
