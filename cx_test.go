package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/house"
	"github.com/shopspring/decimal"
)

func TestParseRating(t *testing.T) {
	tests := []struct {
		name, in string
		want     int
	}{
		{"zero", "0", 0},
		{"one digit", "7", 7},
		{"two digits", "10", 10},
		{"negative", "-3", -3},
		{"negative zero", "-0", 0},
		{"leading zeros", "0000000009", 9},
		{"largest int32", "2147483647", math.MaxInt32},
		{"smallest int32", "-2147483648", math.MinInt32},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := cx.ParseRating(tt.in); err != nil || got != tt.want {
				t.Errorf("ParseRating(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
			}
		})
	}
}

func TestParseRatingRefuses(t *testing.T) {
	tests := []struct{ name, in, text string }{
		{"nothing", "", "cx: rating is not a whole number of 1 to 10 digits"},
		{"sign alone", "-", "cx: rating is not a whole number of 1 to 10 digits"},
		{"too long", "00000000001", "cx: rating is not a whole number of 1 to 10 digits"},
		{"very long", strings.Repeat("9", 1<<20), "cx: rating is not a whole number of 1 to 10 digits"},
		{"sign plus", "+5", "cx: rating is not a whole number in decimal digits"},
		{"two signs", "--5", "cx: rating is not a whole number in decimal digits"},
		{"sign at the end", "5-", "cx: rating is not a whole number in decimal digits"},
		{"leading blank", " 5", "cx: rating is not a whole number in decimal digits"},
		{"trailing blank", "5 ", "cx: rating is not a whole number in decimal digits"},
		{"carriage return", "5\r", "cx: rating is not a whole number in decimal digits"},
		{"fraction", "8.5", "cx: rating is not a whole number in decimal digits"},
		{"whole fraction", "8.0", "cx: rating is not a whole number in decimal digits"},
		{"comma", "8,5", "cx: rating is not a whole number in decimal digits"},
		{"exponent", "1e1", "cx: rating is not a whole number in decimal digits"},
		{"hexadecimal", "0x0A", "cx: rating is not a whole number in decimal digits"},
		{"underscore", "1_0", "cx: rating is not a whole number in decimal digits"},
		{"word", "ten", "cx: rating is not a whole number in decimal digits"},
		{"not a number", "NaN", "cx: rating is not a whole number in decimal digits"},
		{"Arabic digits", "٣", "cx: rating is not a whole number in decimal digits"},
		{"byte-order mark", "\ufeff5", "cx: rating is not a whole number in decimal digits"},
		{"above int32", "2147483648", "cx: rating 2147483648 is outside -2147483648..2147483647"},
		{"below int32", "-2147483649", "cx: rating -2147483649 is outside -2147483648..2147483647"},
		{"wraps to 10 in 32 bits", "4294967306", "cx: rating 4294967306 is outside -2147483648..2147483647"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ParseRating(tt.in)
			if got != 0 {
				t.Errorf("ParseRating(%.20q) = %v with an error, want 0", tt.in, got)
			}
			cxtest.Refuses(t, fmt.Sprintf("ParseRating(%.20q)", tt.in), err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("ParseRating(%.20q): error %q, want %q", tt.in, err, tt.text)
			}
		})
	}
}

func TestRatingFromFloat(t *testing.T) {
	tests := []struct {
		name string
		in   float64
		want int
	}{
		{"zero", 0, 0},
		{"negative zero", math.Copysign(0, -1), 0},
		{"whole", 9, 9},
		{"negative", -3, -3},
		{"largest int32", math.MaxInt32, math.MaxInt32},
		{"smallest int32", math.MinInt32, math.MinInt32},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := cx.RatingFromFloat(tt.in); err != nil || got != tt.want {
				t.Errorf("RatingFromFloat(%v) = %v, %v, want %v", tt.in, got, err, tt.want)
			}
		})
	}
}

