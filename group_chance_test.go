package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// npsGroups are groups of promoters, passives and detractors.
func npsGroups(counts ...[3]int64) []cx.Group[string, cx.NPS] {
	var groups []cx.Group[string, cx.NPS]
	for i, c := range counts {
		groups = append(groups, npsGroup(fmt.Sprintf("group %03d", i), c[0], c[1], c[2]))
	}
	return groups
}

// equalGroups are k groups of n random answers, of promoters, passives and detractors with
// equal chances.
func equalGroups(random *rand.Rand, k, n int, promoter, detractor float64) []cx.Group[int, cx.NPS] {
	groups := make([]cx.Group[int, cx.NPS], k)
	for i := range groups {
		groups[i].Key = i
		for range n {
			switch u := random.Float64(); {
			case u < promoter:
				groups[i].Tally.Promoters++
			case u < promoter+detractor:
				groups[i].Tally.Detractors++
			default:
				groups[i].Tally.Passives++
			}
		}
	}
	return groups
}

// fourTeams have an NPS of 40, 0, 30 and -12.
func fourTeams() []cx.Group[string, cx.NPS] {
	return npsGroups([3]int64{30, 10, 10}, [3]int64{18, 14, 18}, [3]int64{25, 15, 10}, [3]int64{12, 20, 18})
}

// Q, P and I² by R 4.2.2, with the variance p + d - (p - d)² of the pooled answers.
func TestHeterogeneityOfGroups(t *testing.T) {
	tests := []struct {
		groups     []cx.Group[string, cx.NPS]
		q, p, i    float64
		df         int
		value, err float64 // pooled, by hand
	}{
		{npsGroups([3]int64{3, 3, 4}, [3]int64{4, 1, 5}), 0, 1, 0, 1, -10, 100 * math.Sqrt(0.79/20)},
		{
			npsGroups([3]int64{16, 11, 3}, [3]int64{12, 15, 3}, [3]int64{16, 11, 3}, [3]int64{15, 12, 3}, [3]int64{15, 12, 3}),
			0.820751849225, 0.935644537225, 0, 4, 100 * 59.0 / 150, 100 * math.Sqrt((89.0/150-59.0*59/150/150)/150),
		},
		{
			npsGroups(
				[3]int64{6, 2, 2}, [3]int64{3, 3, 4}, [3]int64{7, 0, 3}, [3]int64{3, 0, 7}, [3]int64{3, 1, 6}, [3]int64{3, 3, 4}, [3]int64{5, 3, 2},
				[3]int64{5, 2, 3}, [3]int64{4, 2, 4}, [3]int64{3, 2, 5}, [3]int64{4, 1, 5}, [3]int64{7, 0, 3}, [3]int64{5, 1, 4}, [3]int64{4, 3, 3},
				[3]int64{3, 3, 4}, [3]int64{4, 1, 5}, [3]int64{2, 1, 7}, [3]int64{4, 3, 3}, [3]int64{3, 1, 6}, [3]int64{6, 4, 0},
			),
			20.4001952172, 0.370867679663, 0.0686363636364, 19, 2, 100 * math.Sqrt((164.0/200-0.02*0.02)/200),
		},
		// The others have no detractors but one group: none is left out.
		{
			npsGroups([3]int64{25, 5, 0}, [3]int64{28, 2, 0}, [3]int64{28, 2, 0}, [3]int64{28, 2, 0}, [3]int64{28, 2, 0}),
			3.03200449186, 0.55248388445, 0, 4, 100 * 137.0 / 150, 100 * math.Sqrt(137.0*13/150/150/150),
		},
		{
			npsGroups([3]int64{507, 310, 183}, [3]int64{514, 280, 206}, [3]int64{504, 299, 197}),
			0.300479942414, 0.860501456074, 0, 2, 100 * 939.0 / 3000, 100 * math.Sqrt((2111.0/3000-0.313*0.313)/3000),
		},
		// Computed outside of Go from the formula.
		{fourTeams(), 13.180306298, 0.004262472, 0.772387687, 3, 14.5, 100 * math.Sqrt((141.0/200-0.145*0.145)/200)},
	}
	for _, tt := range tests {
		// Neither the order nor a group without answers matters.
		groups := append(slices.Clone(tt.groups), npsGroup("none", 0, 0, 0))
		slices.Reverse(groups)
		h, err := cx.HeterogeneityOfGroups(groups)
		if err != nil || h.DegreesOfFreedom != tt.df {
			t.Fatalf("HeterogeneityOfGroups(%v) = %+v, %v", groups, h, err)
		}
		cxtest.Near(t, "Q", h.Q, tt.q, 1e-9)
		cxtest.Near(t, "P", h.P, tt.p, 1e-9)
		cxtest.Near(t, "I²", h.ISquared, tt.i, 1e-9)
		cxtest.Near(t, "pooled", h.Pooled.Value, tt.value, 1e-12)
		cxtest.Near(t, "pooled error", h.Pooled.StandardError, tt.err, 1e-12)
	}
}

