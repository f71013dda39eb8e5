package main

import (
	"math/rand/v2"

	"github.com/cxmetrics/cx"
)

// A shape is how answers spread over the points of a scale, from the lowest.
type shape struct {
	name   string
	shares []float64
}

func (s shape) mean() float64 {
	var mean float64
	for i, share := range s.shares {
		mean += float64(i+1) * share
	}
	return mean
}

func (s shape) draw(r *rand.Rand, n int) cx.Ratings {
	ratings := cx.Ratings{Scale: cx.Scale{Min: 1, Max: len(s.shares), BottomMax: 1, TopMin: 2}}
	draw(r, n, s.shares, ratings.Counts[:])
	return ratings
}

var shapes = []shape{
	{"usual", []float64{0.05, 0.05, 0.1, 0.3, 0.5}},
	{"90 % fives", []float64{0.01, 0.01, 0.02, 0.06, 0.9}},
	{"even", []float64{0.2, 0.2, 0.2, 0.2, 0.2}},
	{"love or hate", []float64{0.4, 0.05, 0.1, 0.05, 0.4}},
	{"middling", []float64{0.05, 0.2, 0.5, 0.2, 0.05}},
	{"mostly bad", []float64{0.7, 0.15, 0.05, 0.05, 0.05}},
	{"1 to 7", []float64{0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.3}},
	{"1 to 11", []float64{0.05, 0.01, 0.02, 0.02, 0.03, 0.07, 0.05, 0.1, 0.2, 0.2, 0.25}},
}

func shapeTruths(f func(shape, cx.Ratings) (bool, error)) []truth {
	var truths []truth
	for _, sh := range shapes {
		truths = append(truths, truth{sh.name, func(s size) func(*rand.Rand) (bool, error) {
			known := memo(func(r cx.Ratings) (bool, error) { return f(sh, r) })
			return func(r *rand.Rand) (bool, error) { return known(sh.draw(r, s.n)) }
		}})
	}
	return truths
}

// shapePairs compares two shapes; with test, two that are equal.
func shapePairs(test bool) []truth {
	var truths []truth
	add := func(a, b shape) {
		truths = append(truths, truth{a.name + " against " + b.name, func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				c, err := unlessSkewed(a.draw(r, s.n).Difference(b.draw(r, s.other), level))
				if test {
					return finds(c, err)
				}
				return holds(c.Interval, err, a.mean()-b.mean())
			}
		}})
	}
	for _, s := range shapes {
		add(s, s)
	}
	if !test {
		add(shapes[0], shapes[1])
		add(shapes[2], shapes[5])
	}
	return truths
}

// peakEndUnit is a point of 0..10 in the units of a PeakEnd, the sum of two answers.
const peakEndUnit = 252

// drawPeakEnd draws customers whose peak and end, of 0..10 each, add up to 20 less twice the
// points that a shape of eleven says.
func (s shape) drawPeakEnd(r *rand.Rand, n int) cx.PeakEnd {
	p := cx.PeakEnd{Customers: int64(n)}
	var counts [11]int64
	draw(r, n, s.shares, counts[:])
	for i, count := range counts {
		value := int64(2 * i * peakEndUnit)
		p.Sum += count * value
		p.Squares += count * value * value
	}
	return p
}

// peakEndTruths tries the interval of one, or the test of two that are equal.
func peakEndTruths(test bool) []truth {
	var truths []truth
	for _, sh := range []shape{shapes[len(shapes)-1], {"even", []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1}}} {
		truths = append(truths, truth{sh.name, func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				p := sh.drawPeakEnd(r, s.n)
				if test {
					return finds(p.Difference(sh.drawPeakEnd(r, s.other), level))
				}
				iv, err := p.Interval(level)
				return holds(iv, err, 10*(sh.mean()-1))
			}
		}})
	}
	return truths
}

