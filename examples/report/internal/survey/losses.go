package survey

import (
	"fmt"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// timed returns the answers with a time.
func (a *answers) timed() []answer {
	if !slices.ContainsFunc(a.rows, func(a answer) bool { return a.at == noTime }) {
		return a.rows
	}
	return slices.DeleteFunc(slices.Clone(a.rows), func(a answer) bool { return a.at == noTime })
}

// judge refuses a survey of which nothing was counted, and warns of what was lost.
func (s *survey) judge(o *Flags) error {
	var counted int64
	for i, q := range o.Questions {
		a := &s.answers[i]
		counted += a.total()
		if q.Column == "" {
			continue
		}
		given := a.given + a.rejected
		if o.LostTooMany(a.rejected, given) {
			advice := fmt.Sprintf("-labels, -na and -%s-scale may read them", question.Names[i])
			if a.rejected == a.early && a.early < table.MaxHeader && a.given > 0 {
				advice = fmt.Sprintf("they are the first: if they belong to the header, say -header %d", a.early+1)
			}
			s.Warn("%s of %s cells of %s (%s) are rejected, most as %s; %s",
				figure.Thousands(a.rejected), figure.Thousands(given), figure.Printable(q.Column), figure.Share100(a.rejected, given), a.UnreadText(), advice)
		}
		if most, half := a.most(); a.given >= fewestAnswers && !q.Scale.LowerIsBetter && half(q.Scale) {
			s.Warn("no answer to %s exceeds %d on a scale of %d to %d: if it has another, say -%s-scale",
				figure.Printable(q.Column), most, q.Scale.Min, q.Scale.Max, question.Names[i])
		}
		if a.leading > 0 {
			s.Notes = append(s.Notes, fmt.Sprintf("%s of %s counted by the number that the text begins with",
				figure.Count(a.leading, "answer"), figure.Printable(q.Column)))
		}
	}
	if o.Against != (cx.Period{}) {
		s.judgeBefore(o)
	}
	s.judgeVoice(o)
	if o.LostTooMany(s.untimed, s.Rows-s.Rejected) {
		s.Warn("the times of %s of %s rows (%s) cannot be read: they count, but in no period; -dates may read them",
			figure.Thousands(s.untimed), figure.Thousands(s.Rows-s.Rejected), figure.Share100(s.untimed, s.Rows-s.Rejected))
	}
	if s.choices != nil {
		counted += s.choices.answered
	}
	if o.readyCounts() && !s.notPercent && s.answers[question.NPS].given > 3 {
		s.Warn("the three counts of every row add up to 100: are they percentages? Name the columns of the counts")
	}
	if counted == 0 {
		return fmt.Errorf("%w; -labels says what words mean, -na which are no answers, and -nps-scale, -csat-scale and -ces-scale the scale",
			s.Nothing("no answer of %s could be counted"))
	}
	return nil
}

// fewestAnswers is the number of answers from which on the upper half of a scale should
// have some.
const fewestAnswers = 10

// most returns the highest answer, and whether it is in the lower half of a scale.
func (a *answers) most() (int, func(cx.Scale) bool) {
	most := int8(-128)
	for _, row := range a.rows {
		most = max(most, row.score)
	}
	return int(most), func(s cx.Scale) bool { return 2*int(most) <= s.Min+s.Max }
}
