package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// funnelDay is the instant from which the events below count their minutes, and late one by
// which all journeys of a few days are decided.
var funnelDay, late = instant("2026-03-02T09:00:00Z"), instant("2026-09-02T09:00:00Z")

// trail returns the events of a customer, written as "a0 b5 c7": a name of one letter and a
// minute. Rows are in the order of the text.
func trail(t testing.TB, customer, text string) []cx.Event {
	t.Helper()
	var events []cx.Event
	for word := range strings.FieldsSeq(text) {
		minute, err := strconv.Atoi(word[1:])
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, cx.Event{
			Customer: customer, Name: word[:1], At: funnelDay.Add(time.Duration(minute) * time.Minute),
		})
	}
	return events
}

// letters returns a rule whose steps are the letters of a text, with windows in minutes.
func letters(steps string, order cx.FunnelOrder, window, stepWindow int) cx.FunnelRule {
	return cx.FunnelRule{
		Steps: strings.Split(steps, ""), Order: order,
		Window: time.Duration(window) * time.Minute, StepWindow: time.Duration(stepWindow) * time.Minute,
	}
}

// depthOf returns the number of steps that the one customer took.
func depthOf(t *testing.T, f cx.Funnel) int {
	t.Helper()
	depth := 0
	for _, step := range f.Steps {
		if step.Customers > 1 {
			t.Fatalf("%d customers, want one", step.Customers)
		}
		depth += int(step.Customers)
	}
	return depth
}

