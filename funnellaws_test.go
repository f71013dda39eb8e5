package cx_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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

func TestFunnelMergeLaws(t *testing.T) {
	for _, rule := range []cx.FunnelRule{
		letters("abc", "", 0, 0), letters("abc", cx.InOrder, 30, 20), letters("ac", cx.InStrictOrder, 3, 0), letters("abc", cx.InAnyOrder, 10, 0),
	} {
		asOf := funnelDay.Add(35 * time.Minute)
		checkMergeLaws[cx.Funnel](t, shardsOf(t, func(events []cx.Event) (cx.Funnel, error) { return cx.FunnelOf(rule, events, asOf) }))
	}
	checkMergeLaws[cx.Transitions](t, shardsOf(t, func(events []cx.Event) (cx.Transitions, error) { return cx.TransitionsOf(events, late) }))
	checkMergeLaws[cx.Paths](t, shardsOf(t, func(events []cx.Event) (cx.Paths, error) { return cx.PathsOf(events, 3, late) }))
}

// The zero tally adopts what it merges, and shares no memory with it.
func TestFunnelMergeCopies(t *testing.T) {
	f := shardsOf(t, func(events []cx.Event) (cx.Funnel, error) { return cx.FunnelOf(letters("abc", "", 0, 0), events, late) })
	tr := shardsOf(t, func(events []cx.Event) (cx.Transitions, error) { return cx.TransitionsOf(events, late) })
	p := shardsOf(t, func(events []cx.Event) (cx.Paths, error) { return cx.PathsOf(events, 3, late) })
	var funnel cx.Funnel
	var transitions cx.Transitions
	var paths cx.Paths
	for i := range f {
		if err := errors.Join(funnel.Merge(f[i]), transitions.Merge(tr[i]), paths.Merge(p[i])); err != nil {
			t.Fatal(err)
		}
	}
	before := cxtest.JSON(t, []any{funnel, transitions, paths})
	for i := range f {
		clear(f[i].Steps)
		clear(tr[i].Transitions)
		for _, path := range p[i].Paths {
			clear(path.Names)
		}
		clear(p[i].Paths)
	}
	if after := cxtest.JSON(t, []any{funnel, transitions, paths}); after != before {
		t.Errorf("the merged tallies share memory with the shards: %s became %s", before, after)
	}
}

func TestFunnelMergeErrors(t *testing.T) {
	of := func(rule cx.FunnelRule, asOf time.Time) cx.Funnel {
		t.Helper()
		f, err := cx.FunnelOf(rule, trail(t, "ada", "a0 b1 c2"), asOf)
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
		"other order":       {of(letters("abc", cx.InStrictOrder, 30, 0), late), cx.ErrMismatch},
		"other window":      {of(letters("abc", "", 31, 0), late), cx.ErrMismatch},
		"other step window": {of(letters("abc", "", 30, 5), late), cx.ErrMismatch},
		"other instant":     {of(letters("abc", "", 30, 0), late.Add(1)), cx.ErrMismatch},
		"impossible":        {bad, cx.ErrInvalid},
		"too many":          {full, cx.ErrInvalid},
		"undecided none":    {cx.Funnel{Steps: []cx.FunnelStep{{Name: "a", Undecided: 1}, {Name: "b"}}, AsOf: late}, cx.ErrInvalid},
	} {
		cxtest.Unmerged(t, what, base, test.other, test.want)
	}
	transitions := cx.Transitions{AsOf: late, Customers: 1, Transitions: []cx.Transition{{From: "a", To: "b", Count: math.MaxInt64, Customers: 1}}}
	cxtest.Unmerged(t, "too many transitions", transitions, transitions, cx.ErrInvalid)
	cxtest.Unmerged(t, "transitions of another instant", transitions, cx.Transitions{AsOf: funnelDay, Customers: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "impossible transitions", transitions, cx.Transitions{Customers: -1}, cx.ErrInvalid)
	paths := cx.Paths{Length: 2, AsOf: late, Paths: []cx.Path{{Names: []string{"a"}, Customers: math.MaxInt64}}}
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
		"strict, more events":  {Order: cx.InStrictOrder, AsOf: late, Steps: two, Events: 9},
		"seconds of nobody":    {AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 0, 0, "0")}, Seconds: dec("1")},
		"any order, events":    {Order: cx.InAnyOrder, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "0")}, Events: 8},
		"any order, time":      {Order: cx.InAnyOrder, AsOf: late, Steps: two},
		"any order, one name":  {Order: cx.InAnyOrder, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("a", 4, 0, "0")}},
		"any order by steps":   {Order: cx.InAnyOrder, StepWindowSeconds: 1, AsOf: late, Steps: []cx.FunnelStep{step("a", 9, 0, "0"), step("b", 4, 0, "0")}},
		"no such order":        {Order: "random", AsOf: late, Steps: two, Events: 8},
		"one step":             {AsOf: late, Steps: two[:1]},
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
		for what, p := range map[string]cx.Proportion{"FromFirst": f.FromFirst(1), "FromPrevious": f.FromPrevious(1), "DropOff": f.DropOff(0)} {
			_, err = p.Rate()
			cxtest.Refuses(t, name+", "+what, err, cx.ErrInvalid)
		}
		if total := f.Total(); total != 0 {
			t.Errorf("%s: Total() = %d, want 0", name, total)
		}
		receiver := f
		cxtest.Refuses(t, name+", Merge", receiver.Merge(good), cx.ErrInvalid)
		receiver = good
		cxtest.Refuses(t, name+", merged", receiver.Merge(f), cx.ErrInvalid)
		if diff := gocmp.Diff(good, receiver); diff != "" {
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
	funnel := must(cx.FunnelOf(letters("abc", "", 30, 0), events, asOf)).(cx.Funnel)
	transitions := must(cx.TransitionsOf(events, asOf)).(cx.Transitions)
	paths := must(cx.PathsOf(events, 2, asOf)).(cx.Paths)
	return map[string]any{
		"event":       cx.Event{Customer: "ada", Name: "cart", Segment: "web", At: funnelDay},
		"funnel":      funnel,
		"funnel_any":  must(cx.FunnelOf(letters("abc", cx.InAnyOrder, 0, 0), events, asOf)),
		"funnel_step": funnel.Steps[1],
		"transition":  transitions.Transitions[0],
		"transitions": transitions,
		"path":        paths.Paths[0],
		"paths":       paths,
	}
}

