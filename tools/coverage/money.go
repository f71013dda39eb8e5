package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// A spend is how much customers spend: what one does, and the mean.
type spend struct {
	name string
	draw func(*rand.Rand) float64
	mean float64
}

// lognormal is money whose logarithm is normal, of mean 10.
func lognormal(sigma float64) spend {
	return spend{fmt.Sprintf("lognormal %g", sigma), func(r *rand.Rand) float64 {
		return 10 * math.Exp(sigma*r.NormFloat64()-sigma*sigma/2)
	}, 10}
}

// buyers is money that a share of customers spend.
func buyers(share float64, of spend) spend {
	return spend{fmt.Sprintf("%g buy", share), func(r *rand.Rand) float64 {
		if r.Float64() >= share {
			return 0
		}
		return of.draw(r)
	}, share * of.mean}
}

var normalSpend = spend{"normal", func(r *rand.Rand) float64 { return 100 + 20*r.NormFloat64() }, 100}

// money draws that of n customers, in cents.
func (s spend) money(r *rand.Rand, n int) []decimal.Decimal {
	amounts := make([]decimal.Decimal, n)
	for i := range amounts {
		amounts[i] = decimal.New(int64(math.Round(100*s.draw(r))), -2)
	}
	return amounts
}

func meanTruth(s spend) truth {
	return truth{s.name, func(size size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			a, err := cx.AmountsOf(s.money(r, size.n))
			if err != nil {
				return false, err
			}
			iv, err := a.MeanInterval(level)
			return holds(iv, err, s.mean)
		}
	}}
}

// moneyPair compares two groups of equal spend; what counts is up to count.
func moneyPair(s spend, count func(cx.Comparison) (bool, error)) truth {
	return truth{s.name, func(size size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			a, err := cx.AmountsOf(s.money(r, size.n))
			if err != nil {
				return false, err
			}
			b, err := cx.AmountsOf(s.money(r, size.other))
			if err != nil {
				return false, err
			}
			c, err := a.Difference(b, level)
			if err != nil {
				return false, err
			}
			return count(c)
		}
	}}
}

// poisson returns the events of a time in which mean come on average.
func poisson(r *rand.Rand, mean float64) int64 {
	var events int64
	for t := r.ExpFloat64(); t < mean; t += r.ExpFloat64() {
		events++
	}
	return events
}

// rates are events of a customer. With overdispersion above 0, customers differ in theirs by a
// gamma distribution of that variance over the mean.
func incidenceTruth(rate, overdispersion float64, try func(i cx.Incidence, rate float64) (bool, error)) truth {
	return truth{fmt.Sprintf("%g a customer", rate), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			i := cx.Incidence{Base: int64(s.n)}
			for range s.n {
				mean := rate
				if overdispersion > 0 {
					mean = overdispersion * gamma(r, rate/overdispersion)
				}
				i.Events += poisson(r, mean)
			}
			return try(i, rate)
		}
	}}
}

// gamma draws from the gamma distribution of a shape and the scale 1. Source: G. Marsaglia and
// W. W. Tsang, ACM Transactions on Mathematical Software 26 (2000), 363-372.
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func incidencePairs(test bool) []truth {
	var truths []truth
	for _, rates := range [][2]float64{{0.5, 0.5}, {1, 1}, {3, 3}, {1, 0.5}, {0.5, 2}} {
		if test && rates[0] != rates[1] {
			continue
		}
		truths = append(truths, truth{fmt.Sprint(rates), func(s size) func(*rand.Rand) (bool, error) {
			return func(r *rand.Rand) (bool, error) {
				a := cx.Incidence{Events: poisson(r, rates[0]*float64(s.n)), Base: int64(s.n)}
				b := cx.Incidence{Events: poisson(r, rates[1]*float64(s.other)), Base: int64(s.other)}
				if test {
					u, err := a.Uplift(b, level)
					return u.P <= 1-level, err
				}
				e, err := a.RateRatio(b, level)
				return holds(e.Interval, err, rates[0]/rates[1])
			}
		}})
	}
	return truths
}