func TestFunnelDepth(t *testing.T) {
	tests := []struct {
		name  string
		rule  cx.FunnelRule
		trail string
		want  int
	}{
		// Other events between; a revisit of an earlier step hides nothing (first
		// occurrence, pitfall p24).
		{"in order", letters("abc", "", 0, 0), "a0 b1 c2", 3},
		{"others between", letters("abc", "", 0, 0), "a0 x1 b2 y3 x4 c5", 3},
		{"back to the first", letters("abc", "", 0, 0), "a0 b1 a2 c3", 3},
		{"wrong order", letters("abc", "", 0, 0), "c0 b1 a2", 1},
		{"a skipped step", letters("abc", "", 0, 0), "a0 c1", 1},
		{"never started", letters("abc", "", 0, 0), "b0 c1", 0},
		// ClickHouse #40263: a, b, d, b of a-b-c-d is 2, whatever lies after the gap.
		{"no index for a depth", letters("abcd", "", 0, 0), "a0 b1 d2 b3", 2},
		{"rows in no order", letters("abc", "", 0, 0), "c5 a0 b2", 3},
		// Window: from the first step to the last, both instants included. ClickHouse
		// #21849: 130, 150, 180 within 50; not within 49.
		{"window met to the minute", letters("abc", "", 50, 0), "a130 b150 c180", 3},
		{"window missed by a minute", letters("abc", "", 49, 0), "a130 b150 c180", 2},
		{"a later start completes", letters("abc", "", 5, 0), "a0 b1 a10 b11 c12", 3},
		{"a later start inside the window", letters("abc", "", 5, 0), "a0 a4 b5 c8", 3},
		{"steps of two journeys", letters("abc", "", 5, 0), "a0 b1 a10 c12", 2},
		// The documentation of Mixpanel's re-entry: A, window of A ends, A, B.
		{"re-entry", letters("ab", "", 10, 0), "a0 a20 b25", 2},
		{"re-entry in the window", letters("ab", "", 10, 0), "a0 a8 b15", 2},
		// Window of each step.
		{"step window met", letters("abc", "", 0, 4), "a0 b4 c8", 3},
		{"step window missed", letters("abc", "", 0, 4), "a0 b4 c9", 2},
		{"a later step is in time", letters("abc", "", 0, 4), "a0 b1 b3 c6", 3},
		{"both windows", letters("abc", "", 7, 4), "a0 b4 c8", 2},
		{"both windows met", letters("abc", "", 8, 4), "a0 b4 c8", 3},
		// Equal instants: the order of the rows.
		{"one instant, rows in order", letters("ab", "", 0, 0), "a3 b3", 2},
		{"one instant, rows not in order", letters("ab", "", 0, 0), "b3 a3", 1},
		{"one instant is within a window", letters("abc", "", 1, 1), "a3 b3 c3", 3},
		// One event is one step.
		{"a step twice", letters("aab", "", 0, 0), "a0 b1", 1},
		{"a step twice, taken", letters("aab", "", 0, 0), "a0 a1 b2", 3},
		{"a step twice at one instant", letters("aab", "", 0, 0), "a0 a0 b0", 3},
		{"a step again at the end", letters("aba", "", 0, 0), "a0 b1 a2", 3},
		{"only the first step", letters("aa", "", 0, 0), "a0", 1},
		{"a step twice, window", letters("aab", "", 3, 0), "a0 a5 a6 b8", 3},

		// ClickHouse #9773, strict_order, except for repeated events: there AABBCC is 3.
		{"strict", letters("abc", cx.FunnelStrict, 0, 0), "a0 b1 c2", 3},
		{"strict, other event", letters("abc", cx.FunnelStrict, 0, 0), "a0 d1 b2 c3", 1},
		{"strict, other event later", letters("abc", cx.FunnelStrict, 0, 0), "a0 b1 d2 c3", 2},
		{"strict, others around", letters("abc", cx.FunnelStrict, 0, 0), "d0 a1 b2 c3 d4", 3},
		{"strict, a start again", letters("abc", cx.FunnelStrict, 0, 0), "a0 a1 a2 b3 c4", 3},
		{"strict, a step again", letters("abc", cx.FunnelStrict, 0, 0), "a0 b1 b2 c3", 2},
		{"strict, second try", letters("abc", cx.FunnelStrict, 0, 0), "a0 b1 x2 a3 b4 c5", 3},
		{"strict, overlap", letters("aab", cx.FunnelStrict, 0, 0), "a0 a1 a2 b3", 3},
		{"strict, overlap abab", letters("ababc", cx.FunnelStrict, 0, 0), "a0 b1 a2 b3 a4 b5 c6", 5},
		{"strict, never started", letters("abc", cx.FunnelStrict, 0, 0), "b0 c1", 0},
		{"strict, window", letters("abc", cx.FunnelStrict, 5, 0), "a0 b3 c6", 2},
		{"strict, window met", letters("abc", cx.FunnelStrict, 6, 0), "a0 b3 c6", 3},
		{"strict, step window", letters("abc", cx.FunnelStrict, 0, 2), "a0 b3 c4", 1},
		{"strict, step window met", letters("abc", cx.FunnelStrict, 0, 3), "a0 b3 c4", 3},
		{"strict, an overlap in the window", letters("aab", cx.FunnelStrict, 3, 0), "a0 a5 a6 b8", 3},

		{"any order", letters("abc", cx.FunnelAnyOrder, 0, 0), "c0 b1 a2", 3},
		{"any order, first missing", letters("abc", cx.FunnelAnyOrder, 0, 0), "c0 b1", 2},
		{"any order, second missing", letters("abc", cx.FunnelAnyOrder, 0, 0), "c0 a1", 2},
		{"any order, window", letters("abc", cx.FunnelAnyOrder, 5, 0), "c0 b3 a6", 2},
		{"any order, window met", letters("abc", cx.FunnelAnyOrder, 6, 0), "c0 b3 a6", 3},
		{"any order, later ones", letters("abc", cx.FunnelAnyOrder, 5, 0), "a0 c9 b10 a12", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events := trail(t, "ada", test.trail)
			f, err := cx.FunnelOf(events, test.rule, late)
			if err != nil {
				t.Fatal(err)
			}
			if got := depthOf(t, f); got != test.want {
				t.Errorf("FunnelOf(%s) of %v took %d steps, want %d", test.trail, test.rule, got, test.want)
			}
		})
	}
}

