package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
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

// Customers who have not ordered again say nothing of repeat orders, and are left out.
func ExampleFitGammaGamma() {
	m, err := cx.FitGammaGamma(shopSpends())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("P %.2f, Q %.2f, Gamma %.2f of %d customers\n", m.P, m.Q, m.Gamma, m.Fit.Customers)
	f, err := m.ExpectedSpendInterval(cx.Purchases{}, 0.95)
	fmt.Printf("all customers: %.2f, %.2f to %.2f %v\n", f.Value, f.Interval.Low, f.Interval.High, err)
	// Output:
	// P 4.23, Q 6.15, Gamma 44.53 of 14 customers
	// all customers: 36.53, 25.87 to 51.57 <nil>
}

// Of few orders little is believed: what is expected lies between the customer's mean and
// that of all.
func ExampleGammaGamma() {
	m := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44} // as published for the CD shop CDNOW
	for _, p := range []cx.Purchases{
		{},
		{Frequency: 1, Spend: dec("100")},
		{Frequency: 20, Spend: dec("100")},
	} {
		spend, err := m.ExpectedSpend(p)
		fmt.Printf("%.2f %v\n", spend, err)
	}
	// Output:
	// 35.22 <nil>
	// 80.26 <nil>
	// 98.61 <nil>
}

// shopSpends are customers of a shop: how often they ordered after their first order, and
// what they spent on such an order on average.
func shopSpends() []cx.Purchases {
	var rows []cx.Purchases
	for _, c := range []struct {
		orders int64
		spend  string
	}{
		{2, "22.35"}, {1, "11.77"}, {7, "73.74"}, {1, "11.77"}, {2, "25.55"}, {5, "54.79"}, {1, "14.37"},
		{3, "38.92"}, {1, "79.28"}, {2, "19.12"}, {4, "27.30"}, {1, "33.05"}, {2, "42.15"}, {1, "24.98"},
		{0, "0"}, {0, "0"}, {0, "0"},
	} {
		rows = append(rows, cx.Purchases{Frequency: c.orders, Spend: dec(c.spend)})
	}
	return rows
}

// Do those who order often spend more on an order? The models take it that they do not.
func ExampleSpendCorrelationOf() {
	c, err := cx.SpendCorrelationOf(shopSpends())
	fmt.Printf("%.2f of %d customers, strong: %v %v\n", c.R, c.Customers, c.Strong(), err)
	// Output: 0.55 of 14 customers, strong: true <nil>
}

func ExampleCorrelation() {
	c := cx.Correlation{R: 0.114, Customers: 946}
	iv, err := c.Interval(0.95)
	fmt.Printf("%.3f to %.3f %v, strong: %v\n", iv.Low, iv.High, err, c.Strong())
	// Output: 0.051 to 0.176 <nil>, strong: false
}

// The margin of the next year of each customer, at 40 % of revenue and a discount of 10 %
// a year.
func ExampleCustomerModel() {
	m := shopModel()
	weekly := math.Pow(1.10, 1.0/52) - 1
	for _, p := range shopCustomers() {
		value, err := m.ExpectedValue(p, 52, cx.Week, weekly)
		fmt.Printf("%s %.2f %v\n", p.Customer, 0.40*value, err)
	}
	// Output:
	// ada 60.17 <nil>
	// bob 10.18 <nil>
	// cyd 2.96 <nil>
}

func ExampleCustomerModel_MostValuable() {
	best, err := shopModel().MostValuable(shopCustomers(), 2, 52, cx.Week, 0.002)
	for _, c := range best {
		fmt.Printf("%s: %.1f orders of %.2f, worth %.2f now\n", c.Customer, c.ExpectedPurchases, c.ExpectedSpend, c.ExpectedValue)
	}
	fmt.Println(err)
	// Output:
	// ada: 5.0 orders of 31.66, worth 149.85 now
	// bob: 0.5 orders of 53.99, worth 25.36 now
	// <nil>
}

