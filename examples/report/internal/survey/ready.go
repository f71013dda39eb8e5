package survey

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// maxCount bounds a ready count, so that no sum of a file is too large.
const maxCount = 1_000_000_000

var errFraction = errors.New("not a whole number")

// parseCount parses a ready count.
func parseCount(cell string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSuffix(cell, ".0"), 10, 64)
	switch {
	case cell == "":
		return 0, errors.New("no count")
	case err != nil:
		return 0, errFraction
	case n < 0 || n > maxCount:
		return 0, fmt.Errorf("outside 0-%s", figure.Thousands(maxCount))
	}
	return n, nil
}

// badCount rejects a row for its count. A fraction says that the whole column is another
// one.
func (r *surveyReader) badCount(err error, flag string, place int, column string) error {
	if err == errFraction {
		return &topic.UsageError{Text: fmt.Sprintf("-%s: the cell on line %s is no whole number: name the column of the counts, not that of their percentages",
			flag, figure.Thousands(int64(r.table.Line(place))))}
	}
	r.Reject(r.table.Line(place), column, err.Error())
	return nil
}

// addClasses counts a row of promoters, passives and detractors, as that many answers on
// the scale in each class.
func (r *surveyReader) addClasses(cells []string, a answer) error {
	var n [3]int64
	for i, place := range r.classes {
		var err error
		if n[i], err = parseCount(strings.TrimSpace(cells[place])); err != nil {
			return r.badCount(err, classFlags[i], place, r.options.classes()[i])
		}
	}
	if sum := n[0] + n[1] + n[2]; sum < 99 || sum > 101 {
		r.notPercent = true
	}
	q := r.options.Questions[question.NPS].Scale
	for i, score := range [3]int{q.TopMin, q.BottomMax + 1, q.BottomMax} {
		a.score = int8(score)
		r.put(&r.counting[question.NPS], a, n[i])
	}
	return nil
}

// total returns the number of answers.
func (a *answers) total() int64 {
	if a.counts == nil {
		return int64(len(a.rows))
	}
	var total int64
	for _, n := range a.counts {
		total += n
	}
	return total
}

// add adds an answer to ratings, as often as it was given.
func (a *answers) add(to *cx.Ratings, row *answer) error {
	if a.counts == nil {
		return to.Add(int(row.score))
	}
	if err := to.Scale.Check(int(row.score)); err != nil {
		return err
	}
	to.Counts[int(row.score)-to.Scale.Min] += a.counts[row.ref]
	return nil
}

// ratings counts all answers.
func (a *answers) ratings(scale cx.Scale) (cx.Ratings, error) {
	var byScore [256]int64
	for i := range a.rows {
		n := int64(1)
		if a.counts != nil {
			n = a.counts[a.rows[i].ref]
		}
		byScore[uint8(a.rows[i].score)] += n
	}
	all := cx.Ratings{Scale: scale}
	for score, n := range byScore {
		if n == 0 {
			continue
		}
		if err := scale.Check(int(int8(score))); err != nil {
			return all, err
		}
		all.Counts[int(int8(score))-scale.Min] += n
	}
	return all, nil
}

// keep leaves out the answers of a customer that do not count: of several the latest, or
// the first. Answers without a customer stay, and so do all at an unknown time: which of
// them is the latest cannot be told.
// It returns which of the answers it left out, nil for none.
func (a *answers) keep(policy cx.DuplicatePolicy) (dropped []bool) {
	if policy == "" || policy == cx.KeepAll {
		return nil
	}
	dropped = make([]bool, len(a.rows))
	best := map[uint32]int{}
	for i, row := range a.rows {
		if row.ref == 0 || row.at == noTime {
			continue
		}
		j, seen := best[row.ref]
		switch {
		case !seen, policy == cx.KeepLatest && row.at >= a.rows[j].at, policy == cx.KeepFirst && row.at < a.rows[j].at:
			best[row.ref] = i
		}
	}
	rows := a.rows[:0]
	for i, row := range a.rows {
		if j, seen := best[row.ref]; row.ref != 0 && row.at != noTime && seen && i != j {
			a.repeated++
			dropped[i] = true
			continue
		}
		rows = append(rows, row)
		if a.weights != nil {
			a.weights[len(rows)-1] = a.weights[i]
		}
		for _, segments := range a.also {
			segments[len(rows)-1] = segments[i]
		}
	}
	a.rows = rows
	if a.weights != nil {
		a.weights = a.weights[:len(rows)]
	}
	return dropped
}
