package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// funnelContract is what events, funnels, transitions and paths promise.
func funnelContract(t *testing.T) cxtest.Contract {
	events := slices.Concat(trail(t, "kim", "b9 a1 c12"), trail(t, "ada", "c30 b20 a0"))
	rule := letters("bac", cx.FunnelStrict, 30, 0)
	funnel := func(name string, rule cx.FunnelRule) cxtest.Law {
		return cxtest.Laws[cx.Funnel, *cx.Funnel]{Name: name, Values: shardsOf(t, func(events []cx.Event) (cx.Funnel, error) {
			return cx.FunnelOf(events, rule, funnelDay.Add(35*time.Minute))
		})}
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  funnelCodecs(),
		Laws: []cxtest.Law{
			funnel("without a window", letters("abc", "", 0, 0)),
			funnel("both windows", letters("abc", cx.FunnelOrdered, 30, 20)),
			funnel("strict", letters("ac", cx.FunnelStrict, 3, 0)),
			funnel("any order", letters("abc", cx.FunnelAnyOrder, 10, 0)),
			funnel("open", cx.FunnelRule{Steps: []string{"a", "b", "c"}, Window: 10 * time.Minute, Open: true}),
			funnel("excluded", cx.FunnelRule{Steps: []string{"a", "c"}, Exclude: []string{"b"}, Base: cx.FunnelBaseUnstopped}),
			cxtest.Laws[cx.Transitions, *cx.Transitions]{Values: append(shardsOf(t, transitionsLate), cx.Transitions{
				AsOf: late, Customers: 9, Rows: []cx.Transition{{From: "a", To: "b", Count: 7, Customers: 3, RestMax: 1}}, Rest: 20, RestMax: 5,
			})},
			cxtest.Laws[cx.Paths, *cx.Paths]{Values: append(shardsOf(t, pathsLate),
				cx.Paths{Length: 3, AsOf: late, Rows: []cx.Path{{Names: []string{"b", "c"}, Customers: 7, RestMax: 1}}, Rest: 20, RestMax: 5},
				cx.Paths{Length: 3, AsOf: late, Rest: 4, RestMax: 2})},
		},
		Calls: []cxtest.Call{
			{Func: "FunnelOf", Args: []any{events, rule.Steps}, Do: func() (any, error) { return cx.FunnelOf(events, rule, late) }},
			{Func: "FunnelsBySegment", Args: []any{events, rule.Steps}, Do: func() (any, error) {
				return cx.FunnelsBySegment(events, rule, late)
			}},
			{Func: "ConversionLifespans", Args: []any{events, rule.Steps}, Do: func() (any, error) {
				return cx.ConversionLifespans(events, rule, late)
			}},
			{Func: "ConversionLifespansBySegment", Args: []any{events, rule.Steps}, Do: func() (any, error) {
				return cx.ConversionLifespansBySegment(events, rule, late)
			}},
			{Func: "TransitionsOf", Args: []any{events}, Do: func() (any, error) { return cx.TransitionsOf(events, late) }},
			{Func: "SessionsOf", Args: []any{events}, Do: func() (any, error) { return cx.SessionsOf(events, time.Hour, late) }},
			{Func: "PathsOf", Args: []any{events}, Do: func() (any, error) { return cx.PathsOf(events, 2, late) }},
		},
		Values: []any{rule},
	}
}

