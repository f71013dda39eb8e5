package buckets_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx/internal/buckets"
)

// By hand: 64 buckets of one nanosecond, 64 of one, 64 of two, 64 of four, and so on.
func TestOf(t *testing.T) {
	for _, tt := range []struct {
		d      time.Duration
		bucket int
		middle time.Duration
	}{
		{0, 0, 0}, {1, 1, 1}, {63, 63, 63}, {64, 64, 64}, {127, 127, 127},
		{128, 128, 129}, {129, 128, 129}, {130, 129, 131}, {255, 191, 255},
		{256, 192, 258}, {259, 192, 258}, {260, 193, 262}, {511, 255, 510},
		// 1 s lies from 2^29 ns on, where a bucket has 2^23 ns: 119.2 of them.
		{time.Second, 23*64 + 119, 119<<23 + 1<<22},
		{1 << 62, 56*64 + 64, 1<<62 + 1<<55},
		{math.MaxInt64, 3711, 127<<56 + 1<<55},
	} {
		if got := buckets.Of(tt.d); got != tt.bucket {
			t.Errorf("Of(%d) = %d, want %d", tt.d, got, tt.bucket)
		}
		if got := buckets.Middle(tt.bucket); got != tt.middle {
			t.Errorf("Middle(%d) = %d, want %d", tt.bucket, got, tt.middle)
		}
	}
}

// Each bucket begins where the one before it ends, has its middle, and is no wider than
// 1/64 of where it begins.
func TestOf_everyBucket(t *testing.T) {
	begin := time.Duration(0)
	for bucket := range 3712 {
		width := time.Duration(1)
		for width <= begin/128 {
			width *= 2
		}
		last := begin + (width - 1)
		middle := buckets.Middle(bucket)
		if first, end := buckets.Edges(bucket); first != begin || end != last {
			t.Fatalf("bucket %d, of %d to %d: Edges = %d, %d", bucket, begin, last, first, end)
		}
		if buckets.Of(begin) != bucket || buckets.Of(last) != bucket || buckets.Of(middle) != bucket || middle != begin+width/2 {
			t.Fatalf("bucket %d, of %d to %d: Of = %d, %d, Middle = %d", bucket, begin, last, buckets.Of(begin), buckets.Of(last), middle)
		}
		if width > 1 && width > begin/64 {
			t.Fatalf("bucket %d is %d wide and begins at %d", bucket, width, begin)
		}
		if bucket == 3711 {
			if last != math.MaxInt64 {
				t.Fatalf("the last bucket ends at %d", last)
			}
			return
		}
		begin = last + 1
	}
}

// The middle is within 1/128 of every duration of its bucket.
func TestMiddle(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		d := time.Duration(random.Uint64() >> 1 >> random.IntN(63))
		middle := buckets.Middle(buckets.Of(d))
		if difference := max(middle-d, d-middle); difference > d/128 {
			t.Fatalf("%d is in the bucket of %d", d, middle)
		}
	}
}
