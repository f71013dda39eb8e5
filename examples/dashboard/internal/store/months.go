package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/cxmetrics/cx"
)

// Tally is the histogram of the answers to a question of a segment on a day (UTC). Ratings has
// every figure: Ratings.NPS() of nps, cx.CSAT(Ratings) of csat, cx.CES(Ratings) of ces. Days
// and segments are added up by Merge.
type Tally struct {
	Question string     `json:"question"`
	Segment  string     `json:"segment"`
	Day      cx.Date    `json:"day"`
	Ratings  cx.Ratings `json:"ratings"`
}

// StageTally is the histogram of the answers to a question at a stage of the journey.
type StageTally struct {
	Question string     `json:"question"`
	Stage    string     `json:"stage"`
	Ratings  cx.Ratings `json:"ratings"`
}

// months keeps the tallies of whole months in memory: a page of years reads a number for each
// month, and not each tally. Whoever changes a tally gives its month another version in the same
// transaction, so that what is kept is right whoever wrote.
type months struct {
	mu   sync.Mutex
	all  map[cx.Date]month // by the first day
	size int               // the tallies in all
}

type month struct {
	version int64
	tallies []tally // in order of their keys
	days    []Tally // the stages added up
}

// monthOf returns the first day of the month of a day.
func monthOf(d cx.Date) cx.Date { return cx.Date{Year: d.Year, Month: d.Month, Day: 1} }

// newVersions gives months, in order, another version.
func (s *Store) newVersions(ctx context.Context, tx transaction, months []cx.Date) error {
	argument, err := json.Marshal(months)
	if err == nil {
		_, err = tx.ExecContext(ctx, s.dialect.newVersions, string(argument))
	}
	if err != nil {
		return fmt.Errorf("save the versions of months: %w", err)
	}
	return nil
}

// Tallies returns the tallies of days, in order of day, question and segment. Days without
// answers have none.
func (s *Store) Tallies(ctx context.Context, f Filter) ([]Tally, error) {
	all, err := s.readMonths(ctx, f)
	if err != nil {
		return nil, err
	}
	most := 0
	for _, m := range all {
		most += len(m.days)
	}
	tallies := make([]Tally, 0, most)
	for _, m := range all {
		for _, t := range m.days {
			if f.has(t.Segment, t.Day) {
				tallies = append(tallies, t)
			}
		}
	}
	return tallies, nil
}

// Stages returns the answers of a filter by question and stage, in that order.
func (s *Store) Stages(ctx context.Context, f Filter) ([]StageTally, error) {
	all, err := s.readMonths(ctx, f)
	if err != nil {
		return nil, err
	}
	type key struct{ question, stage string }
	sums := make(map[key]*StageTally)
	for _, m := range all {
		for _, t := range m.tallies {
			if !f.has(t.segment, t.day) {
				continue
			}
			k := key{t.question, t.stage}
			if sums[k] == nil {
				sums[k] = &StageTally{Question: t.question, Stage: t.stage}
			}
			if err := sums[k].Ratings.Merge(t.ratings); err != nil {
				return nil, fmt.Errorf("add up stages: %w", err)
			}
		}
	}
	tallies := make([]StageTally, 0, len(sums))
	for _, t := range sums {
		tallies = append(tallies, *t)
	}
	slices.SortFunc(tallies, func(a, b StageTally) int {
		return cmp.Or(cmp.Compare(a.Question, b.Question), cmp.Compare(a.Stage, b.Stage))
	})
	return tallies, nil
}

// has reports whether a filter chooses a tally.
func (f Filter) has(segment string, day cx.Date) bool {
	return (f.Segment == "" || segment == f.Segment) && (f.Since == cx.Date{} || day.Compare(f.Since) >= 0) &&
		(f.Until == cx.Date{} || day.Compare(f.Until) < 0)
}

// readMonths returns the months that a filter touches, in order, all of one state of the database.
func (s *Store) readMonths(ctx context.Context, f Filter) ([]month, error) {
	tx, err := s.read.BeginTx(ctx, s.dialect.snapshot)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // it only reads
	months := Filter{Until: f.Until}
	if f.Since != (cx.Date{}) {
		months.Since = monthOf(f.Since)
	}
	type version struct {
		first  cx.Date
		number int64
	}
	where, args := months.where(s.dialect, "month", true)
	var versions []version
	for v, err := range stream(ctx, tx, "SELECT month, version FROM months"+where+" ORDER BY month", args, func(rows *sql.Rows) (version, error) {
		var first cx.Column[cx.Date]
		var v version
		err := rows.Scan(&first, &v.number)
		v.first = first.V
		return v, err
	}) {
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	all := make([]month, len(versions))
	for i, v := range versions {
		var found bool
		if all[i], found = s.months.get(v.first); found && all[i].version == v.number {
			continue
		}
		if all[i], err = s.readMonth(ctx, tx, v.first); err != nil {
			return nil, err
		}
		all[i].version = v.number
		s.months.keep(v.first, all[i])
	}
	return all, nil
}

func (s *Store) readMonth(ctx context.Context, tx *sql.Tx, first cx.Date) (month, error) {
	next, err := first.AddMonths(1)
	if err != nil {
		return month{}, fmt.Errorf("find the end of a month: %w", err)
	}
	where, args := Filter{Since: first, Until: next}.where(s.dialect, "day", true)
	var m month
	if m.tallies, err = s.decoded.read(ctx, tx, "SELECT "+tallyFields+" FROM tallies"+where+" ORDER BY "+tallyOrder, args...); err != nil {
		return month{}, err
	}
	for _, t := range m.tallies {
		last := len(m.days) - 1
		if last < 0 || m.days[last].Day != t.day || m.days[last].Question != t.question || m.days[last].Segment != t.segment {
			m.days = append(m.days, Tally{t.question, t.segment, t.day, t.ratings})
		} else if err := m.days[last].Ratings.Merge(t.ratings); err != nil {
			return month{}, fmt.Errorf("add up stages: %w", err)
		}
	}
	return m, nil
}

func (c *months) get(first cx.Date) (month, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, found := c.all[first]
	return m, found
}

// keep keeps a month in place of what is kept of it. It bounds the memory as decoded does.
func (c *months) keep(first cx.Date, m month) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.size -= len(c.all[first].tallies)
	if c.all == nil || c.size+len(m.tallies) > maxDecoded {
		c.all, c.size = make(map[cx.Date]month), 0
	}
	c.all[first], c.size = m, c.size+len(m.tallies)
}
