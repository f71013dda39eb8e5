package reference

import (
	"errors"
	"fmt"
	"math/rand/v2"
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

// checkCohorts compares CohortsOf, CohortsOfSorted and merged shards with the naive
// triangle.
func checkCohorts(t *testing.T, activities []cx.Activity, rule cx.CohortRule, asOf time.Time) {
	t.Helper()
	zone, grain := "UTC", rule.Calendar.Grain
	if rule.Calendar.Location != nil {
		zone = rule.Calendar.Location.String()
	}
	if grain == "" {
		grain = cx.Day
	}
	want := cx.Cohorts{
		Grain: grain, Zone: zone, ElapsedSeconds: rule.Elapsed.Seconds(), ElapsedMonths: rule.ElapsedMonths, Brackets: rule.Brackets,
		Unbounded: rule.Unbounded, Recurring: rule.Recurring, AsOf: asOf, Rows: naiveCohorts(activities, rule, asOf),
	}
	describe := func() string {
		var b strings.Builder
		fmt.Fprintf(&b, "rule %+v asOf %v\n", rule, asOf)
		for _, a := range activities {
			fmt.Fprintf(&b, "  %s %s %s\n", a.Customer, a.At.Format(time.RFC3339Nano), a.Amount.StringFixed(2))
		}
		return b.String()
	}
	got, err := cx.CohortsOf(activities, rule, asOf)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("%sCohortsOf error %v (-naive +got):\n%s", describe(), err, diff)
	}
	sorted := slices.SortedStableFunc(slices.Values(activities), func(a, b cx.Activity) int {
		return strings.Compare(a.Customer, b.Customer)
	})
	got, err = cx.CohortsOfSorted(sorted, rule, asOf)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("%sCohortsOfSorted error %v (-naive +got):\n%s", describe(), err, diff)
	}
}

// oddZones are locations whose clocks do unusual things.
func oddZones(t testing.TB) []*time.Location {
	t.Helper()
	zones := []*time.Location{nil, time.UTC}
	for _, name := range []string{
		"Europe/Oslo", "America/New_York", "Asia/Kathmandu",
		"America/St_Johns",    // set back at 00:01 until 2011, and so to the day before
		"America/Sao_Paulo",   // skipped midnight until 2018
		"Australia/Lord_Howe", // half an hour
		"Pacific/Apia",        // skipped 2011-12-30
	} {
		zones = append(zones, zone(t, name))
	}
	return zones
}

func TestCohortsAgainstNaive(t *testing.T) {
	cxtest.Long(t)
	const day = 24 * time.Hour
	zones := oddZones(t)
	// Around New Year, leap days, and changes of the clocks on both halves of the globe.
	origins := []string{"2023-12-20", "2024-02-20", "2026-03-01", "2026-10-20", "2010-11-01", "2011-12-20", "2018-10-25", "1968-10-01"}
	grains := []cx.Grain{"", cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year}
	spans := map[cx.Grain]int{"": 20, cx.Day: 40, cx.Week: 100, cx.WeekFromSunday: 100, cx.Month: 300, cx.Quarter: 700, cx.Year: 1500}
	brackets := [][]int{nil, nil, nil, {0, 1, 7, 28}, {1, 2}, {0, 2, 3, 10}, {3, 40000}, {2, 5, 6}}
	for seed := range uint64(4000) {
		r := rand.New(rand.NewPCG(seed, 3))
		rule := cx.CohortRule{
			Calendar:  cx.Calendar{Grain: grains[r.IntN(len(grains))], Location: zones[r.IntN(len(zones))]},
			Brackets:  brackets[r.IntN(len(brackets))],
			Unbounded: r.IntN(3) == 0,
		}
		days := spans[rule.Calendar.Grain]
		switch r.IntN(4) {
		case 3:
			rule.ElapsedMonths = []int{1, 1, 3, 12}[r.IntN(4)]
		case 0:
			rule.Elapsed = []time.Duration{day, 7 * day, 30 * day, 31*time.Hour + 1}[r.IntN(4)]
		case 1:
			rule.Recurring = r.IntN(2) == 0
		}
		origin := instant(origins[r.IntN(len(origins))])
		withAmounts := r.IntN(2) == 0
		rows := make([]cx.Activity, r.IntN(50))
		customers := 1 + r.IntN(12)
		for i := range rows {
			rows[i] = cx.Activity{Customer: "c" + strconv.Itoa(r.IntN(customers)), At: origin.Add(time.Duration(r.Int64N(int64(days) * int64(day))))}
			if r.IntN(4) == 0 { // on the hour, so that boundaries are met
				rows[i].At = rows[i].At.Truncate(time.Hour)
			}
			if withAmounts {
				rows[i].Amount = decimal.New(r.Int64N(5000)+1, -2)
				if r.IntN(6) == 0 {
					rows[i].Amount = rows[i].Amount.Neg() // a refund
				}
				if r.IntN(20) == 0 {
					rows[i].Amount = decimal.New(r.Int64N(90)+1, 12) // another exponent
				}
			}
		}
		asOf := origin.Add(time.Duration(r.Int64N(int64(days+60) * int64(day)))) // often in the middle
		if r.IntN(3) == 0 {
			asOf = asOf.Truncate(day)
		}
		if withAmounts && len(rows) > 0 {
			rows[0].At = asOf.Add(-1) // one that counts has an amount
			if rows[0].At.Before(origin) {
				rows[0].At, asOf = origin, origin.Add(day)
			}
		}
		checkCohorts(t, rows, rule, asOf)
	}
}

