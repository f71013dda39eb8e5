package reference

import (
	"errors"

	"github.com/cxmetrics/cx"
)

// lifespanRow is a lifespan whose times are texts.
type lifespanRow struct {
	Entry   float `json:"entry"`
	Exit    float `json:"exit"`
	Churned bool  `json:"churned"`
	Other   bool  `json:"other"`
}

// lifespansOf returns the lifespans of rows.
func lifespansOf(rows []lifespanRow) []cx.Lifespan {
	list := make([]cx.Lifespan, len(rows))
	for i, r := range rows {
		list[i] = cx.Lifespan{Entry: float64(r.Entry), Exit: float64(r.Exit), Churned: r.Churned, Other: r.Other}
	}
	return list
}

// survivalInput is lifespans, and what is asked of their curve.
type survivalInput struct {
	Rows       []lifespanRow    `json:"rows"`
	Time       float            `json:"time"`
	From       float            `json:"from"`
	To         float            `json:"to"`
	Tau        float            `json:"tau"`
	P          float            `json:"p"`
	Level      float            `json:"level"`
	Scale      cx.SurvivalScale `json:"scale"`
	Scores     []float          `json:"scores"`
	Covariates [][]float        `json:"covariates"`
}

// survival makes a call of a function of the curve of lifespans.
func survival(f func(in survivalInput, s cx.Survival) (figs, error)) vectorCall {
	return vector(func(in survivalInput) (figs, error) {
		s, err := cx.SurvivalOf(lifespansOf(in.Rows))
		if err != nil {
			return nil, err
		}
		return f(in, s)
	})
}

// reached returns a time, or nil if it is not reached.
func reached(t float64, ok bool) any {
	if !ok {
		return nil
	}
	return t
}

var _ = addVectors(map[string]vectorCall{
	"survival.at": survival(func(in survivalInput, s cx.Survival) (figs, error) {
		share, err := s.At(float64(in.Time))
		if err != nil {
			return nil, err
		}
		se, err := s.StandardError(float64(in.Time))
		return figs{"survival": share, "standard_error": reached(se, err == nil)}, nil
	}),
	"survival.interval": survival(func(in survivalInput, s cx.Survival) (figs, error) {
		return limits(s.Interval(float64(in.Time), float64(in.Level), in.Scale))
	}),
	"survival.quantile": survival(func(in survivalInput, s cx.Survival) (figs, error) {
		q, err := s.Quantile(float64(in.P), float64(in.Level), in.Scale)
		if err != nil && !errors.Is(err, cx.ErrUndefined) {
			return nil, err
		}
		return figs{"time": reached(q.Time, q.Reached), "low": reached(q.Low, q.LowReached), "high": reached(q.High, q.HighReached)}, nil
	}),
	"survival.mean": survival(func(in survivalInput, s cx.Survival) (figs, error) {
		m, err := s.Mean(float64(in.Tau), 0.95)
		return figs{"mean": m.Value, "standard_error": m.StandardError}, err
	}),
	"survival.hazard": vector(func(in survivalInput) (figs, error) {
		h, err := cx.HazardOf(lifespansOf(in.Rows), []float64{float64(in.From), float64(in.To)}, float64(in.Level))
		if err != nil {
			return nil, err
		}
		return figs{"churned": h[0].Churned, "exposure": h[0].Exposure, "rate": h[0].Rate, "low": h[0].Interval.Low, "high": h[0].Interval.High}, nil
	}),
	"survival.competing": vector(func(in survivalInput) (figs, error) {
		c, err := cx.CompetingRisksOf(lifespansOf(in.Rows))
		if err != nil {
			return nil, err
		}
		e, err := c.At(float64(in.Time), 0.95)
		return figs{"share": e.Value, "standard_error": e.StandardError}, err
	}),
	"survival.concordance": vector(func(in survivalInput) (figs, error) {
		c, err := cx.ConcordanceOf(lifespansOf(in.Rows), cx.Predictor{Scores: floats(in.Scores)})
		return figs{"c": c.Value, "standard_error": c.StandardError, "concordant": c.Concordant, "discordant": c.Discordant, "tied": c.Tied}, err
	}),
	"survival.cox": vector(func(in survivalInput) (figs, error) {
		names := []string{"a", "b"}[:len(in.Covariates[0])]
		covariates := make([][]float64, len(in.Covariates))
		for i, row := range in.Covariates {
			covariates[i] = floats(row)
		}
		m, err := cx.FitCox(lifespansOf(in.Rows), covariates, names, 0.95)
		var coefficients, errs []any
		for _, c := range m.Coefficients {
			coefficients, errs = append(coefficients, c.Value), append(errs, c.StandardError)
		}
		return figs{
			"coefficients": coefficients, "standard_errors": errs, "log_likelihood": m.LogLikelihood,
			"chi_square": m.Test.ChiSquare, "p": m.Test.P,
		}, err
	}),
	"logrank.test": vector(func(in struct {
		Groups [][]lifespanRow `json:"groups"`
		Weight cx.RankWeight   `json:"weight"`
	}) (figs, error) {
		groups := make([][]cx.Lifespan, len(in.Groups))
		for i, g := range in.Groups {
			groups[i] = lifespansOf(g)
		}
		t, err := cx.LogRank(groups, in.Weight)
		var observed, expected []any
		for _, g := range t.Groups {
			observed, expected = append(observed, g.Observed), append(expected, g.Expected)
		}
		return figs{"chi_square": t.ChiSquare, "degrees_of_freedom": t.DegreesOfFreedom, "p": t.P, "observed": observed, "expected": expected}, err
	}),
})
