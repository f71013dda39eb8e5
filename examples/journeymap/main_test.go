package main

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	var out strings.Builder
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/output.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(text), "\r\n", "\n"); out.String() != want {
		t.Errorf("the program prints\n%s\nwant\n%s", out.String(), want)
	}
}

// TestWeakest checks where the journey breaks. By hand: retention has three targets. Churn
// is 63 / 900 = 7.0 %, and its interval, from 5.5 %, lies above 4 %: missed. Chat satisfies
// (84 + 60) / 240 = 60.0 %, up to 66.0 %, not 75 %: missed. Delivery satisfies
// (42 + 60) / 130 = 78.5 %, but the interval reaches beyond 80 %: undecided. It misses 2 of
// 3, more than purchase, which misses 1 of 2: carts, 1600 / 2500 = 64.0 %, and not loads,
// 8712 / 9000 = 96.8 %. Churn is over its target by (7 - 4) / 4 = 75 %, more than chat by
// (75 - 60) / 75 = 20 %.
func TestWeakest(t *testing.T) {
	_, journey, err := drawMap()
	if err != nil {
		t.Fatal(err)
	}
	w := journey.WeakestStage
	if w == nil || w.Place.Stage != cx.StageRetention || w.Missed != (cx.Proportion{Count: 2, Base: 3}) {
		t.Fatalf("the weakest stage is %+v, want retention with 2 of 3", w)
	}
	if worst := w.Worst; worst.Measurement.Metric != "churn_rate" || worst.Measurement.Value.StringFixed(4) != "0.0700" ||
		worst.Shortfall < 0.7499 || worst.Shortfall > 0.7501 {
		t.Errorf("the worst figure is %+v, want a churn rate of 0.07, 75%% over its target", worst)
	}
	want := []cx.JourneyCell{
		{Stage: cx.StageConsideration, Metric: "site_traffic"},
		{Stage: cx.StagePurchase, Touchpoint: "city store", Metric: "store_conversion"},
		{Stage: cx.StageRetention, Touchpoint: "support chat", Metric: "waiting_time"},
	}
	if !slices.Equal(journey.Missing, want) {
		t.Errorf("missing %v, want %v", journey.Missing, want)
	}
}

// TestMeasure checks that a tally without a figure, or of an unknown type, is an error.
func TestMeasure(t *testing.T) {
	for name, r := range map[string]reading{
		"no answers":   {quarter: "2026-Q3", metric: "nps", tally: cx.NPS{}},
		"no quarter":   {metric: "nps", tally: cx.NPS{Promoters: 1}},
		"no tally":     {quarter: "2026-Q3", metric: "nps"},
		"a bad target": {quarter: "2026-Q3", metric: "nps", tally: cx.NPS{Promoters: 1}, target: "high"},
	} {
		if m, err := measure(r); err == nil {
			t.Errorf("%s: measured %+v", name, m)
		}
	}
}
