package cx_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestMonthlyAmount(t *testing.T) {
	tests := []struct {
		name    string
		payment string
		every   cx.BillingInterval
		want    string
	}{
		{"monthly", "29.99", cx.Monthly, "29.99"},
		{"yearly", "2000", cx.Yearly, "166.66666667"},
		{"half-yearly", "100", cx.HalfYearly, "16.66666667"},
		{"quarterly", "100", cx.Quarterly, "33.33333333"},
		{"weekly is 52/12, not 4", "10", cx.Weekly, "43.33333333"},
		{"daily is 365.25/12", "1", cx.Daily, "30.4375"},
		{"a refund", "-2000", cx.Yearly, "-166.66666667"},
		{"half away from zero", "0.00000006", cx.Yearly, "0.00000001"}, // 0.000000005
		{"nothing", "0", cx.Weekly, "0"},
		{"many places", "1e-34", cx.Monthly, "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.MonthlyAmount(dec(test.payment), test.every)
			cxtest.Exactly(t, "MonthlyAmount", got, err, test.want)
		})
	}
	// Stripe's glossary: 100 customers at 100 a month and 50 at 600 a year are 12,500 (the
	// page prints 800/12, which would be 13,333).
	yearly, err := cx.MonthlyAmount(dec("600"), cx.Yearly)
	cxtest.Exactly(t, "MonthlyAmount", yearly, err, "50")
	cxtest.Exactly(t, "MRR", dec("100").Mul(dec("100")).Add(yearly.Mul(dec("50"))), nil, "12500")
	// Twelve months of a quarterly payment are four payments.
	quarterly, err := cx.MonthlyAmount(dec("30"), cx.Quarterly)
	cxtest.Exactly(t, "a year of quarters", quarterly.Mul(dec("12")), err, "120")

	for _, every := range []cx.BillingInterval{"", "Monthly", "fortnightly", "week"} {
		_, err := cx.MonthlyAmount(dec("1"), every)
		cxtest.Refuses(t, "MonthlyAmount of "+string(every), err, cx.ErrInvalid)
	}
	for name, payment := range map[string]decimal.Decimal{
		"35 digits":                     dec("12345678901234567890123456789012345"),
		"a huge payment":                decimal.New(1, math.MaxInt32),
		"a tiny payment":                decimal.New(1, math.MinInt32),
		"too many digits of the result": dec("9999999999999999999999999999999998"), // 33 digits and 8 places
	} {
		lifeWithin(t, 100*time.Millisecond, func() {
			got, err := cx.MonthlyAmount(payment, cx.Yearly)
			cxtest.Refuses(t, "MonthlyAmount of "+name, err, cx.ErrInvalid)
			if !got.IsZero() {
				t.Errorf("MonthlyAmount of %s = %v with an error", name, got)
			}
		})
	}
	_, err = cx.MonthlyAmount(dec("9999999999999999999999999999999999"), cx.Daily)
	cxtest.Refuses(t, "MonthlyAmount of 35 digits in a month", err, cx.ErrInvalid)
}

func TestAllocate(t *testing.T) {
	tests := []struct {
		name          string
		total         string
		parts, places int
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
			got, err := cx.Allocate(dec(test.total), test.parts, test.places)
			var want []decimal.Decimal
			for _, s := range test.want {
				want = append(want, dec(s))
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Allocate error %v (-want +got):\n%s", err, diff)
			}
		})
	}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 7))
		places := r.IntN(9)
		total := decimal.New(r.Int64N(math.MaxInt64)-math.MaxInt64/2, int32(-places))
		parts := 1 + r.IntN(400)
		got, err := cx.Allocate(total, parts, places)
		if err != nil || len(got) != parts {
			t.Fatalf("Allocate(%v, %d, %d) = %d parts, %v", total, parts, places, len(got), err)
		}
		var sum decimal.Decimal
		least, most := got[0], got[0]
		for _, part := range got {
			sum = sum.Add(part)
			if part.Cmp(least) < 0 {
				least = part
			}
			if part.Cmp(most) > 0 {
				most = part
			}
			if !part.Equal(part.Round(int32(places))) {
				t.Fatalf("Allocate(%v, %d, %d) has the part %v", total, parts, places, part)
			}
		}
		if !sum.Equal(total) || most.Sub(least).Cmp(decimal.New(1, int32(-places))) > 0 {
			t.Fatalf("Allocate(%v, %d, %d) adds up to %v, from %v to %v", total, parts, places, sum, least, most)
		}
	}
}

func TestAllocateBadInput(t *testing.T) {
	for _, test := range []struct {
		name          string
		total         decimal.Decimal
		parts, places int
	}{
		{"no parts", dec("1"), 0, 2},
		{"negative parts", dec("1"), -1, 2},
		{"too many parts", dec("1"), cx.MaxPeriods + 1, 2},
		{"all the parts there are", dec("1"), math.MaxInt, 2},
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
			lifeWithin(t, 100*time.Millisecond, func() {
				got, err := cx.Allocate(test.total, test.parts, test.places)
				cxtest.Refuses(t, "Allocate", err, cx.ErrInvalid)
				if got != nil {
					t.Errorf("Allocate = %v with an error", got)
				}
			})
		})
	}
	lifeWithin(t, 100*time.Millisecond, func() {
		if got, err := cx.Allocate(dec("1"), cx.MaxPeriods, 8); err != nil || len(got) != cx.MaxPeriods {
			t.Errorf("Allocate into the most parts: %d, %v", len(got), err)
		}
	})
}
