package cx_test

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// naiveCohorts builds the rows of a triangle from the definitions, customer by customer
// and interval by interval, with maps and the calendar of package time.
func naiveCohorts(activities []cx.Activity, rule cx.CohortRule, asOf time.Time) []cx.Cohort {
	location := rule.Calendar.Location
	if location == nil {
		location = time.UTC
	}
	grain := rule.Calendar.Grain
	civil := func(t time.Time) time.Time {
		year, month, day := t.In(location).Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	start := func(day time.Time) time.Time {
		year, month := day.Year(), day.Month()
		switch grain {
		case cx.Week:
			return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
		case cx.WeekFromSunday:
			return day.AddDate(0, 0, -int(day.Weekday()))
		case cx.Month:
		case cx.Quarter:
			month -= (month - 1) % 3
		case cx.Year:
			month = 1
		default:
			return day
		}
		return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	}
	next := func(start time.Time) time.Time {
		switch grain {
		case cx.Week, cx.WeekFromSunday:
			return start.AddDate(0, 0, 7)
		case cx.Month:
			return start.AddDate(0, 1, 0)
		case cx.Quarter:
			return start.AddDate(0, 3, 0)
		case cx.Year:
			return start.AddDate(1, 0, 0)
		}
		return start.AddDate(0, 0, 1)
	}

	customers := map[string][]cx.Activity{}
	for _, a := range activities {
		if a.At.Before(asOf) {
			customers[a.Customer] = append(customers[a.Customer], a)
		}
	}
	type row struct {
		size             int64
		active, eligible []int64
		revenue          []decimal.Decimal
	}
	rows := map[time.Time]*row{}
	revenue := false
	edges := rule.Brackets
	inCell := func(k, j int) bool {
		if edges == nil {
			return k == j
		}
		return k >= edges[j] && k < edges[j+1]
	}
	inOrAfterCell := func(k, j int) bool {
		if edges == nil {
			return k >= j
		}
		return k >= edges[j]
	}
	// join makes a customer a member of a cohort: who was observed for so many whole
	// intervals, and was active in those whose numbers are given, with amounts.
	join := func(period time.Time, observed int, ks []int, amounts []decimal.Decimal) {
		r := rows[period]
		if r == nil {
			r = &row{}
			rows[period] = r
		}
		r.size++
		for j := 0; edges == nil && j < observed || edges != nil && j+1 < len(edges) && edges[j+1] <= observed; j++ {
			if j == len(r.active) {
				r.active = append(r.active, 0)
				r.eligible = append(r.eligible, 0)
				r.revenue = append(r.revenue, decimal.Decimal{})
			}
			r.eligible[j]++
			active := false
			for i, k := range ks {
				active = active || inCell(k, j) || rule.Unbounded && inOrAfterCell(k, j)
				if inCell(k, j) && amounts != nil {
					r.revenue[j] = r.revenue[j].Add(amounts[i])
				}
			}
			if active {
				r.active[j]++
			}
		}
	}
	for _, history := range customers {
		slices.SortFunc(history, func(a, b cx.Activity) int { return a.At.Compare(b.At) })
		first := history[0].At
		var amounts []decimal.Decimal
		periods := map[time.Time]bool{}
		earliest := start(civil(first))
		for _, a := range history {
			amounts = append(amounts, a.Amount)
			revenue = revenue || !a.Amount.IsZero()
			p := start(civil(a.At))
			periods[p] = true
			if p.Before(earliest) { // the clocks were set back over midnight
				earliest = p
			}
		}
		if rule.Elapsed > 0 {
			observed := 0
			for !first.Add(time.Duration(observed+1) * rule.Elapsed).After(asOf) {
				observed++
			}
			var ks []int
			for _, a := range history {
				k := 0
				for !first.Add(time.Duration(k+1) * rule.Elapsed).After(a.At) {
					k++
				}
				ks = append(ks, k)
			}
			join(start(civil(first)), observed, ks, amounts)
			continue
		}
		// number counts periods from one to another.
		number := func(from, to time.Time) int {
			k := 0
			for ; from.Before(to); from = next(from) {
				k++
			}
			return k
		}
		observed := func(period time.Time) int {
			n := 0
			for p := next(period); !p.After(civil(asOf)); p = next(p) {
				n++
			}
			return n
		}
		if rule.Recurring {
			for p := range periods {
				var ks []int
				for q := range periods {
					if !q.Before(p) {
						ks = append(ks, number(p, q))
					}
				}
				join(p, observed(p), ks, nil)
			}
			continue
		}
		var ks []int
		for _, a := range history {
			ks = append(ks, number(earliest, start(civil(a.At))))
		}
		join(earliest, observed(earliest), ks, amounts)
	}
	if len(rows) == 0 {
		return nil
	}
	var from, to time.Time
	for p := range rows {
		if from.IsZero() || p.Before(from) {
			from = p
		}
		if p.After(to) {
			to = p
		}
	}
	var list []cx.Cohort
	for p := from; !p.After(to); p = next(p) {
		end := next(p)
		c := cx.Cohort{Period: cx.Period{
			Start: cx.Date{Year: p.Year(), Month: p.Month(), Day: p.Day()},
			End:   cx.Date{Year: end.Year(), Month: end.Month(), Day: end.Day()},
		}}
		if r := rows[p]; r != nil {
			c.Size, c.Active, c.Eligible = r.size, r.active, r.eligible
			if revenue && !rule.Recurring {
				c.Revenue = r.revenue
			}
		}
		list = append(list, c)
	}
	return list
}

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
		Grain: grain, Zone: zone, ElapsedSeconds: rule.Elapsed.Seconds(), Brackets: rule.Brackets,
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

// lifeZones are locations whose clocks do unusual things.
func lifeZones(t testing.TB) []*time.Location {
	t.Helper()
	zones := []*time.Location{nil, time.UTC}
	for _, name := range []string{
		"Europe/Oslo", "America/New_York", "Asia/Kathmandu",
		"America/St_Johns",    // set back at 00:01 until 2011, and so to the day before
		"America/Sao_Paulo",   // skipped midnight until 2018
		"Australia/Lord_Howe", // half an hour
		"Pacific/Apia",        // skipped 2011-12-30
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	return zones
}

func TestCohortsAgainstNaive(t *testing.T) {
	const day = 24 * time.Hour
	zones := lifeZones(t)
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
		switch r.IntN(3) {
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

func TestCohortsTriangle(t *testing.T) {
	// PostHog/posthog, posthog/queries/test/test_retention.py, test_day_interval: the days of
	// two people, and the recurring triangle of 11 days. The first-time and unbounded ones
	// follow from the same days by hand.
	rows := slices.Concat(
		lifeVisits("p1", "2026-06-10", "2026-06-11", "2026-06-12", "2026-06-15", "2026-06-16"),
		lifeVisits("p2", "2026-06-11", "2026-06-12", "2026-06-13", "2026-06-16"),
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
			rows := lifeVisits("a", test.first, test.again)
			c, err := cx.CohortsOf(rows, test.rule, instant(test.asOf))
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Rows) != 1 || len(c.Rows[0].Active) <= test.want {
				t.Fatalf("CohortsOf = %+v, want one cohort with interval %d", c.Rows, test.want)
			}
			for k, n := range c.Rows[0].Active {
				want := int64(0)
				if k == 0 || k == test.want {
					want = 1
				}
				if n != want {
					t.Errorf("Active = %v, want intervals 0 and %d", c.Rows[0].Active, test.want)
					break
				}
			}
			checkCohorts(t, rows, test.rule, instant(test.asOf))
		})
	}
}

// decisions.md, Cell maturity: a cell of the calendar is observed once its period has
// ended by asOf, and an elapsed one, customer by customer, after k+1 whole intervals.
func TestCohortsMaturity(t *testing.T) {
	monthly := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	rows := slices.Concat(lifeVisits("a", "2026-01-31", "2026-03-05"), lifeVisits("b", "2026-01-02"))
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
		lifeVisits("a", "2026-05-10T06:00:00Z", "2026-05-11T07:00:00Z"), // active in the running interval
		lifeVisits("b", "2026-05-10T16:00:00Z"),
		lifeVisits("c", "2026-05-09T11:00:00Z", "2026-05-10T12:00:00Z"),
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

// Means over a column (pitfall p7): cohorts of 0 % count, empty and immature ones do not.
func TestCohortsMeans(t *testing.T) {
	row := func(name string, size int64, active, eligible []int64) cx.Cohort {
		return cx.Cohort{Period: period(name), Size: size, Active: active, Eligible: eligible}
	}
	c := cx.Cohorts{Grain: cx.Month, Rows: []cx.Cohort{
		row("2026-01", 10, []int64{10, 6, 3}, []int64{10, 10, 10}),
		row("2026-02", 30, []int64{30, 0}, []int64{30, 30}), // 0 % counts
		row("2026-03", 0, nil, nil),                         // empty
		row("2026-04", 4, []int64{4, 1}, []int64{4, 2}),     // elapsed: 2 of 4 observed so far
		row("2026-05", 8, []int64{8}, []int64{8}),           // immature
	}}
	pooled, err := c.Pooled(1)
	if want := (cx.Proportion{Count: 7, Total: 42}); pooled != want || err != nil {
		t.Errorf("Pooled(1) = %v, %v, want %v", pooled, err, want)
	}
	mean, err := c.SimpleMean(1)
	cxtest.Exactly(t, "SimpleMean(1)", mean, err, "0.36666667") // (0.6 + 0 + 0.5) / 3
	mean, err = c.SimpleMean(0)
	cxtest.Exactly(t, "SimpleMean(0)", mean, err, "1")
	mean, err = c.SimpleMean(2)
	cxtest.Exactly(t, "SimpleMean(2)", mean, err, "0.3")
	pooled, err = c.Pooled(3)
	if pooled != (cx.Proportion{}) || err != nil {
		t.Errorf("Pooled(3) = %v, %v, want no data", pooled, err)
	}
	_, err = c.SimpleMean(3)
	cxtest.Refuses(t, "SimpleMean(3)", err, cx.ErrNoData)
	_, err = c.Rows[2].Rate(0)
	cxtest.Refuses(t, "Rate of an empty cohort", err, cx.ErrNoData)
	_, err = c.Rows[4].Rate(1)
	cxtest.Refuses(t, "Rate of an immature cell", err, cx.ErrNoData)
	_, err = c.Rows[0].Rate(math.MaxInt)
	cxtest.Refuses(t, "Rate of a far cell", err, cx.ErrNoData)
	for _, k := range []int{-1, math.MinInt} {
		_, err = c.Rows[0].Rate(k)
		cxtest.Refuses(t, "Rate of a negative interval", err, cx.ErrInvalid)
		_, err = c.Pooled(k)
		cxtest.Refuses(t, "Pooled of a negative interval", err, cx.ErrInvalid)
		_, err = c.SimpleMean(k)
		cxtest.Refuses(t, "SimpleMean of a negative interval", err, cx.ErrInvalid)
	}
	if got := c.Total(); got != 52 {
		t.Errorf("Total() = %d, want 52", got)
	}

	// Counts that no builder makes.
	for name, bad := range map[string]cx.Cohort{
		"more active than eligible": row("2026-01", 5, []int64{5}, []int64{4}),
		"negative active":           row("2026-01", 5, []int64{-1}, []int64{4}),
		"negative eligible":         row("2026-01", 5, []int64{0}, []int64{-4}),
	} {
		c := cx.Cohorts{Grain: cx.Month, Rows: []cx.Cohort{bad}}
		_, err := bad.Rate(0)
		cxtest.Refuses(t, "Rate, "+name, err, cx.ErrInvalid)
		_, err = c.Pooled(0)
		cxtest.Refuses(t, "Pooled, "+name, err, cx.ErrInvalid)
		_, err = c.SimpleMean(0)
		cxtest.Refuses(t, "SimpleMean, "+name, err, cx.ErrInvalid)
	}
	for _, sizes := range [][]int64{{-1}, {math.MaxInt64, 1}} {
		var c cx.Cohorts
		for _, size := range sizes {
			c.Rows = append(c.Rows, cx.Cohort{Size: size})
		}
		if got := c.Total(); got != 0 {
			t.Errorf("Total() of sizes %v = %d, want 0", sizes, got)
		}
	}
	// Cells of unequal number: what lacks its half is not there.
	_, err = row("2026-01", 5, []int64{5, 3}, []int64{5}).Rate(1)
	cxtest.Refuses(t, "Rate of half a cell", err, cx.ErrNoData)
}

// Thirds of many cohorts: the mean is rounded once.
func TestCohortsSimpleMeanRounding(t *testing.T) {
	var c cx.Cohorts
	for range 3 {
		c.Rows = append(c.Rows, cx.Cohort{Active: []int64{1}, Eligible: []int64{3}})
	}
	c.Rows = append(c.Rows, cx.Cohort{Active: []int64{1}, Eligible: []int64{1}})
	got, err := c.SimpleMean(0)
	cxtest.Exactly(t, "SimpleMean", got, err, "0.5") // (1/3 + 1/3 + 1/3 + 1) / 4
}

func TestCohortsRevenue(t *testing.T) {
	rows := []cx.Activity{
		{Customer: "a", At: instant("2026-01-05"), Amount: dec("20.10")},
		{Customer: "a", At: instant("2026-01-06"), Amount: dec("-0.10")}, // a refund
		{Customer: "a", At: instant("2026-03-06"), Amount: dec("5")},
		{Customer: "b", At: instant("2026-01-07"), Amount: dec("1e-20")},
		{Customer: "c", At: instant("2026-03-31"), Amount: dec("9223372036854775807")},
		{Customer: "c", At: instant("2026-03-31"), Amount: dec("9223372036854775807")},
		{Customer: "c", At: instant("2026-04-01"), Amount: dec("77")}, // in the month that is running
	}
	c, err := cx.CohortsOf(rows, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Cohort{
		{Period: period("2026-01"), Size: 2, Active: []int64{2, 0, 1}, Eligible: []int64{2, 2, 2},
			Revenue: []decimal.Decimal{dec("20.00000000000000000001"), dec("0"), dec("5")}},
		{Period: period("2026-02")},
		{Period: period("2026-03"), Size: 1, Active: []int64{1}, Eligible: []int64{1},
			Revenue: []decimal.Decimal{dec("18446744073709551614")}},
	}
	if diff := cmp.Diff(want, c.Rows); diff != "" {
		t.Errorf("CohortsOf (-want +got):\n%s", diff)
	}
	// A sum of more than 34 digits is refused where it arises.
	rows = append(rows, cx.Activity{Customer: "b", At: instant("2026-01-07"), Amount: dec("1e20")})
	for name, f := range cohortBuilders {
		got, err := f(slices.SortedFunc(slices.Values(rows), func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) }),
			cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-15"))
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if !cmp.Equal(got, cx.Cohorts{}) {
			t.Errorf("%s = %v with an error", name, got)
		}
	}
}

var cohortBuilders = map[string]func([]cx.Activity, cx.CohortRule, time.Time) (cx.Cohorts, error){
	"CohortsOf":       cx.CohortsOf,
	"CohortsOfSorted": cx.CohortsOfSorted,
}

func TestCohortsBadInput(t *testing.T) {
	asOf := instant("2026-06-01")
	good := lifeVisits("a", "2026-01-01")
	for name, f := range cohortBuilders {
		t.Run(name, func(t *testing.T) {
			for what, rule := range map[string]cx.CohortRule{
				"no grain":                {Calendar: cx.Calendar{Grain: "decade"}},
				"negative elapsed":        {Elapsed: -1},
				"elapsed and recurring":   {Elapsed: 24 * time.Hour, Recurring: true},
				"no edges":                {Brackets: []int{}},
				"one edge":                {Brackets: []int{0}},
				"a negative edge":         {Brackets: []int{-1, 1}},
				"equal edges":             {Brackets: []int{0, 7, 7}},
				"falling edges":           {Brackets: []int{7, 0}},
				"an edge beyond all":      {Brackets: []int{0, cx.MaxPeriods + 1}},
				"the largest edge":        {Brackets: []int{0, math.MaxInt}},
				"more edges than periods": {Brackets: make([]int, cx.MaxPeriods+1)},
			} {
				_, err := f(good, rule, asOf)
				cxtest.Refuses(t, what, err, cx.ErrInvalid)
				_, err = f(nil, rule, asOf)
				cxtest.Refuses(t, what+", no rows", err, cx.ErrInvalid)
			}
			for _, at := range []time.Time{{}, instant("1899-12-31"), instant("2201-01-01"), time.Unix(1<<62, 0)} {
				_, err := f(good, cx.CohortRule{}, at)
				cxtest.Refuses(t, "as of "+at.String(), err, cx.ErrInvalid)
				_, err = f(nil, cx.CohortRule{}, at)
				cxtest.Refuses(t, "no rows, as of "+at.String(), err, cx.ErrInvalid)
			}
			checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
				c, err := f(rows, cx.CohortRule{}, asOf)
				if err != nil && !cmp.Equal(c, cx.Cohorts{}) {
					t.Errorf("%s = %v with an error", name, c)
				}
				return err
			})
			// The bounds of the years, inclusive.
			for _, at := range []string{"1900-01-01", "2200-12-31T23:59:59.999999998Z"} {
				if _, err := f(lifeVisits("a", at), cx.CohortRule{}, instant(at).Add(1)); err != nil {
					t.Errorf("an activity at %s: %v", at, err)
				}
			}
		})
	}
	// The first bad row is the one that is told of, whatever is wrong with it, and though it
	// lies at asOf or later.
	var row *cx.RowError
	blank, late := cx.Activity{Customer: " ", At: instant("2026-01-01")}, cx.Activity{Customer: " ", At: instant("2027-01-01")}
	for what, rows := range map[string][]cx.Activity{
		"before one without an instant": {blank, {Customer: "b"}},
		"before one with an amount":     {blank, {Customer: "b", At: blank.At, Amount: dec("1e35")}},
		"late":                          {late},
		"late, before another":          {late, good[0]},
	} {
		for name, f := range cohortBuilders {
			for _, elapsed := range []time.Duration{0, 24 * time.Hour} {
				_, err := f(rows, cx.CohortRule{Elapsed: elapsed}, asOf)
				cxtest.Refuses(t, name+" of a blank customer "+what, err, cx.ErrInvalid)
				if !errors.As(err, &row) || row.Row != 0 {
					t.Errorf("%s of a blank customer %s: error %v, want row 0", name, what, err)
				}
			}
		}
	}
	_, err := cx.CohortsOfSorted([]cx.Activity{{Customer: "b", At: blank.At}, {Customer: "a", At: blank.At}, {Customer: "c"}}, cx.CohortRule{}, asOf)
	if !errors.As(err, &row) || row.Row != 1 {
		t.Errorf("CohortsOfSorted out of order before a row without an instant: error %v, want row 1", err)
	}
	_, err = cx.CohortsOfSorted(slices.Concat(lifeVisits("b", "2026-01-01", "2026-01-02"), lifeVisits("a", "2026-01-01")), cx.CohortRule{}, asOf)
	cxtest.Refuses(t, "CohortsOfSorted out of order", err, cx.ErrInvalid)
	if !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("CohortsOfSorted out of order: error %v, want row 2", err)
	}
}