func TestRatingFromFloatRefuses(t *testing.T) {
	const bounds = " is outside -2147483648..2147483647"
	tests := []struct {
		name string
		in   float64
		text string
	}{
		{"not a number", math.NaN(), "cx: rating is not a number"},
		{"half", 8.5, "cx: rating is not a whole number"},
		{"just below a whole", math.Nextafter(9, 0), "cx: rating is not a whole number"},
		{"just above a whole", math.Nextafter(9, 10), "cx: rating is not a whole number"},
		{"smallest positive", math.SmallestNonzeroFloat64, "cx: rating is not a whole number"},
		{"fraction past the bound", math.MaxInt32 + 0.5, "cx: rating is not a whole number"},
		{"above int32", math.MaxInt32 + 1, "cx: rating 2147483648" + bounds},
		{"below int32", math.MinInt32 - 1, "cx: rating -2147483649" + bounds},
		// Beyond int64 the error holds the nearest int64.
		{"two to the 63", 0x1p63, "cx: rating 9223372036854775807" + bounds},
		{"minus two to the 63", -0x1p63, "cx: rating -9223372036854775808" + bounds},
		{"largest float", math.MaxFloat64, "cx: rating 9223372036854775807" + bounds},
		{"infinity", math.Inf(1), "cx: rating 9223372036854775807" + bounds},
		{"minus infinity", math.Inf(-1), "cx: rating -9223372036854775808" + bounds},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.RatingFromFloat(tt.in)
			if got != 0 {
				t.Errorf("RatingFromFloat(%v) = %v with an error, want 0", tt.in, got)
			}
			cxtest.Refuses(t, fmt.Sprintf("RatingFromFloat(%v)", tt.in), err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("RatingFromFloat(%v): error %q, want %q", tt.in, err, tt.text)
			}
		})
	}
}

// moneyTexts holds amounts, and the coefficient and exponent of their one form: a
// coefficient that 10 does not divide, and exponent 0 for zero.
var moneyTexts = []struct {
	name, in    string
	coefficient string
	exponent    int32
}{
	{"whole", "576", "576", 0},
	{"cents", "1234.56", "123456", -2},
	{"trailing zero", "2.50", "25", -1},
	{"without it", "2.5", "25", -1},
	{"whole with zeros", "1200", "12", 2},
	{"exponent", "12e2", "12", 2},
	{"capital exponent", "12E2", "12", 2},
	{"exponent with sign", "12e+2", "12", 2},
	{"negative exponent", "12e-2", "12", -2},
	{"negative", "-0.05", "-5", -2},
	{"sign plus", "+7", "7", 0},
	{"no whole part", ".5", "5", -1},
	{"no fraction", "5.", "5", 0},
	{"leading zeros", "000.0700", "7", -2},
	{"zero", "0", "0", 0},
	{"negative zero", "-0.00", "0", 0},
	{"zero with an exponent", "0e-30", "0", 0},
	{"34 digits", "1234567890123456789012345678901234", "1234567890123456789012345678901234", 0},
	{"34 digits and zeros", "12345678901234567890123456789012340", "1234567890123456789012345678901234", 1},
	{"34 nines", strings.Repeat("9", 34), strings.Repeat("9", 34), 0},
	{"largest exponent", "1e34", "1", 34},
	{"smallest exponent", "1e-34", "1", -34},
	{"largest", strings.Repeat("9", 34) + "e34", strings.Repeat("9", 34), 34},
	{"largest written out", strings.Repeat("9", 34) + strings.Repeat("0", 34), strings.Repeat("9", 34), 34},
	{"80 bytes", strings.Repeat("0", 79) + "3", "3", 0},
}

