package cx_test

import (
	"cmp"
	"fmt"

	"github.com/cxmetrics/cx"
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
