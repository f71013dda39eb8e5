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

// Customers differ in three things that have nothing to do with each other: the days
// from one order to the next, on average; the percentage of their orders that are the
// last; and the mean order in cents.
var (
	gaps   = []int{9, 14, 19, 24, 31, 38, 49, 64, 87, 128, 225, 700}
	stops  = []int{3, 8, 13, 19, 26, 33, 41, 50, 61, 78}
	spends = []int{1500, 2000, 2400, 2800, 3200, 3600, 4100, 4700, 5600, 8000}
)

// order is one order, at a second after the start.
type order struct{ customer, second, cents int }

// writeOrders writes the orders of a shop, by time. A few rows are bad.
func writeOrders(w io.Writer) error {
	g := generator{rand.NewPCG(2024, 9)}
	one := func(of []int) int { return of[g.below(len(of))] }
	var orders []order
	customers := 0
	for month := range orderMonths {
		first := orderStart.AddDate(0, month, 0)
		days := int(orderStart.AddDate(0, month+1, 0).Sub(first).Hours()) / 24
		newcomers := 30 + 2*month
		campaign := first.Month() == time.November // of customers who stay less
		if campaign {
			newcomers *= 2
		}
		for range newcomers {
			customers++
			gap, stop, spend := one(gaps), one(stops), one(spends)
			if campaign {
				stop = max(stop, one(stops))
			}
			day := int(first.Sub(orderStart).Hours())/24 + g.below(days)
			for day < orderDays {
				second := (8+g.below(14))*3600 + g.below(3600)
				// The mean of two draws is a hill between a quarter and one and three quarters.
				cents := spend/4 + (g.below(3*spend)+g.below(3*spend))/4
				orders = append(orders, order{customers, day*86400 + second, cents})
				if g.percent(stop) {
					break
				}
				for day++; day < orderDays && g.below(gap) > 0; day++ {
				}
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
