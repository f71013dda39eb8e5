// Command report turns a file of survey answers, of activities, of subscriptions, of
// events, of measurements, of tickets, or of answers or orders with what belongs to
// them into a page for the people who look after customers: NPS, CSAT and CES with their
// intervals; cohorts, repeat purchases and churn; survival and recurring revenue; what
// customers are worth, and what it costs to win them; a funnel; the map of the customer
// journey; service; what follows from satisfaction; what recommendations bring.
//
// The first word says what the rows are. Without one it shows a simulated sample:
//
//	go -C examples/report run .
//	go -C examples/report run . survey -nps score -at answered -by plan answers.csv.gz
//	go -C examples/report run . sample orders
//	go -C examples/report run . subscriptions -customer user -start from -end until -mrr price subs.csv
//	go -C examples/report run . columns answers.csv
//
// This package has the command line. The packages of the kinds of rows, as internal/survey, have
// their flags, their reading, what they ask package cx for, and their pages.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"
	_ "time/tzdata" // -tz works on a machine without zone files

	fig "github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// The simulated samples are beside the flags of their reports, which embed them.
//
//go:generate go run ./generate

func main() {
	if err := leaveModule(); err != nil {
		fmt.Fprintf(os.Stderr, "report: %v\n", err)
		os.Exit(1)
	}
	// A run is short: the memory may grow to three times what is in use before it is collected,
	// instead of twice, which saves an eighth of the time.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// leaveModule goes to the folder of the caller, whose files are meant. "go -C examples/report run ."
// runs the program in its own folder, and says in PWD where the caller is. Elsewhere PWD may be old,
// and is not looked at.
func leaveModule() error {
	module, err := os.ReadFile("go.mod")
	caller := os.Getenv("PWD")
	if err != nil || caller == "" || !bytes.HasPrefix(module, []byte("module github.com/cxmetrics/cx/examples/report\n")) {
		return nil
	}
	return os.Chdir(caller)
}

// run is the program: it returns the exit status, 0, 1 for a file that cannot be
// read or reported, 2 for a wrong flag or column, and 3 for a report with a warning.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := bufio.NewWriter(stdout)
	c, err := parseCommand(args)
	if err == nil {
		err = c.run(stdin, out, stderr)
	}
	if help, ok := errors.AsType[*helpRequest](err); ok {
		writeHelp(out, help.node)
		err = nil
	}
	if flushed := out.Flush(); flushed != nil && (err == nil || err == topic.ErrWarned) {
		err = flushed
	}
	switch err {
	case nil:
		return 0
	case topic.ErrWarned:
		return 3
	}
	fmt.Fprintf(stderr, "report: %s\n", fig.Printable(err.Error()))
	var wrong *topic.UsageError
	if !errors.As(err, &wrong) {
		return 1
	}
	if wrong.Columns.Names == nil {
		wrong.Columns = columnsOf(args)
	}
	if wrong.Columns.Names != nil {
		fmt.Fprintln(stderr, wrong.Columns)
	}
	fmt.Fprintf(stderr, "%s -h lists the flags.\n", strings.Join(commandOf(args), " "))
	return 2
}

// run reads the rows, measures them and writes the report.
func (c *command) run(stdin io.Reader, out, stderr io.Writer) error {
	if c.columns != nil {
		return c.columns.run(stdin, out)
	}
	o := c.kind.SharedFlags()
	file, err := o.Open(stdin)
	if err != nil {
		return err
	}
	defer file.Close()
	p := topic.NewProgress(stderr)
	in := p.Start(file, time.Second)
	defer p.Done()
	r, err := c.kind.Report(in, p)
	if err != nil {
		return err
	}
	p.Done()
	return o.Write(out, r)
}
