package cx_test

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
)

// BenchmarkFitBGNBD measures the fit on the 2,357 customers of CDNOW against one
// evaluation of the likelihood without derivatives, customer by customer, as a program
// for any optimiser has it, and reports the evaluations. Some 100 of those make a fit by
// BFGS with differences.
func BenchmarkFitBGNBD(b *testing.B) {
	rows := cdnowRows(true)
	b.Run("loop=likelihood", func(b *testing.B) {
		const r, alpha, a, bb = 0.243, 4.414, 0.793, 2.426
		lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
		sum := 0.0
		for b.Loop() {
			for i := range rows {
				p := &rows[i]
				x := float64(p.Frequency)
				l := lgamma(r+x) - lgamma(r) + r*math.Log(alpha) +
					lgamma(a+bb) + lgamma(bb+x) - lgamma(bb) - lgamma(a+bb+x) - (r+x)*math.Log(alpha+p.Age)
				if x > 0 {
					l += math.Log1p(a / (bb + x - 1) * math.Pow((alpha+p.Age)/(alpha+p.Recency), r+x))
				}
				sum += l
			}
		}
		sinkInt += int64(sum)
	})
	for _, fit := range []struct {
		name string
		of   func([]cx.Purchases) (cx.BGNBD, error)
	}{{"FitBGNBD", cx.FitBGNBD}, {"FitMBGNBD", cx.FitMBGNBD}} {
		b.Run(fit.name, func(b *testing.B) {
			b.ReportAllocs()
			evaluations := 0
			for b.Loop() {
				m, err := fit.of(rows)
				if err != nil {
					b.Fatal(err)
				}
				evaluations = m.Fit.Evaluations
			}
			b.ReportMetric(float64(evaluations), "evaluations/fit")
		})
	}
}

// BenchmarkBGNBD measures forecasts of 1,000,000 customers against the textbook form of
// the probability, which overflows for a frequent customer.
func BenchmarkBGNBD(b *testing.B) {
	const customers = 1_000_000
	m, err := cx.FitBGNBD(cdnowRows(true))
	if err != nil {
		b.Fatal(err)
	}
	some := cdnowRows(true)
	g := generator(5)
	rows := make([]cx.Purchases, customers)
	for i := range rows {
		rows[i] = some[g.next(len(some))]
	}
	b.Run("loop=textbook", func(b *testing.B) {
		sum := 0.0
		for b.Loop() {
			for i := range rows {
				p := &rows[i]
				if x := float64(p.Frequency); x > 0 {
					sum += 1 / (1 + m.A/(m.B+x-1)*math.Pow((m.Alpha+p.Age)/(m.Alpha+p.Recency), m.R+x))
				} else {
					sum++
				}
			}
		}
		sinkInt += int64(sum)
	})
	for _, forecast := range []struct {
		name string
		of   func(p *cx.Purchases) (float64, error)
	}{
		{"ProbabilityAlive", func(p *cx.Purchases) (float64, error) { return m.ProbabilityAlive(*p) }},
		{"ProbabilityNone", func(p *cx.Purchases) (float64, error) { return m.ProbabilityNone(*p, 39, cx.Week) }},
		{"ExpectedPurchases", func(p *cx.Purchases) (float64, error) { return m.ExpectedPurchases(*p, 39, cx.Week) }},
		{"ExpectedPurchasesInterval", func(p *cx.Purchases) (float64, error) {
			f, err := m.ExpectedPurchasesInterval(*p, 39, cx.Week, 0.95)
			return f.Value, err
		}},
	} {
		b.Run(forecast.name, func(b *testing.B) {
			b.ReportAllocs()
			sum := 0.0
			for b.Loop() {
				for i := range rows {
					v, err := forecast.of(&rows[i])
					if err != nil {
						b.Fatal(err)
					}
					sum += v
				}
			}
			sinkInt += int64(sum)
		})
	}
	b.Run("sort", func(b *testing.B) {
		ages := make([]float64, len(rows))
		for b.Loop() {
			for i := range rows {
				ages[i] = rows[i].Age
			}
			slices.Sort(ages)
		}
	})
	b.Run("FitBGNBD", func(b *testing.B) {
		for b.Loop() {
			m, err := cx.FitBGNBD(rows)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(m.Fit.Evaluations)
		}
	})
}
