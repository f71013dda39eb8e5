package cx_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

// Eight subscriptions: five were canceled, three are still running. Counting the
// canceled ones alone would say that customers stay for 5 months on average.
func ExampleSurvivalOf() {
	months := []cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 3, Churned: true}, {Exit: 4}, {Exit: 5, Churned: true},
		{Exit: 7, Churned: true}, {Exit: 9, Churned: true}, {Exit: 12}, {Exit: 12},
	}
	s, err := cx.SurvivalOf(months)
	fmt.Println(s.Customers, s.Churned, s.Last, err)
	for _, step := range s.Steps {
		fmt.Printf("month %v: %d of %d leave, %.3f still here\n", step.Time, step.Churned, step.AtRisk, step.Survival)
	}
	// Output:
	// 8 5 12 <nil>
	// month 1: 1 of 8 leave, 0.875 still here
	// month 3: 1 of 7 leave, 0.750 still here
	// month 5: 1 of 5 leave, 0.600 still here
	// month 7: 1 of 4 leave, 0.450 still here
	// month 9: 1 of 3 leave, 0.300 still here
}

// How many customers are still here a year after they joined? From the dates to the
// curve: who has left was observed until then, who has not until today. By hand, of
// month 12: 7/8 * 6/7 * 4/5 = 0.6.
func ExampleSurvivalOf_retentionCurve() {
	today := cx.Date{Year: 2026, Month: time.July, Day: 1}
	customers := []struct{ joined, left cx.Date }{
		{joined: cx.Date{Year: 2024, Month: time.May, Day: 1}, left: cx.Date{Year: 2024, Month: time.August, Day: 1}},
		{joined: cx.Date{Year: 2024, Month: time.June, Day: 15}},
		{joined: cx.Date{Year: 2024, Month: time.September, Day: 1}, left: cx.Date{Year: 2025, Month: time.January, Day: 10}},
		{joined: cx.Date{Year: 2025, Month: time.January, Day: 1}},
		{joined: cx.Date{Year: 2025, Month: time.January, Day: 20}, left: cx.Date{Year: 2025, Month: time.October, Day: 1}},
		{joined: cx.Date{Year: 2025, Month: time.March, Day: 1}, left: cx.Date{Year: 2026, Month: time.May, Day: 1}},
		{joined: cx.Date{Year: 2025, Month: time.June, Day: 1}},
		{joined: cx.Date{Year: 2026, Month: time.January, Day: 1}},
	}
	var lifespans []cx.Lifespan
	for _, c := range customers {
		churned := c.left != cx.Date{}
		until := today
		if churned {
			until = c.left
		}
		days, err := until.DaysSince(c.joined)
		if err != nil {
			log.Fatal(err)
		}
		lifespans = append(lifespans, cx.Lifespan{Exit: float64(days) / 30.4375, Churned: churned}) // in months
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		log.Fatal(err)
	}
	for _, month := range []float64{6, 12, 18} {
		here, err := curve.At(month)
		if err != nil {
			log.Fatal(err)
		}
		band, err := curve.Interval(month, 0.95, cx.LogLogScale)
		fmt.Printf("month %2.0f: %.1f %%, %.1f to %.1f %v\n", month, 100*here, 100*band.Low, 100*band.High, err)
	}
	// Output:
	// month  6: 75.0 %, 31.5 to 93.1 <nil>
	// month 12: 60.0 %, 19.5 to 85.2 <nil>
	// month 18: 40.0 %, 6.6 to 73.4 <nil>
}

// A customer who had been here for 6 months when the records begin is at risk from
// then on, and says nothing of the first 6 months.
func ExampleLifespan() {
	s, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 2, Churned: true},
		{Exit: 10},
		{Entry: 6, Exit: 8, Churned: true},
		{Entry: 6, Exit: 11},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Steps[0].AtRisk, s.Steps[1].AtRisk)

	_, err = cx.SurvivalOf([]cx.Lifespan{{Exit: 3}, {Entry: 6, Exit: 6}})
	var row *cx.RowError
	fmt.Println(errors.As(err, &row), err)
	// Output:
	// 2 3
	// true cx: row 1: lifespan is not in the order 0 <= entry < exit, finite
}

