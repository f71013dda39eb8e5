package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// trails returns the events of customers, each written as "ada a0 b5".
func trails(t testing.TB, texts ...string) []cx.Event {
	t.Helper()
	var events []cx.Event
	for _, text := range texts {
		customer, rest, _ := strings.Cut(text, " ")
		events = append(events, trail(t, customer, rest)...)
	}
	return events
}

// permutations returns all orders of the letters of a text.
func permutations(text string) []string {
	if len(text) < 2 {
		return []string{text}
	}
	var all []string
	for i := range text {
		for _, rest := range permutations(text[:i] + text[i+1:]) {
			all = append(all, text[i:i+1]+rest)
		}
	}
	return all
}

// Steps in any order give one funnel however they are listed, and whatever the order of the
// rows. The first is that of PostHog/posthog #5694: 6 customers did one of visit, cart and
// order or more, 3 two or more, 1 all three, where the listing made it 4 2 1, 3 1 1 or 3 2 1.
// The second is calculated by hand: within 10 minutes ada did o c v, bob p v c, cyd v,
// dee c p, fay all four, and eve none.
func TestFunnelAnyOrder(t *testing.T) {
	tests := []struct {
		name      string
		events    []cx.Event
		steps     string
		window    int
		customers []int64
		did       map[string]int64
	}{
		{"no window", trails(t, "ada c0", "bob v0 c1", "cyd c0 v1 o2", "dee o0 v1", "eli v0", "fay o0"), "vco", 0,
			[]int64{6, 3, 1}, map[string]int64{"v": 4, "c": 3, "o": 3}},
		{"10 minutes", trails(t, "ada o0 c4 v9 p11", "bob p0 v10 c10 o21", "cyd v0 v5 v30 x31", "dee c0 c11 p20", "eve x0", "fay p0 o1 c2 v3"), "vcop", 10,
			[]int64{5, 4, 3, 1}, map[string]int64{"v": 4, "c": 4, "o": 2, "p": 3}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, steps := range permutations(test.steps) {
				for range 2 {
					f, err := cx.FunnelOf(test.events, letters(steps, cx.FunnelAnyOrder, test.window, 0), late)
					if err != nil {
						t.Fatal(err)
					}
					for i, step := range f.Steps {
						want := cx.FunnelStep{Name: steps[i : i+1], Customers: test.customers[i], Did: test.did[step.Name]}
						if diff := cmp.Diff(want, step); diff != "" {
							t.Errorf("steps %s, step %d (-want +got):\n%s", steps, i, diff)
						}
					}
					slices.Reverse(test.events)
				}
			}
		})
	}
	f, err := cx.FunnelOf(tests[0].events, letters("vco", cx.FunnelAnyOrder, 0, 0), late)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.String(), "any 1: 6, any 2: 3, any 3: 1"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if got := cxtest.Must(f.FromFirst(2)); got != (cx.Proportion{Count: 1, Base: 6}) {
		t.Errorf("FromFirst(2) = %v, want 1 of 6", got)
	}
	// A funnel from a database knows no Did, and neither does a sum with it.
	sql := f
	sql.Steps = []cx.FunnelStep{{Name: "v", Customers: 3}, {Name: "c", Customers: 2}, {Name: "o"}}
	for _, sum := range []cx.Funnel{f, sql} {
		if err := sum.Merge(map[bool]cx.Funnel{true: sql, false: f}[sum.Steps[0].Did > 0]); err != nil {
			t.Fatal(err)
		}
		want := []cx.FunnelStep{{Name: "v", Customers: 9}, {Name: "c", Customers: 5}, {Name: "o", Customers: 1}}
		if diff := cmp.Diff(want, sum.Steps); diff != "" {
			t.Errorf("Merge of counts without Did (-want +got):\n%s", diff)
		}
	}
}

