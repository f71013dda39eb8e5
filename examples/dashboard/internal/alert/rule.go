// Package alert says when a score needs somebody: rules in a file are looked at from time to
// time, and each change of a rule's state is a line in the log and a webhook.
package alert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// Rule is a rule of the file. It looks at the answers of the last Days to the question Metric,
// of a Segment or of all.
type Rule struct {
	Name    string  `json:"name"`
	Metric  string  `json:"metric"` // nps, csat or ces
	Segment string  `json:"segment"`
	When    string  `json:"when"`  // below, fell, drifted or stopped
	Limit   float64 `json:"limit"` // of below
	Days    int     `json:"days"`
}

// The words of When. Below and fell hold when the whole interval is beyond, not the point.
const (
	below   = "below"   // the score is below Limit
	fell    = "fell"    // the score is lower than that of as many days before
	drifted = "drifted" // a chart of the last year's weeks found a change for the worse in the last Days
	stopped = "stopped" // there are no answers, and there were some before
)

const level = .95

// ReadRules reads rules.
func ReadRules(text []byte) ([]Rule, error) {
	var rules []Rule
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rules); err != nil {
		return nil, fmt.Errorf("read the rules of alerts: %w", err)
	}
	names := make(map[string]bool)
	for i, r := range rules {
		var problem string
		switch {
		case r.Name == "" || names[r.Name]:
			problem = "the name is missing or that of another"
		case store.Scale(r.Metric) == (cx.Scale{}):
			problem = "metric is none of nps, csat and ces"
		case r.When != below && r.When != fell && r.When != drifted && r.When != stopped:
			problem = "when is none of below, fell, drifted and stopped"
		case r.Days < 1 || r.Days > 365:
			problem = "days is not in 1 to 365"
		}
		if problem != "" {
			return nil, fmt.Errorf("rule %d of alerts: %s", i+1, problem)
		}
		names[r.Name] = true
	}
	return rules, nil
}

// holds reports whether the rule holds on a day, and says what it found. The day itself, which
// is not over, does not count. tallies are those of the Metric and the Segment.
func (r Rule) holds(tallies []store.Tally, today cx.Date) (bool, string, error) {
	since, err := today.AddDays(-r.Days)
	if err != nil {
		return false, "", err
	}
	before, err := since.AddDays(-r.Days)
	if err != nil {
		return false, "", err
	}
	last, err := sum(tallies, since, today)
	if err != nil {
		return false, "", err
	}
	switch r.When {
	case stopped:
		earlier, err := sum(tallies, cx.Date{}, since)
		return last.Total() == 0 && earlier.Total() > 0, fmt.Sprintf("%d answers in %d days", last.Total(), r.Days), err
	case drifted:
		return r.drifted(tallies, since, today)
	case fell:
		earlier, err := sum(tallies, before, since)
		if err != nil || last.Total() == 0 || earlier.Total() == 0 {
			return false, "not enough answers", err
		}
		change, err := difference(r.Metric, last, earlier)
		if err != nil {
			return false, "", err
		}
		return change.Interval.High < 0, fmt.Sprintf("changed by %.1f, %.1f to %.1f", change.Difference, change.Interval.Low, change.Interval.High), nil
	}
	if last.Total() == 0 {
		return false, "no answers", nil
	}
	interval, err := interval(r.Metric, last)
	if errors.Is(err, cx.ErrUndefined) || errors.Is(err, cx.ErrNoData) {
		return false, "not enough answers", nil
	}
	return err == nil && interval.High < r.Limit, fmt.Sprintf("%.1f to %.1f of %d answers", interval.Low, interval.High, last.Total()), err
}

// sum adds up the tallies of the days from since up to, but not including, until.
func sum(tallies []store.Tally, since, until cx.Date) (cx.Ratings, error) {
	var all cx.Ratings
	for _, t := range tallies {
		if t.Day.Compare(since) >= 0 && t.Day.Compare(until) < 0 {
			if err := all.Merge(t.Ratings); err != nil {
				return cx.Ratings{}, err
			}
		}
	}
	return all, nil
}