// TestFunnelJSON compares the encodings with the golden files, which are a promise to
// whoever stores them, and decodes them back to the same value.
func TestFunnelJSON(t *testing.T) { cxtest.Golden(t, "funnel", funnelGolden(t)) }

func TestFunnelDecodersAreStrict(t *testing.T) {
	const at = `"as_of":"2026-03-02T09:00:00Z"`
	bad := map[string][]string{
		"event": {
			`{}`, `{"customer":"a","name":"b"}`, `{"customer":" ","name":"b","at":"2026-03-02T09:00:00Z"}`,
			`{"customer":"a","name":"","at":"2026-03-02T09:00:00Z"}`, `{"customer":"a","name":"b","at":"1899-03-02T09:00:00Z"}`,
			`{"customer":"a","name":"b","at":"0001-01-01T00:00:00Z"}`, `{"customer":"a","name":5,"at":"2026-03-02T09:00:00Z"}`,
			`{"customer":"a","name":"b","at":1767225600}`, `{"customer":"a","customer":"b"}`, `{"event":"a"}`,
		},
		"funnel_step": {
			`{"customers":-1}`, `{"undecided":-1}`, `{"seconds":"-1"}`, `{"seconds":1}`, `{"seconds":"1e35"}`, `{"customers":1.5}`,
			`{"name":5}`, `{"Name":"a"}`, `{"name":"a","name":"a"}`,
		},
		"funnel": {
			`{"order":"random"}`, `{"order":"strict"}`, `{` + at + `}`, `{"events":1}`, `{"seconds":"1"}`, `{"window_seconds":-1}`,
			`{"window_seconds":"5"}`, `{"window_seconds":1e999}`, `{"steps":{}}`, `{"steps":[null,null]}`,
			`{` + at + `,"steps":[{"name":"a"}]}`, `{"steps":[{"name":"a"},{"name":"b"}]}`,
			`{` + at + `,"steps":[{"name":"a","customers":1},{"name":"b","customers":2}]}`,
			`{` + at + `,"steps":[{"name":"a","customers":1},{"name":"b","customers":1}]}`,
			`{` + at + `,"steps":[{"name":"a","undecided":1},{"name":"b"}]}`,
			`{` + at + `,"order":"any","steps":[{"name":"a"},{"name":"a"}]}`,
			`{` + at + `,"steps":[{"name":"a"},{"name":"b","colour":1}]}`, `{"order":"any","order":"any"}`, `{"Order":"any"}`,
		},
		"transition": {
			`{}`, `{"from":"a","to":"b","count":1}`, `{"from":"a","to":"b","count":1,"customers":2}`, `{"count":-1,"customers":-1}`,
			`{"from":5}`, `{"from":"a","from":"b"}`, `{"n":1}`,
		},
		"transitions": {
			`{"customers":-1}`, `{"customers":1}`, `{` + at + `,"transitions":[{"from":"a","to":"b","count":1,"customers":1}]}`,
			`{` + at + `,"customers":1,"transitions":[{"from":"","to":"b","count":1,"customers":1}]}`,
			`{` + at + `,"customers":1,"transitions":[{"from":"b","to":"b","count":1,"customers":1},{"from":"a","to":"b","count":1,"customers":1}]}`,
			`{` + at + `,"customers":1,"transitions":[{"from":"b","to":"b","count":1,"customers":1},{"from":"b","to":"b","count":1,"customers":1}]}`,
			`{` + at + `,"customers":1,"transitions":[{"from":"a","to":"b","count":9223372036854775807,"customers":1},{"from":"b","to":"b","count":1,"customers":1}]}`,
			`{` + at + `,"customers":1,"transitions":[null]}`, `{"customers":0,"customers":0}`, `{"pairs":[]}`,
		},
		"path": {
			`{}`, `{"names":[],"customers":1}`, `{"names":["a"]}`, `{"names":["a",""],"customers":1}`, `{"names":["a"],"customers":1,"cut":2}`,
			`{"names":["a"],"customers":1,"cut":-1}`, `{"names":"a","customers":1}`, `{"names":["a"],"names":["a"],"customers":1}`, `{"path":["a"]}`,
		},
		"paths": {
			`{"length":1}`, `{` + at + `}`, `{"length":0,` + at + `}`, `{"length":101,` + at + `}`, `{"length":-1,` + at + `}`, `{"length":1.5}`,
			`{"length":1,` + at + `,"paths":[{"names":["a","b"],"customers":1}]}`,
			`{"length":2,` + at + `,"paths":[{"names":["a"],"customers":1,"cut":1}]}`,
			`{"length":2,` + at + `,"paths":[{"names":["b"],"customers":1},{"names":["a"],"customers":1}]}`,
			`{"length":2,` + at + `,"paths":[{"names":["a"],"customers":1},{"names":["a"],"customers":1}]}`,
			`{"length":2,` + at + `,"paths":[{"names":["a"],"customers":9223372036854775807},{"names":["b"],"customers":1}]}`,
			`{"length":1,"length":1}`, `{"depth":1}`,
		},
	}
	values := funnelGolden(t)
	for name, texts := range bad {
		for _, text := range slices.Concat(texts, []string{``, `{`, `[]`, `5`, `"text"`, `true`, `{} {}`, `nul`, "\x00", `{"\u0000":1}`, strings.Repeat("[", 100_000)}) {
			receiver := reflect.New(reflect.TypeOf(values[name]))
			receiver.Elem().Set(reflect.ValueOf(values[name]))
			shown := text[:min(len(text), 100)]
			cxtest.Refuses(t, name+" of "+shown, receiver.Interface().(json.Unmarshaler).UnmarshalJSON([]byte(text)), cx.ErrInvalid)
			if diff := gocmp.Diff(values[name], receiver.Elem().Interface()); diff != "" {
				t.Errorf("%s of %s: the receiver has changed:\n%s", name, shown, diff)
			}
		}
	}
	for _, v := range []any{cx.Funnel{Seconds: dec("1e99")}, cx.FunnelStep{Seconds: dec("1e99")}} {
		if _, err := json.Marshal(v); !errors.Is(err, cx.ErrInvalid) {
			t.Errorf("Marshal(%T) of a time of 100 digits: %v", v, err)
		}
	}
}

