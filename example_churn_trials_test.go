package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

// monthlyTrials are the trials of four customers, of 14 days each.
func monthlyTrials() []cx.Trial {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []cx.Trial{
		{Customer: "ada", Start: at(3, 1), End: at(3, 15), Converted: at(3, 9), Uses: 7},
		{Customer: "bob", Start: at(3, 2), End: at(3, 16), Uses: 1},
		{Customer: "eve", Start: at(3, 4), End: at(3, 18), Converted: at(4, 10), Uses: 3},
		{Customer: "dan", Start: at(3, 25), End: at(4, 8), Converted: at(3, 26), Uses: 2},
	}
}

func ExampleTrialsOf() {
	// Eve began to pay after more than 14 days. The trial of Dan is running.
	trials, err := cx.TrialsOf(monthlyTrials(), cx.TrialRule{WindowDays: 14}, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(trials.Conversion(), trials.Undecided, err)
	fmt.Println(trials.Conversion().Rate())
	// Output:
	// 1 of 3 1 <nil>
	// 0.33333333 <nil>
}

// Trials of 3 and of 15 days, each decided by its own end and two days of grace: those of 15
// days, who began with the others, are not decided yet, whoever pays already.
func ExampleTrialRule() {
	at := func(day int) time.Time { return time.Date(2026, time.March, day, 12, 0, 0, 0, time.UTC) }
	short := []cx.Trial{{Customer: "ada", Start: at(1), End: at(4), Converted: at(6)}, {Customer: "bob", Start: at(1), End: at(4)}}
	long := []cx.Trial{{Customer: "eve", Start: at(1), End: at(16), Converted: at(7)}, {Customer: "dan", Start: at(1), End: at(16)}}
	for _, group := range [][]cx.Trial{short, long} {
		trials, err := cx.TrialsOf(group, cx.TrialRule{GraceDays: 2}, at(12))
		fmt.Println(trials.Conversion(), trials.Undecided, err)
	}
	// Output:
	// 1 of 2 0 <nil>
	// 0 of 0 2 <nil>
}

func ExampleTrial() {
	text, err := json.Marshal(monthlyTrials()[1])
	fmt.Println(string(text), err)
	// Output: {"customer":"bob","start":"2026-03-02T12:00:00Z","end":"2026-03-16T12:00:00Z","uses":1} <nil>
}

func ExampleTrials() {
	trials := cx.Trials{
		WindowDays: 14,
		ByUses: [4]cx.Proportion{ // 0, 1, 2, and 3 or more uses
			{Count: 8, Base: 400}, {Count: 15, Base: 250}, {Count: 24, Base: 200}, {Count: 72, Base: 300},
		},
	}
	fmt.Println(trials.Conversion().Rate())
	// How much more often do those convert who used it three times than those who used it once?
	once, often := trials.ByUses[1], trials.ByUses[3]
	points, err := often.Difference(once, 0.95)
	fmt.Printf("%.0f points more, %.0f to %.0f %v\n", 100*points.Difference, 100*points.Interval.Low, 100*points.Interval.High, err)
	times, err := often.RateRatio(once, 0.95)
	fmt.Printf("%.1f times as often, %.1f to %.1f %v\n", times.Value, times.Interval.Low, times.Interval.High, err)
	// Output:
	// 0.10347826 <nil>
	// 18 points more, 12 to 24 <nil>
	// 4.0 times as often, 2.4 to 6.8 <nil>
}

// By hand: (15 + 72) of (250 + 300).
func ExampleTrials_Conversion() {
	trials := cx.Trials{WindowDays: 14, ByUses: [4]cx.Proportion{1: {Count: 15, Base: 250}, 3: {Count: 72, Base: 300}}}
	fmt.Println(trials.Conversion())
	// Output: 87 of 550
}

// How many came back in each month: of two customers, Eve in March.
func ExampleSpells_ReactivationTrend() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	spells, err := cx.SpellsOf([]cx.Activity{
		{Customer: "ada", At: day(2, 3)}, {Customer: "ada", At: day(3, 8)}, {Customer: "eve", At: day(2, 9)}, {Customer: "eve", At: day(3, 30)},
	}, 40, cx.Calendar{}, day(4, 1))
	if err != nil {
		log.Fatal(err)
	}
	span := cx.Period{Start: cx.Date{Year: 2026, Month: time.February, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
	trend, err := spells.ReactivationTrend(cx.Month, span)
	fmt.Println(trend, err)
	// Output: [{2026-02 0} {2026-03 1}] <nil>
}
