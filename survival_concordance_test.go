package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// By hand, by the rules of R's survival::concordance: 15 pairs. The customer of exit 2 goes
// with the five who are there and not with the one who enters at 3; the two who churn at 4
// are no pair, and each goes with the one whose observation ends at 4. Influences of
// 4/3, -1/6, .3, 1/3, 17/30, -2.2 and -1/6 give the error sqrt(7.195556)/15.
func TestConcordanceOf(t *testing.T) {
	lifespans := spansOf("2 4 4+ 4 6+ 3-8 5")
	scores := []float64{9, 5, 5, 7, 1, 8, 1}
	c, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
	if err != nil || c.Concordant != 10 || c.Discordant != 3 || c.Tied != 2 {
		t.Fatalf("ConcordanceOf = %+v, %v, want 10, 3 and 2", c, err)
	}
	cxtest.Near(t, "Value", c.Value, 11./15, 1e-15)
	cxtest.Near(t, "StandardError", c.StandardError, 0.1788302, 1e-6)
	iv, err := c.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	// ln(11/4) -+ 1.959964·0.1788302/(11/15·4/15) is -0.780732 and 2.803934.
	cxtest.Near(t, "Low", iv.Low, 1/(1+math.Exp(0.780732)), 1e-6)
	cxtest.Near(t, "High", iv.High, 1/(1+math.Exp(-2.803934)), 1e-6)
	if iv.Clipped {
		t.Errorf("Interval = %+v, want no limit cut", iv)
	}
	// The other way round right and wrong change places.
	low, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores, LowerPredicts: true})
	if err != nil || low.Concordant != 3 || low.Discordant != 10 || low.Tied != 2 {
		t.Errorf("a low score predicts: %+v, %v, want 3, 10 and 2", low, err)
	}
	cxtest.Near(t, "Value", low.Value, 4./15, 1e-15)
	cxtest.Near(t, "StandardError", low.StandardError, c.StandardError, 1e-15)
}

// It is the count of all pairs, one by one, with exits at 0 and entries late.
func TestConcordanceAgainstPairs(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 31))
		n := 1 + r.IntN(25)
		lifespans, p := make([]cx.Lifespan, n), cx.Predictor{Scores: make([]float64, n), LowerPredicts: r.IntN(2) == 0}
		for i := range lifespans {
			l := &lifespans[i]
			if l.Exit, l.Churned = float64(r.IntN(9)), r.IntN(3) > 0; l.Exit > 0 && r.IntN(3) == 0 {
				l.Entry = l.Exit * r.Float64()
				if r.IntN(2) == 0 {
					l.Entry = math.Floor(l.Entry) // at an exit of others
				}
			}
			p.Scores[i] = float64(r.IntN(6))
		}
		var want cx.Concordance
		right, all := make([]float64, n), make([]float64, n)
		for i, a := range lifespans {
			for j, b := range lifespans {
				if !a.Churned || i == j || !(b.Exit > a.Exit || b.Exit == a.Exit && !b.Churned) || b.Entry > 0 && b.Entry >= a.Exit {
					continue
				}
				score := 0.5
				switch d := p.Scores[i] - p.Scores[j]; {
				case d == 0:
					want.Tied++
				case d > 0 != p.LowerPredicts:
					want.Concordant++
					score = 1
				default:
					want.Discordant++
					score = 0
				}
				right[i], right[j], all[i], all[j] = right[i]+score, right[j]+score, all[i]+1, all[j]+1
			}
		}
		got, err := cx.ConcordanceOf(lifespans, p)
		pairs := float64(want.Concordant + want.Discordant + want.Tied)
		if pairs == 0 {
			if !errors.Is(err, cx.ErrUndefined) || errors.Is(err, cx.ErrNoData) {
				t.Fatalf("seed %d: %v, want ErrUndefined", seed, err)
			}
			continue
		}
		if err != nil || got.Concordant != want.Concordant || got.Discordant != want.Discordant || got.Tied != want.Tied {
			t.Fatalf("seed %d: ConcordanceOf(%v, %v) = %+v, %v, want %+v", seed, lifespans, p, got, err, want)
		}
		value, squares := (float64(want.Concordant)+float64(want.Tied)/2)/pairs, 0.0
		for i := range right {
			squares += math.Pow(right[i]-value*all[i], 2)
		}
		cxtest.Near(t, "Value", got.Value, value, 1e-14)
		cxtest.Near(t, "StandardError", got.StandardError, math.Sqrt(squares)/pairs, 1e-12)
	}
}

// The largest numbers are scores like others, and what is no finite number is none.
func TestConcordanceOf_range(t *testing.T) {
	lifespans := []cx.Lifespan{{Exit: 1, Churned: true}, {Exit: 2}}
	c, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: []float64{math.MaxFloat64, -math.MaxFloat64}})
	if err != nil || c.Concordant != 1 || c.Value != 1 {
		t.Errorf("of the largest scores: %+v, %v", c, err)
	}
	for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		_, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: []float64{0, bad}})
		checkRowAt(t, "score", err, cx.ErrInvalid, "p.scores[1]")
	}
}