func funnelCodecs() []cxtest.Codec {
	const (
		at         = `"as_of":"2026-03-02T09:00:00Z"`
		step       = `{"name":"cart","customers":5,"undecided":1,"seconds":"61.5"}`
		transition = `{"from":"visit","to":"cart","count":7,"customers":3,"rest_max":1}`
		path       = `{"names":["visit","cart"],"customers":4,"cut":3,"rest_max":1}`
	)
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Event](`{"id":"e-1","customer":"ada","name":"visit","segment":"web","at":"2026-01-05T00:00:00Z"}`).WithBad(
			`{}`, `{"customer":"a","name":"b"}`, `{"customer":" ","name":"b","at":"2026-03-02T09:00:00Z"}`,
			`{"customer":"a","name":"","at":"2026-03-02T09:00:00Z"}`, `{"customer":"a","name":"b","at":"1899-03-02T09:00:00Z"}`,
			`{"customer":"a","name":"b","at":"0001-01-01T00:00:00Z"}`, `{"customer":"a","name":"b","at":1767225600}`,
		),
		cxtest.CodecOf[cx.Session](`{"customer":"ada","segment":"web","start":"2026-01-05T00:00:00Z","end":"2026-01-05T00:10:00Z","events":2,"running":true}`).
			WithCounts("events").WithBad(`{"customer":"a","start":"2026-01-05T00:00:01Z","end":"2026-01-05T00:00:00Z","events":2}`),
		cxtest.CodecOf[cx.FunnelStep](`{"name":"cart","customers":5,"undecided":1,"did":4,"seconds":"61.5"}`).WithCounts("customers", "undecided", "did").WithAmounts("seconds").WithBad(`{"seconds":"1e35"}`),
		cxtest.CodecOf[cx.Funnel](`{"order":"ordered","window_seconds":3600,"step_window_seconds":1800.5,"as_of":"2026-03-01T00:00:00Z","steps":[`+
			`{"name":"visit","customers":9,"undecided":2,"seconds":"0"},`+step+`],"events":12,"seconds":"61.5"}`).
			WithCounts("customers", "undecided", "events").WithAmounts("seconds").WithNeeded("steps").WithBad(
			`{"order":"random"}`, `{"order":"strict"}`, `{`+at+`}`, `{"events":1}`, `{"seconds":"1"}`, `{"window_seconds":-1}`,
			`{"window_seconds":"5"}`, `{"window_seconds":1e999}`, `{"steps":{}}`, `{"steps":[null,null]}`,
			`{`+at+`,"open":true,"steps":[{"name":"a","customers":1}]}`, `{"steps":[{"name":"a"},{"name":"b"}]}`,
			`{`+at+`,"steps":[{"name":"a","customers":1},{"name":"b","customers":2}]}`,
			`{`+at+`,"events":1,"steps":[{"name":"a","customers":1},{"name":"b","customers":1}]}`,
			`{`+at+`,"steps":[{"name":"a","undecided":1},{"name":"b"}]}`,
			`{`+at+`,"order":"any","steps":[{"name":"a"},{"name":"a"}]}`,
			`{`+at+`,"order":"any","steps":[{"name":"a","customers":2,"undecided":0,"did":2,"seconds":"0"},{"name":"b","customers":0,"undecided":0,"did":1,"seconds":"0"}],"events":0,"seconds":"0"}`,
			`{`+at+`,"steps":[{"name":"a"},{"name":"b","color":1}]}`, `{"order":"any","order":"any"}`, `{"Order":"any"}`,
		),
		cxtest.CodecOf[cx.Transition](transition).WithCounts("count", "customers", "rest_max").WithBad(
			`{}`, `{"from":"a","to":"b","count":1}`, `{"from":"a","to":"b","count":1,"customers":2}`, `{"count":-1,"customers":-1}`,
		),
		cxtest.CodecOf[cx.Transitions](`{"as_of":"2026-03-01T00:00:00Z","customers":9,"rows":[`+transition+`],"rest":5,"rest_max":2}`).
			WithCounts("customers", "count", "rest", "rest_max").WithNeeded("rest", "rest_max").WithBad(
			`{"customers":-1}`, `{"customers":1}`, `{`+at+`,"rows":[{"from":"a","to":"b","count":1,"customers":1}]}`,
			`{`+at+`,"customers":1,"rows":[{"from":"","to":"b","count":1,"customers":1}]}`,
			`{`+at+`,"customers":1,"rows":[{"from":"b","to":"b","count":1,"customers":1},{"from":"a","to":"b","count":1,"customers":1}]}`,
			`{`+at+`,"customers":1,"rows":[{"from":"b","to":"b","count":1,"customers":1},{"from":"b","to":"b","count":1,"customers":1}]}`,
			`{`+at+`,"customers":1,"rows":[{"from":"a","to":"b","count":9223372036854775807,"customers":1},{"from":"b","to":"b","count":1,"customers":1}]}`,
			`{`+at+`,"customers":1,"rows":[null]}`, `{"pairs":[]}`,
		),
		cxtest.CodecOf[cx.Path](path).WithCounts("customers", "cut", "rest_max").WithBad(
			`{}`, `{"names":[],"customers":1}`, `{"names":["a"]}`, `{"names":["a",""],"customers":1}`, `{"names":["a"],"customers":1,"cut":2}`,
			`{"names":["a"],"customers":1,"cut":-1}`, `{"names":"a","customers":1}`, `{"path":["a"]}`,
		),
		cxtest.CodecOf[cx.Paths](`{"length":2,"as_of":"2026-03-01T00:00:00Z","rows":[`+path+`],"rest":5,"rest_max":2}`).WithCounts("length", "customers", "cut", "rest", "rest_max").WithNeeded("rest", "rest_max").WithBad(
			`{"length":1}`, `{`+at+`}`, `{"length":0,`+at+`}`, `{"length":101,`+at+`}`, `{"length":-1,`+at+`}`,
			`{"length":1,`+at+`,"rows":[{"names":["a","b"],"customers":1}]}`,
			`{"length":2,`+at+`,"rows":[{"names":["a"],"customers":1,"cut":1}]}`,
			`{"length":2,`+at+`,"rows":[{"names":["b"],"customers":1},{"names":["a"],"customers":1}]}`,
			`{"length":2,`+at+`,"rows":[{"names":["a"],"customers":1},{"names":["a"],"customers":1}]}`,
			`{"length":2,`+at+`,"rows":[{"names":["a"],"customers":9223372036854775807},{"names":["b"],"customers":1}]}`,
			`{"depth":1}`,
		),
	}
}

