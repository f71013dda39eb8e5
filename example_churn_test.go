package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleChurn() {
	c := cx.Churn{Start: 200, Lost: 20}
	fmt.Println(c.Rate())
	fmt.Println(c.End())
	// Output:
	// 0.1 <nil>
	// 180 <nil>
}

// Lost over those at the start: 20 / 200.
func ExampleChurn_Rate() {
	fmt.Println(cx.Churn{Start: 200, Lost: 20}.Rate())
	fmt.Println(cx.Churn{}.Rate())
	// Output:
	// 0.1 <nil>
	// 0 cx: churn rate: no data
}

// By hand: 200 + 30 - 20.
func ExampleChurn_End() {
	fmt.Println(cx.Churn{Start: 200, Acquired: 30, Lost: 20}.End())
	// Output: 210 <nil>
}

func ExampleChurn_RateBy() {
	// Of 200 customers 20 left, 4 of whom came back; of 50 new ones 5 left.
	c := cx.Churn{Start: 200, Acquired: 50, Lost: 20, AcquiredLost: 5, Returned: 4}
	for _, formula := range []cx.ChurnFormula{
		cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired, cx.ChurnOfActive, cx.ChurnOfAverage,
	} {
		rate, err := c.RateBy(formula)
		fmt.Println(formula, rate, err)
	}
	// Output:
	// standard 0.08 <nil>
	// counting_returned 0.1 <nil>
	// counting_acquired 0.105 <nil>
	// of_active 0.1 <nil>
	// of_average 0.0979021 <nil>
}

func ExampleChurnFormula() {
	var formula cx.ChurnFormula // as a setting has it
	if err := json.Unmarshal([]byte(`"of_active"`), &formula); err != nil {
		log.Fatal(err)
	}
	fmt.Println(cx.Churn{Start: 100, Acquired: 25, Lost: 8, AcquiredLost: 2}.RateBy(formula))
	// Output: 0.08 <nil>
}

func ExampleChurn_Merge() {
	var month cx.Churn
	fmt.Println(month.Merge(cx.Churn{Start: 200, Lost: 20}))
	fmt.Println(month.Merge(cx.Churn{Start: 100, Acquired: 5, Lost: 1}))
	fmt.Println(month)
	// Output:
	// <nil>
	// <nil>
	// churn 0.07 (300 customers)
}

func ExampleChurn_Churned() {
	interval, err := cx.Churn{Start: 200, Lost: 20}.Churned().Interval(0.95)
	fmt.Printf("%.3f..%.3f %v\n", interval.Low, interval.High, err)
	// Output: 0.066..0.149 <nil>
}

func ExampleDailyChurn() {
	days := []cx.Churn{
		{Start: 100, Acquired: 8, Lost: 5},
		{Start: 103, Acquired: 2, Lost: 0},
		{Start: 105, Lost: 21},
	}
	fmt.Println(cx.DailyChurn(days)) // 5/100 + 0/103 + 21/105
	// Output: 0.25 <nil>
}

func ExampleCompoundChurn() {
	year, err := cx.CompoundChurn(0.05, 12)
	fmt.Printf("%.4f %v\n", year, err) // not 0.6
	month, err := cx.CompoundChurn(0.20, 1.0/12)
	fmt.Printf("%.6f %v\n", month, err)
	// Output:
	// 0.4596 <nil>
	// 0.018423 <nil>
}

// spellOrders are the orders of three customers of a shop.
func spellOrders() []cx.Activity {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []cx.Activity{
		{Customer: "ada", At: at(1, 5)}, {Customer: "ada", At: at(2, 3)}, {Customer: "ada", At: at(3, 8)},
		{Customer: "bob", At: at(1, 20)},
		{Customer: "eve", At: at(2, 9)}, {Customer: "eve", At: at(3, 30)},
	}
}

// spellAsOf is the instant at which the Examples look at the orders.
var spellAsOf = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)

