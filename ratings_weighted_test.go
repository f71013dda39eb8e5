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
	"github.com/shopspring/decimal"
)

func weightedRatingsCodec() cxtest.Codec {
	const scale = `{"scale":{"min":1,"max":3,"bottom_max":1,"top_min":3},`
	return cxtest.CodecOf[cx.WeightedRatings](scale+`"weights":["2.5","0","1"],"squares":"7.25","answers":2}`).
		WithNeeded("scale", "weights").WithCounts("answers").WithAmounts("weights", "squares").WithBad(
		scale+`"weights":["1","0"],"squares":"1","answers":1}`, scale+`"weights":["1","0","0","0"],"squares":"1","answers":1}`,
		`{"weights":["1"],"squares":"1","answers":1}`, `{"squares":"0","answers":1}`, `{"squares":"1","answers":0}`,
		// One answer of 2 has squares of 4; two have 2 at least.
		scale+`"weights":["2","0","0"],"squares":"4.01","answers":2}`, scale+`"weights":["2","0","0"],"squares":"1.99","answers":2}`,
		scale+`"weights":["2","0","0"],"squares":"4","answers":-1}`, scale+`"weights":[null,"0","0"],"squares":"4","answers":1}`,
	)
}

// weightedRatingsLaws has weights of many digits and exponents, 0 among them.
func weightedRatingsLaws(s cx.Scale) cxtest.Laws[cx.WeightedRatings, *cx.WeightedRatings] {
	weight := func(row byte) decimal.Decimal { return decimal.New(int64(row)/3*25, int32(row%5)-4) }
	return cxtest.Laws[cx.WeightedRatings, *cx.WeightedRatings]{
		Empty: cx.WeightedRatings{Scale: s}, Total: cx.WeightedRatings.Total,
		Add:    func(w *cx.WeightedRatings, row byte) error { return w.Add(rate(s, row), weight(row)) },
		Remove: func(w *cx.WeightedRatings, row byte) error { return w.Remove(rate(s, row), weight(row)) },
	}
}

// weighted tallies ratings with weights that are fine.
func weighted(s cx.Scale, ratings []int, weights []decimal.Decimal) cx.WeightedRatings {
	w := cx.WeightedRatings{Scale: s}
	for i, rating := range ratings {
		if err := w.Add(rating, weights[i]); err != nil {
			panic(err)
		}
	}
	return w
}

// rakedRatings are eight answers with the weights of TestRakedWeights.
func rakedRatings() cx.WeightedRatings {
	return weighted(cx.SatisfactionScale(5), []int{5, 4, 2, 3, 4, 1, 5, 3},
		weightsOf("1.964797", "0.87040599", "0.82346866", "0.82346866", "0.364797", "0.82346866", "1.964797", "0.364797"))
}

// R 4.2.2: weighted.mean and the formulas of the comments, with the weights before they are rounded
// to 8 digits.
func TestWeightedRatings(t *testing.T) {
	w := rakedRatings()
	size, err := w.EffectiveSize()
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "EffectiveSize", size.InexactFloat64(), 5.93751686, 5e-9)
	mean := cxtest.Must(w.Mean(0.95))
	cxtest.Near(t, "Mean", mean.Value, 3.82799813, 5e-9)
	cxtest.Near(t, "Mean: error", mean.StandardError, 0.62816232, 1e-8)
	cxtest.Near(t, "Mean: Low", mean.Interval.Low, 2.20708994, 1e-8)
	if mean.Interval.High != 5 || !mean.Interval.Clipped { // 5.44890631 before
		t.Errorf("Mean: %+v", mean.Interval)
	}
	cxtest.Near(t, "Mean: High at 0.5", cxtest.Must(w.Mean(0.5)).Interval.High, mean.Value+0.727895549*mean.StandardError, 1e-2)
	top := cxtest.Must(w.TopBox(2, 0.95))
	cxtest.Near(t, "TopBox", top.Value, 0.64559963, 1e-8)
	cxtest.Near(t, "TopBox: error", top.StandardError, 0.19630271, 1e-8)
	cxtest.Near(t, "TopBox: Low", top.Interval.Low, 0.28319787, 1e-8)
	cxtest.Near(t, "TopBox: High", top.Interval.High, 0.89361006, 1e-8)

	// By hand: 5 and 4 are the promoters, 3 the passives of a satisfaction scale.
	n, err := w.NPS()
	want := cx.WeightedNPS{
		Promoters: dec("5.16479699"), Passives: dec("1.18826566"), Detractors: dec("1.64693732"), Squares: w.Squares, Answers: 8, Scale: cx.SatisfactionScale(5),
	}
	if diff := cmp.Diff(want, n); diff != "" || err != nil {
		t.Errorf("NPS: %v (-want +got)\n%s", err, diff)
	}
}

