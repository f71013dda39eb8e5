package cx_test

import (
	"fmt"
	"log"

	"github.com/cxmetrics/cx"
)

// Does the risk score tell who leaves early? Two customers are still here: with [cx.AUCOf]
// they would have to count as if they stayed for good.
func ExampleConcordanceOf() {
	months := []cx.Lifespan{{Exit: 2, Churned: true}, {Exit: 5, Churned: true}, {Exit: 6}, {Exit: 8, Churned: true}, {Exit: 12}}
	c, err := cx.ConcordanceOf(months, cx.Predictor{Scores: []float64{0.9, 0.4, 0.5, 0.6, 0.1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d pairs: %.2f\n", c.Concordant, c.Concordant+c.Discordant, c.Value)
	// Output: 6 of 8 pairs: 0.75
}

func ExampleConcordance() {
	c := cx.Concordance{Value: 0.75, StandardError: 0.08, Concordant: 75, Discordant: 25}
	interval, err := c.Interval(0.95)
	fmt.Println(interval, err)
	// Output: 0.5932..0.9068 at 0.95 <nil>
}
