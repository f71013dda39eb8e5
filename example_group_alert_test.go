package cx_test

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// weeklyAnswers are 50 answers a week from 2026-01-05 on, so many of them promoters and
// detractors.
func weeklyAnswers(promoters, detractors []int) []cx.Response {
	var rows []cx.Response
	at := time.Date(2026, 1, 7, 12, 0, 0, 0, time.UTC)
	for week := range promoters {
		for i := range 50 {
			score := 8
			switch {
			case i < promoters[week]:
				score = 10
			case i < promoters[week]+detractors[week]:
				score = 5
			}
			rows = append(rows, cx.Response{Score: score, At: at})
		}
		at = at.AddDate(0, 0, 7)
	}
	return rows
}

// The NPS of a shop that fell in the middle of March, watched together with four others: from
// 105 of 500 to -8 of 200, by hand 21 and -4 points.
func ExampleAlertsOf() {
	rows := weeklyAnswers(
		[]int{22, 25, 20, 24, 23, 21, 24, 22, 23, 22, 16, 15, 17, 14, 3},
		[]int{12, 11, 13, 12, 11, 14, 12, 12, 11, 13, 17, 18, 16, 19, 2})
	weekly := cx.Calendar{Grain: cx.Week}
	points, err := cx.Trend(rows, weekly, cx.Period{}, cx.NPS{})
	fmt.Println(len(points), err)
	points = points[:len(points)-1] // the week that still runs

	rule, err := cx.AlertRule{Every: 104, Series: 5, WorseOnly: true}.Solve() // once, for the five shops
	fmt.Println(err)
	alerts, err := cx.AlertsOf(points, rule, 0.95)
	fmt.Println(err)
	for _, a := range alerts {
		fmt.Printf("since %v: %.0f points (%.0f..%.0f), noticed in %v\n",
			a.Since, a.Change.Difference, a.Change.Interval.Low, a.Change.Interval.High, a.Period)
	}
	month, err := cx.Rolling(points, 4)
	fmt.Println(month[len(month)-1].Tally, err)
	// Output:
	// 15 <nil>
	// <nil>
	// <nil>
	// since 2026-W12: -25 points (-38..-12), noticed in 2026-W15
	// NPS -4 (200 answers) <nil>
}

func ExampleAlert() {
	points := []cx.Point[cx.Proportion]{}
	week := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 5}, End: cx.Date{Year: 2026, Month: 1, Day: 12}}
	for _, satisfied := range []int64{60, 58, 63, 61, 57, 62, 59, 60, 61, 58, 52, 50, 49} {
		points = append(points, cx.Point[cx.Proportion]{Period: week, Tally: cx.Proportion{Count: satisfied, Base: 100}})
		next, err := cx.Week.PeriodOf(week.End)
		if err != nil {
			fmt.Println(err)
		}
		week = next
	}
	alerts, err := cx.AlertsOf(points, cx.AlertRule{Every: 104}, 0.95)
	fmt.Println(len(alerts), err)
	a := alerts[0]
	fmt.Println(a.Since, a.Period, a.Better)
	fmt.Println(a.Before, "then", a.After)
	// Output:
	// 1 <nil>
	// 2026-W12 2026-W14 false
	// 599 of 1000 then 151 of 300
}

// One false alert in two years of weeks, over 20 teams together.
func ExampleAlertRule() {
	rule := cx.AlertRule{Every: 104, Series: 20, MinBase: 50}
	points := []cx.Point[cx.NPS]{}
	fmt.Println(cx.AlertsOf(points, rule, 0.95))
	// Output:
	// [] <nil>
}

// By R 4.2.2, 3.5396 for one trend.
func ExampleAlertRule_Solve() {
	rule, err := cx.AlertRule{Every: 104}.Solve()
	fmt.Printf("%.2f %v\n", rule.Threshold, err)
	rule, err = cx.AlertRule{Every: 104, Series: 5}.Solve()
	fmt.Printf("%.2f %v\n", rule.Threshold, err)
	// Output:
	// 3.54 <nil>
	// 5.11 <nil>
}

// December is held against December: by hand 39.7 less 23.9 points.
func ExampleYearOnYear() {
	months, err := cx.Month.Periods(cx.Period{Start: cx.Date{Year: 2025, Month: 11, Day: 1}, End: cx.Date{Year: 2027, Month: 1, Day: 1}})
	fmt.Println(err)
	var points []cx.Point[cx.NPS]
	for i, m := range months {
		points = append(points, cx.Point[cx.NPS]{Period: m, Tally: cx.NPS{Promoters: int64(200 + 10*i), Passives: 150, Detractors: 100}})
	}
	changes, err := cx.YearOnYear(points, 30, 0.95)
	fmt.Println(err)
	for _, c := range changes {
		fmt.Println(c.Period, c.Tally)
	}
	// Output:
	// <nil>
	// <nil>
	// 2026-11 16.37 (6.741..25.9 at 0.95), p 0.0008395
	// 2026-12 15.74 (6.225..25.16 at 0.95), p 0.00116
}
