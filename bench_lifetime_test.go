package cx_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The benchmarks of value and cost, each beside its plain loop. CX_BENCH_ROWS sets the
// number of rows.

func BenchmarkAddCustomer(b *testing.B) {
	paid := make([]bool, lifeBenchRows(b))
	g := generator(3)
	for i := range paid {
		paid[i] = g.next(3) == 0
	}
	b.Run("loop=count", func(b *testing.B) {
		for b.Loop() {
			var customers, paidCustomers int64
			for _, p := range paid {
				customers++
				if p {
					paidCustomers++
				}
			}
			sinkInt += customers + paidCustomers
		}
	})
	b.Run("AddCustomer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var a cx.Acquisition
			for _, p := range paid {
				if err := a.AddCustomer(p); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += a.PaidCustomers
		}
	})
}

func BenchmarkAddSpend(b *testing.B) {
	amounts := make([]decimal.Decimal, lifeBenchRows(b)/100)
	g := generator(4)
	for i := range amounts {
		amounts[i] = decimal.New(int64(g.next(100000)), -2)
	}
	b.Run("loop=add", func(b *testing.B) {
		for b.Loop() {
			var sum, paid decimal.Decimal
			for _, d := range amounts {
				sum, paid = sum.Add(d), paid.Add(d)
			}
			sinkInt += sum.IntPart() + paid.IntPart()
		}
	})
	b.Run("AddSpend", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var a cx.Acquisition
			for _, d := range amounts {
				if err := a.AddSpend(d, true); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += a.Spend.IntPart()
		}
	})
}

func BenchmarkTrialsOf(b *testing.B) {
	rows := make([]cx.Trial, lifeBenchRows(b)/10)
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	g := generator(5)
	for i := range rows {
		start := asOf.Add(-time.Duration(g.next(365*86400)) * time.Second)
		rows[i] = cx.Trial{Customer: strconv.Itoa(i), Start: start, End: start.AddDate(0, 0, 14), Uses: int64(g.next(6))}
		if g.next(4) == 0 {
			rows[i].Converted = start.Add(time.Duration(g.next(20*86400)) * time.Second)
		}
	}
	const day = 86400
	b.Run("loop=seconds", func(b *testing.B) {
		for b.Loop() {
			var counts, totals [4]int64
			for i := range rows {
				r := &rows[i]
				start := r.Start.Unix() / day
				if r.End.After(asOf) || start+14 >= asOf.Unix()/day {
					continue
				}
				class := min(r.Uses, 3)
				totals[class]++
				if !r.Converted.IsZero() && r.Converted.Unix()/day-start <= 14 {
					counts[class]++
				}
			}
			sinkInt += counts[0] + totals[3]
		}
	})
	b.Run("TrialsOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t, err := cx.TrialsOf(rows, 14, cx.Calendar{}, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += t.Total()
		}
	})
	b.Run("TrialsOf/zone", func(b *testing.B) {
		c := cx.Calendar{Location: zoneAt(b, "Europe/Oslo")}
		for b.Loop() {
			t, err := cx.TrialsOf(rows, 14, c, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += t.Total()
		}
	})
}
