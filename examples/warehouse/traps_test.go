package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The tests of this file know their figures by hand: they do not ask a loop.

// TestLocalWeeks checks weeks by the clocks of Oslo, over changes of the clock and over ends of
// years. The weeks are those of any calendar with ISO weeks.
func TestLocalWeeks(t *testing.T) {
	a := testAsked(t)
	var rows tables
	wanted := make(map[string]int64)
	for i, c := range []struct{ utc, week string }{
		{"2026-03-29T00:59:59Z", "2026-W13"},        // 01:59:59, before clocks go forward
		{"2026-03-29T21:59:59.999999Z", "2026-W13"}, // Sunday, just before midnight, summer time
		{"2026-03-29T22:00:00Z", "2026-W14"},        // Monday 00:00; it is 23:00 by winter time
		{"2026-10-25T00:30:00Z", "2026-W43"},        // 02:30, and again
		{"2026-10-25T01:30:00Z", "2026-W43"},        // 02:30, an hour later
		{"2026-10-25T22:59:59Z", "2026-W43"},        // Sunday 23:59:59; it is Monday by summer time
		{"2026-10-25T23:00:00Z", "2026-W44"},        // Monday 00:00
		{"2021-01-03T22:59:59Z", "2020-W53"},        // Sunday; 2021 has begun, its weeks have not
		{"2021-01-03T23:00:00Z", "2021-W01"},        // Monday
		{"2024-12-29T23:00:00Z", "2025-W01"},        // Monday, December 30
		{"2026-12-31T23:30:00Z", "2026-W53"},        // January 1 in Oslo
		{"2027-01-03T23:00:00Z", "2027-W01"},        // Monday
	} {
		at := want[time.Time](t)(time.Parse(time.RFC3339Nano, c.utc))
		rows.Answers = append(rows.Answers, answer{ID: int64(i), At: at, Question: "nps", Score: some(int64(9))})
		wanted[c.week]++
	}
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		groups, err := npsByWeek(t.Context(), e, a.zone)
		if err != nil || len(groups) != 1 || groups[0].Key != "unknown" {
			t.Fatalf("%v, %v", groups, err)
		}
		got := make(map[string]int64)
		for _, p := range groups[0].Tally {
			if p.Tally.Promoters > 0 {
				got[p.Period.String()] = p.Tally.Promoters
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(wanted) {
			t.Errorf("got  %v\nwant %v", got, wanted)
		}
		if n := len(groups[0].Tally); n != 315 { // 2020-W53, 52 weeks in 2021 to 2025 each, 53 in 2026, 2027-W01
			t.Errorf("%d weeks, want 315", n)
		}
	})
}

// TestLocalHours checks the hour that comes twice in the fall, and the one that never comes.
func TestLocalHours(t *testing.T) {
	a := testAsked(t)
	var rows tables
	for _, night := range []time.Time{time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)} {
		for hours := range 2 { // 01:30 and 03:30 in spring, 02:30 twice in fall
			rows.Orders = append(rows.Orders, order{Customer: "a", At: night.Add(time.Duration(hours) * time.Hour)})
		}
	}
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		h, err := hoursOfDay(t.Context(), e, a.zone)
		wanted := cx.HoursOfDay{Zone: "Europe/Oslo"}
		wanted.Counts[1], wanted.Counts[2], wanted.Counts[3] = 1, 2, 1
		if err != nil || h != wanted {
			t.Errorf("got %v, %v, want %v", h, err, wanted)
		}
	})
}