// Pairs of instants at the edges of days, months, weeks and years, and of changes of the
// clocks, by every rule: TestCohortsWindows of package cx says in which interval the second
// is.
func TestCohortsEdgesAgainstNaive(t *testing.T) {
	const day = 24 * time.Hour
	newYork, stJohns := zone(t, "America/New_York"), zone(t, "America/St_Johns")
	for _, pair := range [][3]string{ // and asOf
		{"2026-12-01T17:59:00Z", "2026-12-02T17:00:00Z", "2026-12-10"},
		{"2026-12-01T23:45:00Z", "2026-12-02T00:01:00Z", "2026-12-10"},
		{"2026-12-01T12:00:00Z", "2026-12-02T11:59:59.999999999Z", "2026-12-10"},
		{"2026-12-01T12:00:00Z", "2026-12-02T12:00:00Z", "2026-12-10"},
		{"2026-12-01T01:00:00Z", "2026-12-01T23:00:00Z", "2026-12-10"},
		{"2026-11-30T05:00:00Z", "2026-12-01T04:59:59Z", "2026-12-10"},
		{"2026-01-31T12:00:00Z", "2026-02-28T12:00:00Z", "2026-06-01"},
		{"2026-01-31T12:00:00Z", "2026-03-01T00:00:00Z", "2026-06-01"},
		{"2026-01-31T12:00:00Z", "2026-03-02T11:59:59Z", "2026-06-01"},
		{"2026-01-31T12:00:00Z", "2026-03-02T12:00:00Z", "2026-06-01"},
		{"2026-12-31T12:00:00Z", "2027-01-03T12:00:00Z", "2027-02-01"},
		{"2026-03-07T17:00:00Z", "2026-03-08T16:30:00Z", "2026-03-20"},
		{"2026-11-01T04:15:00Z", "2026-11-02T04:45:00Z", "2026-11-20"},
		{"2010-11-07T02:30:30Z", "2010-11-07T02:31:30Z", "2010-12-01"},
	} {
		rows := []cx.Activity{{Customer: "a", At: instant(pair[0])}, {Customer: "a", At: instant(pair[1])}}
		for _, grain := range []cx.Grain{cx.Day, cx.Week, cx.WeekFromSunday, cx.Month} {
			for _, location := range []*time.Location{nil, newYork, stJohns} {
				for _, elapsed := range []time.Duration{0, day, 30 * day} {
					rule := cx.CohortRule{Calendar: cx.Calendar{Grain: grain, Location: location}, Elapsed: elapsed}
					checkCohorts(t, rows, rule, instant(pair[2]))
				}
			}
		}
	}
}

// FuzzCohorts compares with the naive triangle: the first bytes pick the rule and asOf,
// and each three after them are an activity.
func FuzzCohorts(f *testing.F) {
	f.Add([]byte{0, 0, 0, 30, 1, 5, 0, 1, 9, 200, 2, 3, 7})
	f.Add([]byte{4, 2, 1, 200, 1, 5, 0, 1, 90, 200, 2, 3, 7, 1, 91, 3})
	f.Add([]byte{3, 5, 2, 99, 1, 5, 0, 1, 9, 200, 2, 3, 7, 3, 255, 255, 3, 0, 0})
	f.Add([]byte{1, 1, 7, 60, 0, 0, 0})
	zones := oddZones(f)
	const day = 24 * time.Hour
	grains := []cx.Grain{cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year}
	edges := [][]int{nil, {0, 1, 7, 28}, {1, 2}, {2, 5, 6}}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4 || len(data) > 300 {
			return
		}
		rule := cx.CohortRule{
			Calendar:  cx.Calendar{Grain: grains[int(data[0])%len(grains)], Location: zones[int(data[1])%len(zones)]},
			Unbounded: data[2]&1 != 0,
			Brackets:  edges[data[2]>>1&3],
		}
		if data[2]&8 != 0 {
			rule.Elapsed = []time.Duration{day, 7 * day, 30 * day, 5*time.Hour + 1}[data[2]>>4&3]
		} else {
			rule.Recurring = data[2]&16 != 0
		}
		origin := instant("2010-10-20T03:00:00Z")
		asOf := origin.Add(time.Duration(data[3]) * 31 * time.Hour)
		var rows []cx.Activity
		for d := data[4:]; len(d) >= 3; d = d[3:] {
			rows = append(rows, cx.Activity{
				Customer: string('a' + rune(d[0]%6)),
				At:       origin.Add(time.Duration(d[1])*29*time.Hour + time.Duration(d[2])*7*time.Minute),
				Amount:   decimal.New(int64(d[2])+1, -2),
			})
		}
		if !slices.ContainsFunc(rows, func(a cx.Activity) bool { return a.At.Before(asOf) }) {
			return
		}
		checkCohorts(t, rows, rule, asOf)
	})
}

// Many sorted rows are counted without a first look at all of them. What such a look
// would have found must give the triangle of the same rows in any order, which
// TestCohortsAgainstNaive compares with the naive one.
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
	oslo := zone(t, "Europe/Oslo")
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
