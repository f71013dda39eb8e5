package web

import (
	"context"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

const shownRows = 50

// data is the page of what came in and what was refused.
func (s *server) data(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Data", BySegment: true, ByDays: true, About: "What came in, and what was refused and why. Of a refused row only its place and the reason are kept, and nothing of its text."}
	all, err := s.counts(ctx, v, v.Segment)
	if err != nil {
		return nil, err
	}
	came, err := cameSection(all, v)
	if err != nil {
		return nil, err
	}
	last, err := s.lastSection(ctx, v)
	if err != nil {
		return nil, err
	}
	refused, err := s.store.Refused(ctx)
	if err != nil {
		return nil, fmt.Errorf("read refusals: %w", err)
	}
	p.Sections = append([]section{came, last}, refusedSections(refused)...)
	return p, nil
}

// cameSection is the number of answers to each question.
func cameSection(all counts, v view) (section, error) {
	one := section{ID: "came", Wide: true, Title: "Answers in these days", Table: &table{Columns: []column{text("question"), text("asked"), num("answers", counted), num("answers then", counted), text("last day")}}}
	for _, q := range questions() {
		now, err := all.sum(q, v.Period)
		if err != nil {
			return one, err
		}
		then := cell{}
		if v.Against != (cx.Period{}) {
			before, err := all.sum(q, v.Against)
			if err != nil {
				return one, err
			}
			then = whole(before.Total())
		}
		var last cx.Date
		for _, t := range all[q.ID] {
			if v.Period.Contains(t.Day) && t.Day.Compare(last) > 0 {
				last = t.Day
			}
		}
		day := "none"
		if last != (cx.Date{}) {
			day = last.String()
		}
		one.Table.Rows = append(one.Table.Rows, row{Cells: []cell{{Text: q.Name, Href: v.On(q.ID)}, words(q.Asked), whole(now.Total()), then, words(day)}})
	}
	return one, nil
}

// lastSection is the last answers as they are in the database.
func (s *server) lastSection(ctx context.Context, v view) (section, error) {
	title := "The last answers"
	if q, ok := questionNamed(v.Question); ok {
		title += " to " + q.Name
	}
	one := section{ID: "last", Title: title, Wide: true, Table: &table{Columns: []column{
		text("at (UTC)"), text("question"), num("score", counted), text("customer"), text("segment"), text("channel"), text("stage"), text("comment"),
	}}}
	answers, err := s.store.LastAnswers(ctx, v.filter(v.Period), v.Question, shownRows)
	if err != nil {
		return one, fmt.Errorf("read the last answers: %w", err)
	}
	for _, a := range answers {
		q, _ := questionNamed(a.Question)
		segment := cell{Text: a.Segment}
		if a.Segment != "" {
			segment.Href = v.Of(a.Segment)
		}
		one.Table.Rows = append(one.Table.Rows, row{Cells: []cell{words(minute(a.At)), words(q.Name), whole(int64(a.Score)), words(a.Customer), segment,
			words(a.Channel), words(a.Stage), words(a.Comment)}})
	}
	if len(answers) == shownRows {
		one.Notes = []string{fmt.Sprintf("The newest %d.", shownRows)}
	}
	return one, nil
}

// refusedSections are the reasons of refusals, and the last ones.
func refusedSections(refused store.Refusals) []section {
	reasons := section{ID: "reasons", Wide: true, Title: "Refused, by reason"}
	if len(refused.Counts) == 0 {
		reasons.Notes = []string{"Nothing was refused."}
		return []section{reasons}
	}
	reasons.Table = &table{Columns: []column{text("kind"), text("reason"), num("rows", counted), text("last (UTC)")}}
	for _, c := range refused.Counts {
		reasons.Table.Rows = append(reasons.Table.Rows, row{Cells: []cell{words(c.Kind), words(c.Reason), whole(c.Count), words(minute(c.Last))}})
	}
	last := section{ID: "refused", Wide: true, Title: "The last refused", Table: &table{Columns: []column{text("at (UTC)"), text("kind"), text("row of the request"), text("reason")}}}
	for _, r := range refused.Last {
		place := "the whole request"
		if r.Row >= 0 {
			place = fmt.Sprint(r.Row)
		}
		last.Table.Rows = append(last.Table.Rows, row{Cells: []cell{words(minute(r.At)), words(r.Kind), words(place), words(r.Reason)}})
	}
	return []section{reasons, last}
}