// TestCohortsByHand checks customers on both sides of asOf, refunds, a month without newcomers, and
// a month by local time.
func TestCohortsByHand(t *testing.T) {
	a := testAsked(t)
	a.asOf = time.Date(2026, 4, 10, 12, 0, 0, 0, time.UTC)
	paid := func(customer, at string, cents int64) order {
		return order{Customer: customer, At: want[time.Time](t)(time.Parse(time.RFC3339Nano, at)), Cents: some(cents)}
	}
	rows := tables{Orders: []order{
		paid("a", "2026-01-31T23:30:00Z", 1000), // February 1 in Oslo
		paid("a", "2026-03-15T12:00:00Z", 2000),
		paid("a", "2026-04-10T12:00:00Z", 9900), // at asOf
		paid("b", "2026-02-10T12:00:00Z", 500),
		paid("b", "2026-03-20T12:00:00Z", -200), // of February
		paid("c", "2026-02-10T12:00:00Z", -100), // without an order
		paid("d", "2026-04-01T12:00:00Z", 700),  // April still runs
		paid("e", "2026-04-11T12:00:00Z", 700),  // after asOf
		paid("f", "2026-02-28T12:00:00Z", -300), // before the order, but there is none earlier
		paid("f", "2026-02-28T23:30:00Z", 400),  // March 1 in Oslo
	}}
	// February: a and b, 10.00 + 5.00 - 2.00, and then a alone. March: f, 4.00 - 3.00. April: d.
	wanted := `{"grain":"month","zone":"Europe/Oslo","as_of":"2026-04-10T12:00:00Z","rows":[` +
		`{"period":"2026-02","size":2,"active":[2,1],"eligible":[2,2],"revenue":["13","20"]},` +
		`{"period":"2026-03","size":1,"active":[1],"eligible":[1],"revenue":["1"]},` +
		`{"period":"2026-04","size":1}]}`
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		c, err := cohorts(t.Context(), e, a.zone, a.asOf)
		if err != nil || encoded(t, c) != wanted {
			t.Errorf("got\n%s, %v, want\n%s", encoded(t, c), err, wanted)
		}
		compareAll(t, e, rows, a)
	})
}

// TestCohortsWithoutRevenue checks months in which nobody began, and that no amounts are no
// revenue rather than a revenue of 0.
func TestCohortsWithoutRevenue(t *testing.T) {
	a := testAsked(t)
	rows := tables{Orders: []order{
		{Customer: "a", At: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)},
		{Customer: "b", At: time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC), Cents: some(int64(0))},
	}}
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		c, err := cohorts(t.Context(), e, a.zone, a.asOf)
		if err != nil || len(c.Rows) != 4 || c.Rows[0].Revenue != nil || c.Rows[1].Active != nil || c.Rows[3].Size != 1 {
			t.Errorf("%s, %v", encoded(t, c), err)
		}
		compareAll(t, e, rows, a)
	})
}

// TestAmountsExactly checks cents that a float64 does not hold: it would make the sum 90071992547409.94.
// 90071992547409.93 + 0.01 + 0.01 = 90071992547409.95.
func TestAmountsExactly(t *testing.T) {
	var rows tables
	for _, cents := range []int64{9_007_199_254_740_993, 1, 1} {
		rows.Orders = append(rows.Orders, order{Customer: "a", Cents: some(cents), Items: some(int64(1))})
	}
	rows.Orders = append(rows.Orders, order{Customer: "a", Items: some(int64(1))}) // NULL is no amount, and not 0
	// (2^53 + 1)² = 2^106 + 2^54 + 1 = 81129638414606699710187514626049 in ten-thousandths, and two
	// more of them for the cents.
	squares := decimal.RequireFromString("8112963841460669971018751462.6051")
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		groups, err := amounts(t.Context(), e)
		if err != nil || len(groups) != 1 {
			t.Fatalf("%v, %v", groups, err)
		}
		got := groups[0].Tally
		if got.Count != 3 || got.Sum.String() != "90071992547409.95" || !got.Squares.Equal(squares) || got.Cubes.IsZero() != (e.dialect == duckDB) {
			t.Errorf("got %s", encoded(t, got))
		}
		baskets, err := baskets(t.Context(), e)
		if err != nil || baskets[0].Tally.Transactions != 3 || baskets[0].Tally.Value.String() != "90071992547409.95" {
			t.Errorf("baskets %s, %v", encoded(t, baskets), err)
		}
	})
}

