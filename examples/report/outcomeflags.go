package main

import (
	_ "embed"
	"io"
	"slices"

	"github.com/cxmetrics/cx"
)

var (
	//go:embed answers.csv
	sampleOutcomeAnswers []byte
	//go:embed outcomes.csv
	sampleOutcomes []byte
)

// outcomeFlags are the flags of answers and what customers did after them.
type outcomeFlags struct {
	askedFlags `group:"The answers; a blank one is no answer"`
	afterFlags `group:"Who answered, and what they did later"`
	asOfFlags  `group:"Who answered, and what they did later"`
	zoneFlags  `group:"Who answered, and what they did later"`
	common
}

// afterFlags name the columns of answers and of outcomes.
type afterFlags struct {
	Customer        string   `type:"column" placeholder:"COLUMN" help:"who answered; the first answer of each customer counts"`
	At              string   `type:"column" placeholder:"COLUMN" help:"when"`
	Outcome         string   `type:"text" placeholder:"FILE" help:"what customers did later: a .csv or .csv.gz with a row for each outcome"`
	OutcomeCustomer string   `type:"column" placeholder:"COLUMN" help:"who it was; default the name of -customer"`
	OutcomeAt       string   `type:"column" placeholder:"COLUMN" help:"when; default the name of -at"`
	OutcomeName     string   `type:"column" placeholder:"COLUMN" help:"what it was, as renewal or cancel"`
	OutcomeAmount   string   `type:"column" placeholder:"COLUMN" help:"what was paid, in one currency; a refund is negative; blank for no order"`
	Exit            []string `type:"names" placeholder:"NAMES" help:"the outcomes by which customers leave, with commas between them"`
	Follow          int      `type:"days" default:"90" placeholder:"DAYS" help:"for how long all customers are followed after the answer; default 90"`
}

// fillSample implements kindOfRows.
func (o *outcomeFlags) fillSample() {
	o.useSample("answers.csv", sampleOutcomeAnswers)
	if !o.questionAsked() {
		o.askAll()
	}
	fillIn(&o.Customer, "customer")
	fillIn(&o.At, "at")
	fillIn(&o.OutcomeName, "what")
	fillIn(&o.OutcomeAmount, "amount")
	if o.Exit == nil {
		o.Exit = []string{"cancel"}
	}
}

// check implements kindOfRows.
func (o *outcomeFlags) check([]string) error {
	o.setDays(cx.Month, o.TZ, o.AsOf)
	o.setQuestions()
	o.reads = append(o.reads, o.Outcome)
	slices.Sort(o.Exit)
	o.Exit = slices.Compact(o.Exit)
	switch {
	case o.Outcome == "" && o.sample == nil:
		return &usageError{text: "name the file of what customers did later: -outcome FILE"}
	case o.Outcome != "" && o.sample != nil:
		return &usageError{text: "-outcome needs the file of the answers beside it"}
	case !o.questionAsked():
		return &usageError{text: "name the column of a question with -nps, -csat or -ces"}
	}
	fillIn(&o.OutcomeCustomer, o.Customer)
	fillIn(&o.OutcomeAt, o.At)
	return nil
}

// report implements kindOfRows.
func (o *outcomeFlags) report(in io.Reader, p *progress) (documented, error) {
	return produce(o, in, p, readLinked, newLinkageReport)
}

// openOutcomes opens the file of the outcomes, or that of the sample.
func (o *outcomeFlags) openOutcomes() (source string, in io.ReadCloser, err error) {
	return openBeside(o.Outcome, &sample{"outcomes.csv", sampleOutcomes})
}

// lowIsGood reports whether the lowest rating of a scale is the best, as of effort.
func lowIsGood(s cx.Scale) bool {
	class, err := s.Class(s.Min)
	return err == nil && class == cx.TopClass
}
