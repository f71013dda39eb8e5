package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt and docs/sql.md")

// want fails a test without what it needs.
func want[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// hostile are so many made-up rows, and among them those that are easily counted wrong: on all
// days of a zone up to a year.
func hostile(n int, zone *time.Location, year int) tables {
	rows := sample(n)
	for i := range rows.Orders { // amounts that a float64 does not hold to the cent
		if i%500 == 0 {
			rows.Orders[i].Cents = some(int64(9_007_199_254_740_993 + i))
		}
	}
	// Each local day from 2018 on just after its start and just before its end, and each hour of
	// the two nights in which the clocks of 2026 change.
	id := int64(len(rows.Answers))
	add := func(at time.Time) {
		id++
		rows.Answers = append(rows.Answers, answer{ID: id, Customer: "night", At: at, Question: "nps", Score: some(id % 11)})
		rows.Orders = append(rows.Orders, order{Customer: "night", At: at, Cents: some(id)})
		rows.Events = append(rows.Events, event{ID: id, Customer: "night", Name: sampleSteps[id%3], At: at})
	}
	for day := time.Date(2018, 12, 28, 0, 0, 0, 0, zone); day.Year() < year; day = day.AddDate(0, 0, 1) {
		add(day)
		add(day.AddDate(0, 0, 1).Add(-time.Microsecond))
	}
	for _, night := range []time.Time{time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC)} {
		for minutes := range 12 * 60 / 10 {
			add(night.Add(time.Duration(minutes) * 10 * time.Minute))
		}
	}
	return rows
}

func testAsked(t *testing.T) asked { return want[asked](t)(sampleAsked()) }

// TestTallies checks that each engine counts what a loop over the rows counts, byte for byte.
func TestTallies(t *testing.T) {
	a := testAsked(t)
	rows := hostile(20_000, a.zone, 2028)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		compareAll(t, e, rows, a)
	})
}

// TestZones checks zones whose clocks are not whole hours from UTC, change by half an hour, or go
// back over midnight.
func TestZones(t *testing.T) {
	for _, name := range []string{"Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"} {
		a := testAsked(t)
		a.zone = want[*time.Location](t)(time.LoadLocation(name))
		rows := hostile(500, a.zone, 2021)
		t.Run(name, func(t *testing.T) {
			eachEngine(t, func(t *testing.T, e engine) {
				fillTest(t, e, rows, a)
				compareAll(t, e, rows, a)
			})
		})
	}
	t.Run("none", func(t *testing.T) {
		eachEngine(t, func(t *testing.T, e engine) {
			fillTest(t, e, sample(10), testAsked(t))
			// time.Local names no zone; SQLite has no clocks of it.
			if h, err := hoursOfDay(t.Context(), e, time.FixedZone("Nowhere/Land", 3600)); err == nil {
				t.Errorf("an unknown zone gives %v", h)
			}
		})
	})
}

// TestTalliesOfNothing checks empty tables.
func TestTalliesOfNothing(t *testing.T) {
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, tables{}, a)
		compareAll(t, e, tables{}, a)
	})
}

// TestTalliesOfOneRow checks that a lone answer or refund, and an answer that no scale has, does
// not move anything else.
func TestTalliesOfOneRow(t *testing.T) {
	a := testAsked(t)
	at := time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)
	rows := tables{
		Answers:       []answer{{Question: "nps", At: at}, {Question: "nps", At: at, Score: some(int64(11))}, {Question: "csat", At: at, Score: some(int64(0))}},
		Orders:        []order{{Customer: "a", At: at, Cents: some(int64(-500))}, {Customer: "b", At: at}},
		Customers:     []customer{{Name: "a", SignedUp: cx.Date{Year: 2026, Month: 3, Day: 5}, Canceled: some(cx.Date{Year: 2026, Month: 3, Day: 5})}},
		Subscriptions: []cx.SubscriptionPeriod{{Customer: "a", Start: cx.Date{Year: 2026, Month: 3, Day: 5}, End: cx.Date{Year: 2026, Month: 3, Day: 5}, Amount: decimal.NewFromInt(9)}},
		Events:        []event{{Customer: "a", Name: "order", At: at}},
		Selections:    []selection{{Respondent: "a"}},
	}
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		compareAll(t, e, rows, a)
	})
}

// TestAsOf checks instants before all rows, within them, at one of them and where a month begins
// in Oslo: what is at asOf or later is left out.
func TestAsOf(t *testing.T) {
	a := testAsked(t)
	rows := sample(500)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, rows, a)
		for _, asOf := range []time.Time{
			sampleStart.AddDate(-1, 0, 0),
			rows.Orders[0].At, rows.Events[0].At,
			time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC), // in the month that is asked about
			time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), // April 1
			time.Date(2026, 3, 31, 21, 59, 59, 999_999_000, time.UTC),
		} {
			a.asOf = asOf
			compareAll(t, e, rows, a)
		}
	})
}