// TestNames checks that names with quotes and SQL come back as they are, and that what is asked
// about is no SQL either.
func TestNames(t *testing.T) {
	names := []string{"O'Brien", `a "quoted" one`, "'); DROP TABLE answers; --", "$1 ?1 :a %s", "", "Größe 🚀", "tab\tand\nline"}
	var rows tables
	for i, name := range names {
		rows.Answers = append(rows.Answers, answer{ID: int64(i), Segment: some(name), Question: names[2], Score: some(int64(i))})
	}
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		groups, err := ratings(t.Context(), e, names[2], scaleNPS)
		if err != nil || len(groups) != len(names) {
			t.Fatalf("%d groups, %v, want %d", len(groups), err, len(names))
		}
		for i, name := range names {
			found := false
			for _, g := range groups {
				found = found || g.Key == name && g.Tally.Counts[i] == 1 && g.Tally.Total() == 1
			}
			if !found {
				t.Errorf("there is no segment %q with the score %d", name, i)
			}
		}
		if groups, err := ratings(t.Context(), e, "nps' OR 'a' = 'a", scaleNPS); err != nil || len(groups) > 0 {
			t.Errorf("another question has %v, %v", groups, err)
		}
	})
}

// TestShares checks that nothing is divided as an integer: one of three is no 0.
func TestShares(t *testing.T) {
	day := func(d int) cx.Date { return cx.Date{Year: 2026, Month: 3, Day: d} }
	var rows tables
	for _, delivered := range []int{5, 9, 9} {
		rows.Orders = append(rows.Orders, order{Customer: "a", Promised: some(day(5)), Delivered: some(day(delivered))})
	}
	rows.Orders = append(rows.Orders, order{Customer: "a", Promised: some(day(5))}, order{Customer: "a", Delivered: some(day(5))}) // NULLs
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		groups, err := onTime(t.Context(), e)
		if err != nil || len(groups) != 1 {
			t.Fatalf("%v, %v", groups, err)
		}
		if rate, err := groups[0].Tally.Rate(); err != nil || rate.String() != "0.33333333" {
			t.Errorf("rate %v, %v, want 0.33333333", rate, err)
		}
	})
}

// TestLatestAtOneInstant checks that of two answers at one instant the later row counts, that the
// months of a customer are apart, and that anonymous answers all stay.
func TestLatestAtOneInstant(t *testing.T) {
	a := testAsked(t)
	at := time.Date(2026, 3, 31, 21, 59, 0, 0, time.UTC) // March; two minutes later it is April in Oslo
	rows := tables{Answers: []answer{
		{ID: 1, Customer: "a", At: at, Question: "nps", Score: some(int64(0))},
		{ID: 2, Customer: "a", At: at, Question: "nps", Score: some(int64(10))},
		{ID: 3, Customer: "a", At: at.Add(2 * time.Minute), Question: "nps", Score: some(int64(7))},
		{ID: 4, Customer: "a", At: at.Add(3 * time.Minute), Question: "nps"}, // no score is no answer
		{ID: 5, At: at, Question: "nps", Score: some(int64(0))},
		{ID: 6, At: at, Question: "nps", Score: some(int64(0))},
	}}
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		points, err := npsOfLatest(t.Context(), e, a.zone)
		wanted := []cx.NPS{{Promoters: 1, Detractors: 2}, {Passives: 1}}
		if err != nil || len(points) != 2 || points[0].Tally != wanted[0] || points[1].Tally != wanted[1] {
			t.Errorf("got %v, %v", points, err)
		}
	})
}

// TestDialectsHaveAll checks that each statement is there in each dialect.
func TestDialectsHaveAll(t *testing.T) {
	entries := want[[]string](t)(statementNames(postgreSQL))
	for _, dialect := range []string{duckDB, sqliteDB} {
		if got := want[[]string](t)(statementNames(dialect)); strings.Join(got, " ") != strings.Join(entries, " ") {
			t.Errorf("%s has %v, PostgreSQL %v", dialect, got, entries)
		}
	}
	for _, dialect := range []string{duckDB, postgreSQL, sqliteDB} {
		for _, name := range entries {
			text := want[string](t)(statement(dialect, name))
			for _, line := range strings.Split(text, "\n") {
				if len(line) > 120 {
					t.Errorf("%s/%s.sql has a line of %d characters", dialect, name, len(line))
				}
			}
		}
	}
}

func statementNames(dialect string) ([]string, error) {
	entries, err := statements.ReadDir(dialect)
	var all []string
	for _, entry := range entries {
		all = append(all, strings.TrimSuffix(entry.Name(), ".sql"))
	}
	return all, err
}
