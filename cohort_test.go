package cx_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// cohortContract is what Activity, Cohort and Cohorts promise.
func cohortContract(*testing.T) cxtest.Contract {
	rows, asOf := unsortedActivities(), instant("2026-07-01")
	sorted := unsortedActivities()
	for i, customer := range []string{"a", "a", "a", "b", "b", "c"} {
		sorted[i].Customer = customer
	}
	brackets := []int{0, 1, 3}
	month := cx.Calendar{Grain: cx.Month}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			// A refund is negative.
			cxtest.CodecOf[cx.Activity](`{"id":"o-1","customer":"ada","at":"2026-01-05T00:00:00Z","amount":"12.5"}`).
				WithBad(
					`{"customer":5}`, `{"at":"yesterday"}`, `{"at":1767225600}`, `{"amount":12.5}`, `{"amount":"12,50"}`,
					`{"amount":"1e999999999"}`, `{"amount":""}`, `{"amount":"NaN"}`, `{"amount":"`+strings.Repeat("3", 100_000)+`"}`,
					`{"customer":"a","customer":"b"}`, `{"when":"2026-01-01T00:00:00Z"}`,
				),
			cxtest.CodecOf[cx.Cohort](`{"period":"2026-01","size":3,"active":[3,1],"eligible":[3,3],"revenue":["30","12.5"]}`).
				WithCounts("size", "active", "eligible").WithNeeded("active", "eligible").
				WithBad(
					`{"size":1.5}`, `{"period":"2026-13"}`, `{"active":[1.5]}`, `{"active":{}}`, `{"revenue":[true]}`, `{"size":-1}`, `{"size":1,"active":[2],"eligible":[1]}`, `{"revenue":["1e99"]}`,
					`{"size":1,"size":1}`, `{"retained":[1]}`,
				),
			cxtest.CodecOf[cx.Cohorts](`{"grain":"month","zone":"Asia/Kathmandu","elapsed_seconds":86400,"brackets":[0,1,7],"unbounded":true,`+
				`"as_of":"2026-05-01T00:00:00Z","rows":[{"period":"2026-01","size":2,"active":[2,1],"eligible":[2,2],"revenue":["28","-1"]}]}`).
				WithCounts("size", "active", "eligible").WithNeeded("rows.active", "rows.eligible").
				WithBad(
					`{"grain":"decade"}`, `{"grain":"day","elapsed_seconds":-1}`, `{"grain":"day","elapsed_seconds":86400,"recurring":true}`,
					`{"grain":"day","elapsed_months":-1}`, `{"grain":"day","elapsed_months":40001}`, `{"grain":"day","elapsed_months":1,"recurring":true}`,
					`{"grain":"day","elapsed_months":1,"elapsed_seconds":86400}`, `{"grain":"day","elapsed_months":0.5}`,
					`{"grain":"day","brackets":[]}`, `{"grain":"day","brackets":[0]}`, `{"grain":"day","brackets":[1,1]}`,
					`{"grain":"day","brackets":[-1,2]}`, `{"grain":"day","brackets":[0,40001]}`, `{"grain":"day","brackets":[0,99999999999999999999]}`,
					`{"grain":"day","as_of":"2026"}`, `{"grain":"day","rows":{}}`, `{"grain":"day","rows":[null]}`, `{"grain":"day","rows":[{}]}`,
					`{"grain":"month","rows":[{"period":"2026-W01","size":1}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":-1}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"active":[1]}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"active":[2],"eligible":[1]}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"active":[1],"eligible":[2]}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"active":[-1],"eligible":[1]}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"active":[1],"eligible":[1],"revenue":["1","2"]}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1},{"period":"2026-03","size":1}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1},{"period":"2026-01","size":1}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":9223372036854775807},{"period":"2026-02","size":1}]}`,
					`{"grain":"month","rows":[{"period":"2026-01","size":1,"color":1}]}`,
					`{"grain":"month","grain":"month"}`, `{"Grain":"month"}`,
				),
			cxtest.CodecOf[cx.Cohorts](`{"grain":"quarter","zone":"UTC","recurring":true,"as_of":"2026-05-01T00:00:00Z",`+
				`"rows":[{"period":"2026-Q1","size":3,"active":[3],"eligible":[3]},{"period":"2026-Q2","size":1}]}`).
				WithCounts("size", "active", "eligible").WithNeeded("rows.active", "rows.eligible"),
			cxtest.CodecOf[cx.Cohorts](`{"grain":"month","zone":"UTC","elapsed_months":3,"as_of":"2026-05-01T00:00:00Z",`+
				`"rows":[{"period":"2026-01","size":3,"active":[3],"eligible":[3]}]}`).
				WithCounts("size", "active", "eligible").WithNeeded("rows.active", "rows.eligible"),
		},
		Laws: []cxtest.Law{
			cohortLaws(cx.CohortRule{Calendar: month}, triangles()...),
			cohortLaws(cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}, Elapsed: 7 * 24 * time.Hour, Unbounded: true}),
			cohortLaws(cx.CohortRule{Brackets: []int{0, 1, 7, 28}}),
			cohortLaws(cx.CohortRule{Calendar: month, Recurring: true}),
			cohortLaws(cx.CohortRule{Calendar: month, ElapsedMonths: 1}),
		},
		Calls: []cxtest.Call{
			{Func: "CohortsOf", Args: []any{rows, brackets}, Do: func() (any, error) {
				return cx.CohortsOf(rows, cx.CohortRule{Calendar: month, Brackets: brackets}, asOf)
			}, Sorted: true}, // the brackets are, as they must
			{Func: "ActivityLogOf", Args: []any{rows}, Do: func() (any, error) { return cx.ActivityLogOf(rows, cx.Calendar{}, asOf) }},
			{Func: "Shard.CohortsOf", Args: []any{rows}, Do: func() (any, error) {
				return cx.Shard{Part: 1, Of: 2}.CohortsOf(rows, cx.CohortRule{Calendar: month}, asOf)
			}},
			{Func: "CohortsOfSorted", Args: []any{sorted}, Do: func() (any, error) {
				return cx.CohortsOfSorted(sorted, cx.CohortRule{Calendar: month}, asOf)
			}, Sorted: true},
			{Func: "CohortsFrom", Args: []any{sorted, rows}, Do: func() (any, error) {
				return cx.CohortsFrom(sorted, rows, cx.CohortRule{Calendar: month, Recurring: true}, asOf)
			}, Sorted: true},
		},
		Values: []any{cx.Shard{Part: 1, Of: 2}},
	}
}

