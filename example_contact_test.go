package cx_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The arm of an experiment, with no table to keep.
func ExampleCustomerBucket() {
	arms := []string{"as it is", "shorter"}
	for _, customer := range []string{"ada", "bob", "eve"} {
		arm, err := cx.CustomerBucket("checkout-2026", customer, len(arms))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(customer, arms[arm])
	}
	_, err := cx.CustomerBucket("checkout-2026", "", len(arms))
	fmt.Println(err)
	// Output:
	// ada shorter
	// bob shorter
	// eve as it is
	// cx: customer is blank
}

// Whom a survey asks this week.
func ExampleContactVerdictsOf() {
	customers := []string{"ada", "bob", "eve", "kim"}
	asOf := time.Date(2026, time.March, 11, 9, 0, 0, 0, time.UTC)
	history := []cx.Invitation{
		{Customer: "bob", At: asOf.AddDate(0, 0, -12), Survey: "delivery"},
		{Customer: "eve", At: asOf.AddDate(0, 0, -90), Survey: "relationship", Outcome: cx.InvitationOptedOut},
		{Customer: "kim", At: asOf.AddDate(0, 0, -100), Survey: "relationship"},
	}
	rule := cx.ContactRule{Survey: "relationship", QuietDays: 30, SameSurveyDays: 180, Most: 4, WithinDays: 365}
	list, err := cx.ContactVerdictsOf(customers, history, rule, asOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range list {
		fmt.Println(v.Customer, v.Reason == "", v.Reason, v.From)
	}
	ask := slices.DeleteFunc(list, func(v cx.ContactVerdict) bool { return v.Reason != "" })
	fmt.Println(len(ask), "to ask")
	// Output:
	// ada true  2026-03-11
	// bob false quiet 2026-03-29
	// eve false opted_out 0000-00-00
	// kim false same_survey 2026-05-30
	// 1 to ask
}

// A quarter of the customers is asked at all, each of them in one of 13 weeks.
func ExampleContactRule() {
	rule := cx.ContactRule{
		Survey: "relationship", Salt: "2026", Share: decimal.RequireFromString("0.25"), Spread: 13,
		Calendar: cx.Calendar{Grain: cx.Week},
	}
	customers := make([]string, 10_000)
	for i := range customers {
		customers[i] = "customer-" + strconv.Itoa(i)
	}
	monday := time.Date(2026, time.March, 9, 9, 0, 0, 0, time.UTC)
	all := 0
	for week := range 13 {
		list, err := cx.ContactVerdictsOf(customers, nil, rule, monday.AddDate(0, 0, 7*week))
		if err != nil {
			fmt.Println(err)
			return
		}
		asked := len(slices.DeleteFunc(list, func(v cx.ContactVerdict) bool { return v.Reason != "" }))
		if week == 0 {
			fmt.Println(asked, "in the first week")
		}
		all += asked
	}
	fmt.Println(all, "in all of them")
	// Output:
	// 181 in the first week
	// 2563 in all of them
}

func ExampleContactVerdict() {
	v := cx.ContactVerdict{Customer: "bob", Reason: cx.ContactQuiet, From: cx.Date{Year: 2026, Month: time.March, Day: 29}}
	fmt.Println("ask:", v.Reason == "", "ask again from:", v.From)
	never := cx.ContactVerdict{Customer: "eve", Reason: cx.ContactOptedOut}
	fmt.Println("ever:", never.From.IsValid())
	// Output:
	// ask: false ask again from: 2026-03-29
	// ever: false
}

func ExampleContactReason() {
	reasons := map[cx.ContactReason]int{cx.ContactQuiet: 120, cx.ContactTooMany: 8}
	fmt.Println(reasons[cx.ContactQuiet], "were asked lately")
	// Output: 120 were asked lately
}

func ExampleInvitationOutcome() {
	v := cx.Invitation{Customer: "eve", At: time.Date(2026, time.March, 9, 0, 0, 0, 0, time.UTC), Outcome: cx.InvitationOptedOut}
	fmt.Println(v.Outcome)
	// Output: opted_out
}