// populationTruths draws answers out of a population a quarter larger than the sample.
func populationTruths() []truth {
	var truths []truth
	for _, sh := range shapes {
		truths = append(truths, truth{sh.name, func(s size) func(*rand.Rand) (bool, error) {
			population := s.n * 5 / 4
			var people []int
			for i, share := range sh.shares {
				for range int(share*float64(population) + 0.5) {
					people = append(people, i)
				}
			}
			var mean float64
			for _, i := range people {
				mean += float64(i+1) / float64(len(people))
			}
			known := memo(func(r cx.Ratings) (bool, error) {
				iv, err := r.IntervalOf(int64(len(people)), level)
				return holds(iv, err, mean)
			})
			return func(r *rand.Rand) (bool, error) {
				var none [11]float64
				ratings := shape{shares: none[:len(sh.shares)]}.draw(r, 0)
				for k := range s.n {
					other := k + r.IntN(len(people)-k)
					people[k], people[other] = people[other], people[k]
					ratings.Counts[people[k]]++
				}
				return known(ratings)
			}
		}})
	}
	return truths
}

var means = []method{
	{
		name: "Ratings.MeanInterval", of: []string{"Ratings.MeanInterval", "CSAT.MeanInterval", "CES.Interval"},
		note: "The score interval.", sizes: one, band: intervals, slow: 2,
		truths: shapeTruths(func(sh shape, r cx.Ratings) (bool, error) {
			iv, err := r.MeanInterval(level)
			return holds(iv, err, sh.mean())
		}),
	},
	{
		name: "Ratings.TInterval", of: []string{"Ratings.TInterval"}, note: "Student's t, for comparison with other tools; undefined where all agree.", sizes: one, slow: 2,
		band: band{from: 1000, low: 93, high: 98, least: 90, most: 100},
		truths: shapeTruths(func(sh shape, r cx.Ratings) (bool, error) {
			iv, err := r.TInterval(level)
			return holds(iv, err, sh.mean())
		}),
	},
	{
		name: "Ratings.IntervalOf", of: []string{"Ratings.IntervalOf"}, note: "Of a population a quarter larger.",
		sizes: []size{{n: 20}, {n: 100}, {n: 1000}}, band: intervals, slow: 5, truths: populationTruths(),
	},
	{
		name: "Ratings.DifferenceFrom", of: []string{"Ratings.DifferenceFrom", "CSAT.MeanDifferenceFrom", "CES.DifferenceFrom"},
		sizes: one, band: tests, slow: 2,
		truths: shapeTruths(func(sh shape, r cx.Ratings) (bool, error) { return finds(r.DifferenceFrom(sh.mean(), level)) }),
	},
	{
		name: "Ratings.NetBoxInterval", of: []string{"Ratings.NetBoxInterval", "CSAT.NetBoxInterval", "CES.NetEaseInterval"},
		note: "Tango.", sizes: one, band: intervals,
		truths: shapeTruths(func(sh shape, r cx.Ratings) (bool, error) {
			iv, err := r.NetBoxInterval(1, level)
			return holds(iv, err, 100*(sh.shares[len(sh.shares)-1]-sh.shares[0]))
		}),
	},
	{
		name: "Ratings.Difference, interval", of: []string{"Ratings.Difference", "CSAT.MeanDifference", "CES.Difference"},
		note: "Welch. Without those that Skewed marks.", sizes: two, band: intervals, truths: shapePairs(false),
	},
	{
		name: "Ratings.Difference, test", of: []string{"Ratings.Difference"}, note: "Welch. Without those that Skewed marks.", sizes: two, band: band{from: 30, high: 6.5, most: 10}, truths: shapePairs(true),
	},
	{
		name: "PeakEnd.Interval", of: []string{"PeakEnd.Interval"}, note: "Student's t: a little narrow below 30.", sizes: one,
		band: band{from: 10, low: 92.5, high: 98, least: 90, most: 100}, truths: peakEndTruths(false),
	},
	{
		name: "PeakEnd.Difference, test", of: []string{"PeakEnd.Difference"}, note: "Welch. Best of groups of like sizes.", sizes: two, band: band{from: 30, high: 6.5, most: 8}, truths: peakEndTruths(true),
	},
}