func TestCohort_Contract(t *testing.T) { cohortContract(t).Run(t) }

func FuzzCohortJSON(f *testing.F) { cxtest.FuzzCodecs(f, cohortContract(nil).Codecs, cx.ErrInvalid) }

// cohortLaws has customers of two activities, whose days and amounts a byte tells.
func cohortLaws(rule cx.CohortRule, values ...cx.Cohorts) cxtest.Laws[cx.Cohorts, *cx.Cohorts] {
	laws := cxtest.Laws[cx.Cohorts, *cx.Cohorts]{
		Name: fmt.Sprint(rule), Values: values, Empty: triangleOf(rule),
		Add: func(c *cx.Cohorts, row byte) error {
			first := instant("2026-01-20").AddDate(0, 0, int(row)%4*12)
			return c.Merge(triangleOf(rule,
				cx.Activity{Customer: "c", At: first, Amount: decimal.New(int64(row)-20, -2)},
				cx.Activity{Customer: "c", At: first.AddDate(0, 0, int(row)/3), Amount: decimal.New(int64(row%4), int32(row%5)-4)}))
		},
	}
	if !rule.Recurring {
		laws.Total = cx.Cohorts.Total
	}
	return laws
}

// triangleOf returns the triangle of good rows.
func triangleOf(rule cx.CohortRule, rows ...cx.Activity) cx.Cohorts {
	c, err := cx.CohortsOf(rows, rule, instant("2026-07-01"))
	if err != nil {
		panic(err)
	}
	return c
}