func TestParseMoney(t *testing.T) {
	for _, tt := range moneyTexts {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ParseMoney(tt.in)
			if err != nil || got.Coefficient().String() != tt.coefficient || got.Exponent() != tt.exponent {
				t.Errorf("ParseMoney(%q) = %ve%d, %v, want %se%d",
					tt.in, got.Coefficient(), got.Exponent(), err, tt.coefficient, tt.exponent)
			}
		})
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	tests := []struct{ name, in string }{
		{"nothing", ""},
		{"sign alone", "-"},
		{"point alone", "."},
		{"sign and point", "+."},
		{"two signs", "--5"},
		{"sign at the end", "5-"},
		{"two points", "1.2.3"},
		{"comma", "12,50"},
		{"thousands", "1,234.50"},
		{"leading blank", " 5"},
		{"trailing newline", "5\n"},
		{"currency", "€5"},
		{"word", "five"},
		{"not a number", "NaN"},
		{"infinity", "Inf"},
		{"hexadecimal", "0x10"},
		{"underscore", "1_000"},
		{"Arabic digits", "٣"},
		{"exponent without digits", "5e"},
		{"exponent alone", "e5"},
		{"exponent with a point", "5e1.5"},
		{"two exponents", "5e1e1"},
		{"exponent bomb", "1e999999999"},
		{"exponent beyond int", "1e99999999999999"}, // does not wrap round
		{"35 digits", strings.Repeat("1", 35)},
		{"35 digits in as many bits as 34", "1" + strings.Repeat("0", 33) + "1"},
		{"35 digits with a point", "1." + strings.Repeat("1", 34)},
		{"exponent 35", "1e35"},
		{"exponent -35", "1e-35"},
		{"exponent 35 written out", "1" + strings.Repeat("0", 35)},
		{"exponent -35 written out", "0." + strings.Repeat("0", 34) + "1"},
		{"81 bytes", strings.Repeat("0", 80) + "3"},
		{"100,000 digits", strings.Repeat("3", 100_000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ParseMoney(tt.in)
			if !got.Equal(decimal.Decimal{}) {
				t.Errorf("ParseMoney(%.20q) = %v with an error, want 0", tt.in, got)
			}
			cxtest.Refuses(t, fmt.Sprintf("ParseMoney(%.20q)", tt.in), err, cx.ErrInvalid)
		})
	}
}

// No answer, text or encoding depends on a variable of the decimal package: of what the contracts
// decode, and of the results of their calls. The vectors are asked the same in internal/reference.
func TestHostileDecimals(t *testing.T) {
	ask := map[string]func() ([]any, error){}
	for _, tt := range moneyTexts {
		ask["ParseMoney of "+tt.in] = func() ([]any, error) {
			d, err := cx.ParseMoney(tt.in)
			return []any{d}, err
		}
	}
	for family, contract := range contracts() {
		c := contract(t)
		for _, codec := range c.Codecs {
			ask[family+": "+codec.Type] = func() ([]any, error) {
				v := reflect.New(codec.Of)
				err := v.Interface().(json.Unmarshaler).UnmarshalJSON([]byte(codec.State))
				return append(cxtest.Answers(v.Elem().Interface()), v.Elem().Interface()), err
			}
		}
		for _, call := range c.Calls {
			ask[family+": "+call.Func] = func() ([]any, error) {
				result, err := call.Do()
				if kind := reflect.TypeOf(result); kind == nil || kind.PkgPath() != house.ModulePath {
					return []any{result}, err
				}
				return append(cxtest.Answers(result), result), err
			}
		}
	}
	want := map[string][]any{}
	for name, f := range ask {
		answers, err := f()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want[name] = answers
	}
	cxtest.UnderHostileDecimals(t, func(t *testing.T) {
		for name, f := range ask {
			if got, err := f(); err != nil || !reflect.DeepEqual(got, want[name]) {
				t.Errorf("%s: %.500v, %v, want %.500v", name, got, err, want[name])
			}
		}
	})
}

// Exact figures are rounded once, to 8 places, half away from zero. The quotients
// by powers of 2 end exactly in the middle, at a 5 in the ninth place.
func TestRounding(t *testing.T) {
	rate, err := cx.Proportion{Count: 1, Base: 512}.Rate()
	cxtest.Exactly(t, "1/512", rate, err, "0.00195313") // 0.001953125
	rate, err = cx.Proportion{Count: 1, Base: 3}.Rate()
	cxtest.Exactly(t, "1/3", rate, err, "0.33333333")
	rate, err = cx.Proportion{Count: 2, Base: 3}.Rate()
	cxtest.Exactly(t, "2/3", rate, err, "0.66666667")

	s := cx.Scale{Min: -1, Max: 1, BottomMax: -1, TopMin: 1}
	low := cx.Ratings{Scale: s, Counts: [11]int64{1, 511}}
	mean, err := low.Mean()
	cxtest.Exactly(t, "mean -1/512", mean, err, "-0.00195313")
	net, err := cx.Ratings{Scale: s, Counts: [11]int64{1, 2047}}.NetBox(1)
	cxtest.Exactly(t, "net -100/2048", net, err, "-0.04882813") // -0.048828125
	net, err = cx.Ratings{Scale: s, Counts: [11]int64{0, 2047, 1}}.NetBox(1)
	cxtest.Exactly(t, "net 100/2048", net, err, "0.04882813")
}

