// Package count holds what counting very many rows takes: a histogram of small ratings,
// the numbers of keys and of names, and what was last added to a tally that is copied. They are as fast as they are because every tally of many rows
// goes through one of them; the benchmarks of package cx watch that they stay so.
package count

import "encoding/binary"

// integer is any integer type.
type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Histogram counts ratings 0..15. The second result is the bitwise or of all
// ratings: if it exceeds 15, some rating lies outside and the counts mean
// nothing. Eight lanes keep an addition from waiting for the one before it.
func Histogram[I integer](ratings []I) (counts [16]int64, all uint64) {
	if bytes, ok := any(ratings).([]uint8); ok && len(bytes) >= 4096 {
		return histogramBytes(bytes)
	}
	var lanes [8][16]int64
	for len(ratings) >= 8 {
		r := ratings[:8:8]
		a, b, c, d := uint64(r[0]), uint64(r[1]), uint64(r[2]), uint64(r[3])
		e, f, g, h := uint64(r[4]), uint64(r[5]), uint64(r[6]), uint64(r[7])
		all |= a | b | c | d | e | f | g | h
		lanes[0][a&15]++
		lanes[1][b&15]++
		lanes[2][c&15]++
		lanes[3][d&15]++
		lanes[4][e&15]++
		lanes[5][f&15]++
		lanes[6][g&15]++
		lanes[7][h&15]++
		ratings = ratings[8:]
	}
	for _, r := range ratings {
		all |= uint64(r)
		lanes[0][r&15]++
	}
	for _, lane := range lanes {
		for i, n := range lane {
			counts[i] += n
		}
	}
	return counts, all
}

// histogramBytes is Histogram for bytes, eight at a time. A table turns a pair
// of ratings into a word of sixteen counters of 4 bits; twelve such words are
// added in two sums before a counter could overflow, and then widened to bytes.
func histogramBytes(ratings []uint8) (counts [16]int64, all uint64) {
	const (
		block  = 240 // ratings until a counter of 8 bits could overflow
		nibble = 0x0f0f0f0f0f0f0f0f
	)
	var pair [256]uint64
	for v := range pair {
		pair[v] = 1<<(4*(v&15)) + 1<<(4*(v>>4))
	}
	for len(ratings) >= block {
		var even, odd uint64
		for i := 0; i < block; i += 24 {
			r := ratings[i : i+24 : i+24]
			a := binary.LittleEndian.Uint64(r)
			b := binary.LittleEndian.Uint64(r[8:])
			c := binary.LittleEndian.Uint64(r[16:])
			all |= a | b | c
			a |= a >> 4
			b |= b >> 4
			c |= c >> 4
			x := pair[uint8(a)] + pair[uint8(a>>16)] + pair[uint8(b)] +
				pair[uint8(b>>16)] + pair[uint8(c)] + pair[uint8(c>>16)]
			y := pair[uint8(a>>32)] + pair[uint8(a>>48)] + pair[uint8(b>>32)] +
				pair[uint8(b>>48)] + pair[uint8(c>>32)] + pair[uint8(c>>48)]
			even += x&nibble + y&nibble
			odd += x>>4&nibble + y>>4&nibble
		}
		for i := range 8 {
			counts[2*i] += int64(even >> (8 * i) & 255)
			counts[2*i+1] += int64(odd >> (8 * i) & 255)
		}
		ratings = ratings[block:]
	}
	for _, r := range ratings {
		all |= uint64(r)
		counts[r&15]++
	}
	// all holds eight ratings side by side.
	all |= all >> 32
	all |= all >> 16
	all |= all >> 8
	return counts, all & 255
}