// TestSessions checks that neither the time zone nor the form of dates of a session is in a tally.
func TestSessions(t *testing.T) {
	rows, a := sample(2000), testAsked(t)
	t.Run("postgres", func(t *testing.T) {
		separator := "?"
		if strings.Contains(os.Getenv("CX_POSTGRES"), "?") {
			separator = "&"
		}
		e := openPostgres(t, separator+"timezone=Pacific/Auckland&datestyle=German")
		fillTest(t, e, rows, a)
		compareAll(t, e, rows, a)
	})
	t.Run("duckdb", func(t *testing.T) {
		e := openTest(t, duckDB)
		if _, err := e.db.ExecContext(t.Context(), "SET GLOBAL TimeZone = 'Pacific/Auckland'"); err != nil {
			t.Fatal(err)
		}
		fillTest(t, e, rows, a)
		compareAll(t, e, rows, a)
	})
}

// TestWrongRowsRefused checks that what no rows can have does not come through, but is an error.
func TestWrongRowsRefused(t *testing.T) {
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		fillTest(t, e, tables{
			// The customer left before coming.
			Customers:  []customer{{Name: "a", SignedUp: cx.Date{Year: 2026, Month: 3, Day: 9}, Canceled: some(cx.Date{Year: 2026, Month: 3, Day: 2})}},
			Selections: []selection{{Respondent: "a", Option: some("no such option")}},
		}, a)
		if _, err := survival(t.Context(), e, sampleDate(a.asOf)); !errors.Is(err, cx.ErrInvalid) {
			t.Errorf("lifespans that end before they begin: %v", err)
		}
		_, err := choices(t.Context(), e, sampleChoice)
		if err == nil || !strings.Contains(err.Error(), "an option is none of the question") || strings.Contains(err.Error(), "no such") {
			t.Errorf("an option that is none of the question: %v", err)
		}
		if _, err := ratings(t.Context(), e, "nps", cx.Scale{Min: 3, Max: 1}); err != nil {
			t.Errorf("a question without answers: %v", err)
		}
	})
}

// TestSumsTooLarge checks that a sum beyond what an engine or cx can hold is an error, not another
// number.
func TestSumsTooLarge(t *testing.T) {
	for dialect, widen := range map[string]string{
		duckDB:     `ALTER TABLE orders ALTER amount TYPE DECIMAL(38,2)`,
		postgreSQL: `ALTER TABLE orders ALTER amount TYPE numeric(50,2)`,
		sqliteDB:   `SELECT 1`,
	} {
		t.Run(dialect, func(t *testing.T) {
			e := openTest(t, dialect)
			if _, err := e.db.ExecContext(t.Context(), widen); err != nil {
				t.Fatal(err)
			}
			large := "90000000000000000000000000000000000.00" // 35 digits before the point
			if dialect == sqliteDB {
				large = "9000000000000000000"
			}
			insert := "INSERT INTO orders (customer, ordered_at, amount, items) VALUES ('a', '2026-03-01 00:00:00Z', " + large + ", 1)"
			if dialect == sqliteDB {
				insert = strings.ReplaceAll(insert, "'2026-03-01 00:00:00Z'", "0")
			}
			for range 2 {
				if _, err := e.db.ExecContext(t.Context(), insert); err != nil {
					t.Fatal(err)
				}
			}
			if b, err := baskets(t.Context(), e); err == nil {
				t.Errorf("baskets: %v", b)
			}
			if a, err := amounts(t.Context(), e); dialect != sqliteDB && err == nil {
				t.Errorf("amounts: %v", a)
			} else if dialect == sqliteDB && (err != nil || a[0].Tally.Sum.String() != "180000000000000000") {
				t.Errorf("amounts: %v, %v", a, err) // Go adds them
			}
		})
	}
}

// TestCanceled checks that a query ends with its context.
func TestCanceled(t *testing.T) {
	a := testAsked(t)
	eachEngine(t, func(t *testing.T, e engine) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, tally := range tallies() {
			if _, err := tally.pushed(ctx, e, a); err == nil {
				t.Errorf("%s: no error", tally.name)
			}
		}
	})
}

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), nil, &out); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/output.txt", out.String())
}

// TestRace checks that all ways of the race count the same, and that a race without PostgreSQL
// says so. It looks at no time.
func TestRace(t *testing.T) {
	address := os.Getenv("CX_POSTGRES")
	t.Setenv("CX_POSTGRES", "")
	for _, c := range []struct {
		address string
		lines   int
	}{{"", 3}, {address, 5}} {
		if c.lines == 5 && address == "" {
			t.Skip("CX_POSTGRES is not set: the race is not run with PostgreSQL")
		}
		var out strings.Builder
		if err := run(t.Context(), []string{"-race", "-rows", "300", "-postgres", c.address}, &out); err != nil {
			t.Fatal(err)
		}
		if left := strings.Contains(out.String(), "PostgreSQL is left out"); left != (c.address == "") ||
			strings.Count(out.String(), "\n| ") != c.lines+1 || !strings.HasSuffix(out.String(), "All tallies are equal.\n") {
			t.Errorf("it prints\n%s", out.String())
		}
	}
}

func TestRun_refuses(t *testing.T) {
	for _, args := range [][]string{{"-rows", "-1"}, {"file.csv"}} {
		var out strings.Builder
		if err := run(t.Context(), args, &out); err == nil || out.Len() > 0 {
			t.Errorf("%v: %v, printed %q", args, err, out.String())
		}
	}
}

// golden compares a text with a file, or writes it with -update.
func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(data), "\r\n", "\n") != text {
		t.Errorf("%s differs; go test -update writes it. It should be\n%s", file, shortened(text))
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	return string(want[[]byte](t)(json.Marshal(v)))
}
