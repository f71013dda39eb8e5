package reference

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

var rankWeights = []cx.RankWeight{cx.EqualWeight, cx.GehanWeight, cx.TaroneWareWeight, cx.PetoPrenticeWeight}

// Three groups of rats, of the exercise that the published figures are of, and fifty groups,
// one of them different.
func TestLogRankExact(t *testing.T) {
	rats := [][]cx.Lifespan{
		spansOf("20 21 23 24 24 26 26 27 28 30"),
		spansOf("26 28 29 29 30 30 31 31 32 35+"),
		spansOf("31 32 34 35 36 38 38 39 42+ 42+"),
	}
	for _, weight := range rankWeights {
		if weight != cx.TaroneWareWeight {
			checkExactLogRank(t, "rats", weight, rats...)
		}
		permuted(t, "rats", weight, 1e-12, rats...)
	}
	groups := make([][]cx.Lifespan, 50)
	for i := range groups {
		groups[i] = spansOf("2 4 6 8+")
	}
	groups[49] = spansOf("1 1 2 3")
	checkExactLogRank(t, "50 groups", cx.EqualWeight, groups...)
}

// permuted checks that the order of the groups does not matter.
func permuted(t *testing.T, name string, weight cx.RankWeight, tolerance float64, groups ...[]cx.Lifespan) {
	t.Helper()
	want, err := cx.LogRank(groups, weight)
	for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		other := make([][]cx.Lifespan, 3)
		for i, from := range order {
			other[i] = groups[from]
		}
		got, otherErr := cx.LogRank(other, weight)
		if (err == nil) != (otherErr == nil) {
			t.Errorf("%s, %q: in the order %v %v, else %v", name, weight, order, otherErr, err)
			continue
		}
		if !(math.Abs(got.ChiSquare-want.ChiSquare) <= tolerance*want.ChiSquare) {
			t.Errorf("%s, %q: in the order %v chi square is %v, else %v", name, weight, order, got.ChiSquare, want.ChiSquare)
		}
		for i, from := range order {
			if err == nil && got.Groups[i] != want.Groups[from] {
				t.Errorf("%s, %q: in the order %v group %d is %+v, else %+v", name, weight, order, i, got.Groups[i], want.Groups[from])
			}
		}
	}
}

// exactLogRank is the definition in rational numbers; it returns nil where the
// matrix is singular. The square root of Tarone and Ware has no place here.
func exactLogRank(weight cx.RankWeight, groups ...[]cx.Lifespan) (chiSquare *big.Rat, expected []*big.Rat) {
	var times []float64
	for _, group := range groups {
		for _, l := range group {
			if l.Churned {
				times = append(times, l.Exit)
			}
		}
	}
	slices.Sort(times)
	k := len(groups)
	u, v := make([]*big.Rat, k), make([][]*big.Rat, k)
	for i := range k {
		u[i], v[i] = new(big.Rat), make([]*big.Rat, k)
		expected = append(expected, new(big.Rat))
		for j := range k {
			v[i][j] = new(big.Rat)
		}
	}
	product := func(first *big.Rat, factors ...*big.Rat) *big.Rat {
		p := new(big.Rat).Set(first)
		for _, f := range factors {
			p.Mul(p, f)
		}
		return p
	}
	survival := big.NewRat(1, 1)
	for _, t := range slices.Compact(times) {
		atRisk, churned := make([]int64, k), make([]int64, k)
		var n, d int64
		for i, group := range groups {
			for _, l := range group {
				if (l.Entry < t || l.Entry == 0) && t <= l.Exit {
					atRisk[i]++
					n++
				}
				if l.Churned && l.Exit == t {
					churned[i]++
					d++
				}
			}
		}
		w := big.NewRat(1, 1)
		switch weight {
		case cx.GehanWeight:
			w.SetInt64(n)
		case cx.PetoPrenticeWeight:
			w.Set(survival)
		}
		survival = product(survival, big.NewRat(n-d, n))
		for i := range k {
			e := product(w, big.NewRat(d*atRisk[i], n))
			expected[i].Add(expected[i], e)
			u[i].Add(u[i], product(w, big.NewRat(churned[i], 1)))
			u[i].Sub(u[i], e)
			for j := range k {
				if n == 1 {
					continue
				}
				share := big.NewRat(-atRisk[j], n)
				if i == j {
					share.Add(share, big.NewRat(1, 1))
				}
				v[i][j].Add(v[i][j], product(w, w, big.NewRat(d*(n-d), n-1), big.NewRat(atRisk[i], n), share))
			}
		}
	}
	// Gauss, on all groups but the last.
	chiSquare = new(big.Rat)
	for i := range k - 1 {
		if v[i][i].Sign() == 0 {
			return nil, expected
		}
		for j := i + 1; j < k-1; j++ {
			f := new(big.Rat).Quo(v[j][i], v[i][i])
			for l := range k {
				v[j][l].Sub(v[j][l], product(f, v[i][l]))
			}
			u[j].Sub(u[j], product(f, u[i]))
		}
		chiSquare.Add(chiSquare, new(big.Rat).Quo(product(u[i], u[i]), v[i][i]))
	}
	return chiSquare, expected
}

