package cx_test

import (
	"encoding/json"
	"errors"
	"go/types"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/house"
	"github.com/cxmetrics/cx/internal/wire"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// dec parses a decimal of the test's own text.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// instant parses a day, as midnight UTC, or an instant of RFC 3339.
func instant(s string) time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	panic("not a time: " + s)
}

// date parses a date of the test's own text.
func date(s string) cx.Date {
	d, err := cx.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// period parses a period of the test's own text.
func period(s string) cx.Period {
	p, err := cx.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// contracts are the contracts of all families, which their tests run one by one.
func contracts() map[string]func(*testing.T) cxtest.Contract {
	return map[string]func(*testing.T) cxtest.Contract{
		"rows": rowsContract, "ratings": ratingsContract, "nps": npsContract, "calendar": calendarContract, "stats": statsContract,
		"group": groupContract, "crosstab": crosstabContract, "agreement": agreementContract, "account": accountContract,
		"retention": retentionContract, "cohort": cohortContract, "churn": churnContract, "phrase": phraseContract,
		"survival": survivalContract, "revenue": revenueContract, "lifetime": lifetimeContract, "forecast": forecastContract,
		"journey": journeyContract, "funnel": funnelContract, "touch": touchContract, "support": supportContract,
		"linkage": linkageContract, "customer": customerContract, "question": questionContract, "sentiment": sentimentContract,
		"driver": driverContract, "contact": contactContract, "theme": themeContract, "fieldwork": fieldworkContract,
		"lifecycle": lifecycleContract, "benchmark": benchmarkContract, "survey": surveyContract, "rfm": rfmContract,
		"loyalty": loyaltyContract, "case": caseContract, "health": healthContract, "attribution": attributionContract,
	}
}

// TestContracts_run checks that a test of its family runs each contract.
func TestContracts_run(t *testing.T) {
	names, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	for family := range contracts() {
		if !strings.Contains(tests.String(), "_Contract(t *testing.T) { "+family+"Contract(t).Run(t) }") {
			t.Errorf("no test runs the contract of %s", family)
		}
	}
}

// TestContracts_complete checks that no exported type or function is left out of the
// contracts: every decoder is tried, and the keys of its type are in the tags, every tally
// obeys the laws, every function that takes a slice keeps its hands off it, and every struct
// that is a result has been compared by go-cmp without options. So a result has no
// unexported fields, unless it has an Equal method.
func TestContracts_complete(t *testing.T) {
	var all []cxtest.Contract
	for _, contract := range contracts() {
		all = append(all, contract(t))
	}
	covered := cxtest.Covered(t, all...)
	// Arguments, not results: a location has no exported fields.
	arguments := []string{"Calendar", "CohortRule", "BusinessHours", "SLARule", "SupportRule", "TrialRule", "ContactRule", "CaseRule", "CustomerData", "RakingMargin", "Shard"}
	for _, contract := range all {
		for _, codec := range contract.Codecs {
			// The JSON of a column is its value's.
			if _, err := wire.Encode(reflect.New(codec.Of).Interface()); err != nil && codec.Type != "Column" {
				t.Errorf("the keys of %s are not all in its tags: %v", codec.Type, err)
			}
		}
	}
	// A log does not merge with one that has a customer of its own, such as itself, and has no
	// JSON form: TestActivityLog_laws is for it.
	const ownLaws = "ActivityLog"
	scope := house.Load(t).Package.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Func:
			for v := range object.Signature().Params().Variables() {
				if _, isSlice := v.Type().Underlying().(*types.Slice); isSlice && !covered.Called[name] {
					t.Errorf("%s takes a slice, and no contract calls it", name)
				}
			}
		case *types.TypeName:
			named, ok := object.Type().(*types.Named)
			if !ok {
				continue
			}
			equal := false
			for method := range named.Methods() {
				equal = equal || method.Name() == "Equal"
				if tally := house.AddedTo(method); tally != "" && !covered.Added[tally] {
					t.Errorf("%s.Add adds to %s, and no contract adds rows to it", name, tally)
				}
				if method.Name() == "UnmarshalJSON" && !covered.Decoded[name] {
					t.Errorf("%s decodes JSON, and no contract tries its decoder", name)
				}
				if method.Name() == "Merge" && !covered.Merged[name] && name != ownLaws {
					t.Errorf("%s merges, and no contract checks the laws", name)
				}
			}
			s, isStruct := named.Underlying().(*types.Struct)
			if !isStruct || slices.Contains(arguments, name) {
				continue
			}
			if !covered.Shown[name] {
				t.Errorf("%s is a struct that no contract shows", name)
			}
			for field := range s.Fields() {
				if !field.Exported() && !equal {
					t.Errorf("%s has the unexported field %s, and no Equal method", name, field.Name())
				}
			}
		}
	}
}

