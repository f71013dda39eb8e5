package cx_test

import (
	"cmp"
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// accountAnswers are answers of accounts, most with several, and of a customer without one.
func accountAnswers() []cx.Response {
	return []cx.Response{
		{Account: "acme", Customer: "ann", Score: 9}, {Account: "acme", Customer: "bob", Score: 10},
		{Account: "acme", Customer: "cy", Score: 10}, {Account: "acme", Customer: "dee", Score: 7},
		{Account: "bolt", Customer: "eve", Score: 3}, {Account: "bolt", Customer: "fay", Score: 8},
		{Account: "bolt", Customer: "gus", Score: 5}, {Account: "core", Customer: "hal", Score: 8},
		{Account: "core", Customer: "ida", Score: 7}, {Customer: "jo", Score: 10},
		{Account: "dash", Customer: "kim", Score: 9}, {Account: "dash", Customer: "lou", Score: 9},
		{Account: "echo", Customer: "mia", Score: 6}, {Account: "echo", Customer: "ned", Score: 8},
	}
}

func accountOf(r *cx.Response) string { return cmp.Or(r.Account, r.Customer) }

// Colleagues answer alike, so that 14 answers of 6 accounts say less than 14 customers of
// their own. The sums by hand: 3 of 4, -2 of 3, 0 of 2, 1 of 1, 2 of 2 and -1 of 2.
func ExampleClusteredOf() {
	groups, err := cx.GroupBy(accountAnswers(), accountOf, cx.NPS{})
	fmt.Println(len(groups), err)
	c, err := cx.ClusteredOf(groups)
	fmt.Println(err)
	score, err := c.Score()
	fmt.Println(score, err)
	iv, err := c.Interval(0.9)
	fmt.Println(iv, err)

	// The same answers as if of 14 customers.
	var all cx.NPS
	for _, g := range groups {
		if err := all.Merge(g.Tally); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(all.Interval(0.9))
	// Output:
	// 6 <nil>
	// <nil>
	// 21.42857143 <nil>
	// -43.37..86.22 at 0.9 <nil>
	// -13.98..51.46 at 0.9 <nil>
}

// A tally of ready sums: two accounts with 1 of 2 and 2 of 2.
func ExampleClustered() {
	east, err := cx.ClusteredOf([]cx.Group[string, cx.Proportion]{
		{Key: "acme", Tally: cx.Proportion{Count: 1, Base: 2}},
		{Key: "bolt", Tally: cx.Proportion{Count: 2, Base: 2}},
	})
	fmt.Println(err)
	west, err := cx.ClusteredOf([]cx.Group[string, cx.Proportion]{
		{Key: "core", Tally: cx.Proportion{Count: 3, Base: 6}},
	})
	fmt.Println(err)
	fmt.Println(east.Merge(west), east.Total()) // shards of whole accounts
	fmt.Println(east.Score())                   // 6 of 10
	fmt.Println(east.Unmerge(west), east.Total())
	// Output:
	// <nil>
	// <nil>
	// <nil> 3
	// 0.6 <nil>
	// <nil> 2
}

// By R 4.2.2: -16.07 points with the standard error 39.68 and 7.97 degrees of freedom.
func ExampleClustered_Difference() {
	answers := accountAnswers()
	groups, err := cx.GroupBy(answers, accountOf, cx.NPS{})
	fmt.Println(err)
	this, err := cx.ClusteredOf(groups)
	fmt.Println(err)
	other, err := cx.ClusteredOf([]cx.Group[string, cx.NPS]{
		{Key: "fox", Tally: cx.NPS{Promoters: 1, Passives: 1}},
		{Key: "gate", Tally: cx.NPS{Promoters: 1}},
		{Key: "hive", Tally: cx.NPS{Detractors: 1}},
		{Key: "iris", Tally: cx.NPS{Promoters: 2, Passives: 2}},
	})
	fmt.Println(err)
	d, err := this.Difference(other, 0.95)
	fmt.Printf("%.2f points, standard error %.2f, p %.3f %v\n", d.Difference, d.StandardError, d.P, err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// -16.07 points, standard error 39.68, p 0.696 <nil>
}

// The sample has too many young customers, and too few free ones. Of all customers 60 % are old
// and 80 % have the free plan.
func ExampleRakedWeights() {
	share := decimal.RequireFromString
	ages := []cx.Group[string, decimal.Decimal]{{Key: "old", Tally: share("0.6")}, {Key: "young", Tally: share("0.4")}}
	plans := []cx.Group[string, decimal.Decimal]{{Key: "free", Tally: share("0.8")}, {Key: "paid", Tally: share("0.2")}}
	age := func(r *cx.Response) string { return r.Segment }
	plan := func(r *cx.Response) string { return r.Channel }
	rows := []cx.Response{
		{Segment: "old", Channel: "free", Score: 5}, {Segment: "old", Channel: "paid", Score: 4}, {Segment: "young", Channel: "free", Score: 2},
		{Segment: "young", Channel: "free", Score: 3}, {Segment: "young", Channel: "paid", Score: 4}, {Segment: "young", Channel: "free", Score: 1},
		{Segment: "old", Channel: "free", Score: 5}, {Segment: "young", Channel: "paid", Score: 3},
	}
	w, err := cx.RakedWeights(rows, []cx.RakingMargin[cx.Response]{{Name: "age", Of: age, Shares: ages}, {Name: "plan", Of: plan, Shares: plans}})
	if err != nil {
		log.Fatal(err)
	}
	t := cx.WeightedRatings{Scale: cx.SatisfactionScale(5)}
	for i, r := range rows {
		if err := t.Add(r.Score, w[i]); err != nil {
			log.Fatal(err)
		}
	}
	satisfied, err := t.TopBox(2, 0.95)
	fmt.Printf("%.2f (%.2f..%.2f) %v\n", satisfied.Value, satisfied.Interval.Low, satisfied.Interval.High, err)
	size, err := t.EffectiveSize()
	fmt.Printf("worth %s equal answers %v\n", size.StringFixed(1), err)
	// Output:
	// 0.65 (0.28..0.89) <nil>
	// worth 5.9 equal answers <nil>
}

// Of one margin the weights are the shares of the customers over those of the sample.
func ExampleRakingMargin() {
	rows := []string{"web", "web", "web", "shop"}
	half := decimal.RequireFromString("0.5")
	channel := cx.RakingMargin[string]{
		Name: "channel", Of: func(r *string) string { return *r },
		Shares: []cx.Group[string, decimal.Decimal]{{Key: "shop", Tally: half}, {Key: "web", Tally: half}},
	}
	fmt.Println(cx.RakedWeights(rows, []cx.RakingMargin[string]{channel}))
	// Output: [0.66666667 0.66666667 0.66666667 2] <nil>
}

// Each customer counts by what he or she spends.
func ExampleWeightedRatings() {
	t := cx.WeightedRatings{Scale: cx.SatisfactionScale(5)}
	for _, r := range []struct {
		rating int
		spent  int64
	}{{5, 40}, {2, 300}, {4, 60}, {4, 100}, {3, 80}, {5, 120}} {
		if err := t.Add(r.rating, decimal.NewFromInt(r.spent)); err != nil {
			log.Fatal(err)
		}
	}
	mean, err := t.Mean(0.9)
	fmt.Printf("%.2f (%.2f..%.2f) %v\n", mean.Value, mean.Interval.Low, mean.Interval.High, err)
	n, err := t.NPS()
	fmt.Println(n.Promoters, n.Passives, n.Detractors, err)
	// Output:
	// 3.26 (1.53..4.98) <nil>
	// 320 80 300 <nil>
}
