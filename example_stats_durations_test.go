package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleDurationsOf() {
	calls := []time.Duration{12 * time.Second, 18 * time.Second, 25 * time.Second, 48 * time.Second, 3 * time.Minute}
	waits, err := cx.DurationsOf(calls, 20*time.Second)
	fmt.Println(err)
	fmt.Println(waits.Mean())
	median, err := waits.Median()
	fmt.Println(median.Round(time.Second), err)
	fmt.Println(waits.Within(20 * time.Second))
	// Output:
	// <nil>
	// 56.6s <nil>
	// 25s <nil>
	// 2 of 5 <nil>
}

func ExampleDurations() {
	empty, err := cx.DurationsOf(nil, time.Hour)
	east, west := empty, empty
	for _, err := range []error{
		err, east.Add(20 * time.Minute), east.Add(5 * time.Hour), west.Add(40 * time.Minute), east.Merge(west), east.Add(-time.Second),
	} {
		if err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(east)
	fmt.Println(east.Longest())
	fmt.Println(east.Seconds(), "seconds in all")
	fmt.Println(east.Within(time.Hour))
	// Output:
	// cx: duration is negative
	// mean 2h0m0s (3 durations)
	// 5h0m0s <nil>
	// 21600 seconds in all
	// 2 of 3 <nil>
}

// Average handle time (AHT) by agent, and the time that nine of ten calls do not exceed.
// By hand: ben (300 + 420 + 180) / 3 seconds, amy (120 + 240) / 2.
func ExampleDurations_byAgent() {
	type call struct {
		Agent string
		Took  time.Duration
	}
	calls := []call{
		{Agent: "ben", Took: 5 * time.Minute}, {Agent: "amy", Took: 2 * time.Minute}, {Agent: "ben", Took: 7 * time.Minute},
		{Agent: "amy", Took: 4 * time.Minute}, {Agent: "ben", Took: 3 * time.Minute},
	}
	agent := func(c *call) string { return c.Agent }
	add := func(d *cx.Durations, c *call) error { return d.Add(c.Took) }
	agents, err := cx.GroupFunc(calls, agent, add, cx.Durations{})
	for _, g := range agents {
		mean, err := g.Tally.Mean()
		p90, _ := g.Tally.Quantile(0.9)
		fmt.Println(g.Key, mean, "p90", p90.Round(time.Second), err)
	}
	fmt.Println(err)
	// Output:
	// amy 3m0s p90 3m48s <nil>
	// ben 5m0s p90 6m36s <nil>
	// <nil>
}

// The service level of a hotline: calls that were taken within 20 seconds.
func ExampleDurations_Within() {
	waits, err := cx.DurationsOf([]time.Duration{8 * time.Second, 19 * time.Second, 20 * time.Second, 75 * time.Second}, 20*time.Second)
	fmt.Println(err)
	fmt.Println(waits.Within(20 * time.Second))
	// Output:
	// <nil>
	// 3 of 4 <nil>
}

func ExampleDurations_Quantile() {
	var waits cx.Durations
	for minute := range 100 {
		if err := waits.Add(time.Duration(minute+1) * time.Minute); err != nil {
			fmt.Println(err)
		}
	}
	p90, err := waits.Quantile(0.9)
	fmt.Println(p90.Round(time.Minute), err) // 90m6s by DurationQuantile
	fmt.Println(waits.Quantile(1))
	// Output:
	// 1h30m0s <nil>
	// 1h40m0s <nil>
}

func ExampleDurationQuantile() {
	resolved := []time.Duration{30 * time.Hour, 1 * time.Hour, 3 * time.Hour, 2 * time.Hour, 8 * time.Hour, 5 * time.Hour}
	fmt.Println(cx.DurationQuantile(resolved, 0.5))
	fmt.Println(cx.DurationQuantile(resolved, 0.9))
	// Output:
	// 4h0m0s <nil>
	// 19h0m0s <nil>
}

// headline prints the figure of any tally that has one, and its base.
func headline(name string, f cx.Figure) {
	num, den, err := f.Fraction()
	if err != nil {
		fmt.Println(name, err)
		return
	}
	fmt.Printf("%s %s of %d\n", name, num.DivRound(den, 2), f.Total())
}

// A page of figures of many kinds needs one function.
func ExampleFigure() {
	headline("NPS", cx.NPS{Promoters: 462, Passives: 176, Detractors: 362})
	headline("resolved", cx.Proportion{Count: 81, Base: 90})
	headline("contacts per customer", cx.Incidence{Events: 45, Base: 60})
	headline("satisfied", cx.CSAT{Scale: cx.SatisfactionScale(5)})
	// Output:
	// NPS 10 of 1000
	// resolved 0.9 of 90
	// contacts per customer 0.75 of 60
	// satisfied cx: CSAT score: no data
}

// The median order value beside the mean, which one large order moves far.
func ExampleAmountQuantile() {
	var orders []decimal.Decimal
	for _, cents := range []int64{1999, 2450, 3100, 4200, 120000} {
		orders = append(orders, decimal.New(cents, -2))
	}
	fmt.Println(cx.AmountQuantile(orders, 0.5))
	fmt.Println(cx.AmountQuantile(orders, 0)) // the smallest
	fmt.Println(cx.AmountQuantile(orders, 1)) // the largest
	amounts, err := cx.AmountsOf(orders)
	fmt.Println(err)
	fmt.Println(amounts.Mean())
	// Output:
	// 31 <nil>
	// 19.99 <nil>
	// 1200 <nil>
	// <nil>
	// 263.498 <nil>
}

// Technicians who come early and late, by the median and the earliest.
func ExampleDurationQuantile_signed() {
	late := []time.Duration{-44 * time.Minute, 5 * time.Minute, 12 * time.Minute, -2 * time.Minute, 0}
	fmt.Println(cx.DurationQuantile(late, 0.5))
	fmt.Println(cx.DurationQuantile(late, 0))
	// Output:
	// 0s <nil>
	// -44m0s <nil>
}

// The p90 of 200 calls, of 1 to 200 seconds, and how far it is known. Of 20 calls none is
// surely longer than the p90 of all.
func ExampleDurationQuantileInterval() {
	var calls []time.Duration
	for i := range 200 {
		calls = append(calls, time.Duration(i+1)*time.Second)
	}
	fmt.Println(cx.DurationQuantile(calls, 0.9))
	fmt.Println(cx.DurationQuantileInterval(calls, 0.9, 0.95))
	fmt.Println(cx.DurationQuantileInterval(calls[:20], 0.9, 0.95))
	// Output:
	// 3m0.1s <nil>
	// 2m51s..3m9s at 0.95 <nil>
	// 15s..? at 0.95 <nil>
}

// From a tally, within 1/64 at either end.
func ExampleDurations_QuantileInterval() {
	var calls cx.Durations
	for i := range 200 {
		if err := calls.Add(time.Duration(i+1) * time.Second); err != nil {
			fmt.Println(err)
		}
	}
	iv, err := calls.QuantileInterval(0.9, 0.95)
	fmt.Println(iv.Low.Round(time.Second), iv.High.Round(time.Second), err)
	// Output: 2m50s 3m11s <nil>
}

func ExampleDurationInterval() {
	fmt.Println(cx.DurationInterval{Low: 100 * time.Second, Level: 0.95, LowReached: true})
	// Output: 1m40s..? at 0.95
}
