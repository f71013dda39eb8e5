package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleLifecycleTrend() {
	at := func(month time.Month) time.Time { return time.Date(2026, month, 10, 9, 0, 0, 0, time.UTC) }
	logins := []cx.Activity{
		{Customer: "ada", At: at(1)}, {Customer: "ada", At: at(2)},
		{Customer: "bob", At: at(1)}, {Customer: "bob", At: at(3)},
	}
	monthly, asOf := cx.Calendar{Grain: cx.Month}, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	points, err := cx.LifecycleTrend(logins, monthly, cx.Period{}, asOf)
	fmt.Println(err)
	for _, p := range points {
		fmt.Println(p.Period, p.Tally.New, p.Tally.Returning, p.Tally.Resurrected, -p.Tally.Dormant)
	}
	// Output:
	// <nil>
	// 2026-01 2 0 0 0
	// 2026-02 0 1 0 -1
	// 2026-03 0 0 1 -1
}

func ExampleLifecycle() {
	east, west := cx.Lifecycle{New: 20, Returning: 80, Dormant: 10}, cx.Lifecycle{New: 10, Returning: 40, Resurrected: 6, Dormant: 14}
	fmt.Println(east.Merge(west), east.Total())
	// Output: <nil> 180
}

func ExampleLifecycle_Active() {
	fmt.Println(cx.Lifecycle{New: 30, Returning: 120, Resurrected: 6, Dormant: 24}.Active())
	// Output: 156
}

func ExampleLifecycle_Retained() {
	fmt.Println(cx.Lifecycle{New: 30, Returning: 120, Resurrected: 6, Dormant: 24}.Retained())
	// Output: 120 of 144
}

func ExampleLifecycle_QuickRatio() {
	fmt.Println(cx.Lifecycle{New: 30, Returning: 120, Resurrected: 6, Dormant: 24}.QuickRatio())
	// Output: 1.5 <nil>
}

func ExampleCohort_RevenueRetention() {
	cohort := cx.Cohort{
		Size: 2, Active: []int64{2, 1}, Eligible: []int64{2, 2},
		Revenue: []decimal.Decimal{decimal.NewFromInt(100), decimal.NewFromInt(150)},
	}
	fmt.Println(cohort.RevenueRetention(1)) // one of two stayed, and bought more
	// Output: 1.5 <nil>
}

func ExampleCohorts_RevenueRetention() {
	cohorts := cx.Cohorts{Rows: []cx.Cohort{
		{Size: 2, Active: []int64{2, 1}, Eligible: []int64{2, 2}, Revenue: []decimal.Decimal{decimal.NewFromInt(100), decimal.NewFromInt(80)}},
		{Size: 9, Active: []int64{9}, Eligible: []int64{9}, Revenue: []decimal.Decimal{decimal.NewFromInt(990)}}, // too young
	}}
	fmt.Println(cohorts.RevenueRetention(1))
	// Output: 0.8 <nil>
}
