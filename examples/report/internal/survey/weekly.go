package survey

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// What the digest needs, and how often chance alone may bring an alert.
const (
	fewestWeeks    = 12
	lastWeeks      = 4   // that are pooled
	falseAlertEach = 104 // weeks
	fewestWatched  = 270 // answers of a segment: 30 in each of the 8 weeks to learn from, and the next
)

// weekly is the digest of a question: the whole weeks, and what changed.
//
//	weeks          how many whole ones there are
//	unfinished     the week of the last answers is not over, and left out
//	last, last_weeks  the last week, and the last four pooled: period, tally and figures
//	every          chance alone brings one alert in so many weeks, and one more over all segments
//	alerts         those of cx.Alert, in order of time
//	segments       of the first column of -by: key, and its alerts, of those that have some
//	watched        segments with answers enough for an alert
type weekly[T any] struct {
	Weeks      int           `json:"weeks"`
	Unfinished bool          `json:"unfinished"`
	Last       point[T]      `json:"last"`
	LastWeeks  point[T]      `json:"last_weeks"`
	Every      int           `json:"every"`
	Alerts     []cx.Alert[T] `json:"alerts,omitzero"`
	Segments   []alertsOf[T] `json:"segments,omitzero"`
	Watched    int           `json:"watched,omitzero"`
}

type alertsOf[T any] struct {
	Key    string        `json:"key"`
	Alerts []cx.Alert[T] `json:"alerts"`
}

// wholeWeeks returns the whole weeks of a span, and whether its last one is not over.
func wholeWeeks(span cx.Period, grain cx.Grain) (weeks cx.Period, unfinished bool, err error) {
	first, err := grain.PeriodOf(span.Start)
	if err != nil {
		return cx.Period{}, false, err
	}
	last, err := grain.PeriodOf(span.End)
	if err != nil {
		return cx.Period{}, false, err
	}
	weeks = cx.Period{Start: first.Start, End: last.Start} // the day after the last is in the next week if that one is whole
	if first.Start.Compare(span.Start) < 0 {
		weeks.Start = first.End
	}
	return weeks, last.Start.Compare(span.End) < 0, nil
}

// measureWeekly returns the digest of a question, nil if it has too few weeks, or more than cx takes.
func measureWeekly[T cx.Figure, P cx.Ranked[T]](k kind[T], s *survey, rows []answer, o *Flags, span cx.Period) (*weekly[T], error) {
	calendar := cx.Calendar{Grain: cx.Week, Location: o.Calendar.Location}
	if o.Calendar.Grain == cx.WeekFromSunday {
		calendar.Grain = cx.WeekFromSunday
	}
	a, q := &s.answers[k.question], o.Questions[k.question]
	weeks, unfinished, err := wholeWeeks(span, calendar.Grain)
	if err != nil || k.question != o.first() || weeks.Start.Compare(weeks.End) >= 0 || weeks.Days() < 7*fewestWeeks || weeks.Days() > 7*cx.MaxPeriods {
		return nil, err
	}
	within, err := o.within(rows, weeks)
	if err != nil {
		return nil, err
	}
	counted := func(rows []answer) ([]cx.Point[cx.Ratings], error) {
		return cx.TrendFunc(rows, timeOf, a.add, calendar, weeks, cx.Ratings{Scale: q.Scale})
	}
	ratings, err := counted(within)
	if err != nil {
		return nil, err
	}
	w := &weekly[T]{Weeks: len(ratings), Unfinished: unfinished, Every: falseAlertEach}
	pooled, err := cx.Rolling(ratings, lastWeeks)
	if err != nil {
		return nil, err
	}
	for _, p := range []struct {
		to *point[T]
		of cx.Point[cx.Ratings]
	}{{&w.Last, ratings[len(ratings)-1]}, {&w.LastWeeks, pooled[len(pooled)-1]}} {
		measured, err := measurePoints(k, []cx.Point[cx.Ratings]{p.of}, o.Level)
		if err != nil {
			return nil, err
		}
		*p.to = measured[0]
	}
	if w.Alerts, err = alertsIn[T, P](k, ratings, cx.AlertRule{Every: falseAlertEach}, o.Level); err != nil {
		return nil, err
	}
	if o.by() == "" || o.Split != "" { // whoever is in several segments is in several series
		return w, nil
	}
	segments, totals := map[uint16][]answer{}, map[uint16]int64{}
	for _, row := range within {
		segments[row.segment] = append(segments[row.segment], row)
		if a.counts == nil {
			totals[row.segment]++
		} else {
			totals[row.segment] += a.counts[row.ref]
		}
	}
	var watched []uint16
	for segment, total := range totals {
		if total >= fewestWatched {
			watched = append(watched, segment)
		}
	}
	slices.SortFunc(watched, func(a, b uint16) int {
		return cmp.Or(cmp.Compare(totals[b], totals[a]), cmp.Compare(s.segments[0][a], s.segments[0][b]))
	})
	watched = watched[:min(len(watched), topic.MostBars)]
	if w.Watched = len(watched); w.Watched == 0 {
		return w, nil
	}
	rule, err := cx.AlertRule{Every: falseAlertEach, Series: w.Watched}.Solve()
	if err != nil {
		return nil, err
	}
	for _, segment := range watched {
		points, err := counted(segments[segment])
		if err != nil {
			return nil, err
		}
		alerts, err := alertsIn[T, P](k, points, rule, o.Level)
		if err != nil {
			return nil, err
		}
		if alerts != nil {
			w.Segments = append(w.Segments, alertsOf[T]{s.segments[0][segment], alerts})
		}
	}
	return w, nil
}

