package cx_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// invitedInMarch is invitations of two weeks, seen on March 20th.
func invitedInMarch() (rows []cx.Invitation, asOf time.Time) {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 9, 0, 0, 0, time.UTC) }
	return []cx.Invitation{
		{Customer: "ada", At: day(1), Opened: day(2), Started: day(2), Completed: day(2).Add(4 * time.Minute)},
		{Customer: "bob", At: day(1), Opened: day(3)},
		{Customer: "eve", At: day(1), Outcome: cx.InvitationBounced},
		{Customer: "kim", At: day(2), Started: day(4), Answered: 3},
		{Customer: "bob", At: day(8), Reminder: true}, // of the one above
		{Customer: "lea", At: day(12), Started: day(12), Completed: day(12).Add(2 * time.Minute)},
		{Customer: "max", At: day(12)},
	}, day(20)
}

// A customer has a fortnight to answer. Those whose fortnight is not over are pending, not
// silent, and in no rate, also if they have answered.
func ExampleFieldworkOf() {
	invitations, asOf := invitedInMarch()
	f, err := cx.FieldworkOf(invitations, 14*24*time.Hour, asOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := f.Response()
	rate, err := r.Rate() // of those whose fortnight is over
	fmt.Println(r, rate, err)
	low, high := r.AtLeast(), r.AtMost() // of all
	fmt.Println(low, high)
	median, err := f.Latency.Median() // how long they took
	fmt.Println(median, err)
	fmt.Println(f.Completion(), f.Delivery())
	// Output:
	// 1 of 4, 1 early, 1 pending 0.25 <nil>
	// 2 of 6 3 of 6
	// 12h3m0s <nil>
	// 2 of 3 5 of 6
}

func ExampleFieldwork() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 0, 0, 0, 0, time.UTC) }
	// From counts of a database, without how long they took.
	email := cx.Fieldwork{AsOf: day(20), PatienceSeconds: 14 * 24 * 60 * 60, Complete: 120, Silent: 640, Bounced: 40, Opened: 410, Started: 150}
	sms := cx.Fieldwork{AsOf: day(20), PatienceSeconds: 14 * 24 * 60 * 60, Complete: 90, Silent: 110, Opened: 95, Started: 95}
	all := email
	if err := all.Merge(sms); err != nil {
		fmt.Println(err)
		return
	}
	rate, err := all.Response().Rate()
	fmt.Println(rate, all.Total(), err)
	// Output:
	// 0.21 1000 <nil>
}

// The rates of a report by the rules of AAPOR. Of those whose invitation bounced half are taken
// to have been eligible.
func ExampleDispositions() {
	f := cx.Fieldwork{
		AsOf: time.Date(2026, time.March, 20, 0, 0, 0, 0, time.UTC), PatienceSeconds: 14 * 24 * 60 * 60,
		Complete: 200, Partial: 50, Declined: 100, Silent: 610, Bounced: 40, Opened: 500, Started: 300,
	}
	final, err := f.Dispositions() // an error as long as some are pending
	if err != nil {
		fmt.Println(err)
		return
	}
	rr1, err := final.ResponseRate(1, decimal.Decimal{})
	fmt.Println(rr1, err)
	rr3, err := final.ResponseRate(3, decimal.RequireFromString("0.5"))
	fmt.Println(rr3, err)
	cooperation, err := final.CooperationRate(1)
	fmt.Println(cooperation, err)
	// Output:
	// 0.2 <nil>
	// 0.20408163 <nil>
	// 0.57142857 <nil>
}
