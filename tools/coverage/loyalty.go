package main

import (
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// noEffect draws customers who order at a rate of their own for 300 days. Some join the program,
// which changes nothing: a third hears of it on some day and joins at the next order, or each
// order brings some to join.
func noEffect(name string, chance float64) truth {
	begin := time.Date(2025, time.January, 1, 12, 0, 0, 0, time.UTC)
	return truth{name, func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var orders, joined []cx.Activity
			for i := range s.n {
				name, rate, member := strconv.Itoa(i), 0.02+0.08*r.Float64(), false
				heard := 91 + r.IntN(600)
				for day := 0; day < 300; day++ {
					if r.Float64() > rate {
						continue
					}
					at := begin.AddDate(0, 0, day)
					orders = append(orders, cx.Activity{Customer: name, At: at, Amount: decimal.NewFromInt(5 + r.Int64N(60))})
					if !member && day > 90 && (chance == 0 && day >= heard || r.Float64() < chance) {
						member = true
						joined = append(joined, cx.Activity{Customer: name, At: at})
					}
				}
			}
			c, err := cx.MemberDifference(orders, joined, 60, cx.Calendar{}, begin.AddDate(0, 0, 300), level)
			return finds(unlessSkewed(c, err))
		}
	}}
}

var loyalty = []method{
	{
		name: "MemberDifference, test", of: []string{"MemberDifference"}, sizes: []size{{n: 100}, {n: 300}}, band: tests, slow: 20,
		truths: []truth{noEffect("two orders of a hundred", 0.02)},
		note:   "Welch. Each order brings one in fifty to join, and is not counted.",
	},
	{
		name: "MemberDifference, test, other ways to join", sizes: []size{{n: 100}, {n: 300}}, slow: 20,
		truths: []truth{noEffect("ten orders of a hundred", 0.1), noEffect("they hear of it", 0)},
		band:   band{from: 100, high: 40, most: 60},
		note:   "Each order brings one in ten to join, or they decide and join at their next order: too many alarms.",
	},
}