// triangles are by one rule, the second of them empty, the others with a gap between
// their rows.
func triangles() []cx.Cohorts {
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	return []cx.Cohorts{
		triangleOf(rule, cx.Activity{Customer: "a", At: instant("2026-03-05"), Amount: dec("2.50")}, cx.Activity{Customer: "a", At: instant("2026-05-05"), Amount: dec("1")}),
		triangleOf(rule),
		triangleOf(rule, cx.Activity{Customer: "b", At: instant("2026-01-05"), Amount: dec("7")}),
		triangleOf(rule, cx.Activity{Customer: "c", At: instant("2026-03-31"), Amount: dec("1.25")}, cx.Activity{Customer: "d", At: instant("2026-06-01"), Amount: dec("3")}),
	}
}

// visits returns activities of one customer, without an amount.
func visits(customer string, days ...string) []cx.Activity {
	var rows []cx.Activity
	for _, day := range days {
		rows = append(rows, cx.Activity{Customer: customer, At: instant(day)})
	}
	return rows
}

// threeCustomers are the rows of the golden files.
func threeCustomers() []cx.Activity {
	return []cx.Activity{
		{Customer: "ada", At: instant("2026-01-05T09:00:00Z"), Amount: dec("20.00")},
		{Customer: "ada", At: instant("2026-03-02T09:00:00Z"), Amount: dec("12.50")},
		{Customer: "bob", At: instant("2026-01-20T09:00:00Z"), Amount: dec("8")},
		{Customer: "eve", At: instant("2026-03-30T09:00:00Z"), Amount: dec("30")},
		{Customer: "eve", At: instant("2026-04-01T09:00:00Z"), Amount: dec("6.25")},
	}
}

// unsortedActivities are in no order that a function might sort them into.
func unsortedActivities() []cx.Activity {
	var rows []cx.Activity
	for i, customer := range []string{"c", "a", "b", "a", "c", "c"} {
		at := instant("2026-06-15").AddDate(0, -i, -i)
		rows = append(rows, cx.Activity{Customer: customer, At: at, Amount: dec("9.50")})
	}
	return rows
}

