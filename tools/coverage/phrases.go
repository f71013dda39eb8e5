package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/cxmetrics/cx"
)

// phrasesOf is the tally of n texts of which counts contain the phrases a000, a001, …
func phrasesOf(n int, counts ...int64) cx.Phrases {
	p := cx.Phrases{Longest: 1, Minimum: 1, Texts: int64(n)}
	for i, count := range counts {
		if count > 0 {
			p.Rows = append(p.Rows, cx.Phrase{Text: fmt.Sprintf("a%03d", i), Texts: count})
		}
	}
	return p
}

// equalPhrases draws texts of two groups who use 200 phrases alike, the k-th in a share of most/k,
// and hits if one is distinctive.
func equalPhrases(most float64) truth {
	return truth{fmt.Sprint(most), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			a, b := make([]int64, 200), make([]int64, 200)
			for k := range a {
				p := most / float64(k+1)
				a[k], b[k] = binomial(r, s.n, p), binomial(r, s.other, p)
			}
			list, err := phrasesOf(s.n, a...).Distinctive(phrasesOf(s.other, b...), 1, level)
			for _, d := range list {
				if d.AdjustedP <= 1-level {
					return true, err
				}
			}
			return false, err
		}
	}}
}

var phrases = []method{
	{
		name: "Phrases.Distinctive, interval", of: []string{"Phrases.Distinctive"}, sizes: two, band: band{from: 100, low: 93, high: 100, least: 88, most: 100},
		note: "Of one phrase. Drawn to no difference by ten texts: not of fewer than 100 texts whose shares differ much.",
		truths: pairTruths(false, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			truth := math.Log(p/(1-p)) - math.Log(q/(1-q))
			return twoShares(func(pair [2]cx.Proportion) (bool, error) {
				list, err := phrasesOf(s.n, pair[0].Count).Distinctive(phrasesOf(s.other, pair[1].Count), 1, level)
				if err != nil || len(list) == 0 {
					return false, cx.ErrUndefined
				}
				return holds(list[0].LogOdds.Interval, nil, truth)
			}, s, p, q)
		}),
	},
	{
		name: "Phrases.Distinctive, any of 200", of: []string{"Phrases.Distinctive"}, sizes: []size{{30, 30}, {100, 100}, {120, 180}, {30, 300}, {1000, 300}}, band: tests,
		note: "AdjustedP below 0.05. On the safe side.", slow: 10,
		truths: []truth{equalPhrases(0.2), equalPhrases(0.9)},
	},
}