func TestErrorRelations(t *testing.T) {
	all := []error{cx.ErrInvalid, cx.ErrMismatch, cx.ErrUndefined, cx.ErrNoData}
	for _, err := range all {
		cxtest.ErrorText(t, "sentinel", err)
		for _, target := range all {
			want := err == target || err == cx.ErrNoData && target == cx.ErrUndefined
			if got := errors.Is(err, target); got != want {
				t.Errorf("errors.Is(%v, %v) = %v, want %v", err, target, got, want)
			}
		}
	}
}

func TestRangeError(t *testing.T) {
	tests := []struct {
		name string
		err  cx.RangeError
		want string
	}{
		{"above", cx.RangeError{What: "NPS score", Got: 11, Min: 0, Max: 10}, "cx: NPS score 11 is outside 0..10"},
		{"below", cx.RangeError{What: "rating", Got: -1, Min: 1, Max: 5}, "cx: rating -1 is outside 1..5"},
		{
			"extremes", cx.RangeError{What: "rating", Got: math.MinInt64, Min: -1000, Max: math.MaxInt64},
			"cx: rating -9223372036854775808 is outside -1000..9223372036854775807",
		},
		{"zero", cx.RangeError{}, "cx:  0 is outside 0..0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("%#v.Error() = %q, want %q", tt.err, got, tt.want)
			}
			if !errors.Is(&tt.err, cx.ErrInvalid) || errors.Is(&tt.err, cx.ErrUndefined) {
				t.Errorf("%#v does not wrap ErrInvalid alone", tt.err)
			}
		})
	}
}

func TestRowError(t *testing.T) {
	outside := &cx.RangeError{What: "rating", Got: 6, Min: 1, Max: 5}
	tests := []struct {
		name string
		err  cx.RowError
		want string
		is   error
	}{
		{"zero", cx.RowError{}, "cx: row 0", nil},
		{"no cause", cx.RowError{Row: 7}, "cx: row 7", nil},
		{"range", cx.RowError{Row: 3, Err: outside}, "cx: row 3: rating 6 is outside 1..5", cx.ErrInvalid},
		{"sentinel", cx.RowError{Row: 1, Err: cx.ErrMismatch}, "cx: row 1: mismatch", cx.ErrMismatch},
		{"of a slice", cx.RowError{Of: "groups[1]", Row: 2, Err: outside}, "cx: groups[1][2]: rating 6 is outside 1..5", cx.ErrInvalid},
		{"of a slice, no cause", cx.RowError{Of: "map.touchpoints"}, "cx: map.touchpoints[0]", nil},
		{"foreign", cx.RowError{Row: 2, Err: io.ErrUnexpectedEOF}, "cx: row 2: unexpected EOF", io.ErrUnexpectedEOF},
		{"nested", cx.RowError{Row: 4, Err: &cx.RowError{Row: 5, Err: outside}}, "cx: row 4: row 5: rating 6 is outside 1..5", cx.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("%#v.Error() = %q, want %q", tt.err, got, tt.want)
			}
			if got := tt.err.Unwrap(); got != tt.err.Err {
				t.Errorf("%#v.Unwrap() = %v, want %v", tt.err, got, tt.err.Err)
			}
			if tt.is != nil && !errors.Is(&tt.err, tt.is) {
				t.Errorf("errors.Is(%v, %v) = false, want true", &tt.err, tt.is)
			}
			if tt.is == nil && errors.Is(&tt.err, cx.ErrInvalid) {
				t.Errorf("%v without a cause wraps ErrInvalid", &tt.err)
			}
		})
	}
	var target *cx.RangeError
	if err := error(&cx.RowError{Row: 3, Err: outside}); !errors.As(err, &target) || target != outside {
		t.Errorf("errors.As(%v) found %v, want %v", err, target, outside)
	}
}

