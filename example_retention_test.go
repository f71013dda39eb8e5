package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleActivity() {
	var a cx.Activity
	err := json.Unmarshal([]byte(`{"customer":"ada","at":"2026-01-05T12:00:00Z","amount":"40.00"}`), &a)
	fmt.Println(a.Customer, a.At, a.Amount, err)
	// Output: ada 2026-01-05 12:00:00 +0000 UTC 40 <nil>
}

// A refund is no order: the customer has ordered once, and brought nothing.
func ExampleActivity_refund() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	r, err := cx.RepeatOf([]cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: decimal.NewFromInt(100)},
		{Customer: "ada", At: at(2, 3), Amount: decimal.NewFromInt(-100)},
	}, cx.Calendar{}, at(5, 1))
	fmt.Println(r.Customers, r.Repeaters, r.FirstRevenue, r.RepeatRevenue, err)
	// Output: 1 0 0 0 <nil>
}

func ExampleRetention() {
	r := cx.Retention{Start: 200, Acquired: 30, End: 210}
	fmt.Println(r.Rate())
	// Output: 0.9 <nil>
}

func ExampleRetentionOf() {
	january := []string{"ada", "bob", "eve"}
	february := []string{"bob", "dan", "eve"}
	r, err := cx.RetentionOf(january, february)
	fmt.Println(r.Start, r.Acquired, r.End, err)
	fmt.Println(r)
	// Output:
	// 3 1 3 <nil>
	// retention 0.66666667 (3 customers)
}

// 30 of the 200 who were there at the start left: (210 - 40) / 200.
func ExampleRetention_Rate() {
	fmt.Println(cx.Retention{Start: 200, Acquired: 40, End: 210}.Rate())
	// Output: 0.85 <nil>
}

func ExampleRetention_Rate_impossible() {
	// 60 of 50 cannot have stayed: those who came back are in End, and were not at the start.
	_, err := cx.Retention{Start: 50, Acquired: 10, End: 70}.Rate()
	fmt.Println(errors.Is(err, cx.ErrInvalid))
	fmt.Println(err)
	// Output:
	// true
	// cx: retention: more stayed than were there at the start; leave out those who came back
}

func ExampleRetention_Merge() {
	var all cx.Retention
	fmt.Println(all.Merge(cx.Retention{Start: 200, Acquired: 30, End: 210})) // one shop
	fmt.Println(all.Merge(cx.Retention{Start: 50, End: 40}))                 // another
	fmt.Println(all.Rate())                                                  // not the mean of 0.9 and 0.8
	// Output:
	// <nil>
	// <nil>
	// 0.88 <nil>
}

func ExampleRetention_Retained() {
	before := cx.Retention{Start: 200, Acquired: 30, End: 210}
	after := cx.Retention{Start: 220, Acquired: 25, End: 190}
	interval, err := before.Retained().Interval(0.95)
	fmt.Printf("%.3f..%.3f %v\n", interval.Low, interval.High, err)
	diff, err := after.Retained().Difference(before.Retained(), 0.95)
	fmt.Printf("%.3f %.3f..%.3f %v\n", diff.Difference, diff.Interval.Low, diff.Interval.High, err)
	// Output:
	// 0.851..0.934 <nil>
	// -0.150 -0.220..-0.078 <nil>
}

// cohortOrders are the orders of three customers of a shop.
func cohortOrders() []cx.Activity {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: decimal.NewFromInt(40)},
		{Customer: "bob", At: at(1, 20), Amount: decimal.NewFromInt(25)},
		{Customer: "ada", At: at(2, 3), Amount: decimal.NewFromInt(15)},
		{Customer: "eve", At: at(2, 9), Amount: decimal.NewFromInt(60)},
		{Customer: "ada", At: at(3, 8), Amount: decimal.NewFromInt(20)},
		{Customer: "eve", At: at(3, 30), Amount: decimal.RequireFromString("12.50")},
	}
}

// cohortAsOf is the instant at which the Examples look at the orders.
var cohortAsOf = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)

func ExampleRepeatOf() {
	r, err := cx.RepeatOf(cohortOrders(), cx.Calendar{}, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Customers, r.Repeaters, r.RepeatOrders)
	fmt.Println(r.DaysBetween())  // 29, 33 and 49 days
	fmt.Println(r.RevenueShare()) // 47.50 of 172.50 came after the first order
	// Output:
	// 3 2 3
	// 37 <nil>
	// 0.27536232 <nil>
}

