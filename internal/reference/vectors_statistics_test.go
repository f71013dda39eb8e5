package reference

import (
	"maps"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// compared makes figures of a comparison.
func compared(c cx.Comparison, err error) (figs, error) {
	return figs{
		"difference": c.Difference, "standard_error": c.StandardError, "z": c.Z, "p": c.P, "exact_p": c.ExactP,
		"degrees_of_freedom": c.DegreesOfFreedom, "low": c.Interval.Low, "high": c.Interval.High,
	}, err
}

// npsDifference makes a call of a comparison of two scores.
func npsDifference(of func(a, b cx.NPS, level float64) (cx.Comparison, error)) vectorCall {
	return vector(func(in struct {
		First  npsCounts `json:"first"`
		Second npsCounts `json:"second"`
		Level  float     `json:"level"`
	}) (figs, error) {
		return compared(of(in.First.nps(), in.Second.nps(), float64(in.Level)))
	})
}

// npsGroups makes groups of counted classes by their keys, in order.
func npsGroups(counts map[string]npsCounts) []cx.Group[string, cx.NPS] {
	var groups []cx.Group[string, cx.NPS]
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		groups = append(groups, cx.Group[string, cx.NPS]{Key: key, Tally: counts[key].nps()})
	}
	return groups
}

var _ = addVectors(map[string]vectorCall{
	"comparison.nps":      npsDifference(cx.NPS.Difference),
	"comparison.nps_wald": npsDifference(cx.NPS.DifferenceWald),
	"comparison.nps_benchmark": vector(func(in struct {
		Sample    npsCounts `json:"sample"`
		Benchmark float     `json:"benchmark"`
		Level     float     `json:"level"`
	}) (figs, error) {
		return compared(in.Sample.nps().DifferenceFrom(float64(in.Benchmark), float64(in.Level)))
	}),
	"comparison.nps_paired": vector(func(in struct {
		First  []int `json:"first"`
		Second []int `json:"second"`
		Level  float `json:"level"`
	}) (figs, error) {
		return compared(cx.DifferencePaired(in.First, in.Second, cx.Scale{}, float64(in.Level)))
	}),
	"comparison.proportion": vector(func(in struct {
		First  share `json:"first"`
		Second share `json:"second"`
		Level  float `json:"level"`
	}) (figs, error) {
		return compared(in.First.proportion().Difference(in.Second.proportion(), float64(in.Level)))
	}),
	"comparison.proportion_benchmark": vector(func(in struct {
		Sample    share `json:"sample"`
		Benchmark float `json:"benchmark"`
		Level     float `json:"level"`
	}) (figs, error) {
		return compared(in.Sample.proportion().DifferenceFrom(float64(in.Benchmark), float64(in.Level)))
	}),
	"comparison.mean": vector(func(in struct {
		First  []decimal.Decimal `json:"first"`
		Second []decimal.Decimal `json:"second"`
		Level  float             `json:"level"`
	}) (figs, error) {
		a, err := cx.AmountsOf(in.First)
		if err != nil {
			return nil, err
		}
		b, err := cx.AmountsOf(in.Second)
		if err != nil {
			return nil, err
		}
		return compared(a.Difference(b, float64(in.Level)))
	}),
	"comparison.groups": vector(func(in struct {
		Groups []npsCounts `json:"groups"`
	}) (figs, error) {
		counts := map[string]npsCounts{}
		for i, g := range in.Groups {
			counts[strconv.Itoa(i)] = g
		}
		h, err := cx.HeterogeneityOfGroups(npsGroups(counts))
		return figs{"q": h.Q, "degrees_of_freedom": h.DegreesOfFreedom, "p": h.P, "i_squared": h.ISquared}, err
	}),
	"comparison.sample_ratio": vector(func(in struct {
		Counts []int64           `json:"counts"`
		Shares []decimal.Decimal `json:"shares"`
	}) (figs, error) {
		var variants []cx.Group[int, cx.Proportion]
		for i, n := range in.Counts {
			variants = append(variants, cx.Group[int, cx.Proportion]{Key: i, Tally: cx.Proportion{Base: n}})
		}
		c, err := cx.SampleRatio(variants, in.Shares)
		return figs{"chi_square": c.ChiSquare, "degrees_of_freedom": c.DegreesOfFreedom, "p": c.P}, err
	}),
	"comparison.score_change": vector(func(in struct {
		Before map[string]npsCounts `json:"before"`
		After  map[string]npsCounts `json:"after"`
	}) (figs, error) {
		c, err := cx.ScoreChangeOf(npsGroups(in.Before), npsGroups(in.After))
		return figs{"total": c.Total, "mix": c.Mix, "rate": c.Rate}, err
	}),
})

