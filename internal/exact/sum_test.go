package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// TestSum compares with the sum of decimals, in any order: amounts of one exponent
// and of several, near the ends of int64 and beyond.
func TestSum(t *testing.T) {
	dec := decimal.RequireFromString
	const most, least = math.MaxInt64, math.MinInt64
	tests := []struct {
		name    string
		amounts []decimal.Decimal
		want    string
	}{
		{"none", nil, "0"},
		{"cents", []decimal.Decimal{dec("0.10"), dec("0.20"), dec("0.30")}, "0.6"},
		{"two exponents", []decimal.Decimal{dec("0.1"), dec("0.25"), dec("0.1")}, "0.45"},
		{"zeros of other exponents", []decimal.Decimal{dec("0.00"), dec("1.5"), dec("0e30"), dec("0")}, "1.5"},
		{"back to 0, then another exponent", []decimal.Decimal{dec("1.25"), dec("-1.25"), dec("3e10"), dec("1.25")}, "30000000001.25"},
		{"beyond the largest int64", []decimal.Decimal{decimal.New(most, 0), decimal.New(most, 0), decimal.New(1, 0)}, "18446744073709551615"},
		{"beyond the least int64", []decimal.Decimal{decimal.New(least, 0), decimal.New(-1, 0)}, "-9223372036854775809"},
		{"the least int64 and back", []decimal.Decimal{decimal.New(least, 0), decimal.New(least, 0), decimal.New(most, 0), decimal.New(most, 0), decimal.New(2, 0)}, "0"},
		{"the largest and the least", []decimal.Decimal{decimal.New(most, -2), decimal.New(least, -2)}, "-0.01"},
		{"a coefficient beyond int64", []decimal.Decimal{dec("12345678901234567890123456789012.34"), dec("0.01")}, "12345678901234567890123456789012.35"},
		{"places more and more", []decimal.Decimal{dec("10.5"), dec("10.25"), dec("-0.125"), dec("3.0625"), dec("1e-20")}, "23.68750000000000000001"},
		{"more digits than 128 bits at the new exponent", []decimal.Decimal{decimal.New(most, 10), decimal.New(most, 10), dec("1e-15"), decimal.New(1, -33)}, "184467440737095516140000000000.000000000000001000000000000000001"},
		{"the ends of the exponent", []decimal.Decimal{dec("1e34"), dec("1e-34")}, "10000000000000000000000000000000000.0000000000000000000000000000000001"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := dec(test.want)
			for range 20 {
				rand.Shuffle(len(test.amounts), func(i, j int) {
					test.amounts[i], test.amounts[j] = test.amounts[j], test.amounts[i]
				})
				var s Sum
				for _, d := range test.amounts {
					s.Add(d)
				}
				if got := s.Value(); !got.Equal(want) || Text(got) != Text(want) || got.Exponent() != want.Normalize().Exponent() {
					t.Fatalf("the sum of %v = %v, want %v", test.amounts, got, want)
				}
			}
		})
	}
}

// TestSum_sums compares sums of sums, their differences and signs with those of decimals.
func TestSum_sums(t *testing.T) {
	amounts := []decimal.Decimal{
		decimal.New(0, 0), decimal.New(5, -1), decimal.New(-25, -2), decimal.New(math.MaxInt64, 0), decimal.New(math.MinInt64, 0),
		decimal.New(1, 34), decimal.New(1, -34), decimal.RequireFromString("-12345678901234567890123456789012.34"), decimal.New(7, 2),
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var sums [2]Sum
		var want [2]decimal.Decimal
		for i := range sums {
			for range r.IntN(4) {
				d := amounts[r.IntN(len(amounts))]
				switch n := amounts[r.IntN(5)].CoefficientInt64(); r.IntN(4) {
				case 0:
					sums[i].AddTimes(d, n, -8)
					want[i] = want[i].Add(d.Mul(decimal.New(n, -8)))
					continue
				case 1:
					sums[i].Sub(d)
					want[i] = want[i].Sub(d)
					continue
				}
				sums[i].Add(d)
				want[i] = want[i].Add(d)
			}
		}
		var powers Powers
		for i := range sums {
			powers.AddSum(&sums[i])
		}
		checkPowers(t, &powers, want[:])
		plus, minus := sums[0], sums[0]
		plus.AddSum(&sums[1])
		minus.SubSum(&sums[1])
		for _, test := range []struct {
			what string
			got  *Sum
			want decimal.Decimal
		}{
			{"a", &sums[0], want[0]}, {"b", &sums[1], want[1]},
			{"a + b", &plus, want[0].Add(want[1])}, {"a - b", &minus, want[0].Sub(want[1])},
		} {
			if got := test.got.Value(); !got.Equal(test.want) || test.got.Sign() != test.want.Sign() {
				t.Fatalf("a = %v and b = %v: %s = %v with the sign %d, want %v", want[0], want[1], test.what, got, test.got.Sign(), test.want)
			}
		}
	}
}

func FuzzSum(f *testing.F) {
	f.Add(int64(1), int8(0), int64(2), int8(-2), int64(3), int8(4))
	f.Add(int64(math.MaxInt64), int8(-2), int64(math.MaxInt64), int8(-2), int64(math.MinInt64), int8(-2))
	f.Add(int64(5), int8(1), int64(-5), int8(1), int64(math.MinInt64), int8(3))
	f.Fuzz(func(t *testing.T, a int64, ea int8, b int64, eb int8, c int64, ec int8) {
		var s Sum
		var want decimal.Decimal
		for _, d := range []decimal.Decimal{
			decimal.New(a, int32(ea%35)), decimal.New(b, int32(eb%35)), decimal.New(c, int32(ec%35)), decimal.New(a, int32(ea%35)),
		} {
			s.Add(d)
			want = want.Add(d)
			if got := s.Value(); !got.Equal(want) {
				t.Fatalf("the sum is %v, want %v", got, want)
			}
		}
	})
}
