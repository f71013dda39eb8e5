package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// Most answers are 5, so that the interval reaches further down than up. Five who all agree
// have one, too.
func ExampleRatings_MeanInterval() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{1, 2, 3, 4, 20}}
	fmt.Println(r)
	fmt.Println(r.MeanInterval(0.95))

	alike := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 0, 0, 0, 5}}
	fmt.Println(alike.MeanInterval(0.95))
	// Output:
	// mean 4.33333333 (30 answers)
	// 3.817..4.632 at 0.95 <nil>
	// 3.262..5 at 0.95 <nil>
}

// As most programs print it. Four answers say little: it runs past the scale, and is cut back.
func ExampleRatings_TInterval() {
	few := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}
	iv, err := few.TInterval(0.95)
	fmt.Printf("%.2f to %.2f, clipped: %v, %v\n", iv.Low, iv.High, iv.Clipped, err)
	fmt.Println(few.MeanInterval(0.95))
	// Output:
	// 1.45 to 5.00, clipped: true, <nil>
	// 2.275..4.413 at 0.95 <nil>
}

// 160 of 200 employees have answered: only the other 40 are unknown.
func ExampleRatings_IntervalOf() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{4, 8, 20, 60, 68}}
	fmt.Println(r.MeanInterval(0.95))
	fmt.Println(r.IntervalOf(200, 0.95))
	// Output:
	// 3.957..4.264 at 0.95 <nil>
	// 4.054..4.19 at 0.95 <nil>
}

// On a scale of effort, where 1 is best, 100 is the end of little effort.
func ExampleRatings_RescaledInterval() {
	r := cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{20, 4, 3, 2, 1}}
	fmt.Println(r.Rescaled())
	fmt.Println(r.RescaledInterval(0.95))
	// Output:
	// 83.33333333 <nil>
	// 70.41..90.79 at 0.95 <nil>
}

// Against the 4.2 of an industry report.
func ExampleRatings_DifferenceFrom() {
	r := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{1, 2, 3, 4, 20}}
	c, err := r.DifferenceFrom(4.2, 0.95)
	fmt.Printf("%+.2f points, p %.2f %v\n", c.Difference, c.P, err)
	// Output: +0.13 points, p 0.54 <nil>
}

// All but 25 of the 85 who bought the product have answered.
func ExampleCSAT_IntervalOf() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c)
	fmt.Println(c.Interval(0.95))
	fmt.Println(c.IntervalOf(85, 0.95))
	// Output:
	// CSAT 75 (60 answers)
	// 62.77..84.22 at 0.95 <nil>
	// 68.59..80.47 at 0.95 <nil>
}

func ExampleCSAT_TInterval() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c.TInterval(0.95)) // of the mean, as is MeanInterval
	fmt.Println(c.MeanInterval(0.95))
	// Output:
	// 3.706..4.227 at 0.95 <nil>
	// 3.671..4.193 at 0.95 <nil>
}

func ExampleCSAT_RescaledInterval() {
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c.Rescaled())
	fmt.Println(c.RescaledInterval(0.95))
	// Output:
	// 74.16666667 <nil>
	// 66.77..79.83 at 0.95 <nil>
}

// The interval of the mean.
func ExampleCES_Interval() {
	c := cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c)
	fmt.Println(c.Interval(0.95))
	// Output:
	// CES 3.96666667 (60 answers)
	// 3.671..4.193 at 0.95 <nil>
}

// Of 75 who called, 60 have answered.
func ExampleCES_IntervalOf() {
	c := cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c.IntervalOf(75, 0.95))
	// Output: 3.845..4.075 at 0.95 <nil>
}

func ExampleCES_TInterval() {
	c := cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 10, 25, 20}}
	fmt.Println(c.TInterval(0.95))
	// Output: 3.706..4.227 at 0.95 <nil>
}

// Answers whose standard deviation is 1, for a mean within a quarter of a point, and to find
// a difference of half a point four times in five.
func ExampleMeanSampleSize() {
	fmt.Println(cx.MeanSampleSize(0.25, 1, 0.95))
	fmt.Println(cx.MeanSampleSizeForDifference(0.5, 1, 1, 0.95, 0.8))
	// Output:
	// 64 <nil>
	// 64 <nil>
}

func ExampleMeanSampleSizeForDifference() {
	fmt.Println(cx.MeanSampleSizeForDifference(0.5, 1.2, 0.9, 0.95, 0.9)) // of each group
	// Output: 96 <nil>
}
