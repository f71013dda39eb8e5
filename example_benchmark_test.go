package cx_test

import (
	"errors"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// Where is our NPS among those of other shops? First beside our own of last year.
func ExampleBenchmark() {
	now, lastYear := cx.NPS{Promoters: 520, Passives: 210, Detractors: 270}, cx.NPS{Promoters: 480, Passives: 220, Detractors: 300}
	own, err := now.Difference(lastYear, 0.95) // own past first
	fmt.Printf("%+.0f points since last year (%.1f..%.1f) %v\n", own.Difference, own.Interval.Low, own.Interval.High, err)

	d := decimal.RequireFromString
	b := cx.Benchmark{
		Metric: "nps", Scale: cx.RecommendScale(11), Industry: "retail", Source: "a study of 2026: quartiles of 120 shops",
		Low: d("-18"), Median: d("9"), High: d("41"),
	}
	fmt.Println(b.Fits("nps", cx.RecommendScale(11)))
	score, err := now.Score()
	fmt.Println(score, err)
	position, err := b.Position(score)
	fmt.Println(position, err)
	gap, err := now.DifferenceFrom(9, 0.95)
	fmt.Printf("%+.0f points from their median (%.1f..%.1f) %v\n", gap.Difference, gap.Interval.Low, gap.Interval.High, err)
	// Output:
	// +7 points since last year (-0.5..14.5) <nil>
	// <nil>
	// 25 <nil>
	// 0.75 <nil>
	// +16 points from their median (10.6..21.2) <nil>
}

// Most published figures are of another question, or count it otherwise.
func ExampleBenchmark_Fits() {
	b := cx.Benchmark{Metric: "csat", Scale: cx.SatisfactionScale(5), Source: "a vendor's report"}
	err := b.Fits("csat", cx.SatisfactionScale(10))
	fmt.Println(errors.Is(err, cx.ErrMismatch), err)
	// Output: true cx: the benchmark is on another scale
}

// The share of the others that are below us.
func ExampleBenchmark_Percentile() {
	b := cx.Benchmark{Metric: "nps", Source: "eight chains, each by its own report"}
	for _, score := range []int64{-18, -5, 2, 9, 9, 14, 30, 41} {
		b.Values = append(b.Values, decimal.NewFromInt(score))
	}
	fmt.Println(b.Percentile(decimal.NewFromInt(10)))
	// Output: 0.625 <nil>
}
