package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// A short tour. TestReadme checks that the snippets of README.md are parts of these; the whole
// program there is examples/first. Below it are the ways of rows and tallies in and out of a
// program.

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
	// NPS 0 (2 answers)
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
	// 2 of 4
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
	fmt.Println(triangle.Rows[0].Cell(1)) // of two customers of March, one ordered in April
	_, err = triangle.Rows[0].Rate(2)     // May is not over
	fmt.Println(err)

	curve, err := cx.SurvivalOf([]cx.Lifespan{{Exit: 3, Churned: true}, {Exit: 5}, {Exit: 8, Churned: true}})
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time, median.HighReached, err)
	// Output:
	// 0.9 <nil>
	// 1 of 2 <nil>
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

	for _, metric := range cx.MetricsAt(cx.StagePurchase)[:3] {
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

	fmt.Println(funnel.FromFirst(2)) // cyd's week is not over

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
	// How many of those who begin finish? Funnel.FromFirst
	// 1 of 2 <nil>
	// advocacy 0.225 <nil>
	// 4 stages without a figure
}

// A tally goes into a column and comes out of it in one line each; database/sql calls
// Value and Scan. NULL is no data, and a date that is missing is NULL.
func ExampleColumn() {
	// rows, err := db.Query("SELECT plan, tally FROM nps_by_plan")
	// err = rows.Scan(&plan, &tally)
	var tally cx.Column[cx.NPS]
	err := tally.Scan([]byte(`{"promoters":462,"passives":176,"detractors":362}`))
	fmt.Println(tally.V, err)
	fmt.Println(tally.V.Merge(cx.NPS{Promoters: 1}))

	// _, err = db.Exec("UPDATE nps_by_plan SET tally = $1 WHERE plan = $2", tally, plan)
	fmt.Println(tally.Value())
	fmt.Println(cx.Column[cx.Date]{V: cx.Date{Year: 2026, Month: time.November, Day: 22}}.Value())
	fmt.Println(cx.Column[cx.Date]{}.Value())
	fmt.Println(tally.Scan(int64(7)))
	// Output:
	// NPS 10 (1000 answers) <nil>
	// <nil>
	// {"promoters":463,"passives":176,"detractors":362} <nil>
	// 2026-11-22 <nil>
	// <nil> <nil>
	// cx: column is a number or a boolean, where a text is wanted
}

// Rows come in the order of their customers. No chunk has less than three rows, except the
// last, and none has half of a customer.
func ExampleChunksBy() {
	orders := func(yield func(cx.Activity, error) bool) {
		for _, customer := range []string{"ada", "ada", "bob", "bob", "bob", "cyd"} {
			if !yield(cx.Activity{Customer: customer}, nil) {
				return
			}
		}
	}
	for chunk, err := range cx.ChunksBy(orders, func(a *cx.Activity) string { return a.Customer }, 3) {
		if err != nil {
			log.Fatal(err) // the sum so far is not that of all rows
		}
		fmt.Println(len(chunk), "rows, from", chunk[0].Customer, "to", chunk[len(chunk)-1].Customer)
	}
	// Output:
	// 5 rows, from ada to bob
	// 1 rows, from cyd to cyd
}

// Two answers are on no scale of five points. They are left out, and named.
func ExampleSift() {
	scale := cx.SatisfactionScale(5)
	answers := []int{5, 0, 4, 55, 2}
	kept, refused, dropped := cx.Sift(answers, func(rating *int) error { return scale.Check(*rating) })
	fmt.Println(kept, dropped)
	for _, bad := range refused {
		fmt.Println(bad)
	}
	csat, err := cx.CSATOf(kept, scale)
	fmt.Println(csat.Satisfied(), err)
	// Output:
	// [5 4 2] 2
	// cx: row 1: rating 0 is outside 1..5
	// cx: row 3: rating 55 is outside 1..5
	// 2 of 3 <nil>
}

// The queue delivers order o-1 twice.
func ExampleDistinct() {
	orders := []cx.Activity{{ID: "o-1", Customer: "ada"}, {ID: "o-2", Customer: "ada"}, {ID: "o-1", Customer: "ada"}}
	kept, dropped := cx.Distinct(orders, func(a *cx.Activity) string { return a.ID })
	fmt.Println(len(kept), dropped)
	// Output: 2 1
}