// repeatSpendTruth draws customers of 1 to 4 orders, who spend more on later ones by ratio.
func repeatSpendTruth(perOrder bool, ratio float64) truth {
	start := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	return truth{fmt.Sprint(ratio), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var rows []cx.Activity
			for i := range s.n {
				level := math.Exp(0.5 * r.NormFloat64())
				for k := range 2 + r.IntN(3) {
					amount := level * math.Exp(0.5*r.NormFloat64())
					if k > 0 {
						amount *= ratio
					}
					rows = append(rows, cx.Activity{
						Customer: strconv.Itoa(i), At: start.AddDate(0, 0, k), Amount: decimal.New(int64(math.Round(1e4*amount)), -4),
					})
				}
			}
			got, err := cx.RepeatSpendOf(rows, cx.Calendar{}, start.AddDate(1, 0, 0), level)
			if perOrder {
				return holds(got.PerOrder.Interval, err, ratio)
			}
			return holds(got.PerCustomer.Interval, err, 2*ratio) // two orders more, on average
		}
	}}
}

// storeDays draws the sales of ten stores over n days before and n during. Days have a common
// spread of so much, which all stores share.
func storeDays(common float64) truth {
	return truth{fmt.Sprint(common), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var p cx.Promotion
			for _, into := range []*cx.Amounts{&p.Baseline, &p.During} {
				for range s.n {
					day := common * r.NormFloat64()
					for range 10 {
						amount := 100 + 15*r.NormFloat64() + day
						if err := into.Add(decimal.New(int64(math.Round(100*amount)), -2)); err != nil {
							return false, err
						}
					}
				}
			}
			u, err := p.Uplift(level)
			return u.P <= 1-level, err
		}
	}}
}

var moneySizes = []size{{n: 10}, {n: 30}, {n: 100}, {n: 1000}}

