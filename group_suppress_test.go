package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// protects reports whether hiding some groups keeps everybody from being
// recognized: no small group is shown, and what total minus shown tells, if any
// group with answers is shown, is a pool of two groups and the minimum at least.
func protects(bases []int64, hidden func(int) bool, minimum int64) bool {
	var count, sum, shown int64
	for i, n := range bases {
		switch {
		case hidden(i):
			count++
			sum += n
		case n > 0 && n < minimum:
			return false
		case n > 0:
			shown++
		}
	}
	return shown == 0 || count == 0 || count > 1 && sum >= minimum
}

// TestSuppressSmallProtects compares with all ways to hide groups: what is hidden
// protects, and no fewer groups or answers would.
func TestSuppressSmallProtects(t *testing.T) {
	random := rand.New(rand.NewPCG(71, 72))
	for range 3000 {
		minimum := int64(1 + random.IntN(7))
		bases := make([]int64, random.IntN(8))
		groups := make([]cx.Group[int, cx.Proportion], len(bases))
		for i := range bases {
			bases[i] = int64(random.IntN(12))
			groups[i] = cx.Group[int, cx.Proportion]{Key: i, Tally: cx.Proportion{Count: bases[i] / 2, Base: bases[i]}}
		}
		before := slices.Clone(groups)
		shown, hidden, err := cx.SuppressSmall(groups, minimum)
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("bases %v, minimum %d: hidden %v", bases, minimum, hidden)
		if !protects(bases, func(i int) bool { return slices.Contains(hidden, i) }, minimum) {
			t.Fatalf("%s: somebody can be recognized", what)
		}
		if diff := cxtest.Diff(before, groups); diff != "" {
			t.Fatalf("%s: the groups changed (-before +after)\n%s", what, diff)
		}
		// Both lists are in the order of the groups, and share them out.
		var wantShown []cx.Group[int, cx.Proportion]
		var hiddenAnswers int64
		for i, g := range groups {
			if !slices.Contains(hidden, i) {
				wantShown = append(wantShown, g)
				continue
			}
			hiddenAnswers += bases[i]
			if bases[i] == 0 {
				t.Fatalf("%s: a group without answers is hidden", what)
			}
		}
		if diff := cxtest.Diff(wantShown, shown); diff != "" || !slices.IsSorted(hidden) {
			t.Fatalf("%s: order (-want +got)\n%s", what, diff)
		}
		for set := range 1 << len(bases) {
			in := func(i int) bool { return set>>i&1 == 1 }
			var count int
			var answers int64
			for i, n := range bases {
				if in(i) {
					count++
					answers += n
				}
			}
			if (count < len(hidden) || count == len(hidden) && answers < hiddenAnswers) && protects(bases, in, minimum) {
				t.Fatalf("%s: hiding %b would do", what, set)
			}
		}
	}
}

func TestSuppressSmall(t *testing.T) {
	tests := []struct {
		name    string
		bases   []int64
		minimum int64
		hidden  []int
	}{
		{"all large", []int64{5, 9, 7}, 5, nil},
		{"one small hides the next", []int64{20, 4, 8, 30}, 5, []int{1, 2}},
		{"two small are enough", []int64{20, 4, 3, 30}, 5, []int{1, 2}},
		{"two tiny are not", []int64{20, 1, 2, 30}, 5, []int{0, 1, 2}},
		{"the first of two equal", []int64{4, 8, 8}, 5, []int{0, 1}},
		{"no answers are no secret", []int64{0, 20, 0, 30}, 5, nil},
		{"no answers hide nobody", []int64{0, 4, 20, 30}, 5, []int{1, 2}},
		{"nothing is left", []int64{4, 20}, 5, []int{0, 1}},
		{"one group alone", []int64{4}, 5, []int{0}},
		{"minimum 1", []int64{1, 1, 0}, 1, nil},
		{"none", nil, 5, nil},
		{"large counts", []int64{math.MaxInt64, 2, math.MaxInt64}, 5, []int{0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var groups []cx.Group[int, cx.NPS]
			for i, n := range tt.bases {
				groups = append(groups, cx.Group[int, cx.NPS]{Key: i, Tally: cx.NPS{Passives: n}})
			}
			shown, hidden, err := cx.SuppressSmall(groups, tt.minimum)
			if diff := cmp.Diff(tt.hidden, hidden); diff != "" || err != nil || len(shown)+len(hidden) != len(groups) {
				t.Errorf("SuppressSmall(%v, %d): %v (-want +got)\n%s", tt.bases, tt.minimum, err, diff)
			}
			if len(shown) == 0 && shown != nil {
				t.Error("no groups shown are not nil")
			}
		})
	}
}

// TestSuppressSmallCountsAnswers: the base is people, whatever they weigh.
func TestSuppressSmallCountsAnswers(t *testing.T) {
	weighted := func(weight string, answers int) cx.WeightedNPS {
		var w cx.WeightedNPS
		for range answers {
			if err := w.Add(9, dec(weight)); err != nil {
				t.Fatal(err)
			}
		}
		return w
	}
	groups := []cx.Group[string, cx.WeightedNPS]{
		{Key: "two of weight 1000", Tally: weighted("1000", 2)},
		{Key: "nine of weight 0.1", Tally: weighted("0.1", 9)},
		{Key: "six of weight 0", Tally: weighted("0", 6)},
		{Key: "seven", Tally: weighted("1", 7)},
		{Key: "none"},
	}
	_, hidden, err := cx.SuppressSmall(groups, 5)
	if diff := cmp.Diff([]string{"two of weight 1000", "six of weight 0"}, hidden); diff != "" || err != nil {
		t.Errorf("SuppressSmall: %v (-want +got)\n%s", err, diff)
	}
}

func TestSuppressSmallErrors(t *testing.T) {
	good := []cx.Group[string, cx.CSAT]{{Key: "a", Tally: cx.CSAT{Scale: cx.SatisfactionScale(5)}}}
	for _, minimum := range []int64{0, -5, math.MinInt64} {
		shown, hidden, err := cx.SuppressSmall(good, minimum)
		cxtest.Refuses(t, fmt.Sprint("minimum ", minimum), err, cx.ErrInvalid)
		if shown != nil || hidden != nil {
			t.Errorf("SuppressSmall = %v, %v beside its error", shown, hidden)
		}
	}
	bad := []cx.Group[string, cx.CSAT]{good[0], {Key: secretText, Tally: cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{-1}}}}
	_, _, err := cx.SuppressSmall(bad, 5)
	cxtest.Refuses(t, "negative count", err, cx.ErrInvalid)
}
