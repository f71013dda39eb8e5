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
	variance   func(T) float64 // of one answer
	merge      func(*T, T) error
	difference func(a, b T, level float64) (cx.Comparison, error)
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

// naiveShrunken is the scores drawn to that of all, by the formulas of RankGroups.
func naiveShrunken[T any](t *testing.T, groups []cx.Group[string, T], r rankedTally[T]) []float64 {
	var all T
	for _, g := range groups {
		if err := r.merge(&all, g.Tally); err != nil {
			t.Fatal(err)
		}
	}
	shrunken := make([]float64, len(groups))
	if r.base(all) == 0 {
		return shrunken
	}
	score := func(tally T) float64 { f, _ := r.score(tally).Float64(); return f }
	s, v := score(all), r.variance(all)
	var q, weights, squares, answered float64
	for _, g := range groups {
		if n := float64(r.base(g.Tally)); n > 0 && v > 0 {
			w := n / v
			q += w * (score(g.Tally) - s) * (score(g.Tally) - s)
			weights, squares, answered = weights+w, squares+w*w, answered+1
		}
	}
	between := 0.0
	if answered > 1 {
		between = max(0, (q-(answered-1))/(weights-squares/weights))
	}
	for i, g := range groups {
		if n := float64(r.base(g.Tally)); n > 0 {
			shrunken[i] = score(g.Tally)
			if answered > 1 {
				shrunken[i] = s + between/(between+v/n)*(score(g.Tally)-s)
			}
		}
	}
	return shrunken
}

// naiveRanking is RankGroups by its documentation, in quadratic time.
func naiveRanking[T any](t *testing.T, groups []cx.Group[string, T], minimum int64, r rankedTally[T]) []cx.Ranking[string, T] {
	t.Helper()
	var ranking []cx.Ranking[string, T]
	var tested []int
	var p []float64
	rests := make([]T, len(groups))
	answered := 0
	shrunken := naiveShrunken(t, groups, r)
	for i, g := range groups {
		row := cx.Ranking[string, T]{Key: g.Key, Tally: g.Tally}
		base := r.base(g.Tally)
		if base > 0 {
			answered++
		}
		if base >= minimum {
			row.Rank, row.Shrunken = 1, shrunken[i]
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
				rests[i] = rest
				c, err := r.difference(g.Tally, rest, 0.95)
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
	adjusted := 0.95
	if answered > 2 && len(p) > 1 {
		p, adjusted = naiveHolm(p), 1-(1-adjusted)/float64(len(p))
	}
	for j, i := range tested {
		ranking[i].AdjustedP = p[j]
		c, err := r.difference(groups[i].Tally, rests[i], adjusted)
		if err != nil {
			t.Fatal(err)
		}
		ranking[i].AdjustedInterval = c.Interval
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
			want := naiveRanking(t, groups, minimum, r)
			for i := range min(len(want), len(got)) {
				cxtest.Near(t, "shrunken", got[i].Shrunken, want[i].Shrunken, 1e-9)
				want[i].Shrunken = got[i].Shrunken
			}
			if diff := cxtest.Diff(want, got); diff != "" {
				t.Fatalf("RankGroups(%v, %d) (-want +got)\n%s", groups, minimum, diff)
			}
			if diff := cxtest.Diff(before, groups); diff != "" {
				t.Fatalf("RankGroups changed the groups (-before +after)\n%s", diff)
			}
		}
	})
}

// variance01 is the variance of answers that are 0 or 1.
func variance01(ones, n int64) float64 {
	p := float64(ones) / float64(n)
	return p * (1 - p)
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
		base:  cx.NPS.Total,
		score: func(n cx.NPS) *big.Rat { return big.NewRat(100*(n.Promoters-n.Detractors), n.Total()) },
		variance: func(n cx.NPS) float64 {
			p, d := float64(n.Promoters)/float64(n.Total()), float64(n.Detractors)/float64(n.Total())
			return 1e4 * (p + d - (p-d)*(p-d))
		},
		merge:      (*cx.NPS).Merge,
		difference: cx.NPS.Difference,
	})
	checkRankings(t, "Proportion", func(random *rand.Rand) cx.Proportion {
		p, q, _ := small(random)
		return cx.Proportion{Count: p, Base: p + q}
	}, rankedTally[cx.Proportion]{
		base:       func(p cx.Proportion) int64 { return p.Base },
		score:      func(p cx.Proportion) *big.Rat { return big.NewRat(p.Count, p.Base) },
		variance:   func(p cx.Proportion) float64 { return variance01(p.Count, p.Base) },
		merge:      (*cx.Proportion).Merge,
		difference: cx.Proportion.Difference,
	})
	checkRankings(t, "CSAT", func(random *rand.Rand) cx.CSAT {
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		c.Counts[0], c.Counts[3], c.Counts[4] = small(random)
		return c
	}, rankedTally[cx.CSAT]{
		base:       cx.CSAT.Total,
		score:      func(c cx.CSAT) *big.Rat { return big.NewRat(100*(c.Counts[3]+c.Counts[4]), c.Total()) },
		variance:   func(c cx.CSAT) float64 { return 1e4 * variance01(c.Counts[3]+c.Counts[4], c.Total()) },
		merge:      (*cx.CSAT).Merge,
		difference: cx.CSAT.Difference,
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
			variance: func(c cx.CES) float64 {
				n, a, b, d := float64(c.Total()), float64(c.Counts[0]), float64(c.Counts[1]), float64(c.Counts[3])
				mean := (a + 2*b + 4*d) / n
				return (a+4*b+16*d)/n - mean*mean
			},
			lower:      scale.LowerIsBetter,
			merge:      (*cx.CES).Merge,
			difference: cx.CES.Difference,
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
	if diff := cxtest.Diff(want, places); diff != "" {
		t.Errorf("RankGroups (-want +got)\n%s", diff)
	}
	// The phone against all others, the small chat among them: pooled by hand
	// 30+60+15+29 = 134, 20+20+10 = 50, 10+40+5 = 55.
	phone := got[3]
	byHand, err := cx.NPS{Promoters: 10, Passives: 20, Detractors: 30}.Difference(cx.NPS{Promoters: 134, Passives: 50, Detractors: 55}, 0.95)
	if diff := cxtest.Diff(byHand, phone.Difference); diff != "" || err != nil {
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
	// Shrunken by hand: S 75, V 100²·(3/4 - 9/16) = 1875, Q (3·25² + 75²)/V = 4, t² (4 - 1)/((4 -
	// 10/4)/V) = 2V, and 75 + 2V/(2V + V/3)·25 = 75 + 150/7.
	data, err := json.Marshal(got)
	const want = `[{"key":"a","tally":{"promoters":3,"passives":0,"detractors":0},"rank":1,"tested":false,"shrunken":96.42857142857143},` +
		`{"key":"b","tally":{"promoters":0,"passives":1,"detractors":0},"tested":false}]`
	if string(data) != want || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, want)
	}
}
