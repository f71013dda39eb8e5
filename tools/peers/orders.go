package main

import (
	"database/sql/driver"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// orderHeat races a job on orders in no order, ten a customer: of the orders, and of a log of them.
func orderHeat(n int, b *bench, job string, do func([]cx.Activity, cx.ActivityLog) []side, ways func(*duck) []side) (heat, error) {
	n = n * 2 / 5
	r := rand.New(rand.NewPCG(8, 0))
	names := customerNames(n / 10)
	visits := drawVisits(n, len(names), r)
	shuffle(visits, r)
	rows := activitiesOf(visits, names)
	for i := range rows {
		rows[i].Amount = decimal.New(int64(r.IntN(20_000))+500, -2)
	}
	log, err := cx.ActivityLogOf(rows, daily, asOf)
	if err != nil {
		return heat{}, err
	}
	err = b.duck.load("orders", "customer VARCHAR, number INTEGER, day INTEGER, cents BIGINT", n, func(i int) []driver.Value {
		v := visits[i]
		return []driver.Value{names[v.customer], v.customer, v.second / 86400, rows[i].Amount.Shift(2).IntPart()}
	})
	return heat{
		job: job, rows: n, customers: len(names),
		cx:    do(rows, log),
		peers: []peer{{name: "DuckDB", ways: ways(b.duck)}},
	}, err
}

// ofBoth are the sides of a function of activities, and of the method of a log of them.
func ofBoth[T any](name string, of func() (T, error), asked func() (T, error), show func(T) result) []side {
	against := []goal{{peer: "DuckDB"}}
	return []side{
		{name: "`" + name + "Of`, one core", procs: 1, goals: against, run: timed(of, show)},
		{name: "`ActivityLog." + name + "`, one core", procs: 1, goals: against, run: timed(asked, show)},
	}
}

var daily cx.Calendar

// dayNumber counts from firstDay.
func dayNumber(d cx.Date) int64 {
	n, err := d.DaysSince(cx.Date{Year: 2024, Month: time.January, Day: 1})
	if err != nil {
		panic(err)
	}
	return int64(n)
}

func spells(n int, b *bench) (heat, error) {
	check := `
		SELECT count(*), sum(first)::BIGINT, sum(last)::BIGINT, count(*) FILTER (again), count(*) FILTER (last + 91 <= 731) FROM found`
	return orderHeat(n, b, "spells of activity, 90 days", func(rows []cx.Activity, log cx.ActivityLog) []side {
		return ofBoth("Spells", func() (cx.Spells, error) { return cx.SpellsOf(rows, 90, daily, asOf) }, func() (cx.Spells, error) { return log.Spells(90) }, func(s cx.Spells) result {
			sums := make([]int64, 5)
			for _, spell := range s.Rows {
				sums[0]++
				sums[1] += dayNumber(spell.First)
				sums[2] += dayNumber(spell.Last)
				if spell.Reactivation {
					sums[3]++
				}
				if spell.Recognized.IsValid() {
					sums[4]++
				}
			}
			return result{exact: [][]int64{sums}}
		})
	}, func(d *duck) []side {
		windows := `
			WITH gaps AS (SELECT {key} AS c, day, lag(day) OVER (PARTITION BY {key} ORDER BY day) AS earlier FROM orders),
			starts AS (SELECT c, day, earlier, sum((earlier IS NULL OR day - earlier > 90)::INTEGER) OVER (PARTITION BY c ORDER BY day ROWS UNBOUNDED PRECEDING) AS spell FROM gaps)
			SELECT c, min(day) AS first, max(day) AS last, spell > 1 AS again FROM starts GROUP BY c, spell`
		neighbors := `
			WITH gaps AS (
				SELECT number, day, lag(day) OVER w AS earlier FROM (SELECT DISTINCT number, day FROM orders) WINDOW w AS (PARTITION BY number ORDER BY day)),
			starts AS (SELECT number, day, earlier FROM gaps WHERE earlier IS NULL OR day - earlier > 90),
			ends AS (SELECT number, max(day) AS last FROM orders GROUP BY 1)
			SELECT number AS c, day AS first, coalesce(lead(earlier) OVER (PARTITION BY number ORDER BY day), last) AS last, earlier IS NOT NULL AS again
			FROM starts JOIN ends USING (number)`
		lists := `
			WITH days AS (SELECT number, list_sort(list(day)) l FROM orders GROUP BY 1),
			cuts AS (SELECT number, l, list_filter(range(1, len(l)), i -> l[i + 1] - l[i] > 90) cut FROM days),
			ends AS (SELECT number, unnest(list_prepend(0, cut)) a, unnest(list_append(cut, len(l))) b, l FROM cuts)
			SELECT number AS c, l[a + 1] AS first, l[b] AS last, a > 0 AS again FROM ends`
		return []side{
			d.wayInto("windows, customers as text", fill(windows, "{key}", "customer"), check),
			d.wayInto("windows, number keys", fill(windows, "{key}", "number"), check),
			d.wayInto("windows over days, number keys", neighbors, check),
			d.wayInto("lists of days, number keys", lists, check),
		}
	})
}

// ordersByDay are the orders of DuckDB: the purchases of one day are one.
const ordersByDay = `
	WITH o AS (SELECT {key} AS c, day, sum(cents)::BIGINT AS cents FROM orders GROUP BY 1, 2),
	customers AS (SELECT c, count(*) AS n, min(day) AS first, max(day) AS last, sum(cents)::BIGINT AS cents, arg_min(cents, day) AS first_cents FROM o GROUP BY 1)
	`

func repeats(n int, b *bench) (heat, error) {
	return orderHeat(n, b, "repeat purchases", func(rows []cx.Activity, log cx.ActivityLog) []side {
		return ofBoth("Repeat", func() (cx.Repeat, error) { return cx.RepeatOf(rows, daily, asOf) }, log.Repeat, func(r cx.Repeat) result {
			return result{exact: [][]int64{{
				r.Customers, r.Repeaters, r.RepeatOrders, r.GapDays, r.FirstRevenue.Shift(2).IntPart(), r.RepeatRevenue.Shift(2).IntPart(),
			}}}
		})
	}, func(d *duck) []side {
		sums := ` SELECT count(*), count(*) FILTER (n > 1), sum(n - 1)::BIGINT, sum(last - first)::BIGINT, sum(first_cents)::BIGINT, sum(cents - first_cents)::BIGINT
			FROM customers`
		return []side{
			d.way("orders of days, customers as text", fill(ordersByDay, "{key}", "customer")+sums),
			d.way("orders of days, number keys", fill(ordersByDay, "{key}", "number")+sums),
			d.way("lists, number keys", `
				WITH lists AS (SELECT number, list(day) AS days, list(cents) AS cents, min(day) AS first, max(day) AS last FROM orders GROUP BY 1),
				customers AS (
					SELECT len(list_distinct(days)) AS n, first, last, list_sum(cents)::BIGINT AS cents,
						list_sum(list_transform(days, (d, i) -> CASE WHEN d = first THEN cents[i] ELSE 0 END))::BIGINT first_cents
					FROM lists)
				`+sums),
		}
	})
}

func histories(n int, b *bench) (heat, error) {
	check := `SELECT count(*), sum(frequency)::BIGINT, sum(recency)::BIGINT, sum(age)::BIGINT, sum(round(spend * frequency))::BIGINT FROM found`
	return orderHeat(n, b, "purchase histories", func(rows []cx.Activity, log cx.ActivityLog) []side {
		return ofBoth("PurchaseHistories", func() ([]cx.PurchaseHistory, error) { return cx.PurchaseHistoriesOf(rows, cx.Day, daily, asOf) },
			func() ([]cx.PurchaseHistory, error) { return log.PurchaseHistories(cx.Day) },
			func(rows []cx.PurchaseHistory) result {
				sums := make([]int64, 5)
				for _, row := range rows {
					sums[0]++
					sums[1] += row.Frequency
					sums[2] += int64(row.Recency)
					sums[3] += int64(row.Age)
					sums[4] += row.Spend.Mul(decimal.New(row.Frequency, 2)).Round(0).IntPart()
				}
				return result{exact: [][]int64{sums}}
			})
	}, func(d *duck) []side {
		rows := ` SELECT c, n - 1 AS frequency, last - first AS recency, 730 - first AS age,
				CASE WHEN n > 1 THEN (cents - first_cents) / (n - 1) ELSE 0 END AS spend
			FROM customers`
		return []side{
			d.wayInto("orders of days, customers as text", fill(ordersByDay, "{key}", "customer")+rows, check),
			d.wayInto("orders of days, number keys", fill(ordersByDay, "{key}", "number")+rows, check),
		}
	})
}

// logOfOrders races the making of a log: DuckDB has its like in sorting the orders by customer and day.
func logOfOrders(n int, b *bench) (heat, error) {
	return orderHeat(n, b, "a log of the orders, sorted by customer", func(rows []cx.Activity, _ cx.ActivityLog) []side {
		return []side{{
			name: "`ActivityLogOf`, one core", procs: 1, goals: []goal{{peer: "DuckDB"}},
			run: timed(func() (cx.ActivityLog, error) { return cx.ActivityLogOf(rows, daily, asOf) },
				func(l cx.ActivityLog) result {
					r, err := l.Repeat()
					if err != nil {
						panic(err)
					}
					return result{exact: [][]int64{{l.Total(), r.FirstRevenue.Add(r.RepeatRevenue).Shift(2).IntPart()}}}
				}),
		}}
	}, func(d *duck) []side {
		check := "SELECT count(DISTINCT {key}), sum(cents)::BIGINT FROM found"
		return []side{
			d.wayInto("sorted rows, customers as text", "SELECT customer, day, cents FROM orders ORDER BY 1, 2", fill(check, "{key}", "customer")),
			d.wayInto("sorted rows, number keys", "SELECT number, day, cents FROM orders ORDER BY 1, 2", fill(check, "{key}", "number")),
			d.wayInto("lists, number keys", "SELECT number, list(day) AS days, list(cents) AS cents FROM orders GROUP BY 1", "SELECT count(*), sum(list_sum(cents))::BIGINT FROM found"),
		}
	})
}