func FuzzParseRating(f *testing.F) {
	for _, s := range []string{"", "0", "-0", "10", "+1", "--1", "8.5", "2147483648", "-2147483649", "00000000001", "٣"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^-?[0-9]{1,10}$`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := cx.ParseRating(s)
		want, ok := new(big.Int).SetString(s, 10)
		ok = ok && form.MatchString(s) && want.IsInt64() && int64(int32(want.Int64())) == want.Int64()
		if ok != (err == nil) {
			t.Fatalf("ParseRating(%q) = %v, %v", s, got, err)
		}
		if err != nil {
			cxtest.Refuses(t, "ParseRating", err, cx.ErrInvalid)
			return
		}
		if int64(got) != want.Int64() {
			t.Errorf("ParseRating(%q) = %v, want %v", s, got, want)
		}
		if again, err := cx.ParseRating(strconv.Itoa(got)); err != nil || again != got {
			t.Errorf("ParseRating of %v written again = %v, %v", got, again, err)
		}
	})
}

func FuzzRatingFromFloat(f *testing.F) {
	for _, v := range []float64{0, 9, 8.5, -3, 1e300, math.NaN(), math.Inf(1), math.MaxInt32, math.MinInt32 - 1} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		got, err := cx.RatingFromFloat(v)
		if err != nil {
			cxtest.Refuses(t, "RatingFromFloat", err, cx.ErrInvalid)
			return
		}
		if float64(got) != v {
			t.Errorf("RatingFromFloat(%v) = %v", v, got)
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, tt := range moneyTexts {
		f.Add(tt.in)
	}
	for _, s := range []string{"", "1e999999999", "12,50", "--1", "1.2.3", "5e1e1", "0x10", "1_0", "1/3"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := cx.ParseMoney(s)
		if err != nil {
			cxtest.Refuses(t, "ParseMoney", err, cx.ErrInvalid)
			return
		}
		if !form.MatchString(s) {
			t.Fatalf("ParseMoney(%q) = %v", s, got)
		}
		// The value, by the parser of another package.
		want, ok := new(big.Rat).SetString(s)
		if !ok || got.Rat().Cmp(want) != 0 {
			t.Errorf("ParseMoney(%q) = %v, want %v", s, got, want)
		}
		if got.NumDigits() > 34 || got.Exponent() < -34 || got.Exponent() > 34 {
			t.Errorf("ParseMoney(%q) = %v is outside its bound", s, got)
		}
		// One form for equal amounts, and a text that is read as the same value.
		again, err := cx.ParseMoney(fmt.Sprintf("%ve%d", got.Coefficient(), got.Exponent()))
		if err != nil || again.Exponent() != got.Exponent() || again.Coefficient().Cmp(got.Coefficient()) != 0 {
			t.Errorf("ParseMoney of %q written again = %v, %v", s, again, err)
		}
	})
}

func TestDistinct(t *testing.T) {
	keys := []any{"b", "a", "", 1, "a", nil, "b", "", nil, 1.0, math.NaN(), math.NaN(), []int{1}, []int{1}, [1]any{[]int{1}}, int8(1), 1}
	want := []int{0, 1, 2, 3, 5, 9, 10, 11, 12, 13, 14, 15} // what cannot be compared is no other row
	rows := make([]int, len(keys))
	for i := range rows {
		rows[i] = i
	}
	kept, dropped := cx.Distinct(rows, func(i *int) struct{ v any } { return struct{ v any }{keys[*i]} })
	if !slices.Equal(kept, want) || dropped != len(keys)-len(want) {
		t.Errorf("Distinct = %v, %d, want %v", kept, dropped, want)
	}
	if kept, dropped := cx.Distinct(rows, func(i *int) [2]struct{ half int } { return [2]struct{ half int }{{*i / 2}} }); len(kept) != 9 || dropped != 8 {
		t.Errorf("pairs: Distinct = %v, %d", kept, dropped)
	}
	if kept, dropped := cx.Distinct[int, string](rows, nil); kept != nil || dropped != len(rows) {
		t.Errorf("nil key: Distinct = %v, %d", kept, dropped)
	}
	if kept, dropped := cx.Distinct(rows[:0], func(i *int) int { return *i }); kept != nil || dropped != 0 {
		t.Errorf("no rows: Distinct = %v, %d", kept, dropped)
	}
}
