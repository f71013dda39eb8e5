package exact

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// number returns coefficient·10^exponent, for coefficients of any length.
func number(t *testing.T, coefficient string, exponent int32) decimal.Decimal {
	t.Helper()
	n, ok := new(big.Int).SetString(coefficient, 10)
	if !ok {
		t.Fatalf("%q is no whole number", coefficient)
	}
	return decimal.NewFromBigInt(n, exponent)
}

func TestParse(t *testing.T) {
	nines := strings.Repeat("9", 34)
	tests := []struct {
		name, in    string
		coefficient string
		exponent    int32
		text        string
	}{
		{"whole", "576", "576", 0, "576"},
		{"trailing zero", "2.50", "25", -1, "2.5"},
		{"whole with zeros", "1200", "12", 2, "1200"},
		{"capital exponent with sign", "12E+2", "12", 2, "1200"},
		{"18 digits", "-123456789012345678", "-123456789012345678", 0, "-123456789012345678"},
		{"19 digits", "1234567890123456.780", "123456789012345678", -2, "1234567890123456.78"},
		{"zero with places", "-0.00", "0", 0, "0"},
		{"zeros before and behind", "+0012.3400", "1234", -2, "12.34"},
		{"negative", "-12e-3", "-12", -3, "-0.012"},
		{"sign plus, no whole part", "+.5", "5", -1, "0.5"},
		{"no fraction", "5.", "5", 0, "5"},
		{"negative zero with an exponent", "-0.00e30", "0", 0, "0"},
		{"largest", nines + "e34", nines, 34, nines + strings.Repeat("0", 34)},
		{"smallest", "1e-34", "1", -34, "0." + strings.Repeat("0", 33) + "1"},
		{"80 bytes", strings.Repeat("0", 79) + "3", "3", 0, "3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.in)
			if err != nil || got.Coefficient().String() != tt.coefficient || got.Exponent() != tt.exponent {
				t.Fatalf("Parse(%q) = %ve%d, %v, want %se%d", tt.in, got.Coefficient(), got.Exponent(), err, tt.coefficient, tt.exponent)
			}
			if text := Text(got); text != tt.text {
				t.Errorf("Text of %q = %q, want %q", tt.in, text, tt.text)
			}
		})
	}
}

func TestParse_refuses(t *testing.T) {
	tests := []struct{ name, in, text string }{
		{"nothing", "", "cx: amount has no digits"},
		{"sign and point", "+.", "cx: amount has no digits"},
		{"exponent alone", "e5", "cx: amount has no digits"},
		{"two signs", "--5", "cx: amount is not a decimal number"},
		{"comma", "12,50", "cx: amount is not a decimal number"},
		{"blank", " 5", "cx: amount is not a decimal number"},
		{"Arabic digits", "٣", "cx: amount is not a decimal number"},
		{"two points", "1.2.3", "cx: amount is not a decimal number"},
		{"exponent without digits", "5e", "cx: amount has an exponent that is not a whole number in -68..68"},
		{"exponent with a point", "5e1.5", "cx: amount has an exponent that is not a whole number in -68..68"},
		{"two exponents", "5e1e1", "cx: amount has an exponent that is not a whole number in -68..68"},
		{"very large exponent", "1e999999999", "cx: amount has an exponent that is not a whole number in -68..68"},
		{"exponent 69", "1e69", "cx: amount has an exponent that is not a whole number in -68..68"},
		{"exponent 35", "1e35", "cx: amount has an exponent outside -34..34"},
		{"exponent -35", "0.1e-34", "cx: amount has an exponent outside -34..34"},
		{"35 digits", strings.Repeat("1", 35), "cx: amount has more than 34 digits"},
		{"35 digits in as many bits as 34", "1" + strings.Repeat("0", 33) + "1", "cx: amount has more than 34 digits"},
		{"81 bytes", strings.Repeat("0", 80) + "3", "cx: amount is longer than 80 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.in)
			if !errors.Is(err, fault.ErrInvalid) || err.Error() != tt.text || !got.Equal(decimal.Decimal{}) {
				t.Errorf("Parse(%.20q) = %v, %v, want the error %q", tt.in, got, err, tt.text)
			}
		})
	}
}

