package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/vectors"
)

// The conformance vectors, as package cx answers them: a function for each call, filed by
// groups of families in vectors_*_test.go.

// figs is what a call gives, by name: a decimal.Decimal, a float64, an int, an int64, a
// string, a bool, nil, or a []any or map[string]any of these.
type figs = map[string]any

// vectorCall decodes the input of a call, and returns what answers it.
type vectorCall func(input json.RawMessage) (func() (figs, error), error)

// vectorCalls has all that is answered.
var vectorCalls = map[string]vectorCall{}

// addVectors adds a group of calls. It returns their number, so that it can be called where a
// variable is declared.
func addVectors(calls map[string]vectorCall) int {
	maps.Copy(vectorCalls, calls)
	return len(calls)
}

// vector makes a call of a function of the decoded input.
func vector[I any](f func(I) (figs, error)) vectorCall {
	return func(input json.RawMessage) (func() (figs, error), error) {
		var in I
		d := json.NewDecoder(bytes.NewReader(input))
		d.DisallowUnknownFields()
		err := d.Decode(&in)
		if failureOf(err) != "" { // the package's decoder refuses, which is an answer
			return func() (figs, error) { return nil, err }, nil
		}
		return func() (figs, error) { return f(in) }, err
	}
}

// float is a float64 that is written as text.
type float float64

func (f *float) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	v, err := strconv.ParseFloat(text, 64)
	*f = float(v)
	return err
}

// floats returns what was written as texts.
func floats(list []float) []float64 {
	values := make([]float64, len(list))
	for i, f := range list {
		values[i] = float64(f)
	}
	return values
}

// one makes figures of one figure and its error.
func one[T any](name string, value T, err error) (figs, error) {
	return figs{name: value}, err
}

// limits makes figures of an interval.
func limits(iv cx.Interval, err error) (figs, error) {
	return figs{"low": iv.Low, "high": iv.High}, err
}

// failureOf names the kind of an error as the vectors do.
func failureOf(err error) string {
	for _, kind := range []struct {
		err  error
		name string
	}{{cx.ErrNoData, "no_data"}, {cx.ErrUndefined, "undefined"}, {cx.ErrMismatch, "mismatch"}, {cx.ErrInvalid, "invalid"}} {
		if errors.Is(err, kind.err) {
			return kind.name
		}
	}
	return ""
}

// answer runs a case, and returns how the answer differs from what is wanted, a line a field.
func answer(c vectors.Case) []string {
	call := vectorCalls[c.Call]
	if call == nil {
		return []string{"call: there is no function for " + c.Call}
	}
	run, err := call(c.Input)
	if err != nil {
		return []string{"input: " + err.Error()}
	}
	got, err := run()
	if err != nil && failureOf(err) == "" {
		return []string{"input: " + err.Error()}
	}
	if failure := failureOf(err); failure != c.Failure() {
		return []string{fmt.Sprintf("error: got %q (%v), want %q", failure, err, c.Failure())}
	}
	want, err := c.Figures()
	if err != nil {
		return []string{err.Error()}
	}
	tolerance, err := strconv.ParseFloat(c.Tolerance, 64)
	if err != nil {
		return []string{"tolerance: " + err.Error()}
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok {
			lines = append(lines, name+": there is none")
			continue
		}
		lines = append(lines, differences(name, got[name], want[name], tolerance)...)
	}
	return lines
}

// differences compares a figure with what is wanted.
func differences(field string, got, want any, tolerance float64) []string {
	different := []string{fmt.Sprintf("%s: got %v, want %v", field, got, want)}
	switch want := want.(type) {
	case map[string]any:
		members, ok := got.(map[string]any)
		if !ok || len(members) != len(want) {
			return different
		}
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if _, ok := members[name]; !ok {
				return different
			}
			lines = append(lines, differences(field+"."+name, members[name], want[name], tolerance)...)
		}
		return lines
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return different
		}
		var lines []string
		for i := range want {
			lines = append(lines, differences(fmt.Sprintf("%s[%d]", field, i), list[i], want[i], tolerance)...)
		}
		return lines
	case json.Number: // a count
		if sameNumber(got, want.String(), 0) {
			return nil
		}
	case string:
		if text, ok := got.(string); ok && text == want || !ok && sameNumber(got, want, tolerance) {
			return nil
		}
	case bool:
		if got == any(want) {
			return nil
		}
	case nil:
		if got == nil {
			return nil
		}
	}
	return different
}

