package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// A scale of your own: a smiley from -2 to 2, on which only the two smiles count as
// satisfied and only the two frowns as dissatisfied.
func ExampleScale() {
	smiley := cx.Scale{Min: -2, Max: 2, BottomMax: -1, TopMin: 1}
	c, err := cx.CSATOf([]int{2, 1, 0, -2}, smiley)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Score())
	// Output:
	// 50 <nil>
}

func ExampleScale_Validate() {
	gap := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 4}
	fmt.Println(gap.Validate())
	fmt.Println(cx.EaseScale(12).Validate())
	// Output:
	// cx: scale is not in the order min <= bottom max < top min <= max
	// cx: scale is missing
}

func ExampleScale_Points() {
	fmt.Println(cx.RecommendScale(11).Points())
	// Output:
	// 11
}

// Turned around, a scale of effort has the numbers of a scale of ease. The question
// that people answered is still the one about effort.
func ExampleScale_Reversed() {
	fmt.Println(cx.EffortScale(5).Reversed() == cx.EaseScale(5))
	// Output:
	// true
}

// Top is the better end, whatever the direction of the numbers.
func ExampleClass() {
	effort, ease := cx.EffortScale(5), cx.EaseScale(5)
	fmt.Println(effort.Class(1))
	fmt.Println(ease.Class(1))
	fmt.Println(ease.Class(3))
	// Output:
	// top <nil>
	// bottom <nil>
	// middle <nil>
}

func ExampleScale_Class() {
	class, err := cx.RecommendScale(11).Class(8)
	fmt.Println(class == cx.MiddleClass, err) // a passive
	// Output:
	// true <nil>
}

// On 0 to 10, promoters are 9 and 10, passives 7 and 8, detractors the rest.
func ExampleRecommendScale() {
	fmt.Printf("%+v\n", cx.RecommendScale(11))
	fmt.Printf("%+v\n", cx.RecommendScale(5))
	// Output:
	// {Min:0 Max:10 BottomMax:6 TopMin:9 LowerIsBetter:false}
	// {Min:1 Max:5 BottomMax:3 TopMin:5 LowerIsBetter:false}
}

// On 1 to 5, satisfied are 4 and 5; on 1 to 10, 8 to 10.
func ExampleSatisfactionScale() {
	fmt.Printf("%+v\n", cx.SatisfactionScale(5))
	fmt.Printf("%+v\n", cx.SatisfactionScale(10))
	// Output:
	// {Min:1 Max:5 BottomMax:2 TopMin:4 LowerIsBetter:false}
	// {Min:1 Max:10 BottomMax:3 TopMin:8 LowerIsBetter:false}
}

// CES 2.0: "the company made it easy for me to handle my issue", 1 to 7, where
// 4 is neutral.
func ExampleEaseScale() {
	fmt.Printf("%+v\n", cx.EaseScale(7))
	// Output:
	// {Min:1 Max:7 BottomMax:3 TopMin:5 LowerIsBetter:false}
}

// CES 1.0: "how much effort did you personally have to put forth?", 1 to 5. The low
// end is the better one.
func ExampleEffortScale() {
	fmt.Printf("%+v\n", cx.EffortScale(5))
	fmt.Println(cx.EffortScale(5).Class(1))
	// Output:
	// {Min:1 Max:5 BottomMax:2 TopMin:4 LowerIsBetter:true}
	// top <nil>
}

// The net share of customers whose expectations were exceeded.
func ExampleExpectationScale() {
	missed, met, exceeded := int64(10), int64(60), int64(30)
	r := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{missed, met, exceeded}}
	fmt.Println(r.NetBox(1))
	// Output:
	// 20 <nil>
}

// Ready counts, as a database holds them, go into a literal: here those of the
// ratings 1 to 5.
func ExampleRatings() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(r.Total())
	fmt.Println(r.Mean())
	fmt.Println(r.Median())
	fmt.Println(r.Rescaled())

	fmt.Println(cx.Ratings{}.Mean()) // no data is no 0
	// Output:
	// 60
	// 3.96666667 <nil>
	// 4 <nil>
	// 74.16666667 <nil>
	// 0 cx: mean: no data
}

