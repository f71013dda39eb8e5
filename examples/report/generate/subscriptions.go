package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// The subscriptions of a software company in two years and a half.
const (
	subscriptionDays = 915
	trialDays        = 14
)

var subscriptionStart = time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC)

// offer is a plan at its price. Weight is its share of new customers; leave, grow and
// shrink are how many of 1,000 customers end it, or change to the plan after or before
// it, in a month.
type offer struct {
	name                        string
	price                       int
	weight, leave, grow, shrink int
}

var offers = []offer{
	{"Solo", 29, 55, 52, 20, 0},
	{"Team", 99, 32, 27, 14, 9},
	{"Business", 349, 13, 12, 0, 8},
}

// subscription is one row; end is 0 for one that is still running, and price 0 for a
// trial.
type subscription struct {
	customer, start, end, price int
	plan                        string
}

// writeSubscriptions writes the subscriptions, by their first day. A change of plan
// ends one and starts another on the same day. A few rows are bad.
func writeSubscriptions(w io.Writer) error {
	g := generator{rand.NewPCG(2023, 12)}
	weights := make([]int, len(offers))
	for i, o := range offers {
		weights[i] = o.weight
	}
	var rows []subscription
	customers := 0
	for day := 0; day < subscriptionDays; day++ {
		// From one newcomer in three days to one a day.
		if g.below(3*subscriptionDays) >= subscriptionDays+2*day {
			continue
		}
		customers++
		start := day
		if g.percent(30) {
			row := subscription{customer: customers, start: start, end: start + trialDays, plan: "Trial"}
			if row.end >= subscriptionDays {
				row.end = 0
			}
			rows = append(rows, row)
			start += trialDays
			if row.end == 0 || g.percent(45) {
				continue
			}
		}
		rows = append(rows, g.subscriptions(customers, start, g.pick(weights))...)
	}
	slices.SortStableFunc(rows, func(a, b subscription) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.customer, b.customer))
	})

	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "subscription,customer,plan,start,end,mrr")
	for i, row := range rows {
		date := func(day int) string { return subscriptionStart.AddDate(0, 0, day).Format(time.DateOnly) }
		start, end, mrr := date(row.start), "", strconv.Itoa(row.price)
		if row.end > 0 {
			end = date(row.end)
		}
		switch i { // the cells that the report must refuse
		case 77:
			end = "2020-01-01"
		case 198:
			start = "soon"
		case 301:
			mrr = "-99"
		}
		fmt.Fprintf(out, "%d,SIM-%03d,%s,%s,%s,%s\n", 1+i, row.customer, row.plan, start, end, mrr)
	}
	return out.Flush()
}

// subscriptions returns the subscriptions of one customer from a day on.
func (g generator) subscriptions(customer, start, plan int) []subscription {
	var rows []subscription
	for day := start; ; {
		day += 30
		o := offers[plan]
		row := subscription{customer: customer, start: start, price: o.price, plan: o.name}
		if day >= subscriptionDays {
			return append(rows, row)
		}
		fate := g.below(1000)
		next := plan
		switch {
		case fate < o.leave:
			row.end = day - g.below(30)
			rows = append(rows, row)
			if !g.percent(12) {
				return rows
			}
			day = row.end + 20 + g.below(200) // and comes back
			if day >= subscriptionDays {
				return rows
			}
			start = day
			continue
		case fate < o.leave+o.grow:
			next++
		case fate < o.leave+o.grow+o.shrink:
			next--
		default:
			continue
		}
		row.end = day
		rows = append(rows, row)
		start, plan = day, next
	}
}
