package survey

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// What the list keeps: 100,000 rows, while it is read a quarter more, of 1,000 bytes of a
// comment and 256 of a customer. That is some 160 MB, and 350 MB with what is
// not collected yet.
const (
	maxCallbacks   = 100_000
	maxCommentSize = 1000
)

// callbackList is who answered with a rating of the worst class, the newest first. It is
// written to a file of its own; of a report it is two counts.
//
//	listed        rows of the list
//	more          rows that it has no room for, older than those listed
//	cut_comments  comments of those listed that are longer than it takes
type callbackList struct {
	Listed int64 `json:"listed"`
	More   int64 `json:"more"`
	Cut    int64 `json:"cut_comments,omitzero"`

	options  *Flags
	most     int                 // rows
	rows     []callback          // the newest, and up to a quarter more
	older    []callback          // without texts: -keep may leave their answers out
	read     int64               // rows
	answers  [question.Count]int // of each question that were read
	segments [][]string          // of each column of -by
}

// callback is a row with a rating of the worst class.
type callback struct {
	at                int64
	row               int64
	places            [question.Count]int32 // of its answers among those of the question, from 1; 0 is none
	scores            [question.Count]int8
	worst             [question.Count]bool
	cut               bool
	segments          []uint16 // in each column of -by
	customer, comment string
}

func newCallbackList(o *Flags) *callbackList {
	if o.Callback == "" {
		return nil
	}
	return &callbackList{options: o, most: o.most}
}

// addCallback puts the row that was just counted on the list, if an answer is of the worst
// class.
func (r *surveyReader) addCallback(cells []string, a answer) {
	l := r.callback
	l.read++
	c, asked := callback{at: a.at, row: l.read}, false
	for i := range r.answers {
		rows := r.answers[i].rows
		if len(rows) == l.answers[i] {
			continue
		}
		l.answers[i] = len(rows)
		c.places[i], c.scores[i] = int32(len(rows)), rows[len(rows)-1].score
		class, err := r.options.Questions[i].Scale.Class(int(c.scores[i]))
		c.worst[i] = err == nil && class == cx.BottomClass
		asked = asked || c.worst[i]
	}
	if !asked {
		return
	}
	if len(r.by) > 0 {
		c.segments = append([]uint16{a.segment}, r.also...)
	}
	c.customer, _ = shorten(cells[r.customer], topic.MaxNameSize)
	if r.comment >= 0 {
		c.comment, c.cut = shorten(cells[r.comment], maxCommentSize)
	}
	if l.rows = append(l.rows, c); len(l.rows) >= l.most+l.most/4+1 {
		l.prune()
	}
}

// shorten returns a copy of a cell, cut to a number of bytes.
func shorten(cell string, most int) (text string, cut bool) {
	if cell = strings.TrimSpace(cell); len(cell) <= most {
		return strings.Clone(cell), false
	}
	end := most - len("…")
	for end > 0 && !utf8.RuneStart(cell[end]) {
		end--
	}
	return cell[:end] + "…", true
}

// prune keeps the newest rows. Those of an unknown time come last.
func (l *callbackList) prune() {
	slices.SortFunc(l.rows, func(a, b callback) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.row, a.row)) })
	if len(l.rows) <= l.most {
		return
	}
	for _, c := range l.rows[l.most:] {
		if c.customer, c.comment, c.segments = "", "", nil; l.options.Keep == cx.KeepAll {
			l.More++
			continue
		}
		l.older = append(l.older, c)
	}
	clear(l.rows[l.most:])
	l.rows = l.rows[:l.most]
}

// drop takes answers to a question from the list that do not count.
func (l *callbackList) drop(question int, dropped []bool) {
	if l == nil || dropped == nil {
		return
	}
	for _, rows := range [][]callback{l.rows, l.older} {
		for i := range rows {
			if c := &rows[i]; c.places[question] > 0 && dropped[c.places[question]-1] {
				c.places[question], c.worst[question] = 0, false
			}
		}
	}
}

// finish puts the list in order, without rows whose answers do not count.
func (l *callbackList) finish(segments [][]string) {
	if l == nil {
		return
	}
	l.segments = segments
	none := func(c callback) bool { return c.worst == [question.Count]bool{} }
	l.rows = slices.DeleteFunc(l.rows, none)
	l.prune()
	l.More += int64(len(slices.DeleteFunc(l.older, none)))
	l.Listed, l.older = int64(len(l.rows)), nil
	for _, c := range l.rows {
		if c.cut {
			l.Cut++
		}
	}
}

// line says how long the list is.
func (l *callbackList) line() string {
	text := "-callback lists " + figure.Count(l.Listed, "row")
	if l.More > 0 {
		text += fmt.Sprintf(", the newest; %s more are older: choose days, or -where", figure.Thousands(l.More))
	}
	if l.Cut > 0 {
		text += fmt.Sprintf("; %s cut at %s bytes", figure.Count(l.Cut, "comment"), figure.Thousands(maxCommentSize))
	}
	return text
}

// table returns the list.
func (l *callbackList) table() (page.Table, error) {
	o := l.options
	t := page.Table{Table: chart.Table{Columns: []chart.Column{chart.Text("customer"), chart.Text("date")}}}
	var asked []int
	for i, q := range o.Questions {
		if q.Column != "" {
			asked = append(asked, i)
		}
	}
	for _, i := range asked {
		name := "score"
		if len(asked) > 1 {
			name = question.Names[i] + " score"
		}
		t.Columns = append(t.Columns, chart.Number(name, chart.Unit{}))
	}
	by := o.By
	for _, column := range by {
		if len(by) > 1 {
			t.Columns = append(t.Columns, chart.Text(column+" segment"))
		}
	}
	if len(by) <= 1 {
		t.Columns = append(t.Columns, chart.Text("segment"))
	}
	t.Columns = append(t.Columns, chart.Text("comment"))
	for _, c := range l.rows {
		row := []string{c.customer, ""}
		if c.at != noTime {
			day, err := o.Calendar.DateOf(time.Unix(c.at, 0))
			if err != nil {
				return t, err
			}
			row[1] = day.String()
		}
		for _, i := range asked {
			score := ""
			if c.places[i] > 0 {
				score = strconv.Itoa(int(c.scores[i]))
			}
			row = append(row, score)
		}
		for i, segment := range c.segments {
			row = append(row, l.segments[i][segment])
		}
		if len(by) == 0 {
			row = append(row, "")
		}
		t.Rows = append(t.Rows, append(row, c.comment))
	}
	return t, nil
}

// writeFile writes the list. It names people and has what they said: only the owner of a new file
// may read it.
func (l *callbackList) writeFile(name string) error {
	t, err := l.table()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return cmp.Or(t.WriteCSV(f), f.Close())
}

// WriteCallback writes the list.
func (r *report) WriteCallback(name string) error { return r.CallBack.writeFile(name) }

// FootLines also says how long the call-back list is.
func (r *report) FootLines() []string {
	lines := r.Reading.FootLines()
	if r.CallBack != nil {
		lines = append(figure.Wrap(r.CallBack.line(), figure.PageWidth), lines...)
	}
	return lines
}
