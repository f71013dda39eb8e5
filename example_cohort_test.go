package cx_test

import (
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

func ExampleCohortRule() {
	signup := time.Date(2026, time.March, 1, 23, 45, 0, 0, time.UTC)
	visits := []cx.Activity{{Customer: "ada", At: signup}, {Customer: "ada", At: signup.Add(16 * time.Minute)}}
	for _, rule := range []cx.CohortRule{
		{},                        // days of the calendar
		{Elapsed: 24 * time.Hour}, // from each customer's own first instant
	} {
		triangle, err := cx.CohortsOf(visits, rule, time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(triangle.Rows[0].Active)
	}
	// Output:
	// [1 1 0]
	// [1 0]
}

// Months from each customer's own day: whoever began on the last of January pays on the last of
// February, and on that of March.
func ExampleCohortRule_months() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	payments := []cx.Activity{{Customer: "ada", At: at(1, 31)}, {Customer: "ada", At: at(2, 28)}, {Customer: "ada", At: at(3, 31)}}
	for _, rule := range []cx.CohortRule{
		{Calendar: cx.Calendar{Grain: cx.Year}, ElapsedMonths: 1},
		{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 30 * 24 * time.Hour}, // no months
	} {
		triangle, err := cx.CohortsOf(payments, rule, at(5, 1))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(triangle.Rows[0].Active)
	}
	// Output:
	// [1 1 1]
	// [1 1 0]
}

// Of three who signed up on Wednesday, one came on the same day, one a day later, and one two
// days later. A visit before the sign-up does not count.
func ExampleCohortsFrom() {
	at := func(day, hour int) time.Time { return time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC) }
	signups := []cx.Activity{{Customer: "ada", At: at(4, 9)}, {Customer: "bob", At: at(4, 10)}, {Customer: "eve", At: at(4, 12)}}
	visits := []cx.Activity{
		{Customer: "ada", At: at(2, 9)}, {Customer: "ada", At: at(5, 9)},
		{Customer: "bob", At: at(4, 11)}, {Customer: "eve", At: at(6, 9)},
	}
	triangle, err := cx.CohortsFrom(signups, visits, cx.CohortRule{}, at(7, 0))
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range triangle.Rows {
		fmt.Println(row.Period, row.Size, row.Active)
	}
	// Output: 2026-03-04 3 [1 1 1]
}

func ExampleCohortsOfSorted() {
	// Rows that come from a database in the order of the customer.
	at := func(day int) time.Time { return time.Date(2026, time.March, day, 12, 0, 0, 0, time.UTC) }
	visits := []cx.Activity{
		{Customer: "ada", At: at(2)},
		{Customer: "ada", At: at(11)},
		{Customer: "bob", At: at(4)},
		{Customer: "eve", At: at(10)},
	}
	triangle, err := cx.CohortsOfSorted(visits, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}}, at(23))
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range triangle.Rows {
		fmt.Println(row.Period, row.Size, row.Active)
	}
	// Output:
	// 2026-W10 2 [2 1 0]
	// 2026-W11 1 [1 0]
}

func ExampleCohort() {
	row := cx.Cohort{
		Period: cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 2, Day: 1}},
		Size:   40, Active: []int64{40, 18, 11}, Eligible: []int64{40, 40, 40},
	}
	for k := range row.Active {
		rate, err := row.Rate(k)
		cell, err := row.Cell(k)
		if err != nil {
			log.Fatal(err)
		}
		interval, err := cell.Interval(0.95)
		fmt.Printf("%d %v %.2f..%.2f %v\n", k, rate, interval.Low, interval.High, err)
	}
	// Output:
	// 0 1 0.91..1.00 <nil>
	// 1 0.45 0.31..0.60 <nil>
	// 2 0.275 0.16..0.43 <nil>
}

func ExampleCohort_Cell() {
	row := cx.Cohort{Size: 40, Active: []int64{40, 18}, Eligible: []int64{40, 40}}
	fmt.Println(row.Cell(1))
	fmt.Println(row.Cell(2)) // not observed yet
	// Output:
	// 18 of 40 <nil>
	// 0 of 0 <nil>
}

