// Command stream counts answers from a Kafka topic: it keeps the NPS by segment and week in
// SQLite or PostgreSQL, with the offsets beside it in the same transaction, so that each
// record counts once, whenever it is killed.
//
// Without flags it shows that on a broker in its own process: it starts itself, kills itself
// in between, and compares what is in the database with a loop over the same answers.
//
// Copy consume.go, store.go and save.go. What is counted is in answer.go and in talliesOf
// and mergeTally. Leave out demo.go, sample.go and speed.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(start(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const defaultDB = "stream.db"

// settings are the flags. Each may come from the environment: -db as CX_DB.
type settings struct {
	brokers, topic, group, db    string
	batch, speed                 int
	rows, verify, figures, debug bool
}

// start returns the exit status.
func start(ctx context.Context, args []string, out, errs io.Writer) int {
	var set settings
	flags := flag.NewFlagSet("stream", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&set.brokers, "brokers", "", "count from these brokers, `host:port,...`; without it, show how it works")
	flags.StringVar(&set.topic, "topic", "answers", "the `topic` of the answers")
	flags.StringVar(&set.group, "group", "", "share the partitions with the other consumers of this `group`; without it, read all alone")
	flags.StringVar(&set.db, "db", defaultDB, "the `database`: a file of SQLite, or postgres://...")
	flags.IntVar(&set.batch, "batch", 10_000, "the most `records` of one transaction")
	flags.BoolVar(&set.rows, "rows", false, "keep each answer by its id: one sent twice counts once, and cohorts can be built")
	flags.BoolVar(&set.verify, "verify", false, "count anew, from the rows or else from the topic, and compare")
	flags.BoolVar(&set.figures, "figures", false, "print the figures of the database")
	flags.BoolVar(&set.debug, "debug", false, "log each batch")
	flags.IntVar(&set.speed, "speed", 0, "measure with so many `answers`, on a broker in this process")
	var wrong error
	flags.VisitAll(func(f *flag.Flag) {
		name := "CX_" + strings.ToUpper(f.Name)
		if value := os.Getenv(name); value != "" && f.Value.Set(value) != nil {
			wrong = fmt.Errorf("%s cannot be read", name)
		}
	})
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	switch {
	case wrong != nil:
	case flags.NArg() > 0:
		wrong = errors.New("there are no arguments but flags")
	case set.batch < 1 || set.speed < 0:
		wrong = errors.New("-batch is at least 1, and -speed not below 0")
	case set.verify && !set.rows && set.brokers == "":
		wrong = errors.New("-verify needs -rows, or the -brokers of the topic")
	}
	if wrong != nil {
		fmt.Fprintln(errs, "stream:", wrong)
		return 2
	}
	level := slog.LevelInfo
	if set.debug {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewJSONHandler(errs, &slog.HandlerOptions{Level: level}))
	if err := run(ctx, set, out, log); err != nil {
		log.Error("stopped", "error", err)
		return 1
	}
	return 0
}

func run(ctx context.Context, set settings, out io.Writer, log *slog.Logger) error {
	switch {
	case set.speed > 0:
		return measure(ctx, set, out, log)
	case set.brokers == "" && !set.figures && !set.verify:
		return demonstrate(ctx, out, log)
	}
	st, err := openStore(ctx, set.db, set.topic, set.rows, log)
	if err != nil {
		return err
	}
	defer st.db.Close()
	src := source{strings.Split(set.brokers, ","), set.topic, set.group, set.batch, time.Minute}
	switch {
	case set.figures:
		return printFigures(ctx, st, time.Now(), out)
	case set.verify:
		return verify(ctx, src, st, out)
	}
	if err := consume(ctx, src, st, log); err != nil {
		return err
	}
	log.Info("stopped as asked")
	return nil
}
