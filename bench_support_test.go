package cx_test

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// benchDurations are lengths from microseconds to weeks, all equally likely by their
// order of magnitude.
func benchDurations(n int) []time.Duration {
	g := generator(9)
	durations := make([]time.Duration, n)
	for i := range durations {
		durations[i] = time.Duration(1<<30+g.next(1<<30)) << g.next(20) >> 9
	}
	return durations
}

// BenchmarkDurations measures 10 million durations against a plain sum of them: read the
// ratio of Add to loop=sum, at most 10. A tally with limits does the work of the loop
// with limits, and is to be read against that.
func BenchmarkDurations(b *testing.B) {
	rows := benchDurations(10_000_000)
	limits := []time.Duration{3 * time.Second, time.Hour, 24 * time.Hour}
	b.Run("loop=sum", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			for _, d := range rows {
				sum += d
			}
			sinkInt += int64(sum)
		}
	})
	b.Run("loop=sum and three limits", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			var within [3]int64
			for _, d := range rows {
				sum += d
				for k, limit := range limits {
					if d <= limit {
						within[k]++
					}
				}
			}
			sinkInt += int64(sum) + within[2]
		}
	})
	for _, c := range []struct {
		name   string
		limits []time.Duration
	}{{"Add", nil}, {"Add with three limits", limits}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			tally := cx.Durations{Limits: c.limits}
			for b.Loop() {
				for _, d := range rows {
					if err := tally.Add(d); err != nil {
						b.Fatal(err)
					}
				}
			}
			sinkInt += tally.Total()
		})
	}
}

// BenchmarkBusinessHours measures the time between two instants against their difference,
// a day and a century apart: the two take the same.
func BenchmarkBusinessHours(b *testing.B) {
	office := businessHours(b, officeHours(), []cx.Date{date("2026-12-25")}, zoneAt(b, "Europe/Oslo"))
	from := instant("2026-11-20T16:00:00Z")
	for name, to := range map[string]time.Time{"day": from.AddDate(0, 0, 1), "century": from.AddDate(100, 0, 0)} {
		b.Run("apart="+name, func(b *testing.B) {
			for b.Loop() {
				d, err := office.Between(from, to)
				if err != nil {
					b.Fatal(err)
				}
				sinkInt += int64(d)
			}
		})
	}
}

// BenchmarkSupport measures the figures of a million tickets against the plain loop over
// them that sums the time to reply.
func BenchmarkSupport(b *testing.B) {
	g := generator(2)
	start := instant("2026-01-01")
	tickets := make([]cx.Ticket, 1_000_000)
	for i := range tickets {
		opened := start.Add(time.Duration(g.next(300*86400)) * time.Second)
		tickets[i] = cx.Ticket{Opened: opened, FirstReply: opened.Add(time.Duration(g.next(86400)) * time.Second), Replies: 1}
		if g.next(10) > 0 {
			tickets[i].Resolved = tickets[i].FirstReply.Add(time.Duration(g.next(864000)) * time.Second)
		}
	}
	b.Run("loop=sum of replies", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			for i := range tickets {
				sum += tickets[i].FirstReply.Sub(tickets[i].Opened)
			}
			sinkInt += int64(sum)
		}
	})
	b.Run("SupportOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: start.AddDate(1, 0, 0)})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += s.Total()
		}
	})
	b.Run("SLAOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := cx.SLAOf(tickets, cx.SLARule{Target: 24 * time.Hour, AsOf: start.AddDate(1, 0, 0)})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += a.Total()
		}
	})
}
