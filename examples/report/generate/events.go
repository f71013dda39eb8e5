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

// The visits to a web shop in six weeks.
const (
	eventCustomers = 430
	eventDays      = 42
)

var eventStart = time.Date(2025, time.November, 17, 0, 0, 0, 0, time.UTC)

// source is where customers come from. Weight is its share, and forward how many of 100 visits
// get from each step to the next.
type source struct {
	name    string
	weight  int
	forward [4]int
}

var sources = []source{
	{"search", 40, [4]int{72, 45, 66, 74}},
	{"social", 28, [4]int{58, 30, 55, 66}},
	{"newsletter", 18, [4]int{80, 56, 74, 82}},
	{"direct", 14, [4]int{70, 48, 70, 78}},
}

var shopSteps = [5]string{"visit", "product", "cart", "checkout", "order"}

// hourWeights are the visits by the hour of the day.
var hourWeights = []int{3, 2, 1, 1, 1, 2, 4, 8, 11, 12, 13, 14, 17, 15, 13, 13, 14, 16, 19, 23, 26, 24, 16, 8}

// event is one event, at a second after the start.
type event struct {
	customer, second int
	name, source     string
}

// writeEvents writes the events of a web shop, by time. A few rows are bad.
func writeEvents(w io.Writer) error {
	g := generator{rand.NewPCG(2025, 11)}
	weights := make([]int, len(sources))
	for i, s := range sources {
		weights[i] = s.weight
	}
	var events []event
	for customer := 1; customer <= eventCustomers; customer++ {
		from := sources[g.pick(weights)]
		for day := g.below(eventDays); day < eventDays; day += 1 + g.below(6) {
			second := day*86400 + g.pick(hourWeights)*3600 + g.below(3600)
			if g.visit(&events, customer, second, from) || !g.percent(38) {
				break
			}
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.second, b.second) })

	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "at,customer,event,channel")
	for i, e := range events {
		at := eventStart.Add(time.Duration(e.second) * time.Second).Format("2006-01-02 15:04:05")
		customer := fmt.Sprintf("SIM-%03d", e.customer)
		switch i { // the cells that the report must refuse
		case 150:
			e.name = ""
		case 420:
			at = "yesterday"
		case 777:
			customer = ""
		}
		fmt.Fprintf(out, "%s,%s,%s,%s\n", at, customer, e.name, e.source)
	}
	return out.Flush()
}

// visit adds the events of one visit, and reports whether it ended with an order.
func (g generator) visit(events *[]event, customer, second int, from source) bool {
	add := func(name string, pause int) {
		*events = append(*events, event{customer, second, name, from.name})
		second += pause/4 + g.below(pause)
	}
	add("visit", 40)
	if g.percent(30) {
		add("search", 60)
	}
	for step, name := range shopSteps[1:] {
		if !g.percent(from.forward[step]) {
			return false
		}
		add(name, []int{120, 90, 200, 60}[step])
		if name == "product" {
			for g.percent(35) {
				add(name, 90)
			}
		}
		if name == "checkout" && g.percent(12) {
			add("payment_error", 60)
		}
	}
	return true
}
