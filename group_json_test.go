package cx_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// hexKey is a key that writes itself, whatever its bytes are.
type hexKey string

func (k hexKey) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString([]byte(k))), nil }

func (k *hexKey) UnmarshalText(text []byte) error {
	data, err := hex.DecodeString(string(text))
	*k = hexKey(data)
	return err
}

// Two keys that are not UTF-8 would be one in JSON, and MergeGroups would pool them.
func TestGroupJSON_keys(t *testing.T) {
	rows := []cx.Response{{Score: 9, Segment: "\xff"}, {Score: 3, Segment: "\xfe"}, {Score: 9, Segment: "a\xffb"}}
	groups, err := cx.GroupBy(rows, func(r *cx.Response) string { return r.Segment }, cx.NPS{})
	if err != nil || len(groups) != 3 {
		t.Fatalf("GroupBy = %v, %v", groups, err)
	}
	for _, g := range groups {
		data, err := g.MarshalJSON()
		cxtest.Refuses(t, "MarshalJSON of a key that is not UTF-8", err, cx.ErrInvalid)
		if data != nil {
			t.Errorf("MarshalJSON = %s beside an error", data)
		}
	}
	if _, err := json.Marshal(groups); !errors.Is(err, cx.ErrInvalid) {
		t.Errorf("json.Marshal: error %v, want ErrInvalid", err)
	}
	own := cx.Group[hexKey, int]{Key: "\xff", Tally: 5}
	var back cx.Group[hexKey, int]
	const want = `{"key":"ff","tally":5}`
	data, err := json.Marshal(own)
	if err := errors.Join(err, json.Unmarshal(data, &back)); err != nil || string(data) != want || back != own {
		t.Errorf("a key that writes itself: %s, %v, %v, want %s", data, back, err, want)
	}
	if data, err := json.Marshal(cx.Group[string, int]{Key: "é<\ufffd>"}); err != nil || string(data) != `{"key":"é\u003c`+"\ufffd"+`\u003e","tally":0}` {
		t.Errorf("a valid key: %s, %v", data, err)
	}
}

// An amount as a tally is a text, whatever a host sets in the decimal module, and may come
// as a number.
func TestGroupJSON_amounts(t *testing.T) {
	defer func(quotes bool) { decimal.MarshalJSONWithoutQuotes = quotes }(decimal.MarshalJSONWithoutQuotes)
	decimal.MarshalJSONWithoutQuotes = true
	g := cx.Group[string, decimal.Decimal]{Key: "a", Tally: dec("12.50")}
	const text = `{"key":"a","tally":"12.5"}`
	if data, err := json.Marshal(g); err != nil || string(data) != text {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, text)
	}
	for _, in := range []string{text, `{"key":"a","tally":12.50}`, `{"key":"a","tally":1.25e1}`} {
		var got cx.Group[string, decimal.Decimal]
		if err := json.Unmarshal([]byte(in), &got); err != nil || !cmp.Equal(got, g) {
			t.Errorf("json.Unmarshal(%s) = %v, %v, want %v", in, got, err, g)
		}
	}
	for _, in := range []string{`{"key":"a","tally":true}`, `{"key":"a","tally":[1]}`, `{"key":"a","tally":1e99}`, `{"key":"a","tally":"x"}`} {
		cxtest.Refuses(t, in, json.Unmarshal([]byte(in), new(cx.Group[string, decimal.Decimal])), cx.ErrInvalid)
	}
	bomb := cx.Point[decimal.Decimal]{Period: period("2026"), Tally: decimal.New(1, 1_000_000)}
	_, err := bomb.MarshalJSON()
	cxtest.Refuses(t, "a bomb", err, cx.ErrInvalid)
}

// What a decoder refuses is not written: null, and what JSON has no form for.
func TestGroupJSON_unwritable(t *testing.T) {
	for name, v := range map[string]json.Marshaler{
		"nil pointer":      cx.Group[string, *cx.NPS]{Key: "a"},
		"nil map":          cx.Point[map[string]int]{Period: period("2026")},
		"not a number":     cx.Group[string, float64]{Key: "a", Tally: math.NaN()},
		"channel":          cx.Group[string, chan int]{Key: "a", Tally: make(chan int)},
		"negative count":   cx.Group[string, cx.CSAT]{Key: "a", Tally: cx.CSAT{Counts: [11]int64{-1}}},
		"in a trend":       cx.Group[int, []cx.Point[cx.Acquisition]]{Tally: []cx.Point[cx.Acquisition]{{Tally: cx.Acquisition{Customers: -1}}}},
		"not a period":     cx.Point[cx.NPS]{Period: cx.Period{Start: date("2026-01-05")}},
		"year 10000":       cx.Response{At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"infinite window":  cx.Funnel{WindowSeconds: math.Inf(1)},
		"infinite elapsed": cx.Cohorts{ElapsedSeconds: math.Inf(1)},
	} {
		data, err := v.MarshalJSON()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if data != nil {
			t.Errorf("%s: %s beside an error", name, data)
		}
	}
}