// Of each kind of tally the variance of one answer has the divisor n, whatever its standard
// error has. Ones and zeros are one sample in all: 30 of 50, 20 of 50 and 40 of 50. By hand,
// Pearson's chi square of the table 30 20 / 20 30 / 40 10: 90 of 150 expect 30 and 20 in each, so
// (0 + 0) + (100/30 + 100/20) + (100/30 + 100/20) = 50/3; as a mean, Q/N is the share of
// the sum of squares between groups, 50·(0.04 + 0.04) of 150·0.24, that is 1/9.
func TestHeterogeneityOfEachTally(t *testing.T) {
	ones := []int64{30, 20, 40}
	check := func(name string, unit float64, h cx.Heterogeneity, err error) {
		t.Helper()
		if err != nil || h.DegreesOfFreedom != 2 {
			t.Fatalf("%s: %+v, %v", name, h, err)
		}
		cxtest.Near(t, name+" Q", h.Q, 50.0/3, 1e-12)
		cxtest.Near(t, name+" error", h.Pooled.StandardError, unit*math.Sqrt(0.24/150), 1e-12)
	}
	var nps []cx.Group[int, cx.NPS]
	var shares []cx.Group[int, cx.Proportion]
	var csat []cx.Group[int, cx.CSAT]
	var ces []cx.Group[int, cx.CES]
	var ratings []cx.Group[int, cx.Ratings]
	var amounts, far []cx.Group[int, cx.Amounts]
	for i, n := range ones {
		// Promoters and passives have a score of 1 and 0.
		nps = append(nps, cx.Group[int, cx.NPS]{Key: i, Tally: cx.NPS{Promoters: n, Passives: 50 - n}})
		shares = append(shares, cx.Group[int, cx.Proportion]{Key: i, Tally: cx.Proportion{Count: n, Base: 50}})
		counts := [11]int64{1: 50 - n, 4: n} // twos and fives
		csat = append(csat, cx.Group[int, cx.CSAT]{Key: i, Tally: cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: counts}})
		ces = append(ces, cx.Group[int, cx.CES]{Key: i, Tally: cx.CES{Scale: cx.EaseScale(5), Counts: counts}})
		ratings = append(ratings, cx.Group[int, cx.Ratings]{Key: i, Tally: cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: counts}})
		sums := func(zero, one int64) cx.Amounts {
			rows := append(slices.Repeat([]decimal.Decimal{decimal.NewFromInt(zero)}, int(50-n)), slices.Repeat([]decimal.Decimal{decimal.NewFromInt(one)}, int(n))...)
			return cxtest.Must(cx.AmountsOf(rows))
		}
		amounts = append(amounts, cx.Group[int, cx.Amounts]{Key: i, Tally: sums(0, 1)})
		far = append(far, cx.Group[int, cx.Amounts]{Key: i, Tally: sums(1e12, 1e12+1)}) // Q knows no origin
	}
	h, err := cx.HeterogeneityOfGroups(nps)
	check("NPS", 100, h, err)
	h, err = cx.HeterogeneityOfGroups(shares)
	check("Proportion", 1, h, err)
	h, err = cx.HeterogeneityOfGroups(csat)
	check("CSAT", 100, h, err)
	h, err = cx.HeterogeneityOfGroups(ces)
	check("CES", 3, h, err)
	h, err = cx.HeterogeneityOfGroups(ratings)
	check("Ratings", 3, h, err)
	h, err = cx.HeterogeneityOfGroups(amounts)
	check("Amounts", 1, h, err)
	h, err = cx.HeterogeneityOfGroups(far)
	check("Amounts far from 0", 1, h, err)
}

// Of equal groups 5 % are found to differ, however small they are. With the error of each
// group it is 36 %.
func TestHeterogeneityAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 11))
	const runs = 1500
	alarms := 0
	for range runs {
		h, err := cx.HeterogeneityOfGroups(equalGroups(random, 20, 10, 0.5, 0.3))
		if err != nil {
			t.Fatal(err)
		}
		if h.P <= 0.05 {
			alarms++
		}
	}
	if share := float64(alarms) / runs; share < 0.03 || share > 0.07 {
		t.Errorf("%.3f of equal groups differ", share)
	}
}

