package cx_test

import (
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// A short tour. TestReadme checks that the snippets of README.md are parts of these; the whole
// program there is examples/first.

func Example() {
	n, err := cx.NPSOf([]int{10, 9, 8, 7, 3})
	if err != nil {
		log.Fatal(err)
	}
	score, err := n.Score()
	fmt.Println(score, err) // 20 <nil>
	interval, err := n.Interval(0.95)
	fmt.Printf("%.1f..%.1f %v\n", interval.Low, interval.High, err) // -44.5..69.7 <nil>
	// Output:
	// 20 <nil>
	// -44.5..69.7 <nil>
}

func Example_merge() {
	var east, west cx.NPS
	fmt.Println(east.Add(10), west.Add(3))
	fmt.Println(east.Merge(west))
	fmt.Println(east)
	fmt.Println(east.Add(11))
	// Output:
	// <nil> <nil>
	// <nil>
	// {1 0 1 {0 0 0 0 false}}
	// cx: NPS score 11 is outside 0..10
}

func Example_counts() {
	fmt.Println(cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}.Score())
	// Output: 10 <nil>
}

func Example_scales() {
	ease, _ := cx.CESOf([]int{7, 6, 1}, cx.EaseScale(7))        // CES 2.0, higher is better
	effort, _ := cx.CESOf([]int{5, 4, 2, 3}, cx.EffortScale(5)) // CES 1.0, lower is better
	fmt.Println(ease.Merge(effort))
	fmt.Println(effort.Difficult())
	// Output:
	// cx: the tallies are on different scales
	// {2 4}
}

func Example_segmentsAndWeeks() {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 30, 0, 0, time.UTC) }
	responses := []cx.Response{
		{At: at(15, 23), Score: 9, Segment: "free"}, // half past midnight on Monday in Oslo
		{At: at(30, 8), Score: 4, Segment: "team"},
		{At: at(30, 9), Score: 10, Segment: "free"},
		{At: at(30, 10), Score: 7, Segment: "free"},
	}

	oslo, _ := time.LoadLocation("Europe/Oslo")
	weekly := cx.Calendar{Grain: cx.Week, Location: oslo}
	trend, err := cx.Trend(responses, weekly, cx.Period{}, cx.NPS{})
	for _, point := range trend {
		fmt.Println(point.Period, point.Tally.Total())
	}
	plans, err := cx.GroupBy(responses, func(r *cx.Response) string { return r.Segment }, cx.NPS{})
	for _, plan := range plans {
		score, _ := plan.Tally.Score()
		fmt.Println(plan.Key, score)
	}
	fmt.Println(err)
	// Output:
	// 2026-W47 1
	// 2026-W48 0
	// 2026-W49 3
	// free 66.66666667
	// team -100
	// <nil>
}

func Example_lifecycle() {
	day := func(month time.Month) func(int) time.Time {
		return func(day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	}
	march, april, may := day(time.March), day(time.April), day(time.May)

	fmt.Println(cx.Retention{Start: 200, Acquired: 30, End: 210}.Rate())

	orders := []cx.Activity{
		{Customer: "ada", At: march(3)}, {Customer: "ada", At: april(9)},
		{Customer: "bob", At: march(20)},
	}
	triangle, err := cx.CohortsOf(orders, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, may(1))
	fmt.Println(triangle.Rows[0].Cell(1), err) // of two customers of March, one ordered in April
	_, err = triangle.Rows[0].Rate(2)          // May is not over
	fmt.Println(err)

	curve, err := cx.SurvivalOf([]cx.Lifespan{{Exit: 3, Churned: true}, {Exit: 5}, {Exit: 8, Churned: true}})
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time, median.HighReached, err)
	// Output:
	// 0.9 <nil>
	// {1 2} <nil>
	// cx: rate: no data
	// 8 false <nil>
}

func Example_value() {
	d := decimal.RequireFromString

	customer := cx.SubscriptionLifetime{ARPA: d("40"), Margin: d("0.8"), Churn: d("0.05")}
	value, err := customer.Value()
	fmt.Println(value, err) // 40 · 0.8 / 0.05
	cac, err := cx.Acquisition{Spend: d("50000"), Customers: 250}.Cost()
	fmt.Println(cx.Economics{Value: value, Cost: cac}.Verdict(d("3")))
	payback, err := customer.Payback(cac)
	fmt.Println(payback.Period, err) // the month in which the margins of those who stay cover it
	// Output:
	// 640 <nil>
	// healthy <nil>
	// 8 <nil>
}

func Example_journey() {
	day := func(d int) time.Time { return time.Date(2026, time.November, d, 12, 0, 0, 0, time.UTC) }

	for _, metric := range cx.MetricsAt(cx.StagePurchase) {
		fmt.Println(metric.Question, metric.Calculator)
	}

	rule := cx.FunnelRule{Steps: []string{"visit", "cart", "order"}, Window: 7 * 24 * time.Hour}
	funnel, err := cx.FunnelOf([]cx.Event{
		{Customer: "ada", Name: "visit", At: day(1)}, {Customer: "ada", Name: "cart", At: day(2)},
		{Customer: "ada", Name: "order", At: day(3)},
		{Customer: "bob", Name: "visit", At: day(2)}, {Customer: "bob", Name: "cart", At: day(12)},
		{Customer: "cyd", Name: "visit", At: day(19)},
	}, rule,

		day(22))

	fmt.Println(funnel.FromFirst(2), funnel.Steps[0].Undecided, err)

	target := decimal.NewFromInt(40)
	journey, err := cx.JourneyOf([]cx.Measurement{{
		Metric: "nps", Stage: cx.StageAdvocacy, Period: cx.Period{
			Start: cx.Date{Year: 2026, Month: time.July, Day: 1}, End: cx.Date{Year: 2026, Month: time.October, Day: 1},
		},
		Value: decimal.NewFromInt(31), Interval: cx.Interval{Low: 26, High: 36, Level: 0.95}, Base: 1200, Target: &target,
	}}, cx.StandardMap(),

		cx.Date{Year: 2026, Month: time.November, Day: 22})

	fmt.Println(journey.WeakestStage.Place.Stage, journey.WeakestStage.Worst.Shortfall, err)
	fmt.Println(len(journey.Unmeasured), "stages without a figure")
	// Output:
	// Do customers finish what they put into the cart? Proportion.Rate
	// How many carts are left behind? Proportion.Rate
	// How many visitors of the shop buy? Incidence.Rate
	// {1 2} 1 <nil>
	// advocacy 0.225 <nil>
	// 4 stages without a figure
}