// interval is that of the score of a question.
func interval(question string, r cx.Ratings) (cx.Interval, error) {
	switch question {
	case store.NPS:
		n, err := r.NPS()
		if err != nil {
			return cx.Interval{}, err
		}
		return n.Interval(level)
	case store.CSAT:
		return cx.CSAT(r).Interval(level)
	}
	return cx.CES(r).Interval(level)
}

// difference compares the scores of a question.
func difference(question string, a, b cx.Ratings) (cx.Comparison, error) {
	switch question {
	case store.NPS:
		n, errA := a.NPS()
		m, errB := b.NPS()
		if err := errors.Join(errA, errB); err != nil {
			return cx.Comparison{}, err
		}
		return n.Difference(m, level)
	case store.CSAT:
		return cx.CSAT(a).Difference(cx.CSAT(b), level)
	}
	return cx.CES(a).Difference(cx.CES(b), level)
}

// drifted looks for a change for the worse in the weeks of a year, those that are over, and
// holds when the chart noticed one since a day.
func (r Rule) drifted(tallies []store.Tally, since, today cx.Date) (bool, string, error) {
	weeks, err := weeks(tallies, today)
	if err != nil || len(weeks) == 0 {
		return false, "not enough answers", err
	}
	var noticed []cx.Period
	switch r.Metric {
	case store.NPS:
		noticed, err = changes(weeks, func(r cx.Ratings) (cx.NPS, error) { return r.NPS() })
	case store.CSAT:
		noticed, err = changes(weeks, func(r cx.Ratings) (cx.CSAT, error) { return cx.CSAT(r), nil })
	default:
		noticed, err = changes(weeks, func(r cx.Ratings) (cx.CES, error) { return cx.CES(r), nil })
	}
	if err != nil || len(noticed) == 0 {
		return false, "no change", err
	}
	last := noticed[len(noticed)-1]
	return last.End.Compare(since) > 0, "for the worse, noticed in " + last.String(), nil
}

// weeks returns the tallies of the weeks of a year that are over, from the first with answers.
func weeks(tallies []store.Tally, today cx.Date) ([]cx.Point[cx.Ratings], error) {
	year, err := today.AddDays(-364)
	if err != nil {
		return nil, err
	}
	calendar := cx.Calendar{Grain: cx.Week}
	var points []cx.Point[cx.Ratings]
	for start := year; start.Compare(today) < 0; {
		at, err := calendar.StartOf(start)
		if err != nil {
			return nil, err
		}
		week, err := calendar.PeriodOf(at)
		if err != nil {
			return nil, err
		}
		if week.End.Compare(today) > 0 {
			break
		}
		tally, err := sum(tallies, week.Start, week.End)
		if err != nil {
			return nil, err
		}
		if len(points) > 0 || tally.Total() > 0 {
			points = append(points, cx.Point[cx.Ratings]{Period: week, Tally: tally})
		}
		start = week.End
	}
	return points, nil
}

// driftRule brings one change by chance in about two years. It is solved once, which takes
// longer than all else here.
var driftRule = sync.OnceValues(func() (cx.AlertRule, error) { return cx.AlertRule{Every: 104, WorseOnly: true}.Solve() })

// changes returns the weeks in which a change for the worse was noticed.
func changes[T any, P cx.Ranked[T]](weeks []cx.Point[cx.Ratings], of func(cx.Ratings) (T, error)) ([]cx.Period, error) {
	points := make([]cx.Point[T], len(weeks))
	for i, w := range weeks {
		tally, err := of(w.Tally)
		if err != nil {
			return nil, err
		}
		points[i] = cx.Point[T]{Period: w.Period, Tally: tally}
	}
	rule, err := driftRule()
	if err != nil {
		return nil, err
	}
	alerts, err := cx.AlertsOf[T, P](points, rule, level)
	if err != nil {
		return nil, err
	}
	var noticed []cx.Period
	for _, a := range alerts {
		noticed = append(noticed, a.Period)
	}
	return noticed, nil
}

// today returns the day of an instant.
func today(now time.Time) (cx.Date, error) { return cx.Calendar{}.DateOf(now) }
