package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

// errWarned is the end of a run whose report begins with a warning.
var errWarned = errors.New("the report begins with a warning")

// lostFile is a file and what was lost of it.
type lostFile struct {
	source string
	*counts
}

// besides notes a file that was read beside this one.
func (c *counts) besides(s *spending) {
	if s != nil {
		c.beside = append(c.beside, lostFile{s.source, &s.counts})
	}
}

// unreadCells is the rejected cells of one shape.
type unreadCells struct {
	Shape  string `json:"shape"`
	Reason string `json:"reason"`
	Cells  int64  `json:"cells"`
}

// unreadCells returns the most frequent kinds of rejected cells.
func (u unreads) unreadCells() []unreadCells {
	kinds := make([]unreadCells, 0, len(u))
	for kind, n := range u {
		kinds = append(kinds, unreadCells{kind.shape, kind.reason, n})
	}
	slices.SortFunc(kinds, func(a, b unreadCells) int {
		return cmp.Or(cmp.Compare(b.Cells, a.Cells), strings.Compare(a.Shape, b.Shape), strings.Compare(a.Reason, b.Reason))
	})
	return kinds[:min(len(kinds), maxFaults)]
}

// timed returns the answers with a time.
func (a *answers) timed() []answer {
	if !slices.ContainsFunc(a.rows, func(a answer) bool { return a.at == noTime }) {
		return a.rows
	}
	return slices.DeleteFunc(slices.Clone(a.rows), func(a answer) bool { return a.at == noTime })
}

// share writes a share of a whole in percent.
func share100(part, whole int64) string {
	percent := 100 * float64(part) / float64(whole)
	if part > 0 && percent < 0.5 {
		return "<1%"
	}
	return fixed(percent, 0) + "%"
}

// judge refuses a survey of which nothing was counted, and warns of what was lost.
func (s *survey) judge(o *surveyFlags) error {
	var counted int64
	for i, q := range o.questions {
		a := &s.answers[i]
		counted += a.total()
		if q.column == "" {
			continue
		}
		given := int64(len(a.rows)) + a.rejected
		if o.lostTooMany(a.rejected, given) {
			advice := fmt.Sprintf("-labels, -na and -%s-scale may read them", questionFlags[i])
			if a.rejected == a.early && a.early < table.MaxHeader && len(a.rows) > 0 {
				advice = fmt.Sprintf("they are the first: if they belong to the header, say -header %d", a.early+1)
			}
			s.warn("%s of %s cells of %s (%s) are rejected, most as %s; %s",
				thousands(a.rejected), thousands(given), printable(q.column), share100(a.rejected, given), a.unreadText(), advice)
		}
		if most, half := a.most(); len(a.rows) >= fewestAnswers && !q.scale.LowerIsBetter && half(q.scale) {
			s.warn("no answer to %s exceeds %d on a scale of %d to %d: if it has another, say -%s-scale",
				printable(q.column), most, q.scale.Min, q.scale.Max, questionFlags[i])
		}
		if a.leading > 0 {
			s.notes = append(s.notes, fmt.Sprintf("%s of %s counted by the number that the text begins with",
				count(a.leading, "answer"), printable(q.column)))
		}
	}
	if o.Against != (cx.Period{}) {
		s.judgeBefore(o)
	}
	if o.lostTooMany(s.untimed, s.rows-s.rejected) {
		s.warn("the times of %s of %s rows (%s) cannot be read: they count, but in no period; -dates may read them",
			thousands(s.untimed), thousands(s.rows-s.rejected), share100(s.untimed, s.rows-s.rejected))
	}
	if s.choices != nil {
		counted += s.choices.answered
	}
	if o.readyCounts() && !s.notPercent && len(s.answers[npsQuestion].rows) > 3 {
		s.warn("the three counts of every row add up to 100: are they percentages? Name the columns of the counts")
	}
	if counted == 0 {
		return fmt.Errorf("%w; -labels says what words mean, -na which are no answers, and -nps-scale, -csat-scale and -ces-scale the scale",
			s.nothing("no answer of %s could be counted"))
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

// unreadText says what most rejected cells looked like.
func (u unreads) unreadText() string {
	kinds := u.unreadCells()
	var texts []string
	for _, kind := range kinds[:min(len(kinds), 2)] {
		texts = append(texts, fmt.Sprintf("%q (%s, %s)", kind.Shape, thousands(kind.Cells), kind.Reason))
	}
	return strings.Join(texts, " and ")
}

// lostTooMany reports whether a loss is worth a warning.
func (o *common) lostTooMany(lost, all int64) bool {
	return lost > 0 && float64(lost) > o.AcceptLosses*float64(all)
}

func (c *counts) warn(format string, args ...any) {
	c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
}

// nothing is the error of a file of which nothing was counted.
func (c *counts) nothing(format string) error {
	text := fmt.Sprintf(format, count(c.rows+c.outside, "row"))
	if c.filtered > 0 {
		text += fmt.Sprintf("; -where left out %s", thousands(c.filtered))
	}
	if c.outside > 0 {
		text += fmt.Sprintf("; %s of days that -since, -until and -against do not choose", thousands(c.outside))
	}
	if len(c.faults) > 0 {
		f := c.faults[0]
		if text += fmt.Sprintf("; line %s", thousands(int64(f.Line))); f.Column != "" {
			text += fmt.Sprintf(", column %q", f.Column)
		}
		text += ": " + f.Reason
	}
	if len(c.unreads) > 0 {
		text += fmt.Sprintf("; the cell is as %q", c.unreadCells()[0].Shape)
	}
	return errors.New(text)
}

// judgeRows refuses a file of which no row was counted, and warns of what was lost of it
// and of the files beside it.
func (c *counts) judgeRows(o *common) error {
	if c.rows == c.rejected {
		return c.nothing("nothing of %s could be counted")
	}
	if lost, all := c.missing+c.twice, c.rows+c.filtered; o.lostTooMany(lost, all) {
		c.warn("%s of %s rows (%s) have no cells of the joined file: its -on column lacks their key, or has it twice",
			thousands(lost), thousands(all), share100(lost, all))
	}
	for _, f := range append([]lostFile{{o.source(), c}}, c.beside...) {
		if o.lostTooMany(f.rejected, f.rows) {
			text := "the lists of rejected rows say why"
			if len(f.unreads) > 0 {
				text = "most for a cell as " + f.unreadText()
			}
			c.warn("%s of %s rows of %s (%s) are rejected: %s", thousands(f.rejected), thousands(f.rows), printable(f.source), share100(f.rejected, f.rows), text)
		}
	}
	return nil
}