// TestCohortGolden compares the encodings with the golden files, which are a promise to
// whoever stores them.
func TestCohortGolden(t *testing.T) {
	rows, asOf := threeCustomers(), instant("2026-05-01")
	values := map[string]any{"activity": rows[0]}
	for name, rule := range map[string]cx.CohortRule{
		"cohorts": {Calendar: cx.Calendar{Grain: cx.Month}},
		"cohorts_elapsed": {
			Calendar: cx.Calendar{Grain: cx.Month, Location: time.FixedZone("Asia/Kathmandu", 20700)},
			Elapsed:  24 * time.Hour, Brackets: []int{0, 1, 7, 28}, Unbounded: true,
		},
		"cohorts_months":    {Calendar: cx.Calendar{Grain: cx.Year}, ElapsedMonths: 1},
		"cohorts_recurring": {Calendar: cx.Calendar{Grain: cx.Quarter}, Recurring: true},
	} {
		c, err := cx.CohortsOf(rows, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		values[name] = c
		if name == "cohorts" {
			values["cohort"] = c.Rows[0]
		}
	}
	cxtest.Golden(t, "cohort", values)
}

// A Merge that fails changes neither side.
func TestCohortsUnmerged(t *testing.T) {
	const most = math.MaxInt64
	for _, test := range []struct {
		name   string
		change func(c *cx.Cohorts)
		want   error
	}{
		{"grain", func(c *cx.Cohorts) { c.Grain, c.Rows = cx.Week, nil }, cx.ErrMismatch},
		{"zone", func(c *cx.Cohorts) { c.Zone = "Europe/Oslo" }, cx.ErrMismatch},
		{"elapsed", func(c *cx.Cohorts) { c.ElapsedSeconds = 86400 }, cx.ErrMismatch},
		{"elapsed months", func(c *cx.Cohorts) { c.ElapsedMonths = 1 }, cx.ErrMismatch},
		{"brackets", func(c *cx.Cohorts) { c.Brackets = []int{0, 1} }, cx.ErrMismatch},
		{"unbounded", func(c *cx.Cohorts) { c.Unbounded = true }, cx.ErrMismatch},
		{"recurring", func(c *cx.Cohorts) { c.Recurring = true }, cx.ErrMismatch},
		{"asOf", func(c *cx.Cohorts) { c.AsOf = c.AsOf.Add(1) }, cx.ErrMismatch},
		{"size", func(c *cx.Cohorts) { c.Rows[0].Size = most }, cx.ErrInvalid},
		{"digits", func(c *cx.Cohorts) { c.Rows[0].Revenue[0] = dec("9999999999999999999999999999999999") }, cx.ErrInvalid},
		{"exponent", func(c *cx.Cohorts) { c.Rows[0].Revenue[0] = decimal.New(1, 2_000_000_000) }, cx.ErrInvalid},
		{"active", func(c *cx.Cohorts) { c.Rows[0].Active[0] = 2 }, cx.ErrInvalid},
		{"eligible", func(c *cx.Cohorts) { c.Rows[0].Eligible[0] = 2 }, cx.ErrInvalid},
		{"cells", func(c *cx.Cohorts) { c.Rows[0].Eligible = c.Rows[0].Eligible[1:] }, cx.ErrInvalid},
		{"revenue", func(c *cx.Cohorts) { c.Rows[0].Revenue = c.Rows[0].Revenue[1:] }, cx.ErrInvalid},
		{"period", func(c *cx.Cohorts) { c.Rows[0].Period = period("2026-03-05") }, cx.ErrInvalid},
		{"40,001 cells", func(c *cx.Cohorts) {
			c.Rows[0] = cx.Cohort{Period: c.Rows[0].Period, Active: make([]int64, cx.MaxPeriods+1), Eligible: make([]int64, cx.MaxPeriods+1)}
		}, cx.ErrInvalid},
		{"elapsed and recurring", func(c *cx.Cohorts) { c.ElapsedSeconds, c.Recurring = 0.5, true }, cx.ErrInvalid},
		{"gap", func(c *cx.Cohorts) { c.Rows = append(c.Rows, c.Rows[0]) }, cx.ErrInvalid},
		{"no grain", func(c *cx.Cohorts) { c.Grain = "decade" }, cx.ErrInvalid},
	} {
		other := triangles()[0]
		test.change(&other)
		cxtest.Unmerged(t, test.name, triangles()[0], other, test.want)
	}
	most40k := cx.Cohorts{Rows: []cx.Cohort{{Period: period("2026-01-01"), Active: make([]int64, cx.MaxPeriods), Eligible: make([]int64, cx.MaxPeriods)}}}
	if err := new(cx.Cohorts).Merge(most40k); err != nil {
		t.Errorf("40,000 cells: %v", err)
	}
	// The years 1 and 9999 by day: refused before the rows between are made.
	day := func(s string) cx.Cohorts {
		return cx.Cohorts{Grain: cx.Day, Rows: []cx.Cohort{{Period: period(s), Size: 1}}}
	}
	cxtest.Bounded(t, func() { cxtest.Unmerged(t, "rows", day("0001-01-01"), day("9999-01-01"), cx.ErrInvalid) })
}

// The sum shares no memory with what was merged into it, not even the first.
func TestCohortsMergeShares(t *testing.T) {
	first := triangles()[0]
	first.Brackets = []int{0, 1, 2, 3, 4}
	before := cxtest.Clone(first)
	var sum cx.Cohorts
	if err := sum.Merge(first); err != nil {
		t.Fatal(err)
	}
	sum.Brackets[1], sum.Rows[0].Size = 9, 9
	sum.Rows[0].Active[0], sum.Rows[0].Eligible[0], sum.Rows[0].Revenue[0] = 9, 9, dec("9")
	if diff := cmp.Diff(before, first); diff != "" {
		t.Errorf("the argument has changed (-before +after):\n%s", diff)
	}
}

func TestCohortsTriangle(t *testing.T) {
	// PostHog/posthog, posthog/queries/test/test_retention.py, test_day_interval: the days of
	// two people, and the recurring triangle of 11 days. The first-time and unbounded ones
	// follow from the same days by hand.
	rows := slices.Concat(
		visits("p1", "2026-06-10", "2026-06-11", "2026-06-12", "2026-06-15", "2026-06-16"),
		visits("p2", "2026-06-11", "2026-06-12", "2026-06-13", "2026-06-16"),
	)
	tests := []struct {
		name  string
		rule  cx.CohortRule
		sizes []int64
		want  [][]int64
	}{
		{"recurring", cx.CohortRule{Recurring: true},
			[]int64{1, 2, 2, 1, 0, 1, 2},
			[][]int64{
				{1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0},
				{2, 2, 1, 0, 1, 2, 0, 0, 0, 0},
				{2, 1, 0, 1, 2, 0, 0, 0, 0},
				{1, 0, 0, 1, 0, 0, 0, 0},
				nil, // an empty cohort has no cells, never 0
				{1, 1, 0, 0, 0, 0},
				{2, 0, 0, 0, 0},
			}},
		{"first time", cx.CohortRule{},
			[]int64{1, 1},
			[][]int64{
				{1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0},
				{1, 1, 1, 0, 0, 1, 0, 0, 0, 0},
			}},
		{"unbounded", cx.CohortRule{Unbounded: true},
			[]int64{1, 1},
			[][]int64{
				{1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
				{1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
			}},
		{"brackets", cx.CohortRule{Brackets: []int{0, 1, 3, 5, 7, 11}}, // 0, 1..2, 3..4, 5..6, 7..10
			[]int64{1, 1},
			[][]int64{
				{1, 1, 0, 1, 0},
				{1, 1, 0, 1}, // the last bracket needs 11 days
			}},
		{"brackets, unbounded", cx.CohortRule{Brackets: []int{1, 3, 5, 7}, Unbounded: true},
			[]int64{1, 1},
			[][]int64{{1, 1, 1}, {1, 1, 1}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := cx.CohortsOf(rows, test.rule, instant("2026-06-21"))
			if err != nil {
				t.Fatal(err)
			}
			var sizes []int64
			var active [][]int64
			for _, row := range c.Rows {
				sizes = append(sizes, row.Size)
				active = append(active, row.Active)
				for k := range row.Active {
					if row.Eligible[k] != row.Size {
						t.Errorf("Eligible[%d] of %v = %d, want %d", k, row.Period, row.Eligible[k], row.Size)
					}
				}
				_, err := row.Rate(len(row.Active))
				cxtest.Refuses(t, "the first cell that was not observed", err, cx.ErrNoData)
			}
			if diff := cmp.Diff(test.sizes, sizes); diff != "" {
				t.Errorf("sizes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, active); diff != "" {
				t.Errorf("active (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCohortsMixpanelSample(t *testing.T) {
	// Mixpanel's sample: of 10 first ones, 9, 7 and 6 come back: 90, 70, 60 %. It may rise: a
	// triangle is no funnel.
	var rows []cx.Activity
	visits := func(day string, customers ...int) {
		for _, c := range customers {
			rows = append(rows, cx.Activity{Customer: strconv.Itoa(c), At: instant(day)})
		}
	}
	visits("2026-06-01", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	visits("2026-06-02", 0, 1, 2, 3, 4, 5, 6, 7, 8)
	visits("2026-06-03", 0, 1, 2, 3, 4, 5, 6)
	visits("2026-06-04", 4, 5, 6, 7, 8, 9)
	visits("2026-06-05", 0, 1, 2, 3, 4, 5, 6, 7)
	c, err := cx.CohortsOf(rows, cx.CohortRule{}, instant("2026-06-06"))
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []string{"1", "0.9", "0.7", "0.6", "0.8"} {
		got, err := c.Rows[0].Rate(k)
		cxtest.Exactly(t, "Rate("+strconv.Itoa(k)+")", got, err, want)
	}
}

// Day 0 or day 1: calendar days of a zone against 24 hours of each customer.
func TestCohortsWindows(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	stJohns, err := time.LoadLocation("America/St_Johns")
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	tests := []struct {
		name         string
		first, again string
		rule         cx.CohortRule
		asOf         string
		want         int // the interval of the second activity
	}{
		// Amplitude's example: 23 h 01 m later. (Amplitude itself says day 1, as it floors to
		// the hour.)
		{"17:59 and 17:00, 24 hours", "2026-12-01T17:59:00Z", "2026-12-02T17:00:00Z", cx.CohortRule{Elapsed: day}, "2026-12-10", 0},
		{"17:59 and 17:00, calendar", "2026-12-01T17:59:00Z", "2026-12-02T17:00:00Z", cx.CohortRule{}, "2026-12-10", 1},
		// PostHog 29958 (pitfall p6).
		{"23:45 and 00:01, 24 hours", "2026-12-01T23:45:00Z", "2026-12-02T00:01:00Z", cx.CohortRule{Elapsed: day}, "2026-12-10", 0},
		{"23:45 and 00:01, calendar", "2026-12-01T23:45:00Z", "2026-12-02T00:01:00Z", cx.CohortRule{}, "2026-12-10", 1},
		{"24 hours less a nanosecond", "2026-12-01T12:00:00Z", "2026-12-02T11:59:59.999999999Z", cx.CohortRule{Elapsed: day}, "2026-12-10", 0},
		{"24 hours to the nanosecond", "2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", cx.CohortRule{Elapsed: day}, "2026-12-10", 1},
		{"twice on the first day (pitfall p9)", "2026-12-01T01:00:00Z", "2026-12-01T23:00:00Z", cx.CohortRule{}, "2026-12-10", 0},
		// PostHog 17415 (pitfall p5): in New York both are 30 November.
		{"days of the zone", "2026-11-30T05:00:00Z", "2026-12-01T04:59:59Z", cx.CohortRule{Calendar: cx.Calendar{Location: newYork}}, "2026-12-10", 0},
		{"the same days in UTC", "2026-11-30T05:00:00Z", "2026-12-01T04:59:59Z", cx.CohortRule{}, "2026-12-10", 1},
		// Month ends (pitfall p4): January 31 to February 28 is a month by calendar; 30 days
		// after January 31 begin on March 2.
		{"month end", "2026-01-31T12:00:00Z", "2026-02-28T12:00:00Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, "2026-06-01", 1},
		{"the day after", "2026-01-31T12:00:00Z", "2026-03-01T00:00:00Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, "2026-06-01", 2},
		{"30 days from a month end", "2026-01-31T12:00:00Z", "2026-03-02T11:59:59Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 30 * day}, "2026-06-01", 0},
		{"30 days and more", "2026-01-31T12:00:00Z", "2026-03-02T12:00:00Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 30 * day}, "2026-06-01", 1},
		{"ISO weeks over New Year", "2026-12-31T12:00:00Z", "2027-01-03T12:00:00Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}}, "2027-02-01", 0},
		{"weeks from Sunday over New Year", "2026-12-31T12:00:00Z", "2027-01-03T12:00:00Z", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.WeekFromSunday}}, "2027-02-01", 1},
		// The clocks go forward on 8 March 2026: noon to half past noon is 23 h 30 m.
		{"a day of 23 hours, elapsed", "2026-03-07T17:00:00Z", "2026-03-08T16:30:00Z", cx.CohortRule{Calendar: cx.Calendar{Location: newYork}, Elapsed: day}, "2026-03-20", 0},
		{"a day of 23 hours, calendar", "2026-03-07T17:00:00Z", "2026-03-08T16:30:00Z", cx.CohortRule{Calendar: cx.Calendar{Location: newYork}}, "2026-03-20", 1},
		// The clocks go back on 1 November 2026: 00:15 to 23:45 of one day is 24 h 30 m.
		{"a day of 25 hours, elapsed", "2026-11-01T04:15:00Z", "2026-11-02T04:45:00Z", cx.CohortRule{Calendar: cx.Calendar{Location: newYork}, Elapsed: day}, "2026-11-20", 1},
		{"a day of 25 hours, calendar", "2026-11-01T04:15:00Z", "2026-11-02T04:45:00Z", cx.CohortRule{Calendar: cx.Calendar{Location: newYork}}, "2026-11-20", 0},
		// At 00:01 on 7 November 2010 the clocks went back to 23:01 of the 6th: the later
		// instant lies on the earlier day, and the customer began on that day.
		{"clocks set back over midnight", "2010-11-07T02:30:30Z", "2010-11-07T02:31:30Z", cx.CohortRule{Calendar: cx.Calendar{Location: stJohns}}, "2010-12-01", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows := visits("a", test.first, test.again)
			for name, f := range cohortBuilders {
				c, err := f(rows, test.rule, instant(test.asOf))
				if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) <= test.want {
					t.Fatalf("%s = %+v, %v, want one cohort with interval %d", name, c.Rows, err, test.want)
				}
				want := cx.Cohort{Period: c.Rows[0].Period, Size: 1}
				for k := range c.Rows[0].Active {
					want.Active, want.Eligible = append(want.Active, 0), append(want.Eligible, 1)
					if k == 0 || k == test.want {
						want.Active[k] = 1
					}
				}
				if diff := cmp.Diff(want, c.Rows[0]); diff != "" {
					t.Errorf("%s: not intervals 0 and %d (-want +got):\n%s", name, test.want, diff)
				}
			}
		})
	}
}

// A cell of the calendar is observed once its period has
// ended by asOf, and an elapsed one, customer by customer, after k+1 whole intervals.
func TestCohortsMaturity(t *testing.T) {
	monthly := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	rows := slices.Concat(visits("a", "2026-01-31", "2026-03-05"), visits("b", "2026-01-02"))
	for asOf, want := range map[string][]int64{
		"2026-01-31T12:00:00Z":           nil,
		"2026-02-01":                     {2},
		"2026-02-28T23:59:59.999999999Z": {2},
		"2026-03-01":                     {2, 0},
		"2026-03-31":                     {2, 0}, // March is running, though somebody was active
		"2026-04-01":                     {2, 0, 1},
	} {
		c, err := cx.CohortsOf(rows, monthly, instant(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.Rows[0].Active); diff != "" || c.Rows[0].Size != 2 {
			t.Errorf("as of %s: size %d, active (-want +got):\n%s", asOf, c.Rows[0].Size, diff)
		}
	}
	// Elapsed: a has had 30 hours, b 20 and c 49.
	elapsed := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 24 * time.Hour}
	rows = slices.Concat(
		visits("a", "2026-05-10T06:00:00Z", "2026-05-11T07:00:00Z"), // active in the running interval
		visits("b", "2026-05-10T16:00:00Z"),
		visits("c", "2026-05-09T11:00:00Z", "2026-05-10T12:00:00Z"),
	)
	c, err := cx.CohortsOf(rows, elapsed, instant("2026-05-11T12:00:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Cohort{{Period: period("2026-05"), Size: 3, Active: []int64{2, 1}, Eligible: []int64{2, 1}}}
	if diff := cmp.Diff(want, c.Rows); diff != "" {
		t.Errorf("elapsed (-want +got):\n%s", diff)
	}
}
