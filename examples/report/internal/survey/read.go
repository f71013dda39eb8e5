package survey

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// survey is what was read of a file.
type survey struct {
	topic.Counts
	answers  [question.Count]answers
	before   [question.Count]answers // of -against
	segments [][]string              // of each column of -by, by the number that an answer carries
	first    int64                   // the earliest and the latest time of a row, in seconds since 1970
	last     int64
	timed    bool  // there are such times
	untimed  int64 // rows whose time cannot be read
	choices  *choices
	callback *callbackList // nil if it was not asked for
	voice    *voice        // the same
	invited  *invited      // the same

	notPercent bool // a row of ready counts does not add up to 100
}

// answers is the answers to one question, and how many cells held none.
type answers struct {
	rows     []answer
	also     [][]uint16        // of each column of -by after the first, the segments of the rows
	counts   []int64           // how often the answers were given, by the number that they carry; nil: once
	weights  []decimal.Decimal // with weights, of each of the rows
	cells    *cells            // of the counts, nil if answers are kept one by one
	given    int64             // that were read, each with its count once
	blank    int64
	none     int64 // not applicable
	rejected int64
	early    int64 // of those, the ones before the first answer
	repeated int64 // left out as not the one that counts of its customer
	leading  int64 // of the answers, those counted by the number that they begin with
	topic.Unreads
}

// reject counts a rejected cell.
func (a *answers) reject(cell, reason string) {
	a.rejected++
	if a.given == 0 {
		a.early++
	}
	a.Unreads.Add(cell, reason)
}

// answer is one answer, or those of a day, in 16 bytes, so that a file of millions fits in memory.
type answer struct {
	at      int64  // seconds since 1970, 0 without -at, noTime where it cannot be read
	ref     uint32 // the number of the customer, 0 for none; of those of a day the day, and then the number of the count
	segment uint16 // 0 without -by
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
	table     *table.Reader
	options   *Flags
	days      *chosenTimes             // nil is all
	counting  *[question.Count]answers // those of the row: answers or before
	places    [question.Count][]int    // of the columns of the questions
	classes   [3]int                   // of ready counts
	at        int
	by        []int
	also      []uint16 // the segments of the row, in the columns after the first
	customer  int
	weight    int
	count     int
	choice    int
	comment   int
	times     *table.Clock
	numbers   []*numbering // of the segments
	customers map[string]uint32
	labels    [question.Count]map[string]int8 // of the languages, by table.PlainWords

	daily  bool       // answers of a day are counted together
	ready  bool       // rows are ready counts
	part   bool       // it reads parts
	names  []string   // of the customers of the part
	merged [][]uint16 // of each column of -by: the numbers of its segments in the whole
	refs   []uint32   // of the customers of the part: their numbers in the whole
}

func newSurveyReader(o *Flags, days *chosenTimes, labels [question.Count]map[string]int8) *surveyReader {
	r := &surveyReader{survey: &survey{}, options: o, days: days, labels: labels, times: o.Clock(), customers: map[string]uint32{},
		daily: !o.oneByOne(), ready: o.readyCounts()}
	switch o.Calendar.Grain {
	case cx.Month, cx.Quarter, cx.Year:
		r.times.Months = o.Trailing == 0 // 2026-01 is then one of the periods, or in one
	}
	r.counting = &r.answers
	return r
}

// readSurvey reads a file of answers.
func readSurvey(in io.Reader, o *Flags, p *topic.Progress) (*survey, error) {
	r, err := newWhole(o)
	if err != nil {
		return nil, err
	}
	if o.inParts() {
		err = topic.ReadParts(&r.Counts, o.Input(in), p, r.Find, r.Add, r.fork, r.merge)
	} else {
		err = r.ReadRows(o.Input(in), p, r.Find, r.Add)
	}
	if err != nil {
		return nil, err
	}
	return r.finish(p)
}

// newWhole returns a reader of a whole file.
func newWhole(o *Flags) (*surveyReader, error) {
	var labels [question.Count]map[string]int8
	for i, q := range o.Questions {
		if q.Column == "" || o.Language == nil {
			continue
		}
		var err error
		if labels[i], err = labelsOf(labelMetrics[i], q.Scale, o.Language); err != nil {
			return nil, err
		}
	}
	days, err := o.chosenTimes()
	if err != nil {
		return nil, err
	}
	r := newSurveyReader(o, days, labels)
	if r.daily {
		for i := range r.answers {
			r.answers[i].cells, r.before[i].cells = &cells{}, &cells{}
		}
	}
	return r, nil
}

