package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// classes are shares of promoters, passives and detractors.
type classes [3]float64

func (c classes) score() float64 { return 100 * (c[0] - c[2]) }

// npsClasses are scores from -85 to 94, with many passives and with few.
func npsClasses() []classes {
	var all []classes
	for _, p := range []float64{0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9} {
		for _, d := range []float64{0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9} {
			if p+d <= 0.96 {
				all = append(all, classes{p, 1 - p - d, d})
			}
		}
	}
	return append(all, classes{0.95, 0.04, 0.01})
}

func npsTruths(try func(size, classes) func(*rand.Rand) (bool, error)) []truth {
	var truths []truth
	for _, c := range npsClasses() {
		truths = append(truths, truth{fmt.Sprint(c), func(s size) func(*rand.Rand) (bool, error) { return try(s, c) }})
	}
	return truths
}

func drawNPS(r *rand.Rand, n int, c classes) cx.NPS {
	var counts [3]int64
	draw(r, n, c[:], counts[:])
	return cx.NPS{Promoters: counts[0], Passives: counts[1], Detractors: counts[2]}
}

// npsInterval tries an interval of one NPS.
func npsInterval(f func(cx.NPS, float64) (cx.Interval, error)) []truth {
	return npsTruths(func(s size, c classes) func(*rand.Rand) (bool, error) {
		known := memo(func(n cx.NPS) (bool, error) {
			iv, err := f(n, level)
			return holds(iv, err, c.score())
		})
		return func(r *rand.Rand) (bool, error) { return known(drawNPS(r, s.n, c)) }
	})
}

// npsPairs tries a comparison of two NPS; with test, whether one finds a difference of two that
// are equal.
func npsPairs(test bool, f func(a, b cx.NPS, level float64) (cx.Comparison, error)) []truth {
	pairs := [][2]classes{
		{{0.46, 0.18, 0.36}, {0.46, 0.18, 0.36}}, {{0.3, 0.4, 0.3}, {0.3, 0.4, 0.3}}, {{0.9, 0.08, 0.02}, {0.9, 0.08, 0.02}},
		{{0.2, 0.2, 0.6}, {0.2, 0.2, 0.6}}, {{0.7, 0.2, 0.1}, {0.7, 0.2, 0.1}},
	}
	if !test {
		pairs = append(pairs, [][2]classes{{{0.6, 0.2, 0.2}, {0.46, 0.18, 0.36}}, {{0.9, 0.08, 0.02}, {0.7, 0.2, 0.1}}, {{0.2, 0.2, 0.6}, {0.3, 0.4, 0.3}}}...)
	}
	var truths []truth
	for _, p := range pairs {
		truths = append(truths, truth{fmt.Sprint(p), func(s size) func(*rand.Rand) (bool, error) {
			known := memo(func(pair [2]cx.NPS) (bool, error) {
				c, err := f(pair[0], pair[1], level)
				if test {
					return finds(c, err)
				}
				return holds(c.Interval, err, p[0].score()-p[1].score())
			})
			return func(r *rand.Rand) (bool, error) {
				return known([2]cx.NPS{drawNPS(r, s.n, p[0]), drawNPS(r, s.other, p[1])})
			}
		}})
	}
	return truths
}

// pairedTruths draws the classes of customers before and after: each keeps its class with the
// probability stays, and otherwise has one anew.
func pairedTruths(f func(before, after []int) (bool, error)) []truth {
	var truths []truth
	for _, c := range []classes{{0.46, 0.18, 0.36}, {0.7, 0.2, 0.1}} {
		for _, stays := range []float64{0, 0.5, 0.7} {
			truths = append(truths, truth{fmt.Sprint(c, stays), func(s size) func(*rand.Rand) (bool, error) {
				scores := [3]int{10, 8, 0}
				one := func(r *rand.Rand) int {
					var counts [3]int64
					draw(r, 1, c[:], counts[:])
					for k, n := range counts {
						if n > 0 {
							return scores[k]
						}
					}
					return 0
				}
				return func(r *rand.Rand) (bool, error) {
					before, after := make([]int, s.n), make([]int, s.n)
					for i := range before {
						before[i] = one(r)
						if after[i] = before[i]; r.Float64() >= stays {
							after[i] = one(r)
						}
					}
					return f(before, after)
				}
			}})
		}
	}
	return truths
}