// sameNumber compares a number with its text: exactly, or by a tolerance that is relative above 1.
func sameNumber(got any, want string, tolerance float64) bool {
	w, err := decimal.NewFromString(want)
	if err != nil {
		return false
	}
	var g decimal.Decimal
	switch got := got.(type) {
	case decimal.Decimal:
		g = got
	case int:
		g = decimal.NewFromInt(int64(got))
	case int64:
		g = decimal.NewFromInt(got)
	case float64:
		if math.IsNaN(got) || math.IsInf(got, 0) {
			return false
		}
		g = decimal.NewFromFloat(got)
		if tolerance == 0 {
			g = g.Round(cx.Places)
		}
	default:
		return false
	}
	if tolerance == 0 {
		return g.Equal(w)
	}
	return math.Abs(g.Sub(w).InexactFloat64()) <= tolerance*max(1, math.Abs(w.InexactFloat64()))
}

// list makes a list of figures of a slice.
func list[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// vectorRun is a case whose input is decoded.
type vectorRun struct {
	ID, Call string
	Run      func() (figs, error)
}

// vectorRuns returns all cases.
func vectorRuns(t *testing.T) (runs []vectorRun) {
	t.Helper()
	families, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, c := range f.Cases {
			run, err := vectorCalls[c.Call](c.Input)
			if err != nil {
				t.Fatalf("%s.json: %s: %v", f.Name, c.ID, err)
			}
			runs = append(runs, vectorRun{c.ID, c.Call, run})
		}
	}
	return runs
}

func TestVectors(t *testing.T) {
	families, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	ran, there := map[string]int{}, map[string]int{}
	for _, f := range families {
		for _, c := range f.Cases {
			there[c.Call]++
			for _, line := range answer(c) {
				t.Errorf("%s.json: %s: %s", f.Name, c.ID, line)
			}
			ran[c.Call]++
		}
		for _, c := range f.Calls {
			if ran[c.Name] == 0 || ran[c.Name] != there[c.Name] {
				t.Errorf("%s.json: %s: %d of %d cases ran", f.Name, c.Name, ran[c.Name], there[c.Name])
			}
		}
	}
	if len(ran) == 0 {
		t.Error("no case ran")
	}
	for name := range vectorCalls {
		if there[name] == 0 {
			t.Errorf("%s: there is a function, and no case", name)
		}
	}
}

// No answer to a vector depends on a variable of the decimal package: not one bit of it.
func TestVectors_hostileDecimals(t *testing.T) {
	runs := vectorRuns(t)
	ask := func() []figs {
		answers := make([]figs, len(runs))
		for i, r := range runs {
			figures, err := r.Run()
			if err != nil {
				figures = figs{"error": failureOf(err)}
			}
			answers[i] = figures
		}
		return answers
	}
	want := ask()
	cxtest.UnderHostileDecimals(t, func(t *testing.T) {
		for i, got := range ask() {
			if !reflect.DeepEqual(got, want[i]) {
				t.Errorf("%s: %v, want %v", runs[i].ID, got, want[i])
			}
		}
	})
}

