package cx_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// threeTrails are the events of three customers, in no order of customer or time:
// ada a b a b, bob b b, eve a.
func threeTrails(t *testing.T) []cx.Event {
	t.Helper()
	ada, bob, eve := trail(t, "ada", "a0 b1 a2 b3"), trail(t, "bob", "b7 b5"), trail(t, "eve", "a4")
	return []cx.Event{bob[0], ada[3], ada[0], eve[0], ada[2], bob[1], ada[1]}
}

func TestTransitions(t *testing.T) {
	got, err := cx.TransitionsOf(threeTrails(t), late)
	if err != nil {
		t.Fatal(err)
	}
	want := cx.Transitions{AsOf: late, Customers: 3, Transitions: []cx.Transition{
		{From: "a", To: "b", Count: 2, Customers: 1},
		{From: "b", To: "a", Count: 1, Customers: 1},
		{From: "b", To: "b", Count: 1, Customers: 1},
	}}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("TransitionsOf (-want +got):\n%s", diff)
	}
	if got.Total() != 4 {
		t.Errorf("Total() = %d, want 4", got.Total())
	}
	for _, test := range []struct {
		from, to string
		want     cx.Proportion
	}{
		{"a", "b", cx.Proportion{Count: 2, Total: 2}}, {"b", "a", cx.Proportion{Count: 1, Total: 2}},
		{"a", "a", cx.Proportion{Total: 2}}, {"x", "a", cx.Proportion{}},
	} {
		if got := got.Share(test.from, test.to); got != test.want {
			t.Errorf("Share(%s, %s) = %v, want %v", test.from, test.to, got, test.want)
		}
	}
	top := got.Top(2)
	if diff := gocmp.Diff([]cx.Transition{want.Transitions[0], want.Transitions[1]}, top); diff != "" {
		t.Errorf("Top(2) (-want +got):\n%s", diff)
	}
	for n, length := range map[int]int{-1: 0, 0: 0, 1: 1, 3: 3, math.MaxInt: 3} {
		if top := got.Top(n); len(top) != length || n <= 0 && top != nil {
			t.Errorf("Top(%d) = %v, want %d", n, top, length)
		}
	}
	// As of a minute before the last events.
	got, err = cx.TransitionsOf(threeTrails(t), funnelDay.Add(3*time.Minute))
	if err != nil || got.Customers != 1 || got.Total() != 2 {
		t.Errorf("as of minute 3: %v, %v, want two transitions of one customer", got, err)
	}
	// At one instant the rows' order decides.
	got, err = cx.TransitionsOf(trail(t, "ada", "b1 a1"), late)
	if err != nil || got.Transitions[0].From != "b" {
		t.Errorf("at one instant: %v, %v", got, err)
	}
	if _, err := (cx.Transitions{Customers: -1}).Share("a", "b").Rate(); err == nil {
		t.Error("Share of an impossible tally has a rate")
	}
}

func TestPaths(t *testing.T) {
	for _, test := range []struct {
		length int
		want   []cx.Path
	}{
		{1, []cx.Path{{Names: []string{"a"}, Customers: 2, Cut: 1}, {Names: []string{"b"}, Customers: 1, Cut: 1}}},
		{2, []cx.Path{{Names: []string{"a"}, Customers: 1}, {Names: []string{"a", "b"}, Customers: 1, Cut: 1}, {Names: []string{"b", "b"}, Customers: 1}}},
		{4, []cx.Path{{Names: []string{"a"}, Customers: 1}, {Names: []string{"a", "b", "a", "b"}, Customers: 1}, {Names: []string{"b", "b"}, Customers: 1}}},
	} {
		got, err := cx.PathsOf(threeTrails(t), test.length, late)
		if diff := gocmp.Diff(cx.Paths{Length: test.length, AsOf: late, Paths: test.want}, got); diff != "" || err != nil {
			t.Errorf("PathsOf(%d): %v (-want +got):\n%s", test.length, err, diff)
		}
		if got.Total() != 3 {
			t.Errorf("Total() = %d, want 3", got.Total())
		}
	}
	paths, err := cx.PathsOf(threeTrails(t), 1, late)
	if err != nil {
		t.Fatal(err)
	}
	top := paths.Top(1)
	if diff := gocmp.Diff(paths.Paths[:1], top); diff != "" {
		t.Errorf("Top(1) (-want +got):\n%s", diff)
	}
	top[0].Names[0] = "z"
	if paths.Paths[0].Names[0] != "a" || paths.Top(0) != nil || len(paths.Top(math.MaxInt)) != 2 {
		t.Error("Top shares memory, or has another number of paths")
	}
	for _, length := range []int{math.MinInt, -1, 0, 101, math.MaxInt} {
		_, err := cx.PathsOf(nil, length, late)
		cxtest.Refuses(t, fmt.Sprintf("PathsOf(%d)", length), err, cx.ErrInvalid)
	}
}

