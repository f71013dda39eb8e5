package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

const tableUsage = `
How the file is written, where it does not say it itself
  -encoding NAME      of text that is not UTF-8, as windows-1252
  -sep CHARACTER      between cells: comma, semicolon, tab or bar; default that of the header
  -header ROWS        of names above the rows, 0 to 9, default 1; with 0 the columns are #1, #2, …
  -decimal SIGN       of numbers: . or ,
  -sheet NAME         of a workbook; default the first
`

// addTableTo adds the flags of reading.
func (o *options) addTableTo(set *flag.FlagSet) {
	t := &o.table
	set.Func("encoding", "", func(text string) error {
		t.Encoding = text
		return table.CheckEncoding(text)
	})
	set.Func("sep", "", func(text string) (err error) {
		t.Comma, err = table.ParseSeparator(text)
		return err
	})
	set.Func("header", "", func(text string) error {
		rows, err := strconv.Atoi(text)
		if err != nil || rows < 0 || rows > table.MaxHeader {
			return fmt.Errorf("want a number of rows from 0 to %d", table.MaxHeader)
		}
		t.Header = &rows
		return nil
	})
	set.Func("decimal", "", func(text string) error {
		if text != "." && text != "," {
			return errors.New("want . or ,")
		}
		t.Decimal = rune(text[0])
		return nil
	})
	set.StringVar(&t.Sheet, "sheet", "", "")
}

// otherTable returns how files beside the one that is reported are read.
func (o *options) otherTable() table.Options {
	return table.Options{Encoding: o.table.Encoding, Decimal: o.table.Decimal}
}