func ExampleRatingsOf() {
	r, err := cx.RatingsOf([]uint8{5, 4, 2, 3, 5}, cx.SatisfactionScale(5))
	fmt.Println(r.Counts[:r.Scale.Points()], err)

	_, err = cx.RatingsOf([]int{5, 4, 6}, cx.SatisfactionScale(5))
	fmt.Println(err)
	// Output:
	// [0 1 1 1 2] <nil>
	// cx: row 2: rating 6 is outside 1..5
}

// A stream is added one by one. A rating that the scale does not have changes
// nothing.
func ExampleRatings_Add() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5)}
	for _, rating := range []int{5, 4, 0, 5} {
		if err := r.Add(rating); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(r.Total())
	// Output:
	// cx: rating 0 is outside 1..5
	// 3
}

// Two shards make the same value as one loop, and the zero Ratings adopts the scale
// of the first.
func ExampleRatings_Merge() {
	var all cx.Ratings
	for _, shard := range [][]int{{5, 4}, {2, 3, 5}} {
		r, err := cx.RatingsOf(shard, cx.SatisfactionScale(5))
		fmt.Println(err, all.Merge(r))
	}
	fmt.Println(all.Mean())
	// Output:
	// <nil> <nil>
	// <nil> <nil>
	// 3.8 <nil>
}

// By hand: (2 * 1 + 3 * 2 + 10 * 3 + 25 * 4 + 20 * 5) / 60.
func ExampleRatings_Mean() {
	fmt.Println(cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}.Mean())
	// Output: 3.96666667 <nil>
}

// Of an even number of answers it is the middle of the two in the middle.
func ExampleRatings_Median() {
	fmt.Println(cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{1, 0, 0, 1, 2}}.Median())
	// Output: 4.5 <nil>
}

func ExampleRatings_StandardDeviation() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	deviation, err := r.StandardDeviation()
	fmt.Printf("%.3f %v\n", deviation, err)

	one := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 0, 0, 1}}
	_, err = one.StandardDeviation()
	fmt.Println(err, errors.Is(err, cx.ErrUndefined))
	// Output:
	// 1.008 <nil>
	// cx: standard deviation: one answer has no spread true
}

// Did the new help page raise the mean? The difference is new minus old.
func ExampleRatings_Difference() {
	scale := cx.SatisfactionScale(5)
	after := cx.Ratings{Scale: scale, Counts: [11]int64{0, 0, 1, 2, 3}}
	before := cx.Ratings{Scale: scale, Counts: [11]int64{0, 1, 3, 2, 0}}
	d, err := after.Difference(before, 0.95)
	fmt.Printf("%+.2f (%.2f to %.2f), p %.3f, %v\n", d.Difference, d.Interval.Low, d.Interval.High, d.P, err)
	// Output:
	// +1.17 (0.16 to 2.18), p 0.028, <nil>
}

// The best two points are at the low end of a scale of effort.
func ExampleRatings_TopBox() {
	counts := [11]int64{10, 20, 30, 25, 15}
	fmt.Println(cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: counts}.TopBox(2))
	fmt.Println(cx.Ratings{Scale: cx.EffortScale(5), Counts: counts}.TopBox(2))
	// Output:
	// 40 of 100 <nil>
	// 30 of 100 <nil>
}

func ExampleRatings_BottomBox() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	worst, err := r.BottomBox(1)
	fmt.Println(worst.Count, "of", worst.Base, err)
	// Output:
	// 2 of 60 <nil>
}

func ExampleRatings_NetBox() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(r.NetBox(2)) // 45 of 60 minus 5 of 60
	fmt.Println(r.NetBox(3)) // both boxes would have the middle
	// Output:
	// 66.66666667 <nil>
	// 0 cx: net box: boxes 3 is outside 1..2
}

func ExampleRatings_NetBoxInterval() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	iv, err := r.NetBoxInterval(2, 0.95)
	fmt.Printf("%.1f to %.1f points, %v\n", iv.Low, iv.High, err)
	// Output:
	// 47.4 to 79.4 points, <nil>
}

