package cx_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// linkageRows returns the landmarks of so many customers, in three classes, and ten times
// as many orders of theirs in random order, as a table of orders by time has them.
func linkageRows(customers int) (landmarks []cx.Landmark, orders []cx.Activity) {
	g := generator(11)
	start := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	classes := []string{"bottom", "middle", "top"}
	landmarks = make([]cx.Landmark, customers)
	for i := range landmarks {
		landmarks[i] = cx.Landmark{
			Customer: "customer-" + strconv.Itoa(i), Class: classes[g.next(3)],
			At: start.Add(time.Duration(g.next(90*86400)) * time.Second),
		}
	}
	orders = make([]cx.Activity, 10*customers)
	for i := range orders {
		orders[i] = cx.Activity{
			Customer: landmarks[g.next(customers)].Customer,
			At:       start.Add(time.Duration(g.next(365*86400)) * time.Second),
			Amount:   decimal.New(int64(500+g.next(20_000)), -2),
		}
	}
	return landmarks, orders
}

// BenchmarkLinkageOf measures a million answers with ten million orders against grouping
// the orders by customer, with a look-up in a map for each: read the ratio to
// loop=group-by-customer, at most 3. CX_BENCH_ROWS sets the number of orders (10,000,000 by
// default).
func BenchmarkLinkageOf(b *testing.B) {
	rows := 10_000_000
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		var err error
		if rows, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	landmarks, orders := linkageRows(max(rows/10, 1))
	asOf := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour}
	b.Run("loop=group-by-customer", func(b *testing.B) {
		for b.Loop() {
			index := make(map[string]int)
			var counts []int64
			for i := range orders {
				n, ok := index[orders[i].Customer]
				if !ok {
					n = len(counts)
					index[orders[i].Customer] = n
					counts = append(counts, 0)
				}
				counts[n]++
			}
			sinkInt += int64(len(counts))
		}
	})
	b.Run("LinkageOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l, err := cx.LinkageOf(landmarks, orders, nil, rule, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += l.Total()
		}
	})
}
