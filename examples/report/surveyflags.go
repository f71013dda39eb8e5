package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
)

const surveyUsage = `                      -nps, -csat and -ces may be repeated: one question in several columns
  -customer COLUMN    who answered, and
  -keep WHICH         of the answers of one customer to a question: latest, first or all
  -weight COLUMN      of NPS: what an answer weighs
  -count COLUMN       how many such answers a row has
  -promoters COLUMN, -passives COLUMN, -detractors COLUMN
                      in place of -nps: how many of each a row has
  -choices COLUMN     a question with several choices in a cell: the share of each
  -split SEPARATOR    between the choices of -choices and of -by: blank, or a text as ,
  -since DATE         the first day of the answers that count, and
  -until DATE         their last one; the others are left out
  -against SINCE..UNTIL
                      other days, as 2025-01-01..2025-03-31, whose answers are put beside
`

// surveyFlags are those of a survey alone.
var surveyFlags = []string{"keep", "weight", "count", "promoters", "passives", "detractors", "choices", "split", "callback", "comment"}

// surveyOptions is what the flags of a survey say of its rows.
type surveyOptions struct {
	keep    cx.DuplicatePolicy // "" without -customer
	weight  string
	count   string
	classes [3]string // columns of ready counts: promoters, passives, detractors
	choices string
	comment string // of the call-back list
	split   string // "" is one choice in a cell
}

// classFlags are the flags of ready counts.
var classFlags = [3]string{"promoters", "passives", "detractors"}

func (s *surveyOptions) addTo(set *flag.FlagSet) {
	set.Func("keep", "", func(text string) error {
		switch text {
		case "latest":
			s.keep = cx.KeepLatest
		case "first":
			s.keep = cx.KeepFirst
		case "all":
			s.keep = cx.KeepAll
		default:
			return errors.New("want latest, first or all")
		}
		return nil
	})
	set.StringVar(&s.weight, "weight", "", "")
	set.StringVar(&s.count, "count", "", "")
	for i, name := range classFlags {
		set.StringVar(&s.classes[i], name, "", "")
	}
	set.StringVar(&s.choices, "choices", "", "")
	set.StringVar(&s.comment, "comment", "", "")
	set.Func("split", "", func(text string) error {
		if s.split = text; text == "blank" || strings.TrimSpace(text) == "" {
			s.split = " "
		}
		return nil
	})
}

// readyCounts reports whether the rows have counts of promoters, passives and detractors.
func (s *surveyOptions) readyCounts() bool { return s.classes != [3]string{} }

// checkSurvey refuses flags that do not go together.
func (o *options) checkSurvey() error {
	s := &o.survey
	s.comment = strings.TrimSpace(s.comment)
	wrong := ""
	switch {
	case o.topic != answersTopic:
	case (o.customer == "") != (s.keep == ""):
		wrong = "-customer COLUMN and -keep go together in a survey: which answers of one customer count, the latest, the first or all?"
	case s.keep == cx.KeepLatest && o.at == "":
		wrong = "-keep latest needs the column of the times: -at COLUMN"
	case s.weight != "" && o.questions[npsQuestion].column == "":
		wrong = "-weight goes with -nps"
	case s.weight != "" && (o.questions[csatQuestion].column != "" || o.questions[cesQuestion].column != ""):
		wrong = "-weight goes with -nps alone: CSAT and CES have no weights"
	case s.weight != "" && s.count != "":
		wrong = "-weight and -count do not go together"
	case (s.count != "" || s.readyCounts()) && o.customer != "":
		wrong = "-customer goes with single answers, not with counts"
	case s.readyCounts() && (s.classes[0] == "" || s.classes[1] == "" || s.classes[2] == ""):
		wrong = "-promoters, -passives and -detractors go together"
	case s.readyCounts() && (o.questions[npsQuestion].column != "" || s.count != "" || s.weight != ""):
		wrong = "-promoters, -passives and -detractors go without -nps, -count and -weight"
	case s.choices != "" && s.split == "":
		wrong = "-choices needs what is between the choices of a cell: -split , or -split blank"
	case s.comment != "" && o.pages.callback == "":
		wrong = "-comment goes with -callback: no other output has what customers said"
	case o.pages.callback != "" && (o.customer == "" || o.at == ""):
		wrong = "-callback needs to know whom to call and since when: -customer COLUMN, -keep and -at COLUMN"
	case s.split != "" && s.choices == "" && o.by == "":
		wrong = "-split goes with -choices or -by"
	}
	if wrong == "" && o.topic == answersTopic {
		wrong = o.checkChosen()
	}
	if wrong != "" {
		return &usageError{text: wrong}
	}
	if s.readyCounts() {
		o.questions[npsQuestion].column = strings.Join(s.classes[:], ", ")
	}
	return nil
}

// maxBy bounds the columns of segments.
const maxBy = 10

// addBy adds a column of segments.
func (o *options) addBy(name string) error {
	switch name = strings.TrimSpace(name); {
	case name == "":
		return errors.New("want the name of a column")
	case o.by == "":
		o.by = name
		return nil
	case name == o.by || slices.Contains(o.alsoBy, name):
		return errors.New("the column is named twice")
	case len(o.alsoBy)+1 == maxBy:
		return fmt.Errorf("more than %d columns of segments", maxBy)
	}
	o.alsoBy = append(o.alsoBy, name)
	return nil
}

// allBy returns the columns of segments.
func (o *options) allBy() []string {
	if o.by == "" {
		return nil
	}
	return append([]string{o.by}, o.alsoBy...)
}

// addColumn adds a column that holds answers to the question.
func (q *question) addColumn(name string) error {
	if name = strings.TrimSpace(name); name == "" {
		return errors.New("want the name of a column")
	}
	q.columns = append(q.columns, name)
	q.column = strings.Join(q.columns, ", ")
	return nil
}
