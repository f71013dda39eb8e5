package main

import (
	"math/rand/v2"
	"strconv"

	"github.com/cxmetrics/cx"
)

// A driverWorld makes an outcome of 0..10 from four numbers of 0..4 that are equally likely. The
// ratings are 1 + a, 1 + (a+b)/2 and 1 + (b+c)/2; e is what they know nothing of.
type driverWorld struct {
	name    string
	outcome func(a, b, c, e int) int
	again   int // how often each customer answers, with another e
}

var driverWorlds = []driverWorld{
	{"strong", func(a, b, c, e int) int { return (2*a + b + c + e) / 2 }, 1},
	{"weak", func(a, b, c, e int) int { return (a + b + 6*e) / 4 }, 1},
	{"customers answer three times", func(a, b, c, e int) int { return (2*a + b + c + e) / 2 }, 3},
}

// add adds an answer of the world.
func (w driverWorld) add(d *cx.Drivers, customer string, a, b, c, e int) error {
	return d.Add(customer, w.outcome(a, b, c, e), []int{1 + a, 1 + (a+b)/2, 1 + (b+c)/2})
}

// newDrivers is a tally of three ratings without answers.
func newDrivers() cx.Drivers {
	d := cx.Drivers{Outcome: cx.RecommendScale(11)}
	for _, name := range []string{"first", "second", "third"} {
		d.Questions = append(d.Questions, cx.Question{Name: name, Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)})
	}
	return d
}

// driverTruths tries the interval of a figure in the worlds. What is true is the figure of all 625
// numbers.
func driverTruths(figure func(cx.Drivers) (cx.Estimate, error)) []truth {
	var truths []truth
	for _, w := range driverWorlds {
		truths = append(truths, truth{w.name, func(s size) func(*rand.Rand) (bool, error) {
			all, empty := newDrivers(), newDrivers()
			for i := range 625 {
				if err := w.add(&all, strconv.Itoa(i), i%5, i/5%5, i/25%5, i/125); err != nil {
					panic(err)
				}
			}
			want, err := figure(all)
			if err != nil {
				panic(err)
			}
			return func(r *rand.Rand) (bool, error) {
				d := empty
				for i := range s.n {
					customer, a, b, c := strconv.Itoa(i), r.IntN(5), r.IntN(5), r.IntN(5)
					for range w.again {
						if err := w.add(&d, customer, a, b, c, r.IntN(5)); err != nil {
							return false, err
						}
					}
				}
				e, err := figure(d)
				return holds(e.Interval, err, want.Value)
			}
		}})
	}
	return truths
}

// driverNamed returns the figure of a driver.
func driverNamed(name string, list []cx.Driver, err error, figure func(cx.Driver) cx.Estimate) (cx.Estimate, error) {
	for _, d := range list {
		if d.Name == name {
			return figure(d), err
		}
	}
	return cx.Estimate{}, err
}

func driverWeight(d cx.Driver) cx.Estimate { return d.Weight }

func driverShare(d cx.Driver) cx.Estimate { return d.Share }

var driverSizes = []size{{n: 60}, {n: 200}, {n: 600}}

// littleExplained is the band of what is near 0, or divided by it, where drivers explain little.
var littleExplained = band{from: 200, low: 91.5, high: 98, least: 86, most: 100}

var drivers = []method{
	{
		name: "Drivers.RSquared", of: []string{"Drivers.RSquared"}, sizes: driverSizes, slow: 5,
		truths: driverTruths(func(d cx.Drivers) (cx.Estimate, error) { return d.RSquared(level) }),
		band:   fitted,
		note:   "By leaving out blocks of customers, whose answers may be alike.",
	},
	{
		name: "Drivers.RelativeWeights, first weight", of: []string{"Drivers.RelativeWeights"}, sizes: driverSizes, slow: 5,
		truths: driverTruths(func(d cx.Drivers) (cx.Estimate, error) {
			list, err := d.RelativeWeights(level)
			return driverNamed("first", list, err, driverWeight)
		}),
		band: fitted,
	},
	{
		name: "Drivers.RelativeWeights, last weight", sizes: driverSizes, slow: 5,
		truths: driverTruths(func(d cx.Drivers) (cx.Estimate, error) {
			list, err := d.RelativeWeights(level)
			return driverNamed("third", list, err, driverWeight)
		}),
		band: littleExplained, note: "A little narrow where the drivers explain 5 % of the outcome.",
	},
	{
		name: "Drivers.RelativeWeights, first share", sizes: driverSizes, slow: 5,
		truths: driverTruths(func(d cx.Drivers) (cx.Estimate, error) {
			list, err := d.RelativeWeights(level)
			return driverNamed("first", list, err, driverShare)
		}),
		band: littleExplained, note: "A little narrow where the drivers explain 5 % of the outcome.",
	},
	{
		name: "Drivers.Shapley, first weight", of: []string{"Drivers.Shapley"}, sizes: driverSizes, slow: 5,
		truths: driverTruths(func(d cx.Drivers) (cx.Estimate, error) {
			list, err := d.Shapley(level)
			return driverNamed("first", list, err, driverWeight)
		}),
		band: fitted,
	},
}
