package cx_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// accountScores are 60 answers of 12 accounts.
var accountScores = [][]int{
	{9},
	{6},
	{8, 9},
	{10, 9},
	{7, 10, 8},
	{6, 10, 6},
	{5, 3, 5, 8},
	{10, 8, 8, 10, 7},
	{6, 9, 7, 9, 10, 7},
	{3, 4, 5, 5, 5, 6, 4, 5},
	{10, 10, 10, 10, 10, 10, 10, 9, 10, 9},
	{3, 5, 5, 5, 6, 4, 3, 5, 5, 5, 4, 4, 6, 5, 4},
}

// accounts returns groups of NPS, of which each has so many promoters less detractors out of
// so many answers.
func accounts(pairs ...[2]int64) []cx.Group[int, cx.NPS] {
	var groups []cx.Group[int, cx.NPS]
	for i, p := range pairs {
		n := cx.NPS{Passives: p[1] - max(p[0], -p[0]), Promoters: max(p[0], 0), Detractors: max(-p[0], 0)}
		groups = append(groups, cx.Group[int, cx.NPS]{Key: i, Tally: n})
	}
	return groups
}

// The clustered error of the accounts by R 4.2.2: that of a ratio estimator with the factor
// 12/11, and t with 11 degrees of freedom. The sums were counted by hand.
func TestClusteredOf(t *testing.T) {
	var groups []cx.Group[string, cx.NPS]
	var all cx.NPS
	for i, scores := range accountScores {
		n := cxtest.Must(cx.NPSOf(scores))
		groups = append(groups, cx.Group[string, cx.NPS]{Key: fmt.Sprint(i + 1), Tally: n})
		if err := all.Merge(n); err != nil {
			t.Fatal(err)
		}
	}
	groups = append(groups, cx.Group[string, cx.NPS]{Key: "no answer"})
	c, err := cx.ClusteredOf(groups)
	want := cx.Clustered{
		Scale: cx.RecommendScale(11), Clusters: 12, Sum: dec("-900"), Base: dec("60"), SumSquares: dec("4150000"), BaseSquares: dec("494"), Products: dec("-17300"),
	}
	if diff := cmp.Diff(want, c); diff != "" || err != nil {
		t.Fatalf("ClusteredOf: %v (-want +got)\n%s", err, diff)
	}
	score, err := c.Score()
	cxtest.Exactly(t, "Score", score, err, "-15")
	cxtest.Same(t, "the score is that of all answers", cxtest.Must(all.Score()), score)
	cxtest.Near(t, "StandardError", cxtest.Must(c.StandardError()), 33.6746915128, 2e-12)
	cxtest.Near(t, "the plain one", cxtest.Must(all.StandardError()), 11.7437926866, 1e-11)
	iv, err := c.Interval(0.95)
	if err != nil || iv.Level != 0.95 || iv.Clipped {
		t.Errorf("Interval = %+v, %v", iv, err)
	}
	cxtest.Near(t, "Low", iv.Low, -89.1174962904, 2e-12)
	cxtest.Near(t, "High", iv.High, 59.1174962904, 2e-12)

	// Tallied in two shards of whole accounts.
	east, west := cxtest.Must(cx.ClusteredOf(groups[:5])), cxtest.Must(cx.ClusteredOf(groups[5:]))
	if err := east.Merge(west); err != nil || !cmp.Equal(east, c) {
		t.Errorf("two shards: %v, %v, want %v", east, err, c)
	}
}

