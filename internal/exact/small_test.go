package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// TestSmall compares what is done in int64 with the same in decimals, at the bounds of both.
func TestSmall(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	draw := func() decimal.Decimal {
		coefficients := []int64{0, 1, -1, 9, 25, -150, 1<<53 - 1, 1 << 53, 1<<53 + 1, -1<<53 - 1, math.MaxInt64, math.MinInt64, math.MaxInt64 / 10, r.Int64(), -r.Int64N(1e6)}
		d := decimal.New(coefficients[r.IntN(len(coefficients))], int32(r.IntN(9)-6))
		switch r.IntN(12) {
		case 0:
			return d.Mul(decimal.New(1, int32(r.IntN(60)-30)))
		case 1:
			return d.Mul(decimal.RequireFromString("18446744073709551617"))
		}
		return d
	}
	nearest := func(num, den decimal.Decimal) float64 {
		f, _ := new(big.Rat).Quo(num.Rat(), den.Rat()).Float64()
		return f
	}
	one := decimal.New(1, 0)
	for range 100_000 {
		a, b := draw(), draw()
		if got, want := Compare(a, b), a.Cmp(b); got != want {
			t.Fatalf("Compare(%v, %v) = %d, want %d", a, b, got, want)
		}
		n := r.Int64N(200) - 100
		if got, want := CompareInt(a, n), a.Cmp(decimal.NewFromInt(n)); got != want {
			t.Fatalf("CompareInt(%v, %d) = %d, want %d", a, n, got, want)
		}
		if got, want := Float(a), nearest(a, one); got != want {
			t.Fatalf("Float(%v) = %v, want %v", a, got, want)
		}
		if got, want := Difference(a, b), nearest(a.Sub(b), one); got != want {
			t.Fatalf("Difference(%v, %v) = %v, want %v", a, b, got, want)
		}
		if a.IsZero() {
			continue
		}
		f := RelativeDifference(a, b)
		want := nearest(a.Sub(b), a.Abs())
		if got := f.Float(); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Fatalf("RelativeDifference(%v, %v) = %v, want %v", a, b, got, want)
		}
		if got := f.Neg(); got.Float() != -f.Float() && got.Float() != 0 {
			t.Fatalf("the negative of (%v - %v) / |%v| is %v", a, b, a, got.Float())
		}
		var q Quotients
		q.AddFraction(f)
		q.AddFraction(f.Neg())
		q.AddFraction(f)
		if got, want := q.Value(), a.Sub(b).DivRound(a.Abs(), GuardPlaces); !got.Equal(want) {
			t.Fatalf("the sum of (%v - %v) / |%v| is %v, want %v", a, b, a, got, want)
		}
	}
}

// TestParseShort compares amounts of few digits with the same after as many zeros as take the
// long way.
func TestParseShort(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for range 50_000 {
		b := make([]byte, r.IntN(21))
		for i := range b {
			b[i] = "0012345678900.-+e "[r.IntN(13)+5*max(0, r.IntN(9)-7)]
		}
		sign, digits := "", string(b)
		if r.IntN(4) == 0 {
			sign = "-"
		}
		want, wantErr := Parse(sign + "0000000000000000000" + digits)
		got, err := Parse(sign + digits)
		if digits == "" || digits == "." || digits[0] == '-' || digits[0] == '+' || digits[0] == 'e' || strings.HasPrefix(digits, ".e") {
			continue // a zero before it makes it another text
		}
		if (err == nil) != (wantErr == nil) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is %v, %v, want %v, %v", sign+digits, got, err, want, wantErr)
		}
	}
}

// TestDivide_plain compares with the division of the decimal package, digits and exponent: around
// halves of the last place, of both signs, and where the quotient no longer fits an int64.
func TestDivide_plain(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	amount := func() decimal.Decimal {
		c := r.Int64() >> r.IntN(64)
		switch r.IntN(8) {
		case 0:
			c = math.MinInt64 + r.Int64N(2)
		case 1:
			c = math.MaxInt64 - r.Int64N(2)
		case 2:
			c = int64(r.IntN(5))
		}
		return decimal.New(c*int64(1-2*r.IntN(2)), int32(r.IntN(24)-14))
	}
	for range 20_000 {
		num, den := amount(), amount()
		if r.IntN(2) == 0 { // an odd multiple of half of the last place
			den = decimal.New(r.Int64N(1000)*2+2, 0)
			num = decimal.New(r.Int64()>>(16+r.IntN(40)), -Places).Mul(den).Add(den.Mul(decimal.New(5, -Places-1)))
		}
		if den.IsZero() {
			continue
		}
		want := num.DivRound(den, Places).Normalize()
		if got := Divide(num, den); !got.Equal(want) || got.Exponent() != want.Exponent() {
			t.Fatalf("Divide(%v, %v) = %v, want %v", num, den, got, want)
		}
		n := den.CoefficientInt64()
		if n <= 0 {
			continue
		}
		var s Sum
		s.Add(num)
		s.Add(den)
		all := num.Add(den).Normalize()
		got, err := s.Mean("spend", n)
		if wrong := Check("spend", all); wrong != nil {
			if err == nil || err.Error() != wrong.Error() || !got.IsZero() {
				t.Fatalf("Mean of %v by %d = %v, %v, want %v", all, n, got, err, wrong)
			}
			continue
		}
		want = all.DivRound(decimal.NewFromInt(n), Places).Normalize()
		if err != nil || !got.Equal(want) || got.Exponent() != want.Exponent() {
			t.Fatalf("Mean of %v by %d = %v, %v, want %v", all, n, got, err, want)
		}
	}
	num, den := decimal.New(12345, -2), decimal.NewFromInt(7)
	if n := testing.AllocsPerRun(10, func() { num = Divide(num, den).Add(den) }); n > 6 {
		t.Errorf("Divide and Add: %v allocations", n)
	}
}
