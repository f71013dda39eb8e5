package cx_test

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleAmounts() {
	var spend cx.Amounts
	for _, text := range []string{"24.90", "8.50", "112", "31.20", "19.99"} {
		if err := spend.Add(decimal.RequireFromString(text)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(spend.Mean())
	sd, err := spend.StandardDeviation()
	fmt.Printf("%.2f %v\n", sd, err)
	// Output:
	// 39.318 <nil>
	// 41.47 <nil>
}

func ExampleAmountsOf() {
	spend, err := cx.AmountsOf([]decimal.Decimal{decimal.RequireFromString("12.50"), decimal.RequireFromString("7.50")})
	state, _ := json.Marshal(spend)
	fmt.Println(string(state), err)
	// Output: {"count":2,"sum":"20","squares":"212.5","cubes":"2375"} <nil>
}

func ExampleAmounts_Mean() {
	spend, err := cx.AmountsOf([]decimal.Decimal{decimal.RequireFromString("12.50"), decimal.RequireFromString("7.50"), decimal.NewFromInt(40)})
	fmt.Println(err)
	fmt.Println(spend.Mean())
	// Output:
	// <nil>
	// 20 <nil>
}

func ExampleAmounts_MeanInterval() {
	var spend cx.Amounts
	for _, text := range []string{"24.90", "8.50", "31.20", "19.99"} {
		if err := spend.Add(decimal.RequireFromString(text)); err != nil {
			fmt.Println(err)
		}
	}
	iv, err := spend.MeanInterval(0.95)
	fmt.Printf("%.2f to %.2f, %v\n", iv.Low, iv.High, err)
	// Output: 5.87 to 36.42, <nil>
}

// Tickets of ten customers, one of whom wrote seven: independent events at one rate, as in
// Incidence, would give 0.55 to 1.97 per customer.
func ExampleAmounts_MeanLogInterval() {
	var tickets cx.Amounts
	for _, written := range []int64{0, 0, 1, 0, 2, 0, 0, 7, 0, 1} {
		if err := tickets.Add(decimal.NewFromInt(written)); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(tickets.Mean())
	iv, err := tickets.MeanLogInterval(0.95)
	fmt.Printf("%.2f to %.2f, %v\n", iv.Low, iv.High, err)
	// Output:
	// 1.1 <nil>
	// 0.27 to 4.55, <nil>
}

// What a touchpoint is worth: the spend of the customers who used the shop's adviser,
// minus that of the others.
func ExampleAmounts_Difference() {
	var used, others cx.Amounts
	for _, text := range []string{"24.90", "18.50", "42", "31.20", "39.99"} {
		if err := used.Add(decimal.RequireFromString(text)); err != nil {
			fmt.Println(err)
		}
	}
	for _, text := range []string{"12.50", "9.90", "15.75", "22.10"} {
		if err := others.Add(decimal.RequireFromString(text)); err != nil {
			fmt.Println(err)
		}
	}
	d, err := used.Difference(others, 0.95)
	fmt.Printf("%+.2f (%+.2f to %+.2f), %v\n", d.Difference, d.Interval.Low, d.Interval.High, err)
	// Output: +16.26 (+3.75 to +28.76), <nil>
}

// Few customers buy, and one group is much the smaller: P is not to be trusted, and the
// shares of the buyers are compared instead.
func ExampleAmounts_Difference_skewed() {
	group := func(customers, buyers int64) (cx.Proportion, cx.Amounts) {
		spend := cx.Amounts{Count: customers - buyers} // those who paid nothing
		for i := range buyers {
			if err := spend.Add(decimal.NewFromInt(10 + i)); err != nil {
				fmt.Println(err)
			}
		}
		return cx.Proportion{Count: buyers, Base: customers}, spend
	}
	bought, spend := group(30, 3)
	othersBought, othersSpend := group(600, 50)
	d, err := spend.Difference(othersSpend, 0.95)
	fmt.Printf("%.2f, skewed: %t, %v\n", d.Difference, d.Skewed, err)
	shares, err := bought.Difference(othersBought, 0.95)
	fmt.Printf("%+.1f points of buyers, p %.2f, %v\n", 100*shares.Difference, shares.P, err)
	// Output:
	// -1.77, skewed: true, <nil>
	// +1.7 points of buyers, p 0.75, <nil>
}

// An order of 60 should have been one of 6.
func ExampleAmounts_Remove() {
	orders := cx.Amounts{Count: 3, Sum: decimal.NewFromInt(90), Squares: decimal.NewFromInt(4100), Cubes: decimal.NewFromInt(225_000)}
	fmt.Println(orders.Remove(decimal.NewFromInt(60)), orders.Add(decimal.NewFromInt(6)))
	fmt.Println(orders.Mean())
	// Output:
	// <nil> <nil>
	// 12 <nil>
}
