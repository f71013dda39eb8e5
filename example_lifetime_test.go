package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleLifetime() {
	// Customers order for 80 four times a year, and stay three years.
	l := cx.Lifetime{OrderValue: decimal.NewFromInt(80), OrdersPerPeriod: decimal.NewFromInt(4), Periods: decimal.NewFromInt(3), Margin: decimal.RequireFromString("0.6")}
	fmt.Println(l.Value())
	l.Margin = decimal.NewFromInt(1) // the revenue
	fmt.Println(l.Value())
	// Output:
	// 576 <nil>
	// 960 <nil>
}

// By hand: 80 * 4 * 3 * 0.6.
func ExampleLifetime_Value() {
	l := cx.Lifetime{
		OrderValue: decimal.NewFromInt(80), OrdersPerPeriod: decimal.NewFromInt(4), Periods: decimal.NewFromInt(3),
		Margin: decimal.RequireFromString("0.6"),
	}
	fmt.Println(l.Value())
	// Output: 576 <nil>
}

func ExampleCompoundRate() {
	// 10 % a year is not 10/12 % a month.
	monthly, err := cx.CompoundRate(0.10, 1.0/12)
	fmt.Printf("%.6f %v\n", monthly, err)
	// As the discount of a subscription that is paid by the month:
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
		Discount: decimal.NewFromFloat(monthly).Round(cx.Places),
	}
	value, err := l.Value()
	fmt.Println(value.Round(2), err)
	// Output:
	// 0.007974 <nil>
	// 695.46 <nil>
}

func ExampleSubscriptionLifetime() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
	}
	fmt.Println(l.Value()) // 50 · 0.8 / 0.05
	fmt.Println(l.Periods())
	l.Churn = decimal.Decimal{}
	fmt.Println(l.Value())
	// Output:
	// 800 <nil>
	// 20 <nil>
	// 0 cx: lifetime value: churn and discount are not above 0, and the sum has no end
}

// Without a discount it is the margin over the churn: 50 * 0.8 / 0.05.
func ExampleSubscriptionLifetime_Value() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
	}
	fmt.Println(l.Value())
	// Output: 800 <nil>
}

func ExampleSubscriptionLifetime_Payback() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
	}
	payback, err := l.Payback(decimal.NewFromInt(320))
	fmt.Printf("%.3f, in month %d %v\n", payback.Periods, payback.Period, err)
	payback, err = l.SimplePayback(decimal.NewFromInt(320)) // as if nobody left
	fmt.Printf("%.3f, in month %d %v\n", payback.Periods, payback.Period, err)
	payback, err = l.Payback(decimal.NewFromInt(800)) // all that a customer brings
	fmt.Println(payback.Never, err)
	// Output:
	// 9.959, in month 10 <nil>
	// 8.000, in month 8 <nil>
	// true <nil>
}

// As if nobody left: a cost of 320 at a margin of 40 a month.
func ExampleSubscriptionLifetime_SimplePayback() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
	}
	payback, err := l.SimplePayback(decimal.NewFromInt(320))
	fmt.Println(payback.Periods, "months", err)
	// Output: 8 months <nil>
}

// The mean lifetime of a subscription: 1 / 0.05 months.
func ExampleSubscriptionLifetime_Periods() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(50), Margin: decimal.RequireFromString("0.8"), Churn: decimal.RequireFromString("0.05"),
	}
	fmt.Println(l.Periods())
	// Output: 20 <nil>
}

func ExampleMarginTiming() {
	l := cx.SubscriptionLifetime{
		ARPA: decimal.NewFromInt(30), Margin: decimal.NewFromInt(1), Churn: decimal.RequireFromString("0.2"), Discount: decimal.RequireFromString("0.1"),
	}
	for _, timing := range []cx.MarginTiming{cx.MarginNow, cx.MarginLater} {
		l.Timing = timing
		value, err := l.Value()
		fmt.Println(timing, value, err)
	}
	// Output:
	// now 110 <nil>
	// later 80 <nil>
}

