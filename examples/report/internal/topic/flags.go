// Package topic has what all kinds of rows share: their flags, reading rows and counting what is
// lost, the head of a report, and the parts of its pages.
package topic

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// Common is the flags of all reports, and what they say.
type Common struct {
	File string `arg:"" optional:"" type:"text"`

	TableFlags  `group:"How the file is written, where it does not say it itself"`
	pageFlags   `group:"To hand on, beside what is printed"`
	figureFlags `group:"Of all reports"`

	// What is no flag.
	Sample       *Sample       `kong:"-"` // that is read in place of a file
	Reads        []string      `kong:"-"` // all files that are read
	Calendar     cx.Calendar   `kong:"-"`
	KnownAt      cx.Date       `kong:"-"` // zero is the day after the last of the file
	CallbackFile string        `kong:"-"`
	Table        table.Options `kong:"-"`
	Words        table.Words   `kong:"-"`
}

// TableFlags say how a file is written.
type TableFlags struct {
	Encoding     string            `type:"encoding" placeholder:"NAME" help:"of text that is not UTF-8, as windows-1252"`
	Sep          rune              `type:"separator" placeholder:"CHARACTER" help:"between cells: comma, semicolon, tab or bar; default that of the header"`
	Header       *int              `type:"header" placeholder:"ROWS" help:"of names above the rows, 0 to 9, default 1; with 0 the columns are #1, #2, …"`
	Decimal      rune              `type:"decimal" placeholder:"SIGN" help:"of numbers: . or ,"`
	Dates        table.Dates       `type:"dates" placeholder:"FORM" help:"auto (default), dmy, mdy, ymd, excel (a number of days), unix or unixms"`
	TimesIn      *time.Location    `type:"zone" placeholder:"ZONE" help:"the zone of times that name none; default that of -tz"`
	Labels       string            `type:"text" placeholder:"FILE" help:"what the words of answers mean: columns label and rating, na for no answer"`
	NA           []string          `type:"na" name:"na" placeholder:"TEXT" help:"an answer that is none, as 99; may be repeated. N/A, NA, NULL, nan, -, not applicable and don't know are known"`
	Sheet        string            `type:"text" placeholder:"NAME" help:"of a workbook; default the first"`
	Where        []table.Condition `type:"where" placeholder:"COLUMN=TEXT" help:"keeps the rows that have the text, or with != those that have not; may be repeated: of several texts of a column any, of several columns all"`
	Join         string            `type:"text" placeholder:"FILE" help:"adds the columns of a second file"`
	On           string            `type:"text" placeholder:"KEY" help:"to the rows that have its key; KEY=THEIRS where the names differ"`
	AcceptLosses float64           `type:"share" default:"0.05" placeholder:"N" help:"the share of rejected rows or cells above which the page begins with a warning and the exit status is 3; default 0.05"`
}

// figureFlags are of all figures.
type figureFlags struct {
	Config string  `type:"text" placeholder:"FILE" help:"flags from a file as report.toml: the keys are their names, and those of the command line win"`
	Level  float64 `type:"level" default:"0.95" placeholder:"LEVEL" help:"confidence level of intervals and tests as a fraction, default 0.95"`
	JSON   bool    `name:"json" help:"figures for programs; the files json.go list the keys"`
}

// ZoneFlags say where days are.
type ZoneFlags struct {
	TZ *time.Location `name:"tz" type:"zone" default:"UTC" placeholder:"ZONE" help:"the zone of days, as Europe/Oslo; default UTC"`
}

// PeriodFlags say what the periods are.
type PeriodFlags struct {
	Every cx.Grain `type:"grain" default:"month" placeholder:"PERIOD" help:"day, week (ISO), week_from_sunday, month (default), quarter or year"`
	ZoneFlags
}

// AsOfFlags say what is known.
type AsOfFlags struct {
	AsOf cx.Date `type:"day" placeholder:"DATE" help:"what was known as that day began; default the day after the last of the file"`
}

