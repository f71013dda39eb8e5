package cx_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// Two orders on one day are one, and the first order is no repeat purchase.
func ExamplePurchasesOf() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: dec("20.00")},
		{Customer: "ada", At: at(2, 2), Amount: dec("35.00")},
		{Customer: "ada", At: at(2, 2), Amount: dec("5.00")},
		{Customer: "ada", At: at(3, 2), Amount: dec("30.00")},
		{Customer: "bob", At: at(2, 16), Amount: dec("99.00")},
	}
	rows, err := cx.PurchasesOf(orders, cx.Week, cx.Calendar{}, at(3, 30))
	for _, p := range rows {
		fmt.Printf("%s: %d repeat orders, the last %g weeks after the first, %g weeks in all, %s each\n",
			p.Customer, p.Frequency, p.Recency, p.Age, p.Spend)
	}
	fmt.Println(err)
	// Output:
	// ada: 2 repeat orders, the last 8 weeks after the first, 12 weeks in all, 35 each
	// bob: 0 repeat orders, the last 0 weeks after the first, 6 weeks in all, 0 each
	// <nil>
}

// A row as a host may keep it.
func ExamplePurchases() {
	p := cx.Purchases{Customer: "ada", Frequency: 2, Recency: 8, Age: 12, Unit: cx.Week, Spend: dec("35.00")}
	text, err := json.Marshal(p)
	fmt.Println(string(text), err)
	// Output:
	// {"customer":"ada","frequency":2,"recency":8,"age":12,"unit":"week","spend":"35"} <nil>
}

// The 2,357 customers of the CD shop CDNOW, on which the model was published.
func ExampleFitBGNBD() {
	rows := cdnowRows(true)
	m, err := cx.FitBGNBD(rows)
	fmt.Printf("r %.3f, alpha %.3f, a %.3f, b %.3f %v\n", m.R, m.Alpha, m.A, m.B, err)
	fmt.Printf("log-likelihood %.1f of %d customers\n", m.Fit.LogLikelihood, m.Fit.Customers)

	p := cx.Purchases{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}
	orders, err := m.ExpectedPurchasesInterval(p, 9, cx.Month, 0.95)
	fmt.Printf("in 9 months %.2f orders, %.2f to %.2f %v\n", orders.Value, orders.Interval.Low, orders.Interval.High, err)
	// Output:
	// r 0.243, alpha 4.414, a 0.793, b 2.426 <nil>
	// log-likelihood -9582.4 of 2357 customers
	// in 9 months 1.23 orders, 1.14 to 1.32 <nil>
}

// Who is still a customer of a shop after a year? By MBG/NBD those who ordered once may
// have stopped then.
func ExampleFitMBGNBD() {
	groups := []struct {
		customers int
		row       cx.Purchases
	}{
		{60, cx.Purchases{Age: 12, Unit: cx.Month}},
		{9, cx.Purchases{Frequency: 1, Recency: 2, Age: 12, Unit: cx.Month}},
		{8, cx.Purchases{Frequency: 1, Recency: 7, Age: 12, Unit: cx.Month}},
		{6, cx.Purchases{Frequency: 2, Recency: 5, Age: 12, Unit: cx.Month}},
		{7, cx.Purchases{Frequency: 3, Recency: 10, Age: 12, Unit: cx.Month}},
		{3, cx.Purchases{Frequency: 6, Recency: 6, Age: 12, Unit: cx.Month}},
		{4, cx.Purchases{Frequency: 8, Recency: 11, Age: 12, Unit: cx.Month}},
	}
	var rows []cx.Purchases
	for _, g := range groups {
		for range g.customers {
			rows = append(rows, g.row)
		}
	}
	m, err := cx.FitMBGNBD(rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range groups {
		alive, err := m.ProbabilityAlive(g.row)
		fmt.Printf("%d repeat orders by month %g: %.2f %v\n", g.row.Frequency, g.row.Recency, alive, err)
	}
	// Output:
	// 0 repeat orders by month 0: 0.16 <nil>
	// 1 repeat orders by month 2: 0.29 <nil>
	// 1 repeat orders by month 7: 0.57 <nil>
	// 2 repeat orders by month 5: 0.48 <nil>
	// 3 repeat orders by month 10: 0.81 <nil>
	// 6 repeat orders by month 6: 0.38 <nil>
	// 8 repeat orders by month 11: 0.91 <nil>
}

// A model of published parameters, and a customer who ordered three times, last some two
// months ago.
func ExampleBGNBD() {
	m := cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week}
	p := cx.Purchases{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}

	alive, err := m.ProbabilityAlive(p)
	fmt.Printf("still a customer: %.4f %v\n", alive, err)
	orders, err := m.ExpectedPurchases(p, 39, cx.Week)
	fmt.Printf("orders in 39 weeks: %.4f %v\n", orders, err)
	none, err := m.ProbabilityNone(p, 39, cx.Week)
	fmt.Printf("no order in 39 weeks: %.4f %v\n", none, err)
	// Output:
	// still a customer: 0.7266 <nil>
	// orders in 39 weeks: 1.2260 <nil>
	// no order in 39 weeks: 0.4454 <nil>
}

