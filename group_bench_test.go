package cx_test

import (
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// compactRow is what a host may keep of an answer.
type compactRow struct {
	At      time.Time
	Segment uint8
	Score   int8
}

func BenchmarkSegmentAndWeek(b *testing.B) {
	rows := responses(benchRows(b))
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		b.Fatal(err)
	}
	segment := func(r *cx.Response) string { return r.Segment }
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(r.Score) + int64(len(r.Segment)+len(r.Question))
			}
			sinkInt += sum
		}
	})
	for _, zone := range []*time.Location{time.UTC, oslo} {
		calendar := cx.Calendar{Grain: cx.Week, Location: zone}
		b.Run("GroupTrend/"+zone.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cx.GroupTrend(rows, segment, calendar, cx.Period{}, cx.NPS{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("GroupTrend/months", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupTrend(rows, segment, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GroupBy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupBy(rows, segment, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GroupTrend/two goroutines", func(b *testing.B) {
		span := cx.Period{Start: cx.Date{Year: 2024, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 1, Day: 1}}
		calendar := cx.Calendar{Grain: cx.Week}
		for b.Loop() {
			var (
				shards [2][]cx.Group[string, []cx.Point[cx.NPS]]
				errs   [2]error
				wait   sync.WaitGroup
			)
			for i, half := range [][]cx.Response{rows[:len(rows)/2], rows[len(rows)/2:]} {
				wait.Go(func() {
					shards[i], errs[i] = cx.GroupTrend(half, segment, calendar, span, cx.NPS{})
				})
			}
			wait.Wait()
			if errs[0] != nil || errs[1] != nil {
				b.Fatal(errs)
			}
			if _, err := cx.MergeGroupTrends(shards[:]...); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompactRows(b *testing.B) {
	full := responses(benchRows(b))
	rows := make([]compactRow, len(full))
	for i, r := range full {
		rows[i] = compactRow{At: r.At, Segment: uint8(len(r.Segment)), Score: int8(r.Score)}
	}
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(r.Score) + int64(r.Segment)
			}
			sinkInt += sum
		}
	})
	b.Run("GroupTrendFunc", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := cx.GroupTrendFunc(rows,
				func(r *compactRow) uint8 { return r.Segment },
				func(r *compactRow) time.Time { return r.At },
				func(n *cx.NPS, r *compactRow) error { return n.Add(int(r.Score)) },
				cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
