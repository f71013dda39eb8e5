// Command report turns a file of survey answers into a page for the people who look
// after customers: NPS, CSAT and CES with their intervals, how the answers are
// spread, how the score moves, and which segments differ from the rest.
//
// Without a file it reads a simulated sample:
//
//	go run ./examples/report
//	go run ./examples/report -nps score -at answered -by plan answers.csv.gz
//
// The way of the data is the order of the files: source.go opens, read.go parses
// into compact rows, measure.go asks package cx for the figures, and screen.go or
// json.go writes them.
package main

import (
	"bufio"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // -tz works on a machine without zone files
)

// sample is the simulated answers that the report shows when it is given no file.
//
//go:generate go run ./generate
//go:embed sample.csv
var sample []byte

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program: it returns the exit status, 0, 1 for a file that cannot be
// read or reported, and 2 for a wrong flag or column.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parseFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err == nil {
		err = makeReport(o, stdin, stdout, stderr)
	}
	if err == nil {
		return 0
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
	fmt.Fprintln(stderr, "report -h lists the flags.")
	return 2
}

// makeReport reads the answers, measures them and writes the report.
func makeReport(o *options, stdin io.Reader, stdout, stderr io.Writer) error {
	in, err := openSource(o.file, stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := readSurvey(in, o, newProgress(stderr))
	if err != nil {
		return fmt.Errorf("%s: %w", printable(o.source()), err)
	}
	r, err := newReport(s, o)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	if o.json {
		err = writeJSON(out, r)
	} else {
		writeScreen(out, r)
	}
	return errors.Join(err, out.Flush())
}
