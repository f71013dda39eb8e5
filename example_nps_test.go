package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// Counts that a database has added up are an NPS as they are.
func ExampleNPS() {
	n := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	fmt.Println(n.Total())
	fmt.Println(n.Score())
	// Output:
	// 1000
	// 10 <nil>
}

// The score of employees, eNPS, is the same tally.
func ExampleNPS_employees() {
	asked := []int{9, 7, 8, 10, 6, 8, 9, 7, 8, 10} // "recommend us as a place to work?"
	n, err := cx.NPSOf(asked)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Score())
	// Output: 30 <nil>
}

// Each class is counted; nothing is rounded before the score.
func ExampleNPSOf() {
	n, err := cx.NPSOf([]int{10, 9, 9, 8, 7, 6})
	fmt.Println(n.Promoters, n.Passives, n.Detractors, err)
	fmt.Println(n.Score())
	// Output:
	// 3 2 1 <nil>
	// 33.33333333 <nil>
}

// A column of bytes is counted as it is. The first bad score is named by its row,
// counted from 0.
func ExampleNPSOf_outOfRange() {
	_, err := cx.NPSOf([]uint8{10, 9, 99, 8})
	fmt.Println(err)

	var row *cx.RowError
	if errors.As(err, &row) {
		fmt.Println("row", row.Row)
	}
	// Output:
	// cx: row 2: NPS score 99 is outside 0..10
	// row 2
}

// On a scale of 1 to 5 only a 5 is a promoter.
func ExampleNPSOn() {
	n, err := cx.NPSOn(cx.RecommendScale(5))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, score := range []int{5, 5, 4, 3, 5} {
		if err := n.Add(score); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(n.Score())

	// Scores from different scales cannot be pooled.
	err = n.Merge(cx.NPS{Promoters: 10})
	fmt.Println(errors.Is(err, cx.ErrMismatch))
	// Output:
	// 40 <nil>
	// true
}

// A score outside the scale is refused, and the tally stays as it was.
func ExampleNPS_Add() {
	var n cx.NPS
	fmt.Println(n.Add(10))
	err := n.Add(11)
	fmt.Println(err)

	var out *cx.RangeError
	if errors.As(err, &out) {
		fmt.Println(out.Got, "is not in", out.Min, "to", out.Max)
	}
	fmt.Println(n.Total())
	// Output:
	// <nil>
	// cx: NPS score 11 is outside 0..10
	// 11 is not in 0 to 10
	// 1
}

// The score of two shops is not the mean of their scores, 100 and -20: it is that of
// all their answers.
func ExampleNPS_Merge() {
	small := cx.NPS{Promoters: 10}
	large := cx.NPS{Promoters: 30, Passives: 10, Detractors: 50}

	var both cx.NPS
	fmt.Println(both.Merge(small), both.Merge(large))
	fmt.Println(both.Score())
	// Output:
	// <nil> <nil>
	// -10 <nil>
}

func ExampleNPS_Total() {
	n := cx.NPS{Promoters: 18, Passives: 11, Detractors: 2}
	fmt.Println(n.Total())
	// Output: 31
}

// No answers have no score: that is an error, not a 0.
func ExampleNPS_Score() {
	fmt.Println(cx.NPS{Promoters: 6, Passives: 4, Detractors: 7}.Score())

	_, err := cx.NPS{}.Score()
	fmt.Println(err)
	fmt.Println(errors.Is(err, cx.ErrNoData))
	// Output:
	// -5.88235294 <nil>
	// cx: NPS: no data
	// true
}

func ExampleNPS_Variance() {
	v, err := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}.Variance()
	fmt.Printf("%.2f %v\n", v, err)
	// Output: 0.61 <nil>
}

func ExampleNPS_StandardError() {
	se, err := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}.StandardError()
	fmt.Printf("%.2f points %v\n", se, err)
	// Output: 7.81 points <nil>
}

// The interval to print beside a score.
func ExampleNPS_Interval() {
	iv, err := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}.Interval(0.95)
	fmt.Printf("30, from %.1f to %.1f %v\n", iv.Low, iv.High, err)

	// It is right even where all answers are alike.
	iv, err = cx.NPS{Promoters: 10}.Interval(0.95)
	fmt.Printf("100, from %.1f to %.1f %v\n", iv.Low, iv.High, err)
	// Output:
	// 30, from 14.0 to 44.3 <nil>
	// 100, from 44.5 to 100.0 <nil>
}

