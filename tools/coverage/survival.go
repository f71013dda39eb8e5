package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx"
)

// drawLifespans draws customers who leave at the rate 1 and are observed for a time that is even
// from 0 to seen, and forever where seen is 0.
func drawLifespans(r *rand.Rand, n int, seen float64) []cx.Lifespan {
	lifespans := make([]cx.Lifespan, n)
	for i := range lifespans {
		l := cx.Lifespan{Exit: r.ExpFloat64() + 1e-9, Churned: true}
		if until := seen*r.Float64() + 1e-9; seen > 0 && until < l.Exit {
			l = cx.Lifespan{Exit: until}
		}
		lifespans[i] = l
	}
	return lifespans
}

// The times of observation by which about 27 and 54 % of the customers are still there.
var observed = []float64{3.6, 1.6}

func survivalTruths(try func(cx.Survival) (bool, error)) []truth {
	var truths []truth
	for _, seen := range observed {
		truths = append(truths, truth{fmt.Sprintf("observed up to %g", seen), func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				curve, err := cx.SurvivalOf(drawLifespans(r, s.n, seen))
				if err != nil {
					return false, err
				}
				return try(curve)
			}
		}})
	}
	return truths
}

// curveHolds tries the interval of the curve at the time when it is share.
func curveHolds(share float64) func(cx.Survival) (bool, error) {
	t := -math.Log(share)
	return func(s cx.Survival) (bool, error) {
		iv, err := s.Interval(t, level, cx.LogLogScale)
		return holds(iv, err, share)
	}
}

// logRankTruth compares two groups that churn alike, of lifespans seen in full.
func logRankTruth(weight cx.RankWeight) truth {
	return truth{string(weight), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			got, err := cx.LogRank([][]cx.Lifespan{drawLifespans(r, s.n, observed[0]), drawLifespans(r, s.other, observed[0])}, weight)
			return got.P <= 1-level, err
		}
	}}
}

// coxTruth is customers of whom every other one leaves at a rate exp(coefficient) times that of the
// others.
func coxTruth(coefficient float64) truth {
	return truth{fmt.Sprintf("coefficient %g", coefficient), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			lifespans, covariates := make([]cx.Lifespan, s.n), make([][]float64, s.n)
			for i := range lifespans {
				x := float64(i % 2)
				exit, until := r.ExpFloat64()/math.Exp(coefficient*x)+1e-9, observed[0]*r.Float64()+1e-9
				lifespans[i], covariates[i] = cx.Lifespan{Exit: min(exit, until), Churned: exit <= until}, []float64{x}
			}
			m, err := cx.FitCox(lifespans, covariates, []string{"x"}, level)
			if err != nil {
				return false, err
			}
			return holds(m.Coefficients[0].Interval, nil, coefficient)
		}
	}}
}

var curves = []method{
	{
		name: "Survival.Interval at 0.5", of: []string{"Survival.Interval"}, note: "Log-log.", sizes: one, band: intervals, slow: 5,
		truths: survivalTruths(curveHolds(0.5)),
	},
	{
		name: "Survival.Interval at 0.9", of: []string{"Survival.Interval"}, note: "Log-log; exact where nobody has churned.", sizes: one, slow: 5,
		band: band{from: 10, low: 93.5, high: 99.5, least: 90, most: 100}, truths: survivalTruths(curveHolds(0.9)),
	},
	{
		name: "Survival.Median", of: []string{"Survival.Median", "Survival.Quantile"}, sizes: one, slow: 5, band: intervals,
		truths: survivalTruths(func(s cx.Survival) (bool, error) {
			q, err := s.Median(level, cx.LogLogScale)
			if err != nil {
				return false, err
			}
			low, high := math.Inf(-1), math.Inf(1)
			if q.LowReached {
				low = q.Low
			}
			if q.HighReached {
				high = q.High
			}
			return low <= math.Ln2 && math.Ln2 <= high, nil
		}),
	},
	{
		name: "Survival.Mean", of: []string{"Survival.Mean", "Survival.ExpectedLifetime"}, note: "Too narrow below 100 customers.", sizes: one, slow: 5,
		band: band{from: 10, low: 87, high: 98, least: 86, most: 100},
		truths: survivalTruths(func(s cx.Survival) (bool, error) {
			e, err := s.Mean(1, level)
			return holds(e.Interval, err, 1-math.Exp(-1))
		}),
	},
	{
		name: "HazardOf", of: []string{"HazardOf"}, note: "Garwood, exact.", sizes: one, slow: 5, band: exact,
		truths: []truth{{"rate 1", func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				got, err := cx.HazardOf(drawLifespans(r, s.n, observed[0]), []float64{0, 0.5}, level)
				if err != nil {
					return false, err
				}
				return holds(got[0].Interval, nil, 1)
			}
		}}},
	},
	{
		name: "FitCox", of: []string{"FitCox"}, note: "Wald. Half have a covariate of 1.", slow: 5, sizes: []size{{n: 30}, {n: 100}, {n: 300}, {n: 1000}},
		band: intervals, truths: []truth{coxTruth(0), coxTruth(0.7)},
	},
	{
		name: "LogRank", of: []string{"LogRank"}, note: "Not below 30 customers a group.", slow: 5,
		sizes: []size{{5, 5}, {30, 30}, {200, 200}, {3, 300}, {20, 200}}, band: tests,
		truths: []truth{logRankTruth(cx.EqualWeight)},
	},
	{
		name: "CompetingRisks.At", of: []string{"CompetingRisks.At"}, note: "Aalen and Johansen, log-log: wide below 30.", sizes: one, slow: 5, band: band{from: 10, low: 93, high: 100, least: 91, most: 100},
		truths: []truth{{"two equal risks", func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				lifespans := drawLifespans(r, s.n, observed[0])
				for i := range lifespans {
					if l := &lifespans[i]; l.Churned && r.IntN(2) == 0 {
						l.Churned, l.Other = false, true
					}
				}
				c, err := cx.CompetingRisksOf(lifespans)
				if err != nil {
					return false, err
				}
				e, err := c.At(1, level)
				return holds(e.Interval, err, (1-math.Exp(-1))/2)
			}
		}}},
	},
	{
		name: "DurationQuantileInterval, median", of: []string{"DurationQuantileInterval"}, note: "Order statistics, exact.", sizes: one, slow: 5, band: exact,
		truths: []truth{durationTruth(0.5, false)},
	},
	{
		name: "DurationQuantileInterval, p90", of: []string{"DurationQuantileInterval"}, sizes: one, slow: 5, band: exact,
		truths: []truth{durationTruth(0.9, false)},
	},
	{
		name: "Durations.QuantileInterval, p90", of: []string{"Durations.QuantileInterval"}, note: "From the buckets.", sizes: one, slow: 5, band: exact,
		truths: []truth{durationTruth(0.9, true)},
	},
}

// durationTruth draws waits of a mean of an hour.
func durationTruth(p float64, tallied bool) truth {
	want := time.Duration(-math.Log(1-p) * float64(time.Hour))
	return truth{"exponential", func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			waits := make([]time.Duration, s.n)
			for i := range waits {
				waits[i] = time.Duration(r.ExpFloat64() * float64(time.Hour))
			}
			iv, err := cx.DurationQuantileInterval(waits, p, level)
			if tallied {
				var d cx.Durations
				if d, err = cx.DurationsOf(waits); err == nil {
					iv, err = d.QuantileInterval(p, level)
				}
			}
			return (!iv.LowReached || iv.Low <= want) && (!iv.HighReached || want <= iv.High), err
		}
	}}
}