// A row of the retention triangle: of 40 customers 18 came back in the first period after.
func ExampleCohort_Rate() {
	march := cx.Period{Start: cx.Date{Year: 2026, Month: time.March, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
	row := cx.Cohort{Period: march, Size: 40, Active: []int64{40, 18}, Eligible: []int64{40, 40}}
	fmt.Println(row.Rate(1))
	fmt.Println(row.Rate(2))
	// Output:
	// 0.45 <nil>
	// 0 cx: rate: no data
}

// Orders are checked and sorted once, and asked twice. Eve has had less than 30 days.
func ExampleActivityLogOf() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	l, err := cx.ActivityLogOf([]cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: decimal.NewFromInt(40)}, {Customer: "eve", At: at(2, 20), Amount: decimal.NewFromInt(15)},
		{Customer: "ada", At: at(1, 25), Amount: decimal.NewFromInt(30)}, {Customer: "bob", At: at(1, 9), Amount: decimal.NewFromInt(25)},
	}, cx.Calendar{}, at(3, 1))
	if err != nil {
		log.Fatal(err)
	}
	repeat, err := l.Repeat()
	fmt.Println(repeat.Repeaters, "of", repeat.Customers, repeat.FirstRevenue, repeat.RepeatRevenue, err)
	fmt.Println(l.RepeatWithin(30))
	// Output:
	// 1 of 3 80 30 <nil>
	// 1 of 2 <nil>
}

// A log of all customers from a cursor, of whose rows only a chunk is in memory.
func ExampleActivityLog() {
	orders := func(yield func(cx.Activity, error) bool) { // SELECT … ORDER BY customer COLLATE "C"
		for i := range 6 {
			day := time.Date(2026, 1, 5+40*(i%2), 12, 0, 0, 0, time.UTC)
			if !yield(cx.Activity{Customer: fmt.Sprint("c", i/2), At: day, Amount: decimal.NewFromInt(10)}, nil) {
				return
			}
		}
	}
	asOf := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	var all cx.ActivityLog
	for chunk, err := range cx.ChunksBy(orders, func(a *cx.Activity) string { return a.Customer }, 2) {
		if err != nil {
			log.Fatal(err)
		}
		part, err := cx.ActivityLogOf(chunk, cx.Calendar{}, asOf)
		if err := errors.Join(err, all.Merge(part)); err != nil {
			log.Fatal(err)
		}
	}
	spells, err := all.Spells(30)
	fmt.Println(len(spells.Rows), "spells of", all.Total(), "customers", err)
	rows, err := all.PurchaseHistories(cx.Day)
	fmt.Println(rows[0].Frequency, rows[0].Recency, rows[0].Age, rows[0].Spend, err)
	// Output:
	// 6 spells of 3 customers <nil>
	// 1 40 85 10 <nil>
}

// Two goroutines take half of the customers each, of rows in any order.
func ExampleShard() {
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	var visits []cx.Activity
	for i := range 1000 {
		visits = append(visits, cx.Activity{Customer: fmt.Sprint("C", i%200), At: at.AddDate(0, i%3, 0)})
	}
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	var (
		wait   sync.WaitGroup
		halves [2]cx.Cohorts
		errs   [2]error
	)
	for part := range halves {
		wait.Go(func() {
			half := cx.Shard{Part: part, Of: len(halves)}
			halves[part], errs[part] = half.CohortsOf(visits, rule, at.AddDate(0, 6, 0))
		})
	}
	wait.Wait()
	all := halves[0]
	if err := errors.Join(errs[0], errs[1], all.Merge(halves[1])); err != nil {
		log.Fatal(err)
	}
	for _, row := range all.Rows {
		fmt.Println(row.Period, row.Size, row.Active)
	}
	// Output: 2026-01 200 [200 200 200 0 0 0]
}

func ExampleShard_CohortsOf() {
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	visits := []cx.Activity{{Customer: "C1", At: at}, {Customer: "C2", At: at}, {Customer: "C3", At: at}, {Customer: "C1", At: at.AddDate(0, 0, 1)}}
	var all cx.Cohorts
	for part := range 3 {
		c, err := cx.Shard{Part: part, Of: 3}.CohortsOf(visits, cx.CohortRule{}, at.AddDate(0, 0, 2))
		if err == nil {
			err = all.Merge(c)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(all.Rows[0].Size, all.Rows[0].Active)
	// Output: 3 [3 1]
}

func ExampleShard_ActivityLogOf() {
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	orders := []cx.Activity{{Customer: "C1", At: at}, {Customer: "C2", At: at}, {Customer: "C1", At: at.AddDate(0, 0, 9)}}
	var all cx.ActivityLog
	for part := range 2 {
		l, err := cx.Shard{Part: part, Of: 2}.ActivityLogOf(orders, cx.Calendar{}, at.AddDate(0, 3, 0))
		if err := errors.Join(err, all.Merge(l)); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(all.RepeatWithin(30))
	// Output: 1 of 2 <nil>
}