// finish leaves out the answers that do not count.
func (r *surveyReader) finish(p *topic.Progress) (*survey, error) {
	if err := r.readInvited(p); err != nil {
		return nil, err
	}
	for i := range r.answers {
		r.answers[i].finishCounts()
		r.before[i].finishCounts()
		r.before[i].keep(r.options.Keep)
		dropped := r.answers[i].keep(r.options.Keep)
		r.callback.drop(i, dropped)
		r.voice.drop(i, dropped)
	}
	r.callback.finish(r.segments)
	return r.survey, r.judge(r.options)
}

// Find finds the columns that the flags name.
func (r *surveyReader) Find(t *table.Reader) (err error) {
	r.table = t
	o := r.options
	if !o.asked() {
		return &topic.UsageError{Text: "name the column of a question with -nps, -csat or -ces"}
	}
	find := func(to *int, flag, column string, number bool) {
		if err != nil {
			return
		}
		if *to, err = r.table.Find(flag, column); err == nil && *to >= 0 && number {
			r.table.Numbers(flag, *to)
		}
	}
	for i, q := range o.Questions {
		r.places[i] = make([]int, len(q.Columns))
		for j, column := range q.Columns {
			if slices.Contains(q.Columns[:j], column) {
				return &topic.UsageError{Text: fmt.Sprintf("-%s names the column %q twice", question.Names[i], column)}
			}
			find(&r.places[i][j], question.Names[i], column, true)
		}
	}
	for i, column := range o.classes() {
		find(&r.classes[i], classFlags[i], column, true)
	}
	find(&r.at, "at", o.At, false)
	r.by = make([]int, len(o.By))
	for i, column := range o.By {
		find(&r.by[i], "by", column, false)
		r.numbers, r.segments, r.merged = append(r.numbers, &numbering{known: map[string]uint16{}}), append(r.segments, nil), append(r.merged, nil)
	}
	find(&r.customer, "customer", o.Customer, false)
	find(&r.weight, "weight", o.Weight, true)
	find(&r.count, "count", o.Count, true)
	find(&r.choice, "choices", o.Choices, false)
	find(&r.comment, "comment", o.Comment, false)
	if err != nil {
		return err
	}
	if r.choice >= 0 {
		r.choices = newChoices(o.Split)
	}
	r.callback = newCallbackList(o)
	if err := r.findVoice(); err != nil {
		return err
	}
	return o.Watch(r.table, "at", r.at, r.times)
}

// Add counts one row.
func (r *surveyReader) Add(cells []string) error {
	var a answer
	if r.at >= 0 {
		t, err := r.times.Seconds(table.Trim(cells[r.at]))
		if err != nil && r.days != nil {
			r.Unreads.Add(strings.TrimSpace(cells[r.at]), err.Error())
			r.Reject(r.table.Line(r.at), r.options.At, err.Error())
			return nil
		}
		if err != nil {
			r.untimed++
			r.Note(r.table.Line(r.at), r.options.At, err.Error())
			a.at = noTime
		} else {
			a.at = t
		}
		if r.days != nil && !r.choose(a.at) {
			return nil
		}
	}
	r.also = r.also[:0]
	for i, place := range r.by {
		name := table.Trim(cells[place])
		if len(name) > topic.MaxNameSize {
			r.Reject(r.table.Line(place), r.options.By[i], fmt.Sprintf("longer than %d bytes", topic.MaxNameSize))
			return nil
		}
		segment, err := r.segment(i, name)
		if err != nil {
			return err
		}
		if i == 0 {
			a.segment = segment
			continue
		}
		r.also = append(r.also, segment)
	}
	if r.customer >= 0 {
		a.ref = r.number(strings.TrimSpace(cells[r.customer]))
	}
	if r.daily {
		a.ref = r.options.dayOf(a.at)
	}
	n, weight := int64(1), decimal.Decimal{}
	if r.count >= 0 {
		var err error
		if n, err = parseCount(strings.TrimSpace(cells[r.count])); err != nil {
			return r.badCount(err, "count", r.count, r.options.Count)
		}
	}
	if r.weight >= 0 {
		var err error
		if weight, err = topic.ParsePayment(strings.TrimSpace(cells[r.weight])); err != nil || weight.IsZero() {
			r.Reject(r.table.Line(r.weight), r.options.Weight, "not a weight above 0")
			return nil
		}
	}
	if a.at != noTime && r.counting == &r.answers {
		r.seen(a.at)
	}
	for i, places := range r.places {
		if len(places) > 0 {
			r.addRating(i, places, cells, a, n, weight)
		}
	}
	if r.counting == &r.before {
		return r.addBefore(cells, a)
	}
	if r.callback != nil {
		r.addCallback(cells, a)
	}
	if r.voice != nil {
		r.addVoice(cells)
	}
	if r.choices != nil {
		r.choices.add(cells[r.choice])
	}
	if r.ready {
		return r.addClasses(cells, a)
	}
	return nil
}

