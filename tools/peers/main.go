// Peers races the library against others who do the same jobs on the same rows: DuckDB in this
// process, R with its package survival, Python with scipy, and plain loops. Results are compared
// before any time is printed. From the root of the repository,
//
//	go -C tools/peers run . >docs/speed.md
//
// prints the page that docs/speed.md shows. It takes about a quarter of an hour on two cores, 4 GB
// of memory and 300 MB of disk; -rows 100000 takes seconds. It needs a C++ compiler. Where R
// or scipy is missing it says so, and prints the rest (Debian: apt-get install
// --no-install-recommends r-base-core r-cran-survival python3-scipy). The test of the program
// compares the results of few rows.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// A bench is what heats need.
type bench struct {
	duck      *duck
	r, python program
	report    string // the program of examples/report
	folder    string // for files
	busy      bool
	files     []string
}

// A job makes a heat of rows, n being those of the largest.
type job func(n int, b *bench) (heat, error)

// A section is a table of the page.
type section struct {
	title string
	money bool
	jobs  []job
}

var sections = []section{
	{title: "Surveys", jobs: []job{npsOfColumn, npsColumns, npsCompact, npsResponses}},
	{title: "Cohorts", jobs: []job{cohortsRandom, cohortsSorted}},
	{title: "Funnels", jobs: []job{funnelInTime, funnelRandom, funnelSorted}},
	{title: "Orders", jobs: []job{logOfOrders, spells, repeats, histories}},
	{title: "Lifetimes and forecasts", jobs: []job{curve, medianLifetime, logRank, cox, bgnbd}},
	{title: "Money", money: true, jobs: []job{weightedNPS, movements, revenueByClass, amounts}},
	{title: "The report", jobs: []job{surveyReport, ordersReport}},
}

func main() {
	rows := flag.Int("rows", 10_000_000, "of the largest jobs; others have a part of them")
	turns := flag.Int("turns", 5, "of which the median counts; without one, times are those of the comparison")
	busy := flag.Bool("busy", false, "for a machine that others use: the time of processors")
	only := flag.String("only", "", "the sections whose titles hold this text")
	flag.Parse()
	if err := start(os.Stdout, *only, *rows, *turns, *busy); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// start sets the bench up, and writes the page.
func start(w io.Writer, only string, rows, turns int, busy bool) (err error) {
	if rows < 10_000 {
		return fmt.Errorf("%d rows, want 10,000 at least", rows)
	}
	if turns < 0 {
		return fmt.Errorf("%d turns, want 0 at least", turns)
	}
	b := &bench{busy: busy}
	if b.folder, err = os.MkdirTemp("", "peers"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	if b.duck, err = newDuck(); err != nil {
		return err
	}
	defer b.duck.db.Close()
	if b.r, b.python, err = programs(b.folder); err != nil {
		return err
	}
	if b.report, err = buildReport(b.folder); err != nil {
		return err
	}
	p, err := measure(b, only, rows, turns)
	if err != nil {
		return err
	}
	return p.write(w)
}

// measure runs all heats, and keeps no rows of one for the next.
func measure(b *bench, only string, rows, turns int) (page, error) {
	p := page{bench: b, rows: rows, turns: turns, load: readLoad()}
	for _, s := range sections {
		if !strings.Contains(s.title, only) {
			continue
		}
		t := table{section: s}
		for _, j := range s.jobs {
			l, err := lap(j, s.money, b, rows, turns)
			if err != nil {
				return p, err
			}
			t.laps = append(t.laps, l)
			debug.FreeOSMemory()
		}
		p.tables = append(p.tables, t)
	}
	p.load = readLoad().since(p.load)
	return p, nil
}

// A line is a way of cx to do a job, and the memory it takes.
type line struct {
	name   string
	goals  []goal
	took   int64 // nanoseconds
	memory memory
}

// A rival is a peer, with the time of each of its ways.
type rival struct {
	name string
	loop bool
	ways []string
	took []int64 // nanoseconds
	once []bool
	best int // -1 if it is not there
}

// A finish is what is left of a heat.
type finish struct {
	job             string
	rows, customers int
	lines           []line
	rivals          []rival
}

// lap runs a job. The memory is measured for each customer, and with money.
func lap(j job, money bool, b *bench, rows, turns int) (finish, error) {
	h, err := j(rows, b)
	if err != nil {
		return finish{}, err
	}
	fmt.Fprintln(os.Stderr, h.job)
	m, err := h.race(turns, b.busy)
	if err != nil {
		return finish{}, err
	}
	f := finish{job: h.job, rows: h.rows, customers: h.customers}
	for i, s := range h.cx {
		l := line{name: s.name, goals: s.goals, took: m.cx[i].Nanoseconds()}
		if money || h.customers > 0 {
			if l.memory, err = s.memory(); err != nil {
				return finish{}, err
			}
		}
		f.lines = append(f.lines, l)
	}
	for p, peer := range h.peers {
		r := rival{name: peer.name, loop: peer.loop, best: -1}
		for i, way := range peer.ways {
			r.ways = append(r.ways, way.name)
			r.took = append(r.took, m.peers[p][i].Nanoseconds())
			r.once = append(r.once, m.once[[2]int{p, i}])
		}
		if len(peer.ways) > 0 {
			r.best = m.fastest(p)
		}
		f.rivals = append(f.rivals, r)
	}
	for _, file := range b.files {
		if err := os.Remove(file); err != nil {
			return finish{}, err
		}
	}
	b.files = nil
	for _, table := range []string{"answers", "visits", "events", "orders", "survey", "found"} {
		if err := b.duck.exec("DROP TABLE IF EXISTS " + table); err != nil {
			return finish{}, err
		}
	}
	return f, nil
}

// rival returns the peer of a name.
func (f finish) rival(name string) rival {
	return f.rivals[slices.IndexFunc(f.rivals, func(r rival) bool { return r.name == name })]
}
