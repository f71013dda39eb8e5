package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// Detractors are to be called within two days. Ada was called, and answered again.
func ExampleCasesOf() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 9, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ada", At: day(2), Score: 3},
		{Customer: "bob", At: day(3), Score: 9},
		{Customer: "eve", At: day(4), Score: 6},
		{Customer: "ada", At: day(20), Score: 8},
	}
	rule := cx.CaseRule{Scale: cx.RecommendScale(11), Contact: 48 * time.Hour, Close: 14 * 24 * time.Hour}
	cases, err := cx.CasesOf(responses, rule, day(31))
	for _, c := range cases {
		later := "no later answer"
		if c.Later != nil {
			later = fmt.Sprint("later ", *c.Later)
		}
		fmt.Println(c.Customer, c.Score, c.Class, later)
	}
	fmt.Println(err)
	// Output:
	// ada 3 bottom later 8
	// eve 6 bottom no later answer
	// <nil>
}

// The list of the morning: whose two days are over comes first, then who is worth most.
func ExampleMostUrgent() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 9, 0, 0, 0, time.UTC) }
	cases := []cx.Case{
		{Customer: "ada", At: day(9), Score: 3, Value: decimal.NewFromInt(9000)},
		{Customer: "bob", At: day(2), Score: 5, Value: decimal.NewFromInt(200)},
		{Customer: "eve", At: day(3), Score: 0, Value: decimal.NewFromInt(700), Owner: "Kim"},
		{Customer: "max", At: day(4), Score: 2, Value: decimal.NewFromInt(8000), Contacted: day(5)},
	}
	rule := cx.CaseRule{Scale: cx.RecommendScale(11), Contact: 48 * time.Hour}
	first, err := cx.MostUrgent(cases, 20, rule, day(10))
	for _, c := range first {
		fmt.Println(c.Customer, c.Value)
	}
	fmt.Println(err)
	// Output:
	// eve 700
	// bob 200
	// ada 9000
	// <nil>
}

// How long customers wait for a call, with those who still wait. Of those called alone the
// median is 5 hours.
func ExampleCaseRule_Lifespans() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	cases := []cx.Case{
		{Customer: "ada", At: at, Contacted: at.Add(4 * time.Hour)},
		{Customer: "bob", At: at, Contacted: at.Add(5 * time.Hour)},
		{Customer: "eve", At: at, Contacted: at.Add(30 * time.Hour)},
		{Customer: "kim", At: at},
		{Customer: "max", At: at},
	}
	rule := cx.CaseRule{Scale: cx.RecommendScale(11), Contact: 48 * time.Hour}
	waits, err := rule.Lifespans(cases, at.Add(72*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	curve, err := cx.SurvivalOf(waits)
	if err != nil {
		fmt.Println(err)
		return
	}
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time, "hours", err)
	// Output:
	// 30 hours <nil>
}

// Which cause is met by which action.
func ExampleCase() {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	cases := []cx.Case{
		{Customer: "ada", At: at, Score: 3, Cause: "late", Action: "refund"},
		{Customer: "bob", At: at, Score: 5, Cause: "late", Action: "apology"},
		{Customer: "eve", At: at, Score: 0, Cause: "broken", Action: "refund"},
	}
	causes, err := cx.CrossTabOf(cases, func(c *cx.Case) string { return c.Cause }, func(c *cx.Case) string { return c.Action })
	fmt.Println(causes.Total(), err)
	// Output:
	// 3 <nil>
}

// Two of the three who were called are no detractors the next time, and one of the two who were
// not is none either.
func ExampleClosedLoopOf() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 9, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ada", At: day(2), Score: 3}, {Customer: "ada", At: day(20), Score: 9},
		{Customer: "bob", At: day(2), Score: 5}, {Customer: "bob", At: day(20), Score: 7},
		{Customer: "eve", At: day(2), Score: 6}, {Customer: "eve", At: day(20), Score: 6},
		{Customer: "kim", At: day(2), Score: 6}, {Customer: "kim", At: day(20), Score: 8},
		{Customer: "max", At: day(2), Score: 0}, {Customer: "max", At: day(20), Score: 1},
	}
	rule := cx.CaseRule{Scale: cx.RecommendScale(11), Contact: 48 * time.Hour}
	cases, err := cx.CasesOf(responses, rule, day(31))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 3 { // the host's: when each was called
		cases[i].Contacted = day(3 + i)
	}
	l, err := cx.ClosedLoopOf(cases, rule, day(31))
	fmt.Println(l.Contacted, err)
	fmt.Println(l.Recovered, "against", l.RecoveredAlone)
	// Output:
	// 2 of 7 <nil>
	// 2 of 3 against 1 of 2
}

// From counts of a database: is a call worth it? The interval has 0, so nobody knows.
func ExampleClosedLoop_Effect() {
	l := cx.ClosedLoop{
		Contacted:      cx.Attainment{Attained: 160, Missed: 40},
		Recovered:      cx.Proportion{Count: 42, Base: 90},
		RecoveredAlone: cx.Proportion{Count: 31, Base: 85},
		TurnedAround:   cx.Proportion{Count: 20, Base: 90},
	}
	effect, err := l.Effect(0.95)
	fmt.Printf("%+.3f (%.3f to %.3f), %v\n", effect.Difference, effect.Interval.Low, effect.Interval.High, err)
	// Output:
	// +0.102 (-0.044 to 0.241), <nil>
}
