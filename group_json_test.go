package cx_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
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

// TestGroupAmountsJSON checks that an amount as the tally of a group or a point is a text or
// a number within the bounds of ParseMoney, and that nothing else changes the receiver.
func TestGroupAmountsJSON(t *testing.T) {
	// The largest amount, of 34 digits, and the largest exponent.
	largest := strings.Repeat("9", 34)
	for text, want := range map[string]string{
		`"12.50"`: "12.5", `"-3"`: "-3", `"0"`: "0", `"12.5e3"`: "12500",
		`12.50`: "12.5", `0`: "0", `-1.25e1`: "-12.5", `1e34`: "1e34", largest: largest,
		`"\u0037"`: "7", `"` + largest + `"`: largest, `"1e34"`: "1e34", `"1e-34"`: "1e-34",
	} {
		g := cx.Group[string, decimal.Decimal]{Key: "before", Tally: dec("1")}
		err := json.Unmarshal([]byte(`{"key":"pro","tally":`+text+`}`), &g)
		cxtest.Exactly(t, "the amount of a group from "+text, g.Tally, err, want)
		p := cx.Point[decimal.Decimal]{Tally: dec("1")}
		err = json.Unmarshal([]byte(`{"period":"2026-W47","tally":`+text+`}`), &p)
		cxtest.Exactly(t, "the amount of a point from "+text, p.Tally, err, want)
		if g.Key != "pro" || p.Period != period("2026-W47") {
			t.Errorf("%s: key %q, period %v", text, g.Key, p.Period)
		}
		groups := []cx.Group[string, cx.Point[decimal.Decimal]]{{Key: "pro", Tally: p}}
		var back []cx.Group[string, cx.Point[decimal.Decimal]]
		if err := json.Unmarshal([]byte(cxtest.JSON(t, groups)), &back); err != nil {
			t.Error(err)
		}
		cxtest.Same(t, "groups of points of "+text, groups, back)
	}
	for _, text := range []string{
		`null`, `1e999999999`, `1e35`, `1e-35`, largest + `9`, `"1e999999999"`, `"1e-999999999"`, `"1e35"`, `"1e-35"`, `"` + strings.Repeat("9", 35) + `"`,
		`"` + strings.Repeat("1", 40) + `"`, `"` + strings.Repeat("0", 81) + `"`, `""`, `" 1"`, `"1,5"`, `"NaN"`, `"$5"`, `true`, `["1"]`, `{"amount":"1"}`,
	} {
		cxtest.Unchanged(t, "a group of "+text, cx.Group[string, decimal.Decimal]{Key: "before", Tally: dec("1")}, func(g *cx.Group[string, decimal.Decimal]) error {
			return json.Unmarshal([]byte(`{"key":"pro","tally":`+text+`}`), g)
		}, cx.ErrInvalid)
		cxtest.Unchanged(t, "a point of "+text, cx.Point[decimal.Decimal]{Period: period("2025"), Tally: dec("1")}, func(p *cx.Point[decimal.Decimal]) error {
			return json.Unmarshal([]byte(`{"period":"2026-W47","tally":`+text+`}`), p)
		}, cx.ErrInvalid)
	}
}

// An amount as a tally is a text, whatever a host sets in the decimal module.
func TestGroupJSON_amounts(t *testing.T) {
	defer func(quotes bool) { decimal.MarshalJSONWithoutQuotes = quotes }(decimal.MarshalJSONWithoutQuotes)
	decimal.MarshalJSONWithoutQuotes = true
	g := cx.Group[string, decimal.Decimal]{Key: "a", Tally: dec("12.50")}
	const text = `{"key":"a","tally":"12.5"}`
	if data, err := json.Marshal(g); err != nil || string(data) != text {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, text)
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

func TestGroupJSON(t *testing.T) {
	want := []cx.Group[string, []cx.Point[cx.NPS]]{
		{Key: "a \"b\"", Tally: []cx.Point[cx.NPS]{{Period: period("2026-W47"), Tally: cx.NPS{Promoters: 3, Detractors: 1}}}},
		{Key: "", Tally: nil},
	}
	const text = `[{"key":"a \"b\"","tally":[{"period":"2026-W47","tally":{"promoters":3,"passives":0,"detractors":1}}]},` +
		`{"key":"","tally":[]}]` // no points are an empty list
	data, err := json.Marshal(want)
	if string(data) != text || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, text)
	}
	var got []cx.Group[string, []cx.Point[cx.NPS]]
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("json.Unmarshal (-want +got)\n%s", diff)
	}

	before := cx.Group[int8, cx.NPS]{Key: 7, Tally: cx.NPS{Promoters: 1}}
	for _, bad := range []string{
		`{"key":1,"extra":1}`, `{"key":1,"key":2}`, `{"Key":1}`, `{"tally":{"promoters":-1}}`, `[]`, `7`, `"x"`,
		`{"key":300}`, `{"key":1.5}`, `{"key":"1"}`, `{"tally":[]}`, `{"tally":{"unknown":1}}`, `{}`, `{"key":null}`, `{"tally":null}`,
	} {
		g := before
		bad = cxtest.Completed(t, reflect.TypeOf(g), bad)
		cxtest.Refuses(t, "Group "+bad, json.Unmarshal([]byte(bad), &g), cx.ErrInvalid)
		if diff := cmp.Diff(before, g); diff != "" {
			t.Errorf("%s changed the receiver (-before +after)\n%s", bad, diff)
		}
	}
	point := cx.Point[cx.NPS]{Period: period("2024"), Tally: cx.NPS{Promoters: 1}}
	for _, bad := range []string{
		`{"period":"2024","extra":1}`, `{"period":"2024","period":"2024"}`, `{"period":"2024-W60"}`,
		`{"tally":{"promoters":-1}}`, `[]`, `{"period":2024}`, `{}`, `{"period":null}`, `{"tally":null}`,
	} {
		p := point
		bad = cxtest.Completed(t, reflect.TypeOf(p), bad)
		cxtest.Refuses(t, "Point "+bad, json.Unmarshal([]byte(bad), &p), cx.ErrInvalid)
		if diff := cmp.Diff(point, p); diff != "" {
			t.Errorf("%s changed the receiver (-before +after)\n%s", bad, diff)
		}
	}
	g, p := before, point
	if err := errors.Join(json.Unmarshal([]byte("null"), &g), json.Unmarshal([]byte(" null "), &p)); err != nil || g != before || p != point {
		t.Errorf("null gives %v, %v, %v, want no change", g, p, err)
	}
	trend := got[0]
	for _, bad := range []string{`{"key":"","tally":[null]}`, `{"key":"","tally":[{"period":"2024"}]}`, `{"key":"","tally":[{"period":"2024","tally":null}]}`} {
		g := trend
		cxtest.Refuses(t, bad, json.Unmarshal([]byte(bad), &g), cx.ErrInvalid)
		if diff := cmp.Diff(trend, g); diff != "" {
			t.Errorf("%s changed the receiver (-before +after)\n%s", bad, diff)
		}
	}
}

