package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

func TestEncode(t *testing.T) {
	v := every()
	got, err := wire.Encode(&v)
	if err != nil || string(got) != everyText {
		t.Errorf("Encode = %s, %v, want\n%s", got, err, everyText)
	}
	const zero = `{"bool":false,"int":0,"large":0,"uint":0,"float":0,"text":"","amount":"0","wait_seconds":"0","written":[0],` +
		`"read":{"n":0},"inner":{"low":0},"lists":[],"array":[0,0]}`
	if got, err = wire.Encode(new(Every)); err != nil || string(got) != zero {
		t.Errorf("Encode of the zero value = %s, %v, want\n%s", got, err, zero)
	}
	type none struct {
		N int `json:"n,omitzero"`
	}
	if got, err = wire.Encode(new(none)); err != nil || string(got) != `{}` {
		t.Errorf("Encode of no fields = %s, %v", got, err)
	}
}

// Texts and numbers have the form that encoding/json gives them.
func TestEncodeAsJSON(t *testing.T) {
	type form struct {
		Text  string  `json:"text"`
		Float float64 `json:"float"`
	}
	for _, text := range []string{
		"", "plain", "\x00\x1f\x7f", "\"\\/\b\f\n\r\t", "<script>&amp;</script>", "é世界\U0001f600", "\xff\xfe", "\u2028\u2029", "~ !",
	} {
		for _, number := range []float64{
			0, math.Copysign(0, -1), 1, -2.5, 1e-6, 9.999e-7, 1e-9, 1.5e-10, 1e-100, 1e20, 1e21, -1.25e21, 123456789.125,
			math.MaxFloat64, math.SmallestNonzeroFloat64, 1 / 3.,
		} {
			v := form{text, number}
			want, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := wire.Encode(&v); err != nil || string(got) != string(want) {
				t.Errorf("Encode(%+v) = %s, %v, want %s", v, got, err, want)
			}
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	change := func(change func(*Every)) *Every {
		v := every()
		change(&v)
		return &v
	}
	tests := []struct {
		name string
		v    *Every
		text string
	}{
		{"not a number", change(func(v *Every) { v.Float = math.NaN() }), `cx: "float" is not finite`},
		{"infinite", change(func(v *Every) { v.Inner.High = math.Inf(-1) }), `cx: "inner.high" is not finite`},
		{"infinite in a list", change(func(v *Every) { v.Inners[0].Low = math.Inf(1) }), `cx: "inners[0].low" is not finite`},
		{"infinite behind a pointer", change(func(v *Every) { v.Pointer.Low = math.Inf(1) }), `cx: "pointer.low" is not finite`},
		{"digits", change(func(v *Every) { v.Amount = decimal.New(1, 30).Add(decimal.New(1, -9)) }), "cx: amount has more than 34 digits"},
		{"exponent", change(func(v *Every) { v.Amount = decimal.New(1, 1e9) }), "cx: amount has an exponent outside -34..34"},
		{"its own", change(func(v *Every) { v.Pair = Pair{"a": 1, "b": 2} }), "cx: pair has too many"},
		{"its own text", change(func(v *Every) { v.Word = "bad" }), "cx: word is bad"},
		{"year", change(func(v *Every) { v.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }), `cx: "at" is outside the years 0 to 9999, or in a zone that is a day off`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := wire.Encode(tt.v)
			if got != nil || !errors.Is(err, fault.ErrInvalid) || err.Error() != tt.text {
				t.Errorf("Encode = %s, %v, want %s", got, err, tt.text)
			}
		})
	}
}
