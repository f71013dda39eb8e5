// Command beam counts partitioned files of answers, orders and events with Apache Beam: NPS
// by segment and week, amounts by segment, cohorts, a funnel and what became of those who
// answered, into one file of JSON. Without flags it makes a small sample, counts it on
// prism, which is Beam's runner in the same process, and compares the figures with those of
// one plain loop.
//
// Copy all but sample.go, loop.go, tour.go and race.go. Your rules go into rules.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
	_ "time/tzdata" // for workers whose image has no time zones

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"
)

// options are the program's own flags. Beam adds its own, as -runner and -endpoint.
type options struct {
	in, out, coders string
	rules           Rules
	shards, race    int
	loop            bool
}

func main() {
	o := options{rules: Rules{AsOf: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Window: quarter()}}
	flag.StringVar(&o.in, "in", "", "files to count: `patterns` with commas between them; none makes a sample")
	flag.StringVar(&o.out, "out", "", "`file` for the figures, as JSON")
	flag.TextVar(&o.rules.AsOf, "as-of", o.rules.AsOf, "rows at this `instant` or later are left out")
	flag.StringVar(&o.rules.Zone, "tz", "Europe/Oslo", "whose clocks say which week and month it is")
	flag.TextVar(&o.rules.Window, "window", o.rules.Window, "`period` in which an answer makes its customer one to follow")
	flag.IntVar(&o.shards, "shards", 32, "parts of the customers; one is held in memory: the rows / 40,000")
	flag.StringVar(&o.coders, "coders", "all", "all; or none, to see that the job fails without them")
	flag.BoolVar(&o.loop, "loop", false, "count in one loop, without Beam")
	flag.IntVar(&o.race, "race", 0, "print how long prism takes for so many `rows`, and one loop")
	flag.Parse()

	// On a worker Init runs it and does not come back, so all that it needs is before.
	cxbeam.Strict()
	if o.coders != "none" {
		cxbeam.Fields()
		cxbeam.Tallies()
	}
	beam.Init()
	if err := o.run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "beam:", err)
		os.Exit(1)
	}
}

// quarter is the first of 2026.
func quarter() cx.Period {
	return cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
}

func (o options) run(ctx context.Context, out io.Writer) error {
	o.rules.AsOf = o.rules.AsOf.UTC() // a local instant is another JSON
	switch {
	case flag.NArg() > 0:
		return errors.New("there are arguments: the files go into -in")
	case o.coders != "all" && o.coders != "none":
		return errors.New("-coders is all or none")
	case o.race > 0:
		return race(ctx, o.race, out)
	case o.in == "":
		return o.tour(ctx, out)
	case o.out == "":
		return errors.New("-out is missing: where the figures go")
	}
	return o.count(ctx)
}

// count counts the files into the file.
func (o options) count(ctx context.Context) error {
	if o.loop {
		figures, err := loop(ctx, o.in, o.rules)
		if err != nil {
			return err
		}
		return figures.write(ctx, o.out)
	}
	p, s := beam.NewPipelineWithRoot()
	if err := build(s, o.in, o.out, o.rules, o.shards); err != nil {
		return err
	}
	runner := *runners.Runner
	if runner == "" {
		runner = "prism"
	}
	if _, err := beam.Run(ctx, runner, p); err != nil {
		return fmt.Errorf("run the pipeline: %w", err)
	}
	return nil
}
