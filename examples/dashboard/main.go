// Command dashboard is a service that a team forks: answers, orders, subscriptions and tickets
// come in by HTTP, tallies are kept in SQLite or PostgreSQL, and a page shows them.
//
//	dashboard                    a sample in a temporary folder
//	dashboard -db FILE           the service over a SQLite file
//	dashboard -db postgres://…   the service over PostgreSQL
//	dashboard verify -db …       counts all rows again, and compares the tallies
//	dashboard load               measures the service, in a temporary folder
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
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/cxmetrics/cx/examples/dashboard/internal/load"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// The heap is small, and each collection reads the deep stacks of SQLite: that was a
		// quarter of the time.
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(1)
	}
}

// run runs a command. Results go to out, the log and the help to errs.
func run(ctx context.Context, args []string, getenv func(string) string, out, errs io.Writer) error {
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	switch command {
	case "":
		return serveCommand(ctx, args, getenv, out, errs)
	case "verify":
		return verifyCommand(ctx, args, getenv, out, errs)
	case "load":
		return loadCommand(ctx, args, getenv, out, errs)
	}
	return errors.New("the commands are verify and load, and none to serve")
}

// newFlags returns flags whose default is in the environment: CX_DB of -db. Secrets have no
// flags, which every user of the machine can see.
func newFlags(name string, getenv func(string) string, errs io.Writer) (flags *flag.FlagSet, text func(name, value, usage string) *string) {
	flags = flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(errs)
	return flags, func(name, value, usage string) *string {
		variable := "CX_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if set := getenv(variable); set != "" {
			value = set
		}
		return flags.String(name, value, usage+" ("+variable+")")
	}
}

// parse parses the flags of a command, which takes nothing else.
func parse(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return errors.New("what follows the flags is not known")
	}
	return nil
}

// temporary returns a database in a new folder, and what deletes it.
func temporary() (file string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "dashboard-")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder: %w", err)
	}
	return filepath.Join(folder, "dashboard.db"), func() { os.RemoveAll(folder) }, nil
}

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewJSONHandler(w, nil)) }

// verifyCommand counts all rows again. A mismatch is an error.
func verifyCommand(ctx context.Context, args []string, getenv func(string) string, out, errs io.Writer) error {
	flags, text := newFlags("verify", getenv, errs)
	dsn := text("db", "", "the database: a file, or postgres://...")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *dsn == "" {
		return errors.New("verify needs -db")
	}
	if !strings.Contains(*dsn, "://") {
		if _, err := os.Stat(*dsn); err != nil {
			return fmt.Errorf("find the database: %w", err) // and do not make it
		}
	}
	s, err := store.Open(ctx, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	mismatches, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	for _, m := range mismatches {
		fmt.Fprintf(out, "%s %q %q %s: stored %v, counted %v\n", m.Question, m.Segment, m.Stage, m.Day, m.Stored, m.Counted)
	}
	if len(mismatches) > 0 {
		return fmt.Errorf("%d tallies are not the count of their rows", len(mismatches))
	}
	fmt.Fprintln(out, "The tallies are the count of the rows.")
	return nil
}

// loadCommand measures the service over loopback.
func loadCommand(ctx context.Context, args []string, getenv func(string) string, out, errs io.Writer) error {
	flags, text := newFlags("load", getenv, errs)
	dsn := text("db", "", "an empty database: a file, or postgres://...; without one a file in a temporary folder")
	var options load.Options
	flags.IntVar(&options.Answers, "answers", 40_000, "the answers to send")
	flags.IntVar(&options.Writers, "writers", 8, "the writers")
	flags.IntVar(&options.Batch, "batch", 20, "the answers of a request")
	flags.IntVar(&options.Fill, "fill", 0, "the answers of three years that are there before, to time the pages over them")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *dsn == "" {
		file, remove, err := temporary()
		if err != nil {
			return err
		}
		defer remove()
		*dsn = file
	}
	s, err := store.Open(ctx, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	options.Token = newToken()
	service, err := newService(s, config{tokens: options.Token, log: slog.New(slog.DiscardHandler), now: load.Now, received: load.Now})
	if err != nil {
		return err
	}
	return load.Run(ctx, s, service.handler, options, out)
}