func ExampleSpellsOf() {
	// Who has not ordered for more than 40 days has churned.
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range spells.Rows {
		if s.Recognized == (cx.Date{}) {
			fmt.Println(s.Customer, s.First, s.Last, "active", s.Reactivation)
			continue
		}
		fmt.Println(s.Customer, s.First, s.Last, "churned on", s.Recognized)
	}
	// Output:
	// ada 2026-01-05 2026-03-08 active false
	// bob 2026-01-20 2026-01-20 churned on 2026-03-02
	// eve 2026-02-09 2026-02-09 churned on 2026-03-22
	// eve 2026-03-30 2026-03-30 active true
}

func ExampleSpell() {
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(spells.Rows[1])
	fmt.Println(string(text), err)
	// Output: {"customer":"bob","first":"2026-01-20","last":"2026-01-20","recognized":"2026-03-02"} <nil>
}

func ExampleSpells() {
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	march := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	// Ada, Bob and Eve were customers on March 1. Bob left, and Eve left and came back.
	churn, err := spells.Churn(march, cx.OnRecognition)
	fmt.Println(churn, err)
	fmt.Println(spells.Reactivations(march))
	// Output:
	// churn 0.33333333 (3 customers) <nil>
	// 1 <nil>
}

// How many customers were lost in March: Bob and Eve, of three.
func ExampleSpells_Churn() {
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	march := cx.Period{Start: cx.Date{Year: 2026, Month: time.March, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
	churn, err := spells.Churn(march, cx.OnRecognition)
	fmt.Println(churn.Lost, "of", churn.Start, err)
	// Output: 2 of 3 <nil>
}

func ExampleChurnDate() {
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 2, Day: 1}}
	// Bob's last order was on January 20. It took until March to know.
	c, err := spells.Churn(january, cx.OnLastActivity)
	fmt.Println(c.AcquiredLost, "of", c.Acquired, "who came in January", err)
	c, err = spells.Churn(january, cx.OnRecognition)
	fmt.Println(c.AcquiredLost, "of", c.Acquired, "who came in January", err)
	// What happened in March is not known yet: Eve may come back.
	march := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	_, err = spells.Churn(march, cx.OnLastActivity)
	fmt.Println(err)
	// Output:
	// 1 of 2 who came in January <nil>
	// 0 of 2 who came in January <nil>
	// cx: churn: the period is not decided by the day of asOf
}

