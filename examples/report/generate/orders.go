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

// The orders of a shop in its first year and a half.
const (
	orderMonths = 18
	orderDays   = 549
)

var orderStart = time.Date(2024, time.July, 1, 0, 0, 0, 0, time.UTC)

// habit is a group of customers. Weight is its share of them; again is the percentage
// of its orders that are followed by another, which comes after gap days on average;
// and spend is the mean order in cents.
type habit struct{ weight, again, gap, spend int }

var habits = []habit{
	{52, 22, 70, 3400},
	{33, 70, 48, 4100},
	{15, 91, 21, 5600},
}

// away is the percentage of customers who come back after a long time away.
const away = 9

// order is one order, at a second after the start.
type order struct{ customer, second, cents int }

// writeOrders writes the orders of a shop, by time. A few rows are bad.
func writeOrders(w io.Writer) error {
	g := generator{rand.NewPCG(2024, 7)}
	var orders []order
	weights := make([]int, len(habits))
	for i, h := range habits {
		weights[i] = h.weight
	}
	customers := 0
	for month := range orderMonths {
		first := orderStart.AddDate(0, month, 0)
		days := int(orderStart.AddDate(0, month+1, 0).Sub(first).Hours()) / 24
		newcomers := 22 + month
		if first.Month() == time.November { // a campaign, of customers who stay less
			newcomers *= 2
		}
		for range newcomers {
			customers++
			h := habits[g.pick(weights)]
			if first.Month() == time.November && g.percent(40) {
				h = habits[0]
			}
			day := int(first.Sub(orderStart).Hours())/24 + g.below(days)
			spend := h.spend
			for day < orderDays {
				second := (8+g.below(14))*3600 + g.below(3600)
				// The mean of two draws is a hill between a half and one and a half.
				cents := spend/2 + (g.below(spend)+g.below(spend))/2
				orders = append(orders, order{customers, day*86400 + second, cents})
				switch {
				case g.percent(h.again):
					day += 1 + (g.below(2*h.gap)+g.below(2*h.gap))/2
				case g.percent(away):
					day += 120 + g.below(150)
				default:
					day = orderDays
				}
				spend += spend / 50 // customers who stay spend more
			}
		}
	}
	slices.SortFunc(orders, func(a, b order) int {
		return cmp.Or(cmp.Compare(a.second, b.second), cmp.Compare(a.customer, b.customer))
	})

	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "order,customer,ordered,amount")
	for i, o := range orders {
		customer := fmt.Sprintf("SIM-%04d", o.customer)
		at := orderStart.Add(time.Duration(o.second) * time.Second).Format("2006-01-02 15:04")
		amount := fmt.Sprintf("%d.%02d", o.cents/100, o.cents%100)
		switch i { // the cells that the report must refuse
		case 211:
			customer = ""
		case 640:
			at = "2025-02-30 10:00"
		case 871:
			amount = `"12,50"`
		}
		fmt.Fprintf(out, "%d,%s,%s,%s\n", 1+i, customer, at, amount)
		if i == 402 { // a refund on the same day
			fmt.Fprintf(out, "R%d,%s,%s,-%s\n", 1+i, customer, at, amount)
		}
	}
	return out.Flush()
}