// With one time of churn before the end of all others it is the area under the curve, and
// with as many of either, the error is DeLong's except for its divisor of m - 1.
func TestConcordanceIsAUC(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 1))
	const m = 40
	p := cx.Predictor{LowerPredicts: true}
	var outcomes []bool
	var lifespans []cx.Lifespan
	for i := range 2 * m {
		churned := i < m
		outcomes = append(outcomes, churned)
		lifespans = append(lifespans, cx.Lifespan{Exit: 12, Churned: churned})
		p.Scores = append(p.Scores, float64(r.IntN(8))+map[bool]float64{false: 2}[churned])
	}
	area, err := cx.AUCOf(outcomes, p)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cx.ConcordanceOf(lifespans, p)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Value", c.Value, area.Value, 1e-14)
	cxtest.Near(t, "StandardError", c.StandardError, area.StandardError*math.Sqrt(float64(m-1)/m), 1e-14)
}

func TestConcordanceRefuses(t *testing.T) {
	good := spansOf("2 4+")
	of := func(lifespans []cx.Lifespan, scores ...float64) error {
		_, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
		return err
	}
	cxtest.Refuses(t, "nobody", of(nil), cx.ErrNoData)
	cxtest.Refuses(t, "one score too few", of(good, 1), cx.ErrInvalid)
	checkRowAt(t, "a score that is no number", of(good, 1, math.NaN()), cx.ErrInvalid, "p.scores[1]")
	checkRowAt(t, "a lifespan out of order", of([]cx.Lifespan{{Exit: 1}, {Exit: -1}}, 1, 2), cx.ErrInvalid, "lifespans[1]")
	for what, spans := range map[string]string{"nobody left": "2+ 4+", "all at once": "3 3", "nobody else there": "2 3-4", "one": "2"} {
		lifespans := spansOf(spans)
		cxtest.Refuses(t, what, of(lifespans, make([]float64, len(lifespans))...), cx.ErrUndefined)
	}
	_, err := cx.Concordance{}.Interval(0.95)
	cxtest.Refuses(t, "interval of no pairs", err, cx.ErrNoData)
	_, err = cx.Concordance{Value: 1, Concordant: 3}.Interval(0.95)
	cxtest.Refuses(t, "interval without spread", err, cx.ErrUndefined)
	for what, c := range map[string]cx.Concordance{
		"all right": {Value: 1, Concordant: 3, StandardError: .1}, "all wrong": {Discordant: 3, StandardError: .1}, "all tied": {Value: .5, Tied: 3},
	} {
		_, err = c.Interval(0.95)
		cxtest.Refuses(t, what, err, cx.ErrUndefined)
	}
	_, err = cx.Concordance{Value: 1, Concordant: 3, StandardError: .1}.Interval(1)
	cxtest.Refuses(t, "a level of 1", err, cx.ErrInvalid)
	for what, c := range map[string]cx.Concordance{
		"another value": {Value: .9, Concordant: 3, Discordant: 1, StandardError: .1}, "a negative count": {Value: 1, Concordant: 3, Tied: -1},
		"an error above 1": {Value: 1, Concordant: 3, StandardError: 2}, "a value of nothing": {Value: .5},
	} {
		_, err = c.Interval(0.95)
		cxtest.Refuses(t, what, err, cx.ErrInvalid)
	}
}

// A hundred thousand customers are sorted, not compared one by one.
func TestConcordanceOfMany(t *testing.T) {
	const n = 100_000
	lifespans, scores := make([]cx.Lifespan, n), make([]float64, n)
	for i := range lifespans {
		lifespans[i], scores[i] = cx.Lifespan{Exit: float64(i), Churned: true}, float64(n-i)
	}
	before := slices.Clone(scores)
	c, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
	if err != nil || c.Value != 1 || c.Concordant != n*(n-1)/2 || c.StandardError != 0 {
		t.Errorf("ConcordanceOf = %+v, %v, want 1", c, err)
	}
	if !slices.Equal(before, scores) {
		t.Error("the scores have changed")
	}
}

// A row that counts for several customers is as many rows.
func TestConcordanceOf_count(t *testing.T) {
	rows := spansOf("2 4 4+ 4 6+ 3-8 5")
	scores := []float64{9, 5, 5, 7, 1, 8, 1}
	var single []cx.Lifespan
	var each []float64
	for i := range rows {
		rows[i].Count = int64(i % 3) // 0 is one
		for range max(rows[i].Count, 1) {
			single = append(single, cx.Lifespan{Entry: rows[i].Entry, Exit: rows[i].Exit, Churned: rows[i].Churned})
			each = append(each, scores[i])
		}
	}
	want, err := cx.ConcordanceOf(single, cx.Predictor{Scores: each})
	got, err2 := cx.ConcordanceOf(rows, cx.Predictor{Scores: scores})
	if err != nil || err2 != nil || got.Concordant != want.Concordant || got.Discordant != want.Discordant || got.Tied != want.Tied {
		t.Errorf("ConcordanceOf = %+v, %v, want %+v, %v", got, err2, want, err)
	}
	cxtest.Near(t, "StandardError", got.StandardError, want.StandardError, 1e-14)
	rows[3].Count = 3_037_000_499
	_, err = cx.ConcordanceOf(rows, cx.Predictor{Scores: scores})
	checkRowAt(t, "too many customers", err, cx.ErrInvalid, "lifespans[3]")
}