// Sample is a simulated file of rows.
type Sample struct {
	File string
	Rows []byte
}

// UsageError says what is wrong with a flag, and which columns there are, if the
// source has been read.
type UsageError struct {
	Text    string
	Columns Columns
}

func (e *UsageError) Error() string { return e.Text }

// FlagError is the error of the value of a flag.
func FlagError(flag string, err error) error {
	return &UsageError{Text: fmt.Sprintf("-%s: %v", flag, err)}
}

// Source returns the name of the source as the report shows it.
func (o *Common) Source() string {
	switch {
	case o.Sample != nil:
		return o.Sample.File
	case o.File == "-":
		return "standard input"
	}
	return filepath.Base(o.File)
}

// Open opens the file, standard input for "-", or the sample.
func (o *Common) Open(stdin io.Reader) (io.ReadCloser, error) {
	switch {
	case o.Sample != nil:
		return io.NopCloser(bytes.NewReader(o.Sample.Rows)), nil
	case o.File == "-":
		return io.NopCloser(stdin), nil
	}
	return os.Open(o.File)
}

// OpenBeside opens a file that is read beside the one that is reported, or its sample.
func OpenBeside(name string, s *Sample) (source string, in io.ReadCloser, err error) {
	if name == "" {
		return s.File, io.NopCloser(bytes.NewReader(s.Rows)), nil
	}
	in, err = os.Open(name)
	return filepath.Base(name), in, err
}

// SharedFlags returns the flags that all reports have.
func (o *Common) SharedFlags() *Common { return o }

// UseSample reads a sample in place of a file. What a sample loses is bad on purpose.
func (o *Common) UseSample(file string, rows []byte) {
	o.Sample, o.AcceptLosses = &Sample{file, rows}, 1
}

// SetDays says what the periods are, where they are, and what is known.
func (o *Common) SetDays(every cx.Grain, zone *time.Location, asOf cx.Date) {
	o.Calendar, o.KnownAt = cx.Calendar{Grain: every, Location: zone}, asOf
}

// CheckTable reads the words, and puts the flags of a table together.
func (o *Common) CheckTable() error {
	for _, text := range o.NA {
		if err := o.Words.AddNotApplicable(text); err != nil {
			return FlagError("na", err)
		}
	}
	if o.Labels != "" {
		if err := o.Words.ReadLabels(o.Labels, o.Encoding); err != nil {
			return &UsageError{Text: fmt.Sprintf("-labels: %s: %v", filepath.Base(o.Labels), err)}
		}
	}
	o.Reads = append(o.Reads, o.File, o.Join, o.Labels, o.Config)
	o.Table = o.TableFlags.options()
	key, theirs := table.ParseOn(o.On)
	switch {
	case o.Join == "" && o.On == "":
		return nil
	case o.Join == "" || key == "" || theirs == "":
		return &UsageError{Text: "-join FILE and -on KEY go together"}
	}
	o.Table.Join = &table.Join{File: o.Join, Key: key, Theirs: theirs}
	return nil
}

// options returns how a file is read, except for a join.
func (t *TableFlags) options() table.Options {
	return table.Options{Encoding: t.Encoding, Comma: t.Sep, Header: t.Header, Decimal: t.Decimal, Sheet: t.Sheet, Where: t.Where}
}

// OtherTable returns how files beside the one that is reported are read.
func (o *Common) OtherTable() table.Options {
	return table.Options{Encoding: o.Encoding, Decimal: o.Decimal}
}

// The parsers of values that flags of several reports have.

// ParseText takes any text.
func ParseText(text string) (string, error) { return text, nil }

// ParseColumn parses the name of a column.
func ParseColumn(text string) (string, error) { return strings.TrimSpace(text), nil }

// ParseColumns parses one of several columns.
func ParseColumns(text string) ([]string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, errors.New("want the name of a column")
	}
	return []string{text}, nil
}

// ParseNames parses names with commas between them.
func ParseNames(text string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if names == nil {
		return nil, errors.New("want names with commas between them")
	}
	return names, nil
}

