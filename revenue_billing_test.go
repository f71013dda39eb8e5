package cx_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// every returns a billing cycle.
func every(count int, unit cx.Grain) cx.BillingCycle {
	return cx.BillingCycle{Count: count, Unit: unit}
}

func TestMonthlyAmount(t *testing.T) {
	tests := []struct {
		name    string
		payment string
		every   cx.BillingCycle
		want    string
	}{
		{"monthly", "29.99", every(1, cx.Month), "29.99"},
		{"yearly", "2000", every(1, cx.Year), "166.66666667"},
		{"half-yearly", "100", every(6, cx.Month), "16.66666667"},
		{"quarterly", "100", every(1, cx.Quarter), "33.33333333"},
		{"weekly is 52/12, not 4", "10", every(1, cx.Week), "43.33333333"},
		{"daily is 365.25/12", "1", every(1, cx.Day), "30.4375"},
		{"a refund", "-2000", every(1, cx.Year), "-166.66666667"},
		{"half away from zero", "0.00000006", every(1, cx.Year), "0.00000001"}, // 0.000000005
		{"nothing", "0", every(1, cx.WeekFromSunday), "0"},
		{"many places", "1e-34", every(1, cx.Month), "0"},
		// By hand: 2400/24, 1000/36, 40·13/12, 50/2, 300/5, 20/10·365.25/12.
		{"2 years", "2400", every(2, cx.Year), "100"},
		{"3 years", "1000", every(3, cx.Year), "27.77777778"},
		{"4 weeks are 13 payments a year", "40", every(4, cx.Week), "43.33333333"},
		{"2 months", "50", every(2, cx.Month), "25"},
		{"5 months left of a year", "300", every(5, cx.Month), "60"},
		{"10 days", "20", every(10, cx.Day), "60.875"},
		{"a century", "1200", every(100, cx.Year), "1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.MonthlyAmount(dec(test.payment), test.every)
			cxtest.Exactly(t, "MonthlyAmount", got, err, test.want)
		})
	}
	// Stripe's glossary: 100 customers at 100 a month and 50 at 600 a year are 12,500 (the
	// page prints 800/12, which would be 13,333).
	yearly, err := cx.MonthlyAmount(dec("600"), every(1, cx.Year))
	cxtest.Exactly(t, "MonthlyAmount", yearly, err, "50")
	cxtest.Exactly(t, "MRR", dec("100").Mul(dec("100")).Add(yearly.Mul(dec("50"))), nil, "12500")
	// Twelve months of a quarterly payment are four payments.
	quarterly, err := cx.MonthlyAmount(dec("30"), every(3, cx.Month))
	cxtest.Exactly(t, "a year of quarters", quarterly.Mul(dec("12")), err, "120")

	for _, cycle := range []cx.BillingCycle{
		{}, every(1, ""), every(1, "fortnight"), every(0, cx.Year), every(-1, cx.Month), every(math.MaxInt, cx.Week), every(math.MinInt, cx.Day),
		every(10_000, cx.Year), every(101, cx.Year), every(401, cx.Quarter), every(1201, cx.Month), every(5218, cx.Week), every(36526, cx.Day),
	} {
		_, err := cx.MonthlyAmount(dec("1"), cycle)
		cxtest.Refuses(t, fmt.Sprintf("MonthlyAmount of %+v", cycle), err, cx.ErrInvalid)
		_, err = cycle.MarshalJSON()
		cxtest.Refuses(t, fmt.Sprintf("MarshalJSON of %+v", cycle), err, cx.ErrInvalid)
	}
	for name, payment := range map[string]decimal.Decimal{
		"35 digits":                     dec("12345678901234567890123456789012345"),
		"a huge payment":                decimal.New(1, math.MaxInt32),
		"a tiny payment":                decimal.New(1, math.MinInt32),
		"too many digits of the result": dec("9999999999999999999999999999999998"), // 33 digits and 8 places
	} {
		cxtest.Bounded(t, func() {
			got, err := cx.MonthlyAmount(payment, every(1, cx.Year))
			cxtest.Refuses(t, "MonthlyAmount of "+name, err, cx.ErrInvalid)
			if !got.IsZero() {
				t.Errorf("MonthlyAmount of %s = %v with an error", name, got)
			}
		})
	}
	_, err = cx.MonthlyAmount(dec("9999999999999999999999999999999999"), every(1, cx.Day))
	cxtest.Refuses(t, "MonthlyAmount of 35 digits in a month", err, cx.ErrInvalid)
}

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