// By R 4.2.2: the ratio estimators, and the test of Welch with their errors.
func TestClustered_Difference(t *testing.T) {
	a := cxtest.Must(cx.ClusteredOf(accounts([2]int64{3, 4}, [2]int64{-2, 3}, [2]int64{0, 2}, [2]int64{1, 1}, [2]int64{2, 2}, [2]int64{-1, 2})))
	b := cxtest.Must(cx.ClusteredOf(accounts([2]int64{1, 2}, [2]int64{1, 1}, [2]int64{-1, 1}, [2]int64{2, 4})))
	score, err := a.Score()
	cxtest.Exactly(t, "Score", score, err, "21.42857143")
	cxtest.Near(t, "StandardError", cxtest.Must(a.StandardError()), 32.15500256, 2e-10)
	iv := cxtest.Must(a.Interval(0.95))
	cxtest.Near(t, "Low", iv.Low, -61.22849409, 2e-10)
	cxtest.Near(t, "High", iv.High, 21.42857143+2.570581836*32.15500256, 2e-10) // it knows no range
	score, err = b.Score()
	cxtest.Exactly(t, "Score", score, err, "37.5")
	cxtest.Near(t, "StandardError", cxtest.Must(b.StandardError()), 23.24574334, 2e-10)

	d, err := a.Difference(b, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Difference", d.Difference, -16.07142857, 2e-10)
	cxtest.Near(t, "StandardError", d.StandardError, 39.67756007, 2e-10)
	cxtest.Near(t, "DegreesOfFreedom", d.DegreesOfFreedom, 7.96571575, 2e-9)
	cxtest.Near(t, "P", d.P, 0.69609990, 1e-8)
	comparisonLaws(t, "accounts", d)
	turned := cxtest.Must(b.Difference(a, 0.95))
	cxtest.Near(t, "PGreater both ways", d.PGreater()+turned.PGreater(), 1, 1e-15)
	// P is below 1 - level where the interval leaves out 0.
	for _, level := range []float64{0.1, 0.3, 0.31, 0.5, 1 - 1e-15} {
		d := cxtest.Must(a.Difference(b, level))
		if outside := d.Interval.Low > 0 || d.Interval.High < 0; outside != (d.P < 1-level) {
			t.Errorf("Difference(%v) = %+v: the test and the interval disagree", level, d)
		}
	}
}

// Where each customer has one answer, the error is that of the answers with the divisor
// n - 1, by every figure: that of Student's t.
func TestClusteredOf_figures(t *testing.T) {
	scores := []int{5, 4, 4, 2, 3, 5, 1, 5}
	scale := cx.SatisfactionScale(5)
	var ratings []cx.Group[int, cx.Ratings]
	var csat []cx.Group[int, cx.CSAT]
	var ces []cx.Group[int, cx.CES]
	var shares []cx.Group[int, cx.Proportion]
	var amounts []cx.Group[int, cx.Amounts]
	for i, score := range scores {
		r := cxtest.Must(cx.RatingsOf([]int{score}, scale))
		ratings = append(ratings, cx.Group[int, cx.Ratings]{Key: i, Tally: r})
		csat = append(csat, cx.Group[int, cx.CSAT]{Key: i, Tally: cx.CSAT(r)})
		ces = append(ces, cx.Group[int, cx.CES]{Key: i, Tally: cxtest.Must(cx.CESOf([]int{score}, cx.EffortScale(5)))})
		p := cx.Proportion{Base: 1}
		if score >= 4 {
			p.Count = 1
		}
		shares = append(shares, cx.Group[int, cx.Proportion]{Key: i, Tally: p})
		amounts = append(amounts, cx.Group[int, cx.Amounts]{Key: i, Tally: cxtest.Must(cx.AmountsOf([]decimal.Decimal{decimal.NewFromInt(int64(score))}))})
	}
	// Mean 29/8 and sum of squares 121 of the ratings; 5 of 8 above 3.
	mean, share := math.Sqrt((121-29.0*29/8)/7/8), math.Sqrt(5.0/8*3/8/7)
	for _, tt := range []struct {
		name  string
		of    func() (cx.Clustered, error)
		score string
		se    float64
	}{
		{"Ratings", func() (cx.Clustered, error) { return cx.ClusteredOf(ratings) }, "3.625", mean},
		{"CES", func() (cx.Clustered, error) { return cx.ClusteredOf(ces) }, "3.625", mean},
		{"Amounts", func() (cx.Clustered, error) { return cx.ClusteredOf(amounts) }, "3.625", mean},
		{"CSAT", func() (cx.Clustered, error) { return cx.ClusteredOf(csat) }, "62.5", 100 * share},
		{"Proportion", func() (cx.Clustered, error) { return cx.ClusteredOf(shares) }, "0.625", share},
	} {
		c, err := tt.of()
		if err != nil {
			t.Fatal(tt.name, err)
		}
		score, err := c.Score()
		cxtest.Exactly(t, tt.name, score, err, tt.score)
		cxtest.Near(t, tt.name+": StandardError", cxtest.Must(c.StandardError()), tt.se, 1e-14)
		iv := cxtest.Must(c.Interval(0.95)) // t of 7 degrees of freedom is 2.364624
		cxtest.Near(t, tt.name+": width", (iv.High-iv.Low)/tt.se, 2*2.364624251592784, 1e-12)
	}
}

// halved has a figure in lowest terms, so that it does not add up.
type halved struct{ sum, base int64 }

func (h halved) Total() int64          { return h.base }
func (h halved) LowerIsBetter() bool   { return false }
func (h *halved) Merge(o halved) error { h.sum += o.sum; h.base += o.base; return nil }

func (h halved) Fraction() (num, den decimal.Decimal, err error) {
	if h.base < 0 {
		return num, decimal.NewFromInt(h.base), nil
	}
	for h.sum%2 == 0 && h.base%2 == 0 && h.base > 0 {
		h.sum, h.base = h.sum/2, h.base/2
	}
	return decimal.NewFromInt(h.sum), decimal.NewFromInt(h.base), nil
}

func TestClusteredOf_errors(t *testing.T) {
	good := cx.NPS{Promoters: 2, Detractors: 1}
	row := func(what string, groups []cx.Group[string, cx.NPS], want error, row int) {
		t.Helper()
		c, err := cx.ClusteredOf(groups)
		cxtest.Refuses(t, what, err, want)
		var at *cx.RowError
		if !errors.As(err, &at) || at.Row != row || !cmp.Equal(c, cx.Clustered{}) {
			t.Errorf("%s: %+v, %v, want row %d", what, c, err, row)
		}
	}
	row("two of one key", []cx.Group[string, cx.NPS]{{Key: "a", Tally: good}, {Key: "b", Tally: good}, {Key: "a", Tally: good}}, cx.ErrInvalid, 2)
	row("not valid", []cx.Group[string, cx.NPS]{{Key: "a", Tally: good}, {Key: "b", Tally: cx.NPS{Promoters: -1}}}, cx.ErrInvalid, 1)
	five := cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}
	row("another scale", []cx.Group[string, cx.NPS]{{Key: "a", Tally: good}, {Key: "b", Tally: five}}, cx.ErrMismatch, 1)

	reduced := []cx.Group[string, halved]{{Key: "a", Tally: halved{2, 4}}, {Key: "b", Tally: halved{1, 3}}}
	_, err := cx.ClusteredOf(reduced)
	cxtest.Refuses(t, "figures that do not add up", err, cx.ErrInvalid)
	reduced[0].Tally = halved{1, -4}
	_, err = cx.ClusteredOf(reduced)
	cxtest.Refuses(t, "a negative denominator", err, cx.ErrInvalid)
	reduced[0].Tally = halved{1, 0}
	_, err = cx.ClusteredOf(reduced)
	cxtest.Refuses(t, "a denominator of 0", err, cx.ErrInvalid)

	// No clusters, one, and clusters that are all alike.
	none, err := cx.ClusteredOf([]cx.Group[string, cx.NPS]{{Key: "a"}})
	if err != nil || !cmp.Equal(none, cx.Clustered{}) {
		t.Errorf("no answers: %+v, %v, want the zero Clustered", none, err)
	}
	one := cxtest.Must(cx.ClusteredOf(accounts([2]int64{1, 3})))
	alike := cxtest.Must(cx.ClusteredOf(accounts([2]int64{1, 3}, [2]int64{2, 6}, [2]int64{3, 9})))
	spread := cxtest.Must(cx.ClusteredOf(accounts([2]int64{1, 3}, [2]int64{2, 3})))
	for _, tt := range []struct {
		name string
		c    cx.Clustered
		want error
	}{{"none", none, cx.ErrNoData}, {"one", one, cx.ErrUndefined}, {"alike", alike, cx.ErrUndefined}} {
		_, err := tt.c.Interval(0.95)
		cxtest.Refuses(t, tt.name+": Interval", err, tt.want)
		_, err = tt.c.Difference(tt.c, 0.95)
		cxtest.Refuses(t, tt.name+": Difference", err, tt.want)
		se, err := tt.c.StandardError()
		if tt.name != "alike" {
			cxtest.Refuses(t, tt.name+": StandardError", err, tt.want)
			_, err = spread.Difference(tt.c, 0.95)
			cxtest.Refuses(t, tt.name+": on the right", err, tt.want)
		} else if se != 0 || err != nil {
			t.Errorf("alike: StandardError = %v, %v, want 0", se, err)
		}
	}
	_, err = none.Score()
	cxtest.Refuses(t, "Score", err, cx.ErrNoData)
	if d, err := spread.Difference(alike, 0.95); err != nil || !(d.StandardError > 0) {
		t.Errorf("one side alike: %+v, %v, want the spread of the other", d, err)
	}
	for _, level := range []float64{0, 1, 95, math.NaN()} {
		_, err := spread.Interval(level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
		_, err = spread.Difference(spread, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
}

// Counts of 1e15 and levels next to 0 and 1 give finite limits.
func TestClustered_extremes(t *testing.T) {
	for _, pairs := range [][][2]int64{
		{{1, 1}, {0, 1}},
		{{1e15, 1e15}, {1e15 - 1, 1e15}},
		{{1e15, 1e15}, {-1, 1}},
		{{1e18, 1e18}, {-1e18, 1e18}, {0, 7}},
		{{3e18, 3e18}, {3e18, 3e18 + 1e9}},
	} {
		c, err := cx.ClusteredOf(accounts(pairs...))
		if err != nil {
			t.Fatal(pairs, err)
		}
		for _, level := range []float64{1e-10, 0.95, 1 - 1e-15, math.Nextafter(1, 0)} {
			iv, err := c.Interval(level)
			if err != nil || !(iv.Low <= iv.High && iv.Low > -math.MaxFloat64 && iv.High < math.MaxFloat64) || iv.Low == iv.High && level > 0.9 {
				t.Errorf("%v: Interval(%v) = %+v, %v", pairs, level, iv, err)
			}
			d, err := c.Difference(c, level)
			if err != nil || d.Difference != 0 || d.P != 1 {
				t.Errorf("%v: Difference(%v) = %+v, %v", pairs, level, d, err)
			}
		}
	}
}

// clusteredLaws takes each row for an account of several answers.
func clusteredLaws() cxtest.Laws[cx.Clustered, *cx.Clustered] {
	return cxtest.Laws[cx.Clustered, *cx.Clustered]{
		Empty: cx.Clustered{Scale: cx.RecommendScale(11)},
		Add: func(c *cx.Clustered, row byte) error {
			one, err := cx.ClusteredOf([]cx.Group[int, cx.NPS]{
				{Tally: cx.NPS{Promoters: int64(row % 5), Passives: int64(row / 5 % 5), Detractors: int64(row/25) + 1}},
			})
			if err != nil {
				return err
			}
			return c.Merge(one)
		},
		Total: cx.Clustered.Total,
	}
}

func FuzzClusteredMerge(f *testing.F) { clusteredLaws().Fuzz(f) }

// The score of one scale is not merged with, or compared with, that of another.
func TestClustered_scales(t *testing.T) {
	five, seven := cx.SatisfactionScale(5), cx.SatisfactionScale(7)
	one := func(n cx.Ratings, err error) []cx.Group[string, cx.Ratings] {
		return []cx.Group[string, cx.Ratings]{{Key: "a", Tally: cxtest.Must(n, err)}, {Key: "b", Tally: cx.Ratings{Scale: n.Scale, Counts: [11]int64{2}}}}
	}
	c := cxtest.Must(cx.ClusteredOf(one(cx.RatingsOf([]int{5, 4}, five))))
	other := cxtest.Must(cx.ClusteredOf(one(cx.RatingsOf([]int{5, 4}, seven))))
	bare := c // of counts whose scale nobody gave
	bare.Scale = cx.Scale{}
	for name, b := range map[string]cx.Clustered{"seven points": other, "no scale": bare} {
		cxtest.Unmerged(t, name, c, b, cx.ErrMismatch)
		left := c
		cxtest.Refuses(t, name+": Unmerge", left.Unmerge(b), cx.ErrMismatch)
		cxtest.Same(t, name+": Unmerge", c, left)
		_, err := c.Difference(b, 0.95)
		cxtest.Refuses(t, name+": Difference", err, cx.ErrMismatch)
	}
	var sum cx.Clustered
	if err := sum.Merge(c); err != nil || sum.Scale != five {
		t.Errorf("the zero value adopts: %+v, %v", sum, err)
	}
	if err := sum.Unmerge(c); err != nil || !cmp.Equal(sum, cx.Clustered{Scale: five}) {
		t.Errorf("the scale alone is left: %+v, %v", sum, err)
	}
	cxtest.Unmerged(t, "an empty one on another scale", sum, other, cx.ErrMismatch)
	dim := cx.Ratings{Scale: five}
	for name, tt := range map[string]struct {
		scale cx.Scale
		got   cx.Clustered
	}{
		"CSAT": {five, cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.CSAT]{{Tally: cx.CSAT{Scale: five, Counts: [11]int64{1, 1}}}}))},
		"CES":  {seven, cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.CES]{{Tally: cx.CES{Scale: seven, Counts: [11]int64{1, 1}}}}))},
		"weighted NPS": {cx.RecommendScale(11), cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.WeightedNPS]{
			{Tally: cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: 1}},
		}))},
		"proportion": {cx.Scale{}, cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.Proportion]{{Tally: cx.Proportion{Count: 1, Base: 2}}}))},
		"nobody":     {cx.Scale{}, cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.Ratings]{{Tally: dim}}))},
	} {
		if tt.got.Scale != tt.scale {
			t.Errorf("%s: scale %+v, want %+v", name, tt.got.Scale, tt.scale)
		}
	}
}

