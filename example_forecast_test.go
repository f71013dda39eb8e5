package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// From the orders of a shop to what each customer is worth: a row for each customer, a
// model of when they order and one of what they spend, and the value of the next year.
func ExampleCustomerModel_fromOrders() {
	var orders []cx.Activity
	for _, kind := range []struct {
		customers int     // so many customers
		days      []int   // who ordered on these days of 2025
		amounts   []int64 // for so much
	}{
		{60, []int{1}, []int64{30}},
		{5, []int{1, 60}, []int64{25, 12}},
		{4, []int{1, 60}, []int64{20, 45}},
		{4, []int{1, 210}, []int64{40, 18}},
		{4, []int{1, 210}, []int64{35, 150}},
		{6, []int{1, 70, 150}, []int64{30, 22, 28}},
		{7, []int{1, 100, 200, 300}, []int64{50, 35, 47, 38}},
		{3, []int{1, 30, 60, 90, 120, 150, 180}, []int64{20, 15, 25, 20, 15, 20, 25}},
		{4, []int{1, 45, 80, 130, 180, 230, 260, 300, 340}, []int64{40, 75, 60, 70, 80, 65, 70, 75, 65}},
	} {
		for range kind.customers {
			name := fmt.Sprintf("c%03d", len(orders))
			for i, day := range kind.days {
				orders = append(orders, cx.Activity{
					Customer: name,
					At:       time.Date(2025, time.January, day, 12, 0, 0, 0, time.UTC),
					Amount:   decimal.NewFromInt(kind.amounts[i]),
				})
			}
		}
	}
	asOf := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	customers, err := cx.PurchaseHistoriesOf(orders, cx.Week, cx.Calendar{}, asOf)
	if err != nil {
		log.Fatal(err)
	}
	var m cx.CustomerModel
	if m.Orders, err = cx.FitMBGNBD(customers); err != nil {
		log.Fatal(err)
	}
	if m.Spend, err = cx.FitGammaGamma(customers); err != nil {
		log.Fatal(err)
	}
	weekly := math.Pow(1.10, 1.0/52) - 1 // a discount of 10 % a year
	for _, p := range []cx.PurchaseHistory{customers[0], customers[96]} {
		alive, err := m.Orders.ProbabilityAlive(p)
		if err != nil {
			log.Fatal(err)
		}
		value, err := m.ExpectedValue(p, 52, cx.Week, weekly)
		fmt.Printf("%d repeat orders: a customer with %.0f %%, who brings %.2f %v\n", p.Frequency, 100*alive, value, err)
	}
	// Output:
	// 0 repeat orders: a customer with 14 %, who brings 5.02 <nil>
	// 8 repeat orders: a customer with 91 %, who brings 327.07 <nil>
}

// Two orders on one day are one, and the first order is no repeat purchase.
func ExamplePurchaseHistoriesOf() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(1, 5), Amount: decimal.NewFromInt(20)},
		{Customer: "ada", At: at(2, 2), Amount: decimal.NewFromInt(35)},
		{Customer: "ada", At: at(2, 2), Amount: decimal.NewFromInt(5)},
		{Customer: "ada", At: at(3, 2), Amount: decimal.NewFromInt(30)},
		{Customer: "bob", At: at(2, 16), Amount: decimal.NewFromInt(99)},
	}
	rows, err := cx.PurchaseHistoriesOf(orders, cx.Week, cx.Calendar{}, at(3, 30))
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
func ExamplePurchaseHistory() {
	p := cx.PurchaseHistory{Customer: "ada", Frequency: 2, Recency: 8, Age: 12, Unit: cx.Week, Spend: decimal.RequireFromString("35.00")}
	text, err := json.Marshal(p)
	fmt.Println(string(text), err)
	// Output:
	// {"customer":"ada","frequency":2,"recency":8,"age":12,"unit":"week","spend":"35"} <nil>
}

