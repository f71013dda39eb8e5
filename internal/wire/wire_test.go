package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

// Word is a text that is written in capitals, and read from them.
type Word string

func (w Word) MarshalText() ([]byte, error) {
	if w == "bad" {
		return nil, fault.Invalid("word is bad")
	}
	return []byte(strings.ToUpper(string(w))), nil
}

func (w *Word) UnmarshalText(text []byte) error {
	if string(text) == "BAD" {
		return fault.Invalid("word is bad")
	}
	if string(text) == "FOREIGN" {
		return errors.New("an error of another package, with the text FOREIGN")
	}
	*w = Word(strings.ToLower(string(text)))
	return nil
}

// Pair is a struct with its own JSON form, of a kind that has none here.
type Pair map[string]int

func (p Pair) MarshalJSON() ([]byte, error) {
	if len(p) > 1 {
		return nil, fault.Invalid("pair has too many")
	}
	return fmt.Appendf(nil, `"%d"`, len(p)), nil
}

func (p *Pair) UnmarshalJSON(data []byte) error {
	if len(data) != 3 {
		return fault.Invalid("pair is not one digit")
	}
	*p = Pair{string(data[1:2]): 1}
	return nil
}

// Written only has a method to encode, Read one to decode.
type Written struct {
	N int `json:"n"`
}

func (w Written) MarshalJSON() ([]byte, error) { return json.Marshal([]int{w.N}) }

type Read struct {
	N int `json:"n"`
}

func (r *Read) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &r.N) }

// Maybe is zero by its own account.
type Maybe struct {
	Set   bool    `json:"set"`
	Value float64 `json:"value"`
}

func (m *Maybe) IsZero() bool { return !m.Set }

type Inner struct {
	Low  float64 `json:"low"`
	High float64 `json:"high,omitzero"`
}

// Every has a field of each kind.
type Every struct {
	Bool     bool            `json:"bool"`
	Int      int             `json:"int"`
	Small    int8            `json:"small,omitempty"`
	Large    int64           `json:"large"`
	Uint     uint16          `json:"uint"`
	Float    float64         `json:"float"`
	Text     string          `json:"text"`
	Word     Word            `json:"word,omitzero"`
	At       time.Time       `json:"at,omitzero"`
	Amount   decimal.Decimal `json:"amount"`
	Wait     time.Duration   `json:"wait_seconds"`
	Pair     Pair            `json:"pair,omitzero"`
	Written  Written         `json:"written"`
	Read     Read            `json:"read"`
	Maybe    Maybe           `json:"maybe,omitzero"`
	Inner    Inner           `json:"inner"`
	Texts    []string        `json:"texts,omitempty"`
	Lists    [][]int         `json:"lists"`
	Inners   []Inner         `json:"inners,omitempty"`
	Array    [2]int64        `json:"array"`
	Pointer  *Inner          `json:"pointer,omitempty"`
	Nothing  *int            `json:"nothing,omitempty"`
	Hidden   string          `json:"-"`
	internal int
}

// Loose is Every with keys that may all be absent.
type Loose struct {
	Bool     bool            `json:"bool,omitzero"`
	Int      int             `json:"int,omitzero"`
	Small    int8            `json:"small,omitempty"`
	Large    int64           `json:"large,omitzero"`
	Uint     uint16          `json:"uint,omitzero"`
	Float    float64         `json:"float,omitzero"`
	Text     string          `json:"text,omitzero"`
	Word     Word            `json:"word,omitzero"`
	At       time.Time       `json:"at,omitzero"`
	Amount   decimal.Decimal `json:"amount,omitzero"`
	Wait     time.Duration   `json:"wait_seconds,omitzero"`
	Pair     Pair            `json:"pair,omitzero"`
	Written  Written         `json:"written,omitzero"`
	Read     Read            `json:"read,omitzero"`
	Maybe    Maybe           `json:"maybe,omitzero"`
	Inner    Inner           `json:"inner,omitzero"`
	Texts    []string        `json:"texts,omitempty"`
	Lists    [][]int         `json:"lists,omitempty"`
	Inners   []Inner         `json:"inners,omitempty"`
	Array    [2]int64        `json:"array,omitzero"`
	Pointer  *Inner          `json:"pointer,omitempty"`
	Nothing  *int            `json:"nothing,omitempty"`
	Hidden   string          `json:"-"`
	internal int
}

