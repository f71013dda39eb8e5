package cx_test

import (
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
)

// BenchmarkSurvival measures the curve and the test of 1 million customers against
// sorting 1 million times. Read the ratios to sort=float64: at most 3 for SurvivalOf
// and 6 for LogRank. Times by day have ties, which are quicker to sort; distinct
// times are the worst case.
func BenchmarkSurvival(b *testing.B) {
	const customers = 1_000_000
	for _, times := range []struct {
		name string
		of   func(g *generator) float64
	}{
		{"distinct", func(g *generator) float64 { return float64(g.next(1<<30)) + float64(g.next(1<<20))/(1<<20) }},
		{"days", func(g *generator) float64 { return float64(g.next(2000)) }},
	} {
		g := generator(7)
		exits := make([]float64, customers)
		lifespans := make([]cx.Lifespan, customers)
		for i := range lifespans {
			exits[i] = times.of(&g)
			lifespans[i] = cx.Lifespan{Exit: exits[i], Churned: g.next(3) > 0}
		}
		late := slices.Clone(lifespans)
		for i := range late {
			if i%2 == 0 {
				late[i].Entry = late[i].Exit / 3
			}
		}
		b.Run("times="+times.name, func(b *testing.B) {
			b.Run("sort=float64", func(b *testing.B) {
				sorted := make([]float64, customers)
				for b.Loop() {
					copy(sorted, exits)
					slices.Sort(sorted)
				}
			})
			for _, of := range []struct {
				name      string
				lifespans []cx.Lifespan
			}{{"SurvivalOf", lifespans}, {"SurvivalOf-late-entries", late}} {
				b.Run(of.name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						s, err := cx.SurvivalOf(of.lifespans)
						if err != nil {
							b.Fatal(err)
						}
						sinkInt += s.Churned
					}
				})
			}
			b.Run("LogRank", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					test, err := cx.LogRank("", lifespans[:customers/2], lifespans[customers/2:])
					if err != nil {
						b.Fatal(err)
					}
					sinkInt += int64(test.DegreesOfFreedom)
				}
			})
		})
	}
}
