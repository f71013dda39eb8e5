package cx_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// businessAnswers are those of three accounts, and what four pay a month.
func businessAnswers() ([]cx.Response, []cx.Subscription) {
	at := func(day int) time.Time { return time.Date(2026, time.May, day, 9, 0, 0, 0, time.UTC) }
	rows := []cx.Response{
		{Account: "acme", Customer: "ann", At: at(4), Score: 3}, {Account: "acme", Customer: "ann", At: at(20), Score: 9},
		{Account: "acme", Customer: "bob", At: at(5), Score: 8},
		{Account: "bolt", Customer: "eve", At: at(6), Score: 6}, {Account: "bolt", Customer: "fay", At: at(6), Score: 7},
		{Account: "core", Customer: "hal", At: at(9), Score: 4},
	}
	pays := func(account string, amount int64) cx.Subscription {
		return cx.Subscription{Customer: account, Amount: decimal.NewFromInt(amount)}
	}
	return rows, []cx.Subscription{pays("acme", 100), pays("bolt", 300), pays("core", 50), pays("dash", 550)}
}

// One vote an account, and by what each pays. Acme is 8.5, from the latest answers of two
// people, and counts as 9.
func ExampleAccountNPSOf() {
	rows, revenue := businessAnswers()
	a, err := cx.AccountNPSOf(rows, revenue, nil, cx.NPS{})
	if err != nil {
		log.Fatal(err)
	}
	score, err := a.NPS.Score()
	fmt.Println(score, err)
	byRevenue, err := a.Weighted.Score()
	fmt.Println(byRevenue, err)
	fmt.Printf("%v accounts, %v of %v a month\n", a.Covered, a.CoveredRevenue, a.Revenue)
	// Output:
	// 0 <nil>
	// 11.11111111 <nil>
	// 3 of 4 accounts, 450 of 1000 a month
}

// Another rule: an account is as content as its least content person.
func ExampleAccountNPS() {
	rows, revenue := businessAnswers()
	a, err := cx.AccountNPSOf(rows, revenue, func(answers []cx.Response) (int, error) {
		worst := answers[0].Score
		for _, r := range answers {
			worst = min(worst, r.Score)
		}
		return worst, nil
	}, cx.NPS{})
	fmt.Println(a.NPS, err)
	// Output: NPS -100 (3 answers) <nil>
}