// How many tickets are resolved within 24 hours, when four are still open? Leaving
// those out gives 5 of 6, counting them as late 5 of 10.
func ExampleSurvival() {
	tickets, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 3, Churned: true},
		{Exit: 5, Churned: true}, {Exit: 8, Churned: true}, {Exit: 30, Churned: true},
		{Exit: 4}, {Exit: 10}, {Exit: 26}, {Exit: 50}, // open for so many hours
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	open, err := tickets.At(24)
	fmt.Printf("resolved within a day: %.1f %% %v\n", 100*(1-open), err)
	half, err := tickets.Median(0.95, cx.LogLogScale)
	fmt.Println("half are resolved after", half.Time, "hours", err)
	// Output:
	// resolved within a day: 53.3 % <nil>
	// half are resolved after 8 hours <nil>
}

// leukemia has the weeks of remission of 11 patients, a data set whose figures are
// known.
var leukemia = []cx.Lifespan{
	{Exit: 9, Churned: true}, {Exit: 13, Churned: true}, {Exit: 13}, {Exit: 18, Churned: true},
	{Exit: 23, Churned: true}, {Exit: 28}, {Exit: 31, Churned: true}, {Exit: 34, Churned: true},
	{Exit: 45}, {Exit: 48, Churned: true}, {Exit: 161},
}

func ExampleSurvival_At() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := s.At(20)
	fmt.Printf("%.4f %v\n", share, err)
	_, err = s.At(200) // longer than anyone was seen
	fmt.Println(err)
	// Output:
	// 0.7159 <nil>
	// cx: survival: nobody was observed for that long, and not all had left by then
}

func ExampleSurvival_StandardError() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	se, err := s.StandardError(20)
	fmt.Printf("%.4f %v\n", se, err)
	// Output: 0.1397 <nil>
}

// The scales agree in large samples. In small ones plain and log run past 1 and are
// cut back to it.
func ExampleSurvival_Interval() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range []cx.SurvivalScale{cx.LogLogScale, cx.LogScale} {
		iv, err := s.Interval(9, 0.95, kind)
		fmt.Printf("%.3f to %.3f %v\n", iv.Low, iv.High, err)
	}
	// Output:
	// 0.508 to 0.987 <nil>
	// 0.754 to 1.000 <nil>
}

// The scale changes even the interval of the median, so reports should name it.
func ExampleSurvivalScale() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range []cx.SurvivalScale{cx.PlainScale, cx.LogScale, cx.LogLogScale} {
		q, err := s.Median(0.95, kind)
		if err != nil {
			fmt.Println(err)
			return
		}
		if q.HighReached {
			fmt.Println(kind, q.Time, "within", q.Low, "to", q.High)
		} else {
			fmt.Println(kind, q.Time, "at least", q.Low)
		}
	}
	// Output:
	// plain 31 within 18 to 48
	// log 31 at least 18
	// log_log 31 at least 13
}

// Of ten customers two have left: half of them leave some day, but nobody knows when.
func ExampleSurvival_Median() {
	lifespans := []cx.Lifespan{{Exit: 2, Churned: true}, {Exit: 5, Churned: true}}
	for range 8 {
		lifespans = append(lifespans, cx.Lifespan{Exit: 12})
	}
	s, err := cx.SurvivalOf(lifespans)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := s.Median(0.95, cx.LogLogScale)
	fmt.Println(q.Reached, err)
	// Output: false <nil>
}

// The time by which a quarter of the customers has left.
func ExampleSurvival_Quantile() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := s.Quantile(0.25, 0.95, cx.LogLogScale)
	fmt.Println(q.Time, q.Reached, err)
	// Output: 18 true <nil>
}

