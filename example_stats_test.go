package cx_test

import (
	"errors"
	"fmt"

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
	p := cx.Proportion{Count: 81, Total: 263}
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
	fmt.Println(p.Count, "of", p.Total)
	// Output: 3 of 4
}

func ExampleProportion_Merge() {
	monday, tuesday := cx.Proportion{Count: 12, Total: 80}, cx.Proportion{Count: 3, Total: 10}
	fmt.Println(monday.Merge(tuesday))
	fmt.Println(monday.Count, "of", monday.Total)
	// Output:
	// <nil>
	// 15 of 90
}

// A share of nothing is not 0.
func ExampleProportion_Rate() {
	fmt.Println(cx.Proportion{Count: 150, Total: 250}.Rate())
	_, err := cx.Proportion{}.Rate()
	fmt.Println(errors.Is(err, cx.ErrNoData))
	_, err = cx.Proportion{Count: 6, Total: 5}.Rate()
	fmt.Println(errors.Is(err, cx.ErrInvalid))
	// Output:
	// 0.6 <nil>
	// true
	// true
}

// None of 20 does not mean never.
func ExampleProportion_Interval() {
	iv, err := cx.Proportion{Count: 0, Total: 20}.Interval(0.95)
	fmt.Printf("%.0f %% to %.1f %% %v\n", 100*iv.Low, 100*iv.High, err)
	// Output: 0 % to 16.1 % <nil>
}

// Players of a mobile game who were back 7 days after install, with the first gate at
// level 30 and at level 40.
func ExampleProportion_Difference() {
	gate30 := cx.Proportion{Count: 8502, Total: 44700}
	gate40 := cx.Proportion{Count: 8279, Total: 45489}
	c, err := gate30.Difference(gate40, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f, from %.4f to %.4f, p %.4f\n", c.Difference, c.Interval.Low, c.Interval.High, c.P)
	// Output: 0.0082, from 0.0031 to 0.0133, p 0.0016
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
	// above the benchmark: 0.0653
	// different from it:   0.1306
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
	// Output: -15 points, from -20.6 to -9.4 <nil>
}

// The same eight customers, before and after a change.
func ExampleDifferencePaired() {
	before := []int{9, 10, 7, 8, 6, 0, 3, 8}
	after := []int{10, 9, 9, 7, 8, 5, 7, 7}
	c, err := cx.DifferencePaired(cx.RecommendScale(11), after, before, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.1f points, standard error %.1f, p %.3f\n", c.Difference, c.StandardError, c.P)
	// Output: +37.5 points, standard error 17.1, p 0.028
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

// Four segments, four tests: at 0.05 two of them stand after Holm's method, where
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