func ExamplePayback() {
	text, err := json.Marshal(cx.Payback{Periods: 9.5, Period: 10})
	fmt.Println(string(text), err)
	// Output: {"periods":9.5,"period":10,"never":false} <nil>
}

func ExampleRetentionGain() {
	// Of 20 a year, 85 % of customers stay each year; money costs 10 %.
	l := cx.SubscriptionLifetime{ARPA: decimal.NewFromInt(20), Margin: decimal.NewFromInt(1), Churn: decimal.RequireFromString("0.15"), Discount: decimal.RequireFromString("0.1")}

	points, err := l.RetentionByPoints(decimal.RequireFromString("0.05")) // from 85 % to 90 %
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(points.Gain())
	fmt.Println(points.OfValue())
	fmt.Println(points.OfProfit(decimal.NewFromInt(48))) // with a customer who cost 48

	relative, err := l.RetentionByFactor(decimal.RequireFromString("1.05")) // to 89.25 %
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(relative.OfValue())
	// Output:
	// 22 <nil>
	// 0.25 <nil>
	// 0.55 <nil>
	// 0.20481928 <nil>
}

func ExampleAcquisition() {
	march := cx.Acquisition{
		Spend: decimal.NewFromInt(12000), PaidSpend: decimal.NewFromInt(9000), Customers: 100, PaidCustomers: 30,
	}
	fmt.Println(march.Cost())
	fmt.Println(march.PaidCost()) // what one more customer costs
	// Output:
	// 120 <nil>
	// 300 <nil>
}

// What it costs to win a customer (CAC): 12000 / 100.
func ExampleAcquisition_Cost() {
	fmt.Println(cx.Acquisition{Spend: decimal.NewFromInt(12000), Customers: 100}.Cost())
	// Output: 120 <nil>
}

func ExampleAcquisition_Merge() {
	var year cx.Acquisition
	fmt.Println(year.Merge(cx.Acquisition{Spend: decimal.NewFromInt(1000), Customers: 50}))
	fmt.Println(year.Merge(cx.Acquisition{Spend: decimal.NewFromInt(1000), Customers: 10}))
	fmt.Println(year.Cost()) // not the mean of 20 and 100
	// Output:
	// <nil>
	// <nil>
	// 33.33333333 <nil>
}

func ExampleLagSpend() {
	// A line of a shop's books is an invoice for advertising, or a first order.
	type line struct {
		at      time.Time
		invoice decimal.Decimal
	}
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	books := []line{
		{at: on(1, 3), invoice: decimal.NewFromInt(300)}, {at: on(1, 20)},
		{at: on(2, 2), invoice: decimal.NewFromInt(90)}, {at: on(2, 5)}, {at: on(2, 9)}, {at: on(2, 28)},
		{at: on(3, 7)},
	}
	at := func(l *line) time.Time { return l.at }
	add := func(a *cx.Acquisition, l *line) error {
		if l.invoice.IsZero() {
			return a.AddCustomer(true)
		}
		return a.AddSpend(l.invoice, true)
	}
	months, err := cx.TrendFunc(books, at, add, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.Acquisition{})
	if err != nil {
		log.Fatal(err)
	}
	// A sale takes about a month: the customers of February come of the spending of January.
	months, err = cx.LagSpend(months, 1)
	for _, m := range months {
		cost, err := m.Tally.Cost()
		fmt.Println(m.Period, cost, err)
	}
	fmt.Println(err)
	// Output:
	// 2026-02 100 <nil>
	// 2026-03 90 <nil>
	// <nil>
}

func ExampleRetentionCost() {
	keeping := cx.RetentionCost{Spend: decimal.NewFromInt(4500), Retained: 900}
	winning := cx.Acquisition{Spend: decimal.NewFromInt(12000), Customers: 100}
	fmt.Println(keeping.Cost())
	fmt.Println(keeping.AcquisitionRatio(winning)) // a new customer costs as much as keeping 24
	// Output:
	// 5 <nil>
	// 24 <nil>
}