// Where the curve is at one half for a while, the median is the middle of it.
func ExampleSurvivalQuantile() {
	s, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 3, Churned: true}, {Exit: 4, Churned: true},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := s.Median(0.95, cx.LogLogScale)
	fmt.Println(q.Time, q.Reached, err)
	// Output: 2.5 true <nil>
}

// SurvivalStep is what a plot of the curve needs: from each step on, and up to the
// next, the share is that of the step.
func ExampleSurvivalStep() {
	s, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 2}, {Exit: 6, Churned: true}, {Exit: 8},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range s.Steps {
		fmt.Printf("%v %.1f\n", step.Time, step.Survival)
	}
	// Output:
	// 1 0.8
	// 2 0.6
	// 6 0.3
}

// Of the customers who are still here after half a year, how many leave within the
// next half?
func ExampleSurvival_ChurnBetween() {
	s, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 3, Churned: true}, {Exit: 7, Churned: true}, {Exit: 9}, {Exit: 12}, {Exit: 12},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	first, err := s.ChurnBetween(0, 6)
	fmt.Printf("%.3f %v\n", first, err)
	second, err := s.ChurnBetween(6, 12)
	fmt.Printf("%.3f %v\n", second, err)
	// Output:
	// 0.333 <nil>
	// 0.250 <nil>
}

// A year is the horizon here: of 12 months, customers stay for 8.2 on average.
func ExampleSurvival_Mean() {
	s, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 2, Churned: true}, {Exit: 4, Churned: true}, {Exit: 11, Churned: true}, {Exit: 12}, {Exit: 15},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := s.Mean(12)
	fmt.Printf("%.1f %v\n", mean.Value, err)
	// Output: 8.2 <nil>
}

// While customers are still here, the mean of all lifetimes does not exist. The mean
// within a horizon does.
func ExampleSurvival_ExpectedLifetime() {
	s, err := cx.SurvivalOf([]cx.Lifespan{{Exit: 3, Churned: true}, {Exit: 9, Churned: true}, {Exit: 12}})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = s.ExpectedLifetime()
	fmt.Println(errors.Is(err, cx.ErrUndefined), err)
	mean, err := s.Mean(12)
	fmt.Println(mean.Value, err)
	// Output:
	// true cx: expected lifetime: customers are still here at the end; take the restricted mean up to 12
	// 8 <nil>
}

// The mean remission within 50 weeks, with its standard error.
func ExampleEstimate() {
	s, err := cx.SurvivalOf(leukemia)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := s.Mean(50)
	fmt.Printf("%.1f weeks, give or take %.1f %v\n", e.Value, e.StandardError, err)
	// Output: 32.2 weeks, give or take 4.7 <nil>
}

// When do customers leave? Churned per month of being a customer, in the first
// quarter and in the rest of the year.
func ExampleHazardOf() {
	months := []cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 2, Churned: true}, {Exit: 5}, {Exit: 6, Churned: true},
		{Exit: 12}, {Exit: 12}, {Exit: 12}, {Exit: 12}, {Exit: 12},
	}
	hazards, err := cx.HazardOf(months, []float64{0, 3, 12}, 0.95)
	for _, h := range hazards {
		fmt.Printf("[%v, %v): %d in %v months, %.3f a month\n", h.From, h.To, h.Churned, h.Exposure, h.Rate)
	}
	fmt.Println(err)
	// Output:
	// [0, 3): 3 in 26 months, 0.115 a month
	// [3, 12): 1 in 50 months, 0.020 a month
	// <nil>
}