// Who was won back in March? Eve had not ordered for more than 40 days, from February 9
// on, and did so on March 30. Ada was never away for that long.
func ExampleSpells_Reactivations() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	orders := []cx.Activity{
		{Customer: "ada", At: at(2, 3)}, {Customer: "ada", At: at(3, 8)},
		{Customer: "eve", At: at(2, 9)}, {Customer: "eve", At: at(3, 30)},
	}
	spells, err := cx.SpellsOf(orders, 40, cx.Calendar{}, at(4, 1))
	if err != nil {
		log.Fatal(err)
	}
	march := cx.Period{Start: cx.Date{Year: 2026, Month: time.March, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
	fmt.Println(spells.Reactivations(march))
	for _, s := range spells.Rows {
		if s.Reactivation {
			fmt.Println(s.Customer, "came back on", s.First)
		}
	}
	// Output:
	// 1 <nil>
	// eve came back on 2026-03-30
}

func ExampleSpells_Lifespans() {
	spells, err := cx.SpellsOf(spellOrders(), 40, cx.Calendar{}, spellAsOf)
	if err != nil {
		log.Fatal(err)
	}
	lifespans, err := spells.Lifespans(cx.OnRecognition)
	if err != nil {
		log.Fatal(err)
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		log.Fatal(err)
	}
	for _, day := range []float64{40, 41} { // the chance to be active after so many days
		chance, err := curve.At(day)
		fmt.Printf("%.2f %v\n", chance, err)
	}
	// Output:
	// 1.00 <nil>
	// 0.33 <nil>
}

func ExampleMovementsOf() {
	january := []cx.Subscription{
		{Customer: "ada", Amount: decimal.NewFromInt(100)}, {Customer: "bob", Amount: decimal.NewFromInt(50)},
		{Customer: "eve", Amount: decimal.NewFromInt(40)}, {Customer: "eve", Amount: decimal.NewFromInt(10)},
	}
	february := []cx.Subscription{
		{Customer: "ada", Amount: decimal.NewFromInt(120)}, {Customer: "eve", Amount: decimal.NewFromInt(40)},
		{Customer: "dan", Amount: decimal.NewFromInt(30)}, {Customer: "kim", Amount: decimal.NewFromInt(20)},
	}
	m, err := cx.MovementsOf(january, february, []string{"kim"}) // Kim paid last year
	fmt.Println(m.Start, m.New, m.Expansion, m.Reactivated, m.Contraction, m.Churned, m.End, err)
	fmt.Println(m.NRR())
	fmt.Println(m.GRR())
	// Output:
	// 200 30 20 20 10 50 210 <nil>
	// 0.8 <nil>
	// 0.7 <nil>
}

// The monthly recurring revenue (MRR) of two months, from the rows of a billing system to
// a bridge. By hand: Ada pays 20 more, Eve canceled one of two, Bob left, Dan is new, and
// Kim, who paid last year, is back.
func ExampleMovementsOf_bridge() {
	january := []cx.Subscription{
		{Customer: "ada", Amount: decimal.NewFromInt(100)}, {Customer: "bob", Amount: decimal.NewFromInt(50)},
		{Customer: "eve", Amount: decimal.NewFromInt(40)}, {Customer: "eve", Amount: decimal.NewFromInt(10)},
	}
	february := []cx.Subscription{
		{Customer: "ada", Amount: decimal.NewFromInt(120)}, {Customer: "eve", Amount: decimal.NewFromInt(40)},
		{Customer: "dan", Amount: decimal.NewFromInt(30)}, {Customer: "kim", Amount: decimal.NewFromInt(20)},
	}
	m, err := cx.MovementsOf(january, february, []string{"kim"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%-13s %s\n", "MRR January", m.Start.StringFixed(2))
	fmt.Printf("%-13s %+7.2f\n", "new", m.New.InexactFloat64())
	fmt.Printf("%-13s %+7.2f\n", "expansion", m.Expansion.InexactFloat64())
	fmt.Printf("%-13s %+7.2f\n", "reactivated", m.Reactivated.InexactFloat64())
	fmt.Printf("%-13s %+7.2f\n", "contraction", m.Contraction.Neg().InexactFloat64())
	fmt.Printf("%-13s %+7.2f\n", "churned", m.Churned.Neg().InexactFloat64())
	fmt.Printf("%-13s %s\n", "MRR February", m.End.StringFixed(2))
	// Output:
	// MRR January   200.00
	// new            +30.00
	// expansion      +20.00
	// reactivated    +20.00
	// contraction    -10.00
	// churned        -50.00
	// MRR February  210.00
}

func ExampleMovements() {
	m := cx.Movements{
		Start: decimal.NewFromInt(100), New: decimal.NewFromInt(25), Expansion: decimal.NewFromInt(10),
		Contraction: decimal.NewFromInt(10), Churned: decimal.NewFromInt(10), End: decimal.NewFromInt(115),
		StartCustomers: 20, NewCustomers: 5, ChurnedCustomers: 2, EndCustomers: 23,
	}
	fmt.Println(m.GrossChurn())
	fmt.Println(m.NetChurn())
	fmt.Println(m.QuickRatio())
	fmt.Println(m.ARPA())
	fmt.Println(m.LogoChurn().Rate())
	// Output:
	// 0.2 <nil>
	// 0.1 <nil>
	// 1.75 <nil>
	// 5 <nil>
	// 0.1 <nil>
}

// Net revenue retention: what the customers of the start pay now, over what they paid.
// By hand: (200 + 20 - 10 - 50) / 200.
func ExampleMovements_NRR() {
	m := cx.Movements{
		Start: decimal.NewFromInt(200), Expansion: decimal.NewFromInt(20), Contraction: decimal.NewFromInt(10),
		Churned: decimal.NewFromInt(50), End: decimal.NewFromInt(160),
	}
	fmt.Println(m.NRR())
	// Output: 0.8 <nil>
}

// Gross revenue retention, without expansion: (200 - 10 - 50) / 200.
func ExampleMovements_GRR() {
	m := cx.Movements{
		Start: decimal.NewFromInt(200), Expansion: decimal.NewFromInt(20), Contraction: decimal.NewFromInt(10),
		Churned: decimal.NewFromInt(50), End: decimal.NewFromInt(160),
	}
	fmt.Println(m.GRR())
	// Output: 0.7 <nil>
}

// Revenue churn: (10 + 50) / 200.
func ExampleMovements_GrossChurn() {
	m := cx.Movements{
		Start: decimal.NewFromInt(200), Contraction: decimal.NewFromInt(10), Churned: decimal.NewFromInt(50), End: decimal.NewFromInt(140),
	}
	fmt.Println(m.GrossChurn())
	// Output: 0.3 <nil>
}

// Expansion makes up for some of what was lost: (10 + 50 - 20) / 200.
func ExampleMovements_NetChurn() {
	m := cx.Movements{
		Start: decimal.NewFromInt(200), Expansion: decimal.NewFromInt(20), Contraction: decimal.NewFromInt(10),
		Churned: decimal.NewFromInt(50), End: decimal.NewFromInt(160),
	}
	fmt.Println(m.NetChurn())
	// Output: 0.2 <nil>
}

// What came in over what was lost: (25 + 10) / (10 + 10).
func ExampleMovements_QuickRatio() {
	m := cx.Movements{
		Start: decimal.NewFromInt(100), New: decimal.NewFromInt(25), Expansion: decimal.NewFromInt(10),
		Contraction: decimal.NewFromInt(10), Churned: decimal.NewFromInt(10), End: decimal.NewFromInt(115),
	}
	fmt.Println(m.QuickRatio())
	// Output: 1.75 <nil>
}

// What an account pays on average at the end: 115 / 23.
func ExampleMovements_ARPA() {
	fmt.Println(cx.Movements{New: decimal.NewFromInt(115), End: decimal.NewFromInt(115), NewCustomers: 23, EndCustomers: 23}.ARPA())
	// Output: 5 <nil>
}

// Customers lost, of those at the start.
func ExampleMovements_LogoChurn() {
	m := cx.Movements{StartCustomers: 20, ChurnedCustomers: 2, EndCustomers: 18}
	fmt.Println(m.LogoChurn())
	// Output: 2 of 20
}

func ExampleMovements_NetChurnAfterReactivation() {
	m := cx.Movements{
		Start: decimal.NewFromInt(100), Reactivated: decimal.NewFromInt(15), Churned: decimal.NewFromInt(20), End: decimal.NewFromInt(95),
	}
	fmt.Println(m.NetChurn())
	fmt.Println(m.NetChurnAfterReactivation())
	// Output:
	// 0.2 <nil>
	// 0.05 <nil>
}

func ExampleMovements_QuickRatio_undefined() {
	m := cx.Movements{New: decimal.NewFromInt(25), End: decimal.NewFromInt(25)}
	_, err := m.QuickRatio()
	fmt.Println(errors.Is(err, cx.ErrUndefined), err)
	// Output: true cx: quick ratio: nothing was lost
}

func ExampleMovements_Merge() {
	var all cx.Movements
	fmt.Println(all.Merge(cx.Movements{Start: decimal.NewFromInt(100), Churned: decimal.NewFromInt(10), End: decimal.NewFromInt(90)}))
	fmt.Println(all.Merge(cx.Movements{Start: decimal.NewFromInt(300), Expansion: decimal.NewFromInt(6), End: decimal.NewFromInt(306)}))
	fmt.Println(all.NRR())
	// Output:
	// <nil>
	// <nil>
	// 0.99 <nil>
}

func ExampleSubscription() {
	// What is billed for a year goes in per month.
	monthly, err := cx.MonthlyAmount(decimal.NewFromInt(600), cx.BillingCycle{Count: 1, Unit: cx.Year})
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(cx.Subscription{Customer: "ada", Amount: monthly})
	fmt.Println(string(text), err)
	// Output: {"customer":"ada","amount":"50"} <nil>
}

func ExampleMonthlyAmount() {
	fmt.Println(cx.MonthlyAmount(decimal.NewFromInt(2000), cx.BillingCycle{Count: 1, Unit: cx.Year}))
	fmt.Println(cx.MonthlyAmount(decimal.NewFromInt(15), cx.BillingCycle{Count: 1, Unit: cx.Week})) // 52 weeks a year, not 48
	// Output:
	// 166.66666667 <nil>
	// 65 <nil>
}

func ExampleBillingCycle() {
	for _, cycle := range []cx.BillingCycle{
		{Count: 1, Unit: cx.Month}, {Count: 1, Unit: cx.Quarter}, {Count: 2, Unit: cx.Year},
		{Count: 4, Unit: cx.Week}, // 13 payments a year
	} {
		monthly, err := cx.MonthlyAmount(decimal.NewFromInt(120), cycle)
		fmt.Println(cycle.Count, cycle.Unit, monthly, err)
	}
	// Output:
	// 1 month 120 <nil>
	// 1 quarter 40 <nil>
	// 2 year 5 <nil>
	// 4 week 130 <nil>
}

// A customer who left asks to be forgotten.
func ExampleChurn_Unmerge() {
	march := cx.Churn{Start: 201, Acquired: 50, Lost: 21}
	fmt.Println(march.Unmerge(cx.Churn{Start: 1, Lost: 1}))
	fmt.Println(march.Rate())
	// Output:
	// <nil>
	// 0.1 <nil>
}

// The churn of March by plan, from a list of customers with their first day and, if there is
// one, the first without.
func ExampleChurn_Add() {
	type row struct {
		plan       string
		start, end cx.Date
	}
	day := func(month time.Month, day int) cx.Date { return cx.Date{Year: 2026, Month: month, Day: day} }
	rows := []row{
		{"basic", day(1, 5), day(3, 9)}, {"basic", day(2, 1), cx.Date{}}, {"pro", day(1, 20), cx.Date{}}, {"pro", day(3, 2), day(3, 30)},
	}
	march := cx.Period{Start: day(3, 1), End: day(4, 1)}
	plans, err := cx.GroupFunc(rows, func(r *row) string { return r.plan },
		func(c *cx.Churn, r *row) error { return c.Add(march, r.start, r.end) }, cx.Churn{})
	for _, plan := range plans {
		fmt.Println(plan.Key, plan.Tally, plan.Tally.Acquired, plan.Tally.AcquiredLost)
	}
	fmt.Println(err)
	// Output:
	// basic churn 0.5 (2 customers) 0 0
	// pro churn 0 (1 customer) 1 1
	// <nil>
}

// Customers from their first day to the first without, as of 1 April: two have left.
func ExampleLifespansOf() {
	day := func(month time.Month, day int) cx.Date { return cx.Date{Year: 2026, Month: month, Day: day} }
	customers := [][2]cx.Date{{day(1, 5), day(3, 9)}, {day(2, 1), cx.Date{}}, {day(1, 20), cx.Date{}}, {day(3, 2), day(3, 30)}}
	lifespans, err := cx.LifespansOf(customers, func(c *[2]cx.Date) (start, end cx.Date) { return c[0], c[1] }, day(4, 1))
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range lifespans {
		fmt.Println(l.Exit, l.Churned)
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.At(60))
	// Output:
	// 63 true
	// 59 false
	// 71 false
	// 28 true
	// 0.75 <nil>
}