// seen notes a time.
func (r *surveyReader) seen(at int64) {
	if !r.timed {
		r.timed, r.first, r.last = true, at, at
	}
	r.first, r.last = min(r.first, at), max(r.last, at)
}

// number returns the number of a customer, 0 for none.
func (r *surveyReader) number(name string) uint32 {
	n, known := r.customers[name]
	if !known && name != "" {
		n = uint32(len(r.customers) + 1)
		if r.part {
			r.names = append(r.names, name)
		} else {
			name = strings.Clone(name)
		}
		r.customers[name] = n
	}
	return n
}

// addRating counts the cell of a question, of several columns the one that is not blank.
func (r *surveyReader) addRating(which int, places []int, cells []string, a answer, n int64, weight decimal.Decimal) {
	q, counted := r.options.Questions[which], &r.counting[which]
	cell, place, given := "", places[0], 0
	for i, p := range places {
		if c := table.Trim(cells[p]); i == 0 || c != "" {
			if c != "" {
				given++
			}
			cell, place = c, p
		}
	}
	reject := func(reason string) {
		counted.reject(cell, reason)
		if r.counting == &r.before {
			return // the list of rejected cells is of the page's own days
		}
		r.Note(r.table.Line(place), q.Columns[slices.Index(places, place)], reason)
	}
	if given > 1 {
		reject("answers in two columns of one question")
		return
	}
	text, kind := r.options.Words.Read(cell)
	switch kind {
	case table.Blank:
		counted.blank++
		return
	case table.NotApplicable:
		counted.none++
		return
	}
	score, labeled := int8(0), false
	if kind == table.Given && r.labels[which] != nil {
		score, labeled = r.labels[which][table.PlainWords(text)]
	}
	var err error
	if !labeled {
		score, err = question.ParseRating(text, q.Scale)
	}
	if err != nil {
		reject(err.Error())
		return
	}
	if kind == table.Leading {
		counted.leading++
	}
	a.score = score
	r.put(counted, a, n)
	if r.weight >= 0 {
		counted.weights = append(counted.weights, weight)
	}
}

// put adds an answer that was given so many times.
func (r *surveyReader) put(a *answers, row answer, n int64) {
	switch {
	case n == 0:
		return
	case a.cells != nil:
		a.count(row, r.also, n)
	default:
		if a.append(row, r.also); r.count >= 0 || r.ready {
			a.counts = append(a.counts, n)
		}
	}
	a.given++
}

// append adds an answer with its segments in the columns of -by after the first.
func (a *answers) append(row answer, also []uint16) {
	if len(a.rows) == cap(a.rows) {
		a.rows = slices.Grow(a.rows, max(64, len(a.rows))) // append would copy millions of rows five times
	}
	a.rows = append(a.rows, row)
	for i, segment := range also {
		if i == len(a.also) {
			a.also = append(a.also, nil)
		}
		a.also[i] = append(a.also[i], segment)
	}
}

// swap gives the answers their segments in a column of -by, and swapped again those in the
// first.
func (a *answers) swap(column int) {
	if column == 0 || len(a.rows) == 0 {
		return
	}
	for i := range a.rows {
		a.rows[i].segment, a.also[column-1][i] = a.also[column-1][i], a.rows[i].segment
	}
}

// segment returns the number of a segment of a column. Cells are parts of a row's memory, so
// the name is copied.
func (r *surveyReader) segment(column int, name string) (uint16, error) {
	numbers := r.numbers[column]
	if n, ok := numbers.find(name, r.segments[column]); ok {
		return n, nil
	}
	if len(numbers.known) == maxSegments {
		return 0, fmt.Errorf("line %s: column %q has more than %s segments: name one with fewer in -by",
			figure.Thousands(int64(r.table.Line(r.by[column]))), r.options.By[column], figure.Thousands(maxSegments))
	}
	name = strings.Clone(name)
	n := uint16(len(numbers.known))
	numbers.known[name] = n
	r.segments[column] = append(r.segments[column], name)
	return n, nil
}

// numbering numbers the segments of a column.
type numbering struct {
	known  map[string]uint16
	recent [64]struct { // by length and ends, so that few segments are found quickly
		name   string
		number uint16
	}
}

// find returns the number of a segment, if it has one, of those with these names.
func (n *numbering) find(name string, names []string) (uint16, bool) {
	place := uint(len(name))
	if place > 0 {
		place += 5*uint(name[0]) + 11*uint(name[len(name)-1])
	}
	r := &n.recent[place%uint(len(n.recent))]
	if r.name == name && name != "" {
		return r.number, true
	}
	number, known := n.known[name]
	if known {
		r.name, r.number = names[number], number
	}
	return number, known
}
