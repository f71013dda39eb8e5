package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// The funnels' part of the lists in hostile_test.go: the types with a decoder, the
// functions with a slice among their parameters, and the exported structs.

func funnelWireTypes() []wireType {
	const step = `{"name":"cart","customers":5,"undecided":1,"seconds":"61.5"}`
	const path = `{"names":["visit","cart"],"customers":4,"cut":3}`
	return []wireType{
		{
			"Event", `{"customer":"ada","name":"visit","segment":"web","at":"2026-01-05T00:00:00Z"}`,
			func() json.Unmarshaler { return &cx.Event{Customer: "bob"} },
			nil, nil,
		},
		{
			"FunnelStep", step,
			func() json.Unmarshaler { return &cx.FunnelStep{Name: "visit", Customers: 1} },
			[]string{`"customers":5`, `"undecided":1`}, []string{`"seconds":"61.5"`},
		},
		{
			"Funnel", `{"order":"ordered","window_seconds":3600,"as_of":"2026-03-01T00:00:00Z","steps":[` +
				`{"name":"visit","customers":9,"undecided":2,"seconds":"0"},` + step + `],"events":12,"seconds":"61.5"}`,
			func() json.Unmarshaler { return &cx.Funnel{Order: cx.InStrictOrder} },
			[]string{`"customers":9`, `"undecided":2`, `"customers":5`, `"events":12`}, []string{`"seconds":"61.5"`},
		},
		{
			"Transition", `{"from":"visit","to":"cart","count":7,"customers":3}`,
			func() json.Unmarshaler { return &cx.Transition{From: "cart"} },
			[]string{`"count":7`, `"customers":3`}, nil,
		},
		{
			"Transitions", `{"as_of":"2026-03-01T00:00:00Z","customers":9,"transitions":[{"from":"visit","to":"cart","count":7,"customers":3}]}`,
			func() json.Unmarshaler { return &cx.Transitions{Customers: 1} },
			[]string{`"customers":9`, `"count":7`, `"customers":3`}, nil,
		},
		{
			"Path", path,
			func() json.Unmarshaler { return &cx.Path{Names: []string{"cart"}, Customers: 1} },
			[]string{`"customers":4`, `"cut":3`}, nil,
		},
		{
			"Paths", `{"length":2,"as_of":"2026-03-01T00:00:00Z","paths":[` + path + `]}`,
			func() json.Unmarshaler { return &cx.Paths{Length: 3} },
			[]string{`"length":2`, `"customers":4`, `"cut":3`}, nil,
		},
	}
}

func funnelSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	asOf := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	events := func() []cx.Event {
		var rows []cx.Event
		for i, customer := range []string{"c", "a", "b", "a", "c", "c", "a"} {
			rows = append(rows, cx.Event{
				Customer: customer, Name: []string{"order", "cart", "visit"}[i%3], Segment: customer,
				At: time.Date(2026, time.Month(6-i%3), 15-i, 0, 0, 0, 0, time.UTC),
			})
		}
		return rows
	}
	rule := func() cx.FunnelRule { return cx.FunnelRule{Steps: []string{"visit", "cart"}} }
	spoilFunnel := func(f cx.Funnel) { clear(f.Steps) }
	return map[string]func() ([]any, func()){
		"FunnelOf": func() ([]any, func()) {
			rows, r := events(), rule()
			f, err := cx.FunnelOf(r, rows, asOf)
			fail(err)
			return []any{rows, r.Steps}, func() { spoilFunnel(f) }
		},
		"FunnelsBySegment": func() ([]any, func()) {
			rows, r := events(), rule()
			groups, err := cx.FunnelsBySegment(r, rows, asOf)
			fail(err)
			return []any{rows, r.Steps}, func() { spoilFunnel(groups[0].Tally); clear(groups) }
		},
		"ConversionTimes": func() ([]any, func()) {
			rows, r := events(), rule()
			times, err := cx.ConversionTimes(r, rows, asOf)
			fail(err)
			return []any{rows, r.Steps}, func() { clear(times) }
		},
		"ConversionTimesBySegment": func() ([]any, func()) {
			rows, r := events(), rule()
			groups, err := cx.ConversionTimesBySegment(r, rows, asOf)
			fail(err)
			return []any{rows, r.Steps}, func() { clear(groups[0].Tally); clear(groups) }
		},
		"TransitionsOf": func() ([]any, func()) {
			rows := events()
			tally, err := cx.TransitionsOf(rows, asOf)
			fail(err)
			return []any{rows}, func() { clear(tally.Transitions) }
		},
		"PathsOf": func() ([]any, func()) {
			rows := events()
			paths, err := cx.PathsOf(rows, 2, asOf)
			fail(err)
			return []any{rows}, func() { clear(paths.Paths[0].Names); clear(paths.Paths) }
		},
	}
}

func funnelValues(t *testing.T) map[string]any {
	t.Helper()
	asOf := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	rule := cx.FunnelRule{Steps: []string{"visit", "cart"}, Window: time.Hour, Order: cx.InStrictOrder}
	events := []cx.Event{
		{Customer: "ada", Name: "visit", At: asOf.Add(-3 * time.Hour)},
		{Customer: "ada", Name: "cart", At: asOf.Add(-3*time.Hour + 1500*time.Millisecond)},
	}
	funnel, err := cx.FunnelOf(rule, events, asOf)
	if err != nil {
		t.Fatal(err)
	}
	transitions, err := cx.TransitionsOf(events, asOf)
	if err != nil {
		t.Fatal(err)
	}
	paths, err := cx.PathsOf(events, 1, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"Event": events[0], "FunnelRule": rule, "Funnel": funnel, "FunnelStep": funnel.Steps[1], "Transitions": transitions,
		"Transition": transitions.Transitions[0], "Paths": paths, "Path": paths.Paths[0],
	}
}