// Weights of one size change nothing: the figures are those of Ratings, and the interval that of
// Student's t.
func TestWeightedRatings_equal(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 8))
	for _, s := range []cx.Scale{cx.SatisfactionScale(5), cx.EffortScale(7), cx.RecommendScale(11), centered} {
		ratings := make([]int, 40)
		for i := range ratings {
			ratings[i] = s.Min + random.IntN(s.Points())
		}
		plain := cxtest.Must(cx.RatingsOf(ratings, s))
		for _, weight := range []string{"1", "0.3", "12345.678"} {
			w := weighted(s, ratings, slices.Repeat(weightsOf(weight), len(ratings)))
			size, err := w.EffectiveSize()
			cxtest.Exactly(t, "EffectiveSize", size, err, "40")
			mean := cxtest.Must(w.Mean(0.9))
			cxtest.Near(t, "Mean", mean.Value, cxtest.Must(plain.Mean()).InexactFloat64(), 1e-8)
			cxtest.Near(t, "Mean: error", mean.StandardError, cxtest.Must(plain.StandardError()), 1e-12)
			want := cxtest.Must(plain.TInterval(0.9))
			cxtest.Near(t, "Mean: Low", mean.Interval.Low, want.Low, 1e-12)
			cxtest.Near(t, "Mean: High", mean.Interval.High, want.High, 1e-12)
			for k := 1; k <= s.Points(); k++ {
				share := cxtest.Must(plain.TopBox(k))
				top := cxtest.Must(w.TopBox(k, 0.9))
				wilson := cxtest.Must(share.Interval(0.9))
				cxtest.Near(t, "TopBox", top.Value, float64(share.Count)/40, 1e-15)
				cxtest.Near(t, "TopBox: Low", top.Interval.Low, wilson.Low, 1e-12)
				cxtest.Near(t, "TopBox: High", top.Interval.High, wilson.High, 1e-12)
				cxtest.Near(t, "TopBox: error", top.StandardError, cxtest.Must(share.StandardError()), 1e-12)
			}
			if s.LowerIsBetter {
				continue
			}
			n := cxtest.Must(w.NPS())
			cxtest.Exactly(t, "NPS", cxtest.Must(n.Score()), nil, cxtest.Must(cxtest.Must(plain.NPS()).Score()).String())
		}
	}
}

// Where nothing tells how far the mean may be off it has no interval, and a share of none or all
// has one.
func TestWeightedRatings_spread(t *testing.T) {
	s := cx.SatisfactionScale(5)
	for name, w := range map[string]cx.WeightedRatings{
		"one":             weighted(s, []int{4}, weightsOf("2")),
		"all alike":       weighted(s, []int{4, 4, 4}, weightsOf("2", "1", "3")),
		"one that counts": weighted(s, []int{4, 1}, weightsOf("1000", "1")),
	} {
		mean := cxtest.Must(w.Mean(0.95))
		if mean != (cx.Estimate{Value: mean.Value}) || !(mean.Value > 3.99 && mean.Value <= 4) {
			t.Errorf("%s: Mean = %+v, want it alone", name, mean)
		}
		top := cxtest.Must(w.TopBox(2, 0.95))
		if !(top.Interval.High-top.Interval.Low > 0.4) {
			t.Errorf("%s: TopBox = %+v", name, top)
		}
	}
	for _, level := range edgeLevels {
		for _, weights := range [][]string{{"1", "2", "3"}, {"1e17", "1", "1e-10"}, {"1e-17", "1e-17", "3e-17"}, {"0", "1", "1"}} {
			w := weighted(s, []int{1, 5, 4}, weightsOf(weights...))
			mean, err := w.Mean(level)
			if err == nil && mean.Interval != (cx.Interval{}) || err != nil {
				surrounds(t, "Mean", mean.Interval, mean.Value, 1, 5, err)
			}
			for k := range 6 {
				top, err := w.TopBox(k, level)
				surrounds(t, fmt.Sprint("TopBox ", k), top.Interval, top.Value, 0, 1, err)
			}
		}
	}
}