// Questions with scales of different lengths are side by side on 0 to 100.
func ExampleRatings_Rescaled() {
	five := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 0, 0, 1}}
	seven := cx.Ratings{Scale: cx.EaseScale(7), Counts: [11]int64{0, 0, 0, 0, 0, 1}}
	effort := cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{0, 1}}
	fmt.Println(five.Rescaled())   // 4 of 5
	fmt.Println(seven.Rescaled())  // 6 of 7
	fmt.Println(effort.Rescaled()) // 2 of 5, where 1 is best
	// Output:
	// 75 <nil>
	// 83.33333333 <nil>
	// 75 <nil>
}

func ExampleRatings_Reversed() {
	effort := cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{40, 30, 15, 10, 5}}
	ease := effort.Reversed()
	fmt.Println(ease.Counts[:5], ease.Scale == cx.EaseScale(5))
	// Output:
	// [5 10 15 30 40] true
}

// The histogram of a recommendation question gives the score, and the mean beside it.
func ExampleRatings_NPS() {
	r, err := cx.RatingsOf([]int{10, 9, 8, 7, 3}, cx.RecommendScale(11))
	fmt.Println(err)
	fmt.Println(r.Mean())
	n, err := r.NPS()
	fmt.Println(err)
	fmt.Println(n.Score())
	// Output:
	// <nil>
	// 7.4 <nil>
	// <nil>
	// 20 <nil>
}

// The encoding is the tally itself: what a column holds, another process merges.
func ExampleRatings_MarshalJSON() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 2}}
	state, err := json.Marshal(r)
	fmt.Println(string(state), err)

	var back cx.Ratings
	err = json.Unmarshal(state, &back)
	fmt.Println(back == r, err)
	// Output:
	// {"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4},"counts":[0,1,1,1,2]} <nil>
	// true <nil>
}

// Four figures go by the name of CSAT. Say which one you print.
func ExampleCSAT() {
	c, err := cx.CSATOf([]int{5, 4, 2, 3}, cx.SatisfactionScale(5))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Score())    // percent satisfied: 4 and 5
	fmt.Println(c.Mean())     // on 1 to 5
	fmt.Println(c.NetBox(2))  // 4 and 5 minus 1 and 2, in points
	fmt.Println(c.Rescaled()) // the mean on 0 to 100
	// Output:
	// 50 <nil>
	// 3.5 <nil>
	// 25 <nil>
	// 62.5 <nil>
}

func ExampleCSATOf() {
	c, err := cx.CSATOf([]uint8{2, 2, 1, 2}, cx.SatisfactionScale(2)) // thumbs: 2 is up
	fmt.Println(c.Satisfied(), err)
	// Output: 3 of 4 <nil>
}

// The percentage of 4 and 5 on a scale of 1 to 5. By hand: 100 * 45 / 60.
func ExampleCSAT_Score() {
	fmt.Println(cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}.Score())
	fmt.Println(cx.CSAT{Scale: cx.SatisfactionScale(5)}.Score())
	// Output:
	// 75 <nil>
	// 0 cx: CSAT score: no data
}

func ExampleCSAT_Satisfied() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c.Satisfied().Count, "of", c.Satisfied().Base)
	// Output: 45 of 60
}

// The mean is on the scale: it is not the percentage.
func ExampleCSAT_Mean() {
	fmt.Println(cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}.Mean())
	// Output: 3.96666667 <nil>
}

func ExampleCSAT_Median() {
	fmt.Println(cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}.Median())
	// Output: 4 <nil>
}

// Top-2-box: 4 and 5 of 1 to 5.
func ExampleCSAT_TopBox() {
	fmt.Println(cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}.TopBox(2))
	// Output: 45 of 60 <nil>
}

// Scales that differ in length, cuts or direction cannot be pooled.
func ExampleCSAT_Merge() {
	shop := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}
	app := cx.CSAT{Scale: cx.SatisfactionScale(7)}
	err := shop.Merge(app)
	fmt.Println(errors.Is(err, cx.ErrMismatch), shop.Total())
	// Output:
	// true 4
}

func ExampleCSAT_Interval() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	iv, err := c.Interval(0.95)
	fmt.Printf("75 %%, %.1f to %.1f, %v\n", iv.Low, iv.High, err)
	// Output:
	// 75 %, 62.8 to 84.2, <nil>
}

