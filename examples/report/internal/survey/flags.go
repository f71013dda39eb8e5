// Package survey reports answers to a survey: NPS, CSAT and CES.
package survey

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

//go:embed sample.csv
var sampleAnswers []byte

// Flags are the flags of answers to a survey.
type Flags struct {
	question.Flags `group:"Questions: name the column of at least one"`
	Promoters      string `type:"column" group:"Questions: name the column of at least one" placeholder:"COLUMN" help:"in place of -nps: how many promoters a row has, with"`
	Passives       string `type:"column" group:"Questions: name the column of at least one" placeholder:"COLUMN" help:"how many passives, and"`
	Detractors     string `type:"column" group:"Questions: name the column of at least one" placeholder:"COLUMN" help:"how many detractors"`
	Choices        string `type:"column" group:"Questions: name the column of at least one" placeholder:"COLUMN" help:"a question with several choices in a cell: the share of each"`
	Split          string `type:"split" group:"Questions: name the column of at least one" placeholder:"SEPARATOR" help:"between the choices of -choices and of -by, and the themes of -themes: blank, or a text as ,"`

	answerFlags       `group:"Answers"`
	topic.PeriodFlags `group:"Answers"`
	voiceFlags        `group:"What customers say"`
	invitedFlags      `group:"Who was asked"`
	Callback          string `type:"output" group:"To hand on, beside what is printed" placeholder:"FILE" help:"whom to call back, as .csv: detractors and those who were not satisfied, or found it difficult, the newest first; with -customer, -at and, for what they said, -comment"`
	topic.Common
	most int // of the rows of -callback
}

// answerFlags say what else is known of the answers.
type answerFlags struct {
	At       string             `type:"column" placeholder:"COLUMN" help:"when the answer was given"`
	Trailing int                `type:"trailing" placeholder:"DAYS" help:"also the last DAYS days pooled; with -json, the DAYS days up to each day"`
	By       []string           `type:"columns" placeholder:"COLUMN" help:"the segments to compare; may be repeated: each column is a ranking of its own"`
	Customer string             `type:"column" placeholder:"COLUMN" help:"who answered, and"`
	Keep     cx.DuplicatePolicy `type:"keep" placeholder:"WHICH" help:"of the answers of one customer to a question: latest, first or all"`
	Weight   string             `type:"column" placeholder:"COLUMN" help:"of NPS: what an answer weighs"`
	Count    string             `type:"column" placeholder:"COLUMN" help:"how many such answers a row has"`
	Since    cx.Date            `type:"day" placeholder:"DATE" help:"the first day of the answers that count, and"`
	Until    cx.Date            `type:"day" placeholder:"DATE" help:"their last one; the others are left out"`
	Against  cx.Period          `type:"period" placeholder:"SINCE..UNTIL" help:"other days, as 2025-01-01..2025-03-31, whose answers are put beside"`
}

// classFlags are the flags of ready counts.
var classFlags = [3]string{"promoters", "passives", "detractors"}

// classes returns the columns of ready counts.
func (o *Flags) classes() [3]string { return [3]string{o.Promoters, o.Passives, o.Detractors} }

// readyCounts reports whether the rows have counts of promoters, passives and detractors.
func (o *Flags) readyCounts() bool { return o.classes() != [3]string{} }

// first returns the first question that is asked.
func (o *Flags) first() int {
	for i, q := range o.Questions {
		if q.Column != "" {
			return i
		}
	}
	return question.NPS
}

// asked reports whether a column is named for any question.
func (o *Flags) asked() bool {
	return o.QuestionAsked() || o.readyCounts() || o.Choices != ""
}

// ParseKeep parses which answers of a customer count.
func ParseKeep(text string) (cx.DuplicatePolicy, error) {
	switch text {
	case "latest":
		return cx.KeepLatest, nil
	case "first":
		return cx.KeepFirst, nil
	case "all":
		return cx.KeepAll, nil
	}
	return "", errors.New("want latest, first or all")
}

// ParseSplit parses what is between choices.
func ParseSplit(text string) (string, error) {
	if text == "blank" || strings.TrimSpace(text) == "" {
		return " ", nil
	}
	return text, nil
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("sample.csv", sampleAnswers)
	if !o.asked() {
		o.AskAll()
	}
	topic.FillIn(&o.At, "at")
	if o.By == nil {
		o.By = []string{"plan"}
	}
	if o.Callback != "" && o.Customer == "" {
		if o.Customer = "customer"; o.Keep == "" {
			o.Keep = cx.KeepAll
		}
	}
}

// maxBy bounds the columns of segments.
const maxBy = 10

// Check refuses flags that do not go together.
func (o *Flags) Check([]string) error {
	o.SetDays(o.Every, o.TZ, cx.Date{})
	o.SetQuestions()
	o.CallbackFile, o.most = o.Callback, cmp.Or(o.most, maxCallbacks)
	wrong := ""
	switch {
	case !o.asked():
		wrong = "name the column of a question with -nps, -csat or -ces"
	case (o.Customer == "") != (o.Keep == ""):
		wrong = "-customer COLUMN and -keep go together in a survey: which answers of one customer count, the latest, the first or all?"
	case o.Keep == cx.KeepLatest && o.At == "":
		wrong = "-keep latest needs the column of the times: -at COLUMN"
	case o.Weight != "" && o.NPS == nil:
		wrong = "-weight goes with -nps"
	case o.Weight != "" && (o.CSAT != nil || o.CES != nil):
		wrong = "-weight goes with -nps alone: CSAT and CES have no weights"
	case o.Weight != "" && o.Count != "":
		wrong = "-weight and -count do not go together"
	case (o.Count != "" || o.readyCounts()) && o.Customer != "":
		wrong = "-customer goes with single answers, not with counts"
	case o.readyCounts() && (o.Promoters == "" || o.Passives == "" || o.Detractors == ""):
		wrong = "-promoters, -passives and -detractors go together"
	case o.readyCounts() && (o.NPS != nil || o.Count != "" || o.Weight != ""):
		wrong = "-promoters, -passives and -detractors go without -nps, -count and -weight"
	case o.Choices != "" && o.Split == "":
		wrong = "-choices needs what is between the choices of a cell: -split , or -split blank"
	case o.Callback != "" && (o.Customer == "" || o.At == ""):
		wrong = "-callback needs to know whom to call and since when: -customer COLUMN, -keep and -at COLUMN"
	case o.Split != "" && o.Choices == "" && o.By == nil && o.Themes == "":
		wrong = "-split goes with -choices, -by or -themes"
	case o.Trailing > 0 && o.At == "":
		wrong = "-trailing needs the column of the times: -at COLUMN"
	case len(o.By) > maxBy:
		wrong = fmt.Sprintf("-by: more than %d columns of segments", maxBy)
	case len(slices.Compact(slices.Sorted(slices.Values(o.By)))) < len(o.By):
		wrong = "-by: the column is named twice"
	default:
		wrong = cmp.Or(o.checkChosen(), o.checkVoice(), o.checkInvited())
	}
	if wrong != "" {
		return &topic.UsageError{Text: wrong}
	}
	if o.readyCounts() {
		classes := o.classes()
		o.Questions[question.NPS].Column = strings.Join(classes[:], ", ")
	}
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readSurvey, newReport)
}

// by returns the first column of segments, "" for none.
func (o *Flags) by() string { return append(o.By, "")[0] }
