// Package buckets divides the durations that there are into buckets whose width is a
// fixed part of them, so that quantiles of very many durations can be told from a few
// thousand counts: up to 64 nanoseconds each has a bucket of its own, and from there on
// each doubling has 64 of equal width. A bucket is at most 1/64 of where it begins, and
// its middle within 1/128 of every duration in it.
//
// These are the buckets of G. Tene's HdrHistogram (hdrhistogram.org), with 6 bits to each
// doubling and the largest int64 as the highest value. Their numbers are in what cx.Durations
// encodes, and are never to change.
package buckets

import (
	"math/bits"
	"time"
)

// Up to 2^precision nanoseconds a bucket is one nanosecond wide; from there on each
// doubling has 2^precision of them.
const precision = 6

// Of returns the number of the bucket of a duration, which is not negative. The first is
// 0, and the last, that of the largest int64, 3711.
func Of(d time.Duration) int {
	shift := bits.Len64(uint64(d)|1<<precision) - precision - 1
	return shift<<precision + int(uint64(d)>>(shift&63))
}

// Edges returns the shortest and the longest duration of a bucket.
func Edges(bucket int) (shortest, longest time.Duration) {
	shift := max(bucket>>precision-1, 0)
	shortest = time.Duration(bucket-shift<<precision) << shift
	return shortest, shortest + (time.Duration(1)<<shift - 1)
}

// Middle returns the duration in the middle of a bucket.
func Middle(bucket int) time.Duration {
	shift := max(bucket>>precision-1, 0)
	return time.Duration(bucket-shift<<precision)<<shift + time.Duration(1)<<shift>>1
}
