package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// costs is what a business spends on winning customers: so much a day, in its currency,
// and more each month.
type costs struct {
	seed          uint64
	start         time.Time
	months        int
	first, growth int // a day in the first month, and a month more
	campaign      time.Month
}

var (
	orderCosts        = costs{9, orderStart, orderMonths, 20, 2, time.November}
	subscriptionCosts = costs{12, subscriptionStart, 30, 170, 18, 0}
)

// write writes a row for each week and channel, and one a month for what is no
// advertising. A few rows are bad.
func (c costs) write(w io.Writer) error {
	g := generator{rand.NewPCG(c.seed, 7)}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "date,channel,amount")
	row := 0
	line := func(day time.Time, channel, amount string) {
		row++
		switch row { // the cells that the report must refuse
		case 41:
			amount = "n/a"
		case 90:
			amount = "-" + amount
		}
		fmt.Fprintf(out, "%s,%s,%s\n", day.Format(time.DateOnly), channel, amount)
	}
	end := c.start.AddDate(0, c.months, 0)
	for month := range c.months {
		first, next := c.start.AddDate(0, month, 0), c.start.AddDate(0, month+1, 0)
		daily := 100 * (c.first + c.growth*month) // in cents
		if first.Month() == c.campaign {
			daily = daily * 5 / 2
		}
		cents := func(share, days int) string {
			n := daily * days * share / 100 * (80 + g.below(41)) / 100
			return fmt.Sprintf("%d.%02d", n/100, n%100)
		}
		line(first, "content", cents(20, 30))
		for day := first; day.Before(next) && day.Before(end); day = day.AddDate(0, 0, 7) {
			days := min(7, int(next.Sub(day).Hours())/24)
			line(day, "search", cents(50, days))
			line(day, "social", cents(30, days))
		}
	}
	return out.Flush()
}