// Whom to write to first: those of whom much was to be expected, and who have probably
// left.
func ExampleCustomerModel_MostAtRisk() {
	lost, err := shopModel().MostAtRisk(shopCustomers(), 2, 52, cx.Week)
	for _, c := range lost {
		fmt.Printf("%s: active with %.0f %%, %.2f at risk\n", c.Customer, 100*c.ProbabilityAlive, c.ExpectedLoss)
	}
	fmt.Println(err)

	plain := shopModel()
	plain.Orders.Modified = false
	_, err = plain.MostAtRisk(shopCustomers(), 2, 52, cx.Week)
	fmt.Println(err)
	// Output:
	// bob: active with 6 %, 403.41 at risk
	// ada: active with 88 %, 21.35 at risk
	// <nil>
	// cx: most at risk: by BG/NBD a customer who ordered once is certainly active; fit MBG/NBD
}

// shopModel has the published parameters of CDNOW.
func shopModel() cx.CustomerModel {
	return cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
}

func ExampleCustomerValue() {
	best, err := shopModel().MostValuable(shopCustomers(), 1, 12, cx.Month, 0.01)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, row %d, active with %.0f %%\n", best[0].Customer, best[0].Row, 100*best[0].ProbabilityAlive)
	// Output: ada, row 0, active with 88 %
}

func ExampleCustomerRisk() {
	lost, err := shopModel().MostAtRisk(shopCustomers(), 1, 52, cx.Week)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s would order %.1f times for %.2f, if still active\n", lost[0].Customer, lost[0].ExpectedPurchases, lost[0].ExpectedSpend)
	// Output: bob would order 8.0 times for 53.99, if still active
}

// A model that knows the orders up to the end of March, set against those of the next
// three months. So few customers fit no model: here it is that of another shop. In earnest
// give FitBGNBD or FitMBGNBD.
func ExampleHoldoutOf() {
	split, asOf := time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	fit := func([]cx.Purchases) (cx.BGNBD, error) { return shopModel().Orders, nil }
	h, err := cx.HoldoutOf(shopOrders(), cx.Week, cx.Calendar{}, split, asOf, fit)
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
	split, asOf := time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	h, err := cx.HoldoutOf(shopOrders(), cx.Week, cx.Calendar{}, split, asOf, func([]cx.Purchases) (cx.BGNBD, error) {
		return shopModel().Orders, nil
	})
	var all cx.HoldoutClass
	for _, class := range h.Classes {
		all.Customers += class.Customers
		all.ExpectedPurchases += class.ExpectedPurchases
		all.Purchases += class.Purchases
	}
	fmt.Printf("%d customers: %.1f orders expected, %d came %v\n", all.Customers, all.ExpectedPurchases, all.Purchases, err)
	// Output: 3 customers: 2.0 orders expected, 4 came <nil>
}

// The customers of a class by their means, as a chart has them.
func ExampleHoldoutClass() {
	class := cx.HoldoutClass{Frequency: 3, Customers: 100, ExpectedPurchases: 152, Purchases: 156}
	n := float64(class.Customers)
	fmt.Printf("%.2f expected, %.2f came\n", class.ExpectedPurchases/n, float64(class.Purchases)/n)
	// Output: 1.52 expected, 1.56 came
}

// shopOrders are the orders of three customers from January to June.
func shopOrders() []cx.Activity {
	var orders []cx.Activity
	for _, customer := range []struct {
		name  string
		month []time.Month
	}{
		{"ada", []time.Month{1, 2, 3, 4, 5, 6}},
		{"bob", []time.Month{1, 3}},
		{"cyd", []time.Month{2, 5}},
	} {
		for _, month := range customer.month {
			at := time.Date(2026, month, 10, 12, 0, 0, 0, time.UTC)
			orders = append(orders, cx.Activity{Customer: customer.name, At: at, Amount: dec("20")})
		}
	}
	return orders
}

// shopCustomers are three customers as known after 39 weeks.
func shopCustomers() []cx.Purchases {
	return []cx.Purchases{
		{Customer: "ada", Frequency: 6, Recency: 37, Age: 38, Unit: cx.Week, Spend: dec("31.40")},
		{Customer: "bob", Frequency: 9, Recency: 20, Age: 39, Unit: cx.Week, Spend: dec("54.90")},
		{Customer: "cyd", Age: 35, Unit: cx.Week},
	}
}