// ParseOutput parses the name of a file or a folder to write.
func ParseOutput(text string) (string, error) {
	if text == "" || text == "-" {
		return "", errors.New("want the name of what is to be written")
	}
	return text, nil
}

// ParseZone parses a zone.
func ParseZone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, errors.New("want an IANA zone, as in Europe/Oslo")
	}
	return loc, nil
}

// ParseGrain parses the length of periods.
func ParseGrain(text string) (cx.Grain, error) {
	switch g := cx.Grain(text); g {
	case cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year:
		return g, nil
	}
	return "", errors.New("want day, week, week_from_sunday, month, quarter or year")
}

// ParseLevel parses a confidence level.
func ParseLevel(text string) (float64, error) {
	level, err := strconv.ParseFloat(text, 64)
	if err != nil || !(level > 0 && level < 1) {
		return 0, errors.New("want a fraction between 0 and 1, as in 0.95")
	}
	return level, nil
}

// ParseShare parses a share.
func ParseShare(text string) (float64, error) {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share >= 0 && share <= 1) {
		return 0, errors.New("want a share from 0 to 1, as in 0.1")
	}
	return share, nil
}

// ParseDay parses a day.
func ParseDay(text string) (cx.Date, error) {
	date, err := cx.ParseDate(text)
	if err != nil || date.Year < FirstYear || date.Year > LastYear {
		return cx.Date{}, fmt.Errorf("want a day of the years %d to %d, as in 2026-01-31", FirstYear, LastYear)
	}
	return date, nil
}

// ParseLength parses a length of time in one unit.
func ParseLength(text string) (time.Duration, error) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	const longest = 10 * 365 * 24 * time.Hour
	if n := len(text) - 1; n > 0 {
		number, err := strconv.Atoi(text[:n])
		if unit := units[text[n]]; err == nil && unit > 0 && number > 0 && number <= int(longest/unit) {
			return time.Duration(number) * unit, nil
		}
	}
	return 0, errors.New("want a time of up to ten years, as in 20s, 30m, 12h, 7d or 2w")
}

// WholeBetween returns a parser of whole numbers.
func WholeBetween(least, most int, unit string) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("want a number of %s from %d to %s", unit, least, figure.Thousands(int64(most)))
		}
		return n, nil
	}
}

// ParseEncoding checks the name of an encoding.
func ParseEncoding(text string) (string, error) { return text, table.CheckEncoding(text) }

// ParseHeader parses a number of header rows.
func ParseHeader(text string) (int, error) {
	rows, err := strconv.Atoi(text)
	if err != nil || rows < 0 || rows > table.MaxHeader {
		return 0, fmt.Errorf("want a number of rows from 0 to %d", table.MaxHeader)
	}
	return rows, nil
}

// ParseDecimal parses a decimal sign.
func ParseDecimal(text string) (rune, error) {
	if text != "." && text != "," {
		return 0, errors.New("want . or ,")
	}
	return rune(text[0]), nil
}

// ParseNA checks a text of no answer.
func ParseNA(text string) ([]string, error) {
	var words table.Words
	return []string{text}, words.AddNotApplicable(text)
}

// ParseCondition parses one of several conditions.
func ParseCondition(text string) ([]table.Condition, error) {
	c, err := table.ParseCondition(text)
	return []table.Condition{c}, err
}

// FillIn sets a column that no flag names.
func FillIn(column *string, name string) {
	if *column == "" {
		*column = name
	}
}

// pageFlags are the flags of documents.
type pageFlags struct {
	HTML string `name:"html" type:"output" placeholder:"FILE" help:"a page that opens, prints and is forwarded as one file"`
	MD   string `name:"md" type:"output" placeholder:"FILE" help:"the same as Markdown, with tables in place of pictures"`
	CSV  string `name:"csv" type:"output" placeholder:"DIR" help:"a folder of tables, one file each, for a spreadsheet"`
}
