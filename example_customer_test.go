package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// customerRows are the rows of a customer that a host has at hand when she calls.
func customerRows() cx.CustomerData {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return cx.CustomerData{
		Responses: []cx.Response{
			{Customer: "c-1017", Score: 9, At: day(3, 2)},
			{Customer: "c-1017", Score: 3, At: day(9, 14), Comment: "late again"},
		},
		Orders: []cx.Activity{
			{Customer: "c-1017", At: day(2, 24), Amount: decimal.RequireFromString("59.90")},
			{Customer: "c-1017", At: day(9, 1), Amount: decimal.RequireFromString("24.50")},
			{Customer: "c-1017", At: day(9, 20), Amount: decimal.RequireFromString("-24.50")}, // refunded
		},
		Tickets: []cx.Ticket{{Customer: "c-1017", Opened: day(9, 15), Cause: "late delivery"}},
		Bad:     func(r *cx.Response) bool { return r.Score <= 6 },
	}
}

func ExampleCustomerViewsOf() {
	asOf := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	views, err := cx.CustomerViewsOf([]string{"c-1017"}, customerRows(), asOf)
	fmt.Println(err)
	fmt.Println(views[0].Since, views[0].Revenue, views[0].OpenTickets, views[0].BadTouches)
	// Output:
	// <nil>
	// 2026-02-24 59.9 1 1
}

func ExampleCustomerView() {
	asOf := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	views, err := cx.CustomerViewsOf(nil, customerRows(), asOf) // of all customers of the rows
	fmt.Println(len(views), err)
	v := views[0]
	fmt.Println(v.Customer, "last seen", v.LastActive)
	fmt.Printf("%d orders, last answer %d: %q\n", v.Orders, v.Responses[0].Score, v.Responses[0].Comment)
	// Output:
	// 1 <nil>
	// c-1017 last seen 2026-09-15
	// 2 orders, last answer 3: "late again"
}

// With a model of orders and spend the view says what is to be expected of the customer within a
// year. The model has the published parameters of the CD shop CDNOW.
func ExampleCustomerData() {
	data := customerRows()
	data.Orders = data.Orders[:2]
	data.Model = &cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	data.Periods = 52
	views, err := cx.CustomerViewsOf(nil, data, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC))
	fmt.Println(err)
	fmt.Printf("active with a probability of %.2f\n", views[0].ProbabilityAlive.Value)
	fmt.Printf("to spend %.2f\n", views[0].ExpectedValue.Value)
	// Output:
	// <nil>
	// active with a probability of 0.64
	// to spend 24.86
}