func ExampleRepeat() {
	// Counts straight from a database.
	r := cx.Repeat{
		Customers: 1200, Repeaters: 420, RepeatOrders: 990, GapDays: 43560,
		FirstRevenue: decimal.NewFromInt(54000), RepeatRevenue: decimal.NewFromInt(66000),
	}
	fmt.Println(r.Rate())
	fmt.Println(r.DaysBetween())
	fmt.Println(r.RevenueShare())
	// Output:
	// 0.35 <nil>
	// 44 <nil>
	// 0.55 <nil>
}

func ExampleRepeat_Rate() {
	fmt.Println(cx.Repeat{Customers: 1200, Repeaters: 420, RepeatOrders: 990, GapDays: 43560}.Rate()) // 420 / 1200
	// Output: 0.35 <nil>
}

// The mean time from order to order: 43560 days / 990 repeat orders.
func ExampleRepeat_DaysBetween() {
	fmt.Println(cx.Repeat{Customers: 1200, Repeaters: 420, RepeatOrders: 990, GapDays: 43560}.DaysBetween())
	// Output: 44 <nil>
}

func ExampleRepeatWithin() {
	// All three have had 45 days. Ada ordered again after 29 of them, Eve after 49.
	share, err := cx.RepeatWithin(cohortOrders(), 45, cx.Calendar{}, cohortAsOf)
	fmt.Println(share, err)
	fmt.Println(share.Rate())
	// Output:
	// 1 of 3 <nil>
	// 0.33333333 <nil>
}

func ExampleRepeatSpendOf() {
	spend, err := cx.RepeatSpendOf(cohortOrders()[:5], cx.Calendar{}, cohortAsOf, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	// First orders of 40, 25 and 60, repeat orders of 15 and 20.
	fmt.Printf("%.2f\n", spend.PerOrder.Value)    // 17.50 / 41.67
	fmt.Printf("%.2f\n", spend.PerCustomer.Value) // 35 / 125
	fmt.Println(spend.PerOrder.Interval.High < 1) // three customers do not tell
	// Output:
	// 0.42
	// 0.28
	// false
}

func ExampleRepeatSpend() {
	spend := cx.RepeatSpend{
		PerOrder:    cx.Estimate{Value: 0.8, Interval: cx.Interval{Low: 0.7, High: 0.9, Level: 0.95}},
		PerCustomer: cx.Estimate{Value: 1.4, Interval: cx.Interval{Low: 1.2, High: 1.6, Level: 0.95}},
	}
	fmt.Printf("an order after the first is %.0f %% of it\n", 100*spend.PerOrder.Value)
	fmt.Printf("customers spend %.1f times as much after it\n", spend.PerCustomer.Value)
	// Output:
	// an order after the first is 80 % of it
	// customers spend 1.4 times as much after it
}

func ExampleEngagementOf() {
	// The logins of a week.
	login := func(customer string, day, hour int) cx.Activity {
		return cx.Activity{Customer: customer, At: time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC)}
	}
	logins := []cx.Activity{
		login("ada", 2, 8), login("ada", 2, 17), login("ada", 3, 8), login("ada", 5, 8),
		login("bob", 4, 9), login("eve", 12, 9),
	}
	week := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 2}, End: cx.Date{Year: 2026, Month: 3, Day: 9}}
	e, err := cx.EngagementOf(logins, cx.Calendar{}, week, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(e, err)
	fmt.Println(e.Stickiness()) // 4 of 7 * 2 customer days
	fmt.Println(e.DaysPerCustomer())
	// Output:
	// {2026-03-02 7 2 4 [1 0 1]} <nil>
	// 0.28571429 <nil>
	// 2 <nil>
}

// The fourth day is running: three days count, and what came on them.
func ExampleEngagementOf_running() {
	at := func(day int) time.Time { return time.Date(2026, time.March, day, 9, 0, 0, 0, time.UTC) }
	logins := []cx.Activity{{Customer: "ada", At: at(2)}, {Customer: "ada", At: at(4)}, {Customer: "bob", At: at(5)}}
	week := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 2}, End: cx.Date{Year: 2026, Month: 3, Day: 9}}
	e, err := cx.EngagementOf(logins, cx.Calendar{}, week, at(5).Add(time.Hour))
	fmt.Println(e, err)
	// Output: {2026-03-02 3 1 2 [0 1]} <nil>
}

func ExampleEngagement() {
	month := cx.Engagement{Days: 30, Customers: 500, ActiveDays: 3000}
	fmt.Println(month.DailyActive()) // DAU
	fmt.Println(month.Stickiness())  // DAU/MAU
	// Output:
	// 100 <nil>
	// 0.2 <nil>
}

// DAU over MAU. By hand: 3000 / (30 * 500).
func ExampleEngagement_AtLeast() {
	month := cx.Engagement{Days: 30, Customers: 4, ActiveDays: 19, Histogram: []int64{1, 0, 0, 0, 0, 3}}
	fmt.Println(month.AtLeast(5)) // power users
	// Output: 3 of 4 <nil>
}

