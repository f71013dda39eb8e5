package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The interval of a figure is in the figure's unit: points for an NPS, a fraction for a
// rate.
func ExampleInterval() {
	iv, err := cx.NPS{Promoters: 10}.AdjustedWaldInterval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f %% of such intervals hold the score: %.1f to %.1f points\n", 100*iv.Level, iv.Low, iv.High)
	if iv.Clipped {
		fmt.Println("cut back to what a score can be")
	}
	// Output:
	// 95 % of such intervals hold the score: 47.5 to 100.0 points
	// cut back to what a score can be
}

// How many of the customers in a sample have recommended us?
func ExampleProportion() {
	p := cx.Proportion{Count: 81, Base: 263}
	fmt.Println(p.Rate())
	iv, err := p.Interval(0.95)
	fmt.Printf("%.1f %% to %.1f %% %v\n", 100*iv.Low, 100*iv.High, err)
	// Output:
	// 0.30798479 <nil>
	// 25.5 % to 36.6 % <nil>
}

func ExampleProportion_Add() {
	var p cx.Proportion
	for _, recommended := range []bool{true, false, true, true} {
		if err := p.Add(recommended); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(p.Count, "of", p.Base)
	// Output: 3 of 4
}

func ExampleProportion_Merge() {
	monday, tuesday := cx.Proportion{Count: 12, Base: 80}, cx.Proportion{Count: 3, Base: 10}
	fmt.Println(monday.Merge(tuesday))
	fmt.Println(monday.Count, "of", monday.Base)
	// Output:
	// <nil>
	// 15 of 90
}

// A share of nothing is not 0.
func ExampleProportion_Rate() {
	fmt.Println(cx.Proportion{Count: 150, Base: 250}.Rate())
	_, err := cx.Proportion{}.Rate()
	fmt.Println(errors.Is(err, cx.ErrNoData))
	_, err = cx.Proportion{Count: 6, Base: 5}.Rate()
	fmt.Println(errors.Is(err, cx.ErrInvalid))
	// Output:
	// 0.6 <nil>
	// true
	// true
}

// None of 20 does not mean never.
func ExampleProportion_Interval() {
	iv, err := cx.Proportion{Count: 0, Base: 20}.Interval(0.95)
	fmt.Printf("%.0f %% to %.1f %% %v\n", 100*iv.Low, 100*iv.High, err)
	// Output: 0 % to 16.1 % <nil>
}

// Players of a mobile game who were back 7 days after install, with the first gate at
// level 30 and at level 40.
func ExampleProportion_Difference() {
	gate30 := cx.Proportion{Count: 8502, Base: 44700}
	gate40 := cx.Proportion{Count: 8279, Base: 45489}
	c, err := gate30.Difference(gate40, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f, from %.4f to %.4f, p %.4f\n", c.Difference, c.Interval.Low, c.Interval.High, c.P)
	// Output: 0.0082, from 0.0031 to 0.0133, p 0.0016
}

// Half of the visitors saw the new checkout. Is it better? By hand: the pooled share is
// 460 / 8000, its standard error the root of 0.0575 * 0.9425 * 2 / 4000, 0.0052, and
// z = 0.015 / 0.0052 = 2.88.
func ExampleProportion_Difference_abTest() {
	a := cx.Proportion{Count: 200, Base: 4000} // orders of the visitors with the old checkout
	b := cx.Proportion{Count: 260, Base: 4000}
	c, err := b.Difference(a, 0.95)
	fmt.Printf("%+.1f percentage points, %+.1f to %+.1f, p %.4f %v\n",
		100*c.Difference, 100*c.Interval.Low, 100*c.Interval.High, c.P, err)
	lift, err := b.RateRatio(a, 0.95)
	fmt.Printf("lift %+.0f %%, %+.0f to %+.0f %% %v\n",
		100*(lift.Value-1), 100*(lift.Interval.Low-1), 100*(lift.Interval.High-1), err)
	// Output:
	// +1.5 percentage points, +0.5 to +2.5, p 0.0040 <nil>
	// lift +30 %, +9 to +55 % <nil>
}

func ExampleProportion_RateRatio() {
	before := cx.Proportion{Count: 120, Base: 2400}
	after := cx.Proportion{Count: 180, Base: 3000}
	ratio, err := after.RateRatio(before, 0.95)
	fmt.Printf("%+.0f %%, from %+.0f %% to %+.0f %% %v\n",
		100*(ratio.Value-1), 100*(ratio.Interval.Low-1), 100*(ratio.Interval.High-1), err)
	// Output: +20 %, from -4 % to +50 % <nil>
}

func ExampleEstimate_ratio() {
	ratio := cx.Estimate{Value: 0.8, Interval: cx.Interval{Low: 0.7, High: 0.9, Level: 0.95}}
	text, err := json.Marshal(ratio)
	fmt.Println(string(text), err)
	// Output: {"value":0.8,"interval":{"low":0.7,"high":0.9,"level":0.95}} <nil>
}

// The shares of the three classes of an NPS, in percent.
func ExampleShares() {
	fmt.Println(cx.Shares([]int64{462, 176, 362}))
	fmt.Println(cx.Shares([]int64{1, 1, 4}))
	// Output:
	// [46.2 17.6 36.2] <nil>
	// [16.66666667 16.66666667 66.66666667] <nil>
}

// Shares on a page have to add up to 100. Rounded each by itself these would be 33, 33,
// 33 and 17, 17, 67.
func ExampleRoundedShares() {
	fmt.Println(cx.RoundedShares([]int64{1, 1, 1}, 0))
	fmt.Println(cx.RoundedShares([]int64{1, 1, 4}, 0))
	fmt.Println(cx.RoundedShares([]int64{1, 1, 4}, 1))
	// Output:
	// [34 33 33] <nil>
	// [17 17 66] <nil>
	// [16.7 16.7 66.6] <nil>
}

// Is one region better than another, or is it chance?
func ExampleComparison() {
	east := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	west := cx.NPS{Promoters: 40, Passives: 30, Detractors: 30}
	c, err := east.Difference(west, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("east minus west: %+.0f points, from %.1f to %.1f\n", c.Difference, c.Interval.Low, c.Interval.High)
	fmt.Printf("z %.2f, p %.3f\n", c.Z, c.P)
	// Output:
	// east minus west: +20 points, from -2.6 to 41.4
	// z 1.73, p 0.083
}

// The one-tailed p value is for a claim that was made before the answers came in.
func ExampleComparison_PGreater() {
	n := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	c, err := n.DifferenceFrom(17.5, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("above the benchmark: %.4f\n", c.PGreater())
	fmt.Printf("different from it:   %.4f\n", c.P)
	// Output:
	// above the benchmark: 0.0618
	// different from it:   0.1236
}

// Four segments, four tests: at 0.05 two of them remain after Holm's method, where
// four would without it.
func ExampleHolm() {
	p, err := cx.Holm([]float64{0.01, 0.04, 0.03, 0.005})
	fmt.Printf("%.2f %v\n", p, err)
	// Output: [0.03 0.06 0.06 0.02] <nil>
}

// With many segments to look into further, some false alarms are affordable.
func ExampleBenjaminiHochberg() {
	p, err := cx.BenjaminiHochberg([]float64{0.01, 0.04, 0.03, 0.005})
	fmt.Printf("%.2f %v\n", p, err)
	// Output: [0.02 0.04 0.04 0.02] <nil>
}

// Questions to the staff of a store: a visitor may ask none, or several.
func ExampleIncidence() {
	var questions cx.Incidence
	for _, asked := range []int64{0, 2, 0, 1, 0, 0, 3, 0} {
		if err := questions.Add(asked); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(questions)
	fmt.Println(questions.Rate())
	fmt.Println(questions.Per(100)) // per 100 visitors
	// Output:
	// 6 per 8
	// 0.75 <nil>
	// 75 <nil>
}

// Contacts per order may exceed 1.
func ExampleIncidence_Rate() {
	fmt.Println(cx.Incidence{Events: 150, Base: 120}.Rate())
	// Output: 1.25 <nil>
}

// Two counts from a database are an incidence as well: support tickets per 100 customers.
func ExampleIncidence_Per() {
	tickets := cx.Incidence{Events: 388, Base: 12_400}
	fmt.Println(tickets.Per(100))
	// Output: 3.12903226 <nil>
}

func ExampleIncidence_Merge() {
	january, february := cx.Incidence{Events: 40, Base: 310}, cx.Incidence{Events: 12, Base: 280}
	err := january.Merge(february)
	fmt.Println(january, err)
	// Output: 52 per 590 <nil>
}

func ExampleIncidence_Interval() {
	complaints := cx.Incidence{Events: 3, Base: 100}
	iv, err := complaints.Interval(0.95)
	fmt.Printf("%.4f to %.4f per order, %v\n", iv.Low, iv.High, err)

	// None seen is not none to come: at most 3.7 per 100, by the "rule of three" or so.
	iv, err = cx.Incidence{Base: 100}.Interval(0.95)
	fmt.Printf("%.4f to %.4f per order, %v\n", iv.Low, iv.High, err)
	// Output:
	// 0.0062 to 0.0877 per order, <nil>
	// 0.0000 to 0.0369 per order, <nil>
}

func ExampleIncidence_RateRatio() {
	before, after := cx.Incidence{Events: 388, Base: 12_400}, cx.Incidence{Events: 301, Base: 12_900}
	r, err := after.RateRatio(before, 0.95)
	fmt.Printf("%.2f times the tickets per customer (%.2f to %.2f), %v\n", r.Value, r.Interval.Low, r.Interval.High, err)
	// Output: 0.75 times the tickets per customer (0.64 to 0.87), <nil>
}

// Of two totals of units sold only a Poisson spread can be assumed.
func ExampleIncidence_Uplift() {
	during, before := cx.Incidence{Events: 52, Base: 4}, cx.Incidence{Events: 40, Base: 4}
	u, err := during.Uplift(before, 0.95)
	fmt.Printf("%+.0f %% (%+.0f to %+.0f %%), assumes Poisson: %t, %v\n",
		100*u.Value, 100*u.Interval.Low, 100*u.Interval.High, u.AssumesPoisson, err)
	// Output: +30 % (-14 to +96 %), assumes Poisson: true, <nil>
}

func ExampleAttainment() {
	a := cx.Attainment{Attained: 5, Missed: 3, EarlyMissed: 2, Pending: 2}
	fmt.Println(a.Rate()) // of those whose window is over: 5 of 6
	fmt.Println(a.AtLeast(), "to", a.AtMost(), "of all")
	// Output:
	// 0.83333333 <nil>
	// 5 of 10 to 7 of 10 of all
}

// Of 100 that are decided, 40 kept their target before its time was over, when those who
// will miss it were still pending. By hand: 40 / 60.
func ExampleAttainment_Rate() {
	a := cx.Attainment{Attained: 80, EarlyAttained: 40, Missed: 20, Pending: 50, Excluded: 7}
	rate, err := a.Rate()
	fmt.Println(rate, err, a.Whole(), "against", a.Decided())
	// Output: 0.66666667 <nil> 40 of 60 against 80 of 100
}

// If all that are pending missed it: 80 of 150.
func ExampleAttainment_AtLeast() {
	fmt.Println(cx.Attainment{Attained: 80, Missed: 20, Pending: 50, Excluded: 7}.AtLeast())
	// Output: 80 of 150
}

// leavers are twelve customers: who left within the year, and their answers before it.
func leavers() (left []bool, nps, csat cx.Predictor) {
	left = []bool{false, false, true, false, true, false, false, true, true, true, false, false}
	nps = cx.Predictor{Scores: []float64{9, 10, 3, 7, 6, 8, 10, 2, 5, 7, 4, 9}, LowerPredicts: true}
	csat = cx.Predictor{Scores: []float64{4, 5, 2, 4, 4, 3, 5, 3, 1, 4, 2, 4}, LowerPredicts: true}
	return left, nps, csat
}

func ExampleAUCOf() {
	left, nps, csat := leavers()
	a, err := cx.AUCOf(left, nps)
	fmt.Printf("NPS: %.3f, %d left, %d stayed %v\n", a.Value, a.With, a.Without, err)
	a, err = cx.AUCOf(left, csat)
	fmt.Printf("CSAT: %.3f %v\n", a.Value, err)
	// Output:
	// NPS: 0.900, 5 left, 7 stayed <nil>
	// CSAT: 0.743 <nil>
}

func ExampleAUC() {
	left, nps, _ := leavers()
	a, err := cx.AUCOf(left, nps)
	fmt.Println(err)
	iv, err := a.Interval(0.95)
	fmt.Printf("%.3f to %.3f %v\n", iv.Low, iv.High, err)
	// Output:
	// <nil>
	// 0.533 to 0.986 <nil>
}

func ExampleAUCDifference() {
	left, nps, csat := leavers()
	c, err := cx.AUCDifference(left, nps, csat, 0.95)
	fmt.Printf("%.3f (%.3f to %.3f), p %.3f %v\n", c.Difference, c.Interval.Low, c.Interval.High, c.P, err)
	// Output: 0.157 (-0.058 to 0.373), p 0.153 <nil>
}

func ExamplePredictor() {
	left := []bool{true, true, false, false}
	effort := cx.Predictor{Scores: []float64{5, 3, 3, 1}} // more effort speaks for leaving
	a, err := cx.AUCOf(left, effort)
	fmt.Println(a.Value, err)
	effort.LowerPredicts = true
	a, err = cx.AUCOf(left, effort)
	fmt.Println(a.Value, err)
	// Output:
	// 0.875 <nil>
	// 0.125 <nil>
}

func ExampleCorrelationOf() {
	tenure := []float64{12, 35, 20, 5, 41, 8, 20, 30}
	score := []float64{30, 52, 44, 10, 48, 28, 25, 51}
	c, err := cx.CorrelationOf(tenure, score)
	fmt.Printf("%.3f of %d %v\n", c.Rho, c.N, err)
	// Output: 0.826 of 8 <nil>
}

func ExampleCorrelation() {
	c := cx.Correlation{Rho: 0.6, N: 20}
	iv, err := c.Interval(0.95)
	fmt.Printf("%.3f to %.3f %v\n", iv.Low, iv.High, err)
	_, err = cx.Correlation{Rho: 1, N: 20}.Interval(0.95)
	fmt.Println(err)
	// Output:
	// 0.175 to 0.837 <nil>
	// cx: interval of a correlation: the orders are the same, or opposite
}

// teamPairs pairs the eNPS and the NPS of five teams in January.
func teamPairs() ([]cx.TeamPair, int64, error) {
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	team := func(name string, promoters, detractors int64) cx.Group[string, []cx.Point[cx.NPS]] {
		n := cx.NPS{Promoters: promoters, Detractors: detractors}
		return cx.Group[string, []cx.Point[cx.NPS]]{Key: name, Tally: []cx.Point[cx.NPS]{{Period: january, Tally: n}}}
	}
	enps := []cx.Group[string, []cx.Point[cx.NPS]]{team("east", 6, 2), team("north", 8, 1), team("south", 3, 4), team("tiny", 1, 1), team("west", 9, 2)}
	nps := []cx.Group[string, []cx.Point[cx.NPS]]{team("east", 50, 20), team("north", 70, 10), team("south", 20, 30), team("tiny", 9, 1), team("west", 40, 15)}
	return cx.TeamPairsOf(enps, nps, 5)
}

func ExampleTeamPairsOf() {
	pairs, left, err := teamPairs()
	for _, p := range pairs {
		fmt.Println(p.Team, p.Period, p.Employees, p.EmployeeScore.StringFixed(1), p.CustomerScore.StringFixed(1))
	}
	// Tiny has two employees, and south, the next smallest, would reveal them.
	fmt.Println(left, err)
	// Output:
	// east 2026-01 8 50.0 42.9
	// north 2026-01 9 77.8 75.0
	// west 2026-01 11 63.6 45.5
	// 2 <nil>
}

func ExampleTeamPair() {
	pairs, _, err := teamPairs()
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := json.Marshal(pairs[0])
	fmt.Println(string(state), err)
	// Output: {"team":"east","period":"2026-01","employees":8,"employee_score":"50","customers":70,"customer_score":"42.85714286"} <nil>
}

func ExampleTeamCorrelation() {
	pairs, _, err := teamPairs()
	fmt.Println(len(pairs), err)
	fmt.Println(cx.TeamCorrelation(pairs))
	south := cx.TeamPair{
		Team: "south", Period: pairs[0].Period, Employees: 7, EmployeeScore: decimal.NewFromInt(-14), Customers: 50, CustomerScore: decimal.NewFromInt(-20),
	}
	fmt.Println(cx.TeamCorrelation(append(pairs, south)))
	// Output:
	// 3 <nil>
	// {0 0} cx: correlation: there are fewer than 4 pairs
	// {1 4} <nil>
}

// Any two kinds of score can be paired: both are Figures.
func ExampleTeamPairsOf_figures() {
	month := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	enps := []cx.Group[string, []cx.Point[cx.NPS]]{
		{Key: "north", Tally: []cx.Point[cx.NPS]{{Period: month, Tally: cx.NPS{Promoters: 6, Detractors: 2}}}},
	}
	satisfaction, err := cx.CSATOf([]int{5, 4, 2, 5, 3}, cx.SatisfactionScale(5))
	if err != nil {
		fmt.Println(err)
	}
	csat := []cx.Group[string, []cx.Point[cx.CSAT]]{
		{Key: "north", Tally: []cx.Point[cx.CSAT]{{Period: month, Tally: satisfaction}}},
	}
	pairs, _, err := cx.TeamPairsOf(enps, csat, 5)
	for _, p := range pairs {
		fmt.Println(p.Team, p.EmployeeScore, p.CustomerScore)
	}
	fmt.Println(err)
	// Output:
	// north 50 60
	// <nil>
}