// A runner that sees no difference would pass everything.
func TestVectorDifferences(t *testing.T) {
	third := decimal.RequireFromString("0.33333333")
	nested := func(n int) any { return []any{map[string]any{"n": n, "score": third}} }
	for _, test := range []struct {
		name, want, tolerance string
		got                   figs
		lines                 string // what is said, blank for nothing
	}{
		{"equal", `{"a":"0.33333333"}`, "0", figs{"a": third}, ""},
		{"another scale", `{"a":"0.5"}`, "0", figs{"a": decimal.RequireFromString("0.500")}, ""},
		{"the last digit", `{"a":"0.33333334"}`, "0", figs{"a": third}, "a: got 0.33333333, want 0.33333334"},
		{"a float, rounded", `{"a":"0.33333333"}`, "0", figs{"a": 1.0 / 3}, ""},
		{"a float, within", `{"a":"100"}`, "1e-9", figs{"a": 100.00000005}, ""},
		{"a float, beyond", `{"a":"100"}`, "1e-9", figs{"a": 100.0000002}, "a: got 100.0000002, want 100"},
		{"a small float, beyond", `{"a":"0.01"}`, "1e-9", figs{"a": 0.010000002}, "a: got 0.010000002, want 0.01"},
		{"NaN", `{"a":"0"}`, "1e-9", figs{"a": math.NaN()}, "a: got NaN, want 0"},
		{"a count", `{"a":3}`, "1e-1", figs{"a": int64(3)}, ""},
		{"another count", `{"a":300}`, "1e-1", figs{"a": int64(301)}, "a: got 301, want 300"},
		{"a text", `{"a":"top"}`, "0", figs{"a": "bottom"}, "a: got bottom, want top"},
		{"a text for a number", `{"a":"1"}`, "0", figs{"a": "1.0"}, "a: got 1.0, want 1"},
		{"nothing", `{"a":null}`, "0", figs{"a": third}, "a: got 0.33333333, want <nil>"},
		{"a bool", `{"a":true}`, "0", figs{"a": false}, "a: got false, want true"},
		{"no figure", `{"a":"1","b":"2"}`, "0", figs{"a": 1}, "b: there is none"},
		{"a list", `{"a":[{"n":1,"score":"0.33333333"}]}`, "0", figs{"a": nested(1)}, ""},
		{"another in a list", `{"a":[{"n":2,"score":"0.33333333"}]}`, "0", figs{"a": nested(1)}, "a[0].n: got 1, want 2"},
		{"a longer list", `{"a":[]}`, "0", figs{"a": []any{1}}, "a: got [1], want []"},
		{"a member more", `{"a":{}}`, "0", figs{"a": map[string]any{"n": 1}}, "a: got map[n:1], want map[]"},
		{"another member", `{"a":{"m":1}}`, "0", figs{"a": map[string]any{"n": 1}}, "a: got map[n:1], want map[m:1]"},
		{"a figure for an error", `{"error":"no_data"}`, "0", figs{"a": third}, `error: got "" (<nil>), want "no_data"`},
	} {
		const name = "test.differences"
		vectorCalls[name] = vector(func(struct{}) (figs, error) { return test.got, nil })
		lines := strings.Join(answer(vectors.Case{Call: name, Input: json.RawMessage("{}"), Want: json.RawMessage(test.want), Tolerance: test.tolerance}), "\n")
		delete(vectorCalls, name)
		if lines != test.lines {
			t.Errorf("%s: %q, want %q", test.name, lines, test.lines)
		}
	}
	if got := answer(vectors.Case{Call: "test.none"}); len(got) != 1 || !strings.HasPrefix(got[0], "call: ") {
		t.Errorf("an unknown call: %q", got)
	}
	nps := vectors.Case{Call: "nps.score", Tolerance: "0"}
	for input, want := range map[string]string{
		`{"promoters":0,"passives":0,"detractors":0}`: `error: got "no_data"`,
		`{"promoters":1,"passive":0,"detractors":0}`:  `input: json: unknown field "passive"`,
	} {
		nps.Input, nps.Want = json.RawMessage(input), json.RawMessage(`{"score":"0"}`)
		if got := answer(nps); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %q, want %q", input, got, want)
		}
	}
}
