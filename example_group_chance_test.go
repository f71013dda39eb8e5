package cx_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
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

// What is left of the scores once luck is taken out.
func ExampleRanking_shrunken() {
	ranking, err := cx.RankGroups([]cx.Group[string, cx.NPS]{
		{Key: "north", Tally: cx.NPS{Promoters: 30, Passives: 10, Detractors: 10}},
		{Key: "east", Tally: cx.NPS{Promoters: 18, Passives: 14, Detractors: 18}},
		{Key: "south", Tally: cx.NPS{Promoters: 25, Passives: 15, Detractors: 10}},
		{Key: "west", Tally: cx.NPS{Promoters: 12, Passives: 20, Detractors: 18}},
	}, 30, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range ranking {
		score, err := r.Tally.Score()
		fmt.Printf("%d. %-5s %v, shrunken %.1f, %v\n", r.Rank, r.Key, score, r.Shrunken, err)
	}
	// Output:
	// 1. north 40, shrunken 34.2, <nil>
	// 2. south 30, shrunken 26.5, <nil>
	// 3. east  0, shrunken 3.3, <nil>
	// 4. west  -12, shrunken -6.0, <nil>
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
		{Key: "bike", Tally: cx.Proportion{Count: 81, Base: 90}}, {Key: "van", Tally: cx.Proportion{Count: 40, Base: 50}},
	}))
	// Output: bike <nil>
}

// Is the experience the same in all channels?
func ExampleHeterogeneityOfGroups() {
	h, err := cx.HeterogeneityOfGroups([]cx.Group[string, cx.NPS]{
		{Key: "phone", Tally: cx.NPS{Promoters: 30, Passives: 10, Detractors: 10}},
		{Key: "chat", Tally: cx.NPS{Promoters: 18, Passives: 14, Detractors: 18}},
		{Key: "web", Tally: cx.NPS{Promoters: 25, Passives: 15, Detractors: 10}},
		{Key: "shop", Tally: cx.NPS{Promoters: 12, Passives: 20, Detractors: 18}},
	})
	if err != nil {
		log.Fatal(err)
	}
	i, err := h.ISquaredInterval(0.95)
	fmt.Printf("Q %.1f, p %.3f, I² %.0f %% (%.0f to %.0f) %v\n", h.Q, h.P, 100*h.ISquared, 100*i.Low, 100*i.High, err)
	// Output: Q 13.2, p 0.004, I² 77 % (29 to 98) <nil>
}

// The I² of few groups is hardly known.
func ExampleHeterogeneity_ISquaredInterval() {
	h := cx.Heterogeneity{Q: 12, DegreesOfFreedom: 3}
	fmt.Println(h.ISquaredInterval(0.95))
	_, err := cx.Heterogeneity{Q: 0.1, DegreesOfFreedom: 3}.ISquaredInterval(0.95)
	fmt.Println(err)
	// Output:
	// 0.221..0.982 at 0.95 <nil>
	// cx: interval of I²: the figures are closer together than chance makes equal ones
}

// Twenty teams of 30 answers that all have an NPS of 40: if another survey asks as many, the
// best team and the worst will be 48 points apart.
func ExampleGapByChance() {
	var teams []cx.Group[int, cx.NPS]
	for i := range 20 {
		teams = append(teams, cx.Group[int, cx.NPS]{Key: i, Tally: cx.NPS{Promoters: 16, Passives: 10, Detractors: 4}})
	}
	gap, err := cx.GapByChance(teams)
	fmt.Printf("%.1f %v\n", gap, err)
	// Output: 48.5 <nil>
}

// Half of the visitors were to see each variant. Look at the split before the difference.
func ExampleSampleRatio() {
	groups := []cx.Group[string, cx.Proportion]{
		{Key: "old", Tally: cx.Proportion{Count: 251, Base: 5021}}, {Key: "new", Tally: cx.Proportion{Count: 299, Base: 4979}},
	}
	half := decimal.RequireFromString("0.5")
	ratio, err := cx.SampleRatio(groups, []decimal.Decimal{half, half})
	if err != nil {
		log.Fatal(err)
	}
	if ratio.P < 0.001 {
		fmt.Println("the split is broken: no verdict")
	}
	fmt.Printf("chi-square %.4f, p %.2f\n", ratio.ChiSquare, ratio.P)
	// Output: chi-square 0.1764, p 0.67
}

// An experiment that is looked at every day: stop as soon as P is below 0.05. Difference would
// see more than there is.
func ExampleProportion_AlwaysValidDifference() {
	before, now := cx.Proportion{Count: 251, Base: 5021}, cx.Proportion{Count: 299, Base: 4979}
	today, err := now.AlwaysValidDifference(before, 0.01, 0.95) // look as often as you like
	fmt.Printf("%.4f (%.4f..%.4f), p %.3f %v\n", today.Difference, today.Interval.Low, today.Interval.High, today.P, err)
	once, err := now.Difference(before, 0.95) // only if no other look is taken
	fmt.Printf("p %.3f %v\n", once.P, err)
	// Output:
	// 0.0101 (-0.0039..0.0240), p 0.321 <nil>
	// p 0.027 <nil>
}

// Or decide beforehand how many visitors each variant gets, and look once: to find that 5 %
// become 6 % in 80 of 100 experiments.
func ExampleProportionSampleSizeForDifference() {
	fmt.Println(cx.ProportionSampleSizeForDifference(0.05, 0.06, 0.95, 0.8))
	// Output: 8158 <nil>
}
