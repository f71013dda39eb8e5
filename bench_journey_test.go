package cx_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx"
)

// BenchmarkJourney measures the report against building one map over the same keys, of
// metric, stage, touchpoint, channel, team and period. Read the ratios to map=keys: about
// 1 with many periods of each figure, and at most 8 where each measurement is a figure of
// its own, with a target. Linear time means that they do not grow with the rows.
func BenchmarkJourney(b *testing.B) {
	m := tripMap()
	for i := range 1000 {
		m.Touchpoints = append(m.Touchpoints, cx.Touchpoint{Name: fmt.Sprint("page ", i), Kind: cx.TouchpointWebShop, Stage: "buy"})
	}
	metrics := cx.TouchpointMetrics(cx.TouchpointWebShop)
	for _, shape := range []struct {
		name    string
		periods int
	}{{"one-period", 1}, {"100-periods", 100}} {
		for _, n := range []int{100_000, 1_000_000} {
			rows := make([]cx.Measurement, n)
			for i := range rows {
				k := i / shape.periods
				rows[i] = measuredInJune(metrics[k%len(metrics)].Name, "0.5", withInterval(0.4, 0.6), atPlace("buy", m.Touchpoints[3+k/8%1000].Name), byTeam("channel "+strconv.Itoa(k/8000), ""))
				if metrics[k%len(metrics)].Direction != cx.NeitherIsBetter {
					withTarget("0.6")(&rows[i])
				}
				rows[i].Period.Start, _ = tripDay.AddDays(-7 * (i%shape.periods + 1))
				rows[i].Period.End, _ = tripDay.AddDays(-7 * (i % shape.periods))
			}
			b.Run(fmt.Sprintf("%s/rows=%d", shape.name, n), func(b *testing.B) {
				b.Run("map=keys", func(b *testing.B) {
					type key struct {
						metric, stage, touchpoint, channel, team string
						period                                   cx.Period
					}
					for b.Loop() {
						seen := make(map[key]int)
						for i := range rows {
							r := &rows[i]
							seen[key{r.Metric, string(r.Stage), r.Touchpoint, r.Channel, r.Team, r.Period}] = i
						}
						sinkInt += int64(len(seen))
					}
				})
				b.Run("JourneyOf", func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						j, err := cx.JourneyOf(m, rows, tripDay)
						if err != nil {
							b.Fatal(err)
						}
						sinkInt += int64(len(j.Figures))
					}
				})
			})
		}
	}
}
