package main

import (
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// A visit is an event, or an activity, before it has the form of either side.
type visit struct {
	customer int32
	second   int32 // since firstDay; no two are equal
}

// drawVisits draws n visits in order of time, of so many customers.
func drawVisits(n, customers int, r *rand.Rand) []visit {
	length := int(asOf.Sub(firstDay) / time.Second)
	rows := make([]visit, n)
	for i := range rows {
		rows[i] = visit{int32(r.IntN(customers)), int32(length / n * i)}
	}
	return rows
}

// shuffle puts rows in no order.
func shuffle[T any](rows []T, r *rand.Rand) {
	r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
}

func (v visit) at() time.Time { return firstDay.Add(time.Duration(v.second) * time.Second) }

// customerNames are names in ascending order.
func customerNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("C%07d", i)
	}
	return names
}

func byCustomer(a, b visit) int {
	if a.customer != b.customer {
		return int(a.customer) - int(b.customer)
	}
	return int(a.second) - int(b.second)
}

var months = cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}

// triangle is the cells of cohorts above 0: cohort, interval, customers.
func triangle(c cx.Cohorts) result {
	var rows [][]int64
	for i, row := range c.Rows {
		for k, active := range row.Active {
			if active > 0 {
				rows = append(rows, []int64{int64(i), int64(k), active})
			}
		}
	}
	return result{exact: rows}
}

// setsOfMonths is a triangle by a set of months for each customer, whose cells are summed in 24
// columns. The braces are for the key, the month from 0 to 23, and the table.
func setsOfMonths() string {
	query := "SELECT f"
	for k := range 24 {
		query += fmt.Sprintf(", sum(s >> (f + %d) & 1)::BIGINT", k)
	}
	return query + ` FROM (SELECT {key}, min(m) f, bit_or(1 << m) s FROM (SELECT {key}, ({month})::INTEGER m FROM {table}) GROUP BY 1) GROUP BY 1`
}

// cellsOfColumns are the cells of such a triangle.
func cellsOfColumns(rows [][]int64) [][]int64 {
	var cells [][]int64
	for _, row := range rows {
		for k, n := range row[1:] {
			if n > 0 {
				cells = append(cells, []int64{row[0], int64(k), n})
			}
		}
	}
	return cells
}

const (
	monthOfDate = "date_diff('month', DATE '2024-01-01', moment::DATE)"
	monthParts  = "year(moment) * 12 + month(moment) - 24289"
)

// triangleWays are the triangle in DuckDB.
func triangleWays(d *duck, visits []visit, names []string) (peer, error) {
	err := d.load("visits", "customer VARCHAR, number INTEGER, moment TIMESTAMP", len(visits), func(i int) []driver.Value {
		return []driver.Value{names[visits[i].customer], visits[i].customer, visits[i].at()}
	})
	join := `
		WITH active AS (SELECT DISTINCT {key} c, {month} m FROM visits), firsts AS (SELECT c, min(m) f FROM active GROUP BY c)
		SELECT f, m - f, count(*) FROM active JOIN firsts USING (c) GROUP BY 1, 2`
	lists := `
		WITH sets AS (SELECT {key} c, list_distinct(list({month})) l FROM visits GROUP BY 1), firsts AS (SELECT l, list_min(l) f FROM sets),
			cells AS (SELECT f, unnest(l) m FROM firsts)
		SELECT f, m - f, count(*) FROM cells GROUP BY 1, 2`
	return peer{name: "DuckDB", ways: []side{
		d.way("a join with the first months, customers as text", fill(join, "{key}", "customer", "{month}", monthOfDate)),
		d.way("a join with the first months, number keys", fill(join, "{key}", "number", "{month}", monthOfDate)),
		d.way("lists of months", fill(lists, "{key}", "number", "{month}", monthOfDate)),
		d.wayOf("sets of months as bits, customers as text", fill(setsOfMonths(), "{key}", "customer", "{month}", monthParts, "{table}", "visits"), cellsOfColumns),
		d.wayOf("sets of months as bits, number keys", fill(setsOfMonths(), "{key}", "number", "{month}", monthParts, "{table}", "visits"), cellsOfColumns),
		d.wayOf("sets of months as bits by date_diff, number keys", fill(setsOfMonths(), "{key}", "number", "{month}", monthOfDate, "{table}", "visits"), cellsOfColumns),
	}}, err
}

func activitiesOf(visits []visit, names []string) []cx.Activity {
	rows := make([]cx.Activity, len(visits))
	for i, v := range visits {
		rows[i] = cx.Activity{Customer: names[v.customer], At: v.at()}
	}
	return rows
}

func cohortsRandom(n int, b *bench) (heat, error) {
	r := rand.New(rand.NewPCG(3, 0))
	names := customerNames(n / 10)
	visits := drawVisits(n, len(names), r)
	shuffle(visits, r)
	duckdb, err := triangleWays(b.duck, visits, names)
	if err != nil {
		return heat{}, err
	}
	rows := activitiesOf(visits, names)
	return heat{
		job: "cohort triangle by month, random order", rows: n, customers: len(names),
		cx: []side{
			{
				name: "`CohortsOf`, one core", procs: 1, goals: []goal{{peer: "DuckDB", times: 1.5}},
				run: timed(func() (cx.Cohorts, error) { return cx.CohortsOf(rows, months, asOf) }, triangle),
			},
			{
				name: "`Shard.CohortsOf` in two goroutines, merged", goals: []goal{{peer: "DuckDB", times: 2.5}},
				run: timed(func() (cx.Cohorts, error) {
					var halves [2]cx.Cohorts
					err := split(len(rows), func(half, _, _ int) (err error) {
						halves[half], err = cx.Shard{Part: half, Of: 2}.CohortsOf(rows, months, asOf)
						return err
					})
					if err == nil {
						err = halves[0].Merge(halves[1])
					}
					return halves[0], err
				}, triangle),
			},
		},
		peers: []peer{duckdb},
	}, nil
}

func cohortsSorted(n int, b *bench) (heat, error) {
	names := customerNames(n / 10)
	visits := drawVisits(n, len(names), rand.New(rand.NewPCG(3, 0)))
	slices.SortFunc(visits, byCustomer)
	duckdb, err := triangleWays(b.duck, visits, names)
	if err != nil {
		return heat{}, err
	}
	rows := activitiesOf(visits, names)
	return heat{
		job: "cohort triangle by month, sorted by customer", rows: n, customers: len(names),
		cx: []side{
			{
				name: "`CohortsOfSorted`, one core", procs: 1, goals: []goal{{peer: "DuckDB", times: 10}},
				run: timed(func() (cx.Cohorts, error) { return cx.CohortsOfSorted(rows, months, asOf) }, triangle),
			},
			{
				name: "`Cohorts.Merge` of two goroutines", goals: []goal{{peer: "DuckDB"}},
				run: timed(func() (cx.Cohorts, error) {
					var halves [2]cx.Cohorts
					err := split(len(rows), func(half, from, to int) (err error) {
						halves[half], err = cx.CohortsOfSorted(betweenCustomers(rows, from, to), months, asOf)
						return err
					})
					if err == nil {
						err = halves[0].Merge(halves[1])
					}
					return halves[0], err
				}, triangle),
			},
		},
		peers: []peer{duckdb},
	}, nil
}

// betweenCustomers returns sorted rows from and to the first of a customer.
func betweenCustomers(rows []cx.Activity, from, to int) []cx.Activity {
	first := func(i int) int {
		for 0 < i && i < len(rows) && rows[i-1].Customer == rows[i].Customer {
			i++
		}
		return i
	}
	return rows[first(from):first(to)]
}
