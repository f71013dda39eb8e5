package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// TestList compares with a slice of decimals: around 16 digits and int64, with the least and
// the largest exponent, of both signs.
func TestList(t *testing.T) {
	dec := decimal.RequireFromString
	amounts := []decimal.Decimal{
		{}, dec("0.00"), dec("12.50"), dec("-0.01"), dec("9999999999999999"), dec("-9999999999999999"), dec("10000000000000000"),
		decimal.New(math.MaxInt64, -2), decimal.New(math.MinInt64, 3), decimal.New(1, 34), decimal.New(-1, -34), decimal.New(9999999999999999, 34),
		dec("1234567890123456789012345678901234"), dec("-123456789012345678901234567890.1234"),
	}
	random := rand.New(rand.NewPCG(17, 128))
	for range 200 {
		amounts = append(amounts, decimal.New(random.Int64()>>random.IntN(64)*int64(1-2*random.IntN(2)), int32(random.IntN(69)-34)))
	}
	random.Shuffle(len(amounts), func(i, j int) { amounts[i], amounts[j] = amounts[j], amounts[i] })
	list, again := NewList(len(amounts)), NewList(len(amounts))
	var sum, want Sum
	for i, d := range amounts {
		p, _ := Pack(d)
		list.Put(i, p, d)
	}
	for i, d := range amounts {
		if got := list.Value(i); !got.Equal(d) || list.Sign(i) != d.Sign() {
			t.Errorf("amount %v is %v, of sign %d", d, got, list.Sign(i))
		}
		again.Copy(len(amounts)-1-i, &list, i)
		list.AddTo(&sum, i)
		want.Add(d)
	}
	if !sum.Value().Equal(want.Value()) {
		t.Errorf("the sum is %v, want %v", sum.Value(), want.Value())
	}
	for i := range len(amounts) / 2 {
		again.Swap(i, len(amounts)-1-i)
	}
	for i, d := range amounts {
		if got := again.Value(i); !got.Equal(d) {
			t.Errorf("amount %v, copied and swapped, is %v", d, got)
		}
	}
	for i := range amounts {
		to := random.IntN(i + 1)
		again.Move(i, to)
		d := amounts[i]
		copy(amounts[to+1:i+1], amounts[to:i])
		amounts[to] = d
	}
	for i, d := range amounts {
		if got := again.Value(i); !got.Equal(d) {
			t.Errorf("amount %v, moved, is %v", d, got)
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(1, 35), decimal.New(-1, -35), decimal.New(0, 35), dec("-12345678901234567890123456789012345"), dec("1e18").Mul(dec("1e18"))} {
		if p, ok := Pack(d); ok || int(min(max(p, -1), 1)) != d.Sign() {
			t.Errorf("Pack(%v) = %d, %v", d, p, ok)
		}
	}
	if again.Len() != len(amounts) {
		t.Errorf("%d amounts, want %d", again.Len(), len(amounts))
	}
	if n := testing.AllocsPerRun(10, func() {
		var s Sum
		small := List{packed: []Packed{list.packed[0], 5<<7 | 64}}
		small.AddTo(&s, 1)
	}); n > 1 {
		t.Errorf("%v allocations", n)
	}
	if again.Keep(7); again.Len() != 7 || !again.Value(6).Equal(amounts[6]) {
		t.Errorf("%d amounts, want the first 7", again.Len())
	}
}
