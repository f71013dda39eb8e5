package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// The lifecycle's part of the lists in hostile_test.go: the types with a decoder, the
// functions with a slice among their parameters, and the exported structs.

func lifecycleWireTypes() []wireType {
	return []wireType{
		{
			"Retention", `{"start":200,"acquired":30,"end":210}`,
			func() json.Unmarshaler { return &cx.Retention{Start: 1, End: 1} },
			[]string{`"start":200`, `"acquired":30`, `"end":210`}, nil,
		},
		{
			"Churn", `{"start":200,"acquired":30,"lost":20,"acquired_lost":3,"returned":5}`,
			func() json.Unmarshaler { return &cx.Churn{Start: 1, Lost: 1} },
			[]string{`"start":200`, `"acquired":30`, `"lost":20`, `"acquired_lost":3`, `"returned":5`}, nil,
		},
		{
			"Movements", `{"start":"100","new":"10.5","expansion":"0","contraction":"2","churned":"8","reactivated":"1","end":"101.5",` +
				`"start_customers":4,"new_customers":2,"churned_customers":1,"reactivated_customers":1,"end_customers":6}`,
			func() json.Unmarshaler { return &cx.Movements{} },
			[]string{`"start_customers":4`, `"new_customers":2`, `"end_customers":6`},
			[]string{`"start":"100"`, `"new":"10.5"`, `"end":"101.5"`},
		},
		{
			"Repeat", `{"customers":9,"repeaters":4,"repeat_orders":7,"gap_days":70,"first_revenue":"90","repeat_revenue":"71.25"}`,
			func() json.Unmarshaler { return &cx.Repeat{Customers: 1} },
			[]string{`"customers":9`, `"repeaters":4`, `"repeat_orders":7`, `"gap_days":70`},
			nil, // a refund may make a sum negative
		},
		{
			"Engagement", `{"days":30,"customers":4,"active_days":19}`,
			func() json.Unmarshaler { return &cx.Engagement{Days: 1, Customers: 1, ActiveDays: 1} },
			[]string{`"days":30`, `"customers":4`, `"active_days":19`}, nil,
		},
		{
			"Activity", `{"customer":"ada","at":"2026-01-05T00:00:00Z","amount":"12.5"}`,
			func() json.Unmarshaler { return &cx.Activity{Customer: "bob"} },
			nil, nil, // a refund is negative
		},
		{
			"Subscription", `{"customer":"ada","amount":"12.5"}`,
			func() json.Unmarshaler { return &cx.Subscription{Customer: "bob"} },
			nil, []string{`"amount":"12.5"`},
		},
		{
			"Cohort", `{"period":"2026-01","size":3,"active":[3,1],"eligible":[3,3],"revenue":["30","12.5"]}`,
			func() json.Unmarshaler { return &cx.Cohort{Size: 1} },
			nil, nil,
		},
		{
			"Cohorts", `{"grain":"month","zone":"UTC","as_of":"2026-03-01T00:00:00Z",` +
				`"rows":[{"period":"2026-01","size":3,"active":[3,1],"eligible":[3,3],"revenue":["30","12.5"]}]}`,
			func() json.Unmarshaler { return &cx.Cohorts{Zone: "Europe/Oslo"} },
			[]string{`"size":3`}, nil,
		},
	}
}

func lifecycleSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	asOf := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	activities := func() []cx.Activity {
		var rows []cx.Activity
		for i, customer := range []string{"c", "a", "b", "a", "c", "c"} {
			rows = append(rows, cx.Activity{
				Customer: customer, Amount: dec("9.50"),
				At: time.Date(2026, time.Month(6-i), 15-i, 0, 0, 0, 0, time.UTC),
			})
		}
		return rows
	}
	sorted := func() []cx.Activity {
		rows := activities()
		rows[0].Customer, rows[1].Customer, rows[2].Customer = "a", "a", "a"
		rows[3].Customer, rows[4].Customer, rows[5].Customer = "b", "b", "c"
		return rows
	}
	lifespans := func() []cx.Lifespan {
		return []cx.Lifespan{{Exit: 9, Churned: true}, {Exit: 4}, {Entry: 1, Exit: 6, Churned: true}, {Exit: 2, Churned: true}}
	}
	cohorts := func(c cx.Cohorts) func() {
		return func() {
			for _, row := range c.Rows {
				clear(row.Active)
				clear(row.Revenue)
			}
			clear(c.Brackets)
			clear(c.Rows)
		}
	}
	return map[string]func() ([]any, func()){
		"RetentionOf": func() ([]any, func()) {
			start, end := []string{"c", "a", "b"}, []string{"d", "b", "a"}
			_, err := cx.RetentionOf(start, end)
			fail(err)
			return []any{start, end}, nothing
		},
		"DailyChurn": func() ([]any, func()) {
			days := []cx.Churn{{Start: 9, Lost: 2}, {Start: 7, Lost: 1}}
			_, err := cx.DailyChurn(days)
			fail(err)
			return []any{days}, nothing
		},
		"CohortsOf": func() ([]any, func()) {
			rows, brackets := activities(), []int{0, 1, 3}
			c, err := cx.CohortsOf(rows, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Brackets: brackets}, asOf)
			fail(err)
			return []any{rows, brackets}, cohorts(c)
		},
		"CohortsOfSorted": func() ([]any, func()) {
			rows := sorted()
			c, err := cx.CohortsOfSorted(rows, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, asOf)
			fail(err)
			return []any{rows}, cohorts(c)
		},
		"SpellsOf": func() ([]any, func()) {
			rows := activities()
			s, err := cx.SpellsOf(rows, 20, cx.Calendar{}, asOf)
			fail(err)
			return []any{rows}, func() { clear(s.Spells) }
		},
		"RepeatOf": func() ([]any, func()) {
			rows := activities()
			_, err := cx.RepeatOf(rows, cx.Calendar{}, asOf)
			fail(err)
			return []any{rows}, nothing
		},
		"RepeatWithin": func() ([]any, func()) {
			rows := activities()
			_, err := cx.RepeatWithin(rows, 30, cx.Calendar{}, asOf)
			fail(err)
			return []any{rows}, nothing
		},
		"RepeatSpendOf": func() ([]any, func()) {
			rows := activities()
			_, err := cx.RepeatSpendOf(rows, cx.Calendar{}, asOf, 0.95)
			fail(err)
			return []any{rows}, nothing
		},
		"EngagementOf": func() ([]any, func()) {
			rows := activities()
			_, err := cx.EngagementOf(rows, cx.Calendar{}, period("2026-Q2"))
			fail(err)
			return []any{rows}, nothing
		},
		"MovementsOf": func() ([]any, func()) {
			before := []cx.Subscription{{Customer: "b", Amount: dec("10")}, {Customer: "a", Amount: dec("5.0")}}
			after := []cx.Subscription{{Customer: "c", Amount: dec("7")}, {Customer: "a", Amount: dec("6")}}
			former := []string{"c", "b"}
			_, err := cx.MovementsOf(before, after, former)
			fail(err)
			return []any{before, after, former}, nothing
		},
		"SurvivalOf": func() ([]any, func()) {
			l := lifespans()
			s, err := cx.SurvivalOf(l)
			fail(err)
			return []any{l}, func() { clear(s.Steps) }
		},
		"LogRank": func() ([]any, func()) {
			a, b := lifespans(), lifespans()[:3]
			test, err := cx.LogRank(cx.EqualWeight, a, b)
			fail(err)
			return []any{a, b}, func() { clear(test.Groups) }
		},
		"HazardOf": func() ([]any, func()) {
			l, edges := lifespans(), []float64{0, 3, 9}
			h, err := cx.HazardOf(l, edges, 0.95)
			fail(err)
			return []any{l, edges}, func() { clear(h) }
		},
	}
}

func lifecycleValues(t *testing.T) map[string]any {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	activity := cx.Activity{Customer: "ada", At: at(1, 5), Amount: dec("12.50")}
	cohorts, err := cx.CohortsOf([]cx.Activity{activity}, cx.CohortRule{Brackets: []int{0, 1, 3}}, at(7, 1))
	if err != nil {
		t.Fatal(err)
	}
	spells, err := cx.SpellsOf([]cx.Activity{activity}, 9, cx.Calendar{}, at(7, 1))
	if err != nil {
		t.Fatal(err)
	}
	lifespans := []cx.Lifespan{{Exit: 2, Churned: true}, {Exit: 3}}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	test, err := cx.LogRank(cx.EqualWeight, lifespans, lifespans)
	if err != nil {
		t.Fatal(err)
	}
	hazards, err := cx.HazardOf(lifespans, []float64{0, 5}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	ratio := cx.Ratio{Value: 1.5, Interval: cx.Interval{Low: 1, High: 2, Level: 0.95}}
	return map[string]any{
		"Activity": activity, "Churn": cx.Churn{Start: 9, Lost: 1}, "Cohort": cohorts.Rows[0], "Cohorts": cohorts,
		"Engagement": cx.Engagement{Days: 30, Customers: 1, ActiveDays: 2},
		"Estimate":   cx.Estimate{Value: 3, StandardError: 1}, "Hazard": hazards[0], "Lifespan": lifespans[0],
		"LogRankGroup": test.Groups[0], "LogRankTest": test,
		"Movements": cx.Movements{Start: dec("10.0"), End: dec("10"), StartCustomers: 1, EndCustomers: 1},
		"Repeat":    cx.Repeat{Customers: 2, FirstRevenue: dec("3.10")}, "RepeatSpend": cx.RepeatSpend{PerOrder: ratio, PerCustomer: ratio},
		"Retention": cx.Retention{Start: 2, End: 1}, "Spell": spells.Spells[0], "Spells": spells, "Ratio": ratio,
		"Subscription": cx.Subscription{Customer: "ada", Amount: dec("9.90")}, "Survival": curve, "SurvivalStep": curve.Steps[0],
		"SurvivalQuantile": cx.SurvivalQuantile{Time: 2, Reached: true},
	}
}