// What it costs to keep a customer: 4500 / 900.
func ExampleRetentionCost_Cost() {
	fmt.Println(cx.RetentionCost{Spend: decimal.NewFromInt(4500), Retained: 900}.Cost())
	// Output: 5 <nil>
}

func ExampleEconomics() {
	value, err := cx.Lifetime{OrderValue: decimal.NewFromInt(80), OrdersPerPeriod: decimal.NewFromInt(4), Periods: decimal.NewFromInt(3), Margin: decimal.RequireFromString("0.6")}.Value()
	if err != nil {
		log.Fatal(err)
	}
	cost, err := cx.Acquisition{Spend: decimal.NewFromInt(50000), Customers: 250}.Cost()
	if err != nil {
		log.Fatal(err)
	}
	shop := cx.Economics{Value: value, Cost: cost}
	fmt.Println(shop.Ratio())
	fmt.Println(shop.Profit())
	fmt.Println(shop.Verdict(decimal.NewFromInt(3)))
	// Output:
	// 2.88 <nil>
	// 376 <nil>
	// pays_back <nil>
}

// LTV:CAC. By hand: 576 / 200.
func ExampleEconomics_Ratio() {
	fmt.Println(cx.Economics{Value: decimal.NewFromInt(576), Cost: decimal.NewFromInt(200)}.Ratio())
	// Output: 2.88 <nil>
}

// What a customer brings beyond what one costs: 576 - 200.
func ExampleEconomics_Profit() {
	fmt.Println(cx.Economics{Value: decimal.NewFromInt(576), Cost: decimal.NewFromInt(200)}.Profit())
	// Output: 376 <nil>
}

// Is a customer worth three times what one costs?
func ExampleEconomics_Verdict() {
	fmt.Println(cx.Economics{Value: decimal.NewFromInt(576), Cost: decimal.NewFromInt(150)}.Verdict(decimal.NewFromInt(3)))
	// Output: healthy <nil>
}

func ExampleEconomics_MaxBid() {
	shop := cx.Economics{Value: decimal.NewFromInt(576)}
	fmt.Println(shop.AllowableCost(decimal.NewFromInt(3)))                                          // of a customer, for three to one
	fmt.Println(shop.MaxBid(decimal.NewFromInt(3), cx.Proportion{Count: 30, Base: 1200}))           // of a click: one of 40 buys
	fmt.Println(cx.Economics{}.MaxBid(decimal.NewFromInt(3), cx.Proportion{Count: 30, Base: 1200})) // worth nothing
	// Output:
	// 192 <nil>
	// 4.8 <nil>
	// 0 cx: allowable cost: a customer is worth nothing
}

func ExampleValueVerdict() {
	for _, value := range []int64{150, 450, 600} {
		shop := cx.Economics{Value: decimal.NewFromInt(value), Cost: decimal.NewFromInt(200)}
		fmt.Println(shop.Verdict(decimal.NewFromInt(3)))
	}
	// Output:
	// loses_money <nil>
	// pays_back <nil>
	// healthy <nil>
}

func ExampleProgram() {
	loyalty := cx.Program{
		Control: cx.Proportion{Count: 48, Base: 80}, // 60 % of those left alone stayed
		Treated: cx.Proportion{Count: 56, Base: 70}, // 80 % of those who got the card
		Base:    1000,
		Value:   decimal.NewFromInt(90),
		Cost:    decimal.NewFromInt(9000),
		Periods: decimal.NewFromInt(12),
	}
	fmt.Println(loyalty.Gain())
	fmt.Println(loyalty.Return())
	interval, err := loyalty.Interval(0.95)
	fmt.Printf("%.2f to %.2f %v\n", interval.Low, interval.High, err)
	payback, err := loyalty.Payback()
	fmt.Printf("after %.0f of 12 months %v\n", payback.Periods, err)
	// Output:
	// 18000 <nil>
	// 1 <nil>
	// -0.48 to 2.34 <nil>
	// after 6 of 12 months <nil>
}