// One promoter alone: the interval leaves out the score itself, 100.
func ExampleNPS_AdjustedWaldInterval() {
	iv, err := cx.NPS{Promoters: 1}.AdjustedWaldInterval(0.95)
	fmt.Printf("%.1f to %.1f %v\n", iv.Low, iv.High, err)
	// Output: -48.5 to 98.5 <nil>
}

// With few answers the formula runs past 100 points, and is cut back to them.
func ExampleNPS_WaldInterval() {
	iv, err := cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}.WaldInterval(0.95)
	fmt.Printf("%.1f to %.1f %v %v\n", iv.Low, iv.High, iv.Clipped, err)

	_, err = cx.NPS{Promoters: 10}.WaldInterval(0.95)
	fmt.Println(err)
	// Output:
	// -56.3 to 100.0 true <nil>
	// cx: NPS interval: all answers are in one class
}

func ExampleNPS_TInterval() {
	iv, err := cx.NPS{Promoters: 15, Passives: 13, Detractors: 8}.TInterval(0.95)
	fmt.Printf("%.1f to %.1f %v\n", iv.Low, iv.High, err)
	// Output: -7.2 to 46.0 <nil>
}

// A tally is its own wire format: a server keeps it in a column or sends it on.
func ExampleNPS_UnmarshalJSON() {
	stored, err := json.Marshal(cx.NPS{Promoters: 50, Passives: 30, Detractors: 20})
	fmt.Println(string(stored), err)

	var n cx.NPS
	fmt.Println(json.Unmarshal(stored, &n))
	fmt.Println(n.Score())

	fmt.Println(json.Unmarshal([]byte(`{"promoters":-1,"passives":0,"detractors":0}`), &n))
	fmt.Println(json.Unmarshal([]byte(`{"promoters":50}`), &n))
	// Output:
	// {"promoters":50,"passives":30,"detractors":20} <nil>
	// <nil>
	// 30 <nil>
	// cx: NPS: a count is negative
	// cx: NPS has no "passives"
}

// The sign says who is ahead.
func ExampleNPS_Difference() {
	this := cx.NPS{Promoters: 12, Passives: 7, Detractors: 12}
	last := cx.NPS{Promoters: 15, Passives: 13, Detractors: 8}
	c, err := this.Difference(last, 0.95)
	fmt.Printf("%.1f points, p %.2f %v\n", c.Difference, c.P, err)
	// Output: -19.4 points, p 0.35 <nil>
}

func ExampleNPS_DifferenceWald() {
	this := cx.NPS{Promoters: 12, Passives: 7, Detractors: 12}
	last := cx.NPS{Promoters: 15, Passives: 13, Detractors: 8}
	c, err := this.DifferenceWald(last, 0.95)
	fmt.Printf("%.1f points, p %.2f %v\n", c.Difference, c.P, err)
	// Output: -19.4 points, p 0.34 <nil>
}

// Against the target of 25 that the board has set.
func ExampleNPS_DifferenceFrom() {
	n := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	c, err := n.DifferenceFrom(25, 0.95)
	fmt.Printf("%.0f points, from %.1f to %.1f %v\n", c.Difference, c.Interval.Low, c.Interval.High, err)
	// Output: -15 points, from -20.6 to -9.5 <nil>
}

// Of 200 employees 160 answered.
func ExampleNPS_IntervalOf() {
	n := cx.NPS{Promoters: 80, Passives: 50, Detractors: 30}
	fmt.Println(n.IntervalOf(200, 0.95)) // of the score of all 200
	fmt.Println(n.Bounds(40))            // if the 40 others were all detractors, or all promoters
	// Output:
	// 25.81..36.47 at 0.95 <nil>
	// 5 45 <nil>
}

