package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// npsGroup is a group with an NPS.
func npsGroup(key string, promoters, passives, detractors int64) cx.Group[string, cx.NPS] {
	return cx.Group[string, cx.NPS]{Key: key, Tally: cx.NPS{Promoters: promoters, Passives: passives, Detractors: detractors}}
}

// rankedTally is what the naive ranking needs to know of a tally.
type rankedTally[T any] struct {
	base       func(T) int64
	score      func(T) *big.Rat // of a tally with answers
	lower      bool
	merge      func(*T, T) error
	difference func(a, b T) (cx.Comparison, error)
}

// naiveHolm adjusts p values by the definition: reject in ascending order as long
// as p(k)·(m-k+1) <= alpha.
func naiveHolm(p []float64) []float64 {
	adjusted := make([]float64, len(p))
	for i := range p {
		for j := range p {
			if p[j] > p[i] {
				continue
			}
			smaller := 0
			for k := range p {
				if p[k] < p[j] || p[k] == p[j] && k < j {
					smaller++
				}
			}
			adjusted[i] = max(adjusted[i], min(1, float64(len(p)-smaller)*p[j]))
		}
	}
	return adjusted
}

// naiveRanking is RankGroups by its documentation, in quadratic time.
func naiveRanking[T any](t *testing.T, groups []cx.Group[string, T], minimum int64, r rankedTally[T]) []cx.Ranking[string, T] {
	t.Helper()
	var ranking []cx.Ranking[string, T]
	var tested []int
	var p []float64
	answered := 0
	for i, g := range groups {
		row := cx.Ranking[string, T]{Key: g.Key, Tally: g.Tally}
		base := r.base(g.Tally)
		if base > 0 {
			answered++
		}
		if base >= minimum {
			row.Rank = 1
			for _, other := range groups {
				if r.base(other.Tally) < minimum {
					continue
				}
				if c := r.score(other.Tally).Cmp(r.score(g.Tally)); c > 0 && !r.lower || c < 0 && r.lower {
					row.Rank++
				}
			}
			var rest T
			for j, other := range groups {
				if j != i {
					if err := r.merge(&rest, other.Tally); err != nil {
						t.Fatal(err)
					}
				}
			}
			if r.base(rest) >= minimum {
				c, err := r.difference(g.Tally, rest)
				if err == nil {
					row.Tested, row.Difference = true, c
					tested, p = append(tested, i), append(p, c.P)
				} else if !errors.Is(err, cx.ErrUndefined) {
					t.Fatal(err)
				}
			}
		}
		ranking = append(ranking, row)
	}
	if answered > 2 {
		p = naiveHolm(p)
	}
	for j, i := range tested {
		ranking[i].AdjustedP = p[j]
	}
	slices.SortFunc(ranking, func(a, b cx.Ranking[string, T]) int {
		switch {
		case a.Rank == b.Rank:
			return strings.Compare(a.Key, b.Key)
		case a.Rank == 0:
			return 1
		case b.Rank == 0:
			return -1
		}
		return a.Rank - b.Rank
	})
	return ranking
}

// checkRankings compares with the naive ranking on random groups.
func checkRankings[T any, P cx.Ranked[T]](t *testing.T, name string, random func(*rand.Rand) T, r rankedTally[T]) {
	t.Run(name, func(t *testing.T) {
		source := rand.New(rand.NewPCG(61, 62))
		for range 400 {
			groups := make([]cx.Group[string, T], source.IntN(9))
			for i := range groups {
				groups[i] = cx.Group[string, T]{Key: fmt.Sprint("key", i), Tally: random(source)}
			}
			source.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
			before := slices.Clone(groups)
			minimum := int64([]int{1, 5, 30}[source.IntN(3)])
			got, err := cx.RankGroups[string, T, P](groups, minimum, 0.95)
			if err != nil {
				t.Fatalf("RankGroups(%v, %d): %v", groups, minimum, err)
			}
			if diff := cmp.Diff(naiveRanking(t, groups, minimum, r), got); diff != "" {
				t.Fatalf("RankGroups(%v, %d) (-want +got)\n%s", groups, minimum, diff)
			}
			if diff := quickDiff(before, groups); diff != "" {
				t.Fatalf("RankGroups changed the groups (-before +after)\n%s", diff)
			}
		}
	})
}

