package cx_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The benchmarks of the lifecycle: groups of which the first is the plain loop that the
// others are measured against, as in bench_test.go. CX_BENCH_ROWS sets the number of
// activities (10,000,000 by default), of a tenth as many customers.

func lifeBenchRows(b *testing.B) int {
	b.Helper()
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			b.Fatalf("CX_BENCH_ROWS is %q, want a number of at least 10", s)
		}
		return n
	}
	return 10_000_000
}

// lifeBenchCustomers returns the names of customers.
func lifeBenchCustomers(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("customer-%08d", i)
	}
	return names
}

// lifeBenchActivities returns activities of two years in random order.
func lifeBenchActivities(n int, amounts bool) []cx.Activity {
	names := lifeBenchCustomers(n / 10)
	g := generator(11)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]cx.Activity, n)
	for i := range rows {
		rows[i] = cx.Activity{Customer: names[g.next(len(names))], At: start.Add(time.Duration(g.next(731*86400)) * time.Second)}
		if amounts {
			rows[i].Amount = decimal.New(int64(g.next(20000)), -2)
		}
	}
	return rows
}

var lifeBenchAsOf = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// reportBytes reports what one call allocates per customer.
func reportBytes(b *testing.B, customers int, call func()) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(customers), "B/customer")
}

func benchmarkCohorts(b *testing.B, rows []cx.Activity, rule cx.CohortRule, f func([]cx.Activity, cx.CohortRule, time.Time) (cx.Cohorts, error)) {
	b.Helper()
	call := func() {
		c, err := f(rows, rule, lifeBenchAsOf)
		if err != nil {
			b.Fatal(err)
		}
		sinkInt += int64(len(c.Rows))
	}
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
	reportBytes(b, len(rows)/10, call)
}

var lifeBenchRules = []struct {
	name string
	rule cx.CohortRule
}{
	{"month", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}},
	{"month, unbounded", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Unbounded: true}},
	{"week", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}}},
	{"30 days", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 30 * 24 * time.Hour}},
}

func BenchmarkCohortsOf(b *testing.B) {
	rows := lifeBenchActivities(lifeBenchRows(b), false)
	b.Run("loop=look up", func(b *testing.B) {
		for b.Loop() {
			index := make(map[string]int32)
			for i := range rows {
				if _, ok := index[rows[i].Customer]; !ok {
					index[rows[i].Customer] = int32(len(index))
				}
			}
			sinkInt += int64(len(index))
		}
	})
	for _, test := range lifeBenchRules {
		b.Run("CohortsOf/"+test.name, func(b *testing.B) { benchmarkCohorts(b, rows, test.rule, cx.CohortsOf) })
	}
}

func BenchmarkCohortsOfSorted(b *testing.B) {
	rows := lifeBenchActivities(lifeBenchRows(b), false)
	slices.SortFunc(rows, func(x, y cx.Activity) int { return strings.Compare(x.Customer, y.Customer) })
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(len(r.Customer)) + int64(r.Amount.Exponent())
			}
			sinkInt += sum
		}
	})
	for _, test := range lifeBenchRules {
		b.Run("CohortsOfSorted/"+test.name, func(b *testing.B) { benchmarkCohorts(b, rows, test.rule, cx.CohortsOfSorted) })
	}
}

func BenchmarkCohortsWithRevenue(b *testing.B) {
	rows := lifeBenchActivities(lifeBenchRows(b)/10, true)
	rule := lifeBenchRules[0].rule
	b.Run("loop=add amounts", func(b *testing.B) {
		for b.Loop() {
			var sum decimal.Decimal
			for i := range rows {
				sum = sum.Add(rows[i].Amount)
			}
			sinkInt += sum.IntPart()
		}
	})
	b.Run("CohortsOf", func(b *testing.B) { benchmarkCohorts(b, rows, rule, cx.CohortsOf) })
	slices.SortFunc(rows, func(x, y cx.Activity) int { return strings.Compare(x.Customer, y.Customer) })
	b.Run("CohortsOfSorted", func(b *testing.B) { benchmarkCohorts(b, rows, rule, cx.CohortsOfSorted) })
}

func BenchmarkMovementsOf(b *testing.B) {
	names := lifeBenchCustomers(lifeBenchRows(b) / 10)
	g := generator(12)
	state := func() []cx.Subscription {
		list := make([]cx.Subscription, len(names))
		for i, j := range names {
			list[i] = cx.Subscription{Customer: j, Amount: decimal.New(int64(g.next(4)*1000+g.next(10)), -2)}
		}
		for i := len(list) - 1; i > 0; i-- { // in random order
			j := g.next(i + 1)
			list[i], list[j] = list[j], list[i]
		}
		return list
	}
	before, after := state(), state()
	b.Run("loop=two map builds", func(b *testing.B) {
		for b.Loop() {
			for _, list := range [][]cx.Subscription{before, after} {
				index := make(map[string]int32)
				for i := range list {
					index[list[i].Customer] = int32(i)
				}
				sinkInt += int64(len(index))
			}
		}
	})
	b.Run("MovementsOf", func(b *testing.B) {
		b.ReportAllocs()
		call := func() {
			m, err := cx.MovementsOf(before, after, nil)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += m.EndCustomers
		}
		for b.Loop() {
			call()
		}
		reportBytes(b, len(names), call)
	})
}

func BenchmarkActivities(b *testing.B) {
	rows := lifeBenchActivities(lifeBenchRows(b)/10, false)
	b.Run("loop=look up", func(b *testing.B) {
		for b.Loop() {
			index := make(map[string]int32)
			for i := range rows {
				if _, ok := index[rows[i].Customer]; !ok {
					index[rows[i].Customer] = int32(len(index))
				}
			}
			sinkInt += int64(len(index))
		}
	})
	for name, f := range map[string]func() error{
		"SpellsOf":     func() error { _, err := cx.SpellsOf(rows, 90, cx.Calendar{}, lifeBenchAsOf); return err },
		"RepeatOf":     func() error { _, err := cx.RepeatOf(rows, cx.Calendar{}, lifeBenchAsOf); return err },
		"EngagementOf": func() error { _, err := cx.EngagementOf(rows, cx.Calendar{}, period("2025-06")); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
