package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// Sign-up, then view, after PostHog/posthog #1344 and #2219: Ana's view before her sign-up and
// all of Dan's do not count. By hand: of three who signed up, one viewed on each of three days.
func TestCohortsFrom(t *testing.T) {
	starts := activitiesOf("ana 2026-03-04T09:00:00Z\n ben 2026-03-04T10:00:00Z\n cat 2026-03-04T12:00:00Z")
	views := activitiesOf(`ana 2026-03-02T09:00:00Z
		ana 2026-03-05T09:00:00Z
		ben 2026-03-04T11:00:00Z
		cat 2026-03-06T09:00:00Z
		dan 2026-03-04T09:00:00Z
		dan 2026-03-05T09:00:00Z`)
	check := func(what string, starts, activities []cx.Activity, rule cx.CohortRule, asOf string, want ...cx.Cohort) {
		t.Helper()
		got, err := cx.CohortsFrom(starts, activities, rule, instant(asOf))
		if diff := cxtest.Diff(want, got.Rows); err != nil || diff != "" {
			t.Errorf("%s error %v (-want +got):\n%s", what, err, diff)
		}
	}
	check("sign-up, then view", starts, views, cx.CohortRule{}, "2026-03-07",
		cx.Cohort{Period: period("2026-03-04"), Size: 3, Active: []int64{1, 1, 1}, Eligible: []int64{3, 3, 3}})

	// By hand. Kim starts in January (twice) and in March, Lee in January, Max after asOf, Ned
	// with a refund, which begins nothing. Kim's order of 3 January comes before the first start
	// and that of 2 March before the one of March; the refund of Lee is of the order in January.
	starts = activitiesOf(`kim 2026-01-20
		kim 2026-01-05 99
		kim 2026-03-10
		lee 2026-01-31
		max 2026-05-02
		ned 2026-01-08 -5`)
	orders := activitiesOf(`kim 2026-01-03 1
		kim 2026-03-02 20
		kim 2026-04-30 4
		lee 2026-01-31 30
		lee 2026-02-10 -6
		ned 2026-01-09 7
		kim 2026-01-02 -1`)
	month := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	amounts := func(texts ...string) (list []decimal.Decimal) {
		for _, text := range texts {
			list = append(list, dec(text))
		}
		return list
	}
	check("first starts", starts, orders, month, "2026-05-01",
		cx.Cohort{Period: period("2026-01"), Size: 2, Active: []int64{1, 0, 1, 1}, Eligible: []int64{2, 2, 2, 2}, Revenue: amounts("24", "0", "20", "4")})
	recurring := month
	recurring.Recurring = true
	check("recurring", starts, orders, recurring, "2026-05-01",
		cx.Cohort{Period: period("2026-01"), Size: 2, Active: []int64{1, 0, 1, 1}, Eligible: []int64{2, 2, 2, 2}},
		cx.Cohort{Period: period("2026-02")},
		cx.Cohort{Period: period("2026-03"), Size: 1, Active: []int64{0, 1}, Eligible: []int64{1, 1}})
	unbounded := recurring
	unbounded.Unbounded = true
	check("unbounded", starts, orders, unbounded, "2026-05-01",
		cx.Cohort{Period: period("2026-01"), Size: 2, Active: []int64{2, 1, 1, 1}, Eligible: []int64{2, 2, 2, 2}},
		cx.Cohort{Period: period("2026-02")},
		cx.Cohort{Period: period("2026-03"), Size: 1, Active: []int64{1, 1}, Eligible: []int64{1, 1}})
	// Months from the 5th and the 31st: kim has three up to 1 May, lee three (April 30).
	check("own months", starts, orders, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, ElapsedMonths: 1}, "2026-05-01",
		cx.Cohort{Period: period("2026"), Size: 2, Active: []int64{1, 1, 0}, Eligible: []int64{2, 2, 2}, Revenue: amounts("24", "20", "0")})
	check("nobody has begun", starts, orders, month, "2026-01-05")
	check("nobody came", starts[:1], nil, month, "2026-02-01", cx.Cohort{Period: period("2026-01"), Size: 1, Active: []int64{0}, Eligible: []int64{1}})
	check("nothing", nil, orders, month, "2026-02-01")
}

