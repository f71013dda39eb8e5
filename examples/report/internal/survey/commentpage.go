package survey

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// voiceSections are what customers say, beside the figures of the questions.
func (r *report) voiceSections() []page.Section {
	var sections []page.Section
	if r.Invited != nil {
		sections = append(sections, r.Invited.section(r.Level))
	}
	if r.Comments != nil {
		sections = append(sections, r.Comments.section(r.Level))
	}
	if r.Themes != nil {
		sections = append(sections, r.Themes.section(r.Level))
	}
	if r.Drivers != nil {
		sections = append(sections, r.Drivers.section(r.Level))
	}
	return sections
}

// voiceNotes say how to read them.
func (r *report) voiceNotes() []string {
	var notes []string
	if r.Comments != nil {
		notes = append(notes, fmt.Sprintf("words: those of %d comments or more; p: Holm-adjusted over all that were tested", fewestTexts))
	}
	if r.Themes != nil {
		notes = append(notes, "impact: how far the score is moved by those who speak of it, against the others; no proof of a cause")
	}
	if r.Drivers != nil {
		notes = append(notes, "drivers: they go with the answer, no proof of a cause; fix first: above the mean driver, rated below")
	}
	return notes
}

// section shows the words of both classes, the worse first: it has the work to do.
func (c *commentSection) section(level float64) page.Section {
	s := page.Section{ID: "comments", Title: "What customers say", Line: c.line(),
		Aside: fmt.Sprintf("%s of %s against %s of %s", figure.Thousands(c.Classes[1].Comments), c.Classes[1].Class,
			figure.Thousands(c.Classes[0].Comments), c.Classes[0].Class)}
	if c.Undefined != "" {
		s.Blocks = []page.Block{page.Note(c.Undefined)}
		return s
	}
	for _, side := range [2][2]commentClass{{c.Classes[1], c.Classes[0]}, c.Classes} {
		own, other := side[0], side[1]
		phrases := c.ends(own.Class)
		if len(phrases) == 0 {
			s.Blocks = append(s.Blocks, page.Note(fmt.Sprintf("no word tells %s from %s, of %s tested", own.Class, other.Class, figure.Count(int64(c.Tested), "phrase"))))
			continue
		}
		u := chart.Unit{Suffix: "%"}
		t := page.Table{Name: "comments-" + own.Class, Caption: "Words and phrases, more of " + own.Class,
			Table: chart.Table{Columns: []chart.Column{chart.Text("phrase"), chart.Number(own.Class, u), chart.Number(other.Class, u),
				chart.Number("comments", figure.Counted), chart.Number("p", chart.Unit{Places: 3})}}}
		for _, p := range phrases {
			t.Rows = append(t.Rows, []string{p.Text, sharePlain(p.In, u), sharePlain(p.Other, u), figure.Whole(p.In.Count + p.Other.Count), figure.PValue(p.AdjustedP)})
		}
		line := func(phrase, own, other, n, p string) string {
			return figure.Left(phrase, 40) + figure.Right(own, 15) + figure.Right(other, 15) + figure.Right(n, 12) + figure.Right(p, 10)
		}
		t.Text = &page.Text{Gap: true, Head: line("more of "+own.Class, own.Class, other.Class, "comments", "p"),
			Line: func(c page.Cells) string { return line(c.Text(0), c.Show(1), c.Show(2), c.Show(3), c.Text(4)) },
			Most: 10, More: "… %s more, see -csv"}
		s.Blocks = append(s.Blocks, t)
	}
	return s
}

// sharePlain writes a share of at least one in percent, "" for none.
func sharePlain(p cx.Proportion, u chart.Unit) string {
	if p.Base == 0 {
		return ""
	}
	return u.Plain(100 * float64(p.Count) / float64(p.Base))
}
