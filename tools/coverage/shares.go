package main

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/cxmetrics/cx"
)

// one and two are the usual sizes of one sample and of two.
var (
	one = []size{{n: 5}, {n: 10}, {n: 30}, {n: 100}, {n: 1000}}
	two = []size{{5, 5}, {10, 10}, {30, 30}, {100, 100}, {10, 200}, {30, 300}}
)

// shareTruths are the shares from 5 to 95 %.
func shareTruths(try func(size, float64) func(*rand.Rand) (bool, error)) []truth {
	var truths []truth
	for k := 1; k < 20; k++ {
		p := float64(k) / 20
		truths = append(truths, truth{fmt.Sprint(p), func(s size) func(*rand.Rand) (bool, error) { return try(s, p) }})
	}
	return truths
}

// pairTruths are pairs of shares, first those that are equal.
func pairTruths(equal bool, try func(size, float64, float64) func(*rand.Rand) (bool, error)) []truth {
	pairs := [][2]float64{{0.05, 0.05}, {0.2, 0.2}, {0.5, 0.5}, {0.8, 0.8}, {0.95, 0.95}}
	if !equal {
		pairs = append(pairs, [][2]float64{{0.1, 0.05}, {0.05, 0.1}, {0.3, 0.2}, {0.5, 0.4}, {0.6, 0.9}, {0.9, 0.6}, {0.95, 0.8}}...)
	}
	var truths []truth
	for _, p := range pairs {
		truths = append(truths, truth{fmt.Sprint(p), func(s size) func(*rand.Rand) (bool, error) { return try(s, p[0], p[1]) }})
	}
	return truths
}

func drawShare(r *rand.Rand, n int, p float64) cx.Proportion {
	return cx.Proportion{Count: binomial(r, n, p), Base: int64(n)}
}

// twoShares tries what compares two shares.
func twoShares(f func([2]cx.Proportion) (bool, error), s size, p, q float64) func(*rand.Rand) (bool, error) {
	known := memo(f)
	return func(r *rand.Rand) (bool, error) {
		return known([2]cx.Proportion{drawShare(r, s.n, p), drawShare(r, s.other, q)})
	}
}

var shares = []method{
	{
		name: "Proportion.Interval", of: []string{"Proportion.Interval", "CSAT.Interval"}, sizes: one, band: intervals,
		note: "Wilson.",
		truths: shareTruths(func(s size, p float64) func(*rand.Rand) (bool, error) {
			known := memo(func(share cx.Proportion) (bool, error) {
				iv, err := share.Interval(level)
				return holds(iv, err, p)
			})
			return func(r *rand.Rand) (bool, error) { return known(drawShare(r, s.n, p)) }
		}),
	},
	{
		name: "Proportion.DifferenceFrom", of: []string{"Proportion.DifferenceFrom", "CSAT.DifferenceFrom"}, sizes: one, band: tests,
		truths: shareTruths(func(s size, p float64) func(*rand.Rand) (bool, error) {
			known := memo(func(share cx.Proportion) (bool, error) { return finds(share.DifferenceFrom(p, level)) })
			return func(r *rand.Rand) (bool, error) { return known(drawShare(r, s.n, p)) }
		}),
	},
	{
		name: "Proportion.Difference, interval", of: []string{"Proportion.Difference", "CSAT.Difference"}, sizes: two, band: intervals,
		note: "Newcombe.",
		truths: pairTruths(false, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			return twoShares(func(pair [2]cx.Proportion) (bool, error) {
				c, err := pair[0].Difference(pair[1], level)
				return holds(c.Interval, err, p-q)
			}, s, p, q)
		}),
	},
	{
		name: "Proportion.Difference, test", of: []string{"Proportion.Difference"}, sizes: two, band: tests,
		truths: pairTruths(true, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			return twoShares(func(pair [2]cx.Proportion) (bool, error) { return finds(pair[0].Difference(pair[1], level)) }, s, p, q)
		}),
	},
	{
		name: "Proportion.RateRatio", of: []string{"Proportion.RateRatio"}, sizes: append([]size{{5, 100}}, two...), band: intervals,
		note: "Koopman. Undefined where the other share is 0.",
		truths: pairTruths(false, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			return twoShares(func(pair [2]cx.Proportion) (bool, error) {
				e, err := pair[0].RateRatio(pair[1], level)
				return holds(e.Interval, err, p/q)
			}, s, p, q)
		}),
	},
	{
		name: "Proportion.IntervalOf", of: []string{"Proportion.IntervalOf"}, note: "Of a population a quarter larger. Not of a few dozen of whom hardly any differ.",
		sizes: []size{{n: 20}, {n: 100}, {n: 1000}}, band: band{from: 100, low: 93.5, high: 98, least: 90, most: 100},
		truths: shareTruths(func(s size, p float64) func(*rand.Rand) (bool, error) {
			population := s.n * 5 / 4
			have := int(float64(population)*p + 0.5)
			known := memo(func(share cx.Proportion) (bool, error) {
				iv, err := share.IntervalOf(int64(population), level)
				return holds(iv, err, float64(have)/float64(population))
			})
			return func(r *rand.Rand) (bool, error) {
				share := cx.Proportion{Base: int64(s.n)}
				left, all := have, population
				for range s.n {
					if r.IntN(all) < left {
						share.Count++
						left--
					}
					all--
				}
				return known(share)
			}
		}),
	},
	{
		name: "Proportion.AlwaysValidDifference, any of 20 looks", of: []string{"Proportion.AlwaysValidDifference"},
		note: "Looked at twenty times. On the safe side.", sizes: looked, band: tests, slow: 5,
		truths: pairTruths(true, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			return looks(s, p, q, func(a, b cx.Proportion) (bool, error) { return finds(a.AlwaysValidDifference(b, 0.05, level)) })
		}),
	},
	{
		name: "Proportion.AlwaysValidDifference, all of 20 intervals", of: []string{"Proportion.AlwaysValidDifference"},
		note: "Looked at twenty times. On the safe side.", sizes: looked, band: exact, slow: 5,
		truths: pairTruths(false, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			missed := looks(s, p, q, func(a, b cx.Proportion) (bool, error) {
				c, err := a.AlwaysValidDifference(b, 0.05, level)
				held, err := holds(c.Interval, err, p-q)
				return !held, err
			})
			return func(r *rand.Rand) (bool, error) {
				any, err := missed(r)
				return !any, err
			}
		}),
	},
}

// looked is the sizes after twenty looks.
var looked = []size{{600, 600}, {2000, 2000}, {10000, 10000}}

// looks tries what is looked at twenty times while two samples grow, and hits if one of them does.
// A look at which it is undefined is none.
func looks(s size, p, q float64, look func(a, b cx.Proportion) (bool, error)) func(*rand.Rand) (bool, error) {
	return func(r *rand.Rand) (bool, error) {
		var a, b cx.Proportion
		hit := false
		for range 20 {
			if err := errors.Join(a.Merge(drawShare(r, s.n/20, p)), b.Merge(drawShare(r, s.other/20, q))); err != nil {
				return false, err
			}
			one, err := look(a, b)
			if err != nil && !errors.Is(err, cx.ErrUndefined) {
				return false, err
			}
			hit = hit || err == nil && one
		}
		return hit, nil
	}
}