func TestFunnel_Contract(t *testing.T) { funnelContract(t).Run(t) }

func FuzzFunnelJSON(f *testing.F) {
	cxtest.FuzzCodecs(f, append(funnelCodecs(), attributionContract(nil).Codecs...), cx.ErrInvalid)
}

// shardsOf are tallies of customers of their own, the second of nobody.
func shardsOf[T any](t *testing.T, tally func([]cx.Event) (T, error)) []T {
	t.Helper()
	var shards []T
	for _, events := range [][]cx.Event{
		slices.Concat(trail(t, "ada", "a0 b5 a10 c20"), trail(t, "bob", "a0 c3")),
		nil,
		trail(t, "eve", "b0 a1 b2 c9"),
		slices.Concat(trail(t, "kim", "c1 c2"), trail(t, "lea", "a0 b0 c0 a1 b59")),
	} {
		shard, err := tally(events)
		if err != nil {
			t.Fatal(err)
		}
		shards = append(shards, shard)
	}
	return shards
}

func transitionsLate(events []cx.Event) (cx.Transitions, error) {
	return cx.TransitionsOf(events, late)
}

func pathsLate(events []cx.Event) (cx.Paths, error) { return cx.PathsOf(events, 3, late) }

func TestFunnelMergeErrors(t *testing.T) {
	of := func(rule cx.FunnelRule, asOf time.Time) cx.Funnel {
		t.Helper()
		f, err := cx.FunnelOf(trail(t, "ada", "a0 b1 c2"), rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	base := of(letters("abc", "", 30, 0), late)
	bad, full := base, base
	bad.Steps = slices.Clone(base.Steps)
	bad.Steps[0].Customers = 0
	full.Steps = slices.Clone(base.Steps)
	full.Steps[0].Customers = math.MaxInt64
	for what, test := range map[string]struct {
		other cx.Funnel
		want  error
	}{
		"other steps":       {of(letters("abd", "", 30, 0), late), cx.ErrMismatch},
		"fewer steps":       {of(letters("ab", "", 30, 0), late), cx.ErrMismatch},
		"other order":       {of(letters("abc", cx.FunnelStrict, 30, 0), late), cx.ErrMismatch},
		"other window":      {of(letters("abc", "", 31, 0), late), cx.ErrMismatch},
		"other step window": {of(letters("abc", "", 30, 5), late), cx.ErrMismatch},
		"other instant":     {of(letters("abc", "", 30, 0), late.Add(1)), cx.ErrMismatch},
		"impossible":        {bad, cx.ErrInvalid},
		"too many":          {full, cx.ErrInvalid},
		"undecided none":    {cx.Funnel{Steps: []cx.FunnelStep{{Name: "a", Undecided: 1}, {Name: "b"}}, AsOf: late}, cx.ErrInvalid},
	} {
		cxtest.Unmerged(t, what, base, test.other, test.want)
	}
	transitions := cx.Transitions{AsOf: late, Customers: 1, Rows: []cx.Transition{{From: "a", To: "b", Count: math.MaxInt64, Customers: 1}}}
	cxtest.Unmerged(t, "too many transitions", transitions, transitions, cx.ErrInvalid)
	cxtest.Unmerged(t, "transitions of another instant", transitions, cx.Transitions{AsOf: funnelDay, Customers: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "impossible transitions", transitions, cx.Transitions{Customers: -1}, cx.ErrInvalid)
	paths := cx.Paths{Length: 2, AsOf: late, Rows: []cx.Path{{Names: []string{"a"}, Customers: math.MaxInt64}}}
	cxtest.Unmerged(t, "too many on a path", paths, paths, cx.ErrInvalid)
	cxtest.Unmerged(t, "paths of another length", paths, cx.Paths{Length: 3, AsOf: late}, cx.ErrMismatch)
	cxtest.Unmerged(t, "paths of another instant", paths, cx.Paths{Length: 2, AsOf: funnelDay}, cx.ErrMismatch)
	cxtest.Unmerged(t, "impossible paths", paths, cx.Paths{Length: 101, AsOf: late}, cx.ErrInvalid)
}

// Literals that no events have are refused by every query.
func TestFunnelImpossible(t *testing.T) {
	step := func(name string, customers, undecided int64, seconds string) cx.FunnelStep {
		return cx.FunnelStep{Name: name, Customers: customers, Undecided: undecided, Seconds: dec(seconds)}
	}
	two := []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "8")}
	funnels := map[string]cx.Funnel{
		"negative count":       {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", -1, 0, "0")}},
		"negative undecided":   {AsOf: late, WindowSeconds: 5, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 0, -1, "0")}},
		"more than before":     {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 10, 0, "0")}, Events: 20},
		"undecided before":     {AsOf: late, WindowSeconds: 5, Steps: []cx.FunnelStep{step("a", 9, 1, "0"), step("b", 0, 2, "0")}},
		"undecided, no window": {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 1, "0"), step("b", 0, 0, "0")}},
		"total overflows":      {AsOf: late, WindowSeconds: 5, Steps: []cx.FunnelStep{step("a", math.MaxInt64, 1, "0"), step("b", 0, 0, "0")}},
		"time at the first":    {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "1"), step("b", 0, 0, "0")}},
		"time of nobody":       {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 0, 0, "1")}},
		"negative time":        {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "-1")}, Events: 8},
		"time too long":        {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "1e35")}, Events: 8},
		"too few events":       {AsOf: late, Steps: two, Events: 7},
		"negative events":      {AsOf: late, Steps: two, Events: -1},
		"events of nobody":     {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 0, 0, "0")}, Events: 1},
		"strict, more events":  {Order: cx.FunnelStrict, AsOf: late, Steps: two, Events: 9},
		"seconds of nobody":    {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 0, 0, "0")}, Seconds: dec("1")},
		"any order, events":    {Order: cx.FunnelAnyOrder, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "0")}, Events: 8},
		"any order, time":      {Order: cx.FunnelAnyOrder, AsOf: late, Steps: two},
		"any order, one name":  {Order: cx.FunnelAnyOrder, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("a", 4, 0, "0")}},
		"any order by steps":   {Order: cx.FunnelAnyOrder, StepWindowSeconds: 1, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "0")}},
		"no such order":        {Order: "random", AsOf: late, Steps: two, Events: 8},
		"no steps":             {AsOf: late, Events: 8},
		"a blank step":         {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("\u00a0", 4, 0, "8")}, Events: 8},
		"window not a number":  {AsOf: late, WindowSeconds: math.NaN(), Steps: two, Events: 8},
		"window without end":   {AsOf: late, WindowSeconds: math.Inf(1), Steps: two, Events: 8},
		"negative window":      {AsOf: late, StepWindowSeconds: -1, Steps: two, Events: 8},
		"no instant":           {Steps: two, Events: 8},
		"instant out of range": {AsOf: time.Unix(math.MaxInt64, 0), Steps: two, Events: 8},
	}
	good := cx.Funnel{AsOf: late, Steps: two, Events: 8}
	if _, err := good.SecondsToConvert(); err != nil {
		t.Fatalf("the valid funnel: %v", err)
	}
	for name, f := range funnels {
		_, err := f.SecondsToConvert()
		cxtest.Refuses(t, name+", SecondsToConvert", err, cx.ErrInvalid)
		_, err = f.EventsToConvert()
		cxtest.Refuses(t, name+", EventsToConvert", err, cx.ErrInvalid)
		_, err = f.SecondsToStep(1)
		cxtest.Refuses(t, name+", SecondsToStep", err, cx.ErrInvalid)
		for what, ask := range map[string]func(int) (cx.Proportion, error){"FromFirst": f.FromFirst, "FromPrevious": f.FromPrevious, "DropOff": f.DropOff} {
			_, err = ask(0)
			cxtest.Refuses(t, name+", "+what, err, cx.ErrInvalid)
		}
		if total := f.Total(); total != 0 {
			t.Errorf("%s: Total() = %d, want 0", name, total)
		}
		receiver := f
		cxtest.Refuses(t, name+", Merge", receiver.Merge(good), cx.ErrInvalid)
		receiver = good
		cxtest.Refuses(t, name+", merged", receiver.Merge(f), cx.ErrInvalid)
		if diff := cmp.Diff(good, receiver); diff != "" {
			t.Errorf("%s: a failed Merge has changed the receiver:\n%s", name, diff)
		}
	}
}

