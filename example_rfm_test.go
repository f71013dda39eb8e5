package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleRFMOf() {
	d := decimal.RequireFromString
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(10, 28), Amount: d("120")}, {Customer: "ada", At: at(10, 1), Amount: d("80")},
		{Customer: "bob", At: at(8, 15), Amount: d("40")},
	}
	rule := cx.RFMRule{Recency: []int64{30, 90, 180}, Frequency: []int64{2, 4, 8}, Spend: []decimal.Decimal{d("50"), d("200"), d("1000")}}
	class := func(c *cx.RFM) string { return fmt.Sprint(c.Recency, c.Frequency, c.Spend) }
	was := map[string]string{"ada": "3 1 2", "bob": "4 1 1"} // the same a month before
	now, err := cx.RFMOf(orders, rule, at(11, 1))
	fmt.Println(err)
	moved, err := cx.CrossTabOf(now, func(c *cx.RFM) string { return was[c.Customer] }, class)
	fmt.Println(moved.Rows, moved.Columns, moved.Counts(), err)
	// Output:
	// <nil>
	// [3 1 2 4 1 1] [3 1 1 4 2 3] [[0 1] [1 0]] <nil>
}

func ExampleRFM() {
	row := cx.RFM{Customer: "ada", DaysSince: 4, Orders: 2, Recency: 4, Frequency: 2, Spend: 3}
	fmt.Printf("%s: %d days ago, class %d%d%d\n", row.Customer, row.DaysSince, row.Recency, row.Frequency, row.Spend)
	// Output: ada: 4 days ago, class 423
}

func ExampleRFMRule() {
	orders := []cx.Activity{
		{Customer: "ada", At: time.Date(2026, 10, 28, 0, 0, 0, 0, time.UTC)},
		{Customer: "bob", At: time.Date(2026, 8, 15, 0, 0, 0, 0, time.UTC)},
	}
	halves, err := cx.RFMOf(orders, cx.RFMRule{Parts: 2}, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	for _, c := range halves {
		fmt.Println(c.Customer, c.Recency)
	}
	fmt.Println(err)
	// Output:
	// ada 2
	// bob 1
	// <nil>
}
