package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

// survey is what was read of a file.
type survey struct {
	rows     int64 // below the header
	rejected int64 // of them, as a whole
	faults   []fault
	answers  [questionCount]answers
	segments []string // by the number that an answer carries
	first    int64    // the earliest and the latest time of a row, in seconds since 1970
	last     int64
}

// answers is the answers to one question, and how many cells held none.
type answers struct {
	rows     []answer
	blank    int64
	rejected int64
}

// answer is one answer in 16 bytes, so that a file of millions fits in memory.
type answer struct {
	at      int64 // seconds since 1970, 0 without -at
	segment int32 // 0 without -by
	score   int8
}

// fault says where and why a row or a cell was rejected. It never holds what the
// cell said, which may be anything, and anybody's.
type fault struct {
	Line   int    `json:"line"`            // in the file, from 1
	Column string `json:"column,omitzero"` // none: the row as a whole
	Reason string `json:"reason"`
}

// maxFaults is the number of faults that are kept to be shown.
const maxFaults = 20

// Limits on what a segment column may do to memory and to the reader's eyes.
const (
	maxSegments    = 10_000
	maxSegmentSize = 256
)

// surveyReader adds the rows of a table to a survey.
type surveyReader struct {
	*survey
	table   *tableReader
	options *options
	places  [questionCount]int // of the columns of the questions, -1 for none
	at, by  int
	times   timeParser
	numbers map[string]int32 // of the segments
}

// readSurvey reads a file of answers.
func readSurvey(in io.Reader, o *options, p *progress) (*survey, error) {
	table, err := newTableReader(in)
	if err != nil {
		return nil, err
	}
	r := &surveyReader{
		survey: &survey{}, table: table, options: o,
		times: timeParser{zone: o.calendar.Location}, numbers: map[string]int32{},
	}
	if err := r.findColumns(); err != nil {
		var wrong *usageError
		if errors.As(err, &wrong) {
			wrong.columns = columns{o.source(), table.header}
		}
		return nil, err
	}
	defer p.done()
	for {
		cells, err := table.next()
		if err == io.EOF {
			return r.survey, nil
		}
		var malformed *csv.ParseError
		if err != nil && !errors.As(err, &malformed) {
			return nil, fmt.Errorf("%w (after %s rows)", readError(err), thousands(r.rows))
		}
		r.rows++
		p.step(r.rows)
		if malformed != nil {
			r.reject(malformed.StartLine, "", malformedReason(malformed, len(cells), len(table.header)))
			continue
		}
		if err := r.add(cells); err != nil {
			return nil, err
		}
	}
}

// findColumns finds the columns that the flags name.
func (r *surveyReader) findColumns() (err error) {
	if !r.options.asked() {
		return &usageError{text: "name the column of a question with -nps, -csat or -ces"}
	}
	for i, q := range r.options.questions {
		if r.places[i], err = r.table.find(questionFlags[i], q.column); err != nil {
			return err
		}
	}
	if r.at, err = r.table.find("at", r.options.at); err != nil {
		return err
	}
	r.by, err = r.table.find("by", r.options.by)
	return err
}

// add counts one row.
func (r *surveyReader) add(cells []string) error {
	var a answer
	if r.at >= 0 {
		t, err := r.times.parse(strings.TrimSpace(cells[r.at]))
		if err != nil {
			r.reject(r.line(r.at), r.options.at, err.Error())
			return nil
		}
		a.at = t.Unix()
	}
	if r.by >= 0 {
		name := strings.TrimSpace(cells[r.by])
		if len(name) > maxSegmentSize {
			r.reject(r.line(r.by), r.options.by, fmt.Sprintf("longer than %d bytes", maxSegmentSize))
			return nil
		}
		var err error
		if a.segment, err = r.segment(name); err != nil {
			return err
		}
	}
	if r.rows == r.rejected+1 {
		r.first, r.last = a.at, a.at
	}
	r.first, r.last = min(r.first, a.at), max(r.last, a.at)
	for i, place := range r.places {
		if place >= 0 {
			r.addRating(i, strings.TrimSpace(cells[place]), a)
		}
	}
	return nil
}