// funnelGolden are values of every type that travels as JSON, by the name of its file.
func funnelGolden(t *testing.T) map[string]any {
	t.Helper()
	events := slices.Concat(trail(t, "ada", "a0 x1 b5 c20"), trail(t, "bob", "a0 c3"), trail(t, "eve", "a40 b41"))
	events[1].At = events[1].At.Add(250 * time.Millisecond)
	asOf := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.FixedZone("", 3600)).Add(time.Hour)
	must := func(v any, err error) any {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	funnel := must(cx.FunnelOf(events, letters("abc", "", 30, 0), asOf)).(cx.Funnel)
	transitions := must(cx.TransitionsOf(events, asOf)).(cx.Transitions)
	paths := must(cx.PathsOf(events, 2, asOf)).(cx.Paths)
	return map[string]any{
		"event":       cx.Event{Customer: "ada", Name: "cart", Segment: "web", At: funnelDay},
		"funnel":      funnel,
		"funnel_any":  must(cx.FunnelOf(events, letters("abc", cx.FunnelAnyOrder, 0, 0), asOf)),
		"funnel_step": funnel.Steps[1],
		"transition":  transitions.Rows[0],
		"transitions": transitions,
		"path":        paths.Rows[0],
		"paths":       paths,
	}
}

// The encodings are those of the golden files, which are a promise to whoever stores them,
// and decode to the values.
func TestFunnelJSON(t *testing.T) { cxtest.Golden(t, "funnel", funnelGolden(t)) }

