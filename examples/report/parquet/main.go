// Command parquet writes the columns of a Parquet file as CSV to standard output, for
// the report, which is built without the many modules that reading such a file takes:
//
//	go -C examples/report/parquet run . answers.parquet | report survey -nps score -
//
// A cell is written by the logical type of its column: DECIMAL(18,2) as 12.50, DATE as
// 2026-01-31, TIMESTAMP that is adjusted to UTC as 2026-01-31T08:30:00Z, and without a zone
// if it is not. The cells of a list have semicolons between them, as report -split ";"
// takes them. A column of a type that is no text, number or time is left out, which standard
// error says.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := leaveModule(); err != nil {
		fmt.Fprintf(os.Stderr, "parquet: %v\n", err)
		os.Exit(1)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// leaveModule goes to the folder of the caller, whose file is meant: "go -C examples/report/parquet run ."
// runs the program in its own folder, and says in PWD where the caller is.
func leaveModule() error {
	module, err := os.ReadFile("go.mod")
	caller := os.Getenv("PWD")
	if err != nil || caller == "" || !bytes.HasPrefix(module, []byte("module github.com/cxmetrics/cx/examples/report/parquet\n")) {
		return nil
	}
	return os.Chdir(caller)
}

// run is the program: it returns the exit status, 0, 1 for a file that cannot be read, and
// 2 for wrong arguments.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 || args[0] == "-h" || args[0] == "--help" || args[0] == "-" {
		fmt.Fprintln(stderr, "usage: parquet FILE.parquet >FILE.csv: the file is read from its end, so standard input is none")
		return 2
	}
	if err := convert(args[0], stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "parquet: %v\n", err)
		return 1
	}
	return 0
}

// convert writes a file as CSV, and notes on what is left out or joined.
func convert(name string, out, notes io.Writer) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file: a Parquet file is read from its end", name)
	}
	return writeCSV(in, info.Size(), out, notes)
}