// Names that are not UTF-8 are counted as they are written in JSON, and under one name.
func TestPathsInvalidUTF8(t *testing.T) {
	events := trail(t, "ada", "a0 b1 c2")
	events[0].Name, events[1].Name = "x\xff", "x\xfe"
	transitions, err := cx.TransitionsOf(events, late)
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Transition{{From: "x\uFFFD", To: "c", Count: 1, Customers: 1}, {From: "x\uFFFD", To: "x\uFFFD", Count: 1, Customers: 1}}
	if diff := gocmp.Diff(want, transitions.Transitions); diff != "" {
		t.Errorf("TransitionsOf (-want +got):\n%s", diff)
	}
	paths, err := cx.PathsOf(events, 2, late)
	if diff := gocmp.Diff([]string{"x\uFFFD", "x\uFFFD"}, paths.Paths[0].Names); diff != "" || err != nil {
		t.Errorf("PathsOf: %v (-want +got):\n%s", err, diff)
	}
	f, err := cx.FunnelOf(cx.FunnelRule{Steps: []string{"x\uFFFD", "c"}}, events, late)
	if err != nil || f.Total() != 0 {
		t.Errorf("FunnelOf: %v, %v, want nobody", f, err)
	}
}

// A loop of a million events of one customer, 100,000 names, as many segments and as many
// customers: bounded, and nothing is lost.
func TestEventsWithoutMeasure(t *testing.T) {
	cxtest.Long(t)
	loop := make([]cx.Event, 1_000_000)
	for i := range loop {
		loop[i] = cx.Event{Customer: "ada", Name: string("abc"[i%3]), At: funnelDay.Add(time.Duration(i) * time.Second)}
	}
	names := make([]cx.Event, 100_001)
	for i := range names {
		name := strconv.Itoa(i)
		names[i] = cx.Event{Customer: "ada", Name: "step " + name, Segment: name, At: funnelDay.Add(time.Duration(i) * time.Second)}
	}
	segments := slices.Clone(names)
	for i := range segments {
		segments[i].Name, segments[i].Customer = "a", segments[i].Segment
	}
	asOf := funnelDay.AddDate(1, 0, 0)
	for order, depth := range map[cx.Order]int64{cx.InOrder: 0, cx.InStrictOrder: 0, cx.InAnyOrder: 0} {
		// d never comes; with it at the end, nobody is in time.
		rule := cx.FunnelRule{Steps: strings.Split("abcd", ""), Order: order, Window: time.Minute}
		f, err := cx.FunnelOf(rule, loop, asOf)
		if err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != depth {
			t.Errorf("%s: %v, %v, want three steps", order, f, err)
		}
		last := append(slices.Clone(loop), cx.Event{Customer: "ada", Name: "d", At: funnelDay.AddDate(0, 2, 0)})
		if f, err = cx.FunnelOf(rule, last, asOf); err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != depth {
			t.Errorf("%s: %v, %v, want three steps", order, f, err)
		}
		if f, err := cx.FunnelOf(rule, names, asOf); err != nil || f.Total() != 0 {
			t.Errorf("%s: %v, %v, want nobody", order, f, err)
		}
	}
	rule := cx.FunnelRule{Steps: strings.Split("abcd", ""), StepWindow: time.Second}
	for what, events := range map[string][]cx.Event{"loop": loop, "late": append(slices.Clone(loop), cx.Event{Customer: "ada", Name: "d", At: funnelDay.AddDate(0, 2, 0)})} {
		if f, err := cx.FunnelOf(rule, events, asOf); err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != 0 {
			t.Errorf("%s, step window: %v, %v, want three steps", what, f, err)
		}
	}

	transitions, err := cx.TransitionsOf(loop, asOf)
	if err != nil || len(transitions.Transitions) != 3 || transitions.Total() != 999_999 {
		t.Errorf("transitions of a loop: %v, %v", transitions, err)
	}
	paths, err := cx.PathsOf(loop, 100, asOf)
	if err != nil || paths.Total() != 1 || len(paths.Paths) != 1 || paths.Paths[0].Cut != 1 {
		t.Errorf("paths of a loop: %v, %v", paths, err)
	}
	transitions, err = cx.TransitionsOf(names, asOf)
	if err != nil || len(transitions.Transitions) != 100_000 {
		t.Errorf("transitions of 100,001 names: %d, %v, want 100,000", len(transitions.Transitions), err)
	}
	more := append(slices.Clone(names), cx.Event{Customer: "ada", Name: "one more", At: funnelDay.AddDate(0, 3, 0)})
	_, err = cx.TransitionsOf(more, asOf)
	cxtest.Refuses(t, "100,001 transitions", err, cx.ErrInvalid)
	other, err := cx.TransitionsOf([]cx.Event{
		{Customer: "bob", Name: "x", At: funnelDay}, {Customer: "bob", Name: "y", At: funnelDay},
	}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	before := len(transitions.Transitions)
	cxtest.Refuses(t, "merging 100,001 transitions", transitions.Merge(other), cx.ErrInvalid)
	if len(transitions.Transitions) != before {
		t.Error("a failed Merge has changed the transitions")
	}
	for i := range names {
		names[i].Customer = names[i].Segment
	}
	_, err = cx.PathsOf(names, 3, asOf)
	cxtest.Refuses(t, "100,001 paths", err, cx.ErrInvalid)
	if paths, err := cx.PathsOf(names[1:], 3, asOf); err != nil || len(paths.Paths) != 100_000 {
		t.Errorf("100,000 paths: %d, %v", len(paths.Paths), err)
	}

	groups, err := cx.FunnelsBySegment(cx.FunnelRule{Steps: []string{"a", "b"}}, segments, asOf)
	if err != nil || len(groups) != len(segments) {
		t.Errorf("%d segments, %v, want %d", len(groups), err, len(segments))
	}
	five := cx.FunnelRule{Steps: strings.Split("abcde", "")}
	_, err = cx.FunnelsBySegment(five, segments, asOf)
	cxtest.Refuses(t, "500,005 segments times steps", err, cx.ErrInvalid)
	if times, err := cx.ConversionTimesBySegment(five, segments, asOf); err != nil || len(times) != len(segments) {
		t.Errorf("times of %d segments, %v, want %d", len(times), err, len(segments))
	}
}

// The memory of a funnel of sorted events is that of its steps.
func TestFunnelMemory(t *testing.T) {
	cxtest.Long(t)
	var events []cx.Event
	for c := range 50_000 {
		events = append(events, trail(t, fmt.Sprintf("%06d", c), "a0 b20 c30")...)
	}
	for _, order := range []cx.Order{cx.InOrder, cx.InStrictOrder, cx.InAnyOrder} {
		rule := letters("abc", order, 15, 0)
		bytes := cxtest.Allocated(func() {
			if _, err := cx.FunnelOf(rule, events, late); err != nil {
				t.Error(err)
			}
		})
		if bytes > 16<<10 {
			t.Errorf("%s: 50,000 customers took %d bytes, want at most 16 KiB", order, bytes)
		}
	}
}