// A time of a hundred digits is not written.
func TestFunnel_unwritten(t *testing.T) {
	for _, v := range []any{cx.Funnel{Seconds: dec("1e99")}, cx.FunnelStep{Seconds: dec("1e99")}} {
		if _, err := json.Marshal(v); !errors.Is(err, cx.ErrInvalid) {
			t.Errorf("Marshal(%T) of a time of 100 digits: %v", v, err)
		}
	}
}

func TestFunnelRefuses(t *testing.T) {
	good := trail(t, "ada", "a0 b1")
	name := func(i int) string { return "s" + strconv.Itoa(i) }
	var many []string
	for i := range 65 {
		many = append(many, name(i))
	}
	for what, rule := range map[string]cx.FunnelRule{
		"no steps":            {},
		"an excluded step":    {Steps: []string{"a", "b"}, Exclude: []string{"x", "b"}},
		"a blank exclusion":   {Steps: []string{"a", "b"}, Exclude: []string{""}},
		"65 exclusions":       {Steps: []string{"a", "b"}, Exclude: many},
		"a base of nothing":   {Steps: []string{"a", "b"}, Base: cx.FunnelBaseAll},
		"no such base":        {Steps: []string{"a", "b"}, Exclude: []string{"x"}, Base: "most"},
		"any order, open":     {Steps: []string{"a", "b"}, Order: cx.FunnelAnyOrder, Open: true},
		"65 steps":            {Steps: many},
		"a blank step":        {Steps: []string{"a", " "}},
		"a step not in UTF-8": {Steps: []string{"a", "\xff"}},
		"no such order":       {Steps: []string{"a", "b"}, Order: "random"},
		"negative window":     {Steps: []string{"a", "b"}, Window: -1},
		"negative steps":      {Steps: []string{"a", "b"}, StepWindow: math.MinInt64},
		"any order twice":     {Steps: []string{"a", "b", "a"}, Order: cx.FunnelAnyOrder},
		"any order by steps":  {Steps: []string{"a", "b"}, Order: cx.FunnelAnyOrder, StepWindow: 1},
	} {
		_, err := cx.FunnelOf(good, rule, late)
		cxtest.Refuses(t, "FunnelOf, "+what, err, cx.ErrInvalid)
		_, err = cx.FunnelsBySegment(good, rule, late)
		cxtest.Refuses(t, "FunnelsBySegment, "+what, err, cx.ErrInvalid)
		_, err = cx.ConversionLifespans(good, rule, late)
		cxtest.Refuses(t, "ConversionLifespans, "+what, err, cx.ErrInvalid)
		_, err = cx.ConversionLifespansBySegment(good, rule, late)
		cxtest.Refuses(t, "ConversionLifespansBySegment, "+what, err, cx.ErrInvalid)
	}
	if _, err := cx.FunnelOf(good, cx.FunnelRule{Steps: many[:64]}, late); err != nil {
		t.Errorf("64 steps: %v", err)
	}
	for _, asOf := range []time.Time{{}, time.Unix(math.MaxInt64, 0), instant("2201-01-01")} {
		_, err := cx.FunnelOf(good, letters("ab", "", 0, 0), asOf)
		cxtest.Refuses(t, "FunnelOf, asOf", err, cx.ErrInvalid)
		_, err = cx.TransitionsOf(good, asOf)
		cxtest.Refuses(t, "TransitionsOf, asOf", err, cx.ErrInvalid)
		_, err = cx.PathsOf(good, 2, asOf)
		cxtest.Refuses(t, "PathsOf, asOf", err, cx.ErrInvalid)
	}
	for what, bad := range map[string]cx.Event{
		"blank customer": {Customer: "\t", Name: "a", At: funnelDay},
		"no customer":    {Name: "a", At: funnelDay},
		"no name":        {Customer: "eve", At: funnelDay},
		"blank name":     {Customer: "eve", Name: "\u2003", At: funnelDay},
		"no instant":     {Customer: "eve", Name: "a"},
		"year 1899":      {Customer: "eve", Name: "a", At: instant("1899-12-31T23:59:59Z")},
		"year 2201":      {Customer: "eve", Name: "a", At: instant("2201-01-01")},
		"far future":     {Customer: "eve", Name: "a", At: time.Unix(math.MaxInt64, 0)},
	} {
		// In order of the customer and not, the first bad row is the one that is named.
		bob, zoe := trail(t, "bob", "a0 b1"), trail(t, "zoe", "a0 b1")
		for _, events := range [][]cx.Event{
			slices.Concat(bob, []cx.Event{bad}, zoe), slices.Concat(zoe, []cx.Event{bad}, bob),
			slices.Concat(zoe[:1], bob[:1], []cx.Event{bad}, zoe[1:], []cx.Event{{}}),
		} {
			for name, call := range map[string]func() error{
				"FunnelOf": func() error { _, err := cx.FunnelOf(events, letters("ab", "", 9, 0), late); return err },
				"FunnelsBySegment": func() error {
					_, err := cx.FunnelsBySegment(events, letters("ab", cx.FunnelStrict, 0, 0), late)
					return err
				},
				"ConversionLifespans": func() error { _, err := cx.ConversionLifespans(events, letters("ab", "", 9, 0), late); return err },
				"TransitionsOf":       func() error { _, err := cx.TransitionsOf(events, late); return err },
				"PathsOf":             func() error { _, err := cx.PathsOf(events, 3, late); return err },
			} {
				checkRowError(t, name+", "+what, call(), cx.ErrInvalid, 2)
			}
		}
	}
}

