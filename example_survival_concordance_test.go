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
	// Output: 0.5652..0.8738 at 0.95 <nil>
}

// Of ten callers five have a reply, and two hang up. Within 5 minutes 30 % of all have a
// reply; 31 % would if nobody could hang up.
func ExampleCompetingRisksOf() {
	reply := func(minutes float64) cx.Lifespan { return cx.Lifespan{Exit: minutes, Churned: true} }
	hungUp := func(minutes float64) cx.Lifespan { return cx.Lifespan{Exit: minutes, Other: true} }
	waits := func(minutes float64) cx.Lifespan { return cx.Lifespan{Exit: minutes} }
	calls := []cx.Lifespan{reply(2), reply(3), hungUp(3), reply(5), waits(6), hungUp(8), reply(10), waits(10), reply(12), waits(15)}
	c, err := cx.CompetingRisksOf(calls)
	if err != nil {
		log.Fatal(err)
	}
	share, err := c.At(5, 0.95)
	fmt.Printf("%.2f, %.2f to %.2f %v\n", share.Value, share.Interval.Low, share.Interval.High, err)
	curve, err := cx.SurvivalOf(calls) // the others are censored
	if err != nil {
		log.Fatal(err)
	}
	left, err := curve.At(5)
	fmt.Printf("%.2f %v\n", 1-left, err)
	// Output:
	// 0.30, 0.07 to 0.58 <nil>
	// 0.31 <nil>
}

// Shards merge. Of the four of each, one had left for the price and one for another reason.
func ExampleCompetingRisks() {
	shard := cx.CompetingRisks{Steps: []cx.CompetingStep{
		{Time: 3, AtRisk: 4, Churned: 1}, {Time: 5, AtRisk: 3, Other: 1}, {Time: 12, AtRisk: 2, Censored: 2},
	}}
	var all cx.CompetingRisks
	for range 2 {
		if err := all.Merge(shard); err != nil {
			log.Fatal(err)
		}
	}
	price, err := all.At(12, 0.95)
	fmt.Printf("%.2f of %d left for the price %v\n", price.Value, all.Total(), err)
	// Output: 0.25 of 8 left for the price <nil>
}

func ExampleCompetingStep() {
	c, err := cx.CompetingRisksOf([]cx.Lifespan{{Exit: 3, Churned: true, Count: 2}, {Exit: 3, Other: true}, {Exit: 8, Count: 5}})
	fmt.Printf("%+v %v\n", c.Steps[0], err)
	// Output: {Time:3 AtRisk:8 Churned:2 Other:1 Censored:0 Entered:0} <nil>
}

// Who had detractors' scores, and how many tickets, at the start of the year, and after how many
// months they left.
func coxRows() (lifespans []cx.Lifespan, covariates [][]float64) {
	for _, r := range []struct {
		months    float64
		left      bool
		detractor float64
		tickets   float64
	}{
		{2, true, 1, 3}, {3, true, 1, 0}, {4, true, 0, 2}, {5, true, 1, 1}, {7, true, 0, 4}, {8, false, 1, 1}, {9, true, 0, 1},
		{11, true, 1, 2}, {12, false, 0, 0}, {12, false, 0, 1}, {12, false, 0, 3}, {12, false, 1, 0}, {12, false, 0, 0}, {12, false, 0, 2},
	} {
		lifespans = append(lifespans, cx.Lifespan{Exit: r.months, Churned: r.left})
		covariates = append(covariates, []float64{r.detractor, r.tickets})
	}
	return lifespans, covariates
}

func ExampleFitCox() {
	lifespans, covariates := coxRows()
	m, err := cx.FitCox(lifespans, covariates, []string{"detractor", "tickets"}, 0.95)
	fmt.Println(m.Churned, "of", m.Customers, err)
	for j, name := range m.Names {
		fmt.Println(name, m.Coefficients[j])
	}
	fmt.Printf("do they matter: p %.2f\n", m.Test.P)
	// Output:
	// 7 of 14 <nil>
	// detractor 1.409 (-0.2599..3.079 at 0.95)
	// tickets 0.5551 (-0.1419..1.252 at 0.95)
	// do they matter: p 0.12
}

// Detractors leave so many times as soon as others with as many tickets.
func ExampleCox_HazardRatio() {
	lifespans, covariates := coxRows()
	m, err := cx.FitCox(lifespans, covariates, []string{"detractor", "tickets"}, 0.95)
	fmt.Println(err)
	hr, err := m.HazardRatio("detractor")
	fmt.Println(hr, err)
	// Output:
	// <nil>
	// 4.093 (0.7711..21.73 at 0.95) <nil>
}

// A model that was fitted before and kept. By hand exp(0.5) is 1.649.
func ExampleCox() {
	m := cx.Cox{
		Names: []string{"detractor"}, Coefficients: []cx.Estimate{{Value: 0.5, StandardError: 0.25, Interval: cx.Interval{Low: 0.01, High: 0.99, Level: 0.95}}},
		Test: cx.ChiSquare{ChiSquare: 4, DegreesOfFreedom: 1, P: 0.0455}, Customers: 40, Churned: 12,
	}
	fmt.Println(m.HazardRatio("detractor"))
	// Output:
	// 1.649 (1.01..2.691 at 0.95) <nil>
}