// Grids that would be huge are refused before anything of their size is made.
func TestCohortsLimits(t *testing.T) {
	const day = 24 * time.Hour
	spread := func(n int, from, step string) []cx.Activity {
		var rows []cx.Activity
		d, err := time.ParseDuration(step)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			rows = append(rows, cx.Activity{Customer: fmt.Sprintf("c%06d", i), At: instant(from).Add(time.Duration(i) * d)})
		}
		return rows
	}
	tests := []struct {
		name string
		rows []cx.Activity
		rule cx.CohortRule
		asOf string
	}{
		{"1900 to 2200 by day", lifeVisits("a", "1900-01-01", "2200-12-31"), cx.CohortRule{}, "2200-12-31T12:00:00Z"},
		{"1900 by day, as of 2200", lifeVisits("a", "1900-01-01"), cx.CohortRule{}, "2200-12-31"},
		{"year 1 to 9999 by day", lifeVisits("a", "0001-01-02", "9999-12-31"), cx.CohortRule{}, "2200-12-31"},
		{"40,001 days", lifeVisits("a", "2000-01-01"), cx.CohortRule{}, "2109-07-08T00:00:01Z"},
		{"too many cells", spread(200, "2000-01-01", "24h"), cx.CohortRule{}, "2100-01-01"},
		{"too many cells, elapsed", spread(200, "2000-01-01", "24h"), cx.CohortRule{Elapsed: day}, "2100-01-01"},
		{"40,001 hours", lifeVisits("a", "2000-01-01", "2005-01-01"), cx.CohortRule{Elapsed: time.Hour}, "2006-01-01"},
		{"40,001 hours up to asOf", lifeVisits("a", "2000-01-01"), cx.CohortRule{Elapsed: time.Hour}, "2006-01-01"},
		{"intervals of a nanosecond over 300 years", lifeVisits("a", "1900-01-01", "2200-01-01"), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 1}, "2200-12-31"},
		{"intervals of a nanosecond", lifeVisits("a", "2000-01-01", "2000-01-02"), cx.CohortRule{Elapsed: 1}, "2000-02-01"},
	}
	for _, test := range tests {
		for name, f := range cohortBuilders {
			t.Run(test.name+"/"+name, func(t *testing.T) {
				lifeWithin(t, 100*time.Millisecond, func() {
					got, err := f(test.rows, test.rule, instant(test.asOf))
					cxtest.Refuses(t, name, err, cx.ErrInvalid)
					if !cmp.Equal(got, cx.Cohorts{}) {
						t.Errorf("%s = %v with an error", name, got)
					}
				})
			})
		}
	}
	// 40,000 days are still allowed, and so is a grid of many cells that has the rows for it.
	c, err := cx.CohortsOf(lifeVisits("a", "2000-01-01"), cx.CohortRule{}, instant("2109-07-07T23:59:59Z"))
	if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) != cx.MaxPeriods-1 {
		t.Errorf("CohortsOf over 40,000 days: %d rows, %v", len(c.Rows), err)
	}
	// Rows at asOf or later do not stretch the grid.
	c, err = cx.CohortsOf(lifeVisits("a", "2026-01-01", "2199-01-01"), cx.CohortRule{}, instant("2026-01-03"))
	if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) != 2 {
		t.Errorf("CohortsOf with a row far ahead = %v, %v", c.Rows, err)
	}
}

