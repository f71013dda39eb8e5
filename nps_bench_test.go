package cx_test

import (
	"os"
	"strconv"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx"
)

// The benchmarks come in groups, of which the first is the plain loop that the
// others are measured against: read them as ratios within one run,
//
//	go test -run '^$' -bench . -count 5
//
// CX_BENCH_ROWS sets the number of responses (4,000,000 by default).

// generator is a small linear congruential generator: the same rows in every run.
type generator uint64

func (g *generator) next(n int) int {
	*g = *g*6364136223846793005 + 1442695040888963407
	return int(uint64(*g) >> 33 % uint64(n))
}

func scores[I cx.Integer](n int) []I {
	g := generator(1)
	s := make([]I, n)
	for i := range s {
		s[i] = I(g.next(11))
	}
	return s
}

var sinkInt int64

func benchmarkNPSOf[I cx.Integer](b *testing.B) {
	s := scores[I](10_000_000)
	b.Run("loop=sum", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for _, x := range s {
				sum += int64(x)
			}
			sinkInt += sum
		}
	})
	b.Run("loop=histogram", func(b *testing.B) {
		for b.Loop() {
			var h [256]int64
			for _, x := range s {
				h[uint8(x)]++
			}
			sinkInt += h[10]
		}
	})
	b.Run("NPSOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n, err := cx.NPSOf(s)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += n.Promoters
		}
	})
}

func BenchmarkNPSOfInt(b *testing.B)   { benchmarkNPSOf[int](b) }
func BenchmarkNPSOfUint8(b *testing.B) { benchmarkNPSOf[uint8](b) }

func BenchmarkTallies(b *testing.B) {
	s := scores[int](1 << 16)
	five := make([]int, len(s))
	for i, x := range s {
		five[i] = x%5 + 1
	}
	b.Run("loop=three counts", func(b *testing.B) {
		var p, d, n int64
		for i := 0; b.Loop(); i++ {
			switch x := s[i&(1<<16-1)]; {
			case x >= 9:
				p++
			case x <= 6:
				d++
			default:
				n++
			}
		}
		sinkInt += p + d + n
	})
	b.Run("NPS.Add", func(b *testing.B) {
		b.ReportAllocs()
		var n cx.NPS
		for i := 0; b.Loop(); i++ {
			if err := n.Add(s[i&(1<<16-1)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("CSAT.Add", func(b *testing.B) {
		b.ReportAllocs()
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		for i := 0; b.Loop(); i++ {
			if err := c.Add(five[i&(1<<16-1)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("NPS.Merge", func(b *testing.B) {
		b.ReportAllocs()
		var n cx.NPS
		one := cx.NPS{Promoters: 1}
		for b.Loop() {
			if err := n.Merge(one); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("CSAT.Merge", func(b *testing.B) {
		b.ReportAllocs()
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		one := c
		one.Counts[3] = 1
		for b.Loop() {
			if err := c.Merge(one); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchRows(b *testing.B) int {
	text := os.Getenv("CX_BENCH_ROWS")
	if text == "" {
		return 4_000_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 {
		b.Fatal("CX_BENCH_ROWS is not a number of rows")
	}
	return n
}

// responses returns rows of two years, five segments, in random order.
func responses(n int) []cx.Response {
	g := generator(7)
	segments := []string{"free", "starter", "team", "business", "enterprise"}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]cx.Response, n)
	for i := range rows {
		rows[i] = cx.Response{
			Question: "recommend",
			At:       start.Add(time.Duration(g.next(2*365*86400)) * time.Second),
			Score:    g.next(11),
			Segment:  segments[g.next(5)],
		}
	}
	return rows
}

func BenchmarkQueries(b *testing.B) {
	n := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{74, 10, 22, 35, 40}}
	for name, query := range map[string]func() error{
		"NPS.Score":           func() error { _, err := n.Score(); return err },
		"NPS.Interval":        func() error { _, err := n.Interval(0.95); return err },
		"NPS.TInterval":       func() error { _, err := n.TInterval(0.95); return err },
		"CSAT.Score":          func() error { _, err := c.Score(); return err },
		"CSAT.Interval":       func() error { _, err := c.Interval(0.95); return err },
		"CSAT.MeanInterval":   func() error { _, err := c.MeanInterval(0.95); return err },
		"NPS.Difference":      func() error { _, err := n.Difference(n, 0.95); return err },
		"CSAT.MeanDifference": func() error { _, err := c.MeanDifference(c, 0.95); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := query(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
