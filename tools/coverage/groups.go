package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/cxmetrics/cx"
)

// equalTeams draws k teams of one truth, of n answers each.
func equalTeams(k int, c classes, try func([]cx.Group[string, cx.NPS]) (bool, error)) truth {
	return truth{fmt.Sprintf("%d teams, NPS %.0f", k, c.score()), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			groups := make([]cx.Group[string, cx.NPS], k)
			for i := range groups {
				groups[i] = cx.Group[string, cx.NPS]{Key: strconv.Itoa(i), Tally: drawNPS(r, s.n, c)}
			}
			return try(groups)
		}
	}}
}

// teamTruths are 5 and 20 equal teams.
func teamTruths(try func([]cx.Group[string, cx.NPS]) (bool, error)) []truth {
	var truths []truth
	for _, c := range []classes{{0.55, 0.3, 0.15}, {0.85, 0.1, 0.05}} {
		truths = append(truths, equalTeams(5, c, try), equalTeams(20, c, try))
	}
	return truths
}

var january, february = mustPeriod("2026-01"), mustPeriod("2026-02")

func mustPeriod(text string) cx.Period {
	var p cx.Period
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

// measured is the measurement of an NPS by a team.
func measured(n cx.NPS, team int, p cx.Period) (cx.Measurement, error) {
	score, err := n.Score()
	if err != nil {
		return cx.Measurement{}, err
	}
	iv, err := n.Interval(level)
	return cx.Measurement{
		Metric: "nps", Team: strconv.Itoa(team), Period: p, Value: score, Interval: iv, Base: n.Total(),
	}, err
}

// journeyTruth draws a journey of 20 figures that have not changed, and hits if one shows a change.
func journeyTruth(c classes) truth {
	return truth{fmt.Sprintf("NPS %.0f", c.score()), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			var rows []cx.Measurement
			for team := range 20 {
				for _, p := range []cx.Period{january, february} {
					m, err := measured(drawNPS(r, s.n, c), team, p)
					if err != nil {
						return false, err
					}
					rows = append(rows, m)
				}
			}
			j, err := cx.JourneyOf(rows, cx.StandardMap(), february.End)
			if err != nil {
				return false, err
			}
			for _, f := range j.Figures {
				if f.Change == cx.ChangeBetter || f.Change == cx.ChangeWorse {
					return true, nil
				}
			}
			return false, nil
		}
	}}
}

// spreadTruth draws figures with the error 1 of groups that differ by so much.
func spreadTruth(spread float64) truth {
	return truth{fmt.Sprint(spread), func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			figures := make([]cx.Estimate, s.n)
			for i := range figures {
				figures[i] = cx.Estimate{Value: r.NormFloat64() + spread*r.NormFloat64(), StandardError: 1}
			}
			h, err := cx.HeterogeneityOf(figures)
			if err != nil {
				return false, err
			}
			iv, err := h.ISquaredInterval(level)
			return holds(iv, err, spread*spread/(1+spread*spread))
		}
	}}
}

// linkedTruth compares the revenue of promoters and of the others, who spend alike.
func linkedTruth(s spend) truth {
	return truth{s.name, func(size size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			l := cx.Linkage{HorizonSeconds: 86400, AsOf: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
			for i, n := range []int{size.n, size.other} {
				c := cx.LinkedClass{Class: strconv.Itoa(i), Customers: int64(n), Followed: int64(n)}
				for _, amount := range s.money(r, n) {
					if err := c.Revenue.Add(amount); err != nil {
						return false, err
					}
					if amount.Sign() > 0 {
						c.Buyers++
						c.Orders++
					}
				}
				l.Classes = append(l.Classes, c)
				l.Activities.Counted += c.Orders
			}
			d, err := l.RevenueDifferences(1, level)
			if err != nil {
				return false, err
			}
			return d[0].Tested && d[0].AdjustedP <= 1-level, nil
		}
	}}
}

// themedTruth draws responses of which a share mentions a theme and scores otherwise, and tries the
// impact of the theme: what it is, and whether the test finds a gap.
func themedTruth(share float64, with, without classes, try func(i cx.Impact[cx.NPS], impact float64) (bool, error)) truth {
	name := fmt.Sprintf("%.0f %% mention it, NPS %.0f against %.0f", 100*share, with.score(), without.score())
	return truth{name, func(s size) func(*rand.Rand) (bool, error) {
		return func(r *rand.Rand) (bool, error) {
			n := int(binomial(r, s.n, share))
			if n == 0 || n == s.n {
				return false, cx.ErrUndefined
			}
			themes := cx.Themes[cx.NPS]{All: drawNPS(r, s.n-n, without), Responses: int64(s.n), Unthemed: int64(s.n - n)}
			tally := drawNPS(r, n, with)
			if err := themes.All.Merge(tally); err != nil {
				return false, err
			}
			themes, err := themes.WithRows([]cx.Theme[cx.NPS]{{Name: "price", Responses: int64(n), With: tally}})
			if err != nil {
				return false, err
			}
			impacts, err := cx.ImpactsOf(themes, 5, level)
			if err != nil {
				return false, err
			}
			if !impacts[0].Tested {
				return false, cx.ErrUndefined
			}
			return try(impacts[0], share*(with.score()-without.score()))
		}
	}}
}