// Sums that no clusters have.
func TestClustered_impossible(t *testing.T) {
	good := cx.Clustered{Clusters: 2, Sum: dec("3"), Base: dec("4"), SumSquares: dec("5"), BaseSquares: dec("10"), Products: dec("7")}
	for name, change := range map[string]func(*cx.Clustered){
		"negative clusters":            func(c *cx.Clustered) { c.Clusters = -2 },
		"sums of none":                 func(c *cx.Clustered) { c.Clusters = 0 },
		"no base":                      func(c *cx.Clustered) { c.Base = dec("0") },
		"negative base":                func(c *cx.Clustered) { c.Base = dec("-4") },
		"squares of the sum too small": func(c *cx.Clustered) { c.SumSquares = dec("4.4") },
		"of the base too small":        func(c *cx.Clustered) { c.BaseSquares = dec("7") },
		"of the base too large":        func(c *cx.Clustered) { c.BaseSquares = dec("16") }, // one cluster would have no base
		"products too large":           func(c *cx.Clustered) { c.Products = dec("8") },
		"products too small":           func(c *cx.Clustered) { c.Products = dec("4") },
		"one cluster with a spread":    func(c *cx.Clustered) { c.Clusters = 1 },
		"one, with a spread of the sum": func(c *cx.Clustered) {
			*c = cx.Clustered{Clusters: 1, Sum: dec("1"), Base: dec("1"), SumSquares: dec("2"), BaseSquares: dec("1"), Products: dec("1")}
		},
		"no such scale":            func(c *cx.Clustered) { c.Scale.Max = 1 },
		"bomb in the sum":          func(c *cx.Clustered) { c.Sum = decimal.New(1, 1_000_000) },
		"bomb in the base":         func(c *cx.Clustered) { c.Base = decimal.New(1, 1_000_000) },
		"bomb in the squares":      func(c *cx.Clustered) { c.SumSquares = decimal.New(1, 1_000_000) },
		"bomb in the base squares": func(c *cx.Clustered) { c.BaseSquares = decimal.New(1, -1_000_000) },
		"bomb in the products":     func(c *cx.Clustered) { c.Products = decimal.New(1, -1_000_000) },
	} {
		bad := good
		change(&bad)
		cxtest.Impossible(t, name, good, bad, cx.ErrInvalid)
	}
	full := cxtest.Must(cx.ClusteredOf(accounts([2]int64{1, 2})))
	large := full
	large.Clusters, large.Sum, large.Base = math.MaxInt64, dec("922337203685477580700"), dec("18446744073709551614")
	large.SumSquares, large.BaseSquares, large.Products = dec("92233720368547758070000"), dec("36893488147419103228"), dec("1844674407370955161400")
	cxtest.Unmerged(t, "full", large, full, cx.ErrInvalid)
	wide := cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.Amounts]{{Tally: cxtest.Must(cx.AmountsOf([]decimal.Decimal{dec("1e-34")}))}}))
	long := cxtest.Must(cx.ClusteredOf([]cx.Group[string, cx.Amounts]{{Tally: cxtest.Must(cx.AmountsOf([]decimal.Decimal{dec("1e34")}))}}))
	cxtest.Unmerged(t, "a sum of 69 digits", long, wide, cx.ErrInvalid)
	if text := fmt.Sprint(cxtest.Must(full.Score())); strings.Contains(text, "e") {
		t.Errorf("Score = %s", text)
	}
}