// TestCohortsFromAgainstNaive counts by months of UTC with loops, and checks that equal starts
// and activities give CohortsOf by every rule.
func TestCohortsFromAgainstNaive(t *testing.T) {
	stJohns, err := time.LoadLocation("America/St_Johns") // set back over midnight
	if err != nil {
		t.Fatal(err)
	}
	origin := instant("2010-10-20")
	for seed := range cxtest.Seeds(300) {
		r := rand.New(rand.NewPCG(seed, 31))
		random := func(n int) (rows []cx.Activity) {
			for range r.IntN(n) {
				rows = append(rows, cx.Activity{
					Customer: "c" + strconv.Itoa(r.IntN(6)),
					At:       origin.Add(time.Duration(r.IntN(120*24*60)) * time.Minute),
					Amount:   decimal.New(r.Int64N(50)-10, -1),
				})
			}
			return rows
		}
		starts, activities := random(20), random(40)
		asOf := origin.Add(time.Duration(r.IntN(180*24)) * time.Hour)
		rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Recurring: r.IntN(2) == 0, Unbounded: r.IntN(2) == 0}
		got, err := cx.CohortsFrom(starts, activities, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		number := func(at time.Time) int { return at.Year()*12 + int(at.Month()) }
		for _, row := range got.Rows {
			from := row.Period.Start.Year*12 + int(row.Period.Start.Month)
			size, active := int64(0), make([]int64, len(row.Active))
			for c := range 6 {
				var first time.Time
				for _, s := range starts {
					if s.Customer == "c"+strconv.Itoa(c) && s.At.Before(asOf) && !s.Amount.IsNegative() &&
						(!rule.Recurring || number(s.At) == from) && (first.IsZero() || s.At.Before(first)) {
						first = s.At
					}
				}
				if first.IsZero() || number(first) != from {
					continue
				}
				size++
				for k := range active {
					if slices.ContainsFunc(activities, func(a cx.Activity) bool {
						return a.Customer == "c"+strconv.Itoa(c) && a.At.Before(asOf) && !a.Amount.IsNegative() && !a.At.Before(first) && (number(a.At) == from+k || rule.Unbounded && number(a.At) > from+k)
					}) {
						active[k]++
					}
				}
			}
			if size != row.Size || !slices.Equal(active, row.Active) {
				t.Fatalf("seed %d, %+v: %v = %d %v, want %d %v", seed, rule, row.Period, row.Size, row.Active, size, active)
			}
		}
		for _, rule := range []cx.CohortRule{
			rule, {Calendar: cx.Calendar{Location: stJohns}}, {Calendar: cx.Calendar{Location: stJohns}, Recurring: true, Brackets: []int{0, 1, 7, 28}},
			{Calendar: cx.Calendar{Location: stJohns, Grain: cx.Week}, ElapsedMonths: 1, Unbounded: true}, {Elapsed: 31 * time.Hour, Brackets: []int{0, 2, 9}},
			{Calendar: cx.Calendar{Grain: cx.Week}, Unbounded: true},
		} {
			want, err1 := cx.CohortsOf(activities, rule, asOf)
			got, err2 := cx.CohortsFrom(activities, activities, rule, asOf)
			if diff := cxtest.Diff(want, got); diff != "" || err1 != nil || err2 != nil {
				t.Fatalf("seed %d, rule %+v: errors %v, %v (-CohortsOf +CohortsFrom):\n%s", seed, rule, err1, err2, diff)
			}
		}
		// Shards of whole customers merge to the whole.
		var sum cx.Cohorts
		for shard := range 2 {
			pick := func(rows []cx.Activity) (part []cx.Activity) {
				for _, a := range rows {
					if int(a.Customer[1]-'0')%2 == shard {
						part = append(part, a)
					}
				}
				return part
			}
			part, err := cx.CohortsFrom(pick(starts), pick(activities), rule, asOf)
			if err := errors.Join(err, sum.Merge(part)); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cxtest.Diff(got.Rows, sum.Rows); diff != "" {
			t.Fatalf("seed %d: merged (-whole +merged):\n%s", seed, diff)
		}
	}
}

func TestCohortsFromErrors(t *testing.T) {
	good, asOf := visits("a", "2026-01-01"), instant("2026-06-01")
	from := func(starts, activities []cx.Activity) error {
		c, err := cx.CohortsFrom(starts, activities, cx.CohortRule{}, asOf)
		if err != nil && !cmp.Equal(c, cx.Cohorts{}) {
			t.Errorf("CohortsFrom = %v with an error", c)
		}
		return err
	}
	for of, bad := range map[string]error{"starts": from([]cx.Activity{good[0], {}}, good), "activities": from(good, []cx.Activity{good[0], {}})} {
		cxtest.Refuses(t, of, bad, cx.ErrInvalid)
		var row *cx.RowError
		if !errors.As(bad, &row) || row.Row != 1 || row.Of != of {
			t.Errorf("CohortsFrom: %v, want row 1 of %s", bad, of)
		}
	}
	_, err := cx.CohortsFrom(good, good, cx.CohortRule{Elapsed: -1}, asOf)
	cxtest.Refuses(t, "rule", err, cx.ErrInvalid)
	_, err = cx.CohortsFrom(good, good, cx.CohortRule{}, time.Time{})
	cxtest.Refuses(t, "asOf", err, cx.ErrInvalid)
	_, err = cx.CohortsFrom(visits("a", "1900-01-01"), visits("a", "2026-01-01"), cx.CohortRule{}, asOf)
	cxtest.Refuses(t, "periods", err, cx.ErrInvalid) // 46,000 days
	var many []cx.Activity
	for i := range 2000 {
		many = append(many, cx.Activity{Customer: strconv.Itoa(i), At: instant("1950-01-01").AddDate(0, 0, 9*i)})
	}
	_, err = cx.CohortsFrom(many, nil, cx.CohortRule{}, asOf)
	cxtest.Refuses(t, "cells", err, cx.ErrInvalid)
	// Activities long before the first start make no periods.
	if c, err := cx.CohortsFrom(good, visits("a", "1900-01-01"), cx.CohortRule{}, asOf); err != nil || c.Total() != 1 {
		t.Errorf("CohortsFrom with an activity of 1900 = %v, %v", c, err)
	}
}

// The sets of customers may take 16 MiB, or 256 bytes a row. By hand: 32,768 days, with one before
// the first activity and one after the last, are 512 words of 8 bytes, 4 KiB a set, of which a
// customer has two where membership recurs.
func TestCohorts_sets(t *testing.T) {
	first, last := instant("2000-01-01"), instant("2000-01-01").AddDate(0, 0, 32_765)
	asOf := last.AddDate(0, 0, 1)
	customers := make([]cx.Activity, 8000)
	for i := range customers {
		customers[i] = cx.Activity{Customer: "c" + strconv.Itoa(i), At: first}
	}
	late := slices.Repeat([]cx.Activity{{Customer: "c0", At: last}}, 61_455)
	for _, tt := range []struct {
		recurring       bool
		customers, late int
		fits            bool
	}{
		{false, 4096, 1, true}, {false, 4097, 1, false}, {true, 2048, 1, true}, {true, 2049, 1, false},
		{false, 4097, 61_454, false}, {false, 4097, 61_455, true}, // 16 MiB and 4 KiB are 256 bytes of each of 65,552 rows
	} {
		c, err := cx.CohortsFrom(customers[:tt.customers], late[:tt.late], cx.CohortRule{Recurring: tt.recurring}, asOf)
		if tt.fits {
			if err != nil || c.Total() != int64(tt.customers) {
				t.Errorf("CohortsFrom of %+v = %d customers, %v", tt, c.Total(), err)
			}
			continue
		}
		cxtest.Refuses(t, fmt.Sprintf("CohortsFrom of %+v", tt), err, cx.ErrInvalid)
	}
	// CohortsOf looks when it makes room, which it does for more than it needs.
	if c, err := cx.CohortsOf(append(late[:1:1], customers[:4096]...), cx.CohortRule{}, asOf); err != nil || c.Total() != 4096 {
		t.Errorf("CohortsOf = %d customers, %v", c.Total(), err)
	}
	_, err := cx.CohortsOf(append(late[:1:1], customers...), cx.CohortRule{}, asOf)
	cxtest.Refuses(t, "CohortsOf of 8,000 customers", err, cx.ErrInvalid)
}

// Months from each customer's own day, after polarsource/polar #10664 and sqlpad.io: who pays
// on the 1st of each month, and who on the last day, is active in all twelve. The values were
// worked out in Python.
func TestCohortsOwnMonths(t *testing.T) {
	var rows []cx.Activity
	for month := range 12 {
		first := time.Date(2025, time.Month(month+1), 1, 12, 0, 0, 0, time.UTC)
		rows = append(rows,
			cx.Activity{Customer: "first", At: first, Amount: dec("10")},
			cx.Activity{Customer: "last", At: first.AddDate(0, 1, -1), Amount: dec("10")})
	}
	slices.SortStableFunc(rows, func(a, b cx.Activity) int { return len(b.Customer) - len(a.Customer) })
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, ElapsedMonths: 1}
	twelve := func(of int64) []int64 { return slices.Repeat([]int64{of}, 12) }
	for name, f := range cohortBuilders {
		c, err := f(rows, rule, instant("2026-01-31"))
		if err != nil || len(c.Rows) != 1 || !slices.Equal(c.Rows[0].Active, twelve(2)) || !slices.Equal(c.Rows[0].Eligible, twelve(2)) {
			t.Errorf("%s = %+v, %v, want both active in each of twelve months", name, c.Rows, err)
		}
		// A moment before, the twelfth month of the one who pays on the last day is not over.
		c, err = f(rows, rule, instant("2026-01-31").Add(-1))
		if err != nil || c.Rows[0].Active[11] != 1 || c.Rows[0].Eligible[11] != 1 || c.Rows[0].Eligible[10] != 2 {
			t.Errorf("%s a moment earlier = %+v, %v, want one in the last month", name, c.Rows, err)
		}
	}

	// By hand. A quarter of Kim's begins in New York on 30 November, the last of February and 30
	// May; a year of Leo's, who began on a leap day, on the 28th, and on the 29th in 2028.
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	kim := visits("kim", "2025-12-01T03:00:00Z", "2026-02-28T04:59:59Z", "2026-02-28T05:00:00Z", "2026-05-30T03:59:59Z", "2026-09-01")
	quarter := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month, Location: newYork}, ElapsedMonths: 3}
	bracket := quarter
	bracket.Brackets = []int{0, 1, 3}
	leo := visits("leo", "2024-02-29T12:00:00Z", "2025-02-27T12:00:00Z", "2026-02-28T00:00:00Z", "2028-02-28T23:00:00Z")
	year := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, ElapsedMonths: 12}
	for _, test := range []struct {
		name  string
		rows  []cx.Activity
		rule  cx.CohortRule
		asOf  string
		start string
		want  []int64
	}{
		{"quarters", kim, quarter, "2026-08-30T04:00:00Z", "2025-11", []int64{1, 1, 0}},
		{"quarters, a moment before", kim, quarter, "2026-08-30T03:59:59Z", "2025-11", []int64{1, 1}},
		{"brackets", kim, bracket, "2026-08-30T04:00:00Z", "2025-11", []int64{1, 1}},
		{"brackets, a moment before", kim, bracket, "2026-08-30T03:59:59Z", "2025-11", []int64{1}},
		{"years", leo, year, "2028-02-29", "2024-02", []int64{1, 0, 1, 1}},
		{"years, a moment before", leo, year, "2028-02-28T23:59:59Z", "2024-02", []int64{1, 0, 1}},
	} {
		for name, f := range cohortBuilders {
			got, err := f(test.rows, test.rule, instant(test.asOf))
			want := []cx.Cohort{{Period: period(test.start), Size: 1, Active: test.want, Eligible: slices.Repeat([]int64{1}, len(test.want))}}
			if diff := cxtest.Diff(want, got.Rows); err != nil || diff != "" {
				t.Errorf("%s of %s error %v (-want +got):\n%s", name, test.name, err, diff)
			}
		}
	}
	for what, rule := range map[string]cx.CohortRule{
		"negative": {ElapsedMonths: -1}, "too many": {ElapsedMonths: cx.MaxPeriods + 1},
		"beside a time": {ElapsedMonths: 1, Elapsed: time.Hour}, "recurring": {ElapsedMonths: 1, Recurring: true},
	} {
		_, err := cx.CohortsOf(kim, rule, instant("2026-08-30"))
		cxtest.Refuses(t, what, err, cx.ErrInvalid)
	}
}

