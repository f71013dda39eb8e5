package exact

import (
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// The order and the differences of fractions are those of big.Rat.
func TestFraction(t *testing.T) {
	parts := []string{
		"0", "1", "-1", "3", "-7", "0.5", "-0.125", "1e2", "2.50", "9223372036854775807", "-9223372036854775807", "-9223372036854775808",
		"9223372036854775808", "1e34", "-1e34", "1e-34", "1234567890123456789012345678901234",
	}
	var fractions []Fraction
	var rats []*big.Rat
	for _, num := range parts {
		for _, den := range parts {
			n, d := decimal.RequireFromString(num), decimal.RequireFromString(den)
			if d.Sign() > 0 {
				fractions = append(fractions, FractionOf(n, d))
				rats = append(rats, new(big.Rat).Quo(n.Rat(), d.Rat()))
			}
		}
	}
	for i, f := range fractions {
		if f == (Fraction{}) {
			t.Errorf("the fraction %v is the zero value", rats[i])
		}
		for j, g := range fractions {
			if got, want := f.Compare(g), rats[i].Cmp(rats[j]); got != want {
				t.Errorf("%v against %v = %d, want %d", rats[i], rats[j], got, want)
			}
			want, _ := new(big.Rat).Sub(rats[i], rats[j]).Float64()
			if got := f.Minus(g); !(math.Abs(got-want) <= 1e-15*math.Abs(want)) {
				t.Errorf("%v - %v = %v, want %v", rats[i], rats[j], got, want)
			}
		}
	}
}

// Counts, as nearly all fractions are of, take no memory of their own.
func TestFraction_allocations(t *testing.T) {
	num, den := decimal.New(math.MaxInt64/100, 2), decimal.NewFromInt(7)
	f := FractionOf(num, den)
	if n := testing.AllocsPerRun(10, func() { f = FractionOf(num, den); f.Compare(f); f.Minus(f) }); n != 0 || f.wide != nil {
		t.Errorf("%v allocations, %v", n, f)
	}
}

// The sum of quotients against decimals, which round each half away from zero.
func TestQuotients(t *testing.T) {
	random := rand.New(rand.NewPCG(94, 95))
	var q Quotients
	want := decimal.Decimal{}
	for i := range 3000 {
		num, den := random.Int64()>>random.IntN(63), random.Int64()>>random.IntN(63)
		if i%2 == 1 { // exactly between two
			num, den = 2*(num>>20)+1, 2
		}
		num *= int64(1 - 2*random.IntN(2))
		den = cmp.Or(den, 1) * int64(1-2*random.IntN(2))
		n, d := big.NewInt(num), big.NewInt(den)
		if i%2 == 1 {
			d.Mul(d, new(big.Int).Exp(big.NewInt(10), big.NewInt(GuardPlaces), nil))
		}
		keptNum, keptDen := new(big.Int).Set(n), new(big.Int).Set(d)
		q.Add(n, d)
		if n.Cmp(keptNum) != 0 || d.Cmp(keptDen) != 0 {
			t.Fatalf("Add changed %v / %v", keptNum, keptDen)
		}
		want = want.Add(decimal.NewFromBigInt(n, 0).DivRound(decimal.NewFromBigInt(d, 0), GuardPlaces))
		if !q.Value().Equal(want) {
			t.Fatalf("%v / %v: the sum is %v, want %v", n, d, q.Value(), want)
		}
	}
	num, den := big.NewInt(-5), big.NewInt(7)
	if n := testing.AllocsPerRun(10, func() { q.Add(num, den) }); n != 0 {
		t.Errorf("Add allocates %v times", n)
	}
}

func TestSetUnits(t *testing.T) {
	for _, tt := range []struct {
		d        string
		exponent int32
		want     string
	}{
		{"0", -3, "0"}, {"12.5", -1, "125"}, {"-12.5", -3, "-12500"}, {"1e3", 0, "1000"}, {"9223372036854775807", -1, "92233720368547758070"},
		{"-9223372036854775809", 0, "-9223372036854775809"}, {"1e34", -34, "1" + strings.Repeat("0", 68)},
	} {
		z := big.NewInt(99)
		if SetUnits(z, decimal.RequireFromString(tt.d), tt.exponent); z.String() != tt.want {
			t.Errorf("%s in units of 1e%d = %v, want %s", tt.d, tt.exponent, z, tt.want)
		}
	}
}