// checkExactLogRank compares a test with the definition in rational numbers.
func checkExactLogRank(t *testing.T, name string, weight cx.RankWeight, groups ...[]cx.Lifespan) {
	t.Helper()
	got, err := cx.LogRank(groups, weight)
	exact, expected := exactLogRank(weight, groups...)
	if exact == nil {
		cxtest.Refuses(t, fmt.Sprintf("%s: LogRank(%q)", name, weight), err, cx.ErrUndefined)
		if errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: LogRank(%q): error %v", name, weight, err)
		}
		return
	}
	want, _ := exact.Float64()
	if err != nil || !(math.Abs(got.ChiSquare-want) <= 1e-10*math.Max(want, 1e-6)) {
		t.Errorf("%s: LogRank(%q): chi square %.15g, %v, want %.15g", name, weight, got.ChiSquare, err, want)
		return
	}
	for i, g := range got.Groups {
		want, _ := expected[i].Float64()
		cxtest.Near(t, fmt.Sprintf("%s: LogRank(%q): Expected of group %d", name, weight, i), g.Expected, want, 1e-12)
	}
}

// TestLogRankRandom compares 2 to 5 groups with ties, late entries and customers who
// were never seen with the exact test, and checks the laws.
func TestLogRankRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 0))
	undefined := 0
	for round := range 150 {
		groups := make([][]cx.Lifespan, 2+r.IntN(4))
		for i := range groups {
			groups[i] = randomSpans(r)
			groups[i] = groups[i][:min(len(groups[i]), 1+r.IntN(12))]
		}
		name := fmt.Sprintf("round %d", round)
		before := make([][]cx.Lifespan, len(groups))
		for i := range groups {
			before[i] = slices.Clone(groups[i])
		}
		for _, weight := range rankWeights {
			if weight != cx.TaroneWareWeight {
				checkExactLogRank(t, name, weight, groups...)
			}
			got, err := cx.LogRank(groups, weight)
			if err != nil {
				undefined++
				continue
			}
			if !(got.P >= 0 && got.P <= 1 && got.ChiSquare >= 0) || got.DegreesOfFreedom != len(groups)-1 {
				t.Errorf("%s: %+v", name, got)
			}
			scaled := make([][]cx.Lifespan, len(groups))
			for i, group := range groups {
				for _, l := range group {
					l.Entry, l.Exit = l.Entry*3, l.Exit*3
					scaled[i] = append(scaled[i], l)
				}
			}
			other, err := cx.LogRank(scaled, weight)
			if diff := cmp.Diff(got, other); err != nil || diff != "" {
				t.Errorf("%s: in another unit of time, %v (-want +got):\n%s", name, err, diff)
			}
			if len(groups) == 3 {
				permuted(t, name, weight, 1e-9, groups...)
			}
		}
		if !cmp.Equal(before, groups) {
			t.Fatalf("%s: LogRank changed the lifespans", name)
		}
	}
	if undefined == 0 || undefined > 300 {
		t.Errorf("%d of 600 tests are undefined: the groups are of no use", undefined)
	}
}

// TestLogRankSmallGroup has a group that is at risk only at the end, when few are
// left of the others. Its variance is a trillionth of theirs, and must not be lost.
func TestLogRankSmallGroup(t *testing.T) {
	for _, n := range []int{10, 50, 200} {
		groups := lateGroup(n)
		for _, weight := range []cx.RankWeight{cx.EqualWeight, cx.GehanWeight} {
			checkExactLogRank(t, fmt.Sprintf("%d customers", n), weight, groups...)
		}
	}
	// With more, where rational numbers take too long, the order must not matter.
	for _, weight := range rankWeights {
		permuted(t, "50,000 customers", weight, 1e-9, lateGroup(50_000)...)
	}
}

// lateGroup returns two groups of n that churn in turn, and one customer who comes
// when three are left.
func lateGroup(n int) [][]cx.Lifespan {
	groups := make([][]cx.Lifespan, 3)
	for i := range n {
		groups[0] = append(groups[0], cx.Lifespan{Exit: float64(2*i + 1), Churned: true})
		groups[1] = append(groups[1], cx.Lifespan{Exit: float64(2*i + 2), Churned: true})
	}
	groups[2] = []cx.Lifespan{{Entry: float64(2*n) - 2.5, Exit: float64(2 * n)}}
	return groups
}
