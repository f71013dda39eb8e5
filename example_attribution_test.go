package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// touched are three touches before an order of 100, and the order.
func touched() ([]cx.Event, []cx.Activity) {
	at := func(day int) time.Time { return time.Date(2026, 10, day, 9, 0, 0, 0, time.UTC) }
	return []cx.Event{{Customer: "ada", Name: "ad", At: at(1)}, {Customer: "ada", Name: "mail", At: at(6)}, {Customer: "ada", Name: "search", At: at(9)}},
		[]cx.Activity{{Customer: "ada", At: at(10), Amount: decimal.NewFromInt(100)}}
}

func ExampleAttributionsOf() {
	d := decimal.RequireFromString
	touches, sales := touched()
	byPosition := cx.AttributionRule{First: d("0.4"), Last: d("0.4"), Window: 30 * 24 * time.Hour}
	rows, err := cx.AttributionsOf(touches, sales, byPosition, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	for _, r := range rows {
		fmt.Println(r.Channel, r.Conversions, r.Revenue)
	}
	fmt.Println(err)
	// Output:
	// ad 0.4 40
	// mail 0.2 20
	// search 0.4 40
	// <nil>
}

// The last touch gets all.
func ExampleAttributionRule() {
	touches, sales := touched()
	rows, err := cx.AttributionsOf(touches, sales, cx.AttributionRule{Last: decimal.NewFromInt(1)}, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(rows[2].Channel, rows[2].Revenue, err)
	// Output: search 100 <nil>
}

func ExampleAttribution() {
	row := cx.Attribution{Channel: "mail", Conversions: decimal.NewFromInt(2), Revenue: decimal.NewFromInt(90)}
	fmt.Println(row.Channel, row.Conversions, row.Revenue)
	// Output: mail 2 90
}
