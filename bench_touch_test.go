package cx_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The tallies of touchpoints, each beside the plain loop that it is measured against.

func BenchmarkHoursOf(b *testing.B) {
	oslo := touchLocation(b, "Europe/Oslo")
	g := generator(3)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	times := make([]time.Time, benchRows(b))
	for i := range times {
		times[i] = start.Add(time.Duration(g.next(731*86400)) * time.Second)
	}
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var counts [24]int64
			for i := range times {
				counts[uint64(times[i].Unix())/3600%24]++
			}
			sinkInt += counts[9]
		}
	})
	b.Run("loop=In(location)", func(b *testing.B) {
		for b.Loop() {
			var counts [24]int64
			for i := range times {
				counts[times[i].In(oslo).Hour()]++
			}
			sinkInt += counts[9]
		}
	})
	b.Run("HoursOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := cx.HoursOf(times, hoursTime, cx.Calendar{Location: oslo}, cx.Period{})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += h.Counts[9]
		}
	})
}

func BenchmarkPeakEndOf(b *testing.B) {
	rows := responses(benchRows(b))
	names := lifeBenchCustomers(len(rows) / 10)
	g := generator(5)
	for i := range rows {
		rows[i].Customer = names[g.next(len(names))]
		rows[i].Score = min(rows[i].Score, 10)
	}
	b.Run("loop=last of each customer", func(b *testing.B) {
		for b.Loop() {
			last := make(map[string]*cx.Response)
			for i := range rows {
				r := &rows[i]
				if old := last[r.Customer]; old == nil || !r.At.Before(old.At) {
					last[r.Customer] = r
				}
			}
			sinkInt += int64(len(last))
		}
	})
	b.Run("PeakEndOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p, err := cx.PeakEndOf(rows, peakScale(cx.RecommendScale(11)), decimal.NewFromInt(50))
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += p.Customers
		}
	})
}

func BenchmarkAmountsOf(b *testing.B) {
	g := generator(7)
	amounts := make([]decimal.Decimal, benchRows(b))
	for i := range amounts {
		amounts[i] = decimal.New(int64(g.next(20000)), -2)
	}
	b.Run("loop=decimal Add", func(b *testing.B) {
		for b.Loop() {
			var sum, squares decimal.Decimal
			for _, d := range amounts {
				sum, squares = sum.Add(d), squares.Add(d.Mul(d))
			}
			sinkInt += sum.IntPart() + squares.IntPart()
		}
	})
	b.Run("AmountsOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := cx.AmountsOf(amounts)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += a.Count
		}
	})
}

func BenchmarkUptimeOf(b *testing.B) {
	g := generator(9)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	outages := make([]cx.Span, benchRows(b)/10)
	for i := range outages {
		from := start.Add(time.Duration(g.next(366*86400)) * time.Second)
		outages[i] = cx.Span{From: from, To: from.Add(time.Duration(g.next(600)) * time.Second)}
	}
	year := cx.Span{From: start, To: start.AddDate(1, 0, 0)}
	b.Run("loop=add up", func(b *testing.B) {
		for b.Loop() {
			var down time.Duration
			for i := range outages {
				down += outages[i].To.Sub(outages[i].From)
			}
			sinkInt += int64(down)
		}
	})
	b.Run("UptimeOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.UptimeOf(year, outages, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