var money = []method{
	{
		name: "Amounts.MeanInterval, normal", of: []string{"Amounts.MeanInterval"}, note: "Student's t.", sizes: one, band: intervals, slow: 2,
		truths: []truth{meanTruth(normalSpend)},
	},
	{
		name: "Amounts.MeanInterval, lognormal 0.5", of: []string{"Amounts.MeanInterval"}, note: "Orders of one shop.", sizes: moneySizes, slow: 2,
		band: band{from: 10, low: 92, high: 98, least: 92, most: 100}, truths: []truth{meanTruth(lognormal(0.5))},
	},
	{
		name: "Amounts.MeanInterval, lognormal 1", of: []string{"Amounts.MeanInterval"}, note: "Skewed money: too narrow below 1,000.", sizes: moneySizes, slow: 2,
		band: band{from: 10, low: 83, high: 98, least: 83, most: 100}, truths: []truth{meanTruth(lognormal(1))},
	},
	{
		name: "Amounts.MeanInterval, lognormal 1.5", of: []string{"Amounts.MeanInterval"}, note: "Very skewed money: too narrow.", sizes: moneySizes, slow: 2,
		band: band{from: 10, low: 70, high: 98, least: 70, most: 100}, truths: []truth{meanTruth(lognormal(1.5))},
	},
	{
		name: "Incidence.Interval", of: []string{"Incidence.Interval"}, note: "Garwood, exact, where customers are alike.", sizes: one, band: exact,
		truths: []truth{incidenceTruth(0.2, 0, incidenceHolds), incidenceTruth(1, 0, incidenceHolds), incidenceTruth(3, 0, incidenceHolds)},
	},
	{
		name: "Incidence.Interval, customers differ", of: []string{"Incidence.Interval"},
		note:  "The variance is twice the mean: too narrow. Tally each customer's count as Amounts.",
		sizes: []size{{n: 30}, {n: 100}, {n: 1000}}, band: band{from: 10, low: 78, high: 90, least: 78, most: 100},
		truths: []truth{incidenceTruth(1, 1, incidenceHolds), incidenceTruth(3, 1, incidenceHolds)},
	},
	{
		name: "Amounts.MeanLogInterval, customers differ", of: []string{"Amounts.MeanLogInterval"}, note: "The same customers, by the count of each.",
		sizes: []size{{n: 30}, {n: 100}, {n: 1000}}, band: intervals, slow: 5, truths: []truth{countTruth(1), countTruth(3)},
	},
	{
		name: "Incidence.RateRatio", of: []string{"Incidence.RateRatio"}, sizes: two, band: intervals, truths: incidencePairs(false),
	},
	{
		name: "Incidence.Uplift, test", of: []string{"Incidence.Uplift"}, sizes: two, band: tests, truths: incidencePairs(true),
	},
	{
		name: "RepeatSpendOf, per order", of: []string{"RepeatSpendOf", "ActivityLog.RepeatSpend"}, note: "Student's t: a little narrow below 100.", sizes: moneySizes, slow: 10,
		band:   band{from: 10, low: 91, high: 98, least: 90, most: 100},
		truths: []truth{repeatSpendTruth(true, 1), repeatSpendTruth(true, 1.5)},
	},
	{
		name: "RepeatSpendOf, per customer", of: []string{"RepeatSpendOf", "ActivityLog.RepeatSpend"}, note: "Student's t: a little narrow below 100.", sizes: moneySizes, slow: 10,
		band:   band{from: 10, low: 91, high: 98, least: 90, most: 100},
		truths: []truth{repeatSpendTruth(false, 1), repeatSpendTruth(false, 1.5)},
	},
	{
		name: "Promotion.Uplift, test", of: []string{"Promotion.Uplift"}, note: "Store-days that are independent.",
		sizes: []size{{n: 10}, {n: 30}}, band: band{from: 10, high: 6, most: 6}, slow: 10, truths: []truth{storeDays(0)},
	},
	{
		name: "Promotion.Uplift, days common to stores", of: []string{"Promotion.Uplift"}, note: "Not to be used: StoreUplift.",
		sizes: []size{{n: 10}, {n: 30}}, band: band{from: 10, low: 10, high: 60, least: 10, most: 60}, slow: 10, truths: []truth{storeDays(10)},
	},
	{
		name: "StoreUplift, test", of: []string{"StoreUplift"}, note: "Stores that share no days.", sizes: []size{{n: 5}, {n: 10}, {n: 30}},
		band: tests, slow: 5, truths: []truth{stores(false)},
	},
	{
		name: "StoreUplift with controls, test", of: []string{"StoreUplift"}, note: "Stores that share their days.", sizes: []size{{5, 5}, {10, 10}, {10, 30}, {30, 30}},
		band: tests, slow: 5, truths: []truth{stores(true)},
	},
}

// countTruth draws the counts of customers who differ, as incidenceTruth with an overdispersion
// of 1.
func countTruth(rate float64) truth {
	return truth{fmt.Sprintf("%g a customer", rate), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var a cx.Amounts
			for range s.n {
				if err := a.Add(decimal.New(poisson(r, gamma(r, rate)), 0)); err != nil {
					return false, err
				}
			}
			iv, err := a.MeanLogInterval(level)
			return holds(iv, err, rate)
		}
	}}
}

// stores draws promotions without an effect over n stores, and as many without one, which share
// their days and differ in their level.
func stores(control bool) truth {
	return truth{fmt.Sprint(control), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var rows []cx.StoreSales
			before, during := 1+0.1*r.NormFloat64(), 1+0.1*r.NormFloat64()
			if !control {
				before, during = 1, 1
			}
			for i := range s.n + s.other {
				level := 100 * math.Exp(0.4*r.NormFloat64())
				sales := func(day float64) decimal.Decimal {
					return decimal.New(int64(1e4*level*day*math.Exp(0.1*r.NormFloat64())), -4)
				}
				rows = append(rows, cx.StoreSales{Store: strconv.Itoa(i), During: sales(during), Baseline: sales(before), Control: i >= s.n})
			}
			u, err := cx.StoreUplift(rows, level)
			return u.P <= 1-level, err
		}
	}}
}

func incidenceHolds(i cx.Incidence, rate float64) (bool, error) {
	iv, err := i.Interval(level)
	return holds(iv, err, rate)
}