func TestISquaredInterval(t *testing.T) {
	h, err := cx.HeterogeneityOfGroups(fourTeams())
	if err != nil {
		t.Fatal(err)
	}
	iv, err := h.ISquaredInterval(0.95)
	if err != nil || iv.Level != 0.95 || iv.Clipped {
		t.Fatalf("ISquaredInterval = %v, %v", iv, err)
	}
	// Chi square of 3 degrees of freedom: 0.215795283 and 9.348403604 (tables, and R 4.2.2).
	cxtest.Near(t, "low", iv.Low, 1-9.348403604/13.180306298, 1e-9)
	cxtest.Near(t, "high", iv.High, 1-0.215795283/13.180306298, 1e-9)
	iv, err = cx.Heterogeneity{Q: 3, DegreesOfFreedom: 3}.ISquaredInterval(0.95)
	if err != nil || iv.Low != 0 || !iv.Clipped {
		t.Errorf("ISquaredInterval = %v, %v", iv, err)
	}
	cxtest.Near(t, "high", iv.High, 1-0.215795283/3, 1e-9)
	// Of two groups: 0.000982069 and 5.023886187.
	iv, err = cx.Heterogeneity{Q: 9, DegreesOfFreedom: 1}.ISquaredInterval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "low of two", iv.Low, 1-5.023886187/9, 1e-9)
	cxtest.Near(t, "high of two", iv.High, 1-0.000982069/9, 1e-9)
	for _, tt := range []struct {
		name  string
		h     cx.Heterogeneity
		level float64
		want  error
	}{
		{"no level", h, 0, cx.ErrInvalid},
		{"equal figures", cx.Heterogeneity{DegreesOfFreedom: 3}, 0.95, cx.ErrUndefined},
		{"nearly equal", cx.Heterogeneity{Q: 5e-324, DegreesOfFreedom: 2}, 0.95, cx.ErrUndefined},
		{"none", cx.Heterogeneity{}, 0.95, cx.ErrInvalid},
		{"no number", cx.Heterogeneity{Q: math.NaN(), DegreesOfFreedom: 3}, 0.95, cx.ErrInvalid},
		{"below 0", cx.Heterogeneity{Q: -1, DegreesOfFreedom: 3}, 0.95, cx.ErrInvalid},
		{"infinite", cx.Heterogeneity{Q: math.Inf(1), DegreesOfFreedom: 3}, 0.95, cx.ErrInvalid},
	} {
		iv, err := tt.h.ISquaredInterval(tt.level)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if iv != (cx.Interval{}) {
			t.Errorf("%s: %v beside its error", tt.name, iv)
		}
	}
	for _, q := range []float64{0.5, 3, 4, math.Nextafter(4, 5), 10, 1e300} {
		for _, level := range []float64{1e-10, 0.5, 1 - 1e-16} {
			for _, df := range []int{1, 2, 3, math.MaxInt32} {
				iv, err := cx.Heterogeneity{Q: q, DegreesOfFreedom: df}.ISquaredInterval(level)
				if errors.Is(err, cx.ErrUndefined) {
					continue
				}
				i := max(0, 1-float64(df)/q)
				if err != nil || !(0 <= iv.Low && iv.Low <= i+1e-9 && i <= iv.High+1e-9 && iv.High > 0 && iv.High <= 1) {
					t.Errorf("Q %v, %d degrees, level %v: %v, %v", q, df, level, iv, err)
				}
			}
		}
	}
}

func TestGapByChance(t *testing.T) {
	// The mean range of k normal numbers: E. S. Pearson's table of 1932 for 2, 5 and 20. 20
	// teams of 30, 55 % promoters and 15 % detractors, would have e 13.416408.
	for k, want := range map[int]float64{2: 1.128379167, 5: 2.325928947, 20: 3.734950120} {
		groups := make([]cx.Group[int, cx.Proportion], k)
		for i := range groups {
			groups[i] = cx.Group[int, cx.Proportion]{Key: i, Tally: cx.Proportion{Count: 50, Base: 100}}
		}
		got, err := cx.GapByChance(groups)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, fmt.Sprint(k, " groups"), got, 0.05*want, 1e-10)
	}
	// The mean |a - b| of two numbers of unlike errors is sqrt(2/pi)·sqrt(sum of e²).
	got, err := cx.GapByChance(npsGroups([3]int64{50, 0, 50}, [3]int64{2, 0, 2}, [3]int64{}))
	cxtest.Near(t, "two sizes", got, 100*math.Sqrt(2/math.Pi*(1.0/100+1.0/4)), 1e-10)
	if err != nil {
		t.Error(err)
	}
	// What ten teams of unlike sizes show in fact.
	random := rand.New(rand.NewPCG(7, 12))
	const runs = 800
	var found, expected float64
	for range runs {
		groups := slices.Concat(equalGroups(random, 4, 10, 0.5, 0.2), equalGroups(random, 6, 80, 0.5, 0.2))
		best, worst := math.Inf(-1), math.Inf(1)
		for i := range groups {
			groups[i].Key = i
			score := cxtest.Must(groups[i].Tally.Score()).InexactFloat64()
			best, worst = max(best, score), min(worst, score)
		}
		gap, err := cx.GapByChance(groups)
		if err != nil {
			t.Fatal(err)
		}
		found, expected = found+(best-worst)/runs, expected+gap/runs
	}
	if math.Abs(found-expected) > 0.04*expected {
		t.Errorf("the gap is %v, want %v", expected, found)
	}
}