// Times are those of the first journey that gets furthest, each step as early as can be.
func TestFunnelTimes(t *testing.T) {
	tests := []struct {
		name      string
		rule      cx.FunnelRule
		trail     string
		toConvert string   // seconds
		toStep    []string // seconds
		events    string
	}{
		{"first occurrence", letters("abc", "", 0, 0), "a0 a1 b5 b6 x7 c9 c10", "540", []string{"300", "240"}, "6"},
		{"first start in the window", letters("abc", "", 6, 0), "a0 a3 a4 b5 c9", "360", []string{"120", "240"}, "4"},
		{"first completion", letters("ab", "", 5, 0), "a0 a10 b12 a20 b21", "120", []string{"120"}, "2"},
		{"the step that is in time", letters("abc", "", 0, 4), "a0 b1 b3 c6", "360", []string{"180", "180"}, "4"},
		{"the earliest start by steps", letters("abc", "", 0, 4), "a0 a2 b5 b6 c9", "420", []string{"180", "240"}, "4"},
		{"a start too early for the step", letters("abc", "", 0, 4), "a0 b5 a6 b8 c9", "180", []string{"120", "60"}, "3"},
		{"strict", letters("abc", cx.FunnelStrict, 0, 0), "a0 b1 x2 a3 b5 c9 a10 b11 c12", "360", []string{"120", "240"}, "3"},
		{"one instant", letters("ab", "", 0, 0), "a0 b0", "0", []string{"0"}, "2"},
		{"a step twice", letters("aab", "", 4, 0), "a0 a9 a10 b13", "240", []string{"60", "180"}, "3"},
		{"rows in no order", letters("abc", "", 0, 0), "c9 x7 b5 a0", "540", []string{"300", "240"}, "4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := cx.FunnelOf(trail(t, "ada", test.trail), test.rule, late)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.SecondsToConvert()
			cxtest.Exactly(t, "SecondsToConvert", got, err, test.toConvert)
			for i, want := range test.toStep {
				got, err := f.SecondsToStep(i + 1)
				cxtest.Exactly(t, fmt.Sprintf("SecondsToStep(%d)", i+1), got, err, want)
			}
			got, err = f.EventsToConvert()
			cxtest.Exactly(t, "EventsToConvert", got, err, test.events)
		})
	}
}

// Sums are exact: three journeys of a third, to the nanosecond, and a million long ones.
func TestFunnelTimesExact(t *testing.T) {
	var events []cx.Event
	for i, step := range []time.Duration{1, 333_333_333, 2 * time.Hour} {
		customer := strconv.Itoa(i)
		events = append(events, cx.Event{Customer: customer, Name: "a", At: funnelDay},
			cx.Event{Customer: customer, Name: "b", At: funnelDay.Add(step)})
	}
	f, err := cx.FunnelOf(events, letters("ab", "", 0, 0), late)
	cxtest.Exactly(t, "Seconds", f.Seconds, err, "7200.333333334")
	got, err := f.SecondsToConvert()
	cxtest.Exactly(t, "SecondsToConvert", got, err, "2400.11111111") // 2400.111111111333…

	// 300 years in nanoseconds exceed an int64, and three customers' a uint64.
	old, asOf := instant("1900-01-01"), instant("2200-12-31")
	events = nil
	for i := range 3 {
		customer := strconv.Itoa(i)
		events = append(events, cx.Event{Customer: customer, Name: "a", At: old}, cx.Event{Customer: customer, Name: "b", At: asOf.Add(-1)})
	}
	rule := letters("ab", "", 0, 0)
	f, err = cx.FunnelOf(events, rule, asOf)
	// 301 years from 1900 through 2200, the last day left out: 109,937 days, as 301*365
	// and 73 leap days (1904..2196 except 2100) less a day.
	cxtest.Exactly(t, "Seconds", f.Seconds, err, "28495670399.999999997")
	for _, window := range []time.Duration{1, math.MaxInt64} {
		rule.Window = window
		if f, err = cx.FunnelOf(events, rule, asOf); err != nil || f.Steps[0].Customers+f.Steps[0].Undecided != 3 || f.Steps[1].Customers != 0 {
			t.Errorf("window %v: %v, %v, want nobody converted", window, f, err)
		}
		rule.Window, rule.StepWindow = 0, window
		if f, err = cx.FunnelOf(events, rule, asOf); err != nil || f.Steps[1].Customers != 0 {
			t.Errorf("step window %v: %v, %v, want nobody converted", window, f, err)
		}
		rule.StepWindow = 0
	}
}