// accountTruths draws the answers of accounts: of each account as many as answers says, which
// agree in part.
func accountTruths(f func(groups []cx.Group[string, cx.NPS]) (bool, error)) []truth {
	var truths []truth
	for _, answers := range []int{1, 2, 3, 8} {
		truths = append(truths, truth{fmt.Sprintf("%d answers an account", answers), func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) { return f(drawAccounts(r, s.n, answers)) }
		}})
	}
	return truths
}

// accountClasses are those that drawAccounts draws from.
var accountClasses = classes{0.46, 0.18, 0.36}

// drawAccounts draws accounts each of which has an opinion, which an answer takes with
// probability 0.7.
func drawAccounts(r *rand.Rand, n, answers int) []cx.Group[string, cx.NPS] {
	groups := make([]cx.Group[string, cx.NPS], n)
	for i := range groups {
		groups[i].Key = fmt.Sprint(i)
		opinion := drawNPS(r, 1, accountClasses)
		for range answers {
			answer := opinion
			if r.Float64() >= 0.7 {
				answer = drawNPS(r, 1, accountClasses)
			}
			t := &groups[i].Tally
			t.Promoters += answer.Promoters
			t.Passives += answer.Passives
			t.Detractors += answer.Detractors
		}
	}
	return groups
}

var npsMethods = []method{
	{
		name: "NPS.Interval", of: []string{"NPS.Interval"}, note: "Tango. Answers of different customers.", sizes: one, band: intervals,
		truths: npsInterval(cx.NPS.Interval),
	},
	{
		name: "NPS.AdjustedWaldInterval", of: []string{"NPS.AdjustedWaldInterval"}, sizes: one, band: intervals,
		truths: npsInterval(cx.NPS.AdjustedWaldInterval),
	},
	{
		name: "NPS.WaldInterval", of: []string{"NPS.WaldInterval"}, note: "For comparison with published figures; not below 100 answers.", sizes: one,
		band:   band{from: 100, low: 93, high: 98, least: 60, most: 100},
		truths: npsInterval(cx.NPS.WaldInterval),
	},
	{
		name: "NPS.TInterval", of: []string{"NPS.TInterval"}, note: "For comparison with published figures; not below 100 answers.", sizes: one,
		band:   band{from: 100, low: 93, high: 98, least: 60, most: 100},
		truths: npsInterval(cx.NPS.TInterval),
	},
	{
		name: "NPS.DifferenceFrom", of: []string{"NPS.DifferenceFrom"}, note: "Tango's statistic at the benchmark.", sizes: one, band: tests,
		truths: npsTruths(func(s size, c classes) func(*rand.Rand) (bool, error) {
			known := memo(func(n cx.NPS) (bool, error) { return finds(n.DifferenceFrom(c.score(), level)) })
			return func(r *rand.Rand) (bool, error) { return known(drawNPS(r, s.n, c)) }
		}),
	},
	{
		name: "NPS.Difference, interval", of: []string{"NPS.Difference"}, note: "Adjusted Wald.", sizes: two, band: intervals,
		truths: npsPairs(false, cx.NPS.Difference),
	},
	{
		name: "NPS.Difference, test", of: []string{"NPS.Difference"}, sizes: two, band: tests,
		truths: npsPairs(true, cx.NPS.Difference),
	},
	{
		name: "NPS.DifferenceWald, test", of: []string{"NPS.DifferenceWald"}, note: "For comparison with published figures.", sizes: two,
		band:   band{from: 100, high: 6, most: 7},
		truths: npsPairs(true, cx.NPS.DifferenceWald),
	},
	{
		name: "DifferencePaired, test", of: []string{"DifferencePaired"}, note: "Student's t; where few moved, ExactP.", sizes: one, band: tests,
		truths: pairedTruths(func(before, after []int) (bool, error) {
			return finds(cx.DifferencePaired(after, before, cx.RecommendScale(11), level))
		}),
	},
	{
		name: "DifferencePaired, interval", of: []string{"DifferencePaired"}, sizes: one, band: intervals,
		truths: pairedTruths(func(before, after []int) (bool, error) {
			c, err := cx.DifferencePaired(after, before, cx.RecommendScale(11), level)
			return holds(c.Interval, err, 0)
		}),
	},
	{
		name: "NPS.IntervalOf", of: []string{"NPS.IntervalOf"}, note: "Of a population a quarter larger. Not of a few dozen of whom hardly any differ.",
		sizes: []size{{n: 20}, {n: 100}, {n: 1000}}, band: band{from: 100, low: 93.5, high: 98, least: 90, most: 100}, slow: 2,
		truths: npsTruths(func(s size, c classes) func(*rand.Rand) (bool, error) {
			population := s.n * 5 / 4
			promoters, detractors := int(float64(population)*c[0]+0.5), int(float64(population)*c[2]+0.5)
			truth := 100 * float64(promoters-detractors) / float64(population)
			known := memo(func(n cx.NPS) (bool, error) {
				iv, err := n.IntervalOf(int64(population), level)
				return holds(iv, err, truth)
			})
			return func(r *rand.Rand) (bool, error) {
				var n cx.NPS
				p, d, all := promoters, detractors, population
				for range s.n {
					switch k := r.IntN(all); {
					case k < p:
						n.Promoters++
						p--
					case k < p+d:
						n.Detractors++
						d--
					default:
						n.Passives++
					}
					all--
				}
				return known(n)
			}
		}),
	},
	{
		name: "NPS.Interval, several answers an account", of: []string{"NPS.Interval"},
		note:  "1, 2, 3 and 8 answers of each: not to be used. ClusteredOf.",
		sizes: accounts, band: band{from: 10, low: 60, high: 90, least: 50, most: 100}, slow: 5,
		truths: accountTruths(func(groups []cx.Group[string, cx.NPS]) (bool, error) {
			var all cx.NPS
			for _, g := range groups {
				if err := all.Merge(g.Tally); err != nil {
					return false, err
				}
			}
			iv, err := all.Interval(level)
			return holds(iv, err, accountClasses.score())
		}),
	},
	{
		name: "Clustered.Interval", of: []string{"Clustered.Interval"}, note: "The same accounts. Student's t over accounts.", sizes: accounts,
		band: band{from: 20, low: 93, high: 98, least: 90, most: 100}, slow: 5,
		truths: accountTruths(func(groups []cx.Group[string, cx.NPS]) (bool, error) {
			c, err := cx.ClusteredOf(groups)
			if err != nil {
				return false, err
			}
			iv, err := c.Interval(level)
			return holds(iv, err, accountClasses.score())
		}),
	},
	{
		name: "Clustered.Difference, test", of: []string{"Clustered.Difference"}, sizes: []size{{10, 10}, {30, 30}, {100, 100}, {30, 300}}, band: tests, slow: 10,
		truths: func() []truth {
			var truths []truth
			for _, answers := range []int{1, 3, 8} {
				truths = append(truths, truth{fmt.Sprintf("%d answers an account", answers), func(s size) func(*rand.Rand) (bool, error) {
					return func(r *rand.Rand) (bool, error) {
						a, err := cx.ClusteredOf(drawAccounts(r, s.n, answers))
						if err != nil {
							return false, err
						}
						b, err := cx.ClusteredOf(drawAccounts(r, s.other, answers))
						if err != nil {
							return false, err
						}
						return finds(a.Difference(b, level))
					}
				}})
			}
			return truths
		}(),
	},
	{
		name: "WeightedNPS.Interval", of: []string{"WeightedNPS.Interval"}, note: "Kish. Weights of 1 to 5, which may go with the score.", sizes: one,
		band: band{from: 10, low: 92, high: 99, least: 90, most: 100}, slow: 2, truths: []truth{weightedTruth(0), weightedTruth(1), weightedTruth(-1)},
	},
	{
		name: "WeightedRatings.TopBox", of: []string{"WeightedRatings.TopBox"}, note: "Wilson, with the size of Kish. The same weights.", sizes: one,
		band: band{from: 10, low: 92, high: 99, least: 90, most: 100}, slow: 10, truths: weightedRatingsTruths(func(w cx.WeightedRatings) (cx.Interval, error) {
			e, err := w.TopBox(2, level)
			return e.Interval, err
		}, 0, 0, 1),
	},
	{
		name: "WeightedRatings.Mean", of: []string{"WeightedRatings.Mean"}, note: "Student's t, with the size of Kish. The same weights. Too narrow below 30.", sizes: one,
		band: band{from: 30, low: 93, high: 98, least: 91, most: 100}, slow: 10, truths: weightedRatingsTruths(func(w cx.WeightedRatings) (cx.Interval, error) {
			e, err := w.Mean(level)
			return e.Interval, err
		}, 0, 8, 10),
	},
}