// A shop knows its customers for 39 weeks: one row each, and many rows are alike.
func ExampleFitBGNBD() {
	var rows []cx.PurchaseHistory
	for _, kind := range []struct {
		customers int
		frequency int64   // orders after the first
		recency   float64 // weeks from the first order to the last
	}{
		{60, 0, 0}, {12, 1, 8}, {6, 1, 25}, {5, 2, 12}, {4, 2, 30}, {4, 3, 20}, {3, 4, 35}, {2, 6, 18}, {2, 7, 36}, {2, 10, 38},
	} {
		row := cx.PurchaseHistory{Frequency: kind.frequency, Recency: kind.recency, Age: 39, Unit: cx.Week}
		rows = append(rows, slices.Repeat([]cx.PurchaseHistory{row}, kind.customers)...)
	}
	m, err := cx.FitBGNBD(rows)
	fmt.Printf("r %.3f, alpha %.3f, a %.3f, b %.3f %v\n", m.R, m.Alpha, m.A, m.B, err)
	fmt.Printf("log-likelihood %.1f of %d customers\n", m.Fit.LogLikelihood, m.Fit.Customers)

	orders, err := m.ExpectedPurchasesInterval(cx.PurchaseHistory{Frequency: 2, Recency: 30, Age: 39, Unit: cx.Week}, 9, cx.Month, 0.95)
	fmt.Printf("in 9 months %.2f orders, %.2f to %.2f %v\n", orders.Value, orders.Interval.Low, orders.Interval.High, err)
	// Output:
	// r 0.293, alpha 7.982, a 0.779, b 3.326 <nil>
	// log-likelihood -438.5 of 100 customers
	// in 9 months 1.27 orders, 0.92 to 1.77 <nil>
}

// Who is still a customer of a shop after a year? By MBG/NBD those who ordered once may
// have stopped then.
func ExampleFitMBGNBD() {
	kinds := []struct {
		customers int
		row       cx.PurchaseHistory
	}{
		{60, cx.PurchaseHistory{Age: 12, Unit: cx.Month}},
		{9, cx.PurchaseHistory{Frequency: 1, Recency: 2, Age: 12, Unit: cx.Month}},
		{8, cx.PurchaseHistory{Frequency: 1, Recency: 7, Age: 12, Unit: cx.Month}},
		{6, cx.PurchaseHistory{Frequency: 2, Recency: 5, Age: 12, Unit: cx.Month}},
		{7, cx.PurchaseHistory{Frequency: 3, Recency: 10, Age: 12, Unit: cx.Month}},
		{3, cx.PurchaseHistory{Frequency: 6, Recency: 6, Age: 12, Unit: cx.Month}},
		{4, cx.PurchaseHistory{Frequency: 8, Recency: 11, Age: 12, Unit: cx.Month}},
	}
	var rows []cx.PurchaseHistory
	for _, kind := range kinds {
		rows = append(rows, slices.Repeat([]cx.PurchaseHistory{kind.row}, kind.customers)...)
	}
	m, err := cx.FitMBGNBD(rows)
	if err != nil {
		log.Fatal(err)
	}
	for _, kind := range kinds {
		alive, err := m.ProbabilityAlive(kind.row)
		fmt.Printf("%d repeat orders by month %g: %.2f %v\n", kind.row.Frequency, kind.row.Recency, alive, err)
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
	p := cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}

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
	orders, err := m.ExpectedPurchases(cx.PurchaseHistory{Unit: cx.Week}, 39, cx.Week)
	fmt.Printf("%.4f %v\n", orders, err)
	// Output:
	// 1.1967 <nil>
}

// Both ordered six times more within 39 weeks. One of them has not done so for half a year.
func ExampleBGNBD_ProbabilityAlive() {
	m := cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week}
	for _, recency := range []float64{38, 13} {
		alive, err := m.ProbabilityAlive(cx.PurchaseHistory{Frequency: 6, Recency: recency, Age: 39, Unit: cx.Week})
		fmt.Printf("%.2f %v\n", alive, err)
	}
	// Output:
	// 0.89 <nil>
	// 0.03 <nil>
}

// storedModel is the BG/NBD model of the 2,357 customers of the CD shop CDNOW, on which it
// was published, as a host keeps it.
const storedModel = `{"r":0.242593,"alpha":4.413532,"a":0.792886,"b":2.425753,"modified":false,"unit":"week",
	"fit":{"log_likelihood":-9582.4256,"customers":2357,
	"covariance":[[0.002679,0.003462,-0.000457,0.000112],[0.003462,0.007344,-0.000819,0.000983],
	[-0.000457,-0.000819,0.054865,0.064053],[0.000112,0.000983,0.064053,0.084549]]}}`

// With the fit in JSON beside its parameters, a model has intervals wherever it is read.
// That of a customer who ordered once is for MBG/NBD alone.
func ExampleFit() {
	var m cx.BGNBD
	if err := json.Unmarshal([]byte(storedModel), &m); err != nil {
		log.Fatal(err)
	}
	alive, err := m.ProbabilityAliveInterval(cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}, 0.95)
	fmt.Printf("%.2f, %.2f to %.2f %v\n", alive.Value, alive.Interval.Low, alive.Interval.High, err)
	_, err = m.ProbabilityAliveInterval(cx.PurchaseHistory{Age: 38.86, Unit: cx.Week}, 0.95)
	fmt.Println(err)
	// Output:
	// 0.73, 0.69 to 0.76 <nil>
	// cx: interval: by BG/NBD a customer who ordered once is alive whatever the parameters
}

