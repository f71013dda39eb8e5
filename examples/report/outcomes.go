package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// linked is what was read of a file of answers, and of one of outcomes.
type linked struct {
	counts
	answers    []scored
	outcomes   counts
	source     string
	events     []cx.Event
	activities []cx.Activity
}

// scored is the answers of a customer at an instant; noScore is none.
type scored struct {
	customer string
	at       time.Time
	scores   [questionCount]int8
}

const noScore = -1

// mostOutcomes is the limit of package cx.
const mostOutcomes = 64

// readLinked reads a file of answers, and the file of outcomes.
func readLinked(in io.Reader, o *outcomeFlags, p *progress) (*linked, error) {
	l, names := &linked{}, customers{}
	answered, happened := o.clock(), o.clock()
	instant := func(times *table.Clock, to *time.Time) func(string) error {
		return func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			*to = t.UTC()
			return checkYear(t.Year())
		}
	}
	var row scored
	fields := []field{
		{flag: "customer", column: o.Customer, required: true, parse: func(cell string) (err error) {
			row.customer, err = names.name(cell)
			return err
		}},
		{flag: "at", column: o.At, required: true, clock: answered, parse: instant(answered, &row.at)},
	}
	for i, q := range o.questions {
		row.scores[i] = noScore
		fields = append(fields, field{flag: questionFlags[i], column: q.column, number: true, parse: func(cell string) (err error) {
			text, answer := o.words.Read(cell)
			if row.scores[i] = noScore; answer != table.Blank && answer != table.NotApplicable {
				row.scores[i], err = parseRating(text, q.scale)
			}
			return err
		}})
	}
	if err := l.readFields(o.input(in), &o.common, p, fields, func() { l.answers = append(l.answers, row) }); err != nil {
		return nil, err
	}

	source, file, err := o.openOutcomes()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	l.source = source
	var event cx.Event
	var amount *decimal.Decimal
	fields = []field{
		{flag: "outcome-customer", column: o.OutcomeCustomer, required: true, parse: func(cell string) (err error) {
			event.Customer, err = names.name(cell)
			return err
		}},
		{flag: "outcome-at", column: o.OutcomeAt, required: true, clock: happened, parse: instant(happened, &event.At)},
		{flag: "outcome-name", column: o.OutcomeName, required: true, parse: func(cell string) (err error) {
			if cell == "" {
				return errors.New("no outcome")
			}
			event.Name, err = names.name(cell)
			return err
		}},
		{flag: "outcome-amount", column: o.OutcomeAmount, number: true, parse: func(cell string) error {
			if amount = nil; cell == "" {
				return nil
			}
			paid, err := parseAmount(cell)
			amount = &paid
			return err
		}},
	}
	err = l.outcomes.readFields(input{file, source, o.otherTable()}, &o.common, p, fields, func() {
		l.events = append(l.events, event)
		if amount != nil {
			l.activities = append(l.activities, cx.Activity{Customer: event.Customer, At: event.At, Amount: *amount})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", printable(source), err)
	}
	l.beside = append(l.beside, lostFile{source, &l.outcomes})
	return l, nil
}

// newLinkageReport measures what customers did by their answers.
func newLinkageReport(read *linked, o *outcomeFlags) (*linkageReport, error) {
	r := &linkageReport{head: newHead(read.counts, &o.common), FollowDays: o.Follow, Exits: o.Exit}
	r.Outcomes = outcomeRows{Source: read.source, Rows: rowCounts{Read: read.outcomes.rows, Rejected: read.outcomes.rejected},
		Rejected: read.outcomes.faults, Events: int64(len(read.events)), Orders: int64(len(read.activities))}
	days := cx.Calendar{Grain: cx.Day, Location: o.calendar.Location}
	asOf, err := r.setLinkedDays(read, days)
	r.Every = ""
	if err != nil || len(read.answers) == 0 {
		return r, err
	}
	for _, row := range read.answers {
		if row.at.Before(asOf) {
			r.Answers++
		}
	}
	r.Later = int64(len(read.answers)) - r.Answers
	rule := cx.LinkageRule{Horizon: time.Duration(r.FollowDays) * 24 * time.Hour, Exits: r.Exits}
	seen := make(map[string]bool)
	for i := range read.events {
		if name := read.events[i].Name; !seen[name] {
			seen[name] = true
			rule.Outcomes = append(rule.Outcomes, name)
		}
	}
	if len(rule.Outcomes) > mostOutcomes {
		return nil, fmt.Errorf("%s has more than %d names of outcomes", printable(read.source), mostOutcomes)
	}
	for _, name := range r.Exits {
		if !seen[name] {
			return nil, fmt.Errorf("-exit: no outcome is named %q", name)
		}
	}
	slices.Sort(rule.Outcomes)
	a := &asker{level: o.Level}
	for i, s := range []**linkageSection{&r.NPS, &r.CSAT, &r.CES} {
		if o.questions[i].column != "" && r.Answers > 0 {
			*s = a.measureLinkage(read, i, rule, r.Span, o, asOf)
		}
	}
	if len(r.Exits) > 0 && r.Answers > 0 {
		r.Predictors = a.measurePredictors(read, rule, o, asOf)
	}
	r.Undefined = a.gaps
	return r, a.err
}

// setLinkedDays sets the days of the report by both files, and returns the instant at which
// as_of began.
func (r *linkageReport) setLinkedDays(read *linked, days cx.Calendar) (asOf time.Time, err error) {
	if len(read.answers) == 0 {
		return asOf, nil
	}
	first, last := read.answers[0].at, read.answers[0].at
	for _, row := range read.answers {
		if row.at.Before(first) {
			first = row.at
		}
		if row.at.After(last) {
			last = row.at
		}
	}
	for i := range read.events {
		if at := read.events[i].At; at.After(last) {
			last = at
		}
	}
	return r.setInstants(first, last, days)
}

// classNames are the names of the classes of the questions.
var classNames = [questionCount]map[cx.Class]string{npsQuestion: npsKind.classes, csatQuestion: csatKind.classes, cesQuestion: cesKind.classes}

// measureLinkage measures what customers did by the class of one answer.
func (a *asker) measureLinkage(read *linked, question int, rule cx.LinkageRule, window cx.Period, o *outcomeFlags, asOf time.Time) *linkageSection {
	q := o.questions[question]
	s := &linkageSection{Column: q.column, Scale: q.scale}
	var responses []cx.Response
	var invited []cx.Invitation
	for _, row := range read.answers {
		if score := row.scores[question]; score == noScore {
			invited = append(invited, cx.Invitation{Customer: row.customer, At: row.at})
		} else {
			responses = append(responses, cx.Response{Customer: row.customer, At: row.at, Score: int(score)})
		}
	}
	class := func(v *cx.Response) string {
		c, err := q.scale.Class(v.Score)
		a.has("", err)
		return classNames[question][c]
	}
	marks, err := cx.LandmarksOf(responses, class, invited, window, cx.Calendar{Grain: cx.Day, Location: o.calendar.Location})
	if !a.has("", err) {
		return nil
	}
	tally, err := cx.LinkageOf(marks.Rows, read.activities, read.events, rule, asOf)
	if !a.has("", err) {
		return nil
	}
	s.Repeated, s.Tally = marks.Repeated, tally
	paid := o.OutcomeAmount != ""
	for _, c := range []cx.Class{cx.TopClass, cx.MiddleClass, cx.BottomClass, ""} {
		name := cx.NoAnswer
		if c != "" {
			name = classNames[question][c]
		}
		if i := slices.IndexFunc(tally.Classes, func(c cx.LinkedClass) bool { return c.Class == name }); i >= 0 {
			s.Classes = append(s.Classes, a.linkedClass(tally.Classes[i], len(rule.Exits) > 0, paid))
		}
	}
	const minimum = 30
	compare := func(figure string, pairs []cx.ClassDifference, err error) {
		if a.has("", err) && len(pairs) > 0 {
			s.Differences = append(s.Differences, linkedFigure{figure, pairs})
		}
	}
	rates := func(figure string, of func(cx.LinkedClass) (cx.Proportion, error)) {
		pairs, err := tally.RateDifferences(of, minimum, a.level)
		compare(figure, pairs, err)
	}
	if len(rule.Exits) > 0 {
		rates("retained", func(c cx.LinkedClass) (cx.Proportion, error) { return c.Retained(), nil })
	}
	if paid {
		rates("ordered", func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil })
		pairs, err := tally.RevenueDifferences(minimum, a.level)
		compare("revenue", pairs, err)
	}
	for _, name := range rule.Outcomes {
		if len(rule.Exits) == 1 && name == rule.Exits[0] {
			continue // the other side of retained
		}
		rates(name, func(c cx.LinkedClass) (cx.Proportion, error) { return c.Had(name) })
	}
	return s
}

