// Package outcomes reports answers and what customers did after them.
package outcomes

import (
	_ "embed"
	"io"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

var (
	//go:embed answers.csv
	sampleOutcomeAnswers []byte
	//go:embed outcomes.csv
	sampleOutcomes []byte
)

// Flags are the flags of answers and what customers did after them.
type Flags struct {
	question.Flags  `group:"The answers; a blank one is no answer"`
	afterFlags      `group:"Who answered, and what they did later"`
	topic.AsOfFlags `group:"Who answered, and what they did later"`
	topic.ZoneFlags `group:"Who answered, and what they did later"`
	topic.Common
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

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("answers.csv", sampleOutcomeAnswers)
	if !o.QuestionAsked() {
		o.AskAll()
	}
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.At, "at")
	topic.FillIn(&o.OutcomeName, "what")
	topic.FillIn(&o.OutcomeAmount, "amount")
	if o.Exit == nil {
		o.Exit = []string{"cancel"}
	}
}

// Check implements topic.Kind.
func (o *Flags) Check([]string) error {
	o.SetDays(cx.Month, o.TZ, o.AsOf)
	o.SetQuestions()
	o.Reads = append(o.Reads, o.Outcome)
	slices.Sort(o.Exit)
	o.Exit = slices.Compact(o.Exit)
	switch {
	case o.Outcome == "" && o.Sample == nil:
		return &topic.UsageError{Text: "name the file of what customers did later: -outcome FILE"}
	case o.Outcome != "" && o.Sample != nil:
		return &topic.UsageError{Text: "-outcome needs the file of the answers beside it"}
	case !o.QuestionAsked():
		return &topic.UsageError{Text: "name the column of a question with -nps, -csat or -ces"}
	}
	topic.FillIn(&o.OutcomeCustomer, o.Customer)
	topic.FillIn(&o.OutcomeAt, o.At)
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readLinked, newLinkageReport)
}

// openOutcomes opens the file of the outcomes, or that of the sample.
func (o *Flags) openOutcomes() (source string, in io.ReadCloser, err error) {
	return topic.OpenBeside(o.Outcome, &topic.Sample{File: "outcomes.csv", Rows: sampleOutcomes})
}
