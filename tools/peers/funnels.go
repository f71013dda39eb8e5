package main

import (
	"database/sql/driver"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// funnelSteps are the names of events; those after the third are no steps.
var funnelSteps = []string{"view", "cart", "purchase", "search", "home", "account"}

// A step is a visit with the place of its name.
type step struct {
	visit
	name uint8
}

// drawSteps draws events in order of time: 30 % views, 10 % carts, 5 % purchases, and others.
func drawSteps(n, customers int) []step {
	r := rand.New(rand.NewPCG(4, 0))
	rows := make([]step, n)
	for i, v := range drawVisits(n, customers, r) {
		rows[i].visit = v
		switch u := r.IntN(100); {
		case u < 30:
			rows[i].name = 0
		case u < 40:
			rows[i].name = 1
		case u < 45:
			rows[i].name = 2
		default:
			rows[i].name = uint8(3 + u%3)
		}
	}
	return rows
}

var funnelRule = cx.FunnelRule{Steps: funnelSteps[:3], Window: 7 * 24 * time.Hour}

// funnelWays are the funnel in DuckDB: who had the first step, who had the second within 7 days of a first, and
// who had the third after that second, within 7 days of that first.
func funnelWays(d *duck, steps []step, names []string) (peer, error) {
	err := d.load("events", "customer VARCHAR, number INTEGER, name VARCHAR, step UTINYINT, moment TIMESTAMP", len(steps), func(i int) []driver.Value {
		s := steps[i]
		return []driver.Value{names[s.customer], s.customer, funnelSteps[s.name], s.name, s.at()}
	})
	lists := `
		WITH journeys AS (
			SELECT {key}, list(epoch_us(moment)) FILTER ({step} = {0}) a, list(epoch_us(moment)) FILTER ({step} = {1}) b, list(epoch_us(moment)) FILTER ({step} = {2}) c
			FROM events WHERE {step} IN ({0}, {1}, {2}) GROUP BY 1),
		found AS (
			SELECT list_filter(a, x -> len(list_filter(b, y -> y > x AND y <= x + 604800000000)) > 0) a, b, c FROM journeys WHERE len(a) > 0)
		SELECT count(*), count(*) FILTER (len(a) > 0),
			count(*) FILTER (len(a) > 0 AND len(c) > 0 AND
				len(list_filter(a, x -> len(list_filter(c, z -> z > list_min(list_filter(b, y -> y > x)) AND z <= x + 604800000000)) > 0)) > 0)
		FROM found`
	windows := `
		WITH a AS (
			SELECT number, step, moment, max(moment) FILTER (step = 0) OVER (PARTITION BY number ORDER BY moment ROWS UNBOUNDED PRECEDING) started
			FROM events WHERE step < 3),
		b AS (
			SELECT number, step, moment, started, max(started) FILTER (step = 1) OVER (PARTITION BY number ORDER BY moment ROWS UNBOUNDED PRECEDING) went_on
			FROM a)
		SELECT count(DISTINCT number) FILTER (step = 0), count(DISTINCT number) FILTER (step = 1 AND moment <= started + INTERVAL 7 DAY),
			count(DISTINCT number) FILTER (step = 2 AND moment <= went_on + INTERVAL 7 DAY)
		FROM b`
	asofs := `
		WITH b AS (
			SELECT e.number, e.moment, f.moment started
			FROM (SELECT number, moment FROM events WHERE step = 1) e ASOF JOIN (SELECT number, moment FROM events WHERE step = 0) f
				ON e.number = f.number AND e.moment > f.moment),
		c AS (
			SELECT e.number, e.moment, b.started
			FROM (SELECT number, moment FROM events WHERE step = 2) e ASOF JOIN b ON e.number = b.number AND e.moment > b.moment)
		SELECT (SELECT count(DISTINCT number) FROM events WHERE step = 0),
			(SELECT count(DISTINCT number) FROM b WHERE moment <= started + INTERVAL 7 DAY),
			(SELECT count(DISTINCT number) FROM c WHERE moment <= started + INTERVAL 7 DAY)`
	joins := `
		WITH b AS (
			SELECT e.number, e.moment, max(f.moment) started
			FROM (SELECT number, moment FROM events WHERE step = 1) e JOIN (SELECT number, moment FROM events WHERE step = 0) f
				ON e.number = f.number AND e.moment > f.moment AND e.moment <= f.moment + INTERVAL 7 DAY
			GROUP BY ALL),
		c AS (
			SELECT e.number
			FROM (SELECT number, moment FROM events WHERE step = 2) e JOIN b ON e.number = b.number AND e.moment > b.moment AND e.moment <= b.started + INTERVAL 7 DAY)
		SELECT (SELECT count(DISTINCT number) FROM events WHERE step = 0), (SELECT count(DISTINCT number) FROM b), (SELECT count(DISTINCT number) FROM c)`
	return peer{name: "DuckDB", ways: []side{
		d.way("lists of instants, all as text", fill(lists, "{key}", "customer", "{step}", "name", "{0}", "'view'", "{1}", "'cart'", "{2}", "'purchase'")),
		d.way("lists of instants, number keys", fill(lists, "{key}", "number", "{step}", "step", "{0}", "0", "{1}", "1", "{2}", "2")),
		d.way("windows, number keys", windows),
		d.way("ASOF joins, number keys", asofs),
		d.way("joins, number keys", joins),
	}}, err
}

// funnelHeat races the funnel over events in the order that they have.
func funnelHeat(job string, times float64, steps []step, names []string, b *bench) (heat, error) {
	duckdb, err := funnelWays(b.duck, steps, names)
	if err != nil {
		return heat{}, err
	}
	rows := make([]cx.Event, len(steps))
	for i, s := range steps {
		rows[i] = cx.Event{Customer: names[s.customer], Name: funnelSteps[s.name], At: s.at()}
	}
	show := func(f cx.Funnel) result {
		var counts []int64
		for _, s := range f.Steps {
			counts = append(counts, s.Customers)
		}
		return result{exact: [][]int64{counts}}
	}
	// All windows are over.
	late := asOf.AddDate(0, 0, 8)
	return heat{
		job: job, rows: len(rows), customers: len(names),
		cx: []side{{
			name: "`FunnelOf`, one core", procs: 1, goals: []goal{{peer: "DuckDB", times: times}},
			run: timed(func() (cx.Funnel, error) { return cx.FunnelOf(rows, funnelRule, late) }, show),
		}},
		peers: []peer{duckdb},
	}, nil
}

func funnelInTime(n int, b *bench) (heat, error) {
	names := customerNames(n / 10)
	return funnelHeat("funnel of 3 steps in 7 days, in order of time", 1.5, drawSteps(n, len(names)), names, b)
}

func funnelRandom(n int, b *bench) (heat, error) {
	names := customerNames(n / 10)
	steps := drawSteps(n, len(names))
	shuffle(steps, rand.New(rand.NewPCG(5, 0)))
	return funnelHeat("funnel of 3 steps in 7 days, random order", 1, steps, names, b)
}

func funnelSorted(n int, b *bench) (heat, error) {
	names := customerNames(n / 10)
	steps := drawSteps(n, len(names))
	slices.SortFunc(steps, func(a, b step) int { return byCustomer(a.visit, b.visit) })
	return funnelHeat("funnel of 3 steps in 7 days, sorted by customer", 9, steps, names, b)
}
