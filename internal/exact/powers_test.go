package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// checkPowers compares with the sums of decimals.
func checkPowers(t *testing.T, p *Powers, amounts []decimal.Decimal) {
	t.Helper()
	var want [3]decimal.Decimal
	for _, d := range amounts {
		power := decimal.New(1, 0)
		for i := range want {
			power = power.Mul(d)
			want[i] = want[i].Add(power)
		}
	}
	sum, squares, cubes := p.Values()
	for i, got := range []decimal.Decimal{sum, squares, cubes} {
		if !got.Equal(want[i]) || got.Exponent() != want[i].Normalize().Exponent() {
			t.Fatalf("the sum of the powers %d of %v = %v, want %v", i+1, amounts, got, want[i])
		}
	}
}

// TestPowers adds amounts in any order: of one exponent and of several, below 0, and at the
// bound of the integers and beyond.
func TestPowers(t *testing.T) {
	const most, least = math.MaxInt64, math.MinInt64
	random := rand.New(rand.NewPCG(3, 0))
	for name, amounts := range map[string][]decimal.Decimal{
		"none":           nil,
		"cents":          {decimal.New(1999, -2), decimal.New(-250, -2), decimal.New(1, -2)},
		"normalized":     {decimal.New(125, -1), decimal.New(12, 2), decimal.New(-1999, -2), decimal.New(0, 30), decimal.New(7, 0)},
		"the bound":      {decimal.New(most, 0), decimal.New(least, 0), decimal.New(least, 0), decimal.New(most, 0), decimal.New(most, 0)},
		"the bound at 9": {decimal.New(9223372036, 9), decimal.New(9223372037, 9), decimal.New(1, 0), decimal.New(-9223372037, 9)},
		"below 0":        {decimal.New(least, -2), decimal.New(least, -2), decimal.New(-1, -2)},
		"floats":         {decimal.NewFromFloat(18.172727272727272), decimal.NewFromFloat(5000), decimal.NewFromFloat(-3.1234567890123456)},
		"beyond int64":   {decimal.RequireFromString("18446744073709551617"), decimal.New(1, 0), decimal.RequireFromString("-18446744073709551617.01")},
		"exponents":      {decimal.New(1, 34), decimal.New(1, -34), decimal.New(-1, 34), decimal.New(7, -34)},
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 {
				random.Shuffle(len(amounts), func(i, j int) { amounts[i], amounts[j] = amounts[j], amounts[i] })
				var p Powers
				for _, d := range amounts {
					p.Add(d)
				}
				checkPowers(t, &p, amounts)
				checkPowers(t, &p, amounts) // Values changes nothing
			}
		})
	}
}

func FuzzPowers(f *testing.F) {
	f.Add(int64(1), int8(0), int64(2), int8(-2), int64(3), int8(4))
	f.Add(int64(math.MaxInt32), int8(-2), int64(math.MinInt32), int8(-2), int64(math.MinInt64), int8(-2))
	f.Fuzz(func(t *testing.T, a int64, ea int8, b int64, eb int8, c int64, ec int8) {
		var p Powers
		amounts := []decimal.Decimal{
			decimal.New(a, int32(ea%35)), decimal.New(b, int32(eb%35)), decimal.New(c, int32(ec%35)), decimal.New(-a, int32(ea%35)),
		}
		for i, d := range amounts {
			p.Add(d)
			checkPowers(t, &p, amounts[:i+1])
		}
	})
}
