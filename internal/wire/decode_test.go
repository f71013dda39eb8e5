package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
	"github.com/cxmetrics/cx/internal/wire"
)

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

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
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
