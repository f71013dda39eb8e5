package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/special"
)

// Heterogeneity says how far several figures of one kind are apart, beyond what
// chance makes of equal ones. It is also called consistency across channels or
// teams.
type Heterogeneity struct {
	Pooled           Estimate `json:"pooled"`             // the mean of the figures, weighted by 1 / StandardError²
	Q                float64  `json:"q"`                  // Cochran's statistic
	DegreesOfFreedom int      `json:"degrees_of_freedom"` // of Q: one less than the figures
	// P is the probability of a Q as large if all figures were equal, by chi square.
	P float64 `json:"p"`
	// ISquared is the share of the spread that chance does not explain, from 0 to 1.
	ISquared float64 `json:"i_squared"`
}

// HeterogeneityOf compares independent figures with their standard errors: the NPS of
// several channels, the CSAT of several teams
//
//	Q = sum of (figure - pooled)² / error², I² = max(0, (Q - (n - 1)) / Q)
//
// It does not modify figures.
//
// HeterogeneityOf returns an error if:
//   - there are fewer than two figures, or none ([ErrUndefined]);
//   - a figure is not finite, or its standard error not above 0 and finite ([*RowError]
//     wrapping [ErrInvalid]);
//   - the figures are too far apart for float64 ([ErrInvalid]).
//
// Source: W. G. Cochran, Biometrics 10 (1954), 101-129; J. P. T. Higgins and S. G.
// Thompson, Statistics in Medicine 21 (2002), 1539-1558.
func HeterogeneityOf(figures []Estimate) (Heterogeneity, error) {
	least := math.Inf(1)
	for i, f := range figures {
		if !(math.Abs(f.Value) <= math.MaxFloat64 && f.StandardError > 0 && f.StandardError <= math.MaxFloat64) {
			return Heterogeneity{}, &RowError{Row: i, Err: invalid("a figure is not finite, or its standard error not above 0")}
		}
		least = min(least, f.StandardError)
	}
	if len(figures) < 2 {
		return Heterogeneity{}, undefined("consistency: it takes two figures")
	}
	// Weights are relative to the largest, and figures to the first.
	origin := figures[0].Value
	var weights, sum float64
	for _, f := range figures {
		w := (least / f.StandardError) * (least / f.StandardError)
		weights += w
		sum += float64(w * (f.Value - origin))
	}
	mean := sum / weights
	var q float64
	for _, f := range figures {
		d := (f.Value - origin - mean) / f.StandardError
		q += float64(d * d)
	}
	pooled := Estimate{Value: origin + mean, StandardError: least / math.Sqrt(weights)}
	if !(q <= math.MaxFloat64 && math.Abs(pooled.Value) <= math.MaxFloat64) {
		return Heterogeneity{}, invalid("consistency: the figures lie too far apart for their standard errors")
	}
	df := len(figures) - 1
	return Heterogeneity{
		Pooled:           pooled,
		Q:                q,
		DegreesOfFreedom: df,
		P:                special.ChiSquareTail(q, float64(df)),
		ISquared:         max(0, (q-float64(df))/max(q, float64(df))),
	}, nil
}
