package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Many sorted rows are counted without a first look at all of them. What such a look
// would have found must give the triangle of the same rows in any order, which
// TestCohorts compares with the naive one.
func TestCohortsOfSortedManyRows(t *testing.T) {
	start := instant("2024-01-01")
	rows := func(n int) []cx.Activity {
		g := rand.New(rand.NewPCG(1, 2))
		list := make([]cx.Activity, n)
		for i := range list {
			list[i] = cx.Activity{
				Customer: fmt.Sprintf("c%06d", i/10),
				At:       start.Add(time.Duration(g.Int64N(int64(700 * 24 * time.Hour)))),
			}
		}
		return list
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	month := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	asOf := instant("2026-01-01")
	tests := []struct {
		name   string
		rule   cx.CohortRule
		asOf   time.Time
		change func(list []cx.Activity)
	}{
		{name: "clean", rule: month},
		{name: "clean, Oslo", rule: cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week, Location: oslo}}},
		{name: "clean, elapsed", rule: cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 30 * 24 * time.Hour}},
		{name: "clean, recurring", rule: cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Recurring: true}},
		{name: "one long before", rule: month, change: func(l []cx.Activity) { l[17_005].At = instant("1990-05-06") }},
		{name: "one long before, elapsed", rule: cx.CohortRule{Elapsed: 7 * 24 * time.Hour}, change: func(l []cx.Activity) { l[17_005].At = instant("2020-05-06") }},
		{name: "one amount", rule: month, change: func(l []cx.Activity) { l[19_999].Amount = decimal.New(250, -2) }},
		{name: "some at asOf or later", rule: month, asOf: instant("2025-03-03T04:05:06.5Z")},
		{name: "one in the last second", rule: month, change: func(l []cx.Activity) { l[7].At = asOf.Add(-1) }},
		{name: "the first sample is late", rule: month, change: func(l []cx.Activity) { l[0].At = instant("2100-01-01") }},
		{name: "all late", rule: month, asOf: start.Add(-time.Hour)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list := rows(20_000)
			if test.change != nil {
				test.change(list)
			}
			if test.asOf.IsZero() {
				test.asOf = asOf
			}
			want, err := cx.CohortsOf(list, test.rule, test.asOf)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cx.CohortsOfSorted(list, test.rule, test.asOf)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("CohortsOfSorted error %v (-CohortsOf +got):\n%s", err, diff)
			}
		})
	}

	faults := []struct {
		name   string
		change func(list []cx.Activity)
	}{
		{"blank customer", func(l []cx.Activity) { l[12_345].Customer = " " }},
		{"missing instant", func(l []cx.Activity) { l[12_345].At = time.Time{} }},
		{"instant before 1900", func(l []cx.Activity) { l[12_345].At = instant("1899-12-31") }},
		{"huge amount", func(l []cx.Activity) { l[12_345].Amount = decimal.New(1, 1_000_000) }},
		{"customers out of order", func(l []cx.Activity) { l[12_345].Customer = "a" }},
	}
	for _, test := range faults {
		t.Run(test.name, func(t *testing.T) {
			list := rows(20_000)
			test.change(list)
			got, err := cx.CohortsOfSorted(list, month, asOf)
			cxtest.Refuses(t, "CohortsOfSorted", err, cx.ErrInvalid)
			if diff := cmp.Diff(cx.Cohorts{}, got); diff != "" {
				t.Errorf("result beside an error (-want +got):\n%s", diff)
			}
			var row *cx.RowError
			if !errors.As(err, &row) || row.Row != 12_345 {
				t.Errorf("error %v, want row 12345", err)
			}
		})
	}
}