func TestWeightedRatings_refuses(t *testing.T) {
	s := cx.SatisfactionScale(5)
	one := weighted(s, []int{5}, weightsOf("1"))
	bomb := decimal.New(5, 1_000_000)
	full, negative, bombed := one, one, one
	full.Answers = math.MaxInt64
	negative.Weights[4] = dec("-1")
	bombed.Weights[4] = bomb
	squares := one
	squares.Squares = bomb
	for name, try := range map[string]struct {
		of     cx.WeightedRatings
		rating int
		weight decimal.Decimal
	}{
		"no scale": {cx.WeightedRatings{}, 5, dec("1")}, "off the scale": {one, 6, dec("1")}, "below it": {one, 0, dec("1")},
		"negative weight": {one, 5, dec("-1")}, "bomb": {one, 5, bomb}, "35 digits": {one, 5, dec("1e34")},
		"full": {full, 5, dec("1")}, "negative sum": {negative, 5, dec("3")}, "a bomb in it": {bombed, 5, dec("1")}, "a bomb of squares": {squares, 5, dec("1")},
	} {
		cxtest.Refuses(t, name, try.of.Add(try.rating, try.weight), cx.ErrInvalid)
	}
	cxtest.Unchanged(t, "Remove of what is not there", one, func(w *cx.WeightedRatings) error { return w.Remove(4, dec("1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Remove off the scale", one, func(w *cx.WeightedRatings) error { return w.Remove(9, dec("1")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "scales", one, weighted(cx.EffortScale(5), []int{5}, weightsOf("1")), cx.ErrMismatch)
	cxtest.Unmerged(t, "full", full, one, cx.ErrInvalid)
	cxtest.Unmerged(t, "not valid", one, negative, cx.ErrInvalid)
	beyond := one
	beyond.Weights[7] = dec("1")
	broken := one
	broken.Scale.BottomMax = 9
	scaleless := cx.WeightedRatings{Squares: dec("1"), Answers: 1}
	for name, w := range map[string]cx.WeightedRatings{
		"negative": negative, "bombed": bombed, "squares": squares, "full": full, "beyond the scale": beyond, "broken scale": broken, "no scale": scaleless,
	} {
		if name == "full" {
			continue // it may have very many answers of the weight 0
		}
		cxtest.Impossible(t, name, one, w, cx.ErrInvalid)
	}
	var none cx.WeightedRatings
	zeros := weighted(s, []int{5, 1}, weightsOf("0", "0"))
	for _, tt := range []struct {
		name string
		of   cx.WeightedRatings
		want error
	}{{"no answers", none, cx.ErrNoData}, {"no answers on a scale", cx.WeightedRatings{Scale: s}, cx.ErrNoData}, {"no weight", zeros, cx.ErrUndefined}} {
		_, err := tt.of.EffectiveSize()
		cxtest.Refuses(t, tt.name, err, tt.want)
		_, err = tt.of.Mean(0.95)
		cxtest.Refuses(t, tt.name, err, tt.want)
		_, err = tt.of.TopBox(1, 0.95)
		cxtest.Refuses(t, tt.name, err, tt.want)
	}
	if n, err := (cx.WeightedRatings{Scale: s}).NPS(); err != nil || n.Answers != 0 {
		t.Errorf("NPS of no answers: %+v, %v", n, err)
	}
	if n, err := none.NPS(); err != nil || n.Total() != 0 || n.Scale != (cx.Scale{}) {
		t.Errorf("NPS of no answers without a scale: %+v, %v", n, err)
	}
	_, err := cx.WeightedRatings{Scale: cx.EffortScale(5)}.NPS()
	cxtest.Refuses(t, "NPS where lower is better", err, cx.ErrInvalid)
	for _, k := range []int{0, 6, -1} {
		_, err = one.TopBox(k, 0.95)
		cxtest.Refuses(t, "boxes", err, cx.ErrInvalid)
	}
	if (cx.WeightedRatings{Answers: -1}).Total() != 0 {
		t.Error("Total of less than none")
	}
}
