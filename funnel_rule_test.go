package cx_test

import (
	"slices"
	"strings"
	"testing"

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