func TestResponseJSON(t *testing.T) {
	oslo := time.FixedZone("", 3600)
	tests := []struct {
		name, in string
		want     cx.Response
	}{
		{"score alone", `{"score":9}`, cx.Response{Score: 9}},
		{"score 0", `{"score":0}`, cx.Response{}},
		{"negative score", `{"score":-3}`, cx.Response{Score: -3}},
		{"blanks", " {\n\t\"score\" : 9 , \"team\" : \"\" \r\n} ", cx.Response{Score: 9}},
		{"any order", `{"team":"north","score":9,"question":"nps"}`, cx.Response{Question: "nps", Team: "north", Score: 9}},
		{"key with an escape", `{"\u0073core":9}`, cx.Response{Score: 9}},
		{"no themes", `{"score":9,"themes":[]}`, cx.Response{Score: 9}},
		{"text is data", `{"score":9,"comment":"=1+1\na=b \u0000"}`, cx.Response{Score: 9, Comment: "=1+1\na=b \x00"}},
		{"zone", `{"score":9,"at":"2026-11-16T09:30:00+01:00"}`, cx.Response{Score: 9, At: time.Date(2026, 11, 16, 9, 30, 0, 0, oslo)}},
		{
			"all fields", `{"question":"recommend","customer":"c-1042","at":"2026-11-16T09:30:00.5Z","score":9,"segment":"pro",` +
				`"channel":"email","team":"north","stage":"purchase","touchpoint":"checkout","account":"acme","language":"en",` +
				`"comment":"quick","themes":["speed","price"]}`,
			cx.Response{
				Question: "recommend", Customer: "c-1042", At: time.Date(2026, 11, 16, 9, 30, 0, 5e8, time.UTC), Score: 9,
				Segment: "pro", Channel: "email", Team: "north", Stage: "purchase", Touchpoint: "checkout", Account: "acme",
				Language: "en", Comment: "quick", Themes: []string{"speed", "price"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := cx.Response{Score: 1, Comment: "before"}
			if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
				t.Fatalf("Unmarshal(%s): %v", tt.in, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Unmarshal(%s) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestResponseJSONRefuses(t *testing.T) {
	tests := []struct{ name, in, text string }{
		{"missing score", `{"comment":"secret"}`, `cx: response has no "score"`},
		{"null score", `{"comment":"secret","score":null}`, `cx: response: "score" is null`},
		{"empty object", `{}`, `cx: response has no "score"`},
		{"null text", `{"score":9,"team":null}`, `cx: response: "team" is null`},
		{"null time", `{"score":9,"at":null}`, `cx: response: "at" is null`},
		{"null list", `{"score":9,"themes":null}`, `cx: response: "themes" is null`},
		{"null in a list", `{"score":9,"themes":["secret",null]}`, `cx: response: "themes[1]" is null`},
		{"number in a list", `{"score":9,"themes":["secret",5]}`, `cx: response: "themes[1]" wants a text`},
		{"fraction", `{"score":8.5}`, `cx: response: "score" wants a whole number`},
		{"whole fraction", `{"score":8.0}`, `cx: response: "score" wants a whole number`},
		{"exponent", `{"score":1e1}`, `cx: response: "score" wants a whole number`},
		{"text", `{"score":"9"}`, `cx: response: "score" wants a whole number`},
		{"boolean", `{"score":true}`, `cx: response: "score" wants a whole number`},
		{"list", `{"score":[9]}`, `cx: response: "score" wants a whole number`},
		{"beyond int", `{"score":99999999999999999999}`, `cx: response: "score" is too large, or too small`},
		{"unknown key", `{"score":9,"secret":1}`, "cx: response has an unknown key"},
		{"unknown null", `{"score":9,"secret":null}`, "cx: response has an unknown key"},
		{"empty key", `{"score":9,"":1}`, "cx: response has an unknown key"},
		{"other case", `{"Score":9}`, "cx: response has an unknown key"},
		{"key with a blank", `{"score ":9}`, "cx: response has an unknown key"},
		{"folded letter", `{"ſcore":9}`, "cx: response has an unknown key"}, // long s, which EqualFold takes for an s
		{"invalid UTF-8 in a key", "{\"score\":9,\"team\xff\":1}", "cx: response has an unknown key"},
		{"repeated key", `{"score":9,"team":"secret","score":9}`, `cx: response has the key "score" twice`},
		{"repeated text", `{"score":9,"team":"","team":"secret"}`, `cx: response has the key "team" twice`},
		{"repeated with an escape", `{"score":9,"\u0073core":1}`, `cx: response has the key "score" twice`},
		{"number for a text", `{"score":9,"team":5}`, `cx: response: "team" wants a text`},
		{"text for a list", `{"score":9,"themes":"secret"}`, `cx: response: "themes" wants a list`},
		{"date for a time", `{"score":9,"at":"2026-11-16"}`, `cx: response: "at" wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`},
		{"number for a time", `{"score":9,"at":1763280000}`, `cx: response: "at" wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`},
		{"year 10000", `{"score":9,"at":"10000-01-01T00:00:00Z"}`, `cx: response: "at" wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`},
		{"hour 24", `{"score":9,"at":"2026-11-16T24:00:00Z"}`, `cx: response: "at" wants a time of RFC 3339 such as "2026-11-16T09:30:00Z"`},
		{"array", `[9]`, "cx: response is not a JSON object"},
		{"number", `9`, "cx: response is not a JSON object"},
		{"string", `"secret"`, "cx: response is not a JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := cx.Response{Score: 1, Comment: "before", Themes: []string{"before"}}
			before := got
			err := json.Unmarshal([]byte(tt.in), &got)
			cxtest.Refuses(t, "Unmarshal", err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("Unmarshal(%s): error %q, want %q", tt.in, err, tt.text)
			}
			if diff := cmp.Diff(before, got); diff != "" {
				t.Errorf("Unmarshal(%s) changed the receiver (-before +after):\n%s", tt.in, diff)
			}
		})
	}
}

// Whatever bytes a comment has, its encoding is valid UTF-8.
func TestResponseInvalidUTF8(t *testing.T) {
	var r cx.Response
	if err := json.Unmarshal([]byte("{\"score\":9,\"comment\":\"hi\xfe\",\"themes\":[\"\xff\"]}"), &r); err != nil {
		t.Fatal(err)
	}
	want := cx.Response{Score: 9, Comment: "hi\ufffd", Themes: []string{"\ufffd"}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("invalid bytes (-want +got):\n%s", diff)
	}
	state, err := json.Marshal(cx.Response{Score: 9, Comment: "hi\xfe", Customer: "\xff"})
	if err != nil || !utf8.Valid(state) {
		t.Errorf("Marshal of invalid bytes = %q, %v", state, err)
	}
}

const (
	scaleState = `{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}`
	npsState   = `{"promoters":5,"passives":2,"detractors":3,"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}}`
)

// States that are JSON of the right form, but of no tally.
func TestDecodersRefuseStates(t *testing.T) {
	const scale = `"scale":{"min":1,"max":3,"bottom_max":1,"top_min":3}`
	tests := []struct {
		name, in, text string
		into           json.Unmarshaler
	}{
		{"scale without keys", `{}`, `cx: scale has no "min"`, new(cx.Scale)},
		{"scale of no points", `{"min":0,"max":0,"bottom_max":0,"top_min":0}`, "cx: scale is missing", new(cx.Scale)},
		{"scale in disorder", `{"min":1,"max":5,"bottom_max":4,"top_min":4}`,
			"cx: scale is not in the order min <= bottom max < top min <= max", new(cx.Scale)},
		{"scale of 12 points", `{"min":0,"max":11,"bottom_max":6,"top_min":9}`, "cx: scale has more than 11 points", new(cx.Scale)},
		{"scale out of bounds", `{"min":1000,"max":1001,"bottom_max":1000,"top_min":1001}`,
			"cx: scale has points outside -1000..1000", new(cx.Scale)},
		{"scale of int64", `{"min":-9223372036854775808,"max":9223372036854775807,"bottom_max":0,"top_min":1}`,
			"", new(cx.Scale)},

		{"one count too few", `{` + scale + `,"counts":[1,2]}`, "cx: ratings: number of counts 2 is outside 3..3", new(cx.Ratings)},
		{"one count too many", `{` + scale + `,"counts":[1,2,3,4]}`, "cx: ratings: number of counts 4 is outside 3..3", new(cx.Ratings)},
		{"no counts", `{` + scale + `}`, "cx: ratings: number of counts 0 is outside 3..3", new(cx.Ratings)},
		{"null counts", `{` + scale + `,"counts":null}`, `cx: ratings: "counts" is null`, new(cx.Ratings)},
		{"counts without scale", `{"counts":[1]}`, "cx: ratings: number of counts 1 is outside 0..0", new(cx.Ratings)},
		{"counts beyond memory of the tally", `{` + scale + `,"counts":[` + strings.Repeat("1,", 5000) + `1]}`,
			"cx: ratings: number of counts 5001 is outside 3..3", new(cx.Ratings)},
		{"negative count", `{` + scale + `,"counts":[1,-7,3]}`, "cx: ratings: a count is negative", new(cx.Ratings)},
		{"overflowing counts", `{` + scale + `,"counts":[9223372036854775807,0,1]}`,
			"cx: ratings: total exceeds the largest int64", new(cx.Ratings)},
		{"null count", `{` + scale + `,"counts":[1,null,3]}`, `cx: ratings: "counts[1]" is null`, new(cx.Ratings)},
		{"fractional count", `{` + scale + `,"counts":[1,2.5,3]}`, `cx: ratings: "counts[1]" wants a whole number`, new(cx.Ratings)},
		{"invalid scale inside", `{"scale":{"min":1,"max":3,"bottom_max":3,"top_min":3},"counts":[1,2,3]}`,
			`cx: ratings: "scale": scale is not in the order min <= bottom max < top min <= max`, new(cx.Ratings)},
		{"CSAT, negative count", `{` + scale + `,"counts":[1,-7,3]}`, "cx: ratings: a count is negative", new(cx.CSAT)},
		{"CES, negative count", `{` + scale + `,"counts":[1,-7,3]}`, "cx: ratings: a count is negative", new(cx.CES)},

		{"NPS, negative count", `{"promoters":-7}`, "cx: NPS: a count is negative", new(cx.NPS)},
		{"NPS, overflow", `{"promoters":9223372036854775807,"detractors":1}`, "cx: NPS: total exceeds the largest int64", new(cx.NPS)},
		{"NPS, count as text", `{"promoters":"5"}`, `cx: NPS: "promoters" wants a whole number`, new(cx.NPS)},
		{"NPS, lower is better", `{"scale":` + scaleState + `}`, "cx: NPS: lower is better on the scale", new(cx.NPS)},

		{"proportion above 1", `{"count":2,"base":1}`, "cx: proportion: count is not in 0..base", new(cx.Proportion)},
		{"negative proportion", `{"count":-1,"base":1}`, "cx: proportion: count is not in 0..base", new(cx.Proportion)},
		{"proportion of a negative total", `{"count":-2,"base":-1}`, "cx: proportion: count is not in 0..base", new(cx.Proportion)},

		{"weights, negative", `{"promoters":"-1","squares":"1","answers":1}`, `cx: weight is negative`, new(cx.WeightedNPS)},
		{"weights, bomb", `{"promoters":"1e-500000"}`, "", new(cx.WeightedNPS)},
		{"weights, true", `{"promoters":true}`, `cx: weighted NPS: "promoters" wants a number, or a text such as "12.50"`, new(cx.WeightedNPS)},
		{"weights without answers", `{"promoters":"1","squares":"1"}`, "cx: weighted NPS: no weights have these sums", new(cx.WeightedNPS)},
		// (1 + 1)² = 4 answers of equal weight at most, and two answers at least.
		{"squares too large", `{"promoters":"2","squares":"4.01","answers":2}`, "cx: weighted NPS: no weights have these sums", new(cx.WeightedNPS)},
		{"squares too small", `{"promoters":"2","squares":"1.99","answers":2}`, "cx: weighted NPS: no weights have these sums", new(cx.WeightedNPS)},
		{"negative answers", `{"answers":-1}`, "cx: weighted NPS: no weights have these sums", new(cx.WeightedNPS)},

		{"recommendations, impossible class", `{"promoters":{"count":2,"base":1}}`,
			`cx: recommendations: "promoters": proportion: count is not in 0..base`, new(cx.Recommendations)},
		{"recommendations, overflow", `{"promoters":{"base":9223372036854775807},"passives":{"base":1}}`,
			"cx: NPS: total exceeds the largest int64", new(cx.Recommendations)},
		{"recommendations, unknown key inside", `{"promoters":{"count":1,"base":1,"rate":1}}`,
			`cx: recommendations: "promoters": proportion has an unknown key`, new(cx.Recommendations)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := json.Unmarshal([]byte(cxtest.Completed(t, reflect.TypeOf(tt.into), tt.in)), tt.into)
			cxtest.Refuses(t, "Unmarshal", err, cx.ErrInvalid)
			if err != nil && tt.text != "" && err.Error() != tt.text {
				t.Errorf("Unmarshal(%.200s): error %q, want %q", tt.in, err, tt.text)
			}
		})
	}
}

// Half a tally is no tally: what is missing is not 0.
func TestDecodersRefuseHalves(t *testing.T) {
	tests := []struct {
		name, in, text string
		into           json.Unmarshaler
	}{
		{"half a tally", `{"promoters":462,"detractors":362}`, `cx: NPS has no "passives"`, new(cx.NPS)},
		{"half a tally, null", `{"promoters":462,"passives":0,"detractors":null}`, `cx: NPS: "detractors" is null`, new(cx.NPS)},
		{"no tally", `{}`, `cx: NPS has no "promoters"`, new(cx.NPS)},
		{"half a proportion", `{"promoters":{"count":1},"passives":{"count":0,"base":0},"detractors":{"count":0,"base":0}}`,
			`cx: recommendations: "promoters": proportion has no "base"`, new(cx.Recommendations)},
		{"half an interval", `{"low":1,"high":2}`, `cx: interval has no "level"`, new(cx.Interval)},
		{"a row", `{"customer":"ada","amount":"12.50"}`, `cx: activity has no "at"`, new(cx.Activity)},
	}
	for _, tt := range tests {
		err := json.Unmarshal([]byte(tt.in), tt.into)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if err != nil && err.Error() != tt.text {
			t.Errorf("%s: error %q, want %q", tt.name, err, tt.text)
		}
	}
}

// The scale 0..10 of an NPS has one form, whoever wrote it.
func TestRecommendScaleHasOneForm(t *testing.T) {
	const scale = `"scale":{"min":0,"max":10,"bottom_max":6,"top_min":9}`
	var n cx.NPS
	if err := json.Unmarshal([]byte(`{"promoters":1,"passives":0,"detractors":0,`+scale+`}`), &n); err != nil || n != (cx.NPS{Promoters: 1}) {
		t.Errorf("NPS with the scale written out = %v, %v", n, err)
	}
	var w cx.WeightedNPS
	err := json.Unmarshal([]byte(`{"promoters":"1","passives":0,"detractors":0,"squares":"1","answers":1,`+scale+`}`), &w)
	if err != nil || w.Scale != (cx.Scale{}) {
		t.Errorf("WeightedNPS with the scale written out = %v, %v", w, err)
	}
	var r cx.Recommendations
	const none = `{"count":0,"base":0}`
	err = json.Unmarshal([]byte(`{"promoters":{"count":1,"base":1},"passives":`+none+`,"detractors":`+none+`,`+scale+`}`), &r)
	if err != nil || r.Scale != (cx.Scale{}) {
		t.Errorf("Recommendations with the scale written out = %v, %v", r, err)
	}
	// A literal that spells it out becomes the same value with the first answer.
	n = cx.NPS{Scale: cx.RecommendScale(11)}
	if err := n.Add(10); err != nil || n != (cx.NPS{Promoters: 1}) {
		t.Errorf("NPS on RecommendScale(11) with a 10 = %v, %v, want %v", n, err, cx.NPS{Promoters: 1})
	}
}

// What json.Unmarshal itself refuses keeps its own error.
func TestSyntaxErrorsAreThoseOfJSON(t *testing.T) {
	for _, data := range []string{`{`, npsState + `x`} {
		var n cx.NPS
		err := json.Unmarshal([]byte(data), &n)
		if syntax := new(json.SyntaxError); !errors.As(err, &syntax) {
			t.Errorf("Unmarshal(%s): error %v, want a *json.SyntaxError", data, err)
		}
	}
}

// An amount that no decoder would take is not written.
func TestEncodersRefuseBombs(t *testing.T) {
	for _, bomb := range []decimal.Decimal{
		decimal.New(5, 1_000_000), decimal.New(5, -1_000_000), decimal.New(5, 35), dec("12345678901234567890123456789012345"),
	} {
		for name, v := range map[string]json.Marshaler{
			"change total": cx.ScoreChange{Total: bomb},
			"change mix":   cx.ScoreChange{Mix: bomb},
			"change rate":  cx.ScoreChange{Rate: bomb},
			"weighted NPS": cx.WeightedNPS{Promoters: bomb, Squares: dec("1"), Answers: 1},
		} {
			state, err := v.MarshalJSON()
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if state != nil {
				t.Errorf("%s: %.50s with an error", name, state)
			}
		}
	}
}

// The largest counts and the widest scale survive the way through JSON.
func TestJSONAtTheEdges(t *testing.T) {
	wide := cx.Scale{Min: 990, Max: 1000, BottomMax: 990, TopMin: 1000}
	for _, want := range []cx.Ratings{
		{},
		{Scale: wide},
		{Scale: wide, Counts: [11]int64{10: math.MaxInt64}},
		{Scale: cx.Scale{Min: -1000, Max: -999, BottomMax: -1000, TopMin: -999, LowerIsBetter: true}, Counts: [11]int64{1, 2}},
	} {
		state, err := json.Marshal(want)
		if err != nil {
			t.Errorf("Marshal(%v): %v", want, err)
			continue
		}
		var got cx.Ratings
		if err := json.Unmarshal(state, &got); err != nil || got != want {
			t.Errorf("Unmarshal(%s) = %v, %v, want %v", state, got, err, want)
		}
	}
}

func TestNPS_UnmarshalJSON(t *testing.T) {
	five := cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}
	valid := []struct {
		name, text string
		want       cx.NPS
	}{
		{"counts", `{"promoters":462,"passives":176,"detractors":362}`, cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}},
		{"a scale", `{"promoters":1,"passives":0,"detractors":0,"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}}`, five},
		{"0..10 written out", `{"promoters":1,"passives":0,"detractors":0,"scale":{"min":0,"max":10,"bottom_max":6,"top_min":9}}`, cx.NPS{Promoters: 1}},
		{"no data", `{"promoters":0,"passives":0,"detractors":0}`, cx.NPS{}},
	}
	for _, tt := range valid {
		n := cx.NPS{Detractors: 99}
		if err := json.Unmarshal([]byte(tt.text), &n); err != nil || n != tt.want {
			t.Errorf("%s: Unmarshal(%s) = %+v, %v, want %+v", tt.name, tt.text, n, err, tt.want)
		}
		data, err := json.Marshal(n)
		if err != nil {
			t.Errorf("%s: Marshal: %v", tt.name, err)
		}
		again := cx.NPS{Detractors: 99}
		if err := json.Unmarshal(data, &again); err != nil || again != n {
			t.Errorf("%s: %s decodes to %+v, %v, want %+v", tt.name, data, again, err, n)
		}
	}
	before := cx.NPS{Detractors: 99}
	n := before
	if err := json.Unmarshal([]byte("null"), &n); err != nil || n != before {
		t.Errorf("Unmarshal(null) = %+v, %v, want it unchanged", n, err)
	}
	for _, text := range []string{
		`{"promoters":-1}`,
		`{"promoters":9223372036854775807,"passives":1}`,
		`{"promoters":9223372036854775808}`,
		`{"promoters":1.5}`,
		`{"promoters":"1"}`,
		`{"promoters":1,"promoters":1}`,
		`{"Promoters":1}`,
		`{"promoters":1,"score":100}`,
		`{"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}}`,
		`{"scale":{"min":1,"max":5}}`,
		`[1,2,3]`,
		`7`,
	} {
		n := before
		text = cxtest.Completed(t, reflect.TypeFor[cx.NPS](), text)
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &n), cx.ErrInvalid)
		if n != before {
			t.Errorf("Unmarshal(%s) left %+v, want it unchanged", text, n)
		}
	}
}
