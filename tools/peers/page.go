package main

import (
	"bufio"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
)

// A table is what is left of a section.
type table struct {
	section
	laps []finish
}

// A page is docs/speed.md.
type page struct {
	bench       *bench
	rows, turns int
	load        load
	tables      []table
}

const head = `# Speed

This page is printed by [tools/peers](../tools/peers/main.go), not typed. It races the library against programs that do the same
jobs on the same rows: DuckDB in the same process, R with its package survival, scipy, and plain loops. The results are
compared before any time is taken, counts and money to the last digit: where two differ, there is no page.

`

const notes = `
A time is the median of %s, in which cx and its peers alternate. "Ratio" is how many times as fast as the peer cx is: 2 is half its
time. "Goal" is the ratio that cx is to have there; a ratio below it is %s. One core is GOMAXPROCS=1, and two goroutines are those of
the host: the package starts none. A peer has what it is best at: DuckDB two threads, typed columns in memory, loaded before,
and the fastest of several queries, which are listed below; R and scipy their own arrays, without the time of
reading them or of starting. Of the report, times are those of the whole program, from the file to the figures.

What the figures do not say:

- The rows are drawn at random with a fixed seed: customers are about equally busy, which spreads them over memory as far as can
  be. Real ones are not.
- DuckDB has its rows in a table, and cx in a slice of Go. Who has them elsewhere pays for the way: filling the tables takes many
  times what the queries do, in both directions.
- DuckDB's keys of customers are numbers where that is faster, those of cx are always texts. Its counts are those that the job
  needs; cx also checks each row, and its results have what intervals and tests need.
- Seconds of two machines, or of two days, are not compared. Ratios are, on machines with as many cores.
`

const repeat = `
## To repeat it

` + "```sh" + `
go -C tools/peers run . >docs/speed.md
go -C tools/peers run . -rows 100000 -only Funnels
` + "```" + `

The first takes some twenty minutes, 4 GB of memory and 300 MB of disk, and is right only on a machine that is left alone (else -busy takes the time of processors). It needs a
C++ compiler. R and scipy are used where they are: ` + "`apt-get install --no-install-recommends r-base-core r-cran-survival python3-scipy`" + `. The test of
the program compares the results of 100,000 rows at each change, and no times.

Against plain loops over the same data there are benchmarks beside the code, which are ratios in one run as well:

` + "```sh" + `
go test -run '^$' -bench . -count 10 . >new.txt
go tool -modfile=tools/go.mod benchstat new.txt
` + "```" + `

` + "`-bench Cohorts`" + ` takes a part; the variable ` + "`CX_BENCH_ROWS`" + ` sets the number of rows. Divide the time of a benchmark by that of its
plain loop, whose name has ` + "`loop=`" + `.
`

// write writes the page.
func (p page) write(w io.Writer) error {
	out := bufio.NewWriter(w)
	out.WriteString(head)
	fmt.Fprintf(out, "Measured on %s.\n", machine())
	fmt.Fprintf(out, "%s, DuckDB %s", strings.Replace(runtime.Version(), "go", "Go ", 1), p.bench.duck.version)
	for _, other := range []program{p.bench.r, p.bench.python} {
		if other.version == "" {
			fmt.Fprintf(out, ", %s not there", other.name)
		} else {
			fmt.Fprintf(out, ", %s", other.version)
		}
	}
	fmt.Fprintf(out, ". The largest jobs have %s rows.\n", thousands(p.rows))
	p.writeLoad(out)
	for _, t := range p.tables {
		t.write(out)
	}
	p.writeMemory(out)
	fmt.Fprintf(out, notes, plural(p.turns, "turn"), "in bold type")
	p.writeWays(out)
	out.WriteString(repeat)
	return out.Flush()
}

// writeLoad writes how far the machine was left alone.
func (p page) writeLoad(w io.Writer) {
	if p.load.known {
		others := max(p.load.all-p.load.own, 0)
		fmt.Fprintf(w, "Other programs took %d %% of the processor time that was used meanwhile", 100*others/max(p.load.all, 1))
		if 20*others > p.load.all && !p.bench.busy {
			fmt.Fprint(w, ": that is too much, and the times are not to be relied on")
		}
		fmt.Fprint(w, ".\n")
	}
	if p.bench.busy {
		fmt.Fprint(w, "So a time is not that of the clock, but that of processors, divided by two where two cores are used:\n"+
			"as if all work were shared between them evenly, by cx and by DuckDB.\n")
	}
}