// Journeys whose windows have not ended by asOf are neither conversions nor drop-offs
// (pitfall p26), whatever they have come to.
func TestFunnelUndecided(t *testing.T) {
	type counts struct{ Customers, Undecided []int64 }
	tests := []struct {
		name  string
		rule  cx.FunnelRule
		trail string
		asOf  int // minutes
		want  counts
	}{
		{"window ended", letters("abc", "", 10, 0), "a0 b3", 11, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"window ends at asOf", letters("abc", "", 10, 0), "a0 b3", 10, counts{[]int64{0, 0, 0}, []int64{1, 1, 0}}},
		{"converted in an open window", letters("abc", "", 10, 0), "a0 b3 c4", 9, counts{[]int64{0, 0, 0}, []int64{1, 1, 1}}},
		{"an old journey and an open one", letters("abc", "", 10, 0), "a0 a20 b21", 25, counts{[]int64{1, 0, 0}, []int64{0, 0, 0}}},
		{"the decided start alone counts", letters("abc", "", 10, 0), "a0 a8 b9 c12", 17, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"both decided", letters("abc", "", 10, 0), "a0 a8 b9 c12", 19, counts{[]int64{1, 1, 1}, []int64{0, 0, 0}}},
		{"no window", letters("abc", "", 0, 0), "a0 b3", 4, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"step windows", letters("abc", "", 0, 4), "a0 b3", 9, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"step windows to come", letters("abc", "", 0, 4), "a0 b3", 8, counts{[]int64{0, 0, 0}, []int64{1, 1, 0}}},
		{"step windows beyond the window", letters("abc", "", 6, 4), "a0 b3", 7, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"events at asOf and later", letters("abc", "", 10, 0), "a0 b3 c9 b40 c50", 9, counts{[]int64{0, 0, 0}, []int64{1, 1, 0}}},
		{"nobody before asOf", letters("abc", "", 10, 0), "a5 b6", 5, counts{[]int64{0, 0, 0}, []int64{0, 0, 0}}},
		{"strict", letters("abc", cx.FunnelStrict, 10, 0), "a0 b1 a8 b9 c12", 17, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"strict, open", letters("abc", cx.FunnelStrict, 10, 0), "a8 b9 c12", 17, counts{[]int64{0, 0, 0}, []int64{1, 1, 1}}},
		{"any order", letters("abc", cx.FunnelAnyOrder, 10, 0), "a0 b8 a9 c12", 17, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"any order, open", letters("abc", cx.FunnelAnyOrder, 10, 0), "b8 a9 c12", 17, counts{[]int64{0, 0, 0}, []int64{1, 1, 1}}},
		{"a journey decided through a step in time", letters("abc", "", 10, 2), "a0 b1 b3 a9 b10 c11", 12, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := cx.FunnelOf(trail(t, "ada", test.trail), test.rule, funnelDay.Add(time.Duration(test.asOf)*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			var got counts
			for _, step := range f.Steps {
				got.Customers = append(got.Customers, step.Customers)
				got.Undecided = append(got.Undecided, step.Undecided)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("FunnelOf(%s) as of %d (-want +got):\n%s", test.trail, test.asOf, diff)
			}
		})
	}
}

func TestFunnelQueries(t *testing.T) {
	f := cx.Funnel{
		Order: cx.FunnelOrdered, WindowSeconds: 604800, AsOf: late, Events: 45, Seconds: dec("900"),
		Steps: []cx.FunnelStep{
			{Name: "visit", Customers: 100, Undecided: 7},
			{Name: "cart", Customers: 40, Undecided: 7, Seconds: dec("1200")},
			{Name: "order", Customers: 9, Seconds: dec("600")},
		},
	}
	for _, test := range []struct {
		what string
		got  cx.Proportion
		want cx.Proportion
	}{
		{"FromFirst(0)", cxtest.Must(f.FromFirst(0)), cx.Proportion{Count: 100, Base: 100}},
		{"FromFirst(1)", cxtest.Must(f.FromFirst(1)), cx.Proportion{Count: 40, Base: 100}},
		{"FromFirst(2)", cxtest.Must(f.FromFirst(2)), cx.Proportion{Count: 9, Base: 100}},
		{"FromPrevious(0)", cxtest.Must(f.FromPrevious(0)), cx.Proportion{Count: 100, Base: 100}},
		{"FromPrevious(2)", cxtest.Must(f.FromPrevious(2)), cx.Proportion{Count: 9, Base: 40}},
		{"DropOff(0)", cxtest.Must(f.DropOff(0)), cx.Proportion{Count: 60, Base: 100}},
		{"DropOff(1)", cxtest.Must(f.DropOff(1)), cx.Proportion{Count: 31, Base: 40}},
	} {
		if test.got != test.want {
			t.Errorf("%s = %v, want %v", test.what, test.got, test.want)
		}
	}
	for _, k := range []int{math.MinInt, -1, 3, math.MaxInt} {
		for i, share := range []func(int) (cx.Proportion, error){f.FromFirst, f.FromPrevious, f.DropOff} {
			p, err := share(k)
			var outside *cx.RangeError
			if !errors.As(err, &outside) || outside.Got != int64(k) || p != (cx.Proportion{}) {
				t.Errorf("share %d of step %d = %v, %v, want a RangeError", i, k, p, err)
			}
		}
	}
	_, err := f.DropOff(2)
	cxtest.Refuses(t, "DropOff of the last", err, cx.ErrInvalid)
	_, err = cx.Funnel{}.FromFirst(0)
	cxtest.Refuses(t, "of nothing", err, cx.ErrNoData)
	if got := f.Total(); got != 100 {
		t.Errorf("Total() = %d, want 100", got)
	}
	seconds, err := f.SecondsToStep(1)
	cxtest.Exactly(t, "SecondsToStep(1)", seconds, err, "30")
	seconds, err = f.SecondsToStep(2)
	cxtest.Exactly(t, "SecondsToStep(2)", seconds, err, "66.66666667")
	seconds, err = f.SecondsToConvert()
	cxtest.Exactly(t, "SecondsToConvert", seconds, err, "100")
	events, err := f.EventsToConvert()
	cxtest.Exactly(t, "EventsToConvert", events, err, "5")
	for _, k := range []int{-1, 0, 3, math.MaxInt} {
		_, err := f.SecondsToStep(k)
		cxtest.Refuses(t, fmt.Sprintf("SecondsToStep(%d)", k), err, cx.ErrInvalid)
	}
	var none cx.Funnel
	_, err = none.SecondsToConvert()
	cxtest.Refuses(t, "SecondsToConvert of nothing", err, cx.ErrNoData)
	_, err = none.SecondsToStep(1)
	cxtest.Refuses(t, "SecondsToStep of nothing", err, cx.ErrInvalid)
	anyOrder := f
	anyOrder.Order, anyOrder.Events, anyOrder.Seconds = cx.FunnelAnyOrder, 0, dec("0")
	anyOrder.Steps = []cx.FunnelStep{{Name: "a", Customers: 2}, {Name: "b", Customers: 1}}
	_, err = anyOrder.SecondsToConvert()
	cxtest.Refuses(t, "SecondsToConvert in any order", err, cx.ErrUndefined)
	_, err = anyOrder.SecondsToStep(1)
	cxtest.Refuses(t, "SecondsToStep in any order", err, cx.ErrUndefined)
	_, err = cx.ConversionLifespans(nil, letters("ab", cx.FunnelAnyOrder, 0, 0), late)
	cxtest.Refuses(t, "ConversionLifespans in any order", err, cx.ErrUndefined)
}

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
	want := cx.Transitions{AsOf: late, Customers: 3, Rows: []cx.Transition{
		{From: "a", To: "b", Count: 2, Customers: 1},
		{From: "b", To: "a", Count: 1, Customers: 1},
		{From: "b", To: "b", Count: 1, Customers: 1},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("TransitionsOf (-want +got):\n%s", diff)
	}
	if got.Total() != 4 {
		t.Errorf("Total() = %d, want 4", got.Total())
	}
	for _, test := range []struct {
		from, to string
		want     cx.Proportion
	}{
		{"a", "b", cx.Proportion{Count: 2, Base: 2}}, {"b", "a", cx.Proportion{Count: 1, Base: 2}},
		{"a", "a", cx.Proportion{Base: 2}}, {"x", "a", cx.Proportion{}},
	} {
		if got := cxtest.Must(got.Share(test.from, test.to)); got != test.want {
			t.Errorf("Share(%s, %s) = %v, want %v", test.from, test.to, got, test.want)
		}
	}
	top := got.Top(2)
	if diff := cmp.Diff([]cx.Transition{want.Rows[0], want.Rows[1]}, top); diff != "" {
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
	if err != nil || got.Rows[0].From != "b" {
		t.Errorf("at one instant: %v, %v", got, err)
	}
	if _, err := (cx.Transitions{Customers: -1}).Share("a", "b"); err == nil {
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
		if diff := cmp.Diff(cx.Paths{Length: test.length, AsOf: late, Rows: test.want}, got); diff != "" || err != nil {
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
	if diff := cmp.Diff(paths.Rows[:1], top); diff != "" {
		t.Errorf("Top(1) (-want +got):\n%s", diff)
	}
	top[0].Names[0] = "z"
	if paths.Rows[0].Names[0] != "a" || paths.Top(0) != nil || len(paths.Top(math.MaxInt)) != 2 {
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
	if diff := cmp.Diff(want, transitions.Rows); diff != "" {
		t.Errorf("TransitionsOf (-want +got):\n%s", diff)
	}
	paths, err := cx.PathsOf(events, 2, late)
	if diff := cmp.Diff([]string{"x\uFFFD", "x\uFFFD"}, paths.Rows[0].Names); diff != "" || err != nil {
		t.Errorf("PathsOf: %v (-want +got):\n%s", err, diff)
	}
	f, err := cx.FunnelOf(events, cx.FunnelRule{Steps: []string{"x\uFFFD", "c"}}, late)
	if err != nil || f.Total() != 0 {
		t.Errorf("FunnelOf: %v, %v, want nobody", f, err)
	}
}

// A funnel that a database has counted has names, customers and the instant: the events are
// those of nobody, not 0 for each journey, and a shard without them leaves the whole without.
func TestFunnelUncounted(t *testing.T) {
	sql := cx.Funnel{
		AsOf:  instant("2026-03-01"),
		Steps: []cx.FunnelStep{{Name: "visit", Customers: 90}, {Name: "cart", Customers: 30}, {Name: "order", Customers: 12}},
	}
	rate, err := cxtest.Must(sql.FromFirst(2)).Rate()
	cxtest.Exactly(t, "FromFirst", rate, err, "0.13333333")
	if _, err = sql.EventsToConvert(); !errors.Is(err, cx.ErrUndefined) || errors.Is(err, cx.ErrNoData) {
		t.Errorf("EventsToConvert: %v, want ErrUndefined and no ErrNoData: there are journeys", err)
	}
	var back cx.Funnel
	if err := json.Unmarshal([]byte(cxtest.JSON(t, sql)), &back); err != nil || !cmp.Equal(sql, back) {
		t.Errorf("%+v comes back as %+v, %v", sql, back, err)
	}

	counted, nobody := sql, sql
	counted.Events = 40
	nobody.Steps = []cx.FunnelStep{{Name: "visit", Customers: 3}, {Name: "cart", Customers: 1}, {Name: "order"}}
	merged := func(funnels ...cx.Funnel) cx.Funnel {
		t.Helper()
		var sum cx.Funnel
		for _, f := range funnels {
			if err := sum.Merge(f); err != nil {
				t.Fatal(err)
			}
		}
		return sum
	}
	for name, test := range map[string]struct {
		funnels []cx.Funnel
		events  int64
	}{
		"counted":                       {[]cx.Funnel{counted, counted}, 80},
		"counted and nobody":            {[]cx.Funnel{counted, nobody}, 40},
		"nobody and counted":            {[]cx.Funnel{nobody, counted}, 40},
		"counted and not":               {[]cx.Funnel{counted, sql}, 0},
		"not and counted":               {[]cx.Funnel{sql, counted}, 0},
		"not, counted, nobody, counted": {[]cx.Funnel{sql, counted, nobody, counted}, 0},
		"counted, counted, nobody, not": {[]cx.Funnel{counted, counted, nobody, sql}, 0},
	} {
		if got := merged(test.funnels...).Events; got != test.events {
			t.Errorf("%s: %d events, want %d", name, got, test.events)
		}
	}
}
