package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"
)

// referred is a shop in one year whose customers recommend it.
type referred struct{ customers int }

var referredSample = referred{500}

var referredStart = time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)

// referredRow is an order, or a referral of a customer by another.
type referredRow struct {
	day             int
	customer, other string
	cents           int
}

// rows returns the orders and the referrals, each by day. Every fourth of 100 customers or
// so was referred by one who came before, and some who were referred never came.
func (r referred) rows() (orders, referrals []referredRow) {
	g := generator{rand.NewPCG(2025, 14)}
	const year = 365
	name := func(i int) string { return fmt.Sprintf("SIM-%03d", i+1) }
	for i := range r.customers {
		day := i * year / r.customers
		if i > 20 && g.percent(24) {
			referrals = append(referrals, referredRow{day: max(0, day-g.below(12)), customer: name(i), other: name(g.below(i))})
			if g.percent(10) { // and by another
				referrals = append(referrals, referredRow{day: day, customer: name(i), other: name(g.below(i))})
			}
		}
		if i > 20 && g.percent(20) {
			referrals = append(referrals, referredRow{day: day, customer: fmt.Sprintf("LEAD-%03d", i), other: name(g.below(i))})
		}
		for ; day < year; day += 20 + g.below(150) {
			orders = append(orders, referredRow{day: day, customer: name(i), cents: 1500 + g.below(6500)})
		}
	}
	referrals = append(referrals, referredRow{day: 200, customer: name(40), other: name(40)}) // of oneself
	byDay := func(a, b referredRow) int { return cmp.Compare(a.day, b.day) }
	slices.SortStableFunc(orders, byDay)
	slices.SortStableFunc(referrals, byDay)
	return orders, referrals
}

func (o referredRow) date() string { return referredStart.AddDate(0, 0, o.day).Format(time.DateOnly) }

// writeOrders writes the orders. One row is bad.
func (r referred) writeOrders(w io.Writer) error {
	orders, _ := r.rows()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "ordered,customer,amount")
	for i, o := range orders {
		if i == 300 {
			o.customer = ""
		}
		fmt.Fprintf(out, "%s,%s,%d.%02d\n", o.date(), o.customer, o.cents/100, o.cents%100)
	}
	return out.Flush()
}

// writeReferrals writes the referrals. One row is bad.
func (r referred) writeReferrals(w io.Writer) error {
	_, referrals := r.rows()
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "date,referrer,referee")
	for i, o := range referrals {
		if i == 60 {
			o.other = ""
		}
		fmt.Fprintf(out, "%s,%s,%s\n", o.date(), o.other, o.customer)
	}
	return out.Flush()
}
