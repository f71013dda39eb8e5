package count

import (
	"hash/maphash"
	"math"
	"math/bits"
	"slices"
)

// places is a table of strings, each with a value.
type places struct {
	Keys   []string // in the order of their first use: all, or those over 16 bytes
	all    bool
	list   []place // a power of two of them
	used   int
	most   int
	s0, s1 uint64
	seed   maphash.Seed
}

// place is one of the table. The key of at most 16 bytes is a and b together with its length;
// of a longer one, a is a hash, and b its index in Keys.
type place struct {
	a, b  uint64
	value uint64 // below the 5 bits of the size of the key; 0 for a free place
}

const (
	// ValueBits is how many bits a value has.
	ValueBits = 59
	valueBits = 1<<ValueBits - 1
	// longName is the size of all keys over 16 bytes, which are in Keys alone.
	longName = 18
	// longWord is the second word of a string over 16 bytes, and no index in Keys.
	longWord = math.MaxUint64
)

// BatchSize is how many strings a [Batch] has room for.
const BatchSize = 256

// Batch is strings to look up together. It may be used again.
type Batch struct {
	Names   [BatchSize]string // to look up, as many as the method is told
	Numbers [BatchSize]int32  // that Number has found
	Sets    [BatchSize]uint64 // that Mark is to add, or Look has found
	a, b, h [BatchSize]uint64
	keys    [BatchSize]string
	touched uint64
}

func newPlaces(all bool) places {
	seed := maphash.MakeSeed()
	return places{all: all, most: math.MaxInt32, s0: maphash.String(seed, "0"), s1: maphash.String(seed, "1"), seed: seed}
}

// Len returns how many strings are in the table.
func (x *places) Len() int { return x.used }

// Room returns how many strings there may be before the table grows.
func (x *places) Room() int { return room(len(x.list)) }

// fetch makes the keys and hashes of a batch, and then reads the place of each.
func (x *places) fetch(m *Batch, n int) {
	long := false
	for i, s := range m.Names[:n] {
		var a, b uint64
		if n := len(s); n >= 8 && n <= 16 {
			a, b = load64(s), load64(s[n-8:])
		} else {
			a, b = x.key(s)
			long = long || n > 16
		}
		m.a[i], m.b[i], m.h[i] = a, b, x.hash(a, b, sizeOf(s))
	}
	list := x.list
	mask := uint64(len(list) - 1)
	for _, h := range m.h[:n] {
		e := &list[h&mask] // which may lie in two lines of the cache
		m.touched += e.a + e.value
	}
	if !long || len(x.Keys) == 0 {
		return
	}
	// The key of a long string is a text elsewhere.
	for i, h := range m.h[:n] {
		m.keys[i] = ""
		if e := &list[h&mask]; e.value>>ValueBits == longName {
			m.keys[i] = x.Keys[e.b]
		}
	}
	for _, key := range m.keys[:n] {
		if key != "" {
			m.touched += uint64(key[0])
		}
	}
}

// at returns the place that string i of a batch has, or will have.
func (x *places) at(m *Batch, i int) *place {
	e := &x.list[m.h[i]&uint64(len(x.list)-1)]
	if (e.a^m.a[i])|(e.b^m.b[i])|(e.value>>ValueBits^sizeOf(m.Names[i])) == 0 {
		return e
	}
	return x.place(m.Names[i], m.a[i], m.b[i], m.h[i])
}

// place returns the place that a string has, or will have.
func (x *places) place(s string, a, b, h uint64) *place {
	size, mask := sizeOf(s), uint64(len(x.list)-1)
	for j := h & mask; ; j = (j + 1) & mask {
		e := &x.list[j]
		switch {
		case e.value == 0:
			return e
		case e.a != a || e.value>>ValueBits != size:
		case size == longName && x.Keys[e.b] == s, size < longName && e.b == b:
			return e
		}
	}
}

// add takes a free place for a new string, if there is room for one more.
func (x *places) add(e *place, s string, a, b, value uint64) bool {
	if x.used >= x.most {
		return false
	}
	size := sizeOf(s)
	if size == longName {
		b = uint64(len(x.Keys))
	}
	if x.all || size == longName {
		if len(x.Keys) == cap(x.Keys) { // in few steps, but no more than the table has room for
			x.Keys = slices.Grow(x.Keys, min(8*len(x.Keys)+BatchSize, x.Room()-x.used))
		}
		x.Keys = append(x.Keys, s)
	}
	*e = place{a, b, size<<ValueBits | value}
	x.used++
	return true
}

// sizeOf returns the size of a key: 1 more than its length, at most longName.
func sizeOf(s string) uint64 { return uint64(min(len(s)+1, longName)) }

// key returns two words that, together with the size, a string of up to 16 bytes has alone.
// Of a longer one, a is a hash.
func (x *places) key(s string) (a, b uint64) {
	if len(s) > 16 {
		return maphash.String(x.seed, s), longWord
	}
	return words(s)
}

// words returns the bytes of a string of up to 16 bytes.
func words(s string) (a, b uint64) {
	if n := len(s); n >= 8 {
		return load64(s), load64(s[n-8:])
	}
	for i := range len(s) {
		a |= uint64(s[i]) << (8 * i)
	}
	return a, 0
}

// Part returns the part of so many, at most 2^31 - 1, that a fixed hash puts a string into.
func Part(s string, of int) int {
	h := uint64(len(s)) * odd
	for ; len(s) > 16; s = s[16:] {
		h = fold(load64(s)^h^0x243F6A8885A308D3, load64(s[8:])^0x13198A2E03707344)
	}
	a, b := words(s)
	h = fold(fold(a^h^0xA4093822299F31D0, b^0x082EFA98EC4E6C89), odd)
	part, _ := bits.Mul64(h, uint64(of))
	return int(part)
}

// odd is 2^64 by the golden ratio.
const odd = 0x9E3779B97F4A7C15

// fold returns the two halves of a product, each over the other.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// load64 returns the first 8 bytes of a string.
func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// hash folds the product of the two words of a key, each with a secret of the table. A
// second product scatters what is a series of equal steps after the first.
func (x *places) hash(a, b, size uint64) uint64 {
	return fold(fold(a^x.s0, b^x.s1^size*odd), odd)
}

// Reserve makes room for so many strings, so that the table need not grow.
func (x *places) Reserve(n int) { x.reserve(max(n-x.used, 0)) }

// room returns how many of the places may be taken: 13 of 16.
func room(places int) int { return places - places/16*3 }

// reserve makes room for n more strings.
func (x *places) reserve(n int) {
	size := max(len(x.list), 16)
	for room(size) < x.used+n {
		size *= 2
	}
	if size == len(x.list) {
		return
	}
	old, mask := x.list, uint64(size-1)
	x.list = make([]place, size)
	for _, e := range old {
		if e.value == 0 {
			continue
		}
		j := x.hashOf(e) & mask
		for x.list[j].value != 0 {
			j = (j + 1) & mask
		}
		x.list[j] = e
	}
}

// hashOf returns the hash of the key of a place.
func (x *places) hashOf(e place) uint64 {
	size := e.value >> ValueBits
	if size == longName {
		return x.hash(e.a, longWord, size)
	}
	return x.hash(e.a, e.b, size)
}
