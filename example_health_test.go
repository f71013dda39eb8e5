package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// health is a score of three signals, and three bands.
var health = cx.HealthRule{Bands: []float64{40, 70}, Signals: []cx.HealthSignal{
	{Name: "days since login", Worst: 60, Best: 0, Weight: 2},
	{Name: "nps answer", Worst: 0, Best: 10, Weight: 1},
	{Name: "open tickets", Worst: 5, Best: 0, Weight: 1},
}}

// healthBefore is what was known of ten customers a quarter ago, and healthLost who left since.
var (
	healthBefore = [][]float64{{3, 9, 0}, {50, 4, 3}, {20, 8, 1}, {45, 9, 0}, {58, 2, 4}, {10, 6, 2}, {35, 3, 5}, {5, 10, 0}, {40, 7, 1}, {25, 5, 2}}
	healthLost   = []bool{false, true, false, false, true, false, true, false, false, true}
)

func ExampleHealthRule_Score() {
	score, band, err := health.Score([]float64{3, 9, 0})
	fmt.Println(score, band, err)
	// Output: 95 2 <nil>
}

// The weights do not beat equal ones.
func ExampleHealthRule_Backtest() {
	test, err := health.Backtest(healthBefore, healthLost, 0.95)
	fmt.Println(err)
	fmt.Printf("AUC %.2f, over equal weights %.2f, P %.2f\n", test.AUC.Value, test.OverEqual.Difference, test.OverEqual.P)
	for _, s := range test.Signals {
		fmt.Printf("%s alone: %.2f\n", s.Key, s.Tally.Value)
	}
	// Output:
	// <nil>
	// AUC 0.96, over equal weights -0.04, P 0.48
	// days since login alone: 0.83
	// nps answer alone: 1.00
	// open tickets alone: 0.98
}

func ExampleHealthRule() {
	rule := cx.HealthRule{Signals: []cx.HealthSignal{{Name: "logins a month", Worst: 0, Best: 20, Weight: 1}}}
	score, band, err := rule.Score([]float64{5})
	fmt.Println(score, band, err)
	// Output: 25 0 <nil>
}

// Fewer tickets are better.
func ExampleHealthSignal() {
	tickets := cx.HealthSignal{Name: "open tickets", Worst: 5, Best: 0, Weight: 1}
	score, _, err := cx.HealthRule{Signals: []cx.HealthSignal{tickets}}.Score([]float64{1})
	fmt.Println(score, err)
	// Output: 80 <nil>
}

func ExampleHealthBacktest() {
	test, err := health.Backtest(healthBefore, healthLost, 0.95)
	fmt.Println(err)
	for _, band := range test.Bands {
		fmt.Printf("band %d: %d of %d lost\n", band.Key, band.Tally.Count, band.Tally.Base)
	}
	// Output:
	// <nil>
	// band 0: 3 of 3 lost
	// band 1: 1 of 3 lost
	// band 2: 0 of 4 lost
}

func ExampleHealthBacktest_Lift() {
	test, err := health.Backtest(healthBefore, healthLost, 0.95)
	fmt.Println(err)
	lift, err := test.Lift()
	fmt.Println(lift, err)
	// Output:
	// <nil>
	// 2.5 <nil>
}
