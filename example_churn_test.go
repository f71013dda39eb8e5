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
	fmt.Println(month.Rate())
	// Output:
	// <nil>
	// <nil>
	// {300 5 21 0 0}
	// 0.07 <nil>
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

func ExampleSpellsOf() {
	// Who has not ordered for more than 40 days has churned.
	spells, err := cx.SpellsOf(lifeOrders(), 40, cx.Calendar{}, lifeAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range spells.Spells {
		switch {
		case s.Recognized == cx.Date{}:
			fmt.Println(s.Customer, s.First, s.Last, "active", s.Reactivation)
		default:
			fmt.Println(s.Customer, s.First, s.Last, "churned on", s.Recognized)
		}
	}
	// Output:
	// ada 2026-01-05 2026-03-08 active false
	// bob 2026-01-20 2026-01-20 churned on 2026-03-02
	// eve 2026-02-09 2026-02-09 churned on 2026-03-22
	// eve 2026-03-30 2026-03-30 active true
}

func ExampleSpell() {
	spells, err := cx.SpellsOf(lifeOrders(), 40, cx.Calendar{}, lifeAsOf)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(spells.Spells[1])
	fmt.Println(string(text), err)
	// Output: {"customer":"bob","first":"2026-01-20","last":"2026-01-20","recognized":"2026-03-02"} <nil>
}

func ExampleSpells() {
	spells, err := cx.SpellsOf(lifeOrders(), 40, cx.Calendar{}, lifeAsOf)
	if err != nil {
		log.Fatal(err)
	}
	march := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	// Ada, Bob and Eve were customers on 1 March. Bob left, and Eve left and came back.
	churn, err := spells.Churn(march, cx.OnRecognition)
	fmt.Println(churn, err)
	fmt.Println(churn.Rate())
	fmt.Println(spells.Reactivations(march))
	// Output:
	// {3 0 2 0 1} <nil>
	// 0.33333333 <nil>
	// 1 <nil>
}

func ExampleChurnDate() {
	spells, err := cx.SpellsOf(lifeOrders(), 40, cx.Calendar{}, lifeAsOf)
	if err != nil {
		log.Fatal(err)
	}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 2, Day: 1}}
	// Bob's last order was on 20 January. It took until March to know.
	fmt.Println(spells.Churn(january, cx.OnLastActivity))
	fmt.Println(spells.Churn(january, cx.OnRecognition))
	// What happened in March is not known yet: Eve may come back.
	march := cx.Period{Start: cx.Date{Year: 2026, Month: 3, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	_, err = spells.Churn(march, cx.OnLastActivity)
	fmt.Println(err)
	// Output:
	// {0 2 0 1 0} <nil>
	// {0 2 0 0 0} <nil>
	// cx: churn: the period is not decided by the day of asOf
}

func ExampleSpells_Lifespans() {
	spells, err := cx.SpellsOf(lifeOrders(), 40, cx.Calendar{}, lifeAsOf)
	if err != nil {
		log.Fatal(err)
	}
	lifespans, err := spells.Lifespans()
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

func ExampleTrialsOf() {
	// Eve began to pay after more than 14 days. The trial of Dan is running.
	trials, err := cx.TrialsOf(exampleTrials(), 14, cx.Calendar{}, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(trials.Conversion())
	fmt.Println(trials.Conversion().Rate())
	fmt.Println(trials.Undecided)
	// Output:
	// {1 3}
	// 0.33333333 <nil>
	// 1
}

func ExampleTrial() {
	text, err := json.Marshal(exampleTrials()[1])
	fmt.Println(string(text), err)
	// Output: {"customer":"bob","start":"2026-03-02T12:00:00Z","end":"2026-03-16T12:00:00Z","uses":1} <nil>
}

func ExampleTrials() {
	trials := cx.Trials{
		WindowDays: 14,
		ByUses: [4]cx.Proportion{ // 0, 1, 2, and 3 or more uses
			{Count: 8, Total: 400}, {Count: 15, Total: 250}, {Count: 24, Total: 200}, {Count: 72, Total: 300},
		},
	}
	fmt.Println(trials.Conversion().Rate())
	// How much more often do those convert who used it three times than those who used it once?
	once, often := trials.ByUses[1], trials.ByUses[3]
	points, err := often.Difference(once, 0.95)
	fmt.Printf("%.0f points more, %.0f to %.0f %v\n", 100*points.Difference, 100*points.Interval.Low, 100*points.Interval.High, err)
	times, err := often.RateRatio(once, 0.95)
	fmt.Printf("%.1f times as often, %.1f to %.1f %v\n", times.Value, times.Interval.Low, times.Interval.High, err)
	// Output:
	// 0.10347826 <nil>
	// 18 points more, 12 to 24 <nil>
	// 4.0 times as often, 2.4 to 6.8 <nil>
}

func ExampleMovementsOf() {
	pays := func(customer string, amount int64) cx.Subscription {
		return cx.Subscription{Customer: customer, Amount: decimal.NewFromInt(amount)}
	}
	january := []cx.Subscription{pays("ada", 100), pays("bob", 50), pays("eve", 40), pays("eve", 10)}
	february := []cx.Subscription{pays("ada", 120), pays("eve", 40), pays("dan", 30), pays("kim", 20)}
	m, err := cx.MovementsOf(january, february, []string{"kim"}) // Kim paid last year
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("start      ", m.Start)
	fmt.Println("new        ", m.New)
	fmt.Println("expansion  ", m.Expansion)
	fmt.Println("reactivated", m.Reactivated)
	fmt.Println("contraction", m.Contraction) // Eve cancelled one of two
	fmt.Println("churned    ", m.Churned)
	fmt.Println("end        ", m.End)
	fmt.Println(m.NRR())
	fmt.Println(m.GRR())
	// Output:
	// start       200
	// new         30
	// expansion   20
	// reactivated 20
	// contraction 10
	// churned     50
	// end         210
	// 0.8 <nil>
	// 0.7 <nil>
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
	monthly, err := cx.MonthlyAmount(decimal.NewFromInt(600), cx.Yearly)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(cx.Subscription{Customer: "ada", Amount: monthly})
	fmt.Println(string(text), err)
	// Output: {"customer":"ada","amount":"50"} <nil>
}

func ExampleMonthlyAmount() {
	fmt.Println(cx.MonthlyAmount(decimal.NewFromInt(2000), cx.Yearly))
	fmt.Println(cx.MonthlyAmount(decimal.NewFromInt(15), cx.Weekly)) // 52 weeks a year, not 48
	// Output:
	// 166.66666667 <nil>
	// 65 <nil>
}

func ExampleBillingInterval() {
	payment := decimal.NewFromInt(120)
	for _, every := range []cx.BillingInterval{cx.Monthly, cx.Quarterly, cx.HalfYearly, cx.Yearly} {
		monthly, err := cx.MonthlyAmount(payment, every)
		fmt.Println(every, monthly, err)
	}
	// Output:
	// monthly 120 <nil>
	// quarterly 40 <nil>
	// half_yearly 20 <nil>
	// yearly 10 <nil>
}

// exampleTrials are the trials of four customers, of 14 days each.
func exampleTrials() []cx.Trial {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	return []cx.Trial{
		{Customer: "ada", Start: day(3, 1), End: day(3, 15), Converted: day(3, 9), Uses: 7},
		{Customer: "bob", Start: day(3, 2), End: day(3, 16), Uses: 1},
		{Customer: "eve", Start: day(3, 4), End: day(3, 18), Converted: day(4, 10), Uses: 3},
		{Customer: "dan", Start: day(3, 25), End: day(4, 8), Converted: day(3, 26), Uses: 2},
	}
}
