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
// The way of the data is the order of the files: common.go opens, internal/table and
// rows.go read row by row, read.go, history.go and spending.go parse into compact rows, measure.go,
// activities.go with value.go and forecast.go, and subscriptions.go with contracts.go
// ask package cx for the figures, events.go, journey.go, tickets.go, outcomes.go and
// referrals.go do both, and the files of screens, pages and JSON write them.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // -tz works on a machine without zone files
)

// The simulated samples are embedded beside the flags of their reports.
//
//go:generate go run ./generate

func main() {
	if err := leaveModule(); err != nil {
		fmt.Fprintf(os.Stderr, "report: %v\n", err)
		os.Exit(1)
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
	if flushed := out.Flush(); flushed != nil && (err == nil || err == errWarned) {
		err = flushed
	}
	switch err {
	case nil:
		return 0
	case errWarned:
		return 3
	}
	fmt.Fprintf(stderr, "report: %s\n", printable(err.Error()))
	var wrong *usageError
	if !errors.As(err, &wrong) {
		return 1
	}
	if wrong.columns.names == nil {
		wrong.columns = columnsOf(args)
	}
	if wrong.columns.names != nil {
		fmt.Fprintln(stderr, wrong.columns)
	}
	fmt.Fprintf(stderr, "%s -h lists the flags.\n", strings.Join(commandOf(args), " "))
	return 2
}

// run reads the rows, measures them and writes the report.
func (c *command) run(stdin io.Reader, out, stderr io.Writer) error {
	if c.columns != nil {
		return c.columns.run(stdin, out)
	}
	o := c.kind.flags()
	file, err := o.open(stdin)
	if err != nil {
		return err
	}
	defer file.Close()
	p := newProgress(stderr)
	in := p.start(file, time.Second)
	defer p.done()
	r, err := c.kind.report(in, p)
	if err != nil {
		return err
	}
	p.done()
	return o.write(out, r)
}

// produce reads rows D, and measures a report R.
func produce[F kindOfRows, D, R any, PD interface {
	*D
	counted() *counts
}, PR interface {
	*R
	setReading(*counts, *common)
	documented
}](o F, in io.Reader, p *progress, read func(io.Reader, F, *progress) (*D, error), measure func(*D, F) (*R, error)) (documented, error) {
	data, err := read(in, o, p)
	if err == nil {
		err = PD(data).counted().judgeRows(o.flags())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", printable(o.flags().source()), err)
	}
	counted := PD(data).counted()
	p.read.Store(true)
	r, err := measure(data, o)
	if err != nil {
		return nil, err
	}
	PR(r).setReading(counted, o.flags())
	return PR(r), nil
}

// write writes a report and its documents.
func (o *common) write(out io.Writer, r documented) error {
	var warned error
	if len(r.lost()) > 0 {
		warned = errWarned
	}
	if err := o.writePages(r); err != nil {
		return err
	}
	if o.JSON {
		return cmp.Or(writeJSON(out, r), warned)
	}
	for _, line := range r.headLines() {
		fmt.Fprintln(out, line)
	}
	r.writeText(out)
	for _, line := range r.footLines() {
		fmt.Fprintln(out, line)
	}
	return warned
}
