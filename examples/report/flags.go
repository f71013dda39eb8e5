package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

const usage = `report turns a file of survey answers into NPS, CSAT and CES: one row an answer, one column a
question. Without a file it shows a simulated sample.

  report [flags] [FILE]        FILE is a .csv or .csv.gz with a header line, or - for standard input

Questions: name the column of at least one
  -nps COLUMN         "How likely are you to recommend us?"
  -nps-scale SCALE    0-10 (default), 1-10, 1-7 or 1-5
  -csat COLUMN        "How satisfied are you?", from 1 up
  -csat-points N      2, 3, 4, 5 (default), 6, 7 or 10
  -ces COLUMN         "How easy was it?" or "How much effort was it?", from 1 up
  -ces-scale SCALE    easeN (CES 2.0, higher is better) or effortN (CES 1.0, lower is better),
                      N from 2 to 11 points; default ease7

Time and segments
  -at COLUMN          when the answer was given: 2026-01-31, 2026-01-31 09:30, 2026-01-31 09:30:00,
                      2026-01-31T09:30:00 or RFC 3339
  -tz ZONE            the zone of days, and of times that name none: Europe/Oslo; default UTC
  -every PERIOD       day, week (ISO), week_from_sunday, month (default), quarter or year
  -trailing DAYS      also the last DAYS days pooled; with -json, the DAYS days up to each day
  -by COLUMN          the segments to compare

Output
  -level LEVEL        confidence level of intervals and tests as a fraction, default 0.95
  -json               figures for programs; the keys are listed in json.go
  -h                  this text

A blank cell is a question left unanswered. A rating that is not on the scale is rejected and
counted; so is a whole row with a bad time or a wrong number of cells.
`

// The questions, in the order of the report.
const (
	npsQuestion = iota
	csatQuestion
	cesQuestion
	questionCount
)

// questionFlags are the flags that name the columns of the questions.
var questionFlags = [questionCount]string{"nps", "csat", "ces"}

// question names the column of a rating question and its scale.
type question struct {
	column string // "" is not asked
	scale  cx.Scale
}

// options is what the flags say.
type options struct {
	file      string // "" is the sample
	questions [questionCount]question
	at, by    string
	calendar  cx.Calendar
	trailing  int // days, 0 for none
	level     float64
	json      bool
}

// asked reports whether a column is named for any question.
func (o *options) asked() bool {
	for _, q := range o.questions {
		if q.column != "" {
			return true
		}
	}
	return false
}

// source returns the name of the source as the report shows it.
func (o *options) source() string {
	switch o.file {
	case "":
		return "sample.csv"
	case "-":
		return "standard input"
	}
	return filepath.Base(o.file)
}

// usageError says what is wrong with a flag, and which columns there are, if the
// source has been read.
type usageError struct {
	text    string
	columns columns
}

func (e *usageError) Error() string { return e.text }