// 300 years are more nanoseconds than fit an int64.
func TestCohortsElapsedOverCenturies(t *testing.T) {
	const day = 24 * time.Hour
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 30 * day, Brackets: []int{0, 1, 3652, 3653}}
	// 109,573 days lie between the two: 3652 intervals of 30 days, and 13 days.
	rows := []cx.Activity{
		{Customer: "a", At: instant("1900-01-01"), Amount: dec("1")},
		{Customer: "a", At: instant("2200-01-01"), Amount: dec("2")},
	}
	for name, f := range cohortBuilders {
		got, err := f(rows, rule, instant("2200-12-31"))
		want := []cx.Cohort{{Period: period("1900"), Size: 1, Active: []int64{1, 0, 1}, Eligible: []int64{1, 1, 1},
			Revenue: []decimal.Decimal{dec("1"), dec("0"), dec("2")}}}
		if diff := cmp.Diff(want, got.Rows); err != nil || diff != "" {
			t.Errorf("%s error %v (-want +got):\n%s", name, err, diff)
		}
		// The triangle of the first row alone reaches as far.
		rule := rule
		rule.Brackets = nil
		got, err = f(rows[:1], rule, instant("2200-12-31"))
		if err != nil || len(got.Rows) != 1 || len(got.Rows[0].Active) != 3664 { // 109,937 days
			t.Errorf("%s as of 2200: %d rows, %v", name, len(got.Rows), err)
		}
	}
}