// Thirty of sixty customers were satisfied in spring, forty-five of sixty in autumn.
func ExampleCSAT_Difference() {
	thumbs := cx.SatisfactionScale(2)
	spring := cx.CSAT{Scale: thumbs, Counts: [11]int64{30, 30}}
	autumn := cx.CSAT{Scale: thumbs, Counts: [11]int64{15, 45}}
	d, err := autumn.Difference(spring, 0.95)
	fmt.Printf("%+.0f percentage points (%.1f to %.1f), %v\n", d.Difference, d.Interval.Low, d.Interval.High, err)
	// Output:
	// +25 percentage points (7.7 to 40.3), <nil>
}

// Half are satisfied, and that is not to say that the other half is dissatisfied.
func ExampleCSAT_Dissatisfied() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{5, 5, 40, 30, 20}}
	fmt.Println(c.Satisfied().Rate())
	fmt.Println(c.Dissatisfied().Rate())
	// Output:
	// 0.5 <nil>
	// 0.1 <nil>
}

// The scale says which way is better. Answers to the two questions are not pooled.
func ExampleCES() {
	now := cx.CES{Scale: cx.EaseScale(7), Counts: [11]int64{0: 1, 5: 1, 6: 1}} // CES 2.0: 1, 6 and 7
	old := cx.CES{Scale: cx.EffortScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}  // CES 1.0: 2 to 5
	fmt.Println(now.Score())
	fmt.Println(old.Score())
	fmt.Println(errors.Is(now.Merge(old), cx.ErrMismatch))
	// Output:
	// 4.66666667 <nil>
	// 3.5 <nil>
	// true
}

func ExampleCESOf() {
	c, err := cx.CESOf([]int64{7, 5, 6, 4}, cx.EaseScale(7))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Score())
	// Output:
	// 5.5 <nil>
}

// By hand: (6 + 2 * 7) / 3.
func ExampleCES_Score() {
	fmt.Println(cx.CES{Scale: cx.EaseScale(7), Counts: [11]int64{5: 1, 6: 2}}.Score())
	// Output: 6.66666667 <nil>
}

func ExampleCES_Easy() {
	fmt.Println(cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 5, 6, 4}}.Easy().Rate()) // 4 and 5
	// Output: 0.5 <nil>
}

// Difficult is the low end of a scale of ease, and the high end of one of effort.
func ExampleCES_Difficult() {
	counts := [11]int64{1, 0, 0, 0, 9}
	fmt.Println(cx.CES{Scale: cx.EaseScale(5), Counts: counts}.Difficult())
	fmt.Println(cx.CES{Scale: cx.EffortScale(5), Counts: counts}.Difficult())
	// Output:
	// 1 of 10
	// 9 of 10
}

// Ten agree that it was easy, five are neutral, five disagree.
func ExampleCES_NetEase() {
	c := cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 5, 6, 4}}
	fmt.Println(c.Easy().Rate())
	fmt.Println(c.NetEase())
	// Output:
	// 0.5 <nil>
	// 25 <nil>
}

// Is the new form easier than the old one?
func ExampleCES_Difference() {
	after := cx.CES{Scale: cx.EaseScale(7), Counts: [11]int64{0, 0, 1, 3, 8, 20, 28}}
	before := cx.CES{Scale: cx.EaseScale(7), Counts: [11]int64{2, 5, 8, 10, 15, 12, 8}}
	d, err := after.Difference(before, 0.95)
	fmt.Printf("%+.2f (%.2f to %.2f), %v\n", d.Difference, d.Interval.Low, d.Interval.High, err)
	// Output:
	// +1.53 (1.05 to 2.02), <nil>
}

// Three fives do not put a new product above one of a hundred reviews: each is drawn to the
// mean of all, 4.2, as if ten more reviews had that mean.
func ExampleRatings_FairMean() {
	stars := cx.SatisfactionScale(5)
	few := cx.Ratings{Scale: stars, Counts: [11]int64{0, 0, 0, 0, 3}}
	many := cx.Ratings{Scale: stars, Counts: [11]int64{0, 0, 5, 30, 65}}
	mean := decimal.RequireFromString("4.2")
	fmt.Println(few, many)
	fmt.Println(few.FairMean(mean, 10))
	fmt.Println(many.FairMean(mean, 10))
	// Output:
	// mean 5 (3 answers) mean 4.6 (100 answers)
	// 4.38461538 <nil>
	// 4.56363636 <nil>
}
