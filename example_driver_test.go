package cx_test

import (
	"fmt"
	"strconv"

	"github.com/cxmetrics/cx"
)

// shopAnswer is an answer about a shop: whether one would recommend it, and how one rates
// its prices and its staff.
type shopAnswer struct {
	ID        string
	Recommend int
	Ratings   []int // price, staff
}

func shopAnswers() (rows []shopAnswer) {
	for i := range 60 {
		price, staff := 1+i%4, 1+(i/4+i%3)%5
		rows = append(rows, shopAnswer{"answer-" + strconv.Itoa(i), (3*price + staff + i%5) / 2, []int{price, staff}})
	}
	return rows
}

// What to fix first is important for the outcome, and not strong.
func ExampleDrivers() {
	d := cx.Drivers{Outcome: cx.RecommendScale(11), Questions: []cx.Question{
		{Name: "price", Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)},
		{Name: "staff", Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)},
	}}
	for _, r := range shopAnswers() {
		if err := d.Add(r.ID, r.Recommend, r.Ratings); err != nil {
			fmt.Println(err)
			return
		}
	}
	list, err := d.RelativeWeights(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range list {
		fmt.Println(w.Name, w.Share, w.Performance, w.Important && !w.Strong) // fix these first
	}
	all, err := d.RSquared(0.95)
	fmt.Println(all, err)
	// Output:
	// price 0.8513 (0.7395..0.9631 at 0.95) 37.5 true
	// staff 0.1487 (0.03686..0.2605 at 0.95) 50 false
	// 0.866 (0.807..0.925 at 0.95) <nil>
}

func ExampleDriver() {
	d := cx.Driver{Name: "price", Share: cx.Estimate{Value: 0.62}, Pearson: 0.4, Sign: -1, Important: true}
	fmt.Println("fix first:", d.Important && !d.Strong)
	fmt.Println("look closer:", d.Pearson > 0 && d.Sign < 0) // high ratings go with less, beside the other drivers
	// Output:
	// fix first: true
	// look closer: true
}