// Amounts at asOf or later give no revenue, as if their rows were not there.
func TestCohortsLateRevenue(t *testing.T) {
	rows := []cx.Activity{{Customer: "a", At: instant("2026-01-05")}, {Customer: "a", At: instant("2026-04-05"), Amount: dec("7")}}
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	for name, f := range cohortBuilders {
		want, err1 := f(rows[:1], rule, instant("2026-04-01"))
		got, err2 := f(rows, rule, instant("2026-04-01"))
		if diff := cmp.Diff(want, got); err1 != nil || err2 != nil || diff != "" {
			t.Errorf("%s errors %v, %v (-want +got):\n%s", name, err1, err2, diff)
		}
	}
}

// A shard whose amounts are all 0 merges with one that has revenue to the whole.
func TestCohortsMergeRevenue(t *testing.T) {
	free := lifeVisits("a", "2026-01-05", "2026-02-05")
	paid := []cx.Activity{{Customer: "b", At: instant("2026-02-07"), Amount: dec("7")}}
	rule, asOf := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-01")
	want, err := cx.CohortsOf(slices.Concat(free, paid), rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, shards := range [][2][]cx.Activity{{free, paid}, {paid, free}} {
		var got cx.Cohorts
		for _, rows := range shards {
			part, err := cx.CohortsOf(rows, rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if err := got.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("merged (-whole +merged):\n%s", diff)
		}
	}
}

// No rows, or none before asOf, give the empty triangle of the rule.
func TestCohortsOfNobody(t *testing.T) {
	for name, f := range cohortBuilders {
		for what, rows := range map[string][]cx.Activity{"nil": nil, "later rows": lifeVisits("a", "2026-05-01", "2027-01-01")} {
			rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}, Unbounded: true, Brackets: []int{0, 1, 4}}
			got, err := f(rows, rule, instant("2026-05-01"))
			want := cx.Cohorts{Grain: cx.Week, Zone: "UTC", Unbounded: true, Brackets: []int{0, 1, 4}, AsOf: instant("2026-05-01")}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s of %s: error %v (-want +got):\n%s", name, what, err, diff)
			}
			if got.Total() != 0 {
				t.Errorf("%s of %s: Total() = %d, want 0", name, what, got.Total())
			}
			_, err = got.SimpleMean(0)
			cxtest.Refuses(t, "SimpleMean", err, cx.ErrNoData)
			_, err = got.SimpleMean(-1)
			cxtest.Refuses(t, "SimpleMean(-1)", err, cx.ErrInvalid)
			_, err = got.Pooled(-1)
			cxtest.Refuses(t, "Pooled(-1)", err, cx.ErrInvalid)
			var sum cx.Cohorts
			if err := sum.Merge(got); err != nil || !cmp.Equal(sum, want) {
				t.Errorf("the zero value merged with %v is %v, %v", want, sum, err)
			}
		}
	}
}