func TestChanceAtTheEdges(t *testing.T) {
	other := npsGroups([3]int64{1, 2, 3}, [3]int64{1, 2, 3})
	other[1].Tally.Scale = cx.RecommendScale(10)
	twice := append(fourTeams(), fourTeams()[2])
	for _, tt := range []struct {
		name   string
		groups []cx.Group[string, cx.NPS]
		want   error
	}{
		{"none", nil, cx.ErrUndefined},
		{"one", npsGroups([3]int64{1, 2, 3}), cx.ErrUndefined},
		{"one with answers", npsGroups([3]int64{}, [3]int64{1, 2, 3}), cx.ErrUndefined},
		{"all alike", npsGroups([3]int64{5, 0, 0}, [3]int64{9, 0, 0}), cx.ErrUndefined},
		{"a negative count", npsGroups([3]int64{5, 0, 0}, [3]int64{-9, 0, 0}), cx.ErrInvalid},
		{"a total beyond int64", npsGroups([3]int64{5, 0, 0}, [3]int64{math.MaxInt64, 0, 0}), cx.ErrInvalid},
		{"one key", twice, cx.ErrInvalid},
		{"other scale", other, cx.ErrMismatch},
	} {
		h, err := cx.HeterogeneityOfGroups(tt.groups)
		cxtest.Refuses(t, tt.name, err, tt.want)
		gap, err := cx.GapByChance(tt.groups)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if h != (cx.Heterogeneity{}) || gap != 0 {
			t.Errorf("%s: %v, %v beside the error", tt.name, h, gap)
		}
	}
	// Counts as large and as unlike as they can be.
	for _, groups := range [][]cx.Group[string, cx.NPS]{
		npsGroups([3]int64{1e15, 1, 0}, [3]int64{0, 0, 1}),
		npsGroups([3]int64{1e18, 0, 0}, [3]int64{0, 0, 1e18}, [3]int64{1, 0, 0}),
		npsGroups([3]int64{1, 0, 0}, [3]int64{0, 0, 1}),
	} {
		h, err := cx.HeterogeneityOfGroups(groups)
		if err != nil || !(h.Q >= 0 && h.P >= 0 && h.P <= 1 && h.ISquared >= 0 && h.ISquared <= 1) {
			t.Errorf("HeterogeneityOfGroups(%v) = %+v, %v", groups, h, err)
		}
		if gap, err := cx.GapByChance(groups); err != nil || !(gap > 0 && gap < 300) {
			t.Errorf("GapByChance(%v) = %v, %v", groups, gap, err)
		}
		ranking, err := cx.RankGroups(groups, 1, 1-1e-16)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range ranking {
			if !(math.Abs(r.Shrunken) <= 100) || r.Tested && !(r.AdjustedInterval.Low <= r.Difference.Interval.Low && r.AdjustedInterval.High <= 200) {
				t.Errorf("%+v", r)
			}
		}
	}
}

