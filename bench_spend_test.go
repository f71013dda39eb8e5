package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
)

var sinkFloat float64

// BenchmarkContracts measures the fit of seven renewals against one evaluation of the
// log-likelihood as it stands in the paper, and the discounted lifetimes.
func BenchmarkContracts(b *testing.B) {
	b.Run("loop=likelihood", func(b *testing.B) {
		survival := func(alpha, beta float64, n int) float64 {
			a, _ := math.Lgamma(beta + float64(n))
			c, _ := math.Lgamma(alpha + beta + float64(n))
			d, _ := math.Lgamma(beta)
			e, _ := math.Lgamma(alpha + beta)
			return math.Exp(a - c - d + e)
		}
		for b.Loop() {
			sum := 0.0
			for n := 1; n < len(contractHighEnd); n++ {
				lost := float64(contractHighEnd[n-1] - contractHighEnd[n])
				sum += lost * math.Log(survival(0.668, 3.806, n-1)-survival(0.668, 3.806, n))
			}
			last := len(contractHighEnd) - 1
			sinkFloat += sum + float64(contractHighEnd[last])*math.Log(survival(0.668, 3.806, last))
		}
	})
	b.Run("FitShiftedBetaGeometric", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m, err := cx.FitShiftedBetaGeometric(contractHighEnd)
			if err != nil {
				b.Fatal(err)
			}
			sinkFloat += m.Alpha
		}
	})
	m := contractFit(b, contractHighEnd)
	for _, discount := range []struct {
		name string
		rate float64
	}{{"10-percent", 0.1}, {"1e-12", 1e-12}} {
		b.Run("DiscountedExpectedLifetime-"+discount.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				del, err := m.DiscountedExpectedLifetime(discount.rate)
				if err != nil {
					b.Fatal(err)
				}
				sinkFloat += del
			}
		})
	}
}

// BenchmarkGammaGamma measures the fit of the 946 customers of CDNOW against one
// evaluation of the log-likelihood as it stands in the paper.
func BenchmarkGammaGamma(b *testing.B) {
	rows := spendRows(b)
	b.Run("loop=likelihood", func(b *testing.B) {
		const p, q, gamma = 6.25, 3.74, 15.44
		for b.Loop() {
			sum := 0.0
			for i := range rows {
				x, m := float64(rows[i].Frequency), rows[i].Spend.InexactFloat64()
				all, _ := math.Lgamma(p*x + q)
				own, _ := math.Lgamma(p * x)
				others, _ := math.Lgamma(q)
				sum += all - own - others + q*math.Log(gamma) + (p*x-1)*math.Log(m) + p*x*math.Log(x) - (p*x+q)*math.Log(gamma+x*m)
			}
			sinkFloat += sum
		}
	})
	b.Run("FitGammaGamma", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkFloat += spendFit(b, rows).P
		}
	})
}

// BenchmarkRankings measures the ten customers at the top of CX_BENCH_ROWS/4 (a million by
// default), against a loop over one forecast for each.
func BenchmarkRankings(b *testing.B) {
	known := valueRows(b)
	m := valueModel(b, cx.FitMBGNBD, known)
	g := generator(5)
	rows := make([]cx.Purchases, max(benchRows(b)/4, 1))
	for i := range rows {
		rows[i] = known[g.next(len(known))]
		rows[i].Age += float64(g.next(1000)) / 7
	}
	b.Run("loop=ExpectedPurchases", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range rows {
				orders, err := m.Orders.ExpectedPurchases(rows[i], 52, cx.Week)
				if err != nil {
					b.Fatal(err)
				}
				sinkFloat += orders
			}
		}
	})
	b.Run("MostAtRisk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			top, err := m.MostAtRisk(rows, 10, 52, cx.Week)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(top[0].Row)
		}
	})
	b.Run("MostValuable", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			top, err := m.MostValuable(rows, 10, 52, cx.Week, valueWeekly)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(top[0].Row)
		}
	})
}