// A figure of a fitted model, with the error that comes from its parameters.
func ExampleEstimate_forecast() {
	var m cx.BGNBD
	if err := json.Unmarshal([]byte(storedModel), &m); err != nil {
		log.Fatal(err)
	}
	parameters, err := m.Parameters(0.95)
	for i, name := range []string{"r", "alpha", "a", "b"} {
		f := parameters[i]
		fmt.Printf("%s %.3f ± %.3f, %.3f to %.3f\n", name, f.Value, f.StandardError, f.Interval.Low, f.Interval.High)
	}
	fmt.Println(err)
	f, err := m.ExpectedPurchasesInterval(cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}, 9, cx.Month, 0.95)
	fmt.Printf("in 9 months %.2f orders, %.2f to %.2f %v\n", f.Value, f.Interval.Low, f.Interval.High, err)
	// Output:
	// r 0.243 ± 0.013, 0.219 to 0.268
	// alpha 4.414 ± 0.378, 3.731 to 5.221
	// a 0.793 ± 0.186, 0.501 to 1.255
	// b 2.426 ± 0.705, 1.372 to 4.289
	// <nil>
	// in 9 months 1.23 orders, 1.14 to 1.32 <nil>
}

// Customers who have not ordered again say nothing of repeat orders, and are left out.
func ExampleFitGammaGamma() {
	var rows []cx.PurchaseHistory
	for _, customer := range []struct {
		repeats int64
		mean    string // spent on a repeat order
	}{
		{2, "22.35"}, {1, "11.77"}, {7, "73.74"}, {1, "11.77"}, {2, "25.55"}, {5, "54.79"}, {1, "14.37"}, {3, "38.92"},
		{1, "79.28"}, {2, "19.12"}, {4, "27.30"}, {1, "33.05"}, {2, "42.15"}, {1, "24.98"}, {0, "0"}, {0, "0"}, {0, "0"},
	} {
		rows = append(rows, cx.PurchaseHistory{Frequency: customer.repeats, Spend: decimal.RequireFromString(customer.mean)})
	}
	m, err := cx.FitGammaGamma(rows)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("P %.2f, Q %.2f, Gamma %.2f of %d customers\n", m.P, m.Q, m.Gamma, m.Fit.Customers)
	f, err := m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
	fmt.Printf("all customers: %.2f, %.2f to %.2f %v\n", f.Value, f.Interval.Low, f.Interval.High, err)
	// Output:
	// P 4.23, Q 6.15, Gamma 44.53 of 14 customers
	// all customers: 36.53, 25.87 to 51.57 <nil>
}

// Of few orders little is believed: what is expected is between the customer's mean and
// that of all.
func ExampleGammaGamma() {
	m := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44} // as published for the CD shop CDNOW
	for _, orders := range []int64{1, 20} {
		spend, err := m.ExpectedSpend(cx.PurchaseHistory{Frequency: orders, Spend: decimal.NewFromInt(100)})
		fmt.Printf("%.2f %v\n", spend, err)
	}
	// Output:
	// 80.26 <nil>
	// 98.61 <nil>
}

// Nothing is known of a new customer: the mean of all is to be expected,
// P Gamma / (Q - 1). By hand: 6.25 * 15.44 / 2.74.
func ExampleGammaGamma_ExpectedSpend() {
	spend, err := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}.ExpectedSpend(cx.PurchaseHistory{})
	fmt.Printf("%.2f %v\n", spend, err)
	// Output: 35.22 <nil>
}

// shopSpends are customers of a shop: how often they ordered after their first order, and
// what they spent on such an order on average.
func shopSpends() []cx.PurchaseHistory {
	var rows []cx.PurchaseHistory
	for _, c := range []struct {
		orders int64
		spend  string
	}{
		{2, "22.35"}, {1, "11.77"}, {7, "73.74"}, {1, "11.77"}, {2, "25.55"}, {5, "54.79"}, {1, "14.37"}, {3, "38.92"},
		{1, "79.28"}, {2, "19.12"}, {4, "27.30"}, {1, "33.05"}, {2, "42.15"}, {1, "24.98"}, {0, "0"}, {0, "0"}, {0, "0"},
	} {
		rows = append(rows, cx.PurchaseHistory{Frequency: c.orders, Spend: decimal.RequireFromString(c.spend)})
	}
	return rows
}