// within returns the rows of the days of a period.
func (o *Flags) within(rows []answer, p cx.Period) ([]answer, error) {
	start, err := o.Calendar.StartOf(p.Start)
	if err != nil {
		return nil, err
	}
	end, err := o.Calendar.StartOf(p.End)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(rows), func(a answer) bool { return a.at < start.Unix() || a.at >= end.Unix() }), nil
}

// alertsIn returns the alerts of a question.
func alertsIn[T any, P cx.Ranked[T]](k kind[T], ratings []cx.Point[cx.Ratings], rule cx.AlertRule, level float64) ([]cx.Alert[T], error) {
	points := make([]cx.Point[T], len(ratings))
	for i, p := range ratings {
		points[i].Period = p.Period
		var err error
		if points[i].Tally, err = k.tally(p.Tally); err != nil {
			return nil, err
		}
	}
	alerts, err := cx.AlertsOf[T, P](points, rule, level)
	if errors.Is(err, cx.ErrUndefined) {
		return nil, nil
	}
	return alerts, err
}

// weeklySections has the digest of the first question.
func (r *report) weeklySections() []page.Section {
	var s *page.Section
	switch {
	case r.NPS != nil && r.NPS.Weekly != nil:
		s = weeklySection(r.NPS.Weekly, r, "NPS", chart.Unit{Signed: true})
	case r.CSAT != nil && r.CSAT.Weekly != nil:
		s = weeklySection(r.CSAT.Weekly, r, "CSAT", chart.Unit{Suffix: "%"})
	case r.CES != nil && r.CES.Weekly != nil:
		s = weeklySection(r.CES.Weekly, r, "CES", chart.Unit{Places: 2})
	default:
		return nil
	}
	return []page.Section{*s}
}

func weeklySection[T any](w *weekly[T], r *report, name string, u chart.Unit) *page.Section {
	s := &page.Section{ID: "weekly", Title: name + " week by week", Line: figure.Count(int64(w.Weeks), "whole week"), Aside: figure.Percent(r.Level) + " intervals"}
	if w.Unfinished {
		s.Line += ", without the unfinished one"
	}
	recent := page.Table{Name: "weekly", Caption: "The last weeks", Table: chart.Table{Columns: []chart.Column{chart.Text("weeks"),
		chart.Number(name, u), chart.Number("from", u), chart.Number("to", u), chart.Number("answers", figure.Counted)}}}
	for _, p := range []struct {
		name string
		of   point[T]
	}{{"week of " + w.Last.Period.Start.String(), w.Last}, {fmt.Sprintf("last %d weeks", lastWeeks), w.LastWeeks}} {
		row := []string{p.name, "", "", "", figure.Whole(p.of.Answers)}
		if p.of.Score != nil {
			row[1] = p.of.Score.StringFixed(int32(u.Places))
		}
		if p.of.Interval != (cx.Interval{}) {
			row[2], row[3] = u.Plain(p.of.Interval.Low), u.Plain(p.of.Interval.High)
		}
		recent.Rows = append(recent.Rows, row)
	}
	recent.Text = &page.Text{Line: func(c page.Cells) string {
		text := figure.Left(c.Text(0), 20) + figure.Right(c.Show(1), 7)
		if limits := c.Interval(2, 3); limits != "" {
			text += " (" + limits + ")"
		}
		return text + ", " + c.Show(4) + " answers"
	}}
	s.Blocks = []page.Block{recent}
	plain := u // of changes
	plain.Signed, plain.Suffix = false, ""
	t := page.Table{Name: "weekly-alerts", Caption: "What changed", Table: chart.Table{Columns: []chart.Column{chart.Text("answers"), chart.Text("since week of"),
		chart.Number("change", plain), chart.Text("direction"), chart.Number("from", plain), chart.Number("to", plain), chart.Text("noticed in week of")}}}
	add := func(of string, alerts []cx.Alert[T]) {
		for _, a := range slices.Backward(alerts) {
			low, high, direction := a.Change.Interval.Low, a.Change.Interval.High, "higher"
			if a.Change.Difference < 0 {
				low, high, direction = -high, -low, "lower"
			}
			if a.Better != (direction == "higher") {
				direction += map[bool]string{true: ", better", false: ", worse"}[a.Better]
			}
			t.Rows = append(t.Rows, []string{of, a.Since.Start.String(), plain.Plain(math.Abs(a.Change.Difference)), direction, plain.Plain(low), plain.Plain(high), a.Period.Start.String()})
		}
	}
	add("all", w.Alerts)
	for _, g := range w.Segments {
		name := g.Key
		if name == "" {
			name = "(blank)"
		}
		add(name, g.Alerts)
	}
	word := " points"
	if u.Places > 0 {
		word = ""
	}
	t.Text = &page.Text{Most: figure.MostSegments, More: "… %s more, see -csv", Line: func(c page.Cells) string {
		text := "since week of " + c.Text(1) + ": " + c.Show(2) + word + " " + c.Text(3) + " (" + c.Interval(4, 5) + "), noticed in week of " + c.Text(6)
		if of := c.Text(0); of != "all" || len(w.Segments) > 0 {
			text = figure.Left(of, 20) + " " + text
		}
		return text
	}}
	switch {
	case len(t.Rows) > 0:
		s.Blocks = append(s.Blocks, t)
	default:
		s.Blocks = append(s.Blocks, page.Note("no lasting change"))
	}
	note := fmt.Sprintf("one false alert in two years (%d weeks) comes by chance alone", w.Every)
	if w.Watched > 0 {
		note += fmt.Sprintf(", and one of all %s of %s", figure.Count(int64(w.Watched), "segment"), r.By)
	}
	s.Blocks = append(s.Blocks, page.Note(note))
	return s
}