// The day-7 rate of a week waits for its customers, each of whom has had seven days: after
// boardsesh PR 2007, and by hand.
func TestCohortsWeekMaturity(t *testing.T) {
	var rows []cx.Activity
	for day := range 7 {
		rows = append(rows, cx.Activity{Customer: "u" + strconv.Itoa(day), At: instant("2026-03-02T10:00:00Z").AddDate(0, 0, day)})
	}
	rows = append(rows, activitiesOf("u0 2026-03-09T12:00:00Z\n u6 2026-03-15T11:00:00Z")...)
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}, Elapsed: 24 * time.Hour}
	for asOf, want := range map[string]cx.Proportion{
		"2026-03-09T15:00:00Z": {}, "2026-03-11": {Count: 1, Base: 1}, "2026-03-16": {Count: 1, Base: 6}, "2026-03-17": {Count: 2, Base: 7},
	} {
		c, err := cx.CohortsOf(rows, rule, instant(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Pooled(7); got != want || err != nil {
			t.Errorf("day 7 as of %s = %v, %v, want %v", asOf, got, err, want)
		}
	}
}

// Rows at one instant, and seconds around midnight in Istanbul: after Countly #169, by hand.
func TestCohortsMidnightTwice(t *testing.T) {
	istanbul, err := time.LoadLocation("Europe/Istanbul")
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Concat(
		visits("a", "2026-07-01T20:59:58Z", "2026-07-01T20:59:58Z", "2026-07-02T20:59:59Z"),
		visits("b", "2026-07-01T21:00:02Z", "2026-07-01T21:00:02Z", "2026-07-02T21:00:00Z"))
	want := []cx.Cohort{
		{Period: period("2026-07-01"), Size: 1, Active: []int64{1, 1, 0, 0}, Eligible: []int64{1, 1, 1, 1}},
		{Period: period("2026-07-02"), Size: 1, Active: []int64{1, 1, 0}, Eligible: []int64{1, 1, 1}},
	}
	for name, f := range cohortBuilders {
		got, err := f(rows, cx.CohortRule{Calendar: cx.Calendar{Location: istanbul}}, instant("2026-07-04T21:00:00Z"))
		if diff := cxtest.Diff(want, got.Rows); err != nil || diff != "" {
			t.Errorf("%s error %v (-want +got):\n%s", name, err, diff)
		}
	}
}
