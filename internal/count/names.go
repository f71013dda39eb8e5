package count

import (
	"hash/maphash"
	"math"
	"math/bits"
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
	Names   [BatchSize]string
	Numbers [BatchSize]int32
	a, b, h [BatchSize]uint64
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
	for i, s := range m.Names[:n] {
		m.a[i], m.b[i] = x.key(s)
		m.h[i] = x.hash(m.a[i], m.b[i], sizeOf(s))
	}
	mask := uint64(len(x.entries) - 1)
	for _, h := range m.h[:n] {
		m.touched += x.entries[h&mask].size
	}
	for i, s := range m.Names[:n] {
		if m.Numbers[i] = x.number(s, m.a[i], m.b[i], m.h[i]); m.Numbers[i] < 0 {
			return false
		}
	}
	return true
}

// Slot returns the number of a string, a new one for a new string, and -1 if there are no
// more numbers.
func (x *Names) Slot(s string) int {
	x.reserve(1)
	a, b := x.key(s)
	return int(x.number(s, a, b, x.hash(a, b, sizeOf(s))))
}

// Find returns the number of a string, if it has one.
func (x *Names) Find(s string) (int, bool) {
	if len(x.entries) == 0 {
		return 0, false
	}
	a, b := x.key(s)
	e := x.place(s, a, b, x.hash(a, b, sizeOf(s)))
	return int(e.number), e.size > 0
}

// number is Slot for a string whose key and hash are given.
func (x *Names) number(s string, a, b, h uint64) int32 {
	e := x.place(s, a, b, h)
	if e.size == 0 {
		if len(x.Keys) >= x.most {
			return -1
		}
		*e = name{a, b, sizeOf(s), int32(len(x.Keys))}
		x.Keys = append(x.Keys, s)
	}
	return e.number
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

// sizeOf returns the size of a key.
func sizeOf(s string) uint32 { return uint32(min(len(s)+1, longName)) }

// key returns two words that, together with the size, a string of up to 16 bytes has alone.
func (x *Names) key(s string) (a, b uint64) {
	switch n := len(s); {
	case n > 16:
		return maphash.String(x.seed, s), load64(s[n-8:])
	case n >= 8:
		return load64(s), load64(s[n-8:])
	default:
		for i := range n {
			a |= uint64(s[i]) << (8 * i)
		}
		return a, 0
	}
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
	const odd = 0x9E3779B97F4A7C15
	hi, lo := bits.Mul64(a^x.s0, b^x.s1^uint64(size)*odd)
	hi, lo = bits.Mul64(hi^lo, odd)
	return hi ^ lo
}

// reserve makes room for n more strings. At most half of the places are taken.
func (x *Names) reserve(n int) {
	size := max(len(x.entries), 8)
	for size/2 < len(x.Keys)+n {
		size *= 2
	}
	if size == len(x.entries) {
		return
	}
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