func TestRankGroupsAgainstNaive(t *testing.T) {
	// Few distinct scores, so that ties are common, and bases around the minimum.
	small := func(random *rand.Rand) (a, b, c int64) {
		k := int64(1 + random.IntN(20))
		return k * int64(random.IntN(3)), k * int64(random.IntN(3)), k * int64(random.IntN(3))
	}
	checkRankings(t, "NPS", func(random *rand.Rand) cx.NPS {
		p, q, d := small(random)
		return cx.NPS{Promoters: p, Passives: q, Detractors: d}
	}, rankedTally[cx.NPS]{
		base:       cx.NPS.Total,
		score:      func(n cx.NPS) *big.Rat { return big.NewRat(n.Promoters-n.Detractors, n.Total()) },
		merge:      (*cx.NPS).Merge,
		difference: func(a, b cx.NPS) (cx.Comparison, error) { return a.Difference(b, 0.95) },
	})
	checkRankings(t, "Proportion", func(random *rand.Rand) cx.Proportion {
		p, q, _ := small(random)
		return cx.Proportion{Count: p, Base: p + q}
	}, rankedTally[cx.Proportion]{
		base:       func(p cx.Proportion) int64 { return p.Base },
		score:      func(p cx.Proportion) *big.Rat { return big.NewRat(p.Count, p.Base) },
		merge:      (*cx.Proportion).Merge,
		difference: func(a, b cx.Proportion) (cx.Comparison, error) { return a.Difference(b, 0.95) },
	})
	checkRankings(t, "CSAT", func(random *rand.Rand) cx.CSAT {
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		c.Counts[0], c.Counts[3], c.Counts[4] = small(random)
		return c
	}, rankedTally[cx.CSAT]{
		base:       cx.CSAT.Total,
		score:      func(c cx.CSAT) *big.Rat { return big.NewRat(c.Counts[3]+c.Counts[4], c.Total()) },
		merge:      (*cx.CSAT).Merge,
		difference: func(a, b cx.CSAT) (cx.Comparison, error) { return a.Difference(b, 0.95) },
	})
	for name, scale := range map[string]cx.Scale{"CES of effort": cx.EffortScale(5), "CES of ease": cx.EaseScale(5)} {
		checkRankings(t, name, func(random *rand.Rand) cx.CES {
			c := cx.CES{Scale: scale}
			c.Counts[0], c.Counts[1], c.Counts[3] = small(random)
			return c
		}, rankedTally[cx.CES]{
			base: cx.CES.Total,
			score: func(c cx.CES) *big.Rat {
				return big.NewRat(c.Counts[0]+2*c.Counts[1]+4*c.Counts[3], c.Total())
			},
			lower:      scale.LowerIsBetter,
			merge:      (*cx.CES).Merge,
			difference: func(a, b cx.CES) (cx.Comparison, error) { return a.Difference(b, 0.95) },
		})
	}
}

func TestRankGroups(t *testing.T) {
	groups := []cx.Group[string, cx.NPS]{
		npsGroup("web", 30, 20, 10),   // 33.3 of 60
		npsGroup("shop", 60, 20, 40),  // 16.7 of 120
		npsGroup("phone", 10, 20, 30), // -33.3 of 60
		npsGroup("app", 15, 10, 5),    // 33.3 of 30, just enough
		npsGroup("chat", 29, 0, 0),    // 100 of 29
		npsGroup("fax", 0, 0, 0),
	}
	got, err := cx.RankGroups(groups, 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		Key    string
		Rank   int
		Tested bool
	}
	var places []place
	for _, r := range got {
		places = append(places, place{r.Key, r.Rank, r.Tested})
	}
	want := []place{
		{"app", 1, true}, {"web", 1, true}, {"shop", 3, true}, {"phone", 4, true}, {"chat", 0, false}, {"fax", 0, false},
	}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("RankGroups (-want +got)\n%s", diff)
	}
	// The phone against all others, the small chat among them: pooled by hand
	// 30+60+15+29 = 134, 20+20+10 = 50, 10+40+5 = 55.
	phone := got[3]
	byHand, err := cx.NPS{Promoters: 10, Passives: 20, Detractors: 30}.Difference(cx.NPS{Promoters: 134, Passives: 50, Detractors: 55}, 0.95)
	if diff := cmp.Diff(byHand, phone.Difference); diff != "" || err != nil {
		t.Errorf("the phone's difference: %v (-want +got)\n%s", err, diff)
	}
	// Four tests were made, and the smallest p counts four times.
	if want := min(1, 4*byHand.P); phone.AdjustedP != want {
		t.Errorf("the phone's adjusted p = %v, want %v", phone.AdjustedP, want)
	}
}

// TestRankTwoGroups: two groups make one test, which both show from their side, and
// which is not adjusted. It is the adjusted Wald test of (8,13,15) against (12,7,12),
// D/P/Pr, computed outside of Go from the formula: z 0.928844, p 0.352970.
func TestRankTwoGroups(t *testing.T) {
	groups := []cx.Group[string, cx.NPS]{
		npsGroup("a", 15, 13, 8), npsGroup("b", 12, 7, 12), npsGroup("silent", 0, 0, 0),
	}
	got, err := cx.RankGroups(groups, 30, 0.95)
	if err != nil || len(got) != 3 {
		t.Fatalf("RankGroups = %v, %v", got, err)
	}
	for i, sign := range []float64{1, -1} {
		r := got[i]
		if !r.Tested || r.AdjustedP != r.Difference.P {
			t.Errorf("%s: tested %v, adjusted p %v, p %v, want the same", r.Key, r.Tested, r.AdjustedP, r.Difference.P)
		}
		cxtest.Near(t, r.Key+" z", r.Difference.Z, sign*0.928844, 1e-6)
		cxtest.Near(t, r.Key+" p", r.Difference.P, 0.352970, 1e-6)
	}
	if got[2].Rank != 0 || got[2].Tested {
		t.Errorf("the group without answers: %v", got[2])
	}
	// One group has no others: ranked, not tested.
	got, err = cx.RankGroups(groups[:1], 30, 0.95)
	if err != nil || len(got) != 1 || got[0].Rank != 1 || got[0].Tested || got[0].AdjustedP != 0 {
		t.Errorf("RankGroups of one group = %v, %v", got, err)
	}
	// Others under the minimum together are no base for a test.
	got, err = cx.RankGroups([]cx.Group[string, cx.NPS]{groups[0], npsGroup("b", 10, 10, 9)}, 30, 0.95)
	if err != nil || got[0].Rank != 1 || got[0].Tested || got[1].Rank != 0 {
		t.Errorf("RankGroups beside a small group = %v, %v", got, err)
	}
}