// write writes the table, a row for each way of cx and each of its peers.
func (t table) write(w io.Writer) {
	fmt.Fprintf(w, "\n## %s\n", t.title)
	if t.money {
		fmt.Fprint(w, "\nDecimals, a row; the peer is a loop that does the same by hand, with decimals and maps, on one core.\n\n")
		fmt.Fprint(w, "| job | rows | cx | allocations | peer | ratio | same result |\n|---|---|---|---|---|---|---|\n")
		for _, f := range t.laps {
			for _, l := range f.lines {
				r := f.rivals[0]
				fmt.Fprintf(w, "| %s: %s | %s | %s ns | %.2f | %s ns | %s | yes |\n", f.job, l.name, thousands(f.rows),
					perRow(l.took, f.rows), float64(l.memory.allocations)/float64(f.rows), perRow(r.took[r.best], f.rows), ratio(r.took[r.best], l.took, 0))
			}
		}
		return
	}
	fmt.Fprint(w, "\n| job | rows | cx | peer | its time | ratio | goal | same result |\n|---|---|---|---|---|---|---|---|\n")
	for _, f := range t.laps {
		for _, l := range f.lines {
			for _, g := range l.goals {
				r := f.rival(g.peer)
				fmt.Fprintf(w, "| %s: %s | %s | %s |", f.job, l.name, thousands(f.rows), milliseconds(l.took))
				if r.best < 0 {
					fmt.Fprintf(w, " %s | not there | | %s | not compared |\n", r.name, g)
					continue
				}
				same, name := "yes", r.name+": "+r.ways[r.best]
				if r.loop {
					same, name = "it has none", r.ways[r.best]
				}
				fmt.Fprintf(w, " %s | %s | %s | %s | %s |\n", name, milliseconds(r.took[r.best]), ratio(r.took[r.best], l.took, g.times), g, same)
			}
		}
	}
}

// writeMemory writes what jobs take for each customer.
func (p page) writeMemory(w io.Writer) {
	title := "\n## Memory\n\nBytes for each customer, beside the rows: all that a call asks for, and the most that it holds at once.\n\n" +
		"| job | customers | asked for | at once |\n|---|---|---|---|\n"
	for _, t := range p.tables {
		for _, f := range t.laps {
			if f.customers == 0 {
				continue
			}
			for _, l := range f.lines {
				fmt.Fprintf(w, "%s| %s: %s | %s | %s | %s |\n", title, f.job, l.name, thousands(f.customers),
					each(l.memory.allocated, f.customers), each(l.memory.peak, f.customers))
				title = ""
			}
		}
	}
}

// writeWays writes the times of all ways of peers that have several.
func (p page) writeWays(w io.Writer) {
	title := "\n## The ways of the peers\n\nAll give the same result; the queries are in the program. One that took more than twice the time of the best\n" +
		"at its first turn had no other.\n\n| job | peer | ways |\n|---|---|---|\n"
	for _, t := range p.tables {
		for _, f := range t.laps {
			for _, r := range f.rivals {
				if len(r.ways) < 2 {
					continue
				}
				var ways []string
				for i, name := range r.ways {
					way := name + " " + milliseconds(r.took[i])
					if r.once[i] {
						way += ", once"
					}
					ways = append(ways, way)
				}
				fmt.Fprintf(w, "%s| %s | %s | %s |\n", title, f.job, r.name, strings.Join(ways, "; "))
				title = ""
			}
		}
	}
}

func (g goal) String() string {
	if g.times > 0 {
		return strconv.FormatFloat(g.times, 'f', -1, 64)
	}
	return g.text
}

// ratio is in bold type below its goal.
func ratio(peer, cx int64, goal float64) string {
	r := float64(peer) / float64(cx)
	digits := 2
	if r >= 10 {
		digits = 0
	} else if r >= 2 {
		digits = 1
	}
	text := strconv.FormatFloat(r, 'f', digits, 64)
	if r < goal {
		return "**" + text + "**"
	}
	return text
}

// milliseconds has three digits at least.
func milliseconds(nanoseconds int64) string {
	ms := float64(nanoseconds) / 1e6
	digits := 0
	if ms < 10 {
		digits = 2
	} else if ms < 100 {
		digits = 1
	}
	if ms < 1000 {
		return strconv.FormatFloat(ms, 'f', digits, 64) + " ms"
	}
	return thousands(int(ms+0.5)) + " ms"
}

func perRow(nanoseconds int64, rows int) string {
	return strconv.FormatFloat(float64(nanoseconds)/float64(rows), 'f', 0, 64)
}

func each(bytes uint64, customers int) string {
	x := float64(bytes) / float64(customers)
	if x < 0.1 {
		return "0"
	}
	if x < 10 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return thousands(int(x + 0.5))
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