// funnelBenchNames are the names of events by how many of a hundred have them, as in the
// sessions of the data set events_sessions_journeys. The first six are the steps.
var funnelBenchNames = []struct {
	name  string
	share int
}{
	{"product_view", 22}, {"add_to_cart", 4}, {"cart", 4}, {"shipping_details", 3}, {"payment_details", 2}, {"purchase", 2},
	{"catalog", 21}, {"search", 13}, {"home", 9}, {"filter_results", 9}, {"wishlist_add", 3}, {"promo_page", 3}, {"account_page", 2},
	{"review_page", 1}, {"support_chat", 1}, {"compare", 1},
}

// funnelBenchEvents returns events by customer, and then in order of time. CX_BENCH_ROWS
// sets their number (10,000,000 by default: 720 MB), of a tenth as many customers.
func funnelBenchEvents(b *testing.B) []cx.Event {
	b.Helper()
	rows := 10_000_000
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			b.Fatalf("CX_BENCH_ROWS is %q, want a number of at least 10", s)
		}
		rows = n
	}
	segments := []string{"email", "organic", "paid", "social"}
	var hundred []string
	for _, n := range funnelBenchNames {
		for range n.share {
			hundred = append(hundred, n.name)
		}
	}
	random := rand.New(rand.NewPCG(21, 0))
	events := make([]cx.Event, rows)
	var at time.Time
	var customer string
	for i := range events {
		if i%10 == 0 {
			at = instant("2026-01-01").AddDate(0, 0, -30-random.IntN(300))
			customer = fmt.Sprintf("customer-%08d", i/10)
		}
		at = at.Add(time.Duration(random.IntN(36*3600)) * time.Second)
		events[i] = cx.Event{Customer: customer, Name: hundred[random.IntN(len(hundred))], Segment: segments[i/10%4], At: at}
	}
	return events
}

