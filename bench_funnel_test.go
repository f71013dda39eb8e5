package cx_test

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// The benchmarks of funnels, measured against a loop that only reads the events, as in
// bench_test.go. CX_BENCH_ROWS sets the number of events (10,000,000 by default: 720 MB),
// of a tenth as many customers.

// funnelBenchNames are the names of events by how many of a hundred have them, as in the
// sessions of ../shared/data/events_sessions_journeys. The first six are the steps.
var funnelBenchNames = []struct {
	name  string
	share int
}{
	{"product_view", 22}, {"add_to_cart", 4}, {"cart", 4}, {"shipping_details", 3}, {"payment_details", 2}, {"purchase", 2},
	{"catalog", 21}, {"search", 13}, {"home", 9}, {"filter_results", 9}, {"wishlist_add", 3}, {"promo_page", 3}, {"account_page", 2},
	{"review_page", 1}, {"support_chat", 1}, {"compare", 1},
}

// funnelBenchEvents returns events by customer, and then in order of time.
func funnelBenchEvents(b *testing.B) []cx.Event {
	b.Helper()
	rows := 10_000_000
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			b.Fatalf("CX_BENCH_ROWS is %q, want a number of at least 10", s)
		}
		rows = n
	}
	names := lifeBenchCustomers(rows/10 + 1)
	segments := []string{"email", "organic", "paid", "social"}
	var hundred []string
	for _, n := range funnelBenchNames {
		for range n.share {
			hundred = append(hundred, n.name)
		}
	}
	g := generator(21)
	events := make([]cx.Event, rows)
	at := time.Time{}
	for i := range events {
		if i%10 == 0 {
			at = lifeBenchAsOf.Add(-time.Duration(30+g.next(300)) * 24 * time.Hour)
		}
		at = at.Add(time.Duration(g.next(36*3600)) * time.Second)
		events[i] = cx.Event{Customer: names[i/10], Name: hundred[g.next(len(hundred))], Segment: segments[i/10%4], At: at}
	}
	return events
}

func BenchmarkFunnel(b *testing.B) {
	events := funnelBenchEvents(b)
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range events {
				e := &events[i]
				sum += e.At.Unix() + int64(len(e.Customer)) + int64(len(e.Name))
			}
			sinkInt += sum
		}
	})
	week := 7 * 24 * time.Hour
	var steps []string
	for _, n := range funnelBenchNames[:6] {
		steps = append(steps, n.name)
	}
	for _, test := range []struct {
		name string
		rule cx.FunnelRule
	}{
		{"ordered", cx.FunnelRule{Steps: steps}},
		{"ordered, 7 days", cx.FunnelRule{Steps: steps, Window: week}},
		{"ordered, 1 day", cx.FunnelRule{Steps: steps, Window: week / 7}},
		{"ordered, 2 days a step", cx.FunnelRule{Steps: steps, StepWindow: week / 3}},
		{"strict, 7 days", cx.FunnelRule{Steps: steps, Order: cx.InStrictOrder, Window: week}},
		{"any order, 7 days", cx.FunnelRule{Steps: steps, Order: cx.InAnyOrder, Window: week}},
	} {
		b.Run("FunnelOf/"+test.name, func(b *testing.B) {
			benchmarkEvents(b, func() error {
				f, err := cx.FunnelOf(test.rule, events, lifeBenchAsOf)
				sinkInt += f.Total()
				return err
			})
		})
	}
	b.Run("FunnelsBySegment/ordered, 7 days", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			groups, err := cx.FunnelsBySegment(cx.FunnelRule{Steps: steps, Window: week}, events, lifeBenchAsOf)
			sinkInt += int64(len(groups))
			return err
		})
	})
	b.Run("TransitionsOf", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			t, err := cx.TransitionsOf(events, lifeBenchAsOf)
			sinkInt += t.Customers
			return err
		})
	})
	b.Run("PathsOf/3", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			p, err := cx.PathsOf(events, 3, lifeBenchAsOf)
			sinkInt += int64(len(p.Paths))
			return err
		})
	})
	g := generator(22)
	for i := len(events) - 1; i > 0; i-- { // in random order
		j := g.next(i + 1)
		events[i], events[j] = events[j], events[i]
	}
	runtime.GC()
	b.Run("FunnelOf/shuffled, 7 days", func(b *testing.B) {
		benchmarkEvents(b, func() error {
			f, err := cx.FunnelOf(cx.FunnelRule{Steps: steps, Window: week}, events, lifeBenchAsOf)
			sinkInt += f.Total()
			return err
		})
	})
}

func benchmarkEvents(b *testing.B, call func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}