// What the program brings beyond its cost, over the cost: 20 % more of 1000 customers
// stay, each worth 90. By hand: (0.2 * 1000 * 90 - 9000) / 9000.
func ExampleProgram_Return() {
	card := cx.Program{
		Control: cx.Proportion{Count: 48, Base: 80}, Treated: cx.Proportion{Count: 56, Base: 70},
		Base: 1000, Value: decimal.NewFromInt(90), Cost: decimal.NewFromInt(9000), Periods: decimal.NewFromInt(12),
	}
	fmt.Println(card.Return())
	// Output: 1 <nil>
}

// It earns 18000 in 12 months, and its cost of 9000 in half of them.
func ExampleProgram_Payback() {
	card := cx.Program{
		Control: cx.Proportion{Count: 48, Base: 80}, Treated: cx.Proportion{Count: 56, Base: 70},
		Base: 1000, Value: decimal.NewFromInt(90), Cost: decimal.NewFromInt(9000), Periods: decimal.NewFromInt(12),
	}
	payback, err := card.Payback()
	fmt.Printf("%.1f %v\n", payback.Periods, err)
	// Output: 6.0 <nil>
}

func ExampleSteadySurvival() {
	survival, err := cx.SteadySurvival(0.05)
	if err != nil {
		log.Fatal(err)
	}
	year, err := survival(12)
	fmt.Printf("%.3f %v\n", year, err)
	// Output: 0.540 <nil>
}

func ExampleExpectedLifetimeValue() {
	// 40 a month for three years, while 5 % leave each month, at a discount of 0.8 %.
	margins := slices.Repeat([]decimal.Decimal{decimal.NewFromInt(40)}, 36)
	survival, err := cx.SteadySurvival(0.05)
	if err != nil {
		log.Fatal(err)
	}
	value, err := cx.ExpectedLifetimeValue(margins, survival, 0.008)
	fmt.Printf("%.2f %v\n", value, err)
	// Output: 612.84 <nil>
}

func ExampleExpectedLifetimeValue_observed() {
	// How long customers have stayed so far, in months, and who of them has left.
	curve, err := cx.SurvivalOf([]cx.Lifespan{
		{Exit: 1, Churned: true}, {Exit: 2}, {Exit: 3, Churned: true}, {Exit: 4},
	})
	if err != nil {
		log.Fatal(err)
	}
	margins := slices.Repeat([]decimal.Decimal{decimal.NewFromInt(20)}, 6)
	value, err := cx.ExpectedLifetimeValue(margins[:4], curve.At, 0)
	fmt.Printf("%.2f %v\n", value, err)
	_, err = cx.ExpectedLifetimeValue(margins, curve.At, 0) // longer than anybody was observed
	fmt.Println(errors.Is(err, cx.ErrUndefined))
	fmt.Println(err)
	// Output:
	// 57.50 <nil>
	// true
	// cx: row 5: survival: nobody was observed for that long, and not all had left by then
}

// A fitted model as the curve: the value of three years of a customer of the published
// "High End" cohort.
func ExampleExpectedLifetimeValue_model() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	if err != nil {
		log.Fatal(err)
	}
	margins := slices.Repeat([]decimal.Decimal{decimal.NewFromInt(100)}, 3)
	survival := func(t float64) (float64, error) { return m.Survival(int(t)) }
	value, err := cx.ExpectedLifetimeValue(margins, survival, 0.10)
	fmt.Printf("%.2f %v\n", value, err)
	// Output: 239.06 <nil>
}

