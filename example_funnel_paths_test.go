package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

// clickAsOf is the instant at which the Examples look at the events.
var clickAsOf = time.Date(2026, time.November, 30, 0, 0, 0, 0, time.UTC)

// clickEvents are the events of four customers of a web shop.
func clickEvents() []cx.Event {
	var events []cx.Event
	for _, visit := range [][]string{{"ada", "visit", "cart", "order"}, {"bob", "visit", "cart"}, {"eve", "visit", "search", "visit"}, {"kim", "visit", "cart"}} {
		for minute, name := range visit[1:] {
			at := clickAsOf.Add(time.Duration(minute-60) * time.Minute)
			events = append(events, cx.Event{Customer: visit[0], Name: name, At: at})
		}
	}
	return events
}

func ExampleTransitionsOf() {
	t, err := cx.TransitionsOf(clickEvents(), clickAsOf)
	for _, n := range t.Top(2) {
		fmt.Println(n.From, n.To, n.Count, n.Customers)
	}
	fmt.Println(t.Total(), err)
	// Output:
	// visit cart 3 3
	// cart order 1 1
	// 6 <nil>
}

func ExampleTransitions() {
	t, err := cx.TransitionsOf(clickEvents(), clickAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Share("visit", "cart"))
	// Output: 3 of 4 <nil>
}

func ExampleTransitions_Share() {
	t, err := cx.TransitionsOf(clickEvents(), clickAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Share("cart", "order"))
	// Output: 1 of 1 <nil>
}

// What happens most often next.
func ExampleTransitions_Top() {
	t, err := cx.TransitionsOf(clickEvents(), clickAsOf)
	fmt.Println(t.Top(1), err)
	// Output: [{visit cart 3 3 0}] <nil>
}

func ExampleTransition() {
	data, err := json.Marshal(cx.Transition{From: "visit", To: "cart", Count: 3, Customers: 3})
	fmt.Println(string(data), err)
	// Output:
	// {"from":"visit","to":"cart","count":3,"customers":3} <nil>
}

func ExamplePathsOf() {
	paths, err := cx.PathsOf(clickEvents(), 2, clickAsOf)
	for _, p := range paths.Top(5) {
		fmt.Println(p.Names, p.Customers, p.Cut)
	}
	fmt.Println(paths.Total(), err)
	// Output:
	// [visit cart] 3 1
	// [visit search] 1 1
	// 4 <nil>
}

// Of 120,000 customers, most have seen a page that nobody else has: too many paths to list them
// all.
func ExamplePathsOf_commonest() {
	var events []cx.Event
	for i := range 120_000 {
		customer := fmt.Sprintf("customer-%06d", i)
		if i%3 == 0 {
			events = append(events, cx.Event{Customer: customer, Name: "home", At: clickAsOf.Add(-time.Hour)})
		}
		if i%9 > 0 {
			events = append(events, cx.Event{Customer: customer, Name: "/account/" + customer, At: clickAsOf.Add(-time.Minute)})
		}
	}
	paths, err := cx.PathsOf(events, 2, clickAsOf)
	fmt.Println(paths.Rows, err)
	fmt.Println("others:", paths.Rest, "of one path at most:", paths.RestMax)
	// Output:
	// [{[home] 13334 0 0}] <nil>
	// others: 106666 of one path at most: 1
}

func ExamplePaths() {
	events := clickEvents()
	east, err := cx.PathsOf(events[:5], 2, clickAsOf) // ada and bob
	fmt.Println(east.Total(), err)
	west, err := cx.PathsOf(events[5:], 2, clickAsOf) // eve and kim
	fmt.Println(west.Total(), err)
	err = east.Merge(west)
	fmt.Println(east.Total(), err)
	// Output:
	// 2 <nil>
	// 2 <nil>
	// 4 <nil>
}

func ExamplePaths_Top() {
	paths, err := cx.PathsOf(clickEvents(), 3, clickAsOf)
	fmt.Println(paths.Top(1), err)
	// Output: [{[visit cart] 2 0 0}] <nil>
}

func ExamplePath() {
	data, err := json.Marshal(cx.Path{Names: []string{"visit", "cart"}, Customers: 3, Cut: 1})
	fmt.Println(string(data), err)
	// Output:
	// {"names":["visit","cart"],"customers":3,"cut":1} <nil>
}

// Two shops, whose databases have counted the commonest paths. Nobody in the second is listed with
// search, and as many as 10 may be in its rest.
func ExamplePaths_Merge() {
	first := cx.Paths{Length: 1, AsOf: clickAsOf, Rows: []cx.Path{
		{Names: []string{"home"}, Customers: 500}, {Names: []string{"search"}, Customers: 40},
	}, Rest: 60, RestMax: 20}
	second := cx.Paths{Length: 1, AsOf: clickAsOf, Rows: []cx.Path{{Names: []string{"home"}, Customers: 300}}, Rest: 25, RestMax: 10}
	err := first.Merge(second)
	for _, p := range first.Rows {
		fmt.Println(p.Names, p.Customers, "and perhaps", p.RestMax)
	}
	fmt.Println("others:", first.Rest, "of one path at most:", first.RestMax, err)
	// Output:
	// [home] 800 and perhaps 0
	// [search] 40 and perhaps 10
	// others: 85 of one path at most: 30 <nil>
}