// accounts are the numbers of accounts that answer.
var accounts = []size{{n: 10}, {n: 20}, {n: 60}, {n: 200}}

// weightedClasses are the classes of customers who count 1 and 5. Where going is 1 the large ones
// are all promoters twice as often, and where it is -1 half as often.
func weightedClasses(going int) (small, large classes) {
	small, large = classes{0.45, 0.3, 0.25}, classes{0.45, 0.3, 0.25}
	switch going {
	case 1:
		large = classes{0.8, 0.1, 0.1}
	case -1:
		large = classes{0.2, 0.3, 0.5}
	}
	return small, large
}

// drawWeighted draws n answers 0, 8 and 10, of which a quarter are of the large ones.
func drawWeighted(r *rand.Rand, n int, small, large classes, add func(score int, weight decimal.Decimal) error) error {
	for range n {
		c, weight := small, decimal.New(1, 0)
		if r.IntN(4) == 0 {
			c, weight = large, decimal.New(5, 0)
		}
		one := drawNPS(r, 1, c)
		if err := add([]int{0, 8, 10}[one.Promoters*2+one.Passives], weight); err != nil {
			return err
		}
	}
	return nil
}

func weightedTruth(going int) truth {
	small, large := weightedClasses(going)
	score := (3*small.score() + 5*large.score()) / 8
	return truth{fmt.Sprint(going), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var w cx.WeightedNPS
			if err := drawWeighted(r, s.n, small, large, w.Add); err != nil {
				return false, err
			}
			iv, err := w.Interval(level)
			return holds(iv, err, score)
		}
	}}
}

// weightedRatingsTruths draw the same answers, and try a figure to which a 0, an 8 and a 10 add so much.
func weightedRatingsTruths(figure func(cx.WeightedRatings) (cx.Interval, error), detractor, passive, promoter float64) []truth {
	var truths []truth
	for _, going := range []int{0, 1, -1} {
		small, large := weightedClasses(going)
		value := 0.0
		for i, worth := range []float64{promoter, passive, detractor} {
			value += worth * (3*small[i] + 5*large[i]) / 8
		}
		truths = append(truths, truth{fmt.Sprint(going), func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				w := cx.WeightedRatings{Scale: cx.RecommendScale(11)}
				if err := drawWeighted(r, s.n, small, large, w.Add); err != nil {
					return false, err
				}
				iv, err := figure(w)
				return holds(iv, err, value)
			}
		}})
	}
	return truths
}