var _ = addVectors(map[string]vectorCall{
	"samplesize.nps": vector(func(in struct {
		Margin     float `json:"margin"`
		Variance   float `json:"variance"`
		Level      float `json:"level"`
		Population int64 `json:"population"`
	}) (figs, error) {
		n, err := cx.NPSSampleSize(float64(in.Margin), float64(in.Variance), float64(in.Level), in.Population)
		return one("answers", n, err)
	}),
	"samplesize.nps_difference": vector(func(in struct {
		Difference float `json:"difference"`
		Variance1  float `json:"variance1"`
		Variance2  float `json:"variance2"`
		Level      float `json:"level"`
		Power      float `json:"power"`
	}) (figs, error) {
		n, err := cx.NPSSampleSizeForDifference(float64(in.Difference), float64(in.Variance1), float64(in.Variance2), float64(in.Level), float64(in.Power))
		return one("answers", n, err)
	}),
	"samplesize.proportion_difference": vector(func(in struct {
		First  float `json:"first"`
		Second float `json:"second"`
		Level  float `json:"level"`
		Power  float `json:"power"`
	}) (figs, error) {
		n, err := cx.ProportionSampleSizeForDifference(float64(in.First), float64(in.Second), float64(in.Level), float64(in.Power))
		return one("cases", n, err)
	}),
	"samplesize.mean": vector(func(in struct {
		Margin    float `json:"margin"`
		Deviation float `json:"deviation"`
		Level     float `json:"level"`
	}) (figs, error) {
		n, err := cx.MeanSampleSize(float64(in.Margin), float64(in.Deviation), float64(in.Level))
		return one("answers", n, err)
	}),
})

// adjusted makes a call of a correction of p values.
func adjusted(of func([]float64) ([]float64, error)) vectorCall {
	return vector(func(in struct {
		P []float `json:"p"`
	}) (figs, error) {
		p, err := of(floats(in.P))
		return figs{"adjusted": list(p)}, err
	})
}

// agreed makes a call of a coefficient of agreement.
func agreed(method cx.AgreementMethod) vectorCall {
	return vector(func(in struct {
		Codes [][]*string `json:"codes"`
	}) (figs, error) {
		var rows []cx.Coding
		for coder, codes := range in.Codes {
			for unit, code := range codes {
				if code != nil {
					rows = append(rows, cx.Coding{Unit: strconv.Itoa(unit), Coder: strconv.Itoa(coder), Code: *code})
				}
			}
		}
		a, err := cx.AgreementOf(rows, method, 0.95)
		return figs{"units": a.Units, "observed": a.Observed, "expected": a.Expected, "value": a.Value.Value}, err
	})
}

var _ = addVectors(map[string]vectorCall{
	"multiplicity.holm":               adjusted(cx.Holm),
	"multiplicity.benjamini_hochberg": adjusted(cx.BenjaminiHochberg),
	"agreement.kappa":                 agreed(cx.CohenKappa),
	"agreement.alpha_nominal":         agreed(cx.NominalAlpha),
	"agreement.alpha_ordinal":         agreed(cx.OrdinalAlpha),
	"agreement.alpha_interval":        agreed(cx.IntervalAlpha),
	"benchmark.position": vector(func(in struct {
		Value  decimal.Decimal `json:"value"`
		Low    decimal.Decimal `json:"low"`
		Median decimal.Decimal `json:"median"`
		High   decimal.Decimal `json:"high"`
	}) (figs, error) {
		position, err := cx.Benchmark{Metric: "nps", Source: "a case", Low: in.Low, Median: in.Median, High: in.High}.Position(in.Value)
		return one("position", position, err)
	}),
	"benchmark.percentile": vector(func(in struct {
		Value  decimal.Decimal   `json:"value"`
		Values []decimal.Decimal `json:"values"`
	}) (figs, error) {
		percentile, err := cx.Benchmark{Metric: "nps", Source: "a case", Values: in.Values}.Percentile(in.Value)
		return one("percentile", percentile, err)
	}),
	"benchmark.fits": vector(func(in struct {
		Metric          string   `json:"metric"`
		Scale           cx.Scale `json:"scale"`
		BenchmarkMetric string   `json:"benchmark_metric"`
		BenchmarkScale  cx.Scale `json:"benchmark_scale"`
	}) (figs, error) {
		err := cx.Benchmark{Metric: in.BenchmarkMetric, Scale: in.BenchmarkScale, Source: "a case"}.Fits(in.Metric, in.Scale)
		return figs{"fits": err == nil}, err
	}),
})