// Who did each step adds up, and is of an order in which it is asked.
func TestFunnelDidImpossible(t *testing.T) {
	good := cx.Funnel{Order: cx.FunnelAnyOrder, AsOf: late, Steps: []cx.FunnelStep{
		{Name: "a", Customers: 5, Did: 4}, {Name: "b", Customers: 2, Did: 3},
	}}
	if _, err := good.FromFirst(1); err != nil {
		t.Fatal(err)
	}
	for name, did := range map[string][2]int64{
		"fewer in all": {4, 2}, "more in all": {4, 4}, "more than any": {6, 1}, "fewer than all": {6, 1}, "below 0": {8, -1}, "one not": {5, 2}, "one zero": {7, 0},
	} {
		f := good
		f.Steps = slices.Clone(good.Steps)
		f.Steps[0].Did, f.Steps[1].Did = did[0], did[1]
		if name == "one not" {
			f.Order = cx.FunnelOrdered
		}
		_, err := f.FromFirst(1)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// An open funnel begins at the first step seen. The first case is after PostHog/posthog #9446
// and jesstelford/funnels #1: the closed funnel has 3 2 1, and eve's form comes after her
// entry at the end. The second is calculated by hand, with a window of 10 minutes as of minute
// 30: bob enters at the end, cyd's b comes too late, and eve's window is open.
func TestFunnelOpen(t *testing.T) {
	step := func(name string, customers, undecided, entered int64, seconds string) cx.FunnelStep {
		return cx.FunnelStep{Name: name, Customers: customers, Undecided: undecided, Entered: entered, Seconds: dec(seconds)}
	}
	shop := trails(t, "ana l0 f5 d10", "ben f0 d10", "cat l0", "dan l0 f2", "eve d0 f30")
	late10 := trails(t, "ada b0 c5", "bob c0 a1 b2 c3", "cyd a0 b11 c12", "dee a5 x6 b7 c15", "eve a25 b26", "fay x1")
	for _, test := range []struct {
		name   string
		events []cx.Event
		rule   cx.FunnelRule
		asOf   int
		want   []cx.FunnelStep
	}{
		{"no window", shop, letters("lfd", "", 0, 0), 60, []cx.FunnelStep{
			step("l", 3, 0, 3, "0"), step("f", 3, 0, 1, "420"), step("d", 3, 0, 1, "900"), // 5+2, 5+10 minutes
		}},
		{"10 minutes", late10, letters("abc", "", 10, 0), 30, []cx.FunnelStep{
			step("a", 2, 1, 2, "0"), step("b", 2, 1, 1, "120"), step("c", 3, 0, 1, "780"),
		}},
		{"step windows", trails(t, "ada b0 b3 c7 c9", "bob a0 b4 c9", "cyd c0"), letters("abc", "", 0, 4), 30, []cx.FunnelStep{
			step("a", 1, 0, 1, "0"), step("b", 2, 0, 1, "240"), step("c", 1, 0, 1, "0"), // ada enters once, at 0
		}},
		{"the step in time", trails(t, "ada b0 c2 c3 d6"), letters("abcd", "", 0, 3), 30, []cx.FunnelStep{
			step("a", 0, 0, 0, "0"), step("b", 1, 0, 1, "0"), step("c", 1, 0, 0, "180"), step("d", 1, 0, 0, "180"),
		}},
		{"strict", trails(t, "ada b0 c1", "bob b0 x1 c2", "cyd x0 a1 b2 c3", "dee b0 c5"), letters("abc", cx.FunnelStrict, 4, 2), 30, []cx.FunnelStep{
			step("a", 1, 0, 1, "0"), step("b", 4, 0, 3, "60"), step("c", 2, 0, 0, "120"),
		}},
		{"a name twice", trails(t, "ada a0 b1 a2"), letters("aba", "", 0, 0), 30, []cx.FunnelStep{
			step("a", 1, 0, 1, "0"), step("b", 1, 0, 0, "60"), step("a", 1, 0, 0, "60"),
		}},
		{"an excluded event", trails(t, "ada b0 x1 c2", "bob x0 b1 c2 x3"), cx.FunnelRule{Steps: []string{"a", "b", "c"}, Exclude: []string{"x"}}, 30, []cx.FunnelStep{
			step("a", 0, 0, 0, "0"), step("b", 2, 0, 2, "0"), step("c", 1, 0, 0, "60"),
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.rule.Open = true
			f, err := cx.FunnelOf(test.events, test.rule, funnelDay.Add(time.Duration(test.asOf)*time.Minute))
			if diff := cmp.Diff(test.want, f.Steps); diff != "" || err != nil {
				t.Fatalf("FunnelOf: %v (-want +got)\n%s", err, diff)
			}
			var back cx.Funnel
			if err := json.Unmarshal([]byte(cxtest.JSON(t, f)), &back); err != nil || !cmp.Equal(f, back) {
				t.Errorf("%+v comes back as %+v, %v", f, back, err)
			}
			_, err = f.FromFirst(1)
			cxtest.Refuses(t, "FromFirst", err, cx.ErrUndefined)
			_, err = f.SecondsToConvert()
			cxtest.Refuses(t, "SecondsToConvert", err, cx.ErrUndefined)
			_, err = f.EventsToConvert()
			cxtest.Refuses(t, "EventsToConvert", err, cx.ErrUndefined)
			_, err = cx.ConversionLifespans(test.events, test.rule, late)
			cxtest.Refuses(t, "ConversionLifespans", err, cx.ErrUndefined)
		})
	}
	rule := letters("abc", "", 10, 0)
	rule.Open = true
	f, err := cx.FunnelOf(late10, rule, funnelDay.Add(30*time.Minute))
	if err != nil || f.Total() != 4 {
		t.Fatalf("Total() = %d, %v, want 4", f.Total(), err)
	}
	for _, test := range []struct {
		what string
		got  cx.Proportion
		want cx.Proportion
	}{
		{"FromPrevious(0)", cxtest.Must(f.FromPrevious(0)), cx.Proportion{Count: 2, Base: 2}},
		{"FromPrevious(1)", cxtest.Must(f.FromPrevious(1)), cx.Proportion{Count: 1, Base: 2}},
		{"FromPrevious(2)", cxtest.Must(f.FromPrevious(2)), cx.Proportion{Count: 2, Base: 2}},
		{"DropOff(0)", cxtest.Must(f.DropOff(0)), cx.Proportion{Count: 1, Base: 2}},
		{"DropOff(1)", cxtest.Must(f.DropOff(1)), cx.Proportion{Count: 0, Base: 2}},
	} {
		if test.got != test.want {
			t.Errorf("%s = %v, want %v", test.what, test.got, test.want)
		}
	}
	seconds, err := f.SecondsToStep(2)
	cxtest.Exactly(t, "SecondsToStep(2)", seconds, err, "390") // 5 and 8 minutes
	groups, err := cx.FunnelsBySegment(late10, rule, late)
	if err != nil || len(groups) != 1 || groups[0].Tally.Total() != 5 {
		t.Errorf("FunnelsBySegment = %v, %v, want 5 in one", groups, err)
	}
}

// What must not come between. The first is PostHog/posthog #53260: screen, then trial, with
// no sent between; quy had one, and rob's came after. The second is calculated by hand, with
// x and y excluded, a window of 10 minutes, as of minute 30: ada and bob are stopped, cyd
// gets through at a second start, dee's x are around the steps, eve's window is open, and fay's
// five events are those from a7 to c11.
func TestFunnelExclude(t *testing.T) {
	trial := trails(t, "pia s60 t180", "quy s60 x120 t180", "rob s60 t120 x180", "sam s60 x120")
	other := trails(t, "ada a0 x1 b2 c3", "bob a0 x1 a2 b3 y4 c5", "cyd a0 x1 a2 b3 c4", "dee x0 a1 b2 x3", "eve a25 x26 b27")
	between := trails(t, "fay x0 n1 n2 x3 a4 n5 x6 a7 n8 b9 n10 c11 n12") // n is of no rule
	asOf := funnelDay.Add(30 * time.Minute)
	for _, test := range []struct {
		name                           string
		events                         []cx.Event
		rule                           cx.FunnelRule
		asOf                           time.Time
		stopped                        int64
		all, unstopped, undecided      []int64
		events3                        int64
		secondsAll, secondsOfUnstopped string
	}{
		{"the case", trial, letters("st", "", 0, 0), late, 1, []int64{4, 2}, []int64{3, 2}, []int64{0, 0}, 4, "10800", "10800"},
		{"strict", trial, letters("st", cx.FunnelStrict, 0, 0), late, 0, []int64{4, 2}, []int64{4, 2}, []int64{0, 0}, 4, "10800", "10800"},
		{"by hand", other, letters("abc", "", 10, 0), asOf, 2, []int64{4, 3, 1}, []int64{2, 2, 1}, []int64{1, 0, 0}, 3, "180", "120"},
		{"any order", other, letters("bca", cx.FunnelAnyOrder, 10, 0), asOf, 2, []int64{4, 4, 1}, []int64{2, 2, 1}, []int64{1, 0, 0}, 0, "0", "0"},
		{"step windows", other, letters("abc", "", 0, 5), asOf, 2, []int64{4, 3, 1}, []int64{2, 2, 1}, []int64{1, 0, 0}, 3, "180", "120"},
		{"events between", between, letters("abc", "", 10, 0), asOf, 0, []int64{1, 1, 1}, []int64{1, 1, 1}, []int64{0, 0, 0}, 5, "120", "120"},
	} {
		for _, base := range []cx.FunnelBase{"", cx.FunnelBaseAll, cx.FunnelBaseUnstopped} {
			test.rule.Exclude, test.rule.Base = []string{"y", "x", "y"}, base
			want, seconds := test.all, test.secondsAll
			if base == cx.FunnelBaseUnstopped {
				want, seconds = test.unstopped, test.secondsOfUnstopped
			}
			f, err := cx.FunnelOf(test.events, test.rule, test.asOf)
			if err != nil {
				t.Fatalf("%s, %s: %v", test.name, base, err)
			}
			var customers, undecided []int64
			for _, step := range f.Steps {
				customers, undecided = append(customers, step.Customers), append(undecided, step.Undecided)
			}
			if !slices.Equal(customers, want) || !slices.Equal(undecided, test.undecided) || f.Stopped != test.stopped || f.Events != test.events3 {
				t.Errorf("%s, base %s: %v, undecided %v, stopped %d, events %d, want %v, %v, %d, %d", test.name, base,
					customers, undecided, f.Stopped, f.Events, want, test.undecided, test.stopped, test.events3)
			}
			cxtest.Exactly(t, test.name+", seconds to the second step", f.Steps[1].Seconds, nil, seconds)
			if !slices.Equal(f.Exclude, []string{"x", "y"}) {
				t.Errorf("Exclude = %v, want each name once", f.Exclude)
			}
			var back cx.Funnel
			if err := json.Unmarshal([]byte(cxtest.JSON(t, f)), &back); err != nil || !cmp.Equal(f, back) {
				t.Errorf("%+v comes back as %+v, %v", f, back, err)
			}
			if test.rule.Order == cx.FunnelAnyOrder {
				continue
			}
			times, err := cx.ConversionLifespans(test.events, test.rule, test.asOf)
			if n := want[0] + test.undecided[0]; err != nil || int64(len(times)) != n {
				t.Errorf("%s, base %s: %d times, %v, want %d", test.name, base, len(times), err, n)
			}
		}
	}
	rule := letters("st", "", 0, 0)
	rule.Exclude = []string{"x"}
	all := cxtest.Must(cx.FunnelOf(trial, rule, late))
	rule.Base = cx.FunnelBaseUnstopped
	cxtest.Unmerged(t, "another base", all, cxtest.Must(cx.FunnelOf(nil, rule, late)), cx.ErrMismatch)
	rule.Exclude, rule.Base = []string{"y"}, ""
	cxtest.Unmerged(t, "another exclusion", all, cxtest.Must(cx.FunnelOf(nil, rule, late)), cx.ErrMismatch)
	rule.Exclude, rule.Open = []string{"x"}, true
	cxtest.Unmerged(t, "an open funnel", all, cxtest.Must(cx.FunnelOf(nil, rule, late)), cx.ErrMismatch)
	full := all
	full.Stopped, full.Base, full.Steps = 1<<63-1, cx.FunnelBaseUnstopped, []cx.FunnelStep{{Name: "s"}, {Name: "t"}}
	full.Events, full.Seconds = 0, dec("0")
	cxtest.Unmerged(t, "too many stopped", full, full, cx.ErrInvalid)
}

// A funnel of one step counts who took it: nothing is to come, so nobody is undecided.
func TestFunnelOneStep(t *testing.T) {
	events := trails(t, "ada a0 a5", "bob b0", "cyd x1 a2")
	for _, order := range []cx.FunnelOrder{cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder} {
		for _, window := range []int{0, 10} {
			rule := letters("a", order, window, 0)
			f, err := cx.FunnelOf(events, rule, funnelDay.Add(3*time.Minute))
			if err != nil || f.Total() != 2 || f.Steps[0].Undecided != 0 {
				t.Fatalf("%s: %+v, %v, want 2", order, f, err)
			}
			if got := cxtest.Must(f.FromFirst(0)); got != (cx.Proportion{Count: 2, Base: 2}) {
				t.Errorf("%s: FromFirst(0) = %v", order, got)
			}
			_, err = f.DropOff(0)
			cxtest.Refuses(t, "DropOff", err, cx.ErrInvalid)
			_, err = f.SecondsToStep(1)
			cxtest.Refuses(t, "SecondsToStep", err, cx.ErrInvalid)
			if order == cx.FunnelAnyOrder {
				continue
			}
			seconds, err := f.SecondsToConvert()
			cxtest.Exactly(t, "SecondsToConvert", seconds, err, "0")
			times, err := cx.ConversionLifespans(events, rule, funnelDay.Add(3*time.Minute))
			if diff := cmp.Diff([]cx.Lifespan{{Churned: true}, {Churned: true}}, times); diff != "" || err != nil {
				t.Errorf("ConversionLifespans: %v (-want +got)\n%s", err, diff)
			}
		}
	}
	rule := letters("a", "", 0, 5)
	rule.Open = true
	if f, err := cx.FunnelOf(events, rule, late); err != nil || f.Total() != 2 || f.Steps[0].Entered != 2 {
		t.Errorf("open: %+v, %v, want 2", f, err)
	}
}

// Open funnels, and those with excluded events, that no events have.
func TestFunnelKindImpossible(t *testing.T) {
	open := cx.Funnel{Open: true, AsOf: late, Steps: []cx.FunnelStep{{Name: "a", Customers: 5, Entered: 5}, {Name: "b", Customers: 6, Entered: 3}}}
	excluded := cx.Funnel{Exclude: []string{"x"}, AsOf: late, Stopped: 2, Steps: []cx.FunnelStep{{Name: "a", Customers: 5}, {Name: "b", Customers: 2}}}
	for _, good := range []cx.Funnel{open, excluded} {
		if _, err := good.FromPrevious(1); err != nil {
			t.Fatal(err)
		}
	}
	for name, spoil := range map[string]func(f *cx.Funnel){
		"fewer entered at the first": func(f *cx.Funnel) { f.Steps[0].Entered = 4 },
		"more entered than came":     func(f *cx.Funnel) { f.Steps[1].Entered = 7 },
		"more went on":               func(f *cx.Funnel) { f.Steps[1].Entered = 0 },
		"below 0":                    func(f *cx.Funnel) { f.Steps[1].Entered = -1 },
		"entered, not open":          func(f *cx.Funnel) { f.Open = false },
		"too many entered":           func(f *cx.Funnel) { f.Steps[1].Customers, f.Steps[1].Entered = 1<<63-1, 1<<63-1 },
		"events":                     func(f *cx.Funnel) { f.Events = 12 },
		"seconds":                    func(f *cx.Funnel) { f.Seconds = dec("1") },
		"any order":                  func(f *cx.Funnel) { f.Order = cx.FunnelAnyOrder },
		"stopped by nothing":         func(f *cx.Funnel) { f.Stopped = 1 },
		"a base of nothing":          func(f *cx.Funnel) { f.Base = cx.FunnelBaseAll },
	} {
		f := open
		f.Steps = slices.Clone(open.Steps)
		spoil(&f)
		_, err := f.FromPrevious(1)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	for name, spoil := range map[string]func(f *cx.Funnel){
		"more stopped than all": func(f *cx.Funnel) { f.Stopped = 6 },
		"stopped below 0":       func(f *cx.Funnel) { f.Stopped = -1 },
		"a step excluded":       func(f *cx.Funnel) { f.Exclude = []string{"b"} },
		"no such base":          func(f *cx.Funnel) { f.Base = "none" },
	} {
		f := excluded
		spoil(&f)
		_, err := f.FromPrevious(1)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// The last start that is decided, a window before asOf, counts; a nanosecond earlier it is open.
func TestFunnelLastDecided(t *testing.T) {
	check := func(rule cx.FunnelRule, events string, end, took time.Duration) { // minutes, of the second start
		t.Helper()
		for more, want := range []int{2, 3} {
			f, err := cx.FunnelOf(trail(t, "ada", events), rule, funnelDay.Add(end*time.Minute+time.Duration(more)))
			if got := depthOf(t, f); err != nil || got != want || want == 3 && f.Seconds.IntPart() != int64(60*took) {
				t.Errorf("%s, %d ns after its end: depth %d in %v s, %v, want %d in %d min", events, more, got, f.Seconds, err, want, took)
			}
		}
	}
	check(letters("abc", "", 10, 0), "a0 a8 b9 c12", 18, 4)
	check(letters("abc", "", 10, 2), "a0 b1 a9 b10 c11", 13, 2)
	check(letters("abc", cx.FunnelStrict, 10, 0), "a0 b1 a8 b9 c10", 18, 2)
}

// Those undecided add up like the others.
func TestFunnelMerge_undecided(t *testing.T) {
	rule, asOf := letters("abc", "", 10, 0), funnelDay.Add(9*time.Minute)
	f := cxtest.Must(cx.FunnelOf(trail(t, "ada", "a0 b3"), rule, asOf))
	if err := f.Merge(cxtest.Must(cx.FunnelOf(trail(t, "bob", "a5"), rule, asOf))); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{2, 1, 0} {
		if got := f.Steps[i].Undecided; got != want {
			t.Errorf("undecided at step %d: %d, want %d", i, got, want)
		}
	}
}

// Segments times steps are at most 100,000 of few events, in whatever order they come: 1,562 of 64
// steps are 99,968.
func TestFunnelsBySegment_full(t *testing.T) {
	steps := make([]string, 64)
	for i := range steps {
		steps[i] = "step " + strconv.Itoa(i)
	}
	for _, segments := range []int{1562, 1563} {
		var events []cx.Event
		for i := range segments {
			name := fmt.Sprintf("%04d", i)
			events = append(events, cx.Event{Customer: name, Name: steps[0], At: funnelDay, Segment: name})
		}
		other := slices.Clone(events)
		slices.Reverse(other)
		for what, events := range map[string][]cx.Event{"in order": events, "in another order": other} {
			groups, err := cx.FunnelsBySegment(events, cx.FunnelRule{Steps: steps}, late)
			if segments == 1562 {
				if err != nil || len(groups) != segments {
					t.Errorf("%s: %d segments, %v, want %d", what, len(groups), err, segments)
				}
				continue
			}
			want := cx.RangeError{What: "number of segments times steps", Got: 100_032, Min: 1, Max: 100_000}
			var outside *cx.RangeError
			if !errors.As(err, &outside) || *outside != want || groups != nil {
				t.Errorf("%s: %d segments, %v, want %v", what, len(groups), err, &want)
			}
		}
	}
}