const everyText = `{"bool":true,"int":-5,"small":7,"large":9223372036854775807,"uint":65535,"float":0.25,"text":"a\u003cb \"é\"",` +
	`"word":"HELLO","at":"2026-11-16T09:30:00.5Z","amount":"12.5","wait_seconds":"90.000000001","pair":"1","written":[3],` +
	`"read":{"n":4},"maybe":{"set":true,"value":1e+21},"inner":{"low":1e-7},"texts":["x","y"],"lists":[[1,2],[]],` +
	`"inners":[{"low":1,"high":2}],"array":[3,4],"pointer":{"low":5}}`

func every() Every {
	return Every{
		Bool: true, Int: -5, Small: 7, Large: math.MaxInt64, Uint: 65535, Float: .25, Text: `a<b "é"`, Word: "hello",
		At: time.Date(2026, 11, 16, 9, 30, 0, 5e8, time.UTC), Amount: decimal.New(125, -1), Wait: 90*time.Second + 1, Pair: Pair{"x": 1},
		Written: Written{3}, Read: Read{4}, Maybe: Maybe{true, 1e21}, Inner: Inner{Low: 1e-7}, Texts: []string{"x", "y"},
		Lists: [][]int{{1, 2}, nil}, Inners: []Inner{{1, 2}}, Array: [2]int64{3, 4}, Pointer: &Inner{Low: 5}, Hidden: "hidden", internal: 1,
	}
}

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