// A customer who orders for the first time today has a row of zeros.
func ExampleBGNBD_ExpectedPurchases() {
	m := cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week}
	orders, err := m.ExpectedPurchases(cx.Purchases{Unit: cx.Week}, 39, cx.Week)
	fmt.Printf("%.4f %v\n", orders, err)
	// Output:
	// 1.1967 <nil>
}

// With the fit in JSON beside its parameters, a model has intervals wherever it is read.
// That of a customer who ordered once is for MBG/NBD alone.
func ExampleFit() {
	stored := `{"r":0.2426,"alpha":4.4135,"a":0.7929,"b":2.4258,"modified":false,"unit":"week",
		"fit":{"log_likelihood":-9582.4256,"customers":2357,"evaluations":17,"iterations":15,"gradient_norm":0,
		"covariance":[[0.002679,0.003462,-0.000457,0.000112],[0.003462,0.007344,-0.000819,0.000983],
		[-0.000457,-0.000819,0.054865,0.064053],[0.000112,0.000983,0.064053,0.084549]]}}`
	var m cx.BGNBD
	if err := json.Unmarshal([]byte(stored), &m); err != nil {
		fmt.Println(err)
		return
	}
	alive, err := m.ProbabilityAliveInterval(cx.Purchases{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}, 0.95)
	fmt.Printf("%.2f, %.2f to %.2f %v\n", alive.Value, alive.Interval.Low, alive.Interval.High, err)
	_, err = m.ProbabilityAliveInterval(cx.Purchases{Age: 38.86, Unit: cx.Week}, 0.95)
	fmt.Println(err)
	// Output:
	// 0.73, 0.69 to 0.76 <nil>
	// cx: interval: by BG/NBD a customer who ordered once is alive whatever the parameters
}

// A figure of a fitted model, with the error that comes from its parameters.
func ExampleForecast() {
	m, err := cx.FitBGNBD(cdnowRows(true))
	if err != nil {
		fmt.Println(err)
		return
	}
	parameters, err := m.Parameters(0.95)
	for i, name := range []string{"r", "alpha", "a", "b"} {
		f := parameters[i]
		fmt.Printf("%s %.3f ± %.3f, %.3f to %.3f\n", name, f.Value, f.StandardError, f.Interval.Low, f.Interval.High)
	}
	fmt.Println(err)
	// Output:
	// r 0.243 ± 0.013, 0.219 to 0.268
	// alpha 4.414 ± 0.378, 3.731 to 5.221
	// a 0.793 ± 0.186, 0.501 to 1.255
	// b 2.426 ± 0.705, 1.372 to 4.289
	// <nil>
}
