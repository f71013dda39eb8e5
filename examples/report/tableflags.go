package main

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/cxmetrics/cx/examples/report/internal/table"
)

const tableUsage = `
How the file is written, where it does not say it itself
  -encoding NAME      of text that is not UTF-8, as windows-1252
  -sep CHARACTER      between cells: comma, semicolon, tab or bar; default that of the header
  -header ROWS        of names above the rows, 0 to 9, default 1; with 0 the columns are #1, #2, …
  -decimal SIGN       of numbers: . or ,
  -dates FORM         auto (default), dmy, mdy, ymd, excel (a number of days), unix or unixms
  -times-in ZONE      the zone of times that name none; default that of -tz
  -labels FILE        what the words of answers mean: columns label and rating, na for no answer
  -na TEXT            an answer that is none, as 99; may be repeated. N/A, NA, NULL, nan, -, not
                      applicable and don't know are known
  -sheet NAME         of a workbook; default the first
  -where COLUMN=TEXT  keeps the rows that have the text, or with != those that have not; may be
                      repeated: of several texts of a column any, of several columns all
  -join FILE          adds the columns of a second file
  -on KEY             to the rows that have its key; KEY=THEIRS where the names differ
  -accept-losses N    the share of rejected rows or cells above which the page begins with a warning
                      and the exit status is 3; default 0.05
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
	set.Func("dates", "", func(text string) (err error) {
		o.dates, err = table.ParseDates(text)
		return err
	})
	set.Func("times-in", "", zoneFlag(&o.timesIn))
	set.StringVar(&o.labels, "labels", "", "")
	set.Func("na", "", o.words.AddNotApplicable)
	set.Func("accept-losses", "", func(text string) error {
		share, err := strconv.ParseFloat(text, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			return errors.New("want a share from 0 to 1, as in 0.1")
		}
		o.acceptLosses = share
		return nil
	})
	set.Func("where", "", func(text string) error {
		c, err := table.ParseCondition(text)
		t.Where = append(t.Where, c)
		return err
	})
	set.StringVar(&o.joinFile, "join", "", "")
	set.StringVar(&o.joinOn, "on", "", "")
	set.StringVar(&t.Sheet, "sheet", "", "")
}

// checkTable reads the words, and puts the flags of a join together.
func (o *options) checkTable() error {
	if o.labels != "" {
		if err := o.words.ReadLabels(o.labels, o.table.Encoding); err != nil {
			return &usageError{text: fmt.Sprintf("-labels: %s: %v", filepath.Base(o.labels), err)}
		}
	}
	key, theirs := table.ParseOn(o.joinOn)
	switch {
	case o.joinFile == "" && o.joinOn == "":
		return nil
	case o.joinFile == "" || key == "" || theirs == "":
		return &usageError{text: "-join FILE and -on KEY go together"}
	}
	o.table.Join = &table.Join{File: o.joinFile, Key: key, Theirs: theirs}
	return nil
}

// otherTable returns how files beside the one that is reported are read.
func (o *options) otherTable() table.Options {
	return table.Options{Encoding: o.table.Encoding, Decimal: o.table.Decimal}
}