// addRating counts one cell of a question; a holds the time and the segment.
func (r *surveyReader) addRating(question int, cell string, a answer) {
	q, counted := r.options.questions[question], &r.answers[question]
	if cell == "" {
		counted.blank++
		return
	}
	score, err := parseRating(cell, q.scale)
	if err != nil {
		counted.rejected++
		r.note(r.line(r.places[question]), q.column, err.Error())
		return
	}
	a.score = score
	counted.rows = append(counted.rows, a)
}

// segment returns the number of a segment. Cells are parts of a row's memory, so the
// name is copied.
func (r *surveyReader) segment(name string) (int32, error) {
	if n, ok := r.numbers[name]; ok {
		return n, nil
	}
	if len(r.segments) == maxSegments {
		return 0, fmt.Errorf("column %q has more than %s segments: name one with fewer in -by",
			r.options.by, thousands(maxSegments))
	}
	name = strings.Clone(name)
	n := int32(len(r.segments))
	r.numbers[name] = n
	r.segments = append(r.segments, name)
	return n, nil
}

// line returns the line of the file on which a cell of the current row begins.
func (r *surveyReader) line(place int) int {
	line, _ := r.table.csv.FieldPos(place)
	return line
}

// reject counts a row that is rejected as a whole.
func (r *surveyReader) reject(line int, column, reason string) {
	r.rejected++
	r.note(line, column, reason)
}

// note keeps the first faults.
func (r *surveyReader) note(line int, column, reason string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault{Line: line, Column: column, Reason: reason})
	}
}

// malformedReason says why a row is no row of the table.
func malformedReason(err *csv.ParseError, cells, want int) string {
	switch {
	case errors.Is(err, csv.ErrFieldCount):
		return fmt.Sprintf("%d cells, the header has %d", cells, want)
	case err.Line > err.StartLine:
		return fmt.Sprintf("a quote is out of place, seen on line %d", err.Line)
	}
	return "a quote is out of place"
}

// parseRating parses a cell that is not blank. Whole numbers with a point, as 8.0,
// come from programs that keep a column with blanks as floats.
func parseRating(cell string, scale cx.Scale) (int8, error) {
	rating, err := cx.ParseRating(cell)
	if err != nil {
		f, notNumber := strconv.ParseFloat(cell, 64)
		if notNumber != nil {
			return 0, errors.New("not a number")
		}
		rating, err = cx.RatingFromFloat(f)
	}
	var outside *cx.RangeError
	if err != nil && !errors.As(err, &outside) {
		return 0, errors.New("not a whole number")
	}
	if err != nil || rating < scale.Min || rating > scale.Max {
		return 0, fmt.Errorf("outside %d-%d", scale.Min, scale.Max)
	}
	return int8(rating), nil
}

// timeParser parses times. The rows of a file have one form as a rule, so it tries
// that of the last row first.
type timeParser struct {
	zone   *time.Location // of times that name none
	layout string
}

var layouts = []string{
	time.RFC3339,
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
}

// parse parses one time. The years are those whose periods all lie within the years
// 1 to 9999 of package cx, whatever the zone and the grain.
func (p *timeParser) parse(cell string) (time.Time, error) {
	if cell == "" {
		return time.Time{}, errors.New("no time")
	}
	t, err := time.ParseInLocation(p.layout, cell, p.zone)
	for i := 0; err != nil && i < len(layouts); i++ {
		if t, err = time.ParseInLocation(layouts[i], cell, p.zone); err == nil {
			p.layout = layouts[i]
		}
	}
	if err != nil {
		return time.Time{}, errors.New("not a time of a known form")
	}
	if t.Year() < 2 || t.Year() > 9998 {
		return time.Time{}, errors.New("a time outside the years 2 to 9998")
	}
	return t, nil
}
