package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// survey is what was read of a file.
type survey struct {
	counts
	answers  [questionCount]answers
	segments []string // by the number that an answer carries
	first    int64    // the earliest and the latest time of a row, in seconds since 1970
	last     int64
	timed    bool  // there are such times
	untimed  int64 // rows whose time cannot be read
}

// answers is the answers to one question, and how many cells held none.
type answers struct {
	rows     []answer
	blank    int64
	none     int64 // not applicable
	rejected int64
	leading  int64 // of the answers, those counted by the number that they begin with
	shapes   map[unread]int64
}

// unread is what a rejected cell looked like, and why it was rejected.
type unread struct{ shape, reason string }

// maxUnread is the number of kinds of rejected cells that are told apart.
const maxUnread = 1000

// reject counts a rejected cell.
func (a *answers) reject(cell, reason string) {
	a.rejected++
	if a.shapes == nil {
		a.shapes = map[unread]int64{}
	}
	kind := unread{table.Shape(cell), reason}
	if _, known := a.shapes[kind]; known || len(a.shapes) < maxUnread {
		a.shapes[kind]++
	}
}

// answer is one answer in 16 bytes, so that a file of millions fits in memory.
type answer struct {
	at      int64 // seconds since 1970, 0 without -at, noTime where it cannot be read
	segment int32 // 0 without -by
	score   int8
}

// noTime is the time of an answer that counts, but not in the trend.
const noTime = math.MinInt64

// maxSegments is the limit on what a segment column may do to memory and to the
// reader's eyes.
const maxSegments = 10_000

// surveyReader adds the rows of a table to a survey.
type surveyReader struct {
	*survey
	table   *table.Reader
	options *options
	places  [questionCount]int // of the columns of the questions, -1 for none
	at, by  int
	times   *table.Clock
	numbers map[string]int32 // of the segments
}

// readSurvey reads a file of answers.
func readSurvey(in io.Reader, o *options, p *progress) (*survey, error) {
	r := &surveyReader{
		survey: &survey{}, options: o,
		times: o.clock(), numbers: map[string]int32{},
	}
	find := func(t *table.Reader) error {
		r.table = t
		return r.findColumns()
	}
	if err := r.readRows(o.input(in), p, find, r.add); err != nil {
		return nil, err
	}
	return r.survey, r.judge(o)
}

// findColumns finds the columns that the flags name.
func (r *surveyReader) findColumns() (err error) {
	if !r.options.asked() {
		return &usageError{text: "name the column of a question with -nps, -csat or -ces"}
	}
	for i, q := range r.options.questions {
		if r.places[i], err = r.table.Find(questionFlags[i], q.column); err != nil {
			return err
		}
		if r.places[i] >= 0 {
			r.table.Numbers(questionFlags[i], r.places[i])
		}
	}
	if r.at, err = r.table.Find("at", r.options.at); err != nil {
		return err
	}
	if err := r.options.watch(r.table, "at", r.at, r.times); err != nil {
		return err
	}
	r.by, err = r.table.Find("by", r.options.by)
	return err
}

// add counts one row.
func (r *surveyReader) add(cells []string) error {
	var a answer
	if r.at >= 0 {
		t, err := r.times.Parse(strings.TrimSpace(cells[r.at]))
		if err != nil {
			r.untimed++
			r.note(r.table.Line(r.at), r.options.at, err.Error())
			a.at = noTime
		} else {
			a.at = t.Unix()
		}
	}
	if r.by >= 0 {
		name := strings.TrimSpace(cells[r.by])
		if len(name) > maxNameSize {
			r.reject(r.table.Line(r.by), r.options.by, fmt.Sprintf("longer than %d bytes", maxNameSize))
			return nil
		}
		var err error
		if a.segment, err = r.segment(name); err != nil {
			return err
		}
	}
	if a.at != noTime {
		if !r.timed {
			r.timed, r.first, r.last = true, a.at, a.at
		}
		r.first, r.last = min(r.first, a.at), max(r.last, a.at)
	}
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
	text, kind := r.options.words.Read(cell)
	switch kind {
	case table.Blank:
		counted.blank++
		return
	case table.NotApplicable:
		counted.none++
		return
	}
	score, err := parseRating(text, q.scale)
	if err != nil {
		counted.reject(cell, err.Error())
		r.note(r.table.Line(r.places[question]), q.column, err.Error())
		return
	}
	if kind == table.Leading {
		counted.leading++
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

// parseRating parses a cell that is not blank. Whole numbers with a point, as 8.0,
// come from programs that keep a column with blanks as floats.
func parseRating(cell string, scale cx.Scale) (int8, error) {
	rating, err := cx.ParseRating(cell)
	if err != nil {
		f, notNumber := strconv.ParseFloat(cell, 64)
		if notNumber != nil && strings.Contains(cell, ",") {
			return 0, errors.New("not a number; of a decimal comma say -decimal ,")
		}
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