// TestCohortsCDNOW compares with reference.json, and with the means of decisions.md.
func TestCohortsCDNOW(t *testing.T) {
	var want struct {
		Master struct {
			Customers int64 `json:"customers"`
			Triangle  map[string]struct {
				Size   int64   `json:"size"`
				Active []int64 `json:"active"`
			} `json:"cohort_triangle"`
			Revenue map[string][]string `json:"cohort_revenue_by_month_offset"`
		} `json:"master"`
	}
	lifeReference(t, "cdnow", &want)
	rows := cdnowPurchases(t)
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	c, err := cx.CohortsOf(rows, rule, instant("1998-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 3 || len(want.Master.Triangle) != 3 || len(want.Master.Revenue) != 3 || c.Total() != want.Master.Customers {
		t.Fatalf("%d rows and %d customers, want 3 and %d", len(c.Rows), c.Total(), want.Master.Customers)
	}
	for _, row := range c.Rows {
		month := row.Period.String()
		if diff := cmp.Diff(want.Master.Triangle[month].Active, row.Active); diff != "" || row.Size != want.Master.Triangle[month].Size {
			t.Errorf("%s: size %d, active (-want +got):\n%s", month, row.Size, diff)
		}
		var revenue []decimal.Decimal
		for _, s := range want.Master.Revenue[month] {
			revenue = append(revenue, dec(s))
		}
		if diff := cmp.Diff(revenue, row.Revenue); diff != "" {
			t.Errorf("%s: revenue (-want +got):\n%s", month, diff)
		}
	}
	pooled, err := c.Pooled(1)
	if want := (cx.Proportion{Count: 3501, Total: 23570}); pooled != want || err != nil {
		t.Errorf("Pooled(1) = %v, %v, want %v", pooled, err, want)
	}
	rate, err := pooled.Rate()
	cxtest.Exactly(t, "Pooled(1).Rate", rate, err, "0.14853627")
	mean, err := c.SimpleMean(1)
	cxtest.Exactly(t, "SimpleMean(1)", mean, err, "0.14821259")
	// A day earlier June 1998 is still running.
	early, err := cx.CohortsOf(rows, rule, instant("1998-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = early.Rows[0].Rate(17)
	cxtest.Refuses(t, "the cell of a month that is running", err, cx.ErrNoData)
}

// cdnowPurchases reads the optional CDNOW purchases.
func cdnowPurchases(t testing.TB) []cx.Activity {
	t.Helper()
	lines := bufio.NewScanner(lifeFile(t, "data/cdnow/CDNOW_master.txt.gz"))
	var rows []cx.Activity
	for line := 0; lines.Scan(); line++ {
		f := strings.Fields(lines.Text())
		if line == 0 || len(f) != 4 {
			continue // the header
		}
		at, err := time.Parse("20060102", f[1])
		if err != nil {
			t.Fatal(err)
		}
		amount, err := cx.ParseMoney(f[3])
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, cx.Activity{Customer: f[0], At: at, Amount: amount})
	}
	if err := lines.Err(); err != nil || len(rows) != 69659 {
		t.Fatalf("%d purchases, %v, want 69659", len(rows), err)
	}
	return rows
}

// FuzzCohorts compares with the naive triangle: the first bytes pick the rule and asOf,
// and each three after them are an activity.
func FuzzCohorts(f *testing.F) {
	f.Add([]byte{0, 0, 0, 30, 1, 5, 0, 1, 9, 200, 2, 3, 7})
	f.Add([]byte{4, 2, 1, 200, 1, 5, 0, 1, 90, 200, 2, 3, 7, 1, 91, 3})
	f.Add([]byte{3, 5, 2, 99, 1, 5, 0, 1, 9, 200, 2, 3, 7, 3, 255, 255, 3, 0, 0})
	f.Add([]byte{1, 1, 7, 60, 0, 0, 0})
	zones := lifeZones(f)
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
