package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

// Each channel is tested against all the others together, and the p values are
// adjusted for the three tests. Twelve answers are too few to be ranked; they count
// among the others all the same.
func ExampleRankGroups() {
	channels := []cx.Group[string, cx.NPS]{
		{Key: "app", Tally: cx.NPS{Promoters: 10, Passives: 1, Detractors: 1}},
		{Key: "phone", Tally: cx.NPS{Promoters: 40, Passives: 30, Detractors: 30}},
		{Key: "shop", Tally: cx.NPS{Promoters: 48, Passives: 30, Detractors: 22}},
		{Key: "web", Tally: cx.NPS{Promoters: 55, Passives: 30, Detractors: 15}},
	}
	ranking, err := cx.RankGroups(channels, 30, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range ranking {
		if r.Rank == 0 {
			fmt.Printf("-  %-5s %d answers\n", r.Key, r.Tally.Total())
			continue
		}
		fmt.Printf("%d. %-5s %+5.1f points, p %.3f\n", r.Rank, r.Key, r.Difference.Difference, r.AdjustedP)
	}
	// Output:
	// 1. web   +18.8 points, p 0.101
	// 2. shop   -1.8 points, p 0.817
	// 3. phone -25.4 points, p 0.028
	// -  app   12 answers
}

// On a scale of effort the lowest score is the best.
func ExampleRanking() {
	effort := func(low, high int64) cx.CES {
		return cx.CES{Scale: cx.EffortScale(5), Counts: [11]int64{low, 0, 0, 0, high}}
	}
	ranking, err := cx.RankGroups([]cx.Group[string, cx.CES]{
		{Key: "phone", Tally: effort(20, 20)}, {Key: "web", Tally: effort(30, 10)}, {Key: "shop", Tally: effort(20, 20)},
	}, 30, 0.95)
	for _, r := range ranking {
		score, err := r.Tally.Score()
		fmt.Println(r.Rank, r.Key, score, err)
	}
	fmt.Println(err)
	// Output:
	// 1 web 2 <nil>
	// 2 phone 3 <nil>
	// 2 shop 3 <nil>
	// <nil>
}

// bestOf returns the key of the best group, for any tally that can be ranked.
func bestOf[T any, P cx.Ranked[T]](groups []cx.Group[string, T]) (string, error) {
	ranking, err := cx.RankGroups[string, T, P](groups, 30, 0.95)
	if err != nil || ranking[0].Rank == 0 {
		return "", err
	}
	return ranking[0].Key, nil
}

// A function of the caller's that takes any tally with a score to rank by.
func ExampleRanked() {
	fmt.Println(bestOf([]cx.Group[string, cx.Proportion]{
		{Key: "bike", Tally: cx.Proportion{Count: 81, Total: 90}}, {Key: "van", Tally: cx.Proportion{Count: 40, Total: 50}},
	}))
	// Output: bike <nil>
}

// Of the teams one is too small to be shown. The company's total is known, and the
// total minus the other three would give it away, so the next smallest goes as well.
func ExampleSuppressSmall() {
	teams := []cx.Group[string, cx.NPS]{
		{Key: "legal", Tally: cx.NPS{Promoters: 1, Detractors: 2}},
		{Key: "sales", Tally: cx.NPS{Promoters: 20, Passives: 10, Detractors: 5}},
		{Key: "support", Tally: cx.NPS{Promoters: 30, Passives: 20, Detractors: 10}},
		{Key: "finance", Tally: cx.NPS{Promoters: 3, Passives: 2, Detractors: 2}},
	}
	shown, hidden, err := cx.SuppressSmall(teams, 5)
	for _, g := range shown {
		fmt.Println(g.Key, g.Tally.Total())
	}
	fmt.Println("left out:", hidden, err)
	// Output:
	// sales 35
	// support 60
	// left out: [legal finance] <nil>
}

// Both plans became happier, and the score fell: the plan with the lower score has
// grown from half of the answers to four fifths.
func ExampleChangeOf() {
	before := []cx.Group[string, cx.NPS]{
		{Key: "free", Tally: cx.NPS{Promoters: 40, Passives: 40, Detractors: 20}}, // 20
		{Key: "pro", Tally: cx.NPS{Promoters: 60, Passives: 40}},                  // 60
	}
	after := []cx.Group[string, cx.NPS]{
		{Key: "free", Tally: cx.NPS{Promoters: 25, Passives: 50, Detractors: 5}}, // 25
		{Key: "pro", Tally: cx.NPS{Promoters: 13, Passives: 7}},                  // 65
	}
	change, err := cx.ChangeOf(before, after)
	fmt.Println(change.Total, "=", change.Mix, "+", change.Rate, err)
	// Output: -7 = -12 + 5 <nil>
}

func ExampleChange() {
	before := []cx.Group[string, cx.NPS]{{Key: "free", Tally: cx.NPS{Promoters: 1, Passives: 2}}}
	after := []cx.Group[string, cx.NPS]{{Key: "free", Tally: cx.NPS{Promoters: 2, Passives: 1}}}
	change, err := cx.ChangeOf(before, after)
	if err != nil {
		log.Fatal(err)
	}
	data, err := json.Marshal(change)
	fmt.Println(string(data), err)
	// Output: {"total":"33.33333333","mix":"0","rate":"33.33333333"} <nil>
}

// Ann answered three times. An answer without a customer is nobody's second.
func ExampleDeduplicate() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ann", At: at(time.November, 2), Score: 3},
		{Customer: "bob", At: at(time.November, 3), Score: 9},
		{Customer: "ann", At: at(time.November, 9), Score: 8},
		{At: at(time.November, 9), Score: 1},
		{Customer: "ann", At: at(time.December, 1), Score: 10},
	}
	kept, dropped, err := cx.Deduplicate(responses, cx.KeepLatest, cx.Calendar{})
	for _, r := range kept {
		fmt.Printf("%q %d\n", r.Customer, r.Score)
	}
	fmt.Println("dropped:", dropped, err)
	// Output:
	// "bob" 9
	// "" 1
	// "ann" 10
	// dropped: 2 <nil>
}

func ExampleKeep() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ann", At: at(time.November, 2), Score: 3},
		{Customer: "ann", At: at(time.November, 9), Score: 8},
		{Customer: "ann", At: at(time.December, 1), Score: 10},
	}
	for _, keep := range []cx.Keep{cx.KeepAll, cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
		kept, _, err := cx.Deduplicate(responses, keep, cx.Calendar{Grain: cx.Month})
		fmt.Print(keep)
		for _, r := range kept {
			fmt.Print(" ", r.Score)
		}
		fmt.Println("", err)
	}
	// Output:
	// all 3 8 10 <nil>
	// first 3 <nil>
	// latest 10 <nil>
	// latest_per_period 8 10 <nil>
}