func ExampleEngagement_Exactly() {
	month := cx.Engagement{Days: 30, Customers: 4, ActiveDays: 19, Histogram: []int64{1, 0, 0, 0, 0, 3}}
	fmt.Println(month.Exactly(1)) // came once
	// Output: 1 of 4 <nil>
}

func ExampleEngagement_Stickiness() {
	fmt.Println(cx.Engagement{Days: 30, Customers: 500, ActiveDays: 3000}.Stickiness())
	// Output: 0.2 <nil>
}

// The mean DAU: 3000 / 30.
func ExampleEngagement_DailyActive() {
	fmt.Println(cx.Engagement{Days: 30, Customers: 500, ActiveDays: 3000}.DailyActive())
	// Output: 100 <nil>
}

// By hand: 3000 / 500.
func ExampleEngagement_DaysPerCustomer() {
	fmt.Println(cx.Engagement{Days: 30, Customers: 500, ActiveDays: 3000}.DaysPerCustomer())
	// Output: 6 <nil>
}

func ExampleEngagement_Merge() {
	month := cx.Engagement{Days: 30, Customers: 500, ActiveDays: 3000}
	fmt.Println(month.Merge(cx.Engagement{Days: 30, Customers: 100, ActiveDays: 1200}))
	fmt.Println(month.Stickiness())
	fmt.Println(month.Merge(cx.Engagement{Days: 31, Customers: 1, ActiveDays: 1}))
	// Output:
	// <nil>
	// 0.23333333 <nil>
	// cx: engagement: the spans are not of the same days
}

