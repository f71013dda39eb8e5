package cx_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// funnelDay is the instant from which the events below count their minutes.
var funnelDay = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

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
func letters(steps string, order cx.Order, window, stepWindow int) cx.FunnelRule {
	return cx.FunnelRule{
		Steps: strings.Split(steps, ""), Order: order,
		Window: time.Duration(window) * time.Minute, StepWindow: time.Duration(stepWindow) * time.Minute,
	}
}

// late is an instant by which all journeys of a few days are decided.
var late = funnelDay.AddDate(0, 6, 0)

// depthOf returns the number of steps that the one customer took, and the instants of the
// funnel's sums in minutes: the total, and that of each step.
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

		// ClickHouse #9773, strict_order, but for repeated events: there AABBCC is 3.
		{"strict", letters("abc", cx.InStrictOrder, 0, 0), "a0 b1 c2", 3},
		{"strict, other event", letters("abc", cx.InStrictOrder, 0, 0), "a0 d1 b2 c3", 1},
		{"strict, other event later", letters("abc", cx.InStrictOrder, 0, 0), "a0 b1 d2 c3", 2},
		{"strict, others around", letters("abc", cx.InStrictOrder, 0, 0), "d0 a1 b2 c3 d4", 3},
		{"strict, a start again", letters("abc", cx.InStrictOrder, 0, 0), "a0 a1 a2 b3 c4", 3},
		{"strict, a step again", letters("abc", cx.InStrictOrder, 0, 0), "a0 b1 b2 c3", 2},
		{"strict, second try", letters("abc", cx.InStrictOrder, 0, 0), "a0 b1 x2 a3 b4 c5", 3},
		{"strict, overlap", letters("aab", cx.InStrictOrder, 0, 0), "a0 a1 a2 b3", 3},
		{"strict, overlap abab", letters("ababc", cx.InStrictOrder, 0, 0), "a0 b1 a2 b3 a4 b5 c6", 5},
		{"strict, never started", letters("abc", cx.InStrictOrder, 0, 0), "b0 c1", 0},
		{"strict, window", letters("abc", cx.InStrictOrder, 5, 0), "a0 b3 c6", 2},
		{"strict, window met", letters("abc", cx.InStrictOrder, 6, 0), "a0 b3 c6", 3},
		{"strict, step window", letters("abc", cx.InStrictOrder, 0, 2), "a0 b3 c4", 1},
		{"strict, step window met", letters("abc", cx.InStrictOrder, 0, 3), "a0 b3 c4", 3},
		{"strict, an overlap in the window", letters("aab", cx.InStrictOrder, 3, 0), "a0 a5 a6 b8", 3},

		{"any order", letters("abc", cx.InAnyOrder, 0, 0), "c0 b1 a2", 3},
		{"any order, first missing", letters("abc", cx.InAnyOrder, 0, 0), "c0 b1", 0},
		{"any order, second missing", letters("abc", cx.InAnyOrder, 0, 0), "c0 a1", 1},
		{"any order, window", letters("abc", cx.InAnyOrder, 5, 0), "c0 b3 a6", 2},
		{"any order, window met", letters("abc", cx.InAnyOrder, 6, 0), "c0 b3 a6", 3},
		{"any order, later ones", letters("abc", cx.InAnyOrder, 5, 0), "a0 c9 b10 a12", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events := trail(t, "ada", test.trail)
			f, err := cx.FunnelOf(test.rule, events, late)
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
		{"strict", letters("abc", cx.InStrictOrder, 0, 0), "a0 b1 x2 a3 b5 c9 a10 b11 c12", "360", []string{"120", "240"}, "3"},
		{"one instant", letters("ab", "", 0, 0), "a0 b0", "0", []string{"0"}, "2"},
		{"a step twice", letters("aab", "", 4, 0), "a0 a9 a10 b13", "240", []string{"60", "180"}, "3"},
		{"rows in no order", letters("abc", "", 0, 0), "c9 x7 b5 a0", "540", []string{"300", "240"}, "4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := cx.FunnelOf(test.rule, trail(t, "ada", test.trail), late)
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
	f, err := cx.FunnelOf(letters("ab", "", 0, 0), events, late)
	cxtest.Exactly(t, "Seconds", f.Seconds, err, "7200.333333334")
	got, err := f.SecondsToConvert()
	cxtest.Exactly(t, "SecondsToConvert", got, err, "2400.11111111") // 2400.111111111333…

	// 300 years in nanoseconds exceed an int64, and three customers' a uint64.
	old, asOf := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 12, 31, 0, 0, 0, 0, time.UTC)
	events = nil
	for i := range 3 {
		customer := strconv.Itoa(i)
		events = append(events, cx.Event{Customer: customer, Name: "a", At: old}, cx.Event{Customer: customer, Name: "b", At: asOf.Add(-1)})
	}
	rule := letters("ab", "", 0, 0)
	f, err = cx.FunnelOf(rule, events, asOf)
	// 301 years from 1900 through 2200, the last day left out: 109,937 days, as 301*365
	// and 73 leap days (1904..2196 but 2100) less a day.
	cxtest.Exactly(t, "Seconds", f.Seconds, err, "28495670399.999999997")
	for _, window := range []time.Duration{1, math.MaxInt64} {
		rule.Window = window
		if f, err = cx.FunnelOf(rule, events, asOf); err != nil || f.Steps[0].Customers+f.Steps[0].Undecided != 3 || f.Steps[1].Customers != 0 {
			t.Errorf("window %v: %v, %v, want nobody converted", window, f, err)
		}
		rule.Window, rule.StepWindow = 0, window
		if f, err = cx.FunnelOf(rule, events, asOf); err != nil || f.Steps[1].Customers != 0 {
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
		{"strict", letters("abc", cx.InStrictOrder, 10, 0), "a0 b1 a8 b9 c12", 17, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"strict, open", letters("abc", cx.InStrictOrder, 10, 0), "a8 b9 c12", 17, counts{[]int64{0, 0, 0}, []int64{1, 1, 1}}},
		{"any order", letters("abc", cx.InAnyOrder, 10, 0), "a0 b8 a9 c12", 17, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
		{"any order, open", letters("abc", cx.InAnyOrder, 10, 0), "b8 a9 c12", 17, counts{[]int64{0, 0, 0}, []int64{1, 1, 1}}},
		{"a journey decided through a step in time", letters("abc", "", 10, 2), "a0 b1 b3 a9 b10 c11", 12, counts{[]int64{1, 1, 0}, []int64{0, 0, 0}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := cx.FunnelOf(test.rule, trail(t, "ada", test.trail), funnelDay.Add(time.Duration(test.asOf)*time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			var got counts
			for _, step := range f.Steps {
				got.Customers = append(got.Customers, step.Customers)
				got.Undecided = append(got.Undecided, step.Undecided)
			}
			if diff := gocmp.Diff(test.want, got); diff != "" {
				t.Errorf("FunnelOf(%s) as of %d (-want +got):\n%s", test.trail, test.asOf, diff)
			}
		})
	}
}

func TestFunnelQueries(t *testing.T) {
	f := cx.Funnel{
		Order: cx.InOrder, WindowSeconds: 604800, AsOf: late, Events: 45, Seconds: dec("900"),
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
		{"FromFirst(0)", f.FromFirst(0), cx.Proportion{Count: 100, Total: 100}},
		{"FromFirst(1)", f.FromFirst(1), cx.Proportion{Count: 40, Total: 100}},
		{"FromFirst(2)", f.FromFirst(2), cx.Proportion{Count: 9, Total: 100}},
		{"FromPrevious(0)", f.FromPrevious(0), cx.Proportion{Count: 100, Total: 100}},
		{"FromPrevious(2)", f.FromPrevious(2), cx.Proportion{Count: 9, Total: 40}},
		{"DropOff(0)", f.DropOff(0), cx.Proportion{Count: 60, Total: 100}},
		{"DropOff(1)", f.DropOff(1), cx.Proportion{Count: 31, Total: 40}},
	} {
		if test.got != test.want {
			t.Errorf("%s = %v, want %v", test.what, test.got, test.want)
		}
	}
	for what, p := range map[string]cx.Proportion{
		"FromFirst(-1)": f.FromFirst(-1), "FromFirst(3)": f.FromFirst(3), "FromPrevious(-1)": f.FromPrevious(-1),
		"FromPrevious(3)": f.FromPrevious(3), "DropOff(-1)": f.DropOff(-1), "DropOff(2)": f.DropOff(2), "DropOff(3)": f.DropOff(3),
		"FromFirst(max)": f.FromFirst(math.MaxInt), "DropOff(max)": f.DropOff(math.MaxInt), "DropOff(min)": f.DropOff(math.MinInt),
		"of nothing": cx.Funnel{}.FromFirst(0),
	} {
		_, err := p.Rate()
		cxtest.Refuses(t, what, err, cx.ErrInvalid)
	}
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
	anyOrder.Order, anyOrder.Events, anyOrder.Seconds = cx.InAnyOrder, 0, dec("0")
	anyOrder.Steps = []cx.FunnelStep{{Name: "a", Customers: 2}, {Name: "b", Customers: 1}}
	_, err = anyOrder.SecondsToConvert()
	cxtest.Refuses(t, "SecondsToConvert in any order", err, cx.ErrUndefined)
	_, err = anyOrder.SecondsToStep(1)
	cxtest.Refuses(t, "SecondsToStep in any order", err, cx.ErrUndefined)
	_, err = cx.ConversionTimes(letters("ab", cx.InAnyOrder, 0, 0), nil, late)
	cxtest.Refuses(t, "ConversionTimes in any order", err, cx.ErrUndefined)
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
		"one step":            {Steps: []string{"a"}},
		"65 steps":            {Steps: many},
		"a blank step":        {Steps: []string{"a", " "}},
		"a step not in UTF-8": {Steps: []string{"a", "\xff"}},
		"no such order":       {Steps: []string{"a", "b"}, Order: "random"},
		"negative window":     {Steps: []string{"a", "b"}, Window: -1},
		"negative steps":      {Steps: []string{"a", "b"}, StepWindow: math.MinInt64},
		"any order twice":     {Steps: []string{"a", "b", "a"}, Order: cx.InAnyOrder},
		"any order by steps":  {Steps: []string{"a", "b"}, Order: cx.InAnyOrder, StepWindow: 1},
	} {
		_, err := cx.FunnelOf(rule, good, late)
		cxtest.Refuses(t, "FunnelOf, "+what, err, cx.ErrInvalid)
		_, err = cx.FunnelsBySegment(rule, good, late)
		cxtest.Refuses(t, "FunnelsBySegment, "+what, err, cx.ErrInvalid)
		_, err = cx.ConversionTimes(rule, good, late)
		cxtest.Refuses(t, "ConversionTimes, "+what, err, cx.ErrInvalid)
		_, err = cx.ConversionTimesBySegment(rule, good, late)
		cxtest.Refuses(t, "ConversionTimesBySegment, "+what, err, cx.ErrInvalid)
	}
	if _, err := cx.FunnelOf(cx.FunnelRule{Steps: many[:64]}, good, late); err != nil {
		t.Errorf("64 steps: %v", err)
	}
	for _, asOf := range []time.Time{{}, time.Unix(math.MaxInt64, 0), time.Date(2201, 1, 1, 0, 0, 0, 0, time.UTC)} {
		_, err := cx.FunnelOf(letters("ab", "", 0, 0), good, asOf)
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
		"year 1899":      {Customer: "eve", Name: "a", At: time.Date(1899, 12, 31, 23, 59, 59, 0, time.UTC)},
		"year 2201":      {Customer: "eve", Name: "a", At: time.Date(2201, 1, 1, 0, 0, 0, 0, time.UTC)},
		"far future":     {Customer: "eve", Name: "a", At: time.Unix(math.MaxInt64, 0)},
	} {
		// In order of the customer and not, the first bad row is the one that is named.
		bob, zoe := trail(t, "bob", "a0 b1"), trail(t, "zoe", "a0 b1")
		for _, events := range [][]cx.Event{
			slices.Concat(bob, []cx.Event{bad}, zoe), slices.Concat(zoe, []cx.Event{bad}, bob),
			slices.Concat(zoe[:1], bob[:1], []cx.Event{bad}, zoe[1:], []cx.Event{{}}),
		} {
			for name, call := range map[string]func() error{
				"FunnelOf": func() error { _, err := cx.FunnelOf(letters("ab", "", 9, 0), events, late); return err },
				"FunnelsBySegment": func() error {
					_, err := cx.FunnelsBySegment(letters("ab", cx.InStrictOrder, 0, 0), events, late)
					return err
				},
				"ConversionTimes": func() error { _, err := cx.ConversionTimes(letters("ab", "", 9, 0), events, late); return err },
				"TransitionsOf":   func() error { _, err := cx.TransitionsOf(events, late); return err },
				"PathsOf":         func() error { _, err := cx.PathsOf(events, 3, late); return err },
			} {
				err := call()
				cxtest.Refuses(t, name+", "+what, err, cx.ErrInvalid)
				var row *cx.RowError
				if !errors.As(err, &row) || row.Row != 2 {
					t.Errorf("%s, %s: %v, want row 2", name, what, err)
				}
			}
		}
	}
}

// journey is one way to take steps: indexes of events in order of time.
type journey []int

// bestJourney searches all ways to take the steps of a rule, and returns the one that the
// documentation of FunnelOf names, and whether it is decided. It is slow, and shares no
// idea with the package.
func bestJourney(events []cx.Event, rule cx.FunnelRule, asOf time.Time) (best journey, decided bool) {
	horizon := rule.Window
	if all := rule.StepWindow * time.Duration(len(rule.Steps)-1); all > 0 && (horizon == 0 || all < horizon) {
		horizon = all
	}
	isDecided := func(start int) bool { return horizon == 0 || events[start].At.Add(horizon).Before(asOf) }
	better := func(a, b journey) bool {
		if len(a) != len(b) {
			return len(a) > len(b)
		}
		for i := range a {
			if c := events[a[i]].At.Compare(events[b[i]].At); c != 0 {
				return c < 0
			}
		}
		return slices.Compare(a, b) < 0
	}
	var all []journey
	var extend func(j journey)
	extend = func(j journey) {
		if len(j) > 0 {
			all = append(all, slices.Clone(j))
		}
		if len(j) == len(rule.Steps) {
			return
		}
		for i := range events {
			if events[i].Name != rule.Steps[len(j)] {
				continue
			}
			if len(j) > 0 {
				last, first := j[len(j)-1], j[0]
				if i <= last || rule.Order == cx.InStrictOrder && i != last+1 ||
					rule.StepWindow > 0 && events[i].At.Sub(events[last].At) > rule.StepWindow ||
					rule.Window > 0 && events[i].At.Sub(events[first].At) > rule.Window {
					continue
				}
			}
			extend(append(slices.Clone(j), i))
		}
	}
	extend(nil)
	for _, j := range all {
		decided = decided || isDecided(j[0])
	}
	for _, j := range all {
		if decided == isDecided(j[0]) && (best == nil || better(j, best)) {
			best = j
		}
	}
	return best, decided
}

// The funnel is that of a search of all journeys, for events sorted by customer, shuffled,
// and in shards.
func TestFunnelAgainstSearch(t *testing.T) {
	cxtest.Long(t)
	seen := map[string]int{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		steps := strings.Split([]string{"abc", "ab", "aab", "aba", "abcd", "aa"}[r.IntN(6)], "")
		rule := cx.FunnelRule{Steps: steps, Order: []cx.Order{"", cx.InOrder, cx.InStrictOrder}[r.IntN(3)]}
		if r.IntN(3) > 0 {
			rule.Window = time.Duration(r.IntN(12)+1) * time.Minute
		}
		if r.IntN(3) == 0 {
			rule.StepWindow = time.Duration(r.IntN(6)+1) * time.Minute
		}
		asOf := funnelDay.Add(time.Duration(20+r.IntN(20)) * time.Minute)
		customers := make([][]cx.Event, 4)
		for c := range customers {
			for range r.IntN(12) {
				customers[c] = append(customers[c], cx.Event{
					Customer: strconv.Itoa(c), Name: string("aabbcdx"[r.IntN(7)]), Segment: strconv.Itoa(r.IntN(2)),
					At: funnelDay.Add(time.Duration(r.IntN(30)) * time.Minute),
				})
			}
		}
		want := cx.Funnel{
			Order: cmp.Or(rule.Order, cx.InOrder), WindowSeconds: rule.Window.Seconds(), StepWindowSeconds: rule.StepWindow.Seconds(), AsOf: asOf,
		}
		for _, name := range steps {
			want.Steps = append(want.Steps, cx.FunnelStep{Name: name})
		}
		segments := map[string]int64{}
		var times []cx.Lifespan
		for _, events := range customers {
			events = slices.Clone(events)
			slices.SortStableFunc(events, func(a, b cx.Event) int { return a.At.Compare(b.At) })
			events = slices.DeleteFunc(events, func(e cx.Event) bool { return !e.At.Before(asOf) })
			j, decided := bestJourney(events, rule, asOf)
			if j == nil {
				continue
			}
			first := slices.IndexFunc(events, func(e cx.Event) bool { return e.Name == steps[0] })
			segments[events[first].Segment]++
			start := events[j[0]].At
			if last := len(steps) - 1; len(j) == len(steps) {
				times = append(times, cx.Lifespan{Exit: events[j[last]].At.Sub(start).Seconds(), Churned: true})
			} else {
				observed := asOf.Sub(start)
				if rule.Window > 0 {
					observed = min(observed, rule.Window)
				}
				if rule.StepWindow > 0 {
					observed = min(observed, rule.StepWindow*time.Duration(last))
				}
				times = append(times, cx.Lifespan{Exit: observed.Seconds()})
			}
			seen[fmt.Sprint("decided ", decided)]++
			seen[fmt.Sprint("steps ", len(j))]++
			for i := range j {
				if !decided {
					want.Steps[i].Undecided++
					continue
				}
				want.Steps[i].Customers++
				if i > 0 {
					seconds := strconv.Itoa(int(events[j[i]].At.Sub(events[j[i-1]].At).Seconds()))
					want.Steps[i].Seconds = want.Steps[i].Seconds.Add(dec(seconds))
				}
			}
			if decided && len(j) == len(steps) {
				want.Events += int64(j[len(j)-1] - j[0] + 1)
				want.Seconds = want.Seconds.Add(dec(strconv.Itoa(int(events[j[len(j)-1]].At.Sub(start).Seconds()))))
			}
		}
		sorted := slices.Concat(customers...)
		check := func(what string, f cx.Funnel, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, f); diff != "" {
				t.Fatalf("seed %d, %s, %v, asOf %v of %v (-want +got):\n%s", seed, what, rule, asOf, sorted, diff)
			}
		}
		f, err := cx.FunnelOf(rule, sorted, asOf)
		check("sorted", f, err)
		mixed := interleave(r, customers)
		f, err = cx.FunnelOf(rule, mixed, asOf)
		check("shuffled", f, err)
		var merged cx.Funnel
		for _, shard := range customers {
			part, err := cx.FunnelOf(rule, shard, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if err := merged.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		check("shards", merged, nil)

		groups, err := cx.FunnelsBySegment(rule, mixed, asOf)
		if err != nil {
			t.Fatal(err)
		}
		merged = cx.Funnel{}
		for _, g := range groups {
			if n := g.Tally.Steps[0].Customers + g.Tally.Steps[0].Undecided; n != segments[g.Key] {
				t.Fatalf("seed %d: %d customers in segment %s, want %d", seed, n, g.Key, segments[g.Key])
			}
			if err := merged.Merge(g.Tally); err != nil {
				t.Fatal(err)
			}
		}
		if len(groups) > 0 {
			check("segments", merged, nil)
		}

		got, err := cx.ConversionTimes(rule, sorted, asOf)
		if diff := gocmp.Diff(times, got); diff != "" || err != nil {
			t.Fatalf("seed %d, %v: ConversionTimes: %v (-want +got):\n%s", seed, rule, err, diff)
		}
		byExit := func(a, b cx.Lifespan) int { return cmp.Compare(a.Exit, b.Exit) }
		var pooled []cx.Lifespan
		bySegment, err := cx.ConversionTimesBySegment(rule, mixed, asOf)
		for _, g := range bySegment {
			pooled = append(pooled, g.Tally...)
		}
		slices.SortFunc(pooled, byExit)
		slices.SortFunc(times, byExit)
		if len(pooled) != len(times) || err != nil || !slices.EqualFunc(times, pooled, func(a, b cx.Lifespan) bool { return a.Exit == b.Exit }) {
			t.Fatalf("seed %d: ConversionTimesBySegment = %v, %v, want %v", seed, pooled, err, times)
		}
	}
	for _, what := range []string{"decided true", "decided false", "steps 1", "steps 2", "steps 3", "steps 4"} {
		if seen[what] < 10 {
			t.Errorf("%s: seen %d times only", what, seen[what])
		}
	}
}

// interleave mixes the rows of several customers, each customer's in their own order.
func interleave(r *rand.Rand, customers [][]cx.Event) []cx.Event {
	var mixed []cx.Event
	rest := slices.Clone(customers)
	for {
		rest = slices.DeleteFunc(rest, func(events []cx.Event) bool { return len(events) == 0 })
		if len(rest) == 0 {
			return mixed
		}
		i := r.IntN(len(rest))
		mixed = append(mixed, rest[i][0])
		rest[i] = rest[i][1:]
	}
}

// In any order, the funnel is that of a search over the windows that begin at each event.
func TestFunnelAnyOrderAgainstSearch(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 8))
		rule := letters("abcd"[:2+r.IntN(3)], cx.InAnyOrder, r.IntN(15), 0)
		asOf := funnelDay.Add(time.Duration(15+r.IntN(20)) * time.Minute)
		var events []cx.Event
		for range r.IntN(12) {
			events = append(events, cx.Event{
				Customer: "ada", Name: string("abcdx"[r.IntN(5)]), At: funnelDay.Add(time.Duration(r.IntN(30)) * time.Minute),
			})
		}
		isDecided := func(e cx.Event) bool { return rule.Window == 0 || e.At.Add(rule.Window).Before(asOf) }
		isFirst := func(e cx.Event) bool { return e.Name == "a" && e.At.Before(asOf) }
		decided := slices.ContainsFunc(events, func(e cx.Event) bool { return isFirst(e) && isDecided(e) })
		depth := 0
		for _, begin := range events {
			has := map[string]bool{}
			for _, e := range events {
				in := !e.At.Before(begin.At) && (rule.Window == 0 || e.At.Sub(begin.At) <= rule.Window)
				if in && e.At.Before(asOf) && (e.Name != "a" || isDecided(e) == decided) {
					has[e.Name] = true
				}
			}
			steps := 0
			for steps < len(rule.Steps) && has[rule.Steps[steps]] {
				steps++
			}
			depth = max(depth, steps)
		}
		f, err := cx.FunnelOf(rule, events, asOf)
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range f.Steps {
			want := [2]int64{}
			if i < depth && decided {
				want[0] = 1
			} else if i < depth {
				want[1] = 1
			}
			if got := [2]int64{step.Customers, step.Undecided}; got != want {
				t.Fatalf("seed %d: %v as of %v of %v: step %d has %v, want %v", seed, rule, asOf, events, i, got, want)
			}
		}
	}
}