// linkedClass asks a class for its figures.
func (a *asker) linkedClass(c cx.LinkedClass, exits, paid bool) linkedClass {
	l := linkedClass{Class: c.Class, Customers: c.Customers, Followed: c.Followed}
	share := func(p cx.Proportion) *rate {
		r := a.rate("", p)
		return &r
	}
	if exits {
		l.Retained = share(c.Retained())
	}
	if paid {
		l.Ordered = share(c.Repeated())
		if l.Revenue = a.exact("")(c.Revenue.Mean()); l.Revenue != nil {
			if iv := ask[cx.Interval](a, "")(c.Revenue.MeanInterval(a.level)); iv != nil {
				l.RevenueInterval = *iv
			}
		}
	}
	for _, o := range c.Outcomes {
		l.Outcomes = append(l.Outcomes, linkedOutcome{o.Name, a.share(c.Had(o.Name))})
	}
	return l
}

// measurePredictors measures which answer tells best who leaves, of customers who gave
// them all in one row, the first of theirs that has all.
func (a *asker) measurePredictors(read *linked, rule cx.LinkageRule, o *outcomeFlags, asOf time.Time) *predictorReport {
	var asked []int
	for i, q := range o.questions {
		if q.column != "" {
			asked = append(asked, i)
		}
	}
	first := make(map[string]int)
	var marks []cx.Landmark
	for i, row := range read.answers {
		if slices.ContainsFunc(asked, func(q int) bool { return row.scores[q] == noScore }) {
			continue
		}
		if j, ok := first[row.customer]; !ok || row.at.Before(read.answers[j].at) {
			first[row.customer] = i
		}
	}
	for i, row := range read.answers {
		if j, ok := first[row.customer]; ok && i == j {
			marks = append(marks, cx.Landmark{Customer: row.customer, At: row.at, Class: "all"})
		}
	}
	rows, err := cx.LinkedCustomers(marks, read.events, rule, "", asOf)
	if !a.has("", err) {
		return nil
	}
	p := &predictorReport{Customers: int64(len(rows))}
	outcomes := make([]bool, len(rows))
	metrics := make([]cx.Predictor, len(asked))
	for k, q := range asked {
		metrics[k].LowerPredicts = !lowIsGood(o.questions[q].scale)
		for i, row := range rows {
			outcomes[i] = row.Had
			metrics[k].Scores = append(metrics[k].Scores, float64(read.answers[first[row.Customer]].scores[q]))
		}
	}
	for _, had := range outcomes {
		if had {
			p.Left++
		}
	}
	for k, q := range asked {
		auc := ask[cx.AUC](a, "predictors")(cx.AUCOf(outcomes, metrics[k]))
		if auc == nil {
			return p
		}
		one := predictor{Key: questionFlags[q], AUC: *auc}
		if iv := ask[cx.Interval](a, "")(auc.Interval(a.level)); iv != nil {
			one.Interval = *iv
		}
		p.Predictors = append(p.Predictors, one)
	}
	slices.SortStableFunc(p.Predictors, func(x, y predictor) int { return cmp.Compare(y.AUC.Value, x.AUC.Value) })
	var tested []int
	var ps []float64
	var compared [][2]int
	for i := range asked {
		for j := i + 1; j < len(asked); j++ {
			pair := cx.ClassDifference{Class: questionFlags[asked[i]], Other: questionFlags[asked[j]]}
			if d := ask[cx.Comparison](a, "")(cx.AUCDifference(outcomes, metrics[i], metrics[j], a.level)); d != nil {
				pair.Tested, pair.Difference = true, *d
				tested, ps = append(tested, len(p.Differences)), append(ps, d.P)
				compared = append(compared, [2]int{i, j})
			}
			p.Differences = append(p.Differences, pair)
		}
	}
	adjusted, err := cx.Holm(ps)
	if a.has("", err) {
		together := 1 - (1-a.level)/float64(len(tested))
		for k, i := range tested {
			d := &p.Differences[i]
			d.AdjustedP = adjusted[k]
			if c := ask[cx.Comparison](a, "")(cx.AUCDifference(outcomes, metrics[compared[k][0]], metrics[compared[k][1]], together)); c != nil {
				d.AdjustedInterval = c.Interval
			}
		}
	}
	return p
}