func ExampleCohortsOf() {
	triangle, err := cx.CohortsOf(cohortOrders(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range triangle.Rows {
		fmt.Println(row.Period, row.Size, row.Active, row.Revenue)
	}
	fmt.Println(triangle.Rows[0].Rate(1)) // one of the two of January ordered in February
	_, err = triangle.Rows[1].Rate(2)     // April is not over
	fmt.Println(errors.Is(err, cx.ErrNoData))
	// Output:
	// 2026-01 2 [2 1 1] [65 15 20]
	// 2026-02 1 [1 1] [60 12.5]
	// 0.5 <nil>
	// true
}

func ExampleCohortRule_unbounded() {
	// Whoever ordered in the month or in any later one.
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Unbounded: true}
	orders := cohortOrders()
	orders[2].At = orders[1].At // Ada's order of February comes in January
	triangle, err := cx.CohortsOf(orders, rule, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(triangle.Rows[0].Active)
	// Output: [2 1 1]
}

func ExampleCohortRule_brackets() {
	// Day 0, days 1 to 6, and days 7 to 29 after the first order.
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 24 * time.Hour, Brackets: []int{0, 1, 7, 30}}
	triangle, err := cx.CohortsOf(cohortOrders(), rule, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(triangle.Rows[0].Active, triangle.Rows[0].Eligible)
	// Output: [3 0 1] [3 3 3]
}

func ExampleCohortRule_recurring() {
	// A customer belongs to the cohort of every month with an order.
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Recurring: true}
	triangle, err := cx.CohortsOf(cohortOrders(), rule, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range triangle.Rows {
		fmt.Println(row.Period, row.Size, row.Active)
	}
	// Output:
	// 2026-01 2 [2 1 1]
	// 2026-02 2 [2 2]
	// 2026-03 2 [2]
}

// What a customer of each cohort has paid by so many months after the first order, the
// first column included.
func ExampleCohort_Value() {
	cohorts, err := cx.CohortsOf(cohortOrders(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, cohort := range cohorts.Rows {
		for k := range cohort.Active {
			value, err := cohort.Value(k)
			fmt.Println(cohort.Period, k, value, err)
		}
	}
	// Output:
	// 2026-01 0 32.5 <nil>
	// 2026-01 1 40 <nil>
	// 2026-01 2 50 <nil>
	// 2026-02 0 60 <nil>
	// 2026-02 1 72.5 <nil>
}

func ExampleCohorts() {
	triangle, err := cx.CohortsOf(cohortOrders(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	// The column of the first month after: 1 of 2 and 1 of 1.
	fmt.Println(triangle.Pooled(1))     // each customer weighs alike
	fmt.Println(triangle.SimpleMean(1)) // each cohort weighs alike
	fmt.Println(triangle.Total())
	// Output:
	// 2 of 3 <nil>
	// 0.75 <nil>
	// 3
}

// A column of the triangle, each customer weighing alike.
func ExampleCohorts_Pooled() {
	triangle, err := cx.CohortsOf(cohortOrders(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, cohortAsOf)
	if err != nil {
		log.Fatal(err)
	}
	column, err := triangle.Pooled(1) // 1 of the 2 of January and 1 of the 1 of February
	fmt.Println(column, err)
	fmt.Println(column.Rate())
	// Output:
	// 2 of 3 <nil>
	// 0.66666667 <nil>
}

// The lifetime value so far: what a customer has paid on average, so many months after
// the first order. By hand, of the month after: (40 + 15 + 25 + 60 + 12.50) / 3.
func ExampleCohorts_Value() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: decimal.NewFromInt(40)},
		{Customer: "ada", At: at(2, 3), Amount: decimal.NewFromInt(15)},
		{Customer: "ada", At: at(3, 8), Amount: decimal.NewFromInt(20)},
		{Customer: "bob", At: at(1, 20), Amount: decimal.NewFromInt(25)},
		{Customer: "eve", At: at(2, 9), Amount: decimal.NewFromInt(60)},
		{Customer: "eve", At: at(3, 30), Amount: decimal.RequireFromString("12.50")},
	}
	cohorts, err := cx.CohortsOf(orders, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, at(4, 1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cohorts.Value(1)) // of all three customers, a month after they began
	fmt.Println(cohorts.Value(2)) // of the two who began in January
	fmt.Println(cohorts.Value(3))
	// Output:
	// 50.83333333 <nil>
	// 50 <nil>
	// 0 cx: value of the cohort: no data
}

func ExampleCohorts_Merge() {
	// Shards with different customers, from two goroutines or two machines.
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	shards := map[bool][]cx.Activity{}
	for _, order := range cohortOrders() {
		first := order.Customer < "c"
		shards[first] = append(shards[first], order)
	}
	var triangle cx.Cohorts
	for _, shard := range shards {
		part, err := cx.CohortsOf(shard, rule, cohortAsOf)
		if err != nil {
			log.Fatal(err)
		}
		if err := triangle.Merge(part); err != nil {
			log.Fatal(err)
		}
	}
	for _, row := range triangle.Rows {
		fmt.Println(row.Period, row.Size, row.Active, row.Revenue)
	}
	// Output:
	// 2026-01 2 [2 1 1] [65 15 20]
	// 2026-02 1 [1 1] [60 12.5]
}

func ExampleSpells_Trend() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	spells, _ := cx.SpellsOf([]cx.Activity{
		{Customer: "ada", At: at(1, 5)}, {Customer: "ada", At: at(1, 25)}, {Customer: "ada", At: at(4, 2)},
		{Customer: "bob", At: at(2, 20)}, {Customer: "bob", At: at(3, 15)}, {Customer: "bob", At: at(4, 9)},
	}, 30, cx.Calendar{}, at(5, 1))
	quarter := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	trend, err := spells.Trend(cx.Month, quarter, cx.OnRecognition)
	for _, month := range trend {
		fmt.Printf("%v %+v\n", month.Period, month.Tally)
	}
	fmt.Println(err)
	// Output:
	// 2026-01 churn undefined (0 customers)
	// 2026-02 churn 1 (1 customer)
	// 2026-03 churn 0 (1 customer)
	// <nil>
}

// parcels is a tally of the caller's own. Each parcel is sent on one day, so that the days
// of a week add up; customers would not.
type parcels int

func (p *parcels) Merge(other parcels) error { *p += other; return nil }

func (parcels) PoolsPeriods() {}

func ExamplePeriodTally() {
	first := cx.Date{Year: 2026, Month: time.March, Day: 1}
	var days []cx.Point[parcels]
	for i, sent := range []parcels{4, 0, 3} {
		start, _ := first.AddDays(i)
		end, _ := first.AddDays(i + 1)
		days = append(days, cx.Point[parcels]{Period: cx.Period{Start: start, End: end}, Tally: sent})
	}
	twoDays, err := cx.Rolling(days, 2)
	for _, p := range twoDays {
		fmt.Println(p.Period, p.Tally)
	}
	fmt.Println(err)
	// Output:
	// 2026-03-01/2026-03-03 4
	// 2026-03-02/2026-03-04 3
	// <nil>
}

// The customers of a shard are counted anew: their old tally is taken away.
func ExampleRetention_Unmerge() {
	quarter := cx.Retention{Start: 200, Acquired: 30, End: 210}
	old, corrected := cx.Retention{Start: 50, Acquired: 5, End: 45}, cx.Retention{Start: 50, Acquired: 5, End: 50}
	fmt.Println(quarter.Unmerge(old), quarter.Merge(corrected))
	fmt.Println(quarter.Rate())
	// Output:
	// <nil> <nil>
	// 0.925 <nil>
}