// FuzzFunnelDecoders decodes texts into the type that the first argument picks. What is
// accepted encodes to a text that decodes to the same value, and answers every query.
func FuzzFunnelDecoders(f *testing.F) {
	targets := []func() any{
		func() any { return new(cx.Event) }, func() any { return new(cx.Funnel) }, func() any { return new(cx.Transitions) }, func() any { return new(cx.Paths) },
	}
	for i, name := range []string{"event", "funnel", "transitions", "paths"} {
		text, err := os.ReadFile(filepath.Join("testdata", "json", "funnel", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), string(text))
	}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		v := targets[int(kind)%len(targets)]()
		if err := json.Unmarshal([]byte(text), v); err != nil {
			if errors.Is(err, cx.ErrInvalid) {
				cxtest.ErrorText(t, "Unmarshal", err)
			}
			return
		}
		switch v := v.(type) {
		case *cx.Event:
			rule := cx.FunnelRule{Steps: []string{v.Name, v.Name + "x"}}
			if f, err := cx.FunnelOf(rule, []cx.Event{*v, *v}, v.At.Add(1)); err == nil && f.Total() != 1 {
				t.Fatalf("FunnelOf = %v, want one customer", f)
			}
		case *cx.Funnel:
			for k := -1; k <= len(v.Steps); k++ {
				v.FromFirst(k).Interval(0.9)
				v.FromPrevious(k).Rate()
				v.DropOff(k).Rate()
				v.SecondsToStep(k)
			}
			v.SecondsToConvert()
			v.EventsToConvert()
			twice := *v
			twice.Merge(*v)
		case *cx.Transitions:
			if len(v.Top(3)) > 0 {
				v.Share(v.Transitions[0].From, v.Transitions[0].To).Rate()
			}
		case *cx.Paths:
			v.Top(3)
			v.Total()
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("Marshal(%+v): %v", v, err)
		}
		back := targets[int(kind)%len(targets)]()
		if err := json.Unmarshal(data, back); err != nil {
			t.Fatalf("Unmarshal(%s): %v", data, err)
		}
		if again := cxtest.JSON(t, back); again != string(data) {
			t.Fatalf("decoded from %s and encoded as %s", data, again)
		}
	})
}
