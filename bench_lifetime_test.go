package cx_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// The benchmarks of value and cost, each beside its plain loop. CX_BENCH_ROWS sets the
// number of rows.

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
