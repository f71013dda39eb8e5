// Package question has the rating questions, NPS, CSAT and CES, with their flags and scales.
package question

import (
	"strings"

	"github.com/cxmetrics/cx"
)

// Flags name the questions and their scales.
type Flags struct {
	NPS       []string `name:"nps" type:"columns" placeholder:"COLUMN" help:"\"How likely are you to recommend us?\"; this and the next two may be repeated: one question in several columns"`
	NPSScale  cx.Scale `name:"nps-scale" type:"recommend" default:"0-10" placeholder:"SCALE" help:"0-10 (default), 1-10, 1-7, 1-5, 1-3, or with the last detractors and the first promoters, as 1-4:1,4"`
	CSAT      []string `name:"csat" type:"columns" placeholder:"COLUMN" help:"\"How satisfied are you?\", from 1 up"`
	CSATScale cx.Scale `name:"csat-scale" aliases:"csat-points" type:"satisfaction" default:"5" placeholder:"SCALE" help:"points: 2, 3, 4, 5 (default), 6, 7 or 10; 6:low where 1 is best; 0-4:1,3 with the last dissatisfied and the first satisfied"`
	CES       []string `name:"ces" type:"columns" placeholder:"COLUMN" help:"\"How easy was it?\" or \"How much effort was it?\", from 1 up"`
	CESScale  cx.Scale `name:"ces-scale" type:"effort" default:"ease7" placeholder:"SCALE" help:"easeN (CES 2.0, higher is better) or effortN (CES 1.0, lower is better), N from 2 to 11 points; default ease7"`

	Questions [Count]Question `kong:"-"`
}

// The questions, in the order of the report.
const (
	NPS = iota
	CSAT
	CES
	Count
)

// Names are the flags that name the columns of the questions.
var Names = [Count]string{"nps", "csat", "ces"}

// ClassNames are the names of the classes of the answers to each question.
var ClassNames = [Count]map[cx.Class]string{
	NPS:  {cx.TopClass: "promoters", cx.MiddleClass: "passives", cx.BottomClass: "detractors"},
	CSAT: {cx.TopClass: "satisfied", cx.MiddleClass: "neutral", cx.BottomClass: "dissatisfied"},
	CES:  {cx.TopClass: "easy", cx.MiddleClass: "neutral", cx.BottomClass: "difficult"},
}

// Question names the columns of a rating question and its scale.
type Question struct {
	Column  string // "" is not asked; of several columns all names
	Columns []string
	Scale   cx.Scale
}

// SetQuestions puts the flags of each question together.
func (f *Flags) SetQuestions() {
	for i, q := range [Count]Question{{"", f.NPS, f.NPSScale}, {"", f.CSAT, f.CSATScale}, {"", f.CES, f.CESScale}} {
		q.Column = strings.Join(q.Columns, ", ")
		f.Questions[i] = q
	}
}

// AskAll asks all questions of a sample.
func (f *Flags) AskAll() {
	f.NPS, f.CSAT, f.CES = []string{"nps"}, []string{"csat"}, []string{"ces"}
}

// QuestionAsked reports whether a column is named for a question.
func (f *Flags) QuestionAsked() bool { return len(f.NPS)+len(f.CSAT)+len(f.CES) > 0 }