// A rate of two departures is not known well.
func ExampleHazard() {
	hazards, err := cx.HazardOf(leukemia, []float64{10, 20}, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	h := hazards[0]
	fmt.Printf("%.4f a week, between %.4f and %.4f\n", h.Rate, h.Interval.Low, h.Interval.High)
	// Output: 0.0238 a week, between 0.0029 and 0.0860
}

// Do customers on the yearly plan stay longer?
func ExampleLogRank() {
	monthly := []cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 2, Churned: true}, {Exit: 3, Churned: true},
		{Exit: 5, Churned: true}, {Exit: 8, Churned: true}, {Exit: 12},
	}
	yearly := []cx.Lifespan{
		{Exit: 5}, {Exit: 6, Churned: true}, {Exit: 12}, {Exit: 12}, {Exit: 12}, {Exit: 12},
	}
	test, err := cx.LogRank([][]cx.Lifespan{monthly, yearly}, cx.EqualWeight)
	fmt.Printf("chi square %.2f, p %.3f %v\n", test.ChiSquare, test.P, err)
	// Output: chi square 6.07, p 0.014 <nil>
}

// Had both groups churned alike, the first would have lost 10.7 and not 7.
func ExampleLogRankTest() {
	without := []cx.Lifespan{
		{Exit: 5, Churned: true}, {Exit: 5, Churned: true}, {Exit: 8, Churned: true}, {Exit: 8, Churned: true},
		{Exit: 12, Churned: true}, {Exit: 16}, {Exit: 23, Churned: true}, {Exit: 27, Churned: true},
		{Exit: 30, Churned: true}, {Exit: 33, Churned: true}, {Exit: 43, Churned: true}, {Exit: 45, Churned: true},
	}
	test, err := cx.LogRank([][]cx.Lifespan{leukemia, without}, cx.EqualWeight)
	fmt.Printf("chi square %.4f with %d degree of freedom, p %.4f %v\n", test.ChiSquare, test.DegreesOfFreedom, test.P, err)
	for _, g := range test.Groups {
		fmt.Printf("observed %v, expected %.4f\n", g.Observed, g.Expected)
	}
	// Output:
	// chi square 3.3964 with 1 degree of freedom, p 0.0653 <nil>
	// observed 7, expected 10.6893
	// observed 11, expected 7.3107
}

// Three teams: which of them loses more than its share?
func ExampleLogRankGroup() {
	test, err := cx.LogRank([][]cx.Lifespan{
		[]cx.Lifespan{{Exit: 2, Churned: true}, {Exit: 3, Churned: true}, {Exit: 4, Churned: true}, {Exit: 9}},
		[]cx.Lifespan{{Exit: 6, Churned: true}, {Exit: 9}, {Exit: 9}, {Exit: 9}},
		[]cx.Lifespan{{Exit: 5, Churned: true}, {Exit: 8}, {Exit: 9}, {Exit: 9}}}, cx.EqualWeight)

	for i, g := range test.Groups {
		fmt.Printf("team %d: %v lost, %.2f expected\n", i+1, g.Observed, g.Expected)
	}
	fmt.Println(test.DegreesOfFreedom, err)
	// Output:
	// team 1: 3 lost, 1.04 expected
	// team 2: 1 lost, 2.04 expected
	// team 3: 1 lost, 1.92 expected
	// 2 <nil>
}

// Choose the weight before looking: Gehan's test sees early differences better.
func ExampleRankWeight() {
	guided := []cx.Lifespan{{Exit: 8, Churned: true}, {Exit: 10, Churned: true}, {Exit: 11, Churned: true}, {Exit: 12}}
	alone := []cx.Lifespan{{Exit: 1, Churned: true}, {Exit: 2, Churned: true}, {Exit: 9, Churned: true}, {Exit: 12}}
	for _, weight := range []cx.RankWeight{cx.EqualWeight, cx.GehanWeight} {
		test, err := cx.LogRank([][]cx.Lifespan{guided, alone}, weight)
		fmt.Printf("%s: %.2f %v\n", weight, test.ChiSquare, err)
	}
	// Output:
	// equal: 0.42 <nil>
	// gehan: 1.04 <nil>
}

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