func TestClustered_edges(t *testing.T) {
	var tallies []cx.Clustered
	for _, clusters := range []int{0, 1, 2, 50_000} {
		for _, answers := range []int64{1, 1e15, math.MaxInt64 / 2} {
			groups := make([]cx.Group[int, cx.Proportion], clusters)
			for i := range groups {
				groups[i] = cx.Group[int, cx.Proportion]{Key: i, Tally: cx.Proportion{Count: answers * int64(i%2), Base: answers}}
			}
			c, err := cx.ClusteredOf(groups)
			if err != nil {
				cxtest.Refuses(t, "ClusteredOf", err, cx.ErrInvalid) // more answers than the largest int64
			}
			tallies = append(tallies, c)
		}
	}
	for _, amount := range []string{"9999999999999999999999999999999999", "1e-34", "-1e33"} {
		c, err := cx.ClusteredOf([]cx.Group[int, cx.Amounts]{
			{Key: 1, Tally: edgeAmounts(t, amount)}, {Key: 2, Tally: edgeAmounts(t, "0", "0")}, {Key: 3, Tally: edgeAmounts(t, "0", "0")},
		})
		if err != nil {
			t.Fatal(err)
		}
		tallies = append(tallies, c)
	}
	for _, c := range tallies {
		score := 0.0
		if c.Clusters > 0 {
			score = c.Sum.DivRound(c.Base, 60).InexactFloat64()
		}
		for _, level := range edgeLevels {
			iv, err := c.Interval(level)
			surrounds(t, fmt.Sprintf("Interval of %+v at %v", c, level), iv, score, -math.MaxFloat64, math.MaxFloat64, err)
			for _, other := range tallies {
				d, err := c.Difference(other, level)
				sound(t, fmt.Sprintf("Difference of %+v and %+v at %v", c, other, level), d, -math.MaxFloat64, math.MaxFloat64, err)
			}
		}
	}
}