// From a database cursor: the orders of all customers, in the order of the customers, make
// a cohort triangle in the memory of a chunk. Of what needs no customers, the database
// counts itself.
func Example_cursor() {
	day := func(month time.Month) time.Time { return time.Date(2026, month, 5, 0, 0, 0, 0, time.UTC) }
	// SELECT customer, at FROM orders ORDER BY customer COLLATE "C": in a program a loop over
	// rows.Next() with rows.Scan, and rows.Err() as the last error.
	orders := func(yield func(cx.Activity, error) bool) {
		for _, order := range []cx.Activity{
			{Customer: "ada", At: day(time.March)}, {Customer: "ada", At: day(time.April)},
			{Customer: "bob", At: day(time.March)},
			{Customer: "cyd", At: day(time.April)}, {Customer: "cyd", At: day(time.May)},
		} {
			if !yield(order, nil) {
				return
			}
		}
	}

	rule, asOf := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, day(time.June)
	var triangle cx.Cohorts
	for chunk, err := range cx.ChunksBy(orders, func(a *cx.Activity) string { return a.Customer }, 2) {
		if err != nil {
			log.Fatal(err)
		}
		part, err := cx.CohortsOf(chunk, rule, asOf)
		if err := errors.Join(err, triangle.Merge(part)); err != nil {
			log.Fatal(err)
		}
	}
	for _, cohort := range triangle.Rows {
		fmt.Println(cohort.Period, cohort.Size, cohort.Active)
	}

	// SELECT score, count(*) FROM answers GROUP BY score
	ratings := cx.Ratings{Scale: cx.SatisfactionScale(5)}
	for _, row := range []struct{ score, count int }{{5, 210}, {4, 130}, {2, 80}} {
		if err := ratings.Scale.Check(row.score); err != nil {
			log.Fatal(err)
		}
		ratings.Counts[row.score-ratings.Scale.Min] = int64(row.count)
	}
	fmt.Println(ratings.Mean())
	// Output:
	// 2026-03 2 [2 1 0]
	// 2026-04 1 [1 1]
	// 4.11904762 <nil>
}

// encodeTally and decodeTally are a coder for a cluster: all of the tally, checked.
func encodeTally[T any](tally T) ([]byte, error) { return json.Marshal(tally) }

func decodeTally[T any](data []byte) (tally T, err error) {
	err = json.Unmarshal(data, &tally)
	return tally, err
}

// On a cluster: each worker counts its rows, what travels is JSON, and the last one merges.
func Example_cluster() {
	d := decimal.RequireFromString
	shards := [][]decimal.Decimal{{d("20.10"), d("80.50")}, {d("50.30")}}
	states := make([][]byte, len(shards))
	errs := make([]error, len(shards))
	var workers sync.WaitGroup
	for i, amounts := range shards {
		workers.Go(func() {
			tally, err := cx.AmountsOf(amounts)
			state, encodeErr := encodeTally(tally)
			states[i], errs[i] = state, errors.Join(err, encodeErr)
		})
	}
	workers.Wait()

	var total cx.Amounts
	for i, state := range states {
		tally, err := decodeTally[cx.Amounts](state)
		if err := errors.Join(errs[i], err, total.Merge(tally)); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(string(states[1]))
	fmt.Println(total.Mean())
	// Output:
	// {"count":1,"sum":"50.3","squares":"2530.09","cubes":"127263.527"}
	// 50.3 <nil>
}

// Correcting and forgetting: a batch that comes twice counts once. The host keeps the IDs
// that it has counted; Distinct finds the repetition within a batch. An answer that changes,
// or whose customer is to be forgotten, is taken away by its old score.
func Example_correcting() {
	counted := map[string]bool{} // in a service a unique column, in the transaction of the tally
	var total cx.NPS
	batch := []cx.Response{{ID: "r-1", Score: 10}, {ID: "r-2", Score: 3}, {ID: "r-1", Score: 10}}
	for range 2 { // the queue delivers the whole batch again
		answers, repeated := cx.Distinct(batch, func(r *cx.Response) string { return r.ID })
		var part cx.NPS
		for _, answer := range answers {
			if counted[answer.ID] {
				repeated++
				continue
			}
			counted[answer.ID] = true
			if err := part.Add(answer.Score); err != nil {
				log.Fatal(err)
			}
		}
		fmt.Println(total.Merge(part), total.Total(), "counted,", repeated, "repeated")
	}
	fmt.Println(total.Score())
	for range 2 { // r-2 becomes a 9, and that comes twice, too
		if id := "r-2, version 2"; !counted[id] {
			counted[id] = true
			fmt.Println(total.Remove(3), total.Add(9))
		}
	}
	fmt.Println(total.Score())
	forgotten := cx.NPS{Promoters: 2} // both answers are of one customer
	fmt.Println(total.Unmerge(forgotten), total.Total())
	// Output:
	// <nil> 2 counted, 1 repeated
	// <nil> 2 counted, 3 repeated
	// 0 <nil>
	// <nil> <nil>
	// 100 <nil>
	// <nil> 0
}