// parseFlags reads the command line. Flags may stand before and after the file.
func parseFlags(args []string) (*options, error) {
	o := &options{
		questions: [questionCount]question{
			npsQuestion:  {scale: cx.RecommendScale(11)},
			csatQuestion: {scale: cx.SatisfactionScale(5)},
			cesQuestion:  {scale: cx.EaseScale(7)},
		},
		calendar: cx.Calendar{Grain: cx.Month, Location: time.UTC},
		level:    0.95,
	}
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run prints the error, and the usage for -h
	for i, name := range questionFlags {
		set.StringVar(&o.questions[i].column, name, "", "")
	}
	set.Func("nps-scale", "", scaleFlag(&o.questions[npsQuestion].scale, recommendScale))
	set.Func("csat-points", "", scaleFlag(&o.questions[csatQuestion].scale, satisfactionScale))
	set.Func("ces-scale", "", scaleFlag(&o.questions[cesQuestion].scale, effortScale))
	set.StringVar(&o.at, "at", "", "")
	set.Func("tz", "", o.setZone)
	set.Func("every", "", o.setEvery)
	set.Func("trailing", "", o.setTrailing)
	set.StringVar(&o.by, "by", "", "")
	set.Func("level", "", o.setLevel)
	set.BoolVar(&o.json, "json", false, "")

	var files []string
	for {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, &usageError{text: err.Error()}
		}
		if set.NArg() == 0 {
			break
		}
		files = append(files, set.Arg(0))
		args = set.Args()[1:]
	}
	if len(files) > 1 {
		return nil, &usageError{text: fmt.Sprintf("%d files are named, want one at most", len(files))}
	}
	if len(files) == 1 {
		o.file = files[0]
	}
	o.at, o.by = strings.TrimSpace(o.at), strings.TrimSpace(o.by)
	for i := range o.questions {
		o.questions[i].column = strings.TrimSpace(o.questions[i].column)
	}
	if o.file == "" {
		o.fillFromSample()
	}
	if o.trailing > 0 && o.at == "" {
		return nil, &usageError{text: "-trailing needs the column of the times: -at COLUMN"}
	}
	return o, nil
}

// fillFromSample names the columns of the sample where the flags name none.
func (o *options) fillFromSample() {
	if !o.asked() {
		for i, name := range questionFlags {
			o.questions[i].column = name
		}
	}
	if o.at == "" {
		o.at = "at"
	}
	if o.by == "" {
		o.by = "plan"
	}
}

// scaleFlag returns the function of a flag that names a scale.
func scaleFlag(scale *cx.Scale, parse func(string) (cx.Scale, error)) func(string) error {
	return func(text string) error {
		s, err := parse(text)
		if err == nil {
			*scale = s
		}
		return err
	}
}

func recommendScale(text string) (cx.Scale, error) {
	for _, points := range []int{11, 10, 7, 5} {
		if s := cx.RecommendScale(points); text == fmt.Sprintf("%d-%d", s.Min, s.Max) {
			return s, nil
		}
	}
	return cx.Scale{}, errors.New("want 0-10, 1-10, 1-7 or 1-5")
}

func satisfactionScale(text string) (cx.Scale, error) {
	points, err := strconv.Atoi(text)
	if s := cx.SatisfactionScale(points); err == nil && s != (cx.Scale{}) {
		return s, nil
	}
	return cx.Scale{}, errors.New("want 2, 3, 4, 5, 6, 7 or 10 points")
}

func effortScale(text string) (cx.Scale, error) {
	scaleOf := cx.EaseScale
	digits, ok := strings.CutPrefix(text, "ease")
	if !ok {
		scaleOf = cx.EffortScale
		digits, ok = strings.CutPrefix(text, "effort")
	}
	points, err := strconv.Atoi(digits)
	if s := scaleOf(points); ok && err == nil && s != (cx.Scale{}) {
		return s, nil
	}
	return cx.Scale{}, errors.New("want ease or effort and 2 to 11 points, as in ease7 or effort5")
}

func (o *options) setZone(name string) error {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return errors.New("want an IANA zone, as in Europe/Oslo")
	}
	o.calendar.Location = loc
	return nil
}

func (o *options) setEvery(text string) error {
	switch g := cx.Grain(text); g {
	case cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year:
		o.calendar.Grain = g
		return nil
	}
	return errors.New("want day, week, week_from_sunday, month, quarter or year")
}

func (o *options) setTrailing(text string) error {
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > cx.MaxPeriods {
		return fmt.Errorf("want a number of days from 1 to %s", thousands(cx.MaxPeriods))
	}
	o.trailing = days
	return nil
}

func (o *options) setLevel(text string) error {
	level, err := strconv.ParseFloat(text, 64)
	if err != nil || !(level > 0 && level < 1) {
		return errors.New("want a fraction between 0 and 1, as in 0.95")
	}
	o.level = level
	return nil
}