// TestRankUndefinedTest: where all answers are equal there is no t test, and the
// groups are ranked all the same.
func TestRankUndefinedTest(t *testing.T) {
	easy := func(count int64) cx.CES {
		c := cx.CES{Scale: cx.EaseScale(7)}
		c.Counts[6] = count
		return c
	}
	got, err := cx.RankGroups([]cx.Group[int, cx.CES]{{Key: 2, Tally: easy(40)}, {Key: 1, Tally: easy(50)}, {Key: 3, Tally: easy(60)}}, 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if r.Key != i+1 || r.Rank != 1 || r.Tested || r.Difference != (cx.Comparison{}) {
			t.Errorf("place %d: %v, want rank 1, untested", i, r)
		}
	}
}

func TestRankGroupsErrors(t *testing.T) {
	good := []cx.Group[string, cx.NPS]{npsGroup(secretText, 30, 20, 10), npsGroup("b", 10, 20, 30)}
	with := func(g cx.Group[string, cx.NPS]) []cx.Group[string, cx.NPS] { return append(slices.Clone(good), g) }
	other := npsGroup("c", 10, 10, 10)
	other.Tally.Scale = cx.RecommendScale(10)
	tests := []struct {
		name    string
		groups  []cx.Group[string, cx.NPS]
		minimum int64
		level   float64
		want    error
	}{
		{"minimum 0", good, 0, 0.95, cx.ErrInvalid},
		{"minimum below 0", nil, math.MinInt64, 0.95, cx.ErrInvalid},
		{"level 0", good, 30, 0, cx.ErrInvalid},
		{"level 1", good, 30, 1, cx.ErrInvalid},
		{"level 95", good, 30, 95, cx.ErrInvalid},
		{"level NaN", good, 30, math.NaN(), cx.ErrInvalid},
		{"level NaN of nothing", nil, 30, math.NaN(), cx.ErrInvalid},
		{"a key twice", with(npsGroup(secretText, 1, 1, 1)), 30, 0.95, cx.ErrInvalid},
		{"negative count", with(npsGroup("c", -1, 1, 1)), 30, 0.95, cx.ErrInvalid},
		{"total beyond int64", with(npsGroup("c", math.MaxInt64, 0, 0)), 30, 0.95, cx.ErrInvalid},
		{"other scale", with(other), 30, 0.95, cx.ErrMismatch},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.RankGroups(tt.groups, tt.minimum, tt.level)
			cxtest.Refuses(t, "RankGroups", err, tt.want)
			if got != nil {
				t.Errorf("RankGroups = %v beside its error", got)
			}
			if err != nil && strings.Contains(err.Error(), secretText) {
				t.Errorf("%q repeats a key", err)
			}
		})
	}
	for _, none := range [][]cx.Group[string, cx.NPS]{nil, {}} {
		if got, err := cx.RankGroups(none, 30, 0.95); got != nil || err != nil {
			t.Errorf("RankGroups of no groups = %v, %v, want nil", got, err)
		}
	}
	got, err := cx.RankGroups([]cx.Group[string, cx.NPS]{npsGroup("b", 0, 0, 0), npsGroup("a", 0, 0, 0)}, 1, 0.95)
	if err != nil || len(got) != 2 || got[0].Key != "a" || got[0].Rank != 0 || got[1].Rank != 0 {
		t.Errorf("RankGroups without answers = %v, %v", got, err)
	}
}

func TestRankingJSON(t *testing.T) {
	got, err := cx.RankGroups([]cx.Group[string, cx.NPS]{npsGroup("a", 3, 0, 0), npsGroup("b", 0, 1, 0)}, 2, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(got)
	const want = `[{"key":"a","tally":{"promoters":3,"passives":0,"detractors":0},"rank":1,"tested":false},` +
		`{"key":"b","tally":{"promoters":0,"passives":1,"detractors":0},"tested":false}]`
	if string(data) != want || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, want)
	}
}

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
		if diff := quickDiff(before, groups); diff != "" {
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
		if diff := quickDiff(wantShown, shown); diff != "" || !slices.IsSorted(hidden) {
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
