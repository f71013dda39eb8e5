package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/cxmetrics/cx"
)

// drawScores draws scores of customers, the first with of whom have the outcome and scores
// higher by shift. With round they are whole, and tied.
func drawScores(r *rand.Rand, with, without int, shift float64, round bool) (outcomes []bool, scores []float64) {
	for i := range with + without {
		x := r.NormFloat64()
		if i < with {
			x += shift
		}
		if round {
			x = math.Round(x)
		}
		outcomes = append(outcomes, i < with)
		scores = append(scores, x)
	}
	return outcomes, scores
}

// aucTruth is a truth of normal scores: the AUC of a shift is the normal distribution at shift /
// sqrt(2).
func aucTruth(auc float64) truth {
	shift := 2 * math.Erfinv(2*auc-1)
	return truth{fmt.Sprint(auc), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			outcomes, scores := drawScores(r, s.n, s.other, shift, false)
			a, err := cx.AUCOf(outcomes, cx.Predictor{Scores: scores})
			if err != nil {
				return false, err
			}
			iv, err := a.Interval(level)
			return holds(iv, err, auc)
		}
	}}
}

// aucPair compares two metrics of the same customers that are equally good, and go together.
func aucPair(auc, together float64) truth {
	shift := 2 * math.Erfinv(2*auc-1)
	return truth{fmt.Sprint(auc, together), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			outcomes, a := drawScores(r, s.n, s.other, shift, false)
			_, b := drawScores(r, s.n, s.other, shift, false)
			for i := range b {
				mean := 0.0
				if outcomes[i] {
					mean = shift
				}
				b[i] = mean + together*(a[i]-mean) + math.Sqrt(1-together*together)*(b[i]-mean)
			}
			return finds(cx.AUCDifference(outcomes, cx.Predictor{Scores: a}, cx.Predictor{Scores: b}, level))
		}
	}}
}

// correlationTruth draws pairs of normal values. Spearman's correlation is then 6/pi asin(rho/2).
// With skewed, the values are exponentials of them, which have the same ranks.
func correlationTruth(rho float64, skewed bool) truth {
	return truth{fmt.Sprint(rho, skewed), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			x, y := make([]float64, s.n), make([]float64, s.n)
			for i := range x {
				x[i] = r.NormFloat64()
				y[i] = rho*x[i] + math.Sqrt(1-rho*rho)*r.NormFloat64()
				if skewed {
					x[i], y[i] = math.Exp(2*x[i]), math.Exp(2*y[i])
				}
			}
			c, err := cx.CorrelationOf(x, y)
			if err != nil {
				return false, err
			}
			iv, err := c.Interval(level)
			return holds(iv, err, 6/math.Pi*math.Asin(rho/2))
		}
	}}
}

// concordanceTruth draws lifespans whose logarithms go with a score, some of which are not over.
// Its concordance has no formula: it is that of many pairs.
func concordanceTruth(slope float64) truth {
	return truth{fmt.Sprint(slope), func(s size) func(*rand.Rand) (bool, error) {
		one := func(r *rand.Rand) (score float64, l cx.Lifespan) {
			score = r.NormFloat64()
			exit, seen := r.ExpFloat64()*math.Exp(-slope*score), 2*r.Float64()
			return score, cx.Lifespan{Exit: min(exit, seen) + 1e-6, Churned: exit <= seen}
		}
		right, pairs := 0, 0
		r := rand.New(rand.NewPCG(1, 2))
		for range 400_000 {
			scoreA, a := one(r)
			scoreB, b := one(r)
			if a.Exit > b.Exit {
				scoreA, a, scoreB, b = scoreB, b, scoreA, a
			}
			if a.Churned {
				pairs++
				if scoreA > scoreB {
					right++
				}
			}
		}
		truth := float64(right) / float64(pairs)
		return func(r *rand.Rand) (bool, error) {
			scores, lifespans := make([]float64, s.n), make([]cx.Lifespan, s.n)
			for i := range scores {
				scores[i], lifespans[i] = one(r)
			}
			c, err := cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
			if err != nil {
				return false, err
			}
			iv, err := c.Interval(level)
			return holds(iv, err, truth)
		}
	}}
}

var association = []method{
	{
		name: "AUC.Interval", of: []string{"AUC.Interval"}, note: "DeLong, in the logit. A little narrow with 10 who have the outcome.",
		sizes: []size{{10, 10}, {30, 30}, {10, 90}, {50, 50}, {100, 1000}}, band: band{from: 10, low: 92, high: 98, least: 90, most: 100},
		truths: []truth{aucTruth(0.5), aucTruth(0.7), aucTruth(0.8), aucTruth(0.9)},
	},
	{
		name: "AUCDifference, test", of: []string{"AUCDifference"}, note: "DeLong. Not below 30 customers with the outcome, or without.",
		sizes: []size{{10, 10}, {30, 30}, {10, 90}, {50, 50}, {100, 1000}}, band: tests, slow: 2,
		truths: []truth{aucPair(0.6, 0.5), aucPair(0.8, 0.5), aucPair(0.8, 0)},
	},
	{
		name: "Correlation.Interval", of: []string{"Correlation.Interval"}, note: "Spearman's, by Bonett and Wright.", sizes: one, band: intervals, slow: 5,
		truths: []truth{correlationTruth(0, false), correlationTruth(0.3, false), correlationTruth(0.6, true), correlationTruth(0.9, false)},
	},
	{
		name: "Concordance.Interval", of: []string{"Concordance.Interval"}, note: "In the logit.", sizes: []size{{n: 30}, {n: 100}, {n: 1000}}, band: intervals, slow: 20,
		truths: []truth{concordanceTruth(0), concordanceTruth(0.5), concordanceTruth(1)},
	},
}
