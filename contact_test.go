package cx_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Expected buckets by Python's hashlib: int.from_bytes(sha256(salt + b"\0" + customer)[:8],
// "big") * n >> 64.
func TestCustomerBucket(t *testing.T) {
	var got []int
	for i := range 12 {
		bucket, err := cx.CustomerBucket("checkout-2026", "c"+strconv.Itoa(i), 4)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, bucket)
	}
	if want := []int{0, 0, 0, 0, 2, 3, 3, 3, 0, 2, 3, 1}; !slices.Equal(got, want) {
		t.Errorf("the buckets are %v, want %v", got, want)
	}
	for _, tt := range []struct {
		salt, customer string
		n, want        int
	}{
		{"", "c-1017", 100, 35},
		{"å", "ж", 1000, 901},
		{"x", "y", 1_000_000, 805_550},
		{"x", "y", 1, 0},
		{strings.Repeat("s", 100), strings.Repeat("c", 1000), 1000, 836}, // more than there is room for on the stack
		{"\xff", "\x00", 1000, 498},                                      // any bytes
	} {
		if got, err := cx.CustomerBucket(tt.salt, tt.customer, tt.n); err != nil || got != tt.want {
			t.Errorf("CustomerBucket(%.20q, %.20q, %d) = %d, %v, want %d", tt.salt, tt.customer, tt.n, got, err, tt.want)
		}
	}
	if got, err := cx.CustomerBucket("x", "y", math.MaxInt); err != nil || got < 0 {
		t.Errorf("CustomerBucket of the most buckets = %d, %v", got, err)
	}
}

// The buckets of numbered customers are equally large, and whoever is below a number of one
// n is below it in a larger sample.
func TestCustomerBucket_spread(t *testing.T) {
	counts := make([]int, 10)
	for i := range 10_000 {
		customer := strconv.Itoa(i + 1)
		bucket, err := cx.CustomerBucket("salt", customer, 10)
		if err != nil {
			t.Fatal(err)
		}
		counts[bucket]++
		if fine, err := cx.CustomerBucket("salt", customer, 100); err != nil || fine/10 != bucket {
			t.Errorf("customer %d is in bucket %d of 10 and %d of 100, %v", i+1, bucket, fine, err)
		}
	}
	// Python's hashlib.
	if want := []int{972, 995, 977, 982, 1045, 973, 1028, 1018, 990, 1020}; !slices.Equal(counts, want) {
		t.Errorf("the buckets have %v, want %v", counts, want)
	}
}

func TestCustomerBucket_refuses(t *testing.T) {
	for _, customer := range []string{"", " ", "\t\n", "\u00a0"} {
		_, err := cx.CustomerBucket("salt", customer, 10)
		cxtest.Refuses(t, "blank customer", err, cx.ErrInvalid)
	}
	for _, n := range []int{0, -1, math.MinInt} {
		_, err := cx.CustomerBucket("salt", "ada", n)
		cxtest.Refuses(t, "no buckets", err, cx.ErrInvalid)
	}
}

func TestCustomerBucket_allocations(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { cx.CustomerBucket("checkout-2026", "customer-1017", 4) }); n != 0 {
		t.Errorf("CustomerBucket allocates %v times, want 0", n)
	}
}