// A number that would fill the memory is refused at once.
func TestCheck(t *testing.T) {
	nines := strings.Repeat("9", 34)
	tests := []struct {
		name        string
		coefficient string
		exponent    int32
		text        string
	}{
		{"zero", "0", 0, ""},
		{"largest int64", "9223372036854775807", 34, ""},
		{"beyond int64", "-9223372036854775809", -34, ""},
		{"34 digits", nines, 34, ""},
		{"35 digits of 113 bits", "1" + strings.Repeat("0", 34), 0, "cx: size has more than 34 digits"},
		{"114 bits", "-2" + strings.Repeat("0", 34), 0, "cx: size has more than 34 digits"},
		{"100,000 digits", strings.Repeat("7", 100_000), 0, "cx: size has more than 34 digits"},
		{"exponent 35", "1", 35, "cx: size has an exponent outside -34..34"},
		{"largest exponent", "1", math.MaxInt32, "cx: size has an exponent outside -34..34"},
		{"least exponent of zero", "0", math.MinInt32, "cx: size has an exponent outside -34..34"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Check("size", number(t, tt.coefficient, tt.exponent))
			if tt.text == "" && err != nil || tt.text != "" && (!errors.Is(err, fault.ErrInvalid) || err.Error() != tt.text) {
				t.Errorf("Check = %v, want %q", err, tt.text)
			}
		})
	}
}