// The same eight customers, before and after a change.
func ExampleDifferencePaired() {
	before := []int{9, 10, 7, 8, 6, 0, 3, 8}
	after := []int{10, 9, 9, 7, 8, 5, 7, 7}
	c, err := cx.DifferencePaired(after, before, cx.RecommendScale(11), 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.1f points, standard error %.1f, p %.3f\n", c.Difference, c.StandardError, c.P)
	fmt.Println("three moved, all of them up:", c.ExactP)
	// Output:
	// +37.5 points, standard error 18.3, p 0.080
	// three moved, all of them up: 0.25
}

// How many answers give a score within 5 points either way?
func ExampleNPSSampleSize() {
	fmt.Println(cx.NPSSampleSize(5, 1, 0.95, 0))    // at worst
	fmt.Println(cx.NPSSampleSize(5, 0.5, 0.95, 0))  // with the variance of an earlier survey
	fmt.Println(cx.NPSSampleSize(5, 1, 0.95, 2000)) // of 2000 customers in all
	// Output:
	// 1534 <nil>
	// 766 <nil>
	// 867 <nil>
}

// How many answers in each of two groups show a difference of 10 points, four times
// in five, if it is there?
func ExampleNPSSampleSizeForDifference() {
	fmt.Println(cx.NPSSampleSizeForDifference(10, 1, 1, 0.95, 0.8))
	// Output: 1567 <nil>
}

// Young customers were asked twice as often as they buy: each of their answers counts
// half.
func ExampleWeightedNPS() {
	var n cx.WeightedNPS
	half, one := decimal.RequireFromString("0.5"), decimal.RequireFromString("1")
	answers := []struct {
		score  int
		weight decimal.Decimal
	}{{10, half}, {9, half}, {4, half}, {6, half}, {9, one}, {8, one}}
	for _, a := range answers {
		if err := n.Add(a.score, a.weight); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(n.Score())
	fmt.Println(n.EffectiveSize()) // as precise as so many answers of equal weight
	iv, err := n.Interval(0.95)
	fmt.Printf("%.0f to %.0f %v\n", iv.Low, iv.High, err)
	// Output:
	// 25 <nil>
	// 5.33333333 <nil>
	// -43 to 74 <nil>
}

func ExampleWeightedNPSOf() {
	n, err := cx.WeightedNPSOf([]int{10, 7, 0, 9}, []decimal.Decimal{decimal.NewFromInt(2), decimal.NewFromInt(1), decimal.NewFromInt(1), decimal.NewFromInt(4)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Promoters, n.Passives, n.Detractors)
	fmt.Println(n.Score())
	se, err := n.StandardError()
	fmt.Printf("%.1f points %v\n", se, err)
	// Output:
	// 6 1 1
	// 62.5 <nil>
	// 40.8 points <nil>
}

// An account counts by what it pays. Half of the answers are promoters and a quarter
// detractors, an NPS of 25; but the one detractor pays more than all others.
// By hand: 100 * (700 - 1200) / 2000.
func ExampleWeightedNPSOf_revenue() {
	accounts := []struct {
		score   int
		monthly int64
	}{{9, 500}, {10, 200}, {7, 100}, {3, 1200}}
	var scores []int
	var weights []decimal.Decimal
	for _, a := range accounts {
		scores = append(scores, a.score)
		weights = append(weights, decimal.NewFromInt(a.monthly))
	}
	n, err := cx.WeightedNPSOf(scores, weights)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n.Score())
	fmt.Println(n.EffectiveSize()) // four answers say as much as 2.3 of equal weight
	// Output:
	// -25 <nil>
	// 2.29885057 <nil>
}

// A weight is never negative, and has no more digits than the sums can hold.
func ExampleWeightedNPS_Add() {
	var n cx.WeightedNPS
	fmt.Println(n.Add(9, decimal.RequireFromString("-1")))
	fmt.Println(n.Add(9, decimal.New(5, 1000000)))
	fmt.Println(n.Total())
	// Output:
	// cx: weight is negative
	// cx: weight has an exponent outside -34..34
	// 0
}

// Sums of weights are exact: the order of the shards does not matter.
func ExampleWeightedNPS_Merge() {
	var shards []cx.WeightedNPS
	for _, weight := range []string{"0.1", "0.2", "0.3"} {
		var n cx.WeightedNPS
		if err := n.Add(10, decimal.RequireFromString(weight)); err != nil {
			fmt.Println(err)
			return
		}
		shards = append(shards, n)
	}
	var forth, back cx.WeightedNPS
	for i := range shards {
		fmt.Println(forth.Merge(shards[i]), back.Merge(shards[len(shards)-1-i]))
	}
	fmt.Println(forth.Promoters, back.Promoters)
	// Output:
	// <nil> <nil>
	// <nil> <nil>
	// <nil> <nil>
	// 0.6 0.6
}

// By hand: 100 * (7.5 - 2.5) / 12.5.
func ExampleWeightedNPS_Score() {
	n := cx.WeightedNPS{
		Promoters: decimal.RequireFromString("7.5"), Passives: decimal.RequireFromString("2.5"),
		Detractors: decimal.RequireFromString("2.5"), Squares: decimal.NewFromInt(20), Answers: 10,
	}
	fmt.Println(n.Score())
	// Output: 40 <nil>
}

// The square of the sum of the weights over the sum of their squares: 12.5² / 20.
func ExampleWeightedNPS_EffectiveSize() {
	n := cx.WeightedNPS{
		Promoters: decimal.RequireFromString("7.5"), Passives: decimal.RequireFromString("2.5"),
		Detractors: decimal.RequireFromString("2.5"), Squares: decimal.NewFromInt(20), Answers: 10,
	}
	fmt.Println(n.EffectiveSize())
	// Output: 7.8125 <nil>
}

func ExampleWeightedNPS_Interval() {
	n := cx.WeightedNPS{
		Promoters: decimal.NewFromInt(50), Passives: decimal.NewFromInt(30), Detractors: decimal.NewFromInt(20),
		Squares: decimal.NewFromInt(200), Answers: 90,
	}
	iv, err := n.Interval(0.95) // as that of 50 answers: 100² / 200
	fmt.Printf("30, from %.1f to %.1f %v\n", iv.Low, iv.High, err)
	// Output: 30, from 7.0 to 49.6 <nil>
}

// Weights are texts in JSON, so that no digit is lost on the way.
func ExampleWeightedNPS_MarshalJSON() {
	var n cx.WeightedNPS
	if err := n.Add(10, decimal.RequireFromString("0.10")); err != nil {
		fmt.Println(err)
		return
	}
	data, err := json.Marshal(n)
	fmt.Println(string(data), err)
	// Output: {"promoters":"0.1","passives":"0","detractors":"0","squares":"0.01","answers":1} <nil>
}

// Do those who say that they would recommend us do so?
func ExampleRecommendations() {
	var r cx.Recommendations
	answers := []struct {
		score int
		has   bool // "have you recommended us?"
	}{{10, true}, {9, true}, {9, false}, {8, true}, {7, false}, {6, false}, {0, false}}
	for _, a := range answers {
		if err := r.Add(a.score, a.has); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(r.Promoters.Rate())
	fmt.Println(r.Passives.Rate())
	fmt.Println(r.Detractors.Rate())
	// Output:
	// 0.66666667 <nil>
	// 0.5 <nil>
	// 0 <nil>
}

// The two questions of the table, each by itself.
func ExampleRecommendations_Recommended() {
	r := cx.Recommendations{
		Promoters:  cx.Proportion{Count: 52, Base: 80},
		Passives:   cx.Proportion{Count: 9, Base: 60},
		Detractors: cx.Proportion{Count: 1, Base: 60},
	}
	fmt.Println(r.Recommended().Rate())
	n, err := r.NPS()
	fmt.Println(n.Promoters, n.Passives, n.Detractors, err)
	fmt.Println(n.Score())
	// Output:
	// 0.31 <nil>
	// 80 60 60 <nil>
	// 10 <nil>
}

func ExampleRecommendations_NPS() {
	r := cx.Recommendations{Promoters: cx.Proportion{Count: 52, Base: 80}, Detractors: cx.Proportion{Count: 1, Base: 20}}
	n, err := r.NPS()
	fmt.Println(n.Promoters, n.Passives, n.Detractors, err)
	// Output: 80 0 20 <nil>
}

// A customer changes an answer from 3 to 9.
func ExampleNPS_Remove() {
	n := cx.NPS{Promoters: 2, Passives: 1, Detractors: 2}
	fmt.Println(n.Score())
	fmt.Println(n.Remove(3), n.Add(9))
	fmt.Println(n.Score())
	fmt.Println(n.Remove(8), n.Remove(8)) // there was one passive
	// Output:
	// 0 <nil>
	// <nil> <nil>
	// 40 <nil>
	// <nil> cx: NPS: what is taken away was not counted
}

// The answers of one import were wrong: the tally of them is taken away again.
func ExampleNPS_Unmerge() {
	total := cx.NPS{Promoters: 40, Passives: 25, Detractors: 20}
	wrong := cx.NPS{Passives: 5, Detractors: 10}
	fmt.Println(total.Unmerge(wrong), total.Total())
	fmt.Println(total.Score())
	// Output:
	// <nil> 70
	// 42.85714286 <nil>
}

func ExampleNPS_DetractorShare() {
	n := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	fmt.Println(n.PromoterShare(), n.PassiveShare(), n.DetractorShare())
	iv, err := n.DetractorShare().Interval(0.95)
	fmt.Printf("%.3f..%.3f %v\n", iv.Low, iv.High, err)
	// Output:
	// 50 of 100 30 of 100 20 of 100
	// 0.133..0.289 <nil>
}
