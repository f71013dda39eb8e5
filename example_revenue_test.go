package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// subscriptionTable is a table of subscriptions, as a billing system has it. On March 1 Ada
// goes from 20 to 30 a month. Bob ends with February, and is back on April 10. Eve renews
// two days late.
func subscriptionTable() []cx.SubscriptionPeriod {
	day := func(month time.Month, day int) cx.Date { return cx.Date{Year: 2026, Month: month, Day: day} }
	return []cx.SubscriptionPeriod{
		{Customer: "ada", Start: day(1, 1), End: day(3, 1), Amount: decimal.NewFromInt(20)},
		{Customer: "ada", Start: day(3, 1), Amount: decimal.NewFromInt(30)},
		{Customer: "bob", Start: day(1, 15), End: day(3, 1), Amount: decimal.NewFromInt(50)},
		{Customer: "bob", Start: day(4, 10), Amount: decimal.NewFromInt(50)},
		{Customer: "eve", Start: day(2, 1), End: day(3, 30), Amount: decimal.NewFromInt(10)},
		{Customer: "eve", Start: day(4, 1), Amount: decimal.NewFromInt(10)},
	}
}

// A list of last days: End is the day after.
func ExampleSubscriptionPeriod() {
	lastDay := cx.Date{Year: 2026, Month: time.February, Day: 28}
	end, err := lastDay.AddDays(1)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(cx.SubscriptionPeriod{
		Customer: "ada", Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: end, Amount: decimal.NewFromInt(20),
	})
	fmt.Println(string(text), err)
	// Output: {"customer":"ada","start":"2026-01-01","end":"2026-03-01","amount":"20"} <nil>
}

// Monthly recurring revenue at the end of February.
func ExampleSubscriptionsAt() {
	paying, err := cx.SubscriptionsAt(subscriptionTable(), cx.Date{Year: 2026, Month: time.February, Day: 28})
	var mrr decimal.Decimal
	for _, s := range paying {
		fmt.Println(s.Customer, s.Amount)
		mrr = mrr.Add(s.Amount)
	}
	fmt.Println("MRR", mrr, err)
	// Output:
	// ada 20
	// bob 50
	// eve 10
	// MRR 80 <nil>
}

// What became of the recurring revenue in March, and in April: from the last day of the month
// before to the last of the month. Eve, who renews within April 1, is there on both.
func ExampleMovementsBetween() {
	for _, days := range [][2]cx.Date{
		{{Year: 2026, Month: time.February, Day: 28}, {Year: 2026, Month: time.March, Day: 31}},
		{{Year: 2026, Month: time.March, Day: 31}, {Year: 2026, Month: time.April, Day: 30}},
	} {
		m, err := cx.MovementsBetween(subscriptionTable(), days[0], days[1])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(m.Start, "+", m.New, "+", m.Expansion, "+", m.Reactivated, "-", m.Contraction, "-", m.Churned, "=", m.End)
	}
	// Output:
	// 80 + 0 + 10 + 0 - 0 - 60 = 30
	// 30 + 0 + 0 + 60 - 0 - 0 = 90
}

// Churn of March by customers, with a week of grace: Bob left, Eve only renews late, and Ada
// changed the plan.
func ExampleSubscriptionSpells() {
	asOf := cx.Date{Year: 2026, Month: time.May, Day: 1}
	spells, err := cx.SubscriptionSpells(subscriptionTable(), 7, asOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range spells.Rows {
		fmt.Println(s.Customer, s.First, s.Last, s.Reactivation)
	}
	march := cx.Period{Start: cx.Date{Year: 2026, Month: time.March, Day: 1}, End: cx.Date{Year: 2026, Month: time.April, Day: 1}}
	fmt.Println(spells.Churn(march, cx.OnLastActivity))
	// Output:
	// ada 2026-01-01 2026-05-01 false
	// bob 2026-01-15 2026-02-28 false
	// bob 2026-04-10 2026-05-01 true
	// eve 2026-02-01 2026-05-01 false
	// churn 0.33333333 (3 customers) <nil>
}

func ExampleSubscriptionChange() {
	text, err := json.Marshal(cx.SubscriptionChange{
		Customer: "ada", Day: cx.Date{Year: 2026, Month: time.March, Day: 1}, Amount: decimal.NewFromInt(30),
	})
	fmt.Println(string(text), err)
	// Output: {"customer":"ada","day":"2026-03-01","amount":"30"} <nil>
}

// From a ledger of changes: Ada starts at 20, goes to 30, and ends.
func ExampleSubscriptionPeriodsOf() {
	periods, err := cx.SubscriptionPeriodsOf([]cx.SubscriptionChange{
		{Customer: "ada", Day: cx.Date{Year: 2026, Month: time.January, Day: 1}, Amount: decimal.NewFromInt(20)},
		{Customer: "ada", Day: cx.Date{Year: 2026, Month: time.March, Day: 1}, Amount: decimal.NewFromInt(30)},
		{Customer: "ada", Day: cx.Date{Year: 2026, Month: time.May, Day: 15}, Amount: decimal.Zero},
	})
	for _, p := range periods {
		fmt.Println(p.Customer, p.Start, p.End, p.Amount)
	}
	fmt.Println(err)
	// Output:
	// ada 2026-01-01 2026-03-01 20
	// ada 2026-03-01 2026-05-15 30
	// <nil>
}