// Do those who order often spend more on an order? The models take it that they do not.
func ExampleSpendCorrelation() {
	c, err := cx.SpendCorrelation(shopSpends())
	fmt.Printf("%.2f of %d customers, strong: %v %v\n", c.Rho, c.N, c.Strong(), err)
	// Output: 0.50 of 14 customers, strong: true <nil>
}

// The margin of the next year of each customer, at 40 % of revenue and a discount of 10 %
// a year. The model has the published parameters of the CD shop CDNOW.
func ExampleCustomerModel() {
	m := cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	weekly := math.Pow(1.10, 1.0/52) - 1
	for _, p := range []cx.PurchaseHistory{
		{Customer: "ada", Frequency: 6, Recency: 37, Age: 38, Unit: cx.Week, Spend: decimal.RequireFromString("31.40")},
		{Customer: "bob", Frequency: 9, Recency: 20, Age: 39, Unit: cx.Week, Spend: decimal.RequireFromString("54.90")},
		{Customer: "cyd", Age: 35, Unit: cx.Week},
	} {
		value, err := m.ExpectedValue(p, 52, cx.Week, weekly)
		fmt.Printf("%s %.2f %v\n", p.Customer, 0.40*value, err)
	}
	// Output:
	// ada 60.17 <nil>
	// bob 10.18 <nil>
	// cyd 2.96 <nil>
}

// A customer whose first order is today.
func ExampleCustomerModel_ExpectedValue() {
	value, err := shopModel().ExpectedValue(cx.PurchaseHistory{Unit: cx.Week}, 52, cx.Week, 0.002)
	fmt.Printf("%.2f %v\n", value, err)
	// Output: 47.90 <nil>
}

func ExampleCustomerModel_MostValuable() {
	m := cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	customers := []cx.PurchaseHistory{
		{Customer: "ada", Frequency: 6, Recency: 37, Age: 38, Unit: cx.Week, Spend: decimal.RequireFromString("31.40")},
		{Customer: "bob", Frequency: 9, Recency: 20, Age: 39, Unit: cx.Week, Spend: decimal.RequireFromString("54.90")},
		{Customer: "cyd", Age: 35, Unit: cx.Week},
	}
	best, err := m.MostValuable(customers, 2, 52, cx.Week, 0.002)
	for _, c := range best {
		fmt.Printf("%s: %.1f orders of %.2f, worth %.2f now\n", c.Customer, c.ExpectedPurchases, c.ExpectedSpend, c.ExpectedValue)
	}
	fmt.Println(err)
	// Output:
	// ada: 5.0 orders of 31.66, worth 149.85 now
	// bob: 0.5 orders of 53.99, worth 25.36 now
	// <nil>
}

// Whom to write to first: those who were expected to spend much, and have probably
// left.
func ExampleCustomerModel_MostAtRisk() {
	m := cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	customers := []cx.PurchaseHistory{
		{Customer: "ada", Frequency: 6, Recency: 37, Age: 38, Unit: cx.Week, Spend: decimal.RequireFromString("31.40")},
		{Customer: "bob", Frequency: 9, Recency: 20, Age: 39, Unit: cx.Week, Spend: decimal.RequireFromString("54.90")},
		{Customer: "cyd", Age: 35, Unit: cx.Week},
	}
	lost, err := m.MostAtRisk(customers, 2, 52, cx.Week)
	for _, c := range lost {
		fmt.Printf("%s: active with %.0f %%, %.2f at risk\n", c.Customer, 100*c.ProbabilityAlive, c.ExpectedLoss)
	}
	fmt.Println(err)

	m.Orders.Modified = false
	_, err = m.MostAtRisk(customers, 2, 52, cx.Week)
	fmt.Println(err)
	// Output:
	// bob: active with 6 %, 403.41 at risk
	// ada: active with 88 %, 21.35 at risk
	// <nil>
	// cx: most at risk: by BG/NBD a customer who ordered once is certainly active; fit MBG/NBD
}

// shopModel has the published parameters of the CD shop CDNOW.
func shopModel() cx.CustomerModel {
	return cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
}