// The quotients are those of long division by hand, and a half goes away from zero.
// A sum of squares has room for 2^63 squares of any amounts: below 10^155, with 68 places.
func TestSquares(t *testing.T) {
	nines := strings.Repeat("9", 34)
	largest := number(t, nines, 34)
	for name, d := range map[string]decimal.Decimal{
		"the largest square, 2^63 times":     largest.Mul(largest).Mul(decimal.NewFromInt(math.MaxInt64)),
		"beside the smallest":                largest.Mul(largest).Mul(decimal.NewFromInt(math.MaxInt64)).Add(number(t, "1", -68)),
		"the smallest":                       number(t, "1", -68),
		"one":                                number(t, "1", 0),
		"of few digits and a large exponent": number(t, "1", 155),
	} {
		if err := CheckSquares("sum", d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text := Text(d)
		if got, err := ParseSquares(text); err != nil || !got.Equal(d) || len(text) > MaxSumLength {
			t.Errorf("%s: ParseSquares(%q) = %v, %v", name, text, got, err)
		}
	}
	for name, d := range map[string]decimal.Decimal{
		"a place more": number(t, "1", -69), "a digit more": number(t, "1"+strings.Repeat("0", 222)+"1", -68), "a large exponent": number(t, "1", 156),
		"the largest": number(t, "1", math.MaxInt32), "no end": number(t, "1", math.MinInt32),
	} {
		if err := CheckSquares("sum", d); !errors.Is(err, fault.ErrInvalid) {
			t.Errorf("%s: %v, want an error", name, err)
		}
	}
	for _, text := range []string{"", "1e999", "1e-69", strings.Repeat("1", 385), "0." + strings.Repeat("1", 69)} {
		if got, err := ParseSquares(text); !errors.Is(err, fault.ErrInvalid) || !got.IsZero() {
			t.Errorf("ParseSquares(%.20q) = %v, %v, want an error", text, got, err)
		}
	}
}

// A sum of cubes has room for 2^63 cubes of any amounts: below 10^223, with 102 places.
func TestCubes(t *testing.T) {
	cube := func(coefficient string, exponent int32) decimal.Decimal {
		d := number(t, coefficient, exponent)
		return d.Mul(d).Mul(d)
	}
	most := cube("-"+strings.Repeat("9", 34), 34).Mul(decimal.NewFromInt(math.MaxInt64))
	for name, d := range map[string]decimal.Decimal{
		"the largest, 2^63 times": most, "beside the smallest": most.Sub(cube("1", -34)), "the smallest": cube("1", -34), "one": cube("1", 0),
		"of few digits and a large exponent": number(t, "-1", 223),
	} {
		if err := CheckCubes("sum", d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text := Text(d)
		if got, err := ParseCubes(text); err != nil || !got.Equal(d) || len(text) > MaxSumLength {
			t.Errorf("%s: ParseCubes(%q) = %v, %v", name, text, got, err)
		}
	}
	for name, d := range map[string]decimal.Decimal{
		"a place more": number(t, "1", -103), "a digit more": number(t, "1"+strings.Repeat("0", 324)+"1", -102), "a large exponent": number(t, "1", 224),
		"the largest": number(t, "1", math.MaxInt32), "no end": number(t, "1", math.MinInt32),
	} {
		if err := CheckCubes("sum", d); !errors.Is(err, fault.ErrInvalid) {
			t.Errorf("%s: %v, want an error", name, err)
		}
	}
	for _, text := range []string{"", "1e999", "1e-103", strings.Repeat("1", 385), "0." + strings.Repeat("1", 103)} {
		if got, err := ParseCubes(text); !errors.Is(err, fault.ErrInvalid) || !got.IsZero() {
			t.Errorf("ParseCubes(%.20q) = %v, %v, want an error", text, got, err)
		}
	}
}

func TestDivide(t *testing.T) {
	tests := []struct{ num, den, want string }{
		{"1", "3", "0.33333333"},
		{"2", "3", "0.66666667"},
		{"-2", "3", "-0.66666667"},
		{"1", "8", "0.125"},
		{"100", "4", "25"},
		{"0", "7", "0"},
		{"0.00000001", "2", "0.00000001"},
		{"-0.00000001", "2", "-0.00000001"},
		{"0.00000001", "2.0001", "0"},
		{"22", "7", "3.14285714"},
	}
	for _, tt := range tests {
		got := Divide(decimal.RequireFromString(tt.num), decimal.RequireFromString(tt.den))
		if Text(got) != tt.want {
			t.Errorf("Divide(%s, %s) = %s, want %s", tt.num, tt.den, Text(got), tt.want)
		}
	}
}

// The ratio is rounded once: of numbers that no float64 holds, and of a quotient half
// way between two of them.
func TestRatio(t *testing.T) {
	tests := []struct {
		num, den string
		want     float64
	}{
		{"1", "3", 1.0 / 3},
		{"-0.1", "0.3", -1.0 / 3},
		{"0", "5", 0},
		{"9007199254740993", "1", 9007199254740992}, // 2^53 + 1, half way: to even
		{"9007199254740995", "1", 9007199254740996},
		{"90071992547409930000000001", "10000000000", 9007199254740994},
		{"1e34", "1e-34", 1e68},
	}
	for _, tt := range tests {
		if got := Ratio(decimal.RequireFromString(tt.num), decimal.RequireFromString(tt.den)); got != tt.want {
			t.Errorf("Ratio(%s, %s) = %v, want %v", tt.num, tt.den, got, tt.want)
		}
	}
}

// No figure and no text depends on a variable of the decimal package.
func TestHostVariables(t *testing.T) {
	division, trim, scientific := decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.UseScientificNotation
	defer func() {
		decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.UseScientificNotation = division, trim, scientific
	}()
	decimal.DivisionPrecision, decimal.TrimTrailingZeros, decimal.UseScientificNotation = -3, !trim, !scientific
	a, err := Parse("1200.50")
	if err != nil {
		t.Fatal(err)
	}
	var s Sum
	s.Add(a)
	s.Add(decimal.New(1, 30))
	s.Add(decimal.New(-1, 30))
	if text := Text(Divide(s.Value(), decimal.NewFromInt(7))); text != "171.5" {
		t.Errorf("1200.50 / 7 = %s, want 171.5", text)
	}
	if r := Ratio(a, decimal.NewFromInt(7)); r != 171.5 {
		t.Errorf("Ratio = %v, want 171.5", r)
	}
}
