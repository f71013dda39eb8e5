package outcomes

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// linked is what was read of a file of answers, and of one of outcomes.
type linked struct {
	topic.Counts
	answers    []scored
	outcomes   topic.Counts
	source     string
	events     []cx.Event
	activities []cx.Activity
}

// scored is the answers of a customer at an instant; noScore is none.
type scored struct {
	customer string
	at       time.Time
	scores   [question.Count]int8
}

const noScore = -1

// mostOutcomes is the limit of package cx.
const mostOutcomes = 64

// readLinked reads a file of answers, and the file of outcomes.
func readLinked(in io.Reader, o *Flags, p *topic.Progress) (*linked, error) {
	l, names := &linked{}, topic.Customers{}
	answered, happened := o.Clock(), o.Clock()
	instant := func(times *table.Clock, to *time.Time) func(string) error {
		return func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			*to = t.UTC()
			return topic.CheckYear(t.Year())
		}
	}
	var row scored
	fields := []topic.Field{
		{Flag: "customer", Column: o.Customer, Required: true, Parse: func(cell string) (err error) {
			row.customer, err = names.Name(cell)
			return err
		}},
		{Flag: "at", Column: o.At, Required: true, Clock: answered, Parse: instant(answered, &row.at)},
	}
	for i, q := range o.Questions {
		row.scores[i] = noScore
		fields = append(fields, topic.Field{Flag: question.Names[i], Column: q.Column, Number: true, Parse: func(cell string) (err error) {
			text, answer := o.Words.Read(cell)
			if row.scores[i] = noScore; answer != table.Blank && answer != table.NotApplicable {
				row.scores[i], err = question.ParseRating(text, q.Scale)
			}
			return err
		}})
	}
	if err := l.ReadFields(o.Input(in), &o.Common, p, fields, func() { l.answers = append(l.answers, row) }); err != nil {
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
	fields = []topic.Field{
		{Flag: "outcome-customer", Column: o.OutcomeCustomer, Required: true, Parse: func(cell string) (err error) {
			event.Customer, err = names.Name(cell)
			return err
		}},
		{Flag: "outcome-at", Column: o.OutcomeAt, Required: true, Clock: happened, Parse: instant(happened, &event.At)},
		{Flag: "outcome-name", Column: o.OutcomeName, Required: true, Parse: func(cell string) (err error) {
			if cell == "" {
				return errors.New("no outcome")
			}
			event.Name, err = names.Name(cell)
			return err
		}},
		{Flag: "outcome-amount", Column: o.OutcomeAmount, Number: true, Parse: func(cell string) error {
			if amount = nil; cell == "" {
				return nil
			}
			paid, err := topic.ParseAmount(cell)
			amount = &paid
			return err
		}},
	}
	err = l.outcomes.ReadFields(topic.Input{In: file, Source: source, Table: o.OtherTable()}, &o.Common, p, fields, func() {
		l.events = append(l.events, event)
		if amount != nil {
			l.activities = append(l.activities, cx.Activity{Customer: event.Customer, At: event.At, Amount: *amount})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", figure.Printable(source), err)
	}
	l.Besides(source, &l.outcomes)
	return l, nil
}

// newLinkageReport measures what customers did by their answers.
func newLinkageReport(read *linked, o *Flags) (*linkageReport, error) {
	r := &linkageReport{Head: topic.NewHead(read.Counts, &o.Common), FollowDays: o.Follow, Exits: o.Exit}
	r.Outcomes = outcomeRows{Source: read.source, Rows: topic.RowCounts{Read: read.outcomes.Rows, Rejected: read.outcomes.Rejected},
		Rejected: read.outcomes.Faults, Events: int64(len(read.events)), Orders: int64(len(read.activities))}
	days := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
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
		return nil, fmt.Errorf("%s has more than %d names of outcomes", figure.Printable(read.source), mostOutcomes)
	}
	for _, name := range r.Exits {
		if !seen[name] {
			return nil, fmt.Errorf("-exit: no outcome is named %q", name)
		}
	}
	slices.Sort(rule.Outcomes)
	a := &figure.Asker{Level: o.Level}
	for i, s := range []**linkageSection{&r.NPS, &r.CSAT, &r.CES} {
		if o.Questions[i].Column != "" && r.Answers > 0 {
			*s = measureLinkage(a, read, i, rule, r.Span, o, asOf)
		}
	}
	if len(r.Exits) > 0 && r.Answers > 0 {
		r.Predictors = measurePredictors(a, read, rule, o, asOf)
	}
	r.Undefined = a.Gaps
	return r, a.Err
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
	return r.SetInstants(first, last, days)
}

// measureLinkage measures what customers did by the class of one answer.
func measureLinkage(a *figure.Asker, read *linked, which int, rule cx.LinkageRule, window cx.Period, o *Flags, asOf time.Time) *linkageSection {
	q := o.Questions[which]
	s := &linkageSection{Column: q.Column, Scale: q.Scale}
	var responses []cx.Response
	var invited []cx.Invitation
	for _, row := range read.answers {
		if score := row.scores[which]; score == noScore {
			invited = append(invited, cx.Invitation{Customer: row.customer, At: row.at})
		} else {
			responses = append(responses, cx.Response{Customer: row.customer, At: row.at, Score: int(score)})
		}
	}
	class := func(v *cx.Response) string {
		c, err := q.Scale.Class(v.Score)
		a.Has("", err)
		return question.ClassNames[which][c]
	}
	marks, err := cx.LandmarksOf(responses, class, invited, window, cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location})
	if !a.Has("", err) {
		return nil
	}
	tally, err := cx.LinkageOf(marks.Rows, read.activities, read.events, rule, asOf)
	if !a.Has("", err) {
		return nil
	}
	s.Repeated, s.Tally = marks.Repeated, tally
	paid := o.OutcomeAmount != ""
	for _, c := range []cx.Class{cx.TopClass, cx.MiddleClass, cx.BottomClass, ""} {
		name := cx.NoAnswer
		if c != "" {
			name = question.ClassNames[which][c]
		}
		if i := slices.IndexFunc(tally.Classes, func(c cx.LinkedClass) bool { return c.Class == name }); i >= 0 {
			s.Classes = append(s.Classes, measureClass(a, tally.Classes[i], len(rule.Exits) > 0, paid))
		}
	}
	const minimum = 30
	compare := func(figure string, pairs []cx.ClassDifference, err error) {
		if a.Has("", err) && len(pairs) > 0 {
			s.Differences = append(s.Differences, linkedFigure{figure, pairs})
		}
	}
	rates := func(figure string, of func(cx.LinkedClass) (cx.Proportion, error)) {
		pairs, err := tally.RateDifferences(of, minimum, a.Level)
		compare(figure, pairs, err)
	}
	if len(rule.Exits) > 0 {
		rates("retained", func(c cx.LinkedClass) (cx.Proportion, error) { return c.Retained(), nil })
	}
	if paid {
		rates("ordered", func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil })
		pairs, err := tally.RevenueDifferences(minimum, a.Level)
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

// measureClass asks a class for its figures.
func measureClass(a *figure.Asker, c cx.LinkedClass, exits, paid bool) linkedClass {
	l := linkedClass{Class: c.Class, Customers: c.Customers, Followed: c.Followed}
	share := func(p cx.Proportion) *figure.Share {
		r := a.Rate("", p)
		return &r
	}
	if exits {
		l.Retained = share(c.Retained())
	}
	if paid {
		l.Ordered = share(c.Repeated())
		if l.Revenue = a.Exact("")(c.Revenue.Mean()); l.Revenue != nil {
			if iv := figure.Ask[cx.Interval](a, "")(c.Revenue.MeanInterval(a.Level)); iv != nil {
				l.RevenueInterval = *iv
			}
		}
	}
	for _, o := range c.Outcomes {
		l.Outcomes = append(l.Outcomes, linkedOutcome{o.Name, a.Share(c.Had(o.Name))})
	}
	return l
}

// measurePredictors measures which answer tells best who leaves, of customers who gave
// them all in one row, the first of theirs that has all.
func measurePredictors(a *figure.Asker, read *linked, rule cx.LinkageRule, o *Flags, asOf time.Time) *predictorReport {
	var asked []int
	for i, q := range o.Questions {
		if q.Column != "" {
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
	if !a.Has("", err) {
		return nil
	}
	p := &predictorReport{Customers: int64(len(rows))}
	outcomes := make([]bool, len(rows))
	metrics := make([]cx.Predictor, len(asked))
	for k, q := range asked {
		metrics[k].LowerPredicts = !question.LowIsGood(o.Questions[q].Scale)
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
		auc := figure.Ask[cx.AUC](a, "predictors")(cx.AUCOf(outcomes, metrics[k]))
		if auc == nil {
			return p
		}
		one := predictor{Key: question.Names[q], AUC: *auc}
		if iv := figure.Ask[cx.Interval](a, "")(auc.Interval(a.Level)); iv != nil {
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
			pair := cx.ClassDifference{Class: question.Names[asked[i]], Other: question.Names[asked[j]]}
			if d := figure.Ask[cx.Comparison](a, "")(cx.AUCDifference(outcomes, metrics[i], metrics[j], a.Level)); d != nil {
				pair.Tested, pair.Difference = true, *d
				tested, ps = append(tested, len(p.Differences)), append(ps, d.P)
				compared = append(compared, [2]int{i, j})
			}
			p.Differences = append(p.Differences, pair)
		}
	}
	adjusted, err := cx.Holm(ps)
	if a.Has("", err) {
		together := 1 - (1-a.Level)/float64(len(tested))
		for k, i := range tested {
			d := &p.Differences[i]
			d.AdjustedP = adjusted[k]
			if c := figure.Ask[cx.Comparison](a, "")(cx.AUCDifference(outcomes, metrics[compared[k][0]], metrics[compared[k][1]], together)); c != nil {
				d.AdjustedInterval = c.Interval
			}
		}
	}
	return p
}