func TestDecode(t *testing.T) {
	oslo := time.FixedZone("", 3600)
	tests := []struct {
		name, in string
		want     Every
	}{
		{"nothing", `{}`, Every{}},
		{"blanks", " \t\r\n{ \"int\" : 5 ,\n\"lists\" : [ [ 1 , 2 ] , [ ] ] } \n", Every{Int: 5, Lists: [][]int{{1, 2}, nil}}},
		{"empty lists", `{"texts":[],"lists":[],"inners":[ ]}`, Every{}},
		{"escapes", `{"\u0069nt":5,"text":"\u00e9\ud83d\ude00\/\n","word":"HE\u004cLO","amount":"1\u0030","texts":["\"],[{"]}`,
			Every{Int: 5, Text: "é\U0001f600/\n", Word: "hello", Amount: decimal.New(1, 1), Texts: []string{`"],[{`}}},
		{"invalid UTF-8", "{\"text\":\"hi\xff\"}", Every{Text: "hi\ufffd"}},
		{"half a pair", `{"text":"\ud800"}`, Every{Text: "\ufffd"}},
		{"numbers", `{"int":-0,"small":-128,"uint":0,"float":-1.5e3,"large":-9223372036854775808}`,
			Every{Small: -128, Float: -1500, Large: math.MinInt64}},
		{"whole float", `{"float":12}`, Every{Float: 12}},
		{"zone", `{"at":"2026-11-16T09:30:00+01:00"}`, Every{At: time.Date(2026, 11, 16, 9, 30, 0, 0, oslo)}},
		{"amounts", `{"amount":"-12.50e3","wait_seconds":"0.000000001"}`, Every{Amount: decimal.New(-125, 2), Wait: 1}},
		{"longest", `{"wait_seconds":"9223372036.854775806"}`, Every{Wait: math.MaxInt64 - 1}},
		{"pointer", `{"pointer":{"low":0},"nothing":5}`, Every{Pointer: &Inner{}, Nothing: ptr(5)}},
		{"amounts as numbers", `{"amount":-0.1000000000000000000000000000000001e3,"wait_seconds":90.000000001}`,
			Every{Amount: decimal.RequireFromString("-100.0000000000000000000000000000001"), Wait: 90*time.Second + 1}},
		{"zeros as numbers", `{"amount":0,"wait_seconds":-0.0}`, Every{}},
		{"own", `{"pair":"7","written":{"n":3},"read":4}`, Every{Pair: Pair{"7": 1}, Written: Written{3}, Read: Read{4}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got Loose
			keys, err := wire.Decode([]byte(tt.in), "every", &got)
			if err != nil || keys.Null() {
				t.Fatalf("Decode(%s) = %v, %v", tt.in, keys.Null(), err)
			}
			if diff := cmp.Diff(tt.want, Every(got), cmp.AllowUnexported(Every{})); diff != "" {
				t.Errorf("Decode(%s) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

func TestKeys(t *testing.T) {
	var v Loose
	keys, err := wire.Decode([]byte(`{"int":0,"text":"","lists":[]}`), "every", &v)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"int": true, "text": true, "lists": true, "float": false, "bool": false, "no": false, "": false} {
		if got := keys.Has(key); got != want {
			t.Errorf("Has(%q) = %t, want %t", key, got, want)
		}
	}
	v.Int = 5
	for _, null := range []string{`null`, " \nnull\t"} {
		keys, err := wire.Decode([]byte(null), "every", &v)
		if err != nil || !keys.Null() || keys.Has("int") || v.Int != 5 {
			t.Errorf("Decode(%q) = %t, %v, into %d", null, keys.Null(), err, v.Int)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	const (
		kind   = "has a value of another kind"
		whole  = "wants a whole number"
		amount = `wants a number, or a text such as "12.50"`
		at     = `wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`
		beyond = "is too large, or too small"
	)
	tests := []struct{ in, text string }{
		{``, "is not a JSON object"},
		{" \n", "is not a JSON object"},
		{`[]`, "is not a JSON object"},
		{`5`, "is not a JSON object"},
		{`"{}"`, "is not a JSON object"},
		{`nul`, "is not a JSON object"},
		{`nulll`, "is not a JSON object"},
		{`null x`, "is not a JSON object"},
		{"\ufeff{}", "is not a JSON object"},
		{"\x00", "is not a JSON object"},
		{"\v{}", "is not a JSON object"},
		{`{`, "is not valid JSON"},
		{`{,}`, "is not valid JSON"},
		{`{"`, "is not valid JSON"},
		{`{"int`, "is not valid JSON"},
		{`{"int\`, "is not valid JSON"},
		{`{"int"`, "is not valid JSON"},
		{`{"int" 5}`, "is not valid JSON"},
		{`{"int":`, "is not valid JSON"},
		{`{"int":}`, "is not valid JSON"},
		{`{"int":5`, "is not valid JSON"},
		{`{"int":5,`, "is not valid JSON"},
		{`{"int":5,}`, "is not valid JSON"},
		{`{"int":5,,"bool":true}`, "is not valid JSON"},
		{`{"int":5 "bool":true}`, "is not valid JSON"},
		{`{"int":5]`, "is not valid JSON"},
		{`{"int":05}`, "is not valid JSON"},
		{`{"int":+5}`, "is not valid JSON"},
		{`{"int":-}`, "is not valid JSON"},
		{`{"int":5.}`, "is not valid JSON"},
		{`{"int":0x5}`, "is not valid JSON"},
		{`{"float":NaN}`, "is not valid JSON"},
		{`{"float":1_0}`, "is not valid JSON"},
		{`{"bool":tru}`, "is not valid JSON"},
		{`{"bool":True}`, "is not valid JSON"},
		{`{"text":"\x"}`, "is not valid JSON"},
		{"{\"text\":\"\n\"}", "is not valid JSON"},
		{`{"text":"\u12"}`, "is not valid JSON"},
		{`{"text":'a'}`, "is not valid JSON"},
		{`{"lists":[[1,2}]}`, "is not valid JSON"},
		{`{"lists":[[1,]]}`, "is not valid JSON"},
		{`{"lists":[[1] [2]]}`, "is not valid JSON"},
		{`{"inner":{"low" 5}}`, "is not valid JSON"},
		{`{"inner":{"low":5}`, "is not valid JSON"},
		{`{int:5}`, "is not valid JSON"},
		{`{1:2}`, "is not valid JSON"},
		{`{null:2}`, "is not valid JSON"},
		{"{\"int\":\u00a05}", "is not valid JSON"},
		{`{"int":/**/5}`, "is not valid JSON"},
		{`{}x`, "has text after its end"},
		{`{"int":5}{}`, "has text after its end"},
		{`{"int":5},`, "has text after its end"},
		{"{}\x00", "has text after its end"},
		{`{"secret":5}`, "has an unknown key"},
		{`{"secret":`, "has an unknown key"},
		{`{"":5}`, "has an unknown key"},
		{`{"Int":5}`, "has an unknown key"},
		{`{"int ":5}`, "has an unknown key"},
		{`{"\u0000int":5}`, "has an unknown key"},
		{"{\"int\xff\":5}", "has an unknown key"},
		{`{"hidden":"x"}`, "has an unknown key"},
		{`{"Hidden":"x"}`, "has an unknown key"},
		{`{"internal":5}`, "has an unknown key"},
		{`{"-":5}`, "has an unknown key"},
		{`{"int":5,"int":5}`, `has the key "int" twice`},
		{`{"int":5,"\u0069nt":5}`, `has the key "int" twice`},
		{`{"inner":{"secret":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"Low":5}}`, `"inner" has an unknown key`},
		{`{"inner":{"low":5,"low":5}}`, `"inner" has the key "low" twice`},
		{`{"inners":[{"low":1},{"secret":5}]}`, `"inners[1]" has an unknown key`},
		{`{"inners":[{"low":"secret"}]}`, `"inners[0].low" wants a number`},
		{`{"inners":[[]]}`, `"inners[0]" wants an object`},
		{`{"inner":[]}`, `"inner" wants an object`},
		{`{"inner":"secret"}`, `"inner" wants an object`},
		{`{"bool":"true"}`, `"bool" wants true or false`},
		{`{"bool":1}`, `"bool" wants true or false`},
		{`{"int":5.0}`, `"int" ` + whole},
		{`{"int":5e0}`, `"int" ` + whole},
		{`{"int":"5"}`, `"int" ` + whole},
		{`{"int":true}`, `"int" ` + whole},
		{`{"int":[5]}`, `"int" ` + whole},
		{`{"int":{}}`, `"int" ` + whole},
		{`{"int":9223372036854775808}`, `"int" ` + beyond},
		{`{"int":` + strings.Repeat("9", 100_000) + `}`, `"int" ` + beyond},
		{`{"small":128}`, `"small" ` + beyond},
		{`{"uint":-1}`, `"uint" ` + whole + " from 0"},
		{`{"uint":65536}`, `"uint" ` + beyond},
		{`{"float":"5"}`, `"float" wants a number`},
		{`{"float":1e400}`, `"float" ` + beyond},
		{`{"text":5}`, `"text" wants a text`},
		{`{"text":["secret"]}`, `"text" wants a text`},
		{`{"word":5}`, `"word" wants a text`},
		{`{"word":"FOREIGN"}`, `"word" ` + kind},
		{`{"at":"2026-11-16"}`, `"at" ` + at},
		{`{"at":5}`, `"at" ` + at},
		{`{"amount":true}`, `"amount" ` + amount},
		{`{"amount":[5]}`, `"amount" ` + amount},
		{`{"amount":{}}`, `"amount" ` + amount},
		{`{"wait_seconds":false}`, `"wait_seconds" wants seconds, as a number or as a text such as "90.5"`},
		{`{"read":"secret"}`, `"read" ` + kind},
		{`{"texts":"secret"}`, `"texts" wants a list`},
		{`{"texts":{"0":"secret"}}`, `"texts" wants a list`},
		{`{"texts":["x",5]}`, `"texts[1]" wants a text`},
		{`{"lists":[1]}`, `"lists[0]" wants a list`},
		{`{"lists":[[],[1,2.5]]}`, `"lists[1][1]" wants a whole number`},
		{`{"array":5}`, `"array" wants a list`},
		{`{"array":["x",2]}`, `"array[0]" wants a whole number`},
		{`{"array":[]}`, `"array" has too few elements`},
		{`{"array":[1]}`, `"array" has too few elements`},
		{`{"array":[1,2,3]}`, `"array" has too many elements`},
		{`{"array":[1,2` + strings.Repeat(",3", 100_000) + `]}`, `"array" has too many elements`},
		{`{"pointer":5}`, `"pointer" wants an object`},
		{`{"nothing":"x"}`, `"nothing" wants a whole number`},
		{`{"word":"BAD"}`, `"word": word is bad`},
		{`{"pair":"secret"}`, `"pair": pair is not one digit`},
		{`{"int":null}`, `"int" is null`},
		{`{"int":null,"int":5}`, `"int" is null`},
		{`{"at":null}`, `"at" is null`},
		{`{"pair": null }`, `"pair" is null`},
		{`{"pointer":null}`, `"pointer" is null`},
		{`{"inner":{"low":null}}`, `"inner.low" is null`},
		{`{"inners":[{"low":1},{"low":1,"high":null}]}`, `"inners[1].high" is null`},
		{`{"texts":["x",null]}`, `"texts[1]" is null`},
		{`{"lists":[[1],[2,null]]}`, `"lists[1][1]" is null`},
		{`{"lists":[null]}`, `"lists[0]" is null`},
		{`{"array":[null,2]}`, `"array[0]" is null`},
		{`{"inners":[null]}`, `"inners[0]" is null`},
		{`{"inner":{}}`, `"inner" has no "low"`},
		{`{"inner":{"high":2}}`, `"inner" has no "low"`},
		{`{"pointer":{ }}`, `"pointer" has no "low"`},
		{`{"inners":[{"low":1},{}]}`, `"inners[1]" has no "low"`},
		{`{"amount":1e35}`, `"amount": amount has an exponent outside -34..34`},
		{`{"amount":1e500000000}`, `"amount": amount has an exponent that is not a whole number in -68..68`},
		{`{"amount":` + strings.Repeat("1", 100_000) + `}`, `"amount": amount is longer than 80 bytes`},
		{`{"wait_seconds":-1}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"amount":"to hid"}`, `"amount": amount is not a decimal number`},
		{`{"amount":""}`, `"amount": amount has no digits`},
		{`{"amount":" 5"}`, `"amount": amount is not a decimal number`},
		{"{\"amount\":\"5\xff\"}", `"amount": amount is not a decimal number`},
		{`{"amount":"1e500000000"}`, `"amount": amount has an exponent that is not a whole number in -68..68`},
		{`{"amount":"` + strings.Repeat("1", 100_000) + `"}`, `"amount": amount is longer than 80 bytes`},
		{`{"wait_seconds":"x"}`, `"wait_seconds": amount is not a decimal number`},
		{`{"wait_seconds":"-1"}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"wait_seconds":"0.0000000001"}`, `"wait_seconds": duration is negative, or no whole number of nanoseconds`},
		{`{"wait_seconds":"9223372036.854775807"}`, `"wait_seconds": duration is 292 years or more`},
		{`{"wait_seconds":"1e34"}`, `"wait_seconds": duration is 292 years or more`},
	}
	for _, tt := range tests {
		t.Run(tt.in[:min(len(tt.in), 50)], func(t *testing.T) {
			var v Loose
			keys, err := wire.Decode([]byte(tt.in), "every", &v)
			if err == nil || !keys.Null() {
				t.Fatalf("Decode = %t, %v, want an error", keys.Null(), err)
			}
			want := tt.text
			switch {
			case strings.HasPrefix(want, `"`):
				want = "cx: every: " + want
			default:
				want = "cx: every " + want
			}
			if err.Error() != want || !errors.Is(err, fault.ErrInvalid) {
				t.Errorf("Decode: error %q, want %q", err, want)
			}
		})
	}
}

// An object has each key whose tag does not say that it may be left out.
func TestDecode_required(t *testing.T) {
	type row struct {
		First  int             `json:"first"`
		Maybe  int             `json:"maybe,omitzero"`
		Amount decimal.Decimal `json:"amount"`
		Inner  Inner           `json:"inner"`
		Inners []Inner         `json:"inners,omitempty"`
	}
	const whole = `{"first":0,"amount":0,"inner":{"low":0}}`
	var v row
	if _, err := wire.Decode([]byte(whole), "row", &v); err != nil {
		t.Errorf("Decode(%s): %v", whole, err)
	}
	for in, text := range map[string]string{
		`{}`:                                `cx: row has no "first"`,
		`{"maybe":1}`:                       `cx: row has no "first"`,
		`{"first":1}`:                       `cx: row has no "amount"`,
		`{"amount":"1","first":1}`:          `cx: row has no "inner"`,
		`{"inner":{"low":0},"amount":"1"}`:  `cx: row has no "first"`,
		`{"first":0,"amount":0,"inner":{}}`: `cx: row: "inner" has no "low"`,
		`{"first":0,"amount":0,"inner":{"low":0},"inners":[{"low":1},{"high":1}]}`: `cx: row: "inners[1]" has no "low"`,
	} {
		if _, err := wire.Decode([]byte(in), "row", new(row)); !errors.Is(err, fault.ErrInvalid) || err.Error() != text {
			t.Errorf("Decode(%s): error %v, want %s", in, err, text)
		}
	}
}

// The error of a method keeps what is behind it, and gets the place in the whole.
func TestDecode_wrapped(t *testing.T) {
	var v struct {
		Rows []Deep `json:"rows"`
	}
	_, err := wire.Decode([]byte(`{"rows":[{"n":1},{"n":-1}]}`), "whole", &v)
	var own *ownError
	if !errors.As(err, &own) || !errors.Is(err, fault.ErrInvalid) || err.Error() != `cx: whole: "rows[1]": deep: n is negative` {
		t.Errorf("Decode: error %v, of %T", err, err)
	}
	v.Rows = nil
	_, err = wire.Decode([]byte(`{"rows":[{"n":1},{"m":-1}]}`), "whole", &v)
	if !errors.Is(err, fault.ErrInvalid) || err.Error() != `cx: whole: "rows[1]": deep has an unknown key` {
		t.Errorf("Decode: error %v, of %T", err, err)
	}
}

// Deep is a struct that decodes itself, and refuses negative numbers in its own way.
type Deep struct {
	N int `json:"n"`
}

func (d *Deep) UnmarshalJSON(data []byte) error {
	if _, err := wire.Decode(data, "deep", d); err != nil {
		return err
	}
	if d.N < 0 {
		return &ownError{}
	}
	return nil
}

type ownError struct{}

func (*ownError) Error() string { return "cx: deep: n is negative" }

func (*ownError) Unwrap() error { return fault.ErrInvalid }

// No depth of brackets and no length of a text does harm: an input takes memory in
// proportion to its length.
func TestDecodeDeep(t *testing.T) {
	const million = 1 << 20
	for _, value := range []string{
		strings.Repeat("[", million), strings.Repeat("{", million), strings.Repeat("]", million), strings.Repeat(`{"low":`, million/8),
		strings.Repeat("[", million/2) + strings.Repeat("]", million/2), strings.Repeat("[{", million), strings.Repeat(`"`, million),
		strings.Repeat(`\`, million), `"` + strings.Repeat(`\`, million), strings.Repeat("-", million), strings.Repeat("[[1],", million/8),
	} {
		for _, key := range []string{"int", "float", "text", "word", "amount", "at", "inner", "lists", "array", "pointer", "pair", "read"} {
			for _, end := range []string{"", "}"} {
				var (
					v    Loose
					err  error
					data = []byte(`{"` + key + `":` + value + end)
				)
				bytes := allocated(func() { _, err = wire.Decode(data, "every", &v) })
				if !errors.Is(err, fault.ErrInvalid) || len(err.Error()) > 100 {
					t.Errorf("%s of %.10s…: %.100v", key, value, err)
				}
				if most := uint64(16*len(data) + 1<<16); bytes > most {
					t.Errorf("%s of %.10s… takes %d bytes, want at most %d", key, value, bytes, most)
				}
			}
		}
	}
}

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Where encoding/json takes an object, its value is that of Decode, except for what
// is refused. Where Decode takes one, so does encoding/json.
func FuzzDecode(f *testing.F) {
	type form struct {
		Int   int             `json:"int"`
		Small int8            `json:"small,omitzero"`
		Uint  uint64          `json:"uint,omitzero"`
		Float float64         `json:"float,omitzero"`
		Bool  bool            `json:"bool,omitzero"`
		Text  string          `json:"text,omitempty"`
		At    time.Time       `json:"at,omitzero"`
		Inner *Inner          `json:"inner,omitempty"`
		Lists [][]int64       `json:"lists,omitempty"`
		Texts []string        `json:"texts,omitempty"`
		Raw   json.RawMessage `json:"raw,omitempty"`
	}
	for _, seed := range []string{
		`{}`, `null`, `{"int":1}`, `{"int":1,"small":-1,"uint":1,"float":1.5e-9,"bool":true,"text":"a\u0062<","at":"2026-11-16T09:30:00Z"}`,
		`{"int":0,"inner":{"low":1,"high":3},"lists":[[1],[],[2,3]],"texts":["a","é\""],"raw":{"any":[1, 2,{"x":null}]}}`,
		`{"raw":[[[[]]]],"int":5,"int":6}`, `{"int":0,"text":"\ud800","texts":[]} x`, `{"int":0,"float":-0.0}`, `{"int":0,"lists":[null]}`, `{"int":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want form
		keys, err := wire.Decode(data, "form", &got)
		jsonErr := json.Unmarshal(data, &want)
		if err != nil {
			if !errors.Is(err, fault.ErrInvalid) || !strings.HasPrefix(err.Error(), "cx: form") || len(err.Error()) > 100 {
				t.Errorf("error %q", err)
			}
			return
		}
		if jsonErr != nil {
			t.Fatalf("%q is taken, but by encoding/json: %v", data, jsonErr)
		}
		if keys.Null() {
			return
		}
		// An empty list is written as one, whether it is nil or not.
		for i, list := range want.Lists {
			if list == nil {
				want.Lists[i] = []int64{}
			}
		}
		if string(want.Raw) == "null" {
			want.Raw = nil
		}
		text, err := wire.Encode(&got)
		if err != nil {
			t.Fatal(err)
		}
		got.Raw, want.Raw = nil, nil
		plain, err := wire.Encode(&got)
		if err != nil {
			t.Fatal(err)
		}
		expected, err := json.Marshal(want)
		if err != nil || string(plain) != string(expected) {
			t.Errorf("%q is encoded as %s, by encoding/json as %s, %v", data, plain, expected, err)
		}
		var again form
		if _, err := wire.Decode(text, "form", &again); err != nil {
			t.Errorf("%s, the encoding of %q: %v", text, data, err)
		}
	})
}

// tagged returns a field with the key n. go vet would not have such a struct written.
func tagged(name, path string) reflect.StructField {
	return reflect.StructField{Name: name, PkgPath: path, Type: reflect.TypeFor[int](), Tag: `json:"n"`}
}

func TestTypes(t *testing.T) {
	type (
		list  []list
		cycle struct {
			Next *cycle `json:"next"`
		}
		around struct {
			Rows []around `json:"rows"`
		}
		nested struct {
			Inner struct {
				Bad any `json:"bad"`
			} `json:"inner"`
		}
		large struct {
			Array [3]Every `json:"array"`
		}
	)
	tests := []struct {
		name string
		v    any
		text string // "" for a type that has a form
	}{
		{"all kinds", Every{}, ""},
		{"arrays of structs", large{}, ""},
		{"map", struct {
			M map[string]int `json:"m"`
		}{}, "map[string]int has no JSON form"},
		{"interface", struct {
			V any `json:"v"`
		}{}, "interface {} has no JSON form"},
		{"channel", struct {
			C chan int `json:"c"`
		}{}, "chan int has no JSON form"},
		{"function", struct {
			F func() `json:"f"`
		}{}, "func() has no JSON form"},
		{"complex", struct {
			C []complex128 `json:"c"`
		}{}, "complex128 has no JSON form"},
		{"float32", struct {
			F float32 `json:"f"`
		}{}, "float32 has no JSON form"},
		{"uintptr", struct {
			U uintptr `json:"u"`
		}{}, "uintptr has no JSON form"},
		{"bytes", struct {
			B []byte `json:"b"`
		}{}, "base64"},
		{"pointer to a pointer", struct {
			P **int `json:"p"`
		}{}, "holds pointers"},
		{"pointer that may be null", struct {
			P *int `json:"p"`
		}{}, "would be null"},
		{"list of pointers", struct {
			P []*int `json:"p"`
		}{}, "holds pointers"},
		{"list of itself", struct {
			L list `json:"l"`
		}{}, "within itself"},
		{"struct within itself", cycle{}, "within itself"},
		{"rows within themselves", around{}, "within itself"},
		{"deep inside", nested{}, "interface {} has no JSON form"},
		{"no tag", struct{ N int }{}, "no key"},
		{"no key", struct {
			N int `json:",omitzero"`
		}{}, "no key"},
		{"capital", struct {
			N int `json:"userName"`
		}{}, "no key in lower_snake_case"},
		{"blank", struct {
			N int `json:"a b"`
		}{}, "no key in lower_snake_case"},
		{"option", struct {
			N int `json:"n,string"`
		}{}, "option"},
		{"options", struct {
			N int `json:"n,omitzero,omitempty"`
		}{}, "option"},
		{"omitempty of a struct", struct {
			I Inner `json:"i,omitempty"`
		}{}, "omits no struct"},
		{"one key twice", reflect.Zero(reflect.StructOf([]reflect.StructField{tagged("A", ""), tagged("B", "")})).Interface(), "key of another field"},
		{"duration", struct {
			Wait time.Duration `json:"wait"`
		}{}, "does not end in seconds"},
		{"embedded", struct{ Inner }{}, "embedded"},
		{"embedded with a key", struct {
			Inner `json:"inner"`
		}{}, "embedded"},
		{"not exported", reflect.Zero(reflect.StructOf([]reflect.StructField{tagged("n", "wire_test")})).Interface(), "not exported"},
		{"only to encode", struct {
			V onlyWritten `json:"v"`
		}{}, "has no JSON form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := reflect.New(reflect.TypeOf(tt.v)).Interface()
			for range 2 { // the second time it is known
				text, err := wire.Encode(p)
				if (err == nil) != (tt.text == "") || err != nil && (text != nil || !strings.Contains(err.Error(), tt.text)) {
					t.Fatalf("Encode = %s, %v, want the error %q", text, err, tt.text)
				}
			}
			if tt.text == "" {
				return
			}
			if _, err := wire.Decode([]byte(`{}`), "it", p); err == nil {
				t.Error("Decode: no error")
			}
		})
	}
}

// onlyWritten can be encoded, and not decoded.
type onlyWritten func()

func (onlyWritten) MarshalJSON() ([]byte, error) { return []byte(`0`), nil }

func TestMaxFields(t *testing.T) {
	for _, n := range []int{64, 65} {
		var fields []reflect.StructField
		for i := range n {
			fields = append(fields, reflect.StructField{
				Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[int](), Tag: reflect.StructTag(fmt.Sprintf(`json:"f%d,omitzero"`, i)),
			})
		}
		v := reflect.New(reflect.StructOf(fields)).Interface()
		keys, err := wire.Decode([]byte(`{"f63":1}`), "it", v)
		if (err == nil) != (n == 64) || keys.Has("f63") != (n == 64) || keys.Has("f62") {
			t.Errorf("%d fields: %t, %v", n, keys.Has("f63"), err)
		}
	}
}

// What is no pointer to a struct is an error, not a panic.
func TestTarget(t *testing.T) {
	for _, v := range []any{nil, 5, Every{}, ptr(5), ptr([]int{}), (*Every)(nil), ptr(&Every{})} {
		if text, err := wire.Encode(v); err == nil || text != nil {
			t.Errorf("Encode(%T) = %s, %v, want an error", v, text, err)
		}
		if _, err := wire.Decode([]byte(`{}`), "it", v); err == nil {
			t.Errorf("Decode into a %T: no error", v)
		}
	}
}

// Encodings do not share memory, however large they are, and plans are made once,
// whoever comes first.
func TestConcurrent(t *testing.T) {
	type fresh struct {
		Text string   `json:"text"`
		List []string `json:"list,omitempty"`
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			v := fresh{Text: strings.Repeat(string(rune('a'+i)), 1<<(2*i))}
			want, _ := json.Marshal(v)
			first, err := wire.Encode(&v)
			for range 100 {
				again, _ := wire.Encode(&fresh{Text: "another"})
				if string(again) != `{"text":"another"}` {
					t.Errorf("Encode = %s", again)
				}
			}
			if err != nil || string(first) != string(want) {
				t.Errorf("Encode of %d bytes = %.50s, %v", len(v.Text), first, err)
			}
			var back fresh
			if _, err := wire.Decode(first, "fresh", &back); err != nil || back.Text != v.Text {
				t.Errorf("Decode = %.50s, %v", back.Text, err)
			}
		})
	}
	group.Wait()
}

func TestAmount(t *testing.T) {
	for in, want := range map[string]string{
		`"12.50"`: "12.5", ` 12.50 `: "12.5", `-0.1`: "-0.1", `1e2`: "100", `0`: "0", `"\u0031"`: "1", `1234567890123456789012345678901234`: "1234567890123456789012345678901234",
	} {
		if d, err := wire.Amount([]byte(in)); err != nil || !d.Equal(decimal.RequireFromString(want)) {
			t.Errorf("Amount(%s) = %v, %v, want %s", in, d, err, want)
		}
	}
	for _, in := range []string{``, ` `, `null`, `true`, `[1]`, `{}`, `"x"`, `1e99`, `"1e99"`, strings.Repeat("1", 1000)} {
		if d, err := wire.Amount([]byte(in)); err == nil || !d.IsZero() {
			t.Errorf("Amount(%.20s) = %v, %v, want an error", in, d, err)
		}
	}
}

func TestNullElement(t *testing.T) {
	for in, want := range map[string]int{
		`[]`: -1, `[ ]`: -1, `[1,2]`: -1, `{"a":null}`: -1, `null`: -1, ``: -1, `"[null]"`: -1, `[[null],"null",{"a":null}]`: -1, `[`: -1, `[1`: -1,
		`[null]`: 0, ` [ null ] `: 0, `[1, null, null]`: 1, `[[1,2],{"a":[]}, null]`: 2,
	} {
		if n, ok := wire.NullElement([]byte(in)); ok != (want >= 0) || ok && n != want {
			t.Errorf("NullElement(%s) = %d, %t, want %d", in, n, ok, want)
		}
	}
}
