package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// Days returns the first and the last day that has answers, zero where there are none.
func (s *Store) Days(ctx context.Context) (first, last cx.Date, err error) {
	var a, b cx.Column[cx.Date]
	if err := s.read.QueryRowContext(ctx, "SELECT (SELECT min(day) FROM tallies), (SELECT max(day) FROM tallies)").Scan(&a, &b); err != nil {
		return first, last, fmt.Errorf("read the first and the last day: %w", err)
	}
	return a.V, b.V, nil
}

// LastAnswers returns the last answers of a filter to a question, or to all if it is blank, the
// newest first.
func (s *Store) LastAnswers(ctx context.Context, f Filter, question string, limit int) ([]Answer, error) {
	where, args := f.where(s.dialect, "at", false)
	if question != "" {
		args = append(args, question)
		where += fmt.Sprintf(" AND question = $%d", len(args))
	}
	query := fmt.Sprintf("%s%s ORDER BY at DESC, id DESC LIMIT $%d", answerSelect, where, len(args)+1)
	var all []Answer
	for a, err := range stream(ctx, s.read, query, append(args, max(limit, 0)), func(rows *sql.Rows) (Answer, error) { return scanAnswer(rows) }) {
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// CallbackCounts are how many callbacks are not done.
type CallbackCounts struct {
	Open    int64 // not done
	Claimed int64 // of them somebody has
	Overdue int64 // of them nobody called in time
}

// CountCallbacks counts the callbacks of a filter that are not done. Those of answers before
// due are overdue if nobody has called.
func (s *Store) CountCallbacks(ctx context.Context, f Filter, due time.Time) (CallbackCounts, error) {
	where, args := f.where(s.dialect, "c.at", false)
	from := " FROM cases AS c"
	if f.Segment != "" {
		from += " JOIN answers AS a ON a.id = c.id"
	}
	query := "SELECT count(*), count(c.claimed), count(CASE WHEN c.called IS NULL AND c.at < " + fmt.Sprintf(s.dialect.instant, len(args)+1) + " THEN 1 END)" +
		from + where + " AND c.done IS NULL"
	var n CallbackCounts
	if err := s.read.QueryRowContext(ctx, query, append(args, instantText(due))...).Scan(&n.Open, &n.Claimed, &n.Overdue); err != nil {
		return n, fmt.Errorf("count callbacks: %w", err)
	}
	return n, nil
}

// ClosedLoop returns what came of the callbacks of a filter that one rule has, as known now.
func (s *Store) ClosedLoop(ctx context.Context, f Filter, rule cx.CaseRule, now time.Time) (Built[cx.ClosedLoop], error) {
	type key struct {
		filter Filter
		closed bool
	}
	return built(s, key{f, true}, func() (cx.ClosedLoop, error) {
		var loop cx.ClosedLoop
		for chunk, err := range chunks(s.Cases(ctx, f), verifyChunk) {
			if err != nil {
				return cx.ClosedLoop{}, err
			}
			cases := make([]cx.Case, len(chunk))
			for i, c := range chunk {
				cases[i] = c.Case()
				cases[i].Score, cases[i].Class = rule.Scale.Min, cx.BottomClass // questions of several scales; all are of the bottom class
			}
			part, err := cx.ClosedLoopOf(cases, rule, now)
			if err != nil {
				return cx.ClosedLoop{}, fmt.Errorf("count callbacks: %w", err)
			}
			if err := loop.Merge(part); err != nil {
				return cx.ClosedLoop{}, fmt.Errorf("count callbacks: %w", err)
			}
		}
		return loop, nil
	})
}

// SupportTrend returns the tally of the tickets of a filter for each period in which they were
// opened, as known at the AsOf of the rule. A ticket outside the periods is left out.
func (s *Store) SupportTrend(ctx context.Context, f Filter, periods []cx.Period, rule cx.SupportRule) (Built[[]cx.Point[cx.Support]], error) {
	type key struct {
		filter  Filter
		periods int
		asOf    cx.Date
	}
	day, err := cx.Calendar{}.DateOf(rule.AsOf)
	if err != nil {
		return Built[[]cx.Point[cx.Support]]{}, fmt.Errorf("find the day: %w", err)
	}
	return built(s, key{f, len(periods), day}, func() ([]cx.Point[cx.Support], error) {
		points := make([]cx.Point[cx.Support], len(periods))
		for i, p := range periods {
			points[i].Period = p
		}
		at := 0
		for t, err := range s.Tickets(ctx, f) { // in order of their days
			if err != nil {
				return nil, err
			}
			day, err := cx.Calendar{}.DateOf(t.Opened)
			if err != nil {
				return nil, fmt.Errorf("find the day of a ticket: %w", err)
			}
			for at < len(points) && points[at].Period.End.Compare(day) <= 0 {
				at++
			}
			if at == len(points) || !points[at].Period.Contains(day) {
				continue
			}
			ticket := t.Ticket()
			if err := rule.Add(&points[at].Tally, &ticket); err != nil {
				return nil, fmt.Errorf("count a ticket: %w", err)
			}
		}
		return points, nil
	})
}
