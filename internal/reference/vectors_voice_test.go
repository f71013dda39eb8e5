package reference

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// chosen is the answers to a question with options.
type chosen struct {
	Options []string   `json:"options"`
	Rows    [][]string `json:"rows"`
}

// question returns the question, and the answers as rows of it.
func (c chosen) question(kind cx.QuestionKind) (cx.Question, []cx.Selection) {
	q := cx.Question{Name: "question", Kind: kind, Options: c.Options}
	var rows []cx.Selection
	for _, row := range c.Rows {
		rows = append(rows, cx.Selection{Question: q.Name, Chosen: row})
	}
	return q, rows
}

// crossed makes a call of a cross table of counts.
func crossed(f func(cx.CrossTab) (figs, error)) vectorCall {
	return vector(func(in struct {
		Counts [][]int64 `json:"counts"`
	}) (figs, error) {
		var tab cx.CrossTab
		for i := range in.Counts {
			tab.Rows = append(tab.Rows, fmt.Sprintf("r%02d", i))
		}
		for j := range in.Counts[0] {
			tab.Columns = append(tab.Columns, fmt.Sprintf("c%02d", j))
		}
		tab, err := tab.WithCounts(in.Counts)
		if err != nil {
			return nil, err
		}
		return f(tab)
	})
}

var _ = addVectors(map[string]vectorCall{
	"choices.shares": vector(func(in chosen) (figs, error) {
		q, rows := in.question(cx.QuestionChoices)
		c, err := cx.ChoicesOf(rows, q)
		if err != nil {
			return nil, err
		}
		var people, selections []any
		for _, option := range in.Options {
			p, err := c.OfRespondents(option)
			if err != nil {
				return nil, err
			}
			rate, err := p.Rate()
			if err != nil {
				return nil, err
			}
			selection, err := c.OfSelections(option)
			if err != nil {
				return nil, err
			}
			people, selections = append(people, rate), append(selections, selection)
		}
		return figs{"respondents": c.Respondents, "counts": list(c.Counts()), "of_respondents": people, "of_selections": selections}, nil
	}),
	"choices.rank": vector(func(in chosen) (figs, error) {
		q, rows := in.question(cx.QuestionRanking)
		groups, err := cx.GroupByRank(rows, q)
		if err != nil {
			return nil, err
		}
		ranked, means := make([]any, len(in.Options)), make([]any, len(in.Options))
		for i, option := range in.Options {
			ranked[i] = 0
			for _, g := range groups {
				if g.Key == option && g.Tally.Total() > 0 {
					if ranked[i] = g.Tally.Total(); err == nil {
						means[i], err = g.Tally.Mean()
					}
				}
			}
		}
		return figs{"ranked": ranked, "mean_rank": means}, err
	}),
	"choices.crosstab": crossed(func(tab cx.CrossTab) (figs, error) {
		c, err := tab.Test()
		return figs{"chi_square": c.ChiSquare, "degrees_of_freedom": c.DegreesOfFreedom, "p": c.P, "cramers_v": c.CramersV}, err
	}),
	"choices.crosstab_cells": crossed(func(tab cx.CrossTab) (figs, error) {
		cells, err := tab.Cells(1)
		var expected, residuals []any
		for i := range tab.Rows {
			row := cells[i*len(tab.Columns) : (i+1)*len(tab.Columns)]
			var e, r []any
			for _, c := range row {
				e, r = append(e, c.Expected), append(r, c.Residual)
			}
			expected, residuals = append(expected, e), append(residuals, r)
		}
		return figs{"expected": expected, "residuals": residuals}, err
	}),
	"themes.impact": vector(func(in struct {
		Rows []struct {
			Score  int      `json:"score"`
			Themes []string `json:"themes"`
		} `json:"rows"`
		Theme string `json:"theme"`
	}) (figs, error) {
		var rows []cx.Response
		for _, r := range in.Rows {
			rows = append(rows, cx.Response{Score: r.Score, Themes: r.Themes})
		}
		themes, err := cx.ThemesOf(rows, cx.NPS{})
		if err != nil {
			return nil, err
		}
		impacts, err := cx.ImpactsOf(themes, 1, 0.95)
		if err != nil {
			return nil, err
		}
		for _, i := range impacts {
			if i.Name != in.Theme || !i.Tested {
				continue
			}
			out, err := decimals(map[string]func() (decimal.Decimal, error){
				"prevalence": i.Prevalence.Rate, "score": themes.All.Score, "with": i.With.Score, "without": i.Without.Score,
			})
			if err == nil {
				out["responses"], out["mentions"], out["impact"] = themes.Responses, i.Prevalence.Count, i.Impact.Value
			}
			return out, err
		}
		return nil, cx.ErrUndefined // not tested
	}),
	"themes.sentiment": vector(func(in cx.Sentiment) (figs, error) {
		score, err := in.Score()
		return figs{"labeled": in.Total(), "score": score}, err
	}),
})