// themedTruths are themes that few and many mention, which are worse, better and as good.
func themedTruths(gaps bool, try func(i cx.Impact[cx.NPS], impact float64) (bool, error)) []truth {
	good, fair, bad := classes{0.6, 0.25, 0.15}, classes{0.45, 0.25, 0.3}, classes{0.2, 0.2, 0.6}
	truths := []truth{themedTruth(0.15, fair, fair, try), themedTruth(0.4, good, good, try), themedTruth(0.25, bad, bad, try)}
	if gaps {
		truths = append(truths, themedTruth(0.15, bad, fair, try), themedTruth(0.25, fair, good, try), themedTruth(0.4, good, bad, try))
	}
	return truths
}

var groups = []method{
	{
		name: "ImpactsOf", of: []string{"ImpactsOf"}, note: "The Impact of a theme.",
		sizes: []size{{n: 60}, {n: 150}, {n: 300}, {n: 1000}}, band: intervals,
		truths: themedTruths(true, func(i cx.Impact[cx.NPS], impact float64) (bool, error) { return holds(i.Impact.Interval, nil, impact) }),
	},
	{
		name: "ImpactsOf, a theme without a gap", of: []string{"ImpactsOf"}, note: "The interval of the Impact leaves out 0.",
		sizes: []size{{n: 60}, {n: 150}, {n: 300}, {n: 1000}}, band: tests,
		truths: themedTruths(false, func(i cx.Impact[cx.NPS], _ float64) (bool, error) {
			return i.Impact.Interval.Low > 0 || i.Impact.Interval.High < 0, nil
		}),
	},
	{
		name: "HeterogeneityOfGroups", of: []string{"HeterogeneityOfGroups"}, note: "One variance for all.",
		sizes: []size{{n: 10}, {n: 30}, {n: 100}, {n: 1000}}, band: tests, slow: 2,
		truths: teamTruths(func(groups []cx.Group[string, cx.NPS]) (bool, error) {
			h, err := cx.HeterogeneityOfGroups(groups)
			return h.P <= 1-level, err
		}),
	},
	{
		name: "HeterogeneityOf", of: []string{"HeterogeneityOf"}, note: "Each with its own error: not of groups of a few hundred answers or less; for figures from elsewhere.",
		sizes: []size{{n: 10}, {n: 30}, {n: 100}, {n: 1000}}, band: band{from: 1000, high: 8, most: 10}, slow: 2,
		truths: teamTruths(func(groups []cx.Group[string, cx.NPS]) (bool, error) {
			var figures []cx.Estimate
			for _, g := range groups {
				score, err := g.Tally.Score()
				if err != nil {
					return false, err
				}
				se, err := g.Tally.StandardError()
				if err != nil {
					return false, err
				}
				if se > 0 {
					figures = append(figures, cx.Estimate{Value: score.InexactFloat64(), StandardError: se})
				}
			}
			h, err := cx.HeterogeneityOf(figures)
			return h.P <= 1-level, err
		}),
	},
	{
		name: "Heterogeneity.ISquaredInterval", of: []string{"Heterogeneity.ISquaredInterval"}, note: "By the number of groups.",
		sizes: []size{{n: 5}, {n: 10}, {n: 30}}, band: intervals,
		truths: []truth{spreadTruth(0.5), spreadTruth(1), spreadTruth(2)},
	},
	{
		name: "RankGroups, any of the adjusted P", of: []string{"RankGroups"}, note: "Holm.", sizes: []size{{n: 10}, {n: 30}, {n: 100}, {n: 1000}},
		band: tests, slow: 10,
		truths: teamTruths(func(groups []cx.Group[string, cx.NPS]) (bool, error) {
			ranking, err := cx.RankGroups(groups, 1, level)
			for _, r := range ranking {
				if r.Tested && r.AdjustedP <= 1-level {
					return true, nil
				}
			}
			return false, err
		}),
	},
	{
		name: "JourneyOf, any change of 20 figures", of: []string{"JourneyOf"}, note: "Holm.", sizes: []size{{n: 30}, {n: 100}},
		band: tests, slow: 20, truths: []truth{journeyTruth(classes{0.55, 0.3, 0.15}), journeyTruth(classes{0.3, 0.4, 0.3})},
	},
	{
		name: "Linkage.RevenueDifferences", of: []string{"Linkage.RevenueDifferences", "Amounts.Difference"}, note: "Welch. Groups of a size.",
		sizes: []size{{100, 100}, {300, 300}, {1000, 1000}}, band: tests, slow: 20, truths: []truth{linkedTruth(lognormal(1)), linkedTruth(buyers(0.05, lognormal(1)))},
	},
	{
		name: "Amounts.Difference, skewed", of: []string{"Amounts.Difference"}, note: "Comparison.Skewed marks these: not to be used.",
		sizes: []size{{30, 300}, {100, 2000}}, band: band{from: 30, low: 6, high: 40, least: 6, most: 40}, slow: 20,
		truths: []truth{moneyPair(buyers(0.05, lognormal(1)), func(c cx.Comparison) (bool, error) { return finds(c, nil) })},
	},
}
