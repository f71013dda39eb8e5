package count

import (
	"hash/maphash"
	"math"
	"math/bits"
	"slices"
)

// Names numbers strings, such as the customers of rows, in the order of their first use. It
// is an [Index] for very many strings: it looks up a [Batch] at once, so that the processor
// fetches the places of all of them side by side, and a place holds a string of up to 16
// bytes itself. The empty string is one like any other. There are at most 2^31 - 1 numbers.
//
// No choice of strings makes it slow: the hash has a seed of its own in each table.
type Names struct {
	Keys    []string // by number
	entries []name   // a power of two of them
	s0, s1  uint64
	seed    maphash.Seed
	most    int // keys
}

// name is a place of the table. The key of at most 16 bytes is a and b together with its
// length; of a longer one, a is a hash.
type name struct {
	a, b   uint64
	size   uint32 // 1 more than the length of the key, at most longName, and 0 for a free place
	number int32
}

// longName is the size of all keys over 16 bytes, which are in Keys alone.
const longName = 18

// BatchSize is how many strings a [Batch] has room for.
const BatchSize = 256

// Batch is strings to look up together. It may be used again.
type Batch struct {
	Names   [BatchSize]string // to look up, as many as Number is told
	Numbers [BatchSize]int32  // that Number has found
	a, b, h [BatchSize]uint64
	keys    [BatchSize]string
	touched uint32
}

// NewNames returns a table without strings.
func NewNames() *Names {
	seed := maphash.MakeSeed()
	return &Names{s0: maphash.String(seed, "0"), s1: maphash.String(seed, "1"), seed: seed, most: math.MaxInt32}
}

// Len returns how many strings have a number.
func (x *Names) Len() int { return len(x.Keys) }

// Number sets the numbers of the first n strings of a batch, with new ones for new strings.
// It returns false, and has numbered only some of them, if there are no more numbers.
func (x *Names) Number(m *Batch, n int) bool {
	x.reserve(n)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		e := x.place(m.Names[i], m.a[i], m.b[i], m.h[i])
		if e.size == 0 && !x.add(e, m.Names[i], m.a[i], m.b[i]) {
			return false
		}
		m.Numbers[i] = e.number
	}
	return true
}

// Look sets the numbers of the first n strings of a batch, and -1 for those without one.
func (x *Names) Look(m *Batch, n int) {
	x.reserve(0)
	x.fetch(m, n)
	for i := range m.Names[:n] {
		m.Numbers[i] = -1
		if e := x.place(m.Names[i], m.a[i], m.b[i], m.h[i]); e.size > 0 {
			m.Numbers[i] = e.number
		}
	}
}

// fetch makes the keys and hashes of a batch, and then reads the place of each.
func (x *Names) fetch(m *Batch, n int) {
	long := false
	for i, s := range m.Names[:n] {
		m.a[i], m.b[i] = x.key(s)
		m.h[i] = x.hash(m.a[i], m.b[i], sizeOf(s))
		long = long || len(s) > 16
	}
	entries := x.entries
	mask := uint64(len(entries) - 1)
	for _, h := range m.h[:n] {
		m.touched += entries[h&mask].size
	}
	if !long || len(x.Keys) == 0 {
		return
	}
	// The key of a long string is a text elsewhere.
	for i, h := range m.h[:n] {
		m.keys[i] = x.Keys[entries[h&mask].number]
	}
	for _, key := range m.keys[:n] {
		if key != "" {
			m.touched += uint32(key[0])
		}
	}
}

// Slot returns the number of a string, a new one for a new string, and -1 if there are no
// more numbers.
func (x *Names) Slot(s string) int {
	x.reserve(1)
	a, b := x.key(s)
	e := x.place(s, a, b, x.hash(a, b, sizeOf(s)))
	if e.size == 0 && !x.add(e, s, a, b) {
		return -1
	}
	return int(e.number)
}

// place returns the place that a string has, or will have.
func (x *Names) place(s string, a, b, h uint64) *name {
	size, mask := sizeOf(s), uint64(len(x.entries)-1)
	for j := h & mask; ; j = (j + 1) & mask {
		e := &x.entries[j]
		if e.size == 0 || e.a == a && e.b == b && e.size == size && (size < longName || x.Keys[e.number] == s) {
			return e
		}
	}
}

// add takes a free place for a new string, if there is a number for it.
func (x *Names) add(e *name, s string, a, b uint64) bool {
	if len(x.Keys) >= x.most {
		return false
	}
	*e = name{a, b, sizeOf(s), int32(len(x.Keys))}
	x.Keys = append(x.Keys, s)
	return true
}

// sizeOf returns the size of a key.
func sizeOf(s string) uint32 { return uint32(min(len(s)+1, longName)) }

// key returns two words that, together with the size, a string of up to 16 bytes has alone.
func (x *Names) key(s string) (a, b uint64) {
	if n := len(s); n > 16 {
		return maphash.String(x.seed, s), load64(s[n-8:])
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
func (x *Names) hash(a, b uint64, size uint32) uint64 {
	return fold(fold(a^x.s0, b^x.s1^uint64(size)*odd), odd)
}

// reserve makes room for n more strings. At most three quarters of the places are taken.
func (x *Names) reserve(n int) {
	size := max(len(x.entries), 8)
	for size/4*3 < len(x.Keys)+n {
		size *= 2
	}
	if size == len(x.entries) {
		return
	}
	x.Keys = slices.Grow(x.Keys, size/4*3-len(x.Keys))
	old, mask := x.entries, uint64(size-1)
	x.entries = make([]name, size)
	for _, e := range old {
		if e.size == 0 {
			continue
		}
		j := x.hash(e.a, e.b, e.size) & mask
		for x.entries[j].size != 0 {
			j = (j + 1) & mask
		}
		x.entries[j] = e
	}
}
