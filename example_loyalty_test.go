package cx_test

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// clubRows is a program of two members, in points.
func clubRows() cx.LoyaltyRows {
	row := func(customer string, month time.Month, amount int64) cx.Activity {
		return cx.Activity{Customer: customer, At: time.Date(2026, month, 1, 12, 0, 0, 0, time.UTC), Amount: decimal.NewFromInt(amount)}
	}
	return cx.LoyaltyRows{
		Joined:   []cx.Activity{row("ada", time.January, 0), row("bob", time.February, 0)},
		Earned:   []cx.Activity{row("ada", time.January, 300), row("bob", time.February, 100)},
		Redeemed: []cx.Activity{row("ada", time.May, 120)},
		Expired:  []cx.Activity{row("bob", time.June, 40)},
	}
}

func ExampleLoyaltyOf() {
	customers := []string{"ada", "bob", "eve", "kim"}
	asOf := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	l, err := cx.LoyaltyOf(customers, clubRows(), 90, cx.Calendar{}, asOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	enrolled, err := l.Enrolled().Rate()
	fmt.Println("members", enrolled, err)
	used, err := l.RedemptionRate()
	fmt.Println("redeemed", used, err)
	lost, err := l.Breakage()
	fmt.Println("let go", lost, err)
	fmt.Println("active", l.ActiveMembers(), "outstanding", l.Outstanding)
	// Output:
	// members 0.5 <nil>
	// redeemed 0.3 <nil>
	// let go 0.25 <nil>
	// active 1 of 2 outstanding 240
}

// A reversal takes points back: the row that it is about is lowered, or left out.
func ExampleLoyaltyRows() {
	rows := clubRows()
	rows.Earned[0].Amount = rows.Earned[0].Amount.Sub(decimal.NewFromInt(50)) // goods of 50 points were returned
	l, err := cx.LoyaltyOf([]string{"ada", "bob"}, rows, 90, cx.Calendar{}, time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(l.Earned, l.Outstanding, err)
	// Output: 350 190 <nil>
}

func ExampleLoyalty() {
	north := cx.Loyalty{AsOf: time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC), Days: 90, Customers: 900, Members: 300, Active: 120}
	north.Earned = decimal.NewFromInt(50_000)
	north.Outstanding = north.Earned
	south := north
	if err := north.Merge(south); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(north.Enrolled(), north.ActiveMembers(), north.Outstanding)
	// Output: 600 of 1800 240 of 600 100000
}

// All customers order for 20 each time, and members for 25 since they joined.
func ExampleMemberDifference() {
	var orders, joined []cx.Activity
	begin := time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)
	for i := range 40 {
		name := "c" + strconv.Itoa(i)
		join := begin.AddDate(0, 0, 80+i)
		if i%2 == 0 {
			joined = append(joined, cx.Activity{Customer: name, At: join})
		}
		for day := i % 7; day < 200; day += 7 + i%3 {
			a := cx.Activity{Customer: name, At: begin.AddDate(0, 0, day), Amount: decimal.NewFromInt(20)}
			if i%2 == 0 && a.At.After(join) {
				a.Amount = decimal.NewFromInt(25)
			}
			orders = append(orders, a)
		}
	}
	effect, err := cx.MemberDifference(orders, joined, 60, cx.Calendar{}, begin.AddDate(0, 0, 200), 0.95)
	fmt.Println(effect, err)
	// Output: 36.25 (28.11..44.39 at 0.95), p 6.193e-11 <nil>
}