func ExampleCustomerValue() {
	best, err := shopModel().MostValuable([]cx.PurchaseHistory{
		{Customer: "ada", Frequency: 6, Recency: 37, Age: 38, Unit: cx.Week, Spend: decimal.RequireFromString("31.40")},
	}, 1, 12, cx.Month, 0.01)
	for _, c := range best {
		fmt.Printf("%s, row %d, active with %.0f %%\n", c.Customer, c.Row, 100*c.ProbabilityAlive)
	}
	fmt.Println(err)
	// Output:
	// ada, row 0, active with 88 %
	// <nil>
}

// One type for both lists.
func ExampleCustomerValue_atRisk() {
	lost, err := shopModel().MostAtRisk([]cx.PurchaseHistory{
		{Customer: "bob", Frequency: 9, Recency: 20, Age: 39, Unit: cx.Week, Spend: decimal.RequireFromString("54.90")},
	}, 1, 52, cx.Week)
	for _, c := range lost {
		fmt.Printf("%s would order %.1f times for %.2f, if still active\n", c.Customer, c.PurchasesIfAlive, c.ExpectedSpend)
	}
	fmt.Println(err)
	// Output:
	// bob would order 8.0 times for 53.99, if still active
	// <nil>
}

// A model that knows the orders up to the end of March, set against those of the next
// three months. So few customers fit no model: here it is that of another shop. In a program
// give FitBGNBD or FitMBGNBD.
func ExampleHoldoutOf() {
	at := func(month time.Month) time.Time { return time.Date(2026, month, 10, 12, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(1)}, {Customer: "ada", At: at(2)}, {Customer: "ada", At: at(3)},
		{Customer: "ada", At: at(4)}, {Customer: "ada", At: at(5)}, {Customer: "ada", At: at(6)},
		{Customer: "bob", At: at(1)}, {Customer: "bob", At: at(3)},
		{Customer: "cyd", At: at(2)}, {Customer: "cyd", At: at(5)},
	}
	april, july := time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	fit := func([]cx.PurchaseHistory) (cx.BGNBD, error) {
		return cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week}, nil
	}
	h, err := cx.HoldoutOf(orders, cx.Week, cx.Calendar{}, april, july, fit)
	fmt.Println(h.Horizon, "weeks", err)
	for _, class := range h.Classes[:3] {
		fmt.Printf("%d repeat orders: %d customers, %.2f expected, %d came\n",
			class.Frequency, class.Customers, class.ExpectedPurchases, class.Purchases)
	}
	// Output:
	// 13 weeks <nil>
	// 0 repeat orders: 1 customers, 0.24 expected, 1 came
	// 1 repeat orders: 1 customers, 0.66 expected, 0 came
	// 2 repeat orders: 1 customers, 1.12 expected, 3 came
}

// The forecast of all customers, and what came.
func ExampleHoldout() {
	h := cx.Holdout{Horizon: 13, Classes: []cx.HoldoutClass{
		{Frequency: 0, Customers: 1, ExpectedPurchases: 0.24, Purchases: 1},
		{Frequency: 1, Customers: 1, ExpectedPurchases: 0.66, Purchases: 0},
		{Frequency: 2, Customers: 1, ExpectedPurchases: 1.12, Purchases: 3},
	}}
	fmt.Printf("%d customers: %.1f orders expected, %d came\n", h.Customers(), h.ExpectedPurchases(), h.Purchases())
	// Output: 3 customers: 2.0 orders expected, 4 came
}

// Is a forecast that is 9 % too low a bad one? Not of so few orders: chance alone, and the
// error of the parameters, put them as far from it.
func ExampleHoldout_Total() {
	var m cx.BGNBD
	if err := json.Unmarshal([]byte(storedModel), &m); err != nil {
		log.Fatal(err)
	}
	h := cx.Holdout{
		Model: m, Horizon: 39, CountVariance: 1250, ParameterVariance: 350,
		Classes: []cx.HoldoutClass{{Frequency: 0, Customers: 950, ExpectedPurchases: 460, Purchases: 506}},
	}
	total, err := h.Total(0.95)
	fmt.Printf("%.0f orders forecast, %.0f to %.0f to be expected, %d made %v\n",
		total.Value, total.Interval.Low, total.Interval.High, h.Purchases(), err)
	// Output: 460 orders forecast, 382 to 538 to be expected, 506 made <nil>
}

// The customers of a class by their means, as a chart has them.
func ExampleHoldoutClass() {
	class := cx.HoldoutClass{Frequency: 3, Customers: 100, ExpectedPurchases: 152, Purchases: 156}
	n := float64(class.Customers)
	fmt.Printf("%.2f expected, %.2f came\n", class.ExpectedPurchases/n, float64(class.Purchases)/n)
	// Output: 1.52 expected, 1.56 came
}
