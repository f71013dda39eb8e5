package wire_test

import (
	"encoding/json"
	"errors"
	"math"
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
		{"null fields", `{"bool":null,"int":null,"float":null,"text":null,"word":null,"at":null,"amount":null,"wait_seconds":null,` +
			`"pair":null,"inner":null,"texts":null,"array":null,"pointer":null}`, Every{}},
		{"null elements", `{"texts":[null,"x"],"array":[null,2],"lists":[null],"inners":[null,{"low":null}]}`,
			Every{Texts: []string{"", "x"}, Array: [2]int64{0, 2}, Lists: [][]int{nil}, Inners: []Inner{{}, {}}}},
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
		{"pointer", `{"pointer":{},"nothing":5}`, Every{Pointer: &Inner{}, Nothing: ptr(5)}},
		{"own", `{"pair":"7","written":{"n":3},"read":4}`, Every{Pair: Pair{"7": 1}, Written: Written{3}, Read: Read{4}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got Every
			keys, err := wire.Decode([]byte(tt.in), "every", &got)
			if err != nil || keys.Null() {
				t.Fatalf("Decode(%s) = %v, %v", tt.in, keys.Null(), err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(Every{})); diff != "" {
				t.Errorf("Decode(%s) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	var v Every
	keys, err := wire.Decode([]byte(`{"int":0,"text":"","lists":[],"float":null}`), "every", &v)
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

// No depth of brackets and no length of a text does harm.
func TestDecodeDeep(t *testing.T) {
	const million = 1 << 20
	for _, value := range []string{
		strings.Repeat("[", million), strings.Repeat("{", million), strings.Repeat("]", million), strings.Repeat(`{"low":`, million/8),
		strings.Repeat("[", million/2) + strings.Repeat("]", million/2), strings.Repeat("[{", million), strings.Repeat(`"`, million),
		strings.Repeat(`\`, million), `"` + strings.Repeat(`\`, million), strings.Repeat("-", million), strings.Repeat("[[1],", million/8),
	} {
		for _, key := range []string{"int", "float", "text", "word", "amount", "at", "inner", "lists", "array", "pointer", "pair", "read"} {
			for _, end := range []string{"", "}"} {
				var v Every
				begin := time.Now()
				_, err := wire.Decode([]byte(`{"`+key+`":`+value+end), "every", &v)
				if !errors.Is(err, fault.ErrInvalid) || len(err.Error()) > 100 {
					t.Errorf("%s of %.10s…: %.100v", key, value, err)
				}
				if took := time.Since(begin); took > 5*time.Second {
					t.Errorf("%s of %.10s…: %v", key, value, took)
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
		Small int8            `json:"small"`
		Uint  uint64          `json:"uint"`
		Float float64         `json:"float,omitzero"`
		Bool  bool            `json:"bool"`
		Text  string          `json:"text,omitempty"`
		At    time.Time       `json:"at,omitzero"`
		Inner *Inner          `json:"inner,omitempty"`
		Lists [][]int64       `json:"lists,omitempty"`
		Texts []string        `json:"texts,omitempty"`
		Raw   json.RawMessage `json:"raw,omitempty"`
	}
	for _, seed := range []string{
		`{}`, `null`, `{"int":1,"small":-1,"uint":1,"float":1.5e-9,"bool":true,"text":"a\u0062<","at":"2026-11-16T09:30:00Z"}`,
		`{"inner":{"low":1,"high":null},"lists":[[1],[],null,[2,3]],"texts":["a","é\""],"raw":{"any":[1, 2,{"x":null}]}}`,
		`{"raw":[[[[]]]],"int":5,"int":6}`, `{"text":"\ud800","texts":[]} x`, `{"float":-0.0}`,
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
		// An empty list is nil, which is no difference between their encodings.
		for i, list := range want.Lists {
			if len(list) == 0 {
				want.Lists[i] = nil
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