// Of 1000 customers who signed up in one year, so many were still there in each of the
// next seven.
func ExampleFitShiftedBetaGeometric() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	fmt.Printf("Alpha %.3f, Beta %.3f %v\n", m.Alpha, m.Beta, err)
	fmt.Printf("log-likelihood %.1f of %d customers\n", m.Fit.LogLikelihood, m.Fit.Customers)

	// Cohorts that began later are shorter.
	m, err = cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653}, []int64{1200, 1040, 900}, []int64{1100, 950})
	fmt.Printf("Alpha %.3f, Beta %.3f %v\n", m.Alpha, m.Beta, err)

	// Chance alone makes a spread as large as this in 12 of 100 samples.
	m, err = cx.FitShiftedBetaGeometric([]int64{500, 452, 415, 380, 349, 324})
	fmt.Printf("Alpha %.3f, Beta %.3f, spread P %.2f %v\n", m.Alpha, m.Beta, m.Fit.SpreadP, err)

	// Where retention does not rise, all customers are alike.
	m, err = cx.FitShiftedBetaGeometric([]int64{1000, 800, 640, 512})
	fmt.Printf("Churn %.3f, spread P %.0f %v\n", m.Churn, m.Fit.SpreadP, err)
	// Output:
	// Alpha 0.668, Beta 3.806 <nil>
	// log-likelihood -1611.2 of 1000 customers
	// Alpha 6.286, Beta 40.098 <nil>
	// Alpha 1.396, Beta 13.524, spread P 0.12 <nil>
	// Churn 0.200, spread P 1 <nil>
}

// Those who leave easily leave first: retention rises, while no customer changes.
func ExampleShiftedBetaGeometric() {
	m := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}
	for _, n := range []int{1, 4, 12} {
		retention, err := m.Retention(n)
		if err != nil {
			fmt.Println(err)
			return
		}
		survival, err := m.Survival(n)
		fmt.Printf("renewal %d: %.1f %% renew, %.1f %% of the first are left %v\n", n, 100*retention, 100*survival, err)
	}
	// Output:
	// renewal 1: 85.1 % renew, 85.1 % of the first are left <nil>
	// renewal 4: 91.1 % renew, 61.0 % of the first are left <nil>
	// renewal 12: 95.7 % renew, 37.8 % of the first are left <nil>
}

func ExampleShiftedBetaGeometric_SurvivalInterval() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := m.SurvivalInterval(12, 0.95) // five renewals beyond what was seen
	fmt.Printf("%.3f, %.3f to %.3f %v\n", f.Value, f.Interval.Low, f.Interval.High, err)
	// Output: 0.378, 0.341 to 0.417 <nil>
}

// With Alpha of 1 or less, so many stay forever that no mean exists.
func ExampleShiftedBetaGeometric_ExpectedLifetime() {
	fmt.Println(cx.ShiftedBetaGeometric{Alpha: 3, Beta: 4}.ExpectedLifetime())
	fmt.Println(cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}.ExpectedLifetime())
	// Output:
	// 3 <nil>
	// 0 cx: shifted beta-geometric: without a discount and with Alpha of 1 or less, the lifetime is infinite
}

// A customer pays 120 a year, at a margin of 70 %: what is a new one worth, at a
// discount of 10 % a year?
func ExampleShiftedBetaGeometric_DiscountedExpectedLifetimeInterval() {
	m, err := cx.FitShiftedBetaGeometric([]int64{1000, 869, 743, 653, 593, 551, 517, 491})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := m.DiscountedExpectedLifetimeInterval(0.10, 0.95)
	fmt.Printf("%.2f payments %v\n", f.Value, err)
	fmt.Printf("worth %.0f, %.0f to %.0f\n", 84*f.Value, 84*f.Interval.Low, 84*f.Interval.High)
	// Output:
	// 5.92 payments <nil>
	// worth 497, 474 to 522
}

// What is to be lost at a renewal: the longer customers have been here, the more.
func ExampleShiftedBetaGeometric_DiscountedExpectedResidualLifetime() {
	m := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}
	for _, n := range []int{1, 2, 8} {
		payments, err := m.DiscountedExpectedResidualLifetime(n, 0.10)
		fmt.Printf("before renewal %d: %.2f payments %v\n", n, payments, err)
	}
	// Output:
	// before renewal 1: 5.41 payments <nil>
	// before renewal 2: 5.90 payments <nil>
	// before renewal 8: 7.53 payments <nil>
}
