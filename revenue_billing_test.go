package cx_test

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestAllocate(t *testing.T) {
	tests := []struct {
		name          string
		total         string
		parts, places int // parts of the weight 1
		want          []string
	}{
		// 12 * 166.66 is 1999.92: 8 cents are left over, one each for the first 8.
		{"a yearly payment", "2000", 12, 2, []string{
			"166.67", "166.67", "166.67", "166.67", "166.67", "166.67", "166.67", "166.67", "166.66", "166.66", "166.66", "166.66"}},
		{"a refund", "-100", 3, 2, []string{"-33.34", "-33.33", "-33.33"}},
		{"fewer cents than parts", "0.02", 3, 2, []string{"0.01", "0.01", "0"}},
		{"nothing", "0", 2, 2, []string{"0", "0"}},
		{"one part", "12.34", 1, 2, []string{"12.34"}},
		{"whole units", "100", 3, 0, []string{"34", "33", "33"}},
		{"eight places", "1", 3, 8, []string{"0.33333334", "0.33333333", "0.33333333"}},
		{"an exponent", "1e3", 3, 0, []string{"334", "333", "333"}},
		{"even", "90", 3, 2, []string{"30", "30", "30"}},
		{"a total with trailing zeros", "10.00", 4, 0, []string{"3", "3", "2", "2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.Allocate(dec(test.total), slices.Repeat([]int64{1}, test.parts), test.places)
			var want []decimal.Decimal
			for _, s := range test.want {
				want = append(want, dec(s))
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Allocate error %v (-want +got):\n%s", err, diff)
			}
		})
	}
	// By days, the last day not counted. 55 days: 30.909, 50.909 and 18.182; 90 days: 3.444,
	// 3.111 and 3.444, of which the first of the equal remainders gets the cent.
	for _, test := range []struct {
		total   string
		weights []int64
		places  int
		want    []string
	}{
		{"100.00", []int64{17, 28, 10}, 2, []string{"30.91", "50.91", "18.18"}},
		{"10.00", []int64{31, 28, 31}, 2, []string{"3.45", "3.11", "3.44"}},
		{"-10.00", []int64{31, 28, 31}, 2, []string{"-3.45", "-3.11", "-3.44"}},
		{"7", []int64{1, 5, 1}, 0, []string{"1", "5", "1"}},
		{"1", []int64{1, math.MaxInt64 - 1}, 2, []string{"0", "1"}},
	} {
		got, err := cx.Allocate(dec(test.total), test.weights, test.places)
		var want []decimal.Decimal
		for _, s := range test.want {
			want = append(want, dec(s))
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("Allocate(%s, %v) error %v (-want +got):\n%s", test.total, test.weights, err, diff)
		}
	}
}

func TestAllocateBadInput(t *testing.T) {
	for _, test := range []struct {
		name          string
		total         decimal.Decimal
		parts, places int // parts of the weight 1
	}{
		{"negative places", dec("1"), 2, -1},
		{"too many places", dec("1"), 2, 9},
		{"places beyond all", dec("1"), 2, math.MaxInt},
		{"an amount with more places", dec("1.234"), 2, 2},
		{"35 digits", dec("12345678901234567890123456789012345"), 2, 2},
		{"parts of 42 digits", dec("9999999999999999999999999999999998"), 7, 8},
		{"a huge amount", decimal.New(1, math.MaxInt32), 2, 2},
		{"a tiny amount", decimal.New(1, math.MinInt32), 2, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			cxtest.Bounded(t, func() {
				got, err := cx.Allocate(test.total, slices.Repeat([]int64{1}, test.parts), test.places)
				cxtest.Refuses(t, "Allocate", err, cx.ErrInvalid)
				if got != nil {
					t.Errorf("Allocate = %v with an error", got)
				}
			})
		})
	}
	_, err := cx.Allocate(dec("1"), nil, 2)
	cxtest.Refuses(t, "no weights", err, cx.ErrNoData)
	for _, weight := range []int64{0, -1, math.MinInt64} {
		_, err := cx.Allocate(dec("1"), []int64{3, weight}, 2)
		checkRowError(t, "weight", err, cx.ErrInvalid, 1)
	}
	_, err = cx.Allocate(dec("1"), []int64{math.MaxInt64, 1}, 2)
	cxtest.Refuses(t, "weights beyond int64", err, cx.ErrInvalid)
}