// BenchmarkFunnel measures funnels against a loop that only reads the events.
func BenchmarkFunnel(b *testing.B) {
	events, asOf := funnelBenchEvents(b), instant("2026-01-01")
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range events {
				e := &events[i]
				sum += e.At.Unix() + int64(len(e.Customer)) + int64(len(e.Name))
			}
			sinkInt += sum
		}
	})
	week := 7 * 24 * time.Hour
	var steps []string
	for _, n := range funnelBenchNames[:6] {
		steps = append(steps, n.name)
	}
	for _, test := range []struct {
		name string
		rule cx.FunnelRule
	}{
		{"ordered", cx.FunnelRule{Steps: steps}},
		{"ordered, 7 days", cx.FunnelRule{Steps: steps, Window: week}},
		{"ordered, 1 day", cx.FunnelRule{Steps: steps, Window: week / 7}},
		{"ordered, 2 days a step", cx.FunnelRule{Steps: steps, StepWindow: week / 3}},
		{"strict, 7 days", cx.FunnelRule{Steps: steps, Order: cx.FunnelStrict, Window: week}},
		{"any order, 7 days", cx.FunnelRule{Steps: steps, Order: cx.FunnelAnyOrder, Window: week}},
	} {
		b.Run("FunnelOf/"+test.name, func(b *testing.B) {
			benchmarkEvents(b, func() error {
				f, err := cx.FunnelOf(events, test.rule, asOf)
				sinkInt += f.Total()
				return err
			})
		})
	}
	b.Run("FunnelsBySegment/ordered, 7 days", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			groups, err := cx.FunnelsBySegment(events, cx.FunnelRule{Steps: steps, Window: week}, asOf)
			sinkInt += int64(len(groups))
			return err
		})
	})
	b.Run("TransitionsOf", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			t, err := cx.TransitionsOf(events, asOf)
			sinkInt += t.Customers
			return err
		})
	})
	b.Run("PathsOf/3", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			p, err := cx.PathsOf(events, 3, asOf)
			sinkInt += int64(len(p.Rows))
			return err
		})
	})
	rand.New(rand.NewPCG(22, 0)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	runtime.GC()
	b.Run("FunnelOf/shuffled, 7 days", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			f, err := cx.FunnelOf(events, cx.FunnelRule{Steps: steps, Window: week}, asOf)
			sinkInt += f.Total()
			return err
		})
	})
}

// benchmarkEvents measures a call that goes through all events.
func benchmarkEvents(b *testing.B, call func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}