func TestMergeOfNothing(t *testing.T) {
	if got, err := cx.MergeGroups[string, cx.NPS](); got != nil || err != nil {
		t.Errorf("MergeGroups() = %v, %v, want nil", got, err)
	}
	if got, err := cx.MergePoints[cx.NPS](nil, []cx.Point[cx.NPS]{}); got != nil || err != nil {
		t.Errorf("MergePoints(nil, none) = %v, %v, want nil", got, err)
	}
	if got, err := cx.MergeGroupTrends[string, cx.NPS](nil, nil); got != nil || err != nil {
		t.Errorf("MergeGroupTrends(nil, nil) = %v, %v, want nil", got, err)
	}
}

// Shards of unlike spans give all periods from the first to the last, in any order of the
// shards; by hand.
func TestMergeSpans(t *testing.T) {
	trend := func(names ...string) []cx.Point[cx.NPS] {
		var points []cx.Point[cx.NPS]
		for i, name := range names {
			points = append(points, cx.Point[cx.NPS]{Period: period(name), Tally: cx.NPS{Promoters: int64(i + 1)}})
		}
		return points
	}
	for name, tt := range map[string]struct {
		a, b []cx.Point[cx.NPS]
		want string
	}{
		"one period less":  {trend("2024-01", "2024-02"), trend("2024-02"), "2024-01:1 2024-02:3"},
		"a longer one":     {trend("2024-01", "2024-02"), trend("2023-12", "2024-01", "2024-02", "2024-03"), "2023-12:1 2024-01:3 2024-02:5 2024-03:4"},
		"side by side":     {trend("2024-01"), trend("2024-02"), "2024-01:1 2024-02:1"},
		"a gap":            {trend("2023-11"), trend("2024-02", "2024-03"), "2023-11:1 2023-12:0 2024-01:0 2024-02:1 2024-03:2"},
		"a gap in a shard": {trend("2024-01", "2024-04"), trend("2024-02"), "2024-01:1 2024-02:1 2024-03:0 2024-04:2"},
		"weeks":            {trend("2024-W01"), trend("2024-W03"), "2024-W01:1 2024-W02:0 2024-W03:1"},
		"days":             {trend("2024-02-28"), trend("2024-03-01"), "2024-02-28:1 2024-02-29:0 2024-03-01:1"},
		"years":            {trend("2024"), trend("2026"), "2024:1 2025:0 2026:1"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, shards := range [][][]cx.Point[cx.NPS]{{tt.a, tt.b}, {tt.b, nil, tt.a}} {
				var trends [][]cx.Group[string, []cx.Point[cx.NPS]]
				for _, s := range shards {
					trends = append(trends, []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "a", Tally: s}})
				}
				points, err := cx.MergePoints(shards...)
				groups, groupsErr := cx.MergeGroupTrends(trends...)
				if err != nil || groupsErr != nil || !cmp.Equal(groups[0].Tally, points) {
					t.Fatalf("%v, %v: MergeGroupTrends = %v, MergePoints = %v", err, groupsErr, groups, points)
				}
				var got []string
				for _, p := range points {
					got = append(got, fmt.Sprintf("%v:%d", p.Period, p.Tally.Promoters))
				}
				if text := strings.Join(got, " "); text != tt.want {
					t.Errorf("MergePoints = %s, want %s", text, tt.want)
				}
			}
		})
	}
	// Of another group, too.
	groups, err := cx.MergeGroupTrends(
		[]cx.Group[string, []cx.Point[cx.NPS]]{{Key: "a", Tally: trend("2024-01", "2024-02")}},
		[]cx.Group[string, []cx.Point[cx.NPS]]{{Key: "b", Tally: trend("2024-02")}, {Key: "c"}},
	)
	if err != nil || len(groups) != 3 || len(groups[1].Tally) != 2 || groups[2].Tally != nil {
		t.Errorf("MergeGroupTrends = %v, %v, want two points of b and none of c", groups, err)
	}
}
