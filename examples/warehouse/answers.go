package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cxmetrics/cx"
)

// npsByWeek counts the promoters, passives and detractors of each segment and week.
func npsByWeek(ctx context.Context, e engine, zone *time.Location) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
	var shard []cx.Group[string, []cx.Point[cx.NPS]]
	places := make(map[string]int) // of the segments in shard
	err := e.query(ctx, "nps", func(rows *sql.Rows) error {
		var segment, week string
		var n cx.NPS
		if err := rows.Scan(&segment, &week, &n.Promoters, &n.Passives, &n.Detractors); err != nil {
			return err
		}
		period, err := cx.ParsePeriod(week)
		if err != nil {
			return err
		}
		place, known := places[segment]
		if !known {
			place = len(shard)
			places[segment] = place
			shard = append(shard, cx.Group[string, []cx.Point[cx.NPS]]{Key: segment})
		}
		trend := &shard[place].Tally
		*trend = append(*trend, cx.Point[cx.NPS]{Period: period, Tally: n})
		return nil
	}, zone)
	if err != nil {
		return nil, err
	}
	if len(shard) == 0 {
		return nil, nil
	}
	// The Merge checks the counts and adds the weeks without answers; it takes a second trend
	// for that, of one week and no answers, since equal trends stay as they are.
	first := []cx.Point[cx.NPS]{{Period: shard[0].Tally[0].Period}}
	return cx.MergeGroupTrends(shard, []cx.Group[string, []cx.Point[cx.NPS]]{{Key: shard[0].Key, Tally: first}})
}

// npsOfLatest counts the latest answer of each customer in each month.
func npsOfLatest(ctx context.Context, e engine, zone *time.Location) ([]cx.Point[cx.NPS], error) {
	var points []cx.Point[cx.NPS]
	err := e.query(ctx, "nps_latest", func(rows *sql.Rows) error {
		var month string
		var n cx.NPS
		if err := rows.Scan(&month, &n.Promoters, &n.Passives, &n.Detractors); err != nil {
			return err
		}
		period, err := cx.ParsePeriod(month)
		points = append(points, cx.Point[cx.NPS]{Period: period, Tally: n})
		return err
	}, zone)
	if err != nil {
		return nil, err
	}
	return withGaps(points)
}

// npsClustered sums up the NPS by customer, for an interval that knows that the answers of one
// customer are alike.
func npsClustered(ctx context.Context, e engine) (cx.Clustered, error) {
	var c, checked cx.Clustered
	err := e.query(ctx, "clustered", func(rows *sql.Rows) error {
		return rows.Scan(&c.Clusters, &c.Sum, &c.Base, &c.SumSquares, &c.BaseSquares, &c.Products)
	})
	if err != nil {
		return cx.Clustered{}, err
	}
	if c.Clusters > 0 {
		c.Scale = cx.RecommendScale(11)
	}
	err = checked.Merge(c)
	return checked, err
}

// ratings counts the answers to a question by segment.
func ratings(ctx context.Context, e engine, question string, scale cx.Scale) ([]cx.Group[string, cx.Ratings], error) {
	var groups []cx.Group[string, cx.Ratings]
	err := e.query(ctx, "ratings", func(rows *sql.Rows) error {
		g := cx.Group[string, cx.Ratings]{Tally: cx.Ratings{Scale: scale}}
		var score int
		var answers int64
		if err := rows.Scan(&g.Key, &score, &answers); err != nil {
			return err
		}
		g.Tally.Counts[score-scale.Min] = answers // the statement keeps to the scale
		groups = append(groups, g)
		return nil
	}, question, scale.Min, scale.Max)
	if err != nil {
		return nil, err
	}
	return cx.MergeGroups(groups)
}

// csat is ratings with the headline figure of satisfaction.
func csat(ctx context.Context, e engine, question string, scale cx.Scale) ([]cx.Group[string, cx.CSAT], error) {
	groups, err := ratings(ctx, e, question, scale)
	if err != nil {
		return nil, err
	}
	var named []cx.Group[string, cx.CSAT]
	for _, g := range groups {
		named = append(named, cx.Group[string, cx.CSAT]{Key: g.Key, Tally: cx.CSAT(g.Tally)})
	}
	return cx.MergeGroups(named)
}

// ces is ratings with the headline figure of effort.
func ces(ctx context.Context, e engine, question string, scale cx.Scale) ([]cx.Group[string, cx.CES], error) {
	groups, err := ratings(ctx, e, question, scale)
	if err != nil {
		return nil, err
	}
	var named []cx.Group[string, cx.CES]
	for _, g := range groups {
		named = append(named, cx.Group[string, cx.CES]{Key: g.Key, Tally: cx.CES(g.Tally)})
	}
	return cx.MergeGroups(named)
}

// reasons counts the detractors by segment and reason.
func reasons(ctx context.Context, e engine) (cx.CrossTab, error) {
	var all cx.CrossTab
	err := e.query(ctx, "crosstab", func(rows *sql.Rows) error {
		var segment, reason string
		var answers int64
		if err := rows.Scan(&segment, &reason, &answers); err != nil {
			return err
		}
		cell, err := cx.CrossTab{Rows: []string{segment}, Columns: []string{reason}}.WithCounts([][]int64{{answers}})
		if err != nil {
			return err
		}
		return all.Merge(cell)
	})
	return all, err
}

// choices counts how many respondents chose each option; what is none of them is an answer of
// their own.
func choices(ctx context.Context, e engine, options []string) (cx.Choices, error) {
	c := cx.Choices{Options: options}
	counts := make([]int64, len(options))
	places := make(map[string]int, len(options))
	for i, option := range options {
		places[option] = i
	}
	var shown int64
	err := e.query(ctx, "choices", func(rows *sql.Rows) error {
		var what string
		var option sql.Null[string]
		var respondents int64
		if err := rows.Scan(&what, &option, &respondents); err != nil {
			return err
		}
		place, known := places[option.V]
		switch {
		case what == "shown":
			shown = respondents
		case what == "respondents":
			c.Respondents = respondents
		case option.V == "other":
			c.Other = respondents
		case known:
			counts[place] = respondents
		default:
			return errors.New("an option is none of the question")
		}
		return nil
	})
	if err != nil {
		return cx.Choices{}, err
	}
	c.None = shown - c.Respondents
	return c.WithCounts(counts) // checks them
}