// The four scores, drawn to 14.5, computed outside of Go from the formula.
func TestShrunken(t *testing.T) {
	ranking, err := cx.RankGroups(fourTeams(), 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{34.195886023, 26.472009151, 3.300378536, -5.968273710} {
		cxtest.Near(t, ranking[i].Key, ranking[i].Shrunken, want, 1e-10)
	}
	// Four tests: the interval of each is that at 1 - 0.05/4 of the same comparison.
	rest := cx.NPS{Promoters: 55, Passives: 49, Detractors: 46}
	want, err := ranking[0].Tally.Difference(rest, 0.9875)
	if ranking[0].AdjustedInterval != want.Interval || err != nil {
		t.Errorf("adjusted interval %v, %v, want %v", ranking[0].AdjustedInterval, err, want.Interval)
	}
}

func TestGroups_edges(t *testing.T) {
	tests := map[string]func(i int) cx.Proportion{
		"all alike":  func(int) cx.Proportion { return cx.Proportion{Count: 30, Base: 30} },
		"one answer": func(i int) cx.Proportion { return cx.Proportion{Count: int64(i % 2), Base: 1} },
		"one in all": func(i int) cx.Proportion { return cx.Proportion{Count: int64(max(1-i, 0)), Base: 1e13} },
		"no answers": func(int) cx.Proportion { return cx.Proportion{} },
		"not valid":  func(int) cx.Proportion { return cx.Proportion{Count: -1} },
		"largest": func(i int) cx.Proportion {
			return cx.Proportion{Count: math.MaxInt64 / 50_000 / int64(i%7+1), Base: math.MaxInt64 / 50_000}
		},
		"unlike in size": func(i int) cx.Proportion { return cx.Proportion{Count: int64(i) / 2, Base: int64(i) * int64(i)} },
	}
	for name, tally := range tests {
		for _, n := range []int{1, 2, 3, 50_000} {
			if n > 3 && testing.Short() {
				continue
			}
			groups := make([]cx.Group[int, cx.Proportion], n)
			for i := range groups {
				groups[i] = cx.Group[int, cx.Proportion]{Key: i, Tally: tally(i)}
			}
			what := fmt.Sprintf("%d groups, %s", n, name)
			h, err := cx.HeterogeneityOfGroups(groups)
			gap, gapErr := cx.GapByChance(groups)
			if fmt.Sprint(errors.Is(err, cx.ErrUndefined), errors.Is(err, cx.ErrInvalid)) != fmt.Sprint(errors.Is(gapErr, cx.ErrUndefined), errors.Is(gapErr, cx.ErrInvalid)) {
				t.Errorf("%s: HeterogeneityOfGroups %v, GapByChance %v, want one error", what, err, gapErr)
			}
			if err == nil && !(h.Q >= 0 && h.P >= 0 && h.P <= 1 && h.ISquared >= 0 && h.ISquared <= 1 && h.Pooled.StandardError > 0 && gap > 0 && gap < math.MaxFloat64) {
				t.Errorf("%s: %+v, gap %v", what, h, gap)
			}
			for _, level := range edgeLevels {
				if err == nil {
					iv, err := h.ISquaredInterval(level)
					surrounds(t, fmt.Sprintf("%s: ISquaredInterval(%v)", what, level), iv, h.ISquared, 0, 1, err)
				}
				if n > 3 && level != 0.95 {
					continue
				}
				ranking, err := cx.RankGroups(groups, 1, level)
				if err != nil {
					cxtest.Refuses(t, what, err, cx.ErrInvalid)
				}
				for _, r := range ranking {
					if !(math.Abs(r.Shrunken) <= 1) {
						t.Errorf("%s: Shrunken %v", what, r.Shrunken)
					}
					if !r.Tested {
						continue
					}
					sound(t, what, r.Difference, -1, 1, nil)
					surrounds(t, what+", adjusted", r.AdjustedInterval, r.Difference.Difference, -1, 1, nil)
					if r.AdjustedP < r.Difference.P || r.AdjustedInterval.Low > r.Difference.Interval.Low || r.AdjustedInterval.High < r.Difference.Interval.High {
						t.Errorf("%s: adjusted %v and %v of %v", what, r.AdjustedP, r.AdjustedInterval, r.Difference)
					}
				}
			}
		}
	}
}

// At a level of nearly 0 the limits of I² are I² itself, except for rounding: the interval is around it.
func TestISquaredInterval_edges(t *testing.T) {
	for _, q := range []float64{0, 5e-324, 1, 2, 2.000000000000067, 3, 20.000000000000004, 1e300, math.MaxFloat64, math.NaN(), -1, math.Inf(1)} {
		for _, df := range []int{-1, 0, 1, 2, 19, math.MaxInt} {
			for _, level := range edgeLevels {
				iv, err := cx.Heterogeneity{Q: q, DegreesOfFreedom: df}.ISquaredInterval(level)
				share := max(0, (q-float64(df))/q)
				surrounds(t, fmt.Sprintf("ISquaredInterval(%v) of Q %v with %d", level, q, df), iv, share, 0, 1, err)
				if err == nil && !(iv.Low <= share && share <= iv.High) {
					t.Errorf("ISquaredInterval(%v) of Q %v with %d = %v without %v", level, q, df, iv, share)
				}
			}
		}
	}
}
